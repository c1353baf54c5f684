/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.h: outlines as text, a line for each item, for the tests of them.
 */
#ifndef TEST_SOURCE_H
#define TEST_SOURCE_H

#include <time.h>

#include "readers.h"

static char said[1 << 16];

static inline void
say(size_t *n, const char *fmt, const char *value)
{
	int k;

	if (!value || !*value)
		return;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	k = snprintf(said + *n, sizeof(said) - *n, fmt, value);
#pragma GCC diagnostic pop
	assert_true(k >= 0 && *n + (size_t)k < sizeof(said));
	*n += (size_t)k;
}

static inline void
say_args(size_t *n, const struct gr_item *it)
{
	int i;

	for (i = 0; i < it->nargs; i++) {
		say(n, "%s", " [");
		say(n, "%s=", it->args[i].name);
		say(n, "%s", it->args[i].code);
		if (it->args[i].text) {
			say(n, "%s", " is ");
			say(n, "%s", *it->args[i].text ? it->args[i].text :
			    "empty");
		}
		say(n, "%s", "]");
	}
}

/* Every item of one of these kinds, a line each. */
static inline const char *
outline(const char *path, const char *text, unsigned kinds)
{
	static const char *const names[] = { "import", "class", "def", "set",
		"call", "mark" };
	const struct gr_item *it;
	size_t i, k = 0, n;
	char lines[32];

	open_text(path, text);
	it = gr_outline(&file, &n);
	said[0] = '\0';
	for (i = 0; i < n; i++) {
		if (!(kinds & 1u << it[i].kind))
			continue;
		(void)snprintf(lines, sizeof(lines), " %d-%d", it[i].first,
		    it[i].last);
		say(&k, "%s", names[it[i].kind]);
		say(&k, " %s", it[i].name);
		say(&k, " < %s", it[i].what);
		say(&k, " as %s", it[i].as);
		say_args(&k, &it[i]);
		say(&k, "%s", lines);
		if (it[i].inside >= 0)
			say(&k, " in %s", it[it[i].inside].name);
		if (it[i].on >= 0)
			say(&k, " on %s", it[it[i].on].name);
		say(&k, "%s", it[i].dead ? " dead" : "");
		say(&k, "%s", it[i].main ? " main" : "");
		say(&k, "%s", "\n");
	}
	return said;
}

#define ALL	~0u
#define ONLY(k)	(1u << (k))

/* 30 ms when linear; seconds when each looks at all that follows. */
static inline void
many(const char *path, const char *before, const char *piece)
{
	char *s = repeat(before, piece, 25000, "");
	clock_t start;
	size_t items;

	open_text(path, s);
	free(s);
	start = clock();
	(void)gr_outline(&file, &items);
	if (clock() - start > 2 * CLOCKS_PER_SEC)
		fail_msg("%s: %s", path, piece);
}

/* What could make a reader go back, or deep. */
static inline void
many_of_each(const char *path, const char *before)
{
	static const char *const pieces[] = { "f(", "f(a,", "[", "a.b().",
		"a=", "x=f(", "class A{", "@a(", "function f(){", "a:()=>",
		"{a:", "if x:", "lambda:", "a+", "\"\"+", "f<", "(", "{",
		"a,b=", "import a.", "const a=", "return;", "\"a\"", "fun f(",
		"a.f(\"{}\")", "f`", "not ", "def f(a=", "with a as ", ")",
		"a\n.b()\n", "f();", "x(a)->", "public f(a){", "use a\\",
		"switch(a){case 1:", "new A<", "var(", "=>", "async " };
	size_t k;

	for (k = 0; k < sizeof(pieces) / sizeof(*pieces); k++)
		many(path, before, pieces[k]);
}

#endif
