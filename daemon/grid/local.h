/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: the grid's inside: expressions, rules, and how files are read.
 *
 * Everything of a grid lives in its arena and is not changed after loading.
 */
#ifndef GRID_LOCAL_H
#define GRID_LOCAL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/hash.h"
#include "base/i18n.h"
#include "model/facts.h"

#include "grid.h"

struct audit;
struct buf;
struct cite;
struct criterion;
struct err;
struct yaml;

enum {
	CITES_MAX = 8,		/* a criterion, for and against each */
	ITEMS_MAX = 200,	/* of one list in an expression */
	TEXT_MOST = 4000,	/* bytes of one text in a file */
	FILE_MOST = 4 << 20,	/* bytes of one file */
	WHY_MOST = 600,		/* bytes of what stands beside a line */
};

/* --- expressions -------------------------------------------------------- */

enum cond_kind { COND_IS, COND_NOT, COND_LEAST, COND_MOST, COND_CONTAINS };

struct cond {
	enum cond_kind		 kind;
	const char		*attr;
	const char		**values;	/* but for least and most */
	size_t			 nvalues;
	double			 number;
	struct cond		*next;
};

/* Facts of a name under conditions: "ci.step", {fact: .., where: ..}. */
struct match {
	const char		*name;	/* NULL: not used */
	const char		*check;	/* the plugin that tells it */
	struct cond		*where;
};

enum expr_kind {
	EXPR_FACT, EXPR_ALL, EXPR_ANY, EXPR_NONE, EXPR_AT_LEAST, EXPR_COUNT,
	EXPR_EACH
};

struct expr {
	enum expr_kind		 kind;
	struct match		 fact;	/* of fact, count, each */
	struct match		 has;	/* of each */
	const char		*by;	/* each; count: distinct, or NULL */
	long			 least;	/* at_least, count */
	struct expr		*child;	/* all, any, none, at_least */
	struct expr		*next;
};

enum rule_part {
	RULE_COMPLETE, RULE_PARTIAL, RULE_AGAINST, RULE_KILLS,
	RULE_NOT_APPLICABLE, RULE_NEAREST, RULE_PARTS
};

struct rule {
	/* against, kills and nearest: a chain of expressions */
	struct expr		*part[RULE_PARTS];
};

struct grid {
	struct arena		 arena;
	const char		*path;
	const char		*name;
	const char		*title[2];	/* by lang */
	char			 sha256[HASH_HEX];
	int			*blocs;		/* their numbers */
	size_t			 nblocs, capblocs;
	struct grid_epreuve	*epreuves;	/* by number */
	size_t			 nepreuves, capepreuves;
	struct grid_competence	*competences;
	size_t			 ncompetences, capcompetences;
	struct query		*queries;
	size_t			 nqueries, capqueries;
	struct grid_criterion	*criteria;
	size_t			 ncriteria, capcriteria;
	struct rule		*rules;		/* one for each criterion */
	size_t			 caprules;
};

/* --- reading (keys.c) --------------------------------------------------- */

struct loading {
	struct grid		*grid;
	const struct facts	*catalogue;	/* borrowed; or NULL */
	const char		*path;		/* of the file being read */
	struct err		*e;		/* borrowed */
};

/* -1, with "file:line: what". */
int	grid_wrong(struct loading *, int line, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/*
 * A file as one mapping with none but these keys; its bytes go into the
 * hash.  0, or -1.
 */
int	grid_file(struct loading *, struct hash *, const char *keys,
	    const struct yaml **);

/* Is it a mapping with none but these keys ("id text ...")?  0, or -1. */
int	grid_keys(struct loading *, const struct yaml *, const char *keys);
bool	grid_word(const char *words, const char *word, size_t len);

/*
 * The value of a key, kept in the grid's arena.  0, or -1 when it is
 * missing or not that.
 */
int	grid_text(struct loading *, const struct yaml *map, const char *key,
	    const char **);
int	grid_number(struct loading *, const struct yaml *map, const char *key,
	    long least, long most, long *);
int	grid_list(struct loading *, const struct yaml *map, const char *key,
	    const struct yaml **first);
int	grid_both(struct loading *, const struct yaml *map, const char **fr,
	    const char **en);
/* A scalar with something in it, by itself. */
int	grid_scalar(struct loading *, const struct yaml *, const char **);

/* --- the sections, a file each ------------------------------------------- */

int	grid_read_head(struct loading *, const struct yaml *);
int	grid_read_session(struct loading *, const struct yaml *);
int	grid_read_queries(struct loading *, const struct yaml *list);
int	grid_read_criteria(struct loading *, const struct yaml *list);
int	grid_read_texts(struct loading *, struct hash *, enum lang);
int	grid_read_expr(struct loading *, const struct yaml *, struct expr **);

/* 1..EPREUVES of "E1".., or 0. */
int	grid_epreuve_number(const char *);
const struct grid_epreuve *grid_epreuve_at(const struct grid *, int number);
const struct query *grid_query(const struct grid *, const char *fact);
bool	grid_fact_name(const char *);	/* may this name a fact? */

/* --- evaluation (truth.c, cite.c, eval.c) --------------------------------- */

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

/* What the expressions are held against. */
struct ground {
	const struct grid	*grid;
	const struct facts	*facts;
	enum lang		 lang;
	struct arena		*arena;		/* of the audit */
};

enum truth grid_truth(const struct ground *, const struct expr *);
bool	grid_match(const struct match *, const struct fact *);
bool	grid_same(const struct fact *, const struct fact *, const char *attr);
/* The first file that this plugin wanted and nobody could read, or NULL. */
const struct unread *grid_unread(const struct ground *, const char *check);

/* Facts chosen to be shown, distinct places, in the order of the rule. */
struct cited {
	const struct fact	*fact[CITES_MAX];
	size_t			 n;
};

/* Adds what makes the true branches of a chain of expressions true. */
void	grid_cite(const struct ground *, const struct expr *chain,
	    struct cited *);
/* The first fact of a chain that was seen and is not cited yet, or NULL. */
const struct fact *grid_seen(const struct ground *, const struct expr *chain,
	    const struct cited *);
/* "étape « {step} »" with what the fact carries. */
const char *grid_why(const struct ground *, const struct fact *);
struct cite *grid_cites(const struct ground *, const struct cited *,
	    size_t *n);
void	grid_cite_one(const struct ground *, const struct fact *,
	    struct cite *);

/* Calls back for every fact named below a chain. */
void	grid_facts_of(const struct expr *chain, void (*)(void *,
	    const struct match *), void *);

/* The expression as it could be written in a file, on one line. */
void	grid_show(struct buf *, const struct expr *);

#endif
