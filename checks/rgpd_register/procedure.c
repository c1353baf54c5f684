/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * procedure.c: how personal data are sorted: in words, in code, by a clock.
 *
 * A section whose heading names a treatment, in a document about the GDPR,
 * is a procedure; so is a docstring of a script that purges.  It is rich
 * when its prose says on what condition and in more than a bullet.  How
 * long data are kept is no frequency.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "rgpd.h"

enum {
	LEVELS = 10,
	RICH_LEAST = 25,	/* words of prose of a whole procedure */
	POOR_LEAST = 5,		/* of one that is there at all */
	LINE_LEAST = 10,	/* of a sentence that is one by itself */
	LINE_MOST = 150,
	ITEM_LEAST = 4,		/* of an item that says on what condition */
	TITLE_LEAST = 6,
	DOC_LEAST = 15,		/* of a docstring */
	DOC_RICH = 40,
	DOC_HEAD = 120,		/* bytes that say what it is about */
	WORDS_MOST = 16,	/* of a heading */
	SAID_MOST = 40,		/* of a kind in one file */
	NEAR = 8,
};

struct procedure {
	bool	 open;
	int	 level, first, last;
	int	 words, items;
	bool	 conditional, code, negated;
	const char *in;		/* "section"; "wish": of a user story;
				   "notice": of a page for visitors */
	bool	 named;		/* the heading names the treatment */
	bool	 doc;		/* of a document about nothing else */
	char	 what[64];
};

static void
tell(int first, int last, const char *what, const char *in, bool rich,
    bool doc)
{
	struct gr_fact *x = gr_emit("rgpd.procedure", first, last);
	char words[64];

	gr_set(x, "what", what);
	french(what, words);
	gr_set(x, "what_fr", words);
	gr_set(x, "in", in);
	gr_set(x, "rich", rich ? "yes" : "no");
	gr_set(x, "doc", doc ? "yes" : "no");
}

static void
end(struct procedure *p)
{
	if (!p->open)
		return;
	p->open = false;
	/* A short text that says it is not there is no procedure. */
	if (p->negated && p->words < 3 * RICH_LEAST)
		return;
	if (p->what[0] == '\0' || (p->words < POOR_LEAST && !p->code))
		return;
	/* How long data are kept is not yet how they are sorted. */
	tell(p->first, p->last, p->what, p->in, p->named &&
	    p->words >= RICH_LEAST && p->conditional, p->doc);
}

/* --- one block ----------------------------------------------------------- */

static void
add(struct procedure *p, const char *text, int last)
{
	size_t n = strlen(text);

	p->words += words_in(text);
	if (p->what[0] == '\0')
		treatment(text, n, p->what);
	p->conditional |= conditional(text, n);
	p->negated |= negated(text, n);
	if (last > p->last)
		p->last = last;
}

/* A line that names a treatment and how often: both in one row or item. */
static void
often(const struct gr_block *b, const char *text, const char *heading,
    bool inside)
{
	struct gr_fact *x;
	size_t n = strlen(text);
	char what[64];

	if (!frequency(text, n) || negated(text, n))
		return;
	if (!treatment(text, n, what) && !(inside && (treatment(heading,
	    strlen(heading), what) || gr_search(gr_pattern("frequence|"
	    "periodicite|planif|automati|script|schedule|frequency"), text,
	    n))))
		return;
	x = gr_emit("rgpd.frequency", b->first, b->last);
	gr_set(x, "what", what);
	gr_set(x, "line", text);
}

static void
join(const struct gr_block *b, char *out, size_t room)
{
	size_t n = 0;
	int i;

	out[0] = '\0';
	for (i = 0; i < b->ncells && n < room; i++)
		n += (size_t)snprintf(out + n, room - n, "%s | ",
		    b->cells[i]);
}

/* A sentence by itself: "RGPD : suppression logique des comptes ...". */
static void
sentence(const struct gr_block *b, bool area, int *said)
{
	size_t n = strlen(b->text);
	char what[64];

	if (*said >= SAID_MOST || words_in(b->text) > LINE_MOST ||
	    words_in(b->text) < (area &&
	    b->kind == GR_ITEM && conditional(b->text, n) ? ITEM_LEAST :
	    LINE_LEAST) || !(area || about_rgpd(b->text, n)) ||
	    !treatment(b->text, n, what) || negated(b->text, n) ||
	    gr_search(gr_pattern("conforme? a 100|\\bacquis\\b|"
	    "respecte le rgpd"), b->text, n))
		return;
	++*said;
	tell(b->first, b->last, what, "sentence",
	    words_in(b->text) >= RICH_LEAST && conditional(b->text, n),
	    area);
}

struct walk {
	struct procedure	 p;
	bool			 whole, would;
	const char		*in;
	int			 area;	/* level of the heading about the
					   GDPR, or 0 */
	int			 said;
};

static void
heading(struct walk *w, const struct gr_block *b)
{
	size_t n = strlen(b->text);
	bool about = about_rgpd(b->text, n) || about_register(b->text, n);
	char what[64];

	if (words_in(b->text) > WORDS_MOST)
		about = false;
	if (w->area > 0 && b->level <= w->area)
		w->area = 0;
	if (about && w->area == 0)
		w->area = b->level;
	if (w->p.open && b->level > w->p.level) {
		add(&w->p, b->text, b->last);
		return;
	}
	end(&w->p);
	/* Outside such a document the heading has to say both. */
	if (words_in(b->text) > WORDS_MOST || !(w->whole || w->area > 0 ||
	    about) || (!treatment(b->text, n, what) &&
	    !lifecycle(b->text, n)))
		return;
	memset(&w->p, 0, sizeof(w->p));
	w->p.open = true;
	w->p.in = w->in;
	w->p.named = what[0] != '\0';
	w->p.doc = w->whole;
	w->p.level = b->level;
	w->p.first = w->p.last = b->first;
	snprintf(w->p.what, sizeof(w->p.what), "%s", what);
	/* A heading may be the whole sentence, above a cell of code. */
	if (words_in(b->text) >= TITLE_LEAST)
		add(&w->p, b->text, b->last);
}

static void
block(struct walk *w, const struct gr_block *b, const char *heading)
{
	bool area = w->whole || w->area > 0 || w->p.open;
	char line[1024];

	switch (b->kind) {
	case GR_FENCE:
		if (w->p.open) {
			w->p.code = true;
			w->p.last = b->last;
		}
		return;
	case GR_ROW:
		join(b, line, sizeof(line));
		if (w->p.open && b->level > 0)
			add(&w->p, line, b->last);
		if (area && b->level > 0)
			often(b, line, heading, w->p.open);
		return;
	case GR_PARAGRAPH:
	case GR_ITEM:
	case GR_QUOTE:
		if (w->p.open) {
			w->p.items += b->kind == GR_ITEM;
			add(&w->p, b->text, b->last);
		} else if (!w->would || b->kind != GR_ITEM) {
			sentence(b, w->whole || w->area > 0, &w->said);
		}
		/* "We would set up:", and then a list. */
		if (b->kind == GR_PARAGRAPH)
			w->would = negated(b->text, strlen(b->text));
		if (area || about_rgpd(b->text, strlen(b->text)))
			often(b, b->text, heading, w->p.open);
		return;
	default:
		return;
	}
}

void
procedure_read(const struct gr_file *f)
{
	const struct gr_block *b;
	struct walk w = { .area = 0 };
	size_t i, n;

	/* The folder of a notebook says less of it. */
	w.whole = path_about(f->entry->kind == GR_NOTEBOOK ? f->entry->base :
	    f->entry->path);
	w.in = gr_search(gr_pattern("user.?stor|backlog|roadmap"),
	    f->entry->path, strlen(f->entry->path)) ? "wish" :
	    f->entry->kind == GR_HTML || gr_search(gr_pattern("privacy|"
	    "confidentialite|mentions.?legales|(^|/)cgu|\\bterms"),
	    f->entry->path, strlen(f->entry->path)) ? "notice" : "section";
	b = gr_markdown(f, &n);
	for (i = 0; i < n && b[i].kind != GR_HEADING; i++)
		;
	if (i < n && i < 3 && about_rgpd(b[i].text, strlen(b[i].text)))
		w.whole = true;
	for (i = 0; i < n; i++) {
		if (b[i].kind != GR_HEADING) {
			block(&w, &b[i], b[i].heading < 0 ? "" :
			    b[b[i].heading].text);
			continue;
		}
		heading(&w, &b[i]);
		if (w.p.open && w.p.first != b[i].first)
			continue;
		if (w.p.open)
			often(&b[i], b[i].text, b[i].text, true);
	}
	end(&w.p);
}

/* --- code ---------------------------------------------------------------- */

/* What a docstring or a comment says that a script does to personal data. */
static void
docstring(const struct gr_token *t, bool file)
{
	struct gr_fact *x;
	char what[64];
	int words = words_in(t->text);

	/* A function that only mentions a purge is none. */
	if (words < DOC_LEAST || !treatment(t->text, t->len < DOC_HEAD ?
	    t->len : DOC_HEAD, what) ||
	    !treatment(t->text, t->len, what) ||
	    !(file || about_rgpd(t->text, t->len)) ||
	    negated(t->text, t->len))
		return;
	tell(t->line, t->last, what, "docstring",
	    words >= DOC_RICH && conditional(t->text, t->len), file);
	if (frequency(t->text, t->len)) {
		x = gr_emit("rgpd.frequency", t->line, t->last);
		gr_set(x, "what", what);
		gr_setn(x, "line", t->text, t->len);
	}
}

static bool
deletes(const struct gr_token *t, size_t i, size_t n)
{
	if (t[i].kind == GR_STRING)
		return gr_search(gr_pattern("\\A[\\s(]*(delete\\s+from|"
		    "update\\s+\\S+\\s+set[\\s\\S]*=\\s*null)\\b"),
		    t[i].text, t[i].len);
	/* "router.delete(" declares a route, "requests.delete(" asks. */
	if (i > 0 && gr_token_is(&t[i], ".") &&
	    gr_search(gr_pattern("^(app|api|router|bp|blueprint|client|"
	    "requests|httpx?|axios)$"), t[i - 1].text, t[i - 1].len))
		return false;
	return i + 2 < n && gr_token_is(&t[i], ".") &&
	    (gr_token_is(&t[i + 1], "delete") ||
	    gr_token_is(&t[i + 1], "delete_many") ||
	    gr_token_is(&t[i + 1], "deleteMany") ||
	    gr_token_is(&t[i + 1], "delete_one")) &&
	    gr_token_is(&t[i + 2], "(");
}

/* Statements of a script of its own, which are no strings. */
static void
lines_delete(const struct gr_file *f)
{
	const char *p;
	size_t n;
	int i;

	for (i = 1; i <= f->lines; i++) {
		p = gr_line(f, i, &n);
		if (p != NULL && gr_search(gr_pattern("^[^-#]*\\b"
		    "(delete\\s+from|update\\s+\\S+\\s+set\\b.*=\\s*"
		    "(null|'anonym))"), p, n)) {
			gr_set(gr_emit("rgpd.purge_code", i, i), "how",
			    "delete");
			return;
		}
	}
}

void
procedure_code(const struct gr_file *f)
{
	const struct gr_token *t;
	struct gr_fact *x;
	bool about, deleted = false, anonymous = false;
	size_t i, n;

	if (gr_search(gr_pattern("(^|/)tests?/|(^|/)test_|\\.(spec|test)\\."),
	    f->entry->path, strlen(f->entry->path)))
		return;
	about = path_about(f->entry->path) || gr_search(gr_pattern(
	    "\\brgpd|\\bgdpr|droit (a l.oubli|a l.effacement|d.effacement)|"
	    "donnees (a caractere )?personnel|right to (erasure|be "
	    "forgotten)"), f->text, f->len);
	if (!about)
		return;
	if (f->entry->kind == GR_SQL || f->entry->kind == GR_SHELL)
		lines_delete(f);
	t = gr_tokens(f, &n);
	for (i = 0; i < n; i++) {
		if (t[i].doc || t[i].kind == GR_COMMENT)
			docstring(&t[i], path_about(f->entry->path));
		if (!deleted && !t[i].doc && deletes(t, i, n)) {
			deleted = true;
			x = gr_emit("rgpd.purge_code", t[i].line, t[i].last);
			gr_set(x, "how", "delete");
		}
		if (!anonymous && t[i].kind == GR_NAME && i > 0 &&
		    (gr_token_is(&t[i - 1], "def") ||
		    gr_token_is(&t[i - 1], "function")) &&
		    gr_search(gr_pattern("anonymi[sz]|pseudonymi[sz]"),
		    t[i].text, t[i].len)) {
			anonymous = true;
			x = gr_emit("rgpd.purge_code", t[i].line, t[i].last);
			gr_set(x, "how", "anonymise");
		}
	}
}

/* --- the clock ----------------------------------------------------------- */

static bool
near(const struct gr_file *f, int line)
{
	const char *p;
	size_t n;
	int i;

	for (i = line > NEAR ? line - NEAR : 1;
	    i <= line + NEAR && i <= f->lines; i++) {
		p = gr_line(f, i, &n);
		if (p != NULL && gr_search(gr_pattern("rgpd|gdpr|purge|"
		    "anonymi|cleanup|nettoyage|retention"), p, n))
			return true;
	}
	return false;
}

/* "@monthly", "0 2 * * 0 ... cleanup_users.py", OnCalendar=, EVERY 1 DAY. */
void
schedule_read(const struct gr_file *f)
{
	const char *p;
	size_t n;
	int i, said = 0;

	if (!gr_search(gr_pattern("rgpd|gdpr|anonymi|donnees personnelles|"
	    "personal data|purge_?(users?|clients?|comptes?|accounts?)"),
	    f->text, f->len) && !path_about(f->entry->path))
		return;
	for (i = 1; i <= f->lines && said < NEAR; i++) {
		p = gr_line(f, i, &n);
		if (p == NULL || n < 6 || n > 400 || !gr_search(gr_pattern(
		    "(^|[\\s\"'`])([\\d*/,-]+ +){4}[\\d*/,-]+($|[\\s\"'`])|"
		    "@(daily|weekly|monthly|yearly|midnight)|OnCalendar=|"
		    "schedule(_interval)?\\s*=|\\bcrontab\\(|add_job\\(|"
		    "on schedule every|cron\\.schedule|schedule\\.every"), p,
		    n) || !near(f, i))
			continue;
		said++;
		for (; n > 0 && (*p == ' ' || *p == '\t'); n--)
			p++;
		gr_setn(gr_emit("rgpd.schedule", i, i), "line", p, n);
	}
}
