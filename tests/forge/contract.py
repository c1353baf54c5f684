# SPDX-License-Identifier: GPL-3.0-or-later
"""A request held against what a forge's own API description allows.

OpenAPI 3 and Swagger 2, as far as the forges use them.  Stricter than a
forge, which ignores what it does not know: a parameter or a key of a body
that is not described is an error, for it does nothing there.
"""
import json
import re
import urllib.parse

TYPES = {"string": str, "integer": int, "number": (int, float),
         "boolean": bool, "array": list, "object": dict,
         "null": type(None)}


class Description:
    def __init__(self, path):
        text = path.read_text(encoding="utf-8")
        # Gitea's and Forgejo's is a template, in its texts only.
        self.root = json.loads(re.sub(r"\{\{[^}]*\}\}", "", text))
        self.routes = []
        for template in self.root["paths"]:
            pattern = "".join(
                "([^/]+)" if part.startswith("{") else re.escape(part)
                for part in re.split(r"(\{[^}]*\})", template))
            self.routes.append((template, re.compile(pattern)))
        # Words before holes.
        self.routes.sort(key=lambda r: (r[0].count("{"), r[0]))

    def find(self, thing):
        while "$ref" in thing:
            at = self.root
            for step in thing["$ref"][2:].split("/"):
                at = at[step.replace("~1", "/").replace("~0", "~")]
            thing = at
        return thing

    def operation(self, method, path):
        for template, pattern in self.routes:
            item = self.root["paths"][template]
            if pattern.fullmatch(path) and method.lower() in item:
                call = item[method.lower()]
                return call, [self.find(p) for p in
                              item.get("parameters", []) +
                              call.get("parameters", [])]
        raise AssertionError("no such call: %s %s" % (method, path))

    def fits(self, schema, value, where, strict=True):
        """Raises when the value is not what the schema says."""
        schema = self.find(schema)
        for one in schema.get("allOf", []):
            self.fits(one, value, where, False)
        for key in ("oneOf", "anyOf"):
            if key in schema and not any(self.may(one, value, where)
                                         for one in schema[key]):
                raise AssertionError("%s: none of %s" % (where, key))
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if schema.get("nullable") or schema.get("x-nullable"):
            kinds = [*kinds, "null"]
        if kinds and schema.get("type"):
            assert any(isinstance(value, TYPES[k]) and not (
                isinstance(value, bool) and k in ("integer", "number"))
                for k in kinds), "%s: %r is no %s" % (where, value, kinds)
        if "enum" in schema:
            assert value in schema["enum"], "%s: %r" % (where, value)
        if isinstance(value, str):
            assert len(value) <= schema.get("maxLength", len(value)), where
        if isinstance(value, list) and "items" in schema:
            for one in value:
                self.fits(schema["items"], one, where + "[]", strict)
        if not isinstance(value, dict):
            return
        known = schema.get("properties", {})
        for key in schema.get("required", []) if strict else []:
            assert key in value, "%s: %s is missing" % (where, key)
        for key, one in value.items():
            if key in known:
                self.fits(known[key], one, "%s.%s" % (where, key), strict)
            elif strict and known and not schema.get("additionalProperties"):
                raise AssertionError("%s: %s is not known" % (where, key))

    def may(self, schema, value, where):
        try:
            self.fits(schema, value, where)
        except AssertionError:
            return False
        return True

    def request(self, method, path, query, kind, body):
        call, parameters = self.operation(method, path)
        where = "%s %s" % (method, path)
        asked = dict(urllib.parse.parse_qsl(query, keep_blank_values=True))
        known = {p["name"]: p for p in parameters if p["in"] == "query"}
        for name, value in asked.items():
            assert name in known, "%s: ?%s is not known" % (where, name)
            schema = self.find(known[name].get("schema", known[name]))
            if schema.get("type") == "integer":
                value = int(value)
            elif schema.get("type") == "boolean":
                value = {"true": True, "false": False}.get(value, value)
            elif schema.get("type") == "array":
                value = value.split(",")
            self.fits(schema, value, "%s ?%s" % (where, name))
        for name, p in known.items():
            assert name in asked or not p.get("required"), \
                "%s: ?%s is missing" % (where, name)
        schema, must = self.body_of(call, parameters)
        if not body:
            assert not must, where + ": no body"
            return
        assert schema is not None, where + ": a body nobody asked for"
        assert kind.split(";")[0] == "application/json", where
        self.fits(schema, json.loads(body), where)

    def body_of(self, call, parameters):
        for p in parameters:
            if p["in"] == "body":
                return p["schema"], p.get("required", False)
        body = self.find(call.get("requestBody", {}))
        if not body:
            return None, False
        return body["content"]["application/json"]["schema"], \
            body.get("required", False)
