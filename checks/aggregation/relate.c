/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate.c: what a script does by itself, and what the scripts of one
 * folder do together.
 */
#include <stdio.h>
#include <string.h>

#include "aggregation.h"

static const char *const names[STEPS] = { "clean", "uniform", "merge" };
static const char yes[] = "✓", no[] = "–";

static int
count(int steps)
{
	int n = 0;

	for (; steps != 0; steps >>= 1)
		n += steps & 1;
	return n;
}

/* "etl/helpers" and "etl/service" are one: the outermost that prepares. */
size_t
folder_of(const char *path)
{
	const char *slash, *from = path;
	char room[300];

	for (; (slash = strchr(from, '/')) != NULL; from = slash + 1) {
		snprintf(room, sizeof(room), "%.*s", (int)(slash - from),
		    from);
		if (says(room, "a[g]+reg|clean|nettoy|prepar|preproc|"
		    "transform|\\betl\\b|_etl|etl_|pipeline"))
			return (size_t)(slash - path);
	}
	slash = strrchr(path, '/');
	return slash == NULL ? 0 : (size_t)(slash - path);
}

void
script_tell(struct script *s)
{
	const char *path = s->file->entry->path;
	struct gr_fact *x;
	size_t i;

	if (s->steps == 0 && !(s->saves && s->prepares && !s->pages))
		return;
	x = gr_emit(s->steps == 0 ? "aggregate.saver" : "aggregate.script",
	    s->steps == 0 ? 1 : s->first, s->steps == 0 ? 1 : s->last);
	gr_setn(x, "folder", path, folder_of(path));
	if (s->steps == 0)
		return;
	gr_setf(x, "parts", "%d", count(s->steps));
	gr_set(x, "saves", s->saves ? "yes" : "no");
	for (i = 0; i < STEPS; i++)
		gr_set(x, names[i], (s->steps & 1 << i) != 0 ? yes : no);
}

static int
steps_of(const struct gr_seen *f)
{
	const char *v;
	int steps = 0;
	size_t i;

	for (i = 0; i < STEPS; i++)
		if ((v = gr_value(f, names[i])) != NULL &&
		    strcmp(v, yes) == 0)
			steps |= 1 << i;
	return steps;
}

/*
 * Two files of a folder fill one table from different sources.  In Java that
 * is how sources are merged; where there are libraries of tables it is less.
 */
static const struct gr_seen *
shared(const struct gr_repo *r, const char *folder)
{
	const struct gr_seen *const *f;
	size_t i, k, n;

	f = gr_facts(r, "import.target", &n);
	for (i = 0; i < n; i++) {
		if (folder != NULL && strcmp(gr_value(f[i], "folder"),
		    folder) != 0)
			continue;
		for (k = i + 1; k < n; k++)
			if (strcmp(f[i]->path, f[k]->path) != 0 &&
			    strcmp(gr_value(f[i], "folder"), gr_value(f[k],
			    "folder")) == 0 && strcmp(gr_value(f[i],
			    "table"), gr_value(f[k], "table")) == 0 &&
			    strcmp(gr_value(f[i], "source"), gr_value(f[k],
			    "source")) != 0)
				return f[i];
	}
	return NULL;
}

static bool
is_java(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL && (strcmp(dot, ".java") == 0 ||
	    strcmp(dot, ".kt") == 0);
}

struct package {
	const struct gr_seen	*head;		/* does most of it */
	const char		*folder;
	int			 steps, files;
	bool			 saves;
};

static struct package
gather(const struct gr_repo *r, const struct gr_seen *const *f, size_t n,
    size_t i)
{
	struct package p = { .head = f[i], .folder = gr_value(f[i],
	    "folder") };
	const struct gr_seen *const *s;
	size_t k, m;

	for (k = i; k < n; k++) {
		if (strcmp(gr_value(f[k], "folder"), p.folder) != 0)
			continue;
		p.steps |= steps_of(f[k]);
		p.saves |= strcmp(gr_value(f[k], "saves"), "yes") == 0;
		p.files++;
		if (count(steps_of(f[k])) > count(steps_of(p.head)))
			p.head = f[k];
	}
	if (is_java(p.head->path) && shared(r, p.folder) != NULL)
		p.steps |= 1 << MERGE;
	s = gr_facts(r, "aggregate.saver", &m);
	for (k = 0; k < m; k++)
		p.saves |= strcmp(gr_value(s[k], "folder"), p.folder) == 0;
	return p;
}

/* The steps of the scripts that have them all, once more. */
static void
steps_tell(const struct gr_repo *r, const struct package *all, size_t np)
{
	static const char *const from[] = { "aggregate.clean",
		"aggregate.uniform", "aggregate.merge" };
	static const char *const to[] = { "aggregate.cleans",
		"aggregate.unifies", "aggregate.merges" };
	const struct gr_seen *const *f;
	size_t step, i, k, n, len;

	for (step = 0; step < STEPS; step++) {
		f = gr_facts(r, from[step], &n);
		for (i = 0; i < n; i++) {
			len = folder_of(f[i]->path);
			for (k = 0; k < np; k++)
				if (all[k].saves && count(all[k].steps) ==
				    STEPS && strlen(all[k].folder) == len &&
				    strncmp(all[k].folder, f[i]->path, len) ==
				    0)
					break;
			if (k < np)
				gr_set(gr_emit_at(to[step], f[i]->path,
				    f[i]->first, f[i]->last), "how",
				    gr_value(f[i], "how"));
		}
	}
}

void
packages_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *f, *one;
	struct package *p;
	struct package all[200];
	struct gr_fact *x;
	size_t i, k, n, np = 0;

	f = gr_facts(r, "aggregate.script", &n);
	for (i = 0; i < n && np < LEN(all); i++) {
		for (k = 0; k < i; k++)
			if (strcmp(gr_value(f[k], "folder"), gr_value(f[i],
			    "folder")) == 0)
				break;
		if (k == i)
			all[np++] = gather(r, f, n, i);
	}
	one = shared(r, NULL);
	if (one != NULL)
		gr_set(gr_emit_at("aggregate.shared", one->path, one->first,
		    one->last), "table", gr_value(one, "table"));
	steps_tell(r, all, np);
	for (p = all; p < all + np; p++) {
		const char *path = p->head->path, *folder = p->folder;

		/* What lies about at the root is no folder of its own. */
		if (folder[0] == '\0' || (p->files < 2 && !p->saves))
			continue;
		x = gr_emit_at("aggregate.package", path, p->head->first,
		    p->head->last);
		gr_setf(x, "parts", "%d", count(p->steps));
		gr_set(x, "folder", folder);
		gr_set(x, "saves", p->saves ? "yes" : "no");
	}
}
