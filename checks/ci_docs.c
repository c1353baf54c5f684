/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ci_docs.c: the documentation of chains of integration and delivery.
 *
 * What there is to document is told by the plugin ci_config, which relates
 * before this one: plugins are asked in the order of their names.
 */
#include "ci_docs/ci_docs.h"

static const struct gr_fact_kind kinds[] = {
	{ "ci.doc", "rubrique « {heading} » sur une chaîne",
	    "section \"{heading}\" about a chain",
	    "heading parts triggers stages names" },
	{ "ci.doc.tests",
	    "« {heading} » documente la chaîne de tests {file} ({parts})",
	    "\"{heading}\" documents the chain of tests {file} ({parts})",
	    "heading parts file" },
	{ "ci.doc.delivery",
	    "« {heading} » documente la chaîne de livraison {file} ({parts})",
	    "\"{heading}\" documents the chain of delivery {file} ({parts})",
	    "heading parts file" },
	{ "ci.doc.model",
	    "« {heading} » documente la chaîne du modèle {file} ({parts})",
	    "\"{heading}\" documents the chain of the model {file} ({parts})",
	    "heading parts file" },
	{ "ci.undocumented.tests",
	    "« {what} » : absent de la documentation de la chaîne",
	    "\"{what}\" is not in the documentation of the chain", "what" },
	{ "ci.undocumented.delivery",
	    "« {what} » : absent de la documentation de la chaîne",
	    "\"{what}\" is not in the documentation of the chain", "what" },
	{ "ci.undocumented.model",
	    "« {what} » : absent de la documentation de la chaîne",
	    "\"{what}\" is not in the documentation of the chain", "what" },
	{ .name = NULL },
};

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "ci_docs",
	.version = "1",
	.summary = "documents about chains: installation, configuration, "
	    "test, and what they leave out",
	.facts = kinds,
	.wants = sections_want,
	.scan = sections_read,
	.relate = documented_look,
};
