/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * work.c: what a program does with a model or with data when a chain runs
 * it, whatever it is called, and where a library of AI is used at all.
 */
#include <stdio.h>
#include <string.h>

#include "ci.h"

enum { MEASURES_LEAST = 2, GATE_LINES = 6 };

/* Packages by which a model is made, loaded or asked. */
static const char *const libraries[] = {
	"@anthropic-ai/sdk", "@google/generative-ai", "@huggingface/inference",
	"@langchain", "@mistralai/mistralai", "@tensorflow/tfjs",
	"@xenova/transformers", "anthropic", "catboost", "cohere", "darts",
	"detectron2", "diffusers", "dspy", "fastai", "flair", "gensim",
	"google.genai", "google.generativeai", "groq", "haystack",
	"huggingface_hub", "joblib", "keras", "langchain",
	"langchain_community", "langchain_core", "langchain_openai",
	"langgraph", "lightgbm", "litellm", "llama_cpp", "llama_index",
	"mistralai", "mlflow", "ollama", "onnxruntime", "openai",
	"openvino", "peft", "pmdarima", "prophet", "pycaret",
	"pytorch_lightning", "sentence_transformers", "sklearn",
	"smolagents", "spacy", "stanza", "statsmodels", "surprise",
	"tensorflow", "tflite_runtime", "timm", "torch", "torchvision",
	"transformers", "ultralytics", "vllm", "whisper", "xgboost",
};

bool
work_want(const struct gr_entry *e)
{
	return e->kind == GR_PYTHON || e->kind == GR_NOTEBOOK ||
	    e->kind == GR_JAVASCRIPT || e->kind == GR_TYPESCRIPT;
}

/* "sklearn.svm" is of "sklearn". */
static const char *
library_of(const char *module)
{
	size_t i, n;

	for (i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++) {
		n = strlen(libraries[i]);
		if (strncmp(module, libraries[i], n) == 0 &&
		    (module[n] == '\0' || module[n] == '.' ||
		    module[n] == '/'))
			return libraries[i];
	}
	return NULL;
}

/* Parts of a library, and libraries, that prepare, measure or store. */
static bool
holds_learners(const char *module)
{
	static const char *const others[] = { "huggingface_hub", "joblib",
	    "mlflow", "sklearn.compose", "sklearn.datasets",
	    "sklearn.decomposition", "sklearn.feature_extraction",
	    "sklearn.feature_selection", "sklearn.impute",
	    "sklearn.metrics", "sklearn.model_selection",
	    "sklearn.pipeline", "sklearn.preprocessing", "sklearn.utils" };
	size_t i, n;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		n = strlen(others[i]);
		if (strncmp(module, others[i], n) == 0 &&
		    (module[n] == '\0' || module[n] == '.'))
			return false;
	}
	return library_of(module) != NULL;
}

static const char *
last_name(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL ? dot + 1 : name;
}

static bool
listed(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

struct work {
	bool	ai;		/* uses a library of AI */
	bool	learner;	/* one that holds models to train */
	bool	fits;		/* makes a model learn */
	bool	scores;		/* computes how good it is */
	bool	reads;		/* a table of data */
	bool	stops;		/* ends with a failure, or asserts */
	bool	gate;		/* fails where a score is too low */
	bool	expects;	/* a library that checks data */
	int	measures;	/* different looks at a table */
	int	first;
};

static const char *const fitting[] = { "fit", "fit_resample_and_train",
    "train", "backward", "fine_tune", "partial_fit", "train_test_model",
    "setup_and_train", NULL };
static const char *const scoring[] = { "accuracy_score", "f1_score",
    "fbeta_score", "precision_score", "recall_score", "roc_auc_score",
    "mean_squared_error", "mean_absolute_error", "r2_score",
    "root_mean_squared_error", "classification_report",
    "confusion_matrix", "cross_val_score", "cross_validate", "evaluate",
    "mean_absolute_percentage_error", "log_loss", "silhouette_score",
    "score", NULL };
static const char *const reading[] = { "read_csv", "read_parquet",
    "read_sql", "read_sql_query", "read_sql_table", "read_excel",
    "read_json", "read_feather", "query", "execute", "fetchall", "fetchone",
    "scan_csv", "scan_parquet", "load_dataset", "DictReader", NULL };
static const char *const checking[] = { "great_expectations", "pandera",
    "deepchecks", "pointblank", "frictionless", "cerberus", "evidently",
    "whylogs", "soda", NULL };
static const char *const measuring[] = { "isnull", "isna", "notnull",
    "notna", "duplicated", "nunique", "columns", "dtypes", "dtype", "shape",
    "distinct", "count", "issubset", "value_counts", "between", "empty",
    "isin", "unique", "is_unique", "is_numeric_dtype", "DISTINCT", "COUNT",
    "unique_count", "null_count", NULL };
static const char *const stopping[] = { "exit", "_exit", "SystemExit",
    NULL };

/* Services that are asked without a library of theirs. */
static const char *const services[] = { "api-inference.huggingface.co",
    "api.anthropic.com", "api.cohere.", "api.groq.com", "api.mistral.ai",
    "api.openai.com", "generativelanguage.googleapis.com",
    "localhost:11434", "openrouter.ai", "router.huggingface.co", NULL };

static void
look_at_item(struct work *w, const struct gr_item *i)
{
	const char *name = last_name(i->name);

	if (i->dead)
		return;
	if (i->kind == GR_IMPORT) {
		w->ai |= library_of(i->name) != NULL;
		w->learner |= holds_learners(i->name);
		w->expects |= listed(i->name, checking);
	}
	if (i->kind != GR_CALL)
		return;
	w->fits |= listed(name, fitting) && i->name != name;
	w->scores |= listed(name, scoring);
	w->reads |= listed(name, reading);
	w->stops |= listed(name, stopping);
}

/* Names of a table's properties need no call: "df.columns". */
static void
look_at_tokens(struct work *w, const struct gr_token *t, size_t n)
{
	bool seen[sizeof(measuring) / sizeof(measuring[0])] = { false };
	size_t i, k;

	for (i = 1; i < n; i++) {
		if (t[i].kind != GR_NAME)
			continue;
		w->stops |= strcmp(t[i].text, "raise") == 0 ||
		    strcmp(t[i].text, "assert") == 0;
		for (k = 0; measuring[k] != NULL; k++)
			if (!seen[k] && gr_token_is(&t[i - 1], ".") &&
			    strcmp(t[i].text, measuring[k]) == 0)
				seen[k] = true;
	}
	for (k = 0; measuring[k] != NULL; k++)
		w->measures += seen[k];
}

static bool
ends_badly(const struct gr_token *t, size_t n, size_t i)
{
	return gr_token_is(&t[i], "raise") || gr_token_is(&t[i], "exit") ||
	    (gr_token_is(&t[i], "return") && i + 1 < n &&
	    (gr_token_is(&t[i + 1], "1") || gr_token_is(&t[i + 1], "False")));
}

/* "if f1 < 0.8: sys.exit(1)", "assert accuracy > 0.7" */
static bool
is_gate(const struct gr_token *t, size_t n, size_t i)
{
	bool score = false, compares = false;
	bool asserts = gr_token_is(&t[i], "assert");
	size_t k;

	if (t[i].kind != GR_NAME || (!asserts && !gr_token_is(&t[i], "if")))
		return false;
	for (k = i + 1; k < n && t[k].kind != GR_NEWLINE; k++) {
		compares |= t[k].kind == GR_OP && strchr("<>", t[k].text[0]) !=
		    NULL;
		score |= (t[k].kind == GR_NAME || t[k].kind == GR_STRING) &&
		    gr_search(gr_pattern("(^|_)(acc|accuracy|auc|f[0-9]+|"
		    "fbeta|loss|mae|map|mape|metrics?|mse|precision|r2|"
		    "recall|rmse|rouge|bleu|iou|scores?|seuil|threshold|"
		    "perf[a-z]*|kappa|wer)(_|$)"), t[k].text, t[k].len);
	}
	if (!score || !compares || asserts)
		return score && compares;
	for (; k < n && t[k].line <= t[i].line + GATE_LINES; k++)
		if (ends_badly(t, n, k))
			return true;
	return false;
}

/* Named as what looks at data: "test_data.py", "check_quality.py". */
static bool
named_data(const char *base)
{
	return gr_search(gr_pattern("(^|[_-])(data|donnees?|datasets?|seed|"
	    "schemas?|quality|qualite|csv|integrity|integrite|coherence|raw|"
	    "gx|expectations?)([_.-]|$)"), base, strlen(base)) &&
	    gr_search(gr_pattern("(^|[_-])(test|check|valid|verif|control|"
	    "quality|qualite|expect|audit|integrit|coheren)"), base,
	    strlen(base));
}

static const char *
service_of(const struct gr_token *t, size_t n, int *line)
{
	size_t i, k;

	for (i = 0; i < n; i++)
		for (k = 0; t[i].kind == GR_STRING && services[k] != NULL; k++)
			if (strstr(t[i].text, services[k]) != NULL) {
				*line = t[i].line;
				return services[k];
			}
	return NULL;
}

void
work_read(const struct gr_file *f)
{
	struct work w = { .first = 0 };
	const struct gr_item *item;
	const struct gr_token *t;
	struct gr_fact *x;
	size_t n, i, ntokens;
	const char *library = NULL;
	bool data;

	item = gr_outline(f, &n);
	for (i = 0; i < n; i++) {
		look_at_item(&w, &item[i]);
		if (library == NULL && item[i].kind == GR_IMPORT &&
		    !item[i].dead) {
			library = library_of(item[i].name);
			w.first = item[i].first;
		}
	}
	t = gr_tokens(f, &ntokens);
	if (library == NULL)
		library = service_of(t, ntokens, &w.first);
	if (library != NULL)
		gr_set(gr_emit("ci.ai", w.first, w.first), "library",
		    library);
	look_at_tokens(&w, t, ntokens);
	for (i = 0; i < ntokens && w.scores && !w.gate; i++)
		w.gate = is_gate(t, ntokens, i);
	data = w.stops && (w.expects || (w.reads &&
	    w.measures >= MEASURES_LEAST && named_data(f->entry->base)));
	w.fits &= w.learner;
	w.gate &= w.ai;
	if (!data && !w.fits && !w.gate)
		return;
	x = gr_emit("ci.work", 1, f->lines);
	gr_setf(x, "does", "%s%s%s", w.fits ? "train " : "",
	    w.gate ? "validate " : "", data ? "data" : "");
}
