# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of Django, Spring, Express, NestJS and ASP.NET."""
import pytest

from said import attrs, facts


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def served(found, *keys):
    return sorted(attrs(found, "route.served", *(keys or ("method", "path"))))


def closed(found):
    return sorted(attrs(found, "route.closed", "route"))


def documented(found):
    return sorted(attrs(found, "route.documented", "route", "by"))


DJANGO = {
    "manage.py": "import os\n",
    "site_parc/settings.py": """
        ROOT_URLCONF = "site_parc.urls"
        INSTALLED_APPS = ["rest_framework", "drf_spectacular"]
        """,
    "site_parc/urls.py": """
        from django.urls import include, path
        from drf_spectacular.views import SpectacularAPIView
        urlpatterns = [
            path("api/", include("parc.urls")),
            # path("api/commented/", include("parc.urls")),
            path("schema/", SpectacularAPIView.as_view()),
        ]
        """,
    "parc/urls.py": """
        from django.urls import include, path, re_path
        from rest_framework.routers import DefaultRouter
        from . import views
        router = DefaultRouter()
        router.register(r"places", views.PlaceViewSet, basename="place")
        urlpatterns = [
            path("", include(router.urls)),
            path("accueil/", views.accueil),
            re_path(r"^libres/(?P<ville>\\w+)/$", views.libres),
        ]
        """,
    "parc/views.py": """
        from django.shortcuts import render
        from rest_framework import viewsets
        from rest_framework.decorators import action, api_view
        from rest_framework.decorators import permission_classes
        from rest_framework.permissions import AllowAny, IsAuthenticated

        class PlaceViewSet(viewsets.ReadOnlyModelViewSet):
            permission_classes = [IsAuthenticated]

            @action(detail=True, methods=["post"])
            def liberer(self, request, pk=None): ...

        class JamaisServi(viewsets.ModelViewSet): ...

        def accueil(request):
            return render(request, "a.html")

        @api_view(["GET"])
        @permission_classes([AllowAny])
        def libres(request, ville): ...
        """,
}


def test_django_follows_its_lists_of_urls(said):
    got = said(DJANGO)
    assert served(got, "method", "path", "subject") == [
        ("GET", "/api/accueil", "page"), ("GET", "/api/libres/{}", "data"),
        ("GET", "/api/places", "data"), ("GET", "/api/places/{}", "data"),
        ("POST", "/api/places/{}/liberer", "data")]
    assert closed(got) == ["GET /api/places", "GET /api/places/{}",
                           "POST /api/places/{}/liberer"]
    assert documented(got) == [
        (r, "drf-spectacular") for r in (
            "GET /api/libres/{}", "GET /api/places", "GET /api/places/{}",
            "POST /api/places/{}/liberer")]


def test_settings_of_django_close_what_does_not_say_otherwise(said):
    files = dict(DJANGO)
    files["site_parc/settings.py"] += """
        REST_FRAMEWORK = {"DEFAULT_PERMISSION_CLASSES": [
            "rest_framework.permissions.IsAuthenticated"]}
        """
    files["parc/views.py"] = files["parc/views.py"].replace(
        "permission_classes = [IsAuthenticated]", "queryset = 1")
    assert closed(said(files)) == ["GET /api/places", "GET /api/places/{}",
                                   "POST /api/places/{}/liberer"]


def test_a_view_may_be_guarded_where_its_url_is(said):
    files = dict(DJANGO)
    files["parc/urls.py"] = """
        from django.contrib.auth.decorators import login_required
        from django.urls import path
        from . import views
        urlpatterns = [path("a/", login_required(views.accueil)),
                       path("b/", views.accueil)]
        """
    got = said(files)
    assert served(got) == [("GET", "/api/a"), ("GET", "/api/b")]
    assert closed(got) == ["GET /api/a"]


@pytest.mark.parametrize("add", [
    'api.add_resource(Lots, "/lots", "/lots/<int:id>")',
    'app.add_url_rule("/lots", view_func=Lots.as_view("l"))\n'
    'app.add_url_rule("/lots/<int:id>", view_func=Lots.as_view("m"))'])
def test_classes_of_flask(said, add):
    got = said({
        "srv/lots.py": """
            from flask.views import MethodView
            from flask_jwt_extended import jwt_required
            class Lots(MethodView):
                decorators = [jwt_required()]
                def get(self, id=None): return rows()
                def delete(self, id): return ""
            """,
        "srv/app.py": "from flask import Flask\n"
                      "from flask_restful import Api\n"
                      "from .lots import Lots\napp = Flask(__name__)\n"
                      "api = Api(app)\n" + add + "\n"})
    assert served(got) == [("DELETE", "/lots"), ("DELETE", "/lots/{}"),
                           ("GET", "/lots"), ("GET", "/lots/{}")]
    assert len(closed(got)) == 4


def test_namespaces_of_restx_are_at_their_names(said):
    got = said({"app.py": """
        from flask import Flask
        from flask_restx import Api, Namespace, Resource
        app = Flask(__name__)
        api = Api(app)
        lots = api.namespace("lots")
        villes = Namespace("villes", path="/v")
        api.add_namespace(villes)

        @lots.route("/<int:id>")
        class Lot(Resource):
            def get(self, id): return rows()

        @villes.route("/")
        class Villes(Resource):
            def get(self): return rows()
            def post(self): return rows()
        """})
    assert served(got) == [("GET", "/lots/{}"), ("GET", "/v"),
                           ("POST", "/v")]
    assert [by for _, by in documented(got)] == ["flask-restx"] * 3


def test_helpers_of_pages_are_no_api(said):
    got = said({**DJANGO, "parc/views.py": """
        from django.http import JsonResponse
        from django.shortcuts import render
        def accueil(request):
            return render(request, "a.html")
        def libres(request, ville):
            return JsonResponse({})
        """})
    assert served(got, "path", "subject") == [
        ("/api/accueil", "page"), ("/api/libres/{}", "other")]


SPRING = {
    "back/pom.xml": "<project><artifactId>springdoc-openapi-starter-webmvc"
                    "-ui</artifactId></project>\n",
    "back/src/main/java/p/App.java": """
        package p;
        @SpringBootApplication
        public class App { public static void main(String[] a) { } }
        """,
    "back/src/main/java/p/LotController.java": """
        package p;
        @RestController
        @RequestMapping("/api/lots")
        public class LotController {
          @GetMapping("/{id}")
          public Lot one(@PathVariable Long id) { return repo.find(id); }
          @PostMapping
          @PreAuthorize("hasRole('ADMIN')")
          public Lot add(@RequestBody Lot lot) { return repo.save(lot); }
          // @DeleteMapping("/{id}")
        }
        """,
}


def test_spring_is_read_by_its_annotations(said):
    got = said(SPRING)
    assert served(got) == [("GET", "/api/lots/{}"), ("POST", "/api/lots")]
    assert closed(got) == ["POST /api/lots"]
    assert documented(got) == [("GET /api/lots/{}", "springdoc-openapi"),
                               ("POST /api/lots", "springdoc-openapi")]


def test_a_chain_of_spring_security_closes_all_but_what_it_lets_through(
        said):
    got = said({**SPRING, "back/src/main/java/p/Conf.java": """
        package p;
        public class Conf {
          SecurityFilterChain chain(HttpSecurity http) {
            http.authorizeHttpRequests(a -> a
              .requestMatchers("/api/lots/*").permitAll()
              .anyRequest().authenticated());
            return http.build();
          }
        }
        """})
    assert closed(got) == ["POST /api/lots"]


def test_express_with_routers_and_middlewares(said):
    got = said({
        "srv/app.js": """
            const express = require('express');
            const lots = require('./routes/lots');
            const { auth } = require('./auth');
            const app = express();
            app.set('view engine', 'ejs');
            app.use('/api/lots', auth, lots);
            app.get('/sante', (req, res) => res.json({}));
            axios.get('/not-mine');
            // app.get('/comment', f)
            """,
        "srv/routes/lots.js": """
            const router = require('express').Router();
            const express = require('express');
            const r = express.Router();
            /**
             * @openapi
             * /api/lots/{id}: {}
             */
            r.get('/:id', (req, res) => res.json(find(req.params.id)));
            r.post('/', add);
            module.exports = r;
            """,
        "srv/docs.js": "const jsdoc = require('swagger-jsdoc');\n"
                       "const e = require('express');\n",
        "srv/auth.js": """
            const express = require('express');
            exports.auth = function (req, res, next) {
              if (!req.headers.authorization) return res.sendStatus(401);
              next();
            }
            """})
    assert served(got) == [("GET", "/api/lots/{}"), ("GET", "/sante"),
                           ("POST", "/api/lots")]
    assert closed(got) == ["GET /api/lots/{}", "POST /api/lots"]
    assert documented(got) == [("GET /api/lots/{}", "swagger-jsdoc")]


def test_nest_by_its_decorators(said):
    got = said({
        "src/main.ts": """
            import { NestFactory } from '@nestjs/core';
            import { SwaggerModule } from '@nestjs/swagger';
            async function bootstrap() {
              const app = await NestFactory.create(AppModule);
              app.setGlobalPrefix('api');
              const doc = SwaggerModule.createDocument(app, config);
            }
            """,
        "src/lots.controller.ts": """
            import { Controller, Get, Post, UseGuards } from '@nestjs/common';
            @Controller('lots')
            export class LotsController {
              @Get(':id') one(@Param('id') id: string) { return 1; }
              @UseGuards(JwtAuthGuard)
              @Post() add() { return 2; }
            }
            """})
    assert served(got) == [("GET", "/api/lots/{}"), ("POST", "/api/lots")]
    assert closed(got) == ["POST /api/lots"]
    assert [r for r, _ in documented(got)] == ["GET /api/lots/{}",
                                               "POST /api/lots"]


def test_aspnet_by_its_attributes(said):
    got = said({
        "Api/Program.cs": """
            var builder = WebApplication.CreateBuilder(args);
            builder.Services.AddSwaggerGen();
            """,
        "Api/LotsController.cs": """
            [ApiController]
            [Route("api/[controller]")]
            public class LotsController : ControllerBase {
              [HttpGet("{id}")]
              public Lot One(int id) { return db.Find(id); }
              [Authorize]
              [HttpPost]
              public Lot Add(Lot lot) { return lot; }
            }
            """})
    assert served(got) == [("GET", "/api/Lots/{}"), ("POST", "/api/Lots")]
    assert closed(got) == ["POST /api/Lots"]
    assert len(documented(got)) == 2


def test_express_chains_a_route(said):
    got = said({"a.js": """
        const express = require('express');
        const app = express();
        const router = express.Router();
        router.route('/lots').get(list).post(passport.authenticate('jwt'), add);
        app.use('/v1', router);
        app.use(authRoutes);
        """})
    assert served(got) == [("GET", "/v1/lots"), ("POST", "/v1/lots")]
    assert closed(got) == ["POST /v1/lots"]


def test_next_says_its_paths_by_its_files(said):
    got = said({
        "web/next.config.js": "const c = { reactStrictMode: true };\n"
                              "module.exports = c;\n",
        "web/src/app/api/lots/[id]/route.ts": """
            export async function GET(req, { params }) {
              return Response.json(await find(params.id)); }
            export async function DELETE(req) {
              const session = await getServerSession();
              if (!session) return new Response('', { status: 401 });
              return remove(); }
            function helper() { return 1; }
            """,
        "web/pages/api/villes/index.ts": """
            export default async function handler(req, res) {
              if (req.method === 'GET') res.json(await all()); }
            """,
        "web/src/app/lots/page.tsx": """
            export default function GET() { return fetch('/api/lots/3'); }
            """})
    assert served(got) == [("DELETE", "/api/lots/{}"),
                           ("GET", "/api/lots/{}"), ("GET", "/api/villes")]
    assert closed(got) == ["DELETE /api/lots/{}"]


@pytest.mark.parametrize("mark, by", [
    ("@swag_from('lots.yml')", ["flasgger"]), ("@cached", [])])
def test_a_description_may_be_a_decorator(said, mark, by):
    got = said({"a.py": f"""
        from flasgger import Swagger, swag_from
        from flask import Flask
        app = Flask(__name__)
        Swagger(app)
        @app.get("/lots")
        {mark}
        def lots(): return rows()
        """})
    assert [b for _, b in documented(got)] == by


def test_decorators_that_only_describe_guard_nothing(said):
    got = said({
        "src/main.ts": """
            import { NestFactory } from '@nestjs/core';
            const app = await NestFactory.create(AppModule);
            """,
        "src/lots.controller.ts": """
            import { Controller, Get } from '@nestjs/common';
            @ApiBearerAuth()
            @Controller(ROUTES.LOTS)
            export class LotsController {
              @Get()
              @ApiUnauthorizedResponse({ description: 'token', status: 401 })
              all() { return 1; }
            }
            """,
        "src/cars.controller.ts": """
            import { Controller, Get } from '@nestjs/common';
            @Controller(ROUTES.CARS)
            @UseGuards(JwtAuthGuard)
            export class CarsController {
              @Get() every() { return 1; }
            }
            """,
        "src/auth.controller.ts": """
            import { Controller, Post } from '@nestjs/common';
            @Controller(ROUTES.AUTH)
            export class AuthController {
              @Post('renew') renew() { return 1; }
            }
            """})
    assert served(got, "path", "subject") == [
        ("*", "data"), ("*", "data"), ("*/renew", "service")]
    assert attrs(got, "route.closed", "id") == [
        "src/main.ts:app GET * every"]


def test_a_front_that_hands_on_gives_no_data(said):
    got = said({
        "web/next.config.js": "module.exports = f({});\n",
        "web/app/api/lots/route.ts": """
            export async function GET() {
              return fetch(`${process.env.API}/lots`); }
            """,
        "web/app/api/villes/route.ts": """
            export async function GET(req) {
              const userId = await who(req);
              if (!userId) return Response.json({}, { status: 401 });
              return Response.json(await prisma.ville.findMany()); }
            """})
    assert served(got, "path", "subject") == [("/api/lots", "other"),
                                              ("/api/villes", "data")]
    assert closed(got) == ["GET /api/villes"]
