/* rooms: audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-lines.c: what a check host that was taken over says to the daemon. */
#include "audit/audit.h"
#include "audit/local.h"
#include "base/err.h"
#include "model/facts.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct audit_spec spec = { .rev = "HEAD" };
	struct facts facts = { .empty = false };
	struct talk t = { .spec = &spec, .facts = &facts, .now = -1,
	    .scanned = BUF_INIT(1 << 20) };
	const char *s = (const char *)data, *end = s + len, *nl;
	struct err e;
	size_t i;

	for (; s < end && !t.over; s = nl + 1) {
		nl = memchr(s, '\n', (size_t)(end - s));
		if (nl == NULL)
			break;
		if (line_take(&t, s, (size_t)(nl - s), &e) < 0)
			break;
	}
	for (i = 0; i < facts.nfacts; i++)
		if (facts.facts[i].first < 0 ||
		    facts.facts[i].last < facts.facts[i].first)
			abort();
	buf_free(&t.scanned);
	facts_free(&facts);
	return 0;
}
