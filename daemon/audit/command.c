/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * command.c: what greffier-check is started with.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/fs.h"

#include "local.h"

static void
arg(struct command *c, const char *s)
{
	if (c->argc < ARGS_MAX - 1)
		c->argv[c->argc++] = s;
}

/*
 * A linked work tree is a file ".git" that names its folder, whose
 * "commondir" names the repository's: both lie outside and must be readable.
 */
static int
linked(struct command *c, const char *repository, struct err *e)
{
	struct buf b = BUF_INIT(PATH_MAX);
	char path[PATH_MAX], common[PATH_MAX];
	const char *to;
	int ret = -1, n = 0;

	if ((size_t)snprintf(path, sizeof(path), "%s/.git", repository) >=
	    sizeof(path) || !fs_exists(path) || fs_is_dir(path))
		return 0;
	if (fs_read(path, &b, e) < 0)
		goto out;
	if (strncmp(buf_str(&b), "gitdir: ", 8) != 0) {
		(void)err_set(e, ERR_FORMAT, "%s is not a git link", path);
		goto out;
	}
	b.data[strcspn(b.data, "\r\n")] = '\0';
	to = b.data + 8;
	if (*to == '/')
		n = snprintf(path, sizeof(path), "%s", to);
	else
		n = snprintf(path, sizeof(path), "%s/%s", repository, to);
	if ((size_t)n >= sizeof(path) ||
	    realpath(path, c->place[1]) == NULL) {
		(void)err_sys(e, "%s", to);
		goto out;
	}
	arg(c, "--read");
	arg(c, c->place[1]);
	buf_reset(&b);
	if ((size_t)snprintf(path, sizeof(path), "%s/commondir",
	    c->place[1]) < sizeof(path) && fs_exists(path)) {
		if (fs_read(path, &b, e) < 0)
			goto out;
		b.data[strcspn(b.data, "\r\n")] = '\0';
		if (b.data[0] == '/')
			n = snprintf(common, sizeof(common), "%s", b.data);
		else
			n = snprintf(common, sizeof(common), "%s/%s",
			    c->place[1], b.data);
		if ((size_t)n < sizeof(common) &&
		    realpath(common, c->place[2]) != NULL) {
			arg(c, "--read");
			arg(c, c->place[2]);
		}
	}
	ret = 0;
out:
	buf_free(&b);
	return ret;
}

int
command_make(struct command *c, const char *const *checks,
    const char *repository, const struct history *h, struct err *e)
{
	size_t k;
	int i;

	memset(c, 0, sizeof(*c));
	if (fs_program("greffier-check", c->program, sizeof(c->program),
	    e) < 0)
		return -1;
	arg(c, c->program);
	for (i = 0; checks[i] != NULL; i++) {
		arg(c, "--checks");
		arg(c, checks[i]);
	}
	if (i > 24)
		return err_set(e, ERR_USAGE, "more than 24 plugin folders");
	for (k = 0; k < h->nwithout; k++) {
		arg(c, "--without");
		arg(c, h->without[k]);
	}
	if (repository == NULL) {
		arg(c, "--list");
		return 0;
	}
	if (realpath(repository, c->place[0]) == NULL)
		return err_sys(e, "%s", repository);
	if (linked(c, c->place[0], e) < 0)
		return -1;
	arg(c, c->place[0]);
	return 0;
}
