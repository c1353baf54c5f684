/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * docs_relate.c: documents count for the tools that are really there.
 *
 * Pages about Grafana in a repository where no Grafana is started, fed or
 * configured are a claim.
 */
#include <string.h>

#include "monitoring.h"

/* What shows that the tool is there; the second name is of its kin. */
static const struct {
	const char	*tool, *fact, *key, *value;
} signs[] = {
	{ "alertmanager", "monitoring.service", "tool", "alertmanager" },
	{ "alertmanager", "monitoring.receiver", "tool", "alertmanager" },
	{ "evidently", "monitoring.drift", "how", "evidently" },
	{ "grafana", "monitoring.service", "tool", "grafana" },
	{ "grafana", "monitoring.dashboard", NULL, NULL },
	{ "grafana", "monitoring.datasource", NULL, NULL },
	{ "grafana", "monitoring.command", "tool", "grafana" },
	{ "langfuse", "monitoring.tracer", "tool", "Langfuse" },
	{ "langsmith", "monitoring.tracer", "tool", "LangSmith" },
	{ "mlflow", "monitoring.tracking", "tool", "mlflow" },
	{ "mlflow", "monitoring.service", "tool", "mlflow" },
	{ "opentelemetry", "monitoring.collector", "tool",
	    "otel-collector" },
	{ "prometheus", "monitoring.service", "tool", "prometheus" },
	{ "prometheus", "monitoring.scrape", NULL, NULL },
	{ "prometheus", "monitoring.exposed", NULL, NULL },
	{ "prometheus", "monitoring.metric", NULL, NULL },
	{ "promtail", "monitoring.collector", "tool", "promtail" },
	{ "sentry", "monitoring.notice", "how", "Sentry" },
	{ "tensorboard", "monitoring.tracking", "tool", "tensorboard" },
	{ "wandb", "monitoring.tracking", "tool", "wandb" },
	{ "whylogs", "monitoring.drift", "how", "whylogs" },
};

static bool
there(const struct gr_repo *r, const char *tool)
{
	size_t i;

	for (i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (strcmp(signs[i].tool, tool) == 0 &&
		    any(r, signs[i].fact, signs[i].key, signs[i].value))
			return true;
	return any(r, "monitoring.service", "tool", tool);
}

static void
say_there(const struct gr_repo *r, const char *from, const char *fact)
{
	const struct gr_seen *const *s;
	const char *tool;
	size_t i, n;

	s = gr_facts(r, from, &n);
	for (i = 0; i < n; i++) {
		tool = gr_value(s[i], "tool");
		if (tool != NULL && there(r, tool))
			gr_set(gr_emit_at(fact, s[i]->path, s[i]->first,
			    s[i]->last), "tool", tool);
	}
}

/*
 * "docker compose up" starts what the composition holds; the document says
 * so when it also names where one of them is to be seen.
 */
static void
say_composed(const struct gr_repo *r)
{
	const struct gr_seen *const *c, *const *u;
	size_t i, k, n, m;

	c = gr_facts(r, "monitoring.doc_compose", &n);
	u = gr_facts(r, "monitoring.doc_use", &m);
	for (i = 0; i < n; i++)
		for (k = 0; k < m; k++) {
			const char *tool = gr_value(u[k], "tool");
			const char *seen = gr_value(u[k], "address");

			if (strcmp(c[i]->path, u[k]->path) != 0 ||
			    tool == NULL || seen == NULL ||
			    strcmp(seen, "yes") != 0 ||
			    !any(r, "monitoring.service", "tool", tool))
				continue;
			gr_set(gr_emit_at("monitoring.installs", c[i]->path,
			    c[i]->first, c[i]->last), "tool", tool);
			break;
		}
}

/* The reasons count for a tool of the repository. */
static void
say_argued(const struct gr_repo *r)
{
	const struct gr_seen *const *s;
	const char *tool, *of;
	struct gr_fact *f;
	size_t i, n;

	s = gr_facts(r, "monitoring.doc_choice", &n);
	for (i = 0; i < n; i++) {
		tool = gr_value(s[i], "tool");
		of = gr_value(s[i], "of");
		if (tool == NULL || of == NULL || (!there(r, tool) &&
		    !any(r, "monitoring.logger", "how", tool) &&
		    !any(r, "monitoring.channel_weak", "how", tool)))
			continue;
		f = gr_emit_at("monitoring.argued", s[i]->path, s[i]->first,
		    s[i]->last);
		gr_set(f, "tool", tool);
		gr_set(f, "of", of);
	}
}

/* A container that is given a file that is there, or that needs none. */
static void
say_installed(const struct gr_repo *r)
{
	static const char *const bare[] = {
		"exporter", "jaeger", "langfuse", "mlflow", "netdata",
		"phoenix", "uptime-kuma", NULL,
	};
	const struct gr_seen *const *s, *const *m;
	const char *tool, *from;
	bool given;
	size_t i, k, n, nm;

	s = gr_facts(r, "monitoring.service", &n);
	m = gr_facts(r, "monitoring.mount", &nm);
	for (i = 0; i < n; i++) {
		tool = gr_value(s[i], "tool");
		given = one_of(tool, bare);
		for (k = 0; k < nm && !given; k++) {
			from = gr_value(m[k], "from");
			given = tool != NULL && from != NULL &&
			    strcmp(m[k]->path, s[i]->path) == 0 &&
			    strcmp(gr_value(m[k], "tool"), tool) == 0 &&
			    (gr_value(m[k], "copied") != NULL ||
			    gr_entry(r, from) != NULL || gr_folder(r, from));
		}
		if (given)
			gr_set(gr_emit_at("monitoring.installed", s[i]->path,
			    s[i]->first, s[i]->last), "tool", tool);
	}
}

void
docs_relate(const struct gr_repo *r)
{
	say_there(r, "monitoring.doc_install", "monitoring.installs");
	say_there(r, "monitoring.doc_config", "monitoring.configures");
	say_there(r, "monitoring.doc_use", "monitoring.uses");
	say_composed(r);
	say_argued(r);
	say_installed(r);
}
