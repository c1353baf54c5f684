/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must survive: the file, its steps, its transactions, bad disks. */
#include "stores.h"

#include <pthread.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/clock.h"

enum { ROOT = 0, NOBODY = 65534 };

static unsigned
mode_of(const char *name)
{
	struct stat st;

	if (stat(in_folder(name), &st) < 0)
		return 0;
	return st.st_mode & 07777;
}

static void
a_new_database_knows_its_owner_and_its_steps(void **state)
{
	char want[32];

	(void)state;
	snprintf(want, sizeof(want), "%d", schema_version());
	assert_string_equal(asked(&s->db, "PRAGMA user_version"), want);
	snprintf(want, sizeof(want), "%d", DB_APPLICATION);
	assert_string_equal(asked(&s->db, "PRAGMA application_id"), want);
	DID(store_check(s, &e), 0);
}

static void
nobody_else_may_read_it(void **state)
{
	static const char *const names[] = { "db", "db-wal", "db-shm",
	    "cache", "cache-wal" };
	struct push p = push_of(7, REF, 'a');
	int64_t job;
	size_t i;

	(void)state;
	umask(0);
	remove_store(NULL);
	make_store(NULL);
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (mode_of(names[i]) != 0600)
			fail_msg("%s is %o", names[i], mode_of(names[i]));
	umask(022);
}

static void
what_is_written_is_on_the_disk(void **state)
{
	struct push p = push_of(7, REF, 'a');
	struct store *other;
	struct job j;
	int64_t job;

	(void)state;
	assert_string_equal(asked(&s->db, "PRAGMA journal_mode"), "wal");
	assert_string_equal(asked(&s->db, "PRAGMA synchronous"), "2");
	assert_string_equal(asked(&s->db, "PRAGMA foreign_keys"), "1");
	/* The cache is worth no wait. */
	assert_string_equal(asked(&s->cache, "PRAGMA synchronous"), "0");
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	DID(store_open(in_folder("db"), NULL, &other, &e), 0);
	DID(store_job_get(other, job, &j, &e), 1);
	store_close(other);
	open_again();
	DID(store_job_get(s, job, &j, &e), 1);
	assert_string_equal(j.ref, REF);
}

static void
a_newer_database_is_refused_in_words(void **state)
{
	struct store *other;

	(void)state;
	DID(db_exec(&s->db, "PRAGMA user_version = 99", &e), 0);
	assert_int_equal(store_open(in_folder("db"), NULL, &other, &e), -1);
	assert_null(other);
	assert_int_equal(e.kind, ERR_STORE);
	assert_non_null(strstr(e.msg, "newer greffier"));
	assert_non_null(strstr(e.msg, "99"));
	assert_string_equal(asked(&s->db, "PRAGMA user_version"), "99");
}

static void
a_database_of_another_program_is_left_alone(void **state)
{
	struct store *other;
	struct db d;

	(void)state;
	DID(db_open(&d, "theirs", in_folder("theirs"), &e), 0);
	DID(db_exec(&d, "CREATE TABLE precious (x)", &e), 0);
	assert_int_equal(store_open(in_folder("theirs"), NULL, &other, &e),
	    -1);
	assert_non_null(strstr(e.msg, "another program"));
	assert_string_equal(asked(&d, "SELECT count(*) FROM sqlite_schema"),
	    "1");
	/* One that says whose it is, and is empty yet. */
	DID(db_exec(&d, "DROP TABLE precious; PRAGMA application_id = 5;",
	    &e), 0);
	assert_int_equal(store_open(in_folder("theirs"), NULL, &other, &e),
	    -1);
	assert_non_null(strstr(e.msg, "another program"));
	db_close(&d);
}

static void
only_the_missing_steps_run(void **state)
{
	/* The first would fail if it ran again. */
	static const char *const steps[] = { "CREATE TABLE a (x);",
	    "INSERT INTO a VALUES (1); CREATE TABLE b (x);" };
	struct db d;

	(void)state;
	DID(db_open(&d, "new", in_folder("new"), &e), 0);
	DID(db_migrate(&d, steps, 1, &e), 0);
	assert_string_equal(asked(&d, "PRAGMA user_version"), "1");
	DID(db_migrate(&d, steps, 2, &e), 0);
	assert_string_equal(asked(&d, "PRAGMA user_version"), "2");
	DID(db_migrate(&d, steps, 2, &e), 0);
	assert_string_equal(asked(&d, "SELECT count(*) FROM a"), "1");
	db_close(&d);
}

static void
a_step_that_fails_leaves_the_database_as_it_was(void **state)
{
	static const char *const steps[] = { "CREATE TABLE a (x);",
	    "CREATE TABLE b (x); CREATE NONSENSE;" };
	struct db d;

	(void)state;
	DID(db_open(&d, "new", in_folder("new"), &e), 0);
	assert_int_equal(db_migrate(&d, steps, 2, &e), -1);
	assert_non_null(strstr(e.msg, "schema step 2"));
	assert_string_equal(asked(&d, "PRAGMA user_version"), "0");
	assert_string_equal(asked(&d, "SELECT count(*) FROM sqlite_schema"),
	    "0");
	db_close(&d);
}

static void *
open_new(void *arg)
{
	struct err *mine = arg;
	struct store *other;

	if (store_open(in_folder("new"), NULL, &other, mine) == 0)
		mine->kind = ERR_NONE;
	store_close(other);
	return NULL;
}

static void
many_may_open_a_new_database_at_once(void **state)
{
	struct err errs[8];
	pthread_t threads[8];
	int round;
	size_t i;

	(void)state;
	for (round = 0; round < 20; round++) {
		for (i = 0; i < 8; i++) {
			errs[i].kind = ERR_BUG;
			assert_int_equal(pthread_create(&threads[i], NULL,
			    open_new, &errs[i]), 0);
		}
		for (i = 0; i < 8; i++)
			pthread_join(threads[i], NULL);
		for (i = 0; i < 8; i++)
			if (errs[i].kind != ERR_NONE)
				fail_msg("%s", errs[i].msg);
		DID(unlink(in_folder("new")), 0);
	}
}

static void *
end_reading(void *arg)
{
	struct db *d = arg;
	struct err mine;

	usleep(100 * 1000);
	(void)db_exec(d, "COMMIT", &mine);
	return NULL;
}

static void
a_new_database_waits_for_whoever_looks_at_it(void **state)
{
	struct store *other;
	pthread_t reader;
	struct db d;

	(void)state;
	DID(db_open(&d, "new", in_folder("new"), &e), 0);
	DID(db_exec(&d, "BEGIN; SELECT count(*) FROM sqlite_schema", &e), 0);
	assert_int_equal(pthread_create(&reader, NULL, end_reading, &d), 0);
	DID(store_open(in_folder("new"), NULL, &other, &e), 0);
	pthread_join(reader, NULL);
	db_close(&d);
	store_close(other);
}

static void
a_database_that_is_being_written_opens_at_once(void **state)
{
	const int64_t start = clock_ms();
	struct store *other;

	(void)state;
	DID(store_begin(s, &e), 0);
	DID(store_open(in_folder("db"), NULL, &other, &e), 0);
	assert_true(clock_ms() - start < 5000);
	store_close(other);
	store_rollback(s);
}

static void
a_file_that_is_no_database_is_a_disk_error(void **state)
{
	static char junk[8192];
	struct store *other;

	(void)state;
	memset(junk, 'x', sizeof(junk));
	DID(fs_write(in_folder("junk"), junk, sizeof(junk), 0600, &e), 0);
	assert_int_equal(store_open(in_folder("junk"), NULL, &other, &e), -1);
	assert_null(other);
	assert_int_equal(e.kind, ERR_SYS);
	assert_non_null(strstr(e.msg, "database"));
}

static void
a_damaged_page_is_found(void **state)
{
	struct buf b = BUF_INIT(16 << 20);
	struct push p = push_of(7, REF, 'a');
	int64_t job;
	size_t i;

	(void)state;
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	store_close(s);
	s = NULL;
	DID(fs_read(in_folder("db"), &b, &e), 0);
	/* All but the first page, which says where the others are. */
	for (i = 4096; i < b.len; i++)
		b.data[i] = (char)~b.data[i];
	DID(fs_write(in_folder("db"), b.data, b.len, 0600, &e), 0);
	buf_free(&b);
	if (store_open(in_folder("db"), NULL, &s, &e) == 0)
		assert_int_equal(store_check(s, &e), -1);
	assert_int_equal(e.kind, ERR_SYS);
}

static void
a_row_that_breaks_its_rules_is_found(void **state)
{
	struct push p = push_of(7, REF, 'a');
	int64_t job;

	(void)state;
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	DID(db_exec(&s->db, "PRAGMA ignore_check_constraints = ON;"
	    "UPDATE jobs SET state = 9;"
	    "PRAGMA ignore_check_constraints = OFF;", &e), 0);
	assert_int_equal(store_check(s, &e), -1);
	assert_int_equal(e.kind, ERR_SYS);
	assert_non_null(strstr(e.msg, "damaged"));
}

static void
a_row_that_points_nowhere_is_found(void **state)
{
	struct push p = push_of(7, REF, 'a');
	int64_t job;

	(void)state;
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	DID(db_exec(&s->db, "PRAGMA foreign_keys = OFF; DELETE FROM repos;",
	    &e), 0);
	assert_int_equal(store_check(s, &e), -1);
	assert_non_null(strstr(e.msg, "jobs"));
}

static void
a_locked_database_is_said_to_be_locked(void **state)
{
	struct push p = push_of(7, REF, 'a');
	struct store *other;
	int64_t job;

	(void)state;
	DID(store_open(in_folder("db"), NULL, &other, &e), 0);
	DID(store_begin(other, &e), 0);
	sqlite3_busy_timeout(s->db.h, 20);
	assert_int_equal(store_job_add(s, &p, 1, &job, &e), -1);
	/* Nobody's disk failed: this is worth another try. */
	assert_int_equal(e.kind, ERR_STORE);
	assert_non_null(strstr(e.msg, "locked"));
	store_rollback(other);
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	store_close(other);
}

static void
a_database_that_cannot_be_written_is_a_disk_error(void **state)
{
	struct push p = push_of(7, REF, 'a');
	struct store *other;
	int64_t job;

	(void)state;
	DID(db_exec(&s->db, "PRAGMA query_only = 1", &e), 0);
	assert_int_equal(store_job_add(s, &p, 1, &job, &e), -1);
	assert_int_equal(e.kind, ERR_SYS);
	store_close(s);
	s = NULL;
	if (geteuid() != ROOT)
		assert_int_equal(chmod(in_folder("db"), 0400), 0);
	else
		assert_int_equal(seteuid(NOBODY), 0);
	assert_int_equal(store_open(in_folder("db"), NULL, &other, &e), -1);
	if (getuid() == ROOT)
		assert_int_equal(seteuid(ROOT), 0);
	assert_int_equal(e.kind, ERR_SYS);
	assert_non_null(strstr(e.msg, "ermission"));
	assert_int_equal(store_open("/nowhere/db", NULL, &other, &e), -1);
	assert_non_null(strstr(e.msg, "/nowhere/db"));
}

/* Writes rows until the disk is full. */
static void
fill(void)
{
	struct push p;
	char ref[64];
	int64_t job;
	int i;

	for (i = 0; i < 10000; i++) {
		snprintf(ref, sizeof(ref), "refs/heads/%d", i);
		p = push_of(7, ref, 'b');
		if (store_job_add(s, &p, 1, &job, &e) < 0)
			return;
	}
	fail_msg("never full");
}

static void
a_full_disk_gives_up_the_whole_transaction(void **state)
{
	struct push p = push_of(8, REF, 'a');
	int64_t job;
	char sql[64];

	(void)state;
	snprintf(sql, sizeof(sql), "PRAGMA max_page_count = %d",
	    atoi(asked(&s->db, "PRAGMA page_count")) + 2);
	DID(db_exec(&s->db, sql, &e), 0);
	DID(store_begin(s, &e), 0);
	fill();
	assert_int_equal(e.kind, ERR_SYS);
	/* Room again: but what came before is gone, so nothing may follow. */
	DID(db_exec(&s->db, "PRAGMA max_page_count = 100000", &e), 0);
	assert_int_equal(store_job_add(s, &p, 1, &job, &e), -1);
	assert_non_null(strstr(e.msg, "given up"));
	assert_int_equal(store_commit(s, &e), -1);
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM jobs"), "0");
	DID(store_job_add(s, &p, 1, &job, &e), 1);
}

static void
a_rollback_takes_all_back(void **state)
{
	struct push p = push_of(7, REF, 'a');
	int64_t job;

	(void)state;
	DID(store_begin(s, &e), 0);
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	store_rollback(s);
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM jobs"), "0");
	store_rollback(s);	/* nothing under way: nothing happens */
	DID(store_begin(s, &e), 0);
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	/* The end of the program is the end of what it had begun. */
	open_again();
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM jobs"), "0");
}

static void
a_transaction_inside_another_is_a_bug(void **state)
{
	(void)state;
	DID(store_begin(s, &e), 0);
	assert_int_equal(store_begin(s, &e), -1);
	assert_int_equal(e.kind, ERR_BUG);
	DID(store_commit(s, &e), 0);
	assert_int_equal(store_commit(s, &e), -1);
	assert_int_equal(e.kind, ERR_BUG);
}

static void
a_function_inside_a_transaction_ends_nothing(void **state)
{
	struct push p = push_of(7, REF, 'a');
	struct job j;
	int64_t job;

	(void)state;
	DID(store_begin(s, &e), 0);
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	DID(store_job_lease(s, &j, 5, 9, &e), 1);
	store_rollback(s);
	DID(store_job_get(s, job, &j, &e), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_new_database_knows_its_owner_and_its_steps),
		TEST(nobody_else_may_read_it),
		TEST(what_is_written_is_on_the_disk),
		TEST(a_newer_database_is_refused_in_words),
		TEST(a_database_of_another_program_is_left_alone),
		TEST(only_the_missing_steps_run),
		TEST(a_step_that_fails_leaves_the_database_as_it_was),
		TEST(many_may_open_a_new_database_at_once),
		TEST(a_new_database_waits_for_whoever_looks_at_it),
		TEST(a_database_that_is_being_written_opens_at_once),
		TEST(a_file_that_is_no_database_is_a_disk_error),
		TEST(a_damaged_page_is_found),
		TEST(a_row_that_breaks_its_rules_is_found),
		TEST(a_row_that_points_nowhere_is_found),
		TEST(a_locked_database_is_said_to_be_locked),
		TEST(a_database_that_cannot_be_written_is_a_disk_error),
		TEST(a_full_disk_gives_up_the_whole_transaction),
		TEST(a_rollback_takes_all_back),
		TEST(a_transaction_inside_another_is_a_bug),
		TEST(a_function_inside_a_transaction_ends_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
