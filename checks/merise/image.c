/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * image.c: models that no program reads: pictures, and the files of tools.
 *
 * A picture counts by its name and by the text that presents it.  So does
 * the file of a modelling tool: a juror can open it, nothing can be checked
 * in it here.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "merise.h"

enum { PATH_ROOM = 1024, FILE_LEAST = 100 };

static const struct {
	const char	*ext;
	const char	*tool;
	bool		 any;	/* whatever its name: the ending is enough */
} tools[] = {
	{ "asi", "AnalyseSI", false },
	{ "cdm", "PowerDesigner", true },
	{ "dbm", "pgModeler", true },
	{ "drawio", "draw.io", false },
	{ "ldm", "PowerDesigner", true },
	{ "loo", "Looping", true },
	{ "mcd", "JMerise", true },
	{ "mld", "JMerise", true },
	{ "mwb", "MySQL Workbench", true },
	{ "pdm", "PowerDesigner", true },
	{ "vpp", "Visual Paradigm", false },
	{ "vsdx", "Visio", false },
	{ "win", "WinDesign", false },
};

/* A picture under a heading, or with a caption, about a model. */
void
image_shown(const struct gr_block *b, unsigned topics)
{
	struct gr_fact *x;

	/* A badge is a picture too. */
	if (strstr(b->url, "shields.io") != NULL ||
	    strstr(b->url, "badge") != NULL)
		return;
	x = gr_emit("merise.shown", b->first, b->last);
	gr_set(x, "what", topic_name(topics));
	gr_set(x, "url", b->url);
}

/* Text was read by scan(), and said what it is. */
static bool
is_text(const struct gr_repo *r, const struct gr_entry *e)
{
	const struct gr_seen *const *left;
	size_t i, n;

	if (!merise_wants(e))
		return false;
	left = gr_facts(r, "host.unread", &n);
	for (i = 0; i < n; i++)
		if (strcmp(left[i]->path, e->path) == 0)
			return false;
	return true;
}

static bool
is_tool(const struct gr_repo *r, const struct gr_entry *e)
{
	size_t i;

	for (i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (strcasecmp(tools[i].ext, e->ext) == 0)
			return (tools[i].any || topics_of_path(e->path) != 0)
			    && e->size >= FILE_LEAST && !is_text(r, e);
	return false;
}

static const char *
tool_of(const char *ext)
{
	size_t i;

	for (i = 0; i < sizeof(tools) / sizeof(tools[0]); i++)
		if (strcasecmp(tools[i].ext, ext) == 0)
			return tools[i].tool;
	return "";
}

static bool
is_picture(const struct gr_entry *e)
{
	return e->kind == GR_IMAGE || e->kind == GR_PDF ||
	    strcasecmp(e->ext, "svg") == 0;
}

/* "../img/mcd.png" seen from "docs/a.md" is "img/mcd.png". */
static bool
resolve(const char *from, const char *url, char *out)
{
	const char *slash = strrchr(from, '/'), *q;
	size_t n = slash == NULL || url[0] == '/' ? 0 :
	    (size_t)(slash - from), len;
	char *up;

	if (n >= PATH_ROOM)
		return false;
	memcpy(out, from, n);
	out[n] = '\0';
	for (; *url != '\0' && *url != '?' && *url != '#'; url = q) {
		while (*url == '/')
			url++;
		len = strcspn(url, "/?#");
		q = url + len;
		if (len == 0 || (len == 1 && url[0] == '.'))
			continue;
		if (len == 2 && strncmp(url, "..", 2) == 0) {
			up = strrchr(out, '/');
			out[up == NULL ? 0 : up - out] = '\0';
			continue;
		}
		n = strlen(out);
		if (n + len + 2 > PATH_ROOM)
			return false;
		if (n > 0)
			out[n++] = '/';
		memcpy(out + n, url, len);
		out[n + len] = '\0';
	}
	return out[0] != '\0';
}

/* Names differ by case alone when they were written on another system. */
static const struct gr_entry *
entry_of(const struct gr_repo *r, const char *path)
{
	const struct gr_entry *e = gr_entry(r, path);
	size_t i;

	for (i = 0; e == NULL && i < r->nentries; i++)
		if (strcasecmp(r->entries[i].path, path) == 0)
			e = &r->entries[i];
	return e;
}

static void
say(const char *path, int first, int last, const char *what, const char *file)
{
	struct gr_fact *x = gr_emit_at("merise.image", path, first, last);

	gr_set(x, "what", what);
	gr_set(x, "file", file);
}

void
image_find(const struct gr_repo *r)
{
	const struct gr_seen *const *shown;
	char path[PATH_ROOM];
	const char *url;
	unsigned topics;
	size_t i, n;

	for (i = 0; i < r->nentries; i++) {
		const struct gr_entry *e = &r->entries[i];

		if (e->link || e->module || (e->unread != NULL &&
		    (strcmp(e->unread, "vendored") == 0 ||
		    strcmp(e->unread, "generated") == 0)))
			continue;
		topics = is_picture(e) ? topics_of_path(e->path) : 0;
		if (is_tool(r, e))
			gr_set(gr_emit_at("merise.file", e->path, 1, 1),
			    "tool", tool_of(e->ext));
		else if (topics != 0)
			say(e->path, 1, 1, topic_name(topics), e->base);
	}
	shown = gr_facts(r, "merise.shown", &n);
	for (i = 0; i < n; i++) {
		url = gr_value(shown[i], "url");
		if (url == NULL)
			continue;
		/* A picture elsewhere: the text that presents it is here. */
		if (strstr(url, "://") != NULL || (resolve(shown[i]->path, url,
		    path) && entry_of(r, path) != NULL))
			say(shown[i]->path, shown[i]->first, shown[i]->last,
			    gr_value(shown[i], "what"), url);
	}
}
