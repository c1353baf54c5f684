/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * status.c: what fits beside a commit.
 *
 * GitHub refuses more than 140 characters; a test holds every count at its
 * largest under that.  Never a mark, never "admis": counts only.
 */
#include <stdio.h>

#include "local.h"

const char *
report_context(int index)
{
	static const char *const contexts[STATUSES] = { "greffier",
	    "greffier/E1", "greffier/E2", "greffier/E3", "greffier/E4",
	    "greffier/E5" };

	return contexts[index];
}

void
report_status_text(const struct audit *a, int index, char *out, size_t n)
{
	struct tally t;

	audit_tally(a, index, &t);
	snprintf(out, n, tr(a->lang, "%d/%d complets · partiels : %d · "
	    "absents : %d · "
	    "sans objet : %d · indéterminés : %d%s",
	    "%d/%d complete · partial: %d · absent: %d · not applicable: %d"
	    " · undetermined: %d%s"), t.of[EV_COMPLETE], t.all,
	    t.of[EV_PARTIAL], t.of[EV_ABSENT], t.of[EV_NOT_APPLICABLE],
	    t.of[EV_UNDETERMINED], t.of[EV_ERROR] == 0 ? "" : tr(a->lang, " ; contrôle en erreur",
	    "; a check failed"));
}

void
report_marker(int64_t repo, char *out, size_t n)
{
	snprintf(out, n, "<!-- greffier:report:%lld -->", (long long)repo);
}
