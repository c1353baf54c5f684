/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/http.h"
#include "base/proc.h"

#include "httpd.h"

static struct server server;
static struct http *http;
static struct http_answer answer;
static struct err e;

static int
up(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);

	(void)state;
	memset(&server, 0, sizeof(server));
	server.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (server.fd < 0 ||
	    bind(server.fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(server.fd, 8) < 0 ||
	    getsockname(server.fd, (struct sockaddr *)&a, &n) < 0 ||
	    pthread_create(&server.thread, NULL, serve, &server) != 0)
		return -1;
	snprintf(server.url, sizeof(server.url), "http://127.0.0.1:%d/x?q=hush",
	    ntohs(a.sin_port));
	http = http_open("greffier/test");
	memset(&answer, 0, sizeof(answer));
	memset(&e, 0, sizeof(e));
	return 0;
}

static int
down(void **state)
{
	(void)state;
	http_close(http);
	http_answer_free(&answer);
	shutdown(server.fd, SHUT_RDWR);
	pthread_join(server.thread, NULL);
	close(server.fd);
	return 0;
}

static void
answers(const char *bytes)
{
	server.answer = bytes;
	server.len = strlen(bytes);
}

static int
ask(long timeout)
{
	const struct http_request r = { .method = "GET", .url = server.url,
	    .timeout_ms = timeout };

	return http_do(http, &r, &answer, &e);
}

static void
get(const char *bytes)
{
	answers(bytes);
	if (ask(0) < 0)
		fail_msg("%s", e.msg);
}

static void
a_request_says_what_was_asked(void **state)
{
	static const char *const headers[] = { "Authorization: Bearer t",
	    "Accept: application/json", NULL };
	struct http_request r = { .method = "POST", .url = server.url,
	    .headers = headers, .body = "{\"a\":1}", .len = 7 };

	(void)state;
	answers("HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok");
	assert_int_equal(http_do(http, &r, &answer, &e), 0);
	assert_int_equal(answer.status, 201);
	assert_string_equal(buf_str(&answer.body), "ok");
	assert_int_equal(strncmp(server.heard, "POST /x?q=hush HTTP/1.1\r\n",
	    25), 0);
	assert_non_null(strstr(server.heard, "Authorization: Bearer t\r\n"));
	assert_non_null(strstr(server.heard, "User-Agent: greffier/test\r\n"));
	assert_non_null(strstr(server.heard, "\r\n\r\n{\"a\":1}"));
	r = (struct http_request){ .method = "PATCH", .url = server.url,
	    .body = "x", .len = 1 };
	assert_int_equal(http_do(http, &r, &answer, &e), 0);
	assert_int_equal(strncmp(server.heard, "PATCH /x", 8), 0);
	/* Nothing of the request before is left in this one. */
	assert_null(strstr(server.heard, "Authorization"));
	r = (struct http_request){ .method = "POST", .url = server.url };
	assert_int_equal(http_do(http, &r, &answer, &e), 0);
	assert_non_null(strstr(server.heard, "Content-Length: 0\r\n"));
	r = (struct http_request){ .method = "DELETE", .url = server.url };
	assert_int_equal(http_do(http, &r, &answer, &e), 0);
	assert_int_equal(strncmp(server.heard, "DELETE /x", 9), 0);
	assert_int_equal(ask(0), 0);
	assert_int_equal(strncmp(server.heard, "GET /x", 6), 0);
	assert_null(strstr(server.heard, "Content-Length"));
	assert_int_equal(server.connections, 1);	/* kept alive */
}

static void
a_large_body_is_sent_without_waiting_for_leave(void **state)
{
	static char big[1500000];	/* curl asks leave from 1 MB on */
	const struct http_request r = { .method = "PUT", .url = server.url,
	    .body = big, .len = sizeof(big) };
	int64_t before = clock_ms();

	(void)state;
	memset(big, 'x', sizeof(big));
	answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_int_equal(http_do(http, &r, &answer, &e), 0);
	assert_null(strcasestr(server.heard, "Expect"));
	assert_true(clock_ms() - before < 900);
}

/* curl would send it again on a new connection. */
static void
what_creates_is_never_sent_twice(void **state)
{
	struct http_request r = { .method = "POST", .url = server.url,
	    .body = "{}", .len = 2, .once = true };

	(void)state;
	get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	server.answer = "";
	server.len = 0;
	server.hang_up = true;
	assert_int_equal(http_do(http, &r, &answer, &e), -1);
	assert_int_equal(server.requests, 2);
}

static void
any_status_is_an_answer_and_the_next_starts_afresh(void **state)
{
	(void)state;
	get("HTTP/1.1 429 Slow\r\nRetry-After: 17\r\nX-RateLimit-Reset: "
	    "1795523400\r\nX-RateLimit-Remaining: 0\r\n"
	    "Location: https://a/b\r\n"
	    "Link: <https://a/2>; rel=\"next\"\r\nContent-Length: 3\r\n\r\nabc");
	assert_int_equal(answer.status, 429);
	assert_int_equal(answer.retry_after, 17);
	assert_true(answer.rate_reset == 1795523400);
	assert_int_equal(answer.rate_left, 0);
	assert_string_equal(answer.location, "https://a/b");
	assert_string_equal(answer.next, "https://a/2");
	get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_int_equal(answer.status, 200);
	assert_int_equal(answer.retry_after, -1);
	assert_int_equal(answer.rate_reset, -1);
	assert_int_equal(answer.rate_left, -1);
	assert_string_equal(answer.location, "");
	assert_string_equal(answer.next, "");
	assert_string_equal(buf_str(&answer.body), "");
	assert_non_null(answer.body.data);
}

static void
a_redirect_is_an_answer_and_is_not_followed(void **state)
{
	char bytes[200];

	(void)state;
	snprintf(bytes, sizeof(bytes), "HTTP/1.1 302 Found\r\nLocation: %s\r\n"
	    "Content-Length: 0\r\n\r\n", server.url);
	get(bytes);
	assert_int_equal(answer.status, 302);
	assert_string_equal(answer.location, server.url);
	assert_int_equal(server.connections, 1);
}

static void
times_to_wait_are_read_in_every_form(void **state)
{
	int64_t now = clock_now();

	(void)state;
#define HEAD(lines) "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" lines "\r\n\r\n"
	get(HEAD("retry-after: Fri, 31 Dec 2100 23:59:59 GMT"));
	assert_true(answer.retry_after > 4133980799 - now - 100 &&
	    answer.retry_after <= 4133980799 - now);
	get(HEAD("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT"));
	assert_int_equal(answer.retry_after, 0);
	get(HEAD("Retry-After: -5"));
	assert_true(answer.retry_after == -1 || answer.retry_after == 0);
	get(HEAD("Retry-After: soon"));
	assert_int_equal(answer.retry_after, -1);
	get(HEAD("Retry-After: 99999999999999999999999"));
	assert_int_equal(answer.retry_after, -1);
	get(HEAD("RateLimit-Reset: 60\r\nRateLimit-Remaining: 12"));
	assert_true(answer.rate_reset >= now + 60 &&
	    answer.rate_reset <= now + 100);
	assert_int_equal(answer.rate_left, 12);
	get(HEAD("RateLimit-Reset: 1795523400"));
	assert_true(answer.rate_reset == 1795523400);
	get(HEAD("RateLimit-Remaining: many"));
	assert_int_equal(answer.rate_left, -1);
	/* What an interim answer says is not about this one. */
	get("HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n"
	    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	assert_int_equal(answer.retry_after, -1);
	assert_int_equal(answer.status, 200);
}

static void
the_next_page_is_found_among_links(void **state)
{
	static const struct { const char *link, *next; } rows[] = {
		{ "<https://a/1>; rel=\"prev\", <https://a/3>; rel=\"next\", "
		    "<https://a/9>; rel=\"last\"", "https://a/3" },
		{ "<https://a/3>;rel=next", "https://a/3" },
		{ "<https://a/3>; title=\"x, y\"; REL=\"last NEXT\"",
		    "https://a/3" },
		{ "<https://a/?q=1,2>; rel=\"next\"", "https://a/?q=1,2" },
		{ "<https://a/3>; rel=\"nextish\"", "" },
		{ "<https://a/3>; rel=\"last\"", "" },
		{ "<https://a/3>; title=\"rel=next\"", "" },
		{ "<https://a/3>; ; =; rel", "" },
		{ "<https://a/3", "" },
		{ "<https://a/ 3>; rel=next", "" },
		{ "<>; rel=next", "" },
		{ "\"\"\"<a>;\"=\"; rel=next", "" },
		{ "garbage", "" },
	};
	char bytes[500];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		snprintf(bytes, sizeof(bytes), HEAD("Link: %s"), rows[i].link);
		get(bytes);
		if (strcmp(answer.next, rows[i].next) != 0)
			fail_msg("%s: %s", rows[i].link, answer.next);
	}
}

static void
a_url_that_does_not_fit_is_not_there(void **state)
{
	char bytes[2000], url[700];

	(void)state;
	memset(url, 'x', sizeof(url) - 1);
	memcpy(url, "https://a/", 10);
	url[512] = '\0';
	snprintf(bytes, sizeof(bytes),
	    HEAD("Location: %s\r\nLink: <%s>; rel=next"), url, url);
	get(bytes);
	assert_string_equal(answer.location, "");
	assert_string_equal(answer.next, "");
	url[511] = '\0';
	snprintf(bytes, sizeof(bytes),
	    HEAD("Location: %s\r\nLink: <%s>; rel=next"), url, url);
	get(bytes);
	assert_string_equal(answer.location, url);
	assert_string_equal(answer.next, url);
}

static void
an_answer_has_a_ceiling(void **state)
{
	(void)state;
	answer.body.max = 4;
	get("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n1234");
	assert_string_equal(buf_str(&answer.body), "1234");
	/* Announced, and not announced. */
	answers("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345");
	assert_int_equal(ask(0), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "5\r\n12345\r\n0\r\n\r\n");
	assert_int_equal(ask(0), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
}

static void
headers_have_a_ceiling(void **state)
{
	struct buf b = BUF_INIT(1 << 20);
	int i;

	(void)state;
	buf_puts(&b, "HTTP/1.1 200 OK\r\n");
	for (i = 0; i < 5000; i++)
		buf_fmt(&b, "X-%d: aaaaaaaaaaaaaaa\r\n", i);
	buf_puts(&b, "Content-Length: 0\r\n\r\n");
	answers(b.data);
	assert_int_equal(ask(0), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	buf_free(&b);
}

static void
a_forge_that_is_slow_or_silent_meets_the_deadline(void **state)
{
	int64_t before = clock_ms();

	(void)state;
	server.hang = true;
	assert_int_equal(ask(200), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_true(clock_ms() - before < 4000);
	server.hang = false;
	server.trickle_ms = 20;
	answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
	before = clock_ms();
	assert_int_equal(ask(400), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_true(clock_ms() - before < 4000);
}

static void
garbage_is_no_answer_and_the_error_tells_no_secret(void **state)
{
	static const char *const headers[] = { "Authorization: hush", NULL };
	const struct http_request r = { .method = "GET", .url = server.url,
	    .headers = headers };

	(void)state;
	answers("no http at all\r\n\r\n");
	assert_int_equal(http_do(http, &r, &answer, &e), -1);
	assert_int_equal(e.kind, ERR_REMOTE);
	assert_null(strstr(e.msg, "hush"));
	assert_non_null(strstr(e.msg, "GET 127.0.0.1"));
}

static void
a_truncated_answer_is_no_answer(void **state)
{
	const struct http_request r = { .method = "GET",
	    .url = "http://127.0.0.1:1/" };

	(void)state;
	assert_int_equal(http_do(http, &r, &answer, &e), -1);
	assert_int_equal(e.kind, ERR_REMOTE);
	server.hang_up = true;
	answers("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123");
	assert_int_equal(ask(0), -1);
	assert_int_equal(e.kind, ERR_REMOTE);
	answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	    "5\r\n12345\r\n");
	assert_int_equal(ask(0), -1);
	assert_int_equal(e.kind, ERR_REMOTE);
}

/* A certificate that nobody vouches for, as a man in the middle has. */
static void
tls_is_verified(void **state)
{
	char dir[] = "/tmp/t-http.XXXXXX", script[700], url[64];
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	const char *const env[] = { "PATH=/usr/bin:/bin", NULL };
	const struct proc_spec spec = { .argv = argv, .env = env, .pass = -1 };
	struct http_request r = { .method = "GET", .url = url };
	struct proc p;
	const char *line = "";
	size_t n;
	int port = 0;

	(void)state;
	if (!fs_exists("/usr/bin/openssl"))
		skip();
	assert_non_null(mkdtemp(dir));
	snprintf(script, sizeof(script), "cd %s && openssl req -x509 -newkey"
	    " ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=127.0.0.1"
	    " -addext subjectAltName=IP:127.0.0.1 -days 2 -keyout k -out c"
	    " 2>&1 && exec openssl s_server -accept 127.0.0.1:0 -key k -cert c"
	    " -www 2>&1", dir);
	assert_int_equal(proc_open(&p, &spec, 1000, &e), 0);
	while (port == 0 && proc_line(&p, &line, &n, clock_ms() + 20000,
	    &e) == 1)
		(void)sscanf(line, "ACCEPT 127.0.0.1:%d", &port);
	assert_true(port > 0);
	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", port);
	assert_int_equal(http_do(http, &r, &answer, &e), -1);
	assert_int_equal(e.kind, ERR_REMOTE);
	assert_non_null(strcasestr(e.msg, "certificate"));
	proc_close(&p);
	assert_int_equal(fs_rmtree(dir, &e), 0);
}

static void
never(const struct http_request *r, const char *why)
{
	assert_int_equal(http_do(http, r, &answer, &e), -1);
	if (strcasestr(e.msg, why) == NULL)
		fail_msg("%s: %s", r->url, e.msg);
	assert_int_equal(server.connections, 0);
}

static void
only_http_without_smuggled_lines_leaves_us(void **state)
{
	static const char *const bad[] = { "X: a\r\nY: b", NULL };
	char url[128];
	struct http_request r = { .method = "GET" };

	(void)state;
	answers("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	r.url = "file:///etc/passwd";
	never(&r, "protocol");
	r.url = "ftp://127.0.0.1/";
	never(&r, "protocol");
	snprintf(url, sizeof(url), "http://user:hush@%.60s",
	    server.url + 7);
	r.url = url;
	never(&r, "GET 127.0.0.1");
	assert_null(strstr(e.msg, "hush"));
	snprintf(url, sizeof(url), "%.60s\r\nX: y", server.url);
	never(&r, "control");
	r.url = server.url;
	r.headers = bad;
	never(&r, "control");
	r.headers = NULL;
	r.method = "GET / HTTP/1.1\r\nX: y";
	never(&r, "control");
}

static void
the_environment_names_no_proxy(void **state)
{
	(void)state;
	setenv("http_proxy", "http://127.0.0.1:1/", 1);
	setenv("ALL_PROXY", "http://127.0.0.1:1/", 1);
	get("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
	assert_int_equal(strncmp(server.heard, "GET /x", 6), 0);
}

static void
an_origin_is_scheme_host_and_port(void **state)
{
	(void)state;
	assert_int_equal(http_same_origin("https://a/x", "https://A:443/y?z"),
	    1);
	assert_int_equal(http_same_origin("http://a", "http://a:80/"), 1);
	assert_int_equal(http_same_origin("https://a", "http://a"), 0);
	assert_int_equal(http_same_origin("https://a", "https://a:8443"), 0);
	assert_int_equal(http_same_origin("https://a", "https://b"), 0);
	assert_int_equal(http_same_origin("https://a", "https://a@b/"), 0);
	assert_int_equal(http_same_origin("https://a", "https://a.b/"), 0);
	assert_int_equal(http_same_origin("https://a", "/relative"), 0);
	assert_int_equal(http_same_origin("", ""), 0);
	assert_int_equal(http_same_origin("https://a\\@b/", "https://a/"), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_request_says_what_was_asked),
		TEST(a_large_body_is_sent_without_waiting_for_leave),
		TEST(what_creates_is_never_sent_twice),
		TEST(any_status_is_an_answer_and_the_next_starts_afresh),
		TEST(a_redirect_is_an_answer_and_is_not_followed),
		TEST(times_to_wait_are_read_in_every_form),
		TEST(the_next_page_is_found_among_links),
		TEST(a_url_that_does_not_fit_is_not_there),
		TEST(an_answer_has_a_ceiling),
		TEST(headers_have_a_ceiling),
		TEST(a_forge_that_is_slow_or_silent_meets_the_deadline),
		TEST(garbage_is_no_answer_and_the_error_tells_no_secret),
		TEST(a_truncated_answer_is_no_answer),
		TEST(tls_is_verified),
		TEST(only_http_without_smuggled_lines_leaves_us),
		TEST(the_environment_names_no_proxy),
		TEST(an_origin_is_scheme_host_and_port),
	};

	return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
