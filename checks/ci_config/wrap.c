/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wrap.c: what only runs the command that follows it.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { LAYERS_MAX = 12 };

/*
 * with: options that take a value; words: plain words to skip after it;
 * inside: the command runs in a container, in folders of its own.
 */
static const struct wrapper {
	const char *head, *with;
	int words;
	bool inside;
} wrappers[] = {
	{ "sudo", " -u -g ", 0, false }, { "time", "", 0, false },
	{ "nohup", "", 0, false }, { "exec", "", 0, false },
	{ "command", "", 0, false }, { "env", " -u ", 0, false },
	{ "nice", " -n ", 0, false }, { "xvfb-run", " -s ", 0, false },
	{ "cross-env", "", 0, false }, { "dotenv", " -f -e ", 0, false },
	{ "timeout", " -s -k ", 1, false }, { "retry", "", 0, false },
	{ "poetry run", " -C --directory ", 0, false },
	{ "pipenv run", "", 0, false }, { "rye run", "", 0, false },
	{ "uv run", " --with --extra --group -p --python --project "
	    "--directory -C --env-file --package ", 0, false },
	{ "uvx", " --with --from -p --python ", 0, false },
	{ "pipx run", " --spec ", 0, false },
	{ "conda run", " -n -p --name ", 0, false },
	{ "micromamba run", " -n -p ", 0, false },
	{ "npx", " -p --package ", 0, false }, { "bunx", "", 0, false },
	{ "pnpm exec", "", 0, false }, { "pnpm dlx", "", 0, false },
	{ "yarn dlx", "", 0, false },
	{ "coverage run", " --source --rcfile --omit --include --data-file ",
	    0, false },
	{ "docker exec", " -u -w -e --env --user --workdir ", 1, true },
	{ "kubectl exec", " -n -c ", 1, true },
};

/* In front of a subcommand of compose that runs something. */
static const char compose_with[] = " -f --file -p --project-name --profile "
    "--env-file --project-directory ";
static const char exec_with[] = " -u -w -e -v --env --user --workdir --name "
    "--entrypoint -p --volume ";

const char *
shell_next(const char *s)
{
	s += strcspn(s, " ");
	return s + strspn(s, " ");
}

bool
shell_starts(const char *s, const char *head)
{
	size_t n = strlen(head);

	return strncmp(s, head, n) == 0 && (s[n] == ' ' || s[n] == '\0');
}

/* NAME=value in front of a command. */
static bool
assignment(const char *s)
{
	const char *p = s;

	while (isalnum((unsigned char)*p) || *p == '_')
		p++;
	return p > s && *p == '=' && !isdigit((unsigned char)*s);
}

/* Past options and so many plain words. */
static const char *
skip(const char *p, const char *with, int words)
{
	char option[64];
	size_t n;

	for (;;) {
		p += strspn(p, " ");
		n = strcspn(p, " ");
		if (n > 0 && p[0] == '-') {
			snprintf(option, sizeof(option), " %.*s ", (int)n, p);
			p = shell_next(p);
			if (strstr(with, option) != NULL)
				p = shell_next(p);
		} else if (n > 0 && words > 0) {
			words--;
			p = shell_next(p);
		} else {
			return p;
		}
	}
}

/* "docker compose -f x.yml exec -T api pytest" */
static const char *
compose(const char *s, bool *inside)
{
	const char *p = shell_starts(s, "docker-compose") ? s + 14 :
	    shell_starts(s, "docker compose") ? s + 14 : NULL;

	if (p == NULL)
		return s;
	p = skip(p, compose_with, 0);
	if (!shell_starts(p, "exec") && !shell_starts(p, "run"))
		return s;
	p = skip(shell_next(p), exec_with, 1);
	/* "docker compose run tests" has nothing behind the service. */
	if (*p == '\0')
		return s;
	*inside = true;
	return p;
}

/* "python3.11 -X dev -m pytest" */
static const char *
module(const char *s)
{
	const char *p = s;

	if (strncmp(p, "python", 6) == 0)
		p += 6;
	else if (strncmp(p, "py ", 3) == 0)
		p += 2;
	else
		return s;
	p += strspn(p, "0123456789.");
	if (strncmp(p, ".exe", 4) == 0)
		p += 4;
	while (*p == ' ') {
		p++;
		if (strncmp(p, "-m ", 3) == 0)
			return p + 3 + strspn(p + 3, " ");
		if (*p != '-' || p[1] == 'c')
			return s;
		/* "-W error" and "-X dev" take a word with them */
		if ((p[1] == 'W' || p[1] == 'X') && p[2] == ' ')
			p = shell_next(p);
		p += strcspn(p, " ");
	}
	return s;
}

/* What a variable of that name holds, as everybody writes it. */
static const struct {
	const char *variable, *command;
} usual[] = {
	{ "COMPOSE", "docker compose" }, { "DC", "docker compose" },
	{ "DOCKER", "docker" }, { "DOCKER_COMPOSE", "docker compose" },
	{ "MAKE", "make" }, { "NPM", "npm" }, { "PIP", "pip" },
	{ "POETRY", "poetry" }, { "PY", "python" }, { "PYTEST", "pytest" },
	{ "PYTHON", "python" }, { "PYTHON3", "python" }, { "UV", "uv" },
};

/* "$(PYTHON) x", ".venv/bin/pytest x", "x.py": by its own name. */
void
shell_plain(const char *s, char *out, size_t n)
{
	char word[64];
	size_t len = strcspn(s, " "), i, k = 0;
	const char *p = s, *bin;

	/* "uv run x.py", "./x.py" */
	snprintf(out, n, "%s%s", len > 3 && strncmp(s + len - 3, ".py", 3) ==
	    0 && memchr(s, '=', len) == NULL ? "python " : "", s);
	if (*s == '$') {
		for (p = s; p < s + len && k + 1 < sizeof(word); p++)
			if (strchr("$(){}", *p) == NULL)
				word[k++] = *p;
		word[k] = '\0';
		for (i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
			if (strcmp(word, usual[i].variable) == 0)
				snprintf(out, n, "%s%s", usual[i].command,
				    s + len);
		return;
	}
	bin = strstr(s, "bin/");
	if (bin != NULL && bin < s + len && bin > s && bin[-1] == '/' &&
	    strncmp(s, "/bin/", 5) != 0) {
		for (p = s + len; p > s && p[-1] != '/'; p--)
			;
		if ((size_t)(s + len - p) > 3 &&
		    strncmp(s + len - 3, ".sh", 3) != 0)
			snprintf(out, n, "%s", p);
	}
}

/* "uv run --no-sync python -m pytest": what is run in the end. */
const char *
shell_unwrap(const char *s, bool *inside)
{
	const char *before, *p;
	size_t i;
	int layer;

	for (layer = 0; layer < LAYERS_MAX && *s != '\0'; layer++) {
		before = s;
		while (assignment(s))
			s = shell_next(s);
		for (i = 0; i < sizeof(wrappers) / sizeof(wrappers[0]); i++) {
			if (!shell_starts(s, wrappers[i].head))
				continue;
			p = skip(s + strlen(wrappers[i].head),
			    wrappers[i].with, wrappers[i].words);
			if (*p != '\0') {
				*inside |= wrappers[i].inside;
				s = p;
			}
			break;
		}
		s = module(compose(s, inside));
		if (s == before)
			break;
	}
	return s;
}
