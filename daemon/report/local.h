/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * local.h: what the formats share.
 */
#ifndef REPORT_LOCAL_H
#define REPORT_LOCAL_H

#include "base/buf.h"
#include "base/i18n.h"
#include "model/audit.h"

#include "report.h"

void	write_html(struct buf *, const struct audit *);
void	write_junit(struct buf *, const struct audit *);
void	write_markdown(struct buf *, const struct audit *);
void	write_sarif(struct buf *, const struct audit *);
void	write_text(struct buf *, const struct audit *,
	    const struct report_style *);

/* "path:3-9", or the path alone; the path made printable. */
void	put_place(struct buf *, const struct cite *);

/* "a1b2c3d4e5", or a word for an empty repository. */
void	put_commit(struct buf *, const struct audit *);

/* Why a file was left out, in words. */
const char *why_text(const char *why, enum lang);

/* Column heads and épreuve names in the audit's language. */
const char *epreuve_name(int epreuve, char out[4]);

/* XML text or attribute: escaped, without what XML 1.0 forbids. */
void	put_xml(struct buf *, const char *);

/* One line: newlines and runs of blanks become one blank. */
void	put_line(struct buf *, const char *);

#endif
