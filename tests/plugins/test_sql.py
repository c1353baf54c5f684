# SPDX-License-Identifier: GPL-3.0-or-later
"""Databases: statements wherever they stand, models, migrations."""
import pytest

from said import attrs, facts, named

DDL = """
    -- Les vélos
    CREATE TABLE IF NOT EXISTS parc."velo" (
        id SERIAL PRIMARY KEY,
        modele VARCHAR(20) NOT NULL,
        station_id INT REFERENCES station(id),
        CONSTRAINT positif CHECK (id > 0)
    );
    """
MODEL = """
    from sqlalchemy.orm import declarative_base
    Base = declarative_base()

    class Velo(Base):
        __tablename__ = "velo"

    class Station(Base):
        __tablename__ = "station"

    class Abonne(Base):
        __tablename__ = "abonne"
    """
SELECT = """
    import sqlite3

    def velos(c):
        return c.execute(
            "SELECT v.id, s.nom FROM velo v "
            "JOIN station s ON s.id = v.station_id "
            "WHERE v.actif = 1")
    """


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def test_a_table_is_told_with_its_columns_and_keys(said):
    got = said({"base.sql": DDL})
    assert attrs(got, "sql.table", "table", "columns", "references", "key",
                 "names", "in") == \
        [("velo", "3", "1", "yes", "id modele station_id ", "script")]
    assert [(f["first"], f["last"]) for f in named(got, "sql.table")] == \
        [(2, 7)]


@pytest.mark.parametrize("ddl, table", [
    ("CREATE TABLE `velo` (`id` INT AUTO_INCREMENT, KEY k (`id`)) "
     "ENGINE=InnoDB;", "velo"),
    ("CREATE TABLE [dbo].[velo] ([id] INT IDENTITY(1,1))\nGO\n", "velo"),
    ("create unlogged table velo (id numeric(8,2))", "velo"),
    ("DROP TABLE velo\nCREATE TABLE velo (id int)\nGO\n", "velo"),
])
def test_every_dialect_is_read(said, ddl, table):
    assert attrs(said({"b.sql": ddl}), "sql.table", "table", "columns") == \
        [(table, "1")]


@pytest.mark.parametrize("ddl", [
    "-- CREATE TABLE velo (id int);\n",
    "/* CREATE TABLE velo (id int); */\n",
    "CREATE TEMP TABLE velo (id int);\n",
    "INSERT INTO t VALUES ('CREATE TABLE velo (id int)');\n",
    "CREATE DATABASE velo;\n",
    "COPY t FROM stdin;\nCREATE TABLE velo (id int);\n\\.\n",
])
def test_what_creates_no_table_is_none(said, ddl):
    assert named(said({"b.sql": ddl}), "sql.table") == []


def test_statements_in_code_are_read_and_in_documents_told_apart(said):
    got = said({
        "a.py": 'c.execute("""\n    CREATE TABLE velo (\n        id INT\n'
                '    )\n""")\n',
        "b.js": 'db.run("CREATE TABLE station (" +\n  "id INT)")\n',
        "m.md": "```sql\nCREATE TABLE abonne (id INT);\n```\n"})
    assert attrs(got, "sql.table", "table", "in") == \
        [("velo", "code"), ("station", "code")]
    assert attrs(got, "sql.quoted", "table") == ["abonne"]
    assert [(f["path"], f["first"]) for f in named(got, "sql.table")] == \
        [("a.py", 2), ("b.js", 1)]


def test_a_query_is_told_with_its_joins_and_filters(said):
    got = said({"a.py": SELECT})
    assert attrs(got, "sql.select", "from", "joins", "filters", "in") == \
        [("velo", "1", "1", "code")]


@pytest.mark.parametrize("text", [
    'print("Select a bike from the list below")\n',
    'x = "SELECT 1"\n',
    '# SELECT a, b FROM velo\n',
    'x = "with the help of our select few from abroad"\n',
])
def test_a_sentence_is_no_query(said, text):
    assert named(said({"a.py": text}), "sql.select") == []


def test_catalogues_and_tests_are_marked(said):
    got = said({"a.py": 'q = "SELECT name FROM sqlite_master WHERE x = 1"\n',
                "tests/test_a.py": 'q = "SELECT * FROM velo"\n'})
    assert attrs(got, "sql.select", "system", "test") == \
        [("yes", "no"), ("no", "yes")]


def test_comments_that_explain_a_query_are_counted(said):
    got = said({"q.sql": """
        -- On ne garde que les vélos actifs, car les autres sont vendus
        SELECT id FROM velo WHERE actif;



        SELECT id FROM station;
        """, "a.py": """
        # jointure sur la station pour connaître la ville
        q = "SELECT id FROM velo"
        """})
    assert attrs(got, "sql.comment", "on", "words", "why") == \
        [("velo", "8", "yes"), ("velo", "12", "yes")]
    assert [(f["path"], f["first"], f["last"])
            for f in named(got, "sql.comment")] == \
        [("a.py", 1, 2), ("q.sql", 1, 2)]


@pytest.mark.parametrize("path, text, tool", [
    ("migrations/0001_initial.py", """
     from django.db import migrations
     class Migration(migrations.Migration):
         operations = [migrations.CreateModel(name="Velo", fields=[])]
     """, "django"),
    ("alembic/versions/a.py", """
     from alembic import op
     def upgrade():
         op.create_table("velo", x)
     """, "alembic"),
    ("migrations/1.js", """
     module.exports = {
       up: async (queryInterface) => {
         await queryInterface.createTable("velo", {});
       }
     };
     """, "sequelize"),
])
def test_migrations_are_found(said, path, text, tool):
    got = said({path: text})
    assert [t for t in attrs(got, "sql.migration", "tool")] == [tool]


@pytest.mark.parametrize("path, text, orm", [
    ("m.py", MODEL, "sqlalchemy"),
    ("m.py", "from django.db import models\n"
     "class Velo(models.Model):\n    nom = 1\n", "django"),
    ("m.py", "from sqlmodel import SQLModel\n"
     "class Velo(SQLModel, table=True):\n    nom: str\n", "sqlmodel"),
    ("Velo.java", "import jakarta.persistence.Entity;\n@Entity\n"
     "public class Velo {\n  int id;\n}\n", "jpa or typeorm"),
    ("prisma/schema.prisma", "model Velo {\n  id Int @id\n}\n", "prisma"),
    ("m.js", 'const m = mongoose.model("Velo", s);\n', "mongoose"),
])
def test_models_of_an_orm_are_found(said, path, text, orm):
    assert set(attrs(said({path: text}), "orm.model", "orm")) == {orm}


def test_a_schema_of_an_api_is_no_model(said):
    got = said({"s.py": "from pydantic import BaseModel\n"
                "from sqlmodel import SQLModel\n"
                "class Velo(BaseModel):\n    nom: str\n"
                "class Lu(SQLModel):\n    nom: str\n"})
    assert named(got, "orm.model") == []


# --- rules ------------------------------------------------------------------


@pytest.mark.parametrize("files, evidence", [
    ({"base.sql": DDL}, "complete"),
    ({"m.py": MODEL}, "partial"),
    ({"tests/base.sql": DDL}, "absent"),
    ({"README.md": "```sql\nCREATE TABLE velo (id INT);\n```\n"}, "absent"),
    ({"q.sql": "INSERT INTO velo VALUES (1);\n", "a.py": "import sqlite3\n"},
     "absent"),
    ({"README.md": "# Un modèle de langue\n"}, "not_applicable"),
    # a script for some other base does not create the tables of the ORM
    ({"sample.py": 'c.execute("CREATE TABLE source (id INT)")\n',
      "m.py": MODEL}, "partial"),
    ({"base.sql": "CREATE TABLE velo (id INT);\n"
      "CREATE TABLE station (id INT);\n", "m.py": MODEL}, "complete"),
])
def test_a_physical_model_can_be_executed(audit, files, evidence):
    assert audit(files).evidence("C4.2") == evidence


@pytest.mark.parametrize("files, evidence", [
    ({"a.py": SELECT}, "complete"),
    ({"q.sql": "SELECT * FROM velo;\n"}, "complete"),
    ({"base.sql": DDL}, "absent"),
    ({"i.sql": "INSERT INTO velo VALUES (1);\n" + "x" * 9,
      "a.py": "import sqlite3\n"}, "absent"),
    ({"README.md": "```sql\nSELECT * FROM velo;\n```\n"}, "partial"),
    ({"R.java": 'interface R {\n  @Query("SELECT v FROM Velo v WHERE '
      'v.id = 1")\n  Velo f();\n}\n'}, "partial"),
    ({"a.py": MODEL + "    x = session.query(Velo).all()\n"}, "partial"),
    ({"views.py": "from .models import Velo\nx = Velo.objects.filter(a=1)\n"},
     "partial"),
    ({"a.js": "const x = list.find(y => y.id === 1);\n", "b.sql": DDL},
     "absent"),
    ({"a.py": 'q = "SELECT name FROM sqlite_master WHERE type = 1"\n'},
     "absent"),
    ({"README.md": "# Rien\n"}, "not_applicable"),
])
def test_a_query_reads(audit, files, evidence):
    assert audit(files).evidence("C2.1") == evidence


WHY = "-- On ne garde que les vélos actifs, car les autres sont vendus\n"


@pytest.mark.parametrize("files, evidence", [
    ({"q.sql": WHY + "SELECT * FROM velo WHERE actif;\n\n\n\n" + WHY +
      "SELECT * FROM abonne WHERE actif;\n"}, "complete"),
    ({"q.sql": WHY + "SELECT * FROM velo WHERE actif;\n"}, "partial"),
    ({"q.sql": "-- Affiche la liste complète des vélos de la ville\n"
      "SELECT * FROM velo;\n\n\n\n-- Affiche la liste complète des abonnés "
      "de la ville\nSELECT * FROM abonne;\n"}, "partial"),
    ({"q.sql": "SELECT * FROM velo WHERE actif;\n"}, "absent"),
    ({"q.sql": "-- SELECT a, b FROM velo WHERE seulement actif et car vu\n"
      "SELECT * FROM velo;\n"}, "absent"),
    ({"tests/q.sql": WHY + "SELECT * FROM velo WHERE actif;\n"}, "absent"),
    ({"README.md": "# Rien\n"}, "not_applicable"),
])
def test_choices_are_said_beside_the_queries(audit, files, evidence):
    assert audit(files).evidence("C2.2") == evidence


@pytest.mark.parametrize("files, evidence", [
    ({"b.sql": "-- Index partiel pour les recherches de vélos actifs\n"
      "CREATE INDEX i ON velo(id) WHERE actif;\n"}, "complete"),
    ({"b.sql": "CREATE INDEX i ON velo(jour);\n", "README.md": "# Base\n\n"
      "Un index sur le jour évite de lire toute la table à chaque requête "
      "du tableau de bord.\n"}, "complete"),
    ({"b.sql": "-- Index de performance des tables du projet\n"
      "CREATE INDEX i ON velo(jour);\n"}, "partial"),
    ({"b.sql": DDL, "README.md": "# Base\n\nUn index sur le jour évite de "
      "lire toute la table à chaque requête du tableau de bord.\n"},
     "absent"),
    ({"b.sql": DDL, "README.md": "Requêtes optimisées.\n"}, "absent"),
])
def test_an_optimisation_has_a_reason_and_exists(audit, files, evidence):
    assert audit(files).evidence("C2.3") == evidence
