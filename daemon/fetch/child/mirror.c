/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mirror.c: a bare repository made, or brought up to date.
 *
 * All branches and tags, nothing else: no notes, no pull requests of
 * strangers.  What is gone from the forge is gone from the mirror's refs;
 * its objects stay, so that a commit that was force-pushed away can still
 * be audited when it comes back.
 */
#include <stdio.h>
#include <string.h>

#include <git2.h>

#include "local.h"

struct watch {
	const struct job	*job;
	struct trouble		*trouble;
	struct wire		*wire;
};

static int
fail(struct trouble *t, const char *kind, const char *what)
{
	const git_error *g = git_error_last();

	if (t->kind == NULL) {
		/* A pack may promise more than anybody's memory. */
		t->kind = g != NULL && g->klass == GIT_ERROR_NOMEMORY ?
		    "limit" : kind;
		snprintf(t->why, sizeof(t->why), "%s: %s", what,
		    g != NULL && g->message != NULL ? g->message :
		    "what the forge says is not git");
	}
	return -1;
}

static int
progress(const git_indexer_progress *p, void *arg)
{
	struct watch *w = arg;

	if ((int64_t)p->total_objects <= w->job->max_objects)
		return 0;
	if (w->trouble->kind == NULL) {
		w->trouble->kind = "limit";
		snprintf(w->trouble->why, sizeof(w->trouble->why),
		    "the repository sends %u objects, more than the %lld that "
		    "are allowed", p->total_objects,
		    (long long)w->job->max_objects);
	}
	return -1;
}

static int
transport(git_transport **out, git_remote *remote, void *arg)
{
	struct watch *w = arg;

	return wire_transport(out, remote, w->wire);
}

static int
check_refs(git_remote *remote, struct trouble *t)
{
	const git_remote_head **heads;
	size_t n;

	if (git_remote_ls(&heads, &n, remote) < 0)
		return fail(t, "remote", "the list of refs");
	if (n <= REFS_MOST)
		return 0;
	t->kind = "limit";
	snprintf(t->why, sizeof(t->why), "the repository has %zu refs, more "
	    "than %d", n, (int)REFS_MOST);
	return -1;
}

static int
bring(git_repository *repo, struct watch *w)
{
	static char heads[] = "+refs/heads/*:refs/heads/*";
	static char tags[] = "+refs/tags/*:refs/tags/*";
	char *specs[] = { heads, tags };
	const git_strarray list = { specs, 2 };
	git_fetch_options o;
	git_remote *remote = NULL;
	struct trouble *t = w->trouble;
	int ret = -1;

	if (git_fetch_options_init(&o, GIT_FETCH_OPTIONS_VERSION) < 0)
		return fail(t, "format", "libgit2");
	o.callbacks.transport = transport;
	o.callbacks.transfer_progress = progress;
	o.callbacks.payload = w;
	o.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
	o.update_fetchhead = 0;
	if (git_remote_create_anonymous(&remote, repo, w->job->url) < 0 ||
	    git_remote_connect(remote, GIT_DIRECTION_FETCH, &o.callbacks,
	    NULL, NULL) < 0) {
		(void)fail(t, "remote", "connect");
		goto out;
	}
	if (check_refs(remote, t) < 0)
		goto out;
	/* Pruned first: "a" must go before "a/b" can come. */
	if (git_remote_download(remote, &list, &o) < 0 ||
	    git_remote_prune(remote, &o.callbacks) < 0 ||
	    git_remote_update_tips(remote, &o.callbacks, 0,
	    GIT_REMOTE_DOWNLOAD_TAGS_NONE, NULL) < 0) {
		(void)fail(t, "remote", "fetch");
		goto out;
	}
	ret = 0;
out:
	git_remote_free(remote);
	return ret;
}

/* What the ref points at, and whether the commit is there. */
static void
look(git_repository *repo, const struct job *j, struct fetched *out)
{
	git_commit *c = NULL;
	git_oid id;

	if (j->ref != NULL &&
	    git_reference_name_to_id(&id, repo, j->ref) == 0)
		git_oid_tostr(out->head, sizeof(out->head), &id);
	out->has_commit = j->commit == NULL || j->commit[0] == '\0' ||
	    (git_oid_fromstr(&id, j->commit) == 0 &&
	    git_commit_lookup(&c, repo, &id) == 0);
	git_commit_free(c);
}

static void
point_head(git_repository *repo, const struct job *j)
{
	char ref[300];

	if (j->default_branch == NULL || j->default_branch[0] == '\0')
		return;
	snprintf(ref, sizeof(ref), "refs/heads/%.280s", j->default_branch);
	/* A branch that is not there is HEAD all the same, unborn. */
	(void)git_repository_set_head(repo, ref);
}

static int
open_or_make(git_repository **repo, const struct job *j, struct trouble *t)
{
	git_repository_init_options o;

	if (git_repository_open_bare(repo, j->folder) == 0)
		return 0;
	if (git_repository_init_options_init(&o,
	    GIT_REPOSITORY_INIT_OPTIONS_VERSION) < 0)
		return fail(t, "format", "libgit2");
	o.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_NO_REINIT;
	return git_repository_init_ext(repo, j->folder, &o) < 0 ?
	    fail(t, "sys", "make the mirror") : 0;
}

int
mirror_update(const struct job *j, struct fetched *out, struct trouble *t)
{
	struct watch w = { .job = j, .trouble = t };
	git_repository *repo = NULL;
	int ret = -1;

	memset(out, 0, sizeof(*out));
	w.wire = wire_open(j, t);
	if (open_or_make(&repo, j, t) < 0 || bring(repo, &w) < 0)
		goto out;
	point_head(repo, j);
	look(repo, j, out);
	out->bytes = wire_received(w.wire);
	ret = 0;
out:
	git_repository_free(repo);
	wire_close(w.wire);
	return ret;
}
