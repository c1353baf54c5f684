/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/proc.h"

enum { SOON = 10000 };		/* ms; generous, machines are busy */

static struct err e;

static void
start(struct proc *p, const char *script, size_t line_max)
{
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	const char *const env[] = { "PATH=/usr/bin:/bin", "X=y", NULL };
	const struct proc_spec spec = { .argv = argv, .env = env, .pass = -1 };

	if (proc_open(p, &spec, line_max, &e) < 0)
		fail_msg("%s", e.msg);
}

static void
says(struct proc *p, const char *expected)
{
	const char *line;
	size_t n;

	if (proc_line(p, &line, &n, clock_ms() + SOON, &e) != 1)
		fail_msg("no line: %s", e.msg);
	assert_string_equal(line, expected);
	assert_int_equal(n, strlen(expected));
}

static void
falls_silent(struct proc *p)
{
	const char *line;
	size_t n;

	assert_int_equal(proc_line(p, &line, &n, clock_ms() + SOON, &e), 0);
}

static void
a_child_hears_lines_and_answers_lines(void **state)
{
	struct proc p;
	int64_t soon = clock_ms() + SOON;

	(void)state;
	start(&p, "while read l; do echo \"<$l>\"; done; echo end", 100);
	assert_int_equal(proc_write(&p, "a\n\nb", 4, soon, &e), 0);
	says(&p, "<a>");
	says(&p, "<>");
	assert_int_equal(proc_write(&p, "c\n", 2, soon, &e), 0);
	says(&p, "<bc>");
	proc_eof(&p);
	says(&p, "end");
	falls_silent(&p);
	assert_int_equal(proc_wait(&p, soon, &e), 0);
	proc_close(&p);
}

static void
the_environment_is_what_was_given_and_nothing_else(void **state)
{
	struct proc p;
	const char *const argv[] = { "/usr/bin/env", NULL };
	const struct proc_spec spec = { .argv = argv, .pass = -1 };

	(void)state;
	setenv("GREFFIER_TEST_SECRET", "s", 1);
	start(&p, "echo $X ${GREFFIER_TEST_SECRET-unset}", 100);
	says(&p, "y unset");
	proc_close(&p);
	assert_int_equal(proc_open(&p, &spec, 100, &e), 0);
	falls_silent(&p);
	assert_int_equal(proc_wait(&p, clock_ms() + SOON, &e), 0);
	proc_close(&p);
}

/* A descriptor of a library's that is not O_CLOEXEC is the case to fear. */
static void
a_child_gets_the_descriptor_passed_and_no_other(void **state)
{
	const char *const argv[] = { "/bin/sh", "-c",
	    "cat <&3; echo; exec ls /proc/self/fd", NULL };
	const char *const env[] = { "PATH=/usr/bin:/bin", NULL };
	struct proc_spec spec = { .argv = argv, .env = env };
	struct proc p;
	int fds[2], leaky = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(leaky >= 0 && pipe(fds) == 0);
	assert_int_equal(write(fds[1], "hello", 5), 5);
	close(fds[1]);
	spec.pass = fds[0];
	assert_int_equal(proc_open(&p, &spec, 100, &e), 0);
	close(fds[0]);
	says(&p, "hello");
	says(&p, "0");
	says(&p, "1");
	says(&p, "2");
	says(&p, "3");
	says(&p, "4");		/* of ls itself: the folder */
	falls_silent(&p);
	assert_int_equal(proc_wait(&p, clock_ms() + SOON, &e), 0);
	proc_close(&p);
	close(leaky);
	start(&p, "(: <&3) 2>/dev/null && echo open || echo closed", 100);
	says(&p, "closed");
	proc_close(&p);
}

/* As a service manager may start us: without standard descriptors. */
static void
low_descriptors_of_ours_do_not_get_mixed_up(void **state)
{
	struct proc p;
	int saved[3], i;
	int64_t soon = clock_ms() + SOON;
	const char *line = "";
	size_t n = 0;
	int opened, wrote, heard, same, high;

	(void)state;
	for (i = 0; i < 3; i++)
		saved[i] = fcntl(i, F_DUPFD_CLOEXEC, 50);
	for (i = 0; i < 3; i++)
		close(i);
	{
		const char *const argv[] = { "/bin/cat", NULL };
		const struct proc_spec spec = { .argv = argv, .pass = -1 };

		opened = proc_open(&p, &spec, 100, &e);
	}
	wrote = proc_write(&p, "through\n", 8, soon, &e);
	heard = proc_line(&p, &line, &n, soon, &e);
	high = p.in > PROC_PASS_FD && p.out > PROC_PASS_FD &&
	    p.err > PROC_PASS_FD;
	same = heard == 1 && strcmp(line, "through") == 0;
	proc_close(&p);
	for (i = 0; i < 3; i++) {
		dup2(saved[i], i);
		close(saved[i]);
	}
	assert_int_equal(opened, 0);
	assert_int_equal(wrote, 0);
	assert_true(same);
	assert_true(high);
}

static void
signals_start_afresh_in_a_child(void **state)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	/* No shell: it would tidy up after us. */
	const char *const argv[] = { "/bin/grep", "-E", "^Sig(Blk|Ign)",
	    "/proc/self/status", NULL };
	const struct proc_spec spec = { .argv = argv, .pass = -1 };
	const char *line = "";
	unsigned long long set;
	sigset_t blocked, old;
	struct proc p;
	size_t n;

	(void)state;
	sigaction(SIGPIPE, &ignore, &before);
	sigemptyset(&blocked);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &old);
	assert_int_equal(proc_open(&p, &spec, 100, &e), 0);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaction(SIGPIPE, &before, NULL);
	says(&p, "SigBlk:\t0000000000000000");
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON, &e), 1);
	/* 32 and 33 are the C library's own, nobody else may touch them. */
	set = strtoull(line + strlen("SigIgn:\t"), NULL, 16);
	assert_true((set & ~0x180000000ull) == 0);
	proc_close(&p);
}

static void
a_silent_child_meets_its_deadline(void **state)
{
	struct proc p;
	const char *line;
	size_t n;
	int64_t before = clock_ms();

	(void)state;
	start(&p, "echo once; printf half; exec sleep 100", 100);
	says(&p, "once");
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + 50, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_int_equal(proc_wait(&p, clock_ms() + 50, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	proc_close(&p);
	assert_int_equal(p.pid, 0);
	assert_true(clock_ms() - before < SOON);
}

static void
a_line_has_a_ceiling_and_an_end(void **state)
{
	struct proc p;
	const char *line;
	size_t n;

	(void)state;
	start(&p, "echo 12345; echo 123456; echo 1", 5);
	says(&p, "12345");
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	proc_close(&p);
	start(&p, "exec cat /dev/zero", 100000);
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON, &e), -1);
	assert_non_null(strstr(e.msg, "line of more than 100000 bytes"));
	assert_true(p.pending.cap < 400000);
	proc_close(&p);
	start(&p, "echo a; printf b", 100);
	says(&p, "a");
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON, &e), -1);
	assert_int_equal(e.kind, ERR_FORMAT);
	proc_close(&p);
}

static void
many_lines_come_through_in_order(void **state)
{
	struct proc p;
	const char *line;
	size_t n;
	long i;

	(void)state;
	start(&p, "seq 1 200000", 10);
	for (i = 1; i <= 200000; i++) {
		assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON,
		    &e), 1);
		if (atol(line) != i || strlen(line) != n)
			fail_msg("line %ld is %s", i, line);
	}
	falls_silent(&p);
	assert_int_equal(proc_wait(&p, clock_ms() + SOON, &e), 0);
	proc_close(&p);
}

/* A pipe holds 64 KiB; a child blocked on standard error answers never. */
static void
a_full_standard_error_stops_nobody(void **state)
{
	struct proc p;

	(void)state;
	start(&p, "head -c 300000 /dev/zero | tr '\\0' x >&2; echo done;"
	    " echo >&2; printf 'the reason\\n \\n' >&2; exit 3", 100);
	says(&p, "done");
	falls_silent(&p);
	assert_int_equal(proc_wait(&p, clock_ms() + SOON, &e), -1);
	assert_string_equal(e.msg, "sh ended with status 3: the reason");
	assert_true(p.said.len <= PROC_STDERR);
	proc_close(&p);
}

/* Both sides write more than a pipe holds before either reads. */
static void
a_child_that_answers_early_does_not_lock_us(void **state)
{
	enum { TIMES = 12 };	/* two pipes and cat itself hold 256 KiB */
	static char lines[60000];
	struct proc p;
	const char *line;
	size_t n, i;

	(void)state;
	for (i = 0; i < sizeof(lines); i++)
		lines[i] = i % 60 == 59 ? '\n' : 'x';
	start(&p, "exec cat", 1 << 20);
	for (i = 0; i < TIMES; i++)
		assert_int_equal(proc_write(&p, lines, sizeof(lines),
		    clock_ms() + SOON, &e), 0);
	proc_eof(&p);
	for (i = 0; i < TIMES * sizeof(lines) / 60; i++) {
		assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON,
		    &e), 1);
		assert_int_equal(n, 59);
	}
	falls_silent(&p);
	proc_close(&p);
}

static void
a_child_that_does_not_listen_meets_a_deadline(void **state)
{
	static char much[200000];
	struct proc p;

	(void)state;
	start(&p, "exec sleep 100", 100);
	assert_int_equal(proc_write(&p, much, sizeof(much), clock_ms() + 50,
	    &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	proc_close(&p);
}

static volatile sig_atomic_t piped;

static void
on_sigpipe(int sig)
{
	(void)sig;
	piped = 1;
}

static void
writing_to_a_child_that_is_gone_is_an_error_and_no_signal(void **state)
{
	struct sigaction noted = { .sa_handler = on_sigpipe }, before;
	struct proc p;

	(void)state;
	sigaction(SIGPIPE, &noted, &before);
	start(&p, "exec <&-; echo gone", 100);
	says(&p, "gone");
	falls_silent(&p);
	assert_int_equal(proc_write(&p, "x", 1, clock_ms() + SOON, &e), -1);
	assert_int_equal(e.kind, ERR_SYS);
	assert_int_equal(proc_write(&p, "x", 1, clock_ms() + SOON, &e), -1);
	assert_int_equal(piped, 0);
	sigaction(SIGPIPE, &before, NULL);
	proc_close(&p);
}

static void
the_end_of_a_child_is_told(void **state)
{
	const char *const argv[] = { "/nonexistent/program", NULL };
	const struct proc_spec spec = { .argv = argv, .pass = -1 };
	struct proc p = { .pid = 0 };
	int64_t soon = clock_ms() + SOON;
	int i;

	(void)state;
	i = fcntl(0, F_GETFD);
	proc_close(&p);		/* zeroed: nothing, and 0 stays what it is */
	assert_int_equal(fcntl(0, F_GETFD), i);
	start(&p, "exit 0", 100);
	assert_int_equal(proc_wait(&p, soon, &e), 0);
	proc_close(&p);
	start(&p, "printf 'x\\033[31mred\\n' >&2; kill -9 $$", 100);
	assert_int_equal(proc_wait(&p, soon, &e), -1);
	assert_string_equal(e.msg,
	    "sh was ended by signal 9 (Killed): x\\x1B[31mred");
	proc_close(&p);
	start(&p, "exit 7", 100);
	assert_int_equal(proc_wait(&p, soon, &e), -1);
	assert_string_equal(e.msg, "sh ended with status 7");
	proc_close(&p);
	assert_int_equal(proc_open(&p, &spec, 100, &e), -1);
	assert_non_null(strstr(e.msg, "No such file"));
	assert_int_equal(p.pid, 0);
	proc_close(&p);
}

/* Whoever it was, it is gone within the time. */
static void
gone(pid_t pid)
{
	int64_t until = clock_ms() + SOON;
	char path[64], status[400] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	while (clock_ms() < until) {
		f = fopen(path, "r");
		if (f == NULL)
			return;
		if (fgets(status, sizeof(status), f) == NULL)
			status[0] = '\0';
		fclose(f);
		/* A zombie whose new parent never reaps is gone too. */
		if (strstr(status, ") Z ") != NULL)
			return;
		usleep(5000);
	}
	fail_msg("%s is still there: %s", path, status);
}

static void
what_a_child_started_ends_with_it(void **state)
{
	struct proc p;
	const char *line;
	size_t n;
	pid_t grandchild;

	(void)state;
	start(&p, "sleep 100 & echo $!; wait", 100);
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON, &e), 1);
	grandchild = atoi(line);
	assert_true(grandchild > 1);
	proc_close(&p);
	gone(grandchild);
	/* Also when the child itself ends well; and that is noticed. */
	start(&p, "sleep 100 & echo $!", 100);
	assert_int_equal(proc_line(&p, &line, &n, clock_ms() + SOON, &e), 1);
	grandchild = atoi(line);
	assert_int_equal(proc_wait(&p, clock_ms() + SOON, &e), 0);
	gone(grandchild);
	proc_close(&p);
}

static void
a_child_that_never_stops_talking_meets_its_deadline(void **state)
{
	struct proc p;
	int64_t before = clock_ms();

	(void)state;
	start(&p, "yes & yes >&2", 100);
	assert_int_equal(proc_wait(&p, clock_ms() + 100, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	proc_close(&p);
	assert_true(clock_ms() - before < SOON);
}

static int
open_descriptors(void)
{
	DIR *d = opendir("/proc/self/fd");
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n;
}

static void
nothing_is_left_open(void **state)
{
	const char *const argv[] = { "/nonexistent/program", NULL };
	const struct proc_spec spec = { .argv = argv, .pass = 0 };
	struct proc p;
	int i, before = open_descriptors();

	(void)state;
	for (i = 0; i < 5; i++) {
		start(&p, "echo x", 100);
		proc_wait(&p, clock_ms() + SOON, &e);
		proc_close(&p);
		start(&p, "exec sleep 100", 100);
		proc_close(&p);
	}
	assert_int_equal(proc_open(&p, &spec, 100, &e), -1);
	proc_close(&p);
	assert_int_equal(open_descriptors(), before);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_child_hears_lines_and_answers_lines),
		cmocka_unit_test(
		    the_environment_is_what_was_given_and_nothing_else),
		cmocka_unit_test(
		    a_child_gets_the_descriptor_passed_and_no_other),
		cmocka_unit_test(low_descriptors_of_ours_do_not_get_mixed_up),
		cmocka_unit_test(signals_start_afresh_in_a_child),
		cmocka_unit_test(a_silent_child_meets_its_deadline),
		cmocka_unit_test(a_line_has_a_ceiling_and_an_end),
		cmocka_unit_test(many_lines_come_through_in_order),
		cmocka_unit_test(a_full_standard_error_stops_nobody),
		cmocka_unit_test(a_child_that_answers_early_does_not_lock_us),
		cmocka_unit_test(a_child_that_does_not_listen_meets_a_deadline),
		cmocka_unit_test(
		    writing_to_a_child_that_is_gone_is_an_error_and_no_signal),
		cmocka_unit_test(the_end_of_a_child_is_told),
		cmocka_unit_test(what_a_child_started_ends_with_it),
		cmocka_unit_test(
		    a_child_that_never_stops_talking_meets_its_deadline),
		cmocka_unit_test(nothing_is_left_open),
	};

	return cmocka_run_group_tests_name("proc", tests, NULL, NULL);
}
