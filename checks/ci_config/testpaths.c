/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * testpaths.c: where a bare "pytest" looks, as its settings say.
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

static const struct {
	const char *base, *section;
} files[] = {
	{ "pytest.ini", "[pytest]" }, { ".pytest.ini", "[pytest]" },
	{ "tox.ini", "[pytest]" }, { "setup.cfg", "[tool:pytest]" },
	{ "pyproject.toml", "[tool.pytest.ini_options]" },
};

enum { NFILES = sizeof(files) / sizeof(files[0]) };

static size_t
row_of(const char *base)
{
	size_t i;

	for (i = 0; i < NFILES && strcmp(files[i].base, base) != 0; i++)
		;
	return i;
}

bool
testpaths_want(const struct gr_entry *e)
{
	return row_of(e->base) < NFILES;
}

/* Words without the quotes, brackets and commas of a TOML list. */
static void
add_words(char *out, size_t size, const char *s, size_t n)
{
	size_t len = strlen(out), i;

	for (i = 0; i < n && len + 2 < size; i++) {
		char c = strchr("\"'[],\t", s[i]) != NULL ? ' ' : s[i];

		if (c == '#')
			break;
		if (c == ' ' && (len == 0 || out[len - 1] == ' '))
			continue;
		out[len++] = c;
	}
	if (len > 0 && out[len - 1] != ' ')
		out[len++] = ' ';
	out[len] = '\0';
}

void
testpaths_read(const struct gr_file *f)
{
	static const char *const keys[] = { "testpaths", "norecursedirs",
	    "addopts" };
	char values[3][CMD_MAX] = { "", "", "" };
	const char *section = files[row_of(f->entry->base)].section, *s, *q;
	size_t n, k, at = 3;
	int i, first = 0;
	bool in = false;

	for (i = 1; (s = gr_line(f, i, &n)) != NULL; i++) {
		if (n > 0 && *s == '[') {
			in = n >= strlen(section) &&
			    strncmp(s, section, strlen(section)) == 0;
			first = in ? i : first;
			at = 3;
			continue;
		}
		if (!in || n == 0)
			continue;
		q = memchr(s, '=', n);
		if (*s != ' ' && *s != '\t' && *s != ']' && q != NULL) {
			for (at = 0; at < 3; at++) {
				k = strlen(keys[at]);
				if (strncmp(s, keys[at], k) == 0 &&
				    (s[k] == ' ' || s[k] == '='))
					break;
			}
			n -= (size_t)(q + 1 - s);
			s = q + 1;
		}
		if (at < 3)
			add_words(values[at], sizeof(values[at]), s, n);
	}
	if (first > 0) {
		struct gr_fact *x = gr_emit("ci.testpaths", first, first);

		gr_set(x, "paths", values[0]);
		gr_set(x, "except", values[1]);
		gr_set(x, "options", values[2]);
	}
}
