/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * audit.c: "greffier audit PATH|URL": the same report, before pushing.
 *
 * Needs no configuration and, for a path, no network.  A URL is fetched
 * into a folder that goes away afterwards.  The report goes to standard
 * output and nothing else does; progress goes to a terminal only.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/log.h"
#include "fetch/fetch.h"
#include "grid/grid.h"
#include "model/audit.h"
#include "report/report.h"
#include "worker/examine.h"

#include "cmd.h"
#include "common.h"

enum { CHECKS_MAX = 20, OUT_MAX = 256 << 20 };

struct asked {
	const char		*target, *rev, *rules, *user, *token_file;
	const char		*checks[CHECKS_MAX + 2];
	size_t			 nchecks;
	enum report_format	 format;
	enum lang		 lang;
	bool			 all, quiet;
};

static void
help(FILE *f)
{
	fputs("usage: greffier audit [options] PATH|URL\n\n"
	    "  --rev REV        commit, branch or tag (default: HEAD)\n"
	    "  --format F       text, json, markdown, html, sarif or junit\n"
	    "  --lang fr|en     language of the report (default: fr)\n"
	    "  --all            text: every criterion, not only what is "
	    "missing\n"
	    "  --rules FILE     another rules file\n"
	    "  --checks DIR     another folder of plugins (repeatable)\n"
	    "  --user NAME      for a URL, with --token-file\n"
	    "  --token-file F   file that holds the token or password\n"
	    "  --quiet          no progress\n\n"
	    "exit: 0 every \"auto\" criterion is complete, 1 one is not,\n"
	    "      2 wrong usage, 3 the audit could not be done or cannot "
	    "tell\n", f);
}

static int
options(int argc, char **argv, struct asked *a)
{
	static const struct option longs[] = {
		{ "all", no_argument, NULL, 'a' },
		{ "checks", required_argument, NULL, 'c' },
		{ "format", required_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ "lang", required_argument, NULL, 'l' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "rev", required_argument, NULL, 'r' },
		{ "rules", required_argument, NULL, 'R' },
		{ "token-file", required_argument, NULL, 't' },
		{ "user", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1)
		switch (c) {
		case 'a':
			a->all = true;
			break;
		case 'c':
			if (a->nchecks == CHECKS_MAX)
				return CMD_USAGE;
			a->checks[a->nchecks++] = optarg;
			break;
		case 'f':
			if (!report_format(optarg, &a->format)) {
				fprintf(stderr, "greffier audit: unknown "
				    "format \"%s\"\n", optarg);
				return CMD_USAGE;
			}
			break;
		case 'h':
			help(stdout);
			exit(0);
		case 'l':
			if (!i18n_parse(optarg, &a->lang)) {
				fputs("greffier audit: --lang is fr or en\n",
				    stderr);
				return CMD_USAGE;
			}
			break;
		case 'q':
			a->quiet = true;
			break;
		case 'r':
			a->rev = optarg;
			break;
		case 'R':
			a->rules = optarg;
			break;
		case 't':
			a->token_file = optarg;
			break;
		case 'u':
			a->user = optarg;
			break;
		default:
			return CMD_USAGE;
		}
	if (optind != argc - 1) {
		help(stderr);
		return CMD_USAGE;
	}
	a->target = argv[optind];
	return CMD_OK;
}

static void
progress(void *arg, long done, long all)
{
	(void)arg;
	fprintf(stderr, "\r%ld/%ld ", done, all);
	if (done >= all)
		fputs("\r               \r", stderr);
	fflush(stderr);
}

static bool
is_url(const char *s)
{
	return strncmp(s, "https://", 8) == 0 ||
	    strncmp(s, "http://", 7) == 0;
}

/* A mirror of the URL in a folder of its own. */
static int
bring(const struct asked *a, const char *folder, struct fetch_result *out,
    struct err *e)
{
	struct buf token = BUF_INIT(4096);
	struct fetch_spec f = {
		.mirrors = folder, .repo = 1, .url = a->target,
		.user = a->user, .commit = "", .deadline_ms = 300000,
		.max_bytes = 2L << 30, .max_objects = 2000000,
		.max_object_bytes = 512L << 20,
	};
	int ret = -1;

	if (a->token_file != NULL) {
		if (fs_secret(a->token_file, &token, e) < 0)
			goto out;
		f.token = buf_str(&token);
	}
	ret = fetch_mirror(&f, out, e);
out:
	buf_free(&token);
	return ret;
}

static int
look(const struct asked *a, const char *path, struct audit *out,
    struct err *e)
{
	struct examination x = {
		.lang = a->lang, .name = a->target,
		.look = {
			.repository = path, .rev = a->rev,
			.checks = a->checks,
			.remote = is_url(a->target) ? a->target : NULL,
		},
	};
	struct grid *g = NULL;
	int ret;

	if (cmd_grid(a->rules, a->checks, &g, e) < 0)
		return -1;
	if (isatty(STDERR_FILENO) && !a->quiet)
		x.look.progress = progress;
	x.grid = g;
	ret = examine(&x, out, e);
	if (x.look.progress != NULL)
		fputs("\r               \r", stderr);
	grid_close(g);
	return ret;
}

static int
show(const struct asked *a, const struct audit *result)
{
	struct report_style style = { .all = a->all };
	struct buf b = BUF_INIT(OUT_MAX);
	struct winsize w;
	int ret = audit_exit(result);

	if (isatty(STDOUT_FILENO)) {
		style.colour = getenv("NO_COLOR") == NULL;
		style.width = 80;
		if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) == 0 &&
		    w.ws_col >= 40)
			style.width = w.ws_col;
	}
	report_write(&b, result, a->format, &style);
	if (b.full || fwrite(buf_str(&b), 1, b.len, stdout) != b.len ||
	    fflush(stdout) != 0) {
		fputs("greffier audit: the report could not be written\n",
		    stderr);
		ret = CMD_FAILED;
	}
	buf_free(&b);
	return ret;
}

int
cmd_audit(int argc, char **argv)
{
	struct asked a = { .rev = "HEAD", .format = REPORT_TEXT };
	struct fetch_result mirror = { .lock = -1 };
	struct audit result = { .lang = LANG_FR };
	struct err e = { .kind = ERR_NONE };
	char folder[] = "/tmp/greffier-XXXXXX", place[PATH_MAX];
	bool made = false;
	int ret;

	ret = options(argc, argv, &a);
	if (ret != CMD_OK)
		return ret;
	ret = CMD_FAILED;
	if (cmd_checks(a.checks, a.nchecks, a.checks, place, sizeof(place),
	    &e) < 0)
		goto out;
	if (is_url(a.target)) {
		made = mkdtemp(folder) != NULL;
		if (!made) {
			(void)err_sys(&e, "%s", folder);
			goto out;
		}
		if (bring(&a, folder, &mirror, &e) < 0)
			goto out;
	}
	if (look(&a, made ? mirror.path : a.target, &result, &e) < 0)
		goto out;
	result.ms_fetch = mirror.ms;
	ret = show(&a, &result);
	e.kind = ERR_NONE;
out:
	if (e.kind != ERR_NONE)
		(void)cmd_fail("audit", &e, ret);
	audit_free(&result);
	fetch_done(&mirror);
	if (made)
		(void)fs_rmtree(folder, NULL);
	return ret;
}
