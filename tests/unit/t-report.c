/* rooms: report model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each format as it was looked at once, and what must hold in all. */
#include "sample.h"

#include "base/json.h"
#include "base/utf8.h"

/*
 * Held against tests/unit/golden/NAME.  With GOLDEN=write in the environment
 * they are written anew, to be looked at and committed.
 */
static void
as_looked_at(const char *name, const struct buf *b)
{
	struct buf want = BUF_INIT(4 << 20);
	char path[128];
	struct err e;
	size_t i, line = 1;

	snprintf(path, sizeof(path), "tests/unit/golden/%s", name);
	if (getenv("GOLDEN") != NULL &&
	    fs_write(path, b->data, b->len, 0644, &e) < 0)
		fail_msg("%s", e.msg);
	if (fs_read(path, &want, &e) < 0)
		fail_msg("%s (run from the top of the tree)", e.msg);
	for (i = 0; i < b->len && i < want.len &&
	    b->data[i] == want.data[i]; i++)
		line += b->data[i] == '\n';
	if (i != b->len || i != want.len)
		fail_msg("%s:%zu: not \"%.60s\" but \"%.60s\"", path, line,
		    buf_str(&want) + i, buf_str(b) + i);
	buf_free(&want);
}

static void
each_format_is_as_it_was_looked_at(void **state)
{
	static const struct {
		enum report_format format;
		enum lang lang;
		const char *name;
		struct report_style style;
	} all[] = {
		{ REPORT_TEXT, LANG_FR, "report.fr.txt", { 80, false, true } },
		{ REPORT_TEXT, LANG_EN, "report.en.txt", { 0, true, false } },
		{ REPORT_JSON, LANG_FR, "report.json", { 0 } },
		{ REPORT_MARKDOWN, LANG_FR, "report.fr.md", { 0 } },
		{ REPORT_MARKDOWN, LANG_EN, "report.en.md", { 0 } },
		{ REPORT_SARIF, LANG_FR, "report.sarif", { 0 } },
		{ REPORT_JUNIT, LANG_FR, "report.junit.xml", { 0 } },
	};
	struct buf b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		sample.lang = all[i].lang;
		b = written(all[i].format, &all[i].style);
		as_looked_at(all[i].name, &b);
		buf_free(&b);
	}
	/* Without the page around it, whose style changes now and then. */
	for (i = 0; i < 2; i++) {
		sample.lang = i == 0 ? LANG_FR : LANG_EN;
		b = (struct buf)BUF_INIT(4 << 20);
		report_html_body(&b, &sample);
		as_looked_at(i == 0 ? "report.fr.html" : "report.en.html",
		    &b);
		buf_free(&b);
	}
}

static void
a_format_has_one_name(void **state)
{
	static const char *const names[] = { "html", "json", "junit",
	    "markdown", "sarif", "text" };
	enum report_format f;
	int i;

	(void)state;
	for (i = 0; i < REPORT_FORMATS; i++) {
		assert_int_equal(report_format(names[i], &f), 1);
		assert_int_equal(f, i);
	}
	assert_int_equal(report_format("pdf", &f), 0);
	assert_int_equal(report_format("HTML", &f), 0);
	assert_int_equal(report_format("", &f), 0);
}

/* Characters that a damaged or an older database might hold. */
#define ODD "a\x01\x1b[31m\xe2\x80\xae\xef\xbf\xbe\r\nz"

static void
every_format_is_text_whatever_was_stored(void **state)
{
	static const struct report_style style = { .all = true };
	static const char *const none[] = { "\x1b", "\x01", "\xe2\x80\xae",
	    "\xef\xbf\xbe" };
	struct cite c = { "f", ODD, ODD, 1, 2, ODD, ODD };
	struct criterion odd = criteria[1];
	struct buf b;
	size_t k;
	int f;

	(void)state;
	c.excerpt = NULL;	/* printable when it was stored */
	odd.supports = odd.against = odd.nearest = &c;
	odd.nfor = odd.nagainst = 1;
	odd.note = ODD;
	sample.criteria = &odd;
	sample.ncriteria = 1;
	sample.repository = ODD;
	sample.ref = ODD;
	for (f = 0; f < REPORT_FORMATS; f++) {
		if (f == REPORT_JSON)
			continue;	/* which escapes, and loses nothing */
		b = written((enum report_format)f, &style);
		assert_true(utf8_valid(buf_str(&b), b.len));
		for (k = 0; k < sizeof(none) / sizeof(none[0]); k++)
			if (strstr(buf_str(&b), none[k]) != NULL &&
			    f != REPORT_SARIF)
				fail_msg("format %d shows %zu", f, k);
		buf_free(&b);
	}
}

static void
an_empty_repository_is_said_to_be_empty(void **state)
{
	static const enum report_format formats[] = { REPORT_TEXT,
	    REPORT_MARKDOWN, REPORT_HTML };
	struct buf b;
	size_t i;

	(void)state;
	sample.commit[0] = sample.tree[0] = '\0';
	sample.ref = "";
	for (i = 0; i < 6; i++) {
		sample.lang = i < 3 ? LANG_FR : LANG_EN;
		b = written(formats[i % 3], NULL);
		assert_non_null(strstr(buf_str(&b), i < 3 ? "dépôt vide" :
		    "empty repository"));
		buf_free(&b);
	}
}

static void
both_languages_say_it_all(void **state)
{
	static const char *const french[] = { "Épreuve", "complet",
	    "seul le jury décide", "Contrôles en erreur", "Laissé de côté",
	    "Les prochaines étapes", "Question pour le jury" };
	static const char *const english[] = { "complete",
	    "the jury alone decides", "Failed checks", "Left out",
	    "Next steps", "Question for the jury" };
	struct buf b;
	size_t i;

	(void)state;
	b = written(REPORT_HTML, NULL);
	assert_non_null(strstr(buf_str(&b), "<html lang=\"fr\">"));
	for (i = 0; i < sizeof(french) / sizeof(french[0]); i++)
		if (strstr(buf_str(&b), french[i]) == NULL)
			fail_msg("not there: %s", french[i]);
	buf_free(&b);
	sample.lang = LANG_EN;
	b = written(REPORT_HTML, NULL);
	assert_non_null(strstr(buf_str(&b), "<html lang=\"en\">"));
	for (i = 0; i < sizeof(english) / sizeof(english[0]); i++)
		if (strstr(buf_str(&b), english[i]) == NULL)
			fail_msg("not there: %s", english[i]);
	for (i = 1; i < sizeof(french) / sizeof(french[0]); i++)
		if (i > 1 && strstr(buf_str(&b), french[i]) != NULL)
			fail_msg("in English too: %s", french[i]);
	buf_free(&b);
}

/* --- JSON ------------------------------------------------------------------------- */

static void
the_same_audit_gives_the_same_bytes_but_for_the_time(void **state)
{
	struct buf a = BUF_INIT(1 << 20), b = BUF_INIT(1 << 20);

	(void)state;
	report_json(&a, &sample, false);
	sample.ms_scan = 99;
	report_json(&b, &sample, false);
	assert_string_equal(buf_str(&a), buf_str(&b));
	assert_null(strstr(buf_str(&a), "timings"));
	buf_reset(&b);
	report_json(&b, &sample, true);
	assert_non_null(strstr(buf_str(&b), "\"scan\": 99"));
	buf_free(&a);
	buf_free(&b);
}

static void
what_is_stored_is_read_back_as_it_was(void **state)
{
	struct buf a = BUF_INIT(1 << 20), b = BUF_INIT(1 << 20);
	struct audit back;
	struct err e;

	(void)state;
	sample.nuncommitted = 0;	/* a mirror has no work tree */
	sample.lang = LANG_EN;
	report_json(&a, &sample, false);
	if (report_parse(&back, a.data, a.len, &e) < 0)
		fail_msg("%s", e.msg);
	report_json(&b, &back, false);
	assert_string_equal(buf_str(&a), buf_str(&b));
	/* Excerpts are the store's, and what follows comes from nowhere. */
	assert_null(back.criteria[0].supports[0].excerpt);
	assert_int_equal(back.reports[0].most, 5);
	assert_int_equal(back.lang, LANG_EN);
	audit_free(&back);
	buf_free(&a);
	buf_free(&b);
}

static void
a_damaged_audit_is_an_error_and_an_older_one_is_not(void **state)
{
#define CRITERION(fields) "{\"criteria\":[{\"id\":\"C1.1\"" fields "}]}"
	static const char *const torn[] = { "", "{", "x", CRITERION(""),
	    CRITERION(",\"epreuve\":\"E1\",\"authority\":\"auto\""),
	    CRITERION(",\"epreuve\":\"E1\",\"evidence\":\"complete\""),
	    CRITERION(",\"epreuve\":\"E1\",\"authority\":\"auto\","
	    "\"evidence\":\"splendid\""),
	    CRITERION(",\"epreuve\":\"E1\",\"authority\":\"me\","
	    "\"evidence\":\"complete\""),
	    CRITERION(",\"epreuve\":\"E6\",\"authority\":\"auto\","
	    "\"evidence\":\"complete\""),
	    CRITERION(",\"epreuve\":\"E0\",\"authority\":\"auto\","
	    "\"evidence\":\"complete\""),
	    CRITERION(",\"epreuve\":\"E1\",\"authority\":\"auto\","
	    "\"evidence\":\"complete\",\"fallback\":\"x\"") };
	static const char *const old[] = { "{}", "{\"later\":1}", "{\"lang\":"
	    "\"de\"}", "{\"criteria\":{}}", "{\"reports\":[{}],\"excluded\":"
	    "[{\"files\":-1}],\"failures\":[{}]}",
	    CRITERION(",\"epreuve\":\"E1\",\"authority\":\"auto\","
	    "\"evidence\":\"complete\",\"for\":[{},7],\"nearest_miss\":{},"
	    "\"bloc\":4294967297") };
	static const struct report_style style = { .all = true };
	struct buf b = BUF_INIT(1 << 20);
	struct audit a;
	struct err e;
	size_t i;
	int f;

	(void)state;
	for (i = 0; i < sizeof(torn) / sizeof(torn[0]); i++) {
		if (report_parse(&a, torn[i], strlen(torn[i]), &e) == 0)
			fail_msg("taken: %s", torn[i]);
		audit_free(&a);
	}
	for (i = 0; i < sizeof(old) / sizeof(old[0]); i++) {
		if (report_parse(&a, old[i], strlen(old[i]), &e) < 0)
			fail_msg("refused: %s: %s", old[i], e.msg);
		for (f = 0; f < REPORT_FORMATS; f++)
			report_write(&b, &a, (enum report_format)f, &style);
		/* A number out of its bounds is none. */
		if (a.nexcluded > 0)
			assert_int_equal(a.excluded[0].files, 0);
		if (a.ncriteria > 0)
			assert_int_equal(a.criteria[0].bloc, 0);
		audit_free(&a);
	}
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_format_is_as_it_was_looked_at),
		TEST(a_format_has_one_name),
		TEST(every_format_is_text_whatever_was_stored),
		TEST(an_empty_repository_is_said_to_be_empty),
		TEST(both_languages_say_it_all),
		TEST(the_same_audit_gives_the_same_bytes_but_for_the_time),
		TEST(what_is_stored_is_read_back_as_it_was),
		TEST(a_damaged_audit_is_an_error_and_an_older_one_is_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
