/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source_import.c: what a file brings in, in the languages with braces.
 */
#include <string.h>

#include "base/arena.h"
#include "source.h"

static const char *
text(const struct source *s, size_t i)
{
	return tok(s, i)->text;
}

/* "{ a as b, c: d }" between the brackets at open. */
static void
named(struct source *s, size_t open, const char *from)
{
	size_t i, close = s->mate[open], as;

	for (i = open + 1; i < close; i++) {
		if (is(s, i, "type") && is_name(s, i + 1))
			i++;
		if (!is_name(s, i))
			continue;
		as = (is(s, i + 1, "as") || is(s, i + 1, ":")) &&
		    is_name(s, i + 2) ? i + 2 : i;
		source_imported(s, i, as + 1, from, text(s, i), text(s, as));
		for (i = as; i < close && !is(s, i, ","); )
			i = source_skip(s, i);
	}
}

bool
source_require(struct source *s, size_t names, size_t value)
{
	const char *from;

	if (is(s, value, "await"))
		value++;
	if (!(is(s, value, "require") || is(s, value, "import")) ||
	    !is(s, value + 1, "(") || !is_kind(s, value + 2, GR_STRING) ||
	    s->mate[value + 1] != value + 3)
		return false;
	from = text(s, value + 2);
	if (is(s, names, "{"))
		named(s, names, from);
	else
		source_imported(s, names, value + 4, from, "",
		    text(s, names));
	/* The call itself adds nothing. */
	s->required = value;
	return true;
}

/* JavaScript: import a, { b as c } from "m"; export { a } from "m". */
static size_t
script(struct source *s, size_t i)
{
	size_t q = i + 1, n, open = s->n, star = s->n;
	const char *from = NULL;

	if (is(s, q, "(")) {
		if (s->required != i && is_kind(s, q + 1, GR_STRING) &&
		    s->mate[q] == q + 2)
			source_imported(s, i, q + 3, text(s, q + 1), "", "");
		return source_skip(s, q);
	}
	if (is(s, i, "require") || (is(s, i, "export") && !is(s, q, "{") &&
	    !is(s, q, "*")))
		return i;
	if (is(s, q, "type") && !is(s, q + 1, "from"))
		q++;
	for (n = q; n < s->n && n < q + 12; n = source_skip(s, n)) {
		if (is_kind(s, n, GR_STRING)) {
			from = text(s, n);
			break;
		}
		if (is(s, n, "{"))
			open = n;
		else if (is(s, n, "*"))
			star = n;
		else if (is(s, n, ";") || is(s, n, "="))
			return i;
	}
	if (!from)
		return i;
	if (n == q)
		source_imported(s, i, n + 1, from, "", "");
	else if (star < s->n)
		source_imported(s, i, n + 1, from, "",
		    is(s, star + 1, "as") ? text(s, star + 2) : "");
	else if (is_name(s, q))
		source_imported(s, i, n + 1, from, "default", text(s, q));
	if (open < s->n)
		named(s, open, from);
	return n + 1;
}

/* "a.b.C" as a.b and C; Java, Kotlin and PHP. */
static void
dotted(struct source *s, size_t i, size_t from, size_t to, const char *as)
{
	size_t last = to - 1, q = last;

	while (q > from && !source_joins(s, q - 1) && !is(s, q - 1, "."))
		q--;
	source_imported(s, i, to, q > from ? source_name(s, from, q - 1) :
	    source_name(s, from, to),
	    q > from ? source_name(s, q, to) : "",
	    as ? as : is(s, last, "*") ? "" : text(s, last));
}

static size_t
java(struct source *s, size_t i)
{
	size_t q = i + 1, end;
	const char *as = NULL;

	if (is(s, q, "static"))
		q++;
	if (!is_name(s, q))
		return i;
	end = source_names_end(s, q);
	if (is(s, end, ".") && is(s, end + 1, "*"))
		end += 2;
	if (is(s, end, "as") && is_name(s, end + 1))
		as = text(s, end + 1);
	dotted(s, i, q, end, as);
	return as ? end + 2 : end;
}

static size_t
csharp(struct source *s, size_t i)
{
	size_t q = i + 1, end;
	const char *as = "";

	if (is(s, q, "static"))
		q++;
	if (is_name(s, q) && is(s, q + 1, "=")) {
		as = text(s, q);
		q += 2;
	}
	if (!is_name(s, q))
		return i;
	end = source_names_end(s, q);
	if (!is(s, end, ";"))
		return i;		/* "using var x = ..." */
	source_imported(s, i, end, source_name(s, q, end), "", as);
	return end;
}

static size_t
php(struct source *s, size_t i)
{
	size_t q = i + 1, end, k;
	const char *from;

	if (!is(s, i, "use")) {
		if (is(s, q, "("))
			q++;
		while (is_name(s, q) || is(s, q, "."))
			q++;		/* __DIR__ . "/x.php" */
		if (is_kind(s, q, GR_STRING))
			source_imported(s, i, q + 1, text(s, q), "", "");
		return i + 1;
	}
	if (is(s, q, "\\"))
		q++;
	if (is(s, q, "function") || is(s, q, "const"))
		q++;
	/* "use" in a class brings in a trait, in a function variables. */
	if (!is_name(s, q) || s->inside >= 0)
		return i;
	for (end = q + 1; is(s, end, "\\") && is_name(s, end + 1); )
		end += 2;
	if (is(s, end, "\\") && is(s, end + 1, "{")) {
		from = source_name(s, q, end);
		named(s, end + 1, from);
		return source_skip(s, end + 1);
	}
	k = is(s, end, "as") && is_name(s, end + 1) ? end + 1 : 0;
	dotted(s, i, q, end, k ? text(s, k) : NULL);
	return k ? k + 1 : end;
}

static void
go_path(struct source *s, size_t i)
{
	const char *path, *slash, *as;
	size_t from = i;

	if (!is_kind(s, i, GR_STRING))
		return;
	path = text(s, i);
	slash = strrchr(path, '/');
	as = slash ? slash + 1 : path;
	if (i > 0 && (is_name(s, i - 1) || is(s, i - 1, "_") ||
	    is(s, i - 1, ".")) && !is(s, i - 1, "import")) {
		from = i - 1;
		as = text(s, from);
	}
	source_imported(s, from, i + 1, path, "", as);
}

static size_t
go(struct source *s, size_t i)
{
	size_t q = i + 1;

	if (is(s, q, "(")) {
		for (; q < s->mate[i + 1]; q++)
			go_path(s, q);
		return source_skip(s, i + 1);
	}
	if (is_name(s, q) || is(s, q, "."))
		q++;
	if (!is_kind(s, q, GR_STRING))
		return i;
	go_path(s, q);
	return q + 1;
}

size_t
source_import(struct source *s, size_t i)
{
	switch (s->kind) {
	case GR_CSHARP:
		return is(s, i, "using") ? csharp(s, i) : i;
	case GR_GO:
		return is(s, i, "import") ? go(s, i) : i;
	case GR_JAVA: case GR_KOTLIN:
		return is(s, i, "import") ? java(s, i) : i;
	case GR_PHP:
		return is(s, i, "import") || is(s, i, "export") ||
		    is(s, i, "using") ? i : php(s, i);
	case GR_JAVASCRIPT: case GR_TYPESCRIPT:
		return is(s, i, "import") || is(s, i, "export") ||
		    is(s, i, "require") ? script(s, i) : i;
	default:
		return i;
	}
}
