/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sql.h: databases as far as files show them: statements, models, migrations.
 *
 * A statement is read wherever it stands: in a script, in a string of a
 * program, in a document.  Only the first two do anything; the third is
 * told apart.
 */
#ifndef SQL_H
#define SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

#include "check.h"

enum {
	NAME_ROOM = 100,
	NAMES_ROOM = 300,	/* of all the columns of a table */
	WORDS_MOST = 20000,	/* of one statement; the rest is not looked at */
};

enum place { IN_SCRIPT, IN_CODE, IN_DOCUMENT, IN_PANEL, IN_ORM };

/* --- lexer.c ------------------------------------------------------------- */

enum word_kind { W_END, W_WORD, W_STRING, W_OP, W_COMMENT };

struct lexer {
	const char	*p, *end;
	int		 line;
	bool		 fresh;		/* first word of its line */
	/* The word at hand. */
	enum word_kind	 kind;
	const char	*text;
	size_t		 len;
	int		 first, last;
};

void	lexer_init(struct lexer *, const char *, size_t, int line);
enum word_kind lexer_next(struct lexer *);
/*
 * A word, whatever its case; an operator by its sign.  Here, so that the
 * length of a literal is known: it is asked forty times of every word.
 */
static inline bool
lexer_is(const struct lexer *x, const char *word)
{
	size_t n = strlen(word);

	return x->len == n && (x->kind == W_WORD || x->kind == W_OP) &&
	    strncasecmp(x->text, word, n) == 0;
}

int	words_in(const char *, size_t);

/* --- statement.c --------------------------------------------------------- */

/* What comments say: how many words, and is one of them a choice? */
struct heard {
	int	words, first;	/* first: line, 0 for none */
	bool	why;		/* "only", "jointure": see hear() */
	bool	use;		/* what an index is for */
};

void	hear(struct heard *, const char *, size_t, int line);

/*
 * Tells what the text does.  heard: what stands outside, in the comment or
 * docstring of the code around.  Returns how many statements there were.
 */
int	statements_read(const char *, size_t, int line, enum place,
	    struct heard, const char *path);

/* Does a string of a program look like SQL, or like a sentence? */
bool	looks_like_sql(const char *, size_t);

/* --- code.c, orm.c, document.c ------------------------------------------- */

void	code_read(const struct gr_file *);
void	orm_read(const struct gr_file *);
void	prisma_read(const struct gr_file *);
void	document_read(const struct gr_file *);
void	panel_read(const struct gr_file *);
bool	in_tests(const char *path);

#endif
