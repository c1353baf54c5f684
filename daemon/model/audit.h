/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.h: the result for one commit, ready to be shown in one language.
 *
 * Everything that a report, a page, a status or a bundle says is in here;
 * every format is written from it and nothing else.  All text lives in the
 * audit's arena, was masked of secrets and made printable.
 */
#ifndef MODEL_AUDIT_H
#define MODEL_AUDIT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/i18n.h"
#include "model.h"

enum { EPREUVES = 5 };

/* A place that proves or contradicts. */
struct cite {
	const char	*fact;
	const char	*path;		/* "": said of the whole repository */
	const char	*blob;
	int		 first, last;	/* 0: no lines (a binary file) */
	const char	*why;
	const char	*excerpt;	/* the cited lines, masked; or NULL */
};

struct criterion {
	const char	*id;		/* "C4.8" */
	const char	*competence;	/* "C4" */
	int		 epreuve;	/* 1..5 */
	int		 bloc;		/* 1..3 */
	const char	*text;		/* word for word */
	enum authority	 authority, fallback;
	enum evidence	 evidence;
	const char	*note;		/* why undetermined or error; or "" */
	struct cite	*supports;	/* JSON key "for" */
	size_t		 nfor;
	struct cite	*against;
	size_t		 nagainst;
	const char	*looked_for;
	struct cite	*nearest;	/* nearest miss, or NULL */
	const char	*advice;
	const char	*question;	/* for the juror */
};

struct written_report {
	int		 epreuve;
	const char	*path;
	int		 pages;		/* 0: cannot be counted */
	int		 least, most;	/* pages asked for (Annexe 1) */
};

struct left_out {
	const char	*path, *why;
	long		 files;
};

struct audit {
	struct arena		 arena;
	enum lang		 lang;
	const char		*grid;		/* "rncp37827" */
	const char		*title;
	const char		*repository;	/* "owner/name" or a path */
	const char		*ref;		/* or "" */
	char			 commit[41], tree[41];
	char			 refs_sha256[65], rules_sha256[65],
				 checks_sha256[65];
	struct criterion	*criteria;
	size_t			 ncriteria;
	struct written_report	*reports;
	size_t			 nreports;
	struct left_out		*excluded;
	size_t			 nexcluded;
	const char		**uncommitted;
	size_t			 nuncommitted;
	struct {
		const char *check, *why;
	}			*failures;	/* checks that crashed */
	size_t			 nfailures;
	long			 scanned, cached; /* (check, file), not kept */
	long			 scanned_files;	/* distinct paths */
	int64_t			 ms_fetch, ms_scan, ms_relate, ms_rules;
};

/* Counts of one épreuve, or of all with 0. */
struct tally {
	int	of[EV_COUNT];
	int	all;
};

void	audit_tally(const struct audit *, int epreuve, struct tally *);

/* The command's exit code: 0, 1 or 3 (DESIGN.md section 6). */
int	audit_exit(const struct audit *);

void	audit_free(struct audit *);

#endif
