/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pattern.c: regular expressions, compiled once and limited in steps.
 *
 * PCRE2's interpreter: the confined process may map no code, so there is no
 * JIT.  Of an expression only what is not ASCII is folded, for folding the
 * rest would turn \S into \s; caselessness does that part.  A match that
 * takes too many steps is no match, on every machine alike.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "check.h"
#include "read.h"

enum {
	PATTERNS_MOST = 4096,	/* one process compiles no more */
	PATTERN_LEN = 4096,
	STEPS_MOST = 100000,
	DEPTH_MOST = 20000,
	HEAP_KIB = 16 * 1024,
	KEPT_MOST = 4096,	/* bytes of a text remembered as folded */
	TABLE = 512,
};

struct gr_pattern {
	struct gr_pattern	*next;		/* same hash */
	pcre2_code		*code;		/* NULL: malformed */
	pcre2_match_data	*match;
	char			 text[];
};

/*
 * The host has one thread and asks many patterns about the same line, so
 * what was folded last is kept.
 */
static struct {
	struct gr_pattern	*table[TABLE];
	size_t			 n;
	pcre2_match_context	*limits;
	char			 kept[KEPT_MOST];	/* the text as given */
	size_t			 kept_len;
	bool			 any;
	char			*folded;		/* owned */
	size_t			 folded_len, cap;
} all;

static unsigned
hash(const char *s)
{
	unsigned h = 2166136261u;

	while (*s)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h % TABLE;
}

/* The expression with each run of other than ASCII folded. */
static char *
fold_expression(const char *s, size_t len)
{
	/* Folding makes nothing longer but ligatures of two bytes. */
	char *out = malloc(3 * len + 1), *o = out;
	const char *p = s;
	size_t n;

	if (!out)
		abort();
	while (*p) {
		if ((unsigned char)*p < 0x80) {
			*o++ = *p++;
			continue;
		}
		for (n = 0; (unsigned char)p[n] >= 0x80; n++)
			;
		gr_fold(p, n, o, 3 * n + 1);
		o += strlen(o);
		p += n;
	}
	*o = '\0';
	return out;
}

/*
 * The text has no capitals: may the expression ask for one?  \S and its
 * like do not, a character by its number may.
 */
static bool
has_capitals(const char *s)
{
	for (; *s; s++)
		if (*s == '\\' && s[1] != '\0' && !strchr("NQcox", s[1]))
			s++;
		else if (*s == '\\')
			return true;
		else if (*s >= 'A' && *s <= 'Z')
			return true;
	return false;
}

/*
 * Nobody asks what a group matched, and each group that captures makes
 * every step of the interpreter dearer; so does looking for capitals.
 */
static void
compile(struct gr_pattern *k, size_t len)
{
	char *folded = fold_expression(k->text, len);
	uint32_t how = PCRE2_MULTILINE | PCRE2_MATCH_INVALID_UTF |
	    PCRE2_NEVER_BACKSLASH_C;
	PCRE2_SIZE at;
	int why;

	if (has_capitals(folded))
		how |= PCRE2_CASELESS;
	k->code = pcre2_compile((PCRE2_SPTR)folded, PCRE2_ZERO_TERMINATED,
	    how | PCRE2_NO_AUTO_CAPTURE, &why, &at, NULL);
	if (!k->code)		/* it may refer back to a group */
		k->code = pcre2_compile((PCRE2_SPTR)folded,
		    PCRE2_ZERO_TERMINATED, how, &why, &at, NULL);
	free(folded);
	if (!k->code)
		return;
	k->match = pcre2_match_data_create(1, NULL);
	if (!all.limits) {
		all.limits = pcre2_match_context_create(NULL);
		if (!all.limits)
			abort();
		pcre2_set_match_limit(all.limits, STEPS_MOST);
		pcre2_set_depth_limit(all.limits, DEPTH_MOST);
		pcre2_set_heap_limit(all.limits, HEAP_KIB);
	}
	if (!k->match)
		abort();
}

const struct gr_pattern *
gr_pattern(const char *expression)
{
	struct gr_pattern *k, **head;
	size_t len;

	if (!expression || (len = strlen(expression)) > PATTERN_LEN)
		return NULL;
	head = &all.table[hash(expression)];
	for (k = *head; k; k = k->next)
		if (strcmp(k->text, expression) == 0)
			return k->code ? k : NULL;
	if (all.n >= PATTERNS_MOST)
		return NULL;
	k = calloc(1, sizeof(*k) + len + 1);
	if (!k)
		abort();
	memcpy(k->text, expression, len);
	compile(k, len);
	k->next = *head;
	*head = k;
	all.n++;
	return k->code ? k : NULL;
}

const char *
pattern_wrong(const char *expression)
{
	static char why[300];
	PCRE2_UCHAR text[200];
	char *folded;
	pcre2_code *c;
	PCRE2_SIZE at;
	int code;

	if (gr_pattern(expression))
		return NULL;
	if (strlen(expression) > PATTERN_LEN || all.n >= PATTERNS_MOST)
		return "there is too much of them";
	folded = fold_expression(expression, strlen(expression));
	c = pcre2_compile((PCRE2_SPTR)folded, PCRE2_ZERO_TERMINATED,
	    PCRE2_NEVER_BACKSLASH_C, &code, &at, NULL);
	free(folded);
	pcre2_code_free(c);
	if (c || pcre2_get_error_message(code, text, sizeof(text)) < 0)
		return "it is malformed";
	snprintf(why, sizeof(why), "%s, at byte %zu", (const char *)text, at);
	return why;
}

static void
fold(const char *text, size_t len)
{
	if (all.any && len == all.kept_len &&
	    memcmp(text, all.kept, len) == 0)
		return;
	if (all.cap < 3 * len + 1) {
		all.cap = 3 * len + 256;
		all.folded = realloc(all.folded, all.cap);
		if (!all.folded)
			abort();
	}
	gr_fold(text, len, all.folded, all.cap);
	all.folded_len = strlen(all.folded);
	all.any = len <= KEPT_MOST;
	all.kept_len = len;
	if (all.any)
		memcpy(all.kept, text, len);
}

bool
gr_search(const struct gr_pattern *k, const char *text, size_t len)
{
	if (!k || !text)
		return false;
	fold(text, len);
	return pcre2_match(k->code, (PCRE2_SPTR)all.folded, all.folded_len, 0,
	    0, k->match, all.limits) >= 0;
}
