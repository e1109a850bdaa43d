// SPDX-License-Identifier: GPL-2.0
#include <linux/inetdevice.h>
#include <linux/netdevice.h>
#include <net/ipv6.h>
#include "config.h"
#include "uapi/sipnat.h"

/*
 * Above the ports that have names, below 32768, where Linux begins to pick ports for connections
 * of its own: 8192 pairs of RTP and RTCP. Many phones use this range themselves, and so keep
 * their ports.
 */
#define DEFAULT_RTP_MIN		16384
#define DEFAULT_RTP_MAX		32767

#define DEFAULT_MAX_DIALOGS	16384
#define DEFAULT_MAX_BINDINGS	65536
#define DEFAULT_MAX_STREAMS	64
/*
 * None: a PBX or a trunk is one host that may hold all of the calls there are, and only whoever
 * knows which hosts are phones can tell what is too much for one.
 */
#define DEFAULT_PER_SOURCE	0
#define DEFAULT_MAX_CONNECTIONS	16384
/* A message takes 64 KB at most, and mostly far less. */
#define DEFAULT_MAX_HELD	(32 << 20)
/* Who has not sent the rest by then has had time to repeat it, and again. */
#define DEFAULT_HOLD_TIMEOUT	5
/* RFC 3261 lets a phone ring for three minutes between provisional responses; queues do longer. */
#define DEFAULT_RING_TIMEOUT	900
/* No RTP for three hours, and no session timer (RFC 4028): the end of the call was missed. */
#define DEFAULT_CALL_TIMEOUT	10800

static const struct sipnat_localnet default_localnets[] = {
	/* RFC 1918 */
	{ NFPROTO_IPV4, 8, { .ip = htonl(0x0a000000) } },
	{ NFPROTO_IPV4, 12, { .ip = htonl(0xac100000) } },
	{ NFPROTO_IPV4, 16, { .ip = htonl(0xc0a80000) } },
	/* RFC 6598 */
	{ NFPROTO_IPV4, 10, { .ip = htonl(0x64400000) } },
	/* RFC 4193 */
	{ NFPROTO_IPV6, 7, { .ip6 = { htonl(0xfc000000) } } },
};

void sipnat_config_defaults(struct sipnat_config *config)
{
	*config = (struct sipnat_config){
		.places = SIPNAT_PLACES_ALL,
		.rtp_min = DEFAULT_RTP_MIN,
		.rtp_max = DEFAULT_RTP_MAX,
		.max_dialogs = DEFAULT_MAX_DIALOGS,
		.max_bindings = DEFAULT_MAX_BINDINGS,
		.max_streams = DEFAULT_MAX_STREAMS,
		.max_dialogs_per_source = DEFAULT_PER_SOURCE,
		.max_bindings_per_source = DEFAULT_PER_SOURCE,
		.max_connections = DEFAULT_MAX_CONNECTIONS,
		.max_held = DEFAULT_MAX_HELD,
		.hold_timeout = DEFAULT_HOLD_TIMEOUT,
		.ring_timeout = DEFAULT_RING_TIMEOUT,
		.call_timeout = DEFAULT_CALL_TIMEOUT,
		.third_party = SIPNAT_THIRD_PARTY_LOCALNET,
		.strict = 0,
		.ice = SIPNAT_ICE_REWRITE,
		.media_from = SIPNAT_MEDIA_FROM_ANYONE,
		.nlocalnets = ARRAY_SIZE(default_localnets),
	};
	memcpy(config->localnets, default_localnets, sizeof(default_localnets));
}

static bool prefix_eq(u16 family, const union nf_inet_addr *a, const union nf_inet_addr *b,
		      unsigned int prefix)
{
	if (family == NFPROTO_IPV4)
		return !((a->ip ^ b->ip) & inet_make_mask(prefix));
	return ipv6_prefix_equal(&a->in6, &b->in6, prefix);
}

static bool lies_in(const struct sipnat_localnet *net, unsigned int n, u16 family,
		    const union nf_inet_addr *addr)
{
	const struct sipnat_localnet *end = net + n;

	for (; net < end; net++)
		if (net->family == family && prefix_eq(family, &net->addr, addr, net->prefix))
			return true;
	return false;
}

bool sipnat_config_inside(const struct sipnat_config *config, u16 family,
			  const union nf_inet_addr *addr)
{
	return lies_in(config->localnets, config->nlocalnets, family, addr);
}

static bool is_same(const struct sipnat_localnet *a, const struct sipnat_localnet *b)
{
	return a->family == b->family && a->prefix == b->prefix &&
	       nf_inet_addr_cmp(&a->addr, &b->addr);
}

static bool is_default(const struct sipnat_localnet *net)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(default_localnets); i++)
		if (is_same(net, &default_localnets[i]))
			return true;
	return false;
}

bool sipnat_config_explicit(const struct sipnat_config *config, u16 family,
			    const union nf_inet_addr *addr)
{
	const struct sipnat_localnet *end = config->localnets + config->nlocalnets, *net;
	unsigned int defaults = 0;
	bool in_default = false;

	for (net = config->localnets; net < end; net++) {
		if (is_default(net)) {
			defaults++;
			in_default |= lies_in(net, 1, family, addr);
		} else if (lies_in(net, 1, family, addr)) {
			return true;
		}
	}
	/* No prefix is in the list twice. */
	return in_default && defaults < ARRAY_SIZE(default_localnets);
}

bool sipnat_config_private(u16 family, const union nf_inet_addr *addr)
{
	return lies_in(default_localnets, ARRAY_SIZE(default_localnets), family, addr);
}

/* The entry for exactly this @dev ("": the one for all), or NULL. */
static const struct sipnat_externip *find_externip(const struct sipnat_config *config,
						   u16 family, const char *dev)
{
	const struct sipnat_externip *ext = config->externips;
	const struct sipnat_externip *end = ext + config->nexternips;

	for (; ext < end; ext++)
		if (ext->family == family && !strcmp(ext->dev, dev))
			return ext;
	return NULL;
}

const union nf_inet_addr *sipnat_config_externip(const struct sipnat_config *config, u16 family,
						 const char *dev)
{
	const struct sipnat_externip *ext = find_externip(config, family, dev);

	if (!ext)
		ext = find_externip(config, family, "");
	return ext ? &ext->addr : NULL;
}

bool sipnat_config_is_externip(const struct sipnat_config *config, u16 family,
			       const union nf_inet_addr *addr)
{
	const struct sipnat_externip *ext = config->externips;
	const struct sipnat_externip *end = ext + config->nexternips;

	for (; ext < end; ext++)
		if (ext->family == family && nf_inet_addr_cmp(&ext->addr, addr))
			return true;
	return false;
}

/* Why nobody can have this address, or NULL. */
static const char *host_fault(u16 family, const union nf_inet_addr *addr)
{
	if (family == NFPROTO_IPV4) {
		if (!(ntohl(addr->ip) >> 24))
			return "0.0.0.0/8 is not an address of a host";
		if (ipv4_is_loopback(addr->ip))
			return "a loopback address means nothing to others";
		if (ipv4_is_multicast(addr->ip))
			return "a multicast address is not an address of a host";
		if (ipv4_is_lbcast(addr->ip))
			return "the broadcast address is not an address of a host";
		return NULL;
	}
	if (ipv6_addr_any(&addr->in6))
		return ":: is not an address of a host";
	if (ipv6_addr_loopback(&addr->in6))
		return "a loopback address means nothing to others";
	if (ipv6_addr_is_multicast(&addr->in6))
		return "a multicast address is not an address of a host";
	if (ipv6_addr_v4mapped(&addr->in6))
		return "an IPv4 address is to be given as such, not as ::ffff:0:0/96";
	return NULL;
}

const char *sipnat_config_set_externip(struct sipnat_config *config,
				       const struct sipnat_externip *ext)
{
	const struct sipnat_externip *old = find_externip(config, ext->family, ext->dev);
	unsigned int i = old ? old - config->externips : config->nexternips;
	const char *fault = host_fault(ext->family, &ext->addr);

	if (fault)
		return fault;
	if (ext->family == NFPROTO_IPV6 && ipv6_addr_type(&ext->addr.in6) & IPV6_ADDR_LINKLOCAL)
		return "a link-local address means nothing behind the link";
	if (ext->dev[0] && !dev_valid_name(ext->dev))
		return "this cannot be the name of an interface";
	if (i == SIPNAT_MAX_EXTERNIPS)
		return "too many external addresses (32 at most)";
	config->externips[i] = *ext;
	config->nexternips = max(config->nexternips, i + 1);
	return NULL;
}

bool sipnat_config_has_externip(const struct sipnat_config *config, u16 family, const char *dev)
{
	return find_externip(config, family, dev);
}

bool sipnat_config_drop_externip(struct sipnat_config *config, const char *dev)
{
	unsigned int i, kept = 0, had = config->nexternips;

	for (i = 0; i < had; i++)
		if (strcmp(config->externips[i].dev, dev))
			config->externips[kept++] = config->externips[i];
	config->nexternips = kept;
	return kept < had;
}

/* Closes the gap, so that the others keep their order. */
static void remove_at(void *list, size_t size, unsigned int i, unsigned int *n)
{
	memmove(list + i * size, list + (i + 1) * size, (*n - i - 1) * size);
	--*n;
}

bool sipnat_config_del_externip(struct sipnat_config *config, const struct sipnat_externip *ext)
{
	const struct sipnat_externip *old = find_externip(config, ext->family, ext->dev);

	if (!old || !nf_inet_addr_cmp(&old->addr, &ext->addr))
		return false;
	remove_at(config->externips, sizeof(*old), old - config->externips, &config->nexternips);
	return true;
}

/* Why no host is in this prefix, or NULL. The prefix of length 0 is everybody. */
static const char *prefix_fault(const struct sipnat_localnet *net)
{
	static const union nf_inet_addr zero;
	unsigned int bits = net->family == NFPROTO_IPV4 ? 32 : 128;
	unsigned int i;

	if (net->prefix > bits)
		return "the prefix is longer than the address";
	for (i = net->prefix; i < bits; i++)
		if (((const u8 *)&net->addr)[i / 8] & 0x80 >> i % 8)
			return "bits are set behind the prefix";
	if (prefix_eq(net->family, &net->addr, &zero, bits) && !net->prefix)
		return NULL;
	return host_fault(net->family, &net->addr);
}

static const struct sipnat_localnet *find_localnet(const struct sipnat_config *config,
						   const struct sipnat_localnet *net)
{
	const struct sipnat_localnet *old = config->localnets;
	const struct sipnat_localnet *end = old + config->nlocalnets;

	for (; old < end; old++)
		if (is_same(old, net))
			return old;
	return NULL;
}

bool sipnat_config_has_localnet(const struct sipnat_config *config,
				const struct sipnat_localnet *net)
{
	return find_localnet(config, net);
}

const char *sipnat_config_add_localnet(struct sipnat_config *config,
				       const struct sipnat_localnet *net)
{
	const char *fault = prefix_fault(net);

	if (fault)
		return fault;
	if (find_localnet(config, net))
		return "the same local network is given twice";
	if (config->nlocalnets == SIPNAT_MAX_LOCALNETS)
		return "too many local networks (128 at most)";
	config->localnets[config->nlocalnets++] = *net;
	return NULL;
}

bool sipnat_config_del_localnet(struct sipnat_config *config, const struct sipnat_localnet *net)
{
	const struct sipnat_localnet *old = find_localnet(config, net);

	if (!old)
		return false;
	remove_at(config->localnets, sizeof(*old), old - config->localnets, &config->nlocalnets);
	return true;
}
