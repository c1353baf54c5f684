/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * query.c: facts that the rules ask of the plugin "generic".
 *
 * Which keys go with which kind is a table; a name that a plugin already
 * declares is refused, since nobody could tell the two apart.
 */
#include <string.h>

#include "base/yaml.h"

#include "local.h"

enum { QUERIES_MAX = 500, WORDS_MAX = 10000 };

/* By name.  Of these keys one says the kind and holds the pattern. */
static const struct {
	const char *kind, *keys;
} kinds[] = {
	{ "column", "name fr en column in" },
	{ "file", "name fr en file" },
	{ "heading", "name fr en heading in words" },
	{ "path", "name fr en path value in" },
	{ "text", "name fr en text in" },
};

enum { NKINDS = sizeof(kinds) / sizeof(kinds[0]) };

const struct query *
grid_query(const struct grid *g, const char *fact)
{
	size_t i;

	for (i = 0; i < g->nqueries; i++)
		if (strcmp(g->queries[i].fact, fact) == 0)
			return &g->queries[i];
	return NULL;
}

/* "family.noun": lower case, digits, '_', one dot or more between. */
bool
grid_fact_name(const char *s)
{
	size_t n = strlen(s);

	return n <= 64 && n > 0 && strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "0123456789_.") == n && strchr(s, '.') != NULL && s[0] != '.' &&
	    s[n - 1] != '.' && strstr(s, "..") == NULL;
}

static int
optional(struct loading *l, const struct yaml *v, const char *key,
    const char **out)
{
	*out = NULL;
	return yaml_get(v, key) == NULL ? 0 : grid_text(l, v, key, out);
}

/* The one kind that this mapping has; NKINDS when it is not one. */
static size_t
kind_of(const struct yaml *v)
{
	size_t i, found = NKINDS;

	for (i = 0; i < NKINDS; i++)
		if (yaml_get(v, kinds[i].kind) != NULL) {
			if (found != NKINDS)
				return NKINDS;
			found = i;
		}
	return found;
}

/* Is "{match}" the only hole of what is shown?  Nothing fills another. */
static bool
holes_known(const char *s)
{
	static const char hole[] = "{match}";

	while ((s = strchr(s, '{')) != NULL && strchr(s, '}') != NULL) {
		if (strncmp(s, hole, sizeof(hole) - 1) != 0)
			return false;
		s += sizeof(hole) - 1;
	}
	return true;
}

static int
read_query(struct loading *l, const struct yaml *v, struct query *q)
{
	const struct fact_kind *kind;
	size_t k;
	long words = 0;

	if (grid_keys(l, v, "name fr en column file heading path text value "
	    "in words") < 0)
		return -1;
	k = kind_of(v);
	if (k == NKINDS)
		return grid_wrong(l, v->line, "one of the keys \"column\", "
		    "\"file\", \"heading\", \"path\", \"text\" is expected");
	q->kind = kinds[k].kind;
	if (grid_keys(l, v, kinds[k].keys) < 0 ||
	    grid_text(l, v, "name", &q->fact) < 0 ||
	    grid_both(l, v, &q->fr, &q->en) < 0 ||
	    grid_text(l, v, q->kind, &q->pattern) < 0 ||
	    optional(l, v, "in", &q->in) < 0 ||
	    optional(l, v, "value", &q->value) < 0)
		return -1;
	if (yaml_get(v, "words") != NULL &&
	    grid_number(l, v, "words", 0, WORDS_MAX, &words) < 0)
		return -1;
	q->words = (int)words;
	if (!holes_known(q->fr) || !holes_known(q->en))
		return grid_wrong(l, v->line, "\"fr\" and \"en\" may have the "
		    "hole {match}, no other");
	if (!grid_fact_name(q->fact))
		return grid_wrong(l, v->line, "\"%.70s\" cannot name a fact "
		    "(\"family.noun\")", q->fact);
	if (grid_query(l->grid, q->fact) != NULL)
		return grid_wrong(l, v->line, "fact \"%s\" a second time",
		    q->fact);
	kind = l->catalogue == NULL ? NULL :
	    facts_kind(l->catalogue, q->fact);
	if (kind != NULL)
		return grid_wrong(l, v->line, "fact \"%s\" is declared by the "
		    "plugin \"%s\" already", q->fact, kind->check);
	return 0;
}

int
grid_read_queries(struct loading *l, const struct yaml *list)
{
	struct grid *g = l->grid;
	struct query *slot;
	const struct yaml *v;

	if (list == NULL || yaml_is_null(list))
		return 0;
	if (list->kind != YAML_LIST)
		return grid_wrong(l, list->key_line,
		    "\"facts\" must be a list");
	for (v = list->child; v != NULL; v = v->next) {
		struct query new = { .fact = NULL };

		if (read_query(l, v, &new) < 0)
			return -1;
		if (g->nqueries == QUERIES_MAX)
			return grid_wrong(l, v->line, "too many facts");
		slot = arena_push(&g->arena, (void **)&g->queries,
		    g->nqueries, &g->capqueries, sizeof(*slot));
		*slot = new;
		g->nqueries++;
	}
	return 0;
}
