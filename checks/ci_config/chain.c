/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * chain.c: from facts of files to one list of steps, and their order.
 *
 * A file that no tool reads takes no part.  A call is replaced by the
 * commands of its target, which keep the place of the call: that is the
 * line where the chain does it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chain.h"

enum { DEPTH_MAX = 6 };

/* "make" of a call's tool "call/make", or NULL. */
static const char *
called(const char *tool)
{
	return strncmp(tool, "call/", 5) == 0 ? tool + 5 : NULL;
}

bool
step_is(const struct step *s, const char *kind)
{
	return strcmp(s->kind, kind) == 0;
}

/* --- loading --------------------------------------------------------- */

static void
load_jobs(struct chain *c)
{
	const struct gr_seen *const *s;
	size_t n, i;

	s = gr_facts(c->repo, "ci.job", &n);
	for (i = 0; i < n && c->njobs < JOBS_MOST; i++) {
		struct job *j = &c->jobs[c->njobs];

		if (!when_read(c->repo, s[i]->path))
			continue;
		j->at = s[i];
		j->path = s[i]->path;
		j->name = seen_value(s[i], "job");
		j->needs = seen_value(s[i], "needs");
		j->stage = atoi(seen_value(s[i], "stage"));
		j->start = when_starts(c->repo, j->path,
		    start_of(gr_value(s[i], "start")));
		j->chain = place_of(j->path) == PLACE_GITHUB ||
		    place_of(j->path) == PLACE_OTHER ||
		    place_of(j->path) == PLACE_JENKINS ? j->path :
		    ".gitlab-ci.yml";
		c->njobs++;
	}
	for (i = 0; i < c->njobs; i++) {
		const char *list = when_waits(c->repo, c->jobs[i].path);
		size_t k;

		for (k = 0; list != NULL && k < c->njobs; k++)
			if (c->jobs[k].start < c->jobs[i].start &&
			    c->jobs[k].path != c->jobs[i].path &&
			    when_titled(c->repo, c->jobs[k].path, list))
				c->jobs[i].start = c->jobs[k].start;
	}
}

static struct job *
job_of(struct chain *c, const struct gr_seen *s)
{
	size_t i;

	for (i = 0; i < c->njobs; i++)
		if (strcmp(c->jobs[i].path, s->path) == 0 &&
		    strcmp(c->jobs[i].name, seen_value(s, "job")) == 0)
			return &c->jobs[i];
	return NULL;
}

static void
folder_of(const char *path, char *out)
{
	const char *slash = strrchr(path, '/');

	snprintf(out, DIR_MAX, "%.*s", slash != NULL ? (int)(slash - path) :
	    0, path);
}

static void
push(struct chain *c, const struct step *s)
{
	if (c->nsteps < STEPS_MOST)
		c->steps[c->nsteps++] = *s;
}

static void	expand(struct chain *, struct step, int depth);

/* Calls that name one thing, blanks in it or not, and run where they are. */
static bool
whole(const char *of)
{
	return strcmp(of, "sh") == 0 || strcmp(of, "action") == 0 ||
	    strcmp(of, "extends") == 0;
}

/* A target's commands run where its file lies; a script's where it is. */
static bool
belongs(const struct gr_seen *t, const char *of, const char *name,
    const char *dir, char *at)
{
	const char *job = seen_value(t, "job");
	size_t n = strlen(of);

	if (strncmp(job, of, n) != 0 || job[n] != ':' ||
	    strcmp(job + n + 1, name) != 0)
		return false;
	if (whole(of)) {
		snprintf(at, DIR_MAX, "%s", dir);
		return true;
	}
	folder_of(t->path, at);
	return strcmp(at, dir) == 0;
}

/* The commands of one target in place of the call; true when it exists. */
static bool
expand_target(struct chain *c, const struct step *call, const char *name,
    int depth, bool *useful)
{
	const struct gr_seen *const *t, *last = NULL;
	const char *of = called(call->tool);
	char at[DIR_MAX];
	size_t n, i;
	bool found = false;

	t = gr_facts(c->repo, "ci.target", &n);
	for (i = 0; i < n; i++)
		if (belongs(t[i], of, name, call->dir, at))
			last = t[i];
	for (i = 0; i < n; i++) {
		struct step s = *call;

		if (!belongs(t[i], of, name, call->dir, at))
			continue;
		found = true;
		s.from = t[i];
		s.kind = seen_value(t[i], "kind");
		s.tool = seen_value(t[i], "tool");
		s.cmd = seen_value(t[i], "cmd");
		s.inside = seen_how(t[i], "inside");
		/* The last command's failure is that of a script. */
		s.checked = call->checked && (seen_how(t[i], "checked") ||
		    (t[i] == last && strcmp(of, "sh") == 0));
		if (!path_join(at, seen_value(t[i], "dir"), s.dir, sizeof(s.dir)))
			s.inside = true;
		if (strcmp(s.kind, "other") != 0 &&
		    strcmp(s.kind, "talk") != 0)
			*useful = true;
		if (strcmp(s.kind, "talk") == 0)
			continue;
		expand(c, s, depth + 1);
	}
	return found;
}

static bool
only_talks(const struct chain *c, const struct step *call, const char *name)
{
	const struct gr_seen *const *t;
	char at[DIR_MAX];
	size_t n, i;

	t = gr_facts(c->repo, "ci.target", &n);
	for (i = 0; i < n; i++)
		if (belongs(t[i], called(call->tool), name, call->dir, at) &&
		    strcmp(seen_value(t[i], "kind"), "talk") != 0)
			return false;
	return true;
}

/* Whose tests they are when only "npm test" is known. */
static const char *
guessed_tool(const char *of)
{
	return strcmp(of, "tox") == 0 || strcmp(of, "nox") == 0 ||
	    strcmp(of, "python") == 0 ? "tox" :
	    strcmp(of, "composer") == 0 ? "php" : of;
}

/* Is there a file that may say what the call means? */
static bool
written_down(const struct chain *c, const struct step *s, const char *of)
{
	static const char *const makefiles[] = { "GNUmakefile", "Makefile",
	    "makefile" };
	char path[DIR_MAX];
	size_t i;

	if (strcmp(of, "npm") == 0)
		return false;	/* package.json was read: no such script */
	if (strcmp(of, "sh") == 0)
		return gr_entry(c->repo, seen_value(s->from, "names")) !=
		    NULL;
	if (strcmp(of, "make") != 0)
		return true;
	for (i = 0; i < 3; i++)
		if (path_join(s->dir, makefiles[i], path, sizeof(path)) &&
		    gr_entry(c->repo, path) != NULL)
			return true;
	return false;
}

static void
expand(struct chain *c, struct step s, int depth)
{
	const char *of = called(s.tool);
	char names[CMD_MAX], *name, *save;
	bool useful = false, known = false, one;

	if (of == NULL) {
		push(c, &s);
		return;
	}
	one = whole(of);
	snprintf(names, sizeof(names), "%s", seen_value(s.from, "names"));
	if (strcmp(of, "tox") == 0)
		known = expand_target(c, &s, "", depth, &useful);
	else if (names[0] == '\0')
		snprintf(names, sizeof(names), "all");
	for (name = strtok_r(names, one ? "\n" : " ", &save);
	    name != NULL && depth < DEPTH_MAX;
	    name = strtok_r(NULL, " ", &save)) {
		bool found = expand_target(c, &s, name, depth, &useful);

		/* "npm test" is there, and only says that there is none. */
		if (found && only_talks(c, &s, name))
			return;
		known |= found;
	}
	/* What its words promise, when nothing more can be told. */
	if (!useful && strcmp(s.kind, "other") != 0) {
		s.lost = !known && !written_down(c, &s, of);
		s.tool = s.kind[0] == 't' ? guessed_tool(of) : of;
		push(c, &s);
	} else if (!known && strcmp(of, "sh") == 0) {
		s.tool = of;
		push(c, &s);
	}
}

void
chain_load(struct chain *c, const struct gr_repo *r)
{
	const struct gr_seen *const *s;
	size_t n, i;

	memset(c, 0, sizeof(*c));
	c->repo = r;
	c->jobs = calloc(JOBS_MOST, sizeof(*c->jobs));
	c->steps = calloc(STEPS_MOST, sizeof(*c->steps));
	if (c->jobs == NULL || c->steps == NULL)
		abort();
	load_jobs(c);
	s = gr_facts(r, "ci.step", &n);
	for (i = 0; i < n; i++) {
		struct step x = { .at = s[i], .from = s[i] };
		struct job *j = job_of(c, s[i]);

		if (j == NULL)
			continue;
		x.job = j;
		x.kind = seen_value(s[i], "kind");
		x.tool = seen_value(s[i], "tool");
		x.cmd = seen_value(s[i], "cmd");
		snprintf(x.dir, sizeof(x.dir), "%s", seen_value(s[i], "dir"));
		x.start = seen_start(s[i]);
		x.order = atoi(seen_value(s[i], "order"));
		if (x.start != START_HAND)
			x.start = j->start;
		x.checked = seen_how(s[i], "checked");
		x.inside = seen_how(s[i], "inside");
		if (strncmp(seen_value(s[i], "names"), "repository:", 11) == 0
		    || strcmp(x.kind, "fetch") == 0)
			j->foreign = true;
		expand(c, x, 0);
	}
	missing_look(c);
	when_say_dead(r);
}

void
chain_free(struct chain *c)
{
	free(c->jobs);
	free(c->steps);
	c->jobs = NULL;
	c->steps = NULL;
}

/* --- order ----------------------------------------------------------- */

/* Is the word in the list, blanks between? */
static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);
	const char *p;

	for (p = strstr(list, word); p != NULL; p = strstr(p + 1, word))
		if ((p == list || p[-1] == ' ') && (p[n] == ' ' ||
		    p[n] == '\0'))
			return n > 0;
	return false;
}

/* Does b wait for a, at once or by others in between? */
static bool
waits(const struct chain *c, const struct job *a, const struct job *b,
    int depth)
{
	size_t i;

	if (strcmp(a->chain, b->chain) != 0) {
		const char *list = when_waits(c->repo, b->path);

		return list != NULL && when_titled(c->repo, a->path, list);
	}
	if (has_word(b->needs, a->name))
		return true;
	if (b->needs[0] == '\0')
		return a->stage < b->stage;
	for (i = 0; i < c->njobs && depth < DEPTH_MAX; i++)
		if (strcmp(c->jobs[i].chain, b->chain) == 0 &&
		    has_word(b->needs, c->jobs[i].name) &&
		    waits(c, a, &c->jobs[i], depth + 1))
			return true;
	return false;
}

bool
chain_before(const struct chain *c, const struct step *a,
    const struct step *b)
{
	if (a->job == b->job)
		return a->order != b->order ? a->order < b->order : a < b;
	return waits(c, a->job, b->job, 0);
}

/* --- saying ---------------------------------------------------------- */

void
step_words(const struct step *s, char *out, size_t n)
{
	const char *cmd = seen_value(s->at, "cmd");

	if (s->from == s->at || strcmp(cmd, s->cmd) == 0)
		snprintf(out, n, "%s", cmd);
	else
		snprintf(out, n, "%s (%s)", cmd, s->cmd);
}

struct gr_fact *
step_say(const char *name, const struct step *s)
{
	struct gr_fact *f = gr_emit_at(name, s->at->path, s->at->first,
	    s->at->last);
	char words[2 * CMD_MAX];

	step_words(s, words, sizeof(words));
	gr_set(f, "cmd", words);
	gr_set(f, "job", s->job->name);
	gr_set(f, "start", start_name(s->start));
	gr_set(f, "checked", s->checked ? "yes" : "no");
	return f;
}
