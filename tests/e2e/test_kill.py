# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 between accept and answer: nothing is lost, nothing is twice.

The instants are seen from outside: the stand-in forge holds a request, or
a child of the daemon was stopped where it works.
"""
import os
import signal
import threading
import time

import pytest

from house import CONTEXTS, house, processes, tree, wait_for

FETCH = r"\.git/"
STATUS = "/statuses/"


def stop_child(home, program):
    """Stops a child as soon as it is there; called before the push."""
    def look():
        end = time.monotonic() + 20
        while time.monotonic() < end and not found.is_set():
            for pid in home.own_children():
                if program in home.argv0(pid):
                    os.kill(pid, signal.SIGSTOP)
                    found.set()
                    return
    found = threading.Event()
    threading.Thread(target=look, daemon=True).start()
    return found


def held(*words, **more):
    return lambda home: home.forge.hold(*words, **more).reached


def accepted(home):
    told = threading.Event()
    home.forge.on_delivered = told.set
    return told


# Each gives an event that is set at the instant of the kill.
POINTS = {
    "the delivery is accepted": accepted,
    "the forge is asked for its refs": held("GET", FETCH),
    "the forge is asked for a pack": held("POST", FETCH),
    "the fetching child runs":
        lambda home: stop_child(home, "greffier-fetch"),
    "the checking child runs":
        lambda home: stop_child(home, "greffier-check"),
    "a first status is on its way": held("POST", STATUS),
    "a first status was taken, unheard": held("POST", STATUS, after=True),
    "some are final": held("POST", STATUS, nth=3, body='"success"'),
    "the last was taken, unheard":
        held("POST", STATUS, nth=6, body='"success"', after=True),
    "the report is looked for": held("GET", "/issues"),
    "the report is about to be created": held("POST", "/issues$"),
    "the report was created, unheard": held("POST", "/issues$", after=True),
}


def kill(home):
    """And nothing of it lives on: a zombie only waits to be looked at."""
    children = home.own_children()
    home.kill()
    wait_for(lambda: not [p for p in processes()
                          if p[0] in children and p[2] != "Z"], 5)


def settled(home, sha):
    """The right six statuses and exactly one report, and nothing owed."""
    got = home.wait_answer("formation/ada", sha)
    assert sorted(got) == sorted(CONTEXTS)
    assert all(s["state"] == "success" for s in got.values())
    assert all("/audits/" in s["url"] for s in got.values())
    wait_for(lambda: home.metric('greffier_outbox{state="waiting"}') == 0)
    assert home.metric('greffier_outbox{state="refused"}') == 0
    report, = home.forge.reports("formation/ada")
    assert sha[:10] in report["body"]
    assert home.metric('greffier_jobs{state="done"}') == 1
    # A final status is never followed by one that says "pending".
    last = {s["context"]: s["state"] for s in home.forge.statuses}
    assert set(last.values()) == {"success"}


@pytest.mark.parametrize("point", POINTS)
def test_a_daemon_killed_at_any_point_answers_in_the_end(tmp_path, point):
    with house(tmp_path / "house") as home:
        home.start()
        instant = POINTS[point](home)
        work = home.work("formation/ada")
        tree(work, "candidates/strong")
        sha = work.commit("first")
        work.push()
        assert instant.wait(20), home.log_text()
        kill(home)
        assert [d["status"] for d in home.forge.deliveries] == [202]
        for hold in home.forge.holds:
            hold.opened.set()
        home.start()
        settled(home, sha)


def test_a_daemon_killed_again_and_again_answers_in_the_end(tmp_path):
    with house(tmp_path / "house") as home:
        home.start()
        work = home.work("formation/ada")
        tree(work, "candidates/strong")
        sha = work.commit("first")
        work.push()
        # The forge answers git before it calls the hook.
        assert wait_for(lambda: home.forge.deliveries,
                        every=0.005)[0]["status"] == 202
        for wait in (0, 0.05, 0.1, 0.2, 0.3):
            time.sleep(wait)
            home.kill()
            home.start()
        settled(home, sha)


def test_a_second_push_killed_at_its_report_updates_the_first(tmp_path):
    with house(tmp_path / "house") as home:
        home.start()
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        first = work.commit("first")
        work.push()
        home.wait_answer("formation/ada", first)
        wait_for(lambda: home.forge.reports("formation/ada"))
        hold = home.forge.hold("PATCH", "/issues/", after=True)
        tree(work, "candidates/strong")
        second = work.commit("second")
        work.push()
        assert hold.reached.wait(20)
        home.kill()
        hold.opened.set()
        home.start()
        home.wait_answer("formation/ada", second)
        wait_for(lambda: home.metric(
            'greffier_outbox{state="waiting"}') == 0)
        report, = home.forge.reports("formation/ada")
        assert second[:10] in report["body"]


def test_a_child_ends_with_its_daemon(tmp_path):
    with house(tmp_path / "house") as home:
        home.start()
        hold = home.forge.hold("GET", FETCH)
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        sha = work.commit("first")
        work.push()
        assert hold.reached.wait(20)
        assert ["greffier-fetch"] == [home.argv0(pid).split("/")[-1]
                                      for pid in home.own_children()]
        kill(home)
        hold.opened.set()
        home.start()
        home.wait_answer("formation/ada", sha)


@pytest.mark.parametrize("room", [400_000, 600_000])
def test_a_disk_that_fills_loses_nothing_that_was_accepted(tmp_path, room):
    """The daemon refuses, or ends, and after that all is answered."""
    with house(tmp_path / "house") as home:
        home.start(file_most=room)
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        commits = []
        while len(commits) < 60 and home.daemon.poll() is None:
            work.write("n.txt", "%d\n" % len(commits))
            commits.append(work.commit("n"))
            work.push("main:refs/heads/b%d" % len(commits))
            wait_for(lambda: len(home.forge.deliveries) == len(commits))
        told = [d["status"] for d in home.forge.deliveries]
        assert home.daemon.wait(20) != 0, "the disk was never full"
        assert set(told) <= {202, 503, 0} and told[0] == 202
        home.start()
        for sha, status in zip(commits, told):
            if status == 202:
                assert all(s["state"] == "success" for s in
                           home.wait_answer("formation/ada", sha).values())
        # What was refused is found by comparing heads, as if nothing was.
        home.wait_answer("formation/ada", commits[-1])
