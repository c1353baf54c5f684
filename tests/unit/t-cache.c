/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the last audits told: nobody needs it. */
#include "stores.h"

#include "base/buf.h"
#include "model/memory.h"

enum { DAY = 24 * 60 * 60 };

static struct memory memory = MEMORY_INIT;

/* The lines that are known, NULL when none are. */
static const char *
get(int64_t repo)
{
	if (store_memory_get(s, repo, &memory, &e) != 1) {
		assert_string_equal(memory.tree, "");
		return NULL;
	}
	assert_string_equal(memory.tree, "tree");
	assert_string_equal(memory.key, "key");
	return buf_str(&memory.lines);
}

static int
put(int64_t repo, const char *lines, int64_t now)
{
	snprintf(memory.tree, sizeof(memory.tree), "tree");
	snprintf(memory.key, sizeof(memory.key), "key");
	buf_reset(&memory.lines);
	buf_puts(&memory.lines, lines);
	return store_memory_put(s, repo, &memory, now, &e);
}

static void
keep(int64_t repo, const char *lines, int64_t now)
{
	DID(put(repo, lines, now), 0);
}

static void
what_was_told_stays_within_its_repository(void **state)
{
	(void)state;
	assert_null(get(1));
	keep(1, "a\n", 0);
	assert_string_equal(get(1), "a\n");
	assert_null(get(2));
	/* A commit in which no plugin saw anything is known too. */
	keep(2, "", 0);
	assert_string_equal(get(2), "");
}

static void
the_last_one_is_kept(void **state)
{
	(void)state;
	keep(1, "a\n", 0);
	keep(1, "b\n", 0);
	assert_string_equal(get(1), "b\n");
	open_again();
	assert_string_equal(get(1), "b\n");
}

static void
what_is_too_long_is_not_known(void **state)
{
	struct memory small = { .lines = BUF_INIT(3) };

	(void)state;
	keep(1, "abcd\n", 0);
	DID(store_memory_get(s, 1, &small, &e), 0);
	assert_string_equal(small.tree, "");
	buf_free(&small.lines);
}

static void
a_store_without_a_cache_remembers_nothing(void **state)
{
	(void)state;
	store_close(s);
	DID(store_open(in_folder("db"), NULL, &s, &e), 0);
	keep(1, "a\n", 0);
	assert_null(get(1));
}

static void
a_cache_of_another_database_is_made_anew(void **state)
{
	struct store *other;

	(void)state;
	keep(1, "a\n", 0);
	/* Number 1 is another candidate's there. */
	DID(store_open(in_folder("db2"), in_folder("cache"), &other, &e), 0);
	DID(store_memory_get(other, 1, &memory, &e), 0);
	store_close(other);
}

static void
a_cache_that_is_junk_is_made_anew(void **state)
{
	static char junk[8192];

	(void)state;
	store_close(s);
	s = NULL;
	memset(junk, 'x', sizeof(junk));
	DID(fs_write(in_folder("cache"), junk, sizeof(junk), 0600, &e), 0);
	open_again();
	keep(1, "a\n", 0);
	assert_string_equal(get(1), "a\n");
}

/* Under the feet of the one who uses it. */
static void
damage(void)
{
	DID(db_exec(&s->cache, "DROP TABLE memory", &e), 0);
}

static void
a_cache_damaged_in_use_costs_a_scan_and_no_audit(void **state)
{
	(void)state;
	keep(1, "a\n", 0);
	damage();
	assert_null(get(1));
	keep(1, "b\n", 0);
	assert_string_equal(get(1), "b\n");
}

static void
a_write_that_fails_is_made_good_by_the_next(void **state)
{
	(void)state;
	keep(1, "a\n", 0);
	damage();
	assert_int_equal(put(1, "b\n", 0), -1);
	keep(1, "c\n", 0);
	assert_string_equal(get(1), "c\n");
}

static void
what_nobody_used_for_sixty_days_goes(void **state)
{
	(void)state;
	keep(1, "old\n", 0);
	keep(2, "used\n", 0);
	keep(2, "used\n", 60 * DAY);
	assert_non_null(get(1));
	keep(3, "new\n", 61 * DAY);
	assert_null(get(1));
	assert_non_null(get(2));
	assert_non_null(get(3));
}

static void
past_its_ceiling_the_oldest_half_goes(void **state)
{
	(void)state;
	keep(1, "a\n", 1 * DAY);
	keep(2, "b\n", 2 * DAY);
	keep(3, "c\n", 3 * DAY);
	s->cache_max = 1;
	keep(4, "d\n", 4 * DAY);
	assert_null(get(1));
	assert_null(get(2));
	assert_non_null(get(3));
	assert_non_null(get(4));
	s->cache_max = 1 << 30;
	keep(5, "e\n", 5 * DAY);
	assert_non_null(get(3));
}

static int
free_memory(void **state)
{
	(void)state;
	buf_free(&memory.lines);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_told_stays_within_its_repository),
		TEST(the_last_one_is_kept),
		TEST(what_is_too_long_is_not_known),
		TEST(a_store_without_a_cache_remembers_nothing),
		TEST(a_cache_of_another_database_is_made_anew),
		TEST(a_cache_that_is_junk_is_made_anew),
		TEST(a_cache_damaged_in_use_costs_a_scan_and_no_audit),
		TEST(a_write_that_fails_is_made_good_by_the_next),
		TEST(what_nobody_used_for_sixty_days_goes),
		TEST(past_its_ceiling_the_oldest_half_goes),
	};

	return cmocka_run_group_tests(tests, NULL, free_memory);
}
