/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree_walk.c: all the files of a tree, with nothing read but folders and
 * sizes.
 *
 * The format of a tree object is so small (mode, name, NUL, twenty bytes)
 * that it is read here: one pass, no copies, and a malformed folder costs
 * only what is malformed.  Nothing recurses; budgets stop a tree that
 * was built to be endless: entries visited, bytes of their paths, bytes of
 * the folders open at once.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/utf8.h"
#include "read.h"
#include "tree.h"

enum { SHOWN = 80 };		/* bytes of a name that is too long */

/* An open folder. */
struct frame {
	git_odb_object	*object;	/* owned */
	const char	*p, *end;
	size_t		 path;		/* length of its path, '/' included */
	bool		 odd;		/* its path is not UTF-8 */
};

struct walk {
	struct tree	*tree;
	struct frame	*stack;		/* owned */
	size_t		 depth, cap;
	size_t		 open;		/* bytes of all in the stack */
	size_t		 left;		/* entries that may be visited */
	size_t		 names;		/* bytes of paths kept so far */
	bool		 disorder;	/* not sorted, or a name twice */
	char		 path[TREE_PATH + 256];	/* a cut name fits behind */
};

static void
gap(struct walk *w, size_t len, const char *why)
{
	struct tree *t = w->tree;
	struct tree_gap *g = arena_push(&t->arena, (void **)&t->gaps,
	    t->ngaps, &t->capgaps, sizeof(*g));

	g->path = arena_dup(&t->arena, w->path, len);
	w->names += len;
	g->why = why;
	t->ngaps++;
}

/* Opens a folder whose path is the first len bytes, or tells the gap. */
static void
enter(struct walk *w, const git_oid *id, size_t len, bool odd)
{
	git_odb *odb = w->tree->odb;
	git_object_t type;
	struct frame *f;
	size_t size;

	if (git_odb_read_header(&size, &type, odb, id) < 0 ||
	    type != GIT_OBJECT_TREE) {
		gap(w, len, "missing");
		return;
	}
	if (size > TREE_OBJECT || size > TREE_OPEN - w->open) {
		gap(w, len, "too many files");
		return;
	}
	if (w->depth == w->cap) {
		w->cap = w->cap > 0 ? 2 * w->cap : 32;
		w->stack = reallocarray(w->stack, w->cap, sizeof(*w->stack));
		if (w->stack == NULL)
			abort();
	}
	f = &w->stack[w->depth];
	if (git_odb_read(&f->object, odb, id) < 0) {
		gap(w, len, "missing");
		return;
	}
	f->p = git_odb_object_data(f->object);
	f->end = f->p + git_odb_object_size(f->object);
	f->path = len;
	f->odd = odd;
	if (len > 0)
		w->path[f->path++] = '/';
	w->open += git_odb_object_size(f->object);
	w->depth++;
}

static void
leave(struct walk *w)
{
	struct frame *f = &w->stack[--w->depth];

	w->open -= git_odb_object_size(f->object);
	git_odb_object_free(f->object);
}

/* One more entry at the end, its two arrays grown together. */
static struct gr_entry *
grow(struct tree *t)
{
	if (t->nentries == t->cap) {
		t->cap = t->cap > 0 ? 2 * t->cap : 256;
		t->entries = reallocarray(t->entries, t->cap,
		    sizeof(*t->entries));
		t->beneath = reallocarray(t->beneath, t->cap,
		    sizeof(*t->beneath));
		if (t->entries == NULL || t->beneath == NULL)
			abort();
	}
	t->beneath[t->nentries] = 0;
	memset(&t->entries[t->nentries], 0, sizeof(*t->entries));
	return &t->entries[t->nentries++];
}

static bool
is_text(enum gr_kind k)
{
	return k != GR_BINARY && k != GR_PDF && k != GR_OFFICE &&
	    k != GR_IMAGE && k != GR_ARCHIVE;
}

/* Why no plugin gets the bytes, as far as name and size tell. */
static const char *
unread_why(const struct gr_entry *e)
{
	if (e->module)
		return "submodule";
	if (e->size < 0)
		return "missing";
	if (e->link)
		return "link";
	if (!is_text(e->kind))
		return "binary";
	if (e->size > (e->kind == GR_NOTEBOOK ? READ_NOTEBOOK_MAX :
	    READ_TEXT_MAX))
		return "oversize";
	return NULL;
}

static void
add(struct walk *w, unsigned mode, const git_oid *id, size_t len)
{
	char text[GIT_OID_HEXSZ + 1];
	struct tree *t = w->tree;
	struct gr_entry *e = grow(t);
	const char *slash, *dot;
	size_t size, folder = 0;
	git_object_t type;
	bool whole = false;

	e->path = arena_dup(&t->arena, w->path, len);
	w->names += len;
	slash = strrchr(e->path, '/');
	e->base = slash != NULL ? slash + 1 : e->path;
	dot = strrchr(e->base, '.');
	e->ext = dot != NULL ? dot + 1 : "";
	e->blob = arena_str(&t->arena, git_oid_tostr(text, sizeof(text), id));
	e->module = (mode & 0170000) == 0160000;
	e->link = (mode & 0170000) == 0120000;
	e->kind = kind_of_path(e->path);
	if (!e->module)
		e->size = git_odb_read_header(&size, &type, t->odb, id) == 0 &&
		    type == GIT_OBJECT_BLOB ? (int64_t)size : -1;
	e->unread = exclude_path(e->path, &whole, &folder);
	if (e->unread == NULL)
		e->unread = unread_why(e);
	else if (whole)
		t->beneath[t->nentries - 1] = (uint16_t)folder;
	if (t->nentries > 1 && strcmp(e[-1].path, e->path) >= 0)
		w->disorder = true;
}

/*
 * A name at which the path becomes too long: told by its start, where there
 * is room for that, or by its folder.
 */
static void
too_deep(struct walk *w, const char *name, size_t n, bool odd)
{
	size_t len = w->stack[w->depth - 1].path;

	n = utf8_cut(name, n, SHOWN);
	if (!odd || len + n <= TREE_PATH / 4) {
		memcpy(w->path + len, name, n);
		len += n;
	} else if (len > 0) {
		len--;
	}
	gap(w, len, "too deep");
}

/* The next entry of the folder on top.  False at its end. */
static bool
step(struct walk *w)
{
	struct frame *f = &w->stack[w->depth - 1];
	const char *name, *nul;
	unsigned mode = 0;
	size_t n, len;
	git_oid id;
	bool odd;

	for (; f->p < f->end && *f->p >= '0' && *f->p <= '7'; f->p++)
		mode = (mode << 3 | (unsigned)(*f->p - '0')) & 07777777;
	name = f->p + 1;
	nul = name < f->end ? memchr(name, 0, (size_t)(f->end - name)) : NULL;
	if (f->p >= f->end || *f->p != ' ' || nul == NULL ||
	    f->end - nul <= GIT_OID_RAWSZ)
		return false;
	git_oid_fromraw(&id, (const unsigned char *)nul + 1);
	f->p = nul + 1 + GIT_OID_RAWSZ;
	n = (size_t)(nul - name);
	odd = f->odd || !utf8_valid(name, n);
	if (n > TREE_PATH ||
	    f->path + n > (odd ? TREE_PATH / 4 : TREE_PATH)) {
		too_deep(w, name, n, odd);
		return true;
	}
	len = f->path + n;
	memcpy(w->path + f->path, name, n);
	if (n == 0 || memchr(name, '/', n) != NULL ||
	    (n <= 2 && memcmp(name, "..", n) == 0)) {
		gap(w, len, "malformed name");
		return true;
	}
	w->left--;
	if ((mode & 0170000) == 0040000)
		enter(w, &id, len, odd);	/* f may have moved */
	else
		add(w, mode, &id, len);
	return true;
}

static int
by_path(const void *a, const void *b)
{
	const struct gr_entry *x = a, *y = b;

	int by = strcmp(x->path, y->path);

	return by != 0 ? by : strcmp(x->blob, y->blob);
}

/*
 * Git keeps trees sorted, so this one was built by hand.  Of two entries
 * with one path there is no telling which is meant: one is enough.
 */
static void
sort(struct tree *t)
{
	size_t i, n = 0;
	bool whole;

	qsort(t->entries, t->nentries, sizeof(*t->entries), by_path);
	for (i = 0; i < t->nentries; i++)
		if (n == 0 || strcmp(t->entries[n - 1].path,
		    t->entries[i].path) != 0)
			t->entries[n++] = t->entries[i];
	t->nentries = n;
	for (i = 0; i < n; i++) {
		size_t folder = 0;

		(void)exclude_path(t->entries[i].path, &whole, &folder);
		t->beneath[i] = whole ? (uint16_t)folder : 0;
	}
}

void
tree_walk(struct tree *t)
{
	struct walk w = { .tree = t, .left = TREE_ENTRIES };
	git_oid id;

	if (t->repo.tree == NULL || git_oid_fromstr(&id, t->repo.tree) < 0)
		return;
	enter(&w, &id, 0, false);
	while (w.depth > 0) {
		if (w.left > 0 && w.names < TREE_NAMES &&
		    t->ngaps < TREE_ENTRIES / 10) {
			if (!step(&w))
				leave(&w);
			continue;
		}
		/* Told once: where the walk stopped. */
		gap(&w, w.stack[w.depth - 1].path, "too many files");
		while (w.depth > 0)
			leave(&w);
	}
	free(w.stack);
	t->disorder = w.disorder;
	if (w.disorder)
		sort(t);
	t->repo.entries = t->entries;
	t->repo.nentries = t->nentries;
}

bool
tree_is_pointer(const char *p, size_t len)
{
	static const char mark[] = "version https://git-lfs.github.com/spec/v";
	const size_t n = sizeof(mark) - 1;

	return len < TREE_POINTER && len > n && memcmp(p, mark, n) == 0;
}
