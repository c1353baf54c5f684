/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * buf.h: a growable byte buffer with a ceiling.
 *
 * Every buffer is born with the most bytes it may ever hold, because every
 * byte we buffer was sent by somebody else.  Appending past the ceiling
 * drops the bytes and sets .full, which stays set; so a run of appends
 * needs one test at its end.  Running out of memory ends the process: the
 * queue is durable, and systemd starts us again.
 *
 * .data is NUL-terminated after the first append, NULL before it.
 */
#ifndef BUF_H
#define BUF_H

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char	*data;		/* owned */
	size_t	 len;		/* bytes used, without the NUL */
	size_t	 cap;		/* bytes allocated */
	size_t	 max;		/* ceiling on len */
	bool	 full;		/* an append was refused */
};

#define BUF_INIT(limit) { .max = (limit) }

void	buf_add(struct buf *, const void *, size_t);
void	buf_putc(struct buf *, char);
void	buf_puts(struct buf *, const char *);
void	buf_fmt(struct buf *, const char *, ...)
	    __attribute__((format(printf, 2, 3)));

/* What is in it as a string: never NULL. */
const char *buf_str(const struct buf *);

/* Forgets the contents and .full, keeps the memory. */
void	buf_reset(struct buf *);

/* Gives the bytes away (free() them); the buffer is empty afterwards. */
char	*buf_take(struct buf *);

void	buf_free(struct buf *);	/* also makes it empty, ready for reuse */

#endif
