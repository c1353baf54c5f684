/* SPDX-License-Identifier: GPL-3.0-or-later */
/* write.c: JSON out, declared in json.h.  No cJSON here: no tree is needed. */
#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "buf.h"
#include "json.h"
#include "local.h"

static void
quote(struct buf *b, const char *s, size_t n)
{
	static const char plain[] = "\b\f\n\r\t", letter[] = "bfnrt";
	const char *run = s, *at;
	uint32_t cp = 0;
	size_t k;

	buf_putc(b, '"');
	while (n > 0) {
		k = utf8_next(s, n, &cp);
		if (k > 1 || (k == 1 && cp >= 0x20 && cp != '"' &&
		    cp != '\\')) {
			s += k;
			n -= k;
			continue;
		}
		buf_add(b, run, (size_t)(s - run));
		if (k == 0) {
			buf_puts(b, "\xef\xbf\xbd");
		} else if (cp == '"' || cp == '\\') {
			buf_putc(b, '\\');
			buf_putc(b, *s);
		} else if (cp != 0 && (at = strchr(plain, *s)) != NULL) {
			buf_putc(b, '\\');
			buf_putc(b, letter[at - plain]);
		} else {
			buf_fmt(b, "\\u%04x", (unsigned)cp);
		}
		s++;
		n--;
		run = s;
	}
	buf_add(b, run, (size_t)(s - run));
	buf_putc(b, '"');
}

static void
indent(struct json_out *o)
{
	int i;

	buf_putc(o->buf, '\n');
	for (i = 0; i < o->depth; i++)
		buf_puts(o->buf, "  ");
}

/* What stands before a value: a comma, its line, its key. */
static void
lead(struct json_out *o, const char *key)
{
	if (o->depth > 0) {
		if (o->filled[o->depth - 1])
			buf_putc(o->buf, ',');
		o->filled[o->depth - 1] = true;
		if (o->pretty)
			indent(o);
	}
	if (key != NULL) {
		quote(o->buf, key, strlen(key));
		buf_puts(o->buf, o->pretty ? ": " : ":");
	}
}

void
json_open(struct json_out *o, const char *key, char bracket)
{
	assert(bracket == '{' || bracket == '[');
	assert(o->depth < JSON_DEPTH);
	lead(o, key);
	buf_putc(o->buf, bracket);
	o->filled[o->depth++] = false;
}

void
json_close(struct json_out *o, char bracket)
{
	assert(bracket == '}' || bracket == ']');
	assert(o->depth > 0);
	o->depth--;
	if (o->filled[o->depth] && o->pretty)
		indent(o);
	buf_putc(o->buf, bracket);
}

void
json_put_strn(struct json_out *o, const char *key, const char *s, size_t n)
{
	lead(o, key);
	quote(o->buf, s, n);
}

void
json_put_str(struct json_out *o, const char *key, const char *s)
{
	if (s != NULL)
		json_put_strn(o, key, s, strlen(s));
	else
		json_put_null(o, key);
}

void
json_put_int(struct json_out *o, const char *key, int64_t v)
{
	lead(o, key);
	buf_fmt(o->buf, "%" PRId64, v);
}

void
json_put_bool(struct json_out *o, const char *key, bool v)
{
	lead(o, key);
	buf_puts(o->buf, v ? "true" : "false");
}

void
json_put_null(struct json_out *o, const char *key)
{
	lead(o, key);
	buf_puts(o->buf, "null");
}

void
json_put_raw(struct json_out *o, const char *key, const char *text)
{
	lead(o, key);
	buf_puts(o->buf, text);
}
