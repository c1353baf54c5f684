/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * model.c: the words for our enums, and which names a forge may send us.
 */
#include "model.h"

#include <string.h>

#include "base/i18n.h"
#include "base/utf8.h"

static const struct {
	const char *name, *fr, *en;
} evidences[EV_COUNT] = {
	[EV_COMPLETE] = { "complete", "complet", "complete" },
	[EV_PARTIAL] = { "partial", "partiel", "partial" },
	[EV_ABSENT] = { "absent", "absent", "absent" },
	[EV_NOT_APPLICABLE] = { "not_applicable", "sans objet",
	    "not applicable" },
	[EV_UNDETERMINED] = { "undetermined", "indéterminé", "undetermined" },
	[EV_ERROR] = { "error", "erreur", "error" },
};

static const char *const authorities[] = {
	[BY_AUTO] = "auto", [BY_FORGE] = "forge", [BY_ASSIST] = "assist",
	[BY_JURY] = "jury", [BY_NONE] = "",
};

static const char *const job_states[] = {
	[JOB_QUEUED] = "queued", [JOB_LEASED] = "leased",
	[JOB_DONE] = "done", [JOB_DEAD] = "dead",
	[JOB_SUPERSEDED] = "superseded",
};

const char *
evidence_name(enum evidence v)
{
	return evidences[v].name;
}

const char *
evidence_text(enum evidence v, int lang)
{
	return tr((enum lang)lang, evidences[v].fr, evidences[v].en);
}

int
evidence_parse(const char *s, enum evidence *out)
{
	int i;

	for (i = 0; i < EV_COUNT; i++)
		if (strcmp(evidences[i].name, s) == 0) {
			*out = (enum evidence)i;
			return 1;
		}
	return 0;
}

const char *
authority_name(enum authority a)
{
	return authorities[a];
}

int
authority_parse(const char *s, enum authority *out)
{
	int i;

	for (i = 0; i < BY_NONE; i++)
		if (strcmp(authorities[i], s) == 0) {
			*out = (enum authority)i;
			return 1;
		}
	return 0;
}

const char *
job_state_name(enum job_state s)
{
	return job_states[s];
}

bool
oid_valid(const char *s)
{
	return strlen(s) == OID_HEX - 1 &&
	    strspn(s, "0123456789abcdef") == OID_HEX - 1;
}

bool
oid_zero(const char *s)
{
	return strlen(s) == OID_HEX - 1 && strspn(s, "0") == OID_HEX - 1;
}

/* What both kinds of names have in common. */
static bool
name_valid(const char *s, size_t max)
{
	size_t i, n = strlen(s);

	if (n == 0 || n >= max || s[0] == '/' || s[n - 1] == '/' ||
	    strstr(s, "..") != NULL || strstr(s, "//") != NULL ||
	    !utf8_valid(s, n))
		return false;
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return false;
	return true;
}

bool
repo_path_valid(const char *s)
{
	/* It becomes part of a URL, where "." is no folder of its own. */
	return name_valid(s, REPO_LEN) && s[0] != '-' &&
	    strpbrk(s, " \\?#%:@") == NULL && strcmp(s, ".") != 0 &&
	    strncmp(s, "./", 2) != 0 && strstr(s, "/./") == NULL &&
	    (strlen(s) < 2 || strcmp(s + strlen(s) - 2, "/.") != 0);
}

/* git-check-ref-format(1), with --allow-onelevel. */
bool
ref_valid(const char *s)
{
	const char *part = s;
	size_t n;

	if (!name_valid(s, REF_MAX) || strpbrk(s, " ~^:?*[\\") != NULL ||
	    strstr(s, "@{") != NULL || strcmp(s, "@") == 0 || s[0] == '-')
		return false;
	for (;;) {
		n = strcspn(part, "/");
		if (part[0] == '.' || part[n - 1] == '.' ||
		    (n >= 5 && strncmp(part + n - 5, ".lock", 5) == 0))
			return false;
		if (part[n] == '\0')
			return true;
		part += n + 1;
	}
}
