// SPDX-License-Identifier: GPL-2.0
#include "test.h"
#include "uri.h"

struct uri_case {
	const char *text;
	enum sip_scheme scheme;
	bool bad;
	const char *user;
	const char *password;
	const char *host;
	u16 port;
	const char *params;
	const char *headers;
};

#define S	SIP_SCHEME_SIP
#define BAD(text)	{ text, SIP_SCHEME_OTHER, true }

static const struct uri_case uris[] = {
	{ "sip:example.com", S, .host = "example.com" },
	{ "sip:alice@192.0.2.1:5070", S, .user = "alice", .host = "192.0.2.1", .port = 5070 },
	{ "SIPS:Bob@[2001:db8::1]:5061", SIP_SCHEME_SIPS, .user = "Bob", .host = "[2001:db8::1]",
	  .port = 5061 },
	{ "sIp:a:secret@h", S, .user = "a", .password = "secret", .host = "h" },
	{ "sip:a:@h", S, .user = "a", .password = "", .host = "h" },
	{ "sip:a:b:c@h", S, .user = "a", .password = "b:c", .host = "h" },
	{ "sip:h;transport=tcp;lr", S, .host = "h", .params = "transport=tcp;lr" },
	{ "sip:h?subject=x&to=y", S, .host = "h", .headers = "subject=x&to=y" },
	{ "sip:h:1;lr?a=b", S, .host = "h", .port = 1, .params = "lr", .headers = "a=b" },
	{ "sip:h;", S, .host = "h", .params = "" },
	{ "sip:h?", S, .host = "h", .headers = "" },
	/* user-unreserved: the '@' tells where the host begins */
	{ "sip:u;par=x%40h2@h", S, .user = "u;par=x%40h2", .host = "h" },
	{ "sip:1~(x)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.@h", S,
	  .user = "1~(x)&isn't+it$/crazy?,/;;*", .password = "&it+has=1,weird!*pas$wo~d_too.",
	  .host = "h" },
	{ "sip:sips%3Auser%40example.com@h", S, .user = "sips%3Auser%40example.com", .host = "h" },
	{ "sip:%00@h", S, .user = "%00", .host = "h" },
	{ "sip:+4930123;phone-context=+49@h;user=phone", S,
	  .user = "+4930123;phone-context=+49", .host = "h", .params = "user=phone" },
	/* an '@' that should have been escaped */
	{ "sip:a@h?Replaces=1@x", S, .user = "a", .host = "h", .headers = "Replaces=1@x" },
	/* RFC 5118 section 4.3: 10 is not the port */
	{ "sip:[2001:db8::10]", S, .host = "[2001:db8::10]" },
	{ "tel:+1-201-555-0123;phone-context=x", SIP_SCHEME_TEL },
	{ "http://www.example.com", SIP_SCHEME_OTHER },
	{ "urn:service:sos", SIP_SCHEME_OTHER },
	{ "sipx:a@192.0.2.1", SIP_SCHEME_OTHER },
	{ "nobodyKnowsThis:totally opaque", SIP_SCHEME_OTHER },
	BAD(""),
	BAD("alice"),
	BAD("sip"),
	BAD(":x"),
	BAD("<sip:a@h>"),
	BAD("5ip:a@h"),
	BAD("sip:"),
	BAD("sip:a@"),
	BAD("sip:a@b@c"),
	BAD("sip:a@h:"),
	BAD("sip:a@h:0"),
	BAD("sip:a@h:99999"),
	BAD("sip:a@h x"),
	BAD("sip:a@h:5060x"),
	BAD("sip:a@h : 5060"),
	BAD("sip: h"),
	BAD("sip:2001:db8::10"),
	BAD("sip:[2001:db8::10"),
	BAD("sip:a@h,b"),
};

static void uri_desc(const struct uri_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(uri, uris, uri_desc);

static void uri(struct kunit *test)
{
	const struct uri_case *c = test->param_value;
	struct sip_span s = sip_test_span(test, c->text);
	struct sip_parsed parsed;
	struct sip_uri uri;

	memset(&uri, 0x5a, sizeof(uri));
	parsed = sip_uri_parse(s, &uri);
	KUNIT_EXPECT_LE(test, parsed.off, s.len);
	KUNIT_ASSERT_EQ(test, parsed.status, c->bad ? SIP_BAD : SIP_OK);
	if (c->bad)
		return;
	KUNIT_EXPECT_EQ(test, parsed.off, s.len);
	KUNIT_EXPECT_EQ(test, uri.scheme, c->scheme);
	SIP_EXPECT_SPAN(test, uri.text, c->text);
	SIP_EXPECT_SPAN(test, uri.user, c->user);
	SIP_EXPECT_SPAN(test, uri.password, c->password);
	SIP_EXPECT_SPAN(test, uri.hostport.host.text, c->host);
	KUNIT_EXPECT_EQ(test, uri.hostport.port, c->port);
	KUNIT_EXPECT_EQ(test, sip_span_present(uri.hostport.port_text), !!c->port);
	SIP_EXPECT_SPAN(test, uri.params, c->params);
	SIP_EXPECT_SPAN(test, uri.headers, c->headers);
	KUNIT_EXPECT_EQ(test, sip_uri_default_port(&uri),
			c->scheme == SIP_SCHEME_SIPS ? 5061 : 5060);
}

struct param_case {
	const char *text;
	const char *names[4];
	const char *values[4];
	const char *rest;
};

static const struct param_case params[] = {
	{ "", {}, {}, "" },
	{ " ;; ; ", {}, {}, "" },
	{ "lr", { "lr" }, { NULL }, "" },
	{ "a=1;b=2;c", { "a", "b", "c" }, { "1", "2", NULL }, "" },
	{ ";a=1", { "a" }, { "1" }, "" },
	{ " branch = z9hG4bK ;\r\n rport ; x=", { "branch", "rport", "x" },
	  { "z9hG4bK", NULL, "" }, "" },
	{ "a=\"x;y,\\\"z\";b", { "a", "b" }, { "\"x;y,\\\"z\"", NULL }, "" },
	{ "maddr=[2001:db8::1];b=c=d", { "maddr", "b" }, { "[2001:db8::1]", "c=d" }, "" },
	{ "a=1,b=2", { "a" }, { "1" }, ",b=2" },
	{ "a ,b", { "a" }, { NULL }, ",b" },
	{ ",b", {}, {}, ",b" },
	{ "a;b=\"x", { "a" }, { NULL }, "b=\"x" },
	{ "a=1 2;b c", { "a", "b c" }, { "1 2", NULL }, "" },
};

static void param_desc(const struct param_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(param, params, param_desc);

static void param(struct kunit *test)
{
	const struct param_case *c = test->param_value;
	struct sip_span rest = sip_test_span(test, c->text);
	struct sip_param param;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->names) && c->names[i]; i++) {
		KUNIT_ASSERT_TRUE(test, sip_param_next(&rest, &param));
		SIP_EXPECT_SPAN(test, param.name, c->names[i]);
		SIP_EXPECT_SPAN(test, param.value, c->values[i]);
	}
	KUNIT_EXPECT_FALSE(test, sip_param_next(&rest, &param));
	SIP_EXPECT_SPAN(test, rest, c->rest);
}

static void param_find(struct kunit *test)
{
	struct sip_span s = sip_test_span(test, "x;transport=tcp;Transport=udp;lr");
	struct sip_param param;

	KUNIT_ASSERT_TRUE(test, sip_param_find(s, "TRANSPORT", &param));
	SIP_EXPECT_SPAN(test, param.value, "tcp");
	KUNIT_ASSERT_TRUE(test, sip_param_find(s, "lr", &param));
	SIP_EXPECT_SPAN(test, param.value, NULL);
	KUNIT_EXPECT_FALSE(test, sip_param_find(s, "trans", &param));
	KUNIT_EXPECT_FALSE(test, sip_param_find(s, "tcp", &param));
	/* a URI without parameters has no span for them */
	KUNIT_EXPECT_FALSE(test, sip_param_find((struct sip_span){}, "lr", &param));
}

static const struct param_case headers[] = {
	{ "", {}, {}, "" },
	{ "a=b", { "a" }, { "b" }, "" },
	{ "a=b&c=d=e&f&=g", { "a", "c", "f", "" }, { "b", "d=e", NULL, "g" }, "" },
	{ "Route=%3Csip:h%3Blr%3E&body=", { "Route", "body" }, { "%3Csip:h%3Blr%3E", "" }, "" },
	{ "a=b&", { "a" }, { "b" }, "" },
	{ "&a=b", { "", "a" }, { NULL, "b" }, "" },
};

KUNIT_ARRAY_PARAM(header, headers, param_desc);

static void header(struct kunit *test)
{
	const struct param_case *c = test->param_value;
	struct sip_span rest = sip_test_span(test, c->text);
	struct sip_param header;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(c->names) && c->names[i]; i++) {
		KUNIT_ASSERT_TRUE(test, sip_uri_header_next(&rest, &header));
		SIP_EXPECT_SPAN(test, header.name, c->names[i]);
		SIP_EXPECT_SPAN(test, header.value, c->values[i]);
	}
	KUNIT_EXPECT_FALSE(test, sip_uri_header_next(&rest, &header));
	SIP_EXPECT_SPAN(test, rest, c->rest);
}

static const struct transport_case {
	const char *text;
	enum sip_transport transport;
} transports[] = {
	{ "sip:a@192.0.2.1", SIP_TRANSPORT_UDP },
	{ "sip:192.0.2.1:5070;lr", SIP_TRANSPORT_UDP },
	{ "sip:a@192.0.2.1;ob;Transport=tcp", SIP_TRANSPORT_TCP },
	{ "sip:a;transport=tcp@192.0.2.1", SIP_TRANSPORT_UDP },
	{ "sip:a@192.0.2.1;transport=UDP;x=y", SIP_TRANSPORT_UDP },
	{ "sip:a@192.0.2.1;transport=tls", SIP_TRANSPORT_TLS },
	{ "sip:a@192.0.2.1;transport=WSS", SIP_TRANSPORT_WSS },
	{ "sip:a@192.0.2.1;transport=tcp6", SIP_TRANSPORT_OTHER },
	{ "sip:a@192.0.2.1;transport", SIP_TRANSPORT_OTHER },
	{ "sips:a@192.0.2.1", SIP_TRANSPORT_TLS },
	{ "sips:a@192.0.2.1;transport=tcp", SIP_TRANSPORT_TLS },
};

static void transport_desc(const struct transport_case *c, char *desc)
{
	sip_test_desc(desc, c->text);
}

KUNIT_ARRAY_PARAM(transport, transports, transport_desc);

static void transport(struct kunit *test)
{
	const struct transport_case *c = test->param_value;
	struct sip_uri uri;

	KUNIT_ASSERT_EQ(test, sip_uri_parse(sip_test_span(test, c->text), &uri).status, SIP_OK);
	KUNIT_EXPECT_EQ(test, sip_uri_transport(&uri), c->transport);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(uri, uri_gen_params),
	KUNIT_CASE_PARAM(transport, transport_gen_params),
	KUNIT_CASE_PARAM(param, param_gen_params),
	KUNIT_CASE(param_find),
	KUNIT_CASE_PARAM(header, header_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_uri",
	.test_cases = cases,
};

kunit_test_suite(suite);
