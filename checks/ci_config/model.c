/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c: which chains are those of a model.
 *
 * One that trains it, validates it or tests it, tests its data, or packs
 * the program that serves it.  What a step does with the model is told by
 * its words, or by the program that it runs (work.c).
 */
#include <stdio.h>
#include <string.h>

#include "chain.h"

enum { WEIGHTS_MOST = 4 };

static bool
beneath(const char *path, const char *root)
{
	size_t n = strlen(root);

	return n == 0 || (strncmp(path, root, n) == 0 && path[n] == '/');
}

/* The program of "python x.py" or "python -m a.b", or false. */
static bool
program_of(const struct chain *c, const struct step *s, char *path)
{
	char name[DIR_MAX], *dot;
	const char *p = s->cmd;
	size_t n = strcspn(p, " ");

	if (strcmp(s->tool, "script") == 0) {
		p = shell_next(p);
		snprintf(name, sizeof(name), "%.*s", (int)strcspn(p, " "), p);
	} else if (strcmp(s->tool, "module") == 0 && n + 13 < sizeof(name)) {
		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		for (dot = strchr(name, '.'); dot != NULL;
		    dot = strchr(dot, '.'))
			*dot = '/';
		snprintf(name + n, sizeof(name) - n, ".py");
		if (path_join(s->dir, name, path, DIR_MAX) &&
		    gr_entry(c->repo, path) == NULL)
			snprintf(name + n, sizeof(name) - n, "/__main__.py");
	} else {
		return false;
	}
	return path_join(s->dir, name, path, DIR_MAX) &&
	    gr_entry(c->repo, path) != NULL;
}

static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	for (p = list; p != NULL && *p != '\0'; p = strchr(p, ' ')) {
		p += *p == ' ';
		if (strncmp(p, word, n) == 0 && (p[n] == ' ' || p[n] == '\0'))
			return true;
	}
	return false;
}

/* What the program does, "train validate data"; "" when nothing of it. */
static const char *
work_of(const struct chain *c, const char *path)
{
	const struct gr_seen *const *w;
	size_t n, i;

	w = gr_facts(c->repo, "ci.work", &n);
	for (i = 0; i < n; i++)
		if (strcmp(w[i]->path, path) == 0)
			return gr_value(w[i], "does");
	return "";
}

/* --- tests of the model and of the data ------------------------------ */

/* Is a test of that file about this?  The plugin "tests" tells. */
static bool
about(const struct chain *c, const char *path, const char *subject)
{
	const struct gr_seen *const *t;
	size_t n, i;

	t = gr_facts(c->repo, "test.written", &n);
	for (i = 0; i < n; i++)
		if (strcmp(t[i]->path, path) == 0 &&
		    gr_value(t[i], "subject") != NULL &&
		    has_word(gr_value(t[i], "subject"), subject))
			return true;
	return false;
}

struct tests_seen {
	bool	model, data, preparation;
};

static struct tests_seen
tests_of(const struct chain *c, const struct step *s)
{
	const struct gr_seen *const *suite;
	struct tests_seen out = { false, false, false };
	size_t n, i;

	suite = gr_facts(c->repo, "ci.suite", &n);
	for (i = 0; i < n; i++) {
		const char *path = suite[i]->path;

		if (!cover_reaches(c, s, suite[i]))
			continue;
		out.model |= about(c, path, "model");
		out.data |= has_word(work_of(c, path), "data");
		out.preparation |= about(c, path, "data");
	}
	return out;
}

/* --- images ---------------------------------------------------------- */

static bool
is_weights(const struct gr_entry *e)
{
	static const char *const endings[] = { "gguf", "h5", "joblib",
	    "keras", "onnx", "pickle", "pkl", "pt", "pth", "safetensors",
	    "tflite" };
	size_t i;

	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++)
		if (strcmp(e->ext, endings[i]) == 0)
			return true;
	return false;
}

/* A file of the folder that uses a library of AI, or is a model? */
static bool
holds_ai(const struct chain *c, const char *folder)
{
	const struct gr_seen *const *f;
	size_t n, i;

	f = gr_facts(c->repo, "ci.ai", &n);
	for (i = 0; i < n; i++)
		if (beneath(f[i]->path, folder))
			return true;
	for (i = 0; i < c->repo->nentries; i++)
		if (is_weights(&c->repo->entries[i]) &&
		    beneath(c->repo->entries[i].path, folder))
			return true;
	return false;
}

/* "Dockerfile-IA", "model-api", "ai-serving" */
static bool
named_for_it(const char *name)
{
	return gr_search(gr_pattern("(^|[/._-])(ia|ai|ml|llm|models?|modele|"
	    "predict[a-z]*|inference|serving|mlflow|bentoml)([/._-]|$)"),
	    name, strlen(name));
}

static bool
compose_serves(const struct chain *c, const struct step *s)
{
	const struct gr_seen *const *f;
	char path[DIR_MAX], place[DIR_MAX];
	const char *slash;
	size_t n, i;

	f = gr_facts(c->repo, "ci.compose", &n);
	for (i = 0; i < n; i++) {
		slash = strrchr(f[i]->path, '/');
		snprintf(place, sizeof(place), "%.*s", slash == NULL ? 0 :
		    (int)(slash - f[i]->path), f[i]->path);
		if (strcmp(place, s->dir) != 0)
			continue;
		if (named_for_it(gr_value(f[i], "service")) ||
		    (path_join(place, gr_value(f[i], "context"), path,
		    sizeof(path)) && holds_ai(c, path)))
			return true;
	}
	return false;
}

/* The folder that an image is built from. */
static void
context_of(const struct step *s, char *out)
{
	const char *names = gr_value(s->from, "names"), *p;
	char word[DIR_MAX] = ".", file[DIR_MAX], *slash;

	if (names != NULL && strncmp(names, "context:", 8) == 0) {
		snprintf(word, sizeof(word), "%s", names + 8);
	} else if (names != NULL && strncmp(names, "file:", 5) == 0) {
		/* Its folder holds what it serves, as a rule. */
		snprintf(file, sizeof(file), "%s", names + 5);
		slash = strrchr(file, '/');
		if (slash != NULL && !gr_search(gr_pattern(
		    "(^|/)\\.?(docker|build|deploy[a-z]*|infra)$"), file,
		    (size_t)(slash - file)))
			snprintf(word, sizeof(word), "%.*s",
			    (int)(slash - file), file);
	} else if (strncmp(s->cmd, "docker ", 7) == 0) {
		for (p = s->cmd; *p != '\0'; p = shell_next(p))
			if (*p != '-')
				snprintf(word, sizeof(word), "%.*s",
				    (int)strcspn(p, " "), p);
	}
	if (!path_join(s->dir, word, out, DIR_MAX))
		out[0] = '\0';
}

/* Does the image hold the program that serves the model? */
static bool
serves(const struct chain *c, const struct step *s)
{
	char context[DIR_MAX];

	if (step_is(s, "up") || strcmp(s->tool, "compose") == 0)
		return compose_serves(c, s);
	if (strcmp(s->tool, "docker") != 0 ||
	    !step_is(s, "package"))
		return strncmp(s->cmd, "bentoml", 7) == 0 ||
		    strncmp(s->cmd, "mlflow models", 13) == 0;
	context_of(s, context);
	return holds_ai(c, context);
}

/* --- what is told ---------------------------------------------------- */

/* The triggers of the file are those of the model's chain, once. */
static void
say_triggers(const struct chain *c, const struct step *s)
{
	const struct gr_seen *const *t;
	const char *path = s->job->chain;
	struct gr_fact *f;
	char words[2 * CMD_MAX];
	size_t n, i;

	step_words(s, words, sizeof(words));
	t = gr_facts(c->repo, "ci.trigger", &n);
	for (i = 0; i < n; i++) {
		if (strcmp(t[i]->path, path) != 0)
			continue;
		f = gr_emit_at("ci.model.trigger", path, t[i]->first,
		    t[i]->last);
		gr_set(f, "event", gr_value(t[i], "event"));
		gr_set(f, "start", when_dead(c->repo, t[i]) ? "never" :
		    gr_value(t[i], "start"));
		gr_set(f, "why", words);
	}
}

/* True when the step has to do with the model or its data. */
static bool
say_step(const struct chain *c, const struct step *s)
{
	struct tests_seen t = { false, false, false };
	const char *does = "";
	char path[DIR_MAX];
	bool train, validate;

	if (s->lost)
		return false;
	if (program_of(c, s, path))
		does = work_of(c, path);
	if (step_is(s, "tests"))
		t = tests_of(c, s);
	train = step_is(s, "train") || (!step_is(s, "tests") &&
	    has_word(does, "train"));
	validate = step_is(s, "validate") || (!step_is(s, "tests") &&
	    has_word(does, "validate"));
	t.data |= step_is(s, "data_test") || (!step_is(s, "tests") &&
	    has_word(does, "data"));
	if (train)
		(void)step_say("ci.model.train", s);
	if (validate)
		(void)step_say("ci.model.validate", s);
	if (t.model)
		(void)step_say("ci.model.tests", s);
	if (t.data)
		(void)step_say("ci.model.data", s);
	else if (t.preparation)
		(void)step_say("ci.model.preparation", s);
	return train || validate || t.model || t.data;
}

/* Weights that lie in the tree: there is a model, whatever made it. */
static void
say_weights(const struct gr_repo *r)
{
	size_t i;
	int said = 0;

	for (i = 0; i < r->nentries && said < WEIGHTS_MOST; i++)
		if (is_weights(&r->entries[i])) {
			(void)gr_emit_at("ci.weights", r->entries[i].path, 1,
			    1);
			said++;
		}
}

void
model_look(const struct chain *c)
{
	const struct step *s, *by;
	size_t i, k;
	const char *path;

	say_weights(c->repo);
	/* One pass for each file that begins a chain, by its first step. */
	for (i = 0; i < c->nsteps; i++) {
		path = c->steps[i].job->chain;
		for (k = 0; k < i; k++)
			if (strcmp(c->steps[k].job->chain, path) == 0)
				break;
		if (k < i)
			continue;
		by = NULL;
		for (k = i; k < c->nsteps; k++) {
			s = &c->steps[k];
			if (strcmp(s->job->chain, path) != 0)
				continue;
			if ((say_step(c, s) || serves(c, s)) && by == NULL)
				by = s;
		}
		if (by != NULL)
			say_triggers(c, by);
	}
}
