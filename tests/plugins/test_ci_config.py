# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of integration and delivery: what runs, in what order, and whether
a failure would be noticed."""
import pytest

from conftest import git
from said import attrs, facts, named

TEST = """
    def test_sum():
        assert 1 + 1 == 2
    """
HEAD = """
    name: CI
    on: [push, pull_request]
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - uses: actions/setup-python@v5
          - run: pip install -r requirements.txt
"""
BASE = {"requirements.txt": "pytest\n", "tests/test_a.py": TEST,
        "Dockerfile": "FROM python\n", "app.py": "x = 1\n"}
CI = ".github/workflows/ci.yml"


def flow(*steps, head=HEAD):
    """The workflow with more steps; each a line of YAML or a list of them."""
    lines = [line[4:] for line in head.strip("\n").split("\n")]
    for step in steps:
        first, *rest = step.split("\n")
        lines += ["      - " + first] + ["        " + r for r in rest]
    return "\n".join(lines) + "\n"


@pytest.fixture
def said(tmp_path):
    def run(workflow=None, **files):
        tree = dict(BASE)
        if workflow is not None:
            tree[CI] = workflow
        tree.update(files.pop("files", {}))
        return facts(tmp_path, tree)
    return run


def kinds(got):
    return attrs(got, "ci.step", "kind")


# --- steps -------------------------------------------------------------------


def test_steps_have_their_kind_and_line(said):
    got = said(flow("run: pytest", "run: docker build -t app ."))
    assert [(f["attrs"]["kind"], f["first"]) for f in named(got, "ci.step")] \
        == [("checkout", 7), ("runtime", 8), ("dependencies", 9),
            ("tests", 10), ("package", 11)]


def test_a_line_of_a_block_is_cited_itself(said):
    got = said(flow("run: |\n  echo hello\n\n  # first\n  pytest -q"))
    assert [(f["first"], f["attrs"]["cmd"])
            for f in named(got, "ci.tests")] == [(14, "pytest -q")]


@pytest.mark.parametrize("command", [
    "pytest", "python -m pytest -q", "python3.12 -W error -m pytest",
    "poetry run pytest tests/", "uv run --no-sync python -m pytest",
    "coverage run --source=. -m pytest", "FOO=1 env BAR=2 pytest -x",
    "docker compose -f x.yml exec -T api pytest",
    "bash -c 'cd tests && pytest'", "timeout 60 pytest || exit 1",
    "python -m unittest discover -s tests", "if true; then pytest; fi",
])
def test_what_runs_tests_under_a_wrapper(said, command):
    assert len(named(said(flow("run: |\n  " + command)), "ci.tests")) == 1


@pytest.mark.parametrize("command", [
    "echo pytest", "# pytest", "pip install pytest", "pytest --version",
    "pytest --collect-only", "cat <<EOF\n  pytest\n  EOF",
    "echo \"then pytest\"", "python tests/setup_test_db.py",
    "pytest &\n  sleep 1",
])
def test_what_only_looks_like_tests(said, command):
    got = said(flow("run: |\n  " + command))
    assert named(got, "ci.tests") == []


@pytest.mark.parametrize("command, kind", [
    ("poetry install --no-root", "dependencies"), ("npm ci", "dependencies"),
    ("sudo apt-get install -y jq", "dependencies"),
    ("alembic upgrade head", "config"), ("cp .env.example .env", "config"),
    ("python manage.py migrate", "config"),
    ("ruff check .", "quality"), ("tsc --noEmit", "quality"),
    ("tsc -b", "package"), ("npx vite build", "package"),
    ("python -m build", "package"), ("pyinstaller app.py", "package"),
    ("docker buildx build .", "package"), ("dotnet publish", "package"),
    ("bentoml build", "package"), ("mvn -q compile", "package"),
    ("docker compose up -d", "up"), ("python app.py &", "services"),
    ("docker push x/y", "deliver"), ("twine upload dist/*", "deliver"),
    ("flyctl deploy --remote-only", "deliver"),
    ("aws s3 sync dist s3://x", "deliver"), ("gh release create v1",
                                             "deliver"),
    ("ssh host 'docker compose pull'", "deliver"),
    ("git push heroku main", "deliver"),
    ("curl -X POST $RENDER_DEPLOY_HOOK_URL", "deliver"),
    ("mkdocs build", "docs"), ("curl -f http://localhost/health", "smoke"),
    ("git clone https://example.org/x", "fetch"),
    ("newman run api.json", "tests"), ("go test ./...", "tests"),
    ("./gradlew test", "tests"), ("npx playwright test", "tests"),
    ("docker compose -f docker-compose.test.yml up --exit-code-from api",
     "tests"), ("bundle exec rspec", "tests"), ("php artisan test", "tests"),
    ("cml comment create report.md", "validate"),
])
def test_what_a_command_is(said, command, kind):
    assert kinds(said(flow("run: |\n  " + command)))[3:] == [kind]


@pytest.mark.parametrize("uses, kind", [
    ("actions/setup-node@v4", ["runtime"]), ("a/setup-thing@v1",
                                             ["runtime"]),
    ("softprops/action-gh-release@v2", ["deliver"]),
    ("a/publish-unit-test-result-action@v2", []),
    ("a/wait-for-deployment@v1", []), ("azure/login@v2", []),
    ("Azure/webapps-deploy@v3", ["deliver"]),
    ("actions/deploy-pages@v4", ["pages"]),
])
def test_what_an_action_is(said, uses, kind):
    assert kinds(said(flow("uses: " + uses)))[3:] == kind


def test_an_anchor_and_a_boolean_on_are_read(said):
    got = said("""
        "on": &events {push: {branches: [main]}}
        jobs: {a: {runs-on: x, steps: [{run: pytest}]}}
        """)
    assert attrs(got, "ci.trigger", "event", "branches") == [("push", "main")]
    assert len(named(got, "ci.tests")) == 1


# --- would a failure be noticed? ----------------------------------------------


@pytest.mark.parametrize("step", [
    "run: pytest || true", "run: pytest || echo failed",
    "run: pytest\ncontinue-on-error: true", "run: pytest | tee log.txt",
    "run: |\n  set +e\n  pytest", "run: if pytest; then echo ok; fi",
    "run: pytest && echo ok || exit 0",
])
def test_tests_that_cannot_fail_the_chain(said, step):
    got = said(flow(step))
    assert named(got, "ci.tests.unchecked") != []
    assert named(got, "ci.tests") == []


@pytest.mark.parametrize("step", [
    "run: pytest | tee log.txt\nshell: bash",
    "run: |\n  set -o pipefail\n  pytest | tee log.txt",
    "run: |\n  set +e\n  pytest\n  code=$?\n  exit $code",
    "run: pytest && echo fine", "run: pytest || { echo no; exit 1; }",
])
def test_tests_whose_failure_shows(said, step):
    got = said(flow(step))
    assert len(named(got, "ci.tests")) == 1
    assert named(got, "ci.tests.unchecked") == []


def test_a_job_that_may_fail_is_not_checked(said):
    got = said(flow("run: pytest", head=HEAD.replace(
        "runs-on", "continue-on-error: true\n        runs-on")))
    assert len(named(got, "ci.tests.unchecked")) == 1


@pytest.mark.parametrize("end, shows", [
    ("pytest.main([__file__])", False),
    ("raise SystemExit(pytest.main([__file__]))", True),
    ("sys.exit(pytest.main([__file__]))", True), ("test_sum()", True),
    ("pass", False),
])
def test_a_file_of_tests_run_as_a_script(said, end, shows):
    got = said(flow("run: python tests/test_a.py"), files={
        "tests/test_a.py": "import pytest, sys\n\n\ndef test_sum():\n"
        "    assert 1\n\n\nif __name__ == '__main__':\n    %s\n" % end})
    assert len(named(got, "ci.tests")) == shows
    assert len(named(got, "ci.tests.unchecked")) == (not shows)


# --- triggers -----------------------------------------------------------------


@pytest.mark.parametrize("on, fact", [
    ("push", "ci.tests"), ("[pull_request]", "ci.tests"),
    ("workflow_dispatch", "ci.tests.seldom"),
    ("{schedule: [{cron: '0 0 * * *'}]}", "ci.tests.seldom"),
    ("{workflow_dispatch: , push: }", "ci.tests"),
])
def test_what_starts_the_tests(said, on, fact):
    got = said(flow("run: pytest", head=HEAD.replace(
        "[push, pull_request]", on)))
    assert [f["name"] for f in named(got, "ci.tests")
            + named(got, "ci.tests.seldom")] == [fact]


@pytest.mark.parametrize("condition", [
    "github.event_name == 'workflow_dispatch'",
    "github.event.inputs.full == 'true'", "inputs.full",
])
def test_a_manual_condition_makes_a_step_manual(said, condition):
    got = said(flow("run: pytest\nif: " + condition))
    assert len(named(got, "ci.tests.seldom")) == 1


def test_a_job_switched_off_does_nothing(said):
    got = said(flow("run: pytest", "run: docker push x\nif: ${{ false }}",
                    head=HEAD.replace("runs-on", "if: false\n        "
                                      "runs-on")))
    assert attrs(got, "ci.disabled", "what", "name") == [("job", "test")]
    assert kinds(got) == []


def test_a_workflow_run_starts_as_often_as_what_it_waits_for(said):
    got = said(flow("run: pytest"), files={".github/workflows/cd.yml": """
        on: {workflow_run: {workflows: [CI], types: [completed]}}
        jobs:
          ship:
            runs-on: x
            steps: [{uses: actions/checkout@v4},
                    {run: docker build -t x . && docker push x}]
        """})
    assert attrs(got, "ci.deliver", "start") == ["push"]


@pytest.mark.parametrize("branches, dead", [
    ("[developp]", 1), ("[main]", 0), ("[develop, 'm*']", 0),
    ("['release/**']", 1), ("['**']", 0),
])
def test_a_trigger_on_branches_that_do_not_exist(said, branches, dead):
    got = said(flow("run: pytest", head=HEAD.replace(
        "[push, pull_request]", "{push: {branches: %s}}" % branches)))
    assert len(named(got, "ci.trigger.dead")) == dead
    assert len(named(got, "ci.tests.seldom")) == dead
    assert len(named(got, "ci.tests")) == (not dead)


def test_a_clone_of_one_branch_does_not_know_the_others(tmp_path):
    tree = {**BASE, CI: flow("run: pytest", head=HEAD.replace(
        "[push, pull_request]", "{push: {branches: [main]}}"))}
    facts(tmp_path, tree)
    git(tmp_path, "branch", "-m", "work")
    got = facts(tmp_path, {})
    assert named(got, "ci.trigger.dead") == []
    assert len(named(got, "ci.tests")) == 1


def test_a_push_of_tags_is_not_each_push(said):
    got = said(flow("run: pytest", head=HEAD.replace(
        "[push, pull_request]", "{push: {tags: ['v*']}}")))
    assert len(named(got, "ci.tests.seldom")) == 1


# --- places -------------------------------------------------------------------


@pytest.mark.parametrize("path", [
    "E3/.github/workflows/ci.yml", ".github/workflow/ci.yml",
    ".github/workflows/old/ci.yml", ".github/workflows/ci.yml.disabled",
    ".github/workflows/ci(old).md", "docs/ci.yml",
])
def test_a_workflow_where_no_tool_reads_it(said, path):
    got = said(files={path: flow("run: pytest")})
    assert [f["path"] for f in named(got, "ci.misplaced")] == [path]
    assert kinds(got) == [] and named(got, "ci.chain") == []


def test_a_broken_or_empty_workflow_is_told(said):
    got = said("on: push\njobs:\n  a:\n    steps:\n  - x\n: b\n", files={
        ".github/workflows/b.yml": "# on: push\n# jobs: {}\n",
        ".github/workflows/c.yml": "on: push\n",
        ".github/workflows/d.yml": "jobs: {a: {steps: [{run: pytest}]}}\n"})
    assert len(named(got, "ci.broken")) == 1
    assert attrs(got, "ci.inert", "why") == ["jobs", "jobs", "on"]


def test_a_template_left_as_it_came_is_idle(said):
    got = said("""
        on: push
        jobs:
          build:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: echo Hello, world!
        """)
    assert len(named(got, "ci.idle")) == 1
    assert named(got, "ci.chain") == []
    assert named(got, "ci.prepared") == []


# --- coverage -----------------------------------------------------------------

MANY = {"a/tests/test_%d.py" % n: TEST for n in range(4)}


def test_what_the_chain_leaves_out_is_told(said):
    got = said(flow("run: pytest tests"), files=MANY)
    assert attrs(got, "ci.tests", "files") == ["1"]
    assert attrs(got, "ci.untested", "run", "all") == [("1", "5")] * 4


@pytest.mark.parametrize("more, files", [
    ({}, "5"), ({"pytest.ini": "[pytest]\ntestpaths = tests\n"}, "1"),
    ({"pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = [\"a\"]\n"},
     "4"),
    ({"setup.cfg": "[tool:pytest]\nnorecursedirs = a\n"}, "1"),
    ({"pytest.ini": "[pytest]\naddopts = -q --ignore=a/tests/test_0.py\n"},
     "4"),
])
def test_a_bare_pytest_follows_its_settings(said, more, files):
    got = said(flow("run: pytest"), files={**MANY, **more})
    assert attrs(got, "ci.tests", "files") == [files]


@pytest.mark.parametrize("command, files", [
    ("pytest -m 'not slow' tests", "1"), ("pytest a/tests/test_1.py", "1"),
    ("pytest tests/test_a.py::test_sum", "1"),
    ("pytest --ignore a -n 4", "1"), ("cd a && pytest", "4"),
    ("python -m unittest a.tests.test_2", "1"),
    ("python -m unittest discover -s a/tests -p 'test_*.py'", "4"),
])
def test_arguments_narrow_what_runs(said, command, files):
    got = said(flow("run: " + command), files=MANY)
    assert attrs(got, "ci.tests", "files") == [files]


@pytest.mark.parametrize("command", [
    "docker exec -t api pytest /app/tests", "docker exec api pytest",
    "docker compose run --rm api pytest /srv/api/tests -q",
    "kubectl exec pod -- pytest tests",
])
def test_paths_within_a_container_are_those_of_the_tree(said, command):
    got = said(flow("run: cd deploy && " + command), files={
        "deploy/compose.yml": "services: {api: {build: ..}}\n"})
    assert attrs(got, "ci.tests", "files") == ["1"]


def test_tests_that_are_not_there(said):
    got = said(flow("run: pytest spec", "run: npm test"), files={
        "package.json": '{"scripts": {"test": "jest"}}'})
    assert attrs(got, "ci.tests.empty", "cmd") == ["pytest spec",
                                                   "npm test (jest)"]
    assert named(got, "ci.tests") == []


@pytest.mark.parametrize("text", [
    "def test_x():\n    print('ok')\n", "def check(x):\n    assert x\n",
])
def test_what_asserts_nothing_or_is_no_case_is_no_test(said, text):
    got = said(flow("run: pytest"), files={"tests/test_a.py": text})
    assert len(named(got, "ci.tests.empty")) == 1


# --- what short commands stand for ----------------------------------------------


@pytest.mark.parametrize("command, files, cmd", [
    ("make test", {"Makefile": "test: deps\n\tpytest -q\ndeps:\n\ttrue\n"},
     "make test (pytest -q)"),
    ("make -C a check", {"a/Makefile": "check:\n\t@pytest tests\n",
                         "a/tests/test_b.py": TEST},
     "make -C a check (pytest tests)"),
    ("poetry run poe ci", {"pyproject.toml":
                           "[tool.poe.tasks]\nci = \"pytest\"\n"},
     "poe ci (pytest)"),
    ("./run.sh", {"run.sh": "#!/bin/sh\nset -e\npytest\necho done\n"},
     "./run.sh (pytest)"),
    ("tox", {"tox.ini": "[testenv]\ncommands =\n    pytest -v\n"},
     "tox (pytest -v)"),
    ("just check", {"justfile": "check:\n    pytest\n"},
     "just check (pytest)"),
    ("npm run ci", {"package.json": '{"scripts": {"ci": "vitest run"}}',
                    "a.test.js": "test('x', () => { expect(1).toBe(1) })\n"},
     "npm run ci (vitest run)"),
])
def test_a_call_is_resolved(said, command, files, cmd):
    got = said(flow("run: " + command), files=files)
    assert attrs(got, "ci.tests", "cmd") == [cmd]


@pytest.mark.parametrize("command, files", [
    ("npm test", {"package.json": '{"scripts": {"test": "echo \\"Error: no '
                  'test specified\\" && exit 1"}}'}),
    ("make test", {"Makefile": "test:\n\t-pytest\n"}),
    ("tox", {"tox.ini": "[testenv]\ncommands =\n    - pytest\n"}),
    ("./run.sh", {"run.sh": "pytest\necho done\n"}),
    ("make test", {"Makefile": "test:\n\t@echo no tests yet\n"}),
])
def test_a_call_that_proves_nothing(said, command, files):
    assert named(said(flow("run: " + command), files=files),
                 "ci.tests") == []


def test_an_action_of_the_repository_is_read(said):
    got = said(flow("uses: ./.github/actions/check"), files={
        ".github/actions/check/action.yml": """
            name: check
            runs:
              using: composite
              steps:
                - run: pytest
                  shell: bash
            """})
    assert [(f["path"], f["first"]) for f in named(got, "ci.tests")] == \
        [(CI, 10)]


def test_a_reusable_workflow_starts_with_its_caller(said):
    called = flow("run: pytest", head=HEAD.replace(
        "[push, pull_request]", "workflow_call"))
    got = said("""
        on: push
        jobs:
          call: {uses: ./.github/workflows/part.yml}
        """, files={".github/workflows/part.yml": called})
    assert attrs(got, "ci.tests", "start") == ["push"]


def test_a_reusable_workflow_that_nobody_calls_never_starts(said):
    got = said(files={".github/workflows/part.yml": flow(
        "run: pytest", head=HEAD.replace("[push, pull_request]",
                                         "workflow_call"))})
    assert named(got, "ci.tests") == []


@pytest.mark.parametrize("step", [
    "uses: actions/checkout@v4\nwith: {repository: somebody/data}",
    "run: git clone https://example.org/x.git",
    "uses: actions/download-artifact@v4",
])
def test_what_is_fetched_from_elsewhere_may_be_there(said, step):
    got = said(flow(step, "run: pip install -r x/requirements.txt"))
    assert named(got, "ci.missing") == []


@pytest.mark.parametrize("command", [
    "if [ -f x.txt ]; then pip install -r x.txt; fi",
    "test -f x.txt && pip install -r x.txt",
    "[ -d front ] && cd front && npm ci",
])
def test_what_is_only_done_where_it_is_there(said, command):
    got = said(flow("run: |\n  " + command, "run: pytest"))
    assert named(got, "ci.missing") == []
    assert len(named(got, "ci.prepared")) == 1


def test_a_command_that_names_what_is_not_there(said):
    got = said(flow("run: pip install -r requirements/dev.txt",
                    "run: python scripts/load.py",
                    "run: docker build -f docker/Dockerfile .",
                    "run: npm ci\nworking-directory: front"))
    assert attrs(got, "ci.missing", "what") == [
        "requirements/dev.txt", "scripts/load.py", "docker/Dockerfile",
        "front"]
    assert named(got, "ci.package") == []
    assert named(got, "ci.prepared") == []


@pytest.mark.parametrize("recipe", [
    "$(PYTHON) -m pytest", ".venv/bin/pytest -q", "@./venv/bin/python -m pytest",
    "$(UV) run pytest", "$(MAKE) unit\nunit:\n\tpytest",
])
def test_a_recipe_with_variables_and_paths(said, recipe):
    got = said(flow("run: make ci"), files={
        "Makefile": "ci:\n\t%s\n" % recipe})
    assert len(named(got, "ci.tests")) == 1


# --- packaging and delivery --------------------------------------------------------


def test_a_push_of_the_image_comes_after_its_build(said):
    got = said(flow("run: docker build -t app .", "run: docker push app"))
    assert attrs(got, "ci.package", "cmd") == ["docker build -t app ."]
    assert attrs(got, "ci.deliver", "after") == ["docker build -t app ."]


def test_a_push_before_the_build_is_alone(said):
    got = said(flow("run: docker push app", "run: docker build -t app ."))
    assert named(got, "ci.deliver") == []
    assert len(named(got, "ci.deliver.alone")) == 1


@pytest.mark.parametrize("needs, name", [
    ("needs: build", "ci.deliver"), ("needs: [mid]", "ci.deliver"),
    ("timeout-minutes: 5", "ci.deliver.alone"),
    ("needs: other", "ci.deliver.alone"),
])
def test_a_job_delivers_after_the_one_it_waits_for(said, needs, name):
    got = said("""
        on: push
        jobs:
          build: {runs-on: x, steps: [{uses: actions/checkout@v4},
                  {run: docker build -t a .}]}
          mid: {runs-on: x, needs: [build], steps: [{run: echo}]}
          other: {runs-on: x, steps: [{run: echo}]}
          ship:
            runs-on: x
            NEEDS
            steps: [{uses: appleboy/ssh-action@v1}]
        """.replace("NEEDS", needs))
    assert len(named(got, name)) == 1


def test_build_and_push_in_one_action(said):
    step = ("uses: docker/build-push-action@v6\nwith: {context: ., push: %s}")
    got = said(flow(step % "true"))
    assert [f["name"] for f in named(got, "ci.package")
            + named(got, "ci.deliver")] == ["ci.package", "ci.deliver"]


def test_an_image_that_is_built_and_not_pushed(said):
    got = said(flow("uses: docker/build-push-action@v6\n"
                    "with: {context: ., push: false}"))
    assert len(named(got, "ci.package")) == 1
    assert named(got, "ci.deliver") == []


@pytest.mark.parametrize("step, n", [
    ("run: curl -d x https://hooks.slack.com/services/1", 0),
    ("run: curl -X POST $RENDER_DEPLOY_HOOK", 1),
    ("uses: somebody/deploy-to-a-cloud@v2", 1),
    ("uses: somebody/slack-notify-deployment@v2", 0),
    ("run: ./deploy.sh", 0), ("run: ./scripts/deploy.sh prod", 1),
])
def test_what_is_a_delivery(said, step, n):
    got = said(flow("run: docker build .", step), files={
        "scripts/deploy.sh": "#!/bin/sh\nset -e\nssh host up\n"})
    assert len(named(got, "ci.deliver")) == n


@pytest.mark.parametrize("command, tests", [
    ("./gradlew build -x test", 0), ("./gradlew build", 1),
    ("mvn -B package -DskipTests", 0), ("mvn -B package", 1),
])
def test_a_build_without_its_tests(said, command, tests):
    got = said(flow("run: " + command), files={
        "src/test/java/ATest.java":
        "class ATest { @Test void a() { assertEquals(1, 1); } }\n"})
    assert len(named(got, "ci.package")) == 1
    assert len(named(got, "ci.tests")) == tests


def test_a_push_that_is_switched_off(said):
    got = said(flow("run: docker build .", "run: docker push x\nif: false"))
    assert named(got, "ci.deliver") == []
    assert attrs(got, "ci.disabled", "what") == ["step"]


def test_a_file_of_settings_that_is_written_is_no_message(said):
    got = said(flow("name: Environment of the tests\n"
                    "run: echo KEY=x > .env"))
    assert named(got, "ci.fake") == []


def test_a_delivery_that_only_prints(said):
    got = said(flow("run: docker build .", "name: Deploy\nrun: |\n"
                    "  # one day\n  echo \"deployed\""))
    assert attrs(got, "ci.fake", "name") == ["Deploy"]
    assert named(got, "ci.deliver") == []


@pytest.mark.parametrize("compose, n", [("build: .", 1), ("image: nginx", 0)])
def test_compose_packages_what_it_builds(said, compose, n):
    got = said(flow("run: docker compose up -d"), files={
        "docker-compose.yml": "services:\n  app:\n    %s\n" % compose})
    assert len(named(got, "ci.package")) == n


def test_a_site_of_documents_delivers_nothing(said):
    got = said(flow("run: docker build .", "run: mkdocs gh-deploy"))
    assert named(got, "ci.deliver") == []


# --- preparation -------------------------------------------------------------------


def test_preparation_is_what_comes_before_the_tests(said):
    got = said(flow("run: alembic upgrade head", "run: pytest",
                    "run: pip install later"))
    f, = named(got, "ci.prepared")
    assert (f["first"], f["last"]) == (7, 10)
    assert f["attrs"]["what"] == ("actions/checkout@v4, "
                                  "actions/setup-python@v5, pip install -r "
                                  "requirements.txt, alembic upgrade head")


def test_tests_without_the_sources_are_not_prepared(said):
    got = said(flow("run: pytest").replace(
        "      - uses: actions/checkout@v4\n", ""))
    assert named(got, "ci.prepared") == []
    assert len(named(got, "ci.prepared.thin")) == 1


@pytest.mark.parametrize("lines, whole", [
    ("uses: actions/setup-python@v5", False),
    ("run: pip install flake8", False), ("run: poetry install", True),
    ("run: npm ci", False),
])
def test_preparation_without_tests_is_that_of_the_project(said, lines, whole):
    got = said(flow(lines, head="\n".join(HEAD.split("\n")[:-3])))
    assert (len(named(got, "ci.prepared")),
            len(named(got, "ci.prepared.thin"))) == (whole, not whole)


def test_without_tests_the_image_is_no_preparation(said):
    got = said(flow("run: docker build ."))
    assert [(f["first"], f["last"]) for f in named(got, "ci.prepared")] == \
        [(7, 9)]


def test_documents_are_no_preparation_of_tests(said):
    got = said(flow("run: mkdocs build"))
    assert named(got, "ci.prepared") == []


# --- other systems -----------------------------------------------------------------

GITLAB = """
    stages: [check, pack, ship]
    default: {image: "python:3.12"}
    .base:
      before_script: [pip install -r requirements.txt]
    unit:
      extends: .base
      stage: check
      script:
        - cd tests
        - pytest
    package:
      stage: pack
      script: docker build -t app .
    push:
      stage: ship
      script: [docker push app]
    """


def test_gitlab_is_read_by_stages(said):
    got = said(files={".gitlab-ci.yml": GITLAB})
    assert [(f["first"], f["attrs"]["files"])
            for f in named(got, "ci.tests")] == [(10, "1")]
    assert attrs(got, "ci.deliver", "after") == ["docker build -t app ."]
    assert len(named(got, "ci.prepared")) == 1


@pytest.mark.parametrize("image, whole", [("python:3.12", 0),
                                           ("$CI_REGISTRY_IMAGE:ci", 1)])
def test_an_image_of_the_project_brings_its_dependencies(said, image, whole):
    got = said(files={".gitlab-ci.yml": "t:\n  image: %s\n  script: pytest\n"
                      % image})
    assert len(named(got, "ci.prepared")) == whole
    assert len(named(got, "ci.prepared.thin")) == (not whole)


@pytest.mark.parametrize("change, name", [
    ("allow_failure: true", "ci.tests.unchecked"),
    ("when: manual", "ci.tests.seldom"),
    ("rules: [{if: $X, when: manual}]", "ci.tests.seldom"),
    ("only: [schedules]", "ci.tests.seldom"), ("only: [main]", "ci.tests"),
    ("rules: [{if: $X}]", "ci.tests"), ("when: never", "ci.disabled"),
])
def test_gitlab_jobs_by_hand_or_allowed_to_fail(said, change, name):
    got = said(files={".gitlab-ci.yml": GITLAB.replace(
        "stage: check", change)})
    assert len(named(got, name)) == 1


def test_gitlab_pieces_count_where_they_are_included(said):
    part = ("unit:\n  extends: .shared\n  stage: test\n"
            "alone:\n  script: [pytest]\n")
    got = said(files={
        ".gitlab-ci.yml": "include: [{local: /ci/*.yml}]\n"
        ".shared: {script: [pytest]}\n", "ci/a.yml": part,
        "old/.gitlab-ci.yml": part})
    assert [(f["path"], f["first"]) for f in named(got, "ci.tests")] == \
        [("ci/a.yml", 2), ("ci/a.yml", 5)]
    assert [f["path"] for f in named(got, "ci.misplaced")] == \
        ["old/.gitlab-ci.yml"]


@pytest.mark.parametrize("path, text", [
    (".circleci/config.yml", """
        version: 2.1
        jobs:
          build:
            docker: [{image: "cimg/python:3.12"}]
            steps: [checkout, {run: pip install -r requirements.txt},
                    {run: {name: t, command: pytest}},
                    {run: docker build -t a .}, {run: docker push a}]
        """),
    ("azure-pipelines.yml", """
        trigger: [main]
        steps:
          - task: UsePythonVersion@0
          - script: pip install -r requirements.txt
          - bash: pytest
          - script: docker build -t a . && docker push a
        """),
    ("bitbucket-pipelines.yml", """
        image: python:3.12
        pipelines:
          default:
            - step: {script: [pip install -r requirements.txt, pytest]}
            - step: {script: [docker build -t a ., docker push a]}
        """),
    (".woodpecker.yml", """
        steps:
          - {name: t, image: python, commands: [
             pip install -r requirements.txt, pytest, docker build -t a .]}
          - {name: d, image: x, commands: [docker push a]}
        """),
    (".travis.yml", """
        language: python
        install: pip install -r requirements.txt
        script: [pytest, docker build -t a .]
        deploy: {provider: heroku}
        """),
    ("Jenkinsfile", """
        pipeline {
          agent any
          stages {
            stage('t') { steps {
              sh 'pip install -r requirements.txt'
              sh 'pytest'
            } }
            stage('d') { steps {
              dir('.') { sh "docker build -t a ." }
              sh(script: '''docker push a''')
            } }
          }
        }
        """),
])
def test_other_systems(said, path, text):
    got = said(files={path: text})
    for name in ("ci.prepared", "ci.tests", "ci.package", "ci.deliver"):
        assert len(named(got, name)) == 1, name


def test_a_folder_of_jenkins_ends_with_its_bracket(said):
    got = said(files={"front/a.txt": "x\n", "Jenkinsfile": """
        node {
          dir('front') { sh 'ls' }
          sh 'pytest tests'
        }
        """})
    assert attrs(got, "ci.tests", "files") == ["1"]


def test_azure_without_a_trigger_is_manual(said):
    got = said(files={"azure-pipelines.yml": """
        trigger: none
        steps: [{script: pytest}]
        """})
    assert len(named(got, "ci.tests.seldom")) == 1


# --- the model's chain ---------------------------------------------------------------

TRAIN = """
    import sys
    from sklearn.svm import SVC
    from sklearn.metrics import f1_score

    model = SVC()
    model.fit(x, y)
    f1 = f1_score(y, model.predict(x))
    GATE
    """
GATE = "if f1 < 0.8:\n        sys.exit(1)"
DATA = """
    import sys
    import pandas as pd

    df = pd.read_csv("data.csv")
    if df["a"].isna().any() or "b" not in df.columns:
        sys.exit(1)
    """
LEARNS = "def test_predict_returns_a_class():\n    assert predict(1) == 2\n"


def model(got):
    return [f["name"].split(".")[2] for f in named(got, "ci.model.")
            if f["name"] != "ci.model.trigger"]


@pytest.mark.parametrize("gate, what", [
    (GATE, ["train", "validate"]), ("assert f1 > 0.8", ["train", "validate"]),
    ("print(f1)", ["train"]), ("if f1 < 0.8:\n        print('low')",
                               ["train"]),
    ("raise ValueError(x)", ["train"]),
    ("if len(x) < 3:\n        sys.exit(1)", ["train"]),
])
def test_a_program_is_told_by_what_it_does(said, gate, what):
    got = said(flow("run: python src/run.py"), files={
        "src/run.py": TRAIN.replace("GATE", gate)})
    assert model(got) == what
    assert len(named(got, "ci.model.trigger")) == 2


@pytest.mark.parametrize("command, what", [
    ("python -m src.train", ["train"]), ("python train_model.py", ["train"]),
    ("python -m ml.scripts.evaluate", ["validate"]),
    ("python scripts/model_gate.py", ["validate"]),
    ("python scripts/validate_data.py", ["data"]),
    ("docker compose up training", ["train"]),
    ("docker run --rm image python train.py", ["train"]),
    ("great_expectations checkpoint run x", ["data"]),
    ("python constrain.py", []),
])
def test_names_tell_what_cannot_be_read(said, command, what):
    got = said(flow("run: " + command), files={
        path: "main()\n" for path in (
            "src/train.py", "train_model.py", "ml/scripts/evaluate.py",
            "scripts/model_gate.py", "scripts/validate_data.py",
            "constrain.py")} | {"compose.yml":
                                "services: {training: {build: .}}\n"})
    assert model(got) == what


def test_a_vectoriser_that_is_fitted_is_no_training(said):
    got = said(flow("run: python src/features.py"), files={
        "src/features.py": "from sklearn.feature_extraction.text import "
        "TfidfVectorizer\nv = TfidfVectorizer()\nv.fit(texts)\n"})
    assert model(got) == []


@pytest.mark.parametrize("command", [
    "python -m src.run", "make model", "dvc repro", "uv run src/run.py",
])
def test_it_is_found_behind_a_call(said, command):
    got = said(flow("run: " + command), files={
        "src/run.py": TRAIN.replace("GATE", GATE), "src/__init__.py": "",
        "Makefile": "model:\n\tpython src/run.py\n",
        "dvc.yaml": "stages:\n  fit: {cmd: python src/run.py}\n"})
    assert model(got) == ["train", "validate"]


@pytest.mark.parametrize("path, n", [
    ("scripts/validate_data.py", 1), ("scripts/clean_data.py", 0),
    ("scripts/check_quality.py", 1), ("load.py", 0),
])
def test_a_check_of_the_data_looks_at_it_and_can_fail(said, path, n):
    got = said(flow("run: python " + path), files={path: DATA})
    assert len(named(got, "ci.model.data")) == n


def test_a_look_at_the_data_that_cannot_fail_checks_nothing(said):
    got = said(flow("run: python src/data_check.py"), files={
        "src/data_check.py": DATA.replace("sys.exit(1)", "print('bad')")
        .replace("import sys", "")})
    assert named(got, "ci.work") == []


def test_a_program_that_is_not_there_trains_nothing(said):
    got = said(flow("run: python train.py"))
    assert attrs(got, "ci.missing", "what") == ["train.py"]
    assert model(got) == []


def test_checks_of_the_data_among_the_tests(said):
    got = said(flow("run: pytest"), files={"tests/test_dataset.py": """
        import pandas as pd

        def test_no_hole():
            df = pd.read_csv("data.csv")
            assert not df.isnull().any().any()
            assert df["id"].nunique() == len(df)
        """})
    assert len(named(got, "ci.model.data")) == 1


def test_a_database_that_is_tested_is_no_data_that_is(said):
    got = said(flow("run: pytest"), files={"tests/test_database.py": """
        def test_insert(session):
            session.execute("INSERT INTO t VALUES (1)")
            assert session.query(T).count() == 1
        """})
    assert named(got, "ci.model.data") == []


@pytest.mark.parametrize("step, n", [
    ("run: docker build api", 2), ("run: docker build front", 0),
    ("uses: docker/build-push-action@v6\nwith: {context: ./api}", 2),
    ("uses: docker/build-push-action@v6\n"
     "with: {context: ., file: front/Dockerfile}", 0),
    ("run: docker compose -f front/compose.yml build", 0),
])
def test_an_image_that_serves_a_model(said, step, n):
    got = said(flow(step), files={
        "api/main.py": "import joblib\nmodel = joblib.load('m.joblib')\n",
        "api/Dockerfile": "FROM python\n", "front/Dockerfile": "FROM node\n",
        "front/compose.yml": "services: {web: {build: .}}\n"})
    assert len(named(got, "ci.model.trigger")) == n


def test_weights_in_the_image_make_it_the_model_s(said):
    got = said(flow("run: docker build api"), files={
        "api/app.py": "import pickle\nm = pickle.load(open('m.pkl', 'rb'))\n",
        "api/Dockerfile": "FROM python\n", "api/m.pkl": b"\x80\x04N."})
    assert len(named(got, "ci.model.trigger")) == 2


def test_the_three_steps_of_a_model(audit):
    tree = {**BASE, "src/run.py": TRAIN.replace("GATE", GATE),
            "src/predict.py": "def predict(x):\n    return 2\n",
            "tests/test_model.py": "from src.predict import predict\n\n\n"
            + LEARNS, "scripts/check_data.py": DATA}
    got = audit({**tree, CI: flow(
        "run: python scripts/check_data.py", "run: pytest",
        "run: python src/run.py")})
    assert [got.evidence(c) for c in ("C13.2", "C13.3", "C13.4", "C13.5")] \
        == ["complete"] * 4
    assert got.cited("C13.4") == [("ci.model.data", CI, 10, 10)]


def test_one_of_the_three_is_a_part(audit):
    got = audit({**BASE, "src/run.py": TRAIN.replace("GATE", "print(f1)"),
                 CI: flow("run: python src/run.py || true")})
    assert got.evidence("C13.5") == "partial"
    assert got.evidence("C13.4") == "absent"


def test_without_a_model_there_is_no_chain_of_it(audit):
    got = audit({**BASE, CI: flow("run: pytest", "run: docker build .")})
    for c in ("C13.2", "C13.3", "C13.4", "C13.5"):
        assert got.evidence(c) == "not_applicable"


def test_a_model_without_a_chain_is_absent(audit):
    got = audit({**BASE, "train.py": TRAIN, CI: flow("run: pytest")})
    for c in ("C13.2", "C13.3", "C13.4", "C13.5"):
        assert got.evidence(c) == "absent"


# --- documents ---------------------------------------------------------------

GUIDE = """
    # Projet

    Une application.

    ## Intégration continue

    Le fichier `.github/workflows/ci.yml` se déclenche à chaque push et à
    chaque pull request ; il lance les tests avec pytest.

    ### Installation

    Ajouter les secrets dans Settings > Secrets and variables.

    ## Autre chose

    Rien de plus à dire ici.
    """


def test_a_section_about_the_chain(said):
    got = said(flow("run: pytest"), files={"README.md": GUIDE})
    assert [(f["first"], f["last"]) for f in named(got, "ci.doc")] == [(5, 12)]
    assert attrs(got, "ci.doc", "parts", "triggers", "stages", "names") == \
        [("install config test", "pull_request push", "tests", "ci.yml")]
    assert attrs(got, "ci.doc.tests", "file") == ["ci.yml"]
    assert named(got, "ci.undocumented.tests") == []


@pytest.mark.parametrize("change", [
    ("ci.yml", "other.yml"),            # another chain, that is not there
    ("## Intégration continue", "## Principes"),
])
def test_what_is_not_about_it_documents_nothing(said, change):
    got = said(flow("run: pytest"), files={"README.md":
                                           GUIDE.replace(*change)})
    assert named(got, "ci.doc.tests") == []


def test_a_plan_of_what_is_not_there(said):
    plan = GUIDE.replace("Le fichier `.github/workflows/ci.yml`", "Jenkins")
    got = said(flow("run: pytest", "run: docker build ."), files={
        "README.md": plan.replace("avec pytest", "et déploie en production")})
    assert len(named(got, "ci.doc")) == 1
    assert named(got, "ci.doc.tests") == []


def test_without_a_name_all_that_is_described_must_be_there(said):
    text = GUIDE.replace("Le fichier `.github/workflows/ci.yml`",
                         "GitHub Actions").replace(
        "avec pytest", "et construit l'image Docker")
    got = said(flow("run: pytest", "run: docker build ."), files={
        "README.md": text})
    assert attrs(got, "ci.doc.delivery", "file") == ["ci.yml"]


def test_code_explains_neither_stages_nor_tests(said):
    got = said(flow("run: pytest"), files={"README.md": """
        ## CI/CD

        Voici le contenu du fichier ci.yml tel qu'il est dans le dépôt, sans
        un mot de plus que ceux de cette phrase.

        ```yaml
        on: push
        jobs: {a: {steps: [{run: pytest}, {run: docker build .}]}}
        ```
        """})
    assert attrs(got, "ci.doc", "stages", "parts") == [("", "")]
    assert named(got, "ci.doc.tests") == []


def test_what_the_documents_leave_out(said):
    got = said(flow("run: pytest", "run: ruff check .", head=HEAD.replace(
        "[push, pull_request]", "[push, workflow_dispatch]")),
        files={"README.md": GUIDE})
    assert attrs(got, "ci.undocumented.tests", "what") == \
        ["workflow_dispatch", "ruff check ."]


def test_a_document_by_its_name_is_one_section(said):
    text = GUIDE.replace("## Intégration continue", "## Le fichier")
    got = said(flow("run: pytest"), files={"docs/CI_CD.md": text,
                                           "docs/notes.md": text})
    assert [f["path"] for f in named(got, "ci.doc")] == ["docs/CI_CD.md"]


def test_documents_in_other_formats(said):
    text = """
        Projet
        ======

        Intégration continue
        --------------------

        Le fichier ``ci.yml`` se déclenche à chaque push et à chaque pull
        request ; il lance les tests avec pytest.
        """
    got = said(flow("run: pytest"), files={"docs/projet.rst": text,
                                           "docs/projet.txt": text})
    assert [f["path"] for f in named(got, "ci.doc")] == ["docs/projet.rst"]
    assert attrs(got, "ci.doc", "names") == ["ci.yml"]


def test_a_pipeline_of_data_is_no_chain(said):
    text = GUIDE.replace("# Projet", "# Guide du pipeline ELT", 1).replace(
        "## Intégration continue", "## Le fichier")
    got = said(flow("run: pytest"), files={"GUIDE_PIPELINE.md": text})
    assert named(got, "ci.doc") == []
    got = said(flow("run: pytest"), files={"GUIDE_PIPELINE.md": text.replace(
        "ELT", "CI/CD")})
    assert len(named(got, "ci.doc")) == 1


def test_sections_that_tell_most_come_first(said):
    more = {"a%d.md" % n: "## CI/CD\n\nLe fichier ci.yml se déclenche à "
            "chaque push et fait ce qui est prévu pour le projet.\n"
            for n in range(6)}
    got = said(flow("run: pytest"), files={"README.md": GUIDE, **more})
    assert len(named(got, "ci.doc.tests")) == 4
    assert "README.md" in [f["path"] for f in named(got, "ci.doc.tests")]


@pytest.mark.parametrize("cut, doc, parts", [
    ("", "complete", "complete"),
    ("Ajouter les secrets dans Settings > Secrets and variables.", "complete",
     "partial"),
])
def test_the_criteria_of_documentation(audit, cut, doc, parts):
    text = GUIDE.replace("### Installation", "### Secrets") if cut else GUIDE
    got = audit({**BASE, CI: flow("run: pytest"),
                 "README.md": text.replace(cut, "") if cut else text})
    assert got.evidence("C18.1") == doc
    assert got.evidence("C18.6") == parts
    assert got.evidence("C19.6") == "absent"


# --- the criteria -------------------------------------------------------------------


def test_a_whole_chain_is_complete(audit):
    got = audit({**BASE, CI: flow("run: pytest", "run: docker build -t a .",
                                  "run: docker push a")})
    assert [got.evidence(c) for c in ("C18.3", "C18.4", "C19.3", "C19.4")] \
        == ["complete"] * 4
    assert got.cited("C18.4") == [("ci.tests", CI, 10, 10)]
    assert got.whys("C19.4") == ["livraison (« test ») après empaquetage : "
                                 "docker push a"]


def test_half_a_chain_is_partial(audit):
    got = audit({**BASE, **MANY, CI: flow("run: pytest tests",
                                          "run: docker push a")})
    assert [got.evidence(c) for c in ("C18.3", "C18.4", "C19.3", "C19.4")] \
        == ["complete", "partial", "absent", "partial"]
    assert got.cited("C18.4", "against")[0][1] == "a/tests/test_0.py"


@pytest.mark.parametrize("path", ["sub/.github/workflows/ci.yml",
                                  ".github/workflows/ci.md"])
def test_a_chain_that_no_tool_reads_is_absent(audit, path):
    got = audit({**BASE, path: flow("run: pytest", "run: docker build .")})
    for c in ("C18.3", "C18.4", "C19.3", "C19.4"):
        assert got.evidence(c) == "absent"
    assert got.criteria["C18.3"]["nearest_miss"]["path"] == path


def test_a_report_that_nobody_can_read_leaves_open_what_is_documented(audit):
    got = audit({**BASE, CI: flow("echo: x"), "rapport.md":
                 b"%PDF-1.4\n" + bytes(range(256)) * 20})
    assert got.evidence("C18.4") == "absent"
    assert got.evidence("C18.6") == "undetermined"


def test_a_workflow_that_is_not_here_is_undetermined(audit):
    pointer = ("version https://git-lfs.github.com/spec/v1\n"
               "oid sha256:%s\nsize 12\n" % ("0" * 64))
    got = audit({**BASE, CI: pointer})
    assert got.evidence("C18.4") == "undetermined"
