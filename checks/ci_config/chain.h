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

/* when.c: files, triggers, and what the facts of steps say. */
const char *seen_value(const struct gr_seen *, const char *key); /* or "" */
bool	seen_how(const struct gr_seen *, const char *word);
enum ci_start seen_start(const struct gr_seen *step);
/* Does a tool read the file, for itself or from another? */
bool	when_read(const struct gr_repo *, const char *path);
/* What starts it, given what its own triggers say. */
enum ci_start when_starts(const struct gr_repo *, const char *path,
	    enum ci_start said);
/* The titles of the workflows whose end it waits for, or NULL. */
const char *when_waits(const struct gr_repo *, const char *path);
/* Is the file's workflow among these titles? */
bool	when_titled(const struct gr_repo *, const char *path,
	    const char *titles);
/* Does the trigger wait for branches that do not exist? */
bool	when_dead(const struct gr_repo *, const struct gr_seen *trigger);
void	when_say_dead(const struct gr_repo *);

/* missing.c: does a step name a file that the repository lacks? */
void	missing_look(struct chain *);

/* cover.c: do the tests that the chain runs cover those there are? */
void	cover_look(const struct chain *);
/* Does the step run that file of tests, and does the file assert? */
bool	cover_reaches(const struct chain *, const struct step *,
	    const struct gr_seen *suite);

/* model.c: which steps and triggers are those of a model's chain. */
void	model_look(const struct chain *);

#endif
