/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * headers.c: the few response headers that a forge's answer is paced by.
 *
 *	Retry-After		RFC 9110, 10.2.3: seconds or a date
 *	X-RateLimit-Reset	GitHub: epoch seconds
 *	RateLimit-Reset		GitLab: epoch seconds; the IETF draft of that
 *				name: seconds from now
 *	*RateLimit-Remaining	requests left in the window
 *	Link			RFC 8288: the next page of a list
 *
 * They are hostile like the body: what is not understood counts as not
 * said, and what does not fit as not there.
 */
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "clock.h"
#include "http.h"
#include "local.h"

enum { EPOCH = 1000000000 };	/* less than this is seconds from now */

void
headers_reset(struct http_answer *a)
{
	a->retry_after = a->rate_reset = a->rate_left = -1;
	a->location[0] = a->next[0] = '\0';
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

/* At most 12 digits and nothing else, or -1. */
static int64_t
digits(const char *s)
{
	int64_t v = 0;
	size_t n = strspn(s, "0123456789");

	if (n == 0 || n > 12 || s[n] != '\0')
		return -1;
	for (; *s != '\0'; s++)
		v = 10 * v + (*s - '0');
	return v;
}

static int64_t
seconds_or_date(const char *s)
{
	int64_t v = digits(s), now = clock_now(), date;

	if (v >= 0 || (date = http_date(s)) < 0)
		return v;
	return date > now ? date - now : 0;
}

static int64_t
epoch(const char *s)
{
	int64_t v = digits(s);

	return v >= 0 && v < EPOCH ? clock_now() + v : v;
}

/* Copies what fits in whole and has no control character. */
static void
copy(char *out, size_t room, const char *s, size_t n)
{
	size_t i;

	out[0] = '\0';
	if (n >= room)
		return;
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] <= 0x20 || s[i] == 0x7f)
			return;
	memcpy(out, s, n);
	out[n] = '\0';
}

/* Whether "next" is one of the words: rel may hold several. */
static bool
says_next(const char *s, size_t n)
{
	size_t k;

	for (; n > 0; s += k, n -= k) {
		if (is_space(*s)) {
			k = 1;
			continue;
		}
		for (k = 0; k < n && !is_space(s[k]); k++)
			continue;
		if (k == 4 && strncasecmp(s, "next", 4) == 0)
			return true;
	}
	return false;
}

/*
 * Reads the parameters of one link, from behind its ">" to the comma that
 * is not in quotes.  Returns where it stopped.
 */
static const char *
parameters(const char *s, bool *next)
{
	const char *name, *value;
	size_t n;

	*next = false;
	while (*s != '\0' && *s != ',') {
		s += strspn(s, "; \t");
		name = s;
		s += strcspn(s, "=;, \t");
		n = (size_t)(s - name);
		s += strspn(s, " \t");
		if (*s != '=') {
			if (n == 0 && *s != ',' && *s != '\0')
				s++;
			continue;
		}
		s++;
		s += strspn(s, " \t");
		if (*s == '"') {
			value = ++s;
			s += strcspn(s, "\"");
		} else {
			value = s;
			s += strcspn(s, ";, \t");
		}
		if (n == 3 && strncasecmp(name, "rel", 3) == 0)
			*next |= says_next(value, (size_t)(s - value));
		s += *s == '"';
	}
	return s;
}

static void
link_next(struct http_answer *a, const char *s)
{
	const char *url, *end;
	bool next;

	while ((s = strchr(s, '<')) != NULL) {
		url = s + 1;
		end = strchr(url, '>');
		if (end == NULL)
			return;
		s = parameters(end + 1, &next);
		if (next) {
			copy(a->next, sizeof(a->next), url,
			    (size_t)(end - url));
			return;
		}
	}
}

void
headers_line(struct http_answer *a, const char *line, size_t n)
{
	char text[4096], *value;
	size_t name;

	/* A status line: what an interim answer (103) said is void. */
	if (n >= 5 && strncmp(line, "HTTP/", 5) == 0) {
		headers_reset(a);
		return;
	}
	while (n > 0 && (line[n - 1] == '\n' || line[n - 1] == '\r' ||
	    is_space(line[n - 1])))
		n--;
	if (n >= sizeof(text) || memchr(line, '\0', n) != NULL)
		return;
	memcpy(text, line, n);
	text[n] = '\0';
	name = strcspn(text, ":");
	if (text[name] == '\0')
		return;
	text[name] = '\0';
	value = text + name + 1;
	value += strspn(value, " \t");
	if (strcasecmp(text, "Retry-After") == 0)
		a->retry_after = seconds_or_date(value);
	else if (strcasecmp(text, "X-RateLimit-Reset") == 0 ||
	    strcasecmp(text, "RateLimit-Reset") == 0)
		a->rate_reset = epoch(value);
	else if (strcasecmp(text, "X-RateLimit-Remaining") == 0 ||
	    strcasecmp(text, "RateLimit-Remaining") == 0)
		a->rate_left = digits(value);
	else if (strcasecmp(text, "Location") == 0)
		copy(a->location, sizeof(a->location), value, strlen(value));
	else if (strcasecmp(text, "Link") == 0 && a->next[0] == '\0')
		link_next(a, value);
}
