/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * readers.h: a file of the candidate's, for the tests of the readers.
 *
 * open_bytes() does what the host does: kind by name, text from bytes.  A
 * test that would hang without some guard is ended by an alarm.
 */
#ifndef READERS_H
#define READERS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/arena.h"
#include "host/read.h"

static struct arena arena = ARENA_INIT;
static struct gr_entry entry;
static struct gr_file file;
static const char *unread;	/* why the last one could not be opened */

static inline int
open_bytes(const char *path, const char *bytes, size_t len)
{
	const char *slash = strrchr(path, '/'), *dot;
	struct text t;

	read_end();
	arena_free(&arena);
	memset(&entry, 0, sizeof(entry));
	unread = NULL;
	entry.path = path;
	entry.base = slash ? slash + 1 : path;
	dot = strrchr(entry.base, '.');
	entry.ext = dot ? dot + 1 : "";
	entry.kind = kind_of_path(path);
	if (text_decode(&arena, &entry.kind, bytes, len, &t, &unread) < 0)
		return -1;
	file = (struct gr_file){ .entry = &entry, .text = t.text,
	    .len = t.len, .lines = t.lines };
	read_begin(&file);
	return 0;
}

static inline void
open_text(const char *path, const char *text)
{
	assert_int_equal(open_bytes(path, text, strlen(text)), 0);
}

/* The same piece n times, with something before and after; free() it. */
static inline char *
repeat(const char *before, const char *piece, size_t n, const char *after)
{
	size_t a = strlen(before), k = strlen(piece), z = strlen(after), i;
	char *s = malloc(a + k * n + z + 1), *p = s;

	assert_non_null(s);
	p = memcpy(p, before, a);
	for (p += a, i = 0; i < n; i++, p += k)
		memcpy(p, piece, k);
	memcpy(p, after, z + 1);
	return s;
}

static inline int
close_all(void **state)
{
	(void)state;
	alarm(0);
	read_end();
	arena_free(&arena);
	return 0;
}

/* Far longer than any of these tests takes, also under valgrind. */
static inline int
watch(void **state)
{
	(void)state;
	alarm(60);
	return 0;
}

#define SENTENCE(f) cmocka_unit_test_setup_teardown(f, watch, close_all)

#endif
