/* SPDX-License-Identifier: GPL-3.0-or-later */
/* deliveries.h: a delivery as each kind of forge sends it, well signed. */
#ifndef DELIVERIES_H
#define DELIVERIES_H

#include "unit.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/hash.h"
#include "conf/conf.h"
#include "intake/local.h"

#define SECRET "0123456789abcdef"
#define ZEROS "0000000000000000000000000000000000000000"
#define OLD "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NEW "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

enum { NOW = 1614265330, HEADERS = 8 };

static const char *const patterns[] = { "promo/*", "group/**" };
static struct conf_source source;
static struct intake_header heads[HEADERS];
static struct intake_request request;
static struct delivery got;
static struct push push;
static struct err e;
static char own[32];

/* Forgets the request; the source has one secret. */
static void
as(enum forge_kind kind)
{
	source = (struct conf_source){ .name = "centre", .kind = kind,
	    .secrets = { SECRET }, .secret_len = { sizeof(SECRET) - 1 },
	    .repositories = patterns, .nrepositories = 2 };
	memset(heads, 0, sizeof(heads));
	request = (struct intake_request){ .headers = heads };
	memset(&got, 'x', sizeof(got));
	memset(&push, 'x', sizeof(push));
	e = (struct err){ .kind = ERR_NONE };
	own[0] = '\0';
}

static void
head(const char *name, const char *value)
{
	assert_true(request.nheaders < HEADERS);
	heads[request.nheaders].name = name;
	heads[request.nheaders++].value = value;
}

static void
body(const char *text)
{
	request.body = text;
	request.len = strlen(text);
}

static inline enum intake_verdict
read_it(void)
{
	return intake_read(&source, &request, own, NOW, &got, &push, &e);
}

/* The whole of a delivery: kind, event, delivery id and body. */
static inline void
send_as(enum forge_kind kind, const char *event, const char *id,
    const char *text)
{
	static const struct {
		const char *event, *id, *signature, *prefix;
	} names[] = {
		[FORGE_FORGEJO] = { "X-Forgejo-Event", "X-Forgejo-Delivery",
		    "X-Forgejo-Signature", "" },
		[FORGE_GITEA] = { "X-Gitea-Event", "X-Gitea-Delivery",
		    "X-Gitea-Signature", "" },
		[FORGE_GITHUB] = { "X-GitHub-Event", "X-GitHub-Delivery",
		    "X-Hub-Signature-256", "sha256=" },
		[FORGE_GITLAB] = { "X-Gitlab-Event", "Idempotency-Key",
		    "X-Gitlab-Token", "" },
	};
	static char signature[HASH_HEX + 8];
	uint8_t mac[HASH_LEN];
	char hex[HASH_HEX];

	as(kind);
	body(text);
	hash_hmac(SECRET, sizeof(SECRET) - 1, text, strlen(text), mac);
	hash_hex(mac, HASH_LEN, hex);
	snprintf(signature, sizeof(signature), "%s%s", names[kind].prefix,
	    kind == FORGE_GITLAB ? SECRET : hex);
	head("Content-Type", "application/json");
	head(names[kind].event, event);
	head(names[kind].signature, signature);
	if (id != NULL)
		head(names[kind].id, id);
}

#endif
