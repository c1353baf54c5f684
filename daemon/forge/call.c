/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * call.c: a request in a forge's dialect, and what its answer means.
 *
 * The classes, and why.  A token that is refused (401, 403) may be mended
 * by the operator, so the answer waits instead of being lost.  429 and
 * GitHub's 403 with Retry-After or no requests left are limits: wait as
 * told.  404, 410 and 422 will not change by themselves.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/html.h"
#include "base/json.h"
#include "base/utf8.h"
#include "conf/conf.h"

#include "local.h"

enum {
	URL_MAX = 4096,
	WAIT_TOKEN = 30 * 60,
	WAIT_LIMIT = 60,
	WAIT_CONFLICT = 5,
	WAIT_MOST = 24 * 3600,
};

const char *
branch_of(const char *ref)
{
	return strncmp(ref, "refs/heads/", 11) == 0 ? ref + 11 : ref;
}

/* "owner/name" stays two segments, but for GitLab, which wants one id. */
static void
put_repo(struct buf *b, const struct forge *f, const struct repo *r)
{
	const char *p = r->path, *slash;
	char part[REPO_LEN];

	if (f->source->kind == FORGE_GITLAB) {
		html_percent(b, r->forge_id[0] != '\0' ? r->forge_id :
		    r->path);
		return;
	}
	for (; (slash = strchr(p, '/')) != NULL; p = slash + 1) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - p), p);
		html_percent(b, part);
		buf_putc(b, '/');
	}
	html_percent(b, p);
}

static void
put_hole(struct buf *b, const struct forge *f, const struct place *p,
    const char *name, size_t n)
{
	if (n == 4 && memcmp(name, "repo", 4) == 0)
		put_repo(b, f, p->repo);
	else if (n == 3 && memcmp(name, "sha", 3) == 0)
		html_percent(b, p->sha);
	else if (n == 3 && memcmp(name, "ref", 3) == 0)
		html_percent(b, branch_of(p->ref));
	else if (n == 4 && memcmp(name, "user", 4) == 0)
		html_percent(b, p->user);
	else if (n == 4 && memcmp(name, "page", 4) == 0)
		buf_fmt(b, "%d", p->page);
	else if (n == 1)
		buf_fmt(b, "%lld", (long long)(*name == 'n' ? p->n : p->m));
}

static void
fill(struct buf *b, const struct forge *f, const char *path,
    const struct place *p)
{
	const char *end;

	buf_puts(b, f->source->api_url);
	while (*path != '\0') {
		if (*path == '{' && (end = strchr(path, '}')) != NULL) {
			put_hole(b, f, p, path + 1, (size_t)(end - path - 1));
			path = end + 1;
		} else
			buf_putc(b, *path++);
	}
}

static enum forge_result
later(struct call *c, int64_t in)
{
	if (in < 1)
		in = 1;
	if (in > WAIT_MOST)
		in = WAIT_MOST;
	*c->when = c->now + in;
	return FORGE_LATER;
}

/* What the forge said, in its own words, for the log: short, one line. */
static void
explain(struct call *c, const struct http_answer *a, struct err *e)
{
	struct buf b = BUF_INIT(400);
	const char *said = c->out == NULL ? NULL :
	    json_str(c->out, "message");

	if (said != NULL)
		utf8_show(&b, said, utf8_cut(said, strlen(said), 160), false);
	(void)err_set(e, ERR_REMOTE, "%s answered %d%s%s", c->method,
	    a->status, b.len > 0 ? ": " : "", buf_str(&b));
	buf_free(&b);
}

static enum forge_result
classify(struct call *c, const struct http_answer *a, struct err *e)
{
	int64_t reset = a->rate_reset - c->now;

	if (a->status >= 200 && a->status < 300)
		return FORGE_DONE;
	explain(c, a, e);
	if (a->retry_after >= 0)
		return later(c, a->retry_after);
	if (a->status == 429 || (a->status == 403 && a->rate_left == 0))
		return later(c, a->rate_reset > 0 && reset > 0 ? reset :
		    WAIT_LIMIT);
	if (a->status == 401 || a->status == 403)
		return later(c, WAIT_TOKEN);
	if (a->status == 409)
		return later(c, WAIT_CONFLICT);
	if (a->status >= 500) {
		*c->when = 0;	/* the outbox's own pace */
		return FORGE_LATER;
	}
	return FORGE_REFUSED;
}

static int
send_once(struct forge *f, struct call *c, const char *url,
    struct http_answer *a, struct err *e)
{
	const char *headers[] = { f->auth, f->dialect->accept,
	    "X-GitHub-Api-Version: 2022-11-28",
	    c->body != NULL ? "Content-Type: application/json" : NULL, NULL };
	const struct http_request r = {
		.method = c->method, .url = url, .headers = headers,
		.body = c->body, .len = c->body == NULL ? 0 : strlen(c->body),
		.once = c->once,
	};

	return http_do(f->http, &r, a, e);
}

/*
 * Where a redirect leads, when that is the forge itself.  Gitea says the
 * path alone.
 */
static bool
follow(const struct forge *f, const char *location, char *out, size_t n)
{
	const char *api = f->source->api_url;
	const char *host = strstr(api, "://");
	size_t origin = host == NULL ? 0 : (size_t)(host + 3 - api) +
	    strcspn(host + 3, "/");

	if (location[0] != '/' || location[1] == '/')
		origin = 0;
	return (size_t)snprintf(out, n, "%.*s%s", (int)origin, api,
	    location) < n && http_same_origin(out, api);
}

enum forge_result
call(struct forge *f, struct call *c, struct err *e)
{
	struct http_answer a = { .body = BUF_INIT(HTTP_ANSWER) };
	struct buf url = BUF_INIT(URL_MAX);
	char again[URL_MAX];
	enum forge_result got = FORGE_LATER;
	struct err ignored;

	c->status = 0;
	c->more = false;
	c->out = NULL;
	*c->when = 0;
	fill(&url, f, c->path, &c->place);
	if (url.full) {
		(void)err_set(e, ERR_LIMIT, "a URL over %d bytes", URL_MAX);
		got = FORGE_REFUSED;
		goto out;
	}
	if (send_once(f, c, buf_str(&url), &a, e) < 0)
		goto out;
	if (a.status >= 300 && a.status < 400 && a.status != 304) {
		if (!follow(f, a.location, again, sizeof(again))) {
			(void)err_set(e, ERR_REMOTE,
			    "%s answered %d to another host: refused",
			    c->method, a.status);
			got = FORGE_REFUSED;
			goto out;
		}
		if (send_once(f, c, again, &a, e) < 0)
			goto out;
	}
	c->status = a.status;
	c->more = a.next[0] != '\0';
	if (a.body.len > 0)
		c->out = json_parse(buf_str(&a.body), a.body.len, &ignored);
	got = classify(c, &a, e);
out:
	http_answer_free(&a);
	buf_free(&url);
	return got;
}
