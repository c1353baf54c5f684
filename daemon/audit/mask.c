/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * mask.c: one walk over the text; at each place a table of token forms is
 * tried, then "name = value" where the name says secret.
 *
 * The forms are the issuers' documented prefixes.  A false alarm costs a
 * few stars in an excerpt; a miss publishes a key: when in doubt, mask.
 */
#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "base/buf.h"

#include "mask.h"

static bool
word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '-';
}

static bool
token(char c)
{
	return word(c) || c == '.' || c == '+' || c == '/' || c == '=';
}

/* Prefix, and how many token characters must follow at least. */
static const struct {
	const char	*prefix;
	size_t		 least;
} forms[] = {
	{ "AIza", 30 },			/* Google */
	{ "AKIA", 12 },			/* AWS access key id */
	{ "ASIA", 12 },
	{ "AccountKey=", 20 },		/* Azure storage */
	{ "SG.", 30 },			/* SendGrid */
	{ "eyJ", 40 },			/* JSON web token */
	{ "ghp_", 20 }, { "gho_", 20 }, { "ghs_", 20 }, { "ghu_", 20 },
	{ "github_pat_", 20 },
	{ "glpat-", 16 },
	{ "gsk_", 20 },			/* Groq */
	{ "hf_", 20 },			/* Hugging Face */
	{ "pk_live_", 12 }, { "sk_live_", 12 },
	{ "sk-", 20 },			/* OpenAI, Anthropic */
	{ "tvly-", 16 },
	{ "whsec_", 16 },
	{ "xoxa-", 10 }, { "xoxb-", 10 }, { "xoxp-", 10 },
};

/* Parts of names whose value is nobody's business. */
static const char *const names[] = {
	"api_key", "apikey", "access_key", "auth_token", "client_secret",
	"mot_de_passe", "passwd", "password", "private_key", "pwd",
	"secret", "token",
};

static size_t
run(const char *s, size_t n, bool (*in)(char))
{
	size_t i = 0;

	while (i < n && in(s[i]))
		i++;
	return i;
}

static void
stars(struct buf *b, const char *s, size_t keep)
{
	buf_add(b, s, keep);
	buf_puts(b, "***");
}

/* A known token at s?  Its length, or 0. */
static size_t
known(const char *s, size_t n)
{
	size_t i, p, len;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		p = strlen(forms[i].prefix);
		if (n < p || memcmp(s, forms[i].prefix, p) != 0)
			continue;
		len = run(s + p, n - p, token);
		if (len >= forms[i].least)
			return p + len;
	}
	return 0;
}

/* "-----BEGIN ... PRIVATE KEY-----" up to its end, or to the text's. */
static size_t
key_block(const char *s, size_t n)
{
	static const char begin[] = "-----BEGIN ";
	const char *line, *end;

	if (n < sizeof(begin) - 1 || memcmp(s, begin, sizeof(begin) - 1) != 0)
		return 0;
	line = memchr(s, '\n', n);
	if (line == NULL)
		line = s + n;
	if (memmem(s, (size_t)(line - s), "PRIVATE KEY", 11) == NULL)
		return 0;
	end = memmem(line, n - (size_t)(line - s), "-----END ", 9);
	if (end == NULL)
		return n;
	line = memchr(end, '\n', n - (size_t)(end - s));
	return line == NULL ? n : (size_t)(line - s);
}

/* "//user:secret@": the length up to the '@', or 0; *keep: up to ':'. */
static size_t
userinfo(const char *s, size_t n, size_t *keep)
{
	size_t i, colon = 0;

	if (n < 4 || s[0] != '/' || s[1] != '/')
		return 0;
	for (i = 2; i < n && i < 400; i++) {
		if (s[i] == '@')
			break;
		if (s[i] == ':' && colon == 0)
			colon = i;
		else if (s[i] == '/' || isspace((unsigned char)s[i]) ||
		    s[i] == '"' || s[i] == '\'')
			return 0;
	}
	if (i >= n || s[i] != '@' || colon == 0 || i == colon + 1)
		return 0;
	/* "${USER}:${PASSWORD}" and "<user>:<password>" are not secrets. */
	if (s[colon + 1] == '$' || s[colon + 1] == '<' ||
	    s[colon + 1] == '{' || s[colon + 1] == '%')
		return 0;
	*keep = colon + 1;
	return i;
}

static bool
secret_name(const char *s, size_t n)
{
	char low[64];
	size_t i;

	if (n >= sizeof(low))
		return false;
	for (i = 0; i < n; i++)
		low[i] = s[i] == '-' ? '_' :
		    (char)tolower((unsigned char)s[i]);
	low[n] = '\0';
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strstr(low, names[i]) != NULL)
			return true;
	return false;
}

static bool
placeholder(const char *s, size_t n)
{
	static const char *const common[] = { "changeme", "change_me",
	    "example", "your", "xxx", "todo", "none", "null", "true", "false",
	    "test", "password", "secret", "postgres", "admin", "root",
	    "votre", "placeholder" };
	size_t i;

	if (n == 0 || s[0] == '$' || s[0] == '<' || s[0] == '{' ||
	    s[0] == '*')
		return true;
	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (n >= strlen(common[i]) &&
		    strncasecmp(s, common[i], strlen(common[i])) == 0)
			return true;
	return false;
}

/*
 * After a secret's name: "=", ":" or "=>" and a literal.  Returns where
 * the literal starts and its length; 0 when the value is code.
 */
static size_t
value(const char *s, size_t n, size_t *start)
{
	size_t i = 0, len;
	char quote = '\0';

	if (i < n && (s[i] == '"' || s[i] == '\''))
		i++;			/* a key in quotes */
	while (i < n && (s[i] == ' ' || s[i] == '\t'))
		i++;
	if (i >= n || (s[i] != '=' && s[i] != ':'))
		return 0;
	while (i < n && (s[i] == '=' || s[i] == ':' || s[i] == '>' ||
	    s[i] == ' ' || s[i] == '\t'))
		i++;
	if (i < n && (s[i] == '"' || s[i] == '\''))
		quote = s[i++];
	for (len = 0; i + len < n; len++) {
		char c = s[i + len];

		if (quote != '\0' ? c == quote || c == '\n' :
		    isspace((unsigned char)c) || strchr(",;)}]\"'", c) != NULL)
			break;
		/* A call or an attribute is code, not a value. */
		if (quote == '\0' && (c == '(' || c == '[' || c == '.'))
			return 0;
	}
	*start = i;
	return len;
}

void
mask_text(struct buf *b, const char *s, size_t n)
{
	size_t i = 0, len, keep, start;

	while (i < n) {
		if ((len = key_block(s + i, n - i)) != 0) {
			buf_puts(b, "***");
			i += len;
		} else if ((len = userinfo(s + i, n - i, &keep)) != 0) {
			stars(b, s + i, keep);
			i += len;
		} else if (!word(s[i])) {
			buf_putc(b, s[i++]);
		} else if ((len = known(s + i, n - i)) != 0) {
			stars(b, s + i, 3);
			i += len;
		} else {
			len = run(s + i, n - i, word);
			buf_add(b, s + i, len);
			keep = secret_name(s + i, len) ?
			    value(s + i + len, n - i - len, &start) : 0;
			i += len;
			if (keep < 6 || placeholder(s + i + start, keep))
				continue;
			buf_add(b, s + i, start);
			stars(b, s + i + start, 2);
			i += start + keep;
		}
	}
}
