// SPDX-License-Identifier: GPL-2.0
#include "candidate.h"
#include "lex.h"
#include "word.h"

static bool sdp_host(struct sip_span word, struct sip_host *host)
{
	if (word.len && sip_host_parse_bare(word, host).status == SIP_OK)
		return true;
	*host = (struct sip_host){ .type = SIP_HOST_NONE };
	return false;
}

/* The drafts before RFC 6544 said TCP-ACT, TCP-PASS and TCP-SO; Lync and its kin still do. */
static bool sdp_candidate_transport(struct sip_span word, struct sdp_candidate *candidate)
{
	struct sip_span kind = word;

	if (kind.len > 4 && kind.p[3] == '-')
		kind.len = 3;
	candidate->tcp = sip_span_caseeq(kind, "TCP");
	candidate->active = sip_span_caseeq(word, "TCP-ACT");
	return candidate->tcp || sip_span_caseeq(word, "UDP");
}

static enum sdp_candidate_type sdp_candidate_type(struct sip_span word)
{
	if (sip_span_caseeq(word, "host"))
		return SDP_CANDIDATE_HOST;
	if (sip_span_caseeq(word, "srflx"))
		return SDP_CANDIDATE_SRFLX;
	if (sip_span_caseeq(word, "prflx"))
		return SDP_CANDIDATE_PRFLX;
	if (sip_span_caseeq(word, "relay"))
		return SDP_CANDIDATE_RELAY;
	return SDP_CANDIDATE_OTHER;
}

/*
 * RFC 8839 section 5.1: [rel-addr] [rel-port] and then pairs of name and value. All of them are
 * pairs, so they can be told apart in any order; a value that is spelled "raddr" is still a value.
 */
static void sdp_candidate_extensions(struct sip_span rest, struct sdp_candidate *candidate)
{
	struct sip_span name, value;

	while (sip_word_next(&rest, &name) && sip_word_next(&rest, &value)) {
		if (!candidate->raddr.type && sip_span_caseeq(name, "raddr"))
			sdp_host(value, &candidate->raddr);
		else if (!candidate->rport_text.p && sip_span_caseeq(name, "rport") &&
			 sip_word_u16(value, &candidate->rport))
			candidate->rport_text = value;
		else if (candidate->tcp && sip_span_caseeq(name, "tcptype"))
			candidate->active = sip_span_caseeq(value, "active");
	}
}

static bool sdp_candidate_address(struct sip_span *rest, struct sdp_candidate *candidate)
{
	struct sip_span word;

	sip_word_next(rest, &word);
	if (!sdp_host(word, &candidate->host))
		return false;
	sip_word_next(rest, &candidate->port_text);
	return sip_word_u16(candidate->port_text, &candidate->port);
}

struct sip_parsed sdp_candidate_parse(struct sip_span value, struct sdp_candidate *candidate)
{
	struct sip_span rest = value;
	struct sip_span foundation, priority, word;

	sip_word_next(&rest, &foundation);
	sip_word_next(&rest, &word);
	if (!sip_word_u16(word, &candidate->component))
		goto bad;
	sip_word_next(&rest, &word);
	if (!sdp_candidate_transport(word, candidate))
		return sip_flawed(value, rest.p, SIP_FLAW_PROTOCOL);
	sip_word_next(&rest, &priority);
	if (!sdp_candidate_address(&rest, candidate))
		goto bad;
	sip_word_next(&rest, &word);
	if (!sip_span_caseeq(word, "typ") || !sip_word_next(&rest, &word))
		goto bad;
	candidate->type = sdp_candidate_type(word);
	candidate->remote = false;
	candidate->raddr = (struct sip_host){ .type = SIP_HOST_NONE };
	candidate->rport_text = (struct sip_span){ };
	candidate->rport = 0;
	sdp_candidate_extensions(rest, candidate);
	return sip_ended(SIP_OK, value, sip_span_end(value));
bad:
	return sip_flawed(value, rest.p, SIP_FLAW_ADDRESS);
}

struct sip_parsed sdp_remote_candidate_parse(struct sip_span value,
					     struct sdp_candidate *candidate)
{
	struct sip_span rest = value;
	struct sip_span word;

	*candidate = (struct sdp_candidate){ .remote = true };
	sip_word_next(&rest, &word);
	if (!sip_word_u16(word, &candidate->component))
		goto bad;
	if (!sdp_candidate_address(&rest, candidate))
		goto bad;
	return sip_ended(SIP_OK, value, sip_skip_ws(rest.p, sip_span_end(rest)));
bad:
	return sip_flawed(value, rest.p, SIP_FLAW_ADDRESS);
}
