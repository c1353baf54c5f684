/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * intake.c: verify, then parse, then decide.
 *
 * A well-signed event that is of no interest is answered 2xx: GitLab
 * disables a hook that is refused forty times.
 */
#include "intake.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "conf/conf.h"

#include "local.h"

/* Where each kind of forge says what happened, and how it names it. */
static const struct {
	const char *event, *push, *delivery;
} kinds[] = {
	[FORGE_FORGEJO] = { "X-Forgejo-Event", "push", "X-Forgejo-Delivery" },
	[FORGE_GITEA] = { "X-Gitea-Event", "push", "X-Gitea-Delivery" },
	[FORGE_GITHUB] = { "X-GitHub-Event", "push", "X-GitHub-Delivery" },
	[FORGE_GITLAB] = { "X-Gitlab-Event", "Push Hook", "Idempotency-Key" },
};

int
intake_status(enum intake_verdict v)
{
	switch (v) {
	case INTAKE_PUSH:
		return 202;
	case INTAKE_IGNORE:
		return 200;
	case INTAKE_UNSIGNED:
		return 401;
	case INTAKE_FORGED:
	case INTAKE_STRANGER:
		return 403;
	case INTAKE_TYPE:
		return 415;
	case INTAKE_MALFORMED:
		break;
	}
	return 400;
}

/* Forgejo took Gitea's names along; its own came later. */
static const char *
own_header(const struct conf_source *s, const struct intake_request *r,
    const char *name, const char *gitea)
{
	const char *v = header(r, name);

	return v == NULL && s->kind == FORGE_FORGEJO ? header(r, gitea) : v;
}

static bool
is_json(const struct intake_request *r)
{
	static const char json[] = "application/json";
	const char *type = header(r, "Content-Type");
	size_t n = sizeof(json) - 1;

	return type != NULL && strncasecmp(type, json, n) == 0 &&
	    (type[n] == '\0' || type[n] == ';' || type[n] == ' ');
}

/* Printable ASCII that fits, as forges' ids are; 1 or 0. */
static int
plain(char *out, size_t n, const char *value)
{
	size_t i, len = value == NULL ? 0 : strlen(value);

	if (len == 0 || len >= n)
		return 0;
	for (i = 0; i < len; i++)
		if (!isgraph((unsigned char)value[i]) && value[i] != ' ')
			return 0;
	memcpy(out, value, len + 1);
	return 1;
}

/* Who sent it, when, and the name under which it is known again. */
static void
describe(const struct conf_source *s, const struct intake_request *r,
    const char *event, int64_t now, struct delivery *d)
{
	const char *id = own_header(s, r, kinds[s->kind].delivery,
	    "X-Gitea-Delivery");

	memset(d, 0, sizeof(*d));
	snprintf(d->source, sizeof(d->source), "%s", s->name);
	if (!plain(d->event, sizeof(d->event), event))
		snprintf(d->event, sizeof(d->event), "unknown");
	hash_sha256_hex(r->body, r->len, d->body_sha256);
	if (!plain(d->key, sizeof(d->key), id))
		snprintf(d->key, sizeof(d->key), "body:%s", d->body_sha256);
	d->received = now;
}

static enum intake_verdict
ignore(struct delivery *d, const char *why)
{
	snprintf(d->note, sizeof(d->note), "%s", why);
	return INTAKE_IGNORE;
}

static enum intake_verdict
push(const struct conf_source *s, const struct intake_request *r,
    const char *own_user, struct delivery *d, struct push *p, struct err *e)
{
	struct json *j = json_parse(r->body, r->len, e);
	int got;

	if (j == NULL)
		return INTAKE_MALFORMED;
	got = payload_push(s, j, own_user, p, e);
	json_free(j);
	if (got < 0)
		return INTAKE_MALFORMED;
	if (!conf_source_has(s, p->repo.path)) {
		(void)err_set(e, ERR_FORMAT, "the repository \"%s\" is not one"
		    " of this source's", p->repo.path);
		return INTAKE_STRANGER;
	}
	return got == 1 ? INTAKE_PUSH : ignore(d, e->msg);
}

enum intake_verdict
intake_read(const struct conf_source *s, const struct intake_request *r,
    const char *own_user, int64_t now, struct delivery *d, struct push *p,
    struct err *e)
{
	const char *event = own_header(s, r, kinds[s->kind].event,
	    "X-Gitea-Event");
	enum intake_verdict v = verify(s, r, now, e);
	char why[NAME_LEN + 40];

	if (v != INTAKE_PUSH)
		return v;
	if (!is_json(r)) {
		(void)err_set(e, ERR_FORMAT,
		    "the content type must be application/json");
		return INTAKE_TYPE;
	}
	if (event == NULL) {
		(void)err_set(e, ERR_FORMAT, "the header %s is missing: is "
		    "this source a %s?", kinds[s->kind].event,
		    forge_kind_name(s->kind));
		return INTAKE_MALFORMED;
	}
	describe(s, r, event, now, d);
	if (strcmp(event, kinds[s->kind].push) == 0)
		return push(s, r, own_user, d, p, e);
	snprintf(why, sizeof(why), "the event \"%s\" is no push", d->event);
	return ignore(d, why);
}
