/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * words.c: what all the readers ask of a text.
 */
#include <stdio.h>
#include <string.h>

#include "records.h"

enum { PATH_ROOM = 400, LABEL_MOST = 70, SHORT_WORDS = 7 };

bool
says(const char *expression, const char *text)
{
	return gr_search(gr_pattern(expression), text, strlen(text));
}

bool
path_says(const struct gr_entry *e, const char *expression)
{
	char words[PATH_ROOM];
	size_t i;

	snprintf(words, sizeof(words), "%s", e->path);
	for (i = 0; words[i] != '\0'; i++)
		if (strchr("_/.-", words[i]) != NULL)
			words[i] = ' ';
	return says(expression, words);
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
hollow(const char *s)
{
	return says("^\\W*(todo|tbd|tba|wip|xxx+|fixme|n/?a|neant|aucune?|"
	    "none|unknown|inconnue?s?|en cours|a (completer|remplir|definir|"
	    "preciser|venir|renseigner|faire|determiner|documenter)|"
	    "to (do|be (defined|completed|determined))|coming soon|"
	    "lorem ipsum|cliquez ici|sans objet)\\b[^.]{0,40}\\W*$|"
	    "^\\s*[\\[<{(][^\\])>}]*[\\])>}]\\W*$|^\\W*$|"
	    "\\[(a |date|titre|nom|inserer|your|votre|describe|decri)", s);
}

bool
denied(const char *s)
{
	return says("\\b(pas (de|d.|encore|eu|ete)|aucune?|n.(a|est|ont|y a)"
	    "( jamais)? pas|jamais|not (yet|been)|no|none|never|without|"
	    "sans objet|hors perimetre|a venir|prevue?s? (pour|en|de)|"
	    "todo|a faire plus tard|planned)\\b", s);
}

bool
borrowed(const struct gr_entry *e)
{
	return path_says(e, "\\b(templates?|gabarits?|modele (de|d)|exemples?|"
	    "issue template|pull request template|sujets?|consignes?|enonces?|"
	    "referentiels?|grille|regle?ment|cours|simplon|claude md|"
	    "agents md|copilot|cursor|cursorrules|prompts?|changelog)\\b");
}

bool
label(const struct piece *p, char *out, size_t room, const char **rest)
{
	const char *s = p->kind == GR_ROW && p->ncells > 1 ? p->cells[0] :
	    p->text;
	const char *colon;
	size_t n;

	*rest = "";
	if (p->kind == GR_FENCE || p->kind == GR_PICTURE || p->kind == GR_LINK)
		return false;
	if (p->kind == GR_ROW) {
		if (p->ncells < 2)
			return false;
		snprintf(out, room, "%s", s);
		*rest = p->cells[1];
		return words_in(s) <= SHORT_WORDS;
	}
	colon = strchr(s, ':');
	if (p->kind == GR_HEADING || colon == NULL ||
	    colon - s > LABEL_MOST) {
		snprintf(out, room, "%s", s);
		return p->kind == GR_HEADING || words_in(s) <= SHORT_WORDS;
	}
	n = (size_t)(colon - s);
	snprintf(out, room, "%.*s", (int)n, s);
	*rest = colon + 1;
	return true;
}
