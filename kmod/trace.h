/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: what sipnat sees and does, for `trace-cmd`, `perf` and /sys/kernel/tracing. Each
 * tells the network namespace by its inode number, as /proc/PID/ns/net does.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM sipnat

#if !defined(SIPNAT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SIPNAT_TRACE_H

#include <linux/tracepoint.h>
#include <net/net_namespace.h>
#include <net/netfilter/nf_conntrack.h>
#include "binding.h"
#include "sip/edit.h"

/* Longer texts are cut. */
#define SIPNAT_TRACE_TEXT	64

#define sipnat_show_outcome(outcome) __print_symbolic(outcome,			\
	{ SIPNAT_STAT_REWRITTEN, "rewritten" },					\
	{ SIPNAT_STAT_UNCHANGED, "unchanged" },					\
	{ SIPNAT_STAT_KEEPALIVE, "keepalive" },					\
	{ SIPNAT_STAT_NOT_SIP, "not-sip" },					\
	{ SIPNAT_STAT_BAD_MESSAGE, "bad-message" },				\
	{ SIPNAT_STAT_BAD_SDP, "bad-sdp" },					\
	{ SIPNAT_STAT_BAD_BODY, "bad-body" },					\
	{ SIPNAT_STAT_TOO_MANY_EDITS, "too-many-edits" },			\
	{ SIPNAT_STAT_TOO_LONG, "too-long" },					\
	{ SIPNAT_STAT_NO_MEMORY, "no-memory" },					\
	{ SIPNAT_STAT_NO_PORT, "no-port" },					\
	{ SIPNAT_STAT_DIALOG_LIMIT, "dialog-limit" },				\
	{ SIPNAT_STAT_BINDING_LIMIT, "binding-limit" },				\
	{ SIPNAT_STAT_STREAM_LIMIT, "stream-limit" },				\
	{ SIPNAT_STAT_THIRD_PARTY, "third-party" },				\
	{ SIPNAT_STAT_SOURCE_LIMIT, "source-limit" })

#define sipnat_show_place(place) __print_symbolic(place,			\
	{ SIP_PLACE_REQUEST_URI, "request-uri" },				\
	{ SIP_PLACE_VIA, "via" },						\
	{ SIP_PLACE_CONTACT, "contact" },					\
	{ SIP_PLACE_ROUTE, "route" },						\
	{ SIP_PLACE_FROM, "from" },						\
	{ SIP_PLACE_TO, "to" },							\
	{ SIP_PLACE_IDENTITY, "identity" },					\
	{ SIP_PLACE_REFER, "refer" },						\
	{ SIP_PLACE_SDP_ORIGIN, "sdp-origin" },					\
	{ SIP_PLACE_SDP_CONNECTION, "sdp-connection" },				\
	{ SIP_PLACE_SDP_MEDIA, "sdp-media" },					\
	{ SIP_PLACE_SDP_RTCP, "sdp-rtcp" },					\
	{ SIP_PLACE_SDP_CANDIDATE, "sdp-candidate" },				\
	{ SIP_PLACE_CONTENT_LENGTH, "content-length" })

#define sipnat_show_kind(kind) __print_symbolic(kind,				\
	{ SIPNAT_BINDING_RTP, "rtp" },						\
	{ SIPNAT_BINDING_RTCP, "rtcp" },					\
	{ SIPNAT_BINDING_SIP, "sip" })

/**
 * sipnat_message - a message has been seen
 * @net: its namespace
 * @ct: its flow; told by its original direction
 * @len: bytes of the message as it left
 * @outcome: what has become of it: the verdict, and the reason if it passed untouched
 */
TRACE_EVENT(sipnat_message,
	TP_PROTO(const struct net *net, const struct nf_conn *ct, unsigned int len,
		 enum sipnat_stat outcome),
	TP_ARGS(net, ct, len, outcome),
	TP_STRUCT__entry(
		__field(u32, netns)
		__array(u8, src, sizeof(struct sockaddr_in6))
		__array(u8, dst, sizeof(struct sockaddr_in6))
		__field(u32, len)
		__field(u8, outcome)
	),
	TP_fast_assign(
		const struct nf_conntrack_tuple *tuple = &ct->tuplehash[0].tuple;

		__entry->netns = net->ns.inum;
		sipnat_endpoint_sockaddr(__entry->src, tuple->src.l3num, &tuple->src.u3,
				  tuple->src.u.all);
		sipnat_endpoint_sockaddr(__entry->dst, tuple->src.l3num, &tuple->dst.u3,
				  tuple->dst.u.all);
		__entry->len = len;
		__entry->outcome = outcome;
	),
	TP_printk("netns=%u flow=%pISpc->%pISpc len=%u outcome=%s", __entry->netns,
		  __entry->src, __entry->dst, __entry->len,
		  sipnat_show_outcome(__entry->outcome))
);

/**
 * sipnat_edit - a piece of a message has been replaced
 * @net: the namespace
 * @edits: all edits of the message
 * @edit: this one
 * @old: what stood there
 */
TRACE_EVENT(sipnat_edit,
	TP_PROTO(const struct net *net, const struct sip_edits *edits,
		 const struct sip_edit *edit, const char *old),
	TP_ARGS(net, edits, edit, old),
	TP_STRUCT__entry(
		__field(u32, netns)
		__field(u16, off)
		__field(u8, place)
		__field(u8, old_len)
		__field(u8, new_len)
		__array(char, old, SIPNAT_TRACE_TEXT)
		__array(char, new, SIPNAT_TRACE_TEXT)
	),
	TP_fast_assign(
		__entry->netns = net->ns.inum;
		__entry->off = edit->off;
		__entry->place = edit->place;
		__entry->old_len = min_t(u16, edit->len, SIPNAT_TRACE_TEXT);
		__entry->new_len = min_t(u16, edit->with_len, SIPNAT_TRACE_TEXT);
		memcpy(__entry->old, old, __entry->old_len);
		memcpy(__entry->new, edits->arena + edit->with, __entry->new_len);
	),
	TP_printk("netns=%u place=%s off=%u \"%.*s\" -> \"%.*s\"", __entry->netns,
		  sipnat_show_place(__entry->place), __entry->off, __entry->old_len,
		  __entry->old, __entry->new_len, __entry->new)
);

/**
 * sipnat_binding_made, sipnat_binding_released - a binding begins, and ends
 * @b: the binding
 */
DECLARE_EVENT_CLASS(sipnat_binding,
	TP_PROTO(const struct sipnat_binding *b),
	TP_ARGS(b),
	TP_STRUCT__entry(
		__field(u8, kind)
		__field(u8, proto)
		__field(u16, zone)
		__array(u8, inside, sizeof(struct sockaddr_in6))
		__array(u8, local, sizeof(struct sockaddr_in6))
		__array(u8, advertised, sizeof(struct sockaddr_in6))
	),
	TP_fast_assign(
		__entry->kind = b->kind;
		__entry->proto = b->inside.proto;
		__entry->zone = b->inside.zone;
		sipnat_endpoint_sockaddr(__entry->inside, b->inside.ep.family, &b->inside.ep.addr,
				  b->inside.ep.port);
		sipnat_endpoint_sockaddr(__entry->local, b->outside.family, &b->local,
				  b->outside.port);
		sipnat_endpoint_sockaddr(__entry->advertised, b->outside.family, &b->advertised,
				  b->outside.port);
	),
	TP_printk("kind=%s proto=%u zone=%u inside=%pISpc local=%pISpc advertised=%pISpc",
		  sipnat_show_kind(__entry->kind), __entry->proto, __entry->zone,
		  __entry->inside, __entry->local, __entry->advertised)
);

DEFINE_EVENT(sipnat_binding, sipnat_binding_made,
	TP_PROTO(const struct sipnat_binding *b),
	TP_ARGS(b)
);

DEFINE_EVENT(sipnat_binding, sipnat_binding_released,
	TP_PROTO(const struct sipnat_binding *b),
	TP_ARGS(b)
);

#endif /* SIPNAT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
