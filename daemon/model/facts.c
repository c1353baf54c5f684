/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.c: facts in one order, whoever told them first.
 *
 * The order is total (attributes decide at last), so that two audits of a
 * commit cite the same facts in the same order.  Look-ups by name search
 * the sorted arrays.
 */
#include "facts.h"

#include <stdlib.h>
#include <string.h>

static int
by_attrs(const struct fact *a, const struct fact *b)
{
	int i, c;

	for (i = 0; i < a->nattrs && i < b->nattrs; i++)
		if ((c = strcmp(a->attrs[i].key, b->attrs[i].key)) != 0 ||
		    (c = strcmp(a->attrs[i].value, b->attrs[i].value)) != 0)
			return c;
	return (a->nattrs > b->nattrs) - (a->nattrs < b->nattrs);
}

static int
by_place(const void *va, const void *vb)
{
	const struct fact *a = va, *b = vb;
	int c;

	if ((c = strcmp(a->name, b->name)) != 0 ||
	    (c = strcmp(a->path, b->path)) != 0 ||
	    (c = (a->first > b->first) - (a->first < b->first)) != 0 ||
	    (c = (a->last > b->last) - (a->last < b->last)) != 0 ||
	    (c = strcmp(a->check, b->check)) != 0)
		return c;
	return by_attrs(a, b);
}

static int
kinds_by_name(const void *va, const void *vb)
{
	const struct fact_kind *a = va, *b = vb;

	return strcmp(a->name, b->name);
}

static int
excluded_by_path(const void *va, const void *vb)
{
	const struct excluded *a = va, *b = vb;
	int c = strcmp(a->path, b->path);

	return c != 0 ? c : strcmp(a->why, b->why);
}

static int
unread_by_place(const void *va, const void *vb)
{
	const struct unread *a = va, *b = vb;
	int c;

	if ((c = strcmp(a->check, b->check)) != 0 ||
	    (c = strcmp(a->path, b->path)) != 0)
		return c;
	return strcmp(a->why, b->why);
}

static void
sort(void *at, size_t n, size_t size, int (*compare)(const void *,
    const void *))
{
	if (n > 1)
		qsort(at, n, size, compare);
}

void
facts_sort(struct facts *f)
{
	sort(f->facts, f->nfacts, sizeof(*f->facts), by_place);
	sort(f->kinds, f->nkinds, sizeof(*f->kinds), kinds_by_name);
	sort(f->unread, f->nunread, sizeof(*f->unread), unread_by_place);
	sort(f->excluded, f->nexcluded, sizeof(*f->excluded),
	    excluded_by_path);
}

/* Index of the first fact whose name is not below (or not up to) this. */
static size_t
bound(const struct facts *f, const char *name, bool after)
{
	size_t low = 0, high = f->nfacts;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int c = strcmp(f->facts[middle].name, name);

		if (c < 0 || (c == 0 && after))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct fact *
facts_named(const struct facts *f, const char *name, size_t *n)
{
	size_t first = bound(f, name, false);

	*n = bound(f, name, true) - first;
	return *n > 0 ? &f->facts[first] : NULL;
}

const struct fact_kind *
facts_kind(const struct facts *f, const char *name)
{
	const struct fact_kind key = { .name = name };

	return f->nkinds == 0 ? NULL : bsearch(&key, f->kinds, f->nkinds,
	    sizeof(key), kinds_by_name);
}

const struct check_info *
facts_check(const struct facts *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->nchecks; i++)
		if (strcmp(f->checks[i].name, name) == 0)
			return &f->checks[i];
	return NULL;
}

const char *
fact_value(const struct fact *f, const char *key)
{
	int i;

	for (i = 0; i < f->nattrs; i++)
		if (strcmp(f->attrs[i].key, key) == 0)
			return f->attrs[i].value;
	return NULL;
}

void
facts_free(struct facts *f)
{
	arena_free(&f->arena);
	memset(f, 0, sizeof(*f));
}
