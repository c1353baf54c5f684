/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lookup.c: values found in a YAML tree, declared in yaml.h.
 *
 * Scalars are read as the core schema of YAML 1.2 does (section 10.3.2):
 * "yes" and "on" are text, "010" is ten.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "yaml.h"

static const struct yaml *
merged(const struct yaml *value, const char *key)
{
	const struct yaml *c, *found;

	if (value->kind == YAML_MAP)
		return yaml_get(value, key);
	if (value->kind != YAML_LIST)
		return NULL;
	/* The earlier of a list of mappings wins. */
	for (c = value->child; c != NULL; c = c->next)
		if ((found = yaml_get(c, key)) != NULL)
			return found;
	return NULL;
}

/*
 * The tree's limits on depth and expanded nodes, which count aliases as
 * what they stand for, bound the recursion and its work.
 */
const struct yaml *
yaml_get(const struct yaml *map, const char *key)
{
	const struct yaml *c, *found = NULL;

	if (map == NULL || map->kind != YAML_MAP)
		return NULL;
	for (c = map->child; c != NULL; c = c->next)
		if (strcmp(c->key, key) == 0)
			found = c;
	for (c = map->child; c != NULL && found == NULL; c = c->next)
		if (strcmp(c->key, "<<") == 0)
			found = merged(c, key);
	return found;
}

const char *
yaml_str(const struct yaml *map, const char *key)
{
	const struct yaml *v = yaml_get(map, key);

	return v != NULL && v->kind == YAML_SCALAR ? v->text : NULL;
}

static const char *
plain(const struct yaml *v)
{
	return v->kind == YAML_SCALAR && v->plain ? v->text : "";
}

int
yaml_bool(const struct yaml *map, const char *key, bool *out)
{
	static const struct { const char *text; bool value; } words[] = {
		{ "FALSE", false }, { "False", false }, { "false", false },
		{ "TRUE", true }, { "True", true }, { "true", true },
	};
	const struct yaml *v = yaml_get(map, key);
	size_t i;

	if (v == NULL)
		return 0;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(plain(v), words[i].text) == 0) {
			*out = words[i].value;
			return 1;
		}
	}
	return -1;
}

int
yaml_int(const struct yaml *map, const char *key, long *out)
{
	static const char decimal[] = "0123456789";
	static const char hex[] = "0123456789abcdefABCDEF";
	const struct yaml *v = yaml_get(map, key);
	const char *s, *digits = decimal;
	int base = 10;
	long n;

	if (v == NULL)
		return 0;
	s = plain(v);
	if (strncmp(s, "0x", 2) == 0 || strncmp(s, "0o", 2) == 0) {
		base = s[1] == 'x' ? 16 : 8;
		digits = s[1] == 'x' ? hex : "01234567";
		s += 2;
	}
	n = base == 10 && (s[0] == '-' || s[0] == '+');
	if (s[n] == '\0' || s[(size_t)n + strspn(s + n, digits)] != '\0')
		return -1;
	errno = 0;
	n = strtol(s, NULL, base);
	if (errno != 0)
		return -1;
	*out = n;
	return 1;
}

bool
yaml_is_null(const struct yaml *v)
{
	if (v == NULL || v->kind != YAML_SCALAR || !v->plain)
		return false;
	return v->len == 0 || strcmp(v->text, "~") == 0 ||
	    strcmp(v->text, "null") == 0 || strcmp(v->text, "Null") == 0 ||
	    strcmp(v->text, "NULL") == 0;
}
