/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ties.c: what two keys of an object say together, and the MUSTs of the
 * standard's text that a table of keys cannot hold.
 */
#include <string.h>

#include "openapi.h"
#include "shapes.h"

static void
both(struct walk *w, const struct gr_node *n, const char *a, const char *b)
{
	if (gr_get(n, a) != NULL && gr_get(n, b) != NULL)
		wrong(w, "exclusive", b, gr_node_line(gr_get(n, b)));
}

static void
need(struct walk *w, const struct gr_node *n, const char *key)
{
	if (gr_get(n, key) == NULL)
		wrong(w, "missing", key, gr_node_line(n));
}

static void
empty(struct walk *w, const struct gr_node *n, const char *key)
{
	const struct gr_node *list = gr_get(n, key);

	if (list != NULL && gr_node_kind(list) != GR_SCALAR &&
	    gr_first(list) == NULL)
		wrong(w, "empty", key, gr_node_line(list));
}

static bool
equal(const struct gr_node *n, const char *key, const char *text)
{
	const char *s = gr_str(n, key);

	return s != NULL && strcmp(s, text) == 0;
}

static void
tied_schema(struct walk *w, const struct gr_node *n)
{
	empty(w, n, "enum");
	empty(w, n, "allOf");
	empty(w, n, "oneOf");
	empty(w, n, "anyOf");
	if (w->version != V31) {
		empty(w, n, "required");
		if (equal(n, "type", "array"))
			need(w, n, "items");
	}
}

static void
tied_scheme(struct walk *w, const struct gr_node *n)
{
	static const struct {
		const char *type, *key;
		unsigned in;
	} needs[] = {
		{ "apiKey", "name", ALL }, { "apiKey", "in", ALL },
		{ "http", "scheme", V3X }, { "oauth2", "flows", V3X },
		{ "oauth2", "flow", V20 },
		{ "openIdConnect", "openIdConnectUrl", V3X },
	};
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++)
		if ((needs[i].in & w->version) != 0 &&
		    equal(n, "type", needs[i].type))
			need(w, n, needs[i].key);
}

static void
tied_parameter(struct walk *w, const struct gr_node *n, bool header)
{
	static const struct {
		const char *in, *styles;
	} may[] = {
		{ "path", " matrix label simple " },
		{ "query", " form spaceDelimited pipeDelimited deepObject " },
		{ "header", " simple " }, { "cookie", " form " },
	};
	const char *in = header ? "header" : gr_str(n, "in");
	const char *style = gr_str(n, "style");
	const struct gr_node *content = gr_get(n, "content");
	size_t i;

	if (w->version == V20) {
		if (!header && in != NULL && strcmp(in, "body") == 0)
			need(w, n, "schema");
		else if (!header && in != NULL)
			need(w, n, "type");
		if (equal(n, "type", "array"))
			need(w, n, "items");
		return;
	}
	both(w, n, "schema", "content");
	both(w, n, "example", "examples");
	if (content == NULL)
		need(w, n, "schema");
	else if (gr_first(content) == NULL ||
	    gr_next(gr_first(content)) != NULL)
		wrong(w, "value", "content", gr_node_line(content));
	for (i = 0; i < sizeof(may) / sizeof(may[0]); i++)
		if (in != NULL && style != NULL && strcmp(in, may[i].in) == 0
		    && !among(may[i].styles, style))
			wrong(w, "value", "style", gr_node_line(n));
}

static void
tied_variable(struct walk *w, const struct gr_node *n)
{
	const struct gr_node *list = gr_get(n, "enum"), *i;
	const char *chosen = gr_str(n, "default");

	if (w->version != V31 || list == NULL)
		return;
	empty(w, n, "enum");
	for (i = gr_first(list); i != NULL && chosen != NULL; i = gr_next(i))
		if (gr_text(i) != NULL && strcmp(gr_text(i), chosen) == 0)
			return;
	if (gr_first(list) != NULL)
		wrong(w, "value", "default", gr_node_line(n));
}

static void
tied_root(struct walk *w, const struct gr_node *n)
{
	const struct gr_node *tags = gr_get(n, "tags"), *i, *j;
	const char *base = gr_str(n, "basePath");
	int k = 0;

	if (base != NULL && base[0] != '/')
		wrong(w, "value", "basePath", gr_node_line(n));
	for (i = gr_first(tags); i != NULL && k++ < 300; i = gr_next(i))
		for (j = gr_first(tags); j != i; j = gr_next(j))
			if (gr_str(i, "name") != NULL &&
			    equal(j, "name", gr_str(i, "name")))
				wrong(w, "twice", gr_str(i, "name"),
				    gr_node_line(i));
}

/* The same name in the same place, of what is written here. */
static void
tied_parameters(struct walk *w, const struct gr_node *n)
{
	const struct gr_node *list = gr_get(n, "parameters"), *i, *j, *a, *b;
	int k = 0;

	for (i = gr_first(list); i != NULL && k++ < 100; i = gr_next(i))
		for (j = gr_first(list); j != i; j = gr_next(j)) {
			a = ref_follow(w->spec, i);
			b = ref_follow(w->spec, j);
			if (gr_str(a, "name") != NULL &&
			    gr_str(a, "in") != NULL &&
			    equal(b, "name", gr_str(a, "name")) &&
			    equal(b, "in", gr_str(a, "in")))
				wrong(w, "twice", gr_str(a, "name"),
				    gr_node_line(i));
		}
}

void
ties(struct walk *w, const struct gr_node *n, enum shape_id id)
{
	switch (id) {
	case ROOT:
		tied_root(w, n);
		break;
	case LICENSE:
		both(w, n, "identifier", "url");
		break;
	case VARIABLE:
		tied_variable(w, n);
		break;
	case PATH_ITEM: case OPERATION:
		tied_parameters(w, n);
		break;
	case PARAMETER:
		tied_parameter(w, n, false);
		break;
	case HEADER:
		tied_parameter(w, n, true);
		break;
	case MEDIA:
		both(w, n, "example", "examples");
		break;
	case EXAMPLE:
		both(w, n, "value", "externalValue");
		break;
	case LINK:
		both(w, n, "operationRef", "operationId");
		break;
	case SCHEMA:
		tied_schema(w, n);
		break;
	case SCHEME:
		tied_scheme(w, n);
		break;
	default:
		break;
	}
}
