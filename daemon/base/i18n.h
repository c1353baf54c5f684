/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * i18n.h: French for the people, English for whoever asks.
 *
 * Both texts stand side by side where they are used, so that neither is
 * forgotten: tr(lang, "prouvé", "proven").  UTF-8.
 */
#ifndef I18N_H
#define I18N_H

enum lang { LANG_FR, LANG_EN };

/* A macro, so that formats in it are still checked by the compiler. */
#define tr(lang, fr, en) ((lang) == LANG_EN ? (en) : (fr))

/* "fr" or "en".  1, or 0 when it is neither. */
int	i18n_parse(const char *, enum lang *);

#endif
