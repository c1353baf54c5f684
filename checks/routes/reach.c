/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reach.c: which route a request reaches, sent by an application or by a
 * script, and which tests see the two meet.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

static bool
is_work(const char *path)
{
	static const struct gr_pattern *work;

	if (work == NULL)
		work = gr_pattern("(^|/)(scripts?|scrap\\w*|etl|notebooks?|"
		    "train\\w*|data|collect\\w*|extract\\w*|ingest\\w*|jobs|"
		    "dags|ml|pipelines?|monitoring|benchmarks?|tools|outils)/");
	return gr_search(work, path, strlen(path));
}

/* How many folders, from the root on, two paths have in common. */
static int
shared(const char *a, const char *b)
{
	int n = 0;

	for (; *a != '\0' && *a == *b; a++, b++)
		n += *a == '/';
	return n;
}

/* Has the file a face, or does it stand in the folder of one that has? */
static bool
in_application(const struct world *w, const char *path)
{
	const struct gr_seen *const *f;
	size_t i, n;

	f = facts_of(w, "route.face", &n);
	for (i = 0; i < n; i++)
		if (strcmp(f[i]->path, path) == 0)
			return true;
	if (is_work(path))
		return false;
	for (i = 0; i < n; i++)
		if (shared(f[i]->path, path) > 0 && !is_work(f[i]->path))
			return true;
	return false;
}

/* A model's API that is not of this repository, by its address. */
static bool
is_service(const char *url)
{
	static const struct gr_pattern *hosts;

	if (hosts == NULL)
		hosts = gr_pattern(":11434|api\\.(openai|anthropic|mistral|"
		    "groq|cohere|deepseek)\\.|huggingface\\.co|"
		    "generativelanguage|openai\\.azure|/v1/chat/completions|"
		    "/api/(generate|chat|embeddings)$|ollama");
	return gr_search(hosts, url, strlen(url));
}

/* What another file gives the name of an address: "environment.apiUrl". */
static const char *
address(const struct world *w, const struct gr_seen *call)
{
	const struct gr_seen *const *f;
	const char *name = value(call, "name");
	size_t i, n;

	f = facts_of(w, "route.address", &n);
	for (i = 0; name[0] != '\0' && i < n; i++)
		if (strcmp(value(f[i], "name"), name) == 0)
			return value(f[i], "value");
	return "";
}

/* Holes alone reach everything, and so nothing in particular. */
static bool
says_something(const char *path)
{
	while (*path != '\0') {
		if (*path == '{')
			path += strcspn(path, "}");
		else if (*path != '/' && *path != '*')
			return true;
		path += *path != '\0';
	}
	return false;
}

static void
outside(const struct world *w, const struct gr_seen *call, const char *path)
{
	const char *url = value(call, "url");
	const char *by = in_application(w, call->path) ? "application" :
	    "script";
	struct gr_fact *x;

	if (!is_service(url) && says_model(path, "") < 2 &&
	    (says_model(path, "") < 1 ||
	    strcmp(value(call, "method"), "POST") != 0))
		return;
	x = gr_emit_at("route.outside", call->path, call->first, call->last);
	gr_set(x, "method", value(call, "method"));
	gr_set(x, "path", path);
	gr_set(x, "by", by);
}

static void
called(const struct world *w, const struct gr_seen *call)
{
	const struct route *r;
	const char *method = value(call, "method");
	const char *by = in_application(w, call->path) ? "application" :
	    "script";
	char plain[PATH_MAX_], given[PATH_MAX_];
	struct gr_fact *x;
	size_t i, n;
	bool hit = false;

	url_path(address(w, call), given, sizeof(given));
	path_plain(given[0] == '\0' ? value(call, "path") : given, plain,
	    sizeof(plain));
	for (i = 0; i < w->nroutes && says_something(plain); i++) {
		r = &w->route[i];
		n = strcspn(r->method, " ");
		if ((method[0] != '\0' && (strlen(method) != n ||
		    strncmp(method, r->method, n) != 0)) ||
		    !path_same(plain, r->path))
			continue;
		hit = true;
		x = gr_emit_at("route.called", call->path, call->first,
		    call->last);
		gr_set(x, "id", r->id);
		gr_set(x, "by", by);
		gr_setf(x, "route", "%.*s %s", (int)n, r->method, r->path);
		gr_set(x, "subject", r->subject);
		gr_set(x, "model", r->model ? "yes" : "no");
	}
	if (!hit)
		outside(w, call, plain);
}

/* Does a test bring in a module that sends requests for an application? */
static void
integrated(const struct world *w, const struct gr_seen *const *call,
    size_t ncalls)
{
	const struct gr_seen *const *t;
	const char *imports, *word;
	char dotted[NAME_MAX_ + 4];
	size_t i, k, n, len;
	struct gr_fact *x;
	bool hit;

	t = facts_of(w, "route.test_file", &n);
	for (i = 0; i < n; i++) {
		hit = false;
		imports = value(t[i], "imports");
		while (!hit && (word = list_next(&imports, &len)) != NULL)
			for (k = 0; k < ncalls && !hit; k++) {
				(void)snprintf(dotted, sizeof(dotted),
				    "%.*s.x", (int)len, word);
				hit = name_fits(call[k]->path, "x",
				    t[i]->path, dotted) >= 20000;
				/* A name taken from the module. */
				(void)snprintf(dotted, sizeof(dotted),
				    "%.*s", (int)len, word);
				hit |= strchr(dotted, '.') != NULL &&
				    name_fits(call[k]->path,
				    last_name(dotted), t[i]->path,
				    dotted) >= 20000;
				hit &= in_application(w, call[k]->path);
			}
		if (!hit)
			continue;
		x = gr_emit_at("route.integrated", t[i]->path, t[i]->first,
		    t[i]->last);
		gr_set(x, "way", value(t[i], "way"));
	}
}

void
reach(const struct world *w)
{
	const struct gr_seen *const *f, *const *call;
	struct gr_fact *x;
	const char *by;
	size_t i, n, ncalls;

	call = facts_of(w, "route.call", &ncalls);
	for (i = 0; i < ncalls; i++)
		called(w, call[i]);
	f = facts_of(w, "route.service", &n);
	for (i = 0; i < n; i++) {
		by = in_application(w, f[i]->path) ? "application" : "script";
		x = gr_emit_at("route.outside", f[i]->path, f[i]->first,
		    f[i]->last);
		gr_set(x, "method", "");
		gr_set(x, "path", value(f[i], "library"));
		gr_set(x, "by", by);
	}
	integrated(w, call, ncalls);
}
