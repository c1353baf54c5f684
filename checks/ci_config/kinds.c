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

/* A program's path, and a module, with one of these words in its name. */
#define SCRIPT(words) "^(python[0-9.]*|py|bash|sh|Rscript|node) ([^ ]*/)?" \
	"([a-z0-9_-]*[_-])?(" words ")[a-z0-9_-]*\\.(py|sh|r|js)\\b"
#define MODULE(words) "^([a-z0-9_]+\\.)*([a-z0-9_]*_)?(" words \
	")[a-z0-9_]*( |$)"

static const struct {
	const char *expression, *kind, *tool;
} commands[] = {
	/* Only talk, or only a look at whether something is there. */
	{ "^(cat|echo|printf|tee)\\b.*> ?[^ ]*(\\.env|config|settings|"
	    "secrets)|^cp .*(\\.env|config)", "config", "env" },
	{ "^(echo|printf|sleep|ls|cat|pwd|whoami|true|exit|test|\\[|mkdir|"
	    "touch|export|which|date|head|tail|grep|find|rm|chmod|env|done|"
	    "fi|esac|tee|cp|mv|docker (ps|images|info|login|tag|logs|tag|"
	    "version)|git (config|status|log|add|commit|diff|fetch))\\b",
	    "talk", "" },
	{ "--(collect-only|co|version|help)\\b", "talk", "" },
	{ "^docker( |-)compose .*\\b(config|down|logs|ps|pull)\\b", "talk",
	    "" },

	/* Files that the repository does not hold. */
	{ "^git (clone|submodule|checkout|pull|lfs)\\b|^(unzip|7z x|tar "
	    "-?[a-z]*x|gdown|kaggle|dvc pull|aws s3 cp|gsutil cp|"
	    "huggingface-cli download|hf download)\\b|^curl .* (-o|-O|"
	    "--output|-[a-zA-Z]*[oO]) |^wget .*(-O|\\.(zip|tar|gz|csv|json|"
	    "pkl))", "fetch", "" },

	/* Tests of the data. */
	{ "^(great_expectations|gx|soda scan|dbt test|deepchecks)\\b",
	    "data_test", "" },
	{ SCRIPT("(validate|check|test|verif|control)[a-z]*_(data|donnees|"
	    "dataset|schema|quality|qualite)|(data|donnees|dataset|schema)_"
	    "(quality|validation|validator|check|tests?)|"
	    "great_expectations|qualite_donnees"), "data_test", "script" },
	{ MODULE("validate_data|data_validation|data_quality|check_data|"
	    "validate_dataset|test_data"), "data_test", "module" },

	/* Tests. */
	{ "^(pytest|py\\.test)\\b", "tests", "pytest" },
	{ "^(unittest|nose2?)\\b", "tests", "unittest" },
	{ "^(tox|nox|hatch test)\\b", "tests", "pytest" },
	{ "^(python[0-9.]* )?([^ ]*/)?manage\\.py test\\b", "tests",
	    "django" },
	{ "^(npm|pnpm|yarn|bun) (run |run-script )?(-[^ ]+ )*(tests?|t)"
	    "([:_-][^ ]*)?( |$)", "tests", "npm" },
	{ "^(npm|pnpm|yarn|bun) (run )?(e2e|cy:run|cypress|playwright)"
	    "[^ ]*", "tests", "npm" },
	{ "^(vitest|jest|mocha|ava|ng test|karma start|cypress run|"
	    "playwright test|newman run|react-scripts test|craco test|"
	    "vue-cli-service test[^ ]*|nx (run-many|affected) .*test|nx test|"
	    "turbo (run )?test|node --test|ng e2e|wdio)\\b", "tests", "js" },
	{ "^(\\./)?mvnw? .*-(DskipTests|Dmaven\\.test\\.skip)", "package",
	    "maven" },
	{ "^(\\./)?mvnw? .*\\b(verify|install|package)\\b", "tests+package",
	    "maven" },
	{ "^(\\./)?mvnw? .*\\btest\\b", "tests", "maven" },
	{ "^(\\./)?gradlew? .*-x (test|check)\\b", "package", "gradle" },
	{ "^(\\./)?gradlew? .*\\b(test|check)\\b", "tests", "gradle" },
	{ "^(\\./)?gradlew? .*\\bbuild\\b", "tests+package", "gradle" },
	{ "^go test\\b", "tests", "go" },
	{ "^cargo (test|nextest)\\b", "tests", "cargo" },
	{ "^dotnet test\\b", "tests", "dotnet" },
	{ "^(make|just|task|poe|hatch run|pdm run|invoke|inv) "
	    "([^ ]*[-_:])?tests?([-_:][^ ]*)?( |$)", "tests", "make" },
	{ "^(([^ ]*/)?phpunit|([^ ]*/)?pest|([^ ]*/)?phpspec|composer (run )?"
	    "test|(php )?([^ ]*/)?artisan test|php bin/phpunit)\\b", "tests",
	    "php" },
	{ "^(bundle exec )?(rspec|rake test|rails test|bin/rails test)\\b",
	    "tests", "ruby" },
	{ "^(behave|robot|schemathesis run|st run|ctest|flutter test|"
	    "mix test|Rscript .*testthat)\\b", "tests", "other" },
	{ "^(python[0-9.]*|py|bash|sh|Rscript|node) ([^ ]*/)?(tests?|"
	    "tests?_[^ /]*|[^ /]*_tests?|[^ /]*\\.(test|spec))\\."
	    "(py|sh|r|m?js|ts)\\b", "tests", "script" },
	{ "^docker( |-)compose .*\\b(run|up)\\b.*(\\btests?\\b|"
	    "--exit-code-from)|^docker( |-)compose .*\\btests?\\b.*\\b(run|"
	    "up)\\b", "tests", "compose" },
	{ "^docker run\\b.*\\b(pytest|npm (run )?test|mvn|unittest|"
	    "manage\\.py test)\\b", "tests", "docker" },
	{ "^docker (buildx )?build\\b.*--target[ =]tests?\\b", "tests",
	    "docker" },

	/* Preparation, before its names are taken for something else. */
	{ SCRIPT("seed|init_?(db|base)|setup|migrat|create_?(db|base|tables)|"
	    "prepare_?(db|base)|peupl|populate"), "config", "script" },
	{ MODULE("seed|init_db|setup_db|create_tables|migrate|populate"),
	    "config", "module" },

	/* The model. */
	{ "^(dvc (repro|exp run)|mlflow run|zenml pipeline run)\\b", "train",
	    "dvc" },
	{ SCRIPT("((re|pre)?train|entrain|fit)[a-z]*_?(and|et|n)_?(validat|evaluat|"
	    "eval|test)[a-z]*"), "train+validate", "script" },
	{ SCRIPT("(re|pre)?train|entrain|fit_model|apprentissage"), "train",
	    "script" },
	{ MODULE("(re|pre)?train[a-z]*|entrain[a-z]*"), "train", "module" },
	{ SCRIPT("(evaluat|validat|eval|verif|check|test|gate|promot)[a-z]*_"
	    "(the_)?(model|modele|metrics?|performance)[a-z]*|"
	    "(model|modele|metrics?)_?(gate|validation|evaluation|check|"
	    "quality|test)|evaluat(e|ion)|quality_gate"),
	    "validate", "script" },
	{ MODULE("evaluate|evaluation|(validate|evaluate|check)_model|"
	    "model_(gate|validation|evaluation)"), "validate", "module" },
	{ "^(cml (comment|send|pr)|evidently|giskard)\\b", "validate",
	    "cml" },
	{ SCRIPT("test"), "tests", "script" },

	{ "^docker( |-)compose .*\\b(up|run)\\b.* [a-z0-9_-]*(train|"
	    "entrain)[a-z0-9_-]*", "train", "compose" },
	{ "^docker( |-)compose .*\\b(up|run)\\b.* [a-z0-9_-]*(evaluat|"
	    "validat)[a-z0-9_-]*", "validate", "compose" },
	{ "^docker run\\b.*\\b(train|entrain)[a-z0-9_]*\\b", "train",
	    "docker" },

	/* Delivery. */
	{ "^heroku container:push|^gcloud builds submit\\b", "package+deliver",
	    "docker" },
	{ "^docker( image)? push\\b", "deliver", "docker" },
	{ "^docker( |-)compose .*\\bpush\\b", "deliver", "docker" },
	{ "^docker buildx build .*--push\\b|^docker buildx bake .*--push|"
	    "^docker( |-)compose .*\\bbuild\\b.*--push|"
	    "^(/kaniko/)?executor .*--destination|"
	    "^gcloud builds submit.*(-t|--tag)|^az acr build\\b|"
	    "^pack build .*--publish", "package+deliver", "docker" },
	{ "^(podman|buildah|skopeo) (push|copy)\\b", "deliver", "docker" },
	{ "^(twine upload|poetry publish|uv publish|hatch publish|"
	    "flit publish|npm publish|pnpm publish|yarn publish|"
	    "cargo publish|semantic-release|release-it|goreleaser|"
	    "gh release create|gh pr create|glab (release|mr) create|"
	    "release-cli|dotnet nuget push|([^ ]*/)?mvnw? .*deploy)\\b",
	    "deliver", "release" },
	{ "^(flyctl|fly) deploy\\b|^vercel\\b|^netlify deploy\\b|"
	    "^railway (up|redeploy)\\b|^render (deploys|services)|"
	    "^heroku .*(push|release)|^git push .*(heroku|huggingface|dokku|"
	    "hf\\.co|space|deploy|scalingo|clever)|^clever deploy|"
	    "^gcloud (run|app|functions) deploy\\b|^gcloud run services|"
	    "^az (webapp|containerapp|functionapp) (up|deploy|deployment|"
	    "update|config|create|restart)|^az container create|"
	    "^aws (ecs|s3 (sync|cp)|deploy|lambda update|"
	    "elasticbeanstalk|cloudformation deploy)|^eb deploy|^sam deploy|"
	    "^cdk deploy|^kubectl (apply|set image|rollout|create|replace)|"
	    "^kustomize|^helm (upgrade|install)|^terraform apply|"
	    "^ansible-playbook\\b|^(serverless|sls) deploy|^firebase deploy|"
	    "^doctl (apps|kubernetes|serverless)|^cf push\\b|"
	    "^(huggingface-cli|hf) (upload|repo)|^databricks bundle (deploy|"
	    "run)|^wrangler (deploy|publish)|^surge |^kamal deploy|"
	    "^docker stack deploy|^docker service update|^oc (apply|rollout)|"
	    "^cap [a-z]+ deploy|^dep deploy|^scalingo |^modal deploy|"
	    "^bentoml (deploy|push)|^streamlit deploy", "deliver",
	    "deploy" },
	{ "^(curl|wget|http) .*(slack|discord|teams|telegram|mattermost|"
	    "mailgun|sentry)", "talk", "" },
	{ "^(curl|wget|http) .*(render\\.com/deploy|RENDER_|DEPLOY|"
	    "deploy[_-]?hook|/hooks?/|webhooks?|portainer|redeploy)",
	    "deliver", "hook" },
	{ "^(ssh|scp|rsync|sshpass|lftp|sftp|ncftpput) ", "deliver", "ssh" },
	{ SCRIPT("deploy|deploi|livr"), "deliver", "script" },
	{ "^(\\.?/)?([^ ]*/)?[a-z0-9_-]*(deploy|deploi|livr)[a-z0-9_-]*"
	    "\\.(sh|bash)\\b", "deliver", "script" },
	{ "^(mkdocs gh-deploy|ghp-import|gh-pages)\\b", "pages", "pages" },
	{ "^mkdocs build|^sphinx-build|^make (html|docs?)\\b|^pandoc\\b|"
	    "^pdoc\\b|^jupyter-book build", "docs", "docs" },

	/* Packaging. */
	{ "^docker (image )?build\\b|^docker buildx (build|bake)\\b",
	    "package", "docker" },
	{ "^docker( |-)compose .*\\bbuild\\b", "package", "compose" },
	{ "^docker( |-)compose .*\\bup\\b", "up", "compose" },
	{ "^(buildah (bud|build)|podman build|kaniko|/kaniko/executor|"
	    "pack build)\\b", "package", "docker" },
	{ "^(build|poetry build|uv build|hatch build|flit build|pdm build|"
	    "pyinstaller|briefcase (build|package)|nuitka|cxfreeze|"
	    "bentoml (build|containerize)|mlflow models build-docker)"
	    "( |$)", "package", "python" },
	{ "^pip[0-9.]* wheel\\b", "package", "python" },
	{ "^(python[0-9.]* )?setup\\.py (sdist|bdist|build)", "package",
	    "python" },
	{ "^(npm|pnpm|yarn|bun) (run |run-script )?(-[^ ]+ )*build"
	    "([:_-][^ ]*)?( |$)", "package", "npm" },
	{ "^(vue-)?tsc .*--noEmit", "quality", "lint" },
	{ "^(flutter build|eas build|electron-builder|tauri build|"
	    "briefcase build)\\b", "package", "compiler" },
	{ "^(vite|ng|next|nuxt|nuxi|vue-cli-service|react-scripts|webpack|"
	    "craco|astro|remix|nest|svelte-kit|parcel|rollup|esbuild|nx|"
	    "turbo) ?(run )?build\\b|^webpack\\b|^tsc( |$)|^rollup\\b|"
	    "^esbuild\\b", "package", "npm" },
	{ "^(\\./)?gradlew? .*\\b(assemble|bootJar|bootBuildImage|jar|"
	    "shadowJar)\\b", "package", "gradle" },
	{ "^(\\./)?mvnw? .*\\b(compile|build-image|jib:build)\\b",
	    "package", "maven" },
	{ "^dotnet (build|publish|pack)\\b|^go build\\b|^cargo build\\b|"
	    "^ant (jar|war)|^sbt (package|assembly)", "package",
	    "compiler" },
	{ "^(make|just|task|poe|invoke|inv) ([^ ]*[-_])?(build|package|"
	    "image)s?([-_][^ ]*)?( |$)", "package", "make" },
	{ "^(zip|tar c|tar -c|tar -z|tar cz)[^ ]* ", "archive", "zip" },

	/* What comes before. */
	{ "^(pip[0-9.]*|uv pip|uv|pipx|conda|mamba|micromamba|pixi) "
	    "(env )?(tool )?(install|sync|create|update|add)\\b",
	    "dependencies", "python" },
	{ "^(poetry|pipenv|pdm|rye|hatch|flit) (install|sync|env create)\\b",
	    "dependencies", "python" },
	{ "^(npm|pnpm|yarn|bun) (-[^ ]+ ([^ -][^ ]* )?)*(ci|install|i|add|"
	    "clean-install)\\b|^yarn( --[^ ]+)*$|"
	    "^(npm|pnpm|yarn) run install[^ ]*", "dependencies", "npm" },
	{ "^(apt|apt-get|apk|yum|dnf|brew|choco|pacman) ", "dependencies",
	    "system" },
	{ "^(composer install|bundle install|dotnet restore|go mod |go get |"
	    "(\\./)?mvnw? .*dependency|cargo fetch|ensurepip|"
	    "(make|just|task|poe) ([^ ]*[-_])?(install|deps|dependencies|"
	    "setup|init|venv)[^ ]*)", "dependencies", "other" },
	{ "^(python[0-9.]* )?setup\\.py (install|develop)", "dependencies",
	    "python" },
	{ "^playwright install\\b|^spacy download\\b|^nltk\\.downloader\\b",
	    "dependencies", "npm" },
	{ "^(venv|virtualenv|uv venv)\\b|^(source|\\.) [^ ]*activate\\b",
	    "runtime", "python" },
	{ "^docker run\\b.*( -d\\b| --detach\\b)|^(make|just|task) "
	    "([^ ]*[-_])?(up|start)\\b|^(systemctl|service) [a-z ]*start\\b|"
	    "^docker( |-)compose .*start\\b", "services", "docker" },
	{ "^(alembic|flask db|prisma|sequelize|sequelize-cli|knex|liquibase|"
	    "flyway|psql|mysql|mariadb|sqlite3|mongo|mongosh|mongoimport|"
	    "createdb|pg_isready|typeorm)\\b", "config", "base" },
	{ "manage\\.py (migrate|loaddata|collectstatic|makemigrations)",
	    "config", "base" },
	{ SCRIPT("load_|generat|download|prepar|collect|build_|create_"),
	    "config", "script" },
	{ "^(ruff|flake8|black|mypy|pyright|pylint|isort|eslint|prettier|"
	    "bandit|pip-audit|trivy|safety|sonar-scanner|pre-commit|gitleaks|"
	    "semgrep|hadolint|yamllint|sqlfluff|stylelint|tslint|pydocstyle|"
	    "codespell|snyk|radon|vulture|phpstan|golangci-lint|checkstyle|"
	    "autopep8|yapf|lighthouse|lhci|axe|pa11y|pa11y-ci)\\b|"
	    "^(npm|yarn|pnpm) (run )?(lint|format|audit|type-?check)",
	    "quality", "lint" },
	{ "^(coverage|codecov|coveralls)\\b", "quality", "coverage" },
	{ "^(curl|wget|http) ", "smoke", "http" },
	{ "^(python[0-9.]*|py|node|Rscript) [^ ]+\\.(py|m?js|r)\\b", "script",
	    "script" },
	{ "^([a-z_][a-z0-9_]*\\.)+[a-z_][a-z0-9_]*( |$)", "script", "module" },
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
	{ "actions/download-artifact", "fetch", "" },
	{ "actions/setup-*", "runtime", "runtime" },
	{ "actions/upload-pages-artifact", "docs", "pages" },
	{ "akhileshns/heroku-deploy", "deliver", "heroku" },
	{ "amondnet/vercel-action", "deliver", "vercel" },
	{ "appleboy/scp-action", "deliver", "ssh" },
	{ "appleboy/ssh-action", "deliver", "ssh" },
	{ "astral-sh/setup-uv", "runtime", "uv" },
	{ "aws-actions/amazon-ecs-deploy*", "deliver", "aws" },
	{ "azure/aci-deploy", "deliver", "azure" },
	{ "azure/container-apps-deploy-action", "deliver", "azure" },
	{ "azure/functions-action", "deliver", "azure" },
	{ "azure/k8s-deploy", "deliver", "azure" },
	{ "azure/static-web-apps-deploy", "deliver", "azure" },
	{ "azure/webapps-deploy", "deliver", "azure" },
	{ "burnett01/rsync-deployments", "deliver", "ssh" },
	{ "caprover/deploy-from-github", "deliver", "caprover" },
	{ "cloudflare/pages-action", "deliver", "cloudflare" },
	{ "cloudflare/wrangler-action", "deliver", "cloudflare" },
	{ "codecov/codecov-action", "quality", "coverage" },
	{ "conda-incubator/setup-miniconda", "dependencies", "conda" },
	{ "cypress-io/github-action", "tests", "js" },
	{ "digitalocean/app_action*", "deliver", "deploy" },
	{ "docker/bake-action", "package", "docker" },
	{ "docker/build-push-action", "package", "docker" },
	{ "dorny/test-reporter", "quality", "report" },
	{ "easingthemes/ssh-deploy", "deliver", "ssh" },
	{ "einaregilsson/beanstalk-deploy", "deliver", "aws" },
	{ "elgohr/publish-docker-github-action", "package+deliver",
	    "docker" },
	{ "firebaseextended/action-hosting-deploy", "deliver", "firebase" },
	{ "gcr.io/kaniko-project/executor*", "package+deliver", "docker" },
	{ "github/codeql-action*", "quality", "lint" },
	{ "google-github-actions/deploy-*", "deliver", "gcp" },
	{ "gradle/actions/setup-gradle", "runtime", "gradle" },
	{ "gradle/gradle-build-action", "package", "gradle" },
	{ "huggingface/huggingface_hub*", "deliver", "huggingface" },
	{ "iterative/setup-cml", "runtime", "cml" },
	{ "iterative/setup-dvc", "runtime", "dvc" },
	{ "jamesives/github-pages-deploy-action", "pages", "pages" },
	{ "johnbeynon/render-deploy-action", "deliver", "render" },
	{ "jtalk/url-health-check-action", "smoke", "http" },
	{ "mamba-org/setup-micromamba", "dependencies", "conda" },
	{ "mr-smithers-excellent/docker-build-push", "package+deliver",
	    "docker" },
	{ "ncipollo/release-action", "deliver", "release" },
	{ "nwtgck/actions-netlify", "deliver", "netlify" },
	{ "peaceiris/actions-gh-pages", "pages", "pages" },
	{ "peter-evans/create-pull-request", "deliver", "release" },
	{ "pnpm/action-setup", "runtime", "pnpm" },
	{ "pypa/gh-action-pypi-publish", "deliver", "release" },
	{ "pyo3/maturin-action", "package", "python" },
	{ "redhat-actions/buildah-build", "package", "docker" },
	{ "redhat-actions/push-to-registry", "deliver", "docker" },
	{ "samkirkland/ftp-deploy-action", "deliver", "ftp" },
	{ "shivammathur/setup-php", "runtime", "php" },
	{ "snok/install-poetry", "runtime", "poetry" },
	{ "softprops/action-gh-release", "deliver", "release" },
	{ "sonarsource/*", "quality", "lint" },
	{ "superfly/flyctl-actions*", "runtime", "fly" },
	{ "treosh/lighthouse-ci-action", "quality", "lighthouse" },
};

/* What is not in the table and says by its name what it does. */
static bool
action_by_words(const char *uses, size_t len, struct kind *out, size_t *n)
{
	static const struct {
		const char *expression, *kind;
	} words[] = {
		{ "notif|slack|discord|telegram|comment|label|report|badge|"
		    "changelog|artifact|cache|login|auth|metadata|tests?\\b|"
		    "results?|status|wait", NULL },
		{ "/(setup|install)-", "runtime" },
		{ "pages|wiki|docs", "docs" },
		{ "deploy|gh-release|release-action|publish", "deliver" },
		{ "lint|scan|sonar|trivy|codeql|coverage", "quality" },
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!gr_search(gr_pattern(words[i].expression), uses, len))
			continue;
		if (words[i].kind == NULL)
			return false;
		out[0].kind = words[i].kind;
		out[0].tool = "action";
		*n = 1;
		return true;
	}
	return false;
}

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
	if (*n == 0 && !action_by_words(uses, len, out, n))
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
