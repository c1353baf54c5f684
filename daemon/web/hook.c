/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hook.c: one delivery, from its bytes to the disk, then 202.
 *
 * Nothing is answered 2xx before the commit; a disk that fails is answered
 * 503 and ends the process, so that the forge shows the delivery as failed
 * and an operator is told.
 */
#include <civetweb.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "intake/intake.h"
#include "store/group.h"
#include "store/store.h"

#include "local.h"

enum { HEADERS_MAX = 64 };

static int
refuse(struct web *w, struct mg_connection *c, int status, const char *source,
    const char *why)
{
	struct buf shown = BUF_INIT(600);

	utf8_show(&shown, why, utf8_cut(why, strlen(why), 300), false);
	log_warn("refuse delivery source=%s status=%d why=%s", source, status,
	    buf_str(&shown));
	atomic_fetch_add(&w->refused, 1);
	answer_text(c, status, buf_str(&shown));
	buf_free(&shown);
	return status;
}

static int
keep(struct web *w, struct mg_connection *c, const struct delivery *d,
    const struct push *p, struct err *e)
{
	enum delivery_outcome outcome;
	int64_t job = 0;

	if (group_delivery(w->group, d, p, clock_now(), &outcome, &job,
	    e) < 0) {
		log_error("lose delivery source=%s key=%s why=%s", d->source,
		    d->key, e->msg);
		answer_text(c, 503, "the delivery could not be stored");
		if (e->kind == ERR_SYS)
			w->spec.failed(w->spec.arg, e);
		return 503;
	}
	log_info("take delivery source=%s key=%s repo=%s outcome=%s job=%lld",
	    d->source, d->key, p == NULL ? "-" : p->repo.path,
	    outcome == DELIVERY_QUEUED ? "queued" :
	    outcome == DELIVERY_MERGED ? "merged" :
	    outcome == DELIVERY_REPEATED ? "repeated" : "ignored",
	    (long long)job);
	if (outcome == DELIVERY_QUEUED || outcome == DELIVERY_MERGED) {
		atomic_fetch_add(&w->accepted, 1);
		/* For a job that was queued before they were told before. */
		if (outcome == DELIVERY_QUEUED)
			w->spec.pushed(w->spec.arg);
		answer_text(c, 202, outcome == DELIVERY_QUEUED ? "queued" :
		    "already queued");
		return 202;
	}
	atomic_fetch_add(&w->ignored, 1);
	answer_text(c, 200, outcome == DELIVERY_REPEATED ? "seen before" :
	    d->note);
	return 200;
}

int
hook(struct web *w, struct mg_connection *c, const struct mg_request_info *ri,
    const char *name)
{
	const struct conf_source *s = conf_source(w->spec.conf, name);
	struct intake_header headers[HEADERS_MAX];
	struct intake_request r = { .headers = headers };
	struct buf body = BUF_INIT((size_t)w->spec.conf->body_max + 1);
	struct err e = { .kind = ERR_NONE };
	enum intake_verdict verdict;
	struct delivery d;
	struct push p;
	const char *why = "";
	char own[32];
	int status;

	if (s == NULL)
		return refuse(w, c, 404, "-", "no such source");
	status = body_read(w, c, ri, &body, &why);
	if (status != 0) {
		status = refuse(w, c, status, s->name, why);
		goto out;
	}
	for (; r.nheaders < (size_t)ri->num_headers &&
	    r.nheaders < HEADERS_MAX; r.nheaders++) {
		headers[r.nheaders].name = ri->http_headers[r.nheaders].name;
		headers[r.nheaders].value =
		    ri->http_headers[r.nheaders].value;
	}
	r.body = buf_str(&body);
	r.len = body.len;
	w->spec.own_user(w->spec.arg, s->name, own, sizeof(own));
	verdict = intake_read(s, &r, own, clock_now(), &d, &p, &e);
	if (verdict == INTAKE_PUSH || verdict == INTAKE_IGNORE)
		status = keep(w, c, &d, verdict == INTAKE_PUSH ? &p : NULL,
		    &e);
	else
		status = refuse(w, c, intake_status(verdict), s->name, e.msg);
out:
	buf_free(&body);
	return status;
}
