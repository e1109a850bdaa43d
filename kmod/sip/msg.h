/* SPDX-License-Identifier: GPL-2.0 */
/* One SIP message, scanned once: RFC 3261 section 7 and 25.1. */
#ifndef SIPNAT_SIP_MSG_H
#define SIPNAT_SIP_MSG_H

#include "hdr.h"
#include "uri.h"

/*
 * So many header fields of a message are told, and lines that are none; those behind them are not
 * read.
 */
#define SIP_MSG_MAX_HDRS	192
/* A longer message is SIP_BAD: no UDP datagram is longer. */
#define SIP_MSG_MAX_LEN		65535

enum sip_method {
	SIP_METHOD_OTHER,
	SIP_METHOD_ACK,
	SIP_METHOD_BYE,
	SIP_METHOD_CANCEL,
	SIP_METHOD_INFO,
	SIP_METHOD_INVITE,
	SIP_METHOD_MESSAGE,
	SIP_METHOD_NOTIFY,
	SIP_METHOD_OPTIONS,
	SIP_METHOD_PRACK,
	SIP_METHOD_PUBLISH,
	SIP_METHOD_REFER,
	SIP_METHOD_REGISTER,
	SIP_METHOD_SUBSCRIBE,
	SIP_METHOD_UPDATE,
};

/* sip_method_lookup - methods are case-sensitive (RFC 3261 section 7.1) */
enum sip_method sip_method_lookup(struct sip_span name);

/**
 * enum sip_framing - where a message ends
 * @SIP_FRAMING_DATAGRAM: with the buffer; Content-Length may be absent, and bytes behind the
 *	body are left alone (RFC 3261 section 18.3)
 * @SIP_FRAMING_STREAM: behind the body; without a Content-Length the body is empty
 */
enum sip_framing {
	SIP_FRAMING_DATAGRAM,
	SIP_FRAMING_STREAM,
};

/**
 * struct sip_msg - one message in its parts
 * @start: of the buffer; every span below points into it
 * @len: bytes that belong to the message, from @start to the end of the body. On SIP_MORE: how
 *	many bytes it will have, once that is known, else 0. Likewise on SIP_BAD, if the end of the
 *	head and the length of the body are known
 * @request: a request; else a response
 * @method: of the request line; for a response, of CSeq
 * @uri: Request-URI (requests): the span only, sip_uri_parse() takes it apart
 * @status: status code 100..699 (responses), else 0
 * @cseq: CSeq number, 0 if it cannot be read
 * @cseq_method: CSeq's method; of a request whose CSeq does not tell, @method
 * @call_id: the value of Call-ID, the first one's if they differ; absent (p == NULL) if there is
 *	none
 * @content_length: the digits of Content-Length, the first that can be read; absent if there is
 *	none
 * @content_type: the value of Content-Type, absent if there is none
 * @encoded: there is a Content-Encoding other than identity, so the body is not ours to read
 * @body: behind the blank line
 * @incomplete: Via, Call-ID or CSeq is missing, which no message may lack
 * @over: the first field that is not in @hdrs for want of room, absent if there is none
 * @nhdrs: number of header fields in @hdrs
 * @hdrs: the fields that are not SIP_HDR_OTHER, and the lines that are none, in their order
 */
struct sip_msg {
	const char *start;
	unsigned int len;
	bool request;
	enum sip_method method;
	struct sip_span uri;
	u16 status;
	u32 cseq;
	enum sip_method cseq_method;
	struct sip_span call_id;
	struct sip_span content_length;
	struct sip_span content_type;
	bool encoded;
	struct sip_span body;
	bool incomplete;
	struct sip_span over;
	unsigned int nhdrs;
	struct sip_hdr hdrs[SIP_MSG_MAX_HDRS];
};

/**
 * sip_msg_parse - scan one message
 * @buf: first byte of the start line (no CRLF before it)
 * @len: bytes there are
 * @framing: whether @len ends the message
 * @msg: filled on SIP_OK
 *
 * Linear in @len, allocates nothing. Lines end with CRLF or LF; the header section ends at the
 * first empty line; in a datagram that has none, at the datagram's end, provided the last line is
 * complete. A response's status line must begin with SIP/2.0, a request line must end with it
 * (case-insensitively).
 *
 * A field that cannot be read, or a line that is none, costs itself: its flaw is told in @hdrs. So
 * are the second and later Call-ID, CSeq and Content-Length fields if they differ from the first.
 * Only a frame that cannot be trusted is SIP_BAD: no start line, no end of the head, and in a
 * stream a Content-Length that does not tell where the message ends. In a datagram one that goes
 * beyond its end takes the body as it is, and of several that differ the largest counts: what is in
 * there already may be read by any receiver.
 *
 * SIP_MORE only with SIP_FRAMING_STREAM. SIP_BAD with offset 0: these bytes are not SIP at all
 * (no start line); any other offset: a SIP message that is not understood.
 */
struct sip_parsed sip_msg_parse(const char *buf, unsigned int len, enum sip_framing framing,
				struct sip_msg *msg);

/**
 * sip_msg_hdr - the first field with that id at or behind index @from
 *
 * Return: the field, or NULL.
 */
const struct sip_hdr *sip_msg_hdr(const struct sip_msg *msg, enum sip_hdr_id id,
				  unsigned int from);

#endif
