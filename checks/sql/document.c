/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * document.c: SQL shown in documents, what is said of it, and the queries
 * of dashboards.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sql.h"

enum { WHY_LEAST = 8 };	/* words that can hold a reason */

/* A fence of a program holds statements in its strings. */
static void
strings(const struct gr_file *f, const struct gr_block *b,
    struct heard said)
{
	const char *p = b->text, *q, *end;
	int line = b->first + 1;

	for (; *p != '\0'; p++) {
		line += *p == '\n';
		if (*p != '"' && *p != '\'')
			continue;
		q = p + (p[1] == *p && p[2] == *p ? 3 : 1);
		end = strchr(q, *p);
		if (end == NULL)
			return;
		if (looks_like_sql(q, (size_t)(end - q)))
			statements_read(q, (size_t)(end - q), line,
			    IN_DOCUMENT, said, f->entry->path);
		for (; p < end; p++)
			line += *p == '\n';
	}
}

static void
fence(const struct gr_file *f, const struct gr_block *b,
    struct heard said)
{
	size_t n = strlen(b->text);

	if (strcasestr(b->url, "sql") != NULL || looks_like_sql(b->text, n))
		statements_read(b->text, n, b->first + 1, IN_DOCUMENT, said,
		    f->entry->path);
	else if (strncasecmp(b->url, "mermaid", 7) != 0)
		strings(f, b, said);
}

/* A technique, and why: "un index sur date, car les recherches ...". */
static void
reasons(const struct gr_block *b, const char *heading)
{
	size_t n = strlen(b->text);

	if (words_in(b->text, n) < WHY_LEAST ||
	    gr_search(gr_pattern("vectoriel|vector|\\brag\\b|faiss|"
	    "elasticsearch"), b->text, n) ||
	    !gr_search(gr_pattern("\\bindex(es)?\\b|\\bindexe|"
	    "\\bexplain\\b|partition|"
	    "vues? materialisee|materiali[sz]ed view|pushdown|"
	    "projection|\\bn\\+1\\b|plan d.execution|execution plan|"
	    "covering|requetes? preparee|\\bcte\\b|full scan"), b->text, n))
		return;
	if (!gr_search(gr_pattern("\\b(car|afin|pour|parce|puisque|evite|"
	    "eviter|reduit|reduire|accelere|accelerer|permet|because|"
	    "avoids?|so that|to (speed|reduce|avoid)|reduces?|speeds?|"
	    "faster)\\b|\\d\\s*(ms|secondes?|x|%)"), b->text, n) ||
	    !gr_search(gr_pattern("requete|quer(y|ies)|jointure|\\bjoin|"
	    "\\bwhere\\b|\\bselect\\b|(full|seq) scan"), b->text, n))
		return;
	/* An incident may be about an index, too. */
	if (gr_search(gr_pattern("incident|\\bbug|migration"), heading,
	    strlen(heading)))
		return;
	gr_set(gr_emit("sql.reason", b->first, b->last), "under", heading);
}

/* Choices of a query told in words: selection, filter, join. */
static void
explains(const struct gr_block *b, const char *heading)
{
	size_t n = strlen(b->text);

	if (words_in(b->text, n) < WHY_LEAST ||
	    !gr_search(gr_pattern("jointure|\\b(inner|left|right|full)\\s+"
	    "join|\\bjoins?\\b|\\bwhere\\b|group by|filtr(e|age|er)\\b|"
	    "\\bhaving\\b|order by|distinct"), b->text, n) ||
	    !gr_search(gr_pattern("requete|\\bsql\\b|\\bquer(y|ies)\\b|"
	    "\\bselect\\b"), b->text, n))
		return;
	gr_set(gr_emit("sql.explained", b->first, b->last), "under", heading);
}

void
document_read(const struct gr_file *f)
{
	const struct gr_block *b;
	const char *heading;
	struct heard said = { .words = 0 };
	int at = 0;
	size_t i, n;

	b = gr_markdown(f, &n);
	for (i = 0; i < n; i++) {
		heading = b[i].heading < 0 ? "" : b[b[i].heading].text;
		switch (b[i].kind) {
		case GR_FENCE:
			if (b[i].first - at >= 4)
				memset(&said, 0, sizeof(said));
			fence(f, &b[i], said);
			break;
		case GR_PARAGRAPH:
		case GR_ITEM:
		case GR_QUOTE:
			memset(&said, 0, sizeof(said));
			hear(&said, b[i].text, strlen(b[i].text), b[i].first);
			at = b[i].last;
			reasons(&b[i], heading);
			explains(&b[i], heading);
			break;
		case GR_HEADING:
			memset(&said, 0, sizeof(said));
			break;
		default:
			break;
		}
	}
}

/* "rawSql" of a Grafana panel, wherever it is nested. */
void
panel_read(const struct gr_file *f)
{
	const char *line, *p;
	struct gr_fact *x;
	size_t len;
	int i;

	if (strstr(f->text, "\"rawSql\"") == NULL)
		return;
	for (i = 1; i <= f->lines; i++) {
		line = gr_line(f, i, &len);
		p = line == NULL ? NULL : memmem(line, len, "\"rawSql\"", 8);
		if (p == NULL || !gr_search(gr_pattern("rawSql\"\\s*:\\s*\""
		    "[\\s(]*(select|with)\\b.*\\bfrom\\b"), p,
		    (size_t)(line + len - p)))
			continue;
		x = gr_emit("sql.select", i, i);
		gr_set(x, "from", "");
		gr_set(x, "joins", "0");
		gr_set(x, "filters", "0");
		gr_set(x, "in", "panel");
		gr_set(x, "system", "no");
		gr_set(x, "test", "no");
	}
}
