/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * json_scan.c: JSON a piece at a time, each piece knowing its line.
 *
 * Strict about what matters and lenient about what people write by hand:
 * comments of both kinds pass, as in tsconfig.json.  A surrogate without
 * its other half and a NUL become U+FFFD, so that a text is a C string.
 */
#include <string.h>

#include "reading.h"

void
json_scan_init(struct json_scan *s, struct arena *a, const char *text,
    size_t len)
{
	memset(s, 0, sizeof(*s));
	s->arena = a;
	s->p = s->bol = text;
	s->end = text + len;
	s->line = 1;
}

static enum json_piece
bad(struct json_scan *s, const char *why)
{
	s->why = why;
	s->at = s->last = s->line;
	return JSON_BAD;
}

/* Spaces and comments.  0, or -1 when a comment does not end. */
static int
blank(struct json_scan *s)
{
	for (; s->p < s->end; s->p++) {
		if (*s->p == '\n') {
			s->line++;
			s->bol = s->p + 1;
		} else if (*s->p == '/' && s->p + 1 < s->end &&
		    s->p[1] == '/') {
			while (s->p + 1 < s->end && s->p[1] != '\n')
				s->p++;
		} else if (*s->p == '/' && s->p + 1 < s->end &&
		    s->p[1] == '*') {
			for (s->p += 2; s->p + 1 < s->end &&
			    (s->p[0] != '*' || s->p[1] != '/'); s->p++)
				if (*s->p == '\n') {
					s->line++;
					s->bol = s->p + 1;
				}
			if (s->p + 1 >= s->end)
				return -1;
			s->p++;
		} else if (*s->p != ' ' && *s->p != '\t' && *s->p != '\r' &&
		    *s->p != '\f') {
			break;
		}
	}
	return 0;
}

/* Four hexadecimal digits, or -1. */
static long
hex4(const char *p, const char *end)
{
	long v = 0;
	int i;

	if (end - p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		v <<= 4;
		if (p[i] >= '0' && p[i] <= '9')
			v |= p[i] - '0';
		else if ((p[i] | 32) >= 'a' && (p[i] | 32) <= 'f')
			v |= (p[i] | 32) - 'a' + 10;
		else
			return -1;
	}
	return v;
}

static char *
put(char *o, unsigned long c)
{
	if (c == 0 || (c >= 0xD800 && c < 0xE000))
		c = 0xFFFD;
	if (c < 0x80) {
		*o++ = (char)c;
	} else if (c < 0x800) {
		*o++ = (char)(0xC0 | c >> 6);
		*o++ = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*o++ = (char)(0xE0 | c >> 12);
		*o++ = (char)(0x80 | (c >> 6 & 0x3F));
		*o++ = (char)(0x80 | (c & 0x3F));
	} else {
		*o++ = (char)(0xF0 | c >> 18);
		*o++ = (char)(0x80 | (c >> 12 & 0x3F));
		*o++ = (char)(0x80 | (c >> 6 & 0x3F));
		*o++ = (char)(0x80 | (c & 0x3F));
	}
	return o;
}

/* One escape at p, its backslash passed; NULL when it is none. */
static const char *
escape(const char *p, const char *end, char **o)
{
	static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
	const char *at;
	long c, d;

	if (p < end && *p == 'u') {
		if ((c = hex4(p + 1, end)) < 0)
			return NULL;
		p += 5;
		if (c >= 0xD800 && c < 0xDC00 && end - p >= 6 &&
		    p[0] == '\\' && p[1] == 'u' &&
		    (d = hex4(p + 2, end)) >= 0xDC00 && d < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (d - 0xDC00);
			p += 6;
		}
		*o = put(*o, (unsigned long)c);
		return p;
	}
	if (p >= end || !*p || !(at = strchr(from, *p)))
		return NULL;
	*(*o)++ = to[at - from];
	return p + 1;
}

static enum json_piece
string(struct json_scan *s)
{
	const char *p = s->p + 1, *q;
	char *text, *o;

	for (q = p; q < s->end && *q != '"' && *q != '\n'; q++)
		if (*q == '\\' && q + 1 < s->end && q[1] != '\n')
			q++;
	if (q >= s->end || *q != '"')
		return bad(s, "a string does not end");
	s->p = q + 1;
	s->text = "";
	s->len = 0;
	if (s->quiet)
		return JSON_STRING;
	/* Decoding never makes it longer: \uXXXX is at most three bytes. */
	text = o = arena_alloc(s->arena, (size_t)(q - p) + 1);
	while (p < q) {
		if (*p != '\\')
			*o++ = *p++;
		else if (!(p = escape(p + 1, q, &o)))
			return bad(s, "an escape that JSON does not know");
	}
	s->text = text;
	s->len = (size_t)(o - text);
	return JSON_STRING;
}

static enum json_piece
bare(struct json_scan *s)
{
	const char *q = s->p;

	while (q < s->end && ((*q | 32) >= 'a' || (*q >= '0' && *q <= '9') ||
	    *q == '-' || *q == '+' || *q == '.') && (*q | 32) <= 'z')
		q++;
	if (q == s->p)
		return bad(s, "a character that JSON does not know");
	s->text = s->quiet ? "" :
	    arena_dup(s->arena, s->p, (size_t)(q - s->p));
	s->len = s->quiet ? 0 : (size_t)(q - s->p);
	s->p = q;
	return JSON_BARE;
}

enum json_piece
json_scan_next(struct json_scan *s)
{
	if (blank(s) < 0)
		return bad(s, "a comment does not end");
	s->at = s->last = s->line;
	s->column = (int)(s->p - s->bol) + 1;
	if (s->p >= s->end)
		return JSON_END;
	if (*s->p && strchr("{}[]:,", *s->p))
		return (enum json_piece)*s->p++;
	return *s->p == '"' ? string(s) : bare(s);
}

int
json_scan_skip(struct json_scan *s, enum json_piece first)
{
	bool quiet = s->quiet;
	long depth = 0;
	enum json_piece t = first;

	s->quiet = true;
	for (;;) {
		if (t == JSON_OPEN_MAP || t == JSON_OPEN_LIST)
			depth++;
		else if (t == JSON_CLOSE_MAP || t == JSON_CLOSE_LIST)
			depth--;
		else if (t == JSON_END || t == JSON_BAD)
			break;
		if (depth <= 0)
			break;
		t = json_scan_next(s);
	}
	s->quiet = quiet;
	if (t == JSON_END && !s->why)
		s->why = "the text ends too early";
	return depth == 0 && t != JSON_BAD && t != JSON_END ? 0 : -1;
}
