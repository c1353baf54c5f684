/* rooms: intake conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Did somebody who knows our secret send these bytes? */
#include "deliveries.h"

/* The vector of GitHub's own documentation. */
#define GITHUB_SECRET "It's a Secret to Everybody"
#define GITHUB_BODY "Hello, World!"
#define GITHUB_HEX \
	"757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"

/* The vector of Standard Webhooks, as GitLab signs. */
#define KEY "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define ID "msg_p5jXN8AQM9LWM0D4loKWxJek"
#define WHEN "1614265330"
#define STANDARD_BODY "{\"test\": 2432232314}"
#define STANDARD "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
#define OTHER "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

static enum intake_verdict
checked(void)
{
	return verify(&source, &request, NOW, &e);
}

static void
by(enum forge_kind kind, const char *name, const char *value)
{
	as(kind);
	source.secrets[0] = GITHUB_SECRET;
	source.secret_len[0] = strlen(GITHUB_SECRET);
	body(GITHUB_BODY);
	if (value != NULL)
		head(name, value);
}

static void
githubs_own_vector_is_accepted(void **state)
{
	(void)state;
	by(FORGE_GITHUB, "X-Hub-Signature-256", "sha256=" GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_PUSH);
	/* Names of headers have no case. */
	by(FORGE_GITHUB, "x-hub-signature-256", "sha256=" GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_PUSH);
}

static void
any_other_byte_is_forged(void **state)
{
	char value[sizeof("sha256=" GITHUB_HEX)];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(value) - 1; i++) {
		memcpy(value, "sha256=" GITHUB_HEX, sizeof(value));
		value[i] = value[i] == '0' ? '1' : '0';
		by(FORGE_GITHUB, "X-Hub-Signature-256", value);
		assert_int_equal(checked(), INTAKE_FORGED);
	}
	by(FORGE_GITHUB, "X-Hub-Signature-256", "sha256=" GITHUB_HEX "00");
	assert_int_equal(checked(), INTAKE_FORGED);
	by(FORGE_GITHUB, "X-Hub-Signature-256", GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_FORGED);
	by(FORGE_GITHUB, "X-Hub-Signature-256", "sha256=" GITHUB_HEX);
	body("Hello, World?");
	assert_int_equal(checked(), INTAKE_FORGED);
	by(FORGE_GITHUB, "X-Hub-Signature-256", "sha256=" GITHUB_HEX);
	request.len--;
	assert_int_equal(checked(), INTAKE_FORGED);
}

static void
no_signature_is_no_signature(void **state)
{
	static const struct {
		enum forge_kind kind;
		const char *name, *empty;
	} all[] = {
		{ FORGE_FORGEJO, "X-Forgejo-Signature", "" },
		{ FORGE_FORGEJO, "X-Gitea-Signature", "" },
		{ FORGE_GITEA, "X-Gitea-Signature", "" },
		{ FORGE_GITHUB, "X-Hub-Signature-256", "sha256=" },
		{ FORGE_GITLAB, "X-Gitlab-Token", "" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		by(all[i].kind, all[i].name, NULL);
		assert_int_equal(checked(), INTAKE_UNSIGNED);
		/* Gitea without a secret sends its headers, empty. */
		by(all[i].kind, all[i].name, all[i].empty);
		assert_int_equal(checked(), INTAKE_UNSIGNED);
		by(all[i].kind, all[i].name, "");
		assert_int_equal(checked(), INTAKE_UNSIGNED);
	}
}

static void
each_forge_is_believed_by_its_own_header_only(void **state)
{
	(void)state;
	by(FORGE_GITEA, "X-Gitea-Signature", GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_PUSH);
	by(FORGE_GITEA, "X-Gitea-Signature", "sha256=" GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_FORGED);
	/* Gitea and Forgejo send GitHub's headers as well. */
	by(FORGE_GITEA, "X-Hub-Signature-256", "sha256=" GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	by(FORGE_GITHUB, "X-Gitea-Signature", GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	/* SHA-1 is no proof any more. */
	by(FORGE_GITHUB, "X-Hub-Signature", "sha1=" GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	by(FORGE_GITLAB, "X-Hub-Signature-256", "sha256=" GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
}

static void
forgejo_signs_under_its_name_or_the_old_one(void **state)
{
	(void)state;
	by(FORGE_FORGEJO, "X-Forgejo-Signature", GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_PUSH);
	by(FORGE_FORGEJO, "X-Gitea-Signature", GITHUB_HEX);
	assert_int_equal(checked(), INTAKE_PUSH);
	/* Both, and its own is wrong. */
	by(FORGE_FORGEJO, "X-Gitea-Signature", GITHUB_HEX);
	head("X-Forgejo-Signature", "00");
	assert_int_equal(checked(), INTAKE_FORGED);
}

static void
two_secrets_live_while_one_replaces_the_other(void **state)
{
	static const char *const names[] = { "X-Forgejo-Signature",
	    "X-Gitea-Signature", "X-Hub-Signature-256", "X-Gitlab-Token" };
	static const char *const values[] = { GITHUB_HEX, GITHUB_HEX,
	    "sha256=" GITHUB_HEX, GITHUB_SECRET };
	int kind, live;

	(void)state;
	for (kind = FORGE_FORGEJO; kind <= FORGE_GITLAB; kind++)
		for (live = 0; live < 3; live++) {
			by((enum forge_kind)kind, names[kind], values[kind]);
			source.secrets[0] = source.secrets[1] = "another one";
			source.secret_len[0] = source.secret_len[1] = 11;
			if (live < 2) {
				source.secrets[live] = GITHUB_SECRET;
				source.secret_len[live] =
				    strlen(GITHUB_SECRET);
			}
			assert_int_equal(checked(), live < 2 ? INTAKE_PUSH :
			    INTAKE_FORGED);
		}
}

static void
a_source_without_a_secret_accepts_nothing(void **state)
{
	uint8_t mac[HASH_LEN];
	char hex[HASH_HEX];

	(void)state;
	/* What the empty secret would have signed. */
	hash_hmac("", 0, GITHUB_BODY, strlen(GITHUB_BODY), mac);
	hash_hex(mac, HASH_LEN, hex);
	by(FORGE_GITEA, "X-Gitea-Signature", hex);
	source.secrets[0] = NULL;
	source.secret_len[0] = 0;
	assert_int_equal(checked(), INTAKE_FORGED);
	source.secrets[0] = "";
	assert_int_equal(checked(), INTAKE_FORGED);
	by(FORGE_GITLAB, "X-Gitlab-Token", " ");
	source.secrets[0] = "";
	source.secret_len[0] = 0;
	assert_int_equal(checked(), INTAKE_FORGED);
}

static void
gitlabs_token_is_the_secret_itself(void **state)
{
	static const char *const wrong[] = { "It's a Secret to Everybod",
	    "It's a Secret to Everybody ", "it's a Secret to Everybody", "I" };
	size_t i;

	(void)state;
	by(FORGE_GITLAB, "X-Gitlab-Token", GITHUB_SECRET);
	assert_int_equal(checked(), INTAKE_PUSH);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		by(FORGE_GITLAB, "X-Gitlab-Token", wrong[i]);
		assert_int_equal(checked(), INTAKE_FORGED);
	}
}

/* --- Standard Webhooks ------------------------------------------------------- */

static void
standard(const char *id, const char *when, const char *signature)
{
	as(FORGE_GITLAB);
	source.secrets[0] = KEY;
	source.secret_len[0] = strlen(KEY);
	body(STANDARD_BODY);
	if (id != NULL)
		head("webhook-id", id);
	if (when != NULL)
		head("webhook-timestamp", when);
	if (signature != NULL)
		head("webhook-signature", signature);
}

static void
the_vector_of_standard_webhooks_is_accepted(void **state)
{
	(void)state;
	standard(ID, WHEN, STANDARD);
	assert_int_equal(checked(), INTAKE_PUSH);
	standard(ID, WHEN, STANDARD);
	body("{\"test\": 2432232315}");
	assert_int_equal(checked(), INTAKE_FORGED);
	standard("msg_p5jXN8AQM9LWM0D4loKWxJel", WHEN, STANDARD);
	assert_int_equal(checked(), INTAKE_FORGED);
	standard(ID, "1614265331", STANDARD);
	assert_int_equal(checked(), INTAKE_FORGED);
	/* Another version's signature is not one we know. */
	standard(ID, WHEN, "v2" /* , */ ",g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlN"
	    "IOLJ1OE=");
	assert_int_equal(checked(), INTAKE_FORGED);
	standard(ID, WHEN, "v1,");
	assert_int_equal(checked(), INTAKE_FORGED);
	standard(ID, WHEN, "nonsense");
	assert_int_equal(checked(), INTAKE_FORGED);
}

static void
each_part_of_a_standard_signature_is_due(void **state)
{
	(void)state;
	standard(NULL, WHEN, STANDARD);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	standard(ID, NULL, STANDARD);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	standard(ID, WHEN, NULL);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	standard(ID, WHEN, "");
	assert_int_equal(checked(), INTAKE_UNSIGNED);
}

/* Ten of somebody else's, then the one. */
#define FIVE OTHER " " OTHER " " OTHER " " OTHER " " OTHER " "

static void
one_of_several_signatures_is_enough(void **state)
{
	(void)state;
	standard(ID, WHEN, OTHER " " STANDARD);
	assert_int_equal(checked(), INTAKE_PUSH);
	standard(ID, WHEN, STANDARD " " OTHER);
	assert_int_equal(checked(), INTAKE_PUSH);
	standard(ID, WHEN, "v2,xyz  " STANDARD);
	assert_int_equal(checked(), INTAKE_PUSH);
	standard(ID, WHEN, OTHER " " OTHER);
	assert_int_equal(checked(), INTAKE_FORGED);
	/* But nobody makes us look at a thousand. */
	standard(ID, WHEN, FIVE FIVE STANDARD);
	assert_int_equal(checked(), INTAKE_FORGED);
}

static void
an_old_message_cannot_be_played_again(void **state)
{
	static const char *const wrong[] = { "", "x", "-1614265330",
	    " 1614265330", "1614265330 ", "1614265330x", "+1614265330",
	    "99999999999999999999999999" };
	size_t i;

	(void)state;
	standard(ID, WHEN, STANDARD);
	assert_int_equal(verify(&source, &request, NOW + 300, &e),
	    INTAKE_PUSH);
	assert_int_equal(verify(&source, &request, NOW - 300, &e),
	    INTAKE_PUSH);
	assert_int_equal(verify(&source, &request, NOW + 301, &e),
	    INTAKE_FORGED);
	assert_non_null(strstr(e.msg, "clock"));
	assert_int_equal(verify(&source, &request, NOW - 301, &e),
	    INTAKE_FORGED);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		standard(ID, wrong[i], STANDARD);
		assert_int_equal(checked(), INTAKE_FORGED);
		assert_non_null(strstr(e.msg, "webhook-timestamp"));
	}
}

static void
with_a_signing_key_the_token_is_not_enough(void **state)
{
	(void)state;
	standard(NULL, NULL, NULL);
	head("X-Gitlab-Token", KEY);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	/* Nor the plain secret beside it, which travels in clear. */
	standard(NULL, NULL, NULL);
	source.secrets[1] = GITHUB_SECRET;
	source.secret_len[1] = strlen(GITHUB_SECRET);
	head("X-Gitlab-Token", GITHUB_SECRET);
	assert_int_equal(checked(), INTAKE_UNSIGNED);
	/* The second of two keys signs as well as the first. */
	standard(ID, WHEN, STANDARD);
	source.secrets[1] = KEY;
	source.secret_len[1] = strlen(KEY);
	source.secrets[0] = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	assert_int_equal(checked(), INTAKE_PUSH);
}

static void
a_key_is_the_bytes_behind_its_text(void **state)
{
	uint8_t key[64];

	(void)state;
	assert_int_equal(signing_key(KEY, strlen(KEY), key), 24);
	assert_int_equal(key[0], 0x31);
	assert_int_equal(signing_key("whsec_", 6, key), 0);
	assert_int_equal(signing_key(NULL, 0, key), 0);
	assert_int_equal(signing_key(SECRET, strlen(SECRET), key), 0);
	assert_true(signing_key("whsec_not base64", 16, key) <= 0);
}

static void
the_signature_comes_before_all_else(void **state)
{
	(void)state;
	send_as(FORGE_GITEA, "push", "id-1", "this is no JSON");
	assert_int_equal(read_it(), INTAKE_MALFORMED);
	body("this is not what was signed");
	assert_int_equal(read_it(), INTAKE_FORGED);
	heads[0].value = "text/plain";
	assert_int_equal(read_it(), INTAKE_FORGED);
	heads[1].name = "X-None";
	assert_int_equal(read_it(), INTAKE_FORGED);
	heads[2].name = "X-None";
	assert_int_equal(read_it(), INTAKE_UNSIGNED);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(githubs_own_vector_is_accepted),
		cmocka_unit_test(any_other_byte_is_forged),
		cmocka_unit_test(no_signature_is_no_signature),
		cmocka_unit_test(each_forge_is_believed_by_its_own_header_only),
		cmocka_unit_test(forgejo_signs_under_its_name_or_the_old_one),
		cmocka_unit_test(two_secrets_live_while_one_replaces_the_other),
		cmocka_unit_test(a_source_without_a_secret_accepts_nothing),
		cmocka_unit_test(gitlabs_token_is_the_secret_itself),
		cmocka_unit_test(the_vector_of_standard_webhooks_is_accepted),
		cmocka_unit_test(each_part_of_a_standard_signature_is_due),
		cmocka_unit_test(one_of_several_signatures_is_enough),
		cmocka_unit_test(an_old_message_cannot_be_played_again),
		cmocka_unit_test(with_a_signing_key_the_token_is_not_enough),
		cmocka_unit_test(a_key_is_the_bytes_behind_its_text),
		cmocka_unit_test(the_signature_comes_before_all_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
