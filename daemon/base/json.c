/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json.c: reading, the window on cJSON.  A struct json is a cJSON.
 *
 * cJSON is lenient: it takes invalid UTF-8, control characters in strings
 * and between tokens, 1e999, 01, and \u0000, at which it ends the string.
 * So the bytes pass json_scan() (scan.c) first; here only the keys that
 * come twice are left to find.
 */
#include "json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "err.h"
#include "local.h"

static const cJSON *
in(const struct json *j)
{
	return (const cJSON *)j;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	const char	**list;		/* owned */
	size_t		  cap;
};

/* The key that is twice in this object, or NULL. */
static const char *
twice(const cJSON *object, struct names *names)
{
	const cJSON *c;
	size_t i, n = 0;

	for (c = object->child; c != NULL; c = c->next) {
		if (n == names->cap) {
			names->cap = names->cap > 0 ? 2 * names->cap : 64;
			names->list = reallocarray(names->list, names->cap,
			    sizeof(*names->list));
			if (names->list == NULL)
				abort();
		}
		names->list[n++] = c->string;
	}
	if (n < 2)
		return NULL;
	/* Sorted, because an object may have a hundred thousand keys. */
	qsort(names->list, n, sizeof(*names->list), by_name);
	for (i = 1; i < n; i++)
		if (strcmp(names->list[i - 1], names->list[i]) == 0)
			return names->list[i];
	return NULL;
}

/* The recursion is bounded: json_scan() has counted the brackets. */
static const char *
repeated(const cJSON *tree, struct names *names)
{
	const char *key = NULL;
	const cJSON *c;

	if (cJSON_IsObject(tree))
		key = twice(tree, names);
	for (c = tree->child; c != NULL && key == NULL; c = c->next)
		if (c->child != NULL)
			key = repeated(c, names);
	return key;
}

struct json *
json_parse(const char *text, size_t n, struct err *e)
{
	struct names names = { .list = NULL };
	const char *key, *end = NULL;
	cJSON *tree;

	if (json_scan(text, n, e) < 0)
		return NULL;
	tree = cJSON_ParseWithLengthOpts(text, n, &end, 0);
	if (tree == NULL) {
		err_set(e, ERR_FORMAT, "byte %td: malformed JSON",
		    end != NULL ? end - text + 1 : 0);
		return NULL;
	}
	for (; end < text + n; end++) {
		if (strchr(" \t\r\n", *end) == NULL || *end == '\0') {
			err_set(e, ERR_FORMAT, "byte %td: something after the"
			    " JSON value", end - text + 1);
			cJSON_Delete(tree);
			return NULL;
		}
	}
	key = repeated(tree, &names);
	if (key != NULL) {
		err_set(e, ERR_FORMAT, "key \"%.80s\" twice in one JSON object",
		    key);
		cJSON_Delete(tree);
		tree = NULL;
	}
	free(names.list);
	return (struct json *)tree;
}

void
json_free(struct json *j)
{
	cJSON_Delete((cJSON *)j);
}

static const struct json *
find(const struct json *j, const char *key, size_t n)
{
	const cJSON *c;

	if (!json_is_object(j))
		return NULL;
	for (c = in(j)->child; c != NULL; c = c->next)
		if (strncmp(c->string, key, n) == 0 && c->string[n] == '\0')
			return (const struct json *)c;
	return NULL;
}

const struct json *
json_get(const struct json *j, const char *key)
{
	return find(j, key, strlen(key));
}

const struct json *
json_path(const struct json *j, const char *dotted)
{
	size_t n;

	for (;;) {
		n = strcspn(dotted, ".");
		j = find(j, dotted, n);
		if (j == NULL || dotted[n] == '\0')
			return j;
		dotted += n + 1;
	}
}

const char *
json_text(const struct json *j)
{
	return j != NULL && cJSON_IsString(in(j)) ? in(j)->valuestring : NULL;
}

const char *
json_str(const struct json *j, const char *key)
{
	return json_text(json_get(j, key));
}

int
json_number(const struct json *j, int64_t *out)
{
	double v;

	if (j == NULL || !cJSON_IsNumber(in(j)))
		return 0;
	v = in(j)->valuedouble;
	/* 2^53 itself may have been 2^53 + 1 in the text. */
	if (!(fabs(v) < 9007199254740992.0) || v != (double)(int64_t)v)
		return 0;
	*out = (int64_t)v;
	return 1;
}

int
json_int(const struct json *j, const char *key, int64_t *out)
{
	return json_number(json_get(j, key), out);
}

bool
json_true(const struct json *j, const char *key)
{
	const struct json *v = json_get(j, key);

	return v != NULL && cJSON_IsTrue(in(v));
}

bool
json_is_object(const struct json *j)
{
	return j != NULL && cJSON_IsObject(in(j));
}

bool
json_is_array(const struct json *j)
{
	return j != NULL && cJSON_IsArray(in(j));
}

bool
json_is_null(const struct json *j)
{
	return j != NULL && cJSON_IsNull(in(j));
}

const struct json *
json_first(const struct json *j)
{
	return j != NULL ? (const struct json *)in(j)->child : NULL;
}

const struct json *
json_next(const struct json *j)
{
	return j != NULL ? (const struct json *)in(j)->next : NULL;
}

const char *
json_key(const struct json *j)
{
	return j != NULL ? in(j)->string : NULL;
}

size_t
json_count(const struct json *j)
{
	return j != NULL ? (size_t)cJSON_GetArraySize(in(j)) : 0;
}

int
json_id(const struct json *j, const char *key, char *out, size_t n)
{
	const struct json *v = json_get(j, key);
	const char *text = json_text(v);
	int64_t number;
	size_t len;

	if (text != NULL)
		len = (size_t)snprintf(out, n, "%s", text);
	else if (json_number(v, &number))
		len = (size_t)snprintf(out, n, "%" PRId64, number);
	else
		return 0;
	/* Half an identifier is another one's. */
	return len > 0 && len < n;
}
