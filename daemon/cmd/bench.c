/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench.c: "greffier bench PATH": where the time of an audit goes.
 *
 * The repository is audited several times from nothing, without the facts
 * cache.  Processor time is what counts: a busy machine stretches the
 * clock's.  A reader that several plugins share is paid by the first one.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "audit/audit.h"
#include "base/clock.h"
#include "base/err.h"
#include "grid/grid.h"
#include "model/audit.h"
#include "model/facts.h"

#include "cmd.h"
#include "common.h"

enum { FOLDERS_MAX = 20, RUNS_MAX = 1000, ROWS_MAX = 300, LABEL_MAX = 80 };

struct row {
	char	 name[LABEL_MAX];
	double	*values;	/* owned; one a run */
};

struct bench {
	const char	*checks[FOLDERS_MAX + 2];
	const char	*rules, *rev;
	size_t		 nchecks;
	int		 runs, run;
	struct row	 rows[ROWS_MAX];
	size_t		 nrows;
	long		 files, readings;
};

static void
help(FILE *f)
{
	fputs("usage: greffier bench [options] PATH...\n\n"
	    "  --runs N       audits of each (default: 5)\n"
	    "  --rev REV      commit, branch or tag (default: HEAD)\n"
	    "  --rules FILE   another rules file\n"
	    "  --checks DIR   another folder of plugins (repeatable)\n", f);
}

static void
put(struct bench *b, const char *name, const char *what, double value)
{
	char full[LABEL_MAX];
	size_t i;

	snprintf(full, sizeof(full), "%s%s", name, what);
	for (i = 0; i < b->nrows; i++)
		if (strcmp(b->rows[i].name, full) == 0)
			break;
	if (i == ROWS_MAX)
		return;
	if (i == b->nrows) {
		b->nrows++;
		memcpy(b->rows[i].name, full, sizeof(full));
		b->rows[i].values = calloc((size_t)b->runs, sizeof(double));
		if (b->rows[i].values == NULL)
			abort();
	}
	b->rows[i].values[b->run] = value;
}

static int
ascending(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void
print(struct bench *b, const char *path)
{
	size_t i;

	printf("%s: %ld files, %ld readings, %d runs\n", path, b->files,
	    b->readings, b->runs);
	printf("  %-42s %9s %9s %9s\n", "", "min", "median", "max");
	for (i = 0; i < b->nrows; i++) {
		double *v = b->rows[i].values;

		qsort(v, (size_t)b->runs, sizeof(*v), ascending);
		printf("  %-42s %9.2f %9.2f %9.2f\n", b->rows[i].name, v[0],
		    v[b->runs / 2], v[b->runs - 1]);
		free(v);
	}
	b->nrows = 0;
}

static double
children_ms(long *peak)
{
	struct rusage u;

	(void)getrusage(RUSAGE_CHILDREN, &u);
	*peak = u.ru_maxrss;
	return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) * 1e3 +
	    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e3;
}

/* One audit, from nothing. */
static int
once(struct bench *b, const struct grid *g, const char *path, struct err *e)
{
	struct audit_spec s = { .repository = path, .rev = b->rev,
	    .checks = b->checks };
	struct audit_look *look = NULL;
	struct audit result = { .lang = LANG_FR };
	struct facts facts;
	int64_t start = clock_ms(), rules;
	double before, plugins = 0, all;
	long peak;
	size_t i;
	int ret = -1;

	s.queries = grid_queries(g, &s.nqueries);
	before = children_ms(&peak);
	if (audit_open(&s, &facts, &look, e) < 0)
		goto out;
	rules = clock_ms();
	grid_eval(g, &facts, LANG_FR, &result);
	rules = clock_ms() - rules;
	audit_close(look);
	look = NULL;
	all = children_ms(&peak) - before;
	put(b, "audit, clock ms", "", (double)(clock_ms() - start));
	put(b, "rules, clock ms", "", (double)rules);
	put(b, "check host, processor ms", "", all);
	for (i = 0; i < facts.nchecks; i++) {
		const struct check_info *c = &facts.checks[i];

		put(b, "  scan    ", c->name, (double)c->us_scan / 1e3);
		put(b, "  relate  ", c->name, (double)c->us_relate / 1e3);
		plugins += (double)(c->us_scan + c->us_relate) / 1e3;
	}
	put(b, "  start, git, reading, talking", "", all - plugins);
	put(b, "check host, peak MiB (mapped packs too)", "",
	    (double)peak / 1024);
	b->files = facts.files;
	b->readings = facts.scanned;
	ret = 0;
out:
	audit_close(look);
	audit_free(&result);
	facts_free(&facts);
	return ret;
}

static int
options(struct bench *b, int argc, char **argv)
{
	static const struct option longs[] = {
		{ "checks", required_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ "rev", required_argument, NULL, 'r' },
		{ "rules", required_argument, NULL, 'R' },
		{ "runs", required_argument, NULL, 'n' },
		{ NULL, 0, NULL, 0 },
	};
	char *end;
	int c;

	while ((c = getopt_long(argc, argv, "h", longs, NULL)) != -1)
		switch (c) {
		case 'c':
			if (b->nchecks == FOLDERS_MAX)
				return CMD_USAGE;
			b->checks[b->nchecks++] = optarg;
			break;
		case 'h':
			help(stdout);
			exit(0);
		case 'n':
			b->runs = (int)strtol(optarg, &end, 10);
			if (*end != '\0' || b->runs < 1 ||
			    b->runs > RUNS_MAX) {
				fprintf(stderr, "greffier bench: --runs is "
				    "1 to %d\n", RUNS_MAX);
				return CMD_USAGE;
			}
			break;
		case 'r':
			b->rev = optarg;
			break;
		case 'R':
			b->rules = optarg;
			break;
		default:
			return CMD_USAGE;
		}
	if (optind == argc) {
		help(stderr);
		return CMD_USAGE;
	}
	return CMD_OK;
}

int
cmd_bench(int argc, char **argv)
{
	struct bench b = { .runs = 5, .rev = "HEAD" };
	struct err e = { .kind = ERR_NONE };
	struct grid *g = NULL;
	char place[PATH_MAX];
	int i, ret;

	ret = options(&b, argc, argv);
	if (ret != CMD_OK)
		return ret;
	if (cmd_checks(b.checks, b.nchecks, b.checks, place, sizeof(place),
	    &e) < 0 || cmd_grid(b.rules, b.checks, &g, &e) < 0)
		return cmd_fail("bench", &e, CMD_FAILED);
	for (i = optind; i < argc && ret == CMD_OK; i++) {
		for (b.run = 0; b.run < b.runs; b.run++)
			if (once(&b, g, argv[i], &e) < 0)
				break;
		if (b.run < b.runs)
			ret = cmd_fail("bench", &e, CMD_FAILED);
		else
			print(&b, argv[i]);
	}
	grid_close(g);
	return ret;
}
