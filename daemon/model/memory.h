/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory.h: what a repository's last audit told, file by file, so that the
 * next one scans only what changed.
 *
 * Good for the same programs, plugins and queries alone; a stranger's is
 * refused and costs one start of the check host.
 */
#ifndef MODEL_MEMORY_H
#define MODEL_MEMORY_H

#include "base/buf.h"
#include "model/model.h"

enum { MEMORY_MAX = 64 << 20 };	/* bytes of .lines */

struct memory {
	char		tree[OID_HEX];	/* "": nothing is known */
	char		key[65];	/* of host, plugins and queries */
	struct buf	lines;		/* owned; "have" lines of
					   docs/check-protocol.md */
};

#define MEMORY_INIT { .tree = "", .lines = BUF_INIT(MEMORY_MAX) }

#endif
