/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * emit.c: facts as the plugins say them, and as relate() sees them.
 *
 * The functions of check.h carry no handle, so who speaks is kept here:
 * the process has one thread and one plugin speaks at a time.  A fact is
 * complete when the next one begins or the plugin returns.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"

#include "host.h"
#include "read.h"
#include "tree.h"

struct gr_fact {
	struct gr_seen	seen;
	struct gr_attr	attrs[ATTRS_MOST];
	bool		open;		/* not told yet */
};

static struct {
	struct arena		 arena;
	struct gr_seen		*seen;		/* owned */
	size_t			 nseen, cap;
	bool			 sorted;
	struct place		 place;		/* who speaks, of what */
	int			 lines;
	bool			 speaking;
	long			 said;		/* facts of this pair */
	long			 of[PLUGINS_MAX];	/* facts of each plugin */
	struct gr_fact		 fact;
	const struct tree	*tree;
	const struct gr_query	*queries;	/* borrowed */
	size_t			 nqueries;
} now;

/* A malformed expression would match nothing, and nobody would know. */
static void
check_query(const struct gr_query *q)
{
	const char *x = strcmp(q->kind, "path") == 0 ? q->value :
	    strcmp(q->kind, "file") == 0 ? NULL : q->pattern;
	const char *why = x == NULL ? NULL : pattern_wrong(x);
	char text[600];

	if (why == NULL)
		return;
	snprintf(text, sizeof(text), "the fact \"%.60s\" asks for \"%.100s\","
	    " which is no regular expression: %s", q->fact, x, why);
	say_failed(text);
}

void
emit_queries(const struct gr_query *q, size_t n)
{
	size_t i;

	now.queries = q;
	now.nqueries = n;
	for (i = 0; i < n; i++)
		check_query(&q[i]);
}

const struct gr_query *
gr_queries(size_t *n)
{
	*n = now.nqueries;
	return now.queries;
}

/* A plugin that breaks its contract ends the host, and is blamed. */
static void
broken(const char *what, const char *name)
{
	fprintf(stderr, "%s: %s \"%.80s\"\n", now.place.plugin == NULL ?
	    "host" : now.place.plugin->name, what, name);
	_exit(3);
}

static bool
asked(const char *name)
{
	size_t i;

	if (strcmp(now.place.plugin->name, "generic") != 0)
		return false;
	for (i = 0; i < now.nqueries; i++)
		if (strcmp(now.queries[i].fact, name) == 0)
			return true;
	return false;
}

static struct gr_seen *
keep(void)
{
	if (now.nseen == now.cap) {
		now.cap = now.cap > 0 ? 2 * now.cap : 1024;
		now.seen = reallocarray(now.seen, now.cap,
		    sizeof(*now.seen));
		if (now.seen == NULL)
			abort();
	}
	now.sorted = false;
	return &now.seen[now.nseen++];
}

static void
tell(const struct gr_seen *s)
{
	struct json_out *o = say_begin("fact");
	int i;

	if (now.place.n >= 0) {
		json_put_int(o, "n", now.place.n);
		json_put_str(o, "name", s->name);
	} else {
		json_put_str(o, "check", now.place.plugin->name);
		json_put_str(o, "name", s->name);
		say_path("path", s->path);
		json_put_str(o, "blob", s->blob);
	}
	json_put_int(o, "first", s->first);
	json_put_int(o, "last", s->last);
	json_open(o, "attrs", '{');
	for (i = 0; i < s->nattrs; i++)
		json_put_str(o, s->attrs[i].key, s->attrs[i].value);
	json_close(o, '}');
	say_end();
}

static void
finish(void)
{
	struct gr_fact *f = &now.fact;
	struct gr_attr *a;

	if (!f->open)
		return;
	f->open = false;
	a = arena_alloc(&now.arena, ((size_t)f->seen.nattrs + 1) *
	    sizeof(*a));
	memcpy(a, f->attrs, (size_t)f->seen.nattrs * sizeof(*a));
	f->seen.attrs = a;
	*keep() = f->seen;
	tell(&f->seen);
}

static struct gr_fact *
begin(const char *name, const struct gr_entry *entry, int first, int last)
{
	struct gr_fact *f = &now.fact;

	finish();
	memset(f, 0, sizeof(*f));
	if (!now.speaking)
		return f;
	if (!plugin_declares(now.place.plugin, name) &&
	    (now.place.plugin == NULL || !asked(name)))
		broken("said a fact it does not declare,", name);
	/* What is too much is too much on every machine. */
	if (++now.said > FACTS_FILE && now.place.n >= 0)
		return f;
	if (now.nseen >= FACTS_ALL || (now.place.plugin != NULL &&
	    ++now.of[now.place.plugin->index] > FACTS_PLUGIN))
		broken("says too much, the last:", name);
	f->open = true;
	f->seen.name = arena_str(&now.arena, name);
	f->seen.path = entry == NULL ? "" : entry->path;
	f->seen.blob = entry == NULL ? "" : entry->blob;
	f->seen.first = first;
	f->seen.last = last < first ? first : last;
	return f;
}

static int
within(int line, int most)
{
	return line < 1 ? 1 : line > most ? most : line;
}

struct gr_fact *
gr_emit(const char *name, int first, int last)
{
	if (now.place.n < 0 && now.speaking)
		broken("gr_emit() is for scan():", name);
	return begin(name, now.place.entry, within(first, now.lines),
	    within(last, now.lines));
}

struct gr_fact *
gr_emit_at(const char *name, const char *path, int first, int last)
{
	const struct gr_entry *entry = NULL;

	if (now.place.n >= 0 && now.speaking)
		broken("gr_emit_at() is for relate():", name);
	if (path != NULL && path[0] != '\0') {
		entry = gr_entry(&now.tree->repo, path);
		if (entry == NULL)
			broken("said a fact of a file that is not there,",
			    path);
		/* A file has no more lines than bytes, and the last one. */
		else if (entry->unread == NULL && last > entry->size + 1)
			broken("said a fact of a line that is not there,",
			    path);
	}
	return begin(name, entry, first < 0 || entry == NULL ? 0 : first,
	    entry == NULL ? 0 : last);
}

void
gr_setn(struct gr_fact *f, const char *key, const char *value, size_t n)
{
	struct buf b = BUF_INIT(4 * VALUE_MOST + 16);
	struct gr_attr *a;
	int i;

	if (!f->open)
		return;
	for (i = 0; i < f->seen.nattrs; i++)
		if (strcmp(f->attrs[i].key, key) == 0)
			break;
	if (i == ATTRS_MOST)
		broken("a fact with too many attributes,", f->seen.name);
	utf8_show(&b, value, utf8_cut(value, n, VALUE_MOST), false);
	a = &f->attrs[i];
	a->key = arena_str(&now.arena, key);
	a->value = arena_str(&now.arena, buf_str(&b));
	if (i == f->seen.nattrs)
		f->seen.nattrs++;
	buf_free(&b);
}

void
gr_set(struct gr_fact *f, const char *key, const char *value)
{
	if (value != NULL)
		gr_setn(f, key, value, strlen(value));
}

void
gr_setf(struct gr_fact *f, const char *key, const char *fmt, ...)
{
	char text[VALUE_MOST + 4];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	gr_set(f, key, text);
}

void
emit_begin(const struct place *p, int lines)
{
	struct json_out *o;

	now.place = *p;
	now.lines = lines;
	now.said = 0;
	now.speaking = true;
	if (p->n >= 0) {
		o = say_begin("scan");
		json_put_int(o, "n", p->n);
	} else {
		o = say_begin("relate");
		json_put_str(o, "check", p->plugin->name);
	}
	say_end();
	say_flush();
	if (p->plugin != NULL)
		watch_begin(p->n < 0);
}

bool
emit_full(void)
{
	return now.said > FACTS_FILE && now.place.n >= 0;
}

void
emit_end(void)
{
	struct json_out *o;

	if (now.place.plugin != NULL)
		watch_end(now.place.plugin);
	finish();
	now.speaking = false;
	if (now.place.n >= 0) {
		o = say_begin("scanned");
		json_put_int(o, "n", now.place.n);
	} else {
		o = say_begin("related");
		json_put_str(o, "check", now.place.plugin->name);
	}
	say_end();
}

void
emit_cached(const struct place *p, const char *name, int first, int last)
{
	struct gr_seen *s = keep();

	if (p->plugin != NULL)
		now.of[p->plugin->index]++;
	memset(s, 0, sizeof(*s));
	s->name = arena_str(&now.arena, name);
	s->path = p->entry->path;
	s->blob = p->entry->blob;
	s->first = first;
	s->last = last;
	s->attrs = arena_alloc(&now.arena, ATTRS_MOST * sizeof(*s->attrs));
}

void
emit_cached_attr(const char *key, const char *value)
{
	struct gr_seen *s = &now.seen[now.nseen - 1];
	struct gr_attr *a = (struct gr_attr *)(uintptr_t)s->attrs;

	if (s->nattrs == ATTRS_MOST)
		return;
	a[s->nattrs].key = arena_str(&now.arena, key);
	a[s->nattrs++].value = arena_str(&now.arena, value);
}

void
emit_tree(const struct tree *t)
{
	now.tree = t;
}

void
emit_free(void)
{
	arena_free(&now.arena);
	free(now.seen);
	memset(&now, 0, sizeof(now));
}

/* --- what relate() asks --------------------------------------------------- */

static int
by_place(const void *a, const void *b)
{
	const struct gr_seen *x = a, *y = b;
	int by = strcmp(x->name, y->name);

	if (by == 0)
		by = strcmp(x->path, y->path);
	if (by == 0)
		by = x->first - y->first;
	if (by == 0)
		by = x->last - y->last;
	/* Attributes' order within a place is that of the plugin. */
	return by != 0 ? by : x < y ? -1 : x > y;
}

/*
 * Sorting moves the facts, and plugins hold pointers to them: so they are
 * sorted into a copy that stays, made anew when facts were added.
 */
static const struct gr_seen *
sorted(void)
{
	static const struct gr_seen *copy;
	struct gr_seen *c;
	size_t i;

	finish();
	if (now.sorted)
		return copy;
	c = arena_alloc(&now.arena, (now.nseen + 1) * sizeof(*c));
	for (i = 0; i < now.nseen; i++)
		c[i] = now.seen[i];
	qsort(c, now.nseen, sizeof(*c), by_place);
	now.sorted = true;
	copy = c;
	return c;
}

const struct gr_seen *const *
gr_facts(const struct gr_repo *r, const char *name, size_t *n)
{
	const struct gr_seen *all = sorted(), **out;
	size_t len = strlen(name), low = 0, high = now.nseen, mid, i;
	bool family = len > 0 && name[len - 1] == '.';

	(void)r;
	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(all[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	for (i = low; i < now.nseen; i++)
		if (family ? strncmp(all[i].name, name, len) != 0 :
		    strcmp(all[i].name, name) != 0)
			break;
	*n = i - low;
	out = arena_alloc(&now.arena, (*n + 1) * sizeof(*out));
	for (i = 0; i < *n; i++)
		out[i] = &all[low + i];
	return out;
}

const char *
gr_value(const struct gr_seen *s, const char *key)
{
	int i;

	for (i = 0; i < s->nattrs; i++)
		if (strcmp(s->attrs[i].key, key) == 0)
			return s->attrs[i].value;
	return NULL;
}

const struct gr_entry *
gr_entry(const struct gr_repo *r, const char *path)
{
	size_t i = tree_find(r->entries, r->nentries, path);

	return i < r->nentries && strcmp(r->entries[i].path, path) == 0 ?
	    &r->entries[i] : NULL;
}

bool
gr_folder(const struct gr_repo *r, const char *path)
{
	size_t n = strlen(path), i = tree_find(r->entries, r->nentries, path);

	/* "a-b" sorts between "a" and "a/x". */
	for (; i < r->nentries && strncmp(r->entries[i].path, path, n) == 0;
	    i++)
		if (r->entries[i].path[n] == '/')
			return true;
	return n == 0;
}
