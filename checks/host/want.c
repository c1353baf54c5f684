/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * want.c: which plugin wants which file, and what is left out.
 *
 * What the bytes say of a file (a pointer of git-lfs, a copy of the grid,
 * no text at all) is a fact of the host's own, asked for and remembered
 * like any plugin's, so that a file that did not change need not be opened
 * to know that it is left out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

#include "host.h"
#include "tree.h"

static void
add(struct wants *w, const struct plugin *p, const struct gr_entry *e)
{
	struct want *new;

	if (w->n == w->cap) {
		w->cap = w->cap > 0 ? 2 * w->cap : 256;
		w->list = reallocarray(w->list, w->cap, sizeof(*w->list));
		if (w->list == NULL)
			abort();
	}
	new = &w->list[w->n];
	memset(new, 0, sizeof(*new));
	new->place.plugin = p;
	new->place.entry = e;
	new->place.n = (long)w->n++;
}

/*
 * Is it evidence that nobody could read?  What is vendored, generated or
 * quoted is no evidence; what a link or a submodule names is elsewhere.
 */
static bool
leaves_doubt(const char *why)
{
	static const char *const doubts[] = {
		"binary", "crash", "encoding", "lfs", "missing", "oversize",
		"too many files",
	};
	size_t i;

	for (i = 0; i < sizeof(doubts) / sizeof(*doubts); i++)
		if (strcmp(doubts[i], why) == 0)
			return true;
	return false;
}

/* May what is known of this file change with who wants it? */
static bool
matters(const struct wants *w, const struct gr_entry *e, size_t i,
    bool late)
{
	const bool known = e->unread == NULL && w->same != NULL && w->same[i];

	if (late)
		return known && w->why != NULL && w->why[i] != NULL &&
		    leaves_doubt(w->why[i]);
	return !known && (e->unread == NULL || leaves_doubt(e->unread));
}

/*
 * One plugin after the other, each named to the parent first: this is
 * their code too, and may end the process.  Late: of the files that are
 * known, and known not to be readable.
 */
static void
ask(struct wants *w, const struct tree *t, const struct plugins *p, bool late)
{
	size_t i, k;

	for (k = 0; k < p->n; k++) {
		const struct plugin *x = &p->list[k];

		if (x->check == NULL || x->dropped || x->check->wants == NULL)
			continue;
		json_put_str(say_begin("wanting"), "check", x->name);
		say_end();
		say_flush();
		watch_begin(false);
		for (i = 0; i < t->repo.nentries; i++)
			if (matters(w, &t->repo.entries[i], i, late) &&
			    x->check->wants(&t->repo.entries[i]))
				w->may[i * w->row + k / 8] |=
				    (uint8_t)(1U << k % 8);
		watch_end(x);
	}
	(void)say_begin("wanting");
	say_end();
}

void
wants_late(struct wants *w, const struct tree *t, const struct plugins *p)
{
	size_t i;

	for (i = 0; i < t->repo.nentries; i++)
		if (matters(w, &t->repo.entries[i], i, true))
			break;
	if (i < t->repo.nentries)
		ask(w, t, p, true);
}

static bool
wants(const struct wants *w, size_t entry, size_t plugin)
{
	return (w->may[entry * w->row + plugin / 8] >> plugin % 8 & 1) != 0;
}

void
wants_find(struct wants *w, const struct tree *t, const struct plugins *p,
    const bool *same)
{
	struct json_out *o;
	size_t i, k;
	bool any;

	w->same = same;
	w->row = p->n / 8 + 1;
	w->may = calloc(t->repo.nentries + 1, w->row);
	if (w->may == NULL)
		abort();
	ask(w, t, p, false);
	for (i = 0; i < t->repo.nentries; i++) {
		const struct gr_entry *e = &t->repo.entries[i];

		if (e->unread != NULL || (same != NULL && same[i]))
			continue;
		if (w->n + p->n >= PAIRS_MOST) {
			wants_mark(w, t, e, "too many files");
			continue;
		}
		for (any = false, k = 0; k < p->n; k++) {
			if (!wants(w, i, k))
				continue;
			if (!any)
				add(w, NULL, e);
			any = true;
			add(w, &p->list[k], e);
		}
	}
	for (i = 0; i < w->n; i++) {
		o = say_begin("want");
		json_put_int(o, "n", (int64_t)i);
		json_put_str(o, "check", w->list[i].place.plugin == NULL ?
		    "host" : w->list[i].place.plugin->name);
		say_path("path", w->list[i].place.entry->path);
		json_put_str(o, "blob", w->list[i].place.entry->blob);
		say_end();
	}
}

void
wants_full(struct wants *w, const struct plugin *p, const struct gr_entry *e)
{
	add(w, p, e);
	w->list[w->n - 1].full = true;
	w->list[w->n - 1].told = true;
}

void
wants_free(struct wants *w)
{
	free(w->list);
	free(w->why);
	free(w->may);
	memset(w, 0, sizeof(*w));
}

/* --- what is left out ---------------------------------------------------- */

void
wants_mark(struct wants *w, const struct tree *t, const struct gr_entry *e,
    const char *why)
{
	if (w->why == NULL &&
	    (w->why = calloc(t->repo.nentries, sizeof(*w->why))) == NULL)
		abort();
	w->why[e - t->repo.entries] = why;
}

/* A file, or a folder with all beneath it, by reason. */
struct row {
	const char	*path;
	size_t		 len;
	const char	*why;
	long		 files;
};

struct rows {
	struct row	*list;		/* owned */
	size_t		 n, cap;
};

static void
row(struct rows *r, const char *path, size_t len, const char *why, long files)
{
	struct row *last = r->n > 0 ? &r->list[r->n - 1] : NULL;

	if (last != NULL && last->len == len && strcmp(last->why, why) == 0 &&
	    strncmp(last->path, path, len) == 0) {
		last->files += files;
		return;
	}
	if (r->n == r->cap) {
		r->cap = r->cap > 0 ? 2 * r->cap : 64;
		r->list = reallocarray(r->list, r->cap, sizeof(*r->list));
		if (r->list == NULL)
			abort();
	}
	last = &r->list[r->n++];
	last->path = path;
	last->len = len;
	last->why = why;
	last->files = files;
}

static int
by_row(const void *a, const void *b)
{
	const struct row *x = a, *y = b;
	size_t n = x->len < y->len ? x->len : y->len;
	int by = strncmp(x->path, y->path, n);

	if (by == 0)
		by = (x->len > y->len) - (x->len < y->len);
	return by != 0 ? by : strcmp(x->why, y->why);
}

static void
tell(const struct row *r)
{
	char *cut = strndup(r->path, r->len);
	struct json_out *o;

	if (cut == NULL)
		abort();
	o = say_begin("excluded");
	say_path("path", r->len == 0 ? "." : cut);
	json_put_int(o, "files", r->files);
	json_put_str(o, "why", r->why);
	say_end();
	free(cut);
}

/* Rows of one path and reason become one, in place. */
static void
merge(struct rows *r)
{
	size_t i, n = 0;

	if (r->n > 0)
		qsort(r->list, r->n, sizeof(*r->list), by_row);
	for (i = 0; i < r->n; i++)
		if (n > 0 && by_row(&r->list[n - 1], &r->list[i]) == 0)
			r->list[n - 1].files += r->list[i].files;
		else
			r->list[n++] = r->list[i];
	r->n = n;
}

/* What is past the most that is told by name is counted by reason. */
static void
tell_all(struct rows *r)
{
	size_t i;

	merge(r);
	for (i = 0; i < r->n && i < ROWS_MOST; i++)
		tell(&r->list[i]);
	if (i == r->n)
		return;
	r->n -= i;
	memmove(r->list, r->list + i, r->n * sizeof(*r->list));
	for (i = 0; i < r->n; i++)
		r->list[i].len = 0;
	merge(r);
	for (i = 0; i < r->n; i++)
		tell(&r->list[i]);
}

/* What a plugin wanted in vain, past the most that is told by name. */
struct vain {
	long		 told, more;
	const char	*path, *blob, *why;	/* of one of these */
};

static void
tell_unread(const char *check, const struct vain *v, long files)
{
	struct json_out *o = say_begin("unread");

	json_put_str(o, "check", check);
	say_path("path", v->path);
	json_put_str(o, "blob", v->blob);
	json_put_int(o, "files", files);
	json_put_str(o, "why", v->why);
	say_end();
}

static void
unread(struct vain *v, const struct plugin *p, const char *path,
    const char *blob, const char *why)
{
	v->path = path;
	v->blob = blob;
	v->why = why;
	if (v->told == UNREAD_MOST) {
		v->more++;
		return;
	}
	v->told++;
	tell_unread(p->name, v, 1);
}

/* Pictures and links are many: one row for a folder. */
static size_t
shown(const struct tree *t, size_t i, const char *why)
{
	const struct gr_entry *e = &t->repo.entries[i];

	if (e->unread != NULL && t->beneath[i] > 0)
		return t->beneath[i];
	if (strcmp(why, "binary") != 0 && strcmp(why, "link") != 0 &&
	    strcmp(why, "too many files") != 0)
		return strlen(e->path);
	return e->base > e->path ? (size_t)(e->base - e->path) - 1 : 0;
}

/* Anything may be in a gap, so no plugin has seen all that it wants. */
static void
tell_gaps(const struct tree *t, const struct plugins *p, struct rows *r,
    struct vain *v)
{
	size_t i, k;

	for (i = 0; i < t->ngaps; i++) {
		const struct tree_gap *g = &t->gaps[i];

		row(r, g->path, strlen(g->path), g->why, 0);
		for (k = 0; k < p->n; k++)
			if (p->list[k].check != NULL &&
			    p->list[k].check->wants != NULL)
				unread(&v[k], &p->list[k], g->path, "",
				    g->why);
	}
}

void
wants_excluded(const struct wants *w, const struct tree *t,
    const struct plugins *p)
{
	struct vain v[PLUGINS_MAX] = { { .told = 0 } };
	struct rows r = { .n = 0 };
	const char *why;
	size_t i, k;

	tell_gaps(t, p, &r, v);
	for (i = 0; i < t->repo.nentries; i++) {
		const struct gr_entry *e = &t->repo.entries[i];

		why = e->unread != NULL || w->why == NULL ? e->unread :
		    w->why[i];
		if (why == NULL)
			continue;
		row(&r, e->path, shown(t, i, why), why, 1);
		for (k = 0; k < p->n && leaves_doubt(why); k++)
			if (wants(w, i, k))
				unread(&v[k], &p->list[k], e->path, e->blob,
				    why);
	}
	for (i = 0; i < w->n; i++) {
		const struct place *at = &w->list[i].place;

		if (w->list[i].full)
			unread(&v[at->plugin - p->list], at->plugin,
			    at->entry->path, at->entry->blob,
			    "too many facts");
	}
	for (k = 0; k < p->n; k++)
		if (v[k].more > 0)
			tell_unread(p->list[k].name, &v[k], v[k].more);
	tell_all(&r);
	free(r.list);
}
