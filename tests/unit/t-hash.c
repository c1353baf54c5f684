/* rooms: base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/hash.h"

static void
sha256_is_that_of_fips_180(void **state)
{
	static const char abc[] =
	    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
	char hex[HASH_HEX];
	struct hash *h;

	(void)state;
	hash_sha256_hex("abc", 3, hex);
	assert_string_equal(hex, abc);
	hash_sha256_hex("", 0, hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
	h = hash_open();
	hash_add(h, "a", 1);
	hash_add(h, "", 0);
	hash_add(h, "bc", 2);
	hash_close(h, hex);
	assert_string_equal(hex, abc);
}

/* RFC 4231, test cases 1, 2 and 6; then a key that is empty. */
static void
hmac_is_that_of_rfc_4231(void **state)
{
	uint8_t key[131], out[HASH_LEN];
	char hex[HASH_HEX];

	(void)state;
	memset(key, 0x0b, 20);
	hash_hmac(key, 20, "Hi There", 8, out);
	hash_hex(out, sizeof(out), hex);
	assert_string_equal(hex, "b0344c61d8db38535ca8afceaf0bf12b"
	    "881dc200c9833da726e9376c2e32cff7");
	hash_hmac("Jefe", 4, "what do ya want for nothing?", 28, out);
	hash_hex(out, sizeof(out), hex);
	assert_string_equal(hex, "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
	memset(key, 0xaa, sizeof(key));
	hash_hmac(key, sizeof(key), "Test Using Larger Than Block-Size Key - "
	    "Hash Key First", 54, out);
	hash_hex(out, sizeof(out), hex);
	assert_string_equal(hex, "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54");
	hash_hmac(NULL, 0, NULL, 0, out);
	hash_hex(out, sizeof(out), hex);
	assert_string_equal(hex, "b613679a0814d9ec772f95d778c35fc5"
	    "ff1697c493715653c6c712144292c5ad");
}

static void
a_file_has_the_fingerprint_of_its_bytes(void **state)
{
	char path[] = "/tmp/t-hash.XXXXXX", hex[HASH_HEX], same[HASH_HEX];
	static char big[100000];
	struct err e;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	memset(big, 'x', sizeof(big));
	assert_int_equal(write(fd, big, sizeof(big)), sizeof(big));
	close(fd);
	assert_int_equal(hash_file(path, hex, &e), 0);
	hash_sha256_hex(big, sizeof(big), same);
	assert_string_equal(hex, same);
	unlink(path);
	assert_int_equal(hash_file(path, hex, &e), -1);
	assert_int_equal(e.kind, ERR_SYS);
	assert_string_equal(hex, "");
	assert_int_equal(hash_file("/", hex, &e), -1);
	assert_string_equal(hex, "");
}

static void
equal_compares_all_bytes(void **state)
{
	(void)state;
	assert_true(hash_equal("abcd", "abcd", 4));
	assert_false(hash_equal("abcd", "abce", 4));
	assert_false(hash_equal("xbcd", "abcd", 4));
	assert_true(hash_equal("a", "b", 0));
}

static void
hexadecimal_is_read_only_when_it_is_all_there(void **state)
{
	uint8_t out[4];

	(void)state;
	assert_int_equal(hash_unhex("00fFaA7e", 8, out, 4), 1);
	assert_memory_equal(out, "\x00\xff\xaa\x7e", 4);
	assert_int_equal(hash_unhex("00ffaa7", 7, out, 4), 0);
	assert_int_equal(hash_unhex("00ffaa7e0", 9, out, 4), 0);
	assert_int_equal(hash_unhex("00ffaa7e00", 10, out, 4), 0);
	assert_int_equal(hash_unhex("00ffaag0", 8, out, 4), 0);
	assert_int_equal(hash_unhex("00ffaa 0", 8, out, 4), 0);
	assert_int_equal(hash_unhex("", 0, out, 4), 0);
	assert_int_equal(hash_unhex("", 0, out, 0), 1);
}

/* RFC 4648, section 10. */
static void
base64_has_one_spelling(void **state)
{
	static const struct { const char *text, *code; } good[] = {
		{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" },
		{ "foo", "Zm9v" }, { "foob", "Zm9vYg==" },
		{ "fooba", "Zm9vYmE=" }, { "foobar", "Zm9vYmFy" },
		{ "\xfb\xff\xfe", "+//+" },
	};
	static const char *const bad[] = { "Z", "Zg", "Zg=", "Zg===", "=Zg=",
	    "Zg==Zg==", "Zh==", "Zm9=", "Zm 9", "Zm9v\n", "Zm9-", "====",
	    "Z===", "Zg=x" };
	uint8_t out[16];
	char code[32];
	size_t i, n;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		n = strlen(good[i].text);
		hash_base64((const uint8_t *)good[i].text, n, code);
		assert_string_equal(code, good[i].code);
		assert_int_equal(hash_unbase64(code, strlen(code), out,
		    sizeof(out)), n);
		assert_memory_equal(out, good[i].text, n);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (hash_unbase64(bad[i], strlen(bad[i]), out,
		    sizeof(out)) != -1)
			fail_msg("accepted %s", bad[i]);
	assert_int_equal(hash_unbase64("Zm\0v", 4, out, sizeof(out)), -1);
	assert_int_equal(hash_unbase64("Zm9v", 4, out, 3), 3);
	assert_int_equal(hash_unbase64("Zm9v", 4, out, 2), -1);
}

static void
random_bytes_do_not_repeat(void **state)
{
	uint8_t a[32], b[32];

	(void)state;
	hash_random(a, sizeof(a));
	hash_random(b, sizeof(b));
	assert_memory_not_equal(a, b, sizeof(a));
	hash_random(a, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sha256_is_that_of_fips_180),
		cmocka_unit_test(hmac_is_that_of_rfc_4231),
		cmocka_unit_test(a_file_has_the_fingerprint_of_its_bytes),
		cmocka_unit_test(equal_compares_all_bytes),
		cmocka_unit_test(hexadecimal_is_read_only_when_it_is_all_there),
		cmocka_unit_test(base64_has_one_spelling),
		cmocka_unit_test(random_bytes_do_not_repeat),
	};

	return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
