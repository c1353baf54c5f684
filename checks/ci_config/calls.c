/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * calls.c: commands whose meaning is written elsewhere in the repository.
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

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

/* Subcommands of the package managers that are theirs, not a script's. */
static const char own[] = " add audit cache ci config create dlx exec global "
    "help i info init install install-ci-test link list login ls outdated "
    "pack pm prune publish remove set set-script store uninstall unlink up "
    "update upgrade version why x ";

/* The words of s that are no option, one blank between. */
static void
targets(const char *s, const char *with, struct call *c)
{
	char option[64];
	size_t n, len = 0;

	c->name[0] = '\0';
	for (; *s != '\0'; s = shell_next(s)) {
		n = strcspn(s, " ");
		if (strncmp(s, "-- ", 3) == 0)
			return;
		if (s[0] == '-') {
			snprintf(option, sizeof(option), " %.*s ", (int)n, s);
			if (strstr(with, option) == NULL)
				continue;
			s = shell_next(s);
			/* another folder */
			if (strcmp(option, " -C ") == 0 ||
			    strcmp(option, " --prefix ") == 0 ||
			    strcmp(option, " --cwd ") == 0) {
				char rest[DIR_MAX], to[DIR_MAX];

				snprintf(rest, sizeof(rest), "%.*s",
				    (int)strcspn(s, " "), s);
				if (path_join(c->dir, rest, to, sizeof(to)))
					memcpy(c->dir, to, sizeof(to));
			}
			continue;
		}
		if (memchr(s, '=', n) == NULL && len + n + 2 <
		    sizeof(c->name))
			len += (size_t)snprintf(c->name + len,
			    sizeof(c->name) - len, "%s%.*s",
			    len > 0 ? " " : "", (int)n, s);
	}
}

/* "npm test", "pnpm --dir x run build", "yarn lint" */
static bool
package_manager(const char *s, struct call *c)
{
	char word[JOB_MAX + 2];
	const char *name;

	if (!shell_starts(s, "npm") && !shell_starts(s, "pnpm") &&
	    !shell_starts(s, "yarn") && !shell_starts(s, "bun"))
		return false;
	targets(shell_next(s), " -C --prefix --cwd --dir -w --workspace "
	    "--filter ", c);
	name = c->name;
	if (shell_starts(name, "run") || shell_starts(name, "run-script"))
		name = shell_next(name);
	else if (shell_starts(name, "t") || shell_starts(name, "tst"))
		name = "test";
	if (*name == '\0')
		return false;
	snprintf(word, sizeof(word), " %.*s ", (int)strcspn(name, " "),
	    name);
	if (name == c->name && (strstr(own, word) != NULL ||
	    (shell_starts(s, "npm") && strcmp(word, " test ") != 0 &&
	    strcmp(word, " start ") != 0) || (shell_starts(s, "bun") &&
	    strcmp(word, " test ") == 0)))
		return false;
	c->of = "npm";
	memmove(word, word + 1, strlen(word));
	word[strcspn(word, " ")] = '\0';
	snprintf(c->name, sizeof(c->name), "%s", word);
	return true;
}

/* "./deploy.sh", "bash scripts/ci.sh prod" */
static bool
shell_script(const char *s, struct call *c)
{
	static const char *const heads[] = {
		"bash", "sh", "/bin/bash", "/bin/sh", "source", ".", "zsh",
	};
	char path[DIR_MAX];
	size_t i, n;

	for (i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
		if (shell_starts(s, heads[i])) {
			s = shell_next(s);
			while (*s == '-')
				s = shell_next(s);
			break;
		}
	n = strcspn(s, " ");
	if (n < 4 || n >= sizeof(path) || (strncmp(s + n - 3, ".sh", 3) != 0 &&
	    (n < 6 || strncmp(s + n - 5, ".bash", 5) != 0)))
		return false;
	snprintf(path, sizeof(path), "%.*s", (int)n, s);
	if (!path_join(c->dir, path, c->name, sizeof(c->name)))
		return false;
	c->of = "sh";
	return true;
}

static const struct {
	const char *head, *of, *with;
} runners[] = {
	{ "make", "make", " -C -f -j -o -I --directory " },
	{ "gmake", "make", " -C -f -j " },
	{ "just", "just", " -f -d --justfile --working-directory " },
	{ "task", "task", " -t -d --taskfile --dir " },
	{ "go-task", "task", " -t -d " },
	{ "invoke", "invoke", "" }, { "inv", "invoke", "" },
	{ "poe", "python", " -C --root " },
	{ "pdm run", "python", " -p " },
	{ "hatch run", "python", " -e " },
	{ "dvc repro", "dvc", "" }, { "dvc exp run", "dvc", "" },
	{ "tox", "tox", " -e -c -f --workdir " },
	{ "nox", "nox", " -s -f -e " },
	{ "composer run", "composer", "" },
	{ "composer run-script", "composer", "" },
	{ "composer test", "composer", "" },
};

bool
call_parse(const struct command *cmd, struct call *c)
{
	const char *s = cmd->text;
	size_t i;

	c->name[0] = '\0';
	snprintf(c->dir, sizeof(c->dir), "%s", cmd->dir);
	if (package_manager(s, c) || shell_script(s, c))
		return true;
	for (i = 0; i < sizeof(runners) / sizeof(runners[0]); i++) {
		if (!shell_starts(s, runners[i].head))
			continue;
		c->of = runners[i].of;
		targets(strcmp(runners[i].head, "composer test") == 0 ? s + 9 :
		    s + strlen(runners[i].head) + strspn(s +
		    strlen(runners[i].head), " "), runners[i].with, c);
		/* Their words go on to the command: one name only. */
		if (strcmp(c->of, "python") == 0)
			c->name[strcspn(c->name, " ")] = '\0';
		/* All of the pipeline, whatever stage is named. */
		if (strcmp(c->of, "dvc") == 0)
			c->name[0] = '\0';
		return true;
	}
	return false;
}
