/* SPDX-License-Identifier: GPL-3.0-or-later */
/* i18n.c: the names of the two languages. */
#include "i18n.h"

#include <stddef.h>
#include <string.h>

int
i18n_parse(const char *name, enum lang *lang)
{
	if (name == NULL)
		return 0;
	if (strcmp(name, "fr") == 0) {
		*lang = LANG_FR;
		return 1;
	}
	if (strcmp(name, "en") == 0) {
		*lang = LANG_EN;
		return 1;
	}
	return 0;
}
