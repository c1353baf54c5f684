/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pages.h: the pieces that several pages are made of.
 */
#ifndef WEB_PAGES_H
#define WEB_PAGES_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct page;

/* Text of somebody else, made printable and escaped. */
void	put_shown(struct buf *, const char *);
void	put_time(struct buf *, int64_t when);
/* Opens a table up to <tbody>; a name after '>' heads a column of numbers. */
void	put_columns(struct buf *, const char *const *names, size_t n);

/* Jobs and answers waiting, of a repository or (0) of all.  0, or -1. */
int	put_jobs(struct page *, int64_t repo, int max, struct err *);
int	put_outbox(struct page *, int64_t repo, int max, struct err *);

#endif
