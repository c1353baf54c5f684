/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * notebook.c: the cells of a Jupyter notebook (nbformat 4), and nothing else.
 *
 * Read a piece at a time, because what is large in a notebook is what its
 * cells printed, and that is passed over without being kept.  Each line of
 * a cell remembers the line of the file its string stands on: most editors
 * write one string a line, so a citation leads to the right place.
 */
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "read.h"
#include "reading.h"

enum { CELLS_MOST = 20000, SOURCE_MOST = READ_TEXT_MAX };

/* The next key of a map, its ':' read.  1, 0 at the end, -1 malformed. */
static int
next_key(struct json_scan *s, const char **key)
{
	enum json_piece t = json_scan_next(s);

	if (t == JSON_COMMA)
		t = json_scan_next(s);
	if (t == JSON_CLOSE_MAP)
		return 0;
	if (t != JSON_STRING)
		return -1;
	*key = s->text;
	return json_scan_next(s) == JSON_COLON ? 1 : -1;
}

/* The next item of a list.  1, 0 at the end, -1 malformed. */
static int
next_item(struct json_scan *s, enum json_piece *t)
{
	*t = json_scan_next(s);
	if (*t == JSON_COMMA)
		*t = json_scan_next(s);
	if (*t == JSON_CLOSE_LIST)
		return 0;
	return *t == JSON_END || *t == JSON_BAD ? -1 : 1;
}

struct source {
	struct buf	 text;
	int		*line;
	size_t		 n, cap;
	bool		 open;		/* the last line has no newline yet */
};

static void
add_string(struct json_scan *s, struct source *src)
{
	const char *p;

	buf_add(&src->text, s->text, s->len);
	for (p = s->text; *p; p++) {
		if (!src->open) {
			*(int *)arena_push(s->arena, (void **)&src->line,
			    src->n, &src->cap, sizeof(int)) = s->at;
			src->n++;
		}
		src->open = *p != '\n';
	}
}

/* "source": a string, or a list of them. */
static int
read_source(struct json_scan *s, struct source *src)
{
	enum json_piece t = json_scan_next(s);
	int got;

	if (t == JSON_STRING) {
		add_string(s, src);
		return 0;
	}
	if (t != JSON_OPEN_LIST)
		return json_scan_skip(s, t);
	while ((got = next_item(s, &t)) == 1) {
		if (t == JSON_STRING)
			add_string(s, src);
		else if (json_scan_skip(s, t) < 0)
			return -1;
	}
	return got;
}

static int
read_cell(struct json_scan *s, struct notebook_cell *c)
{
	struct source src = { .text = BUF_INIT(SOURCE_MOST) };
	const char *key;
	int got, ret = -1;

	while ((got = next_key(s, &key)) == 1) {
		if (strcmp(key, "source") == 0 && src.n == 0) {
			if (read_source(s, &src) < 0)
				goto out;
		} else if (strcmp(key, "cell_type") == 0) {
			if (json_scan_next(s) != JSON_STRING)
				goto out;
			c->code = strcmp(s->text, "code") == 0;
			c->prose = strcmp(s->text, "markdown") == 0;
		} else if (json_scan_skip(s, json_scan_next(s)) < 0) {
			goto out;
		}
	}
	if (got < 0)
		goto out;
	c->text = arena_dup(s->arena, buf_str(&src.text), src.text.len);
	c->len = src.text.len;
	c->line = src.line;
	c->nlines = (int)src.n;
	ret = 0;
out:
	buf_free(&src.text);
	return ret;
}

static int
read_cells(struct json_scan *s, struct notebook *nb)
{
	enum json_piece t;
	size_t cap = 0;
	int got;

	while ((got = next_item(s, &t)) == 1) {
		struct notebook_cell *c;

		if (t != JSON_OPEN_MAP || nb->ncells >= CELLS_MOST)
			return -1;
		c = arena_push(s->arena, (void **)&nb->cells, nb->ncells,
		    &cap, sizeof(*c));
		c->number = (int)++nb->ncells;
		if (read_cell(s, c) < 0)
			return -1;
	}
	return got;
}

/* metadata.kernelspec.language and metadata.language_info.name */
static int
read_language(struct json_scan *s, struct notebook *nb, int depth)
{
	enum json_piece t;
	const char *key;
	int got;

	while ((got = next_key(s, &key)) == 1) {
		t = json_scan_next(s);
		if (t == JSON_OPEN_MAP && depth == 0 &&
		    (strcmp(key, "kernelspec") == 0 ||
		    strcmp(key, "language_info") == 0)) {
			if (read_language(s, nb, 1) < 0)
				return -1;
		} else if (t == JSON_STRING && depth == 1 &&
		    strcmp(key, "language") == 0) {
			nb->python = strcasestr(s->text, "python") != NULL;
		} else if (t == JSON_STRING && depth == 1 &&
		    strcmp(key, "file_extension") == 0) {
			nb->python = strcmp(s->text, ".py") == 0;
		} else if (json_scan_skip(s, t) < 0) {
			return -1;
		}
	}
	return got;
}

int
notebook_read(struct arena *a, const char *text, size_t len,
    struct notebook *nb)
{
	struct json_scan s;
	enum json_piece t;
	const char *key;
	bool cells = false;
	int got;

	memset(nb, 0, sizeof(*nb));
	nb->python = true;
	json_scan_init(&s, a, text, len);
	if (json_scan_next(&s) != JSON_OPEN_MAP)
		return -1;
	while ((got = next_key(&s, &key)) == 1) {
		t = json_scan_next(&s);
		if (t == JSON_OPEN_LIST && !cells && strcmp(key, "cells") == 0) {
			if (read_cells(&s, nb) < 0)
				return -1;
			cells = true;
		} else if (t == JSON_OPEN_MAP && strcmp(key, "metadata") == 0) {
			if (read_language(&s, nb, 0) < 0)
				return -1;
		} else if (json_scan_skip(&s, t) < 0) {
			return -1;
		}
	}
	return got == 0 && cells ? 0 : -1;
}

int
notebook_line(const struct notebook_cell *c, int line)
{
	if (c->nlines == 0)
		return 1;
	if (line < 1)
		line = 1;
	return c->line[(line > c->nlines ? c->nlines : line) - 1];
}
