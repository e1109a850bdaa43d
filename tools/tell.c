// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include "ctl.h"

static const char *about_file;
static unsigned int about_line;

void tell_where(const char *file, unsigned int line)
{
	about_file = file;
	about_line = line;
}

bool told_where(void)
{
	return about_file;
}

PRINTF(1, 0)
static void say(const char *format, va_list args)
{
	int error = errno; /* for %m */

	fputs("sipnat-ctl: ", stderr);
	if (about_file)
		fprintf(stderr, "%s:%u: ", about_file, about_line);
	errno = error;
	vfprintf(stderr, format, args);
	fputc('\n', stderr);
}

void tell(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
}

enum exit_code failed(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return EXIT_FAILED;
}

enum exit_code misused(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	say(format, args);
	va_end(args);
	return EXIT_USAGE;
}
