# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in forge: smart HTTP git, signed webhooks, the Gitea API for
statuses and issues, and a page that shows them.

It is a test tool: everything it was told is kept in memory and can be
asked for, and it can be made to fail (``faults``).  Git itself is the real
thing: ``git http-backend`` serves what ``git push`` and the daemon speak.

    python3 standin.py --port 8370 --dir DIR --hook http://.../hooks/x --secret S
"""
import argparse
import base64
import collections
import hashlib
import hmac
import html
import http.client
import http.server
import json
import os
import re
import shutil
import subprocess
import threading
import time
import urllib.parse
import uuid

ZERO = "0" * 40
BOT = {"id": 7, "login": "greffier", "username": "greffier"}
OWNER = {"id": 3, "login": "formation", "username": "formation"}


class Forge:
    """Repositories and what was said about them."""

    def __init__(self, folder, token="jeton-de-demonstration",
                 secret="secret-de-demonstration", hook=None):
        self.folder, self.token, self.secret = folder, token, secret
        self.hook = hook
        self.lock = threading.RLock()
        self.repos = collections.OrderedDict()   # "owner/name" -> dict
        self.statuses = []      # dicts: repo sha context state text url at
        self.issues = []        # dicts: repo number title body author
        self.comments = []      # dicts: repo issue id body author
        self.pulls = []         # dicts: repo number ref
        self.deliveries = []    # dicts: event uuid status repo ref
        self.calls = []         # (method, path) of the API
        self.faults = []        # callables(method, path) -> None | (status, headers, body)
        self.send_hooks = True
        self.git_down = False
        self.git_gate = threading.Event()    # cleared: git waits
        self.git_gate.set()
        self.git_requests = 0
        self.server = None

    # -- repositories -----------------------------------------------------
    def path(self, name):
        return os.path.join(self.folder, name + ".git")

    def create(self, name, private=True):
        with self.lock:
            path = self.path(name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            subprocess.run(["git", "init", "-q", "--bare", "-b", "main",
                            path], check=True)
            subprocess.run(["git", "-C", path, "config",
                            "http.receivepack", "true"], check=True)
            self.repos[name] = {"id": 100 + len(self.repos), "name": name,
                                "private": private}
        return self.repos[name]

    def refs(self, name):
        out = subprocess.run(["git", "-C", self.path(name), "for-each-ref",
                              "--format=%(objectname) %(refname)"],
                             capture_output=True, text=True, check=True)
        return dict(reversed(line.split(" ", 1))
                    for line in out.stdout.splitlines())

    def describe(self, name):
        repo = self.repos[name]
        owner = name.split("/")[0]
        return {"id": repo["id"], "name": name.split("/")[1],
                "full_name": name, "private": repo["private"],
                "internal": False, "default_branch": "main",
                "owner": {"id": OWNER["id"], "login": owner},
                "clone_url": "https://elsewhere.invalid/%s.git" % name,
                "html_url": self.url + "/" + name}

    # -- webhooks ---------------------------------------------------------
    def payload(self, name, ref, before, after):
        return {"ref": ref, "before": before, "after": after,
                "compare_url": "", "commits": [], "total_commits": 1,
                "head_commit": None, "repository": self.describe(name),
                "pusher": OWNER, "sender": OWNER}

    def deliver(self, body, event="push", key=None, signature=None,
                headers=None):
        """POSTs one webhook as Gitea does; answers the HTTP status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        mac = hmac.new(self.secret.encode(), raw, hashlib.sha256).hexdigest()
        mac = mac if signature is None else signature
        key = key or str(uuid.uuid4())
        send = {"Content-Type": "application/json", "X-Gitea-Event": event,
                "X-Gitea-Delivery": key, "X-Gitea-Signature": mac,
                "X-GitHub-Event": event, "X-GitHub-Delivery": key,
                "X-Hub-Signature-256": "sha256=" + mac,
                "X-Gogs-Event": event, "X-Gogs-Signature": mac}
        send.update(headers or {})
        where = urllib.parse.urlsplit(self.hook)
        status = 0
        try:
            link = http.client.HTTPConnection(where.hostname, where.port,
                                              timeout=5)
            link.request("POST", where.path, raw, send)
            status = link.getresponse().status
            link.close()
        except OSError:
            pass
        with self.lock:
            self.deliveries.append({"event": event, "uuid": key,
                                    "status": status})
        return status

    def pushed(self, name, before, after):
        for ref in sorted(set(before) | set(after)):
            old, new = before.get(ref, ZERO), after.get(ref, ZERO)
            if old != new and self.send_hooks and self.hook:
                self.deliver(self.payload(name, ref, old, new))

    # -- what was said ----------------------------------------------------
    def status_of(self, name, sha):
        """context -> newest status."""
        with self.lock:
            return {s["context"]: s for s in self.statuses
                    if s["repo"] == name and s["sha"] == sha}

    def reports(self, name):
        with self.lock:
            return [i for i in self.issues if i["repo"] == name]

    # -- life --------------------------------------------------------------
    def start(self, port=0):
        forge = self

        class Handler(_Handler):
            pass
        Handler.forge = forge
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port),
                                                      Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()
        return self

    def stop(self):
        self.server.shutdown()
        self.server.server_close()


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    forge = None

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", kind="application/json", headers=()):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for key, value in headers:
            self.send_header(key, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def json(self, status, value):
        self.answer(status, json.dumps(value).encode())

    def read_body(self):
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            parts = []
            while True:
                size = int(self.rfile.readline().split(b";")[0], 16)
                parts.append(self.rfile.read(size))
                self.rfile.readline()
                if size == 0:
                    return b"".join(parts)
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def dispatch(self):
        where = urllib.parse.urlsplit(self.path)
        body = self.read_body()
        if where.path == "/":
            return self.page()
        if where.path.startswith("/api/v1/"):
            return self.api(where, body)
        if ".git/" in where.path:
            return self.git(where, body)
        return self.answer(404)

    do_GET = do_POST = do_PATCH = do_PUT = do_HEAD = dispatch

    # -- git ---------------------------------------------------------------
    def git(self, where, body):
        forge = self.forge
        name = where.path[1:].split(".git/")[0]
        with forge.lock:
            forge.git_requests += 1
        given = self.headers.get("Authorization", "")
        ours, theirs = (
            "Basic " + base64.b64encode(("%s:%s" % pair).encode()).decode()
            for pair in (("oauth2", forge.token), ("formation", "pw")))
        if given == ours:
            forge.git_gate.wait(60)
        if forge.git_down:
            return self.answer(503)
        if given not in (ours, theirs):
            return self.answer(401, headers=[
                ("WWW-Authenticate", 'Basic realm="forge"')])
        if name not in forge.repos:
            return self.answer(404)
        if self.headers.get("Content-Encoding") == "gzip":
            import gzip
            body = gzip.decompress(body)
        env = {"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": forge.folder,
               "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": where.path,
               "QUERY_STRING": where.query, "REQUEST_METHOD": self.command,
               "CONTENT_TYPE": self.headers.get("Content-Type", ""),
               "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": "formation",
               "REMOTE_ADDR": "127.0.0.1"}
        if self.headers.get("Git-Protocol"):
            env["GIT_PROTOCOL"] = self.headers["Git-Protocol"]
        push = where.path.endswith("/git-receive-pack")
        before = forge.refs(name) if push else None
        run = subprocess.run(["git", "http-backend"], input=body, env=env,
                             capture_output=True)
        head, _, out = run.stdout.partition(b"\r\n\r\n")
        status, headers, kind = 200, [], "text/plain"
        for line in head.decode().split("\r\n"):
            key, _, value = line.partition(": ")
            if key == "Status":
                status = int(value.split()[0])
            elif key == "Content-Type":
                kind = value
            elif key:
                headers.append((key, value))
        self.answer(status, out, kind, headers)
        if push:
            forge.pushed(name, before, forge.refs(name))

    # -- the API -----------------------------------------------------------
    def api(self, where, body):
        forge = self.forge
        path = urllib.parse.unquote(where.path[len("/api/v1"):])
        with forge.lock:
            forge.calls.append((self.command, path))
            for fault in list(forge.faults):
                said = fault(self.command, path)
                if said == "hang up":
                    self.close_connection = True
                    return None
                if said is not None:
                    return self.answer(said[0], said[2], headers=said[1])
        if self.headers.get("Authorization") != "token " + forge.token:
            return self.json(401, {"message": "token is required"})
        data = json.loads(body) if body else {}
        query = urllib.parse.parse_qs(where.query)
        for method, pattern, run in ROUTES:
            match = re.fullmatch(pattern, path)
            if method == self.command and match:
                if match.groups() and match[1] not in forge.repos:
                    return self.json(404, {"message": "not found"})
                with forge.lock:
                    status, value = run(forge, match, data, query)
                return self.json(status, value)
        return self.json(404, {"message": "not found"})

    # -- the page ----------------------------------------------------------
    def page(self):
        forge = self.forge
        out = ["<!DOCTYPE html><html lang=fr><meta charset=utf-8>"
               "<title>Forge de démonstration</title>"
               "<style>body{font:16px/1.5 sans-serif;margin:2rem auto;"
               "max-width:70rem}pre{white-space:pre-wrap;background:#f4f4f6;"
               "padding:1rem}</style><h1>Forge de démonstration</h1>"]
        with forge.lock:
            for name in forge.repos:
                out.append("<h2>%s</h2>" % html.escape(name))
                heads = forge.refs(name)
                for ref, sha in heads.items():
                    out.append("<h3>%s %s</h3><ul>" % (html.escape(ref),
                                                       sha[:10]))
                    for s in forge.status_of(name, sha).values():
                        out.append('<li>%s <strong>%s</strong> '
                                   '<a href="%s">%s</a>' % tuple(
                                       html.escape(s[k]) for k in (
                                           "context", "state", "url",
                                           "text")))
                    out.append("</ul>")
                for i in forge.reports(name):
                    out.append("<h3>#%d %s</h3><pre>%s</pre>" % (
                        i["number"], html.escape(i["title"]),
                        html.escape(i["body"])))
        self.answer(200, "".join(out).encode(), "text/html; charset=utf-8")


# -- the API, call by call; each answers (status, value) --------------------
def get_user(forge, match, data, query):
    return 200, BOT


def get_repo(forge, match, data, query):
    return 200, forge.describe(match[1])


def get_branches(forge, match, data, query):
    heads = [{"name": ref[11:], "commit": {"id": sha}}
             for ref, sha in forge.refs(match[1]).items()
             if ref.startswith("refs/heads/")]
    page, limit = int(query.get("page", ["1"])[0]), 50
    return 200, heads[(page - 1) * limit:page * limit]


def post_status(forge, match, data, query):
    if data.get("state") not in ("pending", "success", "error", "failure"):
        return 422, {"message": "bad state"}
    if len(data.get("description", "")) > 140:
        return 422, {"message": "description is too long"}
    forge.statuses.append({"repo": match[1], "sha": match[2],
                           "context": data["context"],
                           "state": data["state"],
                           "text": data["description"],
                           "url": data["target_url"], "at": time.time()})
    return 201, {"id": len(forge.statuses)}


def show_issue(i):
    return {"id": 1000 + i["number"], "number": i["number"],
            "title": i["title"], "body": i["body"], "state": "open",
            "user": i["author"], "pull_request": None}


def get_issues(forge, match, data, query):
    who = query.get("created_by", [None])[0]
    all_ = [show_issue(i) for i in forge.reports(match[1])
            if who in (None, i["author"]["login"])]
    page = int(query.get("page", ["1"])[0])
    return 200, all_[(page - 1) * 50:page * 50]


def post_issue(forge, match, data, query):
    issue = {"repo": match[1], "number": 1 + len(forge.issues),
             "title": data["title"], "body": data["body"], "author": BOT,
             "edits": 0}
    forge.issues.append(issue)
    return 201, show_issue(issue)


def patch_issue(forge, match, data, query):
    for i in forge.reports(match[1]):
        if i["number"] == int(match[2]):
            i["title"] = data.get("title", i["title"])
            i["body"] = data.get("body", i["body"])
            i["edits"] += 1
            return 201, show_issue(i)
    return 404, {"message": "not found"}


def get_pulls(forge, match, data, query):
    return 200, [{"number": p["number"], "head": {"ref": p["ref"]}}
                 for p in forge.pulls if p["repo"] == match[1]]


def get_comments(forge, match, data, query):
    return 200, [{"id": c["id"], "body": c["body"], "user": c["author"]}
                 for c in forge.comments if c["repo"] == match[1] and
                 c["issue"] == int(match[2])]


def post_comment(forge, match, data, query):
    comment = {"repo": match[1], "issue": int(match[2]),
               "id": 500 + len(forge.comments), "body": data["body"],
               "author": BOT, "edits": 0}
    forge.comments.append(comment)
    return 201, {"id": comment["id"], "body": comment["body"], "user": BOT}


def patch_comment(forge, match, data, query):
    for c in forge.comments:
        if c["repo"] == match[1] and c["id"] == int(match[2]):
            c["body"] = data["body"]
            c["edits"] += 1
            return 200, {"id": c["id"], "body": c["body"], "user": BOT}
    return 404, {"message": "not found"}


REPO = r"/repos/([^/]+/[^/]+)"
ROUTES = [
    ("GET", "/user", get_user),
    ("GET", REPO, get_repo),
    ("GET", REPO + "/branches", get_branches),
    ("POST", REPO + "/statuses/([0-9a-f]{40})", post_status),
    ("GET", REPO + "/issues", get_issues),
    ("POST", REPO + "/issues", post_issue),
    ("PATCH", REPO + r"/issues/(\d+)", patch_issue),
    ("GET", REPO + "/pulls", get_pulls),
    ("GET", REPO + r"/issues/(\d+)/comments", get_comments),
    ("POST", REPO + r"/issues/(\d+)/comments", post_comment),
    ("PATCH", REPO + r"/issues/comments/(\d+)", patch_comment),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8370)
    parser.add_argument("--dir", required=True)
    parser.add_argument("--hook", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--repo", action="append", default=[])
    given = parser.parse_args()
    shutil.rmtree(given.dir, ignore_errors=True)
    forge = Forge(given.dir, secret=given.secret, hook=given.hook)
    forge.start(given.port)
    for name in given.repo:
        forge.create(name)
    print(forge.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
