/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tests.c: automated tests, and what is called so and is none.
 *
 * A scan tells the tests that are written in one file (tests/tests.h says
 * what counts); with the tree at hand those that reach the project become
 * test.case, the fact that rules rest on.
 */
#include <stdlib.h>
#include <string.h>

#include "tests/tests.h"

enum { SIZE_MOST = 1 << 20 };

static const struct gr_fact_kind kinds[] = {
	{ "test.case",
	    "test automatisé « {name} » ({framework}, {asserts} vérifications)",
	    "automated test \"{name}\" ({framework}, {asserts} assertions)",
	    "name framework asserts subject aim described tool" },
	{ "test.suite",
	    "{cases} test(s) sur {about}, dont « {sample} »",
	    "{cases} test(s) about {of}, such as \"{sample}\"",
	    "subject about of cases sample aim tool described" },
	{ "test.written", "test « {name} » écrit ({framework})",
	    "test \"{name}\" is written ({framework})",
	    "name framework asserts subject described" },
	{ "test.file", "fichier de tests {framework} : {cases} tests",
	    "file of {framework} tests: {cases} tests",
	    "framework cases modules way" },
	{ "test.call", "requête de test {method} {path}",
	    "request of a test {method} {path}", "method path" },
	{ "test.remote", "test qui interroge un site extérieur : {url}",
	    "test that calls somebody else's site: {url}", "url" },
	{ "test.foreign",
	    "tests qui n'importent et n'appellent rien du projet",
	    "tests that import and call nothing of the project", "framework" },
	{ "test.hollow", "test « {name} » qui ne peut pas échouer : {why}",
	    "test \"{name}\" that cannot fail: {reason}",
	    "name framework why reason" },
	{ "test.skipped", "test « {name} » désactivé",
	    "test \"{name}\" is skipped", "name framework" },
	{ "test.script", "fichier nommé comme un test, sans fonction de test",
	    "file named like a test that holds no test function", "" },
	{ "test.empty", "fichier de tests vide", "empty file of tests", "" },
	{ "test.scenario", "scénario Gherkin « {name} »",
	    "Gherkin scenario \"{name}\"", "name" },
	{ "test.data_check", "contrôle de données {tool} : {checks} règles",
	    "{tool} data checks: {checks} rules", "tool checks" },
	{ "test.coverage_aim", "couverture de tests visée : {value} %",
	    "aim of test coverage: {value} %", "value source stack" },
	{ "test.plan", "cas de test listés sous « {title} »",
	    "test cases listed under \"{title}\"", "title cases named covers" },
	{ "test.tool", "outil de test déclaré : {name}",
	    "test tool that is declared: {name}", "name stack" },
	{ "test.config", "configuration des tests ({tool})",
	    "configuration of the tests ({tool})", "tool" },
	{ .name = NULL },
};

static bool
is_source(enum gr_kind k)
{
	return k == GR_PYTHON || k == GR_NOTEBOOK || k == GR_JAVASCRIPT ||
	    k == GR_TYPESCRIPT || k == GR_JAVA || k == GR_KOTLIN ||
	    k == GR_CSHARP || k == GR_PHP || k == GR_GO;
}

static bool
wants(const struct gr_entry *e)
{
	/* A notebook with tests in it says so; few have any. */
	if (e->kind == GR_NOTEBOOK)
		return is_test_folder(e->path) ||
		    strcasestr(e->base, "test") != NULL;
	return is_source(e->kind) || is_feature(e) || aim_wants(e) ||
	    data_wants(e) || config_wants(e) || plan_wants(e) ||
	    tool_wants(e);
}

static void
tell(const struct source *s, const struct test *t, int *calls)
{
	struct asserts a = asserts_count(s, t);
	struct gr_fact *f;
	char subject[NAME_ROOM];
	/* In French and in English. */
	static const char *const whys[][2] = {
		{ "aucune vérification", "no assertion" },
		{ "des constantes", "constants" },
		{ "l'échec est avalé", "the failure is swallowed" },
	};
	const int why = a.swallowed > 0 ? 2 : a.hollow > 0;

	if (t->skipped) {
		f = gr_emit("test.skipped", t->first, t->last);
	} else if (a.real == 0) {
		f = gr_emit("test.hollow", t->first, t->last);
		gr_set(f, "why", whys[why][0]);
		gr_set(f, "reason", whys[why][1]);
	} else {
		*calls += calls_emit(s, t);
		subject_of(s, t, subject, sizeof(subject));
		f = gr_emit("test.written", t->first, t->last);
		gr_setf(f, "asserts", "%d", a.real);
		gr_set(f, "subject", subject);
		gr_set(f, "described", is_described(s, t) ? "yes" : "no");
	}
	gr_set(f, "name", t->name);
	gr_set(f, "framework", t->framework);
}

/* Nothing but imports, and what says nothing. */
static bool
is_empty(const struct source *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->item[i].kind != GR_IMPORT)
			return false;
	for (i = 0; i < s->ntok; i++)
		if (s->tok[i].kind == GR_NAME &&
		    strcmp(s->tok[i].text, "assert") == 0)
			return false;
	return true;
}

/* Python alone: elsewhere helpers lie among the tests under any name. */
static void
tell_none(const struct source *s, size_t cases)
{
	const struct gr_entry *e = s->file->entry;

	if (e->kind != GR_PYTHON || cases > 0 ||
	    (!s->named && strcmp(e->base, "tests.py") != 0))
		return;
	if (is_empty(s))
		(void)gr_emit("test.empty", 1, s->file->lines);
	else
		(void)gr_emit("test.script", 1, s->file->lines);
}

/* Cheap: may there be a test in it at all? */
static bool
may_test(const struct gr_file *f)
{
	switch (f->entry->kind) {
	case GR_PYTHON:
	case GR_NOTEBOOK:
		return is_test_name(f->entry) ||
		    name_begins(f->entry->base, "test") ||
		    strstr(f->text, "behave") != NULL ||
		    strstr(f->text, "pytest_bdd") != NULL ||
		    strstr(f->text, "ipytest") != NULL;
	case GR_JAVA:
	case GR_KOTLIN:
		return strstr(f->text, "Test") != NULL ||
		    strstr(f->text, "@Property") != NULL;
	case GR_CSHARP:
		return strstr(f->text, "Fact") != NULL ||
		    strstr(f->text, "Theory") != NULL ||
		    strstr(f->text, "Test") != NULL;
	case GR_PHP:
		return is_test_name(f->entry) ||
		    strstr(f->text, "TestCase") != NULL;
	default:
		return is_test_name(f->entry);
	}
}

static void
scan_source(const struct gr_file *f)
{
	struct source s = { .file = f };
	size_t left = STEPS_MOST, n, i;
	char modules[PATH_ROOM];
	struct gr_fact *x;
	struct test *t;
	int calls = 0;

	s.item = gr_outline(f, &s.n);
	s.tok = gr_tokens(f, &s.ntok);
	s.left = &left;
	s.brace = f->entry->kind != GR_PYTHON && f->entry->kind != GR_NOTEBOOK;
	s.named = is_test_name(f->entry);
	source_begin(&s);
	/* Not cleared: a page that no case reaches costs nothing. */
	t = malloc(CASES_MOST * sizeof(*t));
	if (t == NULL)
		abort();
	n = cases_find(&s, t, CASES_MOST);
	for (i = 0; i < n; i++)
		tell(&s, &t[i], &calls);
	tell_none(&s, n);
	if (n > 0) {
		reach_modules(&s, modules, sizeof(modules));
		x = gr_emit("test.file", t[0].first, t[n - 1].last);
		gr_set(x, "framework", t[0].framework);
		gr_setf(x, "cases", "%zu", n);
		gr_set(x, "modules", modules);
		gr_set(x, "way", reach_way(&s, t, n, calls));
	}
	free(t);
}

static void
scan(const struct gr_file *f)
{
	if (is_source(f->entry->kind) && f->len <= SIZE_MOST && may_test(f))
		scan_source(f);
	if (is_feature(f->entry))
		feature_scan(f);
	if (aim_wants(f->entry))
		aim_scan(f);
	if (data_wants(f->entry))
		data_scan(f);
	if (config_wants(f->entry))
		config_scan(f);
	if (plan_wants(f->entry))
		plan_scan(f);
	if (tool_wants(f->entry))
		tool_scan(f);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "tests",
	.version = "2",
	.summary = "automated tests: what they assert, about what, and which "
	    "ones are none",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = reach_relate,
};
