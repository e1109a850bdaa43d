// SPDX-License-Identifier: GPL-2.0
#include "sdp.h"
#include "candidate.h"
#include "word.h"

/* What is known on the way through the lines. */
struct sdp_scan {
	struct sdp *sdp;
	struct sdp_media *media;	/* the m= line that the lines belong to, or NULL */
	bool version;			/* there was a v= line */
	enum sdp_direction direction;	/* the session's */
	enum sdp_setup setup;		/* likewise */
};

static bool sdp_u16(struct sip_span digits, u16 *value)
{
	u32 number;

	if (!sip_span_number(digits, U16_MAX, &number))
		return false;
	*value = number;
	return true;
}

/* The part of @s in front of the first @c; @rest is what follows @c, absent without one. */
static struct sip_span sdp_split(struct sip_span s, char c, struct sip_span *rest)
{
	const char *end = sip_span_end(s);
	const char *p;

	for (p = s.p; p < end; p++) {
		if (*p == c) {
			*rest = sip_span(p + 1, end);
			return sip_span(s.p, p);
		}
	}
	*rest = (struct sip_span){ };
	return s;
}

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
		ttl = sdp_split(s, '/', &count);
		if (!sip_span_number(ttl, U8_MAX, &number))
			return SIP_BAD;
		addr->ttl = number;
	}
	if (sip_span_present(count) && (!sdp_u16(count, &addr->count) || !addr->count))
		return SIP_BAD;
	return SIP_OK;
}

static enum sip_status sdp_addr_parse(struct sip_span nettype, struct sip_span addrtype,
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
	address = sdp_split(address, '/', &suffix);
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

/* v=0 */
static enum sip_status sdp_version(struct sdp_scan *scan, struct sip_span value)
{
	struct sip_span word;

	sip_word_next(&value, &word);
	if (scan->version || !sip_span_eq(word, "0"))
		return SIP_BAD;
	scan->version = true;
	return SIP_OK;
}

/*
 * o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>
 *
 * Counted from the end, since user names with blanks in them exist, and empty ones. Media never
 * goes to this address (RFC 8866 section 5.2), so a line that cannot be read loses no call.
 */
static enum sip_status sdp_origin(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sip_span word, last[4];
	struct sdp_addr addr;
	unsigned int n;

	if (sdp->origin.host.type != SIP_HOST_NONE)
		return SIP_BAD;
	for (n = 0; sip_word_next(&value, &word); n++)
		last[n % 4] = word;
	if (n < 5 || sdp_addr_parse(last[(n + 1) % 4], last[(n + 2) % 4], last[(n + 3) % 4],
				    &addr) != SIP_OK)
		return SIP_OK;
	sdp->origin = addr;
	sdp->origin_version = last[n % 4];
	return SIP_OK;
}

/* c=<nettype> <addrtype> <connection-address> */
static enum sip_status sdp_connection(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sdp_media *media = scan->media;
	struct sip_span nettype, addrtype, address, more;

	if (sdp->nconns == SDP_MAX_CONNS)
		return SIP_BAD;
	sip_word_next(&value, &nettype);
	sip_word_next(&value, &addrtype);
	sip_word_next(&value, &address);
	if (sip_word_next(&value, &more) ||
	    sdp_addr_parse(nettype, addrtype, address, &sdp->conns[sdp->nconns]) != SIP_OK)
		return SIP_BAD;
	if (!media) {
		if (sdp->session_conn >= 0)
			return SIP_BAD;
		sdp->session_conn = sdp->nconns;
	} else if (!media->own_conns++) {
		media->conn = sdp->nconns;
	}
	sdp->nconns++;
	return SIP_OK;
}

static enum sdp_media_type sdp_media_type(struct sip_span word)
{
	if (sip_span_caseeq(word, "audio"))
		return SDP_MEDIA_AUDIO;
	if (sip_span_caseeq(word, "video"))
		return SDP_MEDIA_VIDEO;
	if (sip_span_caseeq(word, "image"))
		return SDP_MEDIA_IMAGE;
	if (sip_span_caseeq(word, "text"))
		return SDP_MEDIA_TEXT;
	if (sip_span_caseeq(word, "message"))
		return SDP_MEDIA_MESSAGE;
	if (sip_span_caseeq(word, "application"))
		return SDP_MEDIA_APPLICATION;
	return SDP_MEDIA_OTHER;
}

/* RTP/AVP, UDP/TLS/RTP/SAVPF, TCP/RTP/AVP: the lowest layer first, "RTP" is short for RTP/UDP. */
static enum sdp_proto sdp_proto(struct sip_span proto)
{
	struct sip_span rest;
	struct sip_span layer = sdp_split(proto, '/', &rest);

	if (sip_span_caseeq(layer, "RTP"))
		return SDP_PROTO_RTP;
	if (sip_span_caseeq(layer, "TCP"))
		return SDP_PROTO_TCP;
	if (sip_span_caseeq(layer, "udptl") || sip_span_caseeq(layer, "DTLS"))
		return SDP_PROTO_UDP;
	if (!sip_span_caseeq(layer, "UDP"))
		return SDP_PROTO_OTHER;
	while (sip_span_present(rest)) {
		layer = sdp_split(rest, '/', &rest);
		if (sip_span_caseeq(layer, "RTP"))
			return SDP_PROTO_RTP;
	}
	return SDP_PROTO_UDP;
}

/* m=<media> <port>[/<number of ports>] <proto> <fmt> ...; a refused stream may lack its formats. */
static enum sip_status sdp_media(struct sdp_scan *scan, struct sip_span line,
				 struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sdp_media *media = &sdp->media[sdp->nmedia];
	struct sip_span type, port, count, proto;

	if (sdp->nmedia == SDP_MAX_MEDIA)
		return SIP_BAD;
	sip_word_next(&value, &type);
	sip_word_next(&value, &port);
	if (!sip_word_next(&value, &proto))
		return SIP_BAD;
	*media = (struct sdp_media){
		.line = line,
		.type = sdp_media_type(type),
		.port_text = sdp_split(port, '/', &count),
		.count = 1,
		.proto = sdp_proto(proto),
		.conn = sdp->session_conn,
		.direction = scan->direction,
		.setup = scan->setup,
	};
	if (!sdp_u16(media->port_text, &media->port))
		return SIP_BAD;
	if (sip_span_present(count) && (!sdp_u16(count, &media->count) || !media->count))
		return SIP_BAD;
	sdp->nmedia++;
	scan->media = media;
	return SIP_OK;
}

static void sdp_set_direction(struct sdp_scan *scan, enum sdp_direction direction)
{
	if (scan->media)
		scan->media->direction = direction;
	else
		scan->direction = direction;
}

static void sdp_set_setup(struct sdp_scan *scan, struct sip_span value)
{
	enum sdp_setup *setup = scan->media ? &scan->media->setup : &scan->setup;
	struct sip_span role;

	sip_word_next(&value, &role);
	if (sip_span_caseeq(role, "active"))
		*setup = SDP_SETUP_ACTIVE;
	else if (sip_span_caseeq(role, "passive"))
		*setup = SDP_SETUP_PASSIVE;
	else if (sip_span_caseeq(role, "actpass"))
		*setup = SDP_SETUP_ACTPASS;
	else if (sip_span_caseeq(role, "holdconn"))
		*setup = SDP_SETUP_HOLDCONN;
}

/* a=group:BUNDLE <mid> ... is the session's (RFC 5888 section 5). */
static void sdp_set_group(struct sdp_scan *scan, struct sip_span value)
{
	struct sip_span semantics, mid;

	sip_word_next(&value, &semantics);
	if (!scan->media && sip_span_caseeq(semantics, "BUNDLE") && sip_word_next(&value, &mid))
		scan->sdp->bundle = true;
}

/* a=rtcp:<port> [<nettype> <addrtype> <connection-address>], RFC 3605 section 2.1 */
static void sdp_set_rtcp(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp_rtcp rtcp = { .addr.count = 1 };
	struct sip_span nettype, addrtype, address;

	if (!scan->media || sip_span_present(scan->media->rtcp.port_text))
		return;
	sip_word_next(&value, &rtcp.port_text);
	if (!sdp_u16(rtcp.port_text, &rtcp.port))
		return;
	if (sip_word_next(&value, &nettype)) {
		sip_word_next(&value, &addrtype);
		sip_word_next(&value, &address);
		if (sdp_addr_parse(nettype, addrtype, address, &rtcp.addr) != SIP_OK)
			return;
	}
	scan->media->rtcp = rtcp;
}

static void sdp_set_mid(struct sdp_scan *scan, struct sip_span value)
{
	struct sip_span mid;

	if (scan->media && sip_word_next(&value, &mid))
		scan->media->mid = mid;
}

static int sdp_media_index(const struct sdp_scan *scan)
{
	return scan->media ? (int)scan->sdp->nmedia - 1 : -1;
}

static enum sip_status sdp_add_candidate(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sdp_candidate *candidate = &sdp->candidates[sdp->ncandidates];

	if (sdp->ncandidates == SDP_MAX_CANDIDATES)
		return SIP_BAD;
	candidate->media = sdp_media_index(scan);
	if (sdp_candidate_parse(value, candidate).status == SIP_OK)
		sdp->ncandidates++;
	return SIP_OK;
}

static enum sip_status sdp_add_remote_candidates(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	unsigned int n = sdp->ncandidates;
	struct sip_parsed parsed;

	for (value = sip_span_trim(value); value.len;
	     value = sip_span(value.p + parsed.off, sip_span_end(value))) {
		if (n == SDP_MAX_CANDIDATES)
			return SIP_BAD;
		parsed = sdp_remote_candidate_parse(value, &sdp->candidates[n]);
		if (parsed.status != SIP_OK)
			return SIP_OK;
		sdp->candidates[n++].media = sdp_media_index(scan);
	}
	sdp->ncandidates = n;
	return SIP_OK;
}
