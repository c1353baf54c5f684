/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * proc.c: talking with a child.  Starting one is in spawn.c.
 *
 * Our ends do not block.  Whoever waits, for whatever, waits for all three
 * pipes: a child that fills its standard error, or that answers before it
 * has heard everything, never stops us.
 */
#include "proc.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "err.h"
#include "utf8.h"

enum {
	CHUNK = 64 * 1024,
	NAP = 20,	/* ms */
	LOOKS = 64,	/* a full pipe is 64 KiB, a look takes 4 KiB */
};

/* No end of ours is that low (spawn.c), but zeroed structs are closed too. */
static void
shut(int *fd)
{
	if (*fd > PROC_PASS_FD)
		close(*fd);
	*fd = -1;
}

static int
late(struct proc *p, struct err *e)
{
	return err_set(e, ERR_LIMIT, "%s: no answer within its time", p->name);
}

/*
 * Keeps the end of what the child says on standard error.  Read in any
 * case, or the child would wait for us.
 */
static void
hear_errors(struct proc *p)
{
	char chunk[PROC_STDERR];
	struct buf *b = &p->said;
	ssize_t n = read(p->err, chunk, sizeof(chunk));
	size_t drop;

	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		shut(&p->err);
	if (n <= 0)
		return;
	if ((size_t)n > b->max - b->len) {
		drop = b->len - (b->max - (size_t)n);
		memmove(b->data, b->data + drop, b->len - drop);
		b->len -= drop;
	}
	buf_add(b, chunk, (size_t)n);
}

/* Reads what fits; at the end of output closes p->out. */
static void
hear(struct proc *p, bool keep)
{
	char chunk[CHUNK];
	size_t room = keep ? p->pending.max - p->pending.len : sizeof(chunk);
	ssize_t n;

	n = read(p->out, chunk, room < sizeof(chunk) ? room : sizeof(chunk));
	if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
		shut(&p->out);
	if (n > 0 && keep)
		buf_add(&p->pending, chunk, (size_t)n);
}

/* Forgets the lines handed out, so that there is room for others. */
static void
compact(struct proc *p)
{
	struct buf *b = &p->pending;

	if (p->taken == 0)
		return;
	memmove(b->data, b->data + p->taken, b->len - p->taken + 1);
	b->len -= p->taken;
	p->taken = 0;
}

/*
 * Waits at most ms for any pipe and reads what came.  The descriptor in is
 * looked at only when writing.  Returns 1 when in can be written to (or is
 * broken, as write(2) will tell), 0 when not.
 */
static int
attend(struct proc *p, bool writing, bool keep, int64_t ms)
{
	bool room = !keep || p->pending.len < p->pending.max;
	struct pollfd fds[3] = {
		{ .fd = writing ? p->in : -1, .events = POLLOUT },
		{ .fd = room ? p->out : -1, .events = POLLIN },
		{ .fd = p->err, .events = POLLIN },
	};

	if (poll(fds, 3, ms > INT_MAX ? INT_MAX : (int)ms) <= 0)
		return 0;
	if (fds[1].revents != 0)
		hear(p, keep);
	if (fds[2].revents != 0)
		hear_errors(p);
	return fds[0].revents != 0;
}

int
proc_line(struct proc *p, const char **line, size_t *len, int64_t deadline,
    struct err *e)
{
	struct buf *b = &p->pending;
	size_t seen = p->taken;
	int64_t left;
	char *end;

	for (;;) {
		end = b->len > seen ?
		    memchr(b->data + seen, '\n', b->len - seen) : NULL;
		if (end != NULL) {
			*end = '\0';
			*line = b->data + p->taken;
			*len = (size_t)(end - *line);
			p->taken += *len + 1;
			if (*len <= p->line_max)
				return 1;
			break;
		}
		compact(p);
		seen = b->len;
		if (b->len > p->line_max)
			break;
		if (p->out < 0 && b->len == 0)
			return 0;
		if (p->out < 0)
			return err_set(e, ERR_FORMAT,
			    "%s: ended in the middle of a line", p->name);
		left = deadline - clock_ms();
		if (left <= 0)
			return late(p, e);
		attend(p, false, true, left);
	}
	return err_set(e, ERR_LIMIT, "%s: a line of more than %zu bytes",
	    p->name, p->line_max);
}

/*
 * write(2) without its signal: blocked meanwhile, and taken back when it
 * came.  MSG_NOSIGNAL is for sockets only.
 */
static ssize_t
quiet_write(int fd, const void *bytes, size_t n)
{
	const struct timespec now = { .tv_sec = 0 };
	sigset_t pipe, before, waiting;
	bool ours;
	ssize_t done;
	int saved;

	sigemptyset(&pipe);
	sigaddset(&pipe, SIGPIPE);
	sigpending(&waiting);
	ours = !sigismember(&waiting, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &pipe, &before);
	done = write(fd, bytes, n);
	saved = errno;
	if (done < 0 && saved == EPIPE && ours)
		while (sigtimedwait(&pipe, NULL, &now) < 0 && errno == EINTR)
			continue;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = saved;
	return done;
}

int
proc_write(struct proc *p, const void *bytes, size_t n, int64_t deadline,
    struct err *e)
{
	const char *at = bytes;
	int64_t left;
	ssize_t done;

	if (p->in < 0)
		return err_set(e, ERR_SYS, "%s: its input is closed", p->name);
	compact(p);
	while (n > 0) {
		done = quiet_write(p->in, at, n);
		if (done >= 0) {
			at += done;
			n -= (size_t)done;
			continue;
		}
		if (errno != EAGAIN && errno != EINTR) {
			err_sys(e, "%s: no longer listens", p->name);
			proc_eof(p);
			return -1;
		}
		left = deadline - clock_ms();
		if (left <= 0)
			return late(p, e);
		attend(p, true, true, left);
	}
	return 0;
}

void
proc_eof(struct proc *p)
{
	shut(&p->in);
}

/* The last line of its standard error that has any text, made harmless. */
static void
last_words(struct proc *p, struct buf *out)
{
	const char *s = buf_str(&p->said), *start;
	size_t n = p->said.len;

	while (n > 0 && strchr(" \t\r\n", s[n - 1]) != NULL)
		n--;
	start = n > 0 ? memrchr(s, '\n', n) : NULL;
	start = start != NULL ? start + 1 : s;
	n -= (size_t)(start - s);
	if (n == 0)
		return;
	buf_puts(out, ": ");
	utf8_show(out, start, utf8_cut(start, n, 250), false);
}

/* Turns the status of a child that is a zombie into the result. */
static int
verdict(struct proc *p, const siginfo_t *how, struct err *e)
{
	struct buf words = BUF_INIT(2 * sizeof(e->msg));
	int i, ret = -1;

	/* Whatever it said last; somebody left behind may go on for ever. */
	for (i = 0; i < LOOKS && p->err >= 0; i++)
		hear_errors(p);
	last_words(p, &words);
	if (how->si_code != CLD_EXITED)
		err_set(e, ERR_SYS, "%s was ended by signal %d (%s)%s",
		    p->name, how->si_status,
		    sigdescr_np(how->si_status) != NULL ?
		    sigdescr_np(how->si_status) : "?", buf_str(&words));
	else if (how->si_status != 0)
		err_set(e, ERR_SYS, "%s ended with status %d%s", p->name,
		    how->si_status, buf_str(&words));
	else
		ret = 0;
	buf_free(&words);
	return ret;
}

/* Ends the whole group and reaps its leader, whose id keeps it ours. */
static void
end(struct proc *p)
{
	kill(-p->pid, SIGKILL);
	while (waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	p->pid = 0;
}

int
proc_wait(struct proc *p, int64_t deadline, struct err *e)
{
	siginfo_t how;
	int64_t left, nap = NAP;
	int ret;

	if (p->pid <= 0)
		return err_set(e, ERR_BUG, "no child to wait for");
	proc_eof(p);
	for (;;) {
		how.si_pid = 0;
		/* WNOWAIT: once reaped, the group's id may be another's. */
		if (waitid(P_PID, (id_t)p->pid, &how,
		    WEXITED | WNOHANG | WNOWAIT) < 0 && errno != EINTR)
			return err_sys(e, "%s: wait", p->name);
		if (how.si_pid != 0)
			break;
		left = deadline - clock_ms();
		if (left <= 0)
			return late(p, e);
		/*
		 * Its pipes close just before it can be waited for, or long
		 * after if it has children; so short naps, then longer ones.
		 */
		if (p->out < 0 && p->err < 0)
			nap = 1;
		attend(p, false, false, left < nap ? left : nap);
	}
	ret = verdict(p, &how, e);
	end(p);
	return ret;
}

void
proc_close(struct proc *p)
{
	if (p->pid > 0)
		end(p);
	shut(&p->in);
	shut(&p->out);
	shut(&p->err);
	buf_free(&p->pending);
	buf_free(&p->said);
	memset(p, 0, sizeof(*p));
	p->in = p->out = p->err = -1;
}
