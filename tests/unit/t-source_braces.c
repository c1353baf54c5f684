/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* t-source_braces.c: outlines of the languages whose blocks are braces. */
#include "source.h"

static void
javascript_brings_in_by_import_and_require(void **state)
{
	(void)state;
	assert_string_equal(outline("a.ts",
	    "import express, { Router as R } from \"express\";\n"
	    "import * as fs from 'fs'\n"
	    "import \"./side\"\n"
	    "import type { T } from './t'\n"
	    "const { a, b: c } = require(\"./m\");\n"
	    "const d = require('d')\n"
	    "export { e } from './e'\n"
	    "require('./f');\n"
	    "const g = await import('./g')\n", ALL),
	    "import express < default as express 1-1\n"
	    "import express < Router as R 1-1\n"
	    "import fs as fs 2-2\n"
	    "import ./side 3-3\n"
	    "import ./t < T as T 4-4\n"
	    "import ./m < a as a 5-5\n"
	    "import ./m < b as c 5-5\n"
	    "import d as d 6-6\n"
	    "import ./e < e as e 7-7\n"
	    "import ./f 8-8\n"
	    "import ./g as g 9-9\n");
}

static void
javascript_functions_have_the_name_they_are_given(void **state)
{
	(void)state;
	assert_string_equal(outline("a.js",
	    "const BASE = '/api'\n"
	    "const f = async (a, b = 1) => {\n"
	    "  return go(a)\n"
	    "}\n"
	    "exports.h = function (x) { y(x) }\n"
	    "export default class A extends B {\n"
	    "  constructor(x) { super(x); this.x = x }\n"
	    "  async run() { return this.x.go() }\n"
	    "  k = () => z()\n"
	    "}\n"
	    "app.get(`${BASE}/x/${id}`, auth, (req, res) => {\n"
	    "  res.send(1)\n"
	    "})\n"
	    "const o = { p: () => q(), r() { s() } }\n"
	    "function last() { if (x) { return } t(); return; u() }\n"
	    "const w = new W('a')\n", ALL),
	    "set BASE [\"/api\" is /api] 1-1\n"
	    "def f [a=a] [b=b = 1] 2-4\n"
	    "call go [a] 3-3 in f\n"
	    "def exports.h [x=x] 5-5\n"
	    "call y [x] 5-5 in exports.h\n"
	    "class A < B 6-10\n"
	    "def constructor [x=x] 7-7 in A\n"
	    "call super [x] 7-7 in constructor\n"
	    "set this.x [x] 7-7 in constructor\n"
	    "def run 8-8 in A\n"
	    "call this.x.go 8-8 in run\n"
	    "def k 9-9 in A\n"
	    "call z 9-9 in k\n"
	    "call app.get [\"${BASE}/x/${id}\" is /api/x/{}] [auth] "
	    "[(req, res) => {res.send(1)}] 11-13\n"
	    "call res.send [1] 12-12\n"
	    "set o [{ p: () => q(), r() { s() } }] 14-14\n"
	    "def p 14-14\n"
	    "call q 14-14 in p\n"
	    "def r 14-14\n"
	    "call s 14-14 in r\n"
	    "def last 15-15\n"
	    "call t 15-15 in last\n"
	    "call u 15-15 in last dead\n"
	    "set w < W [new W(\"a\")] 16-16\n"
	    "call W [\"a\" is a] 16-16\n");
}

static void
typescript_has_types_between(void **state)
{
	(void)state;
	assert_string_equal(outline("a.ts",
	    "@Controller('cats')\n"
	    "export class Cats {\n"
	    "  constructor(private readonly db: Db) {}\n"
	    "  @Get(':id') one(@Param('id') id: string): Promise<Cat> {\n"
	    "    return this.db.find<Cat>(id);\n"
	    "  }\n"
	    "}\n"
	    "const g: Handler = (x: { a: number }): void => { h() }\n"
	    "const n: number = f()\n", ALL),
	    "mark Controller [\"cats\" is cats] 1-1 on Cats\n"
	    "class Cats 2-7\n"
	    "def constructor [db=private readonly db: Db] 3-3 in Cats\n"
	    "mark Get [\":id\" is :id] 4-4 in Cats on one\n"
	    "def one [id=@Param(\"id\") id: string] 4-6 in Cats\n"
	    "mark Param [\"id\" is id] 4-4 in one\n"
	    "call this.db.find [id] 5-5 in one\n"
	    "def g [x=x: { a: number }] 8-8\n"
	    "call h 8-8 in g\n"
	    "set n < f [f()] 9-9\n"
	    "call f 9-9\n");
}

static void
a_mark_may_hold_an_object(void **state)
{
	(void)state;
	assert_string_equal(outline("a.ts",
	    "@Controller('cats')\n"
	    "@Tag({ a: { b: 1 } })\n"
	    "export class Cats {\n"
	    "  @Get()\n"
	    "  @Says({ summary: 'x', of: [{ y: 1 }] })\n"
	    "  all() { return 1; }\n"
	    "  @Field({ c: 1 }) field = 2;\n"
	    "  none() { return 1; }\n"
	    "}\n", ONLY(GR_MARK) | ONLY(GR_FUNCTION)),
	    "mark Controller [\"cats\" is cats] 1-1 on Cats\n"
	    "mark Tag [{ a: { b: 1 } }] 2-2 on Cats\n"
	    "mark Get 4-4 in Cats on all\n"
	    "mark Says [{ summary: \"x\", of: [{ y: 1 }] }] 5-5 in Cats"
	    " on all\n"
	    "def all 6-6 in Cats\n"
	    "mark Field [{ c: 1 }] 7-7 in Cats\n"
	    "def none 8-8 in Cats\n");
}

static void
java_annotations_are_marks(void **state)
{
	(void)state;
	assert_string_equal(outline("A.java",
	    "import static org.junit.Assert.assertEquals;\n"
	    "import java.util.*;\n"
	    "@RestController\n"
	    "public class A extends B implements C {\n"
	    "  @Autowired private Foo foo;\n"
	    "  private Map<String, X> m = new HashMap<>();\n"
	    "  public A(Foo f) { this.foo = f; }\n"
	    "  @GetMapping(value = \"/x\") @Secured(\"ADMIN\")\n"
	    "  public List<X> get(@RequestParam String q) throws E {\n"
	    "    if (false) { never(); }\n"
	    "    switch (q) { case \"a\": one(); return; case \"b\": two(); }\n"
	    "    return foo.find(q);\n"
	    "  }\n"
	    "  abstract void none(int x);\n"
	    "}\n", ALL),
	    "import org.junit.Assert < assertEquals as assertEquals 1-1\n"
	    "import java.util < * 2-2\n"
	    "mark RestController 3-3 on A\n"
	    "class A < B, C 4-15\n"
	    "mark Autowired 5-5 in A\n"
	    "set m < HashMap [new HashMap<>()] 6-6 in A\n"
	    "call HashMap 6-6 in A\n"
	    "def A [f=Foo f] 7-7 in A\n"
	    "set this.foo [f] 7-7 in A\n"
	    "mark GetMapping [value=\"/x\" is /x] 8-8 in A on get\n"
	    "mark Secured [\"ADMIN\" is ADMIN] 8-8 in A on get\n"
	    "def get [q=@RequestParam String q] 9-13 in A\n"
	    "mark RequestParam 9-9 in get\n"
	    "call never 10-10 in get dead\n"
	    "call one 11-11 in get\n"
	    "call two 11-11 in get\n"
	    "call foo.find [q] 12-12 in get\n"
	    "def none [x=int x] 14-14 in A\n");
}

static void
csharp_attributes_are_marks(void **state)
{
	(void)state;
	assert_string_equal(outline("A.cs",
	    "using Xunit;\n"
	    "namespace N {\n"
	    "[ApiController, Route(\"api\")]\n"
	    "public class A : B {\n"
	    "  private readonly Foo _f = new Foo();\n"
	    "  [Fact]\n"
	    "  public async Task<int> Get([FromBody] X x) {\n"
	    "    var r = await _c.GetAsync($\"/x/{id}\");\n"
	    "    int[] a = [1, 2];\n"
	    "  }\n"
	    "  [HttpGet(\"{id}\")] public int One(int id) => _f.Find(id);\n"
	    "}}\n", ALL),
	    "import Xunit 1-1\n"
	    "mark ApiController 3-3 on A\n"
	    "mark Route [\"api\" is api] 3-3 on A\n"
	    "class A < B 4-12\n"
	    "set _f < Foo [new Foo()] 5-5 in A\n"
	    "call Foo 5-5 in A\n"
	    "mark Fact 6-6 in A on Get\n"
	    "def Get [x=[FromBody] X x] 7-10 in A\n"
	    "mark FromBody 7-7 in Get\n"
	    "set r < _c.GetAsync [await _c.GetAsync(\"/x/{id}\")] 8-8 in Get\n"
	    "call _c.GetAsync [\"/x/{id}\" is /x/{}] 8-8 in Get\n"
	    "set a [[1, 2]] 9-9 in Get\n"
	    "mark HttpGet [\"{id}\" is {id}] 11-11 in A on One\n"
	    "def One [id=int id] 11-11 in A\n"
	    "call _f.Find [id] 11-11 in One\n");
}

static void
kotlin_php_and_go_are_read(void **state)
{
	(void)state;
	assert_string_equal(outline("A.kt",
	    "import a.b.C as D\n"
	    "class T(val x: Int) : Base() {\n"
	    "  @Test fun `it adds`() { assertEquals(3, add(1, 2)) }\n"
	    "  fun one(id: Int): String = db?.find(id)\n"
	    "}\n"
	    "fun main() { val u = \"/x/$id\"; go(u) }\n", ALL),
	    "import a.b < C as D 1-1\n"
	    "class T < Base() [x=val x: Int] 2-5\n"
	    "call Base 2-2 in T\n"
	    "mark Test 3-3 in T on it adds\n"
	    "def it adds 3-3 in T\n"
	    "call assertEquals [3] [add(1, 2)] 3-3 in it adds\n"
	    "call add [1] [2] 3-3 in it adds\n"
	    "def one [id=id: Int] 4-4 in T\n"
	    "call db.find [id] 4-4 in one\n"
	    "def main 6-6\n"
	    "set u [\"/x/$id\" is /x/{}] 6-6 in main main\n"
	    "call go [u is /x/{}] 6-6 in main main\n");
	assert_string_equal(outline("a.php",
	    "<?php\n"
	    "use App\\Models\\User as U;\n"
	    "use PHPUnit\\Framework\\{TestCase, Assert};\n"
	    "require __DIR__ . '/x.php';\n"
	    "class T extends TestCase {\n"
	    "  #[Route('/x', name: 'x')]\n"
	    "  public function testGet(): void {\n"
	    "    $r = $this->client->request('GET', \"/u/$id\");\n"
	    "    U::find(1)->save();\n"
	    "  }\n"
	    "}\n"
	    "$f = function ($a) use ($b) { g($a); };\n", ALL),
	    "import App\\Models < User as U 2-2\n"
	    "import PHPUnit\\Framework < TestCase as TestCase 3-3\n"
	    "import PHPUnit\\Framework < Assert as Assert 3-3\n"
	    "import /x.php 4-4\n"
	    "class T < TestCase 5-11\n"
	    "mark Route [\"/x\" is /x] [name=\"x\" is x] 6-6 in T on testGet\n"
	    "def testGet 7-10 in T\n"
	    "set $r < $this.client.request [$this->client->request(\"GET\","
	    " \"/u/$id\")] 8-8 in testGet\n"
	    "call $this.client.request [\"GET\" is GET] [\"/u/$id\" is /u/{}]"
	    " 8-8 in testGet\n"
	    "call U.find [1] 9-9 in testGet\n"
	    "call U.find().save 9-9 in testGet\n"
	    "def $f [$a=$a] 12-12\n"
	    "call g [$a] 12-12 in $f\n");
	assert_string_equal(outline("a.go",
	    "package main\n"
	    "import (\n\t\"fmt\"\n\th \"net/http\"\n)\n"
	    "type S struct {\n\tx int\n}\n"
	    "func (s *S) Get(w h.W, r *h.R) (int, error) {\n"
	    "\tx, err := s.find(1)\n"
	    "\treturn x, err\n"
	    "}\n"
	    "func main() { h.HandleFunc(\"/x\", Get) }\n", ALL),
	    "import fmt as fmt 3-3\n"
	    "import net/http as h 4-4\n"
	    "class S 6-8\n"
	    "def Get [w=w h.W] [r=r *h.R] 9-12\n"
	    "set x < s.find [s.find(1)] 10-10 in Get\n"
	    "call s.find [1] 10-10 in Get\n"
	    "def main 13-13\n"
	    "call h.HandleFunc [\"/x\" is /x] [Get] 13-13 in main main\n");
}

static void
hostile_scripts_take_no_more_than_their_length(void **state)
{
	(void)state;
	many_of_each("a.ts", "");
	many_of_each("a.php", "<?php ");
	many_of_each("a.go", "");
}

static void
hostile_classes_take_no_more_than_their_length(void **state)
{
	(void)state;
	many_of_each("A.java", "");
	many_of_each("A.cs", "");
	many_of_each("A.kt", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		SENTENCE(javascript_brings_in_by_import_and_require),
		SENTENCE(javascript_functions_have_the_name_they_are_given),
		SENTENCE(typescript_has_types_between),
		SENTENCE(a_mark_may_hold_an_object),
		SENTENCE(java_annotations_are_marks),
		SENTENCE(csharp_attributes_are_marks),
		SENTENCE(kotlin_php_and_go_are_read),
		SENTENCE(hostile_scripts_take_no_more_than_their_length),
		SENTENCE(hostile_classes_take_no_more_than_their_length),
	};

	return cmocka_run_group_tests_name("source_braces", tests, NULL, NULL);
}
