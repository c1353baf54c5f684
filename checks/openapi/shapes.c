/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * shapes.c: the tables.  One row a key, in the order of the standard.
 */
#include "shapes.h"

#define END { .name = NULL }
#define STYLES " matrix label form simple spaceDelimited pipeDelimited " \
	"deepObject "

static const struct key root[] = {
	{ "swagger", VERSION, 0, V20, V20, " 2.0 ", 0 },
	{ "openapi", VERSION, 0, V3X, V3X, NULL, 0 },
	{ "info", OBJECT, INFO, ALL, ALL, NULL, 0 },
	{ "host", TEXT, 0, V20, 0, NULL, 0 },
	{ "basePath", TEXT, 0, V20, 0, NULL, 0 },
	{ "schemes", WORDS, 0, V20, 0, " http https ws wss ", 0 },
	{ "consumes", WORDS, 0, V20, 0, NULL, 0 },
	{ "produces", WORDS, 0, V20, 0, NULL, 0 },
	{ "jsonSchemaDialect", TEXT, 0, V31, 0, NULL, 0 },
	{ "servers", LIST, SERVER, V3X, 0, NULL, 0 },
	{ "paths", OBJECT, PATHS, ALL, V20 | V30, NULL, 0 },
	{ "webhooks", MAP, PATH_ITEM, V31, 0, NULL, 0 },
	{ "components", OBJECT, COMPONENTS, V3X, 0, NULL, 0 },
	{ "definitions", MAP, SCHEMA, V20, 0, NULL, 0 },
	{ "parameters", MAP, PARAMETER, V20, 0, NULL, 0 },
	{ "responses", MAP, RESPONSE, V20, 0, NULL, 0 },
	{ "securityDefinitions", MAP, SCHEME, V20, 0, NULL, 0 },
	{ "security", LIST, REQUIREMENT, ALL, 0, NULL, 0 },
	{ "tags", LIST, TAG, ALL, 0, NULL, 0 },
	{ "externalDocs", OBJECT, DOCS, ALL, 0, NULL, 0 },
	END
};

static const struct key info[] = {
	{ "title", TEXT, 0, ALL, ALL, NULL, 0 },
	{ "summary", TEXT, 0, V31, 0, NULL, 0 },
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	{ "termsOfService", URL, 0, ALL, 0, NULL, 0 },
	{ "contact", OBJECT, CONTACT, ALL, 0, NULL, 0 },
	{ "license", OBJECT, LICENSE, ALL, 0, NULL, 0 },
	{ "version", TEXT, 0, ALL, ALL, NULL, 0 },
	END
};

static const struct key contact[] = {
	{ "name", TEXT, 0, ALL, 0, NULL, 0 },
	{ "url", URL, 0, ALL, 0, NULL, 0 },
	{ "email", EMAIL, 0, ALL, 0, NULL, 0 },
	END
};

static const struct key license[] = {
	{ "name", TEXT, 0, ALL, ALL, NULL, 0 },
	{ "identifier", TEXT, 0, V31, 0, NULL, 0 },
	{ "url", URL, 0, ALL, 0, NULL, 0 },
	END
};

static const struct key server[] = {
	{ "url", TEXT, 0, V3X, V3X, NULL, 0 },
	{ "description", TEXT, 0, V3X, 0, NULL, 0 },
	{ "variables", MAP, VARIABLE, V3X, 0, NULL, 0 },
	END
};

static const struct key variable[] = {
	{ "enum", TEXTS, 0, V3X, 0, NULL, 0 },
	{ "default", TEXT, 0, V3X, V3X, NULL, 0 },
	{ "description", TEXT, 0, V3X, 0, NULL, 0 },
	END
};

static const struct key docs[] = {
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	{ "url", URL, 0, ALL, ALL, NULL, 0 },
	END
};

static const struct key tag[] = {
	{ "name", TEXT, 0, ALL, ALL, NULL, 0 },
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	{ "externalDocs", OBJECT, DOCS, ALL, 0, NULL, 0 },
	END
};

static const struct key path_item[] = {
	{ "$ref", TEXT, 0, ALL, 0, NULL, 0 },
	{ "summary", TEXT, 0, V3X, 0, NULL, 0 },
	{ "description", TEXT, 0, V3X, 0, NULL, 0 },
	{ "get", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "put", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "post", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "delete", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "options", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "head", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "patch", OBJECT, OPERATION, ALL, 0, NULL, 0 },
	{ "trace", OBJECT, OPERATION, V3X, 0, NULL, 0 },
	{ "servers", LIST, SERVER, V3X, 0, NULL, 0 },
	{ "parameters", LIST, PARAMETER, ALL, 0, NULL, 0 },
	END
};

static const struct key operation[] = {
	{ "tags", WORDS, 0, ALL, 0, NULL, 0 },
	{ "summary", TEXT, 0, ALL, 0, NULL, 0 },
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	{ "externalDocs", OBJECT, DOCS, ALL, 0, NULL, 0 },
	{ "operationId", TEXT, 0, ALL, 0, NULL, 0 },
	{ "consumes", WORDS, 0, V20, 0, NULL, 0 },
	{ "produces", WORDS, 0, V20, 0, NULL, 0 },
	{ "parameters", LIST, PARAMETER, ALL, 0, NULL, 0 },
	{ "requestBody", OBJECT, BODY, V3X, 0, NULL, 0 },
	{ "responses", OBJECT, RESPONSES, ALL, 0, NULL, 0 },	/* operation.c */
	{ "callbacks", MAP, CALLBACK, V3X, 0, NULL, 0 },
	{ "schemes", WORDS, 0, V20, 0, " http https ws wss ", 0 },
	{ "deprecated", BOOL, 0, ALL, 0, NULL, 0 },
	{ "security", LIST, REQUIREMENT, ALL, 0, NULL, 0 },
	{ "servers", LIST, SERVER, V3X, 0, NULL, 0 },
	END
};

/* What 2.0 says of a value beside its schema. */
#define VALUE_20(required) \
	{ "type", TEXT, 0, V20, required, " string number integer boolean " \
	  "array file ", 0 }, \
	{ "format", TEXT, 0, V20, 0, NULL, 0 }, \
	{ "items", OBJECT, ITEMS, V20, 0, NULL, 0 }, \
	{ "collectionFormat", TEXT, 0, V20, 0, " csv ssv tsv pipes multi ", \
	  0 }, \
	{ "default", ANY, 0, V20, 0, NULL, 0 }, \
	{ "maximum", NUMBER, 0, V20, 0, NULL, 0 }, \
	{ "exclusiveMaximum", BOOL, 0, V20, 0, NULL, 0 }, \
	{ "minimum", NUMBER, 0, V20, 0, NULL, 0 }, \
	{ "exclusiveMinimum", BOOL, 0, V20, 0, NULL, 0 }, \
	{ "maxLength", COUNT, 0, V20, 0, NULL, 0 }, \
	{ "minLength", COUNT, 0, V20, 0, NULL, 0 }, \
	{ "pattern", PATTERN, 0, V20, 0, NULL, 0 }, \
	{ "maxItems", COUNT, 0, V20, 0, NULL, 0 }, \
	{ "minItems", COUNT, 0, V20, 0, NULL, 0 }, \
	{ "uniqueItems", BOOL, 0, V20, 0, NULL, 0 }, \
	{ "enum", LIST, NOTHING, V20, 0, NULL, 0 }, \
	{ "multipleOf", NUMBER, 0, V20, 0, NULL, 0 }

/* What 3.x says of a value, in parameters and headers alike. */
#define VALUE_3X \
	{ "required", BOOL, 0, V3X, 0, NULL, 0 }, \
	{ "deprecated", BOOL, 0, V3X, 0, NULL, 0 }, \
	{ "allowEmptyValue", BOOL, 0, V3X, 0, NULL, 0 }, \
	{ "style", TEXT, 0, V3X, 0, STYLES, 0 }, \
	{ "explode", BOOL, 0, V3X, 0, NULL, 0 }, \
	{ "allowReserved", BOOL, 0, V3X, 0, NULL, 0 }, \
	{ "schema", OBJECT, SCHEMA, V3X, 0, NULL, 0 }, \
	{ "content", MAP, MEDIA, V3X, 0, NULL, 0 }, \
	{ "example", ANY, 0, V3X, 0, NULL, 0 }, \
	{ "examples", MAP, EXAMPLE, V3X, 0, NULL, 0 }

static const struct key parameter[] = {
	{ "name", TEXT, 0, ALL, ALL, NULL, 0 },
	{ "in", TEXT, 0, V20, V20, " query header path formData body ", 0 },
	{ "in", TEXT, 0, V3X, V3X, " query header path cookie ", 0 },
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	VALUE_3X,
	{ "required", BOOL, 0, V20, 0, NULL, 0 },
	{ "schema", OBJECT, SCHEMA, V20, 0, NULL, 0 },
	{ "allowEmptyValue", BOOL, 0, V20, 0, NULL, 0 },
	VALUE_20(0),
	END
};

static const struct key header[] = {
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	VALUE_3X,
	VALUE_20(V20),
	END
};

static const struct key items[] = { VALUE_20(V20), END };

static const struct key body[] = {
	{ "description", TEXT, 0, V3X, 0, NULL, 0 },
	{ "content", MAP, MEDIA, V3X, V3X, NULL, 0 },
	{ "required", BOOL, 0, V3X, 0, NULL, 0 },
	END
};

static const struct key media[] = {
	{ "schema", OBJECT, SCHEMA, V3X, 0, NULL, 0 },
	{ "example", ANY, 0, V3X, 0, NULL, 0 },
	{ "examples", MAP, EXAMPLE, V3X, 0, NULL, 0 },
	{ "encoding", MAP, ENCODING, V3X, 0, NULL, 0 },
	END
};

static const struct key encoding[] = {
	{ "contentType", TEXT, 0, V3X, 0, NULL, 0 },
	{ "headers", MAP, HEADER, V3X, 0, NULL, 0 },
	{ "style", TEXT, 0, V3X, 0, " form spaceDelimited pipeDelimited "
	  "deepObject ", 0 },
	{ "explode", BOOL, 0, V3X, 0, NULL, 0 },
	{ "allowReserved", BOOL, 0, V3X, 0, NULL, 0 },
	END
};

static const struct key response[] = {
	{ "description", TEXT, 0, ALL, ALL, NULL, 0 },
	{ "schema", OBJECT, SCHEMA, V20, 0, NULL, 0 },
	{ "examples", MAP, NOTHING, V20, 0, NULL, 0 },
	{ "headers", MAP, HEADER, ALL, 0, NULL, 0 },
	{ "content", MAP, MEDIA, V3X, 0, NULL, 0 },
	{ "links", MAP, LINK, V3X, 0, NULL, 0 },
	END
};

static const struct key example[] = {
	{ "summary", TEXT, 0, V3X, 0, NULL, 0 },
	{ "description", TEXT, 0, V3X, 0, NULL, 0 },
	{ "value", ANY, 0, V3X, 0, NULL, 0 },
	{ "externalValue", TEXT, 0, V3X, 0, NULL, 0 },
	END
};

static const struct key link[] = {
	{ "operationRef", TEXT, 0, V3X, 0, NULL, 0 },
	{ "operationId", TEXT, 0, V3X, 0, NULL, 0 },
	{ "parameters", MAP, NOTHING, V3X, 0, NULL, 0 },
	{ "requestBody", ANY, 0, V3X, 0, NULL, 0 },
	{ "description", TEXT, 0, V3X, 0, NULL, 0 },
	{ "server", OBJECT, SERVER, V3X, 0, NULL, 0 },
	END
};

static const struct key schema[] = {
	{ "title", TEXT, 0, ALL, 0, NULL, 0 },
	{ "multipleOf", NUMBER, 0, ALL, 0, NULL, 0 },
	{ "maximum", NUMBER, 0, ALL, 0, NULL, 0 },
	{ "exclusiveMaximum", BOOL, 0, V20 | V30, 0, NULL, 0 },
	{ "exclusiveMaximum", NUMBER, 0, V31, 0, NULL, 0 },
	{ "minimum", NUMBER, 0, ALL, 0, NULL, 0 },
	{ "exclusiveMinimum", BOOL, 0, V20 | V30, 0, NULL, 0 },
	{ "exclusiveMinimum", NUMBER, 0, V31, 0, NULL, 0 },
	{ "maxLength", COUNT, 0, ALL, 0, NULL, 0 },
	{ "minLength", COUNT, 0, ALL, 0, NULL, 0 },
	{ "pattern", PATTERN, 0, ALL, 0, NULL, 0 },
	{ "maxItems", COUNT, 0, ALL, 0, NULL, 0 },
	{ "minItems", COUNT, 0, ALL, 0, NULL, 0 },
	{ "uniqueItems", BOOL, 0, ALL, 0, NULL, 0 },
	{ "maxProperties", COUNT, 0, ALL, 0, NULL, 0 },
	{ "minProperties", COUNT, 0, ALL, 0, NULL, 0 },
	{ "required", WORDS, 0, ALL, 0, NULL, 0 },
	{ "enum", LIST, NOTHING, ALL, 0, NULL, 0 },
	{ "type", TEXT, 0, V30, 0, " array boolean integer number object "
	  "string ", 0 },
	{ "type", ANY, 0, V20 | V31, 0, NULL, 0 },
	{ "not", OBJECT, SCHEMA, V30, 0, NULL, 0 },
	{ "not", SCHEMA_OR_BOOL, SCHEMA, V31, 0, NULL, 0 },
	{ "allOf", LIST, SCHEMA, ALL, 0, NULL, 0 },
	{ "oneOf", LIST, SCHEMA, V3X, 0, NULL, 0 },
	{ "anyOf", LIST, SCHEMA, V3X, 0, NULL, 0 },
	{ "items", OBJECT, SCHEMA, V20 | V30, 0, NULL, 0 },
	{ "items", SCHEMA_OR_BOOL, SCHEMA, V31, 0, NULL, 0 },
	{ "properties", MAP, SCHEMA, ALL, 0, NULL, 0 },
	{ "additionalProperties", SCHEMA_OR_BOOL, SCHEMA, ALL, 0, NULL, 0 },
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	{ "format", TEXT, 0, ALL, 0, NULL, 0 },
	{ "default", ANY, 0, ALL, 0, NULL, 0 },
	{ "nullable", BOOL, 0, V30, 0, NULL, 0 },
	{ "discriminator", OBJECT, DISCRIMINATOR, V3X, 0, NULL, 0 },
	{ "discriminator", TEXT, 0, V20, 0, NULL, 0 },
	{ "readOnly", BOOL, 0, ALL, 0, NULL, 0 },
	{ "writeOnly", BOOL, 0, V3X, 0, NULL, 0 },
	{ "example", ANY, 0, ALL, 0, NULL, 0 },
	{ "externalDocs", OBJECT, DOCS, ALL, 0, NULL, 0 },
	{ "deprecated", BOOL, 0, V3X, 0, NULL, 0 },
	{ "xml", OBJECT, XML, ALL, 0, NULL, 0 },
	END
};

static const struct key discriminator[] = {
	{ "propertyName", TEXT, 0, V3X, V3X, NULL, 0 },
	{ "mapping", MAP, NOTHING, V3X, 0, NULL, 0 },
	END
};

static const struct key xml[] = {
	{ "name", TEXT, 0, ALL, 0, NULL, 0 },
	{ "namespace", TEXT, 0, ALL, 0, NULL, 0 },
	{ "prefix", TEXT, 0, ALL, 0, NULL, 0 },
	{ "attribute", BOOL, 0, ALL, 0, NULL, 0 },
	{ "wrapped", BOOL, 0, ALL, 0, NULL, 0 },
	END
};

static const struct key components[] = {
	{ "schemas", MAP, SCHEMA, V3X, 0, NULL, COMPONENT_NAME },
	{ "responses", MAP, RESPONSE, V3X, 0, NULL, COMPONENT_NAME },
	{ "parameters", MAP, PARAMETER, V3X, 0, NULL, COMPONENT_NAME },
	{ "examples", MAP, EXAMPLE, V3X, 0, NULL, COMPONENT_NAME },
	{ "requestBodies", MAP, BODY, V3X, 0, NULL, COMPONENT_NAME },
	{ "headers", MAP, HEADER, V3X, 0, NULL, COMPONENT_NAME },
	{ "securitySchemes", MAP, SCHEME, V3X, 0, NULL, COMPONENT_NAME },
	{ "links", MAP, LINK, V3X, 0, NULL, COMPONENT_NAME },
	{ "callbacks", MAP, CALLBACK, V3X, 0, NULL, COMPONENT_NAME },
	{ "pathItems", MAP, PATH_ITEM, V31, 0, NULL, COMPONENT_NAME },
	END
};

static const struct key scheme[] = {
	{ "type", TEXT, 0, V20, V20, " basic apiKey oauth2 ", 0 },
	{ "type", TEXT, 0, V30, V30, " apiKey http oauth2 openIdConnect ",
	  0 },
	{ "type", TEXT, 0, V31, V31, " apiKey http oauth2 openIdConnect "
	  "mutualTLS ", 0 },
	{ "description", TEXT, 0, ALL, 0, NULL, 0 },
	{ "name", TEXT, 0, ALL, 0, NULL, 0 },
	{ "in", TEXT, 0, V20, 0, " query header ", 0 },
	{ "in", TEXT, 0, V3X, 0, " query header cookie ", 0 },
	{ "scheme", TEXT, 0, V3X, 0, NULL, 0 },
	{ "bearerFormat", TEXT, 0, V3X, 0, NULL, 0 },
	{ "flows", OBJECT, FLOWS, V3X, 0, NULL, 0 },
	{ "openIdConnectUrl", TEXT, 0, V3X, 0, NULL, 0 },
	{ "flow", TEXT, 0, V20, 0, " implicit password application "
	  "accessCode ", 0 },
	{ "authorizationUrl", TEXT, 0, V20, 0, NULL, 0 },
	{ "tokenUrl", TEXT, 0, V20, 0, NULL, 0 },
	{ "scopes", MAP, NOTHING, V20, 0, NULL, 0 },
	END
};

static const struct key flows[] = {
	{ "implicit", OBJECT, FLOW_IMPLICIT, V3X, 0, NULL, 0 },
	{ "password", OBJECT, FLOW_PASSWORD, V3X, 0, NULL, 0 },
	{ "clientCredentials", OBJECT, FLOW_PASSWORD, V3X, 0, NULL, 0 },
	{ "authorizationCode", OBJECT, FLOW_CODE, V3X, 0, NULL, 0 },
	END
};

#define FLOW(authorization, token) \
	{ "authorizationUrl", TEXT, 0, V3X, authorization, NULL, 0 }, \
	{ "tokenUrl", TEXT, 0, V3X, token, NULL, 0 }, \
	{ "refreshUrl", TEXT, 0, V3X, 0, NULL, 0 }, \
	{ "scopes", MAP, NOTHING, V3X, V3X, NULL, 0 }

static const struct key flow_implicit[] = { FLOW(V3X, 0), END };
static const struct key flow_password[] = { FLOW(0, V3X), END };
static const struct key flow_code[] = { FLOW(V3X, V3X), END };
static const struct key none[] = { END };

const struct shape shapes[SHAPES] = {
	[BODY] = { .keys = body, .may_refer = true },
	[CALLBACK] = { .keys = none, .may_refer = true },
	[COMPONENTS] = { .keys = components },
	[CONTACT] = { .keys = contact },
	[DISCRIMINATOR] = { .keys = discriminator, .bare = true,
	    .open = V31 },
	[DOCS] = { .keys = docs },
	[ENCODING] = { .keys = encoding },
	[EXAMPLE] = { .keys = example, .may_refer = true },
	[FLOWS] = { .keys = flows },
	[FLOW_CODE] = { .keys = flow_code },
	[FLOW_IMPLICIT] = { .keys = flow_implicit },
	[FLOW_PASSWORD] = { .keys = flow_password },
	[HEADER] = { .keys = header, .may_refer = true },
	[INFO] = { .keys = info },
	[ITEMS] = { .keys = items },
	[LICENSE] = { .keys = license },
	[LINK] = { .keys = link, .may_refer = true },
	[MEDIA] = { .keys = media },
	[NOTHING] = { .keys = none, .open = ALL },
	[OPERATION] = { .keys = operation },
	[PARAMETER] = { .keys = parameter, .may_refer = true },
	[PATHS] = { .keys = none },
	[PATH_ITEM] = { .keys = path_item },
	[REQUIREMENT] = { .keys = none },
	[RESPONSE] = { .keys = response, .may_refer = true },
	[RESPONSES] = { .keys = none },
	[ROOT] = { .keys = root },
	[SCHEMA] = { .keys = schema, .may_refer = true, .open = V31 },
	[SCHEME] = { .keys = scheme, .may_refer = true },
	[SERVER] = { .keys = server },
	[TAG] = { .keys = tag },
	[VARIABLE] = { .keys = variable },
	[XML] = { .keys = xml },
};
