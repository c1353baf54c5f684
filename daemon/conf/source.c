/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c: one forge account: where it is, what proves its messages, what
 * we may say to it.
 *
 * A secret is the name of a file, absolute or under the credentials folder
 * of systemd; its contents never appear in an error.
 */
#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/hash.h"
#include "base/yaml.h"

#include "conf.h"
#include "local.h"

static const struct {
	const char	*name;
	const char	*api;		/* after the base URL */
	const char	*base;		/* default base URL, or NULL */
	const char	*base_api;	/* API of that default */
	long		 pace_ms;	/* GitHub asks for 1 s between writes */
} kinds[] = {
	[FORGE_FORGEJO] = { "forgejo", "/api/v1", NULL, NULL, 50 },
	[FORGE_GITEA] = { "gitea", "/api/v1", NULL, NULL, 50 },
	[FORGE_GITHUB] = { "github", "/api/v3", "https://github.com",
	    "https://api.github.com", 1000 },
	[FORGE_GITLAB] = { "gitlab", "/api/v4", "https://gitlab.com", NULL,
	    200 },
};

static const char *const answers_names[] = {
	[ANSWER_DEFAULT] = "default",
	[ANSWER_NONE] = "none",
	[ANSWER_STATUSES] = "statuses",
	[ANSWER_ISSUE] = "issue",
	[ANSWER_COMMENT] = "comment",
};

enum {
	NKINDS = sizeof(kinds) / sizeof(kinds[0]),
	NANSWERS = sizeof(answers_names) / sizeof(answers_names[0]),
};

const char *
forge_kind_name(enum forge_kind k)
{
	return kinds[k].name;
}

const char *
answers_name(enum answers a)
{
	return answers_names[a];
}

static int
secret(struct loading *l, const struct yaml *v, const char **out,
    size_t *len, struct err *e)
{
	const char *folder = getenv("CREDENTIALS_DIRECTORY"), *name;
	struct buf b = BUF_INIT(4096);
	char path[PATH_MAX];
	int n, ret = -1;

	if (conf_text(l, v, &name, e) < 0)
		return -1;
	if (*name == '/' || folder == NULL)
		n = snprintf(path, sizeof(path), "%s", name);
	else
		n = snprintf(path, sizeof(path), "%s/%s", folder, name);
	if ((size_t)n >= sizeof(path))
		return conf_wrong(l, v->line, e, "too long a path");
	if (fs_secret(path, &b, e) < 0) {
		(void)err_wrap(e, "%s:%d", l->path, v->line);
		goto out;
	}
	if (b.len < 8) {
		(void)conf_wrong(l, v->line, e, "that file holds less than "
		    "8 characters: no secret");
		goto out;
	}
	*out = arena_dup(&l->conf->arena, b.data, b.len);
	if (len != NULL)
		*len = b.len;
	ret = 0;
out:
	buf_free(&b);
	return ret;
}

static int
secrets(struct loading *l, const struct yaml *v, struct conf_source *s,
    struct err *e)
{
	const struct yaml *i;
	size_t n = 0;

	if (v->kind != YAML_LIST)
		return conf_wrong(l, v->line, e,
		    "\"secret_files\" is a list of one or two files");
	for (i = v->child; i != NULL; i = i->next) {
		if (n == CONF_SECRETS)
			return conf_wrong(l, i->line, e,
			    "at most two secrets live at a time");
		if (secret(l, i, &s->secrets[n], &s->secret_len[n], e) < 0)
			return -1;
		n++;
	}
	return 0;
}

static int
name_of(struct loading *l, const struct yaml *v, struct conf_source *s,
    struct err *e)
{
	const char *p;

	if (conf_text(l, v, &s->name, e) < 0)
		return -1;
	for (p = s->name; *p != '\0'; p++)
		if (!islower((unsigned char)*p) &&
		    !isdigit((unsigned char)*p) && *p != '-')
			break;
	if (*p != '\0' || strlen(s->name) > 60)
		return conf_wrong(l, v->line, e, "a source's name is made of "
		    "a-z, 0-9 and '-', at most 60 of them");
	return 0;
}

static int
choice(struct loading *l, const struct yaml *v, struct conf_source *s,
    struct err *e)
{
	size_t i;

	if (strcmp(v->key, "kind") == 0) {
		for (i = 0; v->text != NULL && i < NKINDS; i++)
			if (strcmp(kinds[i].name, v->text) == 0) {
				s->kind = (enum forge_kind)i;
				return 0;
			}
		return conf_wrong(l, v->line, e, "\"kind\" is forgejo, "
		    "gitea, github or gitlab");
	}
	for (i = 0; v->text != NULL && i < NANSWERS; i++)
		if (strcmp(answers_names[i], v->text) == 0) {
			s->answers = (enum answers)i;
			return 0;
		}
	return conf_wrong(l, v->line, e, "\"answers\" is default, none, "
	    "statuses, issue or comment");
}

static int
set(struct loading *l, const struct yaml *v, struct conf_source *s,
    struct err *e)
{
	char what[200];
	int got;

	if (strcmp(v->key, "name") == 0)
		return name_of(l, v, s, e);
	if (strcmp(v->key, "kind") == 0 || strcmp(v->key, "answers") == 0)
		return choice(l, v, s, e);
	if (strcmp(v->key, "base_url") == 0)
		return conf_url(l, v, &s->base_url, e);
	if (strcmp(v->key, "api_url") == 0)
		return conf_url(l, v, &s->api_url, e);
	if (strcmp(v->key, "secret_files") == 0)
		return secrets(l, v, s, e);
	if (strcmp(v->key, "token_file") == 0)
		return secret(l, v, &s->token, NULL, e);
	if (strcmp(v->key, "repositories") == 0)
		return conf_texts(l, v, &s->repositories, &s->nrepositories,
		    e);
	if (strcmp(v->key, "pace_ms") == 0)
		return conf_number(l, v, 0, 60000, &s->pace_ms, e);
	if (strcmp(v->key, "gate") == 0) {
		got = v->text == NULL ? -1 : strcmp(v->text, "true") == 0 ? 1 :
		    strcmp(v->text, "false") == 0 ? 0 : -1;
		s->gate = got == 1;
		return got >= 0 ? 0 : conf_wrong(l, v->line, e,
		    "\"gate\" is true or false");
	}
	if (strcmp(v->key, "secret") == 0 || strcmp(v->key, "token") == 0)
		return conf_wrong(l, v->key_line, e, "a secret is never "
		    "written here: use secret_files and token_file");
	snprintf(what, sizeof(what), "unknown key \"%.100s\" in a source",
	    v->key);
	return conf_wrong(l, v->key_line, e, what);
}

/* A signing key that does not decode would be taken for a plain token. */
static bool
key_is_broken(const char *secret, size_t len)
{
	uint8_t key[64];

	return secret != NULL && strncmp(secret, "whsec_", 6) == 0 &&
	    hash_unbase64(secret + 6, len - 6, key, sizeof(key)) < 16;
}

static int
finish(struct loading *l, const struct yaml *v, struct conf_source *s,
    struct err *e)
{
	struct conf *c = &l->conf->pub;
	struct arena *a = &l->conf->arena;
	size_t i;

	if (s->name == NULL)
		return conf_wrong(l, v->line, e, "a source needs a name");
	if (yaml_get(v, "kind") == NULL)
		return conf_wrong(l, v->line, e, "a source needs a kind");
	for (i = 0; i < c->nsources; i++)
		if (strcmp(c->sources[i].name, s->name) == 0)
			return conf_wrong(l, v->line, e,
			    "two sources have this name");
	if (s->base_url == NULL && kinds[s->kind].base == NULL)
		return conf_wrong(l, v->line, e, "a source of this kind "
		    "needs a base_url");
	if (s->api_url == NULL && kinds[s->kind].base_api != NULL &&
	    (s->base_url == NULL ||
	    strcmp(s->base_url, kinds[s->kind].base) == 0))
		s->api_url = kinds[s->kind].base_api;
	if (s->base_url == NULL)
		s->base_url = kinds[s->kind].base;
	if (s->api_url == NULL)
		s->api_url = arena_fmt(a, "%s%s", s->base_url,
		    kinds[s->kind].api);
	if (s->secrets[0] == NULL)
		return conf_wrong(l, v->line, e, "a source needs "
		    "secret_files: unsigned messages are never accepted");
	for (i = 0; s->kind == FORGE_GITLAB && i < CONF_SECRETS; i++)
		if (key_is_broken(s->secrets[i], s->secret_len[i]))
			return conf_wrong(l, v->line, e, "a signing key is "
			    "\"whsec_\" and base64: that one is not whole");
	if (s->nrepositories == 0)
		return conf_wrong(l, v->line, e, "a source needs "
		    "repositories, such as [\"promo-2026/*\"]");
	return 0;
}

int
conf_sources(struct loading *l, const struct yaml *list, struct err *e)
{
	struct conf *c = &l->conf->pub;
	const struct yaml *v, *k;
	size_t n = 0;

	if (list->kind != YAML_LIST)
		return conf_wrong(l, list->line, e, "\"sources\" is a list");
	for (v = list->child; v != NULL; v = v->next)
		n++;
	c->sources = arena_alloc(&l->conf->arena, (n + 1) *
	    sizeof(*c->sources));
	for (v = list->child; v != NULL; v = v->next) {
		struct conf_source *s = &c->sources[c->nsources];

		if (v->kind != YAML_MAP)
			return conf_wrong(l, v->line, e,
			    "a source is a mapping");
		s->line = v->line;
		s->pace_ms = -1;
		for (k = v->child; k != NULL; k = k->next)
			if (set(l, k, s, e) < 0)
				return -1;
		if (finish(l, v, s, e) < 0)
			return -1;
		if (s->pace_ms < 0)
			s->pace_ms = kinds[s->kind].pace_ms;
		c->nsources++;
	}
	return 0;
}

const struct conf_source *
conf_source(const struct conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->nsources; i++)
		if (strcmp(c->sources[i].name, name) == 0)
			return &c->sources[i];
	return NULL;
}

/* '*' and '?' match within a part, '**' any number of characters. */
static bool
match(const char *p, const char *s)
{
	for (; *p != '\0'; p++, s++) {
		if (*p == '*') {
			bool deep = p[1] == '*';

			p += deep ? 2 : 1;
			for (;; s++) {
				if (match(p, s))
					return true;
				if (*s == '\0' || (*s == '/' && !deep))
					return false;
			}
		}
		if (*s == '\0' || (*p == '?' ? *s == '/' :
		    tolower((unsigned char)*p) != tolower((unsigned char)*s)))
			return false;
	}
	return *s == '\0';
}

bool
conf_source_has(const struct conf_source *s, const char *repo)
{
	size_t i;

	for (i = 0; i < s->nrepositories; i++)
		if (match(s->repositories[i], repo))
			return true;
	return false;
}

const char *
conf_sample(void)
{
	return
	    "# Greffier's configuration; greffier.yaml(5) explains every key.\n"
	    "# Each key shown with a '#' has the default it shows.\n"
	    "\n"
	    "#listen: 127.0.0.1:8372\n"
	    "#public_url: https://greffier.example.org\n"
	    "#state: /var/lib/greffier\n"
	    "#lang: fr\n"
	    "#workers: 2\n"
	    "\n"
	    "sources: []\n"
	    "# - name: centre            # POST /hooks/centre\n"
	    "#   kind: forgejo           # forgejo, gitea, github or gitlab\n"
	    "#   base_url: https://git.example.org\n"
	    "#   secret_files: [centre.hook]    # one or two, for rotation\n"
	    "#   token_file: centre.token\n"
	    "#   repositories: [\"promo-2026/*\"]\n"
	    "#   answers: default        # none, statuses, issue, comment\n"
	    "#   gate: false             # true: a status may be \"failure\"\n";
}
