/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * python.c: FastAPI and Flask, and what is built on them: applications,
 * routers, what includes what, and the functions that answer.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

/* What makes an application, or a part of one that another includes. */
static const struct maker {
	const char	*call;
	const char	*framework;
	const char	*role;		/* app router */
	const char	*prefix;	/* argument, or NULL */
	bool		 docs;		/* describes its routes by itself */
} makers[] = {
	{ "APIRouter", "fastapi", "router", "prefix", false },
	{ "Blueprint", "flask", "router", "url_prefix", false },
	{ "FastAPI", "fastapi", "app", NULL, true },
	{ "Flask", "flask", "app", NULL, false },
	{ "Litestar", "litestar", "app", NULL, true },
	{ "Namespace", "flask", "router", "path", false },
	{ "OpenAPI", "flask", "app", NULL, true },
	{ "Quart", "flask", "app", NULL, false },
	{ "Router", "ninja", "router", NULL, false },
	{ "NinjaAPI", "ninja", "app", NULL, true },
	{ "Starlette", "starlette", "app", NULL, false },
};

/* Includes a part: which argument it is, and which one its prefix. */
static const struct mount {
	const char	*verb;
	int		 child, prefix;
	const char	*child_name, *prefix_name;
} mounts[] = {
	{ "add_namespace", 0, 1, "ns", "path" },
	{ "add_router", 1, 0, "router", "prefix" },
	{ "include_router", 0, -1, "router", "prefix" },
	{ "mount", 1, 0, "app", "path" },
	{ "register_blueprint", 0, -1, "blueprint", "url_prefix" },
};

static const struct verb {
	const char	*name, *method;
} verbs[] = {
	{ "api_route", NULL }, { "delete", "DELETE" }, { "get", "GET" },
	{ "patch", "PATCH" }, { "post", "POST" }, { "put", "PUT" },
	{ "route", NULL },
};

/* Libraries that describe the routes of an application of Flask. */
static const struct describer {
	const char	*module, *call, *how;
} describers[] = {
	{ "flasgger", "Swagger", "flasgger" },
	{ "flask_apispec", "FlaskApiSpec", "flask-apispec" },
	{ "flask_restx", "Api", "flask-restx" },
	{ "flask_restplus", "Api", "flask-restplus" },
	{ "flask_smorest", "Api", "flask-smorest" },
};

static const struct maker *
maker_of(const struct unit *u, const struct gr_item *it)
{
	char full[NAME_MAX_];
	size_t i;

	if (it->what[0] == '\0')
		return NULL;
	for (i = 0; i < sizeof(makers) / sizeof(makers[0]); i++) {
		if (strcmp(last_name(it->what), makers[i].call) != 0)
			continue;
		resolve(u, it->what, full, sizeof(full));
		if (strchr(full, '.') != NULL && (strstr(full,
		    makers[i].framework) != NULL ||
		    strstr(full, "quart") != NULL))
			return &makers[i];
	}
	return NULL;
}

/* The call whose value an assignment takes. */
static const struct gr_item *
call_of(const struct unit *u, size_t i)
{
	size_t k;

	for (k = i + 1; k < u->n && u->it[k].token < u->it[i].end; k++)
		if (u->it[k].kind == GR_CALL &&
		    strcmp(u->it[k].name, u->it[i].what) == 0)
			return &u->it[k];
	return NULL;
}

/* The text of an argument; "*" when it is there and nobody knows. */
static const char *
text_of(const struct gr_item *it, const char *name, int at)
{
	const struct gr_arg *a;
	static const char unknown[] = "*";

	if (name == NULL && at < 0)
		return "";
	a = gr_arg(it, name, at);
	if (a == NULL)
		return "";
	if (a->text != NULL)
		return a->text;
	if (a->code == NULL || strcmp(a->code, "None") == 0)
		return "";
	/* A name in capitals may be found in another file. */
	if (strpbrk(a->code, "(+{\"'[ ") == NULL)
		return a->code;
	return unknown;
}

static bool
none(const struct gr_item *it, const char *name)
{
	const struct gr_arg *a = gr_arg(it, name, -1);

	return a != NULL && a->code != NULL && strcmp(a->code, "None") == 0;
}

/* A page of documentation of the project's own, in place of the usual. */
static bool
shows_docs(const struct unit *u)
{
	return strstr(u->file->text, "get_swagger_ui_html") != NULL ||
	    strstr(u->file->text, "get_redoc_html") != NULL ||
	    strstr(u->file->text, "get_scalar_api_reference") != NULL;
}

static void
read_object(const struct unit *u, size_t i)
{
	const struct gr_item *it = &u->it[i], *call = call_of(u, i);
	const struct maker *m = maker_of(u, it);
	const struct gr_arg *a;
	struct list needs;
	struct gr_fact *x;
	bool docs;

	if (m == NULL || call == NULL)
		return;
	memset(&needs, 0, sizeof(needs));
	guards_of(gr_arg(call, "dependencies", -1), &needs);
	a = gr_arg(call, "auth", -1);
	if (a != NULL)
		guards_in(a->code, &needs, true);
	docs = m->docs && !none(call, "openapi_url") &&
	    (!(none(call, "docs_url") && none(call, "redoc_url")) ||
	    shows_docs(u));
	a = gr_arg(call, "description", -1);
	if (docs && a != NULL && a->text != NULL &&
	    says_proof(a->text, strlen(a->text)) != NULL)
		proof_emit(a->text, strlen(a->text), says_proof(a->text,
		    strlen(a->text)), it->first, it->last);
	x = gr_emit("route.object", it->first, it->last);
	gr_set(x, "name", last_name(it->name));
	gr_set(x, "framework", m->framework);
	gr_set(x, "role", m->role);
	gr_set(x, "prefix", text_of(call, m->prefix, -1));
	gr_set(x, "docs", docs ? "yes" : "no");
	gr_set(x, "needs", needs.text);
	gr_set(x, "hides", none(call, "openapi_url") ||
	    (a = gr_arg(call, "include_in_schema", -1), a != NULL &&
	    a->code != NULL && strcmp(a->code, "False") == 0) ?
	    "yes" : "no");
}

/* "app.include_router" -> "app"; "" when there is no owner. */
static void
owner_of(const struct unit *u, const char *name, char *out, size_t n)
{
	char owner[NAME_MAX_];
	const char *last = last_name(name);
	size_t len = last > name ? (size_t)(last - name - 1) : 0;

	out[0] = '\0';
	if (len == 0 || len >= sizeof(owner))
		return;
	memcpy(owner, name, len);
	owner[len] = '\0';
	resolve(u, strncmp(owner, "self.", 5) == 0 ? owner + 5 : owner, out,
	    n);
}

static void
read_mount(const struct unit *u, const struct gr_item *it)
{
	const char *verb = last_name(it->name);
	char owner[NAME_MAX_], child[NAME_MAX_];
	const struct mount *m = NULL;
	const struct gr_arg *a;
	struct list needs;
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++)
		if (strcmp(verb, mounts[i].verb) == 0)
			m = &mounts[i];
	if (m == NULL)
		return;
	owner_of(u, it->name, owner, sizeof(owner));
	a = gr_arg(it, m->child_name, m->child);
	if (owner[0] == '\0' || a == NULL || a->code == NULL ||
	    strncmp(a->code, "StaticFiles(", 12) == 0)
		return;
	resolve(u, a->code, child, sizeof(child));
	memset(&needs, 0, sizeof(needs));
	guards_of(gr_arg(it, "dependencies", -1), &needs);
	x = gr_emit("route.mount", it->first, it->last);
	gr_set(x, "owner", owner);
	gr_set(x, "child", child);
	gr_set(x, "prefix", text_of(it, m->prefix_name, m->prefix));
	gr_set(x, "needs", needs.text);
	a = gr_arg(it, "include_in_schema", -1);
	gr_set(x, "hides", a != NULL && a->code != NULL &&
	    strcmp(a->code, "False") == 0 ? "yes" : "no");
}

void
decl_emit(const char *framework, const char *owner, const char *method,
    const char *path, const char *handler, const struct handling *h,
    int first, int last)
{
	struct gr_fact *x = gr_emit("route.declared", first, last);
	char both[PATH_MAX_ + 16];

	(void)snprintf(both, sizeof(both), "%s %s", method, path);
	gr_set(x, "framework", framework);
	gr_set(x, "owner", owner);
	gr_set(x, "at", both);
	gr_set(x, "handler", handler);
	gr_set(x, "needs", h->needs.text);
	gr_set(x, "calls", h->calls.text);
	gr_set(x, "traits", h->traits.text);
}

/* A fact for each method: of the verb, or listed in "methods". */
static void
emit_methods(const struct unit *u, const struct gr_item *call,
    const char *method, const char *path, const char *handler,
    struct handling *h, int last)
{
	static const char *const known[] = { "GET", "POST", "PUT", "PATCH",
		"DELETE" };
	const struct gr_arg *a = gr_arg(call, "methods", -1);
	char owner[NAME_MAX_], name[NAME_MAX_];
	bool any = false;
	size_t i;

	(void)snprintf(name, sizeof(name), "%s", call->name);
	owner_of(u, name, owner, sizeof(owner));
	a = gr_arg(call, "include_in_schema", -1);
	if (a != NULL && a->code != NULL && strcmp(a->code, "False") == 0)
		list_add(&h->traits, "hidden", 6);
	a = gr_arg(call, "response_class", -1);
	if (a != NULL && a->code != NULL &&
	    strncmp(a->code, "HTML", 4) == 0)
		list_add(&h->traits, "page", 4);
	a = gr_arg(call, "methods", -1);
	for (i = 0; method == NULL && a != NULL && a->code != NULL &&
	    i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(a->code, known[i]) != NULL) {
			decl_emit("", owner, known[i], path, handler, h,
			    call->first, last);
			any = true;
		}
	if (!any)
		decl_emit("", owner, method == NULL ? "GET" : method, path,
		    handler, h, call->first, last);
}

static void
read_decorated(const struct unit *u, const struct gr_item *mark)
{
	const char *verb = last_name(mark->name);
	const struct gr_arg *a = gr_arg(mark, "path", 0);
	const char *path;
	struct handling h;
	size_t i;

	if (verb == mark->name || mark->on < 0 || mark->dead ||
	    u->it[mark->on].kind != GR_FUNCTION)
		return;
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verb, verbs[i].name) == 0)
			break;
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		return;
	if (a == NULL)
		a = gr_arg(mark, "rule", -1);
	if (a == NULL)
		return;
	path = a->text == NULL ? "*" : a->text;
	if (path[0] != '/' && path[0] != '\0' && path[0] != '*' &&
	    path[0] != '{')
		return;
	memset(&h, 0, sizeof(h));
	handle(u, (size_t)mark->on, &h);
	emit_methods(u, mark, verbs[i].method, path,
	    u->it[mark->on].name, &h, u->it[mark->on].last);
}

/* api.add_resource(Lots, "/lots"), view_func=Lots.as_view("lots") */
static void
read_class_url(const struct unit *u, const struct gr_item *it,
    const char *class, const char *path)
{
	char owner[NAME_MAX_], target[NAME_MAX_];
	struct gr_fact *x;

	owner_of(u, it->name, owner, sizeof(owner));
	resolve(u, class, target, sizeof(target));
	x = gr_emit("route.url", it->first, it->last);
	gr_set(x, "path", path);
	gr_set(x, "kind", "resource");
	gr_set(x, "owner", owner);
	gr_set(x, "target", target);
}

/* app.add_api_route("/x", f), app.add_url_rule("/x", view_func=f) */
static void
read_added(const struct unit *u, const struct gr_item *it)
{
	const char *verb = last_name(it->name);
	bool rule = strcmp(verb, "add_url_rule") == 0;
	char class[NAME_MAX_];
	const struct gr_arg *path, *f;
	struct handling h;
	size_t i;

	if (!rule && strcmp(verb, "add_api_route") != 0)
		return;
	path = gr_arg(it, rule ? "rule" : "path", 0);
	f = gr_arg(it, rule ? "view_func" : "endpoint", rule ? 2 : 1);
	if (path == NULL || path->text == NULL || f == NULL ||
	    f->code == NULL)
		return;
	if (strstr(f->code, ".as_view(") != NULL) {
		(void)snprintf(class, sizeof(class), "%.*s",
		    (int)(strstr(f->code, ".as_view(") - f->code), f->code);
		read_class_url(u, it, class, path->text);
		return;
	}
	memset(&h, 0, sizeof(h));
	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_FUNCTION &&
		    strcmp(u->it[i].name, last_name(f->code)) == 0) {
			handle(u, i, &h);
			break;
		}
	emit_methods(u, it, NULL, path->text, last_name(f->code), &h,
	    it->last);
}

static void
read_resource_url(const struct unit *u, const struct gr_item *it)
{
	int i;

	if (strcmp(last_name(it->name), "add_resource") != 0 ||
	    it->nargs < 2 || it->args[0].code == NULL)
		return;
	for (i = 1; i < it->nargs && it->args[i].name == NULL; i++)
		if (it->args[i].text != NULL && it->args[i].text[0] == '/')
			read_class_url(u, it, it->args[0].code,
			    it->args[i].text);
}

/* flask-restx and flask-smorest: a class whose methods answer. */
static void
read_resource(const struct unit *u, const struct gr_item *mark)
{
	const struct gr_item *m;
	const struct gr_arg *a = gr_arg(mark, "rule", 0);
	char owner[NAME_MAX_];
	struct handling h;
	size_t i, k;

	if (strcmp(last_name(mark->name), "route") != 0 || mark->on < 0 ||
	    u->it[mark->on].kind != GR_CLASS || a == NULL || mark->dead)
		return;
	owner_of(u, mark->name, owner, sizeof(owner));
	for (i = (size_t)mark->on + 1; i < u->n &&
	    u->it[i].token < u->it[mark->on].end; i++) {
		m = &u->it[i];
		for (k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++)
			if (m->kind == GR_FUNCTION && verbs[k].method != NULL &&
			    m->inside == mark->on &&
			    strcmp(m->name, verbs[k].name) == 0) {
				memset(&h, 0, sizeof(h));
				handle(u, i, &h);
				list_add(&h.traits, "swag", 4);
				decl_emit("", owner, verbs[k].method,
				    a->text == NULL ? "*" : a->text,
				    u->it[mark->on].name, &h, m->first,
				    m->last);
			}
	}
}

/* What stands before every route of an application. */
static void
read_shield(const struct unit *u, size_t i)
{
	const struct gr_item *it = &u->it[i];
	const char *last = last_name(it->name);
	char owner[NAME_MAX_];
	const struct gr_arg *a;
	struct gr_fact *x;

	if (it->kind == GR_MARK && it->on >= 0 &&
	    (strcmp(last, "middleware") == 0 ||
	    strcmp(last, "before_request") == 0)) {
		x = gr_emit("route.shield", u->it[it->on].first,
		    u->it[it->on].last);
		gr_set(x, "needs", u->it[it->on].name);
	} else if (it->kind == GR_CALL &&
	    (strcmp(last, "add_middleware") == 0 ||
	    strcmp(last, "before_request") == 0)) {
		a = gr_arg(it, "middleware_class", 0);
		if (a == NULL || a->code == NULL)
			return;
		x = gr_emit("route.shield", it->first, it->last);
		gr_set(x, "needs", last_name(a->code));
	} else {
		return;
	}
	owner_of(u, it->name, owner, sizeof(owner));
	gr_set(x, "owner", owner);
}

static void
read_describer(const struct unit *u, const struct gr_item *it)
{
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < sizeof(describers) / sizeof(describers[0]); i++)
		if (strcmp(last_name(it->name), describers[i].call) == 0 &&
		    imports(u, describers[i].module)) {
			x = gr_emit("route.describer", it->first, it->last);
			gr_set(x, "framework", "flask");
			gr_set(x, "how", describers[i].how);
		}
}

void
python_read(const struct unit *u)
{
	const struct gr_item *it;
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->dead)
			continue;
		if (it->kind == GR_ASSIGN) {
			read_object(u, i);
			if (it->text != NULL && it->text[0] == '/' &&
			    strlen(it->text) < 60 && it->inside < 0) {
				x = gr_emit("route.prefix", it->first,
				    it->last);
				gr_set(x, "name", last_name(it->name));
				gr_set(x, "value", it->text);
			}
		} else if (it->kind == GR_CALL) {
			read_mount(u, it);
			read_added(u, it);
			read_resource_url(u, it);
			read_describer(u, it);
			read_shield(u, i);
		} else if (it->kind == GR_MARK) {
			read_decorated(u, it);
			read_resource(u, it);
			read_shield(u, i);
		}
	}
}
