/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pages.c: pages of the candidate's own that show the values of a model.
 *
 * What is shown must be a quality of the model (a score, drift, time of
 * inference), not the prediction of one user, and must be read from
 * somewhere: constants and random numbers are no monitoring.
 */
#include <string.h>

#include "monitoring.h"

enum { LABEL_MOST = 160 };

static const char *const frameworks[] = {
	"streamlit", "dash", "gradio", "panel", "nicegui", "bokeh", "shiny",
	"taipy", "reflex", NULL,
};

static const char *const shows[] = {
	"metric", "header", "subheader", "title", "ylabel", "set_title",
	"set_ylabel", "markdown", "write", "line_chart", "bar_chart", "line",
	"bar", "Graph", "H1", "H2", "H3", "tabs", "caption", "Label",
	"update_layout", "Number", "Plot", "LinePlot", "add_hline", "text",
	"Markdown", NULL,
};

/* Is anything read that changes?  A request, a base, a file, a registry. */
static bool
reads(const struct source *s)
{
	static const struct gr_pattern *p;
	size_t k;

	if (p == NULL)
		p = gr_pattern("^(requests|httpx|session|client|api|aiohttp|"
		    "api_client|http)\\.(get|post|request|get_\\w+|fetch\\w*)$|"
		    "mlflowclient|search_runs|get_metric|get_run|"
		    "read_(sql\\w*|csv|json|parquet|excel)$|"
		    "(cursor\\(?\\)?|cur|conn|session|db)\\.(execute|query|"
		    "fetchall)|\\.execute$|json\\.load$|joblib\\.load$|"
		    "urlopen$|^open$|"
		    "^(get|load|fetch|charger|recuperer|lire)_\\w+");
	for (k = 0; k < s->n; k++)
		if (s->item[k].kind == GR_CALL && gr_search(p,
		    s->item[k].name, strlen(s->item[k].name)))
			return true;
	return false;
}

static bool
random_values(const struct source *s)
{
	size_t k;

	for (k = 0; k < s->n; k++)
		if (s->item[k].kind == GR_CALL &&
		    (strstr(s->item[k].name, "random.") != NULL ||
		    strstr(s->item[k].name, "default_rng") != NULL))
			return true;
	return false;
}

/*
 * The label that speaks of a model's quality; NULL: none does.  A text of
 * several lines tells about the project, it labels nothing.
 */
static const char *
quality(const struct gr_item *i)
{
	static const char *const labels[] = {
		"label", "name", "title", "xaxis_title", "yaxis_title",
		"annotation_text", "body", "tabs", NULL,
	};
	const char *text;
	int a;

	for (a = 0; a < i->nargs; a++) {
		if (a > 0 && !one_of(i->args[a].name, labels))
			continue;
		text = i->args[a].text != NULL ? i->args[a].text :
		    i->args[a].code;
		if (text != NULL && strlen(text) < LABEL_MOST &&
		    says(SAYS_QUALITY, text))
			return text;
	}
	return NULL;
}

/* st.metric("Accuracy", "92 %"): the value is a constant. */
static bool
constant(const struct gr_item *i)
{
	const struct gr_arg *value = gr_arg(i, "value", 1);

	if (strcmp(last_part(i->name), "metric") != 0 || value == NULL)
		return false;
	if (value->text != NULL)
		return strchr(value->text, '{') == NULL;
	return value->code != NULL && value->code[0] >= '0' &&
	    value->code[0] <= '9';
}

/* A page of texts shows no value. */
static bool
displays(const struct source *s)
{
	static const char *const values[] = {
		"altair_chart", "area_chart", "bar_chart", "dataframe",
		"Graph", "Image", "json", "line_chart", "LinePlot", "metric",
		"Number", "plotly_chart", "Plot", "progress", "pyplot",
		"table", "DataFrame", "BarPlot", "write", "ui.echart", NULL,
	};
	size_t k;

	for (k = 0; k < s->n; k++)
		if (s->item[k].kind == GR_CALL &&
		    one_of(last_part(s->item[k].name), values) &&
		    !constant(&s->item[k]))
			return true;
	return false;
}

/* Does it ask for what users were answered, or thought of the answers? */
static bool
reads_kept(const struct source *s)
{
	static const struct gr_pattern *p;
	size_t k;

	if (p == NULL)
		p = gr_pattern("(get|fetch|load|read|list|lire|charger|"
		    "recuperer)_\\w*(prediction|feedback|inference)s|from\\s+"
		    "\\w*(prediction|feedback|inference)|/(prediction|feedback|"
		    "inference)[s/_]");
	for (k = 0; k < s->ntokens; k++)
		if ((s->token[k].kind == GR_NAME ||
		    s->token[k].kind == GR_STRING) &&
		    gr_search(p, s->token[k].text, s->token[k].len))
			return true;
	return false;
}

static struct gr_fact *
page_emit(int first, int last, const char *with, const char *what, bool live,
    bool simulated)
{
	struct gr_fact *f = gr_emit("monitoring.page", first, last);

	gr_set(f, "with", with);
	gr_set(f, "shows", what);
	gr_set(f, "live", live ? "yes" : "no");
	gr_set(f, "simulated", simulated ? "yes" : "no");
	return f;
}

void
pages_read(const struct source *s)
{
	const struct gr_item *i;
	const char *with = NULL, *what;
	bool live, simulated, kept;
	int said = 0;
	size_t k;

	for (k = 0; frameworks[k] != NULL && with == NULL; k++)
		if (imports(s, frameworks[k]) != NULL)
			with = frameworks[k];
	if (with == NULL || s->test)
		return;
	live = reads(s) && displays(s);
	simulated = random_values(s);
	kept = reads_kept(s);
	for (k = 0; k < s->n && said < 6; k++) {
		i = &s->item[k];
		if (i->kind != GR_CALL || i->dead ||
		    !one_of(last_part(i->name), shows))
			continue;
		what = quality(i);
		if (what == NULL)
			continue;
		gr_set(page_emit(i->first, i->last, with, what, live &&
		    !constant(i), simulated), "kept", kept ? "yes" : "no");
		said++;
	}
}

/*
 * A template: its path or a heading says that it watches, and a value that
 * is filled in belongs to a model.
 */
void
markup_read(const struct gr_file *f)
{
	static const struct gr_pattern *head, *hole;
	const char *line;
	bool watches = says(SAYS_MONITOR, f->entry->path);
	int i, said = 0;
	size_t len;

	if (head == NULL) {
		head = gr_pattern("<(h[1-3]|title)[^>]*>[^<]*(monitor|"
		    "supervis|surveill|metri[qc]|drift|performances? du "
		    "modele|suivi du modele)");
		/* A "model" may be a car, its version a column. */
		hole = gr_pattern("(\\{\\{|\\$\\{|>\\s*\\{)[^}]*(accuracy|"
		    "drift|rmse|\\bmae\\b|f1_?(score|macro)|recall|inference|"
		    "precision_|modele?s?[._](regression|classif|status|"
		    "statut|metri|ia|ml|score|perf)|"
		    "model(accuracy|metrics|status))[^}]*\\}");
	}
	for (i = 1; i <= f->lines && !watches; i++) {
		line = gr_line(f, i, &len);
		watches = line != NULL && len < LINE_MOST &&
		    gr_search(head, line, len);
	}
	for (i = 1; i <= f->lines && watches && said < 4; i++) {
		line = gr_line(f, i, &len);
		if (line == NULL || len >= LINE_MOST ||
		    strchr(line, '{') == NULL || !gr_search(hole, line, len))
			continue;
		page_emit(i, i, "html", "", true, false);
		said++;
	}
}
