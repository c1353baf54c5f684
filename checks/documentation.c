/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * documentation.c: what the documents tell whoever takes the project over.
 *
 * How to install it, what it is made of, what it depends on, how its tests
 * are run, which way the data flow.  A command counts when what it names is
 * there, a heading with what stands under it.
 */
#include <string.h>

#include "documentation/documentation.h"

enum { SIZE_MOST = 1 << 20 };

static const struct gr_fact_kind facts[] = {
	{ "doc.architecture", "architecture : « {title} »",
	    "architecture: \"{title}\"", "title how" },
	{ "doc.command", "commande « {cmd} »", "command \"{cmd}\"",
	    "does lang needs files cmd within" },
	{ "doc.coverage", "calcul de la couverture : {cmd}",
	    "computing the coverage: {cmd}", "cmd lang within" },
	{ "doc.dead", "« {cmd} » : {file} n'est pas dans le dépôt",
	    "\"{cmd}\": {file} is not in the repository", "cmd file" },
	{ "doc.dependencies", "dépendances installées par « {cmd} »",
	    "dependencies installed by \"{cmd}\"", "cmd lang" },
	{ "doc.flow", "diagramme de flux de données « {title} » ({form})",
	    "data-flow diagram \"{title}\" ({form})", "title form" },
	{ "doc.install", "installation : {cmd}", "installation: {cmd}",
	    "cmd lang within" },
	{ "doc.install_told", "installation expliquée : « {title} »",
	    "installation told: \"{title}\"", "title" },
	{ "doc.picture", "image « {title} »", "picture \"{title}\"",
	    "title flow file" },
	{ "doc.runs", "commande « {cmd} »", "command \"{cmd}\"",
	    "name cmd within" },
	{ "doc.runtime", "environnement d'exécution et sa version",
	    "runtime environment and its version", "" },
	{ "doc.schema", "schéma « {title} » ({form})",
	    "schema \"{title}\" ({form})", "title form" },
	{ "doc.service", "documentation du service {service}",
	    "documentation of the service {service}", "service part known own" },
	{ "doc.service_told", "le service {service} est décrit",
	    "the service {service} is described", "service part own" },
	{ "doc.service_used", "service {service} employé par le projet",
	    "service {service} used by the project", "service" },
	{ "doc.stack", "dépendances ou outils : « {title} »",
	    "dependencies or tools: \"{title}\"", "title" },
	{ "doc.target", "cible « {name} »", "target \"{name}\"",
	    "name does lang needs" },
	{ "doc.test_run", "exécution des tests : {cmd}",
	    "running the tests: {cmd}", "cmd lang within" },
	{ "doc.test_tool", "dépendance des tests : {name}",
	    "the tests depend on {name}", "name lang" },
	{ .name = NULL },
};

static bool
is_test_file(const struct gr_entry *e)
{
	return e->kind == GR_PYTHON && says("test", e->base);
}

static bool
wants(const struct gr_entry *e)
{
	return e->size <= SIZE_MOST && (page_wants(e) || targets_wants(e) ||
	    flows_wants(e) || services_wants(e) || is_test_file(e));
}

static void
scan(const struct gr_file *f)
{
	struct page p;

	if (services_wants(f->entry))
		services_used(f);
	if (targets_wants(f->entry))
		targets_read(f);
	else if (is_test_file(f->entry))
		commands_docstring(f);
	else if (flows_wants(f->entry))
		flows_file(f);
	else if (page_wants(f->entry) && page_open(&p, f)) {
		commands_read(&p);
		sections_read(&p);
		flows_read(&p);
		services_read(&p);
		page_close(&p);
	}
}

static void
relate(const struct gr_repo *r)
{
	/* Each asks for all that it needs before it tells. */
	commands_relate(r);
	flows_relate(r);
	services_relate(r);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "documentation",
	.version = "1",
	.summary = "what the documents say of installing, parts and tests",
	.facts = facts,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
