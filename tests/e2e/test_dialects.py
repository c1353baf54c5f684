# SPDX-License-Identifier: GPL-3.0-or-later
"""The same story on each kind of forge."""
import base64
import json

import pytest

from house import CONTEXTS, house, tree, wait_for

KEY = "whsec_" + base64.b64encode(b"une clef de trente-deux octets !").decode()
KINDS = {"gitea": {}, "forgejo": {"kind": "forgejo"},
         "github": {"kind": "github"}, "gitlab by token": {"kind": "gitlab"},
         "gitlab by signature": {"kind": "gitlab", "secret": KEY}}


def quiet(home):
    wait_for(lambda: home.metric('greffier_outbox{state="waiting"}') == 0)
    assert home.metric('greffier_outbox{state="refused"}') == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_push_is_answered_and_the_next_updates_the_report(tmp_path, kind):
    with house(tmp_path / "house", **KINDS[kind]) as home:
        home.start()
        work = home.work("formation/ada")
        tree(work, "candidates/strong")
        first = work.commit("first")
        work.push()
        got = home.wait_answer("formation/ada", first)
        assert sorted(got) == sorted(CONTEXTS)
        assert all(s["state"] == "success" for s in got.values())
        report = home.told(first)
        assert "/%s/%s/app/main.py#L" % (home.forge.dialect.files,
                                         first) in report["body"]
        work.write("later.py", "def later():\n    pass\n")
        second = work.commit("second")
        work.push()
        home.wait_answer("formation/ada", second)
        assert home.told(second)["number"] == report["number"]
        quiet(home)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_signed_is_not_heard(tmp_path, kind):
    with house(tmp_path / "house", **KINDS[kind]) as home:
        home.start()
        forge = home.forge
        forge.create("formation/ada")
        body = forge.payload("formation/ada", "refs/heads/main", "0" * 40,
                             "1" * 40)
        raw = json.dumps(body).encode()
        names = [n for n in forge.dialect.headers(raw, "push", "k", None)
                 if "ignature" in n or "Token" in n or "Hub" in n]
        assert forge.deliver(body, signature="0" * 64) == 403
        assert forge.deliver(b"not json", signature="v1,AAAA") == 403
        assert forge.deliver(body, signature="") == 401
        assert forge.deliver(body, headers=dict.fromkeys(names)) == 401
        # By the right secret, but for other bytes.
        if kind != "gitlab by token":
            said = forge.dialect.headers(raw + b" ", "push", "k", None)
            assert forge.deliver(body, headers=said) == 403
        assert home.log_text().count("refuse delivery") >= 4
        assert home.metric('greffier_jobs{state="queued"}') == 0
        assert home.metric('greffier_deliveries_total{outcome="accepted"}'
                           ) == 0
        assert forge.deliver(body) == 202


@pytest.mark.parametrize("kind", ["gitea", "github", "gitlab by token"])
def test_a_request_is_commented_once_and_kept_up_to_date(tmp_path, kind):
    with house(tmp_path / "house", answers="comment", **KINDS[kind]) as home:
        home.start()
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        work.commit("main")
        work.push()
        work.git("checkout", "-q", "-b", "essai")
        home.forge.pulls.append({"repo": "formation/ada", "number": 5,
                                 "ref": "essai"})
        for name in ("first", "second"):
            work.write(name + ".txt", name + "\n")
            sha = work.commit(name)
            work.push("essai")
            home.wait_answer("formation/ada", sha)
            wait_for(lambda: [c for c in home.forge.comments
                              if sha[:10] in c["body"]])
        comment, = home.forge.comments
        assert comment["issue"] == 5 and comment["edits"] == 1
        assert home.forge.reports("formation/ada") == []
        quiet(home)


def test_a_state_that_gitlab_has_already_was_heard(tmp_path):
    with house(tmp_path / "house", kind="gitlab") as home:
        home.start()
        work = home.work("formation/ada")
        tree(work, "candidates/weak")
        sha = work.commit("first")
        work.push()
        home.wait_answer("formation/ada", sha)
        home.told(sha)
        quiet(home)
        # The final statuses of a second audit are those of the first.
        home.forge.faults.append(
            lambda method, path: (201, [], b"{}") if "/statuses/" in path and
            not home.log_text().count("audit done") == 2 else None)
        key = home.forge.deliveries[0]["uuid"]
        run = home.greffier("replay", "--conf", home.conf_path, "centre", key)
        assert run.returncode == 0, run.stderr
        wait_for(lambda: home.log_text().count("audit done") == 2)
        quiet(home)
