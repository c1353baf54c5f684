/* rooms: audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talks with the check host: how they end, what is remembered, excerpts. */
#include "model/memory.h"

#include "child.h"

static void
a_talk_that_keeps_the_rules_gives_its_facts(void **state)
{
	size_t n;

	(void)state;
	if (hear(FIRST, THEN, "read -r l") < 0)
		fail_msg("%s", e.msg);
	assert_int_equal(facts.nfacts, 2);
	assert_non_null(facts_named(&facts, "a.x", &n));
	assert_int_equal(n, 2);
	assert_string_equal(facts.commit, X40);
	assert_int_equal(facts.scanned, 2);
	assert_string_equal(facts_check(&facts, "b")->failure, "no");
	assert_int_equal(starts(), 1);
}

static void
an_early_end_is_an_error_however_it_ends(void **state)
{
	static const char *const ends[] = { "exit 0", "exit 1", "exit 3",
	    "kill -9 $$", "kill -11 $$", "exec /bin/true" };
	static const char *const then[] = { "", SCAN0, SCAN0 SCAN1 FACT,
	    SCAN0 SCAN1 FACT SCANNED1, SCAN0 RELATE ABOUT };
	size_t i, k;

	(void)state;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		for (k = 0; k < sizeof(then) / sizeof(then[0]); k++) {
			assert_int_equal(hear(FIRST, then[k], ends[i]), -1);
			assert_true(e.kind != ERR_NONE && e.msg[0] != '\0');
			assert_null(look);
			forget();
		}
	/* Not even "open" was heard. */
	assert_int_equal(hear(HELLO, "", "exit 0"), -1);
	assert_non_null(strstr(e.msg, "ended"));
	forget();
	assert_int_equal(hear(FIRST, SCAN0 "{\"t\":\"do", "exit 0"), -1);
	assert_non_null(strstr(e.msg, "middle of a line"));
}

static void
a_line_without_an_end_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(hear(FIRST, "", "exec cat /dev/zero"), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	forget();
	assert_int_equal(hear(FIRST, "", "head -c 1100000 /dev/zero | "
	    "tr '\\0' ' '; echo; cat then"), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
}

static void
silence_ends_at_the_deadline(void **state)
{
	const int64_t start = clock_ms();

	(void)state;
	spec.deadline = start + 300;
	assert_int_equal(hear(FIRST, SCAN0 SCAN1, "exec sleep 100"), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_true(clock_ms() - start < 5000);
	assert_int_equal(starts(), 1);
	forget();
	/* One that speaks all the time has no more of it. */
	spec.deadline = clock_ms() + 300;
	assert_int_equal(hear(FIRST, "", "while :; do echo '{\"t\":"
	    "\"excluded\",\"path\":\"p\",\"why\":\"x\"}'; sleep 0.05; done"),
	    -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_true(clock_ms() - start < 10000);
}

/* The next one leaves out what it is told to leave out. */
#define OBEYS "case $open in *'\"drop\":[\"a\"]'*) echo '{\"t\":\"done\"}';" \
	" read -r l; exit 0;; esac; "

static void
a_plugin_that_stops_the_clocks_meets_ours(void **state)
{
	const int64_t start = clock_ms();

	(void)state;
	spec.patience = 200;
	assert_int_equal(hear(FIRST, "", OBEYS "echo '{\"t\":\"relate\","
	    "\"check\":\"a\"}'; exec sleep 100"), 0);
	assert_true(clock_ms() - start < 5000);
	assert_int_equal(starts(), 2);
	assert_non_null(facts_check(&facts, "a")->failure);
}

static void
a_death_leaves_out_its_pair_and_the_third_its_plugin(void **state)
{
	(void)state;
	assert_int_equal(hear(FIRST, "", OBEYS "echo '{\"t\":\"scan\",\"n\":1}'; exit 0"), 0);
	assert_int_equal(starts(), 4);
	assert_non_null(strstr(left("opened"), "\"skip\":[[\"a\",\"" X40
	    "\",\"p\"]],\"drop\":[]"));
	assert_non_null(facts_check(&facts, "a")->failure);
	assert_int_equal(facts.nunread, 3);
	assert_string_equal(facts.unread[0].why, "crash");
}

static void
a_death_of_the_hosts_own_blames_no_plugin(void **state)
{
	(void)state;
	assert_int_equal(hear(FIRST, "{\"t\":\"scan\",\"n\":0}\n", "exit 3"),
	    -1);
	assert_null(strstr(left("opened"), "\"drop\":[\""));
	assert_non_null(strstr(left("opened"), "[\"host\",\"" X40
	    "\",\"p\"]"));
	assert_int_equal(starts(), 4);
}

static void
an_error_that_the_child_tells_blames_nobody(void **state)
{
	(void)state;
	assert_int_equal(hear(HELLO "{\"t\":\"loading\",\"name\":\"a\"}\n"
	    "{\"t\":\"loaded\"}\n{\"t\":\"error\",\"why\":\"no such "
	    "commit\"}\n", "", "exit 1"), -1);
	assert_string_equal(e.msg, "no such commit");
	assert_int_equal(starts(), 1);
}

#define SAME "{\"t\":\"tree\",\"commit\":\"" X40 "\",\"tree\":\"" X40 \
	"\",\"refs_sha256\":\"" X64 "\",\"files\":2,\"empty\":false," \
	"\"shallow\":false,\"known\":2}\n"
#define KNOWN HELLO CHECK BROKEN KIND SAME WANTED
#define HAVE "{\"t\":\"have\",\"check\":\"a\",\"path\":\"p\"," \
	"\"blob\":\"" X40 "\",\"facts\":[{\"name\":\"a.x\",\"first\":1," \
	"\"last\":2,\"attrs\":{\"k\":\"v\"}}]}\n"

static struct memory memory = MEMORY_INIT;

/* An audit from nothing, so that there is something to remember. */
static void
remember(void)
{
	memory.tree[0] = '\0';
	buf_reset(&memory.lines);
	spec.memory = &memory;
	if (hear(FIRST, THEN, "read -r l") < 0)
		fail_msg("%s", e.msg);
	assert_string_equal(memory.tree, X40);
	forget();
	spec.memory = &memory;
}

static void
what_is_remembered_is_told_and_not_scanned(void **state)
{
	int i;

	(void)state;
	remember();
	assert_string_equal(buf_str(&memory.lines), HAVE);
	/* Twice: what was remembered is remembered again. */
	for (i = 0; i < 2; i++) {
		spec.memory = &memory;
		known = KNOWN;
		if (hear(FIRST, DONE, "read -r l") < 0)
			fail_msg("%s", e.msg);
		assert_non_null(strstr(left("opened"), "\"known\":\"" X40));
		assert_string_equal(left("heard"), HAVE "{\"t\":\"go\"}\n");
		assert_int_equal(facts.nfacts, 1);
		assert_string_equal(fact_value(&facts.facts[0], "k"), "v");
		assert_int_equal(facts.cached, 2);
		assert_int_equal(starts(), 1);
		assert_string_equal(buf_str(&memory.lines), HAVE);
		forget();
	}
}

static void
what_changed_is_forgotten(void **state)
{
	(void)state;
	remember();
	known = HELLO CHECK BROKEN KIND SAME
	    "{\"t\":\"changed\",\"path\":\"o\"}\n"
	    "{\"t\":\"changed\",\"path\":\"p\"}\n" WANTS WANTED;
	if (hear(FIRST, SCAN0 SCAN1 SCANNED1 DONE, "read -r l") < 0)
		fail_msg("%s", e.msg);
	assert_string_equal(left("heard"), "{\"t\":\"go\"}\n");
	assert_int_equal(facts.nfacts, 0);
	assert_string_equal(memory.tree, X40);
	assert_int_equal(memory.lines.len, 0);
}

static void
a_child_that_cannot_compare_scans_all(void **state)
{
	(void)state;
	remember();
	if (hear(FIRST, THEN, "read -r l") < 0)
		fail_msg("%s", e.msg);
	assert_string_equal(left("heard"), "{\"t\":\"go\"}\n");
	assert_int_equal(facts.scanned, 2);
	assert_string_equal(buf_str(&memory.lines), HAVE);
}

static void
a_wrong_memory_is_not_believed(void **state)
{
	static const char *const bad[] = { "{", "{}\n", "x\n",
	    "{\"t\":\"have\",\"check\":\"b\",\"path\":\"p\",\"blob\":\"" X40
	    "\",\"facts\":[]}\n", "{\"t\":\"have\",\"check\":\"a\","
	    "\"path\":\"p\",\"blob\":\"" X40 "\",\"facts\":[1]}\n",
	    "{\"t\":\"have\",\"check\":\"a\",\"path\":\"p\",\"blob\":\"z\","
	    "\"facts\":[]}\n", "{\"t\":\"have\",\"check\":\"a\",\"path\":\"p\","
	    "\"blob\":\"" X40 "\",\"facts\":[{\"name\":\"a.x\",\"first\":3,"
	    "\"last\":1}]}\n", NULL };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		remember();
		if (bad[i] == NULL) {
			memory.key[0] ^= 1;	/* another plugin's */
		} else {
			buf_reset(&memory.lines);
			buf_puts(&memory.lines, bad[i]);
		}
		known = KNOWN;
		if (hear(FIRST, THEN, "read -r l") < 0)
			fail_msg("%zu: %s", i, e.msg);
		assert_int_equal(starts(), 2);
		assert_int_equal(facts.nfacts, 2);
		assert_int_equal(facts.cached, 0);
		assert_string_equal(buf_str(&memory.lines), HAVE);
		forget();
	}
}

static void
half_an_audit_is_not_remembered(void **state)
{
	(void)state;
	/* What is missing today may be there tomorrow, and the same. */
	remember();
	if (hear(FIRST, SCAN0 SCAN1 FACT SCANNED1 "{\"t\":\"excluded\","
	    "\"path\":\"m\",\"files\":1,\"why\":\"missing\"}\n" DONE,
	    "read -r l") < 0)
		fail_msg("%s", e.msg);
	assert_string_equal(memory.tree, "");
	forget();
	/* Nor what a plugin died of. */
	remember();
	assert_int_equal(hear(FIRST, "", OBEYS
	    "echo '{\"t\":\"scan\",\"n\":1}'; exit 0"), 0);
	assert_int_equal(starts(), 4);
	assert_string_equal(memory.tree, "");
}

static void
a_tree_that_nobody_asked_about_is_not_known(void **state)
{
	(void)state;
	assert_int_equal(hear(KNOWN, DONE, "read -r l"), -1);
	forget();
	assert_int_equal(hear(HELLO CHECK BROKEN KIND TREE
	    "{\"t\":\"changed\",\"path\":\"o\"}\n" WANTED, DONE,
	    "read -r l"), -1);
}

static int
excerpt(const char *answer, struct buf *b)
{
	char end[200];

	snprintf(end, sizeof(end), "read -r l; %s", answer);
	if (hear(FIRST, THEN, end) < 0)
		fail_msg("%s", e.msg);
	return audit_excerpt(look, "p", X40, 1, 2, b, &e);
}

static void
an_excerpt_is_text_or_none_or_an_error(void **state)
{
	struct buf b = BUF_INIT(1 << 20);

	(void)state;
	assert_int_equal(excerpt("echo '{\"t\":\"excerpt\",\"text\":\"un\"}'",
	    &b), 1);
	assert_string_equal(buf_str(&b), "un");
	forget();
	/* Masked, and no character changes how the others are shown. */
	buf_reset(&b);
	assert_int_equal(excerpt("printf '%s\\n' '{\"t\":\"excerpt\",\"text\":"
	    "\"a\\tb\\npassword = hunter2hunter2\\n\\u202ex\\u001b[1m\"}'",
	    &b), 1);
	assert_non_null(strstr(buf_str(&b), "a\tb\n"));
	assert_null(strstr(buf_str(&b), "hunter2hunter2"));
	assert_null(strchr(buf_str(&b), '\x1b'));
	assert_null(strstr(buf_str(&b), "\xe2\x80\xae"));
	forget();
	assert_int_equal(excerpt("echo '{\"t\":\"excerpt\",\"why\":\"x\"}'",
	    &b), 0);
	forget();
	assert_int_equal(excerpt("echo nonsense", &b), -1);
	forget();
	assert_int_equal(excerpt("echo '{\"t\":\"done\"}'", &b), -1);
	forget();
	assert_int_equal(excerpt("exit 0", &b), -1);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(a_talk_that_keeps_the_rules_gives_its_facts, after),
		cmocka_unit_test_teardown(an_early_end_is_an_error_however_it_ends, after),
		cmocka_unit_test_teardown(a_line_without_an_end_is_an_error, after),
		cmocka_unit_test_teardown(silence_ends_at_the_deadline, after),
		cmocka_unit_test_teardown(a_plugin_that_stops_the_clocks_meets_ours, after),
		cmocka_unit_test_teardown(
		    a_death_leaves_out_its_pair_and_the_third_its_plugin, after),
		cmocka_unit_test_teardown(a_death_of_the_hosts_own_blames_no_plugin, after),
		cmocka_unit_test_teardown(an_error_that_the_child_tells_blames_nobody, after),
		cmocka_unit_test_teardown(what_is_remembered_is_told_and_not_scanned, after),
		cmocka_unit_test_teardown(what_changed_is_forgotten, after),
		cmocka_unit_test_teardown(a_child_that_cannot_compare_scans_all, after),
		cmocka_unit_test_teardown(a_wrong_memory_is_not_believed, after),
		cmocka_unit_test_teardown(half_an_audit_is_not_remembered, after),
		cmocka_unit_test_teardown(a_tree_that_nobody_asked_about_is_not_known, after),
		cmocka_unit_test_teardown(an_excerpt_is_text_or_none_or_an_error, after),
	};

	return cmocka_run_group_tests(tests, open_place, close_place);
}
