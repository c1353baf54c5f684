/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-readers.c: every reader of check.h over one candidate's file. */
#include "base/arena.h"
#include "host/read.h"
#include "host/reading.h"

#include "fuzz.h"

static volatile size_t sink;

static void
walk(const struct gr_node *n, int depth)
{
	for (n = gr_first(n); n != NULL; n = gr_next(n)) {
		sink += (size_t)gr_node_line(n) + (size_t)gr_node_last(n) +
		    (size_t)gr_text_line(n) + (size_t)gr_repeated(n);
		if (gr_text(n) != NULL)
			sink += strlen(gr_text(n));
		if (gr_key(n) != NULL)
			sink += gr_plain(n);
		/* Aliases make a tree of a graph: a few levels are enough. */
		if (depth < 6)
			walk(n, depth + 1);
	}
}

static void
look(const struct gr_file *f)
{
	const struct gr_token *t;
	const struct gr_block *b;
	size_t n, i;
	int line, k;

	walk(gr_tree(f), 0);
	if (gr_tree_error(f, &line) != NULL && (line < 0 || line > f->lines))
		abort();
	b = gr_markdown(f, &n);
	for (i = 0; i < n; i++) {
		if (b[i].first < 1 || b[i].last < b[i].first ||
		    b[i].last > f->lines || b[i].heading >= (int)i)
			abort();
		for (k = 0; k < b[i].ncells; k++)
			sink += strlen(b[i].cells[k]);
		sink += b[i].text == NULL ? 0 : strlen(b[i].text);
	}
	t = gr_tokens(f, &n);
	for (i = 0; i < n; i++)
		if (t[i].line < 1 || t[i].last < t[i].line ||
		    t[i].last > f->lines)
			abort();
	for (k = 1; k <= f->lines; k++)
		if (gr_line(f, k, &i) == NULL)
			abort();
	if (gr_line(f, k, &i) != NULL || gr_line_at(f, f->len) > f->lines)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena a = ARENA_INIT;
	struct gr_entry entry = { .blob = "" };
	struct gr_file file = { .entry = &entry };
	struct text t;
	const char *why, *rest, *slash, *dot;
	char path[200], folded[100];
	size_t n;
	bool folder;

	rest = split(data, len, path, sizeof(path), &n);
	slash = strrchr(path, '/');
	entry.path = path;
	entry.base = slash == NULL ? path : slash + 1;
	dot = strrchr(entry.base, '.');
	entry.ext = dot == NULL ? "" : dot + 1;
	entry.kind = kind_of_path(path);
	sink += exclude_path(path, &folder, &n) != NULL;
	rest = split(data, len, path, sizeof(path), &n);
	if (text_decode(&a, &entry.kind, rest, n, &t, &why) == 0) {
		file.text = t.text;
		file.len = t.len;
		file.lines = t.lines;
		sink += exclude_text(&entry, &t) != NULL;
		read_begin(&file);
		look(&file);
		gr_fold(t.text, t.len, folded, sizeof(folded));
		read_end();
	}
	arena_free(&a);
	return 0;
}
