/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * transport.c: git's smart protocol carried by libcurl.
 *
 * libgit2's own HTTP cannot be bounded: a silent server hangs it, an
 * endless list of refs takes a gigabyte.  Here libgit2 pulls: read() drives
 * the transfer until there are bytes, and curl is paused when there are
 * enough.  Every answer has a ceiling, a redirect is refused, and the token
 * goes to the one host of the URL.
 * Source: git's Documentation/gitprotocol-http.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <curl/curl.h>
#include <git2.h>
#include <git2/sys/transport.h>

#include "base/buf.h"

#include "local.h"

#define GIT_TYPE "application/x-git-upload-pack-"

enum { AHEAD = 256 << 10, POST_MAX = 64 << 20, POLL_MS = 1000 };

struct wire {
	const struct job	*job;		/* borrowed */
	struct trouble		*trouble;	/* borrowed */
	CURLM			*multi;		/* owned: keeps connections */
	int64_t			 received;
};

struct transport {
	git_smart_subtransport	 base;		/* first: libgit2's view */
	struct wire		*wire;		/* borrowed */
};

struct stream {
	git_smart_subtransport_stream base;	/* first */
	struct wire		*wire;		/* borrowed */
	CURL			*easy;		/* owned */
	struct curl_slist	*headers;	/* owned */
	char			 url[2048];
	bool			 post, started, done;
	struct buf		 body;		/* to send */
	struct buf		 got;		/* received, from .at on */
	size_t			 at;
	int64_t			 total, most;
};

static int
fail(struct wire *w, const char *kind, const char *why)
{
	if (w->trouble->kind == NULL) {
		w->trouble->kind = kind;
		snprintf(w->trouble->why, sizeof(w->trouble->why), "%s", why);
	}
	git_error_set_str(GIT_ERROR_NET, why);
	return -1;
}

static size_t
receive(char *data, size_t size, size_t n, void *arg)
{
	struct stream *s = arg;
	struct wire *w = s->wire;

	n *= size;
	if (s->got.len - s->at > AHEAD)
		return CURL_WRITEFUNC_PAUSE;
	if (s->total + (int64_t)n > s->most ||
	    w->received + (int64_t)n > w->job->max_bytes) {
		(void)fail(w, "limit", s->post ?
		    "the pack is larger than this repository may be" :
		    "the list of refs is too long");
		return 0;
	}
	s->total += (int64_t)n;
	w->received += (int64_t)n;
	if (s->at == s->got.len) {
		buf_reset(&s->got);
		s->at = 0;
	}
	buf_add(&s->got, data, n);
	return s->got.full ? 0 : n;
}

/* Seconds at less than SLOW_BYTES: a tenth of all there are. */
static long
patience(const struct job *j)
{
	int64_t s = j->deadline_ms / 10000;

	return s < 1 ? 1 : s > SLOW_S ? SLOW_S : (long)s;
}

static int
start(struct stream *s)
{
	struct wire *w = s->wire;
	const struct job *j = w->job;
	CURL *c = s->easy = curl_easy_init();

	if (c == NULL)
		abort();
	/* An empty value takes curl's own header away. */
	s->headers = curl_slist_append(s->headers, "Expect:");
	if (s->post) {
		s->headers = curl_slist_append(s->headers, "Content-Type: "
		    "application/x-git-upload-pack-request");
		s->headers = curl_slist_append(s->headers, "Accept: "
		    "application/x-git-upload-pack-result");
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, buf_str(&s->body));
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)s->body.len);
	}
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, s->headers);
	curl_easy_setopt(c, CURLOPT_URL, s->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "git/2.39 (greffier)");
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_MS);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, patience(j));
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, (long)j->deadline_ms);
	if (j->token[0] != '\0') {
		curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(c, CURLOPT_USERNAME,
		    j->user == NULL ? "" : j->user);
		curl_easy_setopt(c, CURLOPT_PASSWORD, j->token);
	}
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, receive);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, s);
	s->started = true;
	return curl_multi_add_handle(w->multi, c) == CURLM_OK ? 0 :
	    fail(w, "remote", "curl cannot start");
}

/* The status is known once there is a body, or the end. */
static int
check_status(struct stream *s)
{
	char why[120];
	char *type = NULL;
	long status = 0;

	curl_easy_getinfo(s->easy, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(s->easy, CURLINFO_CONTENT_TYPE, &type);
	if (status == 200 && type != NULL &&
	    strncmp(type, GIT_TYPE, sizeof(GIT_TYPE) - 1) == 0)
		return 0;
	if (status == 200) {
		snprintf(why, sizeof(why), "the forge does not speak git "
		    "there, its answer is of the type \"%.40s\"",
		    type == NULL ? "" : type);
		return fail(s->wire, "remote", why);
	}
	if (status >= 300 && status < 400)
		return fail(s->wire, "remote", "the forge answered a redirect"
		    " to git, which is not followed");
	snprintf(why, sizeof(why), status == 401 || status == 403 ||
	    status == 404 ? "the forge does not give us this repository "
	    "(HTTP %ld)" : "the forge answered HTTP %ld to git", status);
	return fail(s->wire, "remote", why);
}

static int
ended(struct stream *s)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(s->wire->multi, &left)) != NULL) {
		if (m->msg != CURLMSG_DONE || m->easy_handle != s->easy)
			continue;
		s->done = true;
		if (m->data.result == CURLE_OPERATION_TIMEDOUT)
			return fail(s->wire, "limit", "the forge did not "
			    "answer in time, or too slowly");
		if (m->data.result != CURLE_OK)
			return fail(s->wire, "remote",
			    curl_easy_strerror(m->data.result));
	}
	return 0;
}

static int
stream_read(git_smart_subtransport_stream *base, char *out, size_t n,
    size_t *len)
{
	struct stream *s = (struct stream *)base;
	struct wire *w = s->wire;
	int running;

	*len = 0;
	if (!s->started && start(s) < 0)
		return -1;
	while (s->at == s->got.len && !s->done) {
		if (s->total > 0)
			curl_easy_pause(s->easy, CURLPAUSE_CONT);
		if (curl_multi_perform(w->multi, &running) != CURLM_OK)
			return fail(w, "remote", "curl cannot go on");
		if (ended(s) < 0)
			return -1;
		if (s->at == s->got.len && !s->done)
			curl_multi_poll(w->multi, NULL, 0, POLL_MS, NULL);
	}
	if (check_status(s) < 0)
		return -1;
	*len = s->got.len - s->at < n ? s->got.len - s->at : n;
	if (*len > 0)
		memcpy(out, s->got.data + s->at, *len);
	s->at += *len;
	return 0;
}

static int
stream_write(git_smart_subtransport_stream *base, const char *data, size_t n)
{
	struct stream *s = (struct stream *)base;

	buf_add(&s->body, data, n);
	return s->body.full ? fail(s->wire, "limit",
	    "git asks for more than fits in a request") : 0;
}

static void
stream_free(git_smart_subtransport_stream *base)
{
	struct stream *s = (struct stream *)base;

	if (s->easy != NULL) {
		curl_multi_remove_handle(s->wire->multi, s->easy);
		curl_easy_cleanup(s->easy);
	}
	curl_slist_free_all(s->headers);
	buf_free(&s->body);
	buf_free(&s->got);
	free(s);
}

static int
action(git_smart_subtransport_stream **out, git_smart_subtransport *base,
    const char *url, git_smart_service_t what)
{
	struct transport *t = (struct transport *)base;
	struct stream *s;
	bool post = what == GIT_SERVICE_UPLOADPACK;

	*out = NULL;
	/* What libgit2 looked up in vain is not why it fails later. */
	git_error_clear();
	if (what != GIT_SERVICE_UPLOADPACK &&
	    what != GIT_SERVICE_UPLOADPACK_LS)
		return fail(t->wire, "format", "git wants to push");
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		abort();
	s->base.subtransport = base;
	s->base.read = stream_read;
	s->base.write = stream_write;
	s->base.free = stream_free;
	s->wire = t->wire;
	s->post = post;
	s->body.max = POST_MAX;
	s->got.max = 4UL * AHEAD;
	s->most = post ? t->wire->job->max_bytes : ADVERT_MAX;
	if ((size_t)snprintf(s->url, sizeof(s->url), "%s%s", url, post ?
	    "/git-upload-pack" : "/info/refs?service=git-upload-pack") >=
	    sizeof(s->url)) {
		stream_free(&s->base);
		return fail(t->wire, "format", "the URL is too long");
	}
	*out = &s->base;
	return 0;
}

static int
transport_close(git_smart_subtransport *base)
{
	(void)base;
	return 0;
}

static void
transport_free(git_smart_subtransport *base)
{
	free(base);
}

static int
make(git_smart_subtransport **out, git_transport *owner, void *arg)
{
	struct transport *t = calloc(1, sizeof(*t));

	(void)owner;
	if (t == NULL)
		abort();
	t->base.action = action;
	t->base.close = transport_close;
	t->base.free = transport_free;
	t->wire = arg;
	*out = &t->base;
	return 0;
}

int
wire_transport(git_transport **out, git_remote *remote, void *arg)
{
	git_smart_subtransport_definition d = { make, 1, arg };

	return git_transport_smart(out, remote, &d);
}

struct wire *
wire_open(const struct job *j, struct trouble *t)
{
	struct wire *w = calloc(1, sizeof(*w));

	if (w == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
	    (w->multi = curl_multi_init()) == NULL)
		abort();
	w->job = j;
	w->trouble = t;
	return w;
}

int64_t
wire_received(const struct wire *w)
{
	return w->received;
}

void
wire_close(struct wire *w)
{
	if (w == NULL)
		return;
	curl_multi_cleanup(w->multi);
	curl_global_cleanup();
	free(w);
}
