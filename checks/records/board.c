/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * board.c: what the work was steered with: backlog, kanban, sprints,
 * burndown: C16.2.
 *
 * A board is tasks, each in a state, or stories with their weight; that
 * one was used elsewhere counts only where the way to it is given.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

enum { TASKS_LEAST = 4, TOLD_MOST = 10 };

#define TOOL	"\\b(kanban|backlog|burn-?down|burn-?up|sprints?|tableau de " \
	"(bord agile|taches|suivi)|task board|scrum board|suivi d\\w* projet|" \
	"(plan|liste|suivi) d\\w+ taches|roadmap agile|velocit[ey]|velocity)\\b"
/* What is still to come steers nothing. */
#define LATER	"\\b(next|prochaine?s?|futur\\w*|short.term|long.term|" \
	"perspectives?|a venir)\\b"
#define STATE	"\\b(a faire|to.?do|en cours|in progress|doing|termine\\w*|" \
	"done|fait|bloque|blocked|backlog|en revue|in review|livre|valide)\\b"

static void
tell(const char *kind, const struct piece *from, const struct piece *to,
    const char *title)
{
	struct gr_fact *x = gr_emit("agile.board", from->first, to->last);

	gr_set(x, "kind", kind);
	gr_set(x, "title", title);
}

/* A table whose head has a task and its state, or sprint, or points. */
static bool
is_task_head(const struct piece *p)
{
	return p->kind == GR_ROW && p->level == 0 &&
	    says("\\b(taches?|tasks?|stor(y|ies)|recits?|us|tickets?|"
	    "fonctionnalites?|items?|sprint|titre|title|description)\\b",
	    p->text) && says("\\b(statuts?|status|etats?|state|avancement|"
	    "points?|estimation|priorite|priority|sprint|charge|velocite|"
	    "velocity)\\b", p->text);
}

static bool
is_kanban_head(const struct piece *p)
{
	int i, states = 0;

	if (p->kind != GR_ROW || p->level != 0)
		return false;
	for (i = 0; i < p->ncells; i++)
		states += says(STATE, p->cells[i]);
	return states >= 2;
}

/* A box to tick, a cell that is a state, or a column named for one. */
static bool
has_state(const struct page *g, size_t i)
{
	static const char alone[] = "^[\\W\\d_]*" STATE "\\W*(\\(?\\d*\\)?)$";
	const struct piece *p = &g->p[i];
	const long h = g->p[i].above;
	const char *s;
	size_t len;
	int k;

	for (k = 0; k < p->ncells; k++)
		if (says(alone, p->cells[k]))
			return true;
	if (p->kind != GR_ITEM)
		return false;
	if (h >= 0 && (says(alone, g->p[h].text) || says("criteres?|criteria|"
	    "definition", g->p[h].text)))
		return says(alone, g->p[h].text);
	s = gr_line(g->file, p->first, &len);
	return says("\\b(statut|etat|status)\\W+" STATE, p->text) || (s != NULL &&
	    gr_search(gr_pattern("^\\s*[-*+] \\[.?\\]"), s, len));
}

/* A section named for a tool, with tasks below it. */
static bool
section(const struct page *g, size_t h)
{
	size_t i, end = section_end(g, h), last = h;
	int tasks = 0, states = 0, points = 0;

	for (i = h + 1; i < end; i++) {
		const struct piece *p = &g->p[i];

		if (p->kind != GR_ITEM && !(p->kind == GR_ROW && p->level > 0))
			continue;
		tasks++;
		states += has_state(g, i);
		points += says("\\b\\d+ (story )?points?\\b|\\bsp\\b|"
		    "\\b(us|story|user story)[- ]?\\d|#\\d", p->text);
		last = i;
	}
	if (tasks < TASKS_LEAST || states + points < TASKS_LEAST)
		return false;
	tell("section", &g->p[h], &g->p[last], g->p[h].text);
	return true;
}

static void
links(const struct page *g)
{
	int told = 0;
	size_t i;

	for (i = 0; i < g->n && told < TOLD_MOST; i++) {
		const char *s = *g->p[i].url != '\0' && g->p[i].kind != GR_FENCE
		    ? g->p[i].url : g->p[i].text;

		if (!says("trello\\.com/(b|invite)/\\w|github\\.com/"
		    "((orgs|users)/[\\w-]+|[\\w-]+/[\\w.-]+)/projects(/\\d|\\b)|"
		    "atlassian\\.net/(jira|browse|secure|projects)|"
		    "/-/(boards|issues/?\\b)|app\\.asana\\.com/\\d|linear\\.app/"
		    "\\w+/(team|project)|dev\\.azure\\.com/[^ ]+/_(boards|"
		    "backlogs|sprints)|tree\\.taiga\\.io/project|clickup\\.com/"
		    "\\d|monday\\.com/boards", s) && !(says("notion\\.(so|site)"
		    "/\\w", s) && says("kanban|backlog|board|sprint|taches|"
		    "suivi", g->p[i].text)))
			continue;
		if (says("trello\\.com/b/(x{3}|\\.\\.\\.|<|votre|your)|"
		    "example|<[a-z]", s))
			continue;
		gr_set(gr_emit("agile.link", g->p[i].first, g->p[i].last),
		    "url", s);
		told++;
	}
}

/* "Il n'y a pas de tableau kanban." */
static void
none(const struct page *g)
{
	size_t i;

	for (i = 0; i < g->n; i++)
		if (g->p[i].kind != GR_FENCE && says("\\b(pas (eu )?(de|d.)|"
		    "aucun|sans|no|without|ni)\\b[^.]{0,30}\\b(board|kanban|"
		    "backlog|burn-?down|trello|tableau de (taches|suivi)|"
		    "sprint board|github projects?)", g->p[i].text)) {
			gr_set(gr_emit("agile.none", g->p[i].first,
			    g->p[i].last), "line", g->p[i].text);
			return;
		}
}

void
board_read(const struct page *g)
{
	const bool named = path_says(g->file->entry, TOOL);
	size_t i, k;
	int told = 0;

	links(g);
	none(g);
	for (i = 0; i < g->n && told < TOLD_MOST; i++) {
		const struct piece *p = &g->p[i];

		if (p->kind == GR_HEADING && says(TOOL, p->text) &&
		    !says(LATER, p->text) && !under(g, i, LATER) &&
		    section(g, i)) {
			told++;
			i = section_end(g, i) - 1;
			continue;
		}
		if (p->kind == GR_FENCE && says("^\\s*kanban\\b", p->text)) {
			tell("kanban", p, p, "kanban");
			told++;
		}
		if (p->kind == GR_FENCE && says("^\\s*gantt\\b", p->text))
			gr_emit("agile.gantt", p->first, p->last);
		if (!(is_kanban_head(p) || (is_task_head(p) && (named ||
		    under(g, i, TOOL)))))
			continue;
		for (k = i + 1; k < g->n && g->p[k].kind == GR_ROW &&
		    g->p[k].level > 0; k++)
			;
		if (k - i > TASKS_LEAST || (is_kanban_head(p) && k - i > 1)) {
			tell("table", p, &g->p[k - 1], p->text);
			told++;
		}
		i = k - 1;
	}
	/* A page that is named for it, and is one list of tasks. */
	if (told == 0 && named && g->n > 0 && g->p[0].kind == GR_HEADING &&
	    section_end(g, 0) == g->n)
		section(g, 0);
}

void
board_csv(const struct gr_file *f)
{
	const char *s;
	size_t len;

	s = gr_line(f, 1, &len);
	if (s == NULL || f->lines < TASKS_LEAST ||
	    !gr_search(gr_pattern("\\b(status|statut|etat|state|list ?name|"
	    "list|liste|colonne|column|sprint|remaining|restant)\\b"), s,
	    len) || !gr_search(gr_pattern("\\b(story|stories|titre|title|"
	    "summary|resume|task|tache|card ?name|issue|name|nom|points?|"
	    "us|day|jour)\\b"), s, len))
		return;
	struct gr_fact *x = gr_emit("agile.board", 1, f->lines);
	gr_set(x, "kind", "csv");
	gr_set(x, "title", f->entry->base);
}

void
board_relate(const struct gr_repo *r)
{
	size_t i;
	int told = 0;

	for (i = 0; i < r->nentries && told < TOLD_MOST; i++) {
		const struct gr_entry *e = &r->entries[i];

		if (e->unread != NULL && (strcmp(e->unread, "vendored") == 0 ||
		    strcmp(e->unread, "generated") == 0))
			continue;
		if (strcmp(e->ext, "gantt") == 0 || strcmp(e->ext, "gan") == 0 ||
		    (e->kind == GR_IMAGE && path_says(e, "\\bgantt\\b"))) {
			gr_emit_at("agile.gantt", e->path, 1, 1);
			told++;
		} else if (e->kind == GR_IMAGE && path_says(e,
		    "\\b(burn ?down|burn ?up|kanban|backlog|trello|jira|"
		    "scrum ?board|sprint ?\\w*|github projects?)\\b")) {
			gr_emit_at("agile.picture", e->path, 0, 0);
			told++;
		}
	}
}
