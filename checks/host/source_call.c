/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_call.c: names after dots, what is called, and with what.
 */
#include <string.h>

#include "base/arena.h"
#include "source.h"

/* Words before a "(" that call nothing. */
static const char *const python_words[] = {
	"and", "as", "assert", "async", "await", "class", "def", "del", "elif",
	"else", "except", "for", "from", "if", "import", "in", "is", "lambda",
	"nonlocal", "not", "or", "raise", "return", "while", "with", "yield",
	NULL
};
static const char *const brace_words[] = {
	"as", "async", "await", "case", "catch", "do", "else", "fn", "for",
	"foreach", "fun", "func", "function", "if", "in", "instanceof",
	"is", "lock", "new", "of", "return", "switch", "synchronized",
	"throw", "try", "typeof", "use", "using", "when", "while", "yield",
	NULL
};

bool
source_joins(const struct source *s, size_t i)
{
	static const char *const dots[] = { ".", "?.", "::", NULL };
	static const char *const arrows[] = { "->", "::", "\\", NULL };

	return source_any(s, i, s->kind == GR_PHP ? arrows : dots);
}

/* The token after i, were there a new line between. */
static size_t
next(const struct source *s, size_t i)
{
	i++;
	return s->kind != GR_PYTHON && is_kind(s, i, GR_NEWLINE) ? i + 1 : i;
}

static size_t
before(const struct source *s, size_t i)
{
	if (i > 0 && s->kind != GR_PYTHON && is_kind(s, i - 1, GR_NEWLINE))
		i--;
	return i > 0 ? i - 1 : s->n;
}

size_t
source_names_end(const struct source *s, size_t i)
{
	size_t q;

	for (q = i + 1; q < s->n; ) {
		size_t at = is_kind(s, q, GR_NEWLINE) ? q + 1 : q;

		if (s->kind == GR_PYTHON)
			at = q;
		/* "a!!.b" and "a?->b" go on too. */
		if (is(s, at, "!") && is(s, at + 1, "!"))
			at += 2;
		else if (is(s, at, "!") || is(s, at, "?"))
			at++;
		if (!source_joins(s, at) || !is_name(s, next(s, at)))
			break;
		q = next(s, at) + 1;
	}
	return q;
}

/* After "name<A, B[]>", when "(" follows; else i. */
static size_t
generic_end(const struct source *s, size_t i)
{
	size_t q, depth = 0;

	if (is(s, i, "<>"))
		return i + 1;
	if (s->kind == GR_PYTHON || s->kind == GR_PHP || !is(s, i, "<"))
		return i;
	for (q = i; q < s->n && q - i < AHEAD; q++) {
		if (is(s, q, "<"))
			depth++;
		else if (is(s, q, ">>") && depth > 1)
			depth -= 2;
		else if (is(s, q, ">"))
			depth--;
		else if (!is_name(s, q) && !is(s, q, ",") && !is(s, q, ".") &&
		    !is(s, q, "?") && !is(s, q, "[") && !is(s, q, "]"))
			return i;
		if (depth == 0)
			return is(s, q + 1, "(") ? q + 1 : i;
	}
	return i;
}

/* What stands before the dot before a name, in short; its first token. */
static const char *
prefix(struct source *s, size_t dot, size_t *from)
{
	size_t q = before(s, dot);

	*from = dot;
	if (s->kind == GR_KOTLIN || s->kind == GR_PHP ||
	    s->kind == GR_TYPESCRIPT || s->kind == GR_CSHARP)
		while (is(s, q, "!") || is(s, q, "?"))
			q = before(s, q);
	if (q >= s->n)
		return ".";
	*from = q;
	if (is(s, q, ")") && s->made[q]) {
		const struct gr_item *it = &s->item[s->made[q] - 1];

		*from = it->token;
		return arena_fmt(s->arena, "%s().", it->name);
	}
	return is(s, q, ")") ? "()." : is(s, q, "]") ? "[]." :
	    is_kind(s, q, GR_STRING) ? "\"\"." : ".";
}

/* Joined, and cut at the front when a chain grows without end. */
static const char *
join(struct source *s, const char *front, const char *names)
{
	const char *all = arena_fmt(s->arena, "%s%s", front, names), *dot;
	size_t n = strlen(all);

	if (n <= NAME_MOST)
		return all;
	dot = strchr(all + n - NAME_MOST + 2, '.');
	return arena_fmt(s->arena, "()%s", dot ? dot : ".");
}

size_t
source_chain(struct source *s, size_t i)
{
	const char *const *words = s->kind == GR_PYTHON ? python_words :
	    brace_words;
	size_t end = source_names_end(s, i), from = i, open, dot = before(s, i);
	bool first = !source_joins(s, dot);
	const char *front = "";
	struct gr_item *it;
	size_t close;

	open = generic_end(s, end);
	if (!is(s, open, "(") || (first && end == i + 1 &&
	    source_any(s, i, words)))
		return end;
	if (!first)
		front = prefix(s, dot, &from);
	close = s->mate[open];
	it = source_add(s, GR_CALL, i, source_skip(s, open));
	if (!it)
		return end;
	it->name = join(s, front, source_name(s, i, end));
	it->token = from;
	if (source_closes(s, close))
		s->made[close] = (uint32_t)s->nitems;
	if (s->assign.to == it->end && s->assign.from == from)
		for (close = s->assign.item; close < s->assign.end; close++)
			s->item[close].what = it->name;
	source_args(s, (int)s->nitems - 1, open);
	return end;
}

size_t
source_mark(struct source *s, size_t i)
{
	size_t end = source_names_end(s, i), last = end;
	struct gr_item *it;

	if (is(s, end, "("))
		last = source_skip(s, end);
	it = source_add(s, GR_MARK, i, last);
	if (!it)
		return end;
	it->name = source_name(s, i, end);
	if (last > s->mark_end)
		s->mark_end = last;
	if (is(s, end, "("))
		source_args(s, (int)s->nitems - 1, end);
	return end;
}

/* --- what is in the brackets ---------------------------------------------- */

struct part {
	size_t	from, to;	/* whole */
	size_t	name, name_end;	/* name == name_end: none */
	size_t	value;		/* where it begins; == to: none */
};

/* "name=value", "name: value"; where the language has such. */
static void
keyword(const struct source *s, struct part *p)
{
	bool colon = s->kind == GR_CSHARP || s->kind == GR_PHP;
	bool equal = s->kind != GR_JAVASCRIPT && s->kind != GR_TYPESCRIPT &&
	    s->kind != GR_GO;

	p->value = p->from;
	if (is_name(s, p->from) && p->from + 2 < p->to &&
	    ((equal && is(s, p->from + 1, "=")) ||
	    (colon && is(s, p->from + 1, ":")))) {
		p->name = p->from;
		p->name_end = p->from + 1;
		p->value = p->from + 2;
	}
}

/* A parameter: which of its words is the name, and its default. */
static void
parameter(const struct source *s, struct part *p)
{
	static const char *const modifiers[] = { "*", "**", "...", "private",
		"public", "protected", "readonly", "val", "var", "vararg",
		"final", "#", NULL };
	bool last = s->kind == GR_JAVA || s->kind == GR_CSHARP ||
	    s->kind == GR_PHP;
	size_t i = p->from, n = 0;

	p->value = p->to;
	while (i + 1 < p->to) {
		if (is(s, i, "@") && is_name(s, i + 1)) {
			i = source_names_end(s, i + 1);
			i = is(s, i, "(") ? source_skip(s, i) : i;
		} else if (is(s, i, "[") || source_any(s, i, modifiers)) {
			i = source_skip(s, i);
		} else {
			break;
		}
	}
	for (; i < p->to; i = source_skip(s, i), n++) {
		if (is(s, i, "=")) {
			p->value = i + 1;
			break;
		}
		if (is_name(s, i) && (last || n == 0) &&
		    !(i > p->from && is(s, i - 1, "."))) {
			p->name = i;
			p->name_end = i + 1;
		}
	}
}

static void
keep(struct source *s, struct gr_item *it, const struct part *part, int n,
    bool params)
{
	struct gr_arg *a = arena_alloc(s->arena, (size_t)n * sizeof(*a));
	struct source_value *v;
	int i;

	it->args = a;
	it->nargs = n;
	for (i = 0; i < n; i++) {
		const struct part *p = &part[i];

		if (p->name < p->name_end)
			a[i].name = source_name(s, p->name, p->name_end);
		a[i].code = source_code(s, params ? p->from : p->value,
		    p->to);
		if (params && a[i].name)
			source_give(s, a[i].name, 0, 0);
		if (p->value == p->to)
			continue;
		v = arena_push(s->arena, (void **)&s->value, s->nvalues,
		    &s->value_cap, sizeof(*v));
		s->nvalues++;
		v->arg = &a[i];
		v->from = p->value;
		v->to = p->to;
	}
}

static void
list(struct source *s, int item, size_t open, bool params)
{
	struct part part[ARGS_MOST], *p;
	size_t i = open + 1, close = s->mate[open];
	int n = 0;

	while (i < close && n < ARGS_MOST && s->nargs < SOURCE_ARGS) {
		p = &part[n];
		memset(p, 0, sizeof(*p));
		while (is_kind(s, i, GR_NEWLINE))
			i++;
		p->from = i;
		while (i < close && !is(s, i, ","))
			i = source_skip(s, i);
		p->to = i < close ? i : close;
		while (p->to > p->from && is_kind(s, p->to - 1, GR_NEWLINE))
			p->to--;
		i++;
		if (p->from >= p->to)
			continue;	/* a comma at the end */
		if (params)
			parameter(s, p);
		else
			keyword(s, p);
		n++;
		s->nargs++;
	}
	if (n > 0)
		keep(s, &s->item[item], part, n, params);
}

void
source_args(struct source *s, int item, size_t open)
{
	list(s, item, open, false);
}

void
source_params(struct source *s, int item, size_t open)
{
	list(s, item, open, true);
}

void
source_value(struct source *s, int item, size_t from, size_t to,
    const char *type)
{
	struct part p = { .from = from, .to = to, .value = from };
	struct gr_arg *a;

	if (s->nargs >= SOURCE_ARGS)
		return;
	s->nargs++;
	keep(s, &s->item[item], &p, 1, false);
	a = (struct gr_arg *)(uintptr_t)s->item[item].args;
	a->name = type;
}
