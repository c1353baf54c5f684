# SPDX-License-Identifier: GPL-3.0-or-later
"""A rule that asks for a malformed expression is refused, not unanswered."""
import subprocess

import pytest

from conftest import BUILD, greffier

WRONG = {
    "text": "text: \"a(b\"", "heading": "heading: \"[z-a]\"",
    "column": "column: \"*a\"", "value": "path: a.b\n    value: \"a{2,1}\"",
    "backslash": "text: \"a\\\\C\"",
}


def with_fact(rules, asks):
    rules.write_text(rules.read_text().replace(
        "facts: []", "facts:\n  - name: house.asked\n    fr: oui\n"
        "    en: yes\n    " + asks).replace("honest.line", "house.asked")
        .replace("hostile.seen", "house.asked")
        .replace("hostile.escaped", "house.asked"))
    return ["--checks", BUILD / "checks", "--rules", rules]


@pytest.mark.parametrize("kind", WRONG)
def test_a_malformed_expression_is_refused_by_name(repository, rules, kind):
    words = with_fact(rules, WRONG[kind])
    repo = repository({"a.md": "# a\n"})
    for said in (greffier("audit", repo, *words),
                 greffier("rules", "check", *words)):
        assert said.code in (1, 3) and said.out == ""
        assert '"house.asked"' in said.said
        assert "regular expression" in said.said


@pytest.mark.parametrize("asks", [
    "text: \"^#.*a(b)?\"", "heading: \"(a)\\\\1|é+\"", "file: \"a(b\"",
    "path: \"a.[(\"", "path: a\n    value: \"^x$\""])
def test_a_sound_one_is_not(repository, rules, asks):
    words = with_fact(rules, asks)
    a = greffier("audit", repository({"a.md": "# aa\n"}), *words,
                 "--format", "json")
    assert a.json is not None, a.said
    # Its output is words, not JSON.
    run = subprocess.run([str(BUILD / "greffier"), "rules", "check",
                          *map(str, words)], capture_output=True)
    assert run.returncode == 0, run.stderr
