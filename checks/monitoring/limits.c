/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * limits.c: the metrics that a document lists, and from where on each of
 * them is an alert.
 *
 * In a table the header says which column is the metric and which the
 * threshold; elsewhere a metric and a number must stand in one sentence
 * with a comparison or the word for a threshold.  The section has to be
 * about watching: what a test or a model must reach before it is delivered
 * is another matter.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

enum {
	TEXT_MOST = 3000,
	SAID_EACH = 24,
	HEADING_MOST = 100,
	TOLD_LEAST = 16,	/* bytes of an explanation */
	SHOWN = 160,		/* bytes of a sentence that are shown */
	NAMED_WITHIN = 60,	/* bytes before the colon of "Drift: ..." */
};

/* Not "180 days": that is how long something is kept. */
#define KEPT "(?![0-9])(?!\\s*(jours?|days?|mois|months?|ans?|years?)\\b)"

static const struct {
	const char	*name, *expression;
} metrics[] = {
	{ "accuracy", "accuracy|exactitude|taux de bonnes" },
	{ "auc", "\\bauc\\b" },
	{ "availability", "disponibilit|uptime|availab|indisponib|\\bup\\b|"
	    "service down|healthcheck|health check" },
	{ "confidence", "confidence|confiance" },
	{ "cost", "\\bcouts?\\b|\\bcosts?\\b|tokens|quota" },
	{ "cpu", "\\bcpu\\b|processeur" },
	{ "disk", "disque|\\bdisk|espace libre|stockage" },
	{ "drift", "drift|derive" },
	{ "errors", "erreurs?\\b|errors?\\b|5xx|\\becs?hecs?\\b|failures?" },
	{ "f1", "\\bf1\\b" },
	{ "freshness", "fraicheur|freshness|age des donnees|retard|delai" },
	{ "ks", "\\bks\\b|kolmogorov" },
	{ "latency", "laten[ct]|temps (de |d.)?(reponse|traitement|calcul|"
	    "inference|execution|chargement|prediction)|response time|"
	    "\\bp9[59]\\b|inference time|duree (d.execution|de traitement|"
	    "moyenne|des requetes)|request duration" },
	{ "mae", "\\bmae\\b" },
	{ "memory", "memoire|memory|\\bram\\b" },
	{ "participation", "taux de participation|taux de retour|"
	    "feedback rate" },
	{ "precision", "precision" },
	{ "psi", "\\bpsi\\b|stability index" },
	{ "queue", "file d.attente|queue" },
	{ "r2", "\\br2\\b|\\br²" },
	{ "recall", "recall|rappel" },
	{ "rmse", "rmse" },
	{ "satisfaction", "satisfaction|feedback|avis negatif" },
	{ "traffic", "requetes? ?(/|par) ?s|req/s|requests per|throughput|"
	    "debit|\\brps\\b|\\bqps\\b|trafic" },
	{ "volume", "volume|volumetri|nombre (de|d.) ?(lignes|predictions|"
	    "enregistrements)" },
};

enum { NMETRICS = sizeof(metrics) / sizeof(*metrics) };

static const struct gr_pattern *
metric(size_t k)
{
	static const struct gr_pattern *compiled[NMETRICS];

	if (compiled[k] == NULL)
		compiled[k] = gr_pattern(metrics[k].expression);
	return compiled[k];
}

struct page {
	const struct gr_block	*block;
	size_t			 n;
	bool			 watches;	/* the path says so */
	int			 limits, listed, explained;
};

/* One fact about one metric; a row is told by the cells that count. */
static void
say(const char *fact, int *said, const struct gr_block *b, size_t k)
{
	struct gr_fact *f;

	if ((*said)++ >= SAID_EACH)
		return;
	f = gr_emit(fact, b->first, b->last);
	gr_set(f, "metric", metrics[k].name);
	if (b->kind == GR_ROW)
		gr_setf(f, "text", "%.80s | %.80s | %.80s", b->cells[0],
		    b->ncells > 1 ? b->cells[1] : "",
		    b->ncells > 2 ? b->cells[2] : "");
	else
		gr_setn(f, "text", b->text, strlen(b->text) < SHOWN ?
		    strlen(b->text) : SHOWN);
}

/* The path, or a heading above, is about watching. */
static bool
watching(const struct page *p, size_t at)
{
	static const struct gr_pattern *x;
	int h = p->block[at].heading, depth;

	if (x == NULL)
		x = gr_pattern("monitor|supervis|surveill|alert|observab|"
		    "drift|derive|re-?entrain|re-?train|incident|exploitation|"
		    "metriques? (de suivi|suivies|a suivre|surveillees)|\\bc20|"
		    "\\bc11|seuils?\\b|\\bslos?\\b|\\bslas?\\b");
	for (depth = 0; h >= 0 && depth < 6; depth++) {
		if (gr_search(x, p->block[h].text, strlen(p->block[h].text)))
			return true;
		h = heading_over(p->block, h);
	}
	return p->watches;
}

/* The same, of what is measured rather than of what went wrong. */
static bool
measures(const struct page *p, size_t at)
{
	static const struct gr_pattern *x;
	int h = p->block[at].heading;

	if (x == NULL)
		x = gr_pattern("monitor|supervis|surveill|observab|drift|"
		    "derive|metri(que|c)s? (du|de la|suivi|expos|collect)");
	for (; h >= 0; h = heading_over(p->block, h))
		if (gr_search(x, p->block[h].text, strlen(p->block[h].text)))
			return true;
	return p->watches;
}

static bool
digit(const char *s)
{
	return s != NULL && strpbrk(s, "0123456789") != NULL;
}

/* --- tables -------------------------------------------------------------- */

static int
column(const struct gr_block *head, const struct gr_pattern *x)
{
	int c;

	for (c = 0; c < head->ncells; c++)
		if (gr_search(x, head->cells[c], strlen(head->cells[c])))
			return c;
	return -1;
}

/* More than a word or a number in one cell of the row. */
static bool
told(const struct gr_block *b, int c)
{
	return c >= 0 && c < b->ncells && strlen(b->cells[c]) > TOLD_LEAST &&
	    strchr(b->cells[c], ' ') != NULL;
}

/* Rows of one table: a metric that is known, and a number as its limit. */
static size_t
read_table(struct page *p, size_t at)
{
	static const struct gr_pattern *what, *limit, *why, *measured;
	const struct gr_block *head = &p->block[at], *b;
	int name, from, means, c;
	bool numbered;
	size_t i, k;

	if (what == NULL) {
		what = gr_pattern("metri[qc]|indicateur|indicator|\\bkpi|"
		    "mesure|regle|alerte?\\b|\\brule|signal|\\bnom\\b|"
		    "\\bname\\b");
		measured = gr_pattern("metri[qc]|indicateur|indicator|\\bkpi");
		why = gr_pattern("definition|signifi|descri|ce qu|interpret|"
		    "\\brole|mean|lecture|expli|formul|justif|objectif|util|"
		    "pourquoi|why|revele");
		limit = gr_pattern("seuil|threshold|alert|critique|critical|"
		    "warning|avertissement|limite?|condition|declench|trigger");
	}
	name = column(head, what);
	from = column(head, limit);
	means = column(head, measured) < 0 ? -1 : column(head, why);
	if (from == name)
		for (from = -1, c = name + 1; from < 0 && c < head->ncells; c++)
			if (gr_search(limit, head->cells[c],
			    strlen(head->cells[c])))
				from = c;
	for (i = at + 1; i < p->n; i++) {
		b = &p->block[i];
		if (b->kind == GR_LINK || b->kind == GR_PICTURE)
			continue;
		if (b->kind != GR_ROW || b->level == 0)
			break;
		numbered = false;
		for (c = from < 0 ? b->ncells : from; c < b->ncells; c++)
			numbered = numbered || digit(b->cells[c]);
		for (k = 0; name >= 0 && name < b->ncells && k < NMETRICS;
		    k++) {
			if (!gr_search(metric(k), b->cells[name],
			    strlen(b->cells[name])))
				continue;
			if (told(b, means) && watching(p, at))
				say("monitoring.doc_explained", &p->explained,
				    b, k);
			if (from >= 0 && numbered && watching(p, at))
				say("monitoring.doc_limit", &p->limits, b, k);
			else if (watching(p, at))
				say("monitoring.doc_metric", &p->listed, b, k);
			break;
		}
	}
	return i - 1;
}

/* --- sentences ----------------------------------------------------------- */

/*
 * From a metric on, within its sentence: a comparison with a number, or a
 * number where the sentence speaks of a threshold.
 */
static bool
limited(size_t k, const char *s, size_t n)
{
	static const struct gr_pattern *compiled[NMETRICS];
	char expression[1400];

	if (compiled[k] == NULL) {
		snprintf(expression, sizeof(expression),
		    "(%s)[^.;|!?]{0,60}?([<>≤≥]|superieur|inferieur|depass|"
		    "excede?|exceed|above|below|au-dessus|au dessus|en dessous|"
		    "sous les?|under|plus de|moins de|au moins|at least|"
		    "more than|less than)[^.;|!?0-9]{0,20}[0-9]+" KEPT "|"
		    "(seuil|threshold)[^.;|!?]{0,80}(%s)[^.;|!?0-9]{0,60}[0-9]+"
		    KEPT "|(%s)[^.;|!?]{0,60}(seuil|threshold)"
		    "[^.;|!?0-9]{0,40}[0-9]+" KEPT,
		    metrics[k].expression, metrics[k].expression,
		    metrics[k].expression);
		compiled[k] = gr_pattern(expression);
	}
	return gr_search(compiled[k], s, n);
}

static void
read_sentence(struct page *p, size_t at)
{
	static const struct gr_pattern *list;
	const struct gr_block *b = &p->block[at];
	const char *above = b->heading < 0 ? "" : p->block[b->heading].text;
	size_t colon, k, n;

	if (list == NULL)
		list = gr_pattern("metri(que|c)s?.*(suivi|surveill|monitor|"
		    "supervis|suivre)|(suivi|surveill|monitor|supervis|suivre)"
		    ".*(metri(que|c)|indicateur)|indicateurs? (de suivi|"
		    "suivis)|metrics? (to|we) (track|monitor|watch)");
	if (b->text == NULL || !watching(p, at))
		return;
	n = strlen(b->text);
	if (n > TEXT_MOST)
		n = TEXT_MOST;
	colon = strcspn(b->text, ":");
	if (colon > NAMED_WITHIN || n < colon + 3UL * TOLD_LEAST)
		colon = 0;
	for (k = 0; k < NMETRICS; k++) {
		if (!gr_search(metric(k), b->text, n))
			continue;
		if (b->kind == GR_ITEM && colon > 0 && measures(p, at) &&
		    gr_search(metric(k), b->text, colon))
			say("monitoring.doc_explained", &p->explained, b, k);
		if (digit(b->text) && limited(k, b->text, n))
			say("monitoring.doc_limit", &p->limits, b, k);
		else if (b->kind == GR_ITEM && strlen(above) < HEADING_MOST &&
		    gr_search(list, above, strlen(above)))
			say("monitoring.doc_metric", &p->listed, b, k);
	}
}

void
limits_read(const struct gr_file *f, const struct gr_block *b, size_t n)
{
	struct page p = { .block = b, .n = n,
		.watches = says(SAYS_MONITOR, f->entry->path) ||
		    strstr(f->entry->path, "retrain") != NULL ||
		    strstr(f->entry->path, "alert") != NULL };
	size_t i;

	for (i = 0; i < n; i++) {
		if (b[i].kind == GR_ROW && b[i].level == 0)
			i = read_table(&p, i);
		else if (b[i].kind == GR_PARAGRAPH || b[i].kind == GR_ITEM ||
		    b[i].kind == GR_QUOTE)
			read_sentence(&p, i);
	}
}
