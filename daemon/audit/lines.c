/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c: what the child says, held against what it may say.
 *
 * The child read a candidate's bytes, so each line is hostile: a table
 * says which lines there are, each taker checks every field, and what is
 * kept is copied, masked and bounded.  Paths are kept as they are, since a
 * citation must name the file; every format escapes them for its place.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "base/utf8.h"
#include "model/facts.h"
#include "model/model.h"

#include "audit.h"
#include "local.h"
#include "mask.h"

enum { VALUE_MAX = 400, ATTRS_MAX = 8, LINES_MAX = 50000000 };

static const char *
masked(struct talk *t, const char *s)
{
	struct buf shown = BUF_INIT(4UL * VALUE_MAX);
	struct buf b = BUF_INIT(4UL * VALUE_MAX);
	const char *out;

	mask_text(&b, s, strlen(s));
	utf8_show(&shown, buf_str(&b), b.len, false);
	out = arena_str(&t->facts->arena, buf_str(&shown));
	buf_free(&b);
	buf_free(&shown);
	return out;
}

/* May this plugin say this fact?  Its own, or what the rules asked for. */
static bool
declared(const struct talk *t, const char *check, const char *name)
{
	const struct facts *f = t->facts;
	size_t i;

	for (i = 0; i < f->nkinds; i++)
		if (strcmp(f->kinds[i].name, name) == 0)
			return strcmp(f->kinds[i].check, check) == 0;
	return false;
}

/* Reads the attributes of a fact.  0, or -1. */
static int
take_attrs(struct talk *t, const struct json *j, struct fact *out,
    struct err *e)
{
	const struct json *a = json_get(j, "attrs"), *v;
	struct fact_attr *attrs;
	size_t n = json_count(a);
	int i = 0;

	if (a == NULL || n == 0)
		return 0;
	if (!json_is_object(a) || n > ATTRS_MAX)
		return line_wrong(e, "attributes");
	attrs = arena_alloc(&t->facts->arena, n * sizeof(*attrs));
	for (v = json_first(a); v != NULL; v = json_next(v)) {
		const char *value = json_text(v);

		if (value == NULL || strlen(value) > 4UL * VALUE_MAX ||
		    strlen(json_key(v)) > 64)
			return line_wrong(e, "attribute");
		attrs[i].key = arena_str(&t->facts->arena, json_key(v));
		attrs[i].value = t->remembering ?
		    arena_str(&t->facts->arena, value) : masked(t, value);
		i++;
	}
	out->attrs = attrs;
	out->nattrs = i;
	return 0;
}

static int
add_fact(struct talk *t, const struct json *j, const char *check,
    const char *path, const char *blob, struct fact *copy, struct err *e)
{
	struct facts *f = t->facts;
	struct fact *slot, new = { .name = line_text(t, j, "name", 64) };
	int64_t first, last;

	if (new.name == NULL || !declared(t, check, new.name))
		return err_set(e, ERR_FORMAT, "the check \"%s\" said a fact "
		    "it does not declare: \"%s\"", check,
		    new.name == NULL ? "?" : new.name);
	if (json_int(j, "first", &first) != 1 ||
	    json_int(j, "last", &last) != 1 || first < 0 || last < first ||
	    last > LINES_MAX || f->nfacts >= FACTS_MAX)
		return line_wrong(e, "fact");
	new.check = check;
	new.path = path;
	new.blob = blob;
	new.first = (int)first;
	new.last = (int)last;
	if (take_attrs(t, j, &new, e) < 0)
		return -1;
	slot = arena_push(&f->arena, (void **)&f->facts, f->nfacts,
	    &f->capfacts, sizeof(*slot));
	*slot = new;
	f->nfacts++;
	if (copy != NULL)
		*copy = new;
	return 0;
}

static void
remember(struct talk *t, const struct fact *f)
{
	struct json_out o = { .buf = &t->scanned };
	int i;

	buf_putc(&t->scanned, t->scanned.len == 0 ? '[' : ',');
	json_open(&o, NULL, '{');
	json_put_str(&o, "name", f->name);
	json_put_int(&o, "first", f->first);
	json_put_int(&o, "last", f->last);
	json_open(&o, "attrs", '{');
	for (i = 0; i < f->nattrs; i++)
		json_put_str(&o, f->attrs[i].key, f->attrs[i].value);
	json_close(&o, '}');
	json_close(&o, '}');
}

static int
take_fact(struct talk *t, const struct json *j, struct err *e)
{
	struct fact f;
	const char *path, *blob;
	int64_t n;

	if (t->now >= 0) {
		const struct pair *p = &t->pairs[t->now];

		if (json_int(j, "n", &n) != 1 || n != t->now)
			return line_wrong(e, "fact of another pair");
		if (add_fact(t, j, p->check, p->path, p->blob, &f, e) < 0)
			return -1;
		remember(t, &f);
		return 0;
	}
	if (t->relating == NULL)
		return line_wrong(e, "fact outside a scan");
	path = line_text(t, j, "path", TEXT_MAX);
	blob = line_text(t, j, "blob", 64);
	if (path == NULL || blob == NULL ||
	    (*path == '\0' ? *blob != '\0' : !oid_valid(blob)))
		return line_wrong(e, "fact without a path or its blob");
	return add_fact(t, j, t->relating, path, blob, NULL, e);
}

static int
take_scan(struct talk *t, const struct json *j, struct err *e)
{
	int64_t n;

	if (json_int(j, "n", &n) != 1 || n < 0 || n >= (int64_t)t->npairs ||
	    t->pairs[n].told || t->now >= 0 || n <= t->last || t->related > 0)
		return line_wrong(e, "scan");
	t->now = t->last = (long)n;
	buf_reset(&t->scanned);
	return 0;
}

static int
take_scanned(struct talk *t, const struct json *j, struct err *e)
{
	const struct audit_spec *s = t->spec;
	struct pair *p;
	int64_t n;

	if (json_int(j, "n", &n) != 1 || n != t->now || n < 0)
		return line_wrong(e, "scanned");
	p = &t->pairs[n];
	p->told = true;
	t->now = -1;
	t->done++;
	t->facts->scanned++;
	if (t->last_path == NULL || strcmp(t->last_path, p->path) != 0)
		t->facts->scanned_files++;	/* the host goes file by file */
	t->last_path = p->path;
	memory_add(t, p);
	if (s->progress != NULL && t->done % 16 == 0)
		s->progress(s->progress_arg, t->done, (long)t->npairs);
	return 0;
}

int
line_known(struct talk *t, const struct json *j, struct err *e)
{
	const char *check = line_text(t, j, "check", 64), *path, *blob;
	const struct json *f;

	path = line_text(t, j, "path", TEXT_MAX);
	blob = line_text(t, j, "blob", 64);
	if (check == NULL || path == NULL || blob == NULL ||
	    !oid_valid(blob) || !line_able(t->facts, check))
		return line_wrong(e, "remembered");
	f = json_first(json_get(j, "facts"));
	for (; f != NULL; f = json_next(f))
		if (add_fact(t, f, check, path, blob, NULL, e) < 0)
			return -1;
	return 0;
}

static int
take_relate(struct talk *t, const struct json *j, struct err *e)
{
	const char *check = line_text(t, j, "check", 64);

	/* Each once, and not in the middle of another. */
	if (check == NULL || !line_able(t->facts, check) || t->now >= 0 ||
	    t->relating != NULL || t->related++ > t->facts->nchecks)
		return line_wrong(e, "relate");
	if (t->scanned_at == 0)
		t->scanned_at = clock_ms();
	t->relating = check;
	return 0;
}

static int
take_related(struct talk *t, const struct json *j, struct err *e)
{
	(void)j;
	if (t->relating == NULL)
		return line_wrong(e, "related");
	t->relating = NULL;
	return 0;
}

static int
take_spent(struct talk *t, const struct json *j, struct err *e)
{
	const char *check = json_str(j, "check");
	int64_t scan, relate;
	size_t i;

	for (i = 0; check != NULL && i < t->facts->nchecks; i++)
		if (strcmp(t->facts->checks[i].name, check) == 0)
			break;
	if (check == NULL || i == t->facts->nchecks || t->now >= 0 ||
	    t->relating != NULL || json_int(j, "scan_us", &scan) != 1 ||
	    json_int(j, "relate_us", &relate) != 1 || scan < 0 || relate < 0)
		return line_wrong(e, "spent");
	t->facts->checks[i].us_scan = scan;
	t->facts->checks[i].us_relate = relate;
	return 0;
}

static int
take_done(struct talk *t, const struct json *j, struct err *e)
{
	(void)j;
	if (t->now >= 0 || t->relating != NULL || t->loading != NULL ||
	    (t->phase == SAY_FIRST && !t->listing))
		return line_wrong(e, "done in the middle");
	t->over = true;
	return 0;
}

static int
take_error(struct talk *t, const struct json *j, struct err *e)
{
	const char *why = json_str(j, "why");
	struct buf b = BUF_INIT(300);

	(void)t;
	if (why != NULL)
		utf8_show(&b, why, utf8_cut(why, strlen(why), 280), false);
	(void)err_set(e, ERR_FORMAT, "%s", b.len > 0 ? buf_str(&b) :
	    "greffier-check gave up and said no reason");
	buf_free(&b);
	return -1;
}

static const struct {
	const char *name;
	int (*take)(struct talk *, const struct json *, struct err *);
	enum phase when;
} takers[] = {
	{ "changed",	take_changed,	SAY_FIRST },
	{ "check",	take_check,	SAY_FIRST },
	{ "done",	take_done,	SAY_EVER },
	{ "error",	take_error,	SAY_EVER },
	{ "excluded",	take_excluded,	SAY_THEN },
	{ "fact",	take_fact,	SAY_THEN },
	{ "hello",	take_hello,	SAY_FIRST },
	{ "kind",	take_kind,	SAY_FIRST },
	{ "loaded",	take_loaded,	SAY_FIRST },
	{ "loading",	take_loading,	SAY_FIRST },
	{ "relate",	take_relate,	SAY_THEN },
	{ "related",	take_related,	SAY_THEN },
	{ "scan",	take_scan,	SAY_THEN },
	{ "scanned",	take_scanned,	SAY_THEN },
	{ "spent",	take_spent,	SAY_THEN },
	{ "tree",	take_tree,	SAY_FIRST },
	{ "uncommitted", take_uncommitted, SAY_FIRST },
	{ "unread",	take_unread,	SAY_THEN },
	{ "want",	take_want,	SAY_FIRST },
	{ "wanting",	take_wanting,	SAY_EVER },
};

int
line_wanted(struct talk *t, struct err *e)
{
	if (t->phase != SAY_FIRST || t->listing || !t->treed)
		return line_wrong(e, "wanted");
	t->wanting = NULL;
	t->phase = SAY_THEN;
	return 0;
}

int
line_take(struct talk *t, const char *line, size_t len, struct err *e)
{
	struct json *j = json_parse(line, len, e);
	const char *name;
	int ret = -1;
	size_t i;

	if (j == NULL) {
		(void)err_wrap(e, "the check host");
		return -1;
	}
	name = json_str(j, "t");
	for (i = 0; name != NULL && i < sizeof(takers) / sizeof(takers[0]);
	    i++)
		if (strcmp(takers[i].name, name) == 0)
			break;
	if (name == NULL || i == sizeof(takers) / sizeof(takers[0]))
		(void)line_wrong(e, "of an unknown type");
	else if ((takers[i].when & t->phase) == 0)
		(void)line_wrong(e, "out of turn");
	else if (t->host[0] == '\0' && takers[i].take != take_hello &&
	    takers[i].take != take_error)
		(void)line_wrong(e, "before \"hello\"");
	else
		ret = takers[i].take(t, j, e);
	json_free(j);
	return ret;
}
