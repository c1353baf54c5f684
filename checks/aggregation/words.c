/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: by which names scripts, readers and writers of data go.
 */
#include <string.h>

#include "aggregation.h"

bool
in(const char *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp(*list, name) == 0)
			return true;
	return false;
}

bool
says(const char *text, const char *expression)
{
	return gr_search(gr_pattern(expression), text, strlen(text));
}

const char *
last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : name;
}

bool
brings(const struct script *s, const char *library)
{
	const size_t len = strlen(library);
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->it[i].kind == GR_IMPORT &&
		    strncmp(s->it[i].name, library, len) == 0 &&
		    (s->it[i].name[len] == '\0' || s->it[i].name[len] == '.'))
			return true;
	return false;
}

bool
is_test(const char *path)
{
	return says(path, "(^|/)(tests?|spec|examples?|e2e|vendor|old|"
	    "archives?|backup)/|obsol|deprecated|"
	    "(^|/)(test_|conftest)|(_test|\\.test|\\.spec)\\.");
}

/* What trains or shows may handle tables too, and prepares no set. */
static bool
is_other(const char *path)
{
	return says(path, "dashboard|monitor|train|predict|evaluat|infer|"
	    "loader|template|(^|/)(models?|views?|front[^/]*|ui|pages?|"
	    "routes?|routers?|endpoints?|auth|migrations?|alembic)/|"
	    "modelis|modeling|modell|tuning|benchmark|drift|chatbot|rag|"
	    "synthetic|generat|gener(er|ation)_|mock|fake|simul");
}

bool
prepares(const char *path)
{
	return says(path, "a[g]+reg|clean|nettoy|prep(ar|roc)|_prep|prep_|"
	    "transform|merg(e|ing)|fusion|consolid|combin|normali|"
	    "homogen|harmoni|standard|dedup|wrangl|\\betl|etl\\b|_etl|"
	    "process|pipeline|ingest|collect|extract|import|load|charg|"
	    "feature|jointure|dags?/|dbt|silver|gold|bronze|"
	    "(^|/)(data|donnees|bloc ?1|e1)(_[^/]*)?/|_data\\b|data_|"
	    "explor|\\beda|_eda") && !is_other(path);
}

/* A place for scripts of all kinds: the tables in them tell. */
bool
may_prepare(const char *path)
{
	return says(path, "(^|/)scripts?/|notebooks?/|\\.ipynb$") &&
	    !is_other(path);
}

bool
is_reading(const struct gr_item *it)
{
	static const char *const calls[] = {
		"DictReader", "fetchall", "glob", "load", "loads", "open",
		"open_dataset", "parse", "parquet", "read_csv", "read_excel",
		"read_feather", "read_html", "read_json", "read_parquet",
		"read_pickle", "read_sql", "read_sql_query", "read_sql_table",
		"read_table", "read_text", "reader", "rglob", "scan_csv",
		"scan_parquet", "readAll", "readLine", "readNext",
		"readFileSync", NULL,
	};
	const struct gr_arg *mode;

	if (strcmp(last_part(it->name), "load_dotenv") == 0 ||
	    !in(calls, last_part(it->name)))
		return false;
	mode = gr_arg(it, "mode", 1);
	return strcmp(last_part(it->name), "open") != 0 || mode == NULL ||
	    mode->text == NULL || strpbrk(mode->text, "wax") == NULL;
}

bool
is_saving(const struct gr_item *it)
{
	static const char *const calls[] = {
		"add_all", "bulk_create", "bulk_insert_mappings",
		"bulk_save_objects", "commit", "copy_expert", "copy_from",
		"dump", "execute_batch", "execute_values", "executemany",
		"insert_many", "saveAll", "saveAsTable", "save_to_disk",
		"sink_parquet", "to_csv", "to_excel", "to_feather", "to_json",
		"to_parquet", "to_pickle", "to_sql", "write_csv",
		"write_parquet", "write_text", "writerow", "writerows",
		"upload_file", "put_object", NULL,
	};
	const struct gr_arg *mode = gr_arg(it, "mode", 1);
	const char *part = last_part(it->name);

	return in(calls, part) || (strcmp(part, "open") == 0 &&
	    mode != NULL && mode->text != NULL &&
	    strpbrk(mode->text, "wax") != NULL) ||
	    strstr(it->name, ".write.") != NULL;
}

const struct gr_item *
within(const struct script *s, const struct gr_item *it,
    const char *expression)
{
	int k;

	for (k = it->inside; k >= 0; k = s->it[k].inside)
		if (says(s->it[k].name, expression))
			return &s->it[k];
	return NULL;
}
