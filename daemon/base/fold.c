/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fold.c: utf8_fold(), what two spellings of a French word have in common.
 *
 * Letters of Latin-1 and Latin Extended-A become what is left of them
 * without their accents; combining marks, soft hyphens and zero-width
 * characters vanish; the ligatures that PDF texts are full of are spelled
 * out.  Capitals of Greek and Cyrillic stay: no keyword of ours has any.
 */
#include "utf8.h"

#include <stdint.h>
#include <string.h>

#include "local.h"

/* U+00C0 to U+00FF and U+0100 to U+017F, "." where the next table speaks. */
static const char latin1[] =
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy.."
    "aaaaaa.ceeeeiiiidnooooo.ouuuuy.y";
static const char latin_a[] =
    "aaaaaaccccccccdd" "ddeeeeeeeeeegggg" "gggghhhhiiiiiiii"
    "ii..jjkkklllllll" "lllnnnnnnnnnoooo" "oo..rrrrrrssssss"
    "ssttttttuuuuuuuu" "uuuuwwyyyzzzzzzs";

static const struct spelling {
	uint32_t	first, last;
	const char	*text;
} spellings[] = {
	{ 0x00a0, 0x00a0, " " },	/* no-break space */
	{ 0x00ad, 0x00ad, "" },		/* soft hyphen */
	{ 0x00c6, 0x00c6, "ae" },
	{ 0x00d7, 0x00d7, "x" },
	{ 0x00de, 0x00de, "th" },
	{ 0x00df, 0x00df, "ss" },
	{ 0x00e6, 0x00e6, "ae" },
	{ 0x00f7, 0x00f7, "/" },
	{ 0x00fe, 0x00fe, "th" },
	{ 0x0132, 0x0133, "ij" },
	{ 0x0152, 0x0153, "oe" },
	{ 0x02bc, 0x02bc, "'" },
	{ 0x0300, 0x036f, "" },		/* combining marks */
	{ 0x1e9e, 0x1e9e, "ss" },
	{ 0x2000, 0x200a, " " },
	{ 0x200b, 0x200f, "" },
	{ 0x2010, 0x2011, "-" },	/* hyphen, no-break hyphen */
	{ 0x2018, 0x2019, "'" },
	{ 0x202f, 0x202f, " " },	/* narrow no-break space */
	{ 0x2060, 0x2060, "" },
	{ 0xfb00, 0xfb00, "ff" },
	{ 0xfb01, 0xfb01, "fi" },
	{ 0xfb02, 0xfb02, "fl" },
	{ 0xfb03, 0xfb03, "ffi" },
	{ 0xfb04, 0xfb04, "ffl" },
	{ 0xfb05, 0xfb06, "st" },
	{ 0xfe00, 0xfe0f, "" },		/* variation selectors */
	{ 0xfeff, 0xfeff, "" },
};

static const char *
spelled(uint32_t cp)
{
	size_t i;

	for (i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++)
		if (cp >= spellings[i].first && cp <= spellings[i].last)
			return spellings[i].text;
	return NULL;
}

void
utf8_fold(const char *s, size_t n, char *out, size_t room)
{
	const char *text;
	uint32_t cp = 0;
	size_t k, len, at = 0;
	char one;

	_Static_assert(sizeof(latin1) == 64 + 1, "U+00C0 to U+00FF");
	_Static_assert(sizeof(latin_a) == 128 + 1, "U+0100 to U+017F");
	if (room == 0)
		return;
	for (; n > 0; s += k, n -= k) {
		k = len = utf8_next(s, n, &cp);
		if (k == 0) {
			one = '?';
			text = &one;
			k = len = 1;
		} else if (k == 1) {
			one = cp >= 'A' && cp <= 'Z' ? (char)(cp + 32) : *s;
			text = &one;
		} else if (cp >= 0xc0 && cp < 0x100 &&
		    latin1[cp - 0xc0] != '.') {
			text = &latin1[cp - 0xc0];
			len = 1;
		} else if (cp >= 0x100 && cp < 0x180 &&
		    latin_a[cp - 0x100] != '.') {
			text = &latin_a[cp - 0x100];
			len = 1;
		} else if ((text = spelled(cp)) != NULL) {
			len = strlen(text);
		} else {
			text = s;
		}
		if (len >= room - at)
			break;
		memcpy(out + at, text, len);
		at += len;
	}
	out[at] = '\0';
}
