/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pages.c: the frame, the repositories, one of them, one audit.
 *
 * A page is written into a buffer and sent when it is whole, so an error
 * half-way is still an error page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/html.h"
#include "base/utf8.h"
#include "conf/conf.h"
#include "model/audit.h"
#include "report/report.h"
#include "store/store.h"

#include "local.h"
#include "pages.h"

enum { REPOS_SHOWN = 2000, AUDITS_SHOWN = 50, JOBS_SHOWN = 50 };

void
page_open(struct page *p, const char *title)
{
	struct buf *b = &p->out;

	html_raw(b, "<!DOCTYPE html>\n<html");
	html_attr(b, "lang", tr(p->lang, "fr", "en"));
	html_raw(b, "><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\"><title>");
	html_text(b, title);
	html_raw(b, " · Greffier</title>"
	    "<link rel=\"stylesheet\" href=\"/style.css\"></head><body>"
	    "<a class=\"skip\" href=\"#main\">");
	html_text(b, tr(p->lang, "Aller au contenu", "Skip to content"));
	html_raw(b, "</a><header><strong>Greffier</strong><nav");
	html_attr(b, "aria-label", tr(p->lang, "Principale", "Main"));
	html_raw(b, "><a href=\"/\">");
	html_text(b, tr(p->lang, "Dépôts", "Repositories"));
	html_raw(b, "</a> · <a href=\"/queue\">");
	html_text(b, tr(p->lang, "File d'attente", "Queue"));
	html_raw(b, "</a></nav></header><main id=\"main\"><h1>");
	html_text(b, title);
	html_raw(b, "</h1>\n");
}

void
page_close(struct page *p)
{
	html_raw(&p->out, "</main></body></html>\n");
}

void
put_shown(struct buf *b, const char *s)
{
	struct buf t = BUF_INIT(8192);

	utf8_show(&t, s, strlen(s), false);
	html_text(b, buf_str(&t));
	buf_free(&t);
}

void
put_time(struct buf *b, int64_t when)
{
	char text[CLOCK_TEXT];

	clock_text(when, text);
	html_raw(b, "<time");
	html_attr(b, "datetime", text);
	html_raw(b, ">");
	text[10] = ' ';
	text[16] = '\0';
	html_text(b, text);
	html_raw(b, " UTC</time>");
}

void
put_columns(struct buf *b, const char *const *names, size_t n)
{
	size_t i;

	html_raw(b, "<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
	for (i = 0; i < n; i++) {
		bool number = names[i][0] == '>';

		html_raw(b, "<th scope=\"col\"");
		html_attr(b, "class", number ? "n" : NULL);
		html_raw(b, ">");
		html_text(b, names[i] + number);
		html_raw(b, "</th>");
	}
	html_raw(b, "</tr></thead><tbody>");
}

static void
sentence(struct buf *b, const char *text)
{
	html_raw(b, "<p>");
	html_text(b, text);
	html_raw(b, "</p>");
}

static void
put_counts(struct buf *b, const struct stored_audit *a)
{
	int k;

	for (k = EV_COMPLETE; k <= EV_ABSENT; k++) {
		html_raw(b, "<td class=\"n\">");
		buf_fmt(b, "%d", a->counts[0][k]);
		html_raw(b, "</td>");
	}
}

static void
repository_row(struct page *p, const struct repo *r,
    const struct stored_audit *a)
{
	struct buf *b = &p->out;

	html_raw(b, "<tr><th scope=\"row\"><a");
	buf_fmt(b, " href=\"/repositories/%lld\">", (long long)r->id);
	put_shown(b, r->path);
	html_raw(b, "</a></th><td>");
	html_text(b, r->source);
	html_raw(b, "</td><td>");
	if (a == NULL) {
		html_text(b, tr(p->lang, "pas encore d'audit",
		    "no audit yet"));
		html_raw(b, "</td><td></td><td></td><td></td><td></td>");
	} else {
		html_raw(b, "<a");
		buf_fmt(b, " href=\"/audits/%lld\"><code>%.10s</code></a>",
		    (long long)a->id, a->commit);
		html_raw(b, "</td><td>");
		put_time(b, a->created);
		html_raw(b, "</td>");
		put_counts(b, a);
	}
	html_raw(b, "</tr>\n");
}

int
page_home(struct page *p, struct err *e)
{
	const char *const columns[] = { tr(p->lang, "Dépôt", "Repository"),
	    "Source", tr(p->lang, "Dernier audit", "Last audit"),
	    "Date", tr(p->lang, ">Complets", ">Complete"), tr(p->lang,
	    ">Partiels", ">Partial"), tr(p->lang, ">Absents", ">Absent") };
	struct repo *repos = calloc(REPOS_SHOWN, sizeof(*repos));
	struct stored_audit a;
	int i, n, has, ret = -1;

	if (repos == NULL)
		abort();
	n = store_repos(p->store, repos, REPOS_SHOWN, e);
	if (n < 0)
		goto out;
	page_open(p, tr(p->lang, "Dépôts", "Repositories"));
	if (n == 0)
		sentence(&p->out, tr(p->lang, "Aucun dépôt n'est encore "
		    "connu : il le sera au premier push, ou par « greffier "
		    "repo add ».", "No repository is known yet: it will be "
		    "with its first push, or by \"greffier repo add\"."));
	else
		put_columns(&p->out, columns, 7);
	for (i = 0; i < n; i++) {
		has = store_audits(p->store, repos[i].id, &a, 1, e);
		if (has < 0)
			goto out;
		repository_row(p, &repos[i], has > 0 ? &a : NULL);
	}
	if (n > 0)
		html_raw(&p->out, "</tbody></table></div>");
	page_close(p);
	ret = 0;
out:
	free(repos);
	return ret;
}

static int
nowhere(struct page *p)
{
	p->status = 404;
	page_open(p, tr(p->lang, "Introuvable", "Not found"));
	sentence(&p->out, tr(p->lang, "Rien ne porte ce numéro.",
	    "Nothing has this number."));
	page_close(p);
	return 0;
}

static int
audits_table(struct page *p, struct err *e)
{
	const char *const columns[] = { "Commit", tr(p->lang, "Branche",
	    "Branch"), tr(p->lang, "Date", "Date"), tr(p->lang,
	    ">Complets", ">Complete"), tr(p->lang, ">Partiels", ">Partial"),
	    tr(p->lang, ">Absents", ">Absent"), tr(p->lang, ">Durée",
	    ">Took") };
	struct stored_audit *a = calloc(AUDITS_SHOWN, sizeof(*a));
	struct buf *b = &p->out;
	int i, n;

	if (a == NULL)
		abort();
	n = store_audits(p->store, p->id, a, AUDITS_SHOWN, e);
	if (n > 0)
		put_columns(b, columns, 7);
	else if (n == 0)
		sentence(b, tr(p->lang, "Pas encore d'audit.",
		    "No audit yet."));
	for (i = 0; i < n; i++) {
		html_raw(b, "<tr><th scope=\"row\"><a");
		buf_fmt(b, " href=\"/audits/%lld\"><code>%.10s</code></a>",
		    (long long)a[i].id, a[i].commit);
		html_raw(b, "</th><td>");
		put_shown(b, report_ref(a[i].ref));
		html_raw(b, "</td><td>");
		put_time(b, a[i].created);
		html_raw(b, "</td>");
		put_counts(b, &a[i]);
		html_raw(b, "<td class=\"n\">");
		buf_fmt(b, "%d ms", a[i].ms);
		html_raw(b, "</td></tr>\n");
	}
	if (n > 0)
		html_raw(b, "</tbody></table></div>");
	free(a);
	return n < 0 ? -1 : 0;
}

int
page_repository(struct page *p, struct err *e)
{
	struct buf title = BUF_INIT(2000);
	struct repo r;
	int got = store_repo_get(p->store, p->id, &r, e), ret = -1;

	if (got < 0)
		return -1;
	if (got == 0)
		return nowhere(p);
	utf8_show(&title, r.path, strlen(r.path), false);
	page_open(p, buf_str(&title));
	html_raw(&p->out, "<p class=\"sub\">");
	html_fmt(&p->out, "%s · %s · %s", r.source, r.default_branch,
	    r.private ? tr(p->lang, "privé", "private") :
	    tr(p->lang, "public", "public"));
	html_raw(&p->out, "</p><h2>");
	html_text(&p->out, "Audits");
	html_raw(&p->out, "</h2>");
	if (audits_table(p, e) < 0 ||
	    put_jobs(p, p->id, JOBS_SHOWN, e) < 0 ||
	    put_outbox(p, p->id, JOBS_SHOWN, e) < 0)
		goto out;
	page_close(p);
	ret = 0;
out:
	buf_free(&title);
	return ret;
}

/* The stored lines back into the citations. */
static int
quote(struct page *p, struct audit *a, struct cite *c, size_t n, int64_t repo,
    struct err *e)
{
	struct buf b = BUF_INIT(64 << 10);
	size_t i;
	int got = 0;

	for (i = 0; i < n && got >= 0; i++) {
		if (c[i].first == 0)
			continue;
		buf_reset(&b);
		got = store_excerpt_get(p->store, repo, c[i].blob, c[i].first,
		    c[i].last, &b, e);
		if (got == 1)
			c[i].excerpt = arena_dup(&a->arena, buf_str(&b),
			    b.len);
	}
	buf_free(&b);
	return got < 0 ? -1 : 0;
}

static void
audit_head(struct page *p, const struct audit *a,
    const struct stored_audit *row)
{
	struct buf *b = &p->out;

	html_raw(b, "<p class=\"sub\"><a");
	buf_fmt(b, " href=\"/repositories/%lld\">", (long long)row->repo);
	html_text(b, tr(p->lang, "tous les audits du dépôt",
	    "all audits of the repository"));
	html_raw(b, "</a> · <code>");
	html_text(b, row->commit);
	html_raw(b, "</code> · ");
	put_shown(b, report_ref(row->ref));
	html_raw(b, " · ");
	put_time(b, row->created);
	html_fmt(b, " · %s · ", a->title);
	html_raw(b, "<a");
	buf_fmt(b, " href=\"/audits/%lld.json\">JSON</a></p>",
	    (long long)row->id);
}

int
page_audit(struct page *p, struct err *e)
{
	struct buf json = BUF_INIT(PAGE_MAX), title = BUF_INIT(2000);
	struct audit a = { .lang = LANG_FR };
	struct stored_audit row;
	int got = store_audit_get(p->store, p->id, &row, &json, e), ret = -1;
	size_t i;

	if (got == 0) {
		ret = nowhere(p);
		goto out;
	}
	if (got < 0 || report_parse(&a, buf_str(&json), json.len, e) < 0)
		goto out;
	for (i = 0; i < a.ncriteria; i++) {
		struct criterion *c = &a.criteria[i];

		if (quote(p, &a, c->supports, c->nfor, row.repo, e) < 0 ||
		    quote(p, &a, c->against, c->nagainst, row.repo, e) < 0 ||
		    quote(p, &a, c->nearest, c->nearest != NULL, row.repo,
		    e) < 0)
			goto out;
	}
	utf8_show(&title, a.repository, strlen(a.repository), false);
	page_open(p, buf_str(&title));
	audit_head(p, &a, &row);
	report_html_body(&p->out, &a);
	page_close(p);
	ret = 0;
out:
	audit_free(&a);
	buf_free(&json);
	buf_free(&title);
	return ret;
}

int
page_audit_json(struct page *p, struct err *e)
{
	struct stored_audit row;
	int got = store_audit_get(p->store, p->id, &row, &p->out, e);

	if (got == 0) {
		p->status = 404;
		buf_puts(&p->out, "{\"error\":\"no such audit\"}\n");
	}
	return got < 0 ? -1 : 0;
}

int
page_style(struct page *p, struct err *e)
{
	(void)e;
	buf_puts(&p->out, report_css());
	return 0;
}
