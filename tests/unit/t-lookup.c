/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values found in a YAML tree. */
#include "unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/yaml.h"

static struct arena arena = ARENA_INIT;

static int
empty(void **state)
{
	(void)state;
	arena_free(&arena);
	return 0;
}

static const struct yaml *
parse(const char *text)
{
	struct err e = { .msg = "" };
	struct yaml *all;

	if (yaml_parse(&arena, text, strlen(text), false, &all, &e) < 0)
		fail_msg("refused: %s", e.msg);
	return all->child;
}

static void
merge_keys_are_followed(void **state)
{
	const struct yaml *y = parse("a: &a {x: 1, y: 2}\n"
	    "b: &b {y: 3, z: 4}\n"
	    "one:\n  <<: *a\n  x: own\n"
	    "many:\n  <<: [*b, *a]\n"
	    "deep: &d\n  <<: *b\n  w: 5\n"
	    "deeper:\n  <<: *d\n");

	(void)state;
	assert_string_equal(yaml_str(yaml_get(y, "one"), "x"), "own");
	assert_string_equal(yaml_str(yaml_get(y, "one"), "y"), "2");
	assert_string_equal(yaml_str(yaml_get(y, "many"), "y"), "3");
	assert_string_equal(yaml_str(yaml_get(y, "many"), "x"), "1");
	assert_string_equal(yaml_str(yaml_get(y, "deeper"), "z"), "4");
	assert_null(yaml_get(yaml_get(y, "many"), "nowhere"));
}

static void
values_are_read_as_yaml_1_2_does(void **state)
{
	const struct yaml *y = parse("t: true\nT: TRUE\nf: False\ny: yes\n"
	    "q: 'true'\nm: {}\nn: 42\nneg: -7\npos: +7\nz: 010\nx: 0x1F\n"
	    "o: 0o17\nbad: 4x\nbig: 99999999999999999999\ne:\ns2: +\n"
	    "nx: -0x1\nh: 0x\nnull: ~\nN: null\ns: \"\"\nsp: ' 4'\n");
	bool b = false;
	long n = 0;

	(void)state;
	assert_int_equal(yaml_bool(y, "t", &b), 1);
	assert_true(b);
	assert_int_equal(yaml_bool(y, "f", &b), 1);
	assert_false(b);
	assert_int_equal(yaml_bool(y, "T", &b), 1);
	assert_true(b);
	assert_int_equal(yaml_bool(y, "y", &b), -1);
	assert_int_equal(yaml_bool(y, "q", &b), -1);
	assert_int_equal(yaml_bool(y, "m", &b), -1);
	assert_int_equal(yaml_bool(y, "e", &b), -1);
	assert_int_equal(yaml_bool(y, "absent", &b), 0);
	assert_int_equal(yaml_int(y, "n", &n), 1);
	assert_int_equal(n, 42);
	assert_int_equal(yaml_int(y, "neg", &n), 1);
	assert_int_equal(n, -7);
	assert_int_equal(yaml_int(y, "pos", &n), 1);
	assert_int_equal(n, 7);
	assert_int_equal(yaml_int(y, "z", &n), 1);
	assert_int_equal(n, 10);
	assert_int_equal(yaml_int(y, "x", &n), 1);
	assert_int_equal(n, 31);
	assert_int_equal(yaml_int(y, "o", &n), 1);
	assert_int_equal(n, 15);
	assert_int_equal(yaml_int(y, "bad", &n), -1);
	assert_int_equal(yaml_int(y, "big", &n), -1);
	assert_int_equal(yaml_int(y, "e", &n), -1);
	assert_int_equal(yaml_int(y, "s2", &n), -1);
	assert_int_equal(yaml_int(y, "nx", &n), -1);
	assert_int_equal(yaml_int(y, "h", &n), -1);
	assert_int_equal(yaml_int(y, "sp", &n), -1);
	assert_int_equal(yaml_int(y, "m", &n), -1);
	assert_int_equal(yaml_int(y, "absent", &n), 0);
	assert_true(yaml_is_null(yaml_get(y, "e")));
	assert_true(yaml_is_null(yaml_get(y, "null")));
	assert_true(yaml_is_null(yaml_get(y, "N")));
	assert_false(yaml_is_null(yaml_get(y, "s")));
	assert_false(yaml_is_null(yaml_get(y, "m")));
	assert_false(yaml_is_null(NULL));
	assert_null(yaml_get(NULL, "a"));
	assert_null(yaml_str(NULL, "a"));
	assert_int_equal(yaml_bool(NULL, "a", &b), 0);
	assert_int_equal(yaml_int(NULL, "a", &n), 0);
	assert_null(yaml_get(yaml_get(y, "n"), "a"));
}

#define TEST(name) cmocka_unit_test_teardown(name, empty)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(merge_keys_are_followed),
		TEST(values_are_read_as_yaml_1_2_does),
	};

	return cmocka_run_group_tests_name("lookup", tests, NULL, NULL);
}
