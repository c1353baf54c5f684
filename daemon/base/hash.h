/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * hash.h: fingerprints, message authentication and the texts they travel in.
 *
 * SHA-256 and HMAC-SHA256 (RFC 2104) from libcrypto; base64 as RFC 4648
 * section 4, strict: no white space, padding required.  hash_equal() takes
 * the same time wherever two inputs differ.
 */
#ifndef HASH_H
#define HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;

enum {
	HASH_LEN = 32,			/* bytes of a SHA-256 */
	HASH_HEX = 2 * HASH_LEN + 1,	/* the same in hexadecimal, with NUL */
};

struct hash;				/* a SHA-256 being computed */

struct hash *hash_open(void);
void	hash_add(struct hash *, const void *, size_t);
void	hash_close(struct hash *, char hex[HASH_HEX]);	/* frees it */

void	hash_sha256(const void *, size_t, uint8_t out[HASH_LEN]);
void	hash_sha256_hex(const void *, size_t, char hex[HASH_HEX]);
void	hash_hmac(const void *key, size_t keylen, const void *, size_t,
	    uint8_t out[HASH_LEN]);
bool	hash_equal(const void *, const void *, size_t);

/* Fingerprint of a file's bytes.  0, or -1. */
int	hash_file(const char *path, char hex[HASH_HEX], struct err *);

void	hash_hex(const uint8_t *, size_t, char *hex);	/* hex: 2n+1 bytes */
/* Reads exactly 2n hexadecimal digits.  1, or 0 when it is not that. */
int	hash_unhex(const char *, size_t hexlen, uint8_t *out, size_t n);

/* Returns the length decoded, or -1 when malformed or longer than max. */
long	hash_unbase64(const char *, size_t, uint8_t *out, size_t max);
/* Writes 4 * ceil(n/3) characters and a NUL. */
void	hash_base64(const uint8_t *, size_t n, char *out);

void	hash_random(void *, size_t);	/* from the kernel; never fails */

#endif
