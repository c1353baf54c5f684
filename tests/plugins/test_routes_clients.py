# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that an application sends, and the routes that they reach."""
import pytest

from said import attrs, facts, named

API = """
    from fastapi import FastAPI
    app = FastAPI()
    @app.post("/api/predict")
    def predict(x: float): return model.predict(x)
    @app.get("/api/ventes/{an}")
    def ventes(an: int): return rows()
    """


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def called(found):
    return sorted(set(attrs(found, "route.called", "route", "by")))


PREDICT = ("POST /api/predict", "application")


@pytest.mark.parametrize("code", [
    'requests.post("http://localhost:8000/api/predict", json=d)',
    'URL = "http://api:8000"\nrequests.post(f"{URL}/api/predict", json=d)',
    'def f(u):\n    url = u + "/api/predict"\n    requests.post(url)\n'
    'def g(u):\n    url = u + "/autre"\n    requests.get(url)',
    'def _post(path): ...\n_post("/predict", d)',
    'client.request("POST", f"{BASE}/api/predict", json=d)',
    'def f(route="/api/predict"):\n    requests.post(f"{BASE}{route}")',
])
def test_a_streamlit_application_calls_the_api(said, code):
    got = said({"api/main.py": API, "front/app.py":
                "import requests\nimport streamlit as st\n" + code + "\n"})
    assert PREDICT in called(got)


@pytest.mark.parametrize("path, code", [
    ("front/src/api.ts",
     "export const f = (d) => fetch(`${BASE}/api/predict`, "
     "{method: 'POST', body: d});\n"),
    ("front/src/api.js", "axios.post('/api/predict', d);\n"),
    ("front/src/p.service.ts", """
     import { HttpClient } from '@angular/common/http';
     export class P { constructor(private http: HttpClient) {}
       go(d) { return this.http.post<R>(`${env.api}/predict`, d); } }
     """),
    ("web/templates/p.html", """
     <script>
     fetch('/api/predict', {
       method: 'POST'})
     </script>
     """),
])
def test_scripts_of_pages_call_the_api(said, path, code):
    got = said({"api/main.py": API, path: code})
    assert called(got) == [PREDICT]


def test_an_address_may_stand_in_another_file(said):
    got = said({"api/main.py": API,
                "front/env.ts": "export const environment = {\n"
                "  apiIa: 'http://localhost:8000/api/predict' };\n",
                "front/p.ts": "import { HttpClient } from "
                "'@angular/common/http';\n"
                "class P { go(d) { return this.http.post(this.apiIa, d); } }"
                "\n"})
    assert called(got) == [PREDICT]


def test_what_calls_nothing(said):
    got = said({"api/main.py": API, "front/app.py": """
        import requests
        import streamlit as st
        # requests.post("http://h/api/predict")
        TEXT = 'requests.post("http://h/api/predict")'
        requests.get("http://h/api/predict")
        requests.get(f"http://h/{x}")
        cache.get("/api/predict")
        d = {}.get("a/b")
        if False:
            requests.post("http://h/api/predict")
        """})
    assert [c for c in called(got) if c[0].startswith("POST")] == []
    assert "GET /api/ventes/{}" not in [r for r, _ in called(got)]


def test_a_script_is_no_application(said):
    got = said({"api/main.py": API, "scripts/essai.py":
                'import requests\nrequests.post("http://h/api/predict")\n'})
    assert called(got) == [("POST /api/predict", "script")]


def test_a_module_beside_an_application_is_of_it(said):
    got = said({"api/main.py": API,
                "site/vues/page.py": "import streamlit as st\n",
                "site/clients/ia.py":
                'import requests\nrequests.post("http://h/api/predict")\n'})
    assert called(got) == [PREDICT]


@pytest.mark.parametrize("files, word", [
    ({"front/app.py": "import streamlit\nimport requests\n"
      'requests.post("http://h/api/predict")\n'}, "complete"),
    ({"scripts/a.py": "import requests\n"
      'requests.post("http://h/api/predict")\n'}, "partial"),
    ({"front/app.py": "import streamlit\nimport requests\n"
      'requests.get("http://h/api/ventes/3")\n'}, "absent"),
    ({"front/app.py": "import streamlit\nfrom openai import OpenAI\n"
      "client = OpenAI()\nclient.chat.completions.create(model='m')\n"},
     "complete"),
    ({"etl/a.py": "import requests\n"
      'requests.post("http://localhost:11434/api/generate")\n'}, "partial"),
])
def test_an_application_asks_a_model(audit, files, word):
    got = audit({"api/main.py": API, **files})
    assert got.evidence("C10.2") == word


def test_without_a_model_there_is_nothing_to_call(audit):
    got = audit({"app.py": "print(1)\n"})
    assert got.evidence("C10.2") == "not_applicable"
    assert got.evidence("C10.6") == "not_applicable"


FRONT = {"front/__init__.py": "", "front/ia.py":
         'import requests\nimport streamlit\ndef ask(x):\n'
         '    return requests.post("http://h/api/predict", json=x)\n'}
CLIENT = """
    from front.ia import ask
    def test_ask(mocker):
        assert ask(1)["y"] == 2
    """
INSIDE = """
    from fastapi.testclient import TestClient
    from api.main import app
    client = TestClient(app)
    def test_predict():
        assert client.post("/api/predict").status_code == 200
    """
HTTP = """
    import requests
    def test_predict():
        r = requests.post("http://localhost:8000/api/predict", json={})
        assert r.status_code == 200
    """


@pytest.mark.parametrize("tests, word", [
    ({"tests/test_ia.py": CLIENT}, "partial"),
    ({"tests/test_api.py": INSIDE}, "absent"),
    ({"tests/test_api.py": HTTP}, "partial"),
    ({"tests/test_ia.py": CLIENT, "tests/test_api.py": INSIDE}, "complete"),
    ({}, "absent")])
def test_tests_of_the_two_together(audit, tests, word):
    got = audit({"api/__init__.py": "", "api/main.py": API, **FRONT,
                 **tests})
    assert got.evidence("C10.6") == word


def test_every_endpoint_in_use_must_be_tested(audit):
    got = audit({"api/__init__.py": "", "api/main.py": API + """
    @app.post("/api/classify")
    def classify(x: float): return model.predict(x)
    """, **FRONT, "front/autre.py": 'import requests\nimport streamlit\n'
                  'requests.post("http://h/api/classify")\n',
                 "tests/test_ia.py": CLIENT, "tests/test_api.py": INSIDE})
    assert got.evidence("C10.6") == "partial"
