/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c: one document as pieces.
 *
 * Markdown, HTML and plain text come from the host.  AsciiDoc and
 * reStructuredText are read by their lines: what matters here is headings,
 * items and what stands below them.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "records.h"

enum { LEVELS_DEEP = 8, RULE_LEAST = 3 };

static const char *
keep(struct page *g, const char *s, size_t n)
{
	char *at = g->room + g->used;

	if (n + 1 > g->size - g->used)
		return "";
	memcpy(at, s, n);
	at[n] = '\0';
	g->used += n + 1;
	return at;
}

static const char *
join(struct page *g, const struct gr_block *b)
{
	char *at = g->room + g->used;
	size_t n = 0, len, left = g->size - g->used;
	int i;

	for (i = 0; i < b->ncells; i++) {
		len = strlen(b->cells[i]);
		if (n + len + 4 > left)
			break;
		memcpy(at + n, b->cells[i], len);
		memcpy(at + n + len, " | ", 3);
		n += len + 3;
	}
	if (n == 0)
		return "";
	at[n] = '\0';
	g->used += n + 1;
	return at;
}

static void
from_blocks(struct page *g)
{
	const struct gr_block *b;
	size_t i, n;

	b = gr_markdown(g->file, &n);
	g->p = calloc(n + 1, sizeof(*g->p));
	g->size = 2 * g->file->len + 16 * n + 1;
	g->room = malloc(g->size);
	if (g->p == NULL || g->room == NULL)
		return;
	for (i = 0; i < n; i++)
		g->p[g->n++] = (struct piece){ b[i].kind, b[i].level,
		    b[i].first, b[i].last, b[i].kind == GR_ROW ?
		    join(g, &b[i]) : b[i].text == NULL ? "" : b[i].text,
		    b[i].url == NULL ? "" : b[i].url, b[i].cells,
		    b[i].ncells, -1 };
}

/* A line of one sign, under a title. */
static bool
is_rule(const char *s, size_t n)
{
	size_t i;

	if (n < RULE_LEAST || !ispunct((unsigned char)*s) || *s == '|')
		return false;
	for (i = 1; i < n; i++)
		if (s[i] != *s)
			return false;
	return true;
}

/* The level of a sign that underlines is the order in which it came. */
static int
level_of(char sign, char seen[LEVELS_DEEP])
{
	int i;

	for (i = 0; i < LEVELS_DEEP - 1 && seen[i] != '\0'; i++)
		if (seen[i] == sign)
			return i + 1;
	seen[i] = sign;
	return i + 1;
}

static void
from_lines(struct page *g)
{
	char seen[LEVELS_DEEP] = "";
	const char *s, *next;
	size_t n, len;
	int i, equals;

	g->p = calloc((size_t)g->file->lines + 1, sizeof(*g->p));
	g->size = g->file->len + (size_t)g->file->lines + 1;
	g->room = malloc(g->size);
	if (g->p == NULL || g->room == NULL)
		return;
	for (i = 1; i <= g->file->lines; i++) {
		struct piece *p = &g->p[g->n];

		s = gr_line(g->file, i, &n);
		if (s == NULL || n == 0 || is_rule(s, n))
			continue;
		next = gr_line(g->file, i + 1, &len);
		p->first = p->last = i;
		p->url = "";
		equals = (int)strspn(s, "=");
		if (equals > 0 && equals < 7 && s[equals] == ' ') {
			p->kind = GR_HEADING;
			p->level = equals;
			s += equals + 1;
			n -= (size_t)equals + 1;
		} else if (next != NULL && len + 2 >= n && is_rule(next, len) &&
		    s[0] != ' ') {
			p->kind = GR_HEADING;
			p->level = level_of(next[0], seen);
		} else {
			size_t lead = strspn(s, " \t");

			p->kind = lead < n && strchr("*-.+", s[lead]) != NULL ?
			    GR_ITEM : GR_PARAGRAPH;
		}
		p->text = keep(g, s, n);
		g->n++;
	}
}

/* Once, so that nobody has to look back for it. */
static void
set_above(struct page *g)
{
	long last[LEVELS_DEEP + 2];
	int level = 0, k;
	size_t i;

	last[0] = -1;
	for (i = 0; i < g->n; i++) {
		if (g->p[i].kind != GR_HEADING) {
			g->p[i].above = last[level];
			continue;
		}
		k = g->p[i].level < 1 ? 1 : g->p[i].level > LEVELS_DEEP + 1 ?
		    LEVELS_DEEP + 1 : g->p[i].level;
		g->p[i].above = last[level < k ? level : k - 1];
		/* A level that was jumped over is its parent's. */
		for (; level < k; level++)
			last[level + 1] = last[level];
		last[k] = (long)i;
		level = k;
	}
}

void
page_read(struct page *g, const struct gr_file *f)
{
	static const char *const lined[] = { "adoc", "asciidoc", "rst" };
	bool lines = false;
	size_t i;

	*g = (struct page){ .file = f };
	for (i = 0; i < sizeof(lined) / sizeof(lined[0]); i++)
		lines |= strcasecmp(f->entry->ext, lined[i]) == 0;
	if (lines)
		from_lines(g);
	else
		from_blocks(g);
	set_above(g);
}

void
page_free(struct page *g)
{
	free(g->p);
	free(g->room);
}

size_t
section_end(const struct page *g, size_t heading)
{
	size_t i;

	for (i = heading + 1; i < g->n; i++)
		if (g->p[i].kind == GR_HEADING &&
		    g->p[i].level <= g->p[heading].level)
			break;
	return i;
}

bool
under(const struct page *g, size_t i, const char *expression)
{
	long h;

	for (h = g->p[i].above; h >= 0; h = g->p[h].above)
		if (says(expression, g->p[h].text))
			return true;
	return false;
}
