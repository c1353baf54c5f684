/* SPDX-License-Identifier: GPL-3.0-or-later */
/* utf8.c: the well-formed sequences of RFC 3629, and what may be shown. */
#include "utf8.h"

#include <stdint.h>
#include <string.h>

#include "buf.h"
#include "local.h"

size_t
utf8_next(const char *s, size_t n, uint32_t *cp)
{
	/* The second byte excludes overlong forms, surrogates and > 10FFFF. */
	const unsigned char *p = (const unsigned char *)s;
	unsigned low = 0x80, high = 0xbf;
	size_t len, i;

	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n < len)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	*cp = p[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if (p[i] < low || p[i] > high)
			return 0;
		*cp = *cp << 6 | (p[i] & 0x3f);
		low = 0x80;
		high = 0xbf;
	}
	return len;
}

bool
utf8_valid(const char *s, size_t n)
{
	uint64_t eight;
	uint32_t cp;
	size_t k;

	while (n > 0) {
		/* Most of what we read is ASCII: eight bytes at a time. */
		while (n >= 8) {
			memcpy(&eight, s, 8);
			if (eight & 0x8080808080808080u)
				break;
			s += 8;
			n -= 8;
		}
		if (n == 0)
			break;
		if ((k = utf8_next(s, n, &cp)) == 0)
			return false;
		s += k;
		n -= k;
	}
	return true;
}

size_t
utf8_cut(const char *s, size_t len, size_t max)
{
	size_t n = max;

	if (len <= max)
		return len;
	/* At most three continuation bytes belong to one character. */
	while (n > 0 && max - n < 4 && (s[n] & 0xc0) == 0x80)
		n--;
	return (s[n] & 0xc0) == 0x80 ? max : n;
}

size_t
utf8_count(const char *s, size_t n)
{
	size_t i, count = 0;

	for (i = 0; i < n; i++)
		count += (s[i] & 0xc0) != 0x80;
	return count;
}

/*
 * Characters that change how others are shown, or that are not seen at
 * all: Unicode's Bidi_Control, and Default_Ignorable_Code_Point without
 * the variation selectors that follow an emoji.
 */
static bool
deceives(uint32_t cp)
{
	static const struct { uint32_t first, last; } hidden[] = {
		{ 0x0080, 0x009f },	/* C1 control characters */
		{ 0x00ad, 0x00ad },	/* soft hyphen */
		{ 0x034f, 0x034f },
		{ 0x061c, 0x061c },	/* Arabic letter mark */
		{ 0x115f, 0x1160 },	/* Hangul fillers */
		{ 0x17b4, 0x17b5 },
		{ 0x180b, 0x180f },
		{ 0x200b, 0x200f },	/* zero width, direction marks */
		{ 0x2028, 0x202e },	/* separators, overrides */
		{ 0x2060, 0x206f },	/* joiner, isolates */
		{ 0x3164, 0x3164 },
		{ 0xfeff, 0xfeff },
		{ 0xffa0, 0xffa0 },
		{ 0xfff0, 0xfffb },
		{ 0xfffe, 0xffff },	/* no characters; XML forbids them */
		{ 0xe0000, 0xe0fff },	/* tags */
	};
	size_t i;

	for (i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (cp >= hidden[i].first && cp <= hidden[i].last)
			return true;
	return false;
}

void
utf8_show(struct buf *b, const char *s, size_t n, bool newlines)
{
	const char *run = s;	/* shown as it is, up to s */
	uint32_t cp = 0;
	size_t k;

	while (n > 0) {
		k = utf8_next(s, n, &cp);
		if (k > 0 && cp >= 0x20 && cp != 0x7f && !deceives(cp)) {
			s += k;
			n -= k;
			continue;
		}
		if (k > 0 && (cp == '\t' || (cp == '\n' && newlines))) {
			s++;
			n--;
			continue;
		}
		buf_add(b, run, (size_t)(s - run));
		if (k < 2)
			buf_fmt(b, "\\x%02X", (unsigned)(unsigned char)*s);
		else if (cp > 0xffff)
			buf_fmt(b, "\\U%08X", (unsigned)cp);
		else
			buf_fmt(b, "\\u%04X", (unsigned)cp);
		k = k > 0 ? k : 1;
		s += k;
		n -= k;
		run = s;
	}
	buf_add(b, run, (size_t)(s - run));
}
