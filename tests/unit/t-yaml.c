/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
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

/* The first document. */
static const struct yaml *
parse_n(const char *text, size_t n)
{
	struct err e = { .msg = "" };
	struct yaml *all;

	if (yaml_parse(&arena, text, n, false, &all, &e) < 0)
		fail_msg("refused: %s", e.msg);
	assert_int_equal(all->kind, YAML_LIST);
	return all->child;
}

static const struct yaml *
parse(const char *text)
{
	return parse_n(text, strlen(text));
}

static void
refused_n(const char *text, size_t n, enum err_kind kind, const char *why)
{
	struct err e = { .msg = "" };
	struct yaml *all;

	if (yaml_parse(&arena, text, n, false, &all, &e) == 0)
		fail_msg("accepted:\n%s", text);
	assert_null(all);
	assert_int_equal(e.kind, kind);
	if (strstr(e.msg, why) == NULL)
		fail_msg("said \"%s\", not \"%s\"", e.msg, why);
}

static void
refused(const char *text, const char *why)
{
	refused_n(text, strlen(text), ERR_FORMAT, why);
}

/* Follows keys and item numbers: "jobs.build.steps.1". */
static const struct yaml *
at(const struct yaml *y, const char *path)
{
	char part[64];
	size_t n;
	int i;

	for (;; path += n + 1) {
		n = strcspn(path, ".");
		snprintf(part, sizeof(part), "%.*s", (int)n, path);
		if (y->kind == YAML_MAP) {
			y = yaml_get(y, part);
		} else {
			y = y->child;
			for (i = atoi(part); i > 0 && y != NULL; i--)
				y = y->next;
		}
		if (y == NULL)
			fail_msg("%s is not there", path);
		if (path[n] == '\0')
			return y;
	}
}

static void
lines(const struct yaml *doc, const char *path, int line, int last)
{
	const struct yaml *y = at(doc, path);

	if (y->line != line || y->last != last)
		fail_msg("%s: lines %d-%d, expected %d-%d", path, y->line,
		    y->last, line, last);
}

static void
scalars_stay_as_they_were_written(void **state)
{
	const struct yaml *y = parse("on: push\nv: 2.0\nn: 010\nq: 'yes'\n"
	    "d: \"a\\tb\"\ne:\nt: !!str 5\n");

	(void)state;
	assert_string_equal(y->child->key, "on");
	assert_string_equal(yaml_str(y, "on"), "push");
	assert_string_equal(yaml_str(y, "v"), "2.0");
	assert_string_equal(yaml_str(y, "n"), "010");
	assert_string_equal(yaml_str(y, "q"), "yes");
	assert_string_equal(yaml_str(y, "d"), "a\tb");
	assert_string_equal(yaml_str(y, "e"), "");
	assert_true(yaml_get(y, "v")->plain);
	assert_false(yaml_get(y, "q")->plain);
	assert_false(yaml_get(y, "t")->plain);
	assert_null(yaml_str(y, "absent"));
}

static const char workflow[] =
    "# comment\n"				/* 1 */
    "name: CI\n"				/* 2 */
    "\n"					/* 3 */
    "on:\n"					/* 4 */
    "  push:\n"					/* 5 */
    "\n"					/* 6 */
    "jobs:\n"					/* 7 */
    "  build:\n"				/* 8 */
    "    steps:\n"				/* 9 */
    "      - uses: checkout\n"			/* 10 */
    "      - run: |\n"				/* 11 */
    "          make\n"				/* 12 */
    "\n"					/* 13 */
    "          make test\n"			/* 14 */
    "\n"					/* 15 */
    "# more\n"					/* 16 */
    "\n"					/* 17 */
    "  last: >-\n"				/* 18 */
    "    a\n"					/* 19 */
    "    b\n"					/* 20 */
    "flow: [1,\n"				/* 21 */
    "  2, {a: b}\n"				/* 22 */
    "]\n"					/* 23 */
    "text: one\n"				/* 24 */
    "  two\n"					/* 25 */
    "quoted: \"x\n"				/* 26 */
    "  y\"\n"					/* 27 */
    "empty: |\n"				/* 28 */
    "end: x\n"					/* 29 */
    "\n\n";

static void
every_node_knows_its_first_and_last_line(void **state)
{
	const struct yaml *y = parse(workflow);

	(void)state;
	assert_int_equal(y->line, 2);
	assert_int_equal(y->last, 29);
	lines(y, "name", 2, 2);
	lines(y, "on", 5, 5);
	lines(y, "on.push", 5, 5);
	assert_int_equal(at(y, "on")->key_line, 4);
	assert_int_equal(at(y, "jobs")->key_line, 7);
	lines(y, "jobs", 8, 20);
	lines(y, "jobs.build", 9, 14);
	lines(y, "jobs.build.steps", 10, 14);
	lines(y, "jobs.build.steps.0", 10, 10);
	lines(y, "jobs.build.steps.1", 11, 14);
	lines(y, "jobs.build.steps.1.run", 11, 14);
	assert_string_equal(at(y, "jobs.build.steps.1.run")->text,
	    "make\n\nmake test\n");
	lines(y, "jobs.last", 18, 20);
	lines(y, "flow", 21, 23);
	lines(y, "flow.2.a", 22, 22);
	lines(y, "text", 24, 25);
	lines(y, "quoted", 26, 27);
	lines(y, "empty", 28, 28);
	lines(y, "end", 29, 29);
	assert_int_equal(at(y, "jobs.build.steps.1.run")->column, 14);
}

/* Whether a block that ends the file has a newline, many or none. */
static void
a_block_at_the_end_of_a_file_ends_with_its_text(void **state)
{
	(void)state;
	lines(parse("a: |\n  x\n  y"), "a", 1, 3);
	lines(parse("a: |\n  x\n  y\n"), "a", 1, 3);
	lines(parse("a: |\n  x\n  y\n\n\n\n"), "a", 1, 3);
	lines(parse("a: |+\n  x\n\n   \n"), "a", 1, 2);
	lines(parse("a: |"), "a", 1, 1);
	lines(parse("a: |\n"), "a", 1, 1);
	lines(parse("a: |\n\n\n"), "a", 1, 1);
	lines(parse("a:\n  - b: |\n      x\n  # c\n\n  - d\n"), "a.0", 2, 3);
	lines(parse("a: [b: c\n ,\n d]\n"), "a.0", 1, 1);
	lines(parse("? a\n\n\n? b\n: 1\n"), "a", 1, 1);
	lines(parse("- a:\n\n\n- b\n"), "0", 1, 1);
	lines(parse("- a:\n\n\n- b\n"), "0.a", 1, 1);
}

static void
lines_are_those_of_an_editor(void **state)
{
	const struct yaml *y;

	(void)state;
	y = parse("\xef\xbb\xbf" "a: 1\r\nb: |\r\n  x\r\n  y\r\nc: 2\r\n");
	lines(y, "a", 1, 1);
	assert_int_equal(at(y, "a")->column, 4);
	lines(y, "b", 2, 4);
	assert_string_equal(yaml_str(y, "b"), "x\ny\n");
	lines(y, "c", 5, 5);
	/* U+2028 and U+0085 break a line for libyaml, not for an editor. */
	y = parse("a: \"x\xe2\x80\xa8y\xc2\x85z\"\nb: 2\n");
	lines(y, "a", 1, 1);
	lines(y, "b", 2, 2);
	y = parse("a: 1\rb: 2\nc: 3\n");
	lines(y, "b", 1, 1);
	lines(y, "c", 2, 2);
}

static void
all_documents_are_read(void **state)
{
	struct yaml *all;
	struct err e;
	static const char two[] = "a: &x 1\n---\nb: 2\n...\n---\n- c\n";

	(void)state;
	assert_int_equal(yaml_parse(&arena, two, strlen(two), false, &all,
	    &e), 0);
	assert_string_equal(yaml_str(all->child, "a"), "1");
	assert_string_equal(yaml_str(all->child->next, "b"), "2");
	assert_int_equal(all->child->next->line, 3);
	assert_int_equal(all->child->next->next->kind, YAML_LIST);
	assert_null(all->child->next->next->next);
	assert_int_equal(yaml_parse(&arena, "", 0, false, &all, &e), 0);
	assert_null(all->child);
	assert_int_equal(yaml_parse(&arena, "# c\n", 4, false, &all, &e), 0);
	assert_null(all->child);
	/* An anchor belongs to its document. */
	refused("a: &x 1\n---\nb: *x\n", "line 3: alias");
}

static void
malformed_text_is_refused_with_its_line(void **state)
{
	(void)state;
	refused("a: 1\nb: [1\nc: 2\n", "line 3");
	refused("a: 1\n b: 2\n", "line 2");
	refused("a:\n\t- b\n", "line 2");
	refused("a: *nowhere\n", "line 1: alias");
	refused("a: 1\nb: \x01\n", "line 2");
	refused("a: 1\nb: caf\xe9\n", "line 2: not UTF-8");
	refused_n("\xff\xfe" "a\0:\0 \0b\0", 10, ERR_FORMAT, "UTF-8");
	refused("a: &x [1, *x]\n", "inside of it");
	refused("\"a\\0b\": 1\n", "NUL in a key");
}

static void
a_key_twice_is_refused_or_kept_as_asked(void **state)
{
	static const char text[] = "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n  d: 4\n";
	struct yaml *all;
	struct err e;

	(void)state;
	refused(text, "line 5: key \"c\" twice");
	refused("a: 1\n'a': 2\n", "line 2: key \"a\" twice");
	refused("{a: 1, b: 2, a: 3}", "line 1: key \"a\" twice");
	assert_int_equal(yaml_parse(&arena, text, strlen(text), true, &all,
	    &e), 0);
	assert_int_equal(all->child->dup, 0);
	assert_int_equal(yaml_get(all->child, "b")->dup, 5);
	/* As most readers do: the last one counts. */
	assert_string_equal(yaml_str(yaml_get(all->child, "b"), "c"), "3");
}

static void
a_key_may_be_no_scalar(void **state)
{
	const struct yaml *y = parse("? [a, b]\n: c\n{{ x }}: d\ne: f\n"
	    "&k g: 1\nh: {*k : 2}\n");

	(void)state;
	assert_string_equal(y->child->key, "");
	assert_string_equal(y->child->text, "c");
	assert_string_equal(y->child->next->key, "");
	assert_int_equal(y->child->next->key_line, 3);
	assert_int_equal(y->dup, 0);
	assert_string_equal(yaml_str(y, "e"), "f");
	assert_string_equal(yaml_str(yaml_get(y, "h"), "g"), "2");
}

static void
an_alias_shares_what_it_names(void **state)
{
	const struct yaml *y = parse("base: &b\n  x: 1\n  y: [2, 3]\n"
	    "use: *b\nlist:\n  - *b\n  - z\n");
	const struct yaml *use = yaml_get(y, "use");

	(void)state;
	assert_ptr_equal(use->child, yaml_get(y, "base")->child);
	assert_string_equal(use->key, "use");
	assert_int_equal(use->key_line, 4);
	assert_int_equal(use->line, 1);	/* where its anchor is */
	assert_int_equal(use->last, 3);
	assert_string_equal(use->next->key, "list");
	/* base 5, use 5, list 1 + 5 + 1, the whole 1 */
	assert_int_equal(yaml_get(y, "base")->weight, 5);
	assert_int_equal(y->weight, 18);
	/* A mapping that ends with an alias ends there. */
	y = parse("a: &a\n  x: 1\nb:\n  c: 1\n  d: *a\ne: 1\n");
	lines(y, "b", 4, 5);
	/* The latest anchor of a name counts. */
	y = parse("a: &n 1\nb: *n\nc: &n 2\nd: *n\n");
	assert_string_equal(yaml_str(y, "b"), "1");
	assert_string_equal(yaml_str(y, "d"), "2");
}

/* Each level doubles; 30 levels would stand for 2^30 nodes. */
static void
an_alias_bomb_is_refused_before_it_grows(void **state)
{
	struct buf b = BUF_INIT(100000);
	int64_t before = clock_ms();
	int i;

	(void)state;
	buf_puts(&b, "a0: &a0 [x, x]\n");
	for (i = 1; i < 30; i++)
		buf_fmt(&b, "a%d: &a%d [*a%d, *a%d]\n", i, i, i - 1, i - 1);
	refused_n(b.data, b.len, ERR_LIMIT, "line 16: more than");
	buf_free(&b);
	assert_true(clock_ms() - before < 5000);
}

static void
many_nodes_are_refused(void **state)
{
	struct buf b = BUF_INIT(1 << 20);
	const struct yaml *y;
	int i;

	(void)state;
	for (i = 0; i < YAML_NODES - 1; i++)
		buf_puts(&b, "- a\n");
	y = parse_n(b.data, b.len);
	assert_int_equal(y->weight, YAML_NODES);
	buf_puts(&b, "- a\n");
	refused_n(b.data, b.len, ERR_LIMIT, "line 200000: more than");
	buf_free(&b);
}

static void
nested(struct buf *b, int depth)
{
	int i;

	buf_reset(b);
	for (i = 0; i < depth; i++)
		buf_putc(b, '[');
	for (i = 0; i < depth; i++)
		buf_putc(b, ']');
}

static void
depth_is_limited_before_libyaml_gets_slow(void **state)
{
	struct buf b = BUF_INIT(1 << 20);
	int64_t before = clock_ms();
	int i;

	(void)state;
	nested(&b, YAML_DEPTH);
	parse_n(b.data, b.len);
	nested(&b, YAML_DEPTH + 1);
	refused_n(b.data, b.len, ERR_LIMIT, "deeper than");
	nested(&b, 200000);
	refused_n(b.data, b.len, ERR_LIMIT, "deeper than");
	assert_true(clock_ms() - before < 5000);
	/* Aliases do not make it deeper than it may be written. */
	buf_reset(&b);
	buf_puts(&b, "a0: &a0 [x]\n");
	for (i = 1; i < 150; i++)
		buf_fmt(&b, "a%d: &a%d [*a%d]\n", i, i, i - 1);
	refused_n(b.data, b.len, ERR_LIMIT, "deeper than");
	buf_free(&b);
}

static void
anchors_are_limited(void **state)
{
	struct buf b = BUF_INIT(1 << 20);
	int i;

	(void)state;
	for (i = 0; i < 4096; i++)
		buf_fmt(&b, "- &a%d x\n", i);
	parse_n(b.data, b.len);
	buf_puts(&b, "- &last x\n");
	refused_n(b.data, b.len, ERR_LIMIT, "line 4097: more than 4096");
	buf_free(&b);
}

#define TEST(name) cmocka_unit_test_teardown(name, empty)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(scalars_stay_as_they_were_written),
		TEST(every_node_knows_its_first_and_last_line),
		TEST(a_block_at_the_end_of_a_file_ends_with_its_text),
		TEST(lines_are_those_of_an_editor),
		TEST(all_documents_are_read),
		TEST(malformed_text_is_refused_with_its_line),
		TEST(a_key_twice_is_refused_or_kept_as_asked),
		TEST(a_key_may_be_no_scalar),
		TEST(an_alias_shares_what_it_names),
		TEST(an_alias_bomb_is_refused_before_it_grows),
		TEST(many_nodes_are_refused),
		TEST(depth_is_limited_before_libyaml_gets_slow),
		TEST(anchors_are_limited),
	};

	return cmocka_run_group_tests_name("yaml", tests, NULL, NULL);
}
