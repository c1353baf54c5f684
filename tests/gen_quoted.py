#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes checks/host/quoted_table.h: by what a copy of the grid is known.

usage: gen_quoted.py RULES.yaml [--check HEADER]

Of each criterion's text, folded, a few runs of SHINGLE words are hashed
(FNV-1a, 64 bits).  --check compares with a header instead of writing one to
standard output: exit 1 when they differ, 0 also when RULES.yaml is absent.
"""
import os
import re
import sys
import unicodedata

SHINGLE, SAMPLES = 6, 6


def words(text):
    text = text.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae")
    text = unicodedata.normalize("NFKD", text).lower()
    text = "".join(c for c in text if not unicodedata.combining(c))
    return re.findall(r"[a-z0-9]+", text)


def fnv(data):
    h = 0xCBF29CE484222325
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


def texts(path):
    """The criteria's sentences, each once, in the order of the file."""
    seen = {}
    with open(path, encoding="utf8") as f:
        for line in f:
            m = re.match(r'\s+text:\s*"((?:[^"\\]|\\.)*)"\s*$', line)
            if m:
                w = tuple(words(m[1].replace('\\"', '"')))
                if len(w) < SHINGLE:
                    sys.exit(f"fewer than {SHINGLE} words: {m[1]}")
                seen.setdefault(w)
    return list(seen)


def header(path):
    known = texts(path)
    rows = []
    for i, w in enumerate(known):
        last = len(w) - SHINGLE
        n = min(SAMPLES, last + 1)
        at = sorted({round(k * last / max(1, n - 1)) for k in range(n)})
        rows += [(fnv(" ".join(w[a:a + SHINGLE]).encode()), i) for a in at]
    rows = sorted(set(rows))
    counts = [[len(w), sum(1 for r in rows if r[1] == i)]
              for i, w in enumerate(known)]
    out = ["/* SPDX-License-Identifier: GPL-3.0-or-later */",
           "/* quoted_table.h: written by tests/gen_quoted.py; see there. */",
           "#ifndef QUOTED_TABLE_H", "#define QUOTED_TABLE_H", "",
           "#include <stdint.h>", "",
           f"enum {{ QUOTED_SHINGLE = {SHINGLE}, QUOTED_TEXTS = {len(known)} }};",
           "", "/* Of each text: its words, and its shingles in the table. */",
           "static const struct {",
           "\tunsigned char\twords, shingles;",
           "} quoted_texts[QUOTED_TEXTS] = {"]
    cells = [f"{{ {w}, {s} }}," for w, s in counts]
    out += ["\t" + " ".join(cells[i:i + 6]) for i in range(0, len(cells), 6)]
    out += ["};", "", "static const struct {", "\tuint64_t\thash;",
            "\tunsigned char\ttext;", "} quoted_table[] = {"]
    cells = [f"{{ 0x{h:016x}, {t} }}," for h, t in rows]
    out += ["\t" + " ".join(cells[i:i + 3]) for i in range(0, len(cells), 3)]
    out += ["};", "", "#endif", ""]
    return "\n".join(out)


def main():
    if len(sys.argv) not in (2, 4):
        sys.exit(__doc__)
    if len(sys.argv) == 4:
        if not os.path.exists(sys.argv[1]):
            return
        with open(sys.argv[3], encoding="utf8") as f:
            if f.read() != header(sys.argv[1]):
                sys.exit(f"{sys.argv[3]}: not current; run {sys.argv[0]}")
        return
    sys.stdout.write(header(sys.argv[1]))


main()
