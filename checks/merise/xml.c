/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * xml.c: draw.io and PowerDesigner.
 *
 * Only attributes of a few elements are looked at, so the text is searched
 * and not parsed.  A draw.io page is a conceptual model when its labels
 * carry minimum and maximum and no foreign key is drawn in it; a page
 * stored deflated cannot be read, and image.c tells such a file by its name.
 */
#include <stdio.h>
#include <string.h>

#include "merise.h"

enum { VALUE_ROOM = 2048, CELL_ROOM = 16 * 1024 };

struct page {
	unsigned	 topics;
	int		 boxes, edges;
	int		 links;		/* labels with both cardinalities */
	int		 legs;		/* labels that are one */
	int		 keys;		/* FK drawn in a table */
	int		 feet;		/* ends in crow's feet */
	int		 tables;
};

/* The attribute of the element [p, end), entities and tags taken off. */
static size_t
attribute(const char *p, const char *end, const char *name, char *out)
{
	const char *q = memmem(p, (size_t)(end - p), name, strlen(name));
	const char *semi;
	size_t n = 0;
	bool tag = false;

	if (q == NULL)
		return 0;
	for (q += strlen(name); q < end && *q != '"' && n + 2 < VALUE_ROOM;
	    q++) {
		if (strncmp(q, "&lt;", 4) == 0)
			tag = true;
		if (tag) {
			if (strncmp(q, "&gt;", 4) == 0) {
				tag = false;
				out[n++] = ' ';
				q += 3;
			}
		} else if (*q == '&' && (semi = memchr(q, ';', end - q < 8 ?
		    (size_t)(end - q) : 8)) != NULL) {
			out[n++] = ' ';
			q = semi;
		} else {
			out[n++] = *q;
		}
	}
	out[n] = '\0';
	return n;
}

static void
cell(struct page *g, const char *p, const char *end)
{
	char value[VALUE_ROOM], style[VALUE_ROOM];
	size_t n = attribute(p, end, " value=\"", value);
	size_t m = attribute(p, end, " style=\"", style), blank;
	bool edge = memmem(p, (size_t)(end - p), " edge=\"1\"", 9) != NULL;
	bool vertex = memmem(p, (size_t)(end - p), " vertex=\"1\"", 11) != NULL;
	int cards, named;

	cards = n > 0 ? cards_in(value, n, &named) : 0;
	blank = n > 0 ? strspn(value, " ([\n") : 0;
	if (edge) {
		g->edges++;
		if (m > 0 && gr_search(gr_pattern("Arrow=ER(many|one|zero|"
		    "mand)"), style, m))
			g->feet++;
		g->links += cards == 2;
		g->legs += cards == 1;
		return;
	}
	if (!vertex)
		return;
	/* A label beside a line: the cardinality and nothing else. */
	if (cards == 1 && n - blank < 12)
		g->legs++;
	if (gr_search(gr_pattern("^\\s*(FK\\d*\\b|#\\w)|\\(FK\\)|\\bFK\\s*$"),
	    value, n))
		g->keys++;
	/* A swimlane alone may be a lane of an activity. */
	if (m > 0 && gr_search(gr_pattern("childLayout=(stack|table)Layout|"
	    "shape=table\\b|shape=(er|entity)|^entity"), style, m))
		g->tables++;
	g->boxes += n > 0 && cards == 0;
}

static void
page_say(const struct page *g, int first, int last)
{
	int links = g->links + g->legs / 2;
	struct gr_fact *x;

	if (links >= 2 && g->boxes >= 2 && ((g->topics & TOPIC_MCD) != 0 ||
	    (g->topics & (TOPIC_MLD | TOPIC_MPD)) == 0)) {
		x = gr_emit("merise.mcd", first, last);
		gr_set(x, "form", "draw.io");
		gr_setf(x, "entities", "%d", g->tables > 0 ? g->tables :
		    g->boxes);
		gr_setf(x, "associations", "%d", links);
		gr_set(x, "valid", g->keys > 0 ? "no" : "yes");
		return;
	}
	if (g->edges == 0 || g->boxes < 2 || (g->tables < 2 && g->feet == 0 &&
	    g->topics == 0))
		return;
	x = gr_emit("model.er", first, last);
	gr_set(x, "form", "draw.io");
	gr_set(x, "kind", "er");
	gr_setf(x, "entities", "%d", g->tables > 0 ? g->tables : g->boxes);
	gr_setf(x, "links", "%d", g->edges);
	if ((g->topics & (TOPIC_MLD | TOPIC_MPD)) == 0 || g->tables < 2)
		return;
	x = gr_emit("merise.mpd", first, last);
	gr_set(x, "form", "draw.io");
	gr_setf(x, "tables", "%d", g->tables);
}

/* One <diagram>, from its start to its end. */
static void
page_read(const struct gr_file *f, const char *p, const char *end)
{
	struct page g = { .topics = 0 };
	char name[VALUE_ROOM];
	const char *q, *head = memchr(p, '>', (size_t)(end - p));
	size_t n;

	n = attribute(p, head == NULL ? end : head, " name=\"", name);
	if (n > 0)
		g.topics = topics_of(name, n);
	/* The page's own name says more than the file's. */
	if (g.topics == 0)
		g.topics = topics_of_path(f->entry->path);
	for (q = p; q != NULL && q < end; ) {
		q = memmem(q, (size_t)(end - q), "<mxCell ", 8);
		if (q == NULL)
			break;
		head = memchr(q, '>', (size_t)(end - q));
		if (head == NULL)
			break;
		if (head - q < CELL_ROOM)
			cell(&g, q, head);
		q = head;
	}
	page_say(&g, gr_line_at(f, (size_t)(p - f->text)),
	    gr_line_at(f, (size_t)(end - f->text)));
}

static bool
drawio_read(const struct gr_file *f)
{
	const char *p = f->text, *end, *stop = f->text + f->len;

	if (strstr(p, "<mxGraphModel") == NULL)
		return false;
	if (strstr(p, "<diagram") == NULL) {
		page_read(f, p, stop);
		return true;
	}
	while ((p = strstr(p, "<diagram")) != NULL) {
		end = strstr(p, "</diagram>");
		if (end == NULL)
			end = stop;
		page_read(f, p, end);
		p = end;
	}
	return true;
}

static int
count(const char *text, const char *what)
{
	size_t n = strlen(what);
	int k = 0;

	for (; (text = strstr(text, what)) != NULL; text += n)
		k++;
	return k;
}

static bool
powerdesigner_read(const struct gr_file *f)
{
	int entities, associations, cards, tables;
	struct gr_fact *x;

	if (strstr(f->text, "<?PowerDesigner") == NULL)
		return false;
	entities = count(f->text, "<o:Entity Id=");
	associations = count(f->text, "<o:Association Id=");
	cards = count(f->text, "<a:Cardinality>");
	tables = count(f->text, "<o:Table Id=");
	if (entities > 1 && associations > 0) {
		x = gr_emit("merise.mcd", 1, f->lines);
		gr_set(x, "form", "powerdesigner");
		gr_setf(x, "entities", "%d", entities);
		gr_setf(x, "associations", "%d", associations);
		gr_set(x, "valid", cards >= 2 * associations ? "yes" : "no");
	} else if (entities > 1 || count(f->text, "<o:Class Id=") > 1) {
		x = gr_emit("model.er", 1, f->lines);
		gr_set(x, "form", "powerdesigner");
		gr_set(x, "kind", entities > 1 ? "er" : "class");
		gr_setf(x, "entities", "%d", entities);
	} else if (tables > 0) {
		x = gr_emit("merise.mpd", 1, f->lines);
		gr_set(x, "form", "powerdesigner");
		gr_setf(x, "tables", "%d", tables);
	}
	return true;
}

bool
xml_read(const struct gr_file *f)
{
	return drawio_read(f) || powerdesigner_read(f);
}
