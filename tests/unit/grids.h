/* SPDX-License-Identifier: GPL-3.0-or-later */
/* grids.h: a small grid in a folder of its own, and what is seen of it. */
#ifndef GRIDS_H
#define GRIDS_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "grid/grid.h"
#include "model/audit.h"
#include "model/facts.h"

enum { GRID_ROOM = 16 << 10 };

static char dir[64];
static struct err e;

/* Three kinds of fact: seen by a plugin that read all, and by two more. */
static struct fact_kind kinds[] = {
	{ "bad.a", "broken", "bad", "bad", "" },
	{ "half.a", "blind", "à moitié « {kind} »", "half {kind}", "kind" },
	{ "lone.a", "sighted", "seul", "lone", "kind" },
	{ "maybe.a", "blind", "peut-être", "maybe", "kind" },
	{ "no.a", "sighted", "non", "no", "kind" },
	{ "pair.a", "sighted", "paire", "pair", "kind" },
	{ "yes.a", "sighted", "oui « {kind} »", "yes {kind}",
	    "n kind words other" },
};

static struct check_info checks[] = {
	{ .name = "blind" }, { .name = "broken" }, { .name = "generic" },
	{ .name = "sighted" },
};

static struct facts catalogue = {
	.kinds = kinds, .nkinds = sizeof(kinds) / sizeof(kinds[0]),
	.checks = checks, .nchecks = sizeof(checks) / sizeof(checks[0]),
};

/* What every grid of these tests begins with; 9 lines. */
#define HEAD "rules: 1\n" \
	"grid: small\n" \
	"title: {fr: Petite, en: Small}\n" \
	"blocs:\n" \
	"  - {number: 1, code: B1, title: One}\n" \
	"epreuves:\n" \
	"  - {id: E1, bloc: 1, title: First, pages: [2, 5], " \
	    "document: rapport}\n" \
	"competences:\n" \
	"  - {id: C1, epreuve: E1, title: Collect}\n"

/* Lines 10 to 13 after HEAD; the rule's parts follow. */
#define FIRST "criteria:\n" \
	"  - id: C1.1\n" \
	"    text: A text\n" \
	"    authority: auto\n"

static int
make_folder(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/t-grid.XXXXXX");
	e.msg[0] = '\0';
	return mkdtemp(dir) == NULL;
}

static int
remove_folder(void **state)
{
	(void)state;
	return fs_rmtree(dir, &e);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

static const char *
in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
put_file(const char *name, const char *text)
{
	if (fs_write(in_folder(name), text, strlen(text), 0600, &e) < 0)
		fail_msg("%s", e.msg);
}

/* The grid of this text, under these plugins; NULL when refused. */
static struct grid *
open_under(const char *text, const struct facts *plugins)
{
	struct grid *g;

	put_file("small.yaml", text);
	if (grid_open(in_folder("small.yaml"), plugins, &g, &e) < 0) {
		assert_null(g);
		return NULL;
	}
	return g;
}

static struct grid *
open_text(const char *text)
{
	struct grid *g = open_under(text, &catalogue);

	if (g == NULL)
		fail_msg("refused: %s\n%s", e.msg, text);
	return g;
}

#endif
