/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * subject.c: what a test is about.
 *
 * Told from four places: its title with those of what it is in, what it
 * calls, the file and the modules it imports, and the requests it sends.
 * Words that mean two things ("token", "schema", "precision") count only
 * where something else in the test says which.  Access control is the one
 * subject that must never be guessed: a refused request that is asserted,
 * or a title that says nothing else.
 */
#include <stdio.h>
#include <string.h>

#include "tests.h"

enum { WORDS_LEAST = 15 };	/* bytes of a description */

struct about {
	char	title[WORDS_ROOM];	/* its name, and those around it */
	char	says[WORDS_ROOM];	/* its own description */
	char	calls[WORDS_ROOM];
	char	place[WORDS_ROOM];	/* its file and the folder of that */
	char	file[WORDS_ROOM];	/* the same, with what it imports */
	char	paths[WORDS_ROOM];
	bool	refused, http, known;	/* known: other than health pages */
};

/* Words that tell alone, and words that need a neighbour. */
static const char model_strong[] =
    "\\b((?<!insert |create |delete |update )(?<!save |list )(?<!store )"
    "(?<!get |log )predictions?|predict(or|er|ed|s)?|predire|inference|"
    "training|trained|"
    "train (the )?(model|modele|pipeline|test|and|val|classifier|xgb|rf|lgbm)|"
    "retrain(ing)?|entrain(er|e|ement)|classif(y|ier|ication|ieur)|"
    "regressor|forecast(s|er|ing)?|embeddings?|mlflow|xgboost|lightgbm|"
    "hyperparam\\w*|overfit\\w*|rmse|roc auc|f1 score|load models?|"
    "modele? (load(ed|ing)?|charge|entraine|metrics?|accuracy|version|"
    "registry|output|performance)|(ml|ia|ai|trained) modele?|"
    "charger? modele|sentiments?|llm|chatbot|confusion matrix|"
    "data drift|drift|faiss|vector ?stores?|retriever|rag (chain|pipeline|"
    "query|search|answer|response|recherche\\w*|reponse))\\b";
static const char model_path[] =
    "\\b(predict\\w*|train|training|retrain|infer\\w*|classif\\w*|"
    "forecast\\w*|scor(e|ing)|embed\\w*|generate|completions?|"
    "recommend\\w*|analy[sz]e|detect\\w*|estimat\\w*|predire)\\b|"
    "\\bpost +((api|v\\d) +)*(chat|ask|query|question)s? *(  |$)";
static const char model_weak[] =
    "\\b(fit|evaluat\\w*|accuracy|precision|recall|f1|mae|r2|auc|scor(e|ing)|"
    "recommend\\w*|recommand\\w*|detect\\w*|threshold|seuils?|models?|"
    "modeles?|pipeline|rag|prompts?|agent|generate|cluster\\w*|"
    "similarity|judge|juge|confidence|confiance|probabilit\\w*|label)\\b";
static const char model_file[] =
    "\\b(predict(ion|ions|or)?|training|train|inference|mlflow|classifier|"
    "classification|regression|forecast\\w*|llm|drift|ml models?|"
    "evaluat\\w*|embeddings?|ml)\\b";
static const char data_strong[] =
    "\\b(nettoy\\w*|cleaning|cleaner|clean (data|df|dataset|text\\w*|"
    "donnees|columns?|price\\w*|dates?|and)|preprocess\\w*|pre process\\w*|"
    "pretrait\\w*|normali[sz](e|er|ed|ing|ation|es)|standardi[sz](e|er|ing|"
    "ation)|imput(e|er|ation)|dedup\\w*|dedoublon\\w*|doublons?|"
    "missing values?|valeurs? manquantes?|null values|outliers?|aberrant\\w*|"
    "feature engineering|one hot|etl|elt|data (quality|validation|"
    "preparation|cleaning|integrity|transform\\w*)|qualite des? donnees|"
    "dataframes?|datasets?|bronze|silver|pandera|great expectations|"
    "train test split|label encod\\w*|tokeniz(e|er|ation)|augmentation)\\b";
static const char data_weak[] =
    "\\b(transform\\w*|columns?|colonnes?|schema|features?|pars(e|er|ing)|"
    "extract\\w*|scrap\\w*|merg(e|ed|ing)|fusion\\w*|aggregat\\w*|"
    "agregat\\w*|nan|nulls?|gold|ingest\\w*|encod(e|er|ing)|clean|rename|"
    "convert\\w*|resize|pipeline|load(er|ing)?|charg(er|ement)|import\\w*|"
    "format\\w*|types?|rows?|lignes?|filter|filtr\\w*)\\b";
static const char data_file[] =
    "\\b(etl|elt|clean(ing|er)?|nettoyage|preprocess\\w*|pretraitement|"
    "transform\\w*|normali[sz]\\w*|prepar\\w*|feature\\w*|dataset\\w*|"
    "data pipeline|aggregat\\w*|agregation|great expectations|pandera)\\b";
static const char access_strong[] =
    "\\b(auth|authn|authz|authenti(cat|fi)\\w*|authori[sz](e|ed|ation|es)|"
    "autorisations?|unauthori[sz]ed|unauthenticated|login|logout|"
    "log(ged)? (in|out)|signin|sign in|forbidden|"
    "(user|role|admin|group|api) permissions?|permissions? (classes|required|"
    "denied for)|access (denied|control|rights?)|"
    "acces (refuse|interdit|reserve|protege|non autorise)\\w*|"
    "droits? d acces|controle d acces|"
    "deconnexion|jwt|bearer|rbac|(hash|verify|check|wrong|invalid|bad|"
    "mauvais|reset) passwords?|mots? de passe|admin required|"
    "login required|utilisateur non connecte)\\b";
static const char access_weak[] =
    "\\b(api ?keys?|cles?( api)?|(invalid|valid|expired?|missing|access|"
    "bad|malformed|forged|fake|refresh|wrong|no|without|with|sans|avec|"
    "mauvais|create|decode|verify|"
    "revoked?|protected) (\\w+ )?tokens?|tokens? (invalid\\w*|expir\\w*|"
    "manquant|missing|valid\\w*|required|absent)|roles?|admins?|anonymous|"
    "anonyme|protected|protegee?s?|inaccessible|permissions?|"
    "current (active )?user|register (user|account|success|client|new|page)|"
    "inscription|"
    "credentials?|identifiants?|passwords?|redirects? to login|"
    "connexion|superuser|csrf|oauth2?)\\b";
static const char health_path[] =
    "^ */?(api |v[0-9] )*(|health\\w*|healthz?|live\\w*|ready\\w*|ping|"
    "status|docs|redoc|openapi json|metrics|version|favicon ico) *$";
static const char smoke_title[] =
    "^ *(should (be created|create|be defined|exist|render|compile|mount)"
    "( the (app|component))?|renders? (without crashing|learn react link|"
    "correctly|the component)|renders? props msg when passed|has title|"
    "get started link|hello world|should return hello world|"
    "the application returns a successful response|"
    "that true is true|example|visits the app root url|"
    "context loads|app should exist) *$";

/* --- gathering ------------------------------------------------------------ */

static void
gather_title(const struct source *s, const struct test *t, struct about *a)
{
	int up;
	size_t i;

	words_add(a->title, sizeof(a->title), t->name);
	for (up = s->item[t->item].inside; up >= 0; up = s->item[up].inside)
		words_add(a->title, sizeof(a->title), s->item[up].name);
	/* describe("..") around it. */
	i = t->item > ITEMS_FAR ? (size_t)(t->item - ITEMS_FAR) : 0;
	for (; s->brace && (int)i < t->item; i++) {
		const struct gr_item *it = &s->item[i];
		const struct gr_arg *text = gr_arg(it, NULL, 0);

		if (it->kind == GR_CALL && it->end >= t->to && text != NULL &&
		    text->text != NULL)
			words_add(a->title, sizeof(a->title), text->text);
	}
	/* What it says of itself. */
	for (i = t->from; i < t->to && i < t->from + 200 && i < s->ntok; i++)
		if (s->tok[i].doc) {
			words_add(a->says, sizeof(a->says), s->tok[i].text);
			break;
		}
}

bool
is_described(const struct source *s, const struct test *t)
{
	size_t i, from = t->from > 3 ? t->from - 3 : 0;

	/* Its own description, or a comment above it or at its head. */
	for (i = from; i < t->to && i < t->from + 400 && i < s->ntok; i++)
		if ((s->tok[i].doc || s->tok[i].kind == GR_COMMENT) &&
		    s->tok[i].len >= WORDS_LEAST &&
		    strchr(s->tok[i].text, ' ') != NULL)
			return true;
	/* A title is a sentence where the framework takes one. */
	return s->brace && strchr(t->name, ' ') != NULL &&
	    strlen(t->name) >= WORDS_LEAST;
}

/* A name of a method that tells nothing of the subject. */
static bool
is_plain(const char *last)
{
	static const char *const plain[] = { "get", "post", "put", "delete",
	    "patch", "json", "len", "str", "int", "list", "dict", "range",
	    "isinstance", "print", "open", "Mock", "MagicMock", "fixture",
	    "expect", "it", "describe", "load_dotenv", "append", "format",
	    "approx", "raises", "filter", "perform", "status", NULL };

	return name_any(last, plain) || name_begins(last, "assert");
}

static void
gather_call(const struct source *s, const struct gr_item *it, struct about *a)
{
	static const struct gr_pattern *health;
	char path[PATH_ROOM] = "";
	struct call c;

	if (call_read(s, it, &c) && !c.remote) {
		a->http = true;
		words_add(path, sizeof(path), c.path);
		if (!words_match(&health, health_path, path))
			a->known = true;
		words_add(a->paths, sizeof(a->paths), c.method);
		words_add(a->paths, sizeof(a->paths), c.path);
	} else if (!is_plain(name_last(it->name))) {
		words_add(a->calls, sizeof(a->calls), name_last(it->name));
	}
}

static void
gather(const struct source *s, const struct test *t, struct about *a)
{
	const char *path = s->file->entry->path, *slash;
	size_t i, k;
	int h;

	memset(a, 0, sizeof(*a));
	gather_title(s, t, a);
	for (i = (size_t)t->item + 1; i < s->n && s->item[i].token < t->to;
	    i++) {
		if (s->item[i].kind == GR_CALL)
			gather_call(s, &s->item[i], a);
		h = s->item[i].kind == GR_CALL ? helper_of(s, &s->item[i]) :
		    -1;
		for (k = h < 0 ? s->n : (size_t)h + 1; k < s->n &&
		    s->item[k].token < s->item[h].end && *s->left > 0;
		    k++, --*s->left)
			if (s->item[k].kind == GR_CALL)
				gather_call(s, &s->item[k], a);
	}
	/* The file with the folder it is in: tests/model/test_a.py. */
	slash = strrchr(path, '/');
	while (slash != NULL && slash > path && slash[-1] != '/')
		slash--;
	words_add(a->place, sizeof(a->place), slash != NULL ? slash : path);
	words_add(a->file, sizeof(a->file), slash != NULL ? slash : path);
	reach_words(s, a->file, sizeof(a->file));
}

/* Of settings, folders, imports: no component of anything. */
static bool
is_technical(const struct source *s)
{
	static const struct gr_pattern *file;
	char base[PATH_ROOM] = "";

	words_add(base, sizeof(base), s->file->entry->base);
	return words_match(&file, "^ *(tests? )?(app |api |unit )?(configs?|"
	    "configuration|settings|env|environments?|(project )?structure|"
	    "imports|logging|loggers?|versions?|setup|dockerfiles?|"
	    "requirements|dependencies|installation)( tests?)? \\w+ *$", base);
}

/* --- the subjects --------------------------------------------------------- */

/* What it sees is a screen: nothing there is trained or prepared. */
static bool
in_screen(const struct source *s, const struct test *t)
{
	static const char *const screens[] = { "playwright", "cypress",
	    NULL };
	static const char *const libraries[] = { "@testing-library",
	    "@vue/test-utils", "react-test-renderer", "enzyme",
	    "react-native", NULL };
	const char *ext = s->file->entry->ext;

	/* Angular's services and guards have no screen. */
	return name_any(t->framework, screens) ||
	    (strcmp(t->framework, "jasmine") == 0 &&
	    strstr(s->file->entry->base, ".component.") != NULL) ||
	    strcmp(ext, "tsx") == 0 || strcmp(ext, "jsx") == 0 ||
	    imports_any(s, libraries);
}

static bool
is_access(const struct about *a)
{
	static const struct gr_pattern *strong, *weak, *file, *page;

	/* That the page of the login opens says nothing of who may enter. */
	if (words_match(&page, "\\b(log ?in|log ?out|auth|register|sign ?in|"
	    "inscription|connexion) (page|urls?|view|template|form|route|"
	    "component|screen)\\b", a->title))
		return false;
	if (words_match(&strong, access_strong, a->title))
		return true;
	if (words_match(&file, "\\b(auth|authentication|authentification|"
	    "login|permissions?|jwt|rbac|security|securite|access control|"
	    "roles?)\\b", a->place) &&
	    words_match(&weak, access_weak, a->title))
		return true;
	return a->http && words_match(&weak, access_weak, a->title);
}

static bool
is_model(const struct source *s, const struct about *a)
{
	static const struct gr_pattern *strong, *weak, *file, *path;
	static const char *const libraries[] = { "sklearn", "torch",
	    "tensorflow", "keras", "mlflow", "transformers", "joblib",
	    "xgboost", "lightgbm", "openai", "langchain", "evidently",
	    "sentence_transformers", "ollama", "prophet", "statsmodels",
	    NULL };
	bool library = imports_any(s, libraries);

	if (words_match(&strong, model_strong, a->title) ||
	    words_match(&strong, model_strong, a->calls) ||
	    words_match(&path, model_path, a->paths))
		return true;
	if (words_match(&file, model_file, a->place))
		return true;
	/* What the file imports says it of those that speak of it. */
	return (library || words_match(&file, model_file, a->file)) &&
	    (words_match(&weak, model_weak, a->title) ||
	    words_match(&weak, model_weak, a->calls));
}

static bool
is_data(const struct source *s, const struct about *a)
{
	static const struct gr_pattern *strong, *weak, *file;
	static const char *const libraries[] = { "pandas", "polars",
	    "pyspark", "numpy", "duckdb", "dask", "great_expectations",
	    "pandera", "pyarrow", "geopandas", NULL };

	if (words_match(&strong, data_strong, a->title) ||
	    words_match(&strong, data_strong, a->says) ||
	    words_match(&strong, data_strong, a->calls))
		return true;
	if (words_match(&file, data_file, a->place))
		return true;
	return (imports_any(s, libraries) ||
	    words_match(&file, data_file, a->file)) &&
	    (words_match(&weak, data_weak, a->title) ||
	    words_match(&weak, data_weak, a->calls));
}

void
subject_of(const struct source *s, const struct test *t, char *out,
    size_t room)
{
	static const struct gr_pattern *smoke, *sight;
	struct about a;
	char title[NAME_ROOM + 8] = "";
	bool screen = in_screen(s, t), seen, access;

	gather(s, t, &a);
	a.refused = refuses(s, t);
	words_add(title, sizeof(title), t->name);
	if (words_match(&smoke, smoke_title, title)) {
		snprintf(out, room, "smoke");
		return;
	}
	seen = words_match(&sight, "\\b(accessibility|accessibilite|a11y|"
	    "wcag|rgaa|axe (core|builder|results?)|aria|have no violations|"
	    "contrast|contraste)\\b", a.title) ||
	    words_match(&sight, "", a.calls) ||
	    words_match(&sight, "", a.place);
	access = a.refused || (!seen && is_access(&a));
	snprintf(out, room, "%s%s%s%s%s%s%s", seen ? "accessibility " : "",
	    access ? "access " : "",
	    !access && !screen && is_model(s, &a) ? "model " : "",
	    !access && !screen && is_data(s, &a) ? "data " : "",
	    a.http ? "endpoint " : "", screen ? "interface " : "",
	    !access && !seen && !screen && (!a.http || a.known) &&
	    !is_technical(s) ? "business " : "");
	if (out[0] != '\0')
		out[strlen(out) - 1] = '\0';
	else
		snprintf(out, room, "technical");
}
