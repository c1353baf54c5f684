/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * conf.h: greffier.yaml, read once and told precisely when it is wrong.
 *
 * Every key has a default but the sources'; an unknown key, a value out of
 * range or a secret written in clear is refused with file and line.
 * Secrets are files, or names under $CREDENTIALS_DIRECTORY
 * (systemd LoadCredential).  The whole lives until conf_close().
 */
#ifndef CONF_H
#define CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/i18n.h"

struct err;

enum forge_kind { FORGE_FORGEJO, FORGE_GITEA, FORGE_GITHUB, FORGE_GITLAB };
enum answers { ANSWER_DEFAULT, ANSWER_NONE, ANSWER_STATUSES, ANSWER_ISSUE,
    ANSWER_COMMENT };

const char *forge_kind_name(enum forge_kind);
const char *answers_name(enum answers);

enum { CONF_SECRETS = 2 };

struct conf_source {
	const char	*name;		/* in /hooks/<name>: [a-z0-9-]+ */
	enum forge_kind	 kind;
	const char	*base_url;	/* "https://git.example.org", no '/' last */
	const char	*api_url;	/* derived from kind and base_url */
	const char	*secrets[CONF_SECRETS];	/* webhook; contents, or NULL */
	size_t		 secret_len[CONF_SECRETS];
	const char	*token;		/* contents of token_file, or NULL */
	const char *const *repositories;	/* globs on "owner/name" */
	size_t		 nrepositories;
	enum answers	 answers;	/* ANSWER_DEFAULT: issue where private,
					   statuses where public */
	bool		 gate;		/* statuses may be "failure" */
	long		 pace_ms;	/* least time between two writes */
	int		 line;
};

struct conf {
	const char		*path;
	const char		*listen;	/* "127.0.0.1:8372" */
	const char		*public_url;	/* no '/' last */
	const char		*state;		/* folder of database, mirrors */
	const char		*database;	/* state/greffier.db */
	const char		*cache;		/* state/cache.db */
	const char		*mirrors;	/* state/mirrors */
	const char		*rules;		/* path of the rules file */
	const char *const	*checks;	/* plugin folders, NULL-ended */
	enum lang		 lang;
	int			 workers;	/* 1..32 */
	int			 threads;	/* of the listener */
	long			 body_max;	/* bytes of a delivery */
	long			 body_ms;	/* to receive one */
	long			 fetch_ms, audit_ms;
	long			 fetch_bytes;
	long			 fetch_objects;
	long			 object_bytes;
	long			 reconcile_s;	/* 3600 */
	struct conf_source	*sources;
	size_t			 nsources;
};

/* now is not needed: nothing here depends on time.  0, or -1. */
int	conf_open(const char *path, struct conf **, struct err *);
void	conf_close(struct conf *);

const struct conf_source *conf_source(const struct conf *, const char *name);

/* Is "owner/name" one of the source's repositories? */
bool	conf_source_has(const struct conf_source *, const char *repo);

/* The commented file that "greffier init" writes. */
const char *conf_sample(void);

/* Every key, its default and its meaning, for documentation and tests. */
struct conf_key {
	const char *name, *fallback, *meaning;
};
const struct conf_key *conf_keys(size_t *n);

#endif
