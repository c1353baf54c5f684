/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * register.c: which fields of a register are filled, and where.
 *
 * A file that says in its name or its title that it is about the GDPR is
 * read as a whole; of any other document, the sections that say so.  A
 * field is a heading with an answer under it, a label with one after it, a
 * row "label | answer", or a column with one in a row.  A privacy page has
 * such headings too: what is no table and is not called a register is a
 * note.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "rgpd.h"

enum {
	LABEL_MOST = 60,	/* bytes of a label before its colon */
	SHEET_LEAST = 4,	/* fields that make a table a register */
	NOTE_LEAST = 120,	/* words of a document about nothing else */
	WORDS_MOST = 16,	/* of a heading */
};

void
area_answer(struct area *a, enum field f, int line)
{
	if (f >= FIELDS)
		return;
	if (a->at[f] == 0)
		a->at[f] = line;
	if (a->low == 0 || line < a->low)
		a->low = line;
	if (line > a->high)
		a->high = line;
}

int
area_counted(const struct area *a)
{
	int i, n = 0;

	for (i = 0; i < COUNTED; i++)
		n += a->at[i] > 0;
	return n;
}

/* Sets a list of the fields that are there, or of those that lack. */
static void
list(const struct area *a, bool there, struct gr_fact *x, const char *key,
    bool french)
{
	static const struct {
		const char *en, *fr;
	} names[] = {
		[PURPOSE] = { "purpose", "finalité" },
		[DATA] = { "data", "données" },
		[PERSONS] = { "persons", "personnes" },
		[RECIPIENTS] = { "recipients", "destinataires" },
		[RETENTION] = { "retention", "durée" },
		[BASIS] = { "basis", "base légale" },
		[SECURITY] = { "security", "sécurité" },
		[TRANSFERS] = { "transfers", "transferts" },
	};
	char out[160];
	size_t n = 0;
	int i;

	out[0] = '\0';
	for (i = 0; i < (there ? FIELDS : COUNTED) && n < sizeof(out); i++)
		if ((a->at[i] > 0) == there)
			n += (size_t)snprintf(out + n, sizeof(out) - n,
			    "%s%s", n == 0 ? "" : french ? ", " : " ",
			    french ? names[i].fr : names[i].en);
	gr_set(x, key, n == 0 && french ? "rien" : out);
}

void
area_end(struct area *a)
{
	struct gr_fact *x;
	int n = area_counted(a), all = 0, i;

	if (!a->open)
		return;
	a->open = false;
	if (a->sheet && n >= SHEET_LEAST)
		a->named = true;
	if (n == 0 && a->named)
		gr_emit("rgpd.empty", a->first, a->last);
	for (i = 0; i < FIELDS; i++)
		all += a->at[i] > 0;
	if (n == 0 || (!a->named && all < 2 && !(a->whole && a->words >=
	    NOTE_LEAST)))
		return;
	if (a->whole)
		a->first = a->low;
	a->last = a->high;
	x = gr_emit(a->named ? "rgpd.register" : "rgpd.note", a->first,
	    a->last);
	gr_setf(x, "fields", "%d", n);
	list(a, true, x, "has", false);
	list(a, true, x, "has_fr", true);
	list(a, false, x, "missing", false);
	list(a, false, x, "missing_fr", true);
	if (a->named)
		gr_setf(x, "processings", "%d", a->processings);
}

void
area_begin(struct area *a, bool whole, bool named, int level, int line)
{
	memset(a, 0, sizeof(*a));
	a->open = true;
	a->whole = whole;
	a->named = named;
	a->level = level;
	a->first = a->last = line;
	a->pending = FIELDS;
}

/* --- blocks -------------------------------------------------------------- */

static void
heading(struct area *a, const struct gr_block *b)
{
	size_t n = strlen(b->text);
	enum field f = field_of(b->text, n);

	if (words_in(b->text) > WORDS_MOST)
		f = FIELDS;
	if (about_register(b->text, n))
		a->named = true;
	if (gr_search(gr_pattern("\\btraitements?\\s*(n|\\d|:|principal|"
	    "secondaire)|fiche (de |du )?(registre|traitement)|"
	    "^\\W*t\\d+\\b|processing (activity )?\\d"), b->text, n))
		a->processings++;
	/* A sub-heading belongs to the answer of the one above it. */
	if (f < FIELDS || b->level <= a->pending_level) {
		a->pending = f;
		a->pending_level = b->level;
	}
	a->last = b->last;
}

static void
row(struct area *a, const struct gr_block *b)
{
	int i, n = 0;

	if (b->level == 0) {
		a->ncolumns = 0;
		for (i = 0; i < b->ncells && i < COLUMNS; i++) {
			a->column[i] = field_of(b->cells[i],
			    strlen(b->cells[i]));
			n += a->column[i] < FIELDS;
		}
		a->ncolumns = n >= 2 ? i : 0;
	} else if (a->pending < FIELDS && b->ncells > 0 &&
	    filled(b->cells[0], strlen(b->cells[0]))) {
		/* The heading asked, and the whole table answers. */
		area_answer(a, a->pending, b->first);
		a->pending = FIELDS;
	}
	if (b->level > 0 && a->ncolumns > 0) {
		for (i = 0; i < b->ncells && i < a->ncolumns; i++) {
			if (a->column[i] == FIELDS || !filled(b->cells[i],
			    strlen(b->cells[i])))
				continue;
			area_answer(a, a->column[i], b->first);
			a->sheet = true;
			n++;
		}
		a->processings += n >= 2;
		return;
	}
	/* The header row of "label | answer" may be the first of them. */
	if (b->ncells >= 2 && filled(b->cells[1], strlen(b->cells[1])) &&
	    field_of(b->cells[0], strlen(b->cells[0])) < FIELDS) {
		area_answer(a, field_of(b->cells[0], strlen(b->cells[0])),
		    b->first);
		a->sheet = true;
	}
	if (b->ncells >= 2 && gr_search(gr_pattern("^\\W*(nom|intitule|name)"
	    " ?(du|de la|of)? ?(traitement|processing|activit)"), b->cells[0],
	    strlen(b->cells[0])))
		a->processings++;
}

/* A short line by itself, as in a text without markup. */
static bool
label_line(struct area *a, const struct gr_file *f, const struct gr_block *b)
{
	const char *line;
	enum field field;
	bool any = false;
	size_t n;
	int i;

	for (i = b->first; i <= b->last; i++) {
		line = gr_line(f, i, &n);
		if (line == NULL || n > LABEL_MOST ||
		    (field = field_of(line, n)) == FIELDS)
			continue;
		any = true;
		if (i < b->last) {
			area_answer(a, field, i + 1);
		} else {
			a->pending = field;
			a->pending_level = 99;
		}
	}
	return any;
}

/* "Finalité : gérer les comptes", or a label on a line of its own. */
static bool
labelled(struct area *a, const struct gr_file *f, const struct gr_block *b)
{
	const char *colon = strstr(b->text, ":");
	enum field field;

	if (colon != NULL && colon - b->text <= LABEL_MOST) {
		field = field_of(b->text, (size_t)(colon - b->text));
		if (field == FIELDS)
			return b->kind == GR_PARAGRAPH &&
			    label_line(a, f, b);
		if (filled(colon + 1, strlen(colon + 1))) {
			area_answer(a, field, b->first);
		} else if (colon[1 + strspn(colon + 1, " \n*")] == '\0') {
			a->pending = field;
			a->pending_level = 99;
		}
		return true;
	}
	if (b->kind != GR_PARAGRAPH || f->entry->kind == GR_NOTEBOOK)
		return false;
	if (f->entry->kind != GR_HTML)
		return label_line(a, f, b);
	/* The cells of a row of HTML are one text, the label first. */
	field = field_of(b->text, strlen(b->text));
	if (field == FIELDS || words_in(b->text) < 3)
		return false;
	area_answer(a, field, b->first);
	return true;
}

/* "- Finalité : ..." in a text that is shown as it is. */
static void
fence(struct area *a, const struct gr_block *b)
{
	const char *p = b->text, *q, *colon;
	int line = b->first + 1;
	enum field f;

	for (; *p != '\0'; p = q + (*q != '\0'), line++) {
		q = p + strcspn(p, "\n");
		colon = memchr(p, ':', (size_t)(q - p));
		if (colon == NULL || colon - p > LABEL_MOST)
			continue;
		f = field_of(p, (size_t)(colon - p));
		if (f < FIELDS && filled(colon + 1, (size_t)(q - colon - 1)))
			area_answer(a, f, line);
	}
}

static void
block(struct area *a, const struct gr_file *f, const struct gr_block *b)
{
	if (b->kind == GR_HEADING) {
		heading(a, b);
		return;
	}
	if (b->last > a->last && b->kind != GR_FENCE)
		a->last = b->last;
	if (b->kind == GR_ROW) {
		row(a, b);
		return;
	}
	if (b->kind == GR_FENCE)
		fence(a, b);
	if (b->kind != GR_PARAGRAPH && b->kind != GR_ITEM &&
	    b->kind != GR_QUOTE)
		return;
	a->words += words_in(b->text);
	if (labelled(a, f, b))
		return;
	if (a->pending < FIELDS && filled(b->text, strlen(b->text)) &&
	    !negated(b->text, strlen(b->text)))
		area_answer(a, a->pending, b->first);
}

void
register_read(const struct gr_file *f)
{
	const struct gr_block *b;
	struct area a = { .open = false };
	bool whole = path_about(f->entry->kind == GR_NOTEBOOK ?
	    f->entry->base : f->entry->path), own;
	size_t i, n, len;

	b = gr_markdown(f, &n);
	for (i = 0; i < n && b[i].kind != GR_HEADING; i++)
		;
	if (i < n && i < 3 && (about_rgpd(b[i].text, strlen(b[i].text)) ||
	    about_register(b[i].text, strlen(b[i].text))))
		whole = true;
	if (whole)
		area_begin(&a, true, path_register(f->entry->path), 0, 1);
	for (i = 0; i < n; i++) {
		len = strlen(b[i].text);
		own = b[i].kind == GR_HEADING &&
		    words_in(b[i].text) <= WORDS_MOST &&
		    (about_rgpd(b[i].text, len) ||
		    about_register(b[i].text, len));
		if (a.open && !a.whole && b[i].kind == GR_HEADING &&
		    b[i].level <= a.level)
			area_end(&a);
		if (!a.open && own)
			area_begin(&a, false, about_register(b[i].text, len),
			    b[i].level, b[i].first);
		if (a.open)
			block(&a, f, &b[i]);
	}
	area_end(&a);
}
