# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts themselves, as greffier-check says them, rules left aside."""
import json
import subprocess

from conftest import BUILD, git, write


def facts(folder, files):
    """Lays the files in a repository; [{name, path, first, last, attrs}]."""
    git(folder, "init", "-q", "-b", "main")
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "init")
    child = subprocess.Popen(
        [str(BUILD / "greffier-check"), "--checks", str(BUILD / "checks"),
         str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        encoding="utf-8")
    child.stdin.write(json.dumps({
        "t": "open", "rev": "HEAD", "ref": None, "remote": None,
        "default_branch": None, "queries": [], "skip": [], "drop": []}) +
        "\n")
    child.stdin.flush()
    wanted, out = {}, []
    for line in child.stdout:
        said = json.loads(line)
        if said["t"] == "want":
            wanted[said["n"]] = said["path"]
        elif said["t"] == "wanted":
            child.stdin.write('{"t":"go"}\n')
            child.stdin.flush()
        elif said["t"] == "fact":
            if "n" in said:
                said["path"] = wanted[said["n"]]
            out.append(said)
        elif said["t"] == "done":
            break
        else:
            assert said["t"] != "error", said
    child.stdin.close()
    assert child.wait(timeout=20) == 0
    return out


def named(said, name):
    """Those of that name, or of that family when it ends with a dot."""
    return [f for f in said if f["name"] == name or
            (name.endswith(".") and f["name"].startswith(name))]


def attrs(said, name, *keys):
    """[(value of each key)] of the facts of that name."""
    return [tuple(f["attrs"].get(k) for k in keys) if len(keys) > 1
            else f["attrs"].get(keys[0]) for f in named(said, name)]
