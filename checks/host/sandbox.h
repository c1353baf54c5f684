/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.h: the walls around the one process that reads a candidate.
 *
 * There are two rooms.  sandbox_enter() closes the first: no network, no
 * other process, no writing, and reading only beneath the folders named;
 * in it the plugins are loaded, whose constructors are code too.
 * sandbox_seal() closes the second: of the folders only the data are left,
 * and no page becomes executable any more.  Only then a candidate's byte
 * may be read.
 *
 * Each wall fails closed: what the kernel does not offer is an error, and
 * nothing turns a wall off.  Builds with the address sanitizer go without
 * the limit on memory, and with nothing else less.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include <stddef.h>

struct err;

enum {
	SANDBOX_MEMORY = 1 << 30,	/* bytes of address space */
	SANDBOX_CPU = 900,		/* seconds, of the whole process */
	SANDBOX_FILES = 256,		/* descriptors */
};

struct sandbox {
	const char *const	*data;	/* readable to the end; borrowed */
	size_t			 ndata;
	const char *const	*code;	/* readable until sealed; borrowed */
	size_t			 ncode;
};

/* 0, or -1: the process must then end. */
int	sandbox_enter(const struct sandbox *, struct err *);
int	sandbox_seal(const struct sandbox *, struct err *);

/* The other half of the walls. */
int	filter_enter(struct err *);	/* which system calls there are */
int	filter_seal(struct err *);	/* fewer */

#endif
