# SPDX-License-Identifier: GPL-3.0-or-later
"""Hostile plugins: a deed in C, done at one of the four places of check.h."""

SOURCE = r"""
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#include "check.h"

static int escaped;		/* the deed got something out */
static const char *at = "";

/* 1: something got out.  0: refused.  Or no return at all. */
static int
deed(const struct gr_repo *repo)
{
	(void)repo;
	DEED
	return 0;
}

static void
now(const char *place, const struct gr_repo *repo)
{
	if (strcmp(place, PLACE) == 0)
		escaped |= deed(repo);
}

static const struct gr_fact_kind kinds[] = {
	{ "hostile.seen", "vu {note}", "seen {note}", "note a b c d e f g h" },
	{ "hostile.escaped", "sorti", "escaped", "" },
	{ NULL, NULL, NULL, NULL },
};

__attribute__((constructor)) static void
born(void)
{
	now("constructor", NULL);
}

static bool
wants(const struct gr_entry *e)
{
	at = e->path;
	now("wants", NULL);
	return strcmp(e->ext, "txt") == 0;
}

static void
scan(const struct gr_file *f)
{
	at = f->entry->path;
	now("scan", NULL);
	if (escaped)
		gr_emit("hostile.escaped", 1, 1);
	gr_emit("hostile.seen", 1, 1);
}

static void
relate(const struct gr_repo *r)
{
	now("relate", r);
	if (escaped)
		gr_emit_at("hostile.escaped", NULL, 0, 0);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI, .name = "hostile", .version = "1",
	.summary = "Means harm.", .facts = kinds,
	.wants = wants, .scan = scan, .relate = relate,
};
"""

# What must be refused, and may cost the process its life.
REFUSED = {
    "read_passwd": 'return open("/etc/passwd", O_RDONLY) >= 0;',
    "read_secret": 'return open(OUTSIDE "/secret", O_RDONLY) >= 0;',
    "list_outside": 'return opendir(OUTSIDE) != NULL;',
    "list_root": 'return opendir("/") != NULL;',
    "climb": 'return open("/proc/self/cwd/../../etc/passwd", O_RDONLY) >= 0;',
    "proc_self_mem": 'return open("/proc/self/mem", O_RDWR) >= 0 || '
                     'open("/proc/self/mem", O_RDONLY) >= 0;',
    "proc_environ": 'return open("/proc/self/environ", O_RDONLY) >= 0 || '
                    'open("/proc/1/cmdline", O_RDONLY) >= 0;',
    "write_file": 'return open(OUTSIDE "/loot", O_WRONLY | O_CREAT, 0600) '
                  '>= 0;',
    "write_tmp": 'return open("/tmp", O_RDWR | O_TMPFILE, 0600) >= 0;',
    "write_repo": 'return open(REPO "/loot", O_WRONLY | O_CREAT, 0600) >= 0 '
                  '|| open(REPO "/a.txt", O_RDWR) >= 0;',
    "truncate": 'return truncate(REPO "/a.txt", 0) == 0;',
    "remove": 'return unlink(REPO "/a.txt") == 0;',
    "rename": 'return rename(REPO "/a.txt", REPO "/z.txt") == 0;',
    "mkdir": 'return mkdir(REPO "/loot", 0700) == 0;',
    "symlink": 'return symlink("/etc", REPO "/loot") == 0;',
    "chmod": 'return chmod(REPO "/a.txt", 0777) == 0;',
    "socket": 'return socket(AF_INET, SOCK_DGRAM, 0) >= 0;',
    "unix_socket": 'return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;',
    "connect": 'int s = socket(AF_INET, SOCK_STREAM, 0);'
               'struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = '
               'htons(PORT) }; a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);'
               'return connect(s, (void *)&a, sizeof(a)) == 0;',
    "fork": 'pid_t p = fork(); if (p == 0) _exit(0); return p > 0;',
    "raw_fork": 'long p = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0); '
                'if (p == 0) _exit(0); return p > 0;',
    "vfork": 'pid_t p = vfork(); if (p == 0) _exit(0); return p > 0;',
    "clone3": 'struct { unsigned long long a[11]; } a = { { 0 } }; '
              'a.a[4] = SIGCHLD; long p = syscall(SYS_clone3, &a, '
              'sizeof(a)); if (p == 0) _exit(0); return p > 0;',
    "fork_bomb": 'int n = 0; for (int i = 0; i < 500; i++) { pid_t p = '
                 'fork(); if (p == 0) poll(NULL, 0, 5000); n += p > 0; } '
                 'return n;',
    "thread": 'pthread_t t; return pthread_create(&t, NULL, '
              '(void *(*)(void *))sleep, (void *)1) == 0;',
    "exec": 'execl("/bin/sh", "sh", "-c", "echo > " OUTSIDE "/loot", NULL);',
    "exec_self": 'execl("/proc/self/exe", "x", NULL);',
    "ptrace": 'return ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0;',
    "read_parent": 'char b[8]; struct iovec l = { b, 8 }, r = { (void *)'
                   '0x400000, 8 }; return process_vm_readv(getppid(), &l, 1, '
                   '&r, 1, 0) > 0;',
    "kill_parent": 'return kill(getppid(), SIGKILL) == 0;',
    "kill_all": 'return kill(-1, 0) == 0;',
    "tgkill_parent": 'return syscall(SYS_tgkill, getppid(), getppid(), '
                     'SIGTERM) == 0;',
    "pidfd": 'return syscall(SYS_pidfd_open, getppid(), 0) >= 0;',
    "unshare": 'return unshare(CLONE_NEWUSER) == 0;',
    "chroot": 'return chroot("/") == 0;',
    "limits": 'struct rlimit r = { RLIM_INFINITY, RLIM_INFINITY }; '
              'return setrlimit(RLIMIT_CPU, &r) == 0 || '
              'prlimit(0, RLIMIT_AS, &r, NULL) == 0;',
    "dumpable": 'return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0;',
    "grab": 'return malloc(1200UL << 20) != NULL;',
    "memfd": 'return syscall(SYS_memfd_create, "x", 0) >= 0;',
    "bpf": 'return syscall(SYS_bpf, 0, 0, 0) >= 0;',
    "io_uring": 'return syscall(SYS_io_uring_setup, 1, 0) >= 0;',
    "keyring": 'return syscall(SYS_keyctl, 0, -3, 0) > 0;',
    "old_abi": '#ifdef __x86_64__\n int r; __asm__ volatile ("int $0x80" : '
               '"=a"(r) : "a"(20)); return r > 0;\n#endif\n',
}

# Only from when the plugins are loaded.
SEALED = {
    "exec_memory": 'return mmap(NULL, 4096, PROT_READ | PROT_WRITE | '
                   'PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != '
                   'MAP_FAILED;',
    "exec_later": 'void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, '
                  'MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);'
                  'return mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;',
    "read_library": 'return open("/etc/ld.so.cache", O_RDONLY) >= 0 || '
                    'opendir("/usr/lib") != NULL;',
    "read_plugins": 'return opendir(PLUGINS) != NULL;',
}

# What ends the process.
DEATHS = {
    "crash": '*(volatile int *)0 = 1;',
    "abort": 'abort();',
    "exit_well": 'exit(0);',
    "_exit_well": '_exit(0);',
    "exit_badly": 'exit(7);',
    "kill_self": 'raise(SIGKILL);',
    "overflow": 'volatile char deep[1 << 20]; deep[0] = 1; '
                'return deed(repo) + deep[0];',
    "exhaust": 'for (;;) memset(malloc(1 << 22), 1, 1 << 22);',
    "keep": 'for (int i = 0; i < 40; i++) malloc(20 << 20);',
    "close_all": 'for (int i = 3; i < 256; i++) close(i);',
    "forge": 'static const char s[] = "{\\"t\\":\\"done\\"}\\n"; '
             'for (int i = 3; i < 64; i++) write(i, s, sizeof(s) - 1);',
    "forge_fact": 'static const char s[] = "{\\"t\\":\\"fact\\",\\"n\\":0,'
                  '\\"name\\":\\"honest.line\\",\\"first\\":1,\\"last\\":1}'
                  '\\n"; for (int i = 3; i < 64; i++) '
                  'write(i, s, sizeof(s) - 1);',
    "forge_bytes": 'for (int i = 3; i < 64; i++) write(i, "\\xff\\0\\n", 3);',
    "forge_long": 'static char s[1 << 16]; memset(s, 97, sizeof(s)); '
                  'for (int i = 3; i < 64; i++) if (fcntl(i, F_GETFD) >= 0) '
                  'for (int k = 0; k < 20; k++) write(i, s, sizeof(s));',
}
ENDLESS = {
    "loop": 'for (;;) ;',
    "sleep": 'for (;;) poll(NULL, 0, -1);',
    "read_talk": 'char b[9]; for (int i = 3; i < 64; i++) '
                 'while (fcntl(i, F_GETFD) >= 0 && read(i, b, 9) > 0) ;',
}

# What a plugin may not say.
LIES = {
    "undeclared": 'gr_emit("hostile.unknown", 1, 1);',
    "of_another": 'gr_emit("honest.line", 1, 1);',
    "of_the_host": 'gr_set(gr_emit("host.unread", 1, 1), "why", "lfs");',
    "nameless": 'gr_emit(NULL, 1, 1);',
    "out_of_place": 'gr_emit_at("hostile.seen", NULL, 0, 0);',
    "long_key": 'static char k[100]; memset(k, 97, 99); '
                'gr_set(gr_emit("hostile.seen", 1, 1), k, "x");',
    "many_keys": 'struct gr_fact *f = gr_emit("hostile.seen", 1, 1); '
                 'char k[2] = "a"; for (; k[0] < 122; k[0]++) '
                 'gr_set(f, k, "x");',
}
LIES_OF_RELATE = {
    "unknown_file": 'gr_emit_at("hostile.seen", "nowhere.txt", 1, 1);',
    "out_of_place": 'gr_emit("hostile.seen", 1, 1);',
    "ten_million": 'for (int i = 0; i < 10000000; i++) '
                   'gr_emit_at("hostile.seen", "a.txt", 1, 1);',
    "past_the_end": 'gr_emit_at("hostile.seen", "a.txt", 1000000, 1000000);',
    "far_past_the_end": 'gr_emit_at("hostile.seen", "a.txt", 2000000000, '
                        '2000000000);',
}
# What is set right, and harms nobody.
HARMLESS = {
    "print": 'printf("%s\\n{\\"t\\":\\"done\\"}\\n", at); fflush(stdout); '
             'write(1, "\\xff{\\n", 3); fprintf(stderr, "hello\\n");',
    "read_input": 'char b[99]; read(0, b, 99); scanf("%s", b);',
    "close_standard": 'close(0); close(1); fclose(stderr);',
}
ODD_FACTS = {
    "lines": 'gr_emit("hostile.seen", -5, 2000000000); '
             'gr_emit("hostile.seen", 2000000000, -1);',
    "invalid_utf8": 'gr_set(gr_emit("hostile.seen", 1, 1), "note", '
                    '"\\xff\\xfe\\xc3 ok \\x1b[31m\\x80");',
    "long_value": 'char *v = malloc(1 << 22); memset(v, 97, (1 << 22) - 1); '
                  'v[(1 << 22) - 1] = 0; '
                  'gr_set(gr_emit("hostile.seen", 1, 1), "note", v); free(v);',
    "markup": 'gr_set(gr_emit("hostile.seen", 1, 1), "note", '
              '"<script>\\n\\"}{\\u202e");',
    "ten_million": 'for (int i = 0; i < 10000000; i++) '
                   'gr_emit("hostile.seen", 1, 1);',
}


def source(deed, place):
    return "#define PLACE \"%s\"\n" % place + SOURCE.replace("DEED", deed)
