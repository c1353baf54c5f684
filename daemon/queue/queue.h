/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.h: the hallway between the door and the workshop.
 *
 * A job enters once, however often the forge delivers it, and stays until
 * a worker says it is finished.  Taking a job only leases it: a worker that
 * crashes, or a daemon that is killed, loses the lease and never the job.
 * The queue decides when and how often; store.h remembers.
 *
 * Time is passed in, in seconds, so that a test can own the clock.
 * A struct queue belongs to one thread, like the store it borrows.
 */
#ifndef QUEUE_H
#define QUEUE_H

#include <stdint.h>

#include "model/model.h"

struct err;
struct store;

enum {
	QUEUE_LEASE = 15 * 60,	/* longer than the slowest audit may take */
	QUEUE_TRIES = 6,	/* then the job is dead, and a human looks */
};

struct queue {
	struct store	*store;	/* borrowed; outlives the queue */
};

/* Leases the job most overdue.  Returns 1, 0 if none is due, -1 on error. */
int	queue_take(struct queue *, struct job *out, int64_t now, struct err *);

/*
 * Ends a lease: the audit has a result.  Returns 1, or 0 when the lease
 * was lost in the meantime and the result is somebody else's to give.
 * Call it inside the transaction that writes the result.
 */
int	queue_done(struct queue *, const struct job *, struct err *);

/* Superseded: the commit is gone from its ref. */
int	queue_skip(struct queue *, const struct job *, const char *why,
	    struct err *);

/*
 * Try again later; or never, once QUEUE_TRIES is used up or when hopeless,
 * or when a newer push of the ref is there, which must have the last word.
 * *became tells which.  Returns 1, 0 lease lost, -1.
 */
int	queue_retry(struct queue *, const struct job *, int64_t now,
	    const char *why, int hopeless, enum job_state *became,
	    struct err *);

/* Seconds to wait after the given attempt, which counts from 1. */
int64_t	queue_backoff(int attempt);

#endif
