# SPDX-License-Identifier: GPL-3.0-or-later
"""How three kinds of forge say the same: signatures, payloads, the API.

Only what Greffier speaks, with the refusals that the real ones are known
for: a status' text that is too long, a GitLab status moved to the state it
has, an issue that was deleted.
"""
import base64
import hashlib
import hmac
import re
import time
import urllib.parse

BOT = {"id": 7, "login": "greffier", "username": "greffier"}
OWNER = {"id": 3, "login": "formation", "username": "formation"}


def mac(secret, raw, signature):
    if signature is not None:
        return signature
    return hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()


class Refused(Exception):
    """A call that the forge answers with an error: (status, message)."""


class Gitea:
    kind, api, git_user, page = "gitea", "/api/v1", "oauth2", 50
    states = ("pending", "success", "error", "failure")
    text_most = 140
    context, number, body = "context", "number", "body"
    creator = "created_by"
    files = "src/commit"

    def __init__(self, forge):
        self.forge = forge

    # -- webhooks ---------------------------------------------------------
    def headers(self, raw, event, key, signature):
        sum_ = mac(self.forge.secret, raw, signature)
        return {"X-Gitea-Event": event, "X-Gitea-Delivery": key,
                "X-Gitea-Signature": sum_, "X-GitHub-Event": event,
                "X-GitHub-Delivery": key,
                "X-Hub-Signature-256": "sha256=" + sum_,
                "X-Gogs-Event": event, "X-Gogs-Signature": sum_}

    def payload(self, repo, ref, before, after):
        return {"ref": ref, "before": before, "after": after,
                "compare_url": "", "commits": [], "total_commits": 1,
                "head_commit": None, "repository": self.show_repo(repo),
                "pusher": OWNER, "sender": OWNER}

    # -- what is shown ----------------------------------------------------
    def allowed(self, headers):
        return headers.get("Authorization") == "token " + self.forge.token

    def show_repo(self, repo):
        name = repo["name"]
        return {"id": repo["id"], "name": name.split("/")[1],
                "full_name": name, "private": repo["private"],
                "internal": False, "default_branch": "main",
                "owner": {"id": OWNER["id"], "login": name.split("/")[0]},
                "clone_url": "https://elsewhere.invalid/%s.git" % name,
                "html_url": self.forge.url + "/" + name}

    def show_head(self, name, sha):
        return {"name": name, "commit": {"id": sha}}

    def show_issue(self, i):
        return {"id": 1000 + i["number"], "number": i["number"],
                "title": i["title"], "body": i["body"], "state": "open",
                "user": i["author"], "pull_request": None}

    def show_note(self, c):
        return {"id": c["id"], "body": c["body"], "user": c["author"]}

    def show_pull(self, p):
        return {"number": p["number"], "head": {"ref": p["ref"]}}

    # -- the API: (method, path, what runs) --------------------------------
    repo = r"/repos/([^/]+/[^/]+)"

    def routes(self):
        r, issue = self.repo, r"/issues/(\d+)"
        return [("GET", "/user", self.get_user),
                ("GET", r, self.get_repo),
                ("GET", r + "/branches", self.get_heads),
                ("POST", r + "/statuses/([0-9a-f]{40})", self.post_status),
                ("GET", r + "/issues", self.get_issues),
                ("POST", r + "/issues", self.post_issue),
                ("PATCH", r + issue, self.edit_issue),
                ("GET", r + "/pulls", self.get_pulls),
                ("GET", r + issue + "/comments", self.get_notes),
                ("POST", r + issue + "/comments", self.post_note),
                ("PATCH", r + r"/issues/comments/(\d+)", self.edit_note)]

    def find_repo(self, given):
        repo = self.forge.repos.get(given)
        if repo is None:
            raise Refused(404, "not found")
        return repo

    def call(self, method, path, query, data):
        """(status, value) of one call."""
        for verb, pattern, run in self.routes():
            match = re.fullmatch(pattern, path)
            if verb != method or not match:
                continue
            words = [urllib.parse.unquote(w) for w in match.groups()]
            if words:
                words[0] = self.find_repo(words[0])["name"]
            try:
                return run(*words, query=query, data=data)
            except KeyError as e:
                return 422, {"message": "missing %s" % e}
        raise Refused(404, "not found")

    def paged(self, items, query):
        n = int(query.get("page", ["1"])[0])
        return 200, items[(n - 1) * self.page:n * self.page]

    def get_user(self, query, data):
        return 200, BOT

    def get_repo(self, name, query, data):
        return 200, self.show_repo(self.forge.repos[name])

    def get_heads(self, name, query, data):
        return self.paged([self.show_head(ref[11:], sha) for ref, sha in
                           self.forge.refs(name).items()
                           if ref.startswith("refs/heads/")], query)

    def post_status(self, name, sha, query, data):
        if data.get("state") not in self.states:
            raise Refused(422, "bad state")
        if len(data.get("description", "")) > self.text_most:
            raise Refused(422, "description is too long")
        context = data[self.context]
        before = self.forge.status_of(name, sha).get(context)
        self.refuse_state(before, data["state"])
        state = "error" if data["state"] == "failed" else data["state"]
        self.forge.statuses.append({
            "repo": name, "sha": sha, "context": context, "state": state,
            "text": data["description"], "url": data["target_url"],
            "at": time.time()})
        return 201, {"id": len(self.forge.statuses)}

    def refuse_state(self, before, state):
        pass

    def get_issues(self, name, query, data):
        who = query.get(self.creator, [None])[0]
        return self.paged([self.show_issue(i)
                           for i in self.forge.reports(name)
                           if who in (None, i["author"]["login"])], query)

    def post_issue(self, name, query, data):
        issue = {"repo": name, "number": 1 + len(self.forge.issues),
                 "title": data["title"], "body": data[self.body],
                 "author": BOT, "edits": 0}
        self.forge.issues.append(issue)
        return 201, self.show_issue(issue)

    def edit_issue(self, name, number, query, data):
        for i in self.forge.reports(name):
            if i["number"] == int(number):
                i["title"] = data.get("title", i["title"])
                i["body"] = data.get(self.body, i["body"])
                i["edits"] += 1
                return 200, self.show_issue(i)
        raise Refused(404, "not found")

    def get_pulls(self, name, query, data):
        return 200, [self.show_pull(p) for p in self.forge.pulls
                     if p["repo"] == name]

    def get_notes(self, name, number, query, data):
        return self.paged([self.show_note(c) for c in self.forge.comments
                           if c["repo"] == name and
                           c["issue"] == int(number)], query)

    def post_note(self, name, number, query, data):
        note = {"repo": name, "issue": int(number), "author": BOT,
                "id": 500 + len(self.forge.comments), "body": data["body"],
                "edits": 0}
        self.forge.comments.append(note)
        return 201, self.show_note(note)

    def edit_note(self, name, note, query, data):
        for c in self.forge.comments:
            if c["repo"] == name and c["id"] == int(note):
                c["body"] = data["body"]
                c["edits"] += 1
                return 200, self.show_note(c)
        raise Refused(404, "not found")


class Forgejo(Gitea):
    kind = "forgejo"

    def headers(self, raw, event, key, signature):
        return {**super().headers(raw, event, key, signature),
                "X-Forgejo-Event": event, "X-Forgejo-Delivery": key,
                "X-Forgejo-Signature": mac(self.forge.secret, raw,
                                           signature)}


class GitHub(Gitea):
    kind, api, git_user, page = "github", "/api/v3", "x-access-token", 100
    creator, files = "creator", "blob"

    def headers(self, raw, event, key, signature):
        return {"X-GitHub-Event": event, "X-GitHub-Delivery": key,
                "X-Hub-Signature-256": "sha256=" +
                mac(self.forge.secret, raw, signature)}

    def allowed(self, headers):
        return headers.get("Authorization") == "Bearer " + self.forge.token

    def show_head(self, name, sha):
        return {"name": name, "commit": {"sha": sha}}

    def show_issue(self, i):
        shown = super().show_issue(i)
        del shown["pull_request"]
        return shown


class GitLab(Gitea):
    kind, api, page = "gitlab", "/api/v4", 100
    states = ("pending", "running", "success", "failed", "canceled")
    text_most = 255
    context, body = "name", "description"
    creator, files = "author_username", "-/blob"
    repo = r"/projects/([^/]+)"

    def headers(self, raw, event, key, signature):
        said = {"X-Gitlab-Event": "Push Hook" if event == "push" else event,
                "Idempotency-Key": key}
        secret = self.forge.secret
        if not secret.startswith("whsec_"):
            token = secret if signature is None else signature
            return {**said, "X-Gitlab-Token": token}
        now = str(int(time.time()))
        told = ("%s.%s." % (key, now)).encode() + raw
        sum_ = hmac.new(base64.b64decode(secret[6:]), told,
                        hashlib.sha256).digest()
        if signature is None:
            signature = "v1," + base64.b64encode(sum_).decode()
        return {**said, "webhook-id": key, "webhook-timestamp": now,
                "webhook-signature": signature}

    def payload(self, repo, ref, before, after):
        return {"object_kind": "push", "event_name": "push", "ref": ref,
                "before": before, "after": after, "checkout_sha": after,
                "user_id": OWNER["id"], "user_username": OWNER["login"],
                "project_id": repo["id"],
                "project": self.show_repo(repo), "commits": []}

    def allowed(self, headers):
        return headers.get("PRIVATE-TOKEN") == self.forge.token

    def find_repo(self, given):
        for repo in self.forge.repos.values():
            if given in (str(repo["id"]), repo["name"]):
                return repo
        raise Refused(404, "404 Project Not Found")

    def show_repo(self, repo):
        return {"id": repo["id"], "name": repo["name"].split("/")[1],
                "path_with_namespace": repo["name"],
                "visibility": "private" if repo["private"] else "public",
                "visibility_level": 0 if repo["private"] else 20,
                "default_branch": "main",
                "web_url": self.forge.url + "/" + repo["name"]}

    def refuse_state(self, before, state):
        if before is not None and before["state"] == state:
            raise Refused(400, "Cannot transition status via :enqueue from "
                          ":%s (Reason(s): Status cannot transition)" % state)

    def show_issue(self, i):
        return {"id": 1000 + i["number"], "iid": i["number"],
                "title": i["title"], "description": i["body"],
                "state": "opened", "author": i["author"]}

    def show_note(self, c):
        return {"id": c["id"], "body": c["body"], "author": c["author"]}

    def show_pull(self, p):
        return {"iid": p["number"], "source_branch": p["ref"]}

    def routes(self):
        r, merge = self.repo, r"/merge_requests/(\d+)/notes"
        return [("GET", "/user", self.get_user),
                ("GET", r, self.get_repo),
                ("GET", r + "/repository/branches", self.get_heads),
                ("POST", r + "/statuses/([0-9a-f]{40})", self.post_status),
                ("GET", r + "/issues", self.get_issues),
                ("POST", r + "/issues", self.post_issue),
                ("PUT", r + r"/issues/(\d+)", self.edit_issue),
                ("GET", r + "/merge_requests", self.get_pulls),
                ("GET", r + merge, self.get_notes),
                ("POST", r + merge, self.post_note),
                ("PUT", r + r"/merge_requests/\d+/notes/(\d+)",
                 self.edit_note)]


KINDS = {d.kind: d for d in (Gitea, Forgejo, GitHub, GitLab)}
