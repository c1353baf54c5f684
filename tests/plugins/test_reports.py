# SPDX-License-Identifier: GPL-3.0-or-later
"""The written report of each épreuve, in the audit's JSON."""
import pytest

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n\x00"


def reports(got):
    return [(r["epreuve"], r["path"]) for r in got.json["reports"]]


def test_reports_are_told_in_the_order_of_the_epreuves(audit):
    got = audit({"docs/Rapport_E4.pdf": PDF, "docs/rapport-e1.docx": PDF,
                 "docs/E3 - Ada Lovelace.pdf": PDF,
                 "rapports/E5/rapport final.md": "# Rapport\n"})
    assert reports(got) == [
        ("E1", "docs/rapport-e1.docx"), ("E3", "docs/E3 - Ada Lovelace.pdf"),
        ("E4", "docs/Rapport_E4.pdf"), ("E5", "rapports/E5/rapport final.md")]
    assert got.json["reports"][0]["range"] == [2, 5]
    assert got.json["reports"][0]["pages"] == 0     # not counted


def test_the_last_version_and_the_best_format_are_taken(audit):
    got = audit({"docs/rapport_E2.md": "# R\n", "docs/rapport_E2.pdf": PDF,
                 "docs/rapport_E2v3.pdf": PDF, "docs/rapport_E2v2.pdf": PDF,
                 "docs/rapport_E2v9.docx": PDF})
    assert reports(got) == [("E2", "docs/rapport_E2v3.pdf")]


def test_the_first_bloc_has_one_epreuve(audit):
    got = audit({"docs/livrable_bloc_1.md": "# L\n",
                 "docs/livrable_bloc_2.md": "# L\n"})
    assert reports(got) == [("E1", "docs/livrable_bloc_1.md")]


@pytest.mark.parametrize("path", [
    "docs/soutenance_E4.pdf", "docs/E1.md", "docs/grille_E1.pdf",
    "docs/rapport E1 E2 E3.pdf", "docs/tests (E4 C18,C19).docx",
    "node_modules/x/rapport_E1.pdf", "docs/rapport.pdf", "E10_rapport.pdf",
    "docs/rapport_E1.csv", "rapport_E1.py",
])
def test_what_only_looks_like_one_is_none(audit, path):
    assert reports(audit({path: PDF if path.endswith("f") else "x\n"})) == []
