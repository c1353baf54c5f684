/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alerts_relate.c: is a rule loaded by the tool that would watch it, and
 * does anybody hear of it?
 *
 * Prometheus loads what "rule_files" of a configuration names, seen from
 * where that configuration lies in the container; without a container,
 * from where it lies in the tree.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

static bool
is(const struct gr_seen *s, const char *key, const char *value)
{
	const char *v = gr_value(s, key);

	return v != NULL && strcmp(v, value) == 0;
}

/* Where "rules/a.yml" of a configuration points, in its own world. */
static bool
resolve(const char *config, const char *file, char *out, size_t n)
{
	char dir[PATH_ROOM];
	bool absolute = config[0] == '/';

	if (file[0] == '/') {
		snprintf(out, n, "%s", file);
		return true;
	}
	path_folder(config + absolute, dir, sizeof(dir));
	if (!path_join(dir, file, out + absolute, n - 1))
		return false;
	if (absolute)
		out[0] = '/';
	return true;
}

/* NULL: loaded; otherwise why not. */
static const char *
prometheus_misses(const struct gr_repo *r, const char *path)
{
	const struct gr_seen *const *f;
	char at[PATH_ROOM], config[PATH_ROOM], file[PATH_ROOM];
	bool contained = any(r, "monitoring.service", "tool", "prometheus");
	bool named = false;
	size_t i, n;

	f = gr_facts(r, "monitoring.rule_file", &n);
	for (i = 0; i < n; i++) {
		const char *name = gr_value(f[i], "file");
		const char *base = strrchr(path, '/');

		if (name == NULL)
			continue;
		/* Near enough to say that it was meant. */
		base = base == NULL ? path : base + 1;
		named = named || gr_glob(strrchr(name, '/') != NULL ?
		    strrchr(name, '/') + 1 : name, base);
		if (contained && mounted(r, "prometheus", f[i]->path, config,
		    sizeof(config))) {
			if (mounted(r, "prometheus", path, at, sizeof(at)) &&
			    resolve(config, name, file, sizeof(file)) &&
			    gr_glob(file, at))
				return NULL;
		} else if (!contained && resolve(f[i]->path, name, file,
		    sizeof(file)) && gr_glob(file, path)) {
			return NULL;
		}
	}
	return !named ? "rule_files" : "mount";
}

/* Provisioning takes everything beneath /etc/grafana/provisioning. */
static const char *
grafana_misses(const struct gr_repo *r, const char *path)
{
	char at[PATH_ROOM];

	if (strstr(path, "alerting/") == NULL &&
	    strstr(path, "alerting") == NULL)
		return "folder";
	if (!any(r, "monitoring.service", "tool", "grafana"))
		return NULL;
	if (!mounted(r, "grafana", path, at, sizeof(at)))
		return "mount";
	return strstr(at, "/alerting") == NULL ? "folder" : NULL;
}

/*
 * Somebody is told: a receiver that is set, of the tool in question, and
 * in its container when the others are in theirs.
 */
static bool
told(const struct gr_repo *r, const char *tool, const char *beside)
{
	const struct gr_seen *const *s;
	char at[PATH_ROOM];
	size_t i, n;

	s = gr_facts(r, "monitoring.receiver", &n);
	for (i = 0; i < n; i++)
		if (is(s[i], "tool", tool) && is(s[i], "set", "yes") &&
		    (!any(r, "monitoring.service", "tool", beside) ||
		    mounted(r, tool, s[i]->path, at, sizeof(at))))
			return true;
	return false;
}

static void
relate_rule(const struct gr_repo *r, const struct gr_seen *rule)
{
	const char *tool = gr_value(rule, "tool"), *why = NULL;
	const char *alert = gr_value(rule, "alert");
	const char *fact = "monitoring.alert";
	struct gr_fact *f;
	bool heard;

	if (tool == NULL || alert == NULL)
		return;
	if (strcmp(tool, "grafana") == 0) {
		why = grafana_misses(r, rule->path);
		heard = told(r, "grafana", "grafana") ||
		    is(rule, "notified", "yes");
	} else if (strcmp(tool, "grafana-panel") == 0) {
		heard = is(rule, "notified", "yes");
	} else {
		if (strcmp(tool, "prometheus") == 0)
			why = prometheus_misses(r, rule->path);
		heard = told(r, "alertmanager", "prometheus") && (strcmp(tool,
		    "prometheus") != 0 || any(r, "monitoring.alertmanager",
		    NULL, NULL));
	}
	if (is(rule, "paused", "yes"))
		fact = "monitoring.alert_paused";
	else if (why != NULL)
		fact = "monitoring.alert_unloaded";
	else if (gr_value(rule, "threshold") == NULL)
		fact = "monitoring.alert_vague";
	else if (!heard)
		fact = "monitoring.alert_unheard";
	f = gr_emit_at(fact, rule->path, rule->first, rule->last);
	gr_set(f, "alert", alert);
	if (why != NULL)
		gr_set(f, "lacks", why);
	if (gr_value(rule, "threshold") != NULL)
		gr_set(f, "threshold", gr_value(rule, "threshold"));
}

void
alerts_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *s;
	struct gr_fact *f;
	bool sends = any(r, "monitoring.sender", NULL, NULL);
	size_t i, n;

	s = gr_facts(r, "monitoring.rule", &n);
	for (i = 0; i < n; i++)
		relate_rule(r, s[i]);
	s = gr_facts(r, "monitoring.alert_code", &n);
	for (i = 0; i < n; i++) {
		f = gr_emit_at(!sends ? "monitoring.alert_unsent" :
		    !is(s[i], "tells", "health") ? "monitoring.alert_other" :
		    "monitoring.alert", s[i]->path, s[i]->first, s[i]->last);
		gr_set(f, "alert", gr_value(s[i], "call") == NULL ? "" :
		    gr_value(s[i], "call"));
		gr_set(f, "threshold", gr_value(s[i], "condition") == NULL ?
		    "" : gr_value(s[i], "condition"));
	}
}
