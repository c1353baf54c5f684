/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * objects.c: applications and routers of FastAPI, Flask and what is built
 * on them: what includes what, what stands before all of it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "routes.h"

/* What makes an application, or a part of one that another includes. */
static const struct maker {
	const char	*call;
	const char	*framework;
	const char	*role;		/* app router */
	const char	*prefix;	/* argument, or NULL */
	bool		 docs;		/* describes its routes by itself */
} makers[] = {
	{ "APIBlueprint", "flask", "router", "url_prefix", false },
	{ "APIFlask", "flask", "app", NULL, true },
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
	{ "namespace", "flask", "router", "path", false },
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
		/* api.namespace("lots") of flask-restx. */
		if (strcmp(makers[i].call, "namespace") == 0 &&
		    imports(u, "flask_restx"))
			return &makers[i];
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

/* "app.include_router" -> "app"; "" when there is no owner. */
void
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

/* A page of documentation of the project's own, in place of the usual. */
static bool
shows_docs(const struct unit *u)
{
	static const char *const pages[] = { "swagger_ui", "redoc_html",
		"scalar_", "rapidoc" };
	size_t i;

	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++)
		if (strstr(u->file->text, pages[i]) != NULL)
			return true;
	return false;
}

/* flask-restx: a namespace is at its name when no path is given. */
static void
namespace_prefix(const struct gr_item *call, char *out, size_t n)
{
	const char *path = text_of(call, "path", -1);
	const char *name = text_of(call, "name", 0);

	if (path[0] != '\0' || name[0] == '\0' || name[0] == '*')
		(void)snprintf(out, n, "%s", path);
	else
		(void)snprintf(out, n, "%s%s", name[0] == '/' ? "" : "/",
		    name);
}

void
object_read(const struct unit *u, size_t i)
{
	const struct gr_item *it = &u->it[i], *call = call_of(u, i);
	const struct maker *m = maker_of(u, it);
	const struct gr_arg *a;
	char prefix[PATH_MAX_], owner[NAME_MAX_];
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
	(void)snprintf(prefix, sizeof(prefix), "%s", text_of(call, m->prefix,
	    -1));
	if (strcasecmp(m->call, "namespace") == 0)
		namespace_prefix(call, prefix, sizeof(prefix));
	gr_set(x, "prefix", prefix);
	gr_set(x, "docs", docs ? "yes" : "no");
	gr_set(x, "needs", needs.text);
	gr_set(x, "hides", none(call, "openapi_url") ||
	    (a = gr_arg(call, "include_in_schema", -1), a != NULL &&
	    a->code != NULL && strcmp(a->code, "False") == 0) ?
	    "yes" : "no");
	if (strcmp(m->call, "namespace") != 0)
		return;
	owner_of(u, call->name, owner, sizeof(owner));
	x = gr_emit("route.mount", it->first, it->last);
	gr_set(x, "owner", owner);
	gr_set(x, "child", last_name(it->name));
	gr_set(x, "prefix", "");
	gr_set(x, "needs", "");
}

void
mount_read(const struct unit *u, const struct gr_item *it)
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

/* What stands before every route of an application. */
void
shield_read(const struct unit *u, size_t i)
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

void
describer_read(const struct unit *u, const struct gr_item *it)
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
