/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * cited.c: commits and branches that a document names.
 *
 * A hash is seven to forty hexadecimal digits, of both kinds, beside a word
 * that says what it is; whether there is such a commit, the history tells.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "versioning.h"

enum { HASH_LEAST = 7, HASH_MOST = 40, CITED_MOST = 100 };

bool
cited_wants(const struct gr_entry *e)
{
	return e->kind == GR_MARKDOWN;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

/* The next word that is a hash, at or after p; its length in *n. */
static const char *
next_hash(const char *p, size_t *n)
{
	bool digit, letter, hex;
	const char *from;

	while (*p != '\0') {
		if (!isalnum((unsigned char)*p)) {
			p++;
			continue;
		}
		digit = letter = false;
		hex = true;
		for (from = p; isalnum((unsigned char)*p) || *p == '_'; p++) {
			hex &= is_hex(*p);
			digit |= *p <= '9';
			letter |= *p > '9';
		}
		*n = (size_t)(p - from);
		/* "a1b2c3d-x" and "a1b2c3d.pkl" are names of something. */
		if (hex && digit && letter && *n >= HASH_LEAST &&
		    *n <= HASH_MOST && *p != '-' && !(*p == '.' &&
		    isalnum((unsigned char)p[1])))
			return from;
	}
	return NULL;
}

/* Is the document, or the section, about something that went wrong? */
static bool
of_incident(const struct gr_file *f, const struct gr_block *b, size_t i)
{
	static const struct gr_pattern *words;
	static const char expression[] = "\\b(incidents?|bugs?|post-?mortem|"
	    "anomalies?|debug\\w*|debogage|depannage|resolutions?|correctifs?|"
	    "corrections?|pannes?|root cause|cause racine|regressions?)\\b";
	char path[LINE_ROOM];
	size_t k;

	snprintf(path, sizeof(path), "%s", f->entry->path);
	for (k = 0; path[k] != '\0'; k++)
		if (strchr("_/.-", path[k]) != NULL)
			path[k] = ' ';
	if (matches(&words, expression, path))
		return true;
	if (b[i].heading >= 0 && matches(&words, expression,
	    b[b[i].heading].text))
		return true;
	return false;
}

static void
tell(const struct gr_file *f, const struct gr_block *b, size_t i,
    const char *text, int *told)
{
	static const struct gr_pattern *about;
	struct gr_fact *x;
	const char *p = text;
	size_t n;

	/* The cheap question first. */
	if (next_hash(text, &n) == NULL || !matches(&about, "\\b(commits?|"
	    "hash|sha|fix\\w*|correctifs?|corrections?|corrig\\w*|merge|pr|"
	    "mr|branche?|version\\w*|git|patch|revert)\\b", text))
		return;
	for (; (p = next_hash(p, &n)) != NULL && *told < CITED_MOST; p += n) {
		x = gr_emit("git.hash", b[i].first, b[i].last);
		gr_setn(x, "commit", p, n);
		gr_set(x, "topic", of_incident(f, b, i) ? "incident" :
		    "other");
		++*told;
	}
}

void
cited_scan(const struct gr_file *f)
{
	const struct gr_block *b;
	char text[2000];
	size_t n, i, len;
	int told = 0, k;

	b = gr_markdown(f, &n);
	for (i = 0; i < n && told < CITED_MOST; i++) {
		if (b[i].kind == GR_ROW) {
			text[0] = '\0';
			/* What the row is about, its header says. */
			for (k = 0, len = 0; k < b[i].ncells && len <
			    sizeof(text); k++)
				len += (size_t)snprintf(text + len,
				    sizeof(text) - len, "%s ", b[i].cells[k]);
			tell(f, b, i, text, &told);
		} else if (b[i].text != NULL && b[i].kind != GR_PICTURE) {
			tell(f, b, i, b[i].text, &told);
		}
	}
}

void
cited_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *hash;
	struct gr_fact *f;
	const char *id;
	size_t n, i, k;

	hash = gr_facts(r, "git.hash", &n);
	for (i = 0; i < n && i < 1000; i++) {
		id = gr_value(hash[i], "commit");
		for (k = 0; id != NULL && k < r->nlog; k++)
			if (strncmp(r->log[k].id, id, strlen(id)) == 0)
				break;
		/* What is as long as a digest or a run's id may be one. */
		if (id == NULL || (k == r->nlog && (r->shallow ||
		    (strlen(id) > 12 && strlen(id) != HASH_MOST))))
			continue;
		f = gr_emit_at(k < r->nlog ? "git.cited" : "git.uncited",
		    hash[i]->path, hash[i]->first, hash[i]->last);
		gr_set(f, "commit", id);
		gr_set(f, "topic", gr_value(hash[i], "topic"));
		if (k < r->nlog)
			gr_set(f, "subject", r->log[k].subject);
	}
}
