/* rooms: intake conf model base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/* f-intake.c: a delivery, well signed, from each kind of forge. */
#include "base/err.h"
#include "base/hash.h"
#include "conf/conf.h"
#include "intake/intake.h"

#include "fuzz.h"

static const struct {
	enum forge_kind kind;
	const char *event, *signature, *before;
} forges[] = {
	{ FORGE_GITEA, "X-Gitea-Event", "X-Gitea-Signature", "" },
	{ FORGE_FORGEJO, "X-Forgejo-Event", "X-Forgejo-Signature", "" },
	{ FORGE_GITHUB, "X-GitHub-Event", "X-Hub-Signature-256", "sha256=" },
};

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char secret[] = "0123456789abcdef";
	const char *repositories[] = { "**" };
	struct conf_source s = { .name = "s", .secrets = { secret },
	    .secret_len = { sizeof(secret) - 1 },
	    .base_url = "https://forge.example.org",
	    .repositories = repositories, .nrepositories = 1 };
	const char *rest;
	struct delivery d;
	struct push p;
	struct err e;
	uint8_t mac[HASH_LEN];
	char hex[HASH_HEX], sig[HASH_HEX + 8], event[200];
	size_t n, k = len > 0 ? data[len - 1] % 4 : 0;

	rest = split(data, len, event, sizeof(event), &n);
	hash_hmac(secret, sizeof(secret) - 1, rest, n, mac);
	hash_hex(mac, HASH_LEN, hex);
	if (k < 3) {
		snprintf(sig, sizeof(sig), "%s%s", forges[k].before, hex);
		s.kind = forges[k].kind;
	} else {
		snprintf(sig, sizeof(sig), "%s", secret);
		s.kind = FORGE_GITLAB;
	}
	struct intake_header h[] = {
		{ "Content-Type", "application/json" },
		{ k < 3 ? forges[k].event : "X-Gitlab-Event", event },
		{ k < 3 ? forges[k].signature : "X-Gitlab-Token", sig },
	};
	struct intake_request r = { .headers = h, .nheaders = 3,
	    .body = rest, .len = n };

	if (intake_read(&s, &r, "7", 1000, &d, &p, &e) == INTAKE_PUSH &&
	    (!ref_valid(p.ref) || !repo_path_valid(p.repo.path) ||
	    !oid_valid(p.after)))
		abort();
	return 0;
}
