/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * text.c: UTF-8 with LF, from whatever a candidate's machine saved.
 *
 * A byte order mark decides; without one, NULs on one side only say UTF-16,
 * and any other NUL early on says binary, as git does.  Everything else is
 * read as UTF-8, and a byte that is not part of a sequence as Windows-1252:
 * so Latin-1, UTF-8 and a file that mixes the two all come out right, and a
 * reader is never turned away for one bad byte.  Decoded here and not by
 * iconv, which loads its tables when it is too late to load code.
 *
 * Lines stay what an editor shows: CRLF is one end of line; a lone CR is
 * one in a file that knows no LF (old Macintosh), and else a space.
 */
#include <string.h>

#include "base/arena.h"
#include "base/utf8.h"
#include "read.h"

enum {
	SNIFF = 8000,		/* bytes; git looks as far for a NUL */
	REPLACEMENT = 0xFFFD,
};

/* Windows-1252, 0x80 to 0x9F; 0: nothing there. */
static const unsigned short high[32] = {
	0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
	0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
	0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

struct out {
	char	*p;
	bool	 lone;		/* a lone CR ends a line */
	size_t	 odd;		/* what no text contains */
};

static void
put(struct out *o, unsigned c)
{
	if (c < 0x80) {
		*o->p++ = (char)c;
	} else if (c < 0x800) {
		*o->p++ = (char)(0xC0 | c >> 6);
		*o->p++ = (char)(0x80 | (c & 0x3F));
	} else if (c < 0x10000) {
		*o->p++ = (char)(0xE0 | c >> 12);
		*o->p++ = (char)(0x80 | (c >> 6 & 0x3F));
		*o->p++ = (char)(0x80 | (c & 0x3F));
	} else {
		*o->p++ = (char)(0xF0 | c >> 18);
		*o->p++ = (char)(0x80 | (c >> 12 & 0x3F));
		*o->p++ = (char)(0x80 | (c >> 6 & 0x3F));
		*o->p++ = (char)(0x80 | (c & 0x3F));
	}
}

/* One character on its way out; next is the one after it, or 0. */
static void
put_char(struct out *o, unsigned c, unsigned next)
{
	if (c == '\r') {
		if (next == '\r' || next == '\n')
			return;		/* "\r\r\n" is one end too */
		c = o->lone ? '\n' : ' ';
	} else if (c == 0) {
		o->odd++;
		c = REPLACEMENT;
	} else if (c < 0x20 && !strchr("\t\n\f\x1B\b\a\v", (int)c)) {
		o->odd++;
	}
	put(o, c);
}

/* Length of the valid sequence at p, 0 when there is none. */
static size_t
sequence(const unsigned char *p, size_t left)
{
	size_t n = *p < 0x80 ? 1 : *p < 0xC2 ? 0 : *p < 0xE0 ? 2 :
	    *p < 0xF0 ? 3 : *p < 0xF5 ? 4 : 0;

	if (n < 2)
		return n;
	return n <= left && utf8_valid((const char *)p, n) ? n : 0;
}

static bool
decode_bytes(struct out *o, const unsigned char *p, size_t len)
{
	size_t i, n, bad = 0, ascii = 0;
	unsigned next;

	o->lone = !memchr(p, '\n', len);
	for (i = 0; i < len; i += n) {
		n = sequence(p + i, len - i);
		next = i + 1 < len ? p[i + 1] : 0;
		if (n == 1) {
			ascii++;
			if (p[i] == '\r' && o->lone)
				next = 0;	/* each counts */
			put_char(o, p[i], next);
		} else if (n) {
			memcpy(o->p, p + i, n);
			o->p += n;
		} else {
			n = 1;
			bad++;
			if (p[i] >= 0xA0)
				put(o, p[i]);
			else if (high[p[i] & 0x1f])
				put(o, high[p[i] & 0x1f]);
			else
				put(o, REPLACEMENT);
		}
	}
	/* No language of ours is mostly accents: another code page. */
	return bad <= 16 || bad * 2 <= ascii;
}

static unsigned
unit(const unsigned char *p, bool big)
{
	return big ? (unsigned)p[0] << 8 | p[1] : (unsigned)p[1] << 8 | p[0];
}

static bool
decode_wide(struct out *o, const unsigned char *p, size_t len, bool big)
{
	size_t i, bad = len & 1;
	unsigned c, d;

	o->lone = true;
	for (i = 0; i + 1 < len && o->lone; i += 2)
		o->lone = unit(p + i, big) != '\n';
	for (i = 0; i + 1 < len; i += 2) {
		c = unit(p + i, big);
		d = i + 3 < len ? unit(p + i + 2, big) : 0;
		if (c >= 0xD800 && c < 0xDC00 && d >= 0xDC00 && d < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (d - 0xDC00);
			i += 2;
		} else if ((c >= 0xD800 && c < 0xE000) || c == 0xFFFE) {
			c = REPLACEMENT;
			bad++;
		}
		put_char(o, c, c == '\r' && o->lone ? 0 : d);
	}
	return bad <= 4 || bad * 100 <= len;
}

/* 'L' or 'B' for UTF-16 without a mark, 0 for neither: which bytes are NUL? */
static int
wide_order(const unsigned char *p, size_t len)
{
	size_t i, even = 0, odd = 0, n = len < SNIFF ? len : SNIFF;

	for (i = 0; i + 1 < n; i += 2) {
		even += p[i] == 0;
		odd += p[i + 1] == 0;
	}
	n /= 2;
	if (len % 2 || n < 2)
		return 0;
	/* European text: nearly every other byte, and none of the rest. */
	if (even == 0 && odd * 10 >= n * 7)
		return 'L';
	if (odd == 0 && even * 10 >= n * 7)
		return 'B';
	return 0;
}

/* At most three bytes for each bad one and each unit of UTF-16, and a NUL. */
static size_t
room_for(const unsigned char *p, size_t len, int wide)
{
	bool valid = utf8_valid((const char *)p, len);
	size_t i, more = 0;

	if (wide)
		return len / 2 * 3 + 4;
	for (i = 0; i < len; i++)
		more += p[i] == 0 || (!valid && p[i] >= 0x80);
	return len + 2 * more + 1;
}

/*
 * "echo venv/ >> .gitignore" in PowerShell appends UTF-16 to what was UTF-8:
 * each NUL then follows a letter.  Never so in what is truly binary.
 */
static bool
is_mixed(const unsigned char *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (p[i] == 0 && (i == 0 || p[i - 1] < ' ' ||
		    p[i - 1] > '~') && (i == 0 || !p[i - 1] ||
		    !strchr("\t\r\n", p[i - 1])))
			return false;
		if (p[i] && p[i] < ' ' && !strchr("\t\r\n\f", p[i]))
			return false;
	}
	return true;
}

/* The same bytes without the NULs and the mark before them. */
static size_t
unmix(unsigned char *p, size_t len)
{
	size_t i, n = 0;

	for (i = 0; i < len; i++) {
		if (i + 1 < len && p[i] == 0xFF && p[i + 1] == 0xFE)
			i++;
		else if (p[i])
			p[n++] = p[i];
	}
	return n;
}

/* What the first line says, when the name said nothing. */
static enum gr_kind
kind_of_text(const char *text)
{
	static const struct {
		const char	*word;
		enum gr_kind	 kind;
	} known[] = {
		{ "python", GR_PYTHON }, { "bash", GR_SHELL },
		{ "zsh", GR_SHELL }, { "node", GR_JAVASCRIPT },
		{ "deno", GR_TYPESCRIPT }, { "ruby", GR_RUBY },
		{ "php", GR_PHP }, { "groovy", GR_GROOVY },
		{ "make", GR_MAKEFILE }, { "sh", GR_SHELL },
	};
	size_t i, n = strcspn(text, "\n");
	const char *at;

	if (strncmp(text, "<?xml ", 6) == 0)
		return GR_XML;
	if (strncmp(text, "#!", 2) != 0)
		return GR_TEXT;
	for (i = 0; i < sizeof(known) / sizeof(*known); i++) {
		at = memmem(text, n, known[i].word, strlen(known[i].word));
		if (at && (at[-1] == '/' || at[-1] == ' ' || at[-1] == 'a'))
			return known[i].kind;
	}
	return GR_TEXT;
}

static int
refuse(const char **why, const char *word)
{
	*why = word;
	return -1;
}

int
text_decode(struct arena *a, enum gr_kind *kind, const char *bytes, size_t len,
    struct text *out, const char **why)
{
	const unsigned char *p = (const unsigned char *)bytes;
	struct out o = { .p = NULL };
	unsigned char *own;
	char *start, *q;
	int wide = 0;
	bool sound;

	if (len > (*kind == GR_NOTEBOOK ? READ_NOTEBOOK_MAX : READ_TEXT_MAX))
		return refuse(why, "oversize");
	if (len >= 3 && memcmp(p, "\xEF\xBB\xBF", 3) == 0) {
		p += 3;
		len -= 3;
	} else if (len >= 4 && (memcmp(p, "\xFF\xFE\0\0", 4) == 0 ||
	    memcmp(p, "\0\0\xFE\xFF", 4) == 0)) {
		return refuse(why, "encoding");		/* UTF-32 */
	} else if (len >= 2 && (memcmp(p, "\xFF\xFE", 2) == 0 ||
	    memcmp(p, "\xFE\xFF", 2) == 0)) {
		wide = *p == 0xFF ? 'L' : 'B';
		p += 2;
		len -= 2;
	} else {
		wide = wide_order(p, len);
	}
	if (!wide && len && memchr(p, 0, len < SNIFF ? len : SNIFF)) {
		if (!is_mixed(p, len))
			return refuse(why, "binary");
		own = memcpy(arena_alloc(a, len), p, len);
		len = unmix(own, len);
		p = own;
	}
	o.p = start = arena_alloc(a, room_for(p, len, wide));
	sound = wide ? decode_wide(&o, p, len, wide == 'B') :
	    decode_bytes(&o, p, len);
	*o.p = '\0';
	out->text = start;
	out->len = (size_t)(o.p - start);
	if (o.odd > 4 && o.odd * 50 > out->len)
		return refuse(why, "binary");
	if (!sound)
		return refuse(why, "encoding");
	out->lines = out->len == 0 || o.p[-1] != '\n';
	for (q = start; (q = memchr(q, '\n', (size_t)(o.p - q))); q++)
		out->lines++;
	if (*kind == GR_TEXT)
		*kind = kind_of_text(out->text);
	return 0;
}
