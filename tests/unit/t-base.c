/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The small things of the ground floor: errors, memory, time, log. */
#include "unit.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/utf8.h"

/* err */

static void
an_error_is_set_and_wrapped_in_one_line(void **state)
{
	struct err e = { .kind = ERR_NONE };

	(void)state;
	assert_int_equal(err_set(&e, ERR_LIMIT, "%d bytes", 7), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_string_equal(e.msg, "7 bytes");
	assert_int_equal(err_wrap(&e, "file %s", "a"), -1);
	assert_string_equal(e.msg, "file a: 7 bytes");
	assert_int_equal(e.kind, ERR_LIMIT);
	errno = ENOENT;
	assert_int_equal(err_sys(&e, "open %s", "b"), -1);
	assert_string_equal(e.msg, "open b: No such file or directory");
	assert_int_equal(e.kind, ERR_SYS);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(err_set(NULL, ERR_BUG, "x"), -1);
	assert_int_equal(err_sys(NULL, "x"), -1);
	assert_int_equal(err_wrap(NULL, "x"), -1);
}

static void
an_error_may_quote_itself(void **state)
{
	struct err e;

	(void)state;
	err_set(&e, ERR_FORMAT, "inner");
	err_set(&e, ERR_REMOTE, "outer (%s)", e.msg);
	assert_string_equal(e.msg, "outer (inner)");
}

static void
a_long_error_keeps_its_cause_and_splits_no_character(void **state)
{
	char big[2000];
	struct err e;
	size_t i;

	(void)state;
	for (i = 0; i + 2 < sizeof(big); i += 2)
		memcpy(big + i, "é", 2);
	big[i] = '\0';
	err_set(&e, ERR_FORMAT, "x%s", big);
	assert_true(strlen(e.msg) >= sizeof(e.msg) - 2);
	assert_true(utf8_valid(e.msg, strlen(e.msg)));
	errno = EACCES;
	err_sys(&e, "%s", big);
	assert_non_null(strstr(e.msg, ": Permission denied"));
	err_set(&e, ERR_FORMAT, "the cause");
	err_wrap(&e, "x%s", big);
	assert_non_null(strstr(e.msg, ": the cause"));
	assert_true(utf8_valid(e.msg, strlen(e.msg)));
}

/* buf, arena */

static void
a_buffer_refuses_what_passes_its_ceiling_and_stays_full(void **state)
{
	struct buf b = BUF_INIT(5);

	(void)state;
	assert_string_equal(buf_str(&b), "");
	buf_puts(&b, "abc");
	assert_false(b.full);
	buf_fmt(&b, "%d", 123);
	assert_true(b.full);
	assert_string_equal(buf_str(&b), "abc");
	buf_putc(&b, 'd');	/* would fit, but after a hole */
	assert_string_equal(buf_str(&b), "abc");
	buf_reset(&b);
	assert_false(b.full);
	assert_string_equal(buf_str(&b), "");
	buf_puts(&b, "12345");
	assert_false(b.full);
	assert_int_equal(b.len, 5);
	buf_free(&b);
	assert_null(b.data);
	buf_puts(&b, "again");
	assert_string_equal(buf_str(&b), "again");
	buf_free(&b);
}

static void
a_buffer_grows_and_gives_itself_away(void **state)
{
	struct buf b = BUF_INIT(1 << 20);
	char *p;
	int i;

	(void)state;
	for (i = 0; i < 10000; i++)
		buf_fmt(&b, "%04d", i);
	assert_int_equal(b.len, 40000);
	p = buf_take(&b);
	assert_memory_equal(p + 4 * 9999, "9999", 5);
	assert_null(b.data);
	assert_int_equal(b.len, 0);
	free(p);
	p = buf_take(&b);
	assert_string_equal(p, "");
	free(p);
}

static void
an_arena_hands_out_zeroed_aligned_memory_of_any_size(void **state)
{
	static const size_t sizes[] = { 1, 7, 0, 5000, 16, 100000, 3, 4096 };
	struct arena a = ARENA_INIT;
	unsigned char *p;
	size_t i, k, round;

	(void)state;
	for (round = 0; round < 300; round++) {
		for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			p = arena_alloc(&a, sizes[i]);
			assert_int_equal((uintptr_t)p % 16, 0);
			for (k = 0; k < sizes[i]; k++)
				if (p[k] != 0)
					fail_msg("byte %zu is not 0", k);
			memset(p, 0xff, sizes[i]);
		}
	}
	arena_free(&a);
	assert_null(a.last);
	assert_string_equal(arena_fmt(&a, "%s-%d", "x", 5), "x-5");
	assert_string_equal(arena_dup(&a, "abcdef", 3), "abc");
	assert_string_equal(arena_str(&a, "abc"), "abc");
	assert_null(arena_str(&a, NULL));
	arena_free(&a);
}

static void
an_array_in_an_arena_grows_without_losing_elements(void **state)
{
	struct arena a = ARENA_INIT;
	int *list = NULL, *at;
	void *array = NULL;
	size_t n, cap = 0;

	(void)state;
	for (n = 0; n < 1000; n++) {
		at = arena_push(&a, &array, n, &cap, sizeof(*at));
		assert_int_equal(*at, 0);
		*at = (int)n;
	}
	list = array;
	for (n = 0; n < 1000; n++)
		assert_int_equal(list[n], n);
	/* Popped and pushed again: zeroed as promised. */
	at = arena_push(&a, &array, 10, &cap, sizeof(*at));
	assert_int_equal(*at, 0);
	arena_free(&a);
}

/* clock */

static void
times_are_written_as_rfc_3339_says(void **state)
{
	char out[CLOCK_TEXT];

	(void)state;
	clock_text(0, out);
	assert_string_equal(out, "1970-01-01T00:00:00Z");
	clock_text(1795523400, out);
	assert_string_equal(out, "2026-11-24T12:30:00Z");
	clock_text(INT64_MAX, out);
	assert_string_equal(out, "9999-12-31T23:59:59Z");
	clock_text(INT64_MIN, out);
	assert_string_equal(out, "0000-01-01T00:00:00Z");
	assert_true(clock_now() > 1700000000);
	assert_true(clock_ms() <= clock_ms());
}

/* i18n, log */

static void
there_are_two_languages(void **state)
{
	enum lang l = LANG_FR;

	(void)state;
	assert_int_equal(i18n_parse("en", &l), 1);
	assert_int_equal(l, LANG_EN);
	assert_int_equal(i18n_parse("de", &l), 0);
	assert_int_equal(i18n_parse(NULL, &l), 0);
	assert_int_equal(l, LANG_EN);
	assert_int_equal(i18n_parse("fr", &l), 1);
	assert_string_equal(tr(l, "prouvé", "proven"), "prouvé");
	assert_string_equal(tr(LANG_EN, "prouvé", "proven"), "proven");
}

/* What a call of log_*() writes on standard error. */
static size_t
overhear(char *out, size_t n, void (*call)(void))
{
	int fds[2], saved = dup(STDERR_FILENO);
	ssize_t got;

	assert_true(saved >= 0 && pipe(fds) == 0);
	dup2(fds[1], STDERR_FILENO);
	call();
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(fds[1]);
	got = read(fds[0], out, n - 1);
	assert_true(got >= 0);
	out[got] = '\0';
	close(fds[0]);
	return (size_t)got;
}

static void
say_forged(void)
{
	log_warn("push refused=%s", "x\n<3>disk full\x1b[2J\xe2\x80\xae");
}

static void
say_all(void)
{
	log_error("e");
	log_warn("w");
	log_info("i");
	log_debug("d");
}

static void
say_much(void)
{
	static char big[10000];

	memset(big, 'x', sizeof(big) - 1);
	log_error("%s", big);
}

static void
the_network_cannot_forge_a_line_of_the_log(void **state)
{
	char out[4096];

	(void)state;
	overhear(out, sizeof(out), say_forged);
	assert_string_equal(out, "<4>push refused=x\\x0A<3>disk full"
	    "\\x1B[2J\\u202E\n");
	assert_true(overhear(out, sizeof(out), say_much) <= 2052);
	assert_string_equal(out + strlen(out) - 2, "x\n");
}

static void
the_level_says_what_is_logged(void **state)
{
	char out[4096];

	(void)state;
	overhear(out, sizeof(out), say_all);
	assert_string_equal(out, "<3>e\n<4>w\n<6>i\n");
	log_level(0);
	overhear(out, sizeof(out), say_all);
	assert_string_equal(out, "<3>e\n");
	log_level(3);
	overhear(out, sizeof(out), say_all);
	assert_string_equal(out, "<3>e\n<4>w\n<6>i\n<7>d\n");
	log_level(2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_is_set_and_wrapped_in_one_line),
		cmocka_unit_test(an_error_may_quote_itself),
		cmocka_unit_test(
		    a_long_error_keeps_its_cause_and_splits_no_character),
		cmocka_unit_test(
		    a_buffer_refuses_what_passes_its_ceiling_and_stays_full),
		cmocka_unit_test(a_buffer_grows_and_gives_itself_away),
		cmocka_unit_test(
		    an_arena_hands_out_zeroed_aligned_memory_of_any_size),
		cmocka_unit_test(
		    an_array_in_an_arena_grows_without_losing_elements),
		cmocka_unit_test(times_are_written_as_rfc_3339_says),
		cmocka_unit_test(there_are_two_languages),
		cmocka_unit_test(the_network_cannot_forge_a_line_of_the_log),
		cmocka_unit_test(the_level_says_what_is_logged),
	};

	return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
