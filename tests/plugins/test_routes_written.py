# SPDX-License-Identifier: GPL-3.0-or-later
"""What documents say of an API, held against its code."""
import pytest

from said import attrs, facts, named

FLASK = """
    from flask import Flask, jsonify
    app = Flask(__name__)
    @app.get("/places")
    def places(): return jsonify(rows())
    @app.post("/places/<int:id>/liberer")
    def liberer(id): return jsonify({})
    """

CLOSED = """
    from fastapi import Depends, FastAPI, HTTPException, Header
    app = FastAPI()
    def verifier(x_api_key: str = Header()):
        if x_api_key != KEY:
            raise HTTPException(403)
    @app.get("/lots")
    def lots(k=Depends(verifier)): return rows()
    @app.post("/predict")
    def predict(x: float, k=Depends(verifier)): return model.predict(x)
    """


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def documented(found):
    return sorted(attrs(found, "route.documented", "route", "by"))


@pytest.mark.parametrize("text", [
    "| Méthode | Chemin |\n|---|---|\n| GET | /places |\n"
    "| POST | `/places/{id}/liberer` |\n",
    "- `GET /places` : la liste\n- `POST /places/:id/liberer`\n",
    "| Route | Rôle |\n|---|---|\n| /places | liste |\n"
    "| /places/3/liberer | libère |\n",
    "```bash\ncurl http://localhost:5000/places\n"
    "curl -X POST http://localhost:5000/places/3/liberer\n```\n",
    "### GET http://localhost:5000/places\n"
    "### **POST** /places/<id>/liberer.\n",
])
def test_a_written_list_documents_its_routes(said, text):
    got = said({"app.py": FLASK, "README.md": "# API\n\n" + text})
    assert documented(got) == [
        ("GET /places", "document"),
        ("POST /places/{}/liberer", "document")]


@pytest.mark.parametrize("text", [
    "- `DELETE /places`\n", "- /place\n", "Le dossier /places est vide.\n",
    "GETTING /places\n", "- src/places\n", "- `GET /places/{id}`\n"])
def test_what_names_no_route_documents_none(said, text):
    got = said({"app.py": FLASK, "README.md": "# API\n\n" + text})
    assert documented(got) == []


def test_a_written_list_is_complete_and_follows_no_standard(audit):
    got = audit({"app.py": FLASK, "README.md":
                 "- GET /places\n- POST /places/{id}/liberer\n"})
    assert got.evidence("C5.1") == "complete"
    assert ("route.documented", "README.md", 1, 1) in got.cited("C5.1")
    assert got.evidence("C5.3") == "absent"


@pytest.mark.parametrize("text, how", [
    ("Chaque requête porte l'en-tête `X-API-Key`.", "usage"),
    ('curl -H "Authorization: Bearer <jeton>" http://h/lots', "usage"),
    ("Put the token in the header of every request.", "usage"),
    ("1. `POST /auth/login` with a name and a password", "usage"),
    ("Les routes sont protégées par JWT.", "mention"),
    ("OPENAI_API_KEY=sk-... dans .env", None),
    ("La clé API OpenAI est requise.", None),
    ("Une authentification par jeton JWT pourrait être ajoutée.", None),
    ("- [ ] TODO protéger par clé API", None),
    ("fetch(u, {headers: {Authorization: `Bearer ${localStorage.t}`}})",
     None),
    ("Le jeton est un mot découpé par le modèle.", None)])
def test_how_to_authenticate(said, text, how):
    got = said({"README.md": "# API\n\n" + text + "\n"})
    assert attrs(got, "route.proof", "how") == ([how] if how else [])


def test_a_page_explains_and_its_script_does_not(said):
    got = said({"templates/a.html": """
        <pre>Authorization: Bearer votre-jeton</pre>
        <form method="POST" action="/login">
        <script>
        h = {"Authorization: Bearer ": t}
        </script>
        """})
    assert [f["first"] for f in named(got, "route.proof")] == [1]


@pytest.mark.parametrize("code, readme, word", [
    (CLOSED, "Envoyez l'en-tête X-API-Key.", "complete"),
    (CLOSED, "Les routes exigent une authentification par jeton.",
     "partial"),
    (CLOSED, "Bonjour.", "absent"),
    (CLOSED.replace("str = Header()", "str = Depends(key)").replace(
        "app = FastAPI()", "app = FastAPI(); key = APIKeyHeader(name='X')"),
     "Bonjour.", "partial"),
    (CLOSED.replace("k=Depends(verifier)", "k=1"),
     "Envoyez l'en-tête X-API-Key.", "absent")])
def test_rules_of_authentication_count_where_they_are_applied(
        audit, code, readme, word):
    got = audit({"app.py": code, "README.md": readme + "\n"})
    assert got.evidence("C5.2") == word
    assert got.evidence("C9.9") == word


TREE = """
    # Projet
    ## Architecture
    ```
    ├── api
    └── web
    ```
    ## Lancer
    Avec uvicorn, dans le dossier du projet, après avoir installé tout ce
    que demande le fichier des dépendances, puis ouvrir la page.
    """
DRAWN = """
    ## Architecture
    ```mermaid
    graph LR
    web --> api --> model
    ```
    """


@pytest.mark.parametrize("readme, word", [
    (TREE, "partial"), (DRAWN, "complete"), ("Bonjour.\n", "partial"),
    (DRAWN.replace("Architecture", "Architecture du modèle CNN"),
     "partial")])
def test_an_architecture_is_more_than_a_tree_of_folders(audit, readme, word):
    got = audit({"app.py": CLOSED, "README.md": readme})
    assert got.evidence("C9.8") == word
