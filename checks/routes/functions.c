/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * functions.c: what other files may refer to by name: functions and classes
 * that guard, or that ask a model.
 */
#include <stdio.h>
#include <string.h>

#include "routes.h"

static void
emit(const struct gr_item *it, const char *kind, const struct list *through)
{
	struct gr_fact *x = gr_emit("route.function", it->first, it->last);

	gr_set(x, "name", last_name(it->name));
	gr_set(x, "kind", kind);
	gr_set(x, "through", through->text);
}

static bool
is_scheme(const char *what)
{
	static const char *const schemes[] = { "APIKeyCookie", "APIKeyHeader",
	    "APIKeyQuery", "HTTPBasic", "HTTPBearer", "HTTPDigest",
	    "HTTPBasicAuth", "HTTPTokenAuth", "OAuth2AuthorizationCodeBearer",
	    "OAuth2PasswordBearer", "OpenIdConnect" };
	size_t i;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strcmp(last_name(what), schemes[i]) == 0)
			return true;
	return false;
}

/* Does a decorator make it answer a request?  Then nothing else calls it. */
static bool
answers(const struct unit *u, size_t fn)
{
	size_t i;

	for (i = 0; i < fn; i++)
		if (u->it[i].kind == GR_MARK && u->it[i].on == (int)fn &&
		    u->it[i].nargs > 0 && u->it[i].args[0].text != NULL &&
		    u->it[i].args[0].text[0] == '/' &&
		    strchr(u->it[i].name, '.') != NULL)
			return true;
	return false;
}

static void
function(const struct unit *u, size_t i)
{
	const struct gr_item *it = &u->it[i], *around;
	struct handling h, demands;
	struct list kind;
	const char *w, *more;
	size_t n;

	memset(&h, 0, sizeof(h));
	memset(&kind, 0, sizeof(kind));
	memset(&demands, 0, sizeof(demands));
	if (answers(u, i))
		return;
	handle(u, i, &h);
	params_read(it, &demands);
	if (list_has(h.traits.text, "rejects"))
		list_add(&kind, "rejects", 7);
	if (list_has(h.traits.text, "infers"))
		list_add(&kind, "infers", 6);
	n = strlen(last_name(it->name));
	if (kind.len == 0 && demands.needs.len == 0 &&
	    !names_guard(last_name(it->name), n))
		return;
	more = h.calls.text;
	while ((w = list_next(&more, &n)) != NULL)
		list_add(&h.needs, w, n);
	emit(it, kind.text, &h.needs);
	/* A guard that is an object: the class says so by its methods. */
	if (it->inside < 0 || u->it[it->inside].kind != GR_CLASS ||
	    !list_has(kind.text, "rejects"))
		return;
	around = &u->it[it->inside];
	if (strcmp(it->name, "__call__") == 0 ||
	    strcmp(it->name, "dispatch") == 0 ||
	    strcmp(it->name, "has_permission") == 0 ||
	    strcmp(it->name, "authenticate") == 0 ||
	    strcmp(it->name, "use") == 0 ||
	    strcmp(it->name, "canActivate") == 0)
		emit(around, "rejects", &h.needs);
}

/*
 * A class as a guard: the framework refuses for some bases; of others it
 * is told what they are, so that "AuthService" is known to guard nothing.
 */
static void
class_emit(const struct gr_item *it)
{
	struct list through;

	memset(&through, 0, sizeof(through));
	guards_in(it->what, &through, true);
	if (list_has(through.text, "BasePermission") ||
	    list_has(through.text, "LoginRequiredMixin"))
		emit(it, "rejects", &through);
	else if (names_guard(it->name, strlen(it->name)))
		emit(it, "", &through);
}

void
functions_emit(const struct unit *u)
{
	const struct gr_item *it;
	struct list none;
	size_t i;

	memset(&none, 0, sizeof(none));
	for (i = 0; i < u->n; i++) {
		it = &u->it[i];
		if (it->dead)
			continue;
		if (it->kind == GR_FUNCTION)
			function(u, i);
		else if ((it->kind == GR_CLASS || it->kind == GR_ASSIGN) &&
		    is_scheme(it->what))
			/* With auto_error off it turns nobody away. */
			emit(it, it->nargs > 0 && it->args[0].code != NULL &&
			    strstr(it->args[0].code, "auto_error=False") ?
			    "scheme weak" : "scheme", &none);
		else if (it->kind == GR_CLASS)
			class_emit(it);
		else if (it->kind == GR_ASSIGN && it->nargs > 0 &&
		    it->args[0].code != NULL &&
		    strstr(it->args[0].code, "(") != NULL) {
			struct list l;

			memset(&l, 0, sizeof(l));
			guards_in(it->args[0].code, &l, false);
			if (l.len > 0)
				emit(it, "alias", &l);
		}
	}
}
