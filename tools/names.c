// SPDX-License-Identifier: GPL-2.0
#include <string.h>
#include "names.h"

const char *const place_names[__SIPNAT_PLACE_MAX + 1] = {
	[SIPNAT_PLACE_REQUEST_URI] = "request-uri",
	[SIPNAT_PLACE_VIA] = "via",
	[SIPNAT_PLACE_CONTACT] = "contact",
	[SIPNAT_PLACE_ROUTE] = "route",
	[SIPNAT_PLACE_FROM] = "from",
	[SIPNAT_PLACE_TO] = "to",
	[SIPNAT_PLACE_IDENTITY] = "identity",
	[SIPNAT_PLACE_REFER] = "refer",
	[SIPNAT_PLACE_SDP] = "sdp",
};

const char *const state_names[] = {
	[SIPNAT_DIALOG_EARLY] = "early",
	[SIPNAT_DIALOG_CONFIRMED] = "confirmed",
	[SIPNAT_DIALOG_CLOSING] = "closing",
	NULL
};

const char *const media_names[] = {
	[SIPNAT_MEDIA_OTHER] = "other",
	[SIPNAT_MEDIA_AUDIO] = "audio",
	[SIPNAT_MEDIA_VIDEO] = "video",
	[SIPNAT_MEDIA_IMAGE] = "image",
	[SIPNAT_MEDIA_TEXT] = "text",
	[SIPNAT_MEDIA_MESSAGE] = "message",
	[SIPNAT_MEDIA_APPLICATION] = "application",
	NULL
};

const char *const kind_names[] = {
	[SIPNAT_BINDING_RTP] = "rtp",
	[SIPNAT_BINDING_RTCP] = "rtcp",
	[SIPNAT_BINDING_SIP] = "sip",
	NULL
};

const char *const media_from_names[] = {
	[SIPNAT_MEDIA_FROM_ANYONE] = "anyone",
	[SIPNAT_MEDIA_FROM_ANNOUNCED] = "announced",
	[SIPNAT_MEDIA_FROM_PEER] = "peer",
	NULL
};

const char *const third_party_names[] = {
	[SIPNAT_THIRD_PARTY_LOCALNET] = "localnet",
	[SIPNAT_THIRD_PARTY_SENDER] = "sender",
	NULL
};

const char *const ice_names[] = {
	[SIPNAT_ICE_REWRITE] = "rewrite",
	[SIPNAT_ICE_LEAVE] = "leave",
	NULL
};

const char *const event_names[] = {
	[SIPNAT_EVENT_CALL_BEGINS] = "call-begins",
	[SIPNAT_EVENT_CALL_ANSWERED] = "call-answered",
	[SIPNAT_EVENT_CALL_ENDS] = "call-ends",
	[SIPNAT_EVENT_BINDING_MADE] = "binding-made",
	[SIPNAT_EVENT_BINDING_USED] = "binding-used",
	[SIPNAT_EVENT_BINDING_CLOSED] = "binding-closed",
	[SIPNAT_EVENT_REGISTRATION_GRANTED] = "registration-granted",
	[SIPNAT_EVENT_REGISTRATION_ENDED] = "registration-ended",
	[SIPNAT_EVENT_MESSAGE_UNTOUCHED] = "message-untouched",
	[SIPNAT_EVENT_MESSAGE_DROPPED] = "message-dropped",
	NULL
};

const char *const end_names[] = {
	[SIPNAT_END_NONE] = "none",
	[SIPNAT_END_BYE] = "bye",
	[SIPNAT_END_REFUSED] = "refused",
	[SIPNAT_END_CANCELLED] = "cancelled",
	[SIPNAT_END_UNANSWERED] = "unanswered",
	[SIPNAT_END_TIMEOUT] = "timeout",
	[SIPNAT_END_KILLED] = "killed",
	[SIPNAT_END_RELEASED] = "released",
	[SIPNAT_END_ADDRESS_LOST] = "address-lost",
	[SIPNAT_END_EXPIRED] = "expired",
	[SIPNAT_END_WITHDRAWN] = "withdrawn",
	NULL
};

const char *const side_names[] = {
	[SIPNAT_STAYS] = "stays-inside",
	[SIPNAT_TRANSIT] = "transit",
	[SIPNAT_OUTBOUND] = "outbound",
	[SIPNAT_INBOUND] = "inbound",
	NULL
};

const char *const spot_names[] = {
	[SIPNAT_SPOT_IN_REQUEST_URI] = "request-uri",
	[SIPNAT_SPOT_IN_VIA] = "via",
	[SIPNAT_SPOT_IN_CONTACT] = "contact",
	[SIPNAT_SPOT_IN_ROUTE] = "route",
	[SIPNAT_SPOT_IN_FROM] = "from",
	[SIPNAT_SPOT_IN_TO] = "to",
	[SIPNAT_SPOT_IN_IDENTITY] = "identity",
	[SIPNAT_SPOT_IN_REFER] = "refer",
	[SIPNAT_SPOT_IN_SDP_ORIGIN] = "sdp-origin",
	[SIPNAT_SPOT_IN_SDP_CONNECTION] = "sdp-connection",
	[SIPNAT_SPOT_IN_SDP_MEDIA] = "sdp-media",
	[SIPNAT_SPOT_IN_SDP_RTCP] = "sdp-rtcp",
	[SIPNAT_SPOT_IN_SDP_CANDIDATE] = "sdp-candidate",
	[SIPNAT_SPOT_IN_CONTENT_LENGTH] = "content-length",
	[SIPNAT_SPOT_IN_BODY] = "body",
	NULL
};

const char *const why_names[] = {
	[SIPNAT_WHY_UNSPEC] = "unknown",
	[SIPNAT_WHY_FLOW] = "flow",
	[SIPNAT_WHY_NAME] = "name",
	[SIPNAT_WHY_BINDING] = "binding",
	[SIPNAT_WHY_MEDIA] = "media",
	[SIPNAT_WHY_ORIGIN] = "origin",
	[SIPNAT_WHY_BACK_FLOW] = "back-flow",
	[SIPNAT_WHY_BACK_BINDING] = "back-binding",
	[SIPNAT_WHY_BACK_NAME] = "back-name",
	[SIPNAT_WHY_RECALLED] = "recalled",
	[SIPNAT_WHY_LENGTH] = "length",
	[SIPNAT_WHY_SAME] = "same",
	[SIPNAT_WHY_HOST_NAME] = "host-name",
	[SIPNAT_WHY_OUTSIDE] = "outside",
	[SIPNAT_WHY_NOT_OURS] = "not-ours",
	[SIPNAT_WHY_OTHERS] = "others",
	[SIPNAT_WHY_UNKNOWN] = "unknown",
	[SIPNAT_WHY_FAMILY] = "family",
	[SIPNAT_WHY_SWITCHED_OFF] = "switched-off",
	[SIPNAT_WHY_ICE] = "ice",
	[SIPNAT_WHY_KNOWS_FACE] = "knows-face",
	[SIPNAT_WHY_CLOSED] = "closed",
	[SIPNAT_WHY_TRANSPORT] = "transport",
	[SIPNAT_WHY_NOBODY] = "nobody",
	[SIPNAT_WHY_MIXED] = "mixed",
	[SIPNAT_WHY_KEPT_ORIGIN] = "kept-origin",
	[SIPNAT_WHY_ENCODED] = "encoded",
	NULL
};

static const char *const why_meanings[] = {
	[SIPNAT_WHY_UNSPEC] = "the module does not say why",
	[SIPNAT_WHY_FLOW] =
		"the sender's own endpoint, which NAT shows as this",
	[SIPNAT_WHY_NAME] =
		"an inside address, which is hidden; nobody sends there",
	[SIPNAT_WHY_BINDING] =
		"an inside endpoint that others send to: its binding",
	[SIPNAT_WHY_MEDIA] =
		"an inside endpoint for media: its binding",
	[SIPNAT_WHY_ORIGIN] =
		"o= goes on saying what it has said first",
	[SIPNAT_WHY_BACK_FLOW] =
		"what NAT shows of the receiver: its own endpoint",
	[SIPNAT_WHY_BACK_BINDING] =
		"what a binding shows: its inside endpoint",
	[SIPNAT_WHY_BACK_NAME] =
		"an address that this machine shows: the receiver's",
	[SIPNAT_WHY_RECALLED] =
		"the name that the receiver itself has written",
	[SIPNAT_WHY_LENGTH] =
		"so many bytes the body has now",
	[SIPNAT_WHY_SAME] =
		"says that already",
	[SIPNAT_WHY_HOST_NAME] =
		"a host name, which is not looked up",
	[SIPNAT_WHY_OUTSIDE] =
		"the address is not inside (set localnet)",
	[SIPNAT_WHY_NOT_OURS] =
		"nothing that this machine shows",
	[SIPNAT_WHY_OTHERS] =
		"the other side's, or written by it and sent back as it came",
	[SIPNAT_WHY_UNKNOWN] =
		"nothing says that it is one of ours: it has no binding",
	[SIPNAT_WHY_FAMILY] =
		"not an address of the family that signalling uses",
	[SIPNAT_WHY_SWITCHED_OFF] =
		"switched off (set places)",
	[SIPNAT_WHY_ICE] =
		"the description has ICE, and is left as it is (set ice)",
	[SIPNAT_WHY_KNOWS_FACE] =
		"the receiver knows its outside endpoint, and has named it itself",
	[SIPNAT_WHY_CLOSED] =
		"nobody sends there: a port below 1024, or a side that connects itself",
	[SIPNAT_WHY_TRANSPORT] =
		"a transport that NAT does not know",
	[SIPNAT_WHY_NOBODY] =
		"no address that anybody has: on hold, multicast, or contradictory",
	[SIPNAT_WHY_MIXED] =
		"a c= line for streams that lead to different hosts",
	[SIPNAT_WHY_KEPT_ORIGIN] =
		"o= is a name, and stays as the outside knows it",
	[SIPNAT_WHY_ENCODED] =
		"the body is encoded, and not read",
	NULL
};

const char *const table_names[] = {
	[SIPNAT_TABLE_DIALOGS] = "calls",
	[SIPNAT_TABLE_REGISTRATIONS] = "registrations",
	[SIPNAT_TABLE_BINDINGS] = "bindings",
	NULL
};

const char *const switch_names[] = { "off", "on", NULL };

const struct stat_name stat_names[SIPNAT_STAT_MAX + 1] = {
	[SIPNAT_STAT_REWRITTEN] = { "rewritten", "messages rewritten", STAT_MESSAGE },
	[SIPNAT_STAT_UNCHANGED] = { "unchanged",
		"messages understood in which nothing was to be rewritten", STAT_MESSAGE },
	[SIPNAT_STAT_KEEPALIVE] = { "keepalive", "datagrams that only keep the NAT open", STAT_MESSAGE },
	[SIPNAT_STAT_NOT_SIP] = { "not-sip", "left as it was: not a SIP message",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_BAD_MESSAGE] = { "bad-message",
		"left as it was: malformed, or over a limit of the parser",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_BAD_SDP] = { "bad-sdp",
		"left as it was: its session description is malformed or over a limit",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_BAD_BODY] = { "bad-body",
		"left as it was: its multipart body is malformed or over a limit",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_TOO_MANY_EDITS] = { "too-many-edits",
		"left as it was: more places to rewrite than one message may have",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_TOO_LONG] = { "too-long", "left as it was: it would outgrow a datagram",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_NO_MEMORY] = { "no-memory", "left as it was: no memory",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_NO_PORT] = { "no-port",
		"left as it was: no port is free in the RTP range (set rtp-range)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_DIALOG_LIMIT] = { "dialog-limit",
		"left as it was: too many dialogs (set limit dialogs)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_BINDING_LIMIT] = { "binding-limit",
		"left as it was: too many bindings (set limit bindings)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_STREAM_LIMIT] = { "stream-limit",
		"left as it was: too many streams in a dialog (set limit streams)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_MIDSTREAM] = { "midstream",
		"TCP connections left as they were: their beginning was not seen" },
	[SIPNAT_STAT_DIALOGS_MADE] = { "dialogs-made", "dialogs begun" },
	[SIPNAT_STAT_DIALOGS_TIMED_OUT] = { "dialogs-timed-out", "dialogs ended by a timeout" },
	[SIPNAT_STAT_BINDINGS_MADE] = { "bindings-made", "bindings made" },
	[SIPNAT_STAT_FLOWS] = { "flows", "media flows that met their binding" },
	[SIPNAT_STAT_EXPECT_FULL] = { "expect-full",
		"bindings without a kernel expectation, for want of room; their media flows" },
	[SIPNAT_STAT_FLOW_CLASH] = { "flow-clash",
		"media flows that could not get their endpoint: another flow held it" },
	[SIPNAT_STAT_THIRD_PARTY] = { "third-party",
		"left as it was: names an inside host that is not its sender (set third-party)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_DROPPED] = { "dropped",
		"dropped, and counted as not-sip or bad-* as well (set strict)" },
	[SIPNAT_STAT_BATCHED] = { "batched",
		"left as it was: several datagrams in one packet, no memory to part them",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_SOURCE_LIMIT] = { "source-limit",
		"left as it was: too much for one inside host (set limit ...-per-source)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_MEDIA_REFUSED] = { "media-refused",
		"media flows whose sender may not begin (set media-from)" },
	[SIPNAT_STAT_REGISTRATION_LIMIT] = { "registration-limit",
		"left as it was: too many registrations (set limit bindings; 64 of one address)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_REGISTRATIONS_MADE] = { "registrations-made", "registrations begun" },
	[SIPNAT_STAT_REGISTRATIONS_EXPIRED] = { "registrations-expired",
		"registrations that ended by their time" },
	[SIPNAT_STAT_CONNECTIONS_MADE] = { "connections-made", "TCP connections begun" },
	[SIPNAT_STAT_CONNECTION_LIMIT] = { "connection-limit",
		"TCP connections left as they were: too many (set limit connections)" },
	[SIPNAT_STAT_ACKNOWLEDGED] = { "acknowledged",
		"acknowledgments to who waits with the rest of a message (TCP)" },
	[SIPNAT_STAT_HOLD_TIMEOUT] = { "hold-timeout",
		"left as it was: the rest did not come in time (TCP; set hold-timeout)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_HOLD_LIMIT] = { "hold-limit",
		"left as it was: too much is held already (TCP; set limit held)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_HOLD_ENDED] = { "hold-ended",
		"left as it was: the connection ended before the message was whole (TCP)",
		STAT_UNTOUCHED },
	[SIPNAT_STAT_CONNECTIONS_RESET] = { "connections-reset",
		"TCP connections reset: their entry was deleted (or set strict)" },
};

const char *stat_name(unsigned int number)
{
	return number < SIPNAT_STAT_MAX + 1 && stat_names[number].name ? stat_names[number].name :
									 "unknown";
}

const char *why_meaning(unsigned int why)
{
	return name_of(why_meanings, why);
}

const char *reason_meaning(const char *name)
{
	unsigned int i;

	for (i = 1; i <= SIPNAT_STAT_MAX; i++)
		if (stat_names[i].name && !strcmp(stat_names[i].name, name))
			return stat_names[i].meaning;
	return NULL;
}

const char *name_of(const char *const *names, unsigned int number)
{
	for (; number && *names; number--)
		names++;
	return *names ? *names : "unknown";
}

int number_of(const char *const *names, const char *name)
{
	int i;

	for (i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}
