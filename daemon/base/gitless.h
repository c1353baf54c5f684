/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gitless.h: a program that links this has a libgit2 without TLS.
 */
#ifndef GITLESS_H
#define GITLESS_H

/* Call it before git_libgit2_init(). */
void	gitless_start(void);

__attribute__((visibility("default")))
int	mbedtls_x509_crt_parse_file(void *, const char *);
__attribute__((visibility("default")))
int	mbedtls_x509_crt_parse_path(void *, const char *);

#endif
