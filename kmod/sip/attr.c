// SPDX-License-Identifier: GPL-2.0
#include "attr.h"
#include "addr.h"
#include "candidate.h"
#include "lex.h"
#include "word.h"

enum sdp_attr {
	SDP_ATTR_OTHER,
	SDP_ATTR_BUNDLE_ONLY,
	SDP_ATTR_CANDIDATE,
	SDP_ATTR_GROUP,
	SDP_ATTR_ICE_UFRAG,
	SDP_ATTR_INACTIVE,
	SDP_ATTR_MID,
	SDP_ATTR_MSRP_CEMA,
	SDP_ATTR_PATH,
	SDP_ATTR_RECVONLY,
	SDP_ATTR_REMOTE_CANDIDATES,
	SDP_ATTR_RTCP,
	SDP_ATTR_RTCP_MUX,
	SDP_ATTR_RTCP_MUX_ONLY,
	SDP_ATTR_SENDONLY,
	SDP_ATTR_SENDRECV,
	SDP_ATTR_SETUP,
};

/*
 * Does an a= line begin with @name, and is that all of its name? Most attributes are none of
 * ours, so where the name ends is not looked for first; inline, since then the compiler knows
 * its length.
 */
static inline bool sdp_attr_is(struct sip_span line, const char *name)
{
	unsigned int len = strlen(name);

	if (line.len < len || memcmp(line.p, name, len))
		return false;
	return line.len == len || line.p[len] == ':' || sip_is(line.p[len], SIP_CLASS_WS);
}

static enum sdp_attr sdp_attr_lookup_i(struct sip_span line)
{
	if (sdp_attr_is(line, "inactive"))
		return SDP_ATTR_INACTIVE;
	if (sdp_attr_is(line, "ice-ufrag"))
		return SDP_ATTR_ICE_UFRAG;
	return SDP_ATTR_OTHER;
}

static enum sdp_attr sdp_attr_lookup_r(struct sip_span line)
{
	if (sdp_attr_is(line, "rtcp"))
		return SDP_ATTR_RTCP;
	if (sdp_attr_is(line, "rtcp-mux"))
		return SDP_ATTR_RTCP_MUX;
	if (sdp_attr_is(line, "rtcp-mux-only"))
		return SDP_ATTR_RTCP_MUX_ONLY;
	if (sdp_attr_is(line, "recvonly"))
		return SDP_ATTR_RECVONLY;
	if (sdp_attr_is(line, "remote-candidates"))
		return SDP_ATTR_REMOTE_CANDIDATES;
	return SDP_ATTR_OTHER;
}

static enum sdp_attr sdp_attr_lookup_s(struct sip_span line)
{
	if (sdp_attr_is(line, "sendrecv"))
		return SDP_ATTR_SENDRECV;
	if (sdp_attr_is(line, "sendonly"))
		return SDP_ATTR_SENDONLY;
	if (sdp_attr_is(line, "setup"))
		return SDP_ATTR_SETUP;
	return SDP_ATTR_OTHER;
}

static enum sdp_attr sdp_attr_lookup_m(struct sip_span line)
{
	if (sdp_attr_is(line, "mid"))
		return SDP_ATTR_MID;
	return sdp_attr_is(line, "msrp-cema") ? SDP_ATTR_MSRP_CEMA : SDP_ATTR_OTHER;
}

/* Names are case-sensitive (RFC 8866 section 9). */
static enum sdp_attr sdp_attr_lookup(struct sip_span line)
{
	switch (line.len ? *line.p : 0) {
	case 'r':
		return sdp_attr_lookup_r(line);
	case 's':
		return sdp_attr_lookup_s(line);
	case 'c':
		return sdp_attr_is(line, "candidate") ? SDP_ATTR_CANDIDATE : SDP_ATTR_OTHER;
	case 'i':
		return sdp_attr_lookup_i(line);
	case 'm':
		return sdp_attr_lookup_m(line);
	case 'p':
		return sdp_attr_is(line, "path") ? SDP_ATTR_PATH : SDP_ATTR_OTHER;
	case 'g':
		return sdp_attr_is(line, "group") ? SDP_ATTR_GROUP : SDP_ATTR_OTHER;
	case 'b':
		return sdp_attr_is(line, "bundle-only") ? SDP_ATTR_BUNDLE_ONLY : SDP_ATTR_OTHER;
	default:
		return SDP_ATTR_OTHER;
	}
}

/* What is behind the colon; nothing behind a flag. */
static struct sip_span sdp_attr_value(struct sip_span line)
{
	const char *end = sip_span_end(line);
	const char *p = line.p;

	while (p < end && *p != ':')
		p++;
	return sip_span(p < end ? p + 1 : p, end);
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
static enum sip_flaw sdp_set_rtcp(struct sdp_media *media, struct sip_span value)
{
	struct sdp_rtcp rtcp = { .addr.count = 1 };
	struct sip_span nettype, addrtype, address;

	if (sip_span_present(media->rtcp.port_text))
		return SIP_FLAW_NONE;
	sip_word_next(&value, &rtcp.port_text);
	if (!sip_word_u16(rtcp.port_text, &rtcp.port))
		return SIP_FLAW_PORT;
	if (sip_word_next(&value, &nettype)) {
		sip_word_next(&value, &addrtype);
		sip_word_next(&value, &address);
		if (sdp_addr_parse(nettype, addrtype, address, &rtcp.addr) != SIP_OK)
			return SIP_FLAW_ADDRESS;
	}
	media->rtcp = rtcp;
	return SIP_FLAW_NONE;
}

static void sdp_set_mid(struct sdp_media *media, struct sip_span value)
{
	struct sip_span mid;

	if (sip_word_next(&value, &mid))
		media->mid = mid;
}

static int sdp_media_index(const struct sdp_scan *scan)
{
	return scan->media ? (int)scan->sdp->nmedia - 1 : -1;
}

static enum sip_flaw sdp_add_candidate(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sdp_candidate *candidate = &sdp->candidates[sdp->ncandidates];
	struct sip_parsed parsed;

	if (sdp->ncandidates == SDP_MAX_CANDIDATES || scan->media == &scan->over)
		return SIP_FLAW_LIMIT;
	candidate->media = sdp_media_index(scan);
	parsed = sdp_candidate_parse(value, candidate);
	if (parsed.status == SIP_OK)
		sdp->ncandidates++;
	/* Other transports are no business of NAT's. */
	return parsed.flaw == SIP_FLAW_PROTOCOL ? SIP_FLAW_NONE : parsed.flaw;
}

static enum sip_flaw sdp_add_remote_candidates(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	unsigned int n = sdp->ncandidates;
	struct sip_parsed parsed;

	for (value = sip_span_trim(value); value.len;
	     value = sip_span(value.p + parsed.off, sip_span_end(value))) {
		if (n == SDP_MAX_CANDIDATES || scan->media == &scan->over)
			return SIP_FLAW_LIMIT;
		parsed = sdp_remote_candidate_parse(value, &sdp->candidates[n]);
		if (parsed.status != SIP_OK)
			return parsed.flaw;
		sdp->candidates[n++].media = sdp_media_index(scan);
	}
	sdp->ncandidates = n;
	return SIP_FLAW_NONE;
}

/* These mean nothing in the session's part. */
static enum sip_flaw sdp_set_media_attr(struct sdp_media *media, enum sdp_attr attr,
					struct sip_span value)
{
	if (!media)
		return SIP_FLAW_NONE;
	switch (attr) {
	case SDP_ATTR_BUNDLE_ONLY:
		media->bundle_only = true;
		break;
	case SDP_ATTR_MID:
		sdp_set_mid(media, value);
		break;
	case SDP_ATTR_MSRP_CEMA:
		media->msrp_cema = true;
		break;
	case SDP_ATTR_PATH:
		if (!sip_span_present(media->path))
			media->path = value;
		break;
	case SDP_ATTR_RTCP:
		return sdp_set_rtcp(media, value);
	case SDP_ATTR_RTCP_MUX_ONLY:
		media->rtcp_mux_only = true;
		media->rtcp_mux = true;
		break;
	default:
		media->rtcp_mux = true;
	}
	return SIP_FLAW_NONE;
}

enum sip_flaw sdp_attr_parse(struct sdp_scan *scan, struct sip_span line)
{
	enum sdp_attr attr = sdp_attr_lookup(line);

	switch (attr) {
	case SDP_ATTR_OTHER:
		break;
	case SDP_ATTR_ICE_UFRAG:
		scan->sdp->ice = true;
		break;
	case SDP_ATTR_CANDIDATE:
		scan->sdp->ice = true;
		return sdp_add_candidate(scan, sdp_attr_value(line));
	case SDP_ATTR_REMOTE_CANDIDATES:
		return sdp_add_remote_candidates(scan, sdp_attr_value(line));
	case SDP_ATTR_SENDRECV:
		sdp_set_direction(scan, SDP_SENDRECV);
		break;
	case SDP_ATTR_SENDONLY:
		sdp_set_direction(scan, SDP_SENDONLY);
		break;
	case SDP_ATTR_RECVONLY:
		sdp_set_direction(scan, SDP_RECVONLY);
		break;
	case SDP_ATTR_INACTIVE:
		sdp_set_direction(scan, SDP_INACTIVE);
		break;
	case SDP_ATTR_SETUP:
		sdp_set_setup(scan, sdp_attr_value(line));
		break;
	case SDP_ATTR_GROUP:
		sdp_set_group(scan, sdp_attr_value(line));
		break;
	default:
		return sdp_set_media_attr(scan->media, attr, sdp_attr_value(line));
	}
	return SIP_FLAW_NONE;
}
