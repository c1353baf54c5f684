/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refusal.c: is it asserted that somebody is turned away?
 *
 * 401 or 403 as the status of an answer, a name that means the same, or
 * being sent to the page of the login.  An answer that the test makes up
 * is somebody else's, and a number beside no status is a number.
 */
#include <string.h>

#include "tests.h"

/* Where the statement ends that the token is in, going back. */
static bool
begins(const struct source *s, size_t i)
{
	if (!s->brace)
		return s->tok[i].kind == GR_NEWLINE && s->tok[i].depth == 0;
	return gr_token_is(&s->tok[i], ";") || gr_token_is(&s->tok[i], "{") ||
	    gr_token_is(&s->tok[i], "}");
}

/* Does this token belong to an assertion? */
static bool
asserted(const struct source *s, size_t at, size_t from)
{
	static const char *const words[] = { "raises", "should", "Should",
	    "statusCode", "if", NULL };
	size_t i = at;
	int far;

	for (far = 0; i > from && far < 60; far++) {
		i--;
		if (begins(s, i))
			return false;
		if (s->tok[i].kind == GR_NAME &&
		    (strstr(s->tok[i].text, "ssert") != NULL ||
		    strstr(s->tok[i].text, "xpect") != NULL ||
		    name_any(s->tok[i].text, words)))
			return true;
	}
	return false;
}

/* 401 or 403 next to a status, and no other trouble in the same list. */
static bool
refusal_number(const struct source *s, size_t at, size_t from, size_t to)
{
	static const char *const other[] = { "429", "500", "502", "503",
	    "404", "200", NULL };
	static const char *const status[] = { "status_code", "status",
	    "statusCode", "StatusCode", "getStatusCode", "assertStatus",
	    "getStatus", "code", "Code", "status_int", "expect",
	    "getResponseCode", "toHaveStatus",
	    "assertResponseStatusCodeSame", NULL };
	size_t i, low = at > from + 16 ? at - 16 : from;
	bool near = false;

	for (i = low; i < to && i < at + 8; i++) {
		if (s->tok[i].kind == GR_NUMBER && s->tok[i].depth ==
		    s->tok[at].depth && s->tok[i].line == s->tok[at].line &&
		    name_any(s->tok[i].text, other))
			return false;
		if (s->tok[i].kind == GR_NAME &&
		    name_any(s->tok[i].text, status))
			near = true;
	}
	return near && asserted(s, at, from);
}

static bool
refusal_name(const char *name)
{
	static const char *const names[] = { "UNAUTHORIZED", "FORBIDDEN",
	    "Unauthorized", "Forbidden", "HTTP_401_UNAUTHORIZED",
	    "HTTP_403_FORBIDDEN", "isUnauthorized", "isForbidden",
	    "assertForbidden", "assertUnauthorized", "assertGuest",
	    "assertAuthenticated", "assertRedirectToLogin", "PermissionDenied",
	    "AccessDeniedException", "AccessDeniedError",
	    "UnauthorizedException", "ForbiddenException",
	    "AuthenticationException", "BadCredentialsException",
	    "NotAuthenticated", "AuthenticationFailed",
	    "UnauthorizedError", "StatusUnauthorized", "StatusForbidden",
	    "unauthenticated", "InvalidTokenError", "ExpiredSignatureError",
	    "PermissionDeniedError", NULL };

	return name_any(name, names);
}

/* "assert '/login' in r.location": sent back to the door. */
static bool
refusal_text(const struct source *s, size_t at, size_t from)
{
	static const char *const asks[] = { "get", "post", "put", "delete",
	    "patch", "goto", "visit", "reverse", NULL };
	const struct gr_token *t = &s->tok[at];

	/* Asked for there, it is no answer. */
	if (at > from + 1 && gr_token_is(&s->tok[at - 1], "(") &&
	    name_any(s->tok[at - 2].text, asks))
		return false;
	/* toHaveURL(/login/): an expression has no slash of its own. */
	if (at > from + 1 && strcmp(s->tok[at - 2].text, "toHaveURL") == 0 &&
	    (strstr(t->text, "login") != NULL ||
	    strstr(t->text, "connexion") != NULL ||
	    strstr(t->text, "sign-?in") != NULL ||
	    strstr(t->text, "signin") != NULL))
		return asserted(s, at, from);
	return t->kind == GR_STRING && !t->doc && t->len < 80 &&
	    (strstr(t->text, "/login") != NULL ||
	    strstr(t->text, "/connexion") != NULL ||
	    strstr(t->text, "/signin") != NULL) && asserted(s, at, from);
}

/* Response(401), Mock(status_code=403): the test gives the answer itself. */
static bool
faked(const struct source *s, size_t at, size_t from)
{
	static const struct gr_pattern *fake, *server;
	bool found = false;
	size_t i = at;
	int far;

	for (far = 0; i > from && far < 30; far++) {
		i--;
		if (begins(s, i))
			break;
		if (s->tok[i].kind != GR_NAME)
			continue;
		/* What a server raises is no answer of somebody else's. */
		if (words_match(&server, "^(HTTPException|abort|"
		    "ResponseStatusException|HttpException)$",
		    s->tok[i].text))
			return false;
		found |= words_match(&fake, "response$|mock|^(reply|respond|"
		    "status_code|statuscode|json|ok|status|add|respond_with)$",
		    s->tok[i].text);
	}
	return found && !asserted(s, at, from);
}

static bool
is_refusal(const struct gr_token *k)
{
	/* "401 UNAUTHORIZED" is Flask's .status. */
	if (k->kind == GR_STRING && !k->doc)
		return strncmp(k->text, "401 ", 4) == 0 ||
		    strncmp(k->text, "403 ", 4) == 0;
	return k->kind == GR_NUMBER && (strcmp(k->text, "401") == 0 ||
	    strcmp(k->text, "403") == 0);
}

bool
refuses(const struct source *s, const struct test *t)
{
	size_t i, to = t->to < s->ntok ? t->to : s->ntok;

	/* Marks have parameters; what the body makes up is no refusal. */
	for (i = s->item[t->item].token; i < to; i++)
		if (is_refusal(&s->tok[i]) && faked(s, i, t->from))
			return false;
	for (i = t->from; i < to; i++) {
		const struct gr_token *k = &s->tok[i];

		if (is_refusal(k) && refusal_number(s, i, t->from, to))
			return true;
		if (k->kind == GR_NAME && refusal_name(k->text) &&
		    (asserted(s, i, t->from) || name_begins(k->text, "is") ||
		    name_begins(k->text, "assert")))
			return true;
		if (refusal_text(s, i, t->from))
			return true;
	}
	return false;
}

