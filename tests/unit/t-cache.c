/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The facts of files that were scanned before: nobody needs them. */
#include "stores.h"

#include "base/buf.h"

enum { DAY = 24 * 60 * 60 };

static struct buf found = BUF_INIT(1 << 20);

static const char *
get(int64_t repo, const char *key, const char *path, const char *blob)
{
	buf_reset(&found);
	if (store_facts_get(s, repo, key, path, blob, &found, &e) != 1)
		return NULL;
	return buf_str(&found);
}

static void
keep(const char *path, const char *json, int64_t now)
{
	store_facts_put(s, 1, "key", path, "blob", json);
	DID(store_facts_flush(s, now, &e), 0);
}

static void
facts_are_found_under_all_their_names_only(void **state)
{
	(void)state;
	assert_null(get(1, "key", "path", "blob"));
	keep("path", "[1]", 0);
	assert_string_equal(get(1, "key", "path", "blob"), "[1]");
	/* A cache stays within a repository. */
	assert_null(get(2, "key", "path", "blob"));
	assert_null(get(1, "key2", "path", "blob"));
	assert_null(get(1, "key", "path2", "blob"));
	assert_null(get(1, "key", "path", "blob2"));
	/* Nor may one name run into the next. */
	assert_null(get(1, "keyp", "ath", "blob"));
	assert_null(get(1, "key", "pathb", "lob"));
}

static void
the_newest_facts_are_kept(void **state)
{
	(void)state;
	keep("path", "[1]", 0);
	keep("path", "[2]", 0);
	assert_string_equal(get(1, "key", "path", "blob"), "[2]");
	open_again();
	assert_string_equal(get(1, "key", "path", "blob"), "[2]");
}

static void
what_is_not_flushed_is_not_there(void **state)
{
	(void)state;
	store_facts_put(s, 1, "key", "path", "blob", "[1]");
	assert_null(get(1, "key", "path", "blob"));
	open_again();
	assert_null(get(1, "key", "path", "blob"));
}

static void
a_store_without_a_cache_remembers_nothing(void **state)
{
	(void)state;
	store_close(s);
	DID(store_open(in_folder("db"), NULL, &s, &e), 0);
	store_facts_put(s, 1, "key", "path", "blob", "[1]");
	DID(store_facts_flush(s, 0, &e), 0);
	assert_null(get(1, "key", "path", "blob"));
}

static void
a_cache_of_another_database_is_made_anew(void **state)
{
	struct store *other;

	(void)state;
	keep("path", "[1]", 0);
	/* Number 1 is another candidate's there. */
	DID(store_open(in_folder("db2"), in_folder("cache"), &other, &e), 0);
	DID(store_facts_get(other, 1, "key", "path", "blob", &found, &e), 0);
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
	keep("path", "[1]", 0);
	assert_string_equal(get(1, "key", "path", "blob"), "[1]");
}

/* Under the feet of the one who uses it. */
static void
damage(void)
{
	DID(db_exec(&s->cache, "DROP TABLE facts", &e), 0);
}

static void
a_cache_damaged_in_use_costs_a_scan_and_no_audit(void **state)
{
	(void)state;
	keep("path", "[1]", 0);
	damage();
	assert_int_equal(store_facts_get(s, 1, "key", "path", "blob", &found,
	    &e), 0);
	store_facts_put(s, 1, "key", "path", "blob", "[2]");
	DID(store_facts_flush(s, 0, &e), 0);
	assert_string_equal(get(1, "key", "path", "blob"), "[2]");
}

static void
a_flush_that_fails_is_made_good_by_the_next(void **state)
{
	(void)state;
	keep("path", "[1]", 0);
	DID(db_exec(&s->cache, "DROP TABLE facts", &e), 0);
	store_facts_put(s, 1, "key", "path", "blob", "[2]");
	assert_int_equal(store_facts_flush(s, 0, &e), -1);
	keep("path", "[3]", 0);
	assert_string_equal(get(1, "key", "path", "blob"), "[3]");
}

static void
what_nobody_used_for_sixty_days_goes(void **state)
{
	(void)state;
	keep("old", "[1]", 0);
	keep("used", "[2]", 0);
	keep("new", "[3]", 59 * DAY);
	assert_non_null(get(1, "key", "used", "blob"));
	DID(store_facts_flush(s, 60 * DAY, &e), 0);
	assert_non_null(get(1, "key", "used", "blob"));
	DID(store_facts_flush(s, 61 * DAY, &e), 0);
	assert_null(get(1, "key", "old", "blob"));
	assert_non_null(get(1, "key", "used", "blob"));
	assert_non_null(get(1, "key", "new", "blob"));
}

static void
past_its_ceiling_the_oldest_half_goes(void **state)
{
	(void)state;
	keep("a", "[1]", 1 * DAY);
	keep("b", "[2]", 2 * DAY);
	keep("c", "[3]", 3 * DAY);
	s->cache_max = 1;
	keep("d", "[4]", 4 * DAY);
	assert_null(get(1, "key", "a", "blob"));
	assert_non_null(get(1, "key", "d", "blob"));
	s->cache_max = 1 << 30;
	keep("e", "[5]", 5 * DAY);
	assert_non_null(get(1, "key", "d", "blob"));
}

static int
free_found(void **state)
{
	(void)state;
	buf_free(&found);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(facts_are_found_under_all_their_names_only),
		TEST(the_newest_facts_are_kept),
		TEST(what_is_not_flushed_is_not_there),
		TEST(a_store_without_a_cache_remembers_nothing),
		TEST(a_cache_of_another_database_is_made_anew),
		TEST(a_cache_that_is_junk_is_made_anew),
		TEST(a_cache_damaged_in_use_costs_a_scan_and_no_audit),
		TEST(a_flush_that_fails_is_made_good_by_the_next),
		TEST(what_nobody_used_for_sixty_days_goes),
		TEST(past_its_ceiling_the_oldest_half_goes),
	};

	return cmocka_run_group_tests(tests, NULL, free_found);
}
