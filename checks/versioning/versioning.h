/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * versioning.h: what Git itself shows of a repository.
 *
 * Never of whom: authors are counted, not named.  A value that may be
 * secret is never told, only the name it stands under.
 */
#ifndef VERSIONING_H
#define VERSIONING_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum {
	NAME_ROOM = 120,
	LINE_ROOM = 400,
	TOLD_MOST = 50,		/* facts of one kind about the history */
};

/* Does the expression, compiled once at *at, match? */
bool	matches(const struct gr_pattern **at, const char *expression,
	    const char *text);

/* --- history.c: commits, refs, where it lies ------------------------------ */

void	history_relate(const struct gr_repo *);

/* --- files.c: what is kept out, what should have been --------------------- */

bool	secret_wants(const struct gr_entry *);
void	secret_scan(const struct gr_file *);
void	files_relate(const struct gr_repo *);

/* --- cited.c: commits that a document names ------------------------------- */

bool	cited_wants(const struct gr_entry *);
void	cited_scan(const struct gr_file *);
void	cited_relate(const struct gr_repo *);

/* --- apps.c: applications, the sources that C17.10 is about --------------- */

bool	app_wants(const struct gr_entry *);
void	app_scan(const struct gr_file *);

#endif
