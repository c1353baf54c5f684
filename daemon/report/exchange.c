/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exchange.c: SARIF 2.1.0 and JUnit XML, for editors and CI tables.
 *
 * SARIF: kind "fail" only for what is absent or partial; what nobody could
 * settle is "open", what a human must see is "review"; a kind other than
 * "fail" has level "none" (SARIF 3.27.10).  JUnit knows pass, failure,
 * error and skipped: the rest is skipped with its reason.
 */
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"

#include "local.h"

static const struct {
	const char *kind, *level;
} kinds[EV_COUNT] = {
	[EV_COMPLETE] = { "pass", "none" },
	[EV_PARTIAL] = { "fail", "note" },
	[EV_ABSENT] = { "fail", "warning" },
	[EV_NOT_APPLICABLE] = { "notApplicable", "none" },
	[EV_UNDETERMINED] = { "open", "none" },
	[EV_ERROR] = { "open", "none" },
};

static void
put_message(struct json_out *o, const char *key, const char *text)
{
	json_open(o, key, '{');
	json_put_str(o, "text", text);
	json_close(o, '}');
}

/* A path as a relative URI reference: percent-encoded but for '/'. */
static void
put_uri(struct json_out *o, const char *path)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = BUF_INIT(64 << 10);

	for (; *path != '\0'; path++) {
		unsigned char c = (unsigned char)*path;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr("/-._~", c) != NULL)
			buf_putc(&b, (char)c);
		else {
			buf_putc(&b, '%');
			buf_putc(&b, hex[c >> 4]);
			buf_putc(&b, hex[c & 15]);
		}
	}
	json_put_str(o, "uri", buf_str(&b));
	buf_free(&b);
}

static void
put_locations(struct json_out *o, const struct cite *c, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (c[i].path[0] == '\0')
			continue;
		json_open(o, NULL, '{');
		put_message(o, "message", c[i].why);
		json_open(o, "physicalLocation", '{');
		json_open(o, "artifactLocation", '{');
		put_uri(o, c[i].path);
		json_close(o, '}');
		if (c[i].first > 0) {
			json_open(o, "region", '{');
			json_put_int(o, "startLine", c[i].first);
			json_put_int(o, "endLine", c[i].last);
			json_close(o, '}');
		}
		json_close(o, '}');
		json_close(o, '}');
	}
}

static const char *
kind_of(const struct criterion *c)
{
	if (c->evidence == EV_UNDETERMINED && c->authority == BY_JURY)
		return "review";
	return kinds[c->evidence].kind;
}

static void
put_result(struct json_out *o, const struct audit *a,
    const struct criterion *c)
{
	json_open(o, NULL, '{');
	json_put_str(o, "ruleId", c->id);
	json_put_str(o, "kind", kind_of(c));
	json_put_str(o, "level", kinds[c->evidence].level);
	put_message(o, "message", c->note[0] != '\0' ? c->note :
	    c->evidence == EV_COMPLETE || c->advice[0] == '\0' ?
	    evidence_text(c->evidence, (int)a->lang) : c->advice);
	json_open(o, "locations", '[');
	put_locations(o, c->supports, c->nfor);
	put_locations(o, c->against, c->nagainst);
	if (c->nearest != NULL)
		put_locations(o, c->nearest, 1);
	json_close(o, ']');
	json_open(o, "partialFingerprints", '{');
	json_put_str(o, "criterion", c->id);
	json_close(o, '}');
	json_close(o, '}');
}

void
write_sarif(struct buf *b, const struct audit *a)
{
	struct json_out o = { .buf = b, .pretty = true };
	size_t i;

	json_open(&o, NULL, '{');
	json_put_str(&o, "$schema",
	    "https://json.schemastore.org/sarif-2.1.0.json");
	json_put_str(&o, "version", "2.1.0");
	json_open(&o, "runs", '[');
	json_open(&o, NULL, '{');
	json_open(&o, "tool", '{');
	json_open(&o, "driver", '{');
	json_put_str(&o, "name", "Greffier");
	json_put_str(&o, "language", tr(a->lang, "fr", "en"));
	json_open(&o, "rules", '[');
	for (i = 0; i < a->ncriteria; i++) {
		json_open(&o, NULL, '{');
		json_put_str(&o, "id", a->criteria[i].id);
		put_message(&o, "shortDescription", a->criteria[i].text);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	json_close(&o, '}');
	if (a->commit[0] != '\0') {
		json_open(&o, "properties", '{');
		json_put_str(&o, "commit", a->commit);
		json_close(&o, '}');
	}
	json_open(&o, "results", '[');
	for (i = 0; i < a->ncriteria; i++)
		put_result(&o, a, &a->criteria[i]);
	json_close(&o, ']');
	json_close(&o, '}');
	json_close(&o, ']');
	json_close(&o, '}');
	buf_putc(b, '\n');
}

static void
put_case(struct buf *b, const struct audit *a, const struct criterion *c)
{
	static const char *const tags[EV_COUNT] = {
		[EV_PARTIAL] = "failure", [EV_ABSENT] = "failure",
		[EV_ERROR] = "error", [EV_NOT_APPLICABLE] = "skipped",
		[EV_UNDETERMINED] = "skipped",
	};
	const char *why = c->note[0] != '\0' ? c->note :
	    evidence_text(c->evidence, (int)a->lang);
	struct buf place = BUF_INIT(8192);
	size_t i;

	buf_fmt(b, "    <testcase classname=\"%s.%s\" name=\"%s ",
	    a->grid, c->competence, c->id);
	put_xml(b, c->text);
	if (tags[c->evidence] == NULL) {
		buf_puts(b, "\"/>\n");
		goto out;
	}
	buf_fmt(b, "\">\n      <%s message=\"", tags[c->evidence]);
	put_xml(b, why);
	buf_puts(b, "\">");
	if (c->evidence == EV_PARTIAL || c->evidence == EV_ABSENT)
		put_xml(b, c->advice);
	for (i = 0; i < c->nfor; i++) {
		buf_reset(&place);
		put_place(&place, &c->supports[i]);
		buf_puts(b, "&#10;");
		put_xml(b, buf_str(&place));
		buf_putc(b, ' ');
		put_xml(b, c->supports[i].why);
	}
	buf_fmt(b, "</%s>\n    </testcase>\n", tags[c->evidence]);
out:
	buf_free(&place);
}

void
write_junit(struct buf *b, const struct audit *a)
{
	char name[4];
	struct tally t;
	size_t i;
	int e;

	audit_tally(a, 0, &t);
	buf_puts(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	buf_fmt(b, "<testsuites name=\"greffier\" tests=\"%d\" "
	    "failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n", t.all,
	    t.of[EV_PARTIAL] + t.of[EV_ABSENT], t.of[EV_ERROR],
	    t.of[EV_UNDETERMINED] + t.of[EV_NOT_APPLICABLE]);
	for (e = 1; e <= EPREUVES; e++) {
		audit_tally(a, e, &t);
		buf_fmt(b, "  <testsuite name=\"%s\" tests=\"%d\" "
		    "failures=\"%d\" errors=\"%d\" skipped=\"%d\">\n",
		    epreuve_name(e, name), t.all,
		    t.of[EV_PARTIAL] + t.of[EV_ABSENT], t.of[EV_ERROR],
		    t.of[EV_UNDETERMINED] + t.of[EV_NOT_APPLICABLE]);
		for (i = 0; i < a->ncriteria; i++)
			if (a->criteria[i].epreuve == e)
				put_case(b, a, &a->criteria[i]);
		buf_puts(b, "  </testsuite>\n");
	}
	buf_puts(b, "</testsuites>\n");
}
