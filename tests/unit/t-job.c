/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs: who may take one, until when, and whose word moves it. */
#include "stores.h"

static int64_t
add(int repo, const char *ref, char digit, int64_t now)
{
	struct push p = push_of(repo, ref, digit);
	int64_t job;

	DID(store_job_add(s, &p, now, &job, &e), 1);
	return job;
}

static enum job_state
state_of(int64_t id)
{
	struct job j;

	DID(store_job_get(s, id, &j, &e), 1);
	return j.state;
}

static void
a_job_is_leased_as_it_was_pushed(void **state)
{
	struct push p = push_of(7, REF, 'a');
	struct job j;
	int64_t id;

	(void)state;
	oid(p.before, 'c');
	DID(store_job_add(s, &p, 5, &id, &e), 1);
	DID(store_job_lease(s, &j, 6, 60, &e), 1);
	assert_int_equal(j.id, id);
	assert_string_equal(j.repo.path, p.repo.path);
	assert_string_equal(j.repo.source, "centre");
	assert_string_equal(j.ref, REF);
	assert_string_equal(j.commit, p.after);
	assert_string_equal(j.before, p.before);
	assert_string_equal(j.delivery, "");
	assert_int_equal(j.state, JOB_LEASED);
	assert_int_equal(j.attempt, 1);
	assert_int_equal(j.created, 5);
	assert_int_equal(j.leased_until, 60);
	DID(store_job_get(s, 99, &j, &e), 0);
}

static void
a_job_that_waits_is_added_once(void **state)
{
	struct push p = push_of(7, REF, 'a');
	int64_t first, again;

	(void)state;
	first = add(7, REF, 'a', 1);
	DID(store_job_add(s, &p, 2, &again, &e), 0);
	assert_int_equal(again, first);
}

static void
a_leased_job_is_not_taken_twice(void **state)
{
	struct job j;

	(void)state;
	DID(store_job_lease(s, &j, 100, 200, &e), 0);
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &j, 100, 200, &e), 1);
	DID(store_job_lease(s, &j, 199, 300, &e), 0);
}

static void
nothing_is_taken_before_it_is_due(void **state)
{
	struct job j;
	int64_t id;

	(void)state;
	id = add(7, REF, 'a', 50);
	DID(store_job_lease(s, &j, 49, 200, &e), 0);
	DID(store_job_lease(s, &j, 50, 200, &e), 1);
	DID(store_job_move(s, &j, JOB_QUEUED, 90, "later", &e), 1);
	DID(store_job_lease(s, &j, 89, 200, &e), 0);
	DID(store_job_lease(s, &j, 90, 200, &e), 1);
	assert_int_equal(j.id, id);
	assert_int_equal(j.attempt, 2);
	assert_string_equal(j.error, "later");
}

static void
the_job_most_overdue_comes_first(void **state)
{
	int64_t late, early;
	struct job j;

	(void)state;
	late = add(7, REF, 'a', 20);
	early = add(8, REF, 'a', 10);
	DID(store_job_lease(s, &j, 30, 200, &e), 1);
	assert_int_equal(j.id, early);
	DID(store_job_lease(s, &j, 30, 200, &e), 1);
	assert_int_equal(j.id, late);
}

static void
a_repository_is_audited_by_one_at_a_time(void **state)
{
	struct job j, other;

	(void)state;
	add(7, REF, 'a', 1);
	add(7, "refs/heads/b", 'b', 1);
	add(8, REF, 'a', 2);
	DID(store_job_lease(s, &j, 10, 200, &e), 1);
	DID(store_job_lease(s, &other, 10, 200, &e), 1);
	assert_string_not_equal(other.repo.path, j.repo.path);
	DID(store_job_lease(s, &other, 10, 200, &e), 0);
	DID(store_job_move(s, &j, JOB_DONE, 0, "", &e), 1);
	DID(store_job_lease(s, &other, 10, 200, &e), 1);
	assert_string_equal(other.ref, "refs/heads/b");
}

static void
a_lost_lease_gives_the_job_back(void **state)
{
	struct job j;

	(void)state;
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &j, 100, 200, &e), 1);
	DID(store_job_lease(s, &j, 200, 300, &e), 1);
	assert_int_equal(j.attempt, 2);
}

static void
a_lease_that_is_extended_is_kept(void **state)
{
	struct job j, other;

	(void)state;
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &j, 100, 200, &e), 1);
	DID(store_job_extend(s, &j, 400, &e), 1);
	DID(store_job_lease(s, &other, 399, 500, &e), 0);
	DID(store_job_lease(s, &other, 400, 500, &e), 1);
	DID(store_job_extend(s, &j, 900, &e), 0);
	DID(store_job_get(s, j.id, &other, &e), 1);
	assert_int_equal(other.leased_until, 500);
}

static void
a_worker_that_overslept_moves_nothing(void **state)
{
	struct job slow, fast;

	(void)state;
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &slow, 100, 200, &e), 1);
	DID(store_job_lease(s, &fast, 200, 300, &e), 1);
	DID(store_job_move(s, &slow, JOB_DONE, 0, "", &e), 0);
	assert_int_equal(state_of(slow.id), JOB_LEASED);
	DID(store_job_move(s, &fast, JOB_DONE, 0, "", &e), 1);
	assert_int_equal(state_of(slow.id), JOB_DONE);
	/* Nor twice, nor what waits. */
	DID(store_job_move(s, &fast, JOB_DEAD, 0, "", &e), 0);
	assert_int_equal(state_of(slow.id), JOB_DONE);
	DID(store_job_extend(s, &fast, 900, &e), 0);
}

static void
a_daemon_that_starts_gives_back_what_the_dead_one_had(void **state)
{
	struct job j, again;

	(void)state;
	add(7, REF, 'a', 1);
	add(8, REF, 'a', 1);
	DID(store_job_lease(s, &j, 10, 100000, &e), 1);
	DID(store_job_lease(s, &j, 10, 100000, &e), 1);
	DID(store_jobs_release(s, 20, &e), 2);
	DID(store_jobs_release(s, 20, &e), 0);
	DID(store_job_lease(s, &again, 20, 100000, &e), 1);
	assert_int_equal(again.attempt, 2);
	/* And the dead one's word, should it rise, moves nothing. */
	DID(store_job_lease(s, &again, 20, 100000, &e), 1);
	DID(store_job_move(s, &j, JOB_DONE, 0, "", &e), 0);
}

static void
a_dead_job_says_why_and_is_not_taken(void **state)
{
	char why[REASON_MAX * 2];
	struct job j, list[2];

	(void)state;
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &j, 10, 100, &e), 1);
	memset(why, 'w', sizeof(why));
	why[sizeof(why) - 1] = '\0';
	DID(store_job_move(s, &j, JOB_DEAD, 0, why, &e), 1);
	DID(store_job_lease(s, &j, 1000, 2000, &e), 0);
	DID(store_jobs(s, 0, JOB_DEAD, list, 2, &e), 1);
	assert_int_equal(strlen(list[0].error), REASON_MAX - 1);
}

static void
a_long_reason_is_cut_between_characters(void **state)
{
	char why[REASON_MAX + 40];
	struct job j;
	size_t i;

	(void)state;
	/* 400 bytes of two each: the last would be split. */
	for (i = 0; i < REASON_MAX / 2 + 10; i++)
		memcpy(why + 2 * i, "é", 3);
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &j, 10, 100, &e), 1);
	DID(store_job_move(s, &j, JOB_QUEUED, 0, why, &e), 1);
	DID(store_job_get(s, j.id, &j, &e), 1);
	assert_int_equal(strlen(j.error), REASON_MAX - 2);
	assert_memory_equal(j.error, why, REASON_MAX - 2);
}

static void
what_was_accepted_superseded_or_given_up_is_owed_a_word(void **state)
{
	int64_t old, new, other;
	struct job j;

	(void)state;
	old = add(7, REF, 'a', 1);
	other = add(8, REF, 'a', 1);
	DID(store_job_owing(s, "second", &j, &e), 0);
	DID(store_job_owing(s, "centre", &j, &e), 1);
	assert_int_equal(j.id, old);
	DID(store_job_settle(s, old, &e), 0);
	DID(store_job_owing(s, "centre", &j, &e), 1);
	assert_int_equal(j.id, other);
	DID(store_job_settle(s, other, &e), 0);
	DID(store_job_owing(s, "centre", &j, &e), 0);
	new = add(7, REF, 'b', 2);
	DID(store_job_owing(s, "centre", &j, &e), 1);
	assert_int_equal(j.id, old);
	assert_int_equal(j.state, JOB_SUPERSEDED);
	DID(store_job_settle(s, old, &e), 0);
	DID(store_job_settle(s, new, &e), 0);
	/* The one of 8 is tried again: nothing new to say; then dead. */
	DID(store_job_lease(s, &j, 1, 100, &e), 1);
	assert_int_equal(j.id, other);
	DID(store_job_move(s, &j, JOB_QUEUED, 1, "x", &e), 1);
	DID(store_job_owing(s, "centre", &j, &e), 0);
	DID(store_job_lease(s, &j, 1, 100, &e), 1);
	DID(store_job_move(s, &j, JOB_DEAD, 1, "x", &e), 1);
	DID(store_job_owing(s, "centre", &j, &e), 1);
	assert_int_equal(j.state, JOB_DEAD);
	DID(store_job_settle(s, other, &e), 0);
	/* What is done speaks by its audit. */
	DID(store_job_lease(s, &j, 2, 100, &e), 1);
	assert_int_equal(j.id, new);
	DID(store_job_move(s, &j, JOB_DONE, 1, "", &e), 1);
	DID(store_job_owing(s, "centre", &j, &e), 0);
}

static void
a_job_done_before_it_was_announced_owes_nothing(void **state)
{
	struct job j;

	(void)state;
	add(7, REF, 'a', 1);
	DID(store_job_lease(s, &j, 1, 100, &e), 1);
	DID(store_job_move(s, &j, JOB_DONE, 1, "", &e), 1);
	DID(store_job_owing(s, "centre", &j, &e), 0);
}

static void
a_head_is_known_by_the_newest_word_on_its_ref(void **state)
{
	struct repo r = repo_of(7);
	char a[OID_HEX], b[OID_HEX];
	struct job j;

	(void)state;
	oid(a, 'a');
	oid(b, 'b');
	DID(store_repo_put(s, &r, 1, &e), 1);
	DID(store_head_known(s, r.id, REF, a, 50, &e), 0);
	add(7, REF, 'a', 1);
	DID(store_head_known(s, r.id, REF, a, 50, &e), 1);
	DID(store_head_known(s, r.id, "refs/heads/b", a, 50, &e), 0);
	DID(store_job_lease(s, &j, 1, 100, &e), 1);
	DID(store_head_known(s, r.id, REF, a, 50, &e), 1);
	DID(store_job_move(s, &j, JOB_DONE, 1, "", &e), 1);
	add(7, REF, 'b', 2);
	DID(store_head_known(s, r.id, REF, b, 50, &e), 1);
	/* Back to a commit that was audited once, by a push we missed. */
	DID(store_head_known(s, r.id, REF, a, 50, &e), 0);
	/* A superseded job was never audited. */
	DID(store_job_lease(s, &j, 2, 100, &e), 1);
	DID(store_job_move(s, &j, JOB_SUPERSEDED, 1, "gone", &e), 1);
	DID(store_head_known(s, r.id, REF, b, 50, &e), 0);
}

static void
a_push_told_of_while_the_forge_answered_is_newer(void **state)
{
	struct repo r = repo_of(7);
	char a[OID_HEX];

	(void)state;
	oid(a, 'a');
	DID(store_repo_put(s, &r, 1, &e), 1);
	add(7, REF, 'a', 1);
	add(7, REF, 'b', 60);
	/* Its answer may say what the head was before. */
	DID(store_head_known(s, r.id, REF, a, 61, &e), 0);
	DID(store_head_known(s, r.id, REF, a, 60, &e), 1);
	DID(store_head_known(s, r.id, "refs/heads/b", a, 60, &e), 0);
}

static void
jobs_are_listed_newest_first_and_counted(void **state)
{
	int64_t first, second, counts[5];
	struct job j, list[4];

	(void)state;
	first = add(7, REF, 'a', 1);
	second = add(8, REF, 'a', 1);
	add(8, REF, 'b', 1);
	DID(store_job_lease(s, &j, 1, 100, &e), 1);
	assert_int_equal(j.id, first);
	DID(store_jobs(s, 0, -1, list, 4, &e), 3);
	assert_int_equal(list[2].id, first);
	assert_int_equal(list[1].id, second);
	DID(store_jobs(s, 0, -1, list, 1, &e), 1);
	DID(store_jobs(s, list[0].repo.id, -1, list, 4, &e), 2);
	DID(store_jobs(s, 0, JOB_SUPERSEDED, list, 4, &e), 1);
	assert_int_equal(list[0].id, second);
	DID(store_job_counts(s, counts, &e), 0);
	assert_int_equal(counts[JOB_QUEUED], 1);
	assert_int_equal(counts[JOB_LEASED], 1);
	assert_int_equal(counts[JOB_DONE], 0);
	assert_int_equal(counts[JOB_SUPERSEDED], 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_job_is_leased_as_it_was_pushed),
		TEST(a_job_that_waits_is_added_once),
		TEST(a_leased_job_is_not_taken_twice),
		TEST(nothing_is_taken_before_it_is_due),
		TEST(the_job_most_overdue_comes_first),
		TEST(a_repository_is_audited_by_one_at_a_time),
		TEST(a_lost_lease_gives_the_job_back),
		TEST(a_lease_that_is_extended_is_kept),
		TEST(a_worker_that_overslept_moves_nothing),
		TEST(a_daemon_that_starts_gives_back_what_the_dead_one_had),
		TEST(a_dead_job_says_why_and_is_not_taken),
		TEST(a_long_reason_is_cut_between_characters),
		TEST(what_was_accepted_superseded_or_given_up_is_owed_a_word),
		TEST(a_job_done_before_it_was_announced_owes_nothing),
		TEST(a_head_is_known_by_the_newest_word_on_its_ref),
		TEST(a_push_told_of_while_the_forge_answered_is_newer),
		TEST(jobs_are_listed_newest_first_and_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
