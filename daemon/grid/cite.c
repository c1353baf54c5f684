/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cite.c: which of the facts are shown, and in which words.
 *
 * A rule with three parts should show something of each, so the parts take
 * turns until CITES_MAX places are found; they are shown in the rule's
 * order.
 */
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "model/audit.h"

#include "local.h"

enum { LEAVES_MAX = 64 };

struct leaves {
	const struct ground	*ground;
	const struct match	*leaf[LEAVES_MAX];
	size_t			 n;
};

static void
add_leaf(struct leaves *l, const struct match *m)
{
	if (l->n < LEAVES_MAX)
		l->leaf[l->n++] = m;
}

/* The facts named in what is true of a chain. */
static void
collect(struct leaves *l, const struct expr *x)
{
	for (; x != NULL; x = x->next) {
		if (grid_truth(l->ground, x) != TRUTH_TRUE ||
		    x->kind == EXPR_NONE)
			continue;
		if (x->fact.name != NULL)
			add_leaf(l, &x->fact);
		if (x->has.name != NULL)
			add_leaf(l, &x->has);
		collect(l, x->child);
	}
}

static bool
same_place(const struct fact *a, const struct fact *b)
{
	return strcmp(a->path, b->path) == 0 && a->first == b->first &&
	    a->last == b->last && (a->path[0] != '\0' ||
	    strcmp(a->name, b->name) == 0);
}

static bool
taken(const struct cited *c, const struct fact *f)
{
	size_t i;

	for (i = 0; i < c->n; i++)
		if (same_place(c->fact[i], f))
			return true;
	return false;
}

/* The k-th fact under the match, from 0; NULL when there are fewer. */
static const struct fact *
nth(const struct ground *g, const struct match *m, size_t k)
{
	const struct fact *f;
	size_t i, n;

	f = facts_named(g->facts, m->name, &n);
	for (i = 0; i < n; i++)
		if (grid_match(m, &f[i]) && k-- == 0)
			return &f[i];
	return NULL;
}

void
grid_cite(const struct ground *g, const struct expr *chain, struct cited *c)
{
	struct leaves l = { .ground = g };
	const struct fact *f;
	size_t from[CITES_MAX] = { 0 }, i, k, at;
	bool more = true;

	collect(&l, chain);
	for (k = 0; more && k < CITES_MAX && c->n < CITES_MAX; k++) {
		more = false;
		for (i = 0; i < l.n && c->n < CITES_MAX; i++) {
			f = nth(g, l.leaf[i], k);
			if (f == NULL)
				continue;
			more = true;
			if (taken(c, f))
				continue;
			for (at = c->n; at > 0 && from[at - 1] > i + 1; at--) {
				c->fact[at] = c->fact[at - 1];
				from[at] = from[at - 1];
			}
			c->fact[at] = f;
			from[at] = i + 1;
			c->n++;
		}
	}
}

struct search {
	const struct ground	*ground;
	const struct cited	*cited;
	const struct fact	*found;
};

static void
look(void *arg, const struct match *m)
{
	struct search *s = arg;
	const struct fact *f;
	size_t i, n;

	f = facts_named(s->ground->facts, m->name, &n);
	for (i = 0; i < n && s->found == NULL; i++)
		if (f[i].path[0] != '\0' && grid_match(m, &f[i]) &&
		    !taken(s->cited, &f[i]))
			s->found = &f[i];
}

const struct fact *
grid_seen(const struct ground *g, const struct expr *chain,
    const struct cited *c)
{
	struct search s = { .ground = g, .cited = c };

	grid_facts_of(chain, look, &s);
	return s.found;
}

/* --- words -------------------------------------------------------------------- */

static void
put_value(struct buf *b, const struct fact *f, const char *key, size_t n)
{
	char name[64];
	const char *v;

	if (n >= sizeof(name))
		return;
	memcpy(name, key, n);
	name[n] = '\0';
	v = fact_value(f, name);
	buf_puts(b, v == NULL ? "?" : v);
}

const char *
grid_why(const struct ground *g, const struct fact *f)
{
	const struct query *q = grid_query(g->grid, f->name);
	const struct fact_kind *k = facts_kind(g->facts, f->name);
	const char *p = q != NULL ? tr(g->lang, q->fr, q->en) :
	    k != NULL ? tr(g->lang, k->fr, k->en) : f->name;
	struct buf b = BUF_INIT(4UL * WHY_MOST);
	const char *end, *s;

	for (; *p != '\0'; p++) {
		end = *p == '{' ? strchr(p, '}') : NULL;
		if (end == NULL) {
			buf_putc(&b, *p);
			continue;
		}
		put_value(&b, f, p + 1, (size_t)(end - p - 1));
		p = end;
	}
	s = arena_dup(g->arena, buf_str(&b), utf8_cut(buf_str(&b), b.len,
	    WHY_MOST));
	buf_free(&b);
	return s;
}

void
grid_cite_one(const struct ground *g, const struct fact *f, struct cite *c)
{
	c->fact = arena_str(g->arena, f->name);
	c->path = arena_str(g->arena, f->path);
	c->blob = arena_str(g->arena, f->blob);
	c->first = f->first;
	c->last = f->last;
	c->why = grid_why(g, f);
}

struct cite *
grid_cites(const struct ground *g, const struct cited *from, size_t *n)
{
	struct cite *c = arena_alloc(g->arena, (from->n + 1) * sizeof(*c));
	size_t i;

	for (i = 0; i < from->n; i++)
		grid_cite_one(g, from->fact[i], &c[i]);
	*n = from->n;
	return c;
}
