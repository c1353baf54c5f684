/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mocodo.c: conceptual models written for Mocodo.
 *
 * "CLIENT: id, nom" is an entity, "PASSER, 0N CLIENT, 11 COMMANDE: date" an
 * association.  Prose around them is passed over, as people paste the source
 * under a title.  An entity's first attribute identifies it, unless a
 * leading "_" takes that away; on the next ones "_" gives it.
 */
#include <stdio.h>
#include <string.h>

#include "merise.h"

struct box {
	char	 name[NAME_ROOM];
	int	 line, seen;
	bool	 identified;
};

struct leg {
	char	 name[NAME_ROOM];
	int	 line;
};

struct model {
	struct box	 entity[BOXES_MOST];
	struct leg	 leg[BOXES_MOST];
	int		 nentities, nlegs;
	int		 associations, cards, wrong;
	int		 first, last;
	bool		 emit;
};

static void
defect(struct model *m, const char *rule, const char *at, int line)
{
	if (m->wrong++ >= SAID_MOST || !m->emit)
		return;
	mcd_invalid(rule, at, line, line);
}

static void
name_of(const char *p, size_t n, char *out)
{
	while (n > 0 && strchr(" \t+-", *p) != NULL) {
		p++;
		n--;
	}
	while (n > 0 && strchr(" \t", p[n - 1]) != NULL)
		n--;
	gr_fold(p, n, out, NAME_ROOM);
}

/* A name begins with a letter and has nothing of the grammar in it. */
static bool
is_name(const char *s)
{
	return s[0] != '\0' && !(s[0] >= '0' && s[0] <= '9') &&
	    strpbrk(s, "=<>\\|*`\"(){}/") == NULL && s[0] != '_' &&
	    s[0] != '#' && s[0] != '%';
}

static void
place(struct model *m, int line)
{
	if (m->first == 0)
		m->first = line;
	m->last = line;
}

/*
 * A leg: "0N CLIENT", "_11> [role] X", "/1N X".  Answers whether it has the
 * shape of one; *good: the cardinality is one of Merise.
 */
static bool
leg(const char *p, size_t n, char *name, bool *good)
{
	const char *end = p + n, *q;

	while (p < end && strchr(" \t-", *p) != NULL)
		p++;
	if (p < end && (*p == '_' || *p == '/'))
		p++;
	if (end - p < 4 || strchr("01?XNn*", p[0]) == NULL ||
	    strchr("01?XNn*", p[1]) == NULL || p[0] == '\0' || p[1] == '\0')
		return false;
	q = p + 2;
	if (*q == '<' || *q == '>')
		q++;
	while (q < end && *q == ' ')
		q++;
	if (q == p + 2 && *q != '[')
		return false;
	if (q < end && *q == '[') {
		q = memchr(q, ']', (size_t)(end - q));
		if (q == NULL)
			return false;
		q++;
	}
	name_of(q, (size_t)(end - q), name);
	*good = (p[0] == '0' || p[0] == '1') &&
	    (p[1] == '1' || (p[1] | 32) == 'n');
	return is_name(name);
}

static void
association(struct model *m, const struct lines *l, const char *comma)
{
	const char *end = l->text + l->len, *p = comma + 1, *q, *colon;
	char name[NAME_ROOM], box[NAME_ROOM];
	int legs = 0, shaped = 0;
	bool good;

	name_of(l->text, (size_t)(comma - l->text), name);
	colon = memchr(p, ':', (size_t)(end - p));
	if (colon != NULL)
		end = colon;
	for (; p < end; p = q + 1) {
		q = memchr(p, ',', (size_t)(end - p));
		if (q == NULL)
			q = end;
		legs++;
		if (!leg(p, (size_t)(q - p), box, &good))
			continue;
		shaped++;
		if (m->nlegs < BOXES_MOST) {
			memcpy(m->leg[m->nlegs].name, box, NAME_ROOM);
			m->leg[m->nlegs++].line = l->line;
		}
		m->cards += good;
		if (!good)
			defect(m, "cardinality", name, l->line);
	}
	if (shaped == 0 || !is_name(name))
		return;
	place(m, l->line);
	m->associations++;
	if (shaped < legs)
		defect(m, "cardinality", name, l->line);
	if (legs < 2)
		defect(m, "one_leg", name, l->line);
}

static void
entity(struct model *m, const struct lines *l, const char *colon)
{
	const char *end = l->text + l->len, *p = colon + 1, *q;
	struct box *b;
	bool mark, first = true;

	if (m->nentities == BOXES_MOST)
		return;
	b = &m->entity[m->nentities];
	memset(b, 0, sizeof(*b));
	name_of(l->text, (size_t)(colon - l->text), b->name);
	if (!is_name(b->name) || (p < end && *p == '/'))
		return;
	b->line = l->line;
	for (; p < end; p = q + 1) {
		q = memchr(p, ',', (size_t)(end - p));
		if (q == NULL)
			q = end;
		while (p < q && strchr(" \t", *p) != NULL)
			p++;
		if (p == q) {
			first = false;
			continue;
		}
		mark = *p == '_';
		b->identified |= first ? !mark : mark;
		first = false;
	}
	m->nentities++;
}

static void
read_lines(struct model *m, const char *text, size_t len, int line)
{
	const char *comma, *colon;
	struct lines l;

	text_lines_init(&l, text, len, line);
	while (lines_next(&l)) {
		while (l.len > 0 && strchr(" \t", *l.text) != NULL) {
			l.text++;
			l.len--;
		}
		if (l.len == 0 || strchr("%:(/-#", *l.text) != NULL ||
		    memmem(l.text, l.len, "://", 3) != NULL)
			continue;
		comma = memchr(l.text, ',', l.len);
		colon = memchr(l.text, ':', l.len);
		if (comma != NULL && (colon == NULL || comma < colon))
			association(m, &l, comma);
		else if (colon != NULL)
			entity(m, &l, colon);
	}
}

/* What only the whole can tell; entities are those that a leg names. */
static int
check(struct model *m)
{
	struct box *b;
	int i, k, used = 0;

	for (i = 0; i < m->nlegs; i++) {
		for (k = 0; k < m->nentities; k++)
			if (strcmp(m->leg[i].name, m->entity[k].name) == 0)
				break;
		if (k == m->nentities) {
			defect(m, "unknown_entity", m->leg[i].name,
			    m->leg[i].line);
			continue;
		}
		b = &m->entity[k];
		if (b->seen++ > 0)
			continue;
		used++;
		place(m, b->line);
		if (b->line < m->first)
			m->first = b->line;
		if (!b->identified)
			defect(m, "no_identifier", b->name, b->line);
	}
	return used;
}

bool
mocodo_read(const char *text, size_t len, int line)
{
	struct model m;
	struct gr_fact *x;
	int used, i;

	memset(&m, 0, sizeof(m));
	read_lines(&m, text, len, line);
	used = check(&m);
	if (m.associations == 0 || m.cards == 0 || used == 0)
		return false;
	memset(&m, 0, sizeof(m));
	m.emit = true;
	read_lines(&m, text, len, line);
	used = check(&m);
	for (i = 0; i < m.nlegs; i++)
		if (m.leg[i].line > m.last)
			m.last = m.leg[i].line;
	for (i = 0; i < m.nentities; i++)
		if (m.entity[i].seen > 0 && m.entity[i].line > m.last)
			m.last = m.entity[i].line;
	x = gr_emit("merise.mcd", m.first, m.last);
	gr_set(x, "form", "mocodo");
	gr_setf(x, "entities", "%d", used);
	gr_setf(x, "associations", "%d", m.associations);
	gr_set(x, "valid", m.wrong > 0 || used < 2 ? "no" : "yes");
	return true;
}
