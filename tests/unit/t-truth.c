/* rooms: grid model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-truth.c: expressions held against facts: three truths. */
#include "seen.h"

/* 'T', 'F' or 'U'. */
static char
truth(const char *expression)
{
	char parts[1000];

	snprintf(parts, sizeof(parts), "    complete: %s\n", expression);
	switch (evidence_of(parts)) {
	case EV_COMPLETE:
		return 'T';
	case EV_ABSENT:
		return 'F';
	case EV_UNDETERMINED:
		return 'U';
	default:
		return '?';
	}
}

static void
says(const char *expression, char want)
{
	char got = truth(expression);

	if (got != want)
		fail_msg("%s is %c, not %c", expression, got, want);
}

/* Cells in the order TT TF TU FT FF FU UT UF UU. */
static void
table_of_two(const char *form, const char *cells)
{
	char expression[200];
	int i, k;

	for (i = 0; i < 3; i++)
		for (k = 0; k < 3; k++) {
			snprintf(expression, sizeof(expression),
			    "{%s: [%s, %s]}", form, atoms[i], atoms[k]);
			says(expression, cells[3 * i + k]);
		}
}

static void
a_fact_is_true_when_seen_and_unknown_while_a_file_is_unread(void **state)
{
	(void)state;
	says("yes.a", 'T');
	says("no.a", 'F');
	says("maybe.a", 'U');
	says("half.a", 'T');
	says("{fact: half.a, where: {kind: z}}", 'U');
}

static void
all_any_and_none_follow_their_tables(void **state)
{
	(void)state;
	table_of_two("all", "TFUFFFUFU");
	table_of_two("any", "TTTTFUTUU");
	table_of_two("none", "FFFFTUFUU");
	table_of_two("at_least: 1, of", "TTTTFUTUU");
	table_of_two("at_least: 2, of", "TFUFFFUFU");
}

static void
a_list_of_one_says_what_its_item_says(void **state)
{
	char expression[100];
	size_t i, k;

	(void)state;
	for (i = 0; i < 3; i++)
		for (k = 0; k < 3; k++) {
			snprintf(expression, sizeof(expression),
			    i == 0 ? "{all: [%s]}" : i == 1 ? "{any: [%s]}" :
			    "{at_least: 1, of: [%s]}", atoms[k]);
			says(expression, truths[k]);
		}
	says("{none: [yes.a]}", 'F');
	says("{none: [no.a]}", 'T');
	says("{none: [maybe.a]}", 'U');
}

static void
two_of_three_is_known_as_soon_as_it_can_be(void **state)
{
	/* The third runs first: TTT TTF TTU, TFT TFF TFU, ... */
	static const char cells[] = "TTT" "TFU" "TUU" "TFU" "FFF" "UFU"
	    "TUU" "UFU" "UUU";
	char expression[200];
	int i;

	(void)state;
	for (i = 0; i < 27; i++) {
		snprintf(expression, sizeof(expression),
		    "{at_least: 2, of: [%s, %s, %s]}", atoms[i / 9],
		    atoms[i / 3 % 3], atoms[i % 3]);
		says(expression, cells[i]);
	}
}

static void
lists_nest(void **state)
{
	(void)state;
	says("{all: [yes.a, {any: [no.a, maybe.a]}]}", 'U');
	says("{all: [yes.a, {none: [no.a]}, {any: [no.a, yes.a]}]}", 'T');
	says("{none: [{all: [yes.a, maybe.a]}]}", 'U');
	says("{none: [{none: [yes.a]}]}", 'T');
}

static void
count_counts_facts_or_distinct_values(void **state)
{
	(void)state;
	says("{count: yes.a, least: 3}", 'T');
	says("{count: yes.a, least: 4}", 'F');
	says("{count: no.a, least: 1}", 'F');
	says("{count: maybe.a, least: 1}", 'U');
	says("{count: half.a, least: 1}", 'T');
	says("{count: half.a, least: 2}", 'U');
	says("{count: {fact: yes.a, where: {kind: x}}, least: 2}", 'T');
	says("{count: {fact: yes.a, where: {kind: x}}, least: 3}", 'F');
	says("{count: yes.a, least: 2, distinct: kind}", 'T');
	says("{count: yes.a, least: 3, distinct: kind}", 'F');
	says("{count: yes.a, least: 2, distinct: path}", 'T');
	says("{count: yes.a, least: 3, distinct: path}", 'F');
	/* A fact without the attribute is not a value of it. */
	says("{count: yes.a, least: 1, distinct: words}", 'T');
	says("{count: yes.a, least: 2, distinct: words}", 'F');
	says("{count: {fact: yes.a, where: {kind: x}}, least: 2, "
	    "distinct: kind}", 'F');
}

static void
each_wants_a_partner_for_every_fact(void **state)
{
	(void)state;
	says("{each: yes.a, has: pair.a, by: path}", 'T');
	says("{each: yes.a, has: pair.a, by: kind}", 'T');
	says("{each: yes.a, has: lone.a, by: path}", 'F');
	says("{each: {fact: yes.a, where: {kind: y}}, has: lone.a, by: path}",
	    'T');
	says("{each: yes.a, has: {fact: pair.a, where: {kind: x}}, by: path}",
	    'F');
	says("{each: yes.a, has: half.a, by: path}", 'U');
	says("{each: half.a, has: yes.a, by: path}", 'U');
	says("{each: half.a, has: no.a, by: path}", 'F');
	/* Of nothing there is no "each". */
	says("{each: no.a, has: yes.a, by: path}", 'F');
	says("{each: maybe.a, has: yes.a, by: path}", 'U');
}

static void
conditions_hold_of_one_fact_together(void **state)
{
	(void)state;
	says("{fact: yes.a, where: {kind: x}}", 'T');
	says("{fact: yes.a, where: {kind: z}}", 'F');
	says("{fact: yes.a, where: {kind: [z, y]}}", 'T');
	says("{fact: yes.a, where: {kind: {not: x}}}", 'T');
	says("{fact: yes.a, where: {kind: {not: [x, y]}}}", 'F');
	/* An attribute that is not there is not this, and nothing else. */
	says("{fact: yes.a, where: {other: {not: q}}}", 'T');
	says("{fact: yes.a, where: {other: q}}", 'F');
	says("{fact: yes.a, where: {other: {least: 0}}}", 'F');
	says("{fact: yes.a, where: {n: {least: 10}}}", 'T');
	says("{fact: yes.a, where: {n: {least: 10.5}}}", 'F');
	says("{fact: yes.a, where: {n: {most: 2}}}", 'T');
	says("{fact: yes.a, where: {n: {most: 1}}}", 'F');
	says("{fact: yes.a, where: {n: {least: 3, most: 9}}}", 'F');
	says("{fact: yes.a, where: {words: {least: 0}}}", 'F');
	says("{fact: yes.a, where: {words: {contains: blue}}}", 'T');
	says("{fact: yes.a, where: {words: {contains: blu}}}", 'F');
	says("{fact: yes.a, where: {kind: y, n: 10}}", 'T');
	says("{fact: yes.a, where: {kind: y, n: 2}}", 'F');
	says("{fact: yes.a, where: {n: 2, words: {contains: red, not: z}}}",
	    'T');
}

/* What is shown of a rule may be written into a file, and shown again. */
static void
an_expression_is_shown_as_it_could_be_written(void **state)
{
	static const char *const same[] = {
		"yes.a", "{all: [yes.a, {none: [no.a]}]}",
		"{any: [yes.a]}", "{at_least: 1, of: [yes.a, no.a]}",
		"{count: yes.a, least: 2}",
		"{count: {fact: yes.a, where: {kind: x}}, least: 2, "
		    "distinct: path}",
		"{each: yes.a, has: {fact: no.a, where: {kind: x}}, by: kind}",
		"{fact: yes.a, where: {kind: [x, \"y z\"], n: 2}}",
		"{fact: yes.a, where: {kind: {not: [x, y]}, n: {least: 2}}}",
		"{fact: yes.a, where: {n: {least: 0.5,most: 9}, "
		    "words: {contains: red}}}",
		"{fact: yes.a, where: {kind: [\"null\", \"~\", true]}}",
		"{fact: yes.a, where: {kind: \"a\\\"b\\\\c: {d}\"}}",
	};
	char text[GRID_ROOM];
	struct grid *g;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		snprintf(text, sizeof(text), HEAD FIRST "    complete: %s\n"
		    "    against: [%s, no.a]\n", same[i], same[i]);
		g = open_text(text);
		assert_string_equal(grid_at(g, 0)->complete, same[i]);
		snprintf(text, sizeof(text), "%s, no.a", same[i]);
		assert_string_equal(grid_at(g, 0)->against, text);
		grid_close(g);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fact_is_true_when_seen_and_unknown_while_a_file_is_unread),
		TEST(all_any_and_none_follow_their_tables),
		TEST(a_list_of_one_says_what_its_item_says),
		TEST(two_of_three_is_known_as_soon_as_it_can_be),
		TEST(lists_nest),
		TEST(count_counts_facts_or_distinct_values),
		TEST(each_wants_a_partner_for_every_fact),
		TEST(conditions_hold_of_one_fact_together),
		TEST(an_expression_is_shown_as_it_could_be_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
