/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * spawn.c: proc_open(), a child born with three pipes and nothing else.
 *
 * Every descriptor of ours is O_CLOEXEC, and as the libraries' may not be,
 * the child also closes whatever it was not given.
 */
#include "proc.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "err.h"

enum { AHEAD = 64 * 1024 };	/* lines read ahead of the reader */

/*
 * A daemon started without standard descriptors gets them as pipes; they
 * must not lie where the child's will be put, one after the other.
 */
static int
above(int *fd)
{
	int higher;

	if (*fd > PROC_PASS_FD)
		return 0;
	higher = fcntl(*fd, F_DUPFD_CLOEXEC, PROC_PASS_FD + 1);
	if (higher < 0)
		return -1;
	close(*fd);
	*fd = higher;
	return 0;
}

static int
open_pipe(int ends[2], int ours)
{
	if (pipe2(ends, O_CLOEXEC) < 0) {
		ends[0] = ends[1] = -1;
		return -1;
	}
	if (above(&ends[0]) < 0 || above(&ends[1]) < 0)
		return -1;
	/* Each end has flags of its own: the child's blocks, as usual. */
	return fcntl(ends[ours], F_SETFL, O_NONBLOCK);
}

/* Fills in who gets which descriptor, and a clean slate of signals. */
static int
prepare(posix_spawn_file_actions_t *fa, posix_spawnattr_t *attr,
    const int child[4])
{
	sigset_t none, all;
	int fd, last = child[PROC_PASS_FD] >= 0 ? PROC_PASS_FD : 2;

	for (fd = 0; fd <= last; fd++)
		if ((errno = posix_spawn_file_actions_adddup2(fa, child[fd],
		    fd)) != 0)
			return -1;
	errno = posix_spawn_file_actions_addclosefrom_np(fa, last + 1);
	if (errno != 0)
		return -1;
	sigemptyset(&none);
	sigfillset(&all);
	if ((errno = posix_spawnattr_setpgroup(attr, 0)) != 0 ||
	    (errno = posix_spawnattr_setsigmask(attr, &none)) != 0 ||
	    (errno = posix_spawnattr_setsigdefault(attr, &all)) != 0 ||
	    (errno = posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP |
	    POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)) != 0)
		return -1;
	return 0;
}

static int
spawn(pid_t *pid, const struct proc_spec *spec, const int child[4])
{
	static const char *const nothing[] = { NULL };
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	const char *const *env = spec->env != NULL ? spec->env : nothing;
	int ret = -1;

	posix_spawn_file_actions_init(&fa);
	posix_spawnattr_init(&attr);
	if (prepare(&fa, &attr, child) < 0)
		goto out;
	/* execve(2) takes them without const for reasons of history. */
	errno = posix_spawn(pid, spec->argv[0], &fa, &attr,
	    (char *const *)(uintptr_t)spec->argv,
	    (char *const *)(uintptr_t)env);
	if (errno == 0)
		ret = 0;
out:
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&fa);
	return ret;
}

static void
close_all(int fds[], int n)
{
	int saved = errno;

	while (n-- > 0)
		if (fds[n] >= 0)
			close(fds[n]);
	errno = saved;
}

int
proc_open(struct proc *p, const struct proc_spec *spec, size_t line_max,
    struct err *e)
{
	int ends[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	int child[4] = { -1, -1, -1, -1 }, ours[3] = { -1, -1, -1 };
	const char *base = strrchr(spec->argv[0], '/');
	int i, ret = -1;

	memset(p, 0, sizeof(*p));
	p->in = p->out = p->err = -1;
	p->line_max = line_max;
	p->pending.max = line_max + AHEAD;
	p->said.max = PROC_STDERR;
	snprintf(p->name, sizeof(p->name), "%s",
	    base != NULL ? base + 1 : spec->argv[0]);
	for (i = 0; i < 3; i++) {
		ret = open_pipe(ends[i], i == 0);
		child[i] = ends[i][i != 0];
		ours[i] = ends[i][i == 0];
		if (ret < 0)
			goto out;
	}
	ret = -1;
	if (spec->pass >= 0) {
		child[PROC_PASS_FD] = fcntl(spec->pass, F_DUPFD_CLOEXEC,
		    PROC_PASS_FD + 1);
		if (child[PROC_PASS_FD] < 0)
			goto out;
	}
	if (spawn(&p->pid, spec, child) < 0) {
		p->pid = 0;
		goto out;
	}
	p->in = ours[0];
	p->out = ours[1];
	p->err = ours[2];
	ret = 0;
out:
	if (ret < 0) {
		err_sys(e, "%s: cannot start", spec->argv[0]);
		close_all(ours, 3);
	}
	close_all(child, 4);
	return ret;
}

void
proc_follow(void)
{
	struct pollfd out = { .fd = STDOUT_FILENO };

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	/* Too late to be told: then nobody reads what we say either. */
	if (poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0)
		_exit(1);
}
