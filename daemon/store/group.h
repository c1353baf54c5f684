/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * group.h: many deliveries, one trip to the disk.
 *
 * A delivery is answered only once it is on the disk, and a disk syncs some
 * hundred times a second.  So the listener's threads hand their deliveries
 * to one writer, which commits all that wait at once.  A delivery that
 * spoils a batch is tried again alone: the others lose nothing by it.
 */
#ifndef GROUP_H
#define GROUP_H

#include <stdint.h>

#include "model/model.h"

struct err;
struct group;

/* Starts the writer, with a store of its own.  0, or -1. */
int	group_open(const char *database, struct group **, struct err *);

/* As store_delivery_add(), from any thread; returns when it is durable. */
int	group_delivery(struct group *, const struct delivery *,
	    const struct push *, int64_t now, enum delivery_outcome *,
	    int64_t *job, struct err *);

/* Ends the writer after what waits is written.  Accepts NULL. */
void	group_close(struct group *);

#endif
