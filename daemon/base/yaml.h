/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * yaml.h: a YAML text as a tree whose every node knows its line.
 *
 * Scalars stay text ("on", "2.0" and "010" are what was written; the
 * reader decides what a value means).  Aliases share the node they name,
 * merge keys ("<<") are followed by yaml_get().  Refused with the line:
 * nesting deeper than YAML_DEPTH (libyaml is quadratic there), more than
 * YAML_NODES nodes once aliases are counted as what they stand for, a key
 * twice in one mapping (kept as .dup of the mapping instead when
 * keep_duplicates is set: a candidate's file is to be reported, not lost).
 *
 * The tree lives in the arena given.
 */
#ifndef BASE_YAML_H
#define BASE_YAML_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct err;

enum { YAML_DEPTH = 100, YAML_NODES = 200000 };

enum yaml_kind { YAML_SCALAR, YAML_MAP, YAML_LIST };

struct yaml {
	enum yaml_kind	 kind;
	bool		 plain;		/* a scalar without quotes */
	int		 line, last;	/* from 1; last line of the value */
	int		 column;	/* from 1 */
	const char	*text;		/* scalar, NUL-terminated; else NULL */
	size_t		 len;
	const char	*key;		/* its key when in a mapping */
	int		 key_line;
	int		 dup;		/* line of a repeated key, or 0 */
	size_t		 weight;	/* nodes it stands for, itself too */
	struct yaml	*child;		/* first item or value */
	struct yaml	*next;		/* next item of the parent */
	/* only the sibling links are per place: an alias shares child */
};

/*
 * Parses every document of the text; *out is a YAML_LIST of them, possibly
 * empty.  0, or -1 with "line N: ..." (ERR_FORMAT, ERR_LIMIT).
 */
int	yaml_parse(struct arena *, const char *, size_t, bool keep_duplicates,
	    struct yaml **out, struct err *);

/* All accept NULL. */
const struct yaml *yaml_get(const struct yaml *, const char *key);
const char *yaml_str(const struct yaml *, const char *key);  /* or NULL */
/* 1 and the value, 0 absent, -1 present but not a YAML 1.2 boolean/int. */
int	yaml_bool(const struct yaml *, const char *key, bool *);
int	yaml_int(const struct yaml *, const char *key, long *);
bool	yaml_is_null(const struct yaml *);	/* plain "", ~ or null */

#endif
