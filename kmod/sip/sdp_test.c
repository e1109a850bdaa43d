// SPDX-License-Identifier: GPL-2.0
#include "sdp_test.h"

struct verdict {
	const char *text;
	enum sip_status status;
	unsigned int off;
	bool fragment;
};

static const struct verdict verdicts[] = {
	{ "v=0", SIP_OK, 3 },
	{ "v=0\n", SIP_OK, 4 },
	{ "\r\n\r\nv=0\r\n", SIP_OK, 9 },
	{ "v=0 \r\r\n\r\n\n", SIP_OK, 10 },
	/* nothing in it that could not be read */
	{ "", SIP_OK, 0 },
	{ "\r\n", SIP_OK, 2 },
	{ "hello\r\n", SIP_OK, 7 },
	{ "v=1\r\n", SIP_BAD, 0 },
	{ "v=\r\n", SIP_BAD, 0 },
	{ "v=0\ro=- 1 1 IN IP4 192.0.2.1\r", SIP_BAD, 0 },
	{ "\ns=-\r\nv=0\r\n", SIP_BAD, 1 },
	{ V "s=-\r\nv=0\r\n", SIP_BAD, 10 },
	{ "", SIP_OK, 0, true },
	{ "a=mid:1\r\n", SIP_OK, 9, true },
	{ "m=audio\r\n", SIP_BAD, 0, true },
	/* not lines, and lines of no known type */
	{ V "x\r\nm\r\n=\r\n==\r\nz=1\r\nM=audio\r\nC=\r\n m=audio\r\n", SIP_OK, 46 },
	{ V "b=AS:64\r\nt=0 0\r\nk=clear:x\r\ni=m=audio\r\n", SIP_OK, 43 },
	/* o= is not where media goes */
	{ V "o=\r\n", SIP_BAD, 5 },
	{ V "o=- 1 1 IN\r\no=- 1 1 IN IP4 192.0.2.1\r\n", SIP_BAD, 5 },
	{ V "o=- 1 1 IN IP4 192.0.2.1\r\no=- 1 1 IN IP4 192.0.2.2\r\n", SIP_BAD, 31 },
	{ V "c=IN IP4 192.0.2.1\r\nc=IN IP4 192.0.2.1\r\n", SIP_OK, 45 },
	{ V "c=IN IP4 192.0.2.1\r\nm=audio 1 RTP/AVP 0\r\nc=IN IP4 192.0.2.1\r\n", SIP_OK, 66 },
	{ V "m=audio 1 RTP/AVP 0\r\nc=IN IP4\r\n", SIP_BAD, 26 },
};

static void verdict_desc(const struct verdict *v, char *desc)
{
	sip_test_desc(desc, v->text);
}

KUNIT_ARRAY_PARAM(verdict, verdicts, verdict_desc);

static void verdict(struct kunit *test)
{
	const struct verdict *v = test->param_value;
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, v->text, v->fragment, &sdp);
	KUNIT_EXPECT_EQ(test, parsed.status, v->status);
	KUNIT_EXPECT_EQ(test, parsed.off, v->off);
}

struct origin {
	const char *line;
	const char *version;		/* NULL: skipped */
	const char *address;
	bool mismatch;
};

static const struct origin origins[] = {
	{ "- 1 22 IN IP4 192.0.2.1", "22", "192.0.2.1" },
	{ "alice 1 99999999999999999999 IN IP6 2001:db8::1 ", "99999999999999999999",
	  "2001:db8::1" },
	{ "John Q. Public 1 2 IN IP4 192.0.2.1", "2", "192.0.2.1" },
	{ " 1 2 IN IP4 phone.example.com", "2", "phone.example.com" },
	{ "- 1 2 IN IP6 192.0.2.1", "2", "192.0.2.1", true },
	{ "- 1 2 PSTN E164 15551234", "2", "15551234", true },
	{ "2 IN IP4 192.0.2.1" },
	{ "192.0.2.1" },
	{ "- 1 2 IN IP4 192.0.2.1/x", "2", "192.0.2.1" },
	{ "" },
};

static void origin_desc(const struct origin *o, char *desc)
{
	sip_test_desc(desc, o->line);
}

KUNIT_ARRAY_PARAM(origin, origins, origin_desc);

static void origin(struct kunit *test)
{
	const struct origin *o = test->param_value;
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, sip_test_join(test, V "o=", o->line, "\ns=-\n"), false, &sdp);
	KUNIT_EXPECT_EQ(test, parsed.flaw, o->version ? SIP_FLAW_NONE : SIP_FLAW_ADDRESS);
	SIP_EXPECT_SPAN(test, sdp->origin_version, o->version);
	SIP_EXPECT_SPAN(test, sdp->origin.host.text, o->address);
	KUNIT_EXPECT_EQ(test, sdp->origin.host.type == SIP_HOST_NONE, !o->version);
	KUNIT_EXPECT_EQ(test, sdp->origin.mismatch, o->mismatch);
}

struct media {
	const char *line;
	const char *port_text;		/* NULL: SIP_BAD */
	u16 port;
	u16 count;
	enum sdp_media_type type;
	enum sdp_proto proto;
	bool proto_missing;
};

static const struct media medias[] = {
	{ "audio 49170 RTP/AVP 0 8 101", "49170", 49170, 1, SDP_MEDIA_AUDIO, SDP_PROTO_RTP },
	{ "video 0 RTP/SAVPF 96", "0", 0, 1, SDP_MEDIA_VIDEO, SDP_PROTO_RTP },
	{ "video 0 RTP/AVP", "0", 0, 1, SDP_MEDIA_VIDEO, SDP_PROTO_RTP },
	{ " audio  49170\tRTP/AVP  0 ", "49170", 49170, 1, SDP_MEDIA_AUDIO, SDP_PROTO_RTP },
	{ "audio 49170/2 RTP/AVP 0", "49170", 49170, 2, SDP_MEDIA_AUDIO, SDP_PROTO_RTP },
	{ "audio 065535/1 rtp/avp 0", "065535", 65535, 1, SDP_MEDIA_AUDIO, SDP_PROTO_RTP },
	{ "audio 9 UDP/TLS/RTP/SAVPF 111", "9", 9, 1, SDP_MEDIA_AUDIO, SDP_PROTO_RTP },
	{ "audio 9 UDP/RTP 111", "9", 9, 1, SDP_MEDIA_AUDIO, SDP_PROTO_RTP },
	{ "image 4000 udptl t38", "4000", 4000, 1, SDP_MEDIA_IMAGE, SDP_PROTO_UDP },
	{ "image 4000 UDPTL t38", "4000", 4000, 1, SDP_MEDIA_IMAGE, SDP_PROTO_UDP },
	{ "image 4000 TCP t38", "4000", 4000, 1, SDP_MEDIA_IMAGE, SDP_PROTO_TCP },
	{ "text 11000 RTP/AVP 98", "11000", 11000, 1, SDP_MEDIA_TEXT, SDP_PROTO_RTP },
	{ "message 2855 TCP/TLS/MSRP *", "2855", 2855, 1, SDP_MEDIA_MESSAGE, SDP_PROTO_TCP },
	{ "application 9 UDP/DTLS/SCTP webrtc-datachannel", "9", 9, 1, SDP_MEDIA_APPLICATION,
	  SDP_PROTO_UDP },
	{ "application 9 DTLS/SCTP 5000", "9", 9, 1, SDP_MEDIA_APPLICATION, SDP_PROTO_UDP },
	{ "application 3238 UDP/BFCP *", "3238", 3238, 1, SDP_MEDIA_APPLICATION,
	  SDP_PROTO_UDP },
	{ "application 5 TCP/DTLS/BFCP *", "5", 5, 1, SDP_MEDIA_APPLICATION, SDP_PROTO_TCP },
	{ "application 5 TCP/DTLS/SCTP x", "5", 5, 1, SDP_MEDIA_APPLICATION, SDP_PROTO_TCP },
	{ "audio 5 TCP/RTP/AVP 0", "5", 5, 1, SDP_MEDIA_AUDIO, SDP_PROTO_TCP_RTP },
	{ "audio 5 tcp/tls/rtp/savp 0", "5", 5, 1, SDP_MEDIA_AUDIO, SDP_PROTO_TCP_RTP },
	{ "audio 5 DCCP/RTP/AVP 0", "5", 5, 1, SDP_MEDIA_AUDIO, SDP_PROTO_OTHER },
	{ "x-whiteboard 5 udp wb", "5", 5, 1, SDP_MEDIA_OTHER, SDP_PROTO_UDP },
	{ "audio 5 UDP/XRTP 0", "5", 5, 1, SDP_MEDIA_AUDIO, SDP_PROTO_UDP },
	{ "audio 5 DCCP/RTP/AVP 0", "5", 5, 1, SDP_MEDIA_AUDIO, SDP_PROTO_OTHER },
	{ "audio 5 RTPX/AVP 0", "5", 5, 1, SDP_MEDIA_AUDIO, SDP_PROTO_OTHER },
	{ "audio 9 PSTN -", "9", 9, 1, SDP_MEDIA_AUDIO, SDP_PROTO_OTHER },
	{ "" },
	{ "audio" },
	{ "audio 5", .proto_missing = true },
	{ "audio 0", .proto_missing = true },
	{ "audio  RTP/AVP 0" },
	{ "audio 65536 RTP/AVP 0" },
	{ "audio -1 RTP/AVP 0" },
	{ "audio 5x RTP/AVP 0" },
	{ "audio /2 RTP/AVP 0" },
	{ "audio 5/ RTP/AVP 0" },
	{ "audio 5/0 RTP/AVP 0" },
	{ "audio 5/65536 RTP/AVP 0" },
	{ "audio 5/2/2 RTP/AVP 0" },
	{ "audio $ RTP/AVP 0" },
};

static void media_desc(const struct media *m, char *desc)
{
	sip_test_desc(desc, m->line);
}

KUNIT_ARRAY_PARAM(media, medias, media_desc);

static void media(struct kunit *test)
{
	const struct media *m = test->param_value;
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, sip_test_join(test, V "m=", m->line, "\na=x\n"), false, &sdp);
	KUNIT_ASSERT_EQ(test, parsed.status, m->port_text ? SIP_OK : SIP_BAD);
	/* It is a stream all the same, for the next one to be the second. */
	KUNIT_ASSERT_EQ(test, sdp->nmedia, 1);
	if (!m->port_text) {
		KUNIT_EXPECT_EQ(test, parsed.off, 5);
		KUNIT_EXPECT_EQ(test, parsed.flaw, m->proto_missing ? SIP_FLAW_PROTOCOL :
								      SIP_FLAW_PORT);
		SIP_EXPECT_SPAN(test, sdp->media[0].port_text, NULL);
		KUNIT_EXPECT_EQ(test, sdp->media[0].port, 0);
		KUNIT_EXPECT_EQ(test, sdp->media[0].proto, SDP_PROTO_OTHER);
		KUNIT_EXPECT_EQ(test, sdp->nflaws, 1);
		SIP_EXPECT_SPAN(test, sdp->flaws[0].line,
				sip_test_join(test, "m=", m->line, ""));
		KUNIT_EXPECT_EQ(test, sdp->flaws[0].ordinal, 1);
		return;
	}
	SIP_EXPECT_SPAN(test, sdp->media[0].line, sip_test_join(test, "m=", m->line, ""));
	SIP_EXPECT_SPAN(test, sdp->media[0].port_text, m->port_text);
	KUNIT_EXPECT_EQ(test, sdp->media[0].port, m->port);
	KUNIT_EXPECT_EQ(test, sdp->media[0].count, m->count);
	KUNIT_EXPECT_EQ(test, sdp->media[0].type, m->type);
	KUNIT_EXPECT_EQ(test, sdp->media[0].proto, m->proto);
	KUNIT_EXPECT_EQ(test, sdp->media[0].conn, -1);
	SIP_EXPECT_SPAN(test, sdp->media[0].rtcp.port_text, NULL);
	SIP_EXPECT_SPAN(test, sdp->media[0].mid, NULL);
}

static const char call[] =
	"v=0\r\n"
	"o=- 1 1 IN IP4 10.0.0.1\r\n"
	"s=c=IN IP4 10.9.9.9\r\n"
	"c=IN IP4 10.0.0.2\r\n"
	"t=0 0\r\n"
	"a=group:BUNDLE one two\r\n"
	"a=setup:actpass\r\n"
	"a=sendonly\r\n"
	"a=rtcp:1\r\n"
	"a=rtcp-mux\r\n"
	"a=mid:nobody\r\n"
	"a=candidate:1 1 UDP 1 10.0.0.9 1009 typ host\r\n"
	"m=audio 1000 RTP/AVP 0\r\n"
	"a=mid:one\r\n"
	"a=rtcp:1001 IN IP4 10.0.0.4\r\n"
	"a=rtcp:1002\r\n"
	"m=video 2000 UDP/TLS/RTP/SAVPF 96\r\n"
	"c=IN IP4 10.0.0.5\r\n"
	"c=IN IP6 2001:db8::5\r\n"
	"a=mid:two\r\n"
	"a=inactive\r\n"
	"a=setup:passive \r\n"
	"a=rtcp-mux-only\r\n"
	"a=candidate:1 2 UDP 1 10.0.0.6 2006 typ host\r\n"
	"a=remote-candidates:1 192.0.2.1 3001 2 2001:db8::2 3002\r\n"
	"m=image 0 udptl t38\r\n"
	"c=IN IP4 10.0.0.7\r\n"
	"a=rtcp-mux\r\n"
	"a=bundle-only\r\n"
	"a=recvonly\r\n"
	"a=setup:nonsense\r\n";

/* The same line by line with LF only, and with nothing at the end. */
static char *with_lf(struct kunit *test, const char *text)
{
	char *lf = kunit_kmalloc(test, strlen(text) + 1, GFP_KERNEL);
	char *p = lf;

	KUNIT_ASSERT_NOT_NULL(test, lf);
	for (; *text; text++)
		if (*text != '\r')
			*p++ = *text;
	p[-1] = '\0';
	return lf;
}

static void check_candidates(struct kunit *test, const struct sdp *sdp)
{
	const struct sdp_candidate *c = sdp->candidates;

	KUNIT_ASSERT_EQ(test, sdp->ncandidates, 4);
	KUNIT_EXPECT_EQ(test, c[0].media, -1);
	KUNIT_EXPECT_FALSE(test, c[0].remote);
	KUNIT_EXPECT_EQ(test, c[1].media, 1);
	KUNIT_EXPECT_EQ(test, c[1].component, 2);
	KUNIT_EXPECT_EQ(test, c[1].port, 2006);
	KUNIT_EXPECT_TRUE(test, c[2].remote);
	KUNIT_EXPECT_EQ(test, c[2].media, 1);
	KUNIT_EXPECT_EQ(test, c[2].component, 1);
	SIP_EXPECT_SPAN(test, c[2].host.text, "192.0.2.1");
	SIP_EXPECT_SPAN(test, c[2].port_text, "3001");
	KUNIT_EXPECT_EQ(test, c[2].port, 3001);
	KUNIT_EXPECT_EQ(test, c[2].raddr.type, SIP_HOST_NONE);
	SIP_EXPECT_SPAN(test, c[2].rport_text, NULL);
	KUNIT_EXPECT_EQ(test, c[3].component, 2);
	KUNIT_EXPECT_EQ(test, c[3].host.type, SIP_HOST_IP6);
}

static void check_call(struct kunit *test, const struct sdp *sdp)
{
	const struct sdp_media *m = sdp->media;

	KUNIT_EXPECT_TRUE(test, sdp->text.len > 3 && !memcmp(sdp->text.p, "v=0", 3));
	KUNIT_EXPECT_EQ(test, sdp->session_conn, 0);
	KUNIT_EXPECT_TRUE(test, sdp->bundle);
	KUNIT_EXPECT_EQ(test, sdp->nconns, 4);
	KUNIT_ASSERT_EQ(test, sdp->nmedia, 3);

	SIP_EXPECT_SPAN(test, m[0].line, "m=audio 1000 RTP/AVP 0");
	KUNIT_EXPECT_EQ(test, m[0].conn, 0);
	KUNIT_EXPECT_EQ(test, m[0].own_conns, 0);
	KUNIT_EXPECT_EQ(test, m[0].direction, SDP_SENDONLY);
	KUNIT_EXPECT_EQ(test, m[0].setup, SDP_SETUP_ACTPASS);
	SIP_EXPECT_SPAN(test, m[0].mid, "one");
	SIP_EXPECT_SPAN(test, m[0].rtcp.port_text, "1001");
	SIP_EXPECT_SPAN(test, m[0].rtcp.addr.host.text, "10.0.0.4");
	KUNIT_EXPECT_FALSE(test, m[0].rtcp_mux);
	KUNIT_EXPECT_FALSE(test, m[0].bundle_only);

	KUNIT_EXPECT_EQ(test, m[1].conn, 1);
	KUNIT_EXPECT_EQ(test, m[1].own_conns, 2);
	KUNIT_EXPECT_EQ(test, m[1].direction, SDP_INACTIVE);
	KUNIT_EXPECT_EQ(test, m[1].setup, SDP_SETUP_PASSIVE);
	SIP_EXPECT_SPAN(test, m[1].mid, "two");
	SIP_EXPECT_SPAN(test, m[1].rtcp.port_text, NULL);
	KUNIT_EXPECT_TRUE(test, m[1].rtcp_mux);
	KUNIT_EXPECT_TRUE(test, m[1].rtcp_mux_only);

	KUNIT_EXPECT_EQ(test, m[2].conn, 3);
	KUNIT_EXPECT_EQ(test, m[2].own_conns, 1);
	KUNIT_EXPECT_EQ(test, m[2].direction, SDP_RECVONLY);
	KUNIT_EXPECT_EQ(test, m[2].setup, SDP_SETUP_ACTPASS);
	KUNIT_EXPECT_TRUE(test, m[2].bundle_only);
	KUNIT_EXPECT_TRUE(test, m[2].rtcp_mux);
	KUNIT_EXPECT_FALSE(test, m[2].rtcp_mux_only);
	check_candidates(test, sdp);
}

static void whole_call(struct kunit *test)
{
	check_call(test, sdp_test_ok(test, call));
	check_call(test, sdp_test_ok(test, with_lf(test, call)));
}

/* A description cut anywhere is read up to there, never beyond. */
static void cut_call(struct kunit *test)
{
	struct sdp *sdp = sdp_test_ok(test, call);
	struct sip_parsed parsed;
	unsigned int len;

	for (len = 3; len < sizeof(call); len++) {
		char *copy = kunit_kmalloc(test, len, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, copy);
		memcpy(copy, call, len);
		parsed = sdp_parse(sip_span(copy, copy + len), false, sdp);
		KUNIT_EXPECT_LE(test, parsed.off, len);
		/* Only its last line may be no whole one. */
		if (parsed.status != SIP_OK)
			KUNIT_EXPECT_TRUE(test, !memchr(call + parsed.off, '\n', len - parsed.off));
	}
}

struct limit {
	const char *name;
	const char *before;
	const char *line;
	unsigned int max;
};

static const struct limit limits[] = {
	{ "media", V, "m=audio 1 RTP/AVP 0\r\n", SDP_MAX_MEDIA },
	{ "conns", V "m=audio 1 RTP/AVP 0\r\n", "c=IN IP4 192.0.2.1\r\n", SDP_MAX_CONNS },
	{ "candidates", V, "a=candidate:1 1 UDP 1 10.0.0.1 5 typ host\r\n",
	  SDP_MAX_CANDIDATES },
	{ "remote candidates", V, "a=remote-candidates:1 192.0.2.1 5\r\n", SDP_MAX_CANDIDATES },
};

static void limit_desc(const struct limit *l, char *desc)
{
	sip_test_desc(desc, l->name);
}

KUNIT_ARRAY_PARAM(limit, limits, limit_desc);

static void limit(struct kunit *test)
{
	const struct limit *l = test->param_value;
	unsigned int before = strlen(l->before), len = strlen(l->line);
	unsigned int i, all = before + (l->max + 1) * len;
	struct sdp *sdp = kunit_kmalloc(test, sizeof(*sdp), GFP_KERNEL);
	char *text = kunit_kmalloc(test, all, GFP_KERNEL);
	struct sip_parsed parsed;

	KUNIT_ASSERT_NOT_NULL(test, sdp);
	KUNIT_ASSERT_NOT_NULL(test, text);
	memcpy(text, l->before, before);
	for (i = 0; i <= l->max; i++)
		memcpy(text + before + i * len, l->line, len);
	parsed = sdp_parse(sip_span(text, text + all), false, sdp);
	KUNIT_EXPECT_EQ(test, parsed.status, SIP_BAD);
	KUNIT_EXPECT_EQ(test, parsed.flaw, SIP_FLAW_LIMIT);
	KUNIT_EXPECT_EQ(test, parsed.off, all - len);
	KUNIT_EXPECT_EQ(test, max(sdp->nmedia, max(sdp->nconns, sdp->ncandidates)), l->max);
	parsed = sdp_parse(sip_span(text, text + all - len), false, sdp);
	KUNIT_EXPECT_EQ(test, parsed.status, SIP_OK);
}

/* What is not read of a description leaves the rest as it is. */
static void flawed(struct kunit *test)
{
	static const char text[] =
		"s=-\r\n"
		V
		"v=0\r\n"
		"o=- 1 1 IN IP4 10.0.0.1\r\n"
		"o=- 2 2 IN IP4 10.0.0.2\r\n"
		"c=IN IP4 10.0.0.3\r\n"
		"c=IN IP4\r\n"
		"c=IN IP4 10.0.0.4 x\r\n"
		"m=audio\r\n"
		"a=rtcp:1001\r\n"
		"m=audio 1000 RTP/AVP 0\r\n"
		"c=IN\r\n"
		"a=sendonly\r\n"
		"m=video 0\r\n"
		"c=IN IP4 10.0.0.5\r\n";
	struct sip_parsed parsed;
	struct sdp *sdp;

	parsed = sdp_test_parse(test, text, false, &sdp);

	KUNIT_EXPECT_EQ(test, parsed.status, SIP_BAD);
	KUNIT_EXPECT_EQ(test, parsed.off, 0);
	KUNIT_ASSERT_EQ(test, sdp->nflaws, 7);
	KUNIT_EXPECT_EQ(test, sdp->flaws[0].flaw, SIP_FLAW_VERSION);
	SIP_EXPECT_SPAN(test, sdp->flaws[1].line, "v=0");
	KUNIT_EXPECT_EQ(test, sdp->flaws[1].flaw, SIP_FLAW_REPEATED);
	KUNIT_EXPECT_EQ(test, sdp->flaws[2].flaw, SIP_FLAW_REPEATED);
	KUNIT_EXPECT_EQ(test, sdp->flaws[2].ordinal, 2);
	SIP_EXPECT_SPAN(test, sdp->flaws[3].line, "c=IN IP4");
	KUNIT_EXPECT_EQ(test, sdp->flaws[3].ordinal, 2);
	SIP_EXPECT_SPAN(test, sdp->flaws[4].line, "m=audio");
	SIP_EXPECT_SPAN(test, sdp->flaws[5].line, "c=IN");
	KUNIT_EXPECT_EQ(test, sdp->flaws[5].ordinal, 4);
	SIP_EXPECT_SPAN(test, sdp->flaws[6].line, "m=video 0");
	KUNIT_EXPECT_EQ(test, sdp->flaws[6].flaw, SIP_FLAW_PROTOCOL);
	KUNIT_EXPECT_EQ(test, sdp->flaws[6].ordinal, 3);

	SIP_EXPECT_SPAN(test, sdp->origin.host.text, "10.0.0.1");
	/* the last one of the session that can be read */
	KUNIT_ASSERT_EQ(test, sdp->nconns, 3);
	KUNIT_EXPECT_EQ(test, sdp->session_conn, 1);
	KUNIT_ASSERT_EQ(test, sdp->nmedia, 3);
	SIP_EXPECT_SPAN(test, sdp->media[0].rtcp.port_text, "1001");
	KUNIT_EXPECT_EQ(test, sdp->media[1].port, 1000);
	KUNIT_EXPECT_EQ(test, sdp->media[1].conn, 1);
	KUNIT_EXPECT_EQ(test, sdp->media[1].direction, SDP_SENDONLY);
	KUNIT_EXPECT_EQ(test, sdp->media[2].conn, 2);
	KUNIT_EXPECT_TRUE(test, sdp->version);
}

/* What belongs to a stream that there is no room for belongs to no other one. */
static void flawed_over(struct kunit *test)
{
	static const char line[] = "m=audio 1 RTP/AVP 0\n";
	static const char more[] = "c=IN IP4 192.0.2.1\na=mid:x\na=rtcp:5\n"
				   "a=candidate:1 1 UDP 1 10.0.0.1 5 typ host\n"
				   "a=remote-candidates:1 192.0.2.1 5\n";
	unsigned int len = strlen(line), all = (SDP_MAX_MEDIA + 1) * len + strlen(more), i;
	struct sdp *sdp = kunit_kmalloc(test, sizeof(*sdp), GFP_KERNEL);
	char *text = kunit_kmalloc(test, all, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, sdp);
	KUNIT_ASSERT_NOT_NULL(test, text);
	for (i = 0; i <= SDP_MAX_MEDIA; i++)
		memcpy(text + i * len, line, len);
	memcpy(text + i * len, more, strlen(more));
	KUNIT_EXPECT_EQ(test, sdp_parse(sip_span(text, text + all), true, sdp).flaw,
			SIP_FLAW_LIMIT);
	KUNIT_EXPECT_EQ(test, sdp->nflaws, 3);
	KUNIT_EXPECT_EQ(test, sdp->nmedia, SDP_MAX_MEDIA);
	KUNIT_EXPECT_EQ(test, sdp->ncandidates, 0);
	KUNIT_EXPECT_EQ(test, sdp->media[SDP_MAX_MEDIA - 1].conn, -1);
	SIP_EXPECT_SPAN(test, sdp->media[SDP_MAX_MEDIA - 1].mid, NULL);
	SIP_EXPECT_SPAN(test, sdp->media[SDP_MAX_MEDIA - 1].rtcp.port_text, NULL);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(verdict, verdict_gen_params),
	KUNIT_CASE_PARAM(origin, origin_gen_params),
	KUNIT_CASE_PARAM(media, media_gen_params),
	KUNIT_CASE(whole_call),
	KUNIT_CASE(cut_call),
	KUNIT_CASE_PARAM(limit, limit_gen_params),
	KUNIT_CASE(flawed),
	KUNIT_CASE(flawed_over),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_sdp",
	.test_cases = cases,
};

kunit_test_suite(suite);
