/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * kinds.c: what a command or an action does, as two tables.
 *
 * Commands come unwrapped (shell.c).  The first row that matches counts.
 * Expressions are matched without regard to case or accents.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "ci.h"

/* A script's path with one of these words in its name. */
#define SCRIPT(words) "^(python[0-9.]*|py|bash|sh|Rscript|node) ([^ ]*/)?" \
	"[a-z0-9_-]*(" words ")[a-z0-9_-]*\\.(py|sh|r|js)\\b"
#define MODULE(words) "^([a-z0-9_]+\\.)*[a-z0-9_]*(" words ")[a-z0-9_]*( |$)"

static const struct {
	const char *expression, *kind, *tool;
} commands[] = {
	/* Only talk, or only a look at whether something is there. */
	{ "^(echo|printf|sleep|ls|cat|pwd|whoami|true|exit|test|\\[|mkdir|"
	    "touch|export|which|date|head|tail|grep|find|rm|chmod|env)\\b",
	    "talk", "" },
	{ "--(collect-only|version|help)\\b", "talk", "" },
	{ "^docker( |-)compose .*\\bconfig\\b", "talk", "" },

	/* Tests of the data. */
	{ "^(great_expectations|gx|soda scan|dbt test|deepchecks)\\b",
	    "data_test", "" },
	{ "^(pytest|py\\.test) .*(data_?(quality|validation|tests?)|"
	    "test_data[a-z_]*|tests?/data)", "data_test", "pytest" },
	{ SCRIPT("(validate|check|test|verif|control)[a-z]*_(data|donnees|"
	    "dataset|schema|quality|qualite)|data_(quality|validation|check)|"
	    "great_expectations"), "data_test", "script" },

	/* Tests. */
	{ "^(pytest|py\\.test)\\b", "tests", "pytest" },
	{ "^unittest\\b", "tests", "unittest" },
	{ "^(tox|nox)\\b", "tests", "pytest" },
	{ "^(python[0-9.]* )?([^ ]*/)?manage\\.py test\\b", "tests",
	    "django" },
	{ "^(npm|pnpm|yarn|bun) (run |run-script )?(-[^ ]+ )*(tests?|t)"
	    "([:_-][^ ]*)?( |$)", "tests", "npm" },
	{ "^(npm|pnpm|yarn|bun) (run )?(e2e|cy:run|cypress|playwright)"
	    "[^ ]*", "tests", "npm" },
	{ "^(vitest|jest|mocha|ava|ng test|karma start|cypress run|"
	    "playwright test|newman run|react-scripts test|"
	    "vue-cli-service test)\\b", "tests", "js" },
	{ "^(\\./)?mvnw? .*-DskipTests", "package", "maven" },
	{ "^(\\./)?mvnw? .*\\b(test|verify|install|package)\\b", "tests",
	    "maven" },
	{ "^(\\./)?gradlew? .*\\b(test|check)\\b", "tests", "gradle" },
	{ "^go test\\b", "tests", "go" },
	{ "^cargo test\\b", "tests", "cargo" },
	{ "^dotnet test\\b", "tests", "dotnet" },
	{ "^(make|just|task) ([^ ]*[-_:])?tests?([-_:][^ ]*)?( |$)",
	    "tests", "make" },
	{ "^(([^ ]*/)?phpunit|pest|([^ ]*/)?phpspec|composer (run )?test|"
	    "(php )?artisan test)\\b", "tests", "php" },
	{ "^(rspec|rake test|rails test)\\b", "tests", "ruby" },
	{ "^(behave|robot|schemathesis run|ctest)\\b", "tests", "other" },
	{ SCRIPT("test"), "tests", "script" },
	{ "^docker( |-)compose .*\\b(run|up)\\b.*\\btests?\\b", "tests",
	    "compose" },
	{ "^docker run\\b.*\\b(pytest|npm test|mvn|unittest)\\b", "tests",
	    "docker" },

	/* The model. */
	{ "^(dvc repro|mlflow run)\\b", "train", "dvc" },
	{ SCRIPT("train|entrain|fit_model|apprentissage"), "train",
	    "script" },
	{ MODULE("train[a-z]*|entrain[a-z]*"), "train", "module" },
	{ SCRIPT("(evaluat|validat)e?[a-z]*_?(model|modele)?|"
	    "model_(gate|validation)|check_(metrics?|model)|evaluation"),
	    "validate", "script" },
	{ MODULE("evaluate|evaluation|validate_model|model_gate"),
	    "validate", "module" },
	{ "^(cml (comment|send)|evidently)\\b", "validate", "cml" },

	/* Delivery. */
	{ "^docker( image)? push\\b", "deliver", "docker" },
	{ "^docker( |-)compose .*\\bpush\\b", "deliver", "docker" },
	{ "^docker buildx build .*--push\\b", "package+deliver", "docker" },
	{ "^(twine upload|poetry publish|uv publish|npm publish|"
	    "semantic-release|goreleaser|gh release|gh pr create|"
	    "glab release|release-cli)\\b", "deliver", "release" },
	{ "^(flyctl|fly) deploy\\b|^(vercel|netlify)\\b|^railway up\\b|"
	    "^heroku .*(push|release)|^git push .*(heroku|huggingface|dokku|"
	    "deploy)|^gcloud (run|app) deploy\\b|^az (webapp|containerapp|"
	    "container|acr) |^aws (ecs|s3 sync|deploy|lambda) |"
	    "^kubectl (apply|set|rollout)|^helm (upgrade|install)|"
	    "^ansible-playbook\\b|^serverless deploy|^firebase deploy|"
	    "^doctl |^cf push\\b|^huggingface-cli upload|^databricks bundle "
	    "deploy|^databricks bundle run", "deliver", "deploy" },
	{ "^curl .*(render\\.com/deploy|RENDER_|DEPLOY_HOOK|deploy[_-]?hook|"
	    "/hooks/)", "deliver", "hook" },
	{ "^(ssh|scp|rsync|sshpass) ", "deliver", "ssh" },
	{ "^(mkdocs gh-deploy|ghp-import)\\b", "pages", "pages" },
	{ "^mkdocs build|^sphinx-build|^make (html|docs?)\\b|^pandoc\\b",
	    "docs", "docs" },

	/* Packaging. */
	{ "^docker (image )?build\\b|^docker buildx (build|bake)\\b",
	    "package", "docker" },
	{ "^docker( |-)compose .*\\bbuild\\b", "package", "compose" },
	{ "^docker( |-)compose .*\\bup\\b", "up", "compose" },
	{ "^(buildah (bud|build)|podman build|kaniko|/kaniko/executor|"
	    "pack build)\\b", "package", "docker" },
	{ "^(build|poetry build|uv build|hatch build|flit build|"
	    "pyinstaller|bentoml (build|containerize)|mlflow models "
	    "build-docker)\\b", "package", "python" },
	{ "^(python[0-9.]* )?setup\\.py (sdist|bdist|build)", "package",
	    "python" },
	{ "^(npm|pnpm|yarn|bun) (run |run-script )?(-[^ ]+ )*build"
	    "([:_-][^ ]*)?( |$)", "package", "npm" },
	{ "^(vite|ng|next|nuxt|vue-cli-service|react-scripts|webpack|tsc|"
	    "astro) ?build\\b|^webpack\\b|^tsc\\b", "package", "npm" },
	{ "^(\\./)?gradlew? .*\\b(build|assemble|bootJar|jar)\\b", "package",
	    "gradle" },
	{ "^dotnet (build|publish|pack)\\b|^go build\\b|^cargo build\\b",
	    "package", "compiler" },
	{ "^(make|just|task) (build|package|image|docker-build)( |$)",
	    "package", "make" },

	/* What comes before. */
	{ "^(pip[0-9.]*|uv pip|uv|pipx|conda|mamba|micromamba) "
	    "(env )?(install|sync|create|update|add)\\b", "dependencies",
	    "python" },
	{ "^(poetry|pipenv|pdm|rye) (install|sync)\\b", "dependencies",
	    "python" },
	{ "^(npm|pnpm|yarn|bun) (ci|install|i|add)\\b|^yarn( --[^ ]+)*$|"
	    "^(npm|pnpm|yarn) run install[^ ]*", "dependencies", "npm" },
	{ "^(apt|apt-get|apk|yum|dnf|brew) ", "dependencies", "system" },
	{ "^(composer install|bundle install|dotnet restore|go mod download|"
	    "(\\./)?mvnw? .*dependency|cargo fetch|make (install|deps|setup|"
	    "init)[^ ]*)", "dependencies", "other" },
	{ "^playwright install\\b", "dependencies", "npm" },
	{ "^docker run -d\\b|^docker run --detach\\b|^make up\\b|"
	    "^(systemctl|service) start\\b|^docker( |-)compose .*start\\b",
	    "services", "docker" },
	{ "^(alembic|flask db|prisma|sequelize|knex|liquibase|flyway|"
	    "psql|mysql|sqlite3|mongo|mongoimport)\\b", "config", "base" },
	{ "manage\\.py (migrate|loaddata|collectstatic)", "config", "base" },
	{ SCRIPT("seed|init_?(db|base)|setup|migrat|create_(db|base|tables)|"
	    "load_|peupl|generat"), "config", "script" },
	{ "^cp .*\\.env|^cp .*config", "config", "env" },
	{ "^(ruff|flake8|black|mypy|pylint|isort|eslint|prettier|bandit|"
	    "pip-audit|trivy|safety|sonar-scanner|pre-commit|gitleaks)\\b|"
	    "^(npm|yarn|pnpm) (run )?(lint|format)", "quality", "lint" },
	{ "^(curl|wget|http) ", "smoke", "http" },
};

enum { NCOMMANDS = sizeof(commands) / sizeof(commands[0]) };

bool
kind_command(const char *text, struct kind *out)
{
	static const struct gr_pattern *compiled[NCOMMANDS];
	size_t i, n = strlen(text);

	for (i = 0; i < NCOMMANDS; i++) {
		if (compiled[i] == NULL)
			compiled[i] = gr_pattern(commands[i].expression);
		if (gr_search(compiled[i], text, n)) {
			out->kind = commands[i].kind;
			out->tool = commands[i].tool;
			return true;
		}
	}
	return false;
}

/* By what stands before the '@', a prefix ending with '*' allowed. */
static const struct {
	const char *uses, *kind, *tool;
} actions[] = {
	{ "actions/checkout", "checkout", "git" },
	{ "actions/configure-pages", "docs", "pages" },
	{ "actions/create-release", "deliver", "release" },
	{ "actions/deploy-pages", "pages", "pages" },
	{ "actions/setup-*", "runtime", "runtime" },
	{ "actions/upload-pages-artifact", "docs", "pages" },
	{ "akhileshns/heroku-deploy", "deliver", "heroku" },
	{ "amazon-actions/*", "deliver", "aws" },
	{ "appleboy/scp-action", "deliver", "ssh" },
	{ "appleboy/ssh-action", "deliver", "ssh" },
	{ "astral-sh/setup-uv", "runtime", "uv" },
	{ "aws-actions/amazon-ecs-deploy*", "deliver", "aws" },
	{ "azure/container-apps-deploy-action", "deliver", "azure" },
	{ "azure/functions-action", "deliver", "azure" },
	{ "azure/k8s-deploy", "deliver", "azure" },
	{ "azure/static-web-apps-deploy", "deliver", "azure" },
	{ "azure/webapps-deploy", "deliver", "azure" },
	{ "bnjbvr/cargo-machete", "quality", "lint" },
	{ "conda-incubator/setup-miniconda", "dependencies", "conda" },
	{ "cypress-io/github-action", "tests", "js" },
	{ "digitalocean/app_action*", "deliver", "deploy" },
	{ "docker/bake-action", "package", "docker" },
	{ "docker/build-push-action", "package", "docker" },
	{ "dorny/test-reporter", "quality", "report" },
	{ "github/codeql-action*", "quality", "lint" },
	{ "google-github-actions/deploy-*", "deliver", "gcp" },
	{ "gradle/actions/setup-gradle", "runtime", "gradle" },
	{ "gradle/gradle-build-action", "package", "gradle" },
	{ "jamesives/github-pages-deploy-action", "pages", "pages" },
	{ "johnbeynon/render-deploy-action", "deliver", "render" },
	{ "mamba-org/setup-micromamba", "dependencies", "conda" },
	{ "mr-smithers-excellent/docker-build-push", "package+deliver",
	    "docker" },
	{ "ncipollo/release-action", "deliver", "release" },
	{ "peaceiris/actions-gh-pages", "pages", "pages" },
	{ "peter-evans/create-pull-request", "deliver", "release" },
	{ "pnpm/action-setup", "runtime", "pnpm" },
	{ "pypa/gh-action-pypi-publish", "deliver", "release" },
	{ "ravsamhq/notify-slack-action", "talk", "" },
	{ "shivammathur/setup-php", "runtime", "php" },
	{ "snok/install-poetry", "runtime", "poetry" },
	{ "softprops/action-gh-release", "deliver", "release" },
	{ "sonarsource/*", "quality", "lint" },
	{ "superfly/flyctl-actions*", "runtime", "fly" },
	{ "treosh/lighthouse-ci-action", "quality", "lighthouse" },
};

bool
kind_action(const char *uses, const struct gr_node *with, struct kind *out,
    size_t *n)
{
	size_t i, len = strcspn(uses, "@ "), m;
	const char *push = gr_str(with, "push"), *outputs;

	*n = 0;
	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		m = strlen(actions[i].uses);
		if (actions[i].uses[m - 1] == '*' ?
		    strncasecmp(uses, actions[i].uses, m - 1) != 0 :
		    m != len || strncasecmp(uses, actions[i].uses, m) != 0)
			continue;
		out[0].kind = actions[i].kind;
		out[0].tool = actions[i].tool;
		*n = 1;
		break;
	}
	if (*n == 0)
		return false;
	/* "push: true", or an expression that may be true. */
	outputs = gr_str(with, "outputs");
	if (strcmp(out[0].kind, "package") == 0 && ((push != NULL &&
	    strcmp(push, "false") != 0) || (outputs != NULL &&
	    strstr(outputs, "push=true") != NULL))) {
		out[1].kind = "deliver";
		out[1].tool = out[0].tool;
		*n = 2;
	}
	return true;
}
