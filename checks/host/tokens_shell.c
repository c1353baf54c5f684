/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tokens_shell.c: a command's words, whole: "docker-compose", "--cov=app",
 * "tests/unit".  Only spaces, quotes and what a shell acts on part them.
 */
#include <string.h>

#include "tokens.h"

/* "${name:-default}" at p: where it ends, or p when it does not here. */
static const char *
expansion(const struct lexer *x, const char *p)
{
	const char *q = p + 2, *end = x->end;
	int depth = 1;

	if (end - p > LEX_HOLE)
		end = p + LEX_HOLE;
	for (; q < end && *q != '\n'; q++) {
		depth += (*q == '{') - (*q == '}');
		if (depth == 0)
			return q + 1;
	}
	return p;
}

bool
lex_shell_word(struct lexer *x)
{
	const char *p = x->p, *q = p, *r;

	if (x->lang->kind != GR_SHELL)
		return false;
	while (q < x->end && !strchr(" \t\n;|&<>()\"'`", *q)) {
		if (q == p && strchr("{}[]!", *q))
			break;
		if (*q == '\\') {
			if (q + 1 >= x->end || q[1] == '\n')
				break;
			q += 2;
		} else if (*q == '$' && q + 1 < x->end && q[1] == '{' &&
		    (r = expansion(x, q)) > q) {
			q = r;
		} else if (*q == '$' && q + 1 < x->end && q[1] == '(') {
			break;
		} else {
			q++;
		}
	}
	if (q == p)
		return false;
	lex_emit(x, GR_NAME, p, p, q);
	x->p = q;
	return true;
}
