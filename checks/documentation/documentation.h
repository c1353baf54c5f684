/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * documentation.h: what the pieces of the plugin "documentation" share.
 *
 * A scan tells what one document says; with the tree at hand a command that
 * names files which are not there is told as dead and documents nothing.
 */
#ifndef DOCUMENTATION_H
#define DOCUMENTATION_H

#include "check.h"

enum {
	TEXT_MOST = 4000,	/* bytes of a block that are looked at */
	LINE_MOST = 400,	/* of a command */
	LEVELS = 6,		/* of headings */
	DEPTH_MOST = 8,		/* of headings, of folders */
};

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

struct page {
	const struct gr_file	*file;
	const struct gr_block	*block;
	size_t			 n;
	const struct gr_pattern	*borrowed;	/* headings of a template */
	char			*known;		/* owned; by heading: 0, or
						   1 it counts, 2 it is void */
	int			*over;		/* owned; of each heading the
						   one above it, or -1 */
};

/* page.c */
bool	page_wants(const struct gr_entry *);
bool	page_open(struct page *, const struct gr_file *);
void	page_close(struct page *);
/* Under a heading that plans, or that a framework wrote. */
bool	page_void(const struct page *, size_t at);
/* The heading above a heading, or -1. */
int	heading_over(const struct page *, int heading);
/* One past the last block of the section that this heading opens. */
size_t	section_end(const struct page *, size_t heading);
bool	says(const char *expression, const char *text);
const char *block_text(const struct gr_block *, char *room, size_t n);

/* commands.c */
void	commands_read(const struct page *);
void	commands_docstring(const struct gr_file *);
bool	targets_wants(const struct gr_entry *);
void	targets_read(const struct gr_file *);

/* sections.c */
void	sections_read(const struct page *);

/* flows.c */
bool	flows_wants(const struct gr_entry *);
void	flows_file(const struct gr_file *);
void	flows_read(const struct page *);

void	flows_relate(const struct gr_repo *);

/* services.c */
bool	services_wants(const struct gr_entry *);
void	services_used(const struct gr_file *);
void	services_read(const struct page *);
void	services_relate(const struct gr_repo *);

/* relate.c */
void	commands_relate(const struct gr_repo *);

#endif
