/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * logging_relate.c: does the application log to what was configured?
 *
 * A script that fills a base logs for itself.  What counts is a file that
 * serves (routes, pages, settings), or one beneath its folder, that writes
 * to a logger, in a repository where a logger is configured.
 */
#include <string.h>

#include "monitoring.h"

/* Folders beside the application that hold what is run by hand. */
static bool
aside(const char *path)
{
	static const struct gr_pattern *p;

	if (p == NULL)
		p = gr_pattern("(^|/)(scripts?|etl|seeds?|notebooks?|database|"
		    "db|migrations|training|entrainement|scrap\\w*|collect\\w*|"
		    "spiders?|dags|tools?|bin|data|jobs?)/|(^|/)seed\\w*\\.");
	return gr_search(p, path, strlen(path));
}

/*
 * The file serves itself, or lies beneath the folder of one that does; at
 * the root that folder holds everything, scripts too.
 */
static bool
serves(const struct gr_repo *r, const char *path)
{
	const struct gr_seen *const *a;
	char folder[PATH_ROOM];
	size_t i, n;

	a = gr_facts(r, "monitoring.app", &n);
	for (i = 0; i < n; i++) {
		if (strcmp(a[i]->path, path) == 0)
			return true;
		path_folder(a[i]->path, folder, sizeof(folder));
		if (path_under(path, folder) && !aside(path + strlen(folder)))
			return true;
	}
	return false;
}

/* Nobody has to call it, or somebody does. */
static bool
runs(const struct gr_repo *r, const struct gr_seen *config)
{
	const char *waits = gr_value(config, "waits");

	return waits == NULL || waits[0] == '\0' ||
	    any(r, "monitoring.log_start", "function", waits);
}

static void
say(const char *fact, const struct gr_seen *at, const char *key,
    const char *value)
{
	if (value != NULL)
		gr_set(gr_emit_at(fact, at->path, at->first, at->last), key,
		    value);
}

/*
 * Does the application meet it: in its own folder, in the part of the tree
 * where it logs, or by a call of the function that sets it up?
 */
static bool
met(const struct gr_repo *r, const struct gr_seen *config)
{
	const struct gr_seen *const *s;
	const char *waits = gr_value(config, "waits"), *name;
	size_t i, n;

	if (serves(r, config->path))
		return true;
	s = gr_facts(r, "monitoring.log_start", &n);
	for (i = 0; i < n && waits != NULL && waits[0] != '\0'; i++) {
		name = gr_value(s[i], "function");
		if (name != NULL && strcmp(name, waits) == 0 &&
		    serves(r, s[i]->path))
			return true;
	}
	s = gr_facts(r, "monitoring.log_use", &n);
	for (i = 0; i < n && !aside(config->path); i++)
		if (serves(r, s[i]->path) && path_near(config->path,
		    s[i]->path))
			return true;
	return false;
}

void
logging_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *s;
	size_t i, n;

	s = gr_facts(r, "monitoring.log_config", &n);
	for (i = 0; i < n; i++)
		say(!runs(r, s[i]) ? "monitoring.logger_unused" :
		    met(r, s[i]) ? "monitoring.logger" :
		    "monitoring.logger_aside", s[i], "how",
		    gr_value(s[i], "how"));
	s = gr_facts(r, "monitoring.log_use", &n);
	for (i = 0; i < n; i++)
		if (serves(r, s[i]->path))
			say("monitoring.logged", s[i], "call",
			    gr_value(s[i], "call"));
}
