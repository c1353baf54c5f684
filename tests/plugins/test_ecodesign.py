# SPDX-License-Identifier: GPL-3.0-or-later
"""C17.7: eco-design, words and deeds."""
import pytest

SECTION = """
    # Projet

    ## Éco-conception

    Les images sont servies en WebP et chargées à la demande, les réponses
    de l'API sont compressées et paginées, et les résultats de prédiction
    restent dix minutes en cache, ce qui évite de relancer le modèle pour
    rien et réduit le poids des pages d'un tiers.

    ## Suite
    """
NGINX = """
    server {
      gzip on;
      location /static { expires 30d; }
    }
    """


def test_words_with_a_deed_are_complete(audit):
    got = audit({"README.md": SECTION, "front/nginx.conf": NGINX})
    assert got.evidence("C17.7") == "complete"
    assert ("eco.stated", "README.md", 3, 8) in got.cited("C17.7")
    assert ("eco.practice", "front/nginx.conf", 2, 2) in got.cited("C17.7")


def test_words_alone_are_half(audit):
    assert audit({"README.md": SECTION}).evidence("C17.7") == "partial"


def test_two_kinds_of_deeds_without_a_word_are_half(audit):
    got = audit({"nginx.conf": "gzip on;\n", "compose.yml": """
        services:
          api:
            image: api
            deploy:
              resources:
                limits:
                  memory: 512M
        """})
    assert got.evidence("C17.7") == "partial"
    assert len(got.cited("C17.7")) == 2


@pytest.mark.parametrize("path,text", [
    ("train.py", "from codecarbon import EmissionsTracker\n"
     "tracker = EmissionsTracker()\n"),
    (".github/workflows/web.yml", "on: push\njobs:\n  a:\n    steps:\n"
     "      - run: lhci autorun\n"),
])
def test_a_measure_is_half(audit, path, text):
    assert audit({path: text}).evidence("C17.7") == "partial"


@pytest.mark.parametrize("files", [
    {"nginx.conf": "gzip on;\n"},                       # one is a habit
    {"nginx.conf": "# gzip on;\n# expires 30d;\n"},
    {"README.md": "## Éco-conception\n\nÀ faire.\n"},
    {"README.md": "Respecte l'éco-conception et le Green IT.\n"},
    {"docs/benchmark.md": SECTION},                     # C7.5
    {"app.py": "# from codecarbon import EmissionsTracker\n"},
    {"page.html": "<p>lazy loading</p>\n", "nginx.conf": "gzip off;\n"},
])
def test_what_only_looks_like_it_counts_for_nothing(audit, files):
    got = audit({**files, "main.py": "print(1)\n"})
    assert got.evidence("C17.7") == "absent"


@pytest.mark.parametrize("path,text", [
    ("a.py", "app.add_middleware(GZipMiddleware, minimum_size=500)\n"),
    ("a.js", "app.use(compression());\n"),
    ("a.html", "<img src='x.webp' loading='lazy'>\n"),
    ("a.jsx", "const Page = lazy(() => import('./Page'));\n"),
    ("a.py", "response.headers['Cache-Control'] = 'max-age=3600'\n"),
])
def test_each_deed_is_seen(audit, path, text):
    got = audit({path: text, "README.md": SECTION})
    assert got.evidence("C17.7") == "complete"
