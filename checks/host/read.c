/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.c: the one file that is open, and its lines.
 *
 * Each reader leaves its result here, so that ten plugins that look at the
 * same file parse it once.
 */
#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "read.h"
#include "reading.h"

static struct reading now;

void
read_begin(struct gr_file *f)
{
	read_end();
	now.file = f;
}

void
read_end(void)
{
	free(now.tokens);
	arena_free(&now.arena);
	memset(&now, 0, sizeof(now));
}

struct reading *
reading_of(const struct gr_file *f)
{
	if (now.file != f) {
		read_end();
		now.file = f;
	}
	return &now;
}

struct reading *
reading_now(void)
{
	return &now;
}

const char *const *
reading_lines(struct reading *r)
{
	const struct gr_file *f = r->file;
	const char *p = f->text, *end = f->text + f->len;
	int n = 0;

	if (r->line)
		return r->line;
	watch_host(true);
	r->line = arena_alloc(&r->arena,
	    ((size_t)f->lines + 1) * sizeof(*r->line));
	while (n < f->lines && p) {
		r->line[n++] = p;
		p = memchr(p, '\n', (size_t)(end - p));
		if (p)
			p++;
	}
	r->nlines = n;
	/* One past the end of the last line's newline, had it one. */
	r->line[n] = f->len && end[-1] == '\n' ? end : end + 1;
	watch_host(false);
	return r->line;
}

const char *
gr_line(const struct gr_file *f, int n, size_t *len)
{
	struct reading *r;
	const char *const *line;

	if (len)
		*len = 0;
	if (!f || n < 1 || n > f->lines)
		return NULL;
	r = reading_of(f);
	line = reading_lines(r);
	if (n > r->nlines)
		return NULL;
	if (len)
		*len = (size_t)(line[n] - line[n - 1] - 1);
	return line[n - 1];
}

int
gr_line_at(const struct gr_file *f, size_t offset)
{
	struct reading *r;
	const char *const *line, *at;
	int low = 0, high, mid;

	if (!f)
		return 1;
	r = reading_of(f);
	line = reading_lines(r);
	at = f->text + (offset < f->len ? offset : f->len);
	high = r->nlines - 1;
	while (low < high) {
		mid = low + (high - low + 1) / 2;
		if (line[mid] <= at)
			low = mid;
		else
			high = mid - 1;
	}
	return low + 1;
}
