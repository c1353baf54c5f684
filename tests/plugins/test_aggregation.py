# SPDX-License-Identifier: GPL-3.0-or-later
"""C3.1 and C4.5: one clean set of several sources, and its import."""
import json

import pytest

PANDAS = """
    import pandas as pd

    clients = pd.read_csv("clients.csv")
    orders = pd.read_json("orders.json")
    clients = clients.dropna(subset=["id"])
    orders["day"] = pd.to_datetime(orders["day"])
    whole = clients.merge(orders, on="id")
    whole.to_csv("whole.csv")
    """
PLAIN = """
    import glob
    import json


    def normalise(entry):
        entry["title"] = entry["title"].strip().lower()
        return entry


    def aggregate(pattern):
        kept = []
        for name in glob.glob(pattern):
            with open(name) as f:
                kept.extend(json.load(f))
        return kept


    def main():
        out = []
        for entry in aggregate("raw/*.json"):
            if not entry.get("title"):
                continue
            out.append(normalise(entry))
        with open("all.json", "w") as f:
            json.dump(out, f)
    """
SQL = """
    -- one line for each lot
    INSERT INTO lots (id, name, day)
    SELECT DISTINCT a.id, LOWER(TRIM(a.name)), b.day::date
    FROM raw_a a JOIN raw_b b ON b.id = a.id
    WHERE a.id IS NOT NULL;
    """
IMPORT = """
    import csv
    import sqlite3

    link = sqlite3.connect("lots.db")
    with open("whole.csv") as f:
        for row in csv.reader(f):
            link.execute("INSERT INTO lots VALUES (?, ?)", row)
    link.commit()
    """
TABLE = {"schema.sql": "CREATE TABLE lots (id int, name text);\n"}


def notebook(text):
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [],
              "execution_count": None, "source": text}]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {},
                       "cells": cells}, indent=1)


@pytest.mark.parametrize("files", [
    {"scripts/whole.py": PANDAS},
    {"whole_clean.py": PANDAS},
    {"etl/aggregate.py": PLAIN},
])
def test_the_three_steps_and_a_result_are_complete(audit, files):
    got = audit(files)
    assert got.evidence("C3.1") == "complete"
    assert {c[0] for c in got.cited("C3.1")} == {
        "aggregate.script", "aggregate.cleans", "aggregate.unifies",
        "aggregate.merges"}


def test_one_statement_may_do_all_three(audit):
    got = audit({"aggregation/lots.sql": SQL})
    assert got.evidence("C3.1") == "complete"
    assert got.cited("C3.1") == [("aggregate.script", "aggregation/lots.sql",
                                  2, 5)]


def test_each_step_is_cited_on_its_line(audit):
    got = audit({"scripts/whole.py": PANDAS})
    assert {c[0]: c[2] for c in got.cited("C3.1")} == {
        "aggregate.script": 5, "aggregate.cleans": 5,
        "aggregate.unifies": 6, "aggregate.merges": 7}


def test_a_notebook_counts(audit):
    text = "\n".join(line[4:] for line in PANDAS.strip("\n").split("\n"))
    assert audit({"notebooks/01.ipynb": notebook(text)}).evidence(
        "C3.1") == "complete"


@pytest.mark.parametrize("step", [
    "clients = clients.dropna(subset=[\"id\"])",
    "orders[\"day\"] = pd.to_datetime(orders[\"day\"])",
    "whole = clients.merge(orders, on=\"id\")",
    "whole.to_csv(\"whole.csv\")",
])
def test_a_script_that_lacks_one_is_partial(audit, step):
    assert step in PANDAS
    got = audit({"scripts/whole.py": PANDAS.replace(step, "pass")})
    assert got.evidence("C3.1") == "partial"


def test_the_scripts_of_a_folder_may_share_the_steps(audit):
    got = audit({"etl/clean/lots.py": """
        import pandas as pd

        def clean(frame):
            return frame.drop_duplicates()
        """, "etl/join/lots.py": """
        import pandas as pd

        def join(a, b):
            a["day"] = pd.to_datetime(a["day"])
            pd.concat([a, b]).to_parquet("lots.parquet")
        """})
    assert got.evidence("C3.1") == "complete"
    assert got.cited("C3.1")[0][0] == "aggregate.package"


def test_scripts_of_different_folders_do_not(audit):
    got = audit({"clean/lots.py": "import pandas as pd\n\nlots = "
                 "pd.read_csv('a.csv').dropna()\n",
                 "merge/lots.py": "import pandas as pd\n\nx = pd.concat("
                 "[a, b])\nx['d'] = pd.to_datetime(x['d'])\n"
                 "x.to_csv('x.csv')\n"})
    assert got.evidence("C3.1") == "partial"


JAVA = """
    package app.etl;

    class %sService {
        private static final String FILE = "%s.csv";

        String cleanName(String name) {
            return name.trim().toLowerCase();
        }

        void store(List<Lot> lots) {
            lots.removeIf(Objects::isNull);
            lotRepository.saveAll(lots);
        }
    }
    """


def test_two_services_that_fill_one_table_merge(audit):
    got = audit({"etl/A.java": JAVA % ("A", "a"),
                 "etl/B.java": JAVA % ("B", "b")})
    assert got.evidence("C3.1") == "complete"
    assert "aggregate.shared" in {c[0] for c in got.cited("C3.1")}


@pytest.mark.parametrize("other", [JAVA % ("B", "a"),
                                   (JAVA % ("B", "b")).replace("lotR", "r")])
def test_from_one_source_or_into_two_tables_they_do_not(audit, other):
    got = audit({"etl/A.java": JAVA % ("A", "a"), "etl/B.java": other})
    assert got.evidence("C3.1") == "partial"


@pytest.mark.parametrize("files", [
    {"tests/test_clean.py": PANDAS},
    {"old/clean.py": PANDAS},
    {"README.md": "Les données sont nettoyées (dropna), homogénéisées et "
     "fusionnées (merge).\n\n```python\n" + PANDAS + "```\n"},
    {"clean.py": "import pandas as pd\n# df.dropna()\n# pd.to_datetime(x)\n"
     "HELP = 'df.merge(other)'\n"},
    {"train.py": "import pandas as pd\nfrom sklearn.preprocessing import "
     "StandardScaler\n\nx = StandardScaler().fit_transform(x)\n"},
    {"train.py": PANDAS},                       # prepares for itself
    {"app/page.py": "import streamlit as st\n" + PANDAS.replace(
        "\n    ", "\n")},
    {"clean.py": "def clean(rows):\n    '''drop_duplicates, strip'''\n"
     "    return rows\n"},                      # a name is a claim
    {"queries.sql": SQL.split("\n    SELECT")[1].join(["SELECT", ""])},
    {"etl/names.py": "import os\n\nprint(os.path.join('a', 'b'))\n"},
])
def test_what_only_looks_like_it_counts_for_nothing(audit, files):
    got = audit({**files, "main.py": "print(1)\n"})
    assert got.evidence("C3.1") == "absent"


@pytest.mark.parametrize("line", [
    "whole = pd.concat([clients, dummies], axis=1)",
    "whole = pd.concat([clients, pd.DataFrame([row])])",
    "whole = ', '.join(names)",
    "whole = self.db.merge(clients)",
    "whole = preds.merge(orders, on='id')",
])
def test_what_widens_one_set_is_no_merge(audit, line):
    got = audit({"scripts/whole.py": PANDAS.replace(
        "whole = clients.merge(orders, on=\"id\")", line)})
    assert got.evidence("C3.1") == "partial"


def test_a_join_of_ones_own_tables_is_no_merge(audit):
    assert audit({"base/e1/create.sql": SQL}).evidence("C3.1") == "partial"


def test_a_model_that_learns_from_a_notebook_prepares_no_set(audit):
    text = "\n".join(line[4:] for line in PANDAS.strip("\n").split("\n"))
    got = audit({"notebooks/01.ipynb": notebook("import torch\n" + text),
                 "main.py": "print(1)\n"})
    assert got.evidence("C3.1") == "absent"


# --- C4.5 --------------------------------------------------------------------

@pytest.mark.parametrize("files", [
    {"bdd/import_lots.py": IMPORT},
    {"bdd/lots.py": "import pandas as pd\n\npd.read_csv('a.csv').to_sql("
     "'lots', engine)\n"},
    {"app/management/commands/lots.py": "import csv\n\nfor row in "
     "csv.DictReader(f):\n    Lot.objects.create(**row)\n"},
    {"load.sql": "COPY lots FROM '/data/lots.csv' CSV HEADER;\n"},
    {"load.sh": "psql -c \"\\copy lots FROM 'lots.csv' CSV\"\n"},
    {"etl/load.js": "import { readFileSync } from 'fs'\n\nconst lots = "
     "JSON.parse(readFileSync('lots.json'))\n"
     "await db.lots.insertMany(lots)\n"},
    {"etl/A.java": JAVA % ("A", "a")},
])
def test_a_script_that_inserts_the_data_is_complete(audit, files):
    got = audit({**files, **TABLE})
    assert got.evidence("C4.5") == "complete"
    assert [c[1] for c in got.cited("C4.5")] == list(files)


@pytest.mark.parametrize("files", [
    {"app/db.py": "def add(row):\n    session.add(row)\n"
     "    session.commit()\n"},
    {"app/routes.py": "from fastapi import FastAPI\n\ndef post(lots):\n"
     "    session.add_all(lots)\n    session.commit()\n"},
    {"app/save.py": "def insert_prediction(rows):\n"
     "    link.executemany('INSERT INTO logs VALUES (1)', rows)\n"},
    {"seed.sql": "INSERT INTO lots VALUES (1, 'a');\n"},
    {"tests/test_import.py": IMPORT},
    {"bdd/import_lots.py": "# link.executemany('INSERT INTO lots')\n"
     "print('INSERT INTO lots')\n"},
    {"README.md": "```python\n" + IMPORT + "```\n"},
    {"load.sql": "-- COPY lots FROM '/data/lots.csv' CSV HEADER;\n"},
    {"migrations/0002.py": IMPORT},
])
def test_what_inserts_no_prepared_data_counts_for_nothing(audit, files):
    assert audit({**files, **TABLE}).evidence("C4.5") == "absent"


def test_without_a_database_there_is_nothing_to_import(audit):
    assert audit({"main.py": "print(1)\n"}).evidence(
        "C4.5") == "not_applicable"
