/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cmd.h: the commands; each returns the program's exit code.
 */
#ifndef CMD_H
#define CMD_H

#define GREFFIER_VERSION "0.1.0"

enum {
	CMD_OK = 0,
	CMD_SHORT = 1,	/* evidence is missing, or the rules are wrong */
	CMD_USAGE = 2,
	CMD_FAILED = 3,	/* it could not be done, or not be told */
};

int	cmd_audit(int argc, char **argv);
int	cmd_bench(int argc, char **argv);
int	cmd_doctor(int argc, char **argv);
int	cmd_explain(int argc, char **argv);
int	cmd_init(int argc, char **argv);
int	cmd_replay(int argc, char **argv);
int	cmd_repo(int argc, char **argv);
int	cmd_rules(int argc, char **argv);
int	cmd_serve(int argc, char **argv);

#endif
