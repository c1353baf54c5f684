/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clock.c: clock_gettime(2), and the calendar of gmtime(3). */
#include "clock.h"

#include <stdio.h>
#include <time.h>

int64_t
clock_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

int64_t
clock_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void
clock_text(int64_t when, char out[CLOCK_TEXT])
{
	const int64_t first = -62167219200, last = 253402300799;
	char text[80];
	struct tm tm;
	time_t t;

	/* RFC 3339 has four digits for the year. */
	t = (time_t)(when < first ? first : when > last ? last : when);
	gmtime_r(&t, &tm);
	snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
	    tm.tm_min, tm.tm_sec);
	snprintf(out, CLOCK_TEXT, "%.20s", text);
}
