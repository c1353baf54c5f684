/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * where.c: fs_program() and fs_share(), the places of our own pieces.
 *
 * GREFFIER_LIBEXEC and GREFFIER_SHARE name other places, for tests and
 * packagers; then come the folder of the running program (a build folder,
 * whose parent is the source tree) and what "make install" was told.
 */
#include "fs.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "err.h"

/* The folder of the running program, "" when /proc does not say. */
static void
home(char out[PATH_MAX])
{
	ssize_t n = readlink("/proc/self/exe", out, PATH_MAX - 1);
	char *slash;

	out[n > 0 ? n : 0] = '\0';
	slash = strrchr(out, '/');
	if (slash != NULL)
		*slash = '\0';
}

static bool
is_program(const char *path)
{
	return !fs_is_dir(path) && access(path, X_OK) == 0;
}

/* 1 when dir/name is there, written to out; 0 when not. */
static int
look(const char *dir, const char *name, bool (*there)(const char *),
    char *out, size_t n)
{
	if (dir == NULL || dir[0] == '\0')
		return 0;
	if ((size_t)snprintf(out, n, "%s/%s", dir, name) >= n)
		return 0;
	return there(out);
}

int
fs_program(const char *name, char *out, size_t n, struct err *e)
{
	char here[PATH_MAX];

	home(here);
	if (look(secure_getenv("GREFFIER_LIBEXEC"), name, is_program, out,
	    n) || look(here, name, is_program, out, n) ||
	    look(LIBEXECDIR, name, is_program, out, n))
		return 0;
	out[0] = '\0';
	return err_set(e, ERR_USAGE, "program %s is neither in %s nor in %s",
	    name, here, LIBEXECDIR);
}

int
fs_share(const char *name, char *out, size_t n, struct err *e)
{
	const char *far = strcmp(name, "checks") == 0 ? LIBDIR : DATADIR;
	char here[PATH_MAX], above[PATH_MAX + 3];

	home(here);
	snprintf(above, sizeof(above), "%s/..", here);
	/*
	 * The plugins are built beside the programs.  Were they looked for
	 * in the source tree, the folder of their sources would be found.
	 */
	if (strcmp(name, "checks") == 0) {
		if (look(secure_getenv("GREFFIER_LIBEXEC"), name, fs_is_dir,
		    out, n))
			return 0;
		above[0] = '\0';
	}
	if (look(secure_getenv("GREFFIER_SHARE"), name, fs_is_dir, out, n) ||
	    look(here, name, fs_is_dir, out, n) ||
	    look(above, name, fs_is_dir, out, n) ||
	    look(far, name, fs_is_dir, out, n))
		return 0;
	out[0] = '\0';
	return err_set(e, ERR_USAGE, "folder %s is neither in %s nor in %s",
	    name, here, far);
}
