/* SPDX-License-Identifier: GPL-2.0 */
/* What a message carries: a body, or a multipart with its parts. RFC 2046 section 5.1, RFC 5621. */
#ifndef SIPNAT_SIP_BODY_H
#define SIPNAT_SIP_BODY_H

#include "msg.h"

/*
 * Parts beyond these are not read: so many leaves there are at most, and so deep are multiparts
 * nested.
 */
#define SIP_BODY_MAX_PARTS	16
#define SIP_BODY_MAX_DEPTH	3

enum sip_content {
	SIP_CONTENT_OTHER,
	SIP_CONTENT_SDP,		/* application/sdp */
	SIP_CONTENT_TRICKLE_ICE,	/* application/trickle-ice-sdpfrag, RFC 8840 */
	SIP_CONTENT_SIPFRAG,		/* message/sipfrag, RFC 3420 */
	SIP_CONTENT_MULTIPART,		/* multipart/anything */
};

/* sip_content_lookup - the kind of a Content-Type value; parameters are ignored */
enum sip_content sip_content_lookup(struct sip_span type);

/**
 * struct sip_part - one leaf of a body
 * @content: its kind; of a multipart that cannot be read, SIP_CONTENT_OTHER
 * @flaw: why it cannot be read, or a line of its header section; else SIP_FLAW_NONE
 * @flawed: what cannot be read
 * @type: value of its Content-Type
 * @data: its bytes, without the line end that belongs to the boundary
 * @content_length: digits of a Content-Length inside the part (allowed, rare); absent if none
 * @encoded: has a Content-Transfer-Encoding other than 7bit, 8bit or binary: not ours to read
 */
struct sip_part {
	enum sip_content content;
	enum sip_flaw flaw;
	struct sip_span flawed;
	struct sip_span type;
	struct sip_span data;
	struct sip_span content_length;
	bool encoded;
};

/**
 * struct sip_body - the leaves of a body
 * @nparts: number of @parts
 * @over: from the first part on that there is no room for; absent if there is room for all
 * @parts: in their order
 */
struct sip_body {
	unsigned int nparts;
	struct sip_span over;
	struct sip_part parts[SIP_BODY_MAX_PARTS];
};

/**
 * sip_body_parse - find the leaf parts of a message's body
 * @msg: a message that sip_msg_parse() understood
 * @body: filled in any case; a body that is no multipart is its own only part, an empty one has
 *	none
 *
 * A part that cannot be read costs itself. A multipart whose Content-Type has no boundary is cut by
 * what its first line says that begins with "--", as some receivers do.
 *
 * SIP_BAD: there is something that cannot be read, the first of it at the offset, which counts from
 * msg->start.
 */
struct sip_parsed sip_body_parse(const struct sip_msg *msg, struct sip_body *body);

#endif
