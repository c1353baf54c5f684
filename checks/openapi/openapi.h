/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * openapi.h: one description of an API, being read.
 *
 * Only what the standard says itself is held against a description:
 * openapi.invalid where it says MUST, openapi.problem where it advises or
 * where a reader would be misled.  Nothing outside the file is looked at.
 */
#ifndef OPENAPI_H
#define OPENAPI_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum {
	PLACE_MAX = 300,	/* of "GET /path" */
	SAID_MOST = 200,	/* problems of one file */
	STEPS_MOST = 200000,	/* nodes walked in one file */
	REFS_MOST = 20000,	/* references kept of one file */
};

struct ref {
	const char	*to;	/* borrowed from the tree */
	int		 line;
};

struct spec {
	const struct gr_file	*file;
	const struct gr_node	*doc;
	int			 major, minor;	/* 2.0, 3.0, 3.1 */
	int			 invalid, said;
	int			 operations, paths;
	bool			 emit;	/* the second pass says what it saw */
	bool			 toy;	/* its operations are nobody's */
	const char		*base;	/* "/api/v1" before every path, "" */
	struct ref		*refs;		/* owned */
	size_t			 nrefs, steps;
};

/* --- spec.c: the document as a whole -------------------------------------- */

/* "ref": openapi.invalid.ref and openapi.problem.ref, at most SAID_MOST. */
void	invalid(struct spec *, const char *rule, const char *at, int line);
void	problem(struct spec *, const char *rule, const char *at, int line);

/* Is this document one, and of which version?  NULL: it is none. */
const char *spec_version(const struct gr_node *doc);
void	spec_read(const struct gr_file *, const struct gr_node *doc);

/* --- refs.c: what points where ------------------------------------------------ */

void	refs_collect(struct spec *);
void	refs_check(struct spec *);
/* The node itself, or what its $ref points at; NULL when that is nowhere. */
const struct gr_node *ref_follow(const struct spec *, const struct gr_node *);
/* The map of security schemes, wherever the version keeps it. */
const struct gr_node *schemes(const struct spec *);
bool	refs_to(const struct spec *, const char *pointer);

/* --- operation.c: paths and their operations ------------------------------------ */

void	paths_read(struct spec *);
/* Does the document, or one of its operations, ask for that scheme? */
bool	scheme_used(const struct spec *, const char *name);

/* --- shape.c: object by object against the standard's tables -------------------- */

void	shape_check(struct spec *);

/* --- postman.c ---------------------------------------------------------------------- */

bool	postman_is(const struct gr_node *doc);
void	postman_read(const struct gr_file *, const struct gr_node *doc);

#endif
