/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * metrics.c: numbers that the code counts and shows to a collector.
 *
 * A metric that is declared and never set says nothing: declarations and
 * uses are told apart, by the name of the variable, and meet in relate.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

static void
metric_emit(const struct gr_item *i, const char *name, const char *help,
    const char *var, const char *type)
{
	struct gr_fact *f = gr_emit("monitoring.metric", i->first, i->last);

	gr_set(f, "metric", name);
	gr_set(f, "type", type);
	gr_set(f, "var", var);
	gr_set(f, "of", says(SAYS_MODEL, name) || says(SAYS_MODEL, help) ?
	    "model" : "app");
}

/* The name that the value of this call is given, or "". */
static const char *
variable(const struct source *s, size_t at)
{
	const struct gr_item *i = &s->item[at], *a;
	size_t k;

	for (k = 0; k < s->n; k++) {
		a = &s->item[k];
		if (a->kind == GR_ASSIGN && a->first <= i->first &&
		    a->last >= i->last && strcmp(a->what, i->name) == 0)
			return last_part(a->name);
	}
	return "";
}

/* name: "x" of an object written in code; "" when there is none. */
static void
named_in(const char *code, char *out, size_t n)
{
	const char *p = strstr(code, "name:");

	out[0] = '\0';
	if (p == NULL)
		return;
	p += 5;
	p += strspn(p, " ");
	if (*p != '\'' && *p != '"' && *p != '`')
		return;
	snprintf(out, n, "%.*s", (int)strcspn(p + 1, "'\"`"), p + 1);
}

/* --- libraries of Prometheus --------------------------------------------- */

static const char *const types[] = {
	"Counter", "Enum", "Gauge", "Histogram", "Info", "Summary", NULL,
};

static bool
from_prometheus(const struct source *s, const char *call)
{
	const struct gr_item *i;
	size_t k;

	for (k = 0; k < s->n; k++) {
		i = &s->item[k];
		if (i->kind != GR_IMPORT ||
		    (strncmp(i->name, "prometheus_client", 17) != 0 &&
		    strncmp(i->name, "prom-client", 11) != 0 &&
		    strncmp(i->name, "aioprometheus", 13) != 0))
			continue;
		if (strcmp(i->as, call) == 0 || strcmp(i->what, "*") == 0 ||
		    (strncmp(call, i->as, strlen(i->as)) == 0 &&
		    i->as[0] != '\0' && call[strlen(i->as)] == '.'))
			return true;
	}
	return false;
}

static bool
read_declaration(const struct source *s, size_t at)
{
	const struct gr_item *i = &s->item[at];
	const struct gr_arg *name, *help;
	char written[NAME_ROOM];

	if (!one_of(last_part(i->name), types) || !from_prometheus(s, i->name))
		return false;
	name = gr_arg(i, "name", 0);
	help = gr_arg(i, "documentation", 1);
	if (name == NULL)
		return false;
	if (name->text != NULL) {
		metric_emit(i, name->text, help == NULL ? "" : help->text,
		    variable(s, at), last_part(i->name));
		return true;
	}
	named_in(name->code, written, sizeof(written));
	if (written[0] == '\0')
		return false;
	metric_emit(i, written, name->code, variable(s, at),
	    last_part(i->name));
	return true;
}

/* OpenTelemetry and Micrometer name their metrics in a call of their own. */
static bool
read_other(const struct source *s, size_t at)
{
	static const char *const otel[] = {
		"create_counter", "create_gauge", "create_histogram",
		"create_observable_gauge", "create_up_down_counter",
		"createCounter", "createHistogram", "createGauge",
		"createObservableGauge", NULL,
	};
	static const char *const micrometer[] = {
		"Counter.builder", "Gauge.builder", "Timer.builder",
		"DistributionSummary.builder", "registry.counter",
		"registry.gauge", "registry.timer", "meterRegistry.counter",
		"meterRegistry.gauge", "meterRegistry.timer", NULL,
	};
	const struct gr_item *i = &s->item[at];
	const struct gr_arg *name;

	if (!one_of(last_part(i->name), otel) && !one_of(i->name, micrometer))
		return false;
	name = gr_arg(i, "name", 0);
	if (name == NULL || name->text == NULL)
		return false;
	metric_emit(i, name->text, "", variable(s, at), last_part(i->name));
	return true;
}

/* --- uses, and the page that a collector reads --------------------------- */

/* "metrics.REQUESTS.labels().inc" -> "REQUESTS". */
static void
used_variable(const char *call, char *out, size_t n)
{
	const char *end = strstr(call, ".labels()"), *start;

	if (end == NULL)
		end = strrchr(call, '.');
	out[0] = '\0';
	if (end == NULL)
		return;
	for (start = end; start > call && start[-1] != '.'; start--)
		;
	snprintf(out, n, "%.*s", (int)(end - start), start);
}

static bool
read_use(const struct gr_item *i, char *last, size_t n)
{
	static const char *const verbs[] = {
		"inc", "observe", "set", "time", "dec", "count_exceptions",
		"track_inprogress", "record", "add", "increment", NULL,
	};
	const char *verb = last_part(i->name);
	char var[NAME_ROOM];

	if (!one_of(verb, verbs))
		return false;
	/* A set of Python and a cache have such a verb too. */
	if ((strcmp(verb, "add") == 0 || strcmp(verb, "set") == 0 ||
	    strcmp(verb, "record") == 0 || strcmp(verb, "time") == 0) &&
	    i->nargs > 1 && strstr(i->name, ".labels()") == NULL)
		return false;
	used_variable(i->name, var, sizeof(var));
	if (var[0] == '\0' || strcmp(var, last) == 0)
		return false;
	snprintf(last, n, "%s", var);
	gr_set(gr_emit("monitoring.metric_use", i->first, i->last), "var",
	    var);
	return true;
}

static const char *
exposes(const struct source *s, const struct gr_item *i)
{
	static const char *const calls[] = {
		"generate_latest", "make_asgi_app", "make_wsgi_app",
		"start_http_server", "start_wsgi_server", "PrometheusMetrics",
		"handle_metrics", "push_to_gateway", "pushadd_to_gateway",
		"PrometheusMetricReader", "GunicornPrometheusMetrics",
		"configure_azure_monitor", "instrument_app", "ElasticAPM",
		"patch_all", NULL,
	};
	const char *verb = last_part(i->name);

	if (one_of(verb, calls))
		return verb;
	if (strstr(i->name, "Instrumentator") != NULL ||
	    (strcmp(verb, "expose") == 0 &&
	    imports(s, "prometheus_fastapi_instrumentator") != NULL))
		return "prometheus_fastapi_instrumentator";
	if (strcmp(verb, "include") == 0 && i->nargs > 0 &&
	    i->args[0].text != NULL &&
	    strcmp(i->args[0].text, "django_prometheus.urls") == 0)
		return "django_prometheus";
	if (strcmp(verb, "metrics") == 0 && imports(s, "prom-client") != NULL)
		return "prom-client";
	if (strcmp(verb, "expressPromBundle") == 0 ||
	    strcmp(verb, "promBundle") == 0)
		return "express-prom-bundle";
	return NULL;
}

static bool
read_exposed(const struct source *s, const struct gr_item *i)
{
	const char *how = exposes(s, i);

	if (how != NULL)
		gr_set(gr_emit("monitoring.exposed", i->first, i->last),
		    "how", how);
	return how != NULL;
}

void
metrics_read(const struct source *s)
{
	const struct gr_item *i;
	char last[NAME_ROOM] = "";
	int said = 0;
	size_t k;

	for (k = 0; k < s->n && !s->test && said < FACTS_MOST; k++) {
		i = &s->item[k];
		if (i->dead)
			continue;
		if (i->kind == GR_CALL)
			said += read_declaration(s, k) || read_other(s, k) ||
			    read_exposed(s, i);
		if (i->kind == GR_CALL || i->kind == GR_MARK)
			said += read_use(i, last, sizeof(last));
	}
}
