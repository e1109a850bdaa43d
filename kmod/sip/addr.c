// SPDX-License-Identifier: GPL-2.0
#include "addr.h"
#include "word.h"

static bool sdp_multicast(const struct sip_host *host)
{
	if (host->type == SIP_HOST_IP4)
		return (host->addr.bytes[0] & 0xf0) == 0xe0;
	return host->type == SIP_HOST_IP6 && host->addr.bytes[0] == 0xff;
}

/*
 * RFC 8866 section 5.7: "/ttl", "/ttl/count", and for IPv6 only "/count". Unicast addresses
 * must not have any of these, but some do, and nobody minds; nor what else stands there.
 */
static void sdp_addr_suffix(struct sip_span s, bool ip6, struct sdp_addr *addr)
{
	struct sip_span count = s;
	struct sip_span ttl;
	u32 number;

	if (!ip6) {
		ttl = sip_word_split(s, '/', &count);
		if (sip_span_number(ttl, U8_MAX, &number))
			addr->ttl = number;
	}
	if (!sip_span_present(count) || !sip_word_u16(count, &addr->count) || !addr->count)
		addr->count = 1;
}

/* SIP_HOST_NONE: neither IP4 nor IP6 */
static enum sip_host_type sdp_addrtype(struct sip_span s)
{
	if (s.len != 3 || (s.p[0] | 0x20) != 'i' || (s.p[1] | 0x20) != 'p')
		return SIP_HOST_NONE;
	if (s.p[2] == '4')
		return SIP_HOST_IP4;
	return s.p[2] == '6' ? SIP_HOST_IP6 : SIP_HOST_NONE;
}

static bool sdp_nettype_in(struct sip_span s)
{
	return s.len == 2 && (s.p[0] | 0x20) == 'i' && (s.p[1] | 0x20) == 'n';
}

enum sip_status sdp_addr_parse(struct sip_span nettype, struct sip_span addrtype,
			       struct sip_span address, struct sdp_addr *addr)
{
	enum sip_host_type type = sdp_addrtype(addrtype);
	struct sip_host *host = &addr->host;
	struct sip_span suffix = { };

	*addr = (struct sdp_addr){ .count = 1 };
	/* "ATM NSAP", "PSTN E164" (RFC 2848): not the Internet's, and its text is anything. */
	if (!sdp_nettype_in(nettype)) {
		addr->mismatch = true;
		host->type = SIP_HOST_NAME;
		host->text = address;
		return address.len ? SIP_OK : SIP_BAD;
	}
	if (sip_host_parse_bare(address, host).status != SIP_OK) {
		address = sip_word_split(address, '/', &suffix);
		if (sip_host_parse_bare(address, host).status != SIP_OK)
			return SIP_BAD;
	}
	addr->multicast = sdp_multicast(host);
	addr->mismatch = host->type == SIP_HOST_NAME ? !type : host->type != type;
	if (sip_span_present(suffix))
		sdp_addr_suffix(suffix, host->type == SIP_HOST_IP6 ||
				(type == SIP_HOST_IP6 && host->type == SIP_HOST_NAME), addr);
	return SIP_OK;
}
