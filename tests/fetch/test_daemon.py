# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bad server does to the daemon: nothing, but to its own job."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from house import house, tree, wait_for  # noqa: E402
from standin import Hold  # noqa: E402


def test_while_one_repository_is_silent_the_next_is_served(tmp_path):
    """One worker hangs on a fetch until its deadline, the other works."""
    silence = Hold("POST", r"/formation/ada\.git/git-upload-pack")
    with house(tmp_path / "house") as home:
        home.conf(fetch_seconds=10)
        home.start()
        ada, bob = (home.work("formation/" + n) for n in ("ada", "bob"))
        tree(ada, "candidates/weak")
        tree(bob, "candidates/weak")
        ada.commit("first")
        # Not of the push itself: that is a POST to another place.
        home.forge.holds.append(silence)
        ada.push()
        wait_for(silence.reached.is_set)
        sha = bob.commit("first")
        bob.push()
        home.wait_answer("formation/bob", sha)
        assert home.get("/healthz")[0] == 200
        line = wait_for(lambda: [x for x in home.log_text().splitlines()
                                 if "postpone job" in x])[0]
        assert "did not answer in time" in line
    left = [p.name for p in (home.folder / "state/mirrors").glob("*/*")]
    assert left and "new" not in left
