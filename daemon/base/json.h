/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.h: JSON in, strictly, and JSON out, always the same.
 *
 * Reading (cJSON behind): the bytes must be UTF-8 and one value with
 * nothing after it, nested at most JSON_DEPTH deep, without NUL in strings
 * and without a key twice in one object.  Look-ups are case-sensitive.
 * Integers are exact below 2^53; a larger one is refused by json_int(), so
 * forges' ids travel as text.
 *
 * Writing goes to a struct buf in the order of the calls.  What is written
 * is UTF-8 whatever was given: U+FFFD stands for each invalid byte.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;
struct json;

enum { JSON_DEPTH = 64 };

struct json *json_parse(const char *, size_t, struct err *); /* NULL: error */
void	json_free(struct json *);

/* All of these accept NULL and then answer "not there". */
const struct json *json_get(const struct json *, const char *key);
const struct json *json_path(const struct json *, const char *dotted);
const char *json_str(const struct json *, const char *key);   /* or NULL */
const char *json_text(const struct json *);	/* of a string node, or NULL */
int	json_int(const struct json *, const char *key, int64_t *); /* 1 or 0 */
int	json_number(const struct json *, int64_t *);		   /* 1 or 0 */
bool	json_true(const struct json *, const char *key);
bool	json_is_object(const struct json *);
bool	json_is_array(const struct json *);
bool	json_is_null(const struct json *);
const struct json *json_first(const struct json *);	/* array or object */
const struct json *json_next(const struct json *);
const char *json_key(const struct json *);		/* in an object */
size_t	json_count(const struct json *);

/*
 * A string or an exact integer as text, into out; 1, or 0 if it is neither,
 * empty, or does not fit.
 */
int	json_id(const struct json *, const char *key, char *out, size_t n);

struct json_out {
	struct buf	*buf;		/* borrowed */
	bool		 pretty;	/* two spaces a level, one item a line */
	int		 depth;
	bool		 filled[JSON_DEPTH];
};

/*
 * key is NULL inside an array and at the top; the bracket is '{' or '[' and
 * '}' or ']'.  A NULL string is written as null.
 */
void	json_open(struct json_out *, const char *key, char bracket);
void	json_close(struct json_out *, char bracket);
void	json_put_str(struct json_out *, const char *key, const char *);
void	json_put_strn(struct json_out *, const char *key, const char *, size_t);
void	json_put_int(struct json_out *, const char *key, int64_t);
void	json_put_bool(struct json_out *, const char *key, bool);
void	json_put_null(struct json_out *, const char *key);
/* Text that is JSON already. */
void	json_put_raw(struct json_out *, const char *key, const char *);

#endif
