/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * records.c: what a project writes about itself: the stories of its users,
 * its board, the journeys it drew, the verdict on its proof of concept, the
 * incidents it went through, the watch it kept and the services it compared:
 * C6, C7, C14, C15.5, C16.2, C21.
 *
 * A word is no evidence.  A story has a role and a wish, a board has tasks
 * in states, an incident is something that happened; what says that there
 * is none is read as that.
 */
#include <string.h>
#include <strings.h>

#include "records/records.h"

enum { SIZE_MOST = 2 << 20 };

static const struct gr_fact_kind kinds[] = {
	{ "agile.stories", "{stories} récit(s) utilisateur(s), dont "
	    "{criteria} avec critères de validation et {scenarios} avec "
	    "scénario", "{stories} user stories, {criteria} with acceptance "
	    "criteria and {scenarios} with a scenario",
	    "stories criteria scenarios context whole" },
	{ "agile.spec", "spécification fonctionnelle : « {title} »",
	    "functional specification: \"{title}\"", "title" },
	{ "agile.access", "accessibilité dans un critère d'acceptation : "
	    "{line}", "accessibility in an acceptance criterion: {line}",
	    "line" },
	{ "agile.access_story", "accessibilité dans un récit, hors de ses "
	    "critères : {line}", "accessibility in a story, outside its "
	    "criteria: {line}", "line" },
	{ "agile.standard", "objectif d'accessibilité selon un standard : "
	    "{line}", "accessibility aim by a standard: {line}", "line" },
	{ "agile.standard_named", "standard d'accessibilité nommé : {line}",
	    "accessibility standard named: {line}", "line" },
	{ "agile.board", "outil de pilotage : « {title} »",
	    "steering tool: \"{title}\"", "title kind" },
	{ "agile.link", "tableau en ligne : {url}", "board online: {url}",
	    "url" },
	{ "agile.picture", "image d'un outil de pilotage",
	    "picture of a steering tool", "" },
	{ "agile.gantt", "diagramme de Gantt", "Gantt chart", "" },
	{ "agile.none", "dit qu'il n'y en a pas : {line}",
	    "says that there is none: {line}", "line" },
	{ "agile.journey", "parcours utilisateur : {how}",
	    "user journey: {how}", "how" },
	{ "agile.shown", "image montrée comme parcours : {how}",
	    "picture shown as a journey: {how}", "how" },
	{ "agile.usecase", "cas d'utilisation ou séquence : {how}",
	    "use case or sequence: {how}", "how" },
	{ "agile.verdict", "avis sur la suite : {line}",
	    "opinion on what follows: {line}", "line poc" },
	{ "incident.case", "incident décrit : « {title} »",
	    "incident described: \"{title}\"", "title" },
	{ "incident.cause", "cause de l'incident « {title} »",
	    "cause of the incident \"{title}\"", "title" },
	{ "incident.repro", "incident reproduit ou observé : « {title} »",
	    "incident reproduced or observed: \"{title}\"", "title how" },
	{ "incident.fix", "résolution de l'incident « {title} »",
	    "resolution of the incident \"{title}\"", "title steps" },
	{ "incident.named", "demande de fusion ou branche nommée : {line}",
	    "merge request or branch named: {line}", "line" },
	{ "incident.change", "demande de fusion ou branche retrouvée dans le "
	    "dépôt : {line}", "merge request or branch found in the "
	    "repository: {line}", "line" },
	{ "incident.test", "test qui reproduit un défaut : {line}",
	    "test that reproduces a defect: {line}", "line" },
	{ "watch.cadence", "temps de veille : {line}",
	    "time for the watch: {line}", "line weekly" },
	{ "watch.synthesis", "synthèse de veille datée",
	    "dated synthesis of the watch", "entries" },
	{ "watch.list", "liste de veille, sans synthèse datée",
	    "list of the watch, without a dated synthesis", "" },
	{ "bench.services", "{count} services d'IA comparés : « {title} »",
	    "{count} services of AI compared: \"{title}\"", "count title" },
	{ "bench.unstudied", "services non étudiés ou écartés",
	    "services not studied or set aside", "" },
	{ "bench.reason", "raison d'écarter un service : {line}",
	    "reason to set a service aside: {line}", "line" },
	{ "bench.drawback", "défaut d'un service comparé : {line}",
	    "drawback of a service compared: {line}", "line" },
	{ "bench.green", "démarche éco-responsable des services",
	    "eco-responsibility of the services", "detailed" },
	{ "bench.conclusion", "conclusion du comparatif : « {title} »",
	    "conclusion of the comparison: \"{title}\"", "title both one" },
	{ .name = NULL },
};

static bool
is_document(const struct gr_entry *e)
{
	static const char *const exts[] = { "adoc", "asciidoc", "rst", "txt",
	    "feature" };
	size_t i;

	if (e->kind == GR_MARKDOWN || e->kind == GR_HTML)
		return true;
	for (i = 0; e->kind == GR_TEXT && i < sizeof(exts) /
	    sizeof(exts[0]); i++)
		if (strcasecmp(e->ext, exts[i]) == 0)
			return true;
	return false;
}

static bool
wants(const struct gr_entry *e)
{
	/* Of what is not at hand only the name can say that it matters. */
	if ((e->size < 0 || e->unread != NULL) && !path_says(e,
	    "\\b(user ?stories|specifications?|backlog|kanban|incidents?|"
	    "post ?mortems?)\\b"))
		return false;
	if (e->size > SIZE_MOST)
		return false;
	return is_document(e) || incident_is_test(e) || (e->kind == GR_CSV &&
	    path_says(e, "\\b(backlog|kanban|trello|jira|sprints?|burn ?down|"
	    "taches|tasks|user ?stories|board|suivi)\\b"));
}

static void
scan(const struct gr_file *f)
{
	struct page g;

	if (f->entry->kind == GR_CSV) {
		board_csv(f);
		return;
	}
	if (!is_document(f->entry)) {
		incident_test(f);
		return;
	}
	if (borrowed(f->entry))
		return;
	page_read(&g, f);
	stories_read(&g);
	standards_read(&g);
	board_read(&g);
	journey_read(&g);
	verdict_read(&g);
	incident_read(&g);
	watch_read(&g);
	benchmark_read(&g);
	page_free(&g);
}

static void
relate(const struct gr_repo *r)
{
	incident_relate(r);
	board_relate(r);
	journey_relate(r);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "records",
	.version = "3",
	.summary = "user stories, boards, journeys, incidents, watch and "
	    "benchmark that a project writes down",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
