# SPDX-License-Identifier: GPL-3.0-or-later
"""Monitoring: do the pieces meet, and what only looks like it."""
import json

import pytest

from said import attrs, facts, named

MODEL = {"api/model.py": "from sklearn.linear_model import Ridge\n"}

PROMETHEUS = """
    global: {scrape_interval: 15s}
    rule_files: ["rules/*.yml"]
    alerting:
      alertmanagers:
        - static_configs: [{targets: ["alertmanager:9093"]}]
    scrape_configs:
      - job_name: prometheus
        static_configs: [{targets: ["localhost:9090"]}]
      - job_name: api
        metrics_path: /metrics
        static_configs: [{targets: ["api:8000"]}]
    """
RULES = """
    groups:
      - name: api
        rules:
          - alert: SlowAnswers
            expr: histogram_quantile(0.95, rate(answer_bucket{a="x>9"}[5m])) > 2.5
            for: 2m
            labels: {severity: critical}
          - record: job:answers:rate5m
            expr: rate(answers_total[5m])
    """
ALERTMANAGER = """
    route: {receiver: team}
    receivers:
      - name: team
        webhook_configs: [{url: "https://hooks.ateliers.net/T1"}]
    """
COMPOSE = """
    services:
      prometheus:
        image: prom/prometheus:v2.52.0
        volumes:
          - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro
          - ./rules:/etc/prometheus/rules
      alertmanager:
        image: prom/alertmanager
        volumes: ["./alertmanager.yml:/etc/alertmanager/alertmanager.yml"]
      grafana:
        image: grafana/grafana:11.0.0
        volumes:
          - type: bind
            source: ./grafana/provisioning
            target: /etc/grafana/provisioning
          - grafana_data:/var/lib/grafana
    """
STACK = {"ops/docker-compose.yml": COMPOSE, "ops/prometheus.yml": PROMETHEUS,
         "ops/rules/api.yml": RULES, "ops/alertmanager.yml": ALERTMANAGER}

METRICS = """
    from prometheus_client import Counter, Histogram, make_asgi_app

    PREDICTIONS = Counter("model_predictions_total", "Answers", ["label"])
    CONFIDENCE = Histogram("model_confidence", "How sure it is")
    """
SERVICE = """
    from fastapi import FastAPI
    from api.metrics import PREDICTIONS, make_asgi_app

    app = FastAPI()
    app.mount("/metrics", make_asgi_app())

    @app.post("/predict")
    def predict(x: float):
        PREDICTIONS.labels(label="a").inc()
        return {"label": "a"}
    """


def board(expr, title="Predictions", wrapped=False, **more):
    panel = {"id": 1, "type": "timeseries", "title": title,
             "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0}}
    if expr:
        panel["targets"] = [{"refId": "A", "expr": expr}]
    panel.update(more)
    made = {"title": "Model", "schemaVersion": 39, "panels": [panel]}
    return json.dumps({"dashboard": made} if wrapped else made, indent=1)


PROVIDER = """
    apiVersion: 1
    providers:
      - name: files
        type: file
        options: {path: /etc/grafana/provisioning/dashboards}
    """
FOLDER = "ops/grafana/provisioning/dashboards/"
CHAIN = {**STACK, "api/metrics.py": METRICS, "api/main.py": SERVICE,
         FOLDER + "files.yml": PROVIDER,
         FOLDER + "model.json": board("rate(model_predictions_total[5m])")}


@pytest.fixture
def said(tmp_path):
    return lambda files: facts(tmp_path, files)


# --- alert rules --------------------------------------------------------------


def test_a_rule_that_is_loaded_and_heard_is_an_alert(audit):
    got = audit(STACK)
    assert got.evidence("C20.5") == "complete"
    assert got.cited("C20.5") == [
        ("monitoring.alert", "ops/rules/api.yml", 4, 7)]
    assert "> 2.5" in got.whys("C20.5")[0]


@pytest.mark.parametrize("path, old, new, lacks", [
    ("ops/prometheus.yml", "rules/*.yml", "alerts/*.yml", "mount"),
    ("ops/prometheus.yml", 'rule_files: ["rules/*.yml"]', "",
     "rule_files"),
    ("ops/docker-compose.yml", "- ./rules:/etc/prometheus/rules",
     "- rules:/etc/prometheus/rules", "mount"),
    ("ops/alertmanager.yml", "hooks.ateliers.net", "hooks.example.com",
     "unheard"),
    ("ops/alertmanager.yml", 'webhook_configs: [{url: "https://hooks.'
     'ateliers.net/T1"}]', "", "unheard"),
    ("ops/docker-compose.yml", 'volumes: ["./alertmanager.yml',
     'volumes: ["./other.yml', "unheard"),
    ("ops/rules/api.yml", " > 2.5", "", "vague"),
])
def test_a_rule_that_nobody_loads_or_hears_is_partial(audit, path, old, new,
                                                      lacks):
    files = dict(STACK)
    assert old in files[path]
    files[path] = files[path].replace(old, new)
    got = audit(files)
    assert got.evidence("C20.5") == "partial"
    assert lacks in got.whys("C20.5")[0] + got.cited("C20.5")[0][0]


def test_without_containers_the_tree_is_where_rules_are_looked_for(audit):
    got = audit({k: v for k, v in STACK.items() if "compose" not in k})
    assert got.evidence("C20.5") == "complete"


def test_rules_that_are_commented_out_are_none(audit):
    rules = "\n".join("# " + line for line in RULES.splitlines())
    assert audit({**STACK, "ops/rules/api.yml": rules}
                 ).evidence("C20.5") == "absent"


def test_rules_of_others_are_none(audit):
    got = audit({"node_modules/x/prometheus.yml": PROMETHEUS,
                 "node_modules/x/rules/a.yml": RULES,
                 "vendor/author/pack/rules.yml": RULES,
                 "examples/rules.yml": RULES})
    assert got.evidence("C20.5") == "absent"
    assert got.evidence("C11.6") == "absent"


def test_a_document_about_alerts_is_none(audit):
    got = audit({**MODEL, "docs/monitoring.md": """
        # Monitoring

        Prometheus scrapes the API, Grafana shows accuracy and drift.
        An e-mail is sent when latency > 500 ms.
        """})
    for criterion in ("C11.3", "C11.6", "C20.5"):
        assert got.evidence(criterion) == "absent"


GRAFANA_RULES = """
    apiVersion: 1
    groups:
      - orgId: 1
        name: api
        rules:
          - uid: a
            title: Too many errors
            condition: C
            data:
              - refId: A
                model: {expr: "rate(errors_total[5m])"}
              - refId: C
                model:
                  type: threshold
                  conditions: [{evaluator: {type: gt, params: [0.05]}}]
            for: 2m
    """
CONTACTS = """
    apiVersion: 1
    contactPoints:
      - orgId: 1
        name: team
        receivers:
          - {uid: c, type: discord, settings: {url: "https://d.co/api/w"}}
    """
ALERTING = "ops/grafana/provisioning/alerting/"


def test_rules_of_grafana_need_a_contact_point(audit):
    files = {"ops/docker-compose.yml": COMPOSE,
             ALERTING + "rules.yml": GRAFANA_RULES}
    got = audit(files)
    assert got.evidence("C20.5") == "partial"
    assert "gt 0.05" in str(got.whys("C20.5"))


def test_rules_of_grafana_with_a_contact_point(audit):
    files = {"ops/docker-compose.yml": COMPOSE,
             ALERTING + "rules.yml": GRAFANA_RULES,
             ALERTING + "contacts.yml": CONTACTS}
    assert audit(files).evidence("C20.5") == "complete"


def test_rules_of_grafana_that_are_paused(audit):
    files = {"ops/docker-compose.yml": COMPOSE,
             ALERTING + "rules.yml": GRAFANA_RULES.replace(
                 "condition: C", "condition: C\n            isPaused: true"),
             ALERTING + "contacts.yml": CONTACTS}
    assert audit(files).evidence("C20.5") == "partial"


@pytest.mark.parametrize("prefix", ["", "${HERE}/"])
def test_a_dockerfile_gives_rules_as_a_mount_does(audit, prefix):
    files = {k: v for k, v in STACK.items() if "compose" not in k}
    files["ops/prometheus.Dockerfile"] = f"""
        FROM prom/prometheus
        COPY {prefix}prometheus.yml /etc/prometheus/
        COPY rules /etc/prometheus/rules
        """
    files["ops/alertmanager.Dockerfile"] = """
        FROM prom/alertmanager
        COPY alertmanager.yml /etc/alertmanager/alertmanager.yml
        """
    assert audit(files).evidence("C20.5") == "complete"


# --- alerts in code -----------------------------------------------------------

MAILER = """
    import smtplib

    def send_alert(text):
        with smtplib.SMTP("mail.internal") as s:
            s.sendmail("a@b.fr", "c@d.fr", text)
    """


def test_a_limit_then_a_mail_is_an_alert(audit):
    got = audit({"watch/mail.py": MAILER, "watch/job.py": """
        from watch.mail import send_alert

        def check(latency_ms):
            if latency_ms > LIMITS["p95"]["max_ms"]:
                send_alert(f"too slow: {latency_ms}")
        """})
    assert got.evidence("C20.5") == "complete"
    assert got.cited("C20.5") == [("monitoring.alert", "watch/job.py", 4, 5)]


@pytest.mark.parametrize("code", [
    # nothing sends
    "def send_alert(text):\n    print(text)\n\n"
    "def check(latency):\n    if latency > 500:\n        send_alert('x')\n",
    # over a threshold, noted
    "def check(psi, threshold=0.2):\n    alerts = []\n"
    "    if psi > threshold:\n        alerts.append('ALERTE drift')\n"
    "    return alerts\n",
])
def test_an_alert_that_reaches_nobody_is_partial(audit, code):
    assert audit({"watch/job.py": code}).evidence("C20.5") == "partial"


@pytest.mark.parametrize("code", [
    # of the business, not of the system
    "def watch(price, user):\n    if price > user.limit:\n"
    "        try:\n            send_email(user, 'cheap')\n"
    "        except Exception as error:\n            raise error\n",
    # no limit
    "def done(job):\n    if job.failed:\n        send_alert('error')\n",
    # a line drawn
    "fig.add_hline(y=0.8, annotation_text='seuil alerte accuracy')\n",
    # every so often
    "def loop(n, error):\n    if n % 10 == 0 and n > 0:\n"
    "        send_alert('error report')\n",
    # in a comment and a string
    "# if latency > 500: send_alert('x')\n"
    "DOC = \"if latency > 500: send_alert('x')\"\n",
    # a paging parameter
    "def alerts(limit):\n    if limit > 100:\n        limit = 100\n"
    "    return query('SELECT * FROM alerts', limit)\n",
    "x = 'a' if cpu > 90 else 'b'\nsend_alert(x)\n",
    "def f(all):\n    x = 'a' if cpu > 90 else 'b'\n"
    "    for one in all:\n        send_alert('error')\n",
])
def test_what_is_no_alert(audit, code):
    got = audit({"watch/mail.py": MAILER, "watch/job.py": code})
    assert got.evidence("C20.5") == "absent"


def test_an_alert_of_a_test_is_none(audit):
    got = audit({"tests/test_alert.py": MAILER + """
    def test_it():
        if latency > 500:
            send_alert("x")
    """})
    assert got.evidence("C20.5") == "absent"


def test_javascript_alerts_too(audit):
    got = audit({"src/watch.js": """
        const nodemailer = require("nodemailer");
        const mail = nodemailer.createTransport({host: "mail"});

        function check(errorRate) {
          if (errorRate > 0.05) {
            sendAlertMail(mail, `error rate ${errorRate}`);
          }
        }
        """})
    assert got.evidence("C20.5") == "complete"


@pytest.mark.parametrize("code, evidence", [
    ("import sentry_sdk\nsentry_sdk.init(dsn=DSN)\n", "partial"),
    ("default_args = {\n    'email': ['a@b.fr'],\n"
     "    'email_on_failure': True,\n}\n", "partial"),
    ("dag = DAG('a', on_failure_callback=tell)\n", "partial"),
    ("default_args = {'email_on_failure': False}\n", "absent"),
    ("dag = DAG('a', on_failure_callback=None)\n", "absent"),
])
def test_errors_reported_without_a_threshold(audit, code, evidence):
    assert audit({"app/main.py": code}).evidence("C20.5") == evidence


# --- the chain of a model ------------------------------------------------------


def test_a_chain_that_meets(audit):
    got = audit(CHAIN | MODEL)
    assert got.evidence("C11.3") == "complete"
    assert got.evidence("C11.6") == "complete"
    assert {f[1] for f in got.cited("C11.6")} == {
        "api/metrics.py", "ops/prometheus.yml", FOLDER + "model.json"}


@pytest.mark.parametrize("path, old, new", [
    ("api/main.py", 'PREDICTIONS.labels(label="a").inc()', "pass"),
    ("api/main.py", 'app.mount("/metrics", make_asgi_app())', ""),
    ("ops/prometheus.yml", "job_name: api", "job_name: prometheus"),
    (FOLDER + "model.json", "model_predictions_total", "up"),
])
def test_a_chain_with_a_missing_link_is_partial(audit, path, old, new):
    files = dict(CHAIN | MODEL)
    assert old in files[path]
    files[path] = files[path].replace(old, new)
    assert audit(files).evidence("C11.6") == "partial"


@pytest.mark.parametrize("files", [
    {FOLDER + "model.json": board("rate(model_predictions_total[5m])",
                                  wrapped=True)},
    {FOLDER + "model.json": board(None)},
    {FOLDER + "model.json": board("rate(http_requests_total[5m])",
                                  title="Requests")},
    {FOLDER + "model.json": board("node_timex_offset_seconds",
                                  title="Clock drift")},
    {FOLDER + "model.json": board('up{job="predict"}')},
])
def test_a_dashboard_that_shows_nothing_of_the_model(audit, files):
    got = audit({**CHAIN, **MODEL, **files})
    assert got.evidence("C11.3") == "partial"
    assert got.evidence("C11.6") == "partial"


def test_an_empty_dashboard_alone_is_nothing(audit):
    got = audit({**MODEL, "dashboard.json": board(None)})
    assert got.evidence("C11.3") == "absent"


def test_a_dashboard_without_grafana_is_partial(audit):
    got = audit({**MODEL, "dashboard.json": board("model_drift")})
    assert got.evidence("C11.3") == "partial"


def test_no_model_nothing_to_watch(audit):
    got = audit({"app.py": "from fastapi import FastAPI\n"})
    assert got.evidence("C11.3") == "not_applicable"
    assert got.evidence("C11.6") == "not_applicable"


TRAIN = """
    import mlflow

    def train():
        with mlflow.start_run():
            mlflow.log_metric("accuracy", 0.9)
    """


def test_runs_without_a_place_to_see_them_are_partial(audit):
    got = audit({"ml/train.py": TRAIN})
    assert got.evidence("C11.3") == "partial"


def test_runs_in_the_pages_of_mlflow(audit):
    got = audit({"ml/train.py": TRAIN,
                 "README.md": "# X\n\n```\nmlflow ui --port 5001\n```\n"})
    assert got.evidence("C11.3") == "complete"
    assert got.evidence("C11.6") == "partial"


def test_a_sentence_about_mlflow_starts_nothing(audit):
    got = audit({"ml/train.py": TRAIN,
                 "README.md": "# X\n\nThe MLflow UI shows it.\n",
                 "run.sh": "# mlflow ui\n"})
    assert got.evidence("C11.3") == "partial"


def test_runs_of_the_service_are_a_chain(audit):
    got = audit({"api/service.py": """
        import mlflow

        def predict_model(data):
            with mlflow.start_run():
                mlflow.log_metric("prediction_time", 0.2)
        """, "start.bat": "start mlflow server --port 5000\n"})
    assert got.evidence("C11.6") == "complete"


def test_rows_of_predictions_shown_by_grafana(audit):
    panel = {"targets": [{"rawSql": "SELECT avg(grade) FROM feedback"}]}
    got = audit({
        **MODEL, "ops/docker-compose.yml": COMPOSE,
        "board.json": board(None, title="Satisfaction", **panel),
        "api/log.py": "import db\n\ndef answer(x):\n"
                      "    db.insert_prediction(x)\n"})
    assert got.evidence("C11.6") == "complete"


PAGE = """
    import requests
    import streamlit as st

    m = requests.get("http://api:8000/metrics/model").json()
    st.metric("F1 score", m["f1"])
    """


def test_a_page_that_reads_metrics_is_a_channel(audit):
    got = audit({**MODEL, "ui/monitoring.py": PAGE})
    assert got.evidence("C11.3") == "complete"
    assert got.evidence("C11.6") == "partial"


@pytest.mark.parametrize("page", [
    "import streamlit as st\nst.metric('Accuracy', 0.92)\n",
    "import requests\nimport streamlit as st\n"
    "n = requests.get('http://a').json()\nst.write(n)\n"
    "st.metric('Accuracy', '96 %')\n",
    "import numpy as np\nimport requests\nimport streamlit as st\n"
    "x = requests.get('http://a').json()\n"
    "st.line_chart(np.random.normal(0, 1, 9))\n"
    "st.header('Model drift')\n",
])
def test_a_page_of_constants_or_chance_is_partial(audit, page):
    assert audit({**MODEL, "ui/page.py": page}).evidence("C11.3") == \
        "partial"


def test_a_page_of_texts_is_no_monitoring(audit):
    got = audit({**MODEL, "ui/about.py": """
        import streamlit as st

        data = open("about.json")
        st.markdown('''
        Our model reaches an accuracy of 96 percent on the data that we
        collected over the year; it was trained on 898 612 fights, and the
        code is open to everybody who wishes to look at how it was made.
        ''')
        st.metric("Fights", "898 612", help="accuracy of the model")
        """})
    assert got.evidence("C11.3") == "absent"


def test_a_prediction_shown_to_a_user_is_no_monitoring(audit):
    got = audit({**MODEL, "ui/page.py": """
        import requests
        import streamlit as st

        r = requests.post("http://api/predict").json()
        st.metric("Prix estime", r["price"])
        st.write("Couleur : bleu, rouge ; rappel par mail")
        """})
    assert got.evidence("C11.3") == "absent"


def test_a_template_that_watches(audit):
    got = audit({**MODEL, "web/templates/monitoring.html": """
        <h1>Supervision</h1>
        <p>{{ health.model_accuracy }}</p>
        <td>{{ row.model_version }}</td>
        <style>.a { color: #f1f1f1 }</style>
        """, "web/templates/shop_metrics.html": "<p>{{ car.model }}</p>\n"})
    assert [f[1:] for f in got.cited("C11.3")] == [
        ("web/templates/monitoring.html", 2, 2)]


def test_what_draws_drift_does_not_compute_it(audit):
    got = audit({**MODEL, "web/DriftChart.tsx": """
        export function DriftChart(props) {
          const points = props.points;
          return draw(points);
        }
        """})
    assert got.evidence("C11.6") == "absent"


def test_drift_with_a_report(audit):
    got = audit({"jobs/drift.py": """
        from evidently import Report
        from evidently.presets import DataDriftPreset

        def drift_job(reference, current):
            report = Report([DataDriftPreset()])
            result = report.run(current, reference)
            result.save_html("reports/drift.html")
        """, **MODEL})
    assert got.evidence("C11.3") == "complete"
    assert got.evidence("C11.6") == "complete"


# --- the facts ------------------------------------------------------------------


def test_metrics_and_where_they_come_from(said):
    got = said({"m.py": METRICS, "w.js": """
        const client = require("prom-client");
        const n = new client.Counter({name: "answers_total", help: "All"});
        n.inc();
        """, "c.py": "from collections import Counter\nCounter('model')\n"})
    assert sorted(attrs(got, "monitoring.metric", "metric", "of")) == [
        ("answers_total", "app"), ("model_confidence", "model"),
        ("model_predictions_total", "model")]


@pytest.mark.parametrize("expr, threshold", [
    ("rate(x[5m]) > 0.1", "> 0.1"),
    ("up{job=\"a\"} == 0", "== 0"),
    ("x{code=~\"5..\"} / y >= bool 5", ">= 5"),
    ("absent(up{job=\"a\"})", "absent"),
    ("a > 1 and b < 2.5", "< 2.5"),
    ("x{path!=\"3\"}", None),
    ("x > 10 * 1024", "> 10"),
])
def test_the_threshold_of_an_expression(said, expr, threshold):
    got = said({"r.yml": "groups:\n  - name: g\n    rules:\n"
                "      - alert: A\n        expr: '%s'\n" % expr})
    assert attrs(got, "monitoring.rule", "threshold") == [threshold]


def test_a_service_without_its_configuration_mounts_nothing(said):
    got = said({"docker-compose.yml": """
        services:
          prometheus:
            image: prom/prometheus
            volumes: ["data:/prometheus"]
        """})
    assert attrs(got, "monitoring.service", "tool") == ["prometheus"]
    assert named(got, "monitoring.mount") == []


# --- logging --------------------------------------------------------------------

APP = """
    import logging
    from fastapi import FastAPI

    logger = logging.getLogger(__name__)
    app = FastAPI()

    @app.get("/")
    def root():
        logger.info("asked")
    """
SETUP = """
    import logging
    from logging.handlers import RotatingFileHandler

    def setup_logging():
        root = logging.getLogger()
        root.addHandler(RotatingFileHandler("app.log", maxBytes=1000))
    """


def test_a_logger_that_is_set_up_and_used(audit):
    got = audit({"api/main.py": APP.replace(
        "app = FastAPI()",
        'logging.basicConfig(level=logging.INFO)\n    app = FastAPI()')})
    assert got.evidence("C20.4") == "complete"
    assert got.cited("C20.4") == [
        ("monitoring.logger", "api/main.py", 5, 5),
        ("monitoring.logged", "api/main.py", 10, 10)]


def test_a_set_up_that_is_called_from_elsewhere(audit):
    got = audit({"api/log.py": SETUP, "api/main.py": APP.replace(
        "app = FastAPI()", "setup_logging()\n    app = FastAPI()")})
    assert got.evidence("C20.4") == "complete"


def test_a_set_up_that_nobody_calls(audit):
    got = audit({"api/log.py": SETUP, "api/main.py": APP})
    assert got.evidence("C20.4") == "partial"


@pytest.mark.parametrize("files", [
    {"api/main.py": APP},
    # a script logs for itself
    {"database/seed.py": "import logging\nlogging.basicConfig()\n"
                         "logging.info('x')\n",
     "api/main.py": "from fastapi import FastAPI\napp = FastAPI()\n"},
    {"main.py": "from flask import Flask\napp = Flask(__name__)\n",
     "scripts/seed.py": "import logging\nlogging.basicConfig()\n"
                        "logging.info('x')\n"},
])
def test_half_of_logging_is_partial(audit, files):
    assert audit(files).evidence("C20.4") == "partial"


@pytest.mark.parametrize("code", [
    "from fastapi import FastAPI\napp = FastAPI()\nprint('started')\n",
    "import numpy as np\nfrom flask import Flask\n"
    "x = np.log(3)\ny = math.log(4)\n",
    "from flask import Flask\n# logging.basicConfig(level=10)\n"
    "HELP = \"logging.info('x')\"\n",
])
def test_print_and_logarithms_are_no_logging(audit, code):
    assert audit({"app.py": code}).evidence("C20.4") == "absent"


def test_logging_of_tests_is_none(audit):
    got = audit({"tests/test_api.py": APP + "\nlogging.basicConfig()\n"})
    assert got.evidence("C20.4") == "absent"


@pytest.mark.parametrize("files", [
    {"site/settings.py": "INSTALLED_APPS = []\nLOGGING = {\n"
     "    'version': 1,\n    'handlers': {'file': {'class': "
     "'logging.FileHandler'}},\n}\n"},
    {"server/index.js": "const express = require('express');\n"
     "const winston = require('winston');\n"
     "const logger = winston.createLogger({level: 'info'});\n"
     "logger.info('up');\n"},
    {"src/main/java/a/Api.java": "package a;\n"
     "import org.slf4j.Logger;\nimport org.slf4j.LoggerFactory;\n"
     "import org.springframework.web.bind.annotation.GetMapping;\n"
     "public class Api {\n  private static final Logger log = "
     "LoggerFactory.getLogger(Api.class);\n"
     "  @GetMapping(\"/\")\n  public String get() {\n"
     "    log.info(\"asked\");\n    return \"\";\n  }\n}\n"},
    {"app.py": "from flask import Flask\nfrom loguru import logger\n"
     "logger.add('app.log', rotation='1 MB')\nlogger.info('up')\n"},
])
def test_loggers_of_other_frameworks(audit, files):
    assert audit(files).evidence("C20.4") == "complete"


# --- documents ------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    """
    # Surveillance
    | Métrique | Seuil d'alerte | Action |
    |---|---|---|
    | Latence p95 | > 500 ms | relancer |
    | Taux d'erreur | 5 % | prévenir |
    """,
    """
    # Monitoring
    ## Alerts
    - CPU above 90 %
    - response time > 2 s
    """,
    """
    # Ré-entraînement
    Le seuil critique de satisfaction est fixé à 80 %, si le taux de
    participation est d'au moins 10 %.
    """,
])
def test_metrics_with_their_thresholds(audit, text):
    assert audit({"docs/a.md": text}).evidence("C20.1") == "complete"


@pytest.mark.parametrize("path, text", [
    ("docs/a.html", "<h1>Monitoring</h1>\n<ul>\n"
     "<li>Alerte quand la latence dépasse 2 s</li>\n"
     "<li>Seuil critique du CPU : 90 %</li>\n</ul>\n"),
    ("docs/a.rst", "Monitoring\n==========\n\nAlert when latency > 2 s.\n\n"
     "Alert when the CPU is above 90 percent.\n"),
])
def test_documents_of_other_formats(audit, path, text):
    assert audit({path: text}).evidence("C20.1") == "complete"


def test_a_template_is_no_document(audit):
    got = audit({"t.html": "<h1>Monitoring</h1><p>Alert when latency > 2 s."
                 "</p><p>CPU above 90 %</p><p>{{ x }}</p>"})
    assert got.evidence("C20.1") == "absent"


@pytest.mark.parametrize("text", [
    "# Métriques de suivi\n\n- Latence des réponses\n- Taux d'erreur\n",
    "# Supervision\n\n| Métrique | Unité |\n|---|---|\n| Latence | ms |\n",
    "# Alertes\n\nUne alerte part quand la latence dépasse 2 s.\n",
])
def test_metrics_without_thresholds_or_one_only(audit, text):
    assert audit({"docs/a.md": text}).evidence("C20.1") == "partial"


@pytest.mark.parametrize("text", [
    # what a model must reach, what a test covers, how long a log is kept
    "# Modèle\n\n| Métrique | Seuil |\n|---|---|\n| Accuracy | 0.9 |\n"
    "| F1 | 0.8 |\n",
    "# Tests\n\nLa couverture dépasse 80 % et la durée 5 min.\n",
    "# Logs et monitoring\n\n- Logs d'erreurs : > 180 jours\n"
    "- Métriques de latence : > 365 jours\n",
    "# Monitoring\n\nNous suivrons la latence et les erreurs.\n",
    "# Métriques de suivi\n\n- Vélocité : 8 points\n",
])
def test_other_numbers_are_no_thresholds(audit, text):
    assert audit({"docs/a.md": text}).evidence("C20.1") == "absent"


GUIDE = """
    # Monitoring
    ## Installation
    ```bash
    docker compose -f ops/docker-compose.yml up -d prometheus grafana
    ```
    ## Configuration
    Déclarer la cible dans `prometheus.yml` de Prometheus.
    ## Utilisation
    Ouvrir Grafana : http://localhost:3000
    """


def test_a_guide_of_the_chain(audit):
    got = audit(CHAIN | MODEL | {"docs/monitoring.md": GUIDE})
    assert got.evidence("C11.8") == "complete"
    assert got.evidence("C20.6") == "complete"
    assert [f[1:] for f in got.cited("C11.8")] == [
        ("docs/monitoring.md", 3, 5), ("docs/monitoring.md", 7, 7),
        ("docs/monitoring.md", 9, 9)]


@pytest.mark.parametrize("old, new, install", [
    ("up -d prometheus grafana", "ps grafana", "partial"),
    ("Déclarer la cible dans `prometheus.yml` de Prometheus.",
     "Prometheus est bien configuré.", "partial"),
])
def test_a_guide_with_a_part_missing(audit, old, new, install):
    assert old in GUIDE
    got = audit(CHAIN | MODEL | {"docs/m.md": GUIDE.replace(old, new)})
    assert got.evidence("C11.8") == install
    assert got.evidence("C20.6") == install


def test_a_guide_to_tools_that_are_not_there(audit):
    got = audit(MODEL | {"docs/monitoring.md": GUIDE})
    assert got.evidence("C11.8") == "absent"
    assert got.evidence("C20.6") == "absent"


def test_a_composition_with_an_address_is_an_installation(audit):
    text = """
        # Start
        ```
        docker compose up -d
        ```
        | Service | URL |
        |---|---|
        | Grafana | http://localhost:3000 |
        """
    got = audit(CHAIN | MODEL | {"README.md": text})
    assert got.evidence("C20.6") == "partial"
    assert ("monitoring.installs", "README.md", 2, 4) in got.cited("C20.6")
    assert audit({"README.md": text.replace("Grafana", "Site")}
                 ).evidence("C20.6") == "absent"


@pytest.mark.parametrize("text", [
    "# Stack\n\nDocker Compose runs 5 services (API, Prometheus, Grafana).\n",
    "# Stack\n\n- Grafana : visualisation et dashboards\n",
    "# Tree\n\n```\nops/\n├── prometheus.yml  # scrape of Prometheus\n```\n",
    "# Database\n\n```\nGRAFANA_USER=a\npip install grafana_db\n```\n",
    "# Front\n\n## Logs\n\n```js\nconsole.log('x')\n```\n",
])
def test_names_of_tools_are_no_documentation(audit, text):
    got = audit(CHAIN | MODEL | {"README.md": text})
    assert got.evidence("C11.8") == "absent"
    assert got.evidence("C20.6") == "absent"


def test_logs_that_are_documented_and_there(audit):
    guide = "# App\n\n## Journalisation\n\n```python\n" \
        "logging.basicConfig(level=logging.INFO)\n```\n"
    code = "import logging\nlogging.basicConfig()\n"
    assert audit({"README.md": guide, "app.py": code}
                 ).evidence("C20.6") == "partial"


def test_logs_that_are_documented_only(audit):
    guide = "# App\n\n## Journalisation\n\n```\ntail -f app.log\n```\n"
    assert audit({"README.md": guide}).evidence("C20.6") == "absent"


@pytest.mark.parametrize("text", [
    """
    # Technique
    ## Choix du monitoring
    Prometheus et Grafana : gratuits et simples à intégrer ; Splunk est
    écarté, trop coûteux.
    ## Suite
    Rien.
    """,
    """
    # Tools
    ## Monitoring
    Grafana was chosen because it reads the metrics that we have already.
    """,
])
def test_a_choice_with_its_reasons(audit, text):
    got = audit(CHAIN | MODEL | {"docs/t.md": text})
    assert got.evidence("C20.2") == "complete"
    assert {f[1:] for f in got.cited("C20.2")} in (
        {("docs/t.md", 2, 4)}, {("docs/t.md", 2, 3)})
    assert got.evidence("C11.2") == "complete"


@pytest.mark.parametrize("text", [
    "# Stack\n\n| Couche | Outils |\n|---|---|\n"
    "| Monitoring | Prometheus, Grafana |\n",
    "# Choix\n\nFastAPI est retenu parce que simple ; les métriques "
    "suivront.\n",
    "# Monitoring\n\nGrafana shows the metrics of Prometheus.\n",
    "# Archi\n\n## Choix de la base\n\nPostgreSQL est retenu car gratuit ; "
    "Grafana lit ses tables.\n",
])
def test_tools_that_are_only_named_are_no_choice(audit, text):
    assert audit(CHAIN | MODEL | {"a.md": text}).evidence("C20.2") == \
        "absent"


def test_a_choice_of_tools_that_are_not_there_is_partial(audit):
    got = audit({"docs/t.md": "# Choix du monitoring\n\nGrafana est retenu "
                 "car gratuit, pour suivre les métriques.\n"})
    assert got.evidence("C20.2") == "partial"


def test_tools_that_are_ready_to_start(audit):
    got = audit(CHAIN)
    assert got.evidence("C20.3") == "complete"
    assert {f[2] for f in got.cited("C20.3")} == {2, 10}


def test_a_mount_of_nothing_starts_nothing(audit):
    assert audit({"ops/docker-compose.yml": COMPOSE}
                 ).evidence("C20.3") == "partial"


def test_metrics_that_are_explained(audit):
    got = audit(MODEL | {"docs/monitoring.md": """
        # Monitoring
        | Métrique | Ce qu'elle révèle |
        |---|---|
        | Latence p95 | le temps que les plus lents attendent |
        | Drift | un écart entre les données apprises et reçues |
        """})
    assert got.evidence("C11.1") == "complete"
    assert audit(MODEL | {"docs/monitoring.md": "# Monitoring\n\n"
                          "| Métrique | Type |\n|---|---|\n"
                          "| Latence | Histogram |\n| Drift | Gauge |\n"}
                 ).evidence("C11.1") == "partial"


def test_a_sandbox_and_readers_of_the_dashboard(audit):
    got = audit(MODEL | {"docs/m.md": """
        # Monitoring du modèle
        ## Essais
        La chaîne est d'abord lancée dans un bac à sable.
        ## Restitution
        Grafana : contrastes élevés, navigation au clavier.
        """})
    assert got.evidence("C11.4") == "complete"
    assert got.evidence("C11.5") == "complete"
    assert got.cited("C11.4") == [
        ("monitoring.doc_accessible", "docs/m.md", 4, 5)]
    got = audit(MODEL | {"docs/m.md": "# Front\n\nLe site est accessible au "
                         "clavier, testé dans un bac à sable.\n"})
    assert got.evidence("C11.4") == "absent"
    assert got.evidence("C11.5") == "absent"


def test_logging_of_another_part_of_the_tree_is_not_the_applications(audit):
    got = audit({"api/main.py": APP,
                 "jobs/load.py": "import logging\nlogging.basicConfig()\n"})
    assert got.evidence("C20.4") == "partial"
    assert ("monitoring.logger_aside", "jobs/load.py", 2, 2) in \
        got.cited("C20.4")


def test_a_set_up_of_another_folder_that_the_application_calls(audit):
    got = audit({"common/log.py": SETUP, "api/main.py": APP.replace(
        "app = FastAPI()", "setup_logging()\n    app = FastAPI()")})
    assert got.evidence("C20.4") == "complete"


def test_the_logging_of_a_migration_tool_is_nobodys(audit):
    got = audit({"api/main.py": APP, "api/alembic/env.py": """
        from logging.config import fileConfig
        from alembic import context

        fileConfig(context.config.config_file_name)
        """})
    assert got.evidence("C20.4") == "partial"


def test_the_logger_of_the_server_is_set_up(audit):
    got = audit({"api/main.py": APP.replace("__name__", '"uvicorn.error"')})
    assert got.evidence("C20.4") == "complete"


# --- what only looks like a model in service ---------------------------------------

DRIFT = """
    import numpy as np
    from evidently import Report

    def drift_job(reference):
        current = VALUES
        result = Report([]).run(current, reference)
        result.save_html("drift.html")
    """


@pytest.mark.parametrize("values, evidence", [
    ("load(reference)", "complete"),
    ("np.random.normal(0, 1, 100)", "partial"),
])
def test_drift_of_numbers_that_are_made_up(audit, values, evidence):
    got = audit(MODEL | {"jobs/drift.py": DRIFT.replace("VALUES", values)})
    assert got.evidence("C11.6") == evidence


def notebook(code):
    return json.dumps({"cells": [{"cell_type": "code", "metadata": {},
                                  "outputs": [], "execution_count": None,
                                  "source": code.splitlines(True)}],
                       "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def test_drift_in_a_notebook_is_no_job(audit):
    code = "from evidently import Report\nr = Report([])\n" \
        "r.save_html('a.html')\n"
    got = audit(MODEL | {"notebooks/drift.ipynb": notebook(code)})
    assert got.evidence("C11.6") == "partial"


@pytest.mark.parametrize("path, content, evidence", [
    ("api/llm.py", "from langfuse import observe\n", "complete"),
    ("notebooks/a.ipynb", notebook("from langfuse import observe\n"),
     "absent"),
])
def test_a_notebook_only_tries_a_tracer(audit, path, content, evidence):
    assert audit(MODEL | {path: content}).evidence("C11.3") == evidence


@pytest.mark.parametrize("path, evidence", [
    ("api/service.py", "complete"),
    ("training/train.py", "partial"),
])
def test_what_is_logged_while_training_does_not_watch(audit, path, evidence):
    got = audit({"start.sh": "mlflow server\n", path: """
        import mlflow

        def predict_all(data):
            mlflow.log_metric("prediction_time", 0.2)
        """})
    assert got.evidence("C11.6") == evidence


def test_a_page_with_a_title_and_no_value_is_partial(audit):
    got = audit(MODEL | {"ui/page.py": """
        import requests
        import streamlit as st

        sent = requests.get("http://api/ping")
        st.title("Accuracy of the model")
        """})
    assert got.evidence("C11.3") == "partial"
