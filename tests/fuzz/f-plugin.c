/* rooms: host base */
/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * f-plugin.c: one plugin's wants() and scan(); linked with each in turn.
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "host/host.h"
#include "host/read.h"

#include "fuzz.h"

extern const struct greffier_check greffier_check;
int	LLVMFuzzerInitialize(int *, char ***);

/* What the rules might ask of the plugin "generic". */
static const struct gr_query asked[] = {
	{ "q.text", "text", NULL, "(regist|trait)[a-z]+", NULL, 0 },
	{ "q.heading", "heading", "**", "install", NULL, 3 },
	{ "q.column", "column", NULL, "finalit", NULL, 0 },
	{ "q.path", "path", NULL, "jobs.*.steps", "pytest", 0 },
};

/* What it says goes nowhere: emit.c has checked it by then. */
int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);

	(void)argc;
	(void)argv;
	return fd < 0 || dup2(fd, 1) < 0 || watch_open(60000, 0) < 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const struct plugin plugin = { .name = greffier_check.name,
	    .check = &greffier_check };
	struct arena a = ARENA_INIT;
	struct gr_entry entry = { .blob = "" };
	struct gr_file file = { .entry = &entry };
	const struct place place = { .plugin = &plugin, .entry = &entry };
	const char *why, *rest, *slash, *dot;
	struct text t;
	char path[200];
	size_t n;

	if (greffier_check.scan == NULL)
		return 0;
	rest = split(data, len, path, sizeof(path), &n);
	slash = strrchr(path, '/');
	entry.path = path;
	entry.base = slash == NULL ? path : slash + 1;
	dot = strrchr(entry.base, '.');
	entry.ext = dot == NULL ? "" : dot + 1;
	entry.kind = kind_of_path(path);
	entry.size = (int64_t)n;
	emit_queries(asked, sizeof(asked) / sizeof(asked[0]));
	if (greffier_check.wants(&entry) &&
	    text_decode(&a, &entry.kind, rest, n, &t, &why) == 0) {
		file.text = t.text;
		file.len = t.len;
		file.lines = t.lines;
		read_begin(&file);
		emit_begin(&place, file.lines);
		greffier_check.scan(&file);
		emit_end();
		read_end();
	}
	emit_free();
	arena_free(&a);
	return 0;
}
