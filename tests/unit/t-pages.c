/* rooms: web intake report store conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each page, written from a store, whatever is in it. */
#include "sample.h"
#undef TEST
#include "stores.h"

#include "conf/conf.h"
#include "web/local.h"

#define HOSTILE "<script>x</script>&\"'"

static struct conf conf;
static struct web web = { .spec = { .conf = &conf } };
static struct page page;

static int
up(void **state)
{
	conf = (struct conf){ .state = "/tmp" };
	page = (struct page){ .out = BUF_INIT(PAGE_MAX) };
	return make_sample(state) < 0 || make_store(state) < 0 ? -1 : 0;
}

static int
down(void **state)
{
	buf_free(&page.out);
	free_sample(state);
	return remove_store(state);
}

#undef TEST
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)

static int
makes(page_fn *make, int64_t id, enum lang lang)
{
	buf_free(&page.out);
	page = (struct page){ .web = &web, .store = s, .id = id,
	    .lang = lang, .status = 200, .out = BUF_INIT(PAGE_MAX) };
	return make(&page, &e);
}

static const char *
made(page_fn *make, int64_t id, enum lang lang)
{
	DID(makes(make, id, lang), 0);
	return buf_str(&page.out);
}

/* A page without markup of anybody else's, and whole. */
static void
sound(const char *html)
{
	const char *p;
	int open = 0, h1 = 0;

	assert_null(strstr(html, "<script"));
	assert_null(strstr(html, "<b>"));
	assert_null(strstr(html, "\x1b"));
	assert_null(strstr(html, "\xe2\x80\xae"));
	assert_null(strstr(html, "style=\""));
	for (p = html; (p = strstr(p, "table>")) != NULL; p++)
		open += p[-1] == '/' ? -1 : 1;
	assert_int_equal(open, 0);
	for (p = html; (p = strstr(p, "<h1>")) != NULL; p++)
		h1++;
	assert_int_equal(h1, 1);
	assert_string_equal(html + strlen(html) - 22,
	    "</main></body></html>\n");
}

static struct repo
hostile_repo(void)
{
	struct repo r = repo_of(7);

	snprintf(r.path, sizeof(r.path), "promo/" HOSTILE "\xe2\x80\xae");
	snprintf(r.default_branch, sizeof(r.default_branch), "<b>");
	DID(store_repo_put(s, &r, 1, &e), 1);
	return r;
}

static struct stored_audit
put_audit(const struct repo *r)
{
	struct stored_audit a = { .repo = r->id, .created = 1700000000,
	    .ref = "refs/heads/" HOSTILE, .ms = 7 };
	struct buf json = BUF_INIT(1 << 20);

	a.counts[0][EV_COMPLETE] = 11;
	a.counts[0][EV_PARTIAL] = 22;
	a.counts[0][EV_ABSENT] = 33;
	snprintf(a.commit, sizeof(a.commit), X40);
	sample.repository = r->path;
	report_json(&json, &sample, false);
	DID(store_audit_add(s, &a, json.data, json.len, &e), 0);
	buf_free(&json);
	return a;
}

static void
an_empty_store_says_what_will_fill_it(void **state)
{
	(void)state;
	assert_non_null(strstr(made(page_home, 0, LANG_FR),
	    "Aucun dépôt n&#39;est encore connu"));
	sound(buf_str(&page.out));
	assert_non_null(strstr(buf_str(&page.out), "<html lang=\"fr\">"));
	assert_non_null(strstr(made(page_home, 0, LANG_EN),
	    "No repository is known yet"));
	assert_non_null(strstr(buf_str(&page.out), "<html lang=\"en\">"));
	assert_non_null(strstr(made(page_queue, 0, LANG_FR),
	    "Aucun travail."));
	assert_non_null(strstr(buf_str(&page.out), "Rien n&#39;attend."));
	sound(buf_str(&page.out));
}

static void
the_repositories_are_listed_with_their_last_audit(void **state)
{
	struct repo r = hostile_repo(), none = repo_of(8);
	char link[64];
	struct stored_audit a;
	const char *html;

	(void)state;
	DID(store_repo_put(s, &none, 1, &e), 1);
	(void)put_audit(&r);
	a = put_audit(&r);
	html = made(page_home, 0, LANG_FR);
	sound(html);
	snprintf(link, sizeof(link), "<a href=\"/audits/%d\">", (int)a.id);
	assert_non_null(strstr(html, link));
	assert_non_null(strstr(html, "<td class=\"n\">11</td>"
	    "<td class=\"n\">22</td><td class=\"n\">33</td>"));
	assert_non_null(strstr(html, "2023-11-14 22:13 UTC"));
	assert_non_null(strstr(html, "promo/&lt;script&gt;"));
	assert_non_null(strstr(html, "pas encore d&#39;audit"));
}

static void
a_repository_shows_its_audits_jobs_and_answers(void **state)
{
	struct repo r = hostile_repo();
	struct push p = push_of(7, "refs/heads/" HOSTILE, 'b');
	struct outbox o = { .repo = r, .kind = OUT_STATUS, .key = HOSTILE,
	    .state = "pending", .text = "x", .due = 1700000000 };
	struct job j;
	int64_t job;
	const char *html;

	(void)state;
	(void)put_audit(&r);
	p.repo = r;
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	DID(store_job_lease(s, &j, 2, 9, &e), 1);
	DID(store_job_move(s, &j, JOB_DEAD, 2, HOSTILE "\x1b[1m", &e), 1);
	oid(o.commit, 'c');
	DID(store_out_add(s, &o, 1, &e), 0);
	html = made(page_repository, r.id, LANG_FR);
	sound(html);
	assert_non_null(strstr(html, "abandonné : un humain doit regarder"));
	assert_non_null(strstr(html, "&lt;b&gt; · privé"));
	assert_non_null(strstr(html, "<code>cccccccccc</code>"));
	html = made(page_queue, 0, LANG_EN);
	sound(html);
	assert_non_null(strstr(html, "dead: a human must look"));
}

static void
an_audit_is_shown_with_the_lines_it_cites(void **state)
{
	struct repo r = hostile_repo(), other = repo_of(8);
	struct stored_audit a = put_audit(&r);
	const char *html;

	(void)state;
	DID(store_repo_put(s, &other, 1, &e), 1);
	DID(store_excerpt_put(s, r.id, "b1", 12, 18, "run: |\n  pytest "
	    HOSTILE "\n", &e), 0);
	DID(store_excerpt_put(s, other.id, "b2", 3, 3, "somebody else's",
	    &e), 0);
	html = made(page_audit, a.id, LANG_FR);
	sound(html);
	assert_non_null(strstr(html, "<section class=\"c complete\" id=\"C1.1"
	    "\">"));
	assert_non_null(strstr(html, "   13  </span>  pytest &lt;script&gt;"));
	assert_non_null(strstr(html, "docs/&lt;b&gt;`@x|y"));
	assert_non_null(strstr(html, ".json\">JSON</a>"));
	/* The lines of another repository stay there. */
	assert_null(strstr(html, "somebody else"));
}

static void
the_stored_json_is_given_as_it_is(void **state)
{
	struct repo r = hostile_repo();
	struct stored_audit a = put_audit(&r);
	struct buf json = BUF_INIT(1 << 20);

	(void)state;
	report_json(&json, &sample, false);
	assert_string_equal(made(page_audit_json, a.id, LANG_FR),
	    buf_str(&json));
	buf_free(&json);
	made(page_audit_json, 99, LANG_FR);
	assert_int_equal(page.status, 404);
}

static void
what_has_no_such_number_is_not_found(void **state)
{
	(void)state;
	sound(made(page_audit, 99, LANG_FR));
	assert_int_equal(page.status, 404);
	sound(made(page_repository, 99, LANG_EN));
	assert_int_equal(page.status, 404);
	assert_non_null(strstr(buf_str(&page.out), "Nothing has this"));
}

static void
a_damaged_audit_is_an_error_and_no_half_page(void **state)
{
	struct repo r = hostile_repo();
	struct stored_audit a = put_audit(&r);

	(void)state;
	DID(db_exec(&s->db, "UPDATE audits SET json = CAST('{' AS BLOB)",
	    &e), 0);
	assert_int_equal(makes(page_audit, a.id, LANG_FR), -1);
	assert_int_not_equal(e.kind, ERR_NONE);
}

static void
the_metrics_count_what_is_in_the_store(void **state)
{
	struct push p = push_of(7, REF, 'b');
	int64_t job;
	const char *text;

	(void)state;
	DID(store_job_add(s, &p, 1, &job, &e), 1);
	web.accepted = 3;
	web.refused = 4;
	text = made(page_metrics, 0, LANG_FR);
	assert_non_null(strstr(text, "greffier_jobs{state=\"queued\"} 1\n"));
	assert_non_null(strstr(text, "greffier_jobs{state=\"dead\"} 0\n"));
	assert_non_null(strstr(text, "greffier_outbox{state=\"waiting\"} 0\n"));
	assert_non_null(strstr(text, "{outcome=\"accepted\"} 3\n"));
	assert_non_null(strstr(text, "{outcome=\"refused\"} 4\n"));
	web.accepted = web.refused = 0;
}

static void
it_is_ready_while_the_disk_has_room(void **state)
{
	(void)state;
	assert_string_equal(made(page_ready, 0, LANG_FR), "ready\n");
	assert_string_equal(made(page_health, 0, LANG_FR), "ok\n");
	conf.state = "/nowhere";
	assert_int_equal(makes(page_ready, 0, LANG_FR), -1);
	conf.state = "/proc";	/* where nothing is free */
	made(page_ready, 0, LANG_FR);
	assert_int_equal(page.status, 503);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_empty_store_says_what_will_fill_it),
		TEST(the_repositories_are_listed_with_their_last_audit),
		TEST(a_repository_shows_its_audits_jobs_and_answers),
		TEST(an_audit_is_shown_with_the_lines_it_cites),
		TEST(the_stored_json_is_given_as_it_is),
		TEST(what_has_no_such_number_is_not_found),
		TEST(a_damaged_audit_is_an_error_and_no_half_page),
		TEST(the_metrics_count_what_is_in_the_store),
		TEST(it_is_ready_while_the_disk_has_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
