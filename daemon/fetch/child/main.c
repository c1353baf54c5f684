/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c: greffier-fetch: one job on standard input, one answer, an end.
 *
 * The job is a JSON object on one line; the token, when there is one, comes
 * by descriptor 3, so that no list of processes and no environment shows
 * it.  The answer is {"head","has_commit","bytes"} or {"error","why"}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/gitless.h"
#include "base/json.h"
#include "base/proc.h"

#include "local.h"

static int
answer(const struct fetched *f, const struct trouble *t)
{
	struct buf b = BUF_INIT(64 << 10);
	struct json_out o = { .buf = &b };

	json_open(&o, NULL, '{');
	if (f != NULL) {
		json_put_str(&o, "head", f->head);
		json_put_bool(&o, "has_commit", f->has_commit);
		json_put_int(&o, "bytes", f->bytes);
	} else {
		json_put_str(&o, "error", t->kind == NULL ? "format" :
		    t->kind);
		json_put_str(&o, "why", t->why);
	}
	json_close(&o, '}');
	buf_putc(&b, '\n');
	fwrite(b.data, 1, b.len, stdout);
	fflush(stdout);
	buf_free(&b);
	return f != NULL ? 0 : 1;
}

static int
refuse(const char *kind, const char *why)
{
	struct trouble t = { .kind = kind };

	snprintf(t.why, sizeof(t.why), "%s", why);
	return answer(NULL, &t);
}

static int
read_token(struct job *j)
{
	size_t n = 0;
	ssize_t got;

	while ((got = read(PROC_PASS_FD, j->token + n,
	    sizeof(j->token) - 1 - n)) > 0)
		n += (size_t)got;
	close(PROC_PASS_FD);
	j->token[n] = '\0';
	return got < 0 || n == sizeof(j->token) - 1 ? -1 : 0;
}

static int
read_job(const struct json *j, struct job *out)
{
	out->folder = json_str(j, "folder");
	out->url = json_str(j, "url");
	out->user = json_str(j, "user");
	out->ref = json_str(j, "ref");
	out->commit = json_str(j, "commit");
	out->default_branch = json_str(j, "default_branch");
	if (out->folder == NULL || out->url == NULL ||
	    json_int(j, "max_bytes", &out->max_bytes) != 1 ||
	    json_int(j, "max_objects", &out->max_objects) != 1 ||
	    json_int(j, "max_object_bytes", &out->max_object_bytes) != 1 ||
	    json_int(j, "deadline_ms", &out->deadline_ms) != 1)
		return -1;
	return json_true(j, "token") ? read_token(out) : 0;
}

/* Nothing of the host's git configuration is ours. */
static int
prepare(void)
{
	static const int levels[] = {
		GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
	};
	size_t i;
	int rc = 0;

	gitless_start();
	if (git_libgit2_init() < 0)
		return -1;
	for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		rc |= git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	rc |= git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	rc |= git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT,
	    (size_t)(256 << 20));
	rc |= git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)(16 << 20));
	return rc;
}

int
main(void)
{
	static struct job job;
	struct trouble t = { .kind = NULL };
	struct fetched f;
	struct err e = { .kind = ERR_NONE };
	struct json *j = NULL;
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	int ret;

	proc_follow();
	n = getline(&line, &cap, stdin);
	if (n <= 0 || (j = json_parse(line, (size_t)n, &e)) == NULL ||
	    read_job(j, &job) < 0)
		ret = refuse("format", "the job is malformed");
	else if (confine(&job, &e) < 0)
		ret = refuse("sys", e.msg);
	else if (prepare() != 0)
		ret = refuse("sys", "libgit2 does not start");
	else
		ret = answer(mirror_update(&job, &f, &t) < 0 ? NULL : &f, &t);
	explicit_bzero(job.token, sizeof(job.token));
	json_free(j);
	free(line);
	return ret;
}
