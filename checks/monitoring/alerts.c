/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * alerts.c: alerts that are code: a value held against a limit, then
 * somebody is told.
 *
 * An "if" is a condition and a body, by brackets and by indentation alike.
 * A limit is a number or a name that says so; telling is a call whose name
 * says so, and that something in the repository can really send is told by
 * monitoring.sender.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

enum {
	BODY_MOST = 600,	/* tokens of a condition, and of a body */
	BRANCHES_MOST = 500,	/* with a limit, of one file */
	FUNCTION_MOST = 6000,	/* tokens of a function that are read */
};

struct branch {
	size_t	cond, body, end;	/* tokens [cond, body), [body, end) */
};

static bool
newline(const struct source *s, size_t k)
{
	return k == 0 || s->token[k].line > s->token[k - 1].last;
}

/*
 * The condition ends with the colon of Python or the bracket that closes;
 * the body with the first line that is not further in than the "if".
 */
static bool
find_branch(const struct source *s, size_t at, struct branch *b)
{
	const struct gr_token *t = s->token;
	int depth = t[at].depth, indent = t[at].indent;
	bool python = s->file->entry->kind == GR_PYTHON ||
	    s->file->entry->kind == GR_NOTEBOOK;
	size_t k;

	/* "a if b else c" has no body; what is told has. */
	if (at + 1 < s->ntokens && (python ? !newline(s, at) :
	    !gr_token_is(&t[at + 1], "(")))
		return false;
	b->cond = at + 1;
	for (k = at + 1; k < s->ntokens && k < at + BODY_MOST; k++) {
		if (python && t[k].depth == depth && gr_token_is(&t[k], ":"))
			break;
		if (!python && t[k].depth == depth + 1 &&
		    gr_token_is(&t[k], ")"))
			break;
		if (t[k].depth < depth)
			return false;
	}
	b->body = k + 1;
	for (k = b->body; k < s->ntokens && k < b->body + BODY_MOST; k++)
		if (t[k].kind != GR_NEWLINE && newline(s, k) &&
		    t[k].indent <= indent && !gr_token_is(&t[k], "{"))
			break;
	b->end = k;
	return b->body < b->end;
}

static bool
is_order(const struct gr_token *t)
{
	return gr_token_is(t, ">") || gr_token_is(t, "<") ||
	    gr_token_is(t, ">=") || gr_token_is(t, "<=");
}

/*
 * Is a limit compared?  A name that says so, or a number beside the sign,
 * but 0 and 1; that of "n % 10 == 0" says how often.
 */
static bool
compares(const struct source *s, const struct branch *b)
{
	const struct gr_token *t = s->token;
	bool order = false, named = false, number = false;
	size_t k;

	for (k = b->cond; k < b->body; k++) {
		order = order || is_order(&t[k]);
		if ((t[k].kind == GR_NAME || t[k].kind == GR_STRING) &&
		    says_n(SAYS_LIMIT, t[k].text, t[k].len))
			named = true;
		if (t[k].kind == GR_NUMBER && strcmp(t[k].text, "0") != 0 &&
		    strcmp(t[k].text, "1") != 0 && (is_order(&t[k - 1]) ||
		    (k + 1 < b->body && is_order(&t[k + 1]))))
			number = true;
	}
	return order && (named || number);
}

static bool
mentions(const struct source *s, enum word w, size_t from, size_t to)
{
	size_t k;

	for (k = from; k < to; k++)
		if ((s->token[k].kind == GR_NAME ||
		    s->token[k].kind == GR_STRING) &&
		    says_n(w, s->token[k].text, s->token[k].len))
			return true;
	return false;
}

/* In the condition, the call that tells, or the name of their function. */
static bool
concerns(const struct source *s, enum word w, const struct branch *b,
    const struct gr_item *call)
{
	const struct gr_item *f = function_of(s, call);

	return mentions(s, w, b->cond, b->body) ||
	    mentions(s, w, call->token, call->end) ||
	    (f != NULL && says(w, f->name));
}

/* A call in the body that tells somebody; NULL when none. */
static const struct gr_item *
tells(const struct source *s, const struct branch *b)
{
	const struct gr_item *i;
	size_t k;
	int a;

	for (k = 0; k < s->n; k++) {
		i = &s->item[k];
		if (i->kind != GR_CALL || i->token < b->body ||
		    i->token >= b->end || i->dead)
			continue;
		if (says(SAYS_SEND, i->name))
			return i;
		/* requests.post(SLACK_WEBHOOK_URL, ...) */
		if (strcmp(last_part(i->name), "post") != 0 &&
		    strcmp(last_part(i->name), "fetch") != 0)
			continue;
		for (a = 0; a < i->nargs; a++)
			if (i->args[a].code != NULL && says(SAYS_SEND,
			    i->args[a].code))
				return i;
	}
	return NULL;
}

static void
alert_emit(const struct source *s, const struct branch *b,
    const struct gr_item *call, const char *tells_by)
{
	const struct gr_token *t = s->token;
	char said[NAME_ROOM] = "";
	struct gr_fact *f;
	size_t k, used = 0;
	int w;

	for (k = b->cond; k + 1 < b->body && used + 1 < sizeof(said); k++) {
		w = snprintf(said + used, sizeof(said) - used, "%s%s",
		    used > 0 && t[k].column > t[k - 1].column +
		    (int)t[k - 1].len ? " " : "", t[k].text);
		used = w < 0 || (size_t)w >= sizeof(said) - used ?
		    sizeof(said) : used + (size_t)w;
	}
	f = gr_emit("monitoring.alert_code", t[b->cond].line,
	    call != NULL ? call->last : t[b->end - 1].last);
	gr_set(f, "condition", said);
	gr_set(f, "tells", tells_by);
	if (call != NULL)
		gr_set(f, "call", call->name);
}

/* --- what can really send ------------------------------------------------ */

static const struct {
	const char	*call, *how;
} senders[] = {
	{ "smtplib.SMTP", "SMTP" }, { "smtplib.SMTP_SSL", "SMTP" },
	{ "SMTP", "SMTP" }, { "SMTP_SSL", "SMTP" },
	{ "aiosmtplib.send", "SMTP" }, { "chat_postMessage", "Slack" },
	{ "WebhookClient", "Slack" }, { "DiscordWebhook", "Discord" },
	{ "send_mail", "SMTP" }, { "EmailMessage", "SMTP" },
	{ "mail_admins", "SMTP" }, { "send_message", "message" },
	{ "createTransport", "SMTP" }, { "sendMail", "SMTP" },
	{ "SimpleMailMessage", "SMTP" }, { "MimeMessageHelper", "SMTP" },
	{ "apprise.Apprise", "Apprise" }, { "Apprise", "Apprise" },
	{ "SendGridAPIClient", "SendGrid" }, { "sns.publish", "SNS" },
	{ "SlackWebhookOperator", "Slack" }, { "EmailOperator", "SMTP" },
	{ "send_email", "SMTP" }, { "FastMail", "SMTP" }, { "Mail", "SMTP" },
	{ "yagmail.SMTP", "SMTP" }, { "requests_post_webhook", "webhook" },
	{ "pymsteams.connectorcard", "Teams" },
};

static bool
read_sender(const struct source *s, const struct gr_item *i)
{
	const char *how = NULL;
	size_t k;
	int a;

	for (k = 0; k < sizeof(senders) / sizeof(*senders); k++)
		if (strcmp(i->name, senders[k].call) == 0 ||
		    strcmp(last_part(i->name), senders[k].call) == 0)
			how = senders[k].how;
	/* Called and defined here, such a name sends nothing by itself. */
	for (k = 0; how != NULL && k < s->n; k++)
		if (s->item[k].kind == GR_FUNCTION &&
		    strcmp(s->item[k].name, last_part(i->name)) == 0)
			how = NULL;
	if (how == NULL && (strcmp(last_part(i->name), "post") == 0 ||
	    strcmp(i->name, "fetch") == 0 || strcmp(i->name, "urlopen") == 0))
		for (a = 0; a < i->nargs; a++)
			if (i->args[a].code != NULL &&
			    (strstr(i->args[a].code, "hook") != NULL ||
			    strstr(i->args[a].code, "HOOK") != NULL ||
			    says(SAYS_SEND, i->args[a].code) ||
			    strstr(i->args[a].code, "slack") != NULL ||
			    strstr(i->args[a].code, "api.telegram") != NULL))
				how = "webhook";
	if (how != NULL)
		gr_set(gr_emit("monitoring.sender", i->first, i->last), "how",
		    how);
	return how != NULL;
}

/* Told when something fails, whatever the value: no limit is held. */
static bool
read_failure(const struct gr_item *i)
{
	static const char *const names[] = {
		"on_failure_callback", "email_on_failure", NULL,
	};
	struct gr_fact *f;
	int a;

	if (i->kind == GR_CALL && strcmp(i->name, "sentry_sdk.init") == 0) {
		f = gr_emit("monitoring.notice", i->first, i->last);
		gr_set(f, "how", "Sentry");
		return true;
	}
	if (i->kind == GR_ASSIGN && i->nargs > 0 && i->args[0].code != NULL &&
	    (strstr(i->args[0].code, "email_on_failure': True") != NULL ||
	    strstr(i->args[0].code, "email_on_failure\": True") != NULL)) {
		f = gr_emit("monitoring.notice", i->first, i->last);
		gr_set(f, "how", "email_on_failure");
		return true;
	}
	for (a = 0; a < i->nargs; a++) {
		if (!one_of(i->args[a].name, names) ||
		    i->args[a].code == NULL ||
		    strcmp(i->args[a].code, "False") == 0 ||
		    strcmp(i->args[a].code, "None") == 0)
			continue;
		f = gr_emit("monitoring.notice", i->first, i->last);
		gr_set(f, "how", i->args[a].name);
		return true;
	}
	return false;
}

/* --- functions that note what is over a limit ---------------------------- */

/* A line on which a name of a limit and a comparison stand together. */
static size_t
limit_line(const struct source *s, size_t from, size_t to)
{
	bool name = false, op = false;
	size_t k;

	for (k = from; k < to; k++) {
		if (newline(s, k))
			name = op = false;
		if (s->token[k].kind == GR_NAME &&
		    says_n(SAYS_THRESHOLD, s->token[k].text, s->token[k].len))
			name = true;
		if (s->token[k].kind == GR_OP && strpbrk(s->token[k].text,
		    "<>") != NULL && strlen(s->token[k].text) <= 2 &&
		    strcmp(s->token[k].text, "->") != 0 &&
		    strcmp(s->token[k].text, "=>") != 0)
			op = true;
		if (name && op)
			return k;
	}
	return to;
}

/* A text of the candidate that calls it an alert, the docstring aside. */
static size_t
alert_text(const struct source *s, size_t from, size_t to)
{
	size_t k;

	for (k = from; k < to; k++)
		if (s->token[k].kind == GR_STRING && !s->token[k].doc &&
		    says_n(SAYS_ALERT, s->token[k].text, s->token[k].len))
			return k;
	return to;
}

static bool
read_function(const struct source *s, const struct gr_item *i)
{
	size_t limit, text;
	struct gr_fact *f;
	size_t end = i->end < i->token + FUNCTION_MOST ? i->end :
	    i->token + FUNCTION_MOST;
	int first, last;

	limit = limit_line(s, i->token, end);
	text = alert_text(s, i->token, end);
	if (limit == end || text == end)
		return false;
	first = s->token[limit].line;
	last = s->token[text].line;
	f = gr_emit("monitoring.alert_note", first < last ? first : last,
	    first < last ? last : first);
	gr_set(f, "function", i->name);
	return true;
}

/* "Seuil alerte RMSE = 25" on a page: told, not acted upon. */
static void
read_limits(const struct source *s)
{
	static const struct gr_pattern *p;
	int said = 0;
	size_t k;

	if (p == NULL)
		p = gr_pattern("(seuil|threshold)[^\n]{0,30}(alert|critique|"
		    "critical)[^\n]{0,40}[0-9]|(alert|critical)[^\n]{0,10}"
		    "threshold[^\n]{0,40}[0-9]");
	for (k = 0; k < s->ntokens && said < 6; k++) {
		if (s->token[k].kind != GR_STRING || s->token[k].doc ||
		    !gr_search(p, s->token[k].text, s->token[k].len))
			continue;
		gr_setn(gr_emit("monitoring.limit", s->token[k].line,
		    s->token[k].last), "text", s->token[k].text,
		    s->token[k].len);
		said++;
	}
}

void
alerts_read(const struct source *s)
{
	const struct gr_item *call;
	struct branch b;
	int seen = 0, sends = 0, noted = 0;
	size_t k;

	if (s->test)
		return;
	read_limits(s);
	for (k = 0; k < s->n; k++) {
		if (s->item[k].kind == GR_CALL && !s->item[k].dead &&
		    sends < SAID_MOST)
			sends += read_sender(s, &s->item[k]);
		if (noted < SAID_MOST)
			noted += read_failure(&s->item[k]) ||
			    (s->item[k].kind == GR_FUNCTION &&
			    read_function(s, &s->item[k]));
	}
	for (k = 0; k < s->ntokens && seen < BRANCHES_MOST; k++) {
		if (!gr_token_is(&s->token[k], "if") &&
		    !gr_token_is(&s->token[k], "elif"))
			continue;
		if (!find_branch(s, k, &b) || !compares(s, &b))
			continue;
		seen++;
		call = tells(s, &b);
		if (call == NULL)
			continue;
		if (concerns(s, SAYS_HEALTH, &b, call))
			alert_emit(s, &b, call, "health");
		else if (concerns(s, SAYS_ALERT, &b, call))
			alert_emit(s, &b, call, "other");
	}
}
