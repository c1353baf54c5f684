# SPDX-License-Identifier: GPL-3.0-or-later
"""Automated tests: what is collected, what can fail, what it is about."""
import pytest

from said import attrs, facts, named


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def names(found, fact):
    return sorted(attrs(found, fact, "name"))


def subject(found, name):
    got = [s for n, s in attrs(found, "test.written", "name", "subject")
           if n == name]
    assert len(got) == 1, found
    return set(got[0].split())


APP = {"app/__init__.py": "", "app/stock.py": "def level(x):\n    return x\n"}


# --- what a runner would collect ---------------------------------------------

def test_pytest_collects_functions_and_classes_by_their_name(said):
    got = said({**APP, "tests/test_stock.py": """
        from app.stock import level

        def test_level():
            assert level(3) == 3

        def helper():
            assert level(1) == 1

        class TestStock:
            def test_low(self):
                assert level(0) == 0

        class StockChecker:
            def test_name(self):
                assert level(1) == 1

        class TestRunner:
            def __init__(self):
                self.x = 1

            def test_source(self):
                assert self.x == level(1)

        def test_outer():
            def test_inner():
                assert level(2)
            test_inner()
        """})
    assert names(got, "test.case") == ["test_level", "test_low",
                                       "test_outer"]
    assert attrs(got, "test.file", "framework") == ["pytest"]


@pytest.mark.parametrize("path", [
    "tests/stock_checks.py", "tests/stock.py", "tests/tests_stock.txt"])
def test_a_file_that_no_runner_opens_holds_no_test(said, path):
    got = said({**APP, path: """
        from app.stock import level

        def test_level():
            assert level(3) == 3
        """})
    assert named(got, "test.case") == []


def test_unittest_and_django_go_by_their_class(said):
    got = said({"shop/models.py": "class Cart: pass\n", "shop/tests.py": """
        from django.test import TestCase
        from .models import Cart

        class CartTests(TestCase):
            def test_new(self):
                self.assertIsNotNone(Cart())

        def test_alone():
            assert Cart()
        """})
    assert attrs(got, "test.case", "name", "framework") == \
        [("test_new", "django")]


def test_a_fixture_and_a_nested_function_are_no_tests(said):
    got = said({**APP, "tests/test_a.py": """
        import pytest
        from app.stock import level

        @pytest.fixture
        def test_image():
            assert level(1)
            return 1

        def test_it(test_image):
            assert level(test_image) == 1
        """})
    assert names(got, "test.case") == ["test_it"]


def test_the_untouched_file_of_django_is_empty(said):
    got = said({"shop/tests.py": """
        from django.test import TestCase

        # Create your tests here.
        """})
    assert len(named(got, "test.empty")) == 1
    assert named(got, "test.case") + named(got, "test.script") == []


def test_a_script_named_like_a_test_is_none(said):
    got = said({"test_api.py": """
        import sys
        import requests

        r = requests.get("http://localhost:8000/items")
        if r.status_code != 200:
            print("KO")
            sys.exit(1)
        print("OK")
        """, "scripts/test_etl.py": """
        class FileTester:
            def test_files(self):
                print("fichier absent")
                return {"status": "FAIL"}

        if __name__ == "__main__":
            FileTester().test_files()
        """})
    assert sorted(f["path"] for f in named(got, "test.script")) == \
        ["scripts/test_etl.py", "test_api.py"]
    assert named(got, "test.case") == []


def test_a_commented_test_and_dead_code_are_none(said):
    got = said({**APP, "tests/test_a.py": """
        from app.stock import level
        # def test_a():
        #     assert level(1) == 1
        '''
        def test_b():
            assert level(1) == 1
        '''
        if False:
            def test_c():
                assert level(1) == 1
        """})
    assert named(got, "test.written") == []


# --- what can fail ----------------------------------------------------------------

@pytest.mark.parametrize("body, why", [
    ("print(level(3))", "no assertion"),
    ("assert True", "constants"),
    ("assert 1 == 1", "constants"),
    ("level(3)\n    assert not False", "constants"),
    ("try:\n        assert level(3) == 4\n    except Exception:\n"
     "        print('KO')", "swallowed"),
    ("try:\n        assert level(3) == 4\n    except:\n        pass",
     "swallowed"),
])
def test_what_cannot_fail_is_hollow(said, body, why):
    got = said({**APP, "tests/test_a.py":
                "from app.stock import level\n\n\ndef test_a():\n    "
                + body + "\n"})
    assert why in attrs(got, "test.hollow", "reason")[0]
    assert " / " not in attrs(got, "test.hollow", "why")[0]
    assert named(got, "test.case") == []


@pytest.mark.parametrize("body", [
    "assert level(3) == 3",
    "with pytest.raises(ValueError):\n        level(None)",
    "np.testing.assert_array_equal(level(3), 3)",
    "m = Mock()\n    level(m)\n    m.assert_called_once()",
    "check(level(3))",
    "try:\n        assert level(3) == 4\n    except KeyError:\n        pass",
    "try:\n        assert level(3) == 4\n    except Exception as e:\n"
    "        pytest.fail(str(e))",
])
def test_what_can_fail_is_counted(said, body):
    got = said({**APP, "tests/test_a.py":
                "from app.stock import level\n\n\ndef check(x):\n"
                "    assert x == 3\n\n\ndef test_a():\n    " + body + "\n"})
    assert attrs(got, "test.case", "asserts") in (["1"], ["2"])


@pytest.mark.parametrize("mark", [
    "@pytest.mark.skip", "@pytest.mark.skip(reason='plus tard')",
    "@pytest.mark.skipif(True, reason='x')", "@pytest.mark.xfail",
    "@unittest.skip('x')"])
def test_a_skipped_test_is_told_apart(said, mark):
    got = said({**APP, "tests/test_a.py":
                "from app.stock import level\n\n\n" + mark +
                "\ndef test_a():\n    assert level(1) == 1\n"})
    assert names(got, "test.skipped") == ["test_a"]
    assert named(got, "test.written") == []


def test_a_condition_is_no_skip(said):
    got = said({**APP, "tests/test_a.py": """
        import os
        import pytest
        from app.stock import level

        @pytest.mark.skipif(not os.path.exists("m.pkl"), reason="no model")
        def test_a():
            assert level(1) == 1

        def test_b():
            x = level(1)
            if x is None:
                pytest.skip("nothing to see")
            assert x == 1
        """})
    assert names(got, "test.case") == ["test_a", "test_b"]


def test_a_whole_file_may_be_skipped(said):
    got = said({**APP, "tests/test_a.py": """
        import pytest
        from app.stock import level
        pytestmark = pytest.mark.skip(reason="x")

        def test_a():
            assert level(1) == 1
        """})
    assert names(got, "test.skipped") == ["test_a"]


# --- other languages ----------------------------------------------------------------

def test_scripts_call_their_tests(said):
    got = said({"web/src/price.js": "export const p = 1;\n",
                "web/src/price.test.ts": """
        import { price } from './price';

        describe('price', () => {
          it('adds the tax', () => { expect(price(1)).toBe(1.2); });
          it.each([[1, 2]])('doubles %i', (a, b) => {
            expect(price(a)).toBe(b);
          });
          it('says nothing', () => { expect(price(1)); });
          it('is true', () => { expect(true).toBe(true); });
          it.skip('later', () => { expect(price(2)).toBe(3); });
          it.todo('sometime');
        });
        describe.skip('old', () => {
          test('x', () => { expect(price(2)).toBe(3); });
        });
        """})
    assert names(got, "test.case") == ["adds the tax", "doubles %i"]
    assert names(got, "test.hollow") == ["is true", "says nothing"]
    assert names(got, "test.skipped") == ["later", "sometime", "x"]


def test_annotations_make_tests_of_java_and_c_sharp(said):
    got = said({"src/test/java/a/LotTest.java": """
        package a;
        import org.junit.jupiter.api.*;
        class LotTest {
            @Test void adds() { assertEquals(2, new Lot().add(1)); }
            @Test void nothing() { new Lot().add(1); }
            @Test @Disabled void off() { assertEquals(2, lot.add(1)); }
            void helper() { assertEquals(2, lot.add(1)); }
        }
        """, "Api.Tests/LotTests.cs": """
        public class LotTests {
            [Fact] public void Adds() { Assert.Equal(2, lot.Add(1)); }
            [Fact(Skip = "x")] public void Off() { Assert.True(lot.Ok); }
            [Theory, InlineData(1)]
            public void Each(int x) { lot.Add(x).Should().Be(2); }
        }
        """})
    assert attrs(got, "test.case", "name", "framework") == \
        [("Adds", "xunit"), ("Each", "xunit"), ("adds", "junit")]
    assert names(got, "test.hollow") == ["nothing"]
    assert names(got, "test.skipped") == ["Off", "off"]


def test_names_make_tests_of_php_and_go(said):
    got = said({"tests/Feature/LotTest.php": """
        <?php
        class LotTest extends TestCase {
            public function test_list() {
                $this->get('/lots')->assertStatus(200);
            }
            /** @test */
            public function it_adds() { $this->assertSame(2, add(1)); }
            public function helper() { $this->assertSame(2, add(1)); }
        }
        """, "lot_test.go": """
        package lot
        import "testing"
        func TestAdd(t *testing.T) {
            if Add(1) != 2 { t.Errorf("no") }
        }
        func TestNothing(t *testing.T) { Add(1) }
        func helper(t *testing.T) { t.Fatal("x") }
        """})
    assert attrs(got, "test.case", "name", "framework") == \
        [("TestAdd", "go"), ("test_list", "phpunit"), ("it_adds", "phpunit")]
    assert names(got, "test.hollow") == ["TestNothing"]


def test_steps_of_a_scenario_check(said):
    got = said({"features/cart.feature": """
        Feature: panier
          Scénario: total
            Given a cart
            Then the total is 3
        """, "features/steps/cart.py": """
        from behave import given, then
        from app.stock import level

        @then("the total is {n:d}")
        def step_total(context, n):
            assert level(context.cart) == n
        """, **APP})
    assert attrs(got, "test.scenario", "name") == ["total"]
    assert attrs(got, "test.case", "framework") == ["behave"]


# --- what it reaches -------------------------------------------------------------------

def test_tests_that_reach_nothing_of_the_project_are_foreign(said):
    got = said({**APP, "tests/test_sum.py": """
        import pytest

        def add(a, b):
            return a + b

        def test_add():
            assert add(1, 2) == 3
        """, "e2e/example.spec.ts": """
        import { test, expect } from '@playwright/test';
        test('the page opens', async ({ page }) => {
          await page.goto('https://playwright.dev/');
          await expect(page).toHaveTitle(/Playwright/);
        });
        """})
    assert [f["path"] for f in named(got, "test.foreign")] == \
        ["e2e/example.spec.ts", "tests/test_sum.py"]
    assert named(got, "test.case") == []
    assert attrs(got, "test.remote", "url") == ["https://playwright.dev/"]


def test_an_alias_is_the_project_where_there_is_such_a_folder(said):
    test = """
        import { x } from '@utils/price';
        import { test } from '@playwright/test';
        it('adds the tax', () => { expect(x(1)).toBe(2); });
        """
    assert named(said({"tests/a.test.ts": test, "e2e/playwright/x.ts":
                       "export const y = 1;\n"}), "test.case") == []
    got = said({"tests/a.test.ts": test,
                "web/utils/price.ts": "export const x = (a) => a;\n"})
    assert names(got, "test.case") == ["adds the tax"]


def test_fixtures_of_a_conftest_reach_the_project(said):
    files = {**APP, "tests/test_a.py": """
        def test_a(stock):
            assert stock.level == 1
        """}
    assert named(said(files), "test.case") == []
    got = said({**files, "tests/conftest.py": """
        import pytest
        from app.stock import level

        @pytest.fixture
        def stock():
            return level(1)
        """})
    assert names(got, "test.case") == ["test_a"]


# --- requests ----------------------------------------------------------------------------

def test_requests_are_told_with_method_and_path(said):
    got = said({"tests/test_api.py": """
        import pytest
        import requests
        from app.main import app

        BASE = "http://localhost:8000/v1"
        PAGES = ["/a", "/b"]

        def test_all(client):
            url = "/predict"
            assert client.post(url, json={}).status_code == 200
            url = f"/lots/{3 + 1}?full=1"
            assert client.get(url).status_code == 200
            assert requests.delete(f"{BASE}/lots/{x}").ok
            assert client.request("PUT", "/lots/1").ok
            for page in PAGES:
                assert client.get(page).status_code == 200

        @pytest.mark.parametrize("path", ["/c", "/d"])
        def test_each(client, path):
            assert client.get(path).status_code == 200

        def test_not(client, d):
            assert d.get("/not/a/request") is None
            assert client.get("https://api.example.org/x").ok
            assert client.get("https://a.onrender.com/deployed").ok
        """})
    assert attrs(got, "test.call", "method", "path") == [
        ("POST", "/predict"), ("GET", "/lots/{}"),
        ("DELETE", "/v1/lots/{}"), ("PUT", "/lots/1"), ("GET", "/a"),
        ("GET", "/b"), ("GET", "/c"), ("GET", "/d"), ("GET", "/deployed")]
    assert attrs(got, "test.remote", "url") == ["https://api.example.org/x"]


def test_requests_of_the_other_languages(said):
    got = said({"a.test.js": """
        import app from './app';
        it('a', async () => {
          await request(app).post('/js').expect(201);
          await fetch(`${base}/f/${id}`, { method: 'PUT' });
          await app.inject({ method: 'DELETE', url: '/i' });
        });
        """, "src/test/java/LotTest.java": """
        class LotTest {
          String url = "http://localhost:" + port + "/java";
          @Test void a() throws Exception {
            mvc.perform(get("/mvc/{id}", 1)).andExpect(status().isOk());
            assertNotNull(rest.postForEntity(url, x, Lot.class));
            client.delete().uri("/flux").exchange().expectStatus().isOk();
          }
        }
        """, "LotTests.cs": """
        public class LotTests {
          [Fact] public async Task A() {
            var r = await _client.GetAsync("/cs");
            Assert.Equal(HttpStatusCode.OK, r.StatusCode);
          }
        }
        """})
    assert sorted(attrs(got, "test.call", "method", "path")) == [
        ("DELETE", "/flux"), ("DELETE", "/i"), ("GET", "/cs"),
        ("GET", "/mvc/{id}"), ("POST", "/java"), ("POST", "/js"),
        ("PUT", "/f/{}")]


def test_a_hollow_or_skipped_test_sends_nothing(said):
    got = said({"tests/test_api.py": """
        import pytest
        from app.main import client

        def test_a():
            client.get("/a")

        @pytest.mark.skip
        def test_b():
            assert client.get("/b").ok
        """})
    assert named(got, "test.call") == []


# --- subjects ------------------------------------------------------------------------------

ONE = "from app.stock import level, client, predict\n\n\n"


@pytest.mark.parametrize("code, want, never", [
    ("def test_sans_cle():\n    r = client.get('/lots')\n"
     "    assert r.status_code == 401\n", "access", "business"),
    ("def test_refus():\n    r = client.get('/lots')\n"
     "    assert r.status_code in (401, 403)\n", "access", "business"),
    ("def test_anonyme():\n    r = client.get('/gestion/')\n"
     "    assert r.status_code == 302\n    assert '/login' in r.url\n",
     "access", "business"),
    ("def test_login_wrong_password():\n    assert level('x') is None\n",
     "access", "business"),
    ("def test_login_page():\n    assert client.get('/login/').ok\n",
     "business", "access"),
    # a crawler that is blocked is no access control
    ("def test_blocked():\n    assert level.stop == [403, 429, 503]\n",
     "business", "access"),
    ("def test_any_trouble():\n    r = client.get('/lots')\n"
     "    assert r.status_code in (403, 429, 503)\n", "business", "access"),
    ("def test_codes():\n    code = 403\n    status = level(code)\n"
     "    assert status == 3\n", "business", "access"),
    ("def test_retry():\n    m = Mock(status_code=403)\n"
     "    assert level(m) == 3\n", "business", "access"),
    ("def test_flask():\n    assert client.get('/lots').status == "
     "'401 UNAUTHORIZED'\n", "access", "business"),
    # the answer of somebody else, made up by the test
    ("def test_sink_401():\n    def handler(r):\n"
     "        return httpx.Response(401)\n"
     "    with pytest.raises(SinkError) as e:\n        level(handler)\n"
     "    assert e.value.status_code == 401\n", "business", "access"),
    ("def test_current():\n    with pytest.raises(HTTPException) as e:\n"
     "        level('bad')\n    assert e.value.status_code == 401\n",
     "access", "business"),
    ("def test_set_permissions_of_volume():\n    assert level('/x') == 7\n",
     "business", "access"),
    ("def test_count_tokens():\n    assert level('a b') == 2\n",
     "business", "access"),
    ("def test_anonymize_client():\n    assert level('a') == 'x'\n",
     "business", "access"),
    ("def test_authors_of_book():\n    assert level('a') == ['x']\n",
     "business", "access"),
    ("def test_login_first():\n    client.post('/login', json={})\n"
     "    assert client.get('/lots').json() == []\n", "access", "model"),
    ("def test_lots():\n    client.post('/login', json={})\n"
     "    assert client.get('/lots').json() == []\n", "business", "access"),
    ("def test_float():\n    assert predict(age=3) > 0\n", "model", "data"),
    ("def test_price():\n    assert client.post('/predict').ok\n", "model",
     "data"),
    ("def test_refused():\n    r = client.post('/predict')\n"
     "    assert r.status_code == 403\n", "access", "model"),
    ("def test_insert_prediction():\n    assert level(3) == 3\n",
     "business", "model"),
    ("def test_missing_values_are_filled():\n    assert level(3) == 3\n",
     "data", "model"),
    ("def test_nettoyage_doublons():\n    assert level(3) == 3\n", "data",
     "access"),
    ("def test_create_when_valid_data_is_given():\n    assert level(3)\n",
     "business", "data"),
    ("def test_health():\n    assert client.get('/health').ok\n",
     "endpoint", "business"),
])
def test_subjects(said, code, want, never):
    got = said({**APP, "tests/test_x.py": ONE + code})
    name = code.split("(")[0][4:]
    assert want in subject(got, name)
    assert never not in subject(got, name)


@pytest.mark.parametrize("path, line", [
    ("a.test.js", "it('a', async () => { await request(app).get('/x')"
     ".expect(401); });"),
    ("a.test.js", "it('a', async () => { const r = await f('/x'); "
     "expect(r.status).toBe(403); });"),
    ("a.spec.ts", "test('a', async ({ page }) => { await "
     "expect(page).toHaveURL(/.*login/); });"),
    ("src/test/java/ATest.java", "class ATest { @Test void a() { "
     "mvc.perform(get(\"/x\")).andExpect(status().isForbidden()); } }"),
    ("ATests.cs", "class ATests { [Fact] void A() { Assert.Equal("
     "HttpStatusCode.Unauthorized, r.StatusCode); } }"),
    ("tests/ATest.php", "<?php class ATest extends TestCase { function "
     "test_a() { $this->get('/x')->assertStatus(403); } }"),
    ("a_test.go", "package a\nfunc TestA(t *testing.T) { if rr.Code != "
     "http.StatusUnauthorized { t.Errorf(\"no\") } }"),
])
def test_a_refusal_in_every_language(said, path, line):
    said = said({path: line + "\n"})
    assert ["access" in s.split()
            for s in attrs(said, "test.written", "subject")] == [True]


@pytest.mark.parametrize("path, line", [
    ("a.test.js", "it('a', async () => { m.mockResolvedValue({ status: 401 "
     "}); expect(await f()).toBe(null); });"),
    ("a.spec.ts", "test('a', async ({ page }) => { await "
     "page.goto('/login'); await expect(page).toHaveTitle('x'); });"),
    ("src/test/java/ATest.java", "class ATest { @Test void a() { "
     "assertEquals(403, books.size()); } }"),
])
def test_a_number_alone_refuses_nobody(said, path, line):
    said = said({path: line + "\n"})
    assert ["access" in s.split()
            for s in attrs(said, "test.written", "subject")] == [False]


def test_what_a_screen_shows_of_the_model_is_no_test_of_it(audit):
    got = audit({"web/Card.tsx": "export const Card = () => null;\n",
                 "web/vitest.config.ts": "export default {test: {coverage: {\n"
                 "thresholds: {\n lines: 80 } } } }\n",
                 "web/Card.test.tsx": """
        import { render, screen } from '@testing-library/react';
        import { Card } from './Card';
        it('displays the model version and its prediction', () => {
          render(Card());
          expect(screen.getByText('v1')).toBeVisible();
        });
        """})
    assert got.evidence("C12.3") == "absent"
    assert got.evidence("C17.9") == "partial"


def test_tests_of_settings_are_no_component(said):
    got = said({**APP, "tests/test_config.py":
                "from app.stock import level\n\n\ndef test_default():\n"
                "    assert level.debug == 0\n"})
    assert subject(got, "test_default") == {"technical"}


def test_a_component_that_is_only_created_is_smoke(said):
    got = said({"src/a.spec.ts": """
        import { A } from './a';
        describe('A', () => {
          it('should create', () => { expect(new A()).toBeTruthy(); });
        });
        """})
    assert subject(got, "should create") == {"smoke"}


# --- data checks -----------------------------------------------------------------------------

def test_declared_checks_of_data(said):
    got = said({"gx/expectations/lots.json": """
        {"expectation_suite_name": "lots", "expectations": [
          {"expectation_type": "expect_column_to_exist", "kwargs": {}},
          {"type": "expect_column_values_to_not_be_null", "kwargs": {}}]}
        """, "models/schema.yml": """
        version: 2
        models:
          - name: lots
            columns:
              - {name: id, tests: [unique, not_null]}
        """, "soda/checks.yml": """
        checks for lots:
          - row_count > 0
        """, "docs/notes.yml": "tests: [a, b]\nexpectations: none\n"})
    assert sorted(attrs(got, "test.data_check", "tool", "checks")) == \
        [("dbt", "2"), ("great_expectations", "2"), ("soda", "1")]


def test_a_schema_counts_once_something_is_held_against_it(said):
    schema = """
        import pandera as pa

        lots = pa.DataFrameSchema({"id": pa.Column(int)})
        """
    assert named(said({"a.py": schema}), "test.data_check") == []
    got = said({"a.py": schema + "        lots.validate(df)\n"})
    assert attrs(got, "test.data_check", "tool") == ["pandera"]


# --- the coverage aimed at ---------------------------------------------------------------------

@pytest.mark.parametrize("path, text, value, stack", [
    (".coveragerc", "[report]\nfail_under = 80\n", "80", "python"),
    ("pyproject.toml", "[tool.coverage.report]\nfail_under=75\n", "75",
     "python"),
    ("pytest.ini", "[pytest]\naddopts = --cov --cov-fail-under=70\n", "70",
     "python"),
    ("Makefile", "test:\n\tpytest --cov=app --cov-fail-under 60\n", "60",
     "python"),
    (".github/workflows/ci.yml",
     "jobs:\n  t:\n    steps:\n      - run: coverage report "
     "--fail-under=85\n", "85", "python"),
    ("package.json", '{"jest": {"coverageThreshold": {"global": {\n'
     '"branches": 65}}}}\n', "65", "script"),
    ("vitest.config.ts", "export default {test: {coverage: {\n"
     "thresholds: {\n lines: 90 } } } }\n", "90", "script"),
    ("pom.xml", "<project>jacoco\n<minimum>0.80</minimum></project>\n",
     "80", "other"),
    ("docs/tests.md", "L'objectif de couverture du code est de 80 %.\n",
     "80", "any"),
    ("docs/tests.md", "| Indicateur | Cible |\n|---|---|\n"
     "| Couverture de tests | ≥ 80 % |\n", "80", "any"),
    ("README.md", "We aim at a test coverage of at least 70%.\n", "70",
     "any"),
    ("README.md", "```\npytest --cov-fail-under=50\n```\n", "50", "python"),
])
def test_an_aim_is_found(said, path, text, value, stack):
    got = said({path: text})
    assert attrs(got, "test.coverage_aim", "value", "stack") == \
        [(value, stack)]


@pytest.mark.parametrize("path, text", [
    (".coveragerc", "[report]\n# fail_under = 80\n"),
    (".coveragerc", "[report]\nfail_under = 0\n"),
    (".coveragerc", "[report]\nfail_under = 1\n"),
    ("README.md", "La couverture des tests atteint 85 %.\n"),
    ("README.md", "- ✅ **Tests** : coverage > 80%\n"),
    ("README.md", "| tests/ | 88 unit tests (coverage > 80%) |\n"),
    ("README.md", "Couverture nuageuse minimale : 80 %.\n"),
    ("README.md", "Tests : aucun objectif de couverture à 80 %.\n"),
    ("README.md", "Page de couverture du rapport de test.\n"),
    ("CLAUDE.md", "L'objectif de couverture du code est de 80 %.\n"),
    ("docs/NEXT_STEPS.md", "Objectif de couverture de tests : 80 %.\n"),
    ("docs/tests.md", "Objectif : améliorer la couverture de tests.\n"),
])
def test_a_result_or_a_wish_without_a_figure_is_no_aim(said, path, text):
    assert named(said({path: text}), "test.coverage_aim") == []


# --- what is written about the tests ---------------------------------------------

PLAN = """
    # Cas de test

    Stratégie : tests unitaires avec données simulées.

    | Test | Partie du modèle | Périmètre |
    |---|---|---|
    | `test_positive` | prédiction | fonction predict |
    | `test_missing` | préparation des données | module clean |
    | `test_score` | évaluation | module score |
    """


def test_cases_that_are_listed(said):
    got = said({"docs/tests.md": PLAN})
    assert attrs(got, "test.plan", "cases", "named", "covers") == \
        [("3", "3", "part scope strategy")]


@pytest.mark.parametrize("path, text", [
    ("docs/tests.md", "# Cas de test\n\nÀ compléter.\n"),
    ("docs/incidents.md", PLAN),
    ("AGENTS.md", PLAN),
    ("README.md", "# Lancer les tests\n\n- pytest\n- ruff\n- mypy\n"),
    ("README.md", "# Test de Student\n\n- a\n- b\n- c\n"),
])
def test_an_empty_list_or_one_of_something_else_is_none(said, path, text):
    assert named(said({path: text}), "test.plan") == []


@pytest.mark.parametrize("path, text, name", [
    ("requirements.txt", "pandas\npytest==8.1\n", "pytest"),
    ("api/requirements-dev.txt", "pytest[asyncio]>=8\n", "pytest"),
    ("pyproject.toml", '[project]\ndev = ["pytest>=8"]\n', "pytest"),
    ("package.json", '{"devDependencies": {"vitest": "1"}}\n', "vitest"),
    (".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n"
     "      - run: pip install pytest\n", "pytest"),
])
def test_a_tool_that_is_declared(said, path, text, name):
    assert attrs(said({path: text}), "test.tool", "name") == [name]


@pytest.mark.parametrize("path, text", [
    ("requirements.txt", "# pytest\npytest-cov\n"),
    (".github/workflows/ci.yml", "jobs:\n  a:\n    steps:\n"
     "      - run: pytest\n"),
])
def test_a_tool_that_is_only_named_is_not_declared(said, path, text):
    assert named(said({path: text}), "test.tool") == []


# --- the criteria --------------------------------------------------------------------------------

MODEL = {"ml/predict.py": "def predict(x):\n    return x\n",
         "tests/test_predict.py": """
    from ml.predict import predict

    def test_predict_is_positive():
        assert predict(3) > 0
    """}


def test_tests_of_the_model_are_partial_without_an_aim(audit):
    got = audit(MODEL)
    assert got.evidence("C12.3") == "partial"
    assert got.cited("C12.3") == [("test.suite", "tests/test_predict.py", 3,
                                   4)]


def test_tests_of_the_model_with_an_aim_are_complete(audit):
    got = audit({**MODEL, "setup.cfg": "[coverage:report]\nfail_under = 80\n"})
    assert got.evidence("C12.3") == "complete"
    assert {c[0] for c in got.cited("C12.3")} == \
        {"test.suite", "test.coverage_aim"}


@pytest.mark.parametrize("path, text", [
    # of the front end, and of another folder
    ("web/package.json", '{"jest": {"coverageThreshold": {"global": {\n'
     '"lines": 80}}}}\n'),
    ("web/.coveragerc", "[report]\nfail_under = 80\n"),
])
def test_an_aim_of_something_else_does_not_complete(audit, path, text):
    assert audit({**MODEL, path: text}).evidence("C12.3") == "partial"


def test_no_test_is_absent_and_shows_the_nearest_miss(audit):
    got = audit({"ml/predict.py": "def predict(x):\n    return x\n",
                 "tests/test_predict.py": """
        from ml.predict import predict

        def test_predict():
            print(predict(3))
        """})
    assert got.evidence("C12.3") == "absent"
    assert got.criteria["C12.3"]["nearest_miss"]["path"] == \
        "tests/test_predict.py"
    assert got.evidence("C17.9") == "absent"


ACCESS = """
    from app.stock import client

    def test_no_key():
        assert client.get("/lots").status_code == 401
    """
BUSINESS = """
    from app.stock import level

    def test_level():
        assert level(3) == 3
    """


def test_business_and_access_together_are_complete(audit):
    got = audit({**APP, "tests/test_a.py": ACCESS,
                 "tests/test_b.py": BUSINESS})
    assert got.evidence("C17.9") == "complete"
    assert [c[1] for c in got.cited("C17.9")] == \
        ["tests/test_b.py", "tests/test_a.py"]


@pytest.mark.parametrize("text", [ACCESS, BUSINESS])
def test_one_of_the_two_is_partial(audit, text):
    assert audit({**APP, "tests/test_a.py": text}).evidence("C17.9") == \
        "partial"


def test_a_file_whose_tests_are_all_hollow_is_not_foreign_as_well(said):
    got = said({"tests/test_a.py": "def test_a():\n    assert True\n"})
    assert len(named(got, "test.hollow")) == 1
    assert named(got, "test.foreign") == []


def test_tests_of_a_file_are_one_suite_for_each_subject(said):
    got = said({**APP, "tests/test_a.py": """
        from app.stock import level, client

        def test_level():
            assert level(3) == 3

        def test_no_key():
            assert client.get("/lots").status_code == 401

        def test_low():
            assert level(0) == 0
        """})
    assert [(f["first"], f["last"], f["attrs"]["subject"],
             f["attrs"]["cases"]) for f in named(got, "test.suite")] == \
        [(6, 7, "access", "1"), (3, 10, "business", "2"),
         (6, 7, "endpoint", "1")]


def test_a_skipped_access_test_does_not_complete(audit):
    got = audit({**APP, "tests/test_b.py": BUSINESS, "tests/test_a.py":
                 "import pytest\nfrom app.stock import client\n\n\n"
                 "@pytest.mark.skip\ndef test_no_key():\n"
                 "    assert client.get('/lots').status_code == 401\n"})
    assert got.evidence("C17.9") == "partial"


def test_listed_cases_with_their_tests_are_complete(audit):
    got = audit({**MODEL, "docs/tests.md": PLAN})
    assert got.evidence("C12.1") == "complete"
    assert ("test.plan", "docs/tests.md", 1, 9) in got.cited("C12.1")


def test_a_list_without_a_test_is_partial(audit):
    assert audit({"docs/tests.md": PLAN}).evidence("C12.1") == "partial"


def test_a_test_that_says_what_it_is_for_is_partial(audit):
    got = audit({"ml/predict.py": MODEL["ml/predict.py"],
                 "tests/test_predict.py": """
        from ml.predict import predict

        def test_predict_is_positive():
            '''Le prix prédit ne peut pas être négatif.'''
            assert predict(3) > 0
        """})
    assert got.evidence("C12.1") == "partial"
    assert got.evidence("C12.2") == "partial"


def test_a_tool_of_the_same_language_is_complete(audit):
    assert audit({**MODEL, "requirements.txt": "pytest\n"}) \
        .evidence("C12.2") == "complete"
    assert audit({**MODEL, "requirements.txt": "x\n", "package.json":
                  '{"devDependencies": {"jest": "1"}}\n'}) \
        .evidence("C12.2") == "partial"
