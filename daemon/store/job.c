/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * job.c: jobs, their leases, and the attempt that fences them.
 */
#include <string.h>

#include "base/err.h"
#include "base/utf8.h"

#include "local.h"

/* The columns of "FROM jobs j JOIN repos r ON r.id = j.repo". */
#define JOB_COLUMNS REPO_COLUMNS ", j.id, j.ref, j.commit_id, j.before_id," \
	" j.delivery, j.state, j.attempt, j.created, j.due, j.leased_until," \
	" j.error"
#define JOB_FROM " FROM jobs j JOIN repos r ON r.id = j.repo"

static void
job_read(sqlite3_stmt *st, struct job *j)
{
	int i = REPO_NCOLUMNS;

	memset(j, 0, sizeof(*j));
	repo_read(st, &j->repo);
	j->id = db_int(st, i++);
	db_text(st, i++, j->ref, sizeof(j->ref));
	db_text(st, i++, j->commit, sizeof(j->commit));
	db_text(st, i++, j->before, sizeof(j->before));
	db_text(st, i++, j->delivery, sizeof(j->delivery));
	j->state = (enum job_state)db_int(st, i++);
	j->attempt = (int)db_int(st, i++);
	j->created = db_int(st, i++);
	j->due = db_int(st, i++);
	j->leased_until = db_int(st, i++);
	db_text(st, i, j->error, sizeof(j->error));
}

/* 1 and the job's id when one is queued for the same commit. */
static int
queued(struct store *s, const struct push *p, int64_t *id, struct err *e)
{
	static const char sql[] =
	    "SELECT id FROM jobs WHERE repo = ?1 AND ref = ?2"
	    " AND commit_id = ?3 AND state = 0";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, p->repo.id);
	db_put_text(st, 2, p->ref);
	db_put_text(st, 3, p->after);
	got = db_row(&s->db, st, e);
	if (got == 1) {
		*id = db_int(st, 0);
		db_done(st);
	}
	return got;
}

/* What is queued for the ref gives way; what runs goes on. */
static int
supersede(struct store *s, const struct push *p, struct err *e)
{
	static const char sql[] =
	    "UPDATE jobs SET state = 4, owing = 1,"
	    " error = 'superseded by a newer push'"
	    " WHERE repo = ?1 AND ref = ?2 AND state = 0";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, p->repo.id);
	db_put_text(st, 2, p->ref);
	return db_run(&s->db, st, e);
}

int
job_put(struct store *s, const struct push *p, const char *delivery,
    int64_t now, int64_t *id, struct err *e)
{
	static const char sql[] =
	    "INSERT INTO jobs (repo, ref, commit_id, before_id, delivery,"
	    " state, created, due) VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?6)";
	sqlite3_stmt *st;
	int got = queued(s, p, id, e);

	if (got != 0)
		return got < 0 ? -1 : 0;
	if (supersede(s, p, e) < 0 || (st = db_sql(&s->db, sql, e)) == NULL)
		return -1;
	db_put_int(st, 1, p->repo.id);
	db_put_text(st, 2, p->ref);
	db_put_text(st, 3, p->after);
	db_put_text(st, 4, p->before);
	db_put_text(st, 5, delivery);
	db_put_int(st, 6, now);
	if (db_run(&s->db, st, e) < 0)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db.h);
	return 1;
}

int
store_job_add(struct store *s, const struct push *p, int64_t now,
    int64_t *job, struct err *e)
{
	struct push known = *p;
	bool own;
	int ret = -1;

	if (db_enter(&s->db, &own, e) < 0)
		return -1;
	if (known.repo.id != 0 || store_repo_put(s, &known.repo, now, e) >= 0)
		ret = job_put(s, &known, "", now, job, e);
	return db_leave(&s->db, own, ret, e);
}

/* The first row of a bound statement. */
static int
one(struct store *s, sqlite3_stmt *st, struct job *j, struct err *e)
{
	int got = db_row(&s->db, st, e);

	if (got == 1) {
		job_read(st, j);
		db_done(st);
	}
	return got;
}

int
store_job_get(struct store *s, int64_t id, struct job *j, struct err *e)
{
	static const char sql[] =
	    "SELECT " JOB_COLUMNS JOB_FROM " WHERE j.id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, id);
	return one(s, st, j, e);
}

/* The id of a job that may be leased now, or 0. */
static int
due(struct store *s, int64_t now, int64_t *id, struct err *e)
{
	/* An expired lease is a dead worker's: its job is due at once. */
	static const char lost[] =
	    "SELECT id FROM jobs WHERE state = 1 AND leased_until <= ?1"
	    " ORDER BY leased_until, id LIMIT 1";
	static const char sql[] =
	    "SELECT id FROM jobs AS j WHERE state = 0 AND due <= ?1"
	    " AND NOT EXISTS (SELECT 1 FROM jobs AS o WHERE o.repo = j.repo"
	    " AND o.state = 1 AND o.leased_until > ?1)"
	    " ORDER BY due, id LIMIT 1";
	const char *const texts[] = { lost, sql };
	sqlite3_stmt *st;
	size_t i;
	int got = 0;

	*id = 0;
	for (i = 0; i < 2 && got == 0; i++) {
		if ((st = db_sql(&s->db, texts[i], e)) == NULL)
			return -1;
		db_put_int(st, 1, now);
		got = db_row(&s->db, st, e);
		if (got == 1) {
			*id = db_int(st, 0);
			db_done(st);
		}
	}
	return got;
}

int
store_job_lease(struct store *s, struct job *j, int64_t now, int64_t until,
    struct err *e)
{
	static const char sql[] =
	    "UPDATE jobs SET state = 1, attempt = attempt + 1,"
	    " leased_until = ?2 WHERE id = ?1";
	sqlite3_stmt *st;
	bool own;
	int64_t id;
	int got, ret = -1;

	/* Looking costs no lock: an idle worker writes nothing. */
	if (!s->db.begun && (got = due(s, now, &id, e)) != 1)
		return got;
	if (db_enter(&s->db, &own, e) < 0)
		return -1;
	if ((got = due(s, now, &id, e)) != 1) {
		ret = got;
		goto out;
	}
	if ((st = db_sql(&s->db, sql, e)) == NULL)
		goto out;
	db_put_int(st, 1, id);
	db_put_int(st, 2, until);
	if (db_run(&s->db, st, e) < 0)
		goto out;
	ret = store_job_get(s, id, j, e);
out:
	return db_leave(&s->db, own, ret, e);
}

int
store_job_extend(struct store *s, const struct job *j, int64_t until,
    struct err *e)
{
	static const char sql[] =
	    "UPDATE jobs SET leased_until = ?3"
	    " WHERE id = ?1 AND state = 1 AND attempt = ?2";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, j->id);
	db_put_int(st, 2, j->attempt);
	db_put_int(st, 3, until);
	if (db_run(&s->db, st, e) < 0)
		return -1;
	return sqlite3_changes(s->db.h) > 0;
}

int
store_job_move(struct store *s, const struct job *j, enum job_state state,
    int64_t when, const char *error, struct err *e)
{
	/* The attempt is the fence: a worker that overslept moves nothing. */
	static const char sql[] =
	    "UPDATE jobs SET state = ?3, due = ?4, error = ?5,"
	    " owing = CASE ?3 WHEN 0 THEN owing WHEN 2 THEN 0 ELSE 1 END"
	    " WHERE id = ?1 AND state = 1 AND attempt = ?2";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	char kept[REASON_MAX];
	size_t n = utf8_cut(error, strlen(error), sizeof(kept) - 1);

	if (st == NULL)
		return -1;
	memcpy(kept, error, n);
	kept[n] = '\0';
	db_put_int(st, 1, j->id);
	db_put_int(st, 2, j->attempt);
	db_put_int(st, 3, state);
	db_put_int(st, 4, when);
	db_put_text(st, 5, kept);
	if (db_run(&s->db, st, e) < 0)
		return -1;
	return sqlite3_changes(s->db.h) > 0;
}

int
store_jobs_release(struct store *s, int64_t now, struct err *e)
{
	static const char sql[] =
	    "UPDATE jobs SET state = 0, due = min(due, ?1) WHERE state = 1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, now);
	if (db_run(&s->db, st, e) < 0)
		return -1;
	return sqlite3_changes(s->db.h);
}

int
store_job_owing(struct store *s, const char *source, struct job *j,
    struct err *e)
{
	static const char sql[] =
	    "SELECT " JOB_COLUMNS JOB_FROM
	    " WHERE j.owing = 1 AND r.source = ?1 ORDER BY j.id LIMIT 1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_text(st, 1, source);
	return one(s, st, j, e);
}

int
store_job_settle(struct store *s, int64_t id, struct err *e)
{
	static const char sql[] = "UPDATE jobs SET owing = 0 WHERE id = ?1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_int(st, 1, id);
	return db_run(&s->db, st, e);
}

int
store_job_overtaken(struct store *s, const struct job *j, bool by_commit,
    struct err *e)
{
	static const char by_ref[] =
	    "SELECT 1 FROM jobs WHERE repo = ?1 AND id > ?2 AND ref = ?3"
	    " AND state <> 4 LIMIT 1";
	static const char same[] =
	    "SELECT 1 FROM jobs WHERE repo = ?1 AND id > ?2 AND commit_id = ?3"
	    " AND state <> 4 LIMIT 1";
	sqlite3_stmt *st = db_sql(&s->db, by_commit ? same : by_ref, e);
	int got;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, j->repo.id);
	db_put_int(st, 2, j->id);
	db_put_text(st, 3, by_commit ? j->commit : j->ref);
	got = db_row(&s->db, st, e);
	if (got == 1)
		db_done(st);
	return got;
}

int
store_jobs(struct store *s, int64_t repo, int state, struct job *out, int max,
    struct err *e)
{
	static const char sql[] =
	    "SELECT " JOB_COLUMNS JOB_FROM
	    " WHERE (?1 = 0 OR j.repo = ?1) AND (?2 < 0 OR j.state = ?2)"
	    " ORDER BY j.id DESC LIMIT ?3";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got, n = 0;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_int(st, 2, state);
	db_put_int(st, 3, max > 0 ? max : 0);
	while ((got = db_row(&s->db, st, e)) == 1)
		job_read(st, &out[n++]);
	return got < 0 ? -1 : n;
}

int
store_job_counts(struct store *s, int64_t counts[5], struct err *e)
{
	static const char sql[] =
	    "SELECT state, count(*) FROM jobs GROUP BY state";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	memset(counts, 0, 5 * sizeof(*counts));
	if (st == NULL)
		return -1;
	while ((got = db_row(&s->db, st, e)) == 1)
		counts[db_int(st, 0)] = db_int(st, 1);
	return got;
}

int
store_head_known(struct store *s, int64_t repo, const char *ref,
    const char *commit, int64_t asked, struct err *e)
{
	/*
	 * The newest word on the ref counts: a commit that was audited, and
	 * left, and came back by a push we missed is to be audited again.
	 * But a push that came while the forge answered is newer than the
	 * answer, which must not supersede it.
	 */
	static const char sql[] =
	    "SELECT commit_id, created FROM jobs WHERE repo = ?1 AND ref = ?2"
	    " AND state <> 4 ORDER BY id DESC LIMIT 1";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	char last[OID_HEX];
	int64_t created;
	int got;

	if (st == NULL)
		return -1;
	db_put_int(st, 1, repo);
	db_put_text(st, 2, ref);
	got = db_row(&s->db, st, e);
	if (got != 1)
		return got;
	db_text(st, 0, last, sizeof(last));
	created = db_int(st, 1);
	db_done(st);
	return created >= asked || strcmp(last, commit) == 0;
}
