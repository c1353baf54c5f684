/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sections.c: what is told under headings: the architecture, the libraries
 * and tools, how to install, and what the project runs on.
 *
 * A heading counts with what stands under it: a title alone, "TODO" or a
 * sentence that says how good the documentation is are nothing.
 */
#include <stdio.h>
#include <string.h>

#include "documentation.h"

enum {
	TREE_LEAST = 4,		/* lines of a drawn tree */
	WORDS_LEAST = 20,
	LIST_LEAST = 3,
	HEAD_MOST = 24,		/* where the title of a document says it */
};

static const char arch[] =
    "\\barchitectur|structure (du|des|of|de la|globale|generale|technique)\\b|"
    "\\b(project|code|folder|repository|directory) (structure|layout)|"
    "arborescence|organisation (du|des|de la|de l) ?.?(projet|code|dossier|"
    "depot|repertoire|fichier|application|repo)|^\\W*structure\\W*$|"
    "vue d.ensemble (technique|de l.application|du systeme)|"
    "schema (technique|fonctionnel|applicatif|d.architecture)|"
    "\\bcomposants? (du|de l|principaux|techniques)|main components";

/* Of the network, of the data: C4's and C12's, not the application's. */
static const char other_arch[] =
    "architectur\\w* (du|de|des|of|of the|d.un|de la) ?(modele|model|reseau|"
    "cnn|network|donnees|data\\b|base)|(model|network|cnn|lstm|bert|"
    "transformer) architecture|structure (du|des|de|of|de la) (the )?"
    "(fichiers? (csv|json|de donnees)|donnees|data(set)?|tables?|csv|json|"
    "reponse|response|rapport|base|modele|tests?|document|dossier data)|"
    "\\b(previous|old|ancienne|precedente)\\b|"
    "(data|database|db) (architecture|structure)|incoheren|probleme|issues?\\b";

/* Documents about something beside the application. */
static const char aside[] = "monitor|surveill|supervis|grafana|prometheus|"
    "ci[_-]?cd|(^|[_-])(ci|cd|tests?)[_.-]|rgpd|gdpr|dataset|critique";

static const char stack[] =
    "\\bstack\\b|\\btechnologies\\b|^\\W*technolog\\w+\\W*$|\\bdependanc|"
    "\\bdependenc|pre-?requis\\b|"
    "prerequisites|^\\W*requirements\\W*$|(system|technical|software) "
    "requirements|librair|bibliotheque|\\blibraries|"
    "outils (utilises|techniques|et technologies)|built with|"
    "pile techno|environnement technique|packages? (python|npm|installes)|"
    "frameworks? (utilises|et)|choix techniques?|technical choices";

static const char other_stack[] =
    "donnees|\\bdata\\b|circular|circulaire|veille|review|research|news|"
    "injection";

/* "Python 3.11", "Node.js : 18+", "python@3.11", "Java (JDK) 17". */
static const char runtime[] =
    "\\b(python|node(\\.?js)?|java|jdk|openjdk|php|ruby|golang|go|rust|"
    "\\.net|dotnet|r|scala|kotlin)\\b[^\\w.]{0,6}(version |>=? ?|v|\\(jdk\\) )?"
    "\\d+(\\.\\d+)*\\b";

struct body {
	int	words, items, code, last;
	bool	todo;
	int	tree, pictures, diagrams, paths;
	bool	runtime;
};

static int
words_in(const char *s)
{
	bool in = false, letter;
	int n = 0;

	for (; *s != '\0'; s++) {
		letter = (unsigned char)*s > ' ';
		n += letter && !in;
		in = letter;
	}
	return n;
}

static int
tree_lines(const char *s)
{
	int n = 0;

	for (; (s = strpbrk(s, "\n\xe2|+")) != NULL; s++)
		n += strncmp(s, "├", 3) == 0 || strncmp(s, "└", 3) == 0 ||
		    strncmp(s, "|--", 3) == 0 || strncmp(s, "+--", 3) == 0;
	return n;
}

static bool
is_diagram(const struct gr_block *b)
{
	return says("^(mermaid|plantuml|puml|dot|graphviz|d2)", b->url) ||
	    says("[▼▶►↓┌╔].*", b->text);
}

static void
weigh(struct body *y, const struct gr_block *b)
{
	char room[TEXT_MOST];
	const char *text = block_text(b, room, sizeof(room));

	if (b->last > y->last)
		y->last = b->last;
	if (b->kind == GR_PICTURE) {
		/* A badge is no picture of anything. */
		y->pictures += !says("badge|shields\\.io", b->url);
		return;
	}
	if (b->kind == GR_HEADING || b->kind == GR_LINK)
		return;
	y->runtime |= says(runtime, text);
	if (b->kind == GR_FENCE) {
		y->code++;
		y->tree += tree_lines(text);
		y->diagrams += tree_lines(text) == 0 && is_diagram(b);
		return;
	}
	if (says("\\btodo\\b|\\btbd\\b|a completer|a rediger|a venir|"
	    "coming soon|to be (written|completed)|lorem ipsum", text)) {
		y->todo = true;
		return;
	}
	if (b->kind == GR_ITEM || (b->kind == GR_ROW && b->level > 0)) {
		y->items++;
		y->paths += says("^\\W*[\\w.-]+(/[\\w.-]*)+(\\s|$|\\W)", text);
	}
	y->words += words_in(text);
}

static void
emit(const char *fact, const struct page *p, size_t h, const struct body *y,
    const char *how)
{
	struct gr_fact *f = gr_emit(fact, p->block[h].first,
	    y->last > p->block[h].first ? y->last : p->block[h].first);

	gr_set(f, "title", p->block[h].text);
	if (how != NULL)
		gr_set(f, "how", how);
}

/* A list of folders says what lies where, a tree likewise. */
static void
say_architecture(const struct page *p, size_t h, const struct body *y)
{
	const char *how = NULL;

	if (y->diagrams > 0)
		how = "diagram";
	else if (y->pictures > 0)
		how = "picture";
	else if (y->items >= LIST_LEAST ? y->paths * 2 < y->items :
	    y->words >= WORDS_LEAST)
		how = "prose";
	else if (y->tree >= TREE_LEAST || y->items >= LIST_LEAST)
		how = "tree";
	if (how != NULL && strcmp(how, "prose") == 0 && y->tree > 0 &&
	    y->items < LIST_LEAST && y->words < 2 * WORDS_LEAST)
		how = "tree";
	if (how != NULL)
		emit("doc.architecture", p, h, y, how);
}

/* The title of a whole document says it first, or is no such title. */
static bool
titled(const struct page *p, size_t h, const char *expression)
{
	const char *text = p->block[h].text;
	char head[HEAD_MOST + 1];

	if (!says(expression, text))
		return false;
	if (p->block[h].level > 1 || p->block[h].heading >= 0)
		return true;
	snprintf(head, sizeof(head), "%.*s", HEAD_MOST, text);
	return says(expression, head) ||
	    says(expression, p->file->entry->base);
}

static void
read_section(const struct page *p, size_t h)
{
	static const char install[] = "install|demarrage|getting started|"
	    "quick ?start|mise en (place|route)|set ?-?up|deploiement local";
	const char *text = p->block[h].text;
	struct body y = { 0 };
	size_t k, end = section_end(p, h);

	for (k = h + 1; k < end; k++)
		if (!page_void(p, k))
			weigh(&y, &p->block[k]);
	if (titled(p, h, arch) && !says(other_arch, text) &&
	    !says(aside, p->file->entry->base))
		say_architecture(p, h, &y);
	if (titled(p, h, stack) && !says(other_stack, text) &&
	    (y.items >= 2 || y.words >= 8 || y.code > 0))
		emit("doc.stack", p, h, &y, NULL);
	if (titled(p, h, install) && (y.items >= LIST_LEAST ||
	    y.words >= 2 * WORDS_LEAST))
		emit("doc.install_told", p, h, &y, NULL);
}

/* A drawn tree of the project under another title: it shows its sources. */
static void
read_tree(const struct page *p, size_t at)
{
	const struct gr_block *b = &p->block[at];
	struct gr_fact *f;

	static const char sources[] = "\\.(py|tsx?|jsx?|java|php|cs|go)\\b|"
	    "\\bsrc\\b|dockerfile|requirements|package\\.json";

	if (tree_lines(b->text) < TREE_LEAST || !says(sources, b->text) ||
	    says(aside, p->file->entry->base) ||
	    (b->heading >= 0 && (says(arch, p->block[b->heading].text) ||
	    says(other_arch, p->block[b->heading].text))))
		return;
	f = gr_emit("doc.architecture", b->first, b->last);
	gr_set(f, "title", b->heading < 0 ? p->file->entry->base :
	    p->block[b->heading].text);
	gr_set(f, "how", "tree");
}

void
sections_read(const struct page *p)
{
	char room[TEXT_MOST];
	int runtimes = 0;
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct gr_block *b = &p->block[i];

		if (page_void(p, i))
			continue;
		if (b->kind == GR_HEADING)
			read_section(p, i);
		else if (b->kind == GR_FENCE)
			read_tree(p, i);
		else if (b->kind != GR_PICTURE && b->kind != GR_LINK &&
		    runtimes < 4 && says(runtime, block_text(b, room,
		    sizeof(room)))) {
			gr_emit("doc.runtime", b->first, b->last);
			runtimes++;
		}
	}
}
