/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answers.c: which rows an event puts into the outbox.
 *
 * Six statuses for each commit; the one report only for the ref that owns
 * it, and only where the source's answers allow: on a public repository the
 * default is statuses alone, since what a named person lacks is not
 * published unless somebody chose to.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "conf/conf.h"
#include "model/audit.h"
#include "report/report.h"
#include "store/store.h"

#include "local.h"

static bool
wants_statuses(const struct conf_source *s)
{
	return s != NULL && s->answers != ANSWER_NONE && s->token != NULL;
}

static bool
wants_report(const struct conf_source *s, const struct job *j)
{
	char ref[REF_MAX + 16];

	if (s->answers != ANSWER_ISSUE && s->answers != ANSWER_COMMENT &&
	    !(s->answers == ANSWER_DEFAULT && j->repo.private))
		return false;
	if (s->answers == ANSWER_COMMENT)
		return true;	/* the merge request's, whatever the ref */
	if (j->repo.deliverable[0] != '\0')
		snprintf(ref, sizeof(ref), "%s", j->repo.deliverable);
	else
		snprintf(ref, sizeof(ref), "refs/heads/%s",
		    j->repo.default_branch);
	return strcmp(ref, j->ref) == 0;
}

static int
add(struct hand *h, const struct job *j, enum outbox_kind kind,
    const char *key, const char *state, const char *text, int64_t audit,
    struct err *e)
{
	struct outbox o = { .kind = kind, .repo = j->repo, .audit = audit };

	snprintf(o.key, sizeof(o.key), "%s", key);
	snprintf(o.ref, sizeof(o.ref), "%s", j->ref);
	snprintf(o.commit, sizeof(o.commit), "%s", j->commit);
	snprintf(o.state, sizeof(o.state), "%s", state);
	snprintf(o.text, sizeof(o.text), "%s", text);
	o.due = clock_now();
	return store_out_add(h->store, &o, o.due, e);
}

static int
all_six(struct hand *h, const struct job *j, const char *state,
    const char *text, struct err *e)
{
	int i;

	for (i = 0; i < STATUSES; i++)
		if (add(h, j, OUT_STATUS, report_context(i), state, text, 0,
		    e) < 0)
			return -1;
	return 0;
}

/* Why it ended is for the log and the page: it may name our insides. */
static int
owed(struct hand *h, const struct job *j, struct err *e)
{
	enum lang lang = h->works->conf->lang;

	switch (j->state) {
	case JOB_QUEUED:
	case JOB_LEASED:
		return all_six(h, j, "pending", tr(lang, "audit en attente",
		    "audit pending"), e);
	case JOB_SUPERSEDED:
		return all_six(h, j, "error", tr(lang,
		    "non audité : un push plus récent l'a remplacé",
		    "not audited: superseded by a newer push"), e);
	case JOB_DEAD:
		return all_six(h, j, "error", tr(lang,
		    "l'audit n'a pas pu être fait ; l'équipe en est prévenue",
		    "the audit could not be done; the team was told"), e);
	case JOB_DONE:
		break;
	}
	return 0;
}

static int
settle_one(struct hand *h, const struct conf_source *s, struct err *e)
{
	struct job j;
	int got, newer = 0;

	if (store_begin(h->store, e) < 0)
		return -1;
	got = store_job_owing(h->store, s->name, &j, e);
	/* A commit that was pushed again: its newer job speaks for it. */
	if (got == 1 && (newer = store_job_overtaken(h->store, &j, true,
	    e)) < 0)
		got = -1;
	if (got == 1 && ((wants_statuses(s) && !newer &&
	    owed(h, &j, e) < 0) || store_job_settle(h->store, j.id, e) < 0))
		got = -1;
	if (got != 1) {
		store_rollback(h->store);
		return got;
	}
	return store_commit(h->store, e) < 0 ? -1 : 1;
}

int
answers_settle(struct hand *h, const struct conf_source *s, struct err *e)
{
	struct job j;
	int got;

	/* Looking first takes no lock. */
	while ((got = store_job_owing(h->store, s->name, &j, e)) == 1 &&
	    (got = settle_one(h, s, e)) == 1)
		;
	return got < 0 ? -1 : 0;
}

/* "failure" only for a gate, and only when something is not there. */
static const char *
state(const struct conf_source *s, const struct audit *a, int epreuve)
{
	struct tally t;

	audit_tally(a, epreuve, &t);
	if (t.of[EV_ERROR] > 0 && t.of[EV_ERROR] == t.all)
		return "error";
	if (s->gate && t.of[EV_ABSENT] + t.of[EV_PARTIAL] > 0)
		return "failure";
	return "success";
}

int
answers_done(struct hand *h, const struct job *j, int64_t audit,
    const struct audit *a, struct err *e)
{
	const struct conf_source *s = conf_source(h->works->conf,
	    j->repo.source);
	char text[256], key[NAME_LEN];
	int i;

	if (!wants_statuses(s))
		return 0;
	for (i = 0; i < STATUSES; i++) {
		report_status_text(a, i, text, sizeof(text));
		if (add(h, j, OUT_STATUS, report_context(i), state(s, a, i),
		    text, audit, e) < 0)
			return -1;
	}
	if (!wants_report(s, j))
		return 0;
	/* One report a repository, or one comment a branch. */
	snprintf(key, sizeof(key), "%.100s", s->answers == ANSWER_COMMENT ?
	    j->ref : "report");
	return add(h, j, OUT_REPORT, key, "", "", audit, e);
}
