/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * refs.c: what points where: $ref and discriminators.
 *
 * All of them are collected first, so that what nothing points at can be
 * told.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openapi.h"

static void
add(struct spec *s, const char *to, int line)
{
	struct ref *grown;

	if (s->nrefs >= REFS_MOST)
		return;
	if ((s->nrefs & (s->nrefs - 1)) == 0) {
		grown = reallocarray(s->refs, s->nrefs ? 2 * s->nrefs : 1,
		    sizeof(*grown));
		if (grown == NULL)
			abort();
		s->refs = grown;
	}
	s->refs[s->nrefs].to = to;
	s->refs[s->nrefs++].line = line;
}

/*
 * Examples hold anything, and a "$ref" in them points nowhere by right; a
 * property may be called "$ref" as well, but then it is a map.
 */
static void
collect(struct spec *s, const struct gr_node *n)
{
	const struct gr_node *i, *m;
	const char *key, *text;

	for (i = gr_first(n); i != NULL; i = gr_next(i)) {
		if (s->steps++ >= STEPS_MOST)
			return;
		key = gr_key(i);
		text = gr_text(i);
		if (key != NULL && text != NULL && strcmp(key, "$ref") == 0)
			add(s, text, gr_node_line(i));
		else if (key != NULL && gr_node_kind(i) != GR_SCALAR &&
		    (strcmp(key, "example") == 0 ||
		    strcmp(key, "examples") == 0))
			continue;
		else if (key != NULL && strcmp(key, "discriminator") == 0)
			for (m = gr_first(gr_get(i, "mapping")); m != NULL;
			    m = gr_next(m))
				if (gr_text(m) != NULL &&
				    gr_text(m)[0] == '#')
					add(s, gr_text(m), gr_node_line(m));
		collect(s, i);
	}
}

void
refs_collect(struct spec *s)
{
	s->steps = 0;
	collect(s, s->doc);
}

/* One step of a JSON pointer: "~1" is '/', "~0" is '~', "%7B" is '{'. */
static void
unescape(const char *p, size_t n, char *out, size_t room)
{
	char hex[3] = "", *end;
	size_t i, k = 0;
	long c;

	for (i = 0; i < n && k + 1 < room; i++) {
		out[k] = p[i];
		if (p[i] == '~' && i + 1 < n && p[i + 1] <= '1') {
			out[k] = p[++i] == '1' ? '/' : '~';
		} else if (p[i] == '%' && i + 2 < n) {
			memcpy(hex, p + i + 1, 2);
			c = strtol(hex, &end, 16);
			if (*end == '\0' && c > 0) {
				out[k] = (char)c;
				i += 2;
			}
		}
		k++;
	}
	out[k] = '\0';
}

static const struct gr_node *
point(const struct spec *s, const char *to)
{
	const struct gr_node *n = s->doc;
	char key[PLACE_MAX];
	size_t len;
	long at;

	if (to[0] != '#')
		return NULL;
	for (to++; n != NULL && *to == '/'; to += len) {
		to++;
		len = strcspn(to, "/");
		unescape(to, len, key, sizeof(key));
		if (gr_node_kind(n) == GR_LIST) {
			at = strtol(key, NULL, 10);
			for (n = gr_first(n); n != NULL && at > 0; at--)
				n = gr_next(n);
		} else {
			n = gr_get(n, key);
		}
	}
	return n;
}

const struct gr_node *
ref_follow(const struct spec *s, const struct gr_node *n)
{
	const char *to;
	int hops;

	for (hops = 0; hops < 8; hops++) {
		to = gr_str(n, "$ref");
		if (to == NULL)
			return n;
		n = point(s, to);
	}
	return NULL;
}

const struct gr_node *
schemes(const struct spec *s)
{
	return s->major == 2 ? gr_get(s->doc, "securityDefinitions") :
	    gr_at(s->doc, "components.securitySchemes");
}

bool
refs_to(const struct spec *s, const char *pointer)
{
	size_t i, n = strlen(pointer);

	for (i = 0; i < s->nrefs; i++)
		if (strncmp(s->refs[i].to, pointer, n) == 0 &&
		    (s->refs[i].to[n] == '\0' || s->refs[i].to[n] == '/'))
			return true;
	return false;
}

static void
unused(struct spec *s, const char *where)
{
	const struct gr_node *i;
	const char *c;
	char to[PLACE_MAX], name[PLACE_MAX];
	size_t k;

	for (i = gr_first(gr_at(s->doc, where)); i != NULL; i = gr_next(i)) {
		if (gr_key(i) == NULL)
			continue;
		/* The name as a pointer would write it. */
		for (k = 0, c = gr_key(i); *c != '\0' && k + 3 < sizeof(name);
		    c++)
			if (*c == '/' || *c == '~') {
				name[k++] = '~';
				name[k++] = *c == '/' ? '1' : '0';
			} else {
				name[k++] = *c;
			}
		name[k] = '\0';
		snprintf(to, sizeof(to), "#/%.80s/%.200s", where, name);
		for (k = 2; k < 2 + strlen(where); k++)
			if (to[k] == '.')
				to[k] = '/';
		if (!refs_to(s, to))
			problem(s, "unused", gr_key(i), gr_node_line(i));
	}
}

void
refs_check(struct spec *s)
{
	static const char *const old[] = { "definitions", "parameters",
	    "responses" };
	static const char *const now[] = { "components.schemas",
	    "components.parameters", "components.responses",
	    "components.requestBodies", "components.examples",
	    "components.headers" };
	size_t i;

	for (i = 0; i < s->nrefs; i++)
		if (s->refs[i].to[0] != '#')
			problem(s, "ref_outside", s->refs[i].to,
			    s->refs[i].line);
		else if (point(s, s->refs[i].to) == NULL)
			invalid(s, "ref", s->refs[i].to, s->refs[i].line);
	if (s->major == 2)
		for (i = 0; i < sizeof(old) / sizeof(old[0]); i++)
			unused(s, old[i]);
	else
		for (i = 0; i < sizeof(now) / sizeof(now[0]); i++)
			unused(s, now[i]);
}
