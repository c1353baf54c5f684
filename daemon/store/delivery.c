/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * delivery.c: what a forge told us, once, and the job that came of it.
 */
#include <string.h>

#include "base/err.h"

#include "local.h"

/* 1 and its job when (source, key) was there before; 0, -1. */
static int
seen(struct store *s, const struct delivery *d, int64_t *job, struct err *e)
{
	static const char sql[] =
	    "SELECT job FROM deliveries WHERE source = ?1 AND name = ?2";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got;

	if (st == NULL)
		return -1;
	db_put_text(st, 1, d->source);
	db_put_text(st, 2, d->key);
	got = db_row(&s->db, st, e);
	if (got == 1) {
		*job = db_int(st, 0);
		db_done(st);
	}
	return got;
}

static int
write_row(struct store *s, const struct delivery *d, const struct push *p,
    enum delivery_outcome outcome, int64_t job, struct err *e)
{
	static const char sql[] =
	    "INSERT INTO deliveries (source, name, body_sha256, event, note,"
	    " received, outcome, job, repo, ref, before_id, after_id, sender,"
	    " forced) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
	    " ?12, ?13, ?14)";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);

	if (st == NULL)
		return -1;
	db_put_text(st, 1, d->source);
	db_put_text(st, 2, d->key);
	db_put_text(st, 3, d->body_sha256);
	db_put_text(st, 4, d->event);
	db_put_text(st, 5, d->note);
	db_put_int(st, 6, d->received);
	db_put_int(st, 7, outcome);
	if (p != NULL) {
		db_put_int(st, 8, job);
		db_put_int(st, 9, p->repo.id);
		db_put_text(st, 10, p->ref);
		db_put_text(st, 11, p->before);
		db_put_text(st, 12, p->after);
		db_put_text(st, 13, p->sender);
		db_put_int(st, 14, p->forced);
	}
	return db_run(&s->db, st, e);
}

int
store_delivery_add(struct store *s, const struct delivery *d,
    const struct push *p, int64_t now, enum delivery_outcome *outcome,
    int64_t *job, struct err *e)
{
	struct push known;
	bool own;
	int got, ret = -1;

	*job = 0;
	if (db_enter(&s->db, &own, e) < 0)
		return -1;
	if ((got = seen(s, d, job, e)) != 0) {
		*outcome = DELIVERY_REPEATED;
		ret = got < 0 ? -1 : 0;
		goto out;
	}
	*outcome = DELIVERY_IGNORED;
	if (p != NULL) {
		known = *p;
		if (store_repo_put(s, &known.repo, now, e) < 0 ||
		    (got = job_put(s, &known, d->key, now, job, e)) < 0)
			goto out;
		*outcome = got == 1 ? DELIVERY_QUEUED : DELIVERY_MERGED;
		p = &known;
	}
	ret = write_row(s, d, p, *outcome, *job, e);
out:
	return db_leave(&s->db, own, ret, e);
}

int
store_delivery_push(struct store *s, const char *source, const char *key,
    struct push *p, struct err *e)
{
	static const char sql[] =
	    "SELECT " REPO_COLUMNS ", d.ref, d.before_id, d.after_id,"
	    " d.sender, d.forced FROM deliveries d"
	    " JOIN repos r ON r.id = d.repo"
	    " WHERE d.source = ?1 AND d.name = ?2";
	sqlite3_stmt *st = db_sql(&s->db, sql, e);
	int got, i = REPO_NCOLUMNS;

	if (st == NULL)
		return -1;
	db_put_text(st, 1, source);
	db_put_text(st, 2, key);
	if ((got = db_row(&s->db, st, e)) != 1)
		return got;
	memset(p, 0, sizeof(*p));
	repo_read(st, &p->repo);
	db_text(st, i++, p->ref, sizeof(p->ref));
	db_text(st, i++, p->before, sizeof(p->before));
	db_text(st, i++, p->after, sizeof(p->after));
	db_text(st, i++, p->sender, sizeof(p->sender));
	p->forced = db_int(st, i) != 0;
	db_done(st);
	return 1;
}
