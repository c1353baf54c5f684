/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session.c: what the regulation says of a session, its shape alone.
 *
 * Nothing uses these figures yet; a file that has them wrong is refused
 * all the same, so that whoever comes to use them may trust them.
 */
#include <string.h>

#include "base/yaml.h"

#include "local.h"

enum { MINUTES_MAX = 600, DAYS_MAX = 400, PEOPLE_MAX = 20 };

static int
flag(struct loading *l, const struct yaml *map, const char *key)
{
	bool b;

	if (yaml_bool(map, key, &b) == 1)
		return 0;
	return grid_wrong(l, map->line, "\"%s\" must be true or false", key);
}

static int
epreuve(struct loading *l, int line, const char *id)
{
	if (grid_epreuve_at(l->grid, grid_epreuve_number(id)) != NULL)
		return 0;
	return grid_wrong(l, line, "unknown épreuve \"%.20s\"", id);
}

static int
read_oral(struct loading *l, const struct yaml *v)
{
	const char *id;
	long n;

	if (grid_keys(l, v, "epreuve minutes demonstration") < 0 ||
	    grid_text(l, v, "epreuve", &id) < 0 ||
	    grid_number(l, v, "minutes", 1, MINUTES_MAX, &n) < 0 ||
	    flag(l, v, "demonstration") < 0)
		return -1;
	return epreuve(l, v->line, id);
}

static int
read_passage(struct loading *l, const struct yaml *v)
{
	const struct yaml *b;
	long n;
	size_t i;

	if (grid_keys(l, v, "blocs minutes") < 0 ||
	    grid_list(l, v, "blocs", &b) < 0 ||
	    grid_number(l, v, "minutes", 1, MINUTES_MAX, &n) < 0)
		return -1;
	for (; b != NULL; b = b->next) {
		for (i = 0; i < l->grid->nblocs; i++)
			if (b->text != NULL && b->len == 1 &&
			    b->text[0] == '0' + l->grid->blocs[i])
				break;
		if (i == l->grid->nblocs)
			return grid_wrong(l, b->line, "unknown bloc");
	}
	return 0;
}

static int
read_step(struct loading *l, const struct yaml *v)
{
	const char *fr, *en;
	long n;

	if (grid_keys(l, v, "fr en minutes candidate") < 0 ||
	    grid_both(l, v, &fr, &en) < 0 ||
	    grid_number(l, v, "minutes", 1, MINUTES_MAX, &n) < 0)
		return -1;
	return flag(l, v, "candidate");
}

static int
read_share(struct loading *l, const struct yaml *v)
{
	const char *to, *before;
	long n;

	if (grid_keys(l, v, "to days before") < 0 ||
	    grid_text(l, v, "to", &to) < 0 ||
	    grid_text(l, v, "before", &before) < 0)
		return -1;
	return grid_number(l, v, "days", 0, DAYS_MAX, &n);
}

static int
read_epreuve(struct loading *l, const struct yaml *v)
{
	const char *id;

	return grid_scalar(l, v, &id) < 0 ? -1 : epreuve(l, v->line, id);
}

static int
read_text(struct loading *l, const struct yaml *v)
{
	const char *text;

	return grid_scalar(l, v, &text);
}

static const struct {
	const char *key;
	int (*item)(struct loading *, const struct yaml *);
} lists[] = {
	{ "decisions", read_text },
	{ "one_project", read_epreuve },
	{ "oral", read_oral },
	{ "passages", read_passage },
	{ "planning", read_step },
	{ "results", read_text },
	{ "share", read_share },
};

static int
read_jury(struct loading *l, const struct yaml *v)
{
	long n;

	if (v == NULL)
		return 0;
	if (grid_keys(l, v, "least years external_percent") < 0 ||
	    grid_number(l, v, "least", 1, PEOPLE_MAX, &n) < 0 ||
	    grid_number(l, v, "years", 0, 50, &n) < 0 ||
	    grid_number(l, v, "external_percent", 0, 100, &n) < 0)
		return -1;
	return 0;
}

int
grid_read_session(struct loading *l, const struct yaml *s)
{
	const struct yaml *v;
	size_t i;
	long n;

	if (grid_keys(l, s, "deadline_days one_project oral questions "
	    "passages planning jury share decisions results") < 0 ||
	    grid_number(l, s, "deadline_days", 0, DAYS_MAX, &n) < 0 ||
	    (yaml_get(s, "questions") != NULL &&
	    grid_number(l, s, "questions", 0, MINUTES_MAX, &n) < 0) ||
	    read_jury(l, yaml_get(s, "jury")) < 0)
		return -1;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		if (yaml_get(s, lists[i].key) == NULL)
			continue;
		if (grid_list(l, s, lists[i].key, &v) < 0)
			return -1;
		for (; v != NULL; v = v->next)
			if (lists[i].item(l, v) < 0)
				return -1;
	}
	return 0;
}
