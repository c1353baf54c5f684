# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects and packs made by hand: what git would never write itself."""
import hashlib
import pathlib
import struct
import subprocess
import zlib

COMMIT, TREE, BLOB, TAG, OFS_DELTA, REF_DELTA = 1, 2, 3, 4, 6, 7
NAMES = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob", TAG: b"tag"}
MIB = bytes(1 << 20)
WHO = b"Ada <ada@example.org> 1767607200 +0000"


def oid(kind, data):
    return hashlib.sha1(b"%s %d\0" % (NAMES[kind], len(data)) + data
                        ).hexdigest()


def head(kind, size):
    """The bytes before an object's own in a pack."""
    first, size = kind << 4 | size & 15, size >> 4
    out = bytearray()
    while size:
        out.append(first | 0x80)
        first, size = size & 0x7f, size >> 7
    out.append(first)
    return bytes(out)


def varint(n):
    out = bytearray()
    while n > 0x7f:
        out.append(n & 0x7f | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def delta(base_len, keep, more):
    """The first bytes of the base (fewer than 256), then these."""
    return (varint(base_len) + varint(keep + len(more)) +
            bytes([0x90, keep, len(more)]) + more)


class Pack:
    """Objects in the order in which they were added."""

    def __init__(self):
        self.objects = {}       # oid -> (kind, data)
        self.raw = []           # whole entries, header included

    def add(self, kind, data):
        name = oid(kind, data)
        self.objects[name] = (kind, data)
        return name

    def blob(self, data):
        return self.add(BLOB, data)

    def tree(self, entries):
        """entries: (mode, name, oid), in git's order or not."""
        return self.add(TREE, b"".join(
            b"%o %s\0" % (mode, name) + bytes.fromhex(to)
            for mode, name, to in entries))

    def commit(self, tree, message=b"work\n", parents=()):
        return self.add(COMMIT, b"tree %s\n" % tree.encode() + b"".join(
            b"parent %s\n" % p.encode() for p in parents) +
            b"author %s\ncommitter %s\n\n" % (WHO, WHO) + message)

    def zeros(self, kind, size, start=b""):
        """An object that is much larger than its bytes in the pack."""
        sha = hashlib.sha1(b"%s %d\0" % (NAMES[kind], size) + start)
        squeeze = zlib.compressobj(9)
        out = [head(kind, size), squeeze.compress(start)]
        left = size - len(start)
        while left > 0:
            part = MIB[:left]
            sha.update(part)
            out.append(squeeze.compress(part))
            left -= len(part)
        self.raw.append(b"".join(out) + squeeze.flush())
        return sha.hexdigest()

    def entries(self):
        return [head(kind, len(data)) + zlib.compress(data, 1)
                for kind, data in self.objects.values()] + self.raw

    def bytes(self, count=None):
        entries = self.entries()
        out = b"PACK" + struct.pack(">II", 2, len(entries) if count is None
                                    else count) + b"".join(entries)
        return out + hashlib.sha1(out).digest()

    def repository(self, place, commit, without=()):
        """A bare repository of it, which nothing has looked at."""
        place = pathlib.Path(place)
        for name in without:
            del self.objects[name]
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main",
                        str(place)], check=True)
        subprocess.run(["git", "-C", str(place), "index-pack", "--stdin"],
                       input=self.bytes(), check=True, capture_output=True)
        (place / "refs/heads/main").write_text(commit + "\n")
        return place
