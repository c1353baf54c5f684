/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * blocks.c: the flat list of blocks, and which reader fills it.
 */
#include "host.h"
#include "markdown.h"
#include "read.h"
#include "reading.h"

struct gr_block *
blocks_add(struct blocks *b, enum gr_block_kind kind, int first, int last)
{
	struct gr_block *k;

	if (b->n >= READ_BLOCKS)
		return NULL;
	k = arena_push(b->arena, (void **)&b->block, b->n, &b->cap,
	    sizeof(*b->block));
	k->kind = kind;
	k->first = first > 0 ? first : 1;
	k->last = last > k->first ? last : k->first;
	k->heading = b->heading;
	k->text = k->url = "";
	if (kind == GR_HEADING)
		b->heading = (int)b->n;
	b->n++;
	return k;
}

static void
read_notebook(struct blocks *b, const struct gr_file *f)
{
	const struct notebook_cell *c;
	struct notebook nb;
	size_t i, from;

	if (notebook_read(b->arena, f->text, f->len, &nb) < 0)
		return;
	for (i = 0; i < nb.ncells; i++) {
		c = &nb.cells[i];
		if (!c->prose)
			continue;
		from = b->n;
		markdown_read(b, c->text, c->len);
		for (; from < b->n; from++) {
			b->block[from].first = notebook_line(c,
			    b->block[from].first);
			b->block[from].last = notebook_line(c,
			    b->block[from].last);
		}
	}
}

const struct gr_block *
gr_markdown(const struct gr_file *f, size_t *n)
{
	struct blocks b = { .heading = -1 };
	struct reading *r;

	*n = 0;
	if (!f)
		return NULL;
	r = reading_of(f);
	if (!r->marked) {
		watch_host(true);
		b.arena = &r->arena;
		if (f->entry->kind == GR_MARKDOWN)
			markdown_read(&b, f->text, f->len);
		else if (f->entry->kind == GR_NOTEBOOK)
			read_notebook(&b, f);
		else if (f->entry->kind == GR_HTML)
			markdown_html(&b, f->text, 1);
		else if (f->entry->kind == GR_TEXT)
			outline_read(&b, f->entry->ext, f->text, f->len);
		r->blocks = b.block;
		r->nblocks = b.n;
		r->marked = true;
		watch_host(false);
	}
	*n = r->nblocks;
	return r->blocks;
}
