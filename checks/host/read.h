/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * read.h: how the bytes of a blob become what a plugin may look at.
 *
 * The host asks, in this order: what the path says (kind_of_path,
 * exclude_path), what the bytes are (text_decode), whether the text is
 * somebody else's (exclude_text).  Then read_begin() opens the file for the
 * plugins: the readers of check.h parse it once, when first asked, and keep
 * the result until read_end().
 *
 * Nothing here fails for a reason of ours: a blob is readable or a word
 * says why it is not.  Every reader has a ceiling in bytes, nodes or steps,
 * never in seconds, so that two machines give the same answer.
 */
#ifndef READ_H
#define READ_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

struct arena;

enum {
	READ_TEXT_MAX = 1 << 20,	/* bytes as stored */
	READ_NOTEBOOK_MAX = 16 << 20,	/* their outputs are pictures */
};

/* By name alone; GR_TEXT when the name says nothing. */
enum gr_kind kind_of_path(const char *path);

/*
 * "vendored", "generated" or NULL, by name alone.  *folder is set when all
 * beneath a folder is left out for that reason: its path is the first
 * *folder_len bytes, without the '/'.
 */
const char *exclude_path(const char *path, bool *folder, size_t *folder_len);

struct text {
	const char	*text;		/* NUL-terminated, in the arena */
	size_t		 len;
	int		 lines;		/* an empty text has one */
};

/*
 * UTF-8 with LF from whatever the bytes are.  *kind is what the path said,
 * and is refined where the first line ("#!") knows better.  0, or -1 and
 * *why: "binary", "encoding" or "oversize".
 */
int	text_decode(struct arena *, enum gr_kind *kind, const char *, size_t,
	    struct text *out, const char **why);

/* "generated", "quoted" (a copy of the grid) or NULL, by content. */
const char *exclude_text(const struct gr_entry *, const struct text *);

/* Why gr_pattern() says NULL; NULL when it does not. */
const char *pattern_wrong(const char *expression);

/*
 * One file at a time: the file is borrowed until read_end(), which frees
 * all that the readers made of it.
 */
void	read_begin(struct gr_file *);
void	read_end(void);

#endif
