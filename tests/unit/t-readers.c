/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-readers.c: bytes to text and lines, names to kinds, trees, notebooks. */
#include "readers.h"

#define LATIN "caf\xE9 \x80 \x9C\n"

static void
check_text(const char *bytes, size_t len, const char *want, int lines)
{
	assert_int_equal(open_bytes("notes.txt", bytes, len), 0);
	assert_string_equal(file.text, want);
	assert_int_equal(file.len, strlen(want));
	assert_int_equal(file.lines, lines);
}

static void
text_is_utf8_whatever_the_file_was(void **state)
{
	(void)state;
	check_text("\xEF\xBB\xBF" "d\xC3\xA9", 6, "d\xC3\xA9", 1);
	check_text("\xFF\xFE" "d\0\xE9\0\r\0\n\0", 10, "d\xC3\xA9\n", 1);
	check_text("\xFE\xFF\0d\0\xE9", 6, "d\xC3\xA9", 1);
	check_text("\xFF\xFE\x3D\xD8\x00\xDE", 6, "\xF0\x9F\x98\x80", 1);
	check_text("f\0l\0a\0s\0k\0=\0\r\0\n\0", 16, "flask=\n", 1);
	check_text("\0f\0l\0a\0s\0k", 10, "flask", 1);
	check_text(LATIN, strlen(LATIN), "caf\xC3\xA9 \xE2\x82\xAC \xC5\x93\n",
	    1);
	/* Latin-1 pasted into UTF-8: both are read. */
	check_text("\xC3\xA9 \xE9", 4, "\xC3\xA9 \xC3\xA9", 1);
	/* Overlong and surrogates are not UTF-8: bytes of another page. */
	check_text("abc \xC0\xAF def", 10, "abc \xC3\x80\xC2\xAF def", 1);
	/* PowerShell appended UTF-16 to UTF-8. */
	check_text("venv/\n.\0e\0n\0v\0\r\0\n\0", 18, "venv/\n.env\n", 2);
	check_text("", 0, "", 1);
}

static void
what_is_no_text_is_refused_with_the_reason(void **state)
{
	char *big = repeat("", "x", READ_TEXT_MAX + 1, "");
	char *code = repeat("", "\x8F\x9D\x81\x90", 100, "");

	(void)state;
	assert_int_equal(open_bytes("a.txt", "PK\3\4\0\0\0\0", 8), -1);
	assert_string_equal(unread, "binary");
	assert_int_equal(open_bytes("a.txt", "a\0\0\0b\0c", 7), -1);
	assert_string_equal(unread, "binary");
	assert_int_equal(open_bytes("a", "\1\2\3\4\5\6\7\x0E", 8), -1);
	assert_string_equal(unread, "binary");
	assert_int_equal(open_bytes("a.txt", "\xFF\xFE\0\0a\0\0\0", 8), -1);
	assert_string_equal(unread, "encoding");
	assert_int_equal(open_bytes("a.txt", code, 400), -1);
	assert_string_equal(unread, "encoding");
	assert_int_equal(open_bytes("a.txt", big, READ_TEXT_MAX + 1), -1);
	assert_string_equal(unread, "oversize");
	assert_int_equal(open_bytes("a.txt", big, READ_TEXT_MAX), 0);
	assert_int_equal(open_bytes("a.ipynb", big, READ_TEXT_MAX + 1), 0);
	free(code);
	free(big);
}

static void
lines_are_those_an_editor_shows(void **state)
{
	size_t len;

	(void)state;
	check_text("a\r\nb\r\n", 6, "a\nb\n", 2);
	check_text("a\r\r\nb", 5, "a\nb", 2);
	check_text("a\rb\rc", 5, "a\nb\nc", 3);
	check_text("a\r\rb", 4, "a\n\nb", 3);
	check_text("10%\r20%\nend\n", 12, "10% 20%\nend\n", 2);
	check_text("a\nb", 3, "a\nb", 2);
	check_text("\n\n", 2, "\n\n", 2);
	/* What bytes.splitlines() does not part, we do not either. */
	check_text("a\xC2\x85" "b\fc\n", 7, "a\xC2\x85" "b\fc\n", 1);
	open_text("a.py", "one\n\nthree");
	assert_string_equal(gr_line(&file, 3, &len), "three");
	assert_int_equal(len, 5);
	assert_non_null(gr_line(&file, 2, &len));
	assert_int_equal(len, 0);
	assert_null(gr_line(&file, 4, &len));
	assert_null(gr_line(&file, 0, &len));
	assert_int_equal(gr_line_at(&file, 0), 1);
	assert_int_equal(gr_line_at(&file, 3), 1);
	assert_int_equal(gr_line_at(&file, 4), 2);
	assert_int_equal(gr_line_at(&file, 5), 3);
	assert_int_equal(gr_line_at(&file, 9999), 3);
	open_text("a.py", "one\n");
	assert_non_null(gr_line(&file, 1, &len));
	assert_int_equal(len, 3);
	assert_null(gr_line(&file, 2, &len));
	open_text("a.py", "");
	assert_non_null(gr_line(&file, 1, &len));
	assert_int_equal(len, 0);
	assert_int_equal(gr_line_at(&file, 0), 1);
}

static void
a_name_tells_the_kind_in_any_case(void **state)
{
	static const struct {
		const char	*path;
		enum gr_kind	 kind;
	} want[] = {
		{ "Dockerfile", GR_DOCKERFILE },
		{ "api/dockerfile.dev", GR_DOCKERFILE },
		{ "web.Dockerfile", GR_DOCKERFILE },
		{ "Containerfile", GR_DOCKERFILE },
		{ "Dockerfile.md", GR_MARKDOWN }, { "Jenkinsfile", GR_GROOVY },
		{ "Makefile", GR_MAKEFILE }, { "Procfile", GR_TEXT },
		{ "README.MD", GR_MARKDOWN }, { "README", GR_TEXT },
		{ "a.b/c.PY", GR_PYTHON }, { "x.ipynb", GR_NOTEBOOK },
		{ ".env", GR_INI }, { ".env.example", GR_INI },
		{ ".environment", GR_TEXT }, { "prod.env", GR_INI },
		{ ".github/workflows/ci.yml", GR_YAML },
		{ "data.dvc", GR_YAML }, { "mcd.PNG", GR_IMAGE },
		{ "r.pdf", GR_PDF }, { "r.docx", GR_OFFICE },
		{ "rapports.rar", GR_ARCHIVE }, { "model.pkl", GR_BINARY },
		{ "logo.svg", GR_XML }, { "pyproject.toml", GR_TOML },
		{ "a.7z", GR_ARCHIVE }, { "a.zst", GR_ARCHIVE },
		{ ".babelrc", GR_JSON }, { "Vagrantfile", GR_RUBY },
		{ "", GR_TEXT }, { "a/", GR_TEXT },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(want) / sizeof(*want); i++)
		if (kind_of_path(want[i].path) != want[i].kind)
			fail_msg("%s is %d", want[i].path,
			    kind_of_path(want[i].path));
}

static void
a_script_without_a_name_is_told_by_its_first_line(void **state)
{
	(void)state;
	open_text("bin/run", "#!/usr/bin/env python3\nimport os\n");
	assert_int_equal(entry.kind, GR_PYTHON);
	open_text("bin/run", "#!/bin/sh\n");
	assert_int_equal(entry.kind, GR_SHELL);
	open_text("bin/run", "text about #!/bin/sh\n");
	assert_int_equal(entry.kind, GR_TEXT);
	open_text("run.rb", "#!/bin/sh\n");
	assert_int_equal(entry.kind, GR_RUBY);
}

static const char workflow[] =
    "on: [push]\n"
    "jobs:\n"
    "  test:\n"
    "    steps:\n"
    "      - uses: \"actions/checkout@v4\"\n"
    "      - name: t\xC3\xA9sts\n"
    "        run: |\n"
    "          pip install x\n"
    "          pytest\n"
    "\n"
    "  v: {a: 2.0, b: no}\n"
    "  t\xC3\xA9: &x !!str |\n"
    "    one\n"
    "  z: \"|\n"
    "    no\"\n";

static void
yaml_is_a_tree_of_what_was_written(void **state)
{
	const struct gr_node *doc, *n;

	(void)state;
	open_text(".github/workflows/ci.yml", workflow);
	doc = gr_first(gr_tree(&file));
	assert_non_null(doc);
	assert_null(gr_next(doc));
	assert_int_equal(gr_node_kind(gr_get(doc, "on")), GR_LIST);
	assert_string_equal(gr_text(gr_at(doc, "on.0")), "push");
	n = gr_at(doc, "jobs.test.steps.1.run");
	assert_string_equal(gr_text(n), "pip install x\npytest\n");
	assert_int_equal(gr_node_line(n), 7);
	assert_int_equal(gr_text_line(n), 8);
	assert_int_equal(gr_node_last(n), 9);
	n = gr_at(doc, "jobs.test.steps.0.uses");
	assert_false(gr_plain(n));
	assert_int_equal(gr_text_line(n), 5);
	assert_string_equal(gr_key(n), "uses");
	assert_string_equal(gr_str(gr_at(doc, "jobs.v"), "a"), "2.0");
	assert_true(gr_plain(gr_at(doc, "jobs.v.b")));
	/* Behind an anchor and a tag, on a line with accents. */
	assert_int_equal(gr_text_line(gr_at(doc, "jobs.t\xC3\xA9")), 13);
	/* A quoted text that only begins like one. */
	assert_int_equal(gr_text_line(gr_at(doc, "jobs.z")), 14);
	assert_null(gr_at(doc, "jobs.test.steps.2"));
	assert_null(gr_at(doc, "jobs.test.steps.x"));
	assert_null(gr_at(doc, "jobs.nothing.at.all"));
}

static void
trees_accept_null_and_tell_what_is_wrong(void **state)
{
	int line = 0;

	(void)state;
	assert_int_equal(gr_node_kind(NULL), GR_NONE);
	assert_null(gr_get(NULL, "a"));
	assert_null(gr_at(NULL, "a.b"));
	assert_null(gr_first(NULL));
	assert_null(gr_next(NULL));
	assert_null(gr_key(NULL));
	assert_null(gr_text(NULL));
	assert_false(gr_plain(NULL));
	assert_int_equal(gr_node_line(NULL), 0);
	assert_int_equal(gr_repeated(NULL), 0);
	open_text("a.yml", "a: 1\nb: [\n");
	assert_null(gr_tree(&file));
	assert_non_null(gr_tree_error(&file, &line));
	assert_in_range(line, 2, 2);
	open_text("a.json", "{\n \"a\": 1,\n \"b\" 2\n}");
	assert_null(gr_tree(&file));
	assert_non_null(gr_tree_error(&file, &line));
	assert_int_equal(line, 3);
	open_text("a.py", "a = 1\n");
	assert_null(gr_tree(&file));
	assert_non_null(gr_tree_error(&file, &line));
	open_text("a.yml", "a: 1\n---\nb: 2\n");
	assert_null(gr_tree_error(&file, &line));
	assert_non_null(gr_next(gr_first(gr_tree(&file))));
	open_text("a.yml", "a: 1\nb: 2\na: 3\n");
	assert_int_equal(gr_repeated(gr_first(gr_tree(&file))), 3);
}

static void
json_keeps_what_libyaml_would_lose(void **state)
{
	const struct gr_node *doc;
	char *key = repeat("{\"", "k", 3000, "\": 1}");

	(void)state;
	open_text("a.json", "{\t\"e\": \"\\ud83d\\ude00\\u00e9\\n\",\n"
	    "\"lone\": \"\\ud83d!\", \"nul\": \"a\\u0000b\",\n"
	    "\"n\": -1.5e3, \"t\": true, \"l\": [1, [2]],\n"
	    "\"a\": 1,\n\"a\": 2 }");
	doc = gr_first(gr_tree(&file));
	assert_string_equal(gr_str(doc, "e"), "\xF0\x9F\x98\x80\xC3\xA9\n");
	assert_string_equal(gr_str(doc, "lone"), "\xEF\xBF\xBD!");
	assert_string_equal(gr_str(doc, "nul"), "a\xEF\xBF\xBD" "b");
	assert_string_equal(gr_str(doc, "n"), "-1.5e3");
	assert_true(gr_plain(gr_get(doc, "t")));
	assert_false(gr_plain(gr_get(doc, "e")));
	assert_string_equal(gr_text(gr_at(doc, "l.1.0")), "2");
	assert_int_equal(gr_node_line(gr_get(doc, "n")), 3);
	assert_int_equal(gr_repeated(doc), 5);
	assert_int_equal(gr_node_last(doc), 5);
	open_text("a.json", key);
	assert_non_null(gr_tree(&file));
	open_text("tsconfig.json", "// c\n{ /* d\n */ \"a\": [1, 2,],\n}\n");
	assert_int_equal(gr_node_line(gr_at(gr_first(gr_tree(&file)), "a")),
	    3);
	free(key);
}

static void
json_is_refused_when_it_is_none(void **state)
{
	static const char *const bad[] = {
		"", "{", "[1", "{\"a\"}", "{a: 1}", "[1] 2", "\"a", "[\"\n\"]",
		"\"\\x\"", "\"\\u12\"", "/*", "[1 2]", "'a'", "{\"a\": }",
		"\"\\", "\xC3\xA9", "]",
	};
	char *deep = repeat("", "[", 101, "");
	char *wide = repeat("[", "1,", 200000, "1]");
	int line;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		open_text("a.json", bad[i]);
		assert_null(gr_tree(&file));
		assert_non_null(gr_tree_error(&file, &line));
		assert_in_range(line, 1, file.lines);
	}
	open_text("a.json", deep);
	assert_non_null(strstr(gr_tree_error(&file, &line), "deep"));
	open_text("a.json", wide);
	assert_non_null(strstr(gr_tree_error(&file, &line), "many"));
	free(deep);
	free(wide);
}

static const char notebook[] =
    "{\n"
    " \"cells\": [\n"
    "  {\"cell_type\": \"markdown\", \"source\": [\n"
    "   \"# Titre\\n\",\n"
    "   \"\\n\",\n"
    "   \"voir [ici](u)\"]},\n"
    "  {\"outputs\": [{\"text\": [\"import no\\n\", {\"a\": [{}]}]}],\n"
    "   \"source\": [\n"
    "    \"%matplotlib inline\\n\",\n"
    "    \"!pip install pandas\\n\",\n"
    "    \"import pandas as pd\\n\",\n"
    "    \"x = (1\\n\",\n"
    "    \"     % y)\"\n"
    "   ], \"cell_type\": \"code\"},\n"
    "  {\"cell_type\": \"code\", \"source\": \"a = 1\\nb = 2\"},\n"
    "  {\"cell_type\": \"code\", \"source\": [\"%%bash\\n\", \"rm x\"]},\n"
    "  {\"cell_type\": \"code\", \"source\": [\"%%time\\n\",\n"
    "   \"c = 3\"]},\n"
    "  {\"cell_type\": \"raw\", \"source\": [\"raw = 1\"]}\n"
    " ],\n"
    " \"metadata\": {\"kernelspec\": {\"language\": \"python\"}}\n"
    "}\n";

static const struct gr_token *
token(const struct gr_token *t, size_t n, const char *text)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(t[i].text, text) == 0)
			return &t[i];
	return NULL;
}

static void
a_notebook_is_cited_by_the_lines_of_its_file(void **state)
{
	const struct gr_token *t;
	const struct gr_block *b;
	size_t n;

	(void)state;
	open_text("e.ipynb", notebook);
	t = gr_tokens(&file, &n);
	assert_int_equal(token(t, n, "import")->line, 11);
	assert_int_equal(token(t, n, "import")->cell, 2);
	assert_int_equal(token(t, n, "y")->line, 13);
	assert_int_equal(token(t, n, "b")->line, 15);
	assert_int_equal(token(t, n, "b")->cell, 3);
	assert_int_equal(token(t, n, "c")->line, 18);
	assert_null(token(t, n, "matplotlib"));
	assert_null(token(t, n, "pip"));
	assert_null(token(t, n, "rm"));
	assert_null(token(t, n, "no"));
	assert_null(token(t, n, "raw"));
	b = gr_markdown(&file, &n);
	assert_int_equal(n, 3);
	assert_int_equal(b[0].kind, GR_HEADING);
	assert_int_equal(b[0].first, 4);
	assert_int_equal(b[1].first, 6);
	assert_int_equal(b[1].heading, 0);
	assert_int_equal(b[2].kind, GR_LINK);
	assert_int_equal(b[2].first, 6);
	assert_string_equal(gr_text(gr_at(gr_tree(&file),
	    "0.metadata.kernelspec.language")), "python");
}

static void
a_notebook_in_another_language_has_no_tokens(void **state)
{
	size_t n;

	(void)state;
	open_text("r.ipynb", "{\"cells\": [{\"cell_type\": \"code\","
	    "\"source\": \"x <- 1\"}], \"metadata\": {\"language_info\":"
	    "{\"file_extension\": \".r\"}}}");
	gr_tokens(&file, &n);
	assert_int_equal(n, 0);
	open_text("r.ipynb", "{\"cells\": [{\"cell_type\": \"code\",");
	gr_tokens(&file, &n);
	assert_int_equal(n, 0);
	gr_markdown(&file, &n);
	assert_int_equal(n, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SENTENCE(text_is_utf8_whatever_the_file_was),
		SENTENCE(what_is_no_text_is_refused_with_the_reason),
		SENTENCE(lines_are_those_an_editor_shows),
		SENTENCE(a_name_tells_the_kind_in_any_case),
		SENTENCE(a_script_without_a_name_is_told_by_its_first_line),
		SENTENCE(yaml_is_a_tree_of_what_was_written),
		SENTENCE(trees_accept_null_and_tell_what_is_wrong),
		SENTENCE(json_keeps_what_libyaml_would_lose),
		SENTENCE(json_is_refused_when_it_is_none),
		SENTENCE(a_notebook_is_cited_by_the_lines_of_its_file),
		SENTENCE(a_notebook_in_another_language_has_no_tokens),
	};

	return cmocka_run_group_tests_name("readers", tests, NULL, NULL);
}
