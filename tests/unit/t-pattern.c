/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expressions of check.h: folded text, caseless, limited. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "check.h"

static bool
finds(const char *expression, const char *text)
{
	const struct gr_pattern *p = gr_pattern(expression);

	if (p == NULL)
		fail_msg("malformed: %s", expression);
	return gr_search(p, text, strlen(text));
}

static void
accents_and_capitals_of_either_do_not_matter(void **state)
{
	(void)state;
	assert_true(finds("registre des faits", "REGISTRE DES FAITS"));
	assert_true(finds("Registre", "le registre"));
	assert_true(finds("finalité", "FINALITE"));
	assert_true(finds("finalite", "Finalit\xc3\xa9"));
	assert_true(finds("[A-F]{3}", "bed"));
	assert_true(finds("É|à", "\xc3\x80"));
	assert_false(finds("registre", "regist re"));
}

static void
an_escape_is_what_it_was(void **state)
{
	(void)state;
	assert_true(finds("^\\S+$", "Abc"));
	assert_false(finds("^\\S+$", "a b"));
	assert_true(finds("\\bC4\\b", "le c4 est"));
	assert_true(finds("\\x41b", "ab"));
	assert_true(finds("\\QAB.\\E", "ab."));
	assert_false(finds("\\QAB.\\E", "abc"));
	assert_true(finds("\\\\N", "\\n"));
}

static void
a_group_may_be_referred_to(void **state)
{
	(void)state;
	assert_true(finds("(['\"])pwd\\1", "'pwd'"));
	assert_false(finds("(['\"])pwd\\1", "'pwd\""));
	assert_true(finds("(?<mark>-|=)x\\k<mark>", "=x="));
}

static void
what_is_malformed_is_no_pattern(void **state)
{
	static const char *const bad[] = { "(", "[", "a{2,1}", "*", "\\C",
	    "(?<n>a)(?<n>b)", "\\1" };
	static char text[5000];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_null(gr_pattern(bad[i]));
	assert_null(gr_pattern(NULL));
	memset(text, 'a', sizeof(text) - 1);
	assert_null(gr_pattern(text));
	assert_false(gr_search(NULL, "a", 1));
}

/* The same on every machine: steps are counted, not seconds. */
static void
one_that_takes_too_long_finds_nothing(void **state)
{
	static char text[4000];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	assert_false(finds("^(a+)+$x?b", text));
	assert_true(finds("^a+$", text));
}

static void
bytes_that_are_no_text_are_no_danger(void **state)
{
	const struct gr_pattern *p = gr_pattern("a.c");

	(void)state;
	assert_true(gr_search(p, "a\xff" "c abc", 7));
	assert_true(gr_search(p, "\xc3 abc", 5));
	assert_false(gr_search(p, "\xf0\x9f", 2));
}

static void
a_glob_is_that_of_a_shell_and_two_stars_cross_folders(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool is;
	} list[] = {
		{ "*.py", "a.py", true }, { "*.py", "x/a.py", false },
		{ "**/*.py", "a.py", true }, { "**/*.py", "x/y/a.py", true },
		{ "**/a.py", "a.py", true }, { "**/a.py", "x/a.py", true },
		{ "**/a.py", "ba.py", false }, { "x/**/a", "x/a", true },
		{ "x/**/a", "x/y/z/a", true }, { "x/**/a", "xa", false },
		{ "x/**", "x/y/z", true }, { "x/**", "x", false },
		{ "**.py", "x/a.py", true }, { "a?c", "abc", true },
		{ "a?c", "a/c", false }, { "a?c", "a\xc3\xa9" "c", true },
		{ "[a-c]x", "bx", true }, { "[!a-c]x", "bx", false },
		{ "[a", "[a", true }, { "a]", "a]", true },
		{ "\\*.py", "*.py", true }, { "\\*.py", "a.py", false },
		{ "a", "a", true }, { "a", "ab", false }, { "", "", true },
		{ "ab*ba", "aba", false }, { "ab*ba", "abba", true },
		{ "docs/*/a.md", "docs/x/a.md", true },
		{ "docs/*/a.md", "docs/a.md", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (gr_glob(list[i].pattern, list[i].path) != list[i].is)
			fail_msg("%s and %s", list[i].pattern, list[i].path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(accents_and_capitals_of_either_do_not_matter),
		cmocka_unit_test(an_escape_is_what_it_was),
		cmocka_unit_test(a_group_may_be_referred_to),
		cmocka_unit_test(what_is_malformed_is_no_pattern),
		cmocka_unit_test(one_that_takes_too_long_finds_nothing),
		cmocka_unit_test(
		    a_glob_is_that_of_a_shell_and_two_stars_cross_folders),
		cmocka_unit_test(bytes_that_are_no_text_are_no_danger),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
