/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aim.c: the coverage that the project wants, in a setting, a command or
 * a document.  A coverage that was reached is no aim.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "tests.h"

enum { AIM_LEAST = 10, AIMS_MOST = 20, LINE_ROOM = 600, FAR_LINES = 15 };

struct place {
	const char	*base;		/* see base_like() */
	const char	*stack;		/* "python" "script" "other" "any" */
};

static const struct place places[] = {
	{ ".coveragerc", "python" },
	{ ".nycrc*", "script" },
	{ "build.gradle*", "other" },
	{ "*.csproj", "other" },
	{ "Directory.Build.props", "other" },
	{ "codecov.y*", "any" },
	{ ".codecov.y*", "any" },
	{ "jest.config.*", "script" },
	{ "karma.conf.js", "script" },
	{ "package.json", "script" },
	{ "phpunit.xml*", "other" },
	{ "pom.xml", "other" },
	{ "pyproject.toml", "python" },
	{ "pytest.ini", "python" },
	{ "setup.cfg", "python" },
	{ "tox.ini", "python" },
	{ "vite.config.*", "script" },
	{ "vitest.config.*", "script" },
};

static const struct place *
place_of(const struct gr_entry *e)
{
	size_t i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (base_like(e->base, places[i].base))
			return &places[i];
	return NULL;
}

/* Where commands are written that run the tests. */
static bool
is_command(const struct gr_entry *e)
{
	static const char *const folders[] = { ".github/workflows/",
	    ".forgejo/workflows/", ".gitea/workflows/" };
	size_t i;

	for (i = 0; e->kind == GR_YAML && i < sizeof(folders) /
	    sizeof(folders[0]); i++)
		if (name_begins(e->path, folders[i]))
			return true;
	return e->kind == GR_MAKEFILE || e->kind == GR_SHELL ||
	    strcmp(e->base, "noxfile.py") == 0 ||
	    strcmp(e->base, "Jenkinsfile") == 0 ||
	    strcasecmp(e->base, "justfile") == 0 ||
	    base_like(e->base, ".gitlab-ci.y*") ||
	    base_like(e->base, ".pre-commit-config.y*") ||
	    base_like(e->base, "azure-pipelines*");
}

static bool
is_document(const struct gr_entry *e)
{
	return !is_instruction(e) && (e->kind == GR_MARKDOWN ||
	    (e->kind == GR_TEXT && (strcasecmp(e->ext, "rst") == 0 ||
	    strcasecmp(e->ext, "adoc") == 0 ||
	    strcasecmp(e->ext, "txt") == 0)));
}

bool
aim_wants(const struct gr_entry *e)
{
	return place_of(e) != NULL || is_command(e) || is_document(e);
}

static void
tell(int value, const char *source, const char *stack, int first, int last)
{
	struct gr_fact *f;

	/* Less is no aim, but the least that a tool accepts. */
	if (value < AIM_LEAST || value > 100)
		return;
	f = gr_emit("test.coverage_aim", first, last);
	gr_setf(f, "value", "%d", value);
	gr_set(f, "source", source);
	gr_set(f, "stack", stack);
}

/* The number after a key in a line, past what stands between; or -1. */
static int
after(const char *line, const char *key)
{
	const char *p = strstr(line, key);

	if (p == NULL)
		return -1;
	p += strlen(key);
	p += strspn(p, " \t=:\"'>");
	if (*p < '0' || *p > '9')
		return -1;
	/* JaCoCo counts from 0 to 1. */
	if (p[0] == '0' && p[1] == '.')
		return (int)(strtod(p, NULL) * 100 + 0.5);
	return (int)strtol(p, NULL, 10);
}

static bool
is_comment(const char *line)
{
	line += strspn(line, " \t");
	return *line == '#' || *line == ';' || strncmp(line, "//", 2) == 0 ||
	    strncmp(line, "<!--", 4) == 0;
}

/* One line of its own: pytest, coverage, pest, coverlet, JaCoCo, codecov. */
static int
one_line(const struct gr_file *f, const char *line, const char **stack)
{
	int v;

	if ((v = after(line, "--cov-fail-under")) > 0 ||
	    (v = after(line, "cov_fail_under")) > 0 ||
	    (strstr(line, "coverage") != NULL &&
	    (v = after(line, "--fail-under")) > 0) ||
	    (strcmp(*stack, "python") == 0 &&
	    (v = after(line, "fail_under")) > 0)) {
		*stack = "python";
		return v;
	}
	if (strstr(line, "check-coverage") != NULL &&
	    (v = after(line, "--lines")) > 0) {
		*stack = "script";
		return v;
	}
	if ((v = after(line, "p:Threshold")) > 0 ||
	    ((strstr(line, "artisan test") != NULL || strstr(line, "pest") !=
	    NULL) && (v = after(line, "--min")) > 0) ||
	    (strcmp(*stack, "other") == 0 &&
	    strstr(f->text, "jacoco") != NULL &&
	    ((v = after(line, "<minimum>")) > 0 ||
	    (v = after(line, "minimum =")) > 0)) ||
	    (strcmp(f->entry->ext, "csproj") == 0 &&
	    (v = after(line, "<Threshold>")) > 0)) {
		*stack = "other";
		return v;
	}
	if (strcmp(*stack, "any") == 0 && (v = after(line, "target")) > 0)
		return v;
	return -1;
}

/* "coverageThreshold": {.. "lines": 80}: the number lies further down. */
static int
further(const struct gr_file *f, int n, const char *line, int *last)
{
	static const char *const keys[] = { "lines", "statements",
	    "branches", "functions" };
	bool vite = strstr(f->entry->base, "vite") != NULL;
	char at[LINE_ROOM];
	const char *p;
	size_t len, k;
	int i, v;

	if (strstr(line, "coverageThreshold") == NULL &&
	    strstr(line, "check-coverage") == NULL &&
	    !(vite && strstr(line, "thresholds") != NULL))
		return -1;
	for (i = n; i < n + FAR_LINES && (p = gr_line(f, i, &len)) != NULL;
	    i++) {
		snprintf(at, sizeof(at), "%.*s", (int)(len < sizeof(at) ? len :
		    sizeof(at) - 1), p);
		for (k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
			if (!is_comment(at) && (v = after(at, keys[k])) > 0) {
				*last = i;
				return v;
			}
	}
	return -1;
}

static void
scan_lines(const struct gr_file *f, const char *source, const char *stack)
{
	char line[LINE_ROOM];
	const char *p, *said;
	size_t len;
	int n, v, last, told = 0;

	for (n = 1; n <= f->lines && told < AIMS_MOST; n++) {
		p = gr_line(f, n, &len);
		if (p == NULL)
			break;
		snprintf(line, sizeof(line), "%.*s", (int)(len < sizeof(line) ?
		    len : sizeof(line) - 1), p);
		if (is_comment(line))
			continue;
		said = stack;
		last = n;
		v = one_line(f, line, &said);
		if (v <= 0 && strcmp(stack, "script") == 0)
			v = further(f, n, line, &last);
		if (v > 0) {
			tell(v, source, said, n, last);
			told++;
		}
	}
}

/* --- documents ------------------------------------------------------------ */

#define COVER "(couverture( minimale| cible| visee| souhaitee| attendue| " \
    "globale| totale)?( de| des| du)?( code| tests?| lignes?| branches?)?|" \
    "(test |code |line |branch )?coverage)"
#define WANTED "objectifs?|cibles?|vise[er]?|visee?s?|minimum|minimale?|" \
    "seuils?|souhaitee?|exigee?|attendue?|targets?|goals?|aim|threshold|" \
    "at least|au moins|superieure?s? (ou egale?s? )?a|doit|must|required?|" \
    "minimal"
#define AIM "(" WANTED "|>=|≥|>)"

/* The first percentage of the text, or -1. */
static int
percent(const char *text)
{
	const char *p, *q;

	for (p = text; *p != '\0'; p++) {
		if (*p < '0' || *p > '9' || (p > text && p[-1] >= '0' &&
		    p[-1] <= '9'))
			continue;
		q = p + strspn(p, "0123456789");
		q += strspn(q, " ");
		/* A no-break space, wide or narrow. */
		if (strncmp(q, "\xc2\xa0", 2) == 0)
			q += 2;
		else if (strncmp(q, "\xe2\x80\xaf", 3) == 0)
			q += 3;
		if (*q == '%')
			return (int)strtol(p, NULL, 10);
	}
	return -1;
}

/* A sentence that wants a coverage, and not of the sky. */
static bool
wants_coverage(const char *text)
{
	static const struct gr_pattern *aim, *about, *none, *done, *wanted;

	/* "✅ coverage > 80 %" says what was reached, as do counts of tests. */
	if (words_match(&done, "✅|☑|✔|\\[x\\]|\\b\\d+ (unit|tests?)\\b|\\b("
	    "passed|passent|reussis?|atteinte?|obtenue?|actuelle|reached|"
	    "current)\\b", text) && !words_match(&wanted, "\\b(" WANTED ")\\b",
	    text))
		return false;
	return words_match(&about, "\\b(tests?|code|pytest|jest|unitaires?|"
	    "lignes|branches|--cov)\\b", text) &&
	    words_match(&aim, "\\b" AIM ".{0,60}\\b" COVER "\\b.{0,60}\\d{2}"
	    "|\\b" COVER "\\b.{0,60}" AIM ".{0,40}\\d{2}"
	    "|\\d{2,3}.{0,3}%.{0,20}\\b" AIM ".{0,30}\\b" COVER "\\b"
	    "|" AIM " ?\\d{2,3}.{0,3}%.{0,25}\\b" COVER "\\b", text) &&
	    !words_match(&none, "\\b(pas|aucune?|sans|no|without|not)\\b"
	    ".{0,20}\\b(objectifs?|cibles?|seuils?|targets?|thresholds?|"
	    "minimum|goals?)\\b", text);
}

static void
scan_document(const struct gr_file *f)
{
	const struct gr_block *b;
	char text[LINE_ROOM];
	size_t n, i;
	int k, told = 0, v;
	size_t len;

	/* "Couverture", "COVERAGE", in whatever case. */
	if (strcasestr(f->text, "couverture") == NULL &&
	    strcasestr(f->text, "coverage") == NULL &&
	    strstr(f->text, "--cov") == NULL)
		return;
	b = gr_markdown(f, &n);
	for (i = 0; i < n && told < AIMS_MOST; i++) {
		text[0] = '\0';
		if (b[i].kind == GR_ROW)
			for (k = 0, len = 0; k < b[i].ncells && len <
			    sizeof(text); k++)
				len += (size_t)snprintf(text + len,
				    sizeof(text) - len, "%s ", b[i].cells[k]);
		else if (b[i].kind == GR_PARAGRAPH || b[i].kind == GR_ITEM ||
		    b[i].kind == GR_QUOTE || b[i].kind == GR_FENCE)
			snprintf(text, sizeof(text), "%s", b[i].text);
		v = after(text, "--cov-fail-under");
		if (v <= 0 && strchr(text, '%') != NULL && wants_coverage(text))
			v = percent(text);
		if (v > 0) {
			tell(v, "document", strstr(text, "--cov-fail-under") !=
			    NULL ? "python" : "any", b[i].first, b[i].last);
			told++;
		}
	}
}

void
aim_scan(const struct gr_file *f)
{
	const struct place *p = place_of(f->entry);

	if (p != NULL)
		scan_lines(f, "setting", p->stack);
	else if (is_command(f->entry))
		scan_lines(f, "command", "");
	else
		scan_document(f);
}
