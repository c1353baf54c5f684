/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: one forge's dialect, and one call in it.
 */
#ifndef FORGE_LOCAL_H
#define FORGE_LOCAL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/http.h"

#include "forge.h"

struct buf;
struct json;

/*
 * Where the forges differ, as data.  In the paths, {repo} is the repository
 * as that forge names it, {sha} {ref} {n} {page} {user} what they say.
 */
struct dialect {
	const char	*auth;		/* header, with %s for the token */
	const char	*accept;
	const char	*self;
	const char	*self_login;	/* key in its answer */
	const char	*repo;
	const char	*branches;
	const char	*branch_oid;	/* dotted, in an item */
	const char	*status;
	const char	*context_key, *body_key;
	const char	*state_error, *state_failure;
	const char	*issues;	/* our own, all states */
	const char	*issue_new;
	const char	*issue;
	const char	*issue_number;	/* key */
	const char	*update;	/* method */
	const char	*requests;	/* open merge requests of a branch */
	const char	*request_ref;	/* dotted, in an item */
	const char	*request_repo;	/* the same: the id whence it comes */
	const char	*notes;		/* {n}: request; a list */
	const char	*note_new, *note; /* {n}: request; {m}: note */
	const char	*note_update;	/* method */
	const char	*user;		/* of a git URL with our token */
	const char	*files;		/* after the repository's URL */
	int		 page;		/* items on a full page */
};

extern const struct dialect dialects[];	/* by enum forge_kind */

struct forge {
	const struct conf_source *source;	/* borrowed */
	const struct dialect	*dialect;
	struct http		*http;		/* owned */
	char			 auth[4200];
	char			 id[32];	/* ours; "" not known yet */
	char			 login[128];
};

/* What goes into a path. */
struct place {
	const struct repo	*repo;
	const char		*sha, *ref, *user;
	int64_t			 n, m;
	int			 page;
};

/*
 * One call: path of the dialect, filled and sent; a redirect within the
 * forge's origin is followed once.  The answer is classified; 2xx is
 * FORGE_DONE.  *status is the forge's, 0 when there was no answer.
 * out (may be NULL) is what it said, for the caller to json_free().
 */
struct call {
	const char	*method, *path, *body;
	struct place	 place;
	bool		 once;		/* it creates something */
	int64_t		 now;
	int64_t		*when;
	int		 status;
	bool		 more;		/* of a list: it has a next page */
	struct json	*out;
};

/* Of any list: whoever never ends it is not believed. */
enum { PAGES_MAX = 20 };

/* Is the page that was read the last one?  Some servers shorten theirs. */
bool	last_page(const struct forge *, const struct call *);

enum forge_result call(struct forge *, struct call *, struct err *);

/* The ref without refs/heads/. */
const char *branch_of(const char *ref);

enum forge_result know_self(struct forge *, int64_t now, int64_t *when,
	    struct err *);

#endif
