/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cases_brace.c: tests of the other languages.
 *
 * JavaScript and Pest call it() and test() with a title; Java, Kotlin and C#
 * annotate; PHPUnit and Go go by names.
 */
#include <stdio.h>
#include <string.h>

#include "tests.h"

struct scope {
	size_t	to;		/* token where it ends */
	bool	skipped;
};

/* --- it("..", () => ..) --------------------------------------------------- */

static const char *
script_framework(const struct source *s)
{
	static const struct {
		const char *module, *framework;
	} by[] = {
		{ "@playwright/test", "playwright" }, { "cypress", "cypress" },
		{ "vitest", "vitest" }, { "@jest/globals", "jest" },
		{ "@angular/core", "jasmine" }, { "node:test", "node:test" },
		{ "chai", "mocha" }, { "mocha", "mocha" },
		{ "bun:test", "bun" }, { "tap", "tap" }, { "ava", "ava" },
	};
	size_t i;

	for (i = 0; i < sizeof(by) / sizeof(by[0]); i++)
		if (imports(s, by[i].module))
			return by[i].framework;
	if (path_under(s->file->entry->path, "cypress"))
		return "cypress";
	return s->file->entry->kind == GR_PHP ? "pest" : "jest";
}

/* 1: a case, 2: a group of them; and whether it is left out. */
static int
script_kind(const struct gr_item *it, bool *skipped)
{
	static const char *const groups[] = { "describe", "context", "suite",
	    "xdescribe", "fdescribe", "test.describe", "xcontext", NULL };
	static const char *const off[] = { ".skip", ".todo", ".fixme",
	    ".skip.each" };
	char name[NAME_ROOM];
	size_t i, n;

	if (it->kind != GR_CALL || it->dead || strlen(it->name) >= NAME_ROOM)
		return 0;
	snprintf(name, sizeof(name), "%s", it->name);
	*skipped = name[0] == 'x';
	for (i = 0; i < sizeof(off) / sizeof(off[0]); i++)
		if (name_ends(name, off[i])) {
			*skipped = true;
			name[strlen(name) - strlen(off[i])] = '\0';
		}
	for (n = strlen(name); n > 5 && (name_ends(name, ".only") ||
	    name_ends(name, ".each")); n = strlen(name))
		name[n - 5] = '\0';
	if (name_any(name, groups))
		return 2;
	return strcmp(name, "it") == 0 || strcmp(name, "test") == 0 ||
	    strcmp(name, "xit") == 0 || strcmp(name, "xtest") == 0 ||
	    strcmp(name, "fit") == 0 || strcmp(name, "specify") == 0 ||
	    strcmp(name, "Deno.test") == 0;
}

/* it.each([..])("title", f): the second brackets. */
static size_t
each_end(const struct source *s, size_t from)
{
	int depth = 0;
	size_t i;

	for (i = from; i < s->ntok; i++) {
		if (gr_token_is(&s->tok[i], "("))
			depth++;
		else if (gr_token_is(&s->tok[i], ")") && --depth == 0)
			return i + 1;
	}
	return i;
}

static void
script_case(const struct source *s, struct test *t, int item,
    const char *framework)
{
	const struct gr_arg *title = gr_arg(&s->item[item], NULL, 0);
	size_t i;

	case_set(s, t, item, framework, title != NULL && title->text != NULL ?
	    title->text : s->item[item].name);
	if (t->to >= s->ntok || !gr_token_is(&s->tok[t->to], "("))
		return;
	i = t->to;
	t->to = each_end(s, i);
	t->last = s->tok[t->to - 1].last;
	for (; i < t->to && i < t->from + 4000; i++)
		if (s->tok[i].kind == GR_STRING) {
			snprintf(t->name, sizeof(t->name), "%s",
			    s->tok[i].text);
			break;
		}
}

static size_t
cases_script(const struct source *s, struct test *t, size_t max)
{
	const char *framework = script_framework(s);
	struct scope scope[16] = { { .to = s->ntok } };
	size_t depth = 1, n = 0, i, busy = 0;
	bool off;
	int kind;

	for (i = 0; i < s->n && n < max; i++) {
		const struct gr_item *it = &s->item[i];

		while (depth > 1 && it->token >= scope[depth - 1].to)
			depth--;
		kind = it->token < busy ? 0 : script_kind(it, &off);
		if (kind == 2 && depth < sizeof(scope) / sizeof(scope[0])) {
			off |= scope[depth - 1].skipped;
			scope[depth].to = it->end;
			scope[depth++].skipped = off;
		} else if (kind == 1) {
			script_case(s, &t[n], (int)i, framework);
			t[n].skipped = off || scope[depth - 1].skipped;
			/* Without a body it is a plan, not a test. */
			if (s->item[i].nargs < 2 && t[n].to == it->end)
				t[n].skipped = true;
			busy = t[n++].to;
		}
	}
	return n;
}

/* --- annotations and names ------------------------------------------------ */

static const char *
marked_framework(const struct source *s, int i)
{
	static const char *const junit[] = { "Test", "ParameterizedTest",
	    "RepeatedTest", "TestFactory", "Property", NULL };
	static const char *const sharp[] = { "Fact", "Theory", "Test",
	    "TestCase", "TestMethod", "DataTestMethod", "TestCaseSource",
	    NULL };
	bool c = s->file->entry->kind == GR_CSHARP;
	int m;

	for (m = i; (m = mark_before(s, i, m)) >= 0; )
		if (name_any(name_last(s->item[m].name), c ? sharp : junit))
			break;
	if (m < 0)
		return NULL;
	if (!c)
		return imports(s, "org.testng") ? "testng" : "junit";
	if (strcmp(s->item[m].name, "Fact") == 0 ||
	    strcmp(s->item[m].name, "Theory") == 0)
		return "xunit";
	return strstr(s->item[m].name, "Method") != NULL ? "mstest" : "nunit";
}

static bool
marked_off(const struct source *s, int item)
{
	static const char *const off[] = { "Disabled", "Ignore", "Explicit",
	    "Skip", NULL };
	int m;

	if (marked(s, item, off))
		return true;
	for (m = item; (m = mark_before(s, item, m)) >= 0; )
		if (gr_arg(&s->item[m], "Skip", -1) != NULL ||
		    gr_arg(&s->item[m], "Ignore", -1) != NULL)
			return true;
	return false;
}

/* "@test" in the comment before it. */
static bool
doc_test(const struct source *s, int item)
{
	size_t i = s->item[item].token;
	int far;

	for (far = 0; i > 0 && far < 12; far++)
		if (s->tok[--i].kind == GR_COMMENT)
			return strstr(s->tok[i].text, "@test") != NULL;
	return false;
}

static const char *
php_framework(const struct source *s, int i)
{
	static const char *const test[] = { "Test", NULL };
	int class = s->item[i].inside;

	if (class < 0 || s->item[class].kind != GR_CLASS ||
	    strstr(s->item[class].what, "Test") == NULL)
		return NULL;
	return name_begins(s->item[i].name, "test") || marked(s, i, test) ||
	    doc_test(s, i) ? "phpunit" : NULL;
}

/* func TestName(t *testing.T), in a file *_test.go. */
static const char *
go_framework(const struct source *s, int i)
{
	const struct gr_item *it = &s->item[i];
	const struct gr_arg *t = gr_arg(it, NULL, 0);

	if (!s->named || !name_begins(it->name, "Test") ||
	    (it->name[4] >= 'a' && it->name[4] <= 'z'))
		return NULL;
	if (imports(s, "github.com/stretchr/testify/suite") && t == NULL)
		return "testify";
	return t != NULL && t->code != NULL &&
	    strstr(t->code, "testing.T") != NULL ? "go" : NULL;
}

static const char *
brace_framework(const struct source *s, int i)
{
	switch (s->file->entry->kind) {
	case GR_CSHARP:
	case GR_JAVA:
	case GR_KOTLIN:
		return marked_framework(s, i);
	case GR_PHP:
		return php_framework(s, i);
	case GR_GO:
		return go_framework(s, i);
	default:
		return NULL;
	}
}

size_t
cases_brace(const struct source *s, struct test *t, size_t max)
{
	enum gr_kind kind = s->file->entry->kind;
	const char *framework;
	size_t i, n = 0;

	if (kind == GR_JAVASCRIPT || kind == GR_TYPESCRIPT)
		return s->named ? cases_script(s, t, max) : 0;
	for (i = 0; i < s->n && n < max; i++) {
		if (s->item[i].kind != GR_FUNCTION || s->item[i].dead)
			continue;
		framework = brace_framework(s, (int)i);
		if (framework == NULL)
			continue;
		case_set(s, &t[n], (int)i, framework, s->item[i].name);
		t[n++].skipped = marked_off(s, (int)i);
	}
	if (n == 0 && kind == GR_PHP && s->named)
		n = cases_script(s, t, max);
	return n;
}
