/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * log.h: one line for each thing an operator would want to know.
 *
 * Lines go to standard error with the sd-daemon(3) level prefix when that
 * is not a terminal: "<6>audit done repo=12 job=40 ms=310".  The form is
 * "verb object key=value ...".  Control characters in the arguments are
 * replaced, so that what the network sent cannot forge a line.  Never a
 * token, never a payload.
 */
#ifndef LOG_H
#define LOG_H

#define LOG_PRINTF __attribute__((format(printf, 1, 2)))

void	log_error(const char *, ...) LOG_PRINTF;	/* <3> someone must act */
void	log_warn(const char *, ...) LOG_PRINTF;		/* <4> */
void	log_info(const char *, ...) LOG_PRINTF;		/* <6> */
void	log_debug(const char *, ...) LOG_PRINTF;	/* <7> only when on */

/* 0 errors only .. 3 debug; 2 (info) unless told otherwise. */
void	log_level(int);

#endif
