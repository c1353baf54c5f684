/* rooms: queue store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a job is tried, and when it is given up. */
#include "stores.h"

#include "queue/queue.h"

static struct queue q;

static int
make_queue(void **state)
{
	int bad = make_store(state);

	q.store = s;
	return bad;
}

#undef TEST
#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_queue, remove_store)

static int64_t
add(int repo, char digit, int64_t now)
{
	struct push p = push_of(repo, REF, digit);
	int64_t job;

	DID(store_job_add(s, &p, now, &job, &e), 1);
	return job;
}

static void
a_lease_lasts_as_long_as_the_slowest_audit(void **state)
{
	struct job j;

	(void)state;
	DID(queue_take(&q, &j, 100, &e), 0);
	add(7, 'a', 1);
	DID(queue_take(&q, &j, 100, &e), 1);
	assert_int_equal(j.leased_until, 100 + QUEUE_LEASE);
	DID(queue_take(&q, &j, 100 + QUEUE_LEASE - 1, &e), 0);
	DID(queue_take(&q, &j, 100 + QUEUE_LEASE, &e), 1);
	assert_int_equal(j.attempt, 2);
}

static void
what_is_done_is_done_once(void **state)
{
	struct job slow, fast;

	(void)state;
	add(7, 'a', 1);
	DID(queue_take(&q, &slow, 100, &e), 1);
	DID(queue_take(&q, &fast, 100 + QUEUE_LEASE, &e), 1);
	DID(queue_done(&q, &slow, &e), 0);
	DID(queue_skip(&q, &slow, "gone", &e), 0);
	DID(queue_done(&q, &fast, &e), 1);
	DID(queue_take(&q, &fast, 1 << 30, &e), 0);
	DID(store_job_get(s, slow.id, &fast, &e), 1);
	assert_int_equal(fast.state, JOB_DONE);
	assert_string_equal(fast.error, "");
}

static void
a_result_and_the_end_of_its_lease_are_one(void **state)
{
	struct job j;

	(void)state;
	add(7, 'a', 1);
	DID(queue_take(&q, &j, 100, &e), 1);
	DID(store_begin(s, &e), 0);
	DID(queue_done(&q, &j, &e), 1);
	store_rollback(s);
	DID(store_job_get(s, j.id, &j, &e), 1);
	assert_int_equal(j.state, JOB_LEASED);
}

static void
what_is_gone_from_its_ref_is_superseded(void **state)
{
	struct job j;

	(void)state;
	add(7, 'a', 1);
	DID(queue_take(&q, &j, 100, &e), 1);
	DID(queue_skip(&q, &j, "gone from its branch", &e), 1);
	DID(store_job_get(s, j.id, &j, &e), 1);
	assert_int_equal(j.state, JOB_SUPERSEDED);
	assert_string_equal(j.error, "gone from its branch");
}

static void
a_failed_job_waits_and_then_dies_with_its_reason(void **state)
{
	int64_t now = 1000;
	struct job j;
	enum job_state became;
	int i;

	(void)state;
	add(7, 'a', 1);
	for (i = 1; i <= QUEUE_TRIES; i++) {
		DID(queue_take(&q, &j, now, &e), 1);
		assert_int_equal(j.attempt, i);
		DID(queue_retry(&q, &j, now, "the forge is down", 0, &became,
		    &e), 1);
		assert_int_equal(became, i == QUEUE_TRIES ? JOB_DEAD :
		    JOB_QUEUED);
		DID(queue_take(&q, &j, now + queue_backoff(i) - 1, &e), 0);
		now += queue_backoff(i);
	}
	DID(queue_take(&q, &j, 1 << 30, &e), 0);
	DID(store_jobs(s, 0, JOB_DEAD, &j, 1, &e), 1);
	assert_string_equal(j.error, "the forge is down");
}

static void
what_is_hopeless_is_tried_once(void **state)
{
	struct job j;
	enum job_state became;

	(void)state;
	add(7, 'a', 1);
	DID(queue_take(&q, &j, 1, &e), 1);
	DID(queue_retry(&q, &j, 1, "a SHA-256 repository", 1, &became, &e),
	    1);
	assert_int_equal(became, JOB_DEAD);
	DID(queue_take(&q, &j, 1 << 30, &e), 0);
	DID(store_job_get(s, j.id, &j, &e), 1);
	assert_int_equal(j.state, JOB_DEAD);
}

static void
a_failed_job_does_not_come_back_after_a_newer_push(void **state)
{
	enum job_state became;
	int64_t newer;
	struct job j;

	(void)state;
	add(7, 'a', 1);
	DID(queue_take(&q, &j, 1, &e), 1);
	newer = add(7, 'b', 2);
	DID(queue_retry(&q, &j, 3, "the forge is down", 0, &became, &e), 1);
	assert_int_equal(became, JOB_SUPERSEDED);
	DID(queue_take(&q, &j, 3, &e), 1);
	assert_int_equal(j.id, newer);
	/* And the newer one, with nothing behind it, does. */
	DID(queue_retry(&q, &j, 3, "the forge is down", 0, &became, &e), 1);
	assert_int_equal(became, JOB_QUEUED);
}

static void
a_worker_that_overslept_retries_nothing(void **state)
{
	struct job slow, fast;
	enum job_state became;

	(void)state;
	add(7, 'a', 1);
	DID(queue_take(&q, &slow, 1, &e), 1);
	DID(queue_take(&q, &fast, 1 + QUEUE_LEASE, &e), 1);
	DID(queue_retry(&q, &slow, 1, "late", 1, &became, &e), 0);
	DID(store_job_get(s, fast.id, &slow, &e), 1);
	assert_int_equal(slow.state, JOB_LEASED);
}

static void
a_job_that_keeps_killing_its_worker_dies(void **state)
{
	int64_t now = 1000;
	struct job j;
	int i;

	(void)state;
	add(7, 'a', 1);
	for (i = 1; i <= QUEUE_TRIES; i++, now += QUEUE_LEASE)
		DID(queue_take(&q, &j, now, &e), 1);
	/* It makes way for the others at the same look. */
	add(8, 'b', now);
	DID(queue_take(&q, &j, now, &e), 1);
	assert_string_equal(j.repo.path, "owner/r8");
	DID(store_jobs(s, 0, JOB_DEAD, &j, 1, &e), 1);
	assert_non_null(strstr(j.error, "worker died"));
}

static void
backoff_never_shrinks(void **state)
{
	int i;

	(void)state;
	assert_int_equal(queue_backoff(0), queue_backoff(1));
	assert_true(queue_backoff(1) > 0);
	for (i = 1; i < 100; i++)
		assert_true(queue_backoff(i + 1) >= queue_backoff(i));
	assert_true(queue_backoff(1 << 30) <= 24 * 60 * 60);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_lease_lasts_as_long_as_the_slowest_audit),
		TEST(what_is_done_is_done_once),
		TEST(a_result_and_the_end_of_its_lease_are_one),
		TEST(what_is_gone_from_its_ref_is_superseded),
		TEST(a_failed_job_waits_and_then_dies_with_its_reason),
		TEST(what_is_hopeless_is_tried_once),
		TEST(a_failed_job_does_not_come_back_after_a_newer_push),
		TEST(a_worker_that_overslept_retries_nothing),
		TEST(a_job_that_keeps_killing_its_worker_dies),
		TEST(backoff_never_shrinks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
