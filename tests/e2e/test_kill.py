# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at ten points between accept and answer: nothing is lost."""
import time

import pytest

from house import house, processes, tree, wait_for

# Seconds after the push; an audit of this size takes a fraction of one.
POINTS = [0.0, 0.01, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7]


@pytest.mark.parametrize("after", POINTS)
def test_a_daemon_killed_at_any_point_answers_in_the_end(tmp_path, after):
    with house(tmp_path / "house") as home:
        home.start()
        # A slow forge spreads the answers over the time of the kills.
        home.forge.faults.append(
            lambda method, path: time.sleep(0.02) if method == "POST"
            else None)
        work = home.work("formation/ada")
        tree(work, "candidates/strong")
        sha = work.commit("first")
        work.push()
        # The forge answers git before it calls the hook.
        wait_for(lambda: home.forge.deliveries, every=0.001)
        assert home.forge.deliveries[0]["status"] == 202
        time.sleep(after)
        home.kill()
        home.start()
        got = home.wait_answer("formation/ada", sha)
        assert all(s["state"] == "success" for s in got.values())
        wait_for(lambda: home.forge.reports("formation/ada"))
        wait_for(lambda: home.metric(
            'greffier_outbox{state="waiting"}') == 0)
        report, = home.forge.reports("formation/ada")
        assert sha[:10] in report["body"]


def test_a_child_ends_with_its_daemon(tmp_path):
    with house(tmp_path / "house") as home:
        home.start()
        home.forge.git_gate.clear()
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        sha = work.commit("first")
        work.push()
        child, = wait_for(lambda: home.children("greffier-fetch"))
        home.kill()
        # A zombie only waits for somebody to look.
        wait_for(lambda: not [p for p in processes()
                              if p[0] == child and p[2] != "Z"], 5)
        home.forge.git_gate.set()
        home.start()
        home.wait_answer("formation/ada", sha)
