# SPDX-License-Identifier: GPL-3.0-or-later
"""A small tree becomes a repository and is audited by the real binary."""
import json
import os
import pathlib
import subprocess
import textwrap

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build"))
GIT_ENV = {"PATH": os.environ["PATH"], "HOME": "/nonexistent",
           "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada",
           "GIT_AUTHOR_EMAIL": "ada@example.org",
           "GIT_COMMITTER_NAME": "Ada",
           "GIT_COMMITTER_EMAIL": "ada@example.org",
           "GIT_AUTHOR_DATE": "2026-01-05T10:00:00Z",
           "GIT_COMMITTER_DATE": "2026-01-05T10:00:00Z"}


def git(folder, *args):
    return subprocess.run(["git", "-C", str(folder), *args], check=True,
                          capture_output=True, env=GIT_ENV).stdout


def write(folder, files):
    """files: path -> text (dedented) or bytes."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            place.write_bytes(content)
        else:
            place.write_text(textwrap.dedent(content).lstrip("\n"),
                             encoding="utf-8")


class Audit:
    """What the binary said, by criterion."""

    def __init__(self, run):
        self.code, self.said = run.returncode, run.stderr.decode()
        assert run.stdout, self.said
        self.json = json.loads(run.stdout)
        self.criteria = {c["id"]: c for c in self.json["criteria"]}

    def evidence(self, criterion):
        return self.criteria[criterion]["evidence"]

    def cited(self, criterion, key="for"):
        """[(fact, path, first, last)] of what is cited."""
        return [(c["fact"], c["path"], c["first"], c["last"])
                for c in self.criteria[criterion][key]]

    def whys(self, criterion, key="for"):
        return [c["why"] for c in self.criteria[criterion][key]]


@pytest.fixture
def audit(tmp_path):
    """audit(files) or audit(files, "--option", ...) -> Audit."""
    def run(files, *options, message="init"):
        git(tmp_path, "init", "-q", "-b", "main")
        write(tmp_path, files)
        git(tmp_path, "add", "-A")
        git(tmp_path, "commit", "-q", "--allow-empty", "-m", message)
        return Audit(subprocess.run(
            [str(BUILD / "greffier"), "audit", str(tmp_path), "--format",
             "json", *options], capture_output=True, timeout=60))
    return run
