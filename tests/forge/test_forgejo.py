# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job against a real Forgejo (make test-forge FORGEJO=path).

The binary stays outside; one that was built without its templates inside
lies in the folder that has them.
"""
import base64
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from house import (BUILD, CONTEXTS, Work, free_port, tree,  # noqa: E402
                   wait_for)

FORGEJO = os.environ.get("FORGEJO", "")
SECRET = "un-secret-de-webhook-assez-long"
pytestmark = pytest.mark.skipif(not FORGEJO, reason="FORGEJO is not set")


class Real:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port, self.own = free_port(), free_port()
        self.url = "http://127.0.0.1:%d" % self.port
        self.greffier_url = "http://127.0.0.1:%d" % self.own
        self.binary = pathlib.Path(FORGEJO).resolve()
        self.server = self.daemon = None

    def app_ini(self):
        static = ""
        if (self.binary.parent / "templates").is_dir():
            static = "STATIC_ROOT_PATH = %s\n" % self.binary.parent
        path = self.folder / "app.ini"
        path.write_text(
            # Here it is meant: the tests may run as root.
            "I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true\n"
            "APP_NAME = test\nRUN_USER = %s\nRUN_MODE = prod\n"
            "WORK_PATH = %s\n"
            "[server]\nHTTP_ADDR = 127.0.0.1\nHTTP_PORT = %d\n"
            "ROOT_URL = %s/\nDISABLE_SSH = true\nOFFLINE_MODE = true\n%s"
            "[database]\nDB_TYPE = sqlite3\nPATH = %s/forgejo.db\n"
            "[repository]\nROOT = %s/repositories\n"
            "[security]\nINSTALL_LOCK = true\nSECRET_KEY = x\n"
            "INTERNAL_TOKEN = %s\n"
            "[service]\nDISABLE_REGISTRATION = true\n"
            "[webhook]\nALLOWED_HOST_LIST = loopback\n"
            "[cron.update_checker]\nENABLED = false\n"
            "[log]\nMODE = file\nLEVEL = warn\nROOT_PATH = %s/log\n"
            % (os.environ.get("USER") or "root", self.folder, self.port,
               self.url, static, self.folder, self.folder,
               "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJuYmYiOjE3MzA5NzYwMDB9"
               ".i7JqNkAqPUsMEwXPhOIMgj3bYCiVWsGQ3nG3Z1jxMOI", self.folder))
        return path

    def run(self, *words):
        env = {**os.environ, "USER": os.environ.get("USER") or "root",
               "HOME": str(self.folder)}
        return [str(self.binary), "--config", str(self.ini), *words], env

    def start(self):
        self.ini = self.app_ini()
        argv, env = self.run("migrate")
        subprocess.run(argv, env=env, check=True, capture_output=True)
        for name, admin in (("greffier", True), ("ada", False)):
            argv, env = self.run(
                "admin", "user", "create", "--username", name, "--password",
                "Motdepasse-1", "--email", name + "@example.org",
                "--must-change-password=false",
                *(["--admin"] if admin else []))
            subprocess.run(argv, env=env, check=True, capture_output=True)
        argv, env = self.run("web")
        self.server = subprocess.Popen(
            argv, env=env, stdout=open(self.folder / "forge.out", "wb"),
            stderr=subprocess.STDOUT)
        wait_for(lambda: self.api("GET", "/version")[0] == 200, 60)

    def call(self, method, path, body=None, user="greffier"):
        """(status, text); status 0 when nobody answers."""
        auth = base64.b64encode((user + ":Motdepasse-1").encode()).decode()
        call = urllib.request.Request(
            self.url + "/api/v1" + path, method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Basic " + auth,
                     "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(call, timeout=20) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as e:
            return e.code, e.read().decode()
        except OSError:
            return 0, ""

    def api(self, *words, **more):
        status, text = self.call(*words, **more)
        try:
            return status, json.loads(text) if text else None
        except ValueError:
            return status, text

    def need(self, *words, **more):
        status, value = self.api(*words, **more)
        assert 200 <= status < 300, (words, status, value)
        return value

    def serve(self):
        token = self.need("POST", "/users/greffier/tokens", {
            "name": "audit", "scopes": ["read:user", "write:repository",
                                        "write:issue"]})["sha1"]
        (self.folder / "token").write_text(token)
        (self.folder / "secret").write_text(SECRET)
        conf = self.folder / "greffier.yaml"
        conf.write_text(
            "listen: 127.0.0.1:%d\nstate: %s/state\nsources:\n"
            "  - name: centre\n    kind: forgejo\n    base_url: %s\n"
            "    secret_files: [%s/secret]\n    token_file: %s/token\n"
            "    repositories: [\"ada/*\"]\n" % (
                self.own, self.folder, self.url, self.folder, self.folder))
        self.daemon = subprocess.Popen(
            [str(BUILD / "greffier"), "serve", "--conf", str(conf)],
            stdout=subprocess.DEVNULL,
            stderr=open(self.folder / "daemon.log", "wb"))
        said = subprocess.run([str(BUILD / "greffier"), "doctor", "--conf",
                               str(conf)], capture_output=True, text=True)
        assert said.returncode == 0, said.stdout

    def close(self):
        for child in (self.daemon, self.server):
            if child is not None:
                child.terminate()
                child.wait(60)


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    r = Real(tmp_path_factory.mktemp("forgejo"))
    try:
        r.start()
        r.serve()
        yield r
    finally:
        r.close()


def final(real, repo, sha):
    """The last status of each of our contexts, once none is pending; the
    forge's own runner has some too."""
    got = {}
    for s in sorted(real.need("GET", "/repos/ada/%s/statuses/%s?limit=50" % (
            repo, sha)), key=lambda s: s["id"]):
        if s["context"].startswith("greffier"):
            got[s["context"]] = s
    if sorted(got) == sorted(CONTEXTS) and all(
            s["status"] != "pending" for s in got.values()):
        return got
    return None


def reports(real, repo):
    return real.need("GET", "/repos/ada/%s/issues?state=all" % repo)


def test_a_push_is_answered_and_the_next_one_updates_the_report(real):
    real.need("POST", "/user/repos", {"name": "projet", "private": True},
              user="ada")
    real.need("PUT", "/repos/ada/projet/collaborators/greffier",
              {"permission": "write"}, user="ada")
    real.need("POST", "/repos/ada/projet/hooks", {
        "type": "forgejo", "active": True, "events": ["push"],
        "config": {"url": real.greffier_url + "/hooks/centre",
                   "content_type": "json", "secret": SECRET}}, user="ada")
    url = real.url.replace("://", "://ada:Motdepasse-1@")
    work = Work(real.folder / "work", url + "/ada/projet.git")
    tree(work, "candidates/strong")
    sha = work.commit("premier")
    start = time.monotonic()
    work.push()
    got = wait_for(lambda: final(real, "projet", sha), 60)
    print("\nanswered in %.2f s" % (time.monotonic() - start))
    assert {s["status"] for s in got.values()} == {"success"}
    assert all(s["target_url"].startswith(real.greffier_url)
               for s in got.values())
    wait_for(lambda: len(reports(real, "projet")) == 1, 30)
    first = reports(real, "projet")[0]
    assert sha[:10] in first["body"]
    assert first["user"]["login"] == "greffier"

    work.write("README.md", "# Autre\n")
    sha = work.commit("second")
    work.push()
    wait_for(lambda: final(real, "projet", sha), 60)
    wait_for(lambda: sha[:10] in reports(real, "projet")[0]["body"], 30)
    assert len(reports(real, "projet")) == 1
    assert reports(real, "projet")[0]["number"] == first["number"]


def test_a_public_repository_is_told_in_statuses_alone(real):
    real.need("POST", "/user/repos", {"name": "public", "private": False},
              user="ada")
    real.need("PUT", "/repos/ada/public/collaborators/greffier",
              {"permission": "write"}, user="ada")
    real.need("POST", "/repos/ada/public/hooks", {
        "type": "forgejo", "active": True, "events": ["push"],
        "config": {"url": real.greffier_url + "/hooks/centre",
                   "content_type": "json", "secret": SECRET}}, user="ada")
    url = real.url.replace("://", "://ada:Motdepasse-1@")
    work = Work(real.folder / "work-public", url + "/ada/public.git")
    tree(work, "candidates/weak")
    sha = work.commit("premier")
    work.push()
    wait_for(lambda: final(real, "public", sha), 60)
    assert reports(real, "public") == []


def test_the_report_is_drawn_without_what_a_candidate_smuggles(real):
    """What the forge makes of the Markdown: no link away, no image."""
    report = reports(real, "projet")[0]
    drawn = real.call("POST", "/markdown", {
        "Text": report["body"], "Mode": "comment", "Context": "ada/projet"})[1]
    assert "<table" in drawn and "<img" not in drawn
    (real.folder / "report.html").write_text(drawn)

