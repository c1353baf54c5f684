/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: what the two halves of the configuration share.
 */
#ifndef CONF_LOCAL_H
#define CONF_LOCAL_H

#include <stddef.h>

#include "base/arena.h"

#include "conf.h"

struct err;
struct yaml;

struct owned_conf {
	struct conf	pub;	/* first: conf_close() is given this */
	struct arena	arena;
};

struct loading {
	const char		*path;	/* borrowed, for messages */
	struct owned_conf	*conf;
};

/* -1, with "path:line: what". */
int	conf_wrong(struct loading *, int line, struct err *, const char *);
int	conf_number(struct loading *, const struct yaml *, long least,
	    long most, long *, struct err *);
int	conf_text(struct loading *, const struct yaml *, const char **,
	    struct err *);
/* No user, query or fragment; no '/' at its end. */
int	conf_url(struct loading *, const struct yaml *, const char **,
	    struct err *);
int	conf_texts(struct loading *, const struct yaml *,
	    const char *const **, size_t *, struct err *);

int	conf_sources(struct loading *, const struct yaml *, struct err *);

#endif
