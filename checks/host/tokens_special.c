/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens_special.c: strings that take more than a quote: templates, regular
 * expressions, SQL's, and those that begin on the next line.
 */
#include <string.h>

#include "tokens.h"

/* `..${ .. `..` .. }..`, without recursion: a stack of open braces. */
bool
lex_template(struct lexer *x)
{
	int braces[LEX_NEST] = { 0 }, n = 0;	/* 0: in text; else in code */
	const char *p = x->p + 1, *q;

	for (; p < x->end && x->budget; p++) {
		if (braces[n] == 0) {
			if (*p == '\\') {
				p++;
			} else if (*p == '`') {
				if (n-- == 0)
					return lex_quoted(x, p + 1, x->p + 1,
					    p, true);
			} else if (*p == '$' && p + 1 < x->end &&
			    p[1] == '{') {
				braces[n] = 1;
				p++;
			}
		} else if (*p == '`') {
			if (n + 1 == LEX_NEST)
				break;
			braces[++n] = 0;
		} else if (*p == '{' || *p == '}') {
			braces[n] += *p == '{' ? 1 : -1;
		} else if (*p == '"' || *p == '\'') {
			for (q = p + 1; q < x->end && q - p < LEX_HOLE &&
			    *q != *p && *q != '\n'; q++)
				q += *q == '\\';
			if (q < x->end && *q == *p)
				p = q;
		}
	}
	return lex_vain(x, (size_t)(p - x->p)) != NULL;
}

/* May a value stand here?  Then a slash begins a regular expression. */
static bool
value_expected(const struct lexer *x)
{
	static const char *const words[] = {
		"and", "await", "case", "delete", "do", "else", "if", "in",
		"instanceof", "new", "not", "of", "or", "return", "throw",
		"typeof", "unless", "void", "when", "yield",
	};
	const struct gr_token *t;
	size_t i = x->n, k;

	while (i > 0 && x->tok[i - 1].kind == GR_COMMENT)
		i--;
	if (i == 0)
		return true;
	t = &x->tok[i - 1];
	switch (t->kind) {
	case GR_NEWLINE:
		return true;
	case GR_OP:
		/* "</p>" is a tag, and "++" ends a value. */
		return !strchr(")]}", t->text[0]) && t->text[0] != '<' &&
		    strcmp(t->text, "++") != 0 && strcmp(t->text, "--") != 0;
	case GR_NAME:
		for (k = 0; k < sizeof(words) / sizeof(*words); k++)
			if (strcmp(t->text, words[k]) == 0)
				return true;
		return false;
	default:
		return false;
	}
}

bool
lex_regex(struct lexer *x)
{
	const char *p = x->p + 1, *from = p, *to;
	bool set = false;

	if (x->budget == 0 || !value_expected(x))
		return false;
	for (; p < x->end && *p != '\n'; p++) {
		if (*p == '\\')
			p++;
		else if (*p == '[')
			set = true;
		else if (*p == ']')
			set = false;
		else if (*p == '/' && !set)
			break;
	}
	if (p >= x->end || *p != '/' || p == from)
		return lex_vain(x, (size_t)(p - from)) != NULL;
	to = p;
	for (p++; p < x->end && (*p | 32) >= 'a' && (*p | 32) <= 'z'; p++)
		;
	return lex_quoted(x, p, from, to, false);
}

/* Does a backslash before the quote at q escape it? */
static bool
sql_escapes(const struct lexer *x, const char *q, bool always)
{
	const char *p = q + 1;

	if (always)
		return true;
	/* MySQL: yes; the standard: no.  What follows tells. */
	while (p < x->end && (*p == ' ' || *p == '\t'))
		p++;
	return p < x->end && !strchr(",);\n", *p);
}

static bool
sql_quoted(struct lexer *x, const char *open, bool escape)
{
	const char *p = open + 1;

	if (x->budget == 0)
		return false;
	for (; p < x->end; p++) {
		if (*p == '\\' && p + 1 < x->end) {
			if (p[1] != '\'' || sql_escapes(x, p + 1, escape))
				p++;
		} else if (*p == '\'') {
			if (p + 1 >= x->end || p[1] != '\'')
				return lex_quoted(x, p + 1, open + 1, p, false);
			p++;
		}
	}
	return lex_vain(x, (size_t)(p - open)) != NULL;
}

/* A name in quotes: "..", `..`, [..]. */
static bool
sql_name(struct lexer *x, char close)
{
	const char *p = x->p + 1;

	while (p < x->end && *p != close && *p != '\n' && p - x->p < LEX_HOLE)
		p++;
	if (p >= x->end || *p != close || p == x->p + 1)
		return lex_vain(x, (size_t)(p - x->p)) != NULL;
	if (close == ']') {
		char c = x->p[1], before = x->p > x->text ? x->p[-1] : ' ';

		/* An array's index or type is no name. */
		if (!(((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_') ||
		    ((before | 32) >= 'a' && (before | 32) <= 'z') ||
		    before == ']' || before == ')' ||
		    memchr(x->p, ',', (size_t)(p - x->p)))
			return false;
	}
	lex_emit(x, GR_NAME, x->p, x->p + 1, p);
	lex_move(x, p + 1);
	return true;
}

/* $tag$ .. $tag$ */
static bool
sql_dollar(struct lexer *x)
{
	const char *p = x->p + 1, *q;
	size_t n;

	while (p < x->end && p - x->p < 64 && (((*p | 32) >= 'a' &&
	    (*p | 32) <= 'z') || *p == '_' || (*p >= '0' && *p <= '9' &&
	    p > x->p + 1)))
		p++;
	if (p >= x->end || *p != '$' || x->budget == 0)
		return false;
	n = (size_t)(++p - x->p);
	q = memmem(p, (size_t)(x->end - p), x->p, n);
	if (!q)
		return lex_vain(x, (size_t)(x->end - p)) != NULL;
	return lex_quoted(x, q + n, p, q, false);
}

bool
lex_sql_string(struct lexer *x)
{
	switch (*x->p) {
	case '\'':
		return sql_quoted(x, x->p, false);
	case 'e': case 'E': case 'n': case 'N': case 'b': case 'B':
	case 'x': case 'X':
		return x->p + 1 < x->end && x->p[1] == '\'' &&
		    sql_quoted(x, x->p + 1, (*x->p | 32) == 'e');
	case '"':
	case '`':
		return sql_name(x, *x->p);
	case '[':
		return sql_name(x, ']');
	case '$':
		return sql_dollar(x);
	default:
		return false;
	}
}

static bool
is_word(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' ||
	    (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

/* The line that ends the heredoc: where its word begins, or NULL. */
static const char *
heredoc_end(const struct lexer *x, const char *p, const char *word, size_t n)
{
	const char *q = p;

	while (q < x->end) {
		while (q < x->end && (*q == ' ' || *q == '\t'))
			q++;
		if ((size_t)(x->end - q) >= n && memcmp(q, word, n) == 0 &&
		    (q + n == x->end || !is_word(q[n])))
			return q;
		q = memchr(q, '\n', (size_t)(x->end - q));
		if (!q)
			break;
		q++;
	}
	return NULL;
}

bool
lex_heredoc(struct lexer *x)
{
	const char *p = x->p, *word;
	bool php = x->lang->kind == GR_PHP;
	char quote = '\0';
	size_t n;

	if (!lex_has(x, LEX_HEREDOC) || x->end - p < 3 || p[0] != '<' ||
	    p[1] != '<' || (p[2] == '<') != php ||
	    x->nheredocs == LEX_HEREDOCS || x->budget == 0)
		return false;
	for (p += php ? 3 : 2; p < x->end && strchr("~-", *p) && *p; p++)
		;
	while (p < x->end && *p == ' ' && x->lang->kind != GR_RUBY)
		p++;
	if (p < x->end && (*p == '\'' || *p == '"'))
		quote = *p++;
	for (word = p; p < x->end && is_word(*p); p++)
		;
	n = (size_t)(p - word);
	if (n == 0 || (*word >= '0' && *word <= '9') ||
	    (x->lang->kind == GR_RUBY && !quote &&
	    !(*word >= 'A' && *word <= 'Z')))
		return false;
	if (quote && (p >= x->end || *p++ != quote))
		return false;
	if (!heredoc_end(x, p, word, n))
		return lex_vain(x, (size_t)(x->end - p)) != NULL;
	x->heredoc[x->nheredocs].word = word;
	x->heredoc[x->nheredocs++].len = n;
	lex_emit(x, GR_OP, x->p, x->p, p);
	x->p = p;
	return true;
}

void
lex_heredocs(struct lexer *x)
{
	const char *q, *from;
	int i, n = x->nheredocs;

	x->nheredocs = 0;
	for (i = 0; i < n && x->p < x->end; i++) {
		from = x->p + (*x->p == '\n');
		q = heredoc_end(x, from, x->heredoc[i].word,
		    x->heredoc[i].len);
		if (!q)
			return;
		lex_move(x, from);
		/* Its text ends with the line before the closing word. */
		while (q > from && q[-1] != '\n')
			q--;
		lex_quoted(x, q, from, q > from ? q - 1 : q, false);
		if (x->tok[x->n - 1].last > x->tok[x->n - 1].line)
			x->tok[x->n - 1].last--;
		while (x->p < x->end && (*x->p == ' ' || *x->p == '\t'))
			x->p++;
		x->p += x->heredoc[i].len;
	}
}
