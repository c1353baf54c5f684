/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * suites.c: the tests of one file about one subject, as one fact.
 *
 * A juror opens files, not functions: eight places of a rule then show
 * eight files, each from its first test about the subject to its last.
 */
#include <stdio.h>
#include <string.h>

#include "tests.h"

static const struct {
	const char	*subject, *fr, *en;
} subjects[] = {
	{ "access", "la gestion des accès", "access control" },
	{ "accessibility", "l'accessibilité", "accessibility" },
	{ "business", "les composants métier", "business components" },
	{ "data", "les données et leur préparation",
	    "data and their preparation" },
	{ "endpoint", "les points de terminaison", "endpoints" },
	{ "interface", "l'interface", "the interface" },
	{ "model", "le modèle", "the model" },
};

enum { SUBJECTS = sizeof(subjects) / sizeof(subjects[0]) };

void
suite_begin(struct suites *s)
{
	memset(s, 0, sizeof(*s));
}

/* Is the word one of those between blanks? */
static bool
has(const char *words, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	for (p = words; (p = strstr(p, word)) != NULL; p += n)
		if ((p == words || p[-1] == ' ') &&
		    (p[n] == '\0' || p[n] == ' '))
			return true;
	return false;
}

void
suite_add(struct suites *s, const struct gr_seen *test, bool aim, bool tool)
{
	const char *words = gr_value(test, "subject");
	const char *said = gr_value(test, "described");
	struct suite *one;
	size_t i;

	for (i = 0; i < SUBJECTS && words != NULL; i++) {
		if (!has(words, subjects[i].subject))
			continue;
		one = &s->of[i];
		if (one->cases++ == 0)
			one->from = test;
		one->last = test->last > one->last ? test->last : one->last;
		one->aim |= aim;
		one->tool |= tool;
		one->described |= said != NULL && strcmp(said, "yes") == 0;
	}
}

void
suite_emit(const struct suites *s)
{
	struct gr_fact *f;
	size_t i;

	for (i = 0; i < SUBJECTS; i++) {
		const struct suite *one = &s->of[i];

		if (one->cases == 0)
			continue;
		f = gr_emit_at("test.suite", one->from->path,
		    one->from->first, one->last);
		gr_set(f, "subject", subjects[i].subject);
		gr_setf(f, "about", "%s", subjects[i].fr);
		gr_setf(f, "of", "%s", subjects[i].en);
		gr_setf(f, "cases", "%d", one->cases);
		gr_set(f, "sample", gr_value(one->from, "name"));
		gr_set(f, "aim", one->aim ? "yes" : "no");
		gr_set(f, "tool", one->tool ? "yes" : "no");
		gr_set(f, "described", one->described ? "yes" : "no");
	}
}
