/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c: children are started until one of them has told all.
 *
 * A child that dies did so in a scan or a relate that it had announced.
 * That pair is left out next time; the third death of a plugin leaves the
 * plugin out.  Whatever the dead child had told is forgotten, so an audit
 * is always the word of one child from end to end.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "base/utf8.h"
#include "model/facts.h"
#include "model/memory.h"

#include "audit.h"
#include "local.h"
#include "mask.h"

enum { LIST_MS = 30000 };

struct audit_look {
	struct proc	proc;
	int64_t		deadline;
};

static void
put_optional(struct json_out *o, const char *key, const char *value)
{
	if (value == NULL)
		json_put_null(o, key);
	else
		json_put_str(o, key, value);
}

static void
write_open(struct buf *b, const struct talk *t, const struct history *h)
{
	const struct audit_spec *s = t->spec;
	struct json_out o = { .buf = b };
	size_t i;

	json_open(&o, NULL, '{');
	json_put_str(&o, "t", "open");
	json_put_str(&o, "rev", s->rev);
	put_optional(&o, "ref", s->ref);
	put_optional(&o, "remote", s->remote);
	put_optional(&o, "default_branch", s->default_branch);
	put_optional(&o, "known", t->offered ? s->memory->tree : NULL);
	json_open(&o, "queries", '[');
	for (i = 0; i < s->nqueries; i++) {
		json_open(&o, NULL, '{');
		json_put_str(&o, "fact", s->queries[i].fact);
		json_put_str(&o, "kind", s->queries[i].kind);
		put_optional(&o, "in", s->queries[i].in);
		put_optional(&o, "pattern", s->queries[i].pattern);
		put_optional(&o, "value", s->queries[i].value);
		json_put_int(&o, "words", s->queries[i].words);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_open(&o, "skip", '[');
	for (i = 0; i < h->nskips; i++) {
		json_open(&o, NULL, '[');
		json_put_str(&o, NULL, h->skips[i].check);
		json_put_str(&o, NULL, h->skips[i].blob);
		json_put_str(&o, NULL, h->skips[i].path);
		json_close(&o, ']');
	}
	json_close(&o, ']');
	json_open(&o, "drop", '[');
	for (i = 0; i < h->ndrops; i++)
		json_put_str(&o, NULL, h->drops[i]);
	json_close(&o, ']');
	json_close(&o, '}');
	buf_putc(b, '\n');
}

/* Takes lines until one of that type.  0, or -1. */
static int
listen_until(struct talk *t, const char *type, struct err *e)
{
	const int64_t patience = t->spec->patience > 0 ? t->spec->patience :
	    PATIENCE_MS;
	const char *line;
	char mark[32];
	size_t len;
	int64_t deadline;
	int got;

	snprintf(mark, sizeof(mark), "{\"t\":\"%s\"}", type);
	for (;;) {
		/* A plugin that stopped the host's clocks meets ours. */
		deadline = clock_ms() + patience;
		if (t->deadline < deadline)
			deadline = t->deadline;
		got = proc_line(&t->proc, &line, &len, deadline, e);
		if (got != 1)
			break;
		if (type[0] != '\0' && strcmp(line, mark) == 0)
			return line_wanted(t, e);
		if (line_take(t, line, len, e) < 0)
			return -1;
		if (t->over)
			return 0;
	}
	if (got == 0 && proc_wait(&t->proc, t->deadline, e) == 0)
		(void)err_set(e, ERR_FORMAT, "greffier-check ended without "
		    "having told all");
	return -1;
}

static void
declare_queries(struct talk *t)
{
	const struct audit_spec *s = t->spec;
	struct facts *f = t->facts;
	size_t i;

	for (i = 0; i < s->nqueries; i++) {
		struct fact_kind *k = arena_push(&f->arena,
		    (void **)&f->kinds, f->nkinds, &f->capkinds, sizeof(*k));

		k->name = arena_str(&f->arena, s->queries[i].fact);
		k->check = "generic";
		k->fr = arena_str(&f->arena, s->queries[i].fr);
		k->en = arena_str(&f->arena, s->queries[i].en);
		k->attrs = "match";
		f->nkinds++;
	}
}

static void
fingerprint(struct talk *t)
{
	struct hash *h = hash_open();
	size_t i;

	hash_add(h, t->host, strlen(t->host));
	for (i = 0; i < t->facts->nchecks; i++) {
		const struct check_info *c = &t->facts->checks[i];

		hash_add(h, c->name, strlen(c->name) + 1);
		hash_add(h, c->sha256, strlen(c->sha256) + 1);
	}
	hash_close(h, t->facts->checks_sha256);
}

/* One child from start to "done".  0, or -1. */
static int
talk(struct talk *t, const struct history *h, struct err *e)
{
	const struct audit_spec *s = t->spec;
	struct command c;
	struct proc_spec p = { .argv = c.argv, .pass = -1 };
	struct buf b = BUF_INIT(SAY_MAX);
	int64_t start = clock_ms();
	int ret = -1;

	if (command_make(&c, s->checks, s->repository, h, e) < 0 ||
	    proc_open(&t->proc, &p, SAY_MAX, e) < 0)
		goto out;
	declare_queries(t);
	write_open(&b, t, h);
	if (b.full) {
		(void)err_set(e, ERR_LIMIT, "the rules ask for too much");
		goto out;
	}
	/* One that died while loading heard nothing, and said who it was. */
	(void)proc_write(&t->proc, b.data, b.len, t->deadline, e);
	if (listen_until(t, "wanted", e) < 0)
		goto out;
	fingerprint(t);
	memory_key(t);
	if (t->known && strcmp(t->key, s->memory->key) != 0) {
		t->stranger = true;
		(void)err_set(e, ERR_FORMAT, "other plugins or rules");
		goto out;
	}
	if (memory_tell(t, e) < 0 || listen_until(t, "", e) < 0)
		goto out;
	t->facts->ms_scan = (t->scanned_at != 0 ? t->scanned_at :
	    clock_ms()) - start;
	t->facts->ms_relate = clock_ms() - start - t->facts->ms_scan;
	ret = 0;
out:
	buf_free(&b);
	return ret;
}

/*
 * The child died: what had it announced?  1 when the next one can do
 * without, 0 when nothing explains it.
 */
static int
blame(struct talk *t, struct history *h, const char *how)
{
	const struct pair *p = t->now >= 0 ? &t->pairs[t->now] : NULL;
	const char *check = p != NULL ? p->check :
	    t->wanting != NULL ? t->wanting : t->relating;
	const bool host = check != NULL && strcmp(check, "host") == 0;
	struct skip *s;
	size_t i, deaths = 1;

	if (t->loading != NULL && h->nwithout < SKIPS_MAX) {
		log_warn("lose check=%s death=loading why=%s", t->loading,
		    how);
		h->without[h->nwithout++] = arena_str(&h->arena, t->loading);
		return 1;
	}
	if (check == NULL || h->nskips == SKIPS_MAX ||
	    h->ndrops == SKIPS_MAX)
		return 0;
	for (i = 0; i < h->nskips; i++)
		deaths += strcmp(h->skips[i].check, check) == 0;
	/* A child that goes on with what it was told to give up. */
	for (i = 0; i < h->ndrops; i++)
		if (strcmp(h->drops[i], check) == 0)
			return 0;
	/* A file that ends our own reading is left out; three are enough. */
	if (host && deaths > DEATHS)
		return 0;
	log_warn("lose check=%s path=%s death=%zu why=%s", check,
	    p != NULL ? p->path : t->wanting != NULL ? "(wants)" :
	    "(relate)", deaths, how);
	s = &h->skips[h->nskips++];
	s->check = arena_str(&h->arena, check);
	s->path = arena_str(&h->arena, p != NULL ? p->path : "");
	s->blob = arena_str(&h->arena, p != NULL ? p->blob : "");
	if (!host && (deaths >= DEATHS || p == NULL)) {
		h->drops[h->ndrops] = s->check;
		h->why[h->ndrops++] = arena_str(&h->arena, how);
	}
	return 1;
}

/* Facts of plugins given up are gone; files that killed one are unread. */
static void
settle(struct facts *f, const struct history *h)
{
	size_t i, k;

	for (i = 0; i < h->ndrops; i++)
		for (k = 0; k < f->nchecks; k++)
			if (strcmp(f->checks[k].name, h->drops[i]) == 0)
				f->checks[k].failure =
				    arena_str(&f->arena, h->why[i]);
	for (i = 0; i < h->nskips; i++) {
		struct unread *u;

		if (h->skips[i].path[0] == '\0')
			continue;
		u = arena_push(&f->arena, (void **)&f->unread, f->nunread,
		    &f->capunread, sizeof(*u));
		u->check = arena_str(&f->arena, h->skips[i].check);
		u->path = arena_str(&f->arena, h->skips[i].path);
		u->blob = arena_str(&f->arena, h->skips[i].blob);
		u->why = "crash";
		u->files = 1;
		f->nunread++;
	}
	facts_sort(f);
}

int
audit_open(const struct audit_spec *s, struct facts *f,
    struct audit_look **out, struct err *e)
{
	struct history h = { .arena = ARENA_INIT };
	struct talk t;
	struct err how;
	bool offer = s->memory != NULL && s->memory->tree[0] != '\0';
	const int64_t deadline = s->deadline != 0 ? s->deadline :
	    clock_ms() + AUDIT_MS;
	int ret = -1;

	*out = NULL;
	memset(f, 0, sizeof(*f));
	for (;;) {
		memset(&t, 0, sizeof(t));
		t.spec = s;
		t.facts = f;
		t.now = t.last = -1;
		t.phase = SAY_FIRST;
		t.scanned.max = SAY_MAX / 2;
		t.told.max = MEMORY_MAX;
		t.offered = offer;
		t.deadline = deadline;
		how = (struct err){ .kind = ERR_NONE };
		if (talk(&t, &h, &how) == 0)
			break;
		proc_close(&t.proc);
		buf_free(&t.scanned);
		buf_free(&t.told);
		if (t.stranger) {
			log_info("forget memory of=%s why=%s", s->repository,
			    how.msg);
			offer = false;
			facts_free(f);
			memset(f, 0, sizeof(*f));
			continue;
		}
		if (clock_ms() >= t.deadline || !blame(&t, &h, how.msg)) {
			(void)err_set(e, how.kind, "%s", how.msg);
			goto out;
		}
		facts_free(f);
		memset(f, 0, sizeof(*f));
	}
	buf_free(&t.scanned);
	settle(f, &h);
	memory_keep(&t, h.nskips == 0 && h.nwithout == 0);
	buf_free(&t.told);
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		abort();
	(*out)->proc = t.proc;
	(*out)->deadline = t.deadline;
	ret = 0;
out:
	arena_free(&h.arena);
	return ret;
}

int
audit_excerpt(struct audit_look *l, const char *path, const char *blob,
    int first, int last, struct buf *out, struct err *e)
{
	struct buf b = BUF_INIT(64 << 10), masked = BUF_INIT(SAY_MAX);
	struct json_out o = { .buf = &b };
	struct json *j = NULL;
	const char *line, *text, *type;
	size_t len;
	int got, ret = -1;

	json_open(&o, NULL, '{');
	json_put_str(&o, "t", "excerpt");
	json_put_str(&o, "path", path);
	json_put_str(&o, "blob", blob);
	json_put_int(&o, "first", first);
	json_put_int(&o, "last", last);
	json_close(&o, '}');
	buf_putc(&b, '\n');
	if (proc_write(&l->proc, b.data, b.len, l->deadline, e) < 0)
		goto out;
	got = proc_line(&l->proc, &line, &len, l->deadline, e);
	if (got != 1) {
		if (got == 0)
			(void)err_set(e, ERR_FORMAT,
			    "the check host ended early");
		goto out;
	}
	if ((j = json_parse(line, len, e)) == NULL)
		goto out;
	type = json_str(j, "t");
	text = json_str(j, "text");
	if (type == NULL || strcmp(type, "excerpt") != 0) {
		(void)line_wrong(e, "no excerpt");
		goto out;
	}
	ret = text == NULL ? 0 : 1;
	if (text != NULL) {
		mask_text(&masked, text, strlen(text));
		utf8_show(out, buf_str(&masked), masked.len, true);
	}
out:
	json_free(j);
	buf_free(&masked);
	buf_free(&b);
	return ret;
}

void
audit_close(struct audit_look *l)
{
	if (l == NULL)
		return;
	proc_eof(&l->proc);
	proc_close(&l->proc);
	free(l);
}

/* One child that lists its plugins.  0, or -1. */
static int
list(struct talk *t, const struct history *h, struct err *e)
{
	struct command c;
	const struct proc_spec p = { .argv = c.argv, .pass = -1 };
	struct buf b = BUF_INIT(SAY_MAX);

	if (command_make(&c, t->spec->checks, NULL, h, e) < 0 ||
	    proc_open(&t->proc, &p, SAY_MAX, e) < 0)
		return -1;
	if (t->spec->nqueries > 0) {
		write_open(&b, t, h);
		(void)proc_write(&t->proc, b.data, b.len, t->deadline, e);
		buf_free(&b);
	}
	proc_eof(&t->proc);
	return listen_until(t, "", e);
}

static int
catalogue(const struct audit_spec *s, struct facts *f, struct err *e)
{
	struct history h = { .arena = ARENA_INIT };
	struct talk t;
	int got;

	memset(f, 0, sizeof(*f));
	for (;;) {
		memset(&t, 0, sizeof(t));
		t.spec = s;
		t.facts = f;
		t.now = t.last = -1;
		t.phase = SAY_FIRST;
		t.listing = true;
		t.deadline = clock_ms() + LIST_MS;
		got = list(&t, &h, e);
		proc_close(&t.proc);
		if (got == 0 || t.loading == NULL || !blame(&t, &h, e->msg))
			break;
		facts_free(f);
		memset(f, 0, sizeof(*f));
	}
	if (got == 0) {
		fingerprint(&t);
		facts_sort(f);
	}
	arena_free(&h.arena);
	return got;
}

int
audit_catalogue(const char *const *checks, struct facts *f, struct err *e)
{
	const struct audit_spec s = { .checks = checks, .rev = "" };

	return catalogue(&s, f, e);
}

int
audit_queries(const char *const *checks, const struct query *q, size_t n,
    struct err *e)
{
	const struct audit_spec s = { .checks = checks, .rev = "",
	    .queries = q, .nqueries = n };
	struct facts f;
	int got = catalogue(&s, &f, e);

	facts_free(&f);
	return got;
}
