/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: one talk with one child, from "open" to its end.
 */
#ifndef AUDIT_LOCAL_H
#define AUDIT_LOCAL_H

#include <limits.h>
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
	TEXT_MAX = 4096,	/* bytes of a path */
	PAIRS_MAX = 400000,
	FACTS_MAX = 600000,
	KINDS_MAX = 4096,
	LEFT_MAX = 100000,	/* excluded and unread lines */
	FILES_MAX = 1 << 30,	/* counted in one of them */
	DEATHS = 3,		/* of a plugin, then it is given up */
	SKIPS_MAX = 64,
	ARGS_MAX = 200, PLACES = 3,
	AUDIT_MS = 10 * 60 * 1000,
	PATIENCE_MS = 200 * 1000,	/* longer than the host's own clocks */
};

/* When a line may be said; a talk goes through them in this order. */
enum phase {
	SAY_FIRST = 1,		/* until "wanted" */
	SAY_THEN = 2,		/* until "done" */
	SAY_EVER = SAY_FIRST | SAY_THEN,
};

/* A (plugin, file) that the child means to scan. */
struct pair {
	const char	*check, *path, *blob;
	bool		 told;		/* scanned */
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
	bool			 offered;	/* the child was told the tree
						   that is remembered */
	bool			 known;		/* it compared the two */
	bool			 stranger;	/* what is remembered is not of
						   this child */
	bool			 remembering;	/* lines masked long ago */
	const char		**changed;	/* in the facts' arena */
	size_t			 nchanged, capchanged;
	char			 key[65];
	struct buf		 told;		/* "have" lines for next time */
	const char		*loading;	/* plugin, or NULL */
	const char		*wanting;	/* plugin, or NULL */
	enum phase		 phase;
	bool			 listing;	/* there is no repository */
	bool			 treed;		/* "tree" was said */
	long			 last;		/* pair scanned last, or -1 */
	size_t			 related;	/* plugins so far */
	int64_t			 scanned_at;	/* clock_ms(), or 0 */
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

/* The child's arguments; .place owns what had to be put together. */
struct command {
	char		 program[PATH_MAX];
	char		 place[PLACES][PATH_MAX];
	const char	*argv[ARGS_MAX];
	int		 argc;
};

/* A NULL repository: to list the plugins.  0, or -1. */
int	command_make(struct command *, const char *const *checks,
	    const char *repository, const struct history *, struct err *);

/* One line of the child into the talk.  0, or -1: it may not say that. */
int	line_take(struct talk *, const char *, size_t, struct err *);
/* "wanted": the list is told.  0, or -1: it may not say that. */
int	line_wanted(struct talk *, struct err *);

/* The error about a line, -1. */
int	line_wrong(struct err *, const char *what);
/* A string of at most max bytes, copied; NULL when it is not there. */
const char *line_text(struct talk *, const struct json *, const char *key,
	    size_t max);
/* Is it a plugin that was loaded, or the host itself? */
bool	line_able(const struct facts *, const char *check);
/* Those of announced.c.  0, or -1. */
int	take_hello(struct talk *, const struct json *, struct err *);
int	take_loading(struct talk *, const struct json *, struct err *);
int	take_loaded(struct talk *, const struct json *, struct err *);
int	take_check(struct talk *, const struct json *, struct err *);
int	take_kind(struct talk *, const struct json *, struct err *);
int	take_tree(struct talk *, const struct json *, struct err *);
int	take_changed(struct talk *, const struct json *, struct err *);
int	take_uncommitted(struct talk *, const struct json *, struct err *);
int	take_excluded(struct talk *, const struct json *, struct err *);
int	take_unread(struct talk *, const struct json *, struct err *);
int	take_wanting(struct talk *, const struct json *, struct err *);
int	take_want(struct talk *, const struct json *, struct err *);

/* --- memory.c ---------------------------------------------------------- */

/* The key of this child: after it said who it is. */
void	memory_key(struct talk *);
/* What is known of the files that did not change, to the child.  0, -1. */
int	memory_tell(struct talk *, struct err *);
/* The pair just scanned, its facts in t->scanned. */
void	memory_add(struct talk *, const struct pair *);
/* After the end: what is to be remembered, or nothing. */
void	memory_keep(struct talk *, bool whole);

/* The facts of a "have" line.  0, or -1: it is malformed. */
int	line_known(struct talk *, const struct json *, struct err *);

#endif
