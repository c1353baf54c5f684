/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * asserts.c: what can fail in a test.
 *
 * "assert True" and expect(true).toBe(true) cannot; nor can what a catch-all
 * hides whose handler neither raises nor fails.  Functions of the same file
 * that the test calls are looked into, once.
 */
#include <string.h>

#include "tests.h"

struct range {
	size_t	from, to;
};

/* --- one assertion -------------------------------------------------------- */

/* Nothing but constants in these tokens? */
static bool
constant(const struct source *s, size_t from, size_t to)
{
	static const char *const words[] = { "True", "False", "None", "true",
	    "false", "null", "not", "and", "or", "is", "in", "undefined",
	    NULL };
	size_t i;

	for (i = from; i < to && i < s->ntok; i++)
		if (s->tok[i].kind == GR_NAME &&
		    !name_any(s->tok[i].text, words))
			return false;
	return true;
}

/* "assert" of Python and Java: to the end of the statement. */
static size_t
statement_end(const struct source *s, size_t i, size_t to)
{
	int depth = s->tok[i].depth;

	if (to > i + TOKENS_FAR)
		to = i + TOKENS_FAR;
	for (i++; i < to; i++)
		if ((s->tok[i].kind == GR_NEWLINE || gr_token_is(&s->tok[i],
		    ";") || gr_token_is(&s->tok[i], ",")) &&
		    s->tok[i].depth <= depth)
			break;
	return i;
}

/* Calls that are assertions by what they begin with, last. */
static bool
asserts_by_name(const char *last)
{
	static const char *const verbs[] = { "assert", "Assert" };
	size_t i;

	for (i = 0; i < 2; i++)
		if (name_begins(last, verbs[i]) && strcmp(last,
		    "assertions") != 0)
			return true;
	return false;
}

static bool
asserts_python(const struct gr_item *it)
{
	static const char *const whole[] = { "pytest.raises", "pytest.warns",
	    "pytest.fail", "raises", "self.fail", "expect", "verify", NULL };
	const char *last = name_last(it->name);

	return asserts_by_name(last) || name_any(it->name, whole) ||
	    name_begins(last, "expect_column_") ||
	    name_begins(last, "expect_table_") ||
	    /* Playwright: expect(page).to_have_title(..) */
	    (name_begins(it->name, "expect().") && strchr(last, '_') != NULL);
}

static bool
asserts_script(const struct source *s, const struct gr_item *it)
{
	static const char *const last[] = { "should", "expectOne",
	    "toMatchSnapshot", NULL };
	bool after = it->end < s->ntok && gr_token_is(&s->tok[it->end], ".");

	if (strcmp(it->name, "expect") == 0)
		return after;	/* expect(x) alone says nothing */
	if (name_begins(it->name, "expect()."))
		return false;	/* counted there */
	return strcmp(it->name, "assert") == 0 ||
	    name_begins(it->name, "assert.") ||
	    name_begins(it->name, "t.is") || strcmp(it->name, "fail") == 0 ||
	    name_ends(it->name, "().expect") ||
	    name_any(name_last(it->name), last);
}

static bool
asserts_java(const struct gr_item *it)
{
	static const char *const last[] = { "verify", "andExpect",
	    "andExpectAll", "expectStatus", "expectBody", "fail",
	    "statusCode", "verifyNoInteractions", "verifyNoMoreInteractions",
	    "expectNext", "verifyComplete", "shouldBe", "coVerify",
	    "verifyError", "expectError", NULL };

	return asserts_by_name(name_last(it->name)) ||
	    name_any(name_last(it->name), last);
}

static bool
asserts_sharp(const struct gr_item *it)
{
	static const char *const last[] = { "Should", "ShouldBe", "Verify",
	    "EnsureSuccessStatusCode", "ShouldNotBeNull", "ShouldThrow",
	    "VerifyAll", "Received", NULL };

	return name_begins(it->name, "Assert.") ||
	    name_begins(it->name, "StringAssert.") ||
	    name_begins(it->name, "CollectionAssert.") ||
	    name_any(name_last(it->name), last);
}

static bool
asserts_go(const struct gr_item *it)
{
	static const char *const fails[] = { "Error", "Errorf", "Fatal",
	    "Fatalf", "Fail", "FailNow", NULL };
	const char *last = name_last(it->name);

	if (name_begins(it->name, "assert.") ||
	    name_begins(it->name, "require.") ||
	    name_begins(it->name, "is."))
		return true;
	/* t.Errorf, tt.Fatal; log.Fatal ends the program. */
	return name_any(last, fails) && !name_begins(it->name, "log.") &&
	    !name_begins(it->name, "fmt.");
}

static bool
asserts_php(const struct source *s, const struct gr_item *it)
{
	const char *last = name_last(it->name);

	return asserts_by_name(last) || name_begins(last, "expectException") ||
	    (strcmp(it->name, "expect") == 0 && it->end < s->ntok &&
	    gr_token_is(&s->tok[it->end], "->"));
}

static bool
asserts_call(const struct source *s, const struct gr_item *it)
{
	switch (s->file->entry->kind) {
	case GR_JAVASCRIPT:
	case GR_TYPESCRIPT:
		return asserts_script(s, it);
	case GR_JAVA:
	case GR_KOTLIN:
		return asserts_java(it);
	case GR_CSHARP:
		return asserts_sharp(it);
	case GR_GO:
		return asserts_go(it);
	case GR_PHP:
		return asserts_php(s, it);
	default:
		return asserts_python(it);
	}
}

/* --- what hides it -------------------------------------------------------- */

/* The handler at "except": does it catch all and stay silent? */
static bool
silent(const struct source *s, size_t at, size_t to)
{
	static const char *const loud[] = { "raise", "fail", "assert", "exit",
	    "_exit", NULL };
	static const char *const all[] = { "Exception", "BaseException",
	    "AssertionError", NULL };
	int indent = s->tok[at].indent, line = s->tok[at].line;
	bool catches = false;
	size_t i;

	if (to > at + TOKENS_FAR)
		to = at + TOKENS_FAR;
	catches = at + 1 < to && gr_token_is(&s->tok[at + 1], ":");
	for (i = at + 1; i < to; i++) {
		const struct gr_token *t = &s->tok[i];

		if (t->kind == GR_NEWLINE || t->kind == GR_COMMENT)
			continue;
		if (t->line > line && t->indent <= indent)
			break;
		if (t->line == line && t->kind == GR_NAME &&
		    name_any(t->text, all))
			catches = true;
		if (t->kind == GR_NAME && name_any(t->text, loud))
			return false;
	}
	return catches;
}

/* Python: the "try" bodies of the case whose handlers are silent. */
static size_t
find_silent(const struct source *s, struct range r, struct range *out,
    size_t max)
{
	size_t open[16], nopen = 0, n = 0, i;

	for (i = r.from; i < r.to && n < max; i++) {
		const struct gr_token *t = &s->tok[i];

		if (t->kind != GR_NAME)
			continue;
		if (strcmp(t->text, "try") == 0 && nopen < 16)
			open[nopen++] = i;
		if (strcmp(t->text, "except") != 0)
			continue;
		while (nopen > 0 && s->tok[open[nopen - 1]].indent > t->indent)
			nopen--;
		if (nopen > 0 && s->tok[open[nopen - 1]].indent == t->indent &&
		    silent(s, i, r.to)) {
			out[n].from = open[nopen - 1];
			out[n++].to = i;
		}
	}
	return n;
}

/* --- all of a case -------------------------------------------------------- */

struct look {
	const struct source	*s;
	struct range		 hidden[16];
	size_t			 nhidden;
	struct asserts		*a;
};

static void
count(const struct look *l, size_t at, bool hollow)
{
	size_t i;

	for (i = 0; i < l->nhidden; i++)
		if (at >= l->hidden[i].from && at < l->hidden[i].to) {
			l->a->swallowed++;
			return;
		}
	if (hollow)
		l->a->hollow++;
	else
		l->a->real++;
}

/* An assertion about its arguments alone, and they are constants? */
static bool
hollow(const struct source *s, const struct gr_item *it)
{
	static const char *const about[] = { "assertTrue", "assertFalse",
	    "assertEqual", "assertEquals", "assertSame", "assertIs",
	    "assertNull", "assertThat", "assertNotNull", "assertIsNone",
	    "True", "False", "Equal", "AreEqual", "IsTrue", "equal",
	    "strictEqual", "deepEqual", "ok", "assert", "expect", NULL };
	static const struct gr_pattern *plain;
	size_t i, far = it->end > TOKENS_FAR ? it->end - TOKENS_FAR : 0;

	if (it->nargs == 0 || !name_any(name_last(it->name), about) ||
	    !words_match(&plain, "^((self|cls|this|\\$this|assert|"
	    "assertions)\\.)?\\w+$", it->name))
		return false;
	for (i = it->end - 1; i > it->token && i > far; i--)
		if (gr_token_is(&s->tok[i], "(") &&
		    s->tok[i].depth < s->tok[it->end - 1].depth)
			break;
	return constant(s, i, it->end);
}

/* Index of the first item whose text lies in the range. */
static size_t
first_item(const struct source *s, int item, size_t from)
{
	size_t i = (size_t)item;

	while (i > 0 && s->item[i - 1].token >= from)
		i--;
	return i;
}

static void
look_statements(struct look *l, struct range r)
{
	const struct source *s = l->s;
	size_t i;

	if (s->brace && s->file->entry->kind != GR_JAVA)
		return;
	for (i = r.from; i < r.to; i++)
		if (s->tok[i].kind == GR_NAME &&
		    strcmp(s->tok[i].text, "assert") == 0 &&
		    (i == 0 || !gr_token_is(&s->tok[i - 1], ".")))
			count(l, i, constant(s, i + 1,
			    statement_end(s, i, r.to)));
}

static void
look_in(const struct source *s, int item, struct range r, bool deep,
    struct asserts *a)
{
	struct look l = { .s = s, .a = a };
	size_t i;
	int h;

	if (*s->left < r.to - r.from)
		return;
	*s->left -= r.to - r.from;
	if (!s->brace)
		l.nhidden = find_silent(s, r, l.hidden, 16);
	look_statements(&l, r);
	for (i = first_item(s, item, r.from); i < s->n &&
	    s->item[i].token < r.to; i++) {
		const struct gr_item *it = &s->item[i];

		if (it->kind != GR_CALL || it->dead || it->token < r.from)
			continue;
		if (asserts_call(s, it)) {
			count(&l, it->token, hollow(s, it));
		} else if (deep && (h = helper_of(s, it)) >= 0 && h != item) {
			struct range in = { s->item[h].token,
			    s->item[h].end };

			look_in(s, h, in, false, a);
		}
	}
}

struct asserts
asserts_count(const struct source *s, const struct test *t)
{
	struct range r = { t->from, t->to < s->ntok ? t->to : s->ntok };
	struct asserts a = { 0, 0, 0 };
	int m;

	look_in(s, t->item, r, true, &a);
	/* @Test(expected = X.class) */
	for (m = t->item; s->brace && (m = mark_before(s, t->item, m)) >= 0; )
		if (gr_arg(&s->item[m], "expected", -1) != NULL ||
		    gr_arg(&s->item[m], "expectedExceptions", -1) != NULL)
			a.real++;
	return a;
}
