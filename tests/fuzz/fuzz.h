/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fuzz.h: what the targets have in common.
 *
 * A target that looks at a file takes "path\ncontent", so that a seed can
 * be read and written by hand.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int	LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* The first line, cut, into path; what follows it. */
static inline const char *
split(const uint8_t *data, size_t len, char *path, size_t n, size_t *rest)
{
	const char *s = (const char *)data, *nl = len == 0 ? NULL :
	    memchr(s, '\n', len);
	size_t k = nl == NULL ? 0 : (size_t)(nl - s);

	snprintf(path, n, "%.*s", (int)(k < n ? k : n - 1), nl == NULL ?
	    "" : s);
	*rest = nl == NULL ? len : len - k - 1;
	return nl == NULL ? s : nl + 1;
}

#endif
