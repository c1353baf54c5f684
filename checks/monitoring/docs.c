/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * docs.c: what documents say of the chain: how it is installed, set up and
 * used.
 *
 * A sentence that names a tool is no documentation.  What counts is
 * something that can be done: a command, a file or a key to set, an
 * address to open; the tool is named beside it or by a heading above it.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

enum { BLOCK_MOST = 4000, EACH_MOST = 6, DEPTH_MOST = 6 };

static const char *const tools[] = {
	"alertmanager", "cadvisor", "datadog", "evidently", "grafana",
	"jaeger", "kibana", "langfuse", "langsmith", "logstash", "loki",
	"mlflow", "netdata", "node_exporter", "opentelemetry", "prometheus",
	"promtail", "sentry", "tensorboard", "uptime kuma", "uptime-kuma",
	"wandb", "whylogs", "zabbix", NULL,
};

struct page {
	const struct gr_file	*file;
	const struct gr_block	*block;
	size_t			 n;
	int			 said[5];
};

/* "grafana_db" is a base and "grafana_data" a volume. */
static bool
is_tool(const char *after)
{
	static const char *const others[] = {
		"_data", "_db", "_net", "_pass", "_port", "_user",
	};
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (strncmp(after, others[i], strlen(others[i])) == 0)
			return false;
	return *after < 'a' || *after > 'z';
}

static const char *
tool_in(const char *text, size_t n)
{
	char folded[BLOCK_MOST];
	const char *p;
	size_t i;

	gr_fold(text, n < sizeof(folded) - 1 ? n : sizeof(folded) - 1, folded,
	    sizeof(folded));
	for (i = 0; tools[i] != NULL; i++)
		for (p = folded; (p = strstr(p, tools[i])) != NULL; p++)
			if (is_tool(p + strlen(tools[i])))
				return tools[i];
	return NULL;
}

/* The text of a block; the cells of a row one after the other. */
static const char *
text_of(const struct gr_block *b, char *room, size_t n)
{
	size_t used = 0;
	int c, w;

	if (b->kind != GR_ROW)
		return b->text == NULL ? "" : b->text;
	room[0] = '\0';
	for (c = 0; c < b->ncells && used + 1 < n; c++) {
		w = snprintf(room + used, n - used, "%s | ", b->cells[c]);
		used = w < 0 || (size_t)w >= n - used ? n : used + (size_t)w;
	}
	return room;
}

/* A heading's own heading is the one before it, of whatever level. */
int
heading_over(const struct gr_block *b, int h)
{
	int level = b[h].level;

	while (h >= 0 && b[h].level >= level)
		h = b[h].heading;
	return h;
}

/* The tool that a heading above names, whatever the block itself says. */
static const char *
tool_above(const struct page *p, size_t at)
{
	const char *tool = NULL;
	int h = p->block[at].heading, depth;

	for (depth = 0; tool == NULL && h >= 0 && depth < DEPTH_MOST; depth++) {
		tool = tool_in(p->block[h].text, strlen(p->block[h].text));
		h = heading_over(p->block, h);
	}
	return tool;
}

static bool
heading_says(const struct page *p, size_t at, const struct gr_pattern *x)
{
	int h = p->block[at].heading, depth;

	for (depth = 0; h >= 0 && depth < DEPTH_MOST; depth++) {
		if (gr_search(x, p->block[h].text, strlen(p->block[h].text)))
			return true;
		h = heading_over(p->block, h);
	}
	return false;
}

/* --- installation, configuration, use ------------------------------------ */

enum part { INSTALL, CONFIG, USE, LOGS, COMPOSE, PARTS };

static const struct {
	const char	*fact, *expression;
} parts[PARTS] = {
	[INSTALL] = { "monitoring.doc_install",
	    "docker[- ]compose( -\\S+( \\S+)?)* (up|start|pull|build)\\b|"
	    "docker (run|pull|start|build)|pip3? install|"
	    "(poetry|uv) add|uv pip|npm (i|install)\\b|apt(-get)? install|"
	    "helm (install|upgrade)|kubectl apply|^\\s*make [a-z]|"
	    "brew install|systemctl (start|enable)|choco install|"
	    "conda install|mlflow server|prometheus --config|^\\s*mkdir |"
	    "wget http|curl -l?o" },
	[CONFIG] = { "monitoring.doc_config",
	    "prometheus[\\w.-]*\\.ya?ml|data ?sources?|source de donnees|"
	    "provisioning|scrape|alertmanager\\.ya?ml|rules?\\.ya?ml|"
	    "alerts?\\.ya?ml|tracking_uri|contact points?|points? de contact|"
	    "rule_files|loki[\\w-]*\\.ya?ml|promtail[\\w-]*\\.ya?ml|"
	    "\\bgf_[a-z]|sentry_dsn|\\bdsn\\b|"
	    "import(er|ez)? (le|un|votre|the|a|this)? ?(dashboard|tableau)|"
	    "backend-store-uri|langfuse_(public|secret|host)|wandb_api|"
	    "installed_apps|middleware" },
	[USE] = { "monitoring.doc_use",
	    "(https?://|localhost)[^\\s]*(:3000|:3001|:9090|:9093|:5000|"
	    ":5001|:3100|:16686|:5601|grafana|mlflow|prometheus|kibana)|"
	    "evidently ui|tensorboard --logdir|"
	    "(consulte[rz]|visualise[rz]|visualize |accede[rz]|ouvr(ir|ez|e) |"
	    "access |open |browse |interprete[rz]?|interpretation)"
	    "[^.]{0,60}(dashboard|tableaux? de bord|"
	    "interface|graph|panneau|panel|metri|alerte)" },
	[LOGS] = { "monitoring.doc_logs",
	    "logging\\.|journalctl|\\w\\.log\\b(?!\\()|log_level|loglevel|"
	    "logger|loguru|docker(-| )compose logs|logrotate|winston|logback" },
	[COMPOSE] = { "monitoring.doc_compose",
	    "docker[- ]compose( -f \\S+)* up" },
};

static bool
does(enum part part, const char *text, size_t n)
{
	static const struct gr_pattern *compiled[PARTS];

	if (compiled[part] == NULL)
		compiled[part] = gr_pattern(parts[part].expression);
	return gr_search(compiled[part], text, n);
}

static void
say(struct page *p, enum part part, int first, int last, const char *tool)
{
	if (p->said[part]++ < EACH_MOST)
		gr_set(gr_emit(parts[part].fact, first, last), "tool", tool);
}

/* Used where it is to be seen: by an address rather than by a word. */
static void
say_use(struct page *p, const struct gr_block *b, const char *tool,
    const char *text)
{
	struct gr_fact *f;

	if (p->said[USE]++ >= EACH_MOST)
		return;
	f = gr_emit(parts[USE].fact, b->first, b->last);
	gr_set(f, "tool", tool);
	gr_set(f, "address", strstr(text, "://") != NULL ||
	    strstr(text, "localhost:") != NULL ? "yes" : "no");
}

/* A command is one line; what is drawn of a tree of files is none. */
static void
read_fence(struct page *p, size_t at)
{
	static const struct gr_pattern *logs, *setup;
	const struct gr_block *b = &p->block[at];
	const char *above = tool_above(p, at), *line, *tool;
	bool done[PARTS] = { false };
	size_t len, n = strlen(b->text);

	if (logs == NULL) {
		logs = gr_pattern("logging|journalis|\\blogs?\\b|surveillance|"
		    "supervision|monitor");
		setup = gr_pattern("configur|parametr|set ?-?up");
	}
	if (above == NULL && strstr(b->text, "mlflow ui") != NULL)
		say_use(p, b, "mlflow", b->text);
	if (heading_says(p, at, logs) && does(LOGS, b->text, n))
		say(p, LOGS, b->first, b->last, "logs");
	if (does(COMPOSE, b->text, n))
		say(p, COMPOSE, b->first, b->last, "docker compose");
	done[CONFIG] = above != NULL && heading_says(p, at, setup);
	for (line = b->text; *line != '\0'; line += len + (line[len] != 0)) {
		len = strcspn(line, "\n");
		if (len > LINE_MOST || strstr(b->text, "├") != NULL)
			continue;
		tool = tool_in(line, len);
		if (tool == NULL && above == NULL)
			continue;
		done[INSTALL] = done[INSTALL] || does(INSTALL, line, len);
		done[CONFIG] = done[CONFIG] || does(CONFIG, line, len);
		done[USE] = done[USE] || does(USE, line, len);
		above = above == NULL ? tool : above;
	}
	for (len = INSTALL; len <= USE; len++)
		if (done[len] && len == USE)
			say_use(p, b, above, b->text);
		else if (done[len])
			say(p, (enum part)len, b->first, b->last, above);
}

/* A sentence, an item or a row names the tool itself. */
static void
read_block(struct page *p, size_t at)
{
	const struct gr_block *b = &p->block[at];
	char room[BLOCK_MOST];
	const char *text = text_of(b, room, sizeof(room)), *tool;
	size_t n = strlen(text);

	if (n > BLOCK_MOST)
		n = BLOCK_MOST;
	tool = tool_in(text, n);
	if (tool == NULL && does(USE, text, n))
		tool = tool_above(p, at);
	if (tool == NULL)
		return;
	if (does(INSTALL, text, n))
		say(p, INSTALL, b->first, b->last, tool);
	if (does(CONFIG, text, n))
		say(p, CONFIG, b->first, b->last, tool);
	if (does(USE, text, n) || strstr(text, "mlflow ui") != NULL)
		say_use(p, b, tool, text);
}

void
docs_read(const struct gr_file *f)
{
	struct page p = { .file = f };
	size_t i;

	if (says(SAYS_TEST, f->entry->path))
		return;
	p.block = gr_markdown(f, &p.n);
	for (i = 0; i < p.n; i++)
		if (p.block[i].kind == GR_FENCE)
			read_fence(&p, i);
		else if (p.block[i].kind != GR_HEADING &&
		    p.block[i].kind != GR_PICTURE)
			read_block(&p, i);
	limits_read(f, p.block, p.n);
	choices_read(f, p.block, p.n);
}
