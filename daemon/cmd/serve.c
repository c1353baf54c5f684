/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * serve.c: the daemon, from its configuration to its last request.
 *
 * Order matters at both ends.  Start: what can be wrong is found before the
 * port is open.  End: the listener drains first, so that every accepted
 * delivery is on the disk, then the workshop finishes the step under way;
 * what is left is in the queue.
 */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/log.h"
#include "conf/conf.h"
#include "grid/grid.h"
#include "store/store.h"
#include "web/web.h"
#include "worker/works.h"

#include "cmd.h"
#include "common.h"

static void
pushed(void *arg)
{
	works_wake(arg);
}

static void
failed(void *arg, const struct err *e)
{
	works_fail(arg, e);
}

static void
own_user(void *arg, const char *source, char *out, size_t n)
{
	works_own_user(arg, source, out, n);
}

static int
prepare(const struct conf *c, struct err *e)
{
	struct store *s = NULL;
	int n;

	if (fs_mkdirs(c->state, e) < 0 || fs_mkdirs(c->mirrors, e) < 0 ||
	    store_open(c->database, c->cache, &s, e) < 0)
		return -1;
	n = store_jobs_release(s, clock_now(), e);
	store_close(s);
	if (n > 0)
		log_info("resume jobs=%d", n);
	return n < 0 ? -1 : 0;
}

static int
serve(const char *path, struct err *e)
{
	struct conf *c = NULL;
	struct grid *g = NULL;
	struct works *w = NULL;
	struct web *web = NULL;
	struct web_spec spec = { .pushed = pushed, .failed = failed,
	    .own_user = own_user };
	sigset_t ends;
	int sig = 0, ret = -1;

	/* Every thread inherits this: only sigwait() below takes them. */
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	pthread_sigmask(SIG_BLOCK, &ends, NULL);
	if (conf_open(path, &c, e) < 0 || prepare(c, e) < 0 ||
	    cmd_grid(c->rules, c->checks, &g, e) < 0 ||
	    cmd_queries(g, c->checks, e) < 0)
		goto out;
	w = works_open(c, g);
	spec.conf = c;
	spec.grid = g;
	spec.arg = w;
	if (web_open(&spec, &web, e) < 0 || works_start(w, e) < 0)
		goto out;
	log_info("serve port=%d sources=%zu workers=%d grid=%s",
	    web_port(web), c->nsources, c->workers, grid_name(g));
	sigwait(&ends, &sig);
	log_info("stop signal=%d", sig);
	ret = works_failed(w) ? err_set(e, ERR_STORE,
	    "the store failed; see the lines before") : 0;
out:
	web_close(web);
	works_close(w);
	grid_close(g);
	conf_close(c);
	return ret;
}

int
cmd_serve(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "debug", no_argument, NULL, 'd' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static const char usage[] =
	    "usage: greffier serve [--conf FILE] [--debug]\n";
	const char *path = cmd_conf_path();
	struct err e = { .kind = ERR_NONE };
	int c;

	while ((c = getopt_long(argc, argv, "c:h", longs, NULL)) != -1)
		switch (c) {
		case 'c':
			path = optarg;
			break;
		case 'd':
			log_level(3);
			break;
		case 'h':
			fputs(usage, stdout);
			return CMD_OK;
		default:
			return CMD_USAGE;
		}
	if (optind != argc) {
		fputs(usage, stderr);
		return CMD_USAGE;
	}
	return serve(path, &e) < 0 ? cmd_fail("serve", &e, e.kind ==
	    ERR_USAGE ? CMD_USAGE : CMD_FAILED) : CMD_OK;
}
