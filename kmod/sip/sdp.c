// SPDX-License-Identifier: GPL-2.0
#include "sdp.h"
#include "addr.h"
#include "attr.h"
#include "lex.h"
#include "word.h"

/* v=0 */
static enum sip_flaw sdp_version(struct sdp_scan *scan, struct sip_span value)
{
	struct sip_span word, more;

	if (scan->version)
		return SIP_FLAW_REPEATED;
	sip_word_next(&value, &word);
	if (!sip_span_eq(word, "0") || sip_word_next(&value, &more))
		return SIP_FLAW_VERSION;
	scan->version = true;
	return SIP_FLAW_NONE;
}

/*
 * o=<username> <sess-id> <sess-version> <nettype> <addrtype> <unicast-address>
 *
 * Counted from the end, since user names with blanks in them exist, and empty ones. Media never
 * goes to this address (RFC 8866 section 5.2), so a line that cannot be read loses no call.
 */
static enum sip_flaw sdp_origin(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sip_span word, last[4];
	struct sdp_addr addr;
	unsigned int n;

	scan->norigins++;
	if (sdp->origin.host.type != SIP_HOST_NONE)
		return SIP_FLAW_REPEATED;
	for (n = 0; sip_word_next(&value, &word); n++)
		last[n % 4] = word;
	if (n < 5 || sdp_addr_parse(last[(n + 1) % 4], last[(n + 2) % 4], last[(n + 3) % 4],
				    &addr) != SIP_OK)
		return SIP_FLAW_ADDRESS;
	sdp->origin = addr;
	sdp->origin_version = last[n % 4];
	return SIP_FLAW_NONE;
}

/*
 * c=<nettype> <addrtype> <connection-address>, whatever stands behind it
 *
 * Of two in the session's part, Asterisk and PJSIP take the last one. One that cannot be read is as
 * if it were not there. Where there is no room, the stream that it is for has none.
 */
static enum sip_flaw sdp_connection(struct sdp_scan *scan, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sdp_media *media = scan->media;
	struct sip_span nettype, addrtype, address;
	int conn = sdp->nconns;
	struct sdp_addr addr;

	scan->nconns++;
	sip_word_next(&value, &nettype);
	sip_word_next(&value, &addrtype);
	sip_word_next(&value, &address);
	if (sdp_addr_parse(nettype, addrtype, address, &addr) != SIP_OK)
		return SIP_FLAW_ADDRESS;
	if (conn == SDP_MAX_CONNS)
		conn = -1;
	else
		sdp->conns[sdp->nconns++] = addr;
	if (!media)
		sdp->session_conn = conn;
	else if (!media->own_conns++)
		media->conn = conn;
	return conn < 0 ? SIP_FLAW_LIMIT : SIP_FLAW_NONE;
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
static bool sdp_ports(struct sip_span word, struct sdp_media *media)
{
	struct sip_span count;

	media->port_text = word;
	if (sip_word_u16(word, &media->port))
		return true;
	media->port_text = sip_word_split(word, '/', &count);
	return sip_word_u16(media->port_text, &media->port) &&
	       sip_word_u16(count, &media->count) && media->count;
}

/* m=<media> <ports> <proto> <fmt> ...; a refused stream may lack its formats. */
static enum sip_flaw sdp_media(struct sdp_scan *scan, struct sip_span line, struct sip_span value)
{
	struct sdp *sdp = scan->sdp;
	struct sip_span type, ports, proto;
	struct sdp_media media;
	enum sip_flaw flaw = SIP_FLAW_NONE;

	while (line.p[line.len - 1] == '\r')
		line.len--;
	sip_word_next(&value, &type);
	sip_word_next(&value, &ports);
	sip_word_next(&value, &proto);
	media = (struct sdp_media){
		.line = line,
		.type = sdp_media_type(type),
		.proto = sdp_proto(proto),
		.count = 1,
		.conn = sdp->session_conn,
		.direction = scan->direction,
		.setup = scan->setup,
	};
	if (!sdp_ports(ports, &media))
		flaw = SIP_FLAW_PORT;
	else if (!proto.len)
		flaw = SIP_FLAW_PROTOCOL;
	if (flaw) {
		media.port_text = (struct sip_span){ };
		media.port = 0;
		media.count = 1;
		media.proto = SDP_PROTO_OTHER;
	}
	if (scan->nmedia++ < SDP_MAX_MEDIA) {
		scan->media = &sdp->media[sdp->nmedia++];
	} else {
		scan->media = &scan->over;
		flaw = SIP_FLAW_LIMIT;
	}
	*scan->media = media;
	return flaw;
}

static enum sip_flaw sdp_line(struct sdp_scan *scan, struct sip_span line)
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
		return SIP_FLAW_NONE;
	}
}

static unsigned int sdp_ordinal(const struct sdp_scan *scan, char type)
{
	switch (type) {
	case 'v':
		return 1;
	case 'o':
		return scan->norigins;
	case 'c':
		return scan->nconns;
	case 'm':
		return scan->nmedia;
	default:
		return 0;
	}
}

static void sdp_add_flaw(struct sdp_scan *scan, struct sip_span line, enum sip_flaw flaw)
{
	struct sdp *sdp = scan->sdp;

	if (sdp->nflaws == SDP_MAX_FLAWS)
		return;
	sdp->flaws[sdp->nflaws++] = (struct sdp_flaw){
		.line = sip_span_trim(line),
		.flaw = flaw,
		.ordinal = sdp_ordinal(scan, *line.p),
	};
}

struct sip_parsed sdp_parse(struct sip_span text, bool fragment, struct sdp *sdp)
{
	const char *end = sip_span_end(text);
	struct sdp_scan scan = { .sdp = sdp };
	const char *p, *eol, *next;
	bool first = !fragment;
	enum sip_flaw flaw;

	sdp->text = text;
	sdp->origin = (struct sdp_addr){ .count = 1 };
	sdp->origin_version = (struct sip_span){ };
	sdp->session_conn = -1;
	sdp->bundle = false;
	sdp->ice = false;
	sdp->nflaws = 0;
	sdp->nconns = 0;
	sdp->nmedia = 0;
	sdp->ncandidates = 0;

	for (p = text.p; p < end; p = next) {
		eol = sip_find(p, end, '\n');
		next = eol < end ? eol + 1 : end;
		if (eol - p < 2 || p[1] != '=')
			continue;
		flaw = sdp_line(&scan, sip_span(p, eol));
		/* RFC 8866 section 5: v= comes first. */
		if (!flaw && first && *p != 'v')
			flaw = SIP_FLAW_VERSION;
		first = false;
		if (flaw)
			sdp_add_flaw(&scan, sip_span(p, eol), flaw);
	}
	sdp->version = scan.version || !fragment;
	if (sdp->nflaws)
		return sip_flawed(text, sdp->flaws[0].line.p, sdp->flaws[0].flaw);
	return sip_ended(SIP_OK, text, end);
}
