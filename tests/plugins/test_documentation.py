# SPDX-License-Identifier: GPL-3.0-or-later
"""C8.4, C12.6, C15.1, C15.3, C17.11: what the documents tell."""
import pytest

README = """
    # Prêt-à-lire

    ## Architecture

    ```text
    projet/
    ├── api/main.py
    ├── ml/model.py
    ├── web/app.py
    └── tests/test_model.py
    ```

    ## Prérequis

    - Python 3.11
    - Docker

    ## Installation

    ```bash
    git clone https://example.org/projet.git
    pip install -r requirements.txt
    ```

    ## Tests

    ```bash
    pytest tests/ -v
    pytest --cov=ml
    ```
    """
TEST = """
    from ml.model import predict

    def test_predict_on_a_known_customer():
        assert predict([1, 2]) == 3
    """
MODEL = """
    import joblib
    from sklearn.linear_model import LinearRegression

    def predict(x):
        return joblib.load("model.pkl").predict([x])[0]
    """
PROJECT = {"README.md": README, "requirements.txt": "pytest==8.1\n",
           "tests/test_model.py": TEST, "ml/model.py": MODEL,
           "ml/__init__.py": ""}


def without(*headings):
    """The README without the sections of these headings."""
    parts = README.split("\n    ## ")
    return "\n    ## ".join(p for p in parts
                            if not p.startswith(tuple(headings)))


def test_all_four_parts_are_complete(audit):
    got = audit(PROJECT)
    assert got.evidence("C17.11") == "complete"
    assert ("doc.install", "README.md", 22, 22) in got.cited("C17.11")
    assert ("doc.test_run", "README.md", 28, 28) in got.cited("C17.11")
    assert ("doc.architecture", "README.md", 3, 11) in got.cited("C17.11")


@pytest.mark.parametrize("lacking", ["Architecture", "Tests"])
def test_three_parts_are_half(audit, lacking):
    got = audit({**PROJECT, "README.md": without(lacking)})
    assert got.evidence("C17.11") == "partial"


def test_one_part_is_nothing(audit):
    got = audit({**PROJECT, "README.md": without(
        "Prérequis", "Installation", "Tests")})
    assert got.evidence("C17.11") == "absent"


def test_english_and_other_folders_count(audit):
    assert audit({"docs/setup.md": """
        # Getting started

        Run `npm ci`, then `npm run test:unit`.

        # Tech stack

        | part | tool |
        | --- | --- |
        | web | React 18 |
        | api | Express |

        # Project structure

        - routes: the endpoints and what they refuse
        - services: the rules of the shop
        - web: the pages and their state
        """, "package.json": '{"scripts": {"test:unit": "vitest run"}}',
        }).evidence("C17.11") == "complete"


RST = """
    Projet
    ======

    Architecture
    ------------

    - un service qui prédit
    - une base qui garde les questions
    - des pages qui montrent les réponses

    Installation
    ------------

    .. code-block:: bash

        pip install -r requirements.txt

    Tests
    -----

    .. code-block:: bash

        pytest tests
    """
ADOC = """
    = Projet

    == Installation

    ----
    pip install -r requirements.txt
    ----

    == Tests

    Lancez les tests avec `pytest tests`.
    """


def test_restructured_text(audit):
    files = {**PROJECT, "README.rst": RST}
    del files["README.md"]
    got = audit(files)
    assert got.evidence("C17.11") == "complete"
    assert ("doc.test_run", "README.rst", 23, 23) in got.cited("C17.11")


def test_asciidoc(audit):
    files = {**PROJECT, "README.adoc": ADOC}
    del files["README.md"]
    got = audit(files)
    assert got.evidence("C17.11") == "partial"
    assert ("doc.test_run", "README.adoc", 11, 11) in got.cited("C17.11")


def test_bringing_pip_up_to_date_installs_nothing(audit):
    text = "# x\n\n```\npip install --upgrade pip\npip install uv\n```\n"
    got = audit({**PROJECT, "README.md": text})
    assert got.evidence("C12.6") == "absent"


def test_make_stands_for_its_recipe(audit):
    readme = README.replace("pip install -r requirements.txt", "make env") \
        .replace("pytest tests/ -v", "make test")
    make = "env:\n\t$(PIP) install -r requirements.txt\n" \
        "test:\n\t$(PYTHON) -m pytest\n"
    files = {**PROJECT, "README.md": readme.replace("pytest --cov=ml", "")}
    assert audit({**files, "Makefile": make}).evidence("C17.11") \
        == "complete"


def test_make_without_a_recipe_is_no_command(audit):
    readme = README.replace("pytest tests/ -v", "make test")
    got = audit({**PROJECT, "README.md": readme.replace(
        "pytest --cov=ml", ""), "Makefile": "env:\n\techo\n"})
    assert got.evidence("C17.11") == "partial"


def test_a_command_that_names_what_is_not_there_is_dead(audit):
    got = audit({**PROJECT, "README.md": README.replace(
        "pytest tests/ -v", "pytest tests/test_all.py").replace(
        "pytest --cov=ml", "")})
    assert got.evidence("C17.11") == "partial"
    assert got.criteria["C17.11"]["nearest_miss"]["fact"] == "doc.dead"


def test_tests_that_are_not_there_cannot_be_run(audit):
    files = {**PROJECT, "README.md": README}
    del files["tests/test_model.py"]
    got = audit(files)
    assert got.evidence("C17.11") == "partial"
    assert got.evidence("C12.6") != "complete"


def test_a_word_of_prose_is_no_command(audit):
    readme = without("Tests") + "\n    ## Tests\n\n" \
        "    Le projet est testé avec `pytest` et npm test.\n"
    got = audit({**PROJECT, "README.md": readme})
    assert got.evidence("C17.11") == "partial"


def test_a_script_called_test_must_hold_tests(audit):
    readme = README.replace("pytest tests/ -v", "python check/test_all.py") \
        .replace("pytest --cov=ml", "")
    got = audit({**PROJECT, "README.md": readme,
                 "check/test_all.py": "import ml\nprint('ok')\n"})
    assert got.evidence("C17.11") == "partial"


@pytest.mark.parametrize("path,text", [
    ("README.md", "# Projet\n\n## Installation\n\nTODO\n\n## Architecture\n"
     "\nÀ compléter.\n\n## Dépendances\n\n## Tests\n\nComing soon\n"),
    ("README.md", "# Projet\n\nInstallation, architecture, dépendances et "
     "tests : documentation complète à 100 %.\n"),
    ("docs/AUDIT_CONFORMITE.md", README),
    ("docs/consignes.md", README),
    ("docs/incidents/panne.md", README),
    ("node_modules/lib/README.md", README),
    ("CLAUDE.md", README),
    ("README.md", "# Projet\n\n## Feuille de route\n\n### Architecture\n\n"
     "- une API\n- une base\n- un front\n\n### Installation\n\n"
     "```bash\npip install -r requirements.txt\n```\n"),
    ("README.md", "## Architecture du modèle\n\n- couche dense de 64\n"
     "- dropout de 0,2\n- couche de sortie\n"),
])
def test_what_only_looks_like_documentation(audit, path, text):
    files = {**PROJECT, path: text}
    if path != "README.md":
        del files["README.md"]
    got = audit(files)
    assert got.evidence("C17.11") == "absent"
    assert got.evidence("C12.6") in ("absent", "not_applicable")


VITE = """
    # React + Vite

    This template provides a minimal setup to get React working in Vite
    with HMR and some ESLint rules.

    ## Expanding the ESLint configuration

    ```bash
    npm install
    npm test
    ```
    """
CRA = """
    # Getting Started with Create React App

    This project was bootstrapped with [Create React App](https://x.org).

    ## Available Scripts

    In the project directory, you can run:

    ### `npm test`

    Launches the test runner. Run `npm install`, then `npm test`.

    ## Learn More
    """
ANGULAR = """
    # Front

    This project was generated using [Angular CLI](https://x.org) 19.2.

    ## Development server

    To start, run `npm install`, then:

    ```bash
    ng serve
    ```

    ## Running unit tests

    ```bash
    ng test
    ```
    """


@pytest.mark.parametrize("template", [VITE, CRA, ANGULAR])
def test_the_readme_of_a_framework_documents_nothing(audit, template):
    got = audit({**PROJECT, "README.md": template,
                 "package.json": '{"scripts": {"test": "vitest"}}'})
    assert got.evidence("C17.11") == "absent"


def test_what_was_added_to_such_a_readme_counts(audit):
    got = audit({**PROJECT, "README.md": CRA + README})
    assert got.evidence("C17.11") == "complete"


# --- C12.6 -----------------------------------------------------------------


def test_the_test_environment_in_four_parts(audit):
    got = audit(PROJECT)
    assert got.evidence("C12.6") == "complete"
    assert ("doc.coverage", "README.md", 29, 29) in got.cited("C12.6")
    assert ("doc.test_tool", "requirements.txt", 1, 1) in got.cited("C12.6")


def test_run_command_alone_is_half(audit):
    got = audit({**PROJECT, "requirements.txt": "joblib\n", "README.md":
                 "# Projet\n\n```\npytest tests/\n```\n"})
    assert got.evidence("C12.6") == "partial"


def test_a_docstring_of_the_tests_is_half(audit):
    files = {**PROJECT, "tests/test_model.py":
             '"""Tests du modèle.\n\nLancer avec : pytest tests/ -v\n"""\n'
             + "from ml.model import predict\n\n\ndef test_p():\n"
             "    assert predict([1]) == 3\n"}
    files["README.md"] = "# Projet\n"
    assert audit(files).evidence("C12.6") == "partial"
    assert audit(files).evidence("C17.11") == "absent"


def test_tests_of_the_page_are_no_tests_of_the_model(audit):
    got = audit({**PROJECT, "README.md": "# x\n\n```\nnpm ci\nnpm test\n"
                 "npx vitest run --coverage\n```\n",
                 "package.json": '{"scripts": {"test": "vitest"}}'})
    assert got.evidence("C12.6") == "absent"


# --- C15.1 -----------------------------------------------------------------

SPECS = """
    # Dossier technique

    ## Architecture applicative

    - le navigateur parle au serveur web, qui ne garde rien
    - le serveur web appelle le service de prédiction en HTTP
    - le service de prédiction lit ses tables dans une base

    ## Stack technique

    | Partie | Outil |
    | --- | --- |
    | API | FastAPI |
    | Base | PostgreSQL 16 |

    ## Exécution

    Le service tourne sous Python 3.11 dans un conteneur Debian.
    """


def test_specifications_in_three_parts(audit):
    got = audit({"docs/technique.md": SPECS})
    assert got.evidence("C15.1") == "complete"
    assert ("doc.runtime", "docs/technique.md", 18, 18) \
        in got.cited("C15.1")


@pytest.mark.parametrize("old,new", [
    ("Python 3.11", "Python"),
    ("Stack technique", "Divers"),
])
def test_specifications_that_lack_a_part(audit, old, new):
    got = audit({"docs/technique.md": SPECS.replace(old, new)})
    assert got.evidence("C15.1") == "partial"


def test_a_tree_of_folders_is_no_architecture(audit):
    got = audit(PROJECT)
    assert got.evidence("C15.1") == "partial"


@pytest.mark.parametrize("title", [
    "Architecture du modèle", "Database architecture",
    "Structure des données", "Previous architecture"])
def test_the_architecture_of_something_else(audit, title):
    text = SPECS.replace("Architecture applicative", title) \
        .replace("Stack technique", "Divers")
    assert audit({"docs/x.md": text}).evidence("C15.1") == "absent"


@pytest.mark.parametrize("path", [
    "docs/monitoring.md", "docs/audit_final.md", ".agents/skill.md",
    "veille_ia/technique.md", "OLD_README.md"])
def test_documents_about_something_else(audit, path):
    text = SPECS.replace("Stack technique", "Divers")
    assert audit({path: text}).evidence("C15.1") == "absent"


# --- C15.3 -----------------------------------------------------------------

FLOW = """
    # Projet

    ## {title}

    ```mermaid
    flowchart LR
        A[{a}] --> B[{b}]
        B --> C[{c}]
        C --> D[Page web]
    ```
    """


def flow(title, a, b, c):
    return FLOW.format(title=title, a=a, b=b, c=c)


@pytest.mark.parametrize("text", [
    flow("Flux de données", "Client", "API", "Modèle"),
    flow("Data flow", "Client", "API", "Modèle"),
    flow("Architecture", "Sources publiques", "Nettoyage", "PostgreSQL"),
])
def test_a_diagram_of_flows(audit, text):
    got = audit({"README.md": text})
    assert got.evidence("C15.3") == "complete"
    assert ("doc.flow", "README.md", 5, 10) in got.cited("C15.3")


def test_a_diagram_of_parts_is_half(audit):
    got = audit({"README.md": flow("Architecture", "Client", "API",
                                   "Modèle")})
    assert got.evidence("C15.3") == "partial"


@pytest.mark.parametrize("text", [
    flow("Parcours utilisateur", "Accueil", "Panier", "Paiement"),
    "## Flux de données\n\nLes données passent par l'API.\n",
    "## Flux de données\n\n```mermaid\nerDiagram\n  A ||--o{ B : a\n"
    "  B ||--o{ C : b\n  C ||--o{ D : c\n```\n",
    "## Flux de données\n\n![flux de données](img/flux.png)\n",
    "## Flux de données\n\n```mermaid\nflowchart LR\n```\n",
])
def test_what_shows_no_flow(audit, text):
    assert audit({"README.md": text}).evidence("C15.3") == "absent"


def test_a_picture_that_is_there(audit):
    got = audit({"README.md": "## Flux de données\n\n![](img/a.png)\n",
                 "img/a.png": b"\x89PNG\r\n\x1a\n\0"})
    assert got.evidence("C15.3") == "complete"
    assert got.cited("C15.3") == [("doc.flow", "README.md", 3, 3)]


def test_a_picture_that_nothing_presents_is_half(audit):
    got = audit({"README.md": "# x\n",
                 "docs/flux_donnees.png": b"\x89PNG\r\n\x1a\n\0"})
    assert got.evidence("C15.3") == "partial"


def test_files_of_diagrams(audit):
    got = audit({"docs/chaine.puml": "@startuml\n[Collecte] -> [Kafka]\n"
                 "[Kafka] -> [Nettoyage]\n[Nettoyage] -> [PostgreSQL]\n"
                 "@enduml\n"})
    assert got.evidence("C15.3") == "complete"


# --- C8.4 ------------------------------------------------------------------

SERVICE = """
    # Service Mistral

    ## Accès

    La clé d'API est créée par l'administrateur, une par environnement.

    ## Installation

    ```bash
    pip install mistralai
    ```

    ## Test

    ```bash
    curl -H "x-api-key: $KEY" https://example.org/v1/models
    ```

    ## Données

    Les données envoyées sont les questions, sans nom ni adresse.
    """


def test_the_service_in_its_parts(audit):
    got = audit({"docs/service.md": SERVICE,
                 "requirements.txt": "mistralai==1.2\n"})
    assert got.evidence("C8.4") == "complete"
    assert ("doc.service", "docs/service.md", 5, 5) in got.cited("C8.4")


def test_a_service_with_two_parts_is_half(audit):
    text = SERVICE.split("    ## Test")[0]
    got = audit({"docs/service.md": text,
                 "requirements.txt": "mistralai==1.2\n"})
    assert got.evidence("C8.4") == "partial"


@pytest.mark.parametrize("files", [
    {"docs/service.md": SERVICE, "requirements.txt": "flask\n"},
    {"docs/service.md": SERVICE, "requirements.txt": "# mistralai\n"},
    {"docs/benchmark.md": SERVICE, "requirements.txt": "mistralai\n"},
    {"docs/service.md": "# Service Mistral\n\nDocumentation complète, "
     "conforme au RGPD.\n", "requirements.txt": "mistralai\n"},
])
def test_what_documents_no_service(audit, files):
    got = audit({**files, "ml/train.py": MODEL})
    assert got.evidence("C8.4") in ("absent", "not_applicable")
