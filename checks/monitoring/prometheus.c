/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prometheus.c: what Prometheus and Alertmanager read, and those that read
 * the same: agents, the OpenTelemetry collector, the operator's objects.
 *
 * Sources: prometheus.io/docs, configuration and alerting_rules;
 * alertmanager configuration.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

void
rule_emit(const struct rule *r)
{
	struct gr_fact *f = gr_emit("monitoring.rule", r->first, r->last);

	gr_set(f, "tool", r->tool);
	gr_set(f, "alert", r->alert);
	if (r->expr != NULL)
		gr_set(f, "expr", r->expr);
	if (r->threshold[0] != '\0')
		gr_set(f, "threshold", r->threshold);
	if (r->wait != NULL)
		gr_set(f, "for", r->wait);
	if (r->severity != NULL)
		gr_set(f, "severity", r->severity);
	if (r->paused)
		gr_set(f, "paused", "yes");
	if (r->notified)
		gr_set(f, "notified", "yes");
}

/* A comparison outside of {label="x"}; "0.1" of "rate(x[5m]) > 0.1". */
void
rule_threshold(const char *expr, char *out, size_t n)
{
	const char *p, *s;
	int braces = 0;
	size_t len;

	out[0] = '\0';
	for (p = expr; p != NULL && *p != '\0'; p++) {
		braces += (*p == '{') - (*p == '}');
		if (braces > 0 || strchr("<>=!", *p) == NULL)
			continue;
		s = p + strspn(p, "<>=!");
		s += strspn(s, " \n");
		if (strncmp(s, "bool ", 5) == 0)
			s += 5;
		s += strspn(s, " \n(");
		len = strspn(s, "+-.0123456789eE*");
		if (len > 0 && strpbrk(s, "0123456789") < s + len)
			snprintf(out, n, "%.*s %.*s",
			    (int)strspn(p, "<>=!"), p, (int)len, s);
		p = s - 1;
	}
	if (out[0] == '\0' && expr != NULL && strstr(expr, "absent(") != NULL)
		snprintf(out, n, "absent");
}

static void
read_rules(const struct gr_node *groups, const char *tool)
{
	const struct gr_node *g, *i;
	int said = 0;

	for (g = gr_first(groups); g != NULL; g = gr_next(g))
		for (i = gr_first(gr_get(g, "rules")); i != NULL;
		    i = gr_next(i)) {
			struct rule r = { .tool = tool,
				.alert = gr_str(i, "alert"),
				.expr = gr_str(i, "expr"),
				.wait = gr_str(i, "for"),
				.severity = gr_str(gr_get(i, "labels"),
				    "severity"),
				.first = gr_node_line(i),
				.last = gr_node_last(i) };

			if (r.alert == NULL || r.expr == NULL ||
			    r.expr[0] == '\0' || said++ >= SAID_MOST)
				continue;
			rule_threshold(r.expr, r.threshold,
			    sizeof(r.threshold));
			rule_emit(&r);
		}
}

/* Targets joined by blanks; true when all of them are Prometheus itself. */
static bool
targets(const struct gr_node *job, char *out, size_t n)
{
	const struct gr_node *s, *t;
	const char *text;
	bool self = true;
	size_t used = 0;
	int w;

	out[0] = '\0';
	for (s = gr_first(gr_get(job, "static_configs")); s; s = gr_next(s))
		for (t = gr_first(gr_get(s, "targets")); t; t = gr_next(t)) {
			text = gr_text(t);
			if (text == NULL || text[0] == '\0')
				continue;
			self = self && strstr(text, ":9090") != NULL;
			w = snprintf(out + used, n - used, "%s%s",
			    used > 0 ? " " : "", text);
			if (w > 0 && (size_t)w < n - used)
				used += (size_t)w;
		}
	return self && used > 0;
}

static void
read_jobs(const struct gr_node *jobs)
{
	const struct gr_node *j, *k;
	char list[NAME_ROOM];
	const char *name, *path;
	struct gr_fact *f;
	int said = 0;

	for (j = gr_first(jobs); j != NULL; j = gr_next(j)) {
		name = gr_str(j, "job_name");
		if (name == NULL || targets(j, list, sizeof(list)) ||
		    strcmp(name, "prometheus") == 0)
			continue;
		/* Nothing static: a service discovery says where. */
		for (k = gr_first(j); k != NULL && list[0] == '\0';
		    k = gr_next(k))
			if (gr_key(k) != NULL && strstr(gr_key(k),
			    "_sd_configs") != NULL && gr_first(k) != NULL)
				snprintf(list, sizeof(list), "%s", gr_key(k));
		if (list[0] == '\0' || said++ >= SAID_MOST)
			continue;
		path = gr_str(j, "metrics_path");
		f = gr_emit("monitoring.scrape", gr_node_line(j),
		    gr_node_last(j));
		gr_set(f, "job", name);
		gr_set(f, "target", list);
		gr_set(f, "at", path == NULL ? "/metrics" : path);
	}
}

static void
read_prometheus(const struct gr_node *doc)
{
	const struct gr_node *i, *s;

	read_jobs(gr_get(doc, "scrape_configs"));
	for (i = gr_first(gr_get(doc, "rule_files")); i; i = gr_next(i))
		if (gr_text(i) != NULL)
			gr_set(gr_emit("monitoring.rule_file",
			    gr_node_line(i), gr_node_last(i)), "file",
			    gr_text(i));
	i = gr_first(gr_at(doc, "alerting.alertmanagers"));
	for (; i != NULL; i = gr_next(i))
		for (s = gr_first(gr_get(i, "static_configs")); s;
		    s = gr_next(s))
			if (gr_text(gr_first(gr_get(s, "targets"))) != NULL)
				gr_set(gr_emit("monitoring.alertmanager",
				    gr_node_line(i), gr_node_last(i)),
				    "target", gr_text(gr_first(gr_get(s,
				    "targets"))));
}

/* --- who is told --------------------------------------------------------- */

void
receiver_emit(const struct gr_node *at, const char *tool, const char *name,
    const char *kind, const char *address)
{
	struct gr_fact *f;

	f = gr_emit("monitoring.receiver", gr_node_line(at),
	    gr_node_last(at));
	gr_set(f, "tool", tool);
	gr_set(f, "name", name == NULL ? "" : name);
	gr_set(f, "kind", kind);
	gr_set(f, "set", address[0] == '\0' ||
	    says(SAYS_PLACEHOLDER, address) ? "no" : "yes");
}

/* Where it goes: "" when nothing of the kind is written. */
static const char *
address_of(const struct gr_node *n)
{
	static const char *const keys[] = {
		"to", "url", "url_file", "api_url", "api_url_file",
		"webhook_url", "webhook_url_file", "channel", "service_key",
		"routing_key", "bot_token", "chat_id", "user_key", "topic_arn",
		"api_key", "phone_number",
	};
	const char *v;
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		v = gr_str(n, keys[i]);
		if (v != NULL && v[0] != '\0')
			return v;
	}
	return "";
}

static void
read_alertmanager(const struct gr_node *doc)
{
	const struct gr_node *r, *k, *i;
	const char *slack = gr_str(gr_get(doc, "global"), "slack_api_url");
	const char *address;
	char kind[40];

	for (r = gr_first(gr_get(doc, "receivers")); r; r = gr_next(r))
		for (k = gr_first(r); k != NULL; k = gr_next(k)) {
			if (gr_key(k) == NULL ||
			    strstr(gr_key(k), "_configs") == NULL)
				continue;
			snprintf(kind, sizeof(kind), "%.*s",
			    (int)strcspn(gr_key(k), "_"), gr_key(k));
			for (i = gr_first(k); i != NULL; i = gr_next(i)) {
				address = address_of(i);
				if (strcmp(kind, "slack") == 0 &&
				    gr_str(i, "api_url") == NULL)
					address = slack == NULL ? "" : slack;
				receiver_emit(r, "alertmanager",
				    gr_str(r, "name"), kind, address);
			}
		}
}

/* --- the operator's objects ---------------------------------------------- */

static void
read_object(const struct gr_node *doc, const char *kind)
{
	struct gr_fact *f;
	const char *name = gr_str(gr_get(doc, "metadata"), "name");

	if (strcmp(kind, "PrometheusRule") == 0)
		read_rules(gr_at(doc, "spec.groups"), "operator");
	if (strcmp(kind, "ServiceMonitor") != 0 &&
	    strcmp(kind, "PodMonitor") != 0)
		return;
	f = gr_emit("monitoring.scrape", gr_node_line(doc),
	    gr_node_last(doc));
	gr_set(f, "job", name == NULL ? kind : name);
	gr_set(f, "target", kind);
	gr_set(f, "at", "/metrics");
}

/* Logs, traces: collectors that are not asked for numbers here. */
static void
read_collector(const struct gr_node *doc)
{
	const struct gr_node *in = gr_get(doc, "scrape_configs");
	const char *tool = NULL;

	if (in != NULL && gr_get(doc, "clients") != NULL)
		tool = "promtail";
	else if (gr_get(doc, "filebeat.inputs") != NULL ||
	    gr_at(doc, "filebeat.inputs") != NULL)
		tool = "filebeat", in = gr_get(doc, "filebeat");
	else if (gr_get(doc, "schema_config") != NULL &&
	    gr_get(doc, "ingester") != NULL)
		tool = "loki", in = gr_get(doc, "schema_config");
	else if (gr_get(doc, "exporters") != NULL &&
	    gr_at(doc, "service.pipelines") != NULL)
		tool = "otel-collector", in = gr_get(doc, "receivers");
	if (tool != NULL)
		gr_set(gr_emit("monitoring.collector", gr_node_line(in),
		    gr_node_last(in == NULL ? doc : in)), "tool", tool);
}

void
prometheus_read(const struct gr_file *f, const struct gr_node *doc)
{
	const char *kind;
	int i;

	(void)f;
	for (i = 0; doc != NULL && i < SAID_MOST; i++, doc = gr_next(doc)) {
		kind = gr_str(doc, "kind");
		if (kind != NULL)
			read_object(doc, kind);
		read_collector(doc);
		if (gr_get(doc, "clients") == NULL)
			read_prometheus(doc);
		read_jobs(gr_at(doc,
		    "receivers.prometheus.config.scrape_configs"));
		read_jobs(gr_at(doc, "metrics.configs.0.scrape_configs"));
		read_rules(gr_get(doc, "groups"), "prometheus");
		if (gr_get(doc, "route") != NULL)
			read_alertmanager(doc);
	}
}
