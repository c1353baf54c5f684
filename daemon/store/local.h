/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: what the files of the store share, and the window on SQLite.
 *
 * A statement is prepared once for each connection and found again by the
 * address of its text, so every text is a static const array beside the
 * function that runs it.  Binding fails only for our bugs and for want of
 * memory: both end the process, so it returns nothing.
 */
#ifndef STORE_LOCAL_H
#define STORE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "store.h"

enum {
	DB_STATEMENTS = 96,	/* more texts than the room has */
	DB_BUSY_MS = 10 * 1000,
	DB_APPLICATION = 0x47524646,	/* "GRFF", in the file's header */
	DB_CACHE_VERSION = 2,
};

struct db {
	sqlite3		*h;		/* owned; NULL: not open */
	const char	*name;		/* for messages */
	bool		 begun;		/* between db_begin and its end */
	int		 nkept;
	struct {
		const char	*sql;
		sqlite3_stmt	*st;	/* owned */
	}		 kept[DB_STATEMENTS];
};

struct store {
	struct db	 db;
	struct db	 cache;
	char		*cache_path;	/* owned; NULL: no cache */
	char		 instance[33];	/* which database the cache serves */
	int64_t		 swept;		/* on which day; 0: not yet */
	int64_t		 cache_max;	/* bytes of the cache file; set by
					   cache_open() when 0 */
	bool		 cache_bad;	/* damaged: made anew when written */
};

/* --- db.c ----------------------------------------------------------------- */

/* Opens or creates, mode 0600, with a busy timeout.  0, or -1. */
int	db_open(struct db *, const char *name, const char *path, struct err *);
void	db_close(struct db *);

/* err from what SQLite said last.  -1. */
int	db_fail(struct db *, struct err *, const char *doing);

/* The prepared text, ready for binding; NULL on error. */
sqlite3_stmt *db_sql(struct db *, const char *sql, struct err *);
void	db_put_int(sqlite3_stmt *, int, int64_t);
void	db_put_text(sqlite3_stmt *, int, const char *);	/* copied not */
void	db_put_bytes(sqlite3_stmt *, int, const void *, size_t);
void	db_put_null(sqlite3_stmt *, int);

/* 1 a row; 0 no more, -1: and then the statement is done. */
int	db_row(struct db *, sqlite3_stmt *, struct err *);
/* For a statement without rows, or of whose rows only the first counts. */
int	db_run(struct db *, sqlite3_stmt *, struct err *);	/* 0, -1 */
void	db_done(sqlite3_stmt *);

int64_t	db_int(sqlite3_stmt *, int column);
void	db_text(sqlite3_stmt *, int column, char *out, size_t n);

/* Several statements without parameters.  0, or -1. */
int	db_exec(struct db *, const char *sql, struct err *);
/* The first column of the first row as text; 1, 0 no row, -1. */
int	db_ask(struct db *, const char *sql, char *out, size_t n,
	    struct err *);

int	db_begin(struct db *, struct err *);
int	db_commit(struct db *, struct err *);
void	db_rollback(struct db *);
/*
 * A function that writes more than one row begins its own transaction when
 * none is under way (*own), and ends it with what it would return: below 0
 * rolls back.  Inside a caller's transaction both do nothing.
 */
int	db_enter(struct db *, bool *own, struct err *);
int	db_leave(struct db *, bool own, int ret, struct err *);

/* --- schema.c --------------------------------------------------------------- */

/*
 * Brings the database from its PRAGMA user_version to n by the texts that
 * are missing, all of them or none.  A newer one is refused in words.
 */
int	db_migrate(struct db *, const char *const *texts, int n,
	    struct err *);
int	schema_apply(struct db *, struct err *);
int	schema_version(void);

/* --- repo.c ------------------------------------------------------------------- */

/* The columns of "FROM repos r" that repo_read() wants, at 0. */
#define REPO_COLUMNS "r.id, r.source, r.forge_id, r.path," \
	" r.default_branch, r.deliverable, r.private"
enum { REPO_NCOLUMNS = 7 };
void	repo_read(sqlite3_stmt *, struct repo *);

/* --- job.c ---------------------------------------------------------------------- */

/* Within a transaction.  1 new, 0 merged, -1. */
int	job_put(struct store *, const struct push *, const char *delivery,
	    int64_t now, int64_t *id, struct err *);

/* --- cache.c -------------------------------------------------------------------- */

int	cache_open(struct store *, struct err *);
void	cache_close(struct store *);

#endif
