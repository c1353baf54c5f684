/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * apps.c: where an application begins, so that a criterion on its sources
 * has something to name.
 *
 * An application has screens: a script of Streamlit or Gradio, templates
 * rendered by Flask, Django or FastAPI, a front end of its own, a Spring or
 * ASP.NET project with views.  An API alone is none.
 */
#include <string.h>

#include "versioning.h"

struct sign {
	enum gr_kind	 kind;
	const char	*framework;
	const char	*import;	/* text that brings it in */
	const char	*use;		/* and that shows it at work */
};

static const struct sign signs[] = {
	{ GR_PYTHON, "streamlit", "import streamlit", "st." },
	{ GR_PYTHON, "gradio", "import gradio", ".launch(" },
	{ GR_PYTHON, "dash", "import dash", ".layout" },
	{ GR_PYTHON, "dash", "from dash", ".layout" },
	{ GR_PYTHON, "flask", "flask", "render_template(" },
	{ GR_PYTHON, "django", "from django.shortcuts", "render(" },
	{ GR_PYTHON, "django", "django.views.generic", "template_name" },
	{ GR_PYTHON, "fastapi", "Jinja2Templates", "TemplateResponse(" },
	{ GR_PYTHON, "chainlit", "import chainlit", "@cl." },
	{ GR_PYTHON, "nicegui", "from nicegui", "ui.run(" },
	{ GR_PYTHON, "tkinter", "tkinter", ".mainloop(" },
	{ GR_PYTHON, "pyqt", "PyQt", "QApplication(" },
	{ GR_JAVA, "spring", "org.springframework.stereotype.Controller",
	    "@Controller" },
	{ GR_PHP, "php", "<html", "<body" },
};

/* Dependencies in package.json that make screens. */
static const char *const fronts[] = { "react-native", "react", "vue",
    "@angular/core", "svelte", "next", "nuxt", "solid-js", "preact", "ejs",
    "@ionic/core", "astro", "electron", "lit" };

bool
app_wants(const struct gr_entry *e)
{
	return e->kind == GR_PYTHON || e->kind == GR_JAVA ||
	    e->kind == GR_PHP || strcmp(e->base, "package.json") == 0;
}

static void
tell(const struct gr_file *f, const char *framework, size_t at)
{
	int line = gr_line_at(f, at);

	gr_set(gr_emit("git.app", line, line), "framework", framework);
}

static void
scan_package(const struct gr_file *f)
{
	const struct gr_node *doc = gr_first(gr_tree(f)), *d;
	size_t i;

	for (i = 0; i < sizeof(fronts) / sizeof(fronts[0]); i++) {
		d = gr_get(gr_get(doc, "dependencies"), fronts[i]);
		if (d == NULL)
			continue;
		gr_set(gr_emit("git.app", gr_node_line(d), gr_node_line(d)),
		    "framework", fronts[i]);
		return;
	}
}

/* The offset of a text that is code, or -1: not in a comment or string. */
static long
in_code(const struct gr_file *f, const char *text)
{
	const char *p = f->text, *line;

	while ((p = strstr(p, text)) != NULL) {
		for (line = p; line > f->text && line[-1] != '\n'; line--)
			;
		line += strspn(line, " \t");
		if (*line != '#' && strncmp(line, "//", 2) != 0 &&
		    *line != '*')
			return p - f->text;
		p += strlen(text);
	}
	return -1;
}

void
app_scan(const struct gr_file *f)
{
	size_t i;
	long at;

	if (strcmp(f->entry->base, "package.json") == 0) {
		scan_package(f);
		return;
	}
	for (i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		const struct sign *s = &signs[i];

		if (s->kind != f->entry->kind || in_code(f, s->import) < 0)
			continue;
		at = in_code(f, s->use);
		if (at < 0)
			continue;
		tell(f, s->framework, (size_t)at);
		return;
	}
}
