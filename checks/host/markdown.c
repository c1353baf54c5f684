/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown.c: Markdown as a flat list of blocks, through cmark-gfm.
 *
 * The tree is walked with cmark's own iterator and never by recursion: a
 * candidate nests as deep as he likes.  A block's links and pictures follow
 * it.  What is quoted ("> ...") is one block, so that a heading in a quote
 * is not a heading of the document.
 *
 * cmark pads every row of a table to the width of its header, so 64 KB of
 * one header and short rows become gigabytes; the cells a text could ask
 * for are counted first, and past READ_CELLS it is read without tables.
 */
#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

#include "base/buf.h"
#include "markdown.h"
#include "read.h"
#include "reading.h"

/* Exported by the extension library, but in none of its headers. */
extern cmark_node_type CMARK_NODE_TABLE, CMARK_NODE_TABLE_CELL,
    CMARK_NODE_TABLE_ROW;

enum {
	LINK_NODES = 500,	/* nodes looked at for the text of a link */
	FRONT_LINES = 200,	/* of front matter */
};

struct walk {
	struct blocks	*out;
	const char	**line;		/* start of each line */
	int		 nlines;
	struct buf	 text;		/* of the block at hand */
	int		 quotes;	/* open block quotes */
	int		 lists;		/* open lists */
	int		 row;		/* of the table at hand */
};

/* The text gathered, without the space around it. */
static const char *
take(struct walk *w)
{
	const char *s = buf_str(&w->text), *copy;
	size_t n = w->text.len;

	while (n && strchr(" \t\n", s[n - 1]))
		n--;
	while (n && strchr(" \t\n", *s)) {
		s++;
		n--;
	}
	copy = arena_dup(w->out->arena, s, n);
	buf_reset(&w->text);
	return copy;
}

static bool
is_break(cmark_node_type t)
{
	return t == CMARK_NODE_SOFTBREAK || t == CMARK_NODE_LINEBREAK;
}

/*
 * Appends the plain text beneath a node, looking at no more than so many
 * nodes.  The alternative text of pictures counts only when asked for.
 */
static void
gather(struct walk *w, cmark_node *top, long most, bool pictures)
{
	cmark_iter *it = cmark_iter_new(top);
	cmark_event_type ev;
	cmark_node *n;
	cmark_node_type t;
	const char *s;
	int image = 0;

	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE && most-- > 0) {
		n = cmark_iter_get_node(it);
		t = cmark_node_get_type(n);
		if (t == CMARK_NODE_IMAGE && n != top)
			image += ev == CMARK_EVENT_ENTER ? 1 : -1;
		if (ev == CMARK_EVENT_EXIT && t == CMARK_NODE_PARAGRAPH)
			buf_putc(&w->text, '\n');
		if (ev != CMARK_EVENT_ENTER || (image && !pictures))
			continue;
		s = cmark_node_get_literal(n);
		if (is_break(t) || (t == CMARK_NODE_HTML_INLINE && s &&
		    strncmp(s, "<br", 3) == 0))
			buf_putc(&w->text, ' ');
		else if (s && (t == CMARK_NODE_TEXT || t == CMARK_NODE_CODE))
			buf_puts(&w->text, s);
	}
	cmark_iter_free(it);
}

static void
add_link(struct walk *w, cmark_node *n, enum gr_block_kind kind, int line)
{
	struct gr_block *b = blocks_add(w->out, kind, line, line);
	const char *url = cmark_node_get_url(n);

	if (!b)
		return;
	b->url = arena_str(w->out->arena, url ? url : "");
	gather(w, n, LINK_NODES, true);
	b->text = take(w);
}

/* Links and pictures beneath a node, as blocks; line is where it starts. */
static void
links(struct walk *w, cmark_node *top, int line)
{
	cmark_iter *it = cmark_iter_new(top);
	cmark_event_type ev;
	cmark_node *n;
	cmark_node_type t;

	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		n = cmark_iter_get_node(it);
		if (ev != CMARK_EVENT_ENTER)
			continue;
		/* Bare addresses and breaks know no line of their own. */
		if (cmark_node_get_start_line(n) > 0)
			line = cmark_node_get_start_line(n);
		t = cmark_node_get_type(n);
		if (is_break(t))
			line++;
		else if (t == CMARK_NODE_LINK)
			add_link(w, n, GR_LINK, line);
		else if (t == CMARK_NODE_IMAGE)
			add_link(w, n, GR_PICTURE, line);
		else if (t == CMARK_NODE_HTML_INLINE)
			markdown_tag(w->out, cmark_node_get_literal(n), line);
	}
	cmark_iter_free(it);
}

/* The last line of a node that is not blank: cmark counts those after it. */
static int
last_line(const struct walk *w, cmark_node *n)
{
	int first = cmark_node_get_start_line(n);
	int last = cmark_node_get_end_line(n);
	const char *p;

	if (last > w->nlines)
		last = w->nlines;
	for (; last > first; last--) {
		p = w->line[last - 1];
		if (p[strspn(p, " \t>")] != '\n')
			break;
	}
	return last;
}

static void
add_text(struct walk *w, cmark_node *n, enum gr_block_kind kind, int level)
{
	int first = cmark_node_get_start_line(n);
	struct gr_block *b;
	const char *text;

	gather(w, n, READ_TEXT_MAX, false);
	text = take(w);
	if ((*text || kind == GR_HEADING) &&
	    (b = blocks_add(w->out, kind, first, last_line(w, n)))) {
		b->text = text;
		b->level = level;
	}
	links(w, n, first);
}

/* An item is its own paragraphs; the lists in it are items of their own. */
static void
add_item(struct walk *w, cmark_node *n)
{
	int first = cmark_node_get_start_line(n), last = first;
	struct gr_block *b;
	cmark_node *c;

	for (c = cmark_node_first_child(n); c; c = cmark_node_next(c)) {
		if (cmark_node_get_type(c) != CMARK_NODE_PARAGRAPH)
			continue;
		gather(w, c, READ_TEXT_MAX, false);
		last = last_line(w, c);
	}
	if ((b = blocks_add(w->out, GR_ITEM, first, last))) {
		b->level = w->lists;
		b->text = take(w);
	}
	buf_reset(&w->text);
	for (c = cmark_node_first_child(n); c; c = cmark_node_next(c))
		if (cmark_node_get_type(c) == CMARK_NODE_PARAGRAPH)
			links(w, c, cmark_node_get_start_line(c));
}

static void
add_fence(struct walk *w, cmark_node *n)
{
	const char *info = cmark_node_get_fence_info(n);
	const char *text = cmark_node_get_literal(n);
	struct gr_block *b;

	b = blocks_add(w->out, GR_FENCE, cmark_node_get_start_line(n),
	    last_line(w, n));
	if (!b)
		return;
	b->url = arena_str(w->out->arena, info ? info : "");
	b->text = arena_str(w->out->arena, text ? text : "");
}

static void
add_row(struct walk *w, cmark_node *n)
{
	int line = cmark_node_get_start_line(n);
	struct gr_block *b = blocks_add(w->out, GR_ROW, line, line);
	const char **cells = NULL;
	size_t ncells = 0, cap = 0, i;
	cmark_node *c;

	if (!b)
		return;
	b->level = w->row++;
	for (c = cmark_node_first_child(n); c; c = cmark_node_next(c)) {
		gather(w, c, READ_TEXT_MAX, false);
		*(const char **)arena_push(w->out->arena, (void **)&cells,
		    ncells, &cap, sizeof(*cells)) = take(w);
		ncells++;
	}
	for (i = 0; i < ncells; i++) {
		buf_puts(&w->text, i ? " | " : "");
		buf_puts(&w->text, cells[i]);
	}
	b->cells = cells;
	b->ncells = (int)ncells;
	b->text = take(w);
	links(w, n, line);
}

static void
enter(struct walk *w, cmark_node *n, cmark_node_type t)
{
	cmark_node *up = cmark_node_parent(n);

	if (t == CMARK_NODE_BLOCK_QUOTE) {
		if (w->quotes++ == 0)
			add_text(w, n, GR_QUOTE, 0);
	} else if (t == CMARK_NODE_CODE_BLOCK) {
		add_fence(w, n);
	} else if (t == CMARK_NODE_TABLE) {
		w->row = 0;
	} else if (t == CMARK_NODE_TABLE_ROW) {
		if (!w->quotes)
			add_row(w, n);
	} else if (t == CMARK_NODE_LIST) {
		w->lists++;
	} else if (w->quotes) {
		return;
	} else if (t == CMARK_NODE_HEADING) {
		add_text(w, n, GR_HEADING, cmark_node_get_heading_level(n));
	} else if (t == CMARK_NODE_ITEM) {
		add_item(w, n);
	} else if (t == CMARK_NODE_PARAGRAPH) {
		if (cmark_node_get_type(up) != CMARK_NODE_ITEM)
			add_text(w, n, GR_PARAGRAPH, 0);
	} else if (t == CMARK_NODE_HTML_BLOCK) {
		markdown_html(w->out, cmark_node_get_literal(n),
		    cmark_node_get_start_line(n));
	}
}

/* Cells that the tables of the text could ask for, at the most. */
static bool
tables_fit(const struct walk *w)
{
	const char *p;
	size_t pipes, widest = 0, cells = 0;
	bool rule;
	int i;

	for (i = 0; i < w->nlines; i++) {
		p = w->line[i];
		for (pipes = 1, rule = false; *p && *p != '\n'; p++) {
			pipes += *p == '|';
			rule |= *p == '-';
		}
		/* In a list or quote a row may start with anything. */
		if (rule && pipes > widest && strspn(w->line[i],
		    "|-: \t>*+.)0123456789") >= (size_t)(p - w->line[i]))
			widest = pipes;
		if (w->line[i][strspn(w->line[i], " \t>")] == '\n')
			widest = 0;
		cells += widest + (widest ? pipes : 0);
		if (cells > READ_CELLS)
			return false;
	}
	return true;
}

/* Bytes of the front matter ("---" to "---"), 0 when there is none. */
static size_t
front(const struct walk *w, const char *text)
{
	int i;

	if (w->nlines < 2 || strncmp(text, "---\n", 4) != 0)
		return 0;
	for (i = 1; i < w->nlines && i < FRONT_LINES; i++)
		if (strncmp(w->line[i], "---\n", 4) == 0 ||
		    strncmp(w->line[i], "...\n", 4) == 0)
			return (size_t)(w->line[i + 1] - text);
	return 0;
}

static cmark_node *
parse(const struct walk *w, const char *text, size_t len)
{
	static const char *const with[] = { "autolink", "strikethrough" };
	cmark_parser *p;
	cmark_node *doc;
	size_t i, skip = front(w, text);

	cmark_gfm_core_extensions_ensure_registered();
	p = cmark_parser_new(CMARK_OPT_DEFAULT);
	for (i = 0; i < sizeof(with) / sizeof(*with); i++)
		cmark_parser_attach_syntax_extension(p,
		    cmark_find_syntax_extension(with[i]));
	if (tables_fit(w))
		cmark_parser_attach_syntax_extension(p,
		    cmark_find_syntax_extension("table"));
	for (i = 0; i < skip; i++)
		if (text[i] == '\n')
			cmark_parser_feed(p, "\n", 1);
	cmark_parser_feed(p, text + skip, len - skip);
	doc = cmark_parser_finish(p);
	cmark_parser_free(p);
	return doc;
}

static void
index_lines(struct walk *w, char *text, size_t len)
{
	size_t cap = 0;
	char *p = text;

	while (p && p < text + len) {
		*(const char **)arena_push(w->out->arena, (void **)&w->line,
		    (size_t)w->nlines, &cap, sizeof(*w->line)) = p;
		w->nlines++;
		p = strchr(p, '\n');
		p = p ? p + 1 : NULL;
	}
	*(const char **)arena_push(w->out->arena, (void **)&w->line,
	    (size_t)w->nlines, &cap, sizeof(*w->line)) = text + len;
}

void
markdown_read(struct blocks *out, const char *text, size_t len)
{
	struct walk w = { .out = out, .text = BUF_INIT(READ_NOTEBOOK_MAX) };
	cmark_event_type ev;
	cmark_node *doc, *n;
	cmark_node_type t;
	cmark_iter *it;
	char *own;

	if (len == 0)
		return;
	/* Every line ends in LF here, the last one too. */
	own = arena_alloc(out->arena, len + 2);
	memcpy(own, text, len);
	if (own[len - 1] != '\n')
		own[len++] = '\n';
	index_lines(&w, own, len);
	doc = parse(&w, own, len);
	it = cmark_iter_new(doc);
	while ((ev = cmark_iter_next(it)) != CMARK_EVENT_DONE) {
		n = cmark_iter_get_node(it);
		t = cmark_node_get_type(n);
		if (ev == CMARK_EVENT_ENTER)
			enter(&w, n, t);
		else if (t == CMARK_NODE_BLOCK_QUOTE)
			w.quotes--;
		else if (t == CMARK_NODE_LIST)
			w.lists--;
	}
	cmark_iter_free(it);
	cmark_node_free(doc);
	buf_free(&w.text);
}
