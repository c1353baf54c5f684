/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c: the report in a terminal.
 *
 * A table of counts, then for each épreuve what is proven, what is short
 * and why, each place as "path:first-last" so that an editor can jump to
 * it.  Without --all the criteria nobody could settle are only counted.
 */
#include <string.h>

#include "base/utf8.h"

#include "local.h"

enum { CITES_SHOWN = 3 };

struct page {
	struct buf			*b;
	const struct audit		*a;
	const struct report_style	*style;
};

static const struct {
	const char *mark, *colour;
} looks[EV_COUNT] = {
	[EV_COMPLETE] = { "✔", "32" }, [EV_PARTIAL] = { "◐", "33" },
	[EV_ABSENT] = { "✘", "31" }, [EV_NOT_APPLICABLE] = { "–", "2" },
	[EV_UNDETERMINED] = { "?", "2" }, [EV_ERROR] = { "!", "35" },
};

static void
paint(const struct page *p, const char *colour)
{
	if (p->style->colour)
		buf_fmt(p->b, "\033[%sm", colour);
}

static void
plain(const struct page *p)
{
	paint(p, "0");
}

/* Words broken at the width, each line behind the indent. */
static void
wrap(const struct page *p, int indent, const char *words)
{
	struct buf shown = BUF_INIT(64 << 10);
	const char *text;
	int width = p->style->width > 40 ? p->style->width : 100000;
	int column = 0;

	utf8_show(&shown, words, strlen(words), false);
	text = buf_str(&shown);
	buf_fmt(p->b, "%*s", indent, "");
	column = indent;
	while (*text != '\0') {
		size_t n = strcspn(text, " ");
		int w = (int)utf8_count(text, n);

		if (column > indent && column + 1 + w > width) {
			buf_fmt(p->b, "\n%*s", indent, "");
			column = indent;
		} else if (column > indent) {
			buf_putc(p->b, ' ');
			column++;
		}
		buf_add(p->b, text, n);
		column += w;
		text += n;
		text += strspn(text, " ");
	}
	buf_putc(p->b, '\n');
	buf_free(&shown);
}

static void
head(const struct page *p)
{
	const struct audit *a = p->a;
	struct buf name = BUF_INIT(2000);

	utf8_show(&name, a->repository, strlen(a->repository), false);
	paint(p, "1");
	buf_fmt(p->b, "Greffier · %s · ", buf_str(&name));
	put_commit(p->b, a);
	plain(p);
	buf_fmt(p->b, "\n%s (%s)\n\n", a->title, a->grid);
	buf_free(&name);
}

static void
counts(const struct page *p)
{
	const struct audit *a = p->a;
	char name[4];
	struct tally t;
	int i, k;

	buf_puts(p->b, tr(a->lang,
	    "           complets partiels  absents  s. objet  indét.  erreurs     sur\n",
	    "           complete  partial   absent      n/a   undet.   errors      of\n"));
	for (i = 1; i <= EPREUVES + 1; i++) {
		int e = i > EPREUVES ? 0 : i;

		audit_tally(a, e, &t);
		buf_fmt(p->b, "  %-8s", e == 0 ? "total" :
		    epreuve_name(e, name));
		for (k = 0; k < EV_COUNT; k++)
			buf_fmt(p->b, "%9d", t.of[k]);
		buf_fmt(p->b, "%8d\n", t.all);
	}
	buf_putc(p->b, '\n');
}

static void
cite(const struct page *p, const struct cite *c, const char *lead)
{
	buf_fmt(p->b, "      %s", lead);
	if (c->path[0] != '\0') {
		paint(p, "36");
		put_place(p->b, c);
		plain(p);
		buf_puts(p->b, "  ");
	}
	utf8_show(p->b, c->why, strlen(c->why), false);
	buf_putc(p->b, '\n');
}

static void
cites(const struct page *p, const struct cite *c, size_t n, const char *lead)
{
	size_t i, most = p->style->all ? n : CITES_SHOWN;

	for (i = 0; i < n && i < most; i++)
		cite(p, &c[i], lead);
	if (i < n)
		buf_fmt(p->b, tr(p->a->lang, "      … et %zu autre(s)\n",
		    "      … and %zu more\n"), n - i);
}

static void
criterion(const struct page *p, const struct criterion *c)
{
	enum lang lang = p->a->lang;
	bool open = c->evidence != EV_COMPLETE &&
	    c->evidence != EV_NOT_APPLICABLE;

	paint(p, looks[c->evidence].colour);
	buf_fmt(p->b, "  %s %-6s %s", looks[c->evidence].mark, c->id,
	    evidence_text(c->evidence, (int)lang));
	plain(p);
	if (c->authority != BY_AUTO && c->evidence == EV_COMPLETE)
		buf_puts(p->b, tr(lang, "  (les pièces sont là ; un humain juge)",
		    "  (the pieces are there; a human judges)"));
	buf_putc(p->b, '\n');
	wrap(p, 6, c->text);
	cites(p, c->supports, c->nfor, "+ ");
	cites(p, c->against, c->nagainst, "- ");
	if (c->note[0] != '\0')
		wrap(p, 6, c->note);
	if (!open || c->evidence == EV_UNDETERMINED)
		return;
	if (c->looked_for[0] != '\0' && c->nfor == 0) {
		buf_puts(p->b, tr(lang, "      cherché :\n",
		    "      looked for:\n"));
		wrap(p, 8, c->looked_for);
	}
	if (c->nearest != NULL)
		cite(p, c->nearest, tr(lang, "au plus près : ",
		    "nearest miss: "));
	if (c->advice[0] != '\0') {
		paint(p, "1");
		wrap(p, 6, c->advice);
		plain(p);
	}
}

static void
left(const struct page *p, int epreuve)
{
	const struct audit *a = p->a;
	size_t i, n = 0;

	for (i = 0; i < a->ncriteria; i++)
		if (a->criteria[i].epreuve == epreuve &&
		    a->criteria[i].evidence == EV_UNDETERMINED)
			buf_fmt(p->b, "%s%s", n++ == 0 ? tr(a->lang,
			    "  ? indéterminés : ", "  ? undetermined: ") : " ",
			    a->criteria[i].id);
	if (n > 0)
		buf_putc(p->b, '\n');
}

static void
epreuve(const struct page *p, int number)
{
	const struct audit *a = p->a;
	char name[4];
	size_t i;

	paint(p, "1");
	buf_fmt(p->b, "%s\n", epreuve_name(number, name));
	plain(p);
	for (i = 0; i < a->ncriteria; i++)
		if (a->criteria[i].epreuve == number && (p->style->all ||
		    a->criteria[i].evidence != EV_UNDETERMINED))
			criterion(p, &a->criteria[i]);
	if (!p->style->all)
		left(p, number);
	buf_putc(p->b, '\n');
}

static void
leftovers(const struct page *p)
{
	const struct audit *a = p->a;
	size_t i;

	for (i = 0; i < a->nfailures; i++) {
		buf_fmt(p->b, tr(a->lang, "contrôle en erreur : %s : ",
		    "failed check: %s: "), a->failures[i].check);
		utf8_show(p->b, a->failures[i].why,
		    strlen(a->failures[i].why), false);
		buf_putc(p->b, '\n');
	}
	if (a->nexcluded > 0)
		buf_fmt(p->b, tr(a->lang, "laissés de côté : %zu entrée(s)\n",
		    "left out: %zu item(s)\n"), a->nexcluded);
	for (i = 0; i < a->nexcluded && p->style->all; i++) {
		buf_puts(p->b, "      ");
		utf8_show(p->b, a->excluded[i].path,
		    strlen(a->excluded[i].path), false);
		buf_fmt(p->b, " (%ld): %s\n", a->excluded[i].files,
		    a->excluded[i].why);
	}
	if (a->nuncommitted > 0)
		buf_fmt(p->b, tr(a->lang, "non lus, car pas dans le commit : "
		    "%zu fichier(s)\n", "not read, being outside the commit: "
		    "%zu file(s)\n"), a->nuncommitted);
	for (i = 0; i < a->nuncommitted && i < 10; i++) {
		buf_puts(p->b, "      ");
		utf8_show(p->b, a->uncommitted[i],
		    strlen(a->uncommitted[i]), false);
		buf_putc(p->b, '\n');
	}
	buf_puts(p->b, tr(a->lang, "Greffier dit ce qui est là et ce qui "
	    "n'y est pas ; seul le jury décide.\n", "Greffier says what is "
	    "there and what is not; the jury alone decides.\n"));
}

void
write_text(struct buf *b, const struct audit *a,
    const struct report_style *style)
{
	const struct page p = { .b = b, .a = a, .style = style };
	int i;

	head(&p);
	counts(&p);
	for (i = 1; i <= EPREUVES; i++)
		epreuve(&p, i);
	leftovers(&p);
}
