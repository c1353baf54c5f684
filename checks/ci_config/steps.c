/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * steps.c: steps become facts, whatever the dialect they were read from.
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

static void
emit(struct ci_job *j, const struct kind *k, const char *cmd,
    const char *dir, int first, int last, bool checked)
{
	char kind[40];
	struct gr_fact *f;
	char *plus;

	snprintf(kind, sizeof(kind), "%s", k->kind);
	/* One command that does two things is two facts of one place. */
	plus = strchr(kind, '+');
	if (plus != NULL)
		*plus++ = '\0';
	for (char *one = kind; one != NULL; one = plus, plus = NULL) {
		f = gr_emit(strcmp(one, "talk") == 0 ? "ci.talk" : "ci.step",
		    first, last);
		gr_set(f, "kind", one);
		gr_set(f, "tool", k->tool);
		gr_set(f, "cmd", cmd);
		gr_set(f, "job", j->name);
		gr_setf(f, "order", "%d", j->order);
		gr_set(f, "dir", dir);
		gr_set(f, "checked", checked && j->checked ? "yes" : "no");
		gr_set(f, "auto", j->automatic ? "yes" : "no");
	}
}

struct telling {
	struct ci_job	*job;
	bool		 checked;
};

static void
tell(void *arg, const struct command *c)
{
	struct telling *t = arg;
	struct kind k;

	if (!kind_command(c->text, &k))
		return;
	/* What runs in the background prepares; it proves nothing. */
	if (c->background && strcmp(k.kind, "talk") != 0)
		k.kind = "services";
	emit(t->job, &k, c->text, c->dir, c->line, c->line,
	    t->checked && c->checked);
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

bool
step_action(struct ci_job *j, const char *uses, const struct gr_node *with,
    int first, int last, bool checked)
{
	struct kind k[KINDS_OF_ONE];
	size_t n, i;
	bool known = kind_action(uses, with, k, &n);

	for (i = 0; i < n; i++)
		emit(j, &k[i], uses, j->dir, first, last, checked);
	j->order++;
	return known;
}

void
step_plain(struct ci_job *j, const char *kind, const char *cmd, int first,
    int last)
{
	const struct kind k = { .kind = kind, .tool = "" };

	emit(j, &k, cmd, j->dir, first, last, true);
	j->order++;
}

void
job_emit(const struct ci_job *j, const char *needs, int stage, int first,
    int last)
{
	struct gr_fact *f = gr_emit("ci.job", first, last);

	gr_set(f, "job", j->name);
	gr_set(f, "needs", needs);
	gr_setf(f, "stage", "%d", stage);
	gr_set(f, "auto", j->automatic ? "yes" : "no");
}
