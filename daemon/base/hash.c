/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash.c: libcrypto's EVP functions.  They fail only without memory or with
 * a broken library, and then there is nothing to go on with.
 */
#include "hash.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "err.h"

struct hash *
hash_open(void)
{
	EVP_MD_CTX *c = EVP_MD_CTX_new();

	if (c == NULL || EVP_DigestInit_ex(c, EVP_sha256(), NULL) != 1)
		abort();
	return (struct hash *)c;
}

void
hash_add(struct hash *h, const void *bytes, size_t n)
{
	if (EVP_DigestUpdate((EVP_MD_CTX *)h, bytes, n) != 1)
		abort();
}

void
hash_close(struct hash *h, char hex[HASH_HEX])
{
	uint8_t sum[HASH_LEN];

	if (EVP_DigestFinal_ex((EVP_MD_CTX *)h, sum, NULL) != 1)
		abort();
	EVP_MD_CTX_free((EVP_MD_CTX *)h);
	hash_hex(sum, sizeof(sum), hex);
}

void
hash_sha256(const void *bytes, size_t n, uint8_t out[HASH_LEN])
{
	if (EVP_Digest(bytes, n, out, NULL, EVP_sha256(), NULL) != 1)
		abort();
}

void
hash_sha256_hex(const void *bytes, size_t n, char hex[HASH_HEX])
{
	uint8_t sum[HASH_LEN];

	hash_sha256(bytes, n, sum);
	hash_hex(sum, sizeof(sum), hex);
}

void
hash_hmac(const void *key, size_t keylen, const void *bytes, size_t n,
    uint8_t out[HASH_LEN])
{
	size_t len = 0;

	/* A NULL key means "none given" to libcrypto, "" the empty one. */
	if (EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL,
	    keylen > 0 ? key : "", keylen, n > 0 ? bytes : "", n,
	    out, HASH_LEN, &len) == NULL || len != HASH_LEN)
		abort();
}

bool
hash_equal(const void *a, const void *b, size_t n)
{
	return CRYPTO_memcmp(a, b, n) == 0;
}

int
hash_file(const char *path, char hex[HASH_HEX], struct err *e)
{
	char chunk[32 * 1024];
	struct hash *h;
	ssize_t n;
	int fd, ret = -1;

	hex[0] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_sys(e, "%s", path);
	h = hash_open();
	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n > 0) {
			hash_add(h, chunk, (size_t)n);
		} else if (errno != EINTR) {
			err_sys(e, "%s", path);
			break;
		}
	}
	hash_close(h, hex);
	if (n == 0)
		ret = 0;
	else
		hex[0] = '\0';
	close(fd);
	return ret;
}

void
hash_random(void *out, size_t n)
{
	char *p = out;
	ssize_t got;

	while (n > 0) {
		got = getrandom(p, n, 0);
		if (got < 0 && errno != EINTR)
			abort();
		if (got > 0) {
			p += got;
			n -= (size_t)got;
		}
	}
}
