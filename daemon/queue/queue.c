/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.c: when a job is tried, and when it is given up.
 */
#include "queue.h"

#include <stddef.h>

#include "base/err.h"
#include "store/store.h"

int64_t
queue_backoff(int attempt)
{
	static const int64_t waits[] = { 30, 120, 600, 1800, 7200 };
	size_t n = sizeof(waits) / sizeof(waits[0]);

	if (attempt < 1)
		return waits[0];
	return waits[(size_t)attempt > n ? n - 1 : (size_t)attempt - 1];
}

int
queue_take(struct queue *q, struct job *out, int64_t now, struct err *e)
{
	int got;

	/*
	 * A job whose worker keeps dying never reaches queue_retry(), so the
	 * limit on attempts is enforced here as well.
	 */
	while ((got = store_job_lease(q->store, out, now, now + QUEUE_LEASE,
	    e)) == 1) {
		if (out->attempt <= QUEUE_TRIES)
			break;
		if (store_job_move(q->store, out, JOB_DEAD, now,
		    out->error[0] != '\0' ? out->error :
		    "its worker died each time", e) < 0)
			return -1;
	}
	return got;
}

int
queue_done(struct queue *q, const struct job *j, struct err *e)
{
	return store_job_move(q->store, j, JOB_DONE, j->due, "", e);
}

int
queue_skip(struct queue *q, const struct job *j, const char *why,
    struct err *e)
{
	return store_job_move(q->store, j, JOB_SUPERSEDED, j->due, why, e);
}

int
queue_retry(struct queue *q, const struct job *j, int64_t now,
    const char *why, int hopeless, enum job_state *became, struct err *e)
{
	int newer, moved;

	/* One transaction: a push may come in between. */
	if (store_begin(q->store, e) < 0)
		return -1;
	newer = store_job_overtaken(q->store, j, false, e);
	*became = hopeless || j->attempt >= QUEUE_TRIES ? JOB_DEAD :
	    newer == 1 ? JOB_SUPERSEDED : JOB_QUEUED;
	moved = newer < 0 ? -1 : store_job_move(q->store, j, *became,
	    now + queue_backoff(j->attempt), why, e);
	if (moved < 0) {
		store_rollback(q->store);
		return -1;
	}
	return store_commit(q->store, e) < 0 ? -1 : moved;
}
