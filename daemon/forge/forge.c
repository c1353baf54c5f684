/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forge.c: statuses, repositories, heads: the calls without a memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "conf/conf.h"

#include "local.h"

int
forge_open(const struct conf_source *s, struct forge **out, struct err *e)
{
	struct forge *f = calloc(1, sizeof(*f));
	const char *token = s->token == NULL ? "" : s->token;

	if (f == NULL)
		abort();
	f->source = s;
	f->dialect = &dialects[s->kind];
	if (strlen(token) > 4000 || strpbrk(token, "\r\n") != NULL) {
		free(f);
		return err_set(e, ERR_USAGE, "source %s: that is no token",
		    s->name);
	}
	/* "Authorization: token %s" and the like: the table's own text. */
	snprintf(f->auth, sizeof(f->auth), "%.*s%s",
	    (int)strcspn(f->dialect->auth, "%"), f->dialect->auth, token);
	f->http = http_open("greffier");
	*out = f;
	return 0;
}

void
forge_close(struct forge *f)
{
	if (f == NULL)
		return;
	http_close(f->http);
	explicit_bzero(f->auth, sizeof(f->auth));
	free(f);
}

static enum forge_result
nonsense(struct call *c, struct err *e)
{
	json_free(c->out);
	c->out = NULL;
	*c->when = 0;
	(void)err_set(e, ERR_REMOTE, "the forge's answer makes no sense");
	return FORGE_LATER;
}

bool
last_page(const struct forge *f, const struct call *c)
{
	return !c->more && json_count(c->out) < (size_t)f->dialect->page;
}

enum forge_result
forge_self(struct forge *f, char *id, char *login, int64_t now,
    int64_t *when, struct err *e)
{
	struct call c = { .method = "GET", .path = f->dialect->self,
	    .now = now, .when = when };
	enum forge_result got = call(f, &c, e);
	const char *name;

	if (got == FORGE_DONE) {
		name = json_str(c.out, f->dialect->self_login);
		if (name == NULL || strlen(name) >= sizeof(f->login) ||
		    !json_id(c.out, "id", f->id, sizeof(f->id)))
			return nonsense(&c, e);
		snprintf(f->login, sizeof(f->login), "%s", name);
		snprintf(id, 32, "%s", f->id);
		snprintf(login, NAME_LEN, "%s", f->login);
	}
	json_free(c.out);
	return got;
}

enum forge_result
know_self(struct forge *f, int64_t now, int64_t *when, struct err *e)
{
	char id[32], login[NAME_LEN];

	return f->id[0] != '\0' ? FORGE_DONE :
	    forge_self(f, id, login, now, when, e);
}

enum forge_result
forge_repo_get(struct forge *f, const char *path, struct repo *r,
    int64_t now, int64_t *when, struct err *e)
{
	struct repo asked = { .id = 0 };
	struct call c = { .method = "GET", .path = f->dialect->repo,
	    .place = { .repo = &asked }, .now = now, .when = when };
	bool lab = f->source->kind == FORGE_GITLAB;
	const char *name, *branch, *seen;
	enum forge_result got;

	if (!repo_path_valid(path)) {
		(void)err_set(e, ERR_USAGE, "\"%s\" is no repository", path);
		return FORGE_REFUSED;
	}
	snprintf(asked.path, sizeof(asked.path), "%s", path);
	got = call(f, &c, e);
	if (got != FORGE_DONE)
		goto out;
	name = json_str(c.out, lab ? "path_with_namespace" : "full_name");
	branch = json_str(c.out, "default_branch");
	seen = json_str(c.out, "visibility");
	memset(r, 0, sizeof(*r));
	if (name == NULL || !repo_path_valid(name) ||
	    strlen(name) >= sizeof(r->path) ||
	    !json_id(c.out, "id", r->forge_id, sizeof(r->forge_id)))
		return nonsense(&c, e);
	snprintf(r->source, sizeof(r->source), "%s", f->source->name);
	snprintf(r->path, sizeof(r->path), "%s", name);
	/* An empty repository has none yet. */
	if (branch != NULL && ref_valid(branch))
		snprintf(r->default_branch, sizeof(r->default_branch), "%s",
		    branch);
	/* "internal" is not for the public either. */
	r->private = lab ? seen == NULL || strcmp(seen, "public") != 0 :
	    json_true(c.out, "private") || json_true(c.out, "internal");
out:
	json_free(c.out);
	return got;
}

enum forge_result
forge_heads(struct forge *f, const struct repo *r, struct forge_head *heads,
    int max, int *n, int64_t now, int64_t *when, struct err *e)
{
	struct call c = { .method = "GET", .path = f->dialect->branches,
	    .place = { .repo = r }, .now = now, .when = when };
	const struct json *j;
	const char *name, *oid;
	enum forge_result got = FORGE_DONE;

	*n = 0;
	for (c.place.page = 1; *n < max && c.place.page <= PAGES_MAX;
	    c.place.page++) {
		got = call(f, &c, e);
		if (got != FORGE_DONE)
			break;
		if (!json_is_array(c.out))
			return nonsense(&c, e);
		for (j = json_first(c.out); j != NULL && *n < max;
		    j = json_next(j)) {
			struct forge_head *h = &heads[*n];

			name = json_str(j, "name");
			oid = json_text(json_path(j, f->dialect->branch_oid));
			if (name == NULL || oid == NULL || !oid_valid(oid) ||
			    strlen(name) + 12 > sizeof(h->ref))
				continue;
			snprintf(h->ref, sizeof(h->ref), "refs/heads/%s",
			    name);
			snprintf(h->commit, sizeof(h->commit), "%s", oid);
			if (ref_valid(h->ref))
				(*n)++;
		}
		if (last_page(f, &c))
			break;
		json_free(c.out);
		c.out = NULL;
	}
	json_free(c.out);
	return got;
}

static const char *
state_of(const struct forge *f, const char *state)
{
	if (strcmp(state, "error") == 0)
		return f->dialect->state_error;
	if (strcmp(state, "failure") == 0)
		return f->dialect->state_failure;
	return state;
}

/*
 * GitLab refuses to move a status to the state it has (400, "Cannot
 * transition status"): then the forge has heard already.
 */
static bool
heard_already(const struct forge *f, const struct call *c)
{
	const char *said = json_str(c->out, "message");

	return f->source->kind == FORGE_GITLAB && c->status == 400 &&
	    said != NULL && strncmp(said, "Cannot transition status", 24) == 0;
}

enum forge_result
forge_status_put(struct forge *f, const struct repo *r, const char *ref,
    const char *commit, const struct forge_status *s, int64_t now,
    int64_t *when, struct err *e)
{
	struct buf b = BUF_INIT(8192);
	struct json_out o = { .buf = &b };
	struct call c = { .method = "POST", .path = f->dialect->status,
	    .place = { .repo = r, .sha = commit }, .now = now, .when = when };
	enum forge_result got;

	json_open(&o, NULL, '{');
	json_put_str(&o, "state", state_of(f, s->state));
	json_put_str(&o, f->dialect->context_key, s->context);
	json_put_str(&o, "description", s->text);
	json_put_str(&o, "target_url", s->url);
	if (f->source->kind == FORGE_GITLAB)
		/* Without it, the first branch that holds the commit. */
		json_put_str(&o, "ref", branch_of(ref));
	json_close(&o, '}');
	c.body = buf_str(&b);
	got = call(f, &c, e);
	if (got == FORGE_REFUSED && heard_already(f, &c))
		got = FORGE_DONE;
	json_free(c.out);
	buf_free(&b);
	return got;
}

int
forge_clone_url(const struct conf_source *s, const char *path, char *out,
    unsigned long n, struct err *e)
{
	if (!repo_path_valid(path))
		return err_set(e, ERR_FORMAT, "no repository's path");
	if ((size_t)snprintf(out, n, "%s/%s.git", s->base_url, path) >= n)
		return err_set(e, ERR_LIMIT, "too long a URL");
	return 0;
}

int
forge_files_url(const struct conf_source *s, const char *path,
    const char *commit, char *out, unsigned long n, bool *one_l,
    struct err *e)
{
	if (!repo_path_valid(path) || !oid_valid(commit))
		return err_set(e, ERR_FORMAT, "no repository's path");
	*one_l = s->kind == FORGE_GITLAB;
	if ((size_t)snprintf(out, n, "%s/%s/%s/%s/", s->base_url, path,
	    dialects[s->kind].files, commit) >= n)
		return err_set(e, ERR_LIMIT, "too long a URL");
	return 0;
}

const char *
forge_clone_user(const struct conf_source *s)
{
	return dialects[s->kind].user;
}
