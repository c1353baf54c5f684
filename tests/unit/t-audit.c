/* rooms: audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Talks with the check host: how they end, what is cached, excerpts. */
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

static int
cached(void *arg, const char *key, const char *path, const char *blob,
    struct buf *out)
{
	(void)key;
	(void)blob;
	if (strcmp(path, "p") != 0)
		return 0;
	buf_puts(out, arg);
	return 1;
}

static void
what_is_cached_is_told_and_not_scanned(void **state)
{
	static char good[] = "[]";

	(void)state;
	spec.cache.get = cached;
	spec.cache.arg = good;
	if (hear(FIRST, DONE, "read -r l") < 0)
		fail_msg("%s", e.msg);
	assert_non_null(strstr(left("heard"),
	    "{\"t\":\"have\",\"n\":0,\"facts\":[]}\n"
	    "{\"t\":\"have\",\"n\":1,\"facts\":[]}\n{\"t\":\"go\"}\n"));
	assert_int_equal(facts.cached, 2);
	forget();
	/* And then nobody may scan it. */
	spec.cache.get = cached;
	spec.cache.arg = good;
	assert_int_equal(hear(FIRST, THEN, "read -r l"), -1);
}

static void
a_cache_full_of_nonsense_is_not_believed(void **state)
{
	static char bad[][80] = { "", "[", "{}", "[1]", "[{\"name\":\"b.x\","
	    "\"first\":1,\"last\":1}]", "[{\"name\":\"a.x\",\"first\":3,"
	    "\"last\":1}]" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		spec.cache.get = cached;
		spec.cache.arg = bad[i];
		if (hear(FIRST, THEN, "read -r l") < 0)
			fail_msg("%s: %s", bad[i], e.msg);
		assert_int_equal(facts.nfacts, 2);
		assert_int_equal(facts.cached, 0);
		forget();
	}
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
		cmocka_unit_test_teardown(what_is_cached_is_told_and_not_scanned, after),
		cmocka_unit_test_teardown(a_cache_full_of_nonsense_is_not_believed, after),
		cmocka_unit_test_teardown(an_excerpt_is_text_or_none_or_an_error, after),
	};

	return cmocka_run_group_tests(tests, open_place, close_place);
}
