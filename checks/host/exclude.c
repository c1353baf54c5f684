/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * exclude.c: what is in the repository and not the candidate's work.
 *
 * Three tables: folders that are left out wherever they are, pairs of
 * folders that only mean something together, and names of files.  What a
 * name cannot tell, the first lines and the shape of the text do.  A tool
 * that only helps to write what the candidate hands in (an SQL script out
 * of Mocodo, a Django migration, pinned requirements) is no generator here.
 */
#include <string.h>
#include <strings.h>

#include "quoted.h"
#include "read.h"

enum {
	HEAD_LINES = 5,		/* where a generator signs */
	DUMP_MARKS = 5,		/* files told one after the other */
	MINIFIED_LEAST = 4096,	/* bytes of script or style */
	MINIFIED_LINE = 400,	/* mean length of a line */
};

struct word {
	const char	*name;
	const char	*why;
};

static const char V[] = "vendored", G[] = "generated";

static const struct word folders[] = {
	{ ".angular", G }, { ".bundle", V }, { ".cache", G }, { ".conda", V },
	{ ".dart_tool", G }, { ".eggs", V }, { ".git", V }, { ".gradle", G },
	{ ".idea", G }, { ".ipynb_checkpoints", G }, { ".mypy_cache", G },
	{ ".next", G }, { ".nox", V }, { ".nuxt", G }, { ".output", G },
	{ ".parcel-cache", G }, { ".pytest_cache", G }, { ".ruff_cache", G },
	{ ".svelte-kit", G }, { ".terraform", V }, { ".tox", V },
	{ ".turbo", G }, { ".venv", V }, { ".virtualenv", V }, { ".vs", G },
	{ "Pods", V }, { "__MACOSX", G }, { "__pycache__", G },
	{ "__pypackages__", V }, { "bower_components", V },
	{ "dist-packages", V }, { "htmlcov", G }, { "jspm_packages", V },
	{ "lcov-report", G }, { "node_modules", V }, { "site-packages", V },
	{ "third-party", V }, { "third_party", V }, { "venv", V },
};

static const struct {
	const char	*parent, *name, *why;
} pairs[] = {
	{ ".yarn", "cache", V }, { ".yarn", "releases", V },
	{ "assets", "vendor", V }, { "bin", "Debug", G },
	{ "bin", "Release", G }, { "build", "lib", G },
	{ "build", "static", G }, { "css", "vendor", V },
	{ "js", "vendor", V }, { "obj", "Debug", G }, { "obj", "Release", G },
	{ "public", "build", G }, { "public", "vendor", V },
	{ "static", "admin", V }, { "static", "rest_framework", V },
	{ "static", "vendor", V }, { "staticfiles", "admin", V },
	{ "staticfiles", "rest_framework", V }, { "target", "classes", G },
	{ "target", "debug", G }, { "target", "release", G },
	{ "vendor", "bundle", V }, { "vendor", "cache", V },
	{ "wwwroot", "lib", V },
};

/* Whole names, caseless. */
static const struct word files[] = {
	{ ".terraform.lock.hcl", G }, { "bun.lock", G }, { "bun.lockb", G },
	{ "cargo.lock", G }, { "composer.lock", G }, { "conda-lock.yml", G },
	{ "flake.lock", G }, { "gemfile.lock", G }, { "go.sum", G },
	{ "gradle.lockfile", G }, { "gradlew", V }, { "gradlew.bat", V },
	{ "mix.lock", G }, { "mvnw", V }, { "mvnw.cmd", V },
	{ "npm-shrinkwrap.json", G }, { "package-lock.json", G },
	{ "packages.lock.json", G }, { "pdm.lock", G },
	{ "pipfile.lock", G }, { "pnpm-lock.yaml", G }, { "poetry.lock", G },
	{ "pubspec.lock", G }, { "pyvenv.cfg", V }, { "uv.lock", G },
	{ "yarn.lock", G },
};

static const struct word endings[] = {
	{ ".bundle.css", G }, { ".bundle.js", G }, { ".chunk.css", G },
	{ ".chunk.js", G }, { ".css.map", G }, { ".js.map", G },
	{ ".min.css", V }, { ".min.js", V }, { ".min.mjs", V },
	{ "_pb2.py", G }, { "_pb2.pyi", G }, { "_pb2_grpc.py", G },
};

/* Scripts and styles of others, by name and what may follow it. */
static const char *const libraries[] = {
	"bootstrap", "chart.umd", "d3.v", "jquery", "leaflet", "lodash",
	"modernizr", "popper", "redoc.standalone", "swagger-ui",
};

struct segment {
	const char	*p;
	size_t		 n;
};

static bool
is(struct segment s, const char *name)
{
	return strlen(name) == s.n && memcmp(s.p, name, s.n) == 0;
}

static bool
ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcasecmp(s + n - m, end) == 0;
}

static bool
starts_with(struct segment s, const char *name)
{
	size_t n = strlen(name);

	return s.n > n && memcmp(s.p, name, n) == 0;
}

/*
 * "vendor" may be a seller in a shop's code: at the root it is Composer's,
 * Go's or Bundler's; deeper it has to look like one, vendor/author/package/.
 */
static bool
is_vendor(const char *path, struct segment s, const char *rest)
{
	static const char *const own[] = {
		"migrations/", "templates/", "tests/", "static/", "views/",
		"management/", "fixtures/",
	};
	const char *slash;
	size_t i;

	if (!is(s, "vendor") && !is(s, "vendors"))
		return false;
	if (s.p == path)
		return true;
	for (i = 0; i < sizeof(own) / sizeof(*own); i++)
		if (strncmp(rest, own[i], strlen(own[i])) == 0)
			return false;
	slash = strchr(rest, '/');
	return slash && strchr(slash + 1, '/');
}

/* Why all beneath the folder s is left out; up is the folder it is in. */
static const char *
folder_why(const char *path, struct segment up, struct segment s,
    const char *rest)
{
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		if (is(s, folders[i].name))
			return folders[i].why;
	for (i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		if (is(s, pairs[i].name) && is(up, pairs[i].parent))
			return pairs[i].why;
	/* A virtual environment under any name: its lib/python3.x. */
	if ((is(up, "lib") || is(up, "lib64")) && starts_with(s, "python"))
		return V;
	if (s.n > 9 && memcmp(s.p + s.n - 9, ".egg-info", 9) == 0)
		return G;
	if (s.n > 10 && memcmp(s.p + s.n - 10, ".dist-info", 10) == 0)
		return V;
	return is_vendor(path, s, rest) ? V : NULL;
}

/* "index-B3f9aQ2x.js", "main.8f2c1d7e.css": a bundler's output. */
static bool
is_hashed(const char *base)
{
	const char *dot = strrchr(base, '.'), *p;
	size_t n = 0, digits = 0;

	for (p = dot; p && p > base && strchr("-.", p[-1]) == NULL; p--) {
		n++;
		digits += p[-1] >= '0' && p[-1] <= '9';
	}
	return p && p > base && n >= 8 && n <= 32 && digits > 0;
}

static bool
is_output(const char *base, struct segment top)
{
	static const char *const web[] = {
		".js", ".mjs", ".cjs", ".css", ".html", ".map", ".d.ts",
	};
	size_t i;

	for (i = 0; i < sizeof(web) / sizeof(*web); i++)
		if (ends_with(base, web[i]))
			break;
	if (i == sizeof(web) / sizeof(*web))
		return false;
	if (is(top, "dist"))
		return true;
	return (is(top, "build") || is(top, "out")) && is_hashed(base);
}

static const char *
file_why(const char *base)
{
	size_t i, n;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (strcasecmp(base, files[i].name) == 0)
			return files[i].why;
	for (i = 0; i < sizeof(endings) / sizeof(*endings); i++)
		if (ends_with(base, endings[i].name))
			return endings[i].why;
	if (!ends_with(base, ".js") && !ends_with(base, ".css"))
		return NULL;
	for (i = 0; i < sizeof(libraries) / sizeof(*libraries); i++) {
		n = strlen(libraries[i]);
		if (strncmp(base, libraries[i], n) == 0 &&
		    (strchr(".-", base[n]) || (base[n] >= '0' &&
		    base[n] <= '9')))
			return V;
	}
	return NULL;
}

const char *
exclude_path(const char *path, bool *folder, size_t *folder_len)
{
	struct segment up = { "", 0 }, s;
	const char *p = path, *slash, *why;
	bool output = false;

	*folder = false;
	*folder_len = 0;
	for (; (slash = strchr(p, '/')); p = slash + 1) {
		s.p = p;
		s.n = (size_t)(slash - p);
		why = folder_why(path, up, s, slash + 1);
		if (why) {
			*folder = true;
			*folder_len = (size_t)(slash - path);
			return why;
		}
		output |= is_output(strrchr(path, '/') + 1, s);
		up = s;
	}
	why = file_why(p);
	if (!why && (is(up, "bin") || is(up, "Scripts")) &&
	    strncasecmp(p, "activate", 8) == 0)
		why = V;
	return why ? why : output ? G : NULL;
}

/* --- by content ----------------------------------------------------------- */

static bool
is_prose(enum gr_kind k)
{
	return k == GR_MARKDOWN || k == GR_TEXT || k == GR_HTML;
}

static bool
holds(const char *p, size_t n, const char *what)
{
	size_t m = strlen(what);

	for (; n >= m; p++, n--)
		if (strncasecmp(p, what, m) == 0)
			return true;
	return false;
}

/* The signature of a generator in the first lines. */
static bool
is_signed(enum gr_kind kind, const struct text *t)
{
	const char *p = t->text != NULL ? t->text : "", *q = p, *at;
	size_t n;
	int i;

	for (i = 0; i < HEAD_LINES && q && *q; i++) {
		q = strchr(q, '\n');
		if (q)
			q++;
	}
	n = q ? (size_t)(q - p) : t->len;
	if (n > 4096)
		n = 4096;
	/* A page may speak of such marks; it bears one in a comment only. */
	if (is_prose(kind) && !memmem(p, n, "<!--", 4))
		return false;
	at = memmem(p, n, "@generated", 10);
	/* "@generated/x" is a package. */
	if (at && (at[10] == '\0' || !strchr("/-_.", at[10])))
		return true;
	return (holds(p, n, "do not edit") || holds(p, n, "do not modify")) &&
	    holds(p, n, "generated") && !holds(p, n, "mocodo");
}

/* The repository in one file, as tools make it for language models. */
static bool
is_dump(enum gr_kind kind, const struct text *t)
{
	const char *p = t->text, *next;
	int marks = 0, rules = 0;

	if (kind != GR_MARKDOWN && kind != GR_TEXT && kind != GR_XML)
		return false;
	if (holds(p, t->len < 512 ? t->len : 512,
	    "merged representation of the entire codebase"))
		return true;
	for (; p && *p; p = next ? next + 1 : NULL) {
		next = strchr(p, '\n');
		if (strncmp(p, "<file path=\"", 12) == 0 ||
		    strncmp(p, "## File: ", 9) == 0 ||
		    (rules && (strncasecmp(p, "File: ", 6) == 0)))
			marks++;
		rules = strncmp(p, "================", 16) == 0;
	}
	return marks >= DUMP_MARKS;
}

static bool
is_minified(enum gr_kind kind, const struct text *t)
{
	return (kind == GR_JAVASCRIPT || kind == GR_CSS) &&
	    t->len >= MINIFIED_LEAST &&
	    t->len / (size_t)t->lines >= MINIFIED_LINE;
}

const char *
exclude_text(const struct gr_entry *e, const struct text *t)
{
	if (t->len == 0)
		return NULL;
	if (is_signed(e->kind, t) || is_dump(e->kind, t) ||
	    is_minified(e->kind, t))
		return G;
	return quoted_text(e->kind, t->text, t->len) ? "quoted" : NULL;
}
