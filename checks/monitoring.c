/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * monitoring.c: what watches the model and the application.
 *
 * Configuration of the tools (Prometheus, Alertmanager, Grafana and what
 * runs them), metrics, runs, drift, pages and alerts in code.  What is only
 * told in a document is no monitoring.
 */
#include <string.h>

#include "monitoring/monitoring.h"

enum {
	SIZE_LEAST = 20,
	TEXT_MOST = 64 << 10,
	TREE_MOST = 2 << 20,	/* an exported dashboard is large */
};

static const struct gr_fact_kind kinds[] = {
	{ "monitoring.alert",
	    "alerte « {alert} » en service, seuil {threshold}",
	    "alert \"{alert}\" in force, threshold {threshold}",
	    "alert threshold" },
	{ "monitoring.alert_code",
	    "condition « {condition} », puis {call}",
	    "condition \"{condition}\", then {call}",
	    "condition call tells" },
	{ "monitoring.alert_note",
	    "dépassement de seuil noté par {function}",
	    "a threshold passed is noted by {function}", "function" },
	{ "monitoring.alert_other",
	    "condition « {threshold} », puis {alert} : alerte du métier",
	    "condition \"{threshold}\", then {alert}: an alert of the business",
	    "alert threshold" },
	{ "monitoring.alert_paused", "alerte « {alert} » suspendue",
	    "alert \"{alert}\" is paused", "alert threshold lacks" },
	{ "monitoring.alert_unheard",
	    "alerte « {alert} », seuil {threshold} : personne n'est averti",
	    "alert \"{alert}\", threshold {threshold}: nobody is told",
	    "alert threshold" },
	{ "monitoring.alert_unloaded",
	    "alerte « {alert} » : aucun outil ne la charge ({lacks})",
	    "alert \"{alert}\": no tool loads it ({lacks})",
	    "alert threshold lacks" },
	{ "monitoring.alert_unsent",
	    "condition « {threshold} », puis {alert} : rien n'est envoyé",
	    "condition \"{threshold}\", then {alert}: nothing is sent",
	    "alert threshold" },
	{ "monitoring.alert_vague", "alerte « {alert} » sans seuil",
	    "alert \"{alert}\" without a threshold", "alert" },
	{ "monitoring.alertmanager", "Alertmanager désigné : {target}",
	    "Alertmanager named: {target}", "target" },
	{ "monitoring.app", "application {framework}",
	    "application with {framework}", "framework" },
	{ "monitoring.board_unloaded",
	    "tableau de bord « {how} » que rien n'affiche",
	    "dashboard \"{how}\" that nothing shows", "how" },
	{ "monitoring.chain_collects", "valeurs relevées en service ({how})",
	    "values taken in service ({how})", "how" },
	{ "monitoring.chain_shows", "valeurs restituées ({how})",
	    "values shown ({how})", "how" },
	{ "monitoring.channel",
	    "restitution des métriques du modèle ({how})",
	    "metrics of the model shown ({how})", "how" },
	{ "monitoring.channel_weak",
	    "tableau de bord de l'application ({how})",
	    "dashboard of the application ({how})", "how" },
	{ "monitoring.code", "code source", "source code", "" },
	{ "monitoring.collected", "mesure du modèle relevée ({how})",
	    "measure of the model taken ({how})", "how" },
	{ "monitoring.collector", "collecteur {tool} configuré",
	    "collector {tool} configured", "tool" },
	{ "monitoring.command", "commande « {cmd} »", "command \"{cmd}\"",
	    "tool cmd" },
	{ "monitoring.configures", "configuration de {tool} documentée",
	    "how {tool} is configured", "tool" },
	{ "monitoring.dashboard",
	    "tableau de bord « {title} » : {panels} panneaux, {queries} avec "
	    "requête", "dashboard \"{title}\": {panels} panels, {queries} "
	    "with a query", "title panels queries model form" },
	{ "monitoring.datasource", "source de données « {name} » ({type})",
	    "data source \"{name}\" ({type})", "name type" },
	{ "monitoring.doc_accessible",
	    "accessibilité de la restitution",
	    "accessibility of what is shown", "" },
	{ "monitoring.doc_choice", "choix de {tool} argumenté",
	    "choice of {tool} argued", "tool of named" },
	{ "monitoring.doc_compose", "démarrage par {tool}",
	    "started by {tool}", "tool" },
	{ "monitoring.doc_config", "configuration de {tool} documentée",
	    "how {tool} is configured", "tool" },
	{ "monitoring.doc_explained", "métrique expliquée : {text}",
	    "metric explained: {text}", "metric text" },
	{ "monitoring.doc_install", "installation de {tool} documentée",
	    "how {tool} is installed", "tool" },
	{ "monitoring.doc_limit", "seuil documenté : {text}",
	    "threshold documented: {text}", "metric text" },
	{ "monitoring.doc_logs", "journaux documentés", "logs documented",
	    "tool" },
	{ "monitoring.doc_metric", "métrique listée sans seuil : {text}",
	    "metric listed without a threshold: {text}", "metric text" },
	{ "monitoring.doc_sandbox", "chaîne essayée dans un environnement de "
	    "test", "chain tried in a test environment", "" },
	{ "monitoring.doc_use", "usage de {tool} documenté",
	    "how {tool} is used", "tool address" },
	{ "monitoring.drift", "calcul de dérive ({how})",
	    "drift computed ({how})", "how simulated notebook" },
	{ "monitoring.exposed", "métriques exposées ({how})",
	    "metrics exposed ({how})", "how" },
	{ "monitoring.argued", "choix de {tool} argumenté",
	    "choice of {tool} argued", "tool of" },
	{ "monitoring.installed",
	    "{tool} prêt à démarrer avec sa configuration",
	    "{tool} ready to start with its configuration", "tool" },
	{ "monitoring.installs", "installation de {tool} documentée",
	    "how {tool} is installed", "tool" },
	{ "monitoring.limit", "seuil affiché : {text}",
	    "threshold shown: {text}", "text" },
	{ "monitoring.log_config", "journalisation réglée ({how})",
	    "logging set up ({how})", "how level waits" },
	{ "monitoring.log_start", "appel de {function}",
	    "{function} is called", "function" },
	{ "monitoring.log_use", "{calls} messages journalisés ({call})",
	    "{calls} messages logged ({call})", "call calls" },
	{ "monitoring.logged", "l'application journalise ({call})",
	    "the application logs ({call})", "call" },
	{ "monitoring.logger", "journalisation en service ({how})",
	    "logging in force ({how})", "how" },
	{ "monitoring.logger_aside",
	    "journalisation d'un script, à part de l'application ({how})",
	    "logging of a script, apart from the application ({how})", "how" },
	{ "monitoring.logger_unused",
	    "journalisation réglée, mais jamais mise en route ({how})",
	    "logging set up, but never started ({how})", "how" },
	{ "monitoring.metric", "métrique {metric} ({type})",
	    "metric {metric} ({type})", "metric type var of" },
	{ "monitoring.metric_use", "mesure de {var}", "{var} is set", "var" },
	{ "monitoring.model", "modèle ou service d'IA ({library})",
	    "model or AI service ({library})", "library" },
	{ "monitoring.mount", "{from} monté dans {tool}",
	    "{from} mounted in {tool}", "tool from to copied" },
	{ "monitoring.notice", "signalement d'erreurs ({how}), sans seuil",
	    "errors are reported ({how}), without a threshold", "how" },
	{ "monitoring.page", "page {with} : {shows}", "page {with}: {shows}",
	    "with shows live simulated kept" },
	{ "monitoring.panel", "panneau « {title} » : {query}",
	    "panel \"{title}\": {query}", "title query of" },
	{ "monitoring.prediction_log", "prédictions enregistrées ({what})",
	    "predictions kept ({what})", "what" },
	{ "monitoring.provider", "tableaux de bord chargés de {folder}",
	    "dashboards loaded from {folder}", "folder" },
	{ "monitoring.receiver", "destinataire « {name} » ({kind})",
	    "receiver \"{name}\" ({kind})", "tool name kind set" },
	{ "monitoring.report", "rapport {library}", "report of {library}",
	    "library" },
	{ "monitoring.rule", "règle d'alerte « {alert} » : {threshold}",
	    "alert rule \"{alert}\": {threshold}", "tool alert expr threshold "
	    "for severity paused notified" },
	{ "monitoring.rule_file", "règles chargées de {file}",
	    "rules loaded from {file}", "file" },
	{ "monitoring.scrape", "collecte « {job} » : {target}{at}",
	    "scrape \"{job}\": {target}{at}", "job target at" },
	{ "monitoring.sender", "envoi par {how}", "sent by {how}", "how" },
	{ "monitoring.service", "service {service} ({tool})",
	    "service {service} ({tool})", "service tool" },
	{ "monitoring.tracer", "appels au modèle suivis par {tool}",
	    "calls of the model traced by {tool}", "tool" },
	{ "monitoring.tracking", "{tool} : mesure « {metric} »",
	    "{tool}: measure \"{metric}\"", "tool metric where" },
	{ "monitoring.tracking_server", "serveur {tool} : {uri}",
	    "{tool} server: {uri}", "tool uri" },
	{ "monitoring.uses", "usage de {tool} documenté",
	    "how {tool} is used", "tool" },
	{ .name = NULL },
};

/* Big and known to be something else: not worth opening. */
static const char *const never[] = {
	".eslintrc.json", "angular.json", "composer.json", "composer.lock",
	"package-lock.json", "package.json", "pnpm-lock.yaml",
	"tsconfig.json", NULL,
};

static bool
is_source(enum gr_kind k)
{
	return k == GR_PYTHON || k == GR_NOTEBOOK || k == GR_JAVASCRIPT ||
	    k == GR_TYPESCRIPT || k == GR_JAVA || k == GR_CSHARP ||
	    k == GR_GO || k == GR_KOTLIN || k == GR_PHP;
}

/* Texts that are typed or run; others are data. */
static bool
is_script(const struct gr_entry *e)
{
	static const char *const endings[] = {
		"adoc", "asciidoc", "bat", "cmd", "ps1", "rst", "txt", NULL,
	};

	return e->kind == GR_TEXT && e->unread == NULL &&
	    e->size <= TEXT_MOST && (one_of(e->ext, endings) ||
	    strcmp(e->base, "Procfile") == 0);
}

static bool
has_commands(const struct gr_entry *e)
{
	return e->kind == GR_SHELL || e->kind == GR_MAKEFILE ||
	    e->kind == GR_DOCKERFILE || e->kind == GR_MARKDOWN ||
	    e->kind == GR_TOML || e->kind == GR_YAML || is_script(e) ||
	    is_source(e->kind);
}

/* What is written to be read; a template is filled in first. */
static bool
is_document(const struct gr_file *f)
{
	static const char *const endings[] = {
		"adoc", "asciidoc", "rst", NULL,
	};

	switch (f->entry->kind) {
	case GR_MARKDOWN: case GR_NOTEBOOK: case GR_PDF: case GR_OFFICE:
		return true;
	case GR_HTML:
		return strstr(f->text, "{{") == NULL &&
		    strstr(f->text, "{%") == NULL;
	default:
		return one_of(f->entry->ext, endings);
	}
}

/* Where loggers are set up without code. */
static bool
sets_logging(const struct gr_entry *e)
{
	static const char *const names[] = {
		"application.properties", "log4j.properties",
		"log4j2.properties", "log4j2.xml", "logback-spring.xml",
		"logback.xml", "logging.conf", "logging.ini", "log.ini",
		"logging.cfg", NULL,
	};

	return one_of(e->base, names);
}

/*
 * A data file, a notebook, a page or a report that could not be read leaves
 * no doubt about what runs beside the application: none is waited for.
 */
static bool
wants(const struct gr_entry *e)
{
	if (one_of(e->base, never))
		return false;
	if (e->kind == GR_JSON)
		return e->size >= SIZE_LEAST && e->size <= TREE_MOST &&
		    e->unread == NULL;
	if (e->kind == GR_NOTEBOOK || e->kind == GR_HTML ||
	    e->kind == GR_PDF || e->kind == GR_OFFICE)
		return e->unread == NULL;
	return (has_commands(e) || sets_logging(e)) && e->size <= TREE_MOST;
}

static void
scan_source(const struct gr_file *f)
{
	struct source s = { .file = f };

	s.item = gr_outline(f, &s.n);
	s.token = gr_tokens(f, &s.ntokens);
	s.test = says(SAYS_TEST, f->entry->path);
	models_read(&s);
	metrics_read(&s);
	tracking_read(&s);
	pages_read(&s);
	alerts_read(&s);
	logging_read(&s);
}

static void
scan_tree(const struct gr_file *f)
{
	const struct gr_node *doc;

	if (says(SAYS_TEST, f->entry->path))
		return;
	if (f->entry->kind == GR_JSON && strstr(f->text, "\"panels\"") ==
	    NULL && strstr(f->text, "\"rows\"") == NULL)
		return;
	doc = gr_first(gr_tree(f));
	if (f->entry->kind == GR_YAML) {
		prometheus_read(f, doc);
		compose_read(f, doc);
	}
	grafana_read(f, doc);
}

static void
scan(const struct gr_file *f)
{
	enum gr_kind k = f->entry->kind;

	if (k == GR_YAML || k == GR_JSON)
		scan_tree(f);
	if (is_source(k))
		scan_source(f);
	if (is_document(f))
		docs_read(f);
	if (k == GR_DOCKERFILE)
		dockerfile_read(f);
	if (k == GR_HTML || strcmp(f->entry->ext, "jsx") == 0 ||
	    strcmp(f->entry->ext, "tsx") == 0)
		markup_read(f);
	if (sets_logging(f->entry))
		logging_file_read(f);
	if (has_commands(f->entry))
		commands_read(f);
}

/* Is there any code at all?  One file of it says so. */
static void
code_relate(const struct gr_repo *r)
{
	size_t i;

	for (i = 0; i < r->nentries; i++)
		if (is_source(r->entries[i].kind) &&
		    r->entries[i].unread == NULL && wants(&r->entries[i])) {
			gr_emit_at("monitoring.code", r->entries[i].path, 1,
			    1);
			return;
		}
}

static void
relate(const struct gr_repo *r)
{
	code_relate(r);
	channels_relate(r);
	alerts_relate(r);
	logging_relate(r);
	docs_relate(r);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "monitoring",
	.version = "1",
	.summary = "Prometheus, Grafana, MLflow and other monitoring, "
	    "metrics and alerts in code",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
