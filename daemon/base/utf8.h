/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * utf8.h: what is text, and which bytes may be shown.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

/* No overlong form, no surrogate, nothing past U+10FFFF (RFC 3629). */
bool	utf8_valid(const char *, size_t);

/* Length of the longest prefix of at most max bytes that splits nothing. */
size_t	utf8_cut(const char *, size_t len, size_t max);

/* Number of code points. */
size_t	utf8_count(const char *, size_t);

/*
 * Appends the text with what must not be shown made visible: invalid bytes
 * as "\xE9", control characters but tab (and newline if asked) as "\x1B",
 * bidirectional overrides and zero-width characters as "\u202E".
 */
void	utf8_show(struct buf *, const char *, size_t, bool newlines);

/*
 * Folds for comparison: lower case, without French accents, composed or
 * decomposed (NFD) alike, curly apostrophes straight, NBSP a space.
 * Writes at most room bytes with the NUL.
 */
void	utf8_fold(const char *, size_t, char *out, size_t room);

#endif
