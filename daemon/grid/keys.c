/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keys.c: one file as a mapping whose every key was asked for.
 *
 * Whatever is wrong is told with the file and the line of the key or value
 * that is wrong, or of the mapping that lacks something.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/yaml.h"

#include "local.h"

int
grid_wrong(struct loading *l, int line, const char *fmt, ...)
{
	char what[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return err_set(l->e, ERR_FORMAT, "%s:%d: %s", l->path, line, what);
}

/* "line 7: what" of the YAML reader becomes "file:7: what". */
static int
malformed(struct loading *l)
{
	struct err was = *l->e;
	int line = 0, at = 0;

	if (sscanf(was.msg, "line %d: %n", &line, &at) == 1 && at > 0)
		return grid_wrong(l, line, "%s", was.msg + at);
	return err_wrap(l->e, "%s", l->path);
}

int
grid_file(struct loading *l, struct hash *h, const char *keys,
    const struct yaml **out)
{
	struct buf b = BUF_INIT(FILE_MOST);
	struct yaml *docs;
	int ret = -1;

	if (fs_read(l->path, &b, l->e) < 0)
		goto out;
	hash_add(h, buf_str(&b), b.len);
	if (yaml_parse(&l->grid->arena, buf_str(&b), b.len, false, &docs,
	    l->e) < 0) {
		(void)malformed(l);
		goto out;
	}
	if (docs->child == NULL) {
		(void)grid_wrong(l, 1, "the file is empty");
		goto out;
	}
	if (docs->child->next != NULL) {
		(void)grid_wrong(l, docs->child->next->line,
		    "a second YAML document");
		goto out;
	}
	*out = docs->child;
	ret = grid_keys(l, *out, keys);
out:
	buf_free(&b);
	return ret;
}

bool
grid_word(const char *words, const char *word, size_t len)
{
	size_t n;

	for (; *words != '\0'; words += n) {
		words += strspn(words, " ");
		n = strcspn(words, " ");
		if (n == len && n > 0 && memcmp(words, word, n) == 0)
			return true;
	}
	return false;
}

int
grid_keys(struct loading *l, const struct yaml *map, const char *keys)
{
	const struct yaml *v;

	if (map->kind != YAML_MAP)
		return grid_wrong(l, map->line, "a mapping with the keys \"%s\""
		    " is expected", keys);
	for (v = map->child; v != NULL; v = v->next)
		if (!grid_word(keys, v->key, strlen(v->key)))
			return grid_wrong(l, v->key_line, "unknown key "
			    "\"%.60s\", not one of \"%s\"", v->key, keys);
	return 0;
}

int
grid_scalar(struct loading *l, const struct yaml *v, const char **out)
{
	if (v->kind != YAML_SCALAR || v->len == 0 || yaml_is_null(v))
		return grid_wrong(l, v->line, "a text is expected");
	if (strlen(v->text) != v->len)
		return grid_wrong(l, v->line, "a NUL in a text");
	if (v->len > TEXT_MOST)
		return grid_wrong(l, v->line, "a text longer than %d bytes",
		    (int)TEXT_MOST);
	*out = v->text;
	return 0;
}

static const struct yaml *
need(struct loading *l, const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);

	if (v == NULL)
		(void)grid_wrong(l, map->line, "the key \"%s\" is missing",
		    key);
	return v;
}

int
grid_text(struct loading *l, const struct yaml *map, const char *key,
    const char **out)
{
	const struct yaml *v = need(l, map, key);

	if (v == NULL)
		return -1;
	if (v->kind != YAML_SCALAR || v->len == 0)
		return grid_wrong(l, v->key_line, "\"%s\" must be a text",
		    key);
	return grid_scalar(l, v, out);
}

int
grid_number(struct loading *l, const struct yaml *map, const char *key,
    long least, long most, long *out)
{
	const struct yaml *v = need(l, map, key);

	if (v == NULL)
		return -1;
	if (yaml_int(map, key, out) != 1 || *out < least || *out > most)
		return grid_wrong(l, v->key_line, "\"%s\" must be a number "
		    "from %ld to %ld", key, least, most);
	return 0;
}

int
grid_list(struct loading *l, const struct yaml *map, const char *key,
    const struct yaml **first)
{
	const struct yaml *v = need(l, map, key);

	if (v == NULL)
		return -1;
	if (v->kind != YAML_LIST)
		return grid_wrong(l, v->key_line, "\"%s\" must be a list",
		    key);
	*first = v->child;
	return 0;
}

int
grid_both(struct loading *l, const struct yaml *map, const char **fr,
    const char **en)
{
	if (grid_text(l, map, "fr", fr) < 0 || grid_text(l, map, "en", en) < 0)
		return -1;
	return 0;
}
