/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reach.c: does a file of tests reach the project?
 *
 * It does when it imports a module of the tree, sends a request to this
 * machine, runs a script, or is given fixtures by a conftest.py.  One that
 * only computes with what it defines itself, or visits somebody else's
 * site, shows that the tool runs and no more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests.h"

enum { AIMS_MOST = 50 };

/* Modules that are never the project's: of the languages, well known. */
static const char *const known[] = {
	"__future__", "abc", "aiohttp", "argparse", "ast", "asyncio",
	"base64", "behave", "bs4", "builtins", "collections", "contextlib",
	"copy", "csv", "dataclasses", "datetime", "decimal", "django",
	"dotenv", "enum", "evidently", "faker", "fastapi", "flask",
	"freezegun", "functools", "glob", "great_expectations", "hashlib",
	"hypothesis", "httpx", "importlib", "inspect", "io", "ipytest",
	"itertools", "joblib", "json", "jwt", "keras", "langchain", "logging",
	"math", "matplotlib", "mlflow", "mock", "nose", "numpy", "openai",
	"os", "pandas", "pandera", "pathlib", "pickle", "playwright",
	"polars", "prometheus_client", "psycopg2", "pydantic", "pymongo",
	"pyspark", "pytest", "pytest_asyncio", "pytest_bdd", "random", "re",
	"redis", "requests", "requests_mock", "responses", "rest_framework",
	"selenium", "shutil", "sklearn", "socket", "sqlalchemy", "sqlite3",
	"sqlmodel", "starlette", "statistics", "streamlit", "string",
	"subprocess", "sys", "tempfile", "tensorflow", "textwrap",
	"threading", "time", "torch", "torchvision", "traceback",
	"transformers", "types", "typing", "unittest", "urllib", "uuid",
	"warnings", "xgboost", "yaml", "zipfile", NULL
};

/* "app.main" -> "app"; dots in front of it stay. */
static void
top(const char *module, char *out, size_t room)
{
	size_t n = strspn(module, ".");

	n += strcspn(module + n, "./");
	snprintf(out, room, "%.*s", (int)(n < room ? n : room - 1), module);
}

void
reach_words(const struct source *s, char *out, size_t room)
{
	char name[NAME_ROOM];
	size_t i, n = strlen(out);

	for (i = 0; i < s->n; i++) {
		const struct gr_item *it = &s->item[i];

		if (it->kind != GR_IMPORT || n + 2 >= room)
			continue;
		top(it->name, name, sizeof(name));
		if (name_any(name, known))
			continue;
		words_add(out, room, it->name);
		n = strlen(out);
	}
}

/* --- in scan -------------------------------------------------------------- */

static bool
runs_script(const struct source *s)
{
	static const char *const ways[] = { "subprocess.run",
	    "subprocess.check_output", "subprocess.Popen",
	    "subprocess.check_call", "importlib.import_module",
	    "runpy.run_path", "runpy.run_module", "AppTest.from_file",
	    "call_command", "joblib.load", "pickle.load", "pd.read_csv",
	    "pd.read_parquet", "mlflow.pyfunc.load_model", "load_model",
	    "pd.read_sql", "importlib.util.spec_from_file_location",
	    "sqlite3.connect", "psycopg2.connect", "create_engine", NULL };
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->item[i].kind == GR_CALL &&
		    name_any(s->item[i].name, ways))
			return true;
	return false;
}

/* What a script, or a language whose packages see each other, imports. */
static const char *
brace_way(const struct source *s)
{
	enum gr_kind kind = s->file->entry->kind;
	size_t i;

	if (kind != GR_JAVASCRIPT && kind != GR_TYPESCRIPT)
		return "package";
	for (i = 0; i < s->n; i++)
		if (s->item[i].kind == GR_IMPORT &&
		    (strchr(".~/#", s->item[i].name[0]) != NULL ||
		    name_begins(s->item[i].name, "@/")))
			return "import";
	return NULL;
}

/* Given by a conftest: parameters that pytest does not know itself. */
static bool
takes_fixtures(const struct source *s, const struct test *t)
{
	static const char *const own[] = { "self", "tmp_path", "tmpdir",
	    "monkeypatch", "capsys", "caplog", "request", "mocker",
	    "recwarn", "benchmark", "capfd", NULL };
	const struct gr_item *it = &s->item[t->item];
	int i;

	if (it->kind != GR_FUNCTION || mark_before(s, t->item, t->item) >= 0)
		return false;
	for (i = 0; i < it->nargs; i++)
		if (it->args[i].name != NULL &&
		    !name_any(it->args[i].name, own))
			return true;
	return false;
}

const char *
reach_way(const struct source *s, const struct test *t, size_t n, int calls)
{
	const char *way;
	size_t i;

	if (calls > 0)
		return "http";
	if (s->brace && (way = brace_way(s)) != NULL)
		return way;
	if (runs_script(s))
		return "run";
	for (i = 0; i < n; i++)
		if (!s->brace && takes_fixtures(s, &t[i]))
			return "fixture";
	return "";
}

/* The first names of what it imports, blanks between. */
void
reach_modules(const struct source *s, char *out, size_t room)
{
	char name[NAME_ROOM], last[NAME_ROOM] = "";
	size_t i, n = 0;

	out[0] = '\0';
	for (i = 0; i < s->nimports; i++) {
		top(s->import[i], name, sizeof(name));
		if (name_any(name, known) || strcmp(name, last) == 0 ||
		    n + strlen(name) + 2 > room)
			continue;
		n += (size_t)snprintf(out + n, room - n, "%s%s",
		    n > 0 ? " " : "", name);
		snprintf(last, sizeof(last), "%s", name);
	}
}

/* --- in relate ------------------------------------------------------------ */

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	char	**list;		/* owned: every module of the tree, sorted */
	size_t	  n;
};

/* The names under which the tree can be imported: folders, scripts. */
static struct names
names_of(const struct gr_repo *r)
{
	struct names m = { NULL, 0 };
	size_t i, cap = 0;
	const char *p, *end;

	for (i = 0; i < r->nentries; i++) {
		const struct gr_entry *e = &r->entries[i];

		if (e->unread != NULL || (e->kind != GR_PYTHON &&
		    e->kind != GR_NOTEBOOK && e->kind != GR_JAVASCRIPT &&
		    e->kind != GR_TYPESCRIPT))
			continue;
		for (p = e->path; *p != '\0'; p = *end == '/' ? end + 1 : end) {
			end = p + strcspn(p, "/");
			if (m.n == cap) {
				cap = cap > 0 ? 2 * cap : 256;
				m.list = reallocarray(m.list, cap,
				    sizeof(*m.list));
				if (m.list == NULL)
					abort();
			}
			m.list[m.n] = strndup(p, *end == '\0' &&
			    end - p > 3 ? (size_t)(end - p - 3) :
			    (size_t)(end - p));
			if (m.list[m.n++] == NULL)
				abort();
		}
	}
	if (m.n > 0)
		qsort(m.list, m.n, sizeof(*m.list), by_text);
	return m;
}

static void
names_free(struct names *m)
{
	size_t i;

	for (i = 0; i < m->n; i++)
		free(m->list[i]);
	free(m->list);
}

/* Well-known scopes of npm. */
static bool
is_scope(const char *p)
{
	static const char *const scopes[] = { "@playwright", "@testing-library",
	    "@angular", "@jest", "@vue", "@nestjs", "@types", "@mui",
	    "@prisma", "@tanstack", "@nuxt", "@vitest", "@storybook",
	    "@reduxjs", "@supabase", "@cypress", "@axe-core" };
	size_t i;

	for (i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++)
		if (name_begins(p, scopes[i]))
			return true;
	return false;
}

/* One of the imported modules lies in the tree, and not among the tests. */
static bool
imports_own(const struct names *m, const char *path, const char *modules)
{
	char name[NAME_ROOM];
	const char *key = name, *p, *end;
	size_t dots;

	for (p = modules; p != NULL && *p != '\0'; p = *end ? end + 1 : end) {
		end = p + strcspn(p, " ");
		/* "@utils/x" is an alias where there is a folder "utils". */
		if (*p == '@' && !is_scope(p))
			p++;
		snprintf(name, sizeof(name), "%.*s", (int)(end - p), p);
		dots = strspn(name, ".");
		if (dots > 1 || (dots == 1 && !is_test_folder(path)))
			return true;
		if (dots == 0 && strcmp(name, "tests") != 0 &&
		    strcmp(name, "test") != 0 && bsearch(&key, m->list, m->n,
		    sizeof(*m->list), by_text) != NULL)
			return true;
	}
	return false;
}

/* A conftest.py in the folder of the tests or above. */
static bool
has_conftest(const struct gr_repo *r, const char *path)
{
	char at[4096];
	size_t n = strlen(path);

	if (n + sizeof("conftest.py") >= sizeof(at))
		return false;
	while (n > 0) {
		while (n > 0 && path[n - 1] != '/')
			n--;
		snprintf(at, sizeof(at), "%.*sconftest.py", (int)n, path);
		if (gr_entry(r, at) != NULL)
			return true;
		if (n > 0)
			n--;
	}
	return false;
}

static bool
reaches(const struct gr_repo *r, const struct names *m,
    const struct gr_seen *file)
{
	const char *way = gr_value(file, "way");

	if (way == NULL || way[0] == '\0')
		return imports_own(m, file->path, gr_value(file, "modules"));
	if (strcmp(way, "fixture") == 0)
		return has_conftest(r, file->path) ||
		    imports_own(m, file->path, gr_value(file, "modules"));
	return true;
}

/* Is the aim that of the tests of this file? */
static bool
covers(const struct gr_seen *aim, const struct gr_seen *test)
{
	const char *stack = gr_value(aim, "stack");
	const char *framework = gr_value(test, "framework");
	static const char *const python[] = { "pytest", "unittest", "django",
	    "nose", "behave", "pytest-bdd", NULL };
	static const char *const script[] = { "jest", "vitest", "mocha",
	    "playwright", "cypress", "jasmine", "node:test", "ava", "tap",
	    "bun", NULL };
	const char *slash = strrchr(aim->path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - aim->path) + 1;

	if (strcmp(stack, "python") == 0 && !name_any(framework, python))
		return false;
	if (strcmp(stack, "script") == 0 && !name_any(framework, script))
		return false;
	if (strcmp(stack, "other") == 0 && (name_any(framework, python) ||
	    name_any(framework, script)))
		return false;
	if (strcmp(gr_value(aim, "source"), "setting") != 0)
		return true;
	return strncmp(aim->path, test->path, n) == 0;
}

/* What all of them are held against. */
struct known_of {
	const struct gr_seen *const	*aims, *const *tools;
	size_t				 naims, ntools;
};

/* The framework comes with the language, or a manifest asks for it. */
static bool
has_tool(const struct known_of *k, const char *framework)
{
	static const char *const own[] = { "unittest", "django", "go",
	    "node:test", "bun", NULL };
	static const char *const python[] = { "pytest", "nose", "behave",
	    "pytest-bdd", NULL };
	static const char *const script[] = { "jest", "vitest", "mocha",
	    "playwright", "cypress", "jasmine", "ava", "tap", NULL };
	const char *stack = name_any(framework, python) ? "python" :
	    name_any(framework, script) ? "script" : "other";
	size_t i;

	for (i = 0; i < k->ntools; i++)
		if (strcmp(gr_value(k->tools[i], "stack"), stack) == 0)
			return true;
	return name_any(framework, own);
}

static void
relate_file(const struct gr_seen *const *written, size_t n, size_t *at,
    const struct gr_seen *file, const struct known_of *k)
{
	static const char *const keys[] = { "name", "framework", "asserts",
	    "subject", "described" };
	struct suites suites;
	struct gr_fact *f;
	size_t i;
	bool aim, tool;

	suite_begin(&suites);
	for (; *at < n && strcmp(written[*at]->path, file->path) == 0; ++*at) {
		const struct gr_seen *w = written[*at];

		for (aim = false, i = 0; i < k->naims && !aim; i++)
			aim = covers(k->aims[i], w);
		f = gr_emit_at("test.case", w->path, w->first, w->last);
		for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			gr_set(f, keys[i], gr_value(w, keys[i]));
		gr_set(f, "aim", aim ? "yes" : "no");
		tool = has_tool(k, gr_value(w, "framework"));
		gr_set(f, "tool", tool ? "yes" : "no");
		suite_add(&suites, w, aim, tool);
	}
	suite_emit(&suites);
}

void
reach_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *files, *const *written;
	size_t nfiles, nwritten, i, at = 0;
	struct known_of k;
	struct names m = names_of(r);

	files = gr_facts(r, "test.file", &nfiles);
	written = gr_facts(r, "test.written", &nwritten);
	k.aims = gr_facts(r, "test.coverage_aim", &k.naims);
	k.tools = gr_facts(r, "test.tool", &k.ntools);
	k.naims = k.naims < AIMS_MOST ? k.naims : AIMS_MOST;
	for (i = 0; i < nfiles; i++) {
		/* Both lists are by path. */
		while (at < nwritten && strcmp(written[at]->path,
		    files[i]->path) < 0)
			at++;
		if (at == nwritten || strcmp(written[at]->path,
		    files[i]->path) != 0)
			continue;
		if (reaches(r, &m, files[i]))
			relate_file(written, nwritten, &at, files[i], &k);
		else
			gr_set(gr_emit_at("test.foreign", files[i]->path,
			    files[i]->first, files[i]->last), "framework",
			    gr_value(files[i], "framework"));
	}
	names_free(&m);
}
