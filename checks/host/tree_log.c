/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree_log.c: refs, history, and what lies uncommitted in a work tree.
 *
 * The history is walked by hand, newest first, because git's own walk ends
 * with an error at the first parent that is missing, and in a shallow or
 * partial clone one always is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "tree.h"

enum {
	SUBJECT = 300,			/* bytes shown */
	SEEN_MAX = 8 * TREE_LOG,	/* commits queued, ever */
	SLOTS = 1 << 17,		/* more than twice SEEN_MAX */
	REFS_MAX = 500000,
};

/* --- refs ---------------------------------------------------------------- */

struct refs {
	struct line {
		const char	*name;
		git_oid		 id;
	}		*lines;		/* in the arena */
	size_t		 n, cap;
};

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct line *)a)->name,
	    ((const struct line *)b)->name);
}

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

static void
collect(struct tree *t, struct refs *r)
{
	git_reference_iterator *it = NULL;
	git_reference *ref = NULL;
	struct line *l;

	if (git_reference_iterator_new(&it, t->git) < 0)
		return;
	while (r->n < REFS_MAX && git_reference_next(&ref, it) == 0) {
		const git_oid *id = git_reference_target(ref);
		const char *name = git_reference_name(ref);

		if (id != NULL && (starts(name, "refs/heads/") ||
		    starts(name, "refs/tags/") ||
		    starts(name, "refs/remotes/"))) {
			l = arena_push(&t->arena, (void **)&r->lines, r->n++,
			    &r->cap, sizeof(*l));
			l->name = arena_str(&t->arena, name);
			git_oid_cpy(&l->id, id);
		}
		git_reference_free(ref);
	}
	git_reference_iterator_free(it);
	if (r->n > 0)
		qsort(r->lines, r->n, sizeof(*r->lines), by_name);
}

/* The commit behind a ref.  False when it is there and is none. */
static bool
peel(struct tree *t, const git_oid *id, git_oid *out)
{
	struct err e;

	git_oid_cpy(out, id);
	return !git_odb_exists(t->odb, id) || tree_peel(t, id, out, &e) == 0;
}

void
tree_refs(struct tree *t)
{
	struct refs r = { .lines = NULL };
	struct hash *h = hash_open();
	char hex[GIT_OID_HEXSZ + 1];
	struct gr_ref *kept = NULL;
	size_t i, n = 0, cap = 0;
	git_oid id;

	collect(t, &r);
	for (i = 0; i < r.n; i++) {
		const struct line *l = &r.lines[i];

		if (!starts(l->name, "refs/remotes/")) {
			git_oid_tostr(hex, sizeof(hex), &l->id);
			hash_add(h, hex, GIT_OID_HEXSZ);
			hash_add(h, " ", 1);
			hash_add(h, l->name, strlen(l->name));
			hash_add(h, "\n", 1);
		}
		if (n >= TREE_REFS || !peel(t, &l->id, &id))
			continue;
		(void)arena_push(&t->arena, (void **)&kept, n, &cap,
		    sizeof(*kept));
		kept[n].name = l->name;
		kept[n++].commit = arena_str(&t->arena,
		    git_oid_tostr(hex, sizeof(hex), &id));
	}
	hash_close(h, t->refs_sha256);
	t->repo.refs = kept;
	t->repo.nrefs = n;
}

/* --- history -------------------------------------------------------------- */

struct node {
	git_commit	*commit;	/* owned while waiting */
	git_time_t	 when;
	size_t		 turn;		/* the earlier queued goes first */
};

struct history {
	struct tree	*tree;
	struct node	*heap;		/* owned; the newest is first */
	size_t		 n, cap;
	size_t		 seen;
	git_oid		*slots;		/* owned; those ever queued */
	bool		*used;		/* owned */
	const char	**who;		/* addresses; owned array */
	size_t		 nwho, capwho;
};

static bool
newer(const struct node *a, const struct node *b)
{
	return a->when > b->when || (a->when == b->when && a->turn < b->turn);
}

/* True the first time. */
static bool
is_new(struct history *h, const git_oid *id)
{
	size_t at;

	memcpy(&at, id->id, sizeof(at));
	for (at %= SLOTS; h->used[at]; at = (at + 1) % SLOTS)
		if (git_oid_equal(&h->slots[at], id))
			return false;
	h->used[at] = true;
	git_oid_cpy(&h->slots[at], id);
	return true;
}

/* A commit that is missing, or no commit, is passed over. */
static void
queue(struct history *h, const git_oid *id)
{
	struct node new = { .turn = h->seen };
	git_object_t type;
	size_t at, up, size;

	if (h->seen >= SEEN_MAX || !is_new(h, id))
		return;
	h->seen++;
	if (git_odb_read_header(&size, &type, h->tree->odb, id) < 0 ||
	    type != GIT_OBJECT_COMMIT || size > TREE_COMMIT ||
	    git_commit_lookup(&new.commit, h->tree->git, id) < 0)
		return;
	new.when = git_commit_time(new.commit);
	if (h->n == h->cap) {
		h->cap = h->cap > 0 ? 2 * h->cap : 64;
		h->heap = reallocarray(h->heap, h->cap, sizeof(*h->heap));
		if (h->heap == NULL)
			abort();
	}
	for (at = h->n++; at > 0; at = up) {
		up = (at - 1) / 2;
		if (!newer(&new, &h->heap[up]))
			break;
		h->heap[at] = h->heap[up];
	}
	h->heap[at] = new;
}

static git_commit *
take(struct history *h)
{
	git_commit *first = h->heap[0].commit;
	struct node last = h->heap[--h->n];
	size_t at = 0, down;

	while ((down = 2 * at + 1) < h->n) {
		if (down + 1 < h->n &&
		    newer(&h->heap[down + 1], &h->heap[down]))
			down++;
		if (!newer(&h->heap[down], &last))
			break;
		h->heap[at] = h->heap[down];
		at = down;
	}
	h->heap[at] = last;
	return first;
}

/* A number for each author, in the order in which they turn up. */
static unsigned
author(struct history *h, git_commit *c)
{
	const git_signature *s = git_commit_author(c);
	const char *who = s == NULL ? "" : s->email != NULL && *s->email ?
	    s->email : s->name;
	char folded[256];
	size_t i;

	utf8_fold(who, strlen(who), folded, sizeof(folded));
	for (i = 0; i < h->nwho; i++)
		if (strcmp(h->who[i], folded) == 0)
			return (unsigned)i;
	/* Beyond a thousand nobody counts: all the others are one. */
	if (h->nwho >= 1000)
		return (unsigned)h->nwho;
	(void)arena_push(&h->tree->arena, (void **)&h->who, h->nwho,
	    &h->capwho, sizeof(*h->who));
	h->who[h->nwho++] = arena_str(&h->tree->arena, folded);
	return (unsigned)(h->nwho - 1);
}

static const char *
subject(struct tree *t, git_commit *c)
{
	struct buf b = BUF_INIT(8UL * SUBJECT);
	const char *s = git_commit_summary(c);
	size_t n = s != NULL ? strlen(s) : 0;

	if (n > 0)
		utf8_show(&b, s, utf8_cut(s, n, SUBJECT), false);
	s = arena_str(&t->arena, buf_str(&b));
	buf_free(&b);
	return s;
}

void
tree_log(struct tree *t)
{
	struct history h = { .tree = t };
	char hex[GIT_OID_HEXSZ + 1];
	struct gr_commit *log = NULL;
	size_t n = 0, cap = 0, i;
	git_commit *c;
	git_oid id;

	if (t->repo.commit == NULL || git_oid_fromstr(&id, t->repo.commit) < 0)
		return;
	h.slots = calloc(SLOTS, sizeof(*h.slots));
	h.used = calloc(SLOTS, sizeof(*h.used));
	if (h.slots == NULL || h.used == NULL)
		abort();
	queue(&h, &id);
	while (h.n > 0 && n < TREE_LOG) {
		c = take(&h);
		(void)arena_push(&t->arena, (void **)&log, n, &cap,
		    sizeof(*log));
		log[n].id = arena_str(&t->arena,
		    git_oid_tostr(hex, sizeof(hex), git_commit_id(c)));
		log[n].when = git_commit_time(c);
		log[n].parents = (int)git_commit_parentcount(c);
		log[n].author = author(&h, c);
		log[n].subject = subject(t, c);
		for (i = 0; i < git_commit_parentcount(c); i++)
			queue(&h, git_commit_parent_id(c, (unsigned)i));
		git_commit_free(c);
		n++;
	}
	while (h.n > 0)
		git_commit_free(take(&h));
	free(h.heap);
	free(h.slots);
	free(h.used);
	t->repo.log = log;
	t->repo.nlog = n;
}

/* --- the work tree ---------------------------------------------------------- */

static void
mention(struct tree *t, const char *path)
{
	const char **slot = arena_push(&t->arena, (void **)&t->uncommitted,
	    t->nuncommitted, &t->capuncommitted, sizeof(*slot));

	*slot = arena_str(&t->arena, path);
	t->nuncommitted++;
}

void
tree_uncommitted(struct tree *t)
{
	git_status_options o;
	git_repository *git = NULL;
	git_status_list *list = NULL;
	size_t i, n;

	if (t->folder == NULL ||
	    git_status_options_init(&o, GIT_STATUS_OPTIONS_VERSION) < 0)
		return;
	/* Not GIT_STATUS_OPT_UPDATE_INDEX: nothing is written. */
	o.show = GIT_STATUS_SHOW_INDEX_AND_WORKDIR;
	o.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED |
	    GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	if (git_repository_open(&git, t->folder) < 0 ||
	    git_status_list_new(&list, git, &o) < 0) {
		/* Silence would say that everything is committed. */
		mention(t, ".");
		goto out;
	}
	n = git_status_list_entrycount(list);
	for (i = 0; i < n && t->nuncommitted < TREE_UNCOMMITTED; i++) {
		const git_status_entry *s = git_status_byindex(list, i);
		const git_diff_delta *d = s->index_to_workdir != NULL ?
		    s->index_to_workdir : s->head_to_index;

		if (d != NULL && s->status != GIT_STATUS_CURRENT)
			mention(t, d->new_file.path != NULL ?
			    d->new_file.path : d->old_file.path);
	}
out:
	git_status_list_free(list);
	git_repository_free(git);
}
