/* SPDX-License-Identifier: GPL-2.0 */
/* Colors on standard output, where they are wanted. */
#ifndef SIPNAT_CTL_COLOR_H
#define SIPNAT_CTL_COLOR_H

#include <stdbool.h>

enum color {
	COLOR_BOLD,
	COLOR_FAINT,
	COLOR_RED,
	COLOR_GREEN,
	COLOR_YELLOW,
	COLOR_CYAN,
};

/*
 * color_choose - "auto" (a terminal, and NO_COLOR is not set: that is how it begins), "always" or
 * "never"; false if it is another word
 */
bool color_choose(const char *when);

/* color - what to print to begin with a color; "" where none is wanted */
const char *color(enum color color);

/* color_end - what to print to end with it, or "" */
const char *color_end(void);

#endif
