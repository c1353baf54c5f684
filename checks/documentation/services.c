/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * services.c: what is told of the AI service that the project uses: C8.4.
 *
 * Five parts: who may use it, how it is installed, how it is tried, what
 * it depends on, which data it gets.  A part counts in a sentence or a line
 * of code that names the service, and counts fully under a heading that
 * does.  The service counts when a list of libraries, a composition or a
 * sample of settings of the project has it.
 */
#include <stdio.h>
#include <string.h>

#include "documentation.h"

enum { EACH_MOST = 3 };

static const struct {
	const char *name, *words;
} services[] = {
	{ "Azure AI", "azure[-_ ]?(open ?ai|ai|cognitive)" },
	{ "Bedrock", "bedrock" },
	{ "Claude", "anthropic|\\bclaude\\b" },
	{ "Cohere", "\\bcohere\\b" },
	{ "DeepL", "\\bdeepl\\b" },
	{ "Gemini", "\\bgemini|google[-_.]generativeai|google[-_]genai|"
	    "vertex ?ai|google-cloud-aiplatform" },
	{ "Groq", "\\bgroq" },
	{ "Hugging Face", "hugging ?face|huggingface[-_]hub" },
	{ "Mistral", "\\bmistral" },
	{ "Ollama", "\\bollama" },
	{ "OpenAI", "(?<!azure )(?<!azure-)\\bopen ?ai\\b|openai_api|chatgpt" },
	{ "OpenRouter", "openrouter" },
	{ "Rekognition", "rekognition" },
	{ "Replicate", "\\breplicate\\b" },
	{ "Stability", "stability[-_ ]?ai|stability[-_]sdk" },
	{ "Together", "together[-_ ]?ai" },
	{ "Watson", "\\bwatson(x|\\b)|ibm[-_]watson" },
};

static const struct {
	const char *part, *words;
} parts[] = {
	{ "access", "api[ _-]?keys?\\b|\\bcles? (d.|de l.)?.?api|secret|token d|"
	    "access token|jeton|credential|service account|compte de service|"
	    "gestion des acces|access management|controle d.acces|\\biam\\b|"
	    "\\bapi_token\\b|habilitation" },
	{ "data", "donnees (envoyees|transmises|recues|traitees|personnelles|"
	    "impliquees|echangees|d.entree|en entree)|data (sent|processed|"
	    "involved|exchanged)|anonymis|pseudonymis|"
	    "(aucune|no) (donnee|personal data)|format (d.entree|des donnees|"
	    "de sortie)" },
	{ "depends", "dependanc|dependenc|requirements|interconnexion|"
	    "\\bsdk\\b|librair|bibliotheque|pre-?requis\\b|prerequisites|"
	    "pip3? install|npm (i|install) |(uv|poetry) add" },
	{ "install", "pip3? install|npm (i|install) |(uv|poetry) add|"
	    "ollama (pull|serve|run)|curl .{0,80}install|brew install|"
	    "winget install|docker (run|pull|exec)|docker[- ]compose.* up|"
	    "download|telecharg|creer (un|votre) compte|create an account" },
	{ "test", "\\bcurl (-|http)|\\bpytest\\b|python\\S* \\S*test\\w*\\.py|"
	    "ollama list|--version|\\b(tester|testez|test) (de )?(la|le|l.|the|"
	    "du|de) ?(connexion|service|api|modele|connection|model|"
	    "installation)|procedure de test|smoke test|health ?check" },
};

bool
services_wants(const struct gr_entry *e)
{
	return says("^(requirements[^/]*\\.(txt|in)|pyproject\\.toml|pipfile|"
	    "environment\\.ya?ml|package\\.json|[^/]*compose[^/]*\\.ya?ml|"
	    "[^/]*\\.env[^/]*|composer\\.json|env\\.(template|example))$",
	    e->base);
}

/* In a list of the project: the service is really used. */
void
services_used(const struct gr_file *f)
{
	const char *s;
	size_t i, len;
	int n;

	for (i = 0; i < LEN(services); i++) {
		if (!gr_search(gr_pattern(services[i].words), f->text,
		    f->len))
			continue;
		for (n = 1; n <= f->lines; n++) {
			s = gr_line(f, n, &len);
			if (s == NULL || *s == '#' || !gr_search(gr_pattern(
			    services[i].words), s, len))
				continue;
			gr_set(gr_emit("doc.service_used", n, n), "service",
			    services[i].name);
			break;
		}
	}
}

/* Does a heading above, or the name of the document, name the service? */
static bool
owned(const struct page *p, size_t at, const char *words)
{
	int h = p->block[at].heading, depth;

	if (says(words, p->file->entry->base))
		return true;
	for (depth = 0; h >= 0 && depth < DEPTH_MOST; depth++) {
		if (says(words, p->block[h].text))
			return true;
		h = heading_over(p, h);
	}
	return false;
}

/* One sentence, row or line of code. */
static void
read_text(size_t which, const char *text, int first, int last, bool own,
    int *said)
{
	struct gr_fact *f;
	size_t k;

	if (!own && !says(services[which].words, text))
		return;
	for (k = 0; k < LEN(parts); k++) {
		if (said[k] >= EACH_MOST || !says(parts[k].words, text))
			continue;
		said[k]++;
		f = gr_emit("doc.service_told", first, last);
		gr_set(f, "service", services[which].name);
		gr_set(f, "part", parts[k].part);
		gr_set(f, "own", own ? "yes" : "no");
	}
}

/* A block of code tells of many things: one line of it, of one. */
static void
read_service(const struct page *p, size_t which)
{
	int said[LEN(parts)] = { 0 };
	char room[TEXT_MOST];
	const char *s;
	size_t i, len;
	bool own;
	int n;

	for (i = 0; i < p->n; i++) {
		const struct gr_block *b = &p->block[i];

		if (b->kind == GR_HEADING || b->kind == GR_LINK ||
		    b->kind == GR_PICTURE || page_void(p, i))
			continue;
		own = owned(p, i, services[which].words);
		if (b->kind != GR_FENCE) {
			read_text(which, block_text(b, room, sizeof(room)),
			    b->first, b->last, own, said);
			continue;
		}
		if (says("^mermaid|^plantuml", b->url))
			continue;
		for (n = b->first; n <= b->last; n++) {
			s = gr_line(p->file, n, &len);
			if (s == NULL || len >= sizeof(room))
				continue;
			snprintf(room, sizeof(room), "%.*s", (int)len, s);
			if (strpbrk(room, "{}") == NULL &&
			    !says("[├└│]", room))
				read_text(which, room, n, n, own, said);
		}
	}
}

void
services_read(const struct page *p)
{
	size_t i;

	for (i = 0; i < LEN(services); i++)
		if (gr_search(gr_pattern(services[i].words), p->file->text,
		    p->file->len))
			read_service(p, i);
}

static bool
is(const struct gr_seen *s, const char *key, const char *value)
{
	const char *v = gr_value(s, key);

	return v != NULL && strcmp(v, value) == 0;
}

/* How many parts are told of the service, in all documents together. */
static int
parts_of(const struct gr_seen *const *told, size_t n, const char *service,
    bool own)
{
	size_t i, k;
	int sum = 0;

	for (k = 0; k < LEN(parts); k++)
		for (i = 0; i < n; i++)
			if (is(told[i], "service", service) &&
			    is(told[i], "part", parts[k].part) &&
			    (!own || is(told[i], "own", "yes"))) {
				sum++;
				break;
			}
	return sum;
}

void
services_relate(const struct gr_repo *r)
{
	const struct gr_seen *const *told, *const *used;
	const char *name;
	struct gr_fact *f;
	size_t n, m, i, k;

	told = gr_facts(r, "doc.service_told", &n);
	used = gr_facts(r, "doc.service_used", &m);
	for (i = 0; i < n; i++) {
		name = gr_value(told[i], "service");
		for (k = 0; name != NULL && k < m; k++)
			if (is(used[k], "service", name))
				break;
		if (name == NULL || k == m)
			continue;
		f = gr_emit_at("doc.service", told[i]->path, told[i]->first,
		    told[i]->last);
		gr_set(f, "service", name);
		gr_set(f, "part", gr_value(told[i], "part"));
		gr_setf(f, "known", "%d", parts_of(told, n, name, false));
		gr_setf(f, "own", "%d", parts_of(told, n, name, true));
	}
}
