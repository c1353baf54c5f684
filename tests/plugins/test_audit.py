# SPDX-License-Identifier: GPL-3.0-or-later
"""What every audit says, whatever the plugins."""


def test_an_empty_repository_has_no_evidence(audit):
    got = audit({})
    assert {c["evidence"] for c in got.json["criteria"]} <= \
        {"absent", "undetermined"}
    assert got.code == 1


def test_all_criteria_are_told_in_order(audit):
    got = audit({"README.md": "# Rien\n"})
    assert len(got.json["criteria"]) == 142
    assert got.json["criteria"][0]["id"] == "C1.1"
    assert got.json["criteria"][-1]["id"] == "C21.5"
