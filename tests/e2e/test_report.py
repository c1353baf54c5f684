# SPDX-License-Identifier: GPL-3.0-or-later
"""What a candidate wrote is data in a report: never a mention, a command, a
link, an image or markup."""
import html.parser
import re
import urllib.parse

import pytest

from house import house, wait_for
import pages  # noqa: I001  (beside the stand-in, which house finds)

EVIL = "evil.example"
LINES = [
    "Installation @ada closes #1",
    "Installation ![suivi](http://evil.example/p.png)",
    "Installation <img src=http://evil.example/p.png onerror=alert(1)>",
    "Installation <script>alert(1)</script> &lt;b&gt;",
    "Installation [ici](http://evil.example/) www.evil.example",
    "Installation `` ` ``` @ada `",
    "Installation | fin | @ada |",
    "Installation </code></details></table> @ada",
    "Installation <!-- greffier:report:1 --> formation/ada#1",
    "Installation \u202e@ada\u202c \u200b#1 \\",
    "Installation ~~~ @formation/tous :tada: $$x$$ [[ici]]",
    "/close @ada",
    "/assign @ada plus tard",
]
PATHS = ["@ada.py", "closes #1.py", "`@ada` [x](http://evil.example).py",
         "![x](http:\\\\evil.example).py", "<img src=x>.py", "a|b.py",
         "/close @ada.py".replace("/", "") + "\n@ada.py", "\ta.py"]


class Shown(html.parser.HTMLParser):
    """Text outside code, and what is active."""

    def __init__(self, text):
        super().__init__()
        self.code, self.text, self.tags, self.links = 0, [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.code += tag == "code"
        self.links += [v for k, v in attrs if k in ("href", "src")]
        assert not [k for k, _ in attrs if k.startswith("on")]

    def handle_endtag(self, tag):
        self.code -= tag == "code"

    def handle_data(self, data):
        if not self.code:
            self.text.append(data)


@pytest.fixture
def home(tmp_path):
    with house(tmp_path / "house") as h:
        h.start()
        yield h


def write_all(work, first=0):
    """A report shows four of a kind: those from the first on."""
    lines, paths = (x[first % len(x):] + x[:first % len(x)]
                    for x in (LINES, PATHS))
    work.write("README.md", "".join("# %s\n\n%s\n\n" % (line, line)
                                    for line in lines))
    for old in work.path.glob("*.py"):
        old.unlink()
    for n, path in enumerate(paths[:4]):
        work.write(path, "def f%d():\n    pass  # @ada #1\n" % n)
    work.write(".github/workflows/ci.yml",
               "jobs:\n  t:\n    steps:\n" + "".join(
                   "      - run: \"pip install x # %s\"\n" % line.replace(
                       "\\", "").replace('"', "") for line in lines))
    return work.commit("closes #1 @ada\n\n/close ![x](http://evil.example)")


def inert(home, body, sha):
    shown = Shown(pages.markdown(body))
    text = "".join(shown.text)
    assert "img" not in shown.tags and "script" not in shown.tags
    assert shown.tags <= {"p", "table", "thead", "tbody", "tr", "th", "td",
                          "h3", "ol", "ul", "li", "strong", "a", "code",
                          "details", "summary"}
    for word in ("@ada", "@formation", "#1", EVIL, "/close", "/assign"):
        assert word not in text, text
    allowed = (home.url + "/audits/", "%s/formation/ada/src/commit/%s/" % (
        home.forge.url, sha))
    for link in shown.links:
        assert link.startswith(allowed), link
        assert urllib.parse.urlsplit(link).hostname == "127.0.0.1"
    # Quick actions (GitLab) are lines that begin with a slash.
    assert not re.search(r"^\s*/", body, re.M)
    assert body.count("<!-- greffier:report") == 1 + len(re.findall(
        r"`[^`\n]*<!-- greffier:report", body))
    return "".join(shown.text)


def test_nothing_a_candidate_wrote_is_active_in_the_report(home):
    work = home.work("formation/ada")
    seen = ""
    for first in range(0, len(LINES), 4):
        sha = write_all(work, first)
        work.push()
        got = home.wait_answer("formation/ada", sha)
        report = home.told(sha)
        inert(home, report["body"], sha)
        seen += report["body"]
        assert not re.search("ada|evil|#1", report["title"])
        for status in got.values():
            assert not re.search("ada|evil|#1", status["text"])
    for word in ("closes #1", "![suivi]", "onerror", "<script>", "[ici]",
                 "``` @ada", "</code>", "formation/ada#1", ":tada:",
                 "/close @ada", "<img src=x>.py", "![x]"):
        assert word in seen, word


def test_nothing_a_candidate_wrote_is_markup_on_a_page(home):
    work = home.work("formation/ada")
    sha = write_all(work)
    work.push()
    got = home.wait_answer("formation/ada", sha)
    page = re.search(r"/audits/\d+", got["greffier"]["url"])[0]
    for path in (page, "/", "/queue", "/repositories/1"):
        status, text = home.get(path)
        shown = Shown(text)
        assert status == 200
        assert not {"img", "script", "iframe", "form"} & shown.tags
        assert not [x for x in shown.links if EVIL in x]


def test_a_branch_with_a_hostile_name_is_data_in_a_comment(tmp_path):
    branch = "closes-#1-@ada-<img>-`x`"
    with house(tmp_path / "house", answers="comment") as home:
        home.start()
        work = home.work("formation/ada")
        write_all(work)
        work.git("checkout", "-q", "-b", branch)
        home.forge.pulls.append({"repo": "formation/ada", "number": 5,
                                 "ref": branch})
        work.write("x.txt", "x\n")
        sha = work.commit("x")
        work.push(branch)
        home.wait_answer("formation/ada", sha)
        comment, = wait_for(lambda: home.forge.comments)
        assert branch.replace("`", "") in comment["body"].replace("`", "")
        inert(home, comment["body"], sha)
        assert home.get("/repositories/1")[0] == 200
