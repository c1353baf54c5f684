/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * schema.c: the tables, as the steps that lead to them.
 *
 * A step that was released is never changed; a new one is added behind it.
 * PRAGMA user_version counts the steps done.  All that are missing run in
 * one transaction, so that a database is never found half-way.
 *
 * The numbers in the columns "state", "stage", "outcome" and "kind" are the
 * enums of model.h.  Ids are AUTOINCREMENT, never given twice: they name
 * mirrors, pages and the rows of the cache.  Names avoid the words that SQL
 * keeps for itself, here or in PostgreSQL.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/err.h"

#include "local.h"

static const char step_1[] =
"CREATE TABLE meta ("
"  name TEXT PRIMARY KEY,"
"  value TEXT NOT NULL"
") STRICT;"
"INSERT INTO meta VALUES ('instance', lower(hex(randomblob(16))));"

"CREATE TABLE repos ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  source TEXT NOT NULL,"
"  forge_id TEXT NOT NULL CHECK (forge_id <> ''),"
"  path TEXT NOT NULL CHECK (path <> ''),"
"  default_branch TEXT NOT NULL,"
"  deliverable TEXT NOT NULL DEFAULT '',"
"  private INTEGER NOT NULL CHECK (private IN (0, 1)),"
"  report INTEGER NOT NULL DEFAULT 0,"
"  created INTEGER NOT NULL,"
"  seen INTEGER NOT NULL,"
"  UNIQUE (source, forge_id)"
") STRICT;"
"CREATE INDEX repos_path ON repos (source, path);"

"CREATE TABLE jobs ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  repo INTEGER NOT NULL REFERENCES repos (id),"
"  ref TEXT NOT NULL CHECK (ref <> ''),"
"  commit_id TEXT NOT NULL CHECK (length(commit_id) = 40),"
"  before_id TEXT NOT NULL CHECK (length(before_id) = 40),"
"  delivery TEXT NOT NULL,"
"  state INTEGER NOT NULL CHECK (state BETWEEN 0 AND 4),"
"  attempt INTEGER NOT NULL DEFAULT 0,"
"  created INTEGER NOT NULL,"
"  due INTEGER NOT NULL,"
"  leased_until INTEGER NOT NULL DEFAULT 0,"
"  owing INTEGER NOT NULL DEFAULT 1,"
"  error TEXT NOT NULL DEFAULT ''"
") STRICT;"
"CREATE INDEX jobs_ref ON jobs (repo, ref, id);"
"CREATE INDEX jobs_repo ON jobs (repo, id);"
"CREATE INDEX jobs_state ON jobs (state, id);"
"CREATE INDEX jobs_due ON jobs (due, id) WHERE state = 0;"
"CREATE INDEX jobs_leased ON jobs (repo, leased_until) WHERE state = 1;"
/* Whose forge has not been told yet: accepted, given up, superseded. */
"CREATE INDEX jobs_owing ON jobs (id) WHERE owing = 1;"

"CREATE TABLE deliveries ("
"  id INTEGER PRIMARY KEY,"
"  source TEXT NOT NULL,"
"  name TEXT NOT NULL CHECK (name <> ''),"	/* struct delivery's key */
"  body_sha256 TEXT NOT NULL,"
"  event TEXT NOT NULL,"
"  note TEXT NOT NULL,"
"  received INTEGER NOT NULL,"
"  outcome INTEGER NOT NULL CHECK (outcome BETWEEN 0 AND 2),"
"  job INTEGER REFERENCES jobs (id),"
"  repo INTEGER REFERENCES repos (id),"
"  ref TEXT, before_id TEXT, after_id TEXT, sender TEXT, forced INTEGER,"
"  UNIQUE (source, name)"
") STRICT;"
"CREATE INDEX deliveries_job ON deliveries (job);"
"CREATE INDEX deliveries_repo ON deliveries (repo);"

"CREATE TABLE audits ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  repo INTEGER NOT NULL REFERENCES repos (id),"
"  job INTEGER REFERENCES jobs (id),"
"  created INTEGER NOT NULL,"
"  ref TEXT NOT NULL,"
"  commit_id TEXT NOT NULL CHECK (length(commit_id) = 40),"
"  rules_sha256 TEXT NOT NULL,"
"  checks_sha256 TEXT NOT NULL,"
"  ms INTEGER NOT NULL,"
"  json BLOB NOT NULL"	/* last: a row is read without its pages */
") STRICT;"
"CREATE INDEX audits_repo ON audits (repo, id);"
"CREATE INDEX audits_job ON audits (job);"

/* One row for each epreuve, 0 for all of them; columns as enum evidence. */
"CREATE TABLE audit_counts ("
"  audit INTEGER NOT NULL REFERENCES audits (id),"
"  epreuve INTEGER NOT NULL,"
"  complete INTEGER NOT NULL, partial INTEGER NOT NULL,"
"  absent INTEGER NOT NULL, not_applicable INTEGER NOT NULL,"
"  undetermined INTEGER NOT NULL, error INTEGER NOT NULL,"
"  PRIMARY KEY (audit, epreuve)"
") STRICT, WITHOUT ROWID;"

"CREATE TABLE excerpts ("
"  repo INTEGER NOT NULL REFERENCES repos (id),"
"  blob TEXT NOT NULL,"
"  first_line INTEGER NOT NULL, last_line INTEGER NOT NULL,"
"  text TEXT NOT NULL,"
"  UNIQUE (repo, blob, first_line, last_line)"
") STRICT;"

"CREATE TABLE outbox ("
"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
"  repo INTEGER NOT NULL REFERENCES repos (id),"
"  source TEXT NOT NULL,"	/* the repository's, for the index */
"  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),"
"  name TEXT NOT NULL,"		/* struct outbox's key */
"  ref TEXT NOT NULL,"
"  commit_id TEXT NOT NULL CHECK (length(commit_id) = 40),"
"  audit INTEGER REFERENCES audits (id),"
"  status TEXT NOT NULL,"
"  text TEXT NOT NULL,"
"  stage INTEGER NOT NULL CHECK (stage BETWEEN 0 AND 3),"
"  attempt INTEGER NOT NULL DEFAULT 0,"
"  created INTEGER NOT NULL,"
"  due INTEGER NOT NULL,"
"  error TEXT NOT NULL DEFAULT ''"
") STRICT;"
"CREATE INDEX outbox_due ON outbox (source, due, id) WHERE stage = 0;"
"CREATE INDEX outbox_repo ON outbox (repo, id) WHERE stage = 0;"
"CREATE INDEX outbox_stage ON outbox (stage, id);"
"CREATE INDEX outbox_open ON outbox (repo, stage, id);"
"CREATE INDEX outbox_audit ON outbox (audit);"
/* At most one row waits for one place on the forge: order cannot be lost. */
"CREATE UNIQUE INDEX outbox_place ON outbox (repo, kind, name,"
"  CASE kind WHEN 0 THEN commit_id ELSE '' END) WHERE stage = 0;";

static const char *const steps[] = { step_1 };
enum { NSTEPS = sizeof(steps) / sizeof(steps[0]) };

int
schema_version(void)
{
	return NSTEPS;
}

static int
number(struct db *d, const char *sql, int64_t *out, struct err *e)
{
	char text[32];

	if (db_ask(d, sql, text, sizeof(text), e) < 0)
		return -1;
	*out = strtoll(text, NULL, 10);
	return 0;
}

/* Somebody else's file, perhaps precious, is not ours to add tables to. */
static int
recognise(struct db *d, int64_t version, int n, struct err *e)
{
	/* One statement sees one moment: somebody may be creating it. */
	static const char ask[] = "SELECT CASE WHEN application_id = 0 THEN"
	    " -(SELECT count(*) FROM sqlite_schema) ELSE application_id END"
	    " FROM pragma_application_id";
	int64_t owner;

	if (number(d, ask, &owner, e) < 0)
		return -1;
	if (owner != DB_APPLICATION && owner != 0)
		return err_set(e, ERR_STORE, "%s: a database of another"
		    " program", d->name);
	if (version > n)
		return err_set(e, ERR_STORE, "%s: written by a newer greffier"
		    " (schema %lld; this one knows %d): install that one, or"
		    " restore a backup", d->name, (long long)version, n);
	return 0;
}

int
db_migrate(struct db *d, const char *const *texts, int n, struct err *e)
{
	int64_t version;
	char stamp[96];
	int i, ret = -1;

	if (number(d, "PRAGMA user_version", &version, e) < 0 ||
	    recognise(d, version, n, e) < 0)
		return -1;
	if (version == n)
		return 0;
	if (db_begin(d, e) < 0)
		return -1;
	/* Somebody may have been faster. */
	if (number(d, "PRAGMA user_version", &version, e) < 0 ||
	    recognise(d, version, n, e) < 0)
		goto out;
	for (i = (int)version; i < n; i++)
		if (db_exec(d, texts[i], e) < 0) {
			(void)err_wrap(e, "schema step %d", i + 1);
			goto out;
		}
	snprintf(stamp, sizeof(stamp), "PRAGMA application_id = %d;"
	    "PRAGMA user_version = %d;", DB_APPLICATION, n);
	ret = db_exec(d, stamp, e);
out:
	return db_leave(d, true, ret, e);
}

int
schema_apply(struct db *d, struct err *e)
{
	return db_migrate(d, steps, NSTEPS, e);
}
