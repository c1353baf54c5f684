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

enum { DIR_MAX = 200, CMD_MAX = 300, JOB_MAX = 200 };

/* Who would read a file, by its place. */
enum ci_place {
	PLACE_NONE,		/* nobody, as far as the path tells */
	PLACE_GITHUB,		/* .github, .gitea, .forgejo workflows */
	PLACE_GITLAB,		/* .gitlab-ci.yml of the root */
	PLACE_OTHER,		/* CircleCI, Azure, Travis, ... */
	PLACE_JENKINS,
	PLACE_ACTION,		/* action.yml: a step of others */
	PLACE_STRAY,		/* looks like a chain's, read by no tool */
};

enum ci_place place_of(const char *path);
/* "github", "gitlab", "circleci": the tool that reads that path. */
const char *place_tool(const char *path);

/* What starts a job; the greater, the more seldom. */
enum ci_start { START_PUSH, START_EVENT, START_CALL, START_HAND };

const char *start_name(enum ci_start);
enum ci_start start_of(const char *name);

/* A job under way, or with .of the commands that a target stands for. */
struct ci_job {
	char		 name[JOB_MAX];
	enum ci_start	 start;
	bool		 checked;	/* a failure fails the run */
	const char	*of;		/* "make", "npm", "sh"; NULL: a job */
	const char	*dir;		/* of its commands, "" the root */
	int		 order;		/* of the next step */
};

/* --- readers ------------------------------------------------------------- */

void	github_read(const struct gr_file *, const struct gr_node *);
void	action_read(const struct gr_file *, const struct gr_node *);
void	gitlab_read(const struct gr_file *, const struct gr_node *,
	    bool root);
void	other_read(const struct gr_file *, const struct gr_node *);
void	jenkins_read(const struct gr_file *);
/* A workflow by its content alone: jobs and a trigger, or GitLab's jobs. */
bool	github_like(const struct gr_node *);
bool	gitlab_like(const struct gr_node *);

/* Makefile, package.json, shell scripts: what "make test" stands for. */
bool	targets_want(const struct gr_entry *);
void	targets_read(const struct gr_file *);
void	compose_read(const struct gr_file *, const struct gr_node *);
/* pytest.ini and the like: where a bare "pytest" looks. */
bool	testpaths_want(const struct gr_entry *);
void	testpaths_read(const struct gr_file *);
/* Files of tests: what there is for a chain to run. */
bool	suite_want(const struct gr_entry *);
void	suite_read(const struct gr_file *);

/* Programs that train, validate or check data; uses of AI. */
bool	work_want(const struct gr_entry *);
void	work_read(const struct gr_file *);

/* --- steps --------------------------------------------------------------- */

/* A script of a job: every command of it that does something known. */
void	step_script(struct ci_job *, const char *text, int line,
	    const char *dir, bool checked, bool pipefail);
/* An action "owner/name@v1" with its inputs; true when it is known. */
bool	step_action(struct ci_job *, const char *uses,
	    const struct gr_node *with, int first, int last, bool checked);
/* What is there without a command: a container, a service. */
void	step_plain(struct ci_job *, const char *kind, const char *cmd,
	    int first, int last);
/* A file of the repository whose steps stand here. */
void	step_include(struct ci_job *, const char *path, int first, int last,
	    bool checked);
/* A job of another file whose commands stand here. */
void	step_base(struct ci_job *, const char *name, int line);

void	job_emit(const struct ci_job *, const char *needs, int stage,
	    int first, int last);

/* --- shell.c ------------------------------------------------------------- */

/* One simple command, without what is only wrapped around it. */
struct command {
	char	text[CMD_MAX];	/* words, one blank between */
	char	dir[DIR_MAX];	/* where it runs, as far as can be told */
	int	line;
	bool	checked;	/* its failure ends the script */
	bool	background;
	bool	inside;		/* in a container: dir is not the tree's */
	bool	maybe;		/* run only where something else holds */
};

struct script {
	const char	*text;
	int		 line;		/* of its first line */
	const char	*dir;
	bool		 pipefail;
};

void	shell_each(const struct script *, void (*)(void *,
	    const struct command *), void *);
/* The command without env, sudo, "poetry run", "python -m" before it. */
const char *shell_unwrap(const char *, bool *inside);
/* "$(PYTHON) x", ".venv/bin/pytest": the command by its own name. */
void	shell_plain(const char *, char *out, size_t n);
const char *shell_next(const char *);	/* the next word */
bool	shell_starts(const char *, const char *head);	/* whole words */

/* --- kinds.c ------------------------------------------------------------- */

struct kind {
	const char	*kind, *tool;
};

/* What a command does; false when nothing that we know. */
bool	kind_command(const char *text, struct kind *);
bool	kind_action(const char *uses, const struct gr_node *with,
	    struct kind *, size_t *n);

enum { KINDS_OF_ONE = 2 };	/* an action may package and deliver */

/* "make test", "npm run x", "./x.sh": said elsewhere in the repository. */
struct call {
	const char	*of;		/* "make", "npm", "sh", ... */
	char		 name[CMD_MAX];	/* targets, or the script's path */
	char		 dir[DIR_MAX];
};

bool	call_parse(const struct command *, struct call *);

/* "a/b" and "c/../d" as one path; false when it leaves the root. */
bool	path_join(const char *dir, const char *rest, char *out, size_t n);

/* --- relating ------------------------------------------------------------ */

void	ci_relate(const struct gr_repo *);

#endif
