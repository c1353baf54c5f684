/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c: the watch that was kept: when, and what came out of it: C6.
 *
 * "La veille" is also the day before, and there are watches over diseases
 * and markets: a watch here names techniques, rules, or its own plan.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

#define WATCH	"\\bveilles? (et |ia\\b|ai\\b|techn|reglement|juridique|" \
	"informationnelle|documentaire|scientifique|continue|active)|" \
	"\\b(plan|journal|strategie|methodologie|organisation|synthese|outils?|" \
	"sources?|temps|rapport|demarche|planning|metriques?|theme|thematique|" \
	"compte.?rendu)s? de (la |ma |notre )?veille|^\\W*(c6\\W+)?(la |ma )?" \
	"veille\\W*$|\\b(tech|technology|technical|technological|regulatory) " \
	"watch\\b|technology monitoring (plan|log|report)"
#define OTHER	"veille (sanitaire|pandem|epidem|concurrent|meteo|crypto|" \
	"boursi|medicale|du |de (noel|depart))|la veille d"
#define WEEKLY	"hebdomadaire|hebdo\\b|(chaque|par|toutes les) semaines?|" \
	"/ ?sem(aine)?\\b|weekly|(every|per|each|a) (week|day)\\b|quotidien|" \
	"(chaque|par|tous les) jours?\\b|/ ?jour|\\bdaily\\b|(chaque|tous les|" \
	"every|le) (lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|" \
	"tuesday|wednesday|thursday|friday)s?\\b|\\b(lundi|mardi|mercredi|jeudi|" \
	"vendredi|samedi)s? (matin|soir|midi|\\(?\\d)"
#define SPARSE	"mensuel|(chaque|par) mois|monthly|bimensuel|toutes les deux|" \
	"every two weeks|biweekly|regulierement|reguliere?\\b|regularly|" \
	"trimestr|quarterly|recurrences?\\b"
#define PLANNED	"frequen|recurrence|periodicit|planifi|sessions?\\b|temps\\b|" \
	"creneau|rythme|veille|\\b\\d+ ?(h|heures?|min|hours?)\\b|consacr|cadence|" \
	"schedul|slot|consulte|watch|une heure|one hour"
#define DATED	"\\b\\d{1,2}[/.-]\\d{1,2}[/.-]20\\d\\d|20\\d\\d-\\d\\d(-\\d\\d)?|" \
	"\\b(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|" \
	"novembre|decembre|january|february|march|april|may|june|july|august|" \
	"september|october|november|december) 20\\d\\d"

#define SOURCES	"(^|[-_. \\d])sources?([-_. ]|$)"
/* How it is to be done is not what came out of it. */
#define PLAN	"\\b(plan|sources?|outils?|methodologie|organisation|" \
	"strategie|planning|metriques?|temps|demarche)([-_. ]|$)"

enum {
	TOLD_MOST = 6,
	ENTRY_WORDS = 12,	/* of a dated entry that says something */
	ENTRIES_LEAST = 2,
	TEXT_WORDS = 80,	/* of a dated text that is one synthesis */
	LIST_LEAST = 3,
};

static void
cadence(const struct page *g, size_t from, size_t to)
{
	int told = 0;
	size_t i;

	for (i = from; i < to && told < TOLD_MOST; i++) {
		const struct piece *p = &g->p[i];
		bool often, weekly;

		if (p->kind == GR_FENCE || p->kind == GR_LINK ||
		    p->kind == GR_HEADING || p->kind == GR_PICTURE)
			continue;
		often = says(WEEKLY, p->text) && says(PLANNED, p->text) &&
		    !says("newsletter|digest|podcast|lettre d|flux rss",
		    p->text);
		/* How often a source appears is not when it is read. */
		weekly = often && ((!under(g, i, SOURCES) && !says(SOURCES,
		    g->file->entry->base)) || says("\\b\\d+ ?(h|min|heures?|"
		    "hours?)\\b", p->text));
		if ((!often && !(says(SPARSE, p->text) &&
		    says(PLANNED, p->text))) || denied(p->text) ||
		    hollow(p->text))
			continue;
		struct gr_fact *x = gr_emit("watch.cadence", p->first,
		    p->last);
		gr_set(x, "line", p->text);
		gr_set(x, "weekly", weekly ? "yes" : "no");
		told++;
	}
}

/* Entries under a date each, or a dated text: more than links. */
static void
synthesis(const struct page *g, size_t from, size_t to, bool plan)
{
	int entries = 0, items = 0, words = 0, first = 0, last = 0;
	bool dated = false, under_date = false;
	struct gr_fact *x;
	size_t i;

	for (i = from; i < to; i++) {
		const struct piece *p = &g->p[i];
		const bool date = says(DATED, p->text);
		const int n = words_in(p->text);

		if (p->kind == GR_FENCE || p->kind == GR_LINK ||
		    p->kind == GR_PICTURE || hollow(p->text))
			continue;
		dated |= date;
		if (p->kind == GR_HEADING) {
			under_date = date;
			continue;
		}
		items += p->kind == GR_ITEM || (p->kind == GR_ROW &&
		    p->level > 0);
		words += p->kind == GR_PARAGRAPH ? n : 0;
		if ((date || under_date) && n >= ENTRY_WORDS) {
			entries++;
			if (first == 0)
				first = p->first;
			last = p->last;
		}
	}
	if (!plan && (entries >= ENTRIES_LEAST || (dated && words >=
	    TEXT_WORDS))) {
		x = gr_emit("watch.synthesis", first > 0 ? first :
		    g->p[from].first, first > 0 ? last : g->p[to - 1].last);
		gr_setf(x, "entries", "%d", entries);
	} else if (items >= LIST_LEAST || words >= TEXT_WORDS) {
		gr_emit("watch.list", g->p[from].first, g->p[to - 1].last);
	}
}

static void
one(const struct page *g, size_t from, size_t to, bool plan)
{
	cadence(g, from, to);
	synthesis(g, from, to, plan);
}

void
watch_read(const struct page *g)
{
	size_t i;

	if (g->n == 0)
		return;
	if (says("(^|[-_. ])(veilles?|(tech\\w*|regulatory)[-_. ]watch)"
	    "([-_. ]|$)", g->file->entry->base) &&
	    !path_says(g->file->entry, OTHER)) {
		one(g, 0, g->n, says(PLAN, g->file->entry->base));
		return;
	}
	for (i = 0; i < g->n; i++)
		if (g->p[i].kind == GR_HEADING && says(WATCH, g->p[i].text) &&
		    !says(OTHER, g->p[i].text)) {
			size_t end = section_end(g, i);

			one(g, i, end, says(PLAN, g->p[i].text));
			i = end - 1;
		}
}
