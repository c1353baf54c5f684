/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * err.c: a message is composed aside and then copied, so that it may quote
 * the one it replaces.  What is too long is cut between two characters.
 */
#include "err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "utf8.h"

enum { DRAFT = 2 * sizeof(((struct err *)0)->msg) };

static void
keep(struct err *e, const char *text)
{
	size_t n = utf8_cut(text, strlen(text), sizeof(e->msg) - 1);

	memcpy(e->msg, text, n);
	e->msg[n] = '\0';
}

int
err_set(struct err *e, enum err_kind kind, const char *fmt, ...)
{
	char draft[DRAFT];
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	keep(e, draft);
	e->kind = kind;
	return -1;
}

int
err_sys(struct err *e, const char *fmt, ...)
{
	char draft[DRAFT], why[128];
	int saved = errno;
	size_t n;
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	/* The reason is what matters, so the text before it gives way. */
	n = utf8_cut(draft, strlen(draft), sizeof(e->msg) - sizeof(why) - 3);
	snprintf(draft + n, sizeof(draft) - n, ": %s",
	    strerror_r(saved, why, sizeof(why)));
	keep(e, draft);
	e->kind = ERR_SYS;
	errno = saved;
	return -1;
}

int
err_wrap(struct err *e, const char *fmt, ...)
{
	char draft[DRAFT];
	size_t n;
	va_list ap;

	if (e == NULL)
		return -1;
	va_start(ap, fmt);
	vsnprintf(draft, sizeof(draft), fmt, ap);
	va_end(ap);
	if (e->msg[0] != '\0') {
		/* Half of the room at most, so that the cause is seen. */
		n = utf8_cut(draft, strlen(draft), sizeof(e->msg) / 2);
		snprintf(draft + n, sizeof(draft) - n, ": %s", e->msg);
	}
	keep(e, draft);
	return -1;
}
