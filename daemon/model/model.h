/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.h: the nouns that cross rooms (DESIGN.md section 3).
 *
 * Plain values of fixed size, copied by assignment, nothing owned inside.
 * Every string is bounded at the door where it came in: what does not fit
 * is refused there, never cut.
 */
#ifndef MODEL_H
#define MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum {
	OID_HEX = 41,		/* SHA-1 in hexadecimal and a NUL */
	REF_MAX = 256,
	NAME_LEN = 128,	/* a source, a user, an event */
	REPO_LEN = 256,	/* "group/sub/name" on a forge */
	KEY_MAX = 128,		/* delivery key */
	REASON_MAX = 400,
};

/* What the evidence of a criterion is.  The order is that of the JSON. */
enum evidence {
	EV_COMPLETE, EV_PARTIAL, EV_ABSENT, EV_NOT_APPLICABLE,
	EV_UNDETERMINED, EV_ERROR, EV_COUNT
};

/* Who can settle a criterion. */
enum authority { BY_AUTO, BY_FORGE, BY_ASSIST, BY_JURY, BY_NONE };

const char	*evidence_name(enum evidence);	/* "complete" ... */
const char	*evidence_text(enum evidence, int lang); /* enum lang */
int		 evidence_parse(const char *, enum evidence *);
const char	*authority_name(enum authority);	/* BY_NONE: "" */
int		 authority_parse(const char *, enum authority *);

/* A repository that a forge told us of. */
struct repo {
	int64_t	id;			/* ours; 0: not stored yet */
	char	source[NAME_LEN];	/* name of the configured source */
	char	forge_id[32];		/* the forge's id: names change */
	char	path[REPO_LEN];	/* "owner/name" */
	char	default_branch[REF_MAX];/* without refs/heads/ */
	char	deliverable[REF_MAX];	/* ref that owns the report; "": the
					   default branch */
	bool	private;		/* not readable by the public */
};

/* A push, whoever sent it (normalised event). */
struct push {
	struct repo	repo;		/* .id 0 until stored */
	char		ref[REF_MAX];	/* "refs/heads/main" */
	char		before[OID_HEX];/* zeros: the ref is new */
	char		after[OID_HEX];	/* zeros: the ref is gone */
	char		sender[32];	/* forge's user id, or "" */
	bool		forced;
};

enum delivery_outcome {
	DELIVERY_QUEUED, DELIVERY_MERGED, DELIVERY_IGNORED, DELIVERY_REPEATED
};

/* One message of a forge, kept so that it can be replayed. */
struct delivery {
	char	source[NAME_LEN];
	char	key[KEY_MAX];		/* delivery id, else "body:<sha256>" */
	char	body_sha256[65];
	char	event[NAME_LEN];
	char	note[REASON_MAX];	/* why ignored, "" when queued */
	int64_t	received;
};

enum job_state { JOB_QUEUED, JOB_LEASED, JOB_DONE, JOB_DEAD, JOB_SUPERSEDED };

const char *job_state_name(enum job_state);

/* A push to be audited. */
struct job {
	int64_t		id;
	struct repo	repo;
	char		ref[REF_MAX];
	char		commit[OID_HEX];
	char		before[OID_HEX];
	char		delivery[KEY_MAX];	/* "" for reconciliation */
	enum job_state	state;
	int		attempt;	/* the fence: grows at each lease */
	int64_t		created, due, leased_until;
	char		error[REASON_MAX];	/* of the last attempt */
};

/* Something that a forge must hear, written in the audit's transaction. */
enum outbox_kind { OUT_STATUS, OUT_REPORT };
enum outbox_state { OUT_WAITING, OUT_DONE, OUT_REFUSED, OUT_SUPERSEDED };

struct outbox {
	int64_t		id;
	struct repo	repo;
	enum outbox_kind kind;
	char		key[NAME_LEN];	/* status context; "report" */
	char		ref[REF_MAX];
	char		commit[OID_HEX];
	int64_t		audit;		/* 0: none yet (pending, error) */
	char		state[16];	/* of a status: pending success error
					   failure */
	char		text[256];	/* of a status: its description */
	int		attempt;
	int64_t		due;		/* 0: refused for good */
	char		error[REASON_MAX];	/* the last, "" when none */
};

bool	oid_valid(const char *);	/* 40 lower-case hexadecimal digits */
bool	oid_zero(const char *);		/* forty zeros */

/*
 * May this text be a repository's path or a ref?  No control character,
 * no "..", no leading or trailing '/', no "//", UTF-8; git-check-ref-format
 * for refs.
 */
bool	repo_path_valid(const char *);
bool	ref_valid(const char *);

#endif
