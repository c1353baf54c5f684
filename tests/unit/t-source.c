/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-source.c: what a file of Python imports, defines, assigns, calls. */
#include "source.h"

static void
python_imports_tell_what_each_name_is_called(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "import os, a.b as c\n"
	    "from fastapi.security import (APIKeyHeader,  # comment\n"
	    "    OAuth2 as O)\n"
	    "from ..x import *\n"
	    "def f():\n"
	    "    from . import y\n", ONLY(GR_IMPORT)),
	    "import os as os 1-1\n"
	    "import a.b as c 1-1\n"
	    "import fastapi.security < APIKeyHeader as APIKeyHeader 2-2\n"
	    "import fastapi.security < OAuth2 as O 3-3\n"
	    "import ..x < * 4-4\n"
	    "import . < y as y 6-6 in f\n");
}

static void
python_blocks_are_told_by_their_indentation(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "class A(Base, metaclass=M):\n"
	    "    x: int = 3\n"
	    "    async def get(self, n=1, *args, who: str = \"me\"):\n"
	    "        def inner():\n"
	    "            return 1\n"
	    "\n"
	    "        return inner\n"
	    "    # a comment further left\n"
	    "    def one(self): return go()\n"
	    "\n"
	    "def last(\n"
	    "    a,\n"
	    "):\n"
	    "    pass\n"
	    "end()\n", ALL),
	    "class A < Base, metaclass=M 1-9\n"
	    "set x [int=3] 2-2 in A\n"
	    "def get [self=self] [n=n=1] [args=*args] "
	    "[who=who: str = \"me\" is me] 3-7 in A\n"
	    "def inner 4-5 in get\n"
	    "def one [self=self] 9-9 in A\n"
	    "call go 9-9 in one\n"
	    "def last [a=a] 11-14\n"
	    "call end 15-15\n");
}

static void
decorators_are_marks_on_what_follows(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "@app.get(\"/x\", dependencies=[Depends(auth)])\n"
	    "@cached\n"
	    "async def f():\n"
	    "    pass\n"
	    "@dataclass\n"
	    "class A:\n"
	    "    @property\n"
	    "    def g(self): ...\n", ALL),
	    "mark app.get [\"/x\" is /x] [dependencies=[Depends(auth)]] 1-1"
	    " on f\n"
	    "call Depends [auth] 1-1\n"
	    "mark cached 2-2 on f\n"
	    "def f 3-4\n"
	    "mark dataclass 5-5 on A\n"
	    "class A 6-8\n"
	    "mark property 7-7 in A on g\n"
	    "def g [self=self] 8-8 in A\n");
}

static void
calls_have_their_chain_and_their_arguments(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "r = client.post(\n"
	    "    \"/a\"\n"
	    "    \"/b\",\n"
	    "    json={\"x\": f(1)},\n"
	    ").json()\n"
	    "a, b = await split(x)\n"
	    "with TestClient(app) as c, open(\"f\") as g:\n"
	    "    if not (a): d[0].go(**kw)\n"
	    "\"-\".join(x)\n", ONLY(GR_CALL) | ONLY(GR_ASSIGN)),
	    "set r < client.post().json [client.post(\"/a\" \"/b\", json={"
	    "\"x\": f(1)},).json()] 1-5\n"
	    "call client.post [\"/a\" \"/b\" is /a/b] [json={\"x\": f(1)}]"
	    " 1-5\n"
	    "call f [1] 4-4\n"
	    "call client.post().json 5-5\n"
	    "set a < split [await split(x)] 6-6\n"
	    "set b < split [await split(x)] 6-6\n"
	    "call split [x] 6-6\n"
	    "set c < TestClient [TestClient(app)] 7-7\n"
	    "call TestClient [app] 7-7\n"
	    "set g < open [open(\"f\")] 7-7\n"
	    "call open [\"f\" is f] 7-7\n"
	    "call [].go [**kw] 8-8\n"
	    "call \"\".join [x] 9-9\n");
}

static void
texts_are_put_together(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "HOST = \"http://h\"\n"
	    "API = f\"{HOST}/v1\"\n"
	    "TWICE = \"a\"\n"
	    "TWICE = \"b\"\n"
	    "COPY = HOST\n"
	    "class T:\n"
	    "    url = '/t'\n"
	    "    def t(self, given):\n"
	    "        f(HOST, API, TWICE, COPY, given)\n"
	    "        f(self.url, f\"{API}/x/{n + 1}/{{y}}\", HOST + \"/a\")\n"
	    "        f(\"/%d/%s\" % (1, 2), \"/{id}/{}\".format(1))\n"
	    "        f(\"a\" if x else \"b\", \"a\".upper(), x or \"y\", g())\n",
	    ONLY(GR_CALL)),
	    "call f [HOST is http://h] [API is http://h/v1] [TWICE] [COPY] "
	    "[given] 9-9 in t\n"
	    "call f [self.url is /t] [\"{API}/x/{n + 1}/{{y}}\" is "
	    "http://h/v1/x/{}/{y}] [HOST + \"/a\" is http://h/a] 10-10 in t\n"
	    "call f [\"/%d/%s\" % (1, 2) is /{}/{}] "
	    "[\"/{id}/{}\".format(1) is /{}/{}] 11-11 in t\n"
	    "call \"\".format [1] 11-11 in t\n"
	    "call f [\"a\" if x else \"b\"] [\"a\".upper()] [x or \"y\"] "
	    "[g()] 12-12 in t\n"
	    "call \"\".upper 12-12 in t\n"
	    "call g 12-12 in t\n");
}

static void
what_is_never_run_is_dead(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "if False:\n"
	    "    a()\n"
	    "else:\n"
	    "    b()\n"
	    "def f():\n"
	    "    if x: return 1\n"
	    "    c()\n"
	    "    if y:\n"
	    "        raise E()\n"
	    "        d()\n"
	    "    e()\n"
	    "    return\n"
	    "    g()\n"
	    "if 0: h()\n"
	    "# i()\n"
	    "\"j()\"\n"
	    "k()\n", ONLY(GR_CALL)),
	    "call a 2-2 dead\n"
	    "call b 4-4\n"
	    "call c 7-7 in f\n"
	    "call E 9-9 in f\n"
	    "call d 10-10 in f dead\n"
	    "call e 11-11 in f\n"
	    "call g 13-13 in f dead\n"
	    "call h 14-14 dead\n"
	    "call k 17-17\n");
}

static void
the_entry_point_is_told(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "def main():\n"
	    "    a()\n"
	    "b()\n"
	    "if __name__ == \"__main__\":\n"
	    "    main()\n"
	    "c()\n", ONLY(GR_CALL)),
	    "call a 2-2 in main main\n"
	    "call b 3-3\n"
	    "call main 5-5 main\n"
	    "call c 6-6\n");
}

static void
a_notebook_begins_anew_in_each_cell(void **state)
{
	(void)state;
	assert_string_equal(outline("a.ipynb",
	    "{\"cells\": [\n"
	    "{\"cell_type\": \"code\", \"source\": [\n"
	    "\"def f():\\n\",\n"
	    "\"    return 1\"]},\n"
	    "{\"cell_type\": \"code\", \"source\": [\n"
	    "\"    x = g()\\n\"]}\n"
	    "], \"metadata\": {\"kernelspec\": {\"language\": \"python\"}},\n"
	    "\"nbformat\": 4}\n", ALL),
	    "def f 3-4\n"
	    "set x < g [g()] 6-6\n"
	    "call g 6-6\n");
}

static void
arguments_are_found_by_name_or_by_place(void **state)
{
	const struct gr_item *it;
	size_t n;

	(void)state;
	open_text("a.py", "f(1, path=\"/x\", *a)\n");
	it = gr_outline(&file, &n);
	assert_int_equal(n, 1);
	assert_string_equal(gr_arg(it, "path", 0)->text, "/x");
	assert_string_equal(gr_arg(it, "none", 0)->code, "1");
	assert_string_equal(gr_arg(it, NULL, 1)->code, "*a");
	assert_null(gr_arg(it, NULL, 2));
	assert_null(gr_arg(it, "none", -1));
	assert_null(gr_arg(NULL, "path", 0));
	/* Other kinds of files have none, and a second look is the same. */
	assert_ptr_equal(gr_outline(&file, &n), it);
	open_text("a.rb", "f(1)\n");
	assert_null(gr_outline(&file, &n));
	assert_int_equal(n, 0);
	open_text("a.py", "");
	(void)gr_outline(&file, &n);
	assert_int_equal(n, 0);
}

static void
what_was_never_closed_hides_nothing_after_it(void **state)
{
	(void)state;
	assert_string_equal(outline("a.py",
	    "f(1, g(2\n"
	    "def h():\n"
	    "    k()\n", ONLY(GR_CALL) | ONLY(GR_FUNCTION)),
	    "call f [1] [g(2] 1-1\n"
	    "call g [2] 1-1\n"
	    "def h 2-3\n"
	    "call k 3-3 in h\n");
	assert_string_equal(outline("a.js", "function f( { g(1, [2 }",
	    ONLY(GR_CALL)), "call g [1] [[2] 1-1 in f\n");
}

static void
hostile_nesting_takes_no_more_than_its_length(void **state)
{
	(void)state;
	many_of_each("a.py", "");
}

static void
a_ceiling_holds_on_items(void **state)
{
	size_t n;
	char *s = repeat("", "f()\n", 250000, "");

	(void)state;
	open_text("a.py", s);
	(void)gr_outline(&file, &n);
	assert_int_equal(n, 200000);
	free(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SENTENCE(python_imports_tell_what_each_name_is_called),
		SENTENCE(python_blocks_are_told_by_their_indentation),
		SENTENCE(decorators_are_marks_on_what_follows),
		SENTENCE(calls_have_their_chain_and_their_arguments),
		SENTENCE(texts_are_put_together),
		SENTENCE(what_is_never_run_is_dead),
		SENTENCE(the_entry_point_is_told),
		SENTENCE(a_notebook_begins_anew_in_each_cell),
		SENTENCE(arguments_are_found_by_name_or_by_place),
		SENTENCE(what_was_never_closed_hides_nothing_after_it),
		SENTENCE(hostile_nesting_takes_no_more_than_its_length),
		SENTENCE(a_ceiling_holds_on_items),
	};

	return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
