/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * facts.h: what the plugins saw in one commit.
 *
 * Facts are many and carry text, so they live in one arena and are freed
 * together.  They come from a child that parsed a candidate's bytes:
 * every text here was checked to be UTF-8, bounded, and made printable.
 */
#ifndef FACTS_H
#define FACTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct fact_attr {
	const char *key, *value;
};

struct fact {
	const char		*name;	/* "ci.step" */
	const char		*check;	/* the plugin that said it */
	const char		*path;	/* "" : the repository as a whole */
	const char		*blob;	/* "" with no path */
	int			 first, last;	/* 0 with no path or no lines */
	const struct fact_attr	*attrs;
	int			 nattrs;
};

/* A kind of fact that some plugin declares. */
struct fact_kind {
	const char	*name, *check;
	const char	*fr, *en;	/* with {attribute} holes */
	const char	*attrs;		/* space-separated */
};

struct check_info {
	const char	*name, *version, *summary;
	const char	*sha256;	/* of the plugin's file */
	const char	*failure;	/* why its facts are not there; NULL */
	int64_t		 us_scan, us_relate;	/* of the processor */
};

/*
 * Files that a check wanted and could not read, one of them by name.  No
 * blob: a folder that is not known from within.
 */
struct unread {
	const char	*check, *path, *blob, *why;
	long		 files;
};

/* What no check was shown: a file or a whole folder. */
struct excluded {
	const char	*path, *why;
	long		 files;
};

/* What the rules ask of the plugin "generic" (see struct gr_query). */
struct query {
	const char	*fact, *kind, *in, *pattern, *value;
	const char	*fr, *en;	/* as in struct fact_kind */
	int		 words;
};

struct facts {
	struct arena		 arena;
	char			 commit[41], tree[41];	/* "" when empty */
	char			 refs_sha256[65];
	char			 checks_sha256[65];
	bool			 empty;		/* no commit, or no file */
	bool			 shallow;
	long			 files;		/* in the tree */
	long			 wanted, scanned;	/* (check, path) */
	long			 cached;	/* files known from last time */
	long			 scanned_files;	/* distinct paths scanned */
	struct fact		*facts;		/* by name, path, first */
	size_t			 nfacts, capfacts;
	struct fact_kind	*kinds;		/* by name */
	size_t			 nkinds, capkinds;
	struct check_info	*checks;
	size_t			 nchecks, capchecks;
	struct unread		*unread;
	size_t			 nunread, capunread;
	struct excluded		*excluded;	/* by path */
	size_t			 nexcluded, capexcluded;
	const char		**uncommitted;	/* paths not in the commit */
	size_t			 nuncommitted, capuncommitted;
	int64_t			 ms_scan, ms_relate;
};

/* The first fact of that name, and how many follow it (sorted). */
const struct fact *facts_named(const struct facts *, const char *name,
	    size_t *n);
const struct fact_kind *facts_kind(const struct facts *, const char *name);
const struct check_info *facts_check(const struct facts *, const char *name);
const char *fact_value(const struct fact *, const char *key);	/* or NULL */
void	facts_sort(struct facts *);
void	facts_free(struct facts *);

#endif
