/* rooms: forge conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of each kind of forge, and what its answers mean. */
#include "forged.h"

static const struct forge_status pending = { "greffier/E1", "pending",
	"audit en cours", "https://g.example.org/audits/1" };

static enum forge_result
put(const struct forge_status *s)
{
	when = -1;
	return forge_status_put(forge, &repo, "refs/heads/a/b", COMMIT, s, NOW,
	    &when, &e);
}

static void
a_status_is_said_in_each_dialect(void **state)
{
	static const struct {
		enum forge_kind kind;
		const char *start, *head, *key;
	} all[] = {
		{ FORGE_FORGEJO, "POST /api/repos/promo/ada/statuses/" COMMIT
		    " ", "\r\nAuthorization: token " TOKEN "\r\n",
		    "\"context\":\"greffier/E1\"" },
		{ FORGE_GITEA, "POST /api/repos/promo/ada/statuses/" COMMIT
		    " ", "\r\nAuthorization: token " TOKEN "\r\n",
		    "\"context\":\"greffier/E1\"" },
		{ FORGE_GITHUB, "POST /api/repos/promo/ada/statuses/" COMMIT
		    " ", "\r\nAuthorization: Bearer " TOKEN "\r\n",
		    "\"context\":\"greffier/E1\"" },
		{ FORGE_GITLAB, "POST /api/projects/7/statuses/" COMMIT " ",
		    "\r\nPRIVATE-TOKEN: " TOKEN "\r\n",
		    "\"name\":\"greffier/E1\"" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		speaking(all[i].kind);
		answers(201, "", "{\"id\":1}");
		assert_int_equal(put(&pending), FORGE_DONE);
		asked(0, all[i].start, all[i].head);
		asked(0, "POST", all[i].key);
		asked(0, "POST", "\"state\":\"pending\"");
		asked(0, "POST", "\"description\":\"audit en cours\"");
		asked(0, "POST", "\"target_url\":\"https://g.example.org/");
		asked(0, "POST", "Content-Type: application/json\r\n");
		asked(0, "POST", "\r\nUser-Agent: greffier");
		/* GitLab would look for a branch that holds the commit. */
		assert_int_equal(strstr(forged.asked[0], "\"ref\":\"a/b\"") !=
		    NULL, all[i].kind == FORGE_GITLAB);
	}
	speaking(FORGE_GITHUB);
	answers(201, "", "{}");
	put(&pending);
	asked(0, "POST", "\r\nAccept: application/vnd.github+json\r\n");
	asked(0, "POST", "\r\nX-GitHub-Api-Version: 2022-11-28\r\n");
}

static void
each_forge_has_its_own_words_for_an_end(void **state)
{
	static const struct {
		enum forge_kind kind;
		const char *ours, *theirs;
	} all[] = {
		{ FORGE_GITHUB, "error", "\"error\"" },
		{ FORGE_GITHUB, "failure", "\"failure\"" },
		{ FORGE_GITEA, "success", "\"success\"" },
		{ FORGE_GITLAB, "error", "\"failed\"" },
		{ FORGE_GITLAB, "failure", "\"failed\"" },
		{ FORGE_GITLAB, "success", "\"success\"" },
	};
	struct forge_status s = pending;
	char want[40];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		speaking(all[i].kind);
		answers(201, "", "{}");
		s.state = all[i].ours;
		assert_int_equal(put(&s), FORGE_DONE);
		snprintf(want, sizeof(want), "\"state\":%s", all[i].theirs);
		asked(0, "POST", want);
	}
}

static void
a_name_is_part_of_a_path_and_no_more(void **state)
{
	struct repo odd = repo;

	(void)state;
	speaking(FORGE_GITEA);
	answers(201, "", "{}");
	snprintf(odd.path, sizeof(odd.path), "é&x/a+b");
	assert_int_equal(forge_status_put(forge, &odd, "refs/heads/a", COMMIT,
	    &pending, NOW, &when, &e), FORGE_DONE);
	asked(0, "POST /api/repos/%C3%A9%26x/a%2Bb/statuses/", "");
	/* GitLab knows it by number; or by its whole name. */
	speaking(FORGE_GITLAB);
	answers(201, "", "{}");
	odd.forge_id[0] = '\0';
	snprintf(odd.path, sizeof(odd.path), "group/sub/a");
	assert_int_equal(forge_status_put(forge, &odd, "refs/heads/a", COMMIT,
	    &pending, NOW, &when, &e), FORGE_DONE);
	asked(0, "POST /api/projects/group%2Fsub%2Fa/statuses/", "");
}

static void
what_gitlab_has_heard_already_is_done(void **state)
{
	static const char said[] = "{\"message\":\"Cannot transition status via"
	    " :enqueue from :pending (Reason(s): Status cannot transition)\"}";

	(void)state;
	speaking(FORGE_GITLAB);
	answers(400, "", said);
	assert_int_equal(put(&pending), FORGE_DONE);
	speaking(FORGE_GITLAB);
	answers(400, "", "{\"message\":\"ref is missing\"}");
	assert_int_equal(put(&pending), FORGE_REFUSED);
	speaking(FORGE_GITHUB);
	answers(400, "", said);
	assert_int_equal(put(&pending), FORGE_REFUSED);
}

static void
an_answer_is_final_or_worth_another_try(void **state)
{
	static const struct {
		int status;
		const char *more;
		enum forge_result want;
		int64_t in;		/* seconds; 0: the outbox's pace */
	} all[] = {
		{ 200, "", FORGE_DONE, 0 }, { 204, "", FORGE_DONE, 0 },
		{ 400, "", FORGE_REFUSED, 0 }, { 404, "", FORGE_REFUSED, 0 },
		{ 410, "", FORGE_REFUSED, 0 }, { 422, "", FORGE_REFUSED, 0 },
		{ 304, "", FORGE_REFUSED, 0 },
		/* An operator may mend the token. */
		{ 401, "", FORGE_LATER, 1800 }, { 403, "", FORGE_LATER, 1800 },
		{ 409, "", FORGE_LATER, 5 },
		{ 500, "", FORGE_LATER, 0 }, { 502, "", FORGE_LATER, 0 },
		{ 429, "", FORGE_LATER, 60 },
		{ 429, "Retry-After: 7\r\n", FORGE_LATER, 7 },
		{ 403, "Retry-After: 90\r\n", FORGE_LATER, 90 },
		{ 503, "Retry-After: 30\r\n", FORGE_LATER, 30 },
		{ 503, "Retry-After: 0\r\n", FORGE_LATER, 1 },
		/* A forge that names next year is not obeyed. */
		{ 503, "Retry-After: 99999999\r\n", FORGE_LATER, 86400 },
		{ 503, "Retry-After: soon\r\n", FORGE_LATER, 0 },
		{ 403, "X-RateLimit-Remaining: 0\r\n"
		    "X-RateLimit-Reset: 1700000100\r\n", FORGE_LATER, 100 },
		/* Past already: no promise. */
		{ 403, "X-RateLimit-Remaining: 0\r\n"
		    "X-RateLimit-Reset: 1600000000\r\n", FORGE_LATER, 60 },
		{ 403, "X-RateLimit-Remaining: 12\r\n", FORGE_LATER, 1800 },
		{ 429, "RateLimit-Reset: 1700000009\r\n", FORGE_LATER, 9 },
	};
	bool bare;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		speaking(FORGE_GITHUB);
		bare = all[i].status == 204 || all[i].status == 304;
		answers(all[i].status, all[i].more, bare ? "" :
		    "{\"message\":\"because\\u001b[1m\"}");
		if (put(&pending) != all[i].want)
			fail_msg("%d %s", all[i].status, all[i].more);
		if (all[i].want == FORGE_LATER && when != (all[i].in == 0 ?
		    0 : NOW + all[i].in))
			fail_msg("%d %s: %lld", all[i].status, all[i].more,
			    (long long)when - NOW);
		assert_int_equal(forged.turn, 1);	/* no retry here */
		if (all[i].want != FORGE_DONE) {
			assert_true(bare || strstr(e.msg, "because"));
			assert_null(strchr(e.msg, '\x1b'));
			assert_null(strstr(e.msg, TOKEN));
		}
	}
}

static void
no_answer_is_worth_another_try(void **state)
{
	(void)state;
	speaking(FORGE_GITEA);	/* it hangs up */
	assert_int_equal(put(&pending), FORGE_LATER);
	assert_int_equal(when, 0);
	assert_null(strstr(e.msg, TOKEN));
	source.api_url = "http://127.0.0.1:1/api";
	assert_int_equal(put(&pending), FORGE_LATER);
	assert_int_equal(when, 0);
}

/* --- redirects ------------------------------------------------------------------- */

static void
a_renamed_repository_is_found_within_the_forge(void **state)
{
	static const int codes[] = { 301, 302, 307, 308 };
	char where[200];
	size_t i;

	(void)state;
	for (i = 0; i < 8; i++) {
		speaking(FORGE_GITHUB);
		/* Gitea says the path alone. */
		snprintf(where, sizeof(where), "Location: %s%s\r\n",
		    i < 4 ? api : "/api", "/repositories/7/statuses/x");
		answers(codes[i % 4], where, "");
		answers(201, "", "{}");
		assert_int_equal(put(&pending), FORGE_DONE);
		assert_int_equal(forged.turn, 2);
		asked(1, "POST /api/repositories/7/statuses/x ",
		    "\"state\":\"pending\"");
		asked(1, "POST", TOKEN);
	}
}

static void
a_redirect_elsewhere_is_refused(void **state)
{
	static const char *const where[] = { "https://127.0.0.1:%d/api/x",
	    "http://localhost:%d/api/x", "http://127.0.0.1:9%d/x",
	    "http://127.0.0.1:%d@evil/", "//evil/x%d", "ftp://127.0.0.1/%d",
	    "x%d", "", "http://127.0.0.1.evil:%d/" };
	char head[200], full[160];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
		speaking(FORGE_GITHUB);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		snprintf(full, sizeof(full), where[i], forged.port);
#pragma GCC diagnostic pop
		snprintf(head, sizeof(head), "Location: %s\r\n", full);
		answers(302, head, "");
		if (put(&pending) != FORGE_REFUSED)
			fail_msg("followed: %s", full);
		assert_int_equal(forged.turn, 1);
		assert_non_null(strstr(e.msg, "another host"));
	}
}

static void
a_redirect_is_followed_once(void **state)
{
	char where[200];

	(void)state;
	speaking(FORGE_GITEA);
	snprintf(where, sizeof(where), "Location: %s/x\r\n", api);
	answers(301, where, "");
	assert_int_equal(put(&pending), FORGE_REFUSED);
	assert_int_equal(forged.turn, 2);
}

static void
a_url_has_an_end(void **state)
{
	static char long_api[5000];

	(void)state;
	speaking(FORGE_GITEA);
	memset(long_api, 'x', sizeof(long_api) - 1);
	memcpy(long_api, "http://127.0.0.1:1/", 19);
	source.api_url = long_api;
	assert_int_equal(put(&pending), FORGE_REFUSED);
	assert_int_equal(e.kind, ERR_LIMIT);
}

static void
what_is_no_token_is_refused(void **state)
{
	struct conf_source s = { .name = "centre", .kind = FORGE_GITEA,
	    .token = "abc\r\nX-Evil: 1" };
	struct forge *none;

	(void)state;
	assert_int_equal(forge_open(&s, &none, &e), -1);
	assert_null(strstr(e.msg, "abc"));
	s.token = "abc\ndef";
	assert_int_equal(forge_open(&s, &none, &e), -1);
	speaking(FORGE_GITEA);
}

/* --- addresses ---------------------------------------------------------------------- */

static void
addresses_are_made_of_what_is_configured(void **state)
{
	struct conf_source s = { .kind = FORGE_GITLAB,
	    .base_url = "https://git.example.org/x" };
	char out[200];
	bool one_l;

	(void)state;
	assert_int_equal(forge_clone_url(&s, "promo/ada", out, sizeof(out),
	    &e), 0);
	assert_string_equal(out, "https://git.example.org/x/promo/ada.git");
	assert_int_equal(forge_clone_url(&s, "../ada", out, sizeof(out), &e),
	    -1);
	assert_int_equal(forge_clone_url(&s, "promo/ada", out, 20, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	assert_int_equal(forge_files_url(&s, "promo/ada", COMMIT, out,
	    sizeof(out), &one_l, &e), 0);
	assert_string_equal(out, "https://git.example.org/x/promo/ada/-/blob/"
	    COMMIT "/");
	assert_true(one_l);
	s.kind = FORGE_GITHUB;
	assert_int_equal(forge_files_url(&s, "promo/ada", COMMIT, out,
	    sizeof(out), &one_l, &e), 0);
	assert_non_null(strstr(out, "/promo/ada/blob/" COMMIT "/"));
	assert_false(one_l);
	assert_string_equal(forge_clone_user(&s), "x-access-token");
	s.kind = FORGE_FORGEJO;
	assert_int_equal(forge_files_url(&s, "promo/ada", COMMIT, out,
	    sizeof(out), &one_l, &e), 0);
	assert_non_null(strstr(out, "/promo/ada/src/commit/" COMMIT "/"));
	assert_string_equal(forge_clone_user(&s), "oauth2");
	assert_int_equal(forge_files_url(&s, "promo/ada", "HEAD", out,
	    sizeof(out), &one_l, &e), -1);
	assert_int_equal(forge_files_url(&s, "a b", COMMIT, out, sizeof(out),
	    &one_l, &e), -1);
	assert_int_equal(forge_files_url(&s, "a/b", COMMIT, out, 30, &one_l,
	    &e), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_status_is_said_in_each_dialect),
		TEST(each_forge_has_its_own_words_for_an_end),
		TEST(a_name_is_part_of_a_path_and_no_more),
		TEST(what_gitlab_has_heard_already_is_done),
		TEST(an_answer_is_final_or_worth_another_try),
		TEST(no_answer_is_worth_another_try),
		TEST(a_renamed_repository_is_found_within_the_forge),
		TEST(a_redirect_elsewhere_is_refused),
		TEST(a_redirect_is_followed_once),
		TEST(a_url_has_an_end),
		TEST(what_is_no_token_is_refused),
		TEST(addresses_are_made_of_what_is_configured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
