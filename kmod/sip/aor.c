// SPDX-License-Identifier: GPL-2.0
#include "aor.h"

/* Behind what has been put at @p; NULL once there is no room any more */
static char *put(char *p, const char *end, const char *text, unsigned int len)
{
	if (!p || len > end - p)
		return NULL;
	memcpy(p, text, len);
	return p + len;
}

static char *put_lower(char *p, const char *end, struct sip_span s)
{
	char *behind = put(p, end, s.p, s.len);

	for (; behind && p < behind; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p += 'a' - 'A';
	return behind;
}

static char *put_host(char *p, const char *end, const struct sip_host *host)
{
	char text[SIP_HOSTPORT_MAX];

	if (host->type != SIP_HOST_IP4 && host->type != SIP_HOST_IP6)
		return put_lower(p, end, host->text);
	return put(p, end, text, sip_host_print(text, host->type, host->addr.bytes, true));
}

static char *put_port(char *p, const char *end, u16 port)
{
	char text[] = ":65535";
	unsigned int at = sizeof(text) - 1;

	do
		text[--at] = '0' + port % 10;
	while (port /= 10);
	text[--at] = ':';
	return put(p, end, text + at, sizeof(text) - 1 - at);
}

unsigned int sip_aor_print(char *buf, const struct sip_uri *uri)
{
	const char *end = buf + SIP_AOR_MAX;
	char *p;

	if (uri->scheme == SIP_SCHEME_SIP || uri->scheme == SIP_SCHEME_SIPS) {
		p = uri->scheme == SIP_SCHEME_SIP ? put(buf, end, "sip:", 4) :
						    put(buf, end, "sips:", 5);
		if (sip_span_present(uri->user))
			p = put(put(p, end, uri->user.p, uri->user.len), end, "@", 1);
		p = put_host(p, end, &uri->hostport.host);
		if (uri->hostport.port)
			p = put_port(p, end, uri->hostport.port);
	} else {
		p = put(buf, end, uri->text.p, uri->text.len);
	}
	return p ? p - buf : 0;
}
