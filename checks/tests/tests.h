/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tests.h: automated tests, as their own tools would find them.
 *
 * A case counts when its framework collects it (by the name of the file,
 * the class, the function, or by its annotation), when nothing skips it,
 * and when something in it can fail.  What calls itself a test and is none
 * is told too, apart.  Whether a file of tests reaches the project at all
 * is known only with the tree: reach.c.
 */
#ifndef TESTS_H
#define TESTS_H

#include <stdbool.h>
#include <stddef.h>

#include "check.h"

enum {
	NAME_ROOM = 160,	/* of the title of a case */
	PATH_ROOM = 300,
	WORDS_ROOM = 1200,	/* of what is said of one case */
	CASES_MOST = 2000,	/* of one file */
	CALLS_MOST = 2000,
	IMPORTS_MOST = 200,
	HELPERS_MOST = 500,
	STEPS_MOST = 2000000,	/* tokens looked at in one file */
	TOKENS_FAR = 500,	/* of one statement or call looked at */
	ITEMS_FAR = 3000,	/* between a test and what it is in */
	MARKS_FAR = 64,		/* items between a mark and what it marks */
};

/* One file being read. */
struct source {
	const struct gr_file	*file;
	const struct gr_item	*item;
	size_t			 n;
	const struct gr_token	*tok;
	size_t			 ntok;
	bool			 brace;		/* not Python */
	bool			 named;		/* its name is that of tests */
	const char		*import[IMPORTS_MOST];	/* modules */
	size_t			 nimports;
	int			 helper[HELPERS_MOST];	/* functions, by name */
	size_t			 nhelpers;
	size_t			*left;		/* tokens that may be looked at */
};

/* One test in it. */
struct test {
	const char	*framework;
	char		 name[NAME_ROOM];
	int		 item;		/* in the outline */
	size_t		 from, to;	/* tokens, with its marks' arguments */
	int		 first, last;
	bool		 skipped;
};

/* What the assertions of a case come to. */
struct asserts {
	int	real;
	int	hollow;		/* of constants */
	int	swallowed;	/* caught by who says nothing */
};

/* --- names.c: names, paths and words -------------------------------------- */

/* The last name of a chain: "a().b" -> "b"; and the first. */
const char *name_last(const char *name);
bool	name_begins(const char *name, const char *with);
bool	name_ends(const char *name, const char *with);
bool	name_any(const char *name, const char *const *list);	/* to NULL */
/* "getLatest_news" -> "get latest news", folded, added after a blank. */
void	words_add(char *out, size_t room, const char *text);
/* Does the expression, compiled once at *at, match? */
bool	words_match(const struct gr_pattern **at, const char *expression,
	    const char *text);
/* "name", "name*", "*name": cheaper than a glob, for tables. */
bool	base_like(const char *base, const char *like);
/* A folder of that name above the file? */
bool	path_under(const char *path, const char *folder);
bool	is_test_folder(const char *path);
/* Would a runner look into this file, by its name? */
bool	is_test_name(const struct gr_entry *);
bool	is_feature(const struct gr_entry *);
/* What a document of that name says is what is to be done. */
bool	is_instruction(const struct gr_entry *);

/* --- cases.c, cases_brace.c: which functions are tests -------------------- */

/* At most max of them, in the order of the text. */
size_t	cases_find(const struct source *, struct test *, size_t max);
size_t	cases_python(const struct source *, struct test *, size_t max);
size_t	cases_brace(const struct source *, struct test *, size_t max);
void	case_set(const struct source *, struct test *, int item,
	    const char *framework, const char *name);
/* Its imports and functions, once. */
void	source_begin(struct source *);
bool	imports(const struct source *, const char *module);
bool	imports_any(const struct source *, const char *const *modules);
/* The next mark of an item before this one (first: the item), or -1. */
int	mark_before(const struct source *, int item, int before);
/* Is it, or what it is in, marked with one of these? */
bool	marked(const struct source *, int item, const char *const *names);
/* The function of this file that the call calls, or -1. */
int	helper_of(const struct source *, const struct gr_item *call);

/* --- asserts.c: what can fail --------------------------------------------- */

struct asserts asserts_count(const struct source *, const struct test *);

/* --- calls.c: requests to an HTTP API ------------------------------------- */

struct call {
	char		 method[10];
	char		 path[PATH_ROOM];	/* "/a/{}", or a whole URL */
	int		 first, last;
	bool		 remote;		/* somebody else's host */
};

/* The request that this call is; false when it is none. */
bool	call_read(const struct source *, const struct gr_item *,
	    struct call *);
/* Tells each request of the case; the number of them. */
int	calls_emit(const struct source *, const struct test *);
/* "for path in PATHS", parametrize: tells each; the number of them. */
int	calls_listed(const struct source *, const struct test *,
	    const struct gr_item *, const char *method);

/* --- subject.c: what a case is about -------------------------------------- */

void	subject_of(const struct source *, const struct test *, char *out,
	    size_t room);
/* Does it say in words what it is for? */
bool	is_described(const struct source *, const struct test *);

/* --- refusal.c ------------------------------------------------------------- */

/* Is it asserted that a request, or somebody, is refused? */
bool	refuses(const struct source *, const struct test *);

/* --- aim.c: the coverage that is aimed at --------------------------------- */

bool	aim_wants(const struct gr_entry *);
void	aim_scan(const struct gr_file *);

/* --- data.c: checks of data that are no functions; configuration ---------- */

bool	data_wants(const struct gr_entry *);
void	data_scan(const struct gr_file *);
bool	config_wants(const struct gr_entry *);
void	config_scan(const struct gr_file *);
void	feature_scan(const struct gr_file *);

/* --- plan.c: what is written about the tests -------------------------------- */

bool	plan_wants(const struct gr_entry *);
void	plan_scan(const struct gr_file *);
bool	tool_wants(const struct gr_entry *);
void	tool_scan(const struct gr_file *);

/* --- suites.c: the tests of one file about one subject ------------------- */

struct suites {
	struct suite {
		const struct gr_seen	*from;	/* the first of them */
		int			 cases, last;
		bool			 aim, tool, described;
	}	of[8];
};

void	suite_begin(struct suites *);
void	suite_add(struct suites *, const struct gr_seen *, bool aim,
	    bool tool);
void	suite_emit(const struct suites *);

/* --- reach.c -------------------------------------------------------------- */

/* In scan: the words of what may be the project's among the imports. */
void	reach_words(const struct source *, char *out, size_t room);
/* The same as names of modules, blanks between. */
void	reach_modules(const struct source *, char *out, size_t room);
/* Another way than an import of Python, or "". */
const char *reach_way(const struct source *, const struct test *, size_t n,
	    int calls);
/* In relate: cases that reach the project. */
void	reach_relate(const struct gr_repo *);

#endif
