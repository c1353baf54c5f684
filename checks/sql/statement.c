/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * statement.c: what a text of SQL does, statement by statement.
 *
 * A statement ends at a semicolon outside brackets, or where another begins
 * at the start of a line that cannot go on the first.  What explains it is
 * counted in words: comments right above, and in it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sql.h"

enum {
	GAP_MOST = 2,	/* lines between a comment and what it is about */
	SAID_LEAST = 4,	/* words of a comment that says something */
};

enum verb { OTHER, TABLE, VIEW, MATERIALIZED, INDEX, SELECT, EXPLAIN, DELETE,
	PARTITION };

struct statement {
	enum verb	 verb;
	char		 name[NAME_ROOM];
	int		 first, last;
	int		 words;		/* of SQL, so far */
	struct heard	 said;		/* of comments */
	int		 depth;
	/* of a table */
	int		 columns, references;
	bool		 key, temporary;
	char		 names[NAMES_ROOM];
	/* of a query */
	int		 froms, joins, filters;
	bool		 select, system, star;
	/* the words before, to know what the next one means */
	bool		 create, drop, into;
	int		 expect;	/* a name, as the word to come */
	int		 item;		/* words of the column at hand */
	bool		 constraint;
};

bool
looks_like_sql(const char *s, size_t n)
{
	return gr_search(gr_pattern("\\A[\\s(]*((--|/\\*)[^\\n]*\\n\\s*)*("
	    "create\\s+(or\\s+replace\\s+)?((global|local)\\s+)?"
	    "(temp(orary)?\\s+|unique\\s+|materialized\\s+|unlogged\\s+)*"
	    "(table|view|index)\\s|"
	    "select\\s[\\s\\S]*?\\bfrom\\s+[\\w\"`{\\[(@:]|"
	    "with\\s+(recursive\\s+)?[\\w\"]+\\s*(\\([^)]*\\)\\s*)?as\\s*\\(|"
	    "explain\\s+(analyze\\s+|query\\s+plan\\s+|\\(|select)|"
	    "delete\\s+from\\s+[\\w\"`{\\[]|alter\\s+table\\s)"), s, n);
}

/* "Select a model from the list" is a sentence; a query has signs. */
static bool
is_sentence(const char *s, size_t n)
{
	return !gr_search(gr_pattern("[*=,]|\\b(where|limit|group by|order by"
	    "|join)\\b|from\\s+[\\w\"`.]+\\s*;?\\s*\\z"), s, n);
}

/*
 * Words that tell a choice (which rows, how joined, why an index), where
 * "gets the clients" only says again what the query says.
 */
void
hear(struct heard *h, const char *s, size_t n, int line)
{
	/* A statement that was commented out says nothing of another. */
	if (gr_search(gr_pattern("\\w ?= ?(f?[\"']|\\w+\\()|"
	    "\\bselect\\b.+\\bfrom\\b|\\binsert into\\b|"
	    "\\bcreate (table|index)\\b"), s, n))
		return;
	if (h->first == 0)
		h->first = line;
	h->use = h->use || gr_search(gr_pattern("\\b(quer(y|ies)|requetes?) (on|sur|"
	    "de|par|des|by|that|qui|frequent)|easier|faster|accel|speed|"
	    "frequen|jointure|\\bjoin|recherche|lookup|filtr|\\bcar\\b|"
	    "\\bafin\\b|evit|avoid|because|so that|partiel|partial|"
	    "\\bscan|trigram|seulement|\\bonly\\b|\\blike\\b|"
	    "cles? etrangere|foreign key"), s, n);
	h->words += words_in(s, n);
	h->why = h->why || gr_search(gr_pattern("jointure|\\bjoin|filtr|\\bwhere\\b|"
	    "seulement|uniquement|\\bonly\\b|exclu|ignor|ecart|\\bevit|"
	    "avoid|\\bcar\\b|\\bafin\\b|parce|because|so that|dernier|"
	    "latest|most recent|plus recent|\\blimite?[sd]?\\b|"
	    "(a[g]+reg\\w*|group\\w*) (par|by)\\b|regroup|"
	    "\\btri(e|er|s)?\\b|\\border\\b|distinct|doublon|"
	    "duplicate|\\b(left|inner)\\b|condition|valides?\\b|selection|"
	    "\\bnon null|not null|frequen|recherche|lookup|\\bscan|"
	    "trigram|partiel|partial|\\bqui (ont|sont|ne|n)\\b|eviter|"
	    "doit|optionnel|meme si|even if|unless|sauf"), s, n);
}

static void
set_name(char *out, const struct lexer *x)
{
	size_t n = x->len < NAME_ROOM - 1 ? x->len : NAME_ROOM - 1;

	memcpy(out, x->text, n);
	out[n] = '\0';
}

static bool
is_any(const struct lexer *x, const char *const *words, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (lexer_is(x, words[i]))
			return true;
	return false;
}

/* --- a table's columns --------------------------------------------------- */

static void
column(struct statement *s, const struct lexer *x)
{
	static const char *const constraints[] = {
		"check", "constraint", "exclude", "foreign", "fulltext",
		"index", "key", "like", "primary", "spatial", "unique",
	};
	size_t n = strlen(s->names);

	if (lexer_is(x, "primary"))
		s->key = true;
	if (lexer_is(x, "references"))
		s->references++;
	if (s->depth != 1)
		return;
	if (lexer_is(x, ",")) {
		s->item = 0;
		return;
	}
	if (s->item++ == 0) {
		s->constraint = is_any(x, constraints,
		    sizeof(constraints) / sizeof(constraints[0]));
		if (!s->constraint && n + x->len + 2 < NAMES_ROOM) {
			memcpy(s->names + n, x->text, x->len);
			s->names[n + x->len] = ' ';
			s->names[n + x->len + 1] = '\0';
		}
	} else if (s->item == 2 && !s->constraint) {
		s->columns++;
	}
}

/* --- the words of a statement -------------------------------------------- */

static void
begin(struct statement *s, const struct lexer *x, struct heard said)
{
	memset(s, 0, sizeof(*s));
	s->first = x->first;
	s->said = said;
}

static void
after_create(struct statement *s, const struct lexer *x)
{
	if (lexer_is(x, "temp") || lexer_is(x, "temporary")) {
		s->temporary = true;
	} else if (lexer_is(x, "table") || lexer_is(x, "index") ||
	    lexer_is(x, "view")) {
		if (s->verb != MATERIALIZED)
			s->verb = lexer_is(x, "table") ? TABLE :
			    lexer_is(x, "index") ? INDEX : VIEW;
		s->create = false;
		s->expect = 1;
	} else if (lexer_is(x, "materialized")) {
		s->verb = MATERIALIZED;
	} else if (!lexer_is(x, "or") && !lexer_is(x, "replace") &&
	    !lexer_is(x, "unique") && !lexer_is(x, "global") &&
	    !lexer_is(x, "local") && !lexer_is(x, "unlogged") &&
	    !lexer_is(x, "external") && !lexer_is(x, "foreign") &&
	    !lexer_is(x, "clustered") && !lexer_is(x, "nonclustered")) {
		s->create = false;
	}
}

static void
query_word(struct statement *s, const struct lexer *x)
{
	if (lexer_is(x, "select"))
		s->select = true;
	else if (lexer_is(x, "*") && s->words < 4)
		s->star = true;
	else if (lexer_is(x, "from") || lexer_is(x, "join"))
		s->expect = 2;
	if (lexer_is(x, "from"))
		s->froms++;
	if (lexer_is(x, "join"))
		s->joins++;
	if (lexer_is(x, "where") || lexer_is(x, "having"))
		s->filters++;
	if (lexer_is(x, "partition") && s->verb == TABLE && s->depth == 0)
		s->verb = PARTITION;
}

/* The name after "create table", "from" or "join". */
static void
name_word(struct statement *s, const struct lexer *x)
{
	static const char *const between[] = {
		"if", "not", "exists", "concurrently", "only", "lateral", "on",
	};
	static const char *const systems[] = {
		"information_schema", "sqlite_master", "sqlite_schema", "sys",
	};

	if (is_any(x, between, sizeof(between) / sizeof(between[0])))
		return;
	if (x->kind != W_WORD) {
		s->expect = 0;
		return;
	}
	if (is_any(x, systems, sizeof(systems) / sizeof(systems[0])) ||
	    (x->len > 3 && strncasecmp(x->text, "pg_", 3) == 0))
		s->system = true;
	if (s->expect == 1 || s->name[0] == '\0')
		set_name(s->name, x);
	/* "schema.table": the last part is the name. */
	if (x->p < x->end && *x->p == '.' && s->expect == 1)
		s->expect = 3;
	else
		s->expect = 0;
}

static void
word(struct statement *s, const struct lexer *x)
{
	if (s->expect == 3 && x->kind == W_WORD) {
		set_name(s->name, x);
		s->expect = 0;
	} else if (s->expect == 1 || s->expect == 2) {
		name_word(s, x);
	}
	if (s->words == 0) {
		s->create = lexer_is(x, "create");
		if (lexer_is(x, "select") || lexer_is(x, "with"))
			s->verb = SELECT;
		else if (lexer_is(x, "explain"))
			s->verb = EXPLAIN;
		else if (lexer_is(x, "delete"))
			s->verb = DELETE;
	} else if (s->create) {
		after_create(s, x);
	}
	query_word(s, x);
	if (lexer_is(x, "(")) {
		s->depth++;
		if (s->depth == 1)
			s->item = 0;
	} else if (lexer_is(x, ")")) {
		s->depth--;
	} else if (s->verb == TABLE && s->depth >= 1) {
		column(s, x);
	}
	s->words++;
	s->last = x->last;
}

/* --- telling it ---------------------------------------------------------- */

static const char *
place_name(enum place p)
{
	static const char *const names[] = {
		[IN_SCRIPT] = "script", [IN_CODE] = "code",
		[IN_DOCUMENT] = "document", [IN_PANEL] = "panel",
		[IN_ORM] = "orm",
	};

	return names[p];
}

static void
tell_table(const struct statement *s, enum place p, const char *path)
{
	struct gr_fact *x;

	if (s->columns < 1 || s->temporary)
		return;
	x = gr_emit(p == IN_DOCUMENT ? "sql.quoted" : "sql.table", s->first,
	    s->last);
	gr_set(x, "table", s->name);
	gr_setf(x, "columns", "%d", s->columns);
	gr_setf(x, "references", "%d", s->references);
	gr_set(x, "key", s->key ? "yes" : "no");
	gr_set(x, "in", place_name(p));
	gr_set(x, "test", in_tests(path) ? "yes" : "no");
	gr_set(x, "names", s->names);
}

/* Where the comment begins that is about the statement. */
static int
from(const struct statement *s)
{
	return s->said.first > 0 && s->said.first < s->first ?
	    s->said.first : s->first;
}

static void
tell_query(const struct statement *s, enum place p, const char *path)
{
	struct gr_fact *x = gr_emit("sql.select", s->first, s->last);

	gr_set(x, "from", s->name);
	gr_setf(x, "joins", "%d", s->joins);
	gr_setf(x, "filters", "%d", s->filters);
	gr_set(x, "in", place_name(p));
	gr_set(x, "system", s->system ? "yes" : "no");
	gr_set(x, "test", in_tests(path) ? "yes" : "no");
	if (s->said.words < SAID_LEAST || s->system || in_tests(path))
		return;
	x = gr_emit("sql.comment", from(s), s->last);
	gr_set(x, "on", s->name);
	gr_setf(x, "words", "%d", s->said.words);
	gr_set(x, "why", s->said.why ? "yes" : "no");
	gr_set(x, "in", place_name(p));
}

static void
tell_tuning(const struct statement *s, const char *how, enum place p)
{
	struct gr_fact *x = gr_emit("sql.tuning", from(s), s->last);

	gr_set(x, "how", how);
	gr_set(x, "on", s->name);
	gr_setf(x, "said", "%d", s->said.words);
	gr_set(x, "why", s->said.use ? "yes" : "no");
	gr_set(x, "in", place_name(p));
}

static bool
tell(const struct statement *s, enum place p, const char *path)
{
	bool query = s->select && s->froms > 0 && s->name[0] != '\0';

	switch (s->verb) {
	case TABLE:
	case PARTITION:
		tell_table(s, p, path);
		if (s->verb == PARTITION)
			tell_tuning(s, "partition", p);
		break;
	case INDEX:
		tell_tuning(s, "index", p);
		break;
	case EXPLAIN:
		tell_tuning(s, "explain", p);
		break;
	case MATERIALIZED:
		tell_tuning(s, "materialized", p);
		break;
	case DELETE:
		gr_set(gr_emit("sql.delete", s->first, s->last), "from",
		    s->name);
		break;
	case OTHER:
		return false;
	default:
		break;
	}
	if (query && s->verb != DELETE && s->verb != EXPLAIN)
		tell_query(s, p, path);
	return true;
}

/* "create" at the start of a line begins anew, semicolon or not. */
static bool
starts_anew(const struct statement *s, const struct lexer *x)
{
	return x->fresh && s->depth == 0 && s->words > 2 &&
	    (lexer_is(x, "create") || lexer_is(x, "go") ||
	    lexer_is(x, "insert") || lexer_is(x, "drop") ||
	    lexer_is(x, "alter"));
}

/* The rows of a dump, up to the line that ends them. */
static void
skip_copy(struct lexer *x)
{
	const char *q = memmem(x->p, (size_t)(x->end - x->p), "\n\\.\n", 4);

	for (; q != NULL && x->p < q + 3; x->p++)
		x->line += *x->p == '\n';
}

int
statements_read(const char *text, size_t len, int line, enum place place,
    struct heard said, const char *path)
{
	struct statement s;
	struct lexer x;
	struct heard above = said;
	int at = 0, n = 0;
	bool copy = false;

	memset(&s, 0, sizeof(s));
	lexer_init(&x, text, len, line);
	for (;;) {
		lexer_next(&x);
		if (x.kind == W_COMMENT) {
			if (s.words > 0) {
				hear(&s.said, x.text, x.len, x.first);
			} else {
				if (x.first > at + GAP_MOST)
					above = said;
				hear(&above, x.text, x.len, x.first);
				at = x.last;
			}
			continue;
		}
		if (x.kind == W_END || lexer_is(&x, ";") ||
		    starts_anew(&s, &x)) {
			if (s.words > 0)
				n += tell(&s, place, path);
			if (copy && lexer_is(&x, ";"))
				skip_copy(&x);
			memset(&s, 0, sizeof(s));
			copy = false;
			if (x.kind == W_END)
				return n;
			if (lexer_is(&x, ";") || lexer_is(&x, "go"))
				continue;
		}
		if (s.words == 0) {
			begin(&s, &x, x.first > at + GAP_MOST ? said : above);
			above = said;
			copy = lexer_is(&x, "copy");
		}
		if (s.words < WORDS_MOST)
			word(&s, &x);
		/* Nothing begins in the middle of a sentence. */
		if (s.words == 3 && place == IN_CODE && s.verb == SELECT &&
		    is_sentence(text, len))
			return n;
	}
}
