/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * report.h: one audit, in every format that somebody reads.
 *
 * All formats are written from struct audit and nothing else.  What a
 * candidate wrote is data in each of them: escaped for its place, masked
 * already, and in Markdown it never mentions, closes, commands, loads an
 * image or links away.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/audit.h"

struct buf;
struct err;

enum report_format {
	REPORT_HTML, REPORT_JSON, REPORT_JUNIT, REPORT_MARKDOWN,
	REPORT_SARIF, REPORT_TEXT, REPORT_FORMATS
};

int	report_format(const char *name, enum report_format *);	/* 1 or 0 */

/* width: of the terminal, 0 for none (text only); colour likewise. */
struct report_style {
	int	width;
	bool	colour;
	bool	all;		/* text: every criterion, not only those short */
};

void	report_write(struct buf *, const struct audit *, enum report_format,
	    const struct report_style *);

/* JSON of DESIGN.md section 6; timings are left out of stored audits. */
void	report_json(struct buf *, const struct audit *, bool timings);

/*
 * The audit as HTML, without the page around it (for our web pages), and
 * the style sheet that goes with every page and report of ours.
 */
void	report_html_body(struct buf *, const struct audit *);
const char *report_css(void);

/*
 * Reads our own stored JSON back.  Excerpts are not in it: store.h keeps
 * them by their content.
 */
int	report_parse(struct audit *, const char *, size_t, struct err *);

/* --- answers to a forge ------------------------------------------------ */

enum { STATUS_TEXT = 140, STATUSES = 1 + EPREUVES };

/* Status contexts: index 0 is the summary, 1..5 are E1..E5. */
const char *report_context(int index);	/* "greffier", "greffier/E1" ... */

/* What people call a ref: "main" of "refs/heads/main". */
const char *report_ref(const char *ref);

/* The description, at most STATUS_TEXT code points. */
void	report_status_text(const struct audit *, int index, char *out,
	    size_t n);

/*
 * The report that lives on the forge: title, and a body of at most .limit
 * bytes that starts with our marker.  Any of the texts may be NULL.
 */
struct report_answer {
	const char	*marker;	/* report_marker() */
	const char	*page;		/* URL of the audit's page */
	const char	*files;		/* URL of the commit's files, up to and
					   with the '/' before the path */
	bool		 one_l;		/* "#L3-9" (GitLab), not "#L3-L9" */
	const char	*history;	/* what changed, one sentence */
	size_t		 limit;
};

void	report_issue(struct buf *title, struct buf *body,
	    const struct audit *, const struct report_answer *);

/* The criteria worth doing next, best first; at most max.  How many. */
size_t	report_next(const struct audit *, int epreuve,
	    const struct criterion **, size_t max);

/* "<!-- greffier:report:<repo id> -->": how we know our own issue again. */
void	report_marker(int64_t repo, char *out, size_t n);

/*
 * A candidate's text as inert Markdown: a code span on one line.  In code no
 * forge mentions, closes, links, loads or obeys; escapes alone would not do,
 * since mentions are looked for after the escapes are resolved.  Not for a
 * table's cell, which a bar ends even in code.
 */
void	report_markdown_text(struct buf *, const char *, size_t);

#endif
