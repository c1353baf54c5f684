/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * merise.h: models of data, in whatever form a candidate wrote them.
 *
 * Merise asks for a conceptual model (MCD) of entities and associations
 * whose every leg carries a minimum and a maximum, then for a logical (MLD)
 * and a physical one (MPD).  Crow's feet and classes are models too, and no
 * Merise: they are told as model.er.
 */
#ifndef MERISE_H
#define MERISE_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum {
	NAME_ROOM = 80,		/* of an entity's name, folded */
	LINE_ROOM = 1024,	/* of a line, folded */
	BOXES_MOST = 400,	/* entities and associations of one model */
	SAID_MOST = 100,	/* defects told of one file */
};

/* What a heading, a caption or a name says that follows; a set. */
enum topic {
	TOPIC_MCD = 1, TOPIC_MLD = 2, TOPIC_MPD = 4,
	TOPIC_ER = 8,		/* entity-relationship, or Merise at large */
	TOPIC_DATA = 16,	/* "modèle de données", in no formalism yet */
};

/* Is it a file that scan() reads? (merise.c) */
bool	merise_wants(const struct gr_entry *);

/* --- words.c: what words say --------------------------------------------- */

unsigned topics_of(const char *text, size_t len);
/* The same of a path, where "mcd_v2.png" is a word too. */
unsigned topics_of_path(const char *path);
const char *topic_name(unsigned topics);	/* "MCD", the first of them */

/*
 * Cardinalities with a minimum and a maximum in the line: "0,n", "(1,1)",
 * "1..n".  named: how many of them have an n, so that "1,1" alone may still
 * be a number.
 */
int	cards_in(const char *text, size_t len, int *named);

/* Do two sentences name the same two things?  "Un client passe 0,n
   commandes", "une commande est passée par 1,1 client". */
bool	reciprocal(const char *, size_t, const char *, size_t);

/* One line of a text that may be no file of its own. */
struct lines {
	const char	*p, *end;
	int		 line;		/* of the file, of the line at hand */
	const char	*text;		/* the line at hand */
	size_t		 len;
};

void	text_lines_init(struct lines *, const char *text, size_t len, int line);
bool	lines_next(struct lines *);

/* Tells a defect of a conceptual model, by its rule. */
void	mcd_invalid(const char *rule, const char *at, int first, int last);

/* --- the forms; each says what it is, and whether it was one ------------- */

bool	mocodo_read(const char *text, size_t len, int line);
/*
 * Mermaid, PlantUML, DBML, Graphviz.  topics: what the heading or the name
 * of the file says of it; a model that is called logical or physical is.
 */
bool	diagram_read(const char *text, size_t len, int line, unsigned topics);
/* draw.io, PowerDesigner. */
bool	xml_read(const struct gr_file *);
/* Headings and what stands under them. */
void	prose_read(const struct gr_file *);

/* --- image.c: pictures, and files of tools that nobody can read ---------- */

void	image_shown(const struct gr_block *, unsigned topics);
void	image_find(const struct gr_repo *);

#endif
