/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reach.h: which files of tests one command runs.
 */
#ifndef REACH_H
#define REACH_H

#include <stdbool.h>
#include <stddef.h>

#include "ci.h"

enum { ROOTS_MAX = 16 };

struct chain;
struct step;

/* What one command runs. */
struct reach {
	const char	*lang;			/* NULL: any */
	char		 roots[ROOTS_MAX][DIR_MAX];
	char		 without[ROOTS_MAX][DIR_MAX];
	size_t		 nroots, nwithout;
	const char	*norecurse;		/* names of folders, or NULL */
	bool		 lost;			/* names what is not there */
	bool		 loose;			/* a container's paths */
};

void	reach_of(struct reach *, const struct chain *, const struct step *);
bool	reach_has(const struct reach *, const struct gr_seen *suite);
/* Is it a file or folder of the tree, or a pattern that finds one? */
bool	reach_there(const struct chain *, const char *path);

#endif
