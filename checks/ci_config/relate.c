/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate.c: what follows from the steps and their order.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"

/* --- what comes before the tests ------------------------------------- */

/* These tools fetch what they need themselves, or bring it in an image. */
static bool
self_sufficient(const struct step *s)
{
	static const char *const tools[] = { "cargo", "compose", "docker",
	    "dotnet", "go", "gradle", "maven", "tox" };
	size_t i;

	for (i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (strcmp(s->tool, tools[i]) == 0)
			return true;
	return s->inside || strcmp(gr_value(s->at, "tool"), "call/tox") == 0;
}

enum { NBEFORE = 9 };	/* kinds of steps that prepare */

struct prepared {
	bool	checkout, sources, installs, environment, tests, lost;
	bool	self, own, project, documents;
	char	what[CMD_MAX];
	size_t	len;
	const struct step *first, *last;
};

/* What the project declares, not a tool that the chain itself wants. */
static bool
of_project(const char *cmd)
{
	return gr_search(gr_pattern("(^| )(-r|-e|--requirement|--file|-f|"
	    "--editable|\\.(\\[[^ ]*\\])?)( |$)|^(poetry|pipenv|pdm|rye|uv|"
	    "composer|bundle|yarn|pnpm|bun|hatch|conda|mamba) [^ ]+( -[^ ]+)*"
	    "$|^npm (ci|i|install)( -[^ ]+)*$|^yarn$|^(go|dotnet|mvn|"
	    "\\./mvnw|cargo) |setup\\.py|^make "), cmd, strlen(cmd));
}

static void
prepare_one(struct prepared *p, const struct step *s)
{
	static const char *const before[] = { "checkout", "runtime",
	    "dependencies", "services", "config", "fetch", "up", "package",
	    "train" };
	size_t i;
	char words[2 * CMD_MAX];

	p->documents |= step_is(s, "docs") || step_is(s, "pages");
	for (i = 0; i < NBEFORE; i++)
		if (step_is(s, before[i]))
			break;
	if (i == NBEFORE)
		return;
	p->project |= i == 2 && of_project(s->cmd);
	p->checkout |= i == 0;
	p->environment |= i == 1 || i == 3;
	/* An image of the project's own has what the tests need. */
	p->own |= i == 1 && s->cmd[0] == '$';
	p->installs |= i == 2;
	p->sources |= i > 3 && !step_is(s, "fetch");
	p->lost |= s->lost;
	if (p->first == NULL)
		p->first = s;
	p->last = s;
	step_words(s, words, sizeof(words));
	if (p->len + strlen(words) + 3 < sizeof(p->what) &&
	    strstr(p->what, words) == NULL)
		p->len += (size_t)snprintf(p->what + p->len,
		    sizeof(p->what) - p->len, "%s%s", p->len > 0 ? ", " : "",
		    words);
}

/* Does the job test, or with NULL any? */
static bool
has_tests(const struct chain *c, const struct job *j)
{
	size_t i;

	for (i = 0; i < c->nsteps; i++)
		if ((j == NULL || c->steps[i].job == j) &&
		    step_is(&c->steps[i], "tests"))
			return true;
	return false;
}

static void
prepare(const struct chain *c, const struct job *j, bool tested)
{
	struct prepared p = { .len = 0 };
	struct gr_fact *f;
	size_t i;
	int first, last;
	bool ready;

	for (i = 0; i < c->nsteps && !p.tests; i++) {
		const struct step *s = &c->steps[i];

		/* Without tests, what is packed is the end and no means. */
		if (s->job != j || (!has_tests(c, j) && p.installs &&
		    step_is(s, "package")))
			continue;
		p.tests = step_is(s, "tests");
		p.self = p.tests && self_sufficient(s);
		if (!p.tests)
			prepare_one(&p, s);
	}
	/* Where some job tests, the others prepare nothing for the tests. */
	if (p.first == NULL || (tested && !p.tests))
		return;
	if ((!p.installs && !p.sources && !p.self && !p.environment) ||
	    (p.documents && !p.tests))
		return;
	ready = p.checkout && !p.lost && (p.tests ? p.installs || p.self ||
	    p.sources || p.own : p.project);
	first = p.first->at->first;
	last = p.last->at->last < first ? first : p.last->at->last;
	f = gr_emit_at(ready ? "ci.prepared" : "ci.prepared.thin",
	    j->path, first, last);
	gr_set(f, "what", p.what);
	gr_set(f, "job", j->name);
	gr_set(f, "start", start_name(j->start));
	gr_set(f, "tests", p.tests ? "yes" : "no");
}

/* --- packaging and delivery ------------------------------------------ */

/* "docker compose up" builds where the compose file says so. */
static bool
builds(const struct chain *c, const struct step *s)
{
	const struct gr_seen *const *f;
	char place[DIR_MAX], named[DIR_MAX], path[DIR_MAX];
	const char *slash, *p = strstr(s->cmd, " -f ");
	size_t n, i;

	snprintf(named, sizeof(named), "%.*s", p == NULL ? 0 :
	    (int)strcspn(p + 4, " "), p == NULL ? "" : p + 4);
	f = gr_facts(c->repo, "ci.compose", &n);
	for (i = 0; i < n; i++) {
		if (named[0] != '\0') {
			if (path_join(s->dir, named, path, sizeof(path)) &&
			    strcmp(path, f[i]->path) == 0)
				return true;
			continue;
		}
		slash = strrchr(f[i]->path, '/');
		snprintf(place, sizeof(place), "%.*s", slash == NULL ? 0 :
		    (int)(slash - f[i]->path), f[i]->path);
		if (strcmp(place, s->dir) == 0)
			return true;
	}
	return false;
}

static bool
packages(const struct chain *c, const struct step *s)
{
	if (s->lost)
		return false;
	if (step_is(s, "up") || (step_is(s, "package") &&
	    strcmp(s->tool, "compose") == 0))
		return builds(c, s);
	return step_is(s, "package");
}

static bool
delivers(const struct step *s)
{
	return (step_is(s, "deliver") || step_is(s, "pages")) && !s->lost;
}

/* The step that packages before this one delivers, or NULL. */
static const struct step *
packed_before(const struct chain *c, const struct step *s)
{
	size_t i;

	for (i = 0; i < c->nsteps; i++)
		if (packages(c, &c->steps[i]) &&
		    !step_is(&c->steps[i], "up") &&
		    chain_before(c, &c->steps[i], s))
			return &c->steps[i];
	return NULL;
}

static void
deliver(const struct chain *c)
{
	const struct step *s, *p;
	struct gr_fact *f;
	size_t i;

	for (i = 0; i < c->nsteps; i++) {
		s = &c->steps[i];
		if (packages(c, s))
			(void)step_say(s->checked ? "ci.package" :
			    "ci.package.unchecked", s);
		if (!delivers(s))
			continue;
		p = packed_before(c, s);
		if (step_is(s, "pages") && (p == NULL ||
		    strcmp(p->tool, "npm") != 0))
			continue;	/* a site of documents */
		f = step_say(p == NULL ? "ci.deliver.alone" : s->checked ?
		    "ci.deliver" : "ci.deliver.unchecked", s);
		if (p != NULL)
			gr_setf(f, "after", "%.200s", p->cmd);
	}
}

/* --- files ----------------------------------------------------------- */

/* Nothing but a checkout and talk: a template left as it came. */
static bool
idle(const struct chain *c, const char *path)
{
	size_t i;

	for (i = 0; i < c->nsteps; i++) {
		const struct step *s = &c->steps[i];

		if (strcmp(s->at->path, path) == 0 &&
		    !step_is(s, "checkout") && !step_is(s, "talk") &&
		    !step_is(s, "runtime"))
			return false;
	}
	return true;
}

static bool
has_jobs(const struct chain *c, const char *path)
{
	size_t i;

	for (i = 0; i < c->njobs; i++)
		if (strcmp(c->jobs[i].path, path) == 0)
			return true;
	return false;
}

static void
look_at_files(const struct chain *c)
{
	const struct gr_seen *const *f;
	struct gr_fact *x;
	size_t n, i;

	f = gr_facts(c->repo, "ci.file", &n);
	for (i = 0; i < n; i++) {
		const char *path = f[i]->path;

		if (has_jobs(c, path)) {
			x = gr_emit_at(idle(c, path) ? "ci.idle" : "ci.chain",
			    path, f[i]->first, f[i]->last);
			gr_set(x, "tool", gr_value(f[i], "tool"));
			gr_set(x, "start", gr_value(f[i], "start"));
		} else if (strcmp(gr_value(f[i], "tool"), "gitlab") == 0 &&
		    strcmp(path, ".gitlab-ci.yml") != 0) {
			x = gr_emit_at("ci.misplaced", path, f[i]->first,
			    f[i]->last);
			gr_set(x, "tool", "gitlab");
		}
	}
}

/* The first step of each kind in a chain: what there is to document. */
static void
say_stages(const struct chain *c)
{
	struct gr_fact *f;
	size_t i, k;

	for (i = 0; i < c->nsteps; i++) {
		const struct step *s = &c->steps[i];

		for (k = 0; k < i; k++)
			if (strcmp(c->steps[k].kind, s->kind) == 0 &&
			    strcmp(c->steps[k].job->chain, s->job->chain) ==
			    0)
				break;
		if (k < i)
			continue;
		f = gr_emit_at("ci.stage", s->at->path, s->at->first,
		    s->at->last);
		gr_set(f, "chain", s->job->chain);
		gr_set(f, "kind", s->kind);
		gr_set(f, "cmd", s->cmd);
	}
}

void
ci_relate(const struct gr_repo *r)
{
	struct chain c;
	size_t i;

	chain_load(&c, r);
	for (i = 0; i < c.njobs; i++)
		prepare(&c, &c.jobs[i], has_tests(&c, NULL));
	cover_look(&c);
	deliver(&c);
	model_look(&c);
	say_stages(&c);
	look_at_files(&c);
	chain_free(&c);
}
