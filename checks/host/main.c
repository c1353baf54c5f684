/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c: greffier-check, the process that reads a candidate's bytes.
 *
 * The order is that of DESIGN.md section 4: confined first, then the
 * plugins are loaded, then no page becomes executable any more, and only
 * then the first byte of a candidate is read.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/proc.h"

#include "host.h"
#include "sandbox.h"
#include "tree.h"

struct asked {
	const char	*checks[FOLDERS_MAX], *read[FOLDERS_MAX];
	const char	*without[PLUGINS_MAX];
	size_t		 nchecks, nread, nwithout;
	int		 scan_ms, relate_ms;	/* 0: the usual */
	bool		 list;
};

static const struct option options[] = {
	{ "checks", required_argument, NULL, 'c' },
	{ "list", no_argument, NULL, 'l' },
	{ "read", required_argument, NULL, 'r' },
	{ "relate-ms", required_argument, NULL, 'R' },
	{ "scan-ms", required_argument, NULL, 'S' },
	{ "without", required_argument, NULL, 'w' },
	{ NULL, 0, NULL, 0 },
};

static int
usage(void)
{
	fprintf(stderr, "usage: greffier-check --checks DIR [--read DIR] "
	    "[--without PLUGIN]\n"
	    "           [--scan-ms N] [--relate-ms N] REPOSITORY\n"
	    "       greffier-check --checks DIR --list\n"
	    "It is started by greffier: docs/check-protocol.md\n");
	return 2;
}

/* At most an hour; -1 when it is no number. */
static int
milliseconds(const char *s)
{
	char *end;
	long n = strtol(s, &end, 10);

	return end == s || *end != '\0' || n < 1 || n > 3600000 ? -1 : (int)n;
}

static int
read_options(int argc, char **argv, struct asked *a)
{
	int o;

	/* One folder is the repository's own. */
	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'c' && a->nchecks < FOLDERS_MAX)
			a->checks[a->nchecks++] = optarg;
		else if (o == 'r' && a->nread < FOLDERS_MAX - 1)
			a->read[a->nread++] = optarg;
		else if (o == 'w' && a->nwithout < PLUGINS_MAX)
			a->without[a->nwithout++] = optarg;
		else if (o == 'R' || o == 'S')
			*(o == 'R' ? &a->relate_ms : &a->scan_ms) =
			    milliseconds(optarg);
		else if (o == 'l')
			a->list = true;
		else
			return -1;
	}
	if (a->nchecks == 0 || optind + !a->list != argc ||
	    a->scan_ms < 0 || a->relate_ms < 0)
		return -1;
	return 0;
}

int
main(int argc, char **argv)
{
	static struct plugins plugins;
	struct asked a = { .list = false };
	struct sandbox box = { .data = a.read, .code = a.checks };
	struct err e = { .kind = ERR_NONE };
	struct json_out *o;
	char self[HASH_HEX];
	FILE *parent;

	if (read_options(argc, argv, &a) < 0)
		return usage();
	proc_follow();
	if (!a.list)
		a.read[a.nread++] = argv[optind];
	box.ndata = a.nread;
	box.ncode = a.nchecks;
	parent = say_open();
	if (parent == NULL || watch_open(a.scan_ms, a.relate_ms) < 0)
		say_failed("the descriptors are not what they should be");
	if (hash_file("/proc/self/exe", self, &e) < 0 || tree_init(&e) < 0 ||
	    sandbox_enter(&box, &e) < 0)
		say_failed(e.msg);
	o = say_begin("hello");
	json_put_int(o, "abi", GR_ABI);
	json_put_str(o, "host", self);
	say_end();
	if (plugins_load(&plugins, a.checks, a.nchecks, a.without,
	    a.nwithout, &e) < 0)
		say_failed(e.msg);
	/* Whatever happens from here on is no plugin's constructor's fault. */
	(void)say_begin("loaded");
	say_end();
	say_flush();
	if (sandbox_seal(&box, &e) < 0)
		say_failed(e.msg);
	return a.list ? serve_list(&plugins, parent) :
	    serve(argv[optind], &plugins, parent);
}
