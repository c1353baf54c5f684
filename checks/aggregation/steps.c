/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * steps.c: what a program does to its data: entries it removes, formats it
 * makes alike, sources it puts together.
 *
 * Libraries of tables have words of their own for that.  Without them it is
 * the function's name that says what it is about, and its body that says
 * whether it does so: a name alone is a claim.
 */
#include <string.h>

#include "aggregation.h"

#define CLEANER "clean|nettoy|purif|corrupt|invalid|valid|filtr|filter|" \
	"dedup|dedoubl|doublon|duplicate|outlier|aberrant|remove|drop|" \
	"supprim|transform|prepar|preproc|process|a[g]+reg|load|charg|" \
	"import|main|run|consolid|merge|fusion"
#define UNIFIER "clean|nettoy|normali|homogen|harmoni|standard|uniform|" \
	"format|convert|transform|prepar|preproc|processline|mapp|" \
	"parse_?(date|prix|price|num|float|int)|fill_missing|to_(date|float)"
#define MERGER "a[g]+reg|merg|fusion|combin|consolid|unif(y|ie)|integrat|" \
	"rassembl|reuni|joindre|jointure|concat"

/* Words of tables that are clear by themselves. */
static const struct {
	const char	*name;
	enum step	 step;
} words[] = {
	{ "astype", UNIFORM },
	{ "concat", MERGE },
	{ "combine_first", MERGE },
	{ "dropDuplicates", CLEAN },
	{ "drop_duplicates", CLEAN },
	{ "drop_nulls", CLEAN },
	{ "dropna", CLEAN },
	{ "isNotNull", CLEAN },
	{ "join_asof", MERGE },
	{ "merge", MERGE },
	{ "merge_asof", MERGE },
	{ "notna", CLEAN },
	{ "notnull", CLEAN },
	{ "quantile", CLEAN },
	{ "regexp_replace", UNIFORM },
	{ "rename", UNIFORM },
	{ "strptime", UNIFORM },
	{ "to_date", UNIFORM },
	{ "to_datetime", UNIFORM },
	{ "to_numeric", UNIFORM },
	{ "to_timestamp", UNIFORM },
	{ "tz_convert", UNIFORM },
	{ "tz_localize", UNIFORM },
	{ "union", MERGE },
	{ "unionAll", MERGE },
	{ "unionByName", MERGE },
	{ "vstack", MERGE },
	{ "withColumnRenamed", UNIFORM },
};

/* After ".str", and in a function that says that it makes formats alike. */
static const char *const of_text[] = {
	"capitalize", "extract", "len", "lower", "normalize", "replace",
	"strip", "title", "to_datetime", "upper", "zfill", NULL,
};
static const char *const of_format[] = {
	"fromisoformat", "isoformat", "lower", "normalize", "parse",
	"parseDouble", "parseInt", "replace", "replaceAll", "round",
	"setdefault", "strftime", "strip", "strptime", "sub", "title",
	"toISOString", "toLowerCase", "toUpperCase", "trim", "unidecode",
	"upper", NULL,
};

void
step_tell(struct script *s, enum step step, int first, int last,
    const char *how)
{
	static const char *const facts[] = {
		[CLEAN] = "aggregate.clean", [UNIFORM] = "aggregate.uniform",
		[MERGE] = "aggregate.merge",
	};

	s->steps |= 1 << step;
	if (s->told[step]++ >= EACH_MOST)
		return;
	gr_set(gr_emit(facts[step], first, last), "how", how);
	if (s->first == 0 || first < s->first)
		s->first = first;
	if (last > s->last)
		s->last = last;
}

/*
 * "concat([X, dummies], axis=1)" widens one set; a new row is no source; a
 * session merges an object, and predictions are joined to be judged.
 */
static bool
merges(const struct script *s, const struct gr_item *it)
{
	const struct gr_arg *axis = gr_arg(it, "axis", -1), *what;

	what = gr_arg(it, NULL, 0);
	if (axis != NULL && axis->code != NULL && (strcmp(axis->code, "1") ==
	    0 || strstr(axis->code, "columns") != NULL))
		return false;
	if (what == NULL || what->code == NULL)
		return false;
	return !says(what->code, "DataFrame\\(|new_row|nouvelle|dumm|"
	    "\\b[xy]_?(train|test|val)|set\\(") && !says(it->name,
	    "set|session|dict|config|\\bdb\\b|pred") &&
	    (s->frames || s->prepares);
}

/* A join of tables names its key; one of texts or paths has no table. */
static bool
joins(const struct script *s, const struct gr_item *it)
{
	const struct gr_arg *how = gr_arg(it, "how", 2);

	return s->frames && strcmp(last_part(it->name), "join") == 0 &&
	    it->name[0] != '.' && strstr(it->name, "path") == NULL &&
	    (gr_arg(it, "on", -1) != NULL || gr_arg(it, "left_on", -1) !=
	    NULL || gr_arg(it, "how", -1) != NULL || (how != NULL &&
	    how->text != NULL));
}

static void
read_word(struct script *s, const struct gr_item *it)
{
	const char *part = last_part(it->name);
	size_t k;

	for (k = 0; k < LEN(words); k++)
		if (strcmp(words[k].name, part) == 0)
			break;
	if (k < LEN(words) && strchr(it->name, '.') == NULL &&
	    !brings(s, "pyspark"))
		return;
	/* "pd.notna(x)" asks of one value and leaves nothing out. */
	if (strncmp(it->name, "pd.not", 6) == 0)
		return;
	if (k < LEN(words)) {
		if (words[k].step != MERGE || merges(s, it))
			step_tell(s, words[k].step, it->first, it->last,
			    it->name);
	} else if (strcmp(part, "rename_columns") == 0 ||
	    (strstr(it->name, "str.") != NULL && in(of_text, part))) {
		step_tell(s, UNIFORM, it->first, it->last, it->name);
	} else if (joins(s, it)) {
		step_tell(s, MERGE, it->first, it->last, it->name);
	}
}

/* "df = df[df.price > 0]" keeps some rows; a list of columns keeps all. */
static void
read_filter(struct script *s, const struct gr_item *it)
{
	const char *code;
	const size_t len = strlen(it->name);

	if (it->nargs == 0 || (code = it->args[0].code) == NULL || len == 0)
		return;
	if (strncmp(code, it->name, len) == 0 && code[len] == '[' &&
	    strstr(code + len, it->name) != NULL &&
	    says(code, "[<>]|[!=]=|~|isin|between|str\\.(contains|match|len)"))
		step_tell(s, CLEAN, it->first, it->last, it->name);
}

/* --- by the name of the function ------------------------------------------ */

static void
read_named(struct script *s, const struct gr_item *it)
{
	static const char *const gone[] = {
		"removeIf", "unlink", "remove", "rmtree", "distinct", NULL,
	};
	const char *part = last_part(it->name);
	const struct gr_item *f;

	if (in(of_format, part) && (f = within(s, it, UNIFIER)) != NULL)
		step_tell(s, UNIFORM, f->first, f->last, f->name);
	if (in(gone, part) && (strcmp(part, "removeIf") == 0 ||
	    within(s, it, "clean|nettoy|corrupt|invalid|dedup|duplicate|"
	    "doublon") != NULL))
		step_tell(s, CLEAN, it->first, it->last, it->name);
}

/* From "if" to the ":" or the bracket that ends its condition. */
static size_t
condition(const struct script *s, size_t at)
{
	const int depth = s->t[at].depth;
	size_t k;

	for (k = at + 1; k < s->nt && k < at + 60; k++)
		if ((gr_token_is(&s->t[k], ":") || gr_token_is(&s->t[k], ")")) &&
		    s->t[k].depth <= depth + (s->t[k].text[0] == ')') &&
		    (s->t[k].text[0] == ':' ||
		    s->file->entry->kind == GR_JAVA ||
		    s->file->entry->kind == GR_KOTLIN))
			return k;
	return 0;
}

/* Is what is asked of the entry, and not of a file or of an empty line? */
static bool
of_entry(const struct script *s, size_t from, size_t to)
{
	static const char *const others[] = {
		"exists", "is_file", "is_dir", "isfile", "isdir", "line",
		"ligne", "suffix", "endswith", "name", "resp", "response",
		"status_code", "startswith", NULL,
	};
	static const char *const asks[] = {
		"not", "None", "null", "isEmpty", "isBlank", "len", "in",
		"isna", "isnull", "<", ">", "<=", ">=", "!", "==", "!=", NULL,
	};
	bool asked = false;
	size_t k;

	for (k = from; k < to; k++) {
		if (s->t[k].kind == GR_STRING)
			continue;
		if (in(others, s->t[k].text))
			return false;
		asked |= in(asks, s->t[k].text);
	}
	return asked;
}

static const struct gr_item *
function_at(const struct script *s, int line)
{
	const struct gr_item *f = NULL;
	size_t i;

	for (i = 0; i < s->n && s->it[i].first <= line; i++)
		if (s->it[i].kind == GR_FUNCTION && s->it[i].last >= line)
			f = &s->it[i];
	return f;
}

/* "if not title: continue": the entry is left out. */
static void
read_skips(struct script *s)
{
	const struct gr_item *f;
	size_t i, k;

	for (i = 0; i + 2 < s->nt; i++) {
		if (!gr_token_is(&s->t[i], "if") ||
		    (k = condition(s, i)) == 0)
			continue;
		if (!of_entry(s, i + 1, k))
			continue;
		for (k++; k < s->nt && (s->t[k].kind == GR_NEWLINE ||
		    s->t[k].kind == GR_COMMENT ||
		    gr_token_is(&s->t[k], "{")); k++)
			;
		if (k >= s->nt || !gr_token_is(&s->t[k], "continue"))
			continue;
		f = function_at(s, s->t[i].line);
		if (f != NULL && says(f->name, CLEANER))
			step_tell(s, CLEAN, s->t[i].line, s->t[k].line,
			    f->name);
	}
}

/* Lists of several files or readings, put into one by a function so named. */
static void
read_lists(struct script *s, const struct gr_item *it)
{
	static const char *const calls[] = {
		"addAll", "extend", "putAll", "update", NULL,
	};

	if (!in(calls, last_part(it->name)) || it->inside < 0 || s->reads == 0)
		return;
	if (within(s, it, MERGER) != NULL || (says(s->file->entry->base,
	    MERGER) && strcmp(last_part(it->name), "extend") == 0))
		step_tell(s, MERGE, it->first, it->last, it->name);
}

void
steps_read(struct script *s)
{
	const struct gr_item *it;
	bool here;
	size_t i;

	for (i = 0; i < s->n; i++) {
		it = &s->it[i];
		if (it->dead || (it->kind != GR_CALL && it->kind != GR_ASSIGN))
			continue;
		/* Elsewhere than in a script that prepares, the names tell. */
		here = (s->prepares && !s->pages) || (s->frames &&
		    within(s, it, "clean|nettoy|prepar|preproc|a[g]+reg") !=
		    NULL);
		if (!here)
			continue;
		if (it->kind == GR_ASSIGN) {
			if (s->frames)
				read_filter(s, it);
			continue;
		}
		if (s->frames)
			read_word(s, it);
		read_named(s, it);
		read_lists(s, it);
	}
	if (s->prepares && !s->pages)
		read_skips(s);
}

/* Docstrings and comments that explain, where the steps are. */
void
words_read(const struct script *s)
{
	const char *p;
	size_t i;
	int said, told = 0;

	for (i = 0; i < s->nt && told < EACH_MOST; i++) {
		if (!s->t[i].doc && s->t[i].kind != GR_COMMENT)
			continue;
		for (said = 0, p = s->t[i].text; *p != '\0'; p++)
			said += *p == ' ' || *p == '\n';
		if (said < 15 || !says(s->t[i].text, CLEANER "|" UNIFIER))
			continue;
		gr_emit("aggregate.said", s->t[i].line, s->t[i].last);
		told++;
	}
}
