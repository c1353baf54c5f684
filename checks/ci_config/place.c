/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * place.c: which tool reads a file that lies here.
 *
 * Most systems look in one place and nowhere else, so a workflow a folder
 * too deep is a text.  Jenkins and Azure are told the path in their own
 * settings: their names count in any folder.
 */
#include <string.h>

#include "ci.h"

static const struct {
	const char *glob, *tool;
	enum ci_place place;
} places[] = {
	{ ".github/workflows/*.yml", "github", PLACE_GITHUB },
	{ ".github/workflows/*.yaml", "github", PLACE_GITHUB },
	{ ".gitea/workflows/*.yml", "gitea", PLACE_GITHUB },
	{ ".gitea/workflows/*.yaml", "gitea", PLACE_GITHUB },
	{ ".forgejo/workflows/*.yml", "forgejo", PLACE_GITHUB },
	{ ".forgejo/workflows/*.yaml", "forgejo", PLACE_GITHUB },
	{ ".gitlab-ci.yml", "gitlab", PLACE_GITLAB },
	{ ".circleci/config.yml", "circleci", PLACE_OTHER },
	{ ".circleci/config.yaml", "circleci", PLACE_OTHER },
	{ "azure-pipelines*.y*ml", "azure", PLACE_OTHER },
	{ "**/azure-pipelines*.y*ml", "azure", PLACE_OTHER },
	{ ".azure-pipelines/*.y*ml", "azure", PLACE_OTHER },
	{ ".azuredevops/*.y*ml", "azure", PLACE_OTHER },
	{ "bitbucket-pipelines.yml", "bitbucket", PLACE_OTHER },
	{ ".woodpecker.y*ml", "woodpecker", PLACE_OTHER },
	{ ".woodpecker/*.y*ml", "woodpecker", PLACE_OTHER },
	{ ".drone.yml", "drone", PLACE_OTHER },
	{ ".travis.yml", "travis", PLACE_OTHER },
	{ "appveyor.yml", "appveyor", PLACE_OTHER },
	{ ".appveyor.yml", "appveyor", PLACE_OTHER },
	{ "buildspec.y*ml", "codebuild", PLACE_OTHER },
	{ "cloudbuild.y*ml", "cloudbuild", PLACE_OTHER },
	{ ".semaphore/semaphore.yml", "semaphore", PLACE_OTHER },
	{ ".buildkite/pipeline.y*ml", "buildkite", PLACE_OTHER },
	{ ".cirrus.yml", "cirrus", PLACE_OTHER },
	{ "Jenkinsfile", "jenkins", PLACE_JENKINS },
	{ "Jenkinsfile.*", "jenkins", PLACE_JENKINS },
	{ "*.[Jj]enkinsfile", "jenkins", PLACE_JENKINS },
	{ "**/Jenkinsfile", "jenkins", PLACE_JENKINS },
	{ "**/*.[Jj]enkinsfile", "jenkins", PLACE_JENKINS },
	{ "action.y*ml", "github", PLACE_ACTION },
	{ "**/action.y*ml", "github", PLACE_ACTION },
	/* Nobody reads these, or only where another file names them. */
	{ ".github/workflows/**", "github", PLACE_STRAY },
	{ ".github/workflow/*", "github", PLACE_STRAY },
	{ ".github/workflow*.y*ml", "github", PLACE_STRAY },
	{ ".github/ci*.y*ml", "github", PLACE_STRAY },
	{ "github/workflows/*.y*ml", "github", PLACE_STRAY },
	{ "**/.github/workflows/*.y*ml", "github", PLACE_STRAY },
	{ "**/github/workflows/*.y*ml", "github", PLACE_STRAY },
	{ ".gitlab-ci.yaml", "gitlab", PLACE_STRAY },
	{ "gitlab-ci.y*ml", "gitlab", PLACE_STRAY },
	{ "**/.gitlab-ci.y*ml", "gitlab", PLACE_STRAY },
	{ "**/gitlab-ci.y*ml", "gitlab", PLACE_STRAY },
	{ ".gitlab-ci.yml.*", "gitlab", PLACE_STRAY },
};

static size_t
row_of(const char *path)
{
	size_t i, n = sizeof(places) / sizeof(places[0]);

	for (i = 0; i < n && !gr_glob(places[i].glob, path); i++)
		;
	return i;
}

enum ci_place
place_of(const char *path)
{
	size_t i = row_of(path);

	return i < sizeof(places) / sizeof(places[0]) ? places[i].place :
	    PLACE_NONE;
}

const char *
place_tool(const char *path)
{
	size_t i = row_of(path);

	return i < sizeof(places) / sizeof(places[0]) ? places[i].tool : "";
}

static const char *const starts[] = {
	[START_PUSH] = "push", [START_EVENT] = "event",
	[START_CALL] = "call", [START_HAND] = "hand",
};

const char *
start_name(enum ci_start s)
{
	return starts[s];
}

enum ci_start
start_of(const char *name)
{
	size_t i;

	for (i = 0; name != NULL && i < sizeof(starts) / sizeof(starts[0]);
	    i++)
		if (strcmp(starts[i], name) == 0)
			return (enum ci_start)i;
	return START_HAND;
}
