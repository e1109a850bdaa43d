/* SPDX-License-Identifier: GPL-2.0 */
/* What must hold when addresses and ports are rewritten, whatever they are rewritten to. */
#ifndef SIPNAT_FUZZ_REWRITE_H
#define SIPNAT_FUZZ_REWRITE_H

#include "seen.h"

/* die - say what is wrong with a text, and abort */
void __attribute__((noreturn, format(printf, 1, 2))) die(const char *fmt, ...);

/* what libFuzzer calls */
int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

/**
 * rewrite_check - rewrite everything, read it again, rewrite it back
 * @text: whatever
 * @len: its length
 * @see: what reads it
 *
 * Aborts unless, for a text that is understood: what is read from the rewritten text is what
 * was read before, shifted, with exactly the new addresses and ports; what cannot be read has the
 * same bytes; and the old ones back in their places give the old text, byte by byte.
 */
void rewrite_check(const char *text, unsigned int len, see_fn *see);

/**
 * unread_check - take away what cannot be read, one after the other
 *
 * Aborts unless, for a text that is understood: all else is read as before, shifted.
 */
void unread_check(const char *text, unsigned int len, see_fn *see);

#endif
