/* rooms: audit model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <string.h>

#include "audit/mask.h"
#include "base/buf.h"

/*
 * No literal here has the whole form of a token: scanners of other people
 * read this file too.
 */
#define BODY "0123456789abcdefghijABCDEFGHIJ0123456789abcdef"

static void
shows(const char *in, const char *out)
{
	struct buf b = BUF_INIT(4096);

	mask_text(&b, in, strlen(in));
	assert_string_equal(buf_str(&b), out);
	buf_free(&b);
}

static void
the_issuers_token_forms_are_masked(void **state)
{
	(void)state;
	shows("x = ghp_" BODY ";", "x = ghp***;");
	shows("glpat-" BODY, "glp***");
	shows("use AKIA0123456789AB.", "use AKI***");
	shows("hf_" BODY "\nnext", "hf_***\nnext");
	shows("eyJ" BODY "." BODY, "eyJ***");
}

static void
a_value_given_to_a_secret_name_is_masked(void **state)
{
	(void)state;
	shows("DB_PASSWORD=hunter2024", "DB_PASSWORD=hu***");
	shows("\"api_key\": \"k9v8b7n6m5\"", "\"api_key\": \"k9***\"");
	shows("client-secret: zx81zx81zx", "client-secret: zx***");
}

static void
code_and_placeholders_stay_readable(void **state)
{
	(void)state;
	shows("password = os.getenv(\"X\")", "password = os.getenv(\"X\")");
	shows("PASSWORD=${DB_PASSWORD}", "PASSWORD=${DB_PASSWORD}");
	shows("token: <votre jeton>", "token: <votre jeton>");
	shows("PASSWORD=changeme", "PASSWORD=changeme");
	shows("def test_token(): pass", "def test_token(): pass");
	shows("sk-learn", "sk-learn");
}

static void
user_information_in_a_url_is_masked(void **state)
{
	(void)state;
	shows("https://me:s3cr3t99@host/x", "https://me:***@host/x");
	shows("postgresql://u:${PW}@db/x", "postgresql://u:${PW}@db/x");
	shows("https://host:80/x@y", "https://host:80/x@y");
}

static void
a_private_key_is_masked_whole(void **state)
{
	(void)state;
	shows("a\n-----BEGIN RSA " "PRIVATE KEY-----\nMIIB\nAAAA\n"
	    "-----END RSA " "PRIVATE KEY-----\nb", "a\n***\nb");
	shows("-----BEGIN CERTIFICATE-----\nMIIB",
	    "-----BEGIN CERTIFICATE-----\nMIIB");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_issuers_token_forms_are_masked),
		cmocka_unit_test(a_value_given_to_a_secret_name_is_masked),
		cmocka_unit_test(code_and_placeholders_stay_readable),
		cmocka_unit_test(user_information_in_a_url_is_masked),
		cmocka_unit_test(a_private_key_is_masked_whole),
	};

	return cmocka_run_group_tests_name("mask", tests, NULL, NULL);
}
