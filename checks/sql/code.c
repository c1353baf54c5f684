/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * code.c: SQL in the strings of programs.
 *
 * Strings side by side, or joined by "+", are one text.  What explains a
 * query is the comment above it, and the docstring of the function around
 * when it speaks of what a query does.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sql.h"

enum {
	TEXT_MOST = 64 << 10,	/* of one statement in a program */
	ABOVE_MOST = 3,		/* lines from a comment to the query */
	DOC_MOST = 30,		/* lines from a docstring to the query */
};

struct said {
	struct heard	heard;
	int		last;
};

bool
in_tests(const char *path)
{
	return gr_search(gr_pattern("(^|/)(tests?|__tests__|specs?|testing)/|"
	    "(^|/)(test_[^/]*|conftest)\\.py$|_test\\.(py|go)$|"
	    "\\.(spec|test)\\.[jt]sx?$|Tests?\\.(java|cs|kt|php)$"), path,
	    strlen(path));
}

static bool
about_queries(const struct gr_token *t)
{
	return gr_search(gr_pattern("requete|\\bquery|\\bsql\\b|jointure|"
	    "\\bjoin|filtr|\\bfilter|select|agreg|aggreg|group|\\bwhere\\b|"
	    "\\btri(e|s|er)?\\b|\\blimit|\\btables?\\b|colonne|column"),
	    t->text, t->len);
}

static void
listen(struct said *s, const struct gr_token *t)
{
	if (t->line > s->last + 1)
		memset(&s->heard, 0, sizeof(s->heard));
	hear(&s->heard, t->text, t->len, t->line);
	s->last = t->last;
}

/* Cheap, as it is asked of every string there is. */
static bool
begins(const struct gr_token *t)
{
	static const char *const verbs[] = {
		"--", "/*", "alter", "create", "delete", "explain",
		"select", "with",
	};
	const char *p = t->text + strspn(t->text, " \t\n\r(");
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strncasecmp(p, verbs[i], strlen(verbs[i])) == 0)
			return true;
	return false;
}

/* The strings from i on that are one text; returns the one after them. */
static size_t
join(const struct gr_token *t, size_t i, size_t n, char *out, size_t *len)
{
	size_t k, end = i + 1;
	bool plus = true;

	*len = 0;
	for (k = i; k < n; k++) {
		if (t[k].kind == GR_STRING) {
			if (!plus && t[k].depth == 0)
				break;
			if (*len + t[k].len + 2 > TEXT_MOST)
				break;
			memcpy(out + *len, t[k].text, t[k].len);
			*len += t[k].len;
			end = k + 1;
			plus = false;
		} else if (gr_token_is(&t[k], "+") ||
		    gr_token_is(&t[k], "\\")) {
			plus = true;
		} else if (t[k].kind != GR_NEWLINE &&
		    t[k].kind != GR_COMMENT) {
			break;
		}
	}
	out[*len] = '\0';
	return end;
}

/* "@Query" speaks the ORM's own language unless it says native. */
static enum place
place_of(const struct gr_file *f)
{
	if ((f->entry->kind == GR_JAVA || f->entry->kind == GR_KOTLIN) &&
	    (strstr(f->text, "@Query") != NULL ||
	    strstr(f->text, "createQuery(") != NULL) &&
	    strstr(f->text, "ative") == NULL)
		return IN_ORM;
	return IN_CODE;
}

void
code_read(const struct gr_file *f)
{
	enum place place = place_of(f);
	struct said comment = { .last = -ABOVE_MOST };
	struct said doc = { .last = -DOC_MOST };
	struct heard said;
	const struct gr_token *t;
	char *text = malloc(TEXT_MOST + 1);
	size_t i, n, end, len;

	t = gr_tokens(f, &n);
	for (i = 0; text != NULL && i < n; i = end) {
		end = i + 1;
		if (t[i].kind == GR_COMMENT) {
			listen(&comment, &t[i]);
			continue;
		}
		if (t[i].kind != GR_STRING || t[i].len < 6)
			continue;
		if (t[i].doc && !looks_like_sql(t[i].text, t[i].len)) {
			doc.last = t[i].last;
			memset(&doc.heard, 0, sizeof(doc.heard));
			if (about_queries(&t[i]))
				hear(&doc.heard, t[i].text, t[i].len,
				    t[i].line);
			continue;
		}
		if (!begins(&t[i]))
			continue;
		end = join(t, i, n, text, &len);
		if (!looks_like_sql(text, len))
			continue;
		memset(&said, 0, sizeof(said));
		if (t[i].line - comment.last <= ABOVE_MOST)
			said = comment.heard;
		if (t[i].line - doc.last <= DOC_MOST) {
			said.words += doc.heard.words;
			said.why |= doc.heard.why;
			if (doc.heard.words > 0)
				said.first = doc.heard.first;
		}
		/* One string keeps its lines; several are cited whole. */
		statements_read(text, len, t[i].line, place, said,
		    f->entry->path);
	}
	free(text);
}
