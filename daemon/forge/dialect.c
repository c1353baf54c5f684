/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * dialect.c: the forges side by side.
 *
 * Sources: Gitea and Forgejo API (swagger of /api/v1), GitHub REST API
 * version 2022-11-28, GitLab REST API v4.
 */
#include <stddef.h>

#include "conf/conf.h"

#include "local.h"

#define GITEA { \
	.auth = "Authorization: token %s", \
	.accept = "Accept: application/json", \
	.self = "/user", .self_login = "login", \
	.repo = "/repos/{repo}", \
	.branches = "/repos/{repo}/branches?limit=50&page={page}", \
	.branch_oid = "commit.id", \
	.status = "/repos/{repo}/statuses/{sha}", \
	.context_key = "context", .body_key = "body", \
	.state_error = "error", .state_failure = "failure", \
	.issues = "/repos/{repo}/issues?type=issues&state=all" \
	    "&created_by={user}&limit=50&page={page}", \
	.issue_new = "/repos/{repo}/issues", \
	.issue = "/repos/{repo}/issues/{n}", .issue_number = "number", \
	.update = "PATCH", \
	.requests = "/repos/{repo}/pulls?state=open&limit=50&page={page}", \
	.request_ref = "head.ref", .request_repo = "head.repo.id", \
	.notes = "/repos/{repo}/issues/{n}/comments", \
	.note_new = "/repos/{repo}/issues/{n}/comments", \
	.note = "/repos/{repo}/issues/comments/{m}", \
	.note_update = "PATCH", .user = "oauth2", \
	.files = "src/commit", .page = 50 }

const struct dialect dialects[] = {
	[FORGE_FORGEJO] = GITEA,
	[FORGE_GITEA] = GITEA,
	[FORGE_GITHUB] = {
		.auth = "Authorization: Bearer %s",
		.accept = "Accept: application/vnd.github+json",
		.self = "/user", .self_login = "login",
		.repo = "/repos/{repo}",
		.branches = "/repos/{repo}/branches?per_page=100&page={page}",
		.branch_oid = "commit.sha",
		.status = "/repos/{repo}/statuses/{sha}",
		.context_key = "context", .body_key = "body",
		.state_error = "error", .state_failure = "failure",
		.issues = "/repos/{repo}/issues?state=all&creator={user}"
		    "&per_page=100&page={page}",
		.issue_new = "/repos/{repo}/issues",
		.issue = "/repos/{repo}/issues/{n}",
		.issue_number = "number", .update = "PATCH",
		.requests = "/repos/{repo}/pulls?state=open&per_page=100"
		    "&page={page}",
		.request_ref = "head.ref", .request_repo = "head.repo.id",
		.notes = "/repos/{repo}/issues/{n}/comments?per_page=100"
		    "&page={page}",
		.note_new = "/repos/{repo}/issues/{n}/comments",
		.note = "/repos/{repo}/issues/comments/{m}",
		.note_update = "PATCH",
		.user = "x-access-token", .files = "blob", .page = 100,
	},
	[FORGE_GITLAB] = {
		.auth = "PRIVATE-TOKEN: %s",
		.accept = "Accept: application/json",
		.self = "/user", .self_login = "username",
		.repo = "/projects/{repo}",
		.branches = "/projects/{repo}/repository/branches"
		    "?per_page=100&page={page}",
		.branch_oid = "commit.id",
		.status = "/projects/{repo}/statuses/{sha}",
		.context_key = "name", .body_key = "description",
		.state_error = "failed", .state_failure = "failed",
		.issues = "/projects/{repo}/issues?scope=all"
		    "&author_username={user}&per_page=100&page={page}",
		.issue_new = "/projects/{repo}/issues",
		.issue = "/projects/{repo}/issues/{n}",
		.issue_number = "iid", .update = "PUT",
		.requests = "/projects/{repo}/merge_requests?state=opened"
		    "&source_branch={ref}&per_page=100&page={page}",
		.request_ref = "source_branch",
		.request_repo = "source_project_id",
		.notes = "/projects/{repo}/merge_requests/{n}/notes"
		    "?per_page=100&page={page}",
		.note_new = "/projects/{repo}/merge_requests/{n}/notes",
		.note = "/projects/{repo}/merge_requests/{n}/notes/{m}",
		.note_update = "PUT", .user = "oauth2",
		.files = "-/blob", .page = 100,
	},
};
