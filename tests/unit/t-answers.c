/* rooms: forge conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forges' lists and objects, as they should be and as they should not. */
#include "forged.h"

static char id[32], login[NAME_LEN];

static enum forge_result
self(void)
{
	when = -1;
	return forge_self(forge, id, login, NOW, &when, &e);
}

static void
a_forge_says_who_we_are(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);
	answers(200, "", "{\"id\":12,\"login\":\"greffier\"}");
	assert_int_equal(self(), FORGE_DONE);
	assert_string_equal(id, "12");
	assert_string_equal(login, "greffier");
	asked(0, "GET /api/user ", "\r\nAuthorization: token " TOKEN "\r\n");
	assert_null(strstr(forged.asked[0], "Content-Type"));
	speaking(FORGE_GITLAB);
	answers(200, "", "{\"id\":12,\"username\":\"greffier\"}");
	assert_int_equal(self(), FORGE_DONE);
}

#define X50 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void
nonsense_is_worth_another_try_and_nothing_else(void **state)
{
	static const char *const all[] = { "", "<html>", "[]", "null", "{}",
	    "{\"id\":12}", "{\"login\":\"a\"}", "{\"id\":{},\"login\":\"a\"}",
	    "{\"id\":12,\"login\":7}", "{\"id\":\"\",\"login\":\"a\"}",
	    "{\"id\":\"" X50 "\",\"login\":\"a\"}",
	    "{\"id\":12,\"login\":\"" X50 X50 X50 "\"}",
	    "{\"id\":12,\"login\":\"\xff\"}", "{\"id\":12,\"id\":13}" };
	struct repo r;
	struct forge_head heads[2];
	size_t i;
	int n;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		speaking(FORGE_GITHUB);
		answers(200, "", all[i]);
		if (self() != FORGE_LATER)
			fail_msg("taken: %s", all[i]);
		assert_int_equal(when, 0);
		assert_int_equal(forge_repo_get(forge, "a/b", &r, NOW, &when,
		    &e), FORGE_LATER);
		if (strcmp(all[i], "[]") != 0)
			assert_int_equal(forge_heads(forge, &repo, heads, 2,
			    &n, NOW, &when, &e), FORGE_LATER);
	}
}

static void
an_answer_without_an_end_is_not_read(void **state)
{
	static char head[] = "HTTP/1.1 200 OK\r\n"
	    "Content-Length: 99999999999\r\n\r\n{";

	(void)state;
	speaking(FORGE_GITHUB);
	says(strdup(head));
	assert_int_equal(self(), FORGE_LATER);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_int_equal(when, 0);
}

/* --- repositories ------------------------------------------------------------------ */

static enum forge_result
get(enum forge_kind kind, const char *said, struct repo *r)
{
	speaking(kind);
	answers(200, "", said);
	return forge_repo_get(forge, "promo/ada", r, NOW, &when, &e);
}

static void
a_repository_is_known_by_what_the_forge_calls_it(void **state)
{
	struct repo r;

	(void)state;
	assert_int_equal(get(FORGE_GITEA, "{\"id\":9,\"full_name\":"
	    "\"Promo/Ada\",\"default_branch\":\"trunk\",\"private\":true}",
	    &r), FORGE_DONE);
	asked(0, "GET /api/repos/promo/ada ", "");
	assert_string_equal(r.path, "Promo/Ada");
	assert_string_equal(r.forge_id, "9");
	assert_string_equal(r.default_branch, "trunk");
	assert_string_equal(r.source, "centre");
	assert_true(r.private);
	assert_int_equal(r.id, 0);
	assert_int_equal(get(FORGE_GITLAB, "{\"id\":9,"
	    "\"path_with_namespace\":\"g/s/ada\",\"default_branch\":null,"
	    "\"visibility\":\"public\"}", &r), FORGE_DONE);
	asked(0, "GET /api/projects/promo%2Fada ", "");
	assert_string_equal(r.path, "g/s/ada");
	assert_string_equal(r.default_branch, "");
	assert_false(r.private);
	assert_int_equal(get(FORGE_GITLAB, "{\"id\":9,"
	    "\"path_with_namespace\":\"g/ada\",\"visibility\":\"internal\"}",
	    &r), FORGE_DONE);
	assert_true(r.private);
	assert_int_equal(get(FORGE_GITEA, "{\"id\":9,\"full_name\":\"p/a\","
	    "\"private\":false,\"internal\":true}", &r), FORGE_DONE);
	assert_true(r.private);
	assert_int_equal(get(FORGE_GITHUB, "{\"id\":9,\"full_name\":\"p/a\","
	    "\"private\":false}", &r), FORGE_DONE);
	assert_false(r.private);
}

static void
names_that_climb_are_not_taken_from_a_forge_either(void **state)
{
	struct repo r;

	(void)state;
	assert_int_equal(get(FORGE_GITEA, "{\"id\":9,\"full_name\":"
	    "\"../etc\"}", &r), FORGE_LATER);
	assert_int_equal(get(FORGE_GITEA, "{\"id\":9,\"full_name\":\"p/a\","
	    "\"default_branch\":\"a..b\"}", &r), FORGE_DONE);
	assert_string_equal(r.default_branch, "");
	speaking(FORGE_GITEA);
	assert_int_equal(forge_repo_get(forge, "../etc", &r, NOW, &when, &e),
	    FORGE_REFUSED);
	assert_int_equal(forged.turn, 0);
}

/* --- heads -------------------------------------------------------------------------- */

static struct forge_head heads[300];

/* A page of n branches, from this number on. */
static const char *
page(int first, int n, const char *key)
{
	static char text[40000];
	size_t at = 0;
	int i;

	at += (size_t)snprintf(text, sizeof(text), "[");
	for (i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s{\"name\":\"b%d\",\"commit\":{\"%s\":\"" COMMIT "\"}}",
		    i == 0 ? "" : ",", first + i, key);
	snprintf(text + at, sizeof(text) - at, "]");
	return text;
}

static int
count(int max)
{
	int n = -1;

	if (forge_heads(forge, &repo, heads, max, &n, NOW, &when, &e) !=
	    FORGE_DONE)
		fail_msg("%s", e.msg);
	return n;
}

static void
heads_are_read_page_by_page(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);
	answers(200, "", page(0, 50, "id"));
	answers(200, "", page(50, 50, "id"));
	answers(200, "", page(100, 3, "id"));
	assert_int_equal(count(300), 103);
	asked(0, "GET /api/repos/promo/ada/branches?limit=50&page=1 ", "");
	asked(2, "GET /api/repos/promo/ada/branches?limit=50&page=3 ", "");
	assert_string_equal(heads[102].ref, "refs/heads/b102");
	assert_string_equal(heads[102].commit, COMMIT);
	speaking(FORGE_GITHUB);
	answers(200, "", page(0, 2, "sha"));
	assert_int_equal(count(300), 2);
	asked(0, "GET /api/repos/promo/ada/branches?per_page=100&page=1 ", "");
	speaking(FORGE_GITLAB);
	answers(200, "", page(0, 2, "id"));
	assert_int_equal(count(300), 2);
	asked(0, "GET /api/projects/7/repository/branches?", "");
	speaking(FORGE_GITLAB);
	answers(200, "", "[]");
	assert_int_equal(count(300), 0);
}

static void
a_server_that_shortens_its_pages_is_read_to_the_end(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);
	answers(200, "Link: <http://x/?page=2>; rel=\"next\"\r\n",
	    page(0, 30, "id"));
	answers(200, "", page(30, 30, "id"));
	assert_int_equal(count(300), 60);
}

static void
no_more_heads_are_read_than_asked_for(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);
	answers(200, "", page(0, 50, "id"));
	assert_int_equal(count(70), 70);
	assert_int_equal(forged.turn, 2);
	speaking(FORGE_GITEA);
	answers(200, "", page(0, 50, "id"));
	assert_int_equal(count(7), 7);
	assert_int_equal(forged.turn, 1);
}

static void
a_list_that_never_ends_is_left(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);
	/* Full pages, with nothing on them that we could count. */
	answers(200, "", page(0, 50, "nothing"));
	assert_int_equal(count(300), 0);
	assert_true(forged.turn <= 20);
}

static void
heads_that_are_none_are_passed_over(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);
	answers(200, "", "[7,null,{},{\"name\":\"a\"},{\"name\":7,\"commit\":"
	    "{\"id\":\"" COMMIT "\"}},{\"name\":\"a..b\",\"commit\":{\"id\":\""
	    COMMIT "\"}},{\"name\":\"" X50 X50 X50 X50 X50 "\",\"commit\":"
	    "{\"id\":\"" COMMIT "\"}},{\"name\":\"a\",\"commit\":{\"id\":"
	    "\"HEAD\"}},{\"name\":\"good\",\"commit\":{\"id\":\"" COMMIT
	    "\"}}]");
	assert_int_equal(count(300), 1);
	assert_string_equal(heads[0].ref, "refs/heads/good");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_forge_says_who_we_are),
		TEST(nonsense_is_worth_another_try_and_nothing_else),
		TEST(an_answer_without_an_end_is_not_read),
		TEST(a_repository_is_known_by_what_the_forge_calls_it),
		TEST(names_that_climb_are_not_taken_from_a_forge_either),
		TEST(heads_are_read_page_by_page),
		TEST(a_server_that_shortens_its_pages_is_read_to_the_end),
		TEST(no_more_heads_are_read_than_asked_for),
		TEST(a_list_that_never_ends_is_left),
		TEST(heads_that_are_none_are_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
