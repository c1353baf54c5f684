/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc.h: a child that speaks lines, and that cannot outlive its deadline.
 *
 * posix_spawn, never fork: the daemon has threads and is fat.  The child
 * gets its own process group, an environment of the names given and nothing
 * else, and the descriptors 0, 1, 2 and .pass; all others are closed.
 * Its standard error is kept up to PROC_STDERR bytes, for the message.
 * Deadlines are clock_ms() values.  A struct proc belongs to one thread.
 * Writing to a child that is gone is an error and no SIGPIPE, whatever the
 * process does with that signal.
 */
#ifndef PROC_H
#define PROC_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "buf.h"

struct err;

enum { PROC_STDERR = 4096, PROC_PASS_FD = 3 };

struct proc_spec {
	const char *const	*argv;	/* argv[0] is the program's path */
	const char *const	*env;	/* "NAME=value"..., NULL: empty */
	int			 pass;	/* becomes descriptor 3; -1: none */
};

struct proc {
	pid_t		pid;		/* 0: none */
	int		in, out, err;	/* our ends; -1: closed */
	struct buf	pending;	/* read, not yet handed out */
	struct buf	said;		/* standard error so far */
	size_t		taken;		/* bytes of pending handed out */
	size_t		line_max;
	char		name[32];	/* of the program, for messages */
};

/* line_max is the ceiling on one line from the child.  0, or -1. */
int	proc_open(struct proc *, const struct proc_spec *, size_t line_max,
	    struct err *);

/*
 * The next line without its newline, NUL-terminated, valid until the next
 * call.  1, 0 at the end of output, -1 on a deadline, an over-long line or
 * an unfinished one.
 */
int	proc_line(struct proc *, const char **line, size_t *len,
	    int64_t deadline, struct err *);

/* 0, or -1 when the child is gone or the deadline passed. */
int	proc_write(struct proc *, const void *, size_t, int64_t deadline,
	    struct err *);
void	proc_eof(struct proc *);	/* closes the child's standard input */

/*
 * Closes the child's standard input, drops what it still says, waits for
 * the end and reaps, and kills what it left behind.  0 when it exited with
 * 0; -1 otherwise, the error saying how it ended and the last line it wrote
 * on standard error.  After a deadline the child still runs: proc_close()
 * ends it.
 */
int	proc_wait(struct proc *, int64_t deadline, struct err *);

/* Kills the process group, reaps, frees.  Safe on a zeroed struct. */
void	proc_close(struct proc *);

/*
 * For the child's first line: it ends with the thread that started it, so
 * that nobody writes into what the next daemon is about to use.
 */
void	proc_follow(void);

#endif
