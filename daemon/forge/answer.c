/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * answer.c: the one report of a repository, found again or created.
 *
 * An answer lost by a crash must not make a second issue: before creating,
 * our own issues (or the merge request's comments by us) are searched for
 * the marker that the body starts with.  Somebody who copies the marker
 * gains nothing, since the author is compared as well.
 */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "conf/conf.h"

#include "local.h"

enum { BODY_JSON = 1 << 20 };

struct answer {
	struct forge		*forge;
	const struct repo	*repo;
	const char		*ref, *marker, *title, *body;
	int64_t			 now, *when;
};

static struct call
prepare(const struct answer *a, const char *method, const char *path)
{
	struct call c = { .method = method, .path = path, .now = a->now,
	    .when = a->when, .place = { .repo = a->repo, .ref = a->ref,
	    .user = a->forge->login } };

	return c;
}

/* Did we write this issue or comment, and is it the report? */
static bool
is_ours(const struct answer *a, const struct json *j)
{
	const char *body = json_str(j, a->forge->dialect->body_key);
	const struct json *author = json_get(j, "user");
	char id[32];

	if (body == NULL)
		body = json_str(j, "body");	/* GitLab's notes */
	if (author == NULL)
		author = json_get(j, "author");
	if (body == NULL || !json_id(author, "id", id, sizeof(id)) ||
	    strcmp(id, a->forge->id) != 0)
		return false;
	return strncmp(body, a->marker, strlen(a->marker)) == 0;
}

/*
 * Walks the pages of a list for ours; *found is its number, 0 when it is
 * not there.  Gitea sends "pull_request": null with plain issues.
 */
static enum forge_result
search(const struct answer *a, const char *path, const char *key, int64_t n,
    int64_t *found, struct err *e)
{
	struct call c = prepare(a, "GET", path);
	const struct json *j, *pr;
	enum forge_result got = FORGE_DONE;
	bool last;

	*found = 0;
	c.place.n = n;
	for (c.place.page = 1; c.place.page <= PAGES_MAX; c.place.page++) {
		got = call(a->forge, &c, e);
		if (got != FORGE_DONE || !json_is_array(c.out))
			break;
		for (j = json_first(c.out); j != NULL; j = json_next(j)) {
			pr = json_get(j, "pull_request");
			if (pr != NULL && !json_is_null(pr))
				continue;
			if (is_ours(a, j) && json_int(j, key, found))
				break;
		}
		last = strstr(path, "{page}") == NULL ||
		    last_page(a->forge, &c);
		json_free(c.out);
		c.out = NULL;
		if (*found != 0 || last)
			return FORGE_DONE;
	}
	if (got == FORGE_DONE && c.place.page <= PAGES_MAX) {
		(void)err_set(e, ERR_REMOTE, "a list was expected");
		*a->when = 0;
		got = FORGE_LATER;
	}
	json_free(c.out);
	return got;
}

static void
write_body(const struct answer *a, struct buf *b, bool titled)
{
	struct json_out o = { .buf = b };

	json_open(&o, NULL, '{');
	if (titled)
		json_put_str(&o, "title", a->title);
	json_put_str(&o, titled ? a->forge->dialect->body_key : "body",
	    a->body);
	json_close(&o, '}');
}

static enum forge_result
put(const struct answer *a, const char *method, const char *path,
    bool titled, int64_t n, int64_t m, const char *key, int64_t *number,
    int *status, struct err *e)
{
	struct buf b = BUF_INIT(BODY_JSON);
	struct call c = prepare(a, method, path);
	enum forge_result got;

	write_body(a, &b, titled);
	c.body = buf_str(&b);
	c.once = strcmp(method, "POST") == 0;
	c.place.n = n;
	c.place.m = m;
	got = call(a->forge, &c, e);
	*status = c.status;
	if (got == FORGE_DONE && number != NULL &&
	    !json_int(c.out, key, number)) {
		/* Created, but we cannot tell which: look for it next time. */
		(void)err_set(e, ERR_REMOTE, "an answer without its number");
		*a->when = a->now + 5;
		got = FORGE_LATER;
	}
	json_free(c.out);
	buf_free(&b);
	return got;
}

static enum forge_result
put_issue(const struct answer *a, int64_t *number, struct err *e)
{
	const struct dialect *d = a->forge->dialect;
	enum forge_result got;
	int status;

	if (*number != 0) {
		got = put(a, d->update, d->issue, true, *number, 0, NULL,
		    NULL, &status, e);
		if (status != 404 && status != 410)
			return got;
		*number = 0;	/* somebody deleted it */
	}
	got = search(a, d->issues, d->issue_number, 0, number, e);
	if (got != FORGE_DONE)
		return got;
	if (*number != 0)
		return put(a, d->update, d->issue, true, *number, 0, NULL,
		    NULL, &status, e);
	return put(a, "POST", d->issue_new, true, 0, 0, d->issue_number,
	    number, &status, e);
}

/* Is it our branch of that name, not a fork's? */
static bool
is_from_here(const struct answer *a, const struct json *request)
{
	const char *head = json_text(json_path(request,
	    a->forge->dialect->request_ref));
	const struct json *repo = json_path(request,
	    a->forge->dialect->request_repo);
	char id[32];
	int64_t n;

	if (head == NULL || strcmp(head, branch_of(a->ref)) != 0)
		return false;
	if (!json_number(repo, &n))
		return true;		/* the forge does not say */
	snprintf(id, sizeof(id), "%lld", (long long)n);
	return a->repo->forge_id[0] == '\0' ||
	    strcmp(id, a->repo->forge_id) == 0;
}

/* The open merge request whose branch is ref; 0 when there is none. */
static enum forge_result
find_request(const struct answer *a, int64_t *number, struct err *e)
{
	const struct dialect *d = a->forge->dialect;
	struct call c = prepare(a, "GET", d->requests);
	const struct json *j;
	enum forge_result got;

	*number = 0;
	c.place.page = 1;
	got = call(a->forge, &c, e);
	for (j = got == FORGE_DONE ? json_first(c.out) : NULL; j != NULL;
	    j = json_next(j))
		if (is_from_here(a, j) && json_int(j, d->issue_number, number))
			break;
	json_free(c.out);
	return got;
}

static enum forge_result
put_comment(const struct answer *a, struct err *e)
{
	const struct dialect *d = a->forge->dialect;
	int64_t request, note;
	enum forge_result got = find_request(a, &request, e);
	int status;

	/* No request is open for this branch: nothing to comment. */
	if (got != FORGE_DONE || request == 0)
		return got;
	got = search(a, d->notes, "id", request, &note, e);
	if (got != FORGE_DONE)
		return got;
	if (note != 0)
		return put(a, d->note_update, d->note, false, request, note,
		    NULL, NULL, &status, e);
	return put(a, "POST", d->note_new, false, request, 0, NULL, NULL,
	    &status, e);
}

enum forge_result
forge_report_put(struct forge *f, const struct repo *r, const char *ref,
    bool comment, const char *marker, const char *title, const char *body,
    int64_t *number, int64_t now, int64_t *when, struct err *e)
{
	const struct answer a = { .forge = f, .repo = r, .ref = ref,
	    .marker = marker, .title = title, .body = body, .now = now,
	    .when = when };
	enum forge_result got = know_self(f, now, when, e);

	if (got != FORGE_DONE)
		return got;
	return comment ? put_comment(&a, e) : put_issue(&a, number, e);
}
