# SPDX-License-Identifier: GPL-3.0-or-later
"""A git server that speaks smart HTTP as badly as it is told to."""
import contextlib
import socket
import socketserver
import threading
import time

CAPS = (b"multi_ack_detailed side-band-64k thin-pack ofs-delta shallow "
        b"no-progress include-tag symref=HEAD:refs/heads/main "
        b"object-format=sha1 agent=git/2.39")
ADVERT = "application/x-git-upload-pack-advertisement"
RESULT = "application/x-git-upload-pack-result"


def pkt(data):
    return b"%04x" % (len(data) + 4) + data


def advert(refs, caps=CAPS):
    """refs: (name, oid) pairs."""
    out = pkt(b"# service=git-upload-pack\n") + b"0000"
    for i, (name, to) in enumerate(refs):
        out += pkt(to.encode() + b" " + name + (b"\0" + caps if i == 0 else
                                                b"") + b"\n")
    return out + b"0000"


def band(data, number=1):
    """A pack, or words about it, in the side band."""
    return b"".join(pkt(bytes([number]) + data[i:i + 60000])
                    for i in range(0, len(data), 60000))


def told(pack):
    return pkt(b"NAK\n") + band(pack) + b"0000"


def reply(body, kind, status="200 OK", more=""):
    """A whole answer, which ends with the connection."""
    return (("HTTP/1.1 %s\r\nContent-Type: %s\r\n%sConnection: close\r\n\r\n"
             % (status, kind, more)).encode() + body)


def forever(start, part, pause=0.0):
    """A start, then the same again and again until nobody listens."""
    def say(sock):
        sock.sendall(start)
        while True:
            sock.sendall(part)
            time.sleep(pause)
    return say


def silence(start=b""):
    return forever(start, b"", 0.2)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, refs, pack=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.refs, self.pack = refs, pack
        self.seen = []
        self.url = "http://127.0.0.1:%d/a/b.git" % self.server_address[1]


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        sock, got = self.request, b""
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError):
            while b"\r\n\r\n" not in got:
                more = sock.recv(65536)
                if not more:
                    return
                got += more
            head, _, body = got.partition(b"\r\n\r\n")
            size = 0
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    size = int(line.split(b":")[1])
            while len(body) < size:
                body += sock.recv(65536)
            self.server.seen.append(head)
            answer = self.server.pack if head.startswith(b"POST") else \
                self.server.refs
            if callable(answer):
                answer(sock)
            else:
                sock.sendall(answer)


@contextlib.contextmanager
def serving(refs, pack=b""):
    server = Server(refs, pack)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
