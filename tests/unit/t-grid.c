/* rooms: grid model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-grid.c: what the loader of the rules takes, and what it refuses where. */
#include "grids.h"

#include <unistd.h>

/* Every section once; "put" below replaces one line of it. */
static const char whole[] =
    HEAD
    "session:\n"						/* 10 */
    "  deadline_days: 5\n"
    "  one_project: [E1]\n"
    "  oral:\n"
    "    - {epreuve: E1, minutes: 15, demonstration: false}\n"
    "  questions: 10\n"						/* 15 */
    "  passages:\n"
    "    - {blocs: [1], minutes: 25}\n"
    "  planning:\n"
    "    - {fr: Pause, en: Break, minutes: 5, candidate: false}\n"
    "  jury: {least: 2, years: 2, external_percent: 50}\n"	/* 20 */
    "  share:\n"
    "    - {to: jury, days: 7, before: session}\n"
    "  decisions: [Admis]\n"
    "  results: [Absent]\n"
    "facts:\n"							/* 25 */
    "  - {name: doc.plan, fr: '« {match} »', en: '{match} {', heading: '^plan', "
	"in: '**', words: 5}\n"
    "criteria:\n"
    "  - id: C1.1\n"						/* 28 */
    "    text: A text\n"
    "    authority: auto\n"
    "    fallback: assist\n"
    "    complete: yes.a\n";					/* 32 */

/* The text with its nth line replaced; caller frees. */
static char *
with_line(const char *text, int line, const char *put)
{
	char *out = malloc(strlen(text) + strlen(put) + 2);
	const char *at = text, *end;

	assert_non_null(out);
	for (; line > 1; line--)
		at = strchr(at, '\n') + 1;
	end = strchr(at, '\n') + 1;
	memcpy(out, text, (size_t)(at - text));
	memcpy(out + (at - text), put, strlen(put));
	memcpy(out + (at - text) + strlen(put), end, strlen(end) + 1);
	return out;
}

/* The file that is wrong is told with the line and what. */
static void
refused(const char *name, const char *text, int line, const char *what)
{
	char where[160];
	struct grid *g;

	put_file("small.yaml", strcmp(name, "small.yaml") == 0 ? text : whole);
	put_file(name, text);
	if (grid_open(in_folder("small.yaml"), &catalogue, &g, &e) == 0)
		fail_msg("accepted:\n%s", text);
	assert_null(g);
	assert_int_equal(e.kind, ERR_FORMAT);
	snprintf(where, sizeof(where), "%s:%d: ", in_folder(name), line);
	if (strncmp(e.msg, where, strlen(where)) != 0 ||
	    strstr(e.msg, what) == NULL)
		fail_msg("said \"%s\", not \"%s%s\"", e.msg, where, what);
}

struct wrong {
	int		 line;		/* replaced */
	const char	*put;
	int		 told;
	const char	*what;
};

static void
all_refused(const struct wrong *w, size_t n)
{
	char *text;
	size_t i;

	for (i = 0; i < n; i++) {
		text = with_line(whole, w[i].line, w[i].put);
		refused("small.yaml", text, w[i].told, w[i].what);
		free(text);
	}
}

#define ALL_REFUSED(w) all_refused(w, sizeof(w) / sizeof((w)[0]))

static void
a_whole_grid_is_read(void **state)
{
	const struct grid_competence *c;
	const struct grid_epreuve *ep;
	const struct grid_criterion *k;
	struct grid *g = open_text(whole);
	const struct query *q;
	size_t n;

	(void)state;
	assert_string_equal(grid_name(g), "small");
	assert_int_equal(grid_count(g), 1);
	k = grid_find(g, "C1.1");
	assert_ptr_equal(k, grid_at(g, 0));
	assert_null(grid_find(g, "C1.2"));
	assert_string_equal(k->competence, "C1");
	assert_string_equal(k->complete, "yes.a");
	assert_int_equal(k->epreuve, 1);
	assert_int_equal(k->bloc, 1);
	assert_int_equal(k->line, 28);
	assert_int_equal(k->authority, BY_AUTO);
	assert_int_equal(k->fallback, BY_ASSIST);
	assert_true(k->checked);
	assert_null(k->advice[LANG_FR]);
	assert_int_equal(grid_competences(g, &c), 1);
	assert_string_equal(c->title, "Collect");
	assert_int_equal(grid_epreuves(g, &ep), 1);
	assert_int_equal(ep->pages_least, 2);
	assert_int_equal(ep->pages_most, 5);
	q = grid_queries(g, &n);
	assert_int_equal(n, 1);
	assert_string_equal(q->fact, "doc.plan");
	assert_string_equal(q->kind, "heading");
	assert_string_equal(q->in, "**");
	assert_int_equal(q->words, 5);
	grid_close(g);
}

static void
what_stands_before_the_criteria_is_checked(void **state)
{
	static const struct wrong w[] = {
		{ 1, "rules: 2\n", 1, "\"rules\" must be a number" },
		{ 1, "", 1, "the key \"rules\" is missing" },
		{ 1, "rules: 1\nadvice: x\n", 2, "unknown key \"advice\"" },
		{ 2, "grid: [a]\n", 2, "\"grid\" must be a text" },
		{ 3, "title: Small\n", 3, "a mapping with the keys" },
		{ 3, "title: {fr: P}\n", 3, "the key \"en\" is missing" },
		{ 3, "title: {fr: ~, en: S}\n", 3, "a text is expected" },
		{ 5, "  one\n", 4, "\"blocs\" must be a list" },
		{ 5, "  - {number: 0, code: B, title: O}\n", 5,
		    "\"number\" must be a number from 1 to 9" },
		{ 5, "  - {number: 1, code: B, title: O}\n"
		    "  - {number: 1, code: B, title: O}\n", 6,
		    "bloc 1 a second time" },
		{ 7, "  - {id: E6, bloc: 1, title: F, pages: [2, 5], "
		    "document: rapport}\n", 7, "\"E6\" is not E1..E5" },
		{ 7, "  - {id: E1, bloc: 2, title: F, pages: [2, 5], "
		    "document: rapport}\n", 7, "unknown bloc 2" },
		{ 7, "  - {id: E1, bloc: 1, title: F, pages: [5, 2], "
		    "document: rapport}\n", 7, "\"most\" must be a number" },
		{ 7, "  - {id: E1, bloc: 1, title: F, pages: [5], "
		    "document: rapport}\n", 7, "must be [least, most]" },
		{ 7, "  - {id: E1, bloc: 1, title: F, pages: [2, 5], "
		    "document: essay}\n", 7, "\"document\" must be" },
		{ 9, "  - {id: C1, epreuve: E2, title: C}\n", 9,
		    "unknown épreuve \"E2\"" },
		{ 9, "  - {id: C1.1, epreuve: E1, title: C}\n", 9,
		    "\"C1.1\" cannot name a competence" },
		{ 9, "  - {id: C1, epreuve: E1, title: C}\n"
		    "  - {id: C1, epreuve: E1, title: C}\n", 10,
		    "competence C1 a second time" },
	};

	(void)state;
	ALL_REFUSED(w);
}

static void
a_session_has_the_regulations_shape(void **state)
{
	static const struct wrong w[] = {
		{ 11, "  deadline: 5\n", 11, "unknown key \"deadline\"" },
		{ 11, "  deadline_days: five\n", 11, "must be a number" },
		{ 12, "  one_project: [E9]\n", 12, "unknown épreuve \"E9\"" },
		{ 14, "    - {epreuve: E1, minutes: 15, demonstration: 2}\n",
		    14, "\"demonstration\" must be true or false" },
		{ 14, "    - {epreuve: E1, minutes: 0, demonstration: false}"
		    "\n", 14, "\"minutes\" must be a number from 1 to 600" },
		{ 15, "  questions: -1\n", 15, "\"questions\" must be" },
		{ 17, "    - {blocs: [2], minutes: 25}\n", 17,
		    "unknown bloc" },
		{ 19, "    - {fr: Pause, minutes: 5, candidate: false}\n", 19,
		    "the key \"en\" is missing" },
		{ 20, "  jury: {least: 2, years: 2, external_percent: 101}\n",
		    20, "from 0 to 100" },
		{ 22, "    - {to: jury, days: 7}\n", 22,
		    "the key \"before\" is missing" },
		{ 23, "  decisions: Admis\n", 23, "must be a list" },
		{ 24, "  results: [[]]\n", 24, "a text is expected" },
	};

	(void)state;
	ALL_REFUSED(w);
}

static void
a_query_has_one_kind_and_the_keys_of_its_kind(void **state)
{
	static const struct wrong w[] = {
		{ 26, "  - {name: doc.plan, fr: p, en: p}\n", 26,
		    "one of the keys \"column\"" },
		{ 26, "  - {name: doc.plan, fr: p, en: p, text: a, file: b}"
		    "\n", 26, "one of the keys \"column\"" },
		{ 26, "  - {name: doc.plan, fr: p, en: p, text: a, "
		    "words: 5}\n", 26, "unknown key \"words\"" },
		{ 26, "  - {name: doc.plan, fr: p, en: p, text: a, "
		    "where: b}\n", 26, "unknown key \"where\"" },
		{ 26, "  - {name: doc.plan, fr: p, en: p, heading: a, "
		    "words: many}\n", 26, "\"words\" must be a number" },
		{ 26, "  - {name: doc.plan, fr: '{match}', en: 'a {plan}', "
		    "text: a}\n", 26, "the hole {match}, no other" },
		{ 26, "  - {name: plan, fr: p, en: p, text: a}\n", 26,
		    "\"plan\" cannot name a fact" },
		{ 26, "  - {name: Doc.plan, fr: p, en: p, text: a}\n", 26,
		    "\"Doc.plan\" cannot name a fact" },
		{ 26, "  - {name: yes.a, fr: p, en: p, text: a}\n", 26,
		    "is declared by the plugin \"sighted\" already" },
		{ 26, "  - {name: d.p, fr: p, en: p, text: a}\n"
		    "  - {name: d.p, fr: p, en: p, file: a}\n", 27,
		    "fact \"d.p\" a second time" },
		{ 25, "facts: {}\nfacts_:\n", 26, "unknown key \"facts_\"" },
	};

	(void)state;
	ALL_REFUSED(w);
}

static void
a_criterion_is_one_of_the_grid_and_told_once(void **state)
{
	static const struct wrong w[] = {
		{ 28, "  - id: C2.1\n", 28,
		    "criterion C2.1: unknown competence" },
		{ 28, "  - id: C1\n", 28, "\"C1\" cannot name a criterion" },
		{ 28, "  - id: C1.\n", 28, "\"C1.\" cannot name a criterion" },
		{ 29, "", 28, "the key \"text\" is missing" },
		{ 30, "    authority: nobody\n", 30,
		    "\"authority\" must be auto, forge, assist or jury" },
		{ 31, "    fallback: ''\n", 31, "\"fallback\" must be a text" },
		{ 32, "    complet: yes.a\n", 32, "unknown key \"complet\"" },
		{ 32, "    complete: yes.a\n"
		    "  - {id: C1.1, text: T, authority: auto}\n", 33,
		    "criterion C1.1 a second time (first on line 28)" },
		{ 32, "    against: [yes.a]\n", 28, "criterion C1.1 has "
		    "\"against\" and neither complete nor partial" },
		{ 32, "    nearest: [yes.a]\n", 28, "neither complete nor" },
		{ 32, "    complete: yes.a\n    against: []\n", 33,
		    "\"against\" is empty" },
		{ 32, "    complete: [yes.a]\n", 32,
		    "a fact's name or a mapping" },
		{ 32, "    complete: yes.a\n    complete: no.a\n", 33,
		    "complete" },
	};
	char *text;

	(void)state;
	ALL_REFUSED(w);
	text = with_line(HEAD "criteria: []\n", 1, "rules: 1\n");
	refused("small.yaml", text, 1, "no criteria");
	free(text);
}

static void
an_expression_names_what_is_declared_in_one_form(void **state)
{
	static const struct wrong w[] = {
		{ 32, "    complete: yes.b\n", 32, "unknown fact \"yes.b\"" },
		{ 32, "    complete:\n      all:\n        - yes.a\n"
		    "        - yes.b\n", 35, "unknown fact \"yes.b\"" },
		{ 32, "    complete: Yes\n", 32, "\"Yes\" cannot name a fact" },
		{ 32, "    complete:\n", 32, "a text is expected" },
		{ 32, "    complete: {}\n", 32, "a mapping with one of all" },
		{ 32, "    complete: {all: [yes.a], any: [no.a]}\n", 32,
		    "a mapping with one of all, any, none" },
		{ 32, "    complete: {all: [yes.a], least: 1}\n", 32,
		    "unknown key \"least\", not one of \"all\"" },
		{ 32, "    complete: {all: []}\n", 32, "\"all\" is empty" },
		{ 32, "    complete: {all: yes.a}\n", 32,
		    "\"all\" must be a list" },
		{ 32, "    complete: {at_least: 3, of: [yes.a, no.a]}\n", 32,
		    "\"at_least\" must be a number from 1 to 2" },
		{ 32, "    complete: {at_least: 1}\n", 32,
		    "the key \"of\" is missing" },
		{ 32, "    complete: {count: yes.a}\n", 32,
		    "the key \"least\" is missing" },
		{ 32, "    complete: {count: {all: [yes.a]}, least: 1}\n", 32,
		    "unknown key \"all\"" },
		{ 32, "    complete: {count: yes.a, least: 1, distinct: q}\n",
		    32, "has no attribute \"q\", only \"n kind words other\"" },
		{ 32, "    complete: {each: yes.a, by: path}\n", 32,
		    "the key \"has\" is missing" },
		{ 32, "    complete: {each: yes.a, has: no.a, by: n}\n", 32,
		    "the fact \"no.a\" has no attribute \"n\"" },
	};

	(void)state;
	ALL_REFUSED(w);
}

static void
a_condition_is_about_an_attribute_that_is_set(void **state)
{
	static const struct wrong w[] = {
		{ 32, "    complete: {fact: yes.a, where: {path: x}}\n", 32,
		    "the fact \"yes.a\" has no attribute \"path\"" },
		{ 32, "    complete: {fact: doc.plan, where: {kind: x}}\n",
		    32, "has no attribute \"kind\", only \"match\"" },
		{ 32, "    complete: {fact: yes.a, where: kind}\n", 32,
		    "\"where\" takes attributes and values" },
		{ 32, "    complete: {fact: yes.a, where: {}}\n", 32,
		    "\"where\" takes attributes and values" },
		{ 32, "    complete: {fact: yes.a, where: {kind: []}}\n", 32,
		    "the list is empty" },
		{ 32, "    complete: {fact: yes.a, where: {kind: {}}}\n", 32,
		    "the condition is empty" },
		{ 32, "    complete: {fact: yes.a, where: {n: {more: 1}}}\n",
		    32, "unknown key \"more\"" },
		{ 32, "    complete: {fact: yes.a, where: {n: {least: a}}}\n",
		    32, "\"least\" takes a number" },
		{ 32, "    complete: {fact: yes.a, where: {n: {most: 1e3}}}"
		    "\n", 32, "\"most\" takes a number" },
		{ 32, "    complete: {fact: yes.a, where: "
		    "{words: {contains: a b}}}\n", 32,
		    "\"contains\" takes one word" },
		{ 32, "    complete: {fact: yes.a, where: "
		    "{words: {contains: [a]}}}\n", 32, "a text is expected" },
	};

	(void)state;
	ALL_REFUSED(w);
}

static void
an_unknown_fact_is_taken_for_that_of_a_plugin_that_did_not_load(void **state)
{
	char *text = with_line(whole, 32, "    complete: yes.b\n");
	struct grid *g;

	(void)state;
	refused("small.yaml", text, 32, "unknown fact \"yes.b\"");
	checks[1].failure = "another version";
	assert_int_equal(grid_open(in_folder("small.yaml"), &catalogue, &g,
	    &e), 0);
	grid_close(g);
	checks[1].failure = NULL;
	free(text);
}

static void
a_file_is_one_mapping(void **state)
{
	struct grid *g;

	(void)state;
	refused("small.yaml", "", 1, "the file is empty");
	refused("small.yaml", "- a\n", 1, "a mapping with the keys");
	refused("small.yaml", HEAD FIRST "---\na: b\n", 15,
	    "a second YAML document");
	refused("small.yaml", "rules: 1\nrules: 1\n", 2, "rules");
	refused("small.yaml", "rules: [1\n", 2, "");
	assert_int_equal(grid_open(in_folder("none.yaml"), NULL, &g, &e), -1);
	assert_null(g);
	assert_non_null(strstr(e.msg, "none.yaml"));
}

#define TEXTS(lang, list) \
	"texts: 1\ngrid: small\nlang: " lang "\ncriteria:" list

static void
texts_are_of_the_grid_and_whole(void **state)
{
	struct grid *g;

	(void)state;
	refused("small.fr.yaml", TEXTS("en", " {}\n"), 1,
	    "\"lang\" must be fr");
	assert_int_equal(unlink(in_folder("small.fr.yaml")), 0);
	refused("small.en.yaml", TEXTS("fr", " {}\n"), 1,
	    "\"lang\" must be en");
	assert_int_equal(unlink(in_folder("small.en.yaml")), 0);
	refused("small.fr.yaml", "texts: 1\ngrid: big\nlang: fr\n"
	    "criteria: {}\n", 1, "texts of the grid \"big\"");
	refused("small.fr.yaml", TEXTS("fr", " []\n"), 1,
	    "\"criteria\" must be a mapping");
	refused("small.fr.yaml", TEXTS("fr", "\n  C1.2: {}\n"), 5,
	    "no criterion \"C1.2\" in the grid");
	refused("small.fr.yaml", TEXTS("fr", "\n  C1.1: {looked_for: a, "
	    "question: b}\n"), 5, "the key \"advice\" is missing");
	refused("small.fr.yaml", TEXTS("fr", "\n  C1.1: {looked_for: a, "
	    "advice: '', question: b}\n"), 5, "\"advice\" must be a text");
	refused("small.fr.yaml", TEXTS("fr", "\n  C1.1: {looked_for: a, "
	    "advice: c, question: b, note: d}\n"), 5, "unknown key \"note\"");
	put_file("small.fr.yaml", TEXTS("fr", "\n  C1.1: {looked_for: a, "
	    "advice: c, question: b}\n"));
	g = open_text(whole);
	assert_string_equal(grid_at(g, 0)->advice[LANG_FR], "c");
	assert_null(grid_at(g, 0)->advice[LANG_EN]);
	grid_close(g);
}

static void
the_fingerprint_is_of_all_the_files(void **state)
{
	char before[65], with[65];
	struct grid *g = open_text(whole);

	(void)state;
	snprintf(before, sizeof(before), "%s", grid_sha256(g));
	grid_close(g);
	put_file("small.en.yaml", TEXTS("en", " {}\n"));
	g = open_text(whole);
	snprintf(with, sizeof(with), "%s", grid_sha256(g));
	grid_close(g);
	assert_int_equal(strlen(with), 64);
	assert_string_not_equal(before, with);
	put_file("small.en.yaml", TEXTS("en", "  {}\n"));
	g = open_text(whole);
	assert_string_not_equal(grid_sha256(g), with);
	grid_close(g);
}

static void
lists_have_an_end(void **state)
{
	char text[GRID_ROOM], *at;
	struct grid *g;
	int i, k;

	(void)state;
	for (k = 200; k <= 201; k++) {
		at = text + snprintf(text, sizeof(text), HEAD FIRST
		    "    complete: {any: [");
		for (i = 0; i < k; i++)
			at += snprintf(at, 20, "%syes.a", i ? "," : "");
		snprintf(at, 20, "]}\n");
		if (k == 200) {
			g = open_text(text);
			grid_close(g);
		} else {
			refused("small.yaml", text, 14,
			    "more than 200 items");
		}
	}
	/* One text of 4000 bytes, not of 4001. */
	for (k = 4000; k <= 4001; k++) {
		snprintf(text, sizeof(text), HEAD FIRST "    complete: "
		    "{fact: yes.a, where: {kind: %0*d}}\n", k, 1);
		if (k == 4000) {
			g = open_text(text);
			grid_close(g);
		} else {
			refused("small.yaml", text, 14,
			    "a text longer than 4000 bytes");
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_whole_grid_is_read),
		TEST(what_stands_before_the_criteria_is_checked),
		TEST(a_session_has_the_regulations_shape),
		TEST(a_query_has_one_kind_and_the_keys_of_its_kind),
		TEST(a_criterion_is_one_of_the_grid_and_told_once),
		TEST(an_expression_names_what_is_declared_in_one_form),
		TEST(a_condition_is_about_an_attribute_that_is_set),
		TEST(an_unknown_fact_is_taken_for_that_of_a_plugin_that_did_not_load),
		TEST(a_file_is_one_mapping),
		TEST(texts_are_of_the_grid_and_whole),
		TEST(the_fingerprint_is_of_all_the_files),
		TEST(lists_have_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
