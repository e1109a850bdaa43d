// SPDX-License-Identifier: GPL-2.0
/*
 * Reads messages as the helper does: the message, every address in it, its body and its session
 * descriptions. Each goes through measured() once; callgrind counts what that costs.
 *
 *	read FILE...	those messages
 *	read -a N	texts of N and of 2N bytes that try to make a parser read things twice
 */
#include <stdio.h>
#include <stdlib.h>
#include "body.h"
#include "contact.h"
#include "sdp.h"
#include "via.h"

static void vias_read(struct sip_span rest)
{
	struct sip_parsed parsed;
	struct sip_via via;

	do {
		parsed = sip_via_parse(rest, &via);
		rest = sip_span(rest.p + parsed.off, sip_span_end(rest));
		if (rest.len)
			rest = sip_span(rest.p + 1, sip_span_end(rest));
	} while (parsed.status == SIP_OK && rest.len);
}

static void contacts_read(struct sip_span rest)
{
	const char *end = sip_span_end(rest);
	struct sip_contact contact;

	/* The next one is behind what is told of this one, also if that cannot be read. */
	while (sip_list_more(&rest)) {
		sip_contact_parse(rest, &contact);
		rest = sip_span(sip_span_end(contact.text), end);
	}
}

static void list_read(struct sip_span rest)
{
	struct sip_span item;

	while (sip_list_next(&rest, &item))
		;
}

static void hdr_read(const struct sip_hdr *hdr)
{
	switch (hdr->id) {
	case SIP_HDR_VIA:
		vias_read(hdr->value);
		break;
	case SIP_HDR_CONTACT:
	case SIP_HDR_FROM:
	case SIP_HDR_TO:
	case SIP_HDR_ROUTE:
	case SIP_HDR_RECORD_ROUTE:
	case SIP_HDR_PATH:
	case SIP_HDR_SERVICE_ROUTE:
	case SIP_HDR_P_ASSERTED_IDENTITY:
	case SIP_HDR_P_PREFERRED_IDENTITY:
	case SIP_HDR_REMOTE_PARTY_ID:
	case SIP_HDR_DIVERSION:
	case SIP_HDR_REFER_TO:
	case SIP_HDR_REFERRED_BY:
		contacts_read(hdr->value);
		break;
	case SIP_HDR_REQUIRE:
	case SIP_HDR_SUPPORTED:
		list_read(hdr->value);
		break;
	default:
		break;
	}
}

static void body_read(const struct sip_msg *msg)
{
	static struct sip_body body;
	static struct sdp sdp;
	unsigned int i;

	sip_body_parse(msg, &body);
	for (i = 0; i < body.nparts; i++)
		if (body.parts[i].content == SIP_CONTENT_SDP)
			sdp_parse(body.parts[i].data, false, &sdp);
}

enum sip_status __attribute__((noinline)) measured(const char *text, unsigned int len);
enum sip_status measured(const char *text, unsigned int len)
{
	static struct sip_msg msg;
	struct sip_parsed parsed = sip_msg_parse(text, len, SIP_FRAMING_DATAGRAM, &msg);
	struct sip_uri uri;
	unsigned int i;

	if (parsed.status != SIP_OK)
		return parsed.status;
	if (msg.request)
		sip_uri_parse(msg.uri, &uri);
	for (i = 0; i < msg.nhdrs; i++)
		hdr_read(&msg.hdrs[i]);
	body_read(&msg);
	return SIP_OK;
}

static void measure(const char *name, const char *text, unsigned int len)
{
	static const char * const word[] = { "", "more", "bad" };

	/* one line for each call, in their order */
	printf("%u\t%s\t%s\n", len, word[measured(text, len)], name);
}

#define HEAD	"INVITE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a\r\nCall-ID: x\r\nCSeq: 1 INVITE\r\n"
#define SDP	"Content-Type: application/sdp\r\n\r\nv=0\r\n"
#define MEDIA	"m=audio 1 RTP/AVP 0\r\n"
#define MULTI	"Content-Type: multipart/mixed;boundary=x\r\n\r\n--x\r\n"

struct attack {
	const char *before;
	const char *unit;		/* repeated until the text is long enough */
	const char *after;
};

static const struct attack attacks[] = {
	{ "", " ", "" },
	{ "", "A", "" },
	{ "INVITE sip:", "a", " SIP/2.0\r\n" },
	{ "INVITE sip:a@b SIP/2.0\r\n", "X: y\r\n", "" },
	{ HEAD "X: ", "\r\n ", "\r\n\r\n" },
	{ HEAD "X:", " ", "\r\n\r\n" },
	{ HEAD, "X", "\r\n\r\n" },
	{ HEAD "Supported: ", "<", "\r\n\r\n" },
	{ HEAD "Supported: ", "(", "\r\n\r\n" },
	{ HEAD "Supported: ", "\"", "\r\n\r\n" },
	{ HEAD "Supported: \"", "\\", "\r\n\r\n" },
	{ HEAD "Supported: ", ",", "\r\n\r\n" },
	{ HEAD "Supported: ", " ,", "\r\n\r\n" },
	{ HEAD "m: ", "<", "\r\n\r\n" },
	{ HEAD "m: ", "\"", "\r\n\r\n" },
	{ HEAD "m: \"", "\\", "\r\n\r\n" },
	{ HEAD "m: ", ",", "\r\n\r\n" },
	{ HEAD "m: ", "\r\n ", "\r\n\r\n" },
	{ HEAD "m: sip:a", ";", "\r\n\r\n" },
	{ HEAD "m: sip:a", ";a", "\r\n\r\n" },
	{ HEAD "m: sip:a", ";a=\"", "\r\n\r\n" },
	{ HEAD "m: sip:a;a", "\r\n ", ";b\r\n\r\n" },
	{ HEAD "m: ", "sip:a,", "sip:b\r\n\r\n" },
	{ HEAD "m: ", "<sip:a>,", "<sip:b>\r\n\r\n" },
	{ HEAD "m: ", "\"\"<sip:a>\r\n ,", "<sip:b>\r\n\r\n" },
	{ HEAD "m: ", "a ", "<sip:b>\r\n\r\n" },
	{ HEAD "m: <sip:", "@", ">\r\n\r\n" },
	{ HEAD "m: <sip:", ":", ">\r\n\r\n" },
	{ HEAD "m: <sip:", ":@", ">\r\n\r\n" },
	{ HEAD "m: <sip:", "1.", ">\r\n\r\n" },
	{ HEAD "m: <sip:[", ":", "]>\r\n\r\n" },
	{ HEAD "m: <sip:a", "?", ">\r\n\r\n" },
	{ HEAD "m: ", "a,", "<sip:b>\r\n\r\n" },
	{ HEAD "m: ", "a;", "\r\n\r\n" },
	{ HEAD "m: ", "sip:", "\r\n\r\n" },
	{ HEAD "m: ", "<a,", "\r\n\r\n" },
	{ HEAD "m: ", "<a,sip:b,", "\r\n\r\n" },
	{ HEAD "m: ", "<a> <,", "\r\n\r\n" },
	{ HEAD "m: ", "<a> <,sip:b,", "\r\n\r\n" },
	{ HEAD "m: \"", "\\\"<sip:a>,", "\r\n\r\n" },
	{ HEAD "m: \"", "\\\",sip:a,", "\r\n\r\n" },
	{ HEAD "m: ", "sip:a;b=\"\\\",", "\r\n\r\n" },
	{ HEAD "m: ", "x:,\"\\", "\r\n\r\n" },
	{ HEAD "m: ", "<sip:a@b;c@d?e@f>,", "\r\n\r\n" },
	{ HEAD "m: <sip:a", ";b@", ">\r\n\r\n" },
	{ HEAD "m: <sip:a", "?b=@", ">\r\n\r\n" },
	{ HEAD "m: <sip:", "1:", ">\r\n\r\n" },
	{ HEAD "m: <sip:", "1:,", ">\r\n\r\n" },
	{ HEAD "m: ", "<sip:::1:5060>,", "\r\n\r\n" },
	{ HEAD, "x\r\n", "\r\n" },
	{ HEAD, "m\r\n ", "\r\n" },
	{ HEAD, "l: 1\r\nl: 2\r\n", "\r\n" },
	{ HEAD SDP, "v=0\r\n", "" },
	{ HEAD SDP, "c=IN IP4\r\n", "" },
	{ HEAD SDP, "m=audio\r\n", "" },
	{ HEAD "Content-Type: multipart/mixed\r\n\r\n", "--\r\n", "" },
	{ HEAD "v: ", "SIP/2.0/UDP a,", "SIP/2.0/UDP b\r\n\r\n" },
	{ HEAD "v: SIP/2.0/UDP a", ";", "\r\n\r\n" },
	{ HEAD "v: SIP/2.0/UDP a ", "(", ")\r\n\r\n" },
	{ HEAD "v: SIP/2.0/UDP a", " ", ": 5060\r\n\r\n" },
	{ HEAD "v: SIP/2.0/UDP a", ";received=1.1.1.1", "\r\n\r\n" },
	{ HEAD "v: SIP/2.0/UDP a", ";rport=1", "\r\n\r\n" },
	{ HEAD SDP, "\n", "" },
	{ HEAD SDP, "a=\r\n", "" },
	{ HEAD SDP, "a=candidate:\r\n", "" },
	{ HEAD SDP, "a=candidate", "" },
	{ HEAD SDP "a=candidate:1 1 UDP 1 1.1.1.1 1 typ host", " raddr", "\r\n" },
	{ HEAD SDP, "a=candidate:1 1 UDP 1 1.1.1.1 1 typ host\r\n", "" },
	{ HEAD SDP "a=remote-candidates:", "1 1.1.1.1 1 ", "\r\n" },
	{ HEAD SDP "a=remote-candidates:1 1.1.1.1 1", " ", "\r\n" },
	{ HEAD SDP "a=remote-candidates:", "1 ", "\r\n" },
	{ HEAD SDP "o=", "a ", "1 1 IN IP4 1.1.1.1\r\n" },
	{ HEAD SDP "c=IN IP4 ", "1", "/1\r\n" },
	{ HEAD SDP "c=IN IP4 1.1.1.1", "/", "\r\n" },
	{ HEAD SDP "m=audio 1 UDP", "/RT", "\r\n" },
	{ HEAD SDP, MEDIA, "" },
	{ HEAD SDP MEDIA, "a=rtcp:1 IN IP4 a/\r\n", "" },
	{ HEAD SDP MEDIA, "a=mid: \r\n", "" },
	{ HEAD MULTI, "-", "" },
	{ HEAD MULTI, "--\r\n", "" },
	{ HEAD MULTI, "--x\r\n", "" },
	{ HEAD MULTI, "--x-\r\n", "" },
	{ HEAD MULTI, "a:b\r\n", "" },
	{ HEAD MULTI "c: multipart/x;boundary=y\r\n\r\n--y\r\nc: multipart/x;boundary=z\r\n\r\n",
	  "--\r\n", "--z\r\n\r\n--z--\r\n" },
};

static void escape(char *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '\r' || *text == '\n') {
			*out++ = '\\';
			*out++ = *text == '\r' ? 'r' : 'n';
		} else {
			*out++ = *text;
		}
	}
	*out = '\0';
}

static void attack_measure(const struct attack *attack, unsigned int len)
{
	unsigned int before = strlen(attack->before), unit = strlen(attack->unit), n;
	unsigned int after = strlen(attack->after);
	char *text = malloc(before + len + unit + after);
	char name[512], *p = name;

	if (!text)
		exit(1);
	memcpy(text, attack->before, before);
	for (n = before; n + after < len; n += unit)
		memcpy(text + n, attack->unit, unit);
	memcpy(text + n, attack->after, after);
	/* all begin alike: name them by how they go on */
	escape(p, before > 20 ? attack->before + before - 20 : attack->before);
	strcat(p, " {");
	escape(p + strlen(p), attack->unit);
	strcat(p, "}");
	measure(name, text, n + after);
	free(text);
}

static void file_measure(const char *name)
{
	static char buf[SIP_MSG_MAX_LEN];
	FILE *file = fopen(name, "rb");

	if (!file) {
		perror(name);
		exit(1);
	}
	measure(name, buf, fread(buf, 1, sizeof(buf), file));
	fclose(file);
}

int main(int argc, char **argv)
{
	unsigned int i, len;

	if (argc == 3 && !strcmp(argv[1], "-a")) {
		len = atoi(argv[2]);
		for (i = 0; i < ARRAY_SIZE(attacks); i++) {
			attack_measure(&attacks[i], len);
			attack_measure(&attacks[i], 2 * len);
		}
		return 0;
	}
	for (i = 1; i < (unsigned int)argc; i++)
		file_measure(argv[i]);
	return 0;
}
