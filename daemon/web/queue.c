/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * queue.c: what is waiting, for a person and for Prometheus.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/html.h"
#include "conf/conf.h"
#include "model/model.h"
#include "report/report.h"
#include "store/store.h"

#include "local.h"
#include "pages.h"

enum { ROWS_SHOWN = 200 };

static const char *
job_text(enum job_state s, enum lang lang)
{
	switch (s) {
	case JOB_QUEUED:
		return tr(lang, "en attente", "queued");
	case JOB_LEASED:
		return tr(lang, "en cours", "under way");
	case JOB_DONE:
		return tr(lang, "fait", "done");
	case JOB_DEAD:
		return tr(lang, "abandonné : un humain doit regarder",
		    "dead: a human must look");
	case JOB_SUPERSEDED:
		return tr(lang, "remplacé par un push plus récent",
		    "superseded by a newer push");
	}
	return "";
}

static void
heading(struct buf *b, const char *text)
{
	html_raw(b, "<h2>");
	html_text(b, text);
	html_raw(b, "</h2>");
}

static void
nothing(struct buf *b, const char *text)
{
	html_raw(b, "<p class=\"soft\">");
	html_text(b, text);
	html_raw(b, "</p>");
}

/* What went wrong, in the words of the log. */
static void
put_why(struct buf *b, const char *why)
{
	if (why[0] == '\0')
		return;
	html_raw(b, "<br><span class=\"soft\">");
	put_shown(b, why);
	html_raw(b, "</span>");
}

int
put_jobs(struct page *p, int64_t repo, int max, struct err *e)
{
	const char *const columns[] = { tr(p->lang, "Travail", "Job"),
	    tr(p->lang, "Dépôt", "Repository"), tr(p->lang, "Branche",
	    "Branch"), "Commit", tr(p->lang, "État", "State"),
	    tr(p->lang, "Reçu", "Received"), tr(p->lang, ">Essais",
	    ">Attempts") };
	struct job *j = calloc((size_t)max, sizeof(*j));
	struct buf *b = &p->out;
	int i, n;

	if (j == NULL)
		abort();
	n = store_jobs(p->store, repo, -1, j, max, e);
	heading(b, tr(p->lang, "Travaux", "Jobs"));
	if (n > 0)
		put_columns(b, columns, 7);
	else if (n == 0)
		nothing(b, tr(p->lang, "Aucun travail.", "No job."));
	for (i = 0; i < n; i++) {
		html_raw(b, "<tr><th scope=\"row\">");
		buf_fmt(b, "%lld", (long long)j[i].id);
		html_raw(b, "</th><td>");
		put_shown(b, j[i].repo.path);
		html_raw(b, "</td><td>");
		put_shown(b, report_ref(j[i].ref));
		html_raw(b, "</td><td><code>");
		html_textn(b, j[i].commit, 10);
		html_raw(b, "</code></td><td>");
		html_text(b, job_text(j[i].state, p->lang));
		if (j[i].state != JOB_DONE && j[i].state != JOB_SUPERSEDED)
			put_why(b, j[i].error);
		html_raw(b, "</td><td>");
		put_time(b, j[i].created);
		html_raw(b, "</td><td class=\"n\">");
		buf_fmt(b, "%d", j[i].attempt);
		html_raw(b, "</td></tr>\n");
	}
	if (n > 0)
		html_raw(b, "</tbody></table></div>");
	free(j);
	return n < 0 ? -1 : 0;
}

int
put_outbox(struct page *p, int64_t repo, int max, struct err *e)
{
	const char *const columns[] = { tr(p->lang, "Réponse", "Answer"),
	    tr(p->lang, "Dépôt", "Repository"), "Commit", tr(p->lang,
	    ">Essais", ">Attempts"), tr(p->lang, "Prochain essai",
	    "Next attempt") };
	struct outbox *o = calloc((size_t)max, sizeof(*o));
	struct buf *b = &p->out;
	int i, n;

	if (o == NULL)
		abort();
	n = store_outs(p->store, repo, o, max, e);
	heading(b, tr(p->lang, "Réponses à la forge", "Answers to the forge"));
	if (n > 0)
		put_columns(b, columns, 5);
	else if (n == 0)
		nothing(b, tr(p->lang, "Rien n'attend.", "Nothing waits."));
	for (i = 0; i < n; i++) {
		html_raw(b, "<tr><th scope=\"row\">");
		put_shown(b, o[i].key);
		html_raw(b, "</th><td>");
		put_shown(b, o[i].repo.path);
		html_raw(b, "</td><td><code>");
		html_textn(b, o[i].commit, 10);
		html_raw(b, "</code></td><td class=\"n\">");
		buf_fmt(b, "%d", o[i].attempt);
		html_raw(b, "</td><td>");
		if (o[i].due > 0)
			put_time(b, o[i].due);
		else
			html_text(b, tr(p->lang, "refusée par la forge",
			    "refused by the forge"));
		put_why(b, o[i].error);
		html_raw(b, "</td></tr>\n");
	}
	if (n > 0)
		html_raw(b, "</tbody></table></div>");
	free(o);
	return n < 0 ? -1 : 0;
}

int
page_queue(struct page *p, struct err *e)
{
	page_open(p, tr(p->lang, "File d'attente", "Queue"));
	if (put_jobs(p, 0, ROWS_SHOWN, e) < 0 ||
	    put_outbox(p, 0, ROWS_SHOWN, e) < 0)
		return -1;
	page_close(p);
	return 0;
}

int
page_health(struct page *p, struct err *e)
{
	(void)e;
	buf_puts(&p->out, "ok\n");
	return 0;
}

/* Ready: the store answers and the disk has room for a fetch. */
int
page_ready(struct page *p, struct err *e)
{
	int64_t counts[5], room;

	if (store_job_counts(p->store, counts, e) < 0)
		return -1;
	room = fs_free_bytes(p->web->spec.conf->state, e);
	if (room < 0)
		return -1;
	if (room < 64 << 20) {
		p->status = 503;
		buf_puts(&p->out, "less than 64 MiB are left on the disk\n");
		return 0;
	}
	buf_puts(&p->out, "ready\n");
	return 0;
}

static void
metric(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_fmt(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

int
page_metrics(struct page *p, struct err *e)
{
	static const char *const outs[] = { "waiting", "done", "refused",
	    "superseded" };
	struct web *w = p->web;
	struct buf *b = &p->out;
	int64_t jobs[5], out[4];
	int i;

	if (store_job_counts(p->store, jobs, e) < 0 ||
	    store_out_counts(p->store, out, e) < 0)
		return -1;
	metric(b, "greffier_deliveries_total", "counter",
	    "Deliveries since the start, by what became of them.");
	buf_fmt(b, "greffier_deliveries_total{outcome=\"accepted\"} %ld\n"
	    "greffier_deliveries_total{outcome=\"ignored\"} %ld\n"
	    "greffier_deliveries_total{outcome=\"refused\"} %ld\n",
	    atomic_load(&w->accepted), atomic_load(&w->ignored),
	    atomic_load(&w->refused));
	metric(b, "greffier_slow_bodies_total", "counter",
	    "Bodies cut because they came too slowly.");
	buf_fmt(b, "greffier_slow_bodies_total %ld\n",
	    atomic_load(&w->slow));
	metric(b, "greffier_pages_total", "counter", "Pages served.");
	buf_fmt(b, "greffier_pages_total %ld\n", atomic_load(&w->pages));
	metric(b, "greffier_jobs", "gauge", "Jobs in the store, by state.");
	for (i = 0; i < 5; i++)
		buf_fmt(b, "greffier_jobs{state=\"%s\"} %lld\n",
		    job_state_name((enum job_state)i), (long long)jobs[i]);
	metric(b, "greffier_outbox", "gauge",
	    "Answers in the store, by state.");
	for (i = 0; i < 4; i++)
		buf_fmt(b, "greffier_outbox{state=\"%s\"} %lld\n", outs[i],
		    (long long)out[i]);
	return 0;
}
