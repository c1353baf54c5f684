/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shapes.h: what each object of the standard may hold, as data.
 * Sources: the JSON Schemas of the specification (spec.openapis.org) for
 * 2.0, 3.0 and 3.1, and the MUSTs of its text that they cannot say.
 */
#ifndef OPENAPI_SHAPES_H
#define OPENAPI_SHAPES_H

#include <stdbool.h>
#include <stddef.h>

#include "openapi.h"

enum { V20 = 1, V30 = 2, V31 = 4, V3X = V30 | V31, ALL = V20 | V3X };

enum type {
	ANY, TEXT, BOOL, NUMBER, COUNT,	/* COUNT: a whole number, not less
					   than 0 */
	OBJECT, LIST, MAP,		/* of .of */
	SCHEMA_OR_BOOL, TEXTS, WORDS,	/* lists of texts; WORDS: not twice */
	PATTERN,			/* a text that is an expression */
	URL, EMAIL, VERSION,		/* texts; VERSION: 2.0 unquoted too */
};

enum shape_id {
	NOTHING,		/* elements of a list or map: anything */
	ROOT, INFO, CONTACT, LICENSE, SERVER, VARIABLE, DOCS, TAG,
	PATHS, PATH_ITEM, OPERATION, PARAMETER, BODY, MEDIA, ENCODING,
	RESPONSES, RESPONSE, CALLBACK, EXAMPLE, LINK, HEADER, SCHEMA,
	DISCRIMINATOR, XML, COMPONENTS, SCHEME, FLOWS, FLOW_IMPLICIT,
	FLOW_PASSWORD, FLOW_CODE, REQUIREMENT, ITEMS, SHAPES
};

/* What the keys of a map must look like. */
enum names { ANY_NAME, COMPONENT_NAME };

struct key {
	const char	*name;
	enum type	 type;
	enum shape_id	 of;
	unsigned	 in;		/* versions that know it */
	unsigned	 need;		/* versions that require it */
	const char	*values;	/* " a b c ", or NULL: any */
	enum names	 names;
};

struct shape {
	const struct key *keys;		/* ends with .name NULL */
	bool		 may_refer;	/* or be {"$ref": "..."} */
	bool		 bare;		/* no "x-" keys */
	unsigned	 open;		/* versions in which other keys may be */
};

extern const struct shape shapes[SHAPES];

/* A document being walked, and where. */
struct walk {
	struct spec	*spec;
	unsigned	 version;	/* V20, V30 or V31 */
	int		 depth;
	char		 at[PLACE_MAX];	/* "paths./users.get" */
};

/* "openapi.invalid.RULE" at the place, or at a key of it. */
void	wrong(struct walk *, const char *rule, const char *key, int line);
/* Is it one of " a b c "? */
bool	among(const char *values, const char *);
/* ties.c */
void	ties(struct walk *, const struct gr_node *, enum shape_id);

#endif
