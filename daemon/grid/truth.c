/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * truth.c: expressions against facts, in three values (Kleene's logic).
 *
 * What was seen is true.  What was not seen is false only when every file
 * that its plugin wanted was read; until then nobody knows.
 */
#include <stdlib.h>
#include <string.h>

#include "local.h"

const struct unread *
grid_unread(const struct ground *g, const char *check)
{
	size_t i;

	for (i = 0; check != NULL && i < g->facts->nunread; i++)
		if (strcmp(g->facts->unread[i].check, check) == 0)
			return &g->facts->unread[i];
	return NULL;
}

static bool
one_of(const struct cond *c, const char *value)
{
	size_t i;

	for (i = 0; i < c->nvalues; i++)
		if (strcmp(c->values[i], value) == 0)
			return true;
	return false;
}

static bool
holds(const struct cond *c, const char *value)
{
	double number;
	char *end;

	if (value == NULL)
		return c->kind == COND_NOT;
	switch (c->kind) {
	case COND_IS:
		return one_of(c, value);
	case COND_NOT:
		return !one_of(c, value);
	case COND_CONTAINS:
		return grid_word(value, c->values[0], strlen(c->values[0]));
	case COND_LEAST:
	case COND_MOST:
		number = strtod(value, &end);
		if (end == value || *end != '\0')
			return false;
		return c->kind == COND_LEAST ? number >= c->number :
		    number <= c->number;
	}
	return false;
}

bool
grid_match(const struct match *m, const struct fact *f)
{
	const struct cond *c;

	for (c = m->where; c != NULL; c = c->next)
		if (!holds(c, fact_value(f, c->attr)))
			return false;
	return true;
}

static const char *
value_of(const struct fact *f, const char *attr)
{
	return strcmp(attr, "path") == 0 ? f->path : fact_value(f, attr);
}

bool
grid_same(const struct fact *a, const struct fact *b, const char *attr)
{
	const char *x = value_of(a, attr), *y = value_of(b, attr);

	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

/* A folder that nobody could look into. */
static bool
has_gap(const struct ground *g)
{
	size_t i;

	for (i = 0; i < g->facts->nunread; i++)
		if (g->facts->unread[i].blob[0] == '\0')
			return true;
	return false;
}

/* Whether a file is there is known without reading any, where it may be. */
static bool
asks_for_a_path(const struct ground *g, const char *fact)
{
	const struct query *q = grid_query(g->grid, fact);

	return q != NULL && strcmp(q->kind, "file") == 0 && !has_gap(g);
}

/* What is not seen: nobody knows, or not there. */
static enum truth
unseen(const struct ground *g, const struct match *m)
{
	return grid_unread(g, m->check) != NULL &&
	    !asks_for_a_path(g, m->name) ? TRUTH_UNKNOWN : TRUTH_FALSE;
}

static enum truth
of_fact(const struct ground *g, const struct match *m)
{
	const struct fact *f;
	size_t i, n;

	f = facts_named(g->facts, m->name, &n);
	for (i = 0; i < n; i++)
		if (grid_match(m, &f[i]))
			return TRUTH_TRUE;
	return unseen(g, m);
}

static enum truth
of_count(const struct ground *g, const struct expr *x)
{
	const struct fact *f;
	size_t i, k, n;
	long seen = 0;

	f = facts_named(g->facts, x->fact.name, &n);
	for (i = 0; i < n && seen < x->least; i++) {
		if (!grid_match(&x->fact, &f[i]))
			continue;
		for (k = 0; x->by != NULL && k < i; k++)
			if (grid_match(&x->fact, &f[k]) &&
			    grid_same(&f[k], &f[i], x->by))
				break;
		if (x->by == NULL ||
		    (k == i && value_of(&f[i], x->by) != NULL))
			seen++;
	}
	return seen >= x->least ? TRUTH_TRUE : unseen(g, &x->fact);
}

static bool
has(const struct ground *g, const struct expr *x, const struct fact *f)
{
	const struct fact *h;
	size_t i, n;

	h = facts_named(g->facts, x->has.name, &n);
	for (i = 0; i < n; i++)
		if (grid_match(&x->has, &h[i]) && grid_same(f, &h[i], x->by))
			return true;
	return false;
}

static enum truth
of_each(const struct ground *g, const struct expr *x)
{
	const struct fact *f;
	enum truth t = TRUTH_FALSE;
	size_t i, n;

	f = facts_named(g->facts, x->fact.name, &n);
	for (i = 0; i < n; i++) {
		if (!grid_match(&x->fact, &f[i]))
			continue;
		if (!has(g, x, &f[i]))
			return unseen(g, &x->has);
		t = TRUTH_TRUE;
	}
	/* A file that was not read may hold one more of the first. */
	return unseen(g, &x->fact) == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : t;
}

/* How many of the list are true, and how many may be. */
static void
tally(const struct ground *g, const struct expr *list, long *yes,
    long *unknown, long *all)
{
	enum truth t;

	*yes = *unknown = *all = 0;
	for (; list != NULL; list = list->next) {
		t = grid_truth(g, list);
		*yes += t == TRUTH_TRUE;
		*unknown += t == TRUTH_UNKNOWN;
		++*all;
	}
}

static enum truth
least(long yes, long unknown, long n)
{
	return yes >= n ? TRUTH_TRUE : yes + unknown >= n ? TRUTH_UNKNOWN :
	    TRUTH_FALSE;
}

enum truth
grid_truth(const struct ground *g, const struct expr *x)
{
	long yes, unknown, all;

	switch (x->kind) {
	case EXPR_FACT:
		return of_fact(g, &x->fact);
	case EXPR_COUNT:
		return of_count(g, x);
	case EXPR_EACH:
		return of_each(g, x);
	case EXPR_ALL:
	case EXPR_ANY:
	case EXPR_NONE:
	case EXPR_AT_LEAST:
		break;
	}
	tally(g, x->child, &yes, &unknown, &all);
	if (x->kind == EXPR_NONE)
		return yes > 0 ? TRUTH_FALSE : unknown > 0 ? TRUTH_UNKNOWN :
		    TRUTH_TRUE;
	return least(yes, unknown, x->kind == EXPR_ALL ? all :
	    x->kind == EXPR_ANY ? 1 : x->least);
}

void
grid_facts_of(const struct expr *x, void (*tell)(void *,
    const struct match *), void *arg)
{
	for (; x != NULL; x = x->next) {
		if (x->fact.name != NULL)
			tell(arg, &x->fact);
		if (x->has.name != NULL)
			tell(arg, &x->has);
		grid_facts_of(x->child, tell, arg);
	}
}
