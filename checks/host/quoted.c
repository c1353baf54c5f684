/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quoted.c: runs of six words, hashed and looked up.
 *
 * A criterion counts as quoted when two thirds of the runs known of it are
 * there, wherever they stand.  A document is a copy when it quotes many
 * criteria and they are a large part of it; less is asked of one that has
 * nearly all of them, which is the regulation itself with its articles.  A
 * report that answers each criterion it quotes is longer than its quotes
 * and stays.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "quoted.h"
#include "quoted_table.h"

enum {
	TEXTS_LEAST = 25,	/* criteria quoted */
	SHARE = 40,		/* per cent of the words */
	TEXTS_ALL = QUOTED_TEXTS * 9 / 10,
	SHARE_ALL = 25,
	PIECE = 4096,		/* bytes folded at once */
	WORD = 64,		/* a longer word is cut */
};

struct scan {
	char		word[QUOTED_SHINGLE][WORD];	/* the last ones */
	size_t		len[QUOTED_SHINGLE];
	size_t		words;		/* seen so far */
	unsigned char	hit[sizeof(quoted_table) / sizeof(*quoted_table)];
};

static uint64_t
add(uint64_t h, const char *p, size_t n)
{
	while (n--)
		h = (h ^ (unsigned char)*p++) * 0x100000001b3u;
	return h;
}

/* Marks the run that ends with the word just seen. */
static void
look_up(struct scan *s)
{
	size_t low = 0, high = sizeof(s->hit), mid, i, k;
	uint64_t h = 0xcbf29ce484222325u;

	if (s->words < QUOTED_SHINGLE)
		return;
	for (i = 0; i < QUOTED_SHINGLE; i++) {
		k = (s->words + i) % QUOTED_SHINGLE;
		if (i)
			h = add(h, " ", 1);
		h = add(h, s->word[k], s->len[k]);
	}
	while (low < high) {
		mid = (low + high) / 2;
		if (quoted_table[mid].hash < h)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < sizeof(s->hit) && quoted_table[low].hash == h; low++)
		s->hit[low] = 1;
}

/* The words of folded text; one that the end cuts is not counted. */
static void
scan(struct scan *s, const char *p)
{
	size_t n, k;

	while (*p) {
		for (n = 0; (p[n] >= 'a' && p[n] <= 'z') ||
		    (p[n] >= '0' && p[n] <= '9'); n++)
			;
		if (n == 0) {
			p++;
			continue;
		}
		k = s->words % QUOTED_SHINGLE;
		s->len[k] = n < WORD ? n : WORD;
		memcpy(s->word[k], p, s->len[k]);
		s->words++;
		look_up(s);
		p += n;
	}
}

static bool
is_copy(const struct scan *s)
{
	unsigned char found[QUOTED_TEXTS] = { 0 };
	size_t i, texts = 0, words = 0;

	for (i = 0; i < sizeof(s->hit); i++)
		found[quoted_table[i].text] += s->hit[i];
	for (i = 0; i < QUOTED_TEXTS; i++) {
		if (found[i] * 3 < quoted_texts[i].shingles * 2)
			continue;
		texts++;
		words += quoted_texts[i].words;
	}
	return (texts >= TEXTS_LEAST && words * 100 > s->words * SHARE) ||
	    (texts >= TEXTS_ALL && words * 100 > s->words * SHARE_ALL);
}

bool
quoted_text(enum gr_kind kind, const char *text, size_t len)
{
	static const enum gr_kind documents[] = {
		GR_CSV, GR_HTML, GR_JSON, GR_MARKDOWN, GR_NOTEBOOK, GR_TEXT,
		GR_XML, GR_YAML,
	};
	struct scan s = { .words = 0 };
	char folded[2 * PIECE];
	size_t i, n;

	for (i = 0; i < sizeof(documents) / sizeof(*documents); i++)
		if (documents[i] == kind)
			break;
	if (i == sizeof(documents) / sizeof(*documents))
		return false;
	for (; len; text += n, len -= n) {
		n = len < PIECE ? len : PIECE;
		/* Cut between words, so that none is torn. */
		while (n < len && n > PIECE / 2 && !strchr(" \t\n", text[n]))
			n--;
		gr_fold(text, n, folded, sizeof(folded));
		scan(&s, folded);
	}
	return is_copy(&s);
}
