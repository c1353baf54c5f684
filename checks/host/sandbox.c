/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sandbox.c: limits, and landlock by system call.
 *
 * Debian 12's kernel headers know landlock's second ABI and the C library
 * none, so the newest structure is written out here and the kernel is asked
 * what it handles.  An older kernel handles less: no TCP (ABI 4), no
 * signals (ABI 6); the system call filter refuses both on any kernel, and
 * the files, which only landlock can guard, are in the first ABI.
 */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"

/* linux/landlock.h of 6.12: what is asked for, zero where not known. */
struct ruleset {
	uint64_t fs, net, scoped;
};

struct beneath {
	uint64_t allowed;
	int32_t	 fd;
} __attribute__((packed));

enum {
	CREATE = 444, ADD_RULE = 445, RESTRICT_SELF = 446,
	VERSION = 1,		/* flag of CREATE: which ABI is this? */
	PATH_BENEATH = 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	NET_BIND = 1 << 0, NET_CONNECT = 1 << 1,
	SCOPE_ABSTRACT_UNIX = 1 << 0, SCOPE_SIGNAL = 1 << 1,
};

/* Where the loader finds what a plugin is linked with. */
static const char *const libraries[] = {
	"/etc/ld.so.cache", "/lib", "/lib64", "/usr/lib", "/usr/lib64",
	"/usr/local/lib",
};

/* All that this kernel can forbid, and nothing that it does not know. */
static struct ruleset
handled(long abi)
{
	struct ruleset r = { .fs = (1 << 13) - 1 };

	if (abi >= 2)
		r.fs |= 1 << 13;	/* linking across folders */
	if (abi >= 3)
		r.fs |= 1 << 14;	/* truncate(2) */
	if (abi >= 5)
		r.fs |= 1 << 15;	/* ioctl(2) on devices */
	if (abi >= 4)
		r.net = NET_BIND | NET_CONNECT;
	if (abi >= 6)
		r.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	return r;
}

/* A folder, or one file.  0 also when it is not there. */
static int
allow(int ruleset, const char *path, int must, struct err *e)
{
	struct beneath b = { .allowed = FS_READ_FILE | FS_READ_DIR };
	struct stat st;
	int ret = -1;

	b.fd = open(path, O_PATH | O_CLOEXEC);
	if (b.fd < 0)
		return must ? err_sys(e, "%s", path) : 0;
	if (fstat(b.fd, &st) < 0) {
		(void)err_sys(e, "%s", path);
		goto out;
	}
	if (!S_ISDIR(st.st_mode))
		b.allowed = FS_READ_FILE;
	if (syscall(ADD_RULE, ruleset, PATH_BENEATH, &b, 0) < 0) {
		(void)err_sys(e, "landlock: %s", path);
		goto out;
	}
	ret = 0;
out:
	close(b.fd);
	return ret;
}

int
landlock_layer(const struct sandbox *s, int loading, struct err *e)
{
	struct ruleset r;
	long abi = syscall(CREATE, NULL, 0, VERSION);
	int fd, ret = -1;
	size_t i;

	if (abi < 1)
		return err_sys(e, "this kernel has no landlock, without which"
		    " nothing is read");
	r = handled(abi);
	fd = (int)syscall(CREATE, &r, abi >= 6 ? sizeof(r) : abi >= 4 ?
	    2 * sizeof(uint64_t) : sizeof(uint64_t), 0);
	if (fd < 0)
		return err_sys(e, "landlock");
	for (i = 0; i < s->ndata; i++)
		if (allow(fd, s->data[i], 1, e) < 0)
			goto out;
	for (i = 0; loading && i < s->ncode; i++)
		if (allow(fd, s->code[i], 1, e) < 0)
			goto out;
	for (i = 0; loading && i < sizeof(libraries) / sizeof(*libraries); i++)
		if (allow(fd, libraries[i], 0, e) < 0)
			goto out;
	if (syscall(RESTRICT_SELF, fd, 0) < 0) {
		(void)err_sys(e, "landlock");
		goto out;
	}
	ret = 0;
out:
	close(fd);
	return ret;
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
	if (landlock_layer(s, 1, e) < 0)
		return -1;
	return filter_enter(e);
}

int
sandbox_seal(const struct sandbox *s, struct err *e)
{
	if (landlock_layer(s, 0, e) < 0)
		return -1;
	return filter_seal(e);
}
