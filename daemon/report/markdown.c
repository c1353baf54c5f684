/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown.c: the report in Markdown, and the answer on a forge.
 *
 * Whatever a candidate wrote (paths, commands, branch names) appears in
 * code spans only, see report.h.  The answer is cut between épreuves and
 * criteria when it would pass the forge's ceiling, never inside anything.
 */
#include <stdio.h>
#include <string.h>

#include "base/html.h"
#include "base/utf8.h"

#include "local.h"

enum { NEXT = 3, CITES_SHOWN = 4, ROOM = 700 };

void
report_markdown_text(struct buf *b, const char *s, size_t len)
{
	struct buf shown = BUF_INIT(8192);
	size_t i, run = 0, longest = 0;

	utf8_show(&shown, s, utf8_cut(s, len, 1000), false);
	if (shown.len == 0) {
		buf_free(&shown);
		return;
	}
	for (i = 0; i < shown.len; i++) {
		run = shown.data[i] == '`' ? run + 1 : 0;
		if (run > longest)
			longest = run;
	}
	/* One more backtick than any inside (CommonMark 6.1). */
	for (i = 0; i <= longest; i++)
		buf_putc(b, '`');
	if (longest > 0 || shown.data[0] == ' ')
		buf_putc(b, ' ');
	buf_add(b, shown.data, shown.len);
	if (longest > 0 || shown.data[0] == ' ')
		buf_putc(b, ' ');
	for (i = 0; i <= longest; i++)
		buf_putc(b, '`');
	buf_free(&shown);
}

struct answer {
	struct buf			*b;
	const struct audit		*a;
	const struct report_answer	*how;
};

static void
path_url(struct buf *b, const char *path)
{
	const char *slash;
	char part[1024];

	for (; (slash = strchr(path, '/')) != NULL; path = slash + 1) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path),
		    path);
		html_percent(b, part);
		buf_putc(b, '/');
	}
	html_percent(b, path);
}

static void
place(const struct answer *w, const struct cite *c)
{
	struct buf text = BUF_INIT(8192);

	put_place(&text, c);
	if (w->how->files == NULL || w->a->commit[0] == '\0' ||
	    strlen(c->path) > 1000) {
		report_markdown_text(w->b, buf_str(&text), text.len);
		buf_free(&text);
		return;
	}
	/* The one link there is: into the candidate's own commit. */
	buf_putc(w->b, '[');
	report_markdown_text(w->b, buf_str(&text), text.len);
	buf_fmt(w->b, "](%s", w->how->files);
	path_url(w->b, c->path);
	if (c->first > 0)
		buf_fmt(w->b, w->how->one_l ? "#L%d-%d" : "#L%d-L%d",
		    c->first, c->last);
	buf_putc(w->b, ')');
	buf_free(&text);
}

static void
cites(const struct answer *w, const struct cite *c, size_t n,
    const char *lead)
{
	size_t i;

	for (i = 0; i < n && i < CITES_SHOWN; i++) {
		buf_fmt(w->b, "  - %s", lead);
		if (c[i].path[0] != '\0') {
			place(w, &c[i]);
			buf_puts(w->b, " ");
		}
		report_markdown_text(w->b, c[i].why, strlen(c[i].why));
		buf_putc(w->b, '\n');
	}
	if (n > i)
		buf_fmt(w->b, tr(w->a->lang, "  - … et %zu autre(s)\n",
		    "  - … and %zu more\n"), n - i);
}

static void
criterion(const struct answer *w, const struct criterion *c)
{
	enum lang lang = w->a->lang;

	buf_fmt(w->b, "- **%s · %s** %s\n", c->id,
	    evidence_text(c->evidence, (int)lang), c->text);
	cites(w, c->supports, c->nfor, "");
	cites(w, c->against, c->nagainst, tr(lang, "contre : ", "against: "));
	if (c->note[0] != '\0') {
		buf_puts(w->b, "  - ");
		report_markdown_text(w->b, c->note, strlen(c->note));
		buf_putc(w->b, '\n');
	}
	if (c->evidence != EV_PARTIAL && c->evidence != EV_ABSENT)
		return;
	if (c->nearest != NULL)
		cites(w, c->nearest, 1, tr(lang, "au plus près : ",
		    "nearest miss: "));
	if (c->advice[0] != '\0')
		buf_fmt(w->b, tr(lang, "  - conseil : %s\n",
		    "  - advice: %s\n"), c->advice);
}

static void
counts(const struct answer *w)
{
	enum lang lang = w->a->lang;
	char name[4];
	struct tally t;
	int i;

	buf_puts(w->b, tr(lang,
	    "| Épreuve | Complets | Partiels | Absents | Sans objet | "
	    "Indéterminés | Erreurs | Sur |\n",
	    "| Épreuve | Complete | Partial | Absent | Not applicable | "
	    "Undetermined | Errors | Of |\n"));
	buf_puts(w->b, "|---|--:|--:|--:|--:|--:|--:|--:|\n");
	for (i = 1; i <= EPREUVES + 1; i++) {
		audit_tally(w->a, i % (EPREUVES + 1), &t);
		buf_fmt(w->b, "| %s | %d | %d | %d | %d | %d | %d | %d |\n",
		    i > EPREUVES ? "Total" : epreuve_name(i, name),
		    t.of[EV_COMPLETE], t.of[EV_PARTIAL], t.of[EV_ABSENT],
		    t.of[EV_NOT_APPLICABLE], t.of[EV_UNDETERMINED],
		    t.of[EV_ERROR], t.all);
	}
}

static void
next_steps(const struct answer *w)
{
	const struct criterion *next[NEXT];
	size_t i, n = report_next(w->a, 0, next, NEXT);

	if (n == 0)
		return;
	buf_puts(w->b, tr(w->a->lang, "\n### Les prochaines étapes\n\n",
	    "\n### Next steps\n\n"));
	for (i = 0; i < n; i++)
		buf_fmt(w->b, "%zu. **%s** (%s) %s\n", i + 1, next[i]->id,
		    evidence_text(next[i]->evidence, (int)w->a->lang),
		    next[i]->advice[0] != '\0' ? next[i]->advice :
		    next[i]->text);
}

/* Criteria nobody has settled are named in one line. */
static void
undetermined(const struct answer *w, int epreuve)
{
	size_t i, n = 0;

	for (i = 0; i < w->a->ncriteria; i++)
		if (w->a->criteria[i].epreuve == epreuve &&
		    w->a->criteria[i].evidence == EV_UNDETERMINED)
			buf_fmt(w->b, "%s%s", n++ > 0 ? ", " : tr(w->a->lang,
			    "- Indéterminés (à voir par un humain, ou pas "
			    "encore contrôlés) : ", "- Undetermined (left to "
			    "a human, or not checked yet): "),
			    w->a->criteria[i].id);
	if (n > 0)
		buf_putc(w->b, '\n');
}

/* false when the ceiling is near. */
static bool
epreuve(const struct answer *w, int number)
{
	struct buf one = BUF_INIT(64 << 10), *page = w->b;
	struct answer inner = { .b = &one, .a = w->a, .how = w->how };
	char name[4];
	struct tally t;
	bool fits = true;
	size_t i;

	audit_tally(w->a, number, &t);
	buf_fmt(page, tr(w->a->lang, "\n<details>\n<summary>%s : "
	    "%d/%d complets · partiels : %d · absents : %d</summary>\n\n",
	    "\n<details>\n<summary>%s: %d/%d complete · partial: %d · "
	    "absent: %d</summary>\n\n"), epreuve_name(number, name),
	    t.of[EV_COMPLETE], t.all, t.of[EV_PARTIAL], t.of[EV_ABSENT]);
	for (i = 0; i < w->a->ncriteria && fits; i++) {
		const struct criterion *c = &w->a->criteria[i];

		if (c->epreuve != number || c->evidence == EV_UNDETERMINED)
			continue;
		buf_reset(&one);
		criterion(&inner, c);
		fits = !one.full && (w->how->limit == 0 ||
		    page->len + one.len + ROOM < w->how->limit);
		if (fits)
			buf_add(page, one.data, one.len);
	}
	if (fits)
		undetermined(w, number);
	buf_puts(page, "\n</details>\n");
	buf_free(&one);
	return fits;
}

static void
body(const struct answer *w)
{
	enum lang lang = w->a->lang;
	bool whole = true;
	int i;

	buf_puts(w->b, tr(lang, "Audit du commit ", "Audit of commit "));
	if (w->a->commit[0] == '\0')
		buf_puts(w->b, tr(lang, "(dépôt vide)", "(empty repository)"));
	else
		buf_fmt(w->b, "`%.10s`", w->a->commit);
	if (w->a->ref[0] != '\0') {
		buf_puts(w->b, ", ");
		report_markdown_text(w->b, report_ref(w->a->ref),
		    strlen(report_ref(w->a->ref)));
	}
	buf_puts(w->b, ".");
	if (w->how->history != NULL && w->how->history[0] != '\0')
		buf_fmt(w->b, " %s", w->how->history);
	buf_puts(w->b, "\n\n");
	counts(w);
	next_steps(w);
	for (i = 1; i <= EPREUVES && whole; i++)
		whole = epreuve(w, i);
	if (!whole)
		buf_puts(w->b, tr(lang, "\nLa suite est sur la page de "
		    "l'audit.\n", "\nThe rest is on the audit's page.\n"));
	if (w->how->page != NULL)
		buf_fmt(w->b, tr(lang, "\n[Page de l'audit, avec les lignes "
		    "citées](%s)\n", "\n[The audit's page, with the cited "
		    "lines](%s)\n"), w->how->page);
	buf_puts(w->b, tr(lang, "\nGreffier dit ce qui est là et ce qui n'y "
	    "est pas ; seul le jury décide.\n", "\nGreffier says what is "
	    "there and what is not; the jury alone decides.\n"));
}

void
write_markdown(struct buf *b, const struct audit *a)
{
	static const struct report_answer how = { .limit = 0 };
	const struct answer w = { .b = b, .a = a, .how = &how };

	buf_puts(b, "# Greffier · ");
	report_markdown_text(b, a->repository, strlen(a->repository));
	buf_puts(b, "\n\n");
	body(&w);
}

void
report_issue(struct buf *title, struct buf *out, const struct audit *a,
    const struct report_answer *how)
{
	const struct answer w = { .b = out, .a = a, .how = how };
	struct tally t;

	audit_tally(a, 0, &t);
	buf_fmt(title, tr(a->lang, "Greffier : %d critères complets sur %d",
	    "Greffier: %d criteria complete of %d"), t.of[EV_COMPLETE],
	    t.all);
	if (how->marker != NULL)
		buf_fmt(out, "%s\n", how->marker);
	body(&w);
}
