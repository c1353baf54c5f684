/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * graph.c: which router is a part of which application, and so the whole
 * path of every route.
 *
 * A name that comes from another file is looked for by the end of its
 * module's path: where the root of the imports is nobody can tell without
 * running the project.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "routes.h"

/* "src/api/__init__.py" -> "src.api"; "a/b.py" -> "a.b" */
static void
module_of(const char *path, char *out, size_t n)
{
	char *end;
	size_t i;

	(void)snprintf(out, n, "%s", path);
	end = strrchr(out, '.');
	if (end != NULL && strchr(end, '/') == NULL)
		*end = '\0';
	for (i = 0; out[i] != '\0'; i++)
		if (out[i] == '/')
			out[i] = '.';
	end = strrchr(out, '.');
	if (end != NULL && (strcmp(end, ".__init__") == 0 ||
	    strcmp(end, ".index") == 0))
		*end = '\0';
}

/* Does a dotted name end with another, at a dot? */
static bool
ends(const char *name, const char *with)
{
	size_t n = strlen(name), w = strlen(with);

	return w <= n && strcmp(name + n - w, with) == 0 &&
	    (w == n || name[n - w - 1] == '.');
}

/* A relative module from where it is written: "..b" in "x/y/a.py": "x.b". */
static void
absolute(const char *from, const char *module, char *out, size_t n)
{
	char *dot;
	size_t up = strspn(module, "."), i;

	module_of(from, out, n);
	if (strstr(from, "/__init__.") != NULL)
		up--;
	for (i = 0; i < up; i++) {
		dot = strrchr(out, '.');
		if (dot == NULL)
			out[0] = '\0';
		else
			*dot = '\0';
	}
	module += strspn(module, ".");
	i = strlen(out);
	(void)snprintf(out + i, n - i, "%s%s",
	    i > 0 && module[0] != '\0' ? "." : "", module);
}

/* "../routes/x.default" from "src/app.js": is this path "routes/x.js"? */
static bool
file_fits(const char *path, const char *from, const char *spec)
{
	char dir[PATH_MAX_], *slash;
	const char *dot;
	size_t n;

	(void)snprintf(dir, sizeof(dir), "%s", from);
	do {
		slash = strrchr(dir, '/');
		if (slash != NULL)
			slash[0] = '\0';
		else
			dir[0] = '\0';
		if (strncmp(spec, "./", 2) == 0)
			spec += 2;
		else if (strncmp(spec, "../", 3) != 0)
			break;
		else
			spec += 3;
		if (strncmp(spec, "../", 3) != 0)
			break;
	} while (true);
	if (dir[0] != '\0') {
		n = strlen(dir);
		if (strncmp(path, dir, n) != 0 || path[n] != '/')
			return false;
		path += n + 1;
	}
	slash = strrchr(spec, '/');
	dot = strchr(slash == NULL ? spec : slash, '.');
	n = dot == NULL ? strlen(spec) : (size_t)(dot - spec);
	if (strncmp(path, spec, n) != 0)
		return false;
	return (path[n] == '.' && strchr(path + n, '/') == NULL) ||
	    strncmp(path + n, "/index.", 7) == 0;
}

size_t
name_fits(const char *path, const char *name, const char *from,
    const char *dotted)
{
	char module[NAME_MAX_ * 2], own[NAME_MAX_ * 2], *cut;
	const char *last = last_name(dotted);
	size_t near = 1 + alike(path, from);

	if (strncmp(dotted, "./", 2) == 0 || strncmp(dotted, "../", 3) == 0)
		return file_fits(path, from, dotted) ?
		    20000 + (strcmp(name, last) == 0) : 0;
	if (strcmp(name, last) != 0)
		return 0;
	if (last == dotted)
		return strcmp(path, from) == 0 ? 100000 : 0;
	if (dotted[0] == '.')
		absolute(from, dotted, module, sizeof(module));
	else
		(void)snprintf(module, sizeof(module), "%s", dotted);
	cut = strrchr(module, '.');
	if (cut == NULL)
		return 0;
	*cut = '\0';
	module_of(path, own, sizeof(own));
	if (ends(own, module))
		return 20000 + near;
	/* What a package takes from its files and gives on. */
	cut = strrchr(own, '.');
	if (cut == NULL)
		return 0;
	*cut = '\0';
	return ends(own, module) ? 10000 + near : 0;
}

static int
find(const struct world *w, const char *from, const char *dotted, int deep)
{
	const struct gr_seen *const *alias;
	size_t i, n, score, best = 0;
	int hit = -1;

	for (i = 0; i < w->nobjects; i++) {
		score = name_fits(w->object[i].seen->path, w->object[i].name,
		    from, dotted);
		if (score > best) {
			best = score;
			hit = (int)i;
		}
	}
	if (hit >= 0 || deep == 0)
		return hit;
	alias = facts_of(w, "route.alias", &n);
	for (i = 0; i < n && hit < 0; i++)
		if (name_fits(alias[i]->path, value(alias[i], "name"), from,
		    dotted) > 0)
			hit = find(w, alias[i]->path,
			    value(alias[i], "target"), deep - 1);
	return hit;
}

int
object_find(const struct world *w, const char *from, const char *dotted)
{
	return dotted[0] == '\0' ? -1 : find(w, from, dotted, 3);
}

/*
 * An application given as a parameter: the nearest one, of any framework
 * that works so when none is named.
 */
static int
nearest_app(const struct world *w, const char *from, const char *framework)
{
	size_t i, score, best = 0;
	int hit = -1;

	for (i = 0; i < w->nobjects; i++) {
		if (strcmp(w->object[i].role, "app") != 0 ||
		    (framework[0] != '\0' ? strcmp(framework,
		    w->object[i].framework) != 0 :
		    strstr("django spring nest aspnet express",
		    w->object[i].framework) != NULL))
			continue;
		score = 1 + alike(w->object[i].seen->path, from);
		if (score > best) {
			best = score;
			hit = (int)i;
		}
	}
	return hit;
}

/* "settings.API" -> "/api" where one file gives that name a path. */
static void
prefix_text(const struct world *w, const char *from, const char *prefix,
    char *out, size_t n)
{
	const struct gr_seen *const *f;
	size_t i, k, score, best = 0;

	if (prefix[0] == '{' && strncmp(prefix, "{}", 2) == 0) {
		(void)snprintf(out, n, "*%s", prefix + 2);
		return;
	}
	(void)snprintf(out, n, "%s", prefix);
	if (prefix[0] == '\0' || prefix[0] == '/' || prefix[0] == '*')
		return;
	f = facts_of(w, "route.prefix", &k);
	(void)snprintf(out, n, "*");
	for (i = 0; i < k; i++) {
		if (strcmp(value(f[i], "name"), last_name(prefix)) != 0)
			continue;
		score = 1 + alike(f[i]->path, from);
		if (score > best) {
			best = score;
			(void)snprintf(out, n, "%s", value(f[i], "value"));
		}
	}
}

static void
add_objects(struct world *w)
{
	const struct gr_seen *const *f;
	struct object *o;
	size_t i, n;

	f = facts_of(w, "route.object", &n);
	w->object = calloc(n + 1, sizeof(*w->object));
	if (w->object == NULL)
		abort();
	for (i = 0; i < n && w->nobjects < OBJECTS_MOST; i++) {
		o = &w->object[w->nobjects++];
		o->seen = f[i];
		o->name = value(f[i], "name");
		o->role = value(f[i], "role");
		o->framework = value(f[i], "framework");
		o->needs = value(f[i], "needs");
		o->prefix = value(f[i], "prefix");
		o->docs = strcmp(value(f[i], "docs"), "yes") == 0;
		o->parent = -1;
	}
}

static void
add_mounts(struct world *w)
{
	const struct gr_seen *const *f;
	int owner, child;
	size_t i, n;

	f = facts_of(w, "route.mount", &n);
	for (i = 0; i < n; i++) {
		owner = object_find(w, f[i]->path, value(f[i], "owner"));
		child = object_find(w, f[i]->path, value(f[i], "child"));
		if (owner < 0)
			owner = nearest_app(w, f[i]->path, child < 0 ? "" :
			    w->object[child].framework);
		if (owner < 0)
			continue;
		if (child < 0) {
			w->object[owner].loose = f[i];
		} else if (child != owner && w->object[child].parent < 0) {
			w->object[child].parent = owner;
			w->object[child].mount = f[i];
		}
	}
	/* "for r in routers: app.include_router(r)": all the others. */
	for (i = 0; i < w->nobjects; i++) {
		if (w->object[i].parent >= 0 ||
		    strcmp(w->object[i].role, "router") != 0)
			continue;
		owner = nearest_app(w, w->object[i].seen->path,
		    w->object[i].framework);
		if (owner < 0 || w->object[owner].loose == NULL)
			continue;
		w->object[i].parent = owner;
		w->object[i].mount = w->object[owner].loose;
	}
}

int
climb(const struct world *w, int at, char *prefix, size_t n)
{
	char own[PATH_MAX_], by[PATH_MAX_], sofar[PATH_MAX_ * 2];
	const struct object *o;
	int i;

	prefix[0] = '\0';
	for (i = 0; i < CLIMB_MOST; i++) {
		o = &w->object[at];
		prefix_text(w, o->seen->path, o->prefix, own, sizeof(own));
		by[0] = '\0';
		if (o->mount != NULL)
			prefix_text(w, o->mount->path,
			    value(o->mount, "prefix"), by, sizeof(by));
		/* Flask: what is given where it is registered counts. */
		if (by[0] != '\0' && strcmp(o->framework, "flask") == 0)
			own[0] = '\0';
		(void)snprintf(sofar, sizeof(sofar), "%s%s", own, prefix);
		(void)snprintf(prefix, n, "%.140s%.140s", by, sofar);
		if (o->parent < 0)
			break;
		at = o->parent;
		/* A mounted application describes and guards itself. */
		if (strcmp(o->role, "app") == 0)
			break;
	}
	return at;
}

struct route *
route_new(struct world *w)
{
	struct route *r;

	if (w->nroutes == DECLS_MOST)
		return NULL;
	if (w->nroutes == w->cap) {
		w->cap = w->cap > 0 ? 2 * w->cap : 64;
		w->route = reallocarray(w->route, w->cap, sizeof(*w->route));
		if (w->route == NULL)
			abort();
	}
	r = &w->route[w->nroutes++];
	memset(r, 0, sizeof(*r));
	r->object = r->app = -1;
	return r;
}

void
route_name(const struct world *w, struct route *r, const char *path)
{
	const struct object *app = &w->object[r->app];
	size_t n;

	/* What stands before something unknown is not known to be all. */
	if (strchr(path, '*') != NULL)
		path = strrchr(path, '*');
	path_plain(path, r->path, sizeof(r->path));
	(void)snprintf(r->app_name, sizeof(r->app_name), "%.110s:%.40s",
	    app->seen->path, app->name);
	(void)snprintf(r->id, sizeof(r->id), "%s %.*s %.90s", r->app_name,
	    (int)strcspn(r->method, " "), r->method, r->path);
	/* Two that look alike may be far from each other. */
	if (r->path[0] == '*') {
		n = strlen(r->id);
		(void)snprintf(r->id + n, sizeof(r->id) - n, " %.40s",
		    r->handler);
	}
}

int
object_owner(const struct world *w, const char *from, const char *owner,
    const char *framework)
{
	int at = object_find(w, from, owner);

	if (at < 0 && names_app(last_name(owner)))
		at = nearest_app(w, from, framework);
	return at;
}

static void
add_route(struct world *w, const struct gr_seen *s)
{
	struct route *r;
	char prefix[PATH_MAX_], whole[PATH_MAX_ * 2];
	const char *at = value(s, "at"), *path;
	const struct object *o;
	int app;

	path = strchr(at, ' ');
	r = path == NULL ? NULL : route_new(w);
	if (r == NULL)
		return;
	r->seen = s;
	r->handler = value(s, "handler");
	r->traits = value(s, "traits");
	r->framework = value(s, "framework");
	r->method = at;
	r->object = object_owner(w, s->path, value(s, "owner"), r->framework);
	if (r->object < 0)
		goto none;
	o = &w->object[r->object];
	app = climb(w, r->object, prefix, sizeof(prefix));
	/* A router that nothing includes serves nothing. */
	if (strcmp(w->object[app].role, "app") != 0)
		goto none;
	/* A mounted application is its own. */
	if (strcmp(o->role, "app") == 0)
		app = r->object;
	r->app = app;
	r->framework = o->framework;
	(void)snprintf(whole, sizeof(whole), "%s%s", prefix, path + 1);
	route_name(w, r, whole);
	return;
none:
	w->nroutes--;
}

void
graph_build(struct world *w)
{
	const struct gr_seen *const *f;
	size_t i, n;

	lookup_open(w);
	add_objects(w);
	add_mounts(w);
	f = facts_of(w, "route.declared", &n);
	for (i = 0; i < n; i++)
		add_route(w, f[i]);
	urls_relate(w);
}
