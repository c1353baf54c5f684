/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens_comment.c: what is not code: comments, and the page around PHP.
 */
#include <string.h>
#include <strings.h>

#include "tokens.h"

/* A comment from p to q, whose text lies between from and to. */
static bool
comment(struct lexer *x, const char *q, const char *from, const char *to)
{
	struct gr_token *t = lex_emit(x, GR_COMMENT, x->p, from, to);

	lex_move(x, q);
	t->last = x->line;
	return true;
}

static bool
to_line_end(struct lexer *x, size_t mark)
{
	const char *q = memchr(x->p, '\n', (size_t)(x->end - x->p));
	const char *php;

	if (!q)
		q = x->end;
	if (x->lang->kind == GR_PHP &&
	    (php = memmem(x->p, (size_t)(q - x->p), "?>", 2)))
		q = php;
	if (mark > (size_t)(q - x->p))
		mark = (size_t)(q - x->p);
	return comment(x, q, x->p + mark, q);
}

static bool
block(struct lexer *x)
{
	const char *q = x->p + 2, *from = q;
	int depth = 1;

	for (; q + 1 < x->end; q++) {
		if (q[0] == '*' && q[1] == '/') {
			q++;
			if (--depth == 0)
				return comment(x, q + 1, from, q - 1);
		} else if (q[0] == '/' && q[1] == '*' &&
		    lex_has(x, LEX_NESTED)) {
			q++;
			depth++;
		}
	}
	return comment(x, x->end, from, x->end);
}

/* Ruby: =begin and =end, each at the start of a line. */
static bool
ruby(struct lexer *x)
{
	const char *q;

	if (x->p != x->bol || x->end - x->p < 7 ||
	    strncmp(x->p, "=begin", 6) != 0)
		return false;
	q = memmem(x->p, (size_t)(x->end - x->p), "\n=end", 5);
	return q ? comment(x, q + 5, x->p + 6, q) :
	    comment(x, x->end, x->p + 6, x->end);
}

static bool
first_on_line(const struct lexer *x)
{
	const char *q;

	for (q = x->bol; q < x->p; q++)
		if (*q != ' ' && *q != '\t')
			return false;
	return true;
}

static bool
hash(struct lexer *x)
{
	char before = x->p > x->text ? x->p[-1] : '\n';

	if (x->p == x->text && x->end - x->p > 1 && x->p[1] == '!')
		return to_line_end(x, 2);
	if (lex_has(x, LEX_DIRECTIVE) ||
	    (x->lang->kind == GR_SQL && x->end - x->p > 1))
		return first_on_line(x) && to_line_end(x, 1);
	if (!lex_has(x, LEX_HASH))
		return false;
	/* In a shell only at the start of a word; in PHP #[ is code. */
	if (x->lang->kind == GR_SHELL && !strchr(" \t\n;|&()`", before))
		return false;
	if (x->lang->kind == GR_PHP && x->end - x->p > 1 && x->p[1] == '[')
		return false;
	return to_line_end(x, 1);
}

bool
lex_comment(struct lexer *x)
{
	char next = x->p + 1 < x->end ? x->p[1] : '\0';

	switch (*x->p) {
	case '/':
		if (next == '/' && lex_has(x, LEX_SLASHES))
			return to_line_end(x, 2);
		return next == '*' && lex_has(x, LEX_BLOCK) && block(x);
	case '#':
		return hash(x);
	case '-':
		return next == '-' && lex_has(x, LEX_DASHES) &&
		    to_line_end(x, 2);
	case '=':
		return x->lang->kind == GR_RUBY && ruby(x);
	default:
		return false;
	}
}

bool
lex_php_text(struct lexer *x)
{
	const char *q = x->p;

	if (x->p == x->text) {
		;		/* a file begins outside */
	} else if (x->end - q >= 2 && q[0] == '?' && q[1] == '>') {
		q += 2;
	} else {
		return false;
	}
	while ((q = memmem(q, (size_t)(x->end - q), "<?", 2))) {
		q += 2;
		if (x->end - q >= 3 && strncasecmp(q, "xml", 3) == 0)
			continue;
		if (x->end - q >= 3 && strncasecmp(q, "php", 3) == 0)
			q += 3;
		else if (q < x->end && *q == '=')
			q++;
		break;
	}
	lex_move(x, q ? q : x->end);
	return true;
}
