/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c: JSON as the tree that base/yaml.h describes.
 *
 * libyaml reads most JSON, but not surrogate pairs, nor keys of more than
 * 1024 bytes, nor tabs; so the nodes are made here.  Trailing commas are
 * forgiven.  A key twice is kept and told (.dup), as for YAML.
 */
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"
#include "reading.h"

struct build {
	struct json_scan	 scan;
	struct arena		*arena;
	struct err		*err;
	size_t			 nodes;
};

static int value(struct build *, enum json_piece, int depth, struct yaml *);

static int
fail(struct build *b, enum err_kind kind, const char *why)
{
	return err_set(b->err, kind, "line %d: %s", b->scan.at, why);
}

static int
unexpected(struct build *b, enum json_piece t, const char *why)
{
	if (t == JSON_BAD)
		why = b->scan.why;
	else if (t == JSON_END)
		why = "the text ends too early";
	return fail(b, ERR_FORMAT, why);
}

static int
by_key(const void *va, const void *vb)
{
	const struct yaml *a = *(const struct yaml *const *)va;
	const struct yaml *b = *(const struct yaml *const *)vb;
	int c = strcmp(a->key, b->key);

	return c ? c : (a->key_line > b->key_line) - (a->key_line < b->key_line);
}

/* The line of the first key that was there before; sorted, not squared. */
static int
find_dup(const struct yaml *map, size_t n)
{
	const struct yaml **all, *c;
	size_t i = 0;
	int line = 0;

	if (n < 2 || !(all = malloc(n * sizeof(*all))))
		return 0;
	for (c = map->child; c && i < n; c = c->next)
		all[i++] = c;
	qsort(all, i, sizeof(*all), by_key);
	while (--i > 0)
		if (strcmp(all[i]->key, all[i - 1]->key) == 0 &&
		    (!line || all[i]->key_line < line))
			line = all[i]->key_line;
	free(all);
	return line;
}

static int
add_key(struct build *b, enum json_piece t, struct yaml *node)
{
	if (t != JSON_STRING)
		return unexpected(b, t, "a key in quotes is expected");
	node->key = b->scan.text;
	node->key_line = b->scan.at;
	t = json_scan_next(&b->scan);
	if (t != JSON_COLON)
		return unexpected(b, t, "a ':' is expected");
	return 0;
}

/* The items of a list or map, its opening bracket read. */
static int
items(struct build *b, int depth, struct yaml *parent)
{
	bool map = parent->kind == YAML_MAP;
	enum json_piece close = map ? JSON_CLOSE_MAP : JSON_CLOSE_LIST, t;
	struct yaml **link = &parent->child, *node;
	size_t n = 0;

	if (depth > READ_DEPTH)
		return fail(b, ERR_LIMIT, "nested too deep");
	for (t = json_scan_next(&b->scan); t != close; n++) {
		node = arena_alloc(b->arena, sizeof(*node));
		if (map) {
			if (add_key(b, t, node) < 0)
				return -1;
			t = json_scan_next(&b->scan);
		}
		if (value(b, t, depth, node) < 0)
			return -1;
		*link = node;
		link = &node->next;
		parent->weight += node->weight;
		t = json_scan_next(&b->scan);
		if (t == JSON_COMMA)
			t = json_scan_next(&b->scan);
		else if (t != close)
			return unexpected(b, t, map ?
			    "a ',' or '}' is expected" :
			    "a ',' or ']' is expected");
	}
	parent->last = b->scan.at;
	if (map)
		parent->dup = find_dup(parent, n);
	return 0;
}

static int
value(struct build *b, enum json_piece t, int depth, struct yaml *node)
{
	if (++b->nodes > READ_NODES)
		return fail(b, ERR_LIMIT, "too many values");
	node->line = b->scan.at;
	node->last = b->scan.last;
	node->column = b->scan.column;
	node->weight = 1;
	switch (t) {
	case JSON_STRING:
	case JSON_BARE:
		node->kind = YAML_SCALAR;
		node->plain = t == JSON_BARE;
		node->text = b->scan.text;
		node->len = b->scan.len;
		return 0;
	case JSON_OPEN_MAP:
	case JSON_OPEN_LIST:
		node->kind = t == JSON_OPEN_MAP ? YAML_MAP : YAML_LIST;
		return items(b, depth + 1, node);
	default:
		return unexpected(b, t, "a value is expected");
	}
}

int
json_tree(struct arena *a, const char *text, size_t len, struct yaml **out,
    struct err *e)
{
	struct build b = { .arena = a, .err = e };
	struct yaml *root = arena_alloc(a, sizeof(*root));
	enum json_piece t;

	json_scan_init(&b.scan, a, text, len);
	if (value(&b, json_scan_next(&b.scan), 0, root) < 0)
		return -1;
	t = json_scan_next(&b.scan);
	if (t != JSON_END)
		return unexpected(&b, t, "something follows the value");
	*out = root;
	return 0;
}
