/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One session description, scanned once: RFC 4566/8866; a=rtcp RFC 3605; a=rtcp-mux RFC 5761;
 * ICE candidates RFC 8839; a=setup RFC 4145; a=path RFC 4975; groups RFC 5888, BUNDLE RFC 9143.
 */
#ifndef SIPNAT_SIP_SDP_H
#define SIPNAT_SIP_SDP_H

#include "host.h"

/* What is beyond these is not read. */
#define SDP_MAX_MEDIA		32
#define SDP_MAX_CONNS		64	/* c= lines, all together */
#define SDP_MAX_CANDIDATES	128	/* a=candidate and remote-candidates endpoints */
#define SDP_MAX_FLAWS		16	/* lines that cannot be read and are reported */

/**
 * struct sdp_addr - "IN IP4 address" as o=, c= and a=rtcp have it
 * @host: the address without TTL and count; a name is SIP_HOST_NAME. Its type comes from what
 *	is written, so "IP4" followed by an IPv6 address is SIP_HOST_IP6 with @mismatch set
 * @multicast: it is a multicast address
 * @ttl: behind the first slash of an IPv4 (multicast) address, else 0
 * @count: number of addresses ("/3"), 1 if not given
 * @mismatch: addrtype and address disagree, or nettype is not IN (then @host is a SIP_HOST_NAME
 *	whatever is written): leave it alone
 */
struct sdp_addr {
	struct sip_host host;
	bool multicast;
	bool mismatch;
	u8 ttl;
	u16 count;
};

enum sdp_media_type {
	SDP_MEDIA_OTHER,
	SDP_MEDIA_AUDIO,
	SDP_MEDIA_VIDEO,
	SDP_MEDIA_IMAGE,
	SDP_MEDIA_TEXT,
	SDP_MEDIA_MESSAGE,
	SDP_MEDIA_APPLICATION,
};

/**
 * enum sdp_proto - what the transport of an m= line means for NAT
 * @SDP_PROTO_OTHER: not known
 * @SDP_PROTO_RTP: RTP over UDP, any profile, also over DTLS (RTP/AVP, RTP/SAVPF, UDP/TLS/RTP/SAVPF)
 * @SDP_PROTO_UDP: other datagrams without RTCP (udptl, udp, UDP/DTLS/SCTP, UDP/BFCP, DTLS/SCTP)
 * @SDP_PROTO_TCP: a TCP connection (TCP/MSRP, TCP/TLS/MSRP, TCP/BFCP, TCP/DTLS/SCTP, TCP, ...)
 * @SDP_PROTO_TCP_RTP: TCP connections for RTP and for RTCP, RFC 4571 (TCP/RTP/AVP, ...)
 */
enum sdp_proto {
	SDP_PROTO_OTHER,
	SDP_PROTO_RTP,
	SDP_PROTO_UDP,
	SDP_PROTO_TCP,
	SDP_PROTO_TCP_RTP,
};

enum sdp_direction {
	SDP_SENDRECV,
	SDP_SENDONLY,
	SDP_RECVONLY,
	SDP_INACTIVE,
};

enum sdp_setup {
	SDP_SETUP_NONE,
	SDP_SETUP_ACTIVE,
	SDP_SETUP_PASSIVE,
	SDP_SETUP_ACTPASS,
	SDP_SETUP_HOLDCONN,
};

/**
 * struct sdp_rtcp - a=rtcp:port [nettype addrtype address]
 * @port_text: digits; absent if there is no a=rtcp line
 * @port: host byte order
 * @addr: host.type is SIP_HOST_NONE if no address is given
 */
struct sdp_rtcp {
	struct sip_span port_text;
	u16 port;
	struct sdp_addr addr;
};

/**
 * struct sdp_media - one m= line and what belongs to it
 * @line: the whole m= line, without its line end. If it cannot be read, it has no port, and its
 *	transport is SDP_PROTO_OTHER
 * @type: audio, video, ...
 * @port_text: the digits of the port, without "/count"
 * @port: host byte order; 0: the stream is refused or off
 * @count: number of ports, 1 if not given
 * @proto: see enum sdp_proto
 * @conn: index into sdp->conns of the c= line that holds for it: its own first one, else the
 *	session's; -1 if there is none
 * @own_conns: how many c= lines of its own it has, from @conn on
 * @rtcp: a=rtcp
 * @rtcp_mux: a=rtcp-mux (or a=rtcp-mux-only, then @rtcp_mux_only as well)
 * @rtcp_mux_only: RFC 8858
 * @direction: its own, else the session's, else SDP_SENDRECV
 * @setup: likewise, else SDP_SETUP_NONE
 * @mid: value of a=mid, absent if there is none
 * @bundle_only: a=bundle-only: port 0 does not mean that the stream is off
 * @path: value of a=path, RFC 4975: one or more MSRP URIs; absent if there is none
 * @msrp_cema: a=msrp-cema, RFC 6714
 */
struct sdp_media {
	struct sip_span line;
	enum sdp_media_type type;
	struct sip_span port_text;
	u16 port;
	u16 count;
	enum sdp_proto proto;
	int conn;
	unsigned int own_conns;
	struct sdp_rtcp rtcp;
	bool rtcp_mux;
	bool rtcp_mux_only;
	bool bundle_only;
	bool msrp_cema;
	enum sdp_direction direction;
	enum sdp_setup setup;
	struct sip_span mid;
	struct sip_span path;
};

enum sdp_candidate_type {
	SDP_CANDIDATE_OTHER,
	SDP_CANDIDATE_HOST,
	SDP_CANDIDATE_SRFLX,
	SDP_CANDIDATE_PRFLX,
	SDP_CANDIDATE_RELAY,
};

/**
 * struct sdp_candidate - one a=candidate line, or one entry of an a=remote-candidates line
 * @remote: from a=remote-candidates: only @media, @component, @host and @port are filled
 * @media: index of the m= line it belongs to; -1 before the first (an sdpfrag may have that)
 * @component: 1 RTP, 2 RTCP
 * @tcp: transport is TCP (or the drafts' TCP-ACT, TCP-PASS, TCP-SO); else UDP
 * @active: tcptype active (TCP-ACT): it connects from any port, and @port means nothing
 * @host: connection-address
 * @port_text: digits of its port
 * @port: host byte order
 * @type: host, srflx, ...
 * @raddr: rel-addr; SIP_HOST_NONE if absent or not readable
 * @rport_text: digits of rel-port; absent if there is none, or none that is a port
 * @rport: host byte order
 */
struct sdp_candidate {
	bool remote;
	int media;
	u16 component;
	bool tcp;
	bool active;
	struct sip_host host;
	struct sip_span port_text;
	u16 port;
	enum sdp_candidate_type type;
	struct sip_host raddr;
	struct sip_span rport_text;
	u16 rport;
};

/**
 * struct sdp_flaw - a line that cannot be read
 * @line: the line
 * @flaw: why
 * @ordinal: its position among the lines of its type, counting from 1; 0 for attributes
 */
struct sdp_flaw {
	struct sip_span line;
	enum sip_flaw flaw;
	unsigned int ordinal;
};

/**
 * struct sdp - one session description
 * @text: all of it
 * @version: it is a whole one: it begins with v=0, or is no fragment
 * @origin: address of o=; host.type is SIP_HOST_NONE if there is no o= line that can be read
 * @origin_version: sess-version of o=
 * @session_conn: index into @conns of the session's c= line, the last one that can be read if there
 *	are several; -1 if there is none
 * @bundle: a=group:BUNDLE with at least one mid is there
 * @ice: a=ice-ufrag or a=candidate is there: ICE is used
 * @nflaws: number of @flaws
 * @flaws: the first lines that cannot be read
 * @nconns: number of c= lines that can be read
 * @conns: they, in their order
 * @nmedia: number of m= lines
 * @media: m= lines, in their order
 * @ncandidates: number of candidates
 * @candidates: in the order they stand in
 */
struct sdp {
	struct sip_span text;
	bool version;
	struct sdp_addr origin;
	struct sip_span origin_version;
	int session_conn;
	bool bundle;
	bool ice;
	unsigned int nflaws;
	struct sdp_flaw flaws[SDP_MAX_FLAWS];
	unsigned int nconns;
	struct sdp_addr conns[SDP_MAX_CONNS];
	unsigned int nmedia;
	struct sdp_media media[SDP_MAX_MEDIA];
	unsigned int ncandidates;
	struct sdp_candidate candidates[SDP_MAX_CANDIDATES];
};

/**
 * sdp_parse - scan one session description
 * @text: all of it; lines end with CRLF or LF, the last one may lack its end
 * @fragment: a trickle-ice-sdpfrag (RFC 8840): no v= line needed
 * @sdp: filled in any case
 *
 * Lines of unknown type and attributes that are not known are skipped. A line that cannot be read
 * costs itself: m= and c= lines that are malformed (no port, a port above 65535, no address), a v=
 * line that is not the first or not v=0, a second o= line, attributes of ours that are malformed,
 * and whatever is over a limit. An m= line counts all the same, since streams are told apart by
 * their place. What stands behind the address of a c= line does not matter.
 *
 * Skipped without a word are candidates of a transport other than UDP and TCP. Of an
 * a=remote-candidates line, all entries are skipped if one is malformed; of two a=rtcp lines, the
 * second.
 *
 * SIP_BAD: there is such a line, the first one at the offset.
 */
struct sip_parsed sdp_parse(struct sip_span text, bool fragment, struct sdp *sdp);

#endif
