/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * aggregation.h: scripts that make one clean set of several sources, and
 * scripts that bring it into the database.
 */
#ifndef AGGREGATION_H
#define AGGREGATION_H

#include "check.h"

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* What an aggregation does; the bits are those of struct script.steps. */
enum step { CLEAN, UNIFORM, MERGE, STEPS };

enum { EACH_MOST = 6 };		/* places told of one step in one file */

struct script {
	const struct gr_file	*file;
	const struct gr_item	*it;
	size_t			 n;
	const struct gr_token	*t;
	size_t			 nt;
	bool	 prepares;		/* its path says so */
	bool	 frames;		/* it brings in tables: pandas, Spark */
	bool	 pages;			/* of an application */
	bool	 saves;			/* the result is left somewhere */
	int	 reads;			/* calls that read data */
	int	 steps;			/* 1 << enum step */
	int	 told[STEPS];
	int	 first, last;		/* of all that was told */
};

/* --- words.c ------------------------------------------------------------- */

bool	in(const char *const *list, const char *name);	/* ends with NULL */
bool	says(const char *text, const char *expression);
const char *last_part(const char *name);
bool	brings(const struct script *, const char *library);
bool	is_test(const char *path);
bool	prepares(const char *path);
bool	may_prepare(const char *path);
bool	is_reading(const struct gr_item *);
bool	is_saving(const struct gr_item *);
/* The innermost function or class around it whose name says so; or NULL. */
const struct gr_item *within(const struct script *, const struct gr_item *,
	    const char *expression);

/* --- steps.c, statements.c, import.c ------------------------------------- */

void	step_tell(struct script *, enum step, int first, int last,
	    const char *how);
void	steps_read(struct script *);
void	words_read(const struct script *);
void	statements_read(struct script *);
void	import_read(struct script *);

/* --- relate.c ------------------------------------------------------------ */

void	script_tell(struct script *);
size_t	folder_of(const char *path);
void	packages_relate(const struct gr_repo *);

#endif
