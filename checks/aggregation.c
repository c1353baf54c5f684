/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aggregation.c: from several sources to one clean set, and from there into
 * the database: C3.1, C4.5.
 *
 * Three things are asked of an aggregation: that it removes entries, makes
 * formats alike, and puts sources together; a folder's scripts may share
 * them.  Each is told with its place.
 */
#include <string.h>

#include "aggregation/aggregation.h"

static const struct gr_fact_kind facts[] = {
	{ "aggregate.clean", "entrées écartées : {how}",
	  "entries removed: {how}", "how" },
	{ "aggregate.uniform", "formats homogénéisés : {how}",
	  "formats made alike: {how}", "how" },
	{ "aggregate.merge", "sources réunies : {how}",
	  "sources put together: {how}", "how" },
	{ "aggregate.script", "script de préparation : nettoyage {clean}, "
	  "homogénéisation {uniform}, fusion {merge}",
	  "script that prepares data: cleaning {clean}, formats {uniform}, "
	  "merging {merge}", "parts folder saves clean uniform merge" },
	{ "aggregate.package", "scripts de préparation de « {folder} » "
	  "ensemble : {parts} éléments sur 3", "scripts of \"{folder}\" that "
	  "prepare data, together: {parts} parts of 3",
	  "parts folder saves" },
	{ "aggregate.cleans", "entrées écartées : {how}",
	  "entries removed: {how}", "how" },
	{ "aggregate.unifies", "formats homogénéisés : {how}",
	  "formats made alike: {how}", "how" },
	{ "aggregate.merges", "sources réunies : {how}",
	  "sources put together: {how}", "how" },
	{ "aggregate.shared", "plusieurs sources insérées dans {table}",
	  "several sources inserted into {table}", "table" },
	{ "aggregate.saver", "script qui enregistre un résultat",
	  "script that saves a result", "folder" },
	{ "aggregate.said", "choix expliqués dans le script",
	  "choices explained in the script", "" },
	{ "import.target", "table remplie : {table}", "table filled: {table}",
	  "table folder source" },
	{ "import.insert", "insertion dans la base : {how}",
	  "insertion into the database: {how}", "how" },
	{ NULL, NULL, NULL, NULL },
};

static bool
wants(const struct gr_entry *e)
{
	return e->kind == GR_PYTHON || e->kind == GR_NOTEBOOK ||
	    e->kind == GR_JAVA || e->kind == GR_KOTLIN || e->kind == GR_SQL ||
	    e->kind == GR_SHELL || e->kind == GR_JAVASCRIPT ||
	    e->kind == GR_TYPESCRIPT;
}

static void
scan(const struct gr_file *f)
{
	static const char *const tables[] = { "pandas", "polars", "pyspark",
		"dask", "geopandas", "modin", "cudf", NULL };
	static const char *const web[] = { "django.http", "django.shortcuts",
		"django.views", "fastapi", "flask", "gradio", "streamlit",
		"dash", "express", "rest_framework", NULL };
	static const char *const learn[] = { "catboost", "keras", "lightgbm",
		"sklearn", "tensorflow", "timm", "torch", "transformers",
		"xgboost", NULL };
	struct script s = { .file = f };
	bool trains;
	size_t i;

	if (is_test(f->entry->path))
		return;
	s.t = gr_tokens(f, &s.nt);
	s.it = gr_outline(f, &s.n);
	s.prepares = prepares(f->entry->path);
	for (i = 0; tables[i] != NULL; i++)
		s.frames |= brings(&s, tables[i]);
	for (i = 0, trains = false; learn[i] != NULL; i++)
		trains |= brings(&s, learn[i]);
	if (!s.prepares && s.frames && !trains)
		s.prepares = may_prepare(f->entry->path);
	for (i = 0; web[i] != NULL; i++)
		s.pages |= brings(&s, web[i]);
	for (i = 0; i < s.n; i++) {
		if (s.it[i].kind != GR_CALL || s.it[i].dead)
			continue;
		s.reads += is_reading(&s.it[i]);
		s.saves |= is_saving(&s.it[i]);
	}
	steps_read(&s);
	statements_read(&s);
	if (s.steps != 0)
		words_read(&s);
	script_tell(&s);
	import_read(&s);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "aggregation",
	.version = "1",
	.summary = "scripts that clean, unify and merge data, and import them",
	.facts = facts,
	.wants = wants,
	.scan = scan,
	.relate = packages_relate,
};
