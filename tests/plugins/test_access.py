# SPDX-License-Identifier: GPL-3.0-or-later
"""C17.5: logins, gates and roles in the application's code."""
import pytest

LOGIN = """
    import streamlit as st

    def form():
        name = st.text_input("Nom d'utilisateur")
        secret = st.text_input("Mot de passe", type="password")
    """
GATE = """
    import streamlit as st

    if not st.session_state.get("token"):
        st.error("Connectez-vous")
        st.stop()
    """
DJANGO = """
    from django.contrib.auth import authenticate, login
    from django.contrib.auth.decorators import login_required

    def enter(request):
        user = authenticate(request, username="u", password="p")
        login(request, user)

    @login_required
    def page(request):
        return None
    """


def gates(got):
    return [c[0] for c in got.cited("C17.5")]


def test_a_login_and_a_page_that_asks_for_it_are_complete(audit):
    got = audit({"app/login.py": LOGIN, "app/pages/one.py": GATE})
    assert got.evidence("C17.5") == "complete"
    assert ("access.login", "app/login.py", 5, 5) in got.cited("C17.5")
    assert ("access.gate", "app/pages/one.py", 3, 5) in got.cited("C17.5")


def test_djangos_own_words_are_known(audit):
    got = audit({"shop/views.py": DJANGO})
    assert got.evidence("C17.5") == "complete"


@pytest.mark.parametrize("text", [
    """
    import streamlit as st

    def page():
        if "token" not in st.session_state:
            st.error("Veuillez vous connecter")
            return
        st.write("ici")
    """,
    """
    def admin_only(view):
        def inner(request):
            if not request.user.is_authenticated:
                return redirect("login")
            return view(request)
        return inner
    """])
def test_a_guard_written_by_hand_is_one(audit, text):
    got = audit({"app/guard.py": text})
    assert got.evidence("C17.5") == "partial"
    assert gates(got) == ["access.gate"]


def test_the_browsers_guards_are_known(audit):
    got = audit({"web/src/Login.jsx": """
        export default function Login() {
          return (<form>
            <input name="email" />
            <input type="password" name="password" />
          </form>);
        }
        """, "web/src/PrivateRoute.jsx": """
        export function PrivateRoute({ children }) {
          return children;
        }
        """})
    assert got.evidence("C17.5") == "complete"


def test_the_key_of_an_api_is_no_login(audit):
    got = audit({"web/templates/page.html": """
        <form><input type="password" name="api_token" value="">
        <input name="username"></form>
        """, "app.py": """
        import streamlit as st
        key = st.text_input("Clé d'API", type="password")
        """})
    assert got.evidence("C17.5") == "absent"


@pytest.mark.parametrize("path,text", [
    ("tests/test_login.py", DJANGO),                    # a test
    ("app.py", '"""@login_required\n    authenticate()"""\n'),
    ("README.md", "Connexion et rôles : `@login_required`\n"),
    ("app.py", "# @login_required\ndef page():\n    return 1\n"),
    ("app.py", "from crypto import authenticate\nauthenticate(b'x')\n"),
    ("node_modules/x/PrivateRoute.js",
     "export function PrivateRoute() { return 1; }\n"),
    ("app.py", "import streamlit as st\n\nif st.button('Arrêt'):\n"
     "    st.stop()\n"),
])
def test_what_only_looks_like_it_counts_for_nothing(audit, path, text):
    got = audit({path: text, "main.py": "print(1)\n"})
    assert got.evidence("C17.5") == "absent"


def test_a_role_alone_is_half(audit):
    got = audit({"app.py": """
        from rules import require_role

        @app.get("/admin")
        def admin(user=Depends(require_role("admin"))):
            return {}
        """})
    assert got.evidence("C17.5") == "partial"
