/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * markdown.h: the HTML that people write in Markdown, as blocks too.
 *
 * Only what a README is made of: headings, pictures, links, text.  Nothing
 * is interpreted, comments are dropped.
 */
#ifndef MARKDOWN_H
#define MARKDOWN_H

struct blocks;

/* A block of HTML that starts on that line. */
void	markdown_html(struct blocks *, const char *html, int line);
/* One tag within a paragraph: a link or picture becomes a block. */
void	markdown_tag(struct blocks *, const char *tag, int line);

#endif
