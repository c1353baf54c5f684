/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * grid.h: the certification's grid as data, and what the facts say of it.
 *
 * A rules file (greffier-rules(5)) is loaded once, against the catalogue of
 * facts that the plugins declare: an unknown key, a fact nobody emits, an
 * attribute nobody sets, a criterion twice are refused with the file and
 * the line.  Evaluation is a pure function of (facts, grid, language).
 *
 * The language is three-valued.  A fact is true when seen, unknown while a
 * file that could carry it was not read, false otherwise.  First that
 * holds: error, complete, partial, undetermined, not_applicable, absent.
 */
#ifndef GRID_H
#define GRID_H

#include <stddef.h>

#include "base/i18n.h"
#include "model/model.h"

struct audit;
struct buf;
struct err;
struct facts;
struct grid;
struct query;

/*
 * dir is the folder of the rules; file its main file ("rncp37827.yaml"),
 * its texts lie beside it ("rncp37827.fr.yaml", "rncp37827.en.yaml").
 * catalogue: from audit_catalogue(); NULL skips the check of fact names
 * (for reading texts alone).  0, or -1 with "file:line: what".
 */
int	grid_open(const char *path, const struct facts *catalogue,
	    struct grid **, struct err *);
void	grid_close(struct grid *);

const char *grid_name(const struct grid *);
const char *grid_sha256(const struct grid *);	/* of all its files */
const struct query *grid_queries(const struct grid *, size_t *n);

/* One criterion as the rules tell it. */
struct grid_criterion {
	const char	*id, *competence, *text;
	int		 epreuve, bloc, line;
	enum authority	 authority, fallback;
	bool		 checked;	/* it has a rule */
	const char	*complete, *partial, *against, *not_applicable;
					/* the expressions as text, or NULL */
	const char	*looked_for[2], *advice[2], *question[2]; /* by lang */
};

size_t	grid_count(const struct grid *);
const struct grid_criterion *grid_at(const struct grid *, size_t);
const struct grid_criterion *grid_find(const struct grid *, const char *id);

struct grid_competence {
	const char	*id, *title;
	int		 epreuve, bloc;
};
size_t	grid_competences(const struct grid *,
	    const struct grid_competence **);

struct grid_epreuve {
	int		 number, bloc, pages_least, pages_most;
	const char	*title;
};
size_t	grid_epreuves(const struct grid *, const struct grid_epreuve **);

/*
 * The facts under the rules.  Fills everything of the audit but
 * .repository, .ref, .excerpt and .ms_fetch; caller frees (audit_free()).
 */
void	grid_eval(const struct grid *, const struct facts *, enum lang,
	    struct audit *);

/* "rules coverage": for each criterion, what is automated. */
void	grid_coverage(const struct grid *, enum lang, struct buf *);

#endif
