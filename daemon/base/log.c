/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.c: a line is composed aside, made harmless and written with a single
 * write(2), so that lines of several threads and children do not mix.
 */
#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "utf8.h"

enum { LINE = 2048 };

static atomic_int level = 2;

void
log_level(int n)
{
	atomic_store(&level, n);
}

static void
say(int priority, int needed, const char *fmt, va_list ap)
{
	struct buf line = BUF_INIT(8UL * LINE);
	char draft[LINE];
	int saved = errno;

	if (atomic_load(&level) < needed)
		return;
	if (!isatty(STDERR_FILENO))
		buf_fmt(&line, "<%d>", priority);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	utf8_show(&line, draft,
	    utf8_cut(draft, strlen(draft), sizeof(draft) - 1), false);
	buf_putc(&line, '\n');
	while (write(STDERR_FILENO, buf_str(&line), line.len) < 0 &&
	    errno == EINTR)
		continue;	/* of any other failure nobody can be told */
	buf_free(&line);
	errno = saved;
}

#define SAY(priority, needed, fmt) do {					\
	va_list ap;							\
									\
	va_start(ap, fmt);						\
	say((priority), (needed), (fmt), ap);				\
	va_end(ap);							\
} while (0)

void
log_error(const char *fmt, ...)
{
	SAY(3, 0, fmt);
}

void
log_warn(const char *fmt, ...)
{
	SAY(4, 1, fmt);
}

void
log_info(const char *fmt, ...)
{
	SAY(6, 2, fmt);
}

void
log_debug(const char *fmt, ...)
{
	SAY(7, 3, fmt);
}
