/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox.c: what forges must still hear.
 *
 * One place on a forge (a status of a commit, the report of a repository)
 * has at most one row waiting: a newer row supersedes it, so that a forge
 * that was down hears the last word only.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"

#include "local.h"

#define OUT_COLUMNS REPO_COLUMNS ", o.id, o.kind, o.name, o.ref," \
	" o.commit_id, o.audit, o.status, o.text, o.attempt, o.due," \
	" o.error"
#define OUT_FROM " FROM outbox o JOIN repos r ON r.id = o.repo"

static void
out_read(sqlite3_stmt *st, struct outbox *o)
{
	int i = REPO_NCOLUMNS;

	memset(o, 0, sizeof(*o));
	repo_read(st, &o->repo);
	o->id = db_int(st, i++);
	o->kind = (enum outbox_kind)db_int(st, i++);
	db_text(st, i++, o->key, sizeof(o->key));
	db_text(st, i++, o->ref, sizeof(o->ref));
	db_text(st, i++, o->commit, sizeof(o->commit));
	o->audit = db_int(st, i++);
	db_text(st, i++, o->state, sizeof(o->state));
	db_text(st, i++, o->text, sizeof(o->text));
	o->attempt = (int)db_int(st, i++);
	o->due = db_int(st, i++);
	db_text(st, i, o->error, sizeof(o->error));
}

static int
supersede(struct store *s, const struct outbox *o, struct err *e)
{
	static const char sql[] =
	    "UPDATE outbox SET stage = 3 WHERE stage = 0 AND repo = ?1"
	    " AND kind = ?2 AND name = ?3 AND (kind = 1 OR commit_id = ?4)";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, o->repo.id);
	db_put_int(st, 2, o->kind);
	db_put_text(st, 3, o->key);
	db_put_text(st, 4, o->commit);
	return db_run(&s->db, st, e);
}

int
store_out_add(struct store *s, const struct outbox *o, int64_t now,
    struct err *e)
{
	static const char sql[] =
	    "INSERT INTO outbox (repo, source, kind, name, ref, commit_id,"
	    " audit, status, text, stage, created, due)"
	    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 0, ?10, ?11)";
	sqlite3_stmt *st;
	bool own;
	int ret = -1;

	if (db_enter(&s->db, &own, e) < 0)
		return -1;
	if (supersede(s, o, e) < 0 || (st = db_sql(&s->db, sql, e)) == NULL)
		goto out;
	db_put_int(st, 1, o->repo.id);
	db_put_text(st, 2, o->repo.source);
	db_put_int(st, 3, o->kind);
	db_put_text(st, 4, o->key);
	db_put_text(st, 5, o->ref);
	db_put_text(st, 6, o->commit);
	if (o->audit != 0)
		db_put_int(st, 7, o->audit);
	db_put_text(st, 8, o->state);
	db_put_text(st, 9, o->text);
	db_put_int(st, 10, now);
	db_put_int(st, 11, o->due);
	ret = db_run(&s->db, st, e);
out:
	return db_leave(&s->db, own, ret, e);
}

int
store_out_next(struct store *s, const char *source, int64_t now,
    struct outbox *o, struct err *e)
{
	/*
	 * Within a repository rows go in the order they were written, and one
	 * that must wait makes those behind it wait: "success" never comes
	 * before "pending".
	 */
	static const char sql[] =
	    "SELECT " OUT_COLUMNS OUT_FROM
	    " WHERE o.stage = 0 AND o.source = ?1 AND o.due <= ?2"
	    " AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.repo = o.repo"
	    " AND p.stage = 0 AND p.id < o.id)"
	    " ORDER BY o.due, o.id LIMIT 1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	if (st == NULL)
		return -1;
	db_put_text(st, 1, source);
	db_put_int(st, 2, now);
	got = db_row(&s->db, st, e);
	if (got == 1) {
		out_read(st, o);
		db_done(st);
	}
	return got;
}

int
store_out_move(struct store *s, const struct outbox *o,
    enum outbox_state state, int64_t due, const char *error, struct err *e)
{
	static const char sql[] =
	    "UPDATE outbox SET stage = ?2, due = ?3, error = ?4,"
	    " attempt = attempt + 1 WHERE id = ?1 AND stage = 0";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, o->id);
	db_put_int(st, 2, state);
	db_put_int(st, 3, due);
	db_put_text(st, 4, error);
	if (db_run(&s->db, st, e) < 0)
		return -1;
	return sqlite3_changes(s->db.h) > 0;
}

int
store_outs(struct store *s, int64_t repo, struct outbox *out, int max,
    struct err *e)
{
	static const char sql[] =
	    "SELECT " OUT_COLUMNS OUT_FROM
	    " WHERE (?1 = 0 OR o.repo = ?1) AND o.stage IN (0, 2)"
	    " ORDER BY o.id DESC LIMIT ?2";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got, n = 0;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_int(st, 2, max > 0 ? max : 0);
	while ((got = db_row(&s->db, st, e)) == 1)
		out_read(st, &out[n++]);
	return got < 0 ? -1 : n;
}

int
store_out_counts(struct store *s, int64_t counts[4], struct err *e)
{
	static const char sql[] =
	    "SELECT stage, count(*) FROM outbox GROUP BY stage";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	memset(counts, 0, 4 * sizeof(*counts));
	if (st == NULL)
		return -1;
	while ((got = db_row(&s->db, st, e)) == 1)
		counts[db_int(st, 0)] = db_int(st, 1);
	return got;
}
