/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * logging.c: loggers that are configured, and what is written to them.
 *
 * Configured means that the candidate, or the framework by default, says
 * the level, the form or the place of what is logged.  A named logger with
 * nothing behind it is told apart, and so is a set-up that nobody calls.
 * print() is no logging.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

static const struct {
	const char	*call;		/* the name, or its end after "." */
	const char	*module;	/* that must be imported; NULL: any */
	const char	*how;
} setups[] = {
	{ "basicConfig", "logging", "logging.basicConfig" },
	{ "dictConfig", NULL, "logging.config.dictConfig" },
	{ "fileConfig", NULL, "logging.config.fileConfig" },
	{ "addHandler", "logging", "handler" },
	{ "logger.add", "loguru", "loguru" },
	{ "logger.configure", "loguru", "loguru" },
	{ "structlog.configure", "structlog", "structlog" },
	{ "setup_logging", "google.cloud", "Cloud Logging" },
	{ "winston.createLogger", NULL, "winston" },
	{ "createLogger", "winston", "winston" },
	{ "pino", "pino", "pino" },
	{ "pinoHttp", NULL, "pino" },
	{ "bunyan.createLogger", NULL, "bunyan" },
	{ "log4js.configure", NULL, "log4js" },
	{ "morgan", "morgan", "morgan" },
	{ "configure_azure_monitor", NULL, "Azure Monitor" },
	{ "UseSerilog", NULL, "Serilog" },
	{ "LoggerConfiguration", NULL, "Serilog" },
	{ "AddConsole", NULL, "ILogger" },
	{ "AddJsonConsole", NULL, "ILogger" },
	{ "slog.SetDefault", NULL, "slog" },
	{ "slog.New", NULL, "slog" },
	{ "zap.NewProduction", NULL, "zap" },
	{ "logrus.SetFormatter", NULL, "logrus" },
	{ "pushHandler", NULL, "Monolog" },
};

/* Frameworks that log to a form and a level of their own from the start. */
static const struct {
	const char	*module, *how;
	const char	*what;		/* taken from it; NULL: anything */
} ready[] = {
	{ "loguru", "loguru", NULL },
	{ "org.slf4j", "slf4j", NULL },
	{ "lombok.extern.slf4j", "slf4j", NULL },
	{ "org.apache.logging.log4j", "log4j", NULL },
	{ "java.util.logging", "java.util.logging", NULL },
	{ "Microsoft.Extensions.Logging", "ILogger", NULL },
	{ "@nestjs/common", "NestJS", "Logger" },
	{ "log/slog", "slog", NULL },
	{ "Psr.Log", "PSR-3", NULL },
	{ "Illuminate.Support.Facades.Log", "Laravel", NULL },
};

static bool
calls(const char *name, const char *wanted)
{
	size_t n = strlen(name), m = strlen(wanted);

	return n >= m && strcmp(name + n - m, wanted) == 0 &&
	    (n == m || name[n - m - 1] == '.');
}

/* Is the function around it called in this file? */
static bool
called_here(const struct source *s, const struct gr_item *f)
{
	size_t k;

	for (k = 0; k < s->n; k++)
		if (s->item[k].kind == GR_CALL &&
		    strcmp(last_part(s->item[k].name), f->name) == 0 &&
		    function_of(s, &s->item[k]) != f)
			return true;
	return false;
}

/*
 * In which function that somebody has to call: "" at the top of a file, in
 * a constructor, in a decorated function, or where the file calls it.
 */
static const char *
waits_for(const struct source *s, const struct gr_item *i)
{
	const struct gr_item *f = function_of(s, i);
	size_t k;

	if (f == NULL || strcmp(f->name, "__init__") == 0 ||
	    strcmp(f->name, "main") == 0 || strcmp(f->name, "constructor") ==
	    0 || i->main || called_here(s, f))
		return "";
	for (k = 0; k < s->n; k++)
		if (s->item[k].kind == GR_MARK && s->item[k].on >= 0 &&
		    &s->item[s->item[k].on] == f)
			return "";
	return f->name;
}

static void
config_emit(const struct source *s, const struct gr_item *i, const char *how)
{
	const struct gr_arg *level = gr_arg(i, "level", 9);
	struct gr_fact *f;

	f = gr_emit("monitoring.log_config", i->first, i->last);
	gr_set(f, "how", how);
	gr_set(f, "waits", waits_for(s, i));
	if (level != NULL && level->code != NULL)
		gr_set(f, "level", level->code);
}

/* The server that runs the application has set its own logger up. */
static bool
of_server(const struct gr_item *i)
{
	return strcmp(last_part(i->name), "getLogger") == 0 && i->nargs > 0 &&
	    i->args[0].text != NULL &&
	    (strncmp(i->args[0].text, "uvicorn", 7) == 0 ||
	    strncmp(i->args[0].text, "gunicorn", 8) == 0);
}

static void
read_setup(const struct source *s, const struct gr_item *i, int *said)
{
	size_t k;

	if (of_server(i) && (*said)++ < 4) {
		config_emit(s, i, i->args[0].text);
		return;
	}

	for (k = 0; k < sizeof(setups) / sizeof(*setups); k++) {
		if (!calls(i->name, setups[k].call) ||
		    (setups[k].module != NULL &&
		    imports(s, setups[k].module) == NULL))
			continue;
		if (*said < 4)
			config_emit(s, i, setups[k].how);
		++*said;
		return;
	}
}

/* LOGGING of Django, and the like: a map that has handlers or loggers. */
static void
read_assigned(const struct gr_item *i)
{
	const char *value = i->nargs > 0 ? i->args[0].code : NULL;
	struct gr_fact *f;

	if (value == NULL || value[0] != '{' ||
	    strcmp(i->name, "LOGGING") != 0 || i->last - i->first < 2)
		return;
	f = gr_emit("monitoring.log_config", i->first, i->last);
	gr_set(f, "how", "LOGGING");
	gr_set(f, "waits", "");
}

/* "logger.info", "logging.error", "self.log.warning", "app.logger.debug". */
static bool
logs(const char *name)
{
	static const char *const verbs[] = {
		"critical", "debug", "error", "exception", "fatal", "info",
		"log", "trace", "warn", "warning", "LogError",
		"LogInformation", "LogWarning", "LogDebug", "LogCritical",
		"success", "Info", "Error", "Warn", "Debug", NULL,
	};
	static const struct gr_pattern *p;
	const char *verb = last_part(name);

	if (p == NULL)
		p = gr_pattern("(^|[._])(logger|logging|log|logs|journal|"
		    "slog|winston|_logger|lg|bound_logger)\\.[a-z]+$|"
		    "logger\\.[a-z]+$");
	return verb != name && one_of(verb, verbs) &&
	    strncmp(name, "Math.", 5) != 0 && strncmp(name, "np.", 3) != 0 &&
	    strncmp(name, "console.", 8) != 0 &&
	    gr_search(p, name, strlen(name));
}

static void
read_uses(const struct source *s)
{
	const struct gr_item *first = NULL;
	struct gr_fact *f;
	int n = 0;
	size_t k;

	for (k = 0; k < s->n; k++) {
		if (s->item[k].kind != GR_CALL || s->item[k].dead ||
		    !logs(s->item[k].name))
			continue;
		if (n++ == 0)
			first = &s->item[k];
	}
	if (n == 0)
		return;
	f = gr_emit("monitoring.log_use", first->first, first->last);
	gr_set(f, "call", first->name);
	gr_setf(f, "calls", "%d", n);
}

/* A call of somebody else's set-up: "setup_logging()", "get_logger(..)". */
static void
read_started(const struct source *s)
{
	static const struct gr_pattern *p;
	const struct gr_item *i;
	int said = 0;
	size_t k;

	if (p == NULL)
		p = gr_pattern("log(ging|ger|s)?($|_|[A-Z])|journal|observab|"
		    "telemetry|^(create_app|setup|configure|init|bootstrap)");
	for (k = 0; k < s->n && said < 12; k++) {
		i = &s->item[k];
		if (i->kind != GR_CALL || i->dead ||
		    !gr_search(p, last_part(i->name),
		    strlen(last_part(i->name))) || logs(i->name))
			continue;
		gr_set(gr_emit("monitoring.log_start", i->first, i->last),
		    "function", last_part(i->name));
		said++;
	}
}

void
logging_read(const struct source *s)
{
	struct gr_fact *f;
	int said = 0;
	size_t k;

	/* What a tool of migrations wrote sets its own logging up. */
	if (s->test || s->file->entry->kind == GR_NOTEBOOK ||
	    (strcmp(s->file->entry->base, "env.py") == 0 &&
	    imports(s, "alembic") != NULL))
		return;
	for (k = 0; k < s->n; k++) {
		if (s->item[k].dead)
			continue;
		if (s->item[k].kind == GR_CALL)
			read_setup(s, &s->item[k], &said);
		if (s->item[k].kind == GR_ASSIGN && s->item[k].inside < 0)
			read_assigned(&s->item[k]);
	}
	for (k = 0; said == 0 && k < sizeof(ready) / sizeof(*ready); k++) {
		const struct gr_item *i = imports_what(s, ready[k].module,
		    ready[k].what);

		if (i == NULL)
			continue;
		f = gr_emit("monitoring.log_config", i->first, i->last);
		gr_set(f, "how", ready[k].how);
		gr_set(f, "waits", "");
		break;
	}
	read_uses(s);
	read_started(s);
}

/* --- files of configuration ---------------------------------------------- */

/* logback.xml, log4j2.xml, appsettings.json, "logging.level.x=INFO". */
void
logging_file_read(const struct gr_file *f)
{
	static const struct gr_pattern *p;
	const char *line;
	struct gr_fact *fact;
	size_t len;
	int i;

	if (p == NULL)
		p = gr_pattern("^\\s*(logging\\.(level|file|pattern)[\\w.]*"
		    "\\s*=|<(appender|Appenders|RollingFile|Console)\\b|"
		    "\\[handler_|\\[formatter_|args=\\(|\"LogLevel\"\\s*:)");
	for (i = 1; i <= f->lines; i++) {
		line = gr_line(f, i, &len);
		if (line == NULL || len > LINE_MOST ||
		    !gr_search(p, line, len))
			continue;
		fact = gr_emit("monitoring.log_config", i, i);
		gr_set(fact, "how", f->entry->base);
		gr_set(fact, "waits", "");
		return;
	}
}
