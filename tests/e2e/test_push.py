# SPDX-License-Identifier: GPL-3.0-or-later
"""From a push to an answer, against the real binaries."""
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


def audits_done(home, count):
    """The log's lines of so many audits; the cache is on disk by then."""
    def lines():
        got = [line for line in home.log_text().splitlines()
               if "audit done" in line]
        return got if len(got) >= count else None
    return wait_for(lines)


def number(line, key):
    return int(re.search(r" %s=(\d+)" % key, line)[1])


def rows(home, base, sql):
    link = sqlite3.connect(home.folder / "state" / base)
    try:
        return [row[0] for row in link.execute(sql)]
    finally:
        link.close()


def test_a_push_is_answered_and_the_next_costs_what_it_changed(home):
    """202, fetch, audit, six statuses, one report, which the next pushes
    update; one changed file is one scan; and the last push is right, even
    back to an old commit."""
    work = home.work("formation/ada")
    tree(work, "candidates/strong")
    a = work.commit("A")
    work.push()
    assert wait_for(lambda: home.forge.deliveries)[0]["status"] == 202
    got = home.wait_answer("formation/ada", a)
    assert sorted(got) == sorted(CONTEXTS)
    assert all(s["state"] == "success" for s in got.values())
    assert all(0 < len(s["text"]) <= 140 for s in got.values())
    first = home.told(a)
    assert "/src/commit/%s/.github/workflows/ci.yml#L" % a in first["body"]

    page = re.search(r"/audits/\d+", got["greffier"]["url"])[0]
    status, text = home.get(page)
    assert status == 200 and "C18.4" in text and "Lignes citées" in text
    audit = home.audit(page)
    assert audit["schema"] == "greffier/audit/1" and audit["commit"] == a
    assert [c["id"] for c in audit["criteria"]] == CRITERIA
    for cite in audit["criteria"][3]["for"]:
        work.git("cat-file", "-e", "%s:%s" % (a, cite["path"]))

    log = audits_done(home, 1)
    assert number(log[0], "cached") == 0
    files = len(work.git("ls-tree", "-r", "--name-only", a).split())
    work.write("app/extra.py", "def added():\n    return 1\n")
    b = work.commit("B")
    work.push()
    home.wait_answer("formation/ada", b)
    second = home.told(b)
    assert second["number"] == first["number"] and second["edits"] > 0
    log = audits_done(home, 2)
    assert number(log[1], "scanned_files") == 1, log
    assert number(log[1], "cached") == files, log
    assert rows(home, "cache.db", "SELECT tree FROM memory") == \
        work.git("rev-parse", b + "^{tree}").split()

    work.git("reset", "-q", "--hard", a)
    work.push("--force", "main")
    home.told(a)
    log = audits_done(home, 3)
    assert number(log[2], "scanned_files") == 0, log
    assert number(log[2], "cached") == files, log
    assert rows(home, "greffier.db",
                "SELECT commit_id FROM audits ORDER BY id") == [a, b, a]


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
    hold = home.forge.hold("POST", "/issues$", after=True)
    hold.opened.set()
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", sha)
    assert hold.reached.wait(20)
    wait_for(lambda: home.metric('greffier_outbox{state="waiting"}') == 0)
    assert home.told(sha)["edits"] == 1


@pytest.fixture
def one_hand(tmp_path):
    """With one worker, so that a push waits behind another."""
    with house(tmp_path / "house") as h:
        h.conf(workers=1)
        h.start()
        yield h


def three_pushes(home, work, hold):
    """A, held by the forge as it is fetched; B and C behind it."""
    commits = []
    for name in "ABC":
        work.write(name + ".txt", name + "\n")
        commits.append(work.commit(name))
        work.push()
        assert hold.reached.wait(20)
    wait_for(lambda: len(home.forge.deliveries) == 3)
    hold.opened.set()
    return commits


def superseded(home, sha):
    got = home.wait_answer("formation/ada", sha)
    return all(s["state"] == "error" and "plus récent" in s["text"]
               for s in got.values())


def test_a_push_overtakes_what_waits_and_not_what_is_under_way(one_hand):
    work = one_hand.work("formation/ada")
    hold = one_hand.forge.hold("GET", r"\.git/", cut=False)
    a, b, c = three_pushes(one_hand, work, hold)
    one_hand.wait_answer("formation/ada", c)
    one_hand.told(c)
    assert superseded(one_hand, b)
    assert all(s["state"] == "success" for s in
               one_hand.wait_answer("formation/ada", a).values())
    assert rows(one_hand, "greffier.db",
                "SELECT commit_id FROM audits ORDER BY id") == [a, c]


def test_a_push_that_failed_does_not_come_back_after_a_newer(one_hand):
    work = one_hand.work("formation/ada")
    hold = one_hand.forge.hold("GET", r"\.git/")
    a, b, c = three_pushes(one_hand, work, hold)
    one_hand.wait_answer("formation/ada", c)
    one_hand.told(c)
    assert superseded(one_hand, a) and superseded(one_hand, b)
    assert rows(one_hand, "greffier.db",
                "SELECT commit_id FROM audits") == [c]


def test_a_commit_pushed_again_is_not_called_superseded(one_hand):
    """A push, another, and the first again while the forge hears nothing:
    what is owed for the first must not undo what its second says."""
    fetch = one_hand.forge.hold("GET", r"\.git/", cut=False)
    status = one_hand.forge.hold("POST", "/statuses/", cut=False)
    work = one_hand.work("formation/ada")
    zero = work.commit("zero")
    work.push()
    assert fetch.reached.wait(20) and status.reached.wait(20)
    a = work.commit("A")
    work.push()
    b = work.commit("B")
    work.push()
    work.git("reset", "-q", "--hard", a)
    work.push("--force", "main")
    wait_for(lambda: len(one_hand.forge.deliveries) == 4)
    fetch.opened.set()
    wait_for(lambda: rows(one_hand, "greffier.db", "SELECT commit_id FROM "
                          "audits ORDER BY id") == [zero, a])
    status.opened.set()
    one_hand.told(a)
    wait_for(lambda: one_hand.metric('greffier_outbox{state="waiting"}')
             == 0)
    assert superseded(one_hand, b)
    for sha in (zero, a):
        assert all(s["state"] == "success" for s in
                   one_hand.wait_answer("formation/ada", sha).values())


def test_the_daemon_ends_in_order(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    work.commit("first")
    work.push()
    home.stop()
    assert home.daemon.returncode == 0
