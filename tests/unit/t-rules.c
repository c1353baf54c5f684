/* rooms: grid model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-rules.c: the grid that is shipped: the regulation's words, our texts. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/utf8.h"
#include "grid/grid.h"

/*
 * SHA-256 of the criteria as "id<TAB>text<LF>", one after the other in the
 * regulation's order.  Made once from a table copied out of Annexe 3, whose
 * first column is the id and eighth the text, under one line of headers:
 *	awk -F'\t' 'NR > 1 { printf "%s\t%s\n", $1, $8 }' table | sha256sum
 */
static const char regulation[] =
    "fb523d3995826ae81f482d708c9302937242a0e0144f7f87d28791f15aeff807";

enum { CRITERIA = 142, ADVICE_MOST = 220, LOOKED_MOST = 300, TEXT_LEAST = 40 };

static struct grid *grid;

/* A file of the rules' folder. */
static void
shipped(const char *name, char *out, size_t n)
{
	struct err e = { .msg = "" };
	char folder[4096];

	if (fs_share("rules", folder, sizeof(folder), &e) < 0)
		snprintf(folder, sizeof(folder), "rules");
	snprintf(out, n, "%s/%s", folder, name);
}

static int
open_shipped(void **state)
{
	struct err e = { .msg = "" };
	char path[4200];

	(void)state;
	shipped("rncp37827.yaml", path, sizeof(path));
	/* Which facts there are is the plugins' matter. */
	if (grid_open(path, NULL, &grid, &e) == 0)
		return 0;
	fprintf(stderr, "%s\n", e.msg);
	return -1;
}

static int
close_shipped(void **state)
{
	(void)state;
	grid_close(grid);
	return 0;
}

static void
the_criteria_are_word_for_word_those_of_the_regulation(void **state)
{
	static const int of_epreuve[] = { 28, 18, 44, 40, 12 };
	const struct grid_criterion *c;
	struct hash *h = hash_open();
	char hex[HASH_HEX];
	int count[5] = { 0 };
	size_t i;

	(void)state;
	assert_int_equal(grid_count(grid), CRITERIA);
	for (i = 0; i < CRITERIA; i++) {
		c = grid_at(grid, i);
		hash_add(h, c->id, strlen(c->id));
		hash_add(h, "\t", 1);
		hash_add(h, c->text, strlen(c->text));
		hash_add(h, "\n", 1);
		count[c->epreuve - 1]++;
	}
	hash_close(h, hex);
	assert_string_equal(hex, regulation);
	assert_memory_equal(count, of_epreuve, sizeof(count));
}

/* One line of text to show, as its language writes it. */
static void
check_text(const char *id, const char *what, const char *text, size_t most)
{
	size_t n, i;

	if (text == NULL)
		fail_msg("%s has no %s", id, what);
	n = utf8_count(text, strlen(text));
	if (n < TEXT_LEAST || n > most)
		fail_msg("%s: %s of %zu characters", id, what, n);
	if (!utf8_valid(text, strlen(text)))
		fail_msg("%s: %s is not UTF-8", id, what);
	for (i = 0; text[i] != '\0'; i++)
		if ((unsigned char)text[i] < ' ' || text[i] == 127)
			fail_msg("%s: control character in %s", id, what);
	if (text[0] == ' ' || text[i - 1] == ' ' ||
	    strstr(text, "  ") != NULL)
		fail_msg("%s: stray blanks in %s", id, what);
	/* One apostrophe everywhere; the regulation writes this one. */
	if (strstr(text, "\u2019") != NULL)
		fail_msg("%s: curly apostrophe in %s", id, what);
}

static void
every_criterion_has_its_three_texts_in_both_languages(void **state)
{
	static const char *const lang[] = {
		[LANG_FR] = "fr", [LANG_EN] = "en" };
	const struct grid_criterion *c;
	char id[40];
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < grid_count(grid); i++)
		for (k = 0; k < 2; k++) {
			c = grid_at(grid, i);
			snprintf(id, sizeof(id), "%s (%s)", c->id, lang[k]);
			check_text(id, "looked_for", c->looked_for[k],
			    LOOKED_MOST);
			check_text(id, "advice", c->advice[k], ADVICE_MOST);
			check_text(id, "question", c->question[k],
			    LOOKED_MOST);
			if (c->question[k][strlen(c->question[k]) - 1] != '?')
				fail_msg("%s asks no question", id);
		}
}

/* Recurring criteria too say what is meant for their competence. */
static void
no_two_criteria_share_a_text(void **state)
{
	const struct grid_criterion *a, *b;
	size_t i, n;
	int k;

	(void)state;
	for (i = 0; i < grid_count(grid); i++)
		for (n = 0; n < i; n++)
			for (k = 0; k < 2; k++) {
				a = grid_at(grid, i);
				b = grid_at(grid, n);
				if (strcmp(a->advice[k], b->advice[k]) == 0 ||
				    strcmp(a->looked_for[k],
				    b->looked_for[k]) == 0 ||
				    strcmp(a->question[k],
				    b->question[k]) == 0)
					fail_msg("%s is told as %s is", a->id,
					    b->id);
			}
}

/* A comment on a forge shows the advice: nothing in it may act there. */
static void
advice_mentions_nobody_and_marks_nothing_up(void **state)
{
	const char *s;
	size_t i;
	int k;

	(void)state;
	for (i = 0; i < grid_count(grid); i++)
		for (k = 0; k < 2; k++) {
			s = grid_at(grid, i)->advice[k];
			if (strpbrk(s, "@#<`") != NULL ||
			    strstr(s, "://") != NULL || strstr(s, "](") != NULL)
				fail_msg("%s: %s", grid_at(grid, i)->id, s);
		}
}

/* The manual's example is a grid that loads. */
static void
the_manuals_example_is_a_grid(void **state)
{
	static const char from[] = ".Bd -literal -offset indent\nrules: 1\n";
	char dir[] = "/tmp/t-rules.XXXXXX", path[100], manual[4200];
	struct buf b = BUF_INIT(1 << 20);
	struct err e = { .msg = "" };
	struct grid *g = NULL;
	char *first, *last;
	size_t n;

	(void)state;
	shipped("greffier-rules.5", manual, sizeof(manual));
	if (fs_read(manual, &b, &e) < 0)
		fail_msg("%s", e.msg);
	first = strstr(b.data, from);
	assert_non_null(first);
	first = strchr(first, '\n') + 1;
	last = strstr(first, "\n.Ed\n");
	assert_non_null(last);
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/mine.yaml", dir);
	if (fs_write(path, first, (size_t)(last + 1 - first), 0600, &e) < 0 ||
	    grid_open(path, NULL, &g, &e) < 0)
		fail_msg("%s", e.msg);
	(void)grid_queries(g, &n);
	assert_int_equal(n, 3);
	assert_true(grid_at(g, 0)->checked);
	grid_close(g);
	buf_free(&b);
	assert_int_equal(fs_rmtree(dir, &e), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    the_criteria_are_word_for_word_those_of_the_regulation),
		cmocka_unit_test(
		    every_criterion_has_its_three_texts_in_both_languages),
		cmocka_unit_test(no_two_criteria_share_a_text),
		cmocka_unit_test(advice_mentions_nobody_and_marks_nothing_up),
		cmocka_unit_test(the_manuals_example_is_a_grid),
	};

	return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
