/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rgpd_register.c: the register of processing activities, and how personal
 * data are sorted.
 *
 * A document of an office suite, or a PDF, that says by its name that it is
 * about the GDPR is wanted although it cannot be read here: what it holds
 * is unknown, and not absent.
 */
#include <string.h>
#include <strings.h>

#include "rgpd_register/rgpd.h"

enum {
	SIZE_MOST = 2 << 20,
	YAML_MOST = 256 << 10,	/* of a schedule; data are larger */
};

static const struct gr_fact_kind kinds[] = {
	{ "rgpd.register",
	    "registre des traitements : {has_fr} ; manque : {missing_fr}",
	    "register of processing activities: {has}; missing: {missing}",
	    "fields has has_fr missing missing_fr processings" },
	{ "rgpd.empty", "registre sans contenu", "register without content",
	    "why" },
	{ "rgpd.note", "note sur le RGPD : {has_fr}",
	    "note on the GDPR: {has}",
	    "fields has has_fr missing missing_fr" },
	{ "rgpd.mention", "le RGPD est évoqué : {line}",
	    "the GDPR is spoken of: {line}", "line" },
	{ "rgpd.procedure", "procédure de tri : {what_fr}",
	    "procedure to sort data: {what}", "what what_fr in rich doc" },
	{ "rgpd.frequency", "fréquence d'un tri : {line}",
	    "how often data are sorted: {line}", "what line" },
	{ "rgpd.purge_code",
	    "code qui supprime ou anonymise des données personnelles",
	    "code that deletes personal data or makes them anonymous",
	    "how" },
	{ "rgpd.schedule", "tri planifié : {line}",
	    "sorting on a schedule: {line}", "line" },
	{ .name = NULL },
};

static bool
wants(const struct gr_entry *e)
{
	static const char *const exts[] = {
		"adoc", "asciidoc", "cron", "rst", "service", "timer", "txt",
	};
	size_t i;

	/* Of what is not at hand only the name can say that it matters. */
	if (e->size < 0 && !path_about(e->path))
		return false;
	if (e->size > SIZE_MOST && e->kind != GR_OFFICE && e->kind != GR_PDF)
		return false;
	switch (e->kind) {
	case GR_TEXT:
		/* Under any other ending it may well be no text. */
		for (i = 0; i < sizeof(exts) / sizeof(exts[0]); i++)
			if (strcasecmp(e->ext, exts[i]) == 0)
				return true;
		return strcmp(e->base, "crontab") == 0;
	case GR_MARKDOWN: case GR_HTML: case GR_NOTEBOOK:
	case GR_PYTHON: case GR_JAVASCRIPT: case GR_TYPESCRIPT: case GR_JAVA:
	case GR_PHP: case GR_CSHARP: case GR_GO: case GR_KOTLIN:
	case GR_RUBY: case GR_SQL: case GR_SHELL:
		return true;
	case GR_YAML:
		return e->size <= YAML_MOST || path_about(e->path);
	case GR_CSV: case GR_JSON: case GR_OFFICE: case GR_PDF:
		return path_about(e->path);
	default:
		return false;
	}
}

/* Words about it, where there is nothing better. */
static void
mention(const struct gr_file *f)
{
	const char *p;
	size_t n;
	int i;

	for (i = 1; i <= f->lines; i++) {
		p = gr_line(f, i, &n);
		if (p != NULL && gr_search(gr_pattern("\\b(rgpd|gdpr)\\b"), p,
		    n)) {
			gr_setn(gr_emit("rgpd.mention", i, i), "line", p, n);
			return;
		}
	}
}

/* Most files of a repository have no word of it. */
static bool
speaks(const char *text)
{
	static const char *const words[] = {
		"rgpd", "RGPD", "gdpr", "GDPR", "Gdpr", "Rgpd", "ersonnel",
		"ersonal data", "egistre", "rivacy", "oubli", "ffacement",
		"nonymi", "urge",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(text, words[i]) != NULL)
			return true;
	return false;
}

static void
scan(const struct gr_file *f)
{
	if (!path_about(f->entry->path) && !speaks(f->text))
		return;
	switch (f->entry->kind) {
	case GR_MARKDOWN: case GR_TEXT: case GR_HTML:
		register_read(f);
		procedure_read(f);
		mention(f);
		break;
	case GR_NOTEBOOK:
		register_read(f);
		procedure_read(f);
		procedure_code(f);
		break;
	case GR_CSV:
		register_csv(f);
		break;
	case GR_YAML:
		if (path_about(f->entry->path))
			register_tree(f);
		schedule_read(f);
		break;
	case GR_JSON:
		register_tree(f);
		break;
	default:
		register_code(f);
		procedure_code(f);
		schedule_read(f);
		break;
	}
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "rgpd_register",
	.version = "1",
	.summary = "Register of processing activities; procedures to sort "
	    "personal data",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
};
