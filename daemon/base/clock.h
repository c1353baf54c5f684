/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * clock.h: the two clocks, read in one place.
 *
 * Rooms take the time as a parameter; only doors and corridors read it.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

int64_t	clock_now(void);	/* seconds since 1970, UTC */
int64_t	clock_ms(void);		/* milliseconds, monotonic */

enum { CLOCK_TEXT = 21 };	/* "2026-11-24T12:30:00Z" and its NUL */

/* RFC 3339 in UTC. */
void	clock_text(int64_t when, char out[CLOCK_TEXT]);

#endif
