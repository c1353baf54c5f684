/* SPDX-License-Identifier: GPL-3.0-or-later */
/* seen.h: what three plugins saw, and rules held against it. */
#ifndef SEEN_H
#define SEEN_H

#include "grids.h"

/* In the order of the names, then of the places, as facts_sort() has it. */
static const struct fact_attr of_a1[] = {
	{ "n", "2" }, { "kind", "x" }, { "words", "red blue" } };
static const struct fact_attr of_a5[] = { { "n", "10" }, { "kind", "y" } };
static const struct fact_attr of_b1[] = { { "n", "2" }, { "kind", "x" } };
static const struct fact_attr kind_x[] = { { "kind", "x" } };
static const struct fact_attr kind_y[] = { { "kind", "y" } };

static struct fact seen[] = {
	{ "half.a", "blind", "a.py", "b1", 1, 1, kind_x, 1 },
	{ "lone.a", "sighted", "a.py", "b1", 1, 1, kind_x, 1 },
	{ "pair.a", "sighted", "a.py", "b1", 2, 3, kind_y, 1 },
	{ "pair.a", "sighted", "b.py", "b2", 2, 3, kind_x, 1 },
	{ "yes.a", "sighted", "a.py", "b1", 1, 1, of_a1, 3 },
	{ "yes.a", "sighted", "a.py", "b1", 5, 6, of_a5, 2 },
	{ "yes.a", "sighted", "b.py", "b2", 1, 1, of_b1, 2 },
};

/* "generic" wanted it too, for a query about text. */
static struct unread unread[] = {
	{ "blind", "big.pdf", "b9", "oversize", 1 },
	{ "generic", "big.pdf", "b9", "oversize", 1 },
};

static struct facts facts = {
	.kinds = kinds, .nkinds = sizeof(kinds) / sizeof(kinds[0]),
	.checks = checks, .nchecks = sizeof(checks) / sizeof(checks[0]),
	.facts = seen, .nfacts = sizeof(seen) / sizeof(seen[0]),
	.unread = unread, .nunread = sizeof(unread) / sizeof(unread[0]),
};

/* What stands for the three truths in an expression. */
static const char truths[] = "TFU";
static const char *const atoms[] = { "yes.a", "no.a", "maybe.a" };

/* The audit of the one criterion with these parts; caller frees. */
static void
audit_parts(const char *more, const char *parts, struct audit *a)
{
	char text[GRID_ROOM];
	struct grid *g;

	snprintf(text, sizeof(text), HEAD "%s" FIRST "%s", more, parts);
	g = open_text(text);
	*a = (struct audit){ .lang = LANG_EN };
	grid_eval(g, &facts, LANG_EN, a);
	grid_close(g);
	assert_int_equal(a->ncriteria, 1);
}

static enum evidence
evidence_of(const char *parts)
{
	struct audit a;
	enum evidence ev;

	audit_parts("", parts, &a);
	ev = a.criteria[0].evidence;
	audit_free(&a);
	return ev;
}

#endif
