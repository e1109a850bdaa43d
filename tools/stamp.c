// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <time.h>
#include "stamp.h"

#define SECOND	1000000000

json_t *stamp_json(uint64_t time)
{
	time_t seconds = time / SECOND;
	struct tm tm;

	gmtime_r(&seconds, &tm);
	return json_sprintf("%04d-%02d-%02dT%02d:%02d:%02d.%06uZ", tm.tm_year + 1900, tm.tm_mon + 1,
			    tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
			    (unsigned int)(time % SECOND / 1000));
}

json_t *stamp_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return stamp_json((uint64_t)now.tv_sec * SECOND + now.tv_nsec);
}

const char *stamp_text(const char *json)
{
	static char text[32];
	struct tm tm = {};
	time_t seconds;
	char *rest = strptime(json, "%Y-%m-%dT%H:%M:%S", &tm);

	if (!rest)
		return "--:--:--.------";
	seconds = timegm(&tm);
	localtime_r(&seconds, &tm);
	snprintf(text, sizeof(text), "%02d:%02d:%02d%.7s", tm.tm_hour, tm.tm_min, tm.tm_sec, rest);
	return text;
}
