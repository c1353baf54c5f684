/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * serve.c: the child's half of the talk (docs/check-protocol.md).
 *
 * Files are read one after the other, each once for all the plugins that
 * want it, and only when something of it is not known to the parent yet.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"

#include "host.h"
#include "read.h"
#include "tree.h"

struct talk {
	struct plugins	*plugins;	/* borrowed */
	struct tree	 tree;
	struct tree_known known;	/* .same NULL: nothing is */
	struct wants	 wants;
	struct arena	 arena;		/* of what the parent said */
	struct gr_query	*queries;
	size_t		 nqueries;
	struct {
		const char *check, *blob, *path;
	}		*skips;
	size_t		 nskips;
	FILE		*parent;	/* what it says */
	char		*line;		/* owned; the last one read */
	size_t		 cap;
};

/* --- what the parent says --------------------------------------------------- */

/* The next line as JSON; NULL at the end of input. */
static struct json *
hear(struct talk *t)
{
	ssize_t n = getline(&t->line, &t->cap, t->parent);
	struct json *j;
	struct err e;

	if (n < 0)
		return NULL;
	if (n > 2L * LINE_MOST)
		say_failed("the parent said too long a line");
	j = json_parse(t->line, (size_t)n, &e);
	if (j == NULL)
		say_failed("the parent said what is no JSON");
	return j;
}

static bool
says(const struct json *j, const char *type)
{
	const char *t = json_str(j, "t");

	return t != NULL && strcmp(t, type) == 0;
}

static const char *
keep(struct talk *t, const struct json *j, const char *key)
{
	return arena_str(&t->arena, json_str(j, key));
}

static void
hear_queries(struct talk *t, const struct json *list)
{
	const struct json *j;
	int64_t words;

	t->queries = arena_alloc(&t->arena, (json_count(list) + 1) *
	    sizeof(*t->queries));
	for (j = json_first(list); j != NULL; j = json_next(j)) {
		struct gr_query *q = &t->queries[t->nqueries];

		q->fact = keep(t, j, "fact");
		q->kind = keep(t, j, "kind");
		q->in = keep(t, j, "in");
		q->pattern = keep(t, j, "pattern");
		q->value = keep(t, j, "value");
		q->words = json_int(j, "words", &words) == 1 ? (int)words : 0;
		if (q->fact != NULL && q->kind != NULL && q->pattern != NULL)
			t->nqueries++;
	}
	emit_queries(t->queries, t->nqueries);
}

static void
hear_skips(struct talk *t, const struct json *list)
{
	const struct json *j, *item;
	const char *text[3];
	int i;

	t->skips = arena_alloc(&t->arena, (json_count(list) + 1) *
	    sizeof(*t->skips));
	for (j = json_first(list); j != NULL; j = json_next(j)) {
		item = json_first(j);
		for (i = 0; i < 3; i++, item = json_next(item))
			if ((text[i] = json_text(item)) == NULL)
				break;
		if (i < 3)
			continue;
		t->skips[t->nskips].check = arena_str(&t->arena, text[0]);
		t->skips[t->nskips].blob = arena_str(&t->arena, text[1]);
		t->skips[t->nskips++].path = unsay_path(&t->arena, text[2]);
	}
}

static void
hear_drops(struct talk *t, const struct json *list)
{
	const struct json *j;
	size_t i;

	for (j = json_first(list); j != NULL; j = json_next(j))
		for (i = 0; i < t->plugins->n; i++)
			if (json_text(j) != NULL && strcmp(json_text(j),
			    t->plugins->list[i].name) == 0)
				t->plugins->list[i].dropped = true;
}

/* Who is meant; false when there is no such plugin. */
static bool
hear_plugin(const struct talk *t, const struct json *j,
    const struct plugin **out)
{
	const char *name = json_str(j, "check");
	size_t i;

	*out = NULL;
	if (name != NULL && strcmp(name, "host") == 0)
		return true;
	for (i = 0; name != NULL && i < t->plugins->n; i++)
		if (strcmp(t->plugins->list[i].name, name) == 0)
			*out = &t->plugins->list[i];
	return *out != NULL;
}

/* What was told of a file that is as it was. */
static void
hear_facts(struct talk *t, const struct json *j)
{
	const struct json *f, *a, *facts = json_get(j, "facts");
	const char *path = json_str(j, "path"), *blob = json_str(j, "blob");
	struct place place = { .n = -1 };
	const struct gr_entry *entry;
	int64_t first, last;

	if (path == NULL || blob == NULL || !hear_plugin(t, j, &place.plugin))
		say_failed("the parent knows a malformed pair");
	entry = gr_entry(&t->tree.repo, unsay_path(&t->arena, path));
	if (entry == NULL || t->known.same == NULL ||
	    !t->known.same[entry - t->tree.repo.entries] ||
	    strcmp(entry->blob, blob) != 0)
		say_failed("the parent knows a file that is not there");
	place.entry = entry;
	if (place.plugin != NULL && json_count(facts) >= FACTS_FILE)
		wants_full(&t->wants, place.plugin, entry);
	for (f = json_first(facts); f != NULL; f = json_next(f)) {
		const char *name = json_str(f, "name");

		if (name == NULL || json_int(f, "first", &first) != 1 ||
		    json_int(f, "last", &last) != 1)
			say_failed("the parent knows a malformed fact");
		emit_cached(&place, name, (int)first, (int)last);
		a = json_first(json_get(f, "attrs"));
		for (; a != NULL; a = json_next(a))
			if (json_text(a) != NULL)
				emit_cached_attr(json_key(a), json_text(a));
		if (place.plugin == NULL &&
		    strcmp(name, "host.unread") == 0) {
			const char *why = json_str(json_get(f, "attrs"),
			    "why");

			wants_mark(&t->wants, &t->tree, entry,
			    why == NULL ? "binary" :
			    arena_str(&t->arena, why));
		}
	}
}

/* What the parent knows, until it lets us go. */
static void
hear_known(struct talk *t)
{
	struct json *j;
	bool go = false;

	while (!go) {
		j = hear(t);
		if (j == NULL)
			exit(1);
		if (says(j, "have"))
			hear_facts(t, j);
		else if (says(j, "go"))
			go = true;
		else
			say_failed("the parent said something else than "
			    "\"have\" or \"go\"");
		json_free(j);
	}
}

/* --- scanning ------------------------------------------------------------------- */

static bool
skipped(const struct talk *t, const struct want *w)
{
	size_t i;

	for (i = 0; i < t->nskips; i++)
		if (strcmp(t->skips[i].check, w->place.plugin == NULL ?
		    "host" : w->place.plugin->name) == 0 &&
		    strcmp(t->skips[i].blob, w->place.entry->blob) == 0 &&
		    strcmp(t->skips[i].path, w->place.entry->path) == 0)
			return true;
	return false;
}

/* The bytes as text; NULL, or why they are none. */
static const char *
decode(struct talk *t, struct gr_entry *e, struct arena *a, struct text *out)
{
	struct tree_bytes b;
	const char *why = NULL;

	if (tree_bytes(&t->tree, e->blob, &b) < 0)
		return "missing";
	if (tree_is_pointer(b.data, b.len))
		why = "lfs";
	else if (text_decode(a, &e->kind, b.data, b.len, out, &why) == 0)
		why = exclude_text(e, out);
	tree_bytes_free(&b);
	return why;
}

/* Everything of one file: list[0] is the host's own pair. */
static void
scan_file(struct talk *t, struct want *list, size_t n)
{
	/* A private copy: its kind may be told by its first line. */
	struct gr_entry entry = *list[0].place.entry;
	struct gr_file file = { .entry = &entry };
	struct arena arena = ARENA_INIT;
	struct text text = { .text = NULL };
	const char *why = "crash";
	size_t i;

	/* Named first: if our own reading ends us, no plugin is to blame. */
	emit_begin(&list[0].place, 1);
	/* Damaged streams are known on which the library never ends. */
	watch_begin(false);
	if (!skipped(t, &list[0]))
		why = decode(t, &entry, &arena, &text);
	watch_end(NULL);
	if (why != NULL) {
		gr_set(gr_emit("host.unread", 1, 1), "why", why);
		wants_mark(&t->wants, &t->tree, list[0].place.entry, why);
	}
	emit_end();
	file.text = text.text;
	file.len = text.len;
	file.lines = text.lines;
	if (why == NULL)
		read_begin(&file);
	for (i = 1; i < n && why == NULL; i++) {
		if (skipped(t, &list[i]))
			continue;
		emit_begin(&list[i].place, file.lines);
		list[i].place.plugin->check->scan(&file);
		list[i].full = emit_full();
		emit_end();
	}
	read_end();
	arena_free(&arena);
}

static void
scan_all(struct talk *t)
{
	struct wants *w = &t->wants;
	size_t i, n;

	for (i = 0; i < w->n && !w->list[i].told; i += n) {
		for (n = 1; i + n < w->n && !w->list[i + n].told &&
		    w->list[i + n].place.plugin != NULL; n++)
			;
		scan_file(t, &w->list[i], n);
	}
}

static void
relate_all(struct talk *t)
{
	size_t i;

	for (i = 0; i < t->plugins->n; i++) {
		const struct plugin *p = &t->plugins->list[i];
		const struct place place = { .plugin = p, .n = -1 };

		if (p->check == NULL || p->dropped ||
		    p->check->relate == NULL)
			continue;
		emit_begin(&place, 0);
		p->check->relate(&t->tree.repo);
		emit_end();
	}
}

static void
say_spent(const struct plugins *plugins)
{
	struct json_out *o;
	size_t i;

	for (i = 0; i < plugins->n; i++) {
		const struct plugin *p = &plugins->list[i];

		if (p->check == NULL || p->dropped)
			continue;
		o = say_begin("spent");
		json_put_str(o, "check", p->name);
		json_put_int(o, "scan_us", watch_spent(p, false));
		json_put_int(o, "relate_us", watch_spent(p, true));
		say_end();
	}
}

/* --- quoting --------------------------------------------------------------------- */

static void
put_lines(struct buf *b, const struct text *x, int64_t first, int64_t last)
{
	const char *p = x->text, *end = x->text + x->len, *nl;
	int64_t line;

	if (last >= first + EXCERPT_LINES)
		last = first + EXCERPT_LINES - 1;
	for (line = 1; line <= last && p <= end; line++) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL)
			nl = end;
		if (line >= first) {
			if (b->len > 0)
				buf_putc(b, '\n');
			buf_add(b, p, (size_t)(nl - p));
		}
		p = nl + 1;
	}
}

static void
quote(struct talk *t, const struct json *j)
{
	const struct gr_repo *r = &t->tree.repo;
	const char *said = json_str(j, "path"), *blob = json_str(j, "blob");
	struct buf b = BUF_INIT(READ_NOTEBOOK_MAX);
	struct arena arena = ARENA_INIT;
	struct text text;
	const struct gr_entry *found;
	struct gr_entry entry;
	struct json_out *o;
	const char *why = "missing";
	int64_t first, last;
	size_t n;

	if (said == NULL || blob == NULL ||
	    json_int(j, "first", &first) != 1 ||
	    json_int(j, "last", &last) != 1 || first < 1 || last < first)
		say_failed("the parent asked for a malformed excerpt");
	found = gr_entry(r, unsay_path(&arena, said));
	if (found == NULL && strchr(said, '\\') != NULL)
		found = gr_entry(r, said);
	if (found != NULL && strcmp(found->blob, blob) == 0) {
		entry = *found;
		why = decode(t, &entry, &arena, &text);
		if (why == NULL)
			put_lines(&b, &text, first, last);
	}
	o = say_begin("excerpt");
	if (why != NULL) {
		json_put_str(o, "why", why);
	} else {
		n = b.len <= EXCERPT_BYTES ? b.len : EXCERPT_BYTES;
		while (n > 0 && n < b.len && (b.data[n] & 0xc0) == 0x80)
			n--;
		json_put_strn(o, "text", b.len > 0 ? b.data : "", n);
	}
	say_end();
	say_flush();
	buf_free(&b);
	arena_free(&arena);
}

/* --- the whole ---------------------------------------------------------------------- */

static void
open_tree(struct talk *t, const char *repository, const struct json *j)
{
	const char *rev = json_str(j, "rev");
	struct err e = { .kind = ERR_NONE };
	int got;

	if (!says(j, "open") || rev == NULL)
		say_failed("the parent did not say \"open\"");
	if (tree_open(&t->tree, repository, &e) < 0)
		say_failed(e.msg);
	got = tree_resolve(&t->tree, rev, &e);
	if (got < 0)
		say_failed(e.msg);
	if (got == 1)
		tree_walk(&t->tree);
	tree_refs(&t->tree);
	tree_log(&t->tree);
	tree_uncommitted(&t->tree);
	t->tree.repo.ref = keep(t, j, "ref");
	t->tree.repo.default_branch = keep(t, j, "default_branch");
	t->tree.repo.remote = keep(t, j, "remote");
	if (json_str(j, "known") != NULL)
		(void)tree_known(&t->tree, json_str(j, "known"), &t->known);
}

int
serve(const char *repository, struct plugins *p, FILE *parent)
{
	struct talk t = { .plugins = p, .parent = parent };
	struct json *j = hear(&t);

	if (j == NULL)
		return 1;
	open_tree(&t, repository, j);
	hear_queries(&t, json_get(j, "queries"));
	hear_skips(&t, json_get(j, "skip"));
	hear_drops(&t, json_get(j, "drop"));
	json_free(j);
	emit_tree(&t.tree);
	say_checks(p);
	say_tree(&t.tree, t.known.same != NULL ? &t.known : NULL);
	wants_find(&t.wants, &t.tree, p, t.known.same);
	(void)say_begin("wanted");
	say_end();
	say_flush();
	hear_known(&t);
	wants_late(&t.wants, &t.tree, p);
	scan_all(&t);
	wants_excluded(&t.wants, &t.tree, p);
	relate_all(&t);
	say_spent(p);
	(void)say_begin("done");
	say_end();
	say_flush();
	while ((j = hear(&t)) != NULL) {
		quote(&t, j);
		json_free(j);
	}
	emit_free();
	wants_free(&t.wants);
	tree_known_free(&t.known);
	tree_close(&t.tree);
	arena_free(&t.arena);
	free(t.line);
	return 0;
}

int
serve_list(struct plugins *p, FILE *parent)
{
	struct talk t = { .plugins = p, .parent = parent };
	struct json *j = hear(&t);

	hear_queries(&t, json_get(j, "queries"));
	json_free(j);
	arena_free(&t.arena);
	free(t.line);
	say_checks(p);
	(void)say_begin("done");
	say_end();
	say_flush();
	return 0;
}
