/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree_known.c: what is as it was in a tree that was told before.
 *
 * Folders with the same object are the same all beneath, and are not
 * opened: the cost is that of what changed.  Whatever cannot be compared
 * (an object that is missing, a tree that is not in git's order) makes the
 * whole tree new: that costs time and never a fact.
 */
#include <stdlib.h>
#include <string.h>

#include <git2.h>

#include "tree.h"

enum { DEEP = 200, CHANGED_MOST = 20000 };

struct compare {
	struct tree		*tree;
	struct tree_known	*out;
	int			 depth;
	char			 path[TREE_PATH + 2];
};

static size_t
find(const struct compare *c, const char *path)
{
	return tree_find(c->tree->repo.entries, c->tree->repo.nentries, path);
}

/* The file of this path, or with a '/' at its end all beneath. */
static void
same(struct compare *c, size_t len)
{
	const struct gr_repo *r = &c->tree->repo;
	const bool folder = c->path[len - 1] == '/';
	size_t i;

	for (i = find(c, c->path); i < r->nentries; i++) {
		if (folder ? strncmp(r->entries[i].path, c->path, len) != 0 :
		    strcmp(r->entries[i].path, c->path) != 0)
			return;
		c->out->same[i] = true;
	}
}

/* 0, or -1: too many to be worth it. */
static int
changed(struct compare *c)
{
	struct tree_known *k = c->out;
	const char **slot;

	if (k->nchanged == CHANGED_MOST)
		return -1;
	slot = arena_push(&c->tree->arena, (void **)&k->changed, k->nchanged,
	    &k->cap, sizeof(*slot));
	*slot = arena_str(&c->tree->arena, c->path);
	k->nchanged++;
	return 0;
}

static int
open_folder(const struct compare *c, const git_oid *id, git_tree **out)
{
	git_object_t type;
	size_t size;

	if (git_odb_read_header(&size, &type, c->tree->odb, id) < 0 ||
	    type != GIT_OBJECT_TREE || size > TREE_OBJECT)
		return -1;
	return git_tree_lookup(out, c->tree->git, id);
}

/*
 * The folder of the old tree, against that of the new one or NULL.  It
 * calls itself, DEEP times at most.  0, or -1: it cannot be compared.
 */
static int
folder(struct compare *c, const git_oid *was, const git_oid *is, size_t len)
{
	git_tree *old = NULL, *new = NULL;
	size_t i, n;
	int ret = -1;

	if (c->depth++ == DEEP || open_folder(c, was, &old) < 0 ||
	    (is != NULL && open_folder(c, is, &new) < 0))
		goto out;
	n = git_tree_entrycount(old);
	for (i = 0; i < n; i++) {
		const git_tree_entry *x = git_tree_entry_byindex(old, i);
		const git_tree_entry *y = new == NULL ? NULL :
		    git_tree_entry_byname(new, git_tree_entry_name(x));
		const bool tree = git_tree_entry_type(x) == GIT_OBJECT_TREE;
		const size_t name = strlen(git_tree_entry_name(x));
		size_t end = len + name;

		if (end > TREE_PATH)
			goto out;
		memcpy(c->path + len, git_tree_entry_name(x), name);
		if (tree)
			c->path[end++] = '/';
		c->path[end] = '\0';
		if (y != NULL && git_oid_equal(git_tree_entry_id(x),
		    git_tree_entry_id(y)) && git_tree_entry_filemode_raw(x) ==
		    git_tree_entry_filemode_raw(y))
			same(c, end);
		else if (!tree && changed(c) < 0)
			goto out;
		else if (tree && folder(c, git_tree_entry_id(x), y != NULL &&
		    git_tree_entry_type(y) == GIT_OBJECT_TREE ?
		    git_tree_entry_id(y) : NULL, end) < 0)
			goto out;
	}
	ret = 0;
out:
	c->depth--;
	git_tree_free(old);
	git_tree_free(new);
	return ret;
}

bool
tree_known(struct tree *t, const char *was, struct tree_known *k)
{
	struct compare *c = calloc(1, sizeof(*c));
	git_oid old, new;
	size_t i, at;
	bool ok;

	memset(k, 0, sizeof(*k));
	if (c == NULL || (k->same = calloc(t->repo.nentries + 1,
	    sizeof(*k->same))) == NULL)
		abort();
	c->tree = t;
	c->out = k;
	ok = !t->disorder && t->ngaps == 0 && t->repo.tree != NULL &&
	    git_oid_fromstr(&old, was) == 0 &&
	    git_oid_fromstr(&new, t->repo.tree) == 0;
	if (ok && git_oid_equal(&old, &new))
		memset(k->same, true, t->repo.nentries);
	else if (ok)
		ok = folder(c, &old, &new, 0) == 0;
	/* A name twice in the old tree: once the same is not enough. */
	for (i = 0; ok && i < k->nchanged; i++) {
		at = find(c, k->changed[i]);
		if (at < t->repo.nentries && strcmp(k->changed[i],
		    t->repo.entries[at].path) == 0)
			k->same[at] = false;
	}
	for (i = 0; ok && i < t->repo.nentries; i++)
		k->nsame += k->same[i];
	free(c);
	if (!ok)
		tree_known_free(k);
	return ok;
}

void
tree_known_free(struct tree_known *k)
{
	free(k->same);
	memset(k, 0, sizeof(*k));
}
