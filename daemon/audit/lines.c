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

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/utf8.h"
#include "model/facts.h"
#include "model/model.h"

#include "audit.h"
#include "local.h"
#include "mask.h"

enum { TEXT_MAX = 4096, VALUE_MAX = 400, ATTRS_MAX = 8, LINES_MAX = 50000000 };

static int
wrong(struct err *e, const char *what)
{
	return err_set(e, ERR_FORMAT, "the check host said a wrong line: %s",
	    what);
}

/* A string of at most max bytes, copied; NULL when it is not there. */
static const char *
text(struct talk *t, const struct json *j, const char *key, size_t max)
{
	const char *s = json_str(j, key);

	if (s == NULL || strlen(s) > max)
		return NULL;
	return arena_str(&t->facts->arena, s);
}

static const char *
masked(struct talk *t, const char *s)
{
	struct buf shown = BUF_INIT(4 * VALUE_MAX);
	struct buf b = BUF_INIT(4 * VALUE_MAX);
	const char *out;

	mask_text(&b, s, strlen(s));
	utf8_show(&shown, buf_str(&b), b.len, false);
	out = arena_str(&t->facts->arena, buf_str(&shown));
	buf_free(&b);
	buf_free(&shown);
	return out;
}

static bool
known_check(const struct facts *f, const char *name)
{
	size_t i;

	for (i = 0; i < f->nchecks; i++)
		if (strcmp(f->checks[i].name, name) == 0)
			return true;
	return strcmp(name, "host") == 0;
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

const char *
check_key(struct talk *t, const char *check, const char *sha256)
{
	const struct audit_spec *s = t->spec;
	struct hash *h = hash_open();
	char hex[HASH_HEX];
	size_t i;

	hash_add(h, sha256, strlen(sha256));
	hash_add(h, t->host, strlen(t->host));
	/* Only "generic" is told what the rules ask for. */
	for (i = 0; i < s->nqueries && strcmp(check, "generic") == 0; i++) {
		char head[64];
		const char *part[] = { s->queries[i].fact, s->queries[i].kind,
		    s->queries[i].in, s->queries[i].pattern,
		    s->queries[i].value };
		size_t k;

		for (k = 0; k < sizeof(part) / sizeof(part[0]); k++) {
			const char *p = part[k] == NULL ? "" : part[k];

			snprintf(head, sizeof(head), "%zu:", strlen(p));
			hash_add(h, head, strlen(head));
			hash_add(h, p, strlen(p));
		}
		snprintf(head, sizeof(head), "%d;", s->queries[i].words);
		hash_add(h, head, strlen(head));
	}
	hash_close(h, hex);
	return arena_str(&t->facts->arena, hex);
}

static int
take_hello(struct talk *t, const struct json *j, struct err *e)
{
	const char *host = json_str(j, "host");
	int64_t abi;

	if (json_int(j, "abi", &abi) != 1 || host == NULL ||
	    strlen(host) != 64)
		return wrong(e, "hello");
	memcpy(t->host, host, 65);
	return 0;
}

static int
take_loading(struct talk *t, const struct json *j, struct err *e)
{
	t->loading = text(t, j, "name", 64);
	return t->loading == NULL ? wrong(e, "loading") : 0;
}

static int
take_check(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct check_info *c;
	const char *name = text(t, j, "name", 64);

	if (name == NULL || known_check(f, name) || f->nchecks >= CHECKS_MAX)
		return wrong(e, "check");
	c = arena_push(&f->arena, (void **)&f->checks, f->nchecks,
	    &f->capchecks, sizeof(*c));
	c->name = name;
	c->version = text(t, j, "version", 64);
	c->summary = text(t, j, "summary", 400);
	c->sha256 = text(t, j, "sha256", 64);
	c->failure = text(t, j, "failure", TEXT_MAX);
	if (c->version == NULL)
		c->version = "";
	if (c->summary == NULL)
		c->summary = "";
	if (c->sha256 == NULL) {
		c->sha256 = "";
		if (c->failure == NULL)
			return wrong(e, "check without a hash");
	}
	f->nchecks++;
	t->loading = NULL;
	return 0;
}

static int
take_kind(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct fact_kind *k, new = { .name = text(t, j, "name", 64) };
	size_t i;

	new.check = text(t, j, "check", 64);
	new.fr = text(t, j, "fr", 400);
	new.en = text(t, j, "en", 400);
	new.attrs = text(t, j, "attrs", 400);
	if (new.attrs == NULL)
		new.attrs = "";
	if (new.name == NULL || new.check == NULL || new.fr == NULL ||
	    new.en == NULL || f->nkinds >= KINDS_MAX ||
	    !known_check(f, new.check))
		return wrong(e, "kind");
	for (i = 0; i < f->nkinds; i++)
		if (strcmp(f->kinds[i].name, new.name) == 0)
			return err_set(e, ERR_FORMAT, "the fact \"%s\" is "
			    "declared by \"%s\" and by \"%s\"", new.name,
			    f->kinds[i].check, new.check);
	k = arena_push(&f->arena, (void **)&f->kinds, f->nkinds,
	    &f->capkinds, sizeof(*k));
	*k = new;
	f->nkinds++;
	return 0;
}

static int
take_tree(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	const char *commit = json_str(j, "commit");
	const char *tree = json_str(j, "tree");
	const char *refs = json_str(j, "refs_sha256");
	int64_t files;

	if (commit == NULL || tree == NULL || refs == NULL ||
	    (*commit != '\0' && !oid_valid(commit)) ||
	    (*tree != '\0' && !oid_valid(tree)) || strlen(refs) > 64 ||
	    json_int(j, "files", &files) != 1 || files < 0)
		return wrong(e, "tree");
	snprintf(f->commit, sizeof(f->commit), "%s", commit);
	snprintf(f->tree, sizeof(f->tree), "%s", tree);
	snprintf(f->refs_sha256, sizeof(f->refs_sha256), "%s", refs);
	f->files = (long)files;
	f->empty = json_true(j, "empty");
	f->shallow = json_true(j, "shallow");
	return 0;
}

static int
take_uncommitted(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	const char *path = text(t, j, "path", TEXT_MAX);
	const char **slot;

	if (path == NULL || f->nuncommitted >= 1000)
		return wrong(e, "uncommitted");
	slot = arena_push(&f->arena, (void **)&f->uncommitted,
	    f->nuncommitted, &f->capuncommitted, sizeof(*slot));
	*slot = path;
	f->nuncommitted++;
	return 0;
}

static int
take_excluded(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct excluded *x, new = { .path = text(t, j, "path", TEXT_MAX) };
	int64_t files = 1;

	new.why = text(t, j, "why", 200);
	(void)json_int(j, "files", &files);
	if (new.path == NULL || new.why == NULL || files < 0 ||
	    f->nexcluded >= LEFT_MAX)
		return wrong(e, "excluded");
	new.files = (long)files;
	x = arena_push(&f->arena, (void **)&f->excluded, f->nexcluded,
	    &f->capexcluded, sizeof(*x));
	*x = new;
	f->nexcluded++;
	return 0;
}

static int
take_unread(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct unread *u, new = { .check = text(t, j, "check", 64) };

	new.path = text(t, j, "path", TEXT_MAX);
	new.blob = text(t, j, "blob", 64);
	new.why = text(t, j, "why", 200);
	if (new.check == NULL || new.path == NULL || new.why == NULL ||
	    f->nunread >= LEFT_MAX || !known_check(f, new.check))
		return wrong(e, "unread");
	if (new.blob == NULL)
		new.blob = "";
	u = arena_push(&f->arena, (void **)&f->unread, f->nunread,
	    &f->capunread, sizeof(*u));
	*u = new;
	f->nunread++;
	return 0;
}

static int
take_want(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct pair *p, new = { .check = text(t, j, "check", 64) };
	int64_t n;
	size_t i;

	new.path = text(t, j, "path", TEXT_MAX);
	new.blob = text(t, j, "blob", 64);
	if (json_int(j, "n", &n) != 1 || n != (int64_t)t->npairs ||
	    t->npairs >= PAIRS_MAX || new.check == NULL ||
	    new.path == NULL || new.blob == NULL || !oid_valid(new.blob))
		return wrong(e, "want");
	for (i = 0; i < f->nchecks && new.key == NULL; i++)
		if (strcmp(f->checks[i].name, new.check) == 0) {
			if (t->keys[i] == NULL)
				t->keys[i] = check_key(t, new.check,
				    f->checks[i].sha256);
			new.key = t->keys[i];
		}
	if (new.key == NULL && strcmp(new.check, "host") == 0) {
		if (t->keys[CHECKS_MAX] == NULL)
			t->keys[CHECKS_MAX] = check_key(t, "host", "");
		new.key = t->keys[CHECKS_MAX];
	}
	if (new.key == NULL)
		return wrong(e, "want of an unknown check");
	p = arena_push(&f->arena, (void **)&t->pairs, t->npairs,
	    &t->cappairs, sizeof(*p));
	*p = new;
	t->npairs++;
	f->wanted++;
	return 0;
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
		return wrong(e, "attributes");
	attrs = arena_alloc(&t->facts->arena, n * sizeof(*attrs));
	for (v = json_first(a); v != NULL; v = json_next(v)) {
		const char *value = json_text(v);

		if (value == NULL || strlen(value) > 4 * VALUE_MAX ||
		    strlen(json_key(v)) > 64)
			return wrong(e, "attribute");
		attrs[i].key = arena_str(&t->facts->arena, json_key(v));
		attrs[i].value = masked(t, value);
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
	struct fact *slot, new = { .name = text(t, j, "name", 64) };
	int64_t first, last;

	if (new.name == NULL || !declared(t, check, new.name))
		return err_set(e, ERR_FORMAT, "the check \"%s\" said a fact "
		    "it does not declare: \"%s\"", check,
		    new.name == NULL ? "?" : new.name);
	if (json_int(j, "first", &first) != 1 ||
	    json_int(j, "last", &last) != 1 || first < 0 || last < first ||
	    last > LINES_MAX || f->nfacts >= FACTS_MAX)
		return wrong(e, "fact");
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

	if (t->now >= 0) {
		const struct pair *p = &t->pairs[t->now];

		if (add_fact(t, j, p->check, p->path, p->blob, &f, e) < 0)
			return -1;
		remember(t, &f);
		return 0;
	}
	if (t->relating == NULL)
		return wrong(e, "fact outside a scan");
	path = text(t, j, "path", TEXT_MAX);
	blob = text(t, j, "blob", 64);
	if (path == NULL)
		return wrong(e, "fact without a path");
	if (blob == NULL || !oid_valid(blob))
		blob = "";
	return add_fact(t, j, t->relating, path, blob, NULL, e);
}

static int
take_scan(struct talk *t, const struct json *j, struct err *e)
{
	int64_t n;

	if (json_int(j, "n", &n) != 1 || n < 0 || n >= (int64_t)t->npairs ||
	    t->pairs[n].told || t->now >= 0)
		return wrong(e, "scan");
	t->now = (long)n;
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
		return wrong(e, "scanned");
	p = &t->pairs[n];
	p->told = true;
	t->now = -1;
	t->done++;
	t->facts->scanned++;
	if (t->last_path == NULL || strcmp(t->last_path, p->path) != 0)
		t->facts->scanned_files++;	/* the host goes file by file */
	t->last_path = p->path;
	if (t->scanned.len == 0)
		buf_putc(&t->scanned, '[');
	buf_putc(&t->scanned, ']');
	if (s->cache.put != NULL && !t->scanned.full)
		s->cache.put(s->cache.arg, p->key, p->path, p->blob,
		    buf_str(&t->scanned));
	if (s->progress != NULL && t->done % 16 == 0)
		s->progress(s->progress_arg, t->done, (long)t->npairs);
	return 0;
}

int
line_cached(struct talk *t, size_t n, const char *array, size_t len,
    struct err *e)
{
	struct pair *p = &t->pairs[n];
	struct json *all = json_parse(array, len, e);
	const struct json *j;
	int ret = -1;

	if (all == NULL || !json_is_array(all))
		goto out;
	for (j = json_first(all); j != NULL; j = json_next(j))
		if (add_fact(t, j, p->check, p->path, p->blob, NULL, e) < 0)
			goto out;
	p->told = true;
	t->done++;
	t->facts->cached++;
	ret = 0;
out:
	json_free(all);
	return ret;
}

static int
take_relate(struct talk *t, const struct json *j, struct err *e)
{
	const char *check = text(t, j, "check", 64);

	if (check == NULL || !known_check(t->facts, check))
		return wrong(e, "relate");
	t->relating = check;
	return 0;
}

static int
take_related(struct talk *t, const struct json *j, struct err *e)
{
	(void)j;
	if (t->relating == NULL)
		return wrong(e, "related");
	t->relating = NULL;
	return 0;
}

static int
take_done(struct talk *t, const struct json *j, struct err *e)
{
	(void)j;
	if (t->now >= 0 || t->relating != NULL)
		return wrong(e, "done in the middle");
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
	(void)err_set(e, ERR_FORMAT, "%s", buf_str(&b));
	buf_free(&b);
	return -1;
}

static const struct {
	const char *name;
	int (*take)(struct talk *, const struct json *, struct err *);
} takers[] = {
	{ "check",	take_check },
	{ "done",	take_done },
	{ "error",	take_error },
	{ "excluded",	take_excluded },
	{ "fact",	take_fact },
	{ "hello",	take_hello },
	{ "kind",	take_kind },
	{ "loading",	take_loading },
	{ "relate",	take_relate },
	{ "related",	take_related },
	{ "scan",	take_scan },
	{ "scanned",	take_scanned },
	{ "tree",	take_tree },
	{ "uncommitted", take_uncommitted },
	{ "unread",	take_unread },
	{ "want",	take_want },
};

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
		if (strcmp(takers[i].name, name) == 0) {
			ret = takers[i].take(t, j, e);
			goto out;
		}
	(void)wrong(e, "of an unknown type");
out:
	json_free(j);
	return ret;
}
