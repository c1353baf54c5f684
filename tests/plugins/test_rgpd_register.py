# SPDX-License-Identifier: GPL-3.0-or-later
"""The register of processing activities, and how data are sorted."""
import pytest

from said import attrs, facts, named

WIDE = """
    # Registre des traitements

    | Traitement | Finalité | Données | Personnes | Durée | Destinataires |
    |---|---|---|---|---|---|
    | Comptes | Louer un vélo | Nom, e-mail | Abonnés | 3 ans | Mairie |
    | Pannes | Réparer | Téléphone | Agents | 1 an | Atelier |
    """
SHEET = """
    # RGPD

    ## Fiche de traitement 1

    | Champ | Valeur |
    |---|---|
    | **Finalité** | Louer un vélo |
    | **Catégories de données** | Nom, e-mail |
    | **Personnes concernées** | Abonnés |
    | **Destinataires** | Mairie |
    | **Durée de conservation** | 3 ans |
    | **Mesures de sécurité** | Chiffrement |
    """
HEADINGS = """
    # Projet

    ## Registre des activités de traitement

    ### Finalité
    Louer un vélo.

    ### Catégories de personnes
    - Abonnés

    ### Destinataires
    - La mairie

    ### Durée de conservation
    Trois ans après la fin du contrat.

    ## Tests
    """
LABELS = """
    # Register of processing activities

    ## Processing 1

    - **Purpose**: rent a bike
    - **Categories of personal data**: name, e-mail
    - **Data subjects**: subscribers
    - **Recipients**: the town hall
    - **Retention period**: 3 years
    """
MIXED = """
    # Documentation RGPD

    ## 1. Registre des traitements

    | Traitement | Finalité | Données concernées |
    |---|---|---|
    | Comptes | Louer un vélo | Nom, e-mail |

    ## 2. Durées de conservation

    | Donnée | Durée |
    |---|---|
    | Comptes | 3 ans |

    ## 3. Sous-traitants

    | Tiers | Rôle |
    |---|---|
    | Hébergeur | Stocker |
    """
FENCED = """
    # RGPD

    ## Registre des traitements

    ```
    - Finalité : louer un vélo
    - Personnes concernées : abonnés
    - Durée de conservation : 3 ans
    - Destinataires : la mairie
    ```
    """
CSV = ("Traitement;Finalité;Données;Personnes concernées;Destinataires;"
       "Durée de conservation\n"
       "Comptes;Louer;Nom;Abonnés;Mairie;3 ans\n")
YAML = """
    traitements:
      - nom: Comptes
        finalite: Louer un vélo
        categories_de_donnees: [nom, e-mail]
        personnes_concernees: abonnés
        destinataires: [mairie]
        duree_de_conservation: 3 ans
    """
HTML = """
    <h1>Registre des traitements</h1><table>
    <tr><th>Finalité</th><td>Louer un vélo</td></tr>
    <tr><th>Données collectées</th><td>Nom et e-mail</td></tr>
    <tr><th>Destinataires</th><td>La mairie seule</td></tr>
    <tr><th>Durée de conservation</th><td>Trois ans</td></tr></table>
    """


CODE = """
    // Registre des traitements
    export const registre: Fiche[] = [
      {
        finalite: "Louer un vélo",
        categoriesDonnees: ["nom", "e-mail"],
        destinataires: ["la mairie"],
        dureeConservation: "3 ans",
      },
    ];
    """


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


@pytest.mark.parametrize("path, text, fields", [
    ("docs/a.md", WIDE, "5"), ("docs/a.md", SHEET, "5"),
    ("README.md", HEADINGS, "4"), ("docs/a.md", LABELS, "5"),
    ("docs/a.md", MIXED, "4"), ("docs/a.md", FENCED, "4"),
    ("docs/registre_traitements_rgpd.csv", CSV, "5"),
    ("docs/rgpd/registre_traitements.yml", YAML, "5"),
    ("docs/registre.html", HTML, "4"),
    ("web/Registre.tsx", CODE, "4"),
])
def test_a_register_is_found_in_every_layout(said, path, text, fields):
    assert attrs(said({path: text}), "rgpd.register", "fields") == [fields]


def test_what_is_missing_is_told_with_the_lines(said):
    got = said({"README.md": HEADINGS})
    assert attrs(got, "rgpd.register", "missing") == ["data"]
    assert [(f["first"], f["last"])
            for f in named(got, "rgpd.register")] == [(3, 15)]


@pytest.mark.parametrize("cell", [
    "", "-", "...", "TODO", "à compléter", "[À COMPLÉTER]", "✅", "OK",
    "✅ Conforme", "<durée>", "N/A", "____",
])
def test_an_empty_cell_is_no_answer(said, cell):
    got = said({"a.md": SHEET.replace("3 ans", cell)})
    assert attrs(got, "rgpd.register", "missing") == ["retention"]


def test_a_template_is_a_register_without_content(said):
    got = said({"registre_traitements.md": """
        # Registre des traitements

        | Traitement | Finalité | Données | Durée |
        |---|---|---|---|
        | | | | |
        | à compléter | à compléter | TODO | - |
        """})
    assert len(named(got, "rgpd.empty")) == 1
    assert named(got, "rgpd.register") == []


@pytest.mark.parametrize("text", [
    # other registers, and fields of other things
    "# Registre des modèles\n\n- Finalité : prédire\n- Durée : 3 h\n"
    "- Données : trajets\n- Destinataires : tous\n",
    "# Projet\n\n## Objectifs\n\nPrédire.\n\n## Données\n\nDes trajets.\n",
    "# Projet\n\nRGPD : conforme à 100 %\n",
    "# RGPD\n\nAucune donnée personnelle n'est traitée ici.\n",
])
def test_other_registers_and_claims_are_none(said, text):
    got = said({"docs/a.md": text})
    assert named(got, "rgpd.register") + named(got, "rgpd.note") == []


def test_a_privacy_page_is_a_note(said):
    got = said({"templates/privacy_policy.html": """
        <h2>Données collectées</h2><p>Votre nom.</p>
        <h2>Finalité</h2><p>Louer un vélo.</p>
        <h2>Durée de conservation</h2><p>Trois ans.</p>
        """})
    assert attrs(got, "rgpd.note", "fields") == ["3"]


def test_labels_on_lines_of_a_plain_text_are_read(said):
    got = said({"docs/rgpd.md": "Informations\nDonnées collectées\n"
                "Le nom seulement\n\nFinalité\nLouer un vélo\n"})
    assert attrs(got, "rgpd.note", "has") == ["purpose data"]


PROCEDURE = """
    # RGPD

    ## Procédure de purge

    Les comptes inactifs depuis plus de 24 mois sont supprimés de la table
    des abonnés, puis leurs locations sont rendues anonymes : le numéro
    d'abonné y est mis à NULL, et la facture est archivée à part.
    """


def test_a_written_procedure_is_rich(said):
    got = said({"docs/a.md": PROCEDURE})
    assert attrs(got, "rgpd.procedure", "in", "rich") == \
        [("section", "yes")]
    assert named(got, "rgpd.frequency") == []


@pytest.mark.parametrize("text", [
    "# RGPD\n\n## Procédure de purge\n",
    "# RGPD\n\n## Procédure de purge\n\nÀ compléter avant la livraison du "
    "projet.\n",
    "# RGPD\n\n## Procédures de tri\n\nAucune procédure de tri n'a été mise "
    "en place dans ce projet à ce jour.\n",
    "# Données\n\n## Purge du staging\n\nLes lignes de plus de 30 jours "
    "sont supprimées de la table de travail à chaque import du fichier "
    "par le script qui charge les données, sans exception possible.\n",
    "# RGPD\n\nSi le projet devait stocker des comptes, nous mettrions en "
    "place :\n\n- une procédure de suppression des comptes inactifs depuis "
    "plus de deux ans, sur demande de la mairie ;\n",
])
def test_an_empty_denied_or_technical_purge_is_none(said, text):
    assert named(said({"docs/a.md": text}), "rgpd.procedure") == []


@pytest.mark.parametrize("line", [
    "| Purge des comptes | chaque mois |",
    "| Anonymisation des journaux | hebdomadaire |",
    "| Deletion of accounts | every night |",
    "| Suppression | `0 3 * * 0` |",
])
def test_how_often_is_told_beside_the_treatment(said, line):
    got = said({"rgpd.md": "# RGPD\n\n| Tri | Quand |\n|-|-|\n" + line +
                "\n"})
    assert len(named(got, "rgpd.frequency")) == 1


@pytest.mark.parametrize("line", [
    "| Comptes | conservés 3 ans |", "| Purge des comptes | après 3 ans |",
    "| Revue de conformité | chaque mois |",
])
def test_how_long_is_not_how_often(said, line):
    got = said({"rgpd.md": "# RGPD\n\n| Tri | Quand |\n|-|-|\n" + line +
                "\n"})
    assert named(got, "rgpd.frequency") == []


def test_a_purge_in_code_is_told_with_its_docstring(said):
    got = said({"purge.py": '''
        """Purge RGPD des comptes.

        Supprime les comptes inactifs depuis plus de 24 mois, met à NULL le
        numéro d'abonné de leurs locations, archive la facture à part, puis
        écrit dans le journal combien de lignes ont été touchées, pour que
        la mairie puisse le contrôler. Les comptes d'agents restent.
        """
        def purge(c):
            c.execute("DELETE FROM abonne WHERE vu < %s")
        '''})
    assert attrs(got, "rgpd.procedure", "in", "rich") == \
        [("docstring", "yes")]
    assert attrs(got, "rgpd.purge_code", "how") == ["delete"]


def test_a_type_with_the_fields_of_a_register_is_none(said):
    got = said({"web/Registre.ts": """
        // Registre des traitements
        interface Fiche { finalite: string; destinataires: string[];
          dureeConservation: string; personnes: string }
        """})
    assert named(got, "rgpd.register") == []


def test_a_notebook_may_say_it_in_its_headings(said):
    got = said({"RGPD.ipynb": """
        {"cells": [{"cell_type": "markdown", "source": [
         "# Suppression des abonnés qui ne sont plus venus depuis 24 mois"
        ]}], "metadata": {}}
        """})
    assert attrs(got, "rgpd.procedure", "in") == ["section"]


def test_an_item_with_a_condition_is_a_sentence(said):
    got = said({"README.md": "# Projet\n\n## RGPD\n\n"
                "- Suppression des comptes inactifs (> 24 mois)\n"
                "- Logs anonymisés\n"})
    assert attrs(got, "rgpd.procedure", "in", "rich") == \
        [("sentence", "no")]


@pytest.mark.parametrize("call", [
    '@router.delete("/clients/{id}")\ndef f(id): pass\n',
    'requests.delete(url)\n', 'client.delete("/me")\n',
])
def test_a_route_that_deletes_is_no_purge(said, call):
    got = said({"a.py": "# droit à l'oubli, RGPD\n" + call})
    assert named(got, "rgpd.purge_code") == []


def test_a_deletion_that_is_not_about_persons_is_nothing(said):
    got = said({"a.py": 'c.execute("DELETE FROM cache")\n'
                "def anonymize(x): return x\n"})
    assert named(got, "rgpd.") == []


@pytest.mark.parametrize("path, text", [
    ("dags/rgpd.py", "# purge RGPD\nDAG('x', schedule_interval='@monthly')"
     "\n"),
    ("cron/purge", None),
    (".github/workflows/purge.yml", "name: Purge RGPD\non:\n  schedule:\n"
     "    - cron: '0 3 * * 0'\n"),
    ("setup.sh", "# nettoyage RGPD\necho '0 2 * * 0 purge_users.py' | "
     "crontab -\n"),
])
def test_a_schedule_is_found_beside_the_purge(said, path, text):
    if text is None:
        path, text = "rgpd/cron.txt.sh", "0 2 * * 0 purge_users.py\n"
    assert len(named(said({path: text}), "rgpd.schedule")) == 1


def test_a_schedule_of_something_else_is_not_one(said):
    got = said({".github/workflows/ci.yml": "name: Tests\non:\n  schedule:\n"
                "    - cron: '0 3 * * 0'\n"})
    assert named(got, "rgpd.") == []


# --- rules ------------------------------------------------------------------


@pytest.mark.parametrize("files, evidence", [
    ({"docs/a.md": WIDE}, "complete"),
    ({"README.md": HEADINGS}, "complete"),
    ({"README.md": HEADINGS.replace("La mairie", "TODO")}, "partial"),
    ({"docs/rgpd.md": "# RGPD\n\n- Finalité : louer\n- Données collectées "
      ": nom\n"}, "partial"),
    ({"README.md": "# Projet\n\n- RGPD : conforme à 100 %\n"}, "absent"),
    ({"README.md": "# Projet\n\n## RGPD\n\nUn registre est prévu.\n"},
     "absent"),
    ({"docs/registre_rgpd.docx": b"PK\3\4" + bytes(90)}, "undetermined"),
])
def test_a_register_answers_four_of_five(audit, files, evidence):
    assert audit(files).evidence("C4.8") == evidence


PURGE = {"purge.py": '# RGPD\nc.execute("DELETE FROM abonne WHERE x")\n'}
SHORT = "# RGPD\n\n## Suppression des comptes\n\nUn script supprime les comptes fermés.\n"


@pytest.mark.parametrize("files, evidence", [
    ({"docs/a.md": PROCEDURE}, "complete"),
    ({"docs/a.md": SHORT, **PURGE}, "complete"),
    ({"docs/a.md": SHORT}, "partial"),
    (PURGE, "absent"),
    ({"templates/rgpd.html": "<h2>Suppression</h2><p>Les comptes inactifs "
      "depuis plus de 24 mois sont supprimés de la table des abonnés puis "
      "leurs locations sont rendues anonymes et la facture est archivée à "
      "part pendant dix ans.</p>"}, "partial"),
    ({"README.md": "# Rien\n"}, "absent"),
])
def test_a_procedure_is_written(audit, files, evidence):
    assert audit(files).evidence("C4.9") == evidence


@pytest.mark.parametrize("files, evidence", [
    ({"docs/a.md": PROCEDURE + "\n    Le script tourne chaque mois.\n"},
     "complete"),
    ({"docs/a.md": PROCEDURE}, "partial"),
    ({"README.md": "# Rien\n\nUne purge chaque mois.\n"}, "absent"),
])
def test_a_procedure_says_how_often(audit, files, evidence):
    assert audit(files).evidence("C4.10") == evidence
