/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sample.h: a small audit whose candidate tried everything. */
#ifndef SAMPLE_H
#define SAMPLE_H

#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/fs.h"
#include "model/audit.h"
#include "report/report.h"

#define X40 "0123456789abcdef0123456789abcdef01234567"
#define X64 X40 "0123456789abcdef01234567"
#define EVIL "@all fixes #1 ![i](http://evil/i.png) <script>x</script> " \
	"[l](http://evil) http://evil.example/ **b** `c` a|b &amp; \"q\" 'r'"
#define EVIL_PATH "docs/<b>`@x|y&\"'.md"

static struct cite good[] = {
	{ "ci.step", ".github/workflows/ci.yml", "b1", 12, 18,
	    "étape « pytest »", "run: |\n  pytest -q <x>\n" },
	{ "text.found", EVIL_PATH, "b2", 3, 3, EVIL, EVIL },
	{ "pdf.pages", "docs/E1.pdf", "b3", 0, 0, "4 pages", NULL },
	{ "repo.tag", "", "", 0, 0, "un tag v1", NULL },
};

static struct cite bad[] = {
	{ "merise.fake", "docs/mcd.md", "b4", 1, 9, "pas un MCD", NULL },
};

static struct cite miss[] = {
	{ "rgpd.register", "docs/rgpd.md", "b5", 2, 4, "sans finalité",
	    NULL },
};

#define OF(n, e, by, ev) .id = n, .competence = "C" #e, .epreuve = e, \
	.bloc = 1, .authority = by, .fallback = BY_NONE, .evidence = ev

static struct criterion criteria[] = {
	{ OF("C1.1", 1, BY_AUTO, EV_COMPLETE), .text = "Le texte du critère"
	    " <complet> & prouvé.", .note = "", .supports = good, .nfor = 4,
	    .looked_for = "une étape", .advice = "", .question = "" },
	{ OF("C1.2", 1, BY_ASSIST, EV_PARTIAL), .text = "Un critère à"
	    " moitié là.", .note = "", .supports = good, .nfor = 1,
	    .against = bad, .nagainst = 1, .looked_for = "un MCD",
	    .advice = "Ajoutez un MCD.", .question = "Le MCD est-il le sien"
	    " ?" },
	{ OF("C2.1", 2, BY_AUTO, EV_ABSENT), .text = "Un critère absent.",
	    .note = "", .looked_for = "un registre des traitements",
	    .nearest = miss, .advice = "Écrivez le registre.",
	    .question = "" },
	{ OF("C2.2", 2, BY_JURY, EV_UNDETERMINED), .text = "Un critère que"
	    " seul le jury voit.", .note = "", .looked_for = "",
	    .advice = "", .question = "Qui parle ?" },
	{ OF("C3.1", 3, BY_AUTO, EV_ERROR), .text = "Un critère en erreur.",
	    .note = "le contrôle « sql » a échoué", .looked_for = "",
	    .advice = "", .question = "" },
	{ OF("C3.2", 3, BY_FORGE, EV_NOT_APPLICABLE), .text = "Un critère"
	    " sans objet.", .note = "", .looked_for = "", .advice = "",
	    .question = "" },
	{ OF("C3.3", 3, BY_AUTO, EV_UNDETERMINED), .text = "Un critère que"
	    " personne n'a pu lire.", .note = EVIL, .looked_for = "",
	    .advice = "", .question = "" },
};

static struct written_report reports[] = {
	{ .epreuve = 1, .path = "docs/E1.pdf", .pages = 4, .least = 2,
	    .most = 5 },
};

static struct left_out excluded[] = {
	{ "node_modules", "vendored", 5733 }, { EVIL_PATH, "binary", 1 },
};

static const char *uncommitted[] = { "brouillon.md", EVIL_PATH };

static struct audit sample;

static int
make_sample(void **state)
{
	(void)state;
	sample = (struct audit){ .lang = LANG_FR, .grid = "essai",
	    .title = "Titre d'essai", .repository = "promo/ada",
	    .ref = "refs/heads/main", .commit = X40, .tree = X40,
	    .refs_sha256 = X64, .rules_sha256 = X64, .checks_sha256 = X64,
	    .criteria = criteria,
	    .ncriteria = sizeof(criteria) / sizeof(criteria[0]),
	    .reports = reports, .nreports = 1, .excluded = excluded,
	    .nexcluded = 2, .uncommitted = uncommitted, .nuncommitted = 2,
	    .scanned = 30, .cached = 2, .scanned_files = 20,
	    .ms_fetch = 1, .ms_scan = 2, .ms_relate = 3, .ms_rules = 4 };
	sample.failures = calloc(1, sizeof(*sample.failures));
	if (sample.failures == NULL)
		return -1;
	sample.failures[0].check = "sql";
	sample.failures[0].why = EVIL;
	sample.nfailures = 1;
	return 0;
}

static int
free_sample(void **state)
{
	(void)state;
	free(sample.failures);
	return 0;
}

#define TEST(name) \
	cmocka_unit_test_setup_teardown(name, make_sample, free_sample)

/* The sample in a format; the caller frees. */
static inline struct buf
written(enum report_format f, const struct report_style *style)
{
	struct buf b = BUF_INIT(4 << 20);

	report_write(&b, &sample, f, style);
	assert_false(b.full);
	return b;
}

#endif
