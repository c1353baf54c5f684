/* rooms: intake conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forge's message becomes a push, or a reason why not. */
#include "deliveries.h"

/* Parts of a push that tests leave out or replace, in the four shapes. */
struct says {
	const char *ref, *before, *after, *name, *id, *branch, *seen, *sender,
	    *more;
};

static const struct says usual = { "\"refs/heads/main\"", "\"" OLD "\"",
    "\"" NEW "\"", "\"promo/ada\"", "7", "\"main\"", NULL, "42", "" };

static const char *
pushed(enum forge_kind kind, const struct says *p)
{
	static char text[4000];

	if (kind == FORGE_GITLAB)
		snprintf(text, sizeof(text), "{\"object_kind\":\"push\","
		    "\"ref\":%s,\"before\":%s,\"after\":%s,\"user_id\":%s,"
		    "\"project\":{\"id\":%s,\"path_with_namespace\":%s,"
		    "\"default_branch\":%s,\"git_http_url\":\"http://evil/\","
		    "\"visibility_level\":%s}%s}", p->ref, p->before,
		    p->after, p->sender, p->id, p->name, p->branch,
		    p->seen == NULL ? "0" : p->seen, p->more);
	else
		snprintf(text, sizeof(text), "{\"ref\":%s,\"before\":%s,"
		    "\"after\":%s,\"sender\":{\"id\":%s},\"repository\":{"
		    "\"id\":%s,\"full_name\":%s,\"default_branch\":%s,"
		    "\"clone_url\":\"http://evil/\",\"private\":%s}%s}",
		    p->ref, p->before, p->after, p->sender, p->id, p->name,
		    p->branch, p->seen == NULL ? "true" : p->seen, p->more);
	return text;
}

static enum intake_verdict
says(enum forge_kind kind, const struct says *p)
{
	send_as(kind, kind == FORGE_GITLAB ? "Push Hook" : "push", "id-1",
	    pushed(kind, p));
	return read_it();
}

#define EACH(kind) int kind = FORGE_FORGEJO; kind <= FORGE_GITLAB; kind++

static void
a_push_is_the_same_whoever_sends_it(void **state)
{
	(void)state;
	for (EACH(k)) {
		assert_int_equal(says((enum forge_kind)k, &usual),
		    INTAKE_PUSH);
		assert_string_equal(push.ref, "refs/heads/main");
		assert_string_equal(push.before, OLD);
		assert_string_equal(push.after, NEW);
		assert_string_equal(push.sender, "42");
		assert_string_equal(push.repo.path, "promo/ada");
		assert_string_equal(push.repo.forge_id, "7");
		assert_string_equal(push.repo.source, "centre");
		assert_string_equal(push.repo.default_branch, "main");
		assert_int_equal(push.repo.id, 0);
		assert_true(push.repo.private);
		assert_false(push.forced);
		assert_string_equal(got.source, "centre");
		assert_string_equal(got.key, "id-1");
		assert_string_equal(got.note, "");
		assert_int_equal(got.received, NOW);
		assert_int_equal(strlen(got.body_sha256), 64);
	}
}

static void
a_new_branch_is_a_push(void **state)
{
	struct says p = usual;

	(void)state;
	p.before = "\"" ZEROS "\"";
	p.ref = "\"refs/heads/feature/x\"";
	for (EACH(k)) {
		assert_int_equal(says((enum forge_kind)k, &p), INTAKE_PUSH);
		assert_string_equal(push.ref, "refs/heads/feature/x");
		assert_true(oid_zero(push.before));
	}
}

static void
a_forced_push_is_a_push_and_says_so(void **state)
{
	struct says p = usual;

	(void)state;
	p.more = ",\"forced\":true";
	assert_int_equal(says(FORGE_GITHUB, &p), INTAKE_PUSH);
	assert_true(push.forced);
	p.more = ",\"forced\":false";
	assert_int_equal(says(FORGE_GITHUB, &p), INTAKE_PUSH);
	assert_false(push.forced);
}

static void
what_is_no_news_is_ignored_with_a_reason(void **state)
{
	static const struct {
		const char *ref, *after, *why;
	} all[] = {
		{ "\"refs/heads/main\"", "\"" ZEROS "\"", "deleted" },
		{ "\"refs/tags/v1\"", "\"" ZEROS "\"", "deleted" },
		{ "\"refs/tags/v1\"", "\"" NEW "\"", "not a branch" },
		{ "\"refs/notes/commits\"", "\"" NEW "\"", "not a branch" },
		{ "\"refs/heads/gh-readonly-queue/main/pr-1\"", "\"" NEW
		    "\"", "merge queue" },
	};
	struct says p = usual;
	size_t i;

	(void)state;
	for (EACH(k))
		for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
			p.ref = all[i].ref;
			p.after = all[i].after;
			assert_int_equal(says((enum forge_kind)k, &p),
			    INTAKE_IGNORE);
			if (strstr(got.note, all[i].why) == NULL)
				fail_msg("%s: %s", all[i].ref, got.note);
		}
}

#define X64 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

/* GitLab disables a hook that is refused. */
static void
a_sha256_repository_is_ignored_in_words(void **state)
{
	struct says p = usual;

	(void)state;
	p.before = p.after = "\"" X64 "\"";
	for (EACH(k)) {
		assert_int_equal(says((enum forge_kind)k, &p), INTAKE_IGNORE);
		assert_non_null(strstr(got.note, "SHA-256"));
	}
	p.name = "\"other/ada\"";
	assert_int_equal(says(FORGE_GITLAB, &p), INTAKE_STRANGER);
	p.name = usual.name;
	p.after = "\"" X64 "b\"";
	assert_int_equal(says(FORGE_GITLAB, &p), INTAKE_MALFORMED);
	p.after = "\"" X64 "x\"";
	assert_int_equal(says(FORGE_GITLAB, &p), INTAKE_MALFORMED);
}

static void
other_events_are_ignored_and_kept(void **state)
{
	static const struct {
		enum forge_kind kind;
		const char *event;
	} all[] = {
		{ FORGE_GITHUB, "ping" }, { FORGE_GITHUB, "status" },
		{ FORGE_GITEA, "create" }, { FORGE_GITEA, "delete" },
		{ FORGE_FORGEJO, "status" }, { FORGE_FORGEJO, "issues" },
		{ FORGE_GITLAB, "Tag Push Hook" },
		{ FORGE_GITLAB, "System Hook" },
		/* Another forge's word for it. */
		{ FORGE_GITLAB, "push" }, { FORGE_GITHUB, "Push Hook" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		/* Even a body that is no push: it is not looked at. */
		send_as(all[i].kind, all[i].event, "id-1", "{\"zen\":1");
		assert_int_equal(read_it(), INTAKE_IGNORE);
		assert_string_equal(got.event, all[i].event);
		assert_non_null(strstr(got.note, all[i].event));
	}
}

static void
our_own_events_are_ignored(void **state)
{
	struct says p = usual;

	(void)state;
	for (EACH(k)) {
		send_as((enum forge_kind)k, k == FORGE_GITLAB ? "Push Hook" :
		    "push", "id-1", pushed((enum forge_kind)k, &usual));
		snprintf(own, sizeof(own), "42");
		assert_int_equal(read_it(), INTAKE_IGNORE);
		assert_non_null(strstr(got.note, "own"));
		snprintf(own, sizeof(own), "421");
		assert_int_equal(read_it(), INTAKE_PUSH);
	}
	/* A sender of whom nothing is known is not us. */
	p.sender = "null";
	for (EACH(k)) {
		assert_int_equal(says((enum forge_kind)k, &p), INTAKE_PUSH);
		assert_string_equal(push.sender, "");
	}
}

static void
the_type_is_json(void **state)
{
	static const char *const good[] = { "application/json",
	    "Application/JSON", "application/json; charset=utf-8",
	    "application/json;charset=utf-8", "application/json " };
	static const char *const bad[] = { "", "application/jsonx",
	    "application/x-www-form-urlencoded", "text/json",
	    "application/json-patch+json", " application/json" };
	size_t i;

	(void)state;
	send_as(FORGE_GITEA, "push", "id-1", pushed(FORGE_GITEA, &usual));
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		heads[0].value = good[i];
		assert_int_equal(read_it(), INTAKE_PUSH);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		heads[0].value = bad[i];
		assert_int_equal(read_it(), INTAKE_TYPE);
	}
	heads[0].name = "X-None";
	assert_int_equal(read_it(), INTAKE_TYPE);
}

static void
a_missing_event_asks_what_kind_of_forge_it_is(void **state)
{
	(void)state;
	send_as(FORGE_GITHUB, "push", "id-1", "{}");
	heads[1].name = "X-Gitlab-Event";
	assert_int_equal(read_it(), INTAKE_MALFORMED);
	assert_non_null(strstr(e.msg, "X-GitHub-Event"));
	assert_non_null(strstr(e.msg, "github"));
	/* Nobody else's event, nor id. */
	heads[1].name = "X-Gitea-Event";
	assert_int_equal(read_it(), INTAKE_MALFORMED);
	heads[1].name = "X-GitHub-Event";
	heads[3].name = "X-Gitea-Delivery";
	heads[1].value = "ping";
	assert_int_equal(read_it(), INTAKE_IGNORE);
	assert_int_equal(strncmp(got.key, "body:", 5), 0);
	/* Forgejo took Gitea's names along. */
	send_as(FORGE_FORGEJO, "push", NULL, pushed(FORGE_FORGEJO, &usual));
	heads[1].name = "X-Gitea-Event";
	head("X-Gitea-Delivery", "id-2");
	assert_int_equal(read_it(), INTAKE_PUSH);
	assert_string_equal(got.key, "id-2");
	/* Gitea has not taken Forgejo's. */
	send_as(FORGE_GITEA, "push", "id-1", pushed(FORGE_GITEA, &usual));
	heads[1].name = "X-Forgejo-Event";
	assert_int_equal(read_it(), INTAKE_MALFORMED);
}

static void
what_is_not_what_it_claims_is_malformed(void **state)
{
	static const char *const bodies[] = { "", "[]", "1", "null", "{}",
	    "{\"ref\":\"refs/heads/main\"}", "{} {}", "{\"a\":1,\"a\":2}",
	    "{\"ref\":\"refs/heads/\xff\"}", "{\"repository\":7}" };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		for (EACH(k)) {
			send_as((enum forge_kind)k, k == FORGE_GITLAB ?
			    "Push Hook" : "push", "id-1", bodies[i]);
			if (read_it() != INTAKE_MALFORMED)
				fail_msg("taken: %s", bodies[i]);
			assert_int_not_equal(e.msg[0], '\0');
		}
}

#define LONG100 "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx" \
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define LONG300 LONG100 LONG100 LONG100

static void
each_field_is_held_to_what_it_is(void **state)
{
	static const struct {
		const char *what;
		struct says p;
	} all[] = {
#define BAD(field, value) { #field " " value, { .field = value } }
		BAD(ref, "null"), BAD(ref, "7"), BAD(ref, "\"\""),
		BAD(ref, "\"main\""), BAD(ref, "\"refs/heads/a..b\""),
		BAD(ref, "\"refs/heads/-\\u0001\""),
		BAD(ref, "\"refs/heads/x.lock\""),
		BAD(ref, "\"refs/heads/" LONG300 "\""),
		BAD(before, "null"), BAD(before, "\"\""),
		BAD(before, "\"HEAD\""),
		BAD(after, "null"), BAD(after, "\"" NEW "b\""),
		BAD(after, "\"bbbb\""),
		BAD(after, "\"BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\""),
		BAD(after, "\"gggggggggggggggggggggggggggggggggggggggg\""),
		BAD(name, "null"), BAD(name, "\"\""), BAD(name, "7"),
		BAD(name, "\"../../etc\""), BAD(name, "\"promo/../x\""),
		BAD(name, "\"/promo/ada\""), BAD(name, "\"promo/a b\""),
		BAD(name, "\"promo/ada?x\""), BAD(name, "\"promo/./ada\""),
		BAD(name, "\"u:p@host/x\""), BAD(name, "\"-oProxy/x\""),
		BAD(name, "\"promo/" LONG300 "\""),
		BAD(id, "null"), BAD(id, "\"\""), BAD(id, "{}"),
		BAD(id, "1.5"), BAD(id, "1e300"),
		BAD(id, "\"" LONG100 "\""),
		BAD(branch, "\"a b\""), BAD(branch, "\"../x\""),
		BAD(branch, "\"" LONG300 "\""),
#undef BAD
	};
	struct says p;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		for (EACH(k)) {
			p = usual;
			p.ref = all[i].p.ref ? all[i].p.ref : p.ref;
			p.before = all[i].p.before ? all[i].p.before :
			    p.before;
			p.after = all[i].p.after ? all[i].p.after : p.after;
			p.name = all[i].p.name ? all[i].p.name : p.name;
			p.id = all[i].p.id ? all[i].p.id : p.id;
			p.branch = all[i].p.branch ? all[i].p.branch :
			    p.branch;
			if (says((enum forge_kind)k, &p) != INTAKE_MALFORMED)
				fail_msg("taken: %s", all[i].what);
		}
}

static void
an_event_may_leave_out_the_default_branch(void **state)
{
	struct says p = usual;

	(void)state;
	p.branch = "null";
	for (EACH(k)) {
		assert_int_equal(says((enum forge_kind)k, &p), INTAKE_PUSH);
		assert_string_equal(push.repo.default_branch, "");
	}
	p.branch = "\"\"";
	assert_int_equal(says(FORGE_GITEA, &p), INTAKE_PUSH);
}

static void
what_is_not_known_to_be_public_is_private(void **state)
{
	static const struct {
		enum forge_kind kind;
		const char *seen;
		bool private;
	} all[] = {
		{ FORGE_GITHUB, "true", true },
		{ FORGE_GITHUB, "false", false },
		{ FORGE_GITEA, "false,\"internal\":true", true },
		{ FORGE_GITEA, "false", false },
		{ FORGE_GITLAB, "0", true }, { FORGE_GITLAB, "10", true },
		{ FORGE_GITLAB, "20", false }, { FORGE_GITLAB, "null", true },
		{ FORGE_GITLAB, "\"20\"", true },
	};
	struct says p = usual;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		p.seen = all[i].seen;
		assert_int_equal(says(all[i].kind, &p), INTAKE_PUSH);
		if (push.repo.private != all[i].private)
			fail_msg("%d %s", all[i].kind, all[i].seen);
	}
	/* The key is not there at all. */
	send_as(FORGE_GITHUB, "push", "id-1", "{\"ref\":\"refs/heads/main\","
	    "\"before\":\"" OLD "\",\"after\":\"" NEW "\",\"repository\":{"
	    "\"id\":7,\"full_name\":\"promo/ada\"}}");
	assert_int_equal(read_it(), INTAKE_PUSH);
	assert_true(push.repo.private);
}

static void
a_repository_of_nobody_is_refused(void **state)
{
	static const char *const names[] = { "\"other/ada\"",
	    "\"promo/ada/x\"", "\"promo\"", "\"xpromo/ada\"" };
	struct says p = usual;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		for (EACH(k)) {
			p.name = names[i];
			assert_int_equal(says((enum forge_kind)k, &p),
			    INTAKE_STRANGER);
		}
	assert_non_null(strstr(e.msg, "xpromo/ada"));
	p.name = "\"group/sub/ada\"";
	assert_int_equal(says(FORGE_GITLAB, &p), INTAKE_PUSH);
	assert_string_equal(push.repo.path, "group/sub/ada");
}

static void
a_delivery_is_known_by_its_id_or_its_body(void **state)
{
	static const char *const bad[] = { "", "caf\xc3\xa9", "a\tb",
	    LONG100 LONG100 };
	char first[KEY_MAX];
	size_t i;

	(void)state;
	for (EACH(k)) {
		const char *event = k == FORGE_GITLAB ? "Push Hook" : "push";

		send_as((enum forge_kind)k, event, NULL,
		    pushed((enum forge_kind)k, &usual));
		assert_int_equal(read_it(), INTAKE_PUSH);
		assert_int_equal(strncmp(got.key, "body:", 5), 0);
		assert_string_equal(got.key + 5, got.body_sha256);
		memcpy(first, got.key, sizeof(first));
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			send_as((enum forge_kind)k, event, bad[i],
			    pushed((enum forge_kind)k, &usual));
			assert_int_equal(read_it(), INTAKE_PUSH);
			assert_string_equal(got.key, first);
		}
	}
	/* GitLab gives each try a new UUID: that is no name. */
	send_as(FORGE_GITLAB, "Push Hook", NULL, pushed(FORGE_GITLAB,
	    &usual));
	head("X-Gitlab-Webhook-UUID", "new-each-time");
	assert_int_equal(read_it(), INTAKE_PUSH);
	assert_string_equal(got.key, first);
}

static void
an_event_that_is_no_word_is_unknown(void **state)
{
	(void)state;
	send_as(FORGE_GITEA, LONG300, "id-1", "{}");
	assert_int_equal(read_it(), INTAKE_IGNORE);
	assert_string_equal(got.event, "unknown");
	send_as(FORGE_GITEA, "push\x01", "id-1", "{}");
	assert_int_equal(read_it(), INTAKE_IGNORE);
	assert_string_equal(got.event, "unknown");
}

static void
each_verdict_has_the_status_that_forges_understand(void **state)
{
	static const struct {
		enum intake_verdict verdict;
		int status;
	} all[] = {
		{ INTAKE_PUSH, 202 }, { INTAKE_IGNORE, 200 },
		{ INTAKE_UNSIGNED, 401 }, { INTAKE_FORGED, 403 },
		{ INTAKE_TYPE, 415 }, { INTAKE_MALFORMED, 400 },
		{ INTAKE_STRANGER, 403 },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		assert_int_equal(intake_status(all[i].verdict),
		    all[i].status);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_push_is_the_same_whoever_sends_it),
		cmocka_unit_test(a_new_branch_is_a_push),
		cmocka_unit_test(a_forced_push_is_a_push_and_says_so),
		cmocka_unit_test(what_is_no_news_is_ignored_with_a_reason),
		cmocka_unit_test(a_sha256_repository_is_ignored_in_words),
		cmocka_unit_test(other_events_are_ignored_and_kept),
		cmocka_unit_test(our_own_events_are_ignored),
		cmocka_unit_test(the_type_is_json),
		cmocka_unit_test(a_missing_event_asks_what_kind_of_forge_it_is),
		cmocka_unit_test(what_is_not_what_it_claims_is_malformed),
		cmocka_unit_test(each_field_is_held_to_what_it_is),
		cmocka_unit_test(an_event_may_leave_out_the_default_branch),
		cmocka_unit_test(what_is_not_known_to_be_public_is_private),
		cmocka_unit_test(a_repository_of_nobody_is_refused),
		cmocka_unit_test(a_delivery_is_known_by_its_id_or_its_body),
		cmocka_unit_test(an_event_that_is_no_word_is_unknown),
		cmocka_unit_test(
		    each_verdict_has_the_status_that_forges_understand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
