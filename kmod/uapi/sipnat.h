/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The generic netlink family "sipnat", version 1.
 *
 * Everything is about the network namespace of the socket that asks. The configuration and the
 * counters may be read by anyone. To change anything, and to read who calls whom (dumps), takes
 * CAP_NET_ADMIN in the user namespace that owns the network namespace, as conntrack's own table
 * does. Unknown attributes are refused. A request that is refused changes nothing, and its
 * extended ack says what was wrong.
 *
 * An address is an attribute of 4 (IPv4) or 16 (IPv6) bytes in network byte order. A port is a
 * u16 in network byte order where the name ends in _PORT, and in host byte order where it is
 * part of a range (_MIN, _MAX). Times are in seconds, in host byte order, as all other numbers. A
 * uint is a u32, or a u64 where that is too small.
 *
 * An endpoint is a nest of
 *
 *	SIPNAT_EP_ADDR		address
 *	SIPNAT_EP_PORT		u16, network byte order
 *
 * What can be asked and set, and what is told, is said in the headers that this one includes:
 *
 *	sipnat_config.h	SIPNAT_CMD_GET_CONFIG, SIPNAT_CMD_SET_CONFIG
 *	sipnat_state.h	SIPNAT_CMD_GET_DIALOG, _DEL_DIALOG, _GET_BINDING, _GET_REGISTRATION, _FLUSH,
 *			_GET_CONNECTION
 *	sipnat_event.h	SIPNAT_CMD_EVENT, to the group SIPNAT_GENL_GROUP_EVENTS
 *	sipnat_trace.h	SIPNAT_CMD_TRACE, to the group SIPNAT_GENL_GROUP_TRACE
 *
 * SIPNAT_CMD_GET_STATS answers with one message:
 *
 *	SIPNAT_A_STATS (nest): attribute type = enum sipnat_stat, payload u64: counters since the
 *			namespace or the module began. Type 0 is padding.
 *	SIPNAT_A_DIALOGS	u32, dialogs now
 *	SIPNAT_A_BINDINGS	u32, bindings now
 *	SIPNAT_A_REGISTRATIONS	u32, registrations now
 *	SIPNAT_A_CONNECTIONS	u32, TCP connections that are read now
 *	SIPNAT_A_HELD		u32, bytes of memory that these take, beside themselves
 *	SIPNAT_A_MODULE_VERSION	string
 *
 * What happens is told to two multicast groups, which take CAP_NET_ADMIN as well; where the kernel
 * cannot see to that (5.10 before 5.10.204) the family has none. Who cannot keep up, or was not
 * told for want of memory, gets ENOBUFS from its socket.
 */
#ifndef SIPNAT_UAPI_H
#define SIPNAT_UAPI_H

#include "sipnat_config.h"
#include "sipnat_event.h"
#include "sipnat_state.h"
#include "sipnat_trace.h"

#define SIPNAT_GENL_NAME	"sipnat"
#define SIPNAT_GENL_VERSION	1

/* Multicast groups */
#define SIPNAT_GENL_GROUP_EVENTS	"events"
#define SIPNAT_GENL_GROUP_TRACE		"trace"

/**
 * enum sipnat_cmd - what can be asked
 * @SIPNAT_CMD_UNSPEC: none
 * @SIPNAT_CMD_GET_CONFIG: the configuration
 * @SIPNAT_CMD_SET_CONFIG: change it
 * @SIPNAT_CMD_GET_STATS: counters
 * @SIPNAT_CMD_GET_DIALOG: dump of the dialogs
 * @SIPNAT_CMD_GET_BINDING: dump of the bindings
 * @SIPNAT_CMD_GET_REGISTRATION: dump of the registrations
 * @SIPNAT_CMD_EVENT: not asked: an event
 * @SIPNAT_CMD_TRACE: not asked: a message
 * @SIPNAT_CMD_DEL_DIALOG: end a dialog
 * @SIPNAT_CMD_FLUSH: end all that is in some tables
 * @SIPNAT_CMD_GET_CONNECTION: dump of the TCP connections
 */
enum sipnat_cmd {
	SIPNAT_CMD_UNSPEC,
	SIPNAT_CMD_GET_CONFIG,
	SIPNAT_CMD_SET_CONFIG,
	SIPNAT_CMD_GET_STATS,
	SIPNAT_CMD_GET_DIALOG,
	SIPNAT_CMD_GET_BINDING,
	SIPNAT_CMD_GET_REGISTRATION,
	SIPNAT_CMD_EVENT,
	SIPNAT_CMD_TRACE,
	SIPNAT_CMD_DEL_DIALOG,
	SIPNAT_CMD_FLUSH,
	SIPNAT_CMD_GET_CONNECTION,
	__SIPNAT_CMD_MAX
};

#define SIPNAT_CMD_MAX (__SIPNAT_CMD_MAX - 1)

/**
 * enum sipnat_attr - top level
 * @SIPNAT_A_UNSPEC: none
 * @SIPNAT_A_CONFIG: nest of enum sipnat_config_attr
 * @SIPNAT_A_RESET: flag
 * @SIPNAT_A_STATS: nest of enum sipnat_stat
 * @SIPNAT_A_DIALOGS: u32
 * @SIPNAT_A_BINDINGS: u32
 * @SIPNAT_A_MODULE_VERSION: string
 * @SIPNAT_A_DIALOG: nest of enum sipnat_dialog_attr
 * @SIPNAT_A_BINDING: nest of enum sipnat_binding_attr
 * @SIPNAT_A_REGISTRATIONS: u32
 * @SIPNAT_A_REGISTRATION: nest of enum sipnat_registration_attr
 * @SIPNAT_A_EVENT: nest of enum sipnat_event_attr
 * @SIPNAT_A_TRACE: nest of enum sipnat_trace_attr
 * @SIPNAT_A_TRACE_TEXT: binary
 * @SIPNAT_A_TRACE_CHANGE: nest of enum sipnat_spot_attr
 * @SIPNAT_A_TRACE_LEFT: nest of enum sipnat_spot_attr
 * @SIPNAT_A_TABLES: u32
 * @SIPNAT_A_CHECK: flag
 * @SIPNAT_A_CONNECTIONS: u32
 * @SIPNAT_A_HELD: u32
 * @SIPNAT_A_CONNECTION: nest of enum sipnat_connection_attr
 */
enum sipnat_attr {
	SIPNAT_A_UNSPEC,
	SIPNAT_A_CONFIG,
	SIPNAT_A_RESET,
	SIPNAT_A_STATS,
	SIPNAT_A_DIALOGS,
	SIPNAT_A_BINDINGS,
	SIPNAT_A_MODULE_VERSION,
	SIPNAT_A_DIALOG,
	SIPNAT_A_BINDING,
	SIPNAT_A_REGISTRATIONS,
	SIPNAT_A_REGISTRATION,
	SIPNAT_A_EVENT,
	SIPNAT_A_TRACE,
	SIPNAT_A_TRACE_TEXT,
	SIPNAT_A_TRACE_CHANGE,
	SIPNAT_A_TRACE_LEFT,
	SIPNAT_A_TABLES,
	SIPNAT_A_CHECK,
	SIPNAT_A_CONNECTIONS,
	SIPNAT_A_HELD,
	SIPNAT_A_CONNECTION,
	__SIPNAT_A_MAX
};

#define SIPNAT_A_MAX (__SIPNAT_A_MAX - 1)

/**
 * enum sipnat_ep_attr - an endpoint
 * @SIPNAT_EP_UNSPEC: none
 * @SIPNAT_EP_ADDR: address
 * @SIPNAT_EP_PORT: u16, network byte order
 */
enum sipnat_ep_attr {
	SIPNAT_EP_UNSPEC,
	SIPNAT_EP_ADDR,
	SIPNAT_EP_PORT,
	__SIPNAT_EP_MAX
};

#define SIPNAT_EP_MAX (__SIPNAT_EP_MAX - 1)

/**
 * enum sipnat_stat - counters, and attribute types inside SIPNAT_A_STATS
 * @SIPNAT_STAT_UNSPEC: none
 * @SIPNAT_STAT_REWRITTEN: messages rewritten
 * @SIPNAT_STAT_UNCHANGED: messages understood in which nothing was to be rewritten
 * @SIPNAT_STAT_KEEPALIVE: datagrams of nothing but white space or zero bytes, and STUN Binding
 *	messages; white space and zero bytes between the messages of a TCP connection
 * @SIPNAT_STAT_NOT_SIP: untouched: not a SIP message; of a TCP connection, all that is between two
 * @SIPNAT_STAT_BAD_MESSAGE: untouched: a SIP message whose beginning or end cannot be told; for
 *	STRICT, one that has a piece that cannot be read
 * @SIPNAT_STAT_BAD_SDP: untouched, for STRICT: a line of its session description cannot be read
 * @SIPNAT_STAT_BAD_BODY: untouched, for STRICT: a part of its multipart body cannot be read
 * @SIPNAT_STAT_TOO_MANY_EDITS: untouched: more places than one rewrite holds
 * @SIPNAT_STAT_TOO_LONG: untouched: it would outgrow a datagram, or is longer than one
 * @SIPNAT_STAT_NO_MEMORY: untouched: an allocation failed
 * @SIPNAT_STAT_NO_PORT: untouched: no port was free in the RTP range
 * @SIPNAT_STAT_DIALOG_LIMIT: untouched: MAX_DIALOGS is reached
 * @SIPNAT_STAT_BINDING_LIMIT: untouched: MAX_BINDINGS is reached
 * @SIPNAT_STAT_STREAM_LIMIT: untouched: the dialog has MAX_STREAMS already
 * @SIPNAT_STAT_MIDSTREAM: TCP connections that are not read because their beginning was not seen
 * @SIPNAT_STAT_DIALOGS_MADE: dialogs begun
 * @SIPNAT_STAT_DIALOGS_TIMED_OUT: dialogs ended by a timeout
 * @SIPNAT_STAT_BINDINGS_MADE: bindings made
 * @SIPNAT_STAT_FLOWS: media flows that met their binding
 * @SIPNAT_STAT_EXPECT_FULL: bindings without a kernel expectation, for want of room; their
 *	media flows all the same
 * @SIPNAT_STAT_FLOW_CLASH: media flows that could not be given their endpoint, because another
 *	flow held it
 * @SIPNAT_STAT_THIRD_PARTY: untouched: it would open an endpoint that is not its sender's own, and
 *	SIPNAT_THIRD_PARTY_SENDER holds
 * @SIPNAT_STAT_DROPPED: dropped for STRICT; each is counted with its reason as well: NOT_SIP,
 *	BAD_MESSAGE, BAD_SDP or BAD_BODY
 * @SIPNAT_STAT_BATCHED: untouched: several datagrams in one packet (UDP GRO, UDP_SEGMENT), and no
 *	memory to take them apart
 * @SIPNAT_STAT_SOURCE_LIMIT: untouched: MAX_DIALOGS_PER_SOURCE or MAX_BINDINGS_PER_SOURCE is
 *	reached
 * @SIPNAT_STAT_MEDIA_REFUSED: media flows that did not meet their binding, because MEDIA_FROM does
 *	not let their sender in; where rules drop them, each packet begins one
 * @SIPNAT_STAT_REGISTRATION_LIMIT: untouched: there are as many registrations as MAX_BINDINGS says,
 *	or 64 of one address of record
 * @SIPNAT_STAT_REGISTRATIONS_MADE: registrations granted that were not there before
 * @SIPNAT_STAT_REGISTRATIONS_EXPIRED: registrations ended by their time, not by the registrar
 * @SIPNAT_STAT_CONNECTIONS_MADE: TCP connections that were read from their beginning on
 * @SIPNAT_STAT_CONNECTION_LIMIT: TCP connections that are not read: there are MAX_CONNECTIONS
 * @SIPNAT_STAT_ACKNOWLEDGED: acknowledgments of ours for unfinished messages
 * @SIPNAT_STAT_HOLD_TIMEOUT: untouched: HOLD_TIMEOUT was over before the message was whole
 * @SIPNAT_STAT_HOLD_LIMIT: untouched: MAX_HELD is reached, or what one connection may take of it
 * @SIPNAT_STAT_HOLD_ENDED: untouched: the connection ended before the message was whole
 * @SIPNAT_STAT_CONNECTIONS_RESET: TCP connections that were reset, since nobody could tell any more
 *	how its ends count, or for STRICT
 * @SIPNAT_STAT_LOCALNETS: untouched: NAT hides one party from another one that LOCALNETS has
 *	inside, by an entry that is not just a default
 * @SIPNAT_STAT_PARTLY_READ: messages with a piece that could not be read, or was beyond a limit, or
 *	was missing: it was left as it was, and the others were translated. Each message counts
 *	once, and as REWRITTEN or UNCHANGED as well
 */
enum sipnat_stat {
	SIPNAT_STAT_UNSPEC,
	SIPNAT_STAT_REWRITTEN,
	SIPNAT_STAT_UNCHANGED,
	SIPNAT_STAT_KEEPALIVE,
	SIPNAT_STAT_NOT_SIP,
	SIPNAT_STAT_BAD_MESSAGE,
	SIPNAT_STAT_BAD_SDP,
	SIPNAT_STAT_BAD_BODY,
	SIPNAT_STAT_TOO_MANY_EDITS,
	SIPNAT_STAT_TOO_LONG,
	SIPNAT_STAT_NO_MEMORY,
	SIPNAT_STAT_NO_PORT,
	SIPNAT_STAT_DIALOG_LIMIT,
	SIPNAT_STAT_BINDING_LIMIT,
	SIPNAT_STAT_STREAM_LIMIT,
	SIPNAT_STAT_MIDSTREAM,
	SIPNAT_STAT_DIALOGS_MADE,
	SIPNAT_STAT_DIALOGS_TIMED_OUT,
	SIPNAT_STAT_BINDINGS_MADE,
	SIPNAT_STAT_FLOWS,
	SIPNAT_STAT_EXPECT_FULL,
	SIPNAT_STAT_FLOW_CLASH,
	SIPNAT_STAT_THIRD_PARTY,
	SIPNAT_STAT_DROPPED,
	SIPNAT_STAT_BATCHED,
	SIPNAT_STAT_SOURCE_LIMIT,
	SIPNAT_STAT_MEDIA_REFUSED,
	SIPNAT_STAT_REGISTRATION_LIMIT,
	SIPNAT_STAT_REGISTRATIONS_MADE,
	SIPNAT_STAT_REGISTRATIONS_EXPIRED,
	SIPNAT_STAT_CONNECTIONS_MADE,
	SIPNAT_STAT_CONNECTION_LIMIT,
	SIPNAT_STAT_ACKNOWLEDGED,
	SIPNAT_STAT_HOLD_TIMEOUT,
	SIPNAT_STAT_HOLD_LIMIT,
	SIPNAT_STAT_HOLD_ENDED,
	SIPNAT_STAT_CONNECTIONS_RESET,
	SIPNAT_STAT_LOCALNETS,
	SIPNAT_STAT_PARTLY_READ,
	__SIPNAT_STAT_MAX
};

#define SIPNAT_STAT_MAX (__SIPNAT_STAT_MAX - 1)

#endif
