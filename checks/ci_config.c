/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ci_config.c: continuous integration and delivery, as configured.
 *
 * GitHub, Gitea and Forgejo workflows, GitLab, Jenkins and eight others are
 * read into the same jobs and steps; what "make test" or "./deploy.sh"
 * stands for is read too.  A file where no tool looks is told as such.  No
 * run is seen here: that is the forge's to say.
 */
#include <string.h>

#include "ci_config/ci.h"

enum {
	SNIFF_MOST = 128 << 10,	/* a YAML file that may be a stray chain */
	READ_MOST = 1 << 20,
};

static const struct gr_fact_kind kinds[] = {
	{ "ci.file", "fichier de configuration de la chaîne ({tool})",
	    "configuration file of the chain ({tool})",
	    "tool start title" },
	{ "ci.chain", "chaîne {tool}, à la place où l'outil la lit",
	    "{tool} chain, where the tool reads it", "tool start" },
	{ "ci.idle",
	    "chaîne {tool} qui ne fait qu'extraire les sources",
	    "{tool} chain that only checks the sources out", "tool start" },
	{ "ci.inert", "fichier de chaîne sans effet : « {why} » manque",
	    "chain file without effect: no \"{why}\"", "why" },
	{ "ci.broken", "fichier de chaîne illisible : {why}",
	    "chain file that cannot be parsed: {why}", "why" },
	{ "ci.misplaced",
	    "fichier de chaîne ({tool}) là où aucun outil ne le lit",
	    "chain file ({tool}) where no tool reads it", "tool" },
	{ "ci.include", "inclut {path}", "includes {path}", "path" },
	{ "ci.trigger", "déclencheur « {event} » {branches}",
	    "trigger \"{event}\" {branches}",
	    "event branches start after" },
	{ "ci.trigger.dead",
	    "déclencheur « {event} » sur une branche absente : {branches}",
	    "trigger \"{event}\" on a branch that does not exist: "
	    "{branches}", "event branches" },
	{ "ci.job", "tâche « {job} »", "job \"{job}\"",
	    "job needs stage start" },
	{ "ci.disabled", "« {name} » désactivé", "\"{name}\" disabled",
	    "what name" },
	{ "ci.fake", "étape « {name} » qui n'affiche qu'un message",
	    "step \"{name}\" that only prints a message", "name" },
	{ "ci.step", "commande de la chaîne : {cmd}",
	    "command of the chain: {cmd}",
	    "kind tool cmd job order dir how names" },
	{ "ci.target", "« {job} » lance : {cmd}", "\"{job}\" runs: {cmd}",
	    "kind tool cmd job order dir how names" },
	{ "ci.compose", "conteneur « {service} » construit des sources",
	    "container \"{service}\" built from the sources",
	    "service context" },
	{ "ci.testpaths", "réglages de pytest", "settings of pytest",
	    "paths except options" },
	{ "ci.suite", "fichier de {cases} tests", "file of {cases} tests",
	    "lang cases asserts script" },
	{ "ci.prepared",
	    "préparation de la chaîne (« {job} ») : {what}",
	    "preparation in the chain (\"{job}\"): {what}",
	    "what job start tests" },
	{ "ci.prepared.thin",
	    "préparation incomplète (« {job} ») : {what}",
	    "incomplete preparation (\"{job}\"): {what}",
	    "what job start tests" },
	{ "ci.tests", "tests lancés par la chaîne (« {job} ») : {cmd}",
	    "tests run by the chain (\"{job}\"): {cmd}",
	    "cmd job start checked files" },
	{ "ci.tests.seldom",
	    "tests lancés à la main ou sur horaire, non à chaque push : {cmd}",
	    "tests run by hand or by the clock, not on each push: {cmd}",
	    "cmd job start checked files" },
	{ "ci.tests.unchecked",
	    "tests dont l'échec n'arrête pas la chaîne : {cmd}",
	    "tests whose failure does not fail the chain: {cmd}",
	    "cmd job start checked files" },
	{ "ci.tests.empty",
	    "commande de tests qui n'en trouve aucun : {cmd}",
	    "test command that finds no test: {cmd}",
	    "cmd job start checked files" },
	{ "ci.untested",
	    "tests que la chaîne ne lance pas ({run} fichiers sur {all} le "
	    "sont)",
	    "tests that the chain does not run ({run} files of {all} are)",
	    "run all" },
	{ "ci.missing", "« {what} » absent du dépôt : {cmd}",
	    "\"{what}\" is not in the repository: {cmd}",
	    "what cmd job start checked" },
	{ "ci.package", "empaquetage dans la chaîne (« {job} ») : {cmd}",
	    "packaging in the chain (\"{job}\"): {cmd}",
	    "cmd job start checked" },
	{ "ci.package.unchecked",
	    "empaquetage dont l'échec n'arrête pas la chaîne : {cmd}",
	    "packaging whose failure does not fail the chain: {cmd}",
	    "cmd job start checked" },
	{ "ci.deliver",
	    "livraison (« {job} ») après empaquetage : {cmd}",
	    "delivery (\"{job}\") after packaging: {cmd}",
	    "cmd job start checked after" },
	{ "ci.deliver.alone",
	    "livraison sans empaquetage auparavant : {cmd}",
	    "delivery without packaging before it: {cmd}",
	    "cmd job start checked" },
	{ "ci.deliver.unchecked",
	    "livraison dont l'échec n'arrête pas la chaîne : {cmd}",
	    "delivery whose failure does not fail the chain: {cmd}",
	    "cmd job start checked after" },
	{ "ci.stage", "étape de la chaîne {chain} : {cmd}",
	    "stage of the chain {chain}: {cmd}", "chain kind cmd" },
	{ "ci.ai", "bibliothèque d'IA « {library} »",
	    "AI library \"{library}\"", "library" },
	{ "ci.weights", "fichier de modèle", "file of a model", "" },
	{ "ci.work", "programme de modèle ou de données ({does})",
	    "program of a model or of data ({does})", "does" },
	{ "ci.model.trigger",
	    "déclencheur « {event} » de la chaîne du modèle ({why})",
	    "trigger \"{event}\" of the model's chain ({why})",
	    "event start why" },
	{ "ci.model.train",
	    "entraînement du modèle dans la chaîne (« {job} ») : {cmd}",
	    "training of the model in the chain (\"{job}\"): {cmd}",
	    "cmd job start checked" },
	{ "ci.model.validate",
	    "validation du modèle dans la chaîne (« {job} ») : {cmd}",
	    "validation of the model in the chain (\"{job}\"): {cmd}",
	    "cmd job start checked" },
	{ "ci.model.tests",
	    "tests du modèle dans la chaîne (« {job} ») : {cmd}",
	    "tests of the model in the chain (\"{job}\"): {cmd}",
	    "cmd job start checked" },
	{ "ci.model.data",
	    "test des données dans la chaîne (« {job} ») : {cmd}",
	    "test of the data in the chain (\"{job}\"): {cmd}",
	    "cmd job start checked" },
	{ "ci.model.preparation",
	    "tests du code qui prépare les données (« {job} ») : {cmd}",
	    "tests of the code that prepares the data (\"{job}\"): {cmd}",
	    "cmd job start checked" },
	{ .name = NULL },
};

static bool
sniffed(const struct gr_entry *e)
{
	return e->kind == GR_YAML && e->size > 0 && e->size < SNIFF_MOST &&
	    e->unread == NULL;
}

/*
 * What lies where a chain may be is wanted even when it cannot be read, so
 * that the rules know what they do not know; a file that only might be a
 * stray chain is not.
 */
static bool
wants(const struct gr_entry *e)
{
	enum ci_place p;

	if (e->size > READ_MOST)
		return false;
	p = place_of(e->path);
	if (p == PLACE_GITHUB || p == PLACE_GITLAB || p == PLACE_OTHER ||
	    p == PLACE_JENKINS)
		return true;
	if (e->unread != NULL || e->size <= 0)
		return false;
	return p != PLACE_NONE || targets_want(e) || testpaths_want(e) ||
	    suite_want(e) || work_want(e) || sniffed(e);
}

/* The text of a workflow under a name that no tool takes. */
static bool
reads_like_one(const struct gr_file *f)
{
	return strstr(f->text, "jobs:") != NULL &&
	    strstr(f->text, "runs-on:") != NULL;
}

static void
misplaced(const struct gr_file *f, const char *tool)
{
	gr_set(gr_emit("ci.misplaced", 1, f->lines), "tool", tool);
}

static void
scan_stray(const struct gr_file *f, enum ci_place p)
{
	const struct gr_node *doc = f->entry->kind == GR_YAML ?
	    gr_first(gr_tree(f)) : NULL;

	if (p == PLACE_STRAY && strcmp(place_tool(f->entry->path),
	    "github") == 0) {
		if (github_like(doc) || (doc == NULL && reads_like_one(f)))
			misplaced(f, "github");
		return;
	}
	if (doc == NULL)
		return;
	if (github_like(doc))
		misplaced(f, "github");
	else if (gitlab_like(doc) || (p == PLACE_STRAY &&
	    gr_get(doc, "include") != NULL))	/* a piece, if included */
		gitlab_read(f, doc, false);
	else if (gr_get(doc, "services") != NULL)
		compose_read(f, doc);
}

static void
scan_chain(const struct gr_file *f, enum ci_place p)
{
	const struct gr_node *doc = gr_first(gr_tree(f));
	const char *why;
	int line = 1;

	if (doc == NULL || gr_node_kind(doc) != GR_MAP) {
		why = gr_tree_error(f, &line);
		gr_set(gr_emit(why != NULL ? "ci.broken" : "ci.inert",
		    line, line), "why", why != NULL ? why : "jobs");
		return;
	}
	if (p == PLACE_GITHUB)
		github_read(f, doc);
	else if (p == PLACE_GITLAB)
		gitlab_read(f, doc, true);
	else
		other_read(f, doc);
}

static void
scan(const struct gr_file *f)
{
	const struct gr_entry *e = f->entry;
	enum ci_place p = place_of(e->path);

	if (p == PLACE_GITHUB || p == PLACE_GITLAB || p == PLACE_OTHER) {
		scan_chain(f, p);
		return;
	}
	if (p == PLACE_JENKINS) {
		jenkins_read(f);
		return;
	}
	if (p == PLACE_ACTION && gr_at(gr_first(gr_tree(f)),
	    "runs.steps") != NULL) {
		action_read(f, gr_first(gr_tree(f)));
		return;
	}
	if (testpaths_want(e))
		testpaths_read(f);
	if (targets_want(e))
		targets_read(f);
	else if (suite_want(e))
		suite_read(f);
	if (work_want(e))
		work_read(f);
	else if (p == PLACE_STRAY || sniffed(e))
		scan_stray(f, p);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "ci_config",
	.version = "1",
	.summary = "chains of integration and delivery: steps, order, "
	    "triggers, and whether a failure would be noticed",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = ci_relate,
};
