/* rooms: fetch base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fetch-one.c: one fetch_mirror(), told as JSON: what tests/fetch drives.
 *
 *	fetch-one URL MIRRORS DEADLINE_MS BYTES OBJECTS OBJECT_BYTES
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"
#include "fetch/fetch.h"

static const char *const kinds[] = {
	[ERR_FORMAT] = "format", [ERR_LIMIT] = "limit",
	[ERR_REMOTE] = "remote", [ERR_SYS] = "sys",
};

int
main(int argc, char **argv)
{
	struct buf b = BUF_INIT(64 << 10);
	struct json_out o = { .buf = &b };
	struct fetch_spec s = { .repo = 7, .user = "ada",
	    .token = "a-token-that-nobody-else-gets", .ref =
	    "refs/heads/main", .commit = "", .default_branch = "main" };
	struct fetch_result r;
	struct err e = { .kind = ERR_NONE };
	int64_t start = clock_ms();
	int ret;

	if (argc != 7)
		return 2;
	s.url = argv[1];
	s.mirrors = argv[2];
	s.deadline_ms = atol(argv[3]);
	s.max_bytes = atol(argv[4]);
	s.max_objects = atol(argv[5]);
	s.max_object_bytes = atol(argv[6]);
	ret = fetch_mirror(&s, &r, &e);
	json_open(&o, NULL, '{');
	json_put_int(&o, "ms", clock_ms() - start);
	if (ret == 0) {
		json_put_str(&o, "head", r.head);
		json_put_str(&o, "path", r.path);
		json_put_int(&o, "bytes", r.bytes);
	} else {
		json_put_str(&o, "kind", e.kind < sizeof(kinds) /
		    sizeof(kinds[0]) && kinds[e.kind] != NULL ?
		    kinds[e.kind] : "another");
		json_put_str(&o, "why", e.msg);
	}
	json_close(&o, '}');
	puts(buf_str(&b));
	buf_free(&b);
	fetch_done(&r);
	return ret == 0 ? 0 : 1;
}
