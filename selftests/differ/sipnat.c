// SPDX-License-Identifier: GPL-2.0
/* The parsers of kmod/sip/. */
#include "body.h"
#include "contact.h"
#include "lex.h"
#include "reading.h"
#include "sdp.h"
#include "via.h"
#include "word.h"

static void read_hostport(struct readings *readings, struct reading *reading,
			  const struct sip_hostport *hp)
{
	reading->host = readings_host(readings, hp->host.text);
	/* 0 is no port */
	if (hp->port)
		reading->port = readings_port(readings, hp->port_text);
}

static void read_uri(struct readings *readings, struct reading *reading,
		     const struct sip_uri *uri)
{
	if (uri->scheme != SIP_SCHEME_SIP && uri->scheme != SIP_SCHEME_SIPS)
		return;
	reading->user = readings_user(readings, uri->user);
	read_hostport(readings, reading, &uri->hostport);
}

enum place sipnat_place(enum sip_hdr_id id)
{
	switch (id) {
	case SIP_HDR_VIA:
		return PLACE_VIA;
	case SIP_HDR_CONTACT:
		return PLACE_CONTACT;
	case SIP_HDR_FROM:
		return PLACE_FROM;
	case SIP_HDR_TO:
		return PLACE_TO;
	case SIP_HDR_RECORD_ROUTE:
		return PLACE_RECORD_ROUTE;
	case SIP_HDR_ROUTE:
		return PLACE_ROUTE;
	default:
		return PLACE_COUNT;
	}
}

/* The first element of @rest. Returns where it ends. */
static const char *read_element(struct readings *readings, struct reading *reading,
				struct sip_span rest)
{
	struct sip_span behind = rest, item;
	struct sip_contact contact;
	struct sip_parsed parsed;
	struct sip_via via;

	if (reading->place == PLACE_VIA) {
		parsed = sip_via_parse(rest, &via);
		if (parsed.status == SIP_OK)
			read_hostport(readings, reading, &via.sent_by);
		sip_list_next(&behind, &item);
	} else {
		parsed = sip_contact_parse(rest, &contact);
		if (parsed.status == SIP_OK && contact.star)
			reading->host = "*";
		else if (parsed.status == SIP_OK)
			read_uri(readings, reading, &contact.uri);
		item = contact.text;
	}
	reading->unread = parsed.status != SIP_OK;
	if (!reading->unread)
		item = sip_span(rest.p, rest.p + parsed.off);
	reading->raw = readings_copy(readings, sip_span_trim(item));
	return sip_skip_ws(sip_span_end(item), sip_span_end(rest));
}

void sipnat_read_field(struct readings *readings, const struct sip_hdr *hdr)
{
	enum place place = sipnat_place(hdr->id);
	struct sip_span rest = hdr->value;

	if (place == PLACE_COUNT)
		return;
	while (sip_list_more(&rest))
		rest = sip_span(read_element(readings, readings_add(readings, place), rest),
				sip_span_end(rest));
}

unsigned int sipnat_read(struct readings *readings, struct sip_span s, struct sip_span *sdp,
			 unsigned int max)
{
	static struct sip_body body;
	static struct sip_msg msg;
	struct reading *reading;
	struct sip_uri uri;
	unsigned int i, n = 0;

	if (sip_msg_parse(s.p, s.len, SIP_FRAMING_DATAGRAM, &msg).status != SIP_OK) {
		readings_add(readings, PLACE_MESSAGE)->unread = true;
		return 0;
	}
	if (msg.request) {
		reading = readings_add(readings, PLACE_REQUEST_URI);
		reading->raw = readings_copy(readings, msg.uri);
		if (sip_uri_parse(msg.uri, &uri).status == SIP_OK)
			read_uri(readings, reading, &uri);
		else
			reading->unread = true;
	}
	for (i = 0; i < msg.nhdrs; i++)
		sipnat_read_field(readings, &msg.hdrs[i]);
	sip_body_parse(&msg, &body);
	for (i = 0; i < body.nparts && n < max; i++)
		if (body.parts[i].content == SIP_CONTENT_SDP && !body.parts[i].encoded)
			sdp[n++] = body.parts[i].data;
	return n;
}

enum place sipnat_line_place(struct sip_span line)
{
	if (line.len < 2 || line.p[1] != '=')
		return PLACE_COUNT;
	switch (*line.p) {
	case 'o':
		return PLACE_SDP_ORIGIN;
	case 'c':
		return PLACE_SDP_CONNECTION;
	case 'm':
		return PLACE_SDP_MEDIA;
	case 'a':
		return line.len > 7 && !memcmp(line.p, "a=rtcp:", 7) ? PLACE_SDP_RTCP : PLACE_COUNT;
	default:
		return PLACE_COUNT;
	}
}

static bool is_in(struct sip_span s, struct sip_span line)
{
	return s.p && s.p >= line.p && s.p <= sip_span_end(line);
}

static void read_media(struct readings *readings, struct reading *reading,
		       const struct sdp_media *media)
{
	struct sip_span line = media->line, word;
	unsigned int i;

	reading->port = readings_port(readings, media->port_text);
	for (i = 0; i < 3; i++)
		sip_word_next(&line, &word);
	reading->proto = readings_copy(readings, word);
}

/* What of @sdp stands in @line. Returns false if nothing does. */
static bool read_line(struct readings *readings, struct reading *reading, const struct sdp *sdp,
		      struct sip_span line)
{
	const struct sdp_media *media;
	unsigned int i;

	if (is_in(sdp->origin.host.text, line)) {
		reading->host = readings_host(readings, sdp->origin.host.text);
		return true;
	}
	for (i = 0; i < sdp->nconns; i++) {
		if (is_in(sdp->conns[i].host.text, line)) {
			reading->host = readings_host(readings, sdp->conns[i].host.text);
			return true;
		}
	}
	for (media = sdp->media; media < sdp->media + sdp->nmedia; media++) {
		if (is_in(media->port_text, line)) {
			read_media(readings, reading, media);
			return true;
		}
		if (is_in(media->rtcp.port_text, line)) {
			reading->port = readings_port(readings, media->rtcp.port_text);
			reading->host = readings_host(readings, media->rtcp.addr.host.text);
			return true;
		}
	}
	return false;
}

void sipnat_read_sdp(struct readings *readings, struct sip_span s)
{
	const char *end = sip_span_end(s), *p, *eol;
	static struct sdp sdp;
	struct reading *reading;
	struct sip_span line;

	sdp_parse(s, false, &sdp);
	for (p = s.p; p < end; p = eol + 1) {
		eol = memchr(p, '\n', end - p) ?: end;
		line = sip_span(p, eol);
		if (sipnat_line_place(line) == PLACE_COUNT)
			continue;
		reading = readings_add(readings, sipnat_line_place(line));
		reading->raw = readings_copy(readings, sip_span_trim(line));
		reading->unread = !read_line(readings, reading, &sdp, line);
	}
}
