/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parse.c: our own stored JSON back into the model.
 *
 * It was written by json.c, perhaps by an older version: what is missing
 * becomes "", what is unknown is passed over, what is malformed is an
 * error, since it would mean a damaged database.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"

#include "local.h"

static const char *
text(struct audit *a, const struct json *j, const char *key)
{
	const char *s = json_str(j, key);

	return s == NULL ? "" : arena_str(&a->arena, s);
}

static int
number(const struct json *j, const char *key)
{
	int64_t n;

	return json_int(j, key, &n) == 1 && n >= 0 && n < 1000000000 ?
	    (int)n : 0;
}

static void
read_cite(struct audit *a, const struct json *j, struct cite *c)
{
	c->fact = text(a, j, "fact");
	c->path = text(a, j, "path");
	c->blob = text(a, j, "blob");
	c->first = number(j, "first");
	c->last = number(j, "last");
	c->why = text(a, j, "why");
}

static void
read_cites(struct audit *a, const struct json *j, const char *placed,
    const char *whole, struct cite **out, size_t *n)
{
	const char *const keys[] = { placed, whole };
	const struct json *i;
	size_t k;

	*n = 0;
	*out = arena_alloc(&a->arena, (json_count(json_get(j, placed)) +
	    json_count(json_get(j, whole)) + 1) * sizeof(**out));
	for (k = 0; k < 2; k++)
		for (i = json_first(json_get(j, keys[k])); i != NULL;
		    i = json_next(i))
			read_cite(a, i, &(*out)[(*n)++]);
}

static int
epreuve_of(const struct json *j)
{
	const char *s = json_str(j, "epreuve");

	return s != NULL && s[0] == 'E' && s[1] >= '1' &&
	    s[1] <= '0' + EPREUVES ? s[1] - '0' : 0;
}

static int
read_criterion(struct audit *a, const struct json *j, struct criterion *c,
    struct err *e)
{
	const char *evidence = json_str(j, "evidence");
	const char *by = json_str(j, "authority");
	const char *fallback = json_str(j, "fallback");

	c->id = text(a, j, "id");
	c->epreuve = epreuve_of(j);
	c->fallback = BY_NONE;
	if (evidence == NULL || !evidence_parse(evidence, &c->evidence) ||
	    by == NULL || !authority_parse(by, &c->authority) ||
	    c->epreuve == 0 ||
	    (fallback != NULL && !authority_parse(fallback, &c->fallback)))
		return err_set(e, ERR_FORMAT, "criterion \"%s\" of a stored "
		    "audit is damaged", c->id);
	c->competence = text(a, j, "competence");
	c->bloc = number(j, "bloc");
	c->text = text(a, j, "text");
	c->note = text(a, j, "note");
	c->looked_for = text(a, j, "looked_for");
	c->advice = text(a, j, "advice");
	c->question = text(a, j, "question");
	read_cites(a, j, "for", "for_repository", &c->supports, &c->nfor);
	read_cites(a, j, "against", "against_repository", &c->against,
	    &c->nagainst);
	if (json_is_object(json_get(j, "nearest_miss"))) {
		c->nearest = arena_alloc(&a->arena, sizeof(*c->nearest));
		read_cite(a, json_get(j, "nearest_miss"), c->nearest);
	}
	return 0;
}

static void
read_lists(struct audit *a, const struct json *j)
{
	const struct json *l, *i;

	l = json_get(j, "excluded");
	a->excluded = arena_alloc(&a->arena, (json_count(l) + 1) *
	    sizeof(*a->excluded));
	for (i = json_first(l); i != NULL; i = json_next(i)) {
		struct left_out *x = &a->excluded[a->nexcluded++];

		x->path = text(a, i, "path");
		x->why = text(a, i, "why");
		x->files = number(i, "files");
	}
	l = json_get(j, "failures");
	a->failures = arena_alloc(&a->arena, (json_count(l) + 1) *
	    sizeof(*a->failures));
	for (i = json_first(l); i != NULL; i = json_next(i)) {
		a->failures[a->nfailures].check = text(a, i, "check");
		a->failures[a->nfailures++].why = text(a, i, "why");
	}
	l = json_get(j, "reports");
	a->reports = arena_alloc(&a->arena, (json_count(l) + 1) *
	    sizeof(*a->reports));
	for (i = json_first(l); i != NULL; i = json_next(i)) {
		struct written_report *r = &a->reports[a->nreports++];
		const struct json *least = json_first(json_get(i, "range"));
		int64_t n;

		r->epreuve = epreuve_of(i);
		r->path = text(a, i, "path");
		r->pages = number(i, "pages");
		r->least = json_number(least, &n) ? (int)n : 0;
		r->most = json_number(json_next(least), &n) ? (int)n : 0;
	}
}

static void
copy(char *out, size_t n, const struct json *j, const char *key)
{
	const char *s = json_str(j, key);

	snprintf(out, n, "%s", s == NULL ? "" : s);
}

int
report_parse(struct audit *a, const char *s, size_t len, struct err *e)
{
	struct json *j = json_parse(s, len, e);
	const struct json *l, *i;
	int ret = -1;

	memset(a, 0, sizeof(*a));
	if (j == NULL) {
		(void)err_wrap(e, "a stored audit");
		return -1;
	}
	if (!i18n_parse(json_str(j, "lang") == NULL ? "fr" :
	    json_str(j, "lang"), &a->lang))
		a->lang = LANG_FR;
	a->grid = text(a, j, "grid");
	a->title = text(a, j, "title");
	a->repository = text(a, j, "repository");
	a->ref = text(a, j, "ref");
	copy(a->commit, sizeof(a->commit), j, "commit");
	copy(a->tree, sizeof(a->tree), j, "tree");
	copy(a->refs_sha256, sizeof(a->refs_sha256), j, "refs_sha256");
	copy(a->rules_sha256, sizeof(a->rules_sha256), j, "rules_sha256");
	copy(a->checks_sha256, sizeof(a->checks_sha256), j, "checks_sha256");
	l = json_get(j, "criteria");
	a->criteria = arena_alloc(&a->arena, (json_count(l) + 1) *
	    sizeof(*a->criteria));
	for (i = json_first(l); i != NULL; i = json_next(i))
		if (read_criterion(a, i, &a->criteria[a->ncriteria++], e) < 0)
			goto out;
	read_lists(a, j);
	ret = 0;
out:
	json_free(j);
	return ret;
}
