/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stores.h: a store in a folder of its own, and what is put into it. */
#ifndef STORES_H
#define STORES_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/fs.h"
#include "store/local.h"

#define REF "refs/heads/main"

static char dir[64];
static struct err e;
static struct store *s;

/* The call did what it should; or the reason why not. */
#define DID(call, want) do { \
	const int got_ = (call); \
	if (got_ != (want)) \
		fail_msg("%s gave %d: %s", #call, got_, e.msg); \
} while (0)

static const char *
in_folder(const char *name)
{
	static _Thread_local char path[2][128];
	static _Thread_local int turn;

	turn = !turn;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", dir, name);
	return path[turn];
}

static inline void
open_again(void)
{
	store_close(s);
	s = NULL;
	DID(store_open(in_folder("db"), in_folder("cache"), &s, &e), 0);
}

static int
make_store(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/t-store.XXXXXX");
	e = (struct err){ .kind = ERR_NONE };
	if (mkdtemp(dir) == NULL)
		return -1;
	return store_open(in_folder("db"), in_folder("cache"), &s, &e);
}

static int
remove_store(void **state)
{
	(void)state;
	store_close(s);
	s = NULL;
	return fs_rmtree(dir, &e);
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_store, remove_store)

/* What the database answers to one question, "" when nothing. */
static inline const char *
asked(struct db *d, const char *sql)
{
	static char said[200];

	said[0] = '\0';
	if (db_ask(d, sql, said, sizeof(said), &e) < 0)
		fail_msg("%s: %s", sql, e.msg);
	return said;
}

/* Forty times this digit. */
static void
oid(char *out, char digit)
{
	memset(out, digit, OID_HEX - 1);
	out[OID_HEX - 1] = '\0';
}

/* A repository that the forge calls "7", "8", ... and owner/seven, ... */
static struct repo
repo_of(int number)
{
	struct repo r = { .source = "centre", .default_branch = "main",
	    .private = true };

	snprintf(r.forge_id, sizeof(r.forge_id), "%d", number);
	snprintf(r.path, sizeof(r.path), "owner/r%d", number);
	return r;
}

static inline struct push
push_of(int repo, const char *ref, char digit)
{
	struct push p = { .repo = repo_of(repo), .sender = "42" };

	snprintf(p.ref, sizeof(p.ref), "%s", ref);
	oid(p.before, '0');
	oid(p.after, digit);
	return p;
}

static inline struct delivery
delivery_of(const char *key, int64_t now)
{
	struct delivery d = { .source = "centre", .event = "push",
	    .received = now };

	snprintf(d.key, sizeof(d.key), "%s", key);
	memset(d.body_sha256, 'a', 64);
	return d;
}

#endif
