/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.h: how the tokens of one file become its outline.
 *
 * A pass over the tokens without the comments, by indentation or by braces;
 * then texts are found for values, once it is known what each name was
 * given.  No recursion: what is nested is found through .mate, and what is
 * around an item is a chain of indexes.  Whatever looks ahead skips what is
 * in brackets, so that each token is looked at a fixed number of times.
 */
#ifndef SOURCE_H
#define SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check.h"

struct arena;

enum {
	SOURCE_ITEMS = 200000,
	SOURCE_ARGS = 400000,	/* of all items together */
	ARGS_MOST = 64,		/* of one */
	NAME_MOST = 200,	/* bytes of a name, CODE of a value as written */
	CODE_MOST = 200,
	TEXT_MOST = 600,
	AHEAD = 64,		/* tokens to look ahead, outside brackets */
};

/* A value whose text is sought, once all names are known. */
struct source_value {
	struct gr_arg	*arg;
	size_t		 from, to;
};

/* A name and what it was given: tokens [from, to), or none of interest. */
struct source_given {
	const char	*name;
	size_t		 from, to;
	const char	*plain;	/* its text, names in it unknown */
	const char	*text;	/* with names in it resolved */
};

struct source {
	struct arena		*arena;
	enum gr_kind		 kind;
	const struct gr_token	*all;
	uint32_t		*at;	/* in all, of each token but comments */
	size_t			 n;
	uint32_t		*mate;	/* of a bracket: the one that closes it,
					   or where it had to end */
	uint32_t		*made;	/* of ")": the call that it ends, of "{":
					   the class that it begins; plus 1 */
	uint32_t		*open;	/* of each depth: the bracket at hand */
	struct gr_item		*item;
	size_t			 nitems, cap;
	struct source_value	*value;
	size_t			 nvalues, value_cap, nargs;
	struct source_given	*given;
	size_t			 ngiven, given_cap;
	bool			 resolved;	/* .given is sorted, .plain is */
	bool			 deeper;	/* .text is there too */
	int			 inside;	/* what is written to new items */
	bool			 dead, main;
	size_t			 dead_from;	/* braces: where .dead begins */
	size_t			 dead_end;	/* and where it ends */
	int			 dead_depth;	/* or at a "case" this deep */
	size_t			 required;	/* a require() already told */
	size_t			 marks;		/* first item that may be a
						   mark of what comes next */
	size_t			 mark_end;	/* of the last one's arguments */
	size_t			 value_from, value_to;	/* last one looked at */
	size_t			 taken;		/* "=" already told */
	struct {
		size_t	item, end;	/* the assignments whose value ... */
		size_t	from, to;	/* ... these tokens are */
	}			 assign;
};

static inline const struct gr_token *
tok(const struct source *s, size_t i)
{
	return &s->all[s->at[i]];
}

static inline bool
is(const struct source *s, size_t i, const char *text)
{
	return i < s->n && gr_token_is(tok(s, i), text);
}

static inline bool
is_kind(const struct source *s, size_t i, enum gr_token_kind kind)
{
	return i < s->n && tok(s, i)->kind == kind;
}

static inline bool
is_name(const struct source *s, size_t i)
{
	return is_kind(s, i, GR_NAME);
}

bool	source_opens(const struct source *, size_t i);	/* "(" "[" "{" */
bool	source_closes(const struct source *, size_t i);
/* The token after i, or after the bracket that i opens. */
size_t	source_skip(const struct source *, size_t i);
/* One of the words of a list that ends with NULL? */
bool	source_any(const struct source *, size_t i, const char *const *words);

/* A new item, inside and dead as at present, or NULL past the ceiling. */
struct gr_item *source_add(struct source *, enum gr_item_kind, size_t from,
	    size_t end);
/* The same, for what marks that stand before it are about. */
struct gr_item *source_define(struct source *, enum gr_item_kind,
	    size_t from, size_t end);
/* An item got its end: [.token, end). */
void	source_close(struct source *, int item, size_t end);
/* The items from this one on are assignments: .from and .to come next. */
void	source_pending(struct source *, size_t first);
/* Pieces of source as a text in the arena: names, or as written. */
const char *source_name(struct source *, size_t from, size_t to);
const char *source_code(struct source *, size_t from, size_t to);

/* --- source_call.c -------------------------------------------------------- */

/*
 * At a name: it and those that follow it after dots, and the call if it is
 * one.  Returns the token after the names.
 */
size_t	source_chain(struct source *, size_t i);
/* Past names joined by what the language joins them with. */
size_t	source_names_end(const struct source *, size_t i);
bool	source_joins(const struct source *, size_t i);	/* "." "->" "::" */
/* At a name after "@": the mark.  Returns the token after its names. */
size_t	source_mark(struct source *, size_t i);
void	source_args(struct source *, int item, size_t open);
void	source_params(struct source *, int item, size_t open);
/* The one argument of an assignment. */
void	source_value(struct source *, int item, size_t from, size_t to,
	    const char *type);

/* --- source_text.c -------------------------------------------------------- */

/* A name was given this value, or (from == to) something unknown. */
void	source_give(struct source *, const char *name, size_t from, size_t to);
/* At the end: texts of all values. */
void	source_texts(struct source *);

/* --- by language ----------------------------------------------------------- */

void	source_python(struct source *);
void	source_braces(struct source *);
/* At "import", "using", "use", "export": past it, or i. */
size_t	source_import(struct source *, size_t i);
/* JavaScript: a value that is require("..")? Then what it is called here. */
bool	source_require(struct source *, size_t names, size_t value);
void	source_imported(struct source *, size_t from, size_t to,
	    const char *name, const char *what, const char *as);
/* "class" and the like: the token to go on with, or i when it is none. */
size_t	source_class(struct source *, size_t i);
/* A function that is written here; the same. */
size_t	source_function(struct source *, size_t i);
/* Where the value that begins at v ends; braces. */
size_t	source_value_end(struct source *, size_t v);
/* "=" at eq gives a value to the names [from, to). */
void	source_assign(struct source *, size_t from, size_t to, size_t eq);
/* Is what begins here a function without a name?  Then its parameters. */
bool	source_lambda(struct source *, size_t v, size_t *params,
	    size_t *body);
void	source_lambda_named(struct source *, size_t name, size_t name_end,
	    size_t params, size_t body);

#endif
