/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * routes.h: the routes of HTTP applications, as their code declares them.
 *
 * A file alone tells little: a router gets its prefix and its guards where
 * it is included, a guard rejects in another file, a model is asked three
 * calls away.  So scan() tells the pieces, each with what it refers to by
 * name, and relate() puts them together: which application serves which
 * route, closed by what, documented by what, about data or about a model.
 */
#ifndef ROUTES_H
#define ROUTES_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum {
	LIST_MAX = 296,		/* bytes of a list of words in an attribute */
	NAME_MAX_ = 160,
	PATH_MAX_ = 290,
	OBJECTS_MOST = 4000,	/* of the repository, each kind */
	DECLS_MOST = 6000,
	STEPS_MOST = 2000000,
	CLIMB_MOST = 8,		/* routers in routers, guards behind guards */
};

/* Words between blanks, each once; what has no room is dropped. */
struct list {
	char	text[LIST_MAX];
	size_t	len;
};

void	list_add(struct list *, const char *word, size_t n);
bool	list_has(const char *list, const char *word);
/* The next word of a list, or NULL; *n its length. */
const char *list_next(const char **list, size_t *n);

/* One source file under way. */
struct unit {
	const struct gr_file	*file;
	const struct gr_item	*it;
	size_t			 n;
	const struct gr_token	*tok;
	size_t			 ntok;
	struct list		 libraries;	/* of models, as called here */
	struct list		 brains;	/* what holds a model */
	bool			 learned;	/* imports such a library */
	bool			 refuses;	/* speaks of 401, 403 and such */
};

/* What is told of the code that answers a request. */
struct handling {
	struct list	needs;	/* guards by position: decorators, Depends */
	struct list	calls;	/* names called, which may be guards or ask
				   a model */
	struct list	traits;	/* "page" "reads" "infers" "asks" "rejects"
				   "checks" "doc" "swag" "hidden" "learned" */
};

/* --- words.c: what names and paths say ------------------------------------ */

bool	is_test_path(const char *path);
bool	is_old_path(const char *path);
bool	is_side_path(const char *path);
bool	is_service_file(const char *path);
/* A name as a guard of a library has one: "jwt_required", "AuthGuard". */
bool	names_guard(const char *name, size_t n);
bool	names_credential(const char *name, size_t n);
bool	names_refusal(const char *name, size_t n);
/* A call that asks a model, whatever is around it. */
bool	names_inference(const char *name, size_t n);
bool	names_app(const char *name);
/* What an assignment from a library of models gives: one that answers? */
bool	names_brain(const char *name, const char *call);
bool	names_answer(const char *method);
/* What a caller shows to prove who it is. */
bool	names_proof(const char *name, size_t n);
bool	names_reading(const char *name, size_t n);
bool	names_page(const char *name, size_t n);
bool	library_of_models(const char *module);
bool	too_common(const char *name, size_t n);
/* Of a route: 2 surely a model's, 1 perhaps, 0 no. */
int	says_model(const char *path, const char *handler);
/* A route of service: health, docs, login, metrics, feedback. */
bool	says_service(const char *path);
bool	is_borrowed_path(const char *path);
bool	says_training(const char *path);
bool	makes_account(const char *handler);
bool	says_of_model(const char *path);	/* classes, history, train */

/* --- handler.c ------------------------------------------------------------ */

void	unit_open(struct unit *, const struct gr_file *);
const char *last_name(const char *dotted);
/* A name as the file imports it: "pkg.module.name", ".m.name", or itself. */
void	resolve(const struct unit *, const char *name, char *out, size_t n);
bool	imports(const struct unit *, const char *module);
/* Does a call of this name ask a model, here? */
bool	asks_model(const struct unit *, const char *name);
/* The function, with its decorators. */
void	handle(const struct unit *, size_t fn, struct handling *);
/* Tokens [from, to). */
void	handle_range(const struct unit *, size_t from, size_t to,
	    struct handling *);
/* Guards named in code: within Depends() and Security(), or any name. */
void	guards_in(const char *code, struct list *, bool any);
void	guards_of(const struct gr_arg *, struct list *);
/* The parameters of a function that are demanded of somebody else. */
void	params_read(const struct gr_item *fn, struct handling *);
/* What other files may refer to: guards, what asks a model. */
void	functions_emit(const struct unit *);

/* --- what each family of frameworks declares -------------------------------- */

void	python_read(const struct unit *);	/* FastAPI, Flask */
void	django_read(const struct unit *);
void	classes_read(const struct unit *);	/* Spring, NestJS, ASP.NET */
void	express_read(const struct unit *);
/* Requests that are sent, from code and from the scripts of a page. */
void	client_read(const struct unit *);
void	page_calls(const struct gr_file *);
void	test_read(const struct unit *);		/* a file of tests */
void	url_path(const char *url, char *out, size_t n);
/* A document; a page of a site. */
void	written_read(const struct gr_file *);
void	page_read(const struct gr_file *);
/* Does a text say how a caller proves who it is?  "usage", "mention". */
const char *says_proof(const char *text, size_t n);
void	proof_emit(const char *text, size_t n, const char *how, int first,
	    int last);
void	build_read(const struct gr_file *);	/* pom.xml, build.gradle */
void	app_emit(const struct gr_item *, const char *name,
	    const char *framework, const char *prefix);

/* Applications and routers, by the item that makes or includes them. */
void	object_read(const struct unit *, size_t item);
void	mount_read(const struct unit *, const struct gr_item *);
void	shield_read(const struct unit *, size_t item);
void	describer_read(const struct unit *, const struct gr_item *);
/* "app.include_router" -> "app", resolved; "" when there is no owner. */
void	owner_of(const struct unit *, const char *name, char *out, size_t n);

void	decl_emit(const char *framework, const char *owner,
	    const char *method, const char *path, const char *handler,
	    const struct handling *, int first, int last);

/* --- relate ------------------------------------------------------------------ */

struct object {
	const struct gr_seen	*seen;
	const char		*name, *role, *framework, *needs, *prefix;
	bool			 docs;
	int			 parent;	/* object, or -1 */
	const struct gr_seen	*mount;		/* by which it has a parent */
	const struct gr_seen	*loose;		/* mounts something unknown */
};

struct route {
	const struct gr_seen	*seen;
	int			 object;	/* -1: not known */
	int			 app;		/* object at the root, or -1 */
	char			 id[PATH_MAX_], path[PATH_MAX_];
	char			 app_name[NAME_MAX_];
	const char		*method, *framework, *handler, *traits;
	const char		*subject;
	const char		*needs;		/* guards where its URL is */
	bool			 scheme;	/* its guard is one of OpenAPI */
	bool			 model;		/* its application has one */
	char			 closed[NAME_MAX_];	/* by what; or "" */
};

enum { LISTS = 19 };

struct world {
	const struct gr_repo	*repo;
	struct {
		const struct gr_seen *const *fact;
		size_t	n;
	}			 list[LISTS];	/* borrowed of the host, read
						   before anything is said */
	struct object		*object;	/* owned */
	size_t			 nobjects;
	struct route		*route;		/* owned */
	size_t			 nroutes, cap;
	long			*steps;		/* guards that may be looked
						   behind, all routes */
	const struct gr_seen	**fn;		/* owned; functions, by name */
	size_t			 nfn;
};

void	lookup_open(struct world *);
/* How many bytes two paths have in common, whole folders. */
size_t	alike(const char *, const char *);
/* Of one name, as they were before relate() said anything. */
const struct gr_seen *const *facts_of(const struct world *,
	    const char *name, size_t *n);
/* An attribute; "" where there is none. */
const char *value(const struct gr_seen *, const char *key);
void	graph_build(struct world *);
int	object_find(const struct world *, const char *from,
	    const char *dotted);
/* The same, or the nearest application when it was given by parameter. */
int	object_owner(const struct world *, const char *from,
	    const char *owner, const char *framework);
/*
 * The application that an object is part of, and what stands before its
 * paths; a router when nothing includes it.
 */
int	climb(const struct world *, int at, char *prefix, size_t n);
/* The function of that name nearest to a file; NULL when there is none. */
const struct gr_seen *function_find(const struct world *, const char *from,
	    const char *name, size_t n);
void	close_routes(struct world *);
void	subjects(struct world *);
void	joins(const struct world *);
void	reach(const struct world *);	/* who calls which route */
void	urls_relate(struct world *);	/* Django */
/* A route to be filled in; NULL past the ceiling. */
struct route *route_new(struct world *);
/* Its path, the name of its application and its id, when .app is known. */
void	route_name(const struct world *, struct route *, const char *path);
/*
 * How well a thing of this name in the file at path is what "dotted" means
 * in the file "from"; 0 when it is not, 20000 and more when it surely is.
 */
size_t	name_fits(const char *path, const char *name, const char *from,
	    const char *dotted);
/* Names of parameters and slashes that do not count: "/a/{}/b". */
void	path_plain(const char *path, char *out, size_t n);
bool	path_same(const char *a, const char *b);

#endif
