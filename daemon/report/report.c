/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.c: which format is which, and the small things they share.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#include "local.h"

static const char *const names[REPORT_FORMATS] = {
	[REPORT_HTML] = "html", [REPORT_JSON] = "json",
	[REPORT_JUNIT] = "junit", [REPORT_MARKDOWN] = "markdown",
	[REPORT_SARIF] = "sarif", [REPORT_TEXT] = "text",
};

int
report_format(const char *name, enum report_format *f)
{
	int i;

	for (i = 0; i < REPORT_FORMATS; i++)
		if (strcmp(names[i], name) == 0) {
			*f = (enum report_format)i;
			return 1;
		}
	return 0;
}

void
report_write(struct buf *b, const struct audit *a, enum report_format f,
    const struct report_style *style)
{
	static const struct report_style plain = { .width = 0 };

	switch (f) {
	case REPORT_HTML:
		write_html(b, a);
		break;
	case REPORT_JSON:
		report_json(b, a, true);
		break;
	case REPORT_JUNIT:
		write_junit(b, a);
		break;
	case REPORT_MARKDOWN:
		write_markdown(b, a);
		break;
	case REPORT_SARIF:
		write_sarif(b, a);
		break;
	case REPORT_TEXT:
	case REPORT_FORMATS:
		write_text(b, a, style == NULL ? &plain : style);
		break;
	}
}

void
put_place(struct buf *b, const struct cite *c)
{
	utf8_show(b, c->path, strlen(c->path), false);
	if (c->first > 0 && c->last > c->first)
		buf_fmt(b, ":%d-%d", c->first, c->last);
	else if (c->first > 0)
		buf_fmt(b, ":%d", c->first);
}

const char *
why_text(const char *why, enum lang lang)
{
	static const struct {
		const char *code, *fr, *en;
	} whys[] = {
		{ "binary", "fichier binaire", "binary" },
		{ "crash", "un contrôle s'est arrêté en le lisant",
		    "a check died reading it" },
		{ "encoding", "encodage non reconnu", "unknown encoding" },
		{ "generated", "produit par un outil", "generated" },
		{ "lfs", "pointeur Git LFS, sans le contenu",
		    "Git LFS pointer without its content" },
		{ "link", "lien symbolique", "symbolic link" },
		{ "missing", "absent du dépôt", "missing from the repository" },
		{ "oversize", "trop grand", "too large" },
		{ "quoted", "copie de la grille elle-même",
		    "a copy of the grid itself" },
		{ "submodule", "sous-module", "submodule" },
		{ "vendored", "code d'un tiers", "somebody else's code" },
	};
	size_t i;

	for (i = 0; i < sizeof(whys) / sizeof(whys[0]); i++)
		if (strcmp(whys[i].code, why) == 0)
			return tr(lang, whys[i].fr, whys[i].en);
	return why;
}

const char *
report_ref(const char *ref)
{
	static const char heads[] = "refs/heads/";

	return strncmp(ref, heads, sizeof(heads) - 1) == 0 ?
	    ref + sizeof(heads) - 1 : ref;
}

void
put_commit(struct buf *b, const struct audit *a)
{
	if (a->commit[0] == '\0')
		buf_puts(b, tr(a->lang, "dépôt vide", "empty repository"));
	else
		buf_fmt(b, "%.10s", a->commit);
}

const char *
epreuve_name(int epreuve, char out[4])
{
	snprintf(out, 4, "E%d", epreuve % 10);
	return out;
}

void
put_line(struct buf *b, const char *s)
{
	bool blank = false;

	for (; *s != '\0'; s++) {
		if (*s == ' ' || *s == '\n' || *s == '\t' || *s == '\r') {
			blank = true;
			continue;
		}
		if (blank)
			buf_putc(b, ' ');
		blank = false;
		buf_putc(b, *s);
	}
}

void
put_xml(struct buf *b, const char *s)
{
	struct buf shown = BUF_INIT(1 << 20);
	const char *p;

	/* XML 1.0 has no way to say a control character at all. */
	utf8_show(&shown, s, strlen(s), true);
	for (p = buf_str(&shown); *p != '\0'; p++)
		switch (*p) {
		case '&':
			buf_puts(b, "&amp;");
			break;
		case '<':
			buf_puts(b, "&lt;");
			break;
		case '>':
			buf_puts(b, "&gt;");
			break;
		case '"':
			buf_puts(b, "&quot;");
			break;
		case '\n':
			buf_puts(b, "&#10;");
			break;
		default:
			buf_putc(b, *p);
		}
	buf_free(&shown);
}

/*
 * Next steps: what is nearly there before what is not, what the repository
 * alone can show before what needs a forge or a human.
 */
static int
worth(const struct criterion *c)
{
	static const int by[] = { [BY_AUTO] = 0, [BY_FORGE] = 1,
	    [BY_ASSIST] = 2, [BY_JURY] = 9, [BY_NONE] = 9 };

	if (c->evidence != EV_PARTIAL && c->evidence != EV_ABSENT)
		return -1;
	return 10 * by[c->authority] + (c->evidence == EV_ABSENT ? 5 : 0);
}

size_t
report_next(const struct audit *a, int epreuve,
    const struct criterion **out, size_t max)
{
	size_t i, n = 0;
	int w;

	for (w = 0; w < 100 && n < max; w++)
		for (i = 0; i < a->ncriteria && n < max; i++)
			if ((epreuve == 0 ||
			    a->criteria[i].epreuve == epreuve) &&
			    worth(&a->criteria[i]) == w)
				out[n++] = &a->criteria[i];
	return n;
}
