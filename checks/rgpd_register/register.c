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
	COLUMNS = 24, KEY_ROOM = 60,
	LABEL_MOST = 60,	/* bytes of a label before its colon */
	SHEET_LEAST = 4,	/* fields that make a table a register */
	CSV_LEAST = 3,
	NOTE_LEAST = 120,	/* words of a document about nothing else */
	WORDS_MOST = 16,	/* of a heading */
};

struct area {
	bool		 open, whole;	/* whole: of the file */
	bool		 named;		/* called a register */
	bool		 sheet;		/* some of it in tables */
	int		 level;		/* of the heading that opened it */
	int		 first, last;
	int		 at[FIELDS];	/* line of the first answer, or 0 */
	int		 low, high;	/* of all answers */
	int		 processings, words;
	/* What the next texts answer. */
	enum field	 pending;
	int		 pending_level;	/* of its heading; 99: of an item */
	enum field	 column[COLUMNS];
	int		 ncolumns;
};

static void
answer(struct area *a, enum field f, int line)
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

static int
counted(const struct area *a)
{
	int i, n = 0;

	for (i = 0; i < COUNTED; i++)
		n += a->at[i] > 0;
	return n;
}

static void
list(const struct area *a, bool there, char *out, size_t room)
{
	static const char *const names[] = {
		[PURPOSE] = "purpose", [DATA] = "data",
		[PERSONS] = "persons", [RECIPIENTS] = "recipients",
		[RETENTION] = "retention", [BASIS] = "basis",
		[SECURITY] = "security", [TRANSFERS] = "transfers",
	};
	size_t n = 0;
	int i;

	out[0] = '\0';
	for (i = 0; i < (there ? FIELDS : COUNTED) && n < room; i++)
		if ((a->at[i] > 0) == there)
			n += (size_t)snprintf(out + n, room - n, "%s%s",
			    n > 0 ? " " : "", names[i]);
}

static void
end(struct area *a)
{
	char has[120], missing[120];
	struct gr_fact *x;
	int n = counted(a), all = 0, i;

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
	list(a, true, has, sizeof(has));
	list(a, false, missing, sizeof(missing));
	x = gr_emit(a->named ? "rgpd.register" : "rgpd.note", a->first,
	    a->last);
	gr_setf(x, "fields", "%d", n);
	gr_set(x, "has", has);
	gr_set(x, "missing", missing);
	if (a->named)
		gr_setf(x, "processings", "%d", a->processings);
}

static void
begin(struct area *a, bool whole, bool named, int level, int line)
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

	a->pending = FIELDS;
	if (b->level == 0) {
		a->ncolumns = 0;
		for (i = 0; i < b->ncells && i < COLUMNS; i++) {
			a->column[i] = field_of(b->cells[i],
			    strlen(b->cells[i]));
			n += a->column[i] < FIELDS;
		}
		a->ncolumns = n >= 2 ? i : 0;
	} else if (a->ncolumns > 0) {
		for (i = 0; i < b->ncells && i < a->ncolumns; i++) {
			if (a->column[i] == FIELDS || !filled(b->cells[i],
			    strlen(b->cells[i])))
				continue;
			answer(a, a->column[i], b->first);
			a->sheet = true;
			n++;
		}
		a->processings += n >= 2;
		return;
	}
	/* The header row of "label | answer" may be the first of them. */
	if (b->ncells >= 2 && filled(b->cells[1], strlen(b->cells[1])) &&
	    field_of(b->cells[0], strlen(b->cells[0])) < FIELDS) {
		answer(a, field_of(b->cells[0], strlen(b->cells[0])),
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
			answer(a, field, i + 1);
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
			answer(a, field, b->first);
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
	answer(a, field, b->first);
	return true;
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
	if (b->kind != GR_PARAGRAPH && b->kind != GR_ITEM &&
	    b->kind != GR_QUOTE)
		return;
	a->words += words_in(b->text);
	if (labelled(a, f, b))
		return;
	if (a->pending < FIELDS && filled(b->text, strlen(b->text)) &&
	    !negated(b->text, strlen(b->text)))
		answer(a, a->pending, b->first);
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
		begin(&a, true, path_register(f->entry->path), 0, 1);
	for (i = 0; i < n; i++) {
		len = strlen(b[i].text);
		own = b[i].kind == GR_HEADING &&
		    words_in(b[i].text) <= WORDS_MOST &&
		    (about_rgpd(b[i].text, len) ||
		    about_register(b[i].text, len));
		if (a.open && !a.whole && b[i].kind == GR_HEADING &&
		    b[i].level <= a.level)
			end(&a);
		if (!a.open && own)
			begin(&a, false, about_register(b[i].text, len),
			    b[i].level, b[i].first);
		if (a.open)
			block(&a, f, &b[i]);
	}
	end(&a);
}

/* --- records ------------------------------------------------------------- */

/* The cell at p of a line of separated values; *next: the one after it. */
static size_t
cell(const char **p, const char *stop, char by, const char **next)
{
	const char *q = *p;
	bool quoted = q < stop && *q == '"';

	if (quoted) {
		(*p)++;
		for (q++; q < stop && *q != '"'; q++)
			;
		*next = q;
		while (*next < stop && **next != by)
			(*next)++;
	} else {
		while (q < stop && *q != by)
			q++;
		*next = q;
	}
	if (*next < stop)
		(*next)++;
	return (size_t)(q - *p);
}

void
register_csv(const struct gr_file *f)
{
	const char *line, *p, *next, *stop;
	struct area a;
	size_t len, n;
	int i, k, known = 0, got;
	char by;

	line = gr_line(f, 1, &len);
	if (line == NULL)
		return;
	by = memchr(line, ';', len) != NULL ? ';' :
	    memchr(line, '\t', len) != NULL ? '\t' : ',';
	begin(&a, true, true, 0, 1);
	for (p = line, stop = line + len; p < stop && a.ncolumns < COLUMNS;
	    p = next) {
		n = cell(&p, stop, by, &next);
		a.column[a.ncolumns] = field_of(p, n);
		known += a.column[a.ncolumns++] < FIELDS;
	}
	if (known < CSV_LEAST)
		return;
	for (i = 2; i <= f->lines; i++) {
		line = gr_line(f, i, &len);
		got = 0;
		if (line == NULL)
			break;
		for (k = 0, p = line, stop = line + len; p < stop &&
		    k < a.ncolumns; k++, p = next) {
			n = cell(&p, stop, by, &next);
			if (a.column[k] == FIELDS || !filled(p, n))
				continue;
			answer(&a, a.column[k], i);
			got++;
		}
		a.processings += got >= 2;
	}
	end(&a);
}

/* "legalBasis" and "data_categories" are two words. */
static void
split(const struct gr_token *t, char out[KEY_ROOM])
{
	size_t i, n = 0;

	for (i = 0; i < t->len && n + 2 < KEY_ROOM; i++) {
		if (i > 0 && t->text[i] >= 'A' && t->text[i] <= 'Z' &&
		    t->text[i - 1] >= 'a')
			out[n++] = ' ';
		out[n++] = t->text[i] == '_' || t->text[i] == '-' ? ' ' :
		    t->text[i];
	}
	out[n] = '\0';
}

static void
walk(struct area *a, const struct gr_node *n, enum field under, int depth)
{
	const struct gr_node *i;
	enum field f;

	for (i = gr_first(n); i != NULL && depth < 12; i = gr_next(i)) {
		f = under;
		if (gr_key(i) != NULL) {
			char key[80];
			size_t k;

			/* "data_categories" is two words. */
			snprintf(key, sizeof(key), "%s", gr_key(i));
			for (k = 0; key[k] != '\0'; k++)
				if (key[k] == '_' || key[k] == '-')
					key[k] = ' ';
			if (field_of(key, k) < FIELDS)
				f = field_of(key, k);
			if (f == PURPOSE && under == FIELDS)
				a->processings++;
		}
		if (gr_text(i) != NULL && f < FIELDS &&
		    filled(gr_text(i), strlen(gr_text(i))))
			answer(a, f, gr_text_line(i));
		else
			walk(a, i, f, depth + 1);
	}
}

/*
 * A list of records in a program, "purpose: 'renting'", as an application
 * shows its register to its visitors.
 */
void
register_code(const struct gr_file *f)
{
	const struct gr_token *t;
	struct area a;
	enum field field = FIELDS;
	char key[KEY_ROOM];
	size_t i, n;

	if (!about_register(f->text, f->len) && !path_register(f->entry->path))
		return;
	t = gr_tokens(f, &n);
	begin(&a, true, true, 0, 1);
	for (i = 0; i + 1 < n; i++) {
		if ((t[i].kind == GR_NAME || t[i].kind == GR_STRING) &&
		    (gr_token_is(&t[i + 1], ":") ||
		    gr_token_is(&t[i + 1], "="))) {
			split(&t[i], key);
			field = field_of(key, strlen(key));
			a.processings += field == PURPOSE;
		} else if (t[i].kind == GR_STRING && field < FIELDS &&
		    filled(t[i].text, t[i].len)) {
			answer(&a, field, t[i].line);
			a.sheet = true;
		}
	}
	/* A type or a form has the same names, and no answers. */
	if (counted(&a) >= CSV_LEAST)
		end(&a);
}

void
register_tree(const struct gr_file *f)
{
	const struct gr_node *doc = gr_first(gr_tree(f));
	struct area a;

	if (doc == NULL)
		return;
	begin(&a, true, true, 0, gr_node_line(doc));
	walk(&a, doc, FIELDS, 0);
	if (counted(&a) >= 2)
		end(&a);
}
