/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ci.h: a chain, whatever the system that runs it: files, jobs, steps.
 *
 * Each dialect's reader finds jobs and their steps and tells them here;
 * what a step does is looked up in two tables (actions and commands), and
 * what follows from order, triggers and the tree is derived in relate().
 */
#ifndef CI_H
#define CI_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum { DIR_MAX = 200, CMD_MAX = 300, JOB_MAX = 100 };

enum ci_system {
	CI_NONE, CI_GITHUB, CI_GITLAB, CI_JENKINS, CI_OTHER
};

/* Of a path: what would read it; *misplaced when nothing does. */
enum ci_system ci_system(const char *path, bool *misplaced);
const char *ci_system_name(const char *path);

/* A job under way. */
struct ci_job {
	char		 name[JOB_MAX];
	bool		 automatic;	/* some event of the forge starts it */
	bool		 checked;	/* a failure fails the run */
	const char	*dir;		/* of its commands, "" the root */
	int		 order;		/* of the next step */
};

/* --- readers ------------------------------------------------------------- */

void	github_read(const struct gr_file *, const struct gr_node *);
void	gitlab_read(const struct gr_file *, const struct gr_node *);
void	other_read(const struct gr_file *, const struct gr_node *);
void	jenkins_read(const struct gr_file *);
/* Makefile and package.json: what "make test" and "npm test" stand for. */
void	targets_read(const struct gr_file *);
void	compose_read(const struct gr_file *, const struct gr_node *);

/* --- steps ------------------------------------------------------------------- */

/* A script of a job: every command of it that does something known. */
void	step_script(struct ci_job *, const char *text, int line,
	    const char *dir, bool checked, bool pipefail);
/* An action "owner/name@v1" with its inputs; true when it is known. */
bool	step_action(struct ci_job *, const char *uses,
	    const struct gr_node *with, int first, int last, bool checked);
/* What is there without a command: a container, a service. */
void	step_plain(struct ci_job *, const char *kind, const char *cmd,
	    int first, int last);

void	job_emit(const struct ci_job *, const char *needs, int stage,
	    int first, int last);

/* --- shell.c ------------------------------------------------------------------- */

/* One simple command, without what is only wrapped around it. */
struct command {
	char	text[CMD_MAX];	/* words, one blank between */
	char	dir[DIR_MAX];	/* where it runs, as far as can be told */
	int	line;
	bool	checked;	/* its failure ends the script */
	bool	background;
};

struct script {
	const char	*text;
	int		 line;		/* of its first line */
	const char	*dir;
	bool		 pipefail;
};

void	shell_each(const struct script *, void (*)(void *,
	    const struct command *), void *);

/* --- kinds.c ---------------------------------------------------------------------- */

struct kind {
	const char	*kind, *tool;
};

/* What a command does; false when nothing that we know. */
bool	kind_command(const char *text, struct kind *);
bool	kind_action(const char *uses, const struct gr_node *with,
	    struct kind *, size_t *n);

enum { KINDS_OF_ONE = 2 };	/* an action may package and deliver */

/* "a/b" and "c/../d" as one path; false when it leaves the root. */
bool	path_join(const char *dir, const char *rest, char *out, size_t n);

/* --- relate.c ---------------------------------------------------------------------- */

void	ci_relate(const struct gr_repo *);
/* cover.c: do the tests that the chain runs cover those there are? */
void	cover_relate(const struct gr_repo *, const char *const *dead,
	    size_t ndead);

#endif
