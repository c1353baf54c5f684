/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch.c: generations of a mirror, and the child that fills them.
 *
 *	mirrors/<repo>/lock		held by the one who writes
 *	mirrors/<repo>/<n>/		a generation; the highest is current
 *	mirrors/<repo>/<n>.lock		held, shared, by those who read it
 *	mirrors/<repo>/new/		a generation that is not complete
 *
 * Every fetch leaves a pack and nothing is repacked in place: once there
 * are many, or the folder is damaged, everything is fetched anew beside the
 * old generation, which costs less than a repack and drops what nobody
 * refers to.  A generation without readers that is not current is removed.
 */
#include "fetch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/json.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/utf8.h"

enum { PACKS_MOST = 40, LINE_MOST = 64 << 10, GRACE_MS = 3000 };

struct home {
	char	path[PATH_MAX - 64];	/* mirrors/<repo> */
	int	lock;			/* exclusive */
	long	current;		/* generation, 0: none yet */
};

static void
name(const struct home *h, long n, const char *end, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%s/%ld%s", h->path, n, end);
}

static int
lock_file(const char *path, int how, struct err *e)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0)
		return err_sys(e, "%s", path);
	while (flock(fd, how) < 0) {
		if (errno == EINTR)
			continue;
		(void)err_sys(e, "%s", path);
		close(fd);
		return -1;
	}
	return fd;
}

/* The number of a folder that is a generation, or 0. */
static long
generation(const char *entry)
{
	char *end;
	long n;

	if (entry[0] < '1' || entry[0] > '9')
		return 0;
	n = strtol(entry, &end, 10);
	return *end == '\0' ? n : 0;
}

static int
home_open(struct home *h, const char *mirrors, int64_t repo, struct err *e)
{
	char path[PATH_MAX];
	struct dirent *x;
	DIR *d;
	long n;

	h->lock = -1;
	h->current = 0;
	if ((size_t)snprintf(h->path, sizeof(h->path), "%s/%lld", mirrors,
	    (long long)repo) >= sizeof(h->path))
		return err_set(e, ERR_USAGE, "%s: too long a path", mirrors);
	if (fs_mkdirs(h->path, e) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/lock", h->path);
	h->lock = lock_file(path, LOCK_EX, e);
	if (h->lock < 0)
		return -1;
	d = opendir(h->path);
	if (d == NULL)
		return err_sys(e, "%s", h->path);
	while ((x = readdir(d)) != NULL)
		if ((n = generation(x->d_name)) > h->current)
			h->current = n;
	closedir(d);
	return 0;
}

static void
home_close(struct home *h)
{
	if (h->lock >= 0)
		close(h->lock);
	h->lock = -1;
}

static int
packs(const char *folder)
{
	char path[PATH_MAX];
	struct dirent *x;
	DIR *d;
	size_t len;
	int n = 0;

	snprintf(path, sizeof(path), "%.4000s/objects/pack", folder);
	d = opendir(path);
	while (d != NULL && (x = readdir(d)) != NULL) {
		len = strlen(x->d_name);
		n += len > 5 && strcmp(x->d_name + len - 5, ".pack") == 0;
	}
	if (d != NULL)
		closedir(d);
	return n;
}

/* --- the child --------------------------------------------------------------- */

static void
put_optional(struct json_out *o, const char *key, const char *value)
{
	if (value == NULL)
		json_put_null(o, key);
	else
		json_put_str(o, key, value);
}

static void
write_job(struct buf *b, const struct fetch_spec *s, const char *folder)
{
	struct json_out o = { .buf = b };

	json_open(&o, NULL, '{');
	json_put_str(&o, "folder", folder);
	json_put_str(&o, "url", s->url);
	put_optional(&o, "user", s->user);
	put_optional(&o, "ref", s->ref);
	put_optional(&o, "commit", s->commit);
	put_optional(&o, "default_branch", s->default_branch);
	json_put_int(&o, "max_bytes", s->max_bytes);
	json_put_int(&o, "max_objects", s->max_objects);
	json_put_int(&o, "max_object_bytes", s->max_object_bytes);
	json_put_int(&o, "deadline_ms", s->deadline_ms);
	json_put_bool(&o, "token", s->token != NULL);
	json_close(&o, '}');
	buf_putc(b, '\n');
}

/* The token in a pipe, which holds it whole; -1 without one, -2 error. */
static int
token_pipe(const char *token, struct err *e)
{
	int fd[2];
	size_t n;

	if (token == NULL)
		return -1;
	n = strlen(token);
	if (n > PIPE_BUF)
		return err_set(e, ERR_USAGE, "the token is too long"), -2;
	if (pipe2(fd, O_CLOEXEC) < 0)
		return err_sys(e, "pipe"), -2;
	if (write(fd[1], token, n) != (ssize_t)n) {
		(void)err_sys(e, "pipe");
		close(fd[0]);
		fd[0] = -2;
	}
	close(fd[1]);
	return fd[0];
}

static enum err_kind
kind_of(const char *word)
{
	static const struct {
		const char *word;
		enum err_kind kind;
	} kinds[] = {
		{ "format", ERR_FORMAT }, { "limit", ERR_LIMIT },
		{ "remote", ERR_REMOTE }, { "sys", ERR_SYS },
	};
	size_t i;

	for (i = 0; word != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].word, word) == 0)
			return kinds[i].kind;
	return ERR_FORMAT;
}

static int
read_answer(const char *line, size_t len, struct fetch_result *r,
    struct err *e)
{
	struct json *j = json_parse(line, len, e);
	const char *head = json_str(j, "head"), *why = json_str(j, "why");
	struct buf b = BUF_INIT(4 << 10);
	int ret = -1;

	if (j == NULL)
		return err_wrap(e, "greffier-fetch");
	if (head != NULL && strlen(head) < sizeof(r->head)) {
		snprintf(r->head, sizeof(r->head), "%s", head);
		r->has_commit = json_true(j, "has_commit");
		(void)json_int(j, "bytes", &r->bytes);
		ret = 0;
	} else {
		/* A server's words are among it. */
		if (why != NULL)
			utf8_show(&b, why, utf8_cut(why, strlen(why), 300),
			    false);
		(void)err_set(e, kind_of(json_str(j, "error")), "%s",
		    b.len == 0 ? "greffier-fetch said nothing" :
		    buf_str(&b));
	}
	buf_free(&b);
	json_free(j);
	return ret;
}

static int
run(const struct fetch_spec *s, const char *folder, struct fetch_result *r,
    struct err *e)
{
	char program[PATH_MAX];
	const char *argv[] = { program, NULL };
	struct proc_spec spec = { .argv = argv, .pass = -1 };
	int64_t deadline = clock_ms() + s->deadline_ms + GRACE_MS;
	struct buf b = BUF_INIT(LINE_MOST);
	struct proc p = { .pid = 0 };
	const char *line;
	size_t len;
	int got, ret = -1;

	if (fs_program("greffier-fetch", program, sizeof(program), e) < 0)
		return -1;
	spec.pass = token_pipe(s->token, e);
	if (spec.pass == -2)
		return -1;
	write_job(&b, s, folder);
	if (proc_open(&p, &spec, LINE_MOST, e) < 0 ||
	    proc_write(&p, b.data, b.len, deadline, e) < 0)
		goto out;
	got = proc_line(&p, &line, &len, deadline, e);
	if (got == 1)
		ret = read_answer(line, len, r, e);
	else if (got == 0)
		(void)proc_wait(&p, deadline, e);
	if (got == 0 && e->kind == ERR_NONE)
		(void)err_set(e, ERR_FORMAT, "greffier-fetch said nothing");
out:
	proc_close(&p);
	buf_free(&b);
	if (spec.pass >= 0)
		close(spec.pass);
	return ret;
}

/* --- generations ---------------------------------------------------------------- */

/* Removes what is not current and nobody reads. */
static void
sweep(const struct home *h)
{
	char path[PATH_MAX], lock[PATH_MAX];
	struct dirent *x;
	struct err e;
	DIR *d = opendir(h->path);
	long n;
	int fd;

	while (d != NULL && (x = readdir(d)) != NULL) {
		n = generation(x->d_name);
		if (n == 0 || n == h->current)
			continue;
		name(h, n, ".lock", lock);
		fd = lock_file(lock, LOCK_EX | LOCK_NB, &e);
		if (fd < 0)
			continue;
		name(h, n, "", path);
		if (fs_rmtree(path, &e) < 0)
			log_warn("keep mirror path=%s why=%s", path, e.msg);
		else
			(void)unlink(lock);
		close(fd);
	}
	if (d != NULL)
		closedir(d);
}

/* What a child that was ended left of a pack. */
static void
tidy(const char *folder)
{
	char path[PATH_MAX];
	struct dirent *x;
	DIR *d;

	snprintf(path, sizeof(path), "%.4000s/objects/pack", folder);
	d = opendir(path);
	while (d != NULL && (x = readdir(d)) != NULL)
		if (x->d_name[0] != '.' &&
		    strncmp(x->d_name, "pack-", 5) != 0)
			(void)unlinkat(dirfd(d), x->d_name, 0);
	if (d != NULL)
		closedir(d);
}

/* A whole new generation beside the others. */
static int
renew(struct home *h, const struct fetch_spec *s, struct fetch_result *r,
    struct err *e)
{
	char new[PATH_MAX], path[PATH_MAX];

	snprintf(new, sizeof(new), "%s/new", h->path);
	name(h, h->current + 1, "", path);
	if (fs_rmtree(new, e) < 0 || fs_mkdirs(new, e) < 0)
		return -1;
	if (run(s, new, r, e) == 0 && rename(new, path) == 0) {
		h->current++;
		return 0;
	}
	if (e->kind == ERR_NONE)
		(void)err_sys(e, "%s", path);
	(void)fs_rmtree(new, NULL);
	return -1;
}

static int
update(struct home *h, const struct fetch_spec *s, struct fetch_result *r,
    struct err *e)
{
	struct err why = { .kind = ERR_NONE };
	char path[PATH_MAX];

	if (h->current == 0)
		return renew(h, s, r, e);
	name(h, h->current, "", path);
	if (packs(path) > PACKS_MOST) {
		/* The old one still serves when a new one cannot be had. */
		if (renew(h, s, r, &why) == 0)
			return 0;
		log_warn("keep mirror path=%s why=%s", path, why.msg);
	}
	tidy(path);
	if (run(s, path, r, e) == 0)
		return 0;
	tidy(path);
	/* A forge that refuses, or a limit, is not the mirror's fault. */
	if (e->kind == ERR_REMOTE || e->kind == ERR_LIMIT)
		return -1;
	log_warn("renew mirror path=%s why=%s", path, e->msg);
	*e = (struct err){ .kind = ERR_NONE };
	return renew(h, s, r, e);
}

int
fetch_mirror(const struct fetch_spec *s, struct fetch_result *r,
    struct err *e)
{
	int64_t start = clock_ms();
	struct home h = { .lock = -1 };
	char lock[PATH_MAX];
	int ret = -1;

	memset(r, 0, sizeof(*r));
	r->lock = -1;
	if (home_open(&h, s->mirrors, s->repo, e) < 0 ||
	    update(&h, s, r, e) < 0)
		goto out;
	name(&h, h.current, ".lock", lock);
	r->lock = lock_file(lock, LOCK_SH, e);
	if (r->lock < 0)
		goto out;
	name(&h, h.current, "", r->path);
	r->ms = clock_ms() - start;
	sweep(&h);
	ret = 0;
out:
	home_close(&h);
	return ret;
}

void
fetch_done(struct fetch_result *r)
{
	if (r->lock >= 0)
		close(r->lock);
	r->lock = -1;
}

int
fetch_forget(const char *mirrors, int64_t repo, struct err *e)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s/%lld", mirrors, (long long)repo);
	return fs_rmtree(path, e);
}
