/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql.c: databases: DDL, queries, migrations, models of an ORM.
 *
 * relate() compares the tables that an ORM declares with those that scripts
 * and migrations create: a script for some sample base does not create the
 * project's own.
 */
#include <string.h>
#include <strings.h>

#include "sql/sql.h"

enum {
	SIZE_MOST = 8 << 20, TABLES_MOST = 1000,
	PANEL_MOST = 1 << 20,	/* of a dashboard; data are larger */
	MODELS_LEAST = 3,	/* fewer may be an example beside */
};

static const struct gr_fact_kind kinds[] = {
	{ "sql.table", "CREATE TABLE {table} : {columns} colonnes, "
	    "{references} clé(s) étrangère(s)", "CREATE TABLE {table}: {columns} "
	    "columns, {references} foreign key(s)",
	    "table columns references key in test names" },
	{ "sql.quoted", "CREATE TABLE {table} dans un document",
	    "CREATE TABLE {table} in a document",
	    "table columns references key in test names" },
	{ "sql.select", "requête SELECT sur {from} ({in})",
	    "SELECT query on {from} ({in})",
	    "from joins filters in system test" },
	{ "sql.comment", "requête sur {on} commentée en {words} mots",
	    "query on {on} with a comment of {words} words",
	    "on words why in" },
	{ "sql.tuning", "optimisation : {how} {on}", "tuning: {how} {on}",
	    "how on said why in" },
	{ "sql.reason", "raison d'une optimisation, « {under} »",
	    "reason for an optimisation, \"{under}\"", "under" },
	{ "sql.explained", "requête expliquée, « {under} »",
	    "query explained, \"{under}\"", "under" },
	{ "sql.delete", "DELETE FROM {from}", "DELETE FROM {from}", "from" },
	{ "sql.migration", "migration {tool} : table {table}",
	    "{tool} migration: table {table}", "tool table" },
	{ "sql.driver", "accès à une base : {name}",
	    "access to a database: {name}", "name" },
	{ "sql.apart", "{missing} tables de l'ORM sur {of} que ni script ni "
	    "migration ne crée", "{missing} of {of} tables of the ORM that "
	    "neither script nor migration creates", "missing of" },
	{ "orm.model", "modèle {orm} : {model}", "{orm} model: {model}",
	    "orm model table test" },
	{ "orm.create", "l'ORM crée les tables : {call}",
	    "the ORM creates the tables: {call}", "call" },
	{ "orm.query", "lecture par l'ORM : {call}",
	    "read through the ORM: {call}", "call" },
	{ .name = NULL },
};

static bool
is_code(enum gr_kind k)
{
	switch (k) {
	case GR_CSHARP: case GR_GO: case GR_JAVA: case GR_JAVASCRIPT:
	case GR_KOTLIN: case GR_NOTEBOOK: case GR_PHP: case GR_PYTHON:
	case GR_RUBY: case GR_RUST: case GR_TYPESCRIPT:
		return true;
	default:
		return false;
	}
}

static bool
wants(const struct gr_entry *e)
{
	if (e->size > SIZE_MOST)
		return false;
	/* Most of these have no SQL, so what is not at hand tells nothing. */
	if (e->kind == GR_JSON || e->kind == GR_NOTEBOOK)
		return e->size >= 0 && (e->kind == GR_NOTEBOOK ||
		    e->size <= PANEL_MOST);
	return is_code(e->kind) || e->kind == GR_SQL ||
	    e->kind == GR_MARKDOWN ||
	    strcasecmp(e->ext, "prisma") == 0;
}

static void
scan(const struct gr_file *f)
{
	static const struct heard silence;

	if (f->entry->kind == GR_SQL) {
		statements_read(f->text, f->len, 1, IN_SCRIPT, silence,
		    f->entry->path);
		return;
	}
	if (f->entry->kind == GR_JSON) {
		panel_read(f);
		return;
	}
	if (f->entry->kind == GR_MARKDOWN) {
		document_read(f);
		return;
	}
	if (!is_code(f->entry->kind)) {
		prisma_read(f);
		return;
	}
	code_read(f);
	orm_read(f);
	if (f->entry->kind == GR_NOTEBOOK)
		document_read(f);
}

/* --- whose tables they are ----------------------------------------------- */

struct tables {
	const char	*name[TABLES_MOST];
	size_t		 n;
};

static void
gather(const struct gr_repo *r, const char *fact, struct tables *t)
{
	const struct gr_seen *const *seen;
	const char *test;
	size_t i, n;

	seen = gr_facts(r, fact, &n);
	for (i = 0; i < n && t->n < TABLES_MOST; i++) {
		test = gr_value(seen[i], "test");
		if (test == NULL || strcmp(test, "yes") != 0)
			t->name[t->n++] = gr_value(seen[i], "table");
	}
}

static bool
holds(const struct tables *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->name[i] != NULL && strcasecmp(t->name[i], name) == 0)
			return true;
	return false;
}

/* Only where the models say their tables can they be looked for. */
static void
relate(const struct gr_repo *r)
{
	const struct gr_seen *const *model, *first = NULL;
	struct tables made = { .n = 0 };
	const char *table, *test;
	int missing = 0, of = 0;
	struct gr_fact *x;
	size_t i, n;

	gather(r, "sql.table", &made);
	gather(r, "sql.migration", &made);
	model = gr_facts(r, "orm.model", &n);
	for (i = 0; i < n; i++) {
		table = gr_value(model[i], "table");
		test = gr_value(model[i], "test");
		if (table == NULL || table[0] == '\0' || (test != NULL &&
		    strcmp(test, "yes") == 0))
			continue;
		of++;
		if (holds(&made, table))
			continue;
		missing++;
		if (first == NULL)
			first = model[i];
	}
	if (first == NULL || of < MODELS_LEAST || 2 * missing <= of)
		return;
	x = gr_emit_at("sql.apart", first->path, first->first, first->last);
	gr_setf(x, "missing", "%d", missing);
	gr_setf(x, "of", "%d", of);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "sql",
	.version = "1",
	.summary = "SQL in scripts, code and documents; models of an ORM; "
	    "migrations",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
