/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: what the threads of the workshop share.
 */
#ifndef WORKER_LOCAL_H
#define WORKER_LOCAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "model/model.h"

struct conf;
struct conf_source;
struct err;
struct grid;
struct store;

enum { SOURCES_MAX = 64, WORKERS_MAX = 32 };

struct works {
	const struct conf	*conf;		/* borrowed */
	const struct grid	*grid;		/* borrowed */
	pthread_mutex_t		 lock;
	pthread_cond_t		 changed;
	uint64_t		 changes;	/* grows with works_wake() */
	bool			 stopping;
	bool			 failed;	/* store or disk: end */
	char			 own[SOURCES_MAX][32];
	pthread_t		 threads[WORKERS_MAX + SOURCES_MAX + 1];
	int			 nthreads;
};

/* One thread's own things. */
struct hand {
	struct works			*works;		/* borrowed */
	struct store			*store;		/* owned */
	const struct conf_source	*source;	/* of a herald */
	uint64_t			 seen;		/* of .changes */
};

bool	works_stopping(struct works *);
/* Sleeps until something changed, ms passed or the end. */
void	works_wait(struct hand *, long ms);

/* Runs one leased job to its end.  0, or -1: the store failed. */
int	pipeline_run(struct hand *, const struct job *, struct err *);

/* Sends one row.  1 one was tried, 0 none due, -1 the store failed. */
struct forge;
int	herald_send(struct hand *, struct forge *, struct err *);

/* Compares the heads of one source's repositories with what we know. */
int	reconcile(struct hand *, const struct conf_source *, struct err *);

/*
 * What the jobs of a source owe its forge goes into the outbox: "pending"
 * for one that was accepted, a closing word for one that was superseded or
 * given up.  0, or -1: the store failed.
 */
int	answers_settle(struct hand *, const struct conf_source *,
	    struct err *);

/* The six statuses of an audit, and the report. */
struct audit;
int	answers_done(struct hand *, const struct job *, int64_t audit,
	    const struct audit *, struct err *);

#endif
