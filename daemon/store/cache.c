/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cache.c: the facts of files that were scanned before.
 *
 * A file of its own that nobody needs: when it is damaged, of another
 * version or of another database, it is made anew.  Rows are found by a
 * digest of (check key, path, blob) within a repository; those not used for
 * CACHE_DAYS go, and when the file grows past its ceiling the oldest half
 * goes first.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"

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
	    "CREATE TABLE IF NOT EXISTS facts ("
	    "  repo INTEGER NOT NULL, digest BLOB NOT NULL,"
	    "  used INTEGER NOT NULL, json BLOB NOT NULL,"
	    "  PRIMARY KEY (repo, digest)) STRICT, WITHOUT ROWID;"
	    "CREATE INDEX IF NOT EXISTS facts_used ON facts (used);", e) < 0)
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
	arena_free(&s->arena);
	s->pending = NULL;
	s->npending = s->cappending = 0;
}

static void
digest_of(const char *check_key, const char *path, const char *blob,
    uint8_t out[32])
{
	struct hash *h = hash_open();
	char hex[HASH_HEX];

	hash_add(h, check_key, strlen(check_key) + 1);
	hash_add(h, path, strlen(path) + 1);
	hash_add(h, blob, strlen(blob) + 1);
	hash_close(h, hex);
	hash_unhex(hex, HASH_HEX - 1, out, 32);
}

static struct pending *
wait(struct store *s, int64_t repo)
{
	struct pending *p = arena_push(&s->arena, (void **)&s->pending,
	    s->npending, &s->cappending, sizeof(*p));

	s->npending++;
	p->repo = repo;
	return p;
}

int
store_facts_get(struct store *s, int64_t repo, const char *check_key,
    const char *path, const char *blob, struct buf *out, struct err *e)
{
	static const char sql[] =
	    "SELECT json FROM facts WHERE repo = ?1 AND digest = ?2";
	sqlite3_stmt *st;
	struct pending *p;
	uint8_t digest[32];
	int got;

	if (s->cache.h == NULL || s->cache_bad)
		return 0;
	if ((st = db_sql(&s->cache, sql, e)) == NULL) {
		s->cache_bad = true;
		return 0;
	}
	digest_of(check_key, path, blob, digest);
	db_put_int(st, 1, repo);
	db_put_bytes(st, 2, digest, sizeof(digest));
	got = db_row(&s->cache, st, e);
	if (got < 0) {
		/* A cache that cannot be read remembers nothing. */
		s->cache_bad = true;
		return 0;
	}
	if (got == 0)
		return 0;
	buf_add(out, sqlite3_column_blob(st, 0),
	    (size_t)sqlite3_column_bytes(st, 0));
	db_done(st);
	p = wait(s, repo);
	memcpy(p->digest, digest, sizeof(digest));
	return 1;
}

void
store_facts_put(struct store *s, int64_t repo, const char *check_key,
    const char *path, const char *blob, const char *json)
{
	struct pending *p;

	if (s->cache.h == NULL)
		return;
	p = wait(s, repo);
	digest_of(check_key, path, blob, p->digest);
	p->json = arena_str(&s->arena, json);
}

static int
write_one(struct db *d, const struct pending *p, int64_t day, struct err *e)
{
	static const char touch[] =
	    "UPDATE facts SET used = ?3 WHERE repo = ?1 AND digest = ?2"
	    " AND used <> ?3";
	static const char put[] =
	    "INSERT INTO facts VALUES (?1, ?2, ?3, ?4)"
	    " ON CONFLICT DO UPDATE SET used = excluded.used,"
	    " json = excluded.json";
	sqlite3_stmt *st = db_sql(d, p->json == NULL ? touch : put, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, p->repo);
	db_put_bytes(st, 2, p->digest, sizeof(p->digest));
	db_put_int(st, 3, day);
	if (p->json != NULL)
		db_put_bytes(st, 4, p->json, strlen(p->json));
	return db_run(d, st, e);
}

/* Once a day: what nobody used goes. */
static int
sweep(struct store *s, int64_t day, struct err *e)
{
	char sql[200], bytes[32];

	snprintf(sql, sizeof(sql), "DELETE FROM facts WHERE used < %lld",
	    (long long)(day - CACHE_DAYS));
	if (db_exec(&s->cache, sql, e) < 0 ||
	    db_ask(&s->cache, "SELECT (page_count - freelist_count) * "
	    "page_size FROM pragma_page_count, pragma_freelist_count,"
	    " pragma_page_size", bytes, sizeof(bytes), e) < 0)
		return -1;
	if (strtoll(bytes, NULL, 10) <= s->cache_max)
		return 0;
	return db_exec(&s->cache, "DELETE FROM facts WHERE used <= (SELECT "
	    "used FROM facts ORDER BY used LIMIT 1 OFFSET (SELECT count(*) / 2"
	    " FROM facts))", e);
}

int
store_facts_flush(struct store *s, int64_t now, struct err *e)
{
	int64_t day = now / DAY;
	size_t i;
	int ret = -1;

	if (s->cache.h == NULL)
		return 0;
	if (s->cache_bad) {
		db_close(&s->cache);
		remove_files(s->cache_path);
		s->cache_bad = false;
		if (use(s, e) < 0)
			goto out;
	}
	if (s->npending > 0 && db_begin(&s->cache, e) < 0)
		goto out;
	for (i = 0; i < s->npending; i++)
		if (write_one(&s->cache, &s->pending[i], day, e) < 0) {
			db_rollback(&s->cache);
			goto out;
		}
	if (s->npending > 0 && db_commit(&s->cache, e) < 0)
		goto out;
	if (s->flushed / DAY != day && sweep(s, day, e) < 0)
		goto out;
	s->flushed = now;
	ret = 0;
out:
	if (ret < 0)
		s->cache_bad = true;
	arena_free(&s->arena);
	s->pending = NULL;
	s->npending = s->cappending = 0;
	return ret;
}
