/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outline.c: headings and paragraphs of the other ways to write a document:
 * reStructuredText, AsciiDoc and plain text.
 *
 * A title is a line underlined with one character at least as often as the
 * title has letters (docutils asks the same), or one after "=" signs in
 * AsciiDoc.  Levels of underlines are in the order they first appear.
 */
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "read.h"
#include "reading.h"

enum { LEVELS = 8, RULE_LEAST = 3 };

struct outline {
	struct blocks	*out;
	const char	*p, *end;	/* the next line */
	int		 line;		/* its number */
	bool		 adoc, rst;
	char		 rules[LEVELS];	/* of titles, in order */
	int		 nrules;
};

/* The line at p without its newline or the blanks before it. */
static size_t
length(const struct outline *o, const char *p)
{
	const char *q = memchr(p, '\n', (size_t)(o->end - p));

	if (!q)
		q = o->end;
	while (q > p && (q[-1] == ' ' || q[-1] == '\t'))
		q--;
	return (size_t)(q - p);
}

static const char *
after(const struct outline *o, const char *p)
{
	const char *q = memchr(p, '\n', (size_t)(o->end - p));

	return q ? q + 1 : o->end;
}

/* The character of which the whole line is made, or 0. */
static char
rule(const struct outline *o, const char *p, size_t n)
{
	size_t i;

	if (n < RULE_LEAST || !strchr(o->rst ? "=-~^\"'`#*+.:_" : "=-", *p))
		return '\0';
	for (i = 1; i < n; i++)
		if (p[i] != *p)
			return '\0';
	return *p;
}

static int
level_of(struct outline *o, char c)
{
	int i;

	for (i = 0; i < o->nrules; i++)
		if (o->rules[i] == c)
			return i + 1;
	if (o->nrules < LEVELS)
		o->rules[o->nrules++] = c;
	return o->nrules;
}

static void
add(struct outline *o, enum gr_block_kind kind, int level, const char *p,
    size_t n, int lines)
{
	struct gr_block *b = blocks_add(o->out, kind, o->line,
	    o->line + lines - 1);

	if (!b)
		return;
	b->level = level;
	b->text = arena_dup(o->out->arena, p, n);
}

/* A title at the line at hand.  Returns how many lines it takes, or 0. */
static int
title(struct outline *o)
{
	const char *p = o->p, *next = after(o, p);
	size_t n = length(o, p), m, i = 0;
	char c;

	if (o->adoc) {
		while (i < n && p[i] == '=')
			i++;
		if (i == 0 || i > 6 || i + 1 >= n || p[i] != ' ')
			return 0;
		add(o, GR_HEADING, (int)i, p + i + 1, n - i - 1, 1);
		return 1;
	}
	if (n == 0 || *p == ' ' || *p == '\t' || rule(o, p, n) ||
	    next >= o->end)
		return 0;
	m = length(o, next);
	c = rule(o, next, m);
	if (!c || m < utf8_count(p, n))
		return 0;
	add(o, GR_HEADING, level_of(o, c), p, n, 2);
	return 2;
}

static bool
is_item(const char *p, size_t n)
{
	size_t i = 0;

	if (n > 2 && strchr("-*+", *p) && p[1] == ' ')
		return true;
	while (i < n && p[i] >= '0' && p[i] <= '9')
		i++;
	return i > 0 && i + 2 < n && (p[i] == '.' || p[i] == ')') &&
	    p[i + 1] == ' ';
}

/* Lines up to a blank one, a title or an item. */
static int
paragraph(struct outline *o)
{
	struct outline at = *o;
	const char *start = o->p;
	size_t n = 0, len, skip;
	int lines = 0;
	bool item;

	skip = strspn(start, " \t");
	if (skip > length(o, start))
		skip = length(o, start);
	item = is_item(start + skip, length(o, start) - skip);
	while (at.p < at.end && (len = length(&at, at.p)) > 0) {
		if (lines) {
			size_t in = strspn(at.p, " \t");

			if (in < len && is_item(at.p + in, len - in))
				break;
			if (len >= RULE_LEAST && rule(&at, at.p, len))
				break;
		}
		n = (size_t)(at.p - start) + len;
		at.p = after(&at, at.p);
		lines++;
	}
	if (lines == 0)
		return 1;
	if (lines == 1 && rule(o, start, n))
		return 1;
	if (item)
		add(o, GR_ITEM, 1, start + skip, n - skip, lines);
	else
		add(o, GR_PARAGRAPH, 0, start, n, lines);
	return lines;
}

void
outline_read(struct blocks *out, const char *ext, const char *text, size_t len)
{
	struct outline o = { .out = out, .p = text, .end = text + len,
	    .line = 1 };
	int lines;

	o.rst = strcasecmp(ext, "rst") == 0;
	o.adoc = strcasecmp(ext, "adoc") == 0 ||
	    strcasecmp(ext, "asciidoc") == 0;
	while (o.p < o.end) {
		lines = title(&o);
		if (!lines)
			lines = paragraph(&o);
		o.line += lines;
		while (lines-- > 0)
			o.p = after(&o, o.p);
	}
}
