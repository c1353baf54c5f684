/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.h: one commit of one repository, as check.h shows it.
 *
 * Reads bare mirrors (also without a "config" file), work trees, linked
 * work trees and shallow clones, and trusts none of it: the host's own git
 * configuration is not looked at, nothing is written, sizes are asked
 * before anything is inflated.  An object that is missing makes an entry
 * without bytes or a gap, never an error; objects that are borrowed from a
 * folder outside (objects/info/alternates) are refused in words.
 *
 * Everything in .repo lives until tree_close().
 */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"
#include "check.h"

struct err;
struct git_odb;
struct git_odb_object;
struct git_oid;
struct git_repository;

enum {
	TREE_ENTRIES = 200000,		/* visited, folders too */
	TREE_PATH = 4000,		/* bytes; longer is "too deep".  A path
					   that is not UTF-8 is told four
					   times as long: a quarter */
	TREE_OBJECT = 32 << 20,		/* bytes of one folder's list */
	TREE_OPEN = 128 << 20,		/* bytes of those open at once */
	TREE_NAMES = 16 << 20,		/* bytes of all paths together */
	TREE_COMMIT = 1 << 20,		/* bytes of one commit or tag */
	TREE_LOG = 5000,		/* commits */
	TREE_REFS = 20000,		/* kept; all of them are hashed */
	TREE_UNCOMMITTED = 100,
	TREE_POINTER = 1024,		/* an LFS pointer is smaller */
};

/* What is not in .entries though the tree has it: a folder, or the rest. */
struct tree_gap {
	const char	*path;
	const char	*why;	/* "missing" "too many files" "too deep"
				   "malformed name" */
};

struct tree {
	struct git_repository	*git;		/* owned */
	struct git_odb		*odb;		/* owned */
	const char		*folder;	/* work tree, or NULL */
	struct arena		 arena;
	struct gr_repo		 repo;
	struct gr_entry		*entries;	/* owned; what .repo shows */
	uint16_t		*beneath;	/* owned; of each entry: bytes
						   of the folder left out with
						   all beneath it, or 0 */
	size_t			 nentries, cap;
	struct tree_gap		*gaps;
	size_t			 ngaps, capgaps;
	bool			 disorder;	/* not in git's order */
	char			 refs_sha256[HASH_HEX];
	const char		**uncommitted;
	size_t			 nuncommitted, capuncommitted;
};

/* Prepares the library.  Before the sandbox: it looks at the system. */
int	tree_init(struct err *);

/* 0, or -1: not a repository, or one of a format that is refused. */
int	tree_open(struct tree *, const char *path, struct err *);
void	tree_close(struct tree *);

/*
 * Finds the commit: an oid, whole or abbreviated, a ref, or what git calls
 * a revision.  1, 0 when HEAD is not born yet, -1 when there is no such.
 */
int	tree_resolve(struct tree *, const char *rev, struct err *);

/* The commit that a commit or a tag leads to.  0, or -1. */
int	tree_peel(struct tree *, const struct git_oid *, struct git_oid *,
	    struct err *);

/* After tree_resolve() said 1.  Never fails. */
void	tree_walk(struct tree *);
/* Refs and log; the log is empty when nothing was resolved. */
void	tree_refs(struct tree *);
void	tree_log(struct tree *);
/* Of a work tree only. */
void	tree_uncommitted(struct tree *);

/*
 * The tree against one that was told before.  False when they cannot be
 * compared, or when too much changed to be worth it.
 */
struct tree_known {
	bool		*same;		/* owned; of each entry */
	size_t		 nsame;
	const char	**changed;	/* paths of the old tree */
	size_t		 nchanged, cap;
};

bool	tree_known(struct tree *, const char *was, struct tree_known *);
void	tree_known_free(struct tree_known *);

struct tree_bytes {
	struct git_odb_object	*object;	/* owned */
	const char		*data;		/* no NUL at its end */
	size_t			 len;
};

/* 0, or -1 when the object cannot be read. */
int	tree_bytes(struct tree *, const char *blob, struct tree_bytes *);
void	tree_bytes_free(struct tree_bytes *);

/* A pointer of git-lfs in the place of the file itself. */
bool	tree_is_pointer(const char *, size_t);

/* Position of the path among the entries, or where it would be. */
size_t	tree_find(const struct gr_entry *, size_t n, const char *path);

#endif
