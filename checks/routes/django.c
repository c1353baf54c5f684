/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * django.c: Django and its REST framework: lists of URLs that include
 * each other by name, and views that are found by name.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "routes.h"

/* What a class answers by what it is made of. */
static const struct base {
	const char	*name, *one, *many;	/* methods with and without id */
} bases[] = {
	{ "CreateAPIView", "", "POST" },
	{ "CreateModelMixin", "", "POST" },
	{ "DestroyAPIView", "", "DELETE" },
	{ "DestroyModelMixin", "DELETE", "" },
	{ "ListAPIView", "", "GET" },
	{ "ListCreateAPIView", "", "GET POST" },
	{ "ListModelMixin", "", "GET" },
	{ "ModelViewSet", "GET PUT PATCH DELETE", "GET POST" },
	{ "ReadOnlyModelViewSet", "GET", "GET" },
	{ "RetrieveAPIView", "", "GET" },
	{ "RetrieveDestroyAPIView", "", "GET DELETE" },
	{ "RetrieveModelMixin", "GET", "" },
	{ "RetrieveUpdateAPIView", "", "GET PUT PATCH" },
	{ "RetrieveUpdateDestroyAPIView", "", "GET PUT PATCH DELETE" },
	{ "UpdateAPIView", "", "PUT PATCH" },
	{ "UpdateModelMixin", "PUT PATCH", "" },
};

/* Methods of a class by their names. */
static const struct verb {
	const char	*name, *one, *many;
} verbs[] = {
	{ "create", "", "POST" }, { "delete", "", "DELETE" },
	{ "destroy", "DELETE", "" }, { "get", "", "GET" },
	{ "list", "", "GET" }, { "partial_update", "PATCH", "" },
	{ "patch", "", "PATCH" }, { "post", "", "POST" },
	{ "put", "", "PUT" }, { "retrieve", "GET", "" },
	{ "update", "PUT", "" },
};

static void
add_words(struct list *l, const char *words)
{
	const char *w;
	size_t n;

	while ((w = list_next(&words, &n)) != NULL)
		list_add(l, w, n);
}

static bool
listed(const char *bases_of, const char *name)
{
	const char *p = bases_of;
	size_t n = strlen(name);

	while ((p = strstr(p, name)) != NULL) {
		if ((p == bases_of || strchr(" .,", p[-1]) != NULL) &&
		    strchr(",", p[n]) != NULL)
			return true;
		p += n;
	}
	return false;
}

/* permission_classes = [..] of a class, or as a decorator's argument. */
static void
permissions(const char *code, struct handling *h)
{
	if (code == NULL)
		return;
	if (strstr(code, "AllowAny") != NULL || strcmp(code, "[]") == 0 ||
	    strcmp(code, "()") == 0)
		add_words(&h->traits, "open");
	else if (strstr(code, "OrReadOnly") != NULL ||
	    strstr(code, "OrAnonReadOnly") != NULL)
		add_words(&h->traits, "readonly");
	else
		guards_in(code, &h->needs, true);
}

static void
emit_view(const struct gr_item *it, const char *name, const char *one,
    const char *many, const struct handling *h)
{
	struct gr_fact *x = gr_emit("route.view", it->first, it->last);

	gr_set(x, "name", name);
	gr_set(x, "one", one);
	gr_set(x, "many", many);
	gr_set(x, "needs", h->needs.text);
	gr_set(x, "calls", h->calls.text);
	gr_set(x, "traits", h->traits.text);
}

/* @action(detail=True, methods=["post"]): a route of its own. */
static void
read_action(const struct unit *u, size_t fn, const struct gr_item *class,
    const struct handling *whole)
{
	const struct gr_arg *a;
	struct handling h = *whole;
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < fn; i++)
		if (u->it[i].kind == GR_MARK && u->it[i].on == (int)fn &&
		    strcmp(last_name(u->it[i].name), "action") == 0)
			break;
	if (i == fn)
		return;
	handle(u, fn, &h);
	a = gr_arg(&u->it[i], "permission_classes", -1);
	if (a != NULL)
		permissions(a->code, &h);
	x = gr_emit("route.view", u->it[fn].first, u->it[fn].last);
	gr_set(x, "name", u->it[fn].name);
	gr_set(x, "of", class->name);
	a = gr_arg(&u->it[i], "detail", -1);
	gr_set(x, "one", a != NULL && a->code != NULL &&
	    strcmp(a->code, "True") == 0 ? "yes" : "");
	a = gr_arg(&u->it[i], "methods", -1);
	gr_set(x, "many", a != NULL && a->code != NULL && (strstr(a->code,
	    "post") || strstr(a->code, "POST")) ? "POST" : "GET");
	gr_set(x, "needs", h.needs.text);
	gr_set(x, "calls", h.calls.text);
	gr_set(x, "traits", h.traits.text);
}

static void
read_class(const struct unit *u, size_t class)
{
	const struct gr_item *it = &u->it[class], *m;
	struct list one, many;
	struct handling h;
	bool drf;
	size_t i, k;

	memset(&one, 0, sizeof(one));
	memset(&many, 0, sizeof(many));
	memset(&h, 0, sizeof(h));
	drf = strstr(it->what, "APIView") != NULL ||
	    strstr(it->what, "ViewSet") != NULL;
	if (!drf && strstr(it->what, "View") == NULL &&
	    !listed(it->what, "Resource"))
		return;
	if (!imports(u, "django") && !imports(u, "rest_framework"))
		drf = true;	/* a class of Flask gives no page */
	for (i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		if (listed(it->what, bases[i].name)) {
			add_words(&one, bases[i].one);
			add_words(&many, bases[i].many);
		}
	guards_in(it->what, &h.needs, true);
	for (i = 0; i < u->n && u->it[i].token < it->end; i++) {
		m = &u->it[i];
		if (m->kind == GR_MARK && m->on == (int)class &&
		    strcmp(m->name, "method_decorator") == 0 && m->nargs > 0)
			guards_in(m->args[0].code, &h.needs, true);
		if (m->inside != (int)class)
			continue;
		if (m->kind == GR_ASSIGN && m->nargs > 0 &&
		    strcmp(m->name, "permission_classes") == 0)
			permissions(m->args[0].code, &h);
		if (m->kind == GR_ASSIGN && m->nargs > 0 &&
		    (strcmp(m->name, "decorators") == 0 ||
		    strcmp(m->name, "method_decorators") == 0))
			guards_in(m->args[0].code, &h.needs, true);
		for (k = 0; m->kind == GR_FUNCTION &&
		    k < sizeof(verbs) / sizeof(verbs[0]); k++)
			if (strcmp(m->name, verbs[k].name) == 0) {
				add_words(&one, verbs[k].one);
				add_words(&many, verbs[k].many);
			}
	}
	if (drf)
		add_words(&h.traits, "drf");
	for (i = class + 1; i < u->n && u->it[i].token < it->end; i++)
		if (u->it[i].kind == GR_FUNCTION)
			read_action(u, i, it, &h);
	handle_range(u, it->token, it->end, &h);
	if (!drf && !list_has(h.calls.text, "JsonResponse") &&
	    strstr(u->file->text, "JsonResponse") == NULL)
		add_words(&h.traits, "page");
	emit_view(it, it->name, one.text, many.len > 0 || one.len > 0 ?
	    many.text : "GET", &h);
}

static void
read_function(const struct unit *u, size_t fn)
{
	const struct gr_item *it = &u->it[fn], *m;
	struct handling h;
	const char *many = "GET";
	bool drf = false, json = false;
	size_t i;

	if (it->inside >= 0 || it->nargs == 0 || it->args[0].name == NULL ||
	    strcmp(it->args[0].name, "request") != 0)
		return;
	memset(&h, 0, sizeof(h));
	handle(u, fn, &h);
	for (i = 0; i < u->n && u->it[i].token < it->end; i++) {
		m = &u->it[i];
		if (m->kind == GR_CALL && m->token >= it->token)
			json |= strcmp(last_name(m->name),
			    "JsonResponse") == 0;
		if (m->kind != GR_MARK || m->on != (int)fn)
			continue;
		if (strcmp(m->name, "api_view") == 0)
			drf = true;
		if (strcmp(m->name, "permission_classes") == 0 &&
		    m->nargs > 0)
			permissions(m->args[0].code, &h);
		if ((drf && m->nargs > 0 && m->args[0].code != NULL &&
		    strstr(m->args[0].code, "POST")) ||
		    strcmp(m->name, "require_POST") == 0)
			many = m->nargs > 0 && m->args[0].code != NULL &&
			    strstr(m->args[0].code, "GET") ? "GET POST" :
			    "POST";
	}
	if (drf)
		add_words(&h.traits, "drf");
	if (!drf && !json)
		add_words(&h.traits, "page");
	emit_view(it, it->name, "", many, &h);
}

/* path("x/", views.f), path("y/", include("app.urls")) */
static void
read_url(const struct unit *u, const struct gr_item *it)
{
	const struct gr_arg *path = gr_arg(it, "route", 0);
	const struct gr_arg *view = gr_arg(it, "view", 1);
	char target[NAME_MAX_], name[NAME_MAX_];
	const char *kind = "view", *code;
	struct list needs;
	struct gr_fact *x;
	size_t n;

	if (path == NULL || path->text == NULL || view == NULL ||
	    view->code == NULL)
		return;
	code = view->code;
	if (strncmp(code, "include(", 8) == 0) {
		kind = "include";
		code += 8;
		code += strspn(code, "(\"' ");
	}
	memset(&needs, 0, sizeof(needs));
	/* login_required(views.f): the name before the bracket guards. */
	n = strcspn(code, "\"'(),");
	while (strcmp(kind, "view") == 0 && code[n] == '(' &&
	    (n < 7 || strncmp(code + n - 7, "as_view", 7) != 0) &&
	    code[n + 1] != ')' && n < sizeof(name)) {
		(void)snprintf(name, sizeof(name), "%.*s", (int)n, code);
		list_add(&needs, last_name(name), strlen(last_name(name)));
		code += n + 1;
		n = strcspn(code, "\"'(),");
	}
	(void)snprintf(name, sizeof(name), "%.*s", (int)n, code);
	if (strlen(name) > 8 &&
	    strcmp(name + strlen(name) - 8, ".as_view") == 0)
		name[strlen(name) - 8] = '\0';
	if (strcmp(kind, "include") == 0 && view->code[8] != '"' &&
	    view->code[8] != '\'' && strlen(name) > 5 &&
	    strcmp(name + strlen(name) - 5, ".urls") == 0)
		kind = "router";
	resolve(u, name, target, sizeof(target));
	x = gr_emit("route.url", it->first, it->last);
	gr_set(x, "path", path->text);
	gr_set(x, "kind", kind);
	gr_set(x, "target", target);
	gr_set(x, "needs", needs.text);
	if (strncmp(last_name(target), "Spectacular", 11) == 0 ||
	    strstr(view->code, "schema_view") != NULL) {
		x = gr_emit("route.describer", it->first, it->last);
		gr_set(x, "framework", "django");
		gr_set(x, "how", last_name(target)[0] == 'S' ?
		    "drf-spectacular" : "drf-yasg");
	}
}

static void
read_register(const struct unit *u, const struct gr_item *it)
{
	const struct gr_arg *path = gr_arg(it, "prefix", 0);
	const struct gr_arg *view = gr_arg(it, "viewset", 1);
	char target[NAME_MAX_];
	struct gr_fact *x;

	if (path == NULL || path->text == NULL || view == NULL ||
	    view->code == NULL)
		return;
	resolve(u, view->code, target, sizeof(target));
	x = gr_emit("route.url", it->first, it->last);
	gr_set(x, "path", path->text);
	gr_set(x, "kind", "viewset");
	gr_setn(x, "owner", it->name, strcspn(it->name, "."));
	gr_set(x, "target", target);
}

/* The settings: where the URLs begin, what every view asks. */
static void
read_settings(const struct unit *u)
{
	const struct gr_item *it;
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->kind != GR_ASSIGN || it->inside >= 0)
			continue;
		if (strcmp(it->name, "ROOT_URLCONF") == 0 && it->text)
			app_emit(it, it->text, "django", "");
	}
	for (i = 0; i < u->ntok; i++) {
		if (u->tok[i].kind != GR_STRING || (strncmp(u->tok[i].text,
		    "rest_framework.permissions.", 27) != 0 &&
		    strstr(u->tok[i].text, "LoginRequiredMiddleware") == NULL))
			continue;
		x = gr_emit("route.shield", u->tok[i].line, u->tok[i].line);
		gr_set(x, "owner", u->tok[i].text[0] == 'r' ? "drf" :
		    "django");
		gr_set(x, "needs", last_name(u->tok[i].text));
	}
}

void
django_read(const struct unit *u)
{
	const struct gr_item *it;
	bool urls = strstr(u->file->text, "urlpatterns") != NULL;
	const char *last;
	size_t i;

	if (strstr(u->file->text, "ROOT_URLCONF") != NULL ||
	    strstr(u->file->text, "REST_FRAMEWORK") != NULL)
		read_settings(u);
	if (imports(u, "flask") && !imports(u, "django")) {
		for (i = 0; i < u->n; i++)
			if (u->it[i].kind == GR_CLASS && !u->it[i].dead)
				read_class(u, i);
		return;
	}
	if (!imports(u, "django") && !imports(u, "rest_framework"))
		return;
	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->dead)
			continue;
		last = last_name(it->name);
		if (it->kind == GR_CLASS)
			read_class(u, i);
		else if (it->kind == GR_FUNCTION)
			read_function(u, i);
		else if (urls && it->kind == GR_CALL &&
		    (strcmp(last, "path") == 0 ||
		    strcmp(last, "re_path") == 0 || strcmp(last, "url") == 0))
			read_url(u, it);
		else if (it->kind == GR_CALL && last != it->name &&
		    strcmp(last, "register") == 0)
			read_register(u, it);
	}
}
