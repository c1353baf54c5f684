/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens_string.c: where a string ends, in a dozen languages.
 *
 * A string that does not end (on its line, where it must) is no string: the
 * quote becomes an operator, and the search is paid for from the budget, so
 * that a text of nothing but quotes is read in linear time too.  What is
 * computed within a string ("${a["b"]}") may hold quotes of its own; such a
 * hole is passed over when its end is near and on the same line.
 */
#include <string.h>

#include "tokens.h"

enum hole { HOLE_NONE, HOLE_BRACE, HOLE_DOLLAR, HOLE_HASH };

struct quote {
	char		mark;
	bool		lines;		/* may go on over lines */
	bool		escape;		/* a backslash takes the next byte */
	bool		doubled;	/* twice the mark stands for itself */
	enum hole	hole;
};

const char *
lex_vain(struct lexer *x, size_t bytes)
{
	x->budget -= bytes < x->budget ? bytes : x->budget;
	return NULL;
}

bool
lex_quoted(struct lexer *x, const char *q, const char *from, const char *to,
    bool format)
{
	size_t at = x->n;

	lex_emit(x, GR_STRING, x->p, from, to)->format = format;
	lex_move(x, q);
	x->tok[at].last = x->line;
	return true;
}

/* The end of a hole whose inside begins at p, or NULL. */
static const char *
hole_end(struct lexer *x, const char *p, char open, char close)
{
	const char *start = p, *end = x->end, *q;
	int depth = 1;

	if (end - p > LEX_HOLE)
		end = p + LEX_HOLE;
	for (; p < end && *p != '\n'; p++) {
		if (*p == open) {
			depth++;
		} else if (*p == close) {
			if (--depth == 0)
				return p + 1;
		} else if (*p == '"' || *p == '\'') {
			for (q = p + 1; q < end && *q != *p && *q != '\n'; q++)
				q += *q == '\\';
			if (q < end && *q == *p)
				p = q;
		}
	}
	return lex_vain(x, (size_t)(p - start));
}

/* Past the hole at p, or NULL when there is none. */
static const char *
hole(struct lexer *x, enum hole h, const char *p)
{
	char next = p + 1 < x->end ? p[1] : '\0';

	if (x->budget == 0)
		return NULL;
	if (h == HOLE_BRACE && *p == '{')
		return next == '{' ? p + 2 : hole_end(x, p + 1, '{', '}');
	if ((h == HOLE_HASH && *p == '#' && next == '{') ||
	    (h == HOLE_DOLLAR && *p == '$' && next == '{'))
		return hole_end(x, p + 2, '{', '}');
	if (h == HOLE_DOLLAR && *p == '$' && next == '(' &&
	    x->lang->kind == GR_SHELL)
		return hole_end(x, p + 2, '(', ')');
	return NULL;
}

/* The closing quote of a string whose text begins at p, or NULL. */
static const char *
quote_end(struct lexer *x, const char *p, struct quote k)
{
	const char *start = p, *q;

	if (x->budget == 0)
		return NULL;
	for (; p < x->end; p++) {
		if (*p == k.mark) {
			if (!k.doubled || p + 1 >= x->end || p[1] != k.mark)
				return p;
			p++;
		} else if (*p == '\\' && k.escape) {
			p++;
		} else if (*p == '\n' && !k.lines) {
			break;
		} else if (k.hole && (q = hole(x, k.hole, p))) {
			p = q - 1;
		}
	}
	return lex_vain(x, (size_t)(p - start));
}

/* Has this text something to be computed? */
static bool
has_hole(enum hole h, const char *from, const char *to)
{
	size_t n = (size_t)(to - from);

	return (h == HOLE_DOLLAR && memchr(from, '$', n)) ||
	    (h == HOLE_HASH && memmem(from, n, "#{", 2)) || h == HOLE_BRACE;
}

static bool
quoted(struct lexer *x, const char *open, struct quote k)
{
	const char *q;

	k.mark = *open;
	q = quote_end(x, open + 1, k);
	return q && lex_quoted(x, q + 1, open + 1, q,
	    has_hole(k.hole, open + 1, q));
}

/* Three quotes or more, until as many come again or the text ends. */
static bool
triple(struct lexer *x, const char *open, bool escape, enum hole h)
{
	const char *p, *from;
	size_t n = 3, run = 0;

	if (x->end - open < 3 || open[1] != *open || open[2] != *open)
		return false;
	if (x->lang->kind == GR_CSHARP)
		while (open + n < x->end && open[n] == *open)
			n++;
	for (p = from = open + n; p < x->end; p++) {
		if (*p == *open) {
			if (++run == n)
				return lex_quoted(x, p + 1, from, p + 1 - n,
				    has_hole(h, from, p + 1 - n));
			continue;
		}
		run = 0;
		if (*p == '\\' && escape)
			p++;
	}
	return lex_quoted(x, x->end, from, x->end, has_hole(h, from, x->end));
}

/* Python: letters before the quote, three quotes or one. */
static bool
python(struct lexer *x)
{
	struct quote k = { .escape = true };
	const char *p = x->p;

	for (; p < x->end && p - x->p < 2 && *p &&
	    strchr("rRbBuUfFtT", *p); p++)
		if ((*p | 32) == 'f' || (*p | 32) == 't')
			k.hole = HOLE_BRACE;
	return p < x->end && (*p == '"' || *p == '\'') &&
	    (triple(x, p, true, k.hole) || quoted(x, p, k));
}

/* C#: @ is verbatim, $ has holes, three quotes or more are raw. */
static bool
csharp(struct lexer *x)
{
	struct quote k = { .escape = true };
	const char *p = x->p;

	for (; p < x->end && p - x->p < 4 && (*p == '$' || *p == '@'); p++) {
		if (*p == '$') {
			k.hole = HOLE_BRACE;
		} else {
			k.lines = k.doubled = true;
			k.escape = false;
		}
	}
	return p < x->end && *p == '"' &&
	    ((!k.lines && triple(x, p, false, k.hole)) || quoted(x, p, k));
}

/* Rust: r"..", br#".."#; and b".." is an ordinary one. */
static bool
rust(struct lexer *x)
{
	struct quote k = { .escape = true, .lines = true };
	const char *p = x->p, *q, *from;
	size_t n = 0;

	if (*p == 'b' || *p == 'c')
		p++;
	if (p < x->end && *p == '"')
		return p > x->p && quoted(x, p, k);
	if (p >= x->end || *p != 'r')
		return false;
	for (p++; p < x->end && *p == '#'; p++)
		n++;
	if (p >= x->end || *p != '"' || x->budget == 0)
		return false;
	for (q = from = p + 1; (q = memchr(q, '"', (size_t)(x->end - q)));
	    q++) {
		size_t i = 0;

		while (i < n && q + 1 + i < x->end && q[1 + i] == '#')
			i++;
		if (i == n)
			return lex_quoted(x, q + 1 + n, from, q, false);
	}
	return lex_vain(x, (size_t)(x->end - from)) != NULL;
}

/* One character in quotes; in Rust it may be the mark of a lifetime. */
static bool
character(struct lexer *x)
{
	const char *p = x->p + 1, *q = p;

	if (q < x->end && *q == '\\') {
		for (q += 2; q < x->end && q - p < 12 && *q != '\'' &&
		    *q != '\n'; q++)
			;
	} else if (q < x->end && *q != '\'' && *q != '\n') {
		for (q++; q < x->end && ((unsigned char)*q & 0xC0) == 0x80;
		    q++)
			;
	}
	return q > p && q < x->end && *q == '\'' &&
	    lex_quoted(x, q + 1, p, q, false);
}

static bool
raw_tick(struct lexer *x)
{
	const char *p = x->p + 1, *q;

	if (x->budget == 0)
		return false;
	q = memchr(p, '`', (size_t)(x->end - p));
	if (!q)
		return lex_vain(x, (size_t)(x->end - p)) != NULL;
	return lex_quoted(x, q + 1, p, q, false);
}

bool
lex_string(struct lexer *x)
{
	struct quote k = { .escape = true, .lines = lex_has(x, LEX_LONG) };

	if (x->lang->kind == GR_SQL)
		return lex_sql_string(x);
	if (x->lang->kind == GR_PYTHON)
		return python(x);
	if (x->lang->kind == GR_CSHARP && strchr("$@\"", *x->p))
		return csharp(x);
	if (x->lang->kind == GR_RUST && strchr("bcr", *x->p))
		return rust(x);
	switch (*x->p) {
	case '\'':
		if (lex_has(x, LEX_CHAR))
			return character(x);
		if (lex_has(x, LEX_TRIPLE_ONE) && triple(x, x->p, true, 0))
			return true;
		/* A shell's has no escapes, but for $'...'. */
		if (x->lang->kind == GR_SHELL)
			k.escape = x->p > x->text && x->p[-1] == '$';
		return quoted(x, x->p, k);
	case '"':
		k.hole = lex_has(x, LEX_HOLE_DOLLAR) ? HOLE_DOLLAR :
		    lex_has(x, LEX_HOLE_HASH) ? HOLE_HASH : HOLE_NONE;
		return (lex_has(x, LEX_TRIPLE) && triple(x, x->p,
		    x->lang->kind != GR_KOTLIN, k.hole)) ||
		    quoted(x, x->p, k);
	case '`':
		return (lex_has(x, LEX_TEMPLATE) && lex_template(x)) ||
		    (lex_has(x, LEX_RAW_TICK) && raw_tick(x));
	case '/':
		return lex_has(x, LEX_REGEX) && lex_regex(x);
	default:
		return false;
	}
}
