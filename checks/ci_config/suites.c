/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suites.c: files of automated tests, what there is for a chain to run.
 *
 * A file is one by its name, as the runners collect them, and counts when
 * it has a case and something that asserts; a script of prints is none.
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

static const struct {
	const char *glob, *lang;
} names[] = {
	{ "test*.py", "python" }, { "*_test.py", "python" },
	{ "*_tests.py", "python" },
	{ "*.test.[jt]s", "js" }, { "*.test.[jt]sx", "js" },
	{ "*.spec.[jt]s", "js" }, { "*.spec.[jt]sx", "js" },
	{ "*.test.[cm][jt]s", "js" }, { "*.spec.[cm][jt]s", "js" },
	{ "*.cy.[jt]s", "js" }, { "*.cy.[jt]sx", "js" },
	{ "*.e2e-spec.ts", "js" }, { "*_test.[jt]s", "js" },
	{ "test_*.[jt]s", "js" },
	{ "*Test.java", "java" }, { "*Tests.java", "java" },
	{ "*IT.java", "java" }, { "Test*.java", "java" },
	{ "*Test.kt", "java" }, { "*Tests.kt", "java" },
	{ "*Test.cs", "dotnet" }, { "*Tests.cs", "dotnet" },
	{ "*Test.php", "php" }, { "*_test.go", "go" },
	{ "*_spec.rb", "ruby" }, { "*_test.rb", "ruby" },
};

static const char *
language(const struct gr_entry *e)
{
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (gr_glob(names[i].glob, e->base))
			return names[i].lang;
	if ((e->kind == GR_JAVASCRIPT || e->kind == GR_TYPESCRIPT) &&
	    (gr_glob("**/__tests__/**", e->path) ||
	    gr_glob("test/*", e->path) || gr_glob("**/test/*", e->path)))
		return "js";
	if (e->kind == GR_RUST && (gr_glob("tests/*", e->path) ||
	    gr_glob("**/tests/*", e->path)))
		return "rust";
	return NULL;
}

bool
suite_want(const struct gr_entry *e)
{
	return e->kind >= GR_CSHARP && e->kind <= GR_TYPESCRIPT &&
	    language(e) != NULL;
}

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Is this the head of one test? */
static bool
is_case(const struct gr_item *i, const char *lang)
{
	static const char *const marks[] = { "Test", "ParameterizedTest",
	    "RepeatedTest", "Fact", "Theory", "TestMethod", "TestCase" };
	size_t k;

	if (i->dead)
		return false;
	if (strcmp(lang, "js") == 0)
		return i->kind == GR_CALL && (strcmp(i->name, "it") == 0 ||
		    strcmp(i->name, "test") == 0 ||
		    begins(i->name, "it.each") ||
		    begins(i->name, "test.each") ||
		    strcmp(i->name, "it.only") == 0);
	if (i->kind == GR_FUNCTION)
		return begins(i->name, strcmp(lang, "go") == 0 ? "Test" :
		    "test") && strcmp(lang, "java") != 0 &&
		    strcmp(lang, "dotnet") != 0;
	for (k = 0; i->kind == GR_MARK && k < 7; k++)
		if (strcmp(i->name, marks[k]) == 0)
			return true;
	return false;
}

static bool
is_assertion(const struct gr_token *t)
{
	static const char *const heads[] = { "assert", "Assert", "expect",
	    "should", "Should", "verify", "raises", "andExpect", "fail",
	    "Errorf", "Fatal", "Error", "require", "eq" };
	size_t k;

	if (t->kind != GR_NAME)
		return false;
	for (k = 0; k < sizeof(heads) / sizeof(heads[0]); k++)
		if (begins(t->text, heads[k]))
			return true;
	return false;
}

/* What the file does when it is run as a script: does a failure show? */
static const char *
as_script(const struct gr_file *f, const struct gr_item *item, size_t n)
{
	const char *out = "nothing";
	size_t i;

	for (i = 0; i < n; i++) {
		if (item[i].kind != GR_CALL || item[i].dead)
			continue;
		if (strcmp(item[i].name, "unittest.main") == 0)
			return "fails";
		if (strcmp(item[i].name, "pytest.main") == 0)
			return strstr(f->text, "exit(pytest.main") != NULL ||
			    strstr(f->text, "SystemExit(") != NULL ||
			    (strstr(f->text, "= pytest.main") != NULL &&
			    strstr(f->text, "exit(") != NULL) ? "fails" :
			    "hides";
		if (item[i].main && begins(item[i].name, "test"))
			out = "fails";
	}
	return out;
}

void
suite_read(const struct gr_file *f)
{
	const char *lang = language(f->entry);
	const struct gr_item *item;
	const struct gr_token *t;
	struct gr_fact *x;
	size_t n, i, ntokens;
	int cases = 0, asserts = 0, first = 0, last = 0;

	item = gr_outline(f, &n);
	for (i = 0; i < n; i++)
		if (is_case(&item[i], lang)) {
			first = cases++ == 0 ? item[i].first : first;
			last = item[i].last;
		}
	t = gr_tokens(f, &ntokens);
	for (i = 0; i < ntokens; i++)
		asserts += is_assertion(&t[i]);
	/* No outline of these: each mark of a test is one. */
	if (strcmp(lang, "ruby") == 0 || strcmp(lang, "rust") == 0) {
		cases = asserts > 0;
		first = 1;
		last = f->lines;
	}
	if (cases == 0)
		return;
	x = gr_emit("ci.suite", first, last < first ? first : last);
	gr_set(x, "lang", lang);
	gr_setf(x, "cases", "%d", cases);
	gr_setf(x, "asserts", "%d", asserts);
	gr_set(x, "script", as_script(f, item, n));
}
