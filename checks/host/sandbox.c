/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.c: limits, and the files that may be read.
 *
 * What an older landlock does not know (TCP, signals) the system call
 * filter refuses on any kernel; the files, which only landlock can guard,
 * are in its first ABI.
 */
#include "sandbox.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/err.h"
#include "base/landlock.h"

/* Where the loader finds what a plugin is linked with. */
static const char *const libraries[] = {
	"/etc/ld.so.cache", "/lib", "/lib64", "/usr/lib", "/usr/lib64",
	"/usr/local/lib",
};

enum { NLIBRARIES = sizeof(libraries) / sizeof(*libraries), PLACES = 128 };

/* Lets through what is read, and when loading the code. */
static int
files(const struct sandbox *s, bool loading, struct err *e)
{
	struct landlock_path p[PLACES] = { { .path = NULL } };
	size_t i, n = 0;

	if (s->ndata + s->ncode + NLIBRARIES > PLACES)
		return err_set(e, ERR_LIMIT, "too many folders");
	for (i = 0; i < s->ndata; i++, n++) {
		p[n].path = s->data[i];
		p[n].must = true;
	}
	for (i = 0; loading && i < s->ncode; i++, n++) {
		p[n].path = s->code[i];
		p[n].must = true;
	}
	for (i = 0; loading && i < NLIBRARIES; i++)
		p[n++].path = libraries[i];
	return landlock_enter(p, n, false, e);
}

static int
limit(__rlimit_resource_t what, rlim_t soft, rlim_t hard, struct err *e)
{
	struct rlimit now, l = { .rlim_cur = soft, .rlim_max = hard };

	/* Whoever started us may allow less already. */
	if (getrlimit(what, &now) < 0)
		return err_sys(e, "getrlimit");
	if (now.rlim_max < l.rlim_max)
		l.rlim_max = now.rlim_max;
	if (l.rlim_cur > l.rlim_max)
		l.rlim_cur = l.rlim_max;
	if (setrlimit(what, &l) < 0)
		return err_sys(e, "setrlimit");
	return 0;
}

int
sandbox_enter(const struct sandbox *s, struct err *e)
{
	/* A write past the limit is an error of write(2), not a death. */
	if (signal(SIGXFSZ, SIG_IGN) == SIG_ERR ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_sys(e, "prctl");
	if (limit(RLIMIT_CORE, 0, 0, e) < 0 ||
	    limit(RLIMIT_FSIZE, 0, 0, e) < 0 ||
	    limit(RLIMIT_NPROC, 0, 0, e) < 0 ||
	    limit(RLIMIT_NOFILE, SANDBOX_FILES, SANDBOX_FILES, e) < 0 ||
	    limit(RLIMIT_CPU, SANDBOX_CPU, SANDBOX_CPU + 5, e) < 0)
		return -1;
#ifndef GREFFIER_ASAN	/* its shadow alone is 20 TiB of addresses */
	if (limit(RLIMIT_AS, SANDBOX_MEMORY, SANDBOX_MEMORY, e) < 0)
		return -1;
#endif
	if (files(s, true, e) < 0)
		return -1;
	return filter_enter(e);
}

int
sandbox_seal(const struct sandbox *s, struct err *e)
{
	if (files(s, false, e) < 0)
		return -1;
	return filter_seal(e);
}
