/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * relate.c: do the pieces of the chain of a model meet?
 *
 * A channel is a place where somebody sees the values of a model.  A chain
 * is a channel that is fed while the model serves: by a scrape of metrics
 * that the code really sets, by runs or rows that the service writes, or
 * by a job that computes drift.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "monitoring.h"

static bool
value_is(const struct gr_seen *s, const char *key, const char *value)
{
	const char *v = gr_value(s, key);

	return v != NULL && strcmp(v, value) == 0;
}

static int
number(const struct gr_seen *s, const char *key)
{
	const char *v = gr_value(s, key);

	return v == NULL ? 0 : (int)strtol(v, NULL, 10);
}

static void
say(const char *fact, const struct gr_seen *at, const char *how)
{
	gr_set(gr_emit_at(fact, at->path, at->first, at->last), "how", how);
}

static void
say_all(const struct gr_repo *r, const char *fact, const char *of,
    const char *key, const char *value, const char *how)
{
	const struct gr_seen *const *s;
	size_t i, n;

	s = gr_facts(r, of, &n);
	for (i = 0; i < n; i++)
		if (key == NULL || value_is(s[i], key, value))
			say(fact, s[i], how);
}

/* --- dashboards ---------------------------------------------------------- */

/* Is a folder of dashboards announced where this one lies? */
static bool
provided(const struct gr_repo *r, const char *path)
{
	const struct gr_seen *const *p;
	char at[PATH_ROOM];
	const char *folder;
	size_t i, n;

	if (!mounted(r, "grafana", path, at, sizeof(at)))
		return false;
	p = gr_facts(r, "monitoring.provider", &n);
	for (i = 0; i < n; i++) {
		folder = gr_value(p[i], "folder");
		if (folder != NULL && path_under(at, folder))
			return true;
	}
	return false;
}

/*
 * Exported and there is a Grafana to show it: provisioned, or to be
 * imported by hand.  Wrapped for the API: only when something posts it.
 */
static const char *
shown_by(const struct gr_repo *r, const struct gr_seen *d)
{
	if (number(d, "queries") == 0)
		return NULL;
	if (value_is(d, "form", "api"))
		return any(r, "monitoring.command", "tool", "grafana-api") ?
		    "api" : NULL;
	if (provided(r, d->path))
		return "provisioned";
	if (any(r, "monitoring.service", "tool", "grafana") ||
	    any(r, "monitoring.command", "tool", "grafana") ||
	    any(r, "monitoring.datasource", NULL, NULL))
		return "import";
	return NULL;
}

/* --- metrics ------------------------------------------------------------- */

static bool
used(const struct gr_repo *r, const struct gr_seen *metric)
{
	const char *var = gr_value(metric, "var");

	return var != NULL && var[0] != '\0' &&
	    any(r, "monitoring.metric_use", "var", var);
}

/* Does a query name the metric?  "x" is read as x, x_total, x_bucket .. */
static bool
names(const char *query, const char *metric)
{
	const char *p = query;
	size_t n = strlen(metric);

	if (n > 6 && strcmp(metric + n - 6, "_total") == 0)
		n -= 6;
	while (n > 0 && p != NULL && (p = strstr(p, metric)) == NULL) {
		/* Without its ending. */
		char cut[NAME_ROOM];

		if (n == strlen(metric) || n >= sizeof(cut))
			return false;
		snprintf(cut, sizeof(cut), "%.*s", (int)n, metric);
		return strstr(query, cut) != NULL;
	}
	return p != NULL;
}

/* A panel of a dashboard that is shown, about this metric. */
static const struct gr_seen *
panel_for(const struct gr_repo *r, const char *metric)
{
	const struct gr_seen *const *d, *const *p;
	size_t i, k, nd, np;
	const char *query;

	d = gr_facts(r, "monitoring.dashboard", &nd);
	p = gr_facts(r, "monitoring.panel", &np);
	for (i = 0; i < nd; i++) {
		if (shown_by(r, d[i]) == NULL)
			continue;
		for (k = 0; k < np; k++) {
			query = gr_value(p[k], "query");
			if (query != NULL &&
			    strcmp(p[k]->path, d[i]->path) == 0 &&
			    names(query, metric))
				return p[k];
		}
	}
	return NULL;
}

/* Metrics of the model that the service sets, is asked for, and shows. */
static void
relate_metrics(const struct gr_repo *r)
{
	const struct gr_seen *const *m, *panel;
	bool met = false;
	const char *name;
	size_t i, n;

	m = gr_facts(r, "monitoring.metric", &n);
	for (i = 0; i < n; i++) {
		name = gr_value(m[i], "metric");
		if (!value_is(m[i], "of", "model") || name == NULL ||
		    !used(r, m[i]))
			continue;
		say("monitoring.collected", m[i], name);
		if (!any(r, "monitoring.exposed", NULL, NULL) ||
		    !any(r, "monitoring.scrape", NULL, NULL))
			continue;
		panel = panel_for(r, name);
		if (panel == NULL)
			continue;
		say("monitoring.chain_shows", panel, "Grafana");
		say("monitoring.chain_collects", m[i], name);
		met = true;
	}
	if (met)
		say_all(r, "monitoring.chain_collects", "monitoring.scrape",
		    NULL, NULL, "Prometheus");
}

/* --- runs, rows, reports ------------------------------------------------- */

static bool
live_page(const struct gr_seen *p)
{
	return value_is(p, "live", "yes") && !value_is(p, "simulated", "yes");
}

/* Everything that shows what is logged with a tool. */
static void
say_places(const struct gr_repo *r, const char *fact, const char *tool)
{
	say_all(r, fact, "monitoring.command", "tool", tool, tool);
	say_all(r, fact, "monitoring.service", "tool", tool, tool);
	say_all(r, fact, "monitoring.tracking_server", "tool", tool, tool);
}

/* Runs of one tool; its own site shows them, or a server that is started. */
static void
relate_runs(const struct gr_repo *r, const char *tool, bool hosted)
{
	const struct gr_seen *const *t;
	bool serves, runs = false, served = false;
	size_t i, n;

	hosted = hosted || any(r, "monitoring.command", "tool", tool) ||
	    any(r, "monitoring.service", "tool", tool) ||
	    any(r, "monitoring.tracking_server", "tool", tool);
	t = gr_facts(r, "monitoring.tracking", &n);
	for (i = 0; i < n; i++) {
		if (!value_is(t[i], "tool", tool))
			continue;
		serves = value_is(t[i], "where", "serving");
		if (serves)
			say("monitoring.collected", t[i], tool);
		if (!hosted)
			continue;
		runs = true;
		say("monitoring.channel", t[i], tool);
		if (!serves)
			continue;
		served = true;
		say("monitoring.chain_collects", t[i], tool);
	}
	if (runs)
		say_places(r, "monitoring.channel", tool);
	if (served)
		say_places(r, "monitoring.chain_shows", tool);
}

/* A panel whose query reads a base, of a model, that is shown. */
static void
relate_rows(const struct gr_repo *r)
{
	const struct gr_seen *const *d, *const *p;
	bool met = false;
	const char *query;
	size_t i, k, nd, np;

	if (!any(r, "monitoring.prediction_log", NULL, NULL))
		return;
	d = gr_facts(r, "monitoring.dashboard", &nd);
	p = gr_facts(r, "monitoring.panel", &np);
	for (i = 0; i < nd; i++) {
		if (shown_by(r, d[i]) == NULL)
			continue;
		for (k = 0; k < np; k++) {
			query = gr_value(p[k], "query");
			if (query == NULL || !value_is(p[k], "of", "model") ||
			    strcmp(p[k]->path, d[i]->path) != 0 ||
			    (strstr(query, "SELECT") == NULL &&
			    strstr(query, "select") == NULL))
				continue;
			say("monitoring.chain_shows", p[k], "Grafana");
			met = true;
		}
	}
	if (met)
		say_all(r, "monitoring.chain_collects",
		    "monitoring.prediction_log", NULL, NULL, "SQL");
}

static void
relate_drift(const struct gr_repo *r)
{
	const struct gr_seen *const *d, *const *p;
	bool reported = any(r, "monitoring.report", NULL, NULL) ||
	    any(r, "monitoring.service", "tool", "evidently") ||
	    any(r, "monitoring.command", "tool", "evidently");
	bool kept = any(r, "monitoring.prediction_log", NULL, NULL);
	bool job = false, rows = false;
	size_t i, n;

	d = gr_facts(r, "monitoring.drift", &n);
	for (i = 0; i < n; i++) {
		if (value_is(d[i], "simulated", "yes") ||
		    value_is(d[i], "notebook", "yes"))
			continue;
		job = true;
		say("monitoring.collected", d[i], "drift");
		if (reported)
			say("monitoring.chain_collects", d[i], "drift");
	}
	say_all(r, "monitoring.channel", "monitoring.report", NULL, NULL,
	    "report");
	if (job)
		say_all(r, "monitoring.chain_shows", "monitoring.report",
		    NULL, NULL, "report");
	say_all(r, "monitoring.channel", "monitoring.tracer", NULL, NULL,
	    "traces");
	say_all(r, "monitoring.chain_shows", "monitoring.tracer", NULL, NULL,
	    "traces");
	say_all(r, "monitoring.chain_collects", "monitoring.tracer", NULL,
	    NULL, "traces");
	p = gr_facts(r, "monitoring.page", &n);
	for (i = 0; i < n; i++)
		if (live_page(p[i])) {
			say("monitoring.channel", p[i], "page");
			if (any(r, "monitoring.tracking", "where", "serving") ||
			    (kept && value_is(p[i], "kept", "yes")))
				say("monitoring.chain_shows", p[i], "page");
			rows = rows || (kept && value_is(p[i], "kept", "yes"));
		}
	if (rows)
		say_all(r, "monitoring.chain_collects",
		    "monitoring.prediction_log", NULL, NULL, "page");
}

void
channels_relate(const struct gr_repo *r)
{
	static const struct {
		const char	*name;
		bool		 hosted;
	} tools[] = {
		{ "azureml", true }, { "clearml", true }, { "comet", true },
		{ "dagshub", true }, { "mlflow", false }, { "neptune", true },
		{ "tensorboard", false }, { "wandb", true },
	};
	const struct gr_seen *const *d;
	const char *how;
	size_t i, n;

	d = gr_facts(r, "monitoring.dashboard", &n);
	for (i = 0; i < n; i++) {
		how = shown_by(r, d[i]);
		if (number(d[i], "queries") == 0)
			continue;
		if (how == NULL)
			say("monitoring.board_unloaded", d[i],
			    gr_value(d[i], "title"));
		else if (number(d[i], "model") == 0)
			say("monitoring.channel_weak", d[i],
			    gr_value(d[i], "title"));
		else
			say("monitoring.channel", d[i], how);
	}
	relate_metrics(r);
	for (i = 0; i < sizeof(tools) / sizeof(*tools); i++)
		relate_runs(r, tools[i].name, tools[i].hosted);
	relate_rows(r);
	relate_drift(r);
}
