/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * compose.c: containers of monitoring tools, and what they are given.
 *
 * A volume that is a path of the repository is a mount; so is a COPY in a
 * Dockerfile that starts from the tool's image.  A named volume gives
 * nothing.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

static const struct {
	const char	*in;	/* part of the image's name */
	const char	*tool;
} images[] = {
	{ "prom/alertmanager", "alertmanager" },
	{ "prom/prometheus", "prometheus" },
	{ "bitnami/prometheus", "prometheus" },
	{ "victoria-metrics", "prometheus" },
	{ "ubuntu/prometheus", "prometheus" },
	{ "grafana/alloy", "alloy" },
	{ "grafana/loki", "loki" },
	{ "grafana/mimir", "prometheus" },
	{ "grafana/promtail", "promtail" },
	{ "grafana/tempo", "tempo" },
	{ "grafana/grafana", "grafana" },
	{ "bitnami/grafana", "grafana" },
	{ "otel-lgtm", "grafana" },
	{ "opentelemetry-collector", "otel-collector" },
	{ "otel/", "otel-collector" },
	{ "cadvisor", "exporter" },
	{ "exporter", "exporter" },
	{ "datadog/agent", "datadog" },
	{ "elasticsearch", "elasticsearch" },
	{ "evidently", "evidently" },
	{ "filebeat", "filebeat" },
	{ "fluent/fluent", "fluentd" },
	{ "jaeger", "jaeger" },
	{ "kibana", "kibana" },
	{ "langfuse", "langfuse" },
	{ "logstash", "logstash" },
	{ "metabase", "metabase" },
	{ "mlflow", "mlflow" },
	{ "netdata", "netdata" },
	{ "arizephoenix", "phoenix" },
	{ "superset", "superset" },
	{ "tensorboard", "tensorboard" },
	{ "uptime-kuma", "uptime-kuma" },
	{ "zabbix", "zabbix" },
};

static const char *
tool_of(const char *image)
{
	size_t i;

	for (i = 0; image != NULL && i < sizeof(images) / sizeof(*images); i++)
		if (strstr(image, images[i].in) != NULL)
			return images[i].tool;
	return NULL;
}

static void
mount_emit(int first, int last, const char *tool, const char *from,
    const char *to, bool copied)
{
	struct gr_fact *f = gr_emit("monitoring.mount", first, last);

	gr_set(f, "tool", tool);
	gr_set(f, "from", from);
	gr_set(f, "to", to);
	if (copied)
		gr_set(f, "copied", "yes");
}

/* "./a.yml:/etc/a.yml:ro", "${PWD}/a:/b", "./data": a path of the tree. */
static void
read_volume(const struct gr_node *v, const char *tool, const char *dir)
{
	char source[PATH_ROOM], path[PATH_ROOM], to[PATH_ROOM];
	const char *text = gr_text(v), *s, *colon;

	if (text != NULL) {
		s = text;
		if (strncmp(s, "${PWD}/", 7) == 0)
			s += 7;
		else if (strncmp(s, "$PWD/", 5) == 0)
			s += 5;
		else if (s[0] != '.')
			return;
		colon = strchr(s, ':');
		if (colon == NULL || colon[1] != '/')
			return;
		snprintf(source, sizeof(source), "%.*s", (int)(colon - s), s);
		snprintf(to, sizeof(to), "%.*s", (int)strcspn(colon + 1, ":"),
		    colon + 1);
	} else {
		s = gr_str(v, "source");
		if (s == NULL || gr_str(v, "target") == NULL ||
		    (s[0] != '.' && strchr(s, '.') == NULL &&
		    strchr(s, '/') == NULL))
			return;
		snprintf(source, sizeof(source), "%s", s);
		snprintf(to, sizeof(to), "%s", gr_str(v, "target"));
	}
	if (source[0] != '/' && path_join(dir, source, path, sizeof(path)))
		mount_emit(gr_node_line(v), gr_node_last(v), tool, path, to,
		    false);
}

/* "configs: [{source: prom, target: /etc/..}]" with a file at the top. */
static void
read_config(const struct gr_node *c, const struct gr_node *configs,
    const char *tool, const char *dir)
{
	const char *name = gr_text(c) ? gr_text(c) : gr_str(c, "source");
	const char *to = gr_str(c, "target");
	const char *file = name == NULL ? NULL :
	    gr_str(gr_get(configs, name), "file");
	char path[PATH_ROOM];

	if (file != NULL && to != NULL &&
	    path_join(dir, file, path, sizeof(path)))
		mount_emit(gr_node_line(c), gr_node_last(c), tool, path, to,
		    false);
}

static void
read_service(const struct gr_node *s, const struct gr_node *doc,
    const char *dir)
{
	const char *image = gr_str(s, "image"), *tool = tool_of(image);
	const struct gr_node *v;
	struct gr_fact *f;

	if (tool == NULL)
		return;
	f = gr_emit("monitoring.service", gr_node_line(s), gr_node_last(s));
	gr_set(f, "service", gr_key(s));
	gr_set(f, "tool", tool);
	for (v = gr_first(gr_get(s, "volumes")); v != NULL; v = gr_next(v))
		read_volume(v, tool, dir);
	for (v = gr_first(gr_get(s, "configs")); v != NULL; v = gr_next(v))
		read_config(v, gr_get(doc, "configs"), tool, dir);
}

void
compose_read(const struct gr_file *f, const struct gr_node *doc)
{
	const struct gr_node *s = gr_get(doc, "services");
	char dir[PATH_ROOM];

	path_folder(f->entry->path, dir, sizeof(dir));
	if (gr_node_kind(s) != GR_MAP)
		return;
	for (s = gr_first(s); s != NULL; s = gr_next(s))
		if (gr_key(s) != NULL)
			read_service(s, doc, dir);
}

/* --- images built here --------------------------------------------------- */

/* The next word of a line; false at its end. */
static bool
word(const char **p, const char *end, char *out, size_t n)
{
	const char *s = *p;
	size_t len = 0;

	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	while (s + len < end && s[len] != ' ' && s[len] != '\t')
		len++;
	*p = s + len;
	snprintf(out, n, "%.*s", (int)len, s);
	return len > 0;
}

/* "${DIR}/a.yml" is a.yml of a folder that only the build knows. */
static const char *
without_variable(const char *from)
{
	const char *slash = strchr(from, '/');

	return from[0] == '$' && slash != NULL ? slash + 1 : from;
}

static void
read_copy(const char *p, const char *end, const char *tool, int line)
{
	char words[6][PATH_ROOM], path[PATH_ROOM];
	int n = 0, i;

	while (n < 6 && word(&p, end, words[n], sizeof(words[n])))
		if (strncmp(words[n], "--", 2) != 0)
			n++;
	for (i = 0; i + 1 < n; i++)
		if (words[n - 1][0] == '/' &&
		    path_join("", without_variable(words[i]), path,
		    sizeof(path)))
			mount_emit(line, line, tool, path, words[n - 1], true);
}

void
dockerfile_read(const struct gr_file *f)
{
	char first[PATH_ROOM], image[PATH_ROOM];
	const char *line, *p, *tool = NULL;
	struct gr_fact *fact;
	size_t len;
	int i;

	for (i = 1; i <= f->lines; i++) {
		line = gr_line(f, i, &len);
		if (line == NULL || len > LINE_MOST)
			continue;
		p = line;
		if (!word(&p, line + len, first, sizeof(first)))
			continue;
		if (strcmp(first, "FROM") == 0 &&
		    word(&p, line + len, image, sizeof(image))) {
			tool = tool_of(image);
			if (tool == NULL)
				continue;
			fact = gr_emit("monitoring.service", i, i);
			gr_set(fact, "service", f->entry->base);
			gr_set(fact, "tool", tool);
		} else if (tool != NULL && (strcmp(first, "COPY") == 0 ||
		    strcmp(first, "ADD") == 0)) {
			read_copy(p, line + len, tool, i);
		}
	}
}

/* --- commands ------------------------------------------------------------ */

/*
 * Letter for letter: a sentence writes "MLflow UI", a command does not.
 * What follows may not go on with the word.
 */
static const struct {
	const char	*command, *tool;
} commands[] = {
	{ "mlflow ui", "mlflow" },
	{ "mlflow server", "mlflow" },
	{ "\"mlflow\", \"ui\"", "mlflow" },
	{ "\"mlflow\", \"server\"", "mlflow" },
	{ "'mlflow', 'ui'", "mlflow" },
	{ "'mlflow', 'server'", "mlflow" },
	{ "evidently ui", "evidently" },
	{ "tensorboard --logdir", "tensorboard" },
	{ "%tensorboard", "tensorboard" },
	{ "docker start grafana", "grafana" },
	{ "grafana/grafana", "grafana" },
	{ "/api/dashboards/db", "grafana-api" },
	{ "phoenix serve", "phoenix" },
	{ "aim up", "aim" },
};

enum { NCOMMANDS = sizeof(commands) / sizeof(*commands) };

static bool
commented(const struct gr_file *f, const char *line, size_t len)
{
	size_t i = 0;

	if (f->entry->kind == GR_MARKDOWN || f->entry->kind == GR_NOTEBOOK)
		return false;
	while (i < len && (line[i] == ' ' || line[i] == '\t'))
		i++;
	return i < len && (line[i] == '#' || strncmp(line + i, "//", 2) == 0 ||
	    strncmp(line + i, "REM ", 4) == 0 ||
	    strncmp(line + i, "rem ", 4) == 0);
}

static void
command_emit(const struct gr_file *f, const char *at, const char *tool)
{
	int line = gr_line_at(f, (size_t)(at - f->text));
	const char *text;
	struct gr_fact *fact;
	size_t len;

	text = gr_line(f, line, &len);
	/* An image is started by hand, or it is in a composition. */
	if (text == NULL || commented(f, text, len) ||
	    (strncmp(at, "grafana/", 8) == 0 && (len > LINE_MOST ||
	    memmem(text, len, "docker run", 10) == NULL)))
		return;
	fact = gr_emit("monitoring.command", line, line);
	gr_set(fact, "tool", tool);
	gr_setn(fact, "cmd", at, len - (size_t)(at - text) > 80 ? 80 :
	    len - (size_t)(at - text));
}

void
commands_read(const struct gr_file *f)
{
	const char *p;
	size_t i, n;
	int said;

	for (i = 0; i < NCOMMANDS; i++) {
		n = strlen(commands[i].command);
		for (said = 0, p = f->text; said < 4 &&
		    (p = strstr(p, commands[i].command)) != NULL; p += n) {
			if (p > f->text && strchr("-_./", p[-1]) != NULL &&
			    commands[i].command[0] != '/')
				continue;
			if (p[n] >= 'a' && p[n] <= 'z')
				continue;
			command_emit(f, p, commands[i].tool);
			said++;
		}
	}
}
