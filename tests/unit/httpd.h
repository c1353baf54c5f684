/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * httpd.h: a server in a thread that answers with whatever bytes a test
 * gives it, keeps what it was sent, and counts connections.
 */
#ifndef HTTPD_H
#define HTTPD_H

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

struct server {
	int		 fd;
	char		 url[64];
	pthread_t	 thread;
	const char	*answer;	/* borrowed; of every request */
	size_t		 len;
	int		 trickle_ms;	/* between two bytes; 0: at once */
	bool		 hang;		/* never answer */
	bool		 hang_up;	/* after one answer */
	atomic_int	 connections, requests;
	char		 heard[2000000];	/* the last request */
};

/* One request: the head, and as many bytes as Content-Length says. */
static bool
hear(int fd, char *out, size_t room)
{
	const char *length, *end = NULL;
	size_t n = 0, want = 0;
	ssize_t got;

	while (end == NULL || n < want) {
		got = recv(fd, out + n, room - 1 - n, 0);
		if (got <= 0)
			return false;
		n += (size_t)got;
		out[n] = '\0';
		end = strstr(out, "\r\n\r\n");
		if (end == NULL)
			continue;
		length = strcasestr(out, "\r\nContent-Length:");
		want = (size_t)(end + 4 - out) + (length != NULL ?
		    (size_t)atol(length + strlen("\r\nContent-Length:")) : 0);
	}
	return true;
}

/* Something is said here; or somebody else is at the door: false. */
static bool
said(const struct server *s, int fd)
{
	struct pollfd p[] = { { .fd = fd, .events = POLLIN },
	    { .fd = s->fd, .events = POLLIN } };

	return poll(p, 2, 5000) > 0 && p[0].revents != 0;
}

static void
converse(struct server *s, int fd)
{
	struct timeval quit = { .tv_sec = 5 };
	size_t i;

	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &quit, sizeof(quit));
	while (said(s, fd) && hear(fd, s->heard, sizeof(s->heard))) {
		s->requests++;
		if (s->hang)
			continue;
		if (s->trickle_ms == 0) {
			if (send(fd, s->answer, s->len, MSG_NOSIGNAL) < 0)
				return;
			if (s->hang_up)
				return;
			continue;
		}
		for (i = 0; i < s->len; i++) {
			if (send(fd, s->answer + i, 1, MSG_NOSIGNAL) < 0)
				return;
			usleep((useconds_t)s->trickle_ms * 1000);
		}
	}
}

static inline void *
serve(void *arg)
{
	struct server *s = arg;
	int fd;

	while ((fd = accept(s->fd, NULL, NULL)) >= 0) {
		s->connections++;
		converse(s, fd);
		close(fd);
	}
	return NULL;
}

#endif
