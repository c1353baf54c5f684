/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statements.c: the same three steps in SQL.
 *
 * Only statements that leave something count: INSERT ... SELECT, CREATE
 * TABLE ... AS, MERGE, UPDATE and DELETE.  A query that joins is a query;
 * a view joins the tables of one base.
 */
#include <string.h>

#include "aggregation.h"

#define MAKES "\\A\\s*(with\\b[\\s\\S]*)?(insert\\s+(or\\s+\\w+\\s+)?into\\b" \
	"[\\s\\S]*\\bselect\\b|create\\s+(or\\s+replace\\s+)?(temp\\w*\\s+|" \
	"unlogged\\s+)?table\\b[\\s\\S]*\\bas\\s*\\(?\\s*(select|with)\\b|" \
	"merge\\s+into\\b)"
#define CLEANS "\\bis\\s+not\\s+null\\b|\\bselect\\s+distinct\\b|" \
	"row_number\\s*\\(\\s*\\)\\s*over|<>\\s*''|!=\\s*''|\\bqualify\\b"
#define UNIFIES "\\b(lower|upper|trim|btrim|initcap|cast|try_cast|to_date|" \
	"to_timestamp|str_to_date|regexp_replace|replace|unaccent|strptime|" \
	"date_trunc|round|convert)\\s*\\(|::\\s*(date|timestamp\\w*|int\\w*|" \
	"bigint|numeric|double|float|real|text|jsonb?|boolean)"
#define DELETES "\\A\\s*delete\\s+from\\b[\\s\\S]*\\bwhere\\b[\\s\\S]*(" \
	"is\\s+null|ctid|rowid|row_number|not\\s+in\\s*\\(\\s*select\\s+" \
	"(min|max)|=\\s*''|[<>]=?\\s*\\d|\\busing\\b)"

/* Joins bring in the keys of one's own tables, unless that is the aim. */
#define MERGER "a[g]+reg|merg|fusion|consolid|combin|gold|mart|dbt|" \
	"transform|jointure|nettoy|clean|prepar"

static void
read_statement(struct script *s, const char *text, size_t len, int first,
    int last)
{
	if (gr_search(gr_pattern(MAKES), text, len)) {
		if (says(s->file->entry->path, MERGER) && gr_search(
		    gr_pattern("\\b(join|union)\\b"), text, len))
			step_tell(s, MERGE, first, last, "SQL");
		if (gr_search(gr_pattern(CLEANS), text, len))
			step_tell(s, CLEAN, first, last, "SQL");
		if (gr_search(gr_pattern(UNIFIES), text, len))
			step_tell(s, UNIFORM, first, last, "SQL");
		s->saves = true;
	} else if (gr_search(gr_pattern(DELETES), text, len)) {
		step_tell(s, CLEAN, first, last, "DELETE");
	} else if (gr_search(gr_pattern("\\A\\s*update\\b[\\s\\S]*\\bset\\b"),
	    text, len) && gr_search(gr_pattern(UNIFIES), text, len)) {
		step_tell(s, UNIFORM, first, last, "UPDATE");
		s->saves = true;
	}
}

/* A script's statements: from token to token, comments left out. */
static void
read_file(struct script *s)
{
	char room[6000];
	size_t i, used = 0;
	int first = 0;

	for (i = 0; i < s->nt; i++) {
		const struct gr_token *t = &s->t[i];

		if (t->kind == GR_COMMENT || t->kind == GR_NEWLINE)
			continue;
		if (gr_token_is(t, ";")) {
			if (first != 0)
				read_statement(s, room, used, first, t->line);
			first = 0;
			used = 0;
			continue;
		}
		if (first == 0)
			first = t->line;
		if (used + t->len + 4 >= sizeof(room))
			continue;
		if (t->kind == GR_STRING)
			room[used++] = '\'';
		memcpy(room + used, t->text, t->len);
		used += t->len;
		if (t->kind == GR_STRING)
			room[used++] = '\'';
		else if (!gr_token_is(t, ":") && !gr_token_is(t, "<") &&
		    !gr_token_is(t, "!"))
			room[used++] = ' ';
	}
	if (first != 0)
		read_statement(s, room, used, first, s->file->lines);
}

void
statements_read(struct script *s)
{
	size_t i;

	if (!s->prepares || s->pages)
		return;
	if (s->file->entry->kind == GR_SQL) {
		read_file(s);
		return;
	}
	for (i = 0; i < s->nt; i++)
		if (s->t[i].kind == GR_STRING && !s->t[i].doc &&
		    s->t[i].len > 20)
			read_statement(s, s->t[i].text, s->t[i].len,
			    s->t[i].line, s->t[i].last);
}
