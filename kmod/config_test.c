// SPDX-License-Identifier: GPL-2.0
#include <kunit/test.h>
#include <linux/inet.h>
#include "config.h"

/* An address as text; the words that its family does not use become zero. */
static u16 addr(struct kunit *test, const char *text, union nf_inet_addr *a)
{
	memset(a, 0, sizeof(*a));
	if (in4_pton(text, -1, (u8 *)a, -1, NULL))
		return NFPROTO_IPV4;
	KUNIT_ASSERT_TRUE_MSG(test, in6_pton(text, -1, (u8 *)a, -1, NULL), "%s", text);
	return NFPROTO_IPV6;
}

static struct sipnat_config *defaults(struct kunit *test)
{
	struct sipnat_config *config = kunit_kzalloc(test, sizeof(*config), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, config);
	memset(config, 0xa5, sizeof(*config));
	sipnat_config_defaults(config);
	return config;
}

static const char *set_externip(struct kunit *test, struct sipnat_config *config,
				const char *text, const char *dev)
{
	struct sipnat_externip ext = {};

	ext.family = addr(test, text, &ext.addr);
	strscpy(ext.dev, dev, sizeof(ext.dev));
	return sipnat_config_set_externip(config, &ext);
}

static const char *add_localnet(struct kunit *test, struct sipnat_config *config,
				const char *text, u8 prefix)
{
	struct sipnat_localnet net = { .prefix = prefix };

	net.family = addr(test, text, &net.addr);
	return sipnat_config_add_localnet(config, &net);
}

/* Whether an address is inside by default */
static const struct {
	const char *addr;
	bool inside;
} sides[] = {
	{ "9.255.255.255", false }, { "10.0.0.0", true }, { "10.255.255.255", true },
	{ "11.0.0.0", false },
	{ "172.15.255.255", false }, { "172.16.0.0", true }, { "172.31.255.255", true },
	{ "172.32.0.0", false },
	{ "192.167.255.255", false }, { "192.168.0.0", true }, { "192.168.255.255", true },
	{ "192.169.0.0", false },
	{ "100.63.255.255", false }, { "100.64.0.0", true }, { "100.127.255.255", true },
	{ "100.128.0.0", false },
	{ "0.0.0.0", false }, { "127.0.0.1", false }, { "255.255.255.255", false },
	{ "fbff:ffff::1", false }, { "fc00::", true }, { "fd00::1", true },
	{ "fdff:ffff::1", true }, { "fe00::", false }, { "2001:db8::1", false },
	/* the same first bytes as 10.0.0.1 */
	{ "a00:1::", false },
};

static void inside_by_default(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	union nf_inet_addr a;
	unsigned int i;
	u16 family;

	for (i = 0; i < ARRAY_SIZE(sides); i++) {
		family = addr(test, sides[i].addr, &a);
		KUNIT_EXPECT_EQ_MSG(test, sipnat_config_inside(config, family, &a),
				    sides[i].inside, "%s", sides[i].addr);
	}
}

static void default_numbers(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);

	KUNIT_EXPECT_GE(test, config->rtp_min, SIPNAT_RTP_PORT_FIRST);
	KUNIT_EXPECT_EQ(test, config->rtp_min % 2, 0);
	KUNIT_EXPECT_EQ(test, config->rtp_max % 2, 1);
	/* where net.ipv4.ip_local_port_range starts by default */
	KUNIT_EXPECT_LT(test, config->rtp_max, 32768);
	KUNIT_EXPECT_EQ(test, config->places, SIPNAT_PLACES_ALL);
	KUNIT_EXPECT_LE(test, config->max_dialogs, SIPNAT_DIALOGS_LIMIT);
	KUNIT_EXPECT_LE(test, config->max_bindings, SIPNAT_BINDINGS_LIMIT);
	KUNIT_EXPECT_LE(test, config->max_streams, SIPNAT_STREAMS_LIMIT);
	KUNIT_EXPECT_EQ(test, config->nexternips, 0);
	KUNIT_EXPECT_EQ(test, config->max_dialogs_per_source, 0);
	KUNIT_EXPECT_EQ(test, config->max_bindings_per_source, 0);
	KUNIT_EXPECT_LE(test, config->max_connections, SIPNAT_CONNECTIONS_LIMIT);
	KUNIT_EXPECT_GE(test, config->max_held, SIPNAT_HELD_MIN);
	KUNIT_EXPECT_LE(test, config->max_held, SIPNAT_HELD_LIMIT);
	KUNIT_EXPECT_GE(test, config->hold_timeout, SIPNAT_HOLD_TIMEOUT_MIN);
	KUNIT_EXPECT_LE(test, config->hold_timeout, SIPNAT_HOLD_TIMEOUT_MAX);
	KUNIT_EXPECT_EQ(test, config->third_party, SIPNAT_THIRD_PARTY_LOCALNET);
	KUNIT_EXPECT_EQ(test, config->strict, 0);
	KUNIT_EXPECT_EQ(test, config->ice, SIPNAT_ICE_REWRITE);
	KUNIT_EXPECT_EQ(test, config->media_from, SIPNAT_MEDIA_FROM_ANYONE);
}

/* Prefixes that are refused (fault), and those that take in one address and not the other */
static const struct {
	const char *addr;
	u8 prefix;
	const char *fault;
	const char *in;
	const char *out;
} prefixes[] = {
	{ "0.0.0.0", 0, NULL, "255.255.255.255", "::1" },
	{ "128.0.0.0", 1, NULL, "255.0.0.1", "127.255.255.255" },
	{ "192.0.2.0", 24, NULL, "192.0.2.255", "192.0.3.0" },
	{ "192.0.2.128", 25, NULL, "192.0.2.128", "192.0.2.127" },
	{ "192.0.2.254", 31, NULL, "192.0.2.255", "192.0.2.253" },
	{ "192.0.2.7", 32, NULL, "192.0.2.7", "192.0.2.6" },
	{ "::", 0, NULL, "ffff::", "10.0.0.1" },
	{ "2001:db8::", 32, NULL, "2001:db8:ffff::", "2001:db9::" },
	{ "2001:db8::", 33, NULL, "2001:db8:7fff::", "2001:db8:8000::" },
	{ "2001:db8::4", 127, NULL, "2001:db8::5", "2001:db8::6" },
	{ "2001:db8::5", 128, NULL, "2001:db8::5", "2001:db8::4" },
	{ "fe80::", 10, NULL, "fe80::1", "fec0::" },
	{ "192.0.2.0", 33, "longer" },
	{ "2001:db8::", 129, "longer" },
	{ "2001:db8::", 255, "longer" },
	{ "192.0.2.1", 24, "behind" },
	{ "192.0.2.128", 24, "behind" },
	{ "192.0.2.1", 31, "behind" },
	{ "128.0.0.0", 0, "behind" },
	{ "2001:db8::1", 127, "behind" },
	{ "2001:db8:8000::", 32, "behind" },
	{ "0.0.0.0", 8, "0.0.0.0/8" },
	{ "127.0.0.0", 8, "loopback" },
	{ "224.0.0.0", 4, "multicast" },
	{ "255.255.255.255", 32, "broadcast" },
	{ "::", 128, "::" },
	{ "::1", 128, "loopback" },
	{ "ff00::", 8, "multicast" },
	{ "::ffff:10.0.0.0", 104, "IPv4" },
};

static void prefix(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	union nf_inet_addr a;
	const char *fault;
	unsigned int i;
	u16 family;

	for (i = 0; i < ARRAY_SIZE(prefixes); i++) {
		config->nlocalnets = 0;
		fault = add_localnet(test, config, prefixes[i].addr, prefixes[i].prefix);
		KUNIT_EXPECT_EQ_MSG(test, config->nlocalnets, prefixes[i].fault ? 0 : 1, "%s/%u",
				    prefixes[i].addr, prefixes[i].prefix);
		if (prefixes[i].fault) {
			KUNIT_EXPECT_TRUE_MSG(test, fault && strstr(fault, prefixes[i].fault),
					      "%s/%u: %s, not %s", prefixes[i].addr,
					      prefixes[i].prefix, fault, prefixes[i].fault);
			continue;
		}
		KUNIT_EXPECT_NULL(test, fault);
		family = addr(test, prefixes[i].in, &a);
		KUNIT_EXPECT_TRUE_MSG(test, sipnat_config_inside(config, family, &a), "%s",
				      prefixes[i].in);
		family = addr(test, prefixes[i].out, &a);
		KUNIT_EXPECT_FALSE_MSG(test, sipnat_config_inside(config, family, &a), "%s",
				       prefixes[i].out);
	}
}

static void too_many_localnets(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	struct sipnat_localnet net = { .family = NFPROTO_IPV4, .prefix = 32 };
	unsigned int i;

	config->nlocalnets = 0;
	for (i = 0; i < SIPNAT_MAX_LOCALNETS; i++) {
		net.addr.ip = htonl(0xc0000200 + i);
		KUNIT_EXPECT_NULL(test, sipnat_config_add_localnet(config, &net));
		KUNIT_EXPECT_NOT_NULL(test, sipnat_config_add_localnet(config, &net));
	}
	net.addr.ip = htonl(0xc0000200 + i);
	KUNIT_EXPECT_NOT_NULL(test, sipnat_config_add_localnet(config, &net));
	KUNIT_EXPECT_EQ(test, config->nlocalnets, SIPNAT_MAX_LOCALNETS);
	/* the same address with another length is another network */
	config->nlocalnets = 0;
	KUNIT_EXPECT_NULL(test, add_localnet(test, config, "10.0.0.0", 8));
	KUNIT_EXPECT_NULL(test, add_localnet(test, config, "10.0.0.0", 16));
}

static const struct {
	const char *addr;
	const char *dev;
	const char *fault;
} externips[] = {
	{ "203.0.113.5", "" },
	{ "10.0.0.5", "eth0" },
	{ "2001:db8::5", "exactly15bytes_" },
	{ "169.254.1.1", "" },
	{ "0.0.0.0", "", "0.0.0.0/8" },
	{ "0.1.2.3", "", "0.0.0.0/8" },
	{ "127.0.0.1", "", "loopback" },
	{ "224.0.0.1", "", "multicast" },
	{ "239.255.255.255", "", "multicast" },
	{ "255.255.255.255", "", "broadcast" },
	{ "::", "", "::" },
	{ "::1", "", "loopback" },
	{ "ff02::1", "", "multicast" },
	{ "fe80::1", "eth0", "link-local" },
	{ "::ffff:203.0.113.5", "", "IPv4" },
	{ "203.0.113.5", "a/b", "interface" },
	{ "203.0.113.5", "..", "interface" },
	{ "203.0.113.5", "a b", "interface" },
};

static void externip(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	const char *fault;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(externips); i++) {
		config->nexternips = 0;
		fault = set_externip(test, config, externips[i].addr, externips[i].dev);
		KUNIT_EXPECT_EQ_MSG(test, config->nexternips, externips[i].fault ? 0 : 1, "%s %s",
				    externips[i].addr, externips[i].dev);
		KUNIT_EXPECT_TRUE_MSG(test, externips[i].fault ?
				      fault && strstr(fault, externips[i].fault) : !fault,
				      "%s %s: %s", externips[i].addr, externips[i].dev, fault);
	}
}

/* Expects the address that is advertised behind an interface; NULL: none */
static void expect_externip(struct kunit *test, const struct sipnat_config *config, u16 family,
			    const char *dev, const char *want)
{
	const union nf_inet_addr *got = sipnat_config_externip(config, family, dev);
	union nf_inet_addr a;

	KUNIT_EXPECT_EQ_MSG(test, !got, !want, "%s", dev);
	if (!got || !want)
		return;
	KUNIT_EXPECT_EQ(test, addr(test, want, &a), family);
	KUNIT_EXPECT_TRUE_MSG(test, nf_inet_addr_cmp(got, &a), "%s: not %s", dev, want);
}

static void externip_of_device(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	union nf_inet_addr a;

	expect_externip(test, config, NFPROTO_IPV4, "eth0", NULL);
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.1", "eth1"));
	expect_externip(test, config, NFPROTO_IPV4, "eth0", NULL);
	expect_externip(test, config, NFPROTO_IPV4, "eth1", "203.0.113.1");
	expect_externip(test, config, NFPROTO_IPV4, "eth10", NULL);
	expect_externip(test, config, NFPROTO_IPV6, "eth1", NULL);

	/* the one for all comes second, wherever it is in the list */
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.2", ""));
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.3", "eth3"));
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "2001:db8::1", "eth1"));
	expect_externip(test, config, NFPROTO_IPV4, "eth0", "203.0.113.2");
	expect_externip(test, config, NFPROTO_IPV4, "eth1", "203.0.113.1");
	expect_externip(test, config, NFPROTO_IPV4, "eth3", "203.0.113.3");
	expect_externip(test, config, NFPROTO_IPV6, "eth1", "2001:db8::1");
	expect_externip(test, config, NFPROTO_IPV6, "eth3", NULL);

	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.4", "eth1"));
	KUNIT_EXPECT_EQ(test, config->nexternips, 4);
	expect_externip(test, config, NFPROTO_IPV4, "eth1", "203.0.113.4");
	KUNIT_EXPECT_TRUE(test, sipnat_config_is_externip(config, NFPROTO_IPV4,
							  &(union nf_inet_addr){
								.ip = htonl(0xcb007104) }));
	KUNIT_EXPECT_FALSE(test, sipnat_config_is_externip(config, NFPROTO_IPV4,
							   &(union nf_inet_addr){
								.ip = htonl(0xcb007101) }));
	/* the bytes of 203.0.113.4, as an IPv6 address */
	addr(test, "cb00:7104::", &a);
	KUNIT_EXPECT_FALSE(test, sipnat_config_is_externip(config, NFPROTO_IPV6, &a));

	sipnat_config_drop_externip(config, "eth1");
	KUNIT_EXPECT_EQ(test, config->nexternips, 2);
	expect_externip(test, config, NFPROTO_IPV4, "eth1", "203.0.113.2");
	expect_externip(test, config, NFPROTO_IPV6, "eth1", NULL);
	sipnat_config_drop_externip(config, "");
	expect_externip(test, config, NFPROTO_IPV4, "eth1", NULL);
	expect_externip(test, config, NFPROTO_IPV4, "eth3", "203.0.113.3");
	sipnat_config_drop_externip(config, "eth4");
	KUNIT_EXPECT_EQ(test, config->nexternips, 1);
}

/* What was in a list once is not found behind its end. */
static void behind_the_end(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	union nf_inet_addr a;

	addr(test, "10.0.0.1", &a);
	config->nlocalnets = 0;
	KUNIT_EXPECT_FALSE(test, sipnat_config_inside(config, NFPROTO_IPV4, &a));
	KUNIT_EXPECT_NULL(test, add_localnet(test, config, "10.0.0.0", 8));

	addr(test, "203.0.113.1", &a);
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.2", "eth2"));
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.1", "eth1"));
	KUNIT_EXPECT_TRUE(test, sipnat_config_is_externip(config, NFPROTO_IPV4, &a));
	sipnat_config_drop_externip(config, "eth1");
	KUNIT_EXPECT_FALSE(test, sipnat_config_is_externip(config, NFPROTO_IPV4, &a));
	expect_externip(test, config, NFPROTO_IPV4, "eth1", NULL);
}

static void too_many_externips(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	char dev[IFNAMSIZ];
	unsigned int i;

	for (i = 0; i < SIPNAT_MAX_EXTERNIPS; i++) {
		snprintf(dev, sizeof(dev), "eth%u", i);
		KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.1", dev));
	}
	KUNIT_EXPECT_NOT_NULL(test, set_externip(test, config, "203.0.113.1", "eth99"));
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.2", "eth31"));
	expect_externip(test, config, NFPROTO_IPV4, "eth31", "203.0.113.2");
	KUNIT_EXPECT_EQ(test, config->nexternips, SIPNAT_MAX_EXTERNIPS);
}

static struct sipnat_externip entry(struct kunit *test, const char *text, const char *dev)
{
	struct sipnat_externip ext = {};

	ext.family = addr(test, text, &ext.addr);
	strscpy(ext.dev, dev, sizeof(ext.dev));
	return ext;
}

/* Only the very entry is deleted, and the others keep their order. */
static void delete_externip(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	struct sipnat_externip ext = entry(test, "203.0.113.1", "eth1");

	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.1", "eth1"));
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "2001:db8::1", "eth1"));
	KUNIT_EXPECT_NULL(test, set_externip(test, config, "203.0.113.1", ""));
	KUNIT_EXPECT_TRUE(test, sipnat_config_has_externip(config, NFPROTO_IPV4, "eth1"));
	KUNIT_EXPECT_FALSE(test, sipnat_config_has_externip(config, NFPROTO_IPV6, ""));
	KUNIT_EXPECT_FALSE(test, sipnat_config_has_externip(config, NFPROTO_IPV4, "eth2"));

	ext.addr.ip ^= htonl(1);
	KUNIT_EXPECT_FALSE(test, sipnat_config_del_externip(config, &ext));
	ext.addr.ip ^= htonl(1);
	KUNIT_EXPECT_TRUE(test, sipnat_config_del_externip(config, &ext));
	KUNIT_EXPECT_FALSE(test, sipnat_config_del_externip(config, &ext));
	KUNIT_EXPECT_EQ(test, config->nexternips, 2);
	expect_externip(test, config, NFPROTO_IPV4, "eth1", "203.0.113.1");
	expect_externip(test, config, NFPROTO_IPV6, "eth1", "2001:db8::1");
	KUNIT_EXPECT_STREQ(test, config->externips[0].dev, "eth1");
	ext = entry(test, "203.0.113.1", "");
	KUNIT_EXPECT_TRUE(test, sipnat_config_del_externip(config, &ext));
	expect_externip(test, config, NFPROTO_IPV4, "eth1", NULL);
}

static void delete_localnet(struct kunit *test)
{
	struct sipnat_config *config = defaults(test);
	struct sipnat_localnet net = { .prefix = 12 };
	unsigned int had = config->nlocalnets;
	union nf_inet_addr a;

	net.family = addr(test, "172.16.0.0", &net.addr);
	KUNIT_EXPECT_TRUE(test, sipnat_config_has_localnet(config, &net));
	net.prefix = 13;
	KUNIT_EXPECT_FALSE(test, sipnat_config_has_localnet(config, &net));
	KUNIT_EXPECT_FALSE(test, sipnat_config_del_localnet(config, &net));
	net.prefix = 12;
	KUNIT_EXPECT_TRUE(test, sipnat_config_del_localnet(config, &net));
	KUNIT_EXPECT_FALSE(test, sipnat_config_del_localnet(config, &net));
	KUNIT_EXPECT_EQ(test, config->nlocalnets, had - 1);
	addr(test, "172.16.0.1", &a);
	KUNIT_EXPECT_FALSE(test, sipnat_config_inside(config, NFPROTO_IPV4, &a));
	addr(test, "192.168.0.1", &a);
	KUNIT_EXPECT_TRUE(test, sipnat_config_inside(config, NFPROTO_IPV4, &a));
	KUNIT_EXPECT_EQ(test, config->localnets[had - 2].family, NFPROTO_IPV6);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(inside_by_default),
	KUNIT_CASE(default_numbers),
	KUNIT_CASE(prefix),
	KUNIT_CASE(too_many_localnets),
	KUNIT_CASE(externip),
	KUNIT_CASE(externip_of_device),
	KUNIT_CASE(behind_the_end),
	KUNIT_CASE(too_many_externips),
	KUNIT_CASE(delete_externip),
	KUNIT_CASE(delete_localnet),
	{}
};

static struct kunit_suite suite = {
	.name = "sipnat_config",
	.test_cases = cases,
};

kunit_test_suite(suite);
