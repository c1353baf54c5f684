/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sections.c: what documents say of a chain.
 *
 * A section is about a chain by its heading.  Of its text three parts are
 * looked for (how it is installed, configured, tested), the triggers and
 * the stages that it names, and the configuration files that it names.
 * Whether a chain of that kind exists is for relate() to find: what is
 * described and is not there documents nothing.
 */
#include <stdio.h>
#include <string.h>

#include "ci_docs.h"

enum {
	BLOCK_MOST = 2000,	/* bytes of a block that are looked at */
	SECTIONS_MOST = 40,
	WORDS_LEAST = 12,
	NAMES_MOST = 280,
};

static const char about[] =
    "\\bci ?[/-] ?cd\\b|\\b(ci|cd)\\b|\\bc(13|18|19)\\b|"
    "(integration|livraison|deploiement)s?( et (de )?(livraison|"
    "deploiement|integration))? continue?s?\\b|"
    "continuous (integration|delivery|deployment)|github actions|"
    "gitlab[ -]ci|jenkins|azure (devops|pipelines?)|circleci|woodpecker|"
    "\\b(workflows?|pipelines?) (ci|cd|github|gitlab|de (tests?|"
    "livraison|deploiement|build))|chaine (ci|cd|mlops|d.integration|"
    "de (livraison|deploiement))|\\bmlops\\b|"
    "automati(sation|on) (des|of) (the )?(tests?|deploiements?|deploy)";

/* A document that is about nothing else says so by its name. */
static const char named[] =
    "^(.*[_ -])?(ci|cd|ci[_-]?cd|cicd|github[_-]actions|gitlab[_-]ci|"
    "integration[_-]continue|livraison[_-]continue)([_ -].*)?\\.[a-z]+$";

/* By these names it may be: its title tells. */
static const char maybe_named[] =
    "^(.*[_ -])?(pipelines?|workflows?|devops|mlops|chaines?|tests?|"
    "deployments?|deploiements?)([_ -].*)?\\.[a-z]+$";

struct word {
	const char *name, *expression;
};

static const struct word parts[] = {
	/*
	 * A job that installs its libraries is no installation of a chain,
	 * and "mise en place" as a rule tells how it was made.
	 */
	{ "install", "^# .*(install|pre-?requis|prerequisites?|set ?up|"
	    "getting started|reprodu)|"
	    "\\bpre-?requis\\b|prerequisites|git clone|cloner (le|ce) "
	    "(depot|repo|projet)|settings .{1,6} ?secrets|secrets? (github |gitlab )?(requis|"
	    "necessaires?|required|needed)|required secrets?|"
	    "secrets? (a|to) (creer|configurer|ajouter|definir|create|add|"
	    "set|define)|(ajouter|creer|configurer|definir|renseigner) "
	    "(les|vos|des|un|deux|trois) secrets?|(add|create|configure) "
	    "(the )?(following )?secrets|activer (les )?(github )?actions|"
	    "enregistrer (un|le) runner|register (a|the) runner" },
	{ "config", "declench|trigger|a chaque "
	    "(push|commit|pull|merge)|(on|for) (each|every) (push|commit|"
	    "pull)|(sur|on) (un |les |chaque )?push|variables? "
	    "d.environnement|environment variables?|\\bsecrets?\\b|"
	    "\\.github/workflows/|\\.gitlab-ci\\.yml|configur" },
	{ "test", "\\btests?\\b|pytest|unittest|jest|vitest|playwright|"
	    "couverture|coverage" },
};

static const struct word triggers[] = {
	{ "manual", "workflow_dispatch|manuel|manual|a la main|by hand|"
	    "bouton" },
	{ "pull_request", "pull[ _-]?requests?|\\bprs?\\b|merge requests?|"
	    "\\bmrs?\\b" },
	{ "push", "\\bpush\\w*\\b|\\bcommits?\\b" },
	{ "release", "\\breleases?\\b|\\btags?\\b" },
	{ "schedule", "schedule|\\bcron\\b|planifi|hebdomadaire|quotidien|"
	    "weekly|daily|nightly|chaque (jour|nuit|semaine|lundi)" },
};

static const struct word stages[] = {
	{ "data_test", "(valid|verifi|controle|test|check|qualite|quality)"
	    "[a-z]* (des |de la |les |du |d.un |the |of |of the )?(data|donnees|"
	    "datasets?)\\b|great expectations|validate_data|data (quality|"
	    "validation)" },
	{ "deliver", "deploi|deploy|livraison|livrer|delivery|publi(e|c)|"
	    "\\bpush(e|es|ed|er)? .{0,30}(image|registry|hub|ghcr)|registre|"
	    "registry|docker hub|\\bghcr\\b|mise en production|release" },
	{ "package", "packag|docker build|(build|construct|construi)[a-z]* "
	    ".{0,30}(image|docker|conteneur|container)|images? docker|"
	    "docker images?|npm run build|compil|bundle|docker-build|"
	    "empaquet" },
	{ "quality", "\\blint\\w*|flake8|\\bruff\\b|\\bblack\\b|eslint|"
	    "format(age|ting)|qualite|quality|bandit|sonar|\\bmypy\\b|"
	    "securite|security" },
	{ "tests", "\\btests?\\b|pytest|unittest|jest|vitest|playwright" },
	{ "train", "entrain|train(ing|ed|s)?\\b|train\\.py" },
	{ "validate", "(valid|evalu)[a-z]* .{0,30}(modeles?|models?)|seuil|"
	    "threshold|\\bgate\\b|metri(que|c)s?|evaluate" },
};

enum {
	NPARTS = sizeof(parts) / sizeof(parts[0]),
	NTRIGGERS = sizeof(triggers) / sizeof(triggers[0]),
	NSTAGES = sizeof(stages) / sizeof(stages[0]),
};

/* A section, block by block: what was found so far. */
struct section {
	int	 first, last, words;
	bool	 part[NPARTS], trigger[NTRIGGERS], stage[NSTAGES];
	char	 names[NAMES_MOST];
	size_t	 nnames;
};

/*
 * Reports in PDF and office formats as soon as the host hands them out;
 * until then none is waited for.
 */
bool
sections_want(const struct gr_entry *e)
{
	if (e->kind == GR_TEXT)
		return strcmp(e->ext, "rst") == 0 ||
		    strcmp(e->ext, "adoc") == 0 ||
		    strcmp(e->ext, "asciidoc") == 0;
	return e->kind == GR_MARKDOWN || (e->unread == NULL &&
	    (e->kind == GR_PDF || e->kind == GR_OFFICE));
}

static bool
says(const char *expression, const char *text, size_t len)
{
	return gr_search(gr_pattern(expression), text, len);
}

static void
look(const struct word *w, size_t n, bool *found, const char *text)
{
	size_t i, len = strnlen(text, BLOCK_MOST);

	for (i = 0; i < n; i++)
		found[i] = found[i] || says(w[i].expression, text, len);
}

/* "ci.yml .gitlab-ci.yml": every word that ends like such a file. */
static void
look_for_names(struct section *s, const char *text)
{
	static const char marks[] = " \n\t`'\"()[],;:*|<>";
	char name[80], *slash;
	const char *p;
	size_t n;

	for (p = text; *p != '\0'; p += n) {
		p += strspn(p, marks);
		n = strcspn(p, marks);
		if (n < 5 || n >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)n, p);
		if (name[n - 1] == '.')
			name[n - 1] = '\0';
		slash = strrchr(name, '/');
		slash = slash != NULL ? slash + 1 : name;
		if ((strstr(slash, ".yml") == NULL &&
		    strstr(slash, ".yaml") == NULL &&
		    strcmp(slash, "Jenkinsfile") != 0) ||
		    strstr(s->names, slash) != NULL ||
		    s->nnames + strlen(slash) + 2 > sizeof(s->names))
			continue;
		s->nnames += (size_t)snprintf(s->names + s->nnames,
		    sizeof(s->names) - s->nnames, "%s%s",
		    s->nnames > 0 ? " " : "", slash);
	}
}

/* Code shows triggers and names; it explains nothing. */
static void
look_at_text(struct section *s, const char *text, bool code)
{
	look(triggers, NTRIGGERS, s->trigger, text);
	look_for_names(s, text);
	if (code)
		return;
	look(parts, NPARTS, s->part, text);
	look(stages, NSTAGES, s->stage, text);
	for (; *text != '\0'; text++)
		s->words += *text == ' ';
	s->words++;
}

static void
gather(struct section *s, const struct gr_block *b)
{
	char heading[BLOCK_MOST];
	int i;

	if (b->last > s->last)
		s->last = b->last;
	if (b->kind == GR_ROW)
		for (i = 0; i < b->ncells; i++)
			look_at_text(s, b->cells[i], false);
	if (b->text == NULL || b->kind == GR_ROW || b->kind == GR_PICTURE ||
	    b->kind == GR_LINK)
		return;
	snprintf(heading, sizeof(heading), "# %s", b->text);
	look_at_text(s, b->kind == GR_HEADING ? heading : b->text,
	    b->kind == GR_FENCE);
}

static void
list(struct gr_fact *f, const char *key, const struct word *w, size_t n,
    const bool *found)
{
	char out[200] = "";
	size_t i, len = 0;

	for (i = 0; i < n; i++)
		if (found[i])
			len += (size_t)snprintf(out + len, sizeof(out) - len,
			    "%s%s", len > 0 ? " " : "", w[i].name);
	gr_set(f, key, out);
}

static void
say_section(const struct section *s, const char *heading)
{
	struct gr_fact *f;

	if (s->words < WORDS_LEAST)
		return;
	f = gr_emit("ci.doc", s->first, s->last < s->first ? s->first :
	    s->last);
	gr_set(f, "heading", heading);
	list(f, "parts", parts, NPARTS, s->part);
	list(f, "triggers", triggers, NTRIGGERS, s->trigger);
	list(f, "stages", stages, NSTAGES, s->stage);
	gr_set(f, "names", s->names);
}

/* Is the section that this heading opens about a chain? */
static bool
opens(const struct gr_file *f, const struct gr_block *b, bool titled)
{
	if (b->kind != GR_HEADING || b->text == NULL)
		return false;
	/* The title of a whole document tells only with its name. */
	if (b->level == 1 && !titled && !says(maybe_named, f->entry->base,
	    strlen(f->entry->base)))
		return says(named, f->entry->base, strlen(f->entry->base));
	return says(about, b->text, strlen(b->text));
}

void
sections_read(const struct gr_file *f)
{
	const struct gr_block *b;
	struct section s;
	size_t n, i, k;
	int said = 0;
	bool titled = false;

	b = gr_markdown(f, &n);
	for (i = 0; i < n && said < SECTIONS_MOST; i = k) {
		bool open = opens(f, &b[i], titled);

		titled |= b[i].kind == GR_HEADING && b[i].level == 1;
		k = i + 1;
		if (!open)
			continue;
		s = (struct section){ .first = b[i].first };
		gather(&s, &b[i]);
		for (; k < n && (b[k].kind != GR_HEADING ||
		    b[k].level > b[i].level); k++)
			gather(&s, &b[k]);
		say_section(&s, b[i].text);
		said++;
	}
}
