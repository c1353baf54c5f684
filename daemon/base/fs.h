/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fs.h: files and folders of our own.
 *
 * Everything is opened O_CLOEXEC.  Paths are ours, never a candidate's.
 */
#ifndef FS_H
#define FS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct err;

/* Appends the whole file.  0, or -1 (ERR_LIMIT past the buffer's ceiling). */
int	fs_read(const char *path, struct buf *, struct err *);

/* Replaces the file in one step: written beside it, synced, renamed. */
int	fs_write(const char *path, const void *, size_t, unsigned mode,
	    struct err *);

/* Creates the folder and its parents, mode 0700.  0, or -1. */
int	fs_mkdirs(const char *path, struct err *);

/* Removes a folder and all below, following no link.  0 also if absent. */
int	fs_rmtree(const char *path, struct err *);

bool	fs_exists(const char *path);
bool	fs_is_dir(const char *path);

/* A secret file: read, one trailing newline cut.  0, or -1. */
int	fs_secret(const char *path, struct buf *, struct err *);

/* Bytes free for us where the path lies; -1 on error. */
int64_t	fs_free_bytes(const char *path, struct err *);

/*
 * Where our own pieces are, beside the running program or else where
 * "make install" put them: a program ("greffier-check"), the plugins'
 * folder ("checks"), the rules' folder ("rules").  Writes at most n bytes
 * with the NUL.  0, or -1 and a message that names both places.
 */
int	fs_program(const char *name, char *out, size_t n, struct err *);
int	fs_share(const char *name, char *out, size_t n, struct err *);

#endif
