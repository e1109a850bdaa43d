/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SIPNAT_SUGGEST_H
#define SIPNAT_SUGGEST_H

/* suggest - the word of a list (NULL ends it) that was probably meant, or NULL */
const char *suggest(const char *typed, const char *const *words);

#endif
