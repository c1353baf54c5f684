/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reading.h: what the readers of one file share among themselves.
 *
 * There is one reading at a time, because a plugin sees one file at a time
 * and check.h gives it no handle to carry: this is the host's only state
 * beside the compiled patterns.  Everything a reader returns lies in the
 * reading's arena, but the array of tokens, which is the largest by far.
 */
#ifndef READING_H
#define READING_H

#include "base/arena.h"
#include "base/err.h"
#include "check.h"

struct yaml;

enum {
	READ_DEPTH = 100,		/* nesting of JSON */
	READ_NODES = 200000,		/* of a tree */
	READ_TOKENS = 2000000,
	READ_BLOCKS = 200000,		/* of Markdown */
	READ_CELLS = 100000,		/* of Markdown tables, see markdown.c */
};

struct reading {
	const struct gr_file	*file;		/* borrowed */
	struct arena		 arena;
	const char		**line;		/* start of each, lazily */
	int			 nlines;
	bool			 parsed;	/* tree or its error is there */
	struct yaml		*tree;
	struct err		 error;
	int			 error_line;
	bool			 marked;	/* blocks are there */
	const struct gr_block	*blocks;
	size_t			 nblocks;
	bool			 lexed;		/* tokens are there */
	struct gr_token		*tokens;	/* owned */
	size_t			 ntokens;
	bool			 outlined;	/* items are there */
	const struct gr_item	*items;
	size_t			 nitems;
};

/* The reading of that file: begun now unless it is the current one. */
struct reading *reading_of(const struct gr_file *);
struct reading *reading_now(void);
/* The start of each line of the file, nlines + 1 of them. */
const char *const *reading_lines(struct reading *);

/* --- JSON, a piece at a time (json_scan.c) ------------------------------ */

enum json_piece {
	JSON_END, JSON_BAD, JSON_STRING, JSON_BARE,
	JSON_OPEN_MAP = '{', JSON_CLOSE_MAP = '}',
	JSON_OPEN_LIST = '[', JSON_CLOSE_LIST = ']',
	JSON_COLON = ':', JSON_COMMA = ',',
};

struct json_scan {
	struct arena	*arena;		/* strings go here */
	const char	*p, *end, *bol;	/* where it is; start of the line */
	int		 line;		/* of p */
	const char	*why;		/* after JSON_BAD */
	const char	*text;		/* of the piece; decoded, with a NUL */
	size_t		 len;
	int		 at, last;	/* its lines */
	int		 column;	/* from 1 */
	bool		 quiet;		/* skip strings, do not decode them */
};

void	json_scan_init(struct json_scan *, struct arena *, const char *,
	    size_t);
enum json_piece json_scan_next(struct json_scan *);
/*
 * Passes over one value whose first piece was just read, making nothing of
 * it.  0, or -1 (and .why).
 */
int	json_scan_skip(struct json_scan *, enum json_piece first);

/* Builds the nodes of base/yaml.h.  0, or -1 and "line N: ...". */
int	json_tree(struct arena *, const char *, size_t, struct yaml **,
	    struct err *);

/* --- notebooks (notebook.c) --------------------------------------------- */

struct notebook_cell {
	int		 number;	/* from 1, of all cells */
	bool		 code, prose;	/* or neither: raw */
	const char	*text;		/* source, NUL-terminated */
	size_t		 len;
	const int	*line;		/* in the file, of each line of text */
	int		 nlines;
};

struct notebook {
	struct notebook_cell	*cells;
	size_t			 ncells;
	bool			 python;	/* what the kernel speaks */
};

/* 0, or -1 when it is not a notebook. */
int	notebook_read(struct arena *, const char *, size_t, struct notebook *);
/* The line of the file for a line of the cell, whatever is asked. */
int	notebook_line(const struct notebook_cell *, int line);

/* --- documents (blocks.c, markdown.c, outline.c) ------------------------------------ */

struct blocks {
	struct arena	*arena;
	struct gr_block	*block;
	size_t		 n, cap;
	int		 heading;	/* index of the last one, or -1 */
};

/* The next block, zeroed but for .heading; NULL past READ_BLOCKS. */
struct gr_block *blocks_add(struct blocks *, enum gr_block_kind, int first,
	    int last);
void	markdown_read(struct blocks *, const char *, size_t);
/* reStructuredText, AsciiDoc and plain text: headings and paragraphs. */
void	outline_read(struct blocks *, const char *ext, const char *, size_t);

#endif
