/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * yaml.c: libyaml's events, one after the other, become our tree.
 *
 * libyaml emits events while it reads, so the limits on depth and on nodes
 * stop it early.  An alias copies the node it names and shares its
 * children; what that stands for is added to the count (.weight), and its
 * height to the depth, so that no reader of the tree needs limits of its
 * own.
 *
 * libyaml's end marks lie behind the blanks and comments that follow a
 * block, and it takes three more characters than editors do (U+0085,
 * U+2028, U+2029) and a lone CR for line breaks.  lines.c puts both right.
 */
#include "yaml.h"

#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "arena.h"
#include "err.h"
#include "local.h"
#include "utf8.h"

enum { ANCHORS = 4096, SLOTS = 256 };

struct anchor {
	const char	*name;
	struct yaml	*node;
	int		 height;	/* of the node; 0: not finished */
	struct anchor	*next;		/* in its slot */
};

struct builder {
	struct arena	*arena;		/* borrowed */
	struct err	*e;		/* borrowed */
	struct lines	 lines;
	bool		 keep_duplicates;
	yaml_parser_t	 parser;
	yaml_event_t	 event;		/* the current one */
	size_t		 nodes;		/* with aliases expanded */
	size_t		 anchors;
	struct anchor	*slots[SLOTS];
};

static int	node(struct builder *, int depth, struct yaml **, int *height);

static int
line_of(const struct builder *b, const yaml_mark_t *m)
{
	return lines_shown(&b->lines, m->line);
}

static int
malformed(struct builder *b)
{
	const yaml_parser_t *p = &b->parser;
	const char *what = p->problem != NULL ? p->problem : "malformed YAML";

	if (p->error == YAML_MEMORY_ERROR)
		abort();
	if (p->error == YAML_READER_ERROR)
		return err_set(b->e, ERR_FORMAT, "line %d: %s",
		    lines_at(&b->lines, p->problem_offset), what);
	return err_set(b->e, ERR_FORMAT, "line %d: %s%s%s",
	    line_of(b, &p->problem_mark), p->context != NULL ? p->context : "",
	    p->context != NULL ? ", " : "", what);
}

/* Replaces the current event by the next. */
static int
advance(struct builder *b)
{
	yaml_event_delete(&b->event);
	return yaml_parser_parse(&b->parser, &b->event) ? 0 : malformed(b);
}

static int
count(struct builder *b, size_t n)
{
	b->nodes += n;
	if (b->nodes <= YAML_NODES)
		return 0;
	return err_set(b->e, ERR_LIMIT, "line %d: more than %d YAML nodes",
	    line_of(b, &b->event.start_mark), (int)YAML_NODES);
}

static int
too_deep(struct builder *b)
{
	return err_set(b->e, ERR_LIMIT, "line %d: YAML nested deeper than %d",
	    line_of(b, &b->event.start_mark), (int)YAML_DEPTH);
}

static struct anchor **
slot(struct builder *b, const char *name)
{
	uint32_t h = 2166136261u;	/* FNV-1a; ANCHORS bounds a chain */

	for (; *name != '\0'; name++)
		h = (h ^ (unsigned char)*name) * 16777619u;
	return &b->slots[h % SLOTS];
}

/* Notes that the node has this name, if it has one.  *out may become NULL. */
static int
anchor(struct builder *b, const yaml_char_t *name, struct yaml *n,
    struct anchor **out)
{
	struct anchor **at;

	*out = NULL;
	if (name == NULL)
		return 0;
	if (b->anchors++ == ANCHORS)
		return err_set(b->e, ERR_LIMIT, "line %d: more than %d YAML"
		    " anchors", n->line, (int)ANCHORS);
	at = slot(b, (const char *)name);
	*out = arena_alloc(b->arena, sizeof(**out));
	(*out)->name = arena_str(b->arena, (const char *)name);
	(*out)->node = n;
	(*out)->next = *at;	/* the latest of a name hides the others */
	*at = *out;
	return 0;
}

static int
alias(struct builder *b, int depth, struct yaml *n, int *height)
{
	const char *name = (const char *)b->event.data.alias.anchor;
	struct anchor *a;

	for (a = *slot(b, name); a != NULL; a = a->next)
		if (strcmp(a->name, name) == 0)
			break;
	if (a == NULL)
		return err_set(b->e, ERR_FORMAT, "line %d: alias of \"%.60s\","
		    " which is not there", line_of(b, &b->event.start_mark),
		    name);
	if (a->height == 0)
		return err_set(b->e, ERR_FORMAT, "line %d: alias of \"%.60s\""
		    " inside of it", line_of(b, &b->event.start_mark), name);
	if (depth + a->height - 1 > YAML_DEPTH)
		return too_deep(b);
	if (count(b, a->node->weight) < 0)
		return -1;
	*n = *a->node;
	n->next = NULL;
	n->key = NULL;
	n->key_line = 0;
	*height = a->height;
	return 0;
}

static int
scalar(struct builder *b, struct yaml *n)
{
	const yaml_event_t *ev = &b->event;
	yaml_scalar_style_t style = ev->data.scalar.style;

	if (count(b, 1) < 0)
		return -1;
	n->kind = YAML_SCALAR;
	n->weight = 1;
	n->plain = style == YAML_PLAIN_SCALAR_STYLE &&
	    ev->data.scalar.tag == NULL;
	n->len = ev->data.scalar.length;
	n->text = arena_dup(b->arena, ev->data.scalar.value, n->len);
	if (style == YAML_LITERAL_SCALAR_STYLE ||
	    style == YAML_FOLDED_SCALAR_STYLE)
		n->last = lines_text_end(&b->lines, ev->start_mark.line,
		    ev->end_mark.line);
	else
		n->last = line_of(b, &ev->end_mark);
	return 0;
}

/* The key of the pair whose first event is the current one. */
static int
key(struct builder *b, int depth, const char **text, int *line, int *last)
{
	struct yaml *k;
	int height, first = line_of(b, &b->event.start_mark);

	if (node(b, depth, &k, &height) < 0)
		return -1;
	if (k->kind == YAML_SCALAR && strlen(k->text) != k->len)
		return err_set(b->e, ERR_FORMAT, "line %d: NUL in a key",
		    first);
	/* "[a, b]: c" and the braces of templates: kept, without a name. */
	*text = k->kind == YAML_SCALAR ? k->text : "";
	*line = first;
	*last = k->last > first ? k->last : first;
	return advance(b);
}

static int
children(struct builder *b, int depth, struct yaml *n, int *height)
{
	const yaml_event_type_t end = n->kind == YAML_MAP ?
	    YAML_MAPPING_END_EVENT : YAML_SEQUENCE_END_EVENT;
	struct yaml **tail = &n->child, *c;
	const char *name = NULL;
	int tall, at, key_line = 0, key_last = 0;

	*height = 1;
	for (;;) {
		if (advance(b) < 0)
			return -1;
		if (b->event.type == end)
			break;
		if (n->kind == YAML_MAP &&
		    key(b, depth + 1, &name, &key_line, &key_last) < 0)
			return -1;
		at = line_of(b, &b->event.start_mark);
		if (node(b, depth + 1, &c, &tall) < 0)
			return -1;
		c->key = name;
		c->key_line = key_line;
		if (c->kind == YAML_SCALAR && c->plain && c->len == 0 &&
		    n->kind == YAML_MAP && c->line >= at) {
			/* Nothing: libyaml says where it noticed. */
			c->line = c->last = at = key_last;
		}
		*tail = c;
		tail = &c->next;
		n->weight += c->weight;
		if (tall >= *height)
			*height = tall + 1;
		if (c->last > n->last)
			n->last = c->last;
		if (at > n->last)	/* an alias: its text is further up */
			n->last = at;
	}
	return 0;
}

static int
by_key(const void *a, const void *b)
{
	const struct yaml *x = *(const struct yaml *const *)a;
	const struct yaml *y = *(const struct yaml *const *)b;
	int c = strcmp(x->key, y->key);

	return c != 0 ? c : x->key_line - y->key_line;
}

/* The first child of a mapping whose key was there before, or NULL. */
static const struct yaml *
repeated(struct yaml *map)
{
	const struct yaml *found = NULL;
	struct yaml *c, **all;
	size_t i, n = 0;

	for (c = map->child; c != NULL; c = c->next)
		n += c->key[0] != '\0';
	if (n < 2)
		return NULL;
	all = reallocarray(NULL, n, sizeof(*all));
	if (all == NULL)
		abort();
	n = 0;
	for (c = map->child; c != NULL; c = c->next)
		if (c->key[0] != '\0')
			all[n++] = c;
	qsort(all, n, sizeof(*all), by_key);
	for (i = 1; i < n; i++)
		if (strcmp(all[i - 1]->key, all[i]->key) == 0 &&
		    (found == NULL || all[i]->key_line < found->key_line))
			found = all[i];
	free(all);
	return found;
}

static int
collection(struct builder *b, int depth, struct yaml *n, int *height)
{
	bool flow;
	const struct yaml *twice;

	if (depth > YAML_DEPTH)
		return too_deep(b);
	if (count(b, 1) < 0)
		return -1;
	n->weight = 1;
	if (n->kind == YAML_MAP)
		flow = b->event.data.mapping_start.style ==
		    YAML_FLOW_MAPPING_STYLE;
	else
		flow = b->event.data.sequence_start.style ==
		    YAML_FLOW_SEQUENCE_STYLE;
	if (children(b, depth, n, height) < 0)
		return -1;
	/* The braces of "[a: b]" are not there, and its end is no place. */
	if (flow && b->event.end_mark.index > b->event.start_mark.index)
		n->last = line_of(b, &b->event.end_mark);
	if (n->kind != YAML_MAP || (twice = repeated(n)) == NULL)
		return 0;
	if (!b->keep_duplicates)
		return err_set(b->e, ERR_FORMAT, "line %d: key \"%.60s\" twice",
		    twice->key_line, twice->key);
	n->dup = twice->key_line;
	return 0;
}

/* The node that the current event begins; afterwards its last is current. */
static int
node(struct builder *b, int depth, struct yaml **out, int *height)
{
	struct yaml *n = *out = arena_alloc(b->arena, sizeof(*n));
	const yaml_event_t *ev = &b->event;
	struct anchor *a = NULL;
	int ret;

	n->line = n->last = line_of(b, &ev->start_mark);
	n->column = (int)ev->start_mark.column + 1;
	*height = 1;
	switch (ev->type) {
	case YAML_ALIAS_EVENT:
		return alias(b, depth, n, height);
	case YAML_SCALAR_EVENT:
		ret = anchor(b, ev->data.scalar.anchor, n, &a);
		if (ret == 0)
			ret = scalar(b, n);
		break;
	case YAML_MAPPING_START_EVENT:
		n->kind = YAML_MAP;
		ret = anchor(b, ev->data.mapping_start.anchor, n, &a);
		if (ret == 0)
			ret = collection(b, depth, n, height);
		break;
	case YAML_SEQUENCE_START_EVENT:
		n->kind = YAML_LIST;
		ret = anchor(b, ev->data.sequence_start.anchor, n, &a);
		if (ret == 0)
			ret = collection(b, depth, n, height);
		break;
	default:
		return err_set(b->e, ERR_BUG, "line %d: YAML event %d",
		    n->line, (int)ev->type);
	}
	if (a != NULL)
		a->height = *height;
	return ret;
}

static int
documents(struct builder *b, struct yaml *all)
{
	struct yaml **tail = &all->child;
	int height;

	for (;;) {
		if (advance(b) < 0)
			return -1;
		if (b->event.type == YAML_STREAM_END_EVENT)
			return 0;
		if (b->event.type != YAML_DOCUMENT_START_EVENT)
			continue;	/* stream start, document end */
		b->anchors = 0;
		memset(b->slots, 0, sizeof(b->slots));
		if (advance(b) < 0 || node(b, 1, tail, &height) < 0)
			return -1;
		all->weight += (*tail)->weight;
		all->last = (*tail)->last;
		tail = &(*tail)->next;
	}
}

int
yaml_parse(struct arena *arena, const char *text, size_t n,
    bool keep_duplicates, struct yaml **out, struct err *e)
{
	struct builder *b;
	int ret = -1;

	*out = NULL;
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		n -= 3;
	}
	b = calloc(1, sizeof(*b));
	if (b == NULL || !yaml_parser_initialize(&b->parser))
		abort();
	b->arena = arena;
	b->e = e;
	b->keep_duplicates = keep_duplicates;
	lines_init(&b->lines, text, n);
	/* UTF-16, which libyaml would take too, has bytes that UTF-8 has not. */
	if (!utf8_valid(text, n)) {
		err_set(e, ERR_FORMAT, "line %d: not UTF-8",
		    lines_at(&b->lines, lines_invalid(&b->lines)));
		goto out;
	}
	yaml_parser_set_input_string(&b->parser, (const unsigned char *)text,
	    n);
	*out = arena_alloc(arena, sizeof(**out));
	(*out)->kind = YAML_LIST;
	(*out)->line = (*out)->last = (*out)->column = 1;
	(*out)->weight = 1;
	ret = documents(b, *out);
out:
	if (ret < 0)
		*out = NULL;
	yaml_event_delete(&b->event);
	yaml_parser_delete(&b->parser);
	lines_free(&b->lines);
	free(b);
	return ret;
}
