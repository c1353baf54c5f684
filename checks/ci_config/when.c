/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * when.c: which files a tool reads, and what starts them.
 *
 * A workflow may be started by another: called, or waited for.  A trigger
 * on branches that do not exist starts nothing.
 */
#include <stdio.h>
#include <string.h>

#include "chain.h"

enum { DEPTH_MAX = 6 };

const char *
seen_value(const struct gr_seen *s, const char *key)
{
	const char *v = gr_value(s, key);

	return v != NULL ? v : "";
}

bool
seen_how(const struct gr_seen *s, const char *word)
{
	char words[64], want[32];

	snprintf(words, sizeof(words), " %s ", seen_value(s, "how"));
	snprintf(want, sizeof(want), " %s ", word);
	return strstr(words, want) != NULL;
}

enum ci_start
seen_start(const struct gr_seen *s)
{
	enum ci_start i;

	for (i = START_PUSH; i < START_HAND && !seen_how(s, start_name(i)); i++)
		;
	return i;
}

/* --- which files count ----------------------------------------------- */

/* Named by an "include" of a file that counts? */
static bool
included(const struct gr_repo *r, const char *path, int depth)
{
	const struct gr_seen *const *inc;
	size_t n, i;

	if (strcmp(path, ".gitlab-ci.yml") == 0)
		return true;
	if (depth == DEPTH_MAX)
		return false;
	inc = gr_facts(r, "ci.include", &n);
	for (i = 0; i < n; i++)
		if (gr_glob(seen_value(inc[i], "path"), path) &&
		    included(r, inc[i]->path, depth + 1))
			return true;
	return false;
}

bool
when_read(const struct gr_repo *r, const char *path)
{
	enum ci_place p = place_of(path);

	return p == PLACE_GITHUB || p == PLACE_OTHER || p == PLACE_JENKINS ||
	    included(r, path, 0);
}

/* A workflow that is only called starts when its callers do. */
static enum ci_start
start_by_call(const struct gr_repo *r, const char *path)
{
	const struct gr_seen *const *s;
	enum ci_start start = START_CALL, one;
	size_t n, i;

	s = gr_facts(r, "ci.step", &n);
	for (i = 0; i < n; i++)
		if (strcmp(seen_value(s[i], "tool"), "call/action") == 0 &&
		    strcmp(seen_value(s[i], "names"), path) == 0 &&
		    when_read(r, s[i]->path)) {
			one = seen_start(s[i]);
			start = one < start ? one : start;
		}
	return start;
}

/* "workflow_run" starts as often as the workflow that it waits for. */
const char *
when_waits(const struct gr_repo *r, const char *path)
{
	const struct gr_seen *const *t;
	size_t n, i;

	t = gr_facts(r, "ci.trigger", &n);
	for (i = 0; i < n; i++)
		if (strcmp(t[i]->path, path) == 0 &&
		    gr_value(t[i], "after") != NULL)
			return gr_value(t[i], "after");
	return NULL;
}

/* Does the list of titles, joined by blanks, name the file's workflow? */
bool
when_titled(const struct gr_repo *r, const char *path, const char *list)
{
	const struct gr_seen *const *f;
	size_t n, i;

	f = gr_facts(r, "ci.file", &n);
	for (i = 0; i < n; i++)
		if (strcmp(f[i]->path, path) == 0 &&
		    seen_value(f[i], "title")[0] != '\0' &&
		    strstr(list, seen_value(f[i], "title")) != NULL)
			return true;
	return false;
}

/* --- branches that are not there ------------------------------------- */

static bool
names_branch(const struct gr_repo *r, const char *pattern)
{
	size_t i;

	for (i = 0; i < r->nrefs; i++) {
		const char *ref = r->refs[i].name, *slash;

		if (strncmp(ref, "refs/heads/", 11) == 0)
			ref += 11;
		else if (strncmp(ref, "refs/remotes/", 13) == 0 &&
		    (slash = strchr(ref + 13, '/')) != NULL)
			ref = slash + 1;
		else
			continue;
		if (gr_glob(pattern, ref))
			return true;
	}
	return false;
}

/* Are the branches known at all?  A clone of one branch knows one. */
static bool
branches_known(const struct gr_repo *r)
{
	return r->default_branch != NULL ? names_branch(r,
	    r->default_branch) : names_branch(r, "main") ||
	    names_branch(r, "master");
}

/* Can the trigger never fire, since it waits for branches that are none? */
bool
when_dead(const struct gr_repo *r, const struct gr_seen *t)
{
	char list[CMD_MAX], *word, *save;

	snprintf(list, sizeof(list), "%s", seen_value(t, "branches"));
	if (list[0] == '\0' || !branches_known(r))
		return false;
	for (word = strtok_r(list, " ", &save); word != NULL;
	    word = strtok_r(NULL, " ", &save))
		if (word[0] == '!' || strpbrk(word, "${+(") != NULL ||
		    names_branch(r, word))
			return false;
	return true;
}

/* What starts a file when the dead triggers are left out. */
static enum ci_start
start_alive(const struct gr_repo *r, const char *path, enum ci_start start)
{
	const struct gr_seen *const *t;
	enum ci_start alive = START_HAND, one;
	bool dead = false;
	size_t n, i;

	t = gr_facts(r, "ci.trigger", &n);
	for (i = 0; i < n; i++) {
		if (strcmp(t[i]->path, path) != 0)
			continue;
		if (when_dead(r, t[i])) {
			dead = true;
			continue;
		}
		one = start_of(gr_value(t[i], "start"));
		alive = one < alive ? one : alive;
	}
	return dead && alive > start ? alive : start;
}

/* "on: push: branches: [developp]" */
void
when_say_dead(const struct gr_repo *r)
{
	const struct gr_seen *const *t;
	struct gr_fact *f;
	size_t n, i;

	t = gr_facts(r, "ci.trigger", &n);
	for (i = 0; i < n; i++) {
		if (!when_dead(r, t[i]))
			continue;
		f = gr_emit_at("ci.trigger.dead", t[i]->path, t[i]->first,
		    t[i]->last);
		gr_set(f, "event", seen_value(t[i], "event"));
		gr_set(f, "branches", seen_value(t[i], "branches"));
	}
}


enum ci_start
when_starts(const struct gr_repo *r, const char *path, enum ci_start said)
{
	enum ci_start start = start_alive(r, path, said);

	return start == START_CALL ? start_by_call(r, path) : start;
}
