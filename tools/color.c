// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "color.h"

static const char *const sequences[] = {
	[COLOR_BOLD] = "\033[1m",
	[COLOR_FAINT] = "\033[2m",
	[COLOR_RED] = "\033[31m",
	[COLOR_GREEN] = "\033[32m",
	[COLOR_YELLOW] = "\033[33m",
	[COLOR_CYAN] = "\033[36m",
};

static enum { AUTO, ALWAYS, NEVER } chosen;

bool color_choose(const char *when)
{
	if (!strcmp(when, "auto"))
		chosen = AUTO;
	else if (!strcmp(when, "always"))
		chosen = ALWAYS;
	else if (!strcmp(when, "never"))
		chosen = NEVER;
	else
		return false;
	return true;
}

static bool wanted(void)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");

	if (chosen == AUTO)
		chosen = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
			 !(term && !strcmp(term, "dumb")) ? ALWAYS : NEVER;
	return chosen == ALWAYS;
}

const char *color(enum color color)
{
	return wanted() ? sequences[color] : "";
}

const char *color_end(void)
{
	return wanted() ? "\033[0m" : "";
}
