/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eval.c: one criterion after the other: which evidence, and why.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/audit.h"

#include "local.h"

struct view {
	const struct ground		*ground;
	const struct grid_criterion	*criterion;
	const struct rule		*rule;
};

struct failing {
	const struct facts		*facts;
	const char			*check;	/* not there, or NULL */
	const char			*why;
};

static void
note_failure(void *arg, const struct match *m)
{
	struct failing *f = arg;
	const struct check_info *c;

	if (f->check != NULL || m->check == NULL)
		return;
	c = facts_check(f->facts, m->check);
	if (c != NULL && c->failure == NULL)
		return;
	f->check = m->check;
	f->why = c == NULL ? "" : c->failure;
}

struct blind {
	const struct ground	*ground;
	const struct unread	*first;
	size_t			 n;
	const char		*check[16];
	size_t			 nchecks;
};

/* Counts the files that this rule's plugins could not read. */
static void
note_unread(void *arg, const struct match *m)
{
	struct blind *b = arg;
	const struct facts *f = b->ground->facts;
	size_t i;

	if (m->check == NULL || b->nchecks == 16)
		return;
	for (i = 0; i < b->nchecks; i++)
		if (strcmp(b->check[i], m->check) == 0)
			return;
	b->check[b->nchecks++] = m->check;
	for (i = 0; i < f->nunread; i++)
		if (strcmp(f->unread[i].check, m->check) == 0) {
			if (b->first == NULL)
				b->first = &f->unread[i];
			b->n += (size_t)f->unread[i].files;
		}
}

/* Everything of the rule that decides. */
static void
each_part(const struct view *v, void (*tell)(void *, const struct match *),
    void *arg)
{
	int k;

	for (k = 0; k < RULE_NEAREST; k++)
		grid_facts_of(v->rule->part[k], tell, arg);
}

static const char *
unread_note(const struct view *v)
{
	struct blind b = { .ground = v->ground };
	const struct ground *g = v->ground;

	each_part(v, note_unread, &b);
	if (b.first == NULL)
		return "";
	if (b.n == 1)
		return arena_fmt(g->arena, tr(g->lang,
		    "fichier non lu : %.300s (%s)",
		    "file not read: %.300s (%s)"), b.first->path,
		    b.first->why);
	return arena_fmt(g->arena, tr(g->lang,
	    "%zu fichiers non lus, dont %.300s (%s)",
	    "%zu files not read, %.300s (%s) among them"), b.n,
	    b.first->path, b.first->why);
}

static enum truth
truth_of(const struct view *v, enum rule_part k)
{
	const struct expr *x = v->rule->part[k];

	return x == NULL ? TRUTH_FALSE : grid_truth(v->ground, x);
}

/* First that holds. */
static enum evidence
first_that_holds(const struct view *v, struct criterion *c)
{
	const struct ground *g = v->ground;
	struct failing f = { .facts = g->facts };
	enum truth complete, partial, na;

	each_part(v, note_failure, &f);
	if (f.check != NULL) {
		c->note = arena_fmt(g->arena, tr(g->lang,
		    "le contrôle « %s » n'a pas abouti%s%.200s",
		    "the check \"%s\" did not succeed%s%.200s"), f.check,
		    f.why[0] == '\0' ? "" : tr(g->lang, " : ", ": "), f.why);
		return EV_ERROR;
	}
	/*
	 * Where nothing is, "none" is true and proves nothing: in an empty
	 * repository all is absent, nothing complete or without object.
	 */
	if (g->facts->empty)
		return EV_ABSENT;
	complete = truth_of(v, RULE_COMPLETE);
	if (complete == TRUTH_TRUE)
		return EV_COMPLETE;
	partial = truth_of(v, RULE_PARTIAL);
	if (partial == TRUTH_TRUE)
		return EV_PARTIAL;
	na = truth_of(v, RULE_NOT_APPLICABLE);
	if (complete == TRUTH_UNKNOWN || partial == TRUTH_UNKNOWN ||
	    na == TRUTH_UNKNOWN) {
		c->note = unread_note(v);
		return EV_UNDETERMINED;
	}
	return na == TRUTH_TRUE ? EV_NOT_APPLICABLE : EV_ABSENT;
}

static bool
any_true(const struct view *v, enum rule_part k)
{
	const struct expr *x;

	for (x = v->rule->part[k]; x != NULL; x = x->next)
		if (grid_truth(v->ground, x) == TRUTH_TRUE)
			return true;
	return false;
}

/* Drops a name's conditions: what is nearest to the fact that is missing. */
struct near {
	const struct ground	*ground;
	const struct cited	*cited;
	const struct fact	*found;
};

static void
note_near(void *arg, const struct match *m)
{
	struct near *s = arg;
	const struct match bare = { .name = m->name };
	struct expr x = { .kind = EXPR_FACT, .fact = bare };

	if (s->found == NULL)
		s->found = grid_seen(s->ground, &x, s->cited);
}

static void
cite_nearest(const struct view *v, struct criterion *c,
    const struct cited *cited)
{
	const struct ground *g = v->ground;
	struct near s = { .ground = g, .cited = cited };

	s.found = grid_seen(g, v->rule->part[RULE_NEAREST], cited);
	if (s.found == NULL && c->evidence == EV_ABSENT) {
		grid_facts_of(v->rule->part[RULE_COMPLETE], note_near, &s);
		grid_facts_of(v->rule->part[RULE_PARTIAL], note_near, &s);
	}
	if (s.found == NULL)
		return;
	c->nearest = arena_alloc(g->arena, sizeof(*c->nearest));
	grid_cite_one(g, s.found, c->nearest);
}

static void
judge(const struct view *v, struct criterion *c)
{
	const struct ground *g = v->ground;
	struct cited supports = { .n = 0 }, against = { .n = 0 };

	c->evidence = first_that_holds(v, c);
	if (c->evidence == EV_ERROR)
		return;
	grid_cite(g, v->rule->part[RULE_KILLS], &against);
	grid_cite(g, v->rule->part[RULE_AGAINST], &against);
	if (c->evidence == EV_COMPLETE || c->evidence == EV_PARTIAL) {
		if (any_true(v, RULE_KILLS))
			c->evidence = EV_ABSENT;
		else if (any_true(v, RULE_AGAINST))
			c->evidence = EV_PARTIAL;
	}
	if (c->evidence == EV_COMPLETE || c->evidence == EV_PARTIAL) {
		grid_cite(g, v->rule->part[RULE_COMPLETE], &supports);
		if (supports.n == 0)
			grid_cite(g, v->rule->part[RULE_PARTIAL], &supports);
	}
	c->supports = grid_cites(g, &supports, &c->nfor);
	c->against = grid_cites(g, &against, &c->nagainst);
	if (c->evidence == EV_PARTIAL || c->evidence == EV_ABSENT ||
	    c->evidence == EV_UNDETERMINED) {
		struct cited all = supports;
		size_t i;

		for (i = 0; i < against.n && all.n < CITES_MAX; i++)
			all.fact[all.n++] = against.fact[i];
		cite_nearest(v, c, &all);
	}
}

static void
describe(const struct view *v, struct criterion *c)
{
	const struct grid_criterion *from = v->criterion;
	struct arena *a = v->ground->arena;
	enum lang lang = v->ground->lang;

	c->id = arena_str(a, from->id);
	c->competence = arena_str(a, from->competence);
	c->epreuve = from->epreuve;
	c->bloc = from->bloc;
	c->text = arena_str(a, from->text);
	c->authority = from->authority;
	c->fallback = from->fallback;
	c->note = "";
	c->looked_for = from->looked_for[lang] == NULL ? "" :
	    arena_str(a, from->looked_for[lang]);
	c->advice = from->advice[lang] == NULL ? "" :
	    arena_str(a, from->advice[lang]);
	c->question = from->question[lang] == NULL ? "" :
	    arena_str(a, from->question[lang]);
}

static void
one(const struct view *v, struct criterion *c)
{
	enum lang lang = v->ground->lang;

	describe(v, c);
	if (v->criterion->checked) {
		judge(v, c);
		return;
	}
	c->evidence = EV_UNDETERMINED;
	c->note = v->criterion->authority == BY_JURY ?
	    tr(lang, "seul un humain peut le voir",
	    "only a human can see it") :
	    tr(lang, "pas encore de contrôle", "no check yet");
}

/* What every audit says whatever the rules are. */
/* The written reports that the plugin "reports" found, in their order. */
static void
copy_reports(const struct grid *g, const struct facts *f, struct audit *a)
{
	const struct fact *found;
	struct written_report *r;
	const char *name;
	size_t i, k, n;

	found = facts_named(f, "report.file", &n);
	a->reports = arena_alloc(&a->arena, (g->nepreuves + 1) *
	    sizeof(*a->reports));
	for (k = 0; k < g->nepreuves; k++)
		for (i = 0; i < n; i++) {
			name = fact_value(&found[i], "epreuve");
			if (name == NULL || name[0] != 'E' ||
			    atoi(name + 1) != g->epreuves[k].number)
				continue;
			r = &a->reports[a->nreports++];
			r->epreuve = g->epreuves[k].number;
			r->path = arena_str(&a->arena, found[i].path);
			r->pages = 0;
			r->least = g->epreuves[k].pages_least;
			r->most = g->epreuves[k].pages_most;
			break;
		}
}

static void
copy_rest(const struct grid *g, const struct facts *f, struct audit *a)
{
	struct arena *m = &a->arena;
	size_t i;

	a->grid = arena_str(m, g->name);
	a->title = arena_str(m, g->title[a->lang]);
	a->repository = a->ref = "";
	memcpy(a->commit, f->commit, sizeof(a->commit));
	memcpy(a->tree, f->tree, sizeof(a->tree));
	memcpy(a->refs_sha256, f->refs_sha256, sizeof(a->refs_sha256));
	memcpy(a->rules_sha256, g->sha256, sizeof(a->rules_sha256));
	memcpy(a->checks_sha256, f->checks_sha256, sizeof(a->checks_sha256));
	a->excluded = arena_alloc(m, (f->nexcluded + 1) *
	    sizeof(*a->excluded));
	for (i = 0; i < f->nexcluded; i++) {
		a->excluded[i].path = arena_str(m, f->excluded[i].path);
		a->excluded[i].why = arena_str(m, f->excluded[i].why);
		a->excluded[i].files = f->excluded[i].files;
	}
	a->nexcluded = f->nexcluded;
	copy_reports(g, f, a);
	a->uncommitted = arena_alloc(m, (f->nuncommitted + 1) *
	    sizeof(*a->uncommitted));
	for (i = 0; i < f->nuncommitted; i++)
		a->uncommitted[i] = arena_str(m, f->uncommitted[i]);
	a->nuncommitted = f->nuncommitted;
	a->failures = arena_alloc(m, (f->nchecks + 1) *
	    sizeof(*a->failures));
	for (i = 0; i < f->nchecks; i++) {
		if (f->checks[i].failure == NULL)
			continue;
		a->failures[a->nfailures].check =
		    arena_str(m, f->checks[i].name);
		a->failures[a->nfailures++].why =
		    arena_str(m, f->checks[i].failure);
	}
}

void
grid_eval(const struct grid *g, const struct facts *f, enum lang lang,
    struct audit *a)
{
	const struct ground ground = { .grid = g, .facts = f, .lang = lang,
	    .arena = &a->arena };
	size_t i;

	a->lang = lang;
	copy_rest(g, f, a);
	a->criteria = arena_alloc(&a->arena, (g->ncriteria + 1) *
	    sizeof(*a->criteria));
	for (i = 0; i < g->ncriteria; i++) {
		const struct view v = { .ground = &ground,
		    .criterion = &g->criteria[i], .rule = &g->rules[i] };

		one(&v, &a->criteria[i]);
	}
	a->ncriteria = g->ncriteria;
}
