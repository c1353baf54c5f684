/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * payload.c: a push event, in whichever of three shapes it came.
 *
 * Where the forges differ is a table of dotted keys.  Nothing of a payload
 * is used to reach anything: URLs in it are not read.
 */
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"
#include "conf/conf.h"

#include "local.h"

static const struct shape {
	const char *repo;		/* the object that names it */
	const char *id, *path, *branch;
	const char *sender, *sender_id;	/* an object, or NULL: the top */
} shapes[] = {
	[FORGE_FORGEJO] = { "repository", "id", "full_name",
	    "default_branch", "sender", "id" },
	[FORGE_GITEA] = { "repository", "id", "full_name", "default_branch",
	    "sender", "id" },
	[FORGE_GITHUB] = { "repository", "id", "full_name", "default_branch",
	    "sender", "id" },
	[FORGE_GITLAB] = { "project", "id", "path_with_namespace",
	    "default_branch", NULL, "user_id" },
};

/* A text of the payload into a field that holds it; 0, or -1. */
static int
copy(char *out, size_t n, const char *text, const char *key, struct err *e)
{
	if (text == NULL)
		return err_set(e, ERR_FORMAT, "the key \"%s\" is missing or "
		    "is no text", key);
	if (strlen(text) >= n)
		return err_set(e, ERR_FORMAT, "the key \"%s\" is too long",
		    key);
	snprintf(out, n, "%s", text);
	return 0;
}

static int
copy_oid(char *out, const struct json *j, const char *key, struct err *e)
{
	if (copy(out, OID_HEX, json_str(j, key), key, e) < 0)
		return -1;
	if (!oid_valid(out))
		return err_set(e, ERR_FORMAT, "the key \"%s\" is no object id",
		    key);
	return 0;
}

static int
read_repo(const struct conf_source *s, const struct json *j, struct repo *r,
    struct err *e)
{
	const struct shape *f = &shapes[s->kind];
	const struct json *repo = json_get(j, f->repo);
	const char *branch;
	int64_t level = 20;

	if (!json_is_object(repo))
		return err_set(e, ERR_FORMAT, "the key \"%s\" is missing",
		    f->repo);
	if (copy(r->source, sizeof(r->source), s->name, "source", e) < 0 ||
	    copy(r->path, sizeof(r->path), json_str(repo, f->path), f->path,
	    e) < 0)
		return -1;
	if (json_id(repo, f->id, r->forge_id, sizeof(r->forge_id)) != 1)
		return err_set(e, ERR_FORMAT, "the key \"%s.id\" is no id",
		    f->repo);
	if (!repo_path_valid(r->path))
		return err_set(e, ERR_FORMAT,
		    "the repository's name is not one");
	branch = json_str(repo, f->branch);
	if (branch != NULL && (copy(r->default_branch,
	    sizeof(r->default_branch), branch, f->branch, e) < 0 ||
	    (branch[0] != '\0' && !ref_valid(branch))))
		return err_set(e, ERR_FORMAT, "the default branch's name is "
		    "not one");
	/* What is not known to be public is private. */
	if (s->kind == FORGE_GITLAB)
		r->private = json_int(repo, "visibility_level", &level) != 1 ||
		    level < 20;
	else
		r->private = json_get(repo, "private") == NULL ||
		    json_true(repo, "private") || json_true(repo, "internal");
	return 0;
}

/* Nothing is wrong with it, but we cannot read such a repository. */
static bool
is_sha256(const char *oid)
{
	return oid != NULL && strlen(oid) == 64 &&
	    strspn(oid, "0123456789abcdef") == 64;
}

static bool
is_branch(const char *ref)
{
	return strncmp(ref, "refs/heads/", 11) == 0;
}

int
payload_push(const struct conf_source *s, const struct json *j,
    const char *own_user, struct push *p, struct err *e)
{
	const struct shape *f = &shapes[s->kind];
	const struct json *who = f->sender == NULL ? j :
	    json_get(j, f->sender);

	memset(p, 0, sizeof(*p));
	if (!json_is_object(j))
		return err_set(e, ERR_FORMAT, "the body is no JSON object");
	if (read_repo(s, j, &p->repo, e) < 0)
		return -1;
	if (is_sha256(json_str(j, "after")))
		return err_set(e, ERR_NONE, "a SHA-256 repository"), 0;
	if (copy(p->ref, sizeof(p->ref), json_str(j, "ref"), "ref", e) < 0 ||
	    copy_oid(p->before, j, "before", e) < 0 ||
	    copy_oid(p->after, j, "after", e) < 0)
		return -1;
	if (!ref_valid(p->ref) || strncmp(p->ref, "refs/", 5) != 0)
		return err_set(e, ERR_FORMAT, "the key \"ref\" is no ref");
	(void)json_id(who, f->sender_id, p->sender, sizeof(p->sender));
	p->forced = json_true(j, "forced");
	if (own_user[0] != '\0' && strcmp(p->sender, own_user) == 0)
		return err_set(e, ERR_NONE, "our own push"), 0;
	if (oid_zero(p->after))
		return err_set(e, ERR_NONE, "the ref was deleted"), 0;
	if (!is_branch(p->ref))
		return err_set(e, ERR_NONE, "not a branch"), 0;
	/* A merge queue's branch lives for minutes (GitHub). */
	if (strncmp(p->ref, "refs/heads/gh-readonly-queue/", 29) == 0)
		return err_set(e, ERR_NONE, "a merge queue's branch"), 0;
	return 1;
}
