// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include "escape.h"
#include "reading.h"

const char * const place_names[PLACE_COUNT] = {
	[PLACE_MESSAGE] = "message",
	[PLACE_REQUEST_URI] = "Request-URI",
	[PLACE_VIA] = "Via",
	[PLACE_CONTACT] = "Contact",
	[PLACE_FROM] = "From",
	[PLACE_TO] = "To",
	[PLACE_RECORD_ROUTE] = "Record-Route",
	[PLACE_ROUTE] = "Route",
	[PLACE_SDP_ORIGIN] = "o=",
	[PLACE_SDP_CONNECTION] = "c=",
	[PLACE_SDP_MEDIA] = "m=",
	[PLACE_SDP_RTCP] = "a=rtcp",
};

struct reading *readings_add(struct readings *readings, enum place place)
{
	struct reading *reading = &readings->item[readings->n++];

	if (readings->n > READINGS_MAX)
		abort();
	*reading = (struct reading){ place, false, "", "", "", "", NULL };
	return reading;
}

static char *copy(struct readings *readings, struct sip_span s)
{
	char *p = readings->text + readings->used;

	if (READINGS_TEXT - readings->used <= s.len)
		abort();
	readings->used += s.len + 1;
	if (s.len)
		memcpy(p, s.p, s.len);
	p[s.len] = '\0';
	return p;
}

const char *readings_copy(struct readings *readings, struct sip_span s)
{
	return copy(readings, s);
}

const char *readings_string(struct readings *readings, const char *s)
{
	return copy(readings, string_span(s));
}

const char *readings_user(struct readings *readings, struct sip_span s)
{
	static struct sip_unescaped unescaped;

	if (!sip_span_present(s) || !sip_unescape(s, &unescaped))
		return copy(readings, s);
	return copy(readings, sip_unescaped_text(&unescaped));
}

const char *readings_host(struct readings *readings, struct sip_span s)
{
	char *text, *p;

	if (s.len > 1 && *s.p == '[' && s.p[s.len - 1] == ']') {
		s.p++;
		s.len -= 2;
	}
	text = copy(readings, s);
	for (p = text; *p; p++)
		*p = tolower((unsigned char)*p);
	return text;
}

const char *readings_port(struct readings *readings, struct sip_span s)
{
	while (s.len > 1 && *s.p == '0') {
		s.p++;
		s.len--;
	}
	return copy(readings, s);
}
