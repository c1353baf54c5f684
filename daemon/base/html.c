/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html.c: five characters are escaped everywhere, so that text and quoted
 * attributes need one table.  Bytes that are not UTF-8, and control
 * characters that HTML forbids, become U+FFFD: a browser must not guess.
 */
#include "html.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "buf.h"
#include "local.h"

void
html_literal(struct buf *b, const char *text)
{
	buf_puts(b, text);
}

static const char *
escape(uint32_t cp)
{
	switch (cp) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\t':
	case '\n':
	case '\r':
		return NULL;
	}
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) ? "\xef\xbf\xbd" : NULL;
}

void
html_textn(struct buf *b, const char *s, size_t n)
{
	const char *run = s, *instead;
	uint32_t cp = 0;
	size_t k;

	while (n > 0) {
		k = utf8_next(s, n, &cp);
		instead = k > 0 ? escape(cp) : "\xef\xbf\xbd";
		k = k > 0 ? k : 1;
		if (instead != NULL) {
			buf_add(b, run, (size_t)(s - run));
			buf_puts(b, instead);
			run = s + k;
		}
		s += k;
		n -= k;
	}
	buf_add(b, run, (size_t)(s - run));
}

void
html_text(struct buf *b, const char *s)
{
	if (s != NULL)
		html_textn(b, s, strlen(s));
}

void
html_fmt(struct buf *b, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		abort();
	html_textn(b, text, (size_t)n);
	free(text);
}

void
html_attr(struct buf *b, const char *name, const char *value)
{
	if (value == NULL)
		return;
	buf_putc(b, ' ');
	buf_puts(b, name);
	buf_puts(b, "=\"");
	html_text(b, value);
	buf_putc(b, '"');
}

/*
 * Browsers drop tabs and newlines, trim blanks and read "\" as "/" before
 * they look for the scheme (WHATWG URL, 4.4): what holds any is refused.
 * "//host" is refused too; whoever means a host says the scheme.
 */
static bool
harmless(const char *url)
{
	const char *p, *colon;

	for (p = url; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || *p == 0x7f || *p == '\\')
			return false;
	colon = url + strcspn(url, ":/?#");
	if (*colon == ':')
		return strncasecmp(url, "http://", 7) == 0 ||
		    strncasecmp(url, "https://", 8) == 0;
	return strncmp(url, "//", 2) != 0;
}

void
html_url(struct buf *b, const char *name, const char *url)
{
	if (url != NULL)
		html_attr(b, name, harmless(url) ? url : "#");
}

void
html_percent(struct buf *b, const char *s)
{
	static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *s != '\0'; s++) {
		if (strchr(unreserved, *s) != NULL)
			buf_putc(b, *s);
		else
			buf_fmt(b, "%%%02X", (unsigned)(unsigned char)*s);
	}
}
