/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * repo.c: repositories, found by the forge's own id, because names change.
 *
 * A name may be another repository's by now: when two rows carry the same
 * path, the one that a forge spoke of last has it.
 */
#include "base/err.h"

#include "local.h"

void
repo_read(sqlite3_stmt *st, struct repo *r)
{
	r->id = db_int(st, 0);
	db_text(st, 1, r->source, sizeof(r->source));
	db_text(st, 2, r->forge_id, sizeof(r->forge_id));
	db_text(st, 3, r->path, sizeof(r->path));
	db_text(st, 4, r->default_branch, sizeof(r->default_branch));
	db_text(st, 5, r->deliverable, sizeof(r->deliverable));
	r->private = db_int(st, 6) != 0;
}

static void
bind(sqlite3_stmt *st, const struct repo *r, int64_t now)
{
	db_put_text(st, 1, r->source);
	db_put_text(st, 2, r->forge_id);
	db_put_text(st, 3, r->path);
	db_put_text(st, 4, r->default_branch);
	db_put_int(st, 5, r->private);
	db_put_int(st, 6, now);
}

int
store_repo_put(struct store *s, struct repo *r, int64_t now, struct err *e)
{
	/* Some events do not name the default branch. */
	static const char known[] =
	    "UPDATE repos SET path = ?3, private = ?5, seen = max(seen, ?6),"
	    " default_branch = CASE ?4 WHEN '' THEN default_branch ELSE ?4 END"
	    " WHERE source = ?1 AND forge_id = ?2"
	    " RETURNING id, deliverable, default_branch";
	static const char new[] =
	    "INSERT INTO repos (source, forge_id, path, default_branch,"
	    " private, created, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
	sqlite3_stmt *st;
	bool own;
	int got, ret = -1;

	if (db_enter(&s->db, &own, e) < 0)
		return -1;
	if ((st = db_sql(&s->db, known, e)) == NULL)
		goto out;
	bind(st, r, now);
	if ((got = db_row(&s->db, st, e)) < 0)
		goto out;
	if (got == 1) {
		r->id = db_int(st, 0);
		db_text(st, 1, r->deliverable, sizeof(r->deliverable));
		db_text(st, 2, r->default_branch, sizeof(r->default_branch));
		ret = db_run(&s->db, st, e);
		goto out;
	}
	if ((st = db_sql(&s->db, new, e)) == NULL)
		goto out;
	bind(st, r, now);
	if (db_run(&s->db, st, e) < 0)
		goto out;
	r->id = sqlite3_last_insert_rowid(s->db.h);
	r->deliverable[0] = '\0';
	ret = 1;
out:
	return db_leave(&s->db, own, ret, e);
}

/* The first row of a bound statement. */
static int
first(struct store *s, sqlite3_stmt *st, struct repo *r, struct err *e)
{
	int got = db_row(&s->db, st, e);

	if (got == 1) {
		repo_read(st, r);
		db_done(st);
	}
	return got;
}

int
store_repo_get(struct store *s, int64_t id, struct repo *r, struct err *e)
{
	static const char sql[] =
	    "SELECT " REPO_COLUMNS " FROM repos r WHERE r.id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, id);
	return first(s, st, r, e);
}

int
store_repo_find(struct store *s, const char *source, const char *path,
    struct repo *r, struct err *e)
{
	static const char sql[] =
	    "SELECT " REPO_COLUMNS " FROM repos r"
	    " WHERE r.source = ?1 AND r.path = ?2"
	    " ORDER BY r.seen DESC, r.id DESC LIMIT 1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_text(st, 1, source);
	db_put_text(st, 2, path);
	return first(s, st, r, e);
}

int
store_repos(struct store *s, struct repo *out, int max, struct err *e)
{
	static const char sql[] =
	    "SELECT " REPO_COLUMNS " FROM repos r"
	    " ORDER BY r.source, r.path, r.id LIMIT ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got, n = 0;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, max > 0 ? max : 0);
	while ((got = db_row(&s->db, st, e)) == 1)
		repo_read(st, &out[n++]);
	return got < 0 ? -1 : n;
}

int
store_repo_deliverable(struct store *s, int64_t id, const char *ref,
    struct err *e)
{
	static const char sql[] =
	    "UPDATE repos SET deliverable = ?2 WHERE id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, id);
	db_put_text(st, 2, ref);
	return db_run(&s->db, st, e);
}

int
store_report_number(struct store *s, int64_t repo, int64_t *number,
    struct err *e)
{
	static const char sql[] = "SELECT report FROM repos WHERE id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	*number = 0;
	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	if ((got = db_row(&s->db, st, e)) < 0)
		return -1;
	if (got == 1) {
		*number = db_int(st, 0);
		db_done(st);
	}
	return 0;
}

int
store_report_set(struct store *s, int64_t repo, int64_t number, struct err *e)
{
	static const char sql[] = "UPDATE repos SET report = ?2 WHERE id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_int(st, 2, number);
	return db_run(&s->db, st, e);
}
