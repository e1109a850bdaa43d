/* SPDX-License-Identifier: GPL-2.0 */
/* Which command words mean. */
#ifndef SIPNAT_CTL_GRAMMAR_H
#define SIPNAT_CTL_GRAMMAR_H

#include "ctl.h"

/*
 * grammar_find - finds the command that the call's arguments begin with (none: show), and takes its
 * words away from them; a word may be shortened as long as it can be but one
 */
enum exit_code grammar_find(struct call *call);

/*
 * grammar_words - what the call's arguments begin with, in full, for help: a verb and, unless that
 * is NULL, a noun
 */
enum exit_code grammar_words(const struct call *call, const char **verb, const char **noun);

/* grammar_expand - the verb (or the noun of a verb that is in full) that was typed in part, or NULL */
const char *grammar_expand(const char *verb, const char *typed);

#endif
