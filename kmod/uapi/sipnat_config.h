/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The configuration: part of sipnat.h.
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
 *				SET: the list stays as it is. Empty: nothing is inside. The
 *				defaults are believed less than NAT, as long as all of them are in
 *				the list: whom NAT hides from an address in them is inside, and
 *				that address is not
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
 *						from its last message on, and from when media
 *						has last gone both ways
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
 */
#ifndef SIPNAT_UAPI_CONFIG_H
#define SIPNAT_UAPI_CONFIG_H

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

#endif
