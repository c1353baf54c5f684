/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gitlab.c: .gitlab-ci.yml.
 * Source: docs.gitlab.com, "CI/CD YAML syntax reference".
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { EXTENDS_MAX = 8, STAGES_MAX = 64 };

/* Keys at the top that are no jobs. */
static const char reserved[] = " after_script before_script cache default "
    "image include services spec stages variables workflow ";

static bool
is_job(const struct gr_node *n)
{
	char key[JOB_MAX + 2];

	if (gr_key(n) == NULL || gr_key(n)[0] == '.' ||
	    gr_node_kind(n) != GR_MAP)
		return false;
	snprintf(key, sizeof(key), " %s ", gr_key(n));
	return strstr(reserved, key) == NULL;
}

/* A key of the job, or of what it extends. */
static const struct gr_node *
inherit(const struct gr_node *doc, const struct gr_node *job,
    const char *key, int depth)
{
	const struct gr_node *own = gr_get(job, key), *ext, *i;

	if (own != NULL || depth == EXTENDS_MAX)
		return own;
	ext = gr_get(job, "extends");
	if (gr_text(ext) != NULL)
		return inherit(doc, gr_get(doc, gr_text(ext)), key,
		    depth + 1);
	for (i = gr_first(ext); i != NULL; i = gr_next(i)) {
		own = inherit(doc, gr_get(doc, gr_text(i) == NULL ? "" :
		    gr_text(i)), key, depth + 1);
		if (own != NULL)
			return own;
	}
	return NULL;
}

static const struct gr_node *
common(const struct gr_node *doc, const char *key)
{
	const struct gr_node *n = gr_get(gr_get(doc, "default"), key);

	return n != NULL ? n : gr_get(doc, key);
}

static int
stage_of(const struct gr_node *doc, const char *name)
{
	static const char *const usual[] = { ".pre", "build", "test",
	    "deploy", ".post" };
	const struct gr_node *list = gr_get(doc, "stages"), *i;
	int n = 1;

	if (name == NULL)
		name = "test";
	for (i = gr_first(list); i != NULL && n < STAGES_MAX;
	    i = gr_next(i), n++)
		if (gr_text(i) != NULL && strcmp(gr_text(i), name) == 0)
			return n;
	for (n = 0; n < 5 && list == NULL; n++)
		if (strcmp(usual[n], name) == 0)
			return n + 1;
	return 1;
}

/* "only: [schedules]" and the like; branches and tags are pushes. */
static enum ci_start
only(const struct gr_node *list)
{
	static const char *const seldom[] = { "schedules", "pipelines",
	    "triggers", "api", "web" };
	const struct gr_node *i, *refs = gr_get(list, "refs");
	enum ci_start start = START_EVENT;
	size_t k;

	if (refs != NULL)
		list = refs;
	if (gr_node_kind(list) != GR_LIST || gr_first(list) == NULL)
		return START_PUSH;
	for (i = gr_first(list); i != NULL; i = gr_next(i)) {
		for (k = 0; k < 5; k++)
			if (gr_text(i) != NULL &&
			    strcmp(gr_text(i), seldom[k]) == 0)
				break;
		if (k == 5)
			start = START_PUSH;
	}
	return start;
}

/* One rule's condition. */
static enum ci_start
rule_start(const struct gr_node *rule)
{
	const char *when = gr_str(rule, "when"), *cond = gr_str(rule, "if");

	if (when != NULL && strcmp(when, "manual") == 0)
		return START_HAND;
	if (cond != NULL && strstr(cond, "CI_PIPELINE_SOURCE == \"schedule")
	    != NULL && strstr(cond, "||") == NULL)
		return START_EVENT;
	if (cond != NULL && strstr(cond, "CI_PIPELINE_SOURCE == \"web") !=
	    NULL && strstr(cond, "||") == NULL)
		return START_HAND;
	return START_PUSH;
}

/* What starts a job; *never when nothing can. */
static enum ci_start
start_of_job(const struct gr_node *doc, const struct gr_node *job, bool *never)
{
	const struct gr_node *rules = inherit(doc, job, "rules", 0), *i;
	const char *when = gr_text(inherit(doc, job, "when", 0)), *w;
	enum ci_start start = START_HAND, s;
	bool some = false;

	*never = when != NULL && strcmp(when, "never") == 0;
	if (when != NULL && strcmp(when, "manual") == 0)
		return START_HAND;
	if (gr_first(rules) == NULL)
		return only(inherit(doc, job, "only", 0));
	for (i = gr_first(rules); i != NULL; i = gr_next(i)) {
		w = gr_str(i, "when");
		if (w != NULL && strcmp(w, "never") == 0)
			continue;
		some = true;
		s = rule_start(i);
		start = s < start ? s : start;
	}
	*never = !some;
	return start;
}

static void
scripts(struct ci_job *j, const struct gr_node *list)
{
	const struct gr_node *i;

	if (gr_text(list) != NULL)
		step_script(j, gr_text(list), gr_text_line(list), "", true,
		    false);
	for (i = gr_first(list); i != NULL; i = gr_next(i))
		if (gr_text(i) != NULL)
			step_script(j, gr_text(i), gr_text_line(i), "", true,
			    false);
}

/* Where a list of commands changes the folder, the next one is there too. */
static void
script_lines(struct ci_job *j, const struct gr_node *list)
{
	char all[16 * 1024];
	const struct gr_node *i;
	size_t len = 0;
	int line = 0;

	for (i = gr_first(list); i != NULL; i = gr_next(i)) {
		const char *s = gr_text(i);

		if (s == NULL)
			continue;
		if (line == 0)
			line = gr_text_line(i);
		/* Keep the lines of the file as far as they go on. */
		while (line > 0 && len + 2 < sizeof(all)) {
			int at = line;
			size_t k;

			for (k = 0; k < len; k++)
				at += all[k] == '\n';
			if (at >= gr_text_line(i))
				break;
			all[len++] = '\n';
		}
		if (len + strlen(s) + 2 >= sizeof(all)) {
			scripts(j, list);
			return;
		}
		len += (size_t)snprintf(all + len, sizeof(all) - len, "%s\n",
		    s);
	}
	all[len] = '\0';
	if (len > 0)
		step_script(j, all, line, "", true, false);
	else
		scripts(j, list);
}

/* A base that another file holds is looked up when all were read. */
static void
elsewhere(struct ci_job *j, const struct gr_node *doc,
    const struct gr_node *job)
{
	const struct gr_node *ext = gr_get(job, "extends"), *i;

	if (gr_text(ext) != NULL && gr_get(doc, gr_text(ext)) == NULL)
		step_base(j, gr_text(ext), gr_node_line(ext));
	for (i = gr_first(ext); i != NULL; i = gr_next(i))
		if (gr_text(i) != NULL && gr_get(doc, gr_text(i)) == NULL)
			step_base(j, gr_text(i), gr_node_line(i));
}

/* ".build:" holds commands for the jobs of other files. */
static void
read_hidden(const struct gr_node *doc, const struct gr_node *node)
{
	struct ci_job j = { .of = "extends", .checked = true, .dir = "" };

	snprintf(j.name, sizeof(j.name), "%s", gr_key(node));
	script_lines(&j, inherit(doc, node, "before_script", 0));
	script_lines(&j, inherit(doc, node, "script", 0));
}

static void
read_job(const struct gr_node *doc, const struct gr_node *node)
{
	struct ci_job j = { .dir = "" };
	const struct gr_node *n, *need;
	const char *forgive;
	char needs[200] = "";
	size_t len = 0;
	bool never;

	snprintf(j.name, sizeof(j.name), "%s", gr_key(node));
	j.start = start_of_job(doc, node, &never);
	if (never) {
		struct gr_fact *f = gr_emit("ci.disabled", gr_node_line(node),
		    gr_node_last(node));

		gr_set(f, "what", "job");
		gr_set(f, "name", j.name);
		return;
	}
	forgive = gr_text(inherit(doc, node, "allow_failure", 0));
	j.checked = forgive == NULL || strcmp(forgive, "true") != 0;
	n = inherit(doc, node, "needs", 0);
	for (need = gr_first(n); need != NULL; need = gr_next(need)) {
		const char *s = gr_text(need) != NULL ? gr_text(need) :
		    gr_str(need, "job");

		if (s != NULL && len + strlen(s) + 2 < sizeof(needs))
			len += (size_t)snprintf(needs + len,
			    sizeof(needs) - len, "%s%s", len > 0 ? " " : "",
			    s);
	}
	job_emit(&j, needs, stage_of(doc, gr_text(inherit(doc, node, "stage",
	    0))), gr_node_line(node), gr_node_last(node));
	step_plain(&j, "checkout", "gitlab", gr_node_line(node),
	    gr_node_line(node));
	n = inherit(doc, node, "image", 0);
	if (n == NULL)
		n = common(doc, "image");
	if (n != NULL)
		step_plain(&j, "runtime", gr_text(n) != NULL ? gr_text(n) :
		    gr_str(n, "name") != NULL ? gr_str(n, "name") : "image",
		    gr_node_line(n), gr_node_last(n));
	n = inherit(doc, node, "services", 0);
	if (n == NULL)
		n = common(doc, "services");
	if (n != NULL)
		step_plain(&j, "services", "services", gr_node_line(n),
		    gr_node_last(n));
	n = inherit(doc, node, "before_script", 0);
	script_lines(&j, n != NULL ? n : common(doc, "before_script"));
	n = inherit(doc, node, "script", 0);
	script_lines(&j, n);
	if (n == NULL)
		elsewhere(&j, doc, node);
	/* "pages" is a name with a meaning; a release is a delivery. */
	if (strcmp(j.name, "pages") == 0)
		step_plain(&j, "pages", "pages", gr_node_line(node),
		    gr_node_last(node));
	n = inherit(doc, node, "release", 0);
	if (n != NULL)
		step_plain(&j, "deliver", "release", gr_node_line(n),
		    gr_node_last(n));
}

bool
gitlab_like(const struct gr_node *doc)
{
	const struct gr_node *i;

	for (i = gr_first(doc); i != NULL; i = gr_next(i))
		if (gr_node_kind(i) == GR_MAP && gr_get(i, "steps") == NULL &&
		    (gr_get(i, "script") != NULL || (is_job(i) &&
		    gr_get(i, "extends") != NULL &&
		    gr_get(i, "stage") != NULL)))
			return true;
	return false;
}

static void
include(const char *path, int line)
{
	struct gr_fact *f;

	if (path == NULL || strstr(path, "://") != NULL)
		return;
	f = gr_emit("ci.include", line, line);
	gr_set(f, "path", path + (path[0] == '/'));
}

/* "include: x.yml", a list of them, {local: x.yml} */
static void
includes(const struct gr_node *n, int depth)
{
	const struct gr_node *i;

	include(gr_text(n), gr_node_line(n));
	include(gr_str(n, "local"), gr_node_line(n));
	if (gr_node_kind(n) == GR_LIST && depth == 0)
		for (i = gr_first(n); i != NULL; i = gr_next(i))
			includes(i, depth + 1);
}

/* Jobs that only hold keys for others begin with a dot; see is_job(). */
void
gitlab_read(const struct gr_file *f, const struct gr_node *doc, bool root)
{
	const struct gr_node *i, *inc = gr_get(doc, "include");
	struct gr_fact *x;
	int n = 0;

	for (i = gr_first(doc); i != NULL; i = gr_next(i))
		n += is_job(i);
	if (n == 0 && inc == NULL) {
		if (root)
			gr_set(gr_emit("ci.inert", 1, f->lines), "why",
			    "jobs");
		return;
	}
	x = gr_emit("ci.file", 1, f->lines);
	gr_set(x, "tool", "gitlab");
	gr_set(x, "start", start_name(root ? START_PUSH : START_CALL));
	gr_set(x, "title", f->entry->base);
	includes(inc, 0);
	if (root) {
		/* Without rules GitLab starts a pipeline at every push. */
		i = gr_get(doc, "workflow");
		x = gr_emit("ci.trigger", i != NULL ? gr_node_line(i) : 1,
		    i != NULL ? gr_node_last(i) : 1);
		gr_set(x, "event", "push");
		gr_set(x, "branches", "");
		gr_set(x, "start", start_name(START_PUSH));
	}
	for (i = gr_first(doc); i != NULL; i = gr_next(i))
		if (is_job(i))
			read_job(doc, i);
		else if (gr_key(i) != NULL && gr_key(i)[0] == '.')
			read_hidden(doc, i);
}
