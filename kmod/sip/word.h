/* SPDX-License-Identifier: GPL-2.0 */
/* The words of an SDP line: RFC 8866 section 9 separates them by one space, devices by more. */
#ifndef SIPNAT_SIP_WORD_H
#define SIPNAT_SIP_WORD_H

#include "span.h"

/**
 * sip_word_next - take the next word off a line
 * @rest: the line; moved on behind the word
 * @word: filled; empty at the end of the line
 *
 * White space separates words, however much of it there is. Control characters are white space
 * here: a carriage return belongs to the line's end, and the others have no place in a line.
 *
 * Return: false at the end of the line.
 */
bool sip_word_next(struct sip_span *rest, struct sip_span *word);

/* sip_word_u16 - a port, or another number that fills the word; @value is set if it is true */
bool sip_word_u16(struct sip_span word, u16 *value);

/**
 * sip_word_split - cut a word in two
 * @word: the word
 * @c: where to cut: at the first one
 * @rest: what is behind @c, absent if there is none
 *
 * Return: what is in front of @c.
 */
struct sip_span sip_word_split(struct sip_span word, char c, struct sip_span *rest);

#endif
