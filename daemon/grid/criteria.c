/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * criteria.c: the criteria with their rules, and their texts by language.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/yaml.h"

#include "local.h"

enum { CRITERIA_MAX = 1000, SHOWN_MAX = 64 << 10 };

static const char *const parts[RULE_PARTS] = {
	[RULE_COMPLETE] = "complete", [RULE_PARTIAL] = "partial",
	[RULE_AGAINST] = "against", [RULE_KILLS] = "kills",
	[RULE_NOT_APPLICABLE] = "not_applicable", [RULE_NEAREST] = "nearest",
};

/* One expression, or for the lists a chain of them. */
static int
read_part(struct loading *l, const struct yaml *v, enum rule_part k,
    struct expr **out)
{
	const struct yaml *i;

	if (k == RULE_COMPLETE || k == RULE_PARTIAL ||
	    k == RULE_NOT_APPLICABLE || v->kind != YAML_LIST)
		return grid_read_expr(l, v, out);
	if (v->child == NULL)
		return grid_wrong(l, v->key_line, "\"%s\" is empty", v->key);
	for (i = v->child; i != NULL; i = i->next) {
		if (grid_read_expr(l, i, out) < 0)
			return -1;
		out = &(*out)->next;
	}
	return 0;
}

static int
read_authority(struct loading *l, const struct yaml *map, const char *key,
    enum authority *out)
{
	const char *text;

	if (grid_text(l, map, key, &text) < 0)
		return -1;
	if (!authority_parse(text, out))
		return grid_wrong(l, yaml_get(map, key)->line,
		    "\"%s\" must be auto, forge, assist or jury", key);
	return 0;
}

/* "C4.8" is of the competence "C4", and so of its épreuve and bloc. */
static int
place(struct loading *l, const struct yaml *v, struct grid_criterion *c)
{
	const struct grid *g = l->grid;
	const char *dot = strchr(c->id, '.');
	size_t i, n = dot == NULL ? 0 : (size_t)(dot - c->id);

	if (n == 0 || dot[1] == '\0' || strlen(c->id) > 12)
		return grid_wrong(l, v->line, "\"%.20s\" cannot name a "
		    "criterion (\"C4.8\")", c->id);
	for (i = 0; i < g->ncriteria; i++)
		if (strcmp(g->criteria[i].id, c->id) == 0)
			return grid_wrong(l, v->line, "criterion %s a second "
			    "time (first on line %d)", c->id,
			    g->criteria[i].line);
	for (i = 0; i < g->ncompetences; i++)
		if (strlen(g->competences[i].id) == n &&
		    strncmp(g->competences[i].id, c->id, n) == 0) {
			c->competence = g->competences[i].id;
			c->epreuve = g->competences[i].epreuve;
			c->bloc = g->competences[i].bloc;
			return 0;
		}
	return grid_wrong(l, v->line, "criterion %s: unknown competence",
	    c->id);
}

static const char *
shown(struct loading *l, const struct expr *chain)
{
	struct buf b = BUF_INIT(SHOWN_MAX);
	const char *s;

	if (chain == NULL)
		return NULL;
	for (; chain != NULL; chain = chain->next) {
		grid_show(&b, chain);
		if (chain->next != NULL)
			buf_puts(&b, ", ");
	}
	s = arena_str(&l->grid->arena, buf_str(&b));
	buf_free(&b);
	return s;
}

static int
read_rule(struct loading *l, const struct yaml *v, struct grid_criterion *c,
    struct rule *r)
{
	const struct yaml *part;
	int k;

	for (k = 0; k < RULE_PARTS; k++) {
		part = yaml_get(v, parts[k]);
		if (part != NULL && read_part(l, part, (enum rule_part)k,
		    &r->part[k]) < 0)
			return -1;
	}
	c->checked = r->part[RULE_COMPLETE] != NULL ||
	    r->part[RULE_PARTIAL] != NULL;
	for (k = 0; k < RULE_PARTS; k++)
		if (!c->checked && r->part[k] != NULL)
			return grid_wrong(l, v->line, "criterion %s has "
			    "\"%s\" and neither complete nor partial", c->id,
			    parts[k]);
	c->complete = shown(l, r->part[RULE_COMPLETE]);
	c->partial = shown(l, r->part[RULE_PARTIAL]);
	c->against = shown(l, r->part[RULE_AGAINST]);
	c->not_applicable = shown(l, r->part[RULE_NOT_APPLICABLE]);
	return 0;
}

static int
read_criterion(struct loading *l, const struct yaml *v,
    struct grid_criterion *c, struct rule *r)
{
	c->line = v->line;
	c->fallback = BY_NONE;
	if (grid_keys(l, v, "id text authority fallback complete partial "
	    "against kills not_applicable nearest") < 0 ||
	    grid_text(l, v, "id", &c->id) < 0 ||
	    grid_text(l, v, "text", &c->text) < 0 ||
	    read_authority(l, v, "authority", &c->authority) < 0)
		return -1;
	if (yaml_get(v, "fallback") != NULL &&
	    read_authority(l, v, "fallback", &c->fallback) < 0)
		return -1;
	if (place(l, v, c) < 0)
		return -1;
	return read_rule(l, v, c, r);
}

int
grid_read_criteria(struct loading *l, const struct yaml *list)
{
	struct grid *g = l->grid;
	struct grid_criterion *c;
	struct rule *r;
	const struct yaml *v;

	for (v = list; v != NULL; v = v->next) {
		struct grid_criterion new = { .id = NULL };
		struct rule rule = { .part = { NULL } };

		if (g->ncriteria == CRITERIA_MAX)
			return grid_wrong(l, v->line, "too many criteria");
		if (read_criterion(l, v, &new, &rule) < 0)
			return -1;
		c = arena_push(&g->arena, (void **)&g->criteria, g->ncriteria,
		    &g->capcriteria, sizeof(*c));
		r = arena_push(&g->arena, (void **)&g->rules, g->ncriteria,
		    &g->caprules, sizeof(*r));
		*c = new;
		*r = rule;
		g->ncriteria++;
	}
	if (g->ncriteria == 0)
		return grid_wrong(l, 1, "no criteria");
	return 0;
}

/* --- texts ---------------------------------------------------------------- */

static struct grid_criterion *
find(struct grid *g, const char *id)
{
	size_t i;

	for (i = 0; i < g->ncriteria; i++)
		if (strcmp(g->criteria[i].id, id) == 0)
			return &g->criteria[i];
	return NULL;
}

int
grid_read_texts(struct loading *l, struct hash *h, enum lang lang)
{
	const struct yaml *top, *list, *v;
	struct grid_criterion *c;
	const char *name, *code;
	long version;

	if (grid_file(l, h, "texts grid lang criteria", &top) < 0 ||
	    grid_number(l, top, "texts", 1, 1, &version) < 0 ||
	    grid_text(l, top, "grid", &name) < 0 ||
	    grid_text(l, top, "lang", &code) < 0)
		return -1;
	if (strcmp(name, l->grid->name) != 0)
		return grid_wrong(l, top->line, "texts of the grid \"%.60s\", "
		    "not of \"%s\"", name, l->grid->name);
	if (strcmp(code, tr(lang, "fr", "en")) != 0)
		return grid_wrong(l, top->line, "\"lang\" must be %s",
		    tr(lang, "fr", "en"));
	list = yaml_get(top, "criteria");
	if (list == NULL || list->kind != YAML_MAP)
		return grid_wrong(l, top->line, "\"criteria\" must be a "
		    "mapping");
	for (v = list->child; v != NULL; v = v->next) {
		c = find(l->grid, v->key);
		if (c == NULL)
			return grid_wrong(l, v->key_line, "no criterion "
			    "\"%.20s\" in the grid", v->key);
		if (grid_keys(l, v, "looked_for advice question") < 0 ||
		    grid_text(l, v, "looked_for", &c->looked_for[lang]) < 0 ||
		    grid_text(l, v, "advice", &c->advice[lang]) < 0 ||
		    grid_text(l, v, "question", &c->question[lang]) < 0)
			return -1;
	}
	return 0;
}
