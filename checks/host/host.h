/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.h: the plugins, what they say, and the talk in which it is told.
 */
#ifndef HOST_H
#define HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/hash.h"
#include "check.h"

struct err;
struct tree;
struct tree_known;

enum {
	PLUGINS_MAX = 128,
	FOLDERS_MAX = 32,	/* of plugins */
	LINE_MOST = 1 << 20,	/* docs/check-protocol.md */
	VALUE_MOST = 300,	/* bytes of an attribute */
	ATTRS_MOST = 8,
	FACTS_FILE = 5000,	/* of one plugin in one file */
	FACTS_PLUGIN = 60000,	/* so that one leaves room for the others */
	FACTS_ALL = 500000,
	PAIRS_MOST = 400000,	/* of a plugin and a file */
	ROWS_MOST = 5000,	/* of what is left out, each told by name */
	UNREAD_MOST = 100,	/* of one plugin, each told by name */
	SCAN_MS = 10 * 1000,	/* of processor, of one plugin for one file */
	RELATE_MS = 60 * 1000,
	KEPT_MOST = 256 << 20,	/* bytes that a plugin may not give back */
	KINDS_MOST = 200,	/* of one plugin */
	KIND_TEXT = 400,	/* bytes of a sentence about a fact */
	EXCERPT_LINES = 40,
	EXCERPT_BYTES = 8 << 10,
};

/* --- plugins.c ------------------------------------------------------------ */

struct plugin {
	const char			*name;	/* owned by the arena */
	const struct greffier_check	*check;	/* NULL: not loaded */
	const char			*failure;
	char				 sha256[HASH_HEX];
	bool				 dropped;
	size_t				 index;	/* in the list */
	size_t				 folder;/* that it came from */
};

struct plugins {
	struct arena	 arena;
	struct plugin	 list[PLUGINS_MAX];	/* by name */
	size_t		 n;
};

/*
 * Loads every *.so of the folders, but those named in without: they ended
 * the host before.  A plugin that cannot be loaded is in the list with its
 * failure.  0, or -1: the folders are wrong.
 */
int	plugins_load(struct plugins *, const char *const *folders,
	    size_t nfolders, const char *const *without, size_t nwithout,
	    struct err *);
/* Does this plugin, or the host itself (NULL), declare the fact? */
bool	plugin_declares(const struct plugin *, const char *fact);
extern const struct gr_fact_kind host_facts[];

/* --- watch.c: time and memory of whoever speaks ------------------------------- */

/* Before the sandbox.  0 milliseconds: the usual.  0, or -1. */
int	watch_open(int scan_ms, int relate_ms);
/*
 * Between these a plugin's code runs, or the host (NULL) reads a file; the
 * process ends when it is too much.
 */
void	watch_begin(bool relate);
void	watch_end(const struct plugin *);
/* Between these the host reads for it: what that takes is not the plugin's. */
void	watch_host(bool on);
/* Microseconds of the processor that it took, asked and scanning or
 * relating; a reader that several share is paid by the first. */
int64_t	watch_spent(const struct plugin *, bool relate);

/* --- say.c: lines to the parent --------------------------------------------- */

/*
 * Takes the talk away from the descriptors 0 and 1, which whoever prints
 * finds by accident.  What the parent says; NULL on failure.
 */
FILE	*say_open(void);
struct json_out *say_begin(const char *type);
void	say_end(void);		/* kept until say_flush() */
void	say_flush(void);	/* ends the process when nobody listens */
void	say_path(const char *key, const char *path);	/* as UTF-8 */
/* The bytes that say_path() was given; NULL when it cannot be. */
char	*unsay_path(struct arena *, const char *);
void	say_failed(const char *why) __attribute__((noreturn));

/* --- emit.c: what the plugins say --------------------------------------------- */

/* Of one wanted (plugin, file). */
struct place {
	const struct plugin	*plugin;	/* NULL: the host itself */
	const struct gr_entry	*entry;
	long			 n;		/* its number; -1: relate */
};

/* Ends the process over one whose expression is malformed. */
void	emit_queries(const struct gr_query *, size_t n);
/* Between these the plugin may speak; lines go to the parent. */
void	emit_begin(const struct place *, int lines);
void	emit_end(void);
bool	emit_full(void);	/* that pair had more facts than are kept */
/* A fact that the parent had in its cache. */
void	emit_cached(const struct place *, const char *name, int first,
	    int last);
void	emit_cached_attr(const char *key, const char *value);
/* relate() sees this tree, and every fact so far. */
void	emit_tree(const struct tree *);
void	emit_free(void);

/* --- want.c: which files, and which are not read ------------------------------ */

struct want {
	struct place	place;
	bool		told;	/* known from before: not to be scanned */
	bool		full;	/* more facts than are kept */
};

struct wants {
	struct want	*list;		/* owned; by path, the host first */
	size_t		 n, cap;
	const char	**why;		/* owned; of each entry of the tree,
					   what its bytes leave it out for */
	const bool	*same;		/* borrowed; of each entry, or NULL */
	uint8_t		*may;		/* owned; a bit of each entry and
					   plugin: its wants() said yes */
	size_t		 row;		/* bytes of .may for one entry */
};

/*
 * Asks each plugin once for each file, and tells the pairs, those aside of
 * which the file is the same as before; same may be NULL.
 */
void	wants_find(struct wants *, const struct tree *,
	    const struct plugins *, const bool *same);
/* Once what is known was heard: who wants the files known to be unreadable. */
void	wants_late(struct wants *, const struct tree *,
	    const struct plugins *);
/* A pair known from before had more facts than are kept. */
void	wants_full(struct wants *, const struct plugin *,
	    const struct gr_entry *);
/* Tells what no plugin was shown, and what a plugin wanted in vain. */
void	wants_excluded(const struct wants *, const struct tree *,
	    const struct plugins *);
void	wants_mark(struct wants *, const struct tree *,
	    const struct gr_entry *, const char *why);
void	wants_free(struct wants *);

/* --- announce.c ----------------------------------------------------------------- */

void	say_checks(const struct plugins *);
/* known: what is as it was in the tree that the parent knows, or NULL. */
void	say_tree(const struct tree *, const struct tree_known *known);

/* --- serve.c -------------------------------------------------------------------- */

/* The talk, to its end.  The process's exit code. */
int	serve(const char *repository, struct plugins *, FILE *parent);
/* "--list": what there is; when the parent asks, of its queries too. */
int	serve_list(struct plugins *, FILE *parent);

#endif
