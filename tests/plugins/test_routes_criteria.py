# SPDX-License-Identifier: GPL-3.0-or-later
"""The criteria of the API over small trees, and tests held against routes."""
import pytest

from said import facts, named
from test_routes import API, FLASK, GUARD, MODEL


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def test_an_api_all_closed_and_documented_is_complete(audit):
    got = audit(API)
    for c in ("C5.1", "C5.3", "C5.4"):
        assert got.evidence(c) == "complete", c
    assert ("route.documented", "api/main.py", 4, 4) in got.cited("C5.1")
    for c in ("C9.1", "C9.10"):
        assert got.evidence(c) == "not_applicable", c


def test_one_open_route_makes_access_control_partial(audit):
    got = audit({**API, "api/main.py": """
        from fastapi import Depends, FastAPI
        from api import parcs
        from .guard import verifier
        app = FastAPI()
        app.include_router(parcs.router, dependencies=[Depends(verifier)])
        @app.get("/villes")
        def villes(): return rows()
        """})
    assert got.evidence("C5.4") == "partial"


def test_flask_routes_without_description_make_it_partial(audit):
    got = audit({"app.py": FLASK})
    assert got.evidence("C5.1") == "partial"
    assert got.evidence("C5.3") == "complete"


def test_without_an_api_nothing_applies(audit):
    got = audit({"a.py": "print('hello')\n"})
    for c in ("C5.1", "C5.3", "C5.4", "C9.1", "C9.10"):
        assert got.evidence(c) == "not_applicable", c


def test_documentation_turned_off_is_absent(audit):
    got = audit({"a.py": """
        from fastapi import FastAPI
        app = FastAPI(openapi_url=None)
        @app.get("/lots")
        def lots(): return rows()
        @app.post("/predict")
        def predict(x: int): return model.predict(x)
        """})
    for c in ("C5.1", "C5.3", "C5.4", "C9.1", "C9.10"):
        assert got.evidence(c) == "absent", c


def test_an_open_model_beside_a_closed_one_is_partial(audit):
    got = audit({"ia/__init__.py": "", "g.py": GUARD, "ia/main.py": """
        from fastapi import Depends, FastAPI
        from g import verifier
        app = FastAPI()
        @app.post("/predict")
        def predict(x: int, k=Depends(verifier)): return model.predict(x)
        @app.post("/classify")
        def classify(x: int): return model.predict(x)
        """})
    assert got.evidence("C9.1") == "partial"
    assert got.evidence("C9.10") == "complete"
    assert got.evidence("C5.4") == "not_applicable"


@pytest.mark.parametrize("path, described, closed_", [
    ("api.yaml", "complete", "absent"),
    ("third_party/api.yaml", "not_applicable", "not_applicable")])
def test_a_description_of_an_api_elsewhere_counts_for_its_documentation(
        audit, path, described, closed_):
    got = audit({path: """
        openapi: 3.0.3
        info: {title: Parc, version: "1"}
        paths:
          /lots:
            get: {responses: {"200": {description: ok}}}
        """})
    assert got.evidence("C5.1") == described
    assert got.evidence("C5.4") == closed_


# --- tests of the routes ------------------------------------------------------

TESTS = """
    from fastapi.testclient import TestClient
    from ia.main import app
    client = TestClient(app)
    def test_estimation():
        assert client.post("/estimation", json={"x": 1}).status_code == 200
    """
REST = """
    def test_rest():
        assert client.get("/prix?x=1").status_code == 200
        assert client.get("/ventes").status_code == 200
        assert client.get("/").status_code == 200
        assert client.post("/feedback").status_code == 200
    """


@pytest.mark.parametrize("tests, word", [
    (TESTS, "partial"), (TESTS + REST, "complete"),
    ("def test_model():\n    assert predict(1) == 1\n", "absent")])
def test_tests_are_held_against_the_routes_of_the_model(audit, tests, word):
    got = audit({"ia/__init__.py": "", "ia/main.py": MODEL,
                 "ia/service.py": "def estimer_prix(x): return x\n",
                 "tests/test_api.py": tests})
    assert got.evidence("C9.5") == word


def test_a_call_with_another_method_tests_nothing(said):
    got = said({"ia/__init__.py": "", "ia/main.py": MODEL,
                "tests/test_api.py": TESTS.replace("client.post",
                                                   "client.get")})
    assert named(got, "route.tested") == []
