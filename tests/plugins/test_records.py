# SPDX-License-Identifier: GPL-3.0-or-later
"""Stories, boards, journeys and verdicts: C14, C15.5, C16.2."""
import pytest

STORY = """
    # Spécifications

    ## Contexte

    Les bibliothécaires cherchent les doublons du catalogue à la main, ce
    qui prend une demi-journée par semaine et laisse passer des erreurs que
    les lecteurs signalent ensuite.

    ## US-01 : trouver un doublon

    **En tant que** bibliothécaire, **je veux** voir les notices proches
    **afin de** les fusionner.

    **Scénarios** :
    - Étant donné une notice, quand je la cherche, alors les proches
      s'affichent.

    **Critères d'acceptation** :
    - La liste s'affiche en moins de deux secondes.
    - La liste se parcourt au clavier (WCAG 2.1 niveau AA).
    """


def test_context_scenario_and_criteria_are_complete(audit):
    got = audit({"docs/specs.md": STORY})
    assert got.evidence("C14.3") == "complete"
    assert got.evidence("C14.4") == "complete"
    assert got.cited("C14.4") == [("agile.access", "docs/specs.md", 20, 20)]
    assert got.evidence("C14.5") == "complete"


@pytest.mark.parametrize("cut", ["    **Scénarios**", "    ## Contexte",
                                 "    **Critères"])
def test_without_one_of_the_three_it_is_partial(audit, cut):
    head, tail = STORY.split(cut)
    tail = "\n\n    " + tail.split("\n\n", 2 if "##" in cut else 1)[-1] \
        if "\n\n" in tail else ""
    assert audit({"specs.md": head + tail}).evidence("C14.3") == "partial"


def test_one_scenario_for_many_stories_is_partial(audit):
    more = "".join("""
    ## US-%d

    En tant que lecteur, je veux la liste %d afin de lire.

    Critères d'acceptation :
    - La liste est triée.
    """ % (n, n) for n in range(3))
    assert audit({"specs.md": STORY + more}).evidence("C14.3") == "partial"


@pytest.mark.parametrize("path,text", [
    ("docs/stories.html", "<h2>Context</h2><p>" + "why it is done " * 8 +
     "</p><h2>US1</h2><p>As a reader, I want a list so that I read.</p>"
     "<h3>Scenario</h3><p>Given a book, when I ask, then I see it.</p>"
     "<h3>Acceptance criteria</h3><ul><li>it is sorted</li></ul>"),
    ("docs/stories.adoc", "= Stories\n\n== Context\n\n" + "why it is done " *
     8 + "\n\n== US1\n\nAs a reader, I want a list so that I read.\n\n"
     "=== Scenario\n\nGiven a book, when I ask, then I see it.\n\n"
     "=== Acceptance criteria\n\n* it is sorted\n"),
    ("docs/stories.rst", "Context\n=======\n\n" + "why it is done " * 8 +
     "\n\nUS1\n===\n\nAs a reader, I want a list so that I read.\n\n"
     "Scenario\n--------\n\nGiven a book, when I ask, then I see it.\n\n"
     "Acceptance criteria\n-------------------\n\n- it is sorted\n"),
    ("list.feature", "Feature: list\n  As a reader\n  I want a list\n\n"
     "  Scenario: one\n    Given a book\n    When I ask\n"
     "    Then I see it\n"),
])
def test_every_format_is_read(audit, path, text):
    assert audit({path: text}).evidence("C14.3") == "complete"


@pytest.mark.parametrize("files", [
    {"docs/template_us.md": STORY},
    {"docs/us.md": "En tant que [rôle], je veux [action] afin de [but].\n"},
    {"README.md": "Les user stories sont dans Jira.\n\n"
     "## Fonctionnalités\n\n- une liste\n"},
    {"docs/eval.md": "| C14.3 | Spécifications fonctionnelles | OK |\n"},
    {"README.md": "En tant que développeur, j'ai écrit ce projet.\n"},
])
def test_words_about_stories_are_none(audit, files):
    got = audit({**files, "main.py": "print(1)\n"})
    assert got.evidence("C14.3") == "absent"
    assert got.evidence("C14.4") == "absent"


def test_accessibility_outside_the_criteria_is_half(audit):
    got = audit({"us.md": "## US\n\nEn tant que lecteur, je veux naviguer au "
                 "clavier afin de lire.\n"})
    assert got.evidence("C14.4") == "partial"


def test_a_service_that_is_reachable_is_not_accessible(audit):
    got = audit({"us.md": "## US\n\nEn tant que lecteur, je veux la liste.\n\n"
                 "Critères d'acceptation :\n\n- la page est accessible en "
                 "ligne\n"})
    assert got.evidence("C14.3") == "partial"
    assert got.evidence("C14.4") == "absent"


@pytest.mark.parametrize("text,want", [
    ("L'application vise le niveau AA des WCAG 2.1.\n", "complete"),
    ("## Accessibilité\n\nRéférentiel : RGAA 4.1.\n", "complete"),
    ("Voir aussi WCAG.\n", "partial"),
    ("Le projet n'a pas été conçu selon les WCAG.\n", "absent"),
    ("```\nWCAG 2.1 AA\n```\n", "absent"),
])
def test_a_standard_is_an_aim(audit, text, want):
    assert audit({"a.md": text}).evidence("C14.5") == want


BACKLOG = """
    # Suivi

    ## Product backlog

    | Tâche | Statut | Points |
    |---|---|---|
    | Lire les notices | Terminé | 3 |
    | Comparer | En cours | 5 |
    | Fusionner | À faire | 8 |
    | Publier | À faire | 2 |
    """


@pytest.mark.parametrize("path,text", [
    ("suivi.md", BACKLOG),
    ("kanban.md", "# Kanban\n\n## À faire\n\n- lire\n- trier\n\n"
     "## Terminé\n\n- voir\n- dire\n"),
    ("docs/sprints.md", "## Sprint 1\n\n- [x] lire\n- [x] trier\n- [ ] voir\n"
     "- [ ] dire\n"),
    ("backlog.csv", "titre;statut;points\na;fait;1\nb;fait;2\nc;en cours;3\n"
     "d;a faire;1\n"),
    ("README.md", "[Tableau](https://trello.com/b/a1b2c3/catalogue)\n"),
    ("README.md", "https://github.com/orgs/ada/projects/3\n"),
])
def test_a_board_is_complete(audit, path, text):
    assert audit({path: text}).evidence("C16.2") == "complete"


@pytest.mark.parametrize("text", [
    "Le suivi a été fait avec Trello et un tableau kanban.\n",
    "## Backlog\n\n- finir\n",
    "Board : https://trello.com/b/xxx\n",
    "## Kanban\n\n- on limite le travail en cours\n- on termine vite\n"
    "- le flux est tiré\n- on se parle\n- on mesure\n",
    "## Next sprint\n\n- [ ] a\n- [ ] b\n- [ ] c\n- [ ] d\n- [ ] e\n",
    "Il n'y a pas de tableau kanban.\n",
])
def test_a_tool_that_is_only_named_is_none(audit, text):
    got = audit({"a.md": text, "main.py": "print(1)\n"})
    assert got.evidence("C16.2") == "absent"


def test_who_says_there_is_none_is_believed(audit):
    got = audit({"suivi.md": BACKLOG + "\n    Il n'y a pas de board actif.\n"})
    assert got.evidence("C16.2") == "partial"
    assert got.cited("C16.2", "against")[0][0] == "agile.none"


def test_a_picture_of_a_burndown_is_half(audit):
    got = audit({"docs/burndown.png": b"\x89PNG\r\n\x1a\n\0", "a.md": "a\n"})
    assert got.evidence("C16.2") == "partial"


@pytest.mark.parametrize("files,want", [
    ({"a.md": "```mermaid\njourney\n  title Lire\n```\n"}, "complete"),
    ({"a.md": "## Parcours utilisateur\n\n```mermaid\nflowchart TD\n"
      "  a --> b\n```\n"}, "complete"),
    ({"a.md": "https://www.figma.com/file/Ab12/catalogue\n"}, "complete"),
    ({"docs/a.md": "## Wireframes\n\n![accueil](img/accueil.png)\n",
      "docs/img/accueil.png": b"\x89PNG\r\n\x1a\n\0"}, "complete"),
    ({"docs/a.md": "## Wireframes\n\n![accueil](img/accueil.png)\n"},
     "absent"),                                     # it is not there
    ({"docs/wireframe_accueil.png": b"\x89PNG\r\n\x1a\n\0"}, "complete"),
    ({"docs/use-case.png": b"\x89PNG\r\n\x1a\n\0"}, "partial"),
    ({"a.md": "Des wireframes ont été réalisés sur Figma.\n"}, "absent"),
    ({"a.md": "## Architecture\n\n```mermaid\nflowchart TD\n  a --> b\n"
      "```\n"}, "absent"),
    ({"img/capture.png": b"\x89PNG\r\n\x1a\n\0"}, "absent"),
])
def test_a_journey_is_drawn(audit, files, want):
    got = audit({**files, "main.py": "print(1)\n"})
    assert got.evidence("C14.2") == want


@pytest.mark.parametrize("text,want", [
    ("## Conclusion du POC\n\nAvis : GO sous conditions, voir plus bas.\n",
     "complete"),
    ("## Preuve de concept\n\nNous recommandons de poursuivre le projet.\n",
     "complete"),
    ("## Proof of concept\n\nDecision: no-go.\n", "complete"),
    ("## Migration\n\nDécision : GO conditionnel.\n", "partial"),
    ("## Conclusion du POC\n\nLa plateforme fonctionne bien.\n", "absent"),
    ("## POC\n\nDécision go/no-go à définir.\n", "absent"),
    ("Nous avons décidé de continuer le projet sur une autre forge.\n",
     "absent"),
])
def test_a_verdict_is_explicit(audit, text, want):
    assert audit({"a.md": text}).evidence("C15.5") == want
