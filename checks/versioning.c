/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * versioning.c: the repository as such: its history, its refs, where it
 * lies, what it keeps out and what it should have.
 *
 * That there is a repository proves nothing of what is asked to be in it:
 * the rules join these facts with those of the plugin that found the thing.
 */
#include <string.h>

#include "versioning/versioning.h"

static const struct gr_fact_kind kinds[] = {
	{ "git.history",
	    "{commits} commits en {days} jours, {authors} auteur(s)",
	    "{commits} commits in {days} days, {authors} author(s)",
	    "commits authors merges days shallow" },
	{ "git.remote", "dépôt distant : {url}", "remote repository: {url}",
	    "url" },
	{ "git.unpushed", "{commits} commits que le dépôt distant n'a pas",
	    "{commits} commits that the remote repository lacks",
	    "commits" },
	{ "git.dump", "tout le dépôt en un seul commit",
	    "the whole repository in one commit", "" },
	{ "git.branch", "branche « {name} »", "branch \"{name}\"",
	    "name state" },
	{ "git.tag", "étiquette « {name} »", "tag \"{name}\"", "name" },
	{ "git.merge", "fusion {commit} « {subject} »",
	    "merge {commit} \"{subject}\"", "subject commit kind" },
	{ "git.fix", "correction {commit} « {subject} »",
	    "fix {commit} \"{subject}\"", "subject commit" },
	{ "git.ignore", "fichiers exclus de Git (.gitignore)",
	    "files kept out of Git (.gitignore)", "" },
	{ "git.no_ignore", "aucun fichier .gitignore", "no .gitignore", "" },
	{ "git.data", "données suivies par {tool}", "data tracked by {tool}",
	    "tool" },
	{ "git.archive", "sources dans une archive, sans historique",
	    "sources in an archive, without history", "" },
	{ "git.secret", "secret « {name} » versionné",
	    "secret \"{name}\" is committed", "kind name" },
	{ "git.hash", "commit {commit} cité", "commit {commit} is named",
	    "commit topic" },
	{ "git.cited", "commit {commit} cité : « {subject} »",
	    "commit {commit} is named: \"{subject}\"",
	    "commit topic subject" },
	{ "git.uncited", "commit {commit} cité, absent de l'historique",
	    "commit {commit} is named and not in the history",
	    "commit topic" },
	{ "git.app", "application ({framework})", "application ({framework})",
	    "framework" },
	{ .name = NULL },
};

bool
matches(const struct gr_pattern **at, const char *expression,
    const char *text)
{
	if (*at == NULL)
		*at = gr_pattern(expression);
	return gr_search(*at, text, strlen(text));
}

static bool
wants(const struct gr_entry *e)
{
	return secret_wants(e) || cited_wants(e) || app_wants(e);
}

static void
scan(const struct gr_file *f)
{
	if (secret_wants(f->entry))
		secret_scan(f);
	if (cited_wants(f->entry))
		cited_scan(f);
	if (app_wants(f->entry))
		app_scan(f);
}

static void
relate(const struct gr_repo *r)
{
	history_relate(r);
	files_relate(r);
	cited_relate(r);
}

GR_EXPORT const struct greffier_check greffier_check = {
	.abi = GR_ABI,
	.name = "versioning",
	.version = "1",
	.summary = "history, branches, remote, secrets and ignored files of "
	    "the repository",
	.facts = kinds,
	.wants = wants,
	.scan = scan,
	.relate = relate,
};
