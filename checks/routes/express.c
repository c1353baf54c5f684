/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * express.c: Express and those that read like it: an object with a method
 * for each verb, and parts that are used at a prefix.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

static const struct maker {
	const char	*module, *call, *role;
} makers[] = {
	{ "express", "Router", "router" },
	{ "express", "express", "app" },
	{ "fastify", "fastify", "app" },
	{ "fastify", "Fastify", "app" },
	{ "hono", "Hono", "app" },
	{ "koa-router", "Router", "app" },
	{ "@koa/router", "Router", "app" },
	{ "restify", "createServer", "app" },
};

static const struct verb {
	const char	*name, *method;
} verbs[] = {
	{ "delete", "DELETE" }, { "get", "GET" }, { "patch", "PATCH" },
	{ "post", "POST" }, { "put", "PUT" },
};

static const struct maker *
maker_of(const struct unit *u, const struct gr_item *it)
{
	size_t i;

	if (it->kind != GR_ASSIGN || it->what[0] == '\0')
		return NULL;
	for (i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (strcmp(last_name(it->what), makers[i].call) == 0 &&
		    imports(u, makers[i].module))
			return &makers[i];
	return NULL;
}

/* Is this name in this file an application or a router? */
static bool
serves(const struct unit *u, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		if (strlen(u->it[i].name) == n &&
		    memcmp(u->it[i].name, name, n) == 0 &&
		    maker_of(u, &u->it[i]) != NULL)
			return true;
	return false;
}

/* A comment just above that describes the route for a generator. */
static bool
described(const struct unit *u, const struct gr_item *it)
{
	size_t i;

	for (i = it->token; i > 0 && i + 4 > it->token; i--)
		if (u->tok[i - 1].kind == GR_COMMENT &&
		    u->tok[i - 1].last + 2 >= it->first &&
		    (strstr(u->tok[i - 1].text, "@swagger") != NULL ||
		    strstr(u->tok[i - 1].text, "@openapi") != NULL))
			return true;
	return false;
}

/* "auth", "mw.auth", "auth('admin')", "[a, b]": the names called. */
static void
demands(const struct gr_arg *a, struct list *needs)
{
	if (a->code != NULL && strlen(a->code) < 120 &&
	    strstr(a->code, "=>") == NULL &&
	    strncmp(a->code, "async", 5) != 0 &&
	    strncmp(a->code, "function", 8) != 0)
		guards_in(a->code, needs, true);
}

/* router.route("/x").get(a, f).post(g): the path of the chain, or NULL. */
static const char *
chained(const struct unit *u, const struct gr_item *it, size_t *owner)
{
	const char *at = strstr(it->name, ".route()");
	size_t i, n;

	if (at == NULL)
		return NULL;
	n = (size_t)(at - it->name);
	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_CALL && u->it[i].token == it->token &&
		    strlen(u->it[i].name) == n + 6 && u->it[i].nargs > 0 &&
		    strncmp(u->it[i].name, it->name, n + 6) == 0) {
			*owner = n;
			return u->it[i].args[0].text;
		}
	return NULL;
}

static void
read_route(const struct unit *u, const struct gr_item *it, size_t owner,
    const char *method, const char *chain)
{
	const char *path = chain != NULL ? chain : it->nargs > 1 ?
	    it->args[0].text : NULL;
	char name[NAME_MAX_];
	const char *handler = "";
	struct handling h;
	size_t i;
	int a;

	if (path == NULL || path[0] != '/' || it->nargs == 0)
		return;
	memset(&h, 0, sizeof(h));
	for (a = chain == NULL; a < it->nargs - 1; a++)
		demands(&it->args[a], &h.needs);
	if (it->args[it->nargs - 1].code != NULL &&
	    strpbrk(it->args[it->nargs - 1].code, "(={ ") == NULL)
		handler = last_name(it->args[it->nargs - 1].code);
	handle_range(u, it->token, it->end, &h);
	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_FUNCTION && handler[0] != '\0' &&
		    strcmp(last_name(u->it[i].name), handler) == 0)
			handle_range(u, u->it[i].token, u->it[i].end, &h);
	if (handler[0] != '\0')
		list_add(&h.calls, handler, strlen(handler));
	if (described(u, it))
		list_add(&h.traits, "swag", 4);
	(void)snprintf(name, sizeof(name), "%.*s", (int)owner, it->name);
	decl_emit("express", name, method, path, handler, &h, it->first,
	    it->last);
}

/* app.use("/api", auth, router); app.use(auth) */
static void
read_use(const struct unit *u, const struct gr_item *it, size_t owner)
{
	const struct gr_arg *last = it->nargs > 0 ?
	    &it->args[it->nargs - 1] : NULL;
	char child[NAME_MAX_], code[NAME_MAX_], name[NAME_MAX_];
	struct list needs;
	struct gr_fact *x;
	int a, first;

	if (last == NULL || last->code == NULL || strlen(last->code) > 120)
		return;
	first = it->args[0].text != NULL && it->args[0].text[0] == '/';
	memset(&needs, 0, sizeof(needs));
	for (a = first; a < it->nargs; a++)
		demands(&it->args[a], &needs);
	(void)snprintf(code, sizeof(code), "%s", last->code);
	if (strncmp(code, "require(", 8) == 0 && strlen(code) > 10)
		(void)snprintf(child, sizeof(child), "%.*s",
		    (int)strcspn(code + 9, "\"'`"), code + 9);
	else
		resolve(u, code, child, sizeof(child));
	(void)snprintf(name, sizeof(name), "%.*s", (int)owner, it->name);
	x = gr_emit("route.mount", it->first, it->last);
	gr_set(x, "owner", name);
	gr_set(x, "child", child);
	gr_set(x, "prefix", first ? it->args[0].text : "");
	gr_set(x, "needs", needs.text);
	if (first)
		return;
	x = gr_emit("route.shield", it->first, it->last);
	gr_set(x, "owner", name);
	gr_set(x, "needs", needs.text);
}

/*
 * Next.js: where the file is says the path.  "src/app/api/lots/[id]/route.ts"
 * exports a function for each method, "pages/api/lots.ts" one for all.
 */
static void
read_next(const struct unit *u)
{
	const char *path = u->file->entry->path, *at, *end;
	char route[PATH_MAX_];
	struct handling h;
	const char *name;
	size_t i, k;
	bool app;

	at = strstr(path, "app/api/");
	app = at != NULL && strncmp(u->file->entry->base, "route.", 6) == 0;
	if (!app)
		at = strstr(path, "pages/api/");
	if (at == NULL || (at > path && at[-1] != '/'))
		return;
	at = strchr(at, '/');
	end = strrchr(at, app ? '/' : '.');
	if (end == NULL)
		return;
	(void)snprintf(route, sizeof(route), "%.*s", (int)(end - at), at);
	if (!app && strlen(route) > 6 &&
	    strcmp(route + strlen(route) - 6, "/index") == 0)
		route[strlen(route) - 6] = '\0';
	for (i = 0; i < u->n; i++) {
		if (u->it[i].kind != GR_FUNCTION || u->it[i].inside >= 0)
			continue;
		name = u->it[i].name;
		memset(&h, 0, sizeof(h));
		handle_range(u, u->it[i].token, u->it[i].end, &h);
		for (k = 0; app && k < sizeof(verbs) / sizeof(verbs[0]); k++)
			if (strcmp(name, verbs[k].method) == 0)
				decl_emit("next", "", name, route, name, &h,
				    u->it[i].first, u->it[i].last);
		if (!app && strcmp(name, "handler") == 0)
			for (k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++)
				if (strstr(u->file->text, verbs[k].method))
					decl_emit("next", "", verbs[k].method,
					    route, name, &h, u->it[i].first,
					    u->it[i].last);
	}
}

void
express_read(const struct unit *u)
{
	const struct gr_item *it;
	const struct maker *m;
	const char *verb, *chain;
	struct gr_fact *x;
	size_t i, k, owner;

	read_next(u);
	if (strncmp(u->file->entry->base, "next.config.", 12) == 0 &&
	    u->n > 0)
		app_emit(&u->it[0], "next", "next", "");
	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		m = maker_of(u, it);
		if (m != NULL) {
			x = gr_emit("route.object", it->first, it->last);
			gr_set(x, "name", it->name);
			gr_set(x, "framework", "express");
			gr_set(x, "role", m->role);
			gr_set(x, "docs", "no");
		}
		if (it->kind == GR_IMPORT &&
		    (strcmp(it->name, "swagger-jsdoc") == 0 ||
		    strcmp(it->name, "swagger-autogen") == 0)) {
			x = gr_emit("route.describer", it->first, it->last);
			gr_set(x, "framework", "express");
			gr_set(x, "how", it->name);
		}
		if (it->kind != GR_CALL || it->dead)
			continue;
		verb = last_name(it->name);
		owner = verb > it->name ? (size_t)(verb - it->name - 1) : 0;
		chain = chained(u, it, &owner);
		if (owner == 0 || !serves(u, it->name, owner))
			continue;
		if (strcmp(verb, "use") == 0)
			read_use(u, it, owner);
		for (k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++)
			if (strcmp(verb, verbs[k].name) == 0)
				read_route(u, it, owner, verbs[k].method,
				    chain);
	}
}
