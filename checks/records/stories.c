/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * stories.c: user stories, what surrounds them, and accessibility in them:
 * C14.3, C14.4, C14.5.
 *
 * A story is a role and a wish in one piece or in pieces that follow each
 * other; it reaches to the next story or the end of its section.  Criteria
 * and scenarios belong to the story above them.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

#define ROLE	"\\ben (tant )?qu(e\\b|')|^\\W*as an? [a-z]|\\bas an? [^,.]{2,60}," \
	" ?i (want|need|can|would|wish)|^\\W*(en tant que|as an? )"
#define WISH	"\\bje (veux|souhaite|peux|voudrais|desire|dois|souhaiterais)|" \
	"j.aimerais|\\bi (want|need|can|would like|wish|should)\\b"
#define CRITERIA "^[\\W\\d_]*(\\w+ )?(criteres? (d.acceptation|de validation|" \
	"d.acceptance|de reussite|d.acceptabilite)|acceptance( criteria)?|" \
	"validation criteria|conditions? d.acceptation|" \
	"definition of done de|tests? d.acceptation)"
#define SCENARIO "^[\\W\\d_]*(scenarios?\\b|scenario outline|cas d.utilisation|" \
	"cas d.usage|use cases?|flux (nominal|principal|alternatif)|" \
	"deroulement|cas nominal|parcours (utilisateur|nominal)|" \
	"(main|happy|alternat\\w+) (flow|path))"
#define GHERKIN "\\b(etant donne|given)\\b|^\\W*(quand|lorsque|when)\\b.*\\b" \
	"(alors|then)\\b"
#define CONTEXT "\\b(contexte|context|background|vue d.ensemble|overview|" \
	"presentation|persona|objectifs?|problematique|besoins?|vision|" \
	"introduction|perimetre)\\b"
#define ACCESS	"\\baccessibilit|\\bwcag|\\brgaa|\\brg2aa|\\ba11y|" \
	"lecteurs? d.ecran|screen readers?|au clavier|keyboard|contraste|" \
	"contrast|\\baria\\b|aria-|daltoni|colou?r-?blind|malvoyant|" \
	"non.voyant|texte alternatif|alt text|visually impaired|" \
	"situation de handicap"

enum {
	STORIES_MOST = 400,
	TOLD_MOST = 20,
	AFTER = 4,		/* pieces between a role and its wish */
	CONTEXT_WORDS = 20,
	SPEC_WORDS = 100,
};

struct tally {
	int	first, last, stories, criteria, scenarios;
	int	access, told;
	bool	context;
};

static bool
is_story(const struct page *g, size_t i)
{
	const struct piece *p = &g->p[i];
	size_t k;

	if (p->kind == GR_FENCE || p->kind == GR_LINK ||
	    p->kind == GR_PICTURE || !says(ROLE, p->text) ||
	    says("\\[(role|type|user|utilisateur|persona)|<(role|user|type)",
	    p->text))
		return false;
	if (says(WISH, p->text))
		return true;
	for (k = i + 1; k < g->n && k <= i + AFTER; k++)
		if (g->p[k].kind == GR_HEADING)
			return false;
		else if (says("^\\W*(je |j.|i )", g->p[k].text) &&
		    says(WISH, g->p[k].text))
			return true;
	return false;
}

/* "| En tant que | Je veux | Afin de |": each row below is one. */
static size_t
story_table(const struct page *g, size_t i, struct tally *t)
{
	const struct piece *p = &g->p[i];
	bool criteria, scenario;
	size_t k;

	if (p->kind != GR_ROW || p->level != 0 || !says("en tant que|as an?\\b|"
	    "\\brole|acteur|actor|persona", p->text) || !says("je veux|"
	    "je souhaite|i want|besoin|souhait|want|action", p->text) ||
	    !says("afin|so that|benefi|pour|but\\b|objectif|valeur", p->text))
		return i;
	criteria = says("criter|acceptation|acceptance", p->text);
	scenario = says("scenario", p->text);
	for (k = i + 1; k < g->n && g->p[k].kind == GR_ROW; k++) {
		if (t->stories == 0)
			t->first = p->first;
		t->stories++;
		t->criteria += criteria;
		t->scenarios += scenario;
		t->last = g->p[k].last;
		if (criteria && says(ACCESS, g->p[k].text) &&
		    t->told++ < TOLD_MOST)
			gr_set(gr_emit("agile.access", g->p[k].first,
			    g->p[k].last), "line", g->p[k].text);
	}
	return k - 1;
}

static void
tell_access(struct tally *t, const char *fact, const struct piece *p)
{
	if (t->told++ < TOLD_MOST)
		gr_set(gr_emit(fact, p->first, p->last), "line", p->text);
}

/* "accessible en ligne" is not about people. */
static bool
about_access(const char *s)
{
	return says(ACCESS, s) && !says("\\b(pas|aucun\\w*|hors perimetre|"
	    "sans objet)\\b[^.]{0,40}(accessib|wcag|rgaa)", s);
}

/* From a story to the next, or to where its section ends. */
static size_t
one(const struct page *g, size_t i, struct tally *t)
{
	const long h = g->p[i].above;
	bool criteria = false, scenario = false, within = false;
	char head[160];
	const char *rest;
	size_t k;

	for (k = i + 1; k < g->n && !is_story(g, k); k++) {
		const struct piece *p = &g->p[k];
		bool named;

		if (p->kind == GR_HEADING && (h < 0 || p->level <=
		    g->p[h].level))
			break;
		named = label(p, head, sizeof(head), &rest);
		if (named && says(CRITERIA, head)) {
			within = true;
			criteria |= *rest != '\0' && !hollow(rest);
			if (*rest != '\0' && about_access(rest))
				tell_access(t, "agile.access", p);
			continue;
		}
		/* The next label; a short line without a colon is none. */
		if (named && (p->kind == GR_HEADING || (p->kind ==
		    GR_PARAGRAPH && strchr(p->text, ':') != NULL && *rest ==
		    '\0')))
			within = false;
		scenario |= (named && says(SCENARIO, head)) ||
		    says(GHERKIN, p->text);
		criteria |= within && !hollow(p->text);
		if (p->kind != GR_HEADING && about_access(p->text))
			tell_access(t, within ? "agile.access" :
			    "agile.access_story", p);
		t->last = p->last;
	}
	if (about_access(g->p[i].text))
		tell_access(t, says("criter|acceptance", g->p[i].text) ?
		    "agile.access" : "agile.access_story", &g->p[i]);
	t->criteria += criteria;
	t->scenarios += scenario;
	return k - 1;
}

static int
words_below(const struct page *g, size_t h)
{
	size_t i, end = section_end(g, h);
	int n = 0;

	for (i = h + 1; i < end; i++)
		if (g->p[i].kind != GR_HEADING && g->p[i].kind != GR_FENCE)
			n += words_in(g->p[i].text);
	return n;
}

/* A document that says why, and then function by function what. */
static void
spec(const struct page *g)
{
	size_t i, context = g->n, functions = g->n;

	if (path_says(g->file->entry, "\\b(readme|install\\w*|rapport\\w*|"
	    "changelog)\\b"))
		return;
	for (i = 0; i < g->n; i++) {
		if (g->p[i].kind != GR_HEADING)
			continue;
		if (context == g->n && says("\\b(contexte|context|"
		    "background|besoins?)\\b", g->p[i].text) &&
		    words_below(g, i) >= CONTEXT_WORDS)
			context = i;
		if (functions == g->n && says("fonctionnalites?\\b|"
		    "(exigences?|specifications?|besoins?) fonctionnel|"
		    "functional (requirements|specification)|features",
		    g->p[i].text) && words_below(g, i) >= CONTEXT_WORDS)
			functions = i;
	}
	if (context == g->n || functions == g->n || words_below(g,
	    functions) + words_below(g, context) < SPEC_WORDS)
		return;
	gr_set(gr_emit("agile.spec", g->p[functions].first,
	    g->p[section_end(g, functions) - 1].last), "title",
	    g->p[functions].text);
}

/* A feature of Gherkin is a story with scenarios, and they its criteria. */
static void
feature(const struct page *g)
{
	const struct gr_file *f = g->file;
	const struct gr_pattern *scenario = gr_pattern("^\\s*(scenario|"
	    "plan du scenario)[^:]*:");
	const struct gr_pattern *then = gr_pattern("^\\s*(alors|then)\\b");
	int n, scenarios = 0, ends = 0;
	struct gr_fact *x;
	const char *s;
	size_t len;

	for (n = 1; n <= f->lines; n++)
		if ((s = gr_line(f, n, &len)) != NULL) {
			scenarios += gr_search(scenario, s, len);
			ends += gr_search(then, s, len);
		}
	if (scenarios == 0 || ends == 0)
		return;
	x = gr_emit("agile.stories", 1, f->lines);
	gr_set(x, "stories", "1");
	gr_set(x, "criteria", "1");
	gr_setf(x, "scenarios", "%d", scenarios);
	gr_set(x, "context", says("en tant que|as an? ", f->text) ? "yes" :
	    "no");
	gr_set(x, "whole", says("en tant que|as an? ", f->text) ? "yes" :
	    "no");
}

void
stories_read(const struct page *g)
{
	struct tally t = { 0 };
	struct gr_fact *x;
	size_t i;

	if (strcmp(g->file->entry->ext, "feature") == 0) {
		feature(g);
		return;
	}
	for (i = 0; i < g->n && t.stories < STORIES_MOST; i++) {
		if (g->p[i].kind == GR_HEADING)
			t.context |= says(CONTEXT, g->p[i].text) &&
			    words_below(g, i) >= CONTEXT_WORDS;
		if (is_story(g, i)) {
			if (t.stories++ == 0)
				t.first = g->p[i].first;
			t.last = g->p[i].last;
			i = one(g, i, &t);
		} else {
			i = story_table(g, i, &t);
		}
	}
	if (t.stories == 0) {
		spec(g);
		return;
	}
	x = gr_emit("agile.stories", t.first, t.last);
	gr_setf(x, "stories", "%d", t.stories);
	gr_setf(x, "criteria", "%d", t.criteria);
	gr_setf(x, "scenarios", "%d", t.scenarios);
	gr_set(x, "context", t.context ? "yes" : "no");
	gr_set(x, "whole", t.context && 4 * t.criteria >= 3 * t.stories &&
	    4 * t.scenarios >= 3 * t.stories ? "yes" : "no");
}

/* --- standards ------------------------------------------------------------- */

#define STANDARD "\\bwcag\\b|\\brgaa\\b|\\brg2aa\\b|\\ben[ -]?301[ -]?549\\b"
#define AIM	"niveau|level|\\baa?a?\\b|conform|vise|objectif|aim|respect|" \
	"norme|standard|exigence|selon|according|compl(y|iant)|\\d\\.\\d|" \
	"critere|attein|target|goal"

void
standards_read(const struct page *g)
{
	int told = 0;
	size_t i;

	if (strcasestr(g->file->text, "wcag") == NULL &&
	    strcasestr(g->file->text, "rgaa") == NULL &&
	    strcasestr(g->file->text, "rg2aa") == NULL &&
	    strcasestr(g->file->text, "549") == NULL)
		return;
	for (i = 0; i < g->n && told < TOLD_MOST; i++) {
		const struct piece *p = &g->p[i];
		bool aim;

		if (p->kind == GR_FENCE || p->kind == GR_LINK || p->kind ==
		    GR_PICTURE || !says(STANDARD, p->text) ||
		    says("\\b(non|pas|aucun\\w*|jamais|not|no|sans)\\b"
		    "[^.]{0,40}(wcag|rgaa|rg2aa|549)|(wcag|rgaa)[^.]{0,30}"
		    "\\b(non|pas) (trait|respect|prevu|vis|audit|conform)",
		    p->text))
			continue;
		aim = p->kind != GR_HEADING && (says(AIM, p->text) ||
		    under(g, i, "accessib|a11y|wcag|rgaa"));
		gr_set(gr_emit(aim ? "agile.standard" :
		    "agile.standard_named", p->first, p->last), "line",
		    p->text);
		told++;
	}
}
