/* rooms: web intake report store conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The listener: which address answers what, and how a delivery fares. */
#include "stores.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/http.h"
#include "conf/conf.h"
#include "web/web.h"

#define SECRET "0123456789abcdef"

static const char *const patterns[] = { "promo/*" };
static struct conf_source sources[] = { { .name = "centre",
	.kind = FORGE_GITEA, .secrets = { SECRET },
	.secret_len = { sizeof(SECRET) - 1 }, .repositories = patterns,
	.nrepositories = 1 } };
static struct conf conf;
static struct web *web;
static struct http *client;
static struct http_answer got;
static char database[128];
static int pushed;

static void
count_push(void *arg)
{
	(void)arg;
	pushed++;
}

static void
nobody(void *arg, const char *source, char *out, size_t n)
{
	(void)arg;
	(void)source;
	snprintf(out, n, "%s", "");
}

static int
up(void **state)
{
	const struct web_spec spec = { .conf = &conf, .pushed = count_push,
	    .own_user = nobody };

	if (make_store(state) < 0)
		return -1;
	snprintf(database, sizeof(database), "%s", in_folder("db"));
	conf = (struct conf){ .listen = "127.0.0.1:0", .state = dir,
	    .database = database, .threads = 4, .body_max = 65536,
	    .body_ms = 1000, .sources = sources, .nsources = 1 };
	client = http_open("test");
	got = (struct http_answer){ .status = 0 };
	return web_open(&spec, &web, &e);
}

static int
down(void **state)
{
	http_answer_free(&got);
	http_close(client);
	web_close(web);
	web = NULL;
	return remove_store(state);
}

/* The listener stays, since it takes two seconds to stop; its store is bare. */
static int
afresh(void **state)
{
	(void)state;
	pushed = 0;
	conf.listen = "127.0.0.1:0";
	conf.database = database;
	return db_exec(&s->db, "DELETE FROM deliveries; DELETE FROM jobs;"
	    "DELETE FROM repos;", &e);
}

#undef TEST
#define TEST(name) cmocka_unit_test_setup(name, afresh)

/* The whole answer to bytes sent as they are. */
static const char *
raw(const char *bytes)
{
	static char text[8192];
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons((uint16_t)web_port(web)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t n = 0;
	ssize_t k;

	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_true(send(fd, bytes, strlen(bytes), MSG_NOSIGNAL) > 0);
	shutdown(fd, SHUT_WR);
	while (n < sizeof(text) - 1 &&
	    (k = recv(fd, text + n, sizeof(text) - 1 - n, 0)) > 0)
		n += (size_t)k;
	text[n] = '\0';
	close(fd);
	return text;
}

static int
ask(const char *method, const char *path)
{
	char url[200];
	const struct http_request r = { .method = method, .url = url };

	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", web_port(web),
	    path);
	DID(http_do(client, &r, &got, &e), 0);
	return got.status;
}

static void
every_address_answers_with_its_type(void **state)
{
	static const struct {
		const char *path, *type, *held;
	} all[] = {
		{ "/", "text/html; charset=utf-8", "<!DOCTYPE html>" },
		{ "/queue", "text/html; charset=utf-8", "<!DOCTYPE html>" },
		{ "/style.css", "text/css; charset=utf-8", "body{" },
		{ "/metrics", "text/plain; version=0.0.4; charset=utf-8",
		    "greffier_jobs" },
		{ "/healthz", "text/plain; charset=utf-8", "ok" },
		{ "/readyz", "text/plain; charset=utf-8", "ready" },
	};
	char request[100], type[100];
	const char *said;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n"
		    "Host: x\r\nConnection: close\r\n\r\n", all[i].path);
		said = raw(request);
		snprintf(type, sizeof(type), "\r\nContent-Type: %s\r\n",
		    all[i].type);
		assert_int_equal(strncmp(said, "HTTP/1.1 200 OK\r\n", 17), 0);
		assert_non_null(strstr(said, type));
		assert_non_null(strstr(said, all[i].held));
		assert_non_null(strstr(said, "\r\nContent-Security-Policy: "
		    "default-src 'none'; style-src 'self'; "));
		assert_non_null(strstr(said, "frame-ancestors 'none'"));
		assert_non_null(strstr(said,
		    "\r\nX-Content-Type-Options: nosniff\r\n"));
		assert_non_null(strstr(said,
		    "\r\nReferrer-Policy: no-referrer\r\n"));
	}
}

static void
what_is_no_address_is_not_found(void **state)
{
	static const char *const paths[] = { "/x", "/audits", "/audits/",
	    "/audits/x", "/audits/1x", "/audits/-1", "/audits/+1",
	    "/audits/1.jsonx", "/audits/1.JSON", "/audits/1",
	    "/audits/1.json", "/audits/99999999999999999999", "/queue/",
	    "/repositories/", "/repositories/1/", "/repositories/1",
	    "/style.css/", "/STYLE.CSS", "/hooks/centre", "/etc/passwd" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (ask("GET", paths[i]) != 404)
			fail_msg("%s: %d", paths[i], got.status);
}

static void
a_number_in_an_address_is_the_rows(void **state)
{
	struct repo r = repo_of(7);
	char path[64];

	(void)state;
	DID(store_repo_put(s, &r, 1, &e), 1);
	snprintf(path, sizeof(path), "/repositories/%d", (int)r.id);
	assert_int_equal(ask("GET", path), 200);
	assert_non_null(strstr(buf_str(&got.body), r.path));
	snprintf(path, sizeof(path), "/repositories/%d", (int)r.id + 1);
	assert_int_equal(ask("GET", path), 404);
}

static void
only_what_reads_is_allowed_on_a_page(void **state)
{
	static const char *const methods[] = { "PUT", "DELETE", "POST",
	    "PATCH" };
	const char *said;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		assert_int_equal(ask(methods[i], "/"), 405);
	said = raw("HEAD /healthz HTTP/1.1\r\nHost: x\r\n"
	    "Connection: close\r\n\r\n");
	assert_non_null(strstr(said, "HTTP/1.1 200 OK\r\n"));
	assert_non_null(strstr(said, "\r\nContent-Length: 3\r\n"));
	assert_string_equal(said + strlen(said) - 4, "\r\n\r\n");
}

static void
an_address_is_what_was_asked_for_and_not_decoded(void **state)
{
	static const char *const paths[] = { "/healthz%00/x", "/healthz%00",
	    "/%68ealthz", "/queue%2F", "/audits%2F1", "/x/%2e%2e/queue" };
	char request[100];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\n"
		    "Host: x\r\nConnection: close\r\n\r\n", paths[i]);
		if (strstr(raw(request), " 404 ") == NULL)
			fail_msg("%s: %.20s", paths[i], raw(request));
	}
}

static void
the_language_can_be_asked_for(void **state)
{
	(void)state;
	ask("GET", "/");
	assert_non_null(strstr(buf_str(&got.body), "<html lang=\"fr\">"));
	ask("GET", "/?lang=en");
	assert_non_null(strstr(buf_str(&got.body), "<html lang=\"en\">"));
	ask("GET", "/?lang=xx");
	assert_non_null(strstr(buf_str(&got.body), "<html lang=\"fr\">"));
	ask("GET", "/?lang=%22%3E%3Cscript%3E");
	assert_non_null(strstr(buf_str(&got.body), "<html lang=\"fr\">"));
	assert_int_equal(ask("GET", "/none?lang=en"), 404);
	assert_non_null(strstr(buf_str(&got.body), "no such page"));
}

static void
without_a_store_a_page_is_503_and_health_is_not(void **state)
{
	(void)state;
	conf.database = "/nowhere/db";
	assert_int_equal(ask("GET", "/"), 503);
	assert_null(strstr(buf_str(&got.body), "/nowhere"));
	assert_int_equal(ask("GET", "/readyz"), 503);
	assert_int_equal(ask("GET", "/healthz"), 200);
	assert_int_equal(ask("GET", "/style.css"), 200);
}

/* --- deliveries --------------------------------------------------------------------- */

static const char body[] = "{\"ref\":\"refs/heads/main\",\"before\":"
	"\"0000000000000000000000000000000000000000\",\"after\":"
	"\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\"repository\":{\"id\":7,"
	"\"full_name\":\"promo/ada\",\"default_branch\":\"main\"}}";

/* Sends a delivery; its status. */
static int
deliver(const char *path, const char *event, const char *id,
    const char *text, const char *type)
{
	char url[200], head[4][200], hex[HASH_HEX];
	const char *const headers[] = { head[0], head[1], head[2], head[3],
	    NULL };
	const struct http_request r = { .method = "POST", .url = url,
	    .headers = headers, .body = text, .len = strlen(text) };
	uint8_t mac[HASH_LEN];

	hash_hmac(SECRET, strlen(SECRET), text, strlen(text), mac);
	hash_hex(mac, HASH_LEN, hex);
	snprintf(url, sizeof(url), "http://127.0.0.1:%d%s", web_port(web),
	    path);
	snprintf(head[0], sizeof(head[0]), "X-Gitea-Signature: %s", hex);
	snprintf(head[1], sizeof(head[1]), "X-Gitea-Event: %s", event);
	snprintf(head[2], sizeof(head[2]), "X-Gitea-Delivery: %s", id);
	snprintf(head[3], sizeof(head[3]), "Content-Type: %s", type);
	DID(http_do(client, &r, &got, &e), 0);
	return got.status;
}

#define JSON "application/json"

static void
a_delivery_is_answered_by_what_became_of_it(void **state)
{
	(void)state;
	assert_int_equal(deliver("/hooks/centre", "push", "1", body, JSON),
	    202);
	assert_string_equal(buf_str(&got.body), "queued\n");
	assert_int_equal(pushed, 1);
	/* On the disk, before it was answered. */
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM jobs"), "1");
	assert_int_equal(deliver("/hooks/centre", "push", "1", body, JSON),
	    200);
	assert_string_equal(buf_str(&got.body), "seen before\n");
	assert_int_equal(deliver("/hooks/centre", "push", "2", body, JSON),
	    202);
	assert_string_equal(buf_str(&got.body), "already queued\n");
	assert_int_equal(deliver("/hooks/centre", "create", "3", body, JSON),
	    200);
	assert_non_null(strstr(buf_str(&got.body), "no push"));
	assert_int_equal(pushed, 1);
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM jobs"), "1");
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM deliveries"),
	    "3");
}

static void
what_is_refused_is_not_stored(void **state)
{
	(void)state;
	assert_int_equal(deliver("/hooks/none", "push", "1", body, JSON),
	    404);
	assert_int_equal(deliver("/hooks/", "push", "1", body, JSON), 404);
	assert_int_equal(deliver("/hooks/centre/", "push", "1", body, JSON),
	    404);
	assert_int_equal(deliver("/hooks/centre", "push", "1", body,
	    "text/plain"), 415);
	assert_int_equal(deliver("/hooks/centre", "push", "1", "{", JSON),
	    400);
	assert_int_equal(ask("POST", "/hooks/centre"), 401);
	assert_int_equal(pushed, 0);
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM deliveries"),
	    "0");
}

#define HOOK "POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"

static void
a_body_has_one_length_and_not_too_great_a_one(void **state)
{
	(void)state;
	assert_non_null(strstr(raw(HOOK "\r\n"), " 411 "));
	assert_non_null(strstr(raw(HOOK "Transfer-Encoding: chunked\r\n\r\n"
	    "0\r\n\r\n"), " 411 "));
	assert_non_null(strstr(raw(HOOK "Content-Length: 65537\r\n\r\n"),
	    " 413 "));
	assert_non_null(strstr(raw(HOOK "Content-Length: 2\r\n"
	    "Content-Length: 3\r\n\r\n{}"), " 400 "));
	assert_non_null(strstr(raw(HOOK "Content-Length: 2\r\n"
	    "Transfer-Encoding: chunked\r\n\r\n{}"), " 400 "));
	assert_non_null(strstr(raw(HOOK "Content-Length: 9\r\n\r\n{}"),
	    " 408 "));
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM deliveries"),
	    "0");
}

static void
a_port_that_is_taken_is_an_error_in_words(void **state)
{
	const struct web_spec spec = { .conf = &conf, .pushed = count_push,
	    .own_user = nobody };
	struct web *other = NULL;
	char listen_on[40];

	(void)state;
	snprintf(listen_on, sizeof(listen_on), "127.0.0.1:%d", web_port(web));
	conf.listen = listen_on;
	assert_int_equal(web_open(&spec, &other, &e), -1);
	assert_non_null(strstr(e.msg, listen_on));
	conf.listen = "127.0.0.1:0";
	conf.database = "/nowhere/db";
	assert_int_equal(web_open(&spec, &other, &e), -1);
	assert_non_null(strstr(e.msg, "/nowhere/db"));
}

static void *
stop(void *arg)
{
	(void)arg;
	web_close(web);
	return NULL;
}

static void
what_is_under_way_ends_before_the_stop(void **state)
{
	static const char half[] = HOOK "Content-Length: 2\r\n\r\n{";
	pthread_t stopper;
	struct timespec nap = { .tv_nsec = 200 * 1000 * 1000 };
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	    .sin_port = htons((uint16_t)web_port(web)) };
	char text[1000];
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	ssize_t n;

	(void)state;
	assert_int_equal(connect(fd, (struct sockaddr *)&a, sizeof(a)), 0);
	assert_true(send(fd, half, sizeof(half) - 1, MSG_NOSIGNAL) > 0);
	nanosleep(&nap, NULL);
	assert_int_equal(pthread_create(&stopper, NULL, stop, NULL), 0);
	nanosleep(&nap, NULL);
	/* Half a body was there when the stop came; it still is answered. */
	assert_true(send(fd, "}", 1, MSG_NOSIGNAL) == 1);
	n = recv(fd, text, sizeof(text) - 1, 0);
	text[n > 0 ? n : 0] = '\0';
	assert_non_null(strstr(text, " 401 "));
	pthread_join(stopper, NULL);
	web = NULL;
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		/* First: open stores are kept for the next request. */
		TEST(without_a_store_a_page_is_503_and_health_is_not),
		TEST(every_address_answers_with_its_type),
		TEST(what_is_no_address_is_not_found),
		TEST(a_number_in_an_address_is_the_rows),
		TEST(only_what_reads_is_allowed_on_a_page),
		TEST(an_address_is_what_was_asked_for_and_not_decoded),
		TEST(the_language_can_be_asked_for),
		TEST(a_delivery_is_answered_by_what_became_of_it),
		TEST(what_is_refused_is_not_stored),
		TEST(a_body_has_one_length_and_not_too_great_a_one),
		TEST(a_port_that_is_taken_is_an_error_in_words),
		TEST(what_is_under_way_ends_before_the_stop),
	};

	return cmocka_run_group_tests(tests, up, down);
}
