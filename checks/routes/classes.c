/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * classes.c: frameworks in which a class answers and marks say where:
 * Spring, NestJS, ASP.NET.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

/* A mark on a class: this one answers; at what prefix. */
static const struct controller {
	const char	*mark, *framework;
	const char	*prefix;	/* the mark with the prefix */
} controllers[] = {
	{ "ApiController", "aspnet", "Route" },
	{ "Controller", "nest", "Controller" },
	{ "RestController", "spring", "RequestMapping" },
};

static const struct verb {
	const char	*mark, *method;
} verbs[] = {
	{ "Delete", "DELETE" }, { "DeleteMapping", "DELETE" },
	{ "Get", "GET" }, { "GetMapping", "GET" },
	{ "HttpDelete", "DELETE" }, { "HttpGet", "GET" },
	{ "HttpPatch", "PATCH" }, { "HttpPost", "POST" },
	{ "HttpPut", "PUT" }, { "Patch", "PATCH" },
	{ "PatchMapping", "PATCH" }, { "Post", "POST" },
	{ "PostMapping", "POST" }, { "Put", "PUT" },
	{ "PutMapping", "PUT" }, { "RequestMapping", NULL },
};

/* What makes an application, what describes it, what closes all of it. */
static const struct sign {
	const char	*call, *framework;
	enum { APP, DESCRIBES, CLOSES } what;
} signs[] = {
	{ "AddOpenApi", "aspnet", DESCRIBES },
	{ "AddSwaggerGen", "aspnet", DESCRIBES },
	{ "CreateBuilder", "aspnet", APP },
	{ "create", "nest", APP },
	{ "createDocument", "nest", DESCRIBES },
	{ "useGlobalGuards", "nest", CLOSES },
};

static const struct gr_item *
marked(const struct unit *u, size_t on, const char *name)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_MARK && u->it[i].on == (int)on &&
		    strcmp(last_name(u->it[i].name), name) == 0)
			return &u->it[i];
	return NULL;
}

static const char *
path_of(const struct gr_item *mark)
{
	static const char *const names[] = { "path", "value", "template" };
	const struct gr_arg *a = NULL;
	size_t i;

	if (mark == NULL)
		return "";
	for (i = 0; i < sizeof(names) / sizeof(names[0]) && a == NULL; i++)
		a = gr_arg(mark, names[i], -1);
	if (a == NULL && mark->nargs > 0 && mark->args[0].name == NULL)
		a = &mark->args[0];
	return a == NULL ? "" : a->text != NULL ? a->text : "*";
}

/* "api/[controller]" and "items": "/api/Users/items". */
static void
join(const char *prefix, const char *path, const char *class, char *out,
    size_t n)
{
	const char *hole = strstr(prefix, "[controller]");
	size_t len = strlen(class);

	if (len > 10 && strcmp(class + len - 10, "Controller") == 0)
		len -= 10;
	if (strcmp(prefix, "*") == 0)
		(void)snprintf(out, n, "*/%.200s", path);
	else if (hole != NULL)
		(void)snprintf(out, n, "/%.*s%.*s/%.100s",
		    (int)(hole - prefix), prefix, (int)len, class, path);
	else
		(void)snprintf(out, n, "/%.130s/%.130s", prefix, path);
}

static void
guard(const struct unit *u, size_t on, struct list *needs)
{
	const char *last;
	size_t i;

	for (i = 0; i < u->n; i++) {
		if (u->it[i].kind != GR_MARK || u->it[i].on != (int)on)
			continue;
		last = last_name(u->it[i].name);
		list_add(needs, last, strlen(last));
		if (strcmp(last, "UseGuards") == 0 && u->it[i].nargs > 0)
			guards_in(u->it[i].args[0].code, needs, true);
	}
}

static void
read_method(const struct unit *u, size_t fn, size_t class,
    const struct controller *c)
{
	const struct gr_item *mark, *f = &u->it[fn];
	const char *method, *given;
	char path[PATH_MAX_];
	struct handling h;
	size_t i;

	for (i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		mark = marked(u, fn, verbs[i].mark);
		if (mark == NULL)
			continue;
		memset(&h, 0, sizeof(h));
		handle(u, fn, &h);
		guard(u, class, &h.needs);
		if (marked(u, fn, "AllowAnonymous") != NULL ||
		    marked(u, fn, "Public") != NULL)
			h.needs.text[0] = '\0';
		if (marked(u, fn, "Hidden") != NULL ||
		    marked(u, fn, "ApiExcludeEndpoint") != NULL)
			list_add(&h.traits, "hidden", 6);
		join(path_of(marked(u, class, c->prefix)), path_of(mark),
		    u->it[class].name, path, sizeof(path));
		method = verbs[i].method;
		given = mark->nargs > 0 && gr_arg(mark, "method", -1) ?
		    gr_arg(mark, "method", -1)->code : NULL;
		if (method == NULL)
			method = given == NULL ? "GET" :
			    strstr(given, "POST") ? "POST" :
			    strstr(given, "PUT") ? "PUT" :
			    strstr(given, "DELETE") ? "DELETE" : "GET";
		decl_emit(c->framework, "", method, path, f->name, &h,
		    mark->first, f->last);
	}
}

static void
read_class(const struct unit *u, size_t class)
{
	const struct controller *c = NULL;
	size_t i;

	for (i = 0; i < sizeof(controllers) / sizeof(controllers[0]); i++)
		if (marked(u, class, controllers[i].mark) != NULL)
			c = &controllers[i];
	/* Spring's @Controller gives pages. */
	if (c == NULL || (strcmp(c->framework, "nest") == 0 &&
	    u->file->entry->kind != GR_TYPESCRIPT))
		return;
	for (i = class + 1; i < u->n; i++)
		if (u->it[i].kind == GR_FUNCTION &&
		    u->it[i].inside == (int)class && !u->it[i].dead)
			read_method(u, i, class, c);
}

void
app_emit(const struct gr_item *it, const char *name, const char *framework,
    const char *prefix)
{
	struct gr_fact *x = gr_emit("route.object", it->first, it->last);

	gr_set(x, "name", name);
	gr_set(x, "framework", framework);
	gr_set(x, "role", "app");
	gr_set(x, "prefix", prefix);
	gr_set(x, "docs", "no");
	gr_set(x, "needs", "");
	gr_set(x, "hides", "no");
}

static const char *
global_prefix(const struct unit *u)
{
	size_t i;

	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_CALL && u->it[i].nargs > 0 &&
		    strcmp(last_name(u->it[i].name), "setGlobalPrefix") == 0)
			return u->it[i].args[0].text == NULL ? "*" :
			    u->it[i].args[0].text;
	return "";
}

static void
read_sign(const struct unit *u, const struct gr_item *it,
    const struct sign *s)
{
	char prefix[NAME_MAX_];
	const char *p;
	struct gr_fact *x;

	if (s->what == APP) {
		if (strcmp(it->name, "NestFactory.create") != 0 &&
		    strcmp(it->name, "WebApplication.CreateBuilder") != 0)
			return;
		p = global_prefix(u);
		(void)snprintf(prefix, sizeof(prefix), "%s%s",
		    p[0] == '\0' || p[0] == '/' || p[0] == '*' ? "" : "/", p);
		app_emit(it, "app", s->framework, prefix);
	} else if (s->what == DESCRIBES) {
		x = gr_emit("route.describer", it->first, it->last);
		gr_set(x, "framework", s->framework);
		gr_set(x, "how", it->name);
	} else if (it->nargs > 0 && it->args[0].code != NULL) {
		struct list l;

		memset(&l, 0, sizeof(l));
		guards_in(it->args[0].code, &l, true);
		x = gr_emit("route.shield", it->first, it->last);
		gr_set(x, "owner", "app");
		gr_set(x, "needs", l.text);
	}
}

/*
 * Spring Security: every request but those that are let through.  The
 * patterns of what is let through are told, "/" standing for a blank.
 */
static void
read_chain(const struct unit *u, const struct gr_item *fn)
{
	bool all = false;
	struct list open;
	const struct gr_item *it;
	struct gr_fact *x;
	size_t i, k;
	int a;

	memset(&open, 0, sizeof(open));
	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->kind != GR_CALL || it->token < fn->token ||
		    it->token >= fn->end)
			continue;
		all |= strstr(it->name, "anyRequest") != NULL &&
		    strcmp(last_name(it->name), "authenticated") == 0;
		if (strcmp(last_name(it->name), "requestMatchers") != 0 &&
		    strcmp(last_name(it->name), "antMatchers") != 0)
			continue;
		for (k = it->end; k < u->ntok && k < it->end + 3; k++)
			if (gr_token_is(&u->tok[k], "permitAll"))
				break;
		if (k < u->ntok && k < it->end + 3)
			for (a = 0; a < it->nargs; a++)
				if (it->args[a].text != NULL)
					list_add(&open, it->args[a].text,
					    strlen(it->args[a].text));
	}
	if (!all)
		return;
	x = gr_emit("route.shield", fn->first, fn->last);
	gr_set(x, "owner", "spring");
	gr_set(x, "needs", "authenticated");
	gr_set(x, "open", open.text);
}

void
classes_read(const struct unit *u)
{
	const struct gr_item *it;
	size_t i, k;

	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->dead)
			continue;
		if (it->kind == GR_CLASS) {
			read_class(u, i);
			if (marked(u, i, "SpringBootApplication") != NULL)
				app_emit(it, it->name, "spring", "");
		} else if (it->kind == GR_FUNCTION) {
			if (strstr(u->file->text, "HttpSecurity") &&
			    strstr(u->file->text, "anyRequest"))
				read_chain(u, it);
		} else if (it->kind == GR_CALL) {
			for (k = 0; k < sizeof(signs) / sizeof(signs[0]); k++)
				if (strcmp(last_name(it->name),
				    signs[k].call) == 0)
					read_sign(u, it, &signs[k]);
		}
	}
}

/* A dependency that describes every route of an application of Spring. */
void
build_read(const struct gr_file *f)
{
	static const char *const names[] = { "springdoc-openapi",
		"springfox-boot-starter", "springfox-swagger" };
	const char *hit;
	struct gr_fact *x;
	size_t i;
	int line;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		hit = strstr(f->text, names[i]);
		if (hit == NULL)
			continue;
		line = gr_line_at(f, (size_t)(hit - f->text));
		x = gr_emit("route.describer", line, line);
		gr_set(x, "framework", "spring");
		gr_set(x, "how", names[i]);
		return;
	}
}
