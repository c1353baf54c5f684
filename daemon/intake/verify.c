/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * verify.c: did somebody who knows our secret send these bytes?
 *
 * Every secret is tried and every comparison takes the same time wherever
 * two values differ.  A source without a secret accepts nothing: an empty
 * signature, which Gitea sends when it has none, is no signature.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "conf/conf.h"

#include "local.h"

const char *
header(const struct intake_request *r, const char *name)
{
	size_t i;

	for (i = 0; i < r->nheaders; i++)
		if (strcasecmp(r->headers[i].name, name) == 0)
			return r->headers[i].value;
	return NULL;
}

static enum intake_verdict
unsigned_(struct err *e, const char *name)
{
	(void)err_set(e, ERR_FORMAT, "no signature (header %s)", name);
	return INTAKE_UNSIGNED;
}

static enum intake_verdict
forged(struct err *e)
{
	(void)err_set(e, ERR_FORMAT, "the signature is not by our secret");
	return INTAKE_FORGED;
}

/* Hexadecimal HMAC-SHA256 of the body, after a prefix. */
static enum intake_verdict
by_hex(const struct conf_source *s, const struct intake_request *r,
    const char *name, const char *prefix, struct err *e)
{
	const char *value = header(r, name);
	uint8_t given[HASH_LEN], ours[HASH_LEN];
	size_t n = strlen(prefix);
	bool good = false;
	int i;

	if (value == NULL || value[0] == '\0' || strcmp(value, prefix) == 0)
		return unsigned_(e, name);
	if (strncmp(value, prefix, n) != 0 ||
	    hash_unhex(value + n, strlen(value + n), given, HASH_LEN) != 1)
		return forged(e);
	for (i = 0; i < CONF_SECRETS; i++) {
		if (s->secrets[i] == NULL || s->secret_len[i] == 0)
			continue;
		hash_hmac(s->secrets[i], s->secret_len[i], r->body, r->len,
		    ours);
		good |= hash_equal(given, ours, HASH_LEN);
	}
	return good ? INTAKE_PUSH : forged(e);
}

int
signing_key(const char *secret, size_t len, uint8_t out[64])
{
	static const char prefix[] = "whsec_";
	size_t n = sizeof(prefix) - 1;

	if (secret == NULL || len <= n || strncmp(secret, prefix, n) != 0)
		return 0;
	return (int)hash_unbase64(secret + n, len - n, out, 64);
}

/* One "v1,<base64>" of the header against every signing key. */
static bool
one_signature(const struct conf_source *s, const char *sig, size_t len,
    const struct buf *told)
{
	uint8_t given[HASH_LEN], ours[HASH_LEN], key[64];
	bool good = false;
	int i, n;

	if (len < 3 || strncmp(sig, "v1,", 3) != 0 ||
	    hash_unbase64(sig + 3, len - 3, given, HASH_LEN) != HASH_LEN)
		return false;
	for (i = 0; i < CONF_SECRETS; i++) {
		n = signing_key(s->secrets[i], s->secret_len[i], key);
		if (n <= 0)
			continue;
		hash_hmac(key, (size_t)n, told->data, told->len, ours);
		good |= hash_equal(given, ours, HASH_LEN);
	}
	return good;
}

/* Standard Webhooks 1.0: id "." timestamp "." body. */
static enum intake_verdict
by_standard(const struct conf_source *s, const struct intake_request *r,
    int64_t now, struct err *e)
{
	const char *id = header(r, "webhook-id");
	const char *when = header(r, "webhook-timestamp");
	const char *sigs = header(r, "webhook-signature");
	struct buf told = BUF_INIT(r->len + 1024);
	bool good = false;
	int64_t t;
	char *end;
	size_t n;
	int i;

	if (id == NULL || when == NULL || sigs == NULL || sigs[0] == '\0')
		return unsigned_(e, "webhook-signature");
	t = strtoll(when, &end, 10);
	if (when[0] < '0' || when[0] > '9' || *end != '\0' ||
	    t > now + CLOCK_SKEW || t < now - CLOCK_SKEW) {
		(void)err_set(e, ERR_FORMAT, "webhook-timestamp is not within"
		    " %d s of our clock", (int)CLOCK_SKEW);
		return INTAKE_FORGED;
	}
	buf_fmt(&told, "%.400s.%.40s.", id, when);
	buf_add(&told, r->body, r->len);
	for (i = 0; i < SIGNATURES && *sigs != '\0'; i++) {
		n = strcspn(sigs, " ");
		good |= one_signature(s, sigs, n, &told);
		sigs += n + strspn(sigs + n, " ");
	}
	good &= !told.full;
	buf_free(&told);
	return good ? INTAKE_PUSH : forged(e);
}

/* The secret itself, in clear: hashes are compared, to hide its length. */
static enum intake_verdict
by_token(const struct conf_source *s, const struct intake_request *r,
    struct err *e)
{
	const char *given = header(r, "X-Gitlab-Token");
	uint8_t a[HASH_LEN], b[HASH_LEN];
	bool good = false;
	int i;

	if (given == NULL || given[0] == '\0')
		return unsigned_(e, "X-Gitlab-Token");
	hash_sha256(given, strlen(given), a);
	for (i = 0; i < CONF_SECRETS; i++) {
		if (s->secrets[i] == NULL || s->secret_len[i] == 0)
			continue;
		hash_sha256(s->secrets[i], s->secret_len[i], b);
		good |= hash_equal(a, b, HASH_LEN);
	}
	return good ? INTAKE_PUSH : forged(e);
}

enum intake_verdict
verify(const struct conf_source *s, const struct intake_request *r,
    int64_t now, struct err *e)
{
	uint8_t key[64];
	int i;

	switch (s->kind) {
	case FORGE_GITHUB:
		return by_hex(s, r, "X-Hub-Signature-256", "sha256=", e);
	case FORGE_FORGEJO:
		if (header(r, "X-Forgejo-Signature") != NULL)
			return by_hex(s, r, "X-Forgejo-Signature", "", e);
		return by_hex(s, r, "X-Gitea-Signature", "", e);
	case FORGE_GITEA:
		return by_hex(s, r, "X-Gitea-Signature", "", e);
	case FORGE_GITLAB:
		/* With a signing key configured the token is not enough. */
		for (i = 0; i < CONF_SECRETS; i++)
			if (signing_key(s->secrets[i], s->secret_len[i],
			    key) > 0)
				return by_standard(s, r, now, e);
		return by_token(s, r, e);
	}
	return forged(e);
}
