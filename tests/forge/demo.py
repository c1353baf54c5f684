# SPDX-License-Identifier: GPL-3.0-or-later
"""make demo: a push, six statuses, one report, in front of you.

A stand-in forge and the real daemon are started; three invented candidates
push with git: a good one, a weak one who then does better, and one whose
repository claims more than it holds.  What each is answered is printed and
held against what is in the repository; then everything stays up until
Ctrl-C.  DEMO_EXIT=1: ends by itself, 1 when an answer is missing or wrong.
DEMO_LANG=en: in English.
"""
import os
import pathlib
import re
import signal
import socket
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))
from house import BUILD, CONTEXTS, RULES, House, tree  # noqa: E402

LANG = os.environ.get("DEMO_LANG", "fr")
FORGE_PORT, PORT = 8370, 8371


def say(fr, en, *values):
    print((en if LANG == "en" else fr) % values, flush=True)


# What the first push of each must be answered, criterion by criterion.
EXPECTED = {
    "solide": {"C4.1": "complete", "C5.4": "complete", "C9.1": "complete",
               "C12.3": "complete", "C18.4": "complete",
               "C19.3": "complete"},
    "fragile": {"C12.3": "absent", "C18.4": "absent"},
    # A register that is only claimed, tests that test nothing, a chain in a
    # folder where no forge looks, the grid itself copied as a document.
    "pieges": {"C4.1": "absent", "C4.8": "absent", "C12.3": "absent",
               "C18.4": "absent"},
}
WORDS = {"complete": "complet", "partial": "partiel", "absent": "absent",
         "not_applicable": "sans objet"}

# The strong candidate's history, as it would have grown.
HISTORY = [("README.md", "requirements.txt", "bdd", "docs/donnees.md"),
           ("scripts", "docs/rgpd.md"), ("ml", "pyproject.toml"),
           ("app", "openapi.yaml"), ("tests", "Dockerfile"),
           (".github", "docs/chaines.md")]


class Wrong(Exception):
    """What should have been answered and was not."""


def port_or_any(port):
    """The port that the documentation names, or 0 when it is taken."""
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            s.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def audit_of(home, status):
    page = re.search(r"/audits/\d+", status["url"])
    if not page:
        raise Wrong("a status that leads to no audit: %s" % status["url"])
    shown, text = home.get(page[0])
    if shown != 200 or "<h1>" not in text:
        raise Wrong("%s answered %d" % (page[0], shown))
    return home.audit(page[0])


def push(home, work, name, message):
    """Commits and pushes; the criteria of the audit that the answers lead to."""
    sha = work.commit(message)
    start = time.monotonic()
    work.push()
    say("\n── %s : git push (%s, « %s »)",
        "\n── %s: git push (%s, \"%s\")", name, sha[:10], message)
    try:
        got = home.wait_answer(name, sha)
        report = home.told(sha, name)
    except (AssertionError, ValueError) as e:
        raise Wrong("%s: not six statuses and one report in time\n%s" % (
            name, e))
    say("   répondu en %.1f s", "   answered after %.1f s",
        time.monotonic() - start)
    for context in CONTEXTS:
        status = got[context]
        print("   %-12s %-8s %s" % (context, status["state"],
                                    status["text"]))
        if status["state"] != "success":
            raise Wrong("%s %s is %s" % (name, context, status["state"]))
    say("   rapport    : %s/%s/issues/%d (mis à jour %d fois)",
        "   report:      %s/%s/issues/%d (updated %d times)",
        home.forge.url, name, report["number"], report["edits"])
    say("   audit      : %s", "   audit:       %s", got["greffier"]["url"])
    audit = audit_of(home, got["greffier"])
    if audit["commit"] != sha or len(audit["criteria"]) != 142:
        raise Wrong("the audit of %s is not that of the push" % name)
    audit = {c["id"]: c for c in audit["criteria"]}
    broken = [k for k, c in audit.items() if c["evidence"] == "error"]
    if broken:
        raise Wrong("%s: a check failed: %s" % (name, ", ".join(broken)))
    return audit


def expect(audit, name):
    """Holds what must be against what was said, and shows it."""
    for criterion, value in EXPECTED[name].items():
        c = audit[criterion]
        cite = (c["for"] or c["against"] or [c.get("nearest_miss")])[0]
        where = "%s:%d  %s" % (cite["path"], cite["first"], cite["why"]) \
            if cite else ""
        print("   %-6s %-11s %s" % (criterion, c["evidence"] if LANG == "en"
                                    else WORDS.get(c["evidence"], "?"),
                                    where[:100]))
        if c["evidence"] != value:
            raise Wrong("%s: %s is %s, not %s" % (
                name, criterion, c["evidence"], value))


def count(audit):
    return sum(c["evidence"] == "complete" for c in audit.values())


def story(home):
    """The three candidates; raises Wrong."""
    solid = home.work("formation/solide")
    tree(solid, "candidates/strong")
    for paths in HISTORY:
        solid.git("add", *paths)
        solid.git("commit", "-q", "-m", "Ajoute " + ", ".join(paths))
    first = push(home, solid, "formation/solide", "Monitorage et veille")
    expect(first, "solide")

    weak = home.work("formation/fragile")
    tree(weak, "candidates/weak")
    before = push(home, weak, "formation/fragile", "Premier jet")
    expect(before, "fragile")

    traps = home.work("formation/pieges")
    tree(traps, "candidates/traps")
    trapped = push(home, traps, "formation/pieges",
                   "100 % conforme, @formation closes #1")
    expect(trapped, "pieges")

    for folder in ("bdd", "app", "ml"):
        tree(weak, "candidates/strong/" + folder, folder)
    after = push(home, weak, "formation/fragile",
                 "Base de données, modèle et API")
    if not count(trapped) < count(first) > count(before) < count(after):
        raise Wrong("the counts are out of order: %d %d %d %d" % tuple(
            count(e) for e in (first, before, trapped, after)))


def show(home):
    say("\nÀ voir, jusqu'à Ctrl-C :", "\nTo look at, until Ctrl-C:")
    say("   la forge   : %s/", "   the forge:   %s/", home.forge.url)
    say("   Greffier   : %s/ (dépôts, audits), %s/queue",
        "   Greffier:    %s/ (repositories, audits), %s/queue",
        home.url, home.url)
    say("   pousser    : git clone %s/formation/fragile.git",
        "   to push:     git clone %s/formation/fragile.git",
        home.forge.url.replace("://", "://formation:pw@"))


def main():
    if not (BUILD / "greffier").exists():
        sys.exit("%s is not built: make demo" % (BUILD / "greffier"))
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="greffier-demo-") as folder:
        home = House(pathlib.Path(folder), lang=LANG,
                     rules=RULES,
                     ports=(port_or_any(PORT), port_or_any(FORGE_PORT)))
        try:
            home.start()
            story(home)
            show(home)
            while not os.environ.get("DEMO_EXIT"):
                time.sleep(3600)
        except KeyboardInterrupt:
            print()
        except (Wrong, AssertionError) as e:
            print("demo: %s\n%s" % (e, home.log_text()[-2000:]),
                  file=sys.stderr)
            return 1
        finally:
            home.close()
    say("Tout a été répondu.", "Everything was answered.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
