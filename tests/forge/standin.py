# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in forge: smart HTTP git, signed webhooks, the API for statuses
and issues as Gitea, Forgejo, GitHub and GitLab have it, and pages.

It is a test tool: everything it was told is kept in memory and can be
asked for, and it can be made to fail (``faults``) or to hold a request of
the daemon (``hold``).  Git itself is the real thing: ``git http-backend`` serves
what ``git push`` and the daemon speak.

    python3 standin.py --port 8370 --dir DIR --hook http://.../hooks/x --secret S
"""
import argparse
import base64
import collections
import contextlib
import gzip
import http.client
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import dialects  # noqa: E402
import pages  # noqa: E402

ZERO = "0" * 40


class Hold:
    """The nth request that fits waits, before or after it has its effect,
    and is then cut instead of answered, unless told otherwise."""

    def __init__(self, method, path, nth=1, after=False, body="", cut=True):
        self.method, self.path, self.body = method, path, body
        self.after, self.left, self.cut = after, nth, cut
        self.reached, self.opened = threading.Event(), threading.Event()

    def meets(self, method, path, body, after):
        """True: hang up."""
        if (after, method) != (self.after, self.method) or \
                not re.search(self.path, path) or \
                self.body.encode() not in body:
            return False
        self.left -= 1
        if self.left != 0:
            return False
        self.reached.set()
        self.opened.wait(60)
        return self.cut


class Forge:
    """Repositories and what was said about them."""

    def __init__(self, folder, token="jeton-de-demonstration",
                 secret="secret-de-demonstration", hook=None, kind="gitea"):
        self.folder, self.token, self.secret = folder, token, secret
        self.hook = hook
        self.dialect = dialects.KINDS[kind](self)
        self.lock = threading.RLock()
        self.repos = collections.OrderedDict()   # "owner/name" -> dict
        self.statuses = []      # dicts: repo sha context state text url at
        self.issues = []        # dicts: repo number title body author
        self.comments = []      # dicts: repo issue id body author
        self.pulls = []         # dicts: repo number ref
        self.deliveries = []    # dicts: event uuid status
        self.calls = []         # (method, path) of the API
        # callables(method, path), the method "git" for what the daemon
        # asks of git -> None, "hang up", (status, headers,
        # body), or pieces of bytes, which may never end
        self.faults = []
        self.send_hooks = True
        self.git_down = False
        self.holds = []
        self.on_delivered = None    # called once a webhook was answered
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

    # -- webhooks ---------------------------------------------------------
    def payload(self, name, ref, before, after):
        return self.dialect.payload(self.repos[name], ref, before, after)

    def deliver(self, body, event="push", key=None, signature=None,
                headers=None):
        """POSTs one webhook as the forge does; answers the HTTP status."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        key = key or str(uuid.uuid4())
        send = {"Content-Type": "application/json",
                **self.dialect.headers(raw, event, key, signature),
                **(headers or {})}
        send = {k: v for k, v in send.items() if v is not None}
        where = urllib.parse.urlsplit(self.hook)
        status = 0
        try:
            link = http.client.HTTPConnection(where.hostname, where.port,
                                              timeout=5)
            link.request("POST", where.path, raw, send)
            status = link.getresponse().status
            link.close()
        except (OSError, http.client.HTTPException):
            pass
        with self.lock:
            self.deliveries.append({"event": event, "uuid": key,
                                    "status": status})
        if self.on_delivered:
            self.on_delivered()
        return status

    def hold(self, *words, **more):
        self.holds.append(Hold(*words, **more))
        return self.holds[-1]

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
        class Handler(_Handler):
            forge = self
        self.server = _Server(("127.0.0.1", port), Handler)
        self.port = self.server.server_address[1]
        self.url = "http://127.0.0.1:%d" % self.port
        threading.Thread(target=self.server.serve_forever, args=(0.05,),
                         daemon=True).start()
        return self

    def stop(self):
        for hold in self.holds:
            hold.opened.set()
        self.server.shutdown()
        self.server.server_close()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A daemon that was killed hangs up; that is what tests do."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


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
        if where.path.startswith(self.forge.dialect.api + "/"):
            return self.api(where, body)
        if ".git/" in where.path:
            return self.git(where, body)
        shown = pages.page(self.forge, urllib.parse.unquote(where.path))
        if shown is None:
            return self.answer(404, "Rien n'est à cette adresse.\n".encode(),
                               "text/plain; charset=utf-8")
        return self.answer(200, shown.encode(), "text/html; charset=utf-8", [
            ("Content-Security-Policy",
             "default-src 'none'; style-src 'unsafe-inline'")])

    do_GET = do_POST = do_PATCH = do_PUT = do_HEAD = dispatch

    # -- git ---------------------------------------------------------------
    def held(self, path, body=b"", after=False):
        return any(hold.meets(self.command, path, body, after)
                   for hold in list(self.forge.holds))

    def who(self):
        """The user name of basic authentication."""
        given = self.headers.get("Authorization", "").partition(" ")[2]
        return base64.b64decode(given).decode().partition(":")[0]

    def may(self, name):
        """None, or what refuses this request."""
        forge = self.forge
        ours, theirs = (
            "Basic " + base64.b64encode(("%s:%s" % pair).encode()).decode()
            for pair in ((forge.dialect.git_user, forge.token),
                         ("formation", "pw")))
        given = self.headers.get("Authorization", "")
        if given == ours and self.held(self.path):
            return 503, []
        if forge.git_down:
            return 503, []
        if given not in (ours, theirs):
            return 401, [("WWW-Authenticate", 'Basic realm="forge"')]
        return None if name in forge.repos else (404, [])

    def git(self, where, body):
        forge = self.forge
        name = where.path[1:].split(".git/")[0]
        with forge.lock:
            forge.git_requests += 1
        refused = self.may(name)
        if refused is None and self.fails("git", self.path):
            return None
        if refused:
            return self.answer(refused[0], headers=refused[1])
        if self.headers.get("Content-Encoding") == "gzip":
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
    def fails(self, method, path):
        """Does a fault answer in the forge's stead?"""
        if method == "git" and "formation" in self.who():
            return False
        for fault in list(self.forge.faults):
            said = fault(method, path)
            if said is None:
                continue
            if isinstance(said, tuple):
                self.answer(said[0], said[2], headers=said[1])
                return True
            self.close_connection = True
            with contextlib.suppress(OSError):
                for piece in () if said == "hang up" else said:
                    self.wfile.write(piece)
            return True
        return False

    def api(self, where, body):
        forge = self.forge
        path = where.path[len(forge.dialect.api):]
        with forge.lock:
            forge.calls.append((self.command, path))
        if self.held(path, body):
            self.close_connection = True
            return None
        if self.fails(self.command, path):
            return None
        if not forge.dialect.allowed(self.headers):
            return self.json(401, {"message": "token is required"})
        try:
            with forge.lock:
                status, value = forge.dialect.call(
                    self.command, path, urllib.parse.parse_qs(where.query),
                    json.loads(body) if body else {})
        except dialects.Refused as e:
            status, value = e.args[0], {"message": e.args[1]}
        if self.held(path, body, after=True):
            self.close_connection = True
            return None
        return self.json(status, value)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8370)
    parser.add_argument("--dir", required=True)
    parser.add_argument("--hook", required=True)
    parser.add_argument("--secret", required=True)
    parser.add_argument("--kind", default="gitea", choices=dialects.KINDS)
    parser.add_argument("--repo", action="append", default=[])
    given = parser.parse_args()
    shutil.rmtree(given.dir, ignore_errors=True)
    forge = Forge(given.dir, secret=given.secret, hook=given.hook,
                  kind=given.kind)
    forge.start(given.port)
    for name in given.repo:
        forge.create(name)
    print(forge.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
