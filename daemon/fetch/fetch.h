/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch.h: a bare mirror of a repository, brought up to date by a child.
 *
 * greffier-fetch gets one token (by descriptor), one folder and a deadline,
 * confines itself to them and speaks the smart protocol through libcurl.
 * A mirror is a generation: mirrors/<repo id>/<n>/.  When packs pile up a
 * new generation is built beside the old one, which goes when its last
 * reader (a shared lock) ends.  The URL comes from the configuration only.
 */
#ifndef FETCH_H
#define FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

struct fetch_spec {
	const char	*mirrors;	/* folder of all mirrors */
	int64_t		 repo;		/* names the mirror */
	const char	*url;		/* from the configuration, no secret */
	const char	*user;		/* with the token, or NULL */
	const char	*token;		/* or NULL */
	const char	*ref;		/* must be among what is fetched */
	const char	*commit;	/* must be there afterwards; "" any */
	const char	*default_branch;/* becomes HEAD; or NULL */
	long		 deadline_ms;
	long		 max_bytes;	/* received */
	long		 max_objects;
	long		 max_object_bytes;
};

struct fetch_result {
	char		path[4096];	/* of the generation */
	int		lock;		/* shared; close() releases it */
	char		head[41];	/* what ref points at now; "" gone */
	bool		has_commit;	/* the commit asked for is there */
	int64_t		bytes;		/* received */
	int64_t		ms;
};

/*
 * 0, or -1: ERR_REMOTE the forge refused or is not there (worth another
 * try), ERR_LIMIT a budget or the deadline passed, ERR_FORMAT nonsense.
 */
int	fetch_mirror(const struct fetch_spec *, struct fetch_result *,
	    struct err *);
void	fetch_done(struct fetch_result *);	/* releases the lock */

/* Removes a repository's mirror, all generations. */
int	fetch_forget(const char *mirrors, int64_t repo, struct err *);

#endif
