/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: one fetch, in a process that holds one token and one folder.
 */
#ifndef FETCH_CHILD_H
#define FETCH_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct git_smart_subtransport_definition;
struct git_transport;
struct git_remote;

enum {
	TOKEN_MAX = 4096,
	ADVERT_MAX = 16 << 20,	/* bytes of the list of refs */
	REFS_MOST = 10000,	/* each is a file */
	CONNECT_MS = 15 * 1000,
	SLOW_BYTES = 200,	/* a second; less for SLOW_S, or a tenth */
	SLOW_S = 30,		/* of the deadline: given up */
};

struct job {
	const char	*folder;	/* of the mirror */
	const char	*url;
	const char	*user;		/* or NULL */
	const char	*ref, *commit;
	const char	*default_branch;/* or NULL */
	int64_t		 max_bytes, max_objects, max_object_bytes;
	int64_t		 deadline_ms;
	char		 token[TOKEN_MAX];	/* "" none */
};

/* Why a callback stopped libgit2, which only says that one did. */
struct trouble {
	const char	*kind;	/* "remote" "limit" "format"; NULL: none */
	char		 why[300];
};

/* --- transport.c: the smart protocol over libcurl ------------------------- */

struct wire;

struct wire *wire_open(const struct job *, struct trouble *);
void	wire_close(struct wire *);
int64_t	wire_received(const struct wire *);
/* A git_transport_cb, whose payload is the struct wire. */
int	wire_transport(struct git_transport **, struct git_remote *, void *);

/* --- mirror.c ----------------------------------------------------------------- */

struct fetched {
	char		head[41];
	bool		has_commit;
	int64_t		bytes;
};

/* 0, or -1 and the trouble. */
int	mirror_update(const struct job *, struct fetched *,
	    struct trouble *);

/* --- confine.c ------------------------------------------------------------------ */

int	confine(const struct job *, struct err *);

#endif
