/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.h: a forge's message becomes a push, or a reason why not.
 *
 * Pure functions of (source, headers, body, time): verify over the raw
 * bytes first, parse afterwards, decide last.  Nothing is stored here.
 * Signatures: GitHub "X-Hub-Signature-256", Gitea and Forgejo
 * "X-Gitea-Signature"/"X-Forgejo-Signature", GitLab "X-Gitlab-Token" or
 * Standard Webhooks ("webhook-signature").  Forgejo and Gitea also send
 * GitHub's headers, so the source's kind decides which are read.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include <stddef.h>
#include <stdint.h>

#include "model/model.h"

struct conf_source;
struct err;

struct intake_header {
	const char *name, *value;
};

struct intake_request {
	const struct intake_header	*headers;
	size_t				 nheaders;
	const char			*body;
	size_t				 len;
};

enum intake_verdict {
	INTAKE_PUSH,		/* 202: delivery and push are filled */
	INTAKE_IGNORE,		/* 200: well signed, nothing to do; .note */
	INTAKE_UNSIGNED,	/* 401: no signature where one is due */
	INTAKE_FORGED,		/* 403: a signature, and it is wrong */
	INTAKE_TYPE,		/* 415: not application/json */
	INTAKE_MALFORMED,	/* 400: signed, and not what it claims */
	INTAKE_STRANGER,	/* 403: not one of the source's repositories */
};

int	intake_status(enum intake_verdict);	/* the HTTP status */

/*
 * own_user: our own user id on that forge, or "": its events are ignored.
 * err says why, for the log and the answer, when it is not INTAKE_PUSH.
 */
enum intake_verdict intake_read(const struct conf_source *,
	    const struct intake_request *, const char *own_user, int64_t now,
	    struct delivery *, struct push *, struct err *);

#endif
