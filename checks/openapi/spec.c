/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spec.c: one document, from its first key to the facts about the whole.
 * Sources: OpenAPI Specification 3.0.4 and 3.1.1 (spec.openapis.org), and
 * Swagger 2.0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openapi.h"

static void
say(struct spec *s, const char *family, const char *rule, const char *at,
    int line)
{
	char name[80];

	if (s->said++ >= SAID_MOST)
		return;
	snprintf(name, sizeof(name), "openapi.%s.%s", family, rule);
	gr_set(gr_emit(name, line, line), "at", at);
}

void
invalid(struct spec *s, const char *rule, const char *at, int line)
{
	s->invalid++;
	say(s, "invalid", rule, at, line);
}

void
problem(struct spec *s, const char *rule, const char *at, int line)
{
	say(s, "problem", rule, at, line);
}

const char *
spec_version(const struct gr_node *doc)
{
	const char *v = gr_str(doc, "openapi");

	if (v == NULL)
		v = gr_str(doc, "swagger");
	/* A tool's configuration has such a key too, and nothing else. */
	if (v == NULL || v[0] < '0' || v[0] > '9' ||
	    (gr_node_kind(gr_get(doc, "info")) != GR_MAP &&
	    gr_get(doc, "paths") == NULL))
		return NULL;
	return v;
}

/*
 * What stands before every path: "basePath", or the path of the first
 * server.  The host is of no interest: it changes with the deployment.
 */
static const char *
base_of(const struct spec *s)
{
	const char *url = s->major == 2 ? gr_str(s->doc, "basePath") :
	    gr_str(gr_first(gr_get(s->doc, "servers")), "url");
	const char *host;

	if (url == NULL)
		return "";
	host = strstr(url, "://");
	if (host != NULL)
		url = strchr(host + 3, '/');
	return url == NULL || url[0] != '/' || url[1] == '\0' ? "" : url;
}

static void
check_info(struct spec *s)
{
	const struct gr_node *info = gr_get(s->doc, "info"), *i;
	int line = gr_node_line(info == NULL ? s->doc : info);
	const char *title = gr_str(info, "title");
	const char *version = gr_str(info, "version");

	if (gr_node_kind(info) != GR_MAP) {
		invalid(s, "info", "info", line);
	} else {
		if (title == NULL || title[0] == '\0')
			invalid(s, "title", "info.title", line);
		if (version == NULL || version[0] == '\0')
			invalid(s, "version", "info.version", line);
	}
	i = gr_get(s->doc, "paths");
	/* 3.1: any one of paths, components and webhooks will do. */
	if (gr_node_kind(i) != GR_MAP && (s->minor < 1 ||
	    s->major < 3 || (gr_get(s->doc, "components") == NULL &&
	    gr_get(s->doc, "webhooks") == NULL)))
		invalid(s, "no_operation", "paths",
		    gr_node_line(i == NULL ? s->doc : i));
}

/* Why it describes nothing that a project has; NULL when it does. */
static const char *
toy(const struct spec *s)
{
	const struct gr_node *paths = gr_get(s->doc, "paths");
	const struct gr_node *only = gr_first(paths);
	const char *title = gr_str(gr_get(s->doc, "info"), "title");
	static const struct gr_pattern *sample, *hello;

	if (sample == NULL) {
		sample = gr_pattern("pet ?store|\\bhello[ -]?world\\b");
		hello = gr_pattern("^/?(hello([-_]?world)?|ping|foo|bar|"
		    "example)?/?$");
	}
	if (s->operations == 0)
		return "aucune opération";
	if (title != NULL && gr_search(sample, title, strlen(title)))
		return "exemple de démonstration";
	if (gr_get(paths, "/pet") != NULL &&
	    gr_get(paths, "/store/order") != NULL)
		return "exemple de démonstration";
	if (s->paths == 1 && gr_key(only) != NULL &&
	    gr_search(hello, gr_key(only), strlen(gr_key(only))))
		return "un seul chemin, d'essai";
	return NULL;
}

static void
check_schemes(struct spec *s)
{
	const struct gr_node *i;

	for (i = gr_first(schemes(s)); i != NULL; i = gr_next(i))
		if (gr_key(i) != NULL && !scheme_used(s, gr_key(i)))
			problem(s, "scheme_unused", gr_key(i),
			    gr_node_line(i));
}

static int
count(const struct gr_node *n)
{
	int k = 0;

	for (n = gr_first(n); n != NULL; n = gr_next(n))
		k++;
	return k;
}

void
spec_read(const struct gr_file *f, const struct gr_node *doc)
{
	struct spec s = { .file = f, .doc = doc };
	const char *version = spec_version(doc), *why;
	const char *title = gr_str(gr_get(doc, "info"), "title");
	struct gr_fact *x;

	s.major = version[0] - '0';
	s.minor = version[1] == '.' ? version[2] - '0' : 0;
	s.base = base_of(&s);
	paths_read(&s);
	why = toy(&s);
	s.toy = why != NULL;
	s.emit = true;
	s.operations = s.paths = 0;
	check_info(&s);
	shape_check(&s);
	refs_collect(&s);
	paths_read(&s);
	refs_check(&s);
	check_schemes(&s);
	free(s.refs);
	if (s.toy) {
		x = gr_emit("openapi.toy", gr_node_line(gr_first(doc)),
		    gr_node_last(doc));
		gr_set(x, "why", why);
		gr_set(x, "title", title);
		return;
	}
	x = gr_emit("openapi.spec", gr_node_line(gr_first(doc)),
	    gr_node_last(doc));
	gr_set(x, "version", version);
	gr_set(x, "title", title == NULL ? "" : title);
	gr_setf(x, "operations", "%d", s.operations);
	gr_setf(x, "paths", "%d", s.paths);
	gr_set(x, "valid", s.invalid > 0 ? "no" : "yes");
	gr_setf(x, "schemes", "%d", count(schemes(&s)));
	gr_set(x, "base", s.base);
}
