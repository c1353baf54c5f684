# SPDX-License-Identifier: GPL-3.0-or-later
"""Descriptions of APIs: found by content, held against the standard."""
import pytest

from said import attrs, facts, named

GOOD = """
    openapi: 3.0.3
    info: {title: Parking, version: "1"}
    servers: [{url: "https://api.example.org/v1"}]
    security: [{key: []}]
    paths:
      /lots:
        get:
          operationId: listLots
          summary: All the lots
          responses:
            "200":
              description: ok
              content:
                application/json:
                  schema: {$ref: "#/components/schemas/Lot"}
      /lots/{id}:
        parameters:
          - {name: id, in: path, required: true, schema: {type: integer}}
        delete:
          summary: Remove one
          security: []
          responses: {"204": {description: gone}}
    components:
      schemas:
        Lot: {type: object}
      securitySchemes:
        key: {type: apiKey, in: header, name: X-API-Key}
    """


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


def lines(found, name):
    return [(f["first"], f["attrs"].get("at")) for f in named(found, name)]


def test_a_document_is_found_by_its_content(said):
    got = said({"docs/anything.yml": GOOD})
    assert attrs(got, "openapi.spec", "version", "title", "operations",
                 "valid", "base") == [("3.0.3", "Parking", "2", "yes",
                                       "/v1")]
    assert named(got, "openapi.invalid.") == []
    assert named(got, "openapi.problem.") == []


def test_operations_say_their_security(said):
    got = said({"openapi.yaml": GOOD})
    assert attrs(got, "openapi.operation", "method", "path", "secured") == \
        [("GET", "/lots", "yes"), ("DELETE", "/lots/{id}", "no")]
    assert [(f["first"], f["last"])
            for f in named(got, "openapi.operation")] == [(7, 15), (19, 22)]


def test_an_empty_requirement_is_optional(said):
    got = said({"a.yaml": GOOD.replace("security: [{key: []}]",
                                       "security: [{key: []}, {}]")})
    assert attrs(got, "openapi.operation", "secured") == ["no", "no"]


def test_a_text_about_openapi_is_none(said):
    got = said({"README.md": "# API\nopenapi: 3.0.0 is what we use\n",
                "conf.yaml": "openapi: 3.0.0\nserver: prod\n",
                "swagger.json": '{"swagger": "2.0"}\n' + " " * 60,
                "list.json": '["openapi", "paths", "info"]' + " " * 60})
    assert named(got, "openapi.") == []


def test_swagger_two_is_read(said):
    got = said({"api.json": """
        {"swagger": "2.0", "info": {"title": "T", "version": "1"},
         "basePath": "/api",
         "paths": {"/a/{b}": {"get": {"summary": "x",
           "parameters": [{"name": "b", "in": "path", "required": true,
                           "type": "string"}],
           "responses": {"200": {"description": "ok"}},
           "security": [{"k": []}]}}},
         "securityDefinitions": {"k": {"type": "basic"}}}
        """})
    assert attrs(got, "openapi.spec", "version", "valid", "base") == \
        [("2.0", "yes", "/api")]
    assert attrs(got, "openapi.operation", "secured") == ["yes"]


def test_a_version_to_come_is_undetermined(said):
    got = said({"a.yaml": GOOD.replace("3.0.3", "3.2.0")})
    assert attrs(got, "openapi.undetermined", "version") == ["3.2.0"]
    assert named(got, "openapi.spec") == []


def test_a_document_that_does_not_parse_is_told(said):
    got = said({"openapi.yaml": GOOD.replace("paths:", "paths: [")})
    assert len(named(got, "openapi.broken")) == 1
    assert named(got, "openapi.spec") == []


@pytest.mark.parametrize("change, name, line", [
    (("title: Parking, ", ""), "title", 2),
    (('version: "1"', "x: 1"), "version", 2),
    (("info: {title: Parking, version: \"1\"}", "x: 1"), "info", 1),
    (('responses: {"204": {description: gone}}', "deprecated: true"),
     "no_responses", 19),
    (("summary: Remove one", "operationId: listLots"), "operation_id", 19),
    (("/lots/{id}", "/lots/{lot}"), "param_undeclared", 19),
    (("/lots/{id}", "/lots/{lot}"), "param_stray", 18),
    (("required: true", "required: false"), "param_optional", 18),
    (("schemas/Lot", "schemas/Slot"), "ref", 15),
    (("{key: []}", "{kee: []}"), "scheme", 4),
    (("/lots:", "lots:"), "path_slash", 6),
    (("/lots:", "/lots/{x}:"), "path_twice", 16),
])
def test_what_the_standard_forbids_is_told(said, change, name, line):
    got = said({"a.yaml": GOOD.replace(*change)})
    assert line in [f["first"]
                    for f in named(got, "openapi.invalid." + name)]
    assert attrs(got, "openapi.spec", "valid") == ["no"]


@pytest.mark.parametrize("change, name, at", [
    (("Lot: {type: object}", "Lot: {type: object}\n        Old: {}"),
     "unused", "Old"),
    (("security: [{key: []}]", "tags: []"), "scheme_unused", "key"),
    (("summary: Remove one", "deprecated: true"), "undescribed",
     "DELETE /lots/{id}"),
    (("{description: gone}", "{}"), "response", "DELETE /lots/{id}"),
    (("#/components/schemas/Lot", "lot.yaml#/Lot"), "ref_outside",
     "lot.yaml#/Lot"),
])
def test_what_misleads_is_told(said, change, name, at):
    got = said({"a.yaml": GOOD.replace(*change)})
    assert at in attrs(got, "openapi.problem." + name, "at")
    assert attrs(got, "openapi.spec", "valid") == ["yes"]


@pytest.mark.parametrize("text", [
    "openapi: 3.0.0\ninfo: {title: Mine, version: '1'}\npaths: {}\n",
    GOOD.replace("Parking", "Swagger Petstore"),
    "openapi: 3.0.0\ninfo: {title: T, version: '1'}\npaths:\n  /hello:\n"
    "    get: {responses: {'200': {description: hi}}}\n",
])
def test_an_empty_or_borrowed_example_is_a_toy(said, text):
    got = said({"openapi.yaml": text})
    assert len(named(got, "openapi.toy")) == 1
    assert named(got, "openapi.spec") + named(got, "openapi.operation") == []


def test_a_vendored_description_is_nobodys(said):
    got = said({"node_modules/x/openapi.yaml": GOOD})
    assert named(got, "openapi.") == []


def test_an_example_may_hold_any_reference(said):
    got = said({"a.yaml": GOOD.replace(
        "Lot: {type: object}",
        'Lot: {type: object, example: {$ref: "#/nowhere"}}')})
    assert named(got, "openapi.invalid.ref") == []


def test_a_postman_collection_is_no_description(said):
    got = said({"x.json": """
        {"info": {"name": "Mine", "schema":
          "https://schema.getpostman.com/json/collection/v2.1.0/x.json"},
         "item": [{"name": "f", "item": [{"name": "a", "request":
          {"method": "POST", "url": {"raw":
           "{{base}}/clients/:id?page=1"}}}]}]}
        """})
    assert attrs(got, "openapi.request", "method", "path") == \
        [("POST", "/clients/:id")]
    assert named(got, "openapi.spec") == []
