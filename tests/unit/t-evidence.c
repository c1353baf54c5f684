/* rooms: grid model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-evidence.c: from the parts of a rule to evidence, cited and told. */
#include "seen.h"

static const char *
atom(char t)
{
	return atoms[strchr(truths, t) - truths];
}

static void
the_first_evidence_that_holds_is_the_one(void **state)
{
	char parts[300], cells[4] = "";
	enum evidence want, got;
	int i;

	(void)state;
	for (i = 0; i < 27; i++) {
		cells[0] = truths[i / 9];
		cells[1] = truths[i / 3 % 3];
		cells[2] = truths[i % 3];
		want = cells[0] == 'T' ? EV_COMPLETE :
		    cells[1] == 'T' ? EV_PARTIAL :
		    strchr(cells, 'U') != NULL ? EV_UNDETERMINED :
		    cells[2] == 'T' ? EV_NOT_APPLICABLE : EV_ABSENT;
		snprintf(parts, sizeof(parts), "    complete: %s\n"
		    "    partial: %s\n    not_applicable: %s\n",
		    atom(cells[0]), atom(cells[1]), atom(cells[2]));
		got = evidence_of(parts);
		if (got != want)
			fail_msg("%s: %s, not %s", cells, evidence_name(got),
			    evidence_name(want));
	}
}

static void
a_plugin_that_failed_is_an_error_for_its_rules_alone(void **state)
{
	struct audit a;

	(void)state;
	checks[1].failure = "crashed three times";
	audit_parts("", "    complete: yes.a\n    against: [bad.a]\n", &a);
	assert_int_equal(a.criteria[0].evidence, EV_ERROR);
	assert_non_null(strstr(a.criteria[0].note, "\"broken\""));
	assert_non_null(strstr(a.criteria[0].note, "crashed three times"));
	assert_int_equal(a.criteria[0].nfor, 0);
	assert_int_equal(a.nfailures, 1);
	audit_free(&a);
	assert_int_equal(evidence_of("    complete: yes.a\n"
	    "    not_applicable: bad.a\n"), EV_ERROR);
	/* What is only shown decides nothing. */
	assert_int_equal(evidence_of("    complete: yes.a\n"
	    "    nearest: [bad.a]\n"), EV_COMPLETE);
	assert_int_equal(evidence_of("    complete: yes.a\n"), EV_COMPLETE);
	checks[1].failure = NULL;
	/* Nor may a plugin be missing that was there at loading. */
	facts.nchecks = 3;
	audit_parts("", "    complete: yes.a\n", &a);
	facts.nchecks = 4;
	assert_int_equal(a.criteria[0].evidence, EV_ERROR);
	audit_free(&a);
}

static void
against_lowers_to_partial_and_kills_to_absent(void **state)
{
	struct audit a;

	(void)state;
	audit_parts("", "    complete: yes.a\n    against: [no.a, lone.a]\n",
	    &a);
	assert_int_equal(a.criteria[0].evidence, EV_PARTIAL);
	assert_int_equal(a.criteria[0].nfor, 3);
	assert_int_equal(a.criteria[0].nagainst, 1);
	assert_string_equal(a.criteria[0].against[0].fact, "lone.a");
	audit_free(&a);
	audit_parts("", "    complete: yes.a\n    against: pair.a\n"
	    "    kills: [lone.a]\n", &a);
	assert_int_equal(a.criteria[0].evidence, EV_ABSENT);
	assert_int_equal(a.criteria[0].nfor, 0);
	assert_int_equal(a.criteria[0].nagainst, 3);
	assert_string_equal(a.criteria[0].against[0].fact, "lone.a");
	audit_free(&a);
	assert_int_equal(evidence_of("    partial: yes.a\n"
	    "    against: [lone.a]\n"), EV_PARTIAL);
	assert_int_equal(evidence_of("    partial: yes.a\n"
	    "    kills: [lone.a]\n"), EV_ABSENT);
	/* Only what is true lowers, and only what was proved is lowered. */
	assert_int_equal(evidence_of("    complete: yes.a\n"
	    "    against: [no.a, maybe.a]\n    kills: [maybe.a]\n"),
	    EV_COMPLETE);
	assert_int_equal(evidence_of("    complete: maybe.a\n"
	    "    kills: [lone.a]\n"), EV_UNDETERMINED);
	assert_int_equal(evidence_of("    complete: no.a\n"
	    "    kills: [lone.a]\n    not_applicable: yes.a\n"),
	    EV_NOT_APPLICABLE);
}

static void
the_nearest_miss_is_the_rules_own_or_the_fact_without_conditions(void **state)
{
	const struct criterion *c;
	struct audit a;

	(void)state;
	audit_parts("", "    complete: {fact: yes.a, where: {kind: z}}\n", &a);
	c = &a.criteria[0];
	assert_int_equal(c->evidence, EV_ABSENT);
	assert_non_null(c->nearest);
	assert_string_equal(c->nearest->path, "a.py");
	assert_string_equal(c->nearest->why, "yes x");
	audit_free(&a);
	audit_parts("", "    complete: {fact: yes.a, where: {kind: z}}\n"
	    "    nearest: [no.a, pair.a]\n", &a);
	assert_string_equal(a.criteria[0].nearest->fact, "pair.a");
	audit_free(&a);
	/* Not what is cited already, nor anything for what is complete. */
	audit_parts("", "    complete: no.a\n    partial: lone.a\n"
	    "    nearest: [lone.a]\n", &a);
	assert_int_equal(a.criteria[0].evidence, EV_PARTIAL);
	assert_null(a.criteria[0].nearest);
	audit_free(&a);
	audit_parts("", "    complete: yes.a\n    nearest: [pair.a]\n", &a);
	assert_null(a.criteria[0].nearest);
	audit_free(&a);
}

static void
each_part_of_a_rule_is_cited_in_its_order(void **state)
{
	const struct criterion *c;
	struct audit a;

	(void)state;
	audit_parts("", "    complete: {all: [{any: [no.a, pair.a]}, "
	    "{none: [no.a]}, {fact: yes.a, where: {kind: y}}]}\n", &a);
	c = &a.criteria[0];
	assert_int_equal(c->nfor, 3);
	assert_string_equal(c->supports[0].fact, "pair.a");
	assert_int_equal(c->supports[0].first, 2);
	assert_int_equal(c->supports[0].last, 3);
	assert_string_equal(c->supports[1].path, "b.py");
	assert_string_equal(c->supports[2].why, "yes y");
	audit_free(&a);
}

static void
undetermined_names_the_file_that_was_not_read(void **state)
{
	struct audit a;

	(void)state;
	audit_parts("", "    complete: {all: [yes.a, maybe.a]}\n", &a);
	assert_int_equal(a.criteria[0].evidence, EV_UNDETERMINED);
	assert_string_equal(a.criteria[0].note,
	    "file not read: big.pdf (oversize)");
	audit_free(&a);
}

static void
whether_a_file_is_there_is_known_whatever_could_not_be_read(void **state)
{
	struct audit a;

	(void)state;
	audit_parts("facts: [{name: has.plan, fr: p, en: p, file: PLAN}]\n",
	    "    complete: has.plan\n", &a);
	assert_int_equal(a.criteria[0].evidence, EV_ABSENT);
	audit_free(&a);
	audit_parts("facts: [{name: has.plan, fr: p, en: p, text: plan}]\n",
	    "    complete: has.plan\n", &a);
	assert_int_equal(a.criteria[0].evidence, EV_UNDETERMINED);
	audit_free(&a);
}

static void
in_an_empty_repository_all_is_absent(void **state)
{
	size_t nfacts = facts.nfacts, nunread = facts.nunread;

	(void)state;
	facts.nfacts = facts.nunread = 0;
	assert_int_equal(evidence_of("    complete: yes.a\n"
	    "    not_applicable: {none: [yes.a]}\n"), EV_NOT_APPLICABLE);
	facts.empty = true;
	assert_int_equal(evidence_of("    complete: yes.a\n"
	    "    not_applicable: {none: [yes.a]}\n"), EV_ABSENT);
	assert_int_equal(evidence_of("    complete: {none: [yes.a]}\n"),
	    EV_ABSENT);
	assert_int_equal(evidence_of("    complete: yes.a\n"
	    "    partial: {none: [yes.a]}\n"), EV_ABSENT);
	facts.empty = false;
	facts.nfacts = nfacts;
	facts.nunread = nunread;
}

static void
rules_read_without_plugins_can_be_evaluated_still(void **state)
{
	struct audit a = { .lang = LANG_FR };
	struct grid *g;

	(void)state;
	g = open_under(HEAD FIRST "    complete: {all: [any.name, b.c]}\n",
	    NULL);
	assert_non_null(g);
	grid_eval(g, &facts, LANG_FR, &a);
	assert_int_equal(a.criteria[0].evidence, EV_ABSENT);
	audit_free(&a);
	grid_close(g);
	/* A query has its plugin, other names have none. */
	a = (struct audit){ .lang = LANG_FR };
	g = open_under(HEAD "facts: [{name: has.plan, fr: p, en: p, "
	    "text: plan}]\n" FIRST "    complete: {all: [has.plan, b.c]}\n"
	    "    partial: has.plan\n", NULL);
	assert_non_null(g);
	grid_eval(g, &facts, LANG_FR, &a);
	assert_int_equal(a.criteria[0].evidence, EV_UNDETERMINED);
	assert_string_equal(a.criteria[0].note,
	    "fichier non lu : big.pdf (oversize)");
	audit_free(&a);
	grid_close(g);
}

static void
without_a_rule_the_evidence_is_undetermined(void **state)
{
	struct audit a;

	(void)state;
	audit_parts("", "", &a);
	assert_int_equal(a.criteria[0].evidence, EV_UNDETERMINED);
	assert_string_equal(a.criteria[0].note, "no check yet");
	audit_free(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_evidence_that_holds_is_the_one),
		TEST(a_plugin_that_failed_is_an_error_for_its_rules_alone),
		TEST(against_lowers_to_partial_and_kills_to_absent),
		TEST(the_nearest_miss_is_the_rules_own_or_the_fact_without_conditions),
		TEST(each_part_of_a_rule_is_cited_in_its_order),
		TEST(undetermined_names_the_file_that_was_not_read),
		TEST(whether_a_file_is_there_is_known_whatever_could_not_be_read),
		TEST(in_an_empty_repository_all_is_absent),
		TEST(rules_read_without_plugins_can_be_evaluated_still),
		TEST(without_a_rule_the_evidence_is_undetermined),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
