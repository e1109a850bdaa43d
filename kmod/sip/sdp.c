// SPDX-License-Identifier: GPL-2.0
#include "sdp.h"
#include "addr.h"
#include "attr.h"
#include "lex.h"
#include "word.h"

/* v=0 */
static enum sip_status sdp_version(struct sdp_scan *scan, struct sip_span value)
{
	struct sip_span word, more;

	sip_word_next(&value, &word);
	if (scan->version || !sip_span_eq(word, "0") || sip_word_next(&value, &more))
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

static bool sdp_has_rtp(struct sip_span layers)
{
	while (sip_span_present(layers))
		if (sip_span_caseeq(sip_word_split(layers, '/', &layers), "RTP"))
			return true;
	return false;
}

/* RTP/AVP, UDP/TLS/RTP/SAVPF, TCP/RTP/AVP: the lowest layer first, "RTP" is short for RTP/UDP. */
static enum sdp_proto sdp_proto(struct sip_span proto)
{
	struct sip_span rest;
	struct sip_span layer = sip_word_split(proto, '/', &rest);

	if (sip_span_caseeq(layer, "RTP"))
		return SDP_PROTO_RTP;
	if (sip_span_caseeq(layer, "TCP"))
		return sdp_has_rtp(rest) ? SDP_PROTO_TCP_RTP : SDP_PROTO_TCP;
	if (sip_span_caseeq(layer, "UDP"))
		return sdp_has_rtp(rest) ? SDP_PROTO_RTP : SDP_PROTO_UDP;
	if (sip_span_caseeq(layer, "udptl") || sip_span_caseeq(layer, "DTLS"))
		return SDP_PROTO_UDP;
	return SDP_PROTO_OTHER;
}

/* <port>[/<number of ports>] */
static enum sip_status sdp_ports(struct sip_span word, struct sdp_media *media)
{
	struct sip_span count;

	media->count = 1;
	media->port_text = word;
	if (sip_word_u16(word, &media->port))
		return SIP_OK;
	media->port_text = sip_word_split(word, '/', &count);
	if (!sip_word_u16(media->port_text, &media->port) ||
	    !sip_word_u16(count, &media->count) || !media->count)
		return SIP_BAD;
	return SIP_OK;
}

/* m=<media> <ports> <proto> <fmt> ...; a refused stream may lack its formats. */
static enum sip_status sdp_media(struct sdp_scan *scan, struct sip_span line,
				 struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sdp_media *media = &sdp->media[sdp->nmedia];
	struct sip_span type, ports, proto;

	if (sdp->nmedia == SDP_MAX_MEDIA)
		return SIP_BAD;
	while (line.p[line.len - 1] == '\r')
		line.len--;
	sip_word_next(&value, &type);
	sip_word_next(&value, &ports);
	sip_word_next(&value, &proto);
	*media = (struct sdp_media){
		.line = line,
		.type = sdp_media_type(type),
		.proto = sdp_proto(proto),
		.conn = sdp->session_conn,
		.direction = scan->direction,
		.setup = scan->setup,
	};
	if (!proto.len || sdp_ports(ports, media) != SIP_OK)
		return SIP_BAD;
	sdp->nmedia++;
	scan->media = media;
	return SIP_OK;
}

static enum sip_status sdp_line(struct sdp_scan *scan, struct sip_span line)
{
	struct sip_span value = sip_span(line.p + 2, sip_span_end(line));

	switch (*line.p) {
	case 'v':
		return sdp_version(scan, value);
	case 'o':
		return sdp_origin(scan, value);
	case 'c':
		return sdp_connection(scan, value);
	case 'm':
		return sdp_media(scan, line, value);
	case 'a':
		return sdp_attr_parse(scan, value);
	default:
		return SIP_OK;
	}
}

struct sip_parsed sdp_parse(struct sip_span text, bool fragment, struct sdp *sdp)
{
	const char *end = sip_span_end(text);
	struct sdp_scan scan = { .sdp = sdp };
	const char *p, *eol, *next;

	sdp->text = text;
	sdp->origin = (struct sdp_addr){ .count = 1 };
	sdp->origin_version = (struct sip_span){ };
	sdp->session_conn = -1;
	sdp->bundle = false;
	sdp->ice = false;
	sdp->nconns = 0;
	sdp->nmedia = 0;
	sdp->ncandidates = 0;

	for (p = text.p; p < end; p = next) {
		eol = sip_find(p, end, '\n');
		next = eol < end ? eol + 1 : end;
		if (eol - p < 2 || p[1] != '=')
			continue;
		/* RFC 8866 section 5: v= comes first. */
		if (!scan.version && !fragment && *p != 'v')
			goto bad;
		if (sdp_line(&scan, sip_span(p, eol)) != SIP_OK)
			goto bad;
	}
	p = text.p;
	if (!scan.version && !fragment)
		goto bad;
	sdp->version = scan.version;
	return sip_ended(SIP_OK, text, end);
bad:
	return sip_ended(SIP_BAD, text, p);
}
