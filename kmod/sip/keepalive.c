// SPDX-License-Identifier: GPL-2.0
#include "keepalive.h"

#define STUN_HEADER	20
#define STUN_COOKIE	"\x21\x12\xa4\x42"
/* Request, indication, success, error: the two bits in which the Binding messages differ */
#define STUN_CLASS	0x0110
#define STUN_BINDING	0x0001

static bool is_stun_binding(struct sip_span s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned int type, len;

	if (s.len < STUN_HEADER || memcmp(p + 4, STUN_COOKIE, 4))
		return false;
	type = p[0] << 8 | p[1];
	len = p[2] << 8 | p[3];
	return (type & ~STUN_CLASS) == STUN_BINDING && len == s.len - STUN_HEADER && !(len & 3);
}

bool sip_is_keepalive(struct sip_span s)
{
	unsigned int i;

	for (i = 0; i < s.len; i++)
		if (s.p[i] && !strchr("\r\n \t", s.p[i]))
			return is_stun_binding(s);
	return true;
}
