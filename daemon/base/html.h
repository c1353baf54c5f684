/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * html.h: HTML written so that nobody's text can become markup.
 *
 * Each function escapes for its place.  html_raw() takes string literals
 * only (the lint holds it): everything else goes through html_text(),
 * html_attr() or html_url().
 */
#ifndef HTML_H
#define HTML_H

#include <stddef.h>

struct buf;

#define html_raw(b, literal) html_literal((b), "" literal "")
void	html_literal(struct buf *, const char *);
void	html_text(struct buf *, const char *);
void	html_textn(struct buf *, const char *, size_t);
void	html_fmt(struct buf *, const char *, ...)	/* escaped afterwards */
	    __attribute__((format(printf, 2, 3)));

/* ' name="value"'; nothing when value is NULL. */
void	html_attr(struct buf *, const char *name, const char *value);

/* The same for href/src: only http, https and relative; else "#". */
void	html_url(struct buf *, const char *name, const char *url);

/* A path segment or query value, percent-encoded (RFC 3986). */
void	html_percent(struct buf *, const char *);

#endif
