/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * db.c: one connection to SQLite, its prepared statements, its transaction.
 *
 * SQLite ends a transaction by itself when the disk is full or fails.  A
 * write that came after that would stand alone, so inside a transaction
 * every step first looks whether it is still there.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/utf8.h"

#include "local.h"

int
db_fail(struct db *d, struct err *e, const char *doing)
{
	enum err_kind kind = ERR_STORE;
	int code = sqlite3_extended_errcode(d->h);

	switch (code & 0xff) {
	case SQLITE_NOMEM:
		abort();
	case SQLITE_IOERR:
	case SQLITE_FULL:
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_READONLY:
		kind = ERR_SYS;
		break;
	default:
		break;
	}
	return err_set(e, kind, "%s: %s: %s (%d)", d->name, doing,
	    sqlite3_errmsg(d->h), code);
}

int
db_open(struct db *d, const char *name, const char *path, struct err *e)
{
	int fd;

	memset(d, 0, sizeof(*d));
	d->name = name;
	/*
	 * SQLite would create it readable by all; its -wal and -shm follow.
	 * Only ever a new file: to close a descriptor of one that is open
	 * already takes away the locks that this process holds on it (POSIX),
	 * and then another program's connection, closing, believes that it is
	 * the last and removes the write-ahead log under us.
	 */
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno != EEXIST)
		return err_sys(e, "%s: %s", name, path);
	if (fd >= 0)
		close(fd);
	if (sqlite3_open_v2(path, &d->h, SQLITE_OPEN_READWRITE |
	    SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL) != SQLITE_OK) {
		db_fail(d, e, path);
		db_close(d);
		return -1;
	}
	sqlite3_busy_timeout(d->h, DB_BUSY_MS);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	sqlite3_db_config(d->h, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
	return 0;
}

void
db_close(struct db *d)
{
	int i;

	for (i = 0; i < d->nkept; i++)
		sqlite3_finalize(d->kept[i].st);
	d->nkept = 0;
	sqlite3_close(d->h);
	d->h = NULL;
	d->begun = false;
}

sqlite3_stmt *
db_sql(struct db *d, const char *sql, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int i;

	for (i = 0; i < d->nkept; i++)
		if (d->kept[i].sql == sql)
			return d->kept[i].st;
	if (d->nkept == DB_STATEMENTS)
		abort();
	if (sqlite3_prepare_v3(d->h, sql, -1, SQLITE_PREPARE_PERSISTENT, &st,
	    NULL) != SQLITE_OK) {
		db_fail(d, e, "prepare");
		return NULL;
	}
	d->kept[d->nkept].sql = sql;
	d->kept[d->nkept++].st = st;
	return st;
}

static void
must(int code)
{
	if (code != SQLITE_OK)
		abort();
}

void
db_put_int(sqlite3_stmt *st, int i, int64_t v)
{
	must(sqlite3_bind_int64(st, i, v));
}

void
db_put_text(sqlite3_stmt *st, int i, const char *text)
{
	must(sqlite3_bind_text(st, i, text, -1, SQLITE_STATIC));
}

void
db_put_bytes(sqlite3_stmt *st, int i, const void *bytes, size_t n)
{
	must(sqlite3_bind_blob64(st, i, bytes, n, SQLITE_STATIC));
}

void
db_put_null(sqlite3_stmt *st, int i)
{
	must(sqlite3_bind_null(st, i));
}

void
db_done(sqlite3_stmt *st)
{
	sqlite3_reset(st);
	sqlite3_clear_bindings(st);
}

int
db_row(struct db *d, sqlite3_stmt *st, struct err *e)
{
	int code;

	if (d->begun && sqlite3_get_autocommit(d->h)) {
		db_done(st);
		return err_set(e, ERR_STORE,
		    "%s: the transaction was given up before", d->name);
	}
	code = sqlite3_step(st);
	if (code == SQLITE_ROW)
		return 1;
	if (code != SQLITE_DONE)
		db_fail(d, e, "query");
	db_done(st);
	return code == SQLITE_DONE ? 0 : -1;
}

int
db_run(struct db *d, sqlite3_stmt *st, struct err *e)
{
	int got;

	while ((got = db_row(d, st, e)) == 1)
		;
	return got;
}

int64_t
db_int(sqlite3_stmt *st, int column)
{
	return sqlite3_column_int64(st, column);
}

/* What is in a row was bounded when it came in: nothing is cut here. */
void
db_text(sqlite3_stmt *st, int column, char *out, size_t n)
{
	const char *s = (const char *)sqlite3_column_text(st, column);

	snprintf(out, n, "%s", s != NULL ? s : "");
}

int
db_exec(struct db *d, const char *sql, struct err *e)
{
	if (sqlite3_exec(d->h, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(d, e, "query");
	return 0;
}

int
db_ask(struct db *d, const char *sql, char *out, size_t n, struct err *e)
{
	sqlite3_stmt *st = NULL;
	int code, ret = -1;

	code = sqlite3_prepare_v2(d->h, sql, -1, &st, NULL);
	if (code == SQLITE_OK)
		code = sqlite3_step(st);
	if (code == SQLITE_ROW) {
		db_text(st, 0, out, n);
		ret = 1;
	} else if (code == SQLITE_DONE) {
		ret = 0;
	} else {
		db_fail(d, e, "query");
	}
	sqlite3_finalize(st);
	return ret;
}

/* --- transactions ---------------------------------------------------------- */

static int
plain(struct db *d, const char *sql, struct err *e)
{
	sqlite3_stmt *st = db_sql(d, sql, e);

	return st == NULL ? -1 : db_run(d, st, e);
}

int
db_begin(struct db *d, struct err *e)
{
	/* IMMEDIATE: it waits for its turn here, where it may, not later. */
	static const char sql[] = "BEGIN IMMEDIATE";

	if (d->begun)
		return err_set(e, ERR_BUG, "%s: a transaction inside another",
		    d->name);
	if (plain(d, sql, e) < 0)
		return err_wrap(e, "begin");
	d->begun = true;
	return 0;
}

int
db_commit(struct db *d, struct err *e)
{
	static const char sql[] = "COMMIT";

	if (!d->begun)
		return err_set(e, ERR_BUG, "%s: nothing to commit", d->name);
	if (plain(d, sql, e) < 0) {
		db_rollback(d);
		return err_wrap(e, "commit");
	}
	d->begun = false;
	return 0;
}

void
db_rollback(struct db *d)
{
	static const char sql[] = "ROLLBACK";
	struct err e;

	d->begun = false;
	if (d->h == NULL || sqlite3_get_autocommit(d->h))
		return;
	/* It fails only where SQLite has rolled back by itself. */
	(void)plain(d, sql, &e);
}

int
db_enter(struct db *d, bool *own, struct err *e)
{
	*own = !d->begun;
	return *own ? db_begin(d, e) : 0;
}

int
db_leave(struct db *d, bool own, int ret, struct err *e)
{
	if (!own)
		return ret;
	if (ret >= 0)
		return db_commit(d, e) < 0 ? -1 : ret;
	db_rollback(d);
	return ret;
}
