/* rooms: model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nouns that cross rooms: their words, their names, their sums. */
#include "unit.h"

#include <string.h>

#include "base/i18n.h"
#include "model/audit.h"
#include "model/facts.h"
#include "model/model.h"

static void
every_evidence_has_one_word_each_way(void **state)
{
	enum evidence v, back;

	(void)state;
	for (v = EV_COMPLETE; v < EV_COUNT; v++) {
		assert_int_equal(evidence_parse(evidence_name(v), &back), 1);
		assert_int_equal(back, v);
		assert_int_not_equal(evidence_text(v, LANG_FR)[0], '\0');
		assert_int_not_equal(evidence_text(v, LANG_EN)[0], '\0');
	}
	assert_int_equal(evidence_parse("Complete", &back), 0);
	assert_int_equal(evidence_parse("", &back), 0);
	assert_string_equal(evidence_text(EV_UNDETERMINED, LANG_FR),
	    "indéterminé");
}

static void
an_authority_is_said_or_nobodys(void **state)
{
	enum authority a, back;

	(void)state;
	for (a = BY_AUTO; a < BY_NONE; a++) {
		assert_int_equal(authority_parse(authority_name(a), &back),
		    1);
		assert_int_equal(back, a);
	}
	assert_string_equal(authority_name(BY_NONE), "");
	assert_int_equal(authority_parse("", &back), 0);
	assert_string_equal(job_state_name(JOB_SUPERSEDED), "superseded");
}

#define DIGITS39 "012345678901234567890123456789012345678"

static void
an_object_id_is_forty_lower_case_digits(void **state)
{
	(void)state;
	assert_true(oid_valid(DIGITS39 "f"));
	assert_false(oid_valid(DIGITS39));
	assert_false(oid_valid(DIGITS39 "F"));
	assert_false(oid_valid(DIGITS39 "g"));
	assert_false(oid_valid(DIGITS39 "ff"));
	assert_false(oid_valid(""));
	assert_true(oid_zero("0000000000000000000000000000000000000000"));
	assert_false(oid_zero("0000000000000000000000000000000000000001"));
	assert_false(oid_zero("000000000000000000000000000000000000000"));
}

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X250 X50 X50 X50 X50 X50

static void
a_path_that_climbs_or_commands_is_none(void **state)
{
	static const char *const good[] = { "a/b", "group/sub/name", "a",
	    "Été/ada", "a.b/c-d_e", "a/.github", "a/b.", "~ada/x",
	    X250 "xxxxx" };
	static const char *const bad[] = { "", "/a", "a/", "a//b", "..",
	    "../a", "a/..", "a/../b", "a..b", ".", "./a", "a/./b", "a/.",
	    "a b", "a\\b", "a?b", "a#b", "a%2e", "a:b", "u@h/x", "-a/b",
	    "a\nb", "a\x7f", "\xff/a", "\xc0\xae/a", X250 "xxxxxx" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!repo_path_valid(good[i]))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (repo_path_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

/* As git-check-ref-format(1) has it. */
static void
a_ref_is_what_git_takes_for_one(void **state)
{
	static const char *const good[] = { "refs/heads/main", "main",
	    "refs/heads/a/b.c", "refs/heads/é", "a@b", "refs/heads/x.lockx",
	    "refs/heads/a-", "refs/heads/{x}", "refs/heads/a$b'c\"d;e<f>" };
	static const char *const bad[] = { "", "@", "a..b", "a/..", "a//b",
	    "/a", "a/", "a.", "a/b.", ".a", "a/.b", "a.lock", "a.lock/b",
	    "a b", "a~b", "a^b", "a:b", "a?b", "a*b", "a[b", "a\\b", "a@{b",
	    "a\tb", "a\x7f", "-a", "\xff", X250 "xxxxxx" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!ref_valid(good[i]))
			fail_msg("refused: %s", good[i]);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (ref_valid(bad[i]))
			fail_msg("taken: %s", bad[i]);
}

/* --- audits ------------------------------------------------------------------ */

static int
exit_of(enum evidence a, enum authority by, enum evidence b,
    enum authority by2)
{
	struct criterion c[2] = {
		{ .evidence = a, .authority = by },
		{ .evidence = b, .authority = by2 },
	};
	const struct audit audit = { .criteria = c, .ncriteria = 2 };

	return audit_exit(&audit);
}

static void
the_exit_code_is_that_of_the_manual(void **state)
{
	enum evidence v;

	(void)state;
	assert_int_equal(exit_of(EV_COMPLETE, BY_AUTO, EV_COMPLETE, BY_JURY),
	    0);
	for (v = EV_PARTIAL; v <= EV_NOT_APPLICABLE; v++) {
		assert_int_equal(exit_of(EV_COMPLETE, BY_AUTO, v, BY_AUTO),
		    1);
		/* What a human settles is no shortfall of the repository. */
		assert_int_equal(exit_of(EV_COMPLETE, BY_AUTO, v, BY_ASSIST),
		    0);
		assert_int_equal(exit_of(v, BY_JURY, v, BY_FORGE), 0);
		assert_int_equal(exit_of(v, BY_AUTO, EV_ERROR, BY_JURY), 3);
		assert_int_equal(exit_of(v, BY_AUTO, EV_UNDETERMINED,
		    BY_AUTO), 1);
	}
	assert_int_equal(exit_of(EV_COMPLETE, BY_AUTO, EV_UNDETERMINED,
	    BY_AUTO), 3);
	assert_int_equal(exit_of(EV_ERROR, BY_ASSIST, EV_COMPLETE, BY_AUTO),
	    3);
}

static void
a_tally_counts_one_epreuve_or_all(void **state)
{
	struct criterion c[3] = {
		{ .epreuve = 1, .evidence = EV_COMPLETE },
		{ .epreuve = 2, .evidence = EV_COMPLETE },
		{ .epreuve = 2, .evidence = EV_ABSENT },
	};
	const struct audit a = { .criteria = c, .ncriteria = 3 };
	struct tally t;

	(void)state;
	memset(&t, 'x', sizeof(t));
	audit_tally(&a, 2, &t);
	assert_int_equal(t.all, 2);
	assert_int_equal(t.of[EV_COMPLETE], 1);
	assert_int_equal(t.of[EV_ABSENT], 1);
	assert_int_equal(t.of[EV_PARTIAL], 0);
	audit_tally(&a, 0, &t);
	assert_int_equal(t.all, 3);
	assert_int_equal(t.of[EV_COMPLETE], 2);
	audit_tally(&a, 5, &t);
	assert_int_equal(t.all, 0);
}

/* --- facts ------------------------------------------------------------------- */

static const struct fact_attr k1[] = { { "k", "1" } };
static const struct fact_attr k2[] = { { "k", "2" } };
static const struct fact_attr l1[] = { { "l", "1" } };
static const struct fact_attr k1l1[] = { { "k", "1" }, { "l", "1" } };

/* In the order that they shall have. */
static const struct fact ordered[] = {
	{ "a.a", "c", "", "", 0, 0, NULL, 0 },
	{ "a.b", "c", "a", "b", 1, 1, NULL, 0 },
	{ "a.b", "c", "a", "b", 1, 1, k1, 1 },
	{ "a.b", "c", "a", "b", 1, 1, k1l1, 2 },
	{ "a.b", "c", "a", "b", 1, 1, k2, 1 },
	{ "a.b", "c", "a", "b", 1, 1, l1, 1 },
	{ "a.b", "d", "a", "b", 1, 1, NULL, 0 },
	{ "a.b", "c", "a", "b", 1, 2, NULL, 0 },
	{ "a.b", "c", "a", "b", 2, 2, NULL, 0 },
	{ "a.b", "c", "a", "b", 10, 10, NULL, 0 },
	{ "a.b", "c", "b", "b", 1, 1, NULL, 0 },
	{ "a.bb", "c", "a", "b", 1, 1, NULL, 0 },
};

enum { FACTS = sizeof(ordered) / sizeof(ordered[0]) };

static void
facts_have_one_order_whoever_told_them_first(void **state)
{
	struct fact mixed[FACTS];
	struct facts f = { .facts = mixed, .nfacts = FACTS };
	size_t turn, i;

	(void)state;
	for (turn = 0; turn < FACTS; turn++) {
		for (i = 0; i < FACTS; i++)
			mixed[i] = ordered[(i * 5 + turn) % FACTS];
		facts_sort(&f);
		assert_memory_equal(mixed, ordered, sizeof(ordered));
		for (i = 0; i < FACTS; i++)
			mixed[FACTS - 1 - i] = ordered[i];
		facts_sort(&f);
		assert_memory_equal(mixed, ordered, sizeof(ordered));
	}
}

static void
facts_are_found_by_their_whole_name(void **state)
{
	struct fact list[FACTS];
	const struct facts f = { .facts = list, .nfacts = FACTS };
	const struct facts none = { .nfacts = 0 };
	size_t n;

	(void)state;
	memcpy(list, ordered, sizeof(list));
	assert_ptr_equal(facts_named(&f, "a.a", &n), &list[0]);
	assert_int_equal(n, 1);
	assert_ptr_equal(facts_named(&f, "a.b", &n), &list[1]);
	assert_int_equal(n, FACTS - 2);
	assert_ptr_equal(facts_named(&f, "a.bb", &n), &list[FACTS - 1]);
	assert_int_equal(n, 1);
	assert_null(facts_named(&f, "a", &n));
	assert_int_equal(n, 0);
	assert_null(facts_named(&f, "a.c", &n));
	assert_null(facts_named(&f, "", &n));
	assert_null(facts_named(&none, "a.a", &n));
	assert_int_equal(n, 0);
	assert_string_equal(fact_value(&list[3], "l"), "1");
	assert_null(fact_value(&list[3], "m"));
	assert_null(fact_value(&list[0], "k"));
}

static void
kinds_checks_and_what_was_left_out_are_sorted_too(void **state)
{
	struct fact_kind kinds[] = { { .name = "b" }, { .name = "a" } };
	struct check_info checks[] = { { .name = "y" }, { .name = "x" } };
	struct unread unread[] = { { "b", "a", "", "x", 1 },
	    { "a", "b", "", "x", 1 }, { "a", "a", "", "y", 1 },
	    { "a", "a", "", "x", 1 } };
	struct excluded out[] = { { "b", "x", 1 }, { "a", "y", 2 },
	    { "a", "x", 3 } };
	struct facts f = { .kinds = kinds, .nkinds = 2, .checks = checks,
	    .nchecks = 2, .unread = unread, .nunread = 4, .excluded = out,
	    .nexcluded = 3 };
	const struct facts none = { .nfacts = 0 };

	(void)state;
	facts_sort(&f);
	assert_ptr_equal(facts_kind(&f, "a"), &kinds[0]);
	assert_ptr_equal(facts_kind(&f, "b"), &kinds[1]);
	assert_null(facts_kind(&f, "c"));
	assert_null(facts_kind(&none, "a"));
	assert_string_equal(facts_check(&f, "x")->name, "x");
	assert_null(facts_check(&f, "z"));
	assert_string_equal(unread[0].why, "x");
	assert_string_equal(unread[1].why, "y");
	assert_string_equal(unread[2].path, "b");
	assert_string_equal(unread[3].check, "b");
	assert_int_equal(out[0].files, 3);
	assert_int_equal(out[1].files, 2);
	assert_int_equal(out[2].files, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_evidence_has_one_word_each_way),
		cmocka_unit_test(an_authority_is_said_or_nobodys),
		cmocka_unit_test(an_object_id_is_forty_lower_case_digits),
		cmocka_unit_test(a_path_that_climbs_or_commands_is_none),
		cmocka_unit_test(a_ref_is_what_git_takes_for_one),
		cmocka_unit_test(the_exit_code_is_that_of_the_manual),
		cmocka_unit_test(a_tally_counts_one_epreuve_or_all),
		cmocka_unit_test(facts_have_one_order_whoever_told_them_first),
		cmocka_unit_test(facts_are_found_by_their_whole_name),
		cmocka_unit_test(
		    kinds_checks_and_what_was_left_out_are_sorted_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
