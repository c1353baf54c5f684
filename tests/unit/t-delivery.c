/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Repositories under their names, and deliveries told once or twice. */
#include "stores.h"

static enum delivery_outcome
told(const char *key, const struct push *p, int64_t now, int64_t *job)
{
	struct delivery d = delivery_of(key, now);
	enum delivery_outcome o = DELIVERY_REPEATED;

	DID(store_delivery_add(s, &d, p, now, &o, job, &e), 0);
	return o;
}

static void
a_repository_is_known_by_the_forges_id(void **state)
{
	struct repo r = repo_of(7), again = repo_of(7), other = repo_of(8);

	(void)state;
	DID(store_repo_put(s, &r, 1, &e), 1);
	DID(store_repo_put(s, &other, 1, &e), 1);
	assert_int_not_equal(r.id, other.id);
	snprintf(again.path, sizeof(again.path), "owner/renamed");
	again.private = false;
	DID(store_repo_put(s, &again, 2, &e), 0);
	assert_int_equal(again.id, r.id);
	DID(store_repo_get(s, r.id, &r, &e), 1);
	assert_string_equal(r.path, "owner/renamed");
	assert_false(r.private);
	DID(store_repo_get(s, 99, &r, &e), 0);
	/* The same number on another forge is another repository. */
	r = repo_of(7);
	snprintf(r.source, sizeof(r.source), "second");
	DID(store_repo_put(s, &r, 1, &e), 1);
}

static void
an_event_that_names_no_branch_takes_none_away(void **state)
{
	struct repo r = repo_of(7), silent = repo_of(7);

	(void)state;
	DID(store_repo_put(s, &r, 1, &e), 1);
	DID(store_repo_deliverable(s, r.id, "refs/heads/rendu", &e), 0);
	silent.default_branch[0] = '\0';
	DID(store_repo_put(s, &silent, 2, &e), 0);
	assert_string_equal(silent.default_branch, "main");
	assert_string_equal(silent.deliverable, "refs/heads/rendu");
	DID(store_repo_get(s, r.id, &r, &e), 1);
	assert_string_equal(r.default_branch, "main");
	snprintf(r.default_branch, sizeof(r.default_branch), "trunk");
	DID(store_repo_put(s, &r, 3, &e), 0);
	DID(store_repo_get(s, r.id, &r, &e), 1);
	assert_string_equal(r.default_branch, "trunk");
}

static void
a_path_is_the_last_repositorys_that_had_it(void **state)
{
	struct repo old = repo_of(7), new = repo_of(8), found;

	(void)state;
	DID(store_repo_put(s, &old, 1, &e), 1);
	snprintf(new.path, sizeof(new.path), "%s", old.path);
	DID(store_repo_put(s, &new, 2, &e), 1);
	DID(store_repo_find(s, "centre", old.path, &found, &e), 1);
	assert_int_equal(found.id, new.id);
	/* Time does not run backwards when an old delivery comes again. */
	DID(store_repo_put(s, &old, 3, &e), 0);
	DID(store_repo_put(s, &old, 1, &e), 0);
	DID(store_repo_find(s, "centre", old.path, &found, &e), 1);
	assert_int_equal(found.id, old.id);
	DID(store_repo_find(s, "second", old.path, &found, &e), 0);
	DID(store_repo_find(s, "centre", "owner/none", &found, &e), 0);
}

static void
repositories_are_listed_by_source_and_path(void **state)
{
	struct repo r[3] = { repo_of(9), repo_of(8), repo_of(7) }, out[3];
	int i;

	(void)state;
	snprintf(r[2].source, sizeof(r[2].source), "a-source");
	for (i = 0; i < 3; i++)
		DID(store_repo_put(s, &r[i], 1, &e), 1);
	DID(store_repos(s, out, 3, &e), 3);
	assert_int_equal(out[0].id, r[2].id);
	assert_int_equal(out[1].id, r[1].id);
	assert_int_equal(out[2].id, r[0].id);
	DID(store_repos(s, out, 2, &e), 2);
	DID(store_repos(s, out, -1, &e), 0);
}

static void
a_repository_has_one_report(void **state)
{
	struct repo r = repo_of(7);
	int64_t number = 5;

	(void)state;
	DID(store_repo_put(s, &r, 1, &e), 1);
	DID(store_report_number(s, r.id, &number, &e), 0);
	assert_int_equal(number, 0);
	DID(store_report_set(s, r.id, 12, &e), 0);
	DID(store_report_number(s, r.id, &number, &e), 0);
	assert_int_equal(number, 12);
	/* A later push does not forget it. */
	DID(store_repo_put(s, &r, 2, &e), 0);
	DID(store_report_number(s, r.id, &number, &e), 0);
	assert_int_equal(number, 12);
}

static void
a_delivery_is_queued_once(void **state)
{
	struct push p = push_of(7, REF, 'a'), q = push_of(7, REF, 'b');
	int64_t job, again;

	(void)state;
	assert_int_equal(told("one", &p, 1, &job), DELIVERY_QUEUED);
	assert_int_not_equal(job, 0);
	/* Whatever it says this time. */
	assert_int_equal(told("one", &q, 2, &again), DELIVERY_REPEATED);
	assert_int_equal(again, job);
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM jobs"), "1");
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM deliveries"),
	    "1");
}

static void
another_source_may_use_the_same_key(void **state)
{
	struct delivery d = delivery_of("one", 1);
	struct push p = push_of(7, REF, 'a'), q = push_of(7, REF, 'a');
	enum delivery_outcome o;
	int64_t job;

	(void)state;
	assert_int_equal(told("one", &p, 1, &job), DELIVERY_QUEUED);
	snprintf(d.source, sizeof(d.source), "second");
	snprintf(q.repo.source, sizeof(q.repo.source), "second");
	DID(store_delivery_add(s, &d, &q, 1, &o, &job, &e), 0);
	assert_int_equal(o, DELIVERY_QUEUED);
}

static void
what_is_ignored_is_kept_and_known_again(void **state)
{
	struct delivery d = delivery_of("ping", 1);
	enum delivery_outcome o;
	struct push p;
	int64_t job = 9;

	(void)state;
	snprintf(d.note, sizeof(d.note), "not a branch");
	DID(store_delivery_add(s, &d, NULL, 1, &o, &job, &e), 0);
	assert_int_equal(o, DELIVERY_IGNORED);
	assert_int_equal(job, 0);
	assert_string_equal(asked(&s->db, "SELECT note FROM deliveries"),
	    "not a branch");
	DID(store_delivery_add(s, &d, NULL, 2, &o, &job, &e), 0);
	assert_int_equal(o, DELIVERY_REPEATED);
	assert_int_equal(job, 0);
	DID(store_delivery_push(s, "centre", "ping", &p, &e), 0);
}

static void
the_same_commit_merges_with_a_queued_job_only(void **state)
{
	struct push p = push_of(7, REF, 'a');
	int64_t first, second, third;
	struct job j;

	(void)state;
	assert_int_equal(told("one", &p, 1, &first), DELIVERY_QUEUED);
	assert_int_equal(told("two", &p, 2, &second), DELIVERY_MERGED);
	assert_int_equal(second, first);
	/* Once it runs, a push back to it is a push of its own. */
	DID(store_job_lease(s, &j, 5, 100, &e), 1);
	assert_int_equal(told("three", &p, 6, &third), DELIVERY_QUEUED);
	assert_int_not_equal(third, first);
}

static void
a_newer_push_supersedes_what_waits_for_its_ref(void **state)
{
	struct push a = push_of(7, REF, 'a'), b = push_of(7, REF, 'b');
	struct push ref = push_of(7, "refs/heads/other", 'a');
	struct push repo = push_of(8, REF, 'a');
	int64_t run, old, others[2], new;
	struct job j;

	(void)state;
	told("run", &a, 1, &run);
	DID(store_job_lease(s, &j, 1, 100, &e), 1);
	told("old", &a, 2, &old);
	told("ref", &ref, 2, &others[0]);
	told("repo", &repo, 2, &others[1]);
	assert_int_equal(told("new", &b, 3, &new), DELIVERY_QUEUED);
	DID(store_job_get(s, run, &j, &e), 1);
	assert_int_equal(j.state, JOB_LEASED);
	DID(store_job_get(s, old, &j, &e), 1);
	assert_int_equal(j.state, JOB_SUPERSEDED);
	assert_string_equal(j.error, "superseded by a newer push");
	DID(store_job_get(s, others[0], &j, &e), 1);
	assert_int_equal(j.state, JOB_QUEUED);
	DID(store_job_get(s, others[1], &j, &e), 1);
	assert_int_equal(j.state, JOB_QUEUED);
	DID(store_job_get(s, new, &j, &e), 1);
	assert_int_equal(j.state, JOB_QUEUED);
}

static void
a_delivery_and_its_job_are_written_together(void **state)
{
	struct push bad = push_of(7, REF, 'a');
	struct delivery d = delivery_of("one", 1);
	enum delivery_outcome o;
	int64_t job;

	(void)state;
	bad.after[5] = '\0';	/* no commit of the tables' */
	assert_int_equal(store_delivery_add(s, &d, &bad, 1, &o, &job, &e), -1);
	assert_int_equal(e.kind, ERR_STORE);
	assert_string_equal(asked(&s->db, "SELECT (SELECT count(*) FROM repos)"
	    " + (SELECT count(*) FROM deliveries)"), "0");
	/* So the forge may send it again. */
	oid(bad.after, 'a');
	assert_int_equal(told("one", &bad, 2, &job), DELIVERY_QUEUED);
}

static void
a_delivery_can_be_replayed_as_it_came(void **state)
{
	struct push p = push_of(7, REF, 'a'), got;
	struct job j;
	int64_t job;

	(void)state;
	p.forced = true;
	oid(p.before, 'c');
	told("one", &p, 1, &job);
	DID(store_delivery_push(s, "centre", "one", &got, &e), 1);
	assert_string_equal(got.ref, REF);
	assert_string_equal(got.before, p.before);
	assert_string_equal(got.after, p.after);
	assert_string_equal(got.sender, "42");
	assert_string_equal(got.repo.path, p.repo.path);
	assert_int_not_equal(got.repo.id, 0);
	assert_true(got.forced);
	DID(store_delivery_push(s, "centre", "two", &got, &e), 0);
	DID(store_delivery_push(s, "second", "one", &got, &e), 0);
	/* And becomes a job again, once the first one runs. */
	DID(store_job_add(s, &got, 2, &job, &e), 0);
	DID(store_job_lease(s, &j, 3, 100, &e), 1);
	DID(store_job_add(s, &got, 3, &job, &e), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_repository_is_known_by_the_forges_id),
		TEST(an_event_that_names_no_branch_takes_none_away),
		TEST(a_path_is_the_last_repositorys_that_had_it),
		TEST(repositories_are_listed_by_source_and_path),
		TEST(a_repository_has_one_report),
		TEST(a_delivery_is_queued_once),
		TEST(another_source_may_use_the_same_key),
		TEST(what_is_ignored_is_kept_and_known_again),
		TEST(the_same_commit_merges_with_a_queued_job_only),
		TEST(a_newer_push_supersedes_what_waits_for_its_ref),
		TEST(a_delivery_and_its_job_are_written_together),
		TEST(a_delivery_can_be_replayed_as_it_came),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
