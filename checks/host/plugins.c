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
#include "base/utf8.h"

#include "host.h"

const struct gr_fact_kind host_facts[] = {
	{ "host.unread", "contenu laissé de côté : {why}",
	    "content left out: {why}", "why" },
	{ NULL, NULL, NULL, NULL },
};

struct found {
	char	*path, *name;
	size_t	 folder;	/* as given, from 0 */
};

static bool
name_valid(const char *s)
{
	size_t n = strlen(s);

	return n > 0 && n <= 40 && strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "0123456789_") == n && strcmp(s, "host") != 0;
}

/* Is there a kind of that name before the end? */
static bool
declares(const struct gr_fact_kind *f, const struct gr_fact_kind *end,
    const char *name)
{
	for (; f != NULL && f != end && f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return true;
	return false;
}

/* "family.noun", as a rule can write it. */
static bool
fact_valid(const char *s)
{
	size_t n = s == NULL ? 0 : strlen(s);

	return n > 0 && n <= 64 && strspn(s, "abcdefghijklmnopqrstuvwxyz"
	    "0123456789_.") == n && strchr(s, '.') != NULL;
}

/* A text that people will read, of a length that can be told. */
static bool
text_valid(const char *s, size_t most)
{
	size_t n = s == NULL ? most + 1 : strnlen(s, most + 1);

	return n <= most && utf8_valid(s, n);
}

static const char *
look_over(const struct greffier_check *c, const char *name)
{
	const struct gr_fact_kind *f;

	if (c->abi != GR_ABI)
		return "it was built for another version of check.h";
	if (c->name == NULL || strcmp(c->name, name) != 0)
		return "its name is not that of its file";
	if (!text_valid(c->version, 64) || !text_valid(c->summary, KIND_TEXT))
		return "it has no version or no summary";
	if ((c->scan == NULL) != (c->wants == NULL))
		return "scan and wants go together";
	for (f = c->facts; f != NULL && f->name != NULL; f++) {
		if (!fact_valid(f->name) || !text_valid(f->fr, KIND_TEXT) ||
		    !text_valid(f->en, KIND_TEXT) ||
		    !text_valid(f->attrs, KIND_TEXT) ||
		    strncmp(f->name, "host.", 5) == 0)
			return "a kind of fact is declared wrong";
		if (f - c->facts >= KINDS_MOST || declares(c->facts, f,
		    f->name))
			return "it declares a kind of fact twice, or too many";
	}
	return NULL;
}

static void
load(struct plugins *p, const struct found *f, bool without)
{
	struct plugin *new = &p->list[p->n];
	const struct greffier_check *c;
	struct json_out *o;
	struct err e;
	void *h;

	new->index = p->n++;
	new->folder = f->folder;
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
	watch_begin(false);
	h = dlopen(f->path, RTLD_NOW | RTLD_LOCAL);
	watch_end(new);
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

/*
 * A fact has one author.  Of two plugins that declare it the one from the
 * folder named first is right: that is where the house's own are.
 */
static void
settle(struct plugins *p)
{
	const struct gr_fact_kind *f;
	struct plugin *x, *y;
	size_t i, k;

	for (i = 0; i < p->n; i++)
		for (k = 0; k < p->n; k++) {
			x = &p->list[i];
			y = &p->list[k];
			if (y->check == NULL || y->folder > x->folder ||
			    (y->folder == x->folder && k >= i))
				continue;
			for (f = x->check == NULL ? NULL : x->check->facts;
			    f != NULL && f->name != NULL; f++)
				if (declares(y->check->facts, NULL, f->name))
					break;
			if (f == NULL || f->name == NULL)
				continue;
			x->failure = arena_fmt(&p->arena, "the fact \"%s\" is "
			    "declared by \"%s\" too", f->name, y->name);
			x->check = NULL;
		}
}

static int
by_name(const void *a, const void *b)
{
	return strcmp(((const struct found *)a)->name,
	    ((const struct found *)b)->name);
}

static int
scan_folder(const char *folder, size_t number, struct found *f, size_t *n,
    struct err *e)
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
		f[(*n)++].folder = number;
	}
	closedir(d);
	return 0;
}

int
plugins_load(struct plugins *p, const char *const *folders, size_t nfolders,
    const char *const *without, size_t nwithout, struct err *e)
{
	struct found f[PLUGINS_MAX] = { { .path = NULL } };
	size_t i, k, n = 0;
	int ret = -1;

	for (i = 0; i < nfolders; i++)
		if (scan_folder(folders[i], i, f, &n, e) < 0)
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
	settle(p);
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
