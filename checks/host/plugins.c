/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * plugins.c: the shared objects of a folder, loaded and looked over.
 *
 * Their constructors run here, confined already.  One that ends the process
 * was named to the parent just before, who starts us again without it.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/json.h"

#include "host.h"

const struct gr_fact_kind host_facts[] = {
	{ "host.unread", "contenu laissé de côté : {why}",
	    "content left out: {why}", "why" },
	{ NULL, NULL, NULL, NULL },
};

struct found {
	char	*path, *name;
};

static bool
name_valid(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= 40 && strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "0123456789_") == n && strcmp(s, "host") != 0;
}

/* "family.noun", as a rule can write it. */
static bool
fact_valid(const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	return n > 0 && n <= 64 && strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "0123456789_.") == n && strchr(s, '.') != NULL;
}

static const char *
look_over(const struct greffier_check *c, const char *name)
{
	const struct gr_fact_kind *f;

	if (c->abi != GR_ABI)
		return "it was built for another version of check.h";
	if (c->name == NULL || strcmp(c->name, name) != 0)
		return "its name is not that of its file";
	if (c->version == NULL || c->summary == NULL)
		return "it has no version or no summary";
	if ((c->scan == NULL) != (c->wants == NULL))
		return "scan and wants go together";
	for (f = c->facts; f != NULL && f->name != NULL; f++)
		if (!fact_valid(f->name) || f->fr == NULL || f->en == NULL ||
		    f->attrs == NULL || strncmp(f->name, "host.", 5) == 0)
			return "a kind of fact is declared wrong";
	return NULL;
}

static void
load(struct plugins *p, const struct found *f, bool without)
{
	struct plugin *new = &p->list[p->n++];
	const struct greffier_check *c;
	struct json_out *o;
	struct err e;
	void *h;

	new->name = arena_str(&p->arena, f->name);
	new->failure = "it ended the host while it was loaded";
	if (without)
		return;
	if (!name_valid(f->name)) {
		new->failure = "its name is not [a-z0-9_]";
		return;
	}
	if (hash_file(f->path, new->sha256, &e) < 0) {
		new->failure = arena_str(&p->arena, e.msg);
		return;
	}
	o = say_begin("loading");
	json_put_str(o, "name", new->name);
	say_end();
	say_flush();
	h = dlopen(f->path, RTLD_NOW | RTLD_LOCAL);
	if (h == NULL) {
		new->failure = arena_fmt(&p->arena, "%.300s", dlerror());
		return;
	}
	c = dlsym(h, "greffier_check");
	new->failure = c == NULL ? "it exports no greffier_check" :
	    look_over(c, new->name);
	if (new->failure == NULL)
		new->check = c;
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct found *)a)->name,
	    ((const struct found *)b)->name);
}

static int
scan_folder(const char *folder, struct found *f, size_t *n, struct err *e)
{
	DIR *d = opendir(folder);
	struct dirent *x;
	size_t len;

	if (d == NULL)
		return err_sys(e, "%s", folder);
	while ((x = readdir(d)) != NULL && *n < PLUGINS_MAX) {
		len = strlen(x->d_name);
		if (len < 4 || strcmp(x->d_name + len - 3, ".so") != 0)
			continue;
		f[*n].name = strndup(x->d_name, len - 3);
		if (f[*n].name == NULL || asprintf(&f[*n].path, "%s/%s",
		    folder, x->d_name) < 0)
			abort();
		++*n;
	}
	closedir(d);
	return 0;
}

int
plugins_load(struct plugins *p, const char *const *folders, size_t nfolders,
    const char *const *without, size_t nwithout, struct err *e)
{
	struct found f[PLUGINS_MAX] = { { NULL, NULL } };
	size_t i, k, n = 0;
	int ret = -1;

	for (i = 0; i < nfolders; i++)
		if (scan_folder(folders[i], f, &n, e) < 0)
			goto out;
	qsort(f, n, sizeof(f[0]), by_name);
	for (i = 1; i < n; i++)
		if (strcmp(f[i - 1].name, f[i].name) == 0) {
			(void)err_set(e, ERR_USAGE, "two plugins are named "
			    "\"%s\": %s and %s", f[i].name, f[i - 1].path,
			    f[i].path);
			goto out;
		}
	for (i = 0; i < n; i++) {
		for (k = 0; k < nwithout; k++)
			if (strcmp(without[k], f[i].name) == 0)
				break;
		load(p, &f[i], k < nwithout);
	}
	ret = 0;
out:
	for (i = 0; i < n; i++) {
		free(f[i].name);
		free(f[i].path);
	}
	return ret;
}

bool
plugin_declares(const struct plugin *p, const char *fact)
{
	const struct gr_fact_kind *f = p == NULL ? host_facts :
	    p->check->facts;

	for (; f != NULL && f->name != NULL; f++)
		if (strcmp(f->name, fact) == 0)
			return true;
	return false;
}
