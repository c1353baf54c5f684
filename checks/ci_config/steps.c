/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * steps.c: steps become facts, whatever the dialect they were read from.
 *
 * ci.step is a step of a job; ci.target one of what a short command stands
 * for, whose job is "make:test".  A call ("make test") has the tool
 * "call/make", names its target, and is of the kind that its words alone
 * promise, until all files were read.  .how holds words: "checked push".
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

struct telling {
	struct ci_job	*job;
	bool		 checked;
};

/* What a step is, wherever it was read. */
struct what {
	const char	*kind, *tool, *cmd, *dir;
	const char	*names;		/* a file or target, or NULL */
	int		 first, last;
	bool		 checked, inside, maybe;
};

static void
emit(const struct ci_job *j, const struct what *w)
{
	struct gr_fact *f = gr_emit(j->of != NULL ? "ci.target" : "ci.step",
	    w->first, w->last);

	gr_set(f, "kind", w->kind);
	gr_set(f, "tool", w->tool);
	gr_set(f, "cmd", w->cmd);
	gr_set(f, "dir", w->dir);
	gr_setf(f, "order", "%d", j->order);
	gr_setf(f, "how", "%s %s%s%s", w->checked && j->checked ? "checked" :
	    "unchecked", j->of != NULL ? "" : start_name(j->start),
	    w->inside ? " inside" : "", w->maybe ? " maybe" : "");
	gr_setf(f, "job", "%s%s%s", j->of != NULL ? j->of : "",
	    j->of != NULL ? ":" : "", j->name);
	if (w->names != NULL)
		gr_set(f, "names", w->names);
}

/* What does two things, "tests+package", is two facts of one place. */
static void
emit_kinds(const struct ci_job *j, struct what w)
{
	char kinds[40], *one, *plus;

	snprintf(kinds, sizeof(kinds), "%s", w.kind);
	for (one = kinds; one != NULL; one = plus) {
		plus = strchr(one, '+');
		if (plus != NULL)
			*plus++ = '\0';
		w.kind = one;
		emit(j, &w);
	}
}

static void
emit_call(const struct telling *t, const struct call *call, struct kind k,
    const struct command *c)
{
	char tool[40];
	struct what w = { .tool = tool, .cmd = c->text, .dir = call->dir,
	    .names = call->name, .first = c->line, .last = c->line,
	    .maybe = c->maybe,
	    .checked = t->checked && c->checked };

	/* "hatch run pytest" may be no name of a script. */
	if (strcmp(call->of, "python") == 0 && strcmp(k.kind, "other") == 0 &&
	    strstr(c->text, call->name) != NULL)
		(void)kind_command(strstr(c->text, call->name), &k);
	snprintf(tool, sizeof(tool), "call/%s", call->of);
	w.kind = k.kind;
	emit(t->job, &w);
}

static void
tell(void *arg, const struct command *c)
{
	const struct telling *t = arg;
	struct kind k = { "other", "" };
	struct call call;
	bool known = kind_command(c->text, &k);

	if (!c->inside && !c->background && call_parse(c, &call)) {
		emit_call(t, &call, k, c);
		return;
	}
	/* What runs in the background prepares; it proves nothing. */
	if (c->background && strcmp(k.kind, "talk") != 0)
		k.kind = "services";
	/* Of a target it matters too whether it only talks, or does more. */
	if (t->job->of != NULL || (strcmp(k.kind, "talk") != 0 &&
	    (known || c->background)))
		emit_kinds(t->job, (struct what){ .kind = k.kind,
		    .tool = k.tool, .cmd = c->text, .dir = c->dir,
		    .first = c->line, .last = c->line, .inside = c->inside,
		    .maybe = c->maybe,
		    .checked = t->checked && c->checked });
}

void
step_script(struct ci_job *j, const char *text, int line, const char *dir,
    bool checked, bool pipefail)
{
	struct telling t = { .job = j, .checked = checked };
	const struct script s = { .text = text, .line = line, .dir = dir,
	    .pipefail = pipefail };

	shell_each(&s, tell, &t);
	j->order++;
}

/* The input that says which files an action takes: "file:x". */
static const char *
input(const struct gr_node *with, char *out, size_t n)
{
	static const char *const keys[] = { "repository", "file", "context" };
	size_t i;

	for (i = 0; i < 3; i++)
		if (gr_str(with, keys[i]) != NULL) {
			snprintf(out, n, "%s:%s", keys[i],
			    gr_str(with, keys[i]));
			return out;
		}
	return NULL;
}

bool
step_action(struct ci_job *j, const char *uses, const struct gr_node *with,
    int first, int last, bool checked)
{
	char names[CMD_MAX];
	struct kind k[KINDS_OF_ONE];
	struct what w = { .cmd = uses, .dir = "", .first = first,
	    .last = last, .checked = checked,
	    .names = input(with, names, sizeof(names)) };
	size_t n, i;
	bool known = kind_action(uses, with, k, &n);

	for (i = 0; i < n; i++) {
		w.kind = k[i].kind;
		w.tool = k[i].tool;
		emit_kinds(j, w);
	}
	j->order++;
	return known;
}

void
step_plain(struct ci_job *j, const char *kind, const char *cmd, int first,
    int last)
{
	struct what w = { .kind = kind, .tool = "", .cmd = cmd,
	    .dir = j->dir, .first = first, .last = last, .checked = true };

	emit(j, &w);
	j->order++;
}

static void
include(struct ci_job *j, const char *tool, const char *name, int first,
    int last, bool checked)
{
	struct what w = { .kind = "other", .tool = tool, .cmd = name,
	    .dir = "", .names = name, .first = first, .last = last,
	    .checked = checked };

	emit(j, &w);
	j->order++;
}

void
step_include(struct ci_job *j, const char *path, int first, int last,
    bool checked)
{
	include(j, "call/action", path, first, last, checked);
}

void
step_base(struct ci_job *j, const char *name, int line)
{
	include(j, "call/extends", name, line, line, true);
}

void
job_emit(const struct ci_job *j, const char *needs, int stage, int first,
    int last)
{
	struct gr_fact *f = gr_emit("ci.job", first, last);

	gr_set(f, "job", j->name);
	gr_set(f, "needs", needs);
	gr_setf(f, "stage", "%d", stage);
	gr_set(f, "start", start_name(j->start));
}
