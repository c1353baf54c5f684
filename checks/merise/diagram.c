/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * diagram.c: models drawn in text: Mermaid, PlantUML, DBML, Graphviz.
 *
 * Each is read line by line for what has things with fields and lines
 * between them.  A flowchart, a sequence or a state machine is no model of
 * data, whatever is written in its boxes; a drawing whose lines carry
 * minimum and maximum is Merise in any of them.
 */
#include <stdio.h>
#include <string.h>

#include "merise.h"

enum form {
	NONE, MERMAID_ER, MERMAID_CLASS, MERMAID_FLOW, PLANTUML, CHEN, DBML,
	GRAPHVIZ,
};

static const struct {
	enum form	 form;
	const char	*name;
	const char	*pattern;	/* of a line that begins it */
	const char	*box;		/* of a line that declares a thing */
	const char	*link;		/* of a line between two of them */
} forms[] = {
	{ MERMAID_ER, "mermaid", "^\\s*erDiagram\\b",
	    "^\\s*[\\w\"-]+(\\[.*\\])?\\s*\\{",
	    "[|}o][|o](--|\\.\\.)[|o][|o{]" },
	{ MERMAID_CLASS, "mermaid", "^\\s*classDiagram\\b",
	    "^\\s*class\\s+[\\w`]+.*\\{",
	    "\\w\\s*(\"[^\"]*\"\\s*)?([<o*|]*(--|\\.\\.)[>o*|]*)\\s*"
	    "(\"[^\"]*\"\\s*)?\\w" },
	{ MERMAID_FLOW, "mermaid", "^\\s*(graph|flowchart)\\s+"
	    "(TD|TB|BT|RL|LR)\\b", NULL, "--|==" },
	{ CHEN, "plantuml", "^\\s*@startchen",
	    "^\\s*entity\\s+\\w+.*\\{", "-[01\\w(),. ]+-" },
	{ PLANTUML, "plantuml", "^\\s*@startuml",
	    "^\\s*(entity|class|table|association)\\s*[\\w\"(]+.*[{]",
	    "\\w\\s*(\"[^\"]*\"\\s*)?[<o*|}]*[|o]?(--|\\.\\.|-[a-z]*-)"
	    "[|o]?[>o*|{]*\\s*(\"[^\"]*\"\\s*)?\\w" },
	{ DBML, "dbml", "^\\s*Table\\s+[\\w\".]+[^{]*\\{",
	    "^\\s*Table\\s+[\\w\".]+.*\\{",
	    "\\bref\\s*(\\w+\\s*)?[:{]" },
	{ GRAPHVIZ, "graphviz", "^\\s*(strict\\s+)?(di)?graph\\b[^\\n;]*\\{",
	    "\\[.*shape\\s*=|\\[\\s*label\\s*=\\s*<", "--|->" },
};

enum { NFORMS = sizeof(forms) / sizeof(forms[0]) };

enum { METHODS_SHARE = 4 };	/* fields for each method, at least */

struct drawing {
	int	 boxes, links;
	int	 fields, methods;	/* lines inside a box */
	int	 cards;			/* on lines between boxes */
	bool	 inside;
};

static size_t
form_of(const char *text, size_t len)
{
	static const char *const words[] = {
		"Diagram", "graph", "flowchart", "@start", "able ",
	};
	struct lines l;
	size_t i;

	/* Most texts have none of these, and are not worth their lines. */
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (memmem(text, len, words[i], strlen(words[i])) != NULL)
			break;
	if (i == sizeof(words) / sizeof(words[0]))
		return NFORMS;
	text_lines_init(&l, text, len, 1);
	while (lines_next(&l)) {
		if (l.len == 0 || l.len > LINE_ROOM)
			continue;
		for (i = 0; i < NFORMS; i++)
			if (gr_search(gr_pattern(forms[i].pattern), l.text,
			    l.len))
				return i;
	}
	return NFORMS;
}

static void
read_line(struct drawing *d, size_t form, const struct lines *l)
{
	const struct gr_pattern *box = gr_pattern(forms[form].box);
	int named, cards;

	if (forms[form].form == DBML &&
	    gr_search(gr_pattern(forms[form].link), l->text, l->len))
		d->links++;
	if (d->inside && forms[form].form != GRAPHVIZ) {
		if (memchr(l->text, '}', l->len) != NULL)
			d->inside = false;
		else if (memchr(l->text, '(', l->len) != NULL &&
		    (forms[form].form == MERMAID_CLASS ||
		    forms[form].form == PLANTUML))
			d->methods++;
		else
			d->fields++;
		return;
	}
	if (box != NULL && gr_search(box, l->text, l->len)) {
		d->boxes++;
		d->inside = memchr(l->text, '}', l->len) == NULL;
		return;
	}
	if (forms[form].form == DBML ||
	    !gr_search(gr_pattern(forms[form].link), l->text, l->len))
		return;
	d->links++;
	/* Crow's feet have cardinalities of their own. */
	if (forms[form].form == MERMAID_ER)
		return;
	cards = cards_in(l->text, l->len, &named);
	if (named > 0)
		d->cards += cards;
}

static void
say(const char *name, size_t form, const struct drawing *d, int first,
    int last)
{
	struct gr_fact *x = gr_emit(name, first, last);
	const char *kind = forms[form].form == MERMAID_CLASS ? "class" : "er";

	gr_set(x, "form", forms[form].name);
	if (strcmp(name, "merise.mcd") == 0) {
		gr_setf(x, "associations", "%d", d->cards / 2);
		gr_setf(x, "entities", "%d", d->boxes);
		gr_set(x, "valid", "yes");
	} else if (strcmp(name, "model.er") == 0) {
		gr_set(x, "kind", kind);
		gr_setf(x, "entities", "%d", d->boxes);
		gr_setf(x, "links", "%d", d->links);
	} else {
		gr_setf(x, "tables", "%d", d->boxes);
	}
}

bool
diagram_read(const char *text, size_t len, int line, unsigned topics)
{
	struct drawing d = { .boxes = 0 };
	size_t form = form_of(text, len);
	struct lines l;
	int last = line;

	if (form == NFORMS)
		return false;
	text_lines_init(&l, text, len, line);
	while (lines_next(&l)) {
		if (l.len > 0 && l.len <= LINE_ROOM)
			read_line(&d, form, &l);
		if (l.len > 0)
			last = l.line;
	}
	/* Two associations of two legs: less may be a legend. */
	if (d.cards >= 4) {
		say("merise.mcd", form, &d, line, last);
		return true;
	}
	switch (forms[form].form) {
	case MERMAID_ER:
		if (d.links == 0 && d.boxes < 2)
			return false;
		break;
	case MERMAID_CLASS:
	case PLANTUML:
		/* Classes of behaviour are a design, not a model of data. */
		if (d.boxes < 2 || d.fields < 2 || METHODS_SHARE * d.methods >
		    d.fields)
			return false;
		break;
	case DBML:
		if (d.fields == 0)
			return false;
		say("merise.mpd", form, &d, line, last);
		break;
	case CHEN:
		break;
	default:
		return false;
	}
	say("model.er", form, &d, line, last);
	if (d.boxes >= 2 && (topics & TOPIC_MCD) == 0 &&
	    (topics & (TOPIC_MLD | TOPIC_MPD)) != 0 && forms[form].form != DBML)
		say((topics & TOPIC_MLD) != 0 ? "merise.mld" : "merise.mpd",
		    form, &d, line, last);
	return true;
}
