/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * web.c: start, the table of addresses, answers, and the end.
 *
 * civetweb loses the answers of requests under way when it is stopped, so
 * the requests are counted and the stop waits for them.  Everything is
 * answered from one callback; no file is served, no CGI, no listing.
 */
#include <civetweb.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/err.h"
#include "base/log.h"
#include "conf/conf.h"
#include "store/group.h"
#include "store/store.h"

#include "local.h"

/* '#' stands for a number, which becomes page.id. */
static const struct {
	const char	*path, *type;
	page_fn		*page;
	bool		 stateless;	/* answers without a store */
} routes[] = {
	{ "/", "text/html; charset=utf-8", page_home, false },
	{ "/audits/#", "text/html; charset=utf-8", page_audit, false },
	{ "/audits/#.json", "application/json", page_audit_json, false },
	{ "/healthz", "text/plain; charset=utf-8", page_health, true },
	{ "/metrics", "text/plain; version=0.0.4; charset=utf-8",
	    page_metrics, false },
	{ "/queue", "text/html; charset=utf-8", page_queue, false },
	{ "/readyz", "text/plain; charset=utf-8", page_ready, false },
	{ "/repositories/#", "text/html; charset=utf-8", page_repository,
	    false },
	{ "/style.css", "text/css; charset=utf-8", page_style, true },
};

enum { NROUTES = sizeof(routes) / sizeof(routes[0]), DRAIN_MS = 15000 };

static const struct {
	int		 status;
	const char	*text;
} reasons[] = {
	{ 200, "OK" }, { 202, "Accepted" }, { 400, "Bad Request" },
	{ 401, "Unauthorized" }, { 403, "Forbidden" }, { 404, "Not Found" },
	{ 405, "Method Not Allowed" }, { 408, "Request Timeout" },
	{ 411, "Length Required" }, { 413, "Content Too Large" },
	{ 415, "Unsupported Media Type" }, { 500, "Internal Server Error" },
	{ 503, "Service Unavailable" },
};

static const char *
reason(int status)
{
	size_t i;

	for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].text;
	return "Answer";
}

void
answer(struct mg_connection *c, int status, const char *type,
    const char *extra, const char *body, size_t len, bool head)
{
	mg_printf(c, "HTTP/1.1 %d %s\r\n"
	    "Content-Type: %s\r\n"
	    "Content-Length: %zu\r\n"
	    "Content-Security-Policy: default-src 'none'; style-src 'self'; "
	    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n"
	    "X-Content-Type-Options: nosniff\r\n"
	    "Referrer-Policy: no-referrer\r\n"
	    "Cache-Control: no-store\r\n"
	    "%s\r\n", status, reason(status), type, len,
	    extra == NULL ? "" : extra);
	if (!head && len > 0)
		mg_write(c, body, len);
}

void
answer_text(struct mg_connection *c, int status, const char *text)
{
	struct buf b = BUF_INIT(1000);
	/* After an error the rest of the body would pass for a request. */
	const char *extra = status < 400 ? NULL : status == 503 ?
	    "Connection: close\r\nRetry-After: 5\r\n" :
	    "Connection: close\r\n";

	buf_fmt(&b, "%s\n", text);
	answer(c, status, "text/plain; charset=utf-8", extra, buf_str(&b),
	    b.len, false);
	buf_free(&b);
}

/* Does the path fit the pattern?  A number where '#' is. */
static bool
fits(const char *pattern, const char *path, int64_t *id)
{
	int digits;

	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '#') {
			if (*path++ != *pattern)
				return false;
			continue;
		}
		*id = 0;
		for (digits = 0; *path >= '0' && *path <= '9' && digits < 18;
		    digits++)
			*id = *id * 10 + (*path++ - '0');
		if (digits == 0)
			return false;
	}
	return *path == '\0';
}

static struct store *
borrow(struct web *w, struct err *e)
{
	struct store *s = NULL;

	pthread_mutex_lock(&w->lock);
	if (w->nstores > 0)
		s = w->stores[--w->nstores];
	pthread_mutex_unlock(&w->lock);
	if (s == NULL && store_open(w->spec.conf->database,
	    w->spec.conf->cache, &s, e) < 0)
		return NULL;
	return s;
}

static void
give_back(struct web *w, struct store *s)
{
	pthread_mutex_lock(&w->lock);
	if (w->nstores < STORES_MAX) {
		w->stores[w->nstores++] = s;
		s = NULL;
	}
	pthread_mutex_unlock(&w->lock);
	store_close(s);
}

static void
wrong_page(struct page *p, int status, const char *text)
{
	buf_reset(&p->out);
	p->status = status;
	p->type = "text/plain; charset=utf-8";
	buf_fmt(&p->out, "%s\n", text);
}

static enum lang
language(const struct web *w, const struct mg_request_info *ri)
{
	enum lang lang = w->spec.conf->lang;
	char value[8];

	if (ri->query_string != NULL && mg_get_var(ri->query_string,
	    strlen(ri->query_string), "lang", value, sizeof(value)) > 0)
		(void)i18n_parse(value, &lang);
	return lang;
}

static int
get(struct web *w, struct mg_connection *c, const struct mg_request_info *ri)
{
	struct page p = { .web = w, .status = 200, .out = BUF_INIT(PAGE_MAX),
	    .lang = language(w, ri) };
	struct err e = { .kind = ERR_NONE };
	int i;

	for (i = 0; i < NROUTES; i++)
		if (fits(routes[i].path, ri->local_uri, &p.id))
			break;
	if (i == NROUTES) {
		answer_text(c, 404, tr(p.lang, "Cette page n'existe pas.",
		    "There is no such page."));
		return 404;
	}
	p.type = routes[i].type;
	if (!routes[i].stateless && (p.store = borrow(w, &e)) == NULL)
		wrong_page(&p, 503, "the store cannot be opened");
	else if (routes[i].page(&p, &e) < 0)
		wrong_page(&p, 500, "the page could not be made");
	if (p.out.full)
		wrong_page(&p, 500, "the page is too large");
	if (e.kind != ERR_NONE)
		log_error("fail page path=%s why=%s", routes[i].path, e.msg);
	if (p.store != NULL)
		give_back(w, p.store);
	atomic_fetch_add(&w->pages, 1);
	answer(c, p.status, p.type, NULL, buf_str(&p.out), p.out.len,
	    strcmp(ri->request_method, "HEAD") == 0);
	buf_free(&p.out);
	return p.status;
}

static bool
enter(struct web *w)
{
	bool open;

	pthread_mutex_lock(&w->lock);
	open = !w->stopping;
	if (open)
		w->running++;
	pthread_mutex_unlock(&w->lock);
	return open;
}

static void
leave(struct web *w)
{
	pthread_mutex_lock(&w->lock);
	w->running--;
	/* The watch over slow bodies has its own clock: leave it asleep. */
	if (w->stopping)
		pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->lock);
}

static int
begin(struct mg_connection *c)
{
	const struct mg_request_info *ri = mg_get_request_info(c);
	struct web *w = ri->user_data;
	int status;

	if (!enter(w)) {
		answer_text(c, 503, "stopping");
		return 503;
	}
	if (ri->local_uri == NULL) {
		answer_text(c, 400, "bad address");
		status = 400;
	} else if (strcmp(ri->request_method, "POST") == 0 &&
	    strncmp(ri->local_uri, "/hooks/", 7) == 0)
		status = hook(w, c, ri, ri->local_uri + 7);
	else if (strcmp(ri->request_method, "GET") == 0 ||
	    strcmp(ri->request_method, "HEAD") == 0)
		status = get(w, c, ri);
	else {
		answer_text(c, 405, "GET, HEAD, or POST /hooks/<source>");
		status = 405;
	}
	leave(w);
	return status;
}

/* civetweb's own complaints; its texts may quote the network. */
static int
complain(const struct mg_connection *c, const char *message)
{
	(void)c;
	log_debug("civetweb %s", message);
	return 1;
}

static int
listen_on(struct web *w, struct err *e)
{
	const struct conf *conf = w->spec.conf;
	struct mg_callbacks calls = { .begin_request = begin,
	    .log_message = complain };
	struct mg_server_port ports[2];
	char threads[16], text[200] = "";
	const char *options[] = {
		"listening_ports", conf->listen,
		"num_threads", threads,
		"request_timeout_ms", "10000",
		"keep_alive_timeout_ms", "5000",
		"enable_keep_alive", "yes",
		"tcp_nodelay", "1",
		/* No address of ours needs it, and it would end one at %00. */
		"decode_url", "no",
		"enable_directory_listing", "no",
		"access_control_allow_origin", "",
		"listen_backlog", "512",
		"connection_queue", "128",
		NULL };
	unsigned code = 0;
	struct mg_error_data error = { &code, text, sizeof(text) };
	struct mg_init_data init = { &calls, w, options };

	snprintf(threads, sizeof(threads), "%d", conf->threads);
	w->mg = mg_start2(&init, &error);
	if (w->mg == NULL)
		return err_set(e, ERR_USAGE, "listen on %s: %s",
		    conf->listen, text[0] != '\0' ? text : "refused");
	if (mg_get_server_ports(w->mg, 2, ports) < 1)
		return err_set(e, ERR_BUG, "no port is open");
	w->port = ports[0].port;
	return 0;
}

int
web_open(const struct web_spec *spec, struct web **out, struct err *e)
{
	struct web *w = calloc(1, sizeof(*w));
	pthread_condattr_t attr;
	int bad, ret = -1;

	if (w == NULL)
		abort();
	w->spec = *spec;
	pthread_mutex_init(&w->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&w->changed, &attr);
	pthread_condattr_destroy(&attr);
	if (group_open(spec->conf->database, &w->group, e) < 0)
		goto out;
	bad = pthread_create(&w->watch, NULL, body_watch, w);
	if (bad != 0) {
		errno = bad;
		(void)err_sys(e, "start a thread");
		goto out;
	}
	w->watching = true;
	mg_init_library(0);
	if (listen_on(w, e) < 0)
		goto out;
	*out = w;
	w = NULL;
	ret = 0;
out:
	web_close(w);
	return ret;
}

int
web_port(const struct web *w)
{
	return w->port;
}

void
web_close(struct web *w)
{
	struct timespec t;

	if (w == NULL)
		return;
	clock_gettime(CLOCK_MONOTONIC, &t);
	t.tv_sec += DRAIN_MS / 1000;
	pthread_mutex_lock(&w->lock);
	w->stopping = true;
	pthread_cond_broadcast(&w->changed);
	while (w->running > 0)
		if (pthread_cond_timedwait(&w->changed, &w->lock, &t) != 0)
			break;
	pthread_mutex_unlock(&w->lock);
	if (w->mg != NULL)
		mg_stop(w->mg);
	if (w->watching)
		pthread_join(w->watch, NULL);
	group_close(w->group);
	while (w->nstores > 0)
		store_close(w->stores[--w->nstores]);
	pthread_cond_destroy(&w->changed);
	pthread_mutex_destroy(&w->lock);
	free(w);
}
