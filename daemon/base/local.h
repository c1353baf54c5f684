/* SPDX-License-Identifier: GPL-3.0-or-later */
/* local.h: what the files of this room share and nobody else needs. */
#ifndef BASE_LOCAL_H
#define BASE_LOCAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct http_answer;

/*
 * The code point at the start of n > 0 bytes.  Returns its length, or 0
 * when the first byte begins no valid sequence (RFC 3629, section 4).
 */
size_t	utf8_next(const char *, size_t n, uint32_t *);

/* 0, or -1 when these bytes are no JSON for us whatever cJSON thinks. */
int	json_scan(const char *, size_t, struct err *);

/*
 * Where the lines of a YAML text begin, and their numbers from 1.  A row is
 * a line as libyaml counts them, from 0.
 */
struct lines {
	const char	*text;		/* borrowed */
	size_t		 len;
	struct {
		size_t	offset;
		int	shown;
	}		*rows;		/* owned */
	size_t		 n;
};

void	lines_init(struct lines *, const char *, size_t);
void	lines_free(struct lines *);
int	lines_shown(const struct lines *, size_t row);
int	lines_at(const struct lines *, size_t offset);
size_t	lines_invalid(const struct lines *);	/* first byte not UTF-8 */

/*
 * The last line with text of a block that begins in the row first and
 * whose end libyaml puts in the row end.
 */
int	lines_text_end(const struct lines *, size_t first, size_t end);

/* One line of an answer's head, as curl hands them out; hostile. */
void	headers_reset(struct http_answer *);
void	headers_line(struct http_answer *, const char *, size_t);
int64_t	http_date(const char *);	/* epoch seconds, or -1 */

#endif
