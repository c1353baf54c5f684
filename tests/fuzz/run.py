# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the fuzz targets one after the other and stops at the first finding.

The seeds are the fixtures: "path\\ncontent" for the targets that take files,
the content alone for the others.  What is found on the way is kept in
BUILD/corpus, so that the next run goes on from there.
"""
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", "build-fuzz")).resolve()
SECONDS = int(os.environ.get("SECONDS_EACH", "60"))
LEAST = 100     # runs; fewer would prove nothing


def seeds(target, folder):
    folder.mkdir(parents=True, exist_ok=True)
    base = ROOT / "tests" / "fixtures"
    takes_path = target.startswith("p-") or target == "f-readers"
    for path in sorted(p for p in base.rglob("*") if p.is_file()):
        content = path.read_bytes()
        name = "seed-" + str(path.relative_to(base)).replace("/", "_")
        if takes_path:
            inner = path.relative_to(base).parts[2:]
            content = "/".join(inner).encode() + b"\n" + content
        (folder / name).write_bytes(content[:60000])
    own = ROOT / "tests" / "fuzz" / "seeds" / target
    for path in own.glob("*") if own.is_dir() else []:
        (folder / path.name).write_bytes(path.read_bytes())


def main():
    total = 0
    for target in sys.argv[1:]:
        corpus = BUILD / "corpus" / target
        seeds(target, corpus)
        run = subprocess.run(
            [str(BUILD / "fuzz" / target), str(corpus),
             "-max_total_time=%d" % SECONDS, "-timeout=20",
             "-rss_limit_mb=2048", "-max_len=65536", "-verbosity=0",
             "-print_final_stats=1",
             "-artifact_prefix=%s/" % (BUILD / "fuzz")],
            capture_output=True, text=True, errors="replace")
        runs = [int(line.split()[-1]) for line in run.stderr.splitlines()
                if line.startswith("stat::number_of_executed_units")]
        if run.returncode or not runs or runs[0] < LEAST:
            sys.stderr.write(run.stderr[-6000:])
            print("fuzz: %s found something" % target)
            return 1
        total += runs[0]
        print("fuzz: %-14s %9d runs" % (target, runs[0]))
    print("fuzz: %d targets, %d runs, no finding" % (len(sys.argv) - 1,
                                                     total))
    return 0


if __name__ == "__main__":
    sys.exit(main())
