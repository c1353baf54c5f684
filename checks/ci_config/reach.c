/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reach.c: the runners' own rules, as far as they matter.
 *
 * pytest takes paths or its settings' testpaths, unittest a folder, Django
 * its apps, the others all of their language beneath the folder that they
 * run in.
 */
#include <stdio.h>
#include <string.h>

#include "chain.h"
#include "reach.h"

static const struct {
	const char *tool, *lang;
} languages[] = {
	{ "cargo", "rust" }, { "django", "python" }, { "dotnet", "dotnet" },
	{ "go", "go" }, { "gradle", "java" }, { "js", "js" },
	{ "maven", "java" }, { "npm", "js" }, { "php", "php" },
	{ "pytest", "python" }, { "ruby", "ruby" }, { "tox", "python" },
	{ "unittest", "python" },
};

static const char *
language_of(const char *tool)
{
	size_t i;

	for (i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (strcmp(languages[i].tool, tool) == 0)
			return languages[i].lang;
	return NULL;
}

static bool
beneath(const char *path, const char *root)
{
	size_t n = strlen(root);

	return n == 0 || (strncmp(path, root, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0'));
}

static void
add(char list[][DIR_MAX], size_t *n, const char *dir, const char *rest)
{
	char path[DIR_MAX];

	if (*n < ROOTS_MAX && path_join(dir, rest, path, sizeof(path)))
		snprintf(list[(*n)++], DIR_MAX, "%s", path);
}

/* Options of pytest that take the next word. */
static const char pytest_with[] = " -m -k -n -c -p -o -W -r --cov-config "
    "--cov-report --cov --maxfail --tb --durations --rootdir --junitxml "
    "--junit-xml --html --log-level --log-cli-level --timeout --ds --dist "
    "--deselect --confcutdir --basetemp --color --reruns -d ";

/* The expression of -m and -k had quotes; its words are known by these. */
static bool
in_expression(const char *word, size_t n, bool *more)
{
	bool joins = (n == 3 && (strncmp(word, "not", 3) == 0 ||
	    strncmp(word, "and", 3) == 0)) ||
	    (n == 2 && strncmp(word, "or", 2) == 0);
	bool was = *more;

	*more = joins;
	return joins || was;
}

bool
reach_there(const struct chain *c, const char *path)
{
	size_t i;

	if (path[0] == '\0' || gr_entry(c->repo, path) != NULL ||
	    gr_folder(c->repo, path))
		return true;
	for (i = 0; i < c->repo->nentries; i++)
		if (strpbrk(path, "*?[") != NULL &&
		    gr_glob(path, c->repo->entries[i].path))
			return true;
	return false;
}

static void
pytest_word(struct reach *r, const struct chain *c, const struct step *s,
    const char *word, size_t n, bool after_option)
{
	char name[DIR_MAX], path[DIR_MAX];

	if (n >= sizeof(name))
		return;
	snprintf(name, sizeof(name), "%.*s", (int)n, word);
	if (strncmp(name, "--ignore=", 9) == 0) {
		add(r->without, &r->nwithout, s->dir, name + 9);
		return;
	}
	if (name[0] == '-' || strpbrk(name, "$>=|<(") != NULL ||
	    (name[0] >= '0' && name[0] <= '9' && name[1] == '\0'))
		return;
	name[strcspn(name, ":")] = '\0';	/* file.py::test_x */
	if (s->inside) {
		r->loose = true;
		add(r->roots, &r->nroots, "", name[0] == '/' ? name + 1 :
		    name);
		return;
	}
	if (!path_join(s->dir, name, path, sizeof(path)))
		return;
	if (reach_there(c, path))
		add(r->roots, &r->nroots, "", path);
	else if (!after_option || strchr(name, '/') != NULL)
		r->lost = true;
}

static void
pytest_words(struct reach *r, const struct chain *c, const struct step *s,
    const char *p)
{
	char option[64];
	bool expression = false, after_option = false;
	size_t n;

	for (; *p != '\0'; p = shell_next(p)) {
		n = strcspn(p, " ");
		if (in_expression(p, n, &expression))
			continue;
		snprintf(option, sizeof(option), " %.*s ", (int)n, p);
		if (strcmp(option, " --ignore ") == 0) {
			p = shell_next(p);
			n = strcspn(p, " ");
			snprintf(option, sizeof(option), "%.*s", (int)n, p);
			add(r->without, &r->nwithout, s->dir, option);
		} else if (strstr(pytest_with, option) != NULL) {
			p = shell_next(p);
			n = strcspn(p, " ");
			if (option[1] == '-' && (option[2] == 'm' ||
			    option[2] == 'k'))
				(void)in_expression(p, n, &expression);
		} else {
			pytest_word(r, c, s, p, n, after_option);
			/* An option that we do not know may take a word. */
			after_option = *p == '-' && memchr(p, '=', n) == NULL;
		}
		if (*p == '\0')
			break;
	}
}

/* "testpaths" and "norecursedirs" of the settings in the same folder. */
static void
pytest_settings(struct reach *r, const struct chain *c, const struct step *s)
{
	const struct gr_seen *const *t;
	char place[DIR_MAX], list[CMD_MAX], *word, *save;
	const char *slash;
	size_t n, i;

	t = gr_facts(c->repo, "ci.testpaths", &n);
	for (i = 0; i < n; i++) {
		slash = strrchr(t[i]->path, '/');
		snprintf(place, sizeof(place), "%.*s", slash == NULL ? 0 :
		    (int)(slash - t[i]->path), t[i]->path);
		if (strcmp(place, s->dir) != 0)
			continue;
		if (gr_value(t[i], "except") != NULL)
			r->norecurse = gr_value(t[i], "except");
		if (gr_value(t[i], "options") != NULL)
			pytest_words(r, c, s, gr_value(t[i], "options"));
		if (r->nroots > 0 || gr_value(t[i], "paths") == NULL)
			continue;
		snprintf(list, sizeof(list), "%s", gr_value(t[i], "paths"));
		for (word = strtok_r(list, " ", &save); word != NULL;
		    word = strtok_r(NULL, " ", &save))
			add(r->roots, &r->nroots, s->dir, word);
	}
}

/* "a.b.c" as "a/b/c", whatever of it there is. */
static void
add_dotted(struct reach *r, const struct chain *c, const char *dir,
    const char *word, size_t n)
{
	char name[DIR_MAX], path[DIR_MAX], file[DIR_MAX + 4], *dot;

	snprintf(name, sizeof(name), "%.*s", (int)n, word);
	if (strchr(name, '/') == NULL && strstr(name, ".py") == NULL)
		for (dot = strchr(name, '.'); dot != NULL;
		    dot = strchr(dot, '.'))
			*dot = '/';
	for (;;) {
		if (!path_join(dir, name, path, sizeof(path)))
			return;
		snprintf(file, sizeof(file), "%s.py", path);
		if (gr_entry(c->repo, file) != NULL ||
		    reach_there(c, path)) {
			add(r->roots, &r->nroots, "",
			    gr_entry(c->repo, file) != NULL ? file : path);
			return;
		}
		dot = strrchr(name, '/');	/* tests.test_x.TestCase */
		if (dot == NULL) {
			r->lost = true;
			return;
		}
		*dot = '\0';
	}
}

/* unittest and Django: folders and dotted names. */
static void
dotted_words(struct reach *r, const struct chain *c, const char *dir,
    const char *p)
{
	size_t n;

	for (; *p != '\0'; p = shell_next(p)) {
		n = strcspn(p, " ");
		if (strncmp(p, "-s ", 3) == 0 ||
		    strncmp(p, "--start-directory ", 18) == 0)
			continue;	/* the next word is the folder */
		if (strncmp(p, "-p ", 3) == 0 || strncmp(p, "-t ", 3) == 0 ||
		    strncmp(p, "-k ", 3) == 0 ||
		    strncmp(p, "--pattern ", 10) == 0 ||
		    strncmp(p, "--settings ", 11) == 0 ||
		    strncmp(p, "--parallel ", 11) == 0) {
			p = shell_next(p);
			continue;
		}
		if (*p != '-' && strncmp(p, "discover", 8) != 0 &&
		    strpbrk(p, "$>") == NULL && n < DIR_MAX)
			add_dotted(r, c, dir, p, n);
	}
}

/* "-f backend/pom.xml", "-p backend", "--manifest-path x" */
static void
project_of(struct reach *r, const struct chain *c, const struct step *s)
{
	static const char *const options[] = { " -f ", " --file ", " -p ",
	    " --project-dir ", " --prefix ", " --manifest-path " };
	char word[DIR_MAX], path[DIR_MAX];
	const char *p, *slash;
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		p = strstr(s->cmd, options[i]);
		if (p == NULL)
			continue;
		p += strlen(options[i]);
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(p, " "), p);
		if (!path_join(s->dir, word, path, sizeof(path)))
			continue;
		slash = strrchr(path, '/');
		if (gr_entry(c->repo, path) != NULL)
			path[slash != NULL ? (size_t)(slash - path) : 0] =
			    '\0';
		add(r->roots, &r->nroots, "", path);
		return;
	}
}

void
reach_of(struct reach *r, const struct chain *c, const struct step *s)
{
	const char *args = shell_next(s->cmd);
	char dir[DIR_MAX], word[DIR_MAX], *slash;

	memset(r, 0, sizeof(*r));
	r->lang = language_of(s->tool);
	r->lost = s->lost;
	if (strcmp(s->tool, "pytest") == 0) {
		pytest_words(r, c, s, args);
		if (r->nroots == 0 && !s->inside)
			pytest_settings(r, c, s);
	} else if (strcmp(s->tool, "unittest") == 0) {
		dotted_words(r, c, s->dir, args);
	} else if (strcmp(s->tool, "django") == 0) {
		args = strstr(s->cmd, "manage.py");
		snprintf(word, sizeof(word), "%.*s",
		    (int)(args + 9 - s->cmd), s->cmd);
		slash = strrchr(word, ' ');
		if (!path_join(s->dir, slash != NULL ? slash + 1 : word, dir,
		    sizeof(dir)))
			return;
		slash = strrchr(dir, '/');
		dir[slash != NULL ? (size_t)(slash - dir) : 0] = '\0';
		dotted_words(r, c, dir, shell_next(shell_next(args)));
		if (r->nroots == 0)
			add(r->roots, &r->nroots, "", dir);
	} else if (strcmp(s->tool, "script") == 0) {
		snprintf(word, sizeof(word), "%.*s",
		    (int)strcspn(args, " "), args);
		add(r->roots, &r->nroots, s->dir, word);
		/* "run_tests.py" runs those that lie around it. */
		if (gr_search(gr_pattern("(run|all|lance[a-z]*)_?tests?"),
		    word, strlen(word)) && r->nroots > 0) {
			slash = strrchr(r->roots[0], '/');
			r->roots[0][slash != NULL ?
			    (size_t)(slash - r->roots[0]) : 0] = '\0';
		}
	} else {
		project_of(r, c, s);
	}
	if (r->nroots == 0 && !r->lost)
		add(r->roots, &r->nroots, s->inside ? "" : s->dir, "");
}

/* A folder of the path, below the root, that is not to be entered? */
static bool
barred(const struct reach *r, const char *path)
{
	char part[DIR_MAX + 2];
	const char *p = path, *slash;

	for (; r->norecurse != NULL && (slash = strchr(p, '/')) != NULL;
	    p = slash + 1) {
		snprintf(part, sizeof(part), "%.*s ", (int)(slash - p), p);
		if (strstr(r->norecurse, part) != NULL &&
		    (strstr(r->norecurse, part) == r->norecurse ||
		    strstr(r->norecurse, part)[-1] == ' '))
			return true;
	}
	return false;
}

/* "app/tests" of a container is "tests" or "api/tests" of the tree. */
static bool
ends_alike(const char *path, const char *root)
{
	for (;; root++) {
		if (strstr(path, root) != NULL)
			return true;
		root = strchr(root, '/');
		if (root == NULL)
			return false;
	}
}

bool
reach_has(const struct reach *r, const struct gr_seen *suite)
{
	const char *path = suite->path;
	size_t i;

	if (r->lang != NULL && strcmp(r->lang, gr_value(suite, "lang")) != 0)
		return false;
	for (i = 0; i < r->nwithout; i++)
		if (beneath(path, r->without[i]))
			return false;
	if (barred(r, path))
		return false;
	for (i = 0; i < r->nroots; i++)
		if (beneath(path, r->roots[i]) || (r->loose &&
		    ends_alike(path, r->roots[i])) ||
		    (strpbrk(r->roots[i], "*?[") != NULL &&
		    gr_glob(r->roots[i], path)))
			return true;
	return false;
}
