/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/json.h"

static struct json *
parse(const char *text)
{
	struct err e = { .msg = "" };
	struct json *j = json_parse(text, strlen(text), &e);

	if (j == NULL)
		fail_msg("refused %s: %s", text, e.msg);
	return j;
}

static void
refused_n(const char *text, size_t n, const char *why)
{
	struct err e = { .msg = "" };
	struct json *j = json_parse(text, n, &e);

	if (j != NULL)
		fail_msg("accepted %s", text);
	if (strstr(e.msg, why) == NULL)
		fail_msg("%s: said %s", text, e.msg);
}

static void
refused(const char *text, const char *why)
{
	refused_n(text, strlen(text), why);
}

static void
values_are_found_by_name(void **state)
{
	struct json *j = parse(" {\"a\": {\"b\": {\"c\": \"x\"}}, \"n\": -5,"
	    " \"t\": true, \"f\": false, \"z\": null, \"A\": 1,"
	    " \"l\": [1, \"two\", {}]} ");
	const struct json *l;
	int64_t n = 0;

	(void)state;
	assert_string_equal(json_text(json_path(j, "a.b.c")), "x");
	assert_null(json_path(j, "a.x.c"));
	assert_null(json_path(j, "a.b.c.d"));
	assert_null(json_path(j, "a.b."));
	assert_int_equal(json_int(j, "n", &n), 1);
	assert_int_equal(n, -5);
	assert_int_equal(json_int(j, "t", &n), 0);
	assert_int_equal(json_int(j, "absent", &n), 0);
	assert_true(json_true(j, "t"));
	assert_false(json_true(j, "f"));
	assert_false(json_true(j, "n"));
	assert_true(json_is_null(json_get(j, "z")));
	assert_true(json_is_object(json_get(j, "a")));
	assert_null(json_str(j, "n"));
	assert_null(json_get(j, "T"));	/* case counts */
	l = json_get(j, "l");
	assert_true(json_is_array(l));
	assert_int_equal(json_count(l), 3);
	assert_int_equal(json_count(j), 7);
	l = json_next(json_first(l));
	assert_string_equal(json_text(l), "two");
	assert_null(json_next(json_next(l)));
	assert_string_equal(json_key(json_first(j)), "a");
	json_free(j);
}

static void
what_is_not_there_is_not_there(void **state)
{
	int64_t n;
	char out[8];

	(void)state;
	assert_null(json_get(NULL, "a"));
	assert_null(json_path(NULL, "a.b"));
	assert_null(json_str(NULL, "a"));
	assert_null(json_text(NULL));
	assert_int_equal(json_int(NULL, "a", &n), 0);
	assert_int_equal(json_number(NULL, &n), 0);
	assert_false(json_true(NULL, "a"));
	assert_false(json_is_object(NULL) || json_is_array(NULL) ||
	    json_is_null(NULL));
	assert_null(json_first(NULL));
	assert_null(json_next(NULL));
	assert_null(json_key(NULL));
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_id(NULL, "a", out, sizeof(out)), 0);
	json_free(NULL);
}

static void
what_cjson_lets_pass_is_refused(void **state)
{
	(void)state;
	refused("", "nothing");
	refused("{\"a\": \"caf\xe9\"}", "UTF-8");
	refused("{\"a\": \"x\\u0000y\"}", "NUL");
	refused("{\"a\\u0000\": 1}", "NUL");
	refused("{\"a\": \"x\ny\"}", "control");
	refused("{\"a\":\x01 1}", "control");
	refused_n("{\"a\": 1}\0", 9, "control");
	refused("{\"a\": 1} x", "after");
	refused("{\"a\": 1}{}", "after");
	refused("[01]", "leading zero");
	refused("[1e999]", "range");
	refused("[1.]", "number");
	refused("[1e]", "number");
	refused("[-]", "number");
	refused("[+1]", "malformed");
	refused("[.5]", "malformed");
	refused("[NaN]", "malformed");
	refused("[\"\\x\"]", "escape");
	refused("[\"\\uZZZZ\"]", "\\u");
	refused("[\"\\u12\"]", "\\u");
	refused("[\"\\ud800\"]", "malformed");
	refused("[\"abc", "without an end");
	refused("[\"abc\\", "without an end");
	refused("[1,]", "malformed");
	refused("{\"a\":1,}", "malformed");
	refused("[1 2]", "malformed");
	refused("[1}", "malformed");
	refused("{a: 1}", "malformed");
	refused("[truex]", "malformed");
	refused("// x\n1", "malformed");
	refused("   ", "malformed");
}

static void
what_json_allows_is_accepted(void **state)
{
	static const char *const good[] = { "1", "0", "-0", "0.5", "1e5",
	    "1E-5", "\"x\"", "true", "null", "[]", "{}", " [ ] \r\n",
	    "\"\\\\u0000\"", "\"\\ud83d\\ude00\"", "\xef\xbb\xbf{}",
	    "[0, 10, 0.0]" };
	struct json *j;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		json_free(parse(good[i]));
	j = parse("\"\\\\u0000 \\ud83d\\ude00 \\u00e9\"");
	assert_string_equal(json_text(j), "\\u0000 😀 é");
	json_free(j);
}

static void
a_key_twice_is_refused_at_any_depth(void **state)
{
	(void)state;
	refused("{\"a\": 1, \"a\": 2}", "\"a\" twice");
	refused("[{\"x\": [{\"b\": 1, \"c\": 2, \"\\u0062\": 3}]}]",
	    "\"b\" twice");
	json_free(parse("{\"a\": {\"a\": 1}, \"A\": 2}"));
}

static void
depth_is_limited(void **state)
{
	char text[2 * JSON_DEPTH + 3];
	struct err e;

	(void)state;
	memset(text, '[', JSON_DEPTH);
	memset(text + JSON_DEPTH, ']', JSON_DEPTH);
	json_free(json_parse(text, 2 * JSON_DEPTH, &e));
	memset(text, '[', JSON_DEPTH + 1);
	memset(text + JSON_DEPTH + 1, ']', JSON_DEPTH + 1);
	assert_null(json_parse(text, 2 * JSON_DEPTH + 2, &e));
	assert_int_equal(e.kind, ERR_LIMIT);
	/* Brackets in strings are text. */
	memset(text, '[', sizeof(text));
	text[0] = text[sizeof(text) - 1] = '"';
	json_free(json_parse(text, sizeof(text), &e));
}

/* A quadratic search for duplicates would take minutes here. */
static void
a_wide_object_takes_no_quadratic_time(void **state)
{
	struct buf b = BUF_INIT(8 << 20);
	int64_t before = clock_ms();
	struct err e;
	struct json *j;
	int i;

	(void)state;
	for (i = 0; i < 200000; i++)
		buf_fmt(&b, "%s\"key%d\":%d", i > 0 ? "," : "{", i, i);
	buf_putc(&b, '}');
	j = json_parse(b.data, b.len, &e);
	assert_non_null(j);
	assert_int_equal(json_count(j), 200000);
	json_free(j);
	b.data[b.len - 1] = ',';
	buf_puts(&b, "\"key7\":1}");
	assert_null(json_parse(b.data, b.len, &e));
	buf_free(&b);
	assert_true(clock_ms() - before < 20000);
}

static void
an_integer_that_lost_digits_is_no_integer(void **state)
{
	struct json *j = parse("{\"max\": 9007199254740991,"
	    " \"over\": 9007199254740993, \"min\": -9007199254740991,"
	    " \"half\": 1.5, \"exp\": 1e3, \"huge\": 1e300}");
	int64_t n = 0;

	(void)state;
	assert_int_equal(json_int(j, "max", &n), 1);
	assert_true(n == 9007199254740991);
	assert_int_equal(json_int(j, "min", &n), 1);
	assert_true(n == -9007199254740991);
	assert_int_equal(json_int(j, "over", &n), 0);
	assert_int_equal(json_int(j, "half", &n), 0);
	assert_int_equal(json_int(j, "huge", &n), 0);
	assert_int_equal(json_int(j, "exp", &n), 1);
	assert_int_equal(n, 1000);
	json_free(j);
}

static void
an_identifier_travels_as_text_and_whole(void **state)
{
	struct json *j = parse("{\"n\": 1234567, \"s\": \"12ab\", \"e\": \"\","
	    " \"b\": true, \"over\": 9007199254740993}");
	char out[8];

	(void)state;
	assert_int_equal(json_id(j, "n", out, sizeof(out)), 1);
	assert_string_equal(out, "1234567");
	assert_int_equal(json_id(j, "n", out, 7), 0);
	assert_int_equal(json_id(j, "s", out, sizeof(out)), 1);
	assert_string_equal(out, "12ab");
	assert_int_equal(json_id(j, "e", out, sizeof(out)), 0);
	assert_int_equal(json_id(j, "b", out, sizeof(out)), 0);
	assert_int_equal(json_id(j, "over", out, sizeof(out)), 0);
	json_free(j);
}

static void
write_sample(struct json_out *o)
{
	json_open(o, NULL, '{');
	json_put_str(o, "s", "a\"b\\c\n\x01é\t/");
	json_put_str(o, "none", NULL);
	json_open(o, "list", '[');
	json_put_int(o, NULL, INT64_MIN);
	json_put_bool(o, NULL, true);
	json_open(o, NULL, '{');
	json_close(o, '}');
	json_open(o, NULL, '[');
	json_close(o, ']');
	json_close(o, ']');
	json_put_raw(o, "raw", "{\"x\":1}");
	json_put_strn(o, "bad", "\xe9\0x", 3);
	json_put_bool(o, "f", false);
	json_close(o, '}');
}

static void
what_is_written_is_always_the_same_and_valid(void **state)
{
	struct buf b = BUF_INIT(4096);
	struct json_out o = { .buf = &b };
	struct json *j;

	(void)state;
	write_sample(&o);
	assert_string_equal(buf_str(&b),
	    "{\"s\":\"a\\\"b\\\\c\\n\\u0001é\\t/\",\"none\":null,"
	    "\"list\":[-9223372036854775808,true,{},[]],"
	    "\"raw\":{\"x\":1},\"bad\":\"\xef\xbf\xbd\\u0000x\",\"f\":false}");
	buf_reset(&b);
	o = (struct json_out){ .buf = &b, .pretty = true };
	write_sample(&o);
	assert_string_equal(buf_str(&b), "{\n"
	    "  \"s\": \"a\\\"b\\\\c\\n\\u0001é\\t/\",\n"
	    "  \"none\": null,\n"
	    "  \"list\": [\n"
	    "    -9223372036854775808,\n"
	    "    true,\n"
	    "    {},\n"
	    "    []\n"
	    "  ],\n"
	    "  \"raw\": {\"x\":1},\n"
	    "  \"bad\": \"\xef\xbf\xbd\\u0000x\",\n"
	    "  \"f\": false\n"
	    "}");
	buf_reset(&b);
	/* One writer may write several values, a line each. */
	o = (struct json_out){ .buf = &b };
	json_put_str(&o, NULL, "\b\f\r\x7f");
	buf_putc(&b, '\n');
	json_put_int(&o, NULL, 2);
	assert_string_equal(buf_str(&b), "\"\\b\\f\\r\x7f\"\n2");
	buf_reset(&b);
	json_put_str(&o, NULL, "a\b\"\\\f\xf0\x9f\x98\x80");
	j = parse(buf_str(&b));
	assert_string_equal(json_text(j), "a\b\"\\\f😀");
	json_free(j);
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_are_found_by_name),
		cmocka_unit_test(what_is_not_there_is_not_there),
		cmocka_unit_test(what_cjson_lets_pass_is_refused),
		cmocka_unit_test(what_json_allows_is_accepted),
		cmocka_unit_test(a_key_twice_is_refused_at_any_depth),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(a_wide_object_takes_no_quadratic_time),
		cmocka_unit_test(an_integer_that_lost_digits_is_no_integer),
		cmocka_unit_test(an_identifier_travels_as_text_and_whole),
		cmocka_unit_test(what_is_written_is_always_the_same_and_valid),
	};

	return cmocka_run_group_tests_name("json", tests, NULL, NULL);
}
