/* rooms: audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A greffier-check that is a script says what no child may say.  It finds
 * its lines in a folder, and leaves there what it heard.
 */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "model/facts.h"

#define X64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define X40 "0123456789abcdef0123456789abcdef01234567"
#define HELLO "{\"t\":\"hello\",\"abi\":1,\"host\":\"" X64 "\"}\n"
#define CHECK "{\"t\":\"check\",\"name\":\"a\",\"version\":\"1\"," \
	"\"summary\":\"s\",\"sha256\":\"" X64 "\"}\n"
#define BROKEN "{\"t\":\"check\",\"name\":\"b\",\"failure\":\"no\"}\n"
#define KIND "{\"t\":\"kind\",\"check\":\"a\",\"name\":\"a.x\"," \
	"\"fr\":\"f\",\"en\":\"e\",\"attrs\":\"k\"}\n"
#define TREE "{\"t\":\"tree\",\"commit\":\"" X40 "\",\"tree\":\"" X40 "\"," \
	"\"refs_sha256\":\"" X64 "\",\"files\":2,\"empty\":false," \
	"\"shallow\":false}\n"
#define WANTS "{\"t\":\"wanting\",\"check\":\"a\"}\n" \
	"{\"t\":\"want\",\"n\":0,\"check\":\"host\",\"path\":\"p\"," \
	"\"blob\":\"" X40 "\"}\n" \
	"{\"t\":\"want\",\"n\":1,\"check\":\"a\",\"path\":\"p\"," \
	"\"blob\":\"" X40 "\"}\n"
#define WANTED "{\"t\":\"wanted\"}\n"
#define FIRST HELLO CHECK BROKEN KIND TREE WANTS WANTED
#define SCAN0 "{\"t\":\"scan\",\"n\":0}\n{\"t\":\"scanned\",\"n\":0}\n"
#define SCAN1 "{\"t\":\"scan\",\"n\":1}\n"
#define FACT "{\"t\":\"fact\",\"n\":1,\"name\":\"a.x\",\"first\":1," \
	"\"last\":2,\"attrs\":{\"k\":\"v\"}}\n"
#define SCANNED1 "{\"t\":\"scanned\",\"n\":1}\n"
#define RELATE "{\"t\":\"relate\",\"check\":\"a\"}\n"
#define ABOUT "{\"t\":\"fact\",\"check\":\"a\",\"name\":\"a.x\"," \
	"\"path\":\"\",\"blob\":\"\",\"first\":0,\"last\":0,\"attrs\":{}}\n"
#define RELATED "{\"t\":\"related\",\"check\":\"a\"}\n"
#define DONE "{\"t\":\"done\"}\n"
#define THEN SCAN0 SCAN1 FACT SCANNED1 RELATE ABOUT RELATED DONE
#define FACT_IS(fields) "{\"t\":\"fact\"," fields ",\"attrs\":{}}\n"

enum { SOON = 20000 };

static char place[64];
static struct err e;
static struct facts facts;
static struct audit_look *look;
static struct audit_spec spec;

static void
put(const char *name, const char *text, unsigned mode)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", place, name);
	if (fs_write(path, text, strlen(text), mode, &e) < 0)
		fail_msg("%s", e.msg);
}

/* What the script left, "" when it left nothing; valid until the next. */
static const char *
left(const char *name)
{
	static struct buf b = BUF_INIT(1 << 20);
	char path[128];

	buf_reset(&b);
	snprintf(path, sizeof(path), "%s/%s", place, name);
	if (fs_exists(path))
		(void)fs_read(path, &b, &e);
	return buf_str(&b);
}

static int
starts(void)
{
	return (int)strlen(left("starts"));
}

/* Whatever the child says, then whatever the shell does. */
static int
hear(const char *first, const char *then, const char *end)
{
	static const char *none[] = { NULL };
	char script[1024];

	snprintf(script, sizeof(script), "#!/bin/sh\ncd %s\n"
	    "printf x >>starts\nread -r open\n"
	    "printf '%%s\\n' \"$open\" >>opened\ncat first\n"
	    "case $(cat first) in *wanted*) ;; *) exit 0;; esac\n"
	    "while read -r l; do printf '%%s\\n' \"$l\" >>heard\n"
	    "case $l in *'\"go\"'*) break;; esac; done\ncat then\n%s\n",
	    place, end);
	put("first", first, 0600);
	put("then", then, 0600);
	put("starts", "", 0600);
	put("opened", "", 0600);
	put("heard", "", 0600);
	put("greffier-check", script, 0700);
	spec.repository = place;
	spec.rev = "HEAD";
	spec.checks = none;
	if (spec.deadline == 0)
		spec.deadline = clock_ms() + SOON;
	e = (struct err){ .kind = ERR_NONE };
	return audit_open(&spec, &facts, &look, &e);
}

static void
forget(void)
{
	audit_close(look);
	look = NULL;
	facts_free(&facts);
	memset(&facts, 0, sizeof(facts));
	memset(&spec, 0, sizeof(spec));
}

static int
after(void **state)
{
	(void)state;
	forget();
	return 0;
}

static int
open_place(void **state)
{
	(void)state;
	snprintf(place, sizeof(place), "/tmp/t-audit-XXXXXX");
	return mkdtemp(place) == NULL || setenv("GREFFIER_LIBEXEC", place, 1);
}

static int
close_place(void **state)
{
	(void)state;
	forget();
	return fs_rmtree(place, &e);
}

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
		{ "minus one files left out", FIRST, "{\"t\":\"excluded\","
		    "\"path\":\"p\",\"files\":-1,\"why\":\"x\"}\n" DONE },
		{ "unread by nobody", FIRST, "{\"t\":\"unread\",\"check\":"
		    "\"c\",\"path\":\"p\",\"blob\":\"\",\"why\":\"x\"}\n" DONE },
	};

	(void)state;
	ALL_FAIL(list);
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
		cmocka_unit_test_teardown(before_the_work_nonsense_is_an_error, after),
		cmocka_unit_test_teardown(during_the_work_nonsense_is_an_error, after),
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
