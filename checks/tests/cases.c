/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cases.c: which functions are tests; those of Python here.
 *
 * pytest collects test_*.py and *_test.py, in them functions "test*" and
 * methods of classes "Test*" without a constructor; unittest and Django
 * collect test*.py and in them the TestCases.  A helper in a class of any
 * other name, a fixture and a function in a function are collected by none.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests.h"

static int
by_name(const void *a, const void *b, void *arg)
{
	const struct source *s = arg;

	return strcmp(s->item[*(const int *)a].name,
	    s->item[*(const int *)b].name);
}

void
source_begin(struct source *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->item[i].kind == GR_IMPORT && s->nimports < IMPORTS_MOST)
			s->import[s->nimports++] = s->item[i].name;
		if (s->item[i].kind == GR_FUNCTION &&
		    s->nhelpers < HELPERS_MOST)
			s->helper[s->nhelpers++] = (int)i;
	}
	qsort_r(s->helper, s->nhelpers, sizeof(s->helper[0]), by_name, s);
}

int
helper_of(const struct source *s, const struct gr_item *call)
{
	const char *name = name_last(call->name);
	size_t low = 0, high = s->nhelpers, mid;
	int by;

	/* "self.check()" and "check()", never "other.check()". */
	if (strchr(call->name, '.') != NULL && !name_begins(call->name,
	    "self.") && !name_begins(call->name, "this.") &&
	    !name_begins(call->name, "$this."))
		return -1;
	while (low < high) {
		mid = low + (high - low) / 2;
		by = strcmp(s->item[s->helper[mid]].name, name);
		if (by == 0)
			return s->helper[mid];
		if (by < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return -1;
}

bool
imports(const struct source *s, const char *module)
{
	size_t i, n = strlen(module);

	for (i = 0; i < s->nimports; i++)
		if (strncmp(s->import[i], module, n) == 0 &&
		    (s->import[i][n] == '\0' ||
		    strchr("./", s->import[i][n]) != NULL))
			return true;
	return false;
}

bool
imports_any(const struct source *s, const char *const *modules)
{
	for (; *modules != NULL; modules++)
		if (imports(s, *modules))
			return true;
	return false;
}

int
mark_before(const struct source *s, int item, int before)
{
	int i;

	for (i = before - 1; i >= 0 && item - i <= MARKS_FAR; i--) {
		if (s->item[i].kind == GR_MARK && s->item[i].on == item)
			return i;
		/* Between them lie only marks and what they call. */
		if (s->item[i].kind != GR_MARK && s->item[i].kind != GR_CALL)
			break;
	}
	return -1;
}

void
case_set(const struct source *s, struct test *t, int item,
    const char *framework, const char *name)
{
	const struct gr_item *it = &s->item[item];
	int i;

	t->framework = framework;
	snprintf(t->name, sizeof(t->name), "%s", name);
	t->item = item;
	t->from = it->token;
	t->to = it->end;
	t->first = it->first;
	t->last = it->last;
	t->skipped = false;
	/* Its decorators are part of it: they hold the parameters. */
	for (i = item; (i = mark_before(s, item, i)) >= 0; ) {
		t->from = s->item[i].token;
		t->first = s->item[i].first;
	}
}

bool
marked(const struct source *s, int item, const char *const *names)
{
	int up, i;

	for (up = item; up >= 0; up = s->item[up].inside)
		for (i = up; (i = mark_before(s, up, i)) >= 0; )
			if (name_any(name_last(s->item[i].name), names))
				return true;
	return false;
}

/* --- Python --------------------------------------------------------------- */

/* @pytest.mark.skip, @unittest.skip; skipif(True). */
static bool
skips(const struct gr_item *it)
{
	const char *last = name_last(it->name);
	const struct gr_arg *a;

	if (strcmp(last, "skip") == 0 || strcmp(last, "xfail") == 0 ||
	    strcmp(last, "expectedFailure") == 0 ||
	    strcmp(last, "SkipTest") == 0)
		return true;
	a = gr_arg(it, "condition", 0);
	if (a == NULL)
		return false;
	if (strcmp(last, "skipif") == 0 || strcmp(last, "skipIf") == 0)
		return strcmp(a->code, "True") == 0;
	return strcmp(last, "skipUnless") == 0 && strcmp(a->code, "False") == 0;
}

/* The block of a function opens with pytest.skip(), or so does the file. */
static bool
skips_first(const struct source *s, int item)
{
	size_t i;
	int body = -1;

	for (i = (size_t)item + 1; i < s->n && s->item[i].token <
	    s->item[item].end; i++) {
		const struct gr_token *t = &s->tok[s->item[i].token];

		if (s->item[i].kind != GR_CALL)
			continue;
		if (body < 0)
			body = s->tok[s->item[item].token].indent;
		if (t->line == s->item[item].first)
			continue;
		/* Deeper than the first level it is under a condition. */
		return (strcmp(s->item[i].name, "pytest.skip") == 0 ||
		    strcmp(s->item[i].name, "self.skipTest") == 0) &&
		    t->indent <= body + 4;
	}
	return false;
}

static bool
skips_file(const struct source *s)
{
	const struct gr_arg *a;
	size_t i;

	for (i = 0; i < s->n; i++) {
		const struct gr_item *it = &s->item[i];

		if (it->kind == GR_ASSIGN && it->inside < 0 &&
		    strcmp(it->name, "pytestmark") == 0 &&
		    (a = gr_arg(it, NULL, 0)) != NULL && a->code != NULL &&
		    (strstr(a->code, "mark.skip(") != NULL ||
		    name_ends(a->code, "mark.skip")))
			return true;
		if (it->kind == GR_CALL && it->inside < 0 && !it->dead &&
		    strcmp(it->name, "pytest.skip") == 0 &&
		    s->tok[it->token].indent == 0)
			return true;
	}
	return false;
}

static bool
has_method(const struct source *s, int class, const char *name)
{
	size_t i;

	for (i = 0; i < s->nhelpers; i++)
		if (s->item[s->helper[i]].inside == class &&
		    strcmp(s->item[s->helper[i]].name, name) == 0)
			return true;
	return false;
}

static const char *
python_framework(const struct source *s, int class)
{
	bool unit = class >= 0 && strstr(s->item[class].what, "Test") != NULL;

	if (unit && (imports(s, "django") || imports(s, "rest_framework")))
		return "django";
	if (unit)
		return "unittest";
	if (imports(s, "nose"))
		return "nose";
	return "pytest";
}

/* A function that the runner of its file would call? */
static const char *
python_case(const struct source *s, int i)
{
	static const char *const fixture[] = { "fixture", "given", "when",
	    "then", "step", "task", "dag", "route", NULL };
	const struct gr_item *it = &s->item[i];
	int class = it->inside;
	bool unit;

	if (it->kind != GR_FUNCTION || it->dead || it->main ||
	    !name_begins(it->name, "test") || marked(s, i, fixture))
		return NULL;
	if (class < 0)
		/* Django's tests.py is read by pytest-django alone. */
		return s->named || imports(s, "pytest") ?
		    python_framework(s, -1) : NULL;
	if (s->item[class].kind != GR_CLASS || s->item[class].inside >= 0)
		return NULL;
	unit = strstr(s->item[class].what, "Test") != NULL;
	if (!unit && (!s->named || !name_begins(s->item[class].name, "Test") ||
	    has_method(s, class, "__init__")))
		return NULL;
	return python_framework(s, class);
}

/* "then" of behave or pytest-bdd: where a scenario checks. */
static const char *
python_step(const struct source *s, int i)
{
	static const char *const then[] = { "then", NULL };

	if (s->item[i].kind != GR_FUNCTION || !marked(s, i, then))
		return NULL;
	return imports(s, "behave") ? "behave" :
	    imports(s, "pytest_bdd") ? "pytest-bdd" : NULL;
}

/* Would any runner open this file? */
static bool
python_collected(const struct source *s)
{
	const struct gr_entry *e = s->file->entry;
	size_t i;

	if (s->named || name_begins(e->base, "test"))
		return true;
	if (imports(s, "behave") || imports(s, "pytest_bdd"))
		return true;
	if (e->kind == GR_NOTEBOOK)
		for (i = 0; i < s->n; i++)
			if (s->item[i].kind == GR_CALL &&
			    (strcmp(s->item[i].name, "ipytest.run") == 0 ||
			    strcmp(s->item[i].name, "unittest.main") == 0))
				return true;
	return false;
}

size_t
cases_python(const struct source *s, struct test *t, size_t max)
{
	bool all = skips_file(s);
	const char *framework;
	size_t i, n = 0;
	int up, k;

	if (!python_collected(s))
		return 0;
	for (i = 0; i < s->n && n < max; i++) {
		framework = python_case(s, (int)i);
		if (framework == NULL)
			framework = python_step(s, (int)i);
		if (framework == NULL)
			continue;
		case_set(s, &t[n], (int)i, framework, s->item[i].name);
		t[n].skipped = all || skips_first(s, (int)i);
		for (up = (int)i; up >= 0; up = s->item[up].inside)
			for (k = up; (k = mark_before(s, up, k)) >= 0; )
				t[n].skipped |= skips(&s->item[k]);
		n++;
	}
	return n;
}

size_t
cases_find(const struct source *s, struct test *t, size_t max)
{
	return s->brace ? cases_brace(s, t, max) : cases_python(s, t, max);
}
