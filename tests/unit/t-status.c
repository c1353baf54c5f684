/* rooms: report model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a forge is told: six statuses, and a report that cannot act. */
#include "sample.h"

#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>

#include "base/utf8.h"

#define MARKER "<!-- greffier:report:7 -->"

static const struct report_answer plain_answer = { .marker = MARKER,
	.page = "https://g.example.org/audits/1",
	.files = "https://git.example.org/promo/ada/src/commit/" X40 "/",
	.history = "Depuis l'audit précédent : +2 critère(s) complet(s).",
	.limit = 60000 };

static void
six_statuses_one_for_each_epreuve(void **state)
{
	static const char *const names[] = { "greffier", "greffier/E1",
	    "greffier/E2", "greffier/E3", "greffier/E4", "greffier/E5" };
	char text[256];
	int i;

	(void)state;
	for (i = 0; i < STATUSES; i++)
		assert_string_equal(report_context(i), names[i]);
	report_status_text(&sample, 1, text, sizeof(text));
	assert_non_null(strstr(text, "1/2 complets · partiels : 1 · absents : 0 "));
	report_status_text(&sample, 0, text, sizeof(text));
	assert_non_null(strstr(text, "1/7 complets"));
	assert_non_null(strstr(text, "contrôle en erreur"));
	report_status_text(&sample, 2, text, sizeof(text));
	assert_null(strstr(text, "erreur"));
	sample.lang = LANG_EN;
	report_status_text(&sample, 0, text, sizeof(text));
	assert_non_null(strstr(text, "1/7 complete · partial: 1 · absent: 1 "));
	assert_non_null(strstr(text, "a check failed"));
}

/* All 142 criteria in each state at once would not be longer. */
static void
a_status_fits_whatever_the_counts(void **state)
{
	struct criterion many[1000];
	char text[256];
	int i, k, lang;

	(void)state;
	sample.criteria = many;
	sample.ncriteria = 1000;
	for (lang = 0; lang < 2; lang++)
		for (k = 0; k < EV_COUNT; k++) {
			memset(many, 0, sizeof(many));
			for (i = 0; i < 1000; i++) {
				many[i].epreuve = 1;
				many[i].evidence = i % 2 == 0 ?
				    (enum evidence)k :
				    (enum evidence)(i / 2 % EV_COUNT);
			}
			sample.lang = (enum lang)lang;
			report_status_text(&sample, 0, text, sizeof(text));
			assert_true(utf8_count(text, strlen(text)) <=
			    STATUS_TEXT);
			assert_true(utf8_valid(text, strlen(text)));
		}
}

static void
a_marker_is_one_repositorys(void **state)
{
	char a[64], b[64];

	(void)state;
	report_marker(7, a, sizeof(a));
	report_marker(77, b, sizeof(b));
	assert_string_equal(a, MARKER);
	/* The one is no beginning of the other. */
	assert_int_not_equal(strncmp(a, b, strlen(a)), 0);
}

static void
what_is_worth_doing_next_comes_first(void **state)
{
	struct criterion c[] = {
		{ .id = "jury", .authority = BY_JURY, .evidence = EV_ABSENT },
		{ .id = "done", .authority = BY_AUTO,
		    .evidence = EV_COMPLETE },
		{ .id = "absent", .authority = BY_AUTO, .epreuve = 1,
		    .evidence = EV_ABSENT },
		{ .id = "assist", .authority = BY_ASSIST,
		    .evidence = EV_PARTIAL },
		{ .id = "unread", .authority = BY_AUTO,
		    .evidence = EV_UNDETERMINED },
		{ .id = "half", .authority = BY_AUTO, .epreuve = 2,
		    .evidence = EV_PARTIAL },
		{ .id = "forge", .authority = BY_FORGE,
		    .evidence = EV_ABSENT },
	};
	static const char *const order[] = { "half", "absent", "forge",
	    "assist", "jury" };
	const struct criterion *out[7];
	size_t i;

	(void)state;
	sample.criteria = c;
	sample.ncriteria = 7;
	assert_int_equal(report_next(&sample, 0, out, 7), 5);
	for (i = 0; i < 5; i++)
		assert_string_equal(out[i]->id, order[i]);
	assert_int_equal(report_next(&sample, 0, out, 2), 2);
	assert_int_equal(report_next(&sample, 1, out, 7), 1);
	assert_string_equal(out[0]->id, "absent");
}

/* --- Markdown ---------------------------------------------------------------------- */

/* As a forge would read it; the caller frees. */
static cmark_node *
as_forge(const char *text, size_t n)
{
	static const char *const extensions[] = { "table", "autolink",
	    "strikethrough" };
	cmark_parser *p;
	cmark_node *doc;
	size_t i;

	cmark_gfm_core_extensions_ensure_registered();
	p = cmark_parser_new(CMARK_OPT_DEFAULT);
	for (i = 0; i < 3; i++)
		cmark_parser_attach_syntax_extension(p,
		    cmark_find_syntax_extension(extensions[i]));
	cmark_parser_feed(p, text, n);
	doc = cmark_parser_finish(p);
	cmark_parser_free(p);
	return doc;
}

/* Nothing in it but ours loads, links, mentions or is markup. */
static void
inert(const char *text, size_t n)
{
	static const char *const ours[] = { MARKER "\n", "<details>\n<summary>",
	    "</details>\n" };
	cmark_node *doc = as_forge(text, n), *node;
	cmark_iter *iter = cmark_iter_new(doc);
	cmark_event_type ev;
	const char *s;

	while ((ev = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
		node = cmark_iter_get_node(iter);
		if (ev != CMARK_EVENT_ENTER)
			continue;
		s = cmark_node_get_literal(node);
		if (cmark_node_get_type(node) == CMARK_NODE_IMAGE)
			fail_msg("an image");
		else if (cmark_node_get_type(node) == CMARK_NODE_LINK) {
			s = cmark_node_get_url(node);
			if (strncmp(s, plain_answer.files,
			    strlen(plain_answer.files)) != 0 &&
			    strcmp(s, plain_answer.page) != 0)
				fail_msg("a link to %s", s);
		} else if (cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE)
			fail_msg("markup: %s", s);
		else if (cmark_node_get_type(node) == CMARK_NODE_HTML_BLOCK) {
			if (strncmp(s, ours[0], strlen(ours[0])) != 0 &&
			    strncmp(s, ours[1], strlen(ours[1])) != 0 &&
			    strcmp(s, ours[2]) != 0)
				fail_msg("markup: %s", s);
		} else if (cmark_node_get_type(node) == CMARK_NODE_TEXT &&
		    strpbrk(s, "@#<>`") != NULL)
			fail_msg("said aloud: %s", s);
	}
	cmark_iter_free(iter);
	cmark_node_free(doc);
}

static void
a_candidates_text_in_markdown_is_inert(void **state)
{
	static const char *const evil[] = { EVIL, EVIL_PATH, "`", "``", "a`",
	    "`a", " `` ` ", "\\`", "```\n@all", "a\n\n# b", "\n<b>", "--> @x",
	    "</details>", "</summary>", "<!-- x", "- @x", "http://x.example",
	    "www.example.org", "me@example.org", "[x]: http://evil", "|a|b|",
	    "a |\n|--|\n", "&lt;b&gt;", "\\", "/close", "fixes #1",
	    "@\xe2\x80\x8b" "all", "   ", "a\r@b", "\xe2\x80\xa8@x" };
	struct buf b = BUF_INIT(1 << 16);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(evil) / sizeof(evil[0]); i++) {
		buf_reset(&b);
		buf_puts(&b, "- ");
		report_markdown_text(&b, evil[i], strlen(evil[i]));
		buf_puts(&b, " end\n");
		assert_null(strchr(buf_str(&b) + 2, '\r'));
		assert_ptr_equal(strchr(buf_str(&b), '\n'),
		    buf_str(&b) + b.len - 1);
		inert(buf_str(&b), b.len);
	}
	buf_reset(&b);
	report_markdown_text(&b, "", 0);
	assert_int_equal(b.len, 0);
	/* As it was written, pipes too. */
	report_markdown_text(&b, "a | b", 5);
	assert_string_equal(buf_str(&b), "`a | b`");
	buf_free(&b);
}

static void
the_report_on_a_forge_is_inert(void **state)
{
	static struct cite evil[] = { { EVIL, EVIL, EVIL, 1, 2, EVIL, EVIL },
	    { "f", "](http://evil)", "b", 1, 1, "```", NULL },
	    { "f", "a b/(c)/[d].md", "b", 4, 9, "ok", NULL } };
	struct criterion c[2] = { criteria[1], criteria[2] };
	struct buf title = BUF_INIT(1000), body = BUF_INIT(1 << 20);
	int i;

	(void)state;
	c[0].supports = c[0].against = evil;
	c[0].nfor = c[0].nagainst = 3;
	c[0].nearest = &evil[1];
	c[0].note = c[1].note = EVIL;
	c[1].evidence = EV_ERROR;
	sample.criteria = c;
	sample.ncriteria = 2;
	sample.ref = "refs/heads/@all`<b>";
	for (i = 0; i < 2; i++) {
		buf_reset(&body);
		sample.lang = i == 0 ? LANG_FR : LANG_EN;
		report_issue(&title, &body, &sample, &plain_answer);
		inert(body.data, body.len);
		assert_int_equal(strncmp(buf_str(&body), MARKER "\n",
		    strlen(MARKER) + 1), 0);
		assert_non_null(strstr(buf_str(&body), "/a%20b/%28c%29/"
		    "%5Bd%5D.md#L4-L9)"));
	}
	assert_null(strpbrk(buf_str(&title), "@#<`"));
	buf_free(&title);
	buf_free(&body);
}

static void
gitlab_names_lines_its_own_way(void **state)
{
	struct report_answer how = plain_answer;
	struct buf title = BUF_INIT(1000), body = BUF_INIT(1 << 20);

	(void)state;
	how.one_l = true;
	report_issue(&title, &body, &sample, &how);
	assert_non_null(strstr(buf_str(&body), "ci.yml#L12-18)"));
	/* A binary file has no lines. */
	assert_non_null(strstr(buf_str(&body), "/docs/E1.pdf)"));
	buf_free(&title);
	buf_free(&body);
}

static void
without_its_texts_an_answer_still_is_one(void **state)
{
	static const struct report_answer bare = { .limit = 0 };
	struct buf title = BUF_INIT(1000), body = BUF_INIT(1 << 20);

	(void)state;
	report_issue(&title, &body, &sample, &bare);
	assert_null(strstr(buf_str(&body), "null"));
	assert_null(strstr(buf_str(&body), "](https:"));
	assert_string_equal(buf_str(&title),
	    "Greffier : 1 critères complets sur 7");
	buf_free(&title);
	buf_free(&body);
}

static void
a_long_report_is_cut_between_criteria(void **state)
{
	struct report_answer how = plain_answer;
	struct criterion many[300];
	struct buf title = BUF_INIT(1000), body = BUF_INIT(1 << 20);
	const char *p;
	char *long_text;
	int i, open, limit;

	(void)state;
	for (i = 0; i < 300; i++) {
		many[i] = criteria[1];
		many[i].epreuve = 1 + i % 5;
	}
	sample.criteria = many;
	sample.ncriteria = 300;
	for (limit = 4000; limit < 60000; limit += 1777) {
		buf_reset(&body);
		how.limit = (size_t)limit;
		report_issue(&title, &body, &sample, &how);
		assert_true(body.len <= how.limit);
		assert_true(utf8_valid(body.data, body.len));
		inert(body.data, body.len);
		open = 0;
		for (p = buf_str(&body); (p = strstr(p, "details>")) != NULL;
		    p++)
			open += p[-1] == '/' ? -1 : 1;
		assert_int_equal(open, 0);
		assert_non_null(strstr(buf_str(&body), "La suite est sur la "
		    "page de l'audit."));
		assert_non_null(strstr(buf_str(&body), how.page));
	}
	how.limit = 0;
	buf_reset(&body);
	report_issue(&title, &body, &sample, &how);
	assert_null(strstr(buf_str(&body), "La suite"));
	/* One that would fill a page alone is left out whole. */
	long_text = calloc(1, 70000);
	memset(long_text, 'x', 69999);
	many[150].advice = long_text;
	buf_reset(&body);
	report_issue(&title, &body, &sample, &how);
	assert_null(strstr(buf_str(&body), "xxxx"));
	assert_non_null(strstr(buf_str(&body), "La suite"));
	free(long_text);
	buf_free(&title);
	buf_free(&body);
}

/* --- HTML -------------------------------------------------------------------------- */

static void
a_candidates_text_in_html_is_text(void **state)
{
	static const char *const none[] = { "<script", "<b>", "http://evil/i."
	    "png\"", "&amp;amp;amp;", "javascript:", "src=", "onerror" };
	struct buf b = written(REPORT_HTML, NULL);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (strstr(buf_str(&b), none[i]) != NULL)
			fail_msg("%s is there", none[i]);
	assert_non_null(strstr(buf_str(&b), "&lt;script&gt;x&lt;/script&gt;"));
	assert_non_null(strstr(buf_str(&b), "&lt;complet&gt; &amp; prouvé"));
	assert_non_null(strstr(buf_str(&b), "docs/&lt;b&gt;`@x|y&amp;&quot;"
	    "&#39;.md:3"));
	/* It opens on a train, and nothing in it is loaded. */
	assert_non_null(strstr(buf_str(&b), "default-src 'none'"));
	assert_null(strstr(buf_str(&b), "<link"));
	assert_null(strstr(buf_str(&b), "url("));
	assert_null(strstr(buf_str(&b), "@import"));
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(six_statuses_one_for_each_epreuve),
		TEST(a_status_fits_whatever_the_counts),
		TEST(a_marker_is_one_repositorys),
		TEST(what_is_worth_doing_next_comes_first),
		TEST(a_candidates_text_in_markdown_is_inert),
		TEST(the_report_on_a_forge_is_inert),
		TEST(gitlab_names_lines_its_own_way),
		TEST(without_its_texts_an_answer_still_is_one),
		TEST(a_long_report_is_cut_between_criteria),
		TEST(a_candidates_text_in_html_is_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
