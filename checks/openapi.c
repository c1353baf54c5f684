/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * openapi.c: descriptions of HTTP APIs that lie in the repository.
 *
 * Swagger 2.0 and OpenAPI 3.0 and 3.1, in YAML or JSON, under any name: the
 * root says what it is.  A text that talks about OpenAPI is none.  Postman
 * collections are listed apart: they document, and follow no standard of
 * description.
 */
#include <string.h>

#include "openapi/openapi.h"

enum {
	SIZE_LEAST = 40,		/* "openapi: 3.0.0" and a title */
	SIZE_MOST = 4 << 20,
};

static const struct gr_fact_kind kinds[] = {
	{ "openapi.spec",
	    "document OpenAPI {version} « {title} » : {operations} opérations",
	    "OpenAPI document {version} \"{title}\": {operations} operations",
	    "version title operations paths valid schemes base" },
	{ "openapi.operation", "{method} {path} décrit", "{method} {path} "
	    "described", "method path secured base" },
	{ "openapi.invalid.empty",
	    "liste vide, ce que la norme ne permet pas : {at}",
	    "empty list, which the standard does not allow: {at}", "at" },
	{ "openapi.invalid.exclusive",
	    "deux clés qui s'excluent : {at}",
	    "two keys that exclude each other: {at}", "at" },
	{ "openapi.invalid.info",
	    "« info » manque au document OpenAPI",
	    "the OpenAPI document has no info", "at" },
	{ "openapi.invalid.key_twice",
	    "clé « {at} » écrite deux fois",
	    "key \"{at}\" written twice", "at" },
	{ "openapi.invalid.missing",
	    "clé obligatoire absente : {at}",
	    "required key missing: {at}", "at" },
	{ "openapi.invalid.name",
	    "nom de composant non permis : {at}",
	    "name of a component that is not allowed: {at}", "at" },
	{ "openapi.invalid.no_operation",
	    "« paths » manque ou n'est pas une liste de chemins",
	    "no paths, or they are not a map", "at" },
	{ "openapi.invalid.no_responses",
	    "{at} : aucune réponse décrite",
	    "{at}: no response is described", "at" },
	{ "openapi.invalid.operation_id",
	    "« operationId » employé deux fois : {at}",
	    "operationId used twice: {at}", "at" },
	{ "openapi.invalid.param_optional",
	    "{at} : paramètre de chemin sans « required: true »",
	    "{at}: path parameter without required: true", "at" },
	{ "openapi.invalid.param_stray",
	    "{at} : paramètre de chemin absent de l'URL",
	    "{at}: path parameter that the URL does not have", "at" },
	{ "openapi.invalid.param_undeclared",
	    "{at} : paramètre de l'URL non déclaré",
	    "{at}: parameter of the URL that is not declared", "at" },
	{ "openapi.invalid.path_slash",
	    "chemin sans « / » au début : {at}",
	    "path without a leading slash: {at}", "at" },
	{ "openapi.invalid.path_twice",
	    "deux chemins qui n'en font qu'un : {at}",
	    "two paths that are one: {at}", "at" },
	{ "openapi.invalid.ref",
	    "référence vers rien : {at}",
	    "reference to nothing: {at}", "at" },
	{ "openapi.invalid.ref_file",
	    "référence vers un fichier qui n'est pas là : {at}",
	    "reference to a file that is not there: {at}", "at" },
	{ "openapi.invalid.scheme",
	    "{at} : schéma de sécurité non défini",
	    "{at}: security scheme that is not defined", "at" },
	{ "openapi.invalid.title",
	    "« info.title » manque",
	    "no info.title", "at" },
	{ "openapi.invalid.twice",
	    "écrit deux fois : {at}",
	    "written twice: {at}", "at" },
	{ "openapi.invalid.type",
	    "valeur d'un autre type que celui de la norme : {at}",
	    "value of another type than the standard's: {at}", "at" },
	{ "openapi.invalid.unknown",
	    "clé que la norme ne connaît pas : {at}",
	    "key that the standard does not know: {at}", "at" },
	{ "openapi.invalid.value",
	    "valeur que la norme ne permet pas : {at}",
	    "value that the standard does not allow: {at}", "at" },
	{ "openapi.invalid.version",
	    "« info.version » manque",
	    "no info.version", "at" },
	{ "openapi.problem.ref_outside",
	    "référence vers un autre fichier : {at}",
	    "reference to another file: {at}", "at" },
	{ "openapi.problem.response",
	    "{at} : aucune réponse décrite, ce que 3.1 permet",
	    "{at}: no response described, which 3.1 allows", "at" },
	{ "openapi.problem.scheme_unused",
	    "schéma de sécurité jamais employé : {at}",
	    "security scheme that no operation uses: {at}", "at" },
	{ "openapi.problem.undescribed",
	    "{at} : ni résumé ni description",
	    "{at}: neither summary nor description", "at" },
	{ "openapi.problem.unused",
	    "composant jamais employé : {at}",
	    "component that nothing uses: {at}", "at" },
	{ "openapi.toy", "document OpenAPI sans objet réel : {why}",
	    "OpenAPI document without a real object: {why}", "why title" },
	{ "openapi.broken", "document OpenAPI illisible : {why}",
	    "OpenAPI document that cannot be parsed: {why}", "why" },
	{ "openapi.undetermined",
	    "document OpenAPI d'une version non vérifiée ({version})",
	    "OpenAPI document of a version that is not checked ({version})",
	    "version" },
	{ "openapi.postman",
	    "collection Postman « {title} » : {requests} requêtes",
	    "Postman collection \"{title}\": {requests} requests",
	    "title requests" },
	{ "openapi.request", "requête Postman {method} {path}",
	    "Postman request {method} {path}", "method path" },
	{ .name = NULL },
};

/* Big and known to be something else: not worth opening. */
static const char *const never[] = {
	".eslintrc.json", "angular.json", "composer.json", "composer.lock",
	"docker-compose.yaml", "docker-compose.yml", "package-lock.json",
	"package.json", "pnpm-lock.yaml", "tsconfig.json",
};

static bool
wants(const struct gr_entry *e)
{
	size_t i;

	if ((e->kind != GR_YAML && e->kind != GR_JSON) ||
	    e->size < SIZE_LEAST || e->size > SIZE_MOST)
		return false;
	for (i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		if (strcmp(e->base, never[i]) == 0)
			return false;
	return strcmp(e->ext, "lock") != 0;
}

/* A root key at the start of a line, or near the start of a JSON text. */
static bool
claims(const struct gr_file *f)
{
	static const struct gr_pattern *root;

	if (root == NULL)
		root = gr_pattern("(?m)(\\A|^)[\\s{]{0,8}[\"']?(openapi|swagger)"
		    "[\"']?\\s*:\\s*[\"']?[23]\\.");
	return gr_search(root, f->text, f->len < 2000 ? f->len : 2000);
}

static void
scan(const struct gr_file *f)
{
	const struct gr_node *doc;
	const char *version;
	int line = 1;

	if (strstr(f->text, "openapi") == NULL &&
	    strstr(f->text, "swagger") == NULL &&
	    strstr(f->text, "getpostman.com") == NULL)
		return;
	doc = gr_first(gr_tree(f));
	if (doc == NULL) {
		if (claims(f) && gr_tree_error(f, &line) != NULL)
			gr_set(gr_emit("openapi.broken", line, line), "why",
			    gr_tree_error(f, &line));
		return;
	}
	if (postman_is(doc)) {
		postman_read(f, doc);
		return;
	}
	version = spec_version(doc);
	if (version == NULL)
		return;
	if (strcmp(version, "2.0") == 0 ||
	    strncmp(version, "3.0", 3) == 0 ||
	    strncmp(version, "3.1", 3) == 0)
		spec_read(f, doc);
	else
		gr_set(gr_emit("openapi.undetermined", gr_node_line(doc),
		    gr_node_last(doc)), "version", version);
}

/* "../common.yaml#/x" from "api/v1/a.yaml": is api/common.yaml there? */
static bool
is_there(const struct gr_repo *r, const char *from, const char *to)
{
	char path[600];
	const char *slash = strrchr(from, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - from), n;

	if (len >= sizeof(path) / 2)
		return true;
	memcpy(path, from, len);
	for (; *to != '\0' && *to != '#'; to += n + (to[n] == '/')) {
		n = strcspn(to, "/#");
		if (n == 0 || (n == 1 && to[0] == '.'))
			continue;
		if (n == 2 && strncmp(to, "..", 2) == 0) {
			while (len > 0 && path[--len] != '/')
				;
			continue;
		}
		if (len + n + 2 > sizeof(path))
			return true;
		if (len > 0)
			path[len++] = '/';
		memcpy(path + len, to, n);
		len += n;
	}
	path[len] = '\0';
	return len == 0 || gr_entry(r, path) != NULL;
}

static void
relate(const struct gr_repo *r)
{
	const struct gr_seen *const *f;
	const char *at;
	size_t i, n;

	f = gr_facts(r, "openapi.problem.ref_outside", &n);
	for (i = 0; i < n; i++) {
		at = gr_value(f[i], "at");
		if (at == NULL || strchr(at, ':') != NULL || at[0] == '/' ||
		    at[0] == '#' || strchr(at, '%') != NULL ||
		    is_there(r, f[i]->path, at))
			continue;
		gr_set(gr_emit_at("openapi.invalid.ref_file", f[i]->path,
		    f[i]->first, f[i]->last), "at", at);
	}
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "openapi",
	.version = "2",
	.summary = "OpenAPI and Swagger documents, checked operation by "
	    "operation",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
