/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens.h: one lexer for a dozen languages, told apart by a table.
 *
 * It knows where comments, strings and brackets begin and end, and no
 * grammar.  Time is linear in the text: whatever looks ahead does so within
 * a fixed distance, or a fixed number of times.  What never ends (a quote
 * in the text of a web page) is taken for an operator, so that it swallows
 * at most its line.
 */
#ifndef TOKENS_H
#define TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum lex_trait {
	LEX_SLASHES	= 1 << 0,	/* // comment */
	LEX_BLOCK	= 1 << 1,	/* slash-star comment */
	LEX_NESTED	= 1 << 2,	/* and such comments nest */
	LEX_HASH	= 1 << 3,	/* # comment */
	LEX_DASHES	= 1 << 4,	/* -- comment */
	LEX_DIRECTIVE	= 1 << 5,	/* # first on a line: a comment to us */
	LEX_SINGLE	= 1 << 6,	/* '...' */
	LEX_CHAR	= 1 << 7,	/* 'x', one character; else an operator */
	LEX_LONG	= 1 << 8,	/* plain quotes go on over lines */
	LEX_TRIPLE	= 1 << 9,	/* three double quotes */
	LEX_TRIPLE_ONE	= 1 << 10,	/* three single quotes */
	LEX_TEMPLATE	= 1 << 11,	/* `...${}...` */
	LEX_RAW_TICK	= 1 << 12,	/* `...`, nothing special within */
	LEX_REGEX	= 1 << 13,	/* /.../ where a value may stand */
	LEX_DOLLAR	= 1 << 14,	/* $ is a letter */
	LEX_HOLE_DOLLAR	= 1 << 15,	/* "...${}..." and "...$name..." */
	LEX_HOLE_HASH	= 1 << 16,	/* "...#{}..." */
	LEX_HEREDOC	= 1 << 17,	/* <<WORD */
	LEX_LINES	= 1 << 18,	/* \ at the end joins two lines */
	LEX_STATEMENT	= 1 << 19,	/* only an open bracket joins them */
};

struct arena;

struct lex_lang {
	enum gr_kind	 kind;
	unsigned	 traits;
};

enum {
	LEX_DEPTH = 4096,	/* brackets remembered */
	LEX_HEREDOCS = 4,	/* begun on one line */
	LEX_BUDGET = 32,	/* bytes looked at in vain, for each byte */
	LEX_HOLE = 500,		/* bytes of a hole in a string */
	LEX_NEST = 64,		/* templates within templates */
};

struct lexer {
	struct arena		*arena;
	const struct lex_lang	*lang;
	const char		*text, *p, *end, *bol;
	int			 line, indent, cell;
	int			 depth;
	char			*open;		/* the brackets */
	char			*pool;		/* where texts go; room enough */
	struct gr_token		*tok;		/* the reading owns it */
	size_t			 n, cap;
	size_t			 statement;	/* its first token */
	struct {
		const char	*word;
		size_t		 len;
	}			 heredoc[LEX_HEREDOCS];
	int			 nheredocs;
	size_t			 budget;	/* bytes left to look at in vain */
};

const struct lex_lang *lex_lang(enum gr_kind);	/* NULL: not a language */

static inline bool
lex_has(const struct lexer *x, unsigned trait)
{
	return x->lang->traits & trait;
}

/* A token that begins at .at, whose text is the bytes given. */
struct gr_token *lex_emit(struct lexer *, enum gr_token_kind, const char *at,
	    const char *text, const char *text_end);
/* Moves to q, counting the lines on the way. */
void	lex_move(struct lexer *, const char *q);

/*
 * All of these read what their name says at x->p and answer true, or leave
 * everything as it is.
 */
bool	lex_comment(struct lexer *);
bool	lex_heredoc(struct lexer *);	/* "<<WORD": its body comes later */
bool	lex_php_text(struct lexer *);	/* to the next <?php */
bool	lex_regex(struct lexer *);
bool	lex_sql_string(struct lexer *);	/* quoted names too */
bool	lex_string(struct lexer *);
bool	lex_template(struct lexer *);

/* At a newline: the bodies of the heredocs begun on this line. */
void	lex_heredocs(struct lexer *);

/* A string from x->p to q, whose text lies between from and to. */
bool	lex_quoted(struct lexer *, const char *q, const char *from,
	    const char *to, bool format);
/*
 * Bytes were looked at in vain.  Once the budget is used up nothing is
 * searched for any more.  Always NULL.
 */
const char *lex_vain(struct lexer *, size_t bytes);

bool	lex_shell_word(struct lexer *);	/* "docker-compose" is one word */

#endif
