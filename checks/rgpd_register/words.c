/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: the vocabulary, in French and in English.
 */
#include <stdio.h>
#include <string.h>

#include "rgpd.h"

/* Before a label: "1.2 ", "- ", "a) ", an emoji. */
#define LEAD	"^[\\W\\d_]*([a-z]\\W+)?(les? |la |the )?"

enum { FOLDER_MOST = 20 };

static const struct {
	enum field	 field;
	const char	*pattern;
} fields[] = {
	{ RETENTION, LEAD "((duree|delai|periode)s?( maximale?)?( de | "
	    "d.| )(conservation|retention|stockage|effacement|archivage)|"
	    "(conservation|retention)\\b|duree$|storage (period|duration|"
	    "limitation)|(data )?retention|time limits?)" },
	{ PERSONS, LEAD "((categories? (de |des |of )?)?(personnes?|"
	    "individus|individuals|data subjects?)( concernee?s?)?\\s*"
	    "(\\W|$)|categories? (de |des |of )?(personnes|individuals|data "
	    "subjects|people|usagers)|personnes? concernees?|data subjects?|"
	    "population concernee)" },
	{ DATA, LEAD "((types?|categories?|nature|liste) (de |des |of )?"
	    "(la )?(personal )?(donnees|data|informations)|"
	    "(identification|inventaire|description) (de |des )"
	    "(donnees|informations)|"
	    "donnees?( (a caractere )?personnel(le)?s?)?"
	    "( \\w+)? ?(collecte|traite|concerne|sauvegarde|stocke|"
	    "enregistre|utilise|recueilli)e?s?|"
	    "donnees? (a caractere )?personnel(le)?s?\\b|donnees?\\s*$|"
	    "(personal )?data( collected| processed| categories)|"
	    "personal data|categories donnees|data_categories|"
	    "data categories)" },
	{ PURPOSE, LEAD "(finalites?\\b|but(s)?( du traitement|$)|"
	    "objectifs?( poursuivis?| du traitement)|objectif$|"
	    "purposes?\\b|pourquoi)" },
	{ RECIPIENTS, LEAD "((categories? (de |des |of )?)?destinataires?|"
	    "(categories? of )?recipients?|sous-traitants?|"
	    "organismes externes|partage (de|des) donnees|"
	    "(data )?processors?\\b)" },
	{ BASIS, LEAD "(bases? (legales?|juridiques?)|fondements?|liceite|"
	    "(legal|lawful) bas[ie]s|legal_basis)" },
	{ SECURITY, LEAD "((mesures? )?(de )?securite|security( measures)?)" },
	{ TRANSFERS, LEAD "(transferts?\\b|transfers?\\b)" },
};

enum field
field_of(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (gr_search(gr_pattern(fields[i].pattern), s, n))
			return fields[i].field;
	return FIELDS;
}

bool
filled(const char *s, size_t n)
{
	return gr_search(gr_pattern("[a-z]{2}|\\d+ ?[a-z]"), s, n) &&
	    !gr_search(gr_pattern("^\\W*(todo|tbd|tba|wip|xxx+|fixme|"
	    "a (completer|remplir|definir|preciser|venir|renseigner|faire)|"
	    "to (do|be (defined|completed))|coming soon|lorem ipsum|"
	    "cliquez ici)\\b|^\\W*(n/?a|ok|oui|yes|fait|done|conforme|valide|"
	    "true|false|acquis|present|en cours)\\W*$|"
	    "^\\W*conforme? a 100|"
	    "^\\s*\\[[^\\]]*\\]\\s*$|^\\s*<[^>]*>\\s*$|^\\W*_{3,}"), s, n);
}

int
words_in(const char *s)
{
	int n = 0, letters;

	while (*s != '\0') {
		s += strspn(s, " \t\n");
		for (letters = 0; *s != '\0' && strchr(" \t\n", *s) == NULL;
		    s++)
			letters += (*s | 32) >= 'a' || (*s >= '0' && *s <= '9');
		n += letters > 0;
	}
	return n;
}

bool
about_rgpd(const char *s, size_t n)
{
	return gr_search(gr_pattern("\\brgpd|\\bgdpr|"
	    "donnees? (a caractere )?personnelles?|"
	    "donnees a caractere personnel|personal data|"
	    "(politique|charte) de confidentialite|privacy (policy|notice)|"
	    "droits? (a l.oubli|d.effacement|a l.effacement)|"
	    "protection des donnees|data protection|"
	    "right to (be forgotten|erasure)"), s, n);
}

bool
about_register(const char *s, size_t n)
{
	return gr_search(gr_pattern("registre (des |de |d.)?(activites? de )?"
	    "traitements?|registre (du |de |de la )?(rgpd|cnil|"
	    "donnees personnelles|conformite)|registre.{0,20}\\brgpd|"
	    "(records?|register) of (data )?processing|"
	    "processing (activities )?(register|records?)|\\bropa\\b|"
	    "(inventaire|tableau|liste|cartographie) des traitements|"
	    "fiches? de traitement|"
	    "data processing register"), s, n);
}

/* "registre_des_traitements.md": what joins words is a blank. */
static void
spaced(const char *path, char *out, size_t room)
{
	size_t i;

	for (i = 0; path[i] != '\0' && i + 1 < room; i++)
		out[i] = strchr("_-./", path[i]) != NULL ? ' ' : path[i];
	out[i] = '\0';
}

/* A long name of a folder says many things, and little of each file. */
bool
path_about(const char *path)
{
	char words[512];
	const char *p = path;
	size_t n;

	for (;; p += n + 1) {
		n = strcspn(p, "/");
		if ((n <= FOLDER_MOST || p[n] == '\0') && n < sizeof(words)) {
			memcpy(words, p, n);
			words[n] = '\0';
			spaced(words, words, sizeof(words));
			if (about_rgpd(words, n))
				return true;
		}
		if (p[n] == '\0')
			return path_register(path);
	}
}

bool
path_register(const char *path)
{
	char words[512];

	spaced(path, words, sizeof(words));
	return about_register(words, strlen(words)) ||
	    gr_search(gr_pattern("rgpd.{0,20}registre|registre.{0,20}"
	    "traitement"), words, strlen(words));
}

/* --- what is done to data, and when -------------------------------------- */

bool
treatment(const char *s, size_t n, char out[64])
{
	static const struct {
		const char *name, *pattern;
	} kinds[] = {
		{ "deletion", "\\b(suppr(ession|ime)|purge|effacement|"
		    "efface|nettoyage|oubli\\b|right to be forgotten|"
		    "\\btri\\b (des|de|automatique|"
		    "quotidien|hebdo|mensuel|annuel|semestriel)|"
		    "procedures? de tri|delet(e|ion|ing)|eras(e|ure)|"
		    "clean(up|ing)|destruction)" },
		{ "anonymisation", "(anonymi[sz]|pseudonymi[sz])" },
		{ "archiving", "\\b(archiv(age|e|er|ing)\\b|archivee?s)" },
	};
	size_t i, len = 0;

	out[0] = '\0';
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (gr_search(gr_pattern(kinds[i].pattern), s, n))
			len += (size_t)snprintf(out + len, 64 - len, "%s%s",
			    len > 0 ? " " : "", kinds[i].name);
	return len > 0;
}

void
french(const char *what, char out[64])
{
	static const struct {
		const char *en, *fr;
	} words[] = {
		{ "deletion", "suppression" },
		{ "anonymisation", "anonymisation" },
		{ "archiving", "archivage" },
	};
	size_t i, len = 0;

	out[0] = '\0';
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(what, words[i].en) != NULL)
			len += (size_t)snprintf(out + len, 64 - len, "%s%s",
			    len > 0 ? ", " : "", words[i].fr);
}

bool
frequency(const char *s, size_t n)
{
	return gr_search(gr_pattern("\\b(quotidien|journalier|hebdomadaire|"
	    "mensuel|bimensuel|trimestriel|semestriel|annuel)|"
	    "\\b(chaque|toutes? les|tous les) (\\d+ |deux |trois |six )?"
	    "(jour|nuit|semaine|mois|trimestre|semestre|an(nee)?|lundi|mardi|"
	    "mercredi|jeudi|vendredi|samedi|dimanche|heure|matin|soir)|"
	    "\\b(une|deux|1|2) fois par (jour|semaine|mois|an|trimestre)|"
	    "\\b(daily|weekly|monthly|quarterly|yearly|annually|nightly|"
	    "hourly)\\b|\\bevery (day|night|week|month|quarter|year|hour|\\d)|"
	    "\\ba chaque (import|execution|demande|lancement|demarrage|"
	    "chargement|deploiement)|\\b(le )?1er (jour )?(du|de chaque) mois|"
	    "@(daily|weekly|monthly|yearly|midnight)|"
	    "(^|[\\s\"'`])([\\d*/,-]+ ){4}[\\d*/,-]+($|[\\s\"'`])"), s, n);
}

/* What a heading may be called although it names no treatment. */
bool
lifecycle(const char *s, size_t n)
{
	return gr_search(gr_pattern("\\b(conservation|retention|"
	    "cycle de vie|lifecycle|minimisation|durees?\\b)"), s, n);
}

bool
conditional(const char *s, size_t n)
{
	return gr_search(gr_pattern("\\d+ ?(jours?|mois|ans?\\b|annees?|"
	    "semaines?|days?|months?|years?|weeks?|heures?|hours?)|"
	    "\\binacti|sur demande|a la demande|on request|depuis plus|"
	    "older than|au-dela|expire|a l.issue|apres (la |le |l.|\\d)|"
	    "desactive|--months|duree de conservation|retention"), s, n);
}

bool
negated(const char *s, size_t n)
{
	return gr_search(gr_pattern("\\b(aucune?|pas (de|d.)|sans|no) "
	    "(procedure|purge|tri\\b|suppression|mecanisme|autre procedure)|"
	    "n.(est|a|ont|sont) (pas|encore)( encore| ete)* (mis|prev|implem|"
	    "automatis|en place|redig|defini)|not (yet )?(implemented|"
	    "in place|defined)|\\ba venir\\b|\\ble projet prevoit|"
	    "\\bsera(it)? mis|\\breste a (faire|mettre|rediger)|"
	    "\\ba (mettre en place|rediger)\\b|prochaine (etape|version)|"
	    "\\bmettri(ons|ez|ait|ont)|\\bdevrait|il n.existe pas|"
	    "si le projet (devait|integr)|\\btodo\\b|a completer|"
	    "a definir|not yet|to be done"), s, n);
}
