/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gitless.c: what libgit2 does at its start and no child of ours needs.
 *
 * It parses every certificate of the host for a TLS of its own: half of the
 * CPU of a child that starts, and thousands of lines of X.509 before the
 * sandbox.  The children speak no TLS, or libcurl's.  The loader prefers
 * these two to mbedtls's, and libgit2 takes their "no" for a host without
 * certificates, with which its own TLS trusts nobody.
 */
#include "gitless.h"

enum { NOT_THERE = -1 };

int
mbedtls_x509_crt_parse_file(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return NOT_THERE;
}

int
mbedtls_x509_crt_parse_path(void *chain, const char *path)
{
	(void)chain;
	(void)path;
	return NOT_THERE;
}

void
gitless_start(void)
{
	/* Being called is what links the two above into a program. */
}
