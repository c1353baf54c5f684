/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.h: what must survive.
 *
 * SQLite in WAL mode with synchronous=FULL: when a function that writes has
 * returned, the row is on the disk.  Migrations are a table, run at open;
 * a database newer than the program is refused.  What the audits
 * remember is a file of its own, disposable, synchronous=OFF, so that it never slows an
 * acknowledgement.  SQL lives behind this door only: PostgreSQL will come
 * behind the same one.
 *
 * A struct store belongs to one thread; open one for each.  Time is passed
 * in, in seconds.  -1 means ERR_STORE, or ERR_SYS when the disk failed:
 * then the process should end.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

struct buf;
struct err;
struct memory;
struct store;

int	store_open(const char *database, const char *cache, struct store **,
	    struct err *);
void	store_close(struct store *);
int	store_check(struct store *, struct err *);	/* integrity; 0 or -1 */

/* Between these, writes are one transaction.  Nesting is a bug. */
int	store_begin(struct store *, struct err *);
int	store_commit(struct store *, struct err *);
void	store_rollback(struct store *);

/* --- repositories ------------------------------------------------------- */

/*
 * Finds by (source, forge_id), updates what changed (a rename), or adds.
 * Fills .id and .deliverable.  1 when it is new, 0 when known, -1.
 */
int	store_repo_put(struct store *, struct repo *, int64_t now,
	    struct err *);
int	store_repo_get(struct store *, int64_t id, struct repo *,
	    struct err *);				/* 1, 0, -1 */
int	store_repo_find(struct store *, const char *source, const char *path,
	    struct repo *, struct err *);		/* 1, 0, -1 */
/* By source and path; at most max.  Returns how many, or -1. */
int	store_repos(struct store *, struct repo *, int max, struct err *);
int	store_repo_deliverable(struct store *, int64_t id, const char *ref,
	    struct err *);

/* The forge's number of the one report of a repository; 0: none yet. */
int	store_report_number(struct store *, int64_t repo, int64_t *number,
	    struct err *);
int	store_report_set(struct store *, int64_t repo, int64_t number,
	    struct err *);

/* --- intake -------------------------------------------------------------- */

/*
 * Writes a delivery and, when push is given, its job, in the transaction
 * under way or one of its own.  The repository is put first.
 * DELIVERY_REPEATED: (source, key) was there before, nothing is written.
 * DELIVERY_MERGED: a job still queued for (repository, ref, commit) takes it.
 * DELIVERY_QUEUED: a new job; jobs still queued for the same (repository,
 * ref) are superseded.  DELIVERY_IGNORED: no push.
 */
int	store_delivery_add(struct store *, const struct delivery *,
	    const struct push *, int64_t now, enum delivery_outcome *,
	    int64_t *job, struct err *);

/* A delivery's push, for replay.  1, 0 unknown or without a push, -1. */
int	store_delivery_push(struct store *, const char *source,
	    const char *key, struct push *, struct err *);

/* A job without a delivery (reconciliation, replay).  1 new, 0 merged. */
int	store_job_add(struct store *, const struct push *, int64_t now,
	    int64_t *job, struct err *);

/* --- queue ----------------------------------------------------------------- */

/*
 * Leases the job most overdue until then, one of a repository at a time.
 * 1, 0 none due, -1.
 */
int	store_job_lease(struct store *, struct job *, int64_t now,
	    int64_t until, struct err *);
int	store_job_extend(struct store *, const struct job *, int64_t until,
	    struct err *);			/* 1, 0 lease lost, -1 */
/* Moves a leased job on, fenced by its attempt.  1, 0 lease lost, -1. */
int	store_job_move(struct store *, const struct job *, enum job_state,
	    int64_t due, const char *error, struct err *);
int	store_job_get(struct store *, int64_t id, struct job *,
	    struct err *);
/*
 * At the start of a daemon that owns its database alone: what a dead one had
 * leased is due again.  Returns how many, or -1.
 */
int	store_jobs_release(struct store *, int64_t now, struct err *);
/*
 * A job owes the forge a word when it was accepted, superseded or given up,
 * until it is settled or done.  The oldest of that source: 1, 0 none, -1.
 */
int	store_job_owing(struct store *, const char *source, struct job *,
	    struct err *);
int	store_job_settle(struct store *, int64_t id, struct err *);

/*
 * Was a newer job queued for its ref, or for its very commit?  1, 0, -1.
 * A job that comes back after such a one must not have the last word.
 */
int	store_job_overtaken(struct store *, const struct job *,
	    bool by_commit, struct err *);
/* Newest first; state -1: any; repo 0: any. */
int	store_jobs(struct store *, int64_t repo, int state, struct job *,
	    int max, struct err *);
int	store_job_counts(struct store *, int64_t counts[5], struct err *);
/*
 * Has this commit been queued, leased or audited for this ref, or was a push
 * of the ref told of since the heads were asked for?  1 or 0.
 */
int	store_head_known(struct store *, int64_t repo, const char *ref,
	    const char *commit, int64_t asked, struct err *);

/* --- audits ------------------------------------------------------------------ */

struct stored_audit {
	int64_t		id, repo, job, created;
	char		ref[REF_MAX], commit[OID_HEX];
	char		rules_sha256[65], checks_sha256[65];
	int		counts[6][EV_COUNT];	/* 0: all; 1..5: E1..E5 */
	int		ms;			/* from lease to result */
};

/*
 * An excerpt is kept by content: (repository, blob, first, last).
 * With json NULL only the row is read.
 */
int	store_audit_add(struct store *, struct stored_audit *,
	    const char *json, size_t len, struct err *);
int	store_audit_get(struct store *, int64_t id, struct stored_audit *,
	    struct buf *json, struct err *);		/* 1, 0, -1 */
int	store_audits(struct store *, int64_t repo, struct stored_audit *,
	    int max, struct err *);			/* newest first */
int	store_excerpt_put(struct store *, int64_t repo, const char *blob,
	    int first, int last, const char *text, struct err *);
int	store_excerpt_get(struct store *, int64_t repo, const char *blob,
	    int first, int last, struct buf *, struct err *);

/* --- outbox -------------------------------------------------------------------- */

/*
 * Adds a row; rows still waiting for the same (repository, kind, key) and,
 * for a status, commit are superseded by it.
 */
int	store_out_add(struct store *, const struct outbox *, int64_t now,
	    struct err *);
/* The row of that source due first; one of a repository at a time. */
int	store_out_next(struct store *, const char *source, int64_t now,
	    struct outbox *, struct err *);		/* 1, 0, -1 */
/* Ends or postpones a row; 0 when it was superseded meanwhile. */
int	store_out_move(struct store *, const struct outbox *,
	    enum outbox_state, int64_t due, const char *error, struct err *);
int	store_outs(struct store *, int64_t repo, struct outbox *, int max,
	    struct err *);			/* waiting and refused */
int	store_out_counts(struct store *, int64_t counts[4], struct err *);

/* --- cache ---------------------------------------------------------------- */

/* Fills what is known; 1, or 0 when nothing is, and .tree is "". */
int	store_memory_get(struct store *, int64_t repo, struct memory *,
	    struct err *);
/* Instead of what was known.  0, or -1: it is lost, and was never needed. */
int	store_memory_put(struct store *, int64_t repo, const struct memory *,
	    int64_t now, struct err *);

#endif
