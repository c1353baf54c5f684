/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of text: checked, shown, folded, put into a page. */
#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/html.h"
#include "base/utf8.h"

/* utf8 */

static void
only_well_formed_utf8_is_valid(void **state)
{
	static const char *const good[] = { "", "abc", "é", "€", "😀",
	    "\xed\x9f\xbf", "\xee\x80\x80", "\xf4\x8f\xbf\xbf",
	    "0123456789abcdefé" };
	static const char *const bad[] = { "\x80", "\xc3", "\xc0\x80",
	    "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
	    "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82", "\xff",
	    "\xe2\x28\xa1", "0123456789\xe9" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(utf8_valid(good[i], strlen(good[i])));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(utf8_valid(bad[i], strlen(bad[i])));
	assert_true(utf8_valid("a\0b", 3));
	assert_int_equal(utf8_count("aé€😀", strlen("aé€😀")), 4);
}

static void
a_cut_splits_no_character(void **state)
{
	(void)state;
	assert_int_equal(utf8_cut("aé", 3, 3), 3);
	assert_int_equal(utf8_cut("aé", 3, 2), 1);
	assert_int_equal(utf8_cut("aé", 3, 1), 1);
	assert_int_equal(utf8_cut("😀b", 5, 3), 0);
	assert_int_equal(utf8_cut("😀b", 5, 4), 4);
	assert_int_equal(utf8_cut("abc", 3, 10), 3);
	/* Bytes that are no text at all are cut somewhere. */
	assert_int_equal(utf8_cut("\x80\x80\x80\x80\x80\x80", 6, 5), 5);
}

static void
shown(const char *in, size_t n, bool newlines, const char *out)
{
	struct buf b = BUF_INIT(1000);

	utf8_show(&b, in, n, newlines);
	assert_string_equal(buf_str(&b), out);
	buf_free(&b);
}

static void
what_deceives_the_eye_is_made_visible(void **state)
{
	(void)state;
	shown("caf\xe9", 4, false, "caf\\xE9");
	shown("a\x1b[31m\tb\x7f", 9, false, "a\\x1B[31m\tb\\x7F");
	shown("a\nb", 3, false, "a\\x0Ab");
	shown("a\nb", 3, true, "a\nb");
	shown("x\0y", 3, true, "x\\x00y");
	shown("a\xe2\x80\xae" "b", 5, false, "a\\u202Eb");
	shown("a\xe2\x80\x8b" "b", 5, false, "a\\u200Bb");
	shown("a\xc2\x85" "b", 4, true, "a\\u0085b");
	shown("\xf3\xa0\x81\x81", 4, true, "\\U000E0041");
	shown("déjà 😀", strlen("déjà 😀"), false, "déjà 😀");
}

static void
folds(const char *in, const char *expected)
{
	char out[200];

	utf8_fold(in, strlen(in), out, sizeof(out));
	assert_string_equal(out, expected);
}

static void
two_spellings_of_a_french_word_fold_alike(void **state)
{
	(void)state;
	folds("Modèle Conceptuel de DONNÉES", "modele conceptuel de donnees");
	folds("mode\xcc\x80le donne\xcc\x81" "es", "modele donnees");
	folds("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸÑ", "aaaceeeeiioouuuyn");
	folds("àâäçéèêëîïôöùûüÿñ", "aaaceeeeiioouuuyn");
	folds("Œuvre cœur Æ æ", "oeuvre coeur ae ae");
	folds("l\xe2\x80\x99" "API", "l'api");
	folds("a\xc2\xa0: b\xe2\x80\xaf!", "a : b !");
	folds("Łódź Šibenik Ž ıİ", "lodz sibenik z ii");
	folds("mise\xe2\x80\x91\xc3\xa0\xe2\x80\x91jour", "mise-a-jour");
	folds("classi\xef\xac\x81" "cation", "classification");
	folds("inter\xc2\xad" "face", "interface");
	folds("日本 😀", "日本 😀");
	folds("caf\xe9!", "caf?!");
	folds("3 × 4 ÷ 2 ß", "3 x 4 / 2 ss");
}

static void
every_letter_of_latin_extended_a_folds_to_ascii(void **state)
{
	char in[3] = "", out[8];
	int cp, i;

	(void)state;
	for (cp = 0xc0; cp < 0x180; cp++) {
		in[0] = (char)(0xc0 | cp >> 6);
		in[1] = (char)(0x80 | (cp & 0x3f));
		utf8_fold(in, 2, out, sizeof(out));
		assert_true(out[0] != '\0' && out[0] != '.');
		for (i = 0; out[i] != '\0'; i++)
			assert_true((out[i] & 0x80) == 0);
	}
	/* Spot checks at the borders of the table's rows. */
	folds("ĞğĠġĢģĤĥ", "gggggghh");
	folds("ĸĹĿŁłŃŊŋŌŒŔ", "klllln" "nnooer");
	folds("ŞŠţŤŪųŴŶŸŹž", "ssttuuwyyzz");
}

static void
a_fold_never_passes_its_room(void **state)
{
	char out[4];

	(void)state;
	utf8_fold("abcdef", 6, out, sizeof(out));
	assert_string_equal(out, "abc");
	utf8_fold("ab日本", 8, out, sizeof(out));
	assert_string_equal(out, "ab");
	utf8_fold("abœ", 4, out, sizeof(out));
	assert_string_equal(out, "ab");
	utf8_fold("x", 1, out, 1);
	assert_string_equal(out, "");
}

/* html */

static void
written(struct buf *b, const char *expected)
{
	assert_string_equal(buf_str(b), expected);
	buf_reset(b);
}

static void
nobodys_text_becomes_markup(void **state)
{
	struct buf b = BUF_INIT(4096);

	(void)state;
	html_text(&b, "<script>&\"'</script>");
	written(&b, "&lt;script&gt;&amp;&quot;&#39;&lt;/script&gt;");
	html_text(&b, "caf\xe9\x01\n\t");
	written(&b, "caf\xef\xbf\xbd\xef\xbf\xbd\n\t");
	html_textn(&b, "a\0<", 3);
	written(&b, "a\xef\xbf\xbd&lt;");
	html_fmt(&b, "%s=%d", "<b>", 3);
	written(&b, "&lt;b&gt;=3");
	html_raw(&b, "<p>");
	written(&b, "<p>");
	html_attr(&b, "title", "a\"b>");
	written(&b, " title=\"a&quot;b&gt;\"");
	html_attr(&b, "title", NULL);
	written(&b, "");
	html_percent(&b, "a/b c?é~.");
	written(&b, "a%2Fb%20c%3F%C3%A9~.");
	buf_free(&b);
}

static void
a_link_is_http_or_relative_or_nothing(void **state)
{
	static const char *const good[] = { "http://a/b", "https://a/?q=1:2",
	    "HTTPS://a", "/run/1", "x.html", "?a=b:c", "#c:d", "a/b:c", "" };
	static const char *const bad[] = { "javascript:alert(1)",
	    "JaVaScRiPt:x", "java\tscript:x", " javascript:x", "data:text",
	    "//evil", "/\\evil", "\\\\evil", "http:evil", "vbscript:x",
	    "\x01javascript:x", "mailto:a@b",
	    " //evil" };
	struct buf b = BUF_INIT(4096);
	char expected[100];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		html_url(&b, "href", good[i]);
		snprintf(expected, sizeof(expected), " href=\"%s\"", good[i]);
		written(&b, expected);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		html_url(&b, "href", bad[i]);
		written(&b, " href=\"#\"");
	}
	html_url(&b, "href", NULL);
	written(&b, "");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_well_formed_utf8_is_valid),
		cmocka_unit_test(a_cut_splits_no_character),
		cmocka_unit_test(what_deceives_the_eye_is_made_visible),
		cmocka_unit_test(two_spellings_of_a_french_word_fold_alike),
		cmocka_unit_test(
		    every_letter_of_latin_extended_a_folds_to_ascii),
		cmocka_unit_test(a_fold_never_passes_its_room),
		cmocka_unit_test(nobodys_text_becomes_markup),
		cmocka_unit_test(a_link_is_http_or_relative_or_nothing),
	};

	return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
