/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * announced.c: the lines before the work: who there is, which tree, and
 * which pairs of plugin and file are to be scanned.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "model/facts.h"
#include "model/model.h"

#include "audit.h"
#include "local.h"

int
line_wrong(struct err *e, const char *what)
{
	return err_set(e, ERR_FORMAT, "the check host said a wrong line: %s",
	    what);
}

/* A string of at most max bytes, copied; NULL when it is not there. */
const char *
line_text(struct talk *t, const struct json *j, const char *key, size_t max)
{
	const char *s = json_str(j, key);

	if (s == NULL || strlen(s) > max)
		return NULL;
	return arena_str(&t->facts->arena, s);
}

/* The same, or the one at hand when it says that. */
static const char *
same_text(struct talk *t, const struct json *j, const char *key, size_t max,
    const char *at_hand)
{
	const char *s = json_str(j, key);

	return s != NULL && at_hand != NULL && strcmp(s, at_hand) == 0 ?
	    at_hand : line_text(t, j, key, max);
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

/* Is it one that was loaded? */
bool
line_able(const struct facts *f, const char *name)
{
	const struct check_info *c = facts_check(f, name);

	return c != NULL ? c->failure == NULL : strcmp(name, "host") == 0;
}

int
take_hello(struct talk *t, const struct json *j, struct err *e)
{
	const char *host = json_str(j, "host");
	int64_t abi;

	if (json_int(j, "abi", &abi) != 1 || host == NULL ||
	    strlen(host) != 64 || t->host[0] != '\0')
		return line_wrong(e, "hello");
	memcpy(t->host, host, 65);
	return 0;
}

int
take_loading(struct talk *t, const struct json *j, struct err *e)
{
	t->loading = line_text(t, j, "name", 64);
	return t->loading == NULL ? line_wrong(e, "loading") : 0;
}

int
take_loaded(struct talk *t, const struct json *j, struct err *e)
{
	(void)j;
	(void)e;
	t->loading = NULL;
	return 0;
}

int
take_check(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct check_info *c;
	const char *name = line_text(t, j, "name", 64);

	if (name == NULL || known_check(f, name) || f->nchecks >= CHECKS_MAX)
		return line_wrong(e, "check");
	c = arena_push(&f->arena, (void **)&f->checks, f->nchecks,
	    &f->capchecks, sizeof(*c));
	c->name = name;
	c->version = line_text(t, j, "version", 64);
	c->summary = line_text(t, j, "summary", 400);
	c->sha256 = line_text(t, j, "sha256", 64);
	c->failure = line_text(t, j, "failure", TEXT_MAX);
	if (c->version == NULL)
		c->version = "";
	if (c->summary == NULL)
		c->summary = "";
	if (c->sha256 == NULL) {
		c->sha256 = "";
		if (c->failure == NULL)
			return line_wrong(e, "check without a hash");
	}
	f->nchecks++;
	return 0;
}

int
take_kind(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct fact_kind *k, new = { .name = line_text(t, j, "name", 64) };
	size_t i;

	new.check = line_text(t, j, "check", 64);
	new.fr = line_text(t, j, "fr", 400);
	new.en = line_text(t, j, "en", 400);
	new.attrs = line_text(t, j, "attrs", 400);
	if (new.attrs == NULL)
		new.attrs = "";
	if (new.name == NULL || new.check == NULL || new.fr == NULL ||
	    new.en == NULL || f->nkinds >= KINDS_MAX ||
	    !line_able(f, new.check))
		return line_wrong(e, "kind");
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

int
take_tree(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	const char *commit = json_str(j, "commit");
	const char *tree = json_str(j, "tree");
	const char *refs = json_str(j, "refs_sha256");
	int64_t files, known = 0;

	if (commit == NULL || tree == NULL || refs == NULL ||
	    (*commit != '\0' && !oid_valid(commit)) ||
	    (*tree != '\0' && !oid_valid(tree)) || strlen(refs) > 64 ||
	    json_int(j, "files", &files) != 1 || files < 0 || t->treed)
		return line_wrong(e, "tree");
	t->treed = true;
	if (json_int(j, "known", &known) == 1) {
		if (!t->offered || known < 0 || known > files)
			return line_wrong(e, "tree");
		t->known = true;
		f->cached = (long)known;
	}
	snprintf(f->commit, sizeof(f->commit), "%s", commit);
	snprintf(f->tree, sizeof(f->tree), "%s", tree);
	snprintf(f->refs_sha256, sizeof(f->refs_sha256), "%s", refs);
	f->files = (long)files;
	f->empty = json_true(j, "empty");
	f->shallow = json_true(j, "shallow");
	return 0;
}

int
take_changed(struct talk *t, const struct json *j, struct err *e)
{
	const char *path = line_text(t, j, "path", TEXT_MAX), **slot;

	if (path == NULL || !t->known || t->nchanged >= LEFT_MAX)
		return line_wrong(e, "changed");
	slot = arena_push(&t->facts->arena, (void **)&t->changed,
	    t->nchanged, &t->capchanged, sizeof(*slot));
	*slot = path;
	t->nchanged++;
	return 0;
}

int
take_uncommitted(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	const char *path = line_text(t, j, "path", TEXT_MAX);
	const char **slot;

	if (path == NULL || f->nuncommitted >= 1000)
		return line_wrong(e, "uncommitted");
	slot = arena_push(&f->arena, (void **)&f->uncommitted,
	    f->nuncommitted, &f->capuncommitted, sizeof(*slot));
	*slot = path;
	f->nuncommitted++;
	return 0;
}

int
take_excluded(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct excluded *x, new = { .path = line_text(t, j, "path", TEXT_MAX) };
	int64_t files = 1;

	new.why = line_text(t, j, "why", 200);
	(void)json_int(j, "files", &files);
	if (new.path == NULL || new.why == NULL || files < 0 ||
	    files > FILES_MAX || f->nexcluded >= LEFT_MAX)
		return line_wrong(e, "excluded");
	new.files = (long)files;
	x = arena_push(&f->arena, (void **)&f->excluded, f->nexcluded,
	    &f->capexcluded, sizeof(*x));
	*x = new;
	f->nexcluded++;
	return 0;
}

int
take_unread(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	struct unread *u, new = { .check = line_text(t, j, "check", 64) };
	int64_t files = 1;

	new.path = line_text(t, j, "path", TEXT_MAX);
	new.blob = line_text(t, j, "blob", 64);
	new.why = line_text(t, j, "why", 200);
	(void)json_int(j, "files", &files);
	if (new.check == NULL || new.path == NULL || new.why == NULL ||
	    files < 1 || files > FILES_MAX || f->nunread >= LEFT_MAX || !known_check(f, new.check))
		return line_wrong(e, "unread");
	if (new.blob == NULL)
		new.blob = "";
	new.files = (long)files;
	u = arena_push(&f->arena, (void **)&f->unread, f->nunread,
	    &f->capunread, sizeof(*u));
	*u = new;
	f->nunread++;
	return 0;
}

int
take_wanting(struct talk *t, const struct json *j, struct err *e)
{
	/* Nobody: they were all asked. */
	t->wanting = json_get(j, "check") == NULL ? NULL :
	    line_text(t, j, "check", 64);
	if (json_get(j, "check") == NULL)
		return 0;
	return t->wanting == NULL || !line_able(t->facts, t->wanting) ||
	    t->now >= 0 || t->relating != NULL ?
	    line_wrong(e, "wanting") : 0;
}

int
take_want(struct talk *t, const struct json *j, struct err *e)
{
	struct facts *f = t->facts;
	const struct pair *last = t->npairs > 0 ? &t->pairs[t->npairs - 1] :
	    NULL;
	struct pair *p, new = { .check = json_str(j, "check") };
	const struct check_info *c;
	int64_t n;

	/* A million of them: those of one file share its path. */
	new.path = same_text(t, j, "path", TEXT_MAX,
	    last == NULL ? NULL : last->path);
	new.blob = same_text(t, j, "blob", 64,
	    last == NULL ? NULL : last->blob);
	t->wanting = NULL;
	if (json_int(j, "n", &n) != 1 || n != (int64_t)t->npairs || !t->treed ||
	    t->npairs >= PAIRS_MAX || new.check == NULL ||
	    new.path == NULL || new.blob == NULL || !oid_valid(new.blob))
		return line_wrong(e, "want");
	if (!line_able(f, new.check))
		return line_wrong(e, "want of an unknown check");
	p = arena_push(&f->arena, (void **)&t->pairs, t->npairs,
	    &t->cappairs, sizeof(*p));
	*p = new;
	c = facts_check(f, new.check);
	p->check = c != NULL ? c->name : "host";
	t->npairs++;
	f->wanted++;
	return 0;
}
