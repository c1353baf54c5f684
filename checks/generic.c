/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * generic.c: what a rule may ask without a plugin of its own.
 *
 * The rules bring queries (gr_queries); each names the fact it wants:
 *
 *	file	a path that matches the glob: line 1 of it
 *	text	a line that matches the expression
 *	heading	a heading that matches, to the end of its section; .words
 *		asks for so many words there
 *	column	a table's header cell that matches, to the end of the table
 *	path	a key of YAML or JSON ("jobs.*.steps.*.run"), its value too
 *		where .value is given
 *
 * Globs are compared folded: "contributing.md" is "CONTRIBUTING.md".
 */
#include <string.h>

#include "check.h"

enum {
	SEEN_MOST = 20,		/* facts of one query in one file */
	AT_ONCE = 64,		/* queries */
	PATH_ROOM = 2048,
	KEY_ROOM = 256,
	LINE_MOST = 20000,	/* bytes of a line looked at */
};

static bool
path_matches(const char *glob, const char *path)
{
	char g[PATH_ROOM], p[PATH_ROOM];

	if (!glob)
		return true;
	gr_fold(glob, strlen(glob), g, sizeof(g));
	gr_fold(path, strlen(path), p, sizeof(p));
	return gr_glob(g, p);
}

static bool
is_document(enum gr_kind k)
{
	return k == GR_MARKDOWN || k == GR_NOTEBOOK || k == GR_TEXT ||
	    k == GR_HTML;
}

static bool
is_tree(enum gr_kind k)
{
	return k == GR_YAML || k == GR_JSON;
}

/* Can this kind of query find anything in this kind of file? */
static bool
suits(const struct gr_query *q, enum gr_kind k)
{
	if (strcmp(q->kind, "text") == 0)
		return k != GR_BINARY && k < GR_PDF;
	if (strcmp(q->kind, "heading") == 0)
		return is_document(k);
	if (strcmp(q->kind, "column") == 0)
		return is_document(k) || k == GR_CSV;
	return strcmp(q->kind, "path") == 0 && is_tree(k);
}

static bool
wants(const struct gr_entry *e)
{
	const struct gr_query *q;
	size_t i, n;

	q = gr_queries(&n);
	for (i = 0; i < n; i++)
		if (suits(&q[i], e->kind) && path_matches(q[i].in, e->path))
			return true;
	return false;
}

static void
emit(const struct gr_query *q, int first, int last, const char *match,
    size_t len)
{
	while (len && strchr(" \t\n", match[len - 1]))
		len--;
	while (len && strchr(" \t", *match)) {
		match++;
		len--;
	}
	gr_setn(gr_emit(q->fact, first, last), "match", match, len);
}

/* A notebook's text is its cells; what they printed is not written there. */
static int
scan_cells(const struct gr_query *q, const struct gr_pattern *p,
    const struct gr_file *f, int left)
{
	const struct gr_node *cell, *s;
	const char *text;

	cell = gr_first(gr_at(gr_tree(f), "0.cells"));
	for (; cell && left > 0; cell = gr_next(cell)) {
		s = gr_get(cell, "source");
		if (gr_node_kind(s) == GR_LIST)
			s = gr_first(s);
		for (; s && left > 0; s = gr_key(s) ? NULL : gr_next(s)) {
			text = gr_text(s);
			if (!text || !gr_search(p, text, strlen(text)))
				continue;
			emit(q, gr_node_line(s), gr_node_line(s), text,
			    strlen(text));
			left--;
		}
	}
	return left;
}

/*
 * All the queries about lines at once, a line after the other: the host
 * folds a line once for the patterns that follow each other.
 */
static void
scan_text(const struct gr_file *f, const struct gr_query *q, size_t n,
    const bool *asked)
{
	const struct gr_pattern *p[AT_ONCE];
	int left[AT_ONCE], i, line;
	const char *text;
	size_t len, k;

	for (k = 0; k < n; k++) {
		p[k] = asked[k] && strcmp(q[k].kind, "text") == 0 ?
		    gr_pattern(q[k].pattern) : NULL;
		left[k] = SEEN_MOST;
		if (p[k] && f->entry->kind == GR_NOTEBOOK) {
			scan_cells(&q[k], p[k], f, SEEN_MOST);
			p[k] = NULL;
		}
	}
	for (i = 0, k = 0; k < n; k++)
		i += p[k] != NULL;
	for (line = 1; i && line <= f->lines; line++) {
		text = gr_line(f, line, &len);
		if (!text || !len)
			continue;
		if (len > LINE_MOST)
			len = LINE_MOST;
		for (k = 0; k < n; k++) {
			if (!p[k] || !gr_search(p[k], text, len))
				continue;
			emit(&q[k], line, line, text, len);
			if (--left[k] == 0)
				p[k] = NULL;
		}
	}
}

static int
words(const char *s)
{
	int n = 0;

	while (s && *s) {
		s += strspn(s, " \t\n");
		n += *s != '\0';
		s += strcspn(s, " \t\n");
	}
	return n;
}

static void
scan_headings(const struct gr_file *f, const struct gr_query *q)
{
	const struct gr_pattern *p = gr_pattern(q->pattern);
	const struct gr_block *b;
	size_t i, k, n;
	int seen = 0, count, last;

	b = gr_markdown(f, &n);
	for (i = 0; p && i < n && seen < SEEN_MOST; i++) {
		if (b[i].kind != GR_HEADING ||
		    !gr_search(p, b[i].text, strlen(b[i].text)))
			continue;
		count = 0;
		last = b[i].last;
		for (k = i + 1; k < n; k++) {
			if (b[k].kind == GR_HEADING && b[k].level <= b[i].level)
				break;
			if (b[k].last > last)
				last = b[k].last;
			if (b[k].kind != GR_LINK && b[k].kind != GR_PICTURE &&
			    b[k].kind != GR_HEADING)
				count += words(b[k].text);
		}
		if (count < q->words)
			continue;
		emit(q, b[i].first, last, b[i].text, strlen(b[i].text));
		seen++;
	}
}

/* The header of a table of comma-separated values. */
static void
scan_csv(const struct gr_file *f, const struct gr_query *q,
    const struct gr_pattern *p)
{
	const char *line, *s;
	size_t len, n;
	char by = ',';

	line = gr_line(f, 1, &len);
	if (!line)
		return;
	if (memchr(line, ';', len))
		by = ';';
	else if (memchr(line, '\t', len))
		by = '\t';
	for (s = line; s < line + len; s += n + 1) {
		const char *end = memchr(s, by, (size_t)(line + len - s));

		n = (size_t)((end ? end : line + len) - s);
		if (gr_search(p, s, n)) {
			emit(q, 1, f->lines, s, n);
			return;
		}
	}
}

static void
scan_columns(const struct gr_file *f, const struct gr_query *q)
{
	const struct gr_pattern *p = gr_pattern(q->pattern);
	const struct gr_block *b;
	size_t i, k, n;
	int c, seen = 0, last;

	if (p && f->entry->kind == GR_CSV) {
		scan_csv(f, q, p);
		return;
	}
	b = gr_markdown(f, &n);
	for (i = 0; p && i < n && seen < SEEN_MOST; i++) {
		if (b[i].kind != GR_ROW || b[i].level != 0)
			continue;
		for (c = 0; c < b[i].ncells; c++)
			if (gr_search(p, b[i].cells[c],
			    strlen(b[i].cells[c])))
				break;
		if (c == b[i].ncells)
			continue;
		last = b[i].last;
		for (k = i + 1; k < n; k++) {
			/* Links in a row are blocks between the rows. */
			if (b[k].kind == GR_LINK || b[k].kind == GR_PICTURE)
				continue;
			if (b[k].kind != GR_ROW || b[k].level == 0)
				break;
			last = b[k].last;
		}
		emit(q, b[i].first, last, b[i].cells[c],
		    strlen(b[i].cells[c]));
		seen++;
	}
}

/* Follows the rest of a dotted path; "*" is any key and any item. */
static void
follow(const struct gr_query *q, const struct gr_pattern *value,
    const struct gr_node *n, const char *rest, int *left)
{
	const struct gr_node *c;
	const char *text = gr_text(n);
	char key[KEY_ROOM];
	size_t len;

	if (!n || *left <= 0)
		return;
	if (*rest == '\0') {
		if (value && !(text && gr_search(value, text, strlen(text))))
			return;
		if (!text)
			text = gr_key(n) ? gr_key(n) : "";
		emit(q, gr_node_line(n), gr_node_last(n), text, strlen(text));
		--*left;
		return;
	}
	len = strcspn(rest, ".");
	if (len >= sizeof(key))
		return;
	memcpy(key, rest, len);
	key[len] = '\0';
	rest += len + (rest[len] == '.');
	if (strcmp(key, "*") != 0) {
		follow(q, value, gr_at(n, key), rest, left);
		return;
	}
	for (c = gr_first(n); c; c = gr_next(c))
		follow(q, value, c, rest, left);
}

static void
scan_path(const struct gr_file *f, const struct gr_query *q)
{
	const struct gr_pattern *value = NULL;
	const struct gr_node *doc;
	int left = SEEN_MOST;

	if (!q->pattern || (q->value && !(value = gr_pattern(q->value))))
		return;
	for (doc = gr_first(gr_tree(f)); doc; doc = gr_next(doc))
		follow(q, value, doc, q->pattern, &left);
}

static void
scan_some(const struct gr_file *f, const struct gr_query *q, size_t n)
{
	bool asked[AT_ONCE];
	size_t i;

	for (i = 0; i < n; i++)
		asked[i] = suits(&q[i], f->entry->kind) &&
		    path_matches(q[i].in, f->entry->path);
	scan_text(f, q, n, asked);
	for (i = 0; i < n; i++) {
		if (!asked[i])
			continue;
		if (strcmp(q[i].kind, "heading") == 0)
			scan_headings(f, &q[i]);
		else if (strcmp(q[i].kind, "column") == 0)
			scan_columns(f, &q[i]);
		else if (strcmp(q[i].kind, "path") == 0)
			scan_path(f, &q[i]);
	}
}

static void
scan(const struct gr_file *f)
{
	const struct gr_query *q;
	size_t i, n;

	q = gr_queries(&n);
	for (i = 0; i < n; i += AT_ONCE)
		scan_some(f, q + i, n - i < AT_ONCE ? n - i : AT_ONCE);
}

/* A file is there also when nobody could read it, but not when not theirs. */
static void
relate(const struct gr_repo *r)
{
	const struct gr_query *q;
	const struct gr_entry *e;
	size_t i, k, n;
	int left;

	q = gr_queries(&n);
	for (i = 0; i < n; i++) {
		if (strcmp(q[i].kind, "file") != 0 || !q[i].pattern)
			continue;
		left = SEEN_MOST;
		for (k = 0; k < r->nentries && left > 0; k++) {
			e = &r->entries[k];
			if ((e->unread && (strcmp(e->unread, "vendored") == 0 ||
			    strcmp(e->unread, "quoted") == 0)) ||
			    !path_matches(q[i].pattern, e->path) ||
			    !path_matches(q[i].in, e->path))
				continue;
			gr_set(gr_emit_at(q[i].fact, e->path, 1, 1), "match",
			    e->path);
			left--;
		}
	}
}

static const struct gr_fact_kind facts[] = {
	{ .name = NULL }	/* each query declares its own */
};

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "generic",
	.version = "1",
	.summary = "What the rules ask about files, text, headings, columns"
	    " and keys",
	.facts = facts,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
