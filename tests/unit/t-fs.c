/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"

static char dir[64];
static struct err e;

static int
make(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/t-fs.XXXXXX");
	return mkdtemp(dir) == NULL;
}

static int
unmake(void **state)
{
	(void)state;
	return fs_rmtree(dir, &e);
}

static const char *
in(const char *name)
{
	static char path[4][PATH_MAX];
	static int i;

	i = (i + 1) % 4;
	snprintf(path[i], sizeof(path[i]), "%s/%s", dir, name);
	return path[i];
}

static void
put(const char *name, const char *text, size_t n)
{
	if (fs_write(in(name), text, n, 0600, &e) < 0)
		fail_msg("%s", e.msg);
}

static void
what_is_written_is_read(void **state)
{
	static char big[100000];
	struct buf b = BUF_INIT(200000);

	(void)state;
	memset(big, 'x', sizeof(big));
	put("a", big, sizeof(big));
	assert_int_equal(fs_read(in("a"), &b, &e), 0);
	assert_int_equal(b.len, sizeof(big));
	assert_memory_equal(b.data, big, sizeof(big));
	put("empty", "", 0);
	assert_int_equal(fs_read(in("empty"), &b, &e), 0);
	assert_int_equal(b.len, sizeof(big));
	buf_free(&b);
	assert_int_equal(fs_read(in("empty"), &b, &e), 0);
	assert_non_null(b.data);
	assert_int_equal(fs_read(in("absent"), &b, &e), -1);
	assert_non_null(strstr(e.msg, "No such file"));
	assert_int_equal(fs_read(dir, &b, &e), -1);
	buf_free(&b);
}

static void
a_file_past_the_ceiling_is_an_error(void **state)
{
	struct buf b = BUF_INIT(4);

	(void)state;
	put("a", "12345", 5);
	assert_int_equal(fs_read(in("a"), &b, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	buf_free(&b);
	put("a", "1234", 4);
	assert_int_equal(fs_read(in("a"), &b, &e), 0);
	buf_free(&b);
}

static int
entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	assert_non_null(d);
	while (readdir(d) != NULL)
		n++;
	closedir(d);
	return n - 2;
}

static void
a_file_is_replaced_in_one_step_or_not_at_all(void **state)
{
	struct stat before, after, st;
	struct buf b = BUF_INIT(100);

	(void)state;
	put("a", "old", 3);
	assert_int_equal(stat(in("a"), &before), 0);
	assert_int_equal(fs_write(in("a"), "new", 3, 0640, &e), 0);
	assert_int_equal(stat(in("a"), &after), 0);
	assert_true(before.st_ino != after.st_ino);
	assert_int_equal(after.st_mode & 07777, 0640);
	assert_int_equal(fs_read(in("a"), &b, &e), 0);
	assert_string_equal(buf_str(&b), "new");
	buf_free(&b);
	assert_int_equal(entries(dir), 1);
	/* A folder cannot be replaced; the draft does not stay behind. */
	assert_int_equal(fs_mkdirs(in("d/x"), &e), 0);
	assert_int_equal(fs_write(in("d"), "new", 3, 0600, &e), -1);
	assert_int_equal(stat(in("d"), &st), 0);
	assert_true(S_ISDIR(st.st_mode));
	assert_int_equal(entries(dir), 2);
	assert_int_equal(fs_write(in("no/a"), "x", 1, 0600, &e), -1);
}

static void
folders_are_made_with_their_parents_for_us_alone(void **state)
{
	struct stat st;

	(void)state;
	assert_int_equal(fs_mkdirs(in("a/b//c/"), &e), 0);
	assert_true(fs_is_dir(in("a/b/c")));
	assert_int_equal(stat(in("a"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_int_equal(fs_mkdirs(in("a/b/c"), &e), 0);
	put("file", "", 0);
	assert_int_equal(fs_mkdirs(in("file/x"), &e), -1);
	assert_int_equal(fs_mkdirs(in("file"), &e), -1);
	assert_int_equal(fs_mkdirs("", &e), -1);
	assert_true(fs_exists(in("file")));
	assert_false(fs_is_dir(in("file")));
	assert_false(fs_exists(in("absent")));
}

static void
a_tree_is_removed_and_no_link_is_followed(void **state)
{
	(void)state;
	assert_int_equal(fs_mkdirs(in("keep"), &e), 0);
	put("keep/precious", "x", 1);
	assert_int_equal(fs_mkdirs(in("t/a/b/c"), &e), 0);
	put("t/a/file", "x", 1);
	put("t/a/b/.hidden", "x", 1);
	assert_int_equal(chmod(in("t/a/file"), 0400), 0);
	assert_int_equal(symlink("../../keep", in("t/a/link")), 0);
	assert_int_equal(symlink("nowhere", in("t/dangling")), 0);
	assert_int_equal(fs_rmtree(in("t"), &e), 0);
	assert_false(fs_exists(in("t")));
	assert_true(fs_exists(in("keep/precious")));
	assert_int_equal(fs_rmtree(in("t"), &e), 0);
	/* A link in the place of the tree goes, what it names stays. */
	assert_int_equal(symlink("keep", in("l")), 0);
	assert_int_equal(fs_rmtree(in("l"), &e), 0);
	assert_false(fs_exists(in("l")));
	assert_true(fs_exists(in("keep/precious")));
}

static void
secret(const char *text, size_t n, const char *expected)
{
	struct buf b = BUF_INIT(100);
	int got;

	put("secret", text, n);
	got = fs_secret(in("secret"), &b, &e);
	assert_int_equal(got, expected != NULL ? 0 : -1);
	if (expected != NULL)
		assert_string_equal(buf_str(&b), expected);
	else	/* the message must not hold what the file does */
		assert_null(strstr(e.msg, "hush"));
	buf_free(&b);
}

static void
a_secret_loses_one_newline_and_may_not_be_empty(void **state)
{
	(void)state;
	secret("hush\n", 5, "hush");
	secret("hush", 4, "hush");
	secret("hush\r\n", 6, "hush");
	secret("hush\n\n", 6, "hush\n");
	secret(" hush ", 6, " hush ");
	secret("", 0, NULL);
	secret("\n", 1, NULL);
	secret("hush\0hush", 9, NULL);
}

static void
free_space_is_told(void **state)
{
	(void)state;
	assert_true(fs_free_bytes(dir, &e) > 0);
	assert_int_equal(fs_free_bytes(in("absent"), &e), -1);
}

static void
our_pieces_are_found(void **state)
{
	char out[PATH_MAX];

	(void)state;
	assert_int_equal(fs_program("no-such-program", out, sizeof(out), &e),
	    -1);
	assert_non_null(strstr(e.msg, LIBEXECDIR));
	assert_string_equal(out, "");
	/* Beside this test is this test. */
	assert_int_equal(fs_program("t-fs", out, sizeof(out), &e), 0);
	assert_non_null(strstr(out, "/t-fs"));
	assert_int_equal(fs_program("t-fs", out, 5, &e), -1);
	put("piece", "", 0);
	setenv("GREFFIER_LIBEXEC", dir, 1);
	/* Not executable is not a program. */
	assert_int_equal(fs_program("piece", out, sizeof(out), &e), -1);
	assert_int_equal(chmod(in("piece"), 0700), 0);
	assert_int_equal(fs_program("piece", out, sizeof(out), &e), 0);
	assert_string_equal(out, in("piece"));
	assert_int_equal(fs_program(".", out, sizeof(out), &e), -1);

	assert_int_equal(fs_mkdirs(in("share/rules"), &e), 0);
	assert_int_equal(fs_mkdirs(in("share/checks"), &e), 0);
	setenv("GREFFIER_SHARE", in("share"), 1);
	assert_int_equal(fs_share("rules", out, sizeof(out), &e), 0);
	assert_string_equal(out, in("share/rules"));
	assert_int_equal(fs_share("checks", out, sizeof(out), &e), 0);
	assert_string_equal(out, in("share/checks"));
	/* With the programs are the plugins; the other may be sources. */
	assert_int_equal(fs_mkdirs(in("checks"), &e), 0);
	assert_int_equal(fs_share("checks", out, sizeof(out), &e), 0);
	assert_string_equal(out, in("checks"));
	assert_int_equal(fs_share("no-such-folder", out, sizeof(out), &e), -1);
	assert_non_null(strstr(e.msg, DATADIR));
	unsetenv("GREFFIER_SHARE");
	unsetenv("GREFFIER_LIBEXEC");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, make, unmake)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_read),
		TEST(a_file_past_the_ceiling_is_an_error),
		TEST(a_file_is_replaced_in_one_step_or_not_at_all),
		TEST(folders_are_made_with_their_parents_for_us_alone),
		TEST(a_tree_is_removed_and_no_link_is_followed),
		TEST(a_secret_loses_one_newline_and_may_not_be_empty),
		TEST(free_space_is_told),
		TEST(our_pieces_are_found),
	};

	return cmocka_run_group_tests_name("fs", tests, NULL, NULL);
}
