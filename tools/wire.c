// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "../kmod/sip/msg.h"
#include "../kmod/sip/via.h"
#include "doctor.h"
#include "show.h"
#include "wire.h"

/* No UDP datagram is longer. */
#define PACKET_MAX	65535

/* The kernel passes over all but UDP that is not a later fragment: media is most of that. */
static struct sock_filter program[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 5),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x1fff, 3, 0),
	/* Version 2 is what RTP begins with: no SIP message begins with such a byte. */
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_STMT(BPF_LD | BPF_B | BPF_IND, 8),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x80, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, 0),
	BPF_STMT(BPF_RET | BPF_K, PACKET_MAX),
};

static int open_socket(void)
{
	const struct sock_fprog filter = { ARRAY_SIZE(program), program };
	struct sockaddr_ll any = { .sll_family = AF_PACKET, .sll_protocol = htons(ETH_P_IP) };
	int fd = socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && !setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof(filter)) &&
	    !bind(fd, (const void *)&any, sizeof(any)))
		return fd;
	tell(errno == EPERM ? "not permitted: to watch takes CAP_NET_RAW in this namespace" :
			      "cannot watch: %m");
	if (fd >= 0)
		close(fd);
	return -1;
}

static json_t *host_text(const struct sip_host *host)
{
	char text[INET_ADDRSTRLEN];

	if (host->type != SIP_HOST_IP4)
		return json_null();
	inet_ntop(AF_INET, host->addr.bytes, text, sizeof(text));
	return json_string(text);
}

static void remember(json_t *seen, json_t *entry)
{
	const json_t *known;
	size_t i;

	json_array_foreach(seen, i, known)
		if (json_equal(known, entry)) {
			json_decref(entry);
			return;
		}
	if (json_array_size(seen) < WIRE_SEEN)
		json_array_append_new(seen, entry);
	else
		json_decref(entry);
}

static void take_message(json_t *seen, const char *device, const struct in_addr *source,
			 const char *text, unsigned int len)
{
	static struct sip_msg msg;
	char from[INET_ADDRSTRLEN];
	const struct sip_hdr *hdr;
	struct sip_via via;

	if (sip_msg_parse(text, len, SIP_FRAMING_DATAGRAM, &msg).status != SIP_OK)
		return;
	hdr = sip_msg_hdr(&msg, SIP_HDR_VIA, 0);
	if (!hdr || sip_via_parse(hdr->value, &via).status != SIP_OK ||
	    via.sent_by.host.type != SIP_HOST_IP4)
		return;
	inet_ntop(AF_INET, source, from, sizeof(from));
	remember(seen, json_pack("{s:o, s:s, s:b, s:o, s:o}", "device",
				 decode_bytes(device, strlen(device)), "source", from, "request",
				 msg.request, "sent_by", host_text(&via.sent_by.host), "received",
				 host_text(&via.received)));
}

static void take_packet(json_t *seen, const json_t *ports, const struct sockaddr_ll *from,
			const char *packet, size_t len)
{
	const struct iphdr *ip = (const void *)packet;
	char device[IF_NAMESIZE] = "";
	const struct udphdr *udp;
	struct in_addr source;
	size_t head;

	if (from->sll_pkttype != PACKET_HOST || len < sizeof(*ip))
		return;
	head = ip->ihl * 4;
	udp = (const void *)(packet + head);
	if (len < head + sizeof(*udp) ||
	    (!has_port(ports, ntohs(udp->source)) && !has_port(ports, ntohs(udp->dest))))
		return;
	head += sizeof(*udp);
	source.s_addr = ip->saddr;
	if_indextoname(from->sll_ifindex, device);
	take_message(seen, device, &source, packet + head, len - head);
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
	static char packet[PACKET_MAX + 1] __attribute__((aligned(4)));
	struct pollfd pollfd = { .fd = open_socket(), .events = POLLIN };
	json_t *seen = json_array();
	struct sockaddr_ll from;
	struct timespec end;
	int left;

	if (pollfd.fd < 0) {
		json_decref(seen);
		return NULL;
	}
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += seconds;
	while ((left = milliseconds_until(&end))) {
		socklen_t size = sizeof(from);
		ssize_t len;

		if (poll(&pollfd, 1, left) <= 0)
			continue;
		len = recvfrom(pollfd.fd, packet, sizeof(packet), MSG_DONTWAIT, (void *)&from, &size);
		if (len > 0)
			take_packet(seen, ports, &from, packet, len);
	}
	close(pollfd.fd);
	return seen;
}
