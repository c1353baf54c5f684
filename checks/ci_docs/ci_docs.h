/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ci_docs.h: documents about chains, and the chains that there are.
 *
 * A plugin of its own, so that a report that nobody can read leaves open
 * what is documented, and not what is configured.
 */
#ifndef CI_DOCS_H
#define CI_DOCS_H

#include <stdbool.h>

#include "check.h"

/* sections.c: sections of documents that are about a chain. */
bool	sections_want(const struct gr_entry *);
void	sections_read(const struct gr_file *);

/* documented.c: which chain they are about, and what they leave out. */
void	documented_look(const struct gr_repo *);

#endif
