/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * confine.c: the network, one folder, and nothing else.
 *
 * What a resolver and TLS read is named file by file, so that no secret
 * that lies beside them in /etc is in reach.
 */
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <seccomp.h>

#include "base/err.h"
#include "base/landlock.h"

#include "local.h"

static const struct landlock_path readable[] = {
	{ .path = "/dev/null", .write = true },
	{ .path = "/dev/urandom" },
	{ .path = "/etc/ca-certificates" },
	{ .path = "/etc/gai.conf" },
	{ .path = "/etc/host.conf" },
	{ .path = "/etc/hosts" },
	{ .path = "/etc/ld.so.cache" },
	{ .path = "/etc/localtime" },
	{ .path = "/etc/nsswitch.conf" },
	{ .path = "/etc/resolv.conf" },
	{ .path = "/etc/services" },
	{ .path = "/etc/ssl" },
	{ .path = "/lib" },
	{ .path = "/lib64" },
	{ .path = "/run/systemd/resolve" },
	{ .path = "/usr/lib" },
	{ .path = "/usr/lib64" },
	{ .path = "/usr/local/share/ca-certificates" },
	{ .path = "/usr/share/ca-certificates" },
};

enum { NREADABLE = sizeof(readable) / sizeof(readable[0]) };

/* Nothing in here has an innocent reason to call these. */
static const int deadly[] = {
	SCMP_SYS(add_key), SCMP_SYS(bpf), SCMP_SYS(chroot),
	SCMP_SYS(delete_module), SCMP_SYS(execve), SCMP_SYS(execveat),
	SCMP_SYS(finit_module), SCMP_SYS(fork), SCMP_SYS(init_module),
	SCMP_SYS(io_uring_setup), SCMP_SYS(kexec_load), SCMP_SYS(keyctl),
	SCMP_SYS(kill), SCMP_SYS(listen), SCMP_SYS(mount),
	SCMP_SYS(perf_event_open), SCMP_SYS(pidfd_open),
	SCMP_SYS(pivot_root), SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev), SCMP_SYS(ptrace), SCMP_SYS(reboot),
	SCMP_SYS(request_key), SCMP_SYS(setns), SCMP_SYS(umount2),
	SCMP_SYS(unshare), SCMP_SYS(userfaultfd), SCMP_SYS(vfork),
};

static int
filter(struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	size_t i;
	int rc = 0;

	if (c == NULL)
		return err_set(e, ERR_SYS, "seccomp is not there");
	for (i = 0; i < sizeof(deadly) / sizeof(deadly[0]) && rc == 0; i++)
		if (deadly[i] >= 0)
			rc = seccomp_rule_add(c, SCMP_ACT_KILL_PROCESS,
			    deadly[i], 0);
	if (rc == 0)
		rc = seccomp_load(c);
	seccomp_release(c);
	return rc == 0 ? 0 : err_set(e, ERR_SYS,
	    "the filter of system calls: error %d", -rc);
}

static int
limit(__rlimit_resource_t what, uint64_t most, struct err *e)
{
	struct rlimit now, l;

	if (getrlimit(what, &now) < 0)
		return err_sys(e, "getrlimit");
	l.rlim_max = most < now.rlim_max ? most : now.rlim_max;
	l.rlim_cur = l.rlim_max;
	return setrlimit(what, &l) < 0 ? err_sys(e, "setrlimit") : 0;
}

int
confine(const struct job *j, struct err *e)
{
	struct landlock_path p[NREADABLE + 1];
	uint64_t bytes = (uint64_t)j->max_bytes;
	size_t i;

	for (i = 0; i < NREADABLE; i++)
		p[i] = readable[i];
	p[NREADABLE] = (struct landlock_path){ .path = j->folder,
	    .write = true, .must = true };
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
	    prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) < 0 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) < 0)
		return err_sys(e, "prctl");
	if (limit(RLIMIT_CORE, 0, e) < 0 ||
	    limit(RLIMIT_NOFILE, 256, e) < 0 ||
	    limit(RLIMIT_FSIZE, bytes + (64 << 20), e) < 0 ||
	    limit(RLIMIT_CPU, (uint64_t)j->deadline_ms / 1000 + 10, e) < 0)
		return -1;
#ifndef GREFFIER_ASAN
	/* One object is inflated at a time, and deltas need their base. */
	if (limit(RLIMIT_AS, (UINT64_C(768) << 20) +
	    4 * (uint64_t)j->max_object_bytes, e) < 0)
		return -1;
#endif
	if (landlock_enter(p, NREADABLE + 1, true, e) < 0)
		return -1;
	return filter(e);
}
