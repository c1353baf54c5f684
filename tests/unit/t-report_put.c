/* rooms: forge conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one report of a repository: found again, or created, never twice. */
#include "forged.h"

#define MARKER "<!-- greffier:report -->"
#define ME "{\"id\":12,\"login\":\"bot\",\"username\":\"bot\"}"
#define OURS "\"user\":{\"id\":12},\"body\":\"" MARKER "\\nold\""
#define OURS_LAB "\"author\":{\"id\":12},\"description\":\"" MARKER "\\nold\""

static int64_t number;

static enum forge_result
put(bool comment)
{
	when = -1;
	return forge_report_put(forge, &repo, "refs/heads/a/b", comment,
	    MARKER, "Greffier", MARKER "\nnew \"text\"", &number, NOW, &when,
	    &e);
}

/* The same, in one dialect, after it said who we are. */
static void
speaking_to_us(enum forge_kind kind)
{
	speaking(kind);
	answers(200, "", ME);
	number = 0;
}

static void
a_report_is_created_where_there_is_none(void **state)
{
	static const struct {
		enum forge_kind kind;
		const char *list, *new, *body, *said;
	} all[] = {
		{ FORGE_GITEA, "GET /api/repos/promo/ada/issues?type=issues&"
		    "state=all&created_by=bot&limit=50&page=1 ",
		    "POST /api/repos/promo/ada/issues ", "\"body\":",
		    "{\"number\":5}" },
		{ FORGE_GITHUB, "GET /api/repos/promo/ada/issues?state=all&"
		    "creator=bot&per_page=100&page=1 ",
		    "POST /api/repos/promo/ada/issues ", "\"body\":",
		    "{\"number\":5}" },
		{ FORGE_GITLAB, "GET /api/projects/7/issues?scope=all&"
		    "author_username=bot&per_page=100&page=1 ",
		    "POST /api/projects/7/issues ", "\"description\":",
		    "{\"iid\":5,\"id\":777}" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		speaking_to_us(all[i].kind);
		answers(200, "", "[]");
		answers(201, "", all[i].said);
		assert_int_equal(put(false), FORGE_DONE);
		assert_int_equal(number, 5);
		assert_int_equal(forged.turn, 3);
		asked(0, "GET /api/user ", "");
		asked(1, all[i].list, "");
		asked(2, all[i].new, all[i].body);
		asked(2, "POST", "\"title\":\"Greffier\"");
		asked(2, "POST", "new \\\"text\\\"");
		/* Who we are is asked once. */
		answers(200, "", "{}");
		assert_int_equal(put(false), FORGE_DONE);
		assert_int_equal(forged.turn, 4);
	}
}

static void
a_known_report_is_updated_in_place(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITEA);
	answers(201, "", "{\"number\":5}");
	number = 5;
	assert_int_equal(put(false), FORGE_DONE);
	asked(1, "PATCH /api/repos/promo/ada/issues/5 ", "\"body\":");
	assert_int_equal(forged.turn, 2);
	speaking_to_us(FORGE_GITLAB);
	answers(200, "", "{\"iid\":5}");
	number = 5;
	assert_int_equal(put(false), FORGE_DONE);
	asked(1, "PUT /api/projects/7/issues/5 ", "\"description\":");
}

static void
an_answer_that_was_lost_makes_no_second_report(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITEA);
	answers(200, "", "[{\"number\":4,\"user\":{\"id\":12},\"body\":\"x\"},"
	    "{\"number\":9," OURS "}]");
	answers(201, "", "{}");
	assert_int_equal(put(false), FORGE_DONE);
	assert_int_equal(number, 9);
	asked(2, "PATCH /api/repos/promo/ada/issues/9 ", "new");
	speaking_to_us(FORGE_GITLAB);
	answers(200, "", "[{\"iid\":9,\"id\":900," OURS_LAB "}]");
	answers(200, "", "{}");
	assert_int_equal(put(false), FORGE_DONE);
	asked(2, "PUT /api/projects/7/issues/9 ", "new");
}

static void
nobody_elses_issue_is_touched(void **state)
{
	static const char *const others[] = {
		/* Somebody copied our marker. */
		"[{\"number\":9,\"user\":{\"id\":13},\"body\":\"" MARKER
		    "\"}]",
		"[{\"number\":9,\"user\":{\"id\":120},\"body\":\"" MARKER
		    "\"}]",
		"[{\"number\":9,\"body\":\"" MARKER "\"}]",
		"[{\"number\":9,\"user\":null,\"body\":\"" MARKER "\"}]",
		/* Ours, and not the report. */
		"[{\"number\":9,\"user\":{\"id\":12},\"body\":\"x " MARKER
		    "\"}]",
		"[{\"number\":9,\"user\":{\"id\":12},\"body\":null}]",
		"[{\"number\":9,\"user\":{\"id\":12}}]",
		/* A pull request, which GitHub lists with the issues. */
		"[{\"number\":9,\"pull_request\":{\"url\":\"x\"}," OURS "}]",
		"[{\"number\":\"9\"," OURS "}]", "[7,null,\"x\",[]]",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		speaking_to_us(FORGE_GITHUB);
		answers(200, "", others[i]);
		answers(201, "", "{\"number\":10}");
		assert_int_equal(put(false), FORGE_DONE);
		asked(2, "POST /api/repos/promo/ada/issues ", "");
		assert_int_equal(number, 10);
	}
	/* Gitea says of a plain issue that it is no pull request. */
	speaking_to_us(FORGE_GITEA);
	answers(200, "", "[{\"number\":9,\"pull_request\":null," OURS "}]");
	answers(201, "", "{}");
	assert_int_equal(put(false), FORGE_DONE);
	asked(2, "PATCH /api/repos/promo/ada/issues/9 ", "");
}

static void
a_report_that_somebody_deleted_is_looked_for_and_made_anew(void **state)
{
	static const int gone[] = { 404, 410 };
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		speaking_to_us(FORGE_GITHUB);
		answers(gone[i], "", "{}");
		answers(200, "", "[]");
		answers(201, "", "{\"number\":6}");
		number = 5;
		assert_int_equal(put(false), FORGE_DONE);
		assert_int_equal(number, 6);
		asked(1, "PATCH /api/repos/promo/ada/issues/5 ", "");
		asked(3, "POST /api/repos/promo/ada/issues ", "");
	}
	/* A forge that is down has deleted nothing. */
	speaking_to_us(FORGE_GITHUB);
	answers(500, "", "");
	number = 5;
	assert_int_equal(put(false), FORGE_LATER);
	assert_int_equal(number, 5);
	assert_int_equal(forged.turn, 2);
}

static void
what_cannot_be_searched_is_not_created(void **state)
{
	static const struct {
		int status;
		const char *said;
	} all[] = { { 500, "" }, { 429, "" }, { 200, "{}" }, { 200, "" },
	    { 200, "<html>" }, { 403, "{\"message\":\"no\"}" } };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		speaking_to_us(FORGE_GITEA);
		answers(all[i].status, "", all[i].said);
		assert_int_equal(put(false), FORGE_LATER);
		assert_int_equal(forged.turn, 2);
		assert_int_equal(number, 0);
		assert_int_not_equal(e.msg[0], '\0');
	}
	speaking(FORGE_GITEA);
	answers(401, "", "");
	assert_int_equal(put(false), FORGE_LATER);
	assert_int_equal(forged.turn, 1);
}

static void
a_report_without_a_number_is_looked_for_soon(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITEA);
	answers(200, "", "[]");
	answers(201, "", "{\"title\":\"x\"}");
	assert_int_equal(put(false), FORGE_LATER);
	assert_int_equal(when, NOW + 5);
	assert_int_equal(number, 0);
}

static void
what_creates_something_is_sent_once(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITEA);
	answers(200, "", "[]");
	/* It took the report, and hangs up without a word. */
	says(strdup(""));
	assert_int_equal(put(false), FORGE_LATER);
	assert_int_equal(forged.turn, 3);
	asked(2, "POST ", "");
	assert_int_equal(number, 0);
}

/* A page of somebody else's. */
static const char *
page(int n)
{
	static char text[40000];
	size_t at = (size_t)snprintf(text, sizeof(text), "[");
	int i;

	for (i = 0; i < n; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at,
		    "%s{\"number\":%d,\"id\":%d,\"user\":{\"id\":3}}",
		    i == 0 ? "" : ",", i, i);
	snprintf(text + at, sizeof(text) - at, "]");
	return text;
}

static void
every_page_is_searched(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITHUB);
	answers(200, "", page(100));
	answers(200, "", "[{\"number\":9," OURS "}]");
	answers(200, "", "{}");
	assert_int_equal(put(false), FORGE_DONE);
	asked(2, "GET /api/repos/promo/ada/issues?", "page=2 ");
	asked(3, "PATCH /api/repos/promo/ada/issues/9 ", "");
	/* Even where pages are shorter than we asked for. */
	speaking_to_us(FORGE_GITEA);
	answers(200, "Link: <http://x/?page=2>; rel=\"next\"\r\n", page(30));
	answers(200, "", "[{\"number\":9," OURS "}]");
	answers(200, "", "{}");
	assert_int_equal(put(false), FORGE_DONE);
	asked(3, "PATCH /api/repos/promo/ada/issues/9 ", "");
	/* But not for ever. */
	speaking_to_us(FORGE_GITHUB);
	answers(200, "", page(100));
	(void)put(false);
	assert_true(forged.turn <= 1 + 20 + 1);
}

/* --- comments ------------------------------------------------------------------------ */

#define PULL "{\"number\":3,\"head\":{\"ref\":\"a/b\",\"repo\":{\"id\":7}}}"

static void
a_comment_goes_to_the_open_request_of_the_branch(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITEA);
	answers(200, "", "[{\"number\":1,\"head\":{\"ref\":\"a\"}}," PULL
	    "]");
	answers(200, "", "[]");
	answers(201, "", "{\"id\":31}");
	assert_int_equal(put(true), FORGE_DONE);
	asked(1, "GET /api/repos/promo/ada/pulls?state=open&", "");
	asked(2, "GET /api/repos/promo/ada/issues/3/comments", "");
	asked(3, "POST /api/repos/promo/ada/issues/3/comments ", "\"body\":");
	assert_null(strstr(forged.asked[3], "\"title\""));
	speaking_to_us(FORGE_GITLAB);
	answers(200, "", "[{\"iid\":3,\"source_branch\":\"a/b\","
	    "\"source_project_id\":7}]");
	answers(200, "", "[]");
	answers(201, "", "{\"id\":31}");
	assert_int_equal(put(true), FORGE_DONE);
	asked(1, "GET /api/projects/7/merge_requests?state=opened&"
	    "source_branch=a%2Fb&", "");
	asked(3, "POST /api/projects/7/merge_requests/3/notes ", "\"body\":");
}

static void
a_comment_is_updated_in_place(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITHUB);
	answers(200, "", "[" PULL "]");
	answers(200, "", page(100));
	answers(200, "", "[{\"id\":31,\"user\":{\"id\":3},\"body\":\"" MARKER
	    "\"},{\"id\":32," OURS "}]");
	answers(200, "", "{}");
	assert_int_equal(put(true), FORGE_DONE);
	/* Ours may be behind a hundred others. */
	asked(3, "GET /api/repos/promo/ada/issues/3/comments?", "page=2 ");
	asked(4, "PATCH /api/repos/promo/ada/issues/comments/32 ", "new");
	speaking_to_us(FORGE_GITLAB);
	answers(200, "", "[{\"iid\":3,\"source_branch\":\"a/b\"}]");
	answers(200, "", "[{\"id\":32,\"author\":{\"id\":12},\"body\":\""
	    MARKER "\"}]");
	answers(200, "", "{}");
	assert_int_equal(put(true), FORGE_DONE);
	asked(2, "GET /api/projects/7/merge_requests/3/notes?per_page=100&"
	    "page=1 ", "");
	asked(3, "PUT /api/projects/7/merge_requests/3/notes/32 ", "new");
}

static void
a_forks_request_is_not_ours(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITHUB);
	answers(200, "", "[{\"number\":3,\"head\":{\"ref\":\"a/b\",\"repo\":{"
	    "\"id\":8}}},{\"number\":4,\"head\":{\"ref\":\"a/b\",\"repo\":{"
	    "\"id\":7}}}]");
	answers(200, "", "[]");
	answers(201, "", "{\"id\":31}");
	assert_int_equal(put(true), FORGE_DONE);
	asked(3, "POST /api/repos/promo/ada/issues/4/comments ", "");
	speaking_to_us(FORGE_GITLAB);
	answers(200, "", "[{\"iid\":3,\"source_branch\":\"a/b\","
	    "\"source_project_id\":8}]");
	assert_int_equal(put(true), FORGE_DONE);
	assert_int_equal(forged.turn, 2);
}

static void
without_a_request_there_is_nothing_to_comment(void **state)
{
	(void)state;
	speaking_to_us(FORGE_GITEA);
	answers(200, "", "[]");
	assert_int_equal(put(true), FORGE_DONE);
	assert_int_equal(forged.turn, 2);
	speaking_to_us(FORGE_GITEA);
	answers(503, "", "");
	assert_int_equal(put(true), FORGE_LATER);
	assert_int_equal(forged.turn, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_report_is_created_where_there_is_none),
		TEST(a_known_report_is_updated_in_place),
		TEST(an_answer_that_was_lost_makes_no_second_report),
		TEST(nobody_elses_issue_is_touched),
		TEST(a_report_that_somebody_deleted_is_looked_for_and_made_anew),
		TEST(what_cannot_be_searched_is_not_created),
		TEST(a_report_without_a_number_is_looked_for_soon),
		TEST(what_creates_something_is_sent_once),
		TEST(every_page_is_searched),
		TEST(a_comment_goes_to_the_open_request_of_the_branch),
		TEST(a_comment_is_updated_in_place),
		TEST(a_forks_request_is_not_ours),
		TEST(without_a_request_there_is_nothing_to_comment),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
