/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shape.c: a document held against the tables of shapes.c, object by
 * object.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openapi.h"
#include "shapes.h"

enum { DEEP = 150 };

static void object(struct walk *, const struct gr_node *, enum shape_id);

/* --- where we are ---------------------------------------------------------- */

static size_t
enter(struct walk *w, const char *key)
{
	size_t len = strlen(w->at);

	if (len + 2 < sizeof(w->at))
		snprintf(w->at + len, sizeof(w->at) - len, "%s%s",
		    len > 0 ? "." : "", key == NULL ? "[]" : key);
	return len;
}

static void
leave(struct walk *w, size_t len)
{
	w->at[len] = '\0';
}

void
wrong(struct walk *w, const char *rule, const char *key, int line)
{
	const size_t len = key == NULL ? strlen(w->at) : enter(w, key);

	invalid(w->spec, rule, w->at, line);
	leave(w, len);
}

/* --- values ------------------------------------------------------------------- */

static bool
is_number(const struct gr_node *n)
{
	const char *s = gr_text(n);
	char *end;

	if (s == NULL || !gr_plain(n) || s[0] == '\0')
		return false;
	(void)strtod(s, &end);
	return *end == '\0';
}

static bool
is_bool(const struct gr_node *n)
{
	const char *s = gr_text(n);

	return s != NULL && gr_plain(n) && (strcmp(s, "true") == 0 ||
	    strcmp(s, "false") == 0);
}

static bool
is_null(const struct gr_node *n)
{
	const char *s = gr_text(n);

	return s != NULL && gr_plain(n) && (s[0] == '\0' ||
	    strcmp(s, "null") == 0 || strcmp(s, "~") == 0);
}

/* An unquoted date or version of three parts is a text. */
static bool
is_text(const struct gr_node *n)
{
	return gr_text(n) != NULL && (!gr_plain(n) || (!is_number(n) &&
	    !is_bool(n) && !is_null(n)));
}

static bool
is_count(const struct gr_node *n)
{
	return is_number(n) && gr_text(n)[strspn(gr_text(n), "0123456789")] ==
	    '\0';
}

/* RFC 3986 has no place for these, escaped they may be. */
static bool
is_url(const char *s)
{
	return s[strcspn(s, " <>\"\\^`")] == '\0';
}

static bool
is_email(const char *s)
{
	const char *at = strchr(s, '@');

	return at != NULL && at > s && at[1] != '\0' &&
	    s[strcspn(s, " <>")] == '\0';
}

bool
among(const char *values, const char *s)
{
	char word[60];

	if (s == NULL || s[0] == '\0' || strchr(s, ' ') != NULL)
		return false;
	snprintf(word, sizeof(word), " %.50s ", s);
	return strstr(values, word) != NULL;
}

static void
words(struct walk *w, const struct gr_node *list, const struct key *k)
{
	const struct gr_node *i, *j;
	int n = 0;

	if (gr_node_kind(list) != GR_LIST) {
		wrong(w, "type", NULL, gr_node_line(list));
		return;
	}
	for (i = gr_first(list); i != NULL; i = gr_next(i)) {
		if (!is_text(i))
			wrong(w, "type", NULL, gr_node_line(i));
		else if (k->values != NULL && !among(k->values, gr_text(i)))
			wrong(w, "value", gr_text(i), gr_node_line(i));
		if (k->type != WORDS || ++n > 200)
			continue;
		for (j = gr_first(list); j != i; j = gr_next(j))
			if (gr_text(i) != NULL && gr_text(j) != NULL &&
			    strcmp(gr_text(i), gr_text(j)) == 0)
				wrong(w, "twice", gr_text(i),
				    gr_node_line(i));
	}
}

static bool
is_component_name(const char *s)
{
	return s[0] != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")] == '\0';
}

static void
elements(struct walk *w, const struct gr_node *n, const struct key *k)
{
	const bool map = k->type == MAP;
	const struct gr_node *i;
	size_t len;

	if (gr_node_kind(n) != (map ? GR_MAP : GR_LIST)) {
		wrong(w, "type", NULL, gr_node_line(n));
		return;
	}
	if (gr_repeated(n) > 0)
		wrong(w, "key_twice", NULL, gr_repeated(n));
	for (i = gr_first(n); i != NULL; i = gr_next(i)) {
		if (map && k->names == COMPONENT_NAME &&
		    !is_component_name(gr_key(i)))
			wrong(w, "name", gr_key(i), gr_node_line(i));
		if (k->of == NOTHING)
			continue;
		len = enter(w, gr_key(i));
		object(w, i, k->of);
		leave(w, len);
	}
}

static void
value(struct walk *w, const struct gr_node *n, const struct key *k)
{
	bool ok = true;

	switch (k->type) {
	case TEXT: case PATTERN: case URL: case EMAIL:
		ok = is_text(n);
		break;
	case VERSION:
		ok = gr_text(n) != NULL;
		break;
	case BOOL:
		ok = is_bool(n);
		break;
	case NUMBER:
		ok = is_number(n);
		break;
	case COUNT:
		ok = is_count(n);
		break;
	case SCHEMA_OR_BOOL:
		if (!is_bool(n))
			object(w, n, k->of);
		return;
	case OBJECT:
		object(w, n, k->of);
		return;
	case LIST: case MAP:
		elements(w, n, k);
		return;
	case TEXTS: case WORDS:
		words(w, n, k);
		return;
	case ANY:
		return;
	}
	if (!ok)
		wrong(w, "type", NULL, gr_node_line(n));
	else if ((k->values != NULL && !among(k->values, gr_text(n))) ||
	    (k->type == URL && !is_url(gr_text(n))) ||
	    (k->type == EMAIL && !is_email(gr_text(n))) ||
	    (k->type == PATTERN && gr_pattern(gr_text(n)) == NULL &&
	    strlen(gr_text(n)) < 1000))
		wrong(w, "value", gr_text(n), gr_node_line(n));
}

/* --- objects ------------------------------------------------------------------- */

static const struct key *
find(const struct walk *w, const struct shape *s, const char *name)
{
	const struct key *k;

	for (k = s->keys; k->name != NULL; k++)
		if ((k->in & w->version) != 0 && strcmp(k->name, name) == 0)
			return k;
	return NULL;
}

static bool
is_status(const struct walk *w, const char *s)
{
	if (strcmp(s, "default") == 0)
		return true;
	if (s[0] < '1' || s[0] > '5' || strlen(s) != 3)
		return false;
	return strspn(s, "0123456789") == 3 ||
	    (w->version != V20 && strcmp(s + 1, "XX") == 0);
}

/* Objects of which the keys are the candidate's: what each holds. */
static bool
free_key(struct walk *w, const struct gr_node *i, enum shape_id id)
{
	enum shape_id of;
	size_t len;

	if (id == PATHS || id == CALLBACK) {
		of = PATH_ITEM;
	} else if (id == RESPONSES) {
		of = RESPONSE;
		if (!is_status(w, gr_key(i)))
			wrong(w, "value", gr_key(i), gr_node_line(i));
	} else if (id == REQUIREMENT) {
		if (gr_node_kind(i) != GR_LIST)
			wrong(w, "type", gr_key(i), gr_node_line(i));
		return true;
	} else {
		return false;
	}
	len = enter(w, gr_key(i));
	object(w, i, of);
	leave(w, len);
	return true;
}

static void
keys(struct walk *w, const struct gr_node *n, enum shape_id id)
{
	const struct shape *s = &shapes[id];
	const struct gr_node *i;
	const struct key *k;
	size_t len;

	if (gr_repeated(n) > 0)
		wrong(w, "key_twice", NULL, gr_repeated(n));
	for (i = gr_first(n); i != NULL; i = gr_next(i)) {
		if (strncmp(gr_key(i), "x-", 2) == 0 && !s->bare)
			continue;
		k = find(w, s, gr_key(i));
		if (k == NULL) {
			if (!free_key(w, i, id) &&
			    (s->open & w->version) == 0)
				wrong(w, "unknown", gr_key(i),
				    gr_node_line(i));
			continue;
		}
		len = enter(w, gr_key(i));
		value(w, i, k);
		leave(w, len);
	}
	for (k = s->keys; k->name != NULL; k++)
		if ((k->need & w->version) != 0 && id != ROOT && id != INFO &&
		    gr_get(n, k->name) == NULL)
			wrong(w, "missing", k->name, gr_node_line(n));
}

static void
object(struct walk *w, const struct gr_node *n, enum shape_id id)
{
	const struct gr_node *ref = gr_get(n, "$ref");

	if (w->spec->steps++ > STEPS_MOST || w->depth == DEEP)
		return;
	if (gr_node_kind(n) != GR_MAP) {
		/* 3.1: a schema may be "true". */
		if (id != SCHEMA || w->version != V31 || !is_bool(n))
			wrong(w, "type", NULL, gr_node_line(n));
		return;
	}
	if (ref != NULL && shapes[id].may_refer &&
	    (id != SCHEMA || w->version != V31)) {
		if (!is_text(ref) && gr_node_kind(ref) != GR_MAP)
			wrong(w, "type", "$ref", gr_node_line(ref));
		return;
	}
	w->depth++;
	keys(w, n, id);
	ties(w, n, id);
	w->depth--;
}

void
shape_check(struct spec *s)
{
	struct walk w = { .spec = s, .version = s->major == 2 ? V20 :
	    s->minor == 0 ? V30 : V31 };

	s->steps = 0;
	object(&w, s->doc, ROOT);
}
