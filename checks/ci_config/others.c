/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * others.c: systems that are read more coarsely.
 *
 * CircleCI, Azure, Bitbucket, Woodpecker, Drone, Travis, AppVeyor, the
 * builders of clouds: each file is taken as one job whose commands are
 * those found under the keys that hold commands, in their order.  They
 * start at a push unless the file says "trigger: none".
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { NEST_MAX = 30 };

/* Keys whose value is a command, or a list of commands. */
static bool
holds_commands(const char *key)
{
	static const char *const keys[] = {
		"after_success", "bash", "before_install", "before_script",
		"build", "build_script", "command", "commands",
		"deploy_script", "install", "powershell", "pwsh", "run",
		"script", "sh", "test_script",
	};
	size_t i;

	for (i = 0; key != NULL && i < sizeof(keys) / sizeof(keys[0]); i++)
		if (strcmp(keys[i], key) == 0)
			return true;
	return false;
}

/* What a tool does by itself when it is named. */
static const struct {
	const char *name, *kind, *cmd;
} named[] = {
	{ "Docker@2", "package", "Docker@2" },
	{ "DockerCompose@0", "package", "DockerCompose@0" },
	{ "Maven@3", "tests", "Maven@3" }, { "Maven@4", "tests", "Maven@4" },
	{ "DotNetCoreCLI@2", "tests", "DotNetCoreCLI@2" },
	{ "UsePythonVersion@0", "runtime", "UsePythonVersion@0" },
	{ "NodeTool@0", "runtime", "NodeTool@0" },
	{ "AzureWebApp@1", "deliver", "AzureWebApp@1" },
	{ "AzureWebAppContainer@1", "deliver", "AzureWebAppContainer@1" },
	{ "AzureRmWebAppDeployment@4", "deliver",
	    "AzureRmWebAppDeployment@4" },
	{ "KubernetesManifest@0", "deliver", "KubernetesManifest@0" },
	{ "plugins/docker", "package+deliver", "plugins/docker" },
	{ "woodpeckerci/plugin-docker-buildx", "package+deliver",
	    "plugin-docker-buildx" },
	{ "appleboy/drone-ssh", "deliver", "drone-ssh" },
	{ "atlassian/aws-ecs-deploy", "deliver", "aws-ecs-deploy" },
	{ "atlassian/azure-web-apps-deploy", "deliver",
	    "azure-web-apps-deploy" },
	{ "atlassian/heroku-deploy", "deliver", "heroku-deploy" },
	{ "atlassian/ssh-run", "deliver", "ssh-run" },
	{ "aws-ecs/deploy-service-update", "deliver", "aws-ecs" },
	{ "docker/build", "package", "docker/build" },
	{ "docker/publish", "package+deliver", "docker/publish" },
	{ "docker/push", "deliver", "docker/push" },
	{ "heroku/deploy-via-git", "deliver", "heroku" },
	{ "node/install-packages", "dependencies", "node/install-packages" },
	{ "node/test", "tests", "node/test" },
	{ "python/install-packages", "dependencies",
	    "python/install-packages" },
	{ "python/test", "tests", "python/test" },
};

static bool
look_up(struct ci_job *j, const struct gr_node *n, const char *s)
{
	int first = gr_node_line(n), last = gr_node_last(n);
	const char *kind, *plus;
	size_t i, m;

	for (i = 0; s != NULL && i < sizeof(named) / sizeof(named[0]); i++) {
		m = strlen(named[i].name);
		if (strncmp(s, named[i].name, m) != 0 ||
		    (s[m] != '\0' && s[m] != ':'))
			continue;
		kind = named[i].kind;
		plus = strchr(kind, '+');
		if (plus != NULL)
			step_plain(j, "package", named[i].cmd, first, last);
		step_plain(j, plus != NULL ? plus + 1 : kind, named[i].cmd,
		    first, last);
		return true;
	}
	return false;
}

static bool
is_runtime(const char *key)
{
	return strcmp(key, "image") == 0 || strcmp(key, "docker") == 0 ||
	    strcmp(key, "language") == 0;
}

static void
walk(struct ci_job *j, const struct gr_node *n, bool commands, int depth)
{
	const struct gr_node *i;

	if (depth > NEST_MAX)
		return;
	if (gr_text(n) != NULL) {
		if (!look_up(j, n, gr_text(n)) && commands)
			step_script(j, gr_text(n), gr_text_line(n), j->dir,
			    true, false);
		return;
	}
	for (i = gr_first(n); i != NULL; i = gr_next(i)) {
		const char *key = gr_key(i) != NULL ? gr_key(i) : "";

		if (look_up(j, i, key))
			continue;
		if (strcmp(key, "services") == 0)
			step_plain(j, "services", "services",
			    gr_node_line(i), gr_node_last(i));
		if (strcmp(key, "deploy") == 0 &&
		    gr_get(i, "provider") != NULL)
			step_plain(j, "deliver", gr_str(i, "provider"),
			    gr_node_line(i), gr_node_last(i));
		if (is_runtime(key) && !look_up(j, i, gr_text(i)))
			step_plain(j, "runtime", gr_text(i) != NULL ?
			    gr_text(i) : key, gr_node_line(i),
			    gr_node_last(i));
		/* A map under "build" or "run" holds keys, not commands. */
		else if (!is_runtime(key))
			walk(j, i, *key == '\0' ? commands :
			    holds_commands(key), depth + 1);
	}
}

static void
begin(struct ci_job *j, const struct gr_file *f, const char *tool)
{
	struct gr_fact *x = gr_emit("ci.file", 1, f->lines);

	gr_set(x, "tool", tool);
	gr_set(x, "start", start_name(j->start));
	gr_set(x, "title", f->entry->base);
	snprintf(j->name, sizeof(j->name), "%s", tool);
	job_emit(j, "", 0, 1, f->lines);
	/* These systems fetch the sources before anything else. */
	step_plain(j, "checkout", tool, 1, 1);
}

static void
trigger(const char *event, const struct gr_node *at, enum ci_start start)
{
	int first = at != NULL ? gr_node_line(at) : 1;
	struct gr_fact *x = gr_emit("ci.trigger", first,
	    at != NULL ? gr_node_last(at) : first);

	gr_set(x, "event", event);
	gr_set(x, "branches", "");
	gr_set(x, "start", start_name(start));
}

void
other_read(const struct gr_file *f, const struct gr_node *doc)
{
	struct ci_job j = { .checked = true, .dir = "" };
	const struct gr_node *t = gr_get(doc, "trigger"), *pr;
	const char *tool = place_tool(f->entry->path);

	if (t == NULL)
		t = gr_get(doc, "when");
	pr = gr_get(doc, "pr");
	if (strcmp(tool, "azure") == 0 && gr_text(t) != NULL &&
	    strcmp(gr_text(t), "none") == 0 && (pr == NULL ||
	    gr_text(pr) != NULL))
		j.start = START_HAND;
	begin(&j, f, tool);
	trigger(j.start == START_HAND ? "manual" : "push", t, j.start);
	for (; doc != NULL; doc = gr_next(doc))	/* Drone: one pipeline each */
		walk(&j, doc, false, 0);
}

/* --- Jenkins --------------------------------------------------------- */

/* dir('x') { }: from that token on, as long as brackets are so deep. */
struct folder {
	char	path[DIR_MAX];
	int	depth;
	size_t	from;
};

/* sh '...', sh(script: "...") and bat of a Jenkinsfile, by its tokens. */
void
jenkins_read(const struct gr_file *f)
{
	struct ci_job j = { .checked = true, .dir = "" };
	struct folder in = { .depth = 0 };
	const struct gr_token *t;
	size_t i, k, n;

	t = gr_tokens(f, &n);
	begin(&j, f, "jenkins");
	trigger("push", NULL, START_PUSH);
	for (i = 0; i + 1 < n; i++) {
		if (i >= in.from && t[i].depth < in.depth)
			in = (struct folder){ .depth = 0 };
		if (i + 4 < n && gr_token_is(&t[i], "dir") &&
		    t[i + 2].kind == GR_STRING &&
		    path_join("", t[i + 2].text, in.path, sizeof(in.path))) {
			in.depth = t[i].depth + 1;
			in.from = i + 5;
		}
		if (gr_token_is(&t[i], "agent") ||
		    gr_token_is(&t[i], "tools"))
			step_plain(&j, "runtime", t[i].text, t[i].line,
			    t[i].line);
		if (!gr_token_is(&t[i], "sh") && !gr_token_is(&t[i], "bat"))
			continue;
		for (k = i + 1; k < n && k < i + 5 &&
		    t[k].kind != GR_STRING; k++)
			;
		if (k < n && t[k].kind == GR_STRING)
			step_script(&j, t[k].text, t[k].line, in.path, true,
			    false);
	}
}
