/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forge.h: GitHub, GitLab, Gitea and Forgejo, spoken to alike.
 *
 * One struct forge for a configured source, used by one thread.  Calls are
 * idempotent as far as the forge allows: a report is looked for by its
 * marker and our own user before it is created.  Nothing here sleeps or
 * retries: the outbox does.  A redirect is followed within the forge's own
 * origin only (a renamed repository).  Sources: the forges' REST
 * documentation, knowledge of their limits beside each call in the .c.
 */
#ifndef FORGE_H
#define FORGE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/model.h"

struct conf_source;
struct err;
struct forge;

enum forge_result {
	FORGE_DONE,
	FORGE_LATER,	/* try again at *when: down, limited, conflict */
	FORGE_REFUSED,	/* trying again will not help */
};

int	forge_open(const struct conf_source *, struct forge **,
	    struct err *);
void	forge_close(struct forge *);

struct forge_status {
	const char	*context;	/* "greffier/E1" */
	const char	*state;		/* pending success error failure */
	const char	*text;		/* at most 140 code points */
	const char	*url;
};

/*
 * Each of these: err says why when it is not FORGE_DONE; *when (seconds
 * since 1970) is set for FORGE_LATER, honouring Retry-After.
 */
enum forge_result forge_status_put(struct forge *, const struct repo *,
	    const char *ref, const char *commit, const struct forge_status *,
	    int64_t now, int64_t *when, struct err *);

/*
 * Creates or updates the one report.  *number: 0 when not known yet, set on
 * the way out.  On a merge request's comment when comment is set and one
 * is open for ref, else an issue.
 */
enum forge_result forge_report_put(struct forge *, const struct repo *,
	    const char *ref, bool comment, const char *marker,
	    const char *title, const char *body, int64_t *number,
	    int64_t now, int64_t *when, struct err *);

/* Fills path, forge_id, default_branch, private of a repository by path. */
enum forge_result forge_repo_get(struct forge *, const char *path,
	    struct repo *, int64_t now, int64_t *when, struct err *);

struct forge_head {
	char ref[REF_MAX], commit[OID_HEX];
};

/* Heads of the branches, at most max.  *n is how many. */
enum forge_result forge_heads(struct forge *, const struct repo *,
	    struct forge_head *, int max, int *n, int64_t now, int64_t *when,
	    struct err *);

/* Who our token is; also proof that the forge is there.  id: 32 bytes. */
enum forge_result forge_self(struct forge *, char *id, char *login,
	    int64_t now, int64_t *when, struct err *);

/* "https://git.example.org/owner/name.git"; the user name for its token. */
int	forge_clone_url(const struct conf_source *, const char *path,
	    char *out, unsigned long n, struct err *);

/*
 * "https://git.example.org/owner/name/src/commit/<oid>/": where a path of
 * that commit is shown.  *one_l: lines are "#L3-9", not "#L3-L9".
 */
int	forge_files_url(const struct conf_source *, const char *path,
	    const char *commit, char *out, unsigned long n, bool *one_l,
	    struct err *);
const char *forge_clone_user(const struct conf_source *);

#endif
