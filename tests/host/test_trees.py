# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories made to be endless, too large, or not what they seem.

Each audit ends, within its processor time and memory, with a report that
names what was left out.
"""
import os
import pathlib
import re
import subprocess
import sys

import pytest

from conftest import BUILD, HONEST, ROOT, Audit, build, git

sys.path.insert(0, str(ROOT / "tests" / "fetch"))
from packs import BLOB, COMMIT, TAG, TREE, WHO, Pack  # noqa: E402

MIB = 1 << 20
# The clock is for what hangs; what is slow shows in processor seconds.
CLOCK, SECONDS, MEMORY = 100, 40, 200 * MIB


def audit(place, *words, libexec=BUILD, form="json", memory=MEMORY):
    """The audit; with its children it stays within its means."""
    env = {**os.environ, "GREFFIER_LIBEXEC": str(libexec),
           "GREFFIER_SHARE": os.environ.get("GREFFIER_SHARE", str(ROOT))}
    out, err = (pathlib.Path(str(place) + end) for end in (".out", ".err"))
    with open(out, "wb") as o, open(err, "wb") as e:
        run = subprocess.Popen(
            ["timeout", "-s", "KILL", str(CLOCK), str(BUILD / "greffier"),
             "audit", str(place), "--format", form, *map(str, words)],
            stdout=o, stderr=e, env=env)
        _, status, used = os.wait4(run.pid, 0)
    run.returncode = os.waitstatus_to_exitcode(status)
    run.stdout, run.stderr = out.read_bytes(), err.read_bytes()
    if form != "json":
        return run
    a = Audit(run)
    assert a.code != -9, "it did not end"
    assert used.ru_utime + used.ru_stime < SECONDS
    assert used.ru_maxrss * 1024 < memory
    return a


def sound(a):
    """A whole report, and no plugin harmed."""
    assert a.json is not None, a.said
    assert len(a.json["criteria"]) == 142
    assert a.json["failures"] == [], a.said
    assert "lose check" not in a.said
    return a


def counts(a):
    """why -> files and rows left out for that."""
    got = {}
    for x in a.json["excluded"]:
        files, rows = got.get(x["why"], (0, 0))
        got[x["why"]] = files + x["files"], rows + 1
    return got


@pytest.fixture
def place(tmp_path):
    return tmp_path / "repo"


@pytest.fixture(scope="module")
def every(tmp_path_factory):
    """A plugin that wants every file, and a rule that asks for it."""
    folder = tmp_path_factory.mktemp("every")
    build(folder / "checks", "honest", HONEST.replace(
        'strcmp(e->ext, "txt") == 0', "true"))
    text = (ROOT / "tests/host/conftest.py").read_text()
    (folder / "rules.yaml").write_text(
        text.split('RULES = """\\\n')[1].split('"""')[0]
        .replace("hostile.seen", "honest.line")
        .replace("hostile.escaped", "honest.line"))
    return ["--checks", folder / "checks", "--rules", folder / "rules.yaml"]


# Every reader of check.h for every file, to the last node.
READER = r"""
#include <string.h>
#include "check.h"
static const struct gr_fact_kind kinds[] = {
	{ "reader.read", "lu", "read", "" },
	{ "reader.lost", "perdu", "lost", "" },
	{ NULL, NULL, NULL, NULL },
};
static bool
wants(const struct gr_entry *e)
{
	return true;
}
static size_t
walk(const struct gr_node *n)
{
	size_t sum = gr_text(n) != NULL;

	for (n = gr_first(n); n != NULL; n = gr_next(n))
		sum += walk(n);
	return sum;
}
static void
scan(const struct gr_file *f)
{
	size_t n, len;
	const struct gr_node *t = gr_tree(f);

	(void)walk(t);
	(void)gr_markdown(f, &n);
	(void)gr_tokens(f, &n);
	(void)gr_outline(f, &n);
	(void)gr_line(f, f->lines, &len);
	(void)gr_search(gr_pattern("(a+)+$|(x|xx)*y"), f->text, f->len);
	gr_emit("reader.read", 1, 1);
}
static void
relate(const struct gr_repo *r)
{
	size_t i;

	for (i = 0; i < r->nentries; i++)
		if (gr_entry(r, r->entries[i].path) != &r->entries[i])
			gr_emit_at("reader.lost", NULL, 0, 0);
	for (i = 2; i < r->nlog; i++)
		if (i == 5000 || strcmp(r->log[i].id, r->log[1].id) == 0)
			gr_emit_at("reader.lost", NULL, 0, 0);
}
GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI, .name = "reader", .version = "1",
	.summary = "Reads everything.", .facts = kinds,
	.wants = wants, .scan = scan, .relate = relate,
};
"""


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    """That plugin, beside the others."""
    folder = tmp_path_factory.mktemp("reader")
    build(folder, "reader", READER)
    return ["--checks", BUILD / "checks", "--checks", folder]


@pytest.fixture(scope="module")
def lost(every, reader, tmp_path_factory):
    """Rules under which nothing of C1.2 should be found."""
    rules = tmp_path_factory.mktemp("lost") / "rules.yaml"
    rules.write_text(every[3].read_text().replace(
        "honest.line", "reader.read", 1).replace("honest.line",
                                                 "reader.lost"))
    return [*reader, "--rules", rules]


def imported(place, files):
    """A bare repository of (path, bytes) pairs, by fast-import."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place)],
                   check=True)
    feed = subprocess.Popen(["git", "-C", str(place), "fast-import",
                             "--quiet"], stdin=subprocess.PIPE)
    feed.stdin.write(b"commit refs/heads/main\ncommitter %s\ndata 0\n" % WHO)
    for path, data in files:
        feed.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" %
                         (path, len(data), data))
    feed.stdin.close()
    assert feed.wait() == 0
    return place


# --- large -------------------------------------------------------------------

@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """A hundred thousand files, half of them source."""
    ends = (b"py", b"md", b"js", b"png", b"yaml", b"bin")
    return imported(tmp_path_factory.mktemp("crowd") / "repo", (
        (b"d%02d/e%02d/f%d.%s" % (i % 50, i % 97, i, ends[i % 6]),
         b"x = %d\n" % i) for i in range(100000)))


def test_a_hundred_thousand_files(crowd):
    a = sound(audit(crowd))
    assert counts(a)["binary"][0] == 33333


def test_a_hundred_thousand_files_that_many_plugins_want(crowd, every,
                                                         tmp_path):
    """The talk is about pairs: there are more than a million."""
    wanting = HONEST.replace('strcmp(e->ext, "txt") == 0', "true").replace(
        "gr_setn", "if (n == 5) gr_setn")
    for i in range(18):
        build(tmp_path / "p", "p%02d" % i, wanting.replace("honest",
                                                           "p%02d" % i))
    rules = tmp_path / "rules.yaml"
    rules.write_text(every[3].read_text().replace("honest.", "p03."))
    a = audit(crowd, "--checks", tmp_path / "p", "--rules", rules)
    assert a.json is not None, a.said
    assert a.evidence()[0] == "complete"
    assert counts(a)["too many files"][0] > 10000


@pytest.mark.parametrize("what", ["submodule", "oversize"])
def test_what_is_left_out_one_by_one_is_told_in_few_rows(place, what):
    """More of them than there may be lines, and each of its own folder."""
    pack = Pack()
    mode, to = (0o160000, "1" * 40) if what == "submodule" else (
        0o100644, pack.zeros(BLOB, 2 * MIB))
    folder = pack.tree([(mode, b"f%03d.md" % i, to) for i in range(400)])
    tree = pack.tree([(0o40000, b"d%03d" % i, folder) for i in range(300)])
    a = sound(audit(pack.repository(place, pack.commit(tree))))
    files, rows = counts(a)[what]
    assert files == 400 * 300 and 1000 < rows < 10000


def test_pictures_by_the_thousand_are_told_in_few_lines(place, every):
    """A plugin wants them all, and nobody reads them."""
    pack = Pack()
    blob = pack.blob(b"\x89PNG")
    folder = pack.tree([(0o100644, b"%04d.png" % i, blob)
                        for i in range(1000)])
    tree = pack.tree([(0o40000, b"d%03d" % i, folder) for i in range(120)])
    a = audit(pack.repository(place, pack.commit(tree)), *every)
    assert a.json is not None, a.said
    assert a.evidence()[0] == "undetermined"
    assert "120000 fichiers non lus" in a.criteria["C1.1"]["note"]


def test_a_path_of_fifty_thousand_folders(place):
    pack = Pack()
    file = pack.blob(b"x = 1\n")
    tree = pack.tree([(0o100644, b"a.py", file)])
    for _ in range(50000):
        tree = pack.tree([(0o100644, b"a.py", file), (0o40000, b"d", tree)])
    a = sound(audit(pack.repository(place, pack.commit(tree))))
    deep = [x["path"] for x in a.json["excluded"] if x["why"] == "too deep"]
    assert len(deep) >= 1 and deep[0].startswith("d/d/d/")


@pytest.mark.parametrize("width, files", [(1, 10), (1, 0), (397, 10)])
def test_a_tree_that_unfolds_without_end(place, every, width, files):
    """Ten folders in each of ten, and so on: a pack of two kilobytes."""
    pack = Pack()
    tree = pack.tree([(0o100644, b"f%0*d.py" % (width, i), pack.blob(b"#\n"))
                      for i in range(files)])
    for _ in range(9):
        tree = pack.tree([(0o40000, b"d%0*d" % (width, i), tree)
                          for i in range(10)])
    a = audit(pack.repository(place, pack.commit(tree)), *every)
    assert a.json is not None, a.said
    assert "too many files" in counts(a)


def test_a_blob_of_three_hundred_megabytes_of_zeros(place):
    pack = Pack()
    blob = pack.zeros(BLOB, 300 * MIB)
    tree = pack.tree([(0o100644, name, blob) for name in (
        b".gitmodules", b"README", b"a.ipynb", b"a.md", b"a.pdf", b"a.py",
        b"a.yml")])
    commit = pack.commit(tree)
    assert len(pack.bytes()) < MIB
    a = sound(audit(pack.repository(place, commit)))
    assert counts(a) == {"oversize": (6, 6), "binary": (1, 1)}


@pytest.mark.parametrize("kind", [COMMIT, TREE, TAG])
def test_what_is_no_file_is_not_large_either(place, kind):
    """A commit, a folder or a tag of three hundred megabytes."""
    pack = Pack()
    tree = pack.tree([(0o100644, b"a.py", pack.blob(b"x = 1\n"))])
    commit = pack.commit(tree)
    if kind == COMMIT:
        start = pack.objects.pop(commit)[1]
        commit = pack.zeros(COMMIT, 300 * MIB, start)
    elif kind == TAG:
        commit = pack.zeros(TAG, 300 * MIB, b"object %s\ntype commit\ntag v\n"
                            b"tagger %s\n\n" % (commit.encode(), WHO))
    else:
        commit = pack.commit(pack.tree([
            (0o100644, b"a.py", pack.blob(b"x = 1\n")),
            (0o40000, b"d", pack.zeros(TREE, 300 * MIB))]))
    a = audit(pack.repository(place, commit))
    if kind == TREE:
        assert counts(sound(a)) == {"too many files": (0, 1)}
        # What may be in there is not known to be absent.
        assert all(c["evidence"] != "absent" for c in a.criteria.values()
                   if c["for"] == [])
    else:
        assert a.code == 3 and a.json is None
        assert "larger than" in a.said


def test_a_history_of_merges_of_everything(place, lost):
    """Each commit has the ten before it as parents."""
    pack = Pack()
    tree = pack.tree([(0o100644, b"a.py", pack.blob(b"x = 1\n"))])
    commits = []
    for i in range(8000):
        commits.append(pack.commit(tree, b"%d\n" % i, commits[-10:]))
    a = audit(pack.repository(place, commits[-1]), *lost)
    assert a.evidence()[:2] == ["complete", "absent"], a.said


# --- bombs -------------------------------------------------------------------

def laughs(n):
    return "a0: &a0 [x, x]\n" + "".join(
        "a%d: &a%d [*a%d, *a%d, *a%d, *a%d]\n" % (i, i, i - 1, i - 1, i - 1,
                                                  i - 1) for i in range(1, n))


def merges(n):
    return "a0: &a0 {k0: v}\n" + "".join(
        "a%d: &a%d {<<: [*a%d, *a%d], k%d: v}\n" % (i, i, i - 1, i - 1, i)
        for i in range(1, n))


HALF = 500000
BOMBS = {
    "table": ("md", "|a" * 8000 + "|\n" + "|-" * 8000 + "|\n" + "|b|\n" *
              100000),
    "tables": ("md", ("|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "b\n" * 90 +
                      "\n") * 1500),
    "quotes": ("md", "> " * 50000 + "x\n" + "> " * 50000 + "y\n"),
    "lists": ("md", "".join(" " * i + "- x\n" for i in range(1300))),
    "stars": ("md", "*a **a " * 70000),
    "brackets": ("md", "[" * HALF),
    "links": ("md", "[a](b" * 90000),
    "references": ("md", "".join("[%d]: x\n" % i for i in range(40000)) +
                   "[1]" * 40000),
    "fences": ("md", "```\n" * 100000),
    "headings": ("md", "# a\n" * 200000),
    "backticks": ("md", "".join("e" + "`" * i for i in range(1300))),
    "html": ("md", "<details><summary>" * 30000),
    "aliases": ("yml", laughs(60)),
    "merges": ("yml", merges(60)),
    "anchors": ("yml", "".join("k%d: &a%d x\n" % (i, i)
                               for i in range(30000)) + "z: *a1\n"),
    "flow": ("yml", "[" * HALF),
    "maps": ("yml", "{a: " * 100000),
    "indent": ("yml", "".join(" " * i + "a:\n" for i in range(1300))),
    "keys": ("yml", "".join("k%d: 1\n" % i for i in range(80000))),
    "block": ("yml", "a: |\n" + "  x\n" * 200000),
    "documents": ("yml", "---\n" * 200000),
    "arrays": ("json", "[" * HALF + "]" * HALF),
    "objects": ("json", '{"a":' * 100000 + "1" + "}" * 100000),
    "members": ("json", "{" + ",".join('"k%d":1' % i for i in range(70000)) +
                "}"),
    "same": ("json", "{" + ",".join('"k":1' for i in range(100000)) + "}"),
    "escapes": ("json", '"' + "\\u0041" * 150000 + '"'),
    "parens": ("py", "(" * HALF),
    "lambdas": ("py", "f(" * 100000 + ")" * 100000),
    "nests": ("py", "".join(" " * i + "def f(a=(1)):\n"
                            for i in range(1200))),
    "fstrings": ("py", "f'{" * 100000),
    "long": ("py", "x = '" + "a" * (MIB - 20) + "'\n"),
    "marks": ("py", "@a.get('/')\n" * 80000 + "def f(): pass\n"),
    "calls": ("py", "a" + ".b()" * 200000 + "\n"),
    "strings": ("py", "'''" + '"' * 300000),
    "templates": ("js", "`${" * 100000),
    "chains": ("js", "a" + ".b()" * 200000),
    "comments": ("js", "/*" * 300000),
    "sql": ("sql", "create table a (" * 50000),
    "columns": ("sql", "create table a (" + ",".join(
        "c%d int references a(c1)" % i for i in range(30000)) + ");"),
    "shell": ("sh", "$(" * 200000),
    "heredocs": ("sh", "cat <<A\n" * 100000),
    "xml": ("xml", "<!DOCTYPE a [<!ENTITY a 'aaaa'>]><a>" + "&a;" * 200000),
    "pages": ("html", "<table><tr><td>" * 60000),
    "csv": ("csv", "a," * HALF + "\n"),
    "ini": ("ini", "[a]\n" * 200000),
    "cells": ("ipynb", '{"cells":[' + ",".join(
        '{"cell_type":"code","source":["x\\n"]}' for i in range(200000)) +
        '],"nbformat":4}'),
    "outputs": ("ipynb", '{"cells":[{"cell_type":"code","source":"x","outputs'
                '":[{"data":{"image/png":"' + "A" * (15 * MIB) +
                '"}}]}],"nbformat":4}'),
    "spec": ("json", '{"openapi":"3.0.0","info":{"title":"a","version":"1"},'
             '"paths":{' + ",".join('"/p%d":{"get":{"responses":{}}}' % i
                                    for i in range(25000)) + "}}"),
    "schemas": ("json", '{"openapi":"3.0.0","info":{"title":"a","version":'
                '"1"},"paths":{"/a":{"get":{"responses":{"200":{"$ref":"#/'
                'components/schemas/s0"}}}}},"components":{"schemas":{' +
                ",".join('"s%d":{"allOf":[{"$ref":"#/components/schemas/s%d"}'
                         ',{"$ref":"#/components/schemas/s%d"}]}' % (
                             i, i + 1, i + 1) for i in range(400)) + "}}}"),
    "circle": ("json", '{"openapi":"3.0.0","info":{"title":"a","version":"1"}'
               ',"paths":{"/a":{"$ref":"#/paths/~1a"}}}'),
}
# Names under which the plugins look closer.
PLACES = {"md": ["README.md", "docs/rgpd.md"], "yml":
          [".github/workflows/ci.yml", "openapi.yml", "docker-compose.yml",
           ".gitlab-ci.yml"], "json": ["openapi.json", "package.json"],
          "py": ["app/main.py", "tests/test_a.py", "models.py"],
          "js": ["src/app.js", "src/app.test.ts"], "sh": ["run.sh"],
          "sql": ["schema.sql"], "ipynb": ["notebook.ipynb"],
          "xml": ["pom.xml"], "html": ["index.html"], "csv": ["data.csv"],
          "ini": ["tox.ini"]}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_read_or_named(place, reader, bomb):
    end, text = BOMBS[bomb]
    assert len(text) <= MIB or bomb in ("cells", "outputs"), len(text)
    # What is read from one megabyte may take three hundred.
    a = sound(audit(imported(place, ((p.encode(), text.encode())
                                     for p in PLACES[end])), *reader,
                    memory=300 * MIB))
    for x in a.json["excluded"]:
        assert x["path"] in PLACES[end] and x["why"] in ("generated",
                                                         "oversize")


def test_what_the_host_reads_is_not_what_a_plugin_keeps(place, reader):
    """An outline of a hundred megabytes, given back after each file."""
    text = ("a" + ".b()" * 200000 + "\n").encode()
    sound(audit(imported(place, ((b"f%d.py" % i, text + b"# %d\n" % i)
                                 for i in range(3))), *reader,
                memory=300 * MIB))


# --- names -------------------------------------------------------------------

POINTER = (b"version https://git-lfs.github.com/spec/v1\noid sha256:" +
           b"0" * 64 + b"\nsize 12345\n")
ODD = [b"a\nb.py", b"\x1b[31mred.py", b"caf\xe9.py", b"\xff\xfe.py", b" .py",
       "\u202egnp.py".encode(), b"a`b`.py", b"a|b.py", b"@everyone.py",
       b"<img src=x>.py", b"![x](http:x).py", b"-rf.py", b"\\x41.py",
       b"a\\xE9.py", b'"q".py', b"%2e%2e.py", b"\x7f.py", b"CON", b"a:b.py",
       "\ud7ff\U0010ffff.py".encode(), b"\xed\xa0\x80.py", b"\xc0\xaf.py"]


def test_odd_names_are_told_as_they_are(place, every):
    pack = Pack()
    tree = pack.tree(sorted((0o100644, n, pack.blob(POINTER)) for n in ODD))
    a = audit(pack.repository(place, pack.commit(tree)), *every)
    told = {x["path"] for x in a.json["excluded"]}
    assert len(told) == len(ODD)
    for name in ODD:
        try:
            assert name.decode() in told
        except UnicodeDecodeError:
            assert re.sub("[\\x80-\\xff]", lambda m: "\\x%02X" % ord(m[0]),
                          name.decode("latin-1")) in told


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Repositories of so few files that a report cites them all."""
    folder, made = tmp_path_factory.mktemp("odd"), []
    for i in range(0, len(ODD), 3):
        pack = Pack()
        tree = pack.tree(sorted((0o100644, name, pack.blob(b"un\n"))
                                for name in ODD[i:i + 3]))
        made.append(pack.repository(folder / ("r%d" % i), pack.commit(tree)))
    return made


@pytest.mark.parametrize("form", ["text", "markdown", "html", "junit",
                                  "sarif"])
def test_an_odd_name_does_nothing_to_a_report(odd, every, form):
    for repo in odd:
        run = audit(repo, *every, form=form)
        text = run.stdout.decode()
        assert run.returncode == 0, run.stderr
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]|a\nb", text)
        assert form in ("text", "markdown") or "<img" not in text


@pytest.mark.parametrize("outermost", [b"\xff", b"d"])
def test_no_name_costs_the_others_theirs(place, outermost):
    """A name that is not text is told four times as long."""
    pack = Pack()
    blob = pack.blob(b"x = 1\n")
    accents = b"x" + "é".encode() * 60
    tree = pack.tree([(0o100644, b"a.py", blob),
                      (0o100644, b"b\xff.py", blob),
                      (0o120000, b"l", blob), (0o160000, b"m", "1" * 40),
                      (0o100644, b"x" * 4000, blob),
                      (0o100644, b"y" + accents * 50, blob)])
    for i in range(40):
        tree = pack.tree([(0o100644, b"a.py", blob),
                          (0o40000, outermost if i == 39 else accents, tree),
                          (0o160000, b"m", "1" * 40)])
    deep = pack.tree([(0o40000, b"z", tree), (0o100644, b"a.py", blob)])
    a = sound(audit(pack.repository(place, pack.commit(deep))))
    assert "too deep" in counts(a) and counts(a)["submodule"][0] > 2
    assert all(len(x["path"].encode()) < 4097 for x in a.json["excluded"])


MALFORMED = {
    "dots": b"..", "dot": b".", "slash": b"a/b.py", "nothing": b"",
    "absolute": b"/etc/passwd", "climbing": b"../../etc/passwd",
    "git": b".git", "long": b"n" * 70000,
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_name_that_git_would_refuse_leads_nowhere(place, name):
    pack = Pack()
    blob = pack.blob(b"x = 1\n")
    for mode, to in ((0o100644, blob),
                     (0o40000, pack.tree([(0o100644, b"a.py", blob)]))):
        tree = pack.tree([(mode, MALFORMED[name], to),
                          (0o100644, b"z.py", blob)])
        repo = pack.repository(str(place) + "%o" % mode, pack.commit(tree))
        a = sound(audit(repo))
        assert len(a.json["excluded"]) == (name != "git" or
                                           mode == 0o40000)
        assert not a.json["excluded"] or a.json["excluded"][0]["why"] in (
            "malformed name", "too deep", "vendored")


def test_two_entries_of_one_name_are_one(place, lost):
    pack = Pack()
    one, two = pack.blob(b"x = 1\n"), pack.blob(b"x = 2\n")
    tree = pack.tree([(0o100644, b"z.py", two), (0o100644, b"a.py", one),
                      (0o100644, b"a.py", two), (0o40000, b"a.py",
                                                 pack.tree([]))])
    a = audit(pack.repository(place, pack.commit(tree)), *lost)
    assert a.evidence()[:2] == ["complete", "absent"], a.said


def test_half_a_folder_is_read_as_far_as_it_goes(place):
    pack = Pack()
    whole = b"100644 a.py\0" + bytes.fromhex(pack.blob(b"x = 1\n"))
    for i, end in enumerate([b"1006", b"100644 b.py", b"100644 b.py\0abc",
                             b"999999 b.py\0" + bytes(20), b"\xff" * 99]):
        tree = pack.add(TREE, whole + end)
        sound(audit(pack.repository(str(place) + str(i), pack.commit(tree))))


# --- what is elsewhere, or not there -----------------------------------------

def test_links_and_submodules_everywhere(place):
    """Nothing is read where they point, and each is counted."""
    pack = Pack()
    out = pack.blob(b"/etc/passwd")
    entries = []
    for name in (b".gitattributes", b".gitmodules", b"README.md",
                 b"app", b"docs", b"openapi.yaml"):
        entries.append((0o120000, name, out))
    for i in range(2000):
        entries.append((0o160000, b"sub%04d" % i, "%040x" % i))
        entries.append((0o120000, b"to%04d" % i, out))
    a = sound(audit(pack.repository(place, pack.commit(
        pack.tree(sorted(entries, key=lambda e: e[1]))))))
    assert counts(a) == {"link": (2006, 1), "submodule": (2000, 2000)}
    assert all(c["for"] == [] for c in a.criteria.values())
    assert "root:" not in a.out


def test_an_object_that_is_missing_is_undetermined(place):
    pack = Pack()
    gone = pack.blob(b"x = 1\n")
    gone_folder = pack.tree([(0o100644, b"b.py", gone)])
    tree = pack.tree([(0o100644, b"a.py", gone), (0o40000, b"d", gone_folder),
                      (0o100644, b"z.md", pack.blob(b"# z\n"))])
    a = sound(audit(pack.repository(place, pack.commit(tree),
                                    without=[gone, gone_folder])))
    assert {x["path"]: x["why"] for x in a.json["excluded"]} == \
        {"a.py": "missing", "d": "missing"}
    assert a.code == 3
    assert "absent" not in {c["evidence"] for c in a.criteria.values()
                            if c["authority"] == "auto"}


def test_a_file_may_be_in_a_folder_that_is_missing(place, every, tmp_path):
    pack = Pack()
    folder = pack.tree([(0o100644, b"Makefile", pack.blob(b"all:\n"))])
    tree = pack.tree([(0o40000, b"d", folder), (0o100644, b"z", "1" * 40)])
    rules = tmp_path / "rules.yaml"
    rules.write_text(every[3].read_text().replace(
        "facts: []", "facts:\n  - {name: house.make, file: '**/Makefile', "
        "fr: oui, en: yes}").replace("honest.line",
                                                    "house.make"))
    words = ["--checks", BUILD / "checks", "--rules", rules]
    commit = pack.commit(tree)
    for name, gone, want in (("a", [], "complete"), ("b", [folder],
                                                     "undetermined")):
        repo = pack.repository(str(place) + name, commit, without=gone)
        a = audit(repo, *words)
        assert a.evidence()[0] == want, a.said
    pack = Pack()
    commit = pack.commit(pack.tree([(0o100644, b"z", "1" * 40)]))
    a = audit(pack.repository(str(place) + "c", commit), *words)
    assert a.evidence()[0] == "absent"


def test_a_file_whose_reading_never_ends_is_left_out(place, every, hasty):
    """Half a stream in a loose object; its size is told at its start."""
    place.mkdir()
    git(place, "init", "-q", "-b", "main")
    (place / "a.py").write_bytes(os.urandom(3000).hex().encode())
    (place / "b.py").write_bytes(b"x = 1\n")
    git(place, "add", "-A")
    git(place, "commit", "-q", "-m", "x")
    name = git(place, "rev-parse", "HEAD:a.py").decode().strip()
    loose = place / ".git/objects" / name[:2] / name[2:]
    loose.chmod(0o600)
    loose.write_bytes(loose.read_bytes()[:1500])
    a = audit(place, *every, libexec=hasty)
    assert a.excluded() == {"a.py": "crash"}
    assert a.evidence()[0] == "complete"
    assert "lose check=host path=a.py" in a.said


def test_a_pointer_of_git_lfs_is_undetermined(place, every):
    a = audit(imported(place, [(b"docs/rgpd.md", POINTER),
                               (b"app/main.py", POINTER)]), *every)
    assert a.evidence()[0] == "undetermined"
    assert a.excluded() == {"docs/rgpd.md": "lfs", "app/main.py": "lfs"}
    assert a.code == 3


def test_a_repository_of_sha256_is_refused_in_words(place):
    subprocess.run(["git", "init", "-q", "--object-format=sha256",
                    str(place)], check=True)
    a = audit(place)
    assert a.code == 3 and a.json is None and "SHA-256" in a.said


def test_a_shallow_one_is_read_and_says_so(place, tmp_path):
    full = imported(tmp_path / "full", [(b"a.py", b"x = 1\n")])
    for i in range(3):
        tree = git(full, "rev-parse", "HEAD^{tree}").decode().strip()
        new = git(full, "commit-tree", tree, "-p", "main", "-m",
                  str(i)).decode().strip()
        git(full, "update-ref", "refs/heads/main", new)
    subprocess.run(["git", "clone", "-q", "--bare", "--depth", "1",
                    "file://%s" % full, str(place)], check=True)
    a = sound(audit(place))
    assert a.json["commit"] == new and a.json["excluded"] == []


def test_a_linked_work_tree_is_read_with_what_it_needs(place, tmp_path):
    main = tmp_path / "main"
    main.mkdir()
    git(main, "init", "-q", "-b", "main")
    (main / "a.py").write_text("x = 1\n")
    git(main, "add", "-A")
    git(main, "commit", "-q", "-m", "x")
    git(main, "worktree", "add", "-q", str(place), "-b", "side")
    (place / "new.py").write_text("x = 2\n")
    a = sound(audit(place))
    assert a.json["commit"] == git(main, "rev-parse", "side").decode().strip()
    assert "new.py" in a.out


def test_a_link_that_leads_out_of_the_repository_is_not_followed(place,
                                                                 tmp_path):
    """A .git, an alternate and a ref that point elsewhere."""
    secret = tmp_path / "secret"
    secret.mkdir()
    git(secret, "init", "-q", "-b", "main")
    (secret / "a.txt").write_text("hidden\n")
    git(secret, "add", "-A")
    git(secret, "commit", "-q", "-m", "x")
    commit = git(secret, "rev-parse", "HEAD").decode().strip()
    imported(place, [(b"b.py", b"x = 1\n")])
    (place / "objects/info/alternates").write_text(
        str(secret / ".git/objects") + "\n")
    a = audit(place, "--rev", commit)
    assert a.code == 3 and a.json is None
    (place / "refs/heads/out").symlink_to(secret / ".git/refs/heads/main")
    a = audit(place, "--rev", "refs/heads/out")
    assert a.code == 3 and a.json is None
    (place / "objects/info/alternates").unlink()
    sound(audit(place))


# --- what is told on a forge -------------------------------------------------

SECRETS = {
    "github": "ghp_" + "a1B2" * 9, "key": "AKIA" + "IOSFODNN7Q2W3E4R",
    "url": "postgres://ada:hunter2hunter2@db:5432/x",
    "named": 'DB_PASSWORD = "hunter2hunter2"',
    "jwt": "eyJ" + "hbGciOiJIUzI1NiJ9" * 3 + ".abc.def",
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("form", ["markdown", "html", "text", "json",
                                  "sarif"])
def test_no_report_shows_a_secret(place, every, secret, form):
    imported(place, [(b"a.txt", SECRETS[secret].encode() + b"\n")])
    run = audit(place, *every, form=form)
    text = run.out if form == "json" else run.stdout.decode()
    assert "a.txt" in text and "***" in text
    for part in ("hunter2", "a1B2a1B2", "IOSFODNN", "hbGciOiJ"):
        assert part not in text


def outside_code(row):
    """What of a line of Markdown is not in a code span (CommonMark 6.1)."""
    parts, out = re.split("(`+)", row), ""
    while parts:
        part = parts.pop(0)
        if part[:1] != "`":
            out += part
        elif part in parts:
            del parts[:parts.index(part) + 1]
        else:
            out += part
    return out


def test_what_a_candidate_wrote_is_data_on_a_forge(place, every):
    """No mention, no closing word, no image, no link, no mark of ours."""
    line = ("` fixes #1 `` @ada ![x](http://evil.example/x.png) ``` <b>[y](z)"
            "</b> <!-- greffier:report:1 --> | ````")
    imported(place, [(b"`@ada fixes #1 ![x](y)`.txt", line.encode())])
    run = audit(place, *every, form="markdown")
    outside = "\n".join(map(outside_code, run.stdout.decode().splitlines()))
    assert "evil.example" in run.stdout.decode()
    for part in ("@", "fixes", "![", "<b>", "evil", "greffier:report", "y)"):
        assert part not in outside
