/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * benchmark.c: the services of AI that were held against each other: C7.
 *
 * A comparison of services names at least two of them; how fast the
 * project's own code or model is, is another kind of benchmark.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

#define COMPARES "\\bbenchmark|\\bcomparati[fv]|etude comparative|comparaison|" \
	"comparison|\\bvs\\b|versus|alternatives?\\b|" \
	"services? (d.ia|ia|etudie|compare|ai)|choix (du|de la|de l.|d.un|des) " \
	"(modele|service|solution|llm|ia\\b|api|plateforme)"
#define GONE	"\\b(ecarte|exclu|rejete|elimine|non retenu|pas retenu|" \
	"discarded|rejected|ruled out|excluded|not (chosen|selected|retained)|" \
	"non etudie|not studied)"
#define WHY	"\\bcar\\b|parce|en raison|a cause|\\bcouts?\\b|\\bprix\\b|\\btrop\\b|" \
	"manque|pas (de|d.|assez)|limit|complex|because|due to|\\bcosts?\\b|" \
	"expensive|payant|confidential|rgpd|gdpr|latence|latency|dependan|" \
	"lock-in|absence|insuffis|incompatib"
#define UNSTUDIED "\\b(non|pas|not) (etudi|analys|evalu|test|compar|stud|" \
	"assess|benchmark)|hors etude|(services?|solutions?|modeles?|outils?|" \
	"alternatives?|candidate?s?)\\b.{0,25}(ecarte|exclu|rejete|elimine|" \
	"non retenu|discarded|excluded|rejected|ruled out)"
#define GREEN	"eco.?respons|empreinte|carbon|\\bco2|\\bpue\\b|" \
	"impacts? environnement|environmental|green ?it|sobriete|sustainab|" \
	"numerique responsable|consommation (energ|electri)|energy (consum|" \
	"effic)|ecologi"
#define PROS	"^[\\W\\d_]*(les )?(avantages?|points? forts?|atouts?|forces?|" \
	"pros\\b|strengths?|advantages?|benefits)|\\bavantages? et "
#define CONS	"^[\\W\\d_]*(les )?(inconvenients?|points? faibles?|limites?|" \
	"faiblesses?|cons\\b|drawbacks?|weaknesses|disadvantages?)|" \
	"\\b(et|and) (inconvenients|limites|drawbacks|cons\\b)"
#define ENDS	"\\b(conclusion|decision|recommand|recommend|choix (final|retenu|" \
	"du|de)|verdict|selection|justification)|(modele|service|solution) " \
	"(retenu|selectionne|choisi)"

enum {
	SERVICES_LEAST = 2,
	WORDS_LEAST = 60,
	REASON_WORDS = 7,
	ITEM_WORDS = 4,
	GREEN_WORDS = 25,
	END_WORDS = 20,
	TOLD_MOST = 8,
};

static const char *const services[] = {
	"\\b(openai|chat ?gpt|gpt-?[345o]\\w*)\\b", "\\b(claude|anthropic)\\b",
	"\\bgemini\\b|\\bvertex|\\bpalm\\b", "\\bmistral|\\bministral|\\bmixtral",
	"\\bllama\\b|\\bllama ?[23]|\\bmeta ai", "\\bollama\\b",
	"hugging ?face", "\\bcohere\\b", "\\bbedrock\\b|\\bsagemaker\\b|"
	"\\brekognition|\\bcomprehend\\b|\\btextract\\b|\\bamazon (lex|polly)",
	"\\bazure (open|cognitive|ai|ml|machine|computer|vision|custom)",
	"\\bwatson", "\\b(google (colab|vision|cloud|nlp|ai)|dialogflow)",
	"\\bgroq\\b|\\bgrok\\b", "\\bdeepseek", "\\bqwen", "\\bperplexity",
	"\\bdeepl\\b", "\\bwhisper\\b", "\\brasa\\b", "\\bphi-?[34]",
	"\\breplicate\\b|\\btogether ?ai", "\\btesseract\\b|\\bclarifai",
	"\\broboflow|\\bultralytics", "\\bplantnet|\\bplant\\.id\\b",
};

static bool
is_text(const struct piece *p)
{
	return p->kind != GR_FENCE && p->kind != GR_LINK &&
	    p->kind != GR_PICTURE;
}

static int
services_in(const struct page *g, size_t from, size_t to)
{
	size_t i, k;
	int n = 0;

	for (k = 0; k < sizeof(services) / sizeof(services[0]); k++)
		for (i = from; i < to; i++)
			if (is_text(&g->p[i]) && says(services[k],
			    g->p[i].text)) {
				n++;
				break;
			}
	return n;
}

/* What a heading, a label or the head of a column opens, up to where. */
static size_t
opened(const struct page *g, size_t i, size_t to)
{
	const struct piece *p = &g->p[i];
	size_t k;

	if (p->kind == GR_HEADING)
		return section_end(g, i);
	for (k = i + 1; k < to && g->p[k].kind != GR_HEADING &&
	    (g->p[k].kind == GR_ITEM || g->p[k].kind == GR_ROW); k++)
		;
	return k;
}

static int
words_of(const struct page *g, size_t from, size_t to)
{
	int n = 0;

	for (; from < to; from++)
		if (is_text(&g->p[from]) && !hollow(g->p[from].text))
			n += words_in(g->p[from].text);
	return n;
}

/* A heading, a label, or the head of a table, that says this. */
static bool
opens(const struct piece *p, const char *expression)
{
	char head[160];
	const char *rest;
	int i;

	if (p->kind == GR_ROW && p->level == 0) {
		for (i = 0; i < p->ncells; i++)
			if (says(expression, p->cells[i]))
				return true;
		return false;
	}
	return label(p, head, sizeof(head), &rest) && says(expression, head);
}

static bool
reason(const struct piece *p)
{
	gr_set(gr_emit("bench.reason", p->first, p->last), "line", p->text);
	return true;
}

/* What stands below "services écartés", piece by piece. */
static int
reasons_below(const struct page *g, size_t i, size_t end)
{
	int told = 0;

	for (i++; i < end && told < TOLD_MOST; i++) {
		const struct piece *p = &g->p[i];

		if ((p->kind == GR_ITEM || p->kind == GR_PARAGRAPH ||
		    (p->kind == GR_ROW && p->level > 0)) &&
		    words_in(p->text) >= ITEM_WORDS && !hollow(p->text))
			told += reason(p);
	}
	return told;
}

static void
gone(const struct page *g, size_t from, size_t to)
{
	int told = 0;
	size_t i, end;

	for (i = from + 1; i < to && told < TOLD_MOST; i++) {
		const struct piece *p = &g->p[i];
		const bool names = is_text(p) && opens(p, GONE "|" UNSTUDIED);

		end = names ? opened(g, i, to) : i + 1;
		if (names && opens(p, UNSTUDIED) && words_of(g, i, end) >=
		    REASON_WORDS)
			gr_emit("bench.unstudied", p->first,
			    g->p[end - 1].last);
		/* A chapter on both kinds is searched, not taken whole. */
		if (names && end > i + 1 && (p->kind != GR_HEADING ||
		    !says("etudie.*non|retenu.*(ecart|non)|vs", p->text))) {
			told += reasons_below(g, i, end);
			i = end - 1;
		} else if (is_text(p) && says(GONE, p->text) && says(WHY,
		    p->text) && words_in(p->text) >= REASON_WORDS) {
			told += reason(p);
		}
	}
	for (i = from; told == 0 && i < to; i++)
		if (is_text(&g->p[i]) && says("\\b(cependant|toutefois|"
		    "neanmoins|however|but)\\b", g->p[i].text) &&
		    says(WHY, g->p[i].text)) {
			gr_set(gr_emit("bench.drawback", g->p[i].first,
			    g->p[i].last), "line", g->p[i].text);
			return;
		}
}

static void
green(const struct page *g, size_t from, size_t to)
{
	struct gr_fact *x;
	size_t i, end;

	for (i = from + 1; i < to; i++) {
		const struct piece *p = &g->p[i];
		bool part;

		if (!is_text(p) || !says(GREEN, p->text) || says("\\b(aucune?|"
		    "pas|non) (analyse|prise? en compte|etudiee?|traitee?)",
		    p->text))
			continue;
		part = opens(p, GREEN);
		end = part && p->kind != GR_ROW ? opened(g, i, to) : i + 1;
		if (part && p->kind == GR_ROW && p->level == 0)
			end = opened(g, i, to);
		if (words_of(g, i, end) < REASON_WORDS)
			continue;
		x = gr_emit("bench.green", p->first, g->p[end - 1].last);
		gr_set(x, "detailed", part && ((p->kind == GR_ROW &&
		    p->ncells > 2) || (words_of(g, i, end) >= GREEN_WORDS &&
		    services_in(g, i, end) > 0)) ? "yes" : "no");
		return;
	}
}

static void
ends(const struct page *g, size_t from, size_t to)
{
	bool pros = false, cons = false;
	struct gr_fact *x;
	size_t i, end;

	for (i = from + 1; i < to; i++) {
		if (!is_text(&g->p[i]))
			continue;
		pros |= opens(&g->p[i], PROS) || (g->p[i].kind == GR_ITEM &&
		    strstr(g->p[i].text, "✅") != NULL);
		cons |= opens(&g->p[i], CONS) || (g->p[i].kind == GR_ITEM &&
		    strstr(g->p[i].text, "❌") != NULL);
	}
	for (i = from + 1; i < to; i++) {
		if (g->p[i].kind != GR_HEADING || !says(ENDS, g->p[i].text) ||
		    says(GONE, g->p[i].text))
			continue;
		end = section_end(g, i);
		if (words_of(g, i + 1, end) < END_WORDS)
			continue;
		x = gr_emit("bench.conclusion", g->p[i].first,
		    g->p[end - 1].last);
		gr_set(x, "title", g->p[i].text);
		gr_set(x, "both", pros && cons ? "yes" : "no");
		gr_set(x, "one", pros || cons ? "yes" : "no");
		i = end - 1;
	}
}

static bool
one(const struct page *g, size_t from, size_t to, const char *title)
{
	const int n = services_in(g, from, to);
	struct gr_fact *x;

	if (n < SERVICES_LEAST || words_of(g, from, to) < WORDS_LEAST)
		return false;
	x = gr_emit("bench.services", g->p[from].first, g->p[to - 1].last);
	gr_setf(x, "count", "%d", n);
	gr_set(x, "title", title);
	gone(g, from, to);
	green(g, from, to);
	ends(g, from, to);
	return true;
}

void
benchmark_read(const struct page *g)
{
	size_t i;

	if (g->n == 0)
		return;
	if (path_says(g->file->entry, "\\b(benchmarks?|comparati[fv]s?)\\b") &&
	    g->p[0].kind == GR_HEADING) {
		one(g, 0, g->n, g->p[0].text);
		return;
	}
	for (i = 0; i < g->n; i++)
		if (g->p[i].kind == GR_HEADING && says(COMPARES,
		    g->p[i].text) && one(g, i, section_end(g, i),
		    g->p[i].text))
			i = section_end(g, i) - 1;
}
