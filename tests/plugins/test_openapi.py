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


DELETE = "paths./lots/{id}.delete"


@pytest.mark.parametrize("change, name, at", [
    # keys
    (("title: Parking", "titel: Parking, title: Parking"), "unknown",
     "info.titel"),
    (("{description: gone}", "{}"), "missing",
     DELETE + ".responses.204.description"),
    (("summary: Remove one", "summary: a\n          nonsense: b"), "unknown",
     DELETE + ".nonsense"),
    (("{type: object}", "{type: object, colour: red}"), "unknown",
     "components.schemas.Lot.colour"),
    (("summary: Remove one", "summary: a\n          summary: b"),
     "key_twice", DELETE),
    (("Lot: {type: object}", "\"a lot\": {type: object}"), "name",
     "components.schemas.a lot"),
    # types
    (('version: "1"', 'version: "1", description: 3'), "type",
     "info.description"),
    (("summary: Remove one", "deprecated: maybe"), "type",
     DELETE + ".deprecated"),
    (("{type: object}", "{type: string, maxLength: -1}"), "type",
     "components.schemas.Lot.maxLength"),
    (("{type: object}", "{type: integer, minimum: low}"), "type",
     "components.schemas.Lot.minimum"),
    (("{type: object}", "[object]"), "type", "components.schemas.Lot"),
    (("{type: object}", "{$ref: 3}"), "type",
     "components.schemas.Lot.$ref"),
    (("security: []\n", "tags: lot\n"), "type", DELETE + ".tags"),
    (("security: [{key: []}]", "security: [{key: read}]"), "type",
     "security.[].key"),
    # values
    (("in: header", "in: body"), "value",
     "components.securitySchemes.key.in.body"),
    (("{type: object}", "{type: objet}"), "value",
     "components.schemas.Lot.type.objet"),
    (("{type: object}", "{type: string, pattern: \"[\"}"), "value",
     "components.schemas.Lot.pattern.["),
    (('"204": {', '"999": {'), "value", DELETE + ".responses.999"),
    (('version: "1"', 'version: "1", contact: {email: nobody}'), "value",
     "info.contact.email.nobody"),
    (('version: "1"', 'version: "1", termsOfService: "a<b"'), "value",
     "info.termsOfService.a<b"),
    (("required: true, schema", "required: true, style: form, schema"),
     "value", "paths./lots/{id}.parameters.[].style"),
    # what two keys say together
    (("name: X-API-Key", "description: none"), "missing",
     "components.securitySchemes.key.name"),
    (("{type: object}", "{type: array}"), "missing",
     "components.schemas.Lot.items"),
    (("required: true, schema: {type: integer}", "required: true"),
     "missing", "paths./lots/{id}.parameters.[].schema"),
    (("required: true, schema", "required: true, example: 1, "
      "examples: {a: {value: 1}}, schema"), "exclusive",
     "paths./lots/{id}.parameters.[].examples"),
    (("{type: object}", "{type: string, enum: []}"), "empty",
     "components.schemas.Lot.enum"),
    (("{type: object}", "{type: object, required: [a, a]}"), "twice",
     "components.schemas.Lot.required.a"),
    (("summary: Remove one", "summary: a\n          parameters:\n"
      "            - {name: q, in: query, schema: {type: string}}\n"
      "            - {name: q, in: query, schema: {type: string}}"),
     "twice", DELETE + ".q"),
    (("security: [{key: []}]", "security: [{key: []}]\n"
      "    tags: [{name: a}, {name: a}]"), "twice", "a"),
])
def test_what_the_standards_tables_refuse_is_told(said, change, name, at):
    got = said({"api.yaml": GOOD.replace(*change)})
    assert at in [f["attrs"]["at"]
                  for f in named(got, "openapi.invalid." + name)], \
        named(got, "openapi.invalid.")
    assert attrs(got, "openapi.spec", "valid") == ["no"]


@pytest.mark.parametrize("change", [
    (('version: "1"', 'version: 1.2.3')),
    (('version: "1"', 'version: "1", x-anything: {a: [1]}')),
    (("{type: object}", "{type: string, pattern: \"^[a-z]+$\"}")),
    (("{type: object}", "{type: string, example: {any: [thing, 3]}}")),
    (('"204": {', '"2XX": {')),
    (("{type: object}", "{allOf: [{$ref: \"#/components/schemas/Lot\"}]}")),
    (("3.0.3", "3.1.0")),
])
def test_what_the_standard_allows_is_no_mistake(said, change):
    got = said({"api.yaml": GOOD.replace(*change)})
    assert named(got, "openapi.invalid.") == []


def test_the_three_point_one_schema_is_open(said):
    text = GOOD.replace("3.0.3", "3.1.0").replace(
        "{type: object}", "{type: [object, \"null\"], examples: [1], "
        "patternProperties: {a: true}, additionalProperties: false}")
    assert named(said({"api.yaml": text}), "openapi.invalid.") == []


def test_a_reference_to_a_file_that_is_not_there_is_told(said):
    text = GOOD.replace("#/components/schemas/Lot", "../common.yml#/Lot")
    got = said({"api/v1/api.yaml": text})
    assert lines(got, "openapi.invalid.ref_file") == \
        [(15, "../common.yml#/Lot")]
    got = said({"api/common.yml": "Lot: {type: object}\n"})
    assert named(got, "openapi.invalid.ref_file") == []


def test_a_toy_is_checked_too_and_describes_nothing(said):
    got = said({"api.yaml": """
        openapi: 3.0.0
        info: {title: Swagger Petstore, version: "1"}
        paths:
          /pets:
            get: {responses: {"200": {}}}
        """})
    assert named(got, "openapi.toy") and not named(got, "openapi.operation")
    assert attrs(got, "openapi.invalid.missing", "at") == \
        ["paths./pets.get.responses.200.description"]


def test_swagger_two_has_its_own_tables(said):
    text = """
        swagger: "2.0"
        info: {title: Lots, version: "1"}
        basePath: v1
        paths:
          /lots:
            post:
              parameters:
                - {name: lot, in: body}
                - {name: n, in: query}
              responses: {"200": {description: ok}}
        """
    got = said({"swagger.yaml": text})
    assert set(attrs(got, "openapi.invalid.missing", "at")) == {
        "paths./lots.post.parameters.[].schema",
        "paths./lots.post.parameters.[].type"}
    assert attrs(got, "openapi.invalid.value", "at") == ["basePath"]
