/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * filter.c: the system calls there are, as three lists.
 *
 * What is not in a list fails with EPERM, so that a library that only asks
 * goes on.  What nobody in here has an innocent reason to call ends the
 * process: an attack gets one try and leaves a SIGSYS behind.  Which files
 * are opened is landlock's business; that none is opened to be changed is
 * held by both.
 */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <seccomp.h>

#include "base/err.h"

static const char *const allowed[] = {
	"access", "brk", "clock_getres", "clock_gettime", "close", "exit",
	"exit_group", "faccessat", "faccessat2", "fstat", "fstatfs", "futex",
	"getcwd", "getdents64", "getegid", "geteuid", "getgid", "getitimer",
	"getpid", "getppid", "getrandom", "getrlimit", "getrusage",
	"gettid", "gettimeofday", "getuid", "landlock_add_rule",
	"landlock_create_ruleset", "landlock_restrict_self", "lseek",
	"lstat", "madvise", "mmap", "mprotect", "mremap", "munmap",
	"newfstatat", "poll", "ppoll", "pread64", "read", "readlink",
	"readlinkat", "readv", "restart_syscall", "rseq", "rt_sigaction",
	"rt_sigprocmask", "rt_sigreturn", "sched_getaffinity",
	"sched_yield", "seccomp", "set_robust_list", "setitimer",
	"sigaltstack", "stat", "statfs", "statx", "sysinfo", "time", "times",
	"uname", "write", "writev",
};

static const char *const deadly[] = {
	"accept", "accept4", "add_key", "bind", "bpf", "chroot", "connect",
	"delete_module", "execve", "execveat", "finit_module", "init_module",
	"io_uring_enter", "io_uring_register", "io_uring_setup",
	"kexec_file_load", "kexec_load", "keyctl", "kill", "listen", "mount",
	"move_mount", "open_tree", "perf_event_open", "pidfd_getfd",
	"pidfd_open", "pidfd_send_signal", "pivot_root", "process_madvise",
	"process_vm_readv", "process_vm_writev", "ptrace", "reboot",
	"recvfrom", "recvmmsg", "recvmsg", "request_key", "rt_sigqueueinfo",
	"rt_tgsigqueueinfo", "sendmmsg", "sendmsg", "sendto", "setns",
	"socket", "socketpair", "swapon", "tkill", "umount2", "unshare",
	"userfaultfd",
};

/* Only the loader needed these. */
static const char *const sealed[] = {
	"landlock_add_rule", "landlock_create_ruleset",
	"landlock_restrict_self", "pkey_mprotect", "seccomp",
};

enum { N_ALLOWED = sizeof(allowed) / sizeof(*allowed),
	N_DEADLY = sizeof(deadly) / sizeof(*deadly),
	N_SEALED = sizeof(sealed) / sizeof(*sealed) };

/* A name that this architecture does not have needs no rule. */
static int
list(scmp_filter_ctx c, uint32_t action, const char *const *names, size_t n)
{
	size_t i;
	int nr, rc;

	for (i = 0; i < n; i++) {
		nr = seccomp_syscall_resolve_name(names[i]);
		if (nr == __NR_SCMP_ERROR || nr < 0)
			continue;
		if ((rc = seccomp_rule_add(c, action, nr, 0)) < 0)
			return rc;
	}
	return 0;
}

/* Those whose arguments decide. */
static int
particular(scmp_filter_ctx c)
{
	static const unsigned fcntls[] = {
		F_DUPFD_CLOEXEC, F_GETFD, F_GETFL, F_SETFD,
	};
	const uint32_t yes = SCMP_ACT_ALLOW;
	scmp_datum_t self = (scmp_datum_t)getpid();
	size_t i;
	int rc = 0;

	/* abort(3) is a signal to oneself; no other is sent. */
	rc |= seccomp_rule_add(c, yes, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, self));
	rc |= seccomp_rule_add(c, SCMP_ACT_KILL_PROCESS, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_NE, self));
	/* Limits are asked for, not changed. */
	rc |= seccomp_rule_add(c, yes, SCMP_SYS(prlimit64), 2,
	    SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0));
	for (i = 0; i < sizeof(fcntls) / sizeof(*fcntls); i++)
		rc |= seccomp_rule_add(c, yes, SCMP_SYS(fcntl), 1,
		    SCMP_A1(SCMP_CMP_EQ, fcntls[i]));
	/* O_RDONLY is 0: nothing is opened to be written. */
	rc |= seccomp_rule_add(c, yes, SCMP_SYS(openat), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT, 0));
	rc |= seccomp_rule_add(c, yes, SCMP_SYS(open), 1,
	    SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE | O_CREAT, 0));
	return rc;
}

static int
load(scmp_filter_ctx c, int rc, struct err *e)
{
	/* Set already, and prctl(2) is gone when the second filter comes. */
	if (rc == 0)
		rc = seccomp_attr_set(c, SCMP_FLTATR_CTL_NNP, 0);
	if (rc == 0)
		rc = seccomp_attr_set(c, SCMP_FLTATR_ACT_BADARCH,
		    SCMP_ACT_KILL_PROCESS);
	if (rc == 0)
		rc = seccomp_load(c);
	seccomp_release(c);
	if (rc == 0)
		return 0;
	errno = rc < 0 ? -rc : EINVAL;
	return err_sys(e, "the filter of system calls");
}

int
filter_enter(struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc;

	if (c == NULL)
		return err_set(e, ERR_SYS, "seccomp is not there");
	rc = list(c, SCMP_ACT_ALLOW, allowed, N_ALLOWED);
	if (rc == 0)
		rc = list(c, SCMP_ACT_KILL_PROCESS, deadly, N_DEADLY);
	if (rc == 0)
		rc = particular(c);
	return load(c, rc, e);
}

int
filter_seal(struct err *e)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
	const uint32_t no = SCMP_ACT_ERRNO(EPERM);
	int rc;

	if (c == NULL)
		return err_set(e, ERR_SYS, "seccomp is not there");
	rc = list(c, no, sealed, N_SEALED);
	rc |= seccomp_rule_add(c, no, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
	rc |= seccomp_rule_add(c, no, SCMP_SYS(mprotect), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, PROT_EXEC));
	return load(c, rc, e);
}
