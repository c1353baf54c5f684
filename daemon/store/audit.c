/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c: results, their counts, and the lines they cite.
 *
 * An excerpt is stored once for a (repository, blob, lines), since audits
 * of one candidate cite the same lines for months.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"

#include "local.h"

enum { EPREUVE_ROWS = 6 };

static int
counts_add(struct store *s, const struct stored_audit *a, struct err *e)
{
	static const char sql[] =
	    "INSERT INTO audit_counts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
	sqlite3_stmt *st;
	int i, k;

	for (i = 0; i < EPREUVE_ROWS; i++) {
		if ((st = db_sql(&s->db, sql, e)) == NULL)
			return -1;
		db_put_int(st, 1, a->id);
		db_put_int(st, 2, i);
		for (k = 0; k < EV_COUNT; k++)
			db_put_int(st, 3 + k, a->counts[i][k]);
		if (db_run(&s->db, st, e) < 0)
			return -1;
	}
	return 0;
}

static int
counts_get(struct store *s, struct stored_audit *a, struct err *e)
{
	static const char sql[] =
	    "SELECT epreuve, complete, partial, absent, not_applicable,"
	    " undetermined, error FROM audit_counts WHERE audit = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int64_t i;
	int got, k;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, a->id);
	while ((got = db_row(&s->db, st, e)) == 1) {
		i = db_int(st, 0);
		for (k = 0; k < EV_COUNT && i >= 0 && i < EPREUVE_ROWS; k++)
			a->counts[i][k] = (int)db_int(st, 1 + k);
	}
	return got;
}

int
store_audit_add(struct store *s, struct stored_audit *a, const char *json,
    size_t len, struct err *e)
{
	static const char sql[] =
	    "INSERT INTO audits (repo, job, created, ref, commit_id,"
	    " rules_sha256, checks_sha256, ms, json)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
	sqlite3_stmt *st;
	bool own;
	int ret = -1;

	if (db_enter(&s->db, &own, e) < 0)
		return -1;
	if ((st = db_sql(&s->db, sql, e)) == NULL)
		goto out;
	db_put_int(st, 1, a->repo);
	if (a->job != 0)
		db_put_int(st, 2, a->job);
	db_put_int(st, 3, a->created);
	db_put_text(st, 4, a->ref);
	db_put_text(st, 5, a->commit);
	db_put_text(st, 6, a->rules_sha256);
	db_put_text(st, 7, a->checks_sha256);
	db_put_int(st, 8, a->ms);
	db_put_bytes(st, 9, json, len);
	if (db_run(&s->db, st, e) < 0)
		goto out;
	a->id = sqlite3_last_insert_rowid(s->db.h);
	ret = counts_add(s, a, e);
out:
	return db_leave(&s->db, own, ret, e);
}

#define AUDIT_COLUMNS "id, repo, job, created, ref, commit_id," \
	" rules_sha256, checks_sha256, ms"

static void
audit_read(sqlite3_stmt *st, struct stored_audit *a)
{
	memset(a, 0, sizeof(*a));
	a->id = db_int(st, 0);
	a->repo = db_int(st, 1);
	a->job = db_int(st, 2);
	a->created = db_int(st, 3);
	db_text(st, 4, a->ref, sizeof(a->ref));
	db_text(st, 5, a->commit, sizeof(a->commit));
	db_text(st, 6, a->rules_sha256, sizeof(a->rules_sha256));
	db_text(st, 7, a->checks_sha256, sizeof(a->checks_sha256));
	a->ms = (int)db_int(st, 8);
}

int
store_audit_get(struct store *s, int64_t id, struct stored_audit *a,
    struct buf *json, struct err *e)
{
	static const char row[] =
	    "SELECT " AUDIT_COLUMNS " FROM audits WHERE id = ?1";
	static const char all[] =
	    "SELECT " AUDIT_COLUMNS ", json FROM audits WHERE id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, json == NULL ? row : all, e);
	int got;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, id);
	if ((got = db_row(&s->db, st, e)) != 1)
		return got;
	audit_read(st, a);
	if (json != NULL)
		buf_add(json, sqlite3_column_blob(st, 9),
		    (size_t)sqlite3_column_bytes(st, 9));
	db_done(st);
	if (json != NULL && json->full)
		return err_set(e, ERR_LIMIT, "audit %lld is too large",
		    (long long)id);
	return counts_get(s, a, e) < 0 ? -1 : 1;
}

int
store_audits(struct store *s, int64_t repo, struct stored_audit *out, int max,
    struct err *e)
{
	static const char sql[] =
	    "SELECT " AUDIT_COLUMNS " FROM audits WHERE repo = ?1"
	    " ORDER BY id DESC LIMIT ?2";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got, i, n = 0;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_int(st, 2, max > 0 ? max : 0);
	while ((got = db_row(&s->db, st, e)) == 1)
		audit_read(st, &out[n++]);
	if (got < 0)
		return -1;
	for (i = 0; i < n; i++)
		if (counts_get(s, &out[i], e) < 0)
			return -1;
	return n;
}

int
store_excerpt_put(struct store *s, int64_t repo, const char *blob, int first,
    int last, const char *text, struct err *e)
{
	/* What is masked may change with the program: the newest text wins. */
	static const char sql[] =
	    "INSERT INTO excerpts VALUES (?1, ?2, ?3, ?4, ?5)"
	    " ON CONFLICT DO UPDATE SET text = excluded.text"
	    " WHERE text <> excluded.text";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_text(st, 2, blob);
	db_put_int(st, 3, first);
	db_put_int(st, 4, last);
	db_put_text(st, 5, text);
	return db_run(&s->db, st, e);
}

int
store_excerpt_get(struct store *s, int64_t repo, const char *blob, int first,
    int last, struct buf *out, struct err *e)
{
	static const char sql[] =
	    "SELECT text FROM excerpts WHERE repo = ?1 AND blob = ?2"
	    " AND first_line = ?3 AND last_line = ?4";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_text(st, 2, blob);
	db_put_int(st, 3, first);
	db_put_int(st, 4, last);
	if ((got = db_row(&s->db, st, e)) != 1)
		return got;
	buf_add(out, sqlite3_column_text(st, 0),
	    (size_t)sqlite3_column_bytes(st, 0));
	db_done(st);
	return 1;
}
