/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * operation.c: the paths of a description, and what each promises.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "openapi.h"

static const char *const methods[] = {
	"get", "post", "put", "patch", "delete", "head", "options", "trace",
};

enum { NMETHODS = sizeof(methods) / sizeof(methods[0]) };

static bool
is_method(const char *key)
{
	size_t i;

	for (i = 0; key != NULL && i < NMETHODS; i++)
		if (strcmp(methods[i], key) == 0)
			return true;
	return false;
}

/* One requirement of a list asks for a scheme; "{}" asks for nothing. */
static bool
asks(const struct gr_node *security, const char *name)
{
	const struct gr_node *i, *k;

	for (i = gr_first(security); i != NULL; i = gr_next(i))
		for (k = gr_first(i); k != NULL; k = gr_next(k))
			if (gr_key(k) != NULL && (name == NULL ||
			    strcmp(gr_key(k), name) == 0))
				return true;
	return false;
}

bool
scheme_used(const struct spec *s, const char *name)
{
	const struct gr_node *p, *o;

	if (asks(gr_get(s->doc, "security"), name))
		return true;
	for (p = gr_first(gr_get(s->doc, "paths")); p; p = gr_next(p))
		for (o = gr_first(ref_follow(s, p)); o; o = gr_next(o))
			if (is_method(gr_key(o)) &&
			    asks(gr_get(o, "security"), name))
				return true;
	return false;
}

/* Every requirement must be met by defined schemes; none may be empty. */
static bool
secured(struct spec *s, const struct gr_node *op, const char *at)
{
	const struct gr_node *list = gr_get(op, "security"), *i, *k;
	bool all = true;

	if (list == NULL)
		list = gr_get(s->doc, "security");
	for (i = gr_first(list); i != NULL; i = gr_next(i)) {
		if (gr_first(i) == NULL)
			all = false;
		for (k = gr_first(i); k != NULL; k = gr_next(k))
			if (gr_key(k) != NULL &&
			    gr_get(schemes(s), gr_key(k)) == NULL)
				invalid(s, "scheme", at, gr_node_line(k));
	}
	return all && gr_first(list) != NULL;
}

/* --- parameters ----------------------------------------------------------- */

/* Is {name} in the path?  "{id}" and "{id:int}", which some tools write. */
static bool
in_path(const char *path, const char *name)
{
	size_t n = strlen(name);
	const char *p = path;

	while ((p = strchr(p, '{')) != NULL) {
		p++;
		if (strncmp(p, name, n) == 0 && (p[n] == '}' || p[n] == ':'))
			return true;
	}
	return false;
}

static bool
declares(const struct spec *s, const struct gr_node *list, const char *name,
    size_t n)
{
	const struct gr_node *i, *p;
	const char *in, *has;

	for (i = gr_first(list); i != NULL; i = gr_next(i)) {
		p = ref_follow(s, i);
		in = gr_str(p, "in");
		has = gr_str(p, "name");
		/* A parameter of another file may be any. */
		if (p == NULL)
			return true;
		if (in != NULL && has != NULL && strcmp(in, "path") == 0 &&
		    strlen(has) == n && strncmp(has, name, n) == 0)
			return true;
	}
	return false;
}

static void
check_declared(struct spec *s, const struct gr_node *list, const char *path,
    const char *at)
{
	const struct gr_node *i, *p;
	const char *in, *name, *required;

	for (i = gr_first(list); i != NULL; i = gr_next(i)) {
		p = ref_follow(s, i);
		in = gr_str(p, "in");
		name = gr_str(p, "name");
		required = gr_str(p, "required");
		if (in == NULL || name == NULL || strcmp(in, "path") != 0)
			continue;
		if (!in_path(path, name))
			invalid(s, "param_stray", at, gr_node_line(i));
		else if (required == NULL || strcmp(required, "true") != 0)
			invalid(s, "param_optional", at, gr_node_line(i));
	}
}

static void
check_params(struct spec *s, const struct gr_node *item,
    const struct gr_node *op, const char *path, const char *at)
{
	const struct gr_node *shared = gr_get(item, "parameters");
	const struct gr_node *own = gr_get(op, "parameters");
	const char *p = path;
	size_t n;

	check_declared(s, own, path, at);
	while ((p = strchr(p, '{')) != NULL) {
		n = strcspn(++p, "}:");
		if (!declares(s, own, p, n) && !declares(s, shared, p, n))
			invalid(s, "param_undeclared", at, gr_node_line(op));
	}
}

/* --- operations --------------------------------------------------------------- */

static void
check_responses(struct spec *s, const struct gr_node *op, const char *at)
{
	if (gr_first(gr_get(op, "responses")) != NULL)
		return;
	/* 3.1 leaves them out when there is nothing to say. */
	if (s->major == 2 || s->minor < 1)
		invalid(s, "no_responses", at, gr_node_line(op));
	else
		problem(s, "response", at, gr_node_line(op));
}

/* Is that operationId used by an operation before this one? */
static bool
id_before(const struct spec *s, const struct gr_node *op, const char *id)
{
	const struct gr_node *p, *o;
	const char *other;

	for (p = gr_first(gr_get(s->doc, "paths")); p; p = gr_next(p))
		for (o = gr_first(p); o != NULL; o = gr_next(o)) {
			if (o == op)
				return false;
			other = gr_str(o, "operationId");
			if (other != NULL && is_method(gr_key(o)) &&
			    strcmp(other, id) == 0)
				return true;
		}
	return false;
}

static void
read_operation(struct spec *s, const struct gr_node *item,
    const struct gr_node *op, const char *path)
{
	const char *id = gr_str(op, "operationId");
	char at[PLACE_MAX], method[16];
	struct gr_fact *x;
	bool closed;
	size_t i;

	s->operations++;
	if (!s->emit)
		return;
	snprintf(method, sizeof(method), "%s", gr_key(op));
	for (i = 0; method[i] != '\0'; i++)
		method[i] = (char)(method[i] - 'a' + 'A');
	snprintf(at, sizeof(at), "%s %.250s", method, path);
	closed = secured(s, op, at);
	check_params(s, item, op, path, at);
	check_responses(s, op, at);
	if (id != NULL && s->operations <= SAID_MOST * 5 &&
	    id_before(s, op, id))
		invalid(s, "operation_id", id, gr_node_line(op));
	if (gr_get(op, "summary") == NULL && gr_get(op, "description") == NULL)
		problem(s, "undescribed", at, gr_node_line(op));
	if (s->toy)
		return;
	x = gr_emit("openapi.operation", gr_node_line(op), gr_node_last(op));
	gr_set(x, "method", method);
	gr_set(x, "path", path);
	gr_set(x, "secured", closed ? "yes" : "no");
	gr_set(x, "base", s->base);
}

/* The same path but for the names between braces. */
static bool
same_path(const char *a, const char *b)
{
	while (*a != '\0' && *a == *b) {
		if (*a == '{') {
			a += strcspn(a, "}");
			b += strcspn(b, "}");
		} else {
			a++;
			b++;
		}
	}
	return *a == *b;
}

static void
check_path(struct spec *s, const struct gr_node *item, const char *path)
{
	const struct gr_node *i;

	if (path[0] != '/')
		invalid(s, "path_slash", path, gr_node_line(item));
	check_declared(s, gr_get(item, "parameters"), path, path);
	if (s->paths > SAID_MOST * 5)
		return;
	for (i = gr_first(gr_get(s->doc, "paths")); i != item;
	    i = gr_next(i))
		if (gr_key(i) != NULL && same_path(gr_key(i), path))
			invalid(s, "path_twice", path, gr_node_line(item));
}

void
paths_read(struct spec *s)
{
	const struct gr_node *p, *o, *item;
	const char *path;

	for (p = gr_first(gr_get(s->doc, "paths")); p; p = gr_next(p)) {
		path = gr_key(p);
		if (path == NULL || strncmp(path, "x-", 2) == 0)
			continue;
		s->paths++;
		if (s->emit)
			check_path(s, p, path);
		item = ref_follow(s, p);
		for (o = gr_first(item); o != NULL; o = gr_next(o))
			if (is_method(gr_key(o)) &&
			    gr_node_kind(o) == GR_MAP)
				read_operation(s, item, o, path);
	}
}
