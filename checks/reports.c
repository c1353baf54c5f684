/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reports.c: the written report of each épreuve, by its name.
 *
 * A document that calls itself the report of E1, or lies in a folder that
 * does.  What is in it is not looked at here; of several versions the last
 * is taken, and a PDF before an office file before a text.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"

static const struct gr_fact_kind facts[] = {
	{ "report.file", "rapport de l'épreuve {epreuve}",
	  "report of épreuve {epreuve}", "epreuve" },
	{ NULL, NULL, NULL, NULL },
};

enum { EPREUVES = 5 };

static bool
says(const char *text, size_t n, const char *expression)
{
	return gr_search(gr_pattern(expression), text, n);
}

/* "E3" in the name, or "bloc 1", which has one épreuve; 0: none. */
static int
epreuve(const char *text, size_t n)
{
	char expression[80];
	int i, found = 0;

	for (i = 1; i <= EPREUVES; i++) {
		snprintf(expression, sizeof(expression),
		    "(^|[^a-z0-9])e ?_?%d([^0-9]|$)", i);
		if (!says(text, n, expression))
			continue;
		if (found != 0)
			return 0;	/* of several: of none of them */
		found = i;
	}
	if (found == 0 && says(text, n, "bloc[ _-]?(n[o°] ?)?1([^0-9]|$)"))
		found = 1;
	return found;
}

static int
rank(const struct gr_entry *e)
{
	if (e->kind == GR_PDF)
		return 3;
	if (e->kind == GR_OFFICE)
		return 2;
	return e->kind == GR_MARKDOWN || strcmp(e->ext, "rst") == 0 ? 1 : 0;
}

/* The épreuve that this is the report of; 0: it is none. */
static int
report_of(const struct gr_entry *e)
{
	const size_t base = strlen(e->base), path = strlen(e->path);
	const size_t folder = path - base;
	static const char names[] = "rapport|report|livrable|dossier|memoire|"
	    "compte.?rendu|documentation.?technique";
	int own = epreuve(e->base, base);
	bool named = says(e->base, base, names);

	if (rank(e) == 0 || (e->unread != NULL &&
	    strcmp(e->unread, "binary") != 0 &&
	    strcmp(e->unread, "oversize") != 0 &&
	    strcmp(e->unread, "lfs") != 0 &&
	    strcmp(e->unread, "missing") != 0))
		return 0;
	if (says(e->base, base, "presentation|soutenance|slides?|diapo|"
	    "support|grille|referenti|sujet|consigne|modele|template|"
	    "readme|annexe|pptx?$|odp$|xlsx?$|ods$|csv$|"
	    "(^|[^a-z])c ?[0-9]{1,2}([^0-9]|$)"))
		return 0;
	/* A text has to say so itself; a PDF named "E1 - Ada.pdf" does. */
	if (own != 0)
		return named || rank(e) > 1 ||
		    says(e->path, folder, "rapport|report") ? own : 0;
	return named ? epreuve(e->path, folder) : 0;
}

/* "v3" after "v2", and the plain name before both. */
static int
version(const struct gr_entry *e)
{
	const char *p = e->base, *found = NULL;

	for (; *p != '\0'; p++)
		if ((*p == 'v' || *p == 'V') && p[1] >= '0' && p[1] <= '9')
			found = p + 1;
	return found == NULL ? 0 : atoi(found);
}

static bool
better(const struct gr_entry *a, const struct gr_entry *b)
{
	if (b == NULL)
		return true;
	if (rank(a) != rank(b))
		return rank(a) > rank(b);
	return version(a) > version(b);
}

static void
relate(const struct gr_repo *r)
{
	const struct gr_entry *best[EPREUVES + 1] = { NULL };
	size_t i;
	int n;

	for (i = 0; i < r->nentries; i++) {
		n = report_of(&r->entries[i]);
		if (n != 0 && better(&r->entries[i], best[n]))
			best[n] = &r->entries[i];
	}
	for (n = 1; n <= EPREUVES; n++)
		if (best[n] != NULL)
			gr_setf(gr_emit_at("report.file", best[n]->path, 1,
			    1), "epreuve", "E%d", n);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "reports",
	.version = "1",
	.summary = "the written report of each épreuve, by its name",
	.facts = facts,
	.relate = relate,
};
