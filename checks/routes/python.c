/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * python.c: FastAPI and Flask, and what is built on them: the functions
 * and classes that answer.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

static const struct verb {
	const char	*name, *method;
} verbs[] = {
	{ "api_route", NULL }, { "delete", "DELETE" }, { "get", "GET" },
	{ "patch", "PATCH" }, { "post", "POST" }, { "put", "PUT" },
	{ "route", NULL },
};

void
decl_emit(const char *framework, const char *owner, const char *method,
    const char *path, const char *handler, const struct handling *h,
    int first, int last)
{
	struct gr_fact *x = gr_emit("route.declared", first, last);
	char both[PATH_MAX_ + 16];

	(void)snprintf(both, sizeof(both), "%s %s", method, path);
	gr_set(x, "framework", framework);
	gr_set(x, "owner", owner);
	gr_set(x, "at", both);
	gr_set(x, "handler", handler);
	gr_set(x, "needs", h->needs.text);
	gr_set(x, "calls", h->calls.text);
	gr_set(x, "traits", h->traits.text);
}

/* A fact for each method: of the verb, or listed in "methods". */
static void
emit_methods(const struct unit *u, const struct gr_item *call,
    const char *method, const char *path, const char *handler,
    struct handling *h, int last)
{
	static const char *const known[] = { "GET", "POST", "PUT", "PATCH",
		"DELETE" };
	const struct gr_arg *a = gr_arg(call, "methods", -1);
	char owner[NAME_MAX_], name[NAME_MAX_];
	bool any = false;
	size_t i;

	(void)snprintf(name, sizeof(name), "%s", call->name);
	owner_of(u, name, owner, sizeof(owner));
	a = gr_arg(call, "include_in_schema", -1);
	if (a != NULL && a->code != NULL && strcmp(a->code, "False") == 0)
		list_add(&h->traits, "hidden", 6);
	a = gr_arg(call, "response_class", -1);
	if (a != NULL && a->code != NULL &&
	    strncmp(a->code, "HTML", 4) == 0)
		list_add(&h->traits, "page", 4);
	a = gr_arg(call, "methods", -1);
	for (i = 0; method == NULL && a != NULL && a->code != NULL &&
	    i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(a->code, known[i]) != NULL) {
			decl_emit("", owner, known[i], path, handler, h,
			    call->first, last);
			any = true;
		}
	if (!any)
		decl_emit("", owner, method == NULL ? "GET" : method, path,
		    handler, h, call->first, last);
}

static void
read_decorated(const struct unit *u, const struct gr_item *mark)
{
	const char *verb = last_name(mark->name);
	const struct gr_arg *a = gr_arg(mark, "path", 0);
	char whole[PATH_MAX_];
	const char *path;
	struct handling h;
	size_t i;

	if (verb == mark->name || mark->on < 0 || mark->dead ||
	    u->it[mark->on].kind != GR_FUNCTION)
		return;
	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verb, verbs[i].name) == 0)
			break;
	if (i == sizeof(verbs) / sizeof(verbs[0]))
		return;
	if (a == NULL)
		a = gr_arg(mark, "rule", -1);
	if (a == NULL)
		return;
	path = a->text == NULL ? "*" : a->text;
	if (path[0] != '/' && path[0] != '\0' && path[0] != '*' &&
	    path[0] != '{')
		return;
	/* f"{settings.PREFIX}/lots": somewhere, "/lots". */
	if (strncmp(path, "{}", 2) == 0) {
		(void)snprintf(whole, sizeof(whole), "*%s", path + 2);
		path = whole;
	}
	memset(&h, 0, sizeof(h));
	handle(u, (size_t)mark->on, &h);
	emit_methods(u, mark, verbs[i].method, path,
	    u->it[mark->on].name, &h, u->it[mark->on].last);
}

/* api.add_resource(Lots, "/lots"), view_func=Lots.as_view("lots") */
static void
read_class_url(const struct unit *u, const struct gr_item *it,
    const char *class, const char *path)
{
	char owner[NAME_MAX_], target[NAME_MAX_];
	struct gr_fact *x;

	owner_of(u, it->name, owner, sizeof(owner));
	resolve(u, class, target, sizeof(target));
	x = gr_emit("route.url", it->first, it->last);
	gr_set(x, "path", path);
	gr_set(x, "kind", "resource");
	gr_set(x, "owner", owner);
	gr_set(x, "target", target);
}

/* app.add_api_route("/x", f), app.add_url_rule("/x", view_func=f) */
static void
read_added(const struct unit *u, const struct gr_item *it)
{
	const char *verb = last_name(it->name);
	bool rule = strcmp(verb, "add_url_rule") == 0;
	char class[NAME_MAX_];
	const struct gr_arg *path, *f;
	struct handling h;
	size_t i;

	if (!rule && strcmp(verb, "add_api_route") != 0)
		return;
	path = gr_arg(it, rule ? "rule" : "path", 0);
	f = gr_arg(it, rule ? "view_func" : "endpoint", rule ? 2 : 1);
	if (path == NULL || path->text == NULL || f == NULL ||
	    f->code == NULL)
		return;
	if (strstr(f->code, ".as_view(") != NULL) {
		(void)snprintf(class, sizeof(class), "%.*s",
		    (int)(strstr(f->code, ".as_view(") - f->code), f->code);
		read_class_url(u, it, class, path->text);
		return;
	}
	memset(&h, 0, sizeof(h));
	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_FUNCTION &&
		    strcmp(u->it[i].name, last_name(f->code)) == 0) {
			handle(u, i, &h);
			break;
		}
	emit_methods(u, it, NULL, path->text, last_name(f->code), &h,
	    it->last);
}

static void
read_resource_url(const struct unit *u, const struct gr_item *it)
{
	int i;

	if (strcmp(last_name(it->name), "add_resource") != 0 ||
	    it->nargs < 2 || it->args[0].code == NULL)
		return;
	for (i = 1; i < it->nargs && it->args[i].name == NULL; i++)
		if (it->args[i].text != NULL && it->args[i].text[0] == '/')
			read_class_url(u, it, it->args[0].code,
			    it->args[i].text);
}

/* flask-restx and flask-smorest: a class whose methods answer. */
static void
read_resource(const struct unit *u, const struct gr_item *mark)
{
	const struct gr_item *m;
	const struct gr_arg *a = gr_arg(mark, "rule", 0);
	char owner[NAME_MAX_];
	struct handling h;
	size_t i, k;

	if (strcmp(last_name(mark->name), "route") != 0 || mark->on < 0 ||
	    u->it[mark->on].kind != GR_CLASS || a == NULL || mark->dead)
		return;
	owner_of(u, mark->name, owner, sizeof(owner));
	for (i = (size_t)mark->on + 1; i < u->n &&
	    u->it[i].token < u->it[mark->on].end; i++) {
		m = &u->it[i];
		for (k = 0; k < sizeof(verbs) / sizeof(verbs[0]); k++)
			if (m->kind == GR_FUNCTION && verbs[k].method != NULL &&
			    m->inside == mark->on &&
			    strcmp(m->name, verbs[k].name) == 0) {
				memset(&h, 0, sizeof(h));
				handle(u, i, &h);
				list_add(&h.traits, "swag", 4);
				decl_emit("", owner, verbs[k].method,
				    a->text == NULL ? "*" : a->text,
				    u->it[mark->on].name, &h, m->first,
				    m->last);
			}
	}
}

void
python_read(const struct unit *u)
{
	const struct gr_item *it;
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->dead)
			continue;
		if (it->kind == GR_ASSIGN) {
			object_read(u, i);
			if (it->text != NULL && it->text[0] == '/' &&
			    strlen(it->text) < 60 && it->inside < 0) {
				x = gr_emit("route.prefix", it->first,
				    it->last);
				gr_set(x, "name", last_name(it->name));
				gr_set(x, "value", it->text);
			}
		} else if (it->kind == GR_CALL) {
			mount_read(u, it);
			read_added(u, it);
			read_resource_url(u, it);
			describer_read(u, it);
			shield_read(u, i);
		} else if (it->kind == GR_MARK) {
			read_decorated(u, it);
			read_resource(u, it);
			shield_read(u, i);
		}
	}
}
