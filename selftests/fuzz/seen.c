// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include "body.h"
#include "contact.h"
#include "lex.h"
#include "sdp.h"
#include "seen.h"
#include "via.h"

static void see_init(struct seen *seen, const char *text, unsigned int len)
{
	seen->start = text;
	seen->inside = sip_span(text, text + len);
	seen->about = 0;
	seen->full = false;
	seen->limit = false;
	seen->nfacts = 0;
	seen->nplaces = 0;
	seen->nunread = 0;
}

/* Nothing of it may be rewritten. */
static void see_unread(struct seen *seen, struct unread unread)
{
	unsigned int i;

	for (i = 0; i < seen->nplaces; i++)
		if (sip_span_end(seen->places[i].text) > unread.text.p &&
		    seen->places[i].text.p < sip_span_end(unread.text))
			abort();
	if (seen->nunread < SEEN_MAX_UNREAD)
		seen->unread[seen->nunread++] = unread;
}

/* What is seen next is about what begins there. Returns what it was about, to be given back. */
static u32 see_about(struct seen *seen, const char *p)
{
	u32 outer = seen->about;

	seen->about = p - seen->start + 1;
	return outer;
}

static void see_fact(struct seen *seen, struct fact fact)
{
	fact.about = seen->about;
	if (seen->nfacts < SEEN_MAX_FACTS)
		seen->facts[seen->nfacts++] = fact;
	else
		seen->full = true;
}

static void see_number(struct seen *seen, const char *what, u32 value)
{
	see_fact(seen, (struct fact){ .what = what, .value = value });
}

static void see_span(struct seen *seen, const char *what, struct sip_span s)
{
	struct fact fact = { .what = what, .span = true };

	if (!sip_span_present(s)) {
		see_number(seen, what, 0);
		return;
	}
	if (s.p < seen->inside.p || sip_span_end(s) < s.p ||
	    sip_span_end(s) > sip_span_end(seen->inside))
		abort();
	fact.value = s.p - seen->start;
	fact.end = fact.value + s.len;
	see_fact(seen, fact);
}

/* @text, and what is seen next lies in it. Returns what it lies in itself, to be given back. */
static struct sip_span see_text(struct seen *seen, struct sip_span text)
{
	struct sip_span outer = seen->inside;

	see_span(seen, "text", text);
	seen->inside = text;
	return outer;
}

#define SEE(obj, member)	see_number(seen, #member, (obj)->member)
#define SEE_SPAN(obj, member)	see_span(seen, #member, (obj)->member)

static void see_place(struct seen *seen, struct place place)
{
	if (seen->nplaces < SEEN_MAX_PLACES)
		seen->places[seen->nplaces++] = place;
	else
		seen->full = true;
}

static void see_host(struct seen *seen, const struct sip_host *host, enum sip_place where)
{
	SEE(host, type);
	if (host->type == SIP_HOST_NONE)
		return;
	SEE_SPAN(host, text);
	see_place(seen, (struct place){ PLACE_HOST, where, host->text, .host = *host });
}

static void see_port(struct seen *seen, struct sip_span text, u16 port, enum sip_place where)
{
	see_span(seen, "port", text);
	if (text.len)
		see_place(seen, (struct place){ PLACE_PORT, where, text, .port = port });
	else if (port)
		abort();
}

static void see_hostport(struct seen *seen, const struct sip_hostport *hp, enum sip_place where)
{
	see_host(seen, &hp->host, where);
	see_port(seen, hp->port_text, hp->port, where);
}

static void see_params(struct seen *seen, struct sip_span params)
{
	struct sip_param param;
	const char *p;

	see_span(seen, "params", params);
	for (p = params.p; sip_param_next(&params, &param); p = params.p) {
		SEE_SPAN(&param, name);
		SEE_SPAN(&param, value);
		if (params.p <= p)
			abort();
	}
}

static void see_uri(struct seen *seen, const struct sip_uri *uri, enum sip_place where)
{
	struct sip_span outer = see_text(seen, uri->text);

	SEE(uri, scheme);
	SEE_SPAN(uri, user);
	SEE_SPAN(uri, password);
	if (uri->scheme == SIP_SCHEME_SIP || uri->scheme == SIP_SCHEME_SIPS)
		see_hostport(seen, &uri->hostport, where);
	see_params(seen, uri->params);
	SEE_SPAN(uri, headers);
	seen->inside = outer;
}

static void see_via(struct seen *seen, const struct sip_via *via)
{
	struct sip_span outer = see_text(seen, via->text);

	SEE(via, transport);
	see_hostport(seen, &via->sent_by, SIP_PLACE_VIA);
	see_host(seen, &via->received, SIP_PLACE_VIA);
	see_host(seen, &via->maddr, SIP_PLACE_VIA);
	see_port(seen, via->rport_text, via->rport, SIP_PLACE_VIA);
	SEE(via, ttl);
	SEE_SPAN(via, branch);
	see_params(seen, via->params);
	seen->inside = outer;
}

static void see_contact(struct seen *seen, const struct sip_contact *contact,
			enum sip_place where)
{
	struct sip_span outer = see_text(seen, contact->text);

	SEE(contact, star);
	SEE_SPAN(contact, display);
	if (!contact->star)
		see_uri(seen, &contact->uri, where);
	see_params(seen, contact->params);
	SEE_SPAN(contact, tag);
	SEE(contact, has_expires);
	if (contact->has_expires)
		SEE(contact, expires);
	SEE(contact, q);
	seen->inside = outer;
}

/* The first element of @rest. Returns where it ends. */
static const char *see_element(struct seen *seen, enum sip_hdr_id id, struct sip_span rest,
			       enum sip_place where, bool *read)
{
	struct sip_span behind = rest, item;
	struct sip_contact contact;
	struct sip_parsed parsed;
	struct sip_via via;

	if (id == SIP_HDR_VIA) {
		parsed = sip_via_parse(rest, &via);
		if (parsed.status == SIP_OK)
			see_via(seen, &via);
		sip_list_next(&behind, &item);
	} else {
		parsed = sip_contact_parse(rest, &contact);
		if (parsed.status == SIP_OK)
			see_contact(seen, &contact, where);
		item = contact.text;
	}
	if (parsed.off > rest.len)
		abort();
	/*
	 * Of one that cannot be read nothing is told: where it ends depends on what stands behind it,
	 * which may be another one that cannot be read.
	 */
	*read = parsed.status == SIP_OK;
	if (*read)
		return rest.p + parsed.off;
	/* which one is told may depend on what stands behind */
	if (parsed.flaw == SIP_FLAW_NONE)
		abort();
	return sip_skip_ws(sip_span_end(item), sip_span_end(rest));
}

/* One that cannot be read ends before another one that can, whatever is open in it. */
static void see_no_other(struct sip_span text)
{
	struct sip_contact contact;
	struct sip_span item;

	sip_list_next(&text, &item);
	while (sip_list_next(&text, &item))
		if ((*item.p == '<' || (item.len > 4 && !sip_casecmp(item.p, "sip:", 4))) &&
		    sip_contact_parse(item, &contact).status == SIP_OK)
			abort();
}

/* Behind the field's last line end */
static const char *field_end(const struct sip_msg *msg, const struct sip_hdr *hdr)
{
	const char *end = msg->start + msg->len, *p = sip_span_end(hdr->value);

	do {
		while (p < end && *p != '\n')
			p++;
		p += p < end;
	} while (p < end && (*p == ' ' || *p == '\t'));
	return p;
}

/*
 * Elements of a field, each by itself. Without its only element there is no field; without its
 * first one it begins with the second.
 */
static void see_elements(struct seen *seen, const struct sip_msg *msg, const struct sip_hdr *hdr,
			 enum sip_place where)
{
	struct sip_span rest = hdr->value;
	const char *end = sip_span_end(rest), *behind = rest.p, *start, *p;
	struct unread unread;
	unsigned int n;
	u32 outer;
	bool read;

	for (n = 0; sip_list_more(&rest); n++) {
		start = rest.p;
		outer = see_about(seen, start);
		p = see_element(seen, hdr->id, rest, where, &read);
		if (p <= start || p > end || (p < end && *p != ','))
			abort();
		rest = sip_span(p, end);
		unread.text = sip_span_trim(sip_span(start, p));
		unread.cut = sip_span(behind, sip_span_end(unread.text));
		if (!n && sip_list_more(&rest))
			unread.cut = sip_span(start, rest.p);
		else if (!n)
			unread.cut = sip_span(hdr->name.p, field_end(msg, hdr));
		seen->about = outer;
		behind = sip_span_end(unread.text);
		if (!read) {
			see_no_other(unread.text);
			see_unread(seen, unread);
		}
	}
}

static void see_list(struct seen *seen, struct sip_span rest)
{
	struct sip_span item;

	while (sip_list_next(&rest, &item)) {
		see_span(seen, "item", item);
		if (!item.len)
			abort();
	}
}

static void see_hdr(struct seen *seen, const struct sip_msg *msg, const struct sip_hdr *hdr)
{
	u32 outer = see_about(seen, hdr->name.p);

	SEE(hdr, id);
	SEE(hdr, flaw);
	SEE_SPAN(hdr, name);
	SEE_SPAN(hdr, value);
	switch (hdr->id) {
	case SIP_HDR_VIA:
		see_elements(seen, msg, hdr, SIP_PLACE_VIA);
		break;
	case SIP_HDR_CONTACT:
		see_elements(seen, msg, hdr, SIP_PLACE_CONTACT);
		break;
	case SIP_HDR_FROM:
		see_elements(seen, msg, hdr, SIP_PLACE_FROM);
		break;
	case SIP_HDR_TO:
		see_elements(seen, msg, hdr, SIP_PLACE_TO);
		break;
	case SIP_HDR_ROUTE:
	case SIP_HDR_RECORD_ROUTE:
	case SIP_HDR_PATH:
	case SIP_HDR_SERVICE_ROUTE:
		see_elements(seen, msg, hdr, SIP_PLACE_ROUTE);
		break;
	case SIP_HDR_P_ASSERTED_IDENTITY:
	case SIP_HDR_P_PREFERRED_IDENTITY:
	case SIP_HDR_REMOTE_PARTY_ID:
	case SIP_HDR_DIVERSION:
		see_elements(seen, msg, hdr, SIP_PLACE_IDENTITY);
		break;
	case SIP_HDR_REFER_TO:
	case SIP_HDR_REFERRED_BY:
		see_elements(seen, msg, hdr, SIP_PLACE_REFER);
		break;
	case SIP_HDR_CONTENT_LENGTH:
		/* Which of them holds after a change is not for us to say. */
		if (hdr->flaw)
			seen->full = true;
		see_place(seen, (struct place){
			PLACE_LENGTH, SIP_PLACE_CONTENT_LENGTH, hdr->value, .counted = msg->body,
		});
		break;
	default:
		see_list(seen, hdr->value);
	}
	/* Lengths belong to the frame, and half a CSeq may be read. */
	if (hdr->flaw && hdr->id != SIP_HDR_CONTENT_LENGTH &&
	    !(hdr->id == SIP_HDR_CSEQ && hdr->flaw == SIP_FLAW_NUMBER))
		see_unread(seen, (struct unread){
			hdr->value, sip_span(hdr->name.p, field_end(msg, hdr)),
		});
	seen->about = outer;
}

static void see_addr(struct seen *seen, const struct sdp_addr *addr, enum sip_place where)
{
	see_host(seen, &addr->host, where);
	SEE(addr, multicast);
	SEE(addr, mismatch);
	SEE(addr, ttl);
	SEE(addr, count);
}

/* Which one it is changes with what stands before it. */
static void see_conn(struct seen *seen, const struct sdp *sdp, int conn)
{
	see_span(seen, "conn", conn < 0 ? (struct sip_span){ } : sdp->conns[conn].host.text);
}

static void see_media(struct seen *seen, const struct sdp *sdp, const struct sdp_media *media)
{
	SEE_SPAN(media, line);
	SEE(media, type);
	see_port(seen, media->port_text, media->port, SIP_PLACE_SDP_MEDIA);
	SEE(media, count);
	SEE(media, proto);
	see_conn(seen, sdp, media->conn);
	SEE(media, own_conns);
	see_port(seen, media->rtcp.port_text, media->rtcp.port, SIP_PLACE_SDP_RTCP);
	see_addr(seen, &media->rtcp.addr, SIP_PLACE_SDP_RTCP);
	SEE(media, rtcp_mux);
	SEE(media, rtcp_mux_only);
	SEE(media, bundle_only);
	SEE(media, direction);
	SEE(media, setup);
	SEE_SPAN(media, mid);
	SEE_SPAN(media, path);
	SEE(media, msrp_cema);
}

static void see_candidate(struct seen *seen, const struct sdp *sdp,
			  const struct sdp_candidate *candidate)
{
	SEE(candidate, remote);
	see_span(seen, "media", candidate->media < 0 ? (struct sip_span){ } :
						      sdp->media[candidate->media].line);
	SEE(candidate, component);
	see_host(seen, &candidate->host, SIP_PLACE_SDP_CANDIDATE);
	see_port(seen, candidate->port_text, candidate->port, SIP_PLACE_SDP_CANDIDATE);
	if (candidate->remote)
		return;
	SEE(candidate, tcp);
	SEE(candidate, active);
	SEE(candidate, type);
	see_host(seen, &candidate->raddr, SIP_PLACE_SDP_CANDIDATE);
	see_port(seen, candidate->rport_text, candidate->rport, SIP_PLACE_SDP_CANDIDATE);
}

static const char *line_end(const char *p, const char *end)
{
	while (p < end && *p != '\n')
		p++;
	return p + (p < end);
}

/* A line that cannot be read; of an m= line all that belongs to it. */
static void see_flaw(struct seen *seen, const struct sdp *sdp, const struct sdp_flaw *flaw)
{
	const char *end = sip_span_end(sdp->text), *p = line_end(flaw->line.p, end);

	/* A first line that is no v= is read all the same. */
	if (flaw->flaw == SIP_FLAW_VERSION && *flaw->line.p != 'v')
		return;
	SEE_SPAN(flaw, line);
	SEE(flaw, flaw);
	if (flaw->flaw == SIP_FLAW_NONE)
		abort();
	for (; *flaw->line.p == 'm' && p < end; p = line_end(p, end)) {
		if (end - p < 2 || p[1] != '=')
			continue;
		if (*p == 'm')
			break;
		/* These are the session's wherever they stand, and the first one counts. */
		if (*p == 'o' || *p == 'v')
			return;
	}
	see_unread(seen, (struct unread){ flaw->line, sip_span(flaw->line.p, p) });
}

/* It may have no v= line, or not in front; that costs nothing else. */
static bool see_description(struct seen *seen, struct sip_span text, bool fragment)
{
	static struct sdp sdp;
	struct sip_parsed parsed;
	u32 outer = seen->about;
	unsigned int i;

	memset(&sdp, 0x5a, sizeof(sdp));
	parsed = sdp_parse(text, fragment, &sdp);
	if (parsed.off > text.len || (parsed.status == SIP_OK) != !sdp.nflaws)
		abort();
	SEE_SPAN(&sdp, text);
	if (sdp.origin.host.type != SIP_HOST_NONE) {
		see_about(seen, sdp.origin.host.text.p);
		see_addr(seen, &sdp.origin, SIP_PLACE_SDP_ORIGIN);
		SEE_SPAN(&sdp, origin_version);
		seen->about = outer;
	}
	see_conn(seen, &sdp, sdp.session_conn);
	SEE(&sdp, bundle);
	for (i = 0; i < sdp.nconns; i++) {
		see_about(seen, sdp.conns[i].host.text.p);
		see_addr(seen, &sdp.conns[i], SIP_PLACE_SDP_CONNECTION);
	}
	for (i = 0; i < sdp.nmedia; i++) {
		see_about(seen, sdp.media[i].line.p);
		see_media(seen, &sdp, &sdp.media[i]);
	}
	for (i = 0; i < sdp.ncandidates; i++) {
		see_about(seen, sdp.candidates[i].host.text.p);
		see_candidate(seen, &sdp, &sdp.candidates[i]);
	}
	for (i = 0; i < sdp.nflaws; i++) {
		see_about(seen, sdp.flaws[i].line.p);
		see_flaw(seen, &sdp, &sdp.flaws[i]);
	}
	seen->about = outer;
	if (sdp.nconns == SDP_MAX_CONNS || sdp.nmedia == SDP_MAX_MEDIA ||
	    sdp.ncandidates == SDP_MAX_CANDIDATES || sdp.nflaws == SDP_MAX_FLAWS)
		seen->limit = true;
	return true;
}

static void see_part(struct seen *seen, const struct sip_part *part)
{
	unsigned int nunread;

	SEE(part, content);
	SEE_SPAN(part, type);
	SEE_SPAN(part, data);
	SEE_SPAN(part, content_length);
	SEE(part, encoded);
	SEE(part, flaw);
	if (part->flaw)
		SEE_SPAN(part, flawed);
	if (part->encoded)
		return;
	/* without a line of it, its length would be another one */
	nunread = seen->nunread;
	if (part->content == SIP_CONTENT_SDP)
		see_description(seen, part->data, false);
	else if (part->content == SIP_CONTENT_TRICKLE_ICE)
		see_description(seen, part->data, true);
	seen->nunread = nunread;
}

static void see_body(struct seen *seen, const struct sip_msg *msg)
{
	struct sip_parsed parsed;
	struct sip_body body;
	unsigned int i;

	parsed = sip_body_parse(msg, &body);
	SEE(&parsed, status);
	see_span(seen, "off", sip_span(msg->start + parsed.off, msg->start + parsed.off));
	SEE(&body, nparts);
	SEE_SPAN(&body, over);
	for (i = 0; i < body.nparts; i++)
		see_part(seen, &body.parts[i]);
}

static void see_request_uri(struct seen *seen, struct sip_span text)
{
	struct sip_parsed parsed;
	struct sip_uri uri;

	parsed = sip_uri_parse(text, &uri);
	SEE(&parsed, status);
	see_span(seen, "off", sip_span(text.p + parsed.off, text.p + parsed.off));
	if (parsed.status == SIP_OK)
		see_uri(seen, &uri, SIP_PLACE_REQUEST_URI);
}

static bool see_message(struct seen *seen, const char *text, unsigned int len,
			enum sip_framing framing)
{
	static struct sip_msg msg;
	struct sip_parsed parsed;
	unsigned int i;

	see_init(seen, text, len);
	memset(&msg, 0x5a, sizeof(msg));
	parsed = sip_msg_parse(text, len, framing, &msg);
	SEE(&parsed, status);
	see_span(seen, "off", sip_span(text + parsed.off, text + parsed.off));
	if (parsed.status != SIP_OK)
		return false;
	if (msg.start != text || msg.len != parsed.off)
		abort();
	SEE(&msg, request);
	SEE(&msg, method);
	SEE(&msg, status);
	SEE(&msg, cseq);
	SEE(&msg, cseq_method);
	SEE_SPAN(&msg, call_id);
	SEE_SPAN(&msg, content_length);
	SEE_SPAN(&msg, content_type);
	SEE(&msg, encoded);
	SEE_SPAN(&msg, body);
	if (msg.request)
		see_request_uri(seen, msg.uri);
	if (sip_span_present(msg.over))
		seen->limit = true;
	for (i = 0; i < msg.nhdrs; i++)
		see_hdr(seen, &msg, &msg.hdrs[i]);
	see_body(seen, &msg);
	return true;
}

bool see_datagram(struct seen *seen, const char *text, unsigned int len)
{
	return see_message(seen, text, len, SIP_FRAMING_DATAGRAM);
}

bool see_stream(struct seen *seen, const char *text, unsigned int len)
{
	return see_message(seen, text, len, SIP_FRAMING_STREAM);
}

bool see_sdp(struct seen *seen, const char *text, unsigned int len)
{
	see_init(seen, text, len);
	return see_description(seen, sip_span(text, text + len), false);
}

bool see_sdpfrag(struct seen *seen, const char *text, unsigned int len)
{
	see_init(seen, text, len);
	return see_description(seen, sip_span(text, text + len), true);
}
