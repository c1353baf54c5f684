/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * records.c: registers that are no documents: separated values, YAML and
 * JSON, and the lists of records that a program shows to its visitors.
 */
#include <stdio.h>
#include <string.h>

#include "rgpd.h"

enum {
	KEY_ROOM = 60,
	CSV_LEAST = 3,		/* columns, or answers, that make a register */
};

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
	area_begin(&a, true, true, 0, 1);
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
			area_answer(&a, a.column[k], i);
			got++;
		}
		a.processings += got >= 2;
	}
	area_end(&a);
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
			area_answer(a, f, gr_text_line(i));
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
	area_begin(&a, true, true, 0, 1);
	for (i = 0; i + 1 < n; i++) {
		if ((t[i].kind == GR_NAME || t[i].kind == GR_STRING) &&
		    (gr_token_is(&t[i + 1], ":") ||
		    gr_token_is(&t[i + 1], "="))) {
			split(&t[i], key);
			field = field_of(key, strlen(key));
			a.processings += field == PURPOSE;
		} else if (t[i].kind == GR_STRING && field < FIELDS &&
		    filled(t[i].text, t[i].len)) {
			area_answer(&a, field, t[i].line);
			a.sheet = true;
		}
	}
	/* A type or a form has the same names, and no answers. */
	if (area_counted(&a) >= CSV_LEAST)
		area_end(&a);
}

void
register_tree(const struct gr_file *f)
{
	const struct gr_node *doc = gr_first(gr_tree(f));
	struct area a;

	if (doc == NULL)
		return;
	area_begin(&a, true, true, 0, gr_node_line(doc));
	walk(&a, doc, FIELDS, 0);
	if (area_counted(&a) >= 2)
		area_end(&a);
}
