/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * data.c: checks of data that are declared instead of programmed, the
 * configuration of the tests, and scenarios in Gherkin.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests.h"

enum { SIZE_MOST = 4 << 20, SCENARIOS_MOST = 200 };

static void
tell(const char *tool, int checks, int first, int last)
{
	struct gr_fact *f;

	if (checks < 1)
		return;
	f = gr_emit("test.data_check", first, last);
	gr_set(f, "tool", tool);
	gr_setf(f, "checks", "%d", checks);
}

static int
count(const struct gr_node *list)
{
	const struct gr_node *i;
	int n = 0;

	for (i = gr_first(list); i != NULL; i = gr_next(i))
		n++;
	return n;
}

/* --- declared ------------------------------------------------------------- */

/* Great Expectations: a suite is a list of expectations with their types. */
static int
expectations(const struct gr_node *doc)
{
	const struct gr_node *i = gr_first(gr_get(doc, "expectations"));
	const char *type;
	int n = 0;

	for (; i != NULL; i = gr_next(i)) {
		type = gr_str(i, "expectation_type");
		if (type == NULL)
			type = gr_str(i, "type");
		n += type != NULL && name_begins(type, "expect_");
	}
	return n;
}

/* dbt: tests of models and of their columns, in schema.yml. */
static int
dbt_tests(const struct gr_node *doc)
{
	static const char *const lists[] = { "models", "sources", "seeds",
	    "snapshots" };
	const struct gr_node *m, *c;
	size_t k;
	int n = 0;

	for (k = 0; k < sizeof(lists) / sizeof(lists[0]); k++)
		for (m = gr_first(gr_get(doc, lists[k])); m; m = gr_next(m)) {
			n += count(gr_get(m, "tests")) +
			    count(gr_get(m, "data_tests"));
			for (c = gr_first(gr_get(m, "columns")); c;
			    c = gr_next(c))
				n += count(gr_get(c, "tests")) +
				    count(gr_get(c, "data_tests"));
		}
	return n;
}

/* Soda: "checks for TABLE:". */
static int
soda_checks(const struct gr_node *doc)
{
	const struct gr_node *i;
	int n = 0;

	for (i = gr_first(doc); i != NULL; i = gr_next(i))
		if (gr_key(i) != NULL && name_begins(gr_key(i), "checks for "))
			n += count(i);
	return n;
}

bool
data_wants(const struct gr_entry *e)
{
	if (e->size > SIZE_MOST)
		return false;
	return e->kind == GR_YAML || e->kind == GR_PYTHON ||
	    (e->kind == GR_JSON && (path_under(e->path, "expectations") ||
	    strstr(e->base, "suite") != NULL ||
	    strstr(e->base, "expectation") != NULL));
}

static void
scan_tree(const struct gr_file *f)
{
	static const char *const words[] = { "expectations", "tests:",
	    "data_tests:", "checks for " };
	const struct gr_node *doc;
	int first, last;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(f->text, words[i]) != NULL)
			break;
	if (i == sizeof(words) / sizeof(words[0]))
		return;
	doc = gr_first(gr_tree(f));
	if (doc == NULL)
		return;
	first = gr_node_line(doc);
	last = gr_node_last(doc);
	tell("great_expectations", expectations(doc), first, last);
	if (f->entry->kind == GR_YAML) {
		tell("dbt", dbt_tests(doc), first, last);
		tell("soda", soda_checks(doc), first, last);
	}
}

/* --- in Python ------------------------------------------------------------ */

struct library {
	const char	*module;
	const char	*tool;
	const char	*rule;		/* calls that begin so are rules */
	const char	*run;		/* a call or mark that runs them */
};

static const struct library libraries[] = {
	{ "deepchecks", "deepchecks", "", "run" },
	{ "evidently.test_suite", "evidently", "Test", "run" },
	{ "great_expectations", "great_expectations", "expect_", "validate" },
	{ "pandera", "pandera", "Column", "validate" },
	{ "pandera", "pandera", "Field", "validate" },
	{ "pandera", "pandera", "Column", "check_types" },
	{ "pandera", "pandera", "Field", "check_types" },
	{ "pandera", "pandera", "Column", "check_output" },
	{ "pandera", "pandera", "Column", "check_input" },
};

static int
rules_of(const struct gr_item *item, size_t n, const struct library *l,
    int *first, int *last)
{
	bool imported = false, run = false;
	const char *name;
	size_t i;
	int k = 0;

	for (i = 0; i < n; i++) {
		if (item[i].kind == GR_IMPORT)
			imported |= name_begins(item[i].name, l->module);
		if (item[i].dead || (item[i].kind != GR_CALL &&
		    item[i].kind != GR_MARK))
			continue;
		name = name_last(item[i].name);
		run |= strcmp(name, l->run) == 0;
		if (item[i].kind != GR_CALL || l->rule[0] == '\0' ?
		    strcmp(name, l->run) != 0 : !name_begins(name, l->rule))
			continue;
		*first = k == 0 ? item[i].first : *first;
		*last = item[i].last;
		k++;
	}
	return imported && run ? k : 0;
}

static void
scan_python(const struct gr_file *f)
{
	const struct gr_item *item;
	const char *told = "";
	int first = 1, last = 1, k;
	size_t i, n;

	if (strstr(f->text, "pandera") == NULL &&
	    strstr(f->text, "deepchecks") == NULL &&
	    strstr(f->text, "evidently") == NULL &&
	    strstr(f->text, "great_expectations") == NULL)
		return;
	item = gr_outline(f, &n);
	for (i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++) {
		if (strcmp(libraries[i].tool, told) == 0)
			continue;
		k = rules_of(item, n, &libraries[i], &first, &last);
		if (k > 0)
			told = libraries[i].tool;
		tell(libraries[i].tool, k, first, last);
	}
}

void
data_scan(const struct gr_file *f)
{
	if (f->entry->kind == GR_PYTHON)
		scan_python(f);
	else
		scan_tree(f);
}

/* --- configuration -------------------------------------------------------- */

static const struct {
	const char	*base, *tool;
	const char	*text;		/* that must be in it, or NULL */
} settings[] = {
	{ "conftest.py", "pytest", NULL },
	{ "pytest.ini", "pytest", "[pytest]" },
	{ "pyproject.toml", "pytest", "[tool.pytest" },
	{ "setup.cfg", "pytest", "[tool:pytest]" },
	{ "tox.ini", "tox", "[testenv" },
	{ "noxfile.py", "nox", "session" },
	{ ".coveragerc", "coverage", NULL },
	{ "jest.config.*", "jest", NULL },
	{ "vitest.config.*", "vitest", NULL },
	{ "playwright.config.*", "playwright", NULL },
	{ "cypress.config.*", "cypress", NULL },
	{ "cypress.json", "cypress", NULL },
	{ "karma.conf.js", "karma", NULL },
	{ "phpunit.xml*", "phpunit", NULL },
	{ "behave.ini", "behave", NULL },
};

static int
setting_of(const struct gr_entry *e)
{
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(settings[0]); i++)
		if (base_like(e->base, settings[i].base))
			return (int)i;
	return -1;
}

bool
config_wants(const struct gr_entry *e)
{
	return setting_of(e) >= 0;
}

void
config_scan(const struct gr_file *f)
{
	int i = setting_of(f->entry), line = 1;
	const char *at;

	if (f->len == 0)
		return;
	if (settings[i].text != NULL) {
		at = strstr(f->text, settings[i].text);
		if (at == NULL)
			return;
		line = gr_line_at(f, (size_t)(at - f->text));
	}
	gr_set(gr_emit("test.config", line, line), "tool", settings[i].tool);
}

/* --- Gherkin -------------------------------------------------------------- */

void
feature_scan(const struct gr_file *f)
{
	static const char *const words[] = { "Scenario:", "Scenario Outline:",
	    "Scénario:", "Plan du scénario:", "Example:", "Exemple:" };
	const char *p;
	size_t len, skip, i;
	int n, told = 0;

	for (n = 1; n <= f->lines && told < SCENARIOS_MOST; n++) {
		p = gr_line(f, n, &len);
		if (p == NULL)
			break;
		for (skip = 0; skip < len && strchr(" \t", p[skip]); skip++)
			;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
			size_t m = strlen(words[i]);

			if (len - skip <= m || strncmp(p + skip, words[i], m) != 0)
				continue;
			while (skip + m < len && p[skip + m] == ' ')
				m++;
			gr_setn(gr_emit("test.scenario", n, n), "name",
			    p + skip + m, len - skip - m);
			told++;
			break;
		}
	}
}
