/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls.c: requests that tests send to an HTTP API.
 *
 * One table says which argument is the address, by the last name of the
 * call; an address is a path, or a URL of this machine or of a computed
 * host.  Another host is told apart: it is not the project's.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests.h"

struct verb {
	const char	*name;
	const char	*method;	/* NULL: an argument says it */
	int		 path;		/* which argument */
	bool		 client;	/* only of what looks like a client */
};

static const struct verb verbs[] = {
	{ "DeleteAsync", "DELETE", 0, false },
	{ "GetAsync", "GET", 0, false },
	{ "GetFromJsonAsync", "GET", 0, false },
	{ "GetStringAsync", "GET", 0, false },
	{ "NewRequest", NULL, 1, false },
	{ "PatchAsync", "PATCH", 0, false },
	{ "PostAsJsonAsync", "POST", 0, false },
	{ "PostAsync", "POST", 0, false },
	{ "PutAsJsonAsync", "PUT", 0, false },
	{ "PutAsync", "PUT", 0, false },
	{ "delete", "DELETE", 0, true },
	{ "deleteJson", "DELETE", 0, false },
	{ "exchange", NULL, 0, false },
	{ "fetch", NULL, 0, false },
	{ "get", "GET", 0, true },
	{ "getForEntity", "GET", 0, false },
	{ "getForObject", "GET", 0, false },
	{ "getJson", "GET", 0, false },
	{ "goto", "GET", 0, false },
	{ "head", "HEAD", 0, true },
	{ "inject", NULL, 0, false },
	{ "json", NULL, 1, true },
	{ "multipart", "POST", 0, false },
	{ "open", NULL, 0, true },
	{ "options", "OPTIONS", 0, true },
	{ "patch", "PATCH", 0, true },
	{ "patchJson", "PATCH", 0, false },
	{ "post", "POST", 0, true },
	{ "postForEntity", "POST", 0, false },
	{ "postForObject", "POST", 0, false },
	{ "postJson", "POST", 0, false },
	{ "put", "PUT", 0, true },
	{ "putJson", "PUT", 0, false },
	{ "request", NULL, 1, true },
	{ "uri", NULL, 0, false },
	{ "urlopen", "GET", 0, false },
	{ "visit", "GET", 0, false },
};

static const struct verb *
verb_of(const char *name)
{
	const char *last = name_last(name);
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].name, last) == 0)
			return &verbs[i];
	return NULL;
}

/* --- methods -------------------------------------------------------------- */

static const char *const methods[] = { "DELETE", "GET", "HEAD", "OPTIONS",
    "PATCH", "POST", "PUT", NULL };

/* The method named in a piece of code: "POST", HttpMethod.PUT, MethodGet. */
static const char *
method_in(const char *code)
{
	char up[200];
	size_t i;

	for (i = 0; code != NULL && code[i] != '\0' && i + 1 < sizeof(up);
	    i++)
		up[i] = code[i] >= 'a' && code[i] <= 'z' ?
		    (char)(code[i] - 'a' + 'A') : code[i];
	up[i] = '\0';
	for (i = 0; methods[i] != NULL; i++)
		if (strstr(up, methods[i]) != NULL)
			return methods[i];
	return NULL;
}

/* "method: 'POST'" among tokens: the string after the key. */
static const char *
key_text(const struct source *s, const struct gr_item *it, const char *key)
{
	size_t i;

	for (i = it->token; i + 2 < it->end && i < it->token + 400; i++)
		if ((s->tok[i].kind == GR_NAME || s->tok[i].kind ==
		    GR_STRING) && strcmp(s->tok[i].text, key) == 0 &&
		    gr_token_is(&s->tok[i + 1], ":") &&
		    s->tok[i + 2].kind == GR_STRING)
			return s->tok[i + 2].text;
	return NULL;
}

/* WebTestClient's "get().uri": the call before. */
static const char *
method_before(const char *name)
{
	size_t i;
	char call[16];

	for (i = 0; methods[i] != NULL; i++) {
		snprintf(call, sizeof(call), "%s().uri", methods[i]);
		if (strlen(name) >= strlen(call) && strcasecmp(name +
		    strlen(name) - strlen(call), call) == 0)
			return methods[i];
	}
	return NULL;
}

static const char *
method_of(const struct source *s, const struct gr_item *it,
    const struct verb *v)
{
	const struct gr_arg *a;
	const char *said;
	int i;

	if (v->method != NULL)
		return v->method;
	if (strcmp(v->name, "uri") == 0)
		return method_before(it->name);
	a = gr_arg(it, "method", -1);
	if (a != NULL)
		return method_in(a->text != NULL ? a->text : a->code);
	said = key_text(s, it, "method");
	if (said != NULL)
		return method_in(said);
	if (v->path == 1) {
		a = gr_arg(it, NULL, 0);
		return a == NULL ? NULL : method_in(a->text != NULL ?
		    a->text : a->code);
	}
	for (i = 1; strcmp(v->name, "exchange") == 0 && i < it->nargs; i++)
		if (it->args[i].code != NULL &&
		    strstr(it->args[i].code, "HttpMethod") != NULL)
			return method_in(it->args[i].code);
	return strcmp(v->name, "exchange") == 0 ? NULL : "GET";
}

/* --- addresses ------------------------------------------------------------ */

/* A host that is nobody else's: this machine, a service of compose, a hole. */
static bool
own_host(const char *p, size_t n)
{
	static const char *const own[] = { "localhost", "127.0.0.1",
	    "0.0.0.0", "testserver", "test", "[::1]" };
	static const char *const hosting[] = { ".azurewebsites.net",
	    ".azurecontainerapps.io", ".azurecontainer.io", ".onrender.com",
	    ".herokuapp.com", ".run.app", ".appspot.com", ".fly.dev",
	    ".railway.app", ".hf.space", ".streamlit.app", ".vercel.app",
	    ".netlify.app", ".elb.amazonaws.com", ".compute.amazonaws.com",
	    ".ngrok.io",
	    ".ngrok-free.app", ".duckdns.org", ".koyeb.app",
	    ".cloudapp.azure.com", ".local" };
	size_t i, m;

	for (m = 0; m < n && p[m] != ':'; m++)
		;
	for (i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		if (strlen(own[i]) == m && strncmp(p, own[i], m) == 0)
			return true;
	/* Where one deploys: the project's own, as far as anyone can tell. */
	for (i = 0; i < sizeof(hosting) / sizeof(hosting[0]); i++)
		if (strlen(hosting[i]) < m && strncmp(p + m -
		    strlen(hosting[i]), hosting[i], strlen(hosting[i])) == 0)
			return true;
	/* "api", "backend": names without a dot are a network's own. */
	return memchr(p, '{', n) != NULL || memchr(p, '.', m) == NULL;
}

/* The path of what was written; false: it is none. */
static bool
path_of(const char *text, struct call *c)
{
	const char *p = text, *slash;
	size_t n, out = 0;

	c->remote = false;
	if (strncmp(p, "http://", 7) == 0 || strncmp(p, "https://", 8) == 0) {
		p = strstr(p, "://") + 3;
		slash = strchr(p, '/');
		n = slash == NULL ? strlen(p) : (size_t)(slash - p);
		if (!own_host(p, n)) {
			c->remote = true;
			snprintf(c->path, sizeof(c->path), "%s", text);
			return true;
		}
		p = slash == NULL ? "/" : slash;
	} else if (strncmp(p, "{}", 2) == 0) {
		p += 2;		/* the base address */
		if (p[0] == '\0')
			return false;
		if (strncmp(p, "://", 3) == 0 || strncmp(p, "{}", 2) == 0)
			return false;
	}
	if (p[0] != '/')
		c->path[out++] = '/';
	for (; *p != '\0' && strchr("?#", *p) == NULL &&
	    out + 1 < sizeof(c->path); p++) {
		if (strchr(" \t\n<>\"", *p) != NULL)
			return false;
		c->path[out++] = *p;
	}
	c->path[out] = '\0';
	return out > 0;
}

/* What holds the requests: client, requests, api, session, self.app .. */
static bool
is_client(const struct source *s, const struct gr_item *it)
{
	static const struct gr_pattern *like;
	char before[PATH_ROOM];
	size_t n = strlen(it->name) - strlen(name_last(it->name));

	/* MockMvc: perform(get("/x")). */
	if (n == 0)
		return s->file->entry->kind == GR_JAVA ||
		    s->file->entry->kind == GR_KOTLIN;
	snprintf(before, sizeof(before), "%.*s", (int)(n < sizeof(before) ?
	    n : sizeof(before) - 1), it->name);
	return words_match(&like, "client|requests?\\b|httpx|session|"
	    "\\bapi\\b|\\bapp\\b|\\bac?\\.|axios|mockmvc|supertest|server|"
	    "http|given\\(|when\\(|\\$this|agent|rest|\\bcy\\b|_api\\b",
	    before);
}

/*
 * The text of the address: written there, or given to the name in the same
 * function before ("url = '/x'"), as is usual where a file has many tests.
 */
static const char *
address(const struct source *s, const struct gr_item *it,
    const struct gr_arg *a)
{
	const char *text = NULL;
	size_t i = (size_t)(it - s->item);
	int far;

	if (a->text != NULL || a->code == NULL)
		return a->text;
	for (far = 0; i > 0 && far < 400; far++) {
		i--;
		if (s->item[i].kind == GR_FUNCTION && (int)i == it->inside)
			break;
		if (s->item[i].kind == GR_ASSIGN && s->item[i].inside ==
		    it->inside && strcmp(s->item[i].name, a->code) == 0) {
			const struct gr_arg *v = gr_arg(&s->item[i], NULL, 0);

			text = s->item[i].text != NULL ? s->item[i].text :
			    v != NULL ? v->text : NULL;
			break;
		}
	}
	return text;
}

bool
call_read(const struct source *s, const struct gr_item *it, struct call *c)
{
	const struct verb *v;
	const struct gr_arg *a;
	const char *text = NULL, *method;

	if (it->kind != GR_CALL || it->dead ||
	    (v = verb_of(it->name)) == NULL ||
	    (v->client && !is_client(s, it)))
		return false;
	a = gr_arg(it, "url", v->path);
	/* cy.request("/x"): one address and no method. */
	if (a == NULL && v->path == 1)
		a = gr_arg(it, "url", 0);
	if (a != NULL)
		text = address(s, it, a);
	if (text == NULL)
		text = key_text(s, it, "url");
	if (text == NULL || (strchr(text, '/') == NULL &&
	    strcmp(v->name, "get") == 0))
		return false;
	method = method_of(s, it, v);
	if (method == NULL)
		method = v->path == 1 && it->nargs == 1 ? "GET" : NULL;
	if (method == NULL || !path_of(text, c))
		return false;
	snprintf(c->method, sizeof(c->method), "%s", method);
	c->first = it->first;
	c->last = it->last;
	return true;
}

/* --- telling -------------------------------------------------------------- */

static void
tell(const char *method, const char *path, int first, int last)
{
	struct gr_fact *f = gr_emit("test.call", first, last);

	gr_set(f, "method", method);
	gr_set(f, "path", path);
}

/* The strings of tokens [from, to) that are paths. */
static int
tell_list(const struct source *s, size_t from, size_t to, const char *method,
    const struct gr_item *it)
{
	struct call c;
	size_t i;
	int n = 0;

	for (i = from; i < to && i < s->ntok && n < 200; i++) {
		if (s->tok[i].kind != GR_STRING || s->tok[i].text[0] != '/' ||
		    !path_of(s->tok[i].text, &c) || c.remote)
			continue;
		tell(method, c.path, it->first, it->last);
		n++;
	}
	return n;
}

/* "for NAME in LIST" of the case: the name of the list. */
static const char *
looped(const struct source *s, const struct test *t, const char *name,
    size_t *at)
{
	size_t i;

	for (i = t->from; i + 3 < t->to && i + 3 < s->ntok && *s->left > 0;
	    i++, --*s->left)
		if (gr_token_is(&s->tok[i], "for") &&
		    gr_token_is(&s->tok[i + 1], name) &&
		    gr_token_is(&s->tok[i + 2], "in")) {
			*at = i + 3;
			return s->tok[i + 3].text;
		}
	return NULL;
}

int
calls_listed(const struct source *s, const struct test *t,
    const struct gr_item *it, const char *method)
{
	const struct gr_arg *a = gr_arg(it, "url", 0);
	const char *list;
	size_t i, at = 0;
	int n = 0, m;

	if (a == NULL || a->code == NULL || a->text != NULL ||
	    strchr(a->code, '(') != NULL)
		return 0;
	list = looped(s, t, a->code, &at);
	for (i = 0; list != NULL && i < s->n && *s->left > 0; i++, --*s->left)
		if (s->item[i].kind == GR_ASSIGN &&
		    strcmp(s->item[i].name, list) == 0)
			return tell_list(s, s->item[i].token, s->item[i].end,
			    method, it);
	if (list != NULL)
		return tell_list(s, at, at + 60 < t->to ? at + 60 : t->to,
		    method, it);
	for (m = t->item; (m = mark_before(s, t->item, m)) >= 0; )
		if (name_ends(s->item[m].name, "parametrize"))
			n += tell_list(s, s->item[m].token, s->item[m].end,
			    method, it);
	return n;
}

static int
tell_call(const struct source *s, const struct test *t,
    const struct gr_item *it)
{
	const struct verb *v;
	struct call c;

	if (call_read(s, it, &c)) {
		if (c.remote)
			gr_set(gr_emit("test.remote", c.first, c.last),
			    "url", c.path);
		else
			tell(c.method, c.path, c.first, c.last);
		return !c.remote;
	}
	v = it->kind == GR_CALL && !it->dead ? verb_of(it->name) : NULL;
	if (v == NULL || v->method == NULL || !is_client(s, it))
		return 0;
	return calls_listed(s, t, it, v->method);
}

int
calls_emit(const struct source *s, const struct test *t)
{
	size_t i, k;
	int n = 0, h;

	for (i = (size_t)t->item + 1; i < s->n && s->item[i].token < t->to &&
	    n < CALLS_MOST; i++) {
		n += tell_call(s, t, &s->item[i]);
		if (s->item[i].kind != GR_CALL ||
		    (h = helper_of(s, &s->item[i])) < 0 || h == t->item)
			continue;
		/* What a helper of this file sends, once a case. */
		for (k = (size_t)h + 1; k < s->n && s->item[k].token <
		    s->item[h].end && *s->left > 0; k++, --*s->left)
			n += tell_call(s, t, &s->item[k]);
	}
	return n;
}
