/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * main.c: the doors, one row each.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"

static const struct {
	const char	*name;
	int		(*run)(int, char **);
	const char	*summary;
} commands[] = {
	{ "audit", cmd_audit, "audit a repository on this machine or a URL" },
	{ "bench", cmd_bench, "where the time of an audit goes" },
	{ "doctor", cmd_doctor, "check the configuration against the world" },
	{ "explain", cmd_explain, "what a criterion asks and how it is read" },
	{ "init", cmd_init, "write a configuration to start from" },
	{ "replay", cmd_replay, "queue a delivery's push again" },
	{ "repo", cmd_repo, "list, add repositories; choose the ref" },
	{ "rules", cmd_rules, "check, list the rules, or show coverage" },
	{ "serve", cmd_serve, "run the daemon" },
};

enum { NCOMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void
usage(FILE *f)
{
	int i;

	fputs("usage: greffier COMMAND [--help]\n\n", f);
	for (i = 0; i < NCOMMANDS; i++)
		fprintf(f, "  %-8s %s\n", commands[i].name,
		    commands[i].summary);
}

int
main(int argc, char **argv)
{
	int i;

	/* A reader that left must be an error of that write, not our end. */
	signal(SIGPIPE, SIG_IGN);
	if (argc < 2) {
		usage(stderr);
		return CMD_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
		usage(stdout);
		return 0;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("greffier " GREFFIER_VERSION);
		return 0;
	}
	for (i = 0; i < NCOMMANDS; i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return commands[i].run(argc - 1, argv + 1);
	fprintf(stderr, "greffier: unknown command \"%s\"\n", argv[1]);
	usage(stderr);
	return CMD_USAGE;
}
