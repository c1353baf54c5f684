/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rgpd.h: what a project says and does about personal data.
 *
 * A register is more than a note: it names each processing, and gives for
 * it what article 30 asks for.  A procedure is more than a promise: it says
 * what is deleted, made anonymous or archived, and when.
 */
#ifndef RGPD_H
#define RGPD_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

/* The fields of a register; the first five are those that are counted. */
enum field {
	PURPOSE, DATA, PERSONS, RECIPIENTS, RETENTION, COUNTED,
	BASIS = COUNTED, SECURITY, TRANSFERS, FIELDS
};

/* --- words.c ------------------------------------------------------------- */

/* The field that a heading, a label or a column names; FIELDS: none. */
enum field field_of(const char *, size_t);
/* Is it an answer, and not a blank, a dash, a promise or a tick? */
bool	filled(const char *, size_t);
int	words_in(const char *);

/* "RGPD", "données personnelles"; "Registre des traitements". */
bool	about_rgpd(const char *, size_t);
bool	about_register(const char *, size_t);
bool	path_about(const char *path);
bool	path_register(const char *path);

/* What is done to data, as words: "deletion anonymisation archiving". */
bool	treatment(const char *, size_t, char out[64]);
/* The same words in French: "suppression, anonymisation". */
void	french(const char *what, char out[64]);
/* "chaque mois", "@daily". */
bool	frequency(const char *, size_t);
/* "Durées de conservation". */
bool	lifecycle(const char *, size_t);
/* "après 2 ans", "sur demande". */
bool	conditional(const char *, size_t);
/* "aucune procédure", "à venir". */
bool	negated(const char *, size_t);

/* --- register.c: what was found so far, in a document or a list ---------- */

enum { COLUMNS = 24 };

struct area {
	bool		 open, whole;	/* whole: of the file */
	bool		 named;		/* called a register */
	bool		 sheet;		/* some of it in tables */
	int		 level;		/* of the heading that opened it */
	int		 first, last;
	int		 at[FIELDS];	/* line of the first answer, or 0 */
	int		 low, high;	/* of all answers */
	int		 processings, words;
	/* What the next texts answer. */
	enum field	 pending;
	int		 pending_level;	/* of its heading; 99: of an item */
	enum field	 column[COLUMNS];
	int		 ncolumns;
};

void	area_begin(struct area *, bool whole, bool named, int level, int line);
void	area_answer(struct area *, enum field, int line);
int	area_counted(const struct area *);
void	area_end(struct area *);	/* tells it, if there is enough */

void	register_read(const struct gr_file *);

/* --- records.c: tables, trees and lists ---------------------------------- */

void	register_csv(const struct gr_file *);
void	register_tree(const struct gr_file *);
void	register_code(const struct gr_file *);

/* --- procedure.c: what is written about sorting, and the code that does it  */

void	procedure_read(const struct gr_file *);
void	procedure_code(const struct gr_file *);
void	schedule_read(const struct gr_file *);

#endif
