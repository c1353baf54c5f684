/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kind.c: what a file is, as far as its name tells.
 *
 * Two tables, whole names and endings, both alphabetical so that they can
 * be searched by halves; and a few rules for names that carry something
 * after the part that counts ("Dockerfile.dev", ".env.example").
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "read.h"

struct row {
	const char	*name;
	enum gr_kind	 kind;
};

static const struct row names[] = {
	{ ".babelrc", GR_JSON },
	{ ".bashrc", GR_SHELL },
	{ ".clang-format", GR_YAML },
	{ ".coveragerc", GR_INI },
	{ ".editorconfig", GR_INI },
	{ ".eslintrc", GR_JSON },
	{ ".flake8", GR_INI },
	{ ".gitconfig", GR_INI },
	{ ".gitmodules", GR_INI },
	{ ".npmrc", GR_INI },
	{ ".prettierrc", GR_JSON },
	{ ".pylintrc", GR_INI },
	{ ".stylelintrc", GR_JSON },
	{ "cargo.lock", GR_TOML },
	{ "composer.lock", GR_JSON },
	{ "containerfile", GR_DOCKERFILE },
	{ "dockerfile", GR_DOCKERFILE },
	{ "dvc.lock", GR_YAML },
	{ "gemfile", GR_RUBY },
	{ "gnumakefile", GR_MAKEFILE },
	{ "jenkinsfile", GR_GROOVY },
	{ "makefile", GR_MAKEFILE },
	{ "mlproject", GR_YAML },
	{ "pipfile", GR_TOML },
	{ "pipfile.lock", GR_JSON },
	{ "poetry.lock", GR_TOML },
	{ "procfile", GR_TEXT },
	{ "rakefile", GR_RUBY },
	{ "uv.lock", GR_TOML },
	{ "vagrantfile", GR_RUBY },
};

static const struct row endings[] = {
	{ "7z", GR_ARCHIVE }, { "aac", GR_BINARY }, { "accdb", GR_BINARY },
	{ "adoc", GR_TEXT }, { "apk", GR_ARCHIVE }, { "asciidoc", GR_TEXT },
	{ "astro", GR_HTML }, { "atom", GR_XML }, { "avi", GR_BINARY },
	{ "avif", GR_IMAGE }, { "bash", GR_SHELL }, { "bin", GR_BINARY },
	{ "bmp", GR_IMAGE }, { "bpmn", GR_XML }, { "bz2", GR_ARCHIVE },
	{ "cfg", GR_INI }, { "cjs", GR_JAVASCRIPT }, { "class", GR_BINARY },
	{ "code-workspace", GR_JSON }, { "conf", GR_INI },
	{ "cs", GR_CSHARP }, { "cshtml", GR_HTML }, { "csproj", GR_XML },
	{ "css", GR_CSS }, { "csv", GR_CSV }, { "csx", GR_CSHARP },
	{ "cts", GR_TYPESCRIPT }, { "db", GR_BINARY }, { "ddl", GR_SQL },
	{ "dll", GR_BINARY }, { "doc", GR_OFFICE },
	{ "dockerfile", GR_DOCKERFILE }, { "docm", GR_OFFICE },
	{ "docx", GR_OFFICE }, { "dotx", GR_OFFICE }, { "drawio", GR_XML },
	{ "duckdb", GR_BINARY }, { "dvc", GR_YAML }, { "ear", GR_ARCHIVE },
	{ "ejs", GR_HTML }, { "env", GR_INI }, { "eot", GR_BINARY },
	{ "erb", GR_HTML },
	{ "exe", GR_BINARY }, { "feather", GR_BINARY }, { "flac", GR_BINARY },
	{ "geojson", GR_JSON }, { "gif", GR_IMAGE }, { "go", GR_GO },
	{ "gpx", GR_XML }, { "gradle", GR_GROOVY }, { "groovy", GR_GROOVY },
	{ "gz", GR_ARCHIVE }, { "h5", GR_BINARY }, { "hbs", GR_HTML },
	{ "hdf5", GR_BINARY }, { "heic", GR_IMAGE }, { "htm", GR_HTML },
	{ "html", GR_HTML }, { "ico", GR_IMAGE }, { "ini", GR_INI },
	{ "ipynb", GR_NOTEBOOK }, { "j2", GR_HTML }, { "jar", GR_ARCHIVE },
	{ "java", GR_JAVA }, { "jenkinsfile", GR_GROOVY },
	{ "jinja", GR_HTML }, { "jinja2", GR_HTML }, { "joblib", GR_BINARY },
	{ "jpeg", GR_IMAGE }, { "jpg", GR_IMAGE }, { "js", GR_JAVASCRIPT },
	{ "json", GR_JSON }, { "json5", GR_JSON }, { "jsonc", GR_JSON },
	{ "jsx", GR_JAVASCRIPT }, { "keras", GR_BINARY }, { "kml", GR_XML },
	{ "ksh", GR_SHELL }, { "kt", GR_KOTLIN }, { "kts", GR_KOTLIN },
	{ "less", GR_CSS }, { "m4a", GR_BINARY },
	{ "markdown", GR_MARKDOWN }, { "md", GR_MARKDOWN },
	{ "mdb", GR_BINARY }, { "mdc", GR_MARKDOWN }, { "mdx", GR_MARKDOWN },
	{ "mjs", GR_JAVASCRIPT }, { "mk", GR_MAKEFILE }, { "mkv", GR_BINARY },
	{ "mov", GR_BINARY }, { "mp3", GR_BINARY }, { "mp4", GR_BINARY },
	{ "mts", GR_TYPESCRIPT }, { "npy", GR_BINARY }, { "npz", GR_BINARY },
	{ "odg", GR_OFFICE }, { "odp", GR_OFFICE }, { "ods", GR_OFFICE },
	{ "odt", GR_OFFICE }, { "onnx", GR_BINARY }, { "otf", GR_BINARY },
	{ "parquet", GR_BINARY }, { "pbix", GR_BINARY }, { "pdf", GR_PDF },
	{ "php", GR_PHP }, { "phtml", GR_PHP }, { "pickle", GR_BINARY },
	{ "pkl", GR_BINARY }, { "plist", GR_XML }, { "png", GR_IMAGE },
	{ "pom", GR_XML }, { "pot", GR_OFFICE }, { "pps", GR_OFFICE },
	{ "ppsx", GR_OFFICE }, { "ppt", GR_OFFICE }, { "pptx", GR_OFFICE },
	{ "properties", GR_INI }, { "props", GR_XML }, { "psd", GR_IMAGE },
	{ "psql", GR_SQL }, { "pt", GR_BINARY }, { "pth", GR_BINARY },
	{ "py", GR_PYTHON }, { "pyc", GR_BINARY }, { "pyd", GR_BINARY },
	{ "pyi", GR_PYTHON }, { "pyw", GR_PYTHON }, { "qmd", GR_MARKDOWN },
	{ "rake", GR_RUBY }, { "rar", GR_ARCHIVE }, { "rb", GR_RUBY },
	{ "resx", GR_XML }, { "rmd", GR_MARKDOWN }, { "rs", GR_RUST },
	{ "rss", GR_XML }, { "rst", GR_TEXT }, { "rtf", GR_OFFICE },
	{ "safetensors", GR_BINARY }, { "sass", GR_CSS }, { "scss", GR_CSS },
	{ "sh", GR_SHELL }, { "so", GR_BINARY }, { "sql", GR_SQL },
	{ "sqlite", GR_BINARY }, { "sqlite3", GR_BINARY },
	{ "svelte", GR_HTML }, { "svg", GR_XML }, { "tar", GR_ARCHIVE },
	{ "tflite", GR_BINARY }, { "tgz", GR_ARCHIVE }, { "tif", GR_IMAGE },
	{ "tiff", GR_IMAGE }, { "toml", GR_TOML }, { "ts", GR_TYPESCRIPT },
	{ "tsv", GR_CSV }, { "tsx", GR_TYPESCRIPT }, { "ttf", GR_BINARY },
	{ "twig", GR_HTML }, { "txt", GR_TEXT }, { "vue", GR_HTML },
	{ "war", GR_ARCHIVE }, { "wav", GR_BINARY }, { "webm", GR_BINARY },
	{ "webmanifest", GR_JSON }, { "webp", GR_IMAGE }, { "whl", GR_ARCHIVE },
	{ "woff", GR_BINARY }, { "woff2", GR_BINARY }, { "wsdl", GR_XML },
	{ "xaml", GR_XML }, { "xhtml", GR_HTML }, { "xls", GR_OFFICE },
	{ "xlsb", GR_OFFICE }, { "xlsm", GR_OFFICE }, { "xlsx", GR_OFFICE },
	{ "xml", GR_XML }, { "xsd", GR_XML }, { "xsl", GR_XML },
	{ "xz", GR_ARCHIVE }, { "yaml", GR_YAML }, { "yml", GR_YAML },
	{ "zip", GR_ARCHIVE }, { "zsh", GR_SHELL }, { "zst", GR_ARCHIVE },
};

static int
compare(const void *key, const void *row)
{
	return strcasecmp(key, ((const struct row *)row)->name);
}

/* "Dockerfile.dev" and ".env.local", but not ".environment". */
static bool
starts(const char *base, const char *name)
{
	size_t n = strlen(name);

	return strncasecmp(base, name, n) == 0 &&
	    (base[n] == '\0' || base[n] == '.' || base[n] == '-');
}

enum gr_kind
kind_of_path(const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash ? slash + 1 : path;
	const char *dot = strrchr(base, '.');
	const struct row *row;

	row = bsearch(base, names, sizeof(names) / sizeof(*names),
	    sizeof(*names), compare);
	if (row)
		return row->kind;
	if (starts(base, ".env"))
		return GR_INI;
	if (dot && (row = bsearch(dot + 1, endings,
	    sizeof(endings) / sizeof(*endings), sizeof(*endings), compare)))
		return row->kind;
	if (starts(base, "dockerfile") || starts(base, "containerfile"))
		return GR_DOCKERFILE;
	if (starts(base, "makefile"))
		return GR_MAKEFILE;
	if (starts(base, "jenkinsfile"))
		return GR_GROOVY;
	return GR_TEXT;
}
