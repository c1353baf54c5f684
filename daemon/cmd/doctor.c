/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * doctor.c: the configuration against the real world, one line a finding.
 *
 * Each examination says "ok" or what is wrong and what to do about it;
 * nothing is changed.  "init" writes the file that doctor then looks at.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "conf/conf.h"
#include "forge/forge.h"
#include "grid/grid.h"
#include "model/facts.h"
#include "store/store.h"

#include "cmd.h"
#include "common.h"

static int
tell(const char *what, int bad, const char *detail)
{
	printf("%-5s %-12s %s\n", bad ? "WRONG" : "ok", what, detail);
	return bad;
}

static int
see_disk(const struct conf *c)
{
	struct err e = { .kind = ERR_NONE };
	char text[200];
	int64_t room;

	if (fs_mkdirs(c->state, &e) < 0 ||
	    (room = fs_free_bytes(c->state, &e)) < 0)
		return tell("disk", 1, e.msg);
	snprintf(text, sizeof(text), "%lld MiB free under %.120s",
	    (long long)(room >> 20), c->state);
	return tell("disk", room < 1 << 30, text);
}

static int
see_store(const struct conf *c)
{
	struct err e = { .kind = ERR_NONE };
	struct store *s = NULL;
	int bad = store_open(c->database, c->cache, &s, &e) < 0 ||
	    store_check(s, &e) < 0;

	store_close(s);
	return tell("store", bad, bad ? e.msg : c->database);
}

/* The host refuses to start without its sandbox, so listing proves it. */
static int
see_checks(const struct conf *c)
{
	struct facts f = { .empty = false };
	struct err e = { .kind = ERR_NONE };
	char text[600];
	size_t i;
	int bad = 0;

	if (audit_catalogue(c->checks, &f, &e) < 0) {
		bad += tell("sandbox", 1, e.msg);
		goto out;
	}
	bad += tell("sandbox", 0, "landlock and seccomp hold");
	for (i = 0; i < f.nchecks; i++) {
		const struct check_info *k = &f.checks[i];

		snprintf(text, sizeof(text), "%.60s %.60s%s%.400s", k->name,
		    k->version, k->failure == NULL ? "" : ": ",
		    k->failure == NULL ? "" : k->failure);
		bad += tell("plugin", k->failure != NULL, text);
	}
out:
	facts_free(&f);
	return bad;
}

static int
see_rules(const struct conf *c)
{
	struct err e = { .kind = ERR_NONE };
	struct grid *g = NULL;
	int bad = cmd_grid(c->rules, c->checks, &g, &e) < 0 ||
	    cmd_queries(g, c->checks, &e) < 0;

	grid_close(g);
	return tell("rules", bad, bad ? e.msg : c->rules);
}

static int
see_source(const struct conf_source *s)
{
	struct err e = { .kind = ERR_NONE };
	struct forge *f = NULL;
	char id[32], login[NAME_LEN], text[300];
	int64_t when;
	enum forge_result got = FORGE_REFUSED;

	if (s->token == NULL) {
		snprintf(text, sizeof(text), "%.60s: no token_file: pushes "
		    "are audited, nothing is answered", s->name);
		return tell("source", s->answers != ANSWER_NONE, text);
	}
	if (forge_open(s, &f, &e) == 0)
		got = forge_self(f, id, login, clock_now(), &when, &e);
	forge_close(f);
	snprintf(text, sizeof(text), "%.60s (%s) %.80s: %s%.120s", s->name,
	    forge_kind_name(s->kind), s->api_url,
	    got == FORGE_DONE ? "we are " : "", got == FORGE_DONE ? login :
	    e.msg);
	return tell("source", got != FORGE_DONE, text);
}

static int
see_program(const char *name)
{
	struct err e = { .kind = ERR_NONE };
	char path[PATH_MAX];
	int bad = fs_program(name, path, sizeof(path), &e) < 0;

	return tell("program", bad, bad ? e.msg : path);
}

int
cmd_doctor(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "conf", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	static const char usage[] =
	    "usage: greffier doctor [--conf FILE]\n";
	const char *path = cmd_conf_path();
	struct err e = { .kind = ERR_NONE };
	struct conf *c = NULL;
	int o, bad = 0;
	size_t i;

	while ((o = getopt_long(argc, argv, "c:h", longs, NULL)) != -1)
		switch (o) {
		case 'c':
			path = optarg;
			break;
		case 'h':
			fputs(usage, stdout);
			return CMD_OK;
		default:
			return CMD_USAGE;
		}
	if (conf_open(path, &c, &e) < 0) {
		(void)tell("conf", 1, e.msg);
		return CMD_SHORT;
	}
	bad += tell("conf", 0, path);
	bad += see_program("greffier-fetch") + see_program("greffier-check");
	bad += see_disk(c) + see_store(c) + see_checks(c) + see_rules(c);
	if (c->nsources == 0)
		bad += tell("source", 1, "none is configured");
	for (i = 0; i < c->nsources; i++)
		bad += see_source(&c->sources[i]);
	conf_close(c);
	return bad == 0 ? CMD_OK : CMD_SHORT;
}

int
cmd_init(int argc, char **argv)
{
	static const char usage[] = "usage: greffier init [FILE]\n\n"
	    "Writes a commented configuration; never over an existing one.\n";
	const char *path, *sample = conf_sample();
	size_t n = strlen(sample);
	int fd;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return CMD_OK;
	}
	if (argc > 2) {
		fputs(usage, stderr);
		return CMD_USAGE;
	}
	path = argc == 2 ? argv[1] : cmd_conf_path();
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0 || write(fd, sample, n) != (ssize_t)n) {
		fprintf(stderr, "greffier init: %s: %s\n", path,
		    strerror(errno));
		return CMD_FAILED;
	}
	close(fd);
	printf("%s is written; name your forge in it, then run "
	    "\"greffier doctor\"\n", path);
	return CMD_OK;
}
