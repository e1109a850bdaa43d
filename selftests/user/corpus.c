// SPDX-License-Identifier: GPL-2.0
/*
 * Every file below the directories that are named, through every parser. Nothing may crash,
 * and the valid messages of RFC 4475 section 3.1.1 must be understood in all their parts.
 *
 *	corpus [-v] directory...	-v names each file and field that is not understood
 */
#define _XOPEN_SOURCE 700
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include "body.h"
#include "contact.h"
#include "sdp.h"
#include "via.h"

static const char * const valid[] = {
	"wsinv", "intmeth", "esc01", "escnull", "esc02", "lwsdisp", "longreq", "dblreq",
	"semiuri", "transports", "mpart01", "unreason", "noreason",
};

static struct count {
	unsigned int ok, bad;
} messages, fields, uris, bodies, descriptions;

static unsigned int failures, found;
static bool verbose;
static struct sip_msg msg;
static struct sip_body body;
static struct sdp sdp;

/* What the parsers say about one file. */
static const char *file;
static bool all_ok;

static void tell(struct count *count, const char *what, struct sip_parsed parsed,
		 struct sip_span s)
{
	if (parsed.off > s.len) {
		printf("# %s: %s: offset %u of %u\n", file, what, parsed.off, s.len);
		failures++;
	}
	if (parsed.status == SIP_OK) {
		count->ok++;
		return;
	}
	count->bad++;
	all_ok = false;
	if (verbose)
		printf("# %s: %s: %u: %.*s\n", file, what, parsed.off,
		       (int)min(s.len, 120U), s.p);
}

static struct sip_parsed element_parse(enum sip_hdr_id id, struct sip_span s)
{
	struct sip_contact contact;
	struct sip_via via;

	return id == SIP_HDR_VIA ? sip_via_parse(s, &via) : sip_contact_parse(s, &contact);
}

static bool has_addresses(enum sip_hdr_id id)
{
	switch (id) {
	case SIP_HDR_CONTACT:
	case SIP_HDR_DIVERSION:
	case SIP_HDR_FROM:
	case SIP_HDR_P_ASSERTED_IDENTITY:
	case SIP_HDR_P_PREFERRED_IDENTITY:
	case SIP_HDR_PATH:
	case SIP_HDR_RECORD_ROUTE:
	case SIP_HDR_REFER_TO:
	case SIP_HDR_REFERRED_BY:
	case SIP_HDR_REMOTE_PARTY_ID:
	case SIP_HDR_ROUTE:
	case SIP_HDR_SERVICE_ROUTE:
	case SIP_HDR_TO:
	case SIP_HDR_VIA:
		return true;
	default:
		return false;
	}
}

static void field_check(const struct sip_hdr *hdr)
{
	struct sip_span rest = hdr->value, item;
	struct sip_parsed parsed;

	while (sip_list_next(&rest, &item))
		;
	if (!has_addresses(hdr->id))
		return;
	rest = hdr->value;
	do {
		parsed = element_parse(hdr->id, rest);
		tell(&fields, "field", parsed, rest);
		if (parsed.status != SIP_OK || parsed.off == rest.len)
			return;
		rest = sip_span(rest.p + parsed.off + 1, sip_span_end(rest));
	} while (true);
}

static void body_check(void)
{
	struct sip_span whole = { .p = msg.start, .len = msg.len };
	struct sip_parsed parsed = sip_body_parse(&msg, &body);
	unsigned int i;

	tell(&bodies, "body", parsed, whole);
	for (i = 0; parsed.status == SIP_OK && i < body.nparts; i++) {
		struct sip_span data = body.parts[i].data;

		if (body.parts[i].content == SIP_CONTENT_SDP && !body.parts[i].encoded)
			tell(&descriptions, "SDP", sdp_parse(data, false, &sdp), data);
	}
}

static void message_check(struct sip_span s)
{
	struct sip_parsed parsed = sip_msg_parse(s.p, s.len, SIP_FRAMING_STREAM, &msg);
	struct sip_uri uri;
	unsigned int i;

	parsed = sip_msg_parse(s.p, s.len, SIP_FRAMING_DATAGRAM, &msg);
	tell(&messages, "message", parsed, s);
	if (parsed.status != SIP_OK)
		return;
	if (msg.request)
		tell(&uris, "URI", sip_uri_parse(msg.uri, &uri), msg.uri);
	for (i = 0; i < msg.nhdrs; i++)
		field_check(&msg.hdrs[i]);
	body_check();
}

static bool is_valid(void)
{
	const char *name = strrchr(file, '/');
	unsigned int i;

	name = name ? name + 1 : file;
	if (!strstr(file, "rfc4475"))
		return false;
	for (i = 0; i < ARRAY_SIZE(valid); i++)
		if (!strncmp(name, valid[i], strlen(valid[i])) && name[strlen(valid[i])] == '.')
			return true;
	return false;
}

/* The bytes are alone in their allocation, so that a sanitizer sees what is read behind them. */
static int file_check(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct sip_span s = { .len = st->st_size };
	FILE *f;
	char *p;

	if (type != FTW_F)
		return 0;
	f = fopen(path, "r");
	p = malloc(s.len ?: 1);
	if (!f || !p || fread(p, 1, s.len, f) != s.len) {
		perror(path);
		exit(1);
	}
	s.p = p;
	file = path;
	all_ok = true;
	if (s.len > 2 && !memcmp(p, "v=", 2))
		tell(&descriptions, "SDP", sdp_parse(s, false, &sdp), s);
	else
		message_check(s);
	if (is_valid()) {
		found++;
		if (!all_ok) {
			printf("# %s is valid, and is not understood\n", path);
			failures++;
		}
	}
	free(p);
	fclose(f);
	return 0;
}

static void print(const char *what, struct count count)
{
	printf("# %-12s %5u understood, %4u not\n", what, count.ok, count.bad);
}

int main(int argc, char **argv)
{
	int i = 1;

	if (argc > 1 && !strcmp(argv[1], "-v")) {
		verbose = true;
		i++;
	}
	printf("KTAP version 1\n1..1\n");
	for (; i < argc; i++) {
		if (nftw(argv[i], file_check, 16, FTW_PHYS)) {
			perror(argv[i]);
			return 1;
		}
	}
	print("messages", messages);
	print("Request-URIs", uris);
	print("fields", fields);
	print("bodies", bodies);
	print("SDP", descriptions);
	print("RFC 4475", (struct count){ found, failures });
	printf("%sok 1 corpus\n", failures ? "not " : "");
	return failures ? 1 : 0;
}
