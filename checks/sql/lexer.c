/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lexer.c: the words of SQL, of every dialect at once.
 *
 * Quoted names ("a", `a`, [a]) are words, 'a' is a string.  The data that a
 * dump carries between "COPY ... FROM stdin;" and "\." is passed over.
 */
#include <string.h>
#include <strings.h>

#include "sql.h"

void
lexer_init(struct lexer *x, const char *text, size_t len, int line)
{
	memset(x, 0, sizeof(*x));
	x->p = text;
	x->end = text + len;
	x->line = line;
	x->fresh = true;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || strchr("_$#@", c) != NULL ||
	    (unsigned char)c >= 0x80;
}

static enum word_kind
give(struct lexer *x, enum word_kind kind, const char *from, const char *to,
    const char *next)
{
	x->kind = kind;
	x->text = from;
	x->len = (size_t)(to - from);
	x->first = x->line;
	for (; x->p < next; x->p++)
		x->line += *x->p == '\n';
	x->last = x->line;
	return kind;
}

static const char *
past(struct lexer *x, const char *from, const char *mark)
{
	const char *q = memmem(from, (size_t)(x->end - from), mark,
	    strlen(mark));

	return q == NULL ? x->end : q;
}

static enum word_kind
comment(struct lexer *x, const char *mark, size_t skip)
{
	const char *q = past(x, x->p + skip, mark);
	size_t n = q == x->end ? 0 : mark[0] == '*' ? 2 : 0;

	return give(x, W_COMMENT, x->p + skip, q, q + n);
}

/* A doubled quote is part of what is quoted. */
static enum word_kind
quoted(struct lexer *x, char close, enum word_kind kind)
{
	const char *q;

	for (q = x->p + 1; q < x->end; q++) {
		if (*q == '\\' && kind == W_STRING && q + 1 < x->end)
			q++;
		else if (*q == close && q + 1 < x->end && q[1] == close)
			q++;
		else if (*q == close)
			return give(x, kind, x->p + 1, q, q + 1);
	}
	return give(x, W_OP, x->p, x->p + 1, x->p + 1);
}

enum word_kind
lexer_next(struct lexer *x)
{
	const char *q;
	char c;

	x->fresh = x->kind == W_END;
	while (x->p < x->end && strchr(" \t\n\r", *x->p) != NULL) {
		if (*x->p == '\n') {
			x->line++;
			x->fresh = true;
		}
		x->p++;
	}
	if (x->p >= x->end || *x->p == '\0')
		return give(x, W_END, x->p, x->p, x->p);
	c = *x->p;
	if (x->end - x->p > 1 && c == '-' && x->p[1] == '-')
		return comment(x, "\n", 2);
	if (x->end - x->p > 1 && c == '/' && x->p[1] == '*')
		return comment(x, "*/", 2);
	if (c == '#' && x->fresh && (x->end - x->p < 2 || x->p[1] == ' '))
		return comment(x, "\n", 1);
	if (c == '\'')
		return quoted(x, '\'', W_STRING);
	if (c == '"' || c == '`')
		return quoted(x, c, W_WORD);
	if (c == '[' && x->end - x->p > 2 && is_letter(x->p[1]))
		return quoted(x, ']', W_WORD);
	if (c == '{' && (q = past(x, x->p, "}")) < x->end && q - x->p < 200)
		return give(x, W_WORD, x->p, q + 1, q + 1);
	if (is_letter(c)) {
		for (q = x->p; q < x->end && is_letter(*q); q++)
			;
		return give(x, W_WORD, x->p, q, q);
	}
	return give(x, W_OP, x->p, x->p + 1, x->p + 1);
}

int
words_in(const char *p, size_t len)
{
	const char *end = p + len;
	int n = 0, letters;

	while (p < end) {
		while (p < end && strchr(" \t\n", *p) != NULL)
			p++;
		/* A rule of dashes is no word. */
		for (letters = 0; p < end && strchr(" \t\n", *p) == NULL; p++)
			letters += ((*p | 32) >= 'a' && (*p | 32) <= 'z') ||
			    (unsigned char)*p >= 0x80;
		n += letters > 1;
	}
	return n;
}
