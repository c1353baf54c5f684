/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many deliveries at once: each on the disk, and few trips to it. */
#include "stores.h"

#include <pthread.h>

#include "base/buf.h"
#include "store/group.h"

enum { MANY = 16 };

struct sender {
	pthread_t		 thread;
	struct group		*group;		/* borrowed */
	struct delivery		 delivery;
	struct push		 push;
	enum delivery_outcome	 outcome;
	int64_t			 job;
	int			 ret;
	struct err		 err;
};

static struct sender senders[MANY];
static struct group *g;

static void *
deliver(void *arg)
{
	struct sender *w = arg;

	w->ret = group_delivery(w->group, &w->delivery, &w->push, 1,
	    &w->outcome, &w->job, &w->err);
	return NULL;
}

static void
prepare(void)
{
	char key[16];
	int i;

	DID(group_open(in_folder("db"), &g, &e), 0);
	for (i = 0; i < MANY; i++) {
		snprintf(key, sizeof(key), "key-%d", i);
		senders[i] = (struct sender){ .group = g,
		    .delivery = delivery_of(key, 1),
		    .push = push_of(100 + i, REF, 'a') };
	}
}

static void
start(void)
{
	int i;

	for (i = 0; i < MANY; i++)
		assert_int_equal(pthread_create(&senders[i].thread, NULL,
		    deliver, &senders[i]), 0);
}

static void
finish(void)
{
	int i;

	for (i = 0; i < MANY; i++)
		pthread_join(senders[i].thread, NULL);
	group_close(g);
	g = NULL;
}

static void
each_delivery_is_on_the_disk_when_it_is_answered(void **state)
{
	struct job j;
	int i;

	(void)state;
	prepare();
	start();
	finish();
	for (i = 0; i < MANY; i++) {
		assert_int_equal(senders[i].ret, 0);
		assert_int_equal(senders[i].outcome, DELIVERY_QUEUED);
		DID(store_job_get(s, senders[i].job, &j, &e), 1);
		assert_string_equal(j.delivery, senders[i].delivery.key);
	}
}

static void
one_that_spoils_a_batch_hurts_nobody_else(void **state)
{
	int i;

	(void)state;
	prepare();
	senders[5].push.after[3] = '\0';	/* no commit of the tables' */
	/* All in one batch, since nobody may write yet. */
	DID(store_begin(s, &e), 0);
	start();
	usleep(100 * 1000);
	store_rollback(s);
	finish();
	for (i = 0; i < MANY; i++)
		if (i == 5) {
			assert_int_equal(senders[i].ret, -1);
			assert_int_equal(senders[i].err.kind, ERR_STORE);
		} else if (senders[i].ret != 0) {
			fail_msg("%d: %s", i, senders[i].err.msg);
		}
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM deliveries"),
	    "15");
}

static void
the_same_delivery_many_times_at_once_is_one_job(void **state)
{
	int i, queued = 0;

	(void)state;
	prepare();
	for (i = 0; i < MANY; i++) {
		senders[i].delivery = delivery_of("same", 1);
		senders[i].push = push_of(7, REF, 'a');
	}
	start();
	finish();
	for (i = 0; i < MANY; i++) {
		assert_int_equal(senders[i].ret, 0);
		assert_int_equal(senders[i].job, senders[0].job);
		queued += senders[i].outcome == DELIVERY_QUEUED;
	}
	assert_int_equal(queued, 1);
}

/*
 * The write-ahead log ends each transaction with a frame that says how many
 * pages the database has now.
 */
static int
transactions_in_log(void)
{
	struct buf b = BUF_INIT(64 << 20);
	size_t page, i;
	int n = 0;

	DID(fs_read(in_folder("db-wal"), &b, &e), 0);
	assert_true(b.len > 32);
	page = (size_t)(uint8_t)b.data[10] << 8 | (uint8_t)b.data[11];
	for (i = 32; i + 24 + page <= b.len; i += 24 + page)
		if (memcmp(b.data + i + 8, b.data + 16, 8) == 0 &&
		    memcmp(b.data + i + 4, "\0\0\0\0", 4) != 0)
			n++;
	buf_free(&b);
	return n;
}

static void
those_that_wait_together_make_one_trip(void **state)
{
	int before;

	(void)state;
	prepare();
	before = transactions_in_log();
	DID(store_begin(s, &e), 0);
	start();
	usleep(100 * 1000);
	store_rollback(s);
	/* The first alone perhaps, then all that came while it waited. */
	finish();
	assert_true(transactions_in_log() - before <= 3);
	assert_true(transactions_in_log() > before);
}

static void *
close_group(void *arg)
{
	group_close(arg);
	return NULL;
}

static void
the_end_waits_for_what_was_handed_over(void **state)
{
	const struct delivery late = delivery_of("late", 1);
	enum delivery_outcome o;
	pthread_t closer;
	int64_t job;
	int i;

	(void)state;
	prepare();
	DID(store_begin(s, &e), 0);
	start();
	usleep(100 * 1000);
	assert_int_equal(pthread_create(&closer, NULL, close_group, g), 0);
	usleep(20 * 1000);
	/* Who comes now is told, and does not wait for nobody. */
	assert_int_equal(group_delivery(g, &late, NULL, 1, &o, &job, &e), -1);
	assert_non_null(strstr(e.msg, "stopping"));
	store_rollback(s);
	pthread_join(closer, NULL);
	for (i = 0; i < MANY; i++) {
		pthread_join(senders[i].thread, NULL);
		assert_int_equal(senders[i].ret, 0);
	}
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM deliveries"),
	    "16");
	group_close(NULL);
}

static void
a_database_that_does_not_open_is_an_error(void **state)
{
	(void)state;
	assert_int_equal(group_open("/nowhere/db", &g, &e), -1);
	assert_null(g);
	assert_non_null(strstr(e.msg, "/nowhere/db"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_delivery_is_on_the_disk_when_it_is_answered),
		TEST(one_that_spoils_a_batch_hurts_nobody_else),
		TEST(the_same_delivery_many_times_at_once_is_one_job),
		TEST(those_that_wait_together_make_one_trip),
		TEST(the_end_waits_for_what_was_handed_over),
		TEST(a_database_that_does_not_open_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
