/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * arena.h: memory that is given back all at once.
 *
 * What one file, one audit or one configuration needs is allocated here
 * and freed together, so nothing inside has an owner of its own.  There is
 * no ceiling: lengths that come from outside are compared with a limit
 * before they reach an arena.  Memory is zeroed and aligned for any type.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block	*last;	/* owned */
	size_t			 used;	/* bytes handed out so far */
};

#define ARENA_INIT { .last = NULL }

void	*arena_alloc(struct arena *, size_t);
char	*arena_dup(struct arena *, const void *, size_t);  /* adds a NUL */
char	*arena_str(struct arena *, const char *);	   /* NULL for NULL */
char	*arena_fmt(struct arena *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/*
 * Makes room for one more element at the end of an array that lives in the
 * arena: *array has n elements of the given size, *cap the room for more.
 * Returns the address of element n, zeroed.
 */
void	*arena_push(struct arena *, void **array, size_t n, size_t *cap,
	    size_t size);

void	 arena_free(struct arena *);	/* also makes it empty, reusable */

#endif
