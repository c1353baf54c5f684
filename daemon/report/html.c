/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html.c: the audit as one page that needs nothing else.
 *
 * No script, no image, no font from elsewhere: it opens on a train.  The
 * order of headings is h1 page, h2 épreuve, h3 criterion; every state is
 * said in words, the colour only repeats it; <details> works by keyboard.
 */
#include <stdio.h>
#include <string.h>

#include "base/html.h"
#include "base/utf8.h"

#include "local.h"

const char *
report_css(void)
{
	return
	    ":root{--ink:#1b1b1f;--soft:#55555f;--line:#d5d5dc;--paper:#fff;"
	    "--wash:#f5f5f8;--link:#0b4fa8;--ok:#0b6b32;--half:#7a4b00;"
	    "--no:#a3151b;--err:#7b1fa2}"
	    "@media(prefers-color-scheme:dark){:root{--ink:#ececf1;"
	    "--soft:#b4b4c0;--line:#3f3f4a;--paper:#17171b;--wash:#222229;"
	    "--link:#8ab8ff;--ok:#6fd896;--half:#f0b762;--no:#ff9096;"
	    "--err:#dba0f0}}"
	    "*{box-sizing:border-box}"
	    "body{margin:0 auto;max-width:72rem;padding:0 1rem 3rem;"
	    "font:1rem/1.5 system-ui,sans-serif;color:var(--ink);"
	    "background:var(--paper)}"
	    "a{color:var(--link)}a:focus-visible,summary:focus-visible{"
	    "outline:3px solid var(--link);outline-offset:2px}"
	    ".skip{position:absolute;left:-99rem}.skip:focus{left:1rem;"
	    "top:.5rem;background:var(--paper);padding:.5rem}"
	    "header{border-bottom:1px solid var(--line);padding:.75rem 0;"
	    "display:flex;flex-wrap:wrap;gap:1.25rem;align-items:baseline}"
	    "header strong{font-size:1.1rem}"
	    "h1{font-size:1.6rem;margin:1.2rem 0 .3rem;overflow-wrap:anywhere}"
	    "h2{font-size:1.25rem;margin:2rem 0 .5rem;"
	    "border-bottom:1px solid var(--line)}"
	    "h3{font-size:1rem;margin:0;display:inline}"
	    ".sub{color:var(--soft);margin:0 0 1rem;overflow-wrap:anywhere}"
	    "table{border-collapse:collapse;margin:.5rem 0 1rem}"
	    "caption{text-align:left}"
	    "th,td{border-bottom:1px solid var(--line);padding:.3rem .7rem;"
	    "text-align:left;vertical-align:top;overflow-wrap:break-word}"
	    "td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}"
	    ".wide{overflow-x:auto}"
	    ".c{border:1px solid var(--line);border-left-width:6px;"
	    "border-radius:4px;padding:.6rem .9rem;margin:.6rem 0;"
	    "break-inside:avoid}"
	    ".c p{margin:.3rem 0}.complete{border-left-color:var(--ok)}"
	    ".partial{border-left-color:var(--half)}"
	    ".absent{border-left-color:var(--no)}"
	    ".error{border-left-color:var(--err)}"
	    ".state{font-weight:600}.complete .state{color:var(--ok)}"
	    ".partial .state{color:var(--half)}.absent .state{color:var(--no)}"
	    ".error .state{color:var(--err)}"
	    "ul{margin:.3rem 0;padding-left:1.2rem}"
	    "code,pre{font:.9rem/1.45 ui-monospace,monospace}"
	    "pre{background:var(--wash);padding:.5rem .7rem;margin:.3rem 0;"
	    "overflow-x:auto;white-space:pre-wrap;overflow-wrap:anywhere}"
	    ".soft{color:var(--soft)}.num{color:var(--soft);"
	    "user-select:none}"
	    "@media print{header,.skip{display:none}body{max-width:none;"
	    "font-size:10pt}details>*{display:block}a{color:inherit}}"
	    "@media print{details::details-content{display:block;"
	    "content-visibility:visible}}";
}

static void
excerpt(struct buf *b, enum lang lang, const struct cite *c)
{
	const char *line = c->excerpt, *end;
	int n = c->first;

	if (line == NULL || *line == '\0')
		return;
	html_raw(b, "<details><summary>");
	html_text(b, tr(lang, "Lignes citées", "Cited lines"));
	/* Two alike names would be of no help to who only hears them. */
	html_raw(b, "<span class=\"soft\"> (");
	if (c->last > c->first)
		html_fmt(b, "%d-%d", c->first, c->last);
	else
		html_fmt(b, "%d", c->first);
	html_raw(b, ")</span></summary><pre tabindex=\"0\">");
	for (; *line != '\0'; line = end + (*end == '\n'), n++) {
		end = line + strcspn(line, "\n");
		html_raw(b, "<span class=\"num\">");
		html_fmt(b, "%5d  ", n);
		html_raw(b, "</span>");
		html_textn(b, line, (size_t)(end - line));
		html_raw(b, "\n");
	}
	html_raw(b, "</pre></details>");
}

/* French marks of two parts stay with their word at the end of a line. */
static void
prose(struct buf *b, const char *s)
{
	static const char nbsp[] = "\u00a0";
	const char *from = s;

	for (; *s != '\0'; s++)
		if (*s == ' ' && s[1] != '\0' &&
		    (strchr("?!:;", s[1]) != NULL ||
		    strncmp(s + 1, "»", 2) == 0 ||
		    (s - from >= 2 && strncmp(s - 2, "«", 2) == 0))) {
			html_textn(b, from, (size_t)(s - from));
			html_text(b, nbsp);
			from = s + 1;
		}
	html_text(b, from);
}

static void
shown(struct buf *b, const char *s)
{
	struct buf t = BUF_INIT(16384);

	utf8_show(&t, s, strlen(s), false);
	html_text(b, buf_str(&t));
	buf_free(&t);
}

static void
cite(struct buf *b, enum lang lang, const struct cite *c)
{
	struct buf place = BUF_INIT(16384);

	if (c->path[0] != '\0') {
		put_place(&place, c);
		html_raw(b, "<code>");
		html_text(b, buf_str(&place));
		html_raw(b, "</code> ");
		buf_free(&place);
	}
	shown(b, c->why);
	excerpt(b, lang, c);
}

static void
cites(struct buf *b, enum lang lang, const char *head,
    const struct cite *c, size_t n)
{
	size_t i;

	if (n == 0)
		return;
	html_raw(b, "<p class=\"soft\">");
	html_text(b, head);
	html_raw(b, "</p><ul>");
	for (i = 0; i < n; i++) {
		html_raw(b, "<li>");
		cite(b, lang, &c[i]);
		html_raw(b, "</li>");
	}
	html_raw(b, "</ul>");
}

static void
labelled(struct buf *b, const char *label, const char *text)
{
	if (text[0] == '\0')
		return;
	html_raw(b, "<p><span class=\"soft\">");
	prose(b, label);
	html_raw(b, "</span> ");
	prose(b, text);
	html_raw(b, "</p>");
}

static const char *
by_whom(enum authority by, enum lang lang)
{
	switch (by) {
	case BY_AUTO:
		return tr(lang, "le dépôt suffit", "the repository is enough");
	case BY_FORGE:
		return tr(lang, "à confirmer sur la forge",
		    "to be confirmed on the forge");
	case BY_ASSIST:
		return tr(lang, "un humain juge", "a human judges");
	case BY_JURY:
		return tr(lang, "seul le jury peut le voir",
		    "only the jury can see it");
	case BY_NONE:
		break;
	}
	return "";
}

static void
criterion(struct buf *b, const struct audit *a, const struct criterion *c)
{
	enum lang lang = a->lang;
	bool missing = c->evidence == EV_PARTIAL || c->evidence == EV_ABSENT;

	html_raw(b, "<section");
	buf_fmt(b, " class=\"c %s\"", evidence_name(c->evidence));
	html_attr(b, "id", c->id);
	html_raw(b, "><h3>");
	html_text(b, c->id);
	html_raw(b, "</h3> <span class=\"state\">");
	html_text(b, evidence_text(c->evidence, (int)lang));
	html_raw(b, "</span> <span class=\"soft\">");
	html_fmt(b, "· %s", by_whom(c->authority, lang));
	html_raw(b, "</span><p>");
	prose(b, c->text);
	html_raw(b, "</p>");
	cites(b, lang, tr(lang, "Pour", "For"), c->supports, c->nfor);
	cites(b, lang, tr(lang, "Contre", "Against"), c->against,
	    c->nagainst);
	if (c->note[0] != '\0') {
		html_raw(b, "<p>");
		shown(b, c->note);
		html_raw(b, "</p>");
	}
	if (missing) {
		labelled(b, tr(lang, "Cherché :", "Looked for:"),
		    c->looked_for);
		cites(b, lang, tr(lang, "Au plus près", "Nearest miss"),
		    c->nearest, c->nearest != NULL);
		labelled(b, tr(lang, "Conseil :", "Advice:"), c->advice);
	}
	if (c->authority != BY_AUTO)
		labelled(b, tr(lang, "Question pour le jury :",
		    "Question for the jury:"), c->question);
	html_raw(b, "</section>\n");
}

static void
counts(struct buf *b, const struct audit *a)
{
	enum lang lang = a->lang;
	struct tally t;
	char name[4];
	int i, k;

	html_raw(b, "<div class=\"wide\" tabindex=\"0\"><table><caption class=\"soft\">");
	html_text(b, tr(lang, "Preuves par épreuve", "Evidence by épreuve"));
	html_raw(b, "</caption><thead><tr><th scope=\"col\">");
	html_text(b, tr(lang, "Épreuve", "Épreuve"));
	html_raw(b, "</th>");
	for (k = 0; k < EV_COUNT; k++) {
		html_raw(b, "<th scope=\"col\" class=\"n\">");
		html_text(b, evidence_text((enum evidence)k, (int)lang));
		html_raw(b, "</th>");
	}
	html_raw(b, "<th scope=\"col\" class=\"n\">");
	html_text(b, tr(lang, "sur", "of"));
	html_raw(b, "</th></tr></thead><tbody>");
	for (i = 1; i <= EPREUVES + 1; i++) {
		audit_tally(a, i % (EPREUVES + 1), &t);
		html_raw(b, "<tr><th scope=\"row\">");
		if (i > EPREUVES)
			html_raw(b, "Total");
		else {
			html_raw(b, "<a");
			buf_fmt(b, " href=\"#E%d\">", i);
			html_text(b, epreuve_name(i, name));
			html_raw(b, "</a>");
		}
		html_raw(b, "</th>");
		for (k = 0; k < EV_COUNT; k++) {
			html_raw(b, "<td class=\"n\">");
			html_fmt(b, "%d", t.of[k]);
			html_raw(b, "</td>");
		}
		html_raw(b, "<td class=\"n\">");
		html_fmt(b, "%d", t.all);
		html_raw(b, "</td></tr>");
	}
	html_raw(b, "</tbody></table></div>\n");
}

static void
next_steps(struct buf *b, const struct audit *a)
{
	const struct criterion *next[3];
	size_t i, n = report_next(a, 0, next, 3);

	if (n == 0)
		return;
	html_raw(b, "<h2>");
	html_text(b, tr(a->lang, "Les prochaines étapes", "Next steps"));
	html_raw(b, "</h2><ol>");
	for (i = 0; i < n; i++) {
		html_raw(b, "<li><a");
		buf_fmt(b, " href=\"#%s\">", next[i]->id);
		html_text(b, next[i]->id);
		html_raw(b, "</a> ");
		prose(b, next[i]->advice[0] != '\0' ? next[i]->advice :
		    next[i]->text);
		html_raw(b, "</li>");
	}
	html_raw(b, "</ol>\n");
}

static void
leftovers(struct buf *b, const struct audit *a)
{
	size_t i;

	if (a->nfailures > 0) {
		html_raw(b, "<h2>");
		html_text(b, tr(a->lang, "Contrôles en erreur",
		    "Failed checks"));
		html_raw(b, "</h2><ul>");
		for (i = 0; i < a->nfailures; i++) {
			html_raw(b, "<li><code>");
			shown(b, a->failures[i].check);
			html_raw(b, "</code> ");
			shown(b, a->failures[i].why);
			html_raw(b, "</li>");
		}
		html_raw(b, "</ul>");
	}
	if (a->nexcluded == 0)
		return;
	html_raw(b, "<h2>");
	html_text(b, tr(a->lang, "Laissé de côté", "Left out"));
	html_raw(b, "</h2><details><summary>");
	html_fmt(b, tr(a->lang, "%zu entrée(s) qu'aucun contrôle n'a lue(s)",
	    "%zu item(s) that no check has read"), a->nexcluded);
	html_raw(b, "</summary><ul>");
	for (i = 0; i < a->nexcluded && i < 500; i++) {
		html_raw(b, "<li><code>");
		shown(b, a->excluded[i].path);
		html_raw(b, "</code> ");
		if (a->excluded[i].files > 1)
			html_fmt(b, tr(a->lang, "(%ld fichiers) ",
			    "(%ld files) "), a->excluded[i].files);
		shown(b, why_text(a->excluded[i].why, a->lang));
		html_raw(b, "</li>");
	}
	html_raw(b, "</ul></details>");
}

/* What was settled first; what nobody settled can be opened. */
static void
epreuve(struct buf *b, const struct audit *a, int number)
{
	struct tally t;
	size_t i;

	for (i = 0; i < a->ncriteria; i++)
		if (a->criteria[i].epreuve == number &&
		    a->criteria[i].evidence != EV_UNDETERMINED)
			criterion(b, a, &a->criteria[i]);
	audit_tally(a, number, &t);
	if (t.of[EV_UNDETERMINED] == 0)
		return;
	html_raw(b, "<details class=\"c\"><summary>");
	html_fmt(b, tr(a->lang, "Indéterminés, à voir par un humain ou pas "
	    "encore contrôlés\u00a0: %d", "Undetermined, left to a human or "
	    "not checked yet: %d"), t.of[EV_UNDETERMINED]);
	html_raw(b, "</summary>");
	for (i = 0; i < a->ncriteria; i++)
		if (a->criteria[i].epreuve == number &&
		    a->criteria[i].evidence == EV_UNDETERMINED)
			criterion(b, a, &a->criteria[i]);
	html_raw(b, "</details>\n");
}

void
report_html_body(struct buf *b, const struct audit *a)
{
	char name[4];
	int e;

	counts(b, a);
	next_steps(b, a);
	for (e = 1; e <= EPREUVES; e++) {
		html_raw(b, "<h2");
		html_attr(b, "id", epreuve_name(e, name));
		html_raw(b, ">");
		html_fmt(b, tr(a->lang, "Épreuve %s", "Épreuve %s"), name);
		html_raw(b, "</h2>\n");
		epreuve(b, a, e);
	}
	leftovers(b, a);
	html_raw(b, "<p class=\"soft\">");
	html_text(b, tr(a->lang, "Greffier dit ce qui est là et ce qui n'y "
	    "est pas ; seul le jury décide.", "Greffier says what is there "
	    "and what is not; the jury alone decides."));
	html_raw(b, "</p>");
}

void
write_html(struct buf *b, const struct audit *a)
{
	struct buf commit = BUF_INIT(100);

	put_commit(&commit, a);
	html_raw(b, "<!DOCTYPE html>\n<html");
	html_attr(b, "lang", tr(a->lang, "fr", "en"));
	html_raw(b, "><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
	    "content=\"width=device-width,initial-scale=1\">"
	    "<meta http-equiv=\"Content-Security-Policy\" "
	    "content=\"default-src 'none'; style-src 'unsafe-inline'\">"
	    "<title>Greffier · ");
	shown(b, a->repository);
	html_raw(b, "</title><style>");
	html_literal(b, report_css());
	html_raw(b, "</style></head><body><main><h1>");
	shown(b, a->repository);
	html_raw(b, "</h1><p class=\"sub\">");
	html_fmt(b, "%s · %s", a->title, buf_str(&commit));
	html_raw(b, "</p>");
	report_html_body(b, a);
	html_raw(b, "</main></body></html>\n");
	buf_free(&commit);
}
