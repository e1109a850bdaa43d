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

const char *const switch_names[] = { "off", "on", NULL };

const struct stat_name stat_names[SIPNAT_STAT_MAX + 1] = {
	[SIPNAT_STAT_REWRITTEN] = { "rewritten", "messages rewritten" },
	[SIPNAT_STAT_UNCHANGED] = { "unchanged",
		"messages understood in which nothing was to be rewritten" },
	[SIPNAT_STAT_KEEPALIVE] = { "keepalive", "datagrams that only keep the NAT open" },
	[SIPNAT_STAT_NOT_SIP] = { "not-sip", "left as it was: not a SIP message" },
	[SIPNAT_STAT_BAD_MESSAGE] = { "bad-message",
		"left as it was: malformed, or over a limit of the parser" },
	[SIPNAT_STAT_BAD_SDP] = { "bad-sdp",
		"left as it was: its session description is malformed or over a limit" },
	[SIPNAT_STAT_BAD_BODY] = { "bad-body",
		"left as it was: its multipart body is malformed or over a limit" },
	[SIPNAT_STAT_TOO_MANY_EDITS] = { "too-many-edits",
		"left as it was: more places to rewrite than one message may have" },
	[SIPNAT_STAT_TOO_LONG] = { "too-long", "left as it was: it would outgrow a datagram" },
	[SIPNAT_STAT_NO_MEMORY] = { "no-memory", "left as it was: no memory" },
	[SIPNAT_STAT_NO_PORT] = { "no-port",
		"left as it was: no port is free in the RTP range (set rtp-range)" },
	[SIPNAT_STAT_DIALOG_LIMIT] = { "dialog-limit",
		"left as it was: too many dialogs (set limit dialogs)" },
	[SIPNAT_STAT_BINDING_LIMIT] = { "binding-limit",
		"left as it was: too many bindings (set limit bindings)" },
	[SIPNAT_STAT_STREAM_LIMIT] = { "stream-limit",
		"left as it was: too many streams in a dialog (set limit streams)" },
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
		"left as it was: names an inside host that is not its sender (set third-party)" },
	[SIPNAT_STAT_DROPPED] = { "dropped",
		"dropped, and counted as not-sip or bad-* as well (set strict)" },
	[SIPNAT_STAT_BATCHED] = { "batched",
		"left as it was: several datagrams in one packet (segmentation offload)" },
	[SIPNAT_STAT_SOURCE_LIMIT] = { "source-limit",
		"left as it was: too much for one inside host (set limit ...-per-source)" },
	[SIPNAT_STAT_MEDIA_REFUSED] = { "media-refused",
		"media flows whose sender may not begin (set media-from)" },
	[SIPNAT_STAT_REGISTRATION_LIMIT] = { "registration-limit",
		"left as it was: too many registrations (set limit bindings; 64 of one address)" },
	[SIPNAT_STAT_REGISTRATIONS_MADE] = { "registrations-made", "registrations begun" },
	[SIPNAT_STAT_REGISTRATIONS_EXPIRED] = { "registrations-expired",
		"registrations that ended by their time" },
	[SIPNAT_STAT_CONNECTIONS_MADE] = { "connections-made", "TCP connections begun" },
	[SIPNAT_STAT_CONNECTION_LIMIT] = { "connection-limit",
		"TCP connections left as they were: too many (set limit connections)" },
	[SIPNAT_STAT_ACKNOWLEDGED] = { "acknowledged",
		"acknowledgments to who waits with the rest of a message (TCP)" },
	[SIPNAT_STAT_HOLD_TIMEOUT] = { "hold-timeout",
		"left as it was: the rest did not come in time (TCP; set hold-timeout)" },
	[SIPNAT_STAT_HOLD_LIMIT] = { "hold-limit",
		"left as it was: too much is held already (TCP; set limit held)" },
	[SIPNAT_STAT_HOLD_ENDED] = { "hold-ended",
		"left as it was: the connection ended before the message was whole (TCP)" },
	[SIPNAT_STAT_CONNECTIONS_RESET] = { "connections-reset",
		"TCP connections reset: their entry was deleted (or set strict)" },
};

const char *stat_name(unsigned int number)
{
	return number < SIPNAT_STAT_MAX + 1 && stat_names[number].name ? stat_names[number].name :
									 "unknown";
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
