/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * import.c: scripts that put prepared data into the database.
 *
 * An application inserts too, one line for each request: that imports
 * nothing.  What counts is a writing of many lines, or of one in a script
 * that reads the data or says by its name that it loads them.
 */
#include <stdio.h>
#include <string.h>

#include "aggregation.h"

static const char *const many[] = {
	"add_all", "bulkCreate", "bulkWrite", "bulk_create",
	"bulk_insert_mappings", "bulk_save_objects", "bulk_write",
	"copy_expert", "copy_from", "copy_records_to_table", "createMany",
	"execute_batch", "execute_values", "executemany", "insertMany",
	"insert_many", "insert_rows_json", "saveAll", "to_gbq", "to_sql",
	"write_database", "write_pandas", NULL,
};
static const char *const one[] = {
	"get_or_create", "insert_one", "insertOne", "replace_one",
	"update_or_create", "upsert", NULL,
};

#define LOADS "import|load|ingest|populat|insert|stock|\\betl|etl\\b|" \
	"_etl|aliment|charg|peupl|remplir|feed_|to_db|to_sql|_db_|" \
	"csv_?to|management/commands|store_|save_"
#define RUNTIME "log(s|ger|ging)?\\b|monitor|drift|feedback|prediction|" \
	"history|conversation|message|session|chat|auth|user|metric|token"

static bool
is_framework(const struct script *s)
{
	return s->pages && s->reads == 0;
}

/* The text that is inserted: the call's own, or one that it names. */
static bool
inserts(const struct gr_item *it)
{
	const struct gr_arg *a = gr_arg(it, NULL, 0);
	const char *t;

	if (a == NULL)
		return false;
	t = a->text != NULL ? a->text : a->code;
	return t != NULL && says(t, "\\binsert\\s+(or\\s+\\w+\\s+)?into\\b|"
	    "\\bcopy\\s[\\s\\S]*\\bfrom\\b|\\bload\\s+data\\b|"
	    "\\binsert_(sql|query|stmt)|sql_insert|\\bmerge\\s+into\\b");
}

static bool
is_copy(const struct gr_item *it)
{
	const struct gr_arg *a = gr_arg(it, NULL, 0);

	return a != NULL && a->text != NULL && says(a->text,
	    "\\A\\s*(copy\\s[\\s\\S]*\\bfrom\\b|load\\s+data\\b)");
}

/* The first name of a data file in the text, as in "lots.csv". */
static const char *
data_file(const struct script *s)
{
	size_t i;

	for (i = 0; i < s->nt; i++)
		if (s->t[i].kind == GR_STRING && !s->t[i].doc &&
		    says(s->t[i].text, "^[^\\s*]+\\.(csv|jsonl?|xlsx?|parquet|"
		    "xml|tsv|db|sqlite)$|^https?://"))
			return s->t[i].text;
	return NULL;
}

/* Which table, and from which file: two files may fill the same. */
static void
target(const struct script *s, const struct gr_item *it)
{
	const struct gr_arg *a = gr_arg(it, "name", 0);
	const char *table = NULL, *path = s->file->entry->path, *p;
	const char *source = data_file(s);
	char room[80];
	struct gr_fact *x;

	if (a != NULL && a->text != NULL &&
	    strcmp(last_part(it->name), "to_sql") == 0) {
		table = a->text;
	} else if (strcmp(last_part(it->name), "saveAll") == 0) {
		table = it->name;
	} else if (a != NULL && a->text != NULL &&
	    ((p = strstr(a->text, "INTO ")) != NULL ||
	    (p = strstr(a->text, "into ")) != NULL)) {
		p += 5 + strspn(p + 5, " \n\t\"`");
		snprintf(room, sizeof(room), "%.*s", (int)strcspn(p,
		    " (\n\t\"`"), p);
		table = room;
	}
	if (table == NULL || table[0] == '\0' || source == NULL)
		return;
	x = gr_emit("import.target", it->first, it->last);
	gr_set(x, "table", table);
	gr_setn(x, "folder", path, folder_of(path));
	gr_set(x, "source", source);
}

static void
tell(const struct script *s, const struct gr_item *it, const char *how)
{
	const struct gr_item *f = within(s, it, "");
	const int first = f != NULL && f->kind == GR_FUNCTION ? f->first :
	    it->first;
	struct gr_fact *x;

	/* From what is prepared to what is sent, when that is in sight. */
	x = gr_emit("import.insert", it->last - first > 80 ? it->first :
	    first, it->last);
	gr_set(x, "how", how);
	target(s, it);
}

static void
read_call(const struct script *s, const struct gr_item *it, bool adds)
{
	const char *part = last_part(it->name), *path = s->file->entry->path;
	const struct gr_item *f = within(s, it, "");
	const bool loads = says(path, LOADS), given = f != NULL &&
	    f->kind == GR_FUNCTION && f->nargs > 0 && s->prepares;
	const struct gr_arg *what = gr_arg(it, NULL, 0);
	bool single;

	if ((within(s, it, RUNTIME) != NULL && !loads) || (what != NULL &&
	    what->code != NULL && says(what->code, "^[\\w.]*(predict|log_|"
	    "feedback)\\w*$")))
		return;
	if ((in(many, part) && (s->reads > 0 || loads || given)) ||
	    is_copy(it)) {
		tell(s, it, it->name);
		return;
	}
	if (says(path, "(^|/)auth/|admin|debug|bench"))
		return;
	single = in(one, part) || (strncmp(part, "execute", 7) == 0 &&
	    inserts(it)) || (strcmp(part, "create") == 0 &&
	    strstr(it->name, "objects.create") != NULL) ||
	    (strcmp(part, "add") == 0 && adds &&
	    says(it->name, "session|\\bdb\\b"));
	if (single && !s->pages && (loads || s->prepares) &&
	    (s->reads > 0 || loads))
		tell(s, it, it->name);
}

/* psql's and Mongo's own loaders, COPY and LOAD DATA. */
static void
read_lines(const struct script *s)
{
	static const char expression[] = "^\\s*\\\\?copy\\s+[\\w.\"]+.*\\bfrom\\b|"
	    "\\\\copy\\s+[\\w.\"]+.*\\bfrom\\b|^\\s*load\\s+data\\s|"
	    "\\bmongoimport\\s.*--file|^\\s*\\.import\\s";
	const char *line;
	size_t len;
	int n, told = 0;

	for (n = 1; n <= s->file->lines && told < EACH_MOST; n++) {
		line = gr_line(s->file, n, &len);
		if (line == NULL || !gr_search(gr_pattern(expression), line,
		    len) || says(line, "^\\s*(#|--)"))
			continue;
		gr_set(gr_emit("import.insert", n, n), "how", "COPY");
		told++;
	}
}

void
import_read(struct script *s)
{
	const enum gr_kind k = s->file->entry->kind;
	const char *path = s->file->entry->path;
	bool adds = false;
	size_t i;

	if (k == GR_SQL || k == GR_SHELL) {
		read_lines(s);
		return;
	}
	if (is_framework(s) || says(path, "(^|/)(migrations?|alembic|routes?|"
	    "routers?|endpoints?|monitoring|synthetic)/"))
		return;
	for (i = 0; i < s->n; i++)
		adds |= s->it[i].kind == GR_CALL &&
		    strcmp(last_part(s->it[i].name), "commit") == 0;
	for (i = 0; i < s->n; i++)
		if (s->it[i].kind == GR_CALL && !s->it[i].dead)
			read_call(s, &s->it[i], adds);
}
