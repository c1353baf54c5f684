/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * postman.c: collections of requests, which many call their documentation.
 * Source: schema.getpostman.com, collection v2.0.0 and v2.1.0.
 */
#include <stdio.h>
#include <string.h>

#include "openapi.h"

enum { REQUESTS_MOST = 500, NESTED_MOST = 8 };

bool
postman_is(const struct gr_node *doc)
{
	const char *schema = gr_str(gr_get(doc, "info"), "schema");

	return schema != NULL && strstr(schema, "getpostman.com") != NULL &&
	    gr_node_kind(gr_get(doc, "item")) == GR_LIST;
}

/* "{{base_url}}/clients/:id?page=1" is "/clients/:id". */
static void
emit(const struct gr_node *item, const struct gr_node *request)
{
	const struct gr_node *url = gr_get(request, "url");
	const char *raw = gr_text(url), *p;
	struct gr_fact *x;

	if (raw == NULL)
		raw = gr_str(url, "raw");
	if (raw == NULL)
		return;
	p = strstr(raw, "://");
	p = p != NULL ? p + 3 : raw;
	p = strchr(p, '/');
	if (p == NULL)
		p = "/";
	x = gr_emit("openapi.request", gr_node_line(item),
	    gr_node_last(item));
	gr_set(x, "method", gr_str(request, "method") != NULL ?
	    gr_str(request, "method") : "GET");
	gr_setn(x, "path", p, strcspn(p, "?#"));
}

static int
read_items(const struct gr_node *list, int depth, int seen)
{
	const struct gr_node *i, *request;

	for (i = gr_first(list); i != NULL && seen < REQUESTS_MOST;
	    i = gr_next(i)) {
		request = gr_get(i, "request");
		if (request != NULL) {
			seen++;
			emit(i, request);
		} else if (depth < NESTED_MOST) {
			seen = read_items(gr_get(i, "item"), depth + 1, seen);
		}
	}
	return seen;
}

void
postman_read(const struct gr_file *f, const struct gr_node *doc)
{
	int n = read_items(gr_get(doc, "item"), 0, 0);
	const char *title = gr_str(gr_get(doc, "info"), "name");
	struct gr_fact *x;

	if (n == 0)
		return;
	x = gr_emit("openapi.postman", 1, f->lines);
	gr_set(x, "title", title == NULL ? "" : title);
	gr_setf(x, "requests", "%d", n);
}
