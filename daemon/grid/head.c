/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * head.c: what stands before the criteria: the title, its blocs, its
 * épreuves with the pages they ask for, and the competences.
 */
#include <string.h>

#include "base/yaml.h"
#include "model/audit.h"

#include "local.h"

enum { BLOCS_MAX = 9, PAGES_MAX = 500, COMPETENCES_MAX = 100 };

int
grid_epreuve_number(const char *s)
{
	if (s[0] != 'E' || s[1] < '1' || s[1] > '0' + EPREUVES || s[2] != '\0')
		return 0;
	return s[1] - '0';
}

const struct grid_epreuve *
grid_epreuve_at(const struct grid *g, int number)
{
	size_t i;

	for (i = 0; i < g->nepreuves; i++)
		if (g->epreuves[i].number == number)
			return &g->epreuves[i];
	return NULL;
}

static int
read_blocs(struct loading *l, const struct yaml *top)
{
	struct grid *g = l->grid;
	const struct yaml *v;
	const char *text;
	size_t i;
	long n;

	if (grid_list(l, top, "blocs", &v) < 0)
		return -1;
	for (; v != NULL; v = v->next) {
		if (grid_keys(l, v, "number code title") < 0 ||
		    grid_number(l, v, "number", 1, BLOCS_MAX, &n) < 0 ||
		    grid_text(l, v, "code", &text) < 0 ||
		    grid_text(l, v, "title", &text) < 0)
			return -1;
		for (i = 0; i < g->nblocs; i++)
			if (g->blocs[i] == n)
				return grid_wrong(l, v->line,
				    "bloc %ld a second time", n);
		*(int *)arena_push(&g->arena, (void **)&g->blocs, g->nblocs,
		    &g->capblocs, sizeof(*g->blocs)) = (int)n;
		g->nblocs++;
	}
	return 0;
}

static int
read_pages(struct loading *l, const struct yaml *map,
    struct grid_epreuve *out)
{
	const struct yaml *v = yaml_get(map, "pages"), *first;
	struct yaml pair[2];
	struct yaml range = { .kind = YAML_MAP, .child = pair };
	long least, most;

	if (grid_list(l, map, "pages", &first) < 0)
		return -1;
	if (first == NULL || first->next == NULL ||
	    first->next->next != NULL)
		return grid_wrong(l, v->key_line,
		    "\"pages\" must be [least, most]");
	pair[0] = *first;
	pair[1] = *first->next;
	pair[0].next = &pair[1];
	pair[0].key = "least";
	pair[1].key = "most";
	pair[0].key_line = pair[1].key_line = v->key_line;
	if (grid_number(l, &range, "least", 1, PAGES_MAX, &least) < 0 ||
	    grid_number(l, &range, "most", least, PAGES_MAX, &most) < 0)
		return -1;
	out->pages_least = (int)least;
	out->pages_most = (int)most;
	return 0;
}

static bool
has_bloc(const struct grid *g, long n)
{
	size_t i;

	for (i = 0; i < g->nblocs; i++)
		if (g->blocs[i] == n)
			return true;
	return false;
}

static int
read_epreuve(struct loading *l, const struct yaml *v,
    struct grid_epreuve *out)
{
	const char *id, *document;
	long bloc;

	if (grid_keys(l, v, "id bloc title pages document") < 0 ||
	    grid_text(l, v, "id", &id) < 0 ||
	    grid_number(l, v, "bloc", 1, BLOCS_MAX, &bloc) < 0 ||
	    grid_text(l, v, "title", &out->title) < 0 ||
	    grid_text(l, v, "document", &document) < 0 ||
	    read_pages(l, v, out) < 0)
		return -1;
	out->number = grid_epreuve_number(id);
	out->bloc = (int)bloc;
	if (out->number == 0)
		return grid_wrong(l, v->line, "\"%.20s\" is not E1..E%d", id,
		    (int)EPREUVES);
	if (grid_epreuve_at(l->grid, out->number) != NULL)
		return grid_wrong(l, v->line, "épreuve %s a second time", id);
	if (!has_bloc(l->grid, bloc))
		return grid_wrong(l, v->line, "unknown bloc %ld", bloc);
	if (strcmp(document, "rapport") != 0 &&
	    strcmp(document, "documentation") != 0)
		return grid_wrong(l, v->line, "\"document\" must be rapport "
		    "or documentation");
	return 0;
}

static int
read_epreuves(struct loading *l, const struct yaml *top)
{
	struct grid *g = l->grid;
	struct grid_epreuve new;
	const struct yaml *v;

	if (grid_list(l, top, "epreuves", &v) < 0)
		return -1;
	for (; v != NULL; v = v->next) {
		if (read_epreuve(l, v, &new) < 0)
			return -1;
		*(struct grid_epreuve *)arena_push(&g->arena,
		    (void **)&g->epreuves, g->nepreuves, &g->capepreuves,
		    sizeof(new)) = new;
		g->nepreuves++;
	}
	return 0;
}

static int
read_competences(struct loading *l, const struct yaml *top)
{
	struct grid *g = l->grid;
	const struct grid_epreuve *e;
	struct grid_competence *c, new;
	const struct yaml *v;
	const char *epreuve;
	size_t i;

	if (grid_list(l, top, "competences", &v) < 0)
		return -1;
	for (; v != NULL; v = v->next) {
		if (grid_keys(l, v, "id epreuve title") < 0 ||
		    grid_text(l, v, "id", &new.id) < 0 ||
		    grid_text(l, v, "epreuve", &epreuve) < 0 ||
		    grid_text(l, v, "title", &new.title) < 0)
			return -1;
		e = grid_epreuve_at(g, grid_epreuve_number(epreuve));
		if (e == NULL)
			return grid_wrong(l, v->line,
			    "unknown épreuve \"%.20s\"", epreuve);
		if (strchr(new.id, '.') != NULL || strlen(new.id) > 8)
			return grid_wrong(l, v->line, "\"%.20s\" cannot name "
			    "a competence", new.id);
		for (i = 0; i < g->ncompetences; i++)
			if (strcmp(g->competences[i].id, new.id) == 0)
				return grid_wrong(l, v->line, "competence %s "
				    "a second time", new.id);
		if (g->ncompetences == COMPETENCES_MAX)
			return grid_wrong(l, v->line, "too many competences");
		new.epreuve = e->number;
		new.bloc = e->bloc;
		c = arena_push(&g->arena, (void **)&g->competences,
		    g->ncompetences, &g->capcompetences, sizeof(*c));
		*c = new;
		g->ncompetences++;
	}
	return 0;
}

int
grid_read_head(struct loading *l, const struct yaml *top)
{
	struct grid *g = l->grid;
	const struct yaml *title = yaml_get(top, "title");
	long version;

	if (grid_number(l, top, "rules", 1, 1, &version) < 0 ||
	    grid_text(l, top, "grid", &g->name) < 0)
		return -1;
	if (strlen(g->name) > 60)
		return grid_wrong(l, top->line, "the grid's name is too long");
	if (title == NULL)
		return grid_wrong(l, top->line,
		    "the key \"title\" is missing");
	if (grid_keys(l, title, "fr en") < 0 ||
	    grid_both(l, title, &g->title[LANG_FR], &g->title[LANG_EN]) < 0 ||
	    read_blocs(l, top) < 0 || read_epreuves(l, top) < 0 ||
	    read_competences(l, top) < 0)
		return -1;
	return 0;
}
