# SPDX-License-Identifier: GPL-3.0-or-later
"""What plugins try from inside greffier-check, and what comes of it.

On the release build: the sanitizers' shadow does not fit in the limits.
"""
import json
import re
import socket
import subprocess

import pytest

import hostile
from conftest import HONEST, build, greffier

PLACES = ["constructor", "wants", "scan", "relate"]
FILES = {name + ".txt": "un\ndeux\n" for name in "abcd"}


@pytest.fixture
def attempt(tmp_path, repository, rules):
    """attempt(deed, place) -> the audit with that plugin and an honest one."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("secret")

    def run(deed, place, files=FILES, **more):
        repo = repository(files)
        before = subprocess.run(["ls", "-lR", repo, outside],
                                capture_output=True).stdout
        build(tmp_path / "plugins", "honest", HONEST)
        build(tmp_path / "plugins", "hostile", hostile.source(deed, place),
              '-DOUTSIDE="%s"' % outside, '-DREPO="%s"' % repo,
              '-DPORT=%d' % listener.getsockname()[1],
              '-DPLUGINS="%s"' % (tmp_path / "plugins"))
        audit = greffier("audit", repo, "--checks", tmp_path / "plugins",
                         "--rules", rules, "--format", "json", **more)
        # Whatever was tried: nobody came, nothing was written.
        with pytest.raises(BlockingIOError):
            listener.accept()
        assert subprocess.run(["ls", "-lR", repo, outside],
                              capture_output=True).stdout == before
        assert audit.json, audit.said
        return audit

    yield run
    listener.close()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deed", hostile.REFUSED)
def test_nothing_gets_out(attempt, deed, place):
    audit = attempt(hostile.REFUSED[deed], place)
    honest, seen, escaped = audit.evidence()
    assert honest == "complete"
    assert escaped != "complete"
    # Refused, or dead of it and said to be.
    assert (seen, escaped) in [("complete", "absent"), ("error", "error")], \
        audit.said


@pytest.mark.parametrize("place", PLACES[1:])
@pytest.mark.parametrize("deed", hostile.SEALED)
def test_once_loaded_no_code_comes_after(attempt, deed, place):
    audit = attempt(hostile.SEALED[deed], place)
    assert audit.evidence() == ["complete", "complete", "absent"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deed", hostile.DEATHS)
def test_a_death_is_the_plugins_own(attempt, deed, place):
    audit = attempt(hostile.DEATHS[deed], place)
    assert audit.evidence() == ["complete", "error", "error"], audit.said
    assert [f["check"] for f in audit.json["failures"]] == ["hostile"]
    assert all(f["why"] for f in audit.json["failures"])
    assert audit.code == 3


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deed", hostile.ENDLESS)
def test_whoever_does_not_end_is_ended(attempt, hasty, deed, place):
    audit = attempt(hostile.ENDLESS[deed], place, libexec=hasty)
    assert audit.evidence() == ["complete", "error", "error"], audit.said


@pytest.mark.parametrize("place, deed", [
    *(("scan", d) for d in hostile.LIES.values()),
    *(("relate", d) for d in hostile.LIES_OF_RELATE.values())],
    ids=[*hostile.LIES, *("relate_" + d for d in hostile.LIES_OF_RELATE)])
def test_who_breaks_the_contract_is_given_up(attempt, deed, place):
    audit = attempt(deed, place)
    assert audit.evidence() == ["complete", "error", "error"], audit.said


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("deed", hostile.HARMLESS)
def test_the_talk_is_not_on_the_standard_descriptors(attempt, deed, place):
    audit = attempt(hostile.HARMLESS[deed], place)
    assert audit.evidence() == ["complete", "complete", "absent"], audit.said


@pytest.mark.parametrize("deed", hostile.ODD_FACTS)
def test_odd_facts_are_set_right(attempt, deed):
    audit = attempt(hostile.ODD_FACTS[deed], "scan")
    assert audit.evidence() == ["complete", "complete", "undetermined"
                                if deed == "ten_million" else "absent"]
    assert len(audit.out) < 100000
    for cite in audit.criteria["C1.2"]["for"]:
        assert 1 <= cite["first"] <= cite["last"] <= 2
        assert len(cite["why"].encode()) <= 400
        assert not re.search(r"[\x00-\x1f\x80-\x9f\u202e]", cite["why"])


def test_a_pair_that_kills_is_skipped_and_said(attempt):
    """Once, in one file of four: the plugin is still worth asking."""
    audit = attempt('if (strcmp(at, "b.txt") == 0) abort();', "scan")
    assert audit.evidence() == ["complete", "complete", "undetermined"]
    assert "b.txt (crash)" in audit.criteria["C1.3"]["note"]
    assert audit.json["failures"] == []
    assert audit.said.count("lose check=hostile path=b.txt") == 1


def test_the_third_death_gives_the_plugin_up(attempt):
    audit = attempt('if (strcmp(at, "d.txt") != 0) abort();', "scan")
    assert audit.evidence() == ["complete", "error", "error"]
    assert audit.said.count("lose check=hostile") == 3


def test_two_deaths_do_not(attempt):
    audit = attempt('if (strcmp(at, "c.txt") < 0) abort();', "scan")
    assert audit.evidence() == ["complete", "complete", "undetermined"]
    assert audit.said.count("lose check=hostile") == 2


def test_what_one_says_leaves_room_for_the_others(attempt):
    """Forty files with as many facts as are kept would fill everything."""
    audit = attempt('for (int i = 0; i < 5000; i++) '
                    'gr_emit("hostile.seen", 1, 1);', "scan",
                    files={"f%02d.txt" % i: "un\n%d\n" % i
                           for i in range(130)}, timeout=300)
    assert audit.evidence() == ["complete", "error", "error"], audit.said


def test_a_kind_of_fact_has_one_author(tmp_path, repository, rules):
    """The folder that is named first is right."""
    build(tmp_path / "own", "honest", HONEST)
    build(tmp_path / "other", "aaa", HONEST.replace('"honest"', '"aaa"')
          .replace("greffier_check = {", "greffier_check = {"))
    build(tmp_path / "other", "hostile", hostile.source("", "scan"))
    audit = greffier("audit", repository(FILES), "--checks",
                     tmp_path / "own", "--checks", tmp_path / "other",
                     "--rules", rules, "--format", "json")
    assert audit.evidence() == ["complete", "complete", "absent"], audit.said
    assert [f["check"] for f in audit.json["failures"]] == ["aaa"]


@pytest.mark.parametrize("wrong, why", [
    ('.abi = GR_ABI', "another version"), ('.name = "honest"', "name"),
    ('.version = "1"', "version"), ('.wants = wants, ', "go together"),
    ('"ligne {line}"', "declared wrong"), ('"honest.line", "l', "declared"),
])
def test_a_plugin_that_is_declared_wrong_is_not_used(
        tmp_path, repository, rules, wrong, why):
    other = {'.abi = GR_ABI': '.abi = 99', '.wants = wants, ': '',
             '.name = "honest"': '.name = "other"',
             '.version = "1"': '.version = 0',
             '"ligne {line}"': '"\\xff"',
             '"honest.line", "l': '"Honest", "l'}[wrong]
    assert wrong in HONEST
    build(tmp_path / "p", "honest", HONEST.replace(wrong, other))
    build(tmp_path / "p", "hostile", hostile.source("", "scan"))
    audit = greffier("audit", repository(FILES), "--checks", tmp_path / "p",
                     "--rules", rules, "--format", "json")
    assert audit.evidence() == ["error", "complete", "absent"], audit.said
    assert why in audit.json["failures"][0]["why"]


def test_a_plugin_that_is_no_library_is_not_used(tmp_path, repository, rules):
    build(tmp_path / "p", "honest", HONEST)
    (tmp_path / "p" / "hostile.so").write_bytes(b"\x7fELF nonsense")
    audit = greffier("audit", repository(FILES), "--checks", tmp_path / "p",
                     "--rules", rules, "--format", "json")
    assert audit.evidence() == ["complete", "error", "error"], audit.said


SAMPLE = HONEST.replace("honest", "sample")
SAMPLE_RULES = ("criteria:\n  - id: C1.1\n    text: \"sample\"\n"
                "    authority: auto\n    complete: {fact: sample.line, "
                "where: {line: {contains: bonjour}}}\n")


def test_a_plugin_of_ones_own_works_from_end_to_end(tmp_path, repository,
                                                    rules):
    """Outside the tree, from check.h alone, and a rule that uses it."""
    build(tmp_path / "mine", "sample", SAMPLE)
    rules.write_text(rules.read_text().split("criteria:")[0] + SAMPLE_RULES)
    repo = repository({"docs/a.txt": "bonjour\n", "b.md": "# b\n"})
    audit = greffier("audit", repo, "--checks", tmp_path / "mine",
                     "--rules", rules, "--format", "json")
    assert audit.code == 0, audit.said
    found = audit.json["criteria"][0]
    assert found["evidence"] == "complete"
    assert [(c["path"], c["first"], c["why"]) for c in found["for"]] == \
        [("docs/a.txt", 1, "ligne bonjour")]
    listed = greffier("audit", repo, "--checks", tmp_path / "mine",
                      "--rules", rules, "--lang", "en", "--format", "json")
    assert json.loads(listed.out)["criteria"][0]["for"][0]["why"] == \
        "line bonjour"
