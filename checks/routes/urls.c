/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * urls.c: the lists of URLs of Django, followed from the root on.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

struct walk {
	struct world		*w;
	const char		*framework;
	int			 object, app;
	const struct gr_seen *const *url, *const *view;
	size_t			 nurls, nviews;
};

static void
add(struct walk *k, const struct gr_seen *view, const char *methods,
    const char *path, const char *needs)
{
	struct route *r;
	const char *m;
	size_t n;

	while ((m = list_next(&methods, &n)) != NULL) {
		r = route_new(k->w);
		if (r == NULL)
			return;
		r->seen = view;
		r->handler = value(view, "name");
		r->traits = value(view, "traits");
		r->framework = k->framework;
		r->method = m;
		r->needs = needs;
		r->object = k->object;
		r->app = k->app;
		route_name(k->w, r, path);
	}
}

/* "^lots/(?P<pk>[0-9]+)/$" -> "lots/{}/" */
static void
plain(const char *path, char *out, size_t n)
{
	size_t i = 0;
	int depth;

	for (; *path != '\0' && i + 3 < n; path++) {
		if (*path == '^' || *path == '$' || *path == '?') {
			continue;
		} else if (*path == '(') {
			for (depth = 0; *path != '\0'; path++) {
				depth += *path == '(';
				depth -= *path == ')';
				if (depth == 0)
					break;
			}
			out[i++] = '{';
			out[i++] = '}';
			if (*path == '\0')
				break;
		} else {
			out[i++] = *path;
		}
	}
	out[i] = '\0';
}

static const struct gr_seen *
find_view(const struct walk *k, const char *from, const char *target)
{
	const struct gr_seen *hit = NULL;
	size_t i, score, best = 0;

	for (i = 0; i < k->nviews; i++) {
		if (gr_value(k->view[i], "of") != NULL)
			continue;
		score = name_fits(k->view[i]->path,
		    value(k->view[i], "name"), from, target);
		if (score > best) {
			best = score;
			hit = k->view[i];
		}
	}
	return hit;
}

static void
add_viewset(struct walk *k, const struct gr_seen *url, const char *prefix)
{
	char path[PATH_MAX_], more[PATH_MAX_ + 80];
	const struct gr_seen *view = find_view(k, url->path,
	    value(url, "target")), *a;
	size_t i;

	if (view == NULL)
		return;
	(void)snprintf(path, sizeof(path), "%.140s/%.130s", prefix,
	    value(url, "path"));
	add(k, view, value(view, "many"), path, "");
	(void)snprintf(more, sizeof(more), "%s/{id}", path);
	add(k, view, value(view, "one"), more, "");
	for (i = 0; i < k->nviews; i++) {
		a = k->view[i];
		if (strcmp(value(a, "of"), value(view, "name")) != 0 ||
		    strcmp(a->path, view->path) != 0)
			continue;
		(void)snprintf(more, sizeof(more), "%s%s/%.60s", path,
		    value(a, "one")[0] != '\0' ? "/{id}" : "",
		    value(a, "name"));
		add(k, a, value(a, "many"), more, "");
	}
}

/* The URLs of the file that a dotted name means, from a file on. */
static void
follow(struct walk *k, const char *from, const char *module,
    const char *prefix, int deep)
{
	const char *file = NULL, *kind;
	const struct gr_seen *u, *view;
	char own[PATH_MAX_], path[PATH_MAX_];
	char whole[NAME_MAX_ * 2];
	size_t i, j, score, best = 0;

	(void)snprintf(whole, sizeof(whole), "%s.x", module);
	for (i = 0; i < k->nurls; i++) {
		score = name_fits(k->url[i]->path, "x", from, whole);
		if (score >= 20000 && score > best) {
			best = score;
			file = k->url[i]->path;
		}
	}
	for (i = 0; file != NULL && i < k->nurls; i++) {
		u = k->url[i];
		kind = value(u, "kind");
		if (strcmp(u->path, file) != 0 ||
		    strcmp(kind, "viewset") == 0 ||
		    strcmp(kind, "resource") == 0)
			continue;
		plain(value(u, "path"), own, sizeof(own));
		(void)snprintf(path, sizeof(path), "%.140s/%.130s", prefix,
		    own);
		if (strcmp(kind, "include") == 0 && deep > 0) {
			follow(k, file, value(u, "target"), path, deep - 1);
		} else if (strcmp(kind, "router") == 0) {
			for (j = 0; j < k->nurls; j++)
				if (strcmp(value(k->url[j], "kind"),
				    "viewset") == 0 && (strcmp(k->url[j]->path,
				    file) == 0 || strchr(value(u, "target"),
				    '.') != strrchr(value(u, "target"), '.')))
					add_viewset(k, k->url[j], path);
		} else if (strcmp(kind, "view") == 0) {
			view = find_view(k, file, value(u, "target"));
			if (view != NULL)
				add(k, view, value(view, "many"), path,
				    value(u, "needs"));
		}
	}
}

/* Classes of Flask that an object was given. */
static void
resources(struct walk *k)
{
	const struct gr_seen *u, *view;
	char prefix[PATH_MAX_], path[PATH_MAX_ * 2];
	size_t i;

	k->framework = "flask";
	for (i = 0; i < k->nurls; i++) {
		u = k->url[i];
		if (strcmp(value(u, "kind"), "resource") != 0)
			continue;
		view = find_view(k, u->path, value(u, "target"));
		k->object = view == NULL ? -1 : object_owner(k->w, u->path,
		    value(u, "owner"), "flask");
		if (k->object < 0)
			continue;
		k->app = climb(k->w, k->object, prefix, sizeof(prefix));
		if (strcmp(k->w->object[k->app].role, "app") != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s%s", prefix,
		    value(u, "path"));
		add(k, view, value(view, "many"), path, "");
	}
}

void
urls_relate(struct world *w)
{
	struct walk k;
	size_t i;

	memset(&k, 0, sizeof(k));
	k.w = w;
	k.url = facts_of(w, "route.url", &k.nurls);
	k.view = facts_of(w, "route.view", &k.nviews);
	for (i = 0; i < w->nobjects; i++) {
		if (strcmp(w->object[i].framework, "django") != 0)
			continue;
		k.app = k.object = (int)i;
		k.framework = "django";
		follow(&k, w->object[i].seen->path, w->object[i].name, "",
		    CLIMB_MOST);
	}
	resources(&k);
}
