/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * joins.c: every route as it is served, and what describes and tests it.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

/* The framework describes the route by itself. */
static const char *
generated(const struct world *w, const struct route *r)
{
	const struct gr_seen *const *f;
	const struct object *o;
	size_t i, n;
	int at, k;

	if (list_has(r->traits, "hidden"))
		return NULL;
	for (at = r->object, k = 0; at >= 0 && k < CLIMB_MOST;
	    at = w->object[at].parent, k++) {
		o = &w->object[at];
		if (strcmp(value(o->seen, "hides"), "yes") == 0 ||
		    (o->mount != NULL &&
		    strcmp(value(o->mount, "hides"), "yes") == 0))
			return NULL;
		if (at == r->app)
			break;
	}
	if (w->object[r->app].docs)
		return w->object[r->app].framework;
	f = facts_of(w, "route.describer", &n);
	for (i = 0; i < n; i++)
		if (strcmp(value(f[i], "framework"), r->framework) == 0 &&
		    ((strcmp(r->framework, "flask") != 0 &&
		    strcmp(value(f[i], "how"), "swagger-jsdoc") != 0) ||
		    list_has(r->traits, "swag")) &&
		    (strcmp(r->framework, "django") != 0 ||
		    list_has(r->traits, "drf")))
			return value(f[i], "how");
	return NULL;
}

static void
about(const char *name, const struct route *r, const char *key,
    const char *by, const struct gr_seen *at)
{
	struct gr_fact *x = gr_emit_at(name, at->path, at->first, at->last);

	gr_set(x, "id", r->id);
	gr_set(x, key, by);
	gr_setf(x, "route", "%.*s %s", (int)strcspn(r->method, " "),
	    r->method, r->path);
	gr_set(x, "subject", r->subject);
	gr_set(x, "model", r->model ? "yes" : "no");
}

/* A fact of another kind that names its method and path. */
static const struct gr_seen *
find_match(const struct world *w, const struct route *r, const char *from,
    bool (*wanted)(const struct world *, const struct gr_seen *))
{
	const struct gr_seen *const *f;
	char path[PATH_MAX_], whole[PATH_MAX_ * 2];
	const char *method;
	size_t i, n, m = strcspn(r->method, " ");

	f = facts_of(w, from, &n);
	for (i = 0; i < n; i++) {
		if (wanted != NULL && !wanted(w, f[i]))
			continue;
		method = value(f[i], "method");
		if (method[0] != '\0' && (strlen(method) != m ||
		    strncmp(method, r->method, m) != 0))
			continue;
		path_plain(value(f[i], "path"), path, sizeof(path));
		(void)snprintf(whole, sizeof(whole), "%s%s",
		    value(f[i], "base"), value(f[i], "path"));
		if (!path_same(path, r->path)) {
			path_plain(whole, path, sizeof(path));
			if (!path_same(path, r->path))
				continue;
		}
		return f[i];
	}
	return NULL;
}

static bool
match(const struct world *w, const struct route *r, const char *from,
    const char *to, const char *by)
{
	const struct gr_seen *hit = find_match(w, r, from, NULL);

	if (hit != NULL)
		about(to, r, "by", by, hit);
	return hit != NULL;
}

/* Is this request sent to a server that runs, not to the code at hand? */
static bool
by_http(const struct world *w, const struct gr_seen *call)
{
	const struct gr_seen *const *f;
	size_t i, n;

	f = facts_of(w, "route.test_file", &n);
	for (i = 0; i < n; i++)
		if (strcmp(f[i]->path, call->path) == 0)
			return strcmp(value(f[i], "way"), "http") == 0;
	return false;
}

static void
tested(const struct world *w, const struct route *r)
{
	const struct gr_seen *hit;

	hit = find_match(w, r, "test.call", by_http);
	if (hit != NULL)
		about("route.tested", r, "by", "http", hit);
	else if (!match(w, r, "test.call", "route.tested", "test"))
		about("route.untested", r, "by", "", r->seen);
}

static void
served(const struct route *r)
{
	struct gr_fact *x = gr_emit_at("route.served", r->seen->path,
	    r->seen->first, r->seen->last);

	gr_set(x, "id", r->id);
	gr_setn(x, "method", r->method, strcspn(r->method, " "));
	gr_set(x, "path", r->path);
	gr_set(x, "framework", r->framework);
	gr_set(x, "handler", r->handler);
	gr_set(x, "app", r->app_name);
	gr_set(x, "subject", r->subject);
	gr_set(x, "model", r->model ? "yes" : "no");
}

void
joins(const struct world *w)
{
	const struct gr_seen *const *f;
	const struct route *r;
	struct gr_fact *x;
	const char *how;
	size_t i, n;

	for (i = 0; i < w->nroutes; i++) {
		r = &w->route[i];
		served(r);
		if (r->closed[0] != '\0')
			about("route.closed", r, "by", r->closed, r->seen);
		how = generated(w, r);
		if (how != NULL)
			about("route.documented", r, "by", how,
			    w->object[r->app].seen);
		else if (!match(w, r, "openapi.operation", "route.documented",
		    "OpenAPI") && !match(w, r, "route.written",
		    "route.documented", "document"))
			about("route.undocumented", r, "by", "", r->seen);
		if (how != NULL && r->closed[0] != '\0' && (r->scheme ||
		    list_has(r->traits, "proof")))
			about("route.explained", r, "by", how, r->seen);
		tested(w, r);
		if (r->closed[0] == '\0')
			about("route.open", r, "by", "", r->seen);
	}
	/* A description of routes whose code is elsewhere. */
	f = facts_of(w, "openapi.operation", &n);
	for (i = 0; i < n && w->nroutes == 0; i++) {
		if (is_borrowed_path(f[i]->path))
			continue;
		x = gr_emit_at("route.foreign", f[i]->path, f[i]->first,
		    f[i]->last);

		gr_set(x, "method", value(f[i], "method"));
		gr_set(x, "path", value(f[i], "path"));
		gr_set(x, "subject", says_model(value(f[i], "path"), "") > 0 ?
		    "model" : "data");
	}
}
