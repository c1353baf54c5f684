/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * github.c: GitHub, Gitea and Forgejo workflows.
 * Source: docs.github.com, "Workflow syntax for GitHub Actions".
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

/* Which events come of work on the repository, and which of a hand. */
static const struct {
	const char *event;
	bool automatic;
} events[] = {
	{ "create", true }, { "merge_group", true },
	{ "pull_request", true }, { "pull_request_target", true },
	{ "push", true }, { "release", true },
	{ "repository_dispatch", false }, { "schedule", true },
	{ "workflow_call", false }, { "workflow_dispatch", false },
	{ "workflow_run", true },
};

static bool
is_automatic(const char *event)
{
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].event, event) == 0)
			return events[i].automatic;
	return true;
}

/* "a b c" of a list or of one text. */
static void
words(const struct gr_node *n, char *out, size_t size)
{
	const struct gr_node *i;
	size_t len = 0;

	out[0] = '\0';
	if (gr_text(n) != NULL) {
		snprintf(out, size, "%s", gr_text(n));
		return;
	}
	for (i = gr_first(n); i != NULL; i = gr_next(i))
		if (gr_text(i) != NULL && len + strlen(gr_text(i)) + 2 < size)
			len += (size_t)snprintf(out + len, size - len,
			    "%s%s", len > 0 ? " " : "", gr_text(i));
}

static bool
trigger(const char *event, const struct gr_node *filter, int first, int last)
{
	struct gr_fact *f = gr_emit("ci.trigger", first, last);
	bool automatic = is_automatic(event);
	char branches[200];

	words(gr_get(filter, "branches"), branches, sizeof(branches));
	gr_set(f, "event", event);
	gr_set(f, "branches", branches);
	gr_set(f, "auto", automatic ? "yes" : "no");
	return automatic;
}

/* The events; *n how many.  True when one is automatic. */
static bool
triggers(const struct gr_node *on, int *n)
{
	const struct gr_node *i;
	bool automatic = false;

	*n = 0;
	if (gr_text(on) != NULL && gr_text(on)[0] != '\0') {
		*n = 1;
		return trigger(gr_text(on), NULL, gr_node_line(on),
		    gr_node_last(on));
	}
	for (i = gr_first(on); i != NULL; i = gr_next(i)) {
		const char *event = gr_key(i) != NULL ? gr_key(i) :
		    gr_text(i);

		if (event == NULL)
			continue;
		++*n;
		automatic |= trigger(event, i, gr_node_line(i),
		    gr_node_last(i));
	}
	return automatic;
}

static bool
is_off(const char *condition)
{
	char text[64];
	size_t n = 0;

	/* "${{ false }}" without its marks and blanks */
	for (; condition != NULL && *condition != '\0'; condition++)
		if (strchr(" ${}", *condition) == NULL && n + 1 < sizeof(text))
			text[n++] = *condition;
	text[n] = '\0';
	return strcmp(text, "false") == 0;
}

static void
disabled(const char *what, const char *name, int first, int last)
{
	struct gr_fact *f = gr_emit("ci.disabled", first, last);

	gr_set(f, "what", what);
	gr_set(f, "name", name);
}

static const char *
dir_of(const struct gr_node *at, const char *fallback, char *place)
{
	const char *dir = gr_text(gr_at(at, "defaults.run.working-directory"));

	if (dir == NULL)
		dir = gr_str(at, "working-directory");
	return dir != NULL && path_join("", dir, place, DIR_MAX) ? place :
	    fallback;
}

/* A step that only says it delivers. */
static void
look_for_fake(const struct gr_node *step, const char *run)
{
	const char *name = gr_str(step, "name");
	struct gr_fact *f;

	if (name == NULL || run == NULL || strncmp(run, "echo", 4) != 0 ||
	    strchr(run, '\n') != strrchr(run, '\n') ||
	    !gr_search(gr_pattern("deploi|deploy|livr|deliver|release|"
	    "staging|build|packag|tests?\\b"), name, strlen(name)))
		return;
	f = gr_emit("ci.fake", gr_node_line(step), gr_node_last(step));
	gr_set(f, "name", name);
}

static void
read_step(struct ci_job *j, const struct gr_node *step)
{
	const char *run = gr_str(step, "run"), *uses = gr_str(step, "uses");
	const char *shell = gr_str(step, "shell");
	const char *forgive = gr_str(step, "continue-on-error");
	bool checked = forgive == NULL || strcmp(forgive, "true") != 0;
	char place[DIR_MAX];

	if (is_off(gr_str(step, "if"))) {
		disabled("step", gr_str(step, "name"), gr_node_line(step),
		    gr_node_last(step));
		return;
	}
	if (uses != NULL)
		(void)step_action(j, uses, gr_get(step, "with"),
		    gr_node_line(step), gr_node_last(step), checked);
	if (run != NULL) {
		look_for_fake(step, run);
		/* "shell: bash" adds pipefail, the default does not. */
		step_script(j, run, gr_text_line(gr_get(step, "run")),
		    dir_of(step, j->dir, place), checked,
		    shell != NULL && strcmp(shell, "bash") == 0);
	}
	if (gr_get(step, "env") != NULL && run == NULL && uses == NULL)
		step_plain(j, "config", "env", gr_node_line(step),
		    gr_node_last(step));
}

static void
read_job(const struct gr_node *node, bool automatic, const char *dir)
{
	struct ci_job j = { .automatic = automatic, .checked = true };
	const struct gr_node *steps = gr_get(node, "steps"), *i;
	const char *forgive = gr_str(node, "continue-on-error");
	char place[DIR_MAX], needs[200];

	snprintf(j.name, sizeof(j.name), "%s", gr_key(node));
	if (is_off(gr_str(node, "if"))) {
		disabled("job", j.name, gr_node_line(node),
		    gr_node_last(node));
		return;
	}
	j.checked = forgive == NULL || strcmp(forgive, "true") != 0;
	j.dir = dir_of(node, dir, place);
	words(gr_get(node, "needs"), needs, sizeof(needs));
	job_emit(&j, needs, 0, gr_node_line(node), gr_node_last(node));
	i = gr_get(node, "container");
	if (i != NULL)
		step_plain(&j, "runtime", "container", gr_node_line(i),
		    gr_node_last(i));
	i = gr_get(node, "services");
	if (gr_first(i) != NULL)
		step_plain(&j, "services", "services", gr_node_line(i),
		    gr_node_last(i));
	for (i = gr_first(steps); i != NULL; i = gr_next(i))
		read_step(&j, i);
}

void
github_read(const struct gr_file *f, const struct gr_node *doc)
{
	const struct gr_node *on = gr_get(doc, "on"), *jobs, *i;
	struct gr_fact *x;
	char place[DIR_MAX];
	const char *dir, *why = NULL;
	bool automatic;
	int n;

	/* Some writers had "on" turned into a boolean by their tools. */
	if (on == NULL)
		on = gr_get(doc, "true");
	jobs = gr_get(doc, "jobs");
	automatic = triggers(on, &n);
	dir = dir_of(doc, "", place);
	if (gr_node_kind(jobs) != GR_MAP || gr_first(jobs) == NULL)
		why = "no jobs";
	else if (n == 0)
		why = "no trigger";
	if (why != NULL) {
		gr_set(gr_emit("ci.file.inert", 1, f->lines), "why", why);
		return;
	}
	x = gr_emit("ci.file", gr_node_line(jobs), gr_node_last(jobs));
	gr_set(x, "system", "github");
	for (i = gr_first(jobs); i != NULL; i = gr_next(i))
		if (gr_key(i) != NULL)
			read_job(i, automatic, dir);
}
