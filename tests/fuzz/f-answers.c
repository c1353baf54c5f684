/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-answers.c: the head of a forge's answer, line by line. */
#include "base/http.h"
#include "base/local.h"

#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct http_answer a = { .body = BUF_INIT(1024) };
	const char *s = (const char *)data, *end = s + len, *nl;

	headers_reset(&a);
	for (; s < end; s = nl) {
		nl = memchr(s, '\n', (size_t)(end - s));
		nl = nl == NULL ? end : nl + 1;
		headers_line(&a, s, (size_t)(nl - s));
	}
	if (memchr(a.next, '\0', sizeof(a.next)) == NULL ||
	    memchr(a.location, '\0', sizeof(a.location)) == NULL)
		abort();
	http_answer_free(&a);
	return 0;
}
