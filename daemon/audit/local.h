/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: one talk with one child, from "open" to its end.
 */
#ifndef AUDIT_LOCAL_H
#define AUDIT_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/proc.h"

struct audit_spec;
struct err;
struct facts;
struct json;

enum {
	CHECKS_MAX = 256,
	SAY_MAX = 1 << 20,	/* docs/check-protocol.md */
	PAIRS_MAX = 1000000,
	FACTS_MAX = 300000,
	KINDS_MAX = 4096,
	LEFT_MAX = 100000,	/* excluded and unread lines */
	DEATHS = 3,		/* of a plugin, then it is given up */
	SKIPS_MAX = 64,
	AUDIT_MS = 10 * 60 * 1000,
};

/* A (plugin, file) that the child means to scan. */
struct pair {
	const char	*check, *path, *blob;
	const char	*key;		/* of the plugin, for the cache */
	bool		 told;		/* cached or scanned */
};

/* A (plugin, file) that killed a child; path "" : relate(). */
struct skip {
	const char	*check, *path, *blob;
};

struct talk {
	const struct audit_spec	*spec;	/* borrowed */
	struct facts		*facts;	/* borrowed; being filled */
	struct proc		 proc;
	int64_t			 deadline;
	char			 host[65];
	struct pair		*pairs;	/* in the facts' arena */
	size_t			 npairs, cappairs;
	long			 now;	/* pair being scanned, or -1 */
	const char		*relating;	/* plugin, or NULL */
	struct buf		 scanned;	/* its facts as JSON so far */
	const char		*keys[CHECKS_MAX + 1];	/* last: the host */
	const char		*loading;	/* plugin, or NULL */
	const char		*last_path;	/* scanned */
	long			 done;
	bool			 over;	/* "done" was said */
};

/* What survives a child's death. */
struct history {
	struct arena	 arena;
	struct skip	 skips[SKIPS_MAX];
	size_t		 nskips;
	const char	*drops[SKIPS_MAX];
	const char	*why[SKIPS_MAX];
	size_t		 ndrops;
	const char	*without[SKIPS_MAX];	/* it dies loading these */
	size_t		 nwithout;
};

/* One line of the child into the talk.  0, or -1: it may not say that. */
int	line_take(struct talk *, const char *, size_t, struct err *);

/* Adds the facts of a JSON array to a pair: cached ones.  0, or -1. */
int	line_cached(struct talk *, size_t n, const char *, size_t,
	    struct err *);

/* The cache's name for what a plugin of this hash would say. */
const char *check_key(struct talk *, const char *check, const char *sha256);

#endif
