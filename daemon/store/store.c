/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * store.c: opening, checking, and the transactions of the callers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"

#include "local.h"

/*
 * The change to WAL asks for the file alone and does not wait for it: two
 * threads that open a new database at once need a second try.
 */
static int
write_ahead(struct db *d, struct err *e)
{
	const struct timespec nap = { .tv_nsec = 10L * 1000 * 1000 };
	char mode[32];
	int tries = DB_BUSY_MS / 10, code;

	for (;;) {
		if (db_ask(d, "PRAGMA journal_mode = WAL", mode, sizeof(mode),
		    e) == 1)
			break;
		code = sqlite3_errcode(d->h) & 0xff;
		if ((code != SQLITE_BUSY && code != SQLITE_LOCKED) ||
		    tries-- == 0)
			return -1;
		nanosleep(&nap, NULL);
	}
	if (strcmp(mode, "wal") != 0)
		return err_set(e, ERR_STORE, "%s: this file system cannot hold"
		    " a write-ahead log (a network share?)", d->name);
	return 0;
}

static int
database_open(struct store *s, const char *path, struct err *e)
{
	struct db *d = &s->db;

	if (db_open(d, "database", path, e) < 0 || write_ahead(d, e) < 0)
		return -1;
	if (db_exec(d, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	    "PRAGMA journal_size_limit = 67108864;", e) < 0)
		return -1;
	if (schema_apply(d, e) < 0)
		return -1;
	return db_ask(d, "SELECT value FROM meta WHERE name = 'instance'",
	    s->instance, sizeof(s->instance), e) < 0 ? -1 : 0;
}

int
store_open(const char *database, const char *cache, struct store **out,
    struct err *e)
{
	struct store *s = calloc(1, sizeof(*s));
	int ret = -1;

	*out = NULL;
	if (s == NULL)
		abort();
	if (cache != NULL && (s->cache_path = strdup(cache)) == NULL)
		abort();
	if (database_open(s, database, e) < 0 || cache_open(s, e) < 0)
		goto out;
	*out = s;
	s = NULL;
	ret = 0;
out:
	store_close(s);
	return ret;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	cache_close(s);
	db_rollback(&s->db);
	db_close(&s->db);
	free(s->cache_path);
	free(s);
}

int
store_check(struct store *s, struct err *e)
{
	char said[200];
	int got;

	if (db_ask(&s->db, "PRAGMA integrity_check(1)", said, sizeof(said),
	    e) < 0)
		return -1;
	if (strcmp(said, "ok") != 0)
		return err_set(e, ERR_SYS, "database: damaged: %s", said);
	got = db_ask(&s->db, "PRAGMA foreign_key_check", said, sizeof(said),
	    e);
	if (got == 1)
		return err_set(e, ERR_STORE, "database: a row of \"%s\" points"
		    " nowhere", said);
	return got;
}

int
store_begin(struct store *s, struct err *e)
{
	return db_begin(&s->db, e);
}

int
store_commit(struct store *s, struct err *e)
{
	return db_commit(&s->db, e);
}

void
store_rollback(struct store *s)
{
	db_rollback(&s->db);
}
