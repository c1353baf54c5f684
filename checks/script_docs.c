/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * script_docs.c: what documents say of the scripts that extract, prepare
 * and import data: C3.3, C4.6, C4.7.
 *
 * A document counts by what can be done with it: a command to type, what
 * must be there before, which entries are left out and in which order.
 * A command that names a file which is not there is told apart.  Which
 * scripts there are, the plugin aggregation knows, which relates before.
 */
#include <stdio.h>
#include <string.h>

#include "check.h"

static const struct gr_fact_kind facts[] = {
	{ "scripts.deps", "dépendances des scripts : {what}",
	  "what the scripts need: {what}", "what" },
	{ "scripts.typed", "commande : {what}", "command: {what}",
	  "what file loads" },
	{ "scripts.command", "commande d'exécution : {what}",
	  "command to run: {what}", "what" },
	{ "scripts.lost", "commande qui nomme un fichier absent : {file}",
	  "command naming a file that is not there: {file}", "file" },
	{ "scripts.loads", "chargement des données en base, « {under} »",
	  "data loaded into the base, \"{under}\"", "under" },
	{ "import.documented", "import documenté : {what}",
	  "import documented: {what}", "what root" },
	{ "aggregate.choice", "choix de nettoyage ou de format, « {under} »",
	  "choice of cleaning or format, \"{under}\"", "under" },
	{ "aggregate.logic", "enchaînement des étapes, « {under} »",
	  "sequence of the steps, \"{under}\"", "under" },
	{ NULL, NULL, NULL, NULL },
};

enum { EACH_MOST = 8, ROOM = 3000, DEPTH_MOST = 6 };

#define DATA "ag+r(eg|_)|nettoy|cleaning|\\bclean|\\betl\\b|transform|" \
	"prepar(ation|er|ing)|fusion|merg(e|ing)|homogen|harmoni|" \
	"normalis(ation|er)|pipeline (de |of )?(data|donnees|etl)|ingestion|" \
	"pre-?trait|preprocess|collecte|qualite des donnees"
#define CHOICE "doublon|dedup|duplicat|valeurs? (manquante|nulle|aberrante|" \
	"absente)|missing value|null values|outlier|aberrant|corromp|" \
	"corrupt|incomplet|incomplete|\\bfiltr(age|er|e|es|ing|ed)\\b|" \
	"invalides?\\b|supprim\\w*|ecart(e|er|es|ees)\\b|ignor(e|er|es)\\b|" \
	"exclu\\w*|normali[sz]\\w*|homogen\\w*|harmonis\\w*|standardi[sz]\\w*|" \
	"nettoyer\\b|corrige\\w*|uniformis\\w*|iso ?8601|" \
	"formats? (de |des |d'|iso|date)|" \
	"convers\\w*|converti\\w*|minuscule|lower ?case|trim\\b|dropna|" \
	"drop_duplicates|to_datetime"
#define OTHER "✅|prochaine|next step|a faire|\\btodo|perspective|amelior|" \
	"one-?hot|encod|feature|modele|\\bmodel\\b|benchmark|rgpd|gdpr|" \
	"anonymis|conformite|ci/cd|accessib|veille|" \
	"front-?end|\\bui\\b|scaler|standardscaler|\\bapi\\b.*endpoint"
#define STEPS "pipeline|etapes?\\b|steps?\\b|\\bflux\\b|\\bflow|process|" \
	"deroulement|fonctionnement|algorithme|logique|traitement|workflow|" \
	"enchainement|\\betl\\b|nettoyage|a[g]+regation|transform"
#define LOADS "import(e|er|ez|s|ation)?\\b|charg(e|er|ez|ement)\\b|" \
	"peupl\\w*|\\bseed\\w*|ingestion|ingest\\b|inser\\w*|\\bload\\w*|" \
	"populat\\w*|aliment\\w*|rempli\\w*"
#define BASE "base|database|\\bbdd\\b|\\bdb\\b|sqlite|postgres\\w*|mysql|" \
	"mariadb|mongo\\w*|duckdb|\\btables?\\b"

struct page {
	const struct gr_file	*file;
	const struct gr_block	*b;
	size_t			 n;
	bool			 data;	/* its path is about preparing data */
	bool			 other;	/* ... about something else */
	int			 told[5];
};

enum { DEPS, TYPED, LOADED, CHOSEN, ORDERED };

static bool
says(const char *text, size_t n, const char *expression)
{
	return gr_search(gr_pattern(expression), text, n);
}

static bool
word(const char *text, const char *expression)
{
	return text != NULL && says(text, strlen(text), expression);
}

static int
words_in(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		n += s[0] != ' ' && s[0] != '\n' && (s[1] == ' ' ||
		    s[1] == '\n' || s[1] == '\0');
	return n;
}

static const char *
text_of(const struct gr_block *b, char *room)
{
	size_t used = 0;
	int c;

	if (b->kind != GR_ROW)
		return b->text == NULL ? "" : b->text;
	room[0] = '\0';
	for (c = 0; c < b->ncells && used < ROOM - 1; c++)
		used += (size_t)snprintf(room + used, ROOM - used, "%s | ",
		    b->cells[c]);
	return room;
}

/* Does a heading above say so, of whatever level? */
static bool
above(const struct page *p, size_t at, const char *expression)
{
	int h = p->b[at].heading, level, depth;

	for (depth = 0; h >= 0 && depth < DEPTH_MOST; depth++) {
		if (word(p->b[h].text, expression))
			return true;
		level = p->b[h].level;
		while (h >= 0 && p->b[h].level >= level)
			h = p->b[h].heading;
	}
	return false;
}

static const char *
heading(const struct page *p, size_t at)
{
	const int h = p->b[at].heading;

	return h < 0 || p->b[h].text == NULL ? p->file->entry->base :
	    p->b[h].text;
}

/* --- dependencies and commands ---------------------------------------------- */

#define INSTALLS "\\b(pip3?|conda|mamba|poetry|pipenv|npm|yarn|pnpm|uv|" \
	"bundle|composer|mvn|apt(-get)?|brew)\\b( [\\w-]+)? " \
	"(install|sync|add|ci|env create|env update)\\b|" \
	"\\bmake (env|install|setup|deps|init)\\b|\\buv sync\\b|" \
	"\\bpoetry install|\\bnpm (i|ci)\\b|requirements[\\w-]*\\.txt|" \
	"environment\\.ya?ml|pyproject\\.toml|\\bgo mod\\b"
#define RUNS "^[\\s$>%#!]*((sudo|time|uv run|poetry run|pipenv run) )*(" \
	"python[\\d.]*( -u)? (?!-m (venv|pip|pytest|unittest|virtualenv))" \
	"(-m )?[\\w./\\\\-]+|py [\\w./\\\\-]+|uv run [\\w./-]+|" \
	"(bash|sh|source) (?!.*activate)[\\w./-]+\\.sh|\\./[\\w./-]+|" \
	"docker[- ]compose( -\\S+( [\\w./-]+)?)* (up|run|exec)\\b|" \
	"make (?!env|install|setup|deps|test|lint|clean)[a-z]|" \
	"spark-submit|scrapy crawl|dvc repro|dbt (run|build)|papermill|" \
	"jupyter|airflow|prefect|node [\\w./-]+|mvn |gradle|java -jar|" \
	"psql .*-f)"

/* The file that a command runs, as it is written there; "" for none. */
static void
file_of(const char *line, size_t len, char *out, size_t n)
{
	static const char *const ends[] = { ".py", ".sh", ".sql", ".js",
		".ts", ".ipynb", ".jar" };
	size_t i, k, from, w;

	out[0] = '\0';
	for (i = 0; i < len; i = from + 1) {
		for (from = i; from < len && strchr(" \t\"'`", line[from]) ==
		    NULL; from++)
			;
		w = from - i;
		for (k = 0; k < sizeof(ends) / sizeof(*ends); k++)
			if (w > strlen(ends[k]) && w < n && strncmp(line +
			    from - strlen(ends[k]), ends[k],
			    strlen(ends[k])) == 0) {
				snprintf(out, n, "%.*s", (int)w, line + i);
				return;
			}
	}
}

static void
read_line(struct page *p, size_t at, const char *line, size_t len, int n,
    bool loads)
{
	struct gr_fact *x;
	char file[200];

	if (len > 400)
		return;
	if (says(line, len, INSTALLS) && p->told[DEPS]++ < EACH_MOST) {
		x = gr_emit("scripts.deps", n, n);
		gr_setn(x, "what", line, len);
	}
	if (!says(line, len, RUNS) || says(line, len, "pytest|unittest| -c |runserver"))
		return;
	file_of(line, len, file, sizeof(file));
	/* "Python 3.11 or later", in a list, is no command. */
	if ((p->b[at].kind != GR_FENCE && file[0] == '\0' &&
	    !says(line, len, "docker[- ]compose")) ||
	    p->told[TYPED]++ >= 3 * EACH_MOST)
		return;
	x = gr_emit("scripts.typed", n, n);
	gr_setn(x, "what", line, len);
	gr_set(x, "file", file);
	gr_set(x, "loads", loads || (says(line, len, LOADS) &&
	    (says(line, len, BASE) || above(p, at, BASE))) ? "yes" : "no");
}

/* What is drawn of folders is no command. */
static void
read_fence(struct page *p, size_t at)
{
	const struct gr_block *b = &p->b[at], *before = at > 0 ? b - 1 : b;
	const char *line;
	const bool loads = (above(p, at, LOADS) && above(p, at, BASE)) ||
	    (at > 0 && before->kind != GR_FENCE && word(before->text, LOADS)
	    && word(before->text, BASE));
	size_t len;
	int n = b->first + 1;

	if (strstr(b->text, "├") != NULL || strstr(b->text, "└") != NULL)
		return;
	for (line = b->text; *line != '\0' && n < b->last;
	    line += len + (line[len] != '\0'), n++) {
		len = strcspn(line, "\n");
		read_line(p, at, line, len, n, loads);
	}
}

/* A list or table of what must be there, under a heading that says so. */
static void
read_needs(struct page *p, size_t at, const char *text)
{
	const struct gr_block *b = &p->b[at];

	if (b->kind != GR_HEADING && b->kind != GR_LINK && above(p, at,
	    "prerequis|prerequisite|requirement|dependances?\\b|dependenc|"
	    "stack\\b|technologies|outils utilises|pre-requis") &&
	    word(text, "python|node|java|docker|postgres|pandas|librair|"
	    "\\d+\\.\\d+|sql|mongo") && p->told[DEPS]++ < EACH_MOST)
		gr_set(gr_emit("scripts.deps", b->first, b->last), "what",
		    heading(p, at));
	else if (b->kind != GR_HEADING && b->kind != GR_LINK && word(text,
	    "requirements[\\w-]*\\.txt|\\bdoi(t|vent) etre installe|"
	    "must be installed") && p->told[DEPS]++ < EACH_MOST)
		gr_set(gr_emit("scripts.deps", b->first, b->last), "what",
		    heading(p, at));
}

/* --- what is done to the data -------------------------------------------------- */

static void
read_choice(struct page *p, size_t at, const char *text, int first, int last)
{
	const struct gr_block *b = &p->b[at];

	if (b->kind == GR_HEADING || b->kind == GR_LINK ||
	    b->kind == GR_PICTURE || !(p->data || above(p, at, DATA)) ||
	    !word(text, CHOICE) || word(text, OTHER) ||
	    above(p, at, OTHER) || words_in(text) < 6)
		return;
	if (p->told[CHOSEN]++ < EACH_MOST)
		gr_set(gr_emit("aggregate.choice", first, last),
		    "under", heading(p, at));
}

/* A list that was indented so far that it is code: line by line. */
static void
read_drawn(struct page *p, size_t at)
{
	const struct gr_block *b = &p->b[at];
	const char *line;
	char room[300];
	size_t len;
	int n = b->first;

	if (b->url != NULL && b->url[0] != '\0')
		return;
	for (line = b->text; *line != '\0' && n <= b->last;
	    line += len + (line[len] != '\0'), n++) {
		len = strcspn(line, "\n");
		snprintf(room, sizeof(room), "%.*s", (int)len, line);
		if (word(room, "^\\s*([-*]|\\d+[.)]) "))
			read_choice(p, at, room, n, n);
	}
}

/* A drawing of the steps, or three of them under a heading that says so. */
static void
read_logic(struct page *p, size_t at)
{
	const struct gr_block *b = &p->b[at];
	size_t k, items = 0, last = at;

	if (p->told[ORDERED] >= EACH_MOST)
		return;
	if (b->kind == GR_FENCE && b->url != NULL && word(b->url,
	    "mermaid|plantuml") && (word(b->text, DATA "|" CHOICE)) &&
	    (p->data || above(p, at, DATA))) {
		p->told[ORDERED]++;
		gr_set(gr_emit("aggregate.logic", b->first, b->last), "under",
		    heading(p, at));
	}
	/* The title of a document is about all of it. */
	if (b->kind != GR_HEADING || b->level < 2 || !word(b->text, STEPS) || word(b->text,
	    OTHER) || !(p->data || word(b->text, DATA) || above(p, at,
	    DATA)))
		return;
	for (k = at + 1; k < p->n && !(p->b[k].kind == GR_HEADING &&
	    p->b[k].level <= b->level); k++)
		if ((p->b[k].kind == GR_ITEM || p->b[k].kind == GR_HEADING ||
		    (p->b[k].kind == GR_ROW && p->b[k].level > 0)) &&
		    p->b[k].text != NULL) {
			items++;
			last = k;
		}
	if (items < 3)
		return;
	p->told[ORDERED]++;
	gr_set(gr_emit("aggregate.logic", b->first, p->b[last].last), "under",
	    b->text);
}

/* "the service seed fills the tables from data/lots.csv" */
static void
read_loads(struct page *p, size_t at, const char *text)
{
	const struct gr_block *b = &p->b[at];

	if (b->kind != GR_HEADING && b->kind != GR_LINK &&
	    words_in(text) >= 8 && word(text, LOADS) && word(text, BASE) &&
	    word(text, "\\.(csv|jsonl?|xlsx?|parquet|sql|py)\\b") &&
	    p->told[LOADED]++ < EACH_MOST)
		gr_set(gr_emit("scripts.loads", b->first, b->last), "under",
		    heading(p, at));
}

static bool
wants(const struct gr_entry *e)
{
	return e->kind == GR_MARKDOWN || e->kind == GR_NOTEBOOK;
}

static void
scan(const struct gr_file *f)
{
	struct page p = { .file = f };
	char room[ROOM];
	const char *text;
	size_t i;

	if (word(f->entry->path, "(^|/)(tests?|examples?|old|archives?)/"))
		return;
	p.b = gr_markdown(f, &p.n);
	p.data = word(f->entry->path, "ag+r(eg|_|\\b)|nettoy|clean|\\betl|"
	    "_etl|prepar|transform");
	p.other = word(f->entry->path, "bench|veille|rgpd|brief|consigne|sujet|"
	    "enonce|(^|[/_-])(plan|todo|roadmap)");
	for (i = 0; i < p.n; i++) {
		if (!p.other)
			read_logic(&p, i);
		if (p.b[i].kind == GR_FENCE) {
			read_fence(&p, i);
			if (!p.other)
				read_drawn(&p, i);
			continue;
		}
		text = text_of(&p.b[i], room);
		read_needs(&p, i, text);
		if (!p.other)
			read_choice(&p, i, text, p.b[i].first,
			    p.b[i].last);
		read_loads(&p, i, text);
		if (p.b[i].kind == GR_ITEM || p.b[i].kind == GR_ROW)
			read_line(&p, i, text, strcspn(text, "\n"),
			    p.b[i].first, false);
	}
}

/* --- against the scripts that are there ------------------------------------------ */

static const struct gr_entry *
named(const struct gr_repo *r, const char *file)
{
	const char *slash = strrchr(file, '/');
	size_t i;

	if ((slash = slash == NULL ? strrchr(file, '\\') : slash) != NULL)
		file = slash + 1;
	for (i = 0; i < r->nentries; i++)
		if (strcmp(r->entries[i].base, file) == 0)
			return &r->entries[i];
	return NULL;
}

/* Of the places where data is inserted: those that are all asked first. */
struct inserts {
	const struct gr_seen *const	*f;
	size_t				 n;
};

static bool
imports(const struct inserts *all, const char *path)
{
	size_t i;

	for (i = 0; i < all->n; i++)
		if (strcmp(all->f[i]->path, path) == 0)
			return true;
	return false;
}

static void
say_import(const struct gr_seen *f, const char *what)
{
	struct gr_fact *x = gr_emit_at("import.documented", f->path, f->first,
	    f->last);

	gr_set(x, "what", what);
	gr_set(x, "root", strchr(f->path, '/') == NULL ? "yes" : "no");
}

static void
say_typed(const struct gr_repo *r, const struct inserts *all,
    const struct gr_seen *f)
{
	const char *file = gr_value(f, "file"), *what = gr_value(f, "what");
	const struct gr_entry *e = NULL;
	bool loads = strcmp(gr_value(f, "loads"), "yes") == 0;

	if (file != NULL && file[0] != '\0' && (e = named(r, file)) == NULL) {
		gr_set(gr_emit_at("scripts.lost", f->path, f->first, f->last),
		    "file", file);
		return;
	}
	loads = loads || (e != NULL && (imports(all, e->path) ||
	    (word(e->base, "import|load_|_load|charg|seed|populat|insert|"
	    "aliment|peupl|to_db") && !word(e->base, "test|model"))));
	gr_set(gr_emit_at("scripts.command", f->path, f->first, f->last),
	    "what", what);
	if (loads)
		say_import(f, what);
}

static void
relate(const struct gr_repo *r)
{
	const struct gr_seen *const *typed, *const *loads;
	struct inserts all;
	size_t i, nt, nl;

	all.f = gr_facts(r, "import.insert", &all.n);
	typed = gr_facts(r, "scripts.typed", &nt);
	loads = gr_facts(r, "scripts.loads", &nl);
	for (i = 0; i < nt; i++)
		say_typed(r, &all, typed[i]);
	for (i = 0; i < nl; i++)
		say_import(loads[i], gr_value(loads[i], "under"));
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "script_docs",
	.version = "1",
	.summary = "documents about the scripts that prepare and import data",
	.facts = facts,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
