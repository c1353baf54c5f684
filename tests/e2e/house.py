# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole house for a test: a stand-in forge, the real daemon, a candidate."""
import contextlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What these tests say of the daemon does not hang on what plugins know.
RULES = ROOT / "rules" / "rncp37827.yaml"
GRID = ROOT / "tests" / "e2e" / "grid" / "essai.yaml"
sys.path.insert(0, str(ROOT / "tests" / "forge"))
from standin import Forge  # noqa: E402

BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
CONTEXTS = ["greffier"] + ["greffier/E%d" % n for n in range(1, 6)]
GIT = {"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org",
       "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
       "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
       "GIT_TERMINAL_PROMPT": "0", "HOME": "/nonexistent"}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def wait_for(what, seconds=20, every=0.05):
    """Until what() is true; its value."""
    end = time.monotonic() + seconds
    while True:
        got = what()
        if got:
            return got
        if time.monotonic() > end:
            raise AssertionError("waited %s s in vain" % seconds)
        time.sleep(every)


def processes():
    """(pid, name, state, parent's pid) of all there are."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text()
        except OSError:
            continue
        name, rest = stat.split("(", 1)[1].rsplit(")", 1)
        yield int(folder.name), name, rest.split()[0], int(rest.split()[1])


class Work:
    """A candidate's work tree."""

    def __init__(self, path, url):
        self.path, self.url = pathlib.Path(path), url
        self.path.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *words):
        run = subprocess.run(["git", *words], cwd=self.path,
                             env={**os.environ, **GIT}, text=True,
                             capture_output=True)
        assert run.returncode == 0, run.stderr
        return run.stdout.strip()

    def write(self, name, text):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, encoding="utf-8")

    def commit(self, message="work"):
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def push(self, *words):
        words = words or ("main",)
        self.git("push", "-q", self.url, *words)


class House:
    def __init__(self, folder, ports=(0, 0), rules=GRID, lang="fr",
                 kind="gitea", secret="secret-de-demonstration", **source):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.port = ports[0] or free_port()
        self.url = "http://127.0.0.1:%d" % self.port
        self.forge = Forge(str(self.folder / "forge"), secret=secret,
                           hook=self.url + "/hooks/centre",
                           kind=kind).start(ports[1])
        self.rules, self.lang, self.source = rules, lang, source
        self.daemon = None
        self.log = self.folder / "daemon.log"
        self.conf()

    def conf(self, **top):
        (self.folder / "hook.secret").write_text(self.forge.secret + "\n")
        (self.folder / "token").write_text(self.forge.token + "\n")
        lines = ["listen: 127.0.0.1:%d" % self.port,
                 "state: %s/state" % self.folder, "lang: %s" % self.lang,
                 "rules: %s" % self.rules]
        top = {"workers": 2, **top}
        lines += ["%s: %s" % pair for pair in top.items()]
        lines += ["sources:", "  - name: centre", "    kind: %s" % self.forge.dialect.kind,
                  "    base_url: %s" % self.forge.url,
                  "    secret_files: [%s/hook.secret]" % self.folder,
                  "    token_file: %s/token" % self.folder,
                  "    repositories: [\"formation/*\"]", "    pace_ms: 0"]
        lines += ["    %s: %s" % pair for pair in self.source.items()]
        self.conf_path = self.folder / "greffier.yaml"
        self.conf_path.write_text("\n".join(lines) + "\n")

    def start(self, file_most=None):
        """file_most: no file may grow beyond; writes fail, as on a disk
        that is full."""
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_most, file_most))
        with open(self.log, "ab") as log:
            self.daemon = subprocess.Popen(
                [BUILD / "greffier", "serve", "--conf", self.conf_path],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                restore_signals=file_most is None,
                preexec_fn=limit if file_most else None)
        wait_for(lambda: self.get("/healthz")[0] == 200 or
                 self.daemon.poll() is not None)
        assert self.daemon.poll() is None, self.log_text()
        return self

    def log_text(self):
        return self.log.read_text(errors="replace")

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def own_children(self):
        """Process ids; read fast, to meet a child that lives for 30 ms."""
        got = []
        for path in pathlib.Path("/proc/%d/task" % self.daemon.pid).glob(
                "*/children"):
            with contextlib.suppress(OSError):
                got += [int(pid) for pid in path.read_text().split()]
        return got

    @staticmethod
    def argv0(pid):
        try:
            line = pathlib.Path("/proc/%d/cmdline" % pid).read_bytes()
        except OSError:
            return ""
        return line.split(b"\0")[0].decode()

    def stop(self):
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.send_signal(signal.SIGTERM)
            try:
                self.daemon.wait(30)
            except subprocess.TimeoutExpired:
                self.kill()
                raise

    def close(self):
        """At once: an end in order takes civetweb a second."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.kill()
        self.forge.stop()

    def get(self, path):
        """(status, text) of a page."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as r:
                return r.status, r.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()
        except OSError:
            return 0, ""

    def audit(self, page):
        """The audit behind a page, as JSON."""
        return json.loads(self.get(page + ".json")[1])

    def greffier(self, *words):
        return subprocess.run([BUILD / "greffier", *words], text=True,
                              capture_output=True, timeout=120)

    def work(self, name="formation/ada", private=True):
        self.forge.create(name, private)
        url = self.forge.url.replace("://", "://formation:pw@")
        return Work(self.folder / "work" / name, "%s/%s.git" % (url, name))

    def answered(self, name, sha):
        """All six statuses of the commit are final: context -> status."""
        got = self.forge.status_of(name, sha)
        if sorted(got) == sorted(CONTEXTS) and all(
                s["state"] != "pending" for s in got.values()):
            return got
        return None

    def wait_answer(self, name, sha, seconds=30):
        try:
            return wait_for(lambda: self.answered(name, sha), seconds)
        except AssertionError:
            raise AssertionError(self.log_text()[-4000:])

    def told(self, sha, name="formation/ada", seconds=30):
        """The one report, once it tells of this commit."""
        wait_for(lambda: [i for i in self.forge.reports(name)
                          if sha[:10] in i["body"]], seconds)
        report, = self.forge.reports(name)
        return report

    def metric(self, line):
        match = re.search(r"^%s (\S+)$" % re.escape(line),
                          self.get("/metrics")[1], re.M)
        return float(match[1]) if match else None


@contextlib.contextmanager
def house(folder, **source):
    h = House(folder, **source)
    try:
        yield h
    finally:
        h.close()


def tree(work, fixture, into="."):
    """Copies a fixture tree into the work tree."""
    shutil.copytree(ROOT / "tests" / "fixtures" / fixture,
                    work.path / into, dirs_exist_ok=True)
