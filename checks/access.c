/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * access.c: who may come into the application, and where: C17.5.
 *
 * Three kinds of fact.  A login is where a person says who they are, in a
 * page; a gate is where a page turns away who did not; a role is where one
 * person may do what another may not.  Keys of an API are the plugin
 * "routes"'s.  What a framework calls these is in tables; a guard that the
 * candidate wrote is known by what it does.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"

static const struct gr_fact_kind facts[] = {
	{ "access.login", "connexion d'une personne : {how}",
	  "login of a person: {how}", "how" },
	{ "access.gate", "accès refusé à qui n'est pas connecté : {how}",
	  "turns away who is not logged in: {how}", "how" },
	{ "access.role", "droits selon la personne : {how}",
	  "rights by person: {how}", "how" },
	{ NULL, NULL, NULL, NULL },
};

enum { NEAR = 12 };		/* lines between a test and what it does */

struct word {
	const char	*name;	/* last part of a dotted name */
	const char	*fact;
	const char	*needs;	/* what the file must bring in, or NULL */
};

/* Calls. */
static const struct word calls[] = {
	{ "BasicAuth", "access.gate", "dash_auth" },
	{ "NextAuth", "access.login", NULL },
	{ "PasswordSignInAsync", "access.login", NULL },
	{ "authenticate", "access.login", "django.contrib.auth" },
	{ "authenticate", "access.login", "passport" },
	{ "formLogin", "access.login", NULL },
	{ "getServerSession", "access.gate", NULL },
	{ "hasAnyRole", "access.role", NULL },
	{ "hasRole", "access.role", NULL },
	{ "has_perm", "access.role", NULL },
	{ "isAuthenticated", "access.gate", NULL },
	{ "login_user", "access.login", NULL },
	{ "password_verify", "access.login", NULL },
	{ "require_role", "access.role", NULL },
	{ "require_roles", "access.role", NULL },
	{ "signInWithEmailAndPassword", "access.login", NULL },
};

/* Decorators, annotations, and bases of classes. */
static const struct word marks[] = {
	{ "LoginRequiredMixin", "access.gate", NULL },
	{ "LoginView", "access.login", NULL },
	{ "PermissionRequiredMixin", "access.role", NULL },
	{ "PreAuthorize", "access.role", NULL },
	{ "Roles", "access.role", NULL },
	{ "RolesAllowed", "access.role", NULL },
	{ "Secured", "access.role", NULL },
	{ "UserPassesTestMixin", "access.role", NULL },
	{ "login_required", "access.gate", NULL },
	{ "permission_required", "access.role", NULL },
	{ "roles_accepted", "access.role", NULL },
	{ "roles_required", "access.role", NULL },
	{ "staff_member_required", "access.role", NULL },
	{ "user_passes_test", "access.role", NULL },
};

/* Components and guards of pages in the browser. */
static const char *const browser[] = {
	"AuthGuard", "PrivateRoute", "ProtectedRoute", "RequireAuth",
	"canActivate", "withAuth",
};

static bool
is_code(enum gr_kind k)
{
	return k == GR_PYTHON || k == GR_JAVASCRIPT || k == GR_TYPESCRIPT ||
	    k == GR_JAVA || k == GR_CSHARP || k == GR_PHP || k == GR_KOTLIN;
}

static bool
is_test(const char *path)
{
	static const struct gr_pattern *tests;

	if (tests == NULL)
		tests = gr_pattern("(^|/)(tests?|spec|__tests__|e2e)/|"
		    "(^|/)(test_|conftest)|(_test|\\.test|\\.spec)\\.");
	return gr_search(tests, path, strlen(path));
}

static bool
wants(const struct gr_entry *e)
{
	return is_code(e->kind) || e->kind == GR_HTML;
}

static void
say(const char *fact, int first, int last, const char *how)
{
	gr_set(gr_emit(fact, first, last), "how", how);
}

static const char *
last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : name;
}

static bool
brings(const struct gr_item *it, size_t n, const char *what)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (it[i].kind == GR_IMPORT &&
		    strncmp(it[i].name, what, strlen(what)) == 0)
			return true;
	return false;
}

/* --- what frameworks call it --------------------------------------------- */

static void
look_up(const struct gr_item *it, size_t n, size_t i, const char *name,
    const struct word *list, size_t len)
{
	const char *part = last_part(name);
	size_t k;

	for (k = 0; k < len; k++)
		if (strcmp(list[k].name, part) == 0 && (list[k].needs ==
		    NULL || brings(it, n, list[k].needs))) {
			say(list[k].fact, it[i].first, it[i].kind == GR_CLASS ?
			    it[i].first : it[i].last, name);
			return;
		}
}

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

static void
bases(const struct gr_item *it, size_t n, size_t i)
{
	char name[80];
	const char *p = it[i].what;
	size_t len;

	for (; *p != '\0'; p += len) {
		p += strspn(p, ", ");
		len = strcspn(p, ", ");
		snprintf(name, sizeof(name), "%.*s", (int)len, p);
		look_up(it, n, i, name, marks, LEN(marks));
	}
}

static bool
is_browser(const char *name)
{
	size_t i;

	for (i = 0; i < LEN(browser); i++)
		if (strcmp(browser[i], name) == 0)
			return true;
	return false;
}

/* --- what a candidate writes by hand ---------------------------------------- */

static bool
finds(const struct gr_file *f, int first, int last, const char *expression)
{
	const struct gr_pattern *p = gr_pattern(expression);
	size_t len;
	const char *s;
	int n;

	for (n = first < 1 ? 1 : first; n <= last && n <= f->lines; n++)
		if ((s = gr_line(f, n, &len)) != NULL &&
		    gr_search(p, s, len))
			return true;
	return false;
}

#define SESSION "session_state|request\\.user|current_user|_SESSION|" \
	"\\bsession\\b|localStorage|sessionStorage"
#define WHO "token|auth|login|logged|connect|user|role|jwt|identifi"
#define REFUSES "st\\.stop|switch_page|redirect|PermissionDenied|" \
	"HttpResponseForbidden|\\b40[13]\\b|navigate\\(|header\\(.location"

/* A function that asks whether somebody is known, and turns away. */
static void
guard(const struct gr_file *f, const struct gr_item *it)
{
	if (it->last - it->first > 60 ||
	    !finds(f, it->first, it->last, "is_authenticated|isLoggedIn|"
	    "isAuthenticated"))
		return;
	if (finds(f, it->first, it->last, "is_staff|is_superuser|\\brole|"
	    "is_admin|groups"))
		say("access.role", it->first, it->last, it->name);
	if (finds(f, it->first, it->last, REFUSES))
		say("access.gate", it->first, it->last, it->name);
}

/* "if not st.session_state.get("token"): st.error(...); st.stop()" */
static void
stop(const struct gr_file *f, const struct gr_item *it)
{
	int n;

	for (n = it->first; n > 0 && n > it->first - NEAR; n--)
		if (finds(f, n, n, SESSION) && finds(f, n, n, WHO) &&
		    finds(f, n, n, "\\bif\\b")) {
			say("access.gate", n, it->last, it->name);
			return;
		}
}

/* "if 'token' not in st.session_state: st.error(...); return" */
static void
refusals(const struct gr_file *f)
{
	int n;

	if (strstr(f->text, "session_state") == NULL)
		return;
	for (n = 1; n <= f->lines; n++)
		if (finds(f, n, n, "^\\s*(el)?if\\b.*(\\bnot\\b|is none|== none)") &&
		    finds(f, n, n, "session_state") && finds(f, n, n, WHO) &&
		    finds(f, n + 1, n + 4, "st\\.(error|warning|info)") &&
		    finds(f, n + 1, n + 5, "^\\s*return\\b"))
			say("access.gate", n, n, "st.session_state");
}

/* A password is asked for, and a name beside it: not an API's key. */
static bool
with_name(const struct gr_file *f, int line)
{
	return finds(f, line - NEAR, line + NEAR,
	    "user_?name|e-?mail|identifiant|\\blogin\\b|utilisateur|"
	    "name=.user|courriel");
}

static bool
is_key(const struct gr_file *f, int line)
{
	return finds(f, line, line, "api.?key|token|cl[eé]");
}

static void
password(const struct gr_file *f, const struct gr_item *it)
{
	const struct gr_arg *type = gr_arg(it, "type", -1);

	if (type != NULL && type->text != NULL &&
	    strcmp(type->text, "password") == 0 && !is_key(f, it->first) &&
	    with_name(f, it->first))
		say("access.login", it->first, it->last, it->name);
}

/* Gradio's own door: launch(auth=...). */
static void
launch(const struct gr_item *it)
{
	if (strcmp(last_part(it->name), "launch") == 0 &&
	    gr_arg(it, "auth", -1) != NULL) {
		say("access.login", it->first, it->last, "launch(auth)");
		say("access.gate", it->first, it->last, "launch(auth)");
	}
}

static void
scan_code(const struct gr_file *f)
{
	const struct gr_item *it;
	const char *part;
	const bool asks = strstr(f->text, "uthenticated") != NULL ||
	    strstr(f->text, "isLoggedIn") != NULL;
	size_t i, n;

	it = gr_outline(f, &n);
	for (i = 0; i < n; i++) {
		if (it[i].dead)
			continue;
		part = last_part(it[i].name);
		switch (it[i].kind) {
		case GR_CALL:
			look_up(it, n, i, it[i].name, calls, LEN(calls));
			look_up(it, n, i, it[i].name, marks, LEN(marks));
			password(f, &it[i]);
			launch(&it[i]);
			if (strcmp(part, "stop") == 0 ||
			    strcmp(part, "switch_page") == 0)
				stop(f, &it[i]);
			break;
		case GR_MARK:
			look_up(it, n, i, it[i].name, marks, LEN(marks));
			break;
		case GR_CLASS:
			bases(it, n, i);
			if (is_browser(it[i].name))
				say("access.gate", it[i].first, it[i].last,
				    it[i].name);
			break;
		case GR_FUNCTION:
			if (is_browser(part))
				say("access.gate", it[i].first, it[i].last,
				    part);
			else if (asks && (it[i].inside < 0 ||
			    it[it[i].inside].kind != GR_FUNCTION))
				guard(f, &it[i]);
			break;
		default:
			break;
		}
	}
}

/* --- pages ---------------------------------------------------------------- */

/* <input type="password"> in a page or a component, with a name beside. */
static void
scan_markup(const struct gr_file *f)
{
	static const struct gr_pattern *field;
	const char *s;
	size_t len;
	int n;

	if (field == NULL)
		field = gr_pattern("type\\s*=\\s*[{\"']+password");
	if (strstr(f->text, "password") == NULL)
		return;
	for (n = 1; n <= f->lines; n++) {
		s = gr_line(f, n, &len);
		if (s == NULL || !gr_search(field, s, len) ||
		    is_key(f, n) || !with_name(f, n))
			continue;
		say("access.login", n, n, "type=\"password\"");
		return;
	}
}

/* "if (!isset($_SESSION['user']))", and what turns away. */
static void
scan_php(const struct gr_file *f)
{
	int n;

	if (strstr(f->text, "_SESSION") == NULL)
		return;
	for (n = 1; n <= f->lines; n++)
		if (finds(f, n, n, "if\\s*\\(.*(isset|empty).*_SESSION") &&
		    finds(f, n, n + 5, "header\\(|exit|die|http_response")) {
			say("access.gate", n, n, "$_SESSION");
			return;
		}
}

static void
scan(const struct gr_file *f)
{
	const enum gr_kind k = f->entry->kind;

	if (is_test(f->entry->path))
		return;
	if (is_code(k))
		scan_code(f);
	if (k == GR_PYTHON)
		refusals(f);
	if (k == GR_PHP)
		scan_php(f);
	if (k == GR_HTML || k == GR_PHP || k == GR_JAVASCRIPT ||
	    k == GR_TYPESCRIPT)
		scan_markup(f);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "access",
	.version = "1",
	.summary = "logins, gates and roles of applications",
	.facts = facts,
	.wants = wants,
	.scan = scan,
};
