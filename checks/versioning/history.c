/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * history.c: commits and refs as they are, and what they show of the way
 * the work was done.
 *
 * A repository is accessible from afar when it was fetched from there, or
 * when it is a clone whose remote has the commit that is audited: what was
 * committed and not pushed is on one machine only.
 */
#include <stdio.h>
#include <string.h>

#include "versioning.h"

enum { DAY = 24 * 60 * 60 };

static bool
begins(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Its place in the history, or -1. */
static long
place_of(const struct gr_repo *r, const char *commit)
{
	size_t i;

	for (i = 0; i < r->nlog; i++)
		if (strcmp(r->log[i].id, commit) == 0)
			return (long)i;
	return -1;
}

/* --- commits -------------------------------------------------------------- */

static void
tell_history(const struct gr_repo *r)
{
	struct gr_fact *f;
	unsigned authors = 0;
	size_t i, merges = 0;
	int64_t from, to;

	if (r->nlog == 0)
		return;
	from = to = r->log[0].when;
	for (i = 0; i < r->nlog; i++) {
		const struct gr_commit *c = &r->log[i];

		authors = c->author + 1 > authors ? c->author + 1 : authors;
		merges += c->parents > 1;
		from = c->when < from ? c->when : from;
		to = c->when > to ? c->when : to;
	}
	f = gr_emit_at("git.history", NULL, 0, 0);
	gr_setf(f, "commits", "%zu", r->nlog);
	gr_setf(f, "authors", "%u", authors);
	gr_setf(f, "merges", "%zu", merges);
	gr_setf(f, "days", "%lld", (long long)(to - from) / DAY + 1);
	gr_set(f, "shallow", r->shallow ? "yes" : "no");
	/* A history cut short may have more. */
	if (r->nlog == 1 && !r->shallow)
		(void)gr_emit_at("git.dump", NULL, 0, 0);
}

/* A merge, and whether a forge made it of a request. */
static void
tell_merge(const struct gr_commit *c, size_t *told)
{
	static const struct gr_pattern *request, *squash;
	struct gr_fact *f;
	bool asked = matches(&request, "merge pull request|see merge request|"
	    "merge request|merged in .* \\(pull request|pull-request",
	    c->subject) || matches(&squash, "\\((#|!)\\d+\\)$", c->subject);

	if ((c->parents < 2 && !asked) || *told >= TOLD_MOST)
		return;
	f = gr_emit_at("git.merge", NULL, 0, 0);
	gr_set(f, "subject", c->subject);
	gr_setn(f, "commit", c->id, 10);
	gr_set(f, "kind", asked ? "request" : "branch");
	++*told;
}

static void
tell_fix(const struct gr_commit *c, size_t *told)
{
	static const struct gr_pattern *fix;
	struct gr_fact *f;

	if (*told >= TOLD_MOST || c->parents > 1 || !matches(&fix,
	    "^\\W*(hot|bug)?fix(e[sd])?\\b|^correct(ion|if|ed)|^corrig\\w+|"
	    "^repar\\w+|^resol(u|v)\\w*|\\b(bug|incident|erreur) (fix|corrig|"
	    "resol)\\w*|\\bhotfix\\b|\\bcorrection d", c->subject))
		return;
	f = gr_emit_at("git.fix", NULL, 0, 0);
	gr_set(f, "subject", c->subject);
	gr_setn(f, "commit", c->id, 10);
	++*told;
}

/* --- refs ----------------------------------------------------------------- */

static void
tell_refs(const struct gr_repo *r)
{
	size_t i, branches = 0, tags = 0;
	struct gr_fact *f;

	for (i = 0; i < r->nrefs; i++) {
		const struct gr_ref *ref = &r->refs[i];

		if (begins(ref->name, "refs/heads/") &&
		    branches++ < TOLD_MOST) {
			f = gr_emit_at("git.branch", NULL, 0, 0);
			gr_set(f, "name", ref->name + strlen("refs/heads/"));
			gr_set(f, "state", place_of(r, ref->commit) < 0 ?
			    "open" : "merged");
		}
		if (begins(ref->name, "refs/tags/") && tags++ < TOLD_MOST)
			gr_set(gr_emit_at("git.tag", NULL, 0, 0), "name",
			    ref->name + strlen("refs/tags/"));
	}
}

/* --- from afar ------------------------------------------------------------ */

static bool
has_ref(const struct gr_repo *r, const char *with)
{
	size_t i;

	for (i = 0; i < r->nrefs; i++)
		if (begins(r->refs[i].name, with))
			return true;
	return false;
}

static void
tell_remote(const struct gr_repo *r)
{
	const char *name = "refs/remotes/", *url = r->remote;
	long at, nearest = -1;
	struct gr_fact *f;
	size_t i;

	for (i = 0; i < r->nrefs && url == NULL; i++) {
		if (!begins(r->refs[i].name, name))
			continue;
		at = place_of(r, r->refs[i].commit);
		if (at == 0)
			break;
		if (at > 0 && (nearest < 0 || at < nearest))
			nearest = at;
	}
	/* Some have this commit, or all are elsewhere: ahead, most likely. */
	if (url == NULL && (i < r->nrefs || (nearest < 0 && has_ref(r, name))))
		url = "clone";
	if (url != NULL) {
		gr_set(gr_emit_at("git.remote", NULL, 0, 0), "url", url);
	} else if (nearest > 0) {
		f = gr_emit_at("git.unpushed", NULL, 0, 0);
		gr_setf(f, "commits", "%ld", nearest);
	}
}

void
history_relate(const struct gr_repo *r)
{
	size_t i, merges = 0, fixes = 0;

	tell_history(r);
	tell_remote(r);
	tell_refs(r);
	for (i = 0; i < r->nlog; i++) {
		tell_merge(&r->log[i], &merges);
		tell_fix(&r->log[i], &fixes);
	}
}
