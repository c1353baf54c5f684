/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree_node.c: YAML and JSON as a plugin walks them.
 *
 * A struct gr_node is a struct yaml of base/yaml.h under another name, so
 * that plugins depend on check.h alone.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/yaml.h"
#include "host.h"
#include "read.h"
#include "reading.h"

static const struct gr_node *
as_node(const struct yaml *y)
{
	return (const struct gr_node *)(const void *)y;
}

static const struct yaml *
as_yaml(const struct gr_node *n)
{
	return (const struct yaml *)(const void *)n;
}

static int
parse_json(struct reading *r, const struct gr_file *f)
{
	struct yaml *doc;

	if (json_tree(&r->arena, f->text, f->len, &doc, &r->error) < 0)
		return -1;
	r->tree = arena_alloc(&r->arena, sizeof(*r->tree));
	r->tree->kind = YAML_LIST;
	r->tree->line = 1;
	r->tree->last = f->lines;
	r->tree->child = doc;
	r->tree->weight = doc->weight + 1;
	return 0;
}

static void
parse(struct reading *r, const struct gr_file *f)
{
	int ret;

	r->parsed = true;
	switch (f->entry->kind) {
	case GR_JSON:
	case GR_NOTEBOOK:
		ret = parse_json(r, f);
		break;
	case GR_YAML:
		ret = yaml_parse(&r->arena, f->text, f->len, true, &r->tree,
		    &r->error);
		break;
	default:
		ret = err_set(&r->error, ERR_USAGE, "neither YAML nor JSON");
	}
	if (ret == 0)
		return;
	r->tree = NULL;
	if (sscanf(r->error.msg, "line %d", &r->error_line) != 1 ||
	    r->error_line < 1)
		r->error_line = 1;
	if (r->error_line > f->lines)
		r->error_line = f->lines;
}

const struct gr_node *
gr_tree(const struct gr_file *f)
{
	struct reading *r;

	if (!f)
		return NULL;
	r = reading_of(f);
	watch_host(true);
	if (!r->parsed)
		parse(r, f);
	watch_host(false);
	return as_node(r->tree);
}

const char *
gr_tree_error(const struct gr_file *f, int *line)
{
	struct reading *r;

	if (!f || gr_tree(f))
		return NULL;
	r = reading_of(f);
	if (line)
		*line = r->error_line;
	return r->error.msg;
}

enum gr_node_kind
gr_node_kind(const struct gr_node *n)
{
	const struct yaml *y = as_yaml(n);

	if (!y)
		return GR_NONE;
	return y->kind == YAML_MAP ? GR_MAP :
	    y->kind == YAML_LIST ? GR_LIST : GR_SCALAR;
}

const struct gr_node *
gr_get(const struct gr_node *n, const char *key)
{
	return key && gr_node_kind(n) == GR_MAP ?
	    as_node(yaml_get(as_yaml(n), key)) : NULL;
}

const struct gr_node *
gr_at(const struct gr_node *n, const char *dotted)
{
	char key[256], *end;
	size_t len;
	long i;

	while (n && dotted && *dotted) {
		len = strcspn(dotted, ".");
		if (len >= sizeof(key))
			return NULL;
		memcpy(key, dotted, len);
		key[len] = '\0';
		dotted += len + (dotted[len] == '.');
		if (gr_node_kind(n) == GR_LIST) {
			i = strtol(key, &end, 10);
			if (*end || end == key || i < 0)
				return NULL;
			for (n = gr_first(n); n && i > 0; i--)
				n = gr_next(n);
		} else {
			n = gr_get(n, key);
		}
	}
	return n;
}

const struct gr_node *
gr_first(const struct gr_node *n)
{
	return n ? as_node(as_yaml(n)->child) : NULL;
}

const struct gr_node *
gr_next(const struct gr_node *n)
{
	return n ? as_node(as_yaml(n)->next) : NULL;
}

const char *
gr_key(const struct gr_node *n)
{
	return n ? as_yaml(n)->key : NULL;
}

const char *
gr_text(const struct gr_node *n)
{
	return gr_node_kind(n) == GR_SCALAR ? as_yaml(n)->text : NULL;
}

const char *
gr_str(const struct gr_node *n, const char *key)
{
	return gr_text(gr_get(n, key));
}

bool
gr_plain(const struct gr_node *n)
{
	return gr_node_kind(n) == GR_SCALAR && as_yaml(n)->plain;
}

int
gr_node_line(const struct gr_node *n)
{
	const struct yaml *y = as_yaml(n);

	return !y ? 0 : y->key && y->key_line > 0 ? y->key_line : y->line;
}

int
gr_node_last(const struct gr_node *n)
{
	const struct yaml *y = as_yaml(n);
	int line = gr_node_line(n);

	return !y ? 0 : y->last > line ? y->last : line;
}

int
gr_repeated(const struct gr_node *n)
{
	return n ? as_yaml(n)->dup : 0;
}

/* Does the value at that place begin with the mark of a block scalar? */
static bool
is_block(const struct gr_file *f, const struct yaml *y)
{
	const char *p;
	size_t len, i = 0;
	int column = 1;

	if (!f || f->entry->kind != GR_YAML || y->plain ||
	    !(p = gr_line(f, y->line, &len)))
		return false;
	/* Columns count characters, not bytes. */
	for (; i < len && column < y->column; column++)
		for (i++; i < len && ((unsigned char)p[i] & 0xC0) == 0x80; )
			i++;
	/* "key: &anchor !tag |" */
	while (i < len && (p[i] == '&' || p[i] == '!')) {
		while (i < len && p[i] != ' ' && p[i] != '\t')
			i++;
		while (i < len && (p[i] == ' ' || p[i] == '\t'))
			i++;
	}
	return i < len && (p[i] == '|' || p[i] == '>');
}

int
gr_text_line(const struct gr_node *n)
{
	const struct yaml *y = as_yaml(n);

	if (!y)
		return 0;
	if (y->kind == YAML_SCALAR && y->last > y->line &&
	    is_block(reading_now()->file, y))
		return y->line + 1;
	return y->line;
}
