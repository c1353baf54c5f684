# SPDX-License-Identifier: GPL-3.0-or-later
"""Plugins built from check.h alone, outside the tree, and audits with them."""
import json
import os
import pathlib
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
GIT_ENV = {"PATH": os.environ["PATH"], "HOME": "/nonexistent",
           "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada",
           "GIT_AUTHOR_EMAIL": "ada@example.org",
           "GIT_COMMITTER_NAME": "Ada",
           "GIT_COMMITTER_EMAIL": "ada@example.org",
           "GIT_AUTHOR_DATE": "2026-01-05T10:00:00Z",
           "GIT_COMMITTER_DATE": "2026-01-05T10:00:00Z"}

# A grid of three: the honest plugin's, the hostile one's, and the one that
# says that something got out.
RULES = """\
rules: 1
grid: house
title: {fr: "Maison", en: "House"}
blocs:
  - {number: 1, code: B1, title: "Un"}
epreuves:
  - {id: E1, bloc: 1, title: "Un", pages: [1, 2], document: rapport}
competences:
  - {id: C1, epreuve: E1, title: "Un"}
facts: []
criteria:
  - id: C1.1
    text: "honest"
    authority: auto
    complete: {fact: honest.line}
  - id: C1.2
    text: "hostile"
    authority: auto
    complete: {fact: hostile.seen}
  - id: C1.3
    text: "escaped"
    authority: auto
    complete: {fact: hostile.escaped}
"""

HONEST = r"""
#include <string.h>
#include "check.h"
static const struct gr_fact_kind kinds[] = {
	{ "honest.line", "ligne {line}", "line {line}", "line" },
	{ NULL, NULL, NULL, NULL },
};
static bool
wants(const struct gr_entry *e)
{
	return strcmp(e->ext, "txt") == 0;
}
static void
scan(const struct gr_file *f)
{
	size_t n;
	const char *s = gr_line(f, 1, &n);

	gr_setn(gr_emit("honest.line", 1, 1), "line", s, n);
}
GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI, .name = "honest", .version = "1",
	.summary = "Says the first line.", .facts = kinds,
	.wants = wants, .scan = scan,
};
"""


def git(folder, *args, **more):
    return subprocess.run(["git", "-C", str(folder), *args], check=True,
                          capture_output=True, env=GIT_ENV, **more).stdout


def build(folder, name, source, *flags):
    """What a plugin's author types, with check.h and nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / (name + ".c")).write_text(source)
    (folder / "include").mkdir(exist_ok=True)
    (folder / "include" / "check.h").write_text(
        (ROOT / "checks" / "check.h").read_text())
    subprocess.run(["cc", "-shared", "-fPIC", "-w", "-Iinclude", *flags, "-o",
                    name + ".so", name + ".c"], cwd=folder, check=True)


@pytest.fixture
def hasty(tmp_path):
    """A folder whose greffier-check gives a plugin less than a second."""
    place = tmp_path / "libexec"
    place.mkdir()
    (place / "greffier-check").write_text(
        "#!/bin/sh\nexec %s/greffier-check --scan-ms 300 --relate-ms 600 "
        "\"$@\"\n" % BUILD)
    (place / "greffier-check").chmod(0o755)
    return place


class Audit:
    def __init__(self, run):
        self.code, self.said = run.returncode, run.stderr.decode()
        self.out = run.stdout.decode()
        self.json = json.loads(run.stdout) if run.stdout else None
        self.criteria = {c["id"]: c for c in self.json["criteria"]} \
            if self.json else {}

    def evidence(self):
        """Of the honest plugin, the hostile one, and of an escape."""
        return [self.criteria["C1.%d" % n]["evidence"] for n in (1, 2, 3)]

    def excluded(self):
        return {x["path"]: x["why"] for x in self.json["excluded"]}


def greffier(*words, libexec=None, timeout=120):
    env = {**os.environ, "GREFFIER_LIBEXEC": str(libexec or BUILD),
           "GREFFIER_SHARE": os.environ.get("GREFFIER_SHARE", str(ROOT))}
    return Audit(subprocess.run([str(BUILD / "greffier"), *map(str, words)],
                                capture_output=True, timeout=timeout,
                                env=env))


@pytest.fixture
def repository(tmp_path):
    """repository(files) -> path of a work tree with one commit."""
    def make(files, name="repo"):
        place = tmp_path / name
        place.mkdir()
        git(place, "init", "-q", "-b", "main")
        for path, content in files.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_bytes(
                content if isinstance(content, bytes) else content.encode())
        git(place, "add", "-A")
        git(place, "commit", "-q", "--allow-empty", "-m", "init")
        return place
    return make


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "house.yaml"
    path.write_text(RULES)
    return path
