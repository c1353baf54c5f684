/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate.c: which commands of the documents can be followed.
 *
 * A file counts as there wherever it lies: the document may have changed
 * the folder before.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "documentation.h"

enum { SAID_MOST = 400 };

static bool
ends_in(const char *path, const char *name)
{
	size_t n = strlen(path), m = strlen(name);

	return n >= m && strcasecmp(path + n - m, name) == 0 &&
	    (n == m || path[n - m - 1] == '/');
}

static bool
is_there(const struct gr_repo *r, const char *name)
{
	size_t i;

	while (strncmp(name, "./", 2) == 0 || strncmp(name, ".\\", 2) == 0)
		name += 2;
	while (strncmp(name, "../", 3) == 0)
		name += 3;
	for (i = 0; i < r->nentries; i++)
		if (ends_in(r->entries[i].path, name))
			return true;
	return false;
}

/* Is one of these in the tree: "pom.xml build.gradle"? */
static bool
has_one(const struct gr_repo *r, const char *names)
{
	char glob[64];
	const char *p;
	size_t i, len;

	if (names == NULL || *names == '\0')
		return true;
	for (p = names; *p != '\0'; p += len + strspn(p + len, " ")) {
		len = strcspn(p, " ");
		snprintf(glob, sizeof(glob), "%.*s", (int)len, p);
		for (i = 0; i < r->nentries; i++)
			if ((r->entries[i].unread == NULL ||
			    strcmp(r->entries[i].unread, "vendored") != 0) &&
			    gr_glob(glob, r->entries[i].base))
				return true;
	}
	return false;
}

/* The first file that is named and not there, or NULL. */
static const char *
lacking(const struct gr_repo *r, const char *files, char *room, size_t n)
{
	const char *p;
	size_t len, i;

	for (p = files; p != NULL && *p != '\0';
	    p += len + strspn(p + len, " ")) {
		len = strcspn(p, " ");
		snprintf(room, n, "%.*s", (int)len, p);
		for (i = 0; room[i] != '\0'; i++)
			if (room[i] == '\\')
				room[i] = '/';
		if (!is_there(r, room))
			return room;
	}
	return NULL;
}

/* A command as it will be told, kept until all facts were asked for. */
struct told {
	const struct gr_seen	*at;
	const char		*does, *lang, *needs;
	bool			 real;	/* the script holds tests */
};

static void
tell(const struct gr_repo *r, const struct told *t)
{
	static const struct {
		const char *does, *fact;
	} facts[] = {
		{ "coverage", "doc.coverage" }, { "install", "doc.install" },
		{ "test", "doc.test_run" }, { "venv", "doc.install" },
	};
	const char *files = gr_value(t->at, "files"), *cmd, *within;
	char room[300];
	const char *lacks = lacking(r, files, room, sizeof(room));
	struct gr_fact *f;
	size_t i;

	cmd = gr_value(t->at, "cmd");
	within = gr_value(t->at, "within");
	if (lacks == NULL && !has_one(r, t->needs))
		lacks = t->needs;
	if (lacks == NULL && strcmp(t->lang, "script") == 0 &&
	    !t->real)
		return;
	if (lacks != NULL) {
		f = gr_emit_at("doc.dead", t->at->path, t->at->first,
		    t->at->last);
		gr_set(f, "cmd", cmd);
		gr_set(f, "file", lacks);
		return;
	}
	for (i = 0; i < LEN(facts); i++) {
		if (strcmp(facts[i].does, t->does) != 0)
			continue;
		f = gr_emit_at(facts[i].fact, t->at->path, t->at->first,
		    t->at->last);
		gr_set(f, "cmd", cmd);
		gr_set(f, "lang", t->lang);
		gr_set(f, "within", within);
	}
	/* What is installed from a list is a list of dependencies. */
	if (strcmp(t->does, "install") != 0 || *t->needs == '\0' ||
	    strcmp(t->lang, "container") == 0)
		return;
	f = gr_emit_at("doc.dependencies", t->at->path, t->at->first,
	    t->at->last);
	gr_set(f, "cmd", cmd);
	gr_set(f, "lang", t->lang);
}

static const char *
value(const struct gr_seen *s, const char *key)
{
	const char *v = gr_value(s, key);

	return v == NULL ? "" : v;
}

/* Does the script that the command starts hold tests that can fail? */
static bool
holds_tests(const struct gr_seen *const *written, size_t n,
    const char *files)
{
	const char *base = strrchr(files, '/');
	size_t i;

	base = base == NULL ? files : base + 1;
	for (i = 0; *base != '\0' && i < n; i++)
		if (ends_in(written[i]->path, base))
			return true;
	return false;
}

/* What the tests need, in a list that is installed from. */
static void
tell_tool(const struct gr_seen *s)
{
	const char *name = value(s, "name"), *lang = value(s, "stack");
	struct gr_fact *f;

	if (says("(^|/)(dockerfile[^/]*|\\.gitlab-ci\\.yml)$|"
	    "^\\.github/|tox\\.ini$", s->path))
		return;
	f = gr_emit_at("doc.test_tool", s->path, s->first, s->last);
	gr_set(f, "name", name);
	gr_set(f, "lang", lang);
}

void
commands_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *c, *const *u, *const *g;
	const struct gr_seen *const *tools, *const *w;
	size_t n, m, k, i, j, ntools, nw, nt = 0;
	struct told *t;

	c = gr_facts(r, "doc.command", &n);
	u = gr_facts(r, "doc.runs", &m);
	g = gr_facts(r, "doc.target", &k);
	tools = gr_facts(r, "test.tool", &ntools);
	w = gr_facts(r, "test.written", &nw);
	t = calloc(SAID_MOST, sizeof(*t));
	if (t == NULL)
		return;
	for (i = 0; i < n && nt < SAID_MOST; i++)
		t[nt++] = (struct told){ c[i], value(c[i], "does"),
		    value(c[i], "lang"), value(c[i], "needs"), false };
	for (i = 0; i < m; i++)
		for (j = 0; j < k && nt < SAID_MOST; j++)
			if (strcmp(value(u[i], "name"),
			    value(g[j], "name")) == 0)
				t[nt++] = (struct told){ u[i],
				    value(g[j], "does"), value(g[j], "lang"),
				    value(g[j], "needs"), false };
	for (i = 0; i < nt; i++) {
		t[i].real = holds_tests(w, nw, value(t[i].at, "files"));
		tell(r, &t[i]);
	}
	for (i = 0; i < ntools; i++)
		tell_tool(tools[i]);
	free(t);
}
