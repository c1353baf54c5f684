/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-trees.c: JSON and YAML as the daemon reads them, and what it writes. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json.h"
#include "base/yaml.h"

#include "fuzz.h"

static void
copy(struct json_out *o, const char *key, const struct json *j, int depth)
{
	const struct json *i;
	int64_t n;

	if (depth >= JSON_DEPTH - 1)
		return;
	if (json_is_object(j) || json_is_array(j)) {
		bool map = json_is_object(j);

		json_open(o, key, map ? '{' : '[');
		for (i = json_first(j); i != NULL; i = json_next(i))
			copy(o, map ? json_key(i) : NULL, i, depth + 1);
		json_close(o, map ? '}' : ']');
	} else if (json_text(j) != NULL) {
		json_put_str(o, key, json_text(j));
	} else if (json_number(j, &n)) {
		json_put_int(o, key, n);
	} else {
		json_put_null(o, key);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct buf b = BUF_INIT(8 << 20);
	struct json_out o = { .buf = &b };
	struct arena a = ARENA_INIT;
	struct yaml *y;
	struct err e;
	struct json *j = json_parse((const char *)data, len, &e), *again;

	if (j != NULL) {
		copy(&o, NULL, j, 0);
		/* What we write we can read. */
		again = json_parse(buf_str(&b), b.len, &e);
		if (again == NULL)
			abort();
		json_free(again);
	}
	json_free(j);
	buf_free(&b);
	(void)yaml_parse(&a, (const char *)data, len, true, &y, &e);
	arena_free(&a);
	return 0;
}
