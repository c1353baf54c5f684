# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input at the door: a clear answer and log line, nothing stored."""
import http.client
import json
import re
import socket
import sqlite3
import time

import pytest

from house import house, tree, wait_for


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with house(tmp_path_factory.mktemp("intake")) as h:
        h.conf(body_seconds=2)
        h.start()
        h.forge.create("formation/ada")
        yield h


def rows(home, table):
    base = sqlite3.connect(home.folder / "state" / "greffier.db")
    try:
        return base.execute("SELECT count(*) FROM " + table).fetchone()[0]
    finally:
        base.close()


@pytest.fixture(autouse=True)
def nothing_is_stored_or_sent(home):
    """And each refusal is one line in the log that says why."""
    before, logged = len(home.forge.deliveries), len(home.log_text())
    yield
    for table in ("deliveries", "jobs", "outbox", "repos"):
        assert rows(home, table) == 0
    assert not [c for c in home.forge.calls if c[0] != "GET"]
    lines = [x for x in home.log_text()[logged:].splitlines()
             if x.startswith("<4>refuse delivery source=")]
    assert lines and all(re.search(r" status=4\d\d why=\S", x)
                         for x in lines)
    assert len(lines) >= len(home.forge.deliveries) - before
    assert home.get("/healthz")[0] == 200


def push(home, **changes):
    body = home.forge.payload("formation/ada", "refs/heads/main", "0" * 40,
                              "1" * 40)
    body.update(changes)
    return body


def raw(home, data, wait=8):
    """The answer's bytes to bytes sent as they are."""
    with socket.create_connection(("127.0.0.1", home.port), wait) as s:
        s.settimeout(wait)
        s.sendall(data)
        got = b""
        try:
            while b"\r\n\r\n" not in got:
                part = s.recv(65536)
                if not part:
                    break
                got += part
        except TimeoutError:
            pass
        return got


def test_a_wrong_signature_is_refused_without_parsing(home):
    assert home.forge.deliver(b"this is not json", signature="0" * 64) == 403


def test_a_missing_signature_is_refused(home):
    body = json.dumps(push(home)).encode()
    link = http.client.HTTPConnection("127.0.0.1", home.port, timeout=5)
    link.request("POST", "/hooks/centre", body, {
        "Content-Type": "application/json", "X-Gitea-Event": "push",
        "X-Gitea-Delivery": "d"})
    assert link.getresponse().status == 401


def test_an_empty_signature_is_no_signature(home):
    assert home.forge.deliver(push(home), signature="",
                              headers={"X-Hub-Signature-256": "sha256="}
                              ) == 401


def test_an_unknown_source_is_not_found(home):
    assert raw(home, b"POST /hooks/nobody HTTP/1.1\r\nHost: x\r\n"
               b"Content-Length: 2\r\n\r\n{}").startswith(b"HTTP/1.1 404")


def test_a_body_of_26_megabytes_is_refused_before_it_is_read(home):
    got = raw(home, b"POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"
              b"Content-Type: application/json\r\n"
              b"Content-Length: %d\r\n\r\n" % (26 << 20 | 1 << 19))
    assert got.startswith(b"HTTP/1.1 413")


def test_a_truncated_body_is_refused(home):
    with socket.create_connection(("127.0.0.1", home.port), 10) as s:
        s.sendall(b"POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"
                  b"Content-Type: application/json\r\n"
                  b"Content-Length: 100\r\n\r\n{\"ref\":")
        s.shutdown(socket.SHUT_WR)
        assert s.recv(100).startswith(b"HTTP/1.1 408")


def test_a_body_that_drips_is_cut_at_the_deadline(home):
    start = time.monotonic()
    with socket.create_connection(("127.0.0.1", home.port), 10) as s:
        s.sendall(b"POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"
                  b"Content-Type: application/json\r\n"
                  b"Content-Length: 1000\r\n\r\n")
        s.setblocking(False)
        got = b""
        while time.monotonic() - start < 9 and not got:
            try:
                s.send(b"x")
                got = s.recv(100)
            except BlockingIOError:
                pass
            except OSError:
                break
            time.sleep(0.2)
    assert got.startswith(b"HTTP/1.1 408")
    assert "cut slow body" in home.log_text()


def test_a_chunked_body_is_refused(home):
    assert raw(home, b"POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"
               b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
               ).startswith(b"HTTP/1.1 411")


def test_two_lengths_are_refused(home):
    assert raw(home, b"POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"
               b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"
               ).startswith(b"HTTP/1.1 400")


def test_a_length_that_is_none_is_refused(home):
    for length in (b"-1", b"1e3", b"99999999999999999999", b"2, 2"):
        assert raw(home, b"POST /hooks/centre HTTP/1.1\r\nHost: x\r\n"
                   b"Content-Length: %s\r\n\r\n{}" % length
                   )[:13] in (b"HTTP/1.1 400 ", b"HTTP/1.1 411 ",
                              b"HTTP/1.1 413 ")


def test_json_of_another_shape_is_refused(home):
    for body in (b"", b"[]", b"null", b'"push"', b"{}", b'{"ref": 1}',
                 b'{"repository": []}', b'{"ref": "refs/heads/x"} x',
                 json.dumps(push(home, after=None)).encode(),
                 json.dumps(push(home, after="z" * 40)).encode(),
                 json.dumps(push(home, ref=["refs/heads/x"])).encode()):
        assert home.forge.deliver(body) == 400, body


def test_deep_json_is_refused(home):
    deep = b'{"a":' * 5000 + b"1" + b"}" * 5000
    assert home.forge.deliver(deep) == 400


def test_text_that_is_not_utf8_is_refused(home):
    body = json.dumps(push(home)).encode().replace(b"refs/heads/main",
                                                   b"refs/heads/\xff\xfe")
    assert home.forge.deliver(body) == 400


@pytest.mark.parametrize("name", ["../../etc", "formation/../x", "formation",
                                  "formation/a b\nc", "/formation/ada"])
def test_a_name_that_climbs_is_refused(home, name):
    body = push(home)
    body["repository"]["full_name"] = name
    assert home.forge.deliver(body) in (400, 403)


def test_a_repository_of_nobody_is_refused(home):
    body = push(home)
    body["repository"]["full_name"] = "autre/depot"
    assert home.forge.deliver(body) == 403


@pytest.mark.parametrize("ref", ["refs/heads/../x", "refs/heads/a..b",
                                 "refs/heads/\x01", "x" * 300])
def test_a_ref_that_git_would_refuse_is_refused(home, ref):
    assert home.forge.deliver(push(home, ref=ref)) == 400


def test_a_form_is_refused(home):
    assert home.forge.deliver(push(home), headers={
        "Content-Type": "application/x-www-form-urlencoded"}) == 415


def test_every_refusal_is_a_log_line_of_one_line(home):
    home.forge.deliver(b"\n<3>forged line\n{", key="x")
    lines = [x for x in home.log_text().splitlines() if "forged" in x]
    assert not [x for x in lines if x.startswith("<3>forged")]
