# SPDX-License-Identifier: GPL-3.0-or-later
"""Models of data: by content, held against the formalism of Merise."""
import pytest

from said import attrs, facts, named

MOCODO = """
    VELO: num_velo, modele, achat
    LOUER, 0N VELO, 1N ABONNE: debut, fin
    ABONNE: num_abonne, nom

    GARER, 01 VELO, 0N STATION
    STATION: num_station, rue
    """
MLD = """
    ## MLD

    velo(num_velo, modele, #num_station)
    abonne(num_abonne, nom)
    """
DDL = "CREATE TABLE velo (id INTEGER PRIMARY KEY, modele TEXT);\n"
PROSE = """
    # Modélisation

    ## Modèle conceptuel de données

    - VELO (0,n) — est loué par — ABONNE (1,n)
    - VELO (0,1) — est garé dans — STATION (0,n)
    """


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def models(found):
    return attrs(found, "merise.mcd", "form", "associations", "valid")


@pytest.mark.parametrize("files", [
    {"bdd/modele.mcd": MOCODO},
    {"docs/mcd.txt": "Vélos, le MCD :\nhttps://www.mocodo.net/\n" +
     MOCODO},
    {"README.md": "# MCD\n```mocodo\n" + MOCODO.replace("    ", "") +
     "\n```\n"},
])
def test_mocodo_is_found_wherever_it_stands(said, files):
    got = said(files)
    assert models(got) == [("mocodo", "2", "yes")]
    assert attrs(got, "merise.mcd", "entities") == ["3"]
    assert named(got, "merise.mcd.invalid") == []


def test_mocodo_in_a_notebook_is_read(said):
    got = said({"n.ipynb": """
        {"cells": [{"cell_type": "code", "source": [
         "%%mocodo\\n",
         "VELO: num, modele\\n",
         "LOUER, 0N VELO, 1N ABONNE\\n",
         "ABONNE: num, nom"
        ]}], "metadata": {}}
        """})
    assert models(got) == [("mocodo", "1", "yes")]
    assert [(f["first"], f["last"])
            for f in named(got, "merise.mcd")] == [(3, 5)]


@pytest.mark.parametrize("change, rule, at", [
    (("GARER, 01 VELO, 0N STATION", "GARER, 01 VELO"), "one_leg", "garer"),
    (("01 VELO", "0,1 VELO"), "cardinality", "garer"),
    (("01 VELO", "XX VELO"), "cardinality", "garer"),
    (("STATION: num_station, rue", "STATION:"), "no_identifier", "station"),
    (("STATION: num_station", "STATION: _num_station"), "no_identifier",
     "station"),
    (("STATION: num_station, rue", "GARE: nom"), "unknown_entity",
     "station"),
])
def test_what_merise_forbids_is_told(said, change, rule, at):
    got = said({"x.mcd": MOCODO.replace(*change)})
    assert (rule, at) in attrs(got, "merise.mcd.invalid", "rule", "at")
    assert attrs(got, "merise.mcd", "valid") == ["no"]


@pytest.mark.parametrize("text", [
    "host: localhost\nport: 8000, 8001\n",
    "Une liste, 0N de choses, et : d'autres\n",
    "ENTITE: id, nom\nAUTRE: id\n",
])
def test_lines_with_colons_and_commas_are_no_model(said, text):
    assert named(said({"notes.txt": text}), "merise.mcd") == []


def test_associations_in_prose_have_two_ends(said):
    got = said({"docs/base.md": PROSE})
    assert models(got) == [("text", "2", "yes")]
    assert [(f["first"], f["last"])
            for f in named(got, "merise.mcd")] == [(3, 6)]


@pytest.mark.parametrize("body", [
    "| Association | Entité | Card. | Entité | Card. |\n|-|-|-|-|-|\n"
    "| LOUER | VELO | (0,n) | ABONNE | (1,n) |\n"
    "| GARER | VELO | (0,1) | STATION | (0,n) |\n",
    "- LOUER\n  - VELO (0,N)\n  - ABONNE (1,N)\n- GARER\n  - VELO (0,1)\n"
    "  - STATION (0,N)\n",
    "```\nVELO 0,n --- louer --- 1,n ABONNE\n"
    "VELO 0..1 --- garer --- 0..n STATION\n```\n",
    "- VELO 0,n—louer—1,n ABONNE\n- VELO 0,1→garer→0,n STATION\n",
    "- VELO (0:N) louer (1:N) ABONNE\n- VELO (0:1) garer (0:N) STATION\n",
])
def test_tables_lists_and_drawings_of_associations_count(said, body):
    got = said({"m.md": "# MCD\n\n" + body})
    assert models(got) == [("text", "2", "yes")]


def test_two_sentences_about_the_same_two_things_are_two_ends(said):
    got = said({"m.md": """
        # MCD

        ### louer

        - Un vélo est loué par **0,n** abonnés
        - Un abonné loue **1,n** vélos

        ### garer

        - Un vélo est garé dans **0,1** station
        - Une station garde **0,n** vélos
        """})
    assert models(got) == [("text", "2", "yes")]


@pytest.mark.parametrize("body", [
    # one end only, and numbers
    "- Velo (1,N) -> Location\n- Abonne (1,N) -> Location\n"
    "- Station (0,N) -> Velo\n- etc. de suite\n",
    "- Le débit vaut 1,1 puis 0,1\n- Puis 1,1 et 0,1 encore\n"
    "- a\n- b\n",
    "- Velo 1-N Location\n- Abonne 1-N Location\n- Station 1-N Velo\n"
    "- Borne 1-N Station\n",
    # no minimum
    "- Velo 1:n Location, n:1 Abonne\n- Velo 1-n Station, 1-1 Borne\n"
    "- a\n- b\n",
])
def test_one_end_or_no_minimum_is_not_merise(said, body):
    got = said({"m.md": "# MCD\n\n" + body})
    assert attrs(got, "merise.mcd", "valid") == ["no"]


def test_a_foreign_key_has_no_place_in_a_conceptual_model(said):
    got = said({"m.md": PROSE.replace("\n    - VELO (0,1)", """
    - Velo : id, station_id (FK)
    - Location : id, velo_id (FK)
    - VELO (0,1)""")})
    assert attrs(got, "merise.mcd", "valid") == ["no"]
    assert attrs(got, "merise.mcd.invalid", "rule") == ["foreign_key"]


def test_relations_of_a_logical_model_are_counted(said):
    got = said({"m.md": MLD, "n.md": """
        # Modèle logique

        VELO : <u>num_velo</u>, modele, *num_station*

        ABONNE : <u>num_abonne</u>, nom
        """})
    assert attrs(got, "merise.mld", "tables") == ["2", "2"]


def test_a_diagram_under_its_heading_is_the_logical_model(said):
    er = "```mermaid\nerDiagram\n  VELO {\n    int id PK\n  }\n" \
        "  LIEU {\n    int id PK\n  }\n  LIEU ||--o{ VELO : garde\n```\n"
    got = said({"m.md": "# MLD\n\n" + er + "\n# MCD\n\n" + er +
                "\n# Base\n\n" + er})
    assert [(f["first"], f["attrs"]["tables"])
            for f in named(got, "merise.mld")] == [(4, "2")]
    assert named(got, "merise.mpd") == []
    assert len(named(got, "model.er")) == 3


def test_tables_may_be_listed_in_one_table(said):
    got = said({"m.md": """
        # MPD

        | Table | Colonne | Type |
        |---|---|---|
        | velo | id | INT |
        | | modele | TEXT |
        | station | id | INT |
        """})
    assert attrs(got, "merise.mpd", "tables") == ["2"]


def test_boxes_drawn_with_characters_are_a_model(said):
    box = "┌──────┐\n│ VELO │\n└──┬───┘\n   │ 1\n   │ N\n" \
        "┌──┴───┐\n│ LIEU │\n└──────┘\n"
    got = said({"a.md": "# MCD\n\n```\n" + box + "```\n",
                "b.md": "# Architecture\n\n```\n" + box + "```\n"})
    assert [(f["path"], f["attrs"]["form"])
            for f in named(got, "model.er")] == [("a.md", "drawing")]


def test_a_table_of_columns_is_a_physical_model(said):
    table = "| Colonne | Type |\n|-|-|\n| id | INTEGER |\n\n"
    got = said({"m.md": "# MPD\n\n## velo\n\n" + table +
                "## abonne\n\n" + table,
                "n.md": "# Variables d'environnement\n\n" + table + table})
    assert attrs(got, "merise.mpd", "form", "tables") == [("table", "2")]


@pytest.mark.parametrize("files", [
    {"d.mmd": "erDiagram\n  VELO ||--o{ LOCATION : a\n"},
    {"m.md": "```mermaid\nclassDiagram\n  class Velo {\n    +int id\n"
     "    +str nom\n  }\n  class Abonne {\n    +int id\n  }\n"
     "  Velo --> Abonne\n```\n"},
    {"d.puml": "@startuml\nentity Velo {\n  * id\n  nom\n}\n"
     "entity Abonne {\n  * id\n}\nVelo ||--o{ Abonne\n@enduml\n"},
    {"d.dbml": "Table velo {\n  id int [pk]\n}\nTable location {\n"
     "  velo_id int [ref: > velo.id]\n}\n"},
])
def test_crows_feet_and_classes_are_models_and_no_merise(said, files):
    got = said(files)
    assert len(named(got, "model.er")) == 1
    assert named(got, "merise.mcd") == []


def test_a_label_on_crows_feet_makes_no_merise(said):
    got = said({"mcd.mmd": "erDiagram\n  A ||--o{ B : \"1,n\"\n"
                "  B ||--o{ C : \"0,n\"\n  C ||--o{ D : \"0,n\"\n"
                "  D ||--o{ E : \"1,n\"\n"})
    assert named(got, "merise.mcd") == []
    assert len(named(got, "model.er")) == 1


def test_two_entities_drawn_have_one_association(said):
    drawn = "# MCD\n\n```\n| VELO | 0,n ── loué ── 1,1 | CONTRAT |\n" \
        "| id   |                   | id      |\n```\n"
    got = said({"m.md": drawn, "n.md": drawn.replace(
        "|\n```", "|\n| station_id (FK) |\n| contrat_id (FK) |\n```")})
    assert models(got) == [("text", "1", "yes"), ("text", "1", "no")]


@pytest.mark.parametrize("text", [
    "flowchart TD\n  A[MCD] --> B[MLD]\n  B --> C[MPD]\n",
    "sequenceDiagram\n  Client->>API: GET /velos\n",
    "classDiagram\n  class Loader {\n    +load()\n    +parse()\n  }\n"
    "  class Saver {\n    +save()\n  }\n  Loader --> Saver\n",
    "erDiagram\n",
    "classDiagram\n  class Loader {\n    +str path\n    +load()\n  }\n"
    "  class Saver {\n    +str path\n    +save()\n  }\n  Loader --> Saver"
    "\n",
])
def test_other_diagrams_are_no_models_of_data(said, text):
    got = said({"m.md": "# Schéma de la base\n\n```mermaid\n" + text +
                "```\n"})
    assert named(got, "model.") + named(got, "merise.mcd") == []


def test_a_flowchart_with_cardinalities_is_merise(said):
    got = said({"m.md": """
        ```mermaid
        flowchart LR
          VELO ---|0,n| LOUER((louer))
          LOUER ---|1,n| ABONNE
          VELO ---|0,1| GARER((garer))
          GARER ---|0,n| STATION
        ```
        """})
    assert models(got) == [("mermaid", "2", "yes")]


def drawio(*cells):
    return '<mxfile><diagram name="Page"><mxGraphModel><root>\n' + \
        "\n".join('<mxCell value="%s" %s="1" style="%s"/>' % c
                  for c in cells) + \
        "\n</root></mxGraphModel></diagram></mxfile>\n"


STACK = "swimlane;childLayout=stackLayout"
BOXES = [("VELO", "vertex", STACK), ("ABONNE", "vertex", STACK)]


def test_a_drawing_is_merise_by_the_labels_of_its_lines(said):
    got = said({"a.drawio": drawio(*BOXES,
                ("louer&#10;(0,n &lt;b&gt;→&lt;/b&gt; 1,n)", "edge", ""),
                ("0,1", "edge", ""), ("0,n", "vertex", "edgeLabel"))})
    assert models(got) == [("draw.io", "2", "yes")]


def test_a_drawing_with_keys_and_feet_is_none(said):
    got = said({"mcd.drawio": drawio(
        *BOXES, ("FK1", "vertex", ""), ("", "edge",
                                        "endArrow=ERmany;startArrow=ERone"))})
    assert models(got) == []
    assert attrs(got, "model.er", "form") == ["draw.io"]


def test_lanes_of_an_activity_are_no_tables(said):
    lanes = [("Client", "vertex", "swimlane;startSize=20"),
             ("API", "vertex", "swimlane;startSize=20"), ("", "edge", "")]
    assert named(said({"activity.drawio": drawio(*lanes)}), "model.") == []


def test_powerdesigner_is_read_by_its_elements(said):
    got = said({"x.mcd": '<?xml version="1.0"?>\n<?PowerDesigner '
                'signature="CDM_DATA_MODEL_XML"?>\n'
                '<o:Entity Id="1"/><o:Entity Id="2"/>'
                '<o:Association Id="3"/><a:Cardinality>0,n</a:Cardinality>'
                '<a:Cardinality>1,1</a:Cardinality>\n' + " " * 100})
    assert models(got) == [("powerdesigner", "1", "yes")]


def test_pictures_count_by_their_name_and_by_what_presents_them(said):
    got = said({"img/MCD_v2.png": b"\x89PNG\0", "img/a.png": b"\x89PNG\0",
                "img/logo.png": b"\x89PNG\0",
                "docs/base.md": "# Modèle logique\n\n![](../img/A.png)\n"
                "![](../img/gone.png)\n\n# Logo\n\n![](../img/logo.png)\n"})
    assert sorted(attrs(got, "merise.image", "what", "file")) == \
        [("MCD", "MCD_v2.png"), ("MLD", "../img/A.png")]


def test_files_of_tools_are_told_by_their_ending(said):
    got = said({"MCD.loo": b"\x10\x27\0\0" + bytes(200),
                "base.mcd": b"\xac\xed\0\x05" + bytes(200),
                "empty.loo": b"", "notes.mld": "rien du tout\n" * 20})
    assert sorted(attrs(got, "merise.file", "tool")) == \
        ["JMerise", "Looping"]


def test_a_heading_with_nothing_under_it_is_empty(said):
    got = said({"m.md": "# Base\n\n## MCD\n\n## MLD\n\nà faire\n\n"
                "## Tests\n\nUne suite.\n"})
    assert attrs(got, "merise.empty", "what") == ["MCD", "MLD"]
    assert named(got, "merise.mcd") == []


# --- rules ------------------------------------------------------------------


@pytest.mark.parametrize("files, evidence", [
    ({"a.mcd": MOCODO, "m.md": MLD}, "complete"),
    ({"a.mcd": MOCODO, "base.sql": DDL}, "complete"),
    ({"docs/base.md": PROSE, "base.sql": DDL}, "complete"),
    ({"a.mcd": MOCODO}, "partial"),
    ({"a.mcd": MOCODO, "tests/base.sql": DDL}, "partial"),
    ({"a.mcd": MOCODO.replace("01 VELO", "XX VELO"), "base.sql": DDL},
     "partial"),
    ({"MCD.png": b"\x89PNG\0", "base.sql": DDL}, "partial"),
    ({"MCD.loo": b"\x10\x27\0\0" + bytes(200), "b.sql": DDL}, "partial"),
    ({"d.mmd": "erDiagram\n  A ||--o{ B : a\n", "base.sql": DDL},
     "partial"),
    ({"base.sql": DDL}, "absent"),
    ({"README.md": "# MCD\n\nLe MCD respecte Merise (0,n).\n",
      "base.sql": DDL}, "absent"),
    ({"README.md": "# Projet\n\nUn modèle de langue.\n"}, "not_applicable"),
])
def test_merise_needs_a_conceptual_model_and_one_more(audit, files,
                                                      evidence):
    assert audit(files).evidence("C4.1") == evidence


@pytest.mark.parametrize("files, evidence", [
    ({"d.mmd": "erDiagram\n  A ||--o{ B : a\n"}, "complete"),
    ({"a.mcd": MOCODO}, "complete"),
    ({"docs/schema_base.png": b"\x89PNG\0"}, "complete"),
    ({"m.md": "# MCD\n\n## Velo\n\n- id\n- nom\n\n## Abonné\n\n- id\n"},
     "partial"),
    ({"base.sql": DDL}, "absent"),
    ({"README.md": "```mermaid\ngraph TD\n  A --> B\n```\n"}, "absent"),
])
def test_any_formalism_is_a_model(audit, files, evidence):
    assert audit(files).evidence("C14.1") == evidence
