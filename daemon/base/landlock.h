/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock.h: which files this process may still touch (landlock(7)).
 *
 * Everything not named is out of reach from then on, for the process and
 * for whatever it becomes; a second call can only take more away.  A kernel
 * without landlock is an error: nothing here fails open.
 */
#ifndef LANDLOCK_H
#define LANDLOCK_H

#include <stdbool.h>
#include <stddef.h>

struct err;

struct landlock_path {
	const char	*path;		/* a file, or a folder with all beneath */
	bool		 write;		/* also to create, change and remove */
	bool		 must;		/* an error when it is not there */
};

/*
 * network: TCP stays possible.  Without it the kernel refuses TCP where it
 * knows how (ABI 4); callers refuse sockets by a system call filter too.
 * 0, or -1: the process must then end.
 */
int	landlock_enter(const struct landlock_path *, size_t n, bool network,
	    struct err *);

/* The kernel's ABI, 0 when it has none. */
int	landlock_abi(void);

#endif
