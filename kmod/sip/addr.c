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
 * must not have any of these, but some do, and nobody minds.
 */
static enum sip_status sdp_addr_suffix(struct sip_span s, bool ip6, struct sdp_addr *addr)
{
	struct sip_span count = s;
	struct sip_span ttl;
	u32 number;

	if (!ip6) {
		ttl = sip_word_split(s, '/', &count);
		if (!sip_span_number(ttl, U8_MAX, &number))
			return SIP_BAD;
		addr->ttl = number;
	}
	if (sip_span_present(count) && (!sip_word_u16(count, &addr->count) || !addr->count))
		return SIP_BAD;
	return SIP_OK;
}

enum sip_status sdp_addr_parse(struct sip_span nettype, struct sip_span addrtype,
			       struct sip_span address, struct sdp_addr *addr)
{
	bool ip6 = sip_span_caseeq(addrtype, "IP6");
	struct sip_span suffix;

	if (!address.len)
		return SIP_BAD;
	*addr = (struct sdp_addr){ .count = 1 };
	/* "ATM NSAP", "PSTN E164" (RFC 2848): not the Internet's, and its text is anything. */
	if (!sip_span_caseeq(nettype, "IN")) {
		addr->mismatch = true;
		addr->host.type = SIP_HOST_NAME;
		addr->host.text = address;
		return SIP_OK;
	}
	address = sip_word_split(address, '/', &suffix);
	if (!address.len || sip_host_parse_bare(address, &addr->host).status != SIP_OK)
		return SIP_BAD;
	addr->multicast = sdp_multicast(&addr->host);
	if (addr->host.type == SIP_HOST_IP6)
		addr->mismatch = !ip6;
	else
		addr->mismatch = !sip_span_caseeq(addrtype, "IP4") &&
				 (addr->host.type == SIP_HOST_IP4 || !ip6);
	if (!sip_span_present(suffix))
		return SIP_OK;
	return sdp_addr_suffix(suffix, addr->host.type == SIP_HOST_IP6 ||
			       (ip6 && addr->host.type == SIP_HOST_NAME), addr);
}
