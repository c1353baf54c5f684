/* rooms: report audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-report.c: a stored audit in every format; any text, masked and inert. */
#include "audit/mask.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"
#include "model/audit.h"
#include "report/report.h"

#include "fuzz.h"

static void
formats(const struct audit *a)
{
	static const struct report_style style = { .width = 80,
	    .colour = true, .all = true };
	struct buf b = BUF_INIT(64 << 20);
	int k;

	for (k = 0; k < REPORT_FORMATS; k++) {
		buf_reset(&b);
		report_write(&b, a, (enum report_format)k, &style);
		if (!utf8_valid(buf_str(&b), b.len))
			abort();
	}
	buf_free(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct audit a = { .lang = LANG_FR };
	struct buf b = BUF_INIT(1 << 20), shown = BUF_INIT(1 << 20);
	struct err e;
	char folded[64];

	if (report_parse(&a, (const char *)data, len, &e) == 0)
		formats(&a);
	audit_free(&a);
	mask_text(&b, (const char *)data, len);
	utf8_show(&shown, buf_str(&b), b.len, false);
	if (!shown.full && (!utf8_valid(buf_str(&shown), shown.len) ||
	    memchr(buf_str(&shown), '\n', shown.len) != NULL))
		abort();
	buf_reset(&b);
	report_markdown_text(&b, (const char *)data, len);
	if (!utf8_valid(buf_str(&b), b.len) ||
	    memchr(buf_str(&b), '\n', b.len) != NULL)
		abort();
	utf8_fold((const char *)data, len, folded, sizeof(folded));
	buf_free(&b);
	buf_free(&shown);
	return 0;
}
