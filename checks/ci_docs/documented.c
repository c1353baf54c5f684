/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * documented.c: which chain a section of a document is about, and what the
 * documents leave out.
 *
 * A document that names the file of a chain is about that one.  One that
 * names none counts where all that it describes is there: plans of a chain
 * to come document nothing.
 */
#include <stdio.h>
#include <string.h>

#include "ci_docs.h"

static const char *const stages[] = { "data_test", "deliver", "package",
    "quality", "tests", "train", "validate" };

enum {
	NSTAGES = sizeof(stages) / sizeof(stages[0]),
	SAID_MOST = 4,		/* sections told of one chain */
};

/* What chains are for; the criteria ask for each. */
static const struct {
	const char *doc, *lacks;
	const char *needs;	/* one of these stages makes it such */
} roles[] = {
	{ "ci.doc.tests", "ci.undocumented.tests", "tests" },
	{ "ci.doc.delivery", "ci.undocumented.delivery", "package deliver" },
	{ "ci.doc.model", "ci.undocumented.model",
	    "train validate data_test model" },
};

enum { NROLES = sizeof(roles) / sizeof(roles[0]) };

/* One file that begins a chain, as the plugin ci_config tells it. */
struct about {
	const char		*path;
	const struct gr_seen	*stage[NSTAGES];	/* or NULL */
	bool			 model;
};

static const char *
value(const struct gr_seen *s, const char *key)
{
	const char *v = gr_value(s, key);

	return v != NULL ? v : "";
}

static bool
in_list(const char *words, const char *word)
{
	size_t n = strlen(word);
	const char *p = words;

	while (p != NULL && *p != '\0') {
		p += strspn(p, " ");
		if (strncmp(p, word, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
			return true;
		p = strchr(p, ' ');
	}
	return false;
}

static void
look_up(struct about *a, const struct gr_repo *r, const char *path)
{
	const struct gr_seen *const *t;
	size_t n, i, k;

	memset(a, 0, sizeof(*a));
	a->path = path;
	t = gr_facts(r, "ci.stage", &n);
	for (i = 0; i < n; i++) {
		if (strcmp(value(t[i], "chain"), path) != 0)
			continue;
		for (k = 0; k < NSTAGES; k++)
			if (a->stage[k] == NULL &&
			    strcmp(value(t[i], "kind"), stages[k]) == 0)
				a->stage[k] = t[i];
	}
	t = gr_facts(r, "ci.model.trigger", &n);
	for (i = 0; i < n; i++)
		a->model |= strcmp(t[i]->path, path) == 0;
}

static bool
plays(const struct about *a, size_t role)
{
	size_t k;

	for (k = 0; k < NSTAGES; k++)
		if (a->stage[k] != NULL && in_list(roles[role].needs, stages[k]))
			return true;
	return a->model && in_list(roles[role].needs, "model");
}

static const char *
base_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* Does any section of the document name the file? */
static bool
document_names(const struct gr_repo *r, const char *document,
    const char *base)
{
	const struct gr_seen *const *d;
	size_t n, i;

	d = gr_facts(r, "ci.doc", &n);
	for (i = 0; i < n; i++)
		if (strcmp(d[i]->path, document) == 0 &&
		    in_list(value(d[i], "names"), base))
			return true;
	return false;
}

static bool
document_names_any(const struct gr_repo *r, const char *document)
{
	const struct gr_seen *const *t;
	size_t n, i;

	t = gr_facts(r, "ci.stage", &n);
	for (i = 0; i < n; i++)
		if (document_names(r, document,
		    base_of(value(t[i], "chain"))))
			return true;
	return false;
}

/* All that the section describes is in the chain, and two things at least. */
static bool
agrees(const struct gr_seen *doc, const struct about *a)
{
	const char *said = value(doc, "stages");
	size_t k, n = 0;

	for (k = 0; k < NSTAGES; k++) {
		if (!in_list(said, stages[k]))
			continue;
		if (a->stage[k] == NULL && strcmp(stages[k], "validate") != 0)
			return false;
		n += a->stage[k] != NULL;
	}
	return n >= 2 && in_list(value(doc, "parts"), "config");
}

static bool
is_about(const struct gr_repo *r, const struct gr_seen *doc,
    const struct about *a)
{
	if (document_names_any(r, doc->path))
		return document_names(r, doc->path, base_of(a->path));
	return agrees(doc, a);
}

/* The event as documents call it. */
static const char *
event_name(const char *event)
{
	if (strcmp(event, "workflow_dispatch") == 0 ||
	    strcmp(event, "repository_dispatch") == 0)
		return "manual";
	if (strncmp(event, "pull_request", 12) == 0)
		return "pull_request";
	return event;
}

/* Does a section about the chain have that word under the key? */
static bool
told(const struct gr_repo *r, const struct about *a, const char *key,
    const char *word)
{
	const struct gr_seen *const *d;
	size_t n, i;

	d = gr_facts(r, "ci.doc", &n);
	for (i = 0; i < n; i++)
		if (is_about(r, d[i], a) &&
		    in_list(value(d[i], key), word))
			return true;
	return false;
}

static void
say_lack(const char *name, const struct gr_seen *at, const char *what)
{
	gr_set(gr_emit_at(name, at->path, at->first, at->last), "what", what);
}

/* Triggers and stages of the chain that no section names. */
static void
say_lacks(const struct gr_repo *r, const struct about *a, size_t role)
{
	const struct gr_seen *const *t;
	const char *event;
	size_t n, i, k;

	t = gr_facts(r, "ci.trigger", &n);
	for (i = 0; i < n; i++) {
		event = event_name(value(t[i], "event"));
		if (strcmp(t[i]->path, a->path) == 0 &&
		    (strcmp(event, "push") == 0 ||
		    strcmp(event, "pull_request") == 0 ||
		    strcmp(event, "schedule") == 0 ||
		    strcmp(event, "manual") == 0 ||
		    strcmp(event, "release") == 0) &&
		    !told(r, a, "triggers", event))
			say_lack(roles[role].lacks, t[i],
			    value(t[i], "event"));
	}
	for (k = 0; k < NSTAGES; k++)
		if (a->stage[k] != NULL && !told(r, a, "stages", stages[k]))
			say_lack(roles[role].lacks, a->stage[k],
			    value(a->stage[k], "cmd"));
}

static int
words_in(const char *list)
{
	int n = list[0] != '\0';

	for (; *list != '\0'; list++)
		n += *list == ' ';
	return n;
}

/* How much of the chain a section tells; 0 when it is not about it. */
static int
worth(const struct gr_repo *r, const struct gr_seen *doc,
    const struct about *a)
{
	int parts = words_in(value(doc, "parts"));

	/* A copy of the file explains nothing. */
	if (parts == 0 || !is_about(r, doc, a))
		return 0;
	return 10 * parts + words_in(value(doc, "stages")) +
	    words_in(value(doc, "triggers")) +
	    5 * in_list(value(doc, "names"), base_of(a->path));
}

static bool
adds_part(const char *said, const char *parts)
{
	return (in_list(parts, "install") && !in_list(said, "install")) ||
	    (in_list(parts, "config") && !in_list(said, "config")) ||
	    (in_list(parts, "test") && !in_list(said, "test"));
}

/* The sections that tell most, and those that add a part to them. */
static void
say_docs(const struct gr_repo *r, const struct about *a, size_t role)
{
	const struct gr_seen *const *d;
	char said[64] = "";
	struct gr_fact *f;
	size_t n, i, best;
	int rank, most, limit = 1 << 20, count = 0;

	d = gr_facts(r, "ci.doc", &n);
	for (;;) {
		/* The next lower worth; equals follow in their order. */
		for (i = 0, best = n, most = 0; i < n; i++) {
			rank = worth(r, d[i], a) * 4096 - (int)(i % 4096);
			if (rank > most && rank < limit) {
				most = rank;
				best = i;
			}
		}
		if (best == n)
			break;
		limit = most;
		if (count >= SAID_MOST &&
		    !adds_part(said, value(d[best], "parts")))
			continue;
		f = gr_emit_at(roles[role].doc, d[best]->path,
		    d[best]->first, d[best]->last);
		gr_set(f, "heading", value(d[best], "heading"));
		gr_set(f, "parts", value(d[best], "parts"));
		gr_set(f, "file", base_of(a->path));
		i = strlen(said);
		snprintf(said + i, sizeof(said) - i, "%s ",
		    value(d[best], "parts"));
		count++;
	}
	if (count > 0)
		say_lacks(r, a, role);
}

void
documented_look(const struct gr_repo *r)
{
	const struct gr_seen *const *t;
	struct about a;
	const char *path;
	size_t n, i, k, role;

	t = gr_facts(r, "ci.stage", &n);
	for (i = 0; i < n; i++) {
		path = value(t[i], "chain");
		for (k = 0; k < i; k++)
			if (strcmp(value(t[k], "chain"), path) == 0)
				break;
		if (k < i)
			continue;
		look_up(&a, r, path);
		for (role = 0; role < NROLES; role++)
			if (plays(&a, role))
				say_docs(r, &a, role);
	}
}
