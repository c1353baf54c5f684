/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * files.c: what is kept out of the repository, what should have been, and
 * what is kept beside it (Git LFS, DVC).
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "versioning.h"

enum { SIZE_MOST = 64 << 10, SECRETS_MOST = 50 };

/* --- secrets -------------------------------------------------------------- */

/* ".env", ".env.prod"; what shows the names only is meant to be there. */
static bool
is_env(const struct gr_entry *e)
{
	static const char *const shown[] = { "example", "exemple", "sample",
	    "template", "dist", "test", "modele", "ci", "defaults" };
	size_t i;

	if (strncmp(e->base, ".env", 4) != 0 && strcmp(e->ext, "env") != 0)
		return false;
	for (i = 0; i < sizeof(shown) / sizeof(shown[0]); i++)
		if (strcasestr(e->base, shown[i]) != NULL)
			return false;
	return true;
}

static bool
is_key_file(const struct gr_entry *e)
{
	return strcasecmp(e->ext, "pem") == 0 ||
	    strcasecmp(e->ext, "key") == 0 ||
	    strncmp(e->base, "id_rsa", 6) == 0 ||
	    strncmp(e->base, "id_ed25519", 10) == 0;
}

/* secrets.toml of Streamlit, the account of a cloud. */
static bool
is_account(const struct gr_entry *e)
{
	static const char *const names[] = { "credentials.json",
	    "service-account.json", "service_account.json", "secrets.toml",
	    "client_secret.json", "secrets.json", ".netrc", ".pypirc",
	    "kaggle.json" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(e->base, names[i]) == 0)
			return true;
	return false;
}

bool
secret_wants(const struct gr_entry *e)
{
	return e->size <= SIZE_MOST && (strcmp(e->base, ".gitattributes") ==
	    0 || is_env(e) || is_key_file(e) ||
	    is_account(e));
}

static void
tell(int line, const char *kind, const char *name, size_t n)
{
	struct gr_fact *f = gr_emit("git.secret", line, line);

	gr_set(f, "kind", kind);
	gr_setn(f, "name", name, n);
}

/* NAME=value, "name": "value": a secret by its name, and filled in. */
static bool
filled(const char *line, size_t *at, size_t *n)
{
	static const struct gr_pattern *secret, *hollow;
	const char *p = line + strspn(line, " \t\"'");
	size_t len = strcspn(p, "=:\"' \t");
	const char *value = p + len;
	char name[NAME_ROOM];

	if (len == 0 || len >= sizeof(name) || *p == '#')
		return false;
	if (strncmp(p, "export ", 7) == 0) {
		p += 7;
		len = strcspn(p, "=: \t");
		value = p + len;
		if (len >= sizeof(name))
			return false;
	}
	snprintf(name, sizeof(name), "%.*s", (int)len, p);
	value += strspn(value, "\"' \t");
	if (*value != '=' && *value != ':')
		return false;
	value += strspn(value, "=: \t\"'");
	*at = (size_t)(p - line);
	*n = len;
	return matches(&secret, "(secret|passw|token|api_?key|private_key|"
	    "_key$|_pwd$|^pwd|credential|access_?key|database_url|conn(ection)?"
	    "_?str)", name) && *value != '\0' && *value != '#' &&
	    !matches(&hollow, "^(x{3,}|\\*{3,}|change.?me|your|votre|ton_|ta_|"
	    "<|\\$\\{|\\$[a-z(]|example|exemple|todo|tbd|none|null|true|false|"
	    "\\.{3}|to.?be|placeholder|dummy|fake|\\{\\{|secret$|token$|"
	    "a.?remplir|replace|insert|\\d{1,4}$)", value);
}

void
secret_scan(const struct gr_file *f)
{
	char line[LINE_ROOM];
	const char *p;
	size_t len, at, n;
	int i, told = 0;

	if (strcmp(f->entry->base, ".gitattributes") == 0) {
		p = strstr(f->text, "filter=lfs");
		if (p != NULL) {
			i = gr_line_at(f, (size_t)(p - f->text));
			gr_set(gr_emit("git.data", i, i), "tool", "lfs");
		}
		return;
	}
	if (is_key_file(f->entry)) {
		if (strstr(f->text, "PRIVATE KEY-----") != NULL)
			tell(1, "key", f->entry->base, strlen(f->entry->base));
		return;
	}
	for (i = 1; i <= f->lines && told < SECRETS_MOST; i++) {
		p = gr_line(f, i, &len);
		if (p == NULL)
			break;
		snprintf(line, sizeof(line), "%.*s", (int)(len < sizeof(line) ?
		    len : sizeof(line) - 1), p);
		if (filled(line, &at, &n)) {
			tell(i, is_env(f->entry) ? "env" : "account",
			    line + at, n);
			told++;
		}
	}
}

/* --- beside it ------------------------------------------------------------ */

static void
tell_file(const struct gr_entry *e, const char *name, const char *tool)
{
	struct gr_fact *f = gr_emit_at(name, e->path, 1, 1);

	if (tool != NULL)
		gr_set(f, "tool", tool);
}

/* Only an archive: nobody sees its history line by line. */
static bool
is_packed_source(const struct gr_entry *e)
{
	static const struct gr_pattern *sources;

	return e->kind == GR_ARCHIVE && !e->link &&
	    matches(&sources, "(projet|project|code|source|src|app|api|"
	    "script|back|front|livrable|rapport)", e->base);
}

void
files_relate(const struct gr_repo *r)
{
	bool ignore = false, dvc = false;
	size_t i, packed = 0;

	for (i = 0; i < r->nentries; i++) {
		const struct gr_entry *e = &r->entries[i];

		if (e->unread != NULL && e->kind != GR_ARCHIVE)
			continue;
		if (strcmp(e->base, ".gitignore") == 0 && e->size > 0) {
			if (!ignore)
				tell_file(e, "git.ignore", NULL);
			ignore = true;
		}
		if (!dvc && (strcmp(e->path, ".dvc/config") == 0 ||
		    strcmp(e->ext, "dvc") == 0 ||
		    strcmp(e->base, "dvc.yaml") == 0)) {
			tell_file(e, "git.data", "dvc");
			dvc = true;
		}
		if (is_packed_source(e) && packed++ < TOLD_MOST)
			tell_file(e, "git.archive", NULL);
	}
	if (!ignore && r->nentries > 0)
		(void)gr_emit_at("git.no_ignore", NULL, 0, 0);
}
