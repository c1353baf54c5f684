/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.c: room doubles until the ceiling.  An append that does not fit is
 * dropped as a whole, and so is all that follows it: a text with a hole in
 * its middle would be worse than one that stops.
 */
#include "buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 64 };

/* Makes room for n more bytes and a NUL.  False once the ceiling is hit. */
static bool
grow(struct buf *b, size_t n)
{
	size_t cap = b->cap;
	char *p;

	if (b->full || n > b->max - b->len) {
		b->full = true;
		return false;
	}
	if (b->data != NULL && b->len + n < cap)
		return true;
	if (cap < FIRST)
		cap = FIRST;
	while (cap <= b->len + n)
		cap = cap > b->max / 2 ? b->max + 1 : 2 * cap;
	p = realloc(b->data, cap);
	if (p == NULL)
		abort();
	b->data = p;
	b->cap = cap;
	return true;
}

void
buf_add(struct buf *b, const void *bytes, size_t n)
{
	if (!grow(b, n))
		return;
	if (n > 0)
		memcpy(b->data + b->len, bytes, n);
	b->len += n;
	b->data[b->len] = '\0';
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_fmt(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();	/* a format of ours is wrong */
	if (grow(b, (size_t)n)) {
		vsnprintf(b->data + b->len, (size_t)n + 1, fmt, again);
		b->len += (size_t)n;
	}
	va_end(again);
}

const char *
buf_str(const struct buf *b)
{
	return b->data != NULL ? b->data : "";
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->full = false;
	if (b->data != NULL)
		b->data[0] = '\0';
}

char *
buf_take(struct buf *b)
{
	char *p = b->data;

	if (p == NULL && (p = calloc(1, 1)) == NULL)
		abort();
	b->data = NULL;
	b->len = b->cap = 0;
	b->full = false;
	return p;
}

void
buf_free(struct buf *b)
{
	free(b->data);
	b->data = NULL;
	b->len = b->cap = 0;
	b->full = false;
}
