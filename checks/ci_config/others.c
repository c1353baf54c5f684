/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.c: systems that are read more coarsely, and the files that say
 * what a chain's short commands stand for.
 *
 * CircleCI, Azure, Bitbucket, Woodpecker, Drone, Travis, Jenkins: each is
 * taken as one job whose commands are those found under the keys that hold
 * commands, in their order.  All of them start at a push unless told.
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { NEST_MAX = 30 };

static bool
holds_commands(const char *key)
{
	static const char *const keys[] = {
		"bash", "command", "commands", "run", "script", "sh",
	};
	size_t i;

	for (i = 0; key != NULL && i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

static void
walk(struct ci_job *j, const struct gr_node *n, bool commands, int depth)
{
	const struct gr_node *i;

	if (depth > NEST_MAX)
		return;
	if (gr_text(n) != NULL) {
		if (commands)
			step_script(j, gr_text(n), gr_text_line(n), "", true,
			    false);
		return;
	}
	for (i = gr_first(n); i != NULL; i = gr_next(i)) {
		const char *key = gr_key(i);

		if (key != NULL && (strcmp(key, "image") == 0 ||
		    strcmp(key, "docker") == 0))
			step_plain(j, "runtime", "image", gr_node_line(i),
			    gr_node_last(i));
		walk(j, i, key == NULL ? commands : holds_commands(key),
		    depth + 1);
	}
}

void
other_read(const struct gr_file *f, const struct gr_node *doc)
{
	struct ci_job j = { .automatic = true, .checked = true, .dir = "" };
	struct gr_fact *x;

	gr_set(gr_emit("ci.file", 1, f->lines), "system",
	    ci_system_name(f->entry->path));
	x = gr_emit("ci.trigger", 1, 1);
	gr_set(x, "event", "push");
	gr_set(x, "branches", "");
	gr_set(x, "auto", "yes");
	snprintf(j.name, sizeof(j.name), "chain");
	job_emit(&j, "", 0, 1, f->lines);
	step_plain(&j, "checkout", ci_system_name(f->entry->path), 1, 1);
	walk(&j, doc, false, 0);
}

/* sh '...', sh "..." and sh '''...''' of a Jenkinsfile, by its tokens. */
void
jenkins_read(const struct gr_file *f)
{
	struct ci_job j = { .automatic = true, .checked = true, .dir = "" };
	const struct gr_token *t;
	size_t i, n;

	t = gr_tokens(f, &n);
	gr_set(gr_emit("ci.file", 1, f->lines), "system", "jenkins");
	snprintf(j.name, sizeof(j.name), "chain");
	job_emit(&j, "", 0, 1, f->lines);
	step_plain(&j, "checkout", "jenkins", 1, 1);
	for (i = 0; i + 1 < n; i++)
		if ((gr_token_is(&t[i], "sh") || gr_token_is(&t[i], "bat")) &&
		    t[i + 1].kind == GR_STRING)
			step_script(&j, t[i + 1].text, t[i + 1].line, "",
			    true, false);
}

/* --- what "make test" and "npm test" stand for ---------------------------- */

static void
target(const char *tool, const char *name, size_t n, const char *cmd,
    size_t len, int line)
{
	struct gr_fact *f = gr_emit("ci.target", line, line);

	gr_set(f, "tool", tool);
	gr_setn(f, "name", name, n);
	gr_setn(f, "cmd", cmd, len);
}

static void
read_makefile(const struct gr_file *f)
{
	const char *name = NULL, *s;
	size_t n, len = 0;
	int i;

	for (i = 1; (s = gr_line(f, i, &n)) != NULL; i++) {
		if (n > 0 && s[0] == '\t' && name != NULL) {
			while (n > 0 && strchr("\t @-", *s) != NULL) {
				s++;
				n--;
			}
			if (n > 0)
				target("make", name, len, s, n, i);
			continue;
		}
		len = 0;
		while (len < n && strchr(":=# \t", s[len]) == NULL)
			len++;
		name = len > 0 && len < n && s[len] == ':' &&
		    (len + 1 == n || s[len + 1] != '=') ? s : NULL;
	}
}

void
targets_read(const struct gr_file *f)
{
	const struct gr_node *i;

	if (f->entry->kind != GR_JSON) {
		read_makefile(f);
		return;
	}
	i = gr_first(gr_get(gr_first(gr_tree(f)), "scripts"));
	for (; i != NULL; i = gr_next(i))
		if (gr_key(i) != NULL && gr_text(i) != NULL)
			target("npm", gr_key(i), strlen(gr_key(i)),
			    gr_text(i), strlen(gr_text(i)), gr_node_line(i));
}

/* Which of a compose file's containers are built from the sources. */
void
compose_read(const struct gr_file *f, const struct gr_node *doc)
{
	const struct gr_node *i;

	(void)f;
	i = gr_first(gr_get(doc, "services"));
	for (; i != NULL; i = gr_next(i))
		if (gr_get(i, "build") != NULL)
			gr_set(gr_emit("ci.compose", gr_node_line(i),
			    gr_node_last(i)), "service", gr_key(i));
}
