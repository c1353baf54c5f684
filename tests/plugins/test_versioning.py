# SPDX-License-Identifier: GPL-3.0-or-later
"""What Git shows: history, refs, remote, secrets, commits that are named."""
import subprocess

import pytest

from conftest import BUILD, Audit, git, write
from said import attrs, facts, named


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def commit(folder, message, files=None):
    write(folder, files or {"log.txt": message + "\n"})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture
def audit_of(tmp_path):
    """A repository with two commits and what prepare() does to it."""
    def run(files, prepare=lambda folder: None):
        git(tmp_path, "init", "-q", "-b", "main")
        commit(tmp_path, "start", {"README.md": "# Parking\n"})
        commit(tmp_path, "work", files)
        prepare(tmp_path)
        return Audit(subprocess.run(
            [str(BUILD / "greffier"), "audit", str(tmp_path), "--format",
             "json"], capture_output=True, timeout=60))
    return run


def push(folder):
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")


def push_all_but_the_last(folder):
    git(folder, "update-ref", "refs/remotes/origin/main", "HEAD~1")


# --- history -------------------------------------------------------------------

def test_the_history_is_counted(said, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "first")
    git(tmp_path, "checkout", "-q", "-b", "work")
    commit(tmp_path, "fix: login refuse les comptes fermés")
    commit(tmp_path, "ajoute la page", {"page.txt": "x\n"})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, "autre", {"other.txt": "x\n"})
    git(tmp_path, "merge", "-q", "--no-ff", "work", "-m",
        "Merge pull request #3 from a/work")
    git(tmp_path, "tag", "v1.0")
    got = said({"last.txt": "x\n"})
    assert attrs(got, "git.history", "commits", "authors", "merges") == \
        [("6", "1", "1")]
    assert attrs(got, "git.merge", "kind") == ["request"]
    assert attrs(got, "git.fix", "subject") == \
        ["fix: login refuse les comptes fermés"]
    assert sorted(attrs(got, "git.branch", "name", "state")) == \
        [("main", "merged"), ("work", "merged")]
    assert attrs(got, "git.tag", "name") == ["v1.0"]
    assert named(got, "git.dump") == []


def test_one_commit_is_a_dump(said):
    assert len(named(said({"a.txt": "x\n"}), "git.dump")) == 1


@pytest.mark.parametrize("subject", [
    "prefix the routes", "fixture of the tests", "affixe", "add suffix"])
def test_a_word_that_contains_fix_is_no_fix(said, tmp_path, subject):
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, subject)
    assert named(said({"a.txt": "x\n"}), "git.fix") == []


def test_authors_are_counted_and_never_named(said):
    got = said({"a.txt": "x\n"})
    assert "ada@example.org" not in str(got) and "Ada" not in str(got)


# --- what is kept out ------------------------------------------------------------

def test_a_secret_is_told_by_its_name_alone(said):
    got = said({".env": "DEBUG=1\nDB_PASSWORD=h6Gd-33xz\nAPI_KEY=\n"
                        "# TOKEN=abcdef12\nSECRET_KEY=changeme\n"
                        "JWT_SECRET=${JWT}\nexport HF_TOKEN=hf_33kd9\n"})
    assert attrs(got, "git.secret", "kind", "name") == \
        [("env", "DB_PASSWORD"), ("env", "HF_TOKEN")]
    assert [f["first"] for f in named(got, "git.secret")] == [2, 7]
    assert "h6Gd" not in str(got) and "hf_33" not in str(got)


@pytest.mark.parametrize("path", [".env.example", ".env.template",
                                  "config/sample.env"])
def test_an_example_is_meant_to_be_there(said, path):
    assert named(said({path: "DB_PASSWORD=h6Gd-33xz\n"}), "git.secret") == []


def test_a_private_key_is_a_secret_and_a_public_one_is_not(said):
    got = said({"id_rsa": "-----BEGIN RSA PRIVATE KEY-----\nabc\n",
                "cert.pem": "-----BEGIN CERTIFICATE-----\nabc\n"})
    assert [(f["path"], f["attrs"]["kind"])
            for f in named(got, "git.secret")] == [("id_rsa", "key")]


def test_ignored_files_and_data_beside(said):
    assert len(named(said({"a.txt": "x\n"}), "git.no_ignore")) == 1
    got = said({".gitignore": "venv/\n", "data/x.csv.dvc": "outs: []\n",
                ".gitattributes": "*.bin filter=lfs diff=lfs\n"})
    assert len(named(got, "git.ignore")) == 1
    assert sorted(attrs(got, "git.data", "tool")) == ["dvc", "lfs"]


# --- commits that are named ---------------------------------------------------------

def test_a_cited_commit_is_one_of_the_history(said, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, "fix: délai du client")
    head = git(tmp_path, "rev-parse", "HEAD").decode().strip()
    got = said({"docs/incident-1.md": f"""
        # Incident du 3 mars

        Corrigé par le commit `{head[:8]}`.

        Le commit `0badc0de1` n'existe pas.

        Le modèle a1b2c3d4e5.pkl est le commit de personne.
        """, "README.md": f"Version du commit {head}.\n"})
    assert sorted(attrs(got, "git.cited", "commit", "topic")) == \
        sorted([(head[:8], "incident"), (head, "other")])
    assert attrs(got, "git.uncited", "commit") == ["0badc0de1"]


def test_a_number_beside_no_commit_is_nothing(said):
    got = said({"docs/bug.md": "# Bug\n\nLa couleur c0ffee12 est belle, "
                               "commande 1234567 du commit deadbeef.\n"})
    assert attrs(got, "git.hash", "commit") == ["c0ffee12"]


# --- applications ------------------------------------------------------------------

@pytest.mark.parametrize("path, text, framework", [
    ("app.py", "import streamlit as st\n\nst.title('Parking')\n",
     "streamlit"),
    ("web/views.py", "from django.shortcuts import render\n\n\n"
     "def home(r):\n    return render(r, 'home.html')\n", "django"),
    ("web/package.json", '{"dependencies": {"vue": "^3.0.0"}}\n', "vue"),
])
def test_an_application_has_screens(said, path, text, framework):
    assert attrs(said({path: text}), "git.app", "framework") == [framework]


@pytest.mark.parametrize("path, text", [
    ("api.py", "from flask import Flask, jsonify\n\napp = Flask('a')\n"),
    ("notes.py", "# import streamlit as st\n# st.title('x')\n"),
    ("package.json", '{"devDependencies": {"vue": "^3.0.0"}}\n'),
])
def test_an_api_or_a_comment_is_no_application(said, path, text):
    assert named(said({path: text}), "git.app") == []


# --- the criteria -------------------------------------------------------------------

APP = {"app.py": "import streamlit as st\n\nst.title('Parking')\n"}
ALL = ["C9.4", "C10.9", "C11.7", "C12.5", "C13.6", "C17.10", "C18.5", "C19.5"]


def test_a_repository_alone_proves_none_of_them(audit_of):
    got = audit_of({"a.txt": "x\n"}, push)
    assert {got.evidence(c) for c in ALL} <= {"absent", "not_applicable"}


def test_sources_of_an_application_that_were_pushed_are_complete(audit_of):
    got = audit_of(APP, push)
    assert got.evidence("C17.10") == "complete"
    assert ("git.app", "app.py", 3, 3) in got.cited("C17.10")


def test_what_was_not_pushed_is_partial(audit_of):
    got = audit_of(APP, push_all_but_the_last)
    assert got.evidence("C17.10") == "partial"


def test_a_repository_that_is_nowhere_else_is_partial(audit_of):
    assert audit_of(APP).evidence("C17.10") == "partial"


def test_a_single_commit_is_partial(audit, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, APP)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "all")
    push(tmp_path)
    got = Audit(subprocess.run(
        [str(BUILD / "greffier"), "audit", str(tmp_path), "--format",
         "json"], capture_output=True, timeout=60))
    assert got.evidence("C17.10") == "partial"


def test_tests_of_the_model_are_versioned_where_they_are(audit_of):
    files = {"ml/predict.py": "def predict(x):\n    return x\n",
             "tests/test_predict.py": "from ml.predict import predict\n\n\n"
             "def test_predict():\n    assert predict(1) == 1\n"}
    got = audit_of(files, push)
    assert got.evidence("C12.5") == "complete"
    assert got.evidence("C17.10") == "absent"


def test_code_that_calls_the_model_is_versioned_in_the_application(audit_of):
    files = {"api/main.py": """
        import joblib
        from fastapi import FastAPI

        app = FastAPI()
        model = joblib.load("model.pkl")

        @app.post("/predict")
        def predict(x: float):
            return {"y": float(model.predict([[x]])[0])}
        """, "front/app.py": """
        import requests
        import streamlit as st

        st.title("Prix")
        if st.button("Estimer"):
            r = requests.post("http://api:8000/predict", params={"x": 1})
            st.write(r.json())
        """}
    got = audit_of(files, push)
    assert got.evidence("C10.9") == "complete"
    assert "front/app.py" in [c[1] for c in got.cited("C10.9")]
    assert got.evidence("C9.4") == "complete"


def test_a_chain_with_tests_is_versioned_with_the_sources(audit_of):
    got = audit_of({".github/workflows/ci.yml": """
        on: push
        jobs:
          test:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: pip install -r requirements.txt
              - run: pytest
        """, "requirements.txt": "pytest\n", "tests/test_a.py":
        "from app import f\n\n\ndef test_a():\n    assert f(1) == 1\n",
        "app.py": "def f(x):\n    return x\n"}, push)
    assert got.evidence("C18.5") == "complete"
    assert got.evidence("C19.5") == "absent"
    assert got.evidence("C13.6") == "absent"
