/* rooms: store model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What forges must still hear, the audits it tells of, and their lines. */
#include "stores.h"

#include "base/buf.h"

static struct repo seven, eight;

static void
put_repos(void)
{
	seven = repo_of(7);
	eight = repo_of(8);
	DID(store_repo_put(s, &seven, 1, &e), 1);
	DID(store_repo_put(s, &eight, 1, &e), 1);
}

static struct outbox
status(const struct repo *r, const char *key, char commit, const char *what)
{
	struct outbox o = { .repo = *r, .kind = OUT_STATUS, .ref = REF };

	snprintf(o.key, sizeof(o.key), "%s", key);
	snprintf(o.state, sizeof(o.state), "%s", what);
	snprintf(o.text, sizeof(o.text), "3/28 « complets »");
	oid(o.commit, commit);
	return o;
}

static void
add(const struct repo *r, const char *key, char commit, const char *what)
{
	struct outbox o = status(r, key, commit, what);

	DID(store_out_add(s, &o, 1, &e), 0);
}

static void
a_row_comes_out_as_it_went_in(void **state)
{
	struct outbox o, in;

	(void)state;
	put_repos();
	in = status(&seven, "greffier/E1", 'a', "pending");
	in.due = 5;
	DID(store_out_add(s, &in, 1, &e), 0);
	DID(store_out_next(s, "centre", 4, &o, &e), 0);
	DID(store_out_next(s, "second", 5, &o, &e), 0);
	DID(store_out_next(s, "centre", 5, &o, &e), 1);
	assert_int_equal(o.kind, OUT_STATUS);
	assert_string_equal(o.key, "greffier/E1");
	assert_string_equal(o.commit, in.commit);
	assert_string_equal(o.ref, REF);
	assert_string_equal(o.state, "pending");
	assert_string_equal(o.text, in.text);
	assert_string_equal(o.repo.path, seven.path);
	assert_int_equal(o.audit, 0);
	assert_int_equal(o.attempt, 0);
	/* Looking takes nothing. */
	DID(store_out_next(s, "centre", 5, &o, &e), 1);
	DID(store_out_move(s, &o, OUT_DONE, 0, "", &e), 1);
	DID(store_out_next(s, "centre", 5, &o, &e), 0);
}

static void
a_forge_hears_the_last_word_only(void **state)
{
	int64_t counts[4];
	struct outbox o;

	(void)state;
	put_repos();
	add(&seven, "greffier", 'a', "pending");
	add(&seven, "greffier", 'a', "success");
	/* Other places: another commit, another context, repository, kind. */
	add(&seven, "greffier", 'b', "error");
	add(&seven, "greffier/E1", 'a', "pending");
	add(&eight, "greffier", 'a', "pending");
	DID(store_out_counts(s, counts, &e), 0);
	assert_int_equal(counts[OUT_WAITING], 4);
	assert_int_equal(counts[OUT_SUPERSEDED], 1);
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	assert_string_equal(o.state, "success");
}

static void
a_report_is_one_whatever_the_commit(void **state)
{
	int64_t counts[4];
	struct outbox o;

	(void)state;
	put_repos();
	o = status(&seven, "report", 'a', "");
	o.kind = OUT_REPORT;
	DID(store_out_add(s, &o, 1, &e), 0);
	oid(o.commit, 'b');
	DID(store_out_add(s, &o, 2, &e), 0);
	DID(store_out_counts(s, counts, &e), 0);
	assert_int_equal(counts[OUT_WAITING], 1);
	assert_int_equal(counts[OUT_SUPERSEDED], 1);
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	assert_int_equal(o.commit[0], 'b');
}

static void
a_row_superseded_meanwhile_is_not_moved(void **state)
{
	struct outbox o, again;

	(void)state;
	put_repos();
	add(&seven, "greffier", 'a', "pending");
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	add(&seven, "greffier", 'a', "success");
	DID(store_out_move(s, &o, OUT_WAITING, 50, "later", &e), 0);
	DID(store_out_next(s, "centre", 9, &again, &e), 1);
	assert_string_equal(again.state, "success");
}

static void
within_a_repository_the_order_is_kept(void **state)
{
	struct outbox o;

	(void)state;
	put_repos();
	add(&seven, "greffier", 'a', "pending");
	add(&seven, "greffier", 'b', "success");
	add(&eight, "greffier", 'a', "pending");
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	assert_int_equal(o.commit[0], 'a');
	assert_int_equal(o.repo.id, seven.id);
	DID(store_out_move(s, &o, OUT_WAITING, 50, "busy", &e), 1);
	/* That one waits, so those behind it wait; others need not. */
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	assert_int_equal(o.repo.id, eight.id);
	DID(store_out_move(s, &o, OUT_DONE, 0, "", &e), 1);
	DID(store_out_next(s, "centre", 49, &o, &e), 0);
	DID(store_out_next(s, "centre", 50, &o, &e), 1);
	assert_int_equal(o.attempt, 1);
	assert_int_equal(o.commit[0], 'a');
}

static void
what_was_refused_is_shown_and_not_tried_again(void **state)
{
	struct outbox o, list[4];

	(void)state;
	put_repos();
	add(&seven, "greffier", 'a', "pending");
	add(&eight, "greffier", 'a', "pending");
	add(&eight, "greffier", 'a', "success");
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	DID(store_out_move(s, &o, OUT_REFUSED, 0, "403", &e), 1);
	DID(store_out_next(s, "centre", 9, &o, &e), 1);
	assert_int_equal(o.repo.id, eight.id);
	DID(store_out_move(s, &o, OUT_DONE, 0, "", &e), 1);
	DID(store_outs(s, 0, list, 4, &e), 1);
	assert_int_equal(list[0].repo.id, seven.id);
	DID(store_outs(s, eight.id, list, 4, &e), 0);
	assert_string_equal(asked(&s->db, "SELECT error FROM outbox WHERE"
	    " stage = 2"), "403");
}

/* --- audits ---------------------------------------------------------------- */

static struct stored_audit
audit_of(const struct repo *r, char commit)
{
	struct stored_audit a = { .repo = r->id, .created = 9, .ref = REF,
	    .ms = 1234 };
	int i, k;

	oid(a.commit, commit);
	memset(a.rules_sha256, '1', 64);
	memset(a.checks_sha256, '2', 64);
	for (i = 0; i < 6; i++)
		for (k = 0; k < EV_COUNT; k++)
			a.counts[i][k] = 10 * i + k;
	return a;
}

static void
an_audit_comes_back_with_its_counts(void **state)
{
	struct stored_audit a, got;
	struct buf json = BUF_INIT(1000);

	(void)state;
	put_repos();
	a = audit_of(&seven, 'a');
	DID(store_audit_add(s, &a, "{\"x\":\0}", 7, &e), 0);
	assert_int_not_equal(a.id, 0);
	DID(store_audit_get(s, a.id, &got, &json, &e), 1);
	assert_int_equal(json.len, 7);
	assert_memory_equal(json.data, "{\"x\":\0}", 7);
	assert_memory_equal(got.counts, a.counts, sizeof(a.counts));
	assert_string_equal(got.commit, a.commit);
	assert_string_equal(got.rules_sha256, a.rules_sha256);
	assert_string_equal(got.checks_sha256, a.checks_sha256);
	assert_int_equal(got.ms, 1234);
	assert_int_equal(got.job, 0);
	DID(store_audit_get(s, a.id, &got, NULL, &e), 1);
	assert_memory_equal(got.counts, a.counts, sizeof(a.counts));
	DID(store_audit_get(s, a.id + 1, &got, &json, &e), 0);
	buf_free(&json);
}

static void
an_audit_too_large_for_the_buffer_is_an_error(void **state)
{
	struct stored_audit a;
	struct buf json = BUF_INIT(4);

	(void)state;
	put_repos();
	a = audit_of(&seven, 'a');
	DID(store_audit_add(s, &a, "{\"x\":1}", 7, &e), 0);
	assert_int_equal(store_audit_get(s, a.id, &a, &json, &e), -1);
	assert_int_equal(e.kind, ERR_LIMIT);
	buf_free(&json);
}

static void
audits_are_listed_newest_first(void **state)
{
	struct stored_audit a, b, c, list[3];

	(void)state;
	put_repos();
	a = audit_of(&seven, 'a');
	b = audit_of(&seven, 'b');
	c = audit_of(&eight, 'c');
	b.counts[0][EV_COMPLETE] = 77;
	DID(store_audit_add(s, &a, "{}", 2, &e), 0);
	DID(store_audit_add(s, &b, "{}", 2, &e), 0);
	DID(store_audit_add(s, &c, "{}", 2, &e), 0);
	DID(store_audits(s, seven.id, list, 3, &e), 2);
	assert_int_equal(list[0].id, b.id);
	assert_int_equal(list[0].counts[0][EV_COMPLETE], 77);
	assert_int_equal(list[1].id, a.id);
	DID(store_audits(s, seven.id, list, 1, &e), 1);
	assert_int_equal(list[0].id, b.id);
}

static void
an_audit_is_written_whole_or_not(void **state)
{
	struct stored_audit a;

	(void)state;
	put_repos();
	a = audit_of(&seven, 'a');
	a.repo = 99;
	assert_int_equal(store_audit_add(s, &a, "{}", 2, &e), -1);
	a.repo = seven.id;
	DID(db_exec(&s->db, "CREATE TRIGGER t BEFORE INSERT ON audit_counts"
	    " WHEN new.epreuve = 3 BEGIN SELECT raise(ABORT, 'no'); END",
	    &e), 0);
	assert_int_equal(store_audit_add(s, &a, "{}", 2, &e), -1);
	assert_string_equal(asked(&s->db, "SELECT (SELECT count(*) FROM audits)"
	    " + (SELECT count(*) FROM audit_counts)"), "0");
}

static void
an_excerpt_is_kept_by_its_content(void **state)
{
	struct buf b = BUF_INIT(1000);

	(void)state;
	put_repos();
	DID(store_excerpt_put(s, seven.id, "blob", 1, 2, "un\ndeux", &e), 0);
	DID(store_excerpt_put(s, seven.id, "blob", 1, 2, "un\ndeux", &e), 0);
	assert_string_equal(asked(&s->db, "SELECT count(*) FROM excerpts"),
	    "1");
	DID(store_excerpt_get(s, seven.id, "blob", 1, 2, &b, &e), 1);
	assert_string_equal(buf_str(&b), "un\ndeux");
	/* Nobody else's, and not other lines of it. */
	DID(store_excerpt_get(s, eight.id, "blob", 1, 2, &b, &e), 0);
	DID(store_excerpt_get(s, seven.id, "blob", 1, 3, &b, &e), 0);
	DID(store_excerpt_get(s, seven.id, "blob", 2, 2, &b, &e), 0);
	DID(store_excerpt_get(s, seven.id, "other", 1, 2, &b, &e), 0);
	/* A program that masks more says it better. */
	buf_reset(&b);
	DID(store_excerpt_put(s, seven.id, "blob", 1, 2, "un\n***", &e), 0);
	DID(store_excerpt_get(s, seven.id, "blob", 1, 2, &b, &e), 1);
	assert_string_equal(buf_str(&b), "un\n***");
	buf_free(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_row_comes_out_as_it_went_in),
		TEST(a_forge_hears_the_last_word_only),
		TEST(a_report_is_one_whatever_the_commit),
		TEST(a_row_superseded_meanwhile_is_not_moved),
		TEST(within_a_repository_the_order_is_kept),
		TEST(what_was_refused_is_shown_and_not_tried_again),
		TEST(an_audit_comes_back_with_its_counts),
		TEST(an_audit_too_large_for_the_buffer_is_an_error),
		TEST(audits_are_listed_newest_first),
		TEST(an_audit_is_written_whole_or_not),
		TEST(an_excerpt_is_kept_by_its_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
