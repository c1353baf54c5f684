/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monitoring.h: a chain that watches, from the number to the person.
 *
 * Each reader says what one file holds: a scrape job, a rule, a panel, a
 * metric, a page, a logger.  Whether the pieces meet (is the rule loaded,
 * is the panel fed, does the alert reach anybody) takes more than one
 * file and is told in relate.c and alerts_relate.c.
 */
#ifndef MONITORING_H
#define MONITORING_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum {
	NAME_ROOM = 160,	/* of an identifier or a label */
	PATH_ROOM = 400,
	SAID_MOST = 60,		/* facts of one kind in one file */
	FACTS_MOST = 400,	/* of the metrics of one file, uses included */
	LINE_MOST = 1000,	/* bytes of a line that are looked at */
};

/* --- words.c: what words mean here --------------------------------------- */

enum word {
	SAYS_ALERT,		/* alert, alarm, anomaly */
	SAYS_HEALTH,		/* of a system or of a model: cpu, latency */
	SAYS_LIMIT,		/* threshold, seuil, limit */
	SAYS_MODEL,		/* in the name of a metric or a panel */
	SAYS_MONITOR,		/* monitoring, supervision, metrics */
	SAYS_PLACEHOLDER,	/* an address that nobody has */
	SAYS_QUALITY,		/* accuracy, rmse, drift: of a model only */
	SAYS_SEND,		/* in the name of a function */
	SAYS_SERVE,		/* a function that answers with a model */
	SAYS_TEST,		/* a path of tests, examples, copies */
	SAYS_THRESHOLD,		/* a limit that is called one */
	SAYS_TRAIN,		/* a function or path that trains */
	WORDS
};

bool	says(enum word, const char *text);
bool	says_n(enum word, const char *text, size_t len);

/* "a.b().c" -> "c"; "" -> "". */
const char *last_part(const char *dotted);
bool	one_of(const char *s, const char *const *list);	/* ends with NULL */

/* --- paths.c: files as a container sees them ----------------------------- */

/* The folder of a path, "" for the root. */
void	path_folder(const char *path, char *out, size_t n);
/* dir + "/" + rel with "." and ".." taken out; false when above the root. */
bool	path_join(const char *dir, const char *rel, char *out, size_t n);
/* Is path the folder itself, or beneath it?  "" is above everything. */
bool	path_under(const char *path, const char *folder);
/* Are both beneath one and the same first folder, or both at the root? */
bool	path_near(const char *a, const char *b);

/* --- readers: one file -> facts ------------------------------------------ */

void	prometheus_read(const struct gr_file *, const struct gr_node *);
void	grafana_read(const struct gr_file *, const struct gr_node *);
void	compose_read(const struct gr_file *, const struct gr_node *);
void	dockerfile_read(const struct gr_file *);
/* Command lines that start a tool, in whatever file they stand. */
void	commands_read(const struct gr_file *);

/* A source file with its outline, read once for all who look at it. */
struct source {
	const struct gr_file	*file;
	const struct gr_item	*item;
	size_t			 n;
	const struct gr_token	*token;
	size_t			 ntokens;
	bool			 test;	/* tests and examples watch nothing */
};

void	metrics_read(const struct source *);
void	tracking_read(const struct source *);
void	pages_read(const struct source *);
void	markup_read(const struct gr_file *);
void	alerts_read(const struct source *);
void	models_read(const struct source *);
void	logging_read(const struct source *);
void	logging_file_read(const struct gr_file *);
void	docs_read(const struct gr_file *);
void	choices_read(const struct gr_file *, const struct gr_block *, size_t);
/* Of a heading: the one that it is a part of, or -1. */
int	heading_over(const struct gr_block *, int heading);
void	limits_read(const struct gr_file *, const struct gr_block *, size_t);

/* Does the file import it, or something inside it?  NULL when not. */
const struct gr_item *imports(const struct source *, const char *module);
const struct gr_item *imports_what(const struct source *, const char *module,
	    const char *what);
/* The innermost function around an item, or NULL. */
const struct gr_item *function_of(const struct source *,
	    const struct gr_item *);

/* An alert rule, whatever tool would watch it. */
struct rule {
	const char	*tool, *alert, *expr, *wait, *severity;
	char		 threshold[40];
	bool		 paused;
	bool		 notified;	/* says itself who hears of it */
	int		 first, last;
};

void	rule_emit(const struct rule *);
/* The number on the right of the outermost comparison; "" when none. */
void	rule_threshold(const char *expr, char *out, size_t n);
void	receiver_emit(const struct gr_node *at, const char *tool,
	    const char *name, const char *kind, const char *address);

/* --- relate: what takes more than one file ------------------------------- */

void	alerts_relate(const struct gr_repo *);
void	channels_relate(const struct gr_repo *);
void	logging_relate(const struct gr_repo *);
void	docs_relate(const struct gr_repo *);

/*
 * Where a file of the repository lies in the container of that tool, by
 * mounts and COPY; false when no service of that tool gets it.
 */
bool	mounted(const struct gr_repo *, const char *tool, const char *path,
	    char *out, size_t n);
bool	any(const struct gr_repo *, const char *fact, const char *key,
	    const char *value);

#endif
