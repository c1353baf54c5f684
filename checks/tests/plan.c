/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plan.c: what is written about the tests: the cases that are listed, and
 * the tools that the project says it needs for them.
 *
 * A list of cases is a section whose title says so and that has items, rows
 * or sentences enough, or one about tests that names some of them; what it
 * covers is told, not whether that is right.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests.h"

enum {
	LINE_ROOM = 600,
	TEXT_ROOM = 8000,	/* of a section */
	CASES_LEAST = 3,	/* items and rows */
	WORDS_LEAST = 50,	/* or that many words */
	PLANS_MOST = 30,
	TOOLS_MOST = 30,
};

/* --- lists of cases ------------------------------------------------------- */

bool
plan_wants(const struct gr_entry *e)
{
	return e->kind == GR_MARKDOWN && !is_instruction(e);
}

/* Of what went wrong, or of what is to be done: lists of something else. */
static bool
is_other(const struct gr_file *f, const char *title)
{
	static const struct gr_pattern *file, *word;
	char base[NAME_ROOM] = "";

	words_add(base, sizeof(base), f->entry->base);
	return words_match(&file, "\\b(suivi|todo|roadmap|avancement|"
	    "planning|backlog|journal|changelog|plan projet|incidents?|"
	    "bugs?|bugtrouve|post mortem|audit)\\b", base) ||
	    words_match(&word, "\\b(bugs?|incidents?|resultats?|results?|"
	    "journal|avancement|etape|sprint|a faire|todo|kolmogorov|"
	    "khi|student|statistiques?)\\b", title);
}

static bool
is_title(const char *text)
{
	static const struct gr_pattern *title;

	return words_match(&title, "\\b(plans?|strategies?|cas|cahier|"
	    "perimetre|scenarios?|listes?|matrice|inventaire|catalogue|"
	    "campagnes?|regles) (de |des |d'|du |d’)?(tests?|recette|"
	    "validation)\\b|\\btests? (plans?|strategy|cases?|scope|matrix|"
	    "suites?|coverage plan)\\b|\\btests? (automatises )?(du|de|des|of "
	    "the|sur le) (modeles?|model|donnees|data|pipeline)\\b|"
	    "\\b(cas testes|tests (realises|implementes|couverts|prevus))\\b|"
	    "\\b(model|data) tests?\\b|\\bce qui est teste\\b|"
	    "\\bwhat is tested\\b", text);
}

/* "| `test_mean` | .. |", "- Tests of the model: ..". */
static bool
names_test(const char *text)
{
	static const struct gr_pattern *name;

	return words_match(&name, "\\btest_\\w+|\\w+\\.(test|spec)\\.[jt]sx?|"
	    "\\w+Tests?\\.(java|cs|php)|^\\W*(\\d+\\W+)?tests? (du|de|des|"
	    "d'|of|for|that|sur)\\b", text);
}

struct section {
	char	text[TEXT_ROOM];
	size_t	n;
	int	cases, names, words, last;
};

static void
take(struct section *s, const char *text)
{
	const char *p;

	for (p = text; p != NULL && *p != '\0'; p++) {
		s->words += *p == ' ' || *p == '\n';
		if (s->n + 2 < sizeof(s->text))
			s->text[s->n++] = *p;
	}
	s->text[s->n++ < sizeof(s->text) - 1 ? s->n - 1 : sizeof(s->text) - 2]
	    = ' ';
	if (s->n > sizeof(s->text) - 2)
		s->n = sizeof(s->text) - 2;
	s->text[s->n] = '\0';
}

static const char *
row(const struct gr_block *b, char *out, size_t room)
{
	size_t n = 0;
	int c;

	out[0] = '\0';
	for (c = 0; c < b->ncells && n < room; c++)
		n += (size_t)snprintf(out + n, room - n, "%s ", b->cells[c]);
	return out;
}

/* All under the heading at i, deeper headings too. */
static void
gather(const struct gr_block *b, size_t n, size_t i, struct section *s)
{
	char line[LINE_ROOM];
	size_t k;
	int c;

	memset(s, 0, sizeof(*s));
	s->last = b[i].last;
	take(s, b[i].text);
	for (k = i + 1; k < n; k++) {
		if (b[k].kind == GR_HEADING && b[k].level <= b[i].level)
			break;
		if (b[k].kind == GR_FENCE || b[k].kind == GR_PICTURE)
			continue;
		for (c = 0; b[k].kind == GR_ROW && c < b[k].ncells; c++)
			take(s, b[k].cells[c]);
		if (b[k].kind != GR_ROW)
			take(s, b[k].text);
		if (b[k].kind == GR_ITEM || (b[k].kind == GR_ROW &&
		    b[k].level > 0)) {
			s->cases++;
			s->names += names_test(b[k].kind == GR_ITEM ?
			    b[k].text : row(&b[k], line, sizeof(line)));
		}
		s->last = b[k].last;
	}
}

static int
tell_plan(const struct gr_block *b, const struct section *s)
{
	static const struct gr_pattern *part, *scope, *strategy, *todo, *any;
	struct gr_fact *f;
	bool of[3];

	/* Under another title, tests must be named. */
	if (is_title(b->text) ? s->cases < CASES_LEAST && s->words <
	    WORDS_LEAST : s->names < CASES_LEAST || !words_match(&any,
	    "\\btests?\\b", b->text))
		return 0;
	/* What is still to be written is no list. */
	if (s->words < WORDS_LEAST && words_match(&todo, "\\b(todo|tbd|"
	    "a (completer|venir|definir|faire)|coming soon)\\b", s->text))
		return 0;
	of[0] = words_match(&part, "\\b(modeles?|models?|predict\\w*|"
	    "entrainements?|training|evaluation|jeux? de donnees|datasets?|"
	    "preparation|preprocess\\w*|pretraitement|nettoyage|inference|"
	    "classif\\w*|llm|embeddings?)\\b", s->text);
	of[1] = words_match(&scope, "\\b(perimetre|scope|portee|couvr\\w+|"
	    "covers?|modules?|composants?|fonctions?|endpoints?|"
	    "test_\\w+(\\.py)?|components?|functions?)\\b", s->text);
	of[2] = words_match(&strategy, "\\b(strateg\\w+|unitaires?|unit|"
	    "integration|mock\\w*|simul\\w+|fixtures?|bout en bout|end.to.end|"
	    "e2e|automatis\\w+|automated|approche|isol\\w+|"
	    "non.regression|pytest|testclient)\\b", s->text);
	f = gr_emit("test.plan", b->first, s->last);
	gr_set(f, "title", b->text);
	gr_setf(f, "cases", "%d", s->cases);
	gr_setf(f, "named", "%d", s->names);
	gr_setf(f, "covers", "%s%s%s", of[0] ? "part " : "",
	    of[1] ? "scope " : "", of[2] ? "strategy" : "");
	return 1;
}

void
plan_scan(const struct gr_file *f)
{
	struct section *s;
	const struct gr_block *b;
	size_t n, i;
	int told = 0;

	if (strcasestr(f->text, "test") == NULL)
		return;
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		abort();
	b = gr_markdown(f, &n);
	for (i = 0; i < n && told < PLANS_MOST; i++) {
		if (b[i].kind != GR_HEADING || is_other(f, b[i].text) ||
		    strcasestr(b[i].text, "test") == NULL)
			continue;
		gather(b, n, i, s);
		told += tell_plan(&b[i], s);
	}
	free(s);
}

/* --- tools that are declared ----------------------------------------------- */

static const struct {
	const char	*name, *stack;
} tools[] = {
	{ "@playwright/test", "script" }, { "MSTest.TestFramework", "other" },
	{ "NUnit", "other" }, { "ava", "script" }, { "behave", "python" },
	{ "cypress", "script" }, { "deepchecks", "python" },
	{ "great-expectations", "python" }, { "great_expectations", "python" },
	{ "jasmine-core", "script" }, { "jest", "script" },
	{ "junit-jupiter", "other" }, { "junit", "other" },
	{ "mocha", "script" }, { "nose2", "python" }, { "pandera", "python" },
	{ "pestphp/pest", "other" }, { "phpunit/phpunit", "other" },
	{ "pytest", "python" }, { "spring-boot-starter-test", "other" },
	{ "testify", "other" }, { "vitest", "script" }, { "xunit", "other" },
};

bool
tool_wants(const struct gr_entry *e)
{
	static const char *const names[] = { "*requirements.txt",
	    "requirements*", "pyproject.toml", "setup.cfg", "setup.py",
	    "Pipfile", "environment*", "package.json", "pom.xml",
	    "build.gradle*", "composer.json", "*.csproj", "go.mod",
	    "tox.ini", "Dockerfile*", ".gitlab-ci.yml" };
	size_t i;

	if (e->kind == GR_TEXT && path_under(e->path, "requirements"))
		return true;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (base_like(e->base, names[i]))
			return true;
	return name_begins(e->path, ".github/workflows/");
}

static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '/' ||
	    c == '@' || c == '.';
}

/* The name as a whole word of the line: "pytest", not "pytest-cov". */
static bool
has_word(const char *line, const char *name)
{
	const char *p = line;
	size_t n = strlen(name);

	while ((p = strstr(p, name)) != NULL) {
		if ((p == line || !is_word(p[-1]) || p[-1] == '/') &&
		    !is_word(p[n]))
			return true;
		p += n;
	}
	return false;
}

/* Where commands are written, only what they install counts. */
static bool
installs(const struct gr_entry *e, const char *line)
{
	bool commands = e->kind == GR_DOCKERFILE ||
	    (e->kind == GR_YAML && strncmp(e->base, "environment", 11) != 0);

	return !commands || strstr(line, "install") != NULL ||
	    strstr(line, " add ") != NULL;
}

void
tool_scan(const struct gr_file *f)
{
	bool told[sizeof(tools) / sizeof(tools[0])] = { false };
	struct gr_fact *x;
	char line[LINE_ROOM];
	const char *p;
	size_t len, i;
	int n;

	for (n = 1; n <= f->lines && (p = gr_line(f, n, &len)) != NULL; n++) {
		snprintf(line, sizeof(line), "%.*s", (int)(len < sizeof(line) ?
		    len : sizeof(line) - 1), p);
		p = line + strspn(line, " \t");
		if (*p == '#' || strncmp(p, "//", 2) == 0 ||
		    !installs(f->entry, line))
			continue;
		for (i = 0; i < sizeof(tools) / sizeof(tools[0]); i++) {
			if (told[i] || !has_word(line, tools[i].name))
				continue;
			told[i] = true;
			x = gr_emit("test.tool", n, n);
			gr_set(x, "name", tools[i].name);
			gr_set(x, "stack", tools[i].stack);
		}
	}
}
