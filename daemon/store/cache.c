/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cache.c: what the last audit of each repository told, one row each.
 *
 * A file of its own that nobody needs: when it is damaged, of another
 * version or of another database, it is made anew.  Rows not used for
 * CACHE_DAYS go, and when the file grows past its ceiling the oldest half
 * goes first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "model/memory.h"

#include "local.h"

enum { CACHE_DAYS = 60, DAY = 24 * 60 * 60 };

static const int64_t cache_bytes = INT64_C(2) << 30;

static void
remove_files(const char *path)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char name[4200];
	size_t i;

	for (i = 0; i < 3; i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		(void)unlink(name);
	}
}

/* 0, or -1: this file is not the cache of this database. */
static int
use(struct store *s, struct err *e)
{
	char sql[200], stamp[64], said[64];

	if (db_open(&s->cache, "cache", s->cache_path, e) < 0 ||
	    db_ask(&s->cache, "PRAGMA journal_mode = WAL", said, sizeof(said),
	    e) < 0 ||
	    db_exec(&s->cache, "PRAGMA synchronous = OFF;"
	    "CREATE TABLE IF NOT EXISTS meta ("
	    "  name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;"
	    "CREATE TABLE IF NOT EXISTS memory ("
	    "  repo INTEGER PRIMARY KEY, used INTEGER NOT NULL,"
	    "  tree TEXT NOT NULL, key TEXT NOT NULL,"
	    "  lines BLOB NOT NULL) STRICT;", e) < 0)
		return -1;
	snprintf(stamp, sizeof(stamp), "%d %s", DB_CACHE_VERSION,
	    s->instance);
	snprintf(sql, sizeof(sql), "INSERT INTO meta VALUES ('serves', '%s')"
	    " ON CONFLICT DO NOTHING", stamp);
	if (db_exec(&s->cache, sql, e) < 0 ||
	    db_ask(&s->cache, "SELECT value FROM meta WHERE name = 'serves'",
	    said, sizeof(said), e) < 0)
		return -1;
	if (strcmp(said, stamp) != 0)
		return err_set(e, ERR_STORE, "the cache serves another "
		    "database");
	return 0;
}

int
cache_open(struct store *s, struct err *e)
{
	struct err why;

	if (s->cache_max == 0)
		s->cache_max = cache_bytes;
	if (s->cache_path == NULL)
		return 0;
	if (use(s, &why) == 0)
		return 0;
	db_close(&s->cache);
	remove_files(s->cache_path);
	if (use(s, e) == 0)
		return 0;
	db_close(&s->cache);
	return -1;
}

void
cache_close(struct store *s)
{
	db_close(&s->cache);
}

int
store_memory_get(struct store *s, int64_t repo, struct memory *m,
    struct err *e)
{
	static const char sql[] =
	    "SELECT tree, key, lines FROM memory WHERE repo = ?1";
	sqlite3_stmt *st;
	int got;

	m->tree[0] = '\0';
	buf_reset(&m->lines);
	if (s->cache.h == NULL || s->cache_bad)
		return 0;
	st = db_sql(&s->cache, sql, e);
	if (st != NULL)
		db_put_int(st, 1, repo);
	got = st == NULL ? -1 : db_row(&s->cache, st, e);
	/* A cache that cannot be read remembers nothing. */
	s->cache_bad = got < 0;
	if (got != 1)
		return 0;
	buf_add(&m->lines, sqlite3_column_blob(st, 2),
	    (size_t)sqlite3_column_bytes(st, 2));
	if (!m->lines.full) {
		db_text(st, 0, m->tree, sizeof(m->tree));
		db_text(st, 1, m->key, sizeof(m->key));
	}
	db_done(st);
	return m->tree[0] != '\0';
}

/* Once a day: what nobody used goes. */
static int
sweep(struct store *s, int64_t day, struct err *e)
{
	char sql[200], bytes[32];

	snprintf(sql, sizeof(sql), "DELETE FROM memory WHERE used < %lld",
	    (long long)(day - CACHE_DAYS));
	if (db_exec(&s->cache, sql, e) < 0 ||
	    db_ask(&s->cache, "SELECT (page_count - freelist_count) * "
	    "page_size FROM pragma_page_count, pragma_freelist_count,"
	    " pragma_page_size", bytes, sizeof(bytes), e) < 0)
		return -1;
	if (strtoll(bytes, NULL, 10) <= s->cache_max)
		return 0;
	return db_exec(&s->cache, "DELETE FROM memory WHERE repo IN (SELECT "
	    "repo FROM memory ORDER BY used, repo LIMIT (SELECT "
	    "(count(*) + 1) / 2 FROM memory))", e);
}

static int
write_row(struct store *s, int64_t repo, const struct memory *m, int64_t day,
    struct err *e)
{
	static const char sql[] =
	    "INSERT INTO memory VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT DO UPDATE SET used = excluded.used,"
	    " tree = excluded.tree, key = excluded.key,"
	    " lines = excluded.lines";
	sqlite3_stmt *st = db_sql(&s->cache, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_int(st, 2, day);
	db_put_text(st, 3, m->tree);
	db_put_text(st, 4, m->key);
	db_put_bytes(st, 5, m->lines.len > 0 ? m->lines.data : "",
	    m->lines.len);
	return db_run(&s->cache, st, e);
}

int
store_memory_put(struct store *s, int64_t repo, const struct memory *m,
    int64_t now, struct err *e)
{
	int64_t day = now / DAY;

	if (s->cache.h == NULL)
		return 0;
	if (s->cache_bad) {
		db_close(&s->cache);
		remove_files(s->cache_path);
		s->cache_bad = false;
		if (use(s, e) < 0)
			goto bad;
	}
	if (write_row(s, repo, m, day, e) < 0 ||
	    (s->swept != day && sweep(s, day, e) < 0))
		goto bad;
	s->swept = day;
	return 0;
bad:
	s->cache_bad = true;
	return -1;
}
