/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * missing.c: commands that name what the repository does not hold.
 *
 * Only what has to be there before the chain begins: a folder to work in,
 * a list of dependencies, a Dockerfile, a script.  A job that fetches files
 * from elsewhere is left alone, and so is a name with a variable in it.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "chain.h"

/* The value behind an option: "-r x", "-rx", "--file=x"; false: none. */
static bool
option(const char *cmd, const char *name, char *out, size_t n)
{
	size_t len = strlen(name);
	const char *p;

	for (p = strstr(cmd, name); p != NULL; p = strstr(p + 1, name)) {
		if (p == cmd || p[-1] != ' ' ||
		    (p[len] != ' ' && p[len] != '='))
			continue;
		p += len + 1;
		snprintf(out, n, "%.*s", (int)strcspn(p, " "), p);
		return out[0] != '\0';
	}
	return false;
}

/* A file whose name may be written either way: Docker takes both. */
static bool
file_there(const struct gr_repo *r, const char *path)
{
	size_t i;

	if (gr_entry(r, path) != NULL)
		return true;
	for (i = 0; i < r->nentries; i++)
		if (strcasecmp(r->entries[i].path, path) == 0)
			return true;
	return false;
}

static bool
guessable(const char *s)
{
	return strpbrk(s, "$*{}~<>|") == NULL && strncmp(s, "/", 1) != 0 &&
	    strstr(s, "://") == NULL && strcmp(s, "-") != 0;
}

static bool
lacks(const struct gr_repo *r, const char *dir, const char *rest)
{
	char path[DIR_MAX];

	return guessable(rest) && path_join(dir, rest, path, sizeof(path)) &&
	    !file_there(r, path) && !gr_folder(r, path);
}

/* The last word that is no option: of "docker build", the context. */
static void
last_word(const char *cmd, char *out, size_t n)
{
	const char *p;

	out[0] = '\0';
	for (p = cmd; *p != '\0'; p = shell_next(p))
		if (*p != '-')
			snprintf(out, n, "%.*s", (int)strcspn(p, " "), p);
}

static bool
lacks_dockerfile(const struct gr_repo *r, const struct step *s, char *what)
{
	const char *names = gr_value(s->from, "names");
	const char *context = names != NULL && strncmp(names, "context:",
	    8) == 0 ? names + 8 : NULL;
	const char *file = names != NULL && strncmp(names, "file:", 5) == 0 ?
	    names + 5 : NULL;
	char word[DIR_MAX], path[DIR_MAX], place[2 * DIR_MAX];

	if (file == NULL && (option(s->cmd, "-f", word, sizeof(word)) ||
	    option(s->cmd, "--file", word, sizeof(word))))
		file = word;
	if (file != NULL) {
		snprintf(what, DIR_MAX, "%s", file);
		return lacks(r, s->dir, file);
	}
	if (context == NULL) {
		last_word(s->cmd, word, sizeof(word));
		context = strncmp(s->cmd, "docker ", 7) == 0 ? word : ".";
	}
	if (!guessable(context) ||
	    !path_join(s->dir, context, path, sizeof(path)))
		return false;
	snprintf(place, sizeof(place), "%s%sDockerfile", path,
	    path[0] != '\0' ? "/" : "");
	snprintf(what, DIR_MAX, "%.*s", DIR_MAX - 1, place);
	return !file_there(r, place);
}

/* A compose file in the step's folder, or the one that it names. */
static bool
lacks_compose(const struct gr_repo *r, const struct step *s, char *what)
{
	static const char *const names[] = { "compose.yaml", "compose.yml",
	    "docker-compose.yaml", "docker-compose.yml" };
	char word[DIR_MAX];
	size_t i;

	if (option(s->cmd, "-f", word, sizeof(word)) ||
	    option(s->cmd, "--file", word, sizeof(word))) {
		snprintf(what, DIR_MAX, "%s", word);
		return lacks(r, s->dir, word);
	}
	snprintf(what, DIR_MAX, "docker-compose.yml");
	for (i = 0; i < 4; i++)
		if (!lacks(r, s->dir, names[i]))
			return false;
	return true;
}

static bool
lacks_list(const struct gr_repo *r, const struct step *s, char *what)
{
	if (option(s->cmd, "-r", what, DIR_MAX) ||
	    option(s->cmd, "--requirement", what, DIR_MAX))
		return lacks(r, s->dir, what);
	if (shell_starts(s->cmd, "npm ci") || shell_starts(s->cmd,
	    "npm install") || shell_starts(s->cmd, "yarn install")) {
		if (option(s->cmd, "--prefix", what, DIR_MAX))
			return lacks(r, s->dir, what);
		snprintf(what, DIR_MAX, "package.json");
		return s->cmd[strcspn(s->cmd, " ") + 1] != '\0' &&
		    strchr(shell_next(shell_next(s->cmd)), ' ') == NULL &&
		    (*shell_next(shell_next(s->cmd)) == '\0' ||
		    *shell_next(shell_next(s->cmd)) == '-') &&
		    lacks(r, s->dir, what);
	}
	return false;
}

/* "python x.py" */
static bool
lacks_script(const struct gr_repo *r, const struct step *s, char *what)
{
	const char *p = shell_next(s->cmd);
	size_t n = strcspn(p, " ");

	if (strncmp(s->cmd, "python", 6) != 0 || n < 4 || n >= DIR_MAX ||
	    strncmp(p + n - 3, ".py", 3) != 0)
		return false;
	snprintf(what, DIR_MAX, "%.*s", (int)n, p);
	return lacks(r, s->dir, what);
}

static bool
look(const struct gr_repo *r, const struct step *s, char *what)
{
	if (s->dir[0] != '\0' && !gr_folder(r, s->dir)) {
		snprintf(what, DIR_MAX, "%s", s->dir);
		return true;
	}
	if (strcmp(s->tool, "docker") == 0 && step_is(s, "package") &&
	    (strncmp(s->cmd, "docker build", 12) == 0 ||
	    strncmp(s->cmd, "docker image build", 18) == 0 ||
	    strncmp(s->cmd, "docker/build-push", 17) == 0))
		return lacks_dockerfile(r, s, what);
	if (strcmp(s->tool, "compose") == 0)
		return lacks_compose(r, s, what);
	if (step_is(s, "dependencies"))
		return lacks_list(r, s, what);
	if (step_is(s, "other") && strcmp(s->tool, "sh") == 0) {
		snprintf(what, DIR_MAX, "%.*s", DIR_MAX - 1, s->cmd);
		return true;
	}
	return lacks_script(r, s, what);
}

void
missing_look(struct chain *c)
{
	char what[DIR_MAX];
	size_t i;

	for (i = 0; i < c->nsteps; i++) {
		struct step *s = &c->steps[i];

		/* A command cut short lost its last words. */
		if (s->inside || s->job->foreign || seen_how(s->from,
		    "maybe") || seen_how(s->at, "maybe") ||
		    strlen(s->cmd) + 8 > CMD_MAX)
			continue;
		what[0] = '\0';
		if (!s->lost && !look(c->repo, s, what))
			continue;
		s->lost = true;
		gr_set(step_say("ci.missing", s), "what", what[0] != '\0' ?
		    what : gr_value(s->from, "names"));
	}
}
