/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * handler.c: what the code that answers a request calls, demands, refuses.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "routes.h"

void
list_add(struct list *l, const char *word, size_t n)
{
	char one[NAME_MAX_];

	if (n == 0 || n >= sizeof(one) || memchr(word, ' ', n) != NULL)
		return;
	memcpy(one, word, n);
	one[n] = '\0';
	if (l->len + n + 2 > sizeof(l->text) || list_has(l->text, one))
		return;
	if (l->len > 0)
		l->text[l->len++] = ' ';
	memcpy(l->text + l->len, one, n + 1);
	l->len += n;
}

const char *
list_next(const char **list, size_t *n)
{
	const char *word;

	if (*list == NULL)
		return NULL;
	word = *list + strspn(*list, " ");
	*n = strcspn(word, " ");
	*list = word + *n;
	return *n > 0 ? word : NULL;
}

bool
list_has(const char *list, const char *word)
{
	size_t n, len = strlen(word);
	const char *w;

	while ((w = list_next(&list, &n)) != NULL)
		if (n == len && memcmp(w, word, n) == 0)
			return true;
	return false;
}

const char *
last_name(const char *dotted)
{
	const char *dot = strrchr(dotted, '.');

	return dot == NULL ? dotted : dot + 1;
}

static void
add(struct list *l, const char *word)
{
	list_add(l, word, strlen(word));
}

/* Names in this file that stand for a model: what comes of a library. */
static void
find_brains(struct unit *u)
{
	const struct gr_item *it;
	const char *what;
	char root[NAME_MAX_];
	size_t i, n;

	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->kind == GR_IMPORT && library_of_models(it->name)) {
			u->learned = true;
			add(&u->libraries, it->as);
		}
		if (it->kind != GR_ASSIGN || it->what[0] == '\0')
			continue;
		what = it->what;
		n = strcspn(what, ".(");
		if (n >= sizeof(root))
			continue;
		memcpy(root, what, n);
		root[n] = '\0';
		if ((list_has(u->libraries.text, root) ||
		    list_has(u->brains.text, root)) &&
		    names_brain(it->name, what))
			add(&u->brains, last_name(it->name));
	}
}

/* So that the tokens of most files need not be looked at one by one. */
static bool
hints(const char *text)
{
	static const char *const words[] = { "401", "403", "nauthor",
		"orbidden", "ermissionDenied", "ccessDenied",
		"uthenticationFailed", "otAuthenticated", "redentials",
		"nvalidToken", "AuthError", "AuthException" };
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(text, words[i]) != NULL)
			return true;
	return false;
}

void
unit_open(struct unit *u, const struct gr_file *f)
{
	memset(u, 0, sizeof(*u));
	u->file = f;
	u->it = gr_outline(f, &u->n);
	u->tok = gr_tokens(f, &u->ntok);
	u->refuses = hints(f->text);
	find_brains(u);
}

bool
imports(const struct unit *u, const char *module)
{
	size_t i, n = strlen(module);

	for (i = 0; i < u->n; i++)
		if (u->it[i].kind == GR_IMPORT &&
		    strncmp(u->it[i].name, module, n) == 0 &&
		    strchr("./_-", u->it[i].name[n]) != NULL)
			return true;
	return false;
}

void
resolve(const struct unit *u, const char *name, char *out, size_t n)
{
	size_t i, best = 0, len;
	const struct gr_item *hit = NULL;
	const char *dot;

	for (i = 0; i < u->n; i++) {
		if (u->it[i].kind != GR_IMPORT)
			continue;
		len = strlen(u->it[i].as);
		if (len > best && strncmp(name, u->it[i].as, len) == 0 &&
		    (name[len] == '.' || name[len] == '\0')) {
			hit = &u->it[i];
			best = len;
		}
	}
	if (hit == NULL) {
		(void)snprintf(out, n, "%s", name);
		return;
	}
	/* "from . import a" is ".a", "from .b import a" is ".b.a". */
	dot = hit->name[0] == '\0' ? "" :
	    hit->name[strlen(hit->name) - 1] == '.' ? "" : ".";
	if (hit->what[0] == '\0')
		(void)snprintf(out, n, "%s%s", hit->name, name + best);
	else
		(void)snprintf(out, n, "%s%s%s%s", hit->name, dot, hit->what,
		    name + best);
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* "[Depends(a), Security(b.c, scopes=[..])]": a, c. */
void
guards_in(const char *code, struct list *out, bool any)
{
	const char *p = code, *q, *dot;

	if (code == NULL)
		return;
	while (*p != '\0') {
		if (!any) {
			q = strstr(p, "Depends(");
			p = q == NULL ? strstr(p, "Security(") : q;
			if (p == NULL)
				return;
			p = strchr(p, '(') + 1;
			if (strncmp(p, "dependency=", 11) == 0)
				p += 11;
		}
		while (*p != '\0' && !is_word(*p))
			p++;
		for (q = p; is_word(*q); q++)
			;
		for (dot = q; dot > p && dot[-1] != '.'; dot--)
			;
		list_add(out, dot, (size_t)(q - dot));
		p = q;
	}
}

/* The argument "dependencies": a list of them, or the name of a list. */
void
guards_of(const struct gr_arg *a, struct list *out)
{
	const char *p;

	if (a == NULL || a->code == NULL)
		return;
	for (p = a->code; is_word(*p); p++)
		;
	guards_in(a->code, out, *p == '\0');
}

bool
asks_model(const struct unit *u, const char *name)
{
	char root[NAME_MAX_];
	size_t n = strcspn(name, ".(");

	if (names_inference(name, strlen(name)))
		return true;
	/* A library alone may train or log; what it made answers. */
	if (strncmp(name, "self.", 5) == 0)
		n = 5 + strcspn(name + 5, ".(");
	if (n >= sizeof(root))
		return false;
	memcpy(root, name, n);
	root[n] = '\0';
	return list_has(u->brains.text, last_name(root)) &&
	    (name[n] == '\0' || names_answer(name + n));
}

static void
read_call(const struct unit *u, const struct gr_item *it, struct handling *h)
{
	const char *last = last_name(it->name);

	if (asks_model(u, it->name))
		add(&h->traits, "infers");
	if (names_page(last, strlen(last)))
		add(&h->traits, "page");
	if (names_reading(last, strlen(last)))
		add(&h->traits, "reads");
	if (strncmp(it->name, "requests.", 9) == 0 ||
	    strncmp(it->name, "httpx.", 6) == 0 ||
	    strncmp(it->name, "axios.", 6) == 0 ||
	    strcmp(it->name, "fetch") == 0)
		add(&h->traits, "asks");
	if (!too_common(last, strlen(last)))
		add(&h->calls, last);
}

void
handle_range(const struct unit *u, size_t from, size_t to, struct handling *h)
{
	const struct gr_token *t;
	bool refuses = false, credential = false, strict = false;
	size_t i;

	for (i = 0; i < u->n && u->it[i].token < to; i++)
		if (u->it[i].token >= from && u->it[i].kind == GR_CALL &&
		    !u->it[i].dead)
			read_call(u, &u->it[i], h);
	for (i = from; u->refuses && i < to && i < u->ntok && !refuses; i++) {
		t = &u->tok[i];
		if (t->kind == GR_NUMBER)
			refuses = strcmp(t->text, "401") == 0 ||
			    strcmp(t->text, "403") == 0;
		else if (t->kind == GR_NAME)
			refuses = names_refusal(t->text, t->len);
	}
	for (i = from; refuses && i < to && i < u->ntok && !credential; i++) {
		t = &u->tok[i];
		if (t->kind == GR_NAME || (t->kind == GR_STRING &&
		    t->len < 60 && !t->doc))
			credential = names_credential(t->text, t->len);
	}
	for (i = from; refuses && i < to && i < u->ntok && !strict; i++) {
		t = &u->tok[i];
		if (t->kind == GR_NAME || (t->kind == GR_STRING &&
		    t->len < 60 && !t->doc))
			strict = names_proof(t->text, t->len) ||
			    (u->file->entry->kind == GR_TYPESCRIPT &&
			    strcmp(t->text, "userId") == 0);
	}
	if (refuses && credential)
		add(&h->traits, "rejects");
	if (refuses && strict)
		add(&h->traits, "checks");
	if (u->learned)
		add(&h->traits, "learned");
}

/* The parameters that are demanded of somebody else. */
void
params_read(const struct gr_item *fn, struct handling *h)
{
	const char *p, *q;
	int i;

	for (i = 0; i < fn->nargs; i++) {
		guards_in(fn->args[i].code, &h->needs, false);
		/* A type may stand for a dependency: "user: CurrentUser". */
		p = fn->args[i].code == NULL ? NULL :
		    strchr(fn->args[i].code, ':');
		if (p == NULL)
			continue;
		p += strspn(p, ": ");
		for (q = p; is_word(*q); q++)
			;
		if (!too_common(p, (size_t)(q - p)) &&
		    isupper((unsigned char)*p))
			list_add(&h->calls, p, (size_t)(q - p));
	}
}

/* A decorator by which libraries of Flask describe a route. */
static bool
describes(const char *mark)
{
	static const char *const marks[] = { "arguments", "doc", "expect",
		"marshal_with", "response", "swag_from" };
	size_t i;

	for (i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (strcmp(mark, marks[i]) == 0)
			return true;
	return false;
}

void
handle(const struct unit *u, size_t fn, struct handling *h)
{
	const struct gr_item *it = &u->it[fn];
	const struct gr_token *t;
	size_t i;

	params_read(it, h);
	for (i = 0; i < u->n && i < fn; i++)
		if (u->it[i].kind == GR_MARK && u->it[i].on == (int)fn) {
			const char *last = last_name(u->it[i].name);
			const struct gr_arg *a = gr_arg(&u->it[i],
			    "optional", -1);

			if (a != NULL && a->code != NULL &&
			    strcmp(a->code, "True") == 0)
				continue;	/* @jwt_required(optional) */
			if (describes(last))
				add(&h->traits, "swag");
			a = gr_arg(&u->it[i], "dependencies", -1);

			if (strcmp(last, "permission_classes") != 0)
				add(&h->needs, last);
			guards_of(a, &h->needs);
			if (strcmp(last, "UseGuards") == 0)
				guards_in(u->it[i].nargs > 0 ?
				    u->it[i].args[0].code : NULL, &h->needs,
				    true);
		}
	handle_range(u, it->token, it->end, h);
	for (i = it->token; i < it->end && i < u->ntok; i++) {
		t = &u->tok[i];
		if (t->doc) {
			add(&h->traits, "doc");
			if (strstr(t->text, "---") != NULL)
				add(&h->traits, "swag");
			if (strstr(t->text, "401") != NULL ||
			    strstr(t->text, "oken") != NULL ||
			    says_proof(t->text, t->len) != NULL)
				add(&h->traits, "proof");
			break;
		}
	}
}
