/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c: the outline's frame: brackets, items, names, and the end.
 */
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "host.h"
#include "read.h"
#include "reading.h"
#include "source.h"

bool
source_opens(const struct source *s, size_t i)
{
	return is_kind(s, i, GR_OP) && tok(s, i)->len == 1 &&
	    strchr("([{", tok(s, i)->text[0]);
}

bool
source_closes(const struct source *s, size_t i)
{
	return is_kind(s, i, GR_OP) && tok(s, i)->len == 1 &&
	    strchr(")]}", tok(s, i)->text[0]);
}

size_t
source_skip(const struct source *s, size_t i)
{
	size_t end;

	if (!source_opens(s, i))
		return i + 1;
	end = s->mate[i];
	if (end <= i)
		return i + 1;
	return source_closes(s, end) ? end + 1 : end;
}

bool
source_any(const struct source *s, size_t i, const char *const *words)
{
	for (; *words; words++)
		if (is(s, i, *words))
			return true;
	return false;
}

struct gr_item *
source_add(struct source *s, enum gr_item_kind kind, size_t from, size_t end)
{
	struct gr_item *it;

	if (s->nitems >= SOURCE_ITEMS)
		return NULL;
	it = arena_push(s->arena, (void **)&s->item, s->nitems, &s->cap,
	    sizeof(*it));
	s->nitems++;
	it->kind = kind;
	it->inside = s->inside;
	it->on = -1;
	it->name = it->what = it->as = "";
	it->dead = s->dead;
	it->main = s->main;
	it->token = from;
	it->first = tok(s, from)->line;
	source_close(s, (int)s->nitems - 1, end);
	return it;
}

void
source_close(struct source *s, int item, size_t end)
{
	struct gr_item *it = &s->item[item];
	size_t last = end > s->n ? s->n : end;

	it->end = last;
	while (last > it->token + 1 && is_kind(s, last - 1, GR_NEWLINE))
		last--;
	it->last = tok(s, last > it->token ? last - 1 : it->token)->last;
}

struct gr_item *
source_define(struct source *s, enum gr_item_kind kind, size_t from,
    size_t end)
{
	struct gr_item *it = source_add(s, kind, from, end);
	size_t i;

	if (!it)
		return NULL;
	for (i = s->marks; i + 1 < s->nitems; i++)
		if (s->item[i].kind == GR_MARK && s->item[i].on == -1 &&
		    s->item[i].inside == it->inside)
			s->item[i].on = (int)s->nitems - 1;
	s->marks = s->nitems;
	return it;
}

void
source_pending(struct source *s, size_t first)
{
	s->assign.item = first;
	s->assign.end = s->nitems;
}

/* Adds at most most - *n bytes, whole characters. */
static void
append(char *buf, size_t *n, size_t most, const char *p, size_t len)
{
	if (len > most - *n)
		for (len = most - *n; len > 0 &&
		    ((unsigned char)p[len] & 0xC0) == 0x80; len--)
			;
	memcpy(buf + *n, p, len);
	*n += len;
	buf[*n] = '\0';
}

const char *
source_name(struct source *s, size_t from, size_t to)
{
	char buf[NAME_MOST + 1] = "";
	size_t i, n = 0;

	for (i = from; i < to && n < NAME_MOST; i++) {
		const struct gr_token *t = tok(s, i);

		if (t->kind == GR_NEWLINE)
			continue;
		if (t->kind == GR_OP && source_joins(s, i) && *t->text != '\\')
			append(buf, &n, NAME_MOST, ".", 1);
		else
			append(buf, &n, NAME_MOST, t->text, t->len);
	}
	return arena_dup(s->arena, buf, n);
}

/* Was there a blank between these two? */
static bool
apart(const struct gr_token *a, const struct gr_token *b)
{
	if (a->kind == GR_STRING)
		return b->kind != GR_OP || !strchr(",)]}.:;", b->text[0]);
	if (a->line != b->line || a->cell != b->cell)
		return !strchr("([{.", a->text[0]) &&
		    !strchr(")]}.,", b->text[0]);
	return (size_t)b->column > (size_t)a->column + a->len;
}

const char *
source_code(struct source *s, size_t from, size_t to)
{
	const struct gr_token *t, *before = NULL;
	char buf[CODE_MOST + 1] = "";
	size_t i, n = 0;

	for (i = from; i < to && i < s->n && n < CODE_MOST; i++) {
		t = tok(s, i);
		if (t->kind == GR_NEWLINE)
			continue;
		if (before && apart(before, t))
			append(buf, &n, CODE_MOST, " ", 1);
		if (t->kind == GR_STRING)
			append(buf, &n, CODE_MOST, "\"", 1);
		append(buf, &n, CODE_MOST, t->text, t->len);
		if (t->kind == GR_STRING)
			append(buf, &n, CODE_MOST, "\"", 1);
		before = t;
	}
	return arena_dup(s->arena, buf, n);
}

/*
 * The lexer says how many brackets are open before each token; so a
 * bracket ends where fewer are, whatever closed it.
 */
static void
find_mates(struct source *s)
{
	size_t i, depth = 0, now;

	for (i = 0; i < s->n; i++) {
		for (now = (size_t)tok(s, i)->depth; depth > now; )
			s->mate[s->open[--depth]] = (uint32_t)
			    (source_closes(s, i - 1) ? i - 1 : i);
		if (source_opens(s, i) && depth == now)
			s->open[depth++] = (uint32_t)i;
	}
	/* The last token of all may be what closes. */
	while (depth > 0) {
		depth--;
		s->mate[s->open[depth]] = (uint32_t)
		    (source_closes(s, s->n - 1) &&
		    tok(s, s->n - 1)->depth == (int)depth + 1 ? s->n - 1 :
		    s->n);
	}
}

static bool
prepare(struct source *s, const struct gr_token *all, size_t n)
{
	size_t i, deepest = 0;

	s->at = calloc(n + 1, sizeof(*s->at));
	s->mate = calloc(n + 1, sizeof(*s->mate));
	s->made = calloc(n + 1, sizeof(*s->made));
	if (!s->at || !s->mate || !s->made)
		abort();
	s->all = all;
	for (i = 0; i < n; i++) {
		if (all[i].kind == GR_COMMENT)
			continue;
		s->at[s->n++] = (uint32_t)i;
		if ((size_t)all[i].depth > deepest)
			deepest = (size_t)all[i].depth;
	}
	s->at[s->n] = (uint32_t)n;
	s->open = calloc(deepest + 2, sizeof(*s->open));
	if (!s->open)
		abort();
	if (s->n > 0)
		find_mates(s);
	return s->n > 0;
}

static void
finish(struct source *s)
{
	struct gr_item *it;
	size_t i;

	source_texts(s);
	for (i = 0; i < s->nitems; i++) {
		it = &s->item[i];
		if (it->on == -2)
			it->on = -1;
		it->token = s->at[it->token];
		it->end = it->end == 0 ? it->token :
		    s->at[it->end - 1] + (size_t)1;
		if (it->kind == GR_ASSIGN && it->nargs > 0)
			it->text = it->args[0].text;
	}
}

static void
outline(struct reading *r, const struct gr_token *all, size_t n)
{
	struct source s = { .arena = &r->arena, .inside = -1 };

	s.kind = r->file->entry->kind;
	if (s.kind == GR_NOTEBOOK)
		s.kind = GR_PYTHON;
	if (prepare(&s, all, n)) {
		if (s.kind == GR_PYTHON)
			source_python(&s);
		else
			source_braces(&s);
		finish(&s);
	}
	free(s.at);
	free(s.mate);
	free(s.made);
	free(s.open);
	r->items = s.item;
	r->nitems = s.nitems;
}

const struct gr_item *
gr_outline(const struct gr_file *f, size_t *n)
{
	const struct gr_token *t;
	struct reading *r;
	size_t tokens;

	*n = 0;
	if (!f)
		return NULL;
	t = gr_tokens(f, &tokens);
	r = reading_of(f);
	switch (f->entry->kind) {
	case GR_CSHARP: case GR_GO: case GR_JAVA: case GR_JAVASCRIPT:
	case GR_KOTLIN: case GR_NOTEBOOK: case GR_PHP: case GR_PYTHON:
	case GR_TYPESCRIPT:
		break;
	default:
		return NULL;
	}
	watch_host(true);
	if (!r->outlined && tokens > 0)
		outline(r, t, tokens);
	watch_host(false);
	r->outlined = true;
	*n = r->nitems;
	return r->items;
}

const struct gr_arg *
gr_arg(const struct gr_item *it, const char *name, int at)
{
	int i, left = at;

	if (!it)
		return NULL;
	for (i = 0; name && i < it->nargs; i++)
		if (it->args[i].name && strcmp(it->args[i].name, name) == 0)
			return &it->args[i];
	for (i = 0; at >= 0 && i < it->nargs; i++) {
		/* Parameters all have names, and a place too. */
		if (it->args[i].name && it->kind != GR_FUNCTION)
			continue;
		if (left-- == 0)
			return &it->args[i];
	}
	return NULL;
}
