/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown_html.c: one pass over the tags, text between them gathered.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "markdown.h"
#include "read.h"
#include "reading.h"

struct html {
	struct blocks	*out;
	struct buf	 text;
	int		 level;		/* of the heading at hand, or 0 */
	int		 first, line;
};

/* The value of an attribute of the tag that ends at end; "" if none. */
static const char *
attribute(struct arena *a, const char *tag, const char *end, const char *name)
{
	size_t n = strlen(name), len;
	const char *p;
	char quote;

	for (p = tag + 1; p + n < end; p++) {
		if (!strchr(" \t\n", p[-1]) || strncasecmp(p, name, n) != 0)
			continue;
		for (p += n; p < end && strchr(" \t\n", *p); p++)
			;
		if (p >= end || *p != '=')
			return "";
		for (p++; p < end && strchr(" \t\n", *p); p++)
			;
		quote = p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
		for (len = 0; p + len < end && (quote ? p[len] != quote :
		    !strchr(" \t\n>", p[len])); len++)
			;
		return arena_dup(a, p, len);
	}
	return "";
}

/* Is it this tag, and not one whose name is longer? */
static bool
is_tag(const char *tag, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(tag + 1, name, n) == 0 &&
	    strchr(" \t\n/>", tag[1 + n]);
}

void
markdown_tag(struct blocks *out, const char *tag, int line)
{
	const char *end = tag ? strchr(tag, '>') : NULL, *url;
	struct gr_block *b;
	bool image;

	if (!end || *tag != '<')
		return;
	image = is_tag(tag, "img");
	if (!image && !is_tag(tag, "a"))
		return;
	url = attribute(out->arena, tag, end, image ? "src" : "href");
	if (!*url || !(b = blocks_add(out, image ? GR_PICTURE : GR_LINK, line,
	    line)))
		return;
	b->url = url;
	b->text = attribute(out->arena, tag, end, image ? "alt" : "title");
}

/* Ends the block at hand, if there is anything in it. */
static void
flush(struct html *h)
{
	const char *s = buf_str(&h->text);
	size_t n = h->text.len;
	struct gr_block *b;

	while (n && strchr(" \t\n", s[n - 1]))
		n--;
	if (n && (b = blocks_add(h->out, h->level ? GR_HEADING : GR_PARAGRAPH,
	    h->first, h->line))) {
		b->level = h->level;
		b->text = arena_dup(h->out->arena, s, n);
	}
	buf_reset(&h->text);
}

static void
add_char(struct html *h, char c)
{
	if (strchr(" \t\n", c)) {
		if (h->text.len == 0 || h->text.data[h->text.len - 1] == ' ')
			return;
		c = ' ';
	} else if (h->text.len == 0) {
		h->first = h->line;
	}
	buf_putc(&h->text, c);
}

/* One tag; returns where the text goes on. */
static const char *
tag(struct html *h, const char *p)
{
	const char *end;

	if (strncmp(p, "<!--", 4) == 0) {
		end = strstr(p + 4, "-->");
		return end ? end + 3 : p + strlen(p);
	}
	if (!(end = strchr(p, '>')))
		return p + strlen(p);
	if ((p[1] | 32) == 'h' && p[2] >= '1' && p[2] <= '6') {
		flush(h);
		h->level = p[2] - '0';
	} else if (p[1] == '/' && (p[2] | 32) == 'h' && p[3] >= '1' &&
	    p[3] <= '6') {
		flush(h);
		h->level = 0;
	} else if (is_tag(p, "p") || is_tag(p, "/p") || is_tag(p, "tr") ||
	    is_tag(p, "li") || is_tag(p, "div")) {
		if (!h->level)
			flush(h);
	} else if (is_tag(p, "script") || is_tag(p, "style")) {
		end = strcasestr(end, p[2] == 'c' || p[2] == 'C' ?
		    "</script>" : "</style>");
		return end ? end : p + strlen(p);
	} else {
		markdown_tag(h->out, p, h->line);
	}
	add_char(h, ' ');
	return end + 1;
}

void
markdown_html(struct blocks *out, const char *html, int line)
{
	struct html h = { .out = out, .text = BUF_INIT(READ_NOTEBOOK_MAX),
	    .line = line, .first = line };
	const char *p = html ? html : "", *next;

	while (*p) {
		if (*p != '<') {
			add_char(&h, *p);
			h.line += *p == '\n';
			p++;
			continue;
		}
		for (next = tag(&h, p); p < next; p++)
			h.line += *p == '\n';
	}
	if (h.line > line && html[strlen(html) - 1] == '\n')
		h.line--;
	flush(&h);
	buf_free(&h.text);
}
