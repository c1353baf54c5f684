/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shell.c: the commands of a script, as far as a reader can tell.
 *
 * No shell is imitated: quotes, comments, here-documents and the operators
 * between commands are seen, variables and functions are not followed.
 * What matters most is whether a failure would be noticed.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { LIST_MAX = 64, WORDS_MAX = 80, LOGICAL_MAX = 8192 };

struct walk {
	const struct script	*script;
	void			(*tell)(void *, const struct command *);
	void			*arg;
	char			 dir[DIR_MAX];
	bool			 checked;	/* "set +e" was not said */
	bool			 pipefail;
};

/* A command of a list "a && b || c", and the operator behind it. */
struct part {
	char	text[CMD_MAX];
	char	op[3];
};

bool
path_join(const char *dir, const char *rest, char *out, size_t n)
{
	char whole[2 * DIR_MAX + CMD_MAX], *save, *seg, *at[64];
	size_t k = 0, i, len = 0;

	if (rest[0] == '/' || rest[0] == '~' || strchr(rest, '$') != NULL)
		return false;
	if ((size_t)snprintf(whole, sizeof(whole), "%s/%s", dir, rest) >=
	    sizeof(whole))
		return false;
	for (seg = strtok_r(whole, "/", &save); seg != NULL;
	    seg = strtok_r(NULL, "/", &save)) {
		if (strcmp(seg, ".") == 0)
			continue;
		if (strcmp(seg, "..") == 0) {
			if (k == 0)
				return false;
			k--;
			continue;
		}
		if (k == sizeof(at) / sizeof(at[0]))
			return false;
		at[k++] = seg;
	}
	out[0] = '\0';
	for (i = 0; i < k; i++) {
		if (len + strlen(at[i]) + 2 > n)
			return false;
		len += (size_t)snprintf(out + len, n - len, "%s%s",
		    i > 0 ? "/" : "", at[i]);
	}
	return true;
}

/* --- wrappers ------------------------------------------------------------- */

/*
 * What runs the command that follows.  with: options that take a value;
 * words: plain words to skip after it.
 */
static const struct wrapper {
	const char *head, *with;
	int words;
} wrappers[] = {
	{ "sudo", " -u -g -E ", 0 }, { "time", "", 0 }, { "nohup", "", 0 },
	{ "exec", "", 0 }, { "command", "", 0 }, { "env", " -u ", 0 },
	{ "nice", " -n ", 0 }, { "xvfb-run", " -s ", 0 },
	{ "timeout", " -s -k ", 1 }, { "retry", "", 0 },
	{ "poetry run", "", 0 }, { "pipenv run", "", 0 },
	{ "pdm run", "", 0 }, { "hatch run", "", 0 }, { "rye run", "", 0 },
	{ "uv run", " --with --extra --group -p --python --project "
	    "--directory -C --env-file --package ", 0 },
	{ "uvx", " --with --from -p --python ", 0 },
	{ "conda run", " -n -p --name ", 0 },
	{ "micromamba run", " -n -p ", 0 },
	{ "python -m", "", 0 }, { "python3 -m", "", 0 },
	{ "python3.10 -m", "", 0 }, { "python3.11 -m", "", 0 },
	{ "python3.12 -m", "", 0 }, { "py -m", "", 0 },
	{ "npx", " -p --package ", 0 }, { "bunx", "", 0 },
	{ "pnpm exec", "", 0 }, { "pnpm dlx", "", 0 }, { "yarn dlx", "", 0 },
	{ "docker compose exec", " -u -w -e --env --user --workdir ", 1 },
	{ "docker-compose exec", " -u -w -e --env --user --workdir ", 1 },
	{ "docker exec", " -u -w -e --env --user --workdir ", 1 },
	{ "coverage run -m", "", 0 },
};

enum { NWRAPPERS = sizeof(wrappers) / sizeof(wrappers[0]) };

static const char *
next_word(const char *s)
{
	s += strcspn(s, " ");
	return s + strspn(s, " ");
}

static bool
starts(const char *s, const char *head)
{
	size_t n = strlen(head);

	return strncmp(s, head, n) == 0 && (s[n] == ' ' || s[n] == '\0');
}

/* NAME=value in front of a command. */
static bool
assignment(const char *s)
{
	const char *p = s;

	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	return p > s && *p == '=' && !isdigit((unsigned char)*s);
}

static const char *
unwrap_one(const char *s, const struct wrapper *w)
{
	char option[64];
	const char *p = s + strlen(w->head);
	int words = w->words;
	size_t n;

	p += strspn(p, " ");
	for (;;) {
		n = strcspn(p, " ");
		if (n > 0 && p[0] == '-') {
			snprintf(option, sizeof(option), " %.*s ", (int)n, p);
			p = next_word(p);
			if (strstr(w->with, option) != NULL)
				p = next_word(p);
		} else if (n > 0 && words > 0) {
			words--;
			p = next_word(p);
		} else {
			return p;
		}
	}
}

static const char *
unwrap(const char *s)
{
	const char *before;
	size_t i;

	do {
		before = s;
		while (assignment(s))
			s = next_word(s);
		for (i = 0; i < NWRAPPERS; i++)
			if (starts(s, wrappers[i].head)) {
				s = unwrap_one(s, &wrappers[i]);
				break;
			}
	} while (s != before && *s != '\0');
	return s;
}

/* --- one list of commands ---------------------------------------------------- */

/* Words in front of a command that are the shell's. */
static const char *
keyword(const char *s, bool *unchecked)
{
	static const struct {
		const char *word;
		bool tests;	/* its failure is an answer */
	} words[] = {
		{ "do", false }, { "then", false }, { "else", false },
		{ "{", false }, { "(", false }, { "if", true },
		{ "elif", true }, { "while", true }, { "until", true },
		{ "!", true },
	};
	size_t i;
	bool more = true;

	while (more) {
		more = false;
		while (*s == '(' || *s == ' ')
			s++;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (starts(s, words[i].word)) {
				*unchecked |= words[i].tests;
				s = next_word(s);
				more = true;
			}
	}
	return s;
}

static bool
forgives(const char *s)
{
	return starts(s, "true") || starts(s, ":") || starts(s, "echo") ||
	    starts(s, "printf") || starts(s, "exit 0");
}

static void
tell(struct walk *w, const char *text, int line, bool checked,
    bool background)
{
	struct command c = { .line = line, .background = background };
	bool unchecked = false;
	char to[DIR_MAX];
	const char *s = unwrap(keyword(text, &unchecked));
	size_t n;

	if (starts(s, "set +e"))
		w->checked = false;
	if (starts(s, "set -e") || starts(s, "set -eu") ||
	    starts(s, "set -euo pipefail") || starts(s, "set -eo pipefail"))
		w->checked = true;
	if (strncmp(s, "set ", 4) == 0 && strstr(s, "pipefail") != NULL)
		w->pipefail = true;
	if (starts(s, "cd") || starts(s, "pushd")) {
		if (path_join(w->dir, next_word(s), to, sizeof(to)))
			memcpy(w->dir, to, sizeof(to));
		return;
	}
	if (*s == '\0')
		return;
	n = strlen(s);
	while (n > 0 && (s[n - 1] == ')' || s[n - 1] == ' ') &&
	    strchr(s, '(') == NULL)
		n--;
	snprintf(c.text, sizeof(c.text), "%.*s", (int)n, s);
	snprintf(c.dir, sizeof(c.dir), "%s", w->dir);
	c.checked = checked && w->checked && !unchecked;
	w->tell(w->arg, &c);
}

/* "a && b || true": who notices that a failed? */
static void
tell_list(struct walk *w, const struct part *p, size_t n, int line)
{
	size_t i, k;
	bool checked;

	for (i = 0; i < n; i++) {
		checked = true;
		for (k = i; k + 1 < n; k++) {
			if (strcmp(p[k].op, "|") == 0 && k == i &&
			    !w->pipefail)
				checked = false;
			if (strcmp(p[k].op, "||") == 0 &&
			    forgives(p[k + 1].text))
				checked = false;
		}
		tell(w, p[i].text, line, checked,
		    strcmp(p[i].op, "&") == 0);
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

void
shell_each(const struct script *s, void (*tell_one)(void *,
    const struct command *), void *arg)
{
	struct walk w = { .script = s, .tell = tell_one, .arg = arg,
	    .checked = true, .pipefail = s->pipefail };
	struct reader r = { .n = 0, .line = s->line };
	const char *p = s->text, *doc = NULL;
	char quote = '\0';
	int line = s->line, depth = 0;

	snprintf(w.dir, sizeof(w.dir), "%s", s->dir);
	r.parts[0].text[0] = '\0';
	for (; *p != '\0'; p++) {
		if (*p == '\n')
			line++;
		if (r.n == 0 && r.len == 0 && quote == '\0')
			r.line = line - (*p == '\n');
		if (quote != '\0') {
			if (*p == quote)
				quote = '\0';
			else
				put(&r, *p == '\n' ? ' ' : *p);
		} else if (*p == '\\' && p[1] == '\n') {
			put(&r, ' ');
			p++;
			line++;
		} else if (*p == '\'' || *p == '"') {
			quote = *p;
		} else if (*p == '#' && (r.len == 0 || p[-1] == ' ' ||
		    p[-1] == '\n' || p[-1] == '\t')) {
			while (p[1] != '\0' && p[1] != '\n')
				p++;
		} else if (p[0] == '<' && p[1] == '<' && p[2] != '<') {
			doc = p + 2;
			p++;
		} else if (*p == '\n') {
			cut(&w, &r, "", line);
			if (doc != NULL) {
				p = heredoc(doc, p + 1, &line) - 1;
				doc = NULL;
				r.line = line;
			}
		} else if (p[0] == '$' && p[1] == '(') {
			depth++;
			put(&r, *p);
		} else if (*p == ')' && depth > 0) {
			depth--;
			put(&r, *p);
		} else if (depth > 0) {
			put(&r, *p);
		} else if ((p[0] == '&' && p[1] == '&') ||
		    (p[0] == '|' && p[1] == '|')) {
			cut(&w, &r, p[0] == '&' ? "&&" : "||", line);
			p++;
		} else if (*p == '|') {
			cut(&w, &r, "|", line);
		} else if (*p == ';') {
			cut(&w, &r, "", line);
		} else if (*p == '&' && (p == s->text || p[-1] != '>') &&
		    p[1] != '>') {
			cut(&w, &r, "&", line);
		} else {
			put(&r, *p);
		}
	}
	cut(&w, &r, "", line);
}
