/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * github.c: GitHub, Gitea and Forgejo workflows, and their actions.
 * Source: docs.github.com, "Workflow syntax for GitHub Actions".
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

/* Which events come of work on the repository, and which of a hand. */
static const struct {
	const char *event;
	enum ci_start start;
} events[] = {
	{ "merge_group", START_PUSH }, { "pull_request", START_PUSH },
	{ "pull_request_target", START_PUSH }, { "push", START_PUSH },
	{ "repository_dispatch", START_HAND },
	{ "workflow_call", START_CALL }, { "workflow_dispatch", START_HAND },
};

static enum ci_start
start_of_event(const char *event)
{
	size_t i;

	for (i = 0; i < sizeof(events) / sizeof(events[0]); i++)
		if (strcmp(events[i].event, event) == 0)
			return events[i].start;
	return START_EVENT;	/* schedule, release, workflow_run ... */
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

static enum ci_start
trigger(const char *event, const struct gr_node *filter, int first, int last)
{
	struct gr_fact *f = gr_emit("ci.trigger", first, last);
	enum ci_start start = start_of_event(event);
	char list[200];

	words(gr_get(filter, "branches"), list, sizeof(list));
	/* A push of tags alone is not each push. */
	if (start == START_PUSH && gr_get(filter, "tags") != NULL &&
	    list[0] == '\0' && gr_get(filter, "branches-ignore") == NULL)
		start = START_EVENT;
	gr_set(f, "event", event);
	gr_set(f, "branches", list);
	gr_set(f, "start", start_name(start));
	/* "workflow_run" starts when those of these names have ended. */
	words(gr_get(filter, "workflows"), list, sizeof(list));
	if (strcmp(event, "workflow_run") == 0)
		gr_set(f, "after", list);
	return start;
}

/* The events; *n how many.  What starts the workflow most often. */
static enum ci_start
triggers(const struct gr_node *on, int *n)
{
	const struct gr_node *i;
	enum ci_start start = START_HAND, s;

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
		s = trigger(event, i, gr_node_line(i), gr_node_last(i));
		start = s < start ? s : start;
	}
	return start;
}

/* What a condition makes of a start; *off when it is never true. */
static enum ci_start
under(const char *condition, enum ci_start start, bool *off)
{
	char text[64];
	const char *c = condition;
	size_t n = 0;

	*off = false;
	if (c == NULL)
		return start;
	/* "${{ false }}" without its marks and blanks */
	for (; *c != '\0' && n + 1 < sizeof(text); c++)
		if (strchr(" ${}", *c) == NULL)
			text[n++] = *c;
	text[n] = '\0';
	*off = strcmp(text, "false") == 0 || strcmp(text, "0") == 0;
	/* What somebody has to ask for. */
	if ((strstr(condition, "== 'workflow_dispatch'") != NULL ||
	    strstr(condition, "event.inputs.") != NULL ||
	    strstr(condition, "inputs.") == condition) &&
	    strstr(condition, "||") == NULL)
		return START_HAND;
	return start;
}

static void
disabled(const char *what, const char *name, int first, int last)
{
	struct gr_fact *f = gr_emit("ci.disabled", first, last);

	gr_set(f, "what", what);
	gr_set(f, "name", name != NULL ? name : "");
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
	const char *nl;
	struct gr_fact *f;

	if (name == NULL || run == NULL ||
	    !gr_search(gr_pattern("deploi|deploy|livr|deliver|release|"
	    "staging|build|packag|\\btests?\\b|train|entrain"), name,
	    strlen(name)))
		return;
	for (; run != NULL && *run != '\0'; run = nl) {
		run += strspn(run, " \t\n");
		nl = strchr(run, '\n');
		/* What is written to a file is more than a message. */
		if (*run != '\0' && *run != '#' && (strncmp(run, "echo",
		    4) != 0 || memchr(run, '>', nl != NULL ?
		    (size_t)(nl - run) : strlen(run)) != NULL))
			return;
	}
	f = gr_emit("ci.fake", gr_node_line(step), gr_node_last(step));
	gr_set(f, "name", name);
}

static bool
forgiving(const struct gr_node *at)
{
	const char *s = gr_str(at, "continue-on-error");

	return s != NULL && strcmp(s, "true") == 0;
}

static void
read_step(struct ci_job *j, const struct gr_node *step)
{
	const char *run = gr_str(step, "run"), *uses = gr_str(step, "uses");
	const char *shell = gr_str(step, "shell");
	int first = gr_node_line(step), last = gr_node_last(step);
	enum ci_start start = j->start;
	char place[DIR_MAX];
	bool off;

	j->start = under(gr_str(step, "if"), start, &off);
	if (off) {
		disabled("step", gr_str(step, "name"), first, last);
		j->start = start;
		return;
	}
	if (uses != NULL && strncmp(uses, "./", 2) == 0) {
		if (path_join("", uses, place, sizeof(place)))
			step_include(j, place, first, last, !forgiving(step));
	} else if (uses != NULL) {
		(void)step_action(j, uses, gr_get(step, "with"), first, last,
		    !forgiving(step));
	}
	if (run != NULL) {
		look_for_fake(step, run);
		/* "shell: bash" adds pipefail, the default does not. */
		step_script(j, run, gr_text_line(gr_get(step, "run")),
		    dir_of(step, j->dir, place), !forgiving(step),
		    shell != NULL && strcmp(shell, "bash") == 0);
	}
	j->start = start;
}

static void
read_steps(struct ci_job *j, const struct gr_node *steps)
{
	const struct gr_node *i;

	for (i = gr_first(steps); i != NULL; i = gr_next(i))
		read_step(j, i);
}

static void
read_job(const struct gr_node *node, enum ci_start start, const char *dir)
{
	struct ci_job j = { .checked = true };
	const struct gr_node *i;
	const char *uses = gr_str(node, "uses");
	char place[DIR_MAX], needs[200], called[DIR_MAX];
	int first = gr_node_line(node), last = gr_node_last(node);
	bool off;

	snprintf(j.name, sizeof(j.name), "%s", gr_key(node));
	j.start = under(gr_str(node, "if"), start, &off);
	if (off) {
		disabled("job", j.name, first, last);
		return;
	}
	j.checked = !forgiving(node);
	j.dir = dir_of(node, dir, place);
	words(gr_get(node, "needs"), needs, sizeof(needs));
	job_emit(&j, needs, 0, first, last);
	if (uses != NULL && strncmp(uses, "./", 2) == 0 &&
	    path_join("", uses, called, sizeof(called)))
		step_include(&j, called, first, last, true);
	i = gr_get(node, "container");
	if (i != NULL)
		step_plain(&j, "runtime", gr_text(i) != NULL ? gr_text(i) :
		    gr_str(i, "image") != NULL ? gr_str(i, "image") :
		    "container", gr_node_line(i), gr_node_last(i));
	i = gr_get(node, "services");
	if (gr_first(i) != NULL)
		step_plain(&j, "services", "services", gr_node_line(i),
		    gr_node_last(i));
	read_steps(&j, gr_get(node, "steps"));
}

static const struct gr_node *
trigger_key(const struct gr_node *doc)
{
	const struct gr_node *on = gr_get(doc, "on");

	/* Some writers had "on" turned into a boolean by their tools. */
	return on != NULL ? on : gr_get(doc, "true");
}

bool
github_like(const struct gr_node *doc)
{
	const struct gr_node *jobs = gr_get(doc, "jobs"), *i;

	if (trigger_key(doc) == NULL || gr_node_kind(jobs) != GR_MAP)
		return false;
	for (i = gr_first(jobs); i != NULL; i = gr_next(i))
		if (gr_get(i, "steps") != NULL || gr_get(i, "uses") != NULL)
			return true;
	return false;
}

void
github_read(const struct gr_file *f, const struct gr_node *doc)
{
	const struct gr_node *jobs = gr_get(doc, "jobs"), *i;
	struct gr_fact *x;
	char place[DIR_MAX];
	const char *dir, *why = NULL;
	enum ci_start start;
	int n;

	start = triggers(trigger_key(doc), &n);
	dir = dir_of(doc, "", place);
	if (gr_node_kind(jobs) != GR_MAP || gr_first(jobs) == NULL)
		why = "jobs";
	else if (n == 0)
		why = "on";
	if (why != NULL) {
		gr_set(gr_emit("ci.inert", 1, f->lines), "why", why);
		return;
	}
	x = gr_emit("ci.file", gr_node_line(jobs), gr_node_last(jobs));
	gr_set(x, "tool", place_tool(f->entry->path));
	gr_set(x, "start", start_name(start));
	gr_set(x, "title", gr_str(doc, "name") != NULL ? gr_str(doc, "name") :
	    f->entry->base);
	for (i = gr_first(jobs); i != NULL; i = gr_next(i))
		if (gr_key(i) != NULL)
			read_job(i, start, dir);
}

void
action_read(const struct gr_file *f, const struct gr_node *doc)
{
	struct ci_job j = { .of = "action", .checked = true, .dir = "" };

	/* It is named by its folder. */
	snprintf(j.name, sizeof(j.name), "%.*s",
	    f->entry->base == f->entry->path ? 0 :
	    (int)(f->entry->base - f->entry->path - 1), f->entry->path);
	read_steps(&j, gr_at(doc, "runs.steps"));
}
