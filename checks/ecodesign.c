/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * ecodesign.c: what was done so that the application asks for less: C17.7.
 *
 * Words without a deed are half of it, and so are deeds that nobody calls
 * eco-design: compression and caches are also there because they are fast.
 */
#include <string.h>

#include "check.h"

static const struct gr_fact_kind facts[] = {
	{ "eco.stated", "éco-conception expliquée : « {title} »",
	  "eco-design explained: \"{title}\"", "title" },
	{ "eco.measured", "empreinte mesurée par {tool}",
	  "footprint measured by {tool}", "tool" },
	{ "eco.practice", "pratique sobre ({what})",
	  "frugal practice ({what})", "what" },
	{ NULL, NULL, NULL, NULL },
};

enum { WORDS_LEAST = 30 };

#define LEN(a) (sizeof(a) / sizeof((a)[0]))

/* What a line shows, in files of these kinds. */
static const struct mark {
	const char	*fact, *value, *expression, *hint;
	enum gr_kind	 kinds[5];
} line_marks[] = {
	{ "eco.measured", "codecarbon", "^\\s*(from|import)\\s+codecarbon|"
	  "EmissionsTracker\\(|@track_emissions", "arbon",
	  { GR_PYTHON, GR_NOTEBOOK } },
	{ "eco.measured", "EcoIndex", "ecoindex[-_ ]?(cli|analyze)|"
	  "greenit[-_]?(cli|analysis)", "e", { GR_YAML, GR_SHELL, GR_JSON } },
	{ "eco.measured", "Lighthouse", "\\blhci\\b|lighthouse-ci|"
	  "treosh/lighthouse", "l", { GR_YAML, GR_SHELL } },
	{ "eco.practice", "compression", "GZipMiddleware|BrotliMiddleware|"
	  "\\bCompress\\(\\s*\\w|use\\(\\s*compression\\(", "(",
	  { GR_PYTHON, GR_JAVASCRIPT, GR_TYPESCRIPT } },
	{ "eco.practice", "compression", "^\\s*(gzip|brotli)\\s+on\\s*;",
	  " on", { GR_TEXT, GR_INI } },
	{ "eco.practice", "cache", "^\\s*expires\\s+\\d|^\\s*add_header\\s+"
	  "cache-control|^\\s*proxy_cache\\s+\\w", "e",
	  { GR_TEXT, GR_INI } },
	{ "eco.practice", "cache", "[\"']cache-control[\"']\\s*[\\],:=]+.*"
	  "max-age", "max-age", { GR_PYTHON, GR_JAVASCRIPT, GR_TYPESCRIPT,
	  GR_PHP } },
	{ "eco.practice", "lazy", "loading\\s*=\\s*[\"'{]+lazy|"
	  "\\blazy\\(\\s*\\(\\s*\\)\\s*=>", "lazy",
	  { GR_HTML, GR_JAVASCRIPT, GR_TYPESCRIPT, GR_PHP } },
};

static bool
is_server_conf(const struct gr_entry *e)
{
	return strcmp(e->ext, "conf") == 0 || gr_glob("**/nginx*", e->path);
}

static bool
wants(const struct gr_entry *e)
{
	switch (e->kind) {
	case GR_PYTHON: case GR_NOTEBOOK: case GR_JAVASCRIPT:
	case GR_TYPESCRIPT: case GR_PHP: case GR_HTML: case GR_YAML:
	case GR_MARKDOWN: case GR_SHELL:
		return true;
	case GR_TEXT: case GR_INI:
		return is_server_conf(e);
	default:
		return false;
	}
}

static bool
of_kind(const struct mark *m, enum gr_kind k)
{
	size_t i;

	for (i = 0; i < LEN(m->kinds); i++)
		if (m->kinds[i] == k && k != GR_BINARY)
			return true;
	return false;
}

static bool
is_comment(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len && (s[i] == ' ' || s[i] == '\t'))
		i++;
	return i < len && (s[i] == '#' || s[i] == '*' ||
	    (s[i] == '/' && i + 1 < len && s[i + 1] == '/'));
}

/* The first line of each kind of thing is enough. */
static void
scan_lines(const struct gr_file *f, const struct mark *m)
{
	const struct gr_pattern *p = gr_pattern(m->expression);
	struct gr_fact *x;
	const char *s;
	size_t len;
	int n;

	if (strstr(f->text, m->hint) == NULL)
		return;
	for (n = 1; n <= f->lines; n++) {
		s = gr_line(f, n, &len);
		if (s == NULL || is_comment(s, len) || !gr_search(p, s, len))
			continue;
		x = gr_emit(m->fact, n, n);
		gr_set(x, m->fact[4] == 'm' ? "tool" : "what", m->value);
		return;
	}
}

/* Limits of what a service may take: compose's deploy.resources.limits. */
static void
scan_compose(const struct gr_file *f)
{
	const struct gr_node *s, *limit;

	s = gr_first(gr_get(gr_first(gr_tree(f)), "services"));
	for (; s != NULL; s = gr_next(s)) {
		limit = gr_at(s, "deploy.resources.limits");
		if (limit == NULL)
			limit = gr_get(s, "mem_limit");
		if (limit == NULL)
			continue;
		gr_set(gr_emit("eco.practice", gr_node_line(limit),
		    gr_node_last(limit)), "what", "limits");
		return;
	}
}

static int
words(const char *s)
{
	int n = 0;
	bool in = false;

	for (; s != NULL && *s != '\0'; s++) {
		bool letter = (unsigned char)*s > ' ';

		n += letter && !in;
		in = letter;
	}
	return n;
}

static int
block_words(const struct gr_block *b)
{
	int i, n = 0;

	if (b->kind == GR_PARAGRAPH || b->kind == GR_ITEM ||
	    b->kind == GR_QUOTE)
		return words(b->text);
	for (i = 0; b->kind == GR_ROW && b->level > 0 && i < b->ncells; i++)
		n += words(b->cells[i]);
	return n;
}

/*
 * A section about eco-design of the application, with something in it.
 * How green the services of others are is C7.5's.
 */
static void
scan_document(const struct gr_file *f)
{
	const struct gr_pattern *name = gr_pattern("\\beco[- ]?conception|"
	    "green ?it\\b|\\brgesn\\b|\\beco-?index|sobriete|ecodesign|"
	    "eco-design|empreinte (carbone|environnementale)|"
	    "numerique responsable");
	const struct gr_pattern *others = gr_pattern("benchmark|veille|"
	    "services? (etudie|compare|ia)|fournisseur|comparati");
	const struct gr_block *b;
	size_t i, k, n;
	int total, last;

	if (gr_search(others, f->entry->path, strlen(f->entry->path)))
		return;
	b = gr_markdown(f, &n);
	for (i = 0; i < n; i++) {
		if (b[i].kind != GR_HEADING || !gr_search(name, b[i].text,
		    strlen(b[i].text)) || gr_search(others, b[i].text,
		    strlen(b[i].text)))
			continue;
		total = 0;
		last = b[i].last;
		for (k = i + 1; k < n && (b[k].kind != GR_HEADING ||
		    b[k].level > b[i].level); k++) {
			total += block_words(&b[k]);
			last = b[k].last > last ? b[k].last : last;
		}
		if (total >= WORDS_LEAST)
			gr_set(gr_emit("eco.stated", b[i].first, last),
			    "title", b[i].text);
	}
}

static void
scan(const struct gr_file *f)
{
	const enum gr_kind k = f->entry->kind;
	size_t i;

	for (i = 0; i < LEN(line_marks); i++)
		if (of_kind(&line_marks[i], k))
			scan_lines(f, &line_marks[i]);
	if (k == GR_YAML && gr_glob("**/*compose*", f->entry->path))
		scan_compose(f);
	if (k == GR_MARKDOWN)
		scan_document(f);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "ecodesign",
	.version = "1",
	.summary = "eco-design: words, measures and practices",
	.facts = facts,
	.wants = wants,
	.scan = scan,
};
