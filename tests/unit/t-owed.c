/* rooms: worker fetch audit grid report forge queue store conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a forge is told of a job and of an audit, and where it is not. */
#include "stores.h"

#include "conf/conf.h"
#include "model/audit.h"
#include "worker/local.h"

static struct conf_source source;
static struct conf conf;
static struct works works = { .conf = &conf };
static struct hand hand = { .works = &works };
static struct criterion criteria[2];
static struct audit audit = { .criteria = criteria, .ncriteria = 2 };
static struct outbox rows[20];

static int
up(void **state)
{
	if (make_store(state) < 0)
		return -1;
	source = (struct conf_source){ .name = "centre", .token = "hush" };
	conf = (struct conf){ .sources = &source, .nsources = 1 };
	hand.store = s;
	memset(criteria, 0, sizeof(criteria));
	criteria[0].epreuve = 1;
	criteria[1].epreuve = 2;
	audit.lang = LANG_FR;
	return 0;
}

#undef TEST
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, remove_store)

/* How many rows wait; oldest first in rows[]. */
static int
waiting(void)
{
	struct outbox spare;
	int i, n = store_outs(s, 0, rows, 20, &e);

	for (i = 0; i < n / 2; i++) {
		spare = rows[i];
		rows[i] = rows[n - 1 - i];
		rows[n - 1 - i] = spare;
	}
	return n;
}

static void
all_are(int n, const char *state, const char *word)
{
	int i;

	assert_int_equal(waiting(), n);
	for (i = 0; i < n; i++) {
		assert_string_equal(rows[i].state, state);
		if (strstr(rows[i].text, word) == NULL)
			fail_msg("\"%s\" is not in: %s", word, rows[i].text);
	}
}

static int64_t
add(const char *ref, char digit)
{
	struct push p = push_of(7, ref, digit);
	int64_t job;

	DID(store_job_add(s, &p, 1, &job, &e), 1);
	return job;
}

static void
what_was_accepted_is_pending_on_six(void **state)
{
	static const char *const keys[] = { "greffier", "greffier/E1",
	    "greffier/E2", "greffier/E3", "greffier/E4", "greffier/E5" };
	int i;

	(void)state;
	add(REF, 'a');
	DID(answers_settle(&hand, &source, &e), 0);
	all_are(6, "pending", "audit en attente");
	for (i = 0; i < 6; i++) {
		assert_string_equal(rows[i].key, keys[i]);
		assert_int_equal(rows[i].commit[0], 'a');
		assert_string_equal(rows[i].ref, REF);
	}
	/* Once. */
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 6);
	conf.lang = LANG_EN;
	add(REF, 'b');
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 12);
	assert_string_equal(rows[11].text, "audit pending");
}

static void
what_was_superseded_gets_a_closing_word(void **state)
{
	int i;

	(void)state;
	add(REF, 'a');
	add(REF, 'b');
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 12);
	for (i = 0; i < 12; i++)
		assert_string_equal(rows[i].state, rows[i].commit[0] == 'a' ?
		    "error" : "pending");
}

static void
a_commit_pushed_again_is_spoken_for_by_its_newer_job(void **state)
{
	struct job j;
	int i;

	(void)state;
	add(REF, 'a');
	add(REF, 'b');
	add(REF, 'a');
	/* The forge was slow: nothing was said before the audit was done. */
	DID(store_job_lease(s, &j, 1, 9, &e), 1);
	DID(answers_done(&hand, &j, 0, &audit, &e), 0);
	DID(store_job_move(s, &j, JOB_DONE, 1, "", &e), 1);
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 13);
	for (i = 0; i < 13; i++)
		if (rows[i].kind == OUT_STATUS)
			assert_string_equal(rows[i].state,
			    rows[i].commit[0] == 'a' ? "success" : "error");
}

static void
why_a_job_died_is_not_published(void **state)
{
	struct job j;

	(void)state;
	add(REF, 'a');
	DID(store_job_lease(s, &j, 1, 9, &e), 1);
	DID(store_job_move(s, &j, JOB_DEAD, 1, "/srv/insides: no", &e), 1);
	DID(answers_settle(&hand, &source, &e), 0);
	all_are(6, "error", "l'équipe en est prévenue");
	assert_null(strstr(rows[0].text, "insides"));
}

static void
nobody_is_told_who_asked_for_silence(void **state)
{
	struct job j;

	(void)state;
	source.answers = ANSWER_NONE;
	add(REF, 'a');
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 0);
	/* Settled all the same: it is not announced when that changes. */
	source.answers = ANSWER_DEFAULT;
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 0);
	source.token = NULL;
	add(REF, 'b');
	DID(answers_settle(&hand, &source, &e), 0);
	assert_int_equal(waiting(), 0);
	DID(store_job_lease(s, &j, 1, 9, &e), 1);
	DID(answers_done(&hand, &j, 0, &audit, &e), 0);
	assert_int_equal(waiting(), 0);
}

/* --- an audit that is done ---------------------------------------------------------- */

static struct job
done(const char *ref, bool private)
{
	struct job j = { .repo = repo_of(7) };

	j.repo.private = private;
	if (store_repo_put(s, &j.repo, 1, &e) < 0)
		fail_msg("%s", e.msg);
	DID(db_exec(&s->db, "DELETE FROM outbox", &e), 0);
	snprintf(j.ref, sizeof(j.ref), "%s", ref);
	oid(j.commit, 'a');
	DID(answers_done(&hand, &j, 0, &audit, &e), 0);
	return j;
}

static void
an_audit_that_is_done_is_a_success_whatever_it_found(void **state)
{
	(void)state;
	criteria[0].evidence = EV_ABSENT;
	criteria[1].evidence = EV_PARTIAL;
	done("refs/heads/other", true);
	all_are(6, "success", "complets");
	/* Unless somebody made a gate of it. */
	source.gate = true;
	done("refs/heads/other", true);
	assert_int_equal(waiting(), 6);
	assert_string_equal(rows[0].state, "failure");
	assert_string_equal(rows[1].state, "failure");
	assert_string_equal(rows[3].state, "success");	/* E3 has none */
	criteria[0].evidence = criteria[1].evidence = EV_UNDETERMINED;
	done("refs/heads/other", true);
	all_are(6, "success", "complets");
}

static void
only_what_failed_as_a_whole_is_an_error(void **state)
{
	(void)state;
	criteria[0].evidence = EV_ERROR;
	done("refs/heads/other", true);
	assert_int_equal(waiting(), 6);
	assert_string_equal(rows[0].state, "success");
	assert_string_equal(rows[1].state, "error");
	assert_string_equal(rows[2].state, "success");
	criteria[1].evidence = EV_ERROR;
	done("refs/heads/other", true);
	assert_int_equal(waiting(), 6);
	assert_string_equal(rows[0].state, "error");
}

static void
a_report_goes_where_it_may(void **state)
{
	static const struct {
		enum answers answers;
		bool private;
		const char *ref;
		int rows;
	} all[] = {
		/* What a named person lacks is not published by default. */
		{ ANSWER_DEFAULT, false, "refs/heads/main", 6 },
		{ ANSWER_DEFAULT, true, "refs/heads/main", 7 },
		{ ANSWER_DEFAULT, true, "refs/heads/other", 6 },
		{ ANSWER_STATUSES, true, "refs/heads/main", 6 },
		{ ANSWER_ISSUE, false, "refs/heads/main", 7 },
		{ ANSWER_ISSUE, false, "refs/heads/other", 6 },
		{ ANSWER_COMMENT, false, "refs/heads/other", 7 },
		{ ANSWER_NONE, true, "refs/heads/main", 0 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		source.answers = all[i].answers;
		done(all[i].ref, all[i].private);
		if (waiting() != all[i].rows)
			fail_msg("%zu: %d rows", i, waiting());
		if (all[i].rows != 7)
			continue;
		assert_int_equal(rows[6].kind, OUT_REPORT);
		assert_string_equal(rows[6].key, all[i].answers ==
		    ANSWER_COMMENT ? "refs/heads/other" : "report");
	}
}

static void
the_deliverable_ref_owns_the_report(void **state)
{
	struct job j;

	(void)state;
	j = done("refs/heads/main", true);
	assert_int_equal(waiting(), 7);
	DID(store_repo_deliverable(s, j.repo.id, "refs/heads/rendu", &e), 0);
	done("refs/heads/main", true);
	assert_int_equal(waiting(), 6);
	done("refs/heads/rendu", true);
	assert_int_equal(waiting(), 7);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_accepted_is_pending_on_six),
		TEST(what_was_superseded_gets_a_closing_word),
		TEST(a_commit_pushed_again_is_spoken_for_by_its_newer_job),
		TEST(why_a_job_died_is_not_published),
		TEST(nobody_is_told_who_asked_for_silence),
		TEST(an_audit_that_is_done_is_a_success_whatever_it_found),
		TEST(only_what_failed_as_a_whole_is_an_error),
		TEST(a_report_goes_where_it_may),
		TEST(the_deliverable_ref_owns_the_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
