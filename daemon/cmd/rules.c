/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rules.c: "greffier rules" and "greffier explain": the grid, told.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/i18n.h"
#include "grid/grid.h"

#include "cmd.h"
#include "common.h"

enum { CHECKS_MAX = 16, OUT_MAX = 4 << 20 };

struct asked {
	const char	*rules;
	const char	*checks[CHECKS_MAX];
	size_t		 nchecks;
	enum lang	 lang;
};

static const struct option options[] = {
	{ "checks", required_argument, NULL, 'c' },
	{ "help", no_argument, NULL, 'h' },
	{ "lang", required_argument, NULL, 'l' },
	{ "rules", required_argument, NULL, 'r' },
	{ NULL, 0, NULL, 0 },
};

static int
usage(FILE *to, const char *line)
{
	fprintf(to, "usage: greffier %s\n"
	    "  --rules FILE    another rules file\n"
	    "  --checks DIR    another folder of plugins; may be repeated\n"
	    "  --lang fr|en    language of the texts (fr)\n", line);
	return to == stdout ? CMD_OK : CMD_USAGE;
}

/* 1 to go on, or 0 and *code to end with. */
static int
read_options(int argc, char **argv, const char *line, struct asked *a,
    int *code)
{
	int o;

	a->lang = LANG_FR;
	while ((o = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		*code = CMD_USAGE;
		switch (o) {
		case 'c':
			if (a->nchecks == CHECKS_MAX)
				return 0;
			a->checks[a->nchecks++] = optarg;
			break;
		case 'h':
			*code = usage(stdout, line);
			return 0;
		case 'l':
			if (!i18n_parse(optarg, &a->lang)) {
				usage(stderr, line);
				return 0;
			}
			break;
		case 'r':
			a->rules = optarg;
			break;
		default:
			usage(stderr, line);
			return 0;
		}
	}
	return 1;
}

static int
open_grid(const struct asked *a, struct grid **g, struct err *e)
{
	const char *folders[CHECKS_MAX + 2];
	char place[4096];

	if (cmd_checks(a->checks, a->nchecks, folders, place, sizeof(place),
	    e) < 0 || cmd_grid(a->rules, folders, g, e) < 0)
		return -1;
	if (cmd_queries(*g, folders, e) == 0)
		return 0;
	grid_close(*g);
	*g = NULL;
	return -1;
}

static void
list(const struct grid *g, struct buf *b)
{
	const struct grid_criterion *c;
	size_t i;

	for (i = 0; i < grid_count(g); i++) {
		c = grid_at(g, i);
		buf_fmt(b, "%-7s E%d  %s\n", c->id, c->epreuve, c->text);
	}
}

static void
check(const struct grid *g, struct buf *b, enum lang lang)
{
	size_t nqueries;

	(void)grid_queries(g, &nqueries);
	buf_fmt(b, tr(lang, "%s : %zu critères, %zu faits demandés, règles "
	    "sans erreur\n", "%s: %zu criteria, %zu facts asked for, rules "
	    "without error\n"), grid_name(g), grid_count(g), nqueries);
}

int
cmd_rules(int argc, char **argv)
{
	static const char line[] = "rules check|coverage|list [options]";
	struct buf b = BUF_INIT(OUT_MAX);
	struct asked a = { .rules = NULL };
	struct grid *g = NULL;
	struct err e = { .kind = ERR_NONE };
	const char *what;
	int code;

	if (!read_options(argc, argv, line, &a, &code))
		return code;
	what = optind + 1 == argc ? argv[optind] : "";
	if (strcmp(what, "check") != 0 && strcmp(what, "coverage") != 0 &&
	    strcmp(what, "list") != 0)
		return usage(stderr, line);
	if (open_grid(&a, &g, &e) < 0)
		return cmd_fail("rules", &e, CMD_SHORT);
	if (strcmp(what, "check") == 0)
		check(g, &b, a.lang);
	else if (strcmp(what, "list") == 0)
		list(g, &b);
	else
		grid_coverage(g, a.lang, &b);
	fwrite(buf_str(&b), 1, b.len, stdout);
	buf_free(&b);
	grid_close(g);
	return fflush(stdout) == 0 ? CMD_OK : CMD_FAILED;
}

static void
paragraph(struct buf *b, const char *head, const char *text)
{
	if (text != NULL && text[0] != '\0')
		buf_fmt(b, "\n%s\n  %s\n", head, text);
}

static void
explain(const struct grid *g, const struct grid_criterion *c, enum lang lang,
    struct buf *b)
{
	const struct grid_competence *all;
	size_t i, n = grid_competences(g, &all);

	buf_fmt(b, "%s (E%d, bloc %d)\n  %s\n", c->id, c->epreuve, c->bloc,
	    c->text);
	for (i = 0; i < n; i++)
		if (strcmp(all[i].id, c->competence) == 0)
			buf_fmt(b, "\n%s %s\n  %s\n", tr(lang, "Compétence",
			    "Competence"), all[i].id, all[i].title);
	buf_fmt(b, "\n%s\n  %s", tr(lang, "Qui peut en décider",
	    "Who can settle it"), authority_name(c->authority));
	if (c->fallback != BY_NONE)
		buf_fmt(b, tr(lang, ", à défaut %s", ", else %s"),
		    authority_name(c->fallback));
	buf_putc(b, '\n');
	paragraph(b, tr(lang, "Ce que Greffier cherche",
	    "What Greffier looks for"), c->looked_for[lang]);
	if (!c->checked)
		paragraph(b, tr(lang, "Contrôle", "Check"),
		    c->authority == BY_JURY ? tr(lang,
		    "seul un humain peut le voir", "only a human can see it") :
		    tr(lang, "pas encore de contrôle", "no check yet"));
	paragraph(b, tr(lang, "Complet quand", "Complete when"),
	    c->complete);
	paragraph(b, tr(lang, "Partiel quand", "Partial when"), c->partial);
	paragraph(b, tr(lang, "Contredit par", "Contradicted by"),
	    c->against);
	paragraph(b, tr(lang, "Sans objet quand", "Not applicable when"),
	    c->not_applicable);
	paragraph(b, tr(lang, "Conseil", "Advice"), c->advice[lang]);
	paragraph(b, tr(lang, "Question du jury", "The juror's question"),
	    c->question[lang]);
}

int
cmd_explain(int argc, char **argv)
{
	static const char line[] = "explain CRITERION [options]";
	struct buf b = BUF_INIT(OUT_MAX);
	struct asked a = { .rules = NULL };
	const struct grid_criterion *c;
	struct grid *g = NULL;
	struct err e = { .kind = ERR_NONE };
	int code;

	if (!read_options(argc, argv, line, &a, &code))
		return code;
	if (optind + 1 != argc)
		return usage(stderr, line);
	if (open_grid(&a, &g, &e) < 0)
		return cmd_fail("explain", &e, CMD_FAILED);
	c = grid_find(g, argv[optind]);
	if (c == NULL) {
		(void)err_set(&e, ERR_USAGE, "no criterion \"%.40s\" in %s: "
		    "\"greffier rules list\" names them all", argv[optind],
		    grid_name(g));
		grid_close(g);
		return cmd_fail("explain", &e, CMD_USAGE);
	}
	explain(g, c, a.lang, &b);
	fwrite(buf_str(&b), 1, b.len, stdout);
	buf_free(&b);
	grid_close(g);
	return fflush(stdout) == 0 ? CMD_OK : CMD_FAILED;
}
