/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * paths.c: files of the repository, and where a container finds them.
 */
#include <stdio.h>
#include <string.h>

#include "monitoring.h"

void
path_folder(const char *path, char *out, size_t n)
{
	const char *slash = strrchr(path, '/');
	size_t len = slash == NULL ? 0 : (size_t)(slash - path);

	if (len >= n)
		len = n - 1;
	memcpy(out, path, len);
	out[len] = '\0';
}

/* Takes the last segment off; false when there is none. */
static bool
up(char *out)
{
	char *slash = strrchr(out, '/');

	if (out[0] == '\0')
		return false;
	if (slash == NULL)
		out[0] = '\0';
	else
		*slash = '\0';
	return true;
}

bool
path_join(const char *dir, const char *rel, char *out, size_t n)
{
	size_t len, used;

	if (strlen(dir) + strlen(rel) + 2 > n)
		return false;
	snprintf(out, n, "%s", dir);
	for (; *rel != '\0'; rel += len) {
		rel += strspn(rel, "/");
		len = strcspn(rel, "/");
		if (len == 0 || (len == 1 && rel[0] == '.'))
			continue;
		if (len == 2 && rel[0] == '.' && rel[1] == '.') {
			if (!up(out))
				return false;
			continue;
		}
		used = strlen(out);
		snprintf(out + used, n - used, "%s%.*s", used > 0 ? "/" : "",
		    (int)len, rel);
	}
	return true;
}

bool
path_under(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 0 && folder[n - 1] == '/')
		n--;
	return strncmp(path, folder, n) == 0 &&
	    (n == 0 || path[n] == '\0' || path[n] == '/');
}

bool
path_near(const char *a, const char *b)
{
	size_t n = strcspn(a, "/"), m = strcspn(b, "/");

	if (a[n] == '\0' || b[m] == '\0')
		return true;
	return n == m && memcmp(a, b, n) == 0;
}

/*
 * The source of a mount is a path of the tree already; of a COPY it is
 * taken from the root of the context, which may be that of the tree or the
 * folder of the Dockerfile.
 */
static bool
reaches(const struct gr_seen *m, const char *path, char *out, size_t n)
{
	char folder[PATH_ROOM], from[PATH_ROOM];
	const char *rel = gr_value(m, "from"), *to = gr_value(m, "to");
	const char *rest;
	size_t len;

	if (rel == NULL || to == NULL)
		return false;
	snprintf(from, sizeof(from), "%s", rel);
	if (!path_under(path, from)) {
		path_folder(m->path, folder, sizeof(folder));
		if (gr_value(m, "copied") == NULL ||
		    !path_join(folder, rel, from, sizeof(from)) ||
		    !path_under(path, from))
			return false;
	}
	rest = path + strlen(from);
	rest += strspn(rest, "/");
	len = strlen(to);
	while (len > 1 && to[len - 1] == '/')
		len--;
	if (*rest != '\0')
		snprintf(out, n, "%.*s/%s", (int)len, to, rest);
	else if (to[strlen(to) - 1] == '/' || (gr_value(m, "copied") != NULL &&
	    strrchr(to, '/') != NULL && strchr(strrchr(to, '/'), '.') == NULL))
		snprintf(out, n, "%.*s/%s", (int)len, to,
		    strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 :
		    path);
	else
		snprintf(out, n, "%.*s", (int)len, to);
	return true;
}

bool
mounted(const struct gr_repo *r, const char *tool, const char *path,
    char *out, size_t n)
{
	const struct gr_seen *const *m;
	const char *of;
	size_t i, count;

	m = gr_facts(r, "monitoring.mount", &count);
	for (i = 0; i < count; i++) {
		of = gr_value(m[i], "tool");
		if (of != NULL && strcmp(of, tool) == 0 &&
		    reaches(m[i], path, out, n))
			return true;
	}
	return false;
}

bool
any(const struct gr_repo *r, const char *fact, const char *key,
    const char *value)
{
	const struct gr_seen *const *s;
	const char *v;
	size_t i, n;

	s = gr_facts(r, fact, &n);
	if (key == NULL)
		return n > 0;
	for (i = 0; i < n; i++) {
		v = gr_value(s[i], key);
		if (v != NULL && strcmp(v, value) == 0)
			return true;
	}
	return false;
}
