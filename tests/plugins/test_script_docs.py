# SPDX-License-Identifier: GPL-3.0-or-later
"""C3.3, C4.6, C4.7: what documents say of the scripts; C1.6, C3.2."""
import subprocess

import pytest

from conftest import BUILD, Audit, git
from test_aggregation import IMPORT, PANDAS, TABLE

SCRIPTS = {"scripts/whole.py": PANDAS, "scripts/import_lots.py": IMPORT,
           **TABLE}
NEEDS = "## Prérequis\n\n- Python 3.12 et pandas\n\n"
RUN = "## Lancement\n\n```bash\npython scripts/whole.py\n```\n\n"
IMPORTED = "```bash\npython scripts/import_lots.py\n```\n"
CHOICES = ("## Nettoyage des données\n\n"
           "- Les clients sans identifiant sont écartés avant la jointure\n"
           "- Les doublons de commandes sont supprimés, le premier reste\n\n")
LOGIC = ("## Étapes du pipeline de données et de l'agrégation\n\n"
         "1. lire les deux fichiers\n2. nettoyer\n3. joindre\n\n")


def test_choices_order_and_command_are_complete(audit):
    got = audit({**SCRIPTS, "docs/etl.md": "# Agrégation\n\n" + CHOICES +
                 LOGIC + RUN})
    assert got.evidence("C3.3") == "complete"
    assert [c[:3] for c in got.cited("C3.3")] == [
        ("aggregate.choice", "docs/etl.md", 5),
        ("aggregate.choice", "docs/etl.md", 6),
        ("aggregate.logic", "docs/etl.md", 8),
        ("scripts.command", "docs/etl.md", 17)]


@pytest.mark.parametrize("text", [CHOICES + LOGIC, CHOICES + RUN,
                                  LOGIC + RUN])
def test_a_documentation_that_lacks_one_is_partial(audit, text):
    got = audit({**SCRIPTS, "README.md": text})
    assert got.evidence("C3.3") == "partial"


def test_what_the_script_itself_explains_is_a_part(audit):
    text = ("import pandas as pd\n# Clients without an identifier are removed"
            " here because nothing joins them, then dates get one format "
            "in all\nx = pd.read_csv('a.csv').dropna()\n")
    got = audit({"etl/clean.py": text})
    assert got.evidence("C3.3") == "partial"
    assert [c[:3] for c in got.cited("C3.3")] == [
        ("aggregate.said", "etl/clean.py", 2)]


@pytest.mark.parametrize("text", [
    "# Projet\n\nDonnées nettoyées, homogénéisées et fusionnées.\n",
    "## ✅ Nettoyage\n\n- Doublons supprimés et formats normalisés "
    "partout ici\n",
    "## Nettoyage\n\nTODO\n",
])
def test_a_claim_is_no_documentation(audit, text):
    assert audit({**SCRIPTS, "README.md": text}).evidence("C3.3") == "absent"


@pytest.mark.parametrize("path", ["veille/etl.md", "PLAN_ETL.md",
                                  "docs/benchmark_etl.md", "tests/etl.md"])
def test_other_documents_do_not_count(audit, path):
    got = audit({**SCRIPTS, path: CHOICES + LOGIC})
    assert got.evidence("C3.3") == "absent"


def test_without_a_script_there_is_nothing_to_document(audit):
    got = audit({"main.py": "print(1)\n", "README.md": CHOICES + LOGIC + RUN})
    assert got.evidence("C3.3") == "absent"
    assert got.evidence("C4.7") == "absent"


# --- C4.6 --------------------------------------------------------------------

@pytest.mark.parametrize("text", [
    IMPORTED,
    "## Base de données\n\nLe service lots remplit les tables de la base à "
    "partir du fichier data/lots.csv\n",
    "1. Charger les données dans la base :\n\n   ```bash\n   make data\n"
    "   ```\n",
])
def test_the_import_in_the_readme_of_the_root_is_complete(audit, text):
    got = audit({**SCRIPTS, "README.md": text})
    assert got.evidence("C4.6") == "complete"
    assert {c[1] for c in got.cited("C4.6")} == {"README.md"}


def test_elsewhere_it_is_a_part(audit):
    got = audit({**SCRIPTS, "docs/import.md": IMPORTED})
    assert got.evidence("C4.6") == "partial"


@pytest.mark.parametrize("text", [
    "```\n├── scripts/import_lots.py\n```\n",           # a tree of files
    "```bash\npython scripts/import_gone.py\n```\n",    # not there
    "```bash\npytest tests\n```\n",
    "Voir [la documentation](docs/etl.md).\n",
    "Base de données relationnelle.\n",
])
def test_a_mention_does_not_document_the_import(audit, text):
    assert audit({**SCRIPTS, "README.md": text}).evidence("C4.6") == "absent"


def test_without_an_import_nothing_is_documented(audit):
    got = audit({"load.py": "print(1)\n", **TABLE,
                 "README.md": "```bash\npython load.py\n```\n"})
    assert got.evidence("C4.6") == "absent"


def test_without_a_base_it_does_not_apply(audit):
    assert audit({"a.py": "print(1)\n"}).evidence("C4.6") == "not_applicable"


# --- C4.7 --------------------------------------------------------------------

@pytest.mark.parametrize("text, evidence", [
    (NEEDS + RUN, "complete"),
    ("```\npip install -r requirements.txt\npython scripts/whole.py\n```\n",
     "complete"),
    (NEEDS, "partial"),
    (RUN, "partial"),
    ("# Lots\n\nUn projet.\n", "absent"),
    ("- Python 3.12\n- Make sure that it works\n", "absent"),
    ("```bash\npython scripts/gone.py\n```\n", "absent"),
    (NEEDS + "```bash\nuvicorn app:app\n```\n", "partial"),
    (NEEDS + "```bash\npython -m venv env\npython -m pytest\n```\n",
     "partial"),
])
def test_dependencies_and_commands(audit, text, evidence):
    got = audit({**SCRIPTS, "README.md": text})
    assert got.evidence("C4.7") == evidence


# --- C1.6, C3.2 ---------------------------------------------------------------

EXTRACTION = ("import requests\n\ngot = requests.get('https://a.example.org')"
              "\ngot.raise_for_status()\n")


def test_scripts_that_a_remote_has_are_complete(audit, tmp_path):
    files = {**SCRIPTS, "extract/api.py": EXTRACTION}
    audit(files)
    got = audit({"extract/api.py": EXTRACTION + "print(got)\n"})
    assert [got.evidence(c) for c in ("C1.6", "C3.2")] == ["partial"] * 2
    git(tmp_path, "update-ref", "refs/remotes/origin/main", "HEAD")
    got = Audit(subprocess.run(
        [str(BUILD / "greffier"), "audit", str(tmp_path), "--format", "json"],
        capture_output=True, timeout=60))
    assert [got.evidence(c) for c in ("C1.6", "C3.2")] == ["complete"] * 2


@pytest.mark.parametrize("criterion", ["C1.6", "C3.2"])
def test_without_a_script_nothing_is_versioned(audit, criterion):
    assert audit({"main.py": "print(1)\n"}).evidence(criterion) == "absent"
