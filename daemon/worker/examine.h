/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * examine.h: one commit under the grid: checks, rules, cited lines.
 *
 * What the daemon's pipeline and "greffier audit" have in common: nothing
 * here knows of forges, queues or databases.
 */
#ifndef EXAMINE_H
#define EXAMINE_H

#include "audit/audit.h"
#include "base/i18n.h"

struct audit;
struct err;
struct grid;

struct examination {
	const struct grid	*grid;
	struct audit_spec	 look;	/* .queries are filled from the grid */
	enum lang		 lang;
	const char		*name;	/* audit.repository */
};

/* 0, or -1.  The caller frees the audit either way. */
int	examine(struct examination *, struct audit *, struct err *);

#endif
