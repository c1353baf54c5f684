# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person sees of the stand-in forge: repositories, statuses, issues
as the forge would render them, and the files that a report links to."""
import html
import re
import shutil
import subprocess

HEAD = """<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>%s · Forge de démonstration</title><style>
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:64rem;
padding:0 1rem 3rem;color:#1b1b1f;background:#fff}
header{border-bottom:1px solid #d5d5dc;padding:.75rem 0;color:#55555f}
a{color:#0b4fa8}code{background:#f0f0f4;padding:0 .2em;font-size:.9em}
.issue{border:1px solid #d5d5dc;border-radius:6px;padding:0 1rem 1rem}
.statuses{list-style:none;padding:0}.statuses li{padding:.15rem 0}
.state{display:inline-block;min-width:5.5em;font-weight:600}
.success{color:#0b6b32}.pending{color:#7a4b00}.error,.failure{color:#a3151b}
table{border-collapse:collapse}td,th{border:1px solid #d5d5dc;
padding:.25rem .6rem}summary{cursor:pointer;font-weight:600;margin:.5rem 0}
pre{overflow-x:auto;background:#f5f5f8;padding:.7rem}
</style></head><body><header><a href="/">Forge de démonstration</a></header>
<main><h1>%s</h1>"""


def markdown(text):
    """HTML, by the parser that GitHub uses; raw HTML filtered as there."""
    program = shutil.which("cmark-gfm")
    if program is None:
        return "<pre>%s</pre>" % html.escape(text)
    run = subprocess.run([program, "--unsafe", "-e", "table", "-e",
                          "tagfilter", "-e", "autolink", "-e",
                          "strikethrough"], input=text.encode(),
                         capture_output=True, check=True)
    return run.stdout.decode()


def repository(forge, name, level):
    out = []
    for ref, sha in forge.refs(name).items():
        out.append("<h%d>%s <code>%s</code></h%d><ul class=statuses>" % (
            level, html.escape(ref), sha[:10], level))
        for key, s in sorted(forge.status_of(name, sha).items()):
            out.append('<li><span class="state %s">%s</span> %s : '
                       '<a href="%s">%s</a></li>' % tuple(html.escape(x) for x
                                                in (s["state"], s["state"],
                                                    key, s["url"], s["text"])))
        out.append("</ul>")
    for i in forge.reports(name):
        out.append('<p><a href="/%s/issues/%d">#%d %s</a></p>' % (
            html.escape(name), i["number"], i["number"],
            html.escape(i["title"])))
    return "".join(out)


def page(forge, path):
    """The HTML of a path, or None."""
    match = re.fullmatch(r"/([^/]+/[^/]+)(/.*)?", path)
    if path == "/":
        title = "Dépôts"
        body = "".join('<h2><a href="/%s">%s</a></h2>%s' % (
            html.escape(name), html.escape(name), repository(forge, name, 3))
            for name in forge.repos)
    elif not match or match[1] not in forge.repos:
        return None
    elif not match[2]:
        title, body = match[1], repository(forge, match[1], 2)
    else:
        title, body = below(forge, match[1], match[2])
        if body is None:
            return None
    title = html.escape(title)
    return HEAD % (title, title) + body + "</main></body></html>"


def below(forge, name, path):
    issue = re.fullmatch(r"/issues/(\d+)", path)
    for i in forge.reports(name) if issue else []:
        if i["number"] == int(issue[1]):
            return "#%d %s" % (i["number"], i["title"]), (
                '<p>%s, %d mise(s) à jour</p><div class=issue>%s</div>' % (
                    i["author"]["login"], i["edits"], markdown(i["body"])))
    blob = re.fullmatch(r"/%s/([0-9a-f]{40})/(.+)" % forge.dialect.files,
                        path)
    if not blob:
        return "", None
    run = subprocess.run(["git", "-C", forge.path(name), "show", "%s:%s" % (
        blob[1], blob[2])], capture_output=True)
    lines = run.stdout.decode(errors="replace").splitlines()
    return blob[2], None if run.returncode else "<pre>%s</pre>" % "\n".join(
        '<span id="L%d">%5d</span>  %s' % (n, n, html.escape(line))
        for n, line in enumerate(lines, 1))
