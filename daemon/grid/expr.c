/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * expr.c: expressions read from YAML, and written back on one line.
 *
 * Every name and every attribute is looked up in the plugins' catalogue
 * here, once, so that evaluation meets none that nobody declares.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/yaml.h"

#include "local.h"

static const struct {
	const char *name, *keys;
} forms[] = {
	[EXPR_FACT] = { "fact", "fact where" },
	[EXPR_ALL] = { "all", "all" },
	[EXPR_ANY] = { "any", "any" },
	[EXPR_NONE] = { "none", "none" },
	[EXPR_AT_LEAST] = { "at_least", "at_least of" },
	[EXPR_COUNT] = { "count", "count least distinct" },
	[EXPR_EACH] = { "each", "each has by" },
};

enum { NFORMS = sizeof(forms) / sizeof(forms[0]) };

static const char *const conds[] = {
	[COND_IS] = "", [COND_NOT] = "not", [COND_LEAST] = "least",
	[COND_MOST] = "most", [COND_CONTAINS] = "contains",
};

/* The fact must be declared, and then somebody tells it.  0, or -1. */
static int
declared(struct loading *l, int line, struct match *m)
{
	const struct check_info *c = NULL;
	const struct fact_kind *k = NULL;
	const char *name = m->name;
	size_t i;

	if (!grid_fact_name(name))
		return grid_wrong(l, line, "\"%.70s\" cannot name a fact "
		    "(\"family.noun\")", name);
	if (grid_query(l->grid, name) != NULL) {
		m->check = "generic";
		return 0;
	}
	if (l->catalogue == NULL)
		return 0;
	k = facts_kind(l->catalogue, name);
	if (k != NULL) {
		m->check = arena_str(&l->grid->arena, k->check);
		return 0;
	}
	/*
	 * A plugin that did not load takes its facts with it: then this one
	 * is its, and the criterion ends in an error, the others do not.
	 */
	for (i = 0; i < l->catalogue->nchecks && c == NULL; i++)
		if (l->catalogue->checks[i].failure != NULL)
			c = &l->catalogue->checks[i];
	if (c == NULL)
		return grid_wrong(l, line, "unknown fact \"%s\"", name);
	log_warn("miss fact=%s line=%d check=%s why=%.200s", name, line,
	    c->name, c->failure);
	m->check = arena_str(&l->grid->arena, c->name);
	return 0;
}

static int
attribute(struct loading *l, int line, const char *fact, const char *attr)
{
	const struct fact_kind *k;
	const char *known = "match";

	if (l->catalogue == NULL)
		return 0;
	if (grid_query(l->grid, fact) == NULL) {
		k = facts_kind(l->catalogue, fact);
		if (k == NULL)
			return 0;	/* its plugin did not load */
		known = k->attrs;
	}
	if (grid_word(known, attr, strlen(attr)))
		return 0;
	return grid_wrong(l, line, "the fact \"%s\" has no attribute "
	    "\"%.60s\", only \"%s\"", fact, attr, known);
}

static struct cond *
add_cond(struct loading *l, struct match *m, const char *attr,
    enum cond_kind kind)
{
	struct cond **tail = &m->where;

	while (*tail != NULL)
		tail = &(*tail)->next;
	*tail = arena_alloc(&l->grid->arena, sizeof(**tail));
	(*tail)->attr = attr;
	(*tail)->kind = kind;
	return *tail;
}

/* One text, or a list of them. */
static int
read_values(struct loading *l, const struct yaml *v, struct cond *c)
{
	const struct yaml *i = v->kind == YAML_LIST ? v->child : v;
	size_t n = 0;

	for (; i != NULL; i = v->kind == YAML_LIST ? i->next : NULL)
		n++;
	if (n == 0)
		return grid_wrong(l, v->line, "the list is empty");
	c->values = arena_alloc(&l->grid->arena, n * sizeof(*c->values));
	i = v->kind == YAML_LIST ? v->child : v;
	for (; i != NULL; i = v->kind == YAML_LIST ? i->next : NULL)
		if (grid_scalar(l, i, &c->values[c->nvalues++]) < 0)
			return -1;
	return 0;
}

/* {not: ..}, {least: ..}, {most: ..}, {contains: ..} of one attribute. */
static int
read_conds(struct loading *l, const struct yaml *map, struct match *m)
{
	const struct yaml *v;
	struct cond *c;
	const char *text;
	char *end;
	size_t k;

	if (grid_keys(l, map, "not least most contains") < 0)
		return -1;
	if (map->child == NULL)
		return grid_wrong(l, map->line, "the condition is empty");
	for (v = map->child; v != NULL; v = v->next) {
		for (k = COND_NOT; strcmp(conds[k], v->key) != 0; )
			k++;
		c = add_cond(l, m, map->key, (enum cond_kind)k);
		if (k == COND_NOT) {
			if (read_values(l, v, c) < 0)
				return -1;
			continue;
		}
		if (grid_scalar(l, v, &text) < 0)
			return -1;
		if (k == COND_CONTAINS) {
			if (strchr(text, ' ') != NULL)
				return grid_wrong(l, v->line, "\"contains\" "
				    "takes one word");
			if (read_values(l, v, c) < 0)
				return -1;
			continue;
		}
		c->number = strtod(text, &end);
		if (*end != '\0' || text[strspn(text, "-.0123456789")] != '\0')
			return grid_wrong(l, v->line, "\"%s\" takes a number",
			    v->key);
	}
	return 0;
}

static int
read_where(struct loading *l, const struct yaml *where, struct match *m)
{
	const struct yaml *v;

	if (where->kind != YAML_MAP || where->child == NULL)
		return grid_wrong(l, where->line, "\"where\" takes attributes "
		    "and values");
	for (v = where->child; v != NULL; v = v->next) {
		if (attribute(l, v->key_line, m->name, v->key) < 0)
			return -1;
		if (v->kind == YAML_MAP) {
			if (read_conds(l, v, m) < 0)
				return -1;
		} else if (read_values(l, v, add_cond(l, m, v->key,
		    COND_IS)) < 0) {
			return -1;
		}
	}
	return 0;
}

/* NAME, or {fact: NAME, where: {...}}. */
static int
read_match(struct loading *l, const struct yaml *v, struct match *m)
{
	const struct yaml *where;

	if (v->kind != YAML_MAP)
		return grid_scalar(l, v, &m->name) < 0 ? -1 :
		    declared(l, v->line, m);
	if (grid_keys(l, v, forms[EXPR_FACT].keys) < 0 ||
	    grid_text(l, v, "fact", &m->name) < 0 ||
	    declared(l, v->line, m) < 0)
		return -1;
	where = yaml_get(v, "where");
	return where == NULL ? 0 : read_where(l, where, m);
}

static int
read_items(struct loading *l, const struct yaml *v, const char *key,
    struct expr *x, long *n)
{
	struct expr **tail = &x->child;
	const struct yaml *i;

	if (grid_list(l, v, key, &i) < 0)
		return -1;
	if (i == NULL)
		return grid_wrong(l, v->line, "\"%s\" is empty", key);
	for (*n = 0; i != NULL; i = i->next) {
		if (++*n > ITEMS_MAX)
			return grid_wrong(l, i->line, "more than %d items",
			    (int)ITEMS_MAX);
		if (grid_read_expr(l, i, tail) < 0)
			return -1;
		tail = &(*tail)->next;
	}
	return 0;
}

/* "by" and "distinct": an attribute of the fact, or "path". */
static int
read_by(struct loading *l, const struct yaml *v, const char *key,
    struct expr *x)
{
	if (grid_text(l, v, key, &x->by) < 0)
		return -1;
	if (strcmp(x->by, "path") == 0)
		return 0;
	if (attribute(l, v->line, x->fact.name, x->by) < 0)
		return -1;
	return x->has.name == NULL ? 0 :
	    attribute(l, v->line, x->has.name, x->by);
}

static int
read_count(struct loading *l, const struct yaml *v, struct expr *x)
{
	if (read_match(l, yaml_get(v, "count"), &x->fact) < 0 ||
	    grid_number(l, v, "least", 1, 1000000, &x->least) < 0)
		return -1;
	return yaml_get(v, "distinct") == NULL ? 0 :
	    read_by(l, v, "distinct", x);
}

static int
read_each(struct loading *l, const struct yaml *v, struct expr *x)
{
	const struct yaml *has = yaml_get(v, "has");

	if (has == NULL)
		return grid_wrong(l, v->line, "the key \"has\" is missing");
	if (read_match(l, yaml_get(v, "each"), &x->fact) < 0 ||
	    read_match(l, has, &x->has) < 0)
		return -1;
	return read_by(l, v, "by", x);
}

/* Which form the mapping has; NFORMS when none, or two at once. */
static size_t
form_of(const struct yaml *v)
{
	size_t k, found = NFORMS;

	for (k = 0; k < NFORMS; k++)
		if (yaml_get(v, forms[k].name) != NULL) {
			if (found != NFORMS)
				return NFORMS;
			found = k;
		}
	return found;
}

int
grid_read_expr(struct loading *l, const struct yaml *v, struct expr **out)
{
	struct expr *x = arena_alloc(&l->grid->arena, sizeof(*x));
	size_t k;
	long n = 0;

	*out = x;
	if (v->kind == YAML_SCALAR)
		return read_match(l, v, &x->fact);
	k = v->kind == YAML_MAP ? form_of(v) : (size_t)NFORMS;
	if (k == NFORMS)
		return grid_wrong(l, v->line, "a fact's name or a mapping "
		    "with one of all, any, none, at_least, count, each, fact "
		    "is expected");
	if (grid_keys(l, v, forms[k].keys) < 0)
		return -1;
	x->kind = (enum expr_kind)k;
	switch (x->kind) {
	case EXPR_FACT:
		return read_match(l, v, &x->fact);
	case EXPR_ALL:
	case EXPR_ANY:
	case EXPR_NONE:
		return read_items(l, v, forms[k].name, x, &n);
	case EXPR_AT_LEAST:
		if (read_items(l, v, "of", x, &n) < 0)
			return -1;
		return grid_number(l, v, "at_least", 1, n, &x->least);
	case EXPR_COUNT:
		return read_count(l, v, x);
	case EXPR_EACH:
		return read_each(l, v, x);
	}
	return -1;
}

/* --- and back ----------------------------------------------------------- */

static void
show_text(struct buf *b, const char *s)
{
	if (s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "0123456789_.-")] == '\0' && s[0] != '-' && s[0] != '.' &&
	    strcasecmp(s, "null") != 0) {
		buf_puts(b, s);
		return;
	}
	buf_putc(b, '"');
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_putc(b, '\\');
		if (*s == '\n')
			buf_puts(b, "\\n");
		else
			buf_putc(b, *s);
	}
	buf_putc(b, '"');
}

static void
show_values(struct buf *b, const struct cond *c)
{
	size_t i;

	if (c->nvalues != 1)
		buf_putc(b, '[');
	for (i = 0; i < c->nvalues; i++) {
		buf_puts(b, i == 0 ? "" : ", ");
		show_text(b, c->values[i]);
	}
	if (c->nvalues != 1)
		buf_putc(b, ']');
}

static void
show_match(struct buf *b, const struct match *m)
{
	const struct cond *c;

	if (m->where == NULL) {
		buf_puts(b, m->name);
		return;
	}
	buf_fmt(b, "{fact: %s, where: {", m->name);
	for (c = m->where; c != NULL; c = c->next) {
		bool more = c->next != NULL &&
		    strcmp(c->next->attr, c->attr) == 0;
		bool first = c == m->where || b->data[b->len - 1] == ' ';

		if (first) {
			show_text(b, c->attr);
			buf_puts(b, ": ");
			if (c->kind != COND_IS)
				buf_putc(b, '{');
		}
		if (c->kind != COND_IS)
			buf_fmt(b, "%s: ", conds[c->kind]);
		if (c->kind == COND_LEAST || c->kind == COND_MOST)
			buf_fmt(b, "%.15g", c->number);
		else
			show_values(b, c);
		if (c->kind != COND_IS && !more)
			buf_putc(b, '}');
		if (more)
			buf_puts(b, ",");
		else if (c->next != NULL)
			buf_puts(b, ", ");
	}
	buf_puts(b, "}}");
}

void
grid_show(struct buf *b, const struct expr *x)
{
	const struct expr *c;

	switch (x->kind) {
	case EXPR_FACT:
		show_match(b, &x->fact);
		return;
	case EXPR_ALL:
	case EXPR_ANY:
	case EXPR_NONE:
		buf_fmt(b, "{%s: [", forms[x->kind].name);
		break;
	case EXPR_AT_LEAST:
		buf_fmt(b, "{at_least: %ld, of: [", x->least);
		break;
	case EXPR_COUNT:
		buf_puts(b, "{count: ");
		show_match(b, &x->fact);
		buf_fmt(b, ", least: %ld", x->least);
		if (x->by != NULL)
			buf_fmt(b, ", distinct: %s", x->by);
		buf_putc(b, '}');
		return;
	case EXPR_EACH:
		buf_puts(b, "{each: ");
		show_match(b, &x->fact);
		buf_puts(b, ", has: ");
		show_match(b, &x->has);
		buf_fmt(b, ", by: %s}", x->by);
		return;
	}
	for (c = x->child; c != NULL; c = c->next) {
		buf_puts(b, c == x->child ? "" : ", ");
		grid_show(b, c);
	}
	buf_puts(b, "]}");
}
