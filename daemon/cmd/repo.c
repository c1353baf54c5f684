/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * repo.c: "greffier repo" and "greffier replay": what an operator does by
 * hand to what deliveries do by themselves.
 *
 * Both work beside a running daemon: the job they write is found by its
 * workers within seconds.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "conf/conf.h"
#include "forge/forge.h"
#include "model/model.h"
#include "store/store.h"

#include "cmd.h"
#include "common.h"

enum { REPOS_MAX = 5000, HEADS_MAX = 500 };

static const char repo_usage[] =
    "usage: greffier repo [--conf FILE] list\n"
    "       greffier repo [--conf FILE] add SOURCE OWNER/NAME\n"
    "       greffier repo [--conf FILE] deliver SOURCE OWNER/NAME BRANCH\n\n"
    "  list     what is known\n"
    "  add      ask the forge for it and audit its default branch\n"
    "  deliver  the branch that owns the report (default: the default "
    "one)\n";

static int
list(struct store *s, struct err *e)
{
	struct repo *r = calloc(REPOS_MAX, sizeof(*r));
	int i, n;

	if (r == NULL)
		abort();
	n = store_repos(s, r, REPOS_MAX, e);
	for (i = 0; i < n; i++)
		printf("%lld\t%s\t%s\t%s\t%s\n", (long long)r[i].id,
		    r[i].source, r[i].path, r[i].default_branch,
		    r[i].private ? "private" : "public");
	free(r);
	return n < 0 ? -1 : 0;
}

static int
enqueue_head(struct store *s, struct forge *f, const struct repo *r,
    struct err *e)
{
	struct forge_head *heads = calloc(HEADS_MAX, sizeof(*heads));
	struct push p = { .repo = *r };
	int64_t when, job;
	int i, n, ret = -1;

	if (heads == NULL)
		abort();
	snprintf(p.ref, sizeof(p.ref), "refs/heads/%.200s",
	    r->default_branch);
	memset(p.before, '0', OID_HEX - 1);
	if (forge_heads(f, r, heads, HEADS_MAX, &n, clock_now(), &when,
	    e) != FORGE_DONE)
		goto out;
	for (i = 0; i < n && strcmp(heads[i].ref, p.ref) != 0; i++)
		;
	if (i == n) {
		printf("%s has no commit on %s yet\n", r->path,
		    r->default_branch);
		ret = 0;
		goto out;
	}
	snprintf(p.after, sizeof(p.after), "%s", heads[i].commit);
	if (store_job_add(s, &p, clock_now(), &job, e) < 0)
		goto out;
	printf("%s: job %lld for %s\n", r->path, (long long)job, p.after);
	ret = 0;
out:
	free(heads);
	return ret;
}

static int
add(struct conf *c, struct store *s, const char *source, const char *path,
    struct err *e)
{
	const struct conf_source *src = conf_source(c, source);
	struct forge *f = NULL;
	struct repo r;
	int64_t when;
	int ret = -1;

	if (src == NULL)
		return err_set(e, ERR_USAGE, "no source \"%s\" in %s", source,
		    c->path);
	if (!conf_source_has(src, path))
		return err_set(e, ERR_USAGE, "\"%s\" is not one of the "
		    "source's repositories (%s:%d)", path, c->path,
		    src->line);
	if (forge_open(src, &f, e) < 0)
		return -1;
	if (forge_repo_get(f, path, &r, clock_now(), &when, e) ==
	    FORGE_DONE && store_repo_put(s, &r, clock_now(), e) >= 0)
		ret = enqueue_head(s, f, &r, e);
	forge_close(f);
	return ret;
}

static int
deliver(struct store *s, const char *source, const char *path,
    const char *branch, struct err *e)
{
	struct repo r;
	char ref[REF_MAX];
	int got = store_repo_find(s, source, path, &r, e);

	if (got < 0)
		return -1;
	if (got == 0)
		return err_set(e, ERR_USAGE, "%s is not known on %s", path,
		    source);
	if ((size_t)snprintf(ref, sizeof(ref), "refs/heads/%s", branch) >=
	    sizeof(ref) || !ref_valid(ref))
		return err_set(e, ERR_USAGE, "\"%s\" is no branch", branch);
	return store_repo_deliverable(s, r.id, ref, e);
}

/* --conf FILE and --help; the rest starts at argv[optind]. */
static int
options(int argc, char **argv, const char *usage, const char **conf)
{
	static const struct option longs[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	*conf = cmd_conf_path();
	while ((c = getopt_long(argc, argv, "+c:h", longs, NULL)) != -1)
		switch (c) {
		case 'c':
			*conf = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			return -1;
		}
	return 0;
}

int
cmd_repo(int argc, char **argv)
{
	struct err e = { .kind = ERR_NONE };
	struct conf *c = NULL;
	struct store *s = NULL;
	const char *path;
	char **a;
	int n, ret = -1;

	if (options(argc, argv, repo_usage, &path) < 0)
		return CMD_USAGE;
	a = argv + optind;
	n = argc - optind;
	if (!((n == 1 && strcmp(a[0], "list") == 0) ||
	    (n == 3 && strcmp(a[0], "add") == 0) ||
	    (n == 4 && strcmp(a[0], "deliver") == 0))) {
		fputs(repo_usage, stderr);
		return CMD_USAGE;
	}
	if (cmd_store(path, &c, &s, &e) == 0)
		ret = n == 1 ? list(s, &e) : n == 3 ?
		    add(c, s, a[1], a[2], &e) :
		    deliver(s, a[1], a[2], a[3], &e);
	store_close(s);
	conf_close(c);
	return ret == 0 ? CMD_OK : cmd_fail("repo", &e, CMD_FAILED);
}

int
cmd_replay(int argc, char **argv)
{
	static const char usage[] =
	    "usage: greffier replay [--conf FILE] SOURCE DELIVERY\n\n"
	    "Queues the push of a delivery again, as if it had just come.\n";
	struct err e = { .kind = ERR_NONE };
	struct conf *c = NULL;
	struct store *s = NULL;
	struct push p;
	const char *path;
	int64_t job;
	int got = -1;

	if (options(argc, argv, usage, &path) < 0)
		return CMD_USAGE;
	if (argc - optind != 2) {
		fputs(usage, stderr);
		return CMD_USAGE;
	}
	if (cmd_store(path, &c, &s, &e) == 0)
		got = store_delivery_push(s, argv[optind], argv[optind + 1],
		    &p, &e);
	if (got == 0)
		(void)err_set(&e, ERR_USAGE, "no delivery \"%s\" with a push "
		    "from \"%s\"", argv[optind + 1], argv[optind]);
	if (got == 1 && (got = store_job_add(s, &p, clock_now(), &job,
	    &e)) >= 0) {
		printf("%s: job %lld for %s\n", p.repo.path, (long long)job,
		    p.after);
		got = 1;
	}
	store_close(s);
	conf_close(c);
	return got == 1 ? CMD_OK : cmd_fail("replay", &e, CMD_FAILED);
}
