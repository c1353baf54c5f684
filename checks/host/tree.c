/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * tree.c: which repository, and which commit.
 *
 * The git folder is opened as a bare one whatever it is: then libgit2 reads
 * no configuration on the way, and one that includes files we may not open
 * is no obstacle.  What must be known of the configuration, the format of
 * the repository, is looked up here.
 */
#include "tree.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <git2.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/gitless.h"
#include "base/fs.h"

enum {
	CONFIG_MAX = 1 << 20, WINDOW = 16 << 20, MAPPED = 256 << 20,
	TAGS_MOST = 20,		/* one of another */
};

static int
git_err(struct err *e, const char *what)
{
	const git_error *g = git_error_last();

	return err_set(e, ERR_FORMAT, "%s: %s", what,
	    g != NULL ? g->message : "git gives no reason");
}

int
tree_init(struct err *e)
{
	static const int levels[] = {
		GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
		GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL,
	};
	size_t i;
	int rc = 0;

	gitless_start();
	if (git_libgit2_init() < 0)
		return git_err(e, "libgit2");
	for (i = 0; i < sizeof(levels) / sizeof(*levels); i++)
		rc |= git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "");
	rc |= git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	/* The one who fetched has hashed it all already. */
	rc |= git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* Each object is read once. */
	rc |= git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	/* A whole pack would not fit in the memory we are given. */
	rc |= git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)WINDOW);
	rc |= git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT,
	    (size_t)MAPPED);
	rc |= git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, (size_t)100);
	return rc == 0 ? 0 : git_err(e, "libgit2");
}

static char *
trim(char *s)
{
	size_t n;

	s += strspn(s, " \t");
	n = strcspn(s, "\r\n;#");
	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	s[n] = '\0';
	return s;
}

/* One line of [extensions].  0, or -1: a format that we do not read. */
static int
extension(char *line, struct err *e)
{
	char *value = strchr(line, '='), *name;

	if (value == NULL)
		return 0;
	*value++ = '\0';
	name = trim(line);
	value = trim(value);
	if (strcasecmp(name, "objectformat") == 0 &&
	    strcasecmp(value, "sha1") != 0)
		return err_set(e, ERR_FORMAT, "the repository's objects are"
		    " named by %.20s; only SHA-1 repositories can be read",
		    strcasecmp(value, "sha256") == 0 ? "SHA-256" : value);
	if (strcasecmp(name, "refstorage") == 0 &&
	    strcasecmp(value, "files") != 0)
		return err_set(e, ERR_FORMAT, "the repository keeps its refs"
		    " as \"%.20s\"; only files can be read", value);
	return 0;
}

/* Is this a repository we can read?  0, or -1. */
static int
check_format(const char *git, struct err *e)
{
	struct buf b = BUF_INIT(CONFIG_MAX);
	char path[PATH_MAX], *line, *next;
	bool within = false;
	int ret = -1;

	if ((size_t)snprintf(path, sizeof(path), "%s/config", git) >=
	    sizeof(path))
		return err_set(e, ERR_LIMIT, "%s: too long a path", git);
	if (!fs_exists(path))
		return 0;
	if (fs_read(path, &b, e) < 0)
		goto out;
	for (line = b.data; line != NULL; line = next) {
		next = strchr(line, '\n');
		if (next != NULL)
			*next++ = '\0';
		line += strspn(line, " \t");
		if (*line == '[')
			within = strncasecmp(line, "[extensions]", 12) == 0;
		else if (within && extension(line, e) < 0)
			goto out;
	}
	ret = 0;
out:
	buf_free(&b);
	return ret;
}

/* The path that the first line of a file names, made absolute. */
static int
follow(const char *file, const char *prefix, const char *base, char *out,
    struct err *e)
{
	struct buf b = BUF_INIT(PATH_MAX);
	char path[2 * PATH_MAX], *to;
	size_t n = strlen(prefix);
	int ret = -1;

	if (fs_read(file, &b, e) < 0)
		goto out;
	if (strncmp(buf_str(&b), prefix, n) != 0) {
		(void)err_set(e, ERR_FORMAT, "%s does not begin with \"%s\"",
		    file, prefix);
		goto out;
	}
	if (b.data != NULL)
		b.data[strcspn(b.data, "\r\n")] = '\0';
	to = b.data != NULL ? b.data + n : NULL;
	if (to == NULL || *to == '\0')
		(void)err_set(e, ERR_FORMAT, "%s is empty", file);
	else if ((size_t)snprintf(path, sizeof(path), "%s%s%s",
	    *to == '/' ? "" : base, *to == '/' ? "" : "/", to) >= PATH_MAX)
		(void)err_set(e, ERR_LIMIT, "%s: too long a path", file);
	else if (realpath(path, out) == NULL)
		(void)err_sys(e, "%s", path);
	else
		ret = 0;
out:
	buf_free(&b);
	return ret;
}

/*
 * The git folder of what was named, and the folder that its work trees have
 * in common.  0, or -1.
 */
static int
locate(struct tree *t, const char *path, char *git, char *common,
    struct err *e)
{
	char inner[PATH_MAX];

	if ((size_t)snprintf(inner, sizeof(inner), "%s/.git", path) >=
	    sizeof(inner))
		return err_set(e, ERR_LIMIT, "%s: too long a path", path);
	if (!fs_exists(inner)) {
		snprintf(git, PATH_MAX, "%s", path);
	} else {
		t->folder = arena_str(&t->arena, path);
		if (fs_is_dir(inner))
			snprintf(git, PATH_MAX, "%s", inner);
		else if (follow(inner, "gitdir: ", path, git, e) < 0)
			return -1;
	}
	snprintf(common, PATH_MAX, "%s", git);
	if ((size_t)snprintf(inner, sizeof(inner), "%s/commondir", git) <
	    sizeof(inner) && fs_exists(inner))
		return follow(inner, "", git, common, e);
	return 0;
}

int
tree_open(struct tree *t, const char *path, struct err *e)
{
	char git[PATH_MAX], common[PATH_MAX];

	memset(t, 0, sizeof(*t));
	if (locate(t, path, git, common, e) < 0 ||
	    check_format(common, e) < 0)
		return -1;
	if (git_repository_open_bare(&t->git, git) < 0)
		return git_err(e, "not a git repository");
	if (git_repository_odb(&t->odb, t->git) < 0)
		return git_err(e, "the repository's objects");
	t->repo.shallow = git_repository_is_shallow(t->git) == 1;
	return 0;
}

void
tree_close(struct tree *t)
{
	free(t->entries);
	free(t->beneath);
	git_odb_free(t->odb);
	git_repository_free(t->git);
	arena_free(&t->arena);
	memset(t, 0, sizeof(*t));
}

static const char *
hex(struct tree *t, const git_oid *id)
{
	char text[GIT_OID_HEXSZ + 1];

	return arena_str(&t->arena, git_oid_tostr(text, sizeof(text), id));
}

/* Whatever it names, without reading more than refs.  As tree_resolve(). */
static int
name_to_id(struct tree *t, const char *rev, git_oid *id, struct err *e)
{
	git_object *o = NULL;
	int rc;

	/*
	 * Forty digits are an oid and nothing else: a branch of that name
	 * would have us audit another commit than the one pushed.
	 */
	if (strlen(rev) == GIT_OID_HEXSZ && git_oid_fromstr(id, rev) == 0)
		return 1;
	if (strcmp(rev, "HEAD") == 0 || strncmp(rev, "refs/", 5) == 0) {
		rc = git_reference_name_to_id(id, t->git, rev);
		if (rc == 0)
			return 1;
		if (rc == GIT_ENOTFOUND && *rev == 'H')
			return 0;
		return git_err(e, rev);
	}
	if (git_revparse_single(&o, t->git, rev) < 0)
		return git_err(e, rev);
	git_oid_cpy(id, git_object_id(o));
	git_object_free(o);
	return 1;
}

int
tree_peel(struct tree *t, const git_oid *from, git_oid *out, struct err *e)
{
	git_object_t type;
	git_oid id = *from;
	git_tag *tag = NULL;
	size_t size;
	int i;

	for (i = 0; i < TAGS_MOST; i++) {
		if (git_odb_read_header(&size, &type, t->odb, &id) < 0)
			return git_err(e, "its commit");
		if (type != GIT_OBJECT_COMMIT && type != GIT_OBJECT_TAG)
			return err_set(e, ERR_FORMAT, "it is no commit");
		if (size > TREE_COMMIT)
			return err_set(e, ERR_LIMIT, "its commit or tag is "
			    "larger than %d bytes", (int)TREE_COMMIT);
		git_oid_cpy(out, &id);
		if (type == GIT_OBJECT_COMMIT)
			return 0;
		if (git_tag_lookup(&tag, t->git, &id) < 0)
			return git_err(e, "its tag");
		git_oid_cpy(&id, git_tag_target_id(tag));
		git_tag_free(tag);
	}
	return err_set(e, ERR_LIMIT, "a tag of a tag of a tag without end");
}

int
tree_resolve(struct tree *t, const char *rev, struct err *e)
{
	git_commit *c = NULL;
	git_oid id, commit;
	int got;

	got = name_to_id(t, rev, &id, e);
	if (got != 1)
		return got;
	if (tree_peel(t, &id, &commit, e) < 0)
		return err_wrap(e, "%s", rev);
	if (git_commit_lookup(&c, t->git, &commit) < 0)
		return git_err(e, rev);
	t->repo.commit = hex(t, &commit);
	t->repo.tree = hex(t, git_commit_tree_id(c));
	git_commit_free(c);
	return 1;
}

int
tree_bytes(struct tree *t, const char *blob, struct tree_bytes *out)
{
	git_oid id;

	memset(out, 0, sizeof(*out));
	if (git_oid_fromstr(&id, blob) < 0 ||
	    git_odb_read(&out->object, t->odb, &id) < 0)
		return -1;
	if (git_odb_object_type(out->object) != GIT_OBJECT_BLOB) {
		tree_bytes_free(out);
		return -1;
	}
	out->data = git_odb_object_data(out->object);
	out->len = git_odb_object_size(out->object);
	return 0;
}

void
tree_bytes_free(struct tree_bytes *b)
{
	git_odb_object_free(b->object);
	memset(b, 0, sizeof(*b));
}

size_t
tree_find(const struct gr_entry *entries, size_t n, const char *path)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (strcmp(entries[mid].path, path) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}
