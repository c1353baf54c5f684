/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * herald.c: one outbox row carried to its forge.
 *
 * A row ends when the forge said yes, or said a no that will not change.
 * Everything else is told again later: a forge that is down delays an
 * answer and loses none.  The wait grows with the attempts, up to half an
 * hour, and gives up after OUT_TRIES.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "conf/conf.h"
#include "forge/forge.h"
#include "model/audit.h"
#include "report/report.h"
#include "store/store.h"

#include "local.h"

enum {
	OUT_TRIES = 400,	/* half an hour each at the end: 8 days */
	WAIT_MOST = 30 * 60,
	BODY_MAX = 60000,	/* GitHub refuses more than 65536 characters */
	JSON_MAX = 16 << 20,
};

static int64_t
wait_after(int attempt)
{
	int64_t s = 5;

	while (attempt-- > 1 && s < WAIT_MOST)
		s *= 2;
	return s < WAIT_MOST ? s : WAIT_MOST;
}

static void
page_url(const struct conf *c, const struct outbox *o, char *out, size_t n)
{
	if (o->audit != 0)
		snprintf(out, n, "%s/audits/%lld", c->public_url,
		    (long long)o->audit);
	else
		snprintf(out, n, "%s/repositories/%lld", c->public_url,
		    (long long)o->repo.id);
}

static enum forge_result
send_status(struct hand *h, struct forge *f, const struct outbox *o,
    int64_t *when, struct err *e)
{
	char url[600];
	const struct forge_status s = {
		.context = o->key, .state = o->state, .text = o->text,
		.url = url,
	};

	page_url(h->works->conf, o, url, sizeof(url));
	return forge_status_put(f, &o->repo, o->ref, o->commit, &s,
	    clock_now(), when, e);
}

/* What changed since the audit before, in one sentence; "" if nothing. */
static void
history(struct hand *h, const struct outbox *o, struct buf *b)
{
	enum lang lang = h->works->conf->lang;
	struct stored_audit a[20];
	struct err e;
	int n = store_audits(h->store, o->repo.id, a, 20, &e), i, now = -1;
	int more;

	for (i = 0; i < n; i++) {
		if (strcmp(a[i].ref, o->ref) != 0)
			continue;
		if (now < 0) {
			now = i;
			continue;
		}
		more = a[now].counts[0][EV_COMPLETE] -
		    a[i].counts[0][EV_COMPLETE];
		if (more != 0)
			buf_fmt(b, tr(lang, "Depuis l'audit précédent : "
			    "%+d critère(s) complet(s).", "Since the audit "
			    "before: %+d complete criteria."), more);
		return;
	}
}

static enum forge_result
send_report(struct hand *h, struct forge *f, const struct outbox *o,
    int64_t *when, struct err *e)
{
	struct buf json = BUF_INIT(JSON_MAX), title = BUF_INIT(1000);
	struct buf body = BUF_INIT(2UL * BODY_MAX), since = BUF_INIT(400);
	bool comment = h->source->answers == ANSWER_COMMENT;
	struct audit a = { .lang = LANG_FR };
	struct stored_audit row;
	int64_t number = 0;
	char marker[100], url[600], files[1024];
	struct report_answer answer = { .marker = marker, .page = url,
	    .files = files, .limit = BODY_MAX };
	enum forge_result got = FORGE_REFUSED;

	if (store_audit_get(h->store, o->audit, &row, &json, e) != 1 ||
	    report_parse(&a, buf_str(&json), json.len, e) < 0)
		goto out;
	if (!comment && store_report_number(h->store, o->repo.id, &number,
	    e) < 0)
		goto out;
	page_url(h->works->conf, o, url, sizeof(url));
	report_marker(o->repo.id, marker, sizeof(marker));
	history(h, o, &since);
	answer.history = buf_str(&since);
	if (forge_files_url(h->source, o->repo.path, o->commit, files,
	    sizeof(files), &answer.one_l, e) < 0)
		goto out;
	report_issue(&title, &body, &a, &answer);
	got = forge_report_put(f, &o->repo, o->ref, comment, marker,
	    buf_str(&title), buf_str(&body), &number, clock_now(), when, e);
	if (got == FORGE_DONE && !comment &&
	    store_report_set(h->store, o->repo.id, number, e) < 0)
		got = FORGE_LATER;
out:
	buf_free(&json);
	buf_free(&title);
	buf_free(&body);
	buf_free(&since);
	audit_free(&a);
	return got;
}

int
herald_send(struct hand *h, struct forge *f, struct err *e)
{
	struct outbox o;
	struct err why = { .kind = ERR_NONE };
	enum outbox_state state = OUT_DONE;
	int64_t now = clock_now(), when = 0;
	enum forge_result got;
	int found = store_out_next(h->store, h->source->name, now, &o, e);

	if (found != 1)
		return found;
	got = o.kind == OUT_STATUS ? send_status(h, f, &o, &when, &why) :
	    send_report(h, f, &o, &when, &why);
	if (got == FORGE_LATER && o.attempt < OUT_TRIES) {
		state = OUT_WAITING;
		if (when <= now)
			when = now + wait_after(o.attempt + 1);
		log_warn("postpone answer repo=%s key=%s until=%lld why=%s",
		    o.repo.path, o.key, (long long)when, why.msg);
	} else if (got != FORGE_DONE) {
		state = OUT_REFUSED;
		log_error("refused answer repo=%s key=%s commit=%s why=%s",
		    o.repo.path, o.key, o.commit, why.msg);
	} else
		log_info("tell forge repo=%s key=%s commit=%s state=%s",
		    o.repo.path, o.key, o.commit, o.state);
	if (store_out_move(h->store, &o, state, when, why.msg, e) < 0)
		return -1;
	return 1;
}
