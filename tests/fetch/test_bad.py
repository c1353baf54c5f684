# SPDX-License-Identifier: GPL-3.0-or-later
"""Git servers that mean harm, or are merely broken.

Each ends in an error that says what is wrong, within its deadline and its
memory, and leaves nothing in the folder of the mirror.
"""
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import zlib

import pytest

from bad import (ADVERT, CAPS, RESULT, advert, band, forever, pkt, reply,
                 serving, silence, told)
from packs import (BLOB, OFS_DELTA, REF_DELTA, Pack, delta, head, oid, varint)

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("BUILD", ROOT / "build")).resolve()
MIB = 1 << 20
GRACE = 3.0     # of the parent, past the deadline


class Fetch:
    def __init__(self, url, mirrors, deadline=3000, size=64 * MIB,
                 objects=100000, largest=16 * MIB):
        run = subprocess.Popen(
            ["timeout", "-s", "KILL", "60", BUILD / "tests/fetch-one", url,
             mirrors, str(deadline), str(size), str(objects), str(largest)],
            stdout=subprocess.PIPE,
            env={**os.environ, "GREFFIER_LIBEXEC": str(BUILD)})
        out = run.stdout.read()
        _, status, used = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
        assert out, "it did not end"
        said = json.loads(out)
        self.kind, self.why = said.get("kind"), said.get("why", "")
        self.head, self.path = said.get("head"), said.get("path")
        self.seconds, self.memory = said["ms"] / 1000, used.ru_maxrss * 1024
        self.left = sorted(p.name for p in (mirrors / "7").iterdir())
        print(said, self.memory // MIB, self.left)


@pytest.fixture
def mirrors(tmp_path):
    (tmp_path / "mirrors").mkdir()
    return tmp_path / "mirrors"


def good(text=b"x = 1\n", parents=()):
    """A sound pack and its commit."""
    pack = Pack()
    commit = pack.commit(pack.tree([(0o100644, b"a.py", pack.blob(text))]),
                         parents=parents)
    return pack, commit


PACK, COMMIT = good()
SOUND = PACK.bytes()
REFS = reply(advert([(b"HEAD", COMMIT), (b"refs/heads/main", COMMIT)]),
             ADVERT)


def refs(body, kind=ADVERT, **more):
    return reply(body, kind, **more), b""


def pack(body, kind=RESULT, **more):
    return REFS, reply(body, kind, **more)


def raw(count, body):
    out = b"PACK" + struct.pack(">II", 2, count) + body
    return out + hashlib.sha1(out).digest()


def many_refs(n):
    return [(b"refs/heads/b%07d" % i, COMMIT) for i in range(n)]


def named(*names):
    return refs(advert([(b"HEAD", COMMIT), (b"refs/heads/main", COMMIT),
                        *((n, COMMIT) for n in names)]))[0], \
        reply(told(SOUND), RESULT)


def chain_backwards(n):
    """Each delta comes before the object that it is made of."""
    out, data, entries = [], b"01234abcde", []
    base = oid(BLOB, data)
    entries.append(head(BLOB, len(data)) + zlib.compress(data))
    for i in range(n):
        step = delta(10, 5, b"%05d" % i)
        data = data[:5] + b"%05d" % i
        entries.append(head(REF_DELTA, len(step)) + bytes.fromhex(base) +
                       zlib.compress(step, 1))
        base = oid(BLOB, data)
    return raw(n + 1, b"".join(reversed(entries)))


def delta_bomb():
    """A gigabyte out of three hundred megabytes out of nothing."""
    zeros = Pack()
    base = zeros.zeros(BLOB, 300 * MIB)
    copy = b"\xf0\xff\xff\xff" * 60
    step = varint(300 * MIB) + varint(60 * 0xffffff) + copy
    return raw(2, zeros.raw[0] + head(REF_DELTA, len(step)) +
               bytes.fromhex(base) + zlib.compress(step))


HTML = "text/html; charset=utf-8"
ERRORS = {
    # name: (refs, pack), kind, words
    "silence": ((silence(), b""), "limit", "time"),
    "silence_in_the_refs": ((silence(REFS[:200]), b""), "limit", "time"),
    "silence_for_the_pack": ((REFS, silence()), "limit", "time"),
    "silence_in_the_pack": ((REFS, silence(reply(told(SOUND)[:150], RESULT))),
                            "limit", "time"),
    "refs_without_end": ((forever(reply(advert(many_refs(1))[:-4], ADVERT),
                                  pkt(COMMIT.encode() + b" refs/heads/x\n") *
                                  1000), b""), "limit", "refs is too long"),
    "too_many_refs": (refs(advert(many_refs(10001))), "limit", "10001 refs"),
    "progress_without_end": ((REFS, forever(
        reply(pkt(b"NAK\n"), RESULT), band(b"Counting " * 6000, 2))),
        "limit", "larger than"),
    "a_trickle": ((REFS, forever(reply(pkt(b"NAK\n"), RESULT),
                                 band(b"Counting " * 50, 2), 0.2)),
                  "limit", "did not answer in time"),
    "a_pack_without_end": ((REFS, forever(
        reply(pkt(b"NAK\n") + band(SOUND[:40]), RESULT),
        band(os.urandom(60000)))), None, ""),
    "four_billion_objects": (pack(told(PACK.bytes(0xffffffff))), "limit",
                             "emory"),
    "more_objects_than_allowed": (pack(told(PACK.bytes(100001))), "limit",
                                  "100001 objects"),
    "as_many_as_allowed_and_none_comes": (pack(told(PACK.bytes(100000))),
                                          None, ""),
    "a_redirect": (refs(b"", HTML, status="302 Found", more="Location: "
                        "http://127.0.0.1:9/a/b.git/info/refs\r\n"),
                   "remote", "redirect"),
    "a_redirect_of_the_pack": (pack(b"", HTML, status="307 Temporary",
                                    more="Location: http://127.0.0.1:9/\r\n"),
                               "remote", "redirect"),
    "http_401": (refs(b"", HTML, status="401 No"), "remote", "401"),
    "http_403": (refs(b"", HTML, status="403 No"), "remote", "403"),
    "http_404": (refs(b"", HTML, status="404 No"), "remote", "404"),
    "http_429": (refs(b"", HTML, status="429 Slow"), "remote", "429"),
    "http_500": (refs(b"", HTML, status="500 Oh"), "remote", "500"),
    "http_500_for_the_pack": (pack(b"", HTML, status="500 Oh"), "remote",
                              "500"),
    "http_500_of_the_right_type": (refs(advert([(b"refs/heads/main", COMMIT)]
                                               ), status="500 Oh"), "remote",
                                   "500"),
    "no_http": ((b"SSH-2.0-OpenSSH_9.2\r\n", b""), "remote", ""),
    "nothing_at_all": ((b"", b""), "remote", ""),
    "a_page": (refs(b"<html>Sign in</html>", HTML), "remote", "text/html"),
    "a_page_for_the_pack": (pack(b"<html>Sign in</html>", HTML), "remote",
                            "text/html"),
    "no_type": (refs(advert([(b"HEAD", COMMIT)]), ""), "remote", "type"),
    "no_packets": (refs(b"<html>" * 100), None, ""),
    "a_length_that_is_none": (refs(b"zzzz# service"), None, ""),
    "a_length_of_three": (refs(b"0003abc"), None, "not git"),
    "a_length_of_everything": (refs(b"fff0" + b"a" * 65516), None,
                               "REF pkt-line"),
    "half_a_packet": (refs(advert(many_refs(3))[:-30]), None, ""),
    "an_id_that_is_none": (refs(advert([(b"HEAD", "x" * 40)])), None, ""),
    "an_error_packet": (refs(pkt(b"ERR go away\n\x1b[31m\xff")), None, "go away"),
    "no_refs": (refs(b""), None, ""),
    "a_wrong_sum": (pack(told(SOUND[:-1] + bytes([SOUND[-1] ^ 1]))), None,
                    ""),
    "half_a_pack": (pack(told(SOUND[:len(SOUND) // 2])), None, ""),
    "half_a_pack_and_no_end": (pack(told(SOUND)[:-60]), None, ""),
    "no_pack": (pack(pkt(b"NAK\n") + b"0000"), None, ""),
    "an_error_in_the_side_band": (pack(pkt(b"NAK\n") + band(b"no", 3)),
                                  None, ""),
    "a_band_that_is_none": (pack(pkt(b"NAK\n") + band(b"no", 9)), None, ""),
    "a_broken_stream": (pack(told(raw(1, head(BLOB, 100) + b"garbage!"))),
                        None, ""),
    "an_object_shorter_than_it_says": (
        pack(told(raw(1, head(BLOB, 100) + zlib.compress(b"x" * 10)))), None,
        ""),
    "an_object_longer_than_it_says": (
        pack(told(raw(1, head(BLOB, 10) + zlib.compress(b"x" * 9999)))), None,
        ""),
    "a_size_of_everything": (
        pack(told(raw(1, head(BLOB, 1 << 62) + zlib.compress(b"x")))), None,
        ""),
    "a_delta_of_nothing": (
        pack(told(raw(1, head(REF_DELTA, 4) + bytes(20) +
                      zlib.compress(b"\x01\x01\x01a")))), None, ""),
    "a_delta_of_itself": (
        pack(told(raw(1, head(OFS_DELTA, 4) + b"\x00" +
                      zlib.compress(b"\x01\x01\x01a")))), None, ""),
    "a_delta_from_before_the_start": (
        pack(told(raw(1, head(OFS_DELTA, 4) + b"\xff\x7f" +
                      zlib.compress(b"\x01\x01\x01a")))), None, ""),
    "an_object_of_no_type": (
        pack(told(raw(1, head(5, 1) + zlib.compress(b"x")))), None, ""),
    "deltas_that_come_backwards": (pack(told(chain_backwards(20000))),
                                   "limit", "time"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_a_bad_server_is_told_in_words_and_leaves_nothing(mirrors, name):
    (first, second), kind, words = ERRORS[name]
    with serving(first, second) as server:
        f = Fetch(server.url, mirrors)
    assert f.head is None
    assert f.kind in ([kind] if kind else ["remote", "limit", "format"])
    assert words in f.why and len(f.why) > 10
    assert f.why.isprintable() and "said nothing" not in f.why
    assert f.seconds < 3 + GRACE + 1.5
    assert f.memory < 200 * MIB
    assert f.left == ["lock"]


@pytest.mark.parametrize("where", ["refs", "pack"])
def test_a_byte_a_second_is_given_up_long_before_the_deadline(mirrors, where):
    bad = {"refs": (forever(REFS[:200], b"0", 1.0), b""),
           "pack": (REFS, forever(reply(told(SOUND)[:150], RESULT), b"a",
                                  1.0))}[where]
    with serving(*bad) as server:
        f = Fetch(server.url, mirrors, deadline=20000)
    assert f.kind == "limit" and f.seconds < 10
    assert f.left == ["lock"]


def test_the_token_goes_to_one_host(mirrors):
    """Also when that one says that it is wanted elsewhere."""
    with serving(b"") as other:
        with serving(reply(b"", HTML, "302 Found",
                           "Location: %s\r\n" % other.url)) as server:
            Fetch(server.url, mirrors)
        assert server.seen and other.seen == []


ODD_REFS = [b"refs/heads/../../../../evil", b"refs/heads/a\nb",
            b"refs/heads/..", b"/etc/evil", b"refs/heads/a.lock",
            b"refs/heads//a", b"refs/heads/a b", b"refs/heads/a\x7f",
            b"refs/heads/.git/config", b"refs/heads/" + b"n" * 5000,
            b"refs/heads/" + b"n/" * 2000 + b"x", b"evil", b"config",
            b"refs/heads/main/sub", b"refs/pull/1/head", b"refs/notes/x",
            b"refs/heads/\xff\xfe"]


@pytest.mark.parametrize("i", range(len(ODD_REFS)))
def test_a_name_of_a_ref_writes_nothing_where_it_should_not(mirrors, i):
    with serving(*named(ODD_REFS[i])) as server:
        f = Fetch(server.url, mirrors)
    assert f.kind in (None, "remote", "format", "limit", "sys")
    written = {str(p.relative_to(mirrors)) for p in mirrors.rglob("*")}
    assert not [p for p in written if "evil" in p or "\n" in p]
    assert {p.name for p in mirrors.iterdir()} == {"7"}
    assert not (mirrors.parent / "evil").exists()
    if f.head is None:
        assert f.left == ["lock"] and len(f.why) > 10
    else:
        assert f.head == COMMIT
        assert sorted(os.listdir(f.path + "/refs")) == ["heads", "tags"]
        assert b"[core]" in (pathlib.Path(f.path) / "config").read_bytes()


def test_a_blob_of_three_hundred_megabytes_takes_no_memory(mirrors):
    many = Pack()
    commit = many.commit(many.tree([(0o100644, b"a.bin", many.zeros(
        BLOB, 300 * MIB))]))
    with serving(reply(advert([(b"refs/heads/main", commit)]), ADVERT),
                 reply(told(many.bytes()), RESULT)) as server:
        f = Fetch(server.url, mirrors, deadline=30000)
    assert f.head == commit and f.memory < 200 * MIB


def test_a_delta_of_three_hundred_megabytes_is_bounded(mirrors):
    """It is made in memory, which four times the largest object bounds."""
    with serving(*pack(told(delta_bomb()))) as server:
        f = Fetch(server.url, mirrors, deadline=8000)
    assert f.head is None and f.kind in ("limit", "remote", "format")
    assert f.memory < 850 * MIB and f.left == ["lock"]


def test_what_fails_leaves_the_mirror_that_there_was(mirrors):
    with serving(REFS, reply(told(SOUND), RESULT)) as server:
        f = Fetch(server.url, mirrors)
    assert f.head == COMMIT
    before = sorted(str(p) for p in pathlib.Path(f.path).rglob("*"))
    more, commit = good(b"x = 2\n", [COMMIT])
    later = reply(advert([(b"refs/heads/main", commit)]), ADVERT)
    broken = more.bytes()[:-1] + b"?"
    for bad in (reply(told(broken), RESULT), reply(told(broken)[:99], RESULT),
                silence(reply(told(broken)[:99], RESULT)),
                reply(told(chain_backwards(20000)), RESULT)):
        with serving(later, bad) as server:
            g = Fetch(server.url, mirrors)
        assert g.head is None
        assert sorted(str(p) for p in pathlib.Path(f.path).rglob("*")) == \
            before
        assert g.left == ["1", "1.lock", "lock"]
    with serving(later, reply(told(more.bytes()), RESULT)) as server:
        assert Fetch(server.url, mirrors).head == commit


def test_the_command_says_it_too(tmp_path):
    """And its folder in /tmp goes with it."""
    env = {**os.environ, "GREFFIER_LIBEXEC": str(BUILD),
           "GREFFIER_SHARE": str(ROOT), "TMPDIR": str(tmp_path)}
    with serving(*ERRORS["http_404"][0]) as server:
        run = subprocess.run([BUILD / "greffier", "audit", server.url],
                             capture_output=True, text=True, env=env)
    assert run.returncode == 3 and run.stdout == ""
    assert "404" in run.stderr
    assert CAPS not in run.stderr.encode()
