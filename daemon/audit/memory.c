/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * memory.c: what the last audit of a repository told, used again.
 *
 * It is kept as the very lines that the next child is told, one for each
 * pair of plugin and file that had facts: to know them costs what there is
 * to say, not what there is to read.  They were held against the protocol
 * and masked when they were first said; a line that is malformed now makes
 * the whole memory worthless, and the repository is scanned again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "model/facts.h"
#include "model/memory.h"

#include "audit.h"
#include "local.h"

enum { WRITE_AT = 256 << 10 };

static void
add(struct hash *h, const char *s)
{
	char head[32];

	if (s == NULL)
		s = "";
	snprintf(head, sizeof(head), "%zu:", strlen(s));
	hash_add(h, head, strlen(head));
	hash_add(h, s, strlen(s));
}

void
memory_key(struct talk *t)
{
	const struct audit_spec *s = t->spec;
	struct hash *h = hash_open();
	char words[32];
	size_t i;

	add(h, t->facts->checks_sha256);
	for (i = 0; i < s->nqueries; i++) {
		const struct query *q = &s->queries[i];

		add(h, q->fact);
		add(h, q->kind);
		add(h, q->in);
		add(h, q->pattern);
		add(h, q->value);
		snprintf(words, sizeof(words), "%d", q->words);
		add(h, words);
	}
	hash_close(h, t->key);
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
is_changed(const struct talk *t, const char *path)
{
	return t->nchanged > 0 && bsearch(&path, t->changed, t->nchanged,
	    sizeof(path), by_text) != NULL;
}

/* One line: its facts are taken unless its file changed.  0, or -1. */
static int
take(struct talk *t, const char *line, size_t len, bool *kept, struct err *e)
{
	struct json *j = json_parse(line, len, e);
	const char *path = json_str(j, "path");
	int ret = 0;

	*kept = path != NULL && !is_changed(t, path);
	if (j == NULL || path == NULL)
		ret = line_wrong(e, "remembered, and malformed");
	else if (*kept)
		ret = line_known(t, j, e);
	json_free(j);
	return ret;
}

int
memory_tell(struct talk *t, struct err *e)
{
	const struct memory *m = t->spec->memory;
	struct buf b = BUF_INIT(2 * WRITE_AT + SAY_MAX);
	const char *p = t->known ? buf_str(&m->lines) : "", *nl;
	const char *end = p + (t->known ? m->lines.len : 0);
	struct err bad;
	bool kept;
	int ret = -1;

	if (t->nchanged > 0)
		if (t->nchanged > 0)
		qsort(t->changed, t->nchanged, sizeof(*t->changed), by_text);
	t->remembering = true;
	for (; p < end; p = nl + 1) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (nl == NULL || take(t, p, (size_t)(nl - p), &kept,
		    &bad) < 0) {
			t->stranger = true;
			(void)err_set(e, ERR_FORMAT, "what is remembered of "
			    "the repository is malformed");
			goto out;
		}
		if (!kept)
			continue;
		buf_add(&b, p, (size_t)(nl + 1 - p));
		buf_add(&t->told, p, (size_t)(nl + 1 - p));
		if (b.len < WRITE_AT)
			continue;
		if (proc_write(&t->proc, b.data, b.len, t->deadline, e) < 0)
			goto out;
		buf_reset(&b);
	}
	buf_puts(&b, "{\"t\":\"go\"}\n");
	ret = proc_write(&t->proc, b.data, b.len, t->deadline, e);
out:
	t->remembering = false;
	buf_free(&b);
	return ret;
}

void
memory_add(struct talk *t, const struct pair *p)
{
	struct json_out o = { .buf = &t->told };

	if (t->spec->memory == NULL || t->scanned.len == 0)
		return;
	json_open(&o, NULL, '{');
	json_put_str(&o, "t", "have");
	json_put_str(&o, "check", p->check);
	json_put_str(&o, "path", p->path);
	json_put_str(&o, "blob", p->blob);
	buf_puts(&t->told, ",\"facts\":");
	buf_add(&t->told, t->scanned.data, t->scanned.len);
	buf_puts(&t->told, "]}\n");
	/* Half a list of facts would be half a truth. */
	if (t->scanned.full)
		t->told.full = true;
}

/* An object that was missing may be there next time, and unchanged. */
static bool
missed(const struct facts *f)
{
	size_t i;

	for (i = 0; i < f->nexcluded; i++)
		if (strcmp(f->excluded[i].why, "missing") == 0)
			return true;
	for (i = 0; i < f->nunread; i++)
		if (strcmp(f->unread[i].why, "missing") == 0)
			return true;
	return false;
}

void
memory_keep(struct talk *t, bool whole)
{
	struct memory *m = t->spec->memory;

	if (m == NULL)
		return;
	m->tree[0] = '\0';
	buf_reset(&m->lines);
	if (!whole || t->told.full || missed(t->facts))
		return;
	buf_add(&m->lines, t->told.data, t->told.len);
	if (m->lines.full) {
		buf_reset(&m->lines);
		return;
	}
	snprintf(m->tree, sizeof(m->tree), "%s", t->facts->tree);
	snprintf(m->key, sizeof(m->key), "%s", t->key);
}
