/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * records.h: what a project writes down about itself while it goes on.
 *
 * A page is one document as a flat list of pieces, whatever it was written
 * in; a piece's text borrows from the host or from the page.  Every reader
 * beside tells its own facts and leaves the page alone.
 */
#ifndef RECORDS_H
#define RECORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

/* --- page.c -------------------------------------------------------------- */

struct piece {
	enum gr_block_kind	 kind;
	int			 level, first, last;
	const char		*text;		/* of a row: its cells joined */
	const char		*url;
	const char *const	*cells;
	int			 ncells;
	long			 above;		/* the heading over it, or -1 */
};

struct page {
	const struct gr_file	*file;
	struct piece		*p;		/* owned */
	size_t			 n;
	char			*room;		/* owned: texts made here */
	size_t			 used, size;
};

void	page_read(struct page *, const struct gr_file *);
void	page_free(struct page *);

/* The index after the last piece of the section that a heading opens. */
size_t	section_end(const struct page *, size_t heading);
/* Does a heading above it, however far up, match? */
bool	under(const struct page *, size_t i, const char *expression);

/* --- words.c ------------------------------------------------------------- */

bool	says(const char *expression, const char *text);
/* The path with blanks for "/", "_", "-" and ".". */
bool	path_says(const struct gr_entry *, const char *expression);
int	words_in(const char *);
/* A blank, a promise, a hole to fill in: "[date]", "TODO", "à compléter". */
bool	hollow(const char *);
/* "aucun", "pas de", "sans objet": before the word or of the sentence. */
bool	denied(const char *);
/* A model to be filled in, a subject, advice for machines. */
bool	borrowed(const struct gr_entry *);
/*
 * What stands before the first colon of a short beginning, or the whole of
 * a heading or short line; false when there is no such thing.  *rest is
 * what comes after it.
 */
bool	label(const struct piece *, char *out, size_t room, const char **rest);

/* --- the readers --------------------------------------------------------- */

void	incident_read(const struct page *);
void	incident_test(const struct gr_file *);
bool	incident_is_test(const struct gr_entry *);
void	incident_relate(const struct gr_repo *);

void	stories_read(const struct page *);
void	standards_read(const struct page *);

void	board_read(const struct page *);
void	board_csv(const struct gr_file *);
void	board_relate(const struct gr_repo *);
void	journey_read(const struct page *);
void	journey_relate(const struct gr_repo *);
void	verdict_read(const struct page *);

void	watch_read(const struct page *);
void	benchmark_read(const struct page *);

#endif
