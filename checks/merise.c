/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * merise.c: models of data: Merise, and the other formalisms beside it.
 *
 * By content, not by name: an ".mcd" is Mocodo, PowerDesigner or JMerise,
 * and a file called MCD may hold crow's feet.  What nobody can read (a
 * picture, a binary of a tool) is a fact by its name and what presents it.
 */
#include <string.h>
#include <strings.h>

#include "merise/merise.h"

enum { SIZE_MOST = 4 << 20, TEXT_MOST = 512 << 10 };

static const struct gr_fact_kind kinds[] = {
	{ "merise.mcd",
	    "MCD ({form}) : {associations} associations à cardinalités "
	    "min,max", "conceptual model ({form}): {associations} "
	    "associations with min,max cardinalities",
	    "form entities associations valid" },
	{ "merise.mcd.invalid",
	    "défaut du MCD, {at} : {why_fr}",
	    "defect of the conceptual model, {at}: {why}",
	    "rule at why why_fr" },
	{ "merise.mld", "MLD ({form}) : {tables} relations",
	    "logical model ({form}): {tables} relations", "form tables" },
	{ "merise.mpd", "MPD ({form}) : {tables} tables",
	    "physical model ({form}): {tables} tables", "form tables" },
	{ "model.er", "modèle entités-relations ou classes ({form})",
	    "entity-relationship or class model ({form})",
	    "form kind entities links" },
	{ "merise.image", "modèle en image ({what}) : {file}",
	    "model as a picture ({what}): {file}", "what file" },
	{ "merise.file", "fichier {tool}, non analysable ici",
	    "{tool} file, which cannot be read here", "tool" },
	{ "merise.shown", "image présentée comme un modèle ({what})",
	    "picture presented as a model ({what})", "what url" },
	{ "merise.empty", "titre « {what} » sans contenu",
	    "heading \"{what}\" with nothing under it", "what" },
	{ "merise.mention", "{what} évoqué, sans modèle",
	    "{what} spoken of, without a model", "what" },
	{ .name = NULL },
};

bool
merise_wants(const struct gr_entry *e)
{
	static const char *const exts[] = {
		"dbml", "dot", "gv", "iuml", "mcd", "mld", "mmd", "mocodo",
		"plantuml", "pu", "puml", "txt", "cdm", "pdm", "ldm", "mpd",
		"mermaid", "rst", "adoc", "dbm",
	};
	size_t i;

	/* Of what is not at hand only the name can say that it matters. */
	if (e->size > SIZE_MOST || (e->size < 0 && topics_of_path(e->path) ==
	    0))
		return false;
	switch (e->kind) {
	case GR_MARKDOWN:
	case GR_NOTEBOOK:
	case GR_HTML:
		return true;
	case GR_XML:
		return strcasecmp(e->ext, "svg") != 0;
	case GR_TEXT:
		if (e->size > TEXT_MOST)
			return false;
		for (i = 0; i < sizeof(exts) / sizeof(exts[0]); i++)
			if (strcasecmp(e->ext, exts[i]) == 0)
				return true;
		return false;
	default:
		return false;
	}
}

/* A cell "%%mocodo" as it is stored: one string of JSON a line. */
static void
notebook_read(const struct gr_file *f)
{
	char text[16 * 1024];
	const char *line;
	size_t len, n = 0;
	int i, first = 0;

	if (strstr(f->text, "%%mocodo") == NULL)
		return;
	for (i = 1; i <= f->lines; i++) {
		line = gr_line(f, i, &len);
		while (len > 0 && (*line == ' ' || *line == '"')) {
			line++;
			len--;
		}
		if (len > 8 && strncmp(line, "%%mocodo", 8) == 0) {
			first = i + 1;
			n = 0;
			continue;
		}
		if (first == 0)
			continue;
		if (len > 0 && *line == ']') {
			mocodo_read(text, n, first);
			first = 0;
			continue;
		}
		while (len > 0 && strchr("\",\n", line[len - 1]) != NULL)
			len--;
		if (len > 1 && line[len - 1] == 'n' && line[len - 2] == '\\')
			len -= 2;
		if (n + len + 1 > sizeof(text)) {
			first = 0;
			continue;
		}
		memcpy(text + n, line, len);
		n += len;
		text[n++] = '\n';
	}
}

static void
scan(const struct gr_file *f)
{
	if (f->entry->kind == GR_XML) {
		xml_read(f);
		return;
	}
	if (f->entry->kind == GR_TEXT && (xml_read(f) ||
	    mocodo_read(f->text, f->len, 1) ||
	    diagram_read(f->text, f->len, 1,
	    topics_of_path(f->entry->path))))
		return;
	if (f->entry->kind == GR_NOTEBOOK)
		notebook_read(f);
	prose_read(f);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "merise",
	.version = "1",
	.summary = "Models of data: Mocodo, diagrams, text, pictures",
	.facts = kinds,
	.wants = merise_wants,
	.scan = scan,
	.relate = image_find,
};
