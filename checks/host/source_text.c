/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_text.c: what a value reads, when it is a text.
 *
 * "a" "b", "a" + b, f"a{b}", "a{}".format(b), a name that was given one
 * text once.  What is computed is a hole, "{}"; a name in a hole is looked
 * up like any other.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "source.h"

enum { PIECES = 32 };

struct out {
	struct source	*s;
	char		 buf[TEXT_MOST + 1];
	size_t		 n;
};

static const char *
bare(const char *name)
{
	static const char *const own[] = { "self.", "cls.", "this.",
	    "$this.", NULL };
	size_t i;

	for (i = 0; own[i]; i++)
		if (strncmp(name, own[i], strlen(own[i])) == 0)
			return name + strlen(own[i]);
	return name;
}

void
source_give(struct source *s, const char *name, size_t from, size_t to)
{
	struct source_given *g;

	if (s->ngiven >= SOURCE_ITEMS)
		return;
	g = arena_push(s->arena, (void **)&s->given, s->ngiven,
	    &s->given_cap, sizeof(*g));
	s->ngiven++;
	g->name = bare(name);
	g->from = from;
	g->to = to;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct source_given *)a)->name,
	    ((const struct source_given *)b)->name);
}

/* The text that this name was given, if it was given one once. */
static const char *
lookup(const struct source *s, const char *name)
{
	struct source_given key = { .name = bare(name) }, *g;
	size_t at;

	if (!s->resolved || s->ngiven == 0)
		return NULL;
	g = bsearch(&key, s->given, s->ngiven, sizeof(key), by_name);
	if (!g)
		return NULL;
	at = (size_t)(g - s->given);
	if ((at > 0 && by_name(g, g - 1) == 0) ||
	    (at + 1 < s->ngiven && by_name(g, g + 1) == 0))
		return NULL;
	return s->deeper ? g->text : g->plain;
}

static void
put(struct out *o, const char *p, size_t len)
{
	if (len > TEXT_MOST - o->n)
		for (len = TEXT_MOST - o->n; len > 0 &&
		    ((unsigned char)p[len] & 0xC0) == 0x80; len--)
			;
	memcpy(o->buf + o->n, p, len);
	o->n += len;
}

/* What is computed here: the text of a plain name, or a hole. */
static void
put_hole(struct out *o, const char *code, size_t len)
{
	char name[NAME_MOST + 1];
	const char *text = NULL;
	size_t i;

	for (i = 0; i < len && i < NAME_MOST; i++) {
		if (!strchr("abcdefghijklmnopqrstuvwxyz_.$0123456789",
		    code[i] | (code[i] >= 'A' && code[i] <= 'Z' ? 32 : 0)))
			break;
		name[i] = code[i];
	}
	if (i == len && len > 0) {
		name[i] = '\0';
		text = lookup(o->s, name);
	}
	if (text)
		put(o, text, strlen(text));
	else
		put(o, "{}", 2);
}

/* The end of the hole that begins at p, after its "{"; one past "}". */
static const char *
hole_end(const char *p, const char *end)
{
	int depth = 1;

	for (; p < end; p++) {
		if (*p == '{')
			depth++;
		else if (*p == '}' && --depth == 0)
			return p + 1;
	}
	return end;
}

static bool
is_word(char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' ||
	    (c >= '0' && c <= '9');
}

/* Past "$name". */
static const char *
dollar_end(const char *p, const char *end)
{
	for (p++; p < end && is_word(*p); p++)
		;
	return p;
}

/* A hole at p?  Written, and past it; else NULL. */
static const char *
one_hole(struct out *o, const char *p, const char *end)
{
	bool braces = o->s->kind == GR_PYTHON || o->s->kind == GR_CSHARP;
	const char *q;

	if (*p == '{' && braces) {
		if (p + 1 < end && p[1] == '{')
			return NULL;
		q = hole_end(p + 1, end);
		put_hole(o, p + 1, strcspn(p + 1, ":!}"));
		return q;
	}
	if (*p == '$' && p + 1 < end && p[1] == '{' && !braces) {
		q = hole_end(p + 2, end);
		put_hole(o, p + 2, (size_t)(q - p) > 3 ? (size_t)(q - p - 3) :
		    0);
		return q;
	}
	if (*p == '{' && o->s->kind == GR_PHP && p + 1 < end && p[1] == '$') {
		q = hole_end(p + 1, end);
		put_hole(o, p + 1, (size_t)(q - p - 2));
		return q;
	}
	if (*p == '$' && p + 1 < end && is_word(p[1]) &&
	    (o->s->kind == GR_PHP || o->s->kind == GR_KOTLIN)) {
		q = dollar_end(p, end);
		if (o->s->kind == GR_KOTLIN)
			p++;
		put_hole(o, p, (size_t)(q - p));
		return q;
	}
	return NULL;
}

static void
put_format(struct out *o, const struct gr_token *t)
{
	const char *p = t->text, *end = p + t->len, *q;

	while (p < end && o->n < TEXT_MOST) {
		q = one_hole(o, p, end);
		if (!q && (*p == '{' || *p == '}') && p + 1 < end &&
		    p[1] == *p && t->format) {
			put(o, p, 1);
			p += 2;
		} else if (!q) {
			put(o, p, 1);
			p++;
		} else {
			p = q;
		}
	}
}

/* "..{name}..".format(..), "..%s.." % ..: holes whatever their names. */
static void
put_template(struct out *o, const struct gr_token *t, bool percent)
{
	const char *p = t->text, *end = p + t->len;

	while (p < end && o->n < TEXT_MOST) {
		if (!percent && *p == '{') {
			put(o, "{}", 2);
			p = hole_end(p + 1, end);
		} else if (percent && *p == '%' && p + 1 < end &&
		    strchr("sdrfi", p[1])) {
			put(o, "{}", 2);
			p += 2;
		} else {
			put(o, p++, 1);
		}
	}
}

/* One piece of a sum at i: past it.  *text: it was a text itself. */
static size_t
piece(struct out *o, size_t i, size_t to, bool *text)
{
	struct source *s = o->s;
	size_t q, p;

	if (is_kind(s, i, GR_STRING)) {
		*text = true;
		if (s->kind == GR_PYTHON && is(s, i + 1, ".") &&
		    is(s, i + 2, "format") && is(s, i + 3, "(") &&
		    i + 3 < to) {
			put_template(o, tok(s, i), false);
			return source_skip(s, i + 3);
		}
		if (s->kind == GR_PYTHON && is(s, i + 1, "%") && i + 2 < to) {
			put_template(o, tok(s, i), true);
			return source_skip(s, i + 2);
		}
		if (tok(s, i)->format)
			put_format(o, tok(s, i));
		else
			put(o, tok(s, i)->text, tok(s, i)->len);
		return i + 1;
	}
	if (is_name(s, i)) {
		q = source_names_end(s, i);
		if (q <= to && !source_opens(s, q)) {
			const char *name = source_name(s, i, q);

			put_hole(o, name, strlen(name));
			return q;
		}
		for (p = q; p < to && source_opens(s, p); )
			p = source_skip(s, p);
		put_hole(o, "", 0);
		return p;
	}
	put_hole(o, "", 0);
	return source_opens(s, i) || is_kind(s, i, GR_NUMBER) ?
	    source_skip(s, i) : to + 1;
}

/* The text of the tokens [from, to), or NULL. */
static const char *
text_of(struct source *s, size_t from, size_t to)
{
	struct out o = { .s = s };
	bool text = false, single = false;
	const char *plus = s->kind == GR_PHP ? "." : "+";
	size_t i, next;
	int n;

	while (from < to && is(s, from, "(") && s->mate[from] == to - 1) {
		from++;
		to--;
	}
	if (from >= to || (!is_kind(s, from, GR_STRING) && !is_name(s, from)))
		return NULL;
	for (i = from, n = 0; i < to && n < PIECES; n++) {
		next = piece(&o, i, to, &text);
		if (next > to)
			return NULL;
		single = n == 0 && next == to && is_name(s, i);
		i = next;
		if (i < to && is(s, i, plus) && i + 1 < to)
			i++;
		else if (i < to && !(s->kind == GR_PYTHON &&
		    is_kind(s, i, GR_STRING) &&
		    is_kind(s, i - 1, GR_STRING)))
			return NULL;
	}
	if (i < to || !(text || (single && o.n > 0 && strcmp(o.buf, "{}") != 0)))
		return NULL;
	return arena_dup(s->arena, o.buf, o.n);
}

void
source_texts(struct source *s)
{
	struct source_given *g;
	size_t i;

	for (i = 0; i < s->ngiven; i++) {
		g = &s->given[i];
		if (g->from < g->to && is_kind(s, g->from, GR_STRING))
			g->plain = text_of(s, g->from, g->to);
	}
	if (s->ngiven > 0)
		qsort(s->given, s->ngiven, sizeof(*s->given), by_name);
	s->resolved = true;
	for (i = 0; i < s->ngiven; i++) {
		g = &s->given[i];
		/* One level: a sum of names, but no name of a name. */
		g->text = g->from < g->to && (g->plain ||
		    !is_name(s, g->from) || g->to > g->from + 1) ?
		    text_of(s, g->from, g->to) : NULL;
	}
	s->deeper = true;
	for (i = 0; i < s->nvalues; i++)
		s->value[i].arg->text = text_of(s, s->value[i].from,
		    s->value[i].to);
}
