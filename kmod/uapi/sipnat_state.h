/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Dialogs, bindings, registrations and connections: part of sipnat.h.
 *
 * SIPNAT_CMD_GET_DIALOG dumps one message per dialog. A dump that the table changed under in a
 * way that may have lost or repeated an entry carries NLM_F_DUMP_INTR. A message can be longer
 * than a page: receive into 64 KiB.
 *
 *	SIPNAT_A_DIALOG (nest)
 *		SIPNAT_DIALOG_CALL_ID	binary, the bytes of Call-ID
 *		SIPNAT_DIALOG_STATE	u8, enum sipnat_dialog_state
 *		SIPNAT_DIALOG_AGE	u32, since its first message
 *		SIPNAT_DIALOG_IDLE	u32, since its last message
 *		SIPNAT_DIALOG_EXPIRES	u32, seconds until it ends, unless there is a message or
 *						media
 *		SIPNAT_DIALOG_ZONE	u16, conntrack zone; absent if 0
 *		SIPNAT_DIALOG_FROM	binary, who calls: the address of record in From of its
 *						first message, a URI; absent if it is too long
 *		SIPNAT_DIALOG_TO	binary, who is called: likewise, in To
 *		SIPNAT_DIALOG_SOURCE	address of the inside host in which it counts, that of its
 *						first message
 *		SIPNAT_DIALOG_CONTACT (nest), any number: its signalling bindings
 *				(as SIPNAT_A_BINDING)
 *		SIPNAT_DIALOG_STREAM (nest), any number
 *			SIPNAT_STREAM_INDEX	u8, which m= line, from 0
 *			SIPNAT_STREAM_MEDIA	u8, enum sipnat_media
 *			SIPNAT_STREAM_REMOTE	endpoint, what the other side named last;
 *						absent as long as it has named nothing
 *			SIPNAT_STREAM_BINDING (nest), one or two
 *				(as SIPNAT_A_BINDING, but for _SOURCE and _FLOW)
 *
 * SIPNAT_CMD_DEL_DIALOG ends one: its media and what is expected of it at once, and what of its
 * signalling bindings nobody else uses.
 *
 *	SIPNAT_A_DIALOG (nest)
 *		SIPNAT_DIALOG_CALL_ID	binary, the whole Call-ID
 *		SIPNAT_DIALOG_ZONE	u16; absent: 0
 *
 * SIPNAT_CMD_GET_BINDING dumps one message per binding:
 *
 *	SIPNAT_A_BINDING (nest)
 *		SIPNAT_BINDING_KIND	u8, enum sipnat_binding_kind
 *		SIPNAT_BINDING_PROTO	u8, IPPROTO_UDP or IPPROTO_TCP
 *		SIPNAT_BINDING_INSIDE	endpoint
 *		SIPNAT_BINDING_LOCAL	endpoint: where packets arrive on this machine
 *		SIPNAT_BINDING_ADVERTISED endpoint: what messages say
 *		SIPNAT_BINDING_ZONE	u16, conntrack zone; absent if 0
 *		SIPNAT_BINDING_USERS	u32, dialogs and registrations that share it
 *		SIPNAT_BINDING_FLOWS	u8, flows that it has carried and that are still known
 *		SIPNAT_BINDING_EXPIRES	u32, seconds left; only a signalling binding has this
 *		SIPNAT_BINDING_SOURCE	address of the inside host in which it counts
 *		SIPNAT_BINDING_OUT_PACKETS	uint, what its flows have carried from the inside
 *						endpoint; those that are known, and those that
 *						have ended, as far as they were read. Only for
 *						media. This and the next three: absent if
 *						conntrack does not count
 *						(net.netfilter.nf_conntrack_acct), or has not
 *						from the flow's beginning
 *		SIPNAT_BINDING_OUT_BYTES	uint, of whole IP packets
 *		SIPNAT_BINDING_IN_PACKETS	uint, to the inside endpoint
 *		SIPNAT_BINDING_IN_BYTES	uint
 *		SIPNAT_BINDING_FLOW (nest), any number: conntrack entries of its flows
 *			SIPNAT_FLOW_SRC		endpoint, who sent first, to
 *			SIPNAT_FLOW_DST		endpoint
 *			SIPNAT_FLOW_REPLY_SRC	endpoint, who answers, to
 *			SIPNAT_FLOW_REPLY_DST	endpoint
 *			SIPNAT_FLOW_TIMEOUT	u32, seconds left
 *			SIPNAT_FLOW_OUT_PACKETS	uint, as above; the four are absent if conntrack
 *						does not count it
 *			SIPNAT_FLOW_OUT_BYTES	uint
 *			SIPNAT_FLOW_IN_PACKETS	uint
 *			SIPNAT_FLOW_IN_BYTES	uint
 *
 * SIPNAT_CMD_GET_REGISTRATION dumps one message per registration that a registrar has granted:
 *
 *	SIPNAT_A_REGISTRATION (nest)
 *		SIPNAT_REGISTRATION_AOR		binary, the address of record, as the registrar
 *						knows it: a URI
 *		SIPNAT_REGISTRATION_PROTO	u8, IPPROTO_UDP or IPPROTO_TCP
 *		SIPNAT_REGISTRATION_INSIDE	endpoint, the Contact inside
 *		SIPNAT_REGISTRATION_OUTSIDE	endpoint, the Contact that the registrar has
 *		SIPNAT_REGISTRATION_ZONE	u16, conntrack zone; absent if 0
 *		SIPNAT_REGISTRATION_EXPIRES	u32, seconds left
 *
 * SIPNAT_CMD_GET_CONNECTION dumps one message per TCP connection in conntrack's table that has the
 * helper, also of those that pass unread:
 *
 *	SIPNAT_A_CONNECTION (nest)
 *		SIPNAT_CONNECTION_STATE	u8, enum sipnat_connection_state
 *		SIPNAT_CONNECTION_WHY	u32, enum sipnat_stat: why it is not read; only of
 *						SIPNAT_CONNECTION_PASSES
 *		SIPNAT_CONNECTION_FLOW (nest): _SRC, _DST, _REPLY_SRC, _REPLY_DST and _TIMEOUT of
 *						SIPNAT_BINDING_FLOW
 *		SIPNAT_CONNECTION_ZONE	u16, conntrack zone; absent if 0
 *		SIPNAT_CONNECTION_ORIGINAL (nest): what is sent by who has connected; only of
 *						SIPNAT_CONNECTION_READ, as _REPLY
 *			SIPNAT_WAY_STATE	u8, enum sipnat_way_state
 *			SIPNAT_WAY_WHY		u32, enum sipnat_stat: why it is not read any more;
 *						only of SIPNAT_WAY_GIVEN_UP
 *			SIPNAT_WAY_MESSAGES	u32, messages that were read
 *			SIPNAT_WAY_RESYNCS	u32, how often one of them was found behind bytes
 *						that are no message
 *			SIPNAT_WAY_HELD		u32, bytes that wait for the rest of a message
 *		SIPNAT_CONNECTION_REPLY (nest): what is sent by the other side
 *				(as SIPNAT_CONNECTION_ORIGINAL)
 *
 * SIPNAT_CMD_FLUSH ends all that is in some tables; what begins meanwhile may stay. Registrars know
 * nothing of it: nobody can be called until he registers again.
 *
 *	SIPNAT_A_TABLES		u32, mask of 1 << enum sipnat_table
 */
#ifndef SIPNAT_UAPI_STATE_H
#define SIPNAT_UAPI_STATE_H

/**
 * enum sipnat_dialog_attr - inside SIPNAT_A_DIALOG
 * @SIPNAT_DIALOG_UNSPEC: none
 * @SIPNAT_DIALOG_CALL_ID: binary
 * @SIPNAT_DIALOG_STATE: u8
 * @SIPNAT_DIALOG_AGE: u32
 * @SIPNAT_DIALOG_IDLE: u32
 * @SIPNAT_DIALOG_STREAM: nest of enum sipnat_stream_attr
 * @SIPNAT_DIALOG_EXPIRES: u32
 * @SIPNAT_DIALOG_ZONE: u16
 * @SIPNAT_DIALOG_FROM: binary
 * @SIPNAT_DIALOG_TO: binary
 * @SIPNAT_DIALOG_SOURCE: address
 * @SIPNAT_DIALOG_CONTACT: nest of enum sipnat_binding_attr
 */
enum sipnat_dialog_attr {
	SIPNAT_DIALOG_UNSPEC,
	SIPNAT_DIALOG_CALL_ID,
	SIPNAT_DIALOG_STATE,
	SIPNAT_DIALOG_AGE,
	SIPNAT_DIALOG_IDLE,
	SIPNAT_DIALOG_STREAM,
	SIPNAT_DIALOG_EXPIRES,
	SIPNAT_DIALOG_ZONE,
	SIPNAT_DIALOG_FROM,
	SIPNAT_DIALOG_TO,
	SIPNAT_DIALOG_SOURCE,
	SIPNAT_DIALOG_CONTACT,
	__SIPNAT_DIALOG_MAX
};

#define SIPNAT_DIALOG_MAX (__SIPNAT_DIALOG_MAX - 1)

/**
 * enum sipnat_dialog_state - how far a call is
 * @SIPNAT_DIALOG_EARLY: not answered yet
 * @SIPNAT_DIALOG_CONFIRMED: answered
 * @SIPNAT_DIALOG_CLOSING: refused, cancelled or hung up; kept for late retransmissions
 */
enum sipnat_dialog_state {
	SIPNAT_DIALOG_EARLY,
	SIPNAT_DIALOG_CONFIRMED,
	SIPNAT_DIALOG_CLOSING,
};

/**
 * enum sipnat_stream_attr - inside SIPNAT_DIALOG_STREAM
 * @SIPNAT_STREAM_UNSPEC: none
 * @SIPNAT_STREAM_INDEX: u8
 * @SIPNAT_STREAM_MEDIA: u8
 * @SIPNAT_STREAM_REMOTE: endpoint
 * @SIPNAT_STREAM_BINDING: nest of enum sipnat_binding_attr
 */
enum sipnat_stream_attr {
	SIPNAT_STREAM_UNSPEC,
	SIPNAT_STREAM_INDEX,
	SIPNAT_STREAM_MEDIA,
	SIPNAT_STREAM_REMOTE,
	SIPNAT_STREAM_BINDING,
	__SIPNAT_STREAM_MAX
};

#define SIPNAT_STREAM_MAX (__SIPNAT_STREAM_MAX - 1)

/**
 * enum sipnat_media - media type of an m= line
 * @SIPNAT_MEDIA_OTHER: not known
 * @SIPNAT_MEDIA_AUDIO: audio
 * @SIPNAT_MEDIA_VIDEO: video
 * @SIPNAT_MEDIA_IMAGE: image (T.38)
 * @SIPNAT_MEDIA_TEXT: text
 * @SIPNAT_MEDIA_MESSAGE: message (MSRP)
 * @SIPNAT_MEDIA_APPLICATION: application
 */
enum sipnat_media {
	SIPNAT_MEDIA_OTHER,
	SIPNAT_MEDIA_AUDIO,
	SIPNAT_MEDIA_VIDEO,
	SIPNAT_MEDIA_IMAGE,
	SIPNAT_MEDIA_TEXT,
	SIPNAT_MEDIA_MESSAGE,
	SIPNAT_MEDIA_APPLICATION,
};

/**
 * enum sipnat_binding_attr - inside SIPNAT_A_BINDING, SIPNAT_STREAM_BINDING, SIPNAT_DIALOG_CONTACT
 * @SIPNAT_BINDING_UNSPEC: none
 * @SIPNAT_BINDING_KIND: u8
 * @SIPNAT_BINDING_PROTO: u8
 * @SIPNAT_BINDING_INSIDE: endpoint
 * @SIPNAT_BINDING_LOCAL: endpoint
 * @SIPNAT_BINDING_ADVERTISED: endpoint
 * @SIPNAT_BINDING_ZONE: u16
 * @SIPNAT_BINDING_USERS: u32
 * @SIPNAT_BINDING_FLOWS: u8
 * @SIPNAT_BINDING_EXPIRES: u32
 * @SIPNAT_BINDING_SOURCE: address
 * @SIPNAT_BINDING_OUT_PACKETS: uint
 * @SIPNAT_BINDING_OUT_BYTES: uint
 * @SIPNAT_BINDING_IN_PACKETS: uint
 * @SIPNAT_BINDING_IN_BYTES: uint
 * @SIPNAT_BINDING_FLOW: nest of enum sipnat_flow_attr
 */
enum sipnat_binding_attr {
	SIPNAT_BINDING_UNSPEC,
	SIPNAT_BINDING_KIND,
	SIPNAT_BINDING_PROTO,
	SIPNAT_BINDING_INSIDE,
	SIPNAT_BINDING_LOCAL,
	SIPNAT_BINDING_ADVERTISED,
	SIPNAT_BINDING_ZONE,
	SIPNAT_BINDING_USERS,
	SIPNAT_BINDING_FLOWS,
	SIPNAT_BINDING_EXPIRES,
	SIPNAT_BINDING_SOURCE,
	SIPNAT_BINDING_OUT_PACKETS,
	SIPNAT_BINDING_OUT_BYTES,
	SIPNAT_BINDING_IN_PACKETS,
	SIPNAT_BINDING_IN_BYTES,
	SIPNAT_BINDING_FLOW,
	__SIPNAT_BINDING_MAX
};

#define SIPNAT_BINDING_MAX (__SIPNAT_BINDING_MAX - 1)

/**
 * enum sipnat_flow_attr - inside SIPNAT_BINDING_FLOW
 * @SIPNAT_FLOW_UNSPEC: none
 * @SIPNAT_FLOW_SRC: endpoint
 * @SIPNAT_FLOW_DST: endpoint
 * @SIPNAT_FLOW_REPLY_SRC: endpoint
 * @SIPNAT_FLOW_REPLY_DST: endpoint
 * @SIPNAT_FLOW_TIMEOUT: u32
 * @SIPNAT_FLOW_OUT_PACKETS: uint
 * @SIPNAT_FLOW_OUT_BYTES: uint
 * @SIPNAT_FLOW_IN_PACKETS: uint
 * @SIPNAT_FLOW_IN_BYTES: uint
 */
enum sipnat_flow_attr {
	SIPNAT_FLOW_UNSPEC,
	SIPNAT_FLOW_SRC,
	SIPNAT_FLOW_DST,
	SIPNAT_FLOW_REPLY_SRC,
	SIPNAT_FLOW_REPLY_DST,
	SIPNAT_FLOW_TIMEOUT,
	SIPNAT_FLOW_OUT_PACKETS,
	SIPNAT_FLOW_OUT_BYTES,
	SIPNAT_FLOW_IN_PACKETS,
	SIPNAT_FLOW_IN_BYTES,
	__SIPNAT_FLOW_MAX
};

#define SIPNAT_FLOW_MAX (__SIPNAT_FLOW_MAX - 1)

/**
 * enum sipnat_binding_kind - what a binding carries
 * @SIPNAT_BINDING_RTP: media (RTP, or what else an m= line names)
 * @SIPNAT_BINDING_RTCP: RTCP
 * @SIPNAT_BINDING_SIP: signalling
 */
enum sipnat_binding_kind {
	SIPNAT_BINDING_RTP,
	SIPNAT_BINDING_RTCP,
	SIPNAT_BINDING_SIP,
};

/**
 * enum sipnat_registration_attr - inside SIPNAT_A_REGISTRATION
 * @SIPNAT_REGISTRATION_UNSPEC: none
 * @SIPNAT_REGISTRATION_AOR: binary
 * @SIPNAT_REGISTRATION_PROTO: u8
 * @SIPNAT_REGISTRATION_INSIDE: endpoint
 * @SIPNAT_REGISTRATION_OUTSIDE: endpoint
 * @SIPNAT_REGISTRATION_ZONE: u16
 * @SIPNAT_REGISTRATION_EXPIRES: u32
 */
enum sipnat_registration_attr {
	SIPNAT_REGISTRATION_UNSPEC,
	SIPNAT_REGISTRATION_AOR,
	SIPNAT_REGISTRATION_PROTO,
	SIPNAT_REGISTRATION_INSIDE,
	SIPNAT_REGISTRATION_OUTSIDE,
	SIPNAT_REGISTRATION_ZONE,
	SIPNAT_REGISTRATION_EXPIRES,
	__SIPNAT_REGISTRATION_MAX
};

#define SIPNAT_REGISTRATION_MAX (__SIPNAT_REGISTRATION_MAX - 1)

/**
 * enum sipnat_connection_attr - inside SIPNAT_A_CONNECTION
 * @SIPNAT_CONNECTION_UNSPEC: none
 * @SIPNAT_CONNECTION_STATE: u8
 * @SIPNAT_CONNECTION_WHY: u32
 * @SIPNAT_CONNECTION_FLOW: nest of enum sipnat_flow_attr
 * @SIPNAT_CONNECTION_ZONE: u16
 * @SIPNAT_CONNECTION_ORIGINAL: nest of enum sipnat_way_attr
 * @SIPNAT_CONNECTION_REPLY: nest of enum sipnat_way_attr
 */
enum sipnat_connection_attr {
	SIPNAT_CONNECTION_UNSPEC,
	SIPNAT_CONNECTION_STATE,
	SIPNAT_CONNECTION_WHY,
	SIPNAT_CONNECTION_FLOW,
	SIPNAT_CONNECTION_ZONE,
	SIPNAT_CONNECTION_ORIGINAL,
	SIPNAT_CONNECTION_REPLY,
	__SIPNAT_CONNECTION_MAX
};

#define SIPNAT_CONNECTION_MAX (__SIPNAT_CONNECTION_MAX - 1)

/**
 * enum sipnat_connection_state - what is done with a TCP connection
 * @SIPNAT_CONNECTION_OPENING: its ends are still connecting
 * @SIPNAT_CONNECTION_READ: it is read
 * @SIPNAT_CONNECTION_PASSES: it passes as it is
 * @SIPNAT_CONNECTION_ENDED: it was read to its end
 */
enum sipnat_connection_state {
	SIPNAT_CONNECTION_OPENING,
	SIPNAT_CONNECTION_READ,
	SIPNAT_CONNECTION_PASSES,
	SIPNAT_CONNECTION_ENDED,
};

/**
 * enum sipnat_way_attr - inside SIPNAT_CONNECTION_ORIGINAL and SIPNAT_CONNECTION_REPLY
 * @SIPNAT_WAY_UNSPEC: none
 * @SIPNAT_WAY_STATE: u8
 * @SIPNAT_WAY_WHY: u32
 * @SIPNAT_WAY_MESSAGES: u32
 * @SIPNAT_WAY_RESYNCS: u32
 * @SIPNAT_WAY_HELD: u32
 */
enum sipnat_way_attr {
	SIPNAT_WAY_UNSPEC,
	SIPNAT_WAY_STATE,
	SIPNAT_WAY_WHY,
	SIPNAT_WAY_MESSAGES,
	SIPNAT_WAY_RESYNCS,
	SIPNAT_WAY_HELD,
	__SIPNAT_WAY_MAX
};

#define SIPNAT_WAY_MAX (__SIPNAT_WAY_MAX - 1)

/**
 * enum sipnat_way_state - one direction of a TCP connection
 * @SIPNAT_WAY_READ: it is read
 * @SIPNAT_WAY_SEARCHES: there was something that is no message; the next one is looked for
 * @SIPNAT_WAY_GIVEN_UP: it is not read any more
 * @SIPNAT_WAY_ENDED: its sender has closed it
 */
enum sipnat_way_state {
	SIPNAT_WAY_READ,
	SIPNAT_WAY_SEARCHES,
	SIPNAT_WAY_GIVEN_UP,
	SIPNAT_WAY_ENDED,
};

/**
 * enum sipnat_table - bits of SIPNAT_A_TABLES
 * @SIPNAT_TABLE_DIALOGS: dialogs
 * @SIPNAT_TABLE_REGISTRATIONS: registrations
 * @SIPNAT_TABLE_BINDINGS: bindings, also those that dialogs and registrations hold: their media
 *	ends, and messages make new ones
 * @__SIPNAT_TABLE_MAX: behind the last
 */
enum sipnat_table {
	SIPNAT_TABLE_DIALOGS,
	SIPNAT_TABLE_REGISTRATIONS,
	SIPNAT_TABLE_BINDINGS,
	__SIPNAT_TABLE_MAX
};

#define SIPNAT_TABLES_ALL ((1u << __SIPNAT_TABLE_MAX) - 1)

#endif
