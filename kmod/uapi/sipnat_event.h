/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * What happens: part of sipnat.h.
 *
 * The group SIPNAT_GENL_GROUP_EVENTS gets a message SIPNAT_CMD_EVENT for each event. What happens
 * to calls, bindings and registrations is told in the order in which it happened:
 *
 *	SIPNAT_A_EVENT (nest)
 *		SIPNAT_EVENT_KIND	u8, enum sipnat_event
 *		SIPNAT_EVENT_TIME	u64, nanoseconds since 1970
 *		SIPNAT_EVENT_CALL_ID	binary, the bytes of Call-ID; of calls, and of messages if
 *					it is known
 *		SIPNAT_EVENT_ZONE	u16, conntrack zone; absent if 0; of calls and messages
 *		SIPNAT_EVENT_END	u8, enum sipnat_end; of what has ended
 *		SIPNAT_EVENT_STATUS	u16, the status code that has refused a call
 *		SIPNAT_EVENT_STAT	u8, enum sipnat_stat: why a message was not rewritten
 *		SIPNAT_EVENT_LINE	binary, of such a message: the first line, up to 160 bytes;
 *					absent if nothing of it is known
 *		SIPNAT_EVENT_PROTO	u8, IPPROTO_UDP or IPPROTO_TCP; with FROM and TO
 *		SIPNAT_EVENT_FROM	endpoint, the sender's own: of the message that an event
 *					came with, or of the first packet that a binding has met
 *		SIPNAT_EVENT_TO		endpoint, the receiver's own; of a first packet, where it
 *					was sent to
 *		SIPNAT_EVENT_BINDING (nest), as SIPNAT_A_BINDING
 *		SIPNAT_EVENT_REGISTRATION (nest), as SIPNAT_A_REGISTRATION
 *		SIPNAT_EVENT_PLACE	u8, enum sipnat_spot: of a message that was read in part,
 *					where the first piece stands that cannot be read
 *		SIPNAT_EVENT_ORDINAL	u32, as SIPNAT_SPOT_ORDINAL; absent if 0
 *		SIPNAT_EVENT_WHY	u8, enum sipnat_why: why it cannot be read
 */
#ifndef SIPNAT_UAPI_EVENT_H
#define SIPNAT_UAPI_EVENT_H

/**
 * enum sipnat_event_attr - inside SIPNAT_A_EVENT
 * @SIPNAT_EVENT_UNSPEC: none
 * @SIPNAT_EVENT_KIND: u8
 * @SIPNAT_EVENT_TIME: u64
 * @SIPNAT_EVENT_PAD: padding
 * @SIPNAT_EVENT_CALL_ID: binary
 * @SIPNAT_EVENT_ZONE: u16
 * @SIPNAT_EVENT_END: u8
 * @SIPNAT_EVENT_STATUS: u16
 * @SIPNAT_EVENT_STAT: u8
 * @SIPNAT_EVENT_LINE: binary
 * @SIPNAT_EVENT_PROTO: u8
 * @SIPNAT_EVENT_FROM: endpoint
 * @SIPNAT_EVENT_TO: endpoint
 * @SIPNAT_EVENT_BINDING: nest of enum sipnat_binding_attr
 * @SIPNAT_EVENT_REGISTRATION: nest of enum sipnat_registration_attr
 * @SIPNAT_EVENT_PLACE: u8
 * @SIPNAT_EVENT_ORDINAL: u32
 * @SIPNAT_EVENT_WHY: u8
 */
enum sipnat_event_attr {
	SIPNAT_EVENT_UNSPEC,
	SIPNAT_EVENT_KIND,
	SIPNAT_EVENT_TIME,
	SIPNAT_EVENT_PAD,
	SIPNAT_EVENT_CALL_ID,
	SIPNAT_EVENT_ZONE,
	SIPNAT_EVENT_END,
	SIPNAT_EVENT_STATUS,
	SIPNAT_EVENT_STAT,
	SIPNAT_EVENT_LINE,
	SIPNAT_EVENT_PROTO,
	SIPNAT_EVENT_FROM,
	SIPNAT_EVENT_TO,
	SIPNAT_EVENT_BINDING,
	SIPNAT_EVENT_REGISTRATION,
	SIPNAT_EVENT_PLACE,
	SIPNAT_EVENT_ORDINAL,
	SIPNAT_EVENT_WHY,
	__SIPNAT_EVENT_MAX
};

#define SIPNAT_EVENT_MAX (__SIPNAT_EVENT_MAX - 1)

/**
 * enum sipnat_event - what has happened
 * @SIPNAT_EVENT_CALL_BEGINS: the first INVITE of a Call-ID has passed
 * @SIPNAT_EVENT_CALL_ANSWERED: it was answered (2xx)
 * @SIPNAT_EVENT_CALL_ENDS: it is over; what 401 or 407 refuses is not before it is given up
 * @SIPNAT_EVENT_BINDING_MADE: a message has named an inside endpoint, and it has a face
 * @SIPNAT_EVENT_BINDING_USED: its first flow has met it
 * @SIPNAT_EVENT_BINDING_CLOSED: it is no more
 * @SIPNAT_EVENT_REGISTRATION_GRANTED: a registrar has granted one that was not there
 * @SIPNAT_EVENT_REGISTRATION_ENDED: it is no more
 * @SIPNAT_EVENT_MESSAGE_UNTOUCHED: a message, or what might have been one, or all that comes over
 *	a TCP connection, passes as it is
 * @SIPNAT_EVENT_MESSAGE_DROPPED: it does not pass, for STRICT
 * @SIPNAT_EVENT_MESSAGE_PARTLY_READ: a message has a piece that cannot be read and passes as it is,
 *	while the others were translated
 */
enum sipnat_event {
	SIPNAT_EVENT_CALL_BEGINS,
	SIPNAT_EVENT_CALL_ANSWERED,
	SIPNAT_EVENT_CALL_ENDS,
	SIPNAT_EVENT_BINDING_MADE,
	SIPNAT_EVENT_BINDING_USED,
	SIPNAT_EVENT_BINDING_CLOSED,
	SIPNAT_EVENT_REGISTRATION_GRANTED,
	SIPNAT_EVENT_REGISTRATION_ENDED,
	SIPNAT_EVENT_MESSAGE_UNTOUCHED,
	SIPNAT_EVENT_MESSAGE_DROPPED,
	SIPNAT_EVENT_MESSAGE_PARTLY_READ,
};

/**
 * enum sipnat_end - why something has ended
 * @SIPNAT_END_NONE: it has not
 * @SIPNAT_END_BYE: a call: it was hung up
 * @SIPNAT_END_REFUSED: a call: SIPNAT_EVENT_STATUS says how
 * @SIPNAT_END_CANCELLED: a call: its caller did not wait (487)
 * @SIPNAT_END_UNANSWERED: a call: nobody has answered in time
 * @SIPNAT_END_TIMEOUT: a call: neither messages nor media for too long
 * @SIPNAT_END_KILLED: by the administrator
 * @SIPNAT_END_RELEASED: a binding: nothing needs it any more
 * @SIPNAT_END_ADDRESS_LOST: a binding: its address is not this machine's any more
 * @SIPNAT_END_EXPIRED: a registration: its time is over
 * @SIPNAT_END_WITHDRAWN: a registration: its phone, or the registrar, has taken it back
 */
enum sipnat_end {
	SIPNAT_END_NONE,
	SIPNAT_END_BYE,
	SIPNAT_END_REFUSED,
	SIPNAT_END_CANCELLED,
	SIPNAT_END_UNANSWERED,
	SIPNAT_END_TIMEOUT,
	SIPNAT_END_KILLED,
	SIPNAT_END_RELEASED,
	SIPNAT_END_ADDRESS_LOST,
	SIPNAT_END_EXPIRED,
	SIPNAT_END_WITHDRAWN,
};

#endif
