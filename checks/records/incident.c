/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * incident.c: what went wrong, why, how it was seen again, and what was
 * done about it: C21.
 *
 * A case is a section whose heading names an incident, or a document whose
 * name does, and that tells something that happened: a date, an error, a
 * verb in the past.  How incidents are to be handled, and advice for the
 * reader's own troubles, are none.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

#define INCIDENT "\\b(incidents?|bugs?( \\w+)?|pannes?|post-? ?mortem|" \
	"anomalies?|dysfonctionnements?|problemes? (technique|rencontre|" \
	"identifie|resolu)\\w*|outages?|regressions? \\w+|plantages?|" \
	"issues? (resolu|resolved|rencontree|encountered)\\w*|" \
	"difficultes? (technique|rencontree)\\w*|erreurs? (rencontree|corrigee|" \
	"en production)\\w*)\\b"
/* Rules, tools and words about incidents; the reader's troubles. */
#define GENERIC "\\b(methodologie|procedures?|process(us)?|gestion|" \
	"politique|plan|runbook|types?|niveaux?|severite|classification|" \
	"escalade|outils?|suivi|template|modele|detection d.anomalies|" \
	"anomaly|anomalies? detect|depannage|troubleshoot\\w*|faq|" \
	"(problemes?|erreurs?) (courante?s?|frequente?s?|connue?s?)|" \
	"common|known issues|en cas d|alert\\w*|signaler|report(ing)? (a )?" \
	"(bugs?|issues?)|competences?|referentiel|how to|comment|" \
	"prevention|linear|lineaire|logistique|logistic|models?|" \
	"prevoir|risques?|scenarios? de test|management|response|handling)\\b"
#define HELP "\\b(depannage|troubleshoot\\w*|faq|runbook|guide|" \
	"en cas d|problemes? courants?|common issues)\\b"
#define HAPPENED "\\b\\d{1,2}[/.-]\\d{1,2}[/.-]20\\d\\d|20\\d\\d-\\d\\d-\\d\\d|" \
	"\\b(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|" \
	"octobre|novembre|decembre|january|february|march|april|may|june|" \
	"july|august|september|october|november|december) 20\\d\\d|" \
	"\\w(error|exception|warning)\\b|traceback|" \
	"\\b(erreurs?|error|http|code|status)\\W+(http )?[345]\\d\\d\\b|" \
	"\\b[45]\\d\\d (not found|forbidden|internal|bad|unauth)|\\betai(t|ent)\\b|" \
	"\\w{3}(ait|aient)\\b|\\ba(vait|vaient)? (echoue|plante|cesse|casse|" \
	"renvoye|retourne|provoque|revele|ete (detecte|constate|observe))|" \
	"\\best tombee?|\\b(was|were|failed|crashed|returned|stopped)\\b|" \
	"unhealthy|constate(e|s)?\\b|observee?s?\\b"

struct tally {
	int	cases, fixes;
};

enum facet { NONE, SYMPTOM, CAUSE, REPRO, FIX, CHECK, OTHER, FACETS };

enum {
	CASE_LEAST = 25,	/* words of one that is told at all */
	CAUSE_LEAST = 6,	/* of a cause that explains */
	REPRO_LEAST = 8,
	TOLD_LEAST = 25,	/* of a reproduction in prose */
	FIX_LEAST = 25,		/* of a fix in prose, step after step */
	CASES_MOST = 30,
};

/* The first that matches names what follows. */
static const struct {
	enum facet	 facet;
	const char	*expression;
} labels[] = {
	{ REPRO, "\\b(reproduction|reproduire|reproduit|repro|reproduce|"
	    "reproducing)\\b" },
	{ CAUSE, "^[\\W\\d_]*((les? |la |the )?causes?|root cause|origines?|"
	    "raisons?|diagnostics?|diagnosis|analyse (de (la|l.)|des|du|"
	    "technique)?|hypothese retenue|pourquoi|why|explication)\\b" },
	{ FIX, "^[\\W\\d_]*((la |the )?(resolutions?|solutions?|correctifs?|"
	    "corrections?|fix(es)?|remediation|resolved by|"
	    "actions? (correctives?|menees?|realisees?)|"
	    "etapes? de (la )?(resolution|correction)|"
	    "mise en (oeuvre|place)|implementation|hotfix|how (we|i) fixed))"
	    "\\b|\\bet (resolution|correction)\\b" },
	{ CHECK, "^[\\W\\d_]*((la |the )?(validation|verifications?|tests?|"
	    "resultats?|prevention|suivi|lecons?|lessons?|enseignements?|"
	    "retour d.experience|impact pour))\\b" },
	{ SYMPTOM, "^[\\W\\d_]*((le |the )?(symptomes?|symptoms?|description|"
	    "constats?|detection|impacts?|contextes?|context|problemes?|"
	    "problem|erreurs?|error|resume|summary|observation|issue|"
	    "incident|bug|message|date|log|trace))\\b" },
};

struct shelf {
	int	first, last, words, items, fences;
};

struct kase {
	const struct page	*page;
	size_t			 from, to;	/* pieces */
	const char		*title;
	struct shelf		 shelf[FACETS];
	int			 words;
	bool			 happened, error;
	int			 reproduced;	/* line that says so, or 0 */
};

static enum facet
facet_of(const char *head)
{
	size_t i;

	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (says(labels[i].expression, head))
			return labels[i].facet;
	return NONE;
}

static void
put(struct shelf *s, const struct piece *p, const char *text)
{
	if (p->kind != GR_FENCE && hollow(text))
		return;
	if (s->first == 0)
		s->first = p->first;
	if (p->last > s->last)
		s->last = p->last;
	if (p->kind == GR_FENCE)
		s->fences++;
	else
		s->words += words_in(text);
	s->items += p->kind == GR_ITEM;
}

/* A cause that stands in a sentence. */
#define BECAUSE "cause racine|root cause|la cause (est|etait|vient)|" \
	"the cause (was|is)|\\b(etait|etaient) (du|due|dus|dues|lie|liee) a|" \
	"\\bprovenait d|\\bvenait d[eu]|was (caused by|due to)|" \
	"s.expliqu(e|ait) par|en cause\\b"
/* A remedy that does. */
#define REMEDY	"(solution|correction|correctif)s? (mise? en (oeuvre|place)|" \
	"appliquee?|retenue?|consiste|a consiste|a ete)|j.ai corrige|" \
	"nous avons corrige|a ete corrigee?|the (fix|solution) (was|is)|" \
	"(was|we|i) fixed"
#define SEEN_AGAIN "(reprodui(t|ts|te|re|sible)|reproduction)\\b.{0,80}\\b(local|dev|" \
	"developpement|test|docker|poste|machine|environnement)|" \
	"reproduced (locally|in|on)|simulee?s? (en local|a la main|par)|" \
	"test (qui (echoue|reproduit)|de (non.)?regression)|" \
	"(regression|failing) test"
#define NOT_AGAIN "(non|pas|pu etre|impossible|not|never|jamais)[^.]{0,30}" \
	"reprod"

static void
read_piece(struct kase *k, const struct piece *p, enum facet *at)
{
	char head[160];
	const char *rest;
	enum facet f;

	if (p->kind == GR_PICTURE || p->kind == GR_LINK)
		return;
	if (p->kind != GR_HEADING)
		k->words += words_in(p->text);
	k->happened |= says(HAPPENED, p->text);
	k->error |= p->kind == GR_FENCE || says("\\w(error|exception)\\b|"
	    "traceback|\\b[45]\\d\\d\\b", p->text);
	if (says(NOT_AGAIN, p->text))
		k->reproduced = -1;
	else if (k->reproduced == 0 && says(SEEN_AGAIN, p->text))
		k->reproduced = p->first;
	/* A paragraph of it tells the steps. */
	if (k->reproduced == p->first && words_in(p->text) >= TOLD_LEAST)
		put(&k->shelf[REPRO], p, p->text);
	if (label(p, head, sizeof(head), &rest) &&
	    (f = facet_of(head)) != NONE) {
		*at = f;
		if (*rest != '\0')
			put(&k->shelf[f], p, rest);
		return;
	}
	if (p->kind == GR_HEADING) {
		*at = NONE;
		return;
	}
	if (*at != CAUSE && p->kind != GR_FENCE && says(BECAUSE, p->text) &&
	    !denied(p->text)) {
		put(&k->shelf[CAUSE], p, p->text);
		return;
	}
	if (*at == NONE && p->kind == GR_PARAGRAPH && !denied(p->text) &&
	    says(REMEDY, p->text)) {
		put(&k->shelf[FIX], p, p->text);
		return;
	}
	put(&k->shelf[*at], p, p->text);
}

/* --- telling -------------------------------------------------------------- */

static void
tell_change(const struct kase *k)
{
	static const char expression[] = "\\b(pr|mr|pull request|merge request)"
	    "\\s*[#!n]?\\s*°?\\d+|\\b(branche?|branch)\\b\\W+(\\w+\\W+)?"
	    "(fix|hotfix|bugfix|correctif|correction)[/-]\\w";
	size_t i;

	for (i = k->from; i < k->to; i++)
		if (says(expression, k->page->p[i].text)) {
			gr_set(gr_emit("incident.named", k->page->p[i].first,
			    k->page->p[i].last), "line", k->page->p[i].text);
			return;
		}
}

static void
tell_repro(const struct kase *k, int first)
{
	const struct shelf *s = &k->shelf[REPRO];
	struct gr_fact *x = NULL;

	if (k->reproduced < 0)
		return;
	if (s->words >= REPRO_LEAST || (s->fences > 0 && s->words > 0)) {
		x = gr_emit("incident.repro", s->first, s->last);
		gr_set(x, "how", "steps");
	} else if (k->reproduced > 0) {
		x = gr_emit("incident.repro", k->reproduced, k->reproduced);
		gr_set(x, "how", "said");
	} else if (k->error) {
		x = gr_emit("incident.repro", first, first);
		gr_set(x, "how", "observed");
	}
	if (x != NULL)
		gr_set(x, "title", k->title);
}

static bool
opens(const struct page *g, size_t i)
{
	const struct piece *p = &g->p[i];

	return p->kind == GR_HEADING && says(INCIDENT, p->text) &&
	    !says(HELP, p->text) && !under(g, i, HELP);
}

/* Corrections that have a chapter of their own, after the cases. */
static void
corrections(const struct page *g)
{
	struct kase k = { .page = g };
	size_t i, end, at;

	for (i = 0; i < g->n; i++) {
		struct shelf *s = &k.shelf[FIX];
		struct gr_fact *x;

		if (g->p[i].kind != GR_HEADING || facet_of(g->p[i].text) !=
		    FIX || opens(g, i))
			continue;
		end = section_end(g, i);
		for (at = i + 1; at < end; at++)
			if (g->p[at].kind != GR_HEADING)
				put(s, &g->p[at], g->p[at].text);
		if (s->words >= FIX_LEAST) {
			x = gr_emit("incident.fix", g->p[i].first, s->last);
			gr_set(x, "title", g->p[i].text);
			gr_set(x, "steps", s->fences > 0 || s->items > 1 ?
			    "yes" : "no");
			return;
		}
	}
}

static bool
tell(const struct kase *k)
{
	const struct page *g = k->page;
	const struct shelf *c = &k->shelf[CAUSE], *s = &k->shelf[FIX];
	const bool cause = c->words >= CAUSE_LEAST;
	const bool steps = s->items >= 2 || (s->fences > 0 && s->words > 3) ||
	    s->words >= FIX_LEAST;
	const int first = g->p[k->from].first, last = g->p[k->to - 1].last;

	gr_set(gr_emit("incident.case", first, last), "title", k->title);
	if (cause)
		gr_set(gr_emit("incident.cause", c->first, c->last), "title",
		    k->title);
	if (s->words > 0) {
		struct gr_fact *x = gr_emit("incident.fix", s->first, s->last);

		gr_set(x, "title", k->title);
		gr_set(x, "steps", steps && cause ? "yes" : "no");
	}
	tell_repro(k, first);
	tell_change(k);
	return s->words > 0;
}

static bool
told(struct kase *k, bool named)
{
	enum facet at = NONE;
	const struct page *g = k->page;
	size_t i = k->from;

	if (g->p[i].kind == GR_HEADING) {
		if (says("^[\\W\\d_]*(aucun|pas d|no) ", g->p[i].text))
			return false;
		i++;
	}
	for (; i < k->to; i++)
		read_piece(k, &g->p[i], &at);
	for (i = k->from; i < k->to && i < k->from + 6; i++)
		if (says("\\b(aucun|pas eu d|no|without) (\\w+ ){0,2}(incident|"
		    "bug|panne|outage)", g->p[i].text))
			return false;
	if (k->words < CASE_LEAST || !k->happened)
		return false;
	/* How such things are handled looks like a case, without an error. */
	if (!named && (!k->error || k->shelf[CAUSE].words == 0 ||
	    k->shelf[FIX].words == 0))
		return false;
	/* Without a word of cause or remedy it takes a name, and more. */
	return k->shelf[CAUSE].words + k->shelf[FIX].words > 0 ||
	    (named && k->words >= 3 * CASE_LEAST);
}

/* --- where the cases are ---------------------------------------------------- */

/* "Description de l'incident" is a part of the case above it. */
static bool
is_part(const struct piece *p)
{
	return says("^[\\W\\d_]*(description|diagnostic|analyse|resolution|"
	    "impact|contexte|reproduction|cause|chronologie|detection|date)",
	    p->text);
}

static void
one(const struct page *g, size_t from, size_t to, const char *title,
    bool named, struct tally *t)
{
	struct kase k = { .page = g, .from = from, .to = to, .title = title };

	if (t->cases < CASES_MOST && told(&k, named)) {
		t->fixes += tell(&k);
		t->cases++;
	}
}

/* Cases within cases: the innermost are told, parts of a case are not. */
static void
sections(const struct page *g, size_t from, size_t to, struct tally *t)
{
	size_t i, k, end;
	bool inner;

	for (i = from; i < to; i++) {
		if (!opens(g, i))
			continue;
		end = section_end(g, i);
		inner = false;
		for (k = i + 1; k < end && !inner; k++)
			inner = opens(g, k) && !is_part(&g->p[k]);
		if (inner) {
			sections(g, i + 1, end, t);
		} else {
			/* "Procédure de gestion des incidents" has no case. */
			one(g, i, end, g->p[i].text, !says(GENERIC,
			    g->p[i].text), t);
		}
		i = end - 1;
	}
}

void
incident_read(const struct page *g)
{
	struct tally t = { 0, 0 };

	if (g->n == 0 || path_says(g->file->entry, HELP))
		return;
	if (path_says(g->file->entry, "\\b(postmortems?|post mortems?|"
	    "incidents?|bugs?|bug\\w+|pannes?|debogage|debugging)\\b")) {
		size_t i, first = 0;

		/* One title: the document is the case. */
		for (i = 1; i < g->n && first == 0; i++)
			if (opens(g, i) && !is_part(&g->p[i]))
				first = i;
		if (first == 0) {
			one(g, 0, g->n, g->p[0].text, true, &t);
			return;
		}
	}
	sections(g, 0, g->n, &t);
	if (t.cases > 0 && t.fixes == 0)
		corrections(g);
}

/* --- tests that reproduce a bug -------------------------------------------- */

bool
incident_is_test(const struct gr_entry *e)
{
	switch (e->kind) {
	case GR_PYTHON: case GR_JAVASCRIPT: case GR_TYPESCRIPT: case GR_JAVA:
	case GR_PHP: case GR_CSHARP: case GR_GO: case GR_KOTLIN:
		return gr_search(gr_pattern("(^|/)(tests?|spec|__tests__)/|"
		    "(^|/)test_|(_test|\\.test|\\.spec)\\.|tests?\\.(java|cs|"
		    "php|kt)$"), e->path, strlen(e->path));
	default:
		return false;
	}
}

void
incident_test(const struct gr_file *f)
{
	const struct gr_pattern *p = gr_pattern("\\b(reproduit|reproduces?) "
	    "(le|la|l.|un|une|the|a|an)? ?(bug|incident|probleme|panne|"
	    "regression|issue)|(non.?)?regression\\b.{0,30}\\b(bug|incident|"
	    "issue|correctif|fix)|test de non.?regression");
	const struct gr_token *t;
	size_t i, n;

	if (strstr(f->text, "egression") == NULL &&
	    strstr(f->text, "eprodui") == NULL &&
	    strstr(f->text, "eproduce") == NULL)
		return;
	t = gr_tokens(f, &n);
	for (i = 0; i < n; i++)
		if ((t[i].kind == GR_COMMENT || t[i].doc) &&
		    gr_search(p, t[i].text, t[i].len)) {
			gr_set(gr_emit("incident.test", t[i].line, t[i].last),
			    "line", t[i].text);
			return;
		}
}

/* --- is the change that was named in the history? --------------------------- */

static bool
in_history(const struct gr_repo *r, const char *line)
{
	const char *p = strpbrk(line, "#!");
	char word[40];
	size_t i, n;

	if (p == NULL || (n = strspn(p + 1, "0123456789")) == 0 || n > 8)
		p = NULL;
	for (i = 0; p != NULL && i < r->nlog; i++) {
		const char *at;

		snprintf(word, sizeof(word), "%.*s", (int)n + 1, p);
		at = strstr(r->log[i].subject, word);
		if (at != NULL && (at[n + 1] < '0' || at[n + 1] > '9'))
			return true;
	}
	for (i = 0; i < r->nrefs; i++) {
		const char *name = strrchr(r->refs[i].name, '/');

		if (name != NULL && strlen(name) > 4 &&
		    strstr(line, name + 1) != NULL && says("/(fix|hotfix|"
		    "bugfix|correct\\w*)[/-]", r->refs[i].name))
			return true;
	}
	return false;
}

void
incident_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *x;
	struct gr_fact *f;
	char line[200];
	size_t i, n;

	x = gr_facts(r, "incident.named", &n);
	for (i = 0; i < n && i < 50; i++) {
		const char *s = gr_value(x[i], "line");

		if (s == NULL || !in_history(r, s))
			continue;
		snprintf(line, sizeof(line), "%s", s);
		f = gr_emit_at("incident.change", x[i]->path, x[i]->first,
		    x[i]->last);
		gr_set(f, "line", line);
		return;
	}
}
