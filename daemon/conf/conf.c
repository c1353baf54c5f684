/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conf.c: a table of keys, each with its type, its bounds and its default.
 *
 * The file is read into a YAML tree that knows its lines; every key is
 * looked up in the table, so that an unknown one is an error and the
 * documentation (conf_keys) cannot drift from the code.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/yaml.h"

#include "conf.h"
#include "local.h"

enum key_type { KEY_BYTES, KEY_LANG, KEY_LISTEN, KEY_NUMBER, KEY_PATHS,
    KEY_SECONDS_MS, KEY_SOURCES, KEY_TEXT, KEY_URL };

struct key {
	const char	*name;
	enum key_type	 type;
	size_t		 at;		/* offset in struct conf */
	long		 least, most;
	const char	*fallback;	/* as written in the file */
	const char	*meaning;
};

#define AT(field) offsetof(struct conf, field)

/* By name.  The first columns are what conf_keys() shows. */
static const struct key keys[] = {
	{ "audit_seconds", KEY_SECONDS_MS, AT(audit_ms), 10, 3600, "600",
	    "longest time for the checks of one commit" },
	{ "body_bytes", KEY_BYTES, AT(body_max), 65536, 64 << 20, "26214400",
	    "largest webhook body (forges send at most 25 MB)" },
	{ "body_seconds", KEY_SECONDS_MS, AT(body_ms), 1, 60, "5",
	    "longest time to receive one body" },
	{ "cache", KEY_TEXT, AT(cache), 0, 0, "STATE/cache.db",
	    "file of what the last audits told; may be deleted" },
	{ "checks", KEY_PATHS, AT(checks), 0, 0, "[the installed ones]",
	    "folders of check plugins" },
	{ "database", KEY_TEXT, AT(database), 0, 0, "STATE/greffier.db",
	    "file of everything that must survive" },
	{ "fetch_bytes", KEY_BYTES, AT(fetch_bytes), 1 << 20, LONG_MAX,
	    "2147483648", "most bytes received for one fetch" },
	{ "fetch_objects", KEY_NUMBER, AT(fetch_objects), 1000, INT_MAX,
	    "2000000", "most objects in one fetch" },
	{ "fetch_seconds", KEY_SECONDS_MS, AT(fetch_ms), 5, 3600, "300",
	    "longest time for one fetch" },
	{ "lang", KEY_LANG, AT(lang), 0, 0, "fr",
	    "language of reports, statuses and pages: fr or en" },
	{ "listen", KEY_LISTEN, AT(listen), 0, 0, "127.0.0.1:8372",
	    "address and port (IPv4; put a TLS proxy in front)" },
	{ "mirrors", KEY_TEXT, AT(mirrors), 0, 0, "STATE/mirrors",
	    "folder of bare mirrors" },
	{ "object_bytes", KEY_BYTES, AT(object_bytes), 1 << 20, LONG_MAX,
	    "536870912", "largest single object accepted in a pack" },
	{ "public_url", KEY_URL, AT(public_url), 0, 0, "http://LISTEN",
	    "how people reach the pages; used in statuses" },
	{ "reconcile_seconds", KEY_NUMBER, AT(reconcile_s), 60, 86400,
	    "3600", "how often heads are compared with what was audited" },
	{ "rules", KEY_TEXT, AT(rules), 0, 0, "[the installed ones]",
	    "the grid's main rules file" },
	{ "sources", KEY_SOURCES, 0, 0, 0, "[]",
	    "forge accounts: list of mappings, see below" },
	{ "state", KEY_TEXT, AT(state), 0, 0,
	    "$STATE_DIRECTORY or /var/lib/greffier",
	    "folder that holds what is not named otherwise" },
	{ "threads", KEY_NUMBER, AT(threads), 4, 512, "64",
	    "connections served at the same time" },
	{ "workers", KEY_NUMBER, AT(workers), 1, 32, "2",
	    "audits at the same time" },
};

enum { NKEYS = sizeof(keys) / sizeof(keys[0]) };

const struct conf_key *
conf_keys(size_t *n)
{
	static struct conf_key shown[NKEYS];
	size_t i;

	/* Same values each time, so that a race writes what is there. */
	for (i = 0; i < NKEYS; i++) {
		shown[i].name = keys[i].name;
		shown[i].fallback = keys[i].fallback;
		shown[i].meaning = keys[i].meaning;
	}
	*n = NKEYS;
	return shown;
}

int
conf_wrong(struct loading *l, int line, struct err *e, const char *what)
{
	return err_set(e, ERR_USAGE, "%s:%d: %s", l->path, line, what);
}

int
conf_number(struct loading *l, const struct yaml *v, long least, long most,
    long *out, struct err *e)
{
	char what[200], *end;
	long n;

	if (v->text == NULL || *v->text == '\0')
		return conf_wrong(l, v->line, e, "a number is expected");
	errno = 0;
	n = strtol(v->text, &end, 10);
	if (*end != '\0' || errno != 0 || n < least || n > most) {
		snprintf(what, sizeof(what), "\"%s\" must be a number from "
		    "%ld to %ld", v->key, least, most);
		return conf_wrong(l, v->line, e, what);
	}
	*out = n;
	return 0;
}

int
conf_text(struct loading *l, const struct yaml *v, const char **out,
    struct err *e)
{
	char what[200];

	if (v->kind != YAML_SCALAR || v->len == 0 || v->len > 2000 ||
	    strlen(v->text) != v->len) {
		snprintf(what, sizeof(what), "\"%s\" must be a text",
		    v->key == NULL ? "item" : v->key);
		return conf_wrong(l, v->line, e, what);
	}
	*out = arena_str(&l->conf->arena, v->text);
	return 0;
}

int
conf_texts(struct loading *l, const struct yaml *v,
    const char *const **out, size_t *n, struct err *e)
{
	const char **list;
	const struct yaml *i;
	size_t count = 0;

	if (v->kind != YAML_LIST)
		return conf_wrong(l, v->line, e, "a list is expected");
	for (i = v->child; i != NULL; i = i->next)
		count++;
	list = arena_alloc(&l->conf->arena, (count + 1) * sizeof(*list));
	count = 0;
	for (i = v->child; i != NULL; i = i->next)
		if (conf_text(l, i, &list[count++], e) < 0)
			return -1;
	*out = list;
	*n = count;
	return 0;
}

int
conf_url(struct loading *l, const struct yaml *v, const char **out,
    struct err *e)
{
	const char *s = "", *host;
	size_t n;

	if (conf_text(l, v, &s, e) < 0)
		return -1;
	host = strncmp(s, "https://", 8) == 0 ? s + 8 :
	    strncmp(s, "http://", 7) == 0 ? s + 7 : NULL;
	if (host == NULL || strcspn(host, "/:") == 0)
		return conf_wrong(l, v->line, e,
		    "a URL starts with https:// or http:// and a host");
	if (strpbrk(s, "@?# \\") != NULL)
		return conf_wrong(l, v->line, e, "no user name, query or "
		    "space in a URL; tokens go in token_file");
	for (n = strlen(s); s[n - 1] == '/'; n--)
		;
	*out = arena_dup(&l->conf->arena, s, n);
	return 0;
}

/* What the listener would make of anything else is not obvious. */
static int
listen_at(struct loading *l, const struct yaml *v, const char **out,
    struct err *e)
{
	struct in_addr ignored;
	char address[INET_ADDRSTRLEN];
	const char *port;
	size_t n;

	if (conf_text(l, v, out, e) < 0)
		return -1;
	port = strchr(*out, ':');
	n = port == NULL ? 0 : (size_t)(port - *out);
	if (n > 0 && n < sizeof(address)) {
		memcpy(address, *out, n);
		address[n] = '\0';
		n = strspn(port + 1, "0123456789");
		if (n > 0 && n <= 5 && port[1 + n] == '\0' &&
		    atol(port + 1) <= 65535 &&
		    inet_pton(AF_INET, address, &ignored) == 1)
			return 0;
	}
	return conf_wrong(l, v->line, e, "\"listen\" is an IPv4 address and "
	    "a port, such as 127.0.0.1:8372");
}

static int
set_key(struct loading *l, const struct key *k, const struct yaml *v,
    struct err *e)
{
	char *base = (char *)&l->conf->pub;
	long n = 0;
	size_t count;

	switch (k->type) {
	case KEY_TEXT:
		return conf_text(l, v, (const char **)(void *)(base + k->at),
		    e);
	case KEY_URL:
		return conf_url(l, v, &l->conf->pub.public_url, e);
	case KEY_LISTEN:
		return listen_at(l, v, &l->conf->pub.listen, e);
	case KEY_LANG:
		if (v->text == NULL || !i18n_parse(v->text,
		    &l->conf->pub.lang))
			return conf_wrong(l, v->line, e,
			    "\"lang\" must be fr or en");
		return 0;
	case KEY_PATHS:
		return conf_texts(l, v, &l->conf->pub.checks, &count, e);
	case KEY_SOURCES:
		return conf_sources(l, v, e);
	case KEY_NUMBER:
	case KEY_BYTES:
	case KEY_SECONDS_MS:
		if (conf_number(l, v, k->least, k->most, &n, e) < 0)
			return -1;
		if (k->type == KEY_SECONDS_MS)
			n *= 1000;
		if (k->at == AT(workers) || k->at == AT(threads))
			*(int *)(void *)(base + k->at) = (int)n;
		else
			*(long *)(void *)(base + k->at) = n;
		return 0;
	}
	return 0;
}

/* Numbers of the table, so that a default is written once. */
static void
set_defaults(struct conf *c)
{
	char *base = (char *)c;
	size_t i;

	for (i = 0; i < NKEYS; i++) {
		long n = strtol(keys[i].fallback, NULL, 10);

		if (keys[i].type == KEY_SECONDS_MS)
			n *= 1000;
		else if (keys[i].type != KEY_NUMBER &&
		    keys[i].type != KEY_BYTES)
			continue;
		if (keys[i].at == AT(workers) || keys[i].at == AT(threads))
			*(int *)(void *)(base + keys[i].at) = (int)n;
		else
			*(long *)(void *)(base + keys[i].at) = n;
	}
	c->lang = LANG_FR;
	c->listen = "127.0.0.1:8372";
}

static const char *
below(struct loading *l, const char *given, const char *name)
{
	return given != NULL ? given : arena_fmt(&l->conf->arena, "%s/%s",
	    l->conf->pub.state, name);
}

/* What depends on other keys, once they are all read. */
static int
derive(struct loading *l, struct err *e)
{
	struct conf *c = &l->conf->pub;
	struct arena *a = &l->conf->arena;
	const char *state = getenv("STATE_DIRECTORY");
	char path[PATH_MAX];
	const char **checks;

	if (c->state == NULL)
		c->state = arena_str(a, state != NULL && *state == '/' ?
		    state : "/var/lib/greffier");
	c->database = below(l, c->database, "greffier.db");
	c->cache = below(l, c->cache, "cache.db");
	c->mirrors = below(l, c->mirrors, "mirrors");
	if (c->public_url == NULL)
		c->public_url = arena_fmt(a, "http://%s", c->listen);
	if (c->checks == NULL || c->checks[0] == NULL) {
		if (fs_share("checks", path, sizeof(path), e) < 0)
			return -1;
		checks = arena_alloc(a, 2 * sizeof(*checks));
		checks[0] = arena_str(a, path);
		c->checks = checks;
	}
	if (c->rules == NULL) {
		if (fs_share("rules", path, sizeof(path), e) < 0)
			return -1;
		c->rules = arena_fmt(a, "%s/rncp37827.yaml", path);
	}
	return 0;
}

static int
load(struct loading *l, const struct yaml *docs, struct err *e)
{
	const struct yaml *v;
	char what[200];
	size_t i;

	if (docs->child == NULL)
		return 0;	/* an empty file: all defaults */
	if (docs->child->next != NULL)
		return conf_wrong(l, docs->child->next->line, e,
		    "one YAML document is expected");
	if (docs->child->kind != YAML_MAP)
		return conf_wrong(l, docs->child->line, e,
		    "a mapping of keys is expected");
	for (v = docs->child->child; v != NULL; v = v->next) {
		for (i = 0; i < NKEYS; i++)
			if (strcmp(keys[i].name, v->key) == 0)
				break;
		if (i == NKEYS) {
			snprintf(what, sizeof(what), "unknown key \"%.100s\"",
			    v->key);
			return conf_wrong(l, v->key_line, e, what);
		}
		if (set_key(l, &keys[i], v, e) < 0)
			return -1;
	}
	return 0;
}

/* "line 3: what" becomes "path:3: what", as our own mistakes are told. */
static void
unreadable(const char *path, struct err *e)
{
	const struct err told = *e;
	char *what;
	long line;

	if (strncmp(told.msg, "line ", 5) != 0) {
		(void)err_wrap(e, "%s", path);
		return;
	}
	line = strtol(told.msg + 5, &what, 10);
	(void)err_set(e, told.kind, "%s:%ld%s", path, line, what);
}

int
conf_open(const char *path, struct conf **out, struct err *e)
{
	struct owned_conf *c = calloc(1, sizeof(*c));
	struct loading l = { .path = path };
	struct buf b = BUF_INIT(1 << 20);
	struct yaml *docs;
	int ret = -1;

	if (c == NULL)
		abort();
	l.conf = c;
	set_defaults(&c->pub);
	c->pub.path = arena_str(&c->arena, path);
	if (fs_read(path, &b, e) < 0)
		goto out;
	if (yaml_parse(&c->arena, buf_str(&b), b.len, false, &docs, e) < 0) {
		unreadable(path, e);
		goto out;
	}
	if (load(&l, docs, e) < 0 || derive(&l, e) < 0)
		goto out;
	*out = &c->pub;
	c = NULL;
	ret = 0;
out:
	buf_free(&b);
	if (c != NULL)
		conf_close(&c->pub);
	return ret;
}

void
conf_close(struct conf *c)
{
	/* pub is the first member. */
	struct owned_conf *o = (struct owned_conf *)(void *)c;

	if (o == NULL)
		return;
	arena_free(&o->arena);
	free(o);
}
