/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate.c: what closes each route, and what it is about.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

/* "/a/<int:id>/", "/a/:id" and "/a/{id}" are "/a/{}". */
void
path_plain(const char *path, char *out, size_t n)
{
	size_t k = 0;
	char end;

	while (*path != '\0' && *path != '?' && k + 3 < n) {
		if (*path == '/' && k > 0 && out[k - 1] == '/') {
			path++;
		} else if (*path == '{' || *path == '<' || *path == '[' ||
		    (*path == ':' && k > 0 && out[k - 1] == '/')) {
			end = *path == '{' ? '}' : *path == '<' ? '>' :
			    *path == '[' ? ']' : '/';
			while (*path != '\0' && *path != end)
				path++;
			if (end != '/' && *path == end)
				path++;
			out[k++] = '{';
			out[k++] = '}';
		} else {
			out[k++] = *path++;
		}
	}
	while (k > 1 && out[k - 1] == '/')
		k--;
	if (k == 0)
		out[k++] = '/';
	out[k] = '\0';
}

/*
 * Both plain.  A hole in one may be filled in the other; "*" at the start
 * stands for anything.
 */
bool
path_same(const char *a, const char *b)
{
	size_t na, nb;

	if (*a == '*' || *b == '*') {
		a += *a == '*';
		b += *b == '*';
		na = strlen(a);
		nb = strlen(b);
		if (na > nb)
			a += na - nb;
		else
			b += nb - na;
		return strcmp(a, b) == 0;
	}
	while (*a != '\0' && *b != '\0') {
		na = strcspn(a, "/");
		nb = strcspn(b, "/");
		if (!(na == nb && memcmp(a, b, na) == 0) &&
		    !(na == 2 && a[0] == '{' && nb > 0) &&
		    !(nb == 2 && b[0] == '{' && na > 0))
			return false;
		a += na;
		b += nb;
		if (*a == '/' && *b == '/') {
			a++;
			b++;
		} else {
			break;
		}
	}
	return *a == *b;
}

/* Does this guard really turn somebody away?  known: it must be written. */
static bool
guards(const struct world *w, const char *from, const char *name, size_t n,
    bool known, int deep)
{
	const struct gr_seen *fn = function_find(w, from, name, n);
	const char *kind, *through, *word;
	size_t len;

	if (fn == NULL || --*w->steps < 0)
		return fn == NULL && !known && names_guard(name, n);
	kind = value(fn, "kind");
	if (list_has(kind, "rejects") || (list_has(kind, "scheme") &&
	    !list_has(kind, "weak")))
		return true;
	if (deep == 0)
		return false;
	through = value(fn, "through");
	while ((word = list_next(&through, &len)) != NULL)
		if ((len != n || memcmp(word, name, n) != 0) &&
		    guards(w, fn->path, word, len, !names_guard(name, n) ||
		    !names_guard(word, len), deep - 1))
			return true;
	return false;
}

/* Is a scheme of OpenAPI behind this guard, so that the page shows it? */
static bool
has_scheme(const struct world *w, const char *from, const char *name,
    size_t n, int deep)
{
	const struct gr_seen *fn = function_find(w, from, name, n);
	const char *through, *word;
	size_t len;

	if (fn == NULL || --*w->steps < 0)
		return false;
	if (list_has(value(fn, "kind"), "scheme"))
		return true;
	through = value(fn, "through");
	while (deep > 0 && (word = list_next(&through, &len)) != NULL)
		if (has_scheme(w, fn->path, word, len, deep - 1))
			return true;
	return false;
}

static bool
any_guards(const struct world *w, const char *from, const char *list,
    bool known, char *by, size_t n)
{
	const char *word;
	size_t len;

	while ((word = list_next(&list, &len)) != NULL)
		if (guards(w, from, word, len, known, CLIMB_MOST / 2)) {
			(void)snprintf(by, n, "%.*s", (int)len, word);
			return true;
		}
	return false;
}

static bool
let_through(const char *open, const char *path)
{
	const char *word;
	char glob[PATH_MAX_];
	size_t n;

	while ((word = list_next(&open, &n)) != NULL) {
		(void)snprintf(glob, sizeof(glob), "%.*s", (int)n, word);
		if (gr_glob(glob, path))
			return true;
	}
	return false;
}

/* Does it stand before the routes of this object? */
static bool
shields(const struct world *w, const struct gr_seen *s, int at,
    const struct route *r)
{
	const char *owner = value(s, "owner");

	if (strcmp(owner, "drf") == 0)
		return list_has(r->traits, "drf");
	if (strcmp(owner, w->object[at].framework) == 0)
		return strcmp(w->object[at].role, "app") == 0;
	return object_find(w, s->path, owner) == at;
}

/* By what stands before the whole of an object. */
static bool
object_closed(const struct world *w, int at, const struct route *r, char *by,
    size_t n)
{
	const struct object *o = &w->object[at];
	const struct gr_seen *const *f;
	size_t i, k;

	if (any_guards(w, o->seen->path, o->needs, false, by, n))
		return true;
	if (o->mount != NULL && any_guards(w, o->mount->path,
	    value(o->mount, "needs"), false, by, n))
		return true;
	f = facts_of(w, "route.shield", &k);
	for (i = 0; i < k; i++)
		if (!let_through(value(f[i], "open"), r->path) && shields(w, f[i], at, r) &&
		    any_guards(w, f[i]->path, value(f[i], "needs"), false,
		    by, n))
			return true;
	return false;
}

void
close_routes(struct world *w)
{
	struct route *r;
	size_t i;
	int at, k;

	for (i = 0; i < w->nroutes; i++) {
		r = &w->route[i];
		/* A login turns people away and guards nothing. */
		if (list_has(r->traits, "checks") &&
		    strcmp(r->subject, "service") != 0)
			(void)snprintf(r->closed, sizeof(r->closed), "%s",
			    r->handler);
		else if (!any_guards(w, r->seen->path, value(r->seen,
		    "needs"), false, r->closed, sizeof(r->closed)))
			(void)any_guards(w, r->seen->path, value(r->seen,
			    "calls"), true, r->closed, sizeof(r->closed));
		if (r->needs != NULL && r->closed[0] == '\0')
			(void)any_guards(w, r->seen->path, r->needs, false,
			    r->closed, sizeof(r->closed));
		if (list_has(r->traits, "readonly") &&
		    strncmp(r->method, "GET", 3) != 0)
			(void)snprintf(r->closed, sizeof(r->closed),
			    "IsAuthenticatedOrReadOnly");
		if (list_has(r->traits, "open") ||
		    list_has(r->traits, "readonly"))
			continue;
		for (at = r->object, k = 0; at >= 0 && r->closed[0] == '\0' &&
		    k < CLIMB_MOST; at = w->object[at].parent, k++)
			(void)object_closed(w, at, r, r->closed,
			    sizeof(r->closed));
		r->scheme = has_scheme(w, r->seen->path, r->closed,
		    strlen(r->closed), CLIMB_MOST / 2);
	}
}

/* Does it ask a model, itself or by a function of the project? */
static bool
infers(const struct world *w, const struct route *r)
{
	const char *calls = value(r->seen, "calls"), *word;
	const struct gr_seen *fn;
	size_t n;

	if (list_has(r->traits, "infers"))
		return true;
	while ((word = list_next(&calls, &n)) != NULL) {
		fn = function_find(w, r->seen->path, word, n);
		if (fn != NULL && list_has(value(fn, "kind"), "infers"))
			return true;
	}
	return false;
}

/* Does a file in the folder of its application use a library of models? */
static bool
beside_model(const struct world *w, const struct route *r)
{
	const struct gr_seen *const *f;
	const char *app = w->object[r->app].seen->path;
	const char *slash = strrchr(app, '/');
	size_t i, n;

	f = facts_of(w, "route.brain", &n);
	for (i = 0; slash != NULL && i < n; i++)
		if (strncmp(f[i]->path, app, (size_t)(slash - app) + 1) == 0)
			return true;
	return false;
}

/* "/lots/{}" and "/lots" are about the same. */
static bool
same_thing(const char *a, const char *b)
{
	const char *hole = strstr(a, "/{}");
	size_t n = hole == NULL ? strlen(a) : (size_t)(hole - a);

	hole = strstr(b, "/{}");
	return n > 1 && strncmp(a, b, n) == 0 &&
	    n == (hole == NULL ? strlen(b) : (size_t)(hole - b));
}

/* Beside a model: what gives data, and what writes the same data. */
static bool
is_data(const struct world *w, const struct route *r)
{
	size_t k;

	if (strncmp(r->method, "GET ", 4) == 0)
		return !says_of_model(r->path);
	for (k = 0; k < w->nroutes; k++)
		if (w->route[k].app == r->app &&
		    strncmp(w->route[k].method, "GET ", 4) == 0 &&
		    strcmp(w->route[k].subject, "data") == 0 &&
		    same_thing(w->route[k].path, r->path))
			return !says_of_model(r->path);
	return false;
}

static const char *
subject(const struct world *w, const struct route *r)
{
	int says = says_model(r->path, r->handler);
	bool asks = list_has(r->traits, "asks");

	if (list_has(r->traits, "page"))
		return "page";
	if (says < 2 && says_service(r->path))
		return "service";
	if (says == 2 || infers(w, r))
		return "model";
	if (says == 1 && (list_has(r->traits, "learned") || asks ||
	    (strncmp(r->method, "POST", 4) == 0 && beside_model(w, r))))
		return "model";
	if ((r->path[0] == '*' && is_service_file(r->seen->path)) ||
	    is_side_path(w->object[r->app].seen->path) ||
	    (strncmp(r->method, "POST", 4) == 0 && makes_account(r->handler)))
		return "service";
	if (says_training(r->path))
		return "other";
	/* A front that hands on to another server gives nothing itself. */
	if (strcmp(r->framework, "next") == 0 && asks &&
	    !list_has(r->traits, "reads"))
		return "other";
	return "data";
}

void
subjects(struct world *w)
{
	struct route *r;
	size_t i, k;

	for (i = 0; i < w->nroutes; i++)
		w->route[i].subject = subject(w, &w->route[i]);
	for (i = 0; i < w->nroutes; i++) {
		if (strcmp(w->route[i].subject, "model") != 0)
			continue;
		for (k = 0; k < w->nroutes; k++)
			if (w->route[k].app == w->route[i].app)
				w->route[k].model = true;
	}
	/* What the pages of a site ask for themselves is no API. */
	for (i = 0; i < w->nroutes; i++)
		for (k = 0; k < w->nroutes; k++) {
			r = &w->route[i];
			if (strcmp(r->framework, "django") == 0 &&
			    strcmp(r->subject, "data") == 0 &&
			    !list_has(r->traits, "drf") &&
			    w->route[k].app == r->app &&
			    strcmp(w->route[k].subject, "page") == 0)
				r->subject = "other";
		}
	/* Beside a model, what is about it is no data of the project. */
	for (i = 0; i < w->nroutes; i++) {
		r = &w->route[i];
		if (r->model && strcmp(r->subject, "data") == 0 &&
		    !is_data(w, r))
			r->subject = "other";
	}
}
