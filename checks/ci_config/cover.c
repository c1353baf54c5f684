/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cover.c: do the tests that the chain runs cover those there are?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"
#include "reach.h"

enum { MISSED_LEAST = 33 };	/* per cent of the files, to say so */

static bool
asserts(const struct gr_seen *suite)
{
	return atoi(gr_value(suite, "asserts")) > 0;
}

bool
cover_reaches(const struct chain *c, const struct step *s,
    const struct gr_seen *suite)
{
	struct reach r;

	reach_of(&r, c, s);
	return !r.lost && asserts(suite) && reach_has(&r, suite);
}

/* Tools whose tests are not files that we know: their own proof. */
static bool
other_tests(const struct chain *c, const struct step *s)
{
	const char *p;
	char word[DIR_MAX], path[DIR_MAX];

	if (strncmp(s->cmd, "schemathesis", 12) == 0 ||
	    strncmp(s->cmd, "st run", 6) == 0)
		return true;
	if (strcmp(s->tool, "other") != 0 &&
	    strncmp(s->cmd, "newman", 6) != 0)
		return false;
	for (p = shell_next(s->cmd); *p != '\0'; p = shell_next(p)) {
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(p, " "), p);
		if (path_join(s->dir, word, path, sizeof(path)) &&
		    path[0] != '\0' && reach_there(c, path))
			return true;
	}
	return path_join(s->dir, "features", path, sizeof(path)) &&
	    gr_folder(c->repo, path);
}

/* Whether a command's failure shows: of a script, that is the file's. */
static bool
would_fail(const struct step *s, const struct gr_seen *suite)
{
	return s->checked && (strcmp(s->tool, "script") != 0 ||
	    strcmp(gr_value(suite, "lang"), "python") != 0 ||
	    strcmp(gr_value(suite, "script"), "fails") == 0);
}

static const char *
verdict(const struct step *s, int files, bool fails)
{
	if (files == 0)
		return "ci.tests.empty";
	if (!fails)
		return "ci.tests.unchecked";
	return s->start == START_PUSH ? "ci.tests" : "ci.tests.seldom";
}

static void
say_missed(const struct chain *c, const struct gr_seen *const *suite,
    size_t n, const bool *hit, int run, int all)
{
	size_t i;
	int said = 0;

	for (i = 0; i < n && said < LISTED_MOST; i++) {
		struct gr_fact *f;

		if (hit[i] || !asserts(suite[i]))
			continue;
		f = gr_emit_at("ci.untested", suite[i]->path,
		    suite[i]->first, suite[i]->first);
		gr_setf(f, "run", "%d", run);
		gr_setf(f, "all", "%d", all);
		said++;
	}
	(void)c;
}

void
cover_look(const struct chain *c)
{
	const struct gr_seen *const *suite;
	struct reach *r = malloc(sizeof(*r));
	size_t n, i, k;
	int files, run = 0, all = 0;
	bool *hit, some = false;

	suite = gr_facts(c->repo, "ci.suite", &n);
	hit = calloc(n + 1, sizeof(*hit));
	if (r == NULL || hit == NULL)
		abort();
	for (i = 0; i < c->nsteps; i++) {
		const struct step *s = &c->steps[i];
		bool fails = false;

		if (!step_is(s, "tests"))
			continue;
		reach_of(r, c, s);
		files = !r->lost && other_tests(c, s);
		fails = files > 0 && s->checked;
		for (k = 0; k < n && !r->lost; k++) {
			if (!asserts(suite[k]) || !reach_has(r, suite[k]))
				continue;
			files++;
			fails |= would_fail(s, suite[k]);
			if (s->start == START_PUSH &&
			    would_fail(s, suite[k]))
				hit[k] = some = true;
		}
		gr_setf(step_say(verdict(s, files, fails), s), "files", "%d",
		    files);
	}
	for (k = 0; k < n; k++) {
		all += asserts(suite[k]);
		run += hit[k];
	}
	if (some && (all - run) * 100 > MISSED_LEAST * all)
		say_missed(c, suite, n, hit, run, all);
	free(hit);
	free(r);
}
