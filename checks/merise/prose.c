/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * prose.c: models written out in a document.
 *
 * A heading opens a section about a model, the next one about another topic
 * ends it, and the sub-headings between belong to it: "MCD", then one for
 * each entity.  What stands in a section is counted line by line.  Where a
 * file has no headings, its name is the heading.
 */
#include <stdio.h>
#include <string.h>

#include "merise.h"

enum {
	LEVELS = 10,
	WORDS_MOST = 14,	/* of a heading: longer is a sentence */
	PART_LEAST = 2,		/* relations, tables, associations: one may
				   be an example */
};

struct section {
	const struct gr_block	*heading;	/* NULL: the file's name */
	unsigned		 topics;
	bool			 own;	/* the heading says it itself */
	int			 first, last;
	int			 words, pictures, drawings;
	int			 links;		/* lines with both ends' cards */
	int			 drawn;		/* such lines in a drawing */
	int			 legs;		/* items with one, in a list */
	int			 ends;		/* lines with one end's cards */
	int			 keys;		/* attributes marked FK */
	int			 relations;	/* client(id, nom, #ville) */
	int			 tables;	/* of columns, with a type */
	int			 parts;		/* sub-headings, items */
	int			 ddl;		/* CREATE TABLE */
	int			 boxes;		/* drawn with characters */
	bool			 listing;	/* a table of tables */
	const char		*end;		/* the line before, that has
						   one end; else NULL */
	size_t			 endlen;
};

static int
words_of(const char *s)
{
	int n = 0;

	while (*s != '\0') {
		s += strspn(s, " \t\n");
		n += *s != '\0';
		s += strcspn(s, " \t\n");
	}
	return n;
}

/* --- one line ------------------------------------------------------------ */

/*
 * "client(id, nom, #ville_id)" and "CLIENT : <u>id</u>, nom": a name, then
 * attributes with commas between.  marked: one of them is a key.
 */
static bool
relation(const char *s, size_t n, bool *marked)
{
	static const char *const shapes[] = {
		"^[\\s>*_`|+\\d.-]*[a-z][\\w -]{0,40}[*_`]*\\s*(=\\s*)?"
		    "\\(\\s*[^()]+,[^()]+(\\([^()]*\\)[^()]*)*\\)[\\s*_`;.]*$",
		"^[\\s>*_`|+\\d.-]*[a-z][\\w -]{0,40}[*_`]*\\s*(:|->|→)"
		    "[\\s*_`]*[#<*_`\\w][^.!?]*,",
	};
	size_t i;

	*marked = gr_search(gr_pattern("#\\s*[*_`]*[a-z]|<(u|ins)>|[\\s(,]__?[a-z]"
	    "|\\b[pf]k\\b|\\*\\*?\\w+\\*\\*?\\s*,"), s, n);
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		if (gr_search(gr_pattern(shapes[i]), s, n))
			/* A colon alone introduces any list. */
			return i == 0 || *marked;
	return false;
}

static void
statement(struct section *s, const char *text, size_t n, bool nested,
    bool drawn)
{
	int named, cards;
	bool marked;

	if (n == 0 || n > LINE_ROOM)
		return;
	cards = cards_in(text, n, &named);
	/* "1,1" and "0,1" alone may be numbers. */
	if (named == 0)
		cards = 0;
	if (cards >= 2) {
		s->links += cards / 2;
		s->drawn += drawn;
	}
	if (cards == 1 && nested) {
		s->legs++;
	} else if (cards == 1 && s->end != NULL && reciprocal(s->end,
	    s->endlen, text, n)) {
		s->links++;
		s->ends--;
		s->end = NULL;
	} else if (cards == 1 || gr_search(gr_pattern("\\b(1|n)\\s*[:-]\\s*"
	    "(1|n|m)\\b|\\b[01]\\.\\.\\*|\\bone[- ]to[- ]|\\bmany[- ]to"), text, n)) {
		s->ends++;
		s->end = cards == 1 ? text : NULL;
		s->endlen = n;
	}
	if (gr_search(gr_pattern("\\(fk\\)|\\bfk\\b|cle etrangere|"
	    "foreign key"), text, n) &&
	    !gr_search(gr_pattern("\\b(pas|sans|aucune|ni|no|without)\\b"),
	    text, n))
		s->keys++;
	if (cards == 0 && relation(text, n, &marked) &&
	    (marked || (s->topics & (TOPIC_MLD | TOPIC_MPD)) != 0))
		s->relations++;
	if (gr_search(gr_pattern("create\\s+table\\s"), text, n))
		s->ddl++;
}

/* --- one block ----------------------------------------------------------- */

/* A header such as "Colonne | Type | Contrainte". */
static bool
columns(const struct gr_block *b)
{
	bool name = false, type = false;
	int i;

	for (i = 0; i < b->ncells; i++) {
		size_t n = strlen(b->cells[i]);

		name |= gr_search(gr_pattern("^(colonne|column|champ|field|"
		    "attribut|attribute|nom|name|propriete)"), b->cells[i], n);
		type |= gr_search(gr_pattern("^(data ?)?type"), b->cells[i], n);
	}
	return name && type;
}

static void
row(struct section *s, const struct gr_block *b)
{
	char line[LINE_ROOM] = "";
	size_t n = 0;
	int i;

	if (b->level == 0) {
		s->listing = columns(b) && b->ncells > 2 && gr_search(
		    gr_pattern("^(nom de la )?(table|entite|entity)"),
		    b->cells[0], strlen(b->cells[0]));
		s->tables += columns(b) && !s->listing;
	} else if (s->listing) {
		s->tables += b->cells[0][0] != '\0';
	}
	for (i = 0; i < b->ncells && n + 4 < sizeof(line); i++)
		n += (size_t)snprintf(line + n, sizeof(line) - n, "%s | ",
		    b->cells[i]);
	if (n >= sizeof(line))
		n = sizeof(line) - 1;
	statement(s, line, n, b->level > 0, false);
	s->end = NULL;		/* it would point into this very line */
	s->words += words_of(line) - b->ncells;
}

/* Boxes that begin on the line: "┌──────┐" and "+------+". */
static int
corners(const char *p, size_t n)
{
	static const char corner[] = "\u250c";
	const char *end = p + n;
	int k = 0;

	while ((p = memmem(p, (size_t)(end - p), corner, 3)) != NULL) {
		p += 3;
		k++;
	}
	return k;
}

static void
fence(struct section *s, const struct gr_block *b)
{
	struct lines l;

	s->words += words_of(b->text);
	text_lines_init(&l, b->text, strlen(b->text), b->first + 1);
	while (lines_next(&l)) {
		statement(s, l.text, l.len, false, true);
		s->boxes += corners(l.text, l.len);
	}
}

/* As written where that can be had: underlining is HTML, and tells. */
static void
text(struct section *s, const struct gr_file *f, const struct gr_block *b)
{
	const char *line;
	size_t n;
	int i;

	s->words += words_of(b->text);
	s->parts += b->kind == GR_ITEM;
	if (f->entry->kind != GR_MARKDOWN && f->entry->kind != GR_TEXT) {
		statement(s, b->text, strlen(b->text),
		    b->kind == GR_ITEM && b->level > 1, false);
		return;
	}
	for (i = b->first; i <= b->last; i++) {
		line = gr_line(f, i, &n);
		if (line != NULL)
			statement(s, line, n,
			    b->kind == GR_ITEM && b->level > 1, false);
	}
}

/* --- a section ----------------------------------------------------------- */

static struct gr_fact *
say(const struct section *s, const char *fact, const char *form)
{
	struct gr_fact *x = gr_emit(fact, s->first, s->last);

	gr_set(x, "form", form);
	return x;
}

static void
say_tables(const struct section *s)
{
	int tables = s->tables > s->ddl ? s->tables : s->ddl;

	if ((s->topics & TOPIC_MLD) != 0 && tables + s->relations >= PART_LEAST)
		gr_setf(say(s, "merise.mld", "text"), "tables", "%d",
		    tables + s->relations);
	else if (s->relations >= PART_LEAST &&
	    (s->topics & TOPIC_MPD) == 0)
		gr_setf(say(s, "merise.mld", "text"), "tables", "%d",
		    s->relations);
	if ((s->topics & TOPIC_MPD) != 0 && tables >= PART_LEAST)
		gr_setf(say(s, "merise.mpd", s->tables > s->ddl ? "table" :
		    "sql"), "tables", "%d", tables);
}

/* Entities are listed, and how they hang together is not, or not wholly. */
static void
say_poor(const struct section *s)
{
	struct gr_fact *x;

	if ((s->topics & TOPIC_MCD) != 0 && (s->parts >= 4 || s->tables >= 2 ||
	    s->ends >= 2 || s->links > 0)) {
		x = say(s, "merise.mcd", "text");
		gr_setf(x, "associations", "%d", s->links);
		gr_set(x, "valid", "no");
	} else if ((s->topics & (TOPIC_ER | TOPIC_DATA)) != 0 &&
	    s->ends >= PART_LEAST && s->tables + s->parts >= PART_LEAST) {
		x = say(s, "model.er", "text");
		gr_set(x, "kind", "er");
		gr_setf(x, "links", "%d", s->ends);
		gr_setf(x, "entities", "%d", s->tables);
	} else if (s->boxes >= PART_LEAST) {
		x = say(s, "model.er", "drawing");
		gr_set(x, "kind", "er");
		gr_setf(x, "entities", "%d", s->boxes);
		gr_setf(x, "links", "%d", s->boxes - 1);
	} else if ((s->topics & (TOPIC_MCD | TOPIC_MLD | TOPIC_MPD)) != 0 &&
	    s->pictures + s->drawings + s->relations + s->tables + s->ddl ==
	    0 && s->own && s->links == 0) {
		gr_set(gr_emit(s->words < 4 ? "merise.empty" :
		    "merise.mention", s->first, s->last), "what",
		    topic_name(s->topics));
	}
}

static void
end(struct section *s)
{
	struct gr_fact *x;
	int links = s->links + s->legs / 2;

	if (s->topics == 0)
		return;
	say_tables(s);
	/* Two entities have one association, and it is drawn. */
	if (s->drawn == 1 && links == 1 && (s->topics & TOPIC_MCD) != 0)
		links = PART_LEAST;
	if (links >= PART_LEAST && (s->topics & (TOPIC_MLD | TOPIC_MPD)) !=
	    s->topics) {
		x = say(s, "merise.mcd", "text");
		gr_setf(x, "associations", "%d", s->links + s->legs / 2);
		gr_set(x, "valid", s->keys > 1 &&
		    (s->topics & (TOPIC_MLD | TOPIC_MPD)) == 0 ? "no" : "yes");
		if (s->keys > 1)
			mcd_invalid("foreign_key", s->heading == NULL ?
			    "MCD" : s->heading->text, s->first, s->last);
	} else {
		say_poor(s);
	}
	s->topics = 0;
}

static void
begin(struct section *s, unsigned topics, const struct gr_block *h, int line)
{
	memset(s, 0, sizeof(*s));
	s->topics = topics;
	s->heading = h;
	s->first = s->last = line;
}

/* Fences are models of their own; picture captions say what is shown. */
static void
block(struct section *s, const struct gr_file *f, const struct gr_block *b,
    unsigned under)
{
	unsigned named;

	/* Nothing is counted where no heading speaks of a model. */
	if (s->topics == 0 && b->kind != GR_FENCE && b->kind != GR_PICTURE)
		return;
	if (b->kind == GR_FENCE) {
		if (mocodo_read(b->text, strlen(b->text), b->first + 1) ||
		    diagram_read(b->text, strlen(b->text), b->first + 1,
		    s->topics)) {
			s->drawings++;
			s->last = b->last;
			return;
		}
		if (s->topics != 0)
			fence(s, b);
	} else if (b->kind == GR_PICTURE) {
		named = topics_of(b->text, strlen(b->text)) |
		    topics_of_path(b->url);
		if (named == 0)
			named = under;
		if (named != 0)
			image_shown(b, named);
		s->pictures++;
	} else if (b->kind == GR_ROW) {
		row(s, b);
	} else if (b->kind != GR_LINK) {
		text(s, f, b);
	}
	if (b->last > s->last)
		s->last = b->last;
}

void
prose_read(const struct gr_file *f)
{
	const struct gr_block *b;
	unsigned at[LEVELS] = { 0 }, own;
	struct section s;
	int level, k;
	size_t i, n;

	b = gr_markdown(f, &n);
	begin(&s, topics_of_path(f->entry->path), NULL, 1);
	at[0] = s.topics;
	for (i = 0; i < n; i++) {
		if (b[i].kind != GR_HEADING) {
			block(&s, f, &b[i], s.topics);
			continue;
		}
		level = b[i].level < 1 ? 1 : b[i].level >= LEVELS ?
		    LEVELS - 1 : b[i].level;
		own = words_of(b[i].text) > WORDS_MOST ? 0 :
		    topics_of(b[i].text, strlen(b[i].text));
		for (k = level; k < LEVELS; k++)
			at[k] = own != 0 ? own : at[level - 1];
		if (own == 0 && at[level] == s.topics && s.topics != 0 &&
		    (s.heading == NULL || level > s.heading->level)) {
			s.parts++;
			s.last = b[i].last;
			continue;
		}
		/* What follows one level down is not nothing. */
		if (s.heading != NULL && level > s.heading->level)
			s.own = false;
		end(&s);
		begin(&s, at[level], &b[i], b[i].first);
		s.own = own != 0;
	}
	end(&s);
}
