/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source.c: what is asked of every source file: what it imports, which
 * function a line is in, and whether a model or a web application is there.
 */
#include <string.h>

#include "monitoring.h"

static bool
named(const char *dotted, const char *module)
{
	size_t n = strlen(module);

	return strncmp(dotted, module, n) == 0 &&
	    (dotted[n] == '\0' || dotted[n] == '.' || dotted[n] == '/');
}

const struct gr_item *
imports_what(const struct source *s, const char *module, const char *what)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->item[i].kind == GR_IMPORT &&
		    named(s->item[i].name, module) &&
		    (what == NULL || strcmp(s->item[i].what, what) == 0))
			return &s->item[i];
	return NULL;
}

const struct gr_item *
imports(const struct source *s, const char *module)
{
	return imports_what(s, module, NULL);
}

const struct gr_item *
function_of(const struct source *s, const struct gr_item *i)
{
	int at = i->inside;

	while (at >= 0 && s->item[at].kind != GR_FUNCTION)
		at = s->item[at].inside;
	return at < 0 ? NULL : &s->item[at];
}

/* Libraries with which a model is made or asked. */
static const char *const models[] = {
	"@huggingface/inference", "@tensorflow/tfjs", "anthropic", "autogluon",
	"catboost", "cohere", "diffusers", "fasttext", "gensim",
	"google.generativeai", "google.genai", "@google/generative-ai",
	"groq", "huggingface_hub", "implicit", "joblib", "keras", "langchain",
	"langchain_openai", "langchain_community", "langchain_core",
	"langgraph", "lightfm", "lightgbm", "litellm", "llama_index",
	"mistralai", "mlflow", "ollama", "onnxruntime", "openai", "paddle",
	"pmdarima", "prophet", "pycaret", "pyspark.ml", "sentence_transformers",
	"sklearn", "spacy", "statsmodels", "surprise", "tensorflow", "torch",
	"transformers", "ultralytics", "whisper", "xgboost", "pickle",
	"smolagents", "crewai", "easyocr", "vllm", "llama_cpp", NULL,
};

static const struct {
	const char	*module, *name;
} apps[] = {
	{ "fastapi", "FastAPI" }, { "flask", "Flask" },
	{ "django", "Django" }, { "rest_framework", "Django" },
	{ "express", "Express" }, { "streamlit", "Streamlit" },
	{ "gradio", "Gradio" }, { "dash", "Dash" },
	{ "starlette", "Starlette" }, { "litestar", "Litestar" },
	{ "aiohttp.web", "aiohttp" },
	{ "tornado", "Tornado" }, { "bottle", "Bottle" },
	{ "@nestjs/core", "NestJS" }, { "@nestjs/common", "NestJS" },
	{ "fastify", "Fastify" }, { "koa", "Koa" }, { "next", "Next.js" },
	{ "org.springframework", "Spring" }, { "Microsoft.AspNetCore",
	    "ASP.NET" }, { "flask_restful", "Flask" }, { "quart", "Quart" },
	{ "bentoml", "BentoML" }, { "chainlit", "Chainlit" },
	{ "jakarta.ws", "JAX-RS" }, { "Symfony", "Symfony" },
	{ "Illuminate", "Laravel" }, { "net/http", "net/http" },
	{ "github.com/gin-gonic/gin", "Gin" }, { "sanic", "Sanic" },
	{ "ninja", "Django" }, { "shiny", "Shiny" }, { "nicegui", "NiceGUI" },
};

void
models_read(const struct source *s)
{
	const struct gr_item *i;
	struct gr_fact *f;
	size_t k;

	for (k = 0; models[k] != NULL; k++) {
		i = imports(s, models[k]);
		if (i == NULL)
			continue;
		f = gr_emit("monitoring.model", i->first, i->last);
		gr_set(f, "library", models[k]);
		break;
	}
	for (k = 0; !s->test && k < sizeof(apps) / sizeof(*apps); k++) {
		i = imports(s, apps[k].module);
		if (i == NULL)
			continue;
		f = gr_emit("monitoring.app", i->first, i->last);
		gr_set(f, "framework", apps[k].name);
		return;
	}
	/* Django's settings name their applications and import nothing. */
	for (k = 0; !s->test && k < s->n; k++)
		if (s->item[k].kind == GR_ASSIGN &&
		    strcmp(s->item[k].name, "INSTALLED_APPS") == 0) {
			gr_set(gr_emit("monitoring.app", s->item[k].first,
			    s->item[k].last), "framework", "Django");
			return;
		}
}
