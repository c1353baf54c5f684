/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * flows.c: diagrams, and which of them show where the data flow: C15.3.
 *
 * A diagram shows flows of data because it is presented so, or because it
 * leads from where data come from, through what is done to them, into a
 * place where they are kept.  Any other diagram of parts is a schema: half.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "documentation.h"

enum {
	FOLDED_MOST = 16 << 10,
	ARROWS_LEAST = 3,
	STEPS_LEAST = 2,
	EACH_MOST = 20,
	LINES_MOST = 200,	/* more is a fence that was not closed */
};

static const char flow_title[] =
    "data[ _-]?flows?|\\bdfd\\b|(flux|flots?)[ _-](de|des|d.)?[ _-]?(la )?"
    "(donnees?|data)|(schema|diagrammes?)[ _-](de|des|du)[ _-]flux|"
    "circulation des donnees|cheminement des|data[ _-](pipeline|lineage)|"
    "pipelines?[ _-](de|des|d.)?[ _-]?(donnees|data|etl|elt|collecte|"
    "ingestion)|\\b(etl|elt)\\b|\\blineage\\b|parcours des donnees|"
    "^\\W*(les )?flux\\b|flux (global|principal|complet|applicatif)";

/* What people draw as well. */
static const char other_title[] =
    "parcours utilisateur|user (journey|flow)|\\bci[ /_-]?cd\\b|git ?flow|"
    "branch|workflow git|gantt|planning|sprint|kanban|arbre de decision|"
    "decision tree|navigation|site ?map|\\b(mcd|mld|mpd|erd?)\\b|merise|"
    "modele (conceptuel|logique|physique|de donnees|relationnel)|"
    "data[ _-]model|maquette|wireframe|zoning|cas d.utilisation|use case|"
    "classes?\\b|personas?|reseau de neurones|cnn";

/* Of what is done to data. */
static const char *const steps[] = {
	"agreg", "aggreg", "clean", "collect", "ecrit", "enrich", "etl",
	"extract", "extrai", "flux", "import", "ingest", "insert", "lit les",
	"load", "nettoy", "normalis", "parse", "pipeline", "queue", "raw",
	"scrap", "source", "stream", "transform",
};

static const char store[] =
    "\\[\\(|postgres|mysql|mariadb|mongo|sqlite|redis|minio|\\bs3\\b|\\bbdd\\b|"
    "bases? de donnees|database|data ?lake|warehouse|stockage|storage|"
    "parquet|neo4j|chroma|faiss|qdrant|pgvector|bigquery|snowflake|duckdb|"
    "\\bdb\\b";

static int
count(const char *text, const char *what)
{
	int n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static int
arrows(const char *text)
{
	static const char *const kinds[] = {
		"->", "=>", "=>>", "→", "▶", "►", "▼", "↓", "-.-",
		"edge=\"1\"", "\"type\": \"arrow\"", "|--|",
	};
	size_t i;
	int n = 0;

	for (i = 0; i < LEN(kinds); i++)
		n += count(text, kinds[i]);
	return n;
}

static bool
leads_through(const char *text)
{
	size_t i;
	char *folded;
	int n = 0;

	if (!says(store, text) || (folded = malloc(FOLDED_MOST)) == NULL)
		return false;
	gr_fold(text, strnlen(text, FOLDED_MOST - 1), folded, FOLDED_MOST);
	for (i = 0; i < LEN(steps); i++)
		n += strstr(folded, steps[i]) != NULL;
	free(folded);
	return n >= STEPS_LEAST;
}

static void
emit(const char *fact, int first, int last, const char *title,
    const char *form)
{
	struct gr_fact *f = gr_emit(fact, first, last);

	gr_set(f, "title", title);
	gr_set(f, "form", form);
}

/* What another formalism draws: tables, classes, calendars, states. */
static bool
other_formalism(const char *text)
{
	return says("(^|\\n)\\s*(erdiagram|classdiagram|gantt|pie|journey|"
	    "mindmap|gitgraph|statediagram|timeline|quadrantchart|"
	    "requirementdiagram|entity |class |usecase )", text);
}

static void
judge(const char *text, const char *title, bool presented, int first,
    int last, const char *form)
{
	const bool calls = says("(^|\\n)\\s*(sequencediagram|participant )",
	    text);

	if (arrows(text) < ARROWS_LEAST || other_formalism(text))
		return;
	if (presented || (!calls && leads_through(text)))
		emit("doc.flow", first, last, title, form);
	else
		emit("doc.schema", first, last, title, form);
}

/* --- files -------------------------------------------------------------- */

static const char *
form_of(const char *ext)
{
	static const struct {
		const char *ext, *form;
	} forms[] = {
		{ "d2", "D2" }, { "dot", "Graphviz" },
		{ "drawio", "draw.io" }, { "excalidraw", "Excalidraw" },
		{ "gv", "Graphviz" }, { "mermaid", "Mermaid" },
		{ "mmd", "Mermaid" }, { "plantuml", "PlantUML" },
		{ "puml", "PlantUML" },
	};
	size_t i;

	for (i = 0; i < LEN(forms); i++)
		if (strcasecmp(forms[i].ext, ext) == 0)
			return forms[i].form;
	return NULL;
}

bool
flows_wants(const struct gr_entry *e)
{
	return e->kind != GR_BINARY && form_of(e->ext) != NULL;
}

void
flows_file(const struct gr_file *f)
{
	const char *base = f->entry->base;

	if (!says(other_title, base))
		judge(f->text, base, says(flow_title, base), 1, f->lines,
		    form_of(f->entry->ext));
}

/* --- documents ----------------------------------------------------------- */

/* What presents the block: its heading, or the line just above it. */
static const char *
presented_by(const struct page *p, size_t at, const char *expression)
{
	const struct gr_block *b = &p->block[at];
	size_t n = at;
	int h = b->heading;

	while (n > 0 && p->block[n - 1].kind == GR_PICTURE)
		n--;
	if (n > 0 && p->block[n - 1].kind == GR_PARAGRAPH &&
	    b->first - p->block[n - 1].last <= 2 &&
	    strlen(p->block[n - 1].text) < LINE_MOST &&
	    says(expression, p->block[n - 1].text))
		return p->block[n - 1].text;
	if (h >= 0 && says(expression, p->block[h].text))
		return p->block[h].text;
	h = h < 0 ? -1 : heading_over(p, h);
	/* The title of the whole document presents all that is in it. */
	if (h >= 0 && says(expression, p->block[h].text))
		return p->block[h].text;
	return NULL;
}

static void
read_fence(const struct page *p, size_t at)
{
	const struct gr_block *b = &p->block[at];
	const char *title, *own, *form = NULL;

	if (b->last - b->first > LINES_MOST)
		return;
	own = b->heading >= 0 ? p->block[b->heading].text :
	    p->file->entry->base;
	if (says("^mermaid", b->url))
		form = "Mermaid";
	else if (says("^(plantuml|puml)", b->url) ||
	    strstr(b->text, "@startuml") != NULL)
		form = "PlantUML";
	else if (says("^(dot|graphviz)", b->url))
		form = "Graphviz";
	title = presented_by(p, at, flow_title);
	if (title == NULL && says(other_title, own))
		return;
	if (form != NULL)
		judge(b->text, title == NULL ? own : title, title != NULL,
		    b->first, b->last, form);
	/* Drawn with characters: only what is presented so, and is drawn. */
	else if (title != NULL && strstr(b->text, "├") == NULL &&
	    count(b->text, "→") + count(b->text, "▼") + count(b->text,
	    "──►") + count(b->text, "↓") + count(b->text, "-->") +
	    count(b->text, "──>") + count(b->text, "──▶") >= ARROWS_LEAST)
		emit("doc.flow", b->first, b->last, title, "ASCII");
}

static void
read_picture(const struct page *p, size_t at)
{
	static const char schema[] = "architectur|diagram|schema|sequence|"
	    "pipeline|infrastructure|\\bflow|\\bflux";
	const struct gr_block *b = &p->block[at];
	const char *title, *slash;
	struct gr_fact *f;
	bool flow;

	if (says("badge|shields\\.io|\\.gif$|data:", b->url))
		return;
	title = says(flow_title, b->text) ? b->text :
	    presented_by(p, at, flow_title);
	flow = title != NULL || says(flow_title, b->url);
	if (!flow && (says(other_title, b->text) || says(other_title,
	    b->url) || !(says(schema, b->text) || says(schema, b->url))))
		return;
	slash = strrchr(b->url, '/');
	f = gr_emit("doc.picture", b->first, b->last);
	gr_set(f, "title", title != NULL ? title : *b->text != '\0' ?
	    b->text : b->url);
	gr_set(f, "flow", flow ? "yes" : "no");
	gr_set(f, "file", strstr(b->url, "://") != NULL ? "" :
	    slash == NULL ? b->url : slash + 1);
}

void
flows_read(const struct page *p)
{
	size_t i;
	int said = 0;

	for (i = 0; i < p->n && said < EACH_MOST; i++) {
		if (page_void(p, i))
			continue;
		said += p->block[i].kind == GR_FENCE ||
		    p->block[i].kind == GR_PICTURE;
		if (p->block[i].kind == GR_FENCE)
			read_fence(p, i);
		else if (p->block[i].kind == GR_PICTURE)
			read_picture(p, i);
	}
}

/* --- pictures that are there ---------------------------------------------- */

/* A picture that no document shows is known by its name: half at most. */
static bool
named_schema(const struct gr_entry *e)
{
	static const char name[] = "(data[ _-]?flow|\\bdfd|flux|architectur|"
	    "sequence|schema|pipeline)[^/]*$";

	return (e->kind == GR_IMAGE || strcasecmp(e->ext, "svg") == 0) &&
	    (e->unread == NULL || strcmp(e->unread, "binary") == 0) &&
	    says(name, e->base) && !says(other_title, e->base);
}

void
flows_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *s;
	const char *file, *flow;
	size_t n, i, k;
	int said = 0;

	s = gr_facts(r, "doc.picture", &n);
	for (i = 0; i < n; i++) {
		file = gr_value(s[i], "file");
		flow = gr_value(s[i], "flow");
		for (k = 0; file != NULL && *file != '\0' &&
		    k < r->nentries; k++)
			if (strcmp(r->entries[k].base, file) == 0)
				break;
		if (k == r->nentries)
			continue;
		struct gr_fact *f = gr_emit_at(flow != NULL &&
		    strcmp(flow, "yes") == 0 ? "doc.flow" : "doc.schema",
		    s[i]->path, s[i]->first, s[i]->last);

		gr_set(f, "title", gr_value(s[i], "title"));
		gr_set(f, "form", "image");
	}
	for (k = 0; k < r->nentries && said < EACH_MOST; k++) {
		if (!named_schema(&r->entries[k]))
			continue;
		struct gr_fact *f = gr_emit_at("doc.schema",
		    r->entries[k].path, 0, 0);

		gr_set(f, "title", r->entries[k].base);
		gr_set(f, "form", "image");
		said++;
	}
}
