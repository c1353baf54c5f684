/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * quoted.h: does a document only repeat the certification's own words?
 *
 * The grid speaks of everything that Greffier looks for, so a copy of it
 * in the repository would prove everything.
 */
#ifndef QUOTED_H
#define QUOTED_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

/* Is the text, as a whole, a copy of the grid?  Source code never is. */
bool	quoted_text(enum gr_kind, const char *, size_t);

#endif
