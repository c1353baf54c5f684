/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c: the audit as DESIGN.md section 6 fixes it, keys in that order.
 *
 * The same audit gives the same bytes, so that two bundles are the same;
 * timings are the one thing that differs, and they are left out where that
 * matters.  More keys than the fixed ones: what a page needs to be written
 * from a stored audit alone.
 */
#include <string.h>

#include "base/json.h"

#include "local.h"

static void
put_cite(struct json_out *o, const char *key, const struct cite *c)
{
	json_open(o, key, '{');
	json_put_str(o, "fact", c->fact);
	if (c->path[0] != '\0') {
		json_put_str(o, "path", c->path);
		/* A binary file has no lines to name. */
		if (c->first > 0) {
			json_put_int(o, "first", c->first);
			json_put_int(o, "last", c->last);
		}
		json_put_str(o, "blob", c->blob);
	}
	json_put_str(o, "why", c->why);
	json_close(o, '}');
}

/* placed: those with a place; else those said of the whole repository. */
static void
put_cites(struct json_out *o, const char *key, const struct cite *c,
    size_t n, bool placed)
{
	size_t i;

	json_open(o, key, '[');
	for (i = 0; i < n; i++)
		if ((c[i].path[0] != '\0') == placed)
			put_cite(o, NULL, &c[i]);
	json_close(o, ']');
}

static void
put_criterion(struct json_out *o, const struct criterion *c)
{
	char epreuve[4];

	json_open(o, NULL, '{');
	json_put_str(o, "id", c->id);
	json_put_str(o, "epreuve", epreuve_name(c->epreuve, epreuve));
	json_put_str(o, "authority", authority_name(c->authority));
	if (c->fallback == BY_NONE)
		json_put_null(o, "fallback");
	else
		json_put_str(o, "fallback", authority_name(c->fallback));
	json_put_str(o, "evidence", evidence_name(c->evidence));
	put_cites(o, "for", c->supports, c->nfor, true);
	put_cites(o, "against", c->against, c->nagainst, true);
	json_put_str(o, "looked_for", c->looked_for);
	if (c->nearest == NULL)
		json_put_null(o, "nearest_miss");
	else
		put_cite(o, "nearest_miss", c->nearest);
	json_put_str(o, "advice", c->advice);
	json_put_str(o, "competence", c->competence);
	json_put_int(o, "bloc", c->bloc);
	json_put_str(o, "text", c->text);
	json_put_str(o, "note", c->note);
	json_put_str(o, "question", c->question);
	/* Reasons that are about the repository and have no line. */
	put_cites(o, "for_repository", c->supports, c->nfor, false);
	put_cites(o, "against_repository", c->against, c->nagainst, false);
	json_close(o, '}');
}

static void
put_rest(struct json_out *o, const struct audit *a)
{
	char epreuve[4];
	size_t i;

	json_open(o, "reports", '[');
	for (i = 0; i < a->nreports; i++) {
		const struct written_report *r = &a->reports[i];

		json_open(o, NULL, '{');
		json_put_str(o, "epreuve", epreuve_name(r->epreuve, epreuve));
		json_put_str(o, "path", r->path);
		json_put_int(o, "pages", r->pages);
		json_open(o, "range", '[');
		json_put_int(o, NULL, r->least);
		json_put_int(o, NULL, r->most);
		json_close(o, ']');
		json_close(o, '}');
	}
	json_close(o, ']');
	json_open(o, "excluded", '[');
	for (i = 0; i < a->nexcluded; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "path", a->excluded[i].path);
		json_put_int(o, "files", a->excluded[i].files);
		json_put_str(o, "why", a->excluded[i].why);
		json_close(o, '}');
	}
	json_close(o, ']');
	json_open(o, "uncommitted", '[');
	for (i = 0; i < a->nuncommitted; i++)
		json_put_str(o, NULL, a->uncommitted[i]);
	json_close(o, ']');
	json_open(o, "failures", '[');
	for (i = 0; i < a->nfailures; i++) {
		json_open(o, NULL, '{');
		json_put_str(o, "check", a->failures[i].check);
		json_put_str(o, "why", a->failures[i].why);
		json_close(o, '}');
	}
	json_close(o, ']');
}

void
report_json(struct buf *b, const struct audit *a, bool timings)
{
	struct json_out o = { .buf = b, .pretty = timings };
	size_t i;

	json_open(&o, NULL, '{');
	json_put_str(&o, "schema", "greffier/audit/1");
	json_put_str(&o, "grid", a->grid);
	json_put_str(&o, "commit", a->commit);
	json_put_str(&o, "tree", a->tree);
	json_put_str(&o, "refs_sha256", a->refs_sha256);
	json_put_str(&o, "rules_sha256", a->rules_sha256);
	json_put_str(&o, "checks_sha256", a->checks_sha256);
	json_put_str(&o, "title", a->title);
	json_put_str(&o, "repository", a->repository);
	json_put_str(&o, "ref", a->ref);
	json_put_str(&o, "lang", tr(a->lang, "fr", "en"));
	json_open(&o, "criteria", '[');
	for (i = 0; i < a->ncriteria; i++)
		put_criterion(&o, &a->criteria[i]);
	json_close(&o, ']');
	put_rest(&o, a);
	if (timings) {
		json_open(&o, "timings_ms", '{');
		json_put_int(&o, "fetch", a->ms_fetch);
		json_put_int(&o, "scan", a->ms_scan);
		json_put_int(&o, "relate", a->ms_relate);
		json_put_int(&o, "rules", a->ms_rules);
		json_close(&o, '}');
	}
	json_close(&o, '}');
	buf_putc(b, '\n');
}
