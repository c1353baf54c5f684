/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * examine.c: the child tells its facts, the rules read them, and the child
 * quotes the lines that the rules chose to cite.
 */
#include <string.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "grid/grid.h"
#include "model/audit.h"
#include "model/facts.h"

#include "examine.h"

enum { EXCERPTS_MAX = 600, EXCERPT_MAX = 16 << 10 };

struct quoting {
	struct audit_look	*look;
	struct audit		*audit;
	int			 left;
};

static int
quote(struct quoting *q, struct cite *c, struct err *e)
{
	struct buf b = BUF_INIT(EXCERPT_MAX);
	int got = 0;

	if (c->path[0] == '\0' || c->first == 0 || q->left == 0)
		return 0;
	q->left--;
	got = audit_excerpt(q->look, c->path, c->blob, c->first, c->last, &b,
	    e);
	if (got == 1)
		c->excerpt = arena_dup(&q->audit->arena, buf_str(&b), b.len);
	buf_free(&b);
	return got < 0 ? -1 : 0;
}

static int
quote_all(struct audit_look *look, struct audit *a, struct err *e)
{
	struct quoting q = { .look = look, .audit = a, .left = EXCERPTS_MAX };
	size_t i, k;

	for (i = 0; i < a->ncriteria; i++) {
		struct criterion *c = &a->criteria[i];

		for (k = 0; k < c->nfor; k++)
			if (quote(&q, &c->supports[k], e) < 0)
				return -1;
		for (k = 0; k < c->nagainst; k++)
			if (quote(&q, &c->against[k], e) < 0)
				return -1;
		if (c->nearest != NULL && quote(&q, c->nearest, e) < 0)
			return -1;
	}
	return 0;
}

int
examine(struct examination *x, struct audit *a, struct err *e)
{
	struct audit_look *look = NULL;
	struct facts facts = { .empty = false };
	int64_t start;
	int ret = -1;

	memset(a, 0, sizeof(*a));
	x->look.queries = grid_queries(x->grid, &x->look.nqueries);
	if (audit_open(&x->look, &facts, &look, e) < 0)
		goto out;
	start = clock_ms();
	grid_eval(x->grid, &facts, x->lang, a);
	a->repository = arena_str(&a->arena, x->name);
	a->ref = arena_str(&a->arena, x->look.ref == NULL ? "" : x->look.ref);
	a->scanned = facts.scanned;
	a->scanned_files = facts.scanned_files;
	a->cached = facts.cached;
	a->ms_scan = facts.ms_scan;
	a->ms_relate = facts.ms_relate;
	a->ms_rules = clock_ms() - start;
	if (quote_all(look, a, e) < 0)
		goto out;
	ret = 0;
out:
	audit_close(look);
	facts_free(&facts);
	return ret;
}
