/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * digits.c: bytes as hexadecimal and as base64, declared in hash.h.
 *
 * Strict: one text for one value.  Base64 whose unused bits are not zero is
 * refused (RFC 4648, section 3.5), lest a signature have two spellings.
 */
#include "hash.h"

#include <string.h>

void
hash_hex(const uint8_t *bytes, size_t n, char *hex)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	for (i = 0; i < n; i++) {
		*hex++ = digit[bytes[i] >> 4];
		*hex++ = digit[bytes[i] & 15];
	}
	*hex = '\0';
}

static int
nibble(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
hash_unhex(const char *hex, size_t hexlen, uint8_t *out, size_t n)
{
	size_t i;
	int high, low;

	if (hexlen / 2 != n || hexlen % 2 != 0)
		return 0;
	for (i = 0; i < n; i++) {
		high = nibble(hex[2 * i]);
		low = nibble(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return 0;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return 1;
}

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void
hash_base64(const uint8_t *p, size_t n, char *out)
{
	uint32_t v;
	size_t k;

	for (; n > 0; p += k, n -= k) {
		k = n < 3 ? n : 3;
		v = (uint32_t)p[0] << 16;
		if (k > 1)
			v |= (uint32_t)p[1] << 8;
		if (k > 2)
			v |= p[2];
		*out++ = alphabet[v >> 18];
		*out++ = alphabet[v >> 12 & 63];
		*out++ = k > 1 ? alphabet[v >> 6 & 63] : '=';
		*out++ = k > 2 ? alphabet[v & 63] : '=';
	}
	*out = '\0';
}

/* Four letters as 24 bits; *pad of them are padding.  -1 when malformed. */
static long
quartet(const char *s, int *pad)
{
	const char *at;
	long v = 0;
	int i;

	*pad = 0;
	for (i = 0; i < 4; i++) {
		if (s[i] == '=' && i >= 2) {
			(*pad)++;
			v <<= 6;
			continue;
		}
		at = s[i] != '\0' ? strchr(alphabet, s[i]) : NULL;
		if (at == NULL || *pad > 0)
			return -1;
		v = v << 6 | (at - alphabet);
	}
	if ((*pad == 1 && (v & 0xff) != 0) || (*pad == 2 && (v & 0xffff) != 0))
		return -1;
	return v;
}

long
hash_unbase64(const char *s, size_t n, uint8_t *out, size_t max)
{
	size_t i, len = 0;
	int j, pad = 0;
	long v;

	if (n % 4 != 0)
		return -1;
	for (i = 0; i < n; i += 4) {
		if (pad > 0 || (v = quartet(s + i, &pad)) < 0)
			return -1;
		for (j = 0; j < 3 - pad; j++) {
			if (len == max)
				return -1;
			out[len++] = (uint8_t)(v >> (16 - 8 * j));
		}
	}
	return (long)len;
}
