/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Messages as they came, and what was changed in them: part of sipnat.h.
 *
 * The group SIPNAT_GENL_GROUP_TRACE gets a message SIPNAT_CMD_TRACE for each SIP message:
 *
 *	SIPNAT_A_TRACE (nest)
 *		SIPNAT_TRACE_TIME	u64, nanoseconds since 1970
 *		SIPNAT_TRACE_OUTCOME	u8, enum sipnat_stat: what has become of it
 *		SIPNAT_TRACE_DROPPED	flag: it does not pass, for STRICT
 *		SIPNAT_TRACE_SIDE	u8, enum sipnat_side
 *		SIPNAT_TRACE_PROTO	u8, IPPROTO_UDP or IPPROTO_TCP
 *		SIPNAT_TRACE_FROM	endpoint, the sender's own
 *		SIPNAT_TRACE_TO		endpoint, the receiver's own
 *		SIPNAT_TRACE_SHOWN	endpoint, what NAT shows of the inside party
 *		SIPNAT_TRACE_ZONE	u16, conntrack zone; absent if 0
 *		SIPNAT_TRACE_CALL_ID	binary, absent if it could not be read
 *	SIPNAT_A_TRACE_TEXT	binary, the message as it came; what does not fit one attribute goes
 *				on in the next
 *	SIPNAT_A_TRACE_CHANGE (nest), any number: a piece of it that was replaced, in their order.
 *			What left is the text with these changes made.
 *		SIPNAT_SPOT_OFF		u32, offset in the text
 *		SIPNAT_SPOT_LEN		u32, bytes that were replaced; 0: something was inserted
 *		SIPNAT_SPOT_PLACE	u8, enum sipnat_spot
 *		SIPNAT_SPOT_WHY		u8, enum sipnat_why
 *		SIPNAT_SPOT_WITH	binary, what it was replaced by
 *		SIPNAT_SPOT_ORDINAL	u32, of what cannot be read: its position among those that
 *					are looked at in that place, counting from 1; absent if they
 *					are not counted
 *	SIPNAT_A_TRACE_LEFT (nest), any number: a piece that was looked at, and left alone. As
 *			SIPNAT_A_TRACE_CHANGE, without SIPNAT_SPOT_WITH
 */
#ifndef SIPNAT_UAPI_TRACE_H
#define SIPNAT_UAPI_TRACE_H

/**
 * enum sipnat_trace_attr - inside SIPNAT_A_TRACE
 * @SIPNAT_TRACE_UNSPEC: none
 * @SIPNAT_TRACE_TIME: u64
 * @SIPNAT_TRACE_PAD: padding
 * @SIPNAT_TRACE_OUTCOME: u8
 * @SIPNAT_TRACE_DROPPED: flag
 * @SIPNAT_TRACE_SIDE: u8
 * @SIPNAT_TRACE_PROTO: u8
 * @SIPNAT_TRACE_FROM: endpoint
 * @SIPNAT_TRACE_TO: endpoint
 * @SIPNAT_TRACE_SHOWN: endpoint
 * @SIPNAT_TRACE_ZONE: u16
 * @SIPNAT_TRACE_CALL_ID: binary
 */
enum sipnat_trace_attr {
	SIPNAT_TRACE_UNSPEC,
	SIPNAT_TRACE_TIME,
	SIPNAT_TRACE_PAD,
	SIPNAT_TRACE_OUTCOME,
	SIPNAT_TRACE_DROPPED,
	SIPNAT_TRACE_SIDE,
	SIPNAT_TRACE_PROTO,
	SIPNAT_TRACE_FROM,
	SIPNAT_TRACE_TO,
	SIPNAT_TRACE_SHOWN,
	SIPNAT_TRACE_ZONE,
	SIPNAT_TRACE_CALL_ID,
	__SIPNAT_TRACE_MAX
};

#define SIPNAT_TRACE_MAX (__SIPNAT_TRACE_MAX - 1)

/**
 * enum sipnat_spot_attr - inside SIPNAT_A_TRACE_CHANGE and SIPNAT_A_TRACE_LEFT
 * @SIPNAT_SPOT_UNSPEC: none
 * @SIPNAT_SPOT_OFF: u32
 * @SIPNAT_SPOT_LEN: u32
 * @SIPNAT_SPOT_PLACE: u8
 * @SIPNAT_SPOT_WHY: u8
 * @SIPNAT_SPOT_WITH: binary
 * @SIPNAT_SPOT_ORDINAL: u32
 */
enum sipnat_spot_attr {
	SIPNAT_SPOT_UNSPEC,
	SIPNAT_SPOT_OFF,
	SIPNAT_SPOT_LEN,
	SIPNAT_SPOT_PLACE,
	SIPNAT_SPOT_WHY,
	SIPNAT_SPOT_WITH,
	SIPNAT_SPOT_ORDINAL,
	__SIPNAT_SPOT_MAX
};

#define SIPNAT_SPOT_MAX (__SIPNAT_SPOT_MAX - 1)

/**
 * enum sipnat_spot - where in a message a piece stands
 * @SIPNAT_SPOT_IN_REQUEST_URI: Request-URI
 * @SIPNAT_SPOT_IN_VIA: Via
 * @SIPNAT_SPOT_IN_CONTACT: Contact
 * @SIPNAT_SPOT_IN_ROUTE: Route, Record-Route, Path, Service-Route
 * @SIPNAT_SPOT_IN_FROM: From
 * @SIPNAT_SPOT_IN_TO: To
 * @SIPNAT_SPOT_IN_IDENTITY: P-Asserted-Identity, P-Preferred-Identity, Remote-Party-ID, Diversion
 * @SIPNAT_SPOT_IN_REFER: Refer-To, Referred-By
 * @SIPNAT_SPOT_IN_SDP_ORIGIN: o=
 * @SIPNAT_SPOT_IN_SDP_CONNECTION: c=
 * @SIPNAT_SPOT_IN_SDP_MEDIA: m=, a=path
 * @SIPNAT_SPOT_IN_SDP_RTCP: a=rtcp
 * @SIPNAT_SPOT_IN_SDP_CANDIDATE: a=candidate, a=remote-candidates
 * @SIPNAT_SPOT_IN_CONTENT_LENGTH: Content-Length
 * @SIPNAT_SPOT_IN_BODY: a body, or a part of it, as a whole
 * @SIPNAT_SPOT_IN_LINE: a line of the head, as a whole; the start line is the first
 * @SIPNAT_SPOT_IN_SDP: v=, or a session description as a whole
 */
enum sipnat_spot {
	SIPNAT_SPOT_IN_REQUEST_URI,
	SIPNAT_SPOT_IN_VIA,
	SIPNAT_SPOT_IN_CONTACT,
	SIPNAT_SPOT_IN_ROUTE,
	SIPNAT_SPOT_IN_FROM,
	SIPNAT_SPOT_IN_TO,
	SIPNAT_SPOT_IN_IDENTITY,
	SIPNAT_SPOT_IN_REFER,
	SIPNAT_SPOT_IN_SDP_ORIGIN,
	SIPNAT_SPOT_IN_SDP_CONNECTION,
	SIPNAT_SPOT_IN_SDP_MEDIA,
	SIPNAT_SPOT_IN_SDP_RTCP,
	SIPNAT_SPOT_IN_SDP_CANDIDATE,
	SIPNAT_SPOT_IN_CONTENT_LENGTH,
	SIPNAT_SPOT_IN_BODY,
	SIPNAT_SPOT_IN_LINE,
	SIPNAT_SPOT_IN_SDP,
};

/**
 * enum sipnat_side - from where to where a message goes
 * @SIPNAT_STAYS: between two inside endpoints, one of them behind NAT: nothing is done
 * @SIPNAT_TRANSIT: between two inside endpoints, or two outside ones, that see each other as they
 *	are: nothing is translated, but a firewall has to let media through, so what the sender
 *	names of its own is opened
 * @SIPNAT_OUTBOUND: the sender is inside and the receiver is not
 * @SIPNAT_INBOUND: the receiver is inside and the sender is not
 */
enum sipnat_side {
	SIPNAT_STAYS,
	SIPNAT_TRANSIT,
	SIPNAT_OUTBOUND,
	SIPNAT_INBOUND,
};

/**
 * enum sipnat_why - why a piece of a message was changed, or left alone
 * @SIPNAT_WHY_UNSPEC: nothing says
 * @SIPNAT_WHY_FLOW: changed: the sender's own endpoint, which NAT shows as this
 * @SIPNAT_WHY_NAME: changed: an inside address, which is hidden; nobody sends there
 * @SIPNAT_WHY_BINDING: changed: an inside endpoint that others send to has a binding
 * @SIPNAT_WHY_MEDIA: changed: an inside endpoint for media has a binding
 * @SIPNAT_WHY_ORIGIN: changed: o= goes on saying what it has said first
 * @SIPNAT_WHY_BACK_FLOW: changed: what NAT shows of the receiver; its own endpoint stands behind it
 * @SIPNAT_WHY_BACK_BINDING: changed: what a binding shows; its inside endpoint stands behind it
 * @SIPNAT_WHY_BACK_NAME: changed: an address that this machine shows stands for the receiver's
 * @SIPNAT_WHY_RECALLED: changed: the receiver gets the name that it has written itself
 * @SIPNAT_WHY_LENGTH: changed: so many bytes the body has now
 * @SIPNAT_WHY_SAME: left: it says that already
 * @SIPNAT_WHY_HOST_NAME: left: a host name, which is not looked up
 * @SIPNAT_WHY_OUTSIDE: left: the address is not inside
 * @SIPNAT_WHY_NOT_OURS: left: it is nothing that this machine shows
 * @SIPNAT_WHY_OTHERS: left: it is the other side's, or was written by it, and goes back as it came
 * @SIPNAT_WHY_UNKNOWN: left: nothing says that it is one of ours: it has no binding
 * @SIPNAT_WHY_FAMILY: left: an address of the family that signalling does not use
 * @SIPNAT_WHY_SWITCHED_OFF: left: SIPNAT_CONFIG_PLACES says so
 * @SIPNAT_WHY_ICE: left: SIPNAT_CONFIG_ICE says so
 * @SIPNAT_WHY_KNOWS_FACE: left: the receiver knows its outside endpoint, and has named it itself
 * @SIPNAT_WHY_CLOSED: left: nobody sends there: a port below 1024, or a side that connects itself
 * @SIPNAT_WHY_TRANSPORT: left: a transport that NAT does not know
 * @SIPNAT_WHY_NOBODY: left: no address that anybody has: on hold, multicast, or contradictory
 * @SIPNAT_WHY_MIXED: left: a c= line for streams that lead to different hosts
 * @SIPNAT_WHY_KEPT_ORIGIN: left: o= is a name, and stays as the outside knows it
 * @SIPNAT_WHY_ENCODED: left: the body is encoded, and not read
 * @SIPNAT_WHY_BAD_LINE: left, since it cannot be read: no header field: no colon, or no name before
 *	it
 * @SIPNAT_WHY_OPEN_QUOTE: left, since it cannot be read: a quoted string is not closed
 * @SIPNAT_WHY_OPEN_BRACKET: left, since it cannot be read: a bracket is not closed
 * @SIPNAT_WHY_BAD_SCHEME: left, since it cannot be read: no URI: it has no scheme
 * @SIPNAT_WHY_BAD_HOST: left, since it cannot be read: a host that is none
 * @SIPNAT_WHY_BAD_PORT: left, since it cannot be read: a port that is none
 * @SIPNAT_WHY_AMBIGUOUS: left, since it cannot be read: IPv6 without brackets: the last group might
 *	be a port
 * @SIPNAT_WHY_BAD_ADDRESS: left, since it cannot be read: an address that is none
 * @SIPNAT_WHY_BAD_PROTOCOL: left, since it cannot be read: no protocol, or none that is known
 * @SIPNAT_WHY_BAD_NUMBER: left, since it cannot be read: a number that is none
 * @SIPNAT_WHY_BAD_VERSION: left, since it cannot be read: v= is not 0, or not the first line
 * @SIPNAT_WHY_BAD_BOUNDARY: left, since it cannot be read: a multipart body without a boundary
 * @SIPNAT_WHY_REPEATED: left, since it cannot be read: there a second time, and not the same
 * @SIPNAT_WHY_MISSING: left, since it cannot be read: a field is missing or empty
 * @SIPNAT_WHY_OVER_LIMIT: left, since it cannot be read: beyond a limit
 */
enum sipnat_why {
	SIPNAT_WHY_UNSPEC,
	SIPNAT_WHY_FLOW,
	SIPNAT_WHY_NAME,
	SIPNAT_WHY_BINDING,
	SIPNAT_WHY_MEDIA,
	SIPNAT_WHY_ORIGIN,
	SIPNAT_WHY_BACK_FLOW,
	SIPNAT_WHY_BACK_BINDING,
	SIPNAT_WHY_BACK_NAME,
	SIPNAT_WHY_RECALLED,
	SIPNAT_WHY_LENGTH,
	SIPNAT_WHY_SAME,
	SIPNAT_WHY_HOST_NAME,
	SIPNAT_WHY_OUTSIDE,
	SIPNAT_WHY_NOT_OURS,
	SIPNAT_WHY_OTHERS,
	SIPNAT_WHY_UNKNOWN,
	SIPNAT_WHY_FAMILY,
	SIPNAT_WHY_SWITCHED_OFF,
	SIPNAT_WHY_ICE,
	SIPNAT_WHY_KNOWS_FACE,
	SIPNAT_WHY_CLOSED,
	SIPNAT_WHY_TRANSPORT,
	SIPNAT_WHY_NOBODY,
	SIPNAT_WHY_MIXED,
	SIPNAT_WHY_KEPT_ORIGIN,
	SIPNAT_WHY_ENCODED,
	SIPNAT_WHY_BAD_LINE,
	SIPNAT_WHY_OPEN_QUOTE,
	SIPNAT_WHY_OPEN_BRACKET,
	SIPNAT_WHY_BAD_SCHEME,
	SIPNAT_WHY_BAD_HOST,
	SIPNAT_WHY_BAD_PORT,
	SIPNAT_WHY_AMBIGUOUS,
	SIPNAT_WHY_BAD_ADDRESS,
	SIPNAT_WHY_BAD_PROTOCOL,
	SIPNAT_WHY_BAD_NUMBER,
	SIPNAT_WHY_BAD_VERSION,
	SIPNAT_WHY_BAD_BOUNDARY,
	SIPNAT_WHY_REPEATED,
	SIPNAT_WHY_MISSING,
	SIPNAT_WHY_OVER_LIMIT,
};

#endif
