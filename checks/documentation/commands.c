/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * commands.c: the commands that documents give, and what "make X" and
 * "npm run X" stand for.
 *
 * Commands stand in blocks of code or between backquotes.  A word of prose
 * is none: "tested with pytest" tells no one what to type.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "documentation.h"

enum { EACH_MOST = 60, FILES_ROOM = 280 };

/* What may stand before the program's own name on its line. */
#define START "(^|&& *|; *|: +|\\|\\| *|^.{0,60}[$>%] |\\b(run|exec) (\\S+ )*|" \
    "-m |-c [\"']|^(\\w+=\\S+ )+|^sudo |[/\\\\])"
#define LONE "(\\s|$|[\"'])"

/*
 * needs: one of these must be in the tree, by the name of the file.
 */
static const struct row {
	const char *does, *lang, *needs, *expression;
} rows[] = {
	{ "test", "python", "test*.py *_test.py tests.py test_*.ipynb",
	    START "(py\\.?test|unittest|tox|nox|nose2)" LONE },
	{ "test", "python", "test*.py *_test.py tests.py",
	    "manage\\.py test|coverage run|python3? -m coverage run" },
	{ "test", "python", "*.feature", START "behave" LONE },
	{ "test", "script", NULL,
	    "\\bpython3? (\\S*[/\\\\])?(test_\\w+|\\w+_tests?|run_tests?)"
	    "\\.py\\b" },
	{ "test", "shell", NULL,
	    "^(\\$ )?(bash|sh)? ?(\\./)?\\S*\\btests?\\S*\\.sh\\b" },
	{ "test", "js", "package.json",
	    START "(npm|yarn|pnpm|bun)( -\\S+( \\S+)?)*( run)? (test|e2e|"
	    "cypress|unit)\\S*|" START "(npx )?(vitest|jest|cypress (run|"
	    "open)|playwright test|ng (test|e2e)|mocha)\\b" },
	{ "test", "java", "pom.xml build.gradle build.gradle.kts",
	    "\\b(mvnw?|gradlew?|gradle)(\\.cmd|\\.bat)?\\b.*\\b(test|verify|"
	    "check)" LONE },
	{ "test", "php", "composer.json",
	    "phpunit|artisan test|composer (run )?test|\\bpest\\b" },
	{ "test", "dotnet", "*.csproj *.sln *.slnx *.fsproj",
	    START "dotnet test" LONE },
	{ "test", "go", "go.mod", START "go test" LONE },
	{ "test", "ruby", "Gemfile", "\\brspec\\b|rails test|rake test" },
	{ "test", "rust", "Cargo.toml", START "cargo (nex)?test" LONE },
	{ "test", "r", "DESCRIPTION *.R", "testthat|devtools::test" },
	{ "coverage", "python", NULL,
	    "--cov\\b|" START "coverage (run|report|html|xml)" LONE },
	{ "coverage", "js", "package.json",
	    "(--coverage|test:cov\\w*|\\b(nyc|c8) |run cov\\w*)" },
	{ "coverage", "java", "pom.xml build.gradle build.gradle.kts",
	    "jacoco" },
	{ "coverage", "php", NULL, "--coverage-(html|text|clover)" },
	{ "coverage", "dotnet", NULL, "xplat code coverage|coverlet" },
	{ "coverage", "go", "go.mod", "-coverprofile|go test.* -cover" },
	{ "install", "python", NULL,
	    START "pip3? install (?!.*(-r|--requirement|-e|--editable)\\b)"
	    "(?!((--upgrade|-u) )?(pip|uv|poetry|pipenv|wheel|setuptools|"
	    "virtualenv)\\b)(?!\\.)[\\w\\[\"'-]" },
	{ "install", "python", "*requirements*.txt *.txt *.in",
	    "(" START "pip3?|\\$[({]\\w*pip\\w*[)}]) install .*"
	    "(-r|--requirement)" },
	{ "install", "python", "pyproject.toml setup.py setup.cfg",
	    START "(uv )?pip3? install (.*(-e|--editable) )?[\"']?\\.|"
	    START "(uv sync|poetry install|pdm (install|sync)|rye sync|"
	    "hatch (env|shell)|pixi install)" },
	{ "install", "python", "Pipfile pyproject.toml",
	    START "pipenv (install|sync)" },
	{ "install", "python", "environment*.yml environment*.yaml *.yml "
	    "*.yaml", START "(conda|mamba|micromamba) env create" },
	{ "venv", "python", NULL,
	    START "((conda|mamba|micromamba) create|uv venv|virtualenv \\S)|"
	    "-m venv \\S" },
	{ "install", "js", "package.json",
	    START "((npm|pnpm|yarn|bun)( -\\S+ \\S+)? (i|install|ci)"
	    LONE "|yarn$)" },
	{ "install", "java", "pom.xml build.gradle build.gradle.kts",
	    "\\b(mvnw?|gradlew?|gradle)(\\.cmd|\\.bat)?\\b.*\\b(install|"
	    "package|compile|build|spring-boot:run|bootRun)\\b" },
	{ "install", "php", "composer.json", START "composer install" LONE },
	{ "install", "dotnet", "*.csproj *.sln *.slnx *.fsproj",
	    START "dotnet (restore|build|run)" LONE },
	{ "install", "go", "go.mod", START "go (mod (download|tidy)|build)" },
	{ "install", "ruby", "Gemfile", START "bundle install" LONE },
	{ "install", "rust", "Cargo.toml", START "cargo (build|run)" LONE },
	{ "install", "container", "*compose*.y*ml",
	    START "docker[- ]compose.* (up|build|pull)" LONE },
	{ "install", "container", "*ockerfile*",
	    START "docker (buildx )?build" LONE },
	{ "install", "container", NULL,
	    START "(docker run|kubectl apply|helm (install|upgrade)|"
	    "vagrant up)" LONE },
	{ "install", "system", NULL,
	    START "(apt(-get)?|brew|choco|winget|dnf) install" LONE },
};

/* "make X" and its like: what X does is told by the file that has it. */
static const char runner[] =
    START "(make|just|task|npm run|yarn|pnpm|poe|pdm run|inv|invoke|nox -s)"
    " +([\\w:./-]+)";

/* A line without any of these is no command of the table. */
static const char hint[] =
    "test|cov|tox|nox|behave|verify|check|e2e|cypress|unit|vitest|jest|"
    "mocha|phpunit|spec|pip|uv |poetry|pdm|rye|hatch|pixi|conda|mamba|venv|"
    "virtualenv|npm|yarn|bun|mvn|gradle|composer|dotnet|go |bundle|cargo|"
    "docker|kubectl|helm|vagrant|apt|brew|choco|winget|dnf|make|just|task|"
    "poe|inv|jacoco|nyc|c8|ng ";

static bool
is_file(const char *word)
{
	static const char known[] = "\\.(py|txt|in|ya?ml|sh|bat|ps1|toml|"
	    "cfg|ipynb|sql|jsx?|tsx?|csproj|sln)$";

	return !says("[*${}<>~]|^-|://|^/|^\\.env", word) &&
	    says(known, word);
}

/* The files that the command names: "requirements.txt tests/a.py". */
static void
files_of(const char *line, char *out, size_t n)
{
	char word[160], *colon;
	const char *p = line;
	size_t len, used = 0;
	int w;

	out[0] = '\0';
	for (; *(p += strspn(p, " \t\"'`=")) != '\0'; p += len) {
		len = strcspn(p, " \t\"'`=");
		if (p[0] == '#' || p[0] == '>' || len >= sizeof(word)) {
			if (p[0] == '#' || p[0] == '>')
				return;	/* a comment, a redirection */
			continue;
		}
		snprintf(word, sizeof(word), "%.*s", (int)len, p);
		if ((colon = strstr(word, "::")) != NULL)
			*colon = '\0';
		if (word[0] == '-' && strncmp(word, "-r", 2) == 0 &&
		    word[2] != '\0')
			memmove(word, word + 2, strlen(word) - 1);
		/* A report is written, not read. */
		if (p > line && p[-1] == '=')
			continue;
		if (is_file(word) && used + strlen(word) + 2 < n) {
			w = snprintf(out + used, n - used, "%s%s",
			    used > 0 ? " " : "", word);
			used += w > 0 ? (size_t)w : 0;
		}
	}
}

static void
emit(const struct row *r, const char *line, int first, int last, bool code)
{
	struct gr_fact *f = gr_emit("doc.command", first, last);
	char files[FILES_ROOM];

	files_of(line, files, sizeof(files));
	gr_set(f, "does", r->does);
	gr_set(f, "lang", r->lang);
	gr_set(f, "needs", r->needs == NULL ? "" : r->needs);
	gr_set(f, "files", files);
	gr_set(f, "cmd", line);
	gr_set(f, "within", code ? "code" : "document");
}

/* The name after "make" and its like, when the file will tell. */
static void
emit_runner(const char *line, int first, int last, bool code)
{
	static const char *const tools[] = {
		"make ", "just ", "task ", "npm run ", "yarn ", "pnpm ",
		"poe ",
	};
	const char *at = NULL;
	struct gr_fact *f;
	char name[60];
	size_t i, len;

	for (i = 0; i < LEN(tools) && at == NULL; i++)
		if ((at = strstr(line, tools[i])) != NULL)
			at += strlen(tools[i]);
	if (at == NULL)
		return;
	at += strspn(at, " ");
	len = strcspn(at, " \t#;&\"'");
	if (len == 0 || len >= sizeof(name))
		return;
	snprintf(name, sizeof(name), "%.*s", (int)len, at);
	f = gr_emit("doc.runs", first, last);
	gr_set(f, "name", name);
	gr_set(f, "cmd", line);
	gr_set(f, "within", code ? "code" : "document");
}

/* A line of a Dockerfile that is shown. */
static bool
is_recipe(const char *line)
{
	static const char *const words[] = {
		"CMD ", "COPY ", "ENTRYPOINT ", "ENV ", "FROM ", "RUN ",
	};
	size_t i;

	for (i = 0; i < LEN(words); i++)
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* One line of code.  A comment is none, nor is what a command printed. */
static void
read_line(const char *text, size_t len, int first, int last, bool code)
{
	char line[LINE_MOST];
	size_t i;

	while (len > 0 && (*text == ' ' || *text == '\t')) {
		text++;
		len--;
	}
	if (len == 0 || len >= sizeof(line) || *text == '#' ||
	    strncmp(text, "//", 2) == 0 || strncmp(text, "::", 2) == 0)
		return;
	snprintf(line, sizeof(line), "%.*s", (int)len, text);
	if (says("[├└│]|^- |^\\w+:( |$)", line) || is_recipe(line))
		return;
	if (!says(hint, line))
		return;
	for (i = 0; i < LEN(rows); i++)
		if (says(rows[i].expression, line))
			emit(&rows[i], line, first, last, code);
	if (says(runner, line))
		emit_runner(line, first, last, code);
}

/* A block of code holds a program of the project, or commands. */
static bool
is_shell(const char *info)
{
	return info == NULL || !says("^(python|py|js|javascript|ts|tsx|jsx|"
	    "typescript|java|json|ya?ml|sql|mermaid|plantuml|dockerfile|"
	    "toml|ini|html|css|diff|xml|php|go|env|dotenv|groovy|csv|http)\\b",
	    info);
}

static void
read_fence(const struct page *p, const struct gr_block *b)
{
	const char *t = b->text, *s;
	int line = b->first;
	size_t len, n;

	if (!is_shell(b->url))
		return;
	/* The fence itself is a line, unless the code is only indented. */
	if ((s = gr_line(p->file, line, &n)) != NULL)
		line += n > 0 && memchr("`~", s[strspn(s, " \t>")], 2) != NULL;
	for (; *t != '\0' && line <= b->last; t += len + (t[len] != '\0')) {
		len = strcspn(t, "\n");
		read_line(t, len, line, line, false);
		line++;
	}
}

/*
 * What stands between backquotes.  A lone word may be the name of a tool;
 * it is a command where the text says to run it.
 */
static void
read_quoted(const struct page *p, const struct gr_block *b)
{
	static const char run[] = "lanc|execut|\\brun|launch|install|tap(er|ez)|"
	    "comman|utilis|\\bpuis\\b|avec la";
	const char *s, *open, *end;
	size_t len, n;
	int line;

	for (line = b->first; line <= b->last; line++) {
		s = gr_line(p->file, line, &n);
		if (s == NULL)
			return;
		end = s + n;
		while ((open = memchr(s, '`', (size_t)(end - s))) != NULL) {
			while (open < end && *open == '`')
				open++;
			s = memchr(open, '`', (size_t)(end - open));
			if (s == NULL)
				break;
			len = (size_t)(s - open);
			while (s < end && *s == '`')
				s++;
			if (len > 2 && (memchr(open, ' ', len) != NULL ||
			    says(run, b->text)))
				read_line(open, len, line, line, false);
		}
	}
}

/*
 * reStructuredText, AsciiDoc and plain text: code is what is indented, or
 * between two lines of dashes.
 */
static void
read_plain(const struct page *p)
{
	char room[LINE_MOST];
	bool listing = false;
	size_t k = 0, at = 0, n;
	const char *s;
	int line;

	for (line = 1; line <= p->file->lines; line++) {
		for (; k < p->n && p->block[k].first <= line; k++)
			if (p->block[k].kind == GR_HEADING)
				at = k;
		s = gr_line(p->file, line, &n);
		if (s == NULL || n >= sizeof(room) || page_void(p, at))
			continue;
		snprintf(room, sizeof(room), "%.*s", (int)n, s);
		if (strcmp(room, "----") == 0 || strcmp(room, "....") == 0)
			listing = !listing;
		else if (listing || strncmp(room, "  ", 2) == 0 ||
		    *room == '\t' || strncmp(room, "$ ", 2) == 0)
			read_line(room, n, line, line, false);
		else
			read_quoted(p, &(struct gr_block){ .text = room,
			    .first = line, .last = line });
	}
}

void
commands_read(const struct page *p)
{
	const struct gr_block *b;
	size_t i;

	if (p->file->entry->kind == GR_TEXT) {
		read_plain(p);
		return;
	}
	for (i = 0; i < p->n; i++) {
		b = &p->block[i];
		if (page_void(p, i))
			continue;
		if (b->kind == GR_FENCE)
			read_fence(p, b);
		else if (b->kind == GR_PARAGRAPH || b->kind == GR_ITEM ||
		    b->kind == GR_ROW || b->kind == GR_QUOTE)
			read_quoted(p, b);
	}
}

/* The text at the top of a file of tests may say how to run it. */
void
commands_docstring(const struct gr_file *f)
{
	const struct gr_token *t;
	const char *p;
	size_t len, n, i;

	t = gr_tokens(f, &n);
	for (i = 0; i < n && (t[i].kind == GR_COMMENT ||
	    t[i].kind == GR_NEWLINE || t[i].doc); i++)
		for (p = t[i].kind == GR_NEWLINE ? "" : t[i].text; *p != '\0';
		    p += len + (p[len] != '\0')) {
			len = strcspn(p, "\n");
			read_line(p, len, t[i].line, t[i].last, true);
		}
}

/* --- what a name of a makefile or of package.json stands for -------------- */

bool
targets_wants(const struct gr_entry *e)
{
	return e->kind == GR_MAKEFILE || strcmp(e->base, "package.json") == 0 ||
	    strcasecmp(e->base, "justfile") == 0;
}

static void
emit_target(const char *name, const char *recipe, size_t len, int line)
{
	char text[LINE_MOST];
	struct gr_fact *f;
	size_t i;

	while (len > 0 && strchr("\t @-", *recipe) != NULL) {
		recipe++;
		len--;
	}
	if (len == 0 || len >= sizeof(text))
		return;
	snprintf(text, sizeof(text), "%.*s", (int)len, recipe);
	for (i = 0; i < LEN(rows); i++) {
		if (!says(rows[i].expression, text))
			continue;
		f = gr_emit("doc.target", line, line);
		gr_set(f, "name", name);
		gr_set(f, "does", rows[i].does);
		gr_set(f, "lang", rows[i].lang);
		gr_set(f, "needs", rows[i].needs == NULL ? "" :
		    rows[i].needs);
	}
}

static void
read_package(const struct gr_file *f)
{
	const struct gr_node *s;
	const char *t;

	s = gr_first(gr_get(gr_first(gr_tree(f)), "scripts"));
	for (; s != NULL; s = gr_next(s)) {
		t = gr_text(s);
		/* What "npm init" writes tests nothing. */
		if (t != NULL && strstr(t, "no test specified") == NULL)
			emit_target(gr_key(s), t, strlen(t),
			    gr_node_line(s));
	}
}

void
targets_read(const struct gr_file *f)
{
	char name[60] = "";
	const char *s;
	size_t len, n;
	int line;

	if (f->entry->kind == GR_JSON) {
		read_package(f);
		return;
	}
	for (line = 1; line <= f->lines; line++) {
		s = gr_line(f, line, &n);
		if (s == NULL || n == 0 || *s == '#')
			continue;
		if (*s == '\t' || *s == ' ') {
			if (name[0] != '\0')
				emit_target(name, s, n, line);
			continue;
		}
		len = 0;
		while (len < n && strchr(" :=", s[len]) == NULL)
			len++;
		name[0] = '\0';
		if (memchr(s, ':', n) != NULL && len < sizeof(name))
			snprintf(name, sizeof(name), "%.*s", (int)len, s);
	}
}
