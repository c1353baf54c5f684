/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * targets.c: what "make test", "npm run build" and "./deploy.sh" stand for.
 *
 * Each target is a job of its own name whose commands are read like those
 * of a chain; relate() puts them where the call stands.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { TEXT_MAX = 8192 };

static const struct {
	const char *glob, *of;
} files[] = {
	{ "**/package.json", "npm" }, { "package.json", "npm" },
	{ "**/pyproject.toml", "python" }, { "pyproject.toml", "python" },
	{ "**/composer.json", "composer" }, { "composer.json", "composer" },
	{ "**/dvc.yaml", "dvc" }, { "dvc.yaml", "dvc" },
	{ "**/tox.ini", "tox" }, { "tox.ini", "tox" },
	{ "**/Taskfile.y*ml", "task" }, { "Taskfile.y*ml", "task" },
	{ "**/[jJ]ustfile", "just" }, { "[jJ]ustfile", "just" },
	{ ".justfile", "just" },
	{ "**/[mM]akefile", "make" }, { "[mM]akefile", "make" },
	{ "GNUmakefile", "make" },
	{ "**/*.sh", "sh" }, { "*.sh", "sh" },
	{ "**/*.bash", "sh" }, { "*.bash", "sh" },
};

static const char *
tool_of(const char *path)
{
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (gr_glob(files[i].glob, path))
			return files[i].of;
	return NULL;
}

bool
targets_want(const struct gr_entry *e)
{
	return tool_of(e->path) != NULL;
}

static struct ci_job
job_of(const char *of, const char *name, size_t n)
{
	struct ci_job j = { .of = of, .checked = true, .dir = "" };

	snprintf(j.name, sizeof(j.name), "%.*s", (int)n, name);
	return j;
}

/* --- recipes: Makefile, justfile ------------------------------------- */

/* "test: install db" also runs what it depends on. */
static void
depends(struct ci_job *j, const char *s, size_t n, int line)
{
	char text[CMD_MAX];
	size_t k = 0;

	while (k < n && strchr("#|=;", s[k]) == NULL)
		k++;
	snprintf(text, sizeof(text), "%s %.*s", j->of, (int)k, s);
	if (text[strcspn(text, " ") + 1 + strspn(text + strcspn(text, " ") +
	    1, " ")] != '\0')
		step_script(j, text, line, "", true, false);
}

/* The name in front of the colon, its length; 0 when s is no rule. */
static size_t
rule_name(const char *s, size_t n, const char *of, size_t *colon)
{
	size_t len = 0, k;

	if (n > 0 && *s == '@')
		return 0;
	while (len < n && (isalnum((unsigned char)s[len]) ||
	    strchr("-_./", s[len]) != NULL))
		len++;
	/* A justfile's recipes have parameters before the colon. */
	for (k = len; k < n && s[k] != ':' && s[k] != '=' &&
	    (strcmp(of, "just") == 0 || s[k] == ' '); k++)
		;
	if (len == 0 || s[0] == '.' || k == n || s[k] != ':' ||
	    (k + 1 < n && (s[k + 1] == '=' || s[k + 1] == ':')))
		return 0;
	*colon = k;
	return len;
}

/* One line of a recipe; backslashes join it to the next ones. */
static int
recipe_line(struct ci_job *j, const struct gr_file *f, int at)
{
	char text[TEXT_MAX];
	size_t n, len = 0;
	const char *s;
	int line = at;
	bool checked = true, more = true, first = true;

	for (; more && (s = gr_line(f, at, &n)) != NULL; at++) {
		while (n > 0 && (*s == '\t' || *s == ' ' || (first &&
		    (*s == '@' || *s == '-' || *s == '+')))) {
			checked &= *s != '-' || !first;
			s++;
			n--;
		}
		first = false;
		more = n > 0 && s[n - 1] == '\\';
		if (len + n + 2 < sizeof(text))
			len += (size_t)snprintf(text + len,
			    sizeof(text) - len, "%.*s%s", (int)n, s,
			    more ? "\n" : "");
	}
	text[len] = '\0';
	step_script(j, text, line, "", checked, false);
	return at - 1;
}

static void
read_recipes(const struct gr_file *f, const char *of)
{
	struct ci_job j = { .of = NULL };
	size_t n, len, colon;
	const char *s;
	int i;

	for (i = 1; (s = gr_line(f, i, &n)) != NULL; i++) {
		if (n > 0 && (s[0] == '\t' || (s[0] == ' ' &&
		    strcmp(of, "just") == 0))) {
			if (j.of != NULL)
				i = recipe_line(&j, f, i);
			continue;
		}
		len = rule_name(s, n, of, &colon);
		if (len > 0) {
			j = job_of(of, s, len);
			depends(&j, s + colon + 1, n - colon - 1, i);
		} else if (n > 0 && s[0] != '#') {
			j.of = NULL;
		}
	}
}

/* --- tables: package.json, pyproject.toml, tox.ini, Taskfile --------- */

static void
read_map(const struct gr_node *scripts, const char *of)
{
	const struct gr_node *i, *k;
	struct ci_job j;

	for (i = gr_first(scripts); i != NULL; i = gr_next(i)) {
		if (gr_key(i) == NULL)
			continue;
		j = job_of(of, gr_key(i), strlen(gr_key(i)));
		if (gr_text(i) != NULL)
			step_script(&j, gr_text(i), gr_node_line(i), "",
			    true, false);
		for (k = gr_first(i); k != NULL; k = gr_next(k))
			if (gr_text(k) != NULL)
				step_script(&j, gr_text(k), gr_node_line(k),
				    "", true, false);
	}
}

static void
read_taskfile(const struct gr_node *doc)
{
	const struct gr_node *i, *k;
	const char *cmd;
	struct ci_job j;

	for (i = gr_first(gr_get(doc, "tasks")); i != NULL; i = gr_next(i)) {
		j = job_of("task", gr_key(i), strlen(gr_key(i)));
		for (k = gr_first(gr_get(i, "cmds")); k != NULL;
		    k = gr_next(k)) {
			cmd = gr_text(k) != NULL ? gr_text(k) :
			    gr_str(k, "cmd");
			if (cmd != NULL)
				step_script(&j, cmd, gr_node_line(k), "",
				    true, false);
		}
	}
}

/* "stages: {train: {cmd: ...}}"; "dvc repro" runs what is out of date. */
static void
read_dvc(const struct gr_node *doc)
{
	struct ci_job j = job_of("dvc", "all", 3);
	const struct gr_node *i, *cmd, *k;

	for (i = gr_first(gr_get(doc, "stages")); i != NULL; i = gr_next(i)) {
		cmd = gr_get(i, "cmd");
		if (cmd == NULL)
			cmd = gr_at(i, "do.cmd");
		if (gr_text(cmd) != NULL)
			step_script(&j, gr_text(cmd), gr_text_line(cmd), "",
			    true, false);
		for (k = gr_first(cmd); k != NULL; k = gr_next(k))
			if (gr_text(k) != NULL)
				step_script(&j, gr_text(k), gr_node_line(k),
				    "", true, false);
	}
}

/* The sections of a pyproject.toml whose lines are "name = command". */
static bool
script_section(const char *s, size_t n)
{
	static const struct gr_pattern *names;

	if (names == NULL)
		names = gr_pattern("^\\[tool\\.(poe\\.tasks|pdm\\.scripts|"
		    "taskipy\\.tasks|hatch\\.envs\\.[^.]+\\.scripts|"
		    "rye\\.scripts)\\]");
	return gr_search(names, s, n);
}

static void
read_pyproject(const struct gr_file *f)
{
	char text[TEXT_MAX];
	size_t n, len;
	const char *s, *q, *end;
	struct ci_job j;
	bool in = false;
	int i;

	for (i = 1; (s = gr_line(f, i, &n)) != NULL; i++) {
		if (n > 0 && s[0] == '[') {
			in = script_section(s, n);
			continue;
		}
		for (len = 0; len < n && (isalnum((unsigned char)s[len]) ||
		    s[len] == '-' || s[len] == '_'); len++)
			;
		q = in && len > 0 && n < sizeof(text) ?
		    memchr(s, '=', n) : NULL;
		if (q == NULL)
			continue;
		/* the first text in quotes: "x", or {cmd = "x"} */
		for (end = s + n; q < end && *q != '"' && *q != '\''; q++)
			;
		if (q == end || memchr(q + 1, *q, (size_t)(end - q - 1)) ==
		    NULL)
			continue;
		snprintf(text, sizeof(text), "%.*s", (int)((const char *)
		    memchr(q + 1, *q, (size_t)(end - q - 1)) - q - 1), q + 1);
		j = job_of("python", s, len);
		step_script(&j, text, i, "", true, false);
	}
}

/* "commands =" of any environment; they are told as one. */
static void
read_tox(const struct gr_file *f)
{
	struct ci_job j = job_of("tox", "", 0);
	char text[TEXT_MAX];
	const char *s;
	size_t n, k;
	bool in = false;
	int i;

	for (i = 1; (s = gr_line(f, i, &n)) != NULL; i++) {
		if (n >= 8 && strncmp(s, "commands", 8) == 0) {
			in = true;
			k = strcspn(s, "=");
			k = k < n ? k + 1 : n;
			s += k;
			n -= k;
		} else if (n > 0 && *s != ' ' && *s != '\t' && *s != '#') {
			in = false;
		}
		if (!in || n >= sizeof(text))
			continue;
		snprintf(text, sizeof(text), "%.*s", (int)n, s);
		step_script(&j, text + strspn(text, " \t-"), i, "",
		    strspn(text, " \t") == strspn(text, " \t-"), false);
	}
}

static void
read_shell(const struct gr_file *f)
{
	struct ci_job j = job_of("sh", f->entry->path,
	    strlen(f->entry->path));
	bool stops = strstr(f->text, "set -e") != NULL ||
	    strstr(f->text, "bash -e") != NULL ||
	    strstr(f->text, "errexit") != NULL;

	/* Without "set -e" only the last command's failure is noticed. */
	j.checked = stops;
	step_script(&j, f->text, 1, "", true, false);
}

void
targets_read(const struct gr_file *f)
{
	const char *of = tool_of(f->entry->path);
	const struct gr_node *doc;

	if (strcmp(of, "make") == 0 || strcmp(of, "just") == 0) {
		read_recipes(f, of);
	} else if (strcmp(of, "sh") == 0) {
		read_shell(f);
	} else if (strcmp(of, "python") == 0) {
		read_pyproject(f);
	} else if (strcmp(of, "tox") == 0) {
		read_tox(f);
	} else {
		doc = gr_first(gr_tree(f));
		if (strcmp(of, "task") == 0)
			read_taskfile(doc);
		else if (strcmp(of, "dvc") == 0)
			read_dvc(doc);
		else
			read_map(gr_get(doc, "scripts"), of);
	}
}

/* Which of a compose file's containers are built from the sources. */
void
compose_read(const struct gr_file *f, const struct gr_node *doc)
{
	const struct gr_node *i, *b;
	struct gr_fact *x;

	(void)f;
	i = gr_first(gr_get(doc, "services"));
	for (; i != NULL; i = gr_next(i)) {
		b = gr_get(i, "build");
		if (b == NULL)
			continue;
		x = gr_emit("ci.compose", gr_node_line(i), gr_node_last(i));
		gr_set(x, "service", gr_key(i) != NULL ? gr_key(i) : "");
		gr_set(x, "context", gr_text(b) != NULL ? gr_text(b) :
		    gr_str(b, "context") != NULL ? gr_str(b, "context") :
		    ".");
	}
}
