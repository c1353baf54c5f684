/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * landlock.c: by system call.
 *
 * Debian 12's kernel headers know landlock's second ABI and the C library
 * none, so the newest structure is written out here and the kernel is asked
 * what it handles.  An older kernel handles less: no TCP (ABI 4), no
 * signals (ABI 6); the files are in the first.
 */
#include "landlock.h"

#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "err.h"

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
	FS_WRITE_FILE = 1 << 1,
	FS_READ_FILE = 1 << 2,
	FS_READ_DIR = 1 << 3,
	FS_TRUNCATE = 1 << 14,
	/* removing and making files and folders, not devices or sockets */
	FS_CHANGE = 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 12,
	FS_REFER = 1 << 13,
	NET_BIND = 1 << 0, NET_CONNECT = 1 << 1,
	SCOPE_ABSTRACT_UNIX = 1 << 0, SCOPE_SIGNAL = 1 << 1,
};

int
landlock_abi(void)
{
	long abi = syscall(CREATE, NULL, 0, VERSION);

	return abi < 1 ? 0 : (int)abi;
}

/* All that this kernel can forbid, and nothing that it does not know. */
static struct ruleset
handled(int abi, bool network)
{
	struct ruleset r = { .fs = (1 << 13) - 1 };

	if (abi >= 2)
		r.fs |= FS_REFER;
	if (abi >= 3)
		r.fs |= FS_TRUNCATE;
	if (abi >= 5)
		r.fs |= 1 << 15;	/* ioctl(2) on devices */
	if (abi >= 4)
		r.net = network ? NET_BIND : NET_BIND | NET_CONNECT;
	if (abi >= 6)
		r.scoped = SCOPE_ABSTRACT_UNIX | SCOPE_SIGNAL;
	return r;
}

static int
allow(int ruleset, const struct landlock_path *p, uint64_t known,
    struct err *e)
{
	struct beneath b = { .allowed = FS_READ_FILE | FS_READ_DIR };
	struct stat st;
	int ret = -1;

	b.fd = open(p->path, O_PATH | O_CLOEXEC);
	if (b.fd < 0)
		return p->must ? err_sys(e, "%s", p->path) : 0;
	if (fstat(b.fd, &st) < 0) {
		(void)err_sys(e, "%s", p->path);
		goto out;
	}
	if (p->write)
		b.allowed |= FS_WRITE_FILE | FS_TRUNCATE | FS_CHANGE |
		    FS_REFER;
	if (!S_ISDIR(st.st_mode))
		b.allowed &= FS_READ_FILE | FS_WRITE_FILE | FS_TRUNCATE;
	b.allowed &= known;
	if (syscall(ADD_RULE, ruleset, PATH_BENEATH, &b, 0) < 0) {
		(void)err_sys(e, "landlock: %s", p->path);
		goto out;
	}
	ret = 0;
out:
	close(b.fd);
	return ret;
}

int
landlock_enter(const struct landlock_path *paths, size_t n, bool network,
    struct err *e)
{
	int abi = landlock_abi(), fd, ret = -1;
	struct ruleset r;
	size_t i;

	if (abi == 0)
		return err_sys(e, "this kernel has no landlock, without which"
		    " nothing is read");
	r = handled(abi, network);
	fd = (int)syscall(CREATE, &r, abi >= 6 ? sizeof(r) : abi >= 4 ?
	    2 * sizeof(uint64_t) : sizeof(uint64_t), 0);
	if (fd < 0)
		return err_sys(e, "landlock");
	for (i = 0; i < n; i++)
		if (allow(fd, &paths[i], r.fs, e) < 0)
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
