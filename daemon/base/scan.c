/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan.c: json_scan(), what must hold of a JSON text before cJSON sees it.
 *
 * One pass over the bytes which knows strings, numbers and brackets but no
 * grammar: that brackets match and commas are in their places is cJSON's
 * part.  Strings are checked in full (RFC 8259, section 7), and so are
 * numbers (section 6).
 */
#include <stdbool.h>
#include <string.h>

#include "err.h"
#include "json.h"
#include "local.h"
#include "utf8.h"

struct scan {
	const char	*start;		/* borrowed */
	const char	*p, *end;
	int		 depth;
};

static int
bad(const struct scan *s, struct err *e, const char *what)
{
	return err_set(e, ERR_FORMAT, "byte %td: %s", s->p - s->start + 1,
	    what);
}

static bool
digit(const struct scan *s)
{
	return s->p < s->end && *s->p >= '0' && *s->p <= '9';
}

/* Four hexadecimal digits at s->p; -1 when it is not that. */
static int
four(const struct scan *s)
{
	int i, v = 0;
	char c;

	if (s->end - s->p < 4)
		return -1;
	for (i = 0; i < 4; i++) {
		c = s->p[i];
		if (c >= '0' && c <= '9')
			v = v << 4 | (c - '0');
		else if ((c | 32) >= 'a' && (c | 32) <= 'f')
			v = v << 4 | ((c | 32) - 'a' + 10);
		else
			return -1;
	}
	return v;
}

static int
string(struct scan *s, struct err *e)
{
	int v;

	for (s->p++; s->p < s->end && *s->p != '"'; s->p++) {
		if ((unsigned char)*s->p < 0x20)
			return bad(s, e, "control character in a JSON string");
		if (*s->p != '\\')
			continue;
		s->p++;
		if (s->p == s->end)
			break;
		if (*s->p == '\0' || strchr("\"\\/bfnrtu", *s->p) == NULL)
			return bad(s, e, "unknown escape in a JSON string");
		if (*s->p != 'u')
			continue;
		s->p++;
		v = four(s);
		if (v < 0)
			return bad(s, e, "malformed \\u in a JSON string");
		if (v == 0)
			return bad(s, e, "NUL in a JSON string");
		s->p += 3;
	}
	if (s->p == s->end)
		return bad(s, e, "JSON string without an end");
	s->p++;
	return 0;
}

static int
number(struct scan *s, struct err *e)
{
	int exponent = 0;

	if (*s->p == '-')
		s->p++;
	if (!digit(s))
		return bad(s, e, "malformed JSON number");
	if (*s->p == '0' && s->end - s->p > 1 && s->p[1] >= '0' &&
	    s->p[1] <= '9')
		return bad(s, e, "JSON number with a leading zero");
	while (digit(s))
		s->p++;
	if (s->p < s->end && *s->p == '.') {
		s->p++;
		if (!digit(s))
			return bad(s, e, "malformed JSON number");
		while (digit(s))
			s->p++;
	}
	if (s->p == s->end || (*s->p | 32) != 'e')
		return 0;
	s->p++;
	if (s->p < s->end && (*s->p == '+' || *s->p == '-'))
		s->p++;
	if (!digit(s))
		return bad(s, e, "malformed JSON number");
	/* Past a double's range it would be an infinity, or silently 0. */
	for (; digit(s); s->p++)
		if ((exponent = 10 * exponent + (*s->p - '0')) > 300)
			return bad(s, e, "JSON number out of range");
	return 0;
}

int
json_scan(const char *text, size_t n, struct err *e)
{
	struct scan s = { .start = text, .p = text, .end = text + n };
	int ret = 0;

	if (n == 0)
		return err_set(e, ERR_FORMAT, "no JSON: nothing at all");
	if (!utf8_valid(text, n))
		return err_set(e, ERR_FORMAT, "JSON that is not UTF-8");
	if (n >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		s.p += 3;
	while (ret == 0 && s.p < s.end) {
		switch (*s.p) {
		case '"':
			ret = string(&s, e);
			break;
		case '[':
		case '{':
			if (++s.depth > JSON_DEPTH)
				return err_set(e, ERR_LIMIT, "byte %td: JSON"
				    " nested deeper than %d", s.p - text + 1,
				    (int)JSON_DEPTH);
			s.p++;
			break;
		case ']':
		case '}':
			s.depth--;
			s.p++;
			break;
		case '-': case '0': case '1': case '2': case '3': case '4':
		case '5': case '6': case '7': case '8': case '9':
			ret = number(&s, e);
			break;
		case '\t': case '\n': case '\r':
			s.p++;
			break;
		default:
			if ((unsigned char)*s.p < 0x20)
				return bad(&s, e, "control character in JSON");
			s.p++;
		}
	}
	return ret;
}
