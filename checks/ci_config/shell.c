/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shell.c: the commands of a script, as far as a reader can tell.
 *
 * No shell is imitated: quotes, comments, here-documents and the operators
 * between commands are seen, variables and functions are not followed;
 * "bash -c" is read into.
 * What matters most is whether a failure would be noticed.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { LIST_MAX = 64, NEST_MAX = 3 };

struct walk {
	void			(*tell)(void *, const struct command *);
	void			*arg;
	char			 dir[DIR_MAX];
	bool			 checked;	/* "set +e" was not said */
	bool			 pipefail;
	bool			 gathers;	/* ends with what it kept of $? */
	bool			 inside;
	int			 depth;
};

/* A command of a list "a && b || c", and the operator behind it. */
struct part {
	char	text[CMD_MAX];
	char	op[3];
};

/* --- one list of commands -------------------------------------------- */

/* Words in front of a command that are the shell's. */
static const char *
keyword(const char *s, bool *unchecked, bool *maybe)
{
	static const struct {
		const char *word;
		bool tests;	/* its failure is an answer */
		bool maybe;	/* what follows depends on one */
	} words[] = {
		{ "do", false, false }, { "then", false, true },
		{ "else", false, true }, { "{", false, false },
		{ "(", false, false }, { "if", true, false },
		{ "elif", true, true }, { "while", true, false },
		{ "until", true, false }, { "!", true, false },
	};
	size_t i;
	bool more = true;

	while (more) {
		more = false;
		while (*s == '(' || *s == ' ')
			s++;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (shell_starts(s, words[i].word)) {
				*unchecked |= words[i].tests;
				*maybe |= words[i].maybe;
				s = shell_next(s);
				more = true;
			}
	}
	return s;
}

static bool
forgives(const char *s)
{
	return shell_starts(s, "true") || shell_starts(s, ":") ||
	    shell_starts(s, "echo") || shell_starts(s, "printf") ||
	    shell_starts(s, "exit 0");
}

/* "bash -c '...'": the script within, its quotes gone already. */
static const char *
quoted_script(const char *s)
{
	static const char *const heads[] = {
		"bash -c", "bash -ec", "bash -lc", "bash -exc", "sh -c",
		"sh -ec", "sh -lc", "sh -exc", "/bin/bash -c", "/bin/sh -c",
	};
	size_t i;

	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (shell_starts(s, heads[i]))
			return s + strlen(heads[i]) +
			    strspn(s + strlen(heads[i]), " ");
	return NULL;
}

static void	read_text(struct walk *, const char *, int line);

/* What only changes how the next commands run. */
static bool
setting(struct walk *w, const char *s)
{
	char to[DIR_MAX];

	if (shell_starts(s, "cd") || shell_starts(s, "pushd")) {
		if (path_join(w->dir, shell_next(s), to, sizeof(to)))
			memcpy(w->dir, to, sizeof(to));
		return true;
	}
	if (!shell_starts(s, "set"))
		return false;
	if (strncmp(s, "set +e", 6) == 0)
		w->checked = w->gathers;
	if (strncmp(s, "set -e", 6) == 0)
		w->checked = true;
	if (strstr(s, "pipefail") != NULL)
		w->pipefail = true;
	return true;
}

static void
tell(struct walk *w, const struct part *p, int line, bool checked,
    bool maybe)
{
	struct command c = { .line = line, .inside = w->inside,
	    .background = strcmp(p->op, "&") == 0, .maybe = maybe };
	bool unchecked = false;
	char outer[CMD_MAX], inner[CMD_MAX];
	const char *s, *script;
	size_t n;

	shell_plain(keyword(p->text, &unchecked, &c.maybe), outer,
	    sizeof(outer));
	shell_plain(shell_unwrap(outer, &c.inside), inner, sizeof(inner));
	s = shell_unwrap(inner, &c.inside);
	script = quoted_script(s);
	n = strlen(s);

	if (setting(w, s) || *s == '\0')
		return;
	checked = checked && w->checked && !unchecked;
	if (script != NULL && w->depth < NEST_MAX) {
		struct walk in = *w;

		in.depth++;
		in.checked = checked;
		in.inside = c.inside;
		read_text(&in, script, line);
		return;
	}
	while (n > 0 && (s[n - 1] == ')' || s[n - 1] == ' ') &&
	    strchr(s, '(') == NULL)
		n--;
	snprintf(c.text, sizeof(c.text), "%.*s", (int)n, s);
	snprintf(c.dir, sizeof(c.dir), "%s", w->dir);
	c.checked = checked;
	w->tell(w->arg, &c);
}

/* "a && b || true": who notices that a failed? */
static void
tell_list(struct walk *w, const struct part *p, size_t n, int line)
{
	size_t i, k;
	bool checked, maybe = false;

	for (i = 0; i < n; i++) {
		/* "test -f x && y && z" */
		if (i > 0)
			maybe |= shell_starts(p[i - 1].text, "test") ||
			    shell_starts(p[i - 1].text, "[") ||
			    shell_starts(p[i - 1].text, "[[");
		checked = true;
		for (k = i; k + 1 < n; k++) {
			if (strcmp(p[k].op, "|") == 0 && k == i &&
			    !w->pipefail)
				checked = false;
			if (strcmp(p[k].op, "||") == 0 &&
			    forgives(p[k + 1].text))
				checked = false;
		}
		tell(w, &p[i], line, checked, maybe);
	}
}

struct reader {
	struct part	 parts[LIST_MAX];
	size_t		 n;		/* complete parts */
	size_t		 len;		/* of the one under way */
	int		 line;		/* where the list began */
};

static void
put(struct reader *r, char c)
{
	struct part *p = &r->parts[r->n];

	if (c == '\t')
		c = ' ';
	if (c == ' ' && (r->len == 0 || p->text[r->len - 1] == ' '))
		return;
	if (r->len + 1 < sizeof(p->text))
		p->text[r->len++] = c;
	p->text[r->len] = '\0';
}

/* The command under way ends with this operator; "" ends the list. */
static void
cut(struct walk *w, struct reader *r, const char *op, int line)
{
	struct part *p = &r->parts[r->n];

	while (r->len > 0 && p->text[r->len - 1] == ' ')
		r->len--;
	p->text[r->len] = '\0';
	snprintf(p->op, sizeof(p->op), "%s", op);
	if (r->len > 0 && r->n + 1 < LIST_MAX)
		r->n++;
	r->len = 0;
	r->parts[r->n].text[0] = '\0';
	if (op[0] == '\0' || strcmp(op, "&") == 0) {
		tell_list(w, r->parts, r->n, r->line);
		r->n = 0;
		r->parts[0].text[0] = '\0';
		r->line = line;
	}
}

/* Past the here-document whose word stands at p; lines are counted. */
static const char *
heredoc(const char *p, const char *rest, int *line)
{
	char word[64];
	size_t n = 0;
	const char *nl;

	while (*p == '-' || *p == ' ' || *p == '\'' || *p == '"')
		p++;
	while ((isalnum((unsigned char)p[n]) || p[n] == '_') &&
	    n + 1 < sizeof(word)) {
		word[n] = p[n];
		n++;
	}
	word[n] = '\0';
	if (n == 0)
		return rest;
	for (p = rest; *p != '\0'; p = nl + 1) {
		const char *s = p + strspn(p, " \t");

		nl = strchr(p, '\n');
		++*line;
		if (strncmp(s, word, n) == 0 && (s[n] == '\n' ||
		    s[n] == '\0' || s[n] == '\r'))
			return nl == NULL ? p + strlen(p) : nl + 1;
		if (nl == NULL)
			break;
	}
	return rest + strlen(rest);
}

/* The quote that is open at p, or none. */
static const char *
quoted(struct reader *r, const char *p, char *quote)
{
	if (*p == *quote) {
		*quote = '\0';
	} else if (*p == '\\' && *quote == '"' && p[1] != '\0') {
		p++;
		put(r, *p == '\n' ? ' ' : *p);
	} else {
		put(r, *p == '\n' ? ' ' : *p);
	}
	return p;
}

/* The operator that begins at p, "" when none does. */
static const char *
operator_at(const char *p, const char *text)
{
	if (p[0] == '&' && p[1] == '&')
		return "&&";
	if (p[0] == '|' && p[1] == '|')
		return "||";
	if (*p == '|')
		return "|";
	if (*p == ';')
		return ";";
	/* not "2>&1", "&>" */
	if (*p == '&' && (p == text || p[-1] != '>') && p[1] != '>')
		return "&";
	return "";
}

static bool
comment_at(const struct reader *r, const char *p)
{
	return *p == '#' && (r->len == 0 || strchr(" \n\t", p[-1]) != NULL);
}

static void
read_text(struct walk *w, const char *text, int line)
{
	struct reader r = { .n = 0, .line = line };
	const char *p, *doc = NULL, *op;
	char quote = '\0';
	int depth = 0;

	r.parts[0].text[0] = '\0';
	for (p = text; *p != '\0'; p++) {
		if (*p == '\n')
			line++;
		if (r.n == 0 && r.len == 0 && quote == '\0')
			r.line = line - (*p == '\n');
		if (quote != '\0') {
			p = quoted(&r, p, &quote);
			line += *p == '\n' && p[-1] == '\\';
		} else if (*p == '\\' && p[1] == '\n') {
			put(&r, ' ');
			p++;
			line++;
		} else if (*p == '\'' || *p == '"') {
			quote = *p;
		} else if (comment_at(&r, p)) {
			p += strcspn(p, "\n") - 1;
		} else if (p[0] == '<' && p[1] == '<' && p[2] != '<') {
			doc = p + 2;
			p++;
		} else if (*p == '\n') {
			cut(w, &r, "", line);
			if (doc != NULL) {
				p = heredoc(doc, p + 1, &line) - 1;
				r.line = line;
			}
			doc = NULL;
		} else if (depth > 0 || (p[0] == '$' && p[1] == '(')) {
			depth += (*p == '$' && p[1] == '(') - (*p == ')');
			put(&r, *p);
		} else if (*(op = operator_at(p, text)) != '\0') {
			cut(w, &r, *op == ';' ? "" : op, line);
			p += strlen(op) - 1;
		} else {
			put(&r, *p);
		}
	}
	cut(w, &r, "", line);
}

void
shell_each(const struct script *s, void (*tell_one)(void *,
    const struct command *), void *arg)
{
	struct walk w = { .tell = tell_one, .arg = arg, .checked = true,
	    .pipefail = s->pipefail };

	/* "set +e; pytest; code=$?; ...; exit $code" forgets nothing. */
	w.gathers = strstr(s->text, "exit $") != NULL;
	snprintf(w.dir, sizeof(w.dir), "%s", s->dir);
	read_text(&w, s->text, s->line);
}
