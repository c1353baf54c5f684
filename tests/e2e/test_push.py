# SPDX-License-Identifier: GPL-3.0-or-later
"""From a push to an answer, against the real binaries."""
import json
import re
import sqlite3
import time

import pytest

from house import CONTEXTS, house, tree, wait_for


CRITERIA = ["C1.1", "C6.1", "C9.1", "C18.3", "C18.4", "C20.1"]


@pytest.fixture
def home(tmp_path):
    with house(tmp_path / "house") as h:
        h.start()
        yield h


def test_a_push_ends_in_six_statuses_and_one_report(home):
    work = home.work("formation/ada")
    tree(work, "candidates/strong")
    sha = work.commit("first")
    work.push()
    assert wait_for(lambda: home.forge.deliveries)[0]["status"] == 202
    got = home.wait_answer("formation/ada", sha)
    assert sorted(got) == sorted(CONTEXTS)
    assert all(s["state"] == "success" for s in got.values())
    assert all(len(s["text"]) <= 140 for s in got.values())
    report, = wait_for(lambda: home.forge.reports("formation/ada"))
    assert sha[:10] in report["body"]
    assert ".github/workflows/ci.yml" in report["body"]
    page = re.search(r"/audits/\d+", got["greffier"]["url"])[0]
    status, text = home.get(page)
    assert status == 200 and "C18.4" in text and "Lignes citées" in text
    status, text = home.get(page + ".json")
    audit = json.loads(text)
    assert audit["schema"] == "greffier/audit/1"
    assert audit["commit"] == sha and [c["id"] for c in audit["criteria"]] == CRITERIA


def test_a_second_push_updates_the_same_report(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    first = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", first)
    report, = wait_for(lambda: home.forge.reports("formation/ada"))
    tree(work, "candidates/strong")
    second = work.commit("second")
    work.push()
    home.wait_answer("formation/ada", second)
    wait_for(lambda: second[:10] in home.forge.reports(
        "formation/ada")[0]["body"])
    again, = home.forge.reports("formation/ada")
    assert again["number"] == report["number"]


def audits_done(home, count):
    """The log's lines of so many audits; the cache is on disk by then."""
    def lines():
        got = [line for line in home.log_text().splitlines()
               if "audit done" in line]
        return got if len(got) >= count else None
    return wait_for(lines)


def scanned_rows(home):
    base = sqlite3.connect(home.folder / "state" / "cache.db")
    try:
        return base.execute("SELECT count(*) FROM facts").fetchone()[0]
    finally:
        base.close()


def test_a_push_of_one_file_scans_that_file_alone(home):
    work = home.work("formation/ada")
    tree(work, "candidates/strong")
    work.commit("first")
    work.push()
    audits_done(home, 1)
    before = scanned_rows(home)
    work.write("app/extra.py", "def added():\n    return 1\n")
    work.commit("second")
    work.push()
    log = audits_done(home, 2)
    scanned = [int(re.search(r"scanned=(\d+)", line)[1]) for line in log]
    files = [int(re.search(r"scanned_files=(\d+)", line)[1]) for line in log]
    assert files[-1] == 1, log
    assert scanned_rows(home) == before + scanned[-1]


def test_a_forced_push_back_is_audited_again_and_wins(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    a = work.commit("A")
    work.push()
    home.wait_answer("formation/ada", a)
    tree(work, "candidates/strong")
    b = work.commit("B")
    work.push()
    home.wait_answer("formation/ada", b)
    work.git("reset", "-q", "--hard", a)
    work.push("--force", "main")
    wait_for(lambda: a[:10] in home.forge.reports(
        "formation/ada")[0]["body"])
    base = sqlite3.connect(home.folder / "state" / "greffier.db")
    commits = [row[0] for row in base.execute(
        "SELECT commit_id FROM audits ORDER BY id")]
    assert commits == [a, b, a]


def test_a_public_repository_gets_statuses_and_no_report(home):
    work = home.work("formation/ouvert", private=False)
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ouvert", sha)
    time.sleep(0.5)
    assert home.forge.reports("formation/ouvert") == []


def test_another_branch_gets_statuses_and_leaves_the_report(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    main = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", main)
    body = wait_for(lambda: home.forge.reports("formation/ada"))[0]["body"]
    work.git("checkout", "-q", "-b", "essai")
    work.write("essai.txt", "x\n")
    side = work.commit("side")
    work.push("essai")
    home.wait_answer("formation/ada", side)
    time.sleep(0.3)
    assert home.forge.reports("formation/ada")[0]["body"] == body


def test_tags_deletions_and_empty_pushes_are_answered_and_not_audited(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push("main", "main:refs/heads/old")
    home.wait_answer("formation/ada", sha)
    work.git("tag", "v1")
    work.push("v1")
    work.push("--delete", "old")
    wait_for(lambda: len(home.forge.deliveries) == 4)
    assert [d["status"] for d in home.forge.deliveries[2:]] == [200, 200]
    # The same commit, pushed twice by the forge, is seen once.
    same = home.forge.payload("formation/ada", "refs/heads/main", sha, sha)
    assert home.forge.deliver(same, key="k-1") in (200, 202)
    assert home.forge.deliver(same, key="k-1") == 200


def test_a_push_nobody_told_of_is_found_at_the_start(tmp_path):
    with house(tmp_path / "house") as home:
        home.start()
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        first = work.commit("first")
        work.push()
        home.wait_answer("formation/ada", first)
        home.stop()
        home.forge.send_hooks = False
        work.write("later.txt", "x\n")
        second = work.commit("second")
        work.push()
        home.start()
        home.wait_answer("formation/ada", second)


def test_replay_queues_a_delivery_again(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", sha)
    key = wait_for(lambda: home.forge.deliveries)[0]["uuid"]
    run = home.greffier("replay", "--conf", home.conf_path, "centre", key)
    assert run.returncode == 0, run.stderr
    wait_for(lambda: home.log_text().count("audit done") == 2)
    run = home.greffier("replay", "--conf", home.conf_path, "centre", "no")
    assert run.returncode != 0 and "no" in run.stderr


def test_a_command_beside_the_daemon_takes_nothing_from_it(home):
    """The last to close a database removes its log: it must not be us."""
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    first = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", first)
    run = home.greffier("repo", "--conf", home.conf_path, "list")
    assert run.returncode == 0 and "formation/ada" in run.stdout
    work.write("later.txt", "x\n")
    second = work.commit("second")
    work.push()
    home.wait_answer("formation/ada", second)
    home.kill()
    base = sqlite3.connect(home.folder / "state" / "greffier.db")
    assert base.execute("SELECT count(*) FROM audits").fetchone()[0] == 2


def test_a_forge_that_is_down_delays_answers_and_loses_none(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    down = [True]
    home.forge.faults.append(
        lambda method, path: (503, [("Retry-After", "1")], b"down")
        if down[0] and method == "POST" else None)
    sha = work.commit("first")
    work.push()
    wait_for(lambda: "postpone answer" in home.log_text())
    assert home.forge.status_of("formation/ada", sha) == {}
    down[0] = False
    home.wait_answer("formation/ada", sha)
    wait_for(lambda: len(home.forge.reports("formation/ada")) == 1)


def test_an_answer_lost_on_the_way_makes_no_second_report(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    lost = []

    def fault(method, path):
        if method == "POST" and path.endswith("/issues") and not lost:
            # The forge creates it, and its answer is cut.
            lost.append(path)
            home.forge.issues.append({
                "repo": "formation/ada", "number": 1, "title": "t",
                "body": "<!-- greffier:report:1 -->\nold", "edits": 0,
                "author": {"id": 7, "login": "greffier"}})
            return "hang up"
        return None
    home.forge.faults.append(fault)
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", sha)
    wait_for(lambda: home.forge.reports("formation/ada") and
             sha[:10] in home.forge.reports("formation/ada")[0]["body"], 40)
    assert len(home.forge.reports("formation/ada")) == 1
