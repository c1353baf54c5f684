/* SPDX-License-Identifier: GPL-3.0-or-later */
/* fs.c: reading, replacing and removing files of our own. */
#include "fs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "buf.h"
#include "err.h"

enum { DEEPEST = 200 };		/* each level holds a descriptor open */

int
fs_read(const char *path, struct buf *b, struct err *e)
{
	char chunk[32 * 1024];
	ssize_t n;
	int fd, ret = -1;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, "%s", path);
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			err_sys(e, "%s", path);
			goto out;
		}
		buf_add(b, chunk, (size_t)n);
		if (b->full) {
			err_set(e, ERR_LIMIT, "%s: more than %zu bytes", path,
			    b->max);
			goto out;
		}
	}
	buf_add(b, "", 0);	/* an empty file is a text too */
	ret = 0;
out:
	close(fd);
	return ret;
}

static int
write_all(int fd, const char *bytes, size_t n)
{
	ssize_t done;

	while (n > 0) {
		done = write(fd, bytes, n);
		if (done < 0 && errno != EINTR)
			return -1;
		if (done > 0) {
			bytes += done;
			n -= (size_t)done;
		}
	}
	return 0;
}

/* A rename lasts once its folder is on the disk, not before. */
static int
sync_folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	char dir[PATH_MAX];
	int fd, ret;

	if (slash == NULL)
		snprintf(dir, sizeof(dir), ".");
	else
		snprintf(dir, sizeof(dir), "%.*s",
		    slash == path ? 1 : (int)(slash - path), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	ret = fsync(fd);
	close(fd);
	return ret;
}

int
fs_write(const char *path, const void *bytes, size_t n, unsigned mode,
    struct err *e)
{
	char draft[PATH_MAX];
	int fd, ret = -1;

	if ((size_t)snprintf(draft, sizeof(draft), "%s.XXXXXX", path) >=
	    sizeof(draft))
		return err_set(e, ERR_LIMIT, "%s: path too long", path);
	fd = mkostemp(draft, O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, "%s", draft);
	if (fchmod(fd, mode) < 0 || write_all(fd, bytes, n) < 0 ||
	    fsync(fd) < 0) {
		err_sys(e, "%s", draft);
		goto out;
	}
	if (rename(draft, path) < 0) {
		err_sys(e, "%s", path);
		goto out;
	}
	draft[0] = '\0';	/* it has its name now */
	if (sync_folder_of(path) < 0) {
		err_sys(e, "%s: folder", path);
		goto out;
	}
	ret = 0;
out:
	if (draft[0] != '\0')
		unlink(draft);
	close(fd);
	return ret;
}

int
fs_mkdirs(const char *path, struct err *e)
{
	char part[PATH_MAX];
	size_t i, n = strlen(path);

	if (n == 0 || n >= sizeof(part))
		return err_set(e, ERR_USAGE, "\"%s\": no path for a folder",
		    path);
	for (i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (mkdir(part, 0700) == 0 || fs_is_dir(part))
			continue;
		if (errno == EEXIST)
			errno = ENOTDIR;
		return err_sys(e, "%s", part);
	}
	return 0;
}

/*
 * Removes one name in the folder dir; folders are opened with O_NOFOLLOW
 * and walked by descriptor, so a link put there meanwhile leads nowhere.
 */
static int
remove_at(int dir, const char *name, int depth)
{
	struct dirent *d;
	DIR *list;
	int fd, ret = 0;

	if (unlinkat(dir, name, 0) == 0 || errno == ENOENT)
		return 0;
	if (errno != EISDIR && errno != EPERM)
		return -1;
	if (depth == DEEPEST) {
		errno = ELOOP;
		return -1;
	}
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return -1;
	list = fdopendir(fd);
	if (list == NULL) {
		close(fd);
		return -1;
	}
	while (ret == 0 && (errno = 0, d = readdir(list)) != NULL)
		if (strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0)
			ret = remove_at(fd, d->d_name, depth + 1);
	if (ret == 0 && errno != 0)
		ret = -1;
	closedir(list);
	return ret == 0 ? unlinkat(dir, name, AT_REMOVEDIR) : ret;
}

int
fs_rmtree(const char *path, struct err *e)
{
	return remove_at(AT_FDCWD, path, 0) < 0 ? err_sys(e, "%s", path) : 0;
}

bool
fs_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

bool
fs_is_dir(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

int
fs_secret(const char *path, struct buf *b, struct err *e)
{
	size_t before = b->len;

	if (fs_read(path, b, e) < 0)
		return -1;
	if (b->len > before && b->data[b->len - 1] == '\n')
		b->data[--b->len] = '\0';
	if (b->len > before && b->data[b->len - 1] == '\r')
		b->data[--b->len] = '\0';
	/* An empty key would let everybody sign. */
	if (b->len == before)
		return err_set(e, ERR_USAGE, "%s: the secret is empty", path);
	if (memchr(b->data + before, '\0', b->len - before) != NULL)
		return err_set(e, ERR_USAGE, "%s: a NUL in the secret", path);
	return 0;
}

int64_t
fs_free_bytes(const char *path, struct err *e)
{
	struct statvfs v;

	if (statvfs(path, &v) < 0)
		return err_sys(e, "%s", path);
	return (int64_t)v.f_bavail * (int64_t)v.f_frsize;
}
