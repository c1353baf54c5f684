/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c: what an audit adds up to.
 */
#include "audit.h"

#include <string.h>

void
audit_tally(const struct audit *a, int epreuve, struct tally *t)
{
	size_t i;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < a->ncriteria; i++) {
		if (epreuve != 0 && a->criteria[i].epreuve != epreuve)
			continue;
		t->of[a->criteria[i].evidence]++;
		t->all++;
	}
}

/*
 * A failed check comes first: the rest of the answer may hang on it.  What
 * the repository is enough to settle and does not show comes before what
 * nobody could tell.
 */
int
audit_exit(const struct audit *a)
{
	bool shortfall = false, open = false;
	size_t i;

	for (i = 0; i < a->ncriteria; i++) {
		const struct criterion *c = &a->criteria[i];

		switch (c->evidence) {
		case EV_ERROR:
			return 3;
		case EV_UNDETERMINED:
			open = true;
			break;
		case EV_PARTIAL:
		case EV_ABSENT:
		case EV_NOT_APPLICABLE:
			shortfall = shortfall || c->authority == BY_AUTO;
			break;
		case EV_COMPLETE:
		case EV_COUNT:
			break;
		}
	}
	return shortfall ? 1 : open ? 3 : 0;
}

void
audit_free(struct audit *a)
{
	arena_free(&a->arena);
	memset(a, 0, sizeof(*a));
}
