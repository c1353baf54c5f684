/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * web.h: the one listener: forges' deliveries in, pages and metrics out.
 *
 * civetweb behind, with what it lacks: a ceiling and a deadline on bodies
 * of our own, requests with two lengths refused, and draining before it
 * stops, since it loses answers under way.  No TLS here: a proxy stands in
 * front.  Every page works without script, escapes by context and carries
 * a strict Content-Security-Policy.
 *
 *	POST /hooks/<source>		a delivery (intake.h)
 *	GET  /				repositories
 *	GET  /repositories/<id>		one, with its audits and jobs
 *	GET  /audits/<id>		one audit: criteria and evidence
 *	GET  /audits/<id>.json		the same, as "audit --format json"
 *	GET  /queue			jobs and answers waiting
 *	GET  /style.css
 *	GET  /metrics /healthz /readyz
 */
#ifndef WEB_H
#define WEB_H

#include <stdbool.h>
#include <stddef.h>

struct conf;
struct err;
struct grid;
struct web;

struct web_spec {
	const struct conf	*conf;	/* borrowed; outlives the web */
	const struct grid	*grid;	/* borrowed; outlives the web */
	/* told when a job was queued */
	void			(*pushed)(void *);
	/* the disk failed under a delivery: the process must end */
	void			(*failed)(void *, const struct err *);
	/* our own user id on a source, "" while not known */
	void			(*own_user)(void *, const char *source,
				    char *out, size_t n);
	void			*arg;
};

/* Listens when it returns.  0, or -1. */
int	web_open(const struct web_spec *, struct web **, struct err *);

/* The port it listens on (the one chosen, when 0 was asked for). */
int	web_port(const struct web *);

/* New requests are answered 503, those under way end, then it stops. */
void	web_close(struct web *);

#endif
