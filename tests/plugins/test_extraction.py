# SPDX-License-Identifier: GPL-3.0-or-later
"""C1.5 and C1.7: the scripts that fetch the data, and from where."""
import pytest

API = """
    import json
    import os
    import requests

    KEY = os.getenv("KEY")

    def main():
        try:
            got = requests.get("https://api.example.org/v1", timeout=5)
            got.raise_for_status()
        except requests.RequestException as e:
            print(e)
            raise
        with open("out.json", "w") as f:
            json.dump(got.json(), f)

    if __name__ == "__main__":
        main()
    """
CSV = "import pandas as pd\n\nframe = pd.read_csv('data/lots.csv')\n"
SCRAPING = ("from bs4 import BeautifulSoup\n\npage = "
            "BeautifulSoup(text, 'html.parser')\n")
BASE = ("import sqlite3\n\nlink = sqlite3.connect('source.db')\n"
        "rows = link.execute('SELECT id FROM lots').fetchall()\n")
BIG = "import duckdb\n\nduckdb.sql('SELECT 1')\n"


def test_a_script_with_its_four_parts_is_complete(audit):
    got = audit({"scripts/extract_api.py": API})
    assert got.evidence("C1.5") == "complete"
    assert got.cited("C1.5") == [("extract.script", "scripts/extract_api.py",
                                  9, 18)]


@pytest.mark.parametrize("change", [
    ("        with open(\"out.json\", \"w\") as f:\n"
     "            json.dump(got.json(), f)\n", ""),
    ("got.raise_for_status()", "pass"),
])
def test_a_script_that_lacks_one_is_partial(audit, change):
    text = API.replace(*change)
    if "raise_for_status" in change[0]:
        text = text.replace("print(e)\n            raise", "pass")
    got = audit({"scripts/extract_api.py": text})
    assert got.evidence("C1.5") == "partial"


def test_a_folders_scripts_may_share_the_parts(audit):
    got = audit({"etl/main.py": """
        from etl import ingest_data, upload_data

        if __name__ == "__main__":
            upload_data.run(ingest_data.run())
        """, "etl/ingest_data.py": """
        import pandas as pd

        def run():
            try:
                return pd.read_csv("data/lots.csv")
            except OSError as e:
                raise SystemExit(e)
        """, "etl/upload_data.py": """
        import boto3

        def run(frame):
            boto3.client("s3").upload_file("out.csv", "bucket", "key")
        """})
    assert ("extract.package", "etl/ingest_data.py") in \
        [c[:2] for c in got.cited("C1.5")] or \
        ("extract.package", "etl/upload_data.py") in \
        [c[:2] for c in got.cited("C1.5")]
    assert got.evidence("C1.5") == "complete"


def test_five_kinds_are_complete_and_two_are_partial(audit):
    files = {"extract/api.py": API, "extract/lots.py": CSV,
             "extract/page.py": SCRAPING, "extract/base.py": BASE,
             "extract/big.py": BIG}
    assert audit(files).evidence("C1.7") == "complete"


@pytest.mark.parametrize("files", [
    {"extract/api.py": API, "extract/lots.py": CSV},
    {"extract/api.py": API, "extract/lots.py": CSV,
     "extract/page.py": SCRAPING, "extract/base.py": BASE},
])
def test_fewer_than_five_are_partial(audit, files):
    assert audit(files).evidence("C1.7") == "partial"


@pytest.mark.parametrize("files", [
    {"extract/lots.py": CSV},                           # one
    {"extract/lots.py": CSV, "tests/test_api.py": API},
    {"extract/lots.py": CSV, "app/page.py":             # its own API
     "import streamlit as st\nimport requests\n\n"
     "requests.get('http://localhost:8000/lots')\n"},
    {"extract/lots.py": CSV, "extract/api.py":
     "# requests.get('https://api.example.org')\nimport requests\n"},
    {"extract/lots.py": CSV, "old/extract_api.py": API},
    {"extract/lots.py": CSV, "train.py": CSV + BASE},   # its own base
    {"README.md": "API, scraping, CSV, SQL et Spark : tout y est.\n"},
])
def test_what_only_looks_like_it_counts_for_nothing(audit, files):
    got = audit({**files, "main.py": "print(1)\n"})
    assert got.evidence("C1.7") == "absent"


def test_an_error_that_is_swallowed_is_not_handled(audit):
    got = audit({"collect/api.py": API.replace(
        "print(e)\n            raise", "pass").replace(
        "got.raise_for_status()", "pass")})
    assert got.evidence("C1.5") == "partial"
