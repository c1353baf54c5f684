/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * written.c: what documents say of an API: its routes, how to prove who
 * one is, how it is built.
 *
 * Routes are only held against those in code, so that a path that is a
 * file's does no harm.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "routes.h"

enum { WRITTEN_MOST = 400, PROSE_LEAST = 25 };

static const char *const methods[] = { "DELETE", "GET", "PATCH", "POST",
	"PUT" };

static bool
edge(char c)
{
	return !isalnum((unsigned char)c) && c != '_';
}

/* The first method in capitals at or after p, and before end. */
static const char *
find_method(const char *p, const char *end, const char **method)
{
	size_t i, n;
	const char *start = p;

	for (; p < end; p++)
		for (i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
			n = strlen(methods[i]);
			if ((size_t)(end - p) >= n && memcmp(p, methods[i],
			    n) == 0 && (p == start || edge(p[-1])) &&
			    (p + n == end || edge(p[n]))) {
				*method = methods[i];
				return p + n;
			}
		}
	return NULL;
}

static bool
in_path(char c)
{
	return isalnum((unsigned char)c) || strchr("/_-{}<>:.*~%", c) != NULL;
}

/*
 * The first path in [p, end): after a blank or a mark, or after a host.
 * Returns where it ends.
 */
static const char *
find_path(const char *p, const char *end, char *out, size_t n)
{
	const char *start = p, *q;

	for (; p < end; p++) {
		if (*p != '/' || (p > start && (in_path(p[-1]) &&
		    p[-1] != '>' && p[-1] != '}')))
			continue;
		if (p + 1 < end && p[1] == '/')
			continue;
		for (q = p; q < end && in_path(*q); q++)
			;
		(void)snprintf(out, n, "%.*s", (int)(q - p), p);
		return q;
	}
	return NULL;
}

/* "http://localhost:8000/lots?x=1": where its path begins, or NULL. */
static const char *
after_host(const char *p, const char *end)
{
	const char *at = p;

	for (; at + 3 < end; at++)
		if (memcmp(at, "://", 3) == 0)
			break;
	if (at + 3 >= end)
		return NULL;
	for (at += 3; at < end && *at != '/'; at++)
		if (isspace((unsigned char)*at) || *at == '"' || *at == '\'')
			return NULL;
	return at < end ? at : NULL;
}

static void
emit(const char *method, const char *path, int line)
{
	struct gr_fact *x;
	size_t n = strlen(path);

	/* A sentence ends after it. */
	while (n > 1 && (strchr(".:*", path[n - 1]) != NULL ||
	    (path[n - 1] == '>' && strchr(path, '<') == NULL)))
		n--;
	if (n < 2 && method[0] == '\0')
		return;
	x = gr_emit("route.written", line, line);
	gr_set(x, "method", method);
	gr_setn(x, "path", path, n);
}

static bool
contains(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	for (; p + n <= end; p++)
		if (memcmp(p, word, n) == 0)
			return true;
	return false;
}

/* All the routes of one line.  Returns how many. */
static int
read_line(const char *p, const char *end, int line)
{
	const char *method = "", *q, *host;
	char path[PATH_MAX_];
	int n = 0;

	if (contains(p, end, "curl")) {
		if (find_method(p, end, &method) == NULL)
			method = contains(p, end, " -d") ? "POST" : "GET";
		host = after_host(p, end);
		if (host != NULL && find_path(host, end, path,
		    sizeof(path)) != NULL) {
			emit(method, path, line);
			return 1;
		}
		return 0;
	}
	q = find_method(p, end, &method);
	if (q != NULL) {
		/* "GET, POST | /lots": one path for all of them. */
		host = after_host(q, end);
		if (find_path(host != NULL ? host : q, end, path,
		    sizeof(path)) != NULL)
			for (; q != NULL; q = find_method(q, end, &method)) {
				emit(method, path, line);
				n++;
			}
		if (n > 0)
			return n;
		/* "/lots | GET" */
		if (find_path(p, end, path, sizeof(path)) != NULL) {
			emit(method, path, line);
			return 1;
		}
		return 0;
	}
	while (isspace((unsigned char)*p) && p < end)
		p++;
	/* A row of a table or an item, which names a path and no method. */
	if (p < end && strchr("|-*#+", *p) != NULL &&
	    find_path(p, end, path, sizeof(path)) != NULL) {
		emit("", path, line);
		return 1;
	}
	return 0;
}

/* Most lines speak of nothing of the kind, and no expression need look. */
static bool
may_prove(const char *text, size_t n)
{
	static const char *const words[] = { "oken", "eton", "earer", "jwt",
		"JWT", "uth", "UTH", "eader", "-t\xc3\xaate", "-api-", "-API-",
		"TOKEN", "API", "pi" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(text, n, words[i], strlen(words[i])) != NULL)
			return true;
	return false;
}

/*
 * How a caller proves who it is: "usage" when a text tells what to send,
 * "mention" when it says that something must be, NULL otherwise.  Keys of
 * services of others, which a README asks to put into .env, are neither,
 * and so are wishes and the code of a client.
 */
const char *
says_proof(const char *text, size_t n)
{
	static const char usage[] =
	    "x-api-key|x-access-token|authorization[`\"'*]*\\s*:|"
	    "\\bbearer +[<\\[{$`a-z]|"
	    "(header|en-?tete)s?\\b.{0,60}(token|jeton|cle|key|jwt|auth)|"
	    "(token|jeton|jwt|cle d.?api|api[- ]?key).{0,60}"
	    "(header|en-?tete)|"
	    "\\bpost\\b.{0,12}/(\\w+/)*(token|login|auth)\\b";
	static const char mention[] =
	    "\\boauth2\\b|\\bbearer\\b|"
	    "(token|jeton|jwt|cle d.?api|api[- ]?key).{0,60}"
	    "(requi|obligatoire|necessaire|exige)|"
	    "(requi|necessit|protege|authentifi|securis)\\w*.{0,60}"
	    "(token|jeton|\\bjwt|cle d.?api|\\bapi[- ]key)";
	static const char no[] =
	    "openai|gemini|mistral|kaggle|openweather|azure|hugging|tmdb|"
	    "groq|anthropic|garmin|coinalyze|[a-z]{3,}_api_key\\s*=|a venir|"
	    "todo|prevu|pourrait|pourra|envisag|futur|perspective|optionnel|"
	    "could be|planned|optional|implementez|non implement|"
	    "not implement|\\[ \\]|localstorage|headers?\\s*=\\s*\\{|"
	    "www-authenticate|<(form|input|label)\\b";
	static const struct gr_pattern *p1, *p2, *p3;

	if (!may_prove(text, n))
		return NULL;
	if (p1 == NULL) {
		p1 = gr_pattern(usage);
		p2 = gr_pattern(mention);
		p3 = gr_pattern(no);
	}
	if (gr_search(p1, text, n))
		return gr_search(p3, text, n) ? NULL : "usage";
	return gr_search(p2, text, n) && !gr_search(p3, text, n) ?
	    "mention" : NULL;
}

void
proof_emit(const char *text, size_t n, const char *how, int first, int last)
{
	struct gr_fact *x = gr_emit("route.proof", first, last);

	gr_setn(x, "text", text, n);
	gr_set(x, "how", how);
}

static int
words(const char *text)
{
	int n = 0;

	while (*text != '\0') {
		while (isspace((unsigned char)*text))
			text++;
		if (*text == '\0')
			break;
		n++;
		while (*text != '\0' && !isspace((unsigned char)*text))
			text++;
	}
	return n;
}

/* A section about the architecture that is more than a tree of folders. */
static void
read_architecture(const struct gr_file *f)
{
	static const struct gr_pattern *title, *other;
	const struct gr_block *b;
	size_t i, k, n;
	bool drawn;
	int prose;

	if (title == NULL) {
		title = gr_pattern("architectur");
		other = gr_pattern("mode?l|reseau|network|cnn|neuron|"
		    "incoheren|benchmark|veille|audit|previous|ancienne|"
		    "certif|grille|merise");
	}
	if (gr_search(other, f->entry->base, strlen(f->entry->base)))
		return;
	b = gr_markdown(f, &n);
	for (i = 0; i < n; i++) {
		if (b[i].kind != GR_HEADING || b[i].text == NULL ||
		    !gr_search(title, b[i].text, strlen(b[i].text)) ||
		    gr_search(other, b[i].text, strlen(b[i].text)))
			continue;
		drawn = false;
		prose = 0;
		for (k = i + 1; k < n && !(b[k].kind == GR_HEADING &&
		    b[k].level <= b[i].level); k++) {
			drawn |= b[k].kind == GR_PICTURE ||
			    (b[k].kind == GR_FENCE && b[k].url != NULL &&
			    (strstr(b[k].url, "mermaid") != NULL ||
			    strstr(b[k].url, "plantuml") != NULL));
			if (b[k].text != NULL && (b[k].kind == GR_PARAGRAPH ||
			    b[k].kind == GR_ITEM))
				prose += words(b[k].text);
			if (b[k].kind == GR_ROW && b[k].level > 0)
				prose += 4;
		}
		if (drawn || prose >= PROSE_LEAST)
			gr_set(gr_emit("route.architecture", b[i].first,
			    b[k - 1].last), "title", b[i].text);
	}
}

void
written_read(const struct gr_file *f)
{
	const char *p, *how;
	int line, n = 0, said = 0;
	size_t len;

	for (line = 1; line <= f->lines; line++) {
		p = gr_line(f, line, &len);
		if (p == NULL || len < 3 || len > 2000)
			continue;
		if (n < WRITTEN_MOST && memchr(p, '/', len) != NULL)
			n += read_line(p, p + len, line);
		how = said < WRITTEN_MOST / 20 ? says_proof(p, len) : NULL;
		if (how != NULL) {
			said++;
			proof_emit(p, len, how, line, line);
		}
	}
	read_architecture(f);
}

/*
 * Pages of a site that explain its API: only what is shown, not scripts.
 */
void
page_read(const struct gr_file *f)
{
	bool script = false;
	const char *p, *how;
	int line, said = 0;
	size_t len;

	for (line = 1; line <= f->lines && said < WRITTEN_MOST / 20; line++) {
		p = gr_line(f, line, &len);
		if (p == NULL)
			continue;
		if (contains(p, p + len, "<script"))
			script = true;
		how = !script && len < 2000 ? says_proof(p, len) : NULL;
		if (how != NULL && strcmp(how, "usage") == 0) {
			said++;
			proof_emit(p, len, how, line, line);
		}
		if (contains(p, p + len, "</script"))
			script = false;
	}
}
