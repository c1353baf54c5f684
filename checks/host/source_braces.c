/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_braces.c: JavaScript, TypeScript, Java, C#, Kotlin, PHP and Go, in
 * one pass that looks at what begins at each token.
 */
#include <string.h>

#include "source.h"

static bool
script(const struct source *s)
{
	return s->kind == GR_JAVASCRIPT || s->kind == GR_TYPESCRIPT;
}

/* The token before i but new lines, or s->n. */
static size_t
before(const struct source *s, size_t i)
{
	while (i > 0 && is_kind(s, i - 1, GR_NEWLINE))
		i--;
	return i > 0 ? i - 1 : s->n;
}

/* The bracket around i, or s->n. */
static size_t
around(const struct source *s, size_t i)
{
	int depth = tok(s, i)->depth;

	return depth > 0 ? s->open[depth - 1] : s->n;
}

static bool
goes_on(const struct source *s, size_t newline)
{
	static const char *const next[] = { ".", "?.", "+", "&&", "||", "?",
		":", "=>", "??", NULL };
	static const char *const last[] = { "=", "+", "&&", "||", "?", ":",
		"=>", "??", ",", ":=", ".", "await", "new", NULL };

	return source_any(s, newline + 1, next) ||
	    (newline > 0 && source_any(s, newline - 1, last));
}

size_t
source_value_end(struct source *s, size_t v)
{
	bool lines = script(s) || s->kind == GR_KOTLIN || s->kind == GR_GO;
	size_t i;

	/* a = b = c = ...: one value, however often it is given. */
	if (v > s->value_from && v < s->value_to &&
	    tok(s, v)->depth == tok(s, s->value_from)->depth)
		return s->value_to;
	for (i = v; i < s->n; i = source_skip(s, i)) {
		if (is(s, i, ";") || source_closes(s, i) ||
		    (lines && is(s, i, ",")))
			break;
		if (lines && is_kind(s, i, GR_NEWLINE) && i > v &&
		    !goes_on(s, i))
			break;
	}
	s->value_from = v;
	s->value_to = i;
	return i;
}

void
source_assign(struct source *s, size_t from, size_t to, size_t eq)
{
	size_t v = eq + 1, end, params, body, first = s->nitems;
	struct gr_item *it;

	while (is_kind(s, v, GR_NEWLINE))
		v++;
	s->taken = eq;
	if (v >= s->n)
		return;
	if ((script(s) || s->kind == GR_PHP) &&
	    source_lambda(s, v, &params, &body)) {
		source_lambda_named(s, from, to, params, body);
		return;
	}
	if (script(s) && source_require(s, from, v))
		return;
	end = source_value_end(s, v);
	it = source_add(s, GR_ASSIGN, from, end);
	if (!it)
		return;
	it->name = source_name(s, from, to);
	source_give(s, it->name, v, end);
	source_value(s, (int)s->nitems - 1, v, end, NULL);
	source_pending(s, first);
	while (is(s, v, "await") || is(s, v, "new"))
		v++;
	s->assign.from = v;
	s->assign.to = end;
	s->marks = s->nitems;
}

/* "const a: T = v", "val a = v", "var (a, b) = v". */
static size_t
declaration(struct source *s, size_t i)
{
	size_t q = i + 1, name = q, n;

	if (source_opens(s, q)) {
		n = source_skip(s, q);
		if (is(s, n, "=") && source_require(s, q, n + 1))
			return n + 1;
		for (; q < n && q < i + AHEAD; q++)
			if (is_name(s, q))
				source_give(s, source_name(s, q, q + 1), 0, 0);
		return i + 1;
	}
	if (!is_name(s, q))
		return i + 1;
	for (q++, n = 0; q < s->n && n < AHEAD; q = source_skip(s, q), n++) {
		if (is(s, q, "=")) {
			source_assign(s, name, name + 1, q);
			return q + 1;
		}
		if (is_kind(s, q, GR_NEWLINE) || is(s, q, ";") ||
		    source_closes(s, q) || is(s, q, "in") ||
		    is(s, q, "of") || is(s, q, "=>"))
			break;
	}
	source_give(s, source_name(s, name, name + 1), 0, 0);
	s->marks = s->nitems;
	return name;
}

/* Go: "a, err := f()": the first that has a name. */
static bool
go_define(struct source *s, size_t i)
{
	size_t q = i + 1;

	while (is(s, q, ",") && is_name(s, q + 1) && q < i + 8)
		q += 2;
	if (q == s->taken || (!is(s, q, ":=") && !(q > i + 1 &&
	    is(s, q, "="))))
		return false;
	if (is(s, i, "_") && q > i + 2)
		i += 2;
	source_assign(s, i, i + 1, q);
	return true;
}

static bool
is_false(const struct source *s, size_t i)
{
	return is(s, i, "false") || is(s, i, "0") || is(s, i, "FALSE") ||
	    is(s, i, "False");
}

/* What will never be run, from here to the end of a block. */
static void
dead(struct source *s, size_t i)
{
	static const char *const leaves[] = { "return", "throw", "continue",
		"break", NULL };
	size_t prev = before(s, i), end, block = around(s, i);

	if (s->dead)
		return;
	if (is(s, i, "if") && is(s, i + 1, "(") && is_false(s, i + 2) &&
	    is(s, i + 3, ")") && is(s, i + 4, "{")) {
		s->dead = true;
		s->dead_end = source_skip(s, i + 4);
		s->dead_depth = -1;
	}
	if (!source_any(s, i, leaves) || !is(s, block, "{") ||
	    !(is(s, prev, "{") || is(s, prev, "}") || is(s, prev, ";")))
		return;
	for (end = i + 1; end < s->mate[block] && !is(s, end, ";"); )
		end = source_skip(s, end);
	if (end + 1 < s->mate[block]) {
		s->dead_from = end + 1;
		s->dead_end = s->mate[block];
		s->dead_depth = tok(s, i)->depth;
	}
}

/* Attributes: [HttpGet("x"), Authorize] and #[Route("/x")]. */
static size_t
attributes(struct source *s, size_t open)
{
	size_t close = s->mate[open], i = open + 1;

	while (i < close) {
		if (is_name(s, i) && is(s, i + 1, ":") && i == open + 1)
			i += 2;		/* "assembly:" */
		if (is_name(s, i))
			source_mark(s, i);
		while (i < close && !is(s, i, ","))
			i = source_skip(s, i);
		i++;
	}
	return source_skip(s, open);
}

/* A "[" where a statement or a parameter begins. */
static bool
is_attribute(const struct source *s, size_t i)
{
	static const char *const starts[] = { "{", "}", ";", "]", "(", ",",
		NULL };
	size_t prev = before(s, i), next = source_skip(s, i);

	if (s->kind == GR_PHP)
		return i > 0 && is(s, i - 1, "#");
	if (s->kind != GR_CSHARP || !is_name(s, i + 1))
		return false;
	if (is_kind(s, next, GR_NEWLINE))
		next++;
	return (prev == s->n || source_any(s, prev, starts)) &&
	    (is_name(s, next) || is(s, next, "["));
}

static size_t
operator(struct source *s, size_t i)
{
	size_t from = s->nitems, block;

	if ((is(s, i, "@") && is_name(s, i + 1) &&
	    !is(s, i + 1, "interface")) ||
	    (is(s, i, "[") && is_attribute(s, i))) {
		block = around(s, i);
		i = is(s, i, "@") ? source_mark(s, i + 1) : attributes(s, i);
		/* Of a parameter: it marks no item. */
		if (is(s, block, "("))
			for (; from < s->nitems; from++)
				s->item[from].on = -2;
		return i;
	}
	/*
	 * What stood before a field is not about what comes after it; but
	 * the arguments of a mark may hold objects.
	 */
	if ((is(s, i, ";") || is(s, i, "}")) && i >= s->mark_end)
		s->marks = s->nitems;
	return i + 1;
}

static const char *const imports[] = { "import", "using", "use", "export",
	"require", "require_once", "include", "include_once", NULL };
static const char *const declares[] = { "const", "let", "var", "val", NULL };

static size_t
name(struct source *s, size_t i)
{
	size_t prev = before(s, i), q, params, body, block;

	if (source_joins(s, prev))
		return source_chain(s, i);
	dead(s, i);
	if (source_any(s, i, imports) && (q = source_import(s, i)) != i)
		return q;
	if ((q = source_class(s, i)) != i || (q = source_function(s, i)) != i)
		return q;
	if (source_any(s, i, declares))
		return declaration(s, i);
	block = around(s, i);
	if (script(s) && is(s, i + 1, ":") && is(s, block, "{") &&
	    source_lambda(s, i + 2, &params, &body)) {
		source_lambda_named(s, i, i + 1, params, body);
		return i + 2;
	}
	if (block == s->n || is(s, block, "{")) {
		q = source_names_end(s, i);
		if (s->kind == GR_GO && go_define(s, i))
			return i + 1;
		if (is(s, q, "=") && q != s->taken)
			source_assign(s, i, q, q);
	}
	return source_chain(s, i);
}

void
source_braces(struct source *s)
{
	size_t i = 0, next;

	s->taken = s->n;
	while (i < s->n) {
		while (s->inside >= 0 && i >= s->item[s->inside].end) {
			s->main = s->item[s->inside].main;
			s->inside = s->item[s->inside].inside;
		}
		if (s->dead_from && i >= s->dead_from) {
			s->dead = true;
			s->dead_from = 0;
		}
		if (s->dead && (i >= s->dead_end ||
		    (tok(s, i)->depth == s->dead_depth && (is(s, i, "case") ||
		    is(s, i, "default")))))
			s->dead = false;
		if (source_opens(s, i))
			s->open[tok(s, i)->depth] = (uint32_t)i;
		next = is_name(s, i) ? name(s, i) :
		    is_kind(s, i, GR_OP) ? operator(s, i) : i + 1;
		/* No bracket may be stepped over that is not closed. */
		for (i++; i < next; i = source_skip(s, i))
			;
	}
}
