/* rooms: conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* greffier.yaml: read once, and told precisely when it is wrong. */
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "conf/conf.h"

#define SECRET "0123456789abcdef"
/* Line 1; the source's keys follow. */
#define SOURCE "sources:\n  - name: centre\n    kind: forgejo\n" \
	"    base_url: https://git.example.org\n" \
	"    secret_files: [hook]\n    repositories: [\"promo/*\"]\n"

static char dir[64];
static struct conf *conf;
static struct err e;

static const char *
in_folder(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

static void
put(const char *name, const char *text)
{
	if (fs_write(in_folder(name), text, strlen(text), 0600, &e) < 0)
		fail_msg("%s", e.msg);
}

static int
up(void **state)
{
	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/t-conf.XXXXXX");
	if (mkdtemp(dir) == NULL || setenv("CREDENTIALS_DIRECTORY", dir, 1))
		return -1;
	if (setenv("GREFFIER_SHARE", dir, 1) ||
	    setenv("GREFFIER_LIBEXEC", dir, 1))
		return -1;
	if (fs_mkdirs(in_folder("rules"), &e) < 0 ||
	    fs_mkdirs(in_folder("checks"), &e) < 0)
		return -1;
	unsetenv("STATE_DIRECTORY");
	put("hook", SECRET "\n");
	put("hook2", "fedcba9876543210");
	put("token", "a-token-of-ours\n");
	conf = NULL;
	return 0;
}

static int
down(void **state)
{
	(void)state;
	conf_close(conf);
	return fs_rmtree(dir, &e);
}

static int
opens(const char *text)
{
	conf_close(conf);
	conf = NULL;
	e = (struct err){ .kind = ERR_NONE };
	put("greffier.yaml", text);
	return conf_open(in_folder("greffier.yaml"), &conf, &e);
}

static void
must_open(const char *text)
{
	if (opens(text) < 0)
		fail_msg("%s\n%s", e.msg, text);
}

/* Refused, with file and line, and these words. */
static void
refused(const char *text, int line, const char *words)
{
	char where[160];

	if (opens(text) == 0)
		fail_msg("taken: %s", text);
	assert_null(conf);
	snprintf(where, sizeof(where), "%s:%d: ", in_folder("greffier.yaml"),
	    line);
	if (strncmp(e.msg, where, strlen(where)) != 0 ||
	    strstr(e.msg, words) == NULL)
		fail_msg("not \"%s... %s\" but \"%s\" about\n%s", where, words,
		    e.msg, text);
}

static void
an_empty_file_is_all_defaults(void **state)
{
	(void)state;
	must_open("");
	assert_string_equal(conf->listen, "127.0.0.1:8372");
	assert_string_equal(conf->public_url, "http://127.0.0.1:8372");
	assert_string_equal(conf->state, "/var/lib/greffier");
	assert_string_equal(conf->database, "/var/lib/greffier/greffier.db");
	assert_string_equal(conf->cache, "/var/lib/greffier/cache.db");
	assert_string_equal(conf->mirrors, "/var/lib/greffier/mirrors");
	assert_int_equal(conf->lang, LANG_FR);
	assert_int_equal(conf->workers, 2);
	assert_int_equal(conf->threads, 64);
	assert_int_equal(conf->body_max, 26214400);
	assert_int_equal(conf->body_ms, 5000);
	assert_int_equal(conf->fetch_ms, 300 * 1000);
	assert_int_equal(conf->audit_ms, 600 * 1000);
	assert_int_equal(conf->fetch_bytes, INT64_C(2147483648));
	assert_int_equal(conf->reconcile_s, 3600);
	assert_int_equal(conf->nsources, 0);
	assert_non_null(conf->checks[0]);
	assert_null(conf->checks[1]);
	assert_non_null(strstr(conf->rules, "rncp37827.yaml"));
}

static void
every_key_is_read(void **state)
{
	(void)state;
	must_open("listen: 0.0.0.0:0\npublic_url: https://g.example.org/x//\n"
	    "state: /srv/g\nlang: en\nworkers: 32\nthreads: 4\n"
	    "body_bytes: 65536\nbody_seconds: 1\nfetch_seconds: 5\n"
	    "audit_seconds: 10\nfetch_bytes: 1048576\nfetch_objects: 1000\n"
	    "object_bytes: 1048576\nreconcile_seconds: 60\n"
	    "cache: /tmp/c\nrules: /r.yaml\nchecks: [/a, /b]\n");
	assert_string_equal(conf->listen, "0.0.0.0:0");
	assert_string_equal(conf->public_url, "https://g.example.org/x");
	assert_string_equal(conf->database, "/srv/g/greffier.db");
	assert_string_equal(conf->cache, "/tmp/c");
	assert_int_equal(conf->lang, LANG_EN);
	assert_int_equal(conf->workers, 32);
	assert_int_equal(conf->body_ms, 1000);
	assert_int_equal(conf->fetch_objects, 1000);
	assert_string_equal(conf->rules, "/r.yaml");
	assert_string_equal(conf->checks[1], "/b");
	assert_null(conf->checks[2]);
	setenv("STATE_DIRECTORY", "/var/lib/private/g", 1);
	must_open("# nothing\n");
	assert_string_equal(conf->state, "/var/lib/private/g");
	setenv("STATE_DIRECTORY", "relative", 1);
	must_open("# nothing\n");
	assert_string_equal(conf->state, "/var/lib/greffier");
}

static void
a_mistake_is_told_with_its_line(void **state)
{
	static const struct {
		int line;
		const char *text, *words;
	} all[] = {
		{ 2, "lang: fr\nlanguage: fr\n", "unknown key \"language\"" },
		{ 1, "- a\n", "mapping" }, { 1, "text\n", "mapping" },
		{ 3, "lang: fr\n---\nlang: en\n", "one YAML document" },
		{ 1, "lang: de\n", "fr or en" }, { 1, "lang: [fr]\n", "fr" },
		{ 1, "workers: 0\n", "from 1 to 32" },
		{ 1, "workers: 33\n", "from 1 to 32" },
		{ 1, "workers: two\n", "number" },
		{ 1, "workers: 2x\n", "number" }, { 1, "workers:\n", "number" },
		{ 1, "workers: [2]\n", "number" },
		{ 1, "workers: 1.5\n", "number" },
		{ 1, "fetch_bytes: 99999999999999999999\n", "number" },
		{ 1, "body_bytes: 100\n", "65536" },
		{ 1, "state:\n", "text" }, { 1, "state: {a: b}\n", "text" },
		{ 1, "state: \"a\\0b\"\n", "text" },
		{ 1, "checks: /a\n", "list" }, { 1, "checks: [[a]]\n", "text" },
		{ 1, "listen: 8372\n", "127.0.0.1:8372" },
		{ 1, "listen: localhost:80\n", "IPv4" },
		{ 1, "listen: 127.0.0.1:80s\n", "IPv4" },
		{ 1, "listen: 127.0.0.1:80,81\n", "IPv4" },
		{ 1, "listen: 127.0.0.1:65536\n", "IPv4" },
		{ 1, "listen: '127.0.0.1:'\n", "IPv4" },
		{ 1, "listen: '[::1]:80'\n", "IPv4" },
		{ 1, "public_url: example.org\n", "https://" },
		{ 1, "public_url: javascript:alert(1)\n", "https://" },
		{ 1, "public_url: https://\n", "host" },
		{ 1, "public_url: https://u:p@h/\n", "user name" },
		{ 1, "public_url: https://h/?a=b\n", "query" },
		{ 2, "lang: fr\nlang: en\n", "twice" },
		{ 1, "lang: *x\n", "alias" },
		{ 1, "sources: {}\n", "list" }, { 1, "sources: x\n", "list" },
		{ 2, "sources:\n  - x\n", "mapping" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		refused(all[i].text, all[i].line, all[i].words);
	assert_int_equal(conf_open(in_folder("none.yaml"), &conf, &e), -1);
	assert_non_null(strstr(e.msg, "none.yaml"));
	assert_int_equal(opens("a: [\n"), -1);
	assert_non_null(strstr(e.msg, "greffier.yaml:2: "));
}

/* --- sources ------------------------------------------------------------------ */

static void
a_source_is_read_with_its_secrets(void **state)
{
	const struct conf_source *s;

	(void)state;
	must_open(SOURCE "    token_file: token\n    answers: issue\n"
	    "    gate: true\n");
	assert_int_equal(conf->nsources, 1);
	s = conf_source(conf, "centre");
	assert_non_null(s);
	assert_null(conf_source(conf, "other"));
	assert_int_equal(s->kind, FORGE_FORGEJO);
	assert_string_equal(s->base_url, "https://git.example.org");
	assert_string_equal(s->api_url, "https://git.example.org/api/v1");
	assert_string_equal(s->secrets[0], SECRET);	/* no newline */
	assert_int_equal(s->secret_len[0], 16);
	assert_null(s->secrets[1]);
	assert_string_equal(s->token, "a-token-of-ours");
	assert_int_equal(s->answers, ANSWER_ISSUE);
	assert_true(s->gate);
	assert_int_equal(s->pace_ms, 50);
	assert_int_equal(s->line, 2);
	must_open(SOURCE);
	assert_null(conf->sources[0].token);
	assert_int_equal(conf->sources[0].answers, ANSWER_DEFAULT);
	assert_false(conf->sources[0].gate);
}

static void
each_kind_has_its_own_addresses_and_pace(void **state)
{
	static const struct {
		const char *keys, *base, *api;
		long pace;
	} all[] = {
		{ "kind: github", "https://github.com",
		    "https://api.github.com", 1000 },
		{ "kind: github\n    base_url: https://ghe.example.org/",
		    "https://ghe.example.org",
		    "https://ghe.example.org/api/v3", 1000 },
		{ "kind: github\n    base_url: https://github.com",
		    "https://github.com", "https://api.github.com", 1000 },
		{ "kind: gitlab", "https://gitlab.com",
		    "https://gitlab.com/api/v4", 200 },
		{ "kind: gitea\n    base_url: http://h:3000\n"
		    "    pace_ms: 0", "http://h:3000", "http://h:3000/api/v1",
		    0 },
		{ "kind: gitea\n    base_url: http://h\n"
		    "    api_url: http://i/v9/", "http://h", "http://i/v9",
		    50 },
	};
	char text[400];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(text, sizeof(text), "sources:\n  - name: a\n    %s\n"
		    "    secret_files: [hook]\n    repositories: [\"**\"]\n",
		    all[i].keys);
		must_open(text);
		assert_string_equal(conf->sources[0].base_url, all[i].base);
		assert_string_equal(conf->sources[0].api_url, all[i].api);
		assert_int_equal(conf->sources[0].pace_ms, all[i].pace);
	}
}

static void
two_secrets_live_and_not_three(void **state)
{
	(void)state;
	must_open("sources:\n  - name: a\n    kind: gitlab\n"
	    "    secret_files: [hook, hook2]\n    repositories: [\"**\"]\n");
	assert_string_equal(conf->sources[0].secrets[1], "fedcba9876543210");
	refused("sources:\n  - name: a\n    kind: gitlab\n"
	    "    secret_files: [hook, hook2,\n      hook]\n"
	    "    repositories: [\"**\"]\n", 5, "two secrets");
}

static void
a_secret_is_a_file_below_the_credentials_or_absolute(void **state)
{
	char text[400];

	(void)state;
	snprintf(text, sizeof(text), "sources:\n  - name: a\n"
	    "    kind: gitlab\n    secret_files: [%s]\n"
	    "    repositories: [\"**\"]\n", in_folder("hook"));
	must_open(text);
	unsetenv("CREDENTIALS_DIRECTORY");
	must_open(text);
	assert_string_equal(conf->sources[0].secrets[0], SECRET);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	put("short", "1234567\n");
	refused("sources:\n  - name: a\n    secret_files: [short]\n", 3,
	    "less than 8");
	refused("sources:\n  - name: a\n    secret_files: [none]\n", 3,
	    "none");
	put("key", "whsec_not!base64");
	refused("sources:\n  - name: a\n    kind: gitlab\n"
	    "    secret_files: [key]\n    repositories: [\"**\"]\n", 2,
	    "whsec_");
}

static void
what_a_secret_file_holds_is_in_no_error(void **state)
{
	(void)state;
	put("multi", "1234567");
	assert_int_equal(opens("sources:\n  - name: a\n"
	    "    secret_files: [multi]\n"), -1);
	assert_null(strstr(e.msg, "1234567"));
	put("key", "whsec_not!base64");
	assert_int_equal(opens("sources:\n  - name: a\n    kind: gitlab\n"
	    "    secret_files: [key]\n    repositories: [\"**\"]\n"), -1);
	assert_null(strstr(e.msg, "not!base64"));
}

static void
a_mistake_in_a_source_is_told_with_its_line(void **state)
{
	static const struct {
		int line;
		const char *text, *words;
	} all[] = {
		{ 7, SOURCE "    colour: red\n", "unknown key \"colour\"" },
		{ 7, SOURCE "    secret: hush-hush\n", "secret_files" },
		{ 7, SOURCE "    token: hush-hush\n", "token_file" },
		{ 7, SOURCE "    gate: maybe\n", "true or false" },
		{ 7, SOURCE "    gate: [true]\n", "true or false" },
		{ 7, SOURCE "    answers: loud\n", "statuses" },
		{ 7, SOURCE "    answers: [issue]\n", "statuses" },
		{ 7, SOURCE "    pace_ms: 60001\n", "60000" },
		{ 7, SOURCE "    pace_ms: -1\n", "from 0" },
		{ 7, SOURCE "    token_file: none\n", "none" },
		{ 7, SOURCE "    api_url: ftp://h\n", "https://" },
		{ 7, SOURCE "    api_url: https://h?x\n", "query" },
		{ 2, "sources:\n  - kind: gitlab\n", "name" },
		{ 2, "sources:\n  - name: Centre\n", "a-z" },
		{ 2, "sources:\n  - name: a/b\n", "a-z" },
		{ 2, "sources:\n  - name: ''\n", "text" },
		{ 2, "sources:\n  - name: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
		    "xxxxxxxxxxxxxxxxxxxxxxxxx\n", "60" },
		{ 2, "sources:\n  - name: a\n", "needs a kind" },
		{ 7, SOURCE "    pace_ms:\n", "number" },
		{ 3, "sources:\n  - name: a\n    kind: svn\n", "gitlab" },
		{ 3, "sources:\n  - name: a\n    kind: [gitea]\n", "gitlab" },
		{ 2, "sources:\n  - name: a\n    kind: gitea\n", "base_url" },
		{ 2, "sources:\n  - name: a\n    kind: github\n"
		    "    repositories: [\"**\"]\n", "never accepted" },
		{ 3, "sources:\n  - name: a\n    secret_files: hook\n",
		    "list" },
		{ 2, "sources:\n  - name: a\n    kind: github\n"
		    "    secret_files: []\n    repositories: [x]\n",
		    "never accepted" },
		{ 2, "sources:\n  - name: a\n    kind: github\n"
		    "    secret_files: [hook]\n", "repositories" },
		{ 2, "sources:\n  - name: a\n    kind: github\n"
		    "    secret_files: [hook]\n    repositories: []\n",
		    "repositories" },
		{ 3, "sources:\n  - name: a\n    repositories: x\n", "list" },
		{ 7, SOURCE "  - name: centre\n    kind: github\n"
		    "    secret_files: [hook]\n    repositories: [x]\n",
		    "two sources" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		refused(all[i].text, all[i].line, all[i].words);
	/* What was written in clear is not repeated. */
	assert_int_equal(opens(SOURCE "    secret: hush-hush\n"), -1);
	assert_null(strstr(e.msg, "hush-hush"));
}

static void
a_pattern_stays_within_its_part_unless_told(void **state)
{
	static const struct {
		const char *pattern, *path;
		bool has;
	} all[] = {
		{ "promo/*", "promo/ada", true },
		{ "promo/*", "promo/", true },
		{ "promo/*", "promo/ada/x", false },
		{ "promo/*", "xpromo/ada", false },
		{ "promo/*", "promo", false },
		{ "promo/*", "Promo/ADA", true },	/* as on the forges */
		{ "promo/**", "promo/ada/x", true },
		{ "**", "any/thing/at/all", true },
		{ "**/ada", "a/b/ada", true }, { "**/ada", "ada", false },
		{ "*/rendu-*", "p/rendu-ada", true },
		{ "*/rendu-*", "p/q/rendu-ada", false },
		{ "p/?", "p/a", true }, { "p/?", "p/ab", false },
		{ "p?a", "p/a", false }, { "p/a", "p/ab", false },
		{ "p/ab", "p/a", false }, { "p/a*b*c", "p/axbyc", true },
		{ "p/a*b*c", "p/axbyd", false },
	};
	const char *list[2] = { "none/at-all", NULL };
	const struct conf_source s = { .repositories = list,
	    .nrepositories = 2 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		list[1] = all[i].pattern;
		if (conf_source_has(&s, all[i].path) != all[i].has)
			fail_msg("%s %s", all[i].pattern, all[i].path);
	}
}

/* --- what is documented ---------------------------------------------------------- */

static void
every_key_is_in_the_manual_in_order(void **state)
{
	struct buf manual = BUF_INIT(1 << 20);
	const struct conf_key *k;
	char item[64];
	size_t n, i;

	(void)state;
	if (fs_read("daemon/greffier.yaml.5", &manual, &e) < 0)
		fail_msg("%s (run from the top of the tree)", e.msg);
	k = conf_keys(&n);
	for (i = 0; i < n; i++) {
		snprintf(item, sizeof(item), ".It Cm %s\n", k[i].name);
		if (strstr(buf_str(&manual), item) == NULL)
			fail_msg("not in the manual: %s", k[i].name);
		assert_true(i == 0 || strcmp(k[i - 1].name, k[i].name) < 0);
		assert_int_not_equal(k[i].meaning[0], '\0');
	}
	buf_free(&manual);
}

static void
the_sample_is_a_configuration(void **state)
{
	char text[4000] = "sources:\n";
	const char *p = strstr(conf_sample(), "# - name");
	size_t n = strlen(text);

	(void)state;
	must_open(conf_sample());
	assert_int_equal(conf->nsources, 0);
	/* And so is the source that it shows as a comment. */
	for (assert_non_null(p); *p != '\0'; p++)
		text[n++] = *p == '#' && (p[-1] == '\n') ? ' ' : *p;
	text[n] = '\0';
	put("centre.hook", SECRET);
	put("centre.token", "a-token-of-ours");
	must_open(text);
	assert_int_equal(conf->nsources, 1);
	assert_string_equal(conf->sources[0].token, "a-token-of-ours");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_file_is_all_defaults),
		TEST(every_key_is_read),
		TEST(a_mistake_is_told_with_its_line),
		TEST(a_source_is_read_with_its_secrets),
		TEST(each_kind_has_its_own_addresses_and_pace),
		TEST(two_secrets_live_and_not_three),
		TEST(a_secret_is_a_file_below_the_credentials_or_absolute),
		TEST(what_a_secret_file_holds_is_in_no_error),
		TEST(a_mistake_in_a_source_is_told_with_its_line),
		TEST(a_pattern_stays_within_its_part_unless_told),
		TEST(every_key_is_in_the_manual_in_order),
		TEST(the_sample_is_a_configuration),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
