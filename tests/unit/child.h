/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * child.h: a greffier-check that is a script and says what no child may say.
 * It finds its lines in a folder, and leaves there what it heard.
 */
#ifndef CHILD_H
#define CHILD_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "model/facts.h"

#define X64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define X40 "0123456789abcdef0123456789abcdef01234567"
#define HELLO "{\"t\":\"hello\",\"abi\":1,\"host\":\"" X64 "\"}\n"
#define CHECK "{\"t\":\"check\",\"name\":\"a\",\"version\":\"1\"," \
	"\"summary\":\"s\",\"sha256\":\"" X64 "\"}\n"
#define BROKEN "{\"t\":\"check\",\"name\":\"b\",\"failure\":\"no\"}\n"
#define KIND "{\"t\":\"kind\",\"check\":\"a\",\"name\":\"a.x\"," \
	"\"fr\":\"f\",\"en\":\"e\",\"attrs\":\"k\"}\n"
#define TREE "{\"t\":\"tree\",\"commit\":\"" X40 "\",\"tree\":\"" X40 "\"," \
	"\"refs_sha256\":\"" X64 "\",\"files\":2,\"empty\":false," \
	"\"shallow\":false}\n"
#define WANTS "{\"t\":\"wanting\",\"check\":\"a\"}\n" \
	"{\"t\":\"want\",\"n\":0,\"check\":\"host\",\"path\":\"p\"," \
	"\"blob\":\"" X40 "\"}\n" \
	"{\"t\":\"want\",\"n\":1,\"check\":\"a\",\"path\":\"p\"," \
	"\"blob\":\"" X40 "\"}\n"
#define WANTED "{\"t\":\"wanted\"}\n"
#define FIRST HELLO CHECK BROKEN KIND TREE WANTS WANTED
#define SCAN0 "{\"t\":\"scan\",\"n\":0}\n{\"t\":\"scanned\",\"n\":0}\n"
#define SCAN1 "{\"t\":\"scan\",\"n\":1}\n"
#define FACT "{\"t\":\"fact\",\"n\":1,\"name\":\"a.x\",\"first\":1," \
	"\"last\":2,\"attrs\":{\"k\":\"v\"}}\n"
#define SCANNED1 "{\"t\":\"scanned\",\"n\":1}\n"
#define RELATE "{\"t\":\"relate\",\"check\":\"a\"}\n"
#define ABOUT "{\"t\":\"fact\",\"check\":\"a\",\"name\":\"a.x\"," \
	"\"path\":\"\",\"blob\":\"\",\"first\":0,\"last\":0,\"attrs\":{}}\n"
#define RELATED "{\"t\":\"related\",\"check\":\"a\"}\n"
#define SPENT(who, us) "{\"t\":\"spent\",\"check\":\"" who \
	"\",\"scan_us\":" us ",\"relate_us\":0}\n"
#define DONE "{\"t\":\"done\"}\n"
#define THEN SCAN0 SCAN1 FACT SCANNED1 RELATE ABOUT RELATED DONE
#define FACT_IS(fields) "{\"t\":\"fact\"," fields ",\"attrs\":{}}\n"

enum { SOON = 20000 };

static char place[64];
static struct err e;
static struct facts facts;
static struct audit_look *look;
static struct audit_spec spec;

static void
put(const char *name, const char *text, unsigned mode)
{
	char path[128];

	snprintf(path, sizeof(path), "%s/%s", place, name);
	if (fs_write(path, text, strlen(text), mode, &e) < 0)
		fail_msg("%s", e.msg);
}

/* What the script left, "" when it left nothing; valid until the next. */
static const char *
left(const char *name)
{
	static struct buf b = BUF_INIT(1 << 20);
	char path[128];

	buf_reset(&b);
	snprintf(path, sizeof(path), "%s/%s", place, name);
	if (fs_exists(path))
		(void)fs_read(path, &b, &e);
	return buf_str(&b);
}

static int
starts(void)
{
	return (int)strlen(left("starts"));
}

/* What it says first when a tree is known; NULL: the same as ever. */
static const char *known;

/* Whatever the child says, then whatever the shell does. */
static int
hear(const char *first, const char *then, const char *end)
{
	static const char *none[] = { NULL };
	char script[1024];

	snprintf(script, sizeof(script), "#!/bin/sh\ncd %s\n"
	    "printf x >>starts\nread -r open\n"
	    "printf '%%s\\n' \"$open\" >>opened\nf=first\n"
	    "case $open in *'\"known\":\"'*) [ -s known ] && f=known;; esac\n"
	    "cat $f\ncase $(cat $f) in *wanted*) ;; *) exit 0;; esac\n"
	    "while read -r l; do printf '%%s\\n' \"$l\" >>heard\n"
	    "case $l in *'\"go\"'*) break;; esac; done\ncat then\n%s\n",
	    place, end);
	put("first", first, 0600);
	put("known", spec.memory != NULL && known != NULL ? known : "", 0600);
	put("then", then, 0600);
	put("starts", "", 0600);
	put("opened", "", 0600);
	put("heard", "", 0600);
	put("greffier-check", script, 0700);
	spec.repository = place;
	spec.rev = "HEAD";
	spec.checks = none;
	if (spec.deadline == 0)
		spec.deadline = clock_ms() + SOON;
	e = (struct err){ .kind = ERR_NONE };
	return audit_open(&spec, &facts, &look, &e);
}

static void
forget(void)
{
	audit_close(look);
	look = NULL;
	facts_free(&facts);
	memset(&facts, 0, sizeof(facts));
	memset(&spec, 0, sizeof(spec));
	known = NULL;
}

static int
after(void **state)
{
	(void)state;
	forget();
	return 0;
}

static int
open_place(void **state)
{
	(void)state;
	snprintf(place, sizeof(place), "/tmp/t-audit-XXXXXX");
	return mkdtemp(place) == NULL || setenv("GREFFIER_LIBEXEC", place, 1);
}

static int
close_place(void **state)
{
	(void)state;
	forget();
	return fs_rmtree(place, &e);
}

#endif
