/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mask.h: no secret of a candidate leaves through our reports.
 *
 * Recognised: forges' and clouds' token forms (ghp_, github_pat_, glpat-,
 * AKIA.., AIza.., sk-.., xox?-, hf_, eyJ..: JWT), private key blocks, user
 * information in URLs, and values given to a name that says password,
 * secret, token or key.  What is masked keeps its first three characters
 * at most and reads "***".  Placeholders (changeme, ${VAR}, <...>) stay.
 */
#ifndef MASK_H
#define MASK_H

#include <stddef.h>

struct buf;

void	mask_text(struct buf *, const char *, size_t);

#endif
