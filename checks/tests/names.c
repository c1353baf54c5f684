/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * names.c: names, paths and words.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "tests.h"

const char *
name_last(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot == NULL ? name : dot + 1;
}

bool
name_begins(const char *name, const char *with)
{
	return strncmp(name, with, strlen(with)) == 0;
}

bool
name_ends(const char *name, const char *with)
{
	size_t n = strlen(name), m = strlen(with);

	return n >= m && strcmp(name + n - m, with) == 0;
}

bool
name_any(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

static bool
is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool
is_lower(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

void
words_add(char *out, size_t room, const char *text)
{
	char split[2 * NAME_ROOM + PATH_ROOM], folded[sizeof(split)];
	size_t n = 0, at = strlen(out);
	const char *p;

	for (p = text; *p != '\0' && n + 3 < sizeof(split); p++) {
		/* "predictCost", "HTTPClient": a word begins. */
		if (p > text && is_upper(*p) && (is_lower(p[-1]) ||
		    (is_upper(p[-1]) && p[1] >= 'a' && p[1] <= 'z')))
			split[n++] = ' ';
		split[n++] = strchr("_-./{}\\:<>,'\"()", *p) != NULL ? ' ' :
		    *p;
	}
	split[n] = '\0';
	gr_fold(split, n, folded, sizeof(folded));
	if (at < room)
		snprintf(out + at, room - at, " %s ", folded);
}

bool
words_match(const struct gr_pattern **at, const char *expression,
    const char *text)
{
	if (*at == NULL)
		*at = gr_pattern(expression);
	return gr_search(*at, text, strlen(text));
}

bool
base_like(const char *base, const char *like)
{
	size_t n = strlen(like);

	if (like[0] == '*')
		return name_ends(base, like + 1);
	return like[n - 1] == '*' ? strncmp(base, like, n - 1) == 0 :
	    strcmp(base, like) == 0;
}

bool
path_under(const char *path, const char *folder)
{
	size_t n = strlen(folder);
	const char *p = path, *slash;

	for (; (slash = strchr(p, '/')) != NULL; p = slash + 1)
		if ((size_t)(slash - p) == n && strncasecmp(p, folder, n) == 0)
			return true;
	return false;
}

bool
is_test_folder(const char *path)
{
	static const char *const folders[] = { "test", "tests", "__tests__",
	    "spec", "specs", "e2e", "testing" };
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (path_under(path, folders[i]))
			return true;
	return false;
}

/* The name without its last ending. */
static void
stem(const char *base, char *out, size_t room)
{
	const char *dot = strrchr(base, '.');
	size_t n = dot == NULL || dot == base ? strlen(base) :
	    (size_t)(dot - base);

	snprintf(out, room, "%.*s", (int)(n < room ? n : room - 1), base);
}

static bool
is_script_name(const struct gr_entry *e, const char *name)
{
	static const char *const ends[] = { ".test", ".spec", ".cy",
	    ".e2e-spec", ".e2e", "_test", "_spec" };
	size_t i;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (name_ends(name, ends[i]))
			return true;
	return path_under(e->path, "__tests__") ||
	    strstr(e->path, "cypress/e2e/") != NULL ||
	    strstr(e->path, "cypress/integration/") != NULL ||
	    /* Mocha's own default, and that of node --test. */
	    path_under(e->path, "test");
}

bool
is_test_name(const struct gr_entry *e)
{
	char name[NAME_ROOM];

	stem(e->base, name, sizeof(name));
	switch (e->kind) {
	case GR_PYTHON:
		return name_begins(name, "test_") || name_ends(name, "_test");
	case GR_GO:
		return name_ends(name, "_test");
	case GR_JAVASCRIPT:
	case GR_TYPESCRIPT:
		return is_script_name(e, name);
	case GR_PHP:
		return name_ends(name, "Test") || path_under(e->path, "tests");
	default:
		/* Annotations tell: Java, Kotlin, C#; ipytest: notebooks. */
		return name_ends(name, "Test") || name_ends(name, "Tests") ||
		    name_begins(name, "Test");
	}
}

bool
is_feature(const struct gr_entry *e)
{
	return strcasecmp(e->ext, "feature") == 0;
}

bool
is_instruction(const struct gr_entry *e)
{
	static const struct gr_pattern *names;
	char base[NAME_ROOM] = "";

	words_add(base, sizeof(base), e->base);
	return words_match(&names, "\\b(claude|agents?|prompts?|gemini|copilot|"
	    "cursor|next steps?|todo|roadmap|consignes?|sujet|enonce|brief)\\b",
	    base);
}
