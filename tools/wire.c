// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "../kmod/sip/msg.h"
#include "../kmod/sip/via.h"
#include "doctor.h"
#include "show.h"
#include "wire.h"

/* No packet is longer. */
#define PACKET_MAX	65535

/*
 * The kernel passes over all but UDP and TCP without its extension headers or later fragments, whose
 * payload begins as a message can: with a letter. Media is most of what remains outside.
 */
#define TAKE_LETTERS							\
	BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 'A', 0, 2),			\
	BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 'z', 1, 0),			\
	BPF_STMT(BPF_RET | BPF_K, PACKET_MAX),				\
	BPF_STMT(BPF_RET | BPF_K, 0)

/* With X at the header of UDP or TCP, and the protocol in A: the first byte of the payload into A */
#define LOAD_FIRST							\
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 2),		\
	BPF_STMT(BPF_LD | BPF_B | BPF_IND, sizeof(struct udphdr)),	\
	BPF_STMT(BPF_JMP | BPF_JA, 6),					\
	BPF_STMT(BPF_LD | BPF_B | BPF_IND, 12),				\
	BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xf0),			\
	BPF_STMT(BPF_ALU | BPF_RSH | BPF_K, 2),				\
	BPF_STMT(BPF_ALU | BPF_ADD | BPF_X, 0),				\
	BPF_STMT(BPF_MISC | BPF_TAX, 0),				\
	BPF_STMT(BPF_LD | BPF_B | BPF_IND, 0)

static struct sock_filter filter4[] = {
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(struct iphdr, frag_off)),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, IP_OFFMASK, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct iphdr, protocol)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 2, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, 0),
	LOAD_FIRST,
	TAKE_LETTERS,
};

static struct sock_filter filter6[] = {
	BPF_STMT(BPF_LDX | BPF_W | BPF_IMM, sizeof(struct ip6_hdr)),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, offsetof(struct ip6_hdr, ip6_nxt)),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 2, 0),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 1, 0),
	BPF_STMT(BPF_RET | BPF_K, 0),
	LOAD_FIRST,
	TAKE_LETTERS,
};

/* One for each version of IP */
static const struct version {
	uint16_t type;
	struct sock_fprog filter;
} versions[] = {
	{ ETH_P_IP, { ARRAY_SIZE(filter4), filter4 } },
	{ ETH_P_IPV6, { ARRAY_SIZE(filter6), filter6 } },
};

static int open_socket(const struct version *version)
{
	struct sockaddr_ll any = { .sll_family = AF_PACKET, .sll_protocol = htons(version->type) };
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &version->filter,
				   sizeof(version->filter)) &&
	    !bind(fd, (const void *)&any, sizeof(any)))
		return fd;
	tell(errno == EPERM ? "not permitted: to watch takes CAP_NET_RAW in this namespace" :
			      "cannot watch: %m");
	if (fd >= 0)
		close(fd);
	return -1;
}

/**
 * struct packet - one that was seen
 * @device: by which it came
 * @family: of @source
 * @source: address
 * @ports: of source and destination
 * @framing: where its messages end
 * @text: payload
 * @len: of this
 */
struct packet {
	char device[IF_NAMESIZE];
	int family;
	const void *source;
	uint16_t ports[2];
	enum sip_framing framing;
	const char *text;
	size_t len;
};

/* @bytes: with the header of UDP or TCP in front, of which the filter has seen that it is there */
static bool read_ports(struct packet *packet, uint8_t protocol, const char *bytes, size_t len)
{
	const struct tcphdr *tcp = (const void *)bytes;
	size_t head = protocol == IPPROTO_TCP ? tcp->doff * 4 : sizeof(struct udphdr);

	if (len < head)
		return false;
	/* They are at the same place in both. */
	packet->ports[0] = ntohs(tcp->source);
	packet->ports[1] = ntohs(tcp->dest);
	packet->framing = protocol == IPPROTO_TCP ? SIP_FRAMING_STREAM : SIP_FRAMING_DATAGRAM;
	packet->text = bytes + head;
	packet->len = len - head;
	return true;
}

static bool read_packet(struct packet *packet, const char *bytes, size_t len)
{
	const struct ip6_hdr *ip6 = (const void *)bytes;
	const struct iphdr *ip = (const void *)bytes;
	size_t head = ip->version == 4 ? ip->ihl * 4 : sizeof(*ip6);

	packet->family = ip->version == 4 ? AF_INET : AF_INET6;
	packet->source = ip->version == 4 ? (const void *)&ip->saddr : &ip6->ip6_src;
	return len > head + sizeof(struct tcphdr) &&
	       read_ports(packet, ip->version == 4 ? ip->protocol : ip6->ip6_nxt, bytes + head, len - head);
}

static json_t *host_text(const struct sip_host *host)
{
	int family = host->type == SIP_HOST_IP4 ? AF_INET : AF_INET6;
	char text[INET6_ADDRSTRLEN];

	if (host->type != SIP_HOST_IP4 && host->type != SIP_HOST_IP6)
		return json_null();
	inet_ntop(family, host->addr.bytes, text, sizeof(text));
	return json_string(text);
}

static void take_message(json_t *seen, const struct packet *packet, const struct sip_msg *msg)
{
	const struct sip_hdr *hdr = sip_msg_hdr(msg, SIP_HDR_VIA, 0);
	char source[INET6_ADDRSTRLEN];
	struct sip_via via;

	if (!hdr || sip_via_parse(hdr->value, &via).status != SIP_OK ||
	    (via.sent_by.host.type != SIP_HOST_IP4 && via.sent_by.host.type != SIP_HOST_IP6))
		return;
	inet_ntop(packet->family, packet->source, source, sizeof(source));
	append_once(seen, json_pack("{s:o, s:s, s:b, s:o, s:o}", "device",
				    decode_bytes(packet->device, strlen(packet->device)), "source",
				    source, "request", msg->request, "sent_by",
				    host_text(&via.sent_by.host), "received",
				    host_text(&via.received)), WIRE_SEEN);
}

/* All messages that begin and end in it: those of a connection do mostly. */
static void take_packet(json_t *seen, const json_t *ports, struct packet *packet)
{
	static struct sip_msg msg;

	if (!has_port(ports, packet->ports[0]) && !has_port(ports, packet->ports[1]))
		return;
	while (packet->len && sip_msg_parse(packet->text, packet->len, packet->framing, &msg).status == SIP_OK) {
		take_message(seen, packet, &msg);
		if (packet->framing == SIP_FRAMING_DATAGRAM)
			break;
		packet->text += msg.len;
		packet->len -= msg.len;
	}
}

static void receive(int fd, json_t *seen, const json_t *ports)
{
	static char bytes[PACKET_MAX + 1] __attribute__((aligned(4)));
	struct sockaddr_ll from;
	socklen_t size = sizeof(from);
	ssize_t len = recvfrom(fd, bytes, sizeof(bytes), MSG_DONTWAIT, (void *)&from, &size);
	struct packet packet = {};

	if (len <= 0 || from.sll_pkttype != PACKET_HOST || !read_packet(&packet, bytes, len))
		return;
	if_indextoname(from.sll_ifindex, packet.device);
	take_packet(seen, ports, &packet);
}

static int milliseconds_until(const struct timespec *end)
{
	struct timespec now;
	long long left;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left = (end->tv_sec - now.tv_sec) * 1000LL + (end->tv_nsec - now.tv_nsec) / 1000000;
	return left > 0 ? left : 0;
}

json_t *wire_watch(const json_t *ports, unsigned int seconds)
{
	struct pollfd sockets[ARRAY_SIZE(versions)];
	json_t *seen = json_array();
	unsigned int i, open = 0;
	struct timespec end;
	int left;

	while (open < ARRAY_SIZE(sockets)) {
		sockets[open].fd = open_socket(&versions[open]);
		sockets[open].events = POLLIN;
		if (sockets[open].fd < 0)
			break;
		open++;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	while (open == ARRAY_SIZE(sockets) && (left = milliseconds_until(&end)))
		if (poll(sockets, open, left) > 0)
			for (i = 0; i < open; i++)
				if (sockets[i].revents)
					receive(sockets[i].fd, seen, ports);
	for (i = 0; i < open; i++)
		close(sockets[i].fd);
	if (open == ARRAY_SIZE(sockets))
		return seen;
	json_decref(seen);
	return NULL;
}
