# SPDX-License-Identifier: GPL-3.0-or-later
"""greffier bench: where the time of an audit goes."""
import subprocess

from conftest import BUILD, git, write

PYTHON = {"src/m%d.py" % n: "def f():\n    return %d\n" % n
          for n in range(20)}


def bench(*words):
    return subprocess.run([str(BUILD / "greffier"), "bench", *map(str, words)],
                          capture_output=True, text=True, timeout=60)


def test_every_plugin_has_its_row_and_the_sum_is_there(tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    write(tmp_path, PYTHON)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "init")
    got = bench("--runs", 2, tmp_path)
    assert got.returncode == 0, got.stderr
    rows = [line.split() for line in got.stdout.splitlines()]
    assert "20 files" in got.stdout and "2 runs" in got.stdout
    for plugin in (BUILD / "checks").glob("*.so"):
        for what in ("scan", "relate"):
            row = [r for r in rows if r[:2] == [what, plugin.stem]]
            assert len(row) == 1, (what, plugin.stem, got.stdout)
            low, middle, high = map(float, row[0][-3:])
            assert 0 <= low <= middle <= high


def test_what_is_no_repository_is_said(tmp_path):
    got = bench(tmp_path)
    assert got.returncode == 3 and str(tmp_path) in got.stderr
    assert bench().returncode == 2
    assert bench("--runs", 0, tmp_path).returncode == 2
