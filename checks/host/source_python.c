/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_python.c: statements by their indentation.
 *
 * A level is a block: what is written at one indentation until something
 * stands further left.  It knows the function or class that it is the body
 * of, and whether what stands in it is ever run.
 */
#include <string.h>

#include "base/arena.h"
#include "source.h"

struct level {
	int	indent;
	int	inside;		/* innermost function or class */
	int	owner;		/* the item whose body this is, or -1 */
	bool	dead, main;
};

struct python {
	struct source	*s;
	struct level	*level;
	size_t		 n, cap;
	struct level	 next;		/* of the block a header announces */
	bool		 announced;
	int		 cell;
	size_t		 end;		/* of the last statement */
};

static void
leave(struct python *p, int indent)
{
	struct level *l;

	while (p->n > 0 && p->level[p->n - 1].indent > indent) {
		l = &p->level[--p->n];
		if (l->owner >= 0)
			source_close(p->s, l->owner, p->end);
	}
}

/* The level of the statement that begins at i. */
static void
settle(struct python *p, size_t i)
{
	const struct gr_token *t = tok(p->s, i);
	struct level l = { .inside = -1, .owner = -1 }, *at;

	if (t->cell != p->cell)
		leave(p, -1);
	p->cell = t->cell;
	leave(p, t->indent);
	at = p->n > 0 ? &p->level[p->n - 1] : NULL;
	if (!at || at->indent < t->indent) {
		if (p->announced && at)
			l = p->next;
		else if (at)
			l = *at;
		if (!p->announced || !at)
			l.owner = -1;
		l.indent = t->indent;
		at = arena_push(p->s->arena, (void **)&p->level, p->n,
		    &p->cap, sizeof(*at));
		p->n++;
		*at = l;
	}
	p->announced = false;
	p->s->inside = at->inside;
	p->s->dead = at->dead;
	p->s->main = at->main;
}

static void
expression(struct source *s, size_t from, size_t to)
{
	size_t i;

	for (i = from; i < to; )
		i = is_name(s, i) ? source_chain(s, i) : i + 1;
}

/* The first of these at the top of [from, to), or to. */
static size_t
find(const struct source *s, size_t from, size_t to, const char *what)
{
	size_t i, lambdas = 0;

	for (i = from; i < to; i = source_skip(s, i)) {
		if (is(s, i, "lambda"))
			lambdas++;
		else if (lambdas && is(s, i, ":"))
			lambdas--;
		else if (!lambdas && is(s, i, what))
			return i;
	}
	return to;
}

/* "a.b as c": past it. */
static size_t
imported(struct source *s, size_t i, size_t to, const char *from)
{
	size_t end = is_name(s, i) ? source_names_end(s, i) : i + 1;
	const char *name = source_name(s, i, end), *as = name;
	size_t q = end;

	if (is(s, end, "as") && is_name(s, end + 1)) {
		as = source_name(s, end + 1, end + 2);
		q = end + 2;
	}
	if (q > to)
		return to;
	source_imported(s, i, q, from ? from : name, from ? name : "",
	    strcmp(as, "*") == 0 ? "" : as);
	return q;
}

void
source_imported(struct source *s, size_t from, size_t to, const char *name,
    const char *what, const char *as)
{
	struct gr_item *it = source_add(s, GR_IMPORT, from, to);

	if (!it)
		return;
	it->name = name;
	it->what = what;
	it->as = as;
}

static void
import(struct source *s, size_t i, size_t to)
{
	const char *from = NULL;
	size_t q = i + 1;

	if (is(s, i, "from")) {
		while (q < to && !is(s, q, "import"))
			q++;
		from = source_name(s, i + 1, q);
		q++;
	}
	for (; q < to; q++)
		if (is_name(s, q) || is(s, q, "*"))
			q = imported(s, q, to, from) - 1;
}

/* "def f(a) -> b" or "class A(B)", up to its colon. */
static void
definition(struct python *p, size_t i, size_t name, size_t colon)
{
	struct source *s = p->s;
	bool class = is(s, name - 1, "class");
	struct gr_item *it;
	int item;

	it = source_define(s, class ? GR_CLASS : GR_FUNCTION, i, colon + 1);
	if (!it)
		return;
	item = (int)s->nitems - 1;
	it->name = source_name(s, name, name + 1);
	p->next.inside = p->next.owner = item;
	if (is(s, name + 1, "(")) {
		if (class)
			it->what = source_code(s, name + 2,
			    s->mate[name + 1]);
		else
			source_params(s, item, name + 1);
	}
	if (!class && it->inside == -1 && strcmp(it->name, "main") == 0)
		p->next.main = true;
	s->inside = item;
	expression(s, name + 1, colon);
}

/* "with open(..) as f": f is given what open() answers. */
static void
with(struct source *s, size_t from, size_t to)
{
	size_t i, start = from;
	struct gr_item *it;

	for (i = from; i < to; i = source_skip(s, i)) {
		if (is(s, i, ",") || is(s, i, "with"))
			start = i + 1;
		if (!is(s, i, "as") || !is_name(s, i + 1) || start >= i)
			continue;
		it = source_add(s, GR_ASSIGN, i + 1, i + 2);
		if (!it)
			return;
		it->name = source_name(s, i + 1, i + 2);
		source_give(s, it->name, 0, 0);
		source_value(s, (int)s->nitems - 1, start, i, NULL);
		source_pending(s, s->nitems - 1);
		s->assign.from = start;
		s->assign.to = i;
		expression(s, start, i);
		start = i + 1;
	}
	expression(s, start, to);
}

static bool
never(const struct source *s, size_t i, size_t colon)
{
	return (is(s, i, "if") || is(s, i, "elif") || is(s, i, "while")) &&
	    ((colon == i + 2 && (is(s, i + 1, "False") || is(s, i + 1, "0"))) ||
	    (colon == i + 3 && is(s, i + 1, "not") && is(s, i + 2, "True")));
}

/* if __name__ == "__main__" */
static bool
is_main(const struct source *s, size_t i, size_t colon)
{
	size_t k;

	if (!is(s, i, "if"))
		return false;
	for (k = i + 1; k + 2 < colon && k < i + 4; k++)
		if (is(s, k + 1, "==") && (is(s, k, "__name__") ||
		    is(s, k + 2, "__name__")))
			return true;
	return false;
}

static const char *const headers[] = { "async", "class", "def", "elif",
	"else", "except", "finally", "for", "if", "try", "while", "with",
	NULL };

/* A compound statement's head.  Past its colon, or i when it is none. */
static size_t
header(struct python *p, size_t i, size_t to)
{
	struct source *s = p->s;
	size_t colon, word = is(s, i, "async") ? i + 1 : i, k;

	if (!source_any(s, i, headers) && !is(s, to - 1, ":"))
		return i;
	colon = find(s, i, to, ":");
	if (colon == to)
		return i;
	p->next = (struct level){ .inside = s->inside, .owner = -1,
	    .dead = s->dead || never(s, i, colon),
	    .main = s->main || is_main(s, i, colon) };
	if ((is(s, word, "def") || is(s, word, "class")) &&
	    is_name(s, word + 1)) {
		definition(p, i, word + 1, colon);
		return colon + 1;
	}
	if (is(s, word, "for"))
		for (k = word + 1; k < colon && !is(s, k, "in"); k++)
			if (is_name(s, k))
				source_give(s, source_name(s, k, k + 1), 0, 0);
	if (is(s, word, "with"))
		with(s, word, colon);
	else
		expression(s, word + 1, colon);
	return colon + 1;
}

/* One target, [from, to), of an assignment whose value is [v, end). */
static void
target(struct source *s, size_t from, size_t to, size_t v, size_t end,
    const char *type)
{
	bool lambda = is(s, v, "lambda");
	size_t q = from, first = s->nitems;
	struct gr_item *it;

	if (is(s, q, "(") || is(s, q, "["))
		q++;
	for (; q < to && is_name(s, q); q++) {
		size_t names = source_names_end(s, q);

		/* "a[0] = 1" gives a no value, "a().b = 1" neither. */
		if (source_opens(s, names))
			return;
		it = source_define(s, lambda ? GR_FUNCTION : GR_ASSIGN, q,
		    end);
		if (!it)
			return;
		it->name = source_name(s, q, names);
		source_give(s, it->name, names == to ? v : 0,
		    names == to ? end : 0);
		if (!lambda)
			source_value(s, (int)s->nitems - 1, v, end, type);
		source_pending(s, first);
		s->assign.from = is(s, v, "await") ? v + 1 : v;
		s->assign.to = end;
		q = names;
		if (!is(s, q, ","))
			return;
	}
}

static void
simple(struct source *s, size_t from, size_t to)
{
	size_t eq = find(s, from, to, "="), colon, start = from, v, last;
	const char *type = NULL;

	colon = find(s, from, eq, ":");
	if (is(s, from, "import") || is(s, from, "from")) {
		import(s, from, to);
		return;
	}
	if (colon < eq && colon > from && is_name(s, from)) {
		type = source_code(s, colon + 1, eq);
		if (eq == to)
			target(s, from, colon, to, to, type);
	}
	for (last = v = eq; v < to; v = find(s, v + 1, to, "="))
		last = v;
	for (v = eq; v < to; v = find(s, v + 1, to, "=")) {
		target(s, start, colon < v ? colon : v, last + 1, to, type);
		start = v + 1;
	}
	expression(s, from, to);
}

/* The statements of one line of thought, [i, end) without its newline. */
static void
line(struct python *p, size_t i, size_t end)
{
	static const char *const leaves[] = { "break", "continue", "raise",
		"return", NULL };
	struct source *s = p->s;
	size_t q, level, body;

	settle(p, i);
	level = p->n - 1;
	if (is(s, i, "@") && is_name(s, i + 1)) {
		expression(s, source_mark(s, i + 1), end);
		return;
	}
	body = header(p, i, end);
	if (body == end) {
		p->announced = true;
		return;
	}
	if (body > i) {
		s->inside = p->next.inside;
		s->dead = p->next.dead;
		s->main = p->next.main;
		if (p->next.owner >= 0)
			source_close(s, p->next.owner, end);
	} else if (source_any(s, i, leaves)) {
		p->level[level].dead = true;
	}
	for (; body < end; body = q + 1) {
		q = find(s, body, end, ";");
		simple(s, body, q);
	}
	s->marks = s->nitems;
}

void
source_python(struct source *s)
{
	struct python p = { .s = s };
	size_t i = 0, end;

	while (i < s->n) {
		for (end = i; end < s->n && !is_kind(s, end, GR_NEWLINE); )
			end++;
		if (end > i) {
			line(&p, i, end);
			p.end = end;
		}
		i = end + 1;
	}
	leave(&p, -1);
}
