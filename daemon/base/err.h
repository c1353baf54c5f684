/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * err.h: one error, told once, in words an operator can act on.
 *
 * A function that can fail for a reason worth reading takes a struct err
 * last and returns -1.  The setters return -1 too, so a failure is one
 * line: "return err_set(e, ERR_LIMIT, ...)".  Whoever handles the error
 * logs it; whoever passes it up adds the missing noun with err_wrap() and
 * does not log.  Every setter accepts a NULL struct err.
 */
#ifndef ERR_H
#define ERR_H

enum err_kind {
	ERR_NONE = 0,
	ERR_SYS,	/* a system call failed */
	ERR_FORMAT,	/* somebody else's bytes are malformed */
	ERR_LIMIT,	/* somebody else's bytes are too many, or too slow */
	ERR_REMOTE,	/* a forge answered no, or not at all */
	ERR_STORE,	/* the database refused */
	ERR_USAGE,	/* the operator asked for what cannot be */
	ERR_BUG,	/* we are wrong */
};

struct err {
	enum err_kind	kind;
	char		msg[400];
};

int	err_set(struct err *, enum err_kind, const char *, ...)
	    __attribute__((format(printf, 3, 4)));
int	err_sys(struct err *, const char *, ...)	/* appends errno */
	    __attribute__((format(printf, 2, 3)));
int	err_wrap(struct err *, const char *, ...)	/* prepends context */
	    __attribute__((format(printf, 2, 3)));

#endif
