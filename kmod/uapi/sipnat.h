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
 * SIPNAT_CMD_GET_CONFIG answers with one message, SIPNAT_CMD_SET_CONFIG takes the same tree:
 *
 *	SIPNAT_A_CONFIG (nest)
 *		SIPNAT_CONFIG_EXTERNIP (nest), any number: the address to advertise
 *			SIPNAT_EXTERNIP_ADDR	address; in a SET it replaces the one of the same
 *						family and interface; absent in a SET: take the
 *						interface's entries of both families away
 *			SIPNAT_EXTERNIP_DEV	string, the outgoing interface's name, shorter than
 *						IFNAMSIZ; absent: for all interfaces that have no
 *						entry of their own. It need not exist yet.
 *		SIPNAT_CONFIG_LOCALNETS (nest): all localnets; a SET replaces the list. Absent in a
 *				SET: the list stays as it is. Empty: nothing is inside
 *			SIPNAT_LOCALNET (nest), any number, all different
 *				SIPNAT_LOCALNET_ADDR	address; no bit is set behind the prefix
 *				SIPNAT_LOCALNET_PREFIX	u8, 0..32 or 0..128
 *		SIPNAT_CONFIG_RTP_MIN	u16, 1024..65534, even
 *		SIPNAT_CONFIG_RTP_MAX	u16, above RTP_MIN, odd; the two go together in a SET
 *		SIPNAT_CONFIG_PLACES	u32, mask of 1 << enum sipnat_place: what is rewritten
 *		SIPNAT_CONFIG_MAX_DIALOGS	u32, 1..1000000
 *		SIPNAT_CONFIG_MAX_BINDINGS	u32, 1..1000000
 *		SIPNAT_CONFIG_MAX_STREAMS	u32, 1..128: streams of one dialog: m= lines of
 *						both sides, and ICE candidates
 *		SIPNAT_CONFIG_RING_TIMEOUT	u32, 10..86400: life of an unanswered dialog,
 *						from its last message on
 *		SIPNAT_CONFIG_CALL_TIMEOUT	u32, 60..604800: life of an answered dialog that has
 *						neither signalling nor media
 *		SIPNAT_CONFIG_THIRD_PARTY	u8, enum sipnat_third_party
 *		SIPNAT_CONFIG_STRICT	u8, 0 or 1: whether what is not understood is dropped
 *		SIPNAT_CONFIG_ICE	u8, enum sipnat_ice
 *		SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE	u32, 0..1000000: dialogs of one inside
 *						host; 0: as many as there may be at all
 *		SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE	u32, 0..1000000: likewise, bindings, and as
 *						many registrations. A host is who signals, and
 *						not whom its messages name.
 *		SIPNAT_CONFIG_MEDIA_FROM	u8, enum sipnat_media_from
 *		SIPNAT_CONFIG_MAX_CONNECTIONS	u32, 1..1000000: TCP connections that are read
 *		SIPNAT_CONFIG_MAX_HELD	u32, 65536..1073741824: bytes of memory for what is held of
 *						all TCP connections: unfinished messages, and
 *						changed ones that are not acknowledged
 *		SIPNAT_CONFIG_HOLD_TIMEOUT	u32, 1..60: how long a sender may be silent that has
 *						sent a part of a message over TCP
 *
 * These are for a SET only, and change a list instead of replacing it. What is added must not be
 * there yet (EEXIST), what is deleted must be there (ENOENT):
 *
 *		SIPNAT_CONFIG_ADD_EXTERNIP (nest), any number: as SIPNAT_CONFIG_EXTERNIP, with ADDR;
 *				there must not be one of the same family and interface yet
 *		SIPNAT_CONFIG_DEL_EXTERNIP (nest), any number: as SIPNAT_CONFIG_EXTERNIP; without
 *				ADDR: the interface's entries of both families, of which there must
 *				be one
 *		SIPNAT_CONFIG_ADD_LOCALNETS (nest): as SIPNAT_CONFIG_LOCALNETS
 *		SIPNAT_CONFIG_DEL_LOCALNETS (nest): as SIPNAT_CONFIG_LOCALNETS
 *		SIPNAT_CONFIG_ADD_PLACES	u32, as SIPNAT_CONFIG_PLACES, of which none is there
 *		SIPNAT_CONFIG_DEL_PLACES	u32, as SIPNAT_CONFIG_PLACES, all of which are there
 *
 * At most SIPNAT_MAX_EXTERNIPS and SIPNAT_MAX_LOCALNETS. An address that no host can have
 * (multicast, loopback, ...) is refused; the prefixes 0.0.0.0/0 and ::/0 are not.
 *
 * A SET changes what it names, in the order of its attributes, and leaves the rest; all of it takes
 * effect at once, for the next message, or none of it does. The flag SIPNAT_A_RESET in a SET puts
 * everything back to the defaults before SIPNAT_A_CONFIG (which may then be absent) is applied.
 * The flag SIPNAT_A_CHECK in a SET has it answered as it would be, and changes nothing. The flag
 * SIPNAT_A_RESET in a GET asks for the defaults.
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
 * What happens is told to two multicast groups, which take CAP_NET_ADMIN as well; where the kernel
 * cannot see to that (5.10 before 5.10.204) the family has none. Who cannot keep up, or was not
 * told for want of memory, gets ENOBUFS from its socket.
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
 *	SIPNAT_A_TRACE_LEFT (nest), any number: a piece that was looked at, and left alone. As
 *			SIPNAT_A_TRACE_CHANGE, without SIPNAT_SPOT_WITH
 *
 * SIPNAT_CMD_FLUSH ends all that is in some tables; what begins meanwhile may stay. Registrars know
 * nothing of it: nobody can be called until he registers again.
 *
 *	SIPNAT_A_TABLES		u32, mask of 1 << enum sipnat_table
 */
#ifndef SIPNAT_UAPI_H
#define SIPNAT_UAPI_H

#define SIPNAT_GENL_NAME	"sipnat"
#define SIPNAT_GENL_VERSION	1

/* Multicast groups */
#define SIPNAT_GENL_GROUP_EVENTS	"events"
#define SIPNAT_GENL_GROUP_TRACE		"trace"

/* Limits of what can be set */
#define SIPNAT_MAX_EXTERNIPS		32
#define SIPNAT_MAX_LOCALNETS		128
#define SIPNAT_RTP_PORT_FIRST		1024
#define SIPNAT_DIALOGS_LIMIT		1000000
#define SIPNAT_BINDINGS_LIMIT		1000000
#define SIPNAT_STREAMS_LIMIT		128
#define SIPNAT_CONNECTIONS_LIMIT	1000000
#define SIPNAT_HELD_MIN			65536
#define SIPNAT_HELD_LIMIT		1073741824
#define SIPNAT_HOLD_TIMEOUT_MIN		1
#define SIPNAT_HOLD_TIMEOUT_MAX		60
#define SIPNAT_RING_TIMEOUT_MIN		10
#define SIPNAT_RING_TIMEOUT_MAX		86400
#define SIPNAT_CALL_TIMEOUT_MIN		60
#define SIPNAT_CALL_TIMEOUT_MAX		604800

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
	__SIPNAT_A_MAX
};

#define SIPNAT_A_MAX (__SIPNAT_A_MAX - 1)

/**
 * enum sipnat_config_attr - inside SIPNAT_A_CONFIG
 * @SIPNAT_CONFIG_UNSPEC: none
 * @SIPNAT_CONFIG_EXTERNIP: nest of enum sipnat_externip_attr
 * @SIPNAT_CONFIG_LOCALNETS: nest of SIPNAT_LOCALNET
 * @SIPNAT_CONFIG_RTP_MIN: u16
 * @SIPNAT_CONFIG_RTP_MAX: u16
 * @SIPNAT_CONFIG_PLACES: u32
 * @SIPNAT_CONFIG_MAX_DIALOGS: u32
 * @SIPNAT_CONFIG_MAX_BINDINGS: u32
 * @SIPNAT_CONFIG_MAX_STREAMS: u32
 * @SIPNAT_CONFIG_RING_TIMEOUT: u32
 * @SIPNAT_CONFIG_CALL_TIMEOUT: u32
 * @SIPNAT_CONFIG_THIRD_PARTY: u8
 * @SIPNAT_CONFIG_STRICT: u8
 * @SIPNAT_CONFIG_ICE: u8
 * @SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE: u32
 * @SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE: u32
 * @SIPNAT_CONFIG_MEDIA_FROM: u8
 * @SIPNAT_CONFIG_MAX_CONNECTIONS: u32
 * @SIPNAT_CONFIG_MAX_HELD: u32
 * @SIPNAT_CONFIG_HOLD_TIMEOUT: u32
 * @SIPNAT_CONFIG_ADD_EXTERNIP: nest of enum sipnat_externip_attr
 * @SIPNAT_CONFIG_DEL_EXTERNIP: nest of enum sipnat_externip_attr
 * @SIPNAT_CONFIG_ADD_LOCALNETS: nest of SIPNAT_LOCALNET
 * @SIPNAT_CONFIG_DEL_LOCALNETS: nest of SIPNAT_LOCALNET
 * @SIPNAT_CONFIG_ADD_PLACES: u32
 * @SIPNAT_CONFIG_DEL_PLACES: u32
 */
enum sipnat_config_attr {
	SIPNAT_CONFIG_UNSPEC,
	SIPNAT_CONFIG_EXTERNIP,
	SIPNAT_CONFIG_LOCALNETS,
	SIPNAT_CONFIG_RTP_MIN,
	SIPNAT_CONFIG_RTP_MAX,
	SIPNAT_CONFIG_PLACES,
	SIPNAT_CONFIG_MAX_DIALOGS,
	SIPNAT_CONFIG_MAX_BINDINGS,
	SIPNAT_CONFIG_MAX_STREAMS,
	SIPNAT_CONFIG_RING_TIMEOUT,
	SIPNAT_CONFIG_CALL_TIMEOUT,
	SIPNAT_CONFIG_THIRD_PARTY,
	SIPNAT_CONFIG_STRICT,
	SIPNAT_CONFIG_ICE,
	SIPNAT_CONFIG_MAX_DIALOGS_PER_SOURCE,
	SIPNAT_CONFIG_MAX_BINDINGS_PER_SOURCE,
	SIPNAT_CONFIG_MEDIA_FROM,
	SIPNAT_CONFIG_MAX_CONNECTIONS,
	SIPNAT_CONFIG_MAX_HELD,
	SIPNAT_CONFIG_HOLD_TIMEOUT,
	SIPNAT_CONFIG_ADD_EXTERNIP,
	SIPNAT_CONFIG_DEL_EXTERNIP,
	SIPNAT_CONFIG_ADD_LOCALNETS,
	SIPNAT_CONFIG_DEL_LOCALNETS,
	SIPNAT_CONFIG_ADD_PLACES,
	SIPNAT_CONFIG_DEL_PLACES,
	__SIPNAT_CONFIG_MAX
};

#define SIPNAT_CONFIG_MAX (__SIPNAT_CONFIG_MAX - 1)

/**
 * enum sipnat_externip_attr - inside SIPNAT_CONFIG_EXTERNIP
 * @SIPNAT_EXTERNIP_UNSPEC: none
 * @SIPNAT_EXTERNIP_ADDR: address
 * @SIPNAT_EXTERNIP_DEV: string
 */
enum sipnat_externip_attr {
	SIPNAT_EXTERNIP_UNSPEC,
	SIPNAT_EXTERNIP_ADDR,
	SIPNAT_EXTERNIP_DEV,
	__SIPNAT_EXTERNIP_MAX
};

#define SIPNAT_EXTERNIP_MAX (__SIPNAT_EXTERNIP_MAX - 1)

/**
 * enum sipnat_localnets_attr - inside SIPNAT_CONFIG_LOCALNETS
 * @SIPNAT_LOCALNETS_UNSPEC: none
 * @SIPNAT_LOCALNET: nest of enum sipnat_localnet_attr
 */
enum sipnat_localnets_attr {
	SIPNAT_LOCALNETS_UNSPEC,
	SIPNAT_LOCALNET,
	__SIPNAT_LOCALNETS_MAX
};

#define SIPNAT_LOCALNETS_MAX (__SIPNAT_LOCALNETS_MAX - 1)

/**
 * enum sipnat_localnet_attr - inside SIPNAT_LOCALNET
 * @SIPNAT_LOCALNET_UNSPEC: none
 * @SIPNAT_LOCALNET_ADDR: address
 * @SIPNAT_LOCALNET_PREFIX: u8
 */
enum sipnat_localnet_attr {
	SIPNAT_LOCALNET_UNSPEC,
	SIPNAT_LOCALNET_ADDR,
	SIPNAT_LOCALNET_PREFIX,
	__SIPNAT_LOCALNET_MAX
};

#define SIPNAT_LOCALNET_MAX (__SIPNAT_LOCALNET_MAX - 1)

/**
 * enum sipnat_place - bits of SIPNAT_CONFIG_PLACES
 * @SIPNAT_PLACE_REQUEST_URI: Request-URI
 * @SIPNAT_PLACE_VIA: the topmost Via
 * @SIPNAT_PLACE_CONTACT: Contact
 * @SIPNAT_PLACE_ROUTE: Route, Record-Route, Path, Service-Route
 * @SIPNAT_PLACE_FROM: host of From
 * @SIPNAT_PLACE_TO: host of To
 * @SIPNAT_PLACE_IDENTITY: P-Asserted-Identity, P-Preferred-Identity, Remote-Party-ID, Diversion
 * @SIPNAT_PLACE_REFER: Refer-To, Referred-By
 * @SIPNAT_PLACE_SDP: session descriptions
 * @__SIPNAT_PLACE_MAX: behind the last
 */
enum sipnat_place {
	SIPNAT_PLACE_REQUEST_URI,
	SIPNAT_PLACE_VIA,
	SIPNAT_PLACE_CONTACT,
	SIPNAT_PLACE_ROUTE,
	SIPNAT_PLACE_FROM,
	SIPNAT_PLACE_TO,
	SIPNAT_PLACE_IDENTITY,
	SIPNAT_PLACE_REFER,
	SIPNAT_PLACE_SDP,
	__SIPNAT_PLACE_MAX
};

#define SIPNAT_PLACES_ALL ((1u << __SIPNAT_PLACE_MAX) - 1)

/**
 * enum sipnat_third_party - whose endpoints a message from inside may open: those where media or
 *	signalling is to be sent
 * @SIPNAT_THIRD_PARTY_LOCALNET: those of everybody in a localnet
 * @SIPNAT_THIRD_PARTY_SENDER: its sender's own. One that names others' passes untouched.
 * @__SIPNAT_THIRD_PARTY_MAX: behind the last
 */
enum sipnat_third_party {
	SIPNAT_THIRD_PARTY_LOCALNET,
	SIPNAT_THIRD_PARTY_SENDER,
	__SIPNAT_THIRD_PARTY_MAX
};

/**
 * enum sipnat_ice - what becomes of session descriptions with ICE (a=ice-ufrag or a=candidate)
 * @SIPNAT_ICE_REWRITE: the same as of others; candidates are rewritten and opened, too
 * @SIPNAT_ICE_LEAVE: they stay as they are, whole, and nothing is opened for them
 * @__SIPNAT_ICE_MAX: behind the last
 */
enum sipnat_ice {
	SIPNAT_ICE_REWRITE,
	SIPNAT_ICE_LEAVE,
	__SIPNAT_ICE_MAX
};

/**
 * enum sipnat_media_from - who may send media to a binding before the endpoint inside has sent
 *	anything there. Hosts inside always may, and ports do not matter.
 * @SIPNAT_MEDIA_FROM_ANYONE: everybody
 * @SIPNAT_MEDIA_FROM_ANNOUNCED: the hosts that the other side's session descriptions have named for
 *	it, ICE candidates among them: the latest 16 of IPv4, or 4 of IPv6
 * @SIPNAT_MEDIA_FROM_PEER: the hosts that have signalled about it: the latest 8, or 2
 * @__SIPNAT_MEDIA_FROM_MAX: behind the last
 */
enum sipnat_media_from {
	SIPNAT_MEDIA_FROM_ANYONE,
	SIPNAT_MEDIA_FROM_ANNOUNCED,
	SIPNAT_MEDIA_FROM_PEER,
	__SIPNAT_MEDIA_FROM_MAX
};

/**
 * enum sipnat_stat - counters, and attribute types inside SIPNAT_A_STATS
 * @SIPNAT_STAT_UNSPEC: none
 * @SIPNAT_STAT_REWRITTEN: messages rewritten
 * @SIPNAT_STAT_UNCHANGED: messages understood in which nothing was to be rewritten
 * @SIPNAT_STAT_KEEPALIVE: datagrams of nothing but white space or zero bytes, and STUN Binding
 *	messages
 * @SIPNAT_STAT_NOT_SIP: untouched: not a SIP message
 * @SIPNAT_STAT_BAD_MESSAGE: untouched: a SIP message that is malformed or over a parser's limit
 * @SIPNAT_STAT_BAD_SDP: untouched: its session description is malformed or over a limit
 * @SIPNAT_STAT_BAD_BODY: untouched: its multipart body is malformed or over a limit
 * @SIPNAT_STAT_TOO_MANY_EDITS: untouched: more places, or more signalling endpoints, than one
 *	rewrite holds
 * @SIPNAT_STAT_TOO_LONG: untouched: it would outgrow a datagram
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
 * @SIPNAT_STAT_BATCHED: untouched: several datagrams in one packet, as a network card with
 *	segmentation offload takes them
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
	__SIPNAT_STAT_MAX
};

#define SIPNAT_STAT_MAX (__SIPNAT_STAT_MAX - 1)

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
 */
enum sipnat_spot_attr {
	SIPNAT_SPOT_UNSPEC,
	SIPNAT_SPOT_OFF,
	SIPNAT_SPOT_LEN,
	SIPNAT_SPOT_PLACE,
	SIPNAT_SPOT_WHY,
	SIPNAT_SPOT_WITH,
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
};

#endif
