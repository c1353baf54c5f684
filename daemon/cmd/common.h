/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * common.h: what several commands begin with.
 */
#ifndef CMD_COMMON_H
#define CMD_COMMON_H

#include <stddef.h>

struct conf;
struct err;
struct grid;
struct store;

/* "greffier CMD: message" on standard error; returns code. */
int	cmd_fail(const char *command, const struct err *, int code);

/* $GREFFIER_CONF or /etc/greffier/greffier.yaml. */
const char *cmd_conf_path(void);

/* The configuration and its store. */
int	cmd_store(const char *conf_path, struct conf **, struct store **,
	    struct err *);

/*
 * The grid against what the plugins in these folders declare.  rules NULL
 * and checks NULL: those beside the program.  checks is NULL-ended.
 */
int	cmd_grid(const char *rules, const char *const *checks,
	    struct grid **, struct err *);

/* What the rules ask for, held against the check host.  0, or -1. */
int	cmd_queries(const struct grid *, const char *const *checks,
	    struct err *);

/*
 * Plugin folders from a repeated --checks, or the one beside the program.
 * given: n of them; out has room for n + 2.  place is kept for the default.
 */
int	cmd_checks(const char *const *given, size_t n, const char **out,
	    char *place, size_t placelen, struct err *);

#endif
