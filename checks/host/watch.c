/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * watch.c: the time and the memory of whoever speaks.
 *
 * Time is two timers whose default action ends the process; the parent
 * knows who spoke.  Memory is the address space before and after: what a
 * plugin does not give back would be missing when another one asks, and
 * that one would be blamed.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "host.h"

enum { WALL_SCAN = 6, WALL_RELATE = 3 };	/* times the processor's */

static struct {
	int	scan_ms, relate_ms;
	int	statm;			/* /proc/self/statm */
	long	before;			/* pages */
	long	kept[PLUGINS_MAX];
	bool	relate;			/* what runs now */
	bool	on;
	int	host;			/* depth of watch_host() */
	long	mark;			/* pages when it began */
	int64_t	start;			/* us of processor time */
	int64_t	spent[PLUGINS_MAX][2];	/* us: scanning, relating */
} watch = { .scan_ms = SCAN_MS, .relate_ms = RELATE_MS, .statm = -1 };

static long
pages(void)
{
	char text[100];
	ssize_t n = pread(watch.statm, text, sizeof(text) - 1, 0);

	/* A plugin that closed it has something to hide. */
	if (n <= 0)
		_exit(3);
	text[n] = '\0';
	return strtol(text, NULL, 10);
}

static int64_t
processor_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void
timers(int cpu, int wall)
{
	const struct itimerval c = { .it_value = { cpu / 1000,
	    cpu % 1000 * 1000L } };
	const struct itimerval w = { .it_value = { wall / 1000,
	    wall % 1000 * 1000L } };

	(void)setitimer(ITIMER_PROF, &c, NULL);
	(void)setitimer(ITIMER_REAL, &w, NULL);
}

int
watch_open(int scan_ms, int relate_ms)
{
	if (scan_ms > 0)
		watch.scan_ms = scan_ms;
	if (relate_ms > 0)
		watch.relate_ms = relate_ms;
	watch.statm = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	return watch.statm < 0 ? -1 : 0;
}

void
watch_begin(bool relate)
{
	watch.before = pages();
	watch.on = true;
	watch.relate = relate;
	watch.start = processor_us();
	if (relate)
		timers(watch.relate_ms, WALL_RELATE * watch.relate_ms);
	else
		timers(watch.scan_ms, WALL_SCAN * watch.scan_ms);
}

void
watch_end(const struct plugin *p)
{
	long more;

	timers(0, 0);
	watch.on = false;
	if (p == NULL)
		return;
	watch.spent[p->index][watch.relate] += processor_us() - watch.start;
	more = pages() - watch.before;
	watch.kept[p->index] += more;
#ifndef GREFFIER_ASAN		/* which keeps what was freed for a while */
	if (watch.kept[p->index] > KEPT_MOST / sysconf(_SC_PAGESIZE)) {
		fprintf(stderr, "%s: keeps more than %d MiB\n", p->name,
		    KEPT_MOST >> 20);
		_exit(3);
	}
#endif
}

void
watch_host(bool on)
{
	if (!watch.on)
		return;
	if (on && watch.host++ == 0)
		watch.mark = pages();
	else if (!on && --watch.host == 0)
		watch.before += pages() - watch.mark;
}

int64_t
watch_spent(const struct plugin *p, bool relate)
{
	return watch.spent[p->index][relate];
}
