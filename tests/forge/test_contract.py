# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon asks of a forge, held against the forge's description.

    make test-contract [SWAGGER=v1_json.tmpl of Gitea or Forgejo]

GitHub's description comes from a registry and lies outside this repository;
GitLab's is a small one of our own, after its documentation.
"""
import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from house import house, tree, wait_for  # noqa: E402
import standin  # noqa: E402
from contract import Description  # noqa: E402

WHERE = {
    "gitea": os.environ.get("CONTRACT_GITEA"),
    "forgejo": os.environ.get("CONTRACT_GITEA"),
    "github": os.environ.get("CONTRACT_GITHUB"),
    "gitlab": str(pathlib.Path(__file__).with_name("gitlab.json")),
}


@pytest.fixture
def asked(monkeypatch):
    """Every request to the API of the stand-in."""
    seen, api = [], standin._Handler.api

    def record(handler, where, body):
        seen.append((handler.command, where.path[len(
            handler.forge.dialect.api):], where.query,
            handler.headers.get("Content-Type", ""), body))
        return api(handler, where, body)
    monkeypatch.setattr(standin._Handler, "api", record)
    return seen


@pytest.mark.parametrize("answers", ["issue", "comment"])
@pytest.mark.parametrize("kind", WHERE)
def test_what_is_asked_is_what_the_forge_describes(tmp_path, asked, kind,
                                                   answers):
    if not WHERE[kind] or not os.path.exists(WHERE[kind]):
        pytest.skip("no description of %s at hand" % kind)
    description = Description(pathlib.Path(WHERE[kind]))
    with house(tmp_path / "house", kind=kind, answers=answers) as home:
        home.start()
        work = home.work("formation/ada")
        if answers == "comment":
            home.forge.pulls.append({"repo": "formation/ada", "number": 5,
                                     "ref": "main"})
        for fixture in ("candidates/weak", "candidates/strong"):
            tree(work, fixture)
            sha = work.commit(fixture)
            work.push()
            home.wait_answer("formation/ada", sha)
            wait_for(lambda: any(
                sha[:10] in said["body"] for said in
                home.forge.comments + home.forge.issues))
        wait_for(lambda: home.metric('greffier_outbox{state="waiting"}') == 0)
        assert bool(home.forge.comments) == (answers == "comment")
        # At the start it asks for the branches.
        home.stop()
        home.start()
        wait_for(lambda: any("branches" in path for _, path, *_ in asked))
        # Token, API: nothing wrong with any of these.
        home.greffier("doctor", "--conf", home.conf_path)
    calls = {(method, path) for method, path, *_ in asked}
    assert len(calls) >= 6
    assert {"GET", "POST"} < {method for method, _ in calls}
    wrong = set()
    for one in asked:
        try:
            description.request(*one)
        except AssertionError as e:
            wrong.add(str(e))
    assert wrong == set()
