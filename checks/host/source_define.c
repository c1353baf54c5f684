/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_define.c: classes and functions of the languages with braces.
 */
#include <string.h>

#include "base/arena.h"
#include "source.h"

static bool
script(const struct source *s)
{
	return s->kind == GR_JAVASCRIPT || s->kind == GR_TYPESCRIPT;
}

/* The body of what was named before i: "{", or s->n. */
static size_t
body_of(const struct source *s, size_t i)
{
	static const char *const types[] = { ":", "|", "interface", "struct",
		"&", "<", NULL };
	size_t n;

	for (n = 0; i < s->n && n < AHEAD; i = source_skip(s, i), n++) {
		if (is(s, i, "{") && !(i > 0 && source_any(s, i - 1, types)))
			return i;
		if (is(s, i, ";") || is(s, i, "=") || is(s, i, "=>") ||
		    source_closes(s, i))
			break;
		if (is_kind(s, i, GR_NEWLINE) && !is(s, i + 1, "{") &&
		    (s->kind == GR_KOTLIN || s->kind == GR_GO))
			break;
	}
	return s->n;
}

static const char *const classes[] = { "class", "interface", "trait", "enum",
	"record", "object", "struct", NULL };

/* "extends A implements B, C" and ": A(), B" as "A, B, C". */
static const char *
bases(struct source *s, size_t at, size_t body)
{
	static const char *const words[] = { "extends", "implements", ":",
		"where", "permits", "with", NULL };
	const char *all = "";
	size_t i, from;

	for (i = at; i < body; i = source_skip(s, i))
		if (source_any(s, i, words))
			break;
	while (i < body && i < at + AHEAD) {
		for (from = ++i; i < body && !source_any(s, i, words); )
			i = source_skip(s, i);
		all = arena_fmt(s->arena, "%s%s%s", all, *all ? ", " : "",
		    source_code(s, from, i));
	}
	return all;
}

size_t
source_class(struct source *s, size_t i)
{
	size_t name = i + 1, at, body;
	struct gr_item *it;
	int item;

	if (s->kind == GR_GO) {
		if (!is(s, i, "type") || !is_name(s, i + 1) ||
		    !(is(s, i + 2, "struct") || is(s, i + 2, "interface")) ||
		    !is(s, i + 3, "{"))
			return i;
		body = i + 3;
		at = body;
	} else {
		if (!source_any(s, i, classes))
			return i;
		if (is(s, name, "class"))
			name++;		/* "enum class", "record class" */
		if (!is_name(s, name) || is(s, name, "extends"))
			return i;
		at = name + 1;
		if (is(s, at, "=") || is(s, at, ".") || is(s, at, ";") ||
		    is(s, at, ","))
			return i;
		if (is(s, at, "(") && !(s->kind == GR_KOTLIN ||
		    is(s, i, "record") || s->kind == GR_CSHARP))
			return i;
		body = body_of(s, is(s, at, "(") ? source_skip(s, at) : at);
		if (body == s->n && !is(s, at, "("))
			return i;
	}
	it = source_define(s, GR_CLASS, i, body < s->n ? source_skip(s, body) :
	    source_skip(s, at));
	if (!it)
		return i;
	item = (int)s->nitems - 1;
	it->name = source_name(s, name, name + 1);
	if (body < s->n)
		s->made[body] = (uint32_t)item + 1;
	s->inside = item;
	if (is(s, at, "("))
		source_params(s, item, at);
	if (s->kind != GR_GO && body < s->n)
		s->item[item].what = bases(s, at, body);
	return name + 1;
}

/* A function from i, called by the tokens [name, name_end). */
static size_t
begin(struct source *s, size_t i, size_t name, size_t name_end, size_t open)
{
	size_t close = source_skip(s, open), body = body_of(s, close), end;
	struct gr_item *it;
	int item;

	if (body < s->n) {
		end = source_skip(s, body);
	} else {
		for (end = close; end < s->n && end < close + AHEAD; end++)
			if (is(s, end, "=>") || is(s, end, "=") ||
			    is(s, end, ";") || is_kind(s, end, GR_NEWLINE) ||
			    source_closes(s, end))
				break;
		if (is(s, end, "="))
			s->taken = end;
		end = is(s, end, "=>") || is(s, end, "=") ?
		    source_value_end(s, end + 1) : close;
	}
	it = source_define(s, GR_FUNCTION, i, end);
	if (!it)
		return i;
	item = (int)s->nitems - 1;
	it->name = source_name(s, name, name_end);
	s->inside = item;
	if (strcmp(it->name, "main") == 0 || strcmp(it->name, "Main") == 0)
		s->main = true;
	source_params(s, item, open);
	return name_end;
}

/* A name between backticks: Kotlin's tests are so called. */
static size_t
ticked(const struct source *s, size_t i)
{
	size_t q;

	for (q = i + 1; q < s->n && q < i + AHEAD; q++)
		if (is(s, q, "`"))
			return q;
	return i;
}

static size_t
kotlin(struct source *s, size_t i)
{
	size_t q = i + 1, end, from;

	if (is(s, q, "<"))
		while (q < s->n && q < i + AHEAD && !is(s, q++, ">"))
			;
	if (is(s, q, "`") && (end = ticked(s, q)) > q &&
	    is(s, end + 1, "(")) {
		size_t done = begin(s, i, q + 1, end, end + 1);

		if (done != i)
			s->item[s->nitems - 1].name = source_code(s, q + 1,
			    end);
		return done;
	}
	if (!is_name(s, q))
		return i;
	end = source_names_end(s, q);
	for (from = end - 1; from > q && !is_name(s, from); from--)
		;
	return is(s, end, "(") ? begin(s, i, from, end, end) : i;
}

/* Something in a class of Java or C#: a type, a name, parameters, a body. */
static bool
is_method(const struct source *s, size_t i)
{
	static const char *const not[] = { "new", "return", "throw", "await",
		"else", "in", "is", "as", "case", "record", NULL };
	static const char *const then[] = { "{", ";", "throws", "where", "=>",
		":", "default", NULL };
	int depth = tok(s, i)->depth;
	size_t block = depth > 0 ? s->open[depth - 1] : s->n, next, prev;

	if (!is(s, i + 1, "(") || !is(s, block, "{") || !s->made[block])
		return false;
	next = source_skip(s, i + 1);
	if (is_kind(s, next, GR_NEWLINE))
		next++;
	if (!source_any(s, next, then))
		return false;
	if (strcmp(s->item[s->made[block] - 1].name, tok(s, i)->text) == 0)
		return true;
	for (prev = i; prev > 0 && is_kind(s, prev - 1, GR_NEWLINE); prev--)
		;
	if (prev-- == 0)
		return false;
	return (is_name(s, prev) && !source_any(s, prev, not)) ||
	    is(s, prev, ">") || is(s, prev, "]") || is(s, prev, "?");
}

/* JavaScript: "name(a) {" in a class or an object. */
static bool
is_member(const struct source *s, size_t i)
{
	static const char *const not[] = { "if", "for", "while", "switch",
		"catch", "with", "function", "super", NULL };
	int depth = tok(s, i)->depth;
	size_t block = depth > 0 ? s->open[depth - 1] : s->n, next;

	if (!is(s, i + 1, "(") || !is(s, block, "{") || source_any(s, i, not))
		return false;
	next = source_skip(s, i + 1);
	return is(s, next, "{") || (s->made[block] && is(s, next, ":") &&
	    body_of(s, next) < s->n);
}

size_t
source_function(struct source *s, size_t i)
{
	size_t q = i + 1;

	switch (s->kind) {
	case GR_CSHARP: case GR_JAVA:
		return is_method(s, i) ? begin(s, i, i, i + 1, i + 1) : i;
	case GR_GO:
		if (!is(s, i, "func"))
			return i;
		if (is(s, q, "("))
			q = source_skip(s, q);
		return is_name(s, q) && is(s, q + 1, "(") ?
		    begin(s, i, q, q + 1, q + 1) : i;
	case GR_KOTLIN:
		return is(s, i, "fun") ? kotlin(s, i) : i;
	default:
		break;
	}
	if (is(s, i, "function")) {
		if (is(s, q, "*") || is(s, q, "&"))
			q++;
		if (is_name(s, q) && is(s, q + 1, "("))
			return begin(s, i, q, q + 1, q + 1);
		return i;
	}
	return script(s) && is_member(s, i) ?
	    begin(s, i, i, i + 1, i + 1) : i;
}

bool
source_lambda(struct source *s, size_t v, size_t *params, size_t *body)
{
	size_t q = v, n;

	while (is_kind(s, q, GR_NEWLINE) || is(s, q, "async") ||
	    is(s, q, "static"))
		q++;
	if (is(s, q, "function") || is(s, q, "fn")) {
		for (q++, n = 0; n < 3 && !is(s, q, "("); q++)
			n++;
		*params = q;
		q = is(s, q, "(") ? source_skip(s, q) : s->n;
		if (is(s, q, "use"))
			q = source_skip(s, q + 1);
		*body = is(s, q, "=>") ? q + 1 : body_of(s, q);
		return *body < s->n;
	}
	if (s->kind == GR_PHP)
		return false;
	*params = q;
	if (is_name(s, q) && is(s, q + 1, "=>")) {
		*body = q + 2;
		return true;
	}
	if (!is(s, q, "("))
		return false;
	q = source_skip(s, q);
	if (is(s, q, ":"))
		for (n = 0; n < AHEAD / 2 && q < s->n && !is(s, q, "=>") &&
		    !is(s, q, ";") && !is(s, q, ","); n++)
			q = source_skip(s, q);
	*body = q + 1;
	return is(s, q, "=>");
}

void
source_lambda_named(struct source *s, size_t name, size_t name_end,
    size_t params, size_t body)
{
	struct gr_item *it;
	int item;

	while (is_kind(s, body, GR_NEWLINE))
		body++;
	it = source_define(s, GR_FUNCTION, name, is(s, body, "{") ?
	    source_skip(s, body) : source_value_end(s, body));
	if (!it)
		return;
	item = (int)s->nitems - 1;
	it->name = source_name(s, name, name_end);
	s->inside = item;
	source_give(s, it->name, 0, 0);
	if (is(s, params, "("))
		source_params(s, item, params);
}
