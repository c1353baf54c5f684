/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: what names and paths say, French and English.
 *
 * Expressions are compiled by the host once each; a name is judged whole.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

/* Looks a name up in an expression that is compiled at the first call. */
static bool
says(const struct gr_pattern **compiled, const char *expression,
    const char *text, size_t n)
{
	if (*compiled == NULL)
		*compiled = gr_pattern(expression);
	return gr_search(*compiled, text, n);
}

bool
is_test_path(const char *path)
{
	static const char e1[] =
	    "(^|/)(tests?|__tests__|spec|e2e|cypress|fixtures|mocks?)/"
	    "|(^|/)(test_[^/]*|[^/]*_tests?|conftest)\\.py$"
	    "|\\.(test|spec|cy)\\.[jt]sx?$|Tests?\\.(java|cs|kt)$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}

bool
is_old_path(const char *path)
{
	static const char e1[] =
	    "(^|/)\\.?(old|archives?|backups?|brouillons?|deprecated|legacy|"
	    "obsolete|trash|corbeille|poubelle|examples?|exemples?)/"
	    "|([_ .-]|\\()(old|bak|backup|copy|copie)\\)?\\.[a-z]+$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}

bool
names_guard(const char *name, size_t n)
{
	static const char e1[] =
	    "auth(?!ors?(_|$))|login_?required|log(ged)?_?in$|jwt|"
	    "token|api[_-]?key|cle_?api|current_?(\\w*_)?user|permission|"
	    "(require|check|verif|valid|protect|ensure)\\w*(role|user|utilisateur|"
	    "admin|scope|access|key|cle|api|session)|roles?_?(allowed|required|"
	    "accepted|check)|oauth|bearer|secured|httpbasic|"
	    "user_passes_test|staff_member_required|superuser|isadmin";
	static const char e2[] =
	    "allowany|permitall|orreadonly|csrf|"
	    "allowanonymous|^get_token$|max_?tokens|tokenize|rout(e|er|es)|"
	    "controller|service|repositor|manager|settings|config|schema|"
	    "requestform|authenticationmiddleware|^api[a-z0-9]+auth$|"
	    "^api\\w*(response|security)";
	static const struct gr_pattern *p1, *p2;

	return says(&p1, e1, name, n) &&
	    !says(&p2, e2, name, n);
}

bool
names_credential(const char *name, size_t n)
{
	static const char e1[] =
	    "token|api[_-]?key|cle|jwt|auth(?!or)|passw|session|"
	    "user|credential|secret|bearer|permission|roles?$|login|admin";
	static const struct gr_pattern *p1;

	return says(&p1, e1, name, n);
}

bool
names_refusal(const char *name, size_t n)
{
	static const char e1[] =
	    "^(http_?)?(401|403)|unauthori[sz]ed|forbidden|"
	    "permissiondenied|accessdenied|authenticationfailed|"
	    "notauthenticated|credentials?_?(exception|error)|"
	    "auth\\w*(exception|error)$|invalid_?token\\w*(error|exc)";
	static const struct gr_pattern *p1;

	/* Decorators only describe: "ApiUnauthorizedResponse". */
	return strncmp(name, "Api", 3) != 0 && says(&p1, e1, name, n);
}

bool
names_inference(const char *name, size_t n)
{
	static const char e1[] =
	    "(^|[._])(predict(?!ion)\\w*|predire\\w*|infer(ence)?(_\\w+)?|"
	    "classify\\w*|transcribe(_\\w+)?|forecast)$|"
	    "(^|_)(run|get|make|faire|do|compute|calculer?)_"
	    "(prediction|inference)s?$|generate_content|"
	    "completions?\\.create|messages\\.create|chat\\.complete|"
	    "generatecontent|createchatcompletion|chatcompletion";
	static const struct gr_pattern *p1;

	return says(&p1, e1, name, n);
}

/* What an application is called where it is given as a parameter. */
bool
names_app(const char *name)
{
	static const char e1[] =
	    "^(fast|flask)?_?(app|api|application|router|bp|blueprint|"
	    "server|web)$|_(app|api|router|bp|blueprint)$|^$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, name, strlen(name));
}

bool
names_brain(const char *name, const char *call)
{
	static const char e1[] = "model|modele|pipe|net$|classif|regress|llm|"
	    "chain|agent|client|predictor|predicteur|detector|estimator|clf|"
	    "reader|session|tagger|nlp|chat|assistant|generator|engine";
	static const char e2[] =
	    "load|from_pretrained|pipeline|model|openai|client|chat|llm|"
	    "yolo|inference|create|agent|mistral|anthropic|groq|reader";
	static const struct gr_pattern *p1, *p2;

	return says(&p1, e1, name, strlen(name)) ||
	    says(&p2, e2, call, strlen(call));
}

bool
names_answer(const char *method)
{
	static const char e1[] = "^\\.(a?invoke|generate|chat|run|predict|"
	    "stream|encode|readtext|transform|completions|messages|"
	    "responses|models|query|__call__|forward)\\b";
	static const struct gr_pattern *p1;

	return says(&p1, e1, method, strlen(method));
}

bool
names_proof(const char *name, size_t n)
{
	static const char e1[] =
	    "authorization|api[_-]?key|cle_?api|token|bearer|current_?user|"
	    "is_?authenticated|session$|secret|has_perm|jwt";
	static const struct gr_pattern *p1;

	return says(&p1, e1, name, n);
}

bool
names_reading(const char *name, size_t n)
{
	static const char e1[] =
	    "^(execute|fetch(all|one|many)|query|scalars?|"
	    "select|find(_?(one|all|many|by\\w+))?|read_(sql|csv|parquet|"
	    "json)(_query)?|aggregate|to_dict|get_object_or_404|filter|"
	    "order_by|all|count_documents)$|"
	    "^(get|list|fetch|load|read|search|lister|recuperer|charger|"
	    "query|select|find)_\\w+";
	static const struct gr_pattern *p1;

	return says(&p1, e1, name, n);
}

bool
names_page(const char *name, size_t n)
{
	static const char e1[] =
	    "^(render_template(_string)?|templateresponse|"
	    "render|redirect|redirectresponse|htmlresponse|staticfiles)$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, name, n);
}

bool
library_of_models(const char *module)
{
	static const char e1[] =
	    "^(joblib|torch|torchvision|"
	    "tensorflow|keras|transformers|sklearn|openai|anthropic|"
	    "mistralai|google\\.(generativeai|genai)|langchain\\w*|"
	    "langgraph|llama_\\w+|ollama|mlflow|onnxruntime|ultralytics|"
	    "xgboost|lightgbm|catboost|spacy|sentence_transformers|"
	    "huggingface_hub|groq|cohere|prophet|statsmodels|whisper|"
	    "faster_whisper|easyocr|deepface|insightface|diffusers|litellm|"
	    "paddleocr|tflite_runtime|tf_keras|crewai|pmdarima|surprise|"
	    "fasttext|textblob|vadersentiment|bentoml|@tensorflow/\\S+|"
	    "@google/gener\\S+|@google/genai|@mistralai/\\S+|"
	    "@anthropic-ai/\\S+|@langchain/\\S+|@xenova/\\S+|"
	    "@huggingface/\\S+|onnxruntime-node)($|[./])";
	static const struct gr_pattern *p1;

	return says(&p1, e1, module, strlen(module));
}

bool
too_common(const char *name, size_t n)
{
	static const char e1[] =
	    "^(append|add|bool|close|commit|cursor|"
	    "date|datetime|debug|decode|depends|dict|dumps|encode|"
	    "enumerate|error|exception|execute|exists|extend|fetch\\w+|"
	    "field|file|filter|first|float|format|form|get|group_by|"
	    "header|httpexception|info|int|isinstance|isoformat|items|"
	    "join|json|jsonify|jsonresponse|keys|len|limit|list|loads|"
	    "lower|max|min|now|offset|open|order_by|path|print|query|"
	    "range|refresh|replace|response|rollback|round|scalars?|send|"
	    "select|set|sorted|split|startswith|status|str|strftime|strip|"
	    "sum|time|timedelta|to_dict|tuple|type|update|upper|utcnow|"
	    "values|warning|where|write|zip)$";
	static const struct gr_pattern *p1;

	return n < 3 || says(&p1, e1, name, n);
}

int
says_model(const char *path, const char *handler)
{
	static const char e1[] =
	    "(^|[^a-z])(re)?(predict|predire|prediction|"
	    "inference|infer|classify|classifier|"
	    "forecast)([^a-z]|$)";
	static const char e2[] =
	    "(^|[^a-z])(predictions?|prevoir|previsions?|"
	    "classification|generate|generer|generation|chat(bot)?|ask|"
	    "completions?|embed(dings?)?|recommend(ations?)?|"
	    "recommand(er|ations?)|detect(ion|er)?|transcri(be|ption|re)|"
	    "translate|traduire|summar(y|i[sz]e)|resumer?|scor(e|ing)|"
	    "analy[sz](e|er|is)|analyze|estimat(e|ion)|estimer|segment|"
	    "llm|rag|similar(ity|ite)?|questions?|qa|sentiment|ocr|"
	    "assistant|agent|answer|respond|repondre|prompts?)([^a-z]|$)";
	static const struct gr_pattern *p1, *p2;
	char both[PATH_MAX_ + NAME_MAX_];
	size_t n;

	(void)snprintf(both, sizeof(both), "%s %s", path, handler);
	n = strlen(both);
	if (says(&p1, e1, both, n))
		return 2;
	if (says(&p2, e2, both, n))
		return 1;
	return 0;
}

bool
says_service(const char *path)
{
	static const char e1[] =
	    "^/?$|(^|/)(status|statut|ready\\w*|live(z|ness)?|alive|"
	    "docs|schema|auth|me|users/me|refresh|infos?|config|"
	    "reload|hello|home|accueil|index|csrf|session|admin|about|test|"
	    "static|favicon\\S*|robots\\.txt)/?$|"
	    "(^|[/_-])(health\\w*|ping|version|metrics|monitoring|redoc|"
	    "openapi\\S*|swagger\\S*|apidocs|log-?in|connexion|log-?out|"
	    "deconnexion|sign-?(in|up|out)|register|inscription|tokens?|"
	    "oauth2?|passwords?|feedbacks?)/?$|"
	    "(test|check)[_-]?(db|database|connexion|connection)|"
	    "(database|db)[/_-](status|health)|"
	    "(^|/)(auth|docs|health|monitoring|metrics|admin|static|"
	    "oauth2?)/|(^|/)webhooks?(/|$)|"
	    "(^|/)(uploads?|media|assets)/\\{\\}";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}

/* By the file's name: log-in or health, when its prefix is not known. */
bool
is_service_file(const char *path)
{
	static const char e1[] =
	    "(^|/)(auth\\w*|login|health|metrics)([._-][^/]*)?\\.[a-z]+$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}

/* An application that watches others, or plays one in their place. */
bool
is_side_path(const char *path)
{
	static const char e1[] =
	    "(^|/)[^/]*(monitoring|webhook|exporter|alerting|mock|stub|"
	    "fake)[^/]*(/|$)";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}

/* A description of somebody else's API, kept to call it. */
bool
is_borrowed_path(const char *path)
{
	static const char e1[] =
	    "(^|/)(third[_-]?party|vendors?|externals?|externes?|clients?|"
	    "sdks?|generated|samples?)/";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path)) || is_old_path(path);
}

/* Work on a model, in an application that answers with none. */
bool
says_training(const char *path)
{
	static const char e1[] =
	    "(^|[/_-])((re)?train|entrain|fine-?tun)\\w*(/|$)|"
	    "(register|promote|deploy)[_-]?model|mlflow";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}

/* Whoever has no account yet cannot show one. */
bool
makes_account(const char *handler)
{
	static const char e1[] = "^(create|register|add|signup|sign_up|new|"
	    "creer|inscri\\w*)_?(new_?)?(user|utilisateur|account|compte)"
	    "(_?profile)?$|^(register|signup|sign_up|inscription)$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, handler, strlen(handler));
}

bool
says_of_model(const char *path)
{
	static const char e1[] =
	    "(^|[/_-])((re)?train(ing)?|"
	    "entrain\\w+|model(es?|s|e)?|modeles?|classes|labels?|features|"
	    "rmse\\w*|mae|drift|experiments?|runs|predictions?|explain|shap|"
	    "explanations?|importance\\w*|batch|evaluat\\w+|feedback\\w*)"
	    "(/|$|[_-])|^/?[*]?/?(history|historique|logs|stats|examples?)"
	    "/?$";
	static const struct gr_pattern *p1;

	return says(&p1, e1, path, strlen(path));
}
