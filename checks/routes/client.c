/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * client.c: requests that code sends, and services of models it asks.
 *
 * Any function that is given something like a URL, in a file that brings
 * in a way to send requests, is taken for one that sends it: projects wrap
 * their clients.  Which route a request reaches is relate()'s to find.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "routes.h"

enum { CALLS_MOST = 100, LINES_AFTER = 8 };

static const char *const senders[] = { "aiohttp", "axios", "httpx", "ky",
	"node-fetch", "requests", "urllib", "urllib3", "@angular/common/http" };

/* What gives an application a face. */
static const char *const faces[] = { "PyQt5", "PyQt6", "PySide6",
	"chainlit", "customtkinter", "dash", "discord", "django", "flask",
	"flet", "gradio", "kivy", "nicegui", "panel", "shiny", "streamlit",
	"taipy", "telegram", "tkinter" };

static const char *const services[] = { "anthropic", "cohere",
	"google.genai", "google.generativeai", "groq", "huggingface_hub",
	"langchain_anthropic", "langchain_community", "langchain_google_genai",
	"langchain_groq", "langchain_mistralai", "langchain_ollama",
	"langchain_openai", "litellm", "mistralai", "ollama", "openai",
	"@anthropic-ai/sdk", "@google/genai", "@google/generative-ai",
	"@mistralai/mistralai" };

static const char *
brings(const struct unit *u, const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (imports(u, list[i]))
			return list[i];
	return NULL;
}

#define BRINGS(u, list) brings(u, list, sizeof(list) / sizeof((list)[0]))

static bool
is_script(const struct unit *u)
{
	return u->file->entry->kind == GR_JAVASCRIPT ||
	    u->file->entry->kind == GR_TYPESCRIPT;
}

/*
 * "http://h:8000/x?y" -> "/x", "{}/x" -> "*" "/x", "/x" itself.  Empty when
 * it is none of these.
 */
void
url_path(const char *url, char *out, size_t n)
{
	const char *p = strstr(url, "://");
	char unknown[] = "*";

	out[0] = '\0';
	if (p != NULL) {
		p = strchr(p + 3, '/');
		unknown[0] = '\0';
	} else if (strncmp(url, "{}", 2) == 0 && strchr(url, '/') != NULL) {
		p = strchr(url, '/');
	} else if (url[0] == '/') {
		p = url;
	}
	if (p == NULL || strchr(p, ' ') != NULL)
		return;
	(void)snprintf(out, n, "%s%.*s", unknown, (int)strcspn(p, "?#"), p);
}

static const char *
method_of(const char *name, const char *given)
{
	static const char *const known[] = { "POST", "GET", "PUT", "PATCH",
		"DELETE" };
	char upper[NAME_MAX_];
	size_t i;

	for (i = 0; given != NULL && i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(given, known[i]) != NULL)
			return known[i];
	for (i = 0; name[i] != '\0' && i + 1 < sizeof(upper); i++)
		upper[i] = (char)toupper((unsigned char)name[i]);
	upper[i] = '\0';
	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strstr(upper, known[i]) != NULL)
			return known[i];
	return strcmp(name, "fetch") == 0 ? "GET" : "";
}

/* A name that the function around gives one text, and others another. */
static const char *
local_text(const struct unit *u, const struct gr_item *call,
    const struct gr_arg *a)
{
	const char *text = NULL;
	size_t i;

	for (i = 0; i < u->n && u->it[i].token < call->token; i++)
		if (u->it[i].kind == GR_ASSIGN && u->it[i].text != NULL &&
		    u->it[i].inside == call->inside && a->code != NULL &&
		    strcmp(u->it[i].name, a->code) == 0)
			text = u->it[i].text;
	return text;
}

static void
call_emit(const char *method, const char *url, int first, int last)
{
	struct gr_fact *x;
	char path[PATH_MAX_];

	url_path(url, path, sizeof(path));
	if (path[0] == '\0' || strcmp(path, "*/") == 0 ||
	    strcmp(path, "/") == 0)
		return;
	x = gr_emit("route.call", first, last);
	gr_set(x, "method", method);
	gr_set(x, "path", path);
	gr_set(x, "url", url);
}

/* Does it look like something that sends?  "api.post", "_request", "fetch" */
static bool
sends(const char *last)
{
	static const struct gr_pattern *name;

	if (name == NULL)
		name = gr_pattern("(^|_)(get|post|put|patch|delete|request|"
		    "fetch|ajax|call|send|urlopen|stream)|"
		    "(get|post|put|patch|delete|request|fetch)(_|$|json)|"
		    "^(axios|api|http|ky)$");
	return gr_search(name, last, strlen(last));
}

/* "http.post(this.apiUrl, data)": what the name is, another file says. */
static int
named_call(const struct gr_item *it, const char *method)
{
	static const struct gr_pattern *address;
	const char *code = it->args[0].code;
	struct gr_fact *x;

	if (address == NULL)
		address = gr_pattern("^[a-z_.]*(url|uri|api|endpoint)[a-z_]*$");
	if (code == NULL || !gr_search(address, code, strlen(code)))
		return 0;
	x = gr_emit("route.call", it->first, it->last);
	gr_set(x, "method", method);
	gr_set(x, "path", "");
	gr_set(x, "url", "");
	gr_set(x, "name", last_name(code));
	return 1;
}

/* f"{BASE}{route}" in a function of which "route" has a usual value. */
static const char *
usual(const struct unit *u, const struct gr_item *it, const char *url,
    char *out, size_t n)
{
	const struct gr_item *fn;
	size_t len = strlen(url);
	int i;

	if (len < 2 || strcmp(url + len - 2, "{}") != 0 || it->inside < 0)
		return url;
	fn = &u->it[it->inside];
	for (i = 0; i < fn->nargs; i++)
		if (fn->args[i].text != NULL && fn->args[i].text[0] == '/') {
			(void)snprintf(out, n, "{}%s", fn->args[i].text);
			return out;
		}
	return url;
}

static int
read_call(const struct unit *u, const struct gr_item *it)
{
	const char *last = last_name(it->name), *url = NULL, *given = NULL;
	char whole[PATH_MAX_];
	const struct gr_arg *a;
	int i;

	if (it->nargs == 0 || !sends(last))
		return 0;
	for (i = 0; i < it->nargs && i < 3 && url == NULL; i++) {
		a = &it->args[i];
		if (a->name != NULL && strcmp(a->name, "url") != 0)
			continue;
		url = a->text != NULL ? a->text : local_text(u, it, a);
		if (url != NULL && (strcmp(url, "GET") == 0 ||
		    strcmp(url, "POST") == 0 || strcmp(url, "PUT") == 0 ||
		    strcmp(url, "DELETE") == 0)) {
			given = url;
			url = NULL;
		}
	}
	if (given == NULL && is_script(u) && it->nargs > 1)
		given = it->args[it->nargs - 1].code;
	if (url == NULL)
		return named_call(it, method_of(last, given));
	url = usual(u, it, url, whole, sizeof(whole));
	if (strchr(url, '/') == NULL)
		return 0;
	call_emit(method_of(last, given), url, it->first, it->last);
	return 1;
}

/* One that asks a model of somebody else, by the library made for it. */
static void
read_service(const struct unit *u, const char *library)
{
	const struct gr_item *it;
	struct gr_fact *x;
	size_t i;

	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->kind != GR_CALL || it->dead ||
		    !asks_model(u, it->name))
			continue;
		x = gr_emit("route.service", it->first, it->last);
		gr_set(x, "library", library);
		return;
	}
}

/* Names that this file gives an address with a path. */
static void
addresses(const struct unit *u)
{
	const struct gr_token *t = u->tok;
	char path[PATH_MAX_];
	struct gr_fact *x;
	size_t i;
	int n = 0;

	if (strstr(u->file->text, "://") == NULL)
		return;
	for (i = 0; i + 2 < u->ntok && n < CALLS_MOST / 2; i++) {
		if (t[i].kind != GR_NAME || t[i + 2].kind != GR_STRING ||
		    (!gr_token_is(&t[i + 1], ":") &&
		    !gr_token_is(&t[i + 1], "=")) ||
		    strncmp(t[i + 2].text, "http", 4) != 0)
			continue;
		url_path(t[i + 2].text, path, sizeof(path));
		if (strlen(path) < 2)
			continue;
		x = gr_emit("route.address", t[i].line, t[i + 2].last);
		gr_set(x, "name", t[i].text);
		gr_set(x, "value", t[i + 2].text);
		n++;
	}
}

void
client_read(const struct unit *u)
{
	const char *service = BRINGS(u, services), *face = BRINGS(u, faces);
	bool js = is_script(u);
	int n = 0;
	size_t i;

	if (service != NULL)
		read_service(u, service);
	addresses(u);
	if (face != NULL || js)
		gr_set(gr_emit("route.face", 1, 1), "kind",
		    js ? "script" : face);
	if (BRINGS(u, senders) == NULL && !js)
		return;
	/* A server of scripts declares its routes with the same words. */
	if (js && (imports(u, "express") || imports(u, "fastify") ||
	    imports(u, "@nestjs/common")))
		return;
	for (i = 0; i < u->n && n < CALLS_MOST; i++)
		if (u->it[i].kind == GR_CALL && !u->it[i].dead)
			n += read_call(u, &u->it[i]);
}

/* The text between quotes that begins at p; 0 when there is none. */
static size_t
quoted(const char *p, const char *end, char *out, size_t n)
{
	const char *q;
	size_t k = 0;

	if (p >= end || strchr("\"'`", *p) == NULL)
		return 0;
	for (q = p + 1; q < end && *q != *p && k + 3 < n; q++) {
		if (q + 1 < end && q[0] == '$' && q[1] == '{') {
			out[k++] = '{';
			out[k++] = '}';
			while (q < end && *q != '}')
				q++;
		} else {
			out[k++] = *q;
		}
	}
	out[k] = '\0';
	return q < end ? k : 0;
}

/* Scripts inside pages: fetch("/x", {method: "POST"}), axios.post("/x") */
void
page_calls(const struct gr_file *f)
{
	static const char *const words[] = { "fetch(", "axios.get(",
		"axios.post(", "$.post(", "$.get(", "url:" };
	const char *p, *at, *end, *given;
	char url[PATH_MAX_];
	int line, n = 0;
	size_t len, i;

	if (strstr(f->text, "<script") == NULL)
		return;
	for (line = 1; line <= f->lines && n < CALLS_MOST; line++) {
		p = gr_line(f, line, &len);
		for (i = 0; p != NULL && i < sizeof(words) / sizeof(words[0]);
		    i++) {
			at = memmem(p, len, words[i], strlen(words[i]));
			if (at == NULL)
				continue;
			at += strlen(words[i]);
			end = p + len;
			while (at < end && *at == ' ')
				at++;
			if (quoted(at, end, url, sizeof(url)) == 0)
				continue;
			/* Its options stand on the lines that follow. */
			given = memmem(at, (size_t)(f->text + f->len - at) <
			    400 ? (size_t)(f->text + f->len - at) : 400,
			    "POST", 4);
			call_emit(strstr(words[i], "post") != NULL ||
			    given != NULL ? "POST" : "GET", url, line, line);
			n++;
		}
	}
	if (n > 0)
		gr_set(gr_emit("route.face", 1, 1), "kind", "page");
}

/* A file of tests: what it brings in, and how it sends its requests. */
void
test_read(const struct unit *u)
{
	static const char *const inside[] = { "TestClient", "test_client",
		"ASGITransport", "APIClient", "MockMvc", "supertest" };
	bool here = false;
	struct list l;
	struct gr_fact *x;
	char full[NAME_MAX_];
	size_t i;

	memset(&l, 0, sizeof(l));
	for (i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		here |= strstr(u->file->text, inside[i]) != NULL;
	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_IMPORT) {
			resolve(u, u->it[i].as, full, sizeof(full));
			if (!too_common(full, strlen(full)))
				list_add(&l, full, strlen(full));
		}
	x = gr_emit("route.test_file", 1, 1);
	gr_set(x, "way", !here && BRINGS(u, senders) != NULL ? "http" :
	    "inside");
	gr_set(x, "imports", l.text);
}
