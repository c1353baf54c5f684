/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: what headings, captions and names say, and cardinalities.
 */
#include <stdio.h>
#include <string.h>

#include "merise.h"

static const struct {
	unsigned	 topic;
	const char	*name;
	const char	*pattern;
} topics[] = {
	{ TOPIC_MCD, "MCD", "\\bmcd\\b|\\bcdm\\b|"
	    "\\b(modele|modelisation|schema|diagramme|niveau)s?\\s+"
	    "conceptuel|conceptual\\s+(data\\s+)?(model|schema)" },
	{ TOPIC_MLD, "MLD", "\\bml(d|dr|rd|r)\\b|\\b(modele|modelisation|"
	    "schema|niveau)s?\\s+(logique|relationnel)|"
	    "(logical|relational)\\s+(data\\s+)?(model|schema)" },
	{ TOPIC_MPD, "MPD", "\\bmpd\\b|"
	    "\\b(modele|modelisation|schema|niveau)s?\\s+physique|"
	    "physical\\s+(data\\s+)?(model|schema)" },
	{ TOPIC_ER, "E/R", "\\berd\\b|\\bmerise\\b|"
	    "\\bentit(e|y|ie)s?\\s*[-/ &]\\s*(et\\s+)?"
	    "(relation|association)|\\ber[- ]?(diagram|model|schema)|"
	    "(diagramme|schema|modele)s?\\s+(er|e-?a|e/[ar])\\b|"
	    "\\ber\\s+schema|diagramme\\s+de\\s+classes|class\\s+diagram" },
	{ TOPIC_DATA, "BDD", "\\bmodel(e|isation)s?\\s+(de|des)\\s+"
	    "(la\\s+base(\\s+de\\s+donnees)?|(s\\s+)?donnees|bdd)|"
	    "data\\s*(base)?\\s+(model|schema)|\\bschemas?\\s+(de\\s+|des\\s+)?"
	    "(la\\s+)?(bases?(\\s+de\\s+donnees)?|bdd|db|donnees|tables)\\b|"
	    "\\b(db|bdd|sql)\\s+(schema|diagram)|"
	    "structure\\s+(de\\s+)?(la\\s+)?(base|bdd)|"
	    "diagrammes?\\s+(de\\s+)?(la\\s+)?(base|bdd|donnees)" },
};

enum { NTOPICS = sizeof(topics) / sizeof(topics[0]) };

unsigned
topics_of(const char *text, size_t len)
{
	unsigned set = 0;
	size_t i;

	for (i = 0; i < NTOPICS; i++)
		if (gr_search(gr_pattern(topics[i].pattern), text, len))
			set |= topics[i].topic;
	return set;
}

const char *
topic_name(unsigned set)
{
	size_t i;

	for (i = 0; i < NTOPICS; i++)
		if ((set & topics[i].topic) != 0)
			return topics[i].name;
	return "";
}

/* "docs/MCD_v2.png", "schemaBDD.png": everything that joins is a blank. */
unsigned
topics_of_path(const char *path)
{
	const char *base = strrchr(path, '/'), *dot, *p;
	char words[2 * NAME_ROOM];
	size_t n = 0;
	bool lower = false, up, digit;

	base = base == NULL ? path : base + 1;
	dot = strrchr(base, '.');
	for (p = base; *p != '\0' && p != dot; p++) {
		up = *p >= 'A' && *p <= 'Z';
		digit = *p >= '0' && *p <= '9';
		if (n + 3 >= sizeof(words))
			break;
		if (up && lower)
			words[n++] = ' ';
		words[n++] = strchr("_-. ()", *p) != NULL || digit ? ' ' : *p;
		lower = *p >= 'a' && *p <= 'z';
	}
	return topics_of(words, n);
}

void
mcd_invalid(const char *rule, const char *at, int first, int last)
{
	static const struct {
		const char *rule, *fr, *en;
	} rules[] = {
		{ "cardinality", "cardinalité autre que 0,1 0,n 1,1 1,n",
		    "a cardinality other than 0,1 0,n 1,1 1,n" },
		{ "foreign_key", "une clé étrangère n'a pas sa place ici",
		    "a foreign key has no place here" },
		{ "no_identifier", "entité sans identifiant",
		    "an entity without an identifier" },
		{ "one_leg", "association à une seule patte",
		    "an association with one leg" },
		{ "unknown_entity", "cette entité n'est pas décrite",
		    "this entity is not described" },
	};
	struct gr_fact *x = gr_emit("merise.mcd.invalid", first, last);
	size_t i;

	gr_set(x, "rule", rule);
	gr_set(x, "at", at);
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (strcmp(rules[i].rule, rule) == 0) {
			gr_set(x, "why", rules[i].en);
			gr_set(x, "why_fr", rules[i].fr);
		}
}

/* --- cardinalities ------------------------------------------------------- */

static bool
in_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	    (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Dashes, arrows and lines are three bytes from 0xE2 on; C2 A0 is a blank. */
static bool
word_after(const char *p, const char *end)
{
	return p < end && in_word(*p) && (unsigned char)*p != 0xE2 &&
	    (unsigned char)*p != 0xC2;
}

static bool
word_before(const char *p, const char *text)
{
	if (p == text || !in_word(p[-1]))
		return false;
	return !(p - text > 2 && (unsigned char)p[-3] == 0xE2) &&
	    !(p - text > 1 && (unsigned char)p[-2] == 0xC2);
}

/*
 * The end of the cardinality at p, or NULL.  "1:n" says one to many more
 * often than minimum and maximum, unless "0:n" stands beside it: loose.
 */
static const char *
card_end(const char *p, const char *end, bool loose, bool *many)
{
	const char *q = p + 1;
	bool range = false;

	if (p == end || (*p != '0' && *p != '1'))
		return NULL;
	while (q < end && *q == ' ')
		q++;
	if (end - q > 2 && q[0] == '.' && q[1] == '.') {
		q += 2;
		range = true;
	} else if (q < end && (*q == ',' || *q == ';')) {
		q++;
	} else if (loose && q < end && (*q == '-' || *q == ':')) {
		q++;
	} else {
		return NULL;
	}
	while (q < end && *q == ' ')
		q++;
	if (q == end || strchr("01nNmM", *q) == NULL || *q == '\0')
		return NULL;
	*many = range || *q > '1';
	/* "0,0" is no cardinality, and "0,15" or "1,1.5" is a number. */
	if ((*q == '0') || word_after(q + 1, end) ||
	    (end - q > 2 && (q[1] == '.' || q[1] == ',') && q[2] >= '0' &&
	    q[2] <= '9'))
		return NULL;
	return q + 1;
}

int
cards_in(const char *text, size_t len, int *named)
{
	const char *end = text + len, *p, *q;
	bool many, bracket, loose;
	int n = 0;

	*named = 0;
	if (memchr(text, '0', len) == NULL && memchr(text, '1', len) == NULL)
		return 0;
	loose = gr_search(gr_pattern("(^|[^\\w])0 ?[:-] ?n([^\\w]|$)"), text,
	    len);
	for (p = text; p < end; p++) {
		if (*p != '0' && *p != '1')
			continue;
		if (word_before(p, text) || (p > text && (p[-1] == ',' ||
		    p[-1] == '.')))
			continue;
		q = card_end(p, end, loose, &many);
		if (q == NULL)
			continue;
		bracket = p > text && strchr("([\"|*`", p[-1]) != NULL;
		n++;
		*named += many || bracket;
		p = q - 1;
	}
	return n;
}

enum { STEM = 4, STEMS_MOST = 24 };

/* The beginnings of the words that are long enough to name something. */
static int
stems(const char *text, size_t len, char out[STEMS_MOST][STEM + 1])
{
	char folded[LINE_ROOM];
	const char *p = folded;
	size_t k;
	int n = 0, i;

	gr_fold(text, len, folded, sizeof(folded));
	while (*p != '\0' && n < STEMS_MOST) {
		while (*p != '\0' && !in_word(*p))
			p++;
		for (k = 0; in_word(p[k]); k++)
			;
		if (k >= STEM) {
			snprintf(out[n], STEM + 1, "%.*s", STEM, p);
			for (i = 0; i < n && strcmp(out[i], out[n]) != 0; i++)
				;
			n += i == n;
		}
		p += k;
	}
	return n;
}

bool
reciprocal(const char *a, size_t alen, const char *b, size_t blen)
{
	char x[STEMS_MOST][STEM + 1], y[STEMS_MOST][STEM + 1];
	int i, k, nx = stems(a, alen, x), ny = stems(b, blen, y), both = 0;

	for (i = 0; i < nx; i++)
		for (k = 0; k < ny; k++)
			both += strcmp(x[i], y[k]) == 0;
	return both >= 2;
}

/* --- lines --------------------------------------------------------------- */

void
text_lines_init(struct lines *l, const char *text, size_t len, int line)
{
	memset(l, 0, sizeof(*l));
	l->p = text;
	l->end = text + len;
	l->line = line - 1;
}

bool
lines_next(struct lines *l)
{
	const char *q;

	if (l->p == NULL || l->p >= l->end)
		return false;
	q = memchr(l->p, '\n', (size_t)(l->end - l->p));
	l->text = l->p;
	l->len = (size_t)((q == NULL ? l->end : q) - l->p);
	l->line++;
	l->p = q == NULL ? l->end : q + 1;
	return true;
}
