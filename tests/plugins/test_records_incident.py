# SPDX-License-Identifier: GPL-3.0-or-later
"""C21: what went wrong, and what was done about it."""
import subprocess

import pytest

from conftest import BUILD, Audit, git, write

CASE = """
    # Incidents

    ## Incident 1 : le catalogue ne répondait plus

    - **Symptôme** : depuis le 12/03/2026 l'API retournait une erreur 500.
    - **Cause racine** : la connexion à la base n'était jamais rendue au
      pool, qui se vidait en une heure.
    - **Reproduction** :
      1. lancer la pile en local avec un pool de deux connexions
      2. appeler trois fois la recherche
    - **Résolution** :
      1. fermer la connexion dans un bloc finally
      2. ajouter un délai au pool
      3. relancer et vérifier les journaux
    """
CODE = {"app.py": "print(1)\n"}


def test_a_case_that_is_told_whole_is_complete(audit):
    got = audit({**CODE, "docs/journal.md": CASE})
    assert got.evidence("C21.1") == "complete"
    assert got.evidence("C21.2") == "complete"
    assert got.cited("C21.2") == [("incident.repro", "docs/journal.md", 9,
                                   10)]
    assert got.evidence("C21.4") == "complete"
    assert got.evidence("C21.5") == "absent"       # no change is tied to it


@pytest.mark.parametrize("cut,criterion,want", [
    ("Cause racine", "C21.1", "partial"),
    ("Cause racine", "C21.4", "partial"),
    ("Résolution", "C21.4", "absent"),
    ("Reproduction", "C21.2", "partial"),
])
def test_what_is_left_out_is_missed(audit, cut, criterion, want):
    head, tail = CASE.split("    - **%s**" % cut)
    rest = tail.split("\n    - **", 1)
    text = head + ("    - **" + rest[1] if len(rest) > 1 else "")
    assert audit({**CODE, "a.md": text}).evidence(criterion) == want


def test_a_test_that_reproduces_it_counts(audit):
    text = CASE.split("    - **Reproduction")[0]
    got = audit({"a.md": text, "tests/test_pool.py":
                 'def test_pool():\n    """Reproduit le bug du pool."""\n'
                 "    assert 1\n"})
    assert got.evidence("C21.2") == "complete"


@pytest.mark.parametrize("path,text", [
    ("docs/incident_template.md", CASE),
    ("docs/depannage.md", CASE),
    ("README.md", "## Incidents\n\nAucun incident n'a été rencontré pendant "
     "le projet, le 12/03/2026 ; la supervision était en place et rien ne "
     "tombait, la cause est simple : peu de charge et beaucoup de tests.\n"),
    ("a.md", "## Procédure de gestion des incidents\n\n- Symptôme : décrire "
     "ce qui est vu par la personne\n- Cause : chercher dans les journaux "
     "et les mesures\n- Résolution : corriger, relire, livrer puis prévenir "
     "toute l'équipe du résultat\n"),
    ("a.md", "## Dépannage\n\n### Bug : le port 8000 est pris\n\nCause : un "
     "autre service écoutait déjà sur ce port.\n\nSolution : arrêter l'autre "
     "service puis relancer le conteneur avec un autre port de la machine.\n"),
    ("a.md", "## Incident\n\n- Symptôme : [à compléter]\n- Cause : TODO\n"
     "- Résolution : à compléter\n"),
    ("a.md", "| C21.1 | Incident technique décrit | OK |\n"),
    ("a.md", "## Détection d'anomalies\n\nLe modèle était entraîné sur des "
     "mesures de 2024-01-02 ; il retournait un score par capteur, et la "
     "suite des valeurs était lissée avant la comparaison.\n"),
])
def test_what_only_speaks_of_incidents_is_none(audit, path, text):
    got = audit({**CODE, path: text})
    for criterion in ("C21.1", "C21.4", "C21.5"):
        assert got.evidence(criterion) == "absent", criterion


def test_who_could_not_reproduce_it_is_believed(audit):
    text = CASE.split("    - **Reproduction")[0] + \
        "    - Le problème n'a pas pu être reproduit en local.\n"
    assert audit({**CODE, "a.md": text}).evidence("C21.2") == "absent"


def test_a_fix_in_the_history_is_half(audit):
    got = audit({**CODE, "a.md": CASE}, message="fix: give back connections")
    assert got.evidence("C21.5") == "partial"


def test_a_commit_that_is_there_is_complete(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, CODE)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "fix: give back connections")
    commit = git(tmp_path, "rev-parse", "HEAD").decode()[:10]
    if commit.isdigit() or commit.isalpha():
        pytest.skip("this hash reads as a word")
    write(tmp_path, {"a.md": CASE + "    - **Commit** : %s\n" % commit})
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "docs: incident")
    got = Audit(subprocess.run(
        [str(BUILD / "greffier"), "audit", str(tmp_path), "--format",
         "json"], capture_output=True, timeout=60))
    assert got.evidence("C21.5") == "complete"


def test_a_commit_that_is_not_there_lowers(audit):
    got = audit({**CODE, "a.md": CASE + "    - **Commit** : 0a1b2c3d\n"},
                message="fix: give back connections")
    assert got.evidence("C21.5") == "partial"
    assert got.cited("C21.5", "against")


@pytest.mark.parametrize("subject,want", [
    ("Merge pull request #12 from ada/fix-pool", "complete"),
    ("fix: other things (#121)", "partial"),
])
def test_a_merge_request_is_looked_up(audit, subject, want):
    got = audit({**CODE, "a.md": CASE + "    - **PR** : PR #12\n"},
                message=subject)
    assert got.evidence("C21.5") == want


def test_prose_tells_a_case_too(audit):
    got = audit({**CODE, "a.md": """
        # Incident sur les migrations

        Au démarrage, l'application retournait une erreur UndefinedColumn.

        La cause racine était un schéma en retard sur le code déployé.

        Pour reproduire l'incident en développement, j'ai lancé la pile,
        modifié un modèle, créé la révision sans l'appliquer, puis relancé le
        service, qui a échoué de la même manière que celui de production.

        La solution mise en œuvre consiste à appliquer les migrations avant
        le lancement : la commande du conteneur a été changée, la révision
        relue et le déploiement rejoué sur une base vide puis sur une copie.
        """})
    assert [got.evidence(c) for c in ("C21.1", "C21.2", "C21.4")] == \
        ["complete"] * 3
