/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens.c: the lexer's loop, names, numbers, operators and lines.
 *
 * A NEWLINE token ends a statement: none comes for a blank line, after a
 * comment alone, or within brackets.  In languages whose blocks are braces
 * a newline within "{" counts, for statements stand there.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "host.h"
#include "read.h"
#include "reading.h"
#include "tokens.h"

enum {
	C_LIKE = LEX_SLASHES | LEX_BLOCK,
};

static const struct lex_lang langs[] = {
	{ GR_CSHARP, C_LIKE | LEX_CHAR | LEX_DIRECTIVE },
	{ GR_GO, C_LIKE | LEX_CHAR | LEX_RAW_TICK },
	{ GR_GROOVY, C_LIKE | LEX_SINGLE | LEX_TRIPLE | LEX_TRIPLE_ONE |
	    LEX_HOLE_DOLLAR },
	{ GR_JAVA, C_LIKE | LEX_CHAR | LEX_TRIPLE | LEX_DOLLAR },
	{ GR_JAVASCRIPT, C_LIKE | LEX_SINGLE | LEX_TEMPLATE | LEX_REGEX |
	    LEX_DOLLAR },
	{ GR_KOTLIN, C_LIKE | LEX_NESTED | LEX_CHAR | LEX_TRIPLE |
	    LEX_HOLE_DOLLAR },
	{ GR_PHP, C_LIKE | LEX_HASH | LEX_SINGLE | LEX_LONG | LEX_DOLLAR |
	    LEX_HOLE_DOLLAR | LEX_HEREDOC },
	{ GR_PYTHON, LEX_HASH | LEX_SINGLE | LEX_TRIPLE | LEX_TRIPLE_ONE |
	    LEX_LINES | LEX_STATEMENT },
	{ GR_RUBY, LEX_HASH | LEX_SINGLE | LEX_LONG | LEX_HOLE_HASH |
	    LEX_REGEX | LEX_HEREDOC | LEX_LINES },
	{ GR_RUST, C_LIKE | LEX_NESTED | LEX_CHAR | LEX_LONG },
	{ GR_SHELL, LEX_HASH | LEX_SINGLE | LEX_LONG | LEX_HOLE_DOLLAR |
	    LEX_HEREDOC | LEX_LINES },
	{ GR_SQL, LEX_BLOCK | LEX_DASHES | LEX_SINGLE | LEX_LONG |
	    LEX_STATEMENT },
	{ GR_TYPESCRIPT, C_LIKE | LEX_SINGLE | LEX_TEMPLATE | LEX_REGEX |
	    LEX_DOLLAR },
};

const struct lex_lang *
lex_lang(enum gr_kind kind)
{
	size_t i;

	for (i = 0; i < sizeof(langs) / sizeof(*langs); i++)
		if (langs[i].kind == kind)
			return &langs[i];
	return NULL;
}

static int
indent_of(const char *p, const char *end)
{
	int n = 0;

	for (; p < end && (*p == ' ' || *p == '\t'); p++)
		n = *p == '\t' ? n / 8 * 8 + 8 : n + 1;
	return n;
}

void
lex_move(struct lexer *x, const char *q)
{
	const char *nl;
	int line = x->line;

	while (x->p < q && (nl = memchr(x->p, '\n', (size_t)(q - x->p)))) {
		x->p = x->bol = nl + 1;
		x->line++;
	}
	x->p = q;
	if (x->line != line)
		x->indent = indent_of(x->bol, x->end);
}

struct gr_token *
lex_emit(struct lexer *x, enum gr_token_kind kind, const char *at,
    const char *text, const char *text_end)
{
	struct gr_token *t;

	if (x->n == x->cap) {
		x->cap = x->cap ? 2 * x->cap : 1024;
		x->tok = realloc(x->tok, x->cap * sizeof(*x->tok));
		if (!x->tok)
			abort();
	}
	t = &x->tok[x->n++];
	memset(t, 0, sizeof(*t));
	t->kind = kind;
	t->line = t->last = x->line;
	t->column = (int)(at - x->bol);
	t->indent = x->indent;
	t->depth = x->depth;
	t->cell = x->cell;
	t->len = (size_t)(text_end - text);
	t->text = memcpy(x->pool, text, t->len);
	x->pool += t->len;
	*x->pool++ = '\0';
	return t;
}

/* A string that is a whole statement is one for the reader. */
static void
mark_doc(struct lexer *x)
{
	size_t i;

	if (x->lang->kind != GR_PYTHON)
		return;
	for (i = x->statement; i < x->n; i++)
		if (x->tok[i].kind != GR_STRING && x->tok[i].kind != GR_COMMENT)
			return;
	for (i = x->statement; i < x->n; i++)
		x->tok[i].doc = x->tok[i].kind == GR_STRING;
}

/* Ends the statement at hand, if something but comments is in it. */
static void
end_statement(struct lexer *x)
{
	size_t i;

	for (i = x->statement; i < x->n; i++)
		if (x->tok[i].kind != GR_COMMENT)
			break;
	if (i < x->n) {
		mark_doc(x);
		lex_emit(x, GR_NEWLINE, x->p, "", "");
	}
	x->statement = x->n;
}

static void
newline(struct lexer *x)
{
	if (x->nheredocs) {
		lex_heredocs(x);
		if (x->p < x->end && *x->p != '\n')
			return;		/* PHP: the statement goes on */
	}
	if (x->depth == 0 || x->lang->kind == GR_SHELL ||
	    (!lex_has(x, LEX_STATEMENT) && x->depth <= LEX_DEPTH &&
	    x->open[x->depth - 1] == '{'))
		end_statement(x);
	if (x->p < x->end)
		lex_move(x, x->p + 1);
}

static bool
is_letter(const struct lexer *x, char c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_' ||
	    (unsigned char)c >= 0x80 || (c == '$' && lex_has(x, LEX_DOLLAR));
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_word(const char *p, const char *q, const char *word)
{
	size_t n = strlen(word);

	return (size_t)(q - p) == n && memcmp(p, word, n) == 0;
}

static void
name(struct lexer *x)
{
	const char *p = x->p, *q = p;

	while (q < x->end && (is_letter(x, *q) || is_digit(*q)))
		q++;
	/*
	 * A bracket that was never closed would join all statements to
	 * come; these words cannot stand within one.
	 */
	if (x->depth && p == x->bol && lex_has(x, LEX_STATEMENT) &&
	    (is_word(p, q, "def") || is_word(p, q, "class") ||
	    is_word(p, q, "import") || is_word(p, q, "CREATE"))) {
		x->depth = 0;
		end_statement(x);
	}
	lex_emit(x, GR_NAME, p, p, q);
	x->p = q;
}

static void
number(struct lexer *x)
{
	const char *p = x->p, *q = p + 1;
	bool hex = *p == '0' && q < x->end && (*q | 32) == 'x';

	while (q < x->end) {
		if (is_digit(*q) || (*q != '$' && is_letter(x, *q)))
			q++;
		else if ((*q == '+' || *q == '-') && !hex &&
		    (q[-1] | 32) == 'e' && q + 1 < x->end && is_digit(q[1]))
			q++;
		else if (*q == '.' && (q + 1 >= x->end ||
		    (q[1] != '.' && !is_letter(x, q[1]))))
			q++;
		else
			break;
	}
	lex_emit(x, GR_NUMBER, p, p, q);
	x->p = q;
}

static void
bracket(struct lexer *x, char c)
{
	const char *at;
	int back;

	if (strchr("([{", c)) {
		if (x->depth < LEX_DEPTH)
			x->open[x->depth] = c;
		x->depth++;
	} else if ((at = strchr(")]}", c)) && x->depth > 0) {
		c = "([{"[at - ")]}"];
		if (x->depth > LEX_DEPTH) {
			x->depth--;
			return;
		}
		/* A bracket left open within is closed by this one too. */
		for (back = 1; back <= 8 && back <= x->depth; back++)
			if (x->open[x->depth - back] == c) {
				x->depth -= back;
				return;
			}
	}
}

static void
operator(struct lexer *x)
{
	static const char *const known[] = {
		"...", "===", "!==", "**=", "<<=", ">>=", "//=", "<=>",
		"->", "=>", "::", ":=", "==", "!=", "<=", ">=", "&&", "||",
		"++", "--", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=",
		"<<", ">>", "**", "??", "?.", "//", "@=", "<-", "..", "<>",
	};
	const char *p = x->p;
	size_t i, n = 1;

	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		size_t k = strlen(known[i]);

		if ((size_t)(x->end - p) >= k && memcmp(p, known[i], k) == 0) {
			n = k;
			break;
		}
	}
	lex_emit(x, GR_OP, p, p, p + n);
	if (n == 1)
		bracket(x, *p);
	x->p = p + n;
}

/* A line joined to the next one: "\" and a newline. */
static bool
joined(struct lexer *x)
{
	if (*x->p != '\\' || x->p + 1 >= x->end || x->p[1] != '\n' ||
	    !lex_has(x, LEX_LINES))
		return false;
	lex_move(x, x->p + 2);
	return true;
}

/* PHP ends here, and a statement with it: what follows is the page. */
static bool
page(struct lexer *x)
{
	if (x->lang->kind != GR_PHP || x->end - x->p < 2 || x->p[1] != '>')
		return false;
	end_statement(x);
	return lex_php_text(x);
}

static void
run(struct lexer *x)
{
	x->indent = indent_of(x->bol, x->end);
	if (x->lang->kind == GR_PHP)
		lex_php_text(x);
	while (x->p < x->end && x->n < READ_TOKENS) {
		if (*x->p == '\n')
			newline(x);
		else if (*x->p == ' ' || *x->p == '\t' || *x->p == '\f')
			x->p++;
		else if (*x->p == '?' && page(x))
			continue;
		else if (joined(x) || lex_comment(x) || lex_string(x) ||
		    lex_shell_word(x))
			continue;
		else if (is_digit(*x->p) || (*x->p == '.' &&
		    x->p + 1 < x->end && is_digit(x->p[1])))
			number(x);
		else if (is_letter(x, *x->p))
			name(x);
		else if (!lex_heredoc(x))
			operator(x);
	}
	x->depth = 0;
	end_statement(x);
}

static void
lex(struct lexer *x, const char *text, size_t len)
{
	x->text = x->p = x->bol = text;
	x->end = text + len;
	x->line = 1;
	x->depth = x->nheredocs = 0;
	x->statement = x->n;
	x->budget = LEX_BUDGET * len + LEX_HOLE;
	/* No token is longer than what it was made of; each has a NUL. */
	x->pool = arena_alloc(x->arena, 2 * len + 8);
	if (!x->open)
		x->open = arena_alloc(x->arena, LEX_DEPTH);
	run(x);
}

/* Commands to IPython are no Python: blanked, with the lines kept. */
static bool
blank_magics(char *s)
{
	static const char *const timed[] = { "%%time", "%%capture" };
	size_t i, n;
	char *p;

	for (p = s + strspn(s, " \t\n"); strncmp(p, "%%", 2) == 0; ) {
		for (i = 0; i < sizeof(timed) / sizeof(*timed); i++)
			if (strncmp(p, timed[i], strlen(timed[i])) == 0)
				break;
		n = strcspn(p, "\n");
		if (i == sizeof(timed) / sizeof(*timed) &&
		    !(strncmp(p, "%%writefile", 11) == 0 && n > 3 &&
		    strncmp(p + n - 3, ".py", 3) == 0))
			return false;	/* the whole cell is not Python */
		memset(p, ' ', n);
		break;
	}
	for (p = s; *p; p += n + (p[n] == '\n')) {
		size_t in = strspn(p, " \t");

		n = strcspn(p, "\n");
		if (in < n && (p[in] == '!' || (p[in] == '%' &&
		    (((p[in + 1] | 32) >= 'a' && (p[in + 1] | 32) <= 'z') ||
		    p[in + 1] == '%'))))
			memset(p, ' ', n);
	}
	return true;
}

static void
lex_notebook(struct lexer *x, const struct gr_file *f)
{
	const struct notebook_cell *c;
	struct notebook nb;
	size_t i, from;
	char *own;

	x->lang = lex_lang(GR_PYTHON);
	if (notebook_read(x->arena, f->text, f->len, &nb) < 0 || !nb.python)
		return;
	for (i = 0; i < nb.ncells; i++) {
		c = &nb.cells[i];
		own = arena_dup(x->arena, c->text, c->len);
		if (!c->code || !blank_magics(own))
			continue;
		from = x->n;
		x->cell = c->number;
		lex(x, own, c->len);
		for (; from < x->n; from++) {
			x->tok[from].line = notebook_line(c,
			    x->tok[from].line);
			x->tok[from].last = notebook_line(c,
			    x->tok[from].last);
		}
	}
}

const struct gr_token *
gr_tokens(const struct gr_file *f, size_t *n)
{
	struct lexer x = { .n = 0 };
	struct reading *r;
	size_t i;

	*n = 0;
	if (!f)
		return NULL;
	r = reading_of(f);
	if (!r->lexed) {
		watch_host(true);
		x.arena = &r->arena;
		x.lang = lex_lang(f->entry->kind);
		if (f->entry->kind == GR_NOTEBOOK)
			lex_notebook(&x, f);
		else if (x.lang)
			lex(&x, f->text, f->len);
		/* What is still open at the end ends on the last line. */
		for (i = x.n; i > 0 && x.tok[i - 1].last > f->lines; i--) {
			x.tok[i - 1].last = f->lines;
			if (x.tok[i - 1].line > f->lines)
				x.tok[i - 1].line = f->lines;
		}
		r->tokens = x.tok;
		r->ntokens = x.n;
		r->lexed = true;
		watch_host(false);
	}
	*n = r->ntokens;
	return r->tokens;
}

bool
gr_token_is(const struct gr_token *t, const char *text)
{
	return t && text && (t->kind == GR_NAME || t->kind == GR_OP ||
	    t->kind == GR_NUMBER) && strcmp(t->text, text) == 0;
}
