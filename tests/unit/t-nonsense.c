/* rooms: audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nonsense from the check host, line by line: none of it is believed. */
#include "child.h"

struct nonsense {
	const char	*what, *first, *then;
};

/* Each ends the audit in an error that says something, and quickly. */
static void
all_fail(const struct nonsense *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (hear(list[i].first, list[i].then, "cat >/dev/null") == 0)
			fail_msg("taken: %s", list[i].what);
		assert_null(look);
		if (e.kind == ERR_NONE || e.msg[0] == '\0')
			fail_msg("no word about: %s", list[i].what);
		/* Nobody waited for its end. */
		if (e.kind == ERR_LIMIT && strstr(e.msg, "time") != NULL)
			fail_msg("waited: %s", list[i].what);
		/* Given up on, not started for ever. */
		assert_true(starts() <= 4);
		forget();
	}
}

#define ALL_FAIL(list) all_fail(list, sizeof(list) / sizeof(list[0]))

static void
before_the_work_nonsense_is_an_error(void **state)
{
	static const struct nonsense list[] = {
		{ "no JSON", "hello\n" FIRST, THEN },
		{ "an empty line", "\n" FIRST, THEN },
		{ "a list", HELLO "[]\n" FIRST, THEN },
		{ "an unknown type", HELLO "{\"t\":\"hallo\"}\n", THEN },
		{ "no type", HELLO "{\"n\":1}\n", THEN },
		{ "a type that is a number", HELLO "{\"t\":1}\n", THEN },
		{ "a key twice", HELLO "{\"t\":\"loaded\",\"t\":\"done\"}\n",
		    THEN },
		{ "bytes that are no text", HELLO "{\"t\":\"\xff\"}\n", THEN },
		{ "no hello", CHECK KIND TREE WANTS WANTED, THEN },
		{ "hello twice", HELLO FIRST, THEN },
		{ "another contract", "{\"t\":\"hello\",\"abi\":\"x\","
		    "\"host\":\"" X64 "\"}\n" CHECK TREE WANTED, DONE },
		{ "a short hash", "{\"t\":\"hello\",\"abi\":1,\"host\":"
		    "\"00\"}\n" CHECK KIND TREE WANTS WANTED, THEN },
		{ "a check twice", HELLO CHECK CHECK KIND TREE WANTS WANTED,
		    THEN },
		{ "a check called host", HELLO "{\"t\":\"check\",\"name\":"
		    "\"host\",\"sha256\":\"x\"}\n" CHECK KIND TREE WANTS
		    WANTED, THEN },
		{ "a check without a hash", HELLO "{\"t\":\"check\",\"name\":"
		    "\"c\"}\n" CHECK KIND TREE WANTS WANTED, THEN },
		{ "a kind of nobody", HELLO KIND CHECK TREE WANTED, DONE },
		{ "a kind twice", HELLO CHECK KIND KIND TREE WANTS WANTED,
		    THEN },
		{ "a kind of a check that failed", HELLO BROKEN "{\"t\":"
		    "\"kind\",\"check\":\"b\",\"name\":\"b.x\",\"fr\":\"\","
		    "\"en\":\"\",\"attrs\":\"\"}\n" TREE WANTED, DONE },
		{ "a kind without words", HELLO CHECK "{\"t\":\"kind\","
		    "\"check\":\"a\",\"name\":\"a.y\"}\n" TREE WANTED, DONE },
		{ "no tree", HELLO CHECK KIND WANTED, DONE },
		{ "a tree twice", HELLO CHECK KIND TREE TREE WANTED, DONE },
		{ "a commit that is none", HELLO CHECK "{\"t\":\"tree\","
		    "\"commit\":\"zz\",\"tree\":\"\",\"refs_sha256\":\"\","
		    "\"files\":0}\n" WANTED, DONE },
		{ "minus one files", HELLO CHECK "{\"t\":\"tree\","
		    "\"commit\":\"\",\"tree\":\"\",\"refs_sha256\":\"\","
		    "\"files\":-1}\n" WANTED, DONE },
		{ "a want that skips a number", HELLO CHECK KIND TREE
		    "{\"t\":\"want\",\"n\":1,\"check\":\"a\",\"path\":\"p\","
		    "\"blob\":\"" X40 "\"}\n" WANTED, DONE },
		{ "a want of nobody", HELLO CHECK KIND TREE "{\"t\":\"want\","
		    "\"n\":0,\"check\":\"c\",\"path\":\"p\",\"blob\":\"" X40
		    "\"}\n" WANTED, DONE },
		{ "a want of a check that failed", HELLO CHECK BROKEN TREE
		    "{\"t\":\"want\",\"n\":0,\"check\":\"b\",\"path\":\"p\","
		    "\"blob\":\"" X40 "\"}\n" WANTED, DONE },
		{ "a want of no blob", HELLO CHECK KIND TREE "{\"t\":\"want\","
		    "\"n\":0,\"check\":\"a\",\"path\":\"p\",\"blob\":\"12\"}\n"
		    WANTED, DONE },
		{ "a want before the tree", HELLO CHECK KIND WANTS TREE
		    WANTED, THEN },
		{ "a scan before its time", HELLO CHECK KIND TREE WANTS SCAN0
		    WANTED, THEN },
		{ "an excluded file before its time", HELLO CHECK KIND TREE
		    "{\"t\":\"excluded\",\"path\":\"p\",\"files\":1,\"why\":"
		    "\"binary\"}\n" WANTED, DONE },
		{ "done instead of wanted", HELLO CHECK KIND TREE DONE, "" },
		{ "done at once", HELLO DONE, "" },
		{ "its own error", HELLO "{\"t\":\"error\",\"why\":\"no\"}\n",
		    "" },
		{ "an error without words", HELLO "{\"t\":\"error\"}\n", "" },
	};

	(void)state;
	ALL_FAIL(list);
}

static void
during_the_work_nonsense_is_an_error(void **state)
{
	static const struct nonsense list[] = {
		{ "no JSON", FIRST, SCAN0 "nonsense\n" THEN },
		{ "an announcement too late", FIRST, CHECK THEN },
		{ "wanted twice", FIRST, WANTED THEN },
		{ "a pair that is not there", FIRST, SCAN0
		    "{\"t\":\"scan\",\"n\":2}\n" DONE },
		{ "pair minus one", FIRST, "{\"t\":\"scan\",\"n\":-1}\n" DONE },
		{ "a pair of 20 digits", FIRST, "{\"t\":\"scan\",\"n\":"
		    "10000000000000000000}\n" DONE },
		{ "half a pair", FIRST, "{\"t\":\"scan\",\"n\":0.5}\n" DONE },
		{ "a pair twice", FIRST, SCAN0 SCAN0 DONE },
		{ "pairs backwards", FIRST, SCAN1 SCANNED1 SCAN0 DONE },
		{ "two pairs at once", FIRST, "{\"t\":\"scan\",\"n\":0}\n"
		    SCAN1 SCANNED1 DONE },
		{ "the end of another pair", FIRST, SCAN0 SCAN1
		    "{\"t\":\"scanned\",\"n\":0}\n" DONE },
		{ "the end of no pair", FIRST, SCANNED1 DONE },
		{ "a fact of nobody", FIRST, SCAN0 FACT DONE },
		{ "a fact of another pair", FIRST, SCAN0 SCAN1 FACT_IS("\"n\":"
		    "0,\"name\":\"a.x\",\"first\":1,\"last\":1") SCANNED1 DONE },
		{ "a fact without a pair", FIRST, SCAN0 SCAN1 FACT_IS(
		    "\"name\":\"a.x\",\"first\":1,\"last\":1") SCANNED1 DONE },
		{ "an unknown fact", FIRST, SCAN0 SCAN1 FACT_IS("\"n\":1,"
		    "\"name\":\"a.y\",\"first\":1,\"last\":1") SCANNED1 DONE },
		{ "a fact of the host's", FIRST, "{\"t\":\"scan\",\"n\":0}\n"
		    FACT_IS("\"n\":0,\"name\":\"a.x\",\"first\":1,\"last\":1")
		    "{\"t\":\"scanned\",\"n\":0}\n" DONE },
		{ "a line below zero", FIRST, SCAN0 SCAN1 FACT_IS("\"n\":1,"
		    "\"name\":\"a.x\",\"first\":-1,\"last\":1") SCANNED1 DONE },
		{ "an end before the start", FIRST, SCAN0 SCAN1 FACT_IS(
		    "\"n\":1,\"name\":\"a.x\",\"first\":2,\"last\":1") SCANNED1
		    DONE },
		{ "a line of ten digits", FIRST, SCAN0 SCAN1 FACT_IS("\"n\":1,"
		    "\"name\":\"a.x\",\"first\":1,\"last\":4294967297")
		    SCANNED1 DONE },
		{ "a line that is text", FIRST, SCAN0 SCAN1 FACT_IS("\"n\":1,"
		    "\"name\":\"a.x\",\"first\":\"1\",\"last\":1") SCANNED1
		    DONE },
		{ "attributes in a list", FIRST, SCAN0 SCAN1 "{\"t\":\"fact\","
		    "\"n\":1,\"name\":\"a.x\",\"first\":1,\"last\":1,"
		    "\"attrs\":[\"v\"]}\n" SCANNED1 DONE },
		{ "an attribute that is a number", FIRST, SCAN0 SCAN1
		    "{\"t\":\"fact\",\"n\":1,\"name\":\"a.x\",\"first\":1,"
		    "\"last\":1,\"attrs\":{\"k\":1}}\n" SCANNED1 DONE },
		{ "nine attributes", FIRST, SCAN0 SCAN1 "{\"t\":\"fact\","
		    "\"n\":1,\"name\":\"a.x\",\"first\":1,\"last\":1,"
		    "\"attrs\":{\"a\":\"\",\"b\":\"\",\"c\":\"\",\"d\":\"\","
		    "\"e\":\"\",\"f\":\"\",\"g\":\"\",\"h\":\"\",\"i\":\"\"}}"
		    "\n" SCANNED1 DONE },
		{ "relate in a scan", FIRST, SCAN0 SCAN1 RELATE DONE },
		{ "relate of nobody", FIRST, SCAN0 SCAN1 SCANNED1
		    "{\"t\":\"relate\",\"check\":\"c\"}\n" RELATED DONE },
		{ "relate of a check that failed", FIRST, SCAN0 SCAN1 SCANNED1
		    "{\"t\":\"relate\",\"check\":\"b\"}\n" RELATED DONE },
		{ "relate in relate", FIRST, SCAN0 RELATE RELATE DONE },
		{ "an end of no relate", FIRST, SCAN0 RELATED DONE },
		{ "a scan after relate", FIRST, SCAN0 RELATE RELATED SCAN1
		    SCANNED1 DONE },
		{ "a fact about a blob that is none", FIRST, SCAN0 RELATE
		    FACT_IS("\"name\":\"a.x\",\"path\":\"p\",\"blob\":\"\","
		    "\"first\":1,\"last\":1") RELATED DONE },
		{ "a fact without a path", FIRST, SCAN0 RELATE FACT_IS(
		    "\"name\":\"a.x\",\"first\":1,\"last\":1") RELATED DONE },
		{ "done in a scan", FIRST, SCAN0 SCAN1 FACT DONE },
		{ "done in a relate", FIRST, SCAN0 RELATE DONE },
		{ "time of nobody", FIRST, SCAN0 SPENT("c", "0") DONE },
		{ "time in a scan", FIRST, SCAN0 SCAN1 SPENT("a", "0")
		    SCANNED1 DONE },
		{ "minus one microsecond", FIRST, SCAN0 SPENT("a", "-1") DONE },
		{ "minus one files left out", FIRST, "{\"t\":\"excluded\","
		    "\"path\":\"p\",\"files\":-1,\"why\":\"x\"}\n" DONE },
		{ "unread by nobody", FIRST, "{\"t\":\"unread\",\"check\":"
		    "\"c\",\"path\":\"p\",\"blob\":\"\",\"why\":\"x\"}\n" DONE },
	};

	(void)state;
	ALL_FAIL(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(before_the_work_nonsense_is_an_error,
		    after),
		cmocka_unit_test_teardown(during_the_work_nonsense_is_an_error,
		    after),
	};

	return cmocka_run_group_tests(tests, open_place, close_place);
}
