/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http.h: one request to a forge and its answer, bounded in every way.
 *
 * libcurl behind.  TLS is verified, redirects are never followed, no proxy
 * is taken from the environment.  Every request has a total deadline, a
 * connect deadline and a ceiling on the answer; passing one is an error
 * (ERR_LIMIT).  An error names the method and the host, never the path, a
 * header or a body.  A struct http keeps its connections alive and belongs
 * to one thread.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"

struct err;
struct http;

struct http_request {
	const char		*method;	/* "GET" ... */
	const char		*url;
	const char *const	*headers;	/* "Name: value", NULL-ended */
	const char		*body;		/* or NULL */
	size_t			 len;
	long			 timeout_ms;	/* 0: 20 s */
	bool			 once;	/* never sent a second time */
};

struct http_answer {
	int		status;
	struct buf	body;		/* ceiling HTTP_ANSWER unless set */
	int64_t		retry_after;	/* seconds; -1: not said */
	int64_t		rate_reset;	/* epoch seconds; -1: not said */
	int64_t		rate_left;	/* requests left; -1: not said */
	char		location[512];	/* "" when none */
	char		next[512];	/* Link rel="next"; "" when none */
};

enum { HTTP_ANSWER = 8 << 20 };

struct http *http_open(const char *user_agent);
void	http_close(struct http *);

/*
 * 0 when the forge answered, whatever the status; -1 when it did not.  The
 * answer is reset first; http_answer_free() after the last use.
 */
int	http_do(struct http *, const struct http_request *,
	    struct http_answer *, struct err *);
void	http_answer_free(struct http_answer *);

/* 1 when both URLs have the same scheme, host and port. */
int	http_same_origin(const char *, const char *);

#endif
