/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * check.h: the contract between Greffier and the plugins that look.
 *
 * A plugin is a shared object that exports one symbol, greffier_check.  It
 * is given files and says what it saw in them: facts, each with its place.
 * Facts never judge; the rules do (greffier-rules(5)).  This header alone
 * is enough to build one:
 *
 *	cc -shared -fPIC -I/usr/include/greffier -o mine.so mine.c
 *
 * Promises of the host.  It runs confined: no network, no writing, no
 * other process, read access beneath the repository only, and memory and
 * time are limited.  Every text is UTF-8 with LF line ends, whatever the
 * file was; line numbers count from 1 and are those of the file as stored.
 * Files that are vendored, generated, binary, too large or a copy of the
 * grid never reach a plugin.  Whatever the host hands out belongs to it
 * and lives until scan() or relate() returns.
 *
 * Promises of the plugin.  scan() is a pure function of the bytes and the
 * path: its facts are cached and not asked for again while neither
 * changes.  No global state, no file, no clock, no thread.
 */
#ifndef GREFFIER_CHECK_H
#define GREFFIER_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GR_ABI = 1 };

/* What a file is, by its name first and by its content where that fails. */
enum gr_kind {
	GR_BINARY,		/* no plugin gets the bytes */
	GR_TEXT,		/* text of no known kind */
	GR_CSHARP, GR_CSS, GR_CSV, GR_DOCKERFILE, GR_GO, GR_GROOVY, GR_HTML,
	GR_INI, GR_JAVA, GR_JAVASCRIPT, GR_JSON, GR_KOTLIN, GR_MAKEFILE,
	GR_MARKDOWN, GR_NOTEBOOK, GR_PHP, GR_PYTHON, GR_RUBY, GR_RUST,
	GR_SHELL, GR_SQL, GR_TOML, GR_TYPESCRIPT, GR_XML, GR_YAML,
	GR_PDF, GR_OFFICE, GR_IMAGE, GR_ARCHIVE,	/* by name; not text */
	GR_KINDS
};

/* One file of the tree.  Links and submodules are there too, unread. */
struct gr_entry {
	const char	*path;		/* bytes of the tree, '/' between */
	const char	*base;		/* after the last '/' */
	const char	*ext;		/* after the last '.', or "" */
	const char	*blob;		/* object id in hexadecimal */
	int64_t		 size;		/* bytes; -1: the object is missing */
	enum gr_kind	 kind;
	bool		 link;		/* symbolic link: target never read */
	bool		 module;	/* submodule: never fetched */
	const char	*unread;	/* why no plugin gets it, or NULL:
					   "vendored" "generated" "oversize"
					   "binary" "lfs" "missing" "quoted"
					   "link" "submodule" "encoding" */
};

struct gr_file {
	const struct gr_entry	*entry;
	const char		*text;	/* NUL-terminated */
	size_t			 len;
	int			 lines;	/* an empty file has one */
};

/* --- what a plugin declares ------------------------------------------- */

/*
 * One kind of fact.  fr and en are what a reader sees beside the line; an
 * attribute in braces is replaced: "étape « {step} » : {cmd}".
 */
struct gr_fact_kind {
	const char	*name;	/* "ci.step": family, dot, noun */
	const char	*fr;
	const char	*en;
	const char	*attrs;	/* "cmd job step", the attributes it may carry */
};

struct gr_repo;

struct greffier_check {
	int		 abi;		/* GR_ABI */
	const char	*name;		/* "ci_config" */
	const char	*version;	/* changes whenever its facts may */
	const char	*summary;	/* one line, English */
	const struct gr_fact_kind *facts;	/* ends with .name NULL */

	/* Is this file worth opening?  Cheap, by path, kind and size. */
	bool	(*wants)(const struct gr_entry *);
	/* One file -> facts.  May be NULL together with wants. */
	void	(*scan)(const struct gr_file *);
	/* All facts, the tree, refs and log -> more facts.  May be NULL. */
	void	(*relate)(const struct gr_repo *);
};

#define GR_EXPORT __attribute__((visibility("default")))
/* GR_EXPORT const struct greffier_check greffier_check = { ... }; */

#if defined(__GNUC__)
#pragma GCC visibility push(default)	/* the host's side of these */
#endif

/* --- saying what was seen --------------------------------------------- */

struct gr_fact;			/* being written; valid until the next emit */

/* In scan(): a fact about the file, from line first to line last. */
struct gr_fact *gr_emit(const char *name, int first, int last);

/* In relate(): path NULL says it of the repository as a whole. */
struct gr_fact *gr_emit_at(const char *name, const char *path, int first,
	    int last);

/* Values are cut at 300 bytes and made printable by the host. */
void	gr_set(struct gr_fact *, const char *key, const char *value);
void	gr_setn(struct gr_fact *, const char *key, const char *, size_t);
void	gr_setf(struct gr_fact *, const char *key, const char *fmt, ...)
	    __attribute__((format(printf, 3, 4)));

/* --- reading one file ------------------------------------------------- */

/* Line n from 1, without its newline; NULL past the end. */
const char *gr_line(const struct gr_file *, int n, size_t *len);
/* The line on which the byte at this offset of .text lies. */
int	gr_line_at(const struct gr_file *, size_t offset);

/*
 * YAML and JSON as one tree.  gr_tree() answers the list of documents (one
 * for JSON), or NULL when the text is not that: gr_tree_error() then says
 * why and on which line.  Scalars are text as written ("on", "2.0").
 * Merge keys and aliases are resolved.  Every function accepts NULL.
 */
struct gr_node;
enum gr_node_kind { GR_NONE, GR_SCALAR, GR_MAP, GR_LIST };

const struct gr_node *gr_tree(const struct gr_file *);
const char *gr_tree_error(const struct gr_file *, int *line);
enum gr_node_kind gr_node_kind(const struct gr_node *);
const struct gr_node *gr_get(const struct gr_node *, const char *key);
const struct gr_node *gr_at(const struct gr_node *, const char *dotted);
const struct gr_node *gr_first(const struct gr_node *);
const struct gr_node *gr_next(const struct gr_node *);
const char *gr_key(const struct gr_node *);	/* in a map; else NULL */
const char *gr_text(const struct gr_node *);	/* of a scalar; else NULL */
const char *gr_str(const struct gr_node *, const char *key);
bool	gr_plain(const struct gr_node *);	/* a scalar without quotes */
int	gr_node_line(const struct gr_node *);	/* of the key where it has one */
int	gr_node_last(const struct gr_node *);	/* last line of the value */
int	gr_text_line(const struct gr_node *);	/* first line of the value's
						   own text (a block scalar's
						   starts below its key) */
int	gr_repeated(const struct gr_node *);	/* line of a key twice, or 0 */

/* Markdown, flat, in the order of the text. */
enum gr_block_kind {
	GR_HEADING,		/* level, text */
	GR_PARAGRAPH,		/* text; links and images follow as blocks */
	GR_ITEM,		/* one list item: text, level of nesting */
	GR_QUOTE,		/* text */
	GR_FENCE,		/* url: the info string; text: the code */
	GR_ROW,			/* cells; level 0 is the header row */
	GR_LINK,		/* text, url */
	GR_PICTURE,		/* text: the alternative, url */
};

struct gr_block {
	enum gr_block_kind	 kind;
	int			 level;
	int			 first, last;	/* lines */
	int			 heading;	/* index of the heading it is
						   under, or -1 */
	const char		*text;		/* plain, without markup */
	const char		*url;
	const char *const	*cells;		/* of a row, ncells of them */
	int			 ncells;
};

const struct gr_block *gr_markdown(const struct gr_file *, size_t *n);

/*
 * Source as tokens: Python (notebooks too: code cells only), JavaScript,
 * TypeScript, Java, C#, PHP, Go, Kotlin, Ruby, Rust, SQL, shell.  Comments
 * and strings are tokens of their own, so that they never pass for code.
 */
enum gr_token_kind {
	GR_NAME, GR_NUMBER, GR_STRING, GR_OP, GR_COMMENT, GR_NEWLINE
};

struct gr_token {
	enum gr_token_kind	 kind;
	int			 line, last;	/* last: where a string ends */
	int			 column;	/* of its first byte, from 0 */
	int			 indent;	/* of its line, in columns */
	int			 depth;		/* brackets open before it */
	const char		*text;		/* NUL-terminated; a string or
						   comment without its marks */
	size_t			 len;
	bool			 doc;		/* a string alone as a statement */
	bool			 format;	/* f"..", `..`, $"..": has holes */
	int			 cell;		/* notebook cell, else 0 */
};

const struct gr_token *gr_tokens(const struct gr_file *, size_t *n);
bool	gr_token_is(const struct gr_token *, const char *text); /* not strings */

/*
 * The same source as an outline: what it imports, defines, assigns and
 * calls, in the order of the text.  Made from the tokens, so that comments,
 * strings and code in strings never count.  Python (notebooks too),
 * JavaScript, TypeScript, Java, C#, PHP, Go and Kotlin; none for the rest.
 */
enum gr_item_kind {
	GR_IMPORT,		/* name: "fastapi.security"; what: the name
				   taken from it ("APIKeyHeader", "*"), or "";
				   as: what it is called here, as the code
				   that uses it begins: "np", "os.path" */
	GR_CLASS,		/* name; what: its bases, "Base, Mixin"; args:
				   of a constructor in its head (records) */
	GR_FUNCTION,		/* name; also methods, and lambdas that are
				   given a name; args: the parameters, .code
				   with type and default, .text the default */
	GR_ASSIGN,		/* name: "app", "self.url", "PORT"; what: the
				   name called when the value is a call;
				   args: one, the value, its name the type
				   that was written ("db: Db" alone counts) */
	GR_CALL,		/* name: "app.include_router"; a chain is
				   "a().b" for b, and "." stands for "->",
				   "::" and "?." too; args */
	GR_MARK,		/* decorator, annotation or attribute: "app.get",
				   "GetMapping"; args; on: what it marks, -1
				   when that is a parameter or a field */
};

struct gr_arg {
	const char	*name;		/* of a keyword argument or parameter;
					   NULL by position */
	const char	*text;		/* the value when it is a text, or a
					   name given one text once in this
					   file; holes are "{}"; else NULL */
	const char	*code;		/* as written, blanks folded, cut */
};

struct gr_item {
	enum gr_item_kind	 kind;
	int			 first, last;	/* lines, with the whole body */
	int			 inside;	/* index of the class or function
						   around it, or -1 */
	int			 on;		/* of a mark; else -1 */
	size_t			 token, end;	/* gr_tokens() [token, end); of
						   a chain from its start */
	const char		*name, *what, *as;	/* "" when not given */
	const char		*text;		/* of an assignment: as in gr_arg */
	const struct gr_arg	*args;
	int			 nargs;
	bool			 dead;		/* under "if False", after the
						   return of its block */
	bool			 main;		/* under if __name__ == ..., in
						   main() */
};

const struct gr_item *gr_outline(const struct gr_file *, size_t *n);
const struct gr_arg *gr_arg(const struct gr_item *, const char *name, int at);
				/* by keyword, else by position; or NULL */

/* --- reading the repository (relate) ----------------------------------- */

struct gr_ref {
	const char	*name;		/* "refs/heads/main" */
	const char	*commit;	/* peeled */
};

struct gr_commit {
	const char	*id;
	int64_t		 when;		/* committed, seconds since 1970 */
	int		 parents;
	unsigned	 author;	/* 0, 1, 2...: who, without a name */
	const char	*subject;
};

struct gr_seen {
	const char		*name, *path;	/* path: "" for the repository */
	const char		*blob;
	int			 first, last;
	const struct gr_attr {
		const char *key, *value;
	}			*attrs;
	int			 nattrs;
};

struct gr_repo {
	const char		*commit, *tree;
	const char		*ref;		/* audited as, or NULL */
	const char		*default_branch;/* or NULL when not known */
	const char		*remote;	/* where it came from, or NULL */
	bool			 shallow;
	const struct gr_entry	*entries;	/* by path, bytes ascending */
	size_t			 nentries;
	const struct gr_ref	*refs;
	size_t			 nrefs;
	const struct gr_commit	*log;		/* newest first, at most 5000 */
	size_t			 nlog;
};

/* The facts of that name ("ci.step"), or of a family ("ci."); by place. */
const struct gr_seen *const *gr_facts(const struct gr_repo *,
	    const char *name, size_t *n);
const char *gr_value(const struct gr_seen *, const char *key);	/* or NULL */

const struct gr_entry *gr_entry(const struct gr_repo *, const char *path);
bool	gr_folder(const struct gr_repo *, const char *path);	/* no '/' last */

/* --- words -------------------------------------------------------------- */

/* Lower case, no accents, NFC or NFD alike; at most n bytes with the NUL. */
void	gr_fold(const char *, size_t len, char *out, size_t n);
/* Shell-like: * within a segment, ** across, ?, [..]; whole path. */
bool	gr_glob(const char *pattern, const char *path);

/*
 * A regular expression (PCRE2 syntax, caseless).  The text is folded first,
 * so accents in either do not matter.  Compiled once by the host; steps are
 * limited.  NULL when malformed.
 */
struct gr_pattern;
const struct gr_pattern *gr_pattern(const char *expression);
bool	gr_search(const struct gr_pattern *, const char *text, size_t len);

/* --- what the rules ask of the plugin "generic" -------------------------- */

struct gr_query {
	const char	*fact;		/* the name of the fact to emit */
	const char	*kind;		/* "file" "text" "heading" "column"
					   "path" */
	const char	*in;		/* glob on paths; NULL: any */
	const char	*pattern;	/* expression; for "path": dotted */
	const char	*value;		/* for "path": expression on the value,
					   or NULL */
	int		 words;		/* least words under a heading, or 0 */
};

const struct gr_query *gr_queries(size_t *n);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#endif
