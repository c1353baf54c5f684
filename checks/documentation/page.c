/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * page.c: which documents are the project's own, and which of their
 * sections are there to be read.
 *
 * Assessments, plans, course material and the pages that a framework puts
 * into a new project document nothing, however much they say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "documentation.h"

static const char foreign[] =
    "(^|[_ /-])(audits?|conformite|grille|auto-?evaluation|evaluation|"
    "livrables?|ecarts|suivi|todo|roadmap|changelog|history|news|"
    "referenti[ae]l|referentiel|competences?|briefs?|consignes?|sujet|"
    "enonce|templates?|modele[_-]de|cours|tp\\d*|benchmarks?|veille|licen[cs]e|code_of_conduct|"
    "jury|soutenance|oral|prompts?|backlog|incidents?)([_ -][^/]*)?\\.\\w+$|"
    "plan[_-](d.)?(action|projet|travail)|user[_-]stor|"
    "(^|/)(claude|agents|gemini|copilot-instructions)\\.md$|"
    "(^|/)\\.[a-z][^/]*/|(^|/)(old|ancien)[_-][^/]*$|[_-](old|bak)\\.|"
    "(^|/)(briefs?|cours|audits?|prompts?|incidents?|post-?mortems?)/|"
    "bug[_-]?fix|post[_-]?mortem|"
    "(^|[/_ -])(veille|benchmarks?)([_ -][^/]*)?/";

/* What a framework writes into a new project, and under which headings. */
static const struct {
	const char *mark, *headings;
} templates[] = {
	{ "bootstrapped with \\[?create react app|create-react-app",
	    "available scripts|^(npm|yarn) |learn more|code splitting|"
	    "bundle size|progressive web|advanced configuration|^deployment$|"
	    "getting started with create" },
	{ "minimal setup to get react working in vite|"
	    "template should help get you started developing with vue|"
	    "should help get you started developing with",
	    "react|vue|expanding the eslint|recommended (ide|setup)|"
	    "type support|customize configuration|project setup|compile and|"
	    "^run |lint with|type-check" },
	{ "generated (with|using) \\[?angular cli",
	    "development server|code scaffolding|^build(ing)?$|"
	    "running (unit|end-to-end) tests|further help|"
	    "additional resources" },
	{ "bootstrapped with \\[?.?create-next-app|\\[?next\\.js.{0,60} "
	    "project bootstrapped",
	    "getting started|learn more|deploy on vercel" },
	{ "everything you need to build a svelte project",
	    "sv|svelte|creating a project|developing|^build" },
	{ "nest framework typescript starter|nest\\]?.{0,60}framework "
	    "typescript starter",
	    "description|installation|project setup|running the app|"
	    "compile and run|^test|run tests|deployment|resources|support|"
	    "stay in touch|license" },
	{ "laravel is a web application framework",
	    "laravel|contributing|code of conduct|security|license" },
	{ "astro starter kit", "astro|project structure|commands|want to" },
	{ "nuxt( 3)? minimal starter", "nuxt|setup|development|production" },
	{ "expo\\]?.{0,60} project created with|create-expo-app",
	    "get started|fresh project|learn more|join the" },
	{ "welcome to your new dbt project", "using the starter|resources" },
	{ "to make it easy for you to get started with gitlab",
	    "." },
	{ "generated (using|by|with) `?kedro|astronomer cli",
	    "overview|project contents|deploy your project|rules and guide|"
	    "how to|package your" },
};

bool
says(const char *expression, const char *text)
{
	return text != NULL && gr_search(gr_pattern(expression), text,
	    strnlen(text, TEXT_MOST));
}

/* A page of the application is no document, save in a folder of them. */
bool
page_wants(const struct gr_entry *e)
{
	static const char in_docs[] = "(^|/)(docs?|documentation)/";

	if (e->kind == GR_MARKDOWN)
		return true;
	if (e->kind == GR_HTML)
		return says(in_docs, e->path);
	return e->kind == GR_TEXT && (strcmp(e->ext, "rst") == 0 ||
	    strcmp(e->ext, "adoc") == 0 || strcmp(e->ext, "asciidoc") == 0 ||
	    says("^(readme|install|installation|contributing)(\\.txt)?$",
	    e->base));
}

/*
 * The heading above is the last one of a higher rank.  Told once for all: a
 * page may be a hundred thousand headings.
 */
static void
find_over(struct page *p)
{
	int last[LEVELS + 1], level, l;
	size_t i;

	for (l = 0; l <= LEVELS; l++)
		last[l] = -1;
	for (i = 0; i < p->n; i++) {
		if (p->block[i].kind != GR_HEADING)
			continue;
		level = p->block[i].level < LEVELS ? p->block[i].level :
		    LEVELS;
		p->over[i] = -1;
		for (l = 0; l < level; l++)
			if (last[l] > p->over[i])
				p->over[i] = last[l];
		last[level] = (int)i;
	}
}

bool
page_open(struct page *p, const struct gr_file *f)
{
	size_t i;

	if (says(foreign, f->entry->path))
		return false;
	p->file = f;
	p->borrowed = NULL;
	p->block = gr_markdown(f, &p->n);
	for (i = 0; i < LEN(templates); i++)
		if (says(templates[i].mark, f->text))
			p->borrowed = gr_pattern(templates[i].headings);
	p->over = NULL;
	p->known = p->n == 0 ? NULL : calloc(p->n + 1, 1);
	if (p->known == NULL)
		return false;
	p->over = calloc(p->n, sizeof(*p->over));
	if (p->over == NULL)
		abort();
	find_over(p);
	return true;
}

int
heading_over(const struct page *p, int h)
{
	return p->over[h];
}

static bool
is_void(const struct page *p, size_t at)
{
	static const char plan[] = "^\\W*((plan de travail|planning|roadmap|"
	    "feuille de route|todo|a faire|prochaines etapes|next steps|"
	    "ameliorations?|perspectives|evolutions?|future|a venir|"
	    "reste a faire|livrables?|competences?|auto-?evaluation|"
	    "objectifs? pedagogiques?|consignes?|criteres?)\\b)|"
	    "\\b(envisage|prevu|planned|a venir|non retenu)e?s?\\b";
	int h = p->block[at].kind == GR_HEADING ? (int)at :
	    p->block[at].heading, depth;

	if (h < 0)
		return p->borrowed != NULL;
	for (depth = 0; h >= 0 && depth < DEPTH_MOST; depth++) {
		const char *t = p->block[h].text;

		if (says(plan, t) || (p->borrowed != NULL &&
		    gr_search(p->borrowed, t, strlen(t))))
			return true;
		/* The title of a template's page is its own as well. */
		if (depth == 0 && p->borrowed != NULL &&
		    p->block[h].level == 1 && p->block[h].heading < 0)
			return true;
		h = heading_over(p, h);
	}
	return false;
}

/* Asked for every block, answered once for every heading. */
bool
page_void(const struct page *p, size_t at)
{
	char *known = at >= p->n ? NULL : &p->known[p->block[at].kind ==
	    GR_HEADING ? at : p->block[at].heading < 0 ? p->n :
	    (size_t)p->block[at].heading];

	if (known == NULL)
		return true;
	if (*known == 0)
		*known = is_void(p, at) ? 2 : 1;
	return *known == 2;
}

void
page_close(struct page *p)
{
	free(p->known);
	free(p->over);
	p->known = NULL;
	p->over = NULL;
}

size_t
section_end(const struct page *p, size_t h)
{
	size_t k = h + 1;

	while (k < p->n && (p->block[k].kind != GR_HEADING ||
	    p->block[k].level > p->block[h].level))
		k++;
	return k;
}

/* The text of a block; the cells of a row one after the other. */
const char *
block_text(const struct gr_block *b, char *room, size_t n)
{
	size_t used = 0;
	int c, w;

	if (b->kind != GR_ROW)
		return b->text == NULL ? "" : b->text;
	room[0] = '\0';
	for (c = 0; c < b->ncells && used + 1 < n; c++) {
		w = snprintf(room + used, n - used, "%s | ", b->cells[c]);
		used = w < 0 || (size_t)w >= n - used ? n : used + (size_t)w;
	}
	return room;
}
