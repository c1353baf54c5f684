/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * choices.c: why these tools, where the chain was tried first, and for
 * whom its dashboards can be read.
 *
 * A choice is a section that names a tool and gives a reason: the heading
 * says that it is about a choice, or a sentence does ("retenu parce que").
 * The names of tools alone, in a list or a table of the stack, are none.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

enum { SECTION_MOST = 12000, SECTIONS_MOST = 400, SHORT = 40 };

enum kind { CHOICE, SANDBOX, ACCESS, KINDS };

/* Of an application, of a model, or only compared with. */
static const struct {
	const char	*name, *of;
} tools[] = {
	{ "alertmanager", "app" }, { "azure monitor", "app" },
	{ "centreon", "app" }, { "cloudwatch", "app" },
	{ "datadog", "app" }, { "dynatrace", "app" },
	{ "elastic", "app" }, { "elk", "app" }, { "evidently", "model" },
	{ "flask_monitoringdashboard", "app" },
	{ "flask-monitoringdashboard", "app" }, { "grafana", "app" },
	{ "graylog", "app" }, { "kibana", "app" }, { "langfuse", "model" },
	{ "langsmith", "model" }, { "loki", "app" }, { "loguru", "app" },
	{ "mlflow", "model" }, { "nagios", "app" }, { "netdata", "app" },
	{ "new relic", "app" }, { "opentelemetry", "app" },
	{ "prometheus", "app" }, { "sentry", "app" }, { "splunk", "app" },
	{ "structlog", "app" }, { "tensorboard", "model" },
	{ "uptime kuma", "app" }, { "wandb", "model" },
	{ "weights & biases", "model" }, { "zabbix", "app" },
};

enum { NTOOLS = sizeof(tools) / sizeof(*tools) };

struct page {
	const struct gr_block	*block;
	size_t			 n;
	bool			 watches;	/* the path says so */
	char			 text[SECTION_MOST];
	size_t			 used;
	size_t			 inner[KINDS];	/* the one told last */
};

static void
add(struct page *p, const char *s)
{
	size_t n = strlen(s), room = sizeof(p->text) - p->used;

	if (room < 3)
		return;
	if (n > room - 2)
		n = room - 2;
	gr_fold(s, n, p->text + p->used, room - 1);
	p->used += strlen(p->text + p->used);
	p->text[p->used++] = '\n';
	p->text[p->used] = '\0';
}

/* The section of a heading, folded, with those inside it; its last block. */
static size_t
gather(struct page *p, size_t at)
{
	size_t k, last = at;
	int c;

	p->used = 0;
	p->text[0] = '\0';
	for (k = at + 1; k < p->n; k++) {
		if (p->block[k].kind == GR_HEADING &&
		    p->block[k].level <= p->block[at].level)
			break;
		if (p->block[k].kind == GR_FENCE)
			continue;
		last = k;
		for (c = 0; c < p->block[k].ncells; c++)
			add(p, p->block[k].cells[c]);
		if (p->block[k].ncells == 0 && p->block[k].text != NULL)
			add(p, p->block[k].text);
	}
	return last;
}

static bool
named(const char *text, const char *tool)
{
	const char *s = text;
	size_t n = strlen(tool);

	while ((s = strstr(s, tool)) != NULL) {
		if ((s == text || s[-1] < 'a' || s[-1] > 'z') &&
		    (s[n] < 'a' || s[n] > 'z'))
			return true;
		s += n;
	}
	return false;
}

static bool
matches(const char *expression, const struct gr_pattern **compiled,
    const char *s, size_t n)
{
	if (*compiled == NULL)
		*compiled = gr_pattern(expression);
	return gr_search(*compiled, s, n);
}

/* A reason, whatever the heading. */
static bool
reasons(const struct page *p)
{
	static const struct gr_pattern *x;

	return matches("justifi|avantage|inconvenient|rejet|ecarte|parce|"
	    "puisque|because|\\bcar\\b|trop (lourd|complexe|couteu)|"
	    "too (heavy|complex|expensive)|plutot que|rather than|instead of|"
	    "open.?source|gratuit|free of charge|standard|facile|simpl|leg(er|"
	    "ere)|lightweight|s.integre|native|contrainte", &x, p->text,
	    p->used);
}

static bool
names_tool(const char *text)
{
	size_t k;

	for (k = 0; k < NTOOLS; k++)
		if (named(text, tools[k].name))
			return true;
	return false;
}

/* Is the section, or one around it, about watching or about such a tool? */
static bool
on_topic(const struct page *p, size_t at)
{
	static const struct gr_pattern *topic;
	char folded[300];
	int h = (int)at;

	for (; h >= 0; h = heading_over(p->block, h)) {
		if (matches("monitor|supervis|surveill|metri[qc]|observab|"
		    "alert|journalis|\\blogs?\\b|tracking|drift|derive|"
		    "\\bc11\\b|\\bc20\\b", &topic, p->block[h].text,
		    strlen(p->block[h].text)))
			return true;
		gr_fold(p->block[h].text, strlen(p->block[h].text), folded,
		    sizeof(folded));
		if (p->block[h].level > 1 && names_tool(folded))
			return true;
	}
	return p->watches;
}

/*
 * A heading that says so, or one block in which a tool is named, chosen
 * and argued for.
 */
static bool
chosen(const struct page *p, size_t at, size_t last)
{
	static const struct gr_pattern *head, *said;
	const char *text = p->block[at].text;
	char folded[2000];
	size_t k;

	if (matches("choix|choisi|pourquoi|\\bwhy\\b|justif|compar|"
	    "alternative|versus|\\bvs\\b|selection|retenu|rationale|"
	    "benchmark", &head, text, strlen(text)))
		return on_topic(p, at);
	for (k = at + 1; k <= last; k++) {
		text = p->block[k].text;
		if (p->block[k].kind == GR_HEADING)
			return false;
		if (text == NULL || p->block[k].kind == GR_FENCE)
			continue;
		gr_fold(text, strlen(text), folded, sizeof(folded));
		if (names_tool(folded) && matches("(choisi|retenu|prefere|opte|"
		    "chosen|selected|preferred)[^.]{0,200}(\\bcar\\b|parce|"
		    "puisque|because|since|plutot|rather|afin|pour (sa|son|"
		    "ses|leur))|(parce|because|\\bcar\\b)[^.]{0,200}(choisi|"
		    "retenu|chosen|selected)", &said, folded, strlen(folded)))
			return true;
	}
	return false;
}

/* The sections are read from the end, so that the innermost one counts. */
static bool
innermost(struct page *p, enum kind kind, size_t at, size_t last)
{
	if (p->inner[kind] > at && p->inner[kind] <= last)
		return false;
	p->inner[kind] = at;
	return true;
}

static void
read_choice(struct page *p, size_t at, size_t last)
{
	const struct gr_block *h = &p->block[at];
	struct gr_fact *f;
	size_t k;
	int n = 0, said = 0;

	if (!chosen(p, at, last) || !reasons(p))
		return;
	for (k = 0; k < NTOOLS; k++)
		n += named(p->text, tools[k].name);
	if (n == 0 || !innermost(p, CHOICE, at, last))
		return;
	for (k = 0; k < NTOOLS && said < 4; k++) {
		if (!named(p->text, tools[k].name))
			continue;
		f = gr_emit("monitoring.doc_choice", h->first,
		    p->block[last].last);
		gr_set(f, "tool", tools[k].name);
		gr_set(f, "of", tools[k].of);
		gr_setf(f, "named", "%d", n);
		said++;
	}
}

/* Tried before, and read by whom: sections about watching only. */
static void
read_place(struct page *p, size_t at, size_t last)
{
	static const struct gr_pattern *theme, *sandbox, *access, *shown;
	const struct gr_block *h = &p->block[at];
	bool watches;

	watches = p->watches || matches("monitor|supervis|surveill|observab|"
	    "\\bc11\\b|\\bc20\\b|grafana|prometheus|drift|restitution", &theme,
	    h->text, strlen(h->text));
	if (watches && matches("bac a sable|sandbox|environnements? de (test|"
	    "recette|pre-?prod)|pre.?production|staging|test environment|"
	    "teste(e|s|es)? (d.abord |en )?(en )?local|tested locally",
	    &sandbox, p->text, p->used) && innermost(p, SANDBOX, at, last))
		gr_emit("monitoring.doc_sandbox", h->first,
		    p->block[last].last);
	if (matches("accessib(ilite|ility|le aux)|contrast|lecteurs? d.ecran|"
	    "screen reader|daltoni|color.?blind|clavier|keyboard|rgaa|wcag",
	    &access, p->text, p->used) &&
	    matches("grafana|dashboard|tableau de bord|restitution|mlflow|"
	    "streamlit|kibana", &shown, p->text, p->used) && watches &&
	    innermost(p, ACCESS, at, last))
		gr_emit("monitoring.doc_accessible", h->first,
		    p->block[last].last);
}

void
choices_read(const struct gr_file *f, const struct gr_block *b, size_t n)
{
	struct page p = { .block = b, .n = n,
		.watches = says(SAYS_MONITOR, f->entry->path) };
	size_t i, last, sections = 0;

	for (i = n; i-- > 0 && sections < SECTIONS_MOST;) {
		/* The title of a document holds everything. */
		if (b[i].kind != GR_HEADING || (b[i].level < 2 && n > SHORT))
			continue;
		sections++;
		last = gather(&p, i);
		if (p.used == 0)
			continue;
		read_choice(&p, i, last);
		read_place(&p, i, last);
	}
}
