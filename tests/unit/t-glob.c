/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-glob.c: paths matched as a shell would. */
#include "check.h"
#include "unit.h"

static const struct {
	const char	*pattern, *path;
	bool		 yes;
} cases[] = {
	{ "", "", true }, { "", "a", false }, { "a", "", false },
	{ "a", "a", true }, { "a", "ab", false }, { "ab", "a", false },
	{ "a.py", "b.py", false }, { "a/b.py", "a/b.py", true },
	{ "*", "a", true }, { "*", "a/b", false }, { "*", "", true },
	{ "*.py", "a.py", true }, { "*.py", "a/b.py", false },
	{ "*.py", ".py", true }, { "*.py", "a.pyc", false },
	{ "a*", "a", true }, { "a*", "b", false }, { "a*a", "a", false },
	{ "a*a", "aa", true }, { "ab*ba", "aba", false },
	{ "*/*.py", "a/b.py", true }, { "*/*.py", "b.py", false },
	{ "*/b.py", "b.py", false }, { "*/b.py", "/b.py", true },
	{ "**/b.py", "b.py", true }, { "**/b.py", "a/b.py", true },
	{ "**/b.py", "a/a/b.py", true }, { "**/b.py", "ab.py", false },
	{ "**/b.py", "b.py/c", false }, { "**", "a/b/c", true },
	{ "a/**", "a/b/c", true }, { "a/**", "a", false },
	{ "a/**/b", "a/b", true }, { "a/**/b", "a/x/y/b", true },
	{ "a/**/b", "a/x/y/c", false }, { "**/a/**", "b/a/c", true },
	{ "**/a/**", "a/c", true }, { "**/a/**", "b/c", false },
	{ "?", "a", true }, { "?", "", false }, { "?", "/", false },
	{ "a?c", "abc", true }, { "a?c", "ac", false },
	{ "?.md", "\xc3\xa9.md", true }, { "caf?", "caf\xc3\xa9", true },
	{ "[ab].c", "a.c", true }, { "[ab].c", "c.c", false },
	{ "[!ab].c", "c.c", true }, { "[a-c]", "b", true },
	{ "[a-c]", "d", false }, { "[]]", "]", true }, { "a[", "a[", true },
	{ "a]", "a]", true }, { "x[y]z]", "xyz]", true },
	{ "\\*", "*", true }, { "\\*", "a", false }, { "\\a.c", "a.c", true },
	{ "a\\", "a\\", true }, { "*\\*c", "b*c", true },
	{ "*\\*c", "bc", false }, { "a/*", "a/", true },
};

static void
a_glob_matches_as_a_shell_would(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (gr_glob(cases[i].pattern, cases[i].path) != cases[i].yes)
			fail_msg("\"%s\" and \"%s\"", cases[i].pattern,
			    cases[i].path);
	assert_false(gr_glob(NULL, "a"));
	assert_false(gr_glob("a", NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_glob_matches_as_a_shell_would),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
