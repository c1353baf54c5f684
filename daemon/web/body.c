/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * body.c: a request's body, bounded in bytes, time and number.
 *
 * civetweb has neither ceiling nor deadline: a sender of one byte a second
 * keeps its thread for hours, and mg_read() does not come back between two
 * bytes.  So a watch looks at the bodies under way and shuts the receiving
 * side of those past their deadline; the socket is found among our own by
 * the peer's address and port, since civetweb does not tell it.
 */
#include <arpa/inet.h>
#include <civetweb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "conf/conf.h"

#include "local.h"

enum { FDS_MAX = 4096, WATCH_MS = 250 };

static bool
is_peer(int fd, const struct reader *r)
{
	struct sockaddr_in a = { .sin_family = AF_UNSPEC };
	socklen_t n = sizeof(a);
	char text[INET_ADDRSTRLEN];

	return getpeername(fd, (struct sockaddr *)(void *)&a, &n) == 0 &&
	    a.sin_family == AF_INET && ntohs(a.sin_port) == r->port &&
	    inet_ntop(AF_INET, &a.sin_addr, text, sizeof(text)) != NULL &&
	    strcmp(text, r->address) == 0;
}

static void
cut(struct web *w, struct reader *r)
{
	int fd;

	for (fd = 3; fd < FDS_MAX; fd++)
		if (is_peer(fd, r)) {
			(void)shutdown(fd, SHUT_RD);
			atomic_fetch_add(&w->slow, 1);
			log_warn("cut slow body peer=%s", r->address);
			break;
		}
	r->used = false;	/* once is enough */
}

void *
body_watch(void *arg)
{
	struct web *w = arg;
	struct timespec t;
	int i;

	pthread_mutex_lock(&w->lock);
	/* After the stop, until the last body under way has ended. */
	while (!w->stopping || w->running > 0) {
		clock_gettime(CLOCK_MONOTONIC, &t);
		t.tv_nsec += WATCH_MS * 1000000L;
		if (t.tv_nsec >= 1000000000) {
			t.tv_sec++;
			t.tv_nsec -= 1000000000;
		}
		(void)pthread_cond_timedwait(&w->changed, &w->lock, &t);
		for (i = 0; i < READERS_MAX; i++)
			if (w->readers[i].used &&
			    clock_ms() > w->readers[i].deadline)
				cut(w, &w->readers[i]);
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static struct reader *
watch_me(struct web *w, const struct mg_request_info *ri)
{
	struct reader *r = NULL;
	int i;

	pthread_mutex_lock(&w->lock);
	for (i = 0; i < READERS_MAX && r == NULL; i++)
		if (!w->readers[i].used)
			r = &w->readers[i];
	if (r != NULL) {
		r->used = true;
		snprintf(r->address, sizeof(r->address), "%s",
		    ri->remote_addr);
		r->port = ri->remote_port;
		r->deadline = clock_ms() + w->spec.conf->body_ms;
	}
	pthread_mutex_unlock(&w->lock);
	return r;
}

static bool
take_slot(struct web *w)
{
	bool got;

	pthread_mutex_lock(&w->lock);
	got = w->big < BIG_SLOTS;
	if (got)
		w->big++;
	pthread_mutex_unlock(&w->lock);
	return got;
}

/* Exactly one Content-Length and no Transfer-Encoding (RFC 9112 6.3). */
static int
framing(const struct mg_request_info *ri, const char **why)
{
	int i, lengths = 0, encodings = 0;
	bool number = true;

	for (i = 0; i < ri->num_headers; i++) {
		const char *name = ri->http_headers[i].name;
		const char *value = ri->http_headers[i].value;

		/* civetweb takes "2, 2" and "1e3" for a 2 and a 1. */
		if (strcasecmp(name, "Content-Length") == 0) {
			lengths++;
			number = *value != '\0' &&
			    value[strspn(value, "0123456789")] == '\0';
		}
		encodings += strcasecmp(name, "Transfer-Encoding") == 0;
	}
	if (encodings > 0) {
		*why = "a Content-Length is required; no transfer encoding";
		return lengths > 0 ? 400 : 411;
	}
	if (lengths > 1) {
		*why = "two Content-Length headers";
		return 400;
	}
	if (lengths == 1 && !number) {
		*why = "the Content-Length is no number";
		return 400;
	}
	if (lengths == 0 || ri->content_length < 0) {
		*why = "a Content-Length is required";
		return 411;
	}
	return 0;
}

int
body_read(struct web *w, struct mg_connection *c,
    const struct mg_request_info *ri, struct buf *out, const char **why)
{
	struct reader *r;
	char *bytes;
	size_t want, n;
	int status = framing(ri, why), got;
	bool big;

	if (status != 0)
		return status;
	if (ri->content_length > w->spec.conf->body_max) {
		*why = "the body is too large";
		return 413;
	}
	want = (size_t)ri->content_length;
	big = want > BIG_BODY;
	if (big && !take_slot(w)) {
		*why = "busy with other large bodies";
		return 503;
	}
	bytes = malloc(want + 1);
	if (bytes == NULL)
		abort();
	r = watch_me(w, ri);
	for (n = 0; n < want; n += (size_t)got) {
		got = mg_read(c, bytes + n, want - n);
		if (got <= 0)
			break;
	}
	pthread_mutex_lock(&w->lock);
	if (r != NULL && r->port == ri->remote_port)
		r->used = false;
	if (big)
		w->big--;
	pthread_mutex_unlock(&w->lock);
	buf_add(out, bytes, n);
	free(bytes);
	if (n == want && !out->full)
		return 0;
	*why = "the body ended before its length, or came too slowly";
	return 408;
}
