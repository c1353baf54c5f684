/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grafana.c: dashboards as Grafana exports them, and what it provisions:
 * sources of data, folders of dashboards, alert rules, contact points.
 *
 * A dashboard that is wrapped as its HTTP API wants it ({"dashboard": ..})
 * is not what the provisioning reads, nor what can be imported by hand.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

/* A query of a target, whatever the source of data. */
static const char *
query_of(const struct gr_node *target)
{
	static const char *const keys[] = {
		"expr", "rawSql", "query", "rawQuery", "url", "measurement",
		"metric", "target", "queryText", "expression",
	};
	const char *v;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		v = gr_str(target, keys[i]);
		if (v != NULL && v[0] != '\0' && strcmp(v, "true") != 0 &&
		    strcmp(v, "false") != 0)
			return v;
	}
	return NULL;
}

/* Alerts as they were before Grafana 9, inside of a panel. */
static void
read_panel_alert(const struct gr_node *panel)
{
	const struct gr_node *a = gr_get(panel, "alert");
	const struct gr_node *e = gr_at(a, "conditions.0.evaluator");
	const char *limit = gr_text(gr_first(gr_get(e, "params")));
	struct rule r = { .tool = "grafana-panel", .alert = gr_str(a, "name"),
		.expr = query_of(gr_first(gr_get(panel, "targets"))),
		.wait = gr_str(a, "for"),
		.notified = gr_first(gr_get(a, "notifications")) != NULL,
		.first = gr_node_line(a), .last = gr_node_last(a) };

	if (e == NULL || r.alert == NULL)
		return;
	if (limit != NULL)
		snprintf(r.threshold, sizeof(r.threshold), "%s %s",
		    gr_str(e, "type") == NULL ? "" : gr_str(e, "type"), limit);
	rule_emit(&r);
}

/* Of all the targets of a panel; an attribute holds no more. */
enum { QUERY_ROOM = 300 };

struct board {
	const char	*title;
	int		 panels, queries, model;
};

/* "Drift" of a clock and "up" of a service are of a machine. */
static bool
of_model(const char *title, const char *query)
{
	static const struct gr_pattern *machine;

	if (machine == NULL)
		machine = gr_pattern("(^|[^a-z_])(node|container|kube|process|"
		    "go|pg|redis|nginx|mysql|windows|machine)_[a-z]|"
		    "(^|[^a-z_])up\\s*($|\\{|==)");
	return !gr_search(machine, query, strlen(query)) &&
	    (says(SAYS_MODEL, title) || says(SAYS_MODEL, query));
}

static void
read_panel(struct board *b, const struct gr_node *p)
{
	const struct gr_node *t;
	const char *title = gr_str(p, "title"), *type = gr_str(p, "type");
	char query[QUERY_ROOM] = "";
	size_t used;
	bool model = false;
	struct gr_fact *f;

	if (type == NULL || strcmp(type, "row") == 0)
		return;
	b->panels++;
	read_panel_alert(p);
	for (t = gr_first(gr_get(p, "targets")); t != NULL; t = gr_next(t)) {
		const char *q = query_of(t);

		if (q == NULL)
			continue;
		model = model || of_model(title, q);
		used = strlen(query);
		snprintf(query + used, sizeof(query) - used, "%s%s",
		    used > 0 ? "; " : "", q);
	}
	if (query[0] == '\0')
		return;
	b->queries++;
	b->model += model;
	if (b->queries > SAID_MOST)
		return;
	f = gr_emit("monitoring.panel", gr_node_line(p), gr_node_last(p));
	gr_set(f, "title", title == NULL ? "" : title);
	gr_set(f, "query", query);
	gr_set(f, "of", model ? "model" : "app");
}

static void
read_panels(struct board *b, const struct gr_node *list)
{
	const struct gr_node *p, *in;

	for (p = gr_first(list); p != NULL; p = gr_next(p)) {
		read_panel(b, p);
		for (in = gr_first(gr_get(p, "panels")); in; in = gr_next(in))
			read_panel(b, in);
	}
}

static void
read_dashboard(const struct gr_file *file, const struct gr_node *doc,
    const char *form)
{
	const struct gr_node *panels = gr_get(doc, "panels");
	struct board b = { .title = gr_str(doc, "title") };
	struct gr_fact *f;

	if (gr_node_kind(panels) != GR_LIST)
		panels = gr_get(doc, "rows");
	if (gr_node_kind(panels) != GR_LIST || b.title == NULL ||
	    (gr_get(doc, "schemaVersion") == NULL &&
	    gr_get(doc, "templating") == NULL &&
	    gr_get(doc, "time") == NULL &&
	    strstr(file->text, "gridPos") == NULL))
		return;
	read_panels(&b, panels);
	f = gr_emit("monitoring.dashboard", gr_node_line(panels),
	    gr_node_last(panels));
	gr_set(f, "title", b.title);
	gr_setf(f, "panels", "%d", b.panels);
	gr_setf(f, "queries", "%d", b.queries);
	gr_setf(f, "model", "%d", b.model);
	gr_set(f, "form", form);
}

/* --- provisioning -------------------------------------------------------- */

/* The threshold stands in the last expression that has an evaluator. */
static void
read_rule(const struct gr_node *i)
{
	const struct gr_node *d, *m, *e;
	const char *paused = gr_str(i, "isPaused"), *limit;
	struct rule r = { .tool = "grafana", .alert = gr_str(i, "title"),
		.wait = gr_str(i, "for"),
		.severity = gr_str(gr_get(i, "labels"), "severity"),
		.paused = paused != NULL && strcmp(paused, "true") == 0,
		.notified = gr_str(gr_get(i, "notification_settings"),
		    "receiver") != NULL,
		.first = gr_node_line(i), .last = gr_node_last(i) };

	for (d = gr_first(gr_get(i, "data")); d != NULL; d = gr_next(d)) {
		m = gr_get(d, "model");
		if (r.expr == NULL)
			r.expr = query_of(m);
		if (r.threshold[0] == '\0' && gr_str(m, "expr") != NULL)
			rule_threshold(gr_str(m, "expr"), r.threshold,
			    sizeof(r.threshold));
		e = gr_at(m, "conditions.0.evaluator");
		limit = gr_text(gr_first(gr_get(e, "params")));
		if (limit != NULL)
			snprintf(r.threshold, sizeof(r.threshold), "%s %s",
			    gr_str(e, "type") == NULL ? "" :
			    gr_str(e, "type"), limit);
	}
	if (r.alert != NULL && gr_get(i, "data") != NULL)
		rule_emit(&r);
}

static void
read_rules(const struct gr_node *groups)
{
	const struct gr_node *g, *i;
	int said = 0;

	for (g = gr_first(groups); g != NULL; g = gr_next(g))
		for (i = gr_first(gr_get(g, "rules")); i != NULL &&
		    said < SAID_MOST; i = gr_next(i), said++)
			read_rule(i);
}

static void
read_contacts(const struct gr_node *points)
{
	const struct gr_node *p, *i, *s;
	const char *kind, *address = "";

	for (p = gr_first(points); p != NULL; p = gr_next(p))
		for (i = gr_first(gr_get(p, "receivers")); i;
		    i = gr_next(i)) {
			kind = gr_str(i, "type");
			address = "";
			s = gr_first(gr_get(i, "settings"));
			for (; s != NULL && address[0] == '\0'; s = gr_next(s))
				if (gr_text(s) != NULL && gr_key(s) != NULL &&
				    strcmp(gr_key(s), "singleEmail") != 0)
					address = gr_text(s);
			receiver_emit(i, "grafana", gr_str(p, "name"),
			    kind == NULL ? "" : kind, address);
		}
}

static void
read_sources(const struct gr_node *list)
{
	const struct gr_node *d;
	const char *name, *type;
	struct gr_fact *f;

	for (d = gr_first(list); d != NULL; d = gr_next(d)) {
		name = gr_str(d, "name");
		type = gr_str(d, "type");
		if (name == NULL || type == NULL)
			continue;
		f = gr_emit("monitoring.datasource", gr_node_line(d),
		    gr_node_last(d));
		gr_set(f, "name", name);
		gr_set(f, "type", type);
	}
}

static void
read_providers(const struct gr_node *list)
{
	const struct gr_node *p;
	const char *path;

	for (p = gr_first(list); p != NULL; p = gr_next(p)) {
		path = gr_str(gr_get(p, "options"), "path");
		if (path != NULL)
			gr_set(gr_emit("monitoring.provider", gr_node_line(p),
			    gr_node_last(p)), "folder", path);
	}
}

void
grafana_read(const struct gr_file *f, const struct gr_node *doc)
{
	if (f->entry->kind == GR_JSON) {
		read_dashboard(f, doc, "export");
		read_dashboard(f, gr_get(doc, "dashboard"), "api");
	}
	if (gr_str(doc, "apiVersion") == NULL)
		return;
	read_rules(gr_get(doc, "groups"));
	read_contacts(gr_get(doc, "contactPoints"));
	read_sources(gr_get(doc, "datasources"));
	read_providers(gr_get(doc, "providers"));
}
