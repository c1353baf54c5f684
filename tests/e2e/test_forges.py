# SPDX-License-Identifier: GPL-3.0-or-later
"""Forges that answer badly: each answer is told in the end, and once."""
import concurrent.futures
import re
import sqlite3
import time

import pytest

from house import CONTEXTS, house, tree, wait_for


@pytest.fixture
def home(tmp_path):
    with house(tmp_path / "house") as h:
        h.start()
        yield h


def flood():
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n["
    while True:
        yield b'"encore", ' * 6000


def headers_without_end():
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-Encore: %s\r\n" % (b"x" * 4000)


def soon():
    return [("X-RateLimit-Remaining", "0"),
            ("X-RateLimit-Reset", str(int(time.time()) + 2))]


# Answers that may be mended: every one of the five calls meets it once.
MENDED = {
    "401": lambda: (401, [], b'{"message": "bad token"}'),
    "403, no scope": lambda: (403, [], b'{"message": "forbidden"}'),
    "403, limited": lambda: (403, soon(), b"{}"),
    "409": lambda: (409, [], b'{"message": "conflict"}'),
    "429 with Retry-After": lambda: (429, [("Retry-After", "1")], b"{}"),
    "429 without": lambda: (429, [], b"slow down"),
    "500": lambda: (500, [], b"<html>Internal Server Error</html>"),
    "503 with a far Retry-After":
        lambda: (503, [("Retry-After", "999999999")], b""),
    "bytes that are no HTTP": lambda: [b"\x00\xff\x13 encore\r\n\r\n"],
    "half an answer": lambda: [b"HTTP/1.1 200 OK\r\nContent-Length: 500"
                               b"\r\n\r\n{\"id\": "],
    "an answer without end": flood,
    "headers without end": headers_without_end,
    "nothing, and a closed connection": lambda: "hang up",
}


def hurry(home):
    """What waits is due now: nobody waits half an hour for a test."""
    base = sqlite3.connect(home.folder / "state" / "greffier.db", timeout=20)
    with base:
        base.execute("UPDATE outbox SET due = 0 WHERE stage = 0")
    base.close()


def once_each(answer, met):
    """A fault that each kind of call meets once."""
    def fault(method, path):
        call = method, re.sub(r"[0-9a-f]{40}", "", path)
        if method == "git" or call[1] == "/user" or call in met:
            return None
        met.append(call)
        return answer()
    return fault


def owed(home, key):
    return home.metric('greffier_outbox{state="%s"}' % key)


def told_later(home, answer):
    met = []
    home.forge.faults.append(once_each(MENDED[answer], met))
    work = home.work("formation/ada")
    tree(work, "candidates/strong")
    sha = work.commit("first")
    work.push()
    end = time.monotonic() + 30
    while len(met) < 3 or owed(home, "waiting"):
        assert time.monotonic() < end, home.log_text()
        hurry(home)
        time.sleep(0.1)
    assert [call[0] for call in met] == ["POST", "GET", "POST"]
    got = home.wait_answer("formation/ada", sha)
    assert sorted(got) == sorted(CONTEXTS)
    assert all(s["state"] == "success" for s in got.values())
    assert owed(home, "refused") == 0
    report, = home.forge.reports("formation/ada")
    assert sha[:10] in report["body"]
    log = home.log_text()
    assert log.count("postpone answer") >= 2
    assert home.forge.token not in log
    # Nobody waits for ever because a forge said so.
    assert all(int(t) < time.time() + 86400 + 60
               for t in re.findall(r"until=(\d+)", log))


def test_what_the_forge_puts_off_is_told_later(tmp_path):
    """All at once: each mostly waits for the daemon to look again."""
    def case(answer):
        with house(tmp_path / str(list(MENDED).index(answer))) as home:
            home.start()
            told_later(home, answer)
    with concurrent.futures.ThreadPoolExecutor(7) as pool:
        runs = {answer: pool.submit(case, answer) for answer in MENDED}
    wrong = {answer: run.exception() for answer, run in runs.items()
             if run.exception()}
    assert not wrong


@pytest.mark.parametrize("status", [400, 404, 410, 422])
def test_a_status_that_is_refused_is_told_and_stops_nothing(home, status):
    refused = []

    def fault(method, path):
        if "/statuses/" in path and not refused:
            refused.append(path)
            return status, [], b'{"message": "non"}'
        return None
    home.forge.faults.append(fault)
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    wait_for(lambda: home.forge.reports("formation/ada"))
    wait_for(lambda: owed(home, "waiting") == 0)
    assert home.log_text().count("refused answer") == 1
    assert "answered %d: non" % status in home.log_text()
    assert owed(home, "refused") == 1
    page = home.get("/queue")[1]
    assert "refusée par la forge" in page and "%d: non" % status in page
    # The refused one was a "pending": the final ones came after it.
    assert home.answered("formation/ada", sha) or \
        len(home.forge.status_of("formation/ada", sha)) == 5


def test_a_repository_without_issues_still_gets_its_statuses(home):
    home.forge.faults.append(
        lambda method, path: (410, [], b'{"message": "Issues are disabled"}')
        if path.endswith("/issues") else None)
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", sha)
    wait_for(lambda: owed(home, "refused") == 1 and
             owed(home, "waiting") == 0)
    assert "Issues are disabled" in home.log_text()


def test_a_report_that_somebody_deleted_is_written_anew(home):
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    first = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", first)
    wait_for(lambda: owed(home, "waiting") == 0)
    home.forge.issues.clear()
    home.forge.issues.append({"repo": "formation/autre", "number": 1})
    work.write("x.txt", "x\n")
    second = work.commit("second")
    work.push()
    home.wait_answer("formation/ada", second)
    report, = wait_for(lambda: home.forge.reports("formation/ada"))
    assert report["number"] == 2 and second[:10] in report["body"]


def test_a_report_that_somebody_copied_is_not_taken_for_ours(home):
    home.forge.create("formation/ada")
    home.forge.issues.append({
        "repo": "formation/ada", "number": 1, "title": "Greffier : 142/142",
        "body": "<!-- greffier:report:1 -->\nadmis", "edits": 0,
        "author": {"id": 66, "login": "greffier"}})
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", sha)
    wait_for(lambda: len(home.forge.issues) == 2)
    assert home.forge.issues[0]["edits"] == 0
    assert home.forge.issues[1]["author"]["id"] == 7


def test_an_issue_created_without_saying_its_number_is_found(home):
    """201 and nonsense: it was created, so it is looked for, not again."""
    def fault(method, path):
        if method != "POST" or not path.endswith("/issues") or \
                home.forge.issues:
            return None
        home.forge.dialect.post_issue("formation/ada", {}, {
            "title": "t", "body": "<!-- greffier:report:1 -->\nold"})
        return 201, [], b"[]"
    home.forge.faults.append(fault)
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    home.wait_answer("formation/ada", sha)
    wait_for(lambda: home.forge.issues)
    end = time.monotonic() + 20
    while owed(home, "waiting"):
        assert time.monotonic() < end, home.log_text()
        hurry(home)
        time.sleep(0.1)
    report, = home.forge.reports("formation/ada")
    assert sha[:10] in report["body"] and report["edits"] == 1


def test_a_redirect_to_another_host_is_not_followed(home):
    elsewhere = home.forge.url.replace("127.0.0.1", "localhost")
    home.forge.faults.append(
        lambda method, path: (307, [("Location", elsewhere +
                                     "/api/v1/stolen")], b"")
        if "/statuses/" in path else None)
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    work.commit("first")
    work.push()
    wait_for(lambda: owed(home, "refused") and owed(home, "waiting") == 0)
    assert not [c for c in home.forge.calls if "stolen" in c[1]]
    assert "to another host" in home.log_text()


def test_a_repository_that_was_renamed_is_answered_where_it_is(home):
    def fault(method, path):
        if "/statuses/" in path and "/ada/" in path:
            return 307, [("Location", home.forge.url + "/api/v1" +
                          path.replace("/ada/", "/lovelace/"))], b""
        return None
    home.forge.faults.append(fault)
    home.forge.create("formation/lovelace")
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    wait_for(lambda: home.answered("formation/lovelace", sha))


def refs_without_end():
    yield (b"HTTP/1.1 200 OK\r\nContent-Type: application/x-git-upload-pack"
           b"-advertisement\r\n\r\n001e# service=git-upload-pack\n0000")
    n = 0
    while True:
        n += 1
        yield b"".join(b"0048%040x refs/heads/branche-%08d\n" % (k, k)
                       for k in range(n * 1000, n * 1000 + 1000))


def pack_of_noise():
    yield (b"HTTP/1.1 200 OK\r\nContent-Type: "
           b"application/x-git-upload-pack-result\r\n\r\n0008NAK\nPACK"
           b"\0\0\0\2\xff\xff\xff\xff")
    yield b"\x9b\x00garbage" * 5000


GIT = {
    "401": lambda: (401, [("WWW-Authenticate", "Basic")], b""),
    "404": lambda: (404, [], b"not here"),
    "500": lambda: (500, [], b"<html>"),
    "a page for people": lambda: (200, [("X", "y")], b"<html>Bonjour</html>"),
    "another host": lambda: (301, [("Location",
                                    "http://localhost:1/x.git/info/refs")],
                             b""),
    "bytes that are no HTTP": lambda: [b"\x00\xff\r\n\r\n"],
    "refs without end": refs_without_end,
    "headers without end": headers_without_end,
    "a pack of noise": pack_of_noise,
    "nothing, and a closed connection": lambda: "hang up",
}


def audited_later(home, answer):
    met = []

    def fault(method, path):
        if method != "git" or len(met) == 2 or path in met:
            return None
        if answer == "a pack of noise" and "info/refs" in path:
            return None
        met.append(path)
        return GIT[answer]()
    home.forge.faults.append(fault)
    work = home.work("formation/ada")
    tree(work, "candidates/weak")
    sha = work.commit("first")
    work.push()
    end = time.monotonic() + 60
    while not home.answered("formation/ada", sha):
        assert time.monotonic() < end, home.log_text()
        base = sqlite3.connect(home.folder / "state" / "greffier.db",
                               timeout=20)
        with base:
            base.execute("UPDATE jobs SET due = 0 WHERE state = 0")
        base.close()
        time.sleep(0.1)
    assert all(s["state"] == "success" for s in
               home.answered("formation/ada", sha).values())
    log = home.log_text()
    assert met and "postpone job" in log
    assert home.forge.token not in log and "bury" not in log


def test_git_that_answers_badly_postpones_the_audit(tmp_path):
    def case(answer):
        with house(tmp_path / str(list(GIT).index(answer))) as home:
            home.start()
            audited_later(home, answer)
    with concurrent.futures.ThreadPoolExecutor(5) as pool:
        runs = {answer: pool.submit(case, answer) for answer in GIT}
    wrong = {answer: run.exception() for answer, run in runs.items()
             if run.exception()}
    assert not wrong
