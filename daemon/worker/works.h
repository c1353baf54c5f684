/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * works.h: the workshop: the threads that turn jobs into answers.
 *
 * .workers of them lease jobs and run the pipeline; one for each source
 * carries the outbox to its forge, serially, as forges want it; one compares
 * heads at the start and every reconcile_s.  Every thread has a store of its
 * own.  When the disk or the database fails, the process ends: the queue is
 * durable and systemd starts it again.
 */
#ifndef WORKS_H
#define WORKS_H

#include <stdbool.h>
#include <stddef.h>

struct conf;
struct err;
struct grid;
struct works;

/* Borrows both until works_close(). */
struct works *works_open(const struct conf *, const struct grid *);

int	works_start(struct works *, struct err *);
void	works_wake(struct works *);	/* there is a job, or a row to send */
void	works_stop(struct works *);	/* ends after the step under way */
void	works_close(struct works *);

/* The disk or the database failed: the process must end; was it told to? */
void	works_fail(struct works *, const struct err *);
bool	works_failed(struct works *);

/* Our own user id on that source, "" while not known. */
void	works_own_user(struct works *, const char *source, char *out,
	    size_t n);

#endif
