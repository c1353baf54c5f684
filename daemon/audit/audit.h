/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.h: the daemon's side of the talk with the check host.
 *
 * One confined greffier-check is started for one commit; what it says is
 * held against what it may say (docs/check-protocol.md), cached facts are
 * handed to it, and when a plugin kills it, it is started again without
 * the (plugin, file) that did it: the third death gives the plugin up, and
 * the facts of that plugin are gone, with .failure set in its check_info.
 * So an audit with a bad plugin still ends, and says so.
 *
 * Every text is masked of secrets (mask.h) on its way in.
 */
#ifndef AUDIT_H
#define AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct facts;
struct memory;
struct query;

struct audit_spec {
	const char		*repository;	/* git folder, bare or not */
	const char		*rev;		/* oid, ref or "HEAD" */
	const char		*ref;		/* pushed ref, or NULL */
	const char		*remote;	/* URL without secrets, or NULL */
	const char		*default_branch;/* or NULL */
	const char *const	*checks;	/* plugin folders, NULL-ended */
	const struct query	*queries;
	size_t			 nqueries;
	struct memory		*memory;	/* used, and replaced by what is
						   to be remembered; or NULL */
	int64_t			 deadline;	/* clock_ms(); 0: 10 minutes */
	int64_t			 patience;	/* ms of silence while a plugin
						   runs; 0: the usual */
	/* told (pairs done, pairs in all) now and then; may be NULL */
	void			(*progress)(void *, long, long);
	void			*progress_arg;
};

struct audit_look;	/* a child that has told all and can still quote */

/*
 * Runs the checks.  Fills *facts (caller frees with facts_free(), also
 * after an error) and keeps the child for excerpts.  0, or -1.
 */
int	audit_open(const struct audit_spec *, struct facts *,
	    struct audit_look **, struct err *);

/*
 * The cited lines, masked, appended to the buffer.  1, 0 when they cannot
 * be shown (binary, missing), -1 when the child is lost.
 */
int	audit_excerpt(struct audit_look *, const char *path,
	    const char *blob, int first, int last, struct buf *,
	    struct err *);

void	audit_close(struct audit_look *);	/* accepts NULL */

/*
 * What the plugins declare, without a repository: only .kinds and .checks
 * are filled, and checks_sha256.  0, or -1.
 */
int	audit_catalogue(const char *const *checks, struct facts *,
	    struct err *);

/*
 * Are these queries' expressions any?  Only the check host has a library
 * that knows.  0, or -1.
 */
int	audit_queries(const char *const *checks, const struct query *,
	    size_t, struct err *);

#endif
