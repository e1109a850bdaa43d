// SPDX-License-Identifier: GPL-2.0
#include "keepalive.h"
#include "test.h"

struct keepalive_case {
	const char *name;
	const char *bytes;
	unsigned int len;
	bool keepalive;
};

#define CASE(name, bytes, keepalive)	{ name, bytes, sizeof(bytes) - 1, keepalive }
#define COOKIE				"\x21\x12\xa4\x42"
#define NO_COOKIE			"\x21\x12\xa4\x43"
#define ID				"0123456789ab"
#define MAPPED				"\x00\x20\x00\x08\x00\x01\x35\x56\xea\x12\xd5\x4c"

static const struct keepalive_case datagrams[] = {
	CASE("nothing", "", true),
	CASE("ping", "\r\n\r\n", true),
	CASE("pong", "\r\n", true),
	CASE("zero bytes", "\0\0\0\0", true),
	CASE("a word", "\r\nkeepalive", false),
	CASE("jaK", "jaK", false),
	CASE("request", "\x00\x01\x00\x00" COOKIE ID, true),
	CASE("indication", "\x00\x11\x00\x00" COOKIE ID, true),
	CASE("success", "\x01\x01\x00\x0c" COOKIE ID MAPPED, true),
	CASE("error", "\x01\x11\x00\x04" COOKIE ID "\x80\x22\x00\x00", true),
	CASE("another method", "\x00\x03\x00\x00" COOKIE ID, false),
	CASE("no cookie: RFC 3489", "\x00\x01\x00\x00" NO_COOKIE ID, false),
	CASE("cut off", "\x00\x01\x00\x00" COOKIE "0123456789a", false),
	CASE("attributes cut off", "\x00\x01\x00\x08" COOKIE ID "\x80\x22\x00\x00", false),
	CASE("something behind it", "\x00\x01\x00\x00" COOKIE ID "INVITE", false),
	CASE("length that is no multiple of four", "\x00\x01\x00\x02" COOKIE ID "xx", false),
	CASE("the two first bits", "\x80\x01\x00\x00" COOKIE ID, false),
};

static void keepalive_desc(const struct keepalive_case *c, char *desc)
{
	sip_test_desc(desc, c->name);
}

KUNIT_ARRAY_PARAM(keepalive, datagrams, keepalive_desc);

static void keepalive(struct kunit *test)
{
	const struct keepalive_case *c = test->param_value;
	char *copy = kunit_kmalloc(test, c->len ?: 1, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, c->bytes, c->len);
	KUNIT_EXPECT_EQ(test, sip_is_keepalive(sip_span(copy, copy + c->len)), c->keepalive);
}

static struct kunit_case cases[] = {
	KUNIT_CASE_PARAM(keepalive, keepalive_gen_params),
	{}
};

static struct kunit_suite suite = {
	.name = "sip_keepalive",
	.test_cases = cases,
};

kunit_test_suite(suite);
