/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.h: all the chains of a repository as one list of steps in order,
 * calls resolved; what relate() concludes is read off it.
 */
#ifndef CHAIN_H
#define CHAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "ci.h"

enum { STEPS_MOST = 6000, JOBS_MOST = 1000, LISTED_MOST = 8 };

struct job {
	const struct gr_seen	*at;	/* its ci.job */
	const char		*path, *name, *needs;
	const char		*chain;	/* the file that the tool reads first */
	int			 stage;
	enum ci_start		 start;
	bool			 foreign; /* fetches files we do not see */
};

struct step {
	const struct gr_seen	*at;	/* where the chain says it */
	const struct gr_seen	*from;	/* what says what it is: .at, or the
					   target that it calls */
	const struct job	*job;
	const char		*kind, *tool, *cmd;
	char			 dir[DIR_MAX];
	enum ci_start		 start;
	int			 order;	/* within its job */
	bool			 checked, inside;
	bool			 lost;	/* names a file that is not there */
};

struct chain {
	const struct gr_repo	*repo;
	struct job		*jobs;	/* owned */
	struct step		*steps;	/* owned; by place */
	size_t			 njobs, nsteps;
};

void	chain_load(struct chain *, const struct gr_repo *);
void	chain_free(struct chain *);

/* Does a end before b begins, whatever happens in between? */
bool	chain_before(const struct chain *, const struct step *a,
	    const struct step *b);

bool	step_is(const struct step *, const char *kind);
/* "make test" with "pytest" behind it, or the command alone. */
void	step_words(const struct step *, char *out, size_t n);
/* A fact at the step, with its command, job, start and checked. */
struct gr_fact *step_say(const char *name, const struct step *);

/* missing.c: does a step name a file that the repository lacks? */
void	missing_look(struct chain *);

/* cover.c: do the tests that the chain runs cover those there are? */
void	cover_look(const struct chain *);

#endif
