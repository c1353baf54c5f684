/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * extraction.c: where the data come from, and the scripts that fetch them.
 *
 * The grid names five kinds of source; a call of a known library is one
 * when it is in a script that collects, not in a test and not in the
 * application's own pages.  Of such a script four things are asked: where
 * it starts, what it connects to, what it does when that fails, and where
 * it leaves the result; a folder's scripts may share them.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"

static const struct gr_fact_kind facts[] = {
	{ "extract.source", "source de données ({kind}) : {how}",
	  "source of data ({kind}): {how}", "kind how" },
	{ "extract.script", "script d'extraction : lancement {entry}, "
	  "connexions {init}, erreurs {errors}, sauvegarde {saving}",
	  "extraction script: entry {entry}, connections {init}, errors "
	  "{errors}, saving {saving}", "parts folder entry init errors "
	  "saving" },
	{ "extract.package", "scripts d'extraction de « {folder} » ensemble :"
	  " {parts} éléments sur 4", "extraction scripts of \"{folder}\" "
	  "together: {parts} parts of 4", "parts folder" },
	{ "extract.simulated", "données simulées dans un script de collecte : "
	  "{how}", "simulated data in a script that collects: {how}", "how" },
	{ NULL, NULL, NULL, NULL },
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

enum part { ENTRY = 1, INIT = 2, ERRORS = 4, SAVING = 8 };

struct word {
	const char	*name;	/* of the call, its last part */
	const char	*needs;	/* first part of the name, or what the file
				   brings in; NULL: any */
	const char	*kind;
	bool		 script;	/* only in a script that collects */
};

static const struct word sources[] = {
	{ "BeautifulSoup", NULL, "scraping", false },
	{ "BigQueryClient", NULL, "bigdata", false },
	{ "Chrome", "selenium", "scraping", false },
	{ "Firefox", "selenium", "scraping", false },
	{ "Session", "requests", "api", true },
	{ "async_playwright", NULL, "scraping", false },
	{ "find", "pymongo", "database", true },
	{ "get", "httpx", "api", false },
	{ "get", "requests", "api", false },
	{ "getOrCreate", "pyspark", "bigdata", false },
	{ "load", "json", "file", true },
	{ "parse", "feedparser", "api", false },
	{ "parquet", "pyspark", "bigdata", false },
	{ "post", "requests", "api", true },
	{ "read_csv", NULL, "file", true },
	{ "read_excel", NULL, "file", true },
	{ "read_html", "pandas", "scraping", false },
	{ "read_json", NULL, "file", true },
	{ "read_parquet", NULL, "file", true },
	{ "read_sql", NULL, "database", true },
	{ "read_sql_query", NULL, "database", true },
	{ "read_sql_table", NULL, "database", true },
	{ "reader", "csv", "file", true },
	{ "DictReader", "csv", "file", true },
	{ "sync_playwright", NULL, "scraping", false },
	{ "urlopen", NULL, "api", false },
};

/* What only has to be brought in. */
static const struct word libraries[] = {
	{ "dask", NULL, "bigdata", false },
	{ "databricks", NULL, "bigdata", false },
	{ "deltalake", NULL, "bigdata", false },
	{ "duckdb", NULL, "bigdata", false },
	{ "google.cloud.bigquery", NULL, "bigdata", false },
	{ "pyhive", NULL, "bigdata", false },
	{ "pyspark", NULL, "bigdata", false },
	{ "scrapy", NULL, "scraping", false },
	{ "snowflake", NULL, "bigdata", false },
	{ "trino", NULL, "bigdata", false },
};

static const char *const starts[] = {
	"ArgumentParser", "BashOperator", "CrawlerProcess", "DAG",
	"PythonOperator", "CommandLineRunner",
};

static const char *const inits[] = {
	"AsyncClient", "Chrome", "Client", "Firefox", "MongoClient",
	"Session", "async_playwright", "client", "connect", "create_engine",
	"getOrCreate", "getenv", "load_dotenv", "resource", "sessionmaker",
	"sync_playwright",
};

static const char *const savings[] = {
	"add_all", "bulk_save_objects", "commit", "copy_from", "dump",
	"executemany", "insert_many", "insert_one", "put_object", "saveAll",
	"saveAsTable", "to_csv", "to_excel", "to_json", "to_parquet",
	"to_sql", "upload_file", "upload_fileobj", "write_bytes",
	"write_parquet", "write_text", "writerow", "writerows",
};

struct script {
	const struct gr_file	*file;
	const struct gr_item	*it;
	size_t			 n;
	bool			 collects;	/* by its path */
	bool			 fetches;	/* by its path, from a base too */
	bool			 pages;		/* of an application */
	int			 parts;		/* enum part */
	int			 first, last;	/* of what was seen */
	bool			 source;
};

static bool
in(const char *const *list, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(list[i], name) == 0)
			return true;
	return false;
}

static const char *
last_part(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : name;
}

static bool
says(const char *path, const char *expression)
{
	return gr_search(gr_pattern(expression), path, strlen(path));
}

static bool
is_test(const char *path)
{
	return says(path, "(^|/)(tests?|spec|examples?|e2e|vendor|old|"
	    "archives?|backup)/|obsol|deprecated|"
	    "(^|/)(test_|conftest)|(_test|\\.test|\\.spec)\\.");
}

static bool
collects(const char *path)
{
	return says(path, "extra[ck]t|collect|scrap|crawl|spider|ingest|\\betl|"
	    "etl\\b|_etl|fetch|download|acqui|import|recup|sources?\\b|"
	    "pipeline|dags?/|(^|/)(data|donnees|bloc ?1|e1)(_[^/]*)?/|load|"
	    "notebooks?/.*(explor|data|donn|collect)") &&
	    !says(path, "dashboard|monitor|train|predict|evaluat|migrat|"
	    "loader|template|(^|/)(models?|views?|front[^/]*|ui|"
	    "databases?|db|bdd)/");
}

static bool
brings(const struct script *s, const char *what)
{
	const size_t len = strlen(what);
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->it[i].kind == GR_IMPORT &&
		    strncmp(s->it[i].name, what, len) == 0 &&
		    (s->it[i].name[len] == '\0' || s->it[i].name[len] == '.'))
			return true;
	return false;
}

static bool
wants(const struct gr_entry *e)
{
	return e->kind == GR_PYTHON || e->kind == GR_NOTEBOOK ||
	    e->kind == GR_JAVA || e->kind == GR_KOTLIN;
}

/* --- sources --------------------------------------------------------------- */

/* One's own service is no source. */
static bool
is_own(const struct gr_item *it)
{
	const struct gr_arg *a = gr_arg(it, "url", 0);

	return a != NULL && ((a->text != NULL && says(a->text,
	    "localhost|127\\.0\\.0\\.1|0\\.0\\.0\\.0|://[a-z_-]+(:\\d+)?/|"
	    "/(predict|token|login)\\b")) || (a->code != NULL &&
	    says(a->code, "api_(base|url|ia|data)|base_url_api|backend|"
	    "localhost|127\\.0")));
}

static void
source(struct script *s, const struct gr_item *it, const char *kind,
    const char *how)
{
	struct gr_fact *x = gr_emit("extract.source", it->first,
	    it->kind == GR_CLASS || it->kind == GR_IMPORT ? it->first :
	    it->last);

	gr_set(x, "kind", kind);
	gr_set(x, "how", how);
	s->source = true;
	if (s->first == 0 || it->first < s->first)
		s->first = it->first;
}

static bool
fits(const struct script *s, const struct gr_item *it, const struct word *w)
{
	return strcmp(w->name, last_part(it->name)) == 0 &&
	    (!w->script || s->collects) && (s->fetches ||
	    strcmp(w->kind, "database") != 0) && (w->needs == NULL ||
	    (brings(s, w->needs) && (strcmp(w->kind, "api") != 0 ||
	    strncmp(it->name, w->needs, strlen(w->needs)) == 0)));
}

static void
read_source(struct script *s, const struct gr_item *it)
{
	size_t k;

	for (k = 0; k < LEN(sources); k++) {
		if (!fits(s, it, &sources[k]))
			continue;
		/* A page's requests go to the application's own API. */
		if (strcmp(sources[k].kind, "api") == 0 && (is_own(it) ||
		    (s->pages && !s->collects) || says(s->file->entry->path,
		    "ollama|openai|llm|chatbot|mistral|(^|/)(ai|ia)/")))
			continue;
		source(s, it, sources[k].kind, it->name);
		return;
	}
}

static void
read_select(struct script *s, const struct gr_item *it)
{
	const struct gr_arg *a = gr_arg(it, NULL, 0);

	if (s->fetches && a != NULL && a->text != NULL && strcmp(
	    last_part(it->name), "execute") == 0 &&
	    says(a->text, "^\\s*select\\b.*\\bfrom\\b"))
		source(s, it, "database", it->name);
}

static void
read_import(struct script *s, const struct gr_item *it)
{
	size_t k, len;

	for (k = 0; k < LEN(libraries); k++) {
		len = strlen(libraries[k].name);
		if (strncmp(it->name, libraries[k].name, len) == 0 &&
		    (it->name[len] == '\0' || it->name[len] == '.')) {
			source(s, it, libraries[k].kind, it->name);
			return;
		}
	}
}

/* --- the script ------------------------------------------------------------------ */

static bool
opens_to_write(const struct gr_item *it)
{
	const struct gr_arg *mode = gr_arg(it, "mode", 1);

	return strcmp(last_part(it->name), "open") == 0 && mode != NULL &&
	    mode->text != NULL && strpbrk(mode->text, "wax") != NULL;
}

static void
read_call(struct script *s, const struct gr_item *it)
{
	const char *part = last_part(it->name);

	read_source(s, it);
	read_select(s, it);
	if (it->main || in(starts, LEN(starts), part))
		s->parts |= ENTRY;
	if (in(inits, LEN(inits), part))
		s->parts |= INIT;
	if (in(savings, LEN(savings), part) || opens_to_write(it))
		s->parts |= SAVING;
	if (strcmp(part, "raise_for_status") == 0)
		s->parts |= ERRORS;
	if (s->collects && (strncmp(it->name, "faker.", 6) == 0 ||
	    strcmp(part, "Faker") == 0))
		gr_set(gr_emit("extract.simulated", it->first, it->last),
		    "how", it->name);
}

/* "except: pass" swallows what went wrong. */
static void
read_errors(struct script *s)
{
	const struct gr_token *t;
	size_t i, k, n;

	t = gr_tokens(s->file, &n);
	for (i = 0; i < n; i++) {
		if (!gr_token_is(&t[i], "except") &&
		    !gr_token_is(&t[i], "catch"))
			continue;
		for (k = i + 1; k < n && !gr_token_is(&t[k], ":") &&
		    !gr_token_is(&t[k], "{"); k++)
			;
		for (k++; k < n && (t[k].kind == GR_NEWLINE ||
		    t[k].kind == GR_COMMENT); k++)
			;
		if (k < n && !gr_token_is(&t[k], "pass") &&
		    !gr_token_is(&t[k], "}") && !gr_token_is(&t[k], "..."))
			s->parts |= ERRORS;
	}
}

static int
count(int parts)
{
	int n = 0;

	for (; parts != 0; parts >>= 1)
		n += parts & 1;
	return n;
}

static const char *const part_names[] = { "entry", "init", "errors",
	"saving" };		/* in the order of enum part */
static const char yes[] = "✓", no[] = "–";

static void
say_script(struct script *s)
{
	const char *path = s->file->entry->path, *slash = strrchr(path, '/');
	struct gr_fact *x;
	size_t i;

	x = gr_emit("extract.script", s->source ? s->first : 1,
	    s->file->lines);
	gr_setf(x, "parts", "%d", count(s->parts));
	gr_setn(x, "folder", path, slash == NULL ? 0 :
	    (size_t)(slash - path));
	for (i = 0; i < LEN(part_names); i++)
		gr_set(x, part_names[i], (s->parts & 1 << i) != 0 ? yes :
		    no);
}

static void
scan(const struct gr_file *f)
{
	struct script s = { .file = f };
	size_t i;

	if (is_test(f->entry->path))
		return;
	s.it = gr_outline(f, &s.n);
	s.collects = collects(f->entry->path);
	s.fetches = s.collects && says(f->entry->path, "extra[ck]t|collect|"
	    "ingest|export|\\betl|source");
	s.pages = brings(&s, "streamlit") || brings(&s, "flask") ||
	    brings(&s, "fastapi") || brings(&s, "django") ||
	    brings(&s, "gradio") || brings(&s, "dash");
	for (i = 0; i < s.n; i++) {
		if (s.it[i].dead)
			continue;
		if (s.it[i].kind == GR_CALL)
			read_call(&s, &s.it[i]);
		else if (s.it[i].kind == GR_IMPORT)
			read_import(&s, &s.it[i]);
		else if (s.it[i].kind == GR_CLASS &&
		    strstr(s.it[i].what, "Spider") != NULL)
			s.parts |= ENTRY | INIT;
		/* A script that runs from its top to its end starts there. */
		if (s.it[i].kind == GR_CALL && s.it[i].inside < 0 &&
		    s.source && !s.pages)
			s.parts |= ENTRY;
	}
	read_errors(&s);
	if ((s.source && (s.collects || !s.pages)) ||
	    (s.collects && s.parts != 0 && !s.pages))
		say_script(&s);
}

/* --- folders ------------------------------------------------------------------------ */

static int
parts_of(const struct gr_seen *f)
{
	const char *v;
	int parts = 0;
	size_t i;

	for (i = 0; i < LEN(part_names); i++)
		if ((v = gr_value(f, part_names[i])) != NULL &&
		    strcmp(v, yes) == 0)
			parts |= 1 << i;
	return parts;
}

/* Does the file itself fetch something? */
static bool
fetches(const struct gr_repo *r, const struct gr_seen *f)
{
	const struct gr_seen *const *s;
	size_t i, n;

	s = gr_facts(r, "extract.source", &n);
	for (i = 0; i < n; i++)
		if (strcmp(s[i]->path, f->path) == 0)
			return true;
	return false;
}

static void
relate(const struct gr_repo *r)
{
	const struct gr_seen *const *f, *head;
	struct gr_fact *x;
	const char *folder;
	size_t i, k, n;
	int parts, files;
	bool any;

	f = gr_facts(r, "extract.script", &n);
	for (i = 0; i < n; i++) {
		folder = gr_value(f[i], "folder");
		if (folder == NULL || folder[0] == '\0')
			continue;
		for (k = 0; k < i; k++)
			if (strcmp(gr_value(f[k], "folder"), folder) == 0)
				break;
		if (k < i)
			continue;
		head = f[i];
		for (parts = files = 0, any = false, k = i; k < n; k++) {
			if (strcmp(gr_value(f[k], "folder"), folder) != 0)
				continue;
			parts |= parts_of(f[k]);
			any |= fetches(r, f[k]);
			if (count(parts_of(f[k])) > count(parts_of(head)))
				head = f[k];
			files++;
		}
		if (files < 2 || !any || count(parts) <=
		    count(parts_of(head)))
			continue;
		x = gr_emit_at("extract.package", head->path, head->first,
		    head->last);
		gr_setf(x, "parts", "%d", count(parts));
		gr_set(x, "folder", folder);
	}
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "extraction",
	.version = "1",
	.summary = "sources of data and the scripts that fetch them",
	.facts = facts,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
