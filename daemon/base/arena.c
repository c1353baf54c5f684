/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.c: a list of zeroed blocks, the newest first.  Small requests share
 * a block; a large one gets its own, behind the newest, so that the room
 * left there is not lost.
 *
 * Under the address sanitizer every request is a block of exactly its size:
 * then it sees one byte too many here as it would anywhere.
 */
#include "arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef GREFFIER_ASAN
enum { BLOCK = 64, LARGE = 1 };
#else
enum { BLOCK = 16 * 1024, LARGE = BLOCK / 4 };
#endif

struct arena_block {
	struct arena_block	*prev;	/* owned */
	size_t			 size, used;
	alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
more(size_t size)
{
	struct arena_block *b;

	if (size > SIZE_MAX - sizeof(*b) ||
	    (b = calloc(1, sizeof(*b) + size)) == NULL)
		abort();
	b->size = size;
	return b;
}

void *
arena_alloc(struct arena *a, size_t n)
{
	const size_t align = alignof(max_align_t);
	struct arena_block *b = a->last;
	size_t at;

	if (n > SIZE_MAX / 2)
		abort();
	a->used += n;
	if (n >= LARGE) {
		b = more(n);
		b->used = n;
		if (a->last != NULL) {
			b->prev = a->last->prev;
			a->last->prev = b;
		} else {
			a->last = b;
		}
		return b->bytes;
	}
	at = b != NULL ? (b->used + align - 1) & ~(align - 1) : 0;
	if (b != NULL && at < b->size && n <= b->size - at) {
		b->used = at + n;
		return b->bytes + at;
	}
	b = more(BLOCK);
	b->prev = a->last;
	b->used = n;
	a->last = b;
	return b->bytes;
}

char *
arena_dup(struct arena *a, const void *bytes, size_t n)
{
	char *p = arena_alloc(a, n + 1);

	if (n > 0)
		memcpy(p, bytes, n);
	return p;
}

char *
arena_str(struct arena *a, const char *s)
{
	return s != NULL ? arena_dup(a, s, strlen(s)) : NULL;
}

char *
arena_fmt(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();	/* a format of ours is wrong */
	p = arena_alloc(a, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return p;
}

void *
arena_push(struct arena *a, void **array, size_t n, size_t *cap, size_t size)
{
	void *wider;

	if (n >= *cap) {
		size_t want = *cap < 8 ? 8 : 2 * *cap;

		if (want > SIZE_MAX / 4 / size)
			abort();
		wider = arena_alloc(a, want * size);
		if (n > 0)
			memcpy(wider, *array, n * size);
		*array = wider;
		*cap = want;
	}
	/* The place may have been used and popped. */
	return memset((char *)*array + n * size, 0, size);
}

void
arena_free(struct arena *a)
{
	struct arena_block *b, *prev;

	for (b = a->last; b != NULL; b = prev) {
		prev = b->prev;
		free(b);
	}
	a->last = NULL;
	a->used = 0;
}
