/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pipeline.c: the story of one job, from its lease to the rows that the
 * forge will hear (DESIGN.md section 2).
 *
 * The result, its excerpts, the outbox rows and the end of the lease are
 * one transaction: a daemon killed at any instant has either none of it,
 * and the job is due again, or all of it.
 */
#include <stdio.h>
#include <string.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "conf/conf.h"
#include "fetch/fetch.h"
#include "forge/forge.h"
#include "grid/grid.h"
#include "model/audit.h"
#include "model/memory.h"
#include "queue/queue.h"
#include "report/report.h"
#include "store/store.h"

#include "examine.h"
#include "local.h"

enum { AUDIT_JSON = 16 << 20 };

static int
fetch(struct hand *h, const struct job *j, const struct conf_source *s,
    struct fetch_result *out, struct err *e)
{
	const struct conf *c = h->works->conf;
	char url[1024];
	struct fetch_spec f = {
		.mirrors = c->mirrors, .repo = j->repo.id, .url = url,
		.user = forge_clone_user(s), .token = s->token,
		.ref = j->ref, .commit = j->commit,
		.default_branch = j->repo.default_branch,
		.deadline_ms = c->fetch_ms, .max_bytes = c->fetch_bytes,
		.max_objects = c->fetch_objects,
		.max_object_bytes = c->object_bytes,
	};

	if (forge_clone_url(s, j->repo.path, url, sizeof(url), e) < 0)
		return -1;
	return fetch_mirror(&f, out, e);
}

static int
audit(struct hand *h, const struct job *j, const struct conf_source *s,
    const char *mirror, struct memory *m, struct audit *out, struct err *e)
{
	const struct conf *c = h->works->conf;
	char url[1024];
	struct examination x = {
		.grid = h->works->grid, .lang = c->lang, .name = j->repo.path,
		.look = {
			.repository = mirror, .rev = j->commit,
			.ref = j->ref, .remote = url, .checks = c->checks,
			.default_branch = j->repo.default_branch,
			.memory = m,
			.deadline = clock_ms() + c->audit_ms,
		},
	};

	if (forge_clone_url(s, j->repo.path, url, sizeof(url), e) < 0)
		return -1;
	(void)store_memory_get(h->store, j->repo.id, m, e);
	return examine(&x, out, e);
}

static int
keep_excerpts(struct hand *h, int64_t repo, const struct cite *c, size_t n,
    struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (c[i].excerpt != NULL && store_excerpt_put(h->store, repo,
		    c[i].blob, c[i].first, c[i].last, c[i].excerpt, e) < 0)
			return -1;
	return 0;
}

static int
keep_audit(struct hand *h, const struct job *j, const struct audit *a,
    int ms, int64_t *id, struct err *e)
{
	struct stored_audit row = { .repo = j->repo.id, .job = j->id,
	    .created = clock_now(), .ms = ms };
	struct buf json = BUF_INIT(AUDIT_JSON);
	struct tally t;
	int i, k, ret = -1;
	size_t n;

	snprintf(row.ref, sizeof(row.ref), "%s", j->ref);
	snprintf(row.commit, sizeof(row.commit), "%s", j->commit);
	snprintf(row.rules_sha256, sizeof(row.rules_sha256), "%s",
	    a->rules_sha256);
	snprintf(row.checks_sha256, sizeof(row.checks_sha256), "%s",
	    a->checks_sha256);
	for (i = 0; i <= EPREUVES; i++) {
		audit_tally(a, i, &t);
		for (k = 0; k < EV_COUNT; k++)
			row.counts[i][k] = t.of[k];
	}
	report_json(&json, a, false);
	if (json.full) {
		(void)err_set(e, ERR_LIMIT, "the audit is over %d bytes",
		    AUDIT_JSON);
		goto out;
	}
	if (store_audit_add(h->store, &row, buf_str(&json), json.len, e) < 0)
		goto out;
	for (n = 0; n < a->ncriteria; n++) {
		const struct criterion *c = &a->criteria[n];

		if (keep_excerpts(h, j->repo.id, c->supports, c->nfor,
		    e) < 0 ||
		    keep_excerpts(h, j->repo.id, c->against, c->nagainst,
		    e) < 0 ||
		    keep_excerpts(h, j->repo.id, c->nearest,
		    c->nearest != NULL, e) < 0)
			goto out;
	}
	*id = row.id;
	ret = 0;
out:
	buf_free(&json);
	return ret;
}

/* A convenience: losing it costs time, never a result. */
static void
remember(struct hand *h, const struct job *j, const struct memory *m)
{
	struct err e;

	if (m->tree[0] != '\0' && store_memory_put(h->store, j->repo.id, m,
	    clock_now(), &e) < 0)
		log_warn("lose cache job=%lld why=%s", (long long)j->id,
		    e.msg);
}

/* 1 kept, 0 the lease was lost and the result is dropped, -1. */
static int
finish(struct hand *h, const struct job *j, const struct audit *a, int ms,
    struct err *e)
{
	struct queue q = { .store = h->store };
	int64_t id;
	int got;

	if (store_begin(h->store, e) < 0)
		return -1;
	got = queue_done(&q, j, e);
	if (got == 1 && (keep_audit(h, j, a, ms, &id, e) < 0 ||
	    answers_done(h, j, id, a, e) < 0))
		got = -1;
	if (got != 1) {
		store_rollback(h->store);
		return got;
	}
	if (store_commit(h->store, e) < 0)
		return -1;
	return 1;
}

static int
give_back(struct hand *h, const struct job *j, const struct err *why,
    struct err *e)
{
	struct queue q = { .store = h->store };
	enum job_state became;

	if (queue_retry(&q, j, clock_now(), why->msg,
	    why->kind == ERR_USAGE, &became, e) < 0)
		return -1;
	log_warn("%s job=%lld repo=%s attempt=%d why=%s",
	    became == JOB_DEAD ? "bury job" : became == JOB_SUPERSEDED ?
	    "leave job to a newer push" : "postpone job", (long long)j->id,
	    j->repo.path, j->attempt, why->msg);
	return 0;
}

static int
skip(struct hand *h, const struct job *j, struct err *e)
{
	struct queue q = { .store = h->store };

	log_info("skip job=%lld repo=%s commit=%s why=gone",
	    (long long)j->id, j->repo.path, j->commit);
	return queue_skip(&q, j, "the commit is gone from the forge", e) < 0 ?
	    -1 : 0;
}

/* The database or its disk failed, not this audit: it keeps its attempt. */
static bool
ours(const struct err *e)
{
	return e->kind == ERR_STORE || e->kind == ERR_SYS;
}

int
pipeline_run(struct hand *h, const struct job *j, struct err *e)
{
	const struct conf_source *s = conf_source(h->works->conf,
	    j->repo.source);
	struct fetch_result mirror = { .lock = -1 };
	struct audit a = { .lang = LANG_FR };
	struct memory m = MEMORY_INIT;
	struct err why = { .kind = ERR_NONE };
	int64_t start = clock_ms();
	int got, ret = -1;

	if (s == NULL) {
		(void)err_set(&why, ERR_USAGE,
		    "the source \"%s\" is no longer configured",
		    j->repo.source);
		return give_back(h, j, &why, e);
	}
	if (fetch(h, j, s, &mirror, &why) < 0) {
		ret = give_back(h, j, &why, e);
		goto out;
	}
	if (!mirror.has_commit) {
		ret = skip(h, j, e);
		goto out;
	}
	if (audit(h, j, s, mirror.path, &m, &a, &why) < 0) {
		ret = give_back(h, j, &why, e);
		goto out;
	}
	a.ms_fetch = mirror.ms;
	got = finish(h, j, &a, (int)(clock_ms() - start), e);
	if (got == 1)
		remember(h, j, &m);
	if (got < 0 && !ours(e)) {
		why = *e;
		ret = give_back(h, j, &why, e);
		goto out;
	}
	log_info("%s job=%lld repo=%s commit=%s scanned=%ld scanned_files=%ld"
	    " cached=%ld fetch_ms=%lld ms=%lld", got == 1 ? "audit done" :
	    "drop late result", (long long)j->id, j->repo.path, j->commit,
	    a.scanned, a.scanned_files, a.cached, (long long)a.ms_fetch,
	    (long long)(clock_ms() - start));
	ret = got < 0 ? -1 : 0;
out:
	fetch_done(&mirror);
	audit_free(&a);
	buf_free(&m.lines);
	return ret;
}
