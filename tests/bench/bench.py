# SPDX-License-Identifier: GPL-3.0-or-later
"""make bench: ratios against peers, in the same run on the same machine.

Absolute times of a shared machine mean little, so every row pairs what
Greffier does with what somebody else does for the same repository, in turn,
and tells the median of the ratios.  REPOS=DIR names bare repositories
(DIR/NAME or DIR/NAME/repo) to audit beside the generated one; a peer that is
not installed is named and left out.
"""
import hashlib
import hmac
import json
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
import house  # noqa: E402

BUILD = house.BUILD
RUNS = int(os.environ.get("BENCH_RUNS", "7"))
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
rows = []


def row(what, peer, ours, theirs, aim="", unit="ms"):
    ratio = statistics.median(a / b for a, b in zip(ours, theirs))
    rows.append((what, peer, statistics.median(ours),
                 statistics.median(theirs), unit, ratio, aim))
    print("%-38s %-26s %9.1f %9.1f %-4s %6.2f  %s" % (
        what, peer, statistics.median(ours), statistics.median(theirs),
        unit, ratio, aim), flush=True)


def fact(what, value, unit, aim=""):
    print("%-38s %-26s %9.1f %9s %-4s %6s  %s" % (
        what, "", value, "", unit, "", aim), flush=True)


def run(argv, **more):
    """(wall ms, CPU ms, peak MiB) of a process and its children."""
    start = time.monotonic()
    child = subprocess.Popen([str(a) for a in argv], **{**QUIET, **more})
    _, _, use = os.wait4(child.pid, 0)
    wall = (time.monotonic() - start) * 1000
    child.returncode = 0
    return wall, (use.ru_utime + use.ru_stime) * 1000, use.ru_maxrss / 1024


def pair(what, peer, ours, theirs, aim="", at=0, unit="ms"):
    """Both in turn, after one of each that does not count."""
    a, b = [], []
    for n in range(RUNS + 1):
        x, y = ours(), theirs()
        if n:
            a.append(x[at])
            b.append(y[at])
    row(what, peer, a, b, aim, unit)


# --- repositories -----------------------------------------------------------

def generate(folder, files):
    """A repository like a candidate's, of so many files."""
    work = pathlib.Path(folder)
    shutil.copytree(ROOT / "tests/fixtures/candidates/strong", work,
                    dirs_exist_ok=True)
    for n in range(files):
        path = work / ("src/part%02d/module%04d.py" % (n % 50, n))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(
            ["import os", "", ""] + ["def step_%d_%d(value):\n"
             "    return value * %d  # %s\n" % (n, k, k + n, "x" * 40)
             for k in range(40)]))
    git = ["git", "-C", str(work)]
    env = {**os.environ, **house.GIT}
    subprocess.run(git + ["init", "-q", "-b", "main"], check=True, env=env)
    subprocess.run(git + ["add", "-A"], check=True, env=env)
    subprocess.run(git + ["commit", "-qm", "all"], check=True, env=env)
    return work


def bare(work, to):
    subprocess.run(["git", "clone", "-q", "--bare", str(work), str(to)],
                   check=True)
    return to


def repositories(tmp):
    yield "generated 1,000 files", bare(generate(tmp / "gen", 1000),
                                        tmp / "gen.git")
    at = os.environ.get("REPOS")
    names = os.environ.get("REPO_NAMES", "").split()
    for name in names if at else []:
        for place in (pathlib.Path(at) / name / "repo",
                      pathlib.Path(at) / name):
            if (place / "HEAD").exists():
                yield name.split("+")[-1][:22], place
                break


# --- audits -------------------------------------------------------------------

PATTERNS = """password|secret pytest|unittest openapi FROM\\s+python
CREATE\\s+TABLE @app\\.(get|post) import\\s+mlflow prometheus grafana
docker\\s+build RGPD|GDPR registre finalit MCD|MLD TODO|FIXME alembic
jwt|oauth2 streamlit joblib\\.load requests\\.get""".split()


def audits(tmp):
    env = {**os.environ, **house.GIT}
    for name, repo in repositories(tmp):
        def ours():
            return run([BUILD / "greffier", "audit", repo, "--format",
                        "json"])

        def clone():
            shutil.rmtree(tmp / "clone", ignore_errors=True)
            return run(["git", "-c", "protocol.file.allow=always", "clone",
                        "-q", "--bare", "--no-local", "file://%s" % repo,
                        tmp / "clone"], env=env)

        def cat():
            ids = subprocess.run(
                ["git", "--git-dir", str(repo), "ls-tree", "-r",
                 "--format=%(objectname)", "HEAD"], capture_output=True,
                env=env).stdout
            with tempfile.TemporaryFile() as f:
                f.write(ids)
                f.seek(0)
                return run(["git", "--git-dir", repo, "cat-file",
                            "--batch", "--buffer"], stdin=f, env=env)
        pair("cold audit, " + name, "git clone --bare", ours, clone,
             "< 2")
        pair("cold audit, " + name, "git cat-file --batch", ours, cat)
        tree = tmp / "tree"
        shutil.rmtree(tree, ignore_errors=True)
        tree.mkdir()
        archive = subprocess.run(
            ["git", "--git-dir", str(repo), "archive", "HEAD"],
            capture_output=True, env=env).stdout
        subprocess.run(["tar", "-x", "-C", str(tree)], input=archive,
                       **QUIET)
        if shutil.which("rg"):
            (tmp / "patterns").write_text("\n".join(PATTERNS) + "\n")
            pair("cold audit, " + name, "rg, 20 patterns", ours, lambda: run(
                ["rg", "--no-unicode", "-f", tmp / "patterns", "-c", tree]))
        else:
            print("rg is not installed: left out")
        lint = os.environ.get("REPOLINTER") or shutil.which("repolinter")
        if lint:
            pair("cold audit, " + name, "repolinter", ours,
                 lambda: run([lint, "lint", tree]), "< 0.2")
            pair("peak memory, " + name, "repolinter", ours,
                 lambda: run([lint, "lint", tree]), "< 40 MiB", at=2,
                 unit="MiB")
        else:
            print("repolinter is not installed: left out")
            fact("peak memory, " + name, ours()[2], "MiB", "< 40")
        print(subprocess.run(
            [str(BUILD / "greffier"), "bench", "--runs", str(RUNS),
             str(repo)], capture_output=True, text=True, check=True).stdout,
            end="", flush=True)


# --- acknowledgement ------------------------------------------------------------

LUA = """
local n = 0
function request()
  n = n + 1
  return wrk.format("POST", "%s", {
    ["Content-Type"] = "application/json", ["X-Gitea-Event"] = "push",
    ["X-Gitea-Delivery"] = tostring(n) .. "-%d",
    ["X-Gitea-Signature"] = "%s"}, body)
end
local f = io.open("%s", "rb")
body = f:read("*a")
f:close()
"""


def load(tmp, url, path, body, secret, seed):
    script = tmp / "load.lua"
    (tmp / "body").write_bytes(body)
    sign = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    script.write_text(LUA % (path, seed, sign, tmp / "body"))
    out = subprocess.run(
        ["wrk", "-t1", "-c32", "-d4s", "--latency", "-s", str(script), url],
        capture_output=True, text=True).stdout
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])
    p99, unit = re.search(r"99%\s+([\d.]+)(us|ms|s)", out).groups()
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    assert bad is None, out
    return rate, float(p99) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def acknowledgement(tmp):
    if not shutil.which("wrk") or not shutil.which("webhook"):
        print("wrk or webhook is not installed: left out")
        return
    with house.house(tmp / "ack") as home:
        home.forge.hook = None
        home.conf(reconcile_seconds=86400, threads=40)
        work = home.work("formation/bench")
        sha = work.commit()
        work.push()
        home.start()
        body = home.forge.payload("formation/bench", "refs/heads/main",
                                  "0" * 40, sha)
        # The forge is down: what is measured is the door, not the audits.
        home.forge.stop()
        body["padding"] = "x" * 7000
        body = json.dumps(body).encode()
        port = house.free_port()
        hooks = tmp / "hooks.json"
        hooks.write_text(json.dumps([{
            "id": "bench", "execute-command": "/bin/true",
            "http-methods": ["POST"], "trigger-rule": {"match": {
                "type": "payload-hmac-sha256", "secret": home.forge.secret,
                "parameter": {"source": "header",
                              "name": "X-Gitea-Signature"}}}}]))
        peer = subprocess.Popen(
            ["webhook", "-hooks", str(hooks), "-ip", "127.0.0.1", "-port",
             str(port)], **QUIET)
        try:
            house.wait_for(lambda: not subprocess.run(
                ["sh", "-c", "exec 3<>/dev/tcp/127.0.0.1/%d" % port],
                executable="/bin/bash", **QUIET).returncode)
            ours, theirs, p99 = [], [], []
            for n in range(3):
                rate, late = load(tmp, home.url, "/hooks/centre", body,
                                  home.forge.secret, n)
                ours.append(rate)
                p99.append(late)
                theirs.append(load(tmp, "http://127.0.0.1:%d" % port,
                                   "/hooks/bench", body, home.forge.secret,
                                   n)[0])
            row("acknowledgement, on the disk", "webhook", ours, theirs,
                ">= 3", "/s")
            fact("acknowledgement, 99 % within",
                 statistics.median(p99), "ms", "< 50")
        finally:
            peer.kill()
            peer.wait()


# --- a push -----------------------------------------------------------------------

def cpu_of(pid):
    """User and system ms of a process and the children it reaped."""
    with open("/proc/%d/stat" % pid) as f:
        part = f.read().rsplit(")", 1)[1].split()
    tick = os.sysconf("SC_CLK_TCK")
    return sum(int(x) for x in part[11:15]) * 1000 / tick


def private_mib(pid):
    with open("/proc/%d/smaps_rollup" % pid) as f:
        text = f.read()
    return sum(int(x) for x in re.findall(
        r"^Private_\w+:\s+(\d+) kB", text, re.M)) / 1024


def pushes(tmp):
    env = {**os.environ, **house.GIT}
    with house.house(tmp / "push", rules=house.RULES) as home:
        home.conf(reconcile_seconds=86400)
        home.start()
        time.sleep(1)
        fact("idle memory, private", private_mib(home.daemon.pid), "MiB",
             "< 16")
        work = home.work("formation/bench")
        generate(work.path, 5000)
        sha = work.commit("all")
        work.push()
        home.wait_answer("formation/bench", sha, 120)
        peer = tmp / "peer.git"
        url = work.url
        subprocess.run(["git", "clone", "-q", "--bare", url, str(peer)],
                       check=True, env=env)
        pid, cpu, fetched, fetch = home.daemon.pid, [], [], []
        for n in range(RUNS + 1):
            work.write("src/part00/module0000.py", "VALUE = %d\n" % n)
            sha = work.commit("change %d" % n)
            before = cpu_of(pid)
            work.push()
            home.wait_answer("formation/bench", sha, 60)
            house.wait_for(lambda: sha[:10] in home.forge.reports(
                "formation/bench")[0]["body"])
            one = cpu_of(pid) - before
            told = re.findall(r"fetch_ms=(\d+)", home.log_text())
            w, c, _ = run(["git", "--git-dir", peer, "fetch", "-q",
                           "--no-tags", "--no-auto-maintenance", url,
                           "+refs/heads/*:refs/heads/*"], env=env)
            if n:
                cpu.append(one)
                fetch.append((w, c))
                if told:
                    fetched.append(float(told[-1]))
        row("one changed file of 5,000, all CPU", "git fetch, CPU", cpu,
            [c for _, c in fetch], "<= 2")
        if fetched:
            row("one-commit fetch", "git fetch", fetched,
                [w for w, _ in fetch], "<= 1")


def main():
    tmp = pathlib.Path(tempfile.mkdtemp(prefix="greffier-bench-"))
    print("%-38s %-26s %9s %9s %-4s %6s  %s" % (
        "what", "peer", "ours", "peer's", "", "ratio", "aim"))
    try:
        audits(tmp)
        acknowledgement(tmp)
        pushes(tmp)
    finally:
        shutil.rmtree(tmp, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
