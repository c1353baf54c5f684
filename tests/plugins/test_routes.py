# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes in code: whose they are, what closes and what describes them."""
import pytest

from said import attrs, facts, named

GUARD = """
    from fastapi import Depends, HTTPException
    from fastapi.security import APIKeyHeader
    header = APIKeyHeader(name="X-API-Key", auto_error=False)

    def verifier(cle: str = Depends(header)):
        if cle != "s":
            raise HTTPException(status_code=401, detail="token")
    """

API = {
    "api/__init__.py": "",
    "api/guard.py": GUARD,
    "api/parcs.py": """
        from fastapi import APIRouter
        router = APIRouter(prefix="/parcs")

        @router.get("/")
        def lister():
            return db.execute("SELECT 1").fetchall()

        @router.post("/{parc_id}/places")
        def ajouter(parc_id: int):
            return {}
        """,
    "api/main.py": """
        from fastapi import Depends, FastAPI
        from api import parcs
        from .guard import verifier
        app = FastAPI(title="Parcs")
        V1 = "/api/v1"
        app.include_router(parcs.router, prefix=V1,
                           dependencies=[Depends(verifier)])

        @app.get("/health")
        def health():
            return {"ok": True}
        """,
}


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def served(found, *keys):
    return sorted(attrs(found, "route.served", *(keys or ("method", "path"))))


def closed(found):
    return sorted(attrs(found, "route.closed", "route"))


def documented(found):
    return sorted(attrs(found, "route.documented", "route", "by"))


def test_prefixes_and_guards_come_from_where_a_router_is_included(said):
    got = said(API)
    assert served(got, "method", "path", "app", "subject") == [
        ("GET", "/api/v1/parcs", "api/main.py:app", "data"),
        ("GET", "/health", "api/main.py:app", "service"),
        ("POST", "/api/v1/parcs/{}/places", "api/main.py:app", "data")]
    assert attrs(got, "route.closed", "route", "by") == [
        ("GET /api/v1/parcs", "verifier"),
        ("POST /api/v1/parcs/{}/places", "verifier")]
    assert [by for _, by in documented(got)] == ["fastapi"] * 3


def test_a_prefix_may_be_a_constant_of_another_file(said):
    got = said({**API, "api/conf.py": 'class S:\n    ROOT = "/v9"\ns = S()\n',
                "api/settings.py": 'API_ROOT: str = "/v9"\n',
                "api/main.py": """
                    from fastapi import FastAPI
                    from api import settings
                    from api.parcs import router as parcs
                    app = FastAPI()
                    app.include_router(parcs, prefix=settings.API_ROOT)
                    """})
    assert ("GET", "/v9/parcs") in served(got)


def test_routers_nest_and_packages_give_on(said):
    got = said({
        "app/routers/__init__.py": "from .lots import router as lots_router\n",
        "app/routers/lots.py": """
            from fastapi import APIRouter
            router = APIRouter()
            @router.get("/lots")
            def lots(): return query()
            """,
        "app/v1.py": """
            from fastapi import APIRouter
            from .routers import lots_router
            api = APIRouter(prefix="/v1")
            api.include_router(lots_router, prefix="/park")
            """,
        "app/main.py": """
            from fastapi import FastAPI
            from app.v1 import api
            def create():
                app = FastAPI()
                app.include_router(api, prefix="/api")
                return app
            """})
    assert served(got) == [("GET", "/api/v1/park/lots")]


@pytest.mark.parametrize("options, count", [
    ("openapi_url=None", 0), ("docs_url=None, redoc_url=None", 0),
    ("docs_url=None", 1), ("", 1),
    ("docs_url='/docs' if DEV else None, redoc_url=None", 1)])
def test_documentation_can_be_turned_off(said, options, count):
    got = said({"a.py": f"""
        from fastapi import FastAPI
        app = FastAPI({options})
        @app.get("/lots")
        def lots(): return rows()
        """})
    assert len(named(got, "route.served")) == 1
    assert len(named(got, "route.documented")) == count


def test_a_route_left_out_of_the_schema_is_not_documented(said):
    got = said({"a.py": """
        from fastapi import FastAPI
        app = FastAPI()
        @app.get("/lots", include_in_schema=False)
        def lots(): return rows()
        """})
    assert served(got) == [("GET", "/lots")]
    assert documented(got) == []


def test_what_is_no_route(said):
    got = said({
        "a.py": """
            import requests
            from fastapi import FastAPI
            app = FastAPI()
            # @app.get("/comment")
            TEXT = '''
            @app.get("/string")
            def f(): ...
            '''
            requests.get("/client")
            if False:
                @app.get("/dead")
                def dead(): ...
            @cache.get("/cache")
            @retry
            def cached(): ...
            """,
        "orphan.py": """
            from fastapi import APIRouter
            router = APIRouter()
            @router.get("/orphan")
            def f(): ...
            """,
        "tests/helper.py": """
            from fastapi import FastAPI
            app = FastAPI()
            @app.get("/of-tests")
            def f(): ...
            """,
        "nb.ipynb": '{"cells": [{"cell_type": "code", "source": ["from '
                    'fastapi import FastAPI\\napp = FastAPI()\\n@app.get('
                    '\\"/nb\\")\\ndef f(): ...\\n"], "outputs": [], '
                    '"metadata": {}}], "metadata": {}, "nbformat": 4, '
                    '"nbformat_minor": 5}'})
    assert [p for _, p in served(got)] == []


def test_a_guard_that_turns_nobody_away_is_none(said):
    got = said({"a.py": """
        from fastapi import Depends, FastAPI
        app = FastAPI()
        def get_current_user():
            return {"name": "demo"}
        @app.get("/lots")
        def lots(user=Depends(get_current_user)): return rows()
        """})
    assert closed(got) == []


def test_guards_behind_guards_and_aliases(said):
    got = said({"g.py": GUARD, "a.py": """
        from typing import Annotated
        from fastapi import Depends, FastAPI
        from g import verifier
        app = FastAPI()
        async def get_active_user(u=Depends(verifier)):
            return u
        User = Annotated[str, Depends(get_active_user)]
        @app.get("/a")
        def a(user: User): return rows()
        @app.get("/b")
        def b(u: str = Depends(get_active_user)): return rows()
        @app.get("/c")
        def c(key: str):
            verifier(key)
            return rows()
        @app.get("/d")
        def d(db=Depends(get_db)): return rows()
        """})
    assert closed(got) == ["GET /a", "GET /b", "GET /c"]


def test_a_middleware_closes_all_routes_and_cors_none(said):
    got = said({"a.py": """
        from fastapi import FastAPI, Request
        from fastapi.middleware.cors import CORSMiddleware
        app = FastAPI()
        app.add_middleware(CORSMiddleware, allow_origins=["*"])
        @app.middleware("http")
        async def door(request: Request, call_next):
            if request.headers.get("X-API-Key") != KEY:
                return JSONResponse(status_code=401, content={})
            return await call_next(request)
        @app.get("/lots")
        def lots(): return rows()
        """, "b/b.py": """
        from fastapi import FastAPI
        from fastapi.middleware.cors import CORSMiddleware
        app = FastAPI()
        app.add_middleware(CORSMiddleware, allow_origins=["*"])
        @app.get("/open")
        def lots(): return rows()
        """})
    assert closed(got) == ["GET /lots"]


def test_a_login_that_refuses_is_no_guard_of_data(said):
    got = said({"a.py": """
        from fastapi import FastAPI, HTTPException
        app = FastAPI()
        @app.post("/login")
        def login(user: str, password: str):
            if not check(user, password):
                raise HTTPException(401)
            return {"token": make_token(user)}
        """})
    assert served(got, "subject") == ["service"]
    assert closed(got) == []


FLASK = """
    from functools import wraps
    from flask import Flask, Blueprint, jsonify, render_template, request
    from flasgger import Swagger
    app = Flask(__name__)
    Swagger(app)
    bp = Blueprint("parc", __name__, url_prefix="/ignored")

    def jeton(f):
        @wraps(f)
        def g(*a, **k):
            if not request.headers.get("x-access-token"):
                return jsonify({}), 401
            return f(*a, **k)
        return g

    @app.route("/")
    def index():
        return render_template("index.html")

    @bp.route("/places/<int:id>", methods=["GET", "DELETE"])
    @jeton
    def place(id):
        \"\"\"Une place
        ---
        responses: {200: {description: ok}}
        \"\"\"
        return jsonify(rows())

    @bp.get("/libres")
    def libres():
        \"\"\"Sans description YAML.\"\"\"
        return jsonify(rows())

    app.register_blueprint(bp, url_prefix="/api")
    """


def test_flask_with_blueprints_and_flasgger(said):
    got = said({"app.py": FLASK})
    assert served(got, "method", "path", "subject") == [
        ("DELETE", "/api/places/{}", "data"), ("GET", "/", "page"),
        ("GET", "/api/libres", "data"), ("GET", "/api/places/{}", "data")]
    assert closed(got) == ["DELETE /api/places/{}", "GET /api/places/{}"]
    assert documented(got) == [("DELETE /api/places/{}", "flasgger"),
                               ("GET /api/places/{}", "flasgger")]


def test_flask_alone_documents_nothing(said):
    got = said({"app.py": FLASK.replace("Swagger(app)", "pass")})
    assert documented(got) == []


def test_what_lies_in_an_openapi_document_is_documented(said):
    got = said({"app.py": FLASK.replace("Swagger(app)", "pass"),
                "docs/api.yaml": """
                    openapi: 3.0.3
                    info: {title: Parc, version: "1"}
                    servers: [{url: /api}]
                    paths:
                      /places/{numero}:
                        get: {responses: {"200": {description: ok}}}
                      /autre:
                        get: {responses: {"200": {description: ok}}}
                    """})
    assert documented(got) == [("GET /api/places/{}", "OpenAPI")]


MODEL = """
    import joblib
    from fastapi import FastAPI
    from .service import estimer_prix
    app = FastAPI()
    model = joblib.load("m.pkl")

    @app.post("/estimation")
    def estimation(x: float):
        return {"y": model.predict([[x]])[0]}

    @app.get("/prix")
    def prix(x: float):
        return estimer_prix(x)

    @app.get("/ventes")
    def ventes():
        return lire_ventes()

    @app.post("/feedback")
    def feedback(note: int):
        return {}

    @app.get("/")
    def root():
        return {}
    """


def test_what_asks_a_model_is_told_from_what_gives_data(said):
    got = said({"ia/__init__.py": "", "ia/main.py": MODEL,
                "ia/service.py": """
                    from openai import OpenAI
                    client = OpenAI()
                    def estimer_prix(x):
                        return client.chat.completions.create(model="m")
                    """,
                "data/main.py": """
                    from fastapi import FastAPI
                    app = FastAPI()
                    @app.get("/clients")
                    def clients(): return rows()
                    """})
    assert served(got, "path", "subject", "model") == [
        ("/", "service", "yes"), ("/clients", "data", "no"),
        ("/estimation", "model", "yes"), ("/feedback", "service", "yes"),
        ("/prix", "model", "yes"), ("/ventes", "data", "yes")]


def test_routers_of_a_list_are_included_with_its_guard(said):
    got = said({**API, "api/main.py": """
        from fastapi import Depends, FastAPI
        from api import parcs
        from .guard import verifier
        app = FastAPI()
        for r in [parcs.router]:
            app.include_router(r, prefix="/v2",
                               dependencies=[Depends(verifier)])
        """})
    assert served(got) == [("GET", "/v2/parcs"),
                           ("POST", "/v2/parcs/{}/places")]
    assert len(closed(got)) == 2


def test_an_object_may_keep_its_router(said):
    got = said({"a.py": """
        from fastapi import APIRouter, FastAPI
        class Lots:
            def __init__(self, app):
                self.router = APIRouter(prefix="/lots")
                self.router.add_api_route("/tous", self.tous,
                                          methods=["GET", "POST"])
                self.app = FastAPI()
                self.app.include_router(self.router)
            def tous(self): return rows()
        """})
    assert served(got) == [("GET", "/lots/tous"), ("POST", "/lots/tous")]


def test_guards_that_lead_to_each_other_end(said):
    got = said({"a.py": """
        from fastapi import Depends, FastAPI
        app = FastAPI()
        def auth_a(x=Depends(auth_b)): return x
        def auth_b(x=Depends(auth_a)): return x
        @app.get("/lots")
        def lots(user=Depends(auth_a)): return rows()
        """})
    assert served(got) == [("GET", "/lots")]
    assert closed(got) == []


def test_what_a_route_lacks_is_told(said):
    got = said({"app.py": FLASK, "test_a.py": "def test_a():\n"
                "    assert client.get('/api/libres').status_code == 200\n"})
    assert attrs(got, "route.open", "route") == ["GET /", "GET /api/libres"]
    assert attrs(got, "route.undocumented", "route") == [
        "GET /", "GET /api/libres"]
    assert attrs(got, "route.untested", "route") == [
        "GET /", "GET /api/places/{}", "DELETE /api/places/{}"]


def test_a_scheme_that_asks_and_does_not_insist_is_no_guard(said):
    got = said({"a.py": """
        from fastapi import Depends, FastAPI
        from fastapi.security import APIKeyHeader, HTTPBearer
        app = FastAPI()
        weak = APIKeyHeader(name="X", auto_error=False)
        firm = HTTPBearer()
        @app.get("/a")
        def a(k=Depends(weak)): return rows()
        @app.get("/b")
        def b(k=Depends(firm)): return rows()
        """})
    assert closed(got) == ["GET /b"]


def test_a_prefix_that_nobody_knows_stands_for_any(said):
    got = said({"a.py": """
        from fastapi import FastAPI
        from conf import settings
        app = FastAPI()
        @app.get(f"{settings.BASE}/lots")
        def lots(): return rows()
        """, "test_a.py": "def test_a():\n"
                "    assert client.get('/v3/lots').status_code == 200\n"})
    assert served(got) == [("GET", "*/lots")]
    assert attrs(got, "route.tested", "route") == ["GET */lots"]


@pytest.mark.parametrize("code, route", [
    ("class AuthService:\n    def ask(self): ...\n"
     "@app.get('/a')\ndef a(s=Depends(AuthService)): return rows()", None),
    ("@app.get('/a')\ndef a(s=Depends(UserAuthService)): return rows()",
     None),
    ("@app.get('/a')\n@jwt_required(optional=True)\n"
     "def a(): return rows()", None),
    ("@app.get('/a')\n@jwt_required()\ndef a(): return rows()", "GET /a"),
    ("class Door(HTTPBearer):\n    x = 1\n"
     "@app.get('/a')\ndef a(s=Depends(Door())): return rows()", "GET /a"),
    ("class ApiKeyCheck:\n    def __call__(self, key):\n"
     "        if key != API_KEY:\n            raise HTTPException(403)\n"
     "@app.get('/a')\ndef a(s=Depends(ApiKeyCheck())): return rows()",
     "GET /a")])
def test_a_name_is_not_enough_to_guard(said, code, route):
    got = said({"a.py": "from fastapi import Depends, FastAPI, HTTPException\n"
                "app = FastAPI()\n" + code + "\n"})
    assert served(got) == [("GET", "/a")]
    assert closed(got) == ([route] if route else [])


def test_training_gives_no_data(said):
    got = said({"a.py": """
        from fastapi import FastAPI
        app = FastAPI()
        @app.post("/train")
        def train(): return start()
        @app.get("/images")
        def images(): return rows()
        """})
    assert served(got, "path", "subject") == [("/images", "data"),
                                              ("/train", "other")]
