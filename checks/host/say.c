/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * say.c: lines to the parent, several at a time.
 *
 * A line that names what is about to run is flushed before it runs;
 * everything else waits until the buffer is worth a system call.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/utf8.h"

#include "host.h"

enum { KEEP = 48 << 10, SPEECH = 8 << 20, FIRST = 10 };

static struct buf speech = BUF_INIT(SPEECH);
static struct json_out out;
static int parent = 1;

FILE *
say_open(void)
{
	int in = fcntl(0, F_DUPFD_CLOEXEC, FIRST);
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	parent = fcntl(1, F_DUPFD_CLOEXEC, FIRST);
	if (in < 0 || parent < 0 || nothing < 0 || dup2(nothing, 0) < 0 ||
	    dup2(nothing, 1) < 0)
		return NULL;
	close(nothing);
	return fdopen(in, "r");
}

struct json_out *
say_begin(const char *type)
{
	if (speech.len > KEEP)
		say_flush();
	memset(&out, 0, sizeof(out));
	out.buf = &speech;
	json_open(&out, NULL, '{');
	json_put_str(&out, "t", type);
	return &out;
}

void
say_end(void)
{
	json_close(&out, '}');
	buf_putc(&speech, '\n');
}

void
say_flush(void)
{
	size_t at = 0;
	ssize_t n;

	if (speech.full)
		abort();
	while (at < speech.len) {
		n = write(parent, speech.data + at, speech.len - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);	/* nobody listens any more */
		at += (size_t)n;
	}
	buf_reset(&speech);
}

void
say_failed(const char *why)
{
	json_put_str(say_begin("error"), "why", why);
	say_end();
	say_flush();
	_exit(1);
}

/* What is UTF-8 goes as it is; each other byte as "\xE9". */
void
say_path(const char *key, const char *path)
{
	struct buf b = BUF_INIT(1 << 16);
	size_t n = strlen(path), i;

	if (utf8_valid(path, n)) {
		json_put_str(&out, key, path);
		return;
	}
	/* Bytes above ASCII are told one by one: the form has no doubt. */
	for (i = 0; i < n; i++)
		if ((unsigned char)path[i] < 0x80)
			buf_putc(&b, path[i]);
		else
			buf_fmt(&b, "\\x%02X", (unsigned)(unsigned char)
			    path[i]);
	json_put_str(&out, key, buf_str(&b));
	buf_free(&b);
}

static int
digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' :
	    c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

char *
unsay_path(struct arena *a, const char *said)
{
	char *path = arena_str(a, said), *to = path;
	int high, low;

	for (; *said != '\0'; said++) {
		if (said[0] == '\\' && said[1] == 'x' &&
		    (high = digit(said[2])) >= 8 &&
		    (low = digit(said[3])) >= 0) {
			*to++ = (char)(high << 4 | low);
			said += 3;
		} else {
			*to++ = *said;
		}
	}
	*to = '\0';
	return path;
}
