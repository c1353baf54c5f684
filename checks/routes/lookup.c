/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup.c: the facts that relate() reads, and functions by their names.
 */
#include <stdlib.h>
#include <string.h>

#include "routes.h"

const char *
value(const struct gr_seen *s, const char *key)
{
	const char *v = gr_value(s, key);

	return v == NULL ? "" : v;
}

/* All that relate() reads; a table because asking again costs a sort. */
static const char *const read_first[LISTS] = {
	"openapi.operation", "route.address", "route.alias", "route.brain",
	"route.call", "route.declared", "route.describer", "route.face",
	"route.function", "route.mount", "route.object", "route.prefix",
	"route.service", "route.shield", "route.test_file", "route.url",
	"route.view", "route.written", "test.call",
};

const struct gr_seen *const *
facts_of(const struct world *w, const char *name, size_t *n)
{
	size_t i;

	for (i = 0; i < LISTS; i++)
		if (strcmp(read_first[i], name) == 0) {
			*n = w->list[i].n;
			return w->list[i].fact;
		}
	*n = 0;
	return NULL;
}

size_t
alike(const char *a, const char *b)
{
	size_t i, slash = 0;

	for (i = 0; a[i] != '\0' && a[i] == b[i]; i++)
		if (a[i] == '/')
			slash = i + 1;
	return slash;
}

static int
by_name(const void *a, const void *b)
{
	const struct gr_seen *const *x = a, *const *y = b;
	int by = strcmp(value(*x, "name"), value(*y, "name"));

	return by != 0 ? by : strcmp((*x)->path, (*y)->path);
}

/* -1, 0 or 1: the name of a function beside one of n bytes. */
static int
beside(const struct gr_seen *fn, const char *name, size_t n)
{
	const char *own = value(fn, "name");
	int by = strncmp(own, name, n);

	return by != 0 ? by : own[n] != '\0';
}

const struct gr_seen *
function_find(const struct world *w, const char *from, const char *name,
    size_t n)
{
	const struct gr_seen *hit = NULL;
	size_t low = 0, high = w->nfn, mid, score, best = 0;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (beside(w->fn[mid], name, n) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < w->nfn && beside(w->fn[low], name, n) == 0; low++) {
		score = strcmp(w->fn[low]->path, from) == 0 ? 100000 :
		    1 + alike(w->fn[low]->path, from);
		/* A class is told by itself and by its methods. */
		score = 2 * score + (value(w->fn[low], "kind")[0] != '\0');
		if (score > best) {
			best = score;
			hit = w->fn[low];
		}
	}
	return hit;
}

void
lookup_open(struct world *w)
{
	const struct gr_seen *const *f;
	size_t i;

	for (i = 0; i < LISTS; i++)
		w->list[i].fact = gr_facts(w->repo, read_first[i],
		    &w->list[i].n);
	f = facts_of(w, "route.function", &w->nfn);
	w->fn = calloc(w->nfn + 1, sizeof(*w->fn));
	if (w->fn == NULL)
		abort();
	memcpy(w->fn, f, w->nfn * sizeof(*f));
	qsort(w->fn, w->nfn, sizeof(*w->fn), by_name);
}
