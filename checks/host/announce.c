/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * announce.c: what there is, before anything of it is read.
 */
#include "base/json.h"

#include "host.h"
#include "tree.h"

static void
say_kinds(const char *check, const struct gr_fact_kind *f)
{
	struct json_out *o;

	for (; f != NULL && f->name != NULL; f++) {
		o = say_begin("kind");
		json_put_str(o, "check", check);
		json_put_str(o, "name", f->name);
		json_put_str(o, "fr", f->fr);
		json_put_str(o, "en", f->en);
		json_put_str(o, "attrs", f->attrs);
		say_end();
	}
}

void
say_checks(const struct plugins *p)
{
	struct json_out *o;
	size_t i;

	for (i = 0; i < p->n; i++) {
		const struct plugin *x = &p->list[i];

		o = say_begin("check");
		json_put_str(o, "name", x->name);
		if (x->check == NULL) {
			json_put_str(o, "failure", x->failure);
		} else {
			json_put_str(o, "version", x->check->version);
			json_put_str(o, "summary", x->check->summary);
			json_put_str(o, "sha256", x->sha256);
		}
		say_end();
	}
	say_kinds("host", host_facts);
	for (i = 0; i < p->n; i++)
		if (p->list[i].check != NULL)
			say_kinds(p->list[i].name, p->list[i].check->facts);
}

void
say_tree(const struct tree *t, const struct tree_known *known)
{
	const struct gr_repo *r = &t->repo;
	struct json_out *o = say_begin("tree");
	size_t i;

	json_put_str(o, "commit", r->commit == NULL ? "" : r->commit);
	json_put_str(o, "tree", r->tree == NULL ? "" : r->tree);
	json_put_str(o, "refs_sha256", t->refs_sha256);
	json_put_int(o, "files", (int64_t)r->nentries);
	json_put_bool(o, "empty", r->nentries == 0 && t->ngaps == 0);
	json_put_bool(o, "shallow", r->shallow);
	if (known != NULL)
		json_put_int(o, "known", (int64_t)known->nsame);
	say_end();
	for (i = 0; known != NULL && i < known->nchanged; i++) {
		(void)say_begin("changed");
		say_path("path", known->changed[i]);
		say_end();
	}
	for (i = 0; i < t->nuncommitted; i++) {
		(void)say_begin("uncommitted");
		say_path("path", t->uncommitted[i]);
		say_end();
	}
}
