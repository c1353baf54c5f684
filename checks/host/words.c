/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: words folded, and paths matched as a shell would.
 *
 * A glob is walked one element at a time over the set of places in the
 * path that it may have come to, so that stars in a row cost their product
 * and never more: the path is a candidate's.
 */
#include <string.h>

#include "base/utf8.h"
#include "check.h"

enum { PATH_MOST = 4096 };	/* longer ones match nothing */

void
gr_fold(const char *text, size_t len, char *out, size_t n)
{
	if (n)
		utf8_fold(text ? text : "", text ? len : 0, out, n);
}

/* Bytes of the character at p: an invalid byte is one of its own. */
static size_t
step(const char *p)
{
	size_t n = 1;

	if (((unsigned char)*p & 0xC0) == 0xC0)
		while (n < 4 && ((unsigned char)p[n] & 0xC0) == 0x80)
			n++;
	return n;
}

/* The end of "[...]" at p, or NULL when it is only a bracket. */
static const char *
set_end(const char *p)
{
	const char *q = p + 1;

	if (*q == '!' || *q == '^')
		q++;
	if (*q == ']')
		q++;
	while (*q && *q != ']' && *q != '/')
		q++;
	return *q == ']' ? q + 1 : NULL;
}

/* Is the byte c in the set that starts at p and ends before end? */
static bool
in_set(const char *p, const char *end, char c)
{
	bool no = p[1] == '!' || p[1] == '^', in = false;
	const char *q = p + (no ? 2 : 1), *first = q;

	for (; q < end - 1; q++) {
		if (*q == '-' && q > first && q + 1 < end - 1) {
			in |= q[-1] <= c && c <= q[1];
			q++;
		} else {
			in |= *q == c;
		}
	}
	return in != no && c != '/';
}

/* Advances every place by one element that is not a star. */
static const char *
element(const char *pat, const char *path, size_t len, const bool *now,
    bool *next)
{
	const char *after = *pat == '[' ? set_end(pat) : NULL;
	bool set = after != NULL;
	size_t i;

	if (*pat == '\\' && pat[1])
		pat++;
	else if (!set && *pat == '?')
		set = true;
	if (!after)
		after = pat + 1;
	for (i = 0; i < len; i++) {
		if (!now[i])
			continue;
		if (!set)
			next[i + 1] |= path[i] == *pat;
		else if (*pat == '[')
			next[i + 1] |= in_set(pat, after, path[i]);
		else if (path[i] != '/')
			next[i + step(path + i)] = true;
	}
	return after;
}

/*
 * Most paths are refused by what stands before the first star or after the
 * last; every plugin asks of every path.
 */
static bool
ends_differ(const char *pat, const char *path, size_t len)
{
	const size_t head = strcspn(pat, "*?[]\\"), all = strlen(pat);
	size_t tail = all;

	if (len < head || memcmp(pat, path, head) != 0)
		return true;
	while (tail > head && strchr("*?[]\\", pat[tail - 1]) == NULL)
		tail--;
	/* The '/' of a "**" may stand for no folder at all. */
	if (tail >= 2 && pat[tail] == '/' && pat[tail - 1] == '*' &&
	    pat[tail - 2] == '*')
		tail++;
	return len < all - tail || memcmp(pat + tail, path + len -
	    (all - tail), all - tail) != 0;
}

bool
gr_glob(const char *pat, const char *path)
{
	bool a[PATH_MOST + 5], b[PATH_MOST + 5], *now = a, *next = b, *swap;
	bool deep, on;
	size_t len, i;

	if (!pat || !path || (len = strlen(path)) > PATH_MOST ||
	    ends_differ(pat, path, len))
		return false;
	memset(now, 0, len + 1);
	now[0] = true;
	while (*pat) {
		memset(next, 0, len + 5);
		if (*pat != '*') {
			pat = element(pat, path, len, now, next);
			swap = now;
			now = next;
			next = swap;
			continue;
		}
		deep = pat[1] == '*';
		while (*pat == '*')
			pat++;
		if (deep && *pat == '/') {
			/* "**" and its '/': any number of whole segments */
			pat++;
			for (on = false, i = 0; i <= len; i++) {
				on |= now[i];
				next[i] = now[i] ||
				    (on && i && path[i - 1] == '/');
			}
		} else {
			for (on = false, i = 0; i <= len; i++) {
				on |= now[i];
				next[i] = on;
				if (!deep && path[i] == '/')
					on = false;
			}
		}
		swap = now;
		now = next;
		next = swap;
	}
	return now[len];
}
