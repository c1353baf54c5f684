/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * journey.c: the ways of users through the application, and the verdict on
 * its proof of concept: C14.2, C15.5.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

enum { PATH_ROOM = 512 };

#define JOURNEY	"parcours|user ?journey|user ?flow|wire ?frames?|maquettes?|" \
	"mock-?ups?|zoning|storyboard|enchainement des ecrans|screen flow|" \
	"schema fonctionnel|experience map|navigation utilisateur"
#define POC	"\\b(poc|preuves? de concept|proofs? of concept|p\\.o\\.c)\\b"
#define GO	"\\bno[ -]go\\b|\\bgo (conditionnel|sous (conditions?|reserve))\\b|" \
	"(decision|avis|verdict|conclusion)\\W+(\\w+ ){0,4}(go|no-?go)\\b"
/* The same where a proof of concept is spoken of. */
#define VERDICT	GO "|\\bgo ?[/-] ?no[ -]?go\\b|" \
	"(decision|avis|verdict|conclusion)\\W+(\\w+ ){0,4}(favorable|" \
	"defavorable|positi[fv]e?|negati[fv]e?)\\b|" \
	"\\bavis (favorable|defavorable|positif|negatif)|" \
	"(recommand\\w+|decid\\w+|propos\\w+|preconis\\w+|conclu\\w+|" \
	"recommend\\w*)[^.]{0,60}(poursui|arret|abandonn|industrialis|" \
	"passer en production|continu(e|er|ing)\\b|stop|proceed)|" \
	"(projet|project) (peut|doit|can|should) (etre )?(poursui|se " \
	"poursuivre|etre abandonne|continue|proceed|be stopped)"

static void
emit(const char *fact, const struct piece *p, const char *how)
{
	gr_set(gr_emit(fact, p->first, p->last), "how", how);
}

void
journey_read(const struct page *g)
{
	size_t i;

	for (i = 0; i < g->n; i++) {
		const struct piece *p = &g->p[i];

		if (p->kind == GR_FENCE) {
			if (says("^\\s*journey\\b", p->text))
				emit("agile.journey", p, "mermaid journey");
			else if (says("^\\s*(flowchart|graph|statediagram"
			    "\\S*)\\b|^\\s*@startuml", p->text) &&
			    under(g, i, JOURNEY))
				emit("agile.journey", p, "mermaid");
			else if (says("actor |usecase|^\\s*sequencediagram",
			    p->text) && under(g, i, "cas d.utilisation|"
			    "use ?cases?|utilisateur|user"))
				emit("agile.usecase", p, "UML");
			continue;
		}
		if (says("figma\\.com/(file|proto|design|board|embed)/\\w|"
		    "whimsical\\.com/\\w|miro\\.com/app/board|"
		    "penpot\\.app/#/(view|workspace)|balsamiq\\.cloud/\\w|"
		    "marvelapp\\.com/prototype", *p->url != '\0' ? p->url :
		    p->text) && !says("x{4}|<|\\.\\.\\.|your-|votre-",
		    *p->url != '\0' ? p->url : p->text)) {
			emit("agile.journey", p, *p->url != '\0' ? p->url :
			    p->text);
		} else if (p->kind == GR_PICTURE && (says(JOURNEY, p->text) ||
		    under(g, i, JOURNEY))) {
			emit("agile.shown", p, p->url);
		}
	}
}

/* Where a link of a document leads within the repository. */
static const struct gr_entry *
target(const struct gr_repo *r, const char *from, const char *url)
{
	const char *slash = strrchr(from, '/');
	char path[PATH_ROOM];
	size_t n = slash == NULL ? 0 : (size_t)(slash - from) + 1;

	if (*url == '/') {
		n = 0;
		url++;
	}
	for (; strncmp(url, "./", 2) == 0; url += 2)
		;
	for (; strncmp(url, "../", 3) == 0 && n > 0; url += 3)
		for (n--; n > 0 && from[n - 1] != '/'; n--)
			;
	if (n + strlen(url) >= sizeof(path))
		return NULL;
	snprintf(path, sizeof(path), "%.*s%s", (int)n, from, url);
	return gr_entry(r, path);
}

/* A picture that a document shows as a journey counts when it is there. */
static void
shown(const struct gr_repo *r)
{
	const struct gr_seen *const *x;
	const char *url;
	size_t i, n;

	x = gr_facts(r, "agile.shown", &n);
	for (i = 0; i < n; i++) {
		url = gr_value(x[i], "how");
		if (url == NULL || target(r, x[i]->path, url) == NULL)
			continue;
		char how[PATH_ROOM];

		snprintf(how, sizeof(how), "%s", url);
		gr_set(gr_emit_at("agile.journey", x[i]->path, x[i]->first,
		    x[i]->last), "how", how);
		return;
	}
}

void
journey_relate(const struct gr_repo *r)
{
	static const char *const drawn[] = { "bmpr", "excalidraw", "fig",
	    "penpot", "sketch", "xd" };
	size_t i, k;
	int told = 0;

	for (i = 0; i < r->nentries && told < 8; i++) {
		const struct gr_entry *e = &r->entries[i];
		const char *fact;
		bool tool = false;

		if (e->unread != NULL && (strcmp(e->unread, "vendored") == 0 ||
		    strcmp(e->unread, "generated") == 0))
			continue;
		for (k = 0; k < sizeof(drawn) / sizeof(drawn[0]); k++)
			tool |= strcmp(e->ext, drawn[k]) == 0;
		if (!tool && e->kind != GR_IMAGE && strcmp(e->ext, "drawio") !=
		    0 && strcmp(e->ext, "puml") != 0)
			continue;
		if (path_says(e, "\\b(wire ?frames?|maquettes?|mock ?ups?|"
		    "zoning|user ?(flow|journey)s?|parcours)\\b"))
			fact = "agile.journey";
		else if (path_says(e, "\\b(use ?cases?|cas d utilisation)\\b"))
			fact = "agile.usecase";
		else
			continue;
		gr_set(gr_emit_at(fact, e->path, 0, 0), "how", e->base);
		told++;
	}
	shown(r);
}

void
verdict_read(const struct page *g)
{
	const bool poc = path_says(g->file->entry, POC);
	bool of_poc;
	struct gr_fact *x;
	int told = 0;
	size_t i;

	for (i = 0; i < g->n && told < 5; i++) {
		const struct piece *p = &g->p[i];

		if (p->kind == GR_FENCE || p->kind == GR_LINK || p->kind ==
		    GR_PICTURE || !says(VERDICT, p->text) || hollow(p->text) ||
		    says("\\?|a definir|a venir|todo|criteres? (de )?go|"
		    "\\[ ?\\]|(pas|aucun\\w*|without|no (clear|formal))\\b[^.]{0,30}"
		    "(go|avis|decision|opinion)\\b", p->text))
			continue;
		of_poc = poc || says(POC, p->text) || under(g, i, POC);
		if (!of_poc && !says(GO, p->text))
			continue;
		x = gr_emit("agile.verdict", p->first, p->last);
		gr_set(x, "line", p->text);
		gr_set(x, "poc", of_poc ? "yes" : "no");
		told++;
	}
}
