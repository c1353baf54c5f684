/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * common.c: configuration, store and grid, opened the same way everywhere.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "audit/audit.h"
#include "base/err.h"
#include "base/fs.h"
#include "conf/conf.h"
#include "grid/grid.h"
#include "model/facts.h"
#include "store/store.h"

#include "common.h"

int
cmd_fail(const char *command, const struct err *e, int code)
{
	fprintf(stderr, "greffier %s: %s\n", command, e->msg);
	return code;
}

const char *
cmd_conf_path(void)
{
	const char *path = getenv("GREFFIER_CONF");

	return path != NULL && *path != '\0' ? path :
	    "/etc/greffier/greffier.yaml";
}

int
cmd_store(const char *path, struct conf **c, struct store **s,
    struct err *e)
{
	*s = NULL;
	if (conf_open(path, c, e) < 0)
		return -1;
	if (fs_mkdirs((*c)->state, e) < 0 ||
	    store_open((*c)->database, (*c)->cache, s, e) < 0) {
		conf_close(*c);
		*c = NULL;
		return -1;
	}
	return 0;
}

int
cmd_checks(const char *const *given, size_t n, const char **out,
    char *place, size_t placelen, struct err *e)
{
	size_t i;

	for (i = 0; i < n; i++)
		out[i] = given[i];
	if (n == 0) {
		if (fs_share("checks", place, placelen, e) < 0)
			return -1;
		out[i++] = place;
	}
	out[i] = NULL;
	return 0;
}

int
cmd_grid(const char *rules, const char *const *checks, struct grid **out,
    struct err *e)
{
	struct facts catalogue = { .empty = false };
	char folder[PATH_MAX], path[PATH_MAX + 32], place[PATH_MAX];
	const char *own[2];
	int ret = -1;

	if (checks == NULL) {
		if (cmd_checks(NULL, 0, own, place, sizeof(place), e) < 0)
			return -1;
		checks = own;
	}
	if (rules == NULL) {
		if (fs_share("rules", folder, sizeof(folder), e) < 0)
			return -1;
		snprintf(path, sizeof(path), "%s/rncp37827.yaml", folder);
		rules = path;
	}
	if (audit_catalogue(checks, &catalogue, e) == 0)
		ret = grid_open(rules, &catalogue, out, e);
	facts_free(&catalogue);
	return ret;
}

int
cmd_queries(const struct grid *g, const char *const *checks, struct err *e)
{
	size_t n;
	const struct query *q = grid_queries(g, &n);

	return n == 0 ? 0 : audit_queries(checks, q, n, e);
}
