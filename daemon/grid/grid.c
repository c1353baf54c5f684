/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid.c: the files of a grid, opened together, and what is asked of it.
 */
#include "grid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/yaml.h"

#include "local.h"

static int
read_main(struct loading *l, struct hash *h)
{
	const struct yaml *top, *session, *list;

	if (grid_file(l, h, "rules grid title blocs epreuves competences "
	    "session facts criteria", &top) < 0 ||
	    grid_read_head(l, top) < 0 ||
	    grid_read_queries(l, yaml_get(top, "facts")) < 0 ||
	    grid_list(l, top, "criteria", &list) < 0 ||
	    grid_read_criteria(l, list) < 0)
		return -1;
	session = yaml_get(top, "session");
	return session == NULL ? 0 : grid_read_session(l, session);
}

/* "rules/x.yaml" has its French texts in "rules/x.fr.yaml". */
static int
read_side(struct loading *l, struct hash *h, const char *path, enum lang lang)
{
	size_t n = strlen(path);
	char side[4200];

	if (n < 5 || n > 4000 || strcmp(path + n - 5, ".yaml") != 0)
		return 0;
	snprintf(side, sizeof(side), "%.*s.%s.yaml", (int)(n - 5), path,
	    tr(lang, "fr", "en"));
	if (!fs_exists(side))
		return 0;
	l->path = side;
	return grid_read_texts(l, h, lang);
}

int
grid_open(const char *path, const struct facts *catalogue, struct grid **out,
    struct err *e)
{
	struct grid *g = calloc(1, sizeof(*g));
	struct loading l = { .grid = g, .catalogue = catalogue, .path = path,
	    .e = e };
	struct hash *h = hash_open();
	int ret = -1;

	*out = NULL;
	if (g == NULL)
		abort();
	g->path = arena_str(&g->arena, path);
	if (read_main(&l, h) < 0 || read_side(&l, h, path, LANG_FR) < 0 ||
	    read_side(&l, h, path, LANG_EN) < 0)
		goto out;
	*out = g;
	ret = 0;
out:
	hash_close(h, g->sha256);
	if (ret < 0)
		grid_close(g);
	return ret;
}

void
grid_close(struct grid *g)
{
	if (g == NULL)
		return;
	arena_free(&g->arena);
	free(g);
}

const char *
grid_name(const struct grid *g)
{
	return g->name;
}

const char *
grid_sha256(const struct grid *g)
{
	return g->sha256;
}

const struct query *
grid_queries(const struct grid *g, size_t *n)
{
	*n = g->nqueries;
	return g->queries;
}

size_t
grid_count(const struct grid *g)
{
	return g->ncriteria;
}

const struct grid_criterion *
grid_at(const struct grid *g, size_t i)
{
	return &g->criteria[i];
}

const struct grid_criterion *
grid_find(const struct grid *g, const char *id)
{
	size_t i;

	for (i = 0; i < g->ncriteria; i++)
		if (strcmp(g->criteria[i].id, id) == 0)
			return &g->criteria[i];
	return NULL;
}

size_t
grid_competences(const struct grid *g, const struct grid_competence **out)
{
	*out = g->competences;
	return g->ncompetences;
}

size_t
grid_epreuves(const struct grid *g, const struct grid_epreuve **out)
{
	*out = g->epreuves;
	return g->nepreuves;
}

/* --- what is automated ------------------------------------------------------ */

static const char *
coverage(const struct grid_criterion *c, enum lang lang)
{
	if (c->checked)
		return c->authority == BY_AUTO ? tr(lang, "contrôlé",
		    "checked") : tr(lang, "pièces réunies, un humain juge",
		    "pieces gathered, a human judges");
	if (c->authority == BY_JURY)
		return tr(lang, "seul un humain peut le voir",
		    "only a human can see it");
	return tr(lang, "pas encore de contrôle", "no check yet");
}

void
grid_coverage(const struct grid *g, enum lang lang, struct buf *b)
{
	size_t i, k, checked, total, all = 0;
	const struct grid_criterion *c;

	for (i = 0; i < g->ncriteria; i++) {
		c = &g->criteria[i];
		buf_fmt(b, "%-7s E%d  %-7s %-7s %s\n", c->id, c->epreuve,
		    authority_name(c->authority), c->fallback == BY_NONE ?
		    "-" : authority_name(c->fallback), coverage(c, lang));
	}
	buf_putc(b, '\n');
	for (k = 0; k < g->nepreuves; k++) {
		checked = total = 0;
		for (i = 0; i < g->ncriteria; i++) {
			if (g->criteria[i].epreuve != g->epreuves[k].number)
				continue;
			total++;
			checked += g->criteria[i].checked;
		}
		all += checked;
		buf_fmt(b, tr(lang, "E%d : %zu critères sur %zu ont un "
		    "contrôle\n", "E%d: %zu of %zu criteria have a check\n"),
		    g->epreuves[k].number, checked, total);
	}
	buf_fmt(b, tr(lang, "en tout : %zu sur %zu\n", "in all: %zu of %zu\n"),
	    all, g->ncriteria);
}
