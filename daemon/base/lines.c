/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines.c: from libyaml's lines to those of an editor.
 *
 * One table row for each line as libyaml counts them (breaks are CR, LF,
 * CR LF, U+0085, U+2028 and U+2029), with its offset and with its number
 * for everybody else, who breaks lines at LF alone.
 */
#include "local.h"

#include <stdlib.h>
#include <string.h>

/* Length of the line break at text[i], 0 when there is none. */
static size_t
line_break(const char *t, size_t n, size_t i)
{
	switch ((unsigned char)t[i]) {
	case '\n':
		return 1;
	case '\r':
		return i + 1 < n && t[i + 1] == '\n' ? 2 : 1;
	case 0xc2:
		return i + 1 < n && t[i + 1] == '\x85' ? 2 : 0;
	case 0xe2:
		return i + 2 < n && t[i + 1] == '\x80' &&
		    (t[i + 2] == '\xa8' || t[i + 2] == '\xa9') ? 3 : 0;
	}
	return 0;
}

static void
add(struct lines *l, size_t *cap, size_t offset, int shown)
{
	if (l->n == *cap) {
		*cap = *cap > 0 ? 2 * *cap : 256;
		l->rows = reallocarray(l->rows, *cap, sizeof(*l->rows));
		if (l->rows == NULL)
			abort();
	}
	l->rows[l->n].offset = offset;
	l->rows[l->n++].shown = shown;
}

void
lines_init(struct lines *l, const char *text, size_t n)
{
	size_t i = 0, k, cap = 0;
	int shown = 1;

	l->text = text;
	l->len = n;
	l->n = 0;
	l->rows = NULL;
	add(l, &cap, 0, shown);
	while (i < n) {
		k = line_break(text, n, i);
		if (k == 0) {
			i++;
			continue;
		}
		i += k;
		shown += text[i - 1] == '\n';
		add(l, &cap, i, shown);
	}
}

void
lines_free(struct lines *l)
{
	free(l->rows);
	l->rows = NULL;
	l->n = 0;
}

int
lines_shown(const struct lines *l, size_t row)
{
	return l->rows[row < l->n ? row : l->n - 1].shown;
}

int
lines_at(const struct lines *l, size_t offset)
{
	size_t low = 0, high = l->n, mid;

	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (l->rows[mid].offset <= offset)
			low = mid;
		else
			high = mid;
	}
	return l->rows[low].shown;
}

size_t
lines_invalid(const struct lines *l)
{
	uint32_t cp;
	size_t i = 0, k;

	while (i < l->len && (k = utf8_next(l->text + i, l->len - i, &cp)) > 0)
		i += k;
	return i;
}

static bool
blank(const struct lines *l, size_t row)
{
	size_t end = row + 1 < l->n ? l->rows[row + 1].offset : l->len;
	size_t i;

	for (i = l->rows[row].offset; i < end; i++)
		if (strchr(" \t\r\n", l->text[i]) == NULL)
			return false;
	return true;
}

int
lines_text_end(const struct lines *l, size_t first, size_t end)
{
	/* The text may end with the file, without a line break. */
	size_t row = end < l->n ? end : l->n - 1;

	if (row > first && (row + 1 < l->n || blank(l, row)))
		row--;
	while (row > first && blank(l, row))
		row--;
	return lines_shown(l, row);
}
