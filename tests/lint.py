# SPDX-License-Identifier: GPL-3.0-or-later
"""The house's rules: floors, windows, sizes, headers that stand alone."""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
FLOORS = {"base": 0, "model": 1, "conf": 1, "store": 2, "forge": 2,
          "intake": 3, "queue": 3, "fetch": 3, "audit": 3, "grid": 3,
          "report": 3, "web": 4, "worker": 4, "cmd": 5}
# DESIGN: one window per library.
WINDOWS = {"sqlite3.h": ["daemon/store/"],
           "git2": ["daemon/fetch/child/", "checks/host/tree"],
           "curl/": ["daemon/base/http", "daemon/base/headers",
                     "daemon/fetch/child/"],
           "civetweb.h": ["daemon/web/"], "cjson/": ["daemon/base/json.c"],
           "yaml.h": ["daemon/base/yaml"], "openssl/":
           ["daemon/base/hash.c", "daemon/base/digits.c"]}
FILE_MAX, WIDTH_MAX = 500, 100
wrong = []


def say(path, line, what):
    wrong.append("%s:%d: %s" % (path.relative_to(ROOT), line, what))


def room_of(path):
    parts = path.relative_to(ROOT).parts
    return parts[1] if parts[0] == "daemon" and len(parts) > 2 else None


def look_at_includes(path, text):
    room = room_of(path)
    where = str(path.relative_to(ROOT))
    for n, line in enumerate(text.splitlines(), 1):
        found = re.match(r'#include ["<]([^">]+)[">]', line)
        if not found:
            continue
        name = found[1]
        for library, windows in WINDOWS.items():
            if line.startswith("#include <") and (
                    name == library or name.startswith(library)) and \
                    not any(where.startswith(w) for w in windows):
                say(path, n, "%s belongs to %s" % (name, windows[0]))
        other = name.split("/")[0]
        if line.startswith('#include "') and "/" in name and \
                other in FLOORS and room is not None and other != room and \
                FLOORS[other] >= FLOORS[room]:
            say(path, n, "%s may not look into %s" % (room, other))
        if where.startswith("checks/host/") and other in FLOORS and \
                other != "base" and "/" in name:
            say(path, n, "the host may use daemon/base only")


def look_at_size(path, text):
    lines = text.splitlines()
    if len(lines) > FILE_MAX:
        say(path, len(lines), "longer than %d lines" % FILE_MAX)
    for n, line in enumerate(lines, 1):
        if len(line.expandtabs(8)) > WIDTH_MAX:
            say(path, n, "wider than %d columns" % WIDTH_MAX)


def look_at_words(path, text):
    if "SPDX-License-Identifier: GPL-3.0-or-later" not in text[:300]:
        say(path, 1, "no SPDX line")
    for n, line in enumerate(text.splitlines(), 1):
        if re.search(r"^\s+.*\bhtml_raw\(\w+, [^\"]", line):
            say(path, n, "html_raw takes a string literal")
        if re.search(r"\b(strcpy|strcat|sprintf|gets|system|popen)\(", line):
            say(path, n, "an unbounded or shelling function")


def headers_stand_alone(headers):
    for path in headers:
        run = subprocess.run(
            ["gcc", "-std=c17", "-D_GNU_SOURCE", "-Wall", "-Wextra",
             "-Wpedantic", "-Werror", "-Idaemon", "-Ichecks",
             "-I" + str(path.parent), "-fsyntax-only", "-x", "c", str(path)],
            cwd=ROOT, capture_output=True, text=True)
        if run.returncode:
            say(path, 1, "does not stand alone: " + run.stderr.strip()
                .splitlines()[0])


def tools(sources):
    flags = ["-std=c17", "-D_GNU_SOURCE", "-Idaemon", "-Ichecks",
             '-DLIBEXECDIR=""', '-DLIBDIR=""', '-DDATADIR=""']
    checks = "-*,bugprone-*,clang-analyzer-*,-bugprone-easily-swappable-" \
        "parameters,-bugprone-reserved-identifier,-bugprone-narrowing-" \
        "conversions,-clang-analyzer-security.insecureAPI.Deprecated" \
        "OrUnsafeBufferHandling,-bugprone-assignment-in-if-condition," \
        "-bugprone-macro-parentheses,-bugprone-branch-clone," \
        "-bugprone-sizeof-expression"   # of what an array of pointers holds

    def tidy(source):
        run = subprocess.run(
            ["clang-tidy", "--quiet", "-checks=" + checks,
             "-warnings-as-errors=*", str(source), "--", *flags],
            cwd=ROOT, capture_output=True, text=True)
        return run.stdout[-6000:] if run.returncode else ""

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong.extend(filter(None, pool.map(tidy, sources)))
    run = subprocess.run(
        ["cppcheck", "--quiet", "--enable=warning,portability",
         "--inline-suppr", "--error-exitcode=1", "--std=c11", "-Idaemon",
         "-Ichecks", "--suppress=missingInclude", "--suppress=unknownMacro",
         *[str(s) for s in sources]], cwd=ROOT, capture_output=True,
        text=True)
    if run.returncode:
        wrong.append(run.stderr[-6000:])


def main():
    names = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.c", "*.h",
         "*.py"], cwd=ROOT, capture_output=True, text=True,
        check=True).stdout.split()
    paths = [ROOT / n for n in names if "fixtures/" not in n]
    for path in paths:
        text = path.read_text(encoding="utf-8")
        look_at_words(path, text)
        if path.suffix in (".c", ".h"):
            look_at_includes(path, text)
            if "quoted_table" not in path.name:
                look_at_size(path, text)
    ours = [p for p in paths if "tests" not in p.parts]
    headers_stand_alone([p for p in ours if p.suffix == ".h"])
    if "--quick" not in sys.argv and not os.environ.get("LINT_QUICK"):
        tools([p for p in ours if p.suffix == ".c"])
    print("\n".join(wrong) if wrong else "lint: %d files" % len(paths))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
