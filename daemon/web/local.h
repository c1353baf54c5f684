/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: one request on its way to one answer.
 */
#ifndef WEB_LOCAL_H
#define WEB_LOCAL_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/i18n.h"

#include "web.h"

struct group;
struct mg_connection;
struct mg_context;
struct mg_request_info;
struct store;

enum {
	STORES_MAX = 16,	/* kept open between requests */
	PAGE_MAX = 32 << 20,
	BIG_BODY = 256 << 10,	/* larger ones share BIG_SLOTS */
	BIG_SLOTS = 2,
	READERS_MAX = 512,
};

/* A body that is being received, for the watch over slow ones. */
struct reader {
	bool		used;
	char		address[48];
	int		port;
	int64_t		deadline;	/* clock_ms() */
};

struct web {
	struct web_spec		 spec;
	struct mg_context	*mg;
	struct group		*group;
	int			 port;
	pthread_mutex_t		 lock;
	pthread_cond_t		 changed;
	struct store		*stores[STORES_MAX];
	int			 nstores;
	int			 running;	/* requests under way */
	bool			 stopping;
	int			 big;		/* large bodies under way */
	struct reader		 readers[READERS_MAX];
	pthread_t		 watch;
	bool			 watching;
	atomic_long		 accepted, refused, ignored, slow, pages;
};

struct page {
	struct web		*web;
	struct store		*store;		/* borrowed for the request */
	enum lang		 lang;
	int64_t			 id;		/* from the address, or 0 */
	struct buf		 out;
	const char		*type;		/* of the answer */
	int			 status;
};

/* A page that needs a store; 0, or -1: answered as an error. */
typedef int page_fn(struct page *, struct err *);

page_fn	page_home, page_repository, page_audit, page_audit_json, page_queue,
	page_metrics, page_health, page_ready, page_style;

/* The frame around a page: title, navigation, main. */
void	page_open(struct page *, const char *title);
void	page_close(struct page *);

/* POST /hooks/<source>: answers by itself, returns the HTTP status. */
int	hook(struct web *, struct mg_connection *,
	    const struct mg_request_info *, const char *source);

/* Whole answer: headers, security, body. */
void	answer(struct mg_connection *, int status, const char *type,
	    const char *extra, const char *body, size_t len, bool head);
void	answer_text(struct mg_connection *, int status, const char *text);

/* The body, bounded in bytes and time; 0, or the status to answer. */
int	body_read(struct web *, struct mg_connection *,
	    const struct mg_request_info *, struct buf *, const char **why);
void	*body_watch(void *web);

#endif
