/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * http.c: one curl easy handle for each struct http, reset after every
 * request; a reset keeps open connections and resolved names.  What the
 * answer's headers say is read in headers.c.
 */
#include "http.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <curl/curl.h>

#include "err.h"
#include "local.h"

enum {
	TIMEOUT = 20 * 1000,		/* ms, of the whole request */
	CONNECT = 10 * 1000,
	SLOW_BYTES = 16, SLOW_TIME = 15,	/* fewer a second, for so long */
	HEADERS = 64 * 1024,		/* all of an answer's headers */
};

struct http {
	CURL	*curl;			/* owned */
	char	*agent;			/* owned */
};

/* One request under way. */
struct exchange {
	struct http_answer	*answer;
	size_t			 headers;	/* bytes so far */
	bool			 too_much;
};

static void
start_library(void)
{
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		abort();
}

struct http *
http_open(const char *agent)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct http *h;

	pthread_once(&once, start_library);
	h = calloc(1, sizeof(*h));
	if (h == NULL || (h->curl = curl_easy_init()) == NULL ||
	    (h->agent = strdup(agent)) == NULL)
		abort();
	return h;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	free(h->agent);
	free(h);
}

void
http_answer_free(struct http_answer *a)
{
	buf_free(&a->body);
}

static size_t
take_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	buf_add(&x->answer->body, bytes, size * n);
	x->too_much |= x->answer->body.full;
	return x->answer->body.full ? 0 : size * n;
}

static size_t
take_header(char *line, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	n *= size;
	x->headers += n;
	if (x->headers > HEADERS) {
		x->too_much = true;
		return 0;
	}
	headers_line(x->answer, line, n);
	return n;
}

/* What could smuggle a second line, or a second request, into ours. */
static bool
one_line(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s < 0x20 && *s != '\t')
			return false;
	return true;
}

static struct curl_slist *
append(struct curl_slist *list, const char *line)
{
	list = curl_slist_append(list, line);
	if (list == NULL)
		abort();
	return list;
}

/* "GET forge.example": what may be told of a request (no path, no query). */
static void
describe(const struct http_request *r, char *out, size_t n)
{
	const char *host = strstr(r->url, "://");
	const char *at;
	int len;

	host = host != NULL ? host + 3 : r->url;
	len = (int)strcspn(host, "/?#");
	at = memrchr(host, '@', (size_t)len);
	if (at != NULL) {
		len -= (int)(at + 1 - host);
		host = at + 1;
	}
	snprintf(out, n, "%.10s %.*s", r->method, len > 100 ? 100 : len, host);
}

static void
set_up(CURL *c, const struct http *h, const struct http_request *r,
    struct exchange *x, struct curl_slist *headers)
{
	long timeout = r->timeout_ms > 0 ? r->timeout_ms : TIMEOUT;

	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
	curl_easy_setopt(c, CURLOPT_PROXY, "");	/* not from the environment */
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, timeout);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS,
	    timeout < CONNECT ? timeout : (long)CONNECT);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)SLOW_BYTES);
	curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)SLOW_TIME);
	curl_easy_setopt(c, CURLOPT_USERAGENT, h->agent);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(c, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(c, CURLOPT_MAXFILESIZE_LARGE,
	    (curl_off_t)x->answer->body.max);
	/*
	 * On a kept connection that closes without a word, curl sends the
	 * request again by itself, although the forge may have acted on it.
	 */
	curl_easy_setopt(c, CURLOPT_FRESH_CONNECT, r->once ? 1L : 0L);
	if (strcmp(r->method, "HEAD") == 0) {
		curl_easy_setopt(c, CURLOPT_NOBODY, 1L);
	} else if (r->body != NULL || strcmp(r->method, "POST") == 0) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)(r->body != NULL ? r->len : 0));
		curl_easy_setopt(c, CURLOPT_POSTFIELDS,
		    r->body != NULL ? r->body : "");
	}
	if (strcmp(r->method, "GET") != 0 && strcmp(r->method, "HEAD") != 0)
		curl_easy_setopt(c, CURLOPT_CUSTOMREQUEST, r->method);
}

/* Why there is no answer, without a word of what was sent. */
static int
failure(CURLcode code, const struct exchange *x,
    const struct http_request *r, const char *detail, struct err *e)
{
	char what[128];

	describe(r, what, sizeof(what));
	if (x->too_much || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(e, ERR_LIMIT, "%s: an answer of more than %zu"
		    " bytes", what, x->answer->body.max);
	if (code == CURLE_OPERATION_TIMEDOUT)
		return err_set(e, ERR_LIMIT, "%s: no answer in time (%s)",
		    what, detail[0] != '\0' ? detail :
		    curl_easy_strerror(code));
	return err_set(e, ERR_REMOTE, "%s: %s", what,
	    detail[0] != '\0' ? detail : curl_easy_strerror(code));
}

int
http_do(struct http *h, const struct http_request *r, struct http_answer *a,
    struct err *e)
{
	char detail[CURL_ERROR_SIZE] = "";
	struct exchange x = { .answer = a };
	struct curl_slist *headers = NULL;
	const char *const *line;
	long status = 0;
	CURLcode code;
	int ret = -1;

	buf_reset(&a->body);
	if (a->body.max == 0)
		a->body.max = HTTP_ANSWER;
	a->status = 0;
	headers_reset(a);
	if (!one_line(r->method) || !one_line(r->url))
		return err_set(e, ERR_BUG, "control character in a URL");
	for (line = r->headers; line != NULL && *line != NULL; line++) {
		if (!one_line(*line)) {
			err_set(e, ERR_BUG, "control character in a header");
			goto out;
		}
		headers = append(headers, *line);
	}
	headers = append(headers, "Expect:");	/* no 100-continue */
	set_up(h->curl, h, r, &x, headers);
	curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, detail);
	code = curl_easy_perform(h->curl);
	if (code != CURLE_OK) {
		failure(code, &x, r, detail, e);
		goto out;
	}
	curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &status);
	a->status = (int)status;
	buf_add(&a->body, "", 0);
	ret = 0;
out:
	/* Nothing of this request may stay for the next one. */
	curl_easy_reset(h->curl);
	curl_slist_free_all(headers);
	return ret;
}

int64_t
http_date(const char *text)
{
	return curl_getdate(text, NULL);
}

struct origin {
	CURLU	*url;
	char	*scheme, *host, *port;
};

static int
origin(struct origin *o, const char *text)
{
	*o = (struct origin){ .url = curl_url() };
	if (o->url == NULL)
		abort();
	return curl_url_set(o->url, CURLUPART_URL, text, 0) == CURLUE_OK &&
	    curl_url_get(o->url, CURLUPART_SCHEME, &o->scheme, 0) ==
	    CURLUE_OK &&
	    curl_url_get(o->url, CURLUPART_HOST, &o->host, 0) == CURLUE_OK &&
	    curl_url_get(o->url, CURLUPART_PORT, &o->port,
	    CURLU_DEFAULT_PORT) == CURLUE_OK;
}

static void
origin_free(struct origin *o)
{
	curl_free(o->scheme);
	curl_free(o->host);
	curl_free(o->port);
	curl_url_cleanup(o->url);
}

int
http_same_origin(const char *a, const char *b)
{
	struct origin x, y;
	int known = origin(&x, a), same;

	known &= origin(&y, b);
	same = known && strcasecmp(x.scheme, y.scheme) == 0 &&
	    strcasecmp(x.host, y.host) == 0 && strcmp(x.port, y.port) == 0;
	origin_free(&x);
	origin_free(&y);
	return same;
}
