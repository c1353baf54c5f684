/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reconcile.c: the pushes that nobody told us of.
 *
 * Gitea and GitHub never send a delivery twice, GitLab sends none for a push
 * of more than three branches: so at the start and every hour the heads of
 * each known repository are compared with what was queued or audited.  A
 * forge that does not answer is only logged; the next hour will tell.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "conf/conf.h"
#include "forge/forge.h"
#include "store/store.h"

#include "local.h"
#include "works.h"

enum { REPOS_MAX = 5000, HEADS_MAX = 500 };

static void
learn_self(struct hand *h, const struct conf_source *s, struct forge *f)
{
	struct works *w = h->works;
	size_t i = (size_t)(s - w->conf->sources);
	struct err e = { .kind = ERR_NONE };
	char id[32], login[NAME_LEN];
	int64_t when;

	if (forge_self(f, id, login, clock_now(), &when, &e) != FORGE_DONE) {
		log_warn("miss self source=%s why=%s", s->name, e.msg);
		return;
	}
	pthread_mutex_lock(&w->lock);
	snprintf(w->own[i], sizeof(w->own[i]), "%s", id);
	pthread_mutex_unlock(&w->lock);
}

static int
compare(struct hand *h, struct forge *f, struct repo *r,
    struct forge_head *heads, struct err *e)
{
	struct err why = { .kind = ERR_NONE };
	const int64_t asked = clock_now();
	struct push p = { .repo = *r };
	int64_t when, job;
	int i, n, known;

	if (forge_heads(f, r, heads, HEADS_MAX, &n, asked, &when,
	    &why) != FORGE_DONE) {
		log_warn("miss heads repo=%s why=%s", r->path, why.msg);
		return 0;
	}
	for (i = 0; i < n; i++) {
		known = store_head_known(h->store, r->id, heads[i].ref,
		    heads[i].commit, asked, e);
		if (known < 0)
			return -1;
		if (known)
			continue;
		snprintf(p.ref, sizeof(p.ref), "%s", heads[i].ref);
		snprintf(p.after, sizeof(p.after), "%s", heads[i].commit);
		memset(p.before, '0', OID_HEX - 1);
		if (store_job_add(h->store, &p, clock_now(), &job, e) < 0)
			return -1;
		log_info("find push repo=%s ref=%s commit=%s job=%lld",
		    r->path, p.ref, p.after, (long long)job);
		works_wake(h->works);
	}
	return 0;
}

int
reconcile(struct hand *h, const struct conf_source *s, struct err *e)
{
	struct repo *repos = calloc(REPOS_MAX, sizeof(*repos));
	struct forge_head *heads = calloc(HEADS_MAX, sizeof(*heads));
	struct forge *f = NULL;
	int i, n, ret = -1;

	if (repos == NULL || heads == NULL)
		abort();
	if (forge_open(s, &f, e) < 0)
		goto out;
	learn_self(h, s, f);
	n = store_repos(h->store, repos, REPOS_MAX, e);
	if (n < 0)
		goto out;
	for (i = 0; i < n && !works_stopping(h->works); i++)
		if (strcmp(repos[i].source, s->name) == 0 &&
		    compare(h, f, &repos[i], heads, e) < 0)
			goto out;
	ret = 0;
out:
	forge_close(f);
	free(repos);
	free(heads);
	return ret;
}
