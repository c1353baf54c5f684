# SPDX-License-Identifier: GPL-3.0-or-later
"""The watch that was kept and the services that were compared: C6, C7."""
import pytest

CODE = {"main.py": "print(1)\n"}
ENTRY = ("\n## Article du 12 mai 2026\n\nCe que j'en retiens : la nouvelle "
         "version accepte des schémas stricts, ce qui supprime nos erreurs "
         "de lecture et simplifie le service.\n")


@pytest.mark.parametrize("path,text,want", [
    ("docs/veille.md", "# Veille\n\nFréquence : 1h par semaine.\n",
     "complete"),
    ("a.md", "## Plan de veille\n\n- Session : mardi 14h-15h\n", "complete"),
    ("a.md", "## Technology watch\n\nOne hour every week is kept for it.\n",
     "complete"),
    ("a.rst", "Journal de veille\n=================\n\nSession de veille "
     "hebdomadaire, une heure.\n", "complete"),
    ("a.md", "## Veille technologique\n\nSessions de veille mensuelles.\n",
     "partial"),
    ("a.md", "## Veille technologique\n\nVeille faite régulièrement.\n",
     "partial"),
    ("a.md", "## Veille technologique\n\n### Sources\n\n"
     "- Blog, fréquence : hebdomadaire\n", "partial"),
    # None of these is time kept for a watch.
    ("a.md", "## Veille technologique\n\nAucune session hebdomadaire de "
     "veille n'a été planifiée.\n", "absent"),
    ("a.md", "## Veille technologique\n\nNewsletter hebdomadaire.\n",
     "absent"),
    ("a.md", "## Veille sanitaire\n\nLa session de veille est "
     "hebdomadaire.\n", "absent"),
    ("a.md", "## Données\n\nLa collecte est planifiée chaque semaine.\n",
     "absent"),
    ("a.md", "| C6.2 | Temps de veille planifiés chaque semaine | OK |\n",
     "absent"),
])
def test_the_watch_is_planned(audit, path, text, want):
    assert audit({**CODE, path: text}).evidence("C6.2") == want


@pytest.mark.parametrize("path,text,want", [
    ("docs/veille.md", "# Veille\n" + ENTRY + ENTRY.replace("12", "19"),
     "complete"),
    ("a.md", "## Journal de veille\n\n| Date | Sujet |\n|---|---|\n" +
     "".join("| 2026-05-1%d | la version nouvelle accepte des schémas stricts "
             "et supprime enfin nos erreurs de lecture |\n" % n
             for n in range(3)), "complete"),
    ("docs/veille.md", "# Veille\n\n- https://example.org/a\n"
     "- https://example.org/b\n- https://example.org/c\n", "partial"),
    ("docs/plan_veille.md", "# Plan de veille\n" + ENTRY + ENTRY +
     "\n- un\n- deux\n- trois\n", "partial"),
    ("docs/template_veille.md", "# Veille\n" + ENTRY * 3, "absent"),
    ("docs/veille_sanitaire.md", "# Veille sanitaire\n" + ENTRY * 3,
     "absent"),
    ("a.md", "La veille, tout fonctionnait.\n" + ENTRY * 3, "absent"),
])
def test_a_synthesis_is_dated_and_says_something(audit, path, text, want):
    assert audit({**CODE, path: text}).evidence("C6.5") == want


BENCH = """
    # Benchmark des services d'IA

    Le besoin est de résumer des notices en français, à coût maîtrisé, sans
    que les données quittent l'Union européenne ni que le délai dépasse cinq
    secondes ; deux services ont été mesurés sur cinquante notices chacun.

    | Service | Coût | Démarche éco-responsable |
    |---|---|---|
    | Mistral | 2 | publie son empreinte par requête |
    | OpenAI GPT-4o | 5 | rien de publié à ce jour |

    ## Services non étudiés

    - Claude : pas d'hébergement dans l'Union au moment de l'étude
    - Watson : trop cher pour le volume de notices attendu

    ## Mistral

    ### Avantages
    - hébergé en France

    ### Inconvénients
    - quota bas au premier palier

    ## Conclusion

    Mistral répond au besoin : il tient le délai et garde les données dans
    l'Union ; GPT-4o résume un peu mieux et ne couvre pas la contrainte de
    localisation, il reste le second choix.
    """
ALL = ("C7.2", "C7.3", "C7.5", "C7.7")


def test_a_whole_benchmark_is_complete(audit):
    got = audit({**CODE, "docs/benchmark.md": BENCH})
    assert [got.evidence(c) for c in ALL] == ["complete"] * 4


@pytest.mark.parametrize("cut,until,criterion,want", [
    ("    ## Services non", "    ## Mistral", "C7.2", "partial"),
    ("    ## Services non", "    ## Mistral", "C7.3", "absent"),
    ("    | Service", "    ## Services non", "C7.5", "absent"),
    ("    ### Inconv", "    ## Conclusion", "C7.7", "partial"),
    ("    ## Conclusion", None, "C7.7", "absent"),
])
def test_what_is_left_out_is_missed(audit, cut, until, criterion, want):
    head, tail = BENCH.split(cut)
    text = head + (until + tail.split(until)[1] if until else "")
    got = audit({**CODE, "docs/benchmark.md": text})
    assert got.evidence(criterion) == want


@pytest.mark.parametrize("path,text", [
    # The project's own models, and how fast its code is.
    ("docs/benchmark.md", "# Benchmark\n\nLa forêt aléatoire et la régression "
     "ont été comparées.\n\n## Modèles écartés\n\n- SVM : trop lent sur le jeu "
     "entier\n- KNN : trop de mémoire pour le conteneur\n\n## Conclusion\n\n"
     + "La forêt garde le meilleur rappel sur les données de test. " * 8),
    ("README.md", "Un benchmark de Mistral, GPT-4o et Claude a été fait.\n"),
    ("docs/benchmark_template.md", BENCH),
    ("a.md", "| C7.2 | Benchmark des services | OK |\n"),
])
def test_another_comparison_is_none(audit, path, text):
    got = audit({**CODE, path: text})
    assert [got.evidence(c) for c in ALL] == ["absent"] * 4
