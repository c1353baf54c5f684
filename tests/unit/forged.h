/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * forged.h: a forge in a thread, which gives the answers of a script, in
 * their order, the last one for ever, and keeps what it was asked.
 */
#ifndef FORGED_H
#define FORGED_H

#include "unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "conf/conf.h"
#include "forge/forge.h"
#include "httpd.h"

#define TOKEN "hush-hush-hush"
#define COMMIT "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

enum { ANSWERS = 32, ASKED = 20000, SAID = 2000, NOW = 1700000000 };

static struct forged {
	int		 fd, port;
	pthread_t	 thread;
	const char	*script[ANSWERS];	/* borrowed from said */
	int		 nscript;
	/* Kept to the end: a thread may still be sending what is old. */
	char		*said[SAID];		/* owned */
	int		 nsaid;
	atomic_int	 turn;			/* requests answered */
	char		 asked[ANSWERS][ASKED];
} forged;

static struct conf_source source;
static struct forge *forge;
static struct err e;
static int64_t when;
static char api[64];

static struct repo repo = { .source = "centre", .forge_id = "7",
	.path = "promo/ada", .default_branch = "main" };

static void
speak(struct server *s, int fd)
{
	static char spare[ASKED];
	int i = forged.turn;
	const char *text;

	while (said(s, fd) && hear(fd, i < ANSWERS ? forged.asked[i] : spare,
	    ASKED)) {
		text = forged.nscript == 0 ? "" : forged.script[
		    i < forged.nscript ? i : forged.nscript - 1];
		i = ++forged.turn;
		if (text[0] == '\0' || send(fd, text, strlen(text),
		    MSG_NOSIGNAL) < 0)
			return;
	}
}

static void *
stand(void *arg)
{
	struct server s = { .fd = forged.fd };
	int fd;

	(void)arg;
	while ((fd = accept(forged.fd, NULL, NULL)) >= 0) {
		speak(&s, fd);
		close(fd);
	}
	return NULL;
}

static int
forge_up(void **state)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);

	(void)state;
	memset(&forged, 0, sizeof(forged));
	forged.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (forged.fd < 0 ||
	    bind(forged.fd, (struct sockaddr *)&a, sizeof(a)) < 0 ||
	    listen(forged.fd, 8) < 0 ||
	    getsockname(forged.fd, (struct sockaddr *)&a, &n) < 0 ||
	    pthread_create(&forged.thread, NULL, stand, NULL) != 0)
		return -1;
	forged.port = ntohs(a.sin_port);
	snprintf(api, sizeof(api), "http://127.0.0.1:%d/api", forged.port);
	e = (struct err){ .kind = ERR_NONE };
	return 0;
}

static void
forget(void)
{
	forged.nscript = 0;
	forged.turn = 0;
	memset(forged.asked, 0, sizeof(forged.asked));
}

static int
forge_down(void **state)
{
	(void)state;
	forge_close(forge);
	forge = NULL;
	shutdown(forged.fd, SHUT_RDWR);
	pthread_join(forged.thread, NULL);
	close(forged.fd);
	while (forged.nsaid > 0)
		free(forged.said[--forged.nsaid]);
	return 0;
}

/* From now on we speak to it as to one of these; what was said is gone. */
static void
speaking(enum forge_kind kind)
{
	forge_close(forge);
	forget();
	source = (struct conf_source){ .name = "centre", .kind = kind,
	    .base_url = "https://git.example.org", .api_url = api,
	    .token = TOKEN };
	if (forge_open(&source, &forge, &e) < 0)
		fail_msg("%s", e.msg);
}

/* The next answer of the script, as it is; "": it hangs up. */
static void
says(char *text)
{
	assert_non_null(text);
	assert_true(forged.nscript < ANSWERS && forged.nsaid < SAID);
	forged.said[forged.nsaid++] = text;
	forged.script[forged.nscript++] = text;
}

/* The next answer of the script; more headers, each ended by CR LF. */
static void
answers(int status, const char *more, const char *body)
{
	char *text = NULL;

	if (asprintf(&text, "HTTP/1.1 %d X\r\nContent-Length: %zu\r\n%s\r\n%s",
	    status, strlen(body), more, body) < 0)
		abort();
	says(text);
}

/* Did the n-th request start so, and hold this? */
static inline void
asked(int n, const char *start, const char *held)
{
	if (n >= forged.turn)
		fail_msg("no request %d, but %d of them", n,
		    (int)forged.turn);
	if (strncmp(forged.asked[n], start, strlen(start)) != 0 ||
	    strstr(forged.asked[n], held) == NULL)
		fail_msg("not %s ... %s, but %s", start, held,
		    forged.asked[n]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, forge_up, forge_down)

#endif
